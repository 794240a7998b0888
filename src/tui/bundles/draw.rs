//! Drawing the page: requests, chain and ways, provisioners; or the profiles side by side.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::widgets::{Clear, Widget};

use super::{Board, Part, Row};
use crate::hold::text::clean;
use crate::posture::Name;
use crate::tui::keys;
use crate::tui::model::Model;
use crate::tui::page::Ink;
use crate::tui::panes::footer;
use crate::tui::theme::Theme;
use crate::tui::widgets::offers::{self, Look};
use crate::tui::widgets::{Pen, Window, pane, width, wrap};

/// From this on, three columns.
const WIDE: u16 = 110;
/// Below this, one.
const NARROW: u16 = 60;
/// The columns of one profile.
const CELL: u16 = 16;

/// Draws the page over the whole of `area`; answers where the cursor stands.
pub(in crate::tui) fn draw(buffer: &mut Buffer, area: Rect, model: &Model, board: &Board) -> Option<Position> {
    Clear.render(area, buffer);
    header(&mut Pen::new(buffer, area, 0), board, model.theme);
    let body = Rect { y: area.y + 1.min(area.height), height: area.height.saturating_sub(3), ..area };
    let cursor =
        if board.trials.is_empty() { nothing(buffer, body, model, board) } else { parts(buffer, body, model, board) };
    let line = |up: u16| Rect { y: area.bottom().saturating_sub(up), height: 1.min(area.height), ..area };
    if area.height > 3 {
        footer::message(buffer, line(2), model);
        legend(&mut Pen::new(buffer, line(1), 0), board, model.theme);
    }
    cursor
}

/// Under which posture the page is shown: never by colour alone.
fn header(pen: &mut Pen<'_>, board: &Board, theme: Theme) {
    pen.text(" Bundles  ", theme.strong());
    if let Some(name) = board.preview {
        let word = format!(" PREVIEW {} ", name.word().to_uppercase());
        let live = format!("  nothing is recorded; live is {}", board.posture());
        pen.text(&word, theme.inverted()).text(&live, theme.text());
        return;
    }
    let posture = board.posture();
    let style = if posture == "STRICT" { theme.good() } else { theme.amber() };
    pen.text("live ", theme.dim()).text(&posture, style);
    if let Some(moved) = &board.moved {
        pen.text("   ", theme.text()).text(moved, theme.strong());
    }
}

fn nothing(buffer: &mut Buffer, area: Rect, model: &Model, board: &Board) -> Option<Position> {
    let inner = pane(buffer, area, "Requests", None, true, model.theme);
    if board.held.is_empty() {
        let text = "There is nothing to try: no category, no hub bundle, and no requests/*.json beside them.";
        for (row, line) in (0..).zip(wrap(text, inner.width, 4)) {
            Pen::new(buffer, inner, row).text(&line, model.theme.dim());
        }
        return None;
    }
    let look = Look { selected: board.way_at, focused: true, detail: true, theme: model.theme };
    offers::draw(buffer, inner, &board.held, look)
}

fn parts(buffer: &mut Buffer, area: Rect, model: &Model, board: &Board) -> Option<Position> {
    let theme = model.theme;
    let table = board.preview.is_some();
    let left = if area.width >= WIDE { 29 } else { 26 };
    if area.width < NARROW || (table && area.width < WIDE) {
        return match board.focus {
            Part::Requests => requests(buffer, area, board, theme),
            Part::Side => side(buffer, area, board, theme),
            Part::Chain | Part::Ways => middle(buffer, area, board, theme),
        };
    }
    let (first, rest) = (Rect { width: left, ..area }, Rect { x: area.x + left, width: area.width - left, ..area });
    let listed = requests(buffer, first, board, theme);
    let rest = if area.width < WIDE && board.focus == Part::Side {
        side(buffer, rest, board, theme)
    } else if area.width < WIDE || table {
        middle(buffer, rest, board, theme)
    } else {
        // The ways have room below both.
        let (upper, lower) = above_ways(rest, board);
        let right = (area.width * 3 / 10).clamp(39, 48);
        let last = Rect { x: upper.right() - right, width: right, ..upper };
        let shown = chain(buffer, Rect { width: upper.width - right, ..upper }, board, theme);
        let shown = ways(buffer, lower, board, theme).or(shown);
        side(buffer, last, board, theme).or(shown)
    };
    if board.focus == Part::Requests { listed } else { rest }
}

