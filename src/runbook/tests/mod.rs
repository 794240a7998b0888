//! What the whole room does, through its public face. The fixture is a plan for opening a tea room.

mod acts;
mod blockers;
mod deciding;
mod each_finding;
mod edits;
mod facts;
mod findings;
mod grammar;
mod history;
mod holding;
mod oddities;
mod parts;
mod program;
mod properties;
mod steps;
mod tokens;
mod walks;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::*;
use crate::hold::digest::sha256;
use crate::hold::{Caller, Code, Kind, Presence, Stamp};

/// A plan with every shape: R0 closed, R1 under way with sub-phases, R2 to come with bullets only.
pub(super) const PLAN: &str = "\
# Tea room opening

## 1) Rules
Statuses:
- `NOT_STARTED`
- `ACTIVE`
- `DONE`
- `BLOCKED`

| Phase | Canonical id | Name | Status |
|---|---|---|---|
| R0 | K0 | Lease | DONE |
| R1 | K1 | Kitchen | ACTIVE |
| R2 | K2 | Opening day | NOT_STARTED |

## R0 - Lease
Status: `DONE`

DoD checklist:
- [x] The lease is signed.

## 2) Current Active Phase

## R1 - K1 Kitchen
Status: `ACTIVE`

Entry gate:
- R0 is `DONE`.
- The landlord agrees to the hood.

DoD (summary):
- the kitchen passes inspection

R1 DoD checklist:
- [x] Two kettles boil at once, see `proof/kettles.txt`.
- [ ] The inspector's note is filed.

Posture:
- Sub-phase progress:
  - [x] `R1.A` plumbing
  - [ ] `R1.B` wiring

Rollback criteria:
- [ ] Water reaches the floor.

Shopping:
- [ ] Buy sponges.

### R1.A Plumbing notes
- [X] Pipes are insulated.

## R2 - Opening day
Status: `NOT_STARTED`
Entry gate:
- R1 is `DONE`.
DoD summary:
- The sign is lit.
- Guests:
  - ten arrive
";

pub(super) const PATH: &str = "runbooks/tea.md";

pub(super) fn document(text: &str) -> Document {
    read(text.as_bytes()).unwrap()
}

/// The errors and warnings of a document; what is only good to know left out.
pub(super) fn wrong(document: &Document) -> Vec<&Finding> {
    document.findings.iter().filter(|finding| finding.severity != Severity::Info).collect()
}

pub(super) fn item(document: &Document, phase: &str, number: usize) -> Item {
    document.items(phase).into_iter().find(|item| item.number == number).unwrap()
}

/// A workspace in memory: the ledger's events, the fold, the files, and the patches that were made.
#[derive(Clone)]
pub(super) struct Bench {
    pub(super) state: State,
    pub(super) log: Vec<(Event, Stamp)>,
    pub(super) files: BTreeMap<String, Seen>,
    pub(super) evidence: BTreeMap<String, Result<EvidenceSeen, String>>,
    pub(super) known: BTreeMap<String, Known>,
    pub(super) deep: BTreeMap<String, String>,
    pub(super) runs: BTreeMap<String, RunSeen>,
    /// What was stored by digest.
    pub(super) objects: BTreeMap<String, Arc<[u8]>>,
    /// Files besides the runbook that were written.
    pub(super) written: BTreeMap<String, Arc<[u8]>>,
    pub(super) caller: Caller,
}

impl Bench {
    /// A workspace whose one runbook says `text`.
    pub(super) fn with(text: &str) -> Self {
        let proof =
            EvidenceSeen { sha256: sha256(b"proof"), bytes: 5, content: Some(Arc::from(&b"proof"[..])), exit: None };
        Self {
            state: State::default(),
            log: Vec::new(),
            files: BTreeMap::from([(PATH.to_owned(), Seen::read(text.as_bytes()))]),
            evidence: BTreeMap::from([
                ("proof/kettles.txt".to_owned(), Ok(proof)),
                ("proof/locked.txt".to_owned(), Err("permission denied".to_owned())),
            ]),
            known: BTreeMap::new(),
            deep: BTreeMap::new(),
            runs: BTreeMap::new(),
            objects: BTreeMap::new(),
            written: BTreeMap::new(),
            caller: Caller {
                id: "ana".into(),
                kind: Kind::Human,
                present: true,
                presence: Presence::Tty,
                bare_key: None,
            },
        }
    }

    /// The same, adopted.
    pub(super) fn adopted(text: &str) -> Self {
        let mut bench = Self::with(text);
        bench.run(&Command::Adopt { path: PATH.into(), role: Role::Plan }).unwrap();
        bench
    }

