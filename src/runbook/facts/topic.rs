//! What the words of a label or a heading are about, inside a phase and outside of all phases.

use super::super::Class;
use super::super::heading;
use super::super::label::{self, Label};
use super::super::said::Telling::{
    Action, Active, Authority, Blocker, Blockers, Contract, Criteria, Current, Deferred, Definition, Document, Dod,
    Done, Entry, Evidence, Expected, Failure, Finished, Follow, Future, Guardrails, Next, No, Not, Open, Out, Outputs,
    Plan, Posture, Precedence, Procedure, Program, Required, Rerun, Retry, Risk, Risks, Rollback, Scope, Step, Steps,
    Strategy, Success, Tasks, Taxonomy, Unresolved, Wins,
};
use super::super::said::{Said, Telling};
use super::Part;

/// What stands under a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Topic {
    /// One of the five parts; [`Part::Dod`] is [`Topic::Boxes`].
    Part(Part),
    /// Boxes of this class.
    Boxes(Class),
    /// Blockers, and whether those under it stand in the way.
    Blockers { open: bool },
    /// Of the whole program.
    Program(Subject),
}

/// What the program says about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) enum Subject {
    ScopeIn,
    ScopeOut,
    Authority,
    Criteria,
    Guardrails,
    Risks,
    Next,
}

/// A list item that is a label.
#[derive(Debug)]
pub(in super::super) struct ItemLabel {
    /// Its index among the items.
    pub(in super::super) item: usize,
    pub(in super::super) read: label::Read,
}

/// What a label or a heading inside a phase is about.
pub(in super::super) fn of_phase(read: label::Read) -> Option<Topic> {
    match read.label {
        Label::Boxes(class) => Some(Topic::Boxes(class)),
        Label::Gate => Some(Topic::Part(Part::Entry)),
        Label::Other => blockers(read.said).or_else(|| part(read.said).map(Topic::Part)),
    }
}

/// What a label or a heading outside of all phases is about.
pub(in super::super) fn of_program(said: Said) -> Option<Topic> {
    let finished = said.has(Program) && said.any(&[Dod, Finished, Done]);
    let subject = if finished || (said.has(Success) && said.has(Criteria)) || (said.has(Definition) && said.has(Done)) {
        Subject::Criteria
    } else if said.has(Guardrails) {
        Subject::Guardrails
    } else if said.has(Risks) || said.begins(Risk) {
        Subject::Risks
    } else if said.has(Next) && said.any(&[Action, Step, Steps]) {
        Subject::Next
    } else if said.any(&[Authority, Precedence]) || (said.has(Document) && said.has(Wins)) {
        Subject::Authority
    } else if said.has(Scope) {
        if said.any(&[Out, Not, No]) { Subject::ScopeOut } else { Subject::ScopeIn }
    } else {
        return blockers(said);
    };
    Some(Topic::Program(subject))
}

/// What the words before a colon are about, where something follows on the same line. Cheap for running text.
pub(in super::super) fn of_head(head: &str) -> Option<Topic> {
    const LEADING: [Telling; 10] = [Entry, Rollback, Retry, Rerun, Failure, Evidence, Tasks, Scope, Steps, Blockers];
    if head.len() > 60 || !Said::of(head).any(&LEADING) {
        return None;
    }
    of_phase(label::Read::of(&heading::plain(head))).filter(|topic| !matches!(topic, Topic::Boxes(_)))
}

/// Blocker lists are usually taxonomies; only one of those that are current says that something stands in the way.
fn blockers(said: Said) -> Option<Topic> {
    let current = said.any(&[Current, Active, Unresolved, Open]);
    // One blocker alone is told of in many other labels: "Blocker remediation".
    let listed = said.has(Blockers) || (said.has(Blocker) && (current || said.has(Taxonomy)));
    listed.then_some(Topic::Blockers { open: current && !said.any(&[No, Taxonomy]) })
}

