//! Workspaces with large ledgers, made the quick way: signed here and written in batches. What they hold is years of an
//! operations team in short: incidents with timelines and loosened postures, ticked boxes, runs, notes.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use wayhold::console::{Command, Event};
use wayhold::hold::digest::sha256;
use wayhold::ledger::{Actor, Draft, Head, Mode, SigningKey, Store, seal};
use wayhold::runbook::{self, Role};
use wayhold::session::{Clock, Environment, Session, Workspace};

/// How many entries are written in one transaction.
const BATCH: usize = 10_000;
/// The one runbook that is adopted.
const PLAN: &str = "runbooks/substrate-migration.md";

/// A founded workspace in a directory of its own.
pub struct Big {
    directory: TempDir,
}

pub fn runtime() -> Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

impl Big {
    /// A workspace whose ledger has `count` entries.
    pub fn new(count: u64) -> Self {
        let big = Self { directory: tempfile::tempdir().unwrap() };
        Workspace::demo(&big.root()).unwrap();
        runtime().block_on(async {
            let mut session = big.session().await;
            session.run(Command::Found, None).await.unwrap();
            let adopt = runbook::Command::Adopt { path: PLAN.into(), role: Role::Plan };
            let looked_at = session.looked_at();
            session.run(adopt.into(), looked_at).await.unwrap();
            let head = session.head().cloned().unwrap();
            session.close().await;
            big.fill(head, count).await;
        });
        big
    }

    pub fn root(&self) -> PathBuf {
        self.directory.path().join("workspace")
    }

    /// Leaves it where it is.
    pub fn keep(self) -> PathBuf {
        self.directory.keep()
    }

    pub fn keys(&self) -> PathBuf {
        self.directory.path().join("keys")
    }

    pub fn ledger(&self) -> PathBuf {
        self.root().join(".wayhold/ledger.db")
    }

    /// The library's own view of it.
    pub async fn session(&self) -> Session {
        let environment = Environment {
            config_dir: self.keys(),
            key: None,
            user: "ana".into(),
            current_dir: self.root(),
            no_color: true,
            terminal: false,
        };
        Session::open(Workspace::read(&self.root()).unwrap(), environment, Clock::default()).await.unwrap()
    }

    async fn fill(&self, mut head: Head, count: u64) {
        let key = std::fs::read_to_string(self.keys().join("id_ed25519")).unwrap();
        let key = SigningKey::from_openssh(&key).unwrap();
        let actor = Actor { id: "ana".into(), kind: "human".into(), key: key.fingerprint().to_owned() };
        let mut store = Store::open(&format!("sqlite:{}", self.ledger().display()), Mode::ReadWrite).await.unwrap();
        let doc = sha256(&std::fs::read(self.root().join(PLAN)).unwrap());
        let mut round = Round { number: 0, doc, seq: head.seq + 1 };
        let mut waiting = round.entries().into_iter();
        while head.seq + 1 < count {
            let from = head.clone();
            let mut sealed = Vec::with_capacity(BATCH);
            while sealed.len() < BATCH && head.seq + 1 < count {
                let Some((kind, body)) = waiting.next() else {
                    round = Round { number: round.number + 1, seq: head.seq + 1, ..round };
                    waiting = round.entries().into_iter();
                    continue;
                };
                let at = Round::at(head.seq);
                let one = seal(Some(&head), Draft { at, actor: actor.clone(), kind, body }, &key).unwrap();
                head = one.head();
                sealed.push(one);
            }
            store.append(Some(&from), &sealed).await.unwrap();
        }
        store.close().await.unwrap();
    }
}

/// An incident from its declaration to its end, and a phase that is closed: eight boxes, five runs, a note.
struct Round {
    number: u64,
    doc: String,
    /// The place of its first entry.
    seq: u64,
}

impl Round {
    /// A minute from entry to entry, all of them in the past.
    fn at(seq: u64) -> chrono::DateTime<chrono::Utc> {
        chrono::DateTime::from_timestamp(1_600_000_000 + i64::try_from(seq).unwrap() * 60, 0).unwrap()
    }

