//! A desk to ask from: a state and a caller, a day and a list of reasons.

mod handoff;
mod metrics;
mod postmortem;
mod properties;
mod ready;
mod record;
mod reporting;
mod rules;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::*;
use crate::hold::digest::sha256;
use crate::hold::{Caller, Code, Hold, Kind, Presence, Stamp};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn note(text: &str) -> Command {
    Command::note(text)
}

fn close() -> Command {
    Command::Close { id: None, ended_at: None }
}

struct Desk {
    state: State,
    caller: Caller,
    now: DateTime<Utc>,
    reasons: Vec<String>,
    people: BTreeMap<String, Kind>,
    files: BTreeMap<String, FileSeen>,
    log: Vec<(Event, Stamp)>,
}

impl Desk {
    fn quiet() -> Self {
        Self {
            state: State::default(),
            caller: Caller {
                id: "ana".into(),
                kind: Kind::Human,
                present: false,
                presence: Presence::Tty,
                bare_key: None,
            },
            now: at("2026-11-21T03:00:00Z"),
            reasons: vec!["incident_restore".into(), "dependency_outage".into()],
            people: [("ana", Kind::Human), ("ben", Kind::Human), ("zoe", Kind::Human), ("bot", Kind::Agent)]
                .map(|(name, kind)| (name.to_owned(), kind))
                .into(),
            files: BTreeMap::new(),
            log: Vec::new(),
        }
    }

    fn open() -> Self {
        let mut desk = Self::quiet();
        desk.run(&Command::declare("the hub does not answer")).unwrap();
        desk
    }

    fn ask(&self) -> Ask<'_> {
        Ask {
            now: self.now,
            caller: &self.caller,
            reason_codes: &self.reasons,
            people: &self.people,
            files: &self.files,
        }
    }

    /// The same desk with somebody else sitting at it.
    fn sits(&mut self, who: &str) {
        self.caller = Caller { id: who.into(), kind: self.people[who], ..self.caller.clone() };
    }

    /// Puts a file where it can be looked at.
    fn lays(&mut self, path: &str, bytes: &[u8]) {
        let seen = FileSeen::Read { sha256: sha256(bytes), content: bytes.into() };
        self.files.insert(path.to_owned(), seen);
    }

    fn owners(&self) -> BTreeMap<String, String> {
        self.state.incidents.values().map(|one| (one.id.clone(), one.owner.clone())).collect()
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

    fn run(&mut self, command: &Command) -> Result<(), Vec<Hold<Command>>> {
        for event in self.decide(command)? {
            let stamp = Stamp { seq: self.log.len() as u64, at: self.now, by: self.caller.id.clone() };
            apply(&mut self.state, &event, &stamp);
            self.log.push((event, stamp));
        }
        Ok(())
    }

    fn incident(&self) -> &Incident {
        self.state.open_incident().unwrap()
    }
}
