//! Drift: accepting the file as it is, with impact, severity and reason, or putting the ledger's version back.

use std::collections::BTreeSet;

use super::super::rules::{self, Held};
use super::super::{
    Adopted, Ask, Change, DriftSeverity, Event, FactKind, Item, ItemId, Known, Mark, Moved, Seen, State, changes,
};
use super::status::none;
use crate::hold::{Code, Hold, Offer, Operation};

/// What stands in for the digest of a file that is not there.
pub const ABSENT: &str = "absent";
/// The most changes that an entry lists; the two versions are kept whole among the objects.
const MAX_CHANGES: usize = 100;

pub(super) fn repin(
    state: &State,
    ask: &Ask,
    path: &str,
    (impact, severity, reason): (&str, DriftSeverity, &str),
    moved: &[Moved],
) -> Result<Vec<Event>, Vec<Held>> {
    let one = |hold| vec![hold];
    let adopted = rules::adopted(state, ask, path).map_err(one)?;
    if let Some(hold) = rules::settled(path, adopted) {
        return Err(vec![hold]);
    }
    let reading = rules::readable(state, ask, path).map_err(one)?;
    if reading.sha256 == adopted.doc {
        return Err(vec![not_drifted(path)]);
    }
    let known = known(path, adopted, ask).map_err(one)?;
    let changes = changes(&known.document, reading.document);
    let mut held: Vec<Held> = ask.caller.unless_human(path, "accepting a drift").into_iter().collect();
    held.extend(statuses(&changes, known, path));
    let impact = rules::words(path, impact, "the impact has to be said: what the drift touches");
    let impact = impact.map_err(|hold| held.push(hold)).unwrap_or_default();
    let reason = rules::reason(path, reason).map_err(|hold| held.push(hold)).unwrap_or_default();
    held.extend(moves(&changes, moved, path));
    none(held)?;
    Ok(vec![Event::Repinned {
        path: path.to_owned(),
        from: known.sha256.clone(),
        to: reading.sha256.to_owned(),
        impact,
        severity,
        reason,
        gone: gone(adopted, &changes, moved, reading.document),
        moved: moved.to_vec(),
        changes: changes.into_iter().take(MAX_CHANGES).map(cut).collect(),
    }])
}

fn cut(change: Change) -> Change {
    let short = |text: Option<String>| text.map(|text| rules::recorded(&text));
    Change { text: rules::recorded(&change.text), was: short(change.was), now: short(change.now), ..change }
}

/// A status moves through its own acts alone, or a repin would be a way around every gate. A phase that is new may
/// come in as `NOT_STARTED`.
fn statuses(changes: &[Change], known: &Known, path: &str) -> Vec<Held> {
    let bad = changes.iter().filter(|change| change.kind == FactKind::Status).filter(|change| {
        let new_phase = known.document.phase(&change.phase).is_none() && known.document.row(&change.phase).is_none();
        !(new_phase && change.was.is_none() && change.now.as_deref() == Some("NOT_STARTED"))
    });
    bad.map(|change| {
        let need =
            format!("a repin changes no status, and one was changed by hand: {} {}", change.phase, change.shown());
        let text = "write the status back as it was, and move it with `wayhold phase`";
        let back = Offer::instruct(Operation::Update, "operator", text);
        Hold::new(Code::StatusDrift, rules::shown(path), rules::recorded(&need)).way(back)
    })
    .collect()
}

/// An item's evidence goes over from one that is gone to one that is new, each once.
fn moves(changes: &[Change], moved: &[Moved], path: &str) -> Option<Held> {
    let gone: BTreeSet<&ItemId> = changes.iter().filter_map(|change| change.gone()).collect();
    let new: BTreeSet<&ItemId> = changes.iter().filter_map(|change| change.new_item()).collect();
    let mut from = BTreeSet::new();
    let mut to = BTreeSet::new();
    let sound = moved
        .iter()
        .all(|one| gone.contains(&one.from) && new.contains(&one.to) && from.insert(&one.from) && to.insert(&one.to));
    if sound {
        return None;
    }
    let need = "each item that is carried over has to be gone from the plan, and to go to one that is new, once";
    let way = Offer::instruct(Operation::Existing, "operator", "see `wayhold runbook drift` for their ids");
    Some(Hold::new(Code::NoItem, rules::shown(path), need).way(way))
}

