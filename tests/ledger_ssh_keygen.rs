//! A ledger can be checked, and its keys used, with plain `ssh-keygen`: the promise of `docs/events.md`.
#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use wayhold::ledger::{
    ADDED, Draft, Entry, FOUNDED, KeyError, Keyring, Mode, NAMESPACE, Operator, PrivateFile, PublicKey, SigningKey,
    Store, Stored, export, seal, verify,
};

/// A directory to work in, or `None` where there is no OpenSSH to compare with.
struct Bench {
    dir: tempfile::TempDir,
}

impl Bench {
    fn new() -> Option<Self> {
        if Command::new("ssh-keygen").arg("-?").stdin(Stdio::null()).output().is_err() {
            let _ = writeln!(std::io::stderr(), "skipped: there is no ssh-keygen on this machine");
            return None;
        }
        Some(Self { dir: tempfile::tempdir().unwrap() })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, text).unwrap();
        path
    }

    fn ssh_keygen(&self, arguments: &[&str], input: Option<&Path>) -> Output {
        let input = input.map_or_else(Stdio::null, |path| File::open(path).unwrap().into());
        let mut command = Command::new("ssh-keygen");
        command.args(arguments).current_dir(self.dir.path()).stdin(input).output().unwrap()
    }

    /// Makes a key with `ssh-keygen` and gives the text of its private file.
    fn make_key(&self, name: &str, algorithm: &str, passphrase: &str) -> String {
        let made = self.ssh_keygen(&["-q", "-t", algorithm, "-N", passphrase, "-C", name, "-f", name], None);
        assert!(made.status.success(), "{made:?}");
        fs::read_to_string(self.path(name)).unwrap()
    }

    fn accepts(&self, id: &str, text: &str, signature: &str) -> bool {
        let (entry, _) = (self.write("entry", text), self.write("sig", signature));
        let arguments = ["-Y", "verify", "-f", "allowed", "-I", id, "-n", NAMESPACE, "-s", "sig"];
        self.ssh_keygen(&arguments, Some(&entry)).status.success()
    }
}

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(1_790_000_000 + seconds)
}

fn operator(id: &str, kind: &str, key: &SigningKey) -> Operator {
    Operator { id: id.into(), kind: kind.into(), key: key.public().clone() }
}

fn enrolment(operator: &Operator) -> Value {
    json!({ "environment": "demo", "operator": { "id": operator.id, "kind": operator.kind, "key": operator.key.to_openssh() } })
}

/// Two people and an agent write seven entries; what is exported is what another machine would get.
async fn exported(bench: &Bench) -> Vec<String> {
    let keys = ["ana", "ben", "bot"].map(|name| SigningKey::generate(name).unwrap());
    let people = [
        operator("ana", "human", &keys[0]),
        operator("ben.b@example.org", "human", &keys[1]),
        operator("bot", "agent", &keys[2]),
    ];
    let script = [
        (0, FOUNDED, enrolment(&people[0])),
        (0, ADDED, enrolment(&people[1])),
        (1, ADDED, enrolment(&people[2])),
        (2, "incident.noted", json!({ "text": "the queue is \"full\" — 97 %\n\tsince 03:00", "share": 0.97 })),
        (1, "incident.noted", json!({ "text": "łódź 🚦 \u{2028}" })),
        (0, "incident.noted", json!({ "text": "" })),
        (0, "incident.noted", json!({ "text": "x".repeat(50_000) })),
    ];
    let url = format!("sqlite:{}", bench.path("ledger.db").display());
    let mut store = Store::create(&url).await.unwrap();
    let mut head = None;
    for (seconds, (who, kind, body)) in (0..).zip(script) {
        let draft = Draft { at: at(seconds), actor: people[who].actor(), kind: kind.into(), body };
        let sealed = seal(head.as_ref(), draft, &keys[who]).unwrap();
        head = Some(store.append(head.as_ref(), &[sealed]).await.unwrap());
    }
    store.close().await.unwrap();
    let rows = Store::open(&url, Mode::ReadOnly).await.unwrap().read(0, 100).await.unwrap();
    assert_eq!(verify(&rows).unwrap(), head);
    rows.iter().map(|row| export::line(row).unwrap()).collect()
}

