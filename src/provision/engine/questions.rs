//! What programs have to be asked before the offers of a world are whole.

use super::Graph;
use super::discovery::{Asked, discover};
use super::select::requiring;
use crate::provision::world::{Craft, QUESTIONS, Question, input};

/// One question for each open requirement and each program that is asked about it, and how many more there would be.
/// None when no program is switched on, or when all were asked about the world as it is.
pub fn questions(graph: &Graph<'_>) -> (Vec<Question>, usize) {
    let is_program = |craft: &Craft| matches!(craft, Craft::Command { .. });
    if graph.answers().is_some() || !graph.world.provisioners().iter().any(|one| is_program(&one.craft)) {
        return (Vec::new(), 0);
    }
    let (mut questions, mut more) = (Vec::new(), 0);
    let basis = graph.basis();
    for place in requiring(graph).filter(|place| graph.far_end(*place).is_none()) {
        let edge = graph.edge(place);
        let Some(requirement) = edge.requirement().filter(|asked| !asked.policy.is_none()) else { continue };
        for asked in &discover(graph, edge.anchor()).asked {
            let Asked::Declared(one) = asked else { continue };
            let Craft::Command { argv, .. } = &one.craft else { continue };
            if questions.len() == QUESTIONS {
                more += 1;
                continue;
            }
            questions.push(Question {
                provisioner: one.id.clone(),
                path: graph.world.crew().path(&one.id),
                edge: edge.id.clone(),
                argv: argv.clone(),
                timeout: one.patience(),
                input: input(&graph.world.name, &basis, edge, requirement),
            });
        }
    }
    (questions, more)
}
