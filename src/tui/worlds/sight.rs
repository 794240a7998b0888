//! One look at a world: the file with what is tried out and what was accepted, and everything that panes show of it.
//! Made when something changes, never while drawing.

use std::sync::Arc;

use super::near::{self, Near};
use super::past::{self, Step};
use super::trial::{Switch, Trial, switches};
use crate::hold::Operation;
use crate::provision::world::{Requirement, World};
use crate::provision::{
    Accepted, Claim, Graph, OfferReport, Reason, ResolveReport, Seat, Status, Survey, Surveyed, overlay, resolve,
    seats, survey,
};

/// A world as it is looked at.
#[derive(Debug, Clone)]
pub struct Sight {
    /// As the file says.
    real: Arc<World>,
    /// What was accepted, all of it.
    record: Option<Accepted>,
    /// With what is tried out.
    world: World,
    /// What was accepted, as far as it is shown.
    accepted: Option<Accepted>,
    trial: Trial,
    /// How everything stands.
    pub survey: Survey,
    /// What was accepted against this file, oldest first.
    pub steps: Vec<Step>,
    /// Who can be asked.
    pub seats: Vec<Seat>,
    /// The rows of the switches.
    pub switches: Vec<Switch>,
    /// What lies around the cursor.
    pub near: Near,
}

impl Sight {
    /// A look at `real` with what is tried out, after the first `step` accepted offers; after all of them when `None`.
    pub fn of(real: &Arc<World>, record: Option<&Accepted>, trial: &Trial, step: Option<usize>) -> Self {
        let world = trial.on(real);
        let counting = record.filter(|record| record.sha256 == real.sha256);
        let steps = counting.map(past::steps).unwrap_or_default();
        let shown = match (counting, step) {
            (Some(counting), Some(count)) => Some(past::after(counting, &steps, count)),
            _ => record.cloned(),
        };
        let accepted = shown.map(|mut accepted| {
            // What was accepted counts for what is tried out too.
            if counting.is_some() {
                accepted.sha256.clone_from(&world.sha256);
            }
            accepted
        });
        let graph = graph(&world, accepted.as_ref(), trial);
        let survey = survey(&graph);
        let near = near::look(&graph, &survey);
        let seats = seats(real);
        let switches = switches(&seats);
        Self {
            real: Arc::clone(real),
            record: record.cloned(),
            trial: trial.clone(),
            survey,
            steps,
            switches,
            seats,
            near,
            accepted,
            world,
        }
    }

    /// The world as it is shown.
    pub fn graph(&self) -> Graph<'_> {
        graph(&self.world, self.accepted.as_ref(), &self.trial)
    }

    /// The world as rules see it: the file, and all that was accepted.
    pub fn real(&self) -> Graph<'_> {
        overlay(&self.real, self.record.as_ref())
    }

    /// Whether an offer that is shown for `edge` is one that the file's own world makes just so.
    pub fn is_real(&self, edge: &str, offer: &OfferReport) -> bool {
        if self.trial.is_empty() {
            return true;
        }
        let graph = self.real();
        let quote = graph.offers_for(edge);
        let same = quote.and_then(|quote| quote.window(quote.place_of(offer)?, 1).pop());
        same.is_some_and(|same| OfferReport { rank: offer.rank, ..same } == *offer)
    }

    /// What accepting the best of everything would come to, as it is shown.
    pub fn resolved(&self) -> ResolveReport {
        resolve(&self.graph())
    }

    /// What an edge asks for, as it is shown.
    pub fn asked(&self, edge: &str) -> Option<&Requirement> {
        self.world.edge(edge)?.requirement()
    }

    /// What an edge asks for in the file.
    pub fn asked_in_file(&self, edge: &str) -> Option<&Requirement> {
        self.real.edge(edge)?.requirement()
    }

    /// The tags of a node, as they are shown.
    pub fn tags(&self, node: &str) -> Option<Vec<String>> {
        Some(self.graph().node(node)?.tags.iter().map(ToString::to_string).collect())
    }

    /// The tags of a node before anything is tried out: as the file and what was accepted have them.
    pub fn tags_in_file(&self, node: &str) -> Option<Vec<String>> {
        Some(overlay(&self.world, self.accepted.as_ref()).node(node)?.tags.iter().map(ToString::to_string).collect())
    }

    /// Whether something is open that the best of everything would take.
    pub fn has_open(&self) -> bool {
        let open = |row: &Surveyed| row.status == Status::Open && row.reason != Reason::NeedsHuman;
        self.survey.rows.iter().any(open) || self.survey.affordances.iter().any(|row| row.reason == Claim::Offered)
    }

    /// The digest of the file.
    pub fn sha256(&self) -> &str {
        &self.real.sha256
    }

    /// How many offers were accepted, as far as it is shown.
    pub fn done(&self) -> usize {
        let counting = self.accepted.as_ref().filter(|accepted| accepted.sha256 == self.world.sha256);
        counting.map_or(0, |accepted| accepted.bindings.len() + accepted.affordances.len())
    }
}

fn graph<'w>(world: &'w World, accepted: Option<&Accepted>, trial: &Trial) -> Graph<'w> {
    let mut graph = overlay(world, accepted);
    trial.retag(&mut graph);
    graph
}

/// The word of an operation with the node it names.
pub fn deed(operation: Operation, provider: Option<&str>) -> String {
    match provider {
        Some(node) => format!("{} {node}", operation.word()),
        None => operation.word().to_owned(),
    }
}
