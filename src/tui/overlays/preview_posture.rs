//! What a preview says of a posture: the fields that change, its end, the way back, the conditions, the exit criteria.

use chrono::TimeDelta;
use ratatui::style::Style;

use super::preview_lines::{COLUMN, Said};
use crate::console::{Command, posture_checks};
use crate::hold::{Code, Kind};
use crate::incident;
use crate::posture::{self, Criterion, Longer, Name, Override, diff_live, moment, roughly, span};
use crate::tui::model::Model;
use crate::verify;

fn line(text: impl Into<String>, style: Style) -> Said {
    Said { head: String::new(), column: 0, text: text.into(), style }
}

fn marked(model: &Model, met: bool, text: String) -> Said {
    let (mark, style) = model.theme.met(met);
    Said { head: mark.to_owned(), column: if model.theme.plain { 8 } else { 2 }, text, style }
}

fn fact(model: &Model, head: &str, text: String) -> Said {
    Said { head: head.to_owned(), column: COLUMN, text, style: model.theme.dim() }
}

/// Criteria by their numbers: `1 and 4`.
pub(super) fn numbers(criteria: &[Criterion]) -> String {
    let words: Vec<String> = criteria.iter().map(|criterion| criterion.number().to_string()).collect();
    match words.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// What a posture command would do.
pub(super) fn says(model: &Model, command: &posture::Command, attests: bool, lines: &mut Vec<Said>) {
    let theme = model.theme;
    let text = |text: String| line(text, theme.text());
    match command {
        posture::Command::Apply { to: Name::Strict, .. } => {
            criteria(model, attests, lines);
            fields(model, Name::Strict, lines);
            lines.push(fact(model, "ends", "never; strict is the posture to be in".to_owned()));
        }
        posture::Command::Apply { to, duration, .. } => {
            fields(model, *to, lines);
            ends(model, *to, *duration, lines);
        }
        posture::Command::ByHand { to, duration, .. } => {
            lines.push(text(format!(
                "Nothing is written from here. The next picture shows the eight fields of {to}; you put them into the \
                 target, and what it holds then is read back or typed in."
            )));
            fields(model, *to, lines);
            ends(model, *to, *duration, lines);
        }
        posture::Command::Extend { longer, .. } => {
            if let Some(current) = &model.view.state.posture.current {
                extends(model, current, *longer, lines);
                let text = "It is one more entry; what was verified or attested so far counts no longer.";
                lines.push(line(text, theme.text()));
            }
        }
        posture::Command::Restore { .. } => {
            let granted = model.view.state.posture.in_force().map_or("what is granted", Name::word);
            lines.push(text(format!("Writes {granted} again into every target, under the grant that there is.")));
            if let Some(name) = model.view.state.posture.in_force() {
                fields(model, name, lines);
            }
        }
        posture::Command::Attest { criterion, .. } => {
            lines.push(text(format!("{} · {}", criterion.number(), criterion.text())));
            lines.push(line(format!("{} attests it by name.", model.view.ctx.caller.id), theme.dim()));
        }
        posture::Command::TrustClock { .. } => {
            let now = model.view.ctx.now.format("%F %H:%M:%SZ");
            lines.push(text(format!("This machine says {now}. Look at another clock before you answer for it.")));
            lines.push(line("What has ended by it counts as ended from then on.", theme.dim()));
        }
        posture::Command::Vouch { target, .. } => {
            lines.push(text(format!(
                "{} looked at {target} and answers by name for what it holds.",
                model.view.ctx.caller.id
            )));
        }
        posture::Command::Adopt
        | posture::Command::Settle { .. }
        | posture::Command::Confirm { .. }
        | posture::Command::Notice => {
            lines.push(text(
                "Reads what is on disk now and records it as the outcome. Nothing is written there.".into(),
            ));
        }
    }
}

/// The selected rung of the ladder, as short as it can be said: what is missing, the end, the way back, the fields.
pub(in crate::tui) fn rung(model: &Model, command: &Command, rows: u16) -> Vec<Said> {
    let mut lines = Vec::new();
    match command {
        Command::Posture(command @ posture::Command::Apply { to, duration, .. }) => {
            if *to == Name::Strict {
                criteria(model, false, &mut lines);
            } else {
                // What is typed into the preview is no news here.
                let later = |code| matches!(code, Code::NoReason | Code::WrongEnvironment);
                let (met, unmet): (Vec<_>, Vec<_>) = asked(model, command).into_iter().partition(|(met, ..)| *met);
                lines.extend(
                    unmet
                        .into_iter()
                        .filter(|(_, code, _)| !later(*code))
                        .map(|(met, _, need)| marked(model, met, need)),
                );
                ends(model, *to, *duration, &mut lines);
                fields(model, *to, &mut lines);
                let met = met.into_iter().map(|(.., need)| need);
                if usize::from(rows) >= lines.len() + met.len() {
                    lines.extend(met.map(|need| marked(model, true, need)));
                } else {
                    lines.push(marked(model, true, met.collect::<Vec<_>>().join(" · ")));
                }
                return lines;
            }
            fields(model, *to, &mut lines);
        }
        Command::Verify(command) => verifying(model, command, &mut lines),
        _ => {}
    }
    lines
}

/// What a verification runs, or whose totals are taken over.
pub(super) fn verifying(model: &Model, command: &verify::Command, lines: &mut Vec<Said>) {
    let theme = model.theme;
    let named = |name: &String| match name.as_str() {
        "" => model.gate(),
        name => model.view.ctx.gates.iter().find(|gate| gate.name == name),
    };
    match command {
        verify::Command::Run { name, .. } => {
            let Some(gate) = named(name) else { return };
            lines.push(line(gate.argv.join(" "), theme.strong()));
            let expects = gate.expect.as_ref().map(|expected| format!("{expected}"));
            lines.push(fact(model, "expects", expects.unwrap_or_else(|| "exit 0, and every test passed".to_owned())));
            let most = TimeDelta::from_std(gate.timeout).map(span).unwrap_or_default();
            lines.push(fact(model, "at most", most));
            if let Some(record) = model.view.state.verify.last.get(&gate.name) {
                lines.push(fact(model, "last", format!("{} (#{})", record.said(), record.stamp.seq)));
            }
        }
        verify::Command::Acknowledge { name, .. } => {
            let record = named(name).and_then(|gate| model.view.state.verify.last.get(&gate.name));
            lines.extend(record.map(|record| line(format!("#{}: {}", record.stamp.seq, record.said()), theme.text())));
            lines.push(line("Taken over, this run counts as passed.", theme.dim()));
        }
        verify::Command::Settle { .. } => {}
    }
}

/// The four exit criteria, what this person answers for with it, and what follows from those that stay open.
fn criteria(model: &Model, attests: bool, lines: &mut Vec<Said>) {
    let theme = model.theme;
    let standing = &model.standing.criteria;
    if standing.is_empty() || !model.loosened() && model.open_criteria().is_empty() {
        return;
    }
    let attestable = model.attestable();
    let person = model.view.ctx.caller.kind == Kind::Human;
    let mut open = Vec::new();
    lines.push(line("Exit criteria", theme.strong()));
    for one in standing {
        let answered = attests && attestable.contains(&one.criterion);
        let (met, because) = match one.criterion {
            _ if answered => (true, format!("{} attests it with this", model.view.ctx.caller.id)),
            Criterion::Restored if !one.met => (false, "read back after this".to_owned()),
            Criterion::Verified if !one.met && model.gate().is_some() => {
                (false, format!("{}; the gate runs by itself after this", one.because))
            }
            _ => (one.met, one.because.clone()),
        };
        if !met && one.criterion != Criterion::Restored {
            open.push(one.criterion);
        }
        lines.push(marked(model, met, format!("{} {}: {because}", one.criterion.number(), one.criterion.text())));
    }
    if !person {
        let text = "A person attests what cannot be found out; this key is no person's.";
        lines.push(line(text, theme.amber()));
    }
    if !open.is_empty() {
        let text = format!(
            "Going back is allowed with {} open. It will be recorded reverted_unverified, and the incident cannot close \
             until verified.",
            numbers(&open)
        );
        lines.push(line(text, theme.amber()));
    }
}

/// How many fields change, and each of them.
fn fields(model: &Model, to: Name, lines: &mut Vec<Said>) {
    let theme = model.theme;
    let Some(seen) = &model.view.ctx.observed.posture else { return };
    let changes = diff_live(&seen.live, &to.toggles());
    lines.push(line(
        match changes.len() {
            0 => format!("No field changes; {to} is recorded and read back."),
            count => format!("{count} of 8 fields change"),
        },
        theme.strong(),
    ));
    let longest = changes.iter().map(|change| change.field.len()).max().unwrap_or(0);
    for change in changes {
        let from = change.from.map_or_else(|| "none".to_owned(), |value| value.to_string());
        let arrow = if theme.plain { "to" } else { "→" };
        let text = format!("{from} {arrow} {}", change.to);
        let column = u16::try_from(longest + 2).unwrap_or(COLUMN);
        lines.push(Said { head: change.field.to_owned(), column, text, style: theme.text() });
    }
}

/// When it would end, by how much that is later, and what the limit leaves.
fn extends(model: &Model, current: &Override, longer: Option<Longer>, lines: &mut Vec<Said>) {
    let view = &model.view;
    let now = view.ctx.now;
    let Some(limit) = view.ctx.limits.of(current.profile) else { return };
    let left = current.expires_at - now;
    let left = if left > TimeDelta::zero() { format!("{} left", roughly(left)) } else { "overdue".to_owned() };
    let until = moment(current.expires_at, now);
    lines.push(fact(model, "granted", format!("{} until {until}, {left}", current.profile)));
    let end = longer.unwrap_or(Longer::FromNow(limit.default)).end(current, now);
    // An end that is not allowed is said below, with what holds it.
    if let Some(end) = end.filter(|end| *end > current.expires_at && *end - now <= limit.max) {
        let (later, lasts) = (roughly(end - current.expires_at), roughly(end - now));
        let text = format!("{}, {later} later than now granted, {lasts} from now", moment(end, now));
        lines.push(fact(model, "ends", format!("{text}, then {}", on_expiry(current.on_expiry))));
    }
    let most = moment(now + limit.max, now);
    lines.push(fact(model, "limit", format!("at most {} from now: {most}", span(limit.max))));
}

/// When it ends, by the clock and from now, what happens then, and the way back.
fn ends(model: &Model, to: Name, duration: Option<TimeDelta>, lines: &mut Vec<Said>) {
    let view = &model.view;
    let Some(limit) = view.ctx.limits.of(to) else { return };
    let lasting = duration.unwrap_or(limit.default);
    let end = view.ctx.now + lasting;
    let then = on_expiry(limit.on_expiry);
    lines.push(fact(model, "ends", format!("{}, {} from now, then {then}", end.format("%F %H:%MZ"), span(lasting))));
    let back = posture::diff(&to.toggles(), &Name::Strict.toggles()).len();
    lines.push(fact(model, "way back", format!("press r, then y: strict, {back} fields, open to anyone")));
}

/// What happens at the end of an override.
pub(in crate::tui) const fn on_expiry(on_expiry: posture::OnExpiry) -> &'static str {
    match on_expiry {
        posture::OnExpiry::Alert => "OVERDUE until somebody goes back",
        posture::OnExpiry::Revert => "the sweep goes back once the gate passes",
        posture::OnExpiry::Reader => "the readers of flagd fall back to strict",
    }
}

/// What a loosening needs: whether it is met, the code, the need.
fn asked(model: &Model, command: &posture::Command) -> Vec<(bool, Code, String)> {
    let view = &model.view;
    let checks = posture_checks(&view.state, command, &view.ctx);
    let mut asked: Vec<_> = checks.into_iter().map(|(met, hold)| (met, hold.code, hold.need)).collect();
    let to = match command {
        posture::Command::Apply { to, .. } | posture::Command::ByHand { to, .. } => *to,
        _ => return asked,
    };
    if to == Name::StaticRestore && incident::ready_for_restore(&view.state.incident).is_empty() {
        let need = "an open incident with an owner, a start and a reason code".to_owned();
        asked.insert(0, (true, Code::NoIncident, need));
    }
    // What is not met comes first: on a small screen the end of the list is cut.
    asked.sort_by_key(|(met, ..)| *met);
    asked
}

/// The conditions of a loosening, met or not.
pub(super) fn conditions(model: &Model, command: &posture::Command) -> Vec<Said> {
    // The name is asked for below; that it is not typed yet is no news.
    let asked = asked(model, command).into_iter().filter(|(_, code, _)| *code != Code::WrongEnvironment);
    asked.map(|(met, _, need)| marked(model, met, need)).collect()
}
