//! `wayhold why`: the holds of a subject and the ways past; the twin of `w`.

use clap::Args;
use serde_json::json;

use super::out::{hold_lines, holds_json};
use super::{Common, Exit, find};
use crate::console::{self, Subject};
use crate::session::Session;

/// List what holds a subject, and for each hold the ways past with price and authority. Exit 3 when anything holds
#[derive(Debug, Args)]
pub struct Why {
    /// `posture`, `incident`, a world, or a phase as [RUNBOOK:]ID; without it the posture and the ACTIVE phases
    subject: Option<String>,
    #[command(flatten)]
    pub(super) common: Common,
}

pub fn run(verb: &Why, session: &mut Session) -> Exit {
    let out = verb.common.out();
    let subjects = match find::subjects(&session.ctx().observed, verb.subject.as_deref()) {
        Ok(subjects) => subjects,
        Err(sentence) => return out.usage(sentence),
    };
    for subject in &subjects {
        if let Subject::Phase { path, phase } = subject {
            session.look_at_evidence_of(path, phase);
        }
        if let Subject::World { path, .. } = subject {
            session.ask_programs(path);
        }
    }
    let ctx = session.ctx();
    let mut holds = Vec::new();
    for subject in &subjects {
        for hold in console::why(session.state(), subject, &ctx) {
            if !holds.contains(&hold) {
                holds.push(hold);
            }
        }
    }
    if out.json {
        out.object(&json!({"holds": holds_json(&holds)}));
    } else if holds.is_empty() {
        out.line("nothing holds it");
    } else {
        for line in hold_lines(&holds) {
            out.line(line);
        }
    }
    if holds.is_empty() { Exit::Done } else { Exit::No }
}
