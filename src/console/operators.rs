//! Operators: the enrolled keys, and who may enrol another (seed 002 §10.1: what is the user's to grant stays a
//! person's, so an agent cannot make itself one).
//!
//! Lives here: the command, the fold's record and the rule. May not: read a key; the session does, and hands over the
//! words of it.

use serde::{Deserialize, Serialize};

use super::{Command, Ctx, Event, Holds, LedgerEvent, Operator, State};
use crate::hold::{Code, Hold, Kind, Offer, Operation, Stamp, Who};

/// A request to enrol a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddOperator {
    /// The new operator's name.
    pub id: String,
    /// What kind of key it is.
    pub kind: Kind,
    /// The public key, `ssh-ed25519 AAAA…`.
    pub key: String,
    /// The name once more, typed to confirm; needed for a human.
    pub confirm: Option<String>,
}

/// An enrolled key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolled {
    /// Whose it is.
    pub operator: Operator,
    /// Who enrolled it, and when.
    pub stamp: Stamp,
}

/// What an enrolment is about: two of one name at once are a conflict.
pub(super) fn subject(id: &str) -> String {
    format!("operator {id}")
}

/// The hold on everything that a key would sign which the ledger does not know. `key` tells it from others.
pub fn not_enrolled(environment: &str, key: &str, founder: &str) -> Hold<Command> {
    let need = format!("your key ({key}) is not one that this ledger knows");
    let other = format!("use a key that is enrolled (`--as NAME` picks one of yours; {founder} founded the ledger)");
    let join = "ask a member to enrol yours: wayhold operator add NAME --kind human|agent|ci --key PUBLIC_KEY_FILE";
    Hold::new(Code::NotEnrolled, environment, need)
        .way(Offer::instruct(Operation::Existing, "keys", other))
        .way(Offer::instruct(Operation::Create, "members", join))
}

pub(super) fn decide(state: &State, add: &AddOperator, ctx: &Ctx) -> Result<Vec<Event>, Holds> {
    let mut holds = Holds::new();
    if let (None, Some(founded)) = (state.operator_with(&ctx.founder.public_key), &state.founded) {
        holds.push(not_enrolled(&ctx.environment, &ctx.founder.public_key, &founded.stamp.by));
    }
    holds.extend(taken(state, add));
    let (who, confirmed) = if add.kind == Kind::Human {
        holds.extend((add.confirm.as_deref() != Some(&add.id)).then(|| not_confirmed(add)));
        (ctx.caller.unless_present(&add.id, "enrolling a human"), ctx.caller.proof())
    } else {
        (ctx.caller.unless_human(&add.id, &format!("enrolling a key of kind {}", add.kind.word())), None)
    };
    holds.extend(who);
    if !holds.is_empty() {
        return Err(holds);
    }
    let operator = Operator {
        id: add.id.clone(),
        kind: add.kind,
        key: add.key.clone(),
        presence: (add.kind == Kind::Human).then_some(ctx.presence),
    };
    Ok(vec![Event::Ledger(LedgerEvent::Added { operator, proof: confirmed })])
}

/// A key has one name and one kind for good, and a name is told from another by its key: neither is enrolled twice.
fn taken(state: &State, add: &AddOperator) -> Holds {
    let list = || Offer::instruct(Operation::Existing, "operators", "see who is enrolled: wayhold operator list");
    let mut holds = Holds::new();
    for Enrolled { operator, stamp } in &state.operators {
        let kind = operator.kind.word();
        if same_key(&operator.key, &add.key) {
            let need = format!("this key is enrolled already, as {} ({kind}, #{})", operator.id, stamp.seq);
            holds.push(Hold::new(Code::OperatorTaken, &add.id, need).way(list()));
        } else if operator.id == add.id {
            let need = format!("{} is the name of another key already ({kind}, #{})", add.id, stamp.seq);
            let rename = Offer::instruct(Operation::Create, "operators", "give the new key a name of its own");
            holds.push(Hold::new(Code::OperatorTaken, &add.id, need).way(rename).way(list()));
        }
    }
    holds
}

/// The words of a public key file are its algorithm, its key and a comment; a comment is no part of the key.
pub(super) fn same_key(one: &str, other: &str) -> bool {
    one.split_whitespace().take(2).eq(other.split_whitespace().take(2))
}

fn not_confirmed(add: &AddOperator) -> Hold<Command> {
    let need = format!("enrolling a human is confirmed by the name: {} was not typed", add.id);
    let text = format!("type it at a terminal: --confirm {}", add.id);
    let way = Offer::instruct(Operation::Existing, "operators", text).by(Who::HumanPresent);
    Hold::new(Code::NotConfirmed, &add.id, need).way(way)
}
