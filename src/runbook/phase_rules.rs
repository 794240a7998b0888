//! The rules about a phase's status: what activation, build-go and closing ask for, one function each.

use super::rules::{Held, shown};
use super::{Act, Adopted, Ask, Command, Decision, Document, Phase, RunExit, Status};
use crate::hold::{Code, Hold, Offer, Operation, Who};

/// The plan in which a status is changed may not be a deep one (seed 002 §6.1).
pub(super) fn owns_statuses(adopted: &Adopted, phase: &Phase) -> Option<Held> {
    if adopted.role == super::Role::Plan {
        return None;
    }
    let plan = adopted.of.as_ref().map_or_else(|| "the plan that it details".to_owned(), |of| shown(of));
    let need = "a deep plan holds detail and never changes a status";
    let way = Offer::instruct(Operation::Existing, "operator", format!("act on the phase in {plan}"));
    Some(Hold::new(Code::DeepPlan, shown(&phase.id), need).way(way))
}

/// The phase has to have the status that the change starts from.
pub(super) fn has_status(document: &Document, phase: &Phase, from: Status) -> Option<Held> {
    let status = document.status_of(phase);
    if status == from || matches!(status, Status::Conflict | Status::Unreadable) {
        // A contradiction is said by its own hold.
        return None;
    }
    if status == Status::Unknown {
        let need = "the phase has to state a status, in the roadmap or in a Status line under its heading";
        let way = Offer::instruct(Operation::Update, "operator", "write `Status: NOT_STARTED` under it, then repin");
        return Some(Hold::new(Code::NoStatus, shown(&phase.id), need).way(way));
    }
    let need = format!("the phase has to be {}, and it is {}", from.word(), status.word());
    let text = match (from, status) {
        (Status::Active, Status::NotStarted) => "activate it first: a person does that",
        (Status::Active, Status::Blocked) => "unblock it first, once what blocks it is gone",
        (_, Status::Done) => "re-open it first, with a reason",
        (Status::Blocked, _) => "nothing blocks it; go on",
        _ => "see `wayhold phase show` for where it stands",
    };
    let way = Offer::instruct(Operation::Update, "operator", text);
    Some(Hold::new(Code::PhaseNotActive, shown(&phase.id), need).way(way))
}

/// Only one phase of a level is ACTIVE (seed 002 §5).
pub(super) fn alone(document: &Document, phase: &Phase) -> Option<Held> {
    let rows = document.roadmap.iter().flat_map(|roadmap| &roadmap.rows).map(|row| row.id.as_str());
    let siblings = document.phases.iter().filter(|other| other.parent == phase.parent).map(|other| other.id.as_str());
    let level: Vec<&str> = if phase.root { rows.chain(siblings).collect() } else { siblings.collect() };
    let active = level.into_iter().find(|id| *id != phase.id && document.status(id) == Status::Active)?;
    let need = format!("one phase at a time is ACTIVE, and {} is", shown(active));
    let close = Offer::instruct(Operation::Create, "operator", format!("close {} first", shown(active)));
    let block = Offer::instruct(Operation::Update, "operator", format!("block {} with a reason", shown(active)));
    Some(Hold::new(Code::OtherActive, shown(&phase.id), need).way(close).way(block))
}

/// A child is worked on while its parent is.
pub(super) fn parent_active(document: &Document, phase: &Phase) -> Option<Held> {
    let parent = document.phases.get(phase.parent?)?;
    let status = document.status_of(parent);
    if matches!(status, Status::Active | Status::Unknown) {
        return None;
    }
    let need = format!("{} has to be ACTIVE, and it is {}", shown(&parent.id), status.word());
    let way = Offer::instruct(Operation::Create, "operator", format!("activate {} first", shown(&parent.id)));
    Some(Hold::new(Code::ParentNotActive, shown(&phase.id), need).way(way))
}

/// The phase before it has to be DONE (seed 002 §5); a clause of the entry gate that says so is not said twice.
pub(super) fn prior_done(document: &Document, phase: &Phase) -> Option<Held> {
    let prior = document.phase_before(&phase.id)?;
    if document.status(prior) == Status::Done && document.errors(prior).is_empty() {
        return None;
    }
    if document.gate_of(&phase.id).any(|clause| clause.needs_done.as_deref() == Some(prior)) {
        return None;
    }
    let need =
        format!("{} comes before it and has to be DONE, and it is {}", shown(prior), document.status(prior).word());
    let way = Offer::instruct(Operation::Create, "operator", format!("close {} first", shown(prior)));
    Some(Hold::new(Code::PriorNotDone, shown(&phase.id), need).way(way))
}

/// The five parts that an active phase has (seed 002 §5), each one that is missing by name.
pub(super) fn parts(document: &Document, phase: &Phase) -> Vec<Held> {
    let missing = document.parts(&phase.id).missing();
    let hold = |part: super::Part| {
        let need = format!("{} missing under its heading: an active phase has five parts", part.word());
        let text = format!("write {} under its heading, then repin the plan", example(part));
        Hold::new(Code::PartMissing, shown(&phase.id), need).way(Offer::instruct(Operation::Create, "operator", text))
    };
    missing.into_iter().map(hold).collect()
}

