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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::console::{Founder, Observed, apply, decide};
    use crate::hold::{Caller, Presence};
    use crate::posture;

    const ANA: &str = "ssh-ed25519 AAAAana";
    const BEN: &str = "ssh-ed25519 AAAAben";

    fn ctx(kind: Kind, present: bool) -> Ctx {
        Ctx {
            now: "2026-11-21T03:00:00Z".parse().unwrap(),
            leapt: None,
            caller: Caller { id: "ana".into(), kind, present, presence: Presence::Tty, bare_key: None },
            environment: "demo".into(),
            founder: Founder { public_key: ANA.into() },
            presence: Presence::Tty,
            limits: posture::Limits::default(),
            reason_codes: Vec::new(),
            gates: Vec::new(),
            deep: BTreeMap::new(),
            observed: Observed { runbooks: BTreeMap::new(), ..Observed::default() },
        }
    }

    fn stamp(seq: u64) -> Stamp {
        Stamp { seq, at: "2026-11-21T03:00:00Z".parse().unwrap(), by: "ana".into() }
    }

    fn founded() -> State {
        let mut state = State::default();
        for event in decide(&state.clone(), &Command::Found, &ctx(Kind::Human, false)).unwrap() {
            apply(&mut state, &event, &stamp(0));
        }
        state
    }

    fn add(id: &str, kind: Kind, key: &str, confirm: Option<&str>) -> Command {
        let confirm = confirm.map(str::to_owned);
        Command::AddOperator(AddOperator { id: id.into(), kind, key: key.into(), confirm })
    }

    #[track_caller]
    fn codes(state: &State, command: &Command, ctx: &Ctx) -> Vec<Code> {
        decide(state, command, ctx).err().unwrap_or_default().into_iter().map(|hold| hold.code).collect()
    }

    #[test]
    fn who_may_enrol_whom() {
        use Kind::{Agent, Ci, Human};
        let state = founded();
        for (caller, present, newcomer, confirm, held) in [
            (Human, true, Human, Some("ben"), vec![]),
            (Human, true, Human, Some("Ben"), vec![Code::NotConfirmed]),
            (Human, true, Human, None, vec![Code::NotConfirmed]),
            (Human, false, Human, Some("ben"), vec![Code::NeedsPresence]),
            (Human, false, Human, None, vec![Code::NotConfirmed, Code::NeedsPresence]),
            (Human, false, Agent, None, vec![]),
            (Human, false, Ci, None, vec![]),
            (Agent, true, Human, Some("ben"), vec![Code::NeedsHuman]),
            (Agent, true, Agent, None, vec![Code::NeedsHuman]),
            (Ci, true, Ci, None, vec![Code::NeedsHuman]),
        ] {
            let command = add("ben", newcomer, BEN, confirm);
            assert_eq!(codes(&state, &command, &ctx(caller, present)), held, "{caller:?} {present} {command:?}");
        }
    }

    #[test]
    fn a_key_that_is_not_enrolled_enrols_nobody() {
        let mut ctx = ctx(Kind::Human, true);
        ctx.founder.public_key = BEN.into();
        let command = add("bot", Kind::Agent, "ssh-ed25519 AAAAbot", None);
        assert_eq!(codes(&founded(), &command, &ctx), [Code::NotEnrolled]);
    }

    #[test]
    fn neither_a_name_nor_a_key_is_taken_twice_whatever_the_comment() {
        let (mut state, ctx) = (founded(), ctx(Kind::Human, true));
        let events = decide(&state, &add("ben", Kind::Human, BEN, Some("ben")), &ctx).unwrap();
        let [Event::Ledger(LedgerEvent::Added { operator, proof })] = &events[..] else { panic!("{events:?}") };
        assert_eq!((operator.presence, *proof), (Some(Presence::Tty), Some(Presence::Tty)));
        apply(&mut state, &events[0], &stamp(1));
        for (id, key) in [("ben", "ssh-ed25519 AAAAother"), ("ana", BEN), ("bot", "ssh-ed25519 AAAAben ben@desk")] {
            let held = codes(&state, &add(id, Kind::Agent, key, None), &ctx);
            assert!(!held.is_empty() && held.iter().all(|code| *code == Code::OperatorTaken), "{id} {key}: {held:?}");
        }
        assert_eq!(state.operators.len(), 2);
        assert_eq!(state.operator_with("ssh-ed25519 AAAAben x").unwrap().operator.id, "ben");
    }

    #[test]
    fn a_key_that_is_no_humans_proves_no_presence() {
        let events = decide(&founded(), &add("bot", Kind::Ci, BEN, None), &ctx(Kind::Human, true)).unwrap();
        let [Event::Ledger(LedgerEvent::Added { operator, proof })] = &events[..] else { panic!("{events:?}") };
        assert_eq!((operator.presence, *proof), (None, None));
    }

    #[test]
    fn an_enrolment_reads_back_as_it_was_written_and_an_older_one_reads_too() {
        let events = decide(&founded(), &add("ben", Kind::Human, BEN, Some("ben")), &ctx(Kind::Human, true)).unwrap();
        let (kind, body) = events[0].to_parts();
        assert_eq!(kind, "operator.added");
        assert_eq!(Event::from_parts(&kind, &body).unwrap(), events[0]);
        let older = serde_json::json!({"operator": {"id": "ben", "kind": "human", "key": BEN}});
        Event::from_parts("operator.added", &older).unwrap();
    }
}
