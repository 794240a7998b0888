//! The incident: one line while there is none; title, owner, reason and timeline while one is open.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::incident::Note;
use crate::posture::{Toggles, Value, moment};
use crate::tui::model::{Model, Pane};
use crate::tui::widgets::{Pen, pane, width, wrap};
use crate::tui::words;

/// From this width on the line of the last incident says when it was closed.
const ROOMY: u16 = 100;

/// How many notes, and lines of each, are looked at: more than any pane has room for.
const MOST: usize = 60;

/// How many lines the pane wants.
pub fn wanted(model: &Model) -> u16 {
    let Some(open) = model.view.state.incident.open_incident() else { return 1 };
    let handoff = u16::from(open.handoff.is_some());
    let lines = lines(&open.notes, model.size.0.saturating_sub(2), model.theme.plain).len();
    u16::try_from(lines).unwrap_or(u16::MAX).saturating_add(5 + handoff).clamp(5 + handoff, 10 + handoff)
}

/// A line of the timeline; only the first of a note has its time and its author.
struct Noted {
    at: String,
    by: String,
    text: String,
}

/// The newest notes, oldest first, each in as many lines as it takes.
fn lines(notes: &[Note], columns: u16, plain: bool) -> Vec<Noted> {
    let newest = &notes[notes.len().saturating_sub(MOST)..];
    let lines = newest.iter().flat_map(|note| {
        let (at, by) = (note.at.format("%H:%MZ ").to_string(), format!("{}  ", note.stamp.by));
        let text = note.text.replace('\n', if plain { " / " } else { " ⏎ " });
        let room = columns.saturating_sub(width(&at) + width(&by));
        let texts = wrap(&text, room.max(1), MOST).into_iter().enumerate();
        texts.map(move |(place, text)| match place {
            0 => Noted { at: at.clone(), by: by.clone(), text },
            _ => Noted { at: " ".repeat(width(&at).into()), by: " ".repeat(width(&by).into()), text },
        })
    });
    lines.collect()
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
        if let Some((last, closed)) = model.reported().and_then(|last| Some((last, last.closed.as_ref()?))) {
            let at = format!(" closed {}", moment(closed.ended_at, model.view.ctx.now));
            let at = if area.width < ROOMY { "" } else { &at };
            pen.text(&format!("last {}{at} · ", last.id), theme.text());
            // Beside a phase the key opens the phase's timeline, and Tab goes on to this one.
            let keys = if model.timeline_of().is_some() { "t" } else { "t Tab" };
            pen.text(keys, theme.key()).text(" its timeline · ", theme.text());
        }
        pen.text("!", theme.key()).text(" declares one ", theme.text());
        if let Some(last) = model.reported().filter(|last| last.report.is_none()) {
            pen.text("· ", theme.text()).text("p", theme.key());
            pen.text(&format!(" writes the report of {} ", last.id), theme.text());
        }
        pen.rule(line, style);
        return;
    };
    if area.height < 5 {
        let began = words::lately(open.started_at, model.view.ctx.now);
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
    let since = words::lately(open.started_at, model.view.ctx.now);
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
    let end = notes.saturating_sub(model.back.min(notes.saturating_sub(1)));
    let lines = lines(&open.notes[..end], inner.width, theme.plain);
    for (row, line) in (above..).zip(&lines[lines.len().saturating_sub(room)..]) {
        let mut pen = Pen::new(buffer, inner, row);
        pen.text(&line.at, theme.dim()).text(&line.by, theme.strong()).text(&line.text, theme.text());
    }
}