/// The items whose standing ends with the repin: gone and not carried over, or opened again by hand.
fn gone(adopted: &Adopted, changes: &[Change], moved: &[Moved], document: &super::super::Document) -> Vec<ItemId> {
    let gone = changes.iter().filter_map(|change| change.gone().cloned());
    let gone = gone.filter(|item| !moved.iter().any(|one| one.from == *item));
    let opened = adopted.ticks.iter().filter(|(item, tick)| {
        let now = document.item(&tick.phase, item);
        now.is_some_and(|now| now.mark != Mark::Checked)
    });
    gone.chain(opened.map(|(item, _)| item.clone())).collect()
}

/// Which items that are gone have most likely become which new ones: the same phase and class, and the same place
/// among the items, or else the nearest words.
pub fn propose_moves(known: &super::super::Document, found: &super::super::Document) -> Vec<Moved> {
    let changes = changes(known, found);
    let items = |document: &super::super::Document, name: fn(&Change) -> Option<&ItemId>| -> Vec<Item> {
        let of = |change: &Change| document.item(&change.phase, name(change)?);
        changes.iter().filter_map(of).collect()
    };
    let gone = items(known, super::super::material::Change::gone);
    let mut new = items(found, super::super::material::Change::new_item);
    let mut moves = Vec::new();
    for was in gone {
        let alike = |now: &Item| {
            let place = if now.number == was.number { 0.3 } else { 0.0 };
            place + likeness(&was.text, &now.text)
        };
        let rivals = new.iter().enumerate().filter(|(_, now)| now.phase == was.phase && now.class == was.class);
        let best = rivals.map(|(at, now)| (at, alike(now))).max_by(|one, other| one.1.total_cmp(&other.1));
        if let Some((at, score)) = best
            && score >= 0.5
        {
            let now = new.remove(at);
            moves.push(Moved { from: was.id, to: now.id });
        }
    }
    moves
}

/// How many of the words of two texts are the same, 0 to 1.
fn likeness(one: &str, other: &str) -> f64 {
    let words = |text: &str| -> BTreeSet<String> {
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
    };
    let (one, other) = (words(one), words(other));
    let all = u32::try_from(one.union(&other).count()).unwrap_or(u32::MAX).max(1);
    let both = u32::try_from(one.intersection(&other).count()).unwrap_or(u32::MAX);
    f64::from(both) / f64::from(all)
}

pub(super) fn restore(state: &State, ask: &Ask, path: &str) -> Result<Vec<Event>, Vec<Held>> {
    let one = |hold| vec![hold];
    let adopted = rules::adopted(state, ask, path).map_err(one)?;
    if let Some(hold) = rules::settled(path, adopted) {
        return Err(vec![hold]);
    }
    let before = match ask.files.get(path) {
        Some(Seen::Read { sha256, .. }) if *sha256 == adopted.doc => return Err(vec![not_drifted(path)]),
        Some(Seen::Read { sha256, .. }) => sha256.clone(),
        Some(Seen::Unreadable { bytes: Some(bytes), .. }) => crate::hold::digest::sha256(bytes),
        Some(Seen::Absent) => ABSENT.to_owned(),
        Some(Seen::Unreadable { .. }) | None => {
            return Err(vec![rules::readable(state, ask, path).err().unwrap_or_else(|| not_drifted(path))]);
        }
    };
    known(path, adopted, ask).map_err(one)?;
    Ok(vec![Event::PatchIntent {
        path: path.to_owned(),
        doc_before: before,
        doc_after: adopted.doc.clone(),
        edits: Vec::new(),
        subject: "put the ledger's version back".to_owned(),
        known_after: None,
        files: Vec::new(),
        restore: true,
    }])
}

fn known<'a>(path: &str, adopted: &Adopted, ask: &'a Ask) -> Result<&'a Known, Held> {
    ask.known.get(path).filter(|known| known.sha256 == adopted.doc).ok_or_else(|| {
        let need = format!("the ledger's version has to be at hand, and .wayhold/objects/{} is gone", adopted.doc);
        let way = Offer::instruct(Operation::Update, "operator", "put that file back from a copy of the workspace");
        Hold::new(Code::Drift, rules::shown(path), need).way(way)
    })
}

fn not_drifted(path: &str) -> Held {
    Hold::new(Code::NotDrifted, rules::shown(path), "the file is as the ledger last wrote it")
}
