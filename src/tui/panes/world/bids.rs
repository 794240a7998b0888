//! The offers of the selected requirement as a table, and all that is known of the selected one below it.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use crate::provision::OfferReport;
use crate::tui::model::{Model, Pane};
use crate::tui::theme::Theme;
use crate::tui::weighing;
use crate::tui::widgets::offers::{self, Look};
use crate::tui::widgets::{Pen, Window, pane, width, wrap};
use crate::tui::worlds::{Bid, Moved, Row, Stage};

/// Columns of the head of a line about the requirement or the selected offer.
const HEAD: u16 = 11;
/// What is left to the reason of an offer at least, before names are cut.
const REASON: u16 = 16;

/// Draws the pane; answers where the selected row stands.
pub fn draw(buffer: &mut Buffer, area: Rect, model: &Model) -> Option<Position> {
    let theme = model.theme;
    let stage = &model.stage;
    let focused = model.focus == Pane::Offers;
    let name = stage.row(stage.selected).map(|row| row.name());
    let title = name.map_or_else(|| "Offers".to_owned(), |name| format!("Offers for {name}"));
    let total = stage.bids.total;
    let mark = (total > 0).then(|| format!("{}/{total}", (model.offer + 1).min(total)));
    let inner = pane(buffer, area, &title, mark.as_deref(), focused, theme);
    let head = if inner.height < 8 { 1 } else { 2 };
    for (row, said) in (0..head).zip(about(stage, theme)) {
        line(buffer, inner, row, &said, theme);
    }
    let rest = Rect { y: inner.y + head.min(inner.height), height: inner.height.saturating_sub(head), ..inner };
    if total > 0 {
        return table(buffer, rest, model, focused);
    }
    if model.held.is_empty() {
        let row = head.min(inner.height);
        if let Some(said) = accepted(stage, theme) {
            line(buffer, inner, row, &said, theme);
        }
        return None;
    }
    offers::draw(buffer, rest, &model.held, Look { selected: model.offer, focused, detail: rest.height > 6, theme })
}

/// What is asked for and how it stands.
fn about(stage: &Stage, theme: Theme) -> Vec<(String, String, Style)> {
    let Some(row) = stage.row(stage.selected) else { return Vec::new() };
    let asks = match row {
        Row::Affordance(row) => {
            vec![(
                "asks".to_owned(),
                format!("nobody asked: {} proposes it to {}", row.source, row.destination),
                theme.text(),
            )]
        }
        Row::Requirement(row) => {
            let asked = stage.sight.as_ref().and_then(|sight| sight.asked(&row.edge));
            let edited = stage.trial().asks.contains_key(&row.edge);
            let text = asked.map(weighing::asks).unwrap_or_default();
            let mark = if edited { " · tried out here, the file has another" } else { "" };
            let style = if edited { theme.amber() } else { theme.text() };
            vec![("asks".to_owned(), format!("{text}{mark}"), style)]
        }
    };
    let duplicates = match stage.bids.duplicates {
        0 => String::new(),
        1 => " · 1 duplicate was dropped".to_owned(),
        count => format!(" · {count} duplicates were dropped"),
    };
    let stands = ("stands".to_owned(), row.reason() + &duplicates, theme.text());
    asks.into_iter().chain([stands]).collect()
}

/// Who accepted what the selected requirement is bound to, and when.
fn accepted(stage: &Stage, theme: Theme) -> Option<(String, String, Style)> {
    let edge = &stage.requirement()?.edge;
    let step = stage.sight.as_ref()?.steps.iter().find(|step| step.edge.as_ref() == Some(edge))?;
    let text = format!("by {} at {} (#{})", step.by, step.at.format("%F %H:%MZ"), step.seq);
    Some(("accepted".to_owned(), text, theme.dim()))
}

fn line(buffer: &mut Buffer, area: Rect, row: u16, (head, text, style): &(String, String, Style), theme: Theme) {
    Pen::new(buffer, area, row).cell(head, HEAD, theme.dim()).text(text, *style);
}

