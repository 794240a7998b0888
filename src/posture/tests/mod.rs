//! A desk to ask from: a state, a live file and a caller, with everything else at its default.

mod exit;
mod expiry;
mod ladder;
mod live;
mod profiles;
mod properties;
mod reader;
mod rules;
mod settle;
mod targets;

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::*;
use crate::hold::digest::sha256;
use crate::hold::{Caller, Code, Hold, Kind, Presence, Stamp};

const ENVIRONMENT: &str = "demo";

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn profiles() -> Profiles {
    Profiles::load(Name::ALL.into_iter().map(|name| (name, Ok(name.toggles().to_json()))).collect())
}

fn live(name: Name) -> ReadBack {
    ReadBack::of(name.toggles().to_json().as_bytes())
}

/// Eight fields that agree and are no profile.
fn mixed() -> ReadBack {
    let mut toggles = Name::Strict.toggles();
    toggles.strict_bundle_resolution = false;
    ReadBack::of(toggles.to_json().as_bytes())
}

fn apply_to(to: Name) -> Command {
    Command::Apply { to, duration: None, because: None, confirm: None }
}

fn compat() -> Command {
    Command::Apply { to: Name::Compat, duration: None, because: Some("the indexer needs it".into()), confirm: None }
}

fn static_restore() -> Command {
    let because = Some("compat_not_possible: the hub is down".into());
    Command::Apply { to: Name::StaticRestore, duration: None, because, confirm: Some(ENVIRONMENT.into()) }
}

struct Desk {
    state: State,
    live: ReadBack,
    caller: Caller,
    now: DateTime<Utc>,
    profiles: Profiles,
    limits: Limits,
    incident: Option<String>,
    setup: Setup,
    targets: BTreeMap<String, TargetSeen>,
    /// The gate's newest run: its entry, whether it passed.
    gate: Option<(Stamp, bool)>,
    latest: Option<DateTime<Utc>>,
    leapt: Option<TimeDelta>,
    log: Vec<(Event, Stamp)>,
}

impl Desk {
    /// Strict, found at founding.
    fn strict() -> Self {
        let mut desk = Self::unfounded(live(Name::Strict));
        desk.run(&Command::Adopt).unwrap();
        desk
    }

    fn unfounded(live: ReadBack) -> Self {
        Self {
            state: State::default(),
            live,
            caller: Caller {
                id: "ana".into(),
                kind: Kind::Human,
                present: false,
                presence: Presence::Tty,
                bare_key: None,
            },
            now: at("2026-11-21T03:00:00Z"),
            profiles: profiles(),
            limits: Limits::default(),
            incident: None,
            setup: Setup::default(),
            targets: BTreeMap::new(),
            gate: None,
            latest: None,
            leapt: None,
            log: Vec::new(),
        }
    }

    /// With `name` applied and confirmed.
    fn in_force(name: Name) -> Self {
        let mut desk = Self::strict();
        match name {
            Name::Strict => {}
            Name::Compat => desk.carry_out(&compat()),
            Name::StaticRestore => desk.carry_out(&static_restore()),
        }
        desk
    }

    fn ask(&self) -> Ask<'_> {
        Ask {
            now: self.now,
            caller: &self.caller,
            environment: ENVIRONMENT,
            profiles: &self.profiles,
            live: &self.live,
            limits: &self.limits,
            incident: self.incident.as_deref(),
            setup: &self.setup,
            targets: &self.targets,
            gate: Gate {
                name: Some("gate"),
                last: self.gate.as_ref().map(|(stamp, passed)| GateRun {
                    stamp,
                    passed: *passed,
                    said: "3/3, 32/32".into(),
                }),
            },
            latest: self.latest,
            leapt: self.leapt,
        }
    }

    fn decide(&self, command: &Command) -> Result<Vec<Event>, Vec<Hold<Command>>> {
        decide(&self.state, command, &self.ask())
    }

    fn codes(&self, command: &Command) -> Vec<Code> {
        self.decide(command).err().unwrap_or_default().into_iter().map(|hold| hold.code).collect()
    }

    fn hold(&self, command: &Command, code: Code) -> Hold<Command> {
        let holds = self.decide(command).unwrap_err();
        holds.into_iter().find(|hold| hold.code == code).unwrap()
    }

    /// Decides and records, without carrying out any effect.
    fn run(&mut self, command: &Command) -> Result<Vec<Event>, Vec<Hold<Command>>> {
        let events = self.decide(command)?;
        for event in &events {
            let seq = self.log.len() as u64;
            let stamp = Stamp { seq, at: self.now, by: self.caller.id.clone() };
            apply(&mut self.state, event, &stamp);
            self.log.push((event.clone(), stamp));
        }
        Ok(events)
    }

    fn write(&mut self, events: &[Event]) {
        let seq = (self.log.len() - events.len()) as u64;
        for effect in events.iter().zip(seq..).flat_map(|(event, seq)| plan(event, seq)) {
            match effect {
                Effect::WriteTarget { text, .. } => self.live = ReadBack::of(text.as_bytes()),
                Effect::WriteFlagd { text } => {
                    let seen = TargetSeen::File { sha256: sha256(text.as_bytes()) };
                    self.targets.insert(FLAGD.to_owned(), seen);
                }
                Effect::Hook { name, .. } => {
                    let seen = TargetSeen::Hook { ok: true, said: "exit 0".into(), sha256: "00".into() };
                    self.targets.insert(format!("{HOOK}{name}"), seen);
                }
            }
        }
    }

    /// The gate's run was recorded just now.
    fn gate_ran(&mut self, passed: bool) {
        let stamp = Stamp { seq: self.log.len() as u64, at: self.now, by: self.caller.id.clone() };
        self.gate = Some((stamp, passed));
    }

    /// The whole way: record, write, read back, settle.
    fn carry_out(&mut self, command: &Command) {
        let events = self.run(command).unwrap();
        self.write(&events);
        self.run(&Command::Settle { recovered: false }).unwrap();
    }
}
