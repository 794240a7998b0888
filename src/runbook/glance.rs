//! Small answers that every face needs: progress, depth, a tick's record, drift at a glance, evidence from a word.

use super::{Class, Command, Document, Event, EvidenceRef, GateClause, ItemId, Mark, Phase, Seen, State, Status, Tick};

impl Document {
    /// How many of a phase's dod and progress boxes are ticked, and how many there are.
    pub fn progress(&self, id: &str) -> (usize, usize) {
        let gating = || self.boxes_of(id).filter(|found| matches!(found.class, Class::Dod | Class::Progress));
        (gating().filter(|found| found.mark == Mark::Checked).count(), gating().count())
    }

    /// Whether a clause of an entry gate is met; `None` for one that only a person can attest: free text, or a phase
    /// whose status this runbook does not say.
    pub fn is_met(&self, clause: &GateClause) -> Option<bool> {
        let id = clause.needs_done.as_deref()?;
        match self.status(id) {
            Status::Done => Some(self.errors(id).is_empty()),
            Status::Unknown => None,
            _ => Some(false),
        }
    }

    /// How many phases a phase stands below; 0 for a root.
    pub fn depth(&self, phase: &Phase) -> usize {
        let parent = |phase: &Phase| self.phases.get(phase.parent?);
        std::iter::successors(parent(phase), |phase| parent(phase)).count()
    }
}

impl State {
    /// The tick of an item that stands on the ledger.
    pub fn tick(&self, path: &str, item: &ItemId) -> Option<&Tick> {
        self.runbooks.get(path)?.ticks.get(item)
    }

    /// Whether the file is adopted and not as the ledger last wrote it. While a patch has no outcome, either side of
    /// it is as expected.
    pub fn drifts(&self, path: &str, seen: &Seen) -> bool {
        let Some(adopted) = self.runbooks.get(path) else { return false };
        let Seen::Read { sha256, .. } = seen else { return true };
        let halfway = adopted
            .pending
            .as_ref()
            .is_some_and(|pending| pending.doc_after == *sha256 || pending.doc_before == *sha256);
        adopted.doc != *sha256 && !halfway
    }
}

impl EvidenceRef {
    /// Reads what a person typed: `commit:SHA`, an address with a scheme, else a file's path.
    pub fn from_word(word: &str) -> Self {
        let word = word.trim();
        if let Some(sha) = word.strip_prefix("commit:") {
            return Self::Commit { sha: sha.to_owned() };
        }
        if word.contains("://") {
            return Self::Url { url: word.to_owned() };
        }
        Self::File { path: word.to_owned() }
    }
}

impl Command {
    /// What the command is about; a settling is about the intent, which nobody else can act on.
    pub fn subject(&self) -> Option<String> {
        match self {
            Self::Adopt { path, .. } => Some(format!("runbook {path}")),
            Self::Tick { path, item, .. } | Self::Untick { path, item, .. } => Some(item_subject(path, item)),
            Self::Settle { .. } => None,
        }
    }
}

impl Event {
    /// What the event is about; the edits of one file are no conflict between its items.
    pub fn subject(&self) -> Option<String> {
        match self {
            Self::Adopted { path, .. } => Some(format!("runbook {path}")),
            Self::Ticked { path, item, .. } | Self::Unticked { path, item, .. } => Some(item_subject(path, item)),
            Self::PatchIntent { .. } | Self::Patched { .. } | Self::PatchLost { .. } => None,
        }
    }
}

fn item_subject(path: &str, item: &ItemId) -> String {
    format!("item {item} of {path}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evidence_is_told_apart_by_its_first_words() {
        assert_eq!(EvidenceRef::from_word("commit:abc1234"), EvidenceRef::Commit { sha: "abc1234".into() });
        assert_eq!(
            EvidenceRef::from_word("https://x.example/1"),
            EvidenceRef::Url { url: "https://x.example/1".into() }
        );
        assert_eq!(EvidenceRef::from_word(" out/run.json "), EvidenceRef::File { path: "out/run.json".into() });
    }

    #[test]
    fn a_clause_is_met_by_a_done_phase_without_errors_and_left_to_a_person_where_no_status_is() {
        let plan = |first: &str| {
            let text = format!(
                "# Plan\n\n## A1 - First\n{first}\n\n## A2 - Second\nStatus: NOT_STARTED\nEntry gate:\n- A1 is `DONE`.\n- Bo agrees.\n"
            );
            let document = crate::runbook::read(text.as_bytes()).unwrap();
            document.gate_of("A2").map(|clause| document.is_met(clause)).collect::<Vec<_>>()
        };
        assert_eq!(plan("Status: DONE\nDoD checklist:\n- [x] made"), [Some(true), None]);
        assert_eq!(plan("Status: DONE\nDoD checklist:\n- [ ] made"), [Some(false), None], "DONE with an open box");
        assert_eq!(plan("Status: ACTIVE\nDoD checklist:\n- [x] made"), [Some(false), None]);
        assert_eq!(plan("DoD checklist:\n- [x] made"), [None, None]);
    }
}