/// How the part is written, so that it is found.
const fn example(part: super::Part) -> &'static str {
    match part {
        super::Part::Entry => "`Entry gate:` with a bullet for each condition",
        super::Part::Tasks => "`Implementation tasks:` with the numbered tasks",
        super::Part::Dod => "`DoD checklist:` with a box for each item",
        super::Part::Rollback => "`Rollback posture:` with what happens when it goes wrong",
        super::Part::Evidence => "`Evidence contract:` with what it has to show",
    }
}

/// A person has to be there and to type the phase's id (seed 002 §10.1).
pub(super) fn presence(ask: &Ask, subject: &str, confirm: Option<&str>, what: &str) -> Option<Held> {
    if let Some(hold) = ask.caller.unless_present(subject, what) {
        return Some(hold);
    }
    if confirm == Some(subject) {
        return None;
    }
    let need = match confirm {
        None => format!("{what} is confirmed by typing {}", shown(subject)),
        Some(other) => format!("{what} is confirmed by typing {}, and {} was typed", shown(subject), shown(other)),
    };
    let text = format!("type {}", shown(subject));
    let way = Offer::instruct(Operation::Existing, "operator", text).by(Who::HumanPresent);
    Some(Hold::new(Code::NotConfirmed, shown(subject), need).way(way))
}

/// The decisions that a phase still waits for: the whole set, so that nobody fills one in (seed 002 §10.2).
pub(super) fn decided(path: &str, adopted: &Adopted, phase: &str) -> Vec<Held> {
    let open = adopted.decisions.iter().filter(|(_, decision)| decision.pinned.is_none() && decision.concerns(phase));
    open.map(|(id, decision)| undecided(path, id, decision)).collect()
}

fn undecided(path: &str, id: &str, decision: &Decision) -> Held {
    let mut hold = Hold::new(
        Code::DecisionOpen,
        shown(id),
        format!("this has to be decided, and nothing is chosen by default: {}", shown(&decision.question)),
    );
    for option in &decision.options {
        let pin = Command::PinDecision {
            path: path.to_owned(),
            id: id.to_owned(),
            value: option.clone(),
            rationale: String::new(),
        };
        let text = format!("choose {}, and say why", shown(option));
        hold = hold.way(Offer::take(Operation::Create, "operator", text, pin).by(Who::Human));
    }
    if decision.options.is_empty() {
        hold = hold.way(Offer::instruct(Operation::Create, "operator", "a person decides, and says why"));
    }
    hold
}

/// No blocker of the phase may stand open in the plan.
pub(super) fn unblocked(document: &Document, phase: &Phase) -> Vec<Held> {
    let open = document.blockers_of(&phase.id).filter(|blocker| blocker.open);
    open.map(|blocker| {
        let need = format!("line {}: this blocker stands open: {}", blocker.line, shown(&blocker.text));
        let text = "reconcile it, mark it CLOSED in the plan, then repin";
        let way = Offer::instruct(Operation::Create, "operator", text);
        Hold::new(Code::BlockerOpen, shown(blocker.code.as_deref().unwrap_or(&phase.id)), need).way(way)
    })
    .collect()
}

/// Something has to be on record about the work since the phase was activated (seed 002 §10, 4).
pub(super) fn noted(path: &str, adopted: &Adopted, phase: &Phase) -> Option<Held> {
    let record = adopted.phases.get(&phase.id);
    let since = record.and_then(|record| record.activated.as_ref()).map_or(adopted.adopted.seq, |stamp| stamp.seq);
    if record.is_some_and(|record| record.notes.iter().any(|note| note.stamp.seq > since)) {
        return None;
    }
    let need = "what was decided and done has to be noted, and nothing has been since the phase was activated";
    let note =
        Command::Phase { path: path.to_owned(), phase: phase.id.clone(), act: Act::Note { text: String::new() } };
    let way = Offer::take(Operation::Create, "operator", "write a note of the decisions and actions", note);
    Some(Hold::new(Code::NoNote, shown(&phase.id), need).way(way))
}

/// Every run behind the phase's build-go has to have ended, and to be known.
pub(super) fn runs_known(path: &str, adopted: &Adopted, phase: &Phase) -> Vec<Held> {
    let runs = adopted.phases.get(&phase.id).into_iter().flat_map(|record| &record.runs);
    let open = runs.filter(|(_, run)| run.ended.is_none());
    open.map(|(id, run)| {
        let need = format!("run {} ({}) has to have an outcome", shown(id), shown(&run.shown));
        let settle =
            Command::Phase { path: path.to_owned(), phase: phase.id.clone(), act: Act::SettleRun { id: id.clone() } };
        let text = "look at the run and record what became of it";
        Hold::new(Code::Unknown, shown(id), need).way(Offer::take(Operation::Existing, "console", text, settle))
    })
    .chain(unknown_runs(adopted, phase))
    .collect()
}

