//! Small answers that every face needs: progress, depth, a tick's record, drift at a glance, evidence from a word.

use super::{
    Act, Class, Command, Document, Event, EvidenceRef, GateClause, ItemId, Mark, Phase, Seen, State, Status, Tick,
};

impl Document {
    /// How many of a phase's dod and progress boxes are ticked, and how many there are.
    pub fn progress(&self, id: &str) -> (usize, usize) {
        let gating = || self.boxes_of(id).filter(|found| matches!(found.class, Class::Dod | Class::Progress));
        (gating().filter(|found| found.mark == Mark::Checked).count(), gating().count())
    }

    /// Whether a clause of an entry gate is met; `None` for one that only a person can attest: free text, or a phase
    /// whose status this runbook does not say.
    pub fn is_met(&self, clause: &GateClause) -> Option<bool> {
        self.is_done(clause.needs_done.as_deref()?)
    }

    /// Whether a phase is DONE and free of errors; `None` when this runbook does not say its status.
    pub fn is_done(&self, id: &str) -> Option<bool> {
        match self.status(id) {
            Status::Done => Some(self.errors(id).is_empty()),
            Status::Unknown => None,
            _ => Some(false),
        }
    }

    /// Whether a phase's definition of done has boxes. Beside them its bullets only sum up: the boxes decide.
    pub fn has_dod_boxes(&self, id: &str) -> bool {
        self.boxes_of(id).any(|found| found.class == Class::Dod)
    }

    /// Reads another version of this document.
    pub fn reread(&self, bytes: &[u8]) -> Result<Self, super::Unreadable> {
        super::read_with(bytes, &self.grammar)
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
    /// Reads what a person typed: `commit:SHA`, `cmd:LINE`, an address with a scheme, else a file's path.
    pub fn from_word(word: &str) -> Self {
        let word = word.trim();
        if let Some(sha) = word.strip_prefix("commit:") {
            return Self::Commit { sha: sha.to_owned() };
        }
        if let Some(line) = word.strip_prefix("cmd:") {
            return Self::Command { line: line.trim().to_owned() };
        }
        if word.contains("://") {
            return Self::Url { url: word.to_owned() };
        }
        Self::File { path: word.to_owned() }
    }
}

impl State {
    /// What has to be looked at to know whether a phase's evidence still is as it was.
    pub fn looks(&self, path: &str, phase: &str) -> Vec<super::Look> {
        let Some(adopted) = self.runbooks.get(path) else { return Vec::new() };
        adopted.evidence_of(phase).into_iter().filter_map(|(_, evidence)| evidence.look()).collect()
    }
}

impl super::Adopted {
    /// Every piece of evidence that was given for a phase, with the item's words that it was given for.
    pub fn evidence_of(&self, phase: &str) -> Vec<(&str, &super::Evidence)> {
        let ticks = self.ticks.values().filter(|tick| tick.phase == phase);
        let ticks = ticks.flat_map(|tick| tick.evidence.iter().map(|one| (tick.text.as_str(), one)));
        let attested = self.attested.values().filter(|attested| attested.phase == phase);
        let attested = attested.flat_map(|attested| attested.evidence.iter().map(|one| (attested.text.as_str(), one)));
        let record = self.phases.get(phase).into_iter();
        let thresholds = record.flat_map(|record| &record.thresholds);
        let runs = thresholds.flat_map(|(dimension, threshold)| {
            threshold.runs.iter().flat_map(|run| run.evidence.iter().map(|one| (dimension.as_str(), one)))
        });
        ticks.chain(attested).chain(runs).collect()
    }
}

impl Command {
    /// What the command is about; a settling is about the intent, which nobody else can act on, and a note never
    /// conflicts with another.
    pub fn subject(&self) -> Option<String> {
        match self {
            Self::Adopt { path, .. } | Self::Repin { path, .. } | Self::Restore { path } => {
                Some(format!("runbook {path}"))
            }
            Self::Tick { path, item, .. }
            | Self::Untick { path, item, .. }
            | Self::AttestProgram { path, item, .. } => Some(item_subject(path, item)),
            Self::OpenDecision { path, id, .. } | Self::PinDecision { path, id, .. } => {
                Some(format!("decision {id} of {path}"))
            }
            Self::Phase { path, phase, act } => match act {
                Act::Note { .. } | Act::Run { .. } | Act::SettleRun { .. } | Act::Lost { .. } => None,
                Act::Attest { item, .. } => Some(item_subject(path, item)),
                Act::PinThreshold { dimension, .. } | Act::MeetThreshold { dimension, .. } => {
                    Some(format!("threshold {dimension} of {phase} of {path}"))
                }
                _ => Some(phase_subject(path, phase)),
            },
            Self::Settle { .. } => None,
        }
    }
}

impl Event {
    /// What the event is about; the edits of one file are no conflict between its items.
    pub fn subject(&self) -> Option<String> {
        match self {
            Self::Adopted { path, .. }
            | Self::Repinned { path, .. }
            | Self::PatchIntent { path, restore: true, .. } => Some(format!("runbook {path}")),
            Self::Ticked { path, item, .. }
            | Self::Unticked { path, item, .. }
            | Self::Attested { path, item, .. }
            | Self::ProgramAttested { path, item, .. } => Some(item_subject(path, item)),
            Self::DecisionOpened { path, id, .. } | Self::DecisionPinned { path, id, .. } => {
                Some(format!("decision {id} of {path}"))
            }
            Self::ThresholdPinned { path, phase, dimension, .. }
            | Self::ThresholdMet { path, phase, dimension, .. } => {
                Some(format!("threshold {dimension} of {phase} of {path}"))
            }
            Self::Activated { path, phase, .. }
            | Self::HeldBack { path, phase, .. }
            | Self::WentGo { path, phase, .. }
            | Self::Closed { path, phase, .. }
            | Self::Failed { path, phase, .. }
            | Self::BlockedBy { path, phase, .. }
            | Self::Unblocked { path, phase, .. }
            | Self::Reopened { path, phase, .. }
            | Self::Resolved { path, phase, .. } => Some(phase_subject(path, phase)),
            Self::Noted { .. }
            | Self::RunStarted { .. }
            | Self::RunOver { .. }
            | Self::Edited { .. }
            | Self::Conflict { .. }
            | Self::PatchIntent { .. }
            | Self::Patched { .. }
            | Self::PatchLost { .. } => None,
        }
    }
}

fn phase_subject(path: &str, phase: &str) -> String {
    format!("phase {phase} of {path}")
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
