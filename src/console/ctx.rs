//! Everything a decision may know besides the state: the time, who asks, and what was observed of the world.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::State;
use crate::hold::{Caller, Kind, Presence};
use crate::{bundle, incident, posture, provision, runbook, verify};

/// The context of one decision. Gathered by the session; never read from inside a rule.
#[derive(Debug, Clone)]
pub struct Ctx {
    /// The time, UTC, whole milliseconds.
    pub now: DateTime<Utc>,
    /// How far this machine's clock was set since it was last looked at; `None` where it goes on as time does.
    pub leapt: Option<TimeDelta>,
    /// Who asks.
    pub caller: Caller,
    /// The environment's name.
    pub environment: String,
    /// The public half of the caller's key, for founding.
    pub founder: Founder,
    /// By what the presence of people is proved here, as the configuration says.
    pub presence: Presence,
    /// How long overrides may last.
    pub limits: posture::Limits,
    /// The closed list of incident reason codes, the default first.
    pub reason_codes: Vec<String>,
    /// The verifications that are configured.
    pub gates: Vec<verify::Gate>,
    /// The plan that each deep plan details, by the deep plan's path.
    pub deep: BTreeMap<String, String>,
    /// What was observed.
    pub observed: Observed,
}

/// The key that founds a ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Founder {
    /// `ssh-ed25519 AAAA…`, as in an `authorized_keys` file.
    pub public_key: String,
}

/// The world as it was last looked at.
#[derive(Debug, Clone, Default)]
pub struct Observed {
    /// Runbook files by path.
    pub runbooks: BTreeMap<String, runbook::Seen>,
    /// The ledger's version of the runbooks whose files differ from it, by path.
    pub known: BTreeMap<String, runbook::Known>,
    /// The runs without an outcome, by id.
    pub runs: BTreeMap<String, runbook::RunSeen>,
    /// Evidence by [`runbook::Look::key`], looked at for one command or one phase.
    pub evidence: BTreeMap<String, Result<runbook::EvidenceSeen, String>>,
    /// The posture; `None` in a workspace that governs none.
    pub posture: Option<ObservedPosture>,
    /// The runs of verifications without an outcome, by name.
    pub verifications: BTreeMap<String, verify::RunSeen>,
    /// Files that an incident keeps or writes, by path, looked at for one command.
    pub files: BTreeMap<String, incident::FileSeen>,
    /// World files by path.
    pub worlds: BTreeMap<String, provision::SeenWorld>,
    /// The bundles, once somebody asked for them; `None` also where the workspace names none.
    pub bundles: Option<Arc<bundle::Registry>>,
}

/// The posture's files as they were last read.
#[derive(Debug, Clone)]
pub struct ObservedPosture {
    /// The three profiles.
    pub profiles: posture::Profiles,
    /// The live file's path, as the configuration has it.
    pub path: String,
    /// The live file.
    pub live: posture::ReadBack,
    /// Which targets there are beside it.
    pub setup: posture::Setup,
    /// Those targets, by name.
    pub targets: BTreeMap<String, posture::TargetSeen>,
}

impl Ctx {
    pub(super) fn runbook(&self) -> runbook::Ask<'_> {
        runbook::Ask {
            now: self.now,
            caller: &self.caller,
            files: &self.observed.runbooks,
            known: &self.observed.known,
            deep: &self.deep,
            runs: &self.observed.runs,
            evidence: &self.observed.evidence,
        }
    }

    pub(super) fn incident<'a>(&'a self, people: &'a BTreeMap<String, Kind>) -> incident::Ask<'a> {
        incident::Ask {
            now: self.now,
            caller: &self.caller,
            reason_codes: &self.reason_codes,
            people,
            files: &self.observed.files,
        }
    }

    /// What the posture's rules are asked with; `None` in a workspace that governs none.
    pub fn posture<'a>(&'a self, state: &'a State) -> Option<posture::Ask<'a>> {
        Some(self.posture_of(state, self.observed.posture.as_ref()?))
    }

    /// Whether no deadline can be told by this machine's clock.
    pub fn doubts_clock(&self, state: &State) -> bool {
        let newest = state.last.as_ref().map(|last| last.at);
        self.leapt.is_some() || posture::is_behind(&state.posture, self.now, newest)
    }

    /// What the posture's rules are asked with, of a posture that was observed.
    pub fn posture_of<'a>(&'a self, state: &'a State, seen: &'a ObservedPosture) -> posture::Ask<'a> {
        posture::Ask {
            now: self.now,
            caller: &self.caller,
            environment: &self.environment,
            profiles: &seen.profiles,
            live: &seen.live,
            limits: &self.limits,
            incident: state.incident.open.as_deref(),
            setup: &seen.setup,
            targets: &seen.targets,
            gate: self.gate(state),
            latest: state.last.as_ref().map(|last| last.at),
            leapt: self.leapt,
        }
    }

    /// The verification gate as it stands.
    fn gate<'a>(&'a self, state: &'a State) -> posture::Gate<'a> {
        let Some(gate) = verify::gate_of(&self.gates) else { return posture::Gate::default() };
        let last = state.verify.last.get(&gate.name).map(|record| posture::GateRun {
            stamp: &record.stamp,
            passed: record.passed(),
            said: record.said(),
        });
        posture::Gate { name: Some(&gate.name), last }
    }

    pub(super) fn verify(&self) -> verify::Ask<'_> {
        verify::Ask { caller: &self.caller, gates: &self.gates, runs: &self.observed.verifications }
    }

    pub(super) fn bundle<'a>(&'a self, seen: &'a ObservedPosture) -> bundle::Ask<'a> {
        bundle::Ask { registry: self.observed.bundles.as_deref(), live: &seen.live }
    }

    pub(super) fn provision(&self) -> provision::Ask<'_> {
        provision::Ask { now: self.now, caller: &self.caller, worlds: &self.observed.worlds }
    }
}
