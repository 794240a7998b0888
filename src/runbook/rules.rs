//! The rules, one function each: what is met, or the hold and its ways past. `decide` and `holds` both ask here.

use std::sync::Arc;

use super::{
    Adopted, Ask, Command, Document, Evidence, EvidenceRef, Finding, FindingCode, GateClause, Item, Pending, Phase,
    PlainItem, Seen, State, Status,
};
use crate::hold::text::clean;
use crate::hold::{Code, Hold, Offer, Operation, Who};

pub(super) type Held = Hold<Command>;

/// The most pieces of evidence one tick may carry, and the most characters of each; an entry has to stay small.
const MAX_EVIDENCE: usize = 16;
const MAX_REFERENCE: usize = 1_000;
/// The most characters of a reason.
const MAX_REASON: usize = 2_000;
/// The most characters of an item's text on the ledger.
const MAX_TEXT: usize = 200;

/// A runbook file that could be read.
#[derive(Clone, Copy)]
pub(super) struct Reading<'a> {
    pub(super) sha256: &'a str,
    pub(super) bytes: &'a Arc<[u8]>,
    pub(super) document: &'a Document,
}

/// `text` cleaned and cut to what an entry holds.
pub(super) fn recorded(text: &str) -> String {
    cut(&clean(text), MAX_TEXT)
}

fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some(_) => text.chars().take(most - 1).chain(['…']).collect(),
        None => text.to_owned(),
    }
}

fn shown(text: &str) -> String {
    cut(&clean(text), 80)
}

/// A runbook's path has to lie in the workspace and to be safe to show.
pub(super) fn path(path: &str) -> Result<(), Held> {
    if inside(path) {
        return Ok(());
    }
    let need = "the path of a runbook has to lie in the workspace, without control characters";
    Err(Hold::new(Code::TextUnusable, shown(path), need))
}

fn inside(path: &str) -> bool {
    let steps = path.split(['/', '\\']);
    let drive = path.as_bytes().get(1) == Some(&b':');
    !path.trim().is_empty()
        && path.chars().count() <= MAX_REFERENCE
        && clean(path) == path
        && !drive
        && !path.starts_with(['/', '\\'])
        && steps.into_iter().all(|step| step != "..")
}

/// The runbook has to be on the ledger.
pub(super) fn adopted<'a>(state: &'a State, ask: &Ask, path: &str) -> Result<&'a Adopted, Held> {
    state.runbooks.get(path).ok_or_else(|| {
        let hold =
            Hold::new(Code::NotAdopted, shown(path), "the runbook has to be adopted before anything in it changes");
        if !matches!(ask.files.get(path), Some(Seen::Read { .. })) {
            return hold;
        }
        let adopt = Command::Adopt { path: path.to_owned(), role: super::Role::Plan };
        hold.way(Offer::take(Operation::Existing, "console", "adopt the runbook as it stands", adopt))
    })
}

/// The file has to be there and to be a runbook.
pub(super) fn readable<'a>(state: &State, ask: &'a Ask, path: &str) -> Result<Reading<'a>, Held> {
    let need = match ask.files.get(path) {
        Some(Seen::Read { sha256, bytes, document }) => return Ok(Reading { sha256, bytes, document }),
        Some(Seen::Unreadable { reason }) => format!("the file has to be readable: {}", shown(reason)),
        Some(Seen::Absent) => "the file has to be there".to_owned(),
        None => "the file has to be looked at first".to_owned(),
    };
    let hold = Hold::new(Code::RunbookUnreadable, shown(path), need);
    Err(match state.runbooks.get(path) {
        Some(adopted) => hold.way(restore(&adopted.doc)),
        None => {
            hold.way(Offer::instruct(Operation::Update, "operator", "put a UTF-8 Markdown file of at most 4 MiB there"))
        }
    })
}

fn restore(doc: &str) -> Offer<Command> {
    Offer::instruct(
        Operation::Existing,
        "operator",
        format!("restore the file from .wayhold/objects/{doc}, where its last known bytes are kept"),
    )
}

