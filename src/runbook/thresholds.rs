//! Thresholds: pinned before the phase is activated, and met by a run in every dimension before it closes (seed 002 §9.2).

use std::collections::BTreeMap;

use super::rules::{self, Held, shown};
use super::{Adopted, Dimension, Document, Phase, PhaseRecord, Threshold};
use crate::hold::{Code, Hold, Offer, Operation, Who};

/// The name under which a dimension is kept: lower case, words joined by a dash.
pub fn dimension_name(words: &str) -> String {
    let words = words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("-")
}

/// The dimensions that a phase has to have pinned, and has not.
pub(super) fn unpinned(path: &str, adopted: &Adopted, document: &Document, phase: &Phase) -> Vec<Held> {
    let pinned = adopted.phases.get(&phase.id).map(|record| &record.thresholds);
    let open = document
        .thresholds_of(&phase.id)
        .iter()
        .filter(|dimension| pinned.is_none_or(|pinned| !pinned.contains_key(&dimension_name(&dimension.name))));
    open.map(|dimension| unpinned_one(path, phase, dimension)).collect()
}

fn unpinned_one(path: &str, phase: &Phase, dimension: &Dimension) -> Held {
    let need = format!(
        "the thresholds of {} have to be pinned before the phase starts: {}",
        shown(&dimension.name),
        shown(&dimension.fields.join("; "))
    );
    let text = format!(
        "pin them: `wayhold threshold pin {}:{} {} --set NAME=VALUE`, once for each",
        shown(path),
        shown(&phase.id),
        dimension_name(&dimension.name)
    );
    let way = Offer::instruct(Operation::Create, "operator", text).by(Who::Human);
    Hold::new(Code::ThresholdUnpinned, shown(&phase.id), need).way(way)
}

/// The dimensions without a run that passed since the phase was activated.
pub(super) fn unmet(path: &str, adopted: &Adopted, document: &Document, phase: &Phase) -> Vec<Held> {
    let record = adopted.phases.get(&phase.id);
    let since = record.and_then(|record| record.activated.as_ref()).map_or(0, |stamp| stamp.seq);
    let dimensions = document.thresholds_of(&phase.id).iter();
    let unmet = dimensions.filter(|dimension| {
        let pinned = record.and_then(|record| record.thresholds.get(&dimension_name(&dimension.name)));
        let last = pinned.and_then(|threshold| threshold.runs.last());
        !last.is_some_and(|run| run.passed && run.stamp.seq >= since)
    });
    unmet
        .map(|dimension| {
            let name = dimension_name(&dimension.name);
            let need = format!("the last run in {} has to have passed its pinned thresholds", shown(&dimension.name));
            let text = format!(
                "run it, then `wayhold threshold met {}:{} {name} --evidence FILE`",
                shown(path),
                shown(&phase.id)
            );
            let way = Offer::instruct(Operation::Create, "operator", text);
            Hold::new(Code::ScaleRunMissing, shown(&phase.id), need).way(way)
        })
        .collect()
}

/// What may be pinned now: a dimension that the plan names, with a value for each of its fields, before the phase has
/// been activated. Criteria are not chosen while a run is going.
pub(super) fn may_pin(
    adopted: &Adopted,
    document: &Document,
    phase: &Phase,
    dimension: &str,
    values: &BTreeMap<String, String>,
) -> Vec<Held> {
    let mut held = Vec::new();
    let record = adopted.phases.get(&phase.id);
    let known = document.thresholds_of(&phase.id).iter().find(|known| dimension_name(&known.name) == dimension);
    match known {
        None => {
            let names: Vec<_> =
                document.thresholds_of(&phase.id).iter().map(|known| dimension_name(&known.name)).collect();
            let need = match names.as_slice() {
                [] => "the plan names no thresholds for this phase".to_owned(),
                names => format!("the plan has to name the dimension; it names {}", names.join(", ")),
            };
            held.push(Hold::new(Code::ThresholdUnpinned, shown(&phase.id), need));
        }
        Some(known)
            if values.len() != known.fields.len().max(1) || values.values().any(std::string::String::is_empty) =>
        {
            let need = format!("each of these needs a value: {}", shown(&known.fields.join("; ")));
            let way = Offer::instruct(Operation::Create, "operator", "give `--set NAME=VALUE` once for each");
            held.push(Hold::new(Code::ThresholdUnpinned, shown(&phase.id), need).way(way));
        }
        Some(_) => {}
    }
    let started = record.is_some_and(|record| record.activated.is_some());
    let pinned = record.is_some_and(|record| record.thresholds.contains_key(dimension));
    let active = document.status_of(phase) != super::Status::NotStarted;
    if started || (active && pinned) {
        let need = "thresholds are pinned before the phase starts, and it has started";
        held.push(Hold::new(Code::ThresholdUnpinned, shown(&phase.id), need));
    }
    for words in values.iter().flat_map(|(name, value)| [name, value]) {
        held.extend(rules::words(&phase.id, words, "a name and a value have to say something").err());
    }
    held
}

/// The threshold that a run is recorded against.
pub(super) fn pinned<'a>(record: Option<&'a PhaseRecord>, phase: &Phase, name: &str) -> Result<&'a Threshold, Held> {
    record.and_then(|record| record.thresholds.get(name)).ok_or_else(|| {
        let need = format!("the thresholds of {} have to be pinned before a run counts", shown(name));
        Hold::new(Code::ThresholdUnpinned, shown(&phase.id), need)
    })
}