fn read_back(lines: &[String]) -> (Vec<Stored>, Vec<Entry>) {
    let rows: Vec<_> = (0..).zip(lines).map(|(seq, line)| export::read_line(seq, line).unwrap()).collect();
    let entries = rows.iter().map(|row| Entry::read(&row.entry).unwrap()).collect();
    (rows, entries)
}

#[tokio::test]
async fn ssh_keygen_accepts_every_exported_entry_and_no_other() {
    let Some(bench) = Bench::new() else { return };
    let (rows, entries) = read_back(&exported(&bench).await);
    assert_eq!(rows.len(), 7);
    let mut keyring = Keyring::default();
    for entry in &entries {
        keyring.follow(entry).unwrap();
    }
    bench.write("allowed", &keyring.allowed_signers());

    for (row, entry) in rows.iter().zip(&entries) {
        let id = entry.actor.id.as_str();
        assert!(bench.accepts(id, &row.entry, &row.sig), "entry {}", row.seq);

        let mut flipped = row.entry.clone().into_bytes();
        let middle = flipped.iter().rposition(u8::is_ascii_alphanumeric).unwrap();
        flipped[middle] ^= 1;
        let flipped = String::from_utf8(flipped).unwrap();
        assert!(!bench.accepts(id, &flipped, &row.sig), "entry {} with one bit changed", row.seq);
        assert!(!bench.accepts(id, &format!("{}\n", row.entry), &row.sig), "entry {} with a line break", row.seq);
        let other = if id == "bot" { "ana" } else { "bot" };
        assert!(!bench.accepts(other, &row.entry, &row.sig), "entry {} as {other}'s", row.seq);
    }
    assert!(!bench.accepts("ana", &rows[0].entry, &rows[1].sig), "the signature of another entry");
}

#[tokio::test]
async fn an_allowed_signer_of_entries_is_not_one_of_anything_else() {
    let Some(bench) = Bench::new() else { return };
    let key = SigningKey::from_openssh(&bench.make_key("ana", "ed25519", "")).unwrap();
    let entry = seal(None, founding(&key), &key).unwrap().entry;
    let mut keyring = Keyring::default();
    keyring.follow(&entry).unwrap();
    bench.write("allowed", &keyring.allowed_signers());
    let file = bench.write("file", "a release");
    assert!(bench.ssh_keygen(&["-Y", "sign", "-f", "ana", "-n", "file", "file"], None).status.success());
    let arguments = ["-Y", "verify", "-f", "allowed", "-I", "ana", "-n", "file", "-s", "file.sig"];
    assert!(!bench.ssh_keygen(&arguments, Some(&file)).status.success());
}

fn founding(key: &SigningKey) -> Draft {
    let ana = operator("ana", "human", key);
    Draft { at: at(0), actor: ana.actor(), kind: FOUNDED.into(), body: enrolment(&ana) }
}

#[test]
fn a_key_and_a_signature_made_by_ssh_keygen_are_ours() {
    let Some(bench) = Bench::new() else { return };
    let key = SigningKey::from_openssh(&bench.make_key("ana", "ed25519", "")).unwrap();
    let public = PublicKey::from_openssh(&fs::read_to_string(bench.path("ana.pub")).unwrap()).unwrap();
    assert_eq!(key.public(), &public);
    assert_eq!(public.to_openssh(), fs::read_to_string(bench.path("ana.pub")).unwrap().trim_end());
    let listed = bench.ssh_keygen(&["-l", "-f", "ana.pub"], None);
    assert!(String::from_utf8(listed.stdout).unwrap().contains(key.fingerprint()));

    bench.write("entry", "some entry");
    assert!(bench.ssh_keygen(&["-Y", "sign", "-f", "ana", "-n", NAMESPACE, "entry"], None).status.success());
    let signature = fs::read_to_string(bench.path("entry.sig")).unwrap();
    assert_eq!(public.verify(b"some entry", &signature), Ok(()));
    assert_eq!(key.sign(b"some entry").unwrap(), signature);
}

