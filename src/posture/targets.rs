//! The targets beside the posture file: a flagd file and hooks. What they are told, and what they answer.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::{Ask, Effect, Intent, Name, OnExpiry, State, Target, TargetOutcome, flagd};
use crate::hold::digest::sha256;

/// The name of the flagd target.
pub const FLAGD: &str = "flagd";
/// What the name of a hook's target begins with.
pub const HOOK: &str = "hook:";

/// Which targets there are beside the posture file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Setup {
    /// Whether a flagd file is kept.
    pub flagd: bool,
    /// The names of the hooks, in the order in which they are run.
    pub hooks: Vec<String>,
}

/// A target beside the posture file as it was just looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TargetSeen {
    /// A file and the digest of its bytes.
    File {
        /// The digest, lower-case hex.
        sha256: String,
    },
    /// A file that is missing or cannot be read, and why.
    NoFile {
        /// A sentence.
        reason: String,
    },
    /// A hook that has ended for the pending intent.
    Hook {
        /// Whether it ended with code 0.
        ok: bool,
        /// How it ended.
        said: String,
        /// The digest of what it wrote.
        sha256: String,
    },
    /// A hook that still runs.
    Running,
    /// A hook of which nothing is known: it was never begun, or its supervisor died.
    Unknown {
        /// A sentence.
        reason: String,
    },
}

/// The targets of a grant, with the digest of what will be written where that can be read back.
pub(super) fn targets(setup: &Setup, to: Name, until: Until) -> Vec<Target> {
    let flagd = setup.flagd.then(|| {
        let text = flagd_text(to, until);
        Target { name: FLAGD.to_owned(), sha256: Some(sha256(text.as_bytes())) }
    });
    let hooks = setup.hooks.iter().map(|name| Target { name: format!("{HOOK}{name}"), sha256: None });
    flagd.into_iter().chain(hooks).collect()
}

/// When a grant ends, and what happens then.
pub(super) type Until = (Option<DateTime<Utc>>, OnExpiry);

/// The flagd file of a grant: the deadline is compiled in only where readers are to act on it.
fn flagd_text(to: Name, (expires_at, on_expiry): Until) -> String {
    let notes = flagd::Notes { expires_at, ..flagd::Notes::default() };
    flagd::render(to, expires_at.filter(|_| on_expiry == OnExpiry::Reader), &notes)
}

/// What the flagd file has to hold for what is in force; `None` where the ledger grants nothing.
pub(super) fn expected_flagd(state: &State) -> Option<String> {
    let until =
        state.current.as_ref().map_or((None, OnExpiry::Alert), |current| (Some(current.expires_at), current.on_expiry));
    Some(sha256(flagd_text(state.in_force()?, until).as_bytes()))
}

/// What is asked of the targets beside the posture file for an intent, in order.
pub(super) fn telling(intent: &Intent, seq: u64) -> Vec<Effect> {
    let one = |target: &Target| match target.name.strip_prefix(HOOK) {
        Some(name) => Effect::Hook { name: name.to_owned(), intent: seq, input: hook_input(intent, seq) },
        None => Effect::WriteFlagd { text: flagd_text(intent.to, (intent.expires_at, intent.on_expiry)) },
    };
    intent.targets.iter().map(one).collect()
}

/// What a hook reads on standard input.
fn hook_input(intent: &Intent, seq: u64) -> String {
    let told = json!({"v": 1, "intent": seq, "to": intent.to, "from": intent.from, "fields": intent.toggles,
        "expires_at": intent.expires_at, "incident": intent.incident, "because": intent.because});
    format!("{told}\n")
}

/// What came of each target of an intent.
pub(super) fn outcomes(intent: &Intent, ask: &Ask<'_>) -> Vec<TargetOutcome> {
    let one = |target: &Target| {
        let outcome = |ok, said: &str, sha256: Option<&String>| TargetOutcome {
            name: target.name.clone(),
            ok,
            said: said.to_owned(),
            sha256: sha256.cloned(),
        };
        match ask.targets.get(&target.name) {
            Some(TargetSeen::File { sha256 }) if Some(sha256) == target.sha256.as_ref() => {
                outcome(true, "reads back as written", Some(sha256))
            }
            Some(TargetSeen::File { sha256 }) => outcome(false, "reads back otherwise than written", Some(sha256)),
            Some(TargetSeen::NoFile { reason } | TargetSeen::Unknown { reason }) => outcome(false, reason, None),
            Some(TargetSeen::Hook { ok, said, sha256 }) => outcome(*ok, said, Some(sha256)),
            Some(TargetSeen::Running) => outcome(false, "it has not ended", None),
            None => outcome(false, "it is not configured any more", None),
        }
    };
    intent.targets.iter().map(one).collect()
}

/// The targets that do not hold what is granted: name and what was found.
pub(super) fn behind(state: &State, ask: &Ask<'_>) -> Vec<(String, String)> {
    let failed = state.targets.iter().filter(|target| !target.ok && target.name != FLAGD);
    let mut behind: Vec<_> = failed.map(|target| (target.name.clone(), target.said.clone())).collect();
    if let (true, Some(expected)) = (ask.setup.flagd, expected_flagd(state)) {
        let said = match ask.targets.get(FLAGD) {
            Some(TargetSeen::File { sha256 }) if *sha256 == expected => None,
            Some(TargetSeen::NoFile { reason }) => Some(reason.clone()),
            _ => Some("it holds something else than what is granted".to_owned()),
        };
        behind.extend(said.map(|said| (FLAGD.to_owned(), said)));
    }
    behind
}