fn requests(buffer: &mut Buffer, area: Rect, board: &Board, theme: Theme) -> Option<Position> {
    let focused = board.focus == Part::Requests;
    let title = "Requests, live";
    // Headings stand between the requests and are not selected.
    let mut rows: Vec<Option<usize>> = Vec::new();
    for at in 0..board.trials.len() {
        if at == 0 || board.trials[at].sample != board.trials[at - 1].sample {
            rows.push(None);
        }
        rows.push(Some(at));
    }
    let here = rows.iter().position(|row| *row == Some(board.selected)).unwrap_or(0);
    let window = Window::around(here, rows.len(), area.height.saturating_sub(2));
    let mark = window.mark(board.selected, board.trials.len());
    let inner = pane(buffer, area, title, mark.as_deref(), focused, theme);
    let mut cursor = None;
    for (line, at) in (0..).zip(window.range()) {
        let mut pen = Pen::new(buffer, inner, line);
        let Some(place) = rows[at] else {
            let sample = board.trials[rows[at + 1].unwrap_or(0)].sample;
            pen.text(if sample { "samples" } else { "files" }, theme.dim());
            continue;
        };
        let verdict = board.verdicts.get(place).map(|verdict| (verdict.word(), verdict.ink()));
        let (tail, tail_ink) = verdict.unwrap_or_default();
        let row = Row { text: board.trials[place].name.clone(), tail, tail_ink, ..Row::default() };
        if place == board.selected {
            cursor = Some(Position { x: inner.x, y: inner.y + line });
        }
        one(&mut pen, &row, place == board.selected, focused, theme);
    }
    cursor
}

fn middle(buffer: &mut Buffer, area: Rect, board: &Board, theme: Theme) -> Option<Position> {
    if let Some(shown) = board.preview {
        return table(buffer, area, board, shown, theme);
    }
    let (upper, lower) = above_ways(area, board);
    let shown = chain(buffer, upper, board, theme);
    ways(buffer, lower, board, theme).or(shown)
}

/// The room above the ways, and theirs: the larger part is for what has the keys.
fn above_ways(area: Rect, board: &Board) -> (Rect, Rect) {
    let share = match (board.held.is_empty(), board.focus) {
        (true, _) => 0,
        (false, Part::Ways) => area.height * 3 / 5,
        (false, _) => area.height * 2 / 5,
    };
    let upper = Rect { height: area.height - share, ..area };
    (upper, Rect { y: upper.bottom(), height: share, ..area })
}

fn chain(buffer: &mut Buffer, area: Rect, board: &Board, theme: Theme) -> Option<Position> {
    let name = board.trial().map_or("", |trial| trial.name.as_str());
    let verdict = board.verdicts.get(board.selected).map(|verdict| verdict.word()).unwrap_or_default();
    let title = format!("{name}, {}: {verdict}", board.posture().to_lowercase());
    list(buffer, area, &title, &board.chain, (board.chain_at, board.focus == Part::Chain), theme)
}

/// What refuses the request, with the ways past.
fn ways(buffer: &mut Buffer, area: Rect, board: &Board, theme: Theme) -> Option<Position> {
    if area.height == 0 {
        return None;
    }
    let focused = board.focus == Part::Ways;
    let title = match board.held.holds() {
        1 => "Held by 1, ways past".to_owned(),
        count => format!("Held by {count}, ways past"),
    };
    let window = Window::around(board.way_at, board.held.len(), area.height.saturating_sub(2));
    let mark = window.mark(board.way_at, board.held.len());
    let inner = pane(buffer, area, &title, mark.as_deref(), focused, theme);
    let look = Look { selected: board.way_at, focused, detail: focused, theme };
    offers::draw(buffer, inner, &board.held, look).filter(|_| focused)
}

fn side(buffer: &mut Buffer, area: Rect, board: &Board, theme: Theme) -> Option<Position> {
    let title = format!("Provisioners, {}", board.posture().to_lowercase());
    list(buffer, area, &title, &board.side, (board.side_at, board.focus == Part::Side), theme)
}

/// A list of rows with the selected one in full below.
fn list(
    buffer: &mut Buffer,
    area: Rect,
    title: &str,
    rows: &[Row],
    (selected, focused): (usize, bool),
    theme: Theme,
) -> Option<Position> {
    let below = detail_rows(area.height);
    let height = area.height.saturating_sub(2 + below + u16::from(below > 0));
    let window = Window::around(selected, rows.len(), height);
    let inner = pane(buffer, area, title, window.mark(selected, rows.len()).as_deref(), focused, theme);
    let mut cursor = None;
    for (line, at) in (0..).zip(window.range()) {
        let here = focused && at == selected;
        if here {
            cursor = Some(Position { x: inner.x, y: inner.y + line });
        }
        one(&mut Pen::new(buffer, inner, line), &rows[at], here, focused, theme);
    }
    let full = rows.get(selected).map_or("", |row| row.full.as_str());
    detail(buffer, inner, below, full, theme);
    cursor
}

/// How many rows the selected one gets below a list of this height.
fn detail_rows(height: u16) -> u16 {
    match height {
        0..9 => 0,
        9..14 => 1,
        14..24 => 2,
        _ => 3,
    }
}

fn detail(buffer: &mut Buffer, inner: Rect, rows: u16, full: &str, theme: Theme) {
    if rows == 0 || inner.height <= rows {
        return;
    }
    let first = inner.height - rows;
    let mut pen = Pen::new(buffer, inner, first - 1);
    if theme.plain {
        pen.fill();
    } else {
        pen.rule("╌", theme.dim());
    }
    for (row, line) in (first..).zip(wrap(full, inner.width, rows.into())) {
        Pen::new(buffer, inner, row).text(&line, theme.text());
    }
}

