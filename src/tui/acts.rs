//! The commands of a phase that keys make, without the words that are still to be typed.

use super::held::Held;
use super::model::Model;
use crate::console::Command;
use crate::hold::Code;
use crate::runbook::{self, Act, Closing, ItemId, RunRequest, Runnable, Seen, Status, Word};

/// A command about one phase.
pub fn of_phase(path: &str, phase: &str, act: Act) -> Command {
    runbook::Command::Phase { path: path.to_owned(), phase: phase.to_owned(), act }.into()
}

/// Asks whether something that changes the world could run in a phase; it is never carried out.
pub fn probe_run(path: &str, phase: &str) -> Command {
    let what = Runnable::Argv(vec!["true".to_owned()]);
    of_phase(path, phase, Act::Run { run: RunRequest { id: "probe".to_owned(), what, timeout: None } })
}

/// An attestation, its words not yet typed.
pub fn attest(path: &str, phase: &str, item: &ItemId) -> Command {
    let act = Act::Attest { item: item.clone(), statement: String::new(), evidence: Vec::new() };
    of_phase(path, phase, act)
}

/// A closing.
pub fn close(path: &str, phase: &str, fail: bool) -> Command {
    of_phase(path, phase, Act::Close { closing: Closing { fail, ..Closing::default() } })
}

/// What Enter opens on a row of a phase's holds: the way's own command, or where the way is to show something for a box,
/// the chooser of evidence.
pub fn way(model: &Model, held: &Held, at: usize, path: &str, phase: &str) -> Option<Command> {
    if let Some(action) = held.way(at).and_then(|way| way.action.clone()) {
        return Some(action);
    }
    let way = held.way(at);
    let hold = held.hold(at)?;
    let boxed = matches!(hold.code, Code::BoxOpen | Code::Inherited | Code::EvidenceStale);
    if !boxed || way.is_some_and(|way| way.provisioner != "evidence") {
        return None;
    }
    let number: usize = hold.subject.strip_prefix(phase)?.trim().parse().ok()?;
    let Some(Seen::Read { document, .. }) = model.view.ctx.observed.runbooks.get(path) else { return None };
    let item = document.items(phase).into_iter().find(|item| item.number == number)?;
    let (path, phase) = (path.to_owned(), phase.to_owned());
    Some(runbook::Command::Tick { path, phase, item: item.id, evidence: Vec::new() }.into())
}

impl Model {
    /// A command about the selected phase.
    pub fn of_phase(&self, act: Act) -> Option<Command> {
        Some(of_phase(&self.runbook, self.phase_id()?, act))
    }

    /// An act as it is asked for its holds: everything that is typed later counts as typed well.
    pub fn as_typed(&self, act: Act) -> Option<Command> {
        let id = self.phase_id()?;
        let confirm = Some(id.to_owned());
        let reason = || "a reason".to_owned();
        let act = match act {
            Act::Activate { .. } => Act::Activate { confirm },
            Act::Hold { .. } => Act::Hold { reason: reason() },
            Act::Block { .. } => Act::Block { reason: reason() },
            Act::Unblock { .. } => Act::Unblock { reason: reason() },
            Act::Reopen { .. } => Act::Reopen { reason: reason(), confirm },
            Act::Resolve { to, .. } => Act::Resolve { to, reason: reason(), confirm },
            other => other,
        };
        Some(of_phase(&self.runbook, id, act))
    }

    /// The settling of a contradiction, with the section's word as the first proposal.
    pub fn resolve(&self) -> Act {
        let phase = self.phase_id().and_then(|id| self.document()?.phase(id));
        let stated = phase.and_then(|phase| phase.status_section.as_ref().or(phase.status_roadmap.as_ref())?.word);
        Act::Resolve { to: stated.unwrap_or(Word::NotStarted), reason: String::new(), confirm: None }
    }

    /// The status of the selected phase.
    pub fn status(&self) -> Option<Status> {
        self.entries.get(self.phase).map(|entry| entry.status)
    }
}