fn part(said: Said) -> Option<Part> {
    let posture = said.has(Posture) && said.any(&[Rollback, Retry, Rerun, Failure]);
    let planned = said.has(Rollback) && said.ends(&[Rollback, Plan, Strategy, Procedure, Steps]);
    if posture || planned {
        return Some(Part::Rollback);
    }
    if said.has(Evidence) {
        let owed = said.any(&[Outputs, Contract, Expected, Required]) || said.is_only(Evidence);
        return owed.then_some(Part::Evidence);
    }
    let later = said.any(&[Out, Not, Next, Deferred, Future, Follow]);
    (said.ends(&[Tasks, Scope, Steps]) && !later).then_some(Part::Tasks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_in_a_phase_announces_a_part() {
        for (words, part) in [
            ("Entry gate", Some(Part::Entry)),
            ("R1 entry criteria", Some(Part::Entry)),
            ("Implementation tasks", Some(Part::Tasks)),
            ("R1.A Tasks (in order)", Some(Part::Tasks)),
            ("Scope", Some(Part::Tasks)),
            ("In scope", Some(Part::Tasks)),
            ("Steps", Some(Part::Tasks)),
            ("Out of scope", None),
            ("Next steps", None),
            ("Steps so far", None),
            ("Rollback posture", Some(Part::Rollback)),
            ("Rollback/retry posture", Some(Part::Rollback)),
            ("Failure posture", Some(Part::Rollback)),
            ("Retry posture", Some(Part::Rollback)),
            ("Rollback", Some(Part::Rollback)),
            ("Rollback steps", Some(Part::Rollback)),
            ("Execution posture", None),
            ("Failure modes", None),
            ("Evidence outputs", Some(Part::Evidence)),
            ("Evidence contract", Some(Part::Evidence)),
            ("Evidence", Some(Part::Evidence)),
            ("Evidence template", None),
            ("Planning evidence", None),
            ("Objective", None),
        ] {
            assert_eq!(of_phase(label::Read::of(words)), part.map(Topic::Part), "{words}");
        }
        assert_eq!(of_phase(label::Read::of("Rollback criteria")), Some(Topic::Boxes(Class::Trigger)));
        assert_eq!(of_phase(label::Read::of("DoD checklist")), Some(Topic::Boxes(Class::Dod)));
    }

    #[test]
    fn only_current_blockers_stand_in_the_way() {
        for (words, open) in [
            ("Active blockers", Some(true)),
            ("Current blockers (R1)", Some(true)),
            ("Unresolved blockers", Some(true)),
            ("Open blockers", Some(true)),
            ("Blockers", Some(false)),
            ("Blocker taxonomy (fail-closed reference)", Some(false)),
            ("Open blocker taxonomy", Some(false)),
            ("Closed blockers", Some(false)),
            ("No open blockers", Some(false)),
            ("Blocker remediation", None),
            ("What blocks us", None),
        ] {
            assert_eq!(of_phase(label::Read::of(words)), open.map(|open| Topic::Blockers { open }), "{words}");
            assert_eq!(of_program(Said::of(words)), open.map(|open| Topic::Blockers { open }), "{words}");
        }
    }

    #[test]
    fn a_heading_outside_phases_announces_a_subject_of_the_program() {
        for (words, subject) in [
            ("1) Scope Lock", Some(Subject::ScopeIn)),
            ("In scope for the first baseline", Some(Subject::ScopeIn)),
            ("Out of scope", Some(Subject::ScopeOut)),
            ("2) Authority and Precedence", Some(Subject::Authority)),
            ("Which document wins", Some(Subject::Authority)),
            ("Global Success Criteria (Program DoD)", Some(Subject::Criteria)),
            ("When the whole program is finished", Some(Subject::Criteria)),
            ("Definition of done", Some(Subject::Criteria)),
            ("Non-Negotiable Guardrails", Some(Subject::Guardrails)),
            ("Risks and Controls (Pinned)", Some(Subject::Risks)),
            ("Risk register", Some(Subject::Risks)),
            ("High-Risk Migration", None),
            ("Immediate Next Action", Some(Subject::Next)),
            ("Next steps", Some(Subject::Next)),
            ("Purpose", None),
            ("Phase Evidence Template", None),
        ] {
            assert_eq!(of_program(Said::of(words)), subject.map(Topic::Program), "{words}");
        }
    }

    #[test]
    fn words_before_a_colon_are_read_only_when_they_are_few() {
        assert_eq!(of_head("**Rollback posture**"), Some(Topic::Part(Part::Rollback)));
        assert_eq!(of_head("Entry gate"), Some(Topic::Part(Part::Entry)));
        assert_eq!(of_head("DoD evidence"), None);
        assert_eq!(of_head("Note"), None);
        assert_eq!(of_head("What the evidence contract of the second of the two phases says"), None);
    }
}
