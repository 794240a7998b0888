//! A room to try the real binary in: a workspace, a key and an environment of its own, nothing shared with any other.

mod copies;
mod keys;
mod plan;
mod ran;
mod shipped;

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;
use wayhold::ledger::{Mode, Store};
use wayhold::session::{Clock, Environment, Session, Workspace};

pub use plan::{MIXED_PLAN, PLAN, boxes};
pub use ran::Ran;
pub use shipped::SHIPPED;

/// The configuration of a room: environment `demo`, one pattern of runbooks, the posture with the seed's limits.
const CONFIG: &str = "\
environment = \"demo\"
worlds = [\"worlds/*.json\"]

[[runbook]]
path = \"runbooks/*.md\"

[posture]
";

/// A workspace with a plan, the three profiles and no ledger yet, and the operator `ana` with a place for her key.
pub struct Room {
    directory: TempDir,
}

impl Room {
    pub fn new() -> Self {
        Self::in_directory(tempfile::tempdir().unwrap())
    }

    /// A room for many rounds: in memory where the system has a place for that, so that syncing costs little.
    pub fn quick() -> Self {
        Self::in_directory(tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap())
    }

    fn in_directory(directory: TempDir) -> Self {
        let room = Self { directory };
        let profiles = Path::new(env!("CARGO_MANIFEST_DIR")).join("profiles");
        for name in ["strict", "compat", "static_restore"] {
            let profile = fs::read(profiles.join(format!("{name}.json"))).unwrap();
            room.write(&format!("profiles/{name}.json"), profile);
        }
        room.with("wayhold.toml", CONFIG).with("runbooks/plan.md", PLAN).with("proof.txt", "it was done\n")
    }

    /// The same room with this file in its workspace.
    pub fn with(self, path: &str, content: impl AsRef<[u8]>) -> Self {
        self.write(path, content);
        self
    }

    /// The same room with its ledger founded by ana and its runbooks adopted.
    pub fn founded(self) -> Self {
        self.run(["adopt", "--all", "--yes"]).exit(0);
        self
    }

    /// Runs the binary to its end, as ana.
    pub fn run<A: AsRef<OsStr>>(&self, words: impl IntoIterator<Item = A>) -> Ran {
        self.run_as("ana", words)
    }

    /// As [`Room::run`], with `--json`.
    pub fn json<A: AsRef<OsStr>>(&self, words: impl IntoIterator<Item = A>) -> Ran {
        let words: Vec<_> = words.into_iter().map(|word| word.as_ref().to_owned()).chain(["--json".into()]).collect();
        self.run(words)
    }

    /// As [`Room::run`], as somebody else with a key of their own.
    pub fn run_as<A: AsRef<OsStr>>(&self, operator: &str, words: impl IntoIterator<Item = A>) -> Ran {
        Ran::of(self.command(operator, words))
    }

    /// Starts the binary and does not wait for it.
    pub fn spawn<A: AsRef<OsStr>>(&self, words: impl IntoIterator<Item = A>) -> Child {
        let mut command = self.command("ana", words);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// The binary with nothing of this process's environment.
    pub fn command<A: AsRef<OsStr>>(&self, operator: &str, words: impl IntoIterator<Item = A>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wayhold"));
        command
            .env_clear()
            .env("WAYHOLD_CONFIG_DIR", self.keys_of(operator))
            .env("WAYHOLD_OPERATOR", operator)
            .current_dir(self.root())
            .stdin(Stdio::null())
            .args(words);
        command
    }

    /// The environment in which the library opens this room as ana.
    pub fn environment(&self) -> Environment {
        Environment {
            config_dir: self.keys_of("ana"),
            key: None,
            user: "ana".to_owned(),
            current_dir: self.root(),
            no_color: false,
            terminal: false,
        }
    }

    /// The room as the library opens it, as ana.
    pub async fn session(&self) -> Session {
        let workspace = Workspace::read(&self.root()).unwrap();
        Session::open(workspace, self.environment(), Clock::default()).await.unwrap()
    }

    /// Where an operator's key is kept.
    pub fn keys_of(&self, operator: &str) -> PathBuf {
        self.directory.path().join("keys").join(operator)
    }

    /// The workspace.
    pub fn root(&self) -> PathBuf {
        self.directory.path().join("workspace")
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    pub fn bytes(&self, path: &str) -> Vec<u8> {
        fs::read(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub fn text(&self, path: &str) -> String {
        String::from_utf8(self.bytes(path)).unwrap()
    }

    /// The eight fields that are live, or the fields of a profile.
    pub fn fields(&self, path: &str) -> Value {
        serde_json::from_slice(&self.bytes(path)).unwrap()
    }

    /// Every entry of the ledger, in order.
    pub fn entries(&self) -> Vec<Value> {
        let export = self.run(["ledger", "export"]).exit(0);
        let line = |line: &str| {
            let line: Value = serde_json::from_str(line).unwrap();
            serde_json::from_str(line["entry"].as_str().unwrap()).unwrap()
        };
        export.out().lines().map(line).collect()
    }

    /// The kinds of the entries, in order.
    pub fn kinds(&self) -> Vec<String> {
        self.entries().iter().map(|entry| entry["kind"].as_str().unwrap().to_owned()).collect()
    }

    /// How many entries are of this kind.
    pub fn count(&self, kind: &str) -> usize {
        self.kinds().iter().filter(|known| *known == kind).count()
    }

    /// The body of the newest entry of this kind.
    pub fn newest(&self, kind: &str) -> Value {
        let found = self.entries().into_iter().rfind(|entry| entry["kind"] == kind);
        found.unwrap_or_else(|| panic!("no {kind} among {:?}", self.kinds()))["body"].take()
    }

    /// Puts all of the ledger into its one file, whatever the last process left beside it.
    pub fn at_rest(&self) {
        let url = format!("sqlite:{}", self.path(".wayhold/ledger.db").display());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async { Store::open(&url, Mode::ReadWrite).await.unwrap().close().await.unwrap() });
        assert!(!self.path(".wayhold/ledger.db-wal").exists());
    }

    /// Checks every hash, link and signature.
    pub fn verified(&self) -> Ran {
        self.run(["ledger", "verify"]).exit(0)
    }

    /// What stands in the workspace: every file by its digest, and the ledger by what it exports. Its own file is left
    /// out, since SQLite moves entries from its log into it whenever it likes, and so is what any verb may write for the
    /// next one: the note of how far the ledger was checked, and the state cache.
    pub fn standing(&self) -> BTreeMap<String, String> {
        let mut standing = BTreeMap::new();
        let mut directories = vec![self.root()];
        while let Some(directory) = directories.pop() {
            for entry in fs::read_dir(directory).unwrap() {
                let path = entry.unwrap().path();
                let name = path.strip_prefix(self.root()).unwrap().to_string_lossy().into_owned();
                if path.is_dir() {
                    directories.push(path);
                } else if !["ledger.db", "verified.json", ".cache"].iter().any(|kept| name.contains(kept)) {
                    standing.insert(name, digest(&fs::read(path).unwrap()));
                }
            }
        }
        if self.path(".wayhold/ledger.db").exists() {
            standing.insert("the ledger".to_owned(), self.run(["ledger", "export"]).exit(0).out().to_owned());
        }
        standing
    }
}

/// The SHA-256 of bytes, lower-case hex.
pub fn digest(bytes: &[u8]) -> String {
    wayhold::hold::digest::sha256(bytes)
}