#[cfg(unix)]
#[test]
fn a_key_made_here_is_one_for_ssh_keygen() {
    use std::os::unix::fs::PermissionsExt;
    let Some(bench) = Bench::new() else { return };
    let key = SigningKey::generate("ana@desk").unwrap();
    let path = bench.write("made", &key.to_openssh().unwrap());
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
    let public = bench.ssh_keygen(&["-y", "-f", "made"], None);
    assert_eq!(String::from_utf8(public.stdout).unwrap().trim_end(), key.public().to_openssh());
}

#[test]
fn a_key_that_ssh_keygen_locked_is_unlocked_by_its_passphrase_alone() {
    let Some(bench) = Bench::new() else { return };
    let text = bench.make_key("locked", "ed25519", "a passphrase");
    let public = PublicKey::from_openssh(&fs::read_to_string(bench.path("locked.pub")).unwrap()).unwrap();
    let PrivateFile::Locked(locked) = PrivateFile::from_openssh(&text).unwrap() else { panic!("it is not locked") };
    assert_eq!(PrivateFile::from_openssh(&text).unwrap().public(), &public, "told without the passphrase");
    assert_eq!(locked.unlock("another").unwrap_err(), KeyError::WrongPassphrase);
    let signature = locked.unlock("a passphrase").unwrap().sign(b"some entry").unwrap();
    assert_eq!(public.verify(b"some entry", &signature), Ok(()));
}

#[test]
fn a_key_locked_in_any_way_that_ssh_keygen_offers_is_unlocked() {
    let Some(bench) = Bench::new() else { return };
    for cipher in ["aes256-ctr", "aes256-cbc", "aes256-gcm@openssh.com"] {
        let name = &cipher[..10];
        let words = ["-q", "-t", "ed25519", "-N", "a passphrase", "-Z", cipher, "-f", name];
        assert!(bench.ssh_keygen(&words, None).status.success(), "{cipher}");
        let text = fs::read_to_string(bench.path(name)).unwrap();
        let PrivateFile::Locked(locked) = PrivateFile::from_openssh(&text).unwrap() else { panic!("{cipher}: open") };
        assert_eq!(locked.unlock("another").unwrap_err(), KeyError::WrongPassphrase, "{cipher}");
        locked.unlock("a passphrase").unwrap();
    }
}

#[cfg(unix)]
#[test]
fn a_key_locked_here_is_one_for_ssh_keygen_and_its_passphrase_can_be_changed_there() {
    use std::os::unix::fs::PermissionsExt;
    let Some(bench) = Bench::new() else { return };
    let key = SigningKey::generate("ana@desk").unwrap();
    let path = bench.write("made", &key.to_openssh_locked("a passphrase").unwrap());
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    let public = bench.ssh_keygen(&["-y", "-P", "a passphrase", "-f", "made"], None);
    assert_eq!(String::from_utf8(public.stdout).unwrap().trim_end(), key.public().to_openssh());
    assert!(!bench.ssh_keygen(&["-y", "-P", "another", "-f", "made"], None).status.success());

    let changed = bench.ssh_keygen(&["-p", "-P", "a passphrase", "-N", "a longer one", "-f", "made"], None);
    assert!(changed.status.success(), "{changed:?}");
    let text = fs::read_to_string(&path).unwrap();
    let PrivateFile::Locked(locked) = PrivateFile::from_openssh(&text).unwrap() else { panic!("it is not locked") };
    assert_eq!(locked.unlock("a longer one").unwrap().public(), key.public());
}

#[test]
fn a_key_that_cannot_be_used_says_why() {
    let Some(bench) = Bench::new() else { return };
    let locked = SigningKey::from_openssh(&bench.make_key("locked", "ed25519", "a passphrase")).unwrap_err();
    assert_eq!(locked, KeyError::Encrypted);
    assert!(locked.to_string().contains("protected by a passphrase"), "{locked}");
    let rsa = SigningKey::from_openssh(&bench.make_key("rsa", "rsa", "")).unwrap_err();
    assert!(matches!(rsa, KeyError::NotEd25519(_)), "{rsa:?}");
    let public = PublicKey::from_openssh(&fs::read_to_string(bench.path("rsa.pub")).unwrap()).unwrap_err();
    assert!(public.to_string().contains("Ed25519 keys only"), "{public}");
}
