//! The first line of every screen: environment, posture, incident, phase, ledger, operator, time.

use chrono::TimeDelta;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::posture::{Classified, Name, remaining};
use crate::runbook::Status;
use crate::tui::model::Model;
use crate::tui::theme::Theme;
use crate::tui::widgets::{Pen, width};
use crate::tui::words;

/// One part of the line. Where the line is too short, those with the highest number go first.
struct Part {
    text: String,
    /// What it says where the line is too short; nothing where it has no shorter form.
    short: String,
    style: Style,
    yields: u8,
}

fn part(text: impl Into<String>, style: Style, yields: u8) -> Part {
    Part { text: text.into(), short: String::new(), style, yields }
}

/// Draws the line.
pub fn draw(buffer: &mut Buffer, area: Rect, model: &Model) {
    let theme = model.theme;
    let mut parts = parts(model);
    let bar = width(theme.bar());
    let total = |parts: &[Part]| parts.iter().map(|part| width(&part.text) + bar).sum::<u16>();
    if total(&parts) > area.width + bar {
        parts[0].text = format!(" {}", model.view.ctx.environment);
    }
    while total(&parts) > area.width + bar {
        let most = parts.iter().map(|part| part.yields).max().unwrap_or(0);
        // What is not urgent goes before what is urgent is said in fewer words.
        if let Some(part) = parts.iter_mut().find(|part| most < 6 && !part.short.is_empty()) {
            part.text = std::mem::take(&mut part.short);
            continue;
        }
        let Some(at) = parts.iter().rposition(|part| part.yields == most && most > 0) else { break };
        parts.remove(at);
    }
    let mut pen = Pen::new(buffer, area, 0);
    for (place, part) in parts.iter().enumerate() {
        if place > 0 {
            pen.text(theme.bar(), theme.dim());
        }
        pen.text(&part.text, part.style);
    }
}

fn parts(model: &Model) -> Vec<Part> {
    let theme = model.theme;
    let view = &model.view;
    let mut parts = vec![part(format!(" wayhold · {}", view.ctx.environment), theme.strong(), 0)];
    let banner = view.state.posture.current.is_some();
    let incident = view.state.incident.open_incident().map(|open| format!("{} · owner {}", open.id, open.owner_word()));
    let mut posture = posture(model);
    // While the posture is loosened, what is in force, for how long, and whose it is, is one thing to see.
    if let (Some(part), Some(incident), true) = (&mut posture, &incident, banner) {
        part.text = if part.text.ends_with(' ') {
            format!("{}· {incident} ", part.text)
        } else {
            format!("{} · {incident}", part.text)
        };
    }
    parts.extend(posture);
    parts.extend(trouble(model));
    match incident {
        Some(_) if banner => {}
        Some(incident) => parts.push(part(incident, theme.bad(), 0)),
        None => parts.push(part("no incident", theme.text(), 4)),
    }
    let active = model.entries.iter().find(|entry| entry.status == Status::Active);
    parts.extend(
        active.map(|entry| part(format!("{} ACTIVE {}/{}", entry.id, entry.ticked, entry.boxes), theme.text(), 5)),
    );
    parts.push(ledger(model));
    parts.push(part(view.ctx.caller.id.clone(), theme.text(), 7));
    parts.push(part(view.ctx.now.format("%H:%MZ").to_string(), theme.text(), 6));
    parts
}

fn ledger(model: &Model) -> Part {
    let theme = model.theme;
    let view = &model.view;
    if let Some(why) = &view.damage {
        return part(format!(" READ-ONLY {why} "), theme.inverted(), 0);
    }
    match &view.head {
        None => part(" UNFOUNDED ", theme.inverted(), 1),
        Some(head) => {
            let checked = view.verified == Some(head.seq);
            let mark = match (checked, theme.plain) {
                (true, false) => "✓",
                (true, true) => "verified",
                (false, false) => "…",
                (false, true) => "not verified yet",
            };
            part(format!("ledger {} {mark}", head.seq), theme.text(), 8)
        }
    }
}

