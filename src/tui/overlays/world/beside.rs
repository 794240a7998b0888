//! Two offers of one requirement side by side: what decides their order, and what each would come to.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::provision::{Comparison, Criterion, compare, consequences};
use crate::tui::model::Model;
use crate::tui::weighing;
use crate::tui::widgets::{Pen, popup, wrap};
use crate::tui::worlds::{Bid, Row, deed};

/// Columns of the word before a line.
const HEAD: u16 = 15;

/// Two offers, or the only one there is.
#[derive(Debug, Clone)]
pub struct Beside {
    title: String,
    /// Why the one stands before the other.
    why: String,
    /// A word and what it says of each; whether it decides.
    rows: Vec<(&'static str, Vec<String>, bool)>,
}

impl Beside {
    /// The selected offer beside the marked one, else the one above it, else the one below; `None` without an offer.
    pub fn of(model: &Model) -> Option<Self> {
        let stage = &model.stage;
        let row = stage.row(stage.selected)?;
        let selected = stage.bids.at(model.offer)?;
        let edge = match row {
            Row::Requirement(row) => Some(row.edge.as_str()),
            Row::Affordance(_) => None,
        };
        let other = edge.and_then(|edge| other(model, edge, selected));
        let mut bids: Vec<&Bid> = vec![selected];
        bids.extend(other.as_ref());
        bids.sort_by_key(|bid| bid.offer.rank);
        let decided: Option<Comparison> = other.as_ref().and_then(|other| compare(&selected.offer, &other.offer));
        let why = match &decided {
            Some(decided) => format!("{} stands before {}: {}.", decided.first, decided.second, decided.why),
            None => "It is the only offer, so there is nothing to decide.".to_owned(),
        };
        let by = decided.map(|decided| decided.by);
        let mut rows: Vec<(&'static str, Vec<String>, bool)> = Vec::new();
        let mut say = |head, of: &dyn Fn(&Bid) -> String, decides| {
            rows.push((head, bids.iter().map(|bid| of(bid)).collect(), decides));
        };
        let offer =
            |bid: &Bid| format!("{}. {}", bid.offer.rank, deed(bid.offer.operation, bid.offer.provider.as_deref()));
        say("offer", &offer, false);
        say("cost", &|bid| bid.offer.cost.to_string(), by == Some(Criterion::Cost));
        say("layer", &|bid| bid.offer.layer.word().to_owned(), by == Some(Criterion::Layer));
        say("provisioner", &|bid| bid.offer.provisioner.clone(), by == Some(Criterion::Registration));
        let provider = |bid: &Bid| bid.offer.provider.clone().unwrap_or_else(|| "a new node".to_owned());
        say("provider", &provider, by == Some(Criterion::Insertion));
        say("who may", &|bid| weighing::who(bid.who, &model.view.ctx.caller), false);
        if let (Some(edge), Some(sight)) = (edge, &stage.sight) {
            let graph = sight.graph();
            let known: Vec<_> = bids.iter().map(|bid| consequences(&graph, edge, bid.offer.rank)).collect();
            let told = |of: &dyn Fn(&crate::provision::Consequences) -> String| {
                let one = |known: &Result<_, String>| known.as_ref().map_or_else(|why| format!("cannot be: {why}"), of);
                known.iter().map(one).collect()
            };
            rows.push(("changes", told(&weighing::changes), false));
            rows.push(("elsewhere", told(&|known| weighing::elsewhere(known).join("; ")), false));
        }
        Some(Self { title: format!("Why this order: {}", row.name()), why, rows })
    }
}

fn other(model: &Model, edge: &str, selected: &Bid) -> Option<Bid> {
    let stage = &model.stage;
    let marked = stage.mark.as_ref().filter(|(of, _)| of == edge).and_then(|(_, marked)| {
        let sight = stage.sight.as_ref()?;
        let graph = sight.graph();
        let quote = graph.offers_for(edge)?;
        let place = quote.place_of(marked)?;
        let who = quote.offers(place, 1).pop()?.who;
        Some(Bid { offer: quote.window(place, 1).pop()?, who, moved: None })
    });
    let beside = || stage.bids.at(model.offer.checked_sub(1).unwrap_or(1)).cloned();
    marked.filter(|marked| marked.offer.rank != selected.offer.rank).or_else(beside)
}

pub(super) fn draw(buffer: &mut Buffer, area: Rect, model: &Model, beside: &Beside) {
    let theme = model.theme;
    let columns = 112.min(area.width);
    let room = columns.saturating_sub(4 + HEAD);
    let each = room / u16::try_from(beside.rows.first().map_or(1, |(_, cells, _)| cells.len())).unwrap_or(1).max(1);
    let why = wrap(&beside.why, columns.saturating_sub(4), 3);
    let cells = |texts: &[String]| -> Vec<Vec<String>> {
        texts.iter().map(|text| wrap(text, each.saturating_sub(2), 4)).collect()
    };
    let rows: Vec<_> = beside.rows.iter().map(|(head, texts, decides)| (*head, cells(texts), *decides)).collect();
    let height = |cells: &[Vec<String>]| cells.iter().map(Vec::len).max().unwrap_or(1).max(1);
    let lines: usize = rows.iter().map(|(_, cells, _)| height(cells)).sum();
    let wanted = u16::try_from(lines + why.len() + 5).unwrap_or(u16::MAX);
    let inner = popup(buffer, area, (columns, wanted.min(area.height)), &beside.title, theme);
    let last = inner.height.saturating_sub(1);
    let mut y = 0;
    for line in &why {
        Pen::new(buffer, inner, y).text(line, theme.strong());
        y += 1;
    }
    y += 1;
    for (head, cells, decides) in &rows {
        for at in 0..height(cells) {
            if y >= last {
                break;
            }
            let mut pen = Pen::new(buffer, inner, y);
            let style = if *decides { theme.amber() } else { theme.text() };
            let mark = match (decides, theme.plain, at) {
                (true, false, 0) => "▸ ",
                (true, true, 0) => "* ",
                _ => "  ",
            };
            pen.text(mark, style).cell(if at == 0 { head } else { "" }, HEAD - 2, theme.dim());
            for cell in cells {
                pen.cell(cell.get(at).map_or("", String::as_str), each, style);
            }
            y += 1;
        }
    }
    let mut pen = Pen::new(buffer, inner, last);
    if beside.rows.iter().any(|(_, _, decides)| *decides) {
        let mark = if theme.plain { "*" } else { "▸" };
        pen.text(mark, theme.amber()).text(" decides the order   ", theme.dim());
    }
    pen.text("Esc", theme.key()).text(" back", theme.dim());
}
