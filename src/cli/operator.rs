//! `wayhold operator`: enrol a key, list who is enrolled.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use serde_json::{Value, json};

use super::{Common, Exit, Mutating};
use crate::console::{Command, Enrolled};
use crate::hold::{Kind, Presence};
use crate::session::Session;

/// Operators: whose keys may sign here
#[derive(Debug, Subcommand)]
pub enum Operator {
    /// Enrol a key; only a human's key may, and a human's key needs a human present and --confirm
    Add(Add),
    /// List the enrolled keys
    List(Common),
}

/// Enrol a key
///
/// Any enrolled human may enrol an agent's or a pipeline's key. To enrol a human's, be present as the workspace asks,
/// and type the name once more with --confirm.
#[derive(Debug, Args)]
pub struct Add {
    /// The new operator's name: letters, digits and . _ - @ +
    name: String,
    /// What kind of key it is; it never changes
    #[arg(long)]
    kind: KindWord,
    /// The file with the public key (ssh-ed25519), usually NAME.pub
    #[arg(long, value_name = "PUBLIC_KEY_FILE")]
    key: PathBuf,
    /// The name once more, to confirm a human
    #[arg(long, value_name = "NAME")]
    confirm: Option<String>,
    #[command(flatten)]
    mutating: Mutating,
}

/// The kinds as they are written on the command line.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum KindWord {
    /// A person
    Human,
    /// A coding agent or another program that acts on its own
    Agent,
    /// An automation pipeline
    Ci,
}

impl From<KindWord> for Kind {
    fn from(word: KindWord) -> Self {
        match word {
            KindWord::Human => Self::Human,
            KindWord::Agent => Self::Agent,
            KindWord::Ci => Self::Ci,
        }
    }
}

impl Operator {
    pub(super) fn common(&self) -> &Common {
        match self {
            Self::Add(verb) => &verb.mutating.common,
            Self::List(common) => common,
        }
    }
}

pub async fn run(verb: Operator, session: &mut Session) -> Exit {
    match verb {
        Operator::Add(verb) => match session.newcomer(verb.name, verb.kind.into(), &verb.key, verb.confirm) {
            Ok(add) => verb.mutating.carry_out(session, Command::AddOperator(add)).await,
            Err(sentence) => verb.mutating.out().usage(sentence),
        },
        Operator::List(common) => list(&common, session),
    }
}

fn list(common: &Common, session: &Session) -> Exit {
    let out = common.out();
    let operators = session.operators();
    if out.json {
        let rows: Vec<_> = operators.iter().map(|(known, key, yours)| as_json(known, key, *yours)).collect();
        out.object(&json!({"operators": rows}));
    } else if operators.is_empty() {
        out.line("nobody is enrolled: this workspace has no ledger yet; `wayhold adopt --all` founds one");
    } else {
        for (known, key, yours) in &operators {
            let operator = &known.operator;
            let proof = operator.presence.map_or("", Presence::word);
            let since = known.stamp.at.format("%Y-%m-%d %H:%MZ");
            let yours = if *yours { "  (your key)" } else { "" };
            out.line(format!(
                "{:<16} {:<5}  {proof:<10}  {key}  since {since} (#{}) by {}{yours}",
                operator.id,
                operator.kind.word(),
                known.stamp.seq,
                known.stamp.by
            ));
        }
    }
    Exit::Done
}

fn as_json(known: &Enrolled, fingerprint: &str, yours: bool) -> Value {
    let Enrolled { operator, stamp } = known;
    json!({"id": operator.id, "kind": operator.kind, "fingerprint": fingerprint, "key": operator.key,
        "presence": operator.presence, "seq": stamp.seq, "at": stamp.at, "by": stamp.by, "yours": yours})
}
