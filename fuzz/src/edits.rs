//! Editing: a tick, an untick and a change of status change what they are meant to change and no other fact.

use std::collections::BTreeMap;

use chrono::DateTime;

use crate::hold::digest::sha256;
use crate::hold::{Caller, Kind, Presence, Stamp};
use crate::runbook::{
    self, Act, Ask, Change, Closing, Command, Document, Edit, Event, FactKind, Item, Mark, Role, Seen, State, Word,
    apply_edits, check_tick, tick_edit,
};

const PATH: &str = "plan.md";

/// How many phases and items of one file are tried; more of them only take longer.
const MANY: usize = 8;

/// Tries every edit there is on `bytes`.
pub fn check(bytes: &[u8]) {
    let Ok(document) = runbook::read(bytes) else { return };
    let ids: Vec<&str> = document.phases.iter().map(|phase| phase.id.as_str()).take(MANY).collect();
    for item in ids.iter().flat_map(|id| document.items(id).into_iter().take(MANY)) {
        tick(bytes, &document, &item);
    }
    let desk = Desk::adopted(bytes);
    ids.into_iter().for_each(|id| desk.statuses(&document, id));
}

/// Ticks or unticks one item and takes it back.
fn tick(bytes: &[u8], document: &Document, item: &Item) {
    let ticked = match item.mark {
        Mark::Open => true,
        Mark::Checked => false,
        Mark::Odd => {
            assert!(tick_edit(document, item, true).is_err() && tick_edit(document, item, false).is_err());
            return;
        }
    };
    assert!(tick_edit(document, item, !ticked).is_err(), "it is so already");
    let edit = tick_edit(document, item, ticked).expect("a box can be ticked and unticked");
    let after = apply_edits(bytes, std::slice::from_ref(&edit)).expect("the box is where it was read");
    let changed = check_tick(document, &after, item.offset, ticked).expect("one box is all that differs");
    only(document, &changed, |change| {
        // A list of blockers reads the box too: a ticked one no longer stands in the way.
        change.item.as_ref() == Some(&item.id) || change.kind == FactKind::Blocker
    });
    assert_eq!(changed.item(&item.phase, &item.id).map(|item| item.mark == Mark::Checked), Some(ticked));
    let again = changed.item(&item.phase, &item.id).expect("it keeps its name");
    let back = tick_edit(&changed, &again, !ticked).and_then(|edit| apply_edits(&after, &[edit])).expect("and back");
    let capital = bytes.get(item.offset) == Some(&b'X');
    assert!(back == bytes || capital, "the way back gives every byte back");
}

/// A state in which the runbook is adopted, and everything that a decision looks at.
struct Desk {
    bytes: Vec<u8>,
    state: State,
    files: BTreeMap<String, Seen>,
    caller: Caller,
}

impl Desk {
    fn adopted(bytes: &[u8]) -> Self {
        let presence = Presence::Tty;
        let mut desk = Self {
            bytes: bytes.to_vec(),
            state: State::default(),
            files: BTreeMap::from([(PATH.to_owned(), Seen::read(bytes))]),
            caller: Caller { id: "ana".into(), kind: Kind::Human, present: true, presence, bare_key: None },
        };
        let adopt = Command::Adopt { path: PATH.into(), role: Role::Plan };
        let mut state = std::mem::take(&mut desk.state);
        drop(desk.decide(&mut state, &adopt));
        desk.state = state;
        desk
    }

    /// Decides and applies; `None` when the command is held.
    fn decide(&self, state: &mut State, command: &Command) -> Option<Vec<Event>> {
        let (none, deep, runs, seen) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let now = DateTime::from_timestamp(1_800_000_000, 0).expect("a time");
        let ask = Ask {
            now,
            caller: &self.caller,
            files: &self.files,
            known: &none,
            deep: &deep,
            runs: &runs,
            evidence: &seen,
        };
        let events = runbook::decide(state, command, &ask).ok()?;
        for event in &events {
            let stamp = Stamp { seq: 1, at: now, by: "ana".into() };
            runbook::apply(state, event, &stamp);
        }
        Some(events)
    }

    /// Asks for every status that the phase can be given, with everything attested that can be.
    fn statuses(&self, document: &Document, id: &str) {
        let of = |act| Command::Phase { path: PATH.into(), phase: id.into(), act };
        let (reason, confirm) = (String::from("because"), Some(String::from(id)));
        let mut ready = self.state.clone();
        for item in document.attestables(id).into_iter().take(4 * MANY).map(|found| found.id) {
            let attest = Act::Attest { item, statement: reason.clone(), evidence: Vec::new() };
            self.decide(&mut ready, &of(attest));
        }
        self.decide(&mut ready, &of(Act::Note { text: reason.clone() }));
        let resolve = |to| Act::Resolve { to, reason: reason.clone(), confirm: confirm.clone() };
        for (to, act) in [
            (Some(Word::Active), Act::Activate { confirm: confirm.clone() }),
            (Some(Word::Blocked), Act::Block { reason: reason.clone() }),
            (Some(Word::Active), Act::Unblock { reason: reason.clone() }),
            (Some(Word::Active), Act::Reopen { reason: reason.clone(), confirm: confirm.clone() }),
            (Some(Word::Done), Act::Close { closing: Closing::default() }),
            (None, Act::Close { closing: Closing { note: Some(reason.clone()), fail: true, platform_run_id: None } }),
            (Some(Word::NotStarted), resolve(Word::NotStarted)),
            (Some(Word::Active), resolve(Word::Active)),
            (Some(Word::Done), resolve(Word::Done)),
            (Some(Word::Blocked), resolve(Word::Blocked)),
        ] {
            let command = of(act);
            let mut state = ready.clone();
            for event in self.decide(&mut state, &command).into_iter().flatten() {
                if let Event::PatchIntent { edits, doc_after, .. } = event {
                    self.patched(document, id, to, &edits, &doc_after);
                }
            }
        }
    }

    /// The patch of a status gives what its intent promises, and no fact but that status differs.
    fn patched(&self, before: &Document, id: &str, to: Option<Word>, edits: &[Edit], doc_after: &str) {
        let after = apply_edits(&self.bytes, edits).expect("an intent's edits fit the file it was decided on");
        assert_eq!(sha256(&after), doc_after, "the intent of {id} promises other bytes");
        let Some(to) = to else { return assert_eq!(after, self.bytes, "a closing that failed changes no byte") };
        let read = before.reread(&after).expect("it stays a runbook");
        assert_eq!(read.status(id).word(), to.word(), "{id} was to become {}", to.word());
        only(before, &read, |change| {
            change.kind == FactKind::Status && change.phase == id && change.now.as_deref() == Some(to.word())
        });
    }
}

/// Every material difference is one that was meant, and there is one.
fn only(before: &Document, after: &Document, meant: impl Fn(&Change) -> bool) {
    let changes = runbook::changes(before, after);
    let beyond: Vec<_> = changes.iter().filter(|change| !meant(change)).collect();
    assert!(beyond.is_empty(), "more changed than was meant: {beyond:?}");
    assert!(!changes.is_empty(), "nothing changed");
}
