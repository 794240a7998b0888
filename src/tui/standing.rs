//! How posture and incident stand, asked when something changes and not with every picture.

use super::model::{Model, Pane, Screen};
use super::sheets::About;
use super::words;
use crate::hold::{Code, Kind};
use crate::incident::Incident;
use crate::posture::{self, Classified, Criterion, Name, Outcome, Toggles};
use crate::verify::{self, Gate, Record};

/// The verification that `v` runs, where one has this name.
pub const PROBE: &str = "probe";

/// What is asked of the rules once for all panes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Standing {
    /// The exit criteria of the newest loosening; empty when there was none.
    pub criteria: Vec<posture::Standing>,
    /// Those of them that are open although strict is back.
    pub unverified: Vec<Criterion>,
    /// The targets that do not hold what is granted, each with what is needed.
    pub behind: Vec<String>,
    /// The incident that was declared last.
    pub newest: Option<String>,
}

impl Model {
    /// Asks anew.
    pub fn load_standing(&mut self) {
        let view = &self.view;
        let asked = view.ctx.posture(&view.state).map(|ask| {
            let state = &view.state.posture;
            let holds = posture::holds(state, &ask);
            let behind = holds.into_iter().filter(|hold| hold.code == Code::TargetBehind).map(|hold| hold.need);
            Standing {
                criteria: posture::criteria(state, &ask),
                unverified: posture::unverified(state, &ask),
                behind: behind.collect(),
                newest: None,
            }
        });
        // Of many incidents not with every picture.
        let newest = view.state.incident.newest().map(|incident| incident.id.clone());
        self.standing = Standing { newest, ..asked.unwrap_or_default() };
    }

    /// Whether the posture is not strict, by what is granted or by what is live.
    pub fn loosened(&self) -> bool {
        self.view.state.posture.current.is_some() || self.live().is_some_and(|live| live != Classified::Strict)
    }

    /// The exit criteria that are not met.
    pub fn open_criteria(&self) -> Vec<Criterion> {
        self.standing.criteria.iter().filter(|one| !one.met).map(|one| one.criterion).collect()
    }

    /// The criteria that this person can answer for and nobody has yet; empty for a key that is no person's.
    pub fn attestable(&self) -> Vec<Criterion> {
        let Some(ask) = self.view.ctx.posture(&self.view.state) else { return Vec::new() };
        if self.view.ctx.caller.kind != Kind::Human {
            return Vec::new();
        }
        self.open_criteria().into_iter().filter(|criterion| criterion.is_attested(&ask.gate)).collect()
    }

    /// Whether what was asked for did not reach the target, or the target cannot be read from here.
    pub fn out_of_reach(&self) -> bool {
        let state = &self.view.state.posture;
        let Some(seen) = &self.view.ctx.observed.posture else { return false };
        let unreadable = seen.live.classify() == Classified::Unreadable && state.by_hand.is_none();
        let failed = match &state.last {
            Some(Outcome::Unconfirmed { wanted, .. }) => state.seen(&seen.live).name() != Some(*wanted),
            Some(Outcome::Found { .. } | Outcome::Applied { .. }) | None => false,
        };
        unreadable || failed
    }

    /// The profile that a person is putting in place by hand.
    pub fn by_hand(&self) -> Option<Name> {
        let pending = self.view.state.posture.pending.as_ref()?;
        pending.intent.by_hand.then_some(pending.intent.to)
    }

    /// The eight fields that are live: as read here, or as a person last read them where they are out of reach.
    pub fn live_toggles(&self) -> Option<Toggles> {
        let seen = self.view.ctx.observed.posture.as_ref()?;
        let by_hand = || self.view.state.posture.by_hand.filter(|_| seen.live.classify() == Classified::Unreadable);
        seen.live.toggles().copied().or_else(|| by_hand().map(Name::toggles))
    }

    /// The verification called `probe`, where there is one.
    pub fn probe(&self) -> Option<String> {
        self.view.ctx.gates.iter().map(|gate| &gate.name).find(|name| *name == PROBE).cloned()
    }