fn table(buffer: &mut Buffer, area: Rect, model: &Model, focused: bool) -> Option<Position> {
    let theme = model.theme;
    let stage = &model.stage;
    let detail = detail(model, area);
    let below = u16::try_from(detail.len()).unwrap_or(0);
    let head = u16::from(area.height > 3);
    let height = area.height.saturating_sub(below + head + u16::from(below > 0));
    let window = Window::around(model.offer, stage.bids.total, height);
    let bids: Vec<(usize, &Bid)> = window.range().filter_map(|at| Some((at, stage.bids.at(at)?))).collect();
    let columns = Columns::of(&bids, area.width, theme);
    if head > 0 {
        let mut pen = Pen::new(buffer, area, 0);
        pen.cell("", 1 + columns.rank, theme.dim()).cell("op", 9, theme.dim()).cell("cost", 5, theme.dim());
        pen.cell("layer", columns.layer, theme.dim()).cell("provisioner", columns.by, theme.dim());
        pen.cell("provider", columns.node, theme.dim()).cell("", columns.moved, theme.dim()).text("why", theme.dim());
    }
    let rows = Rect { y: area.y + head, height, ..area };
    let mut cursor = None;
    for (at, bid) in bids {
        let row = u16::try_from(at - window.first).unwrap_or(u16::MAX);
        let here = at == model.offer;
        let mut pen = Pen::new(buffer, rows, row);
        if here {
            pen.on(theme.selected(focused));
            cursor = Some(Position { x: rows.x, y: rows.y + row });
        }
        let marked = stage.mark.as_ref().is_some_and(|(_, marked)| same(marked, bid));
        let lead = if marked && !here { if theme.plain { "m" } else { "◇" } } else { theme.cursor_mark(here) };
        pen.text(lead, theme.key());
        offer_cells(&mut pen, bid, columns, theme);
        if here {
            pen.fill();
        }
    }
    let rule = head + u16::try_from(window.rows).unwrap_or(height).min(height);
    if below > 0 && rule < area.height {
        let mut pen = Pen::new(buffer, area, rule);
        if theme.plain {
            pen.fill();
        } else {
            pen.rule("╌", theme.dim());
        }
        for (row, said) in (rule + 1..).zip(&detail) {
            line(buffer, area, row, said, theme);
        }
    }
    cursor
}

fn same(marked: &OfferReport, bid: &Bid) -> bool {
    let key = |offer: &OfferReport| (offer.operation, offer.provider.clone(), offer.provisioner.clone());
    key(marked) == key(&bid.offer)
}

/// How wide the columns are for the rows that are shown.
#[derive(Debug, Clone, Copy)]
struct Columns {
    rank: u16,
    layer: u16,
    by: u16,
    node: u16,
    moved: u16,
}

impl Columns {
    fn of(bids: &[(usize, &Bid)], room: u16, theme: Theme) -> Self {
        let widest =
            |of: &dyn Fn(&Bid) -> u16, least: u16| bids.iter().map(|(_, bid)| of(bid)).max().unwrap_or(0).max(least);
        let rank = bids.last().map_or(1, |(at, _)| width(&(at + 1).to_string())) + 1;
        let layer = widest(&|bid| width(bid.offer.layer.word()), 5) + 1;
        let moved = widest(&|bid| width(&moved(bid.moved, theme)), 0);
        let moved = if moved > 0 { moved + 1 } else { 0 };
        // Names are cut before the reason is gone altogether.
        let names = room.saturating_sub(1 + rank + 14 + layer + moved + REASON);
        let by = (widest(&|bid| width(&bid.offer.provisioner), 11) + 1).min((names / 2).max(8));
        let node = widest(&|bid| bid.offer.provider.as_deref().map_or(0, width), 8) + 1;
        Self { rank, layer, by, node: node.min(names.saturating_sub(by).max(6)), moved }
    }
}