    pub(super) fn ask(&self) -> Ask<'_> {
        Ask {
            now: at(self.log.len()),
            caller: &self.caller,
            files: &self.files,
            known: &self.known,
            deep: &self.deep,
            runs: &self.runs,
            evidence: &self.evidence,
        }
    }

    pub(super) fn decide(&self, command: &Command) -> Result<Vec<Event>, Vec<crate::hold::Hold<Command>>> {
        decide(&self.state, command, &self.ask())
    }

    /// Decides and appends, and makes no patch.
    pub(super) fn append(&mut self, command: &Command) -> Result<Vec<Event>, Vec<crate::hold::Hold<Command>>> {
        let events = self.decide(command)?;
        for bytes in objects(&self.state, &events, &self.ask()) {
            self.objects.insert(sha256(&bytes), bytes);
        }
        for event in &events {
            let stamp = Stamp { seq: self.log.len() as u64, at: at(self.log.len()), by: "ana".into() };
            apply(&mut self.state, event, &stamp);
            self.log.push((event.clone(), stamp));
        }
        self.look();
        Ok(events)
    }

    /// Finds the ledger's version of a file that differs from it, as the session does.
    pub(super) fn look(&mut self) {
        self.known.clear();
        let Some(adopted) = self.state.runbooks.get(PATH) else { return };
        if let Some(bytes) = self.objects.get(&adopted.doc)
            && let Seen::Read { sha256, bytes, document } = Seen::read(Arc::clone(bytes))
        {
            self.known.insert(PATH.into(), Known { sha256, bytes, document });
        }
    }

    /// Decides, appends, makes the patches, and settles them.
    pub(super) fn run(&mut self, command: &Command) -> Result<Vec<Event>, Vec<crate::hold::Hold<Command>>> {
        let events = self.append(command)?;
        for effect in events.iter().flat_map(plan) {
            self.carry_out(&effect);
            self.append(&Command::Settle { path: PATH.into(), recovered: false })?;
        }
        Ok(events)
    }

    pub(super) fn carry_out(&mut self, effect: &Effect) {
        let Effect::Patch { doc_before, doc_after, edits, files, restore, .. } = effect else { return };
        for file in files {
            self.written.insert(file.path.clone(), Arc::clone(&self.objects[&file.sha256]));
        }
        if *restore {
            self.write(Arc::clone(&self.objects[doc_after]));
            return;
        }
        assert_eq!(sha256(&self.bytes()), *doc_before);
        let after = apply_edits(&self.bytes(), edits).unwrap();
        assert_eq!(sha256(&after), *doc_after);
        self.write(after);
    }

    pub(super) fn bytes(&self) -> Arc<[u8]> {
        let Some(Seen::Read { bytes, .. }) = self.files.get(PATH) else { panic!("the file is there") };
        Arc::clone(bytes)
    }

    pub(super) fn text(&self) -> String {
        String::from_utf8(self.bytes().to_vec()).unwrap()
    }

    pub(super) fn document(&self) -> Arc<Document> {
        let Some(Seen::Read { document, .. }) = self.files.get(PATH) else { panic!("the file is there") };
        Arc::clone(document)
    }

    pub(super) fn write(&mut self, bytes: impl Into<Arc<[u8]>>) {
        self.files.insert(PATH.into(), Seen::read(bytes));
        self.look();
    }

    pub(super) fn item(&self, phase: &str, number: usize) -> Item {
        item(&self.document(), phase, number)
    }

    pub(super) fn tick(&self, phase: &str, number: usize) -> Command {
        let item = self.item(phase, number).id;
        Command::Tick { path: PATH.into(), phase: phase.into(), item, evidence: vec![file("proof/kettles.txt")] }
    }

    pub(super) fn untick(&self, phase: &str, number: usize) -> Command {
        let item = self.item(phase, number).id;
        Command::Untick { path: PATH.into(), phase: phase.into(), item, reason: "a kettle leaks".into() }
    }
}

pub(super) fn file(path: &str) -> EvidenceRef {
    EvidenceRef::File { path: path.into() }
}

pub(super) fn codes(refused: Result<Vec<Event>, Vec<crate::hold::Hold<Command>>>) -> Vec<Code> {
    refused.expect_err("it is refused").into_iter().map(|hold| hold.code).collect()
}

fn at(tick: usize) -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000 + i64::try_from(tick).unwrap(), 0).unwrap()
}