/// A patch that was begun has to have its outcome on the ledger.
pub(super) fn settled(path: &str, adopted: &Adopted) -> Option<Held> {
    let pending = adopted.pending.as_ref()?;
    let need = format!("the outcome of entry {} ({}) has to be known", pending.intent, shown(&pending.subject));
    let settle = Command::Settle { path: path.to_owned(), recovered: true };
    let text = "read the file and record what became of the edit";
    Some(Hold::new(Code::Unknown, shown(path), need).way(Offer::take(Operation::Existing, "console", text, settle)))
}

/// A recorded edit that never reached the file.
pub(super) fn not_on_disk(path: &str, pending: &Pending) -> Held {
    let need = format!("the edit of entry {} was recorded and is not on disk", pending.intent);
    let text = "run any writing command: it makes exactly the recorded edit before anything else";
    Hold::new(Code::Unknown, shown(path), need).way(Offer::instruct(Operation::Update, "console", text))
}

/// The file has to be the one that the ledger last wrote.
pub(super) fn undrifted(path: &str, adopted: &Adopted, reading: &Reading) -> Option<Held> {
    if adopted.pending.is_some() || reading.sha256 == adopted.doc {
        return None;
    }
    let need = "the file on disk has to be the one that the ledger knows, and it was changed outside the console";
    Some(Hold::new(Code::Drift, shown(path), need).way(restore(&adopted.doc)))
}

/// The phase has to exist.
pub(super) fn phase<'a>(document: &'a Document, id: &str) -> Result<&'a Phase, Held> {
    document.phase(id).ok_or_else(|| {
        let known: Vec<_> = document.phases.iter().take(12).map(|phase| shown(&phase.id)).collect();
        let need = if known.is_empty() {
            "the phase has to be in the runbook, and no heading of it opens a phase".to_owned()
        } else {
            format!("the phase has to be in the runbook; there are {}", known.join(", "))
        };
        Hold::new(Code::NoPhase, shown(id), need)
    })
}

/// The item has to exist.
pub(super) fn item(document: &Document, phase: &Phase, id: &super::ItemId) -> Result<Item, Held> {
    document.item(&phase.id, id).ok_or_else(|| {
        let need = "the item has to be in the phase; its text may have changed since it was looked at";
        Hold::new(Code::NoItem, shown(&format!("{} {id}", phase.id)), need)
    })
}

/// No error may touch the phase, nor the phase whose status governs it.
pub(super) fn coherent(document: &Document, phase: &Phase) -> Vec<Held> {
    let governing = document.governing(phase);
    let mut errors = document.errors(&phase.id);
    if governing.id != phase.id {
        errors.extend(document.errors(&governing.id).into_iter().filter(|error| error.phase.is_some()));
    }
    errors.into_iter().map(|error| contradiction(phase, error)).collect()
}

fn contradiction(phase: &Phase, error: &Finding) -> Held {
    let code = if error.code == FindingCode::BoxOdd { Code::BoxOdd } else { Code::PhaseConflict };
    let subject = error.phase.as_deref().unwrap_or(&phase.id);
    let need = format!("line {}: {} ({})", error.line, error.message, error.code);
    Hold::new(code, shown(subject), need).way(Offer::instruct(Operation::Update, "operator", error.hint.clone()))
}

/// The phase has to be ACTIVE, when its status is known. A contradiction is said by [`coherent`].
pub(super) fn active(document: &Document, phase: &Phase) -> Option<Held> {
    let status = document.status_of(document.governing(phase));
    let text = match status {
        Status::Active | Status::Unknown | Status::Conflict | Status::Unreadable => return None,
        Status::NotStarted => "activate the phase: a person does that, once the one before is DONE",
        Status::Done => "re-open the phase, with a reason",
        Status::Blocked => "unblock the phase, once what blocks it is gone",
    };
    let need = format!("the phase has to be ACTIVE, and it is {}", status.word());
    let way = Offer::instruct(Operation::Update, "operator", text).by(Who::HumanPresent);
    Some(Hold::new(Code::PhaseNotActive, shown(&phase.id), need).way(way))
}

