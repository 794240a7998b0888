//! The incident: one line while there is none; title, owner, reason and timeline while one is open.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::posture::{Toggles, Value};
use crate::tui::model::{Model, Pane};
use crate::tui::widgets::{Pen, pane};
use crate::tui::words;

/// How many lines the pane wants.
pub fn wanted(model: &Model) -> u16 {
    let Some(open) = model.view.state.incident.open_incident() else { return 1 };
    let handoff = u16::from(open.handoff.is_some());
    u16::try_from(open.notes.len()).unwrap_or(u16::MAX).saturating_add(5 + handoff).clamp(5 + handoff, 10 + handoff)
}

/// Draws the pane.
pub fn draw(buffer: &mut Buffer, area: Rect, model: &Model) {
    let theme = model.theme;
    let focused = model.focus == Pane::Incident;
    let Some(open) = model.view.state.incident.open_incident() else {
        let style = theme.border(focused);
        let mut pen = Pen::new(buffer, area, 0);
        let (line, start) = match (theme.plain, focused) {
            (true, true) => (" ", "* "),
            (true, false) => (" ", "  "),
            (false, true) => ("━", "━ "),
            (false, false) => ("─", "─ "),
        };
        pen.text(start, style).text("Incident: none · ", theme.text());
        pen.text("!", theme.key()).text(" declares one ", theme.text());
        if let Some(last) = model.reported().filter(|last| last.report.is_none()) {
            pen.text("· ", theme.text()).text("p", theme.key());
            pen.text(&format!(" writes the report of {} ", last.id), theme.text());
        }
        pen.rule(line, style);
        return;
    };
    if area.height < 5 {
        let began = words::ago(open.started_at, model.view.ctx.now);
        let mut pen = Pen::new(buffer, area, 0);
        pen.text(theme.cursor_mark(focused), theme.key());
        pen.text(&format!("{} {} · owner {} · began {began}", open.id, open.severity, open.owner_word()), theme.bad());
        if area.height > 1 {
            pen = Pen::new(buffer, area, 1);
            pen.text(" ", theme.text());
        } else {
            pen.text(" · ", theme.text());
        }
        pen.text(&open.title, theme.text());
        return;
    }
    let since = words::ago(open.started_at, model.view.ctx.now);
    let title = format!("Incident {} · {} · open", open.id, open.severity);
    let notes = open.notes.len();
    let mark = (notes > 0).then(|| if notes == 1 { "1 note".to_owned() } else { format!("{notes} notes") });
    let inner = pane(buffer, area, &title, mark.as_deref(), focused, theme);
    Pen::new(buffer, inner, 0).text(&open.title, theme.strong());
    let profile = model.view.ctx.observed.posture.as_ref().and_then(|seen| seen.live.toggles().map(Toggles::fields));
    let profile = profile.map_or_else(String::new, |fields| match fields[7].1 {
        Value::Word("") => " · profile's reason none".to_owned(),
        value => format!(" · profile's reason {value}"),
    });
    let began = open.started_at.format("%H:%MZ");
    let solo = if open.is_solo() { " · SOLO" } else { "" };
    let facts =
        format!("owner {}{solo} · began {began}, {since} · reason {}{profile}", open.owner_word(), open.reason_code);
    Pen::new(buffer, inner, 1).text(&facts, theme.text());
    let mut above = 2;
    if let Some(offer) = &open.handoff {
        let mut pen = Pen::new(buffer, inner, above);
        let at = offer.stamp.at.format("%H:%MZ");
        pen.text(
            &format!("{} offered it to {} at {at} (#{}) · ", offer.stamp.by, offer.to, offer.stamp.seq),
            theme.amber(),
        );
        let word = if offer.to == model.view.ctx.caller.id { " accepts it" } else { " takes the offer back" };
        pen.text("o", theme.key()).text(word, theme.text());
        above += 1;
    }
    if notes == 0 {
        let mut pen = Pen::new(buffer, inner, above);
        pen.text("No notes yet · ", theme.dim()).text("n", theme.key()).text(" adds one", theme.dim());
    }
    // The newest stand at the bottom; scrolling goes back from there.
    let room = usize::from(inner.height.saturating_sub(above));
    let end = notes.saturating_sub(model.back.min(notes.saturating_sub(room)));
    for (row, note) in (above..).zip(&open.notes[end.saturating_sub(room)..end]) {
        let mut pen = Pen::new(buffer, inner, row);
        pen.text(&note.at.format("%H:%MZ ").to_string(), theme.dim());
        pen.text(&note.stamp.by, theme.strong()).text("  ", theme.text());
        pen.text(&note.text.replace('\n', if theme.plain { " / " } else { " ⏎ " }), theme.text());
    }
}
