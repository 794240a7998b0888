//! The rules, one function each: what is met, or the hold and its ways past. `decide` and `holds` both ask here.

use std::sync::Arc;

use super::{
    Act, Adopted, Ask, Attestable, Change, Command, Document, Evidence, EvidenceRef, EvidenceSeen, Finding,
    FindingCode, Item, Look, Pending, Phase, Seen, State, Status,
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

pub(super) fn shown(text: &str) -> String {
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
        Some(Seen::Unreadable { reason, .. }) => format!("the file has to be readable: {}", shown(reason)),
        Some(Seen::Absent) => "the file has to be there".to_owned(),
        None => "the file has to be looked at first".to_owned(),
    };
    let hold = Hold::new(Code::RunbookUnreadable, shown(path), need);
    Err(match state.runbooks.get(path) {
        Some(_) => hold.way(restore(path)),
        None => {
            hold.way(Offer::instruct(Operation::Update, "operator", "put a UTF-8 Markdown file of at most 4 MiB there"))
        }
    })
}

/// Putting the ledger's version back; what stands there now is kept among the objects.
fn restore(path: &str) -> Offer<Command> {
    let text = "put the ledger's version back; what is there now is kept among the objects";
    Offer::take(Operation::Existing, "console", text, Command::Restore { path: path.to_owned() })
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

/// The file has to be the one that the ledger last wrote; `changes` are what differs and is in the way, if that is
/// known.
pub(super) fn drifted(path: &str, adopted: &Adopted, changes: &[&Change]) -> Held {
    let what = match changes {
        [] => format!("; the bytes it should have are .wayhold/objects/{}", adopted.doc),
        [one] => format!(": {} {}", shown(&one.phase), shown(&one.shown())),
        [one, more @ ..] => format!(": {} {}, and {} more", shown(&one.phase), shown(&one.shown()), more.len()),
    };
    let need = format!("the file was changed outside the console{what}");
    let text = "accept the file as it is, with impact, severity and reason: `wayhold runbook repin`";
    let repin = Offer::instruct(Operation::Update, "operator", text).by(Who::Human);
    Hold::new(Code::Drift, shown(path), need).way(restore(path)).way(repin)
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
    document.item(&phase.id, id).ok_or_else(|| no_item(&phase.id, id))
}

/// What is not in the phase cannot be acted on.
pub(super) fn no_item(phase: &str, id: &super::ItemId) -> Held {
    let need = "the item has to be in the phase; its text may have changed since it was looked at";
    Hold::new(Code::NoItem, shown(&format!("{phase} {id}")), need)
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
pub(super) fn active(path: &str, document: &Document, phase: &Phase) -> Option<Held> {
    let governing = document.governing(phase);
    let status = document.status_of(governing);
    let (text, act) = match status {
        Status::Active | Status::Unknown | Status::Conflict | Status::Unreadable => return None,
        Status::NotStarted => {
            ("activate the phase: a person does that, once the one before is DONE", Act::Activate { confirm: None })
        }
        Status::Done => ("re-open the phase, with a reason", Act::Reopen { reason: String::new(), confirm: None }),
        Status::Blocked => ("unblock the phase, once what blocks it is gone", Act::Unblock { reason: String::new() }),
    };
    let who = if matches!(act, Act::Unblock { .. }) { Who::Anyone } else { Who::HumanPresent };
    let need = format!("the phase has to be ACTIVE, and it is {}", status.word());
    let act = Command::Phase { path: path.to_owned(), phase: governing.id.clone(), act };
    let way = Offer::take(Operation::Update, "operator", text, act).by(who);
    Some(Hold::new(Code::PhaseNotActive, shown(&phase.id), need).way(way))
}

pub(super) fn subject(item: &Item) -> String {
    format!("{} {}", shown(&item.phase), item.number)
}

/// A box whose mark is odd is not ticked for anyone.
pub(super) fn odd(item: &Item) -> Held {
    let need = format!("line {}: the mark of this box has to be a blank or an x: {}", item.line, shown(&item.text));
    let text = "write a blank or an x between the brackets, then repin";
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
pub(super) fn inherited(path: &str, phase: &Phase, item: &Item, offers: Vec<Offer<Command>>) -> Held {
    let need = format!("the box was ticked before adoption and has to have evidence: {}", shown(&item.text));
    let again = "take the tick back with a reason, and do the work again";
    let act = Act::Attest { item: item.id.clone(), statement: String::new(), evidence: Vec::new() };
    let command = Command::Phase { path: path.to_owned(), phase: phase.id.clone(), act };
    let word = Offer::take(Operation::Update, "operator", "a person attests it, saying how they know", command);
    evidence_ways(Hold::new(Code::Inherited, subject(item), need), offers)
        .way(word.by(Who::Human))
        .way(Offer::instruct(Operation::Create, "operator", again))
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
    words(subject, reason, "a reason has to be given").map_err(|hold| match hold.code {
        Code::NoReason => hold.way(Offer::instruct(Operation::Create, "operator", "say why, in a sentence")),
        _ => hold,
    })
}

/// Words have to say something, and to fit an entry.
pub(super) fn words(subject: &str, text: &str, need: &str) -> Result<String, Held> {
    let text = clean(text.trim());
    if text.is_empty() {
        return Err(Hold::new(Code::NoReason, shown(subject), need));
    }
    if text.chars().count() > MAX_REASON {
        let need = format!("the words have to be at most {MAX_REASON} characters long");
        return Err(Hold::new(Code::TextUnusable, shown(subject), need));
    }
    Ok(text)
}

/// A change of status that would leave the plan wrong is not made.
pub(super) fn status_edit(phase: &Phase, error: &super::EditError) -> Held {
    let code = if matches!(error, super::EditError::NoStatus { .. }) { Code::NoStatus } else { Code::PhaseConflict };
    Hold::new(code, shown(&phase.id), format!("the change has to leave the plan sound: {}", shown(&error.to_string())))
}

/// Every piece of evidence has to be there, as it was seen; and there has to be one.
pub(super) fn evidence(subject: &str, given: &[EvidenceRef], ask: &Ask) -> Result<Vec<Evidence>, Vec<Held>> {
    if given.is_empty() || given.len() > MAX_EVIDENCE {
        let need = format!("a tick has to carry evidence, one to {MAX_EVIDENCE} pieces of it");
        return Err(vec![no_evidence(subject.to_owned(), need)]);
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
    let at = Some(ask.now);
    match given {
        EvidenceRef::File { path } if !inside(path) => {
            Err((path.clone(), "an evidence file has to lie in the workspace, without control characters".into()))
        }
        EvidenceRef::File { path } => match ask.evidence.get(path) {
            Some(Ok(seen)) => {
                Ok(Evidence::File { path: path.clone(), sha256: seen.sha256.clone(), bytes: seen.bytes, at })
            }
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
                Some(_) if safe => Ok(Evidence::Url { url: url.clone(), at }),
                Some(_) | None => {
                    Err((url.clone(), "an address has to begin with its scheme and to hold no blanks".into()))
                }
            }
        }
        EvidenceRef::Commit { sha } => {
            if (7..=64).contains(&sha.len()) && sha.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                Ok(Evidence::Commit { sha: sha.to_ascii_lowercase(), at })
            } else {
                Err((sha.clone(), "a commit has to be given by 7 to 64 hex digits of its hash".into()))
            }
        }
        EvidenceRef::Command { line } => of_command(line, ask),
    }
}

/// A command shows something only when it ended well.
fn of_command(line: &str, ask: &Ask) -> Result<Evidence, (String, String)> {
    let named = || format!("cmd:{}", shown(line));
    if line.trim().is_empty() || line.chars().count() > MAX_REFERENCE || clean(line) != *line {
        return Err((named(), "a command line has to say what to run, on one line".into()));
    }
    match ask.evidence.get(&Look::Command(line.to_owned()).key()) {
        Some(Ok(EvidenceSeen { sha256, bytes, exit: Some(0), .. })) => Ok(Evidence::Command {
            line: line.to_owned(),
            exit: 0,
            sha256: sha256.clone(),
            bytes: *bytes,
            at: Some(ask.now),
        }),
        Some(Ok(EvidenceSeen { exit, .. })) => {
            let exit = exit.map_or_else(|| "no exit code".to_owned(), |exit| format!("exit code {exit}"));
            Err((named(), format!("the command has to end with exit code 0, and it ended with {exit}")))
        }
        Some(Err(reason)) => Err((named(), format!("the command has to run: {}", shown(reason)))),
        None => Err((named(), "the command has to be run first".into())),
    }
}

/// Every piece of evidence has to be what it was when it was recorded. What was not looked at is not judged.
pub(super) fn fresh(subject: &str, evidence: &[Evidence], ask: &Ask) -> Vec<Held> {
    let mut latest: std::collections::BTreeMap<String, &Evidence> = std::collections::BTreeMap::new();
    for one in evidence {
        if let Some(look) = one.look() {
            // A file that was shown again stands for its earlier showing.
            latest.insert(look.key(), one);
        }
    }
    latest.iter().filter_map(|(key, was)| stale(subject, key, was, ask.evidence.get(key)?)).collect()
}

fn stale(subject: &str, key: &str, was: &Evidence, now: &Result<EvidenceSeen, String>) -> Option<Held> {
    let (Evidence::File { sha256, .. } | Evidence::Command { sha256, .. }) = was else { return None };
    let what = match now {
        Ok(now) if now.sha256 == *sha256 => return None,
        Ok(_) => "it changed".to_owned(),
        Err(reason) => shown(reason),
    };
    let need = format!("{} has to be as it was when it was recorded, and {what}", shown(key));
    let back = format!("put it back: its bytes are .wayhold/objects/{sha256}");
    let again = "tick the item again with the evidence as it is, or untick it with a reason";
    Some(
        Hold::new(Code::EvidenceStale, shown(subject), need)
            .way(Offer::instruct(Operation::Existing, "operator", back))
            .way(Offer::instruct(Operation::Update, "operator", again)),
    )
}

/// A clause of the entry gate has to be met, by the plan or by a person's word.
pub(super) fn gate(
    path: &str,
    adopted: &Adopted,
    document: &Document,
    phase: &Phase,
    clause: &Attestable,
) -> Option<Held> {
    if adopted.attested.contains_key(&clause.id) && attestable(document, phase, clause).is_none() {
        return None;
    }
    let subject = format!("{} {}", shown(&phase.id), clause.label);
    let Some(id) = &clause.needs_done else {
        let need = format!("the entry gate asks for a person's word: {}", shown(&clause.text));
        return Some(Hold::new(Code::GateUnmet, subject, need).way(attest(path, phase, clause)));
    };
    match document.is_done(id) {
        Some(true) => None,
        None => {
            let need = format!("the entry gate asks for {id} to be DONE, which this runbook does not say");
            Some(Hold::new(Code::GateUnmet, subject, need).way(attest(path, phase, clause)))
        }
        Some(false) => {
            let need = format!("the entry gate asks for {id} to be DONE, and it is {}", document.status(id).word());
            let way = Offer::instruct(Operation::Create, "operator", format!("close {id} first"));
            Some(Hold::new(Code::GateUnmet, subject, need).way(way))
        }
    }
}

/// What the plan itself answers is no matter of a person's word.
pub(super) fn attestable(document: &Document, phase: &Phase, clause: &Attestable) -> Option<Held> {
    let id = clause.needs_done.as_ref()?;
    document.is_done(id)?;
    let need = format!("the plan says itself whether {id} is DONE, so nobody's word is asked for");
    Some(Hold::new(Code::GateUnmet, format!("{} {}", shown(&phase.id), clause.label), need))
}

fn attest(path: &str, phase: &Phase, fact: &Attestable) -> Offer<Command> {
    let act = Act::Attest { item: fact.id.clone(), statement: String::new(), evidence: Vec::new() };
    let command = Command::Phase { path: path.to_owned(), phase: phase.id.clone(), act };
    Offer::take(Operation::Existing, "operator", "a person attests it, saying how they know", command).by(Who::Human)
}

/// A bullet without a box is closed by a person's word alone.
pub(super) fn plain(path: &str, phase: &Phase, item: &Attestable) -> Held {
    let need = format!("line {}: this item has no box and asks for a person's word: {}", item.line, shown(&item.text));
    Hold::new(Code::DodNotTickable, format!("{} {}", shown(&phase.id), item.label), need)
        .way(attest(path, phase, item))
        .way(Offer::instruct(Operation::Update, "operator", "give the item a box, then repin"))
}

/// A phase without a definition of done has nothing to close by.
pub(super) fn no_definition(phase: &Phase) -> Held {
    let way = Offer::instruct(Operation::Create, "operator", "write a DoD checklist with boxes, then repin");
    Hold::new(Code::DodMissing, shown(&phase.id), "the phase has to have a definition of done").way(way)
}