fn subject(item: &Item) -> String {
    format!("{} {}", shown(&item.phase), item.number)
}

/// A box whose mark is odd is not ticked for anyone.
pub(super) fn odd(item: &Item) -> Held {
    let need = format!("line {}: the mark of this box has to be a blank or an x: {}", item.line, shown(&item.text));
    let text = "write a blank or an x between the brackets before the runbook is adopted";
    Hold::new(Code::BoxOdd, subject(item), need).way(Offer::instruct(Operation::Update, "operator", text))
}

/// A box that is ticked, with evidence, is not ticked again.
pub(super) fn ticked(item: &Item) -> Held {
    let text = "take the tick back with a reason; its evidence stays on record";
    Hold::new(Code::BoxTicked, subject(item), format!("the box has to be open: {}", shown(&item.text)))
        .way(Offer::instruct(Operation::Update, "operator", text))
}

/// A box that has to be ticked, and is not.
pub(super) fn open(item: &Item, offers: Vec<Offer<Command>>) -> Held {
    let hold = Hold::new(Code::BoxOpen, subject(item), format!("the box has to be ticked: {}", shown(&item.text)));
    let work = Offer::instruct(Operation::Create, "operator", "do the work, then tick the box with evidence of it");
    evidence_ways(hold, offers).way(work)
}

/// A box that was ticked before adoption and has no evidence.
pub(super) fn inherited(item: &Item, offers: Vec<Offer<Command>>) -> Held {
    let need = format!("the box was ticked before adoption and has to have evidence: {}", shown(&item.text));
    let again = "take the tick back with a reason, and do the work again";
    evidence_ways(Hold::new(Code::Inherited, subject(item), need), offers).way(Offer::instruct(
        Operation::Create,
        "operator",
        again,
    ))
}

fn evidence_ways(hold: Held, offers: Vec<Offer<Command>>) -> Held {
    let attach =
        Offer::instruct(Operation::Existing, "evidence", "attach evidence that exists: a file, an address, a commit");
    offers.into_iter().fold(hold, Hold::way).way(attach)
}

/// A box that is not ticked has no tick to take back.
pub(super) fn not_ticked(item: &Item) -> Held {
    Hold::new(Code::BoxOpen, subject(item), format!("the box has to be ticked: {}", shown(&item.text)))
}

/// An edit that would change more than its box is not made.
pub(super) fn edit(item: &Item, error: &super::EditError) -> Held {
    Hold::new(Code::PhaseConflict, subject(item), format!("the edit has to change this box alone: {error}"))
}

/// A reason has to say something, and to fit an entry.
pub(super) fn reason(subject: &str, reason: &str) -> Result<String, Held> {
    let reason = clean(reason.trim());
    if reason.is_empty() {
        return Err(Hold::new(Code::NoReason, shown(subject), "a reason has to be given").way(Offer::instruct(
            Operation::Create,
            "operator",
            "say why, in a sentence",
        )));
    }
    if reason.chars().count() > MAX_REASON {
        let need = format!("the reason has to be at most {MAX_REASON} characters long");
        return Err(Hold::new(Code::TextUnusable, shown(subject), need));
    }
    Ok(reason)
}

/// Every piece of evidence has to be there, as it was seen; and there has to be one.
pub(super) fn evidence(item: &Item, given: &[EvidenceRef], ask: &Ask) -> Result<Vec<Evidence>, Vec<Held>> {
    if given.is_empty() || given.len() > MAX_EVIDENCE {
        let need = format!("a tick has to carry evidence, one to {MAX_EVIDENCE} pieces of it");
        return Err(vec![no_evidence(subject(item), need)]);
    }
    let mut seen: Vec<Evidence> = Vec::with_capacity(given.len());
    let mut holds = Vec::new();
    for given in given {
        match observed(given, ask) {
            Ok(evidence) if seen.contains(&evidence) => {}
            Ok(evidence) => seen.push(evidence),
            Err((subject, need)) => holds.push(no_evidence(shown(&subject), need)),
        }
    }
    if holds.is_empty() { Ok(seen) } else { Err(holds) }
}

