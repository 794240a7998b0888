//! Resolving a world: every requirement in declared order, asked again before each accept (seed 003, *Phase Flow*).

use std::collections::HashSet;

use super::offers::{affordances, said};
use super::quote::Quote;
use super::report::{
    Attempt, BindingReport, Claim, OffersReport, Outcome, ProviderReport, Reason, Receipt, RequirementReport,
    ResolveReport, Status,
};
use super::select::{Leaders, blocking, frontier, requiring, row, without};
use super::{Deed, Graph};
use crate::hold::{Offer, Operation};
use crate::provision::world::Edge;

/// What comes of accepting the best offer of everything that is open. The world given is left as it is.
///
/// ```
/// use wayhold::provision::{overlay, resolve, world};
///
/// let text = r#"{"world":"shed","cursor":"cart","nodes":[{"id":"cart"}],"edges":[{"id":"e0","kind":"dependency",
///     "source":"cart","requirement":{"identifier":"wheel","template":{"label":"wheel"}}}]}"#;
/// let shed = world::parse(text).map_err(|errors| errors[0].clone())?;
/// let report = resolve(&overlay(&shed, None));
/// assert_eq!(report.bindings[0].provider.id, "wheel#1");
/// assert!(report.receipt.created == 1 && !report.receipt.softlock);
/// # Ok::<(), world::WorldError>(())
/// ```
pub fn resolve(graph: &Graph<'_>) -> ResolveReport {
    run(&mut graph.clone())
}

/// Resolves the graph in place.
pub(crate) fn run(graph: &mut Graph<'_>) -> ResolveReport {
    let places: Vec<usize> = requiring(graph).collect();
    // Asked once for all and again only where the world has changed since: what is stale is never accepted.
    let first: Vec<Option<Before>> =
        places.iter().map(|place| graph.far_end(*place).is_none().then(|| Before::of(graph, *place))).collect();
    let mut leaders = Leaders::of(graph);
    let mut requirements = Vec::with_capacity(places.len());
    for (place, before) in places.into_iter().zip(first) {
        requirements.push(match before {
            Some(before) => settle(graph, &mut leaders, place, &before),
            None => row(graph, place, &graph.no_quote()),
        });
    }
    let mut accepted = affordances(graph, &leaders);
    for one in &mut accepted {
        if one.reason == Claim::Offered
            && graph.grant(&one.destination, &one.label, &one.source, &one.provisioner).is_ok()
        {
            one.accepted = true;
            one.reason = Claim::Accepted;
        }
    }
    let receipt = receipt(graph, &leaders, |wanted| {
        let rows = requirements.iter().filter(|row| row.status == wanted);
        rows.map(|row| row.edge.clone()).collect()
    });
    ResolveReport {
        bindings: bindings(graph),
        receipt,
        blocking: blocking(graph, &leaders).iter().map(|edge| edge.id.clone()).collect(),
        offers: OffersReport {
            world: graph.world.name.clone(),
            version: graph.version(),
            notice: graph.notice().map(str::to_owned),
            errors: graph.world.faults.to_vec(),
            findings: said(graph),
            requirements,
            affordances: accepted,
        },
    }
}

/// What would have been taken before anything was.
struct Before {
    changes: u64,
    best: Option<Offer<Deed>>,
}

impl Before {
    fn of(graph: &Graph<'_>, place: usize) -> Self {
        Self { changes: graph.changes(), best: taken(&graph.quote(place)) }
    }
}

/// The offer that would be taken now.
fn taken(quote: &Quote<'_>) -> Option<Offer<Deed>> {
    quote.pick(0).and_then(|at| quote.offers(at, 1).pop())
}

/// Takes one requirement as far as it goes: the first offer that can be carried out binds it.
fn settle<'w>(graph: &mut Graph<'w>, leaders: &mut Leaders<'w>, place: usize, before: &Before) -> RequirementReport {
    let quote = graph.quote(place);
    let mut attempts = Vec::new();
    // When the offer that would have been taken is not the best any more, that is one attempt.
    if quote.changes() != before.changes
        && let Some(stale) = &before.best
        && taken(&quote).as_ref() != Some(stale)
    {
        attempts.push(Attempt::new(stale, Outcome::Stale, "the world changed since it was made"));
    }
    let mut row = row(graph, place, &quote);
    (row.status, row.reason, row.shadowed_by) = leaders.judge(graph, place, &quote);
    if row.status != Status::Open {
        return row;
    }
    let was_stale = !attempts.is_empty();
    let mut fell = false;
    let mut next = quote.pick(0);
    let mut offer = next.and_then(|at| quote.offers(at, 1).pop());
    while let (Some(at), Some(one)) = (next, &offer) {
        let mut tried = attempts.clone();
        tried.push(Attempt::new(one, Outcome::Accepted, one.text.clone()));
        match graph.accept(place, one, None, tried) {
            Ok(()) => {
                leaders.lead(graph, place);
                row.status = Status::Bound;
                row.selected = Some(at + 1);
                row.reason = match (fell, was_stale) {
                    (true, _) => Reason::FellThrough,
                    (false, true) => Reason::StaleRetry,
                    (false, false) => Reason::BestCost,
                };
                if row.destination.is_some() {
                    row.source = graph.far_end(place).map(str::to_owned);
                }
                return row;
            }
            Err(why) => attempts.push(Attempt::new(one, Outcome::Failed, why)),
        }
        fell = true;
        // What failed changed nothing, so that the same offers stand in the same order.
        let quote = graph.quote(place);
        next = quote.pick(at + 1);
        offer = next.and_then(|at| quote.offers(at, 1).pop());
    }
    row.status = without(graph.edge(place));
    row.reason = if fell { Reason::FellThrough } else { Reason::NeedsHuman };
    row.attempts = attempts;
    row
}

fn bindings(graph: &Graph<'_>) -> Vec<BindingReport> {
    let one = |bound: &super::Bound| {
        let node = graph.at(bound.node);
        BindingReport {
            edge: graph.edge(bound.edge).id.clone(),
            operation: bound.operation,
            provider: ProviderReport::of(node),
            created: matches!(bound.operation, Operation::Clone | Operation::Create),
            attempts: bound.attempts.clone(),
        }
    };
    graph.bindings().iter().map(one).collect()
}

/// What was done so far; `with` answers the edges that stand in a certain way.
pub(super) fn receipt<'w>(graph: &Graph<'w>, leaders: &Leaders<'w>, with: impl Fn(Status) -> Vec<String>) -> Receipt {
    let count = |operation| graph.bindings().iter().filter(|bound| bound.operation == operation).count();
    let frontier = frontier(graph);
    let blocked: HashSet<&str> = blocking(graph, leaders).into_iter().map(Edge::anchor).collect();
    Receipt {
        satisfied: graph.bindings().len(),
        attached: count(Operation::Existing),
        updated: count(Operation::Update),
        cloned: count(Operation::Clone),
        created: count(Operation::Create),
        unresolved: with(Status::Unresolved),
        waived: with(Status::Waived),
        shadowed: with(Status::Shadowed),
        softlock: !frontier.is_empty() && frontier.iter().all(|node| blocked.contains(node)),
        frontier: frontier.into_iter().map(str::to_owned).collect(),
    }
}