fn offer_cells(pen: &mut Pen<'_>, bid: &Bid, columns: Columns, theme: Theme) {
    let offer = &bid.offer;
    let style = theme.text();
    pen.cell(&format!("{:>1$} ", offer.rank, usize::from(columns.rank.saturating_sub(1))), columns.rank, theme.dim());
    pen.cell(offer.operation.word(), 9, theme.strong()).cell(&format!("{:>4}", offer.cost), 5, style);
    pen.cell(offer.layer.word(), columns.layer, style).cell(&offer.provisioner, columns.by, style);
    let none = if theme.plain { "new" } else { "–" };
    pen.cell(offer.provider.as_deref().unwrap_or(none), columns.node, style);
    let ink = match bid.moved {
        Some(Moved::Up(_) | Moved::New) => theme.good(),
        Some(Moved::Down(_)) => theme.amber(),
        None => style,
    };
    pen.cell(&moved(bid.moved, theme), columns.moved, ink).text(&offer.why, theme.dim());
}

fn moved(moved: Option<Moved>, theme: Theme) -> String {
    match (moved, theme.plain) {
        (None, _) => String::new(),
        (Some(Moved::New), _) => "new".to_owned(),
        (Some(Moved::Up(by)), false) => format!("↑{by}"),
        (Some(Moved::Down(by)), false) => format!("↓{by}"),
        (Some(Moved::Up(by)), true) => format!("up {by}"),
        (Some(Moved::Down(by)), true) => format!("down {by}"),
    }
}

/// The selected offer in full: who may accept it, what it would change, what it would cost elsewhere.
fn detail(model: &Model, area: Rect) -> Vec<(String, String, Style)> {
    let theme = model.theme;
    let stage = &model.stage;
    // The head, a few offers and the rule come first.
    let rows = u16::try_from(stage.bids.total).unwrap_or(u16::MAX).min(6);
    let most = match area.height {
        0..6 => return Vec::new(),
        height => usize::from(height.saturating_sub(rows + 2).max(1)),
    };
    let Some(bid) = stage.bids.at(model.offer) else { return Vec::new() };
    let mut lines = Vec::new();
    let mut say = |head: &str, text: &str, style: Style| {
        let room = area.width.saturating_sub(HEAD);
        for (at, text) in wrap(text, room, 3).into_iter().enumerate() {
            lines.push((if at == 0 { head.to_owned() } else { String::new() }, text, style));
        }
    };
    let weighed = stage.bids.weighed.as_ref().filter(|(place, _)| *place == model.offer).map(|(_, known)| known);
    match weighed {
        Some(Ok(known)) => {
            let changes = weighing::changes(known);
            let elsewhere = weighing::elsewhere(known);
            let style = |nothing: bool| if nothing { theme.dim() } else { theme.text() };
            say("changes", &changes, style(known.changes.is_empty()));
            say("elsewhere", &elsewhere.join(" · "), style(known.elsewhere.is_empty()));
        }
        Some(Err(why)) => say("cannot be", why, theme.amber()),
        None if stage.requirement().is_some() => {
            say("elsewhere", "i says what it would change and cost elsewhere", theme.dim());
        }
        None => {
            let Some(Row::Affordance(row)) = stage.row(stage.selected) else { return lines };
            let changes = format!("the namespace of {}: {} → {}", row.destination, row.label, row.source);
            say("changes", &changes, theme.text());
            let survey = stage.sight.as_ref().map(|sight| &sight.survey);
            let shadows = survey.map_or_else(Vec::new, |survey| weighing::shadowed(survey, row));
            match shadows.as_slice() {
                [] => say("elsewhere", "nothing: nothing else would take this label", theme.dim()),
                edges => say("elsewhere", &format!("would shadow {}", edges.join(", ")), theme.text()),
            }
        }
    }
    say("who may", &weighing::who(bid.who, &model.view.ctx.caller), theme.text());
    lines.truncate(most);
    lines
}