/// How the posture stands. What is unclear, overdue or not as the ledger has it stands out whatever the colours are.
fn posture(model: &Model) -> Option<Part> {
    let theme = model.theme;
    let state = &model.view.state.posture;
    let live = model.live()?;
    let inverted = |text: String| Some(part(format!(" {text} "), theme.inverted(), 0));
    if let Some(name) = model.by_hand() {
        return inverted(format!("BY HAND {name} waits for its read-back"));
    }
    if let Some(pending) = &state.pending {
        let word = if model.view.under_way { "IN PROGRESS" } else { "UNKNOWN" };
        return inverted(format!("{word} {} begun at #{}", pending.intent.to, pending.stamp.seq));
    }
    let Some(name) = live.name() else { return inverted(format!("{live} posture")) };
    if let Some(in_force) = state.in_force().filter(|in_force| *in_force != name) {
        return inverted(format!("DRIFT live {live}, ledger {in_force}"));
    }
    let word = name.word().to_uppercase();
    match remaining(state, model.view.ctx.now) {
        Some(left) if left.overdue => {
            inverted(format!("OVERDUE {word} by {}", words::coarsely(TimeDelta::seconds(-left.seconds))))
        }
        Some(left) => {
            let text = format!("{word} {} left", words::clock(left.seconds));
            Some(match live {
                Classified::StaticRestore => part(format!(" {text} "), theme.alarm(), 0),
                _ => part(text, theme.amber(), 0),
            })
        }
        None => {
            let since = state.since().map(|stamp| format!(" since {}", words::coarsely(model.view.ctx.now - stamp.at)));
            // A loosened posture that no grant covers is as bad as an expired one.
            let style = if name == Name::Strict { theme.good() } else { theme.inverted() };
            Some(part(format!("{word}{}", since.unwrap_or_default()), style, 0))
        }
    }
}

fn trouble(model: &Model) -> Vec<Part> {
    let theme = model.theme;
    let view = &model.view;
    let mut parts = Vec::new();
    let inverted = |text: String| part(format!(" {text} "), theme.inverted(), 1);
    let drifting = view.ctx.observed.runbooks.iter().filter(|(path, seen)| view.state.runbook.drifts(path, seen));
    let drifting: Vec<&String> = drifting.map(|(path, _)| path).collect();
    match drifting.as_slice() {
        [] => {}
        [path] => parts.push(inverted(format!("DRIFT {}", path.rsplit('/').next().unwrap_or(path)))),
        more => parts.push(inverted(format!("DRIFT {} runbooks", more.len()))),
    }
    let patching = view.state.runbook.runbooks.values().any(|adopted| adopted.pending.is_some());
    if patching {
        parts.push(inverted((if view.under_way { "IN PROGRESS edit" } else { "UNKNOWN edit" }).to_owned()));
    }
    if view.ctx.doubts_clock(&view.state) {
        parts.push(inverted("CLOCK?".to_owned()));
    }
    match model.standing.behind.len() {
        0 => {}
        1 => parts.push(inverted("TARGET behind".to_owned())),
        count => parts.push(inverted(format!("{count} TARGETS behind"))),
    }
    let offered = view.state.incident.open_incident().and_then(|open| open.handoff.as_ref());
    if offered.is_some_and(|offer| offer.to == view.ctx.caller.id) {
        parts.push(inverted("OFFERED to you: o".to_owned()));
    }
    let open = &model.standing.unverified;
    let numbers: Vec<String> = open.iter().map(|criterion| criterion.number().to_string()).collect();
    let said = match open.as_slice() {
        [] => None,
        [one] => Some((format!("criterion {}", one.number()), one.name().trim_start_matches("the ").to_owned())),
        more => Some((format!("criteria {}", numbers.join(", ")), format!("{} criteria", more.len()))),
    };
    if let Some((long, short)) = said {
        let short = format!(" UNVERIFIED: {short} ");
        parts.push(Part { short, ..inverted(format!("UNVERIFIED: {long}")) });
    }
    parts
}

/// The posture in one line, for screens without room for its pane.
pub fn compact(buffer: &mut Buffer, area: Rect, model: &Model, theme: Theme) {
    let mut pen = Pen::new(buffer, area, 0);
    pen.text(" Posture  ", theme.dim());
    let Some(part) = posture(model) else {
        pen.text("this workspace governs none", theme.dim());
        return;
    };
    pen.text(&part.text, part.style);
    let differs = super::posture::differing(model);
    pen.text(
        &format!("   {differs} of 8 fields differ from strict"),
        if differs == 0 { theme.dim() } else { theme.bad() },
    );
}
