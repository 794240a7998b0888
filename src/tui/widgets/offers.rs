//! Holds and ways past as a table with the selected row in full below it. Phases, the ladder and worlds all use it.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{Pen, Window, width, wrap};
use crate::console::Command;
use crate::hold::{Hold, Offer};
use crate::tui::held::Held;
use crate::tui::theme::Theme;

/// How the rows are shown.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// The selected row.
    pub selected: usize,
    /// Whether the keys go here.
    pub focused: bool,
    /// Whether the selected row is said in full below.
    pub detail: bool,
    /// Colours and glyphs.
    pub theme: Theme,
}

/// The columns of operation and cost.
const OP: u16 = 9;
const COST: u16 = 5;

/// Draws rows and detail; answers where the selected row stands.
pub fn draw(buffer: &mut Buffer, area: Rect, list: &Held, look: Look) -> Option<Position> {
    let theme = look.theme;
    let detail = if look.detail { detail(list, look.selected, area) } else { Vec::new() };
    let below = u16::try_from(detail.len()).unwrap_or(0);
    let head = u16::from(area.height > 6);
    let height = area.height.saturating_sub(below + head + u16::from(below > 0));
    let window = Window::around(look.selected, list.len(), height);
    let columns = columns(list, window, area.width);
    // Without the lines below, the selected row is said in as many lines as there is room to spare.
    let spare = usize::from(height).saturating_sub(list.len());
    let room = area.width.saturating_sub(2 + OP + COST + columns.0 + columns.1);
    let text = list.way(look.selected).filter(|_| !look.detail).map(|way| way.text.as_str());
    let more: Vec<String> = text.map(|text| wrap(text, room, spare + 1)).unwrap_or_default();
    if head > 0 {
        let mut pen = Pen::new(buffer, area, 0);
        pen.text("  ", theme.dim()).cell("op", OP, theme.dim()).cell("cost", COST, theme.dim());
        pen.cell("layer", columns.0, theme.dim()).cell("who", columns.1, theme.dim()).text("what", theme.dim());
    }
    let rows = Rect { y: area.y + head, height, ..area };
    let mut cursor = None;
    let mut next = 0;
    for at in window.range() {
        let here = at == look.selected;
        let row = next;
        next += 1;
        let mut pen = Pen::new(buffer, rows, row);
        if here {
            pen.on(theme.selected(look.focused));
            cursor = Some(Position { x: rows.x, y: rows.y + row });
        }
        pen.text(theme.cursor_mark(here), theme.key());
        if let Some(check) = list.check(at) {
            let (mark, style) = theme.met(check.passed);
            pen.text(mark, style).text(" ", theme.text()).text(check.text, theme.strong());
        }
        match (list.way(at), list.hold(at)) {
            (Some(way), hold) => {
                let text = more.first().filter(|_| here).unwrap_or(&way.text);
                line_of_way(&mut pen, (way, text), hold.is_some(), columns, theme);
            }
            (None, Some(hold)) => {
                pen.text(hold.code.word(), theme.bad()).text(" ", theme.text());
                pen.text(&hold.subject, theme.strong()).text(" ", theme.text()).text(&hold.need, theme.text());
            }
            (None, None) => {}
        }
        if here {
            pen.fill();
            for line in more.iter().skip(1) {
                let mut pen = Pen::new(buffer, rows, next);
                pen.on(theme.selected(look.focused)).blank(area.width.saturating_sub(room)).text(line, theme.text());
                pen.fill();
                next += 1;
            }
        }
    }
    let rule = rows.y + next.min(height) - area.y;
    if below > 0 && rule < area.height {
        let mut pen = Pen::new(buffer, area, rule);
        if theme.plain {
            pen.fill();
        } else {
            pen.rule("╌", theme.dim());
        }
        for (row, (text, quiet)) in (rule + 1..).zip(&detail) {
            Pen::new(buffer, area, row).text(text, if *quiet { theme.dim() } else { theme.text() });
        }
    }
    cursor
}

/// Below this width a column that says the same in every row leaves its room to the text.
const ROOMY: u16 = 80;

/// How wide layer and who have to be for the rows that are shown.
fn columns(list: &Held, window: Window, room: u16) -> (u16, u16) {
    let ways = || window.range().filter_map(|at| list.way(at));
    let layer = ways().map(|way| width(way.layer.word())).max().unwrap_or(0).max(5);
    let who = ways().map(|way| width(way.who.word())).max().unwrap_or(0).max(5);
    let same = ways().all(|way| Some(way.layer) == ways().next().map(|first| first.layer));
    (if same && room < ROOMY { 0 } else { layer + 1 }, who + 1)
}

fn line_of_way(
    pen: &mut Pen<'_>,
    (way, text): (&Offer<Command>, &str),
    nested: bool,
    columns: (u16, u16),
    theme: Theme,
) {
    let style = if way.action.is_some() { theme.text() } else { theme.dim() };
    let glyph = match (nested, theme.plain) {
        (true, false) => "└",
        (true, true) => "-",
        (false, _) => " ",
    };
    pen.text(glyph, theme.dim()).cell(way.operation.word(), OP, style);
    pen.cell(&format!("{:>4}", way.cost), COST, style).cell(way.layer.word(), columns.0, style);
    // The lines below say the selected one in full.
    pen.cell(way.who.word(), columns.1, style).text(text, style);
}

/// The selected row in full, and whether a line of it is said quietly.
fn detail(list: &Held, selected: usize, area: Rect) -> Vec<(String, bool)> {
    let room = match area.height {
        0..6 => return Vec::new(),
        6..9 => 1,
        9..14 => 2,
        _ => 4,
    };
    let mut lines = Vec::new();
    let mut say = |text: &str, most: usize, quiet: bool| {
        lines.extend(wrap(text, area.width, most).into_iter().map(|line| (line, quiet)));
    };
    match (list.way(selected), list.hold(selected)) {
        (Some(way), hold) => {
            // Of a hold that does not fit its row the end would be nowhere.
            let row = |hold: &Hold<Command>| width(hold.code.word()) + width(&hold.subject) + width(&hold.need) + 3;
            if let Some(hold) = hold.filter(|hold| room > 2 && row(hold) > area.width) {
                say(&hold.need, 2, true);
            }
            say(&way.text, room, false);
            let by = match way.action {
                Some(_) => format!("offered by {} · Enter opens its preview", way.provisioner),
                None => format!("offered by {} · a person does this", way.provisioner),
            };
            if room > 1 {
                say(&by, 1, true);
            }
        }
        (None, Some(hold)) => say(&hold.need, room + 1, false),
        (None, None) => {}
    }
    lines
}