fn no_evidence(subject: String, need: String) -> Held {
    let attach = "attach evidence that exists: a file of the workspace, an address, a commit";
    Hold::new(Code::NoEvidence, subject, need).way(Offer::instruct(Operation::Existing, "evidence", attach))
}

fn observed(given: &EvidenceRef, ask: &Ask) -> Result<Evidence, (String, String)> {
    match given {
        EvidenceRef::File { path } if !inside(path) => {
            Err((path.clone(), "an evidence file has to lie in the workspace, without control characters".into()))
        }
        EvidenceRef::File { path } => match ask.evidence.get(path) {
            Some(Ok(seen)) => Ok(Evidence::File { path: path.clone(), sha256: seen.sha256.clone(), bytes: seen.bytes }),
            Some(Err(reason)) => {
                Err((path.clone(), format!("the evidence file has to be readable: {}", shown(reason))))
            }
            None => Err((path.clone(), "the evidence file has to be looked at first".into())),
        },
        EvidenceRef::Url { url } => {
            let scheme = url.split_once("://").filter(|(scheme, rest)| {
                !rest.is_empty()
                    && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                    && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
            });
            let safe = url.chars().count() <= MAX_REFERENCE && clean(url) == *url && !url.contains(char::is_whitespace);
            match scheme {
                Some(_) if safe => Ok(Evidence::Url { url: url.clone() }),
                Some(_) | None => {
                    Err((url.clone(), "an address has to begin with its scheme and to hold no blanks".into()))
                }
            }
        }
        EvidenceRef::Commit { sha } => {
            if (7..=64).contains(&sha.len()) && sha.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                Ok(Evidence::Commit { sha: sha.to_ascii_lowercase() })
            } else {
                Err((sha.clone(), "a commit has to be given by 7 to 64 hex digits of its hash".into()))
            }
        }
    }
}

/// A clause of the entry gate has to be met. Only "ID is DONE" is checked here; the rest is a person's word.
pub(super) fn gate(document: &Document, phase: &Phase, clause: &GateClause) -> Option<Held> {
    let subject = shown(&phase.id);
    let attest = |need: String| {
        let way = Offer::instruct(Operation::Existing, "operator", "a person attests that the clause is met");
        Some(Hold::new(Code::GateUnmet, subject.clone(), need).way(way))
    };
    let Some(id) = &clause.needs_done else {
        return attest(format!("the entry gate asks for a person's word: {}", shown(&clause.text)));
    };
    match (document.is_met(clause), document.status(id)) {
        (Some(true), _) => None,
        (None, _) => attest(format!("the entry gate asks for {id} to be DONE, which this runbook does not say")),
        (Some(false), status) => {
            let need = format!("the entry gate asks for {id} to be DONE, and it is {}", status.word());
            let way = Offer::instruct(Operation::Create, "operator", format!("close {id} first"));
            Some(Hold::new(Code::GateUnmet, subject, need).way(way))
        }
    }
}

/// A bullet without a box is closed by a person's word alone.
pub(super) fn plain(phase: &Phase, item: &PlainItem) -> Held {
    let need = format!("line {}: this item has no box and asks for a person's word: {}", item.line, shown(&item.text));
    Hold::new(Code::DodNotTickable, shown(&phase.id), need)
        .way(Offer::instruct(Operation::Existing, "operator", "a person attests that the item is done"))
        .way(Offer::instruct(Operation::Update, "operator", "give the item a box before the runbook is adopted"))
}

/// A phase without a definition of done has nothing to close by.
pub(super) fn no_definition(phase: &Phase) -> Held {
    let way = Offer::instruct(
        Operation::Create,
        "operator",
        "write a DoD checklist with boxes before the runbook is adopted",
    );
    Hold::new(Code::DodMissing, shown(&phase.id), "the phase has to have a definition of done").way(way)
}