fn one(pen: &mut Pen<'_>, row: &Row, here: bool, focused: bool, theme: Theme) {
    if here {
        pen.on(theme.selected(focused));
    }
    pen.text(theme.cursor_mark(here), theme.key());
    pen.blank(row.depth * if pen.left() > 60 { 2 } else { 1 });
    let kind_style = if row.depth == 0 || row.ink == Ink::Bad { row.ink.style(theme) } else { theme.dim() };
    if !row.kind.is_empty() {
        pen.text(&row.kind, kind_style).text(" ", theme.text());
    }
    let tail = width(&row.tail);
    let room = pen.left().saturating_sub(tail + 1);
    let ended = tail > 0 && room >= width(&row.text).min(4);
    let room = if ended { room } else { pen.left() };
    let text = if row.path { ending(&row.text, room) } else { row.text.clone() };
    pen.cell(&text, room, row.ink.style(theme));
    if ended {
        pen.text(" ", theme.text()).text(&row.tail, row.tail_ink.style(theme));
    }
    if here {
        pen.fill();
    }
}

/// The end of a text that does not fit whole.
fn ending(text: &str, columns: u16) -> String {
    let text = clean(text);
    if width(&text) <= columns {
        return text;
    }
    let mut chars = text.chars();
    while width(chars.as_str()) + 1 > columns && chars.next().is_some() {}
    format!("…{}", chars.as_str())
}

fn table(buffer: &mut Buffer, area: Rect, board: &Board, shown: Name, theme: Theme) -> Option<Position> {
    let focused = board.focus == Part::Chain;
    let name = board.trial().map_or("", |trial| trial.name.as_str());
    let below = detail_rows(area.height);
    let height = area.height.saturating_sub(3 + below + u16::from(below > 0));
    let window = Window::around(board.chain_at, board.table.len(), height);
    let mark = window.mark(board.chain_at, board.table.len());
    let inner = pane(buffer, area, &format!("PREVIEW, {name} under each profile"), mark.as_deref(), focused, theme);
    if board.table.is_empty() {
        Pen::new(buffer, inner, 0).text("The request cannot be read; 0 shows what is wrong with it.", theme.bad());
        return None;
    }
    let label = inner.width.saturating_sub(3 * CELL);
    let column = Name::ALL.into_iter().position(|name| name == shown).unwrap_or(0);
    let mut pen = Pen::new(buffer, inner, 0);
    pen.cell("", label, theme.dim());
    for (place, name) in Name::ALL.into_iter().enumerate() {
        let style = if place == column { theme.strong() } else { theme.dim() };
        pen.text(theme.cursor_mark(place == column), theme.key()).cell(name.word(), CELL - 1, style);
    }
    let mut cursor = None;
    for (line, at) in (1..).zip(window.range()) {
        let row = &board.table[at];
        let here = at == board.chain_at;
        let mut pen = Pen::new(buffer, inner, line);
        if here {
            pen.on(theme.selected(focused));
            cursor = Some(Position { x: inner.x, y: inner.y + line });
        }
        pen.text(theme.cursor_mark(here), theme.key());
        let style = if row.cells.is_empty() { theme.strong() } else { theme.text() };
        pen.cell(&ending(&row.text, label.saturating_sub(1)), label.saturating_sub(1), style);
        for cell in &row.cells {
            pen.text(" ", theme.text()).cell(&cell.word, CELL - 1, cell.ink.style(theme));
        }
        if here {
            pen.fill();
        }
    }
    let row = board.table.get(board.chain_at);
    let full = row.and_then(|row| Some(format!("{} under {shown}: {}", row.text, row.cells.get(column)?.full)));
    detail(buffer, inner, below, &full.unwrap_or_default(), theme);
    cursor.filter(|_| focused)
}

fn legend(pen: &mut Pen<'_>, board: &Board, theme: Theme) {
    let keys: &[(&str, &str)] = match (board.preview, board.focus) {
        (Some(_), _) => &[("1 2 3", "profile"), ("0", "live"), ("[ ]", "request"), ("j k", "rows"), ("Esc", "back")],
        (None, Part::Ways) => {
            &[("Enter", "preview of the way"), ("Tab", "part"), ("e", "escalate"), ("w", "in full"), ("Esc", "back")]
        }
        (None, _) => &[
            ("Enter", "resolve"),
            ("1 2 3", "preview"),
            ("[ ]", "request"),
            ("Tab", "part"),
            ("e", "escalate"),
            ("Esc", "back"),
            ("w", "why"),
            ("r", "revert"),
        ],
    };
    pen.text(" ", theme.text());
    for (key, word) in keys {
        let key = keys::shown(key, theme.plain);
        if width(&key) + width(word) + 4 > pen.left() {
            break;
        }
        pen.text(&key, theme.key()).text(" ", theme.text()).text(word, theme.text()).text("   ", theme.text());
    }
}
