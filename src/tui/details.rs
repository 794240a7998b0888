//! What Enter shows in full: an item with its evidence, a requirement, the eight fields, an incident's timeline.

use super::model::Model;
use super::overlays::on_expiry;
use super::page::Spot;
use super::words;
use crate::posture::{Name, ReadBack, Toggles};
use crate::runbook::{Attestable, ItemId, Mark};

/// A title and its paragraphs.
type Detail = (String, Vec<String>);

/// The selected item: all it says, where it stands, what shows that it is done.
pub fn item(model: &Model) -> Option<Detail> {
    let item = match model.spot()? {
        Spot::Item(item) => item,
        Spot::Gate(fact) | Spot::Bullet(fact) => return Some(attestable(model, fact)),
        Spot::Decision(_) | Spot::Step(_) => return None,
    };
    let mut lines = vec![item.text.clone(), String::new()];
    lines.push(format!("line {} of {} · {}", item.line, model.runbook, item.class.word()));
    match (item.mark, model.view.state.runbook.tick(&model.runbook, &item.id)) {
        (_, Some(tick)) => {
            let stamp = &tick.stamp;
            lines.push(format!("ticked by {} at {} (#{})", stamp.by, stamp.at.format("%F %H:%MZ"), stamp.seq));
            lines.extend(tick.evidence.iter().map(|evidence| format!("evidence: {}", words::evidence(evidence))));
        }
        (Mark::Checked, None) if attested(model, &item.id).is_some() => {}
        (Mark::Checked, None) => lines.push("INHERITED: ticked before adoption, without evidence on the ledger".into()),
        (Mark::Open, None) => lines.push("open".to_owned()),
        (Mark::Odd, None) => lines.push("the mark between the brackets is none that is known".to_owned()),
    }
    lines.extend(attested(model, &item.id).into_iter().flatten());
    let earlier = model.view.state.runbook.runbooks.get(&model.runbook);
    for untick in earlier.iter().flat_map(|adopted| &adopted.unticks).filter(|untick| untick.item == item.id) {
        let stamp = &untick.stamp;
        lines.push(format!("unticked by {} (#{}): {}", stamp.by, stamp.seq, untick.reason));
    }
    Some((format!("{} item {}", item.phase, item.number), lines))
}

/// A clause of a gate or a bullet: what it says, and who answers for it.
fn attestable(model: &Model, fact: &Attestable) -> Detail {
    let mut lines = vec![fact.text.clone(), String::new(), format!("line {} of {}", fact.line, model.runbook)];
    match attested(model, &fact.id) {
        Some(said) => lines.extend(said),
        None if fact.needs_done.is_some() => lines.push("the plan says itself whether it is met".to_owned()),
        None => lines.push("nobody has attested it yet: Space does".to_owned()),
    }
    (format!("{} {}", model.phase_id().unwrap_or_default(), fact.label), lines)
}

/// What a person said of it, and what shows it.
fn attested(model: &Model, id: &ItemId) -> Option<Vec<String>> {
    let attested = model.record()?.attested.get(id)?;
    let stamp = &attested.stamp;
    let mut lines = vec![format!("attested by {} at {} (#{})", stamp.by, stamp.at.format("%F %H:%MZ"), stamp.seq)];
    lines.push(attested.statement.clone());
    lines.extend(attested.evidence.iter().map(|evidence| format!("evidence: {}", words::evidence(evidence))));
    Some(lines)
}

/// A decision: what was asked, what may be chosen, what was chosen and why.
pub fn decision(model: &Model, id: &str) -> Option<Detail> {
    let decision = model.record()?.decisions.get(id)?;
    let mut lines = vec![decision.question.clone(), String::new()];
    if !decision.options.is_empty() {
        lines.push(format!("options: {}", decision.options.join(" · ")));
    }
    match &decision.pinned {
        Some(pinned) => {
            let stamp = &pinned.stamp;
            lines.push(format!("{}: {}", pinned.value, pinned.rationale));
            lines.push(format!("decided by {} at {} (#{})", stamp.by, stamp.at.format("%F %H:%MZ"), stamp.seq));
        }
        None => lines.push("undecided".to_owned()),
    }
    Some((format!("Decision {id}"), lines))
}

