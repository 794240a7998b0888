//! What a face may ask for. Every key and every CLI verb that changes something becomes one of these.

use super::operators::{self, AddOperator};
use crate::{bundle, incident, posture, provision, runbook, verify};

/// A request to change something.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Found the ledger: enrol the first operator and take the live posture under the console's care.
    Found,
    /// Enrol another key.
    AddOperator(AddOperator),
    /// A runbook command.
    Runbook(runbook::Command),
    /// A posture command.
    Posture(posture::Command),
    /// An incident command.
    Incident(incident::Command),
    /// An offer of a world.
    Provision(provision::Command),
    /// A deploy request whose bundles are resolved.
    Bundle(bundle::Command),
    /// A verification.
    Verify(verify::Command),
}

impl Command {
    /// What the command is about, as [`Event::subject`](super::Event::subject) names it. Two people acting on one
    /// subject at once is a conflict; `None` is an act that never conflicts with another (a note).
    pub fn subject(&self) -> Option<String> {
        match self {
            Self::Found => Some("ledger".to_owned()),
            Self::AddOperator(add) => Some(operators::subject(&add.id)),
            Self::Runbook(command) => command.subject(),
            // Answering for something, and noticing, get in nobody's way; and of two runs of one gate the newest counts.
            Self::Posture(
                posture::Command::Attest { .. }
                | posture::Command::Vouch { .. }
                | posture::Command::TrustClock { .. }
                | posture::Command::Notice,
            )
            | Self::Verify(_)
            | Self::Bundle(_) => None,
            Self::Posture(_) => Some("posture".to_owned()),
            Self::Incident(command) => command.contends().then(|| "incident".to_owned()),
            Self::Provision(command) => Some(command.subject()),
        }
    }

    /// Whether carrying it out changes a file, so that the effects lock is needed from intent to outcome.
    pub fn touches_world(&self) -> bool {
        match self {
            Self::Found | Self::Posture(_) => true,
            Self::Runbook(command) => command.touches_file(),
            Self::Verify(command) => matches!(command, verify::Command::Run { .. }),
            Self::Incident(command) => command.touches_file(),
            Self::AddOperator(_) | Self::Provision(_) | Self::Bundle(_) => false,
        }
    }

    /// Strict is the safe side: it is carried out even when somebody else moved the posture a moment ago.
    pub fn is_safe_side(&self) -> bool {
        matches!(self, Self::Posture(posture::Command::Apply { to: posture::Name::Strict, .. }))
    }
}

impl From<runbook::Command> for Command {
    fn from(command: runbook::Command) -> Self {
        Self::Runbook(command)
    }
}

impl From<posture::Command> for Command {
    fn from(command: posture::Command) -> Self {
        Self::Posture(command)
    }
}

impl From<incident::Command> for Command {
    fn from(command: incident::Command) -> Self {
        Self::Incident(command)
    }
}

impl From<verify::Command> for Command {
    fn from(command: verify::Command) -> Self {
        Self::Verify(command)
    }
}

impl From<bundle::Command> for Command {
    fn from(command: bundle::Command) -> Self {
        Self::Bundle(command)
    }
}

impl From<provision::Command> for Command {
    fn from(command: provision::Command) -> Self {
        Self::Provision(command)
    }
}