/// A run whose end nobody knows blocks until a later run of the same thing passed, or a person wrote down what became
/// of it.
fn unknown_runs<'a>(adopted: &'a Adopted, phase: &'a Phase) -> impl Iterator<Item = Held> + 'a {
    let record = adopted.phases.get(&phase.id);
    record.into_iter().flat_map(move |record| {
        record.runs.iter().filter_map(move |(id, run)| {
            let ended = run.ended.as_ref().filter(|ended| ended.exit == RunExit::Unknown)?;
            let later = |other: &super::RunRecord| {
                other.started.seq > run.started.seq
                    && other.shown == run.shown
                    && other.ended.as_ref().is_some_and(|ended| ended.exit.passed())
            };
            let told =
                record.notes.iter().any(|note| note.stamp.seq > ended.stamp.seq && note.text.contains(id.as_str()));
            if told || record.runs.values().any(later) {
                return None;
            }
            let need = format!("nobody knows how run {} ({}) ended", shown(id), shown(&run.shown));
            let again = Offer::instruct(Operation::Create, "operator", "find out what it did, and run it again");
            let note = format!("find out what it did, and note it on the phase, naming {}", shown(id));
            let note = Offer::instruct(Operation::Update, "operator", note);
            Some(Hold::new(Code::Unknown, shown(id), need).way(again).way(note))
        })
    })
}

/// A build-go has to stand: given since the activation, and bound to the facts as they are (seed 002 §10.1).
pub(super) fn gone(path: &str, adopted: &Adopted, document: &Document, phase: &Phase) -> Option<Held> {
    let facts = super::material::bound(document, &phase.id, &adopted.decisions);
    let go = adopted.phases.get(&phase.id).and_then(|record| record.go.as_ref());
    let need = match go {
        Some(go) if go.facts == facts => return None,
        Some(go) => format!(
            "the build-go of entry {} died: the phase's gate, items, steps or decisions changed after it",
            go.stamp.seq
        ),
        None => "what changes the world needs a build-go for the phase, and none was given".to_owned(),
    };
    let act = Command::Phase { path: path.to_owned(), phase: phase.id.clone(), act: Act::Go };
    let way = Offer::take(Operation::Create, "operator", "give the build-go", act).by(Who::Human);
    Some(Hold::new(Code::NoGo, shown(&phase.id), need).way(way))
}

/// A phase is re-opened before any later one moves again: with one that was taken up after it, the order would break.
pub(super) fn last_done(document: &Document, phase: &Phase) -> Option<Held> {
    let later = document.phase_after(&phase.id)?;
    let status = document.status(later);
    if matches!(status, Status::NotStarted | Status::Unknown) {
        return None;
    }
    let need = format!("{} comes after it and has to be NOT_STARTED, and it is {}", shown(later), status.word());
    let text = format!("note what was found on {}, or re-open {} and work backwards", shown(&phase.id), shown(later));
    let way = Offer::instruct(Operation::Update, "operator", text);
    Some(Hold::new(Code::OtherActive, shown(&phase.id), need).way(way))
}

/// Row and section have to disagree, and the word has to be one of the two.
pub(super) fn contradicted(document: &Document, phase: &Phase, to: super::Word) -> Option<Held> {
    let stated = [phase.status_roadmap.as_ref(), phase.status_section.as_ref()];
    let words: Vec<_> = stated.into_iter().flatten().map(|mark| mark.word).collect();
    let contradiction = document.status_of(phase) == Status::Conflict;
    if contradiction && words.contains(&Some(to)) {
        return None;
    }
    let need = if contradiction {
        format!("{} has to be one of the two that the plan states", to.word())
    } else {
        "row and section have to disagree, and they do not".to_owned()
    };
    Some(Hold::new(Code::PhaseConflict, shown(&phase.id), need))
}

/// A phase without a status of its own can be neither opened nor closed, and one that is DONE is not closed again: it
/// would be a PASS on record that nothing was checked for.
pub(super) fn states_status(document: &Document, phase: &Phase) -> Option<Held> {
    let closable = !matches!(document.status_of(phase), Status::Unknown | Status::Done);
    if closable { None } else { has_status(document, phase, Status::Active) }
}

/// A failed closing says what failed.
pub(super) fn no_failure_note(phase: &Phase) -> Held {
    let way = Offer::instruct(Operation::Create, "operator", "give `--note` with what failed and what was rolled back");
    Hold::new(Code::NoReason, shown(&phase.id), "a failed closing has to say what failed").way(way)
}

/// After a closing the next phase is activated by a person, or left with a reason (seed 002 §10, 5 and 6).
pub(super) fn next_step(path: &str, phase: &Phase) -> Held {
    let act = |act| Command::Phase { path: path.to_owned(), phase: phase.id.clone(), act };
    let activate = Offer::take(
        Operation::Create,
        "operator",
        "activate it: only a person can",
        act(Act::Activate { confirm: None }),
    );
    let leave = Offer::take(
        Operation::Update,
        "operator",
        "leave it NOT_STARTED, and say why",
        act(Act::Hold { reason: String::new() }),
    );
    let need = "the phase before it was closed: this one is activated, or the reason why not is recorded";
    Hold::new(Code::NextStepOpen, shown(&phase.id), need).way(activate.by(Who::HumanPresent)).way(leave)
}