/// The selected row of the offers pane.
pub fn held(model: &Model) -> Option<Detail> {
    let at = model.offer;
    let mut lines = Vec::new();
    if let Some(hold) = model.held.hold(at) {
        lines.push(format!("{} {}", hold.code, hold.subject));
        lines.push(hold.need.clone());
    }
    if let Some(way) = model.held.way(at) {
        lines.push(String::new());
        lines.push(way.text.clone());
        lines.push(format!("{} · cost {} · {}", way.operation.word(), way.cost, way.layer.word()));
        lines.push(format!("open to {} · offered by {}", way.who.word(), way.provisioner));
        lines.push("A person does this outside the console.".to_owned());
    }
    (!lines.is_empty()).then(|| ("Way past".to_owned(), lines))
}

/// The posture: what is live and granted, its clock, its targets and criteria, then the eight fields.
pub fn posture(model: &Model) -> Vec<String> {
    let Some(seen) = model.view.ctx.observed.posture.as_ref() else {
        return vec!["This workspace governs no posture.".to_owned()];
    };
    let state = &model.view.state.posture;
    let granted = state.in_force().map_or("nothing", Name::word);
    let mut lines = vec![format!("the live file reads {}, and {granted} is granted", seen.live.classify())];
    match &seen.live {
        ReadBack::Invalid { reason, .. } | ReadBack::Unreadable { reason } => lines.push(reason.clone()),
        ReadBack::Absent | ReadBack::Valid { .. } => {}
    }
    if let Some(name) = state.by_hand {
        lines.push(format!("a person last read {name} from the target, which is out of reach here"));
    }
    if let Some(current) = &state.current {
        let until = current.expires_at.format("%F %H:%MZ");
        let (profile, since) = (current.profile, &current.since);
        lines.push(format!("{profile} until {until}, applied by {} (#{})", since.by, since.seq));
        let extended = match current.extended {
            0 => String::new(),
            1 => " · extended once".to_owned(),
            times => format!(" · extended {times} times"),
        };
        lines.push(format!("then {}{extended}", on_expiry(current.on_expiry)));
        lines.extend(current.because.as_ref().map(|because| format!("because {because}")));
    }
    lines.extend(state.last.as_ref().map(ToString::to_string));
    if let Some(changed) = &state.changed {
        let stamp = &changed.stamp;
        let at = stamp.at.format("%F %H:%MZ");
        let noticed = format!("noticed by {} at {at} (#{})", stamp.by, stamp.seq);
        lines.push(format!("changed by somebody else, {noticed}: {}", changed.classified));
    }
    let targets = state.targets.iter();
    lines.extend(
        targets.map(|target| format!("{}: {}{}", target.name, if target.ok { "" } else { "BEHIND · " }, target.said)),
    );
    lines.extend(model.standing.criteria.iter().map(|one| {
        let mark = model.theme.met(one.met).0;
        format!("exit {} {mark} {}: {}", one.criterion.number(), one.criterion.text(), one.because)
    }));
    lines.push(String::new());
    let strict = Name::Strict.toggles().fields();
    for (place, (name, wanted)) in strict.into_iter().enumerate() {
        let live = seen.live.toggles().map(Toggles::fields).map(|fields| fields[place].1);
        let shown = live.map_or_else(|| "none".to_owned(), |value| value.to_string());
        let differs = live.is_none_or(|live| live != wanted);
        lines.push(if differs { format!("{name}: {shown} (strict: {wanted})") } else { format!("{name}: {shown}") });
    }
    lines
}

/// The open incident and its timeline, oldest first.
pub fn incident(model: &Model) -> Option<Detail> {
    let open = model.view.state.incident.open_incident()?;
    let mut lines = vec![open.title.clone()];
    let began = open.started_at.format("%F %H:%MZ");
    lines.push(format!("owner {} · began {began} · reason {}", open.owner_word(), open.reason_code));
    lines.push(format!(
        "declared by {} at {} (#{})",
        open.declared.by,
        open.declared.at.format("%F %H:%MZ"),
        open.declared.seq
    ));
    lines.push(String::new());
    for note in &open.notes {
        let recorded = if (note.stamp.at - note.at).num_minutes() > 0 {
            format!(" (recorded {})", note.stamp.at.format("%H:%MZ"))
        } else {
            String::new()
        };
        lines.push(format!("{}{recorded} {}: {}", note.at.format("%F %H:%MZ"), note.stamp.by, note.text));
    }
    Some((open.id.clone(), lines))
}