    /// The gate that closes an incident.
    pub fn gate(&self) -> Option<&Gate> {
        verify::gate_of(&self.view.ctx.gates)
    }

    /// The newest run of the closing gate that has ended.
    pub fn gate_record(&self) -> Option<&Record> {
        self.view.state.verify.last.get(&self.gate()?.name)
    }

    /// The newest run of a verification that is not the closing gate, where it ended since the open incident was
    /// declared or since strict was last left.
    pub fn probe_record(&self) -> Option<(&str, &Record)> {
        let gate = self.gate().map(|gate| gate.name.as_str());
        let state = &self.view.state;
        let declared = state.incident.open_incident().map(|open| open.declared.seq);
        let opened = state.posture.window.as_ref().map(|window| window.opened.seq);
        let since = declared.into_iter().chain(opened).min()?;
        let others = state.verify.last.iter().filter(|(name, _)| Some(name.as_str()) != gate);
        let newest = others.max_by_key(|(_, record)| record.stamp.seq)?;
        (newest.1.stamp.seq > since).then_some((newest.0.as_str(), newest.1))
    }

    /// What a verification came to, in one line, and whether it passed.
    pub fn verified(&self, name: &str, record: &Record) -> (bool, String) {
        let mark = self.theme.met(record.passed()).0;
        let when = words::lately(record.stamp.at, self.view.ctx.now);
        (record.passed(), format!("{mark} {name} {when}: {} (#{})", record.said(), record.stamp.seq))
    }

    /// A run that has ended, with the name of its verification.
    pub fn record_of(&self, run: &str) -> Option<(&str, &Record)> {
        let found = self.view.state.verify.last.iter().find(|(_, record)| record.run == run);
        found.map(|(name, record)| (name.as_str(), record))
    }

    /// The verification that a run belongs to, if it is one.
    pub fn verification_of(&self, run: &str) -> Option<&str> {
        let open = self.view.state.verify.open.get(run).map(|open| open.name.as_str());
        open.or_else(|| self.record_of(run).map(|(name, _)| name))
    }

    /// Whose totals wait for somebody to take them over.
    pub fn takes_over(&self, run: &str) -> Option<String> {
        let (name, record) = self.record_of(run)?;
        record.is_open().then(|| name.to_owned())
    }

    /// Who could own the open incident instead.
    pub fn receivers(&self) -> Vec<String> {
        let owner = self.view.state.incident.open_incident().map_or("", |open| open.owner.as_str());
        let people = self.view.state.people().into_iter();
        people.filter(|(name, kind)| *kind == Kind::Human && name != owner).map(|(name, _)| name).collect()
    }

    /// The incident that a report is written of: the open one, else the newest.
    pub fn reported(&self) -> Option<&Incident> {
        let incidents = &self.view.state.incident;
        incidents.open_incident().or_else(|| incidents.incidents.get(self.standing.newest.as_ref()?))
    }

    /// The incident whose timeline is asked for: the open one unless a phase is being read, else the newest where posture
    /// or incident have the focus or there is no phase.
    pub fn timeline_of(&self) -> Option<&Incident> {
        let open = self.view.state.incident.open_incident().filter(|_| self.focus != Pane::Main);
        let near = matches!(self.focus, Pane::Posture | Pane::Incident) || self.timeline_phase().is_none();
        open.or_else(|| self.reported().filter(|_| near))
    }

    /// The phase whose timeline there is.
    pub fn timeline_phase(&self) -> Option<&str> {
        self.phase_id().filter(|_| self.adopted() && self.screen == Screen::Deck)
    }

    /// The timeline that Tab leads to from another: the newest incident's from a phase, the phase's from an incident.
    pub fn other_timeline(&self, about: &About) -> Option<About> {
        match about {
            About::Phase { .. } => self.reported().map(About::of),
            About::Incident { .. } => {
                let phase = self.timeline_phase()?.to_owned();
                Some(About::Phase { path: self.runbook.clone(), phase })
            }
        }
    }
}
