//! The ledger beside its bare parts, in one run: appending beside one SQLite commit of the same bytes, following beside
//! reading the same rows, verifying beside bare Ed25519 and SHA-256. Quote the ratios, not the times.

#![allow(clippy::unwrap_used, missing_docs, reason = "a bench stops at the first thing that goes wrong")]

use std::path::PathBuf;

use divan::{Bencher, black_box};
use sha2::{Digest, Sha256};
use sqlx::Connection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use wayhold::console::Command;
use wayhold::incident;
use wayhold::ledger::{Actor, Draft, Head, Mode, PublicKey, Sealed, SigningKey, Store, Stored, seal, verify};
use wayhold::session::{Clock, Environment, Session, Workspace};

fn main() {
    divan::main();
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

/// A founded workspace with `count` notes on an incident.
struct Room {
    directory: TempDir,
    key: SigningKey,
    head: Head,
}

impl Room {
    fn new(count: u64) -> Self {
        let directory = tempfile::tempdir().unwrap();
        Workspace::demo(directory.path()).unwrap();
        let (key, head) = runtime().block_on(async {
            let mut session = open(directory.path().to_path_buf()).await;
            session.run(Command::Found, None).await.unwrap();
            let looked_at = session.looked_at();
            session.run(incident::Command::declare("bench").into(), looked_at).await.unwrap();
            let path = directory.path().join(".wayhold/keys/id_ed25519");
            let key = SigningKey::from_openssh(&std::fs::read_to_string(path).unwrap()).unwrap();
            (key, session.head().cloned().unwrap())
        });
        let mut room = Self { directory, key, head };
        let sealed = room.notes(count);
        runtime().block_on(async {
            let mut store = Store::open(&room.url(), Mode::ReadWrite).await.unwrap();
            for batch in sealed.chunks(500) {
                room.head = store.append(Some(&room.head), batch).await.unwrap();
            }
        });
        room
    }

    fn url(&self) -> String {
        format!("sqlite:{}", self.directory.path().join(".wayhold/ledger.db").display())
    }

    /// Notes sealed on the head.
    fn notes(&self, count: u64) -> Vec<Sealed> {
        let mut head = self.head.clone();
        let mut sealed = Vec::new();
        for number in 0..count {
            let body = serde_json::json!({"id": "INC-20261121-1", "text": format!("looked at host {number}"),
                "at": "2026-11-21T03:00:00Z"});
            let actor = Actor { id: "ana".into(), kind: "human".into(), key: self.key.fingerprint().to_owned() };
            let at = "2026-11-21T03:00:00Z".parse().unwrap();
            let draft = Draft { at, actor, kind: "incident.noted".into(), body };
            let one = seal(Some(&head), draft, &self.key).unwrap();
            head = one.head();
            sealed.push(one);
        }
        sealed
    }

    fn rows(&self) -> Vec<Stored> {
        runtime().block_on(async {
            let mut store = Store::open(&self.url(), Mode::ReadOnly).await.unwrap();
            store.read(0, u32::MAX).await.unwrap()
        })
    }
}

async fn open(root: PathBuf) -> Session {
    let environment = Environment {
        config_dir: root.join(".wayhold/keys"),
        key: None,
        user: "ana".into(),
        current_dir: root.clone(),
        no_color: true,
        terminal: false,
    };
    Session::open(Workspace::read(&root).unwrap(), environment, Clock::default()).await.unwrap()
}

/// Opening a workspace whose ledger was checked here before: what every command and the first frame wait for.
#[divan::bench(args = [100, 1_000, 10_000], sample_count = 10)]
fn open_checked(bencher: Bencher, count: u64) {
    let room = Room::new(count);
    let runtime = runtime();
    runtime.block_on(open(room.directory.path().to_path_buf()));
    bencher.bench_local(|| runtime.block_on(open(room.directory.path().to_path_buf())));
}

/// The bare part of it: reading the same rows.
#[divan::bench(args = [100, 1_000, 10_000], sample_count = 10)]
fn open_bare_rows(bencher: Bencher, count: u64) {
    let room = Room::new(count);
    bencher.bench_local(|| room.rows());
}

#[divan::bench(args = [1_000, 10_000], sample_count = 5)]
fn verify_all(bencher: Bencher, count: u64) {
    let rows = Room::new(count).rows();
    bencher.bench_local(|| verify(black_box(&rows)).unwrap());
}

/// The bare part of it: one signature check and one hash an entry.
#[divan::bench(args = [1_000, 10_000], sample_count = 5)]
fn verify_bare(bencher: Bencher, count: u64) {
    let room = Room::new(count);
    let rows = room.rows();
    let key: &PublicKey = room.key.public();
    bencher.bench_local(|| {
        for row in black_box(&rows) {
            key.verify(row.entry.as_bytes(), &row.sig).unwrap();
            black_box(Sha256::digest(row.entry.as_bytes()));
        }
    });
}

#[divan::bench(sample_count = 50)]
fn append_one(bencher: Bencher) {
    let room = Room::new(100);
    let runtime = runtime();
    let mut store = runtime.block_on(Store::open(&room.url(), Mode::ReadWrite)).unwrap();
    let sealed = room.notes(50);
    let mut head = room.head.clone();
    let mut next = sealed.chunks(1).cycle();
    bencher.bench_local(|| {
        if let Ok(new) = runtime.block_on(store.append(Some(&head), next.next().unwrap())) {
            head = new;
        }
    });
}

/// The bare part of it: one commit of a row of the same size.
#[divan::bench(sample_count = 50)]
fn append_bare_commit(bencher: Bencher) {
    let room = Room::new(100);
    let runtime = runtime();
    let path = room.directory.path().join("bare.db");
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    let mut connection = runtime.block_on(SqliteConnection::connect_with(&options)).unwrap();
    let table = "CREATE TABLE bare(seq INTEGER PRIMARY KEY, entry TEXT, hash TEXT, sig TEXT)";
    runtime.block_on(sqlx::query(table).execute(&mut connection)).unwrap();
    let one = room.notes(1).remove(0);
    bencher.bench_local(|| {
        let insert = sqlx::query("INSERT INTO bare(entry, hash, sig) VALUES (?, ?, ?)");
        let insert = insert.bind(&one.text).bind(&one.hash).bind(&one.sig);
        runtime.block_on(insert.execute(&mut connection)).unwrap();
    });
}
