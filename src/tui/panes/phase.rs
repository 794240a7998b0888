//! The selected phase: its entry gate, its items as `phase show` numbers them, its sub-phases, what is wrong with it.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use crate::runbook::{Class, Document, Mark, Status};
use crate::tui::model::{Model, Pane};
use crate::tui::theme::Theme;
use crate::tui::widgets::{Pen, Window, pane};

/// One row.
enum Row {
    Head(String, String),
    Text(&'static str, String, Style),
    Item(usize),
}

/// Draws the pane; answers where the selected item stands.
pub fn draw(buffer: &mut Buffer, area: Rect, model: &Model) -> Option<Position> {
    let theme = model.theme;
    let focused = model.focus == Pane::Main;
    let Some((document, entry)) = model.document().zip(model.entries.get(model.phase)) else {
        pane(buffer, area, "Phase", None, focused, theme);
        return None;
    };
    let rows = rows(model, document, &entry.id);
    let is_selected = |row: &Row| matches!(row, Row::Item(at) if *at == model.item);
    let at = rows.iter().position(is_selected).unwrap_or(0);
    let height = area.height.saturating_sub(if theme.plain { 1 } else { 2 });
    // Near the first item the top is shown, so that gate and status are not scrolled away for nothing.
    let window = Window::around(if at < usize::from(height) { 0 } else { at }, rows.len(), height);
    let mark = window.mark(model.item, model.items.len()).filter(|_| !model.items.is_empty());
    let canonical = document.phase(&entry.id).and_then(|phase| phase.canonical_id.clone());
    let canonical = canonical.map(|id| format!("  {id}")).unwrap_or_default();
    let title = format!("{} · {}{canonical}", entry.id, entry.name);
    let inner = pane(buffer, area, &title, mark.as_deref(), focused, theme);
    let mut cursor = None;
    for (line, place) in (0..).zip(window.range()) {
        let mut pen = Pen::new(buffer, inner, line);
        match &rows[place] {
            Row::Head(head, rest) => {
                pen.text(head, theme.strong()).text("  ", theme.text()).text(rest, theme.text());
            }
            Row::Text(glyph, text, style) => {
                pen.text("  ", theme.text()).text(glyph, *style).text(text, theme.text());
            }
            Row::Item(item) => {
                let here = *item == model.item;
                if here {
                    pen.on(theme.selected(focused));
                    cursor = Some(Position { x: inner.x, y: inner.y + line });
                }
                item_line(&mut pen, model, *item, here);
                if here {
                    pen.fill();
                }
            }
        }
    }
    cursor
}

fn item_line(pen: &mut Pen<'_>, model: &Model, at: usize, here: bool) {
    let theme = model.theme;
    let Some(item) = model.items.get(at) else { return };
    let (mark, style) = match item.mark {
        Mark::Open => ("[ ]", theme.text()),
        Mark::Checked => ("[x]", theme.good()),
        Mark::Odd => ("[?]", theme.bad()),
    };
    let tick = model.view.state.runbook.tick(&model.runbook, &item.id);
    let proof = match (item.mark, tick) {
        (_, Some(tick)) => format!(" E{} {}", tick.evidence.len(), tick.stamp.by),
        (Mark::Checked, None) if model.adopted() => {
            (if pen.left() > 60 || theme.plain { " INHERITED" } else { " inh." }).to_owned()
        }
        _ => String::new(),
    };
    pen.text(theme.cursor_mark(here), theme.key()).text(&format!("{:>2} ", item.number), theme.dim());
    pen.text(mark, style).text(" ", theme.text());
    let room = pen.left().saturating_sub(crate::tui::widgets::width(&proof));
    pen.cell(&unmarked(&item.text), room, theme.text()).text(&proof, theme.dim());
}

/// `text` without the marks of code and emphasis, as far as a row can show it.
fn unmarked(text: &str) -> String {
    text.chars().take(600).filter(|c| !matches!(c, '`' | '*')).collect()
}

fn rows(model: &Model, document: &Document, id: &str) -> Vec<Row> {
    let theme = model.theme;
    let mut rows = Vec::new();
    let status = document.status(id);
    rows.push(Row::Head("Status".to_owned(), said_status(document, id, status)));
    gate(document, id, theme, &mut rows);
    for class in [Class::Dod, Class::Progress, Class::Other, Class::Trigger] {
        let of_class = || model.items.iter().enumerate().filter(move |(_, item)| item.class == class);
        let (ticked, total) = (of_class().filter(|(_, item)| item.mark == Mark::Checked).count(), of_class().count());
        if total > 0 {
            let word = match class {
                Class::Dod => "DoD",
                Class::Progress => "Progress",
                Class::Other => "Other boxes",
                Class::Trigger => "Rollback triggers",
            };
            let bare = |item: &&crate::runbook::Item| {
                let known = model.view.state.runbook.tick(&model.runbook, &item.id).is_some();
                item.mark == Mark::Checked && !known
            };
            let inherited = of_class().filter(|(_, item)| bare(item)).count();
            let said = if inherited > 0 && model.adopted() { format!("{inherited} INHERITED") } else { String::new() };
            rows.push(Row::Head(format!("{word} {ticked}/{total}"), said));
            rows.extend(of_class().map(|(at, _)| Row::Item(at)));
        }
    }
    let plain: Vec<_> = document.plain_items_of(id).collect();
    if !plain.is_empty() {
        rows.push(Row::Head(format!("DoD {} without boxes", plain.len()), "each needs an attestation".to_owned()));
        rows.extend(plain.into_iter().map(|item| Row::Text("- ", unmarked(&item.text), theme.text())));
    }
    sub_phases(model, id, &mut rows);
    let errors = document.errors(id);
    if !errors.is_empty() {
        rows.push(Row::Head(format!("Findings {}", errors.len()), String::new()));
        let said = errors.into_iter().map(|error| format!("line {}: {}", error.line, error.message));
        rows.extend(said.map(|text| Row::Text("! ", text, theme.bad())));
    }
    if document.phase(id).is_none() {
        rows.push(Row::Text("", "This row of the roadmap has no section in the file.".to_owned(), theme.dim()));
    }
    rows
}

fn said_status(document: &Document, id: &str, status: Status) -> String {
    let word = status.word().to_owned();
    let governed = document
        .phase(id)
        .filter(|_| status == Status::Unknown)
        .map(|phase| document.status_of(document.governing(phase)));
    match governed {
        Some(above) if above != Status::Unknown => format!("none of its own; above it {}", above.word()),
        _ => word,
    }
}

fn gate(document: &Document, id: &str, theme: Theme, rows: &mut Vec<Row>) {
    let clauses: Vec<_> = document.gate_of(id).collect();
    if clauses.is_empty() {
        return;
    }
    rows.push(Row::Head("Entry gate".to_owned(), String::new()));
    for clause in clauses {
        let (mark, style) = match document.is_met(clause) {
            Some(met) => theme.met(met),
            None => (if theme.plain { "attested" } else { "·" }, theme.dim()),
        };
        rows.push(Row::Text(mark, format!(" {}", unmarked(&clause.text)), style));
    }
}

/// The phases right below this one, how many are done, and each by its mark.
fn sub_phases(model: &Model, id: &str, rows: &mut Vec<Row>) {
    let Some(own) = model.entries.get(model.phase).filter(|entry| entry.id == id) else { return };
    let below = model.entries[model.phase + 1..].iter().take_while(|entry| entry.depth > own.depth);
    let children: Vec<_> = below.filter(|entry| entry.depth == own.depth + 1).collect();
    if children.is_empty() {
        return;
    }
    let done = children.iter().filter(|entry| entry.status == Status::Done).count();
    rows.push(Row::Head(format!("Sub-phases {done}/{}", children.len()), String::new()));
    for child in children {
        let (glyph, style) = model.theme.status(child.status);
        let count = if child.boxes > 0 { format!("  {}/{}", child.ticked, child.boxes) } else { String::new() };
        rows.push(Row::Text(glyph, format!(" {} {}{count}", child.id, child.name), style));
    }
}