    fn entries(&self) -> Vec<(String, Value)> {
        let mut entries = Vec::new();
        let at = Self::at(self.seq);
        let phase = format!("R{}", self.number % 20);
        let id = format!("INC-{}-{}", at.format("%Y%m%d"), self.number);
        entries.push((
            "incident.declared",
            json!({"id": id, "title": format!("checkout answers slowly, {}", self.number),
            "owner": "ana", "severity": "SEV2", "reason_code": "incident_restore", "started_at": at}),
        ));
        for (profile, step) in [("compat", 0), ("strict", 1)] {
            let intent = self.seq + entries.len() as u64;
            let fields: Value = serde_json::from_str(match profile {
                "compat" => include_str!("../../profiles/compat.json"),
                _ => include_str!("../../profiles/strict.json"),
            })
            .unwrap();
            let ends = (step == 0).then(|| at + chrono::TimeDelta::hours(1));
            entries.push(("posture.intent", json!({"to": profile, "toggles": fields, "from": "strict",
                "from_sha256": sha256(b"from"), "to_sha256": sha256(b"to"), "because": "an old client", "expires_at": ends,
                "incident": id})));
            entries.push((
                "posture.applied",
                json!({"intent": intent, "to": profile, "classified": profile, "matched": 8,
                "sha256": sha256(b"to"), "recovered": false}),
            ));
            for note in 0..3 {
                entries.push((
                    "incident.noted",
                    json!({"id": id, "at": at,
                    "text": format!("looked at host {note} of {}: the queue is down to {}", self.number, 40 - note)}),
                ));
            }
        }
        entries.push(("incident.closed", json!({"id": id, "ended_at": at + chrono::TimeDelta::minutes(12)})));
        for item in 0..8 {
            let intent = self.seq + entries.len() as u64 + 1;
            let text = format!("the hosts of row {item} answer");
            let address = json!({"type": "url", "url": format!("https://ci.example/{}/{item}", self.number)});
            let (kind, body) = match self.number / 20 % 2 {
                0 => (
                    "phase.ticked",
                    json!({"path": PLAN, "phase": phase, "item": format!("{:016x}", self.number % 20 * 8 + item), "number": item,
                    "text": text, "evidence": [address]}),
                ),
                _ => (
                    "phase.unticked",
                    json!({"path": PLAN, "phase": phase, "item": format!("{:016x}", self.number % 20 * 8 + item), "text": text,
                    "reason": "it was another row"}),
                ),
            };
            entries.push((kind, body));
            entries.push((
                "runbook.patch_intent",
                json!({"path": PLAN, "doc_before": self.doc, "doc_after": self.doc,
                "edits": [{"offset": 4000 + item, "old": " ", "new": "x"}], "subject": "tick"}),
            ));
            entries.push((
                "runbook.patched",
                json!({"path": PLAN, "intent": intent, "doc": self.doc, "recovered": false}),
            ));
        }
        for run in 0..5 {
            let name = format!("r{}-{run}", self.number);
            entries.push((
                "run.started",
                json!({"path": PLAN, "phase": phase, "run": name, "step": format!("roll {run}"),
                "argv": ["sh", "-e", "-c", "./roll"], "script": "./roll --row 3 --wait\n", "facts": self.doc}),
            ));
            entries.push((
                "run.ended",
                json!({"path": PLAN, "phase": phase, "run": name, "exit": {"code": 0},
                "sha256": sha256(b"output"), "bytes": 4096, "redactions": 0}),
            ));
        }
        entries.push((
            "phase.noted",
            json!({"path": PLAN, "phase": phase, "text": format!("round {} went well", self.number)}),
        ));
        entries.push((
            "phase.closed",
            json!({"path": PLAN, "phase": phase, "verdict": "PASS",
            "snapshot": {"path": "snapshots/s.json", "sha256": sha256(b"snapshot")}}),
        ));
        let entries: Vec<_> = entries.into_iter().map(|(kind, body)| (kind.to_owned(), body)).collect();
        for (kind, body) in entries.iter().filter(|_| self.number < 40) {
            Event::from_parts(kind, body).unwrap();
        }
        entries
    }
}

/// The length of a file, 0 where there is none.
pub fn bytes(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |meta| meta.len())
}
