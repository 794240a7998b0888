//! What a preview of an operator's command asks for: more time, grounds, whom an incident goes to, corrections.

use super::input::{Input, What};
use crate::incident::{Command as Incident, Severity};
use crate::posture::{Command as Posture, Longer};
use crate::session::parse_longer;
use crate::tui::field::Field;
use crate::tui::model::Model;

pub(super) fn of_posture(model: &Model, command: &Posture) -> Vec<Input> {
    match command {
        Posture::Extend { longer, because } => {
            let longer = longer.or_else(|| likely(model)).map(|longer| longer.to_string());
            let mut lasting = Input::new(What::Lasting, "", "such as 30m from now, or +10m on top");
            lasting.field = Field::offered(&longer.unwrap_or_default());
            vec![Input::new(What::Reason, because.as_deref().unwrap_or(""), "why it has to last longer"), lasting]
        }
        Posture::Restore { because } => vec![optional(What::Grounds, because.as_deref())],
        Posture::Attest { note, .. } | Posture::Vouch { note, .. } | Posture::TrustClock { note } => {
            vec![optional(What::Grounds, note.as_deref())]
        }
        _ => Vec::new(),
    }
}

/// The default where that is later than what is granted, else the longest that is allowed.
fn likely(model: &Model) -> Option<Longer> {
    let view = &model.view;
    let current = view.state.posture.current.as_ref()?;
    let limit = view.ctx.limits.of(current.profile)?;
    let default = Longer::FromNow(limit.default);
    let later = default.end(current, view.ctx.now).is_some_and(|end| end > current.expires_at);
    Some(if later { default } else { Longer::FromNow(limit.max) })
}

fn optional(what: What, text: Option<&str>) -> Input {
    Input::new(what, text.unwrap_or(""), "optional: one line")
}

pub(super) fn fill_posture(command: &mut Posture, given: &impl Fn(What) -> Option<String>) -> Result<(), String> {
    match command {
        Posture::Extend { longer, because } => {
            *because = given(What::Reason).or(because.take());
            if let Some(text) = given(What::Lasting) {
                *longer = Some(parse_longer(&text)?);
            }
        }
        Posture::Restore { because: words }
        | Posture::Attest { note: words, .. }
        | Posture::Vouch { note: words, .. }
        | Posture::TrustClock { note: words } => {
            *words = given(What::Grounds).or(words.take());
        }
        _ => {}
    }
    Ok(())
}

pub(super) fn of_incident(model: &Model, command: &Incident) -> Vec<Input> {
    let open = model.view.state.incident.open_incident();
    let caller = &model.view.ctx.caller.id;
    // Who acts in the place of somebody else says why.
    let why = |theirs: bool, hint: &str| {
        if theirs { optional(What::Because, None) } else { Input::new(What::Reason, "", hint) }
    };
    match command {
        Incident::Handoff { to, because, .. } => {
            let people = model.receivers();
            let at = people.iter().position(|name| name == to).unwrap_or(0);
            let to = if people.is_empty() {
                Input::new(What::To, to, "who shall own it")
            } else {
                Input::choice(What::To, people, at)
            };
            let theirs = open.is_none_or(|open| open.owner.is_empty() || open.owner == *caller);
            let mut why = why(theirs, "why, since the incident is another's");
            if let Some(because) = because {
                why.field = Field::line(because);
            }
            vec![to, why]
        }
        Incident::Withdraw { .. } => {
            let concerned = open.and_then(|open| Some((open, open.handoff.as_ref()?)));
            let theirs =
                concerned.is_none_or(|(open, offer)| [&open.owner, &offer.to, &offer.stamp.by].contains(&caller));
            vec![why(theirs, "why, since the offer is between others")]
        }
        Incident::Amend { change, reason, .. } => {
            let mut inputs = Vec::new();
            if change.owner.is_some() {
                inputs.push(Input::choice(What::To, [caller.clone()], 0));
            }
            if change.reason_code.is_some() {
                inputs.push(Input::choice(What::Value, model.view.ctx.reason_codes.iter().cloned(), 0));
            }
            if let Some(severity) = change.severity {
                let at = Severity::ALL.iter().position(|one| *one == severity).unwrap_or(0);
                inputs.push(Input::choice(What::Severity, Severity::ALL.map(|one| one.word().to_owned()), at));
            }
            inputs.push(Input::new(What::Reason, reason, "why it is corrected"));
            inputs
        }
        Incident::Report { force: Some(because), .. } => {
            vec![Input::new(What::Reason, because, "why what stands there may be written over")]
        }
        _ => Vec::new(),
    }
}

pub(super) fn fill_incident(command: &mut Incident, given: &impl Fn(What) -> Option<String>) {
    let why = || given(What::Reason).or_else(|| given(What::Because));
    match command {
        Incident::Handoff { to, because, .. } => {
            *to = given(What::To).unwrap_or_else(|| std::mem::take(to));
            *because = why();
        }
        Incident::Withdraw { because, .. } => *because = why(),
        Incident::Amend { change, reason, .. } => {
            if change.owner.is_some() {
                change.owner = given(What::To);
            }
            if change.reason_code.is_some() {
                change.reason_code = given(What::Value);
            }
            if let Some(severity) = &mut change.severity {
                let chosen = given(What::Severity);
                *severity =
                    Severity::ALL.into_iter().find(|one| chosen.as_deref() == Some(one.word())).unwrap_or(*severity);
            }
            *reason = given(What::Reason).unwrap_or_default();
        }
        Incident::Report { force: Some(because), .. } => *because = given(What::Reason).unwrap_or_default(),
        _ => {}
    }
}
