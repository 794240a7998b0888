//! What the words of a label or a heading are about, inside a phase and outside of all phases.

use super::super::Class;
use super::super::heading;
use super::super::label::{self, Label};
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    pub(in super::super) words: String,
}

/// The words of a text that a topic hangs on: lower-case letters compared without regard to case.
#[derive(Clone, Copy)]
struct Said<'a>(&'a str);

impl Said<'_> {
    fn tokens(&self) -> impl Iterator<Item = &str> {
        self.0.split(|c: char| !c.is_alphanumeric()).filter(|token| !token.is_empty())
    }

    fn has(&self, word: &str) -> bool {
        self.tokens().any(|token| token.eq_ignore_ascii_case(word))
    }

    fn any(&self, words: &[&str]) -> bool {
        self.tokens().any(|token| words.iter().any(|word| token.eq_ignore_ascii_case(word)))
    }

    /// The tokens before a parenthesis that are neither ids nor single letters, as in `R1.A Scope (short)`.
    fn telling(&self) -> impl Iterator<Item = &str> {
        let end = self.0.find('(').unwrap_or(self.0.len());
        let tokens = self.0[..end].split(|c: char| !c.is_alphanumeric());
        tokens.filter(|token| token.len() > 1 && !token.contains(|c: char| c.is_ascii_digit()))
    }

    fn is_only(&self, word: &str) -> bool {
        let mut telling = self.telling();
        telling.next().is_some_and(|token| token.eq_ignore_ascii_case(word)) && telling.next().is_none()
    }
}

/// What a label inside a phase is about.
pub(in super::super) fn of_phase(words: &str) -> Option<Topic> {
    of_label(label::announce(words), words)
}

/// As [`of_phase`], for words that have been found to announce `label`.
pub(in super::super) fn of_label(label: Label, words: &str) -> Option<Topic> {
    match label {
        Label::Boxes(class) => return Some(Topic::Boxes(class)),
        Label::Gate => return Some(Topic::Part(Part::Entry)),
        Label::Other => {}
    }
    let said = Said(words);
    blockers(said).or_else(|| part(said).map(Topic::Part))
}

/// What a label or a heading outside of all phases is about.
pub(in super::super) fn of_program(words: &str) -> Option<Topic> {
    let folded = words.to_ascii_lowercase();
    let any = |phrases: &[&str]| phrases.iter().any(|phrase| folded.contains(phrase));
    let said = Said(words);
    let finished = any(&["program", "programme"]) && any(&["dod", "finished", "complete", "done"]);
    let subject = if any(&["success criteria", "definition of done"]) || finished {
        Subject::Criteria
    } else if any(&["guardrail"]) {
        Subject::Guardrails
    } else if said.has("risks") || said.telling().next().is_some_and(|first| first.eq_ignore_ascii_case("risk")) {
        Subject::Risks
    } else if any(&["next action", "next step"]) {
        Subject::Next
    } else if any(&["authorit", "precedence", "document wins"]) {
        Subject::Authority
    } else if any(&["out of scope", "out-of-scope", "not in scope"]) {
        Subject::ScopeOut
    } else if said.has("scope") {
        Subject::ScopeIn
    } else {
        return blockers(said);
    };
    Some(Topic::Program(subject))
}

/// What the words before a colon are about, where something follows on the same line. Cheap for running text.
pub(in super::super) fn of_head(head: &str) -> Option<Topic> {
    const LEADING: [&str; 11] = [
        "entry", "rollback", "retry", "rerun", "failure", "evidence", "tasks", "scope", "steps", "blocker", "blockers",
    ];
    if head.len() > 60 || !Said(head).any(&LEADING) {
        return None;
    }
    of_phase(&heading::plain(head)).filter(|topic| !matches!(topic, Topic::Boxes(_)))
}

/// Blocker lists are usually taxonomies; only one of those that are current says that something stands in the way.
fn blockers(said: Said) -> Option<Topic> {
    if !said.any(&["blocker", "blockers"]) {
        return None;
    }
    let open = said.any(&["current", "active", "unresolved", "open"]) && !said.any(&["no", "non", "taxonomy"]);
    Some(Topic::Blockers { open })
}

fn part(said: Said) -> Option<Part> {
    let last = said.telling().last()?;
    let ends = |words: &[&str]| words.iter().any(|word| last.eq_ignore_ascii_case(word));
    let posture = said.any(&["posture"]) && said.any(&["rollback", "retry", "rerun", "failure"]);
    let planned = said.has("rollback") && ends(&["rollback", "plan", "strategy", "procedure", "steps"]);
    if posture || planned {
        return Some(Part::Rollback);
    }
    if said.has("evidence") {
        let owed = said.any(&["outputs", "output", "contract", "expected", "required"]) || said.is_only("evidence");
        return owed.then_some(Part::Evidence);
    }
    let later = said.any(&["out", "not", "next", "deferred", "future", "follow"]);
    (ends(&["tasks", "scope", "steps"]) && !later).then_some(Part::Tasks)
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
            assert_eq!(of_phase(words), part.map(Topic::Part), "{words}");
        }
        assert_eq!(of_phase("Rollback criteria"), Some(Topic::Boxes(Class::Trigger)));
        assert_eq!(of_phase("DoD checklist"), Some(Topic::Boxes(Class::Dod)));
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
            ("What blocks us", None),
        ] {
            assert_eq!(of_phase(words), open.map(|open| Topic::Blockers { open }), "{words}");
            assert_eq!(of_program(words), open.map(|open| Topic::Blockers { open }), "{words}");
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
            assert_eq!(of_program(words), subject.map(Topic::Program), "{words}");
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
