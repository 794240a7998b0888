//! What keys on a world come to as commands, or what holds them here: something that is only tried out, or an earlier
//! state of the world, is never accepted.

use super::{Row, Stage};
use crate::console::{Command, Holds};
use crate::hold::{Code, Hold, Offer, Operation};
use crate::provision::{self, BindingReport, Outcome, ResolveReport};

/// A hold of this console's own, with what a person can do.
fn held(subject: &str, need: impl Into<String>, ways: &[&str]) -> Holds {
    let hold = Hold::new(Code::OfferGone, subject, need);
    let way = |hold: Hold<Command>, way: &&str| hold.way(Offer::instruct(Operation::Existing, "console", *way));
    vec![ways.iter().fold(hold, way)]
}

impl Stage {
    /// Why nothing can be accepted while an earlier state is shown.
    ///
    /// # Errors
    /// The hold, when one is.
    pub fn as_it_is(&self) -> Result<(), Holds> {
        match (self.step, &self.sight) {
            (Some(step), Some(sight)) => {
                let need = format!("the world as it is now; step {step} of {} is shown", sight.steps.len());
                Err(held(&self.path, need, &["Press > until the newest step is reached"]))
            }
            _ => Ok(()),
        }
    }

    /// The command that accepts the offer at a place; `None` when there is no such offer.
    ///
    /// # Errors
    /// What holds it here: an earlier state is shown, or the offer is one that only what is tried out makes.
    pub fn accept(&self, place: usize) -> Result<Option<Command>, Holds> {
        let (Some(row), Some(sight), Some(bid)) = (self.row(self.selected), &self.sight, self.bids.at(place)) else {
            return Ok(None);
        };
        self.as_it_is()?;
        let offer = &bid.offer;
        let command = match row {
            Row::Affordance(row) => provision::Command::Afford {
                world: self.path.clone(),
                destination: row.destination.clone(),
                label: row.label.clone(),
                provisioner: Some(row.provisioner.clone()),
            },
            Row::Requirement(row) if !sight.is_real(&row.edge, offer) => {
                let write = format!("Write the change into {}", self.path);
                let need = format!("an offer for `{}` as the file has it; this one is only tried out here", row.edge);
                return Err(held(&row.edge, need, &["Press u to take back what is tried out", &write]));
            }
            Row::Requirement(row) => provision::Command::Accept {
                world: self.path.clone(),
                edge: row.edge.clone(),
                operation: offer.operation,
                provider: offer.provider.clone(),
                provisioner: Some(offer.provisioner.clone()),
                sha256: Some(sight.sha256().to_owned()),
            },
        };
        Ok(Some(Command::Provision(command)))
    }

    /// Whether the best of everything can be accepted as it is shown; only rules know whether there is anything.
    ///
    /// # Errors
    /// What holds it here: an earlier state is shown, or requirements are edited.
    pub fn may_accept_best(&self) -> Result<(), Holds> {
        self.as_it_is()?;
        if self.trial().rewrites() {
            let need = "the world as its file has it; something in it is only tried out here";
            return Err(held(&self.path, need, &["Press u to take back what is tried out"]));
        }
        Ok(())
    }

    /// The commands that accept the best of everything as it is shown, with what it comes to: where somebody is switched
    /// off, each offer by itself.
    ///
    /// # Errors
    /// What holds it here: an earlier state is shown, or requirements are edited.
    pub fn accept_best(&self) -> Result<(Vec<Command>, Option<ResolveReport>), Holds> {
        self.may_accept_best()?;
        let trial = self.trial();
        let best = provision::Command::AcceptBest { world: self.path.clone() };
        let Some(sight) = &self.sight else { return Ok((vec![Command::Provision(best)], None)) };
        let report = sight.resolved();
        if trial.is_empty() {
            return Ok((vec![Command::Provision(best)], Some(report)));
        }
        let mut commands: Vec<provision::Command> =
            report.bindings.iter().filter_map(|bound| self.again(bound, sight.sha256())).collect();
        let offered = |row: &&provision::AffordanceReport| {
            let before =
                |one: &&provision::AffordanceReport| one.label == row.label && one.destination == row.destination;
            row.accepted && sight.survey.affordances.iter().find(before).is_some_and(|one| !one.accepted)
        };
        commands.extend(report.offers.affordances.iter().filter(offered).map(|row| provision::Command::Afford {
            world: self.path.clone(),
            destination: row.destination.clone(),
            label: row.label.clone(),
            provisioner: Some(row.provisioner.clone()),
        }));
        if commands.is_empty() {
            let need = "an open requirement that has an offer; with what is switched off nothing is left to accept";
            return Err(held(&self.path, need, &["Press u to switch everything on again"]));
        }
        Ok((commands.into_iter().map(Command::Provision).collect(), Some(report)))
    }

    /// The command that accepts what a resolve took for one edge; `None` for what was accepted before it.
    fn again(&self, bound: &BindingReport, sha256: &str) -> Option<provision::Command> {
        let taken = bound.attempts.last().filter(|attempt| attempt.outcome == Outcome::Accepted)?;
        Some(provision::Command::Accept {
            world: self.path.clone(),
            edge: bound.edge.clone(),
            operation: taken.operation,
            provider: taken.provider.clone(),
            provisioner: Some(taken.provisioner.clone()),
            sha256: Some(sha256.to_owned()),
        })
    }
}
