//! The offers of the selected requirement: counted, and made only around the one that is selected. Drawing a hundred
//! thousand of them costs what drawing three costs.

use super::Row;
use super::sight::Sight;
use crate::hold::{Operation, Who};
use crate::provision::{Claim, Consequences, OfferReport, consequences};

/// How many offers are made at a time.
const SPAN: usize = 512;
/// With so many left on each side of the selection none is made anew: more rows than a screen has.
const MARGIN: usize = 128;
/// Up to so many requirements what an offer would cost elsewhere is found out as the selection moves.
pub(super) const WEIGHED: usize = 400;

/// The offers around the selected one.
#[derive(Debug, Clone, Default)]
pub struct Bids {
    /// How many there are in all.
    pub total: usize,
    /// How many were dropped since a nearer provisioner offers the same.
    pub duplicates: usize,
    /// The place of the first that is made.
    pub from: usize,
    /// Those that are made.
    pub rows: Vec<Bid>,
    /// What the selected one would come to, where that is found out as the selection moves.
    pub weighed: Option<(usize, Result<Consequences, String>)>,
}

/// One offer.
#[derive(Debug, Clone, PartialEq)]
pub struct Bid {
    /// What it is.
    pub offer: OfferReport,
    /// Who may accept it.
    pub who: Who,
    /// Where it stood before the last change.
    pub moved: Option<Moved>,
}

/// How far an offer moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moved {
    /// So many places up.
    Up(usize),
    /// So many places down.
    Down(usize),
    /// It was not there.
    New,
}

impl Bids {
    /// The offers of a row around the one at `at`.
    pub fn of(sight: &Sight, row: Option<Row<'_>>, at: usize) -> Self {
        match row {
            Some(Row::Requirement(row)) if row.offers > 0 => {
                let graph = sight.graph();
                let Some(quote) = graph.offers_for(&row.edge) else { return Self::default() };
                let (total, from) = (quote.len(), at.min(quote.len()).saturating_sub(SPAN / 2));
                let (reports, offers) = (quote.window(from, SPAN), quote.offers(from, SPAN));
                let bid =
                    |(offer, made): (OfferReport, crate::hold::Offer<_>)| Bid { offer, who: made.who, moved: None };
                let rows = reports.into_iter().zip(offers).map(bid).collect();
                Self { total, duplicates: quote.duplicates(), from, rows, weighed: None }
            }
            Some(Row::Affordance(row)) if row.reason == Claim::Offered => {
                let offer = OfferReport {
                    rank: 1,
                    operation: Operation::Existing,
                    cost: Operation::Existing.cost(),
                    layer: row.layer,
                    proximity: row.layer.proximity(),
                    provisioner: row.provisioner.clone(),
                    provider: Some(row.source.clone()),
                    template: None,
                    why: format!("{} gets {}, which stands for {}", row.destination, row.label, row.source),
                };
                Self { total: 1, rows: vec![Bid { offer, who: Who::Anyone, moved: None }], ..Self::default() }
            }
            Some(Row::Requirement(_) | Row::Affordance(_)) | None => Self::default(),
        }
    }

    /// The offer at a place, if it is made.
    pub fn at(&self, place: usize) -> Option<&Bid> {
        self.rows.get(place.checked_sub(self.from)?)
    }

    /// Whether everything around `place` is made.
    pub fn covers(&self, place: usize) -> bool {
        let end = self.from + self.rows.len();
        let (low, high) = (place.saturating_sub(MARGIN), (place + MARGIN).min(self.total));
        low >= self.from && high <= end
    }

    /// Finds out what the offer at `place` would come to, if that is quick.
    pub fn weigh(&mut self, sight: &Sight, edge: Option<&str>, place: usize) {
        let known = self.weighed.as_ref().is_some_and(|(known, _)| *known == place);
        let Some(edge) = edge.filter(|_| !known && place < self.total && sight.survey.rows.len() <= WEIGHED) else {
            return;
        };
        self.weighed = Some((place, consequences(&sight.graph(), edge, place + 1)));
    }

    /// Says of each how far it moved since `before`.
    pub fn compare(&mut self, before: &Sight, edge: &str) {
        let graph = before.graph();
        let Some(quote) = graph.offers_for(edge).filter(|quote| !quote.is_empty()) else { return };
        for (now, bid) in (self.from..).zip(&mut self.rows) {
            bid.moved = match quote.place_of(&bid.offer) {
                None => Some(Moved::New),
                Some(then) if then > now => Some(Moved::Up(then - now)),
                Some(then) if then < now => Some(Moved::Down(now - then)),
                Some(_) => None,
            };
        }
    }

    /// Forgets what moved.
    pub fn settle(&mut self) {
        for bid in &mut self.rows {
            bid.moved = None;
        }
    }
}
