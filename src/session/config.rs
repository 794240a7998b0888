//! `wayhold.toml`: what it may say, and a clear sentence when it says something else.
//!
//! Every key is listed here once; an unknown one is an error that names its line and the nearest valid key.

use std::path::Path;

use chrono::TimeDelta;
use serde::{Deserialize, Deserializer};

use crate::hold::Presence;
use crate::hold::text::clean;
use crate::posture::{Limit, Limits, Longer, OnExpiry};
use crate::runbook::{Grammar, Role};
use crate::verify::Gate;

/// The file that makes a directory a workspace.
pub const FILE_NAME: &str = "wayhold.toml";

/// A workspace's configuration.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The environment's name: in every frame, and typed to confirm `static_restore`.
    pub environment: String,
    /// Patterns of world files, relative to the workspace.
    #[serde(default)]
    pub worlds: Vec<String>,
    /// The directory of the bundles, relative to the workspace.
    pub bundles: Option<String>,
    /// The runbooks.
    #[serde(default)]
    pub runbook: Vec<RunbookEntry>,
    /// Where the ledger is.
    #[serde(default)]
    pub ledger: LedgerEntry,
    /// The posture, if this workspace governs one.
    pub posture: Option<PostureEntry>,
    /// What is run from here.
    #[serde(default)]
    pub run: RunEntry,
    /// What incidents may say.
    #[serde(default)]
    pub incident: IncidentEntry,
    /// What is run to verify, and what is expected of it.
    #[serde(default)]
    pub verification: Vec<Gate>,
    /// Who is told of what happens.
    pub notify: Option<NotifyEntry>,
    /// What is asked of people.
    #[serde(default)]
    pub policy: PolicyEntry,
}

/// One `[[runbook]]`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunbookEntry {
    /// A pattern of Markdown files, relative to the workspace.
    pub path: String,
    /// `plan` (the default) or `deep`: a deep plan can never change a status (seed 002 §6.1).
    #[serde(default)]
    pub role: Role,
    /// The plan whose phase a deep plan details.
    pub of: Option<String>,
    /// What the plan's own headings and words mean, where they are not the usual ones.
    #[serde(default)]
    pub grammar: Grammar,
}

/// `[ledger]`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LedgerEntry {
    /// `sqlite:` and a path, relative to the workspace.
    #[serde(deserialize_with = "sqlite_url")]
    pub url: String,
}

impl Default for LedgerEntry {
    fn default() -> Self {
        Self { url: "sqlite:.wayhold/ledger.db".to_owned() }
    }
}

/// `[posture]`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PostureEntry {
    /// The directory of `strict.json`, `compat.json` and `static_restore.json`.
    #[serde(default = "profiles_dir")]
    pub profiles: String,
    /// The live file that a runtime reads.
    #[serde(default = "target_file")]
    pub target: String,
    /// A flagd flag definition file that is kept beside it.
    pub flagd: Option<String>,
    /// How long an override may last.
    #[serde(default)]
    pub limits: LimitsEntry,
    /// Commands that are told of every change.
    #[serde(default)]
    pub hook: Vec<HookEntry>,
}

/// One `[[posture.hook]]`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HookEntry {
    /// Its name: 1 to 32 of `a-z 0-9 -`.
    pub name: String,
    /// The program and its arguments, which no shell reads; it gets one JSON object on standard input.
    pub argv: Vec<String>,
    /// How long it may take, 20 s unless told.
    #[serde(default = "hook_timeout", deserialize_with = "duration")]
    pub timeout: TimeDelta,
}

/// `[posture.limits]`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitsEntry {
    compat: Option<LimitEntry>,
    static_restore: Option<LimitEntry>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
struct LimitEntry {
    #[serde(deserialize_with = "duration")]
    default: TimeDelta,
    #[serde(deserialize_with = "duration")]
    max: TimeDelta,
    #[serde(default)]
    on_expiry: OnExpiry,
}

/// `[run]`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunEntry {
    /// The environment variables whose values are taken out of every output before it is stored.
    #[serde(default)]
    pub secret_env: Vec<String>,
}

/// `[incident]`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IncidentEntry {
    /// The closed list of reason codes; the first is the default.
    pub reason_codes: Vec<String>,
}

/// `[notify]`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotifyEntry {
    /// The webhook: `http://` or `https://`; it is sent one JSON object for each entry.
    pub url: String,
    /// The kinds of entries it is told of (`docs/events.md`).
    #[serde(default = "notify_kinds")]
    pub on: Vec<String>,
}

impl NotifyEntry {
    /// Whether it is told of entries of this kind.
    pub fn tells(&self, kind: &str) -> bool {
        self.on.iter().any(|one| one == kind)
    }
}

fn notify_kinds() -> Vec<String> {
    super::notify::KINDS.iter().map(|kind| (*kind).to_owned()).collect()
}

/// `[policy]`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyEntry {
    /// By what a human's presence is proved: `tty` (the default) or `passphrase`.
    #[serde(default)]
    pub presence: Presence,
}

impl Default for IncidentEntry {
    fn default() -> Self {
        let codes = ["incident_restore", "dependency_failure", "bad_release", "capacity", "security"];
        Self { reason_codes: codes.map(str::to_owned).to_vec() }
    }
}

fn profiles_dir() -> String {
    "profiles".to_owned()
}

fn hook_timeout() -> TimeDelta {
    TimeDelta::seconds(20)
}

fn target_file() -> String {
    ".wayhold/posture.json".to_owned()
}

fn duration<'de, D: Deserializer<'de>>(input: D) -> Result<TimeDelta, D::Error> {
    let text = String::deserialize(input)?;
    parse_duration(&text).map_err(serde::de::Error::custom)
}

fn sqlite_url<'de, D: Deserializer<'de>>(input: D) -> Result<String, D::Error> {
    let url = String::deserialize(input)?;
    match url.strip_prefix("sqlite:") {
        Some(path) if !path.trim().is_empty() => Ok(url),
        _ => Err(serde::de::Error::custom(format!(
            "`{url}` is not a ledger this build can open; write `sqlite:` and a path, such as `sqlite:.wayhold/ledger.db`"
        ))),
    }
}

/// Reads `30m`, `1h`, `90s`, `1h 30m`; more than zero and at most 30 days.
///
/// # Errors
/// A sentence that says what the words should look like.
pub fn parse_duration(text: &str) -> Result<TimeDelta, String> {
    let wrong = || format!("`{text}` is not a duration; write one like `30m`, `1h` or `90s`, at most 30 days");
    let parsed = humantime::parse_duration(text.trim()).map_err(|_| wrong())?;
    let delta = TimeDelta::from_std(parsed).map_err(|_| wrong())?;
    if delta > TimeDelta::zero() && delta <= TimeDelta::days(30) { Ok(delta) } else { Err(wrong()) }
}

/// An extension as people write it: `30m` is from now, `+10m` is added to the end that is granted.
///
/// # Errors
/// A sentence about what is wrong with it.
pub fn parse_longer(text: &str) -> Result<Longer, String> {
    match text.trim().strip_prefix('+') {
        Some(more) => parse_duration(more).map(Longer::Added),
        None => parse_duration(text).map(Longer::FromNow),
    }
}

impl Config {
    /// Reads the text of a `wayhold.toml`.
    ///
    /// # Errors
    /// A sentence with the line, what is wrong there, and the nearest valid key.
    pub fn parse(text: &str) -> Result<Self, String> {
        let config: Self = toml::from_str(text).map_err(|error| sentence(text, &error))?;
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> Result<(), String> {
        if self.environment.trim().is_empty() || self.environment.trim() != self.environment {
            return Err("`environment` is empty or has spaces around it; give the name people type to confirm".into());
        }
        if self.incident.reason_codes.is_empty() {
            return Err("`incident.reason_codes` is empty; list at least `incident_restore`".into());
        }
        for word in self.incident.reason_codes.iter().chain([&self.environment]) {
            let shown = clean(word);
            if shown != *word {
                return Err(format!("`{shown}` has characters that a terminal could act on; use plain words"));
            }
        }
        for path in self.runbook.iter().map(|entry| &entry.path).chain(&self.worlds).chain(&self.bundles) {
            if Path::new(path).is_absolute() || path.split('/').any(|part| part == "..") {
                return Err(format!("`{path}` leaves the workspace; name files inside it"));
            }
        }
        if let Some(entry) = self.runbook.iter().find(|entry| entry.of.is_some() && entry.role == Role::Plan) {
            return Err(format!("`{}` has `of`, which is for a deep plan; add `role = \"deep\"`", entry.path));
        }
        let limits = self.limits();
        for (name, limit) in [("compat", limits.compat), ("static_restore", limits.static_restore)] {
            if limit.default > limit.max {
                return Err(format!("`posture.limits.{name}` has a default longer than its max; shorten the default"));
            }
            let flagd = self.posture.as_ref().is_some_and(|posture| posture.flagd.is_some());
            if limit.on_expiry == OnExpiry::Reader && !flagd {
                return Err(format!(
                    "`posture.limits.{name}` has `on_expiry = \"reader\"`, which only readers of a flagd file follow; \
                     add `flagd = \".wayhold/flagd.json\"` to [posture]"
                ));
            }
        }
        if let Some(notify) = &self.notify {
            let plain = !notify.url.chars().any(|c| c.is_control() || c.is_whitespace());
            if !plain || !(notify.url.starts_with("https://") || notify.url.starts_with("http://")) {
                return Err("`notify.url` is no address of a webhook; write `https://…`".to_owned());
            }
        }
        Gate::check_all(&self.verification)?;
        self.check_hooks()
    }

    fn check_hooks(&self) -> Result<(), String> {
        let hooks = self.posture.as_ref().map(|posture| posture.hook.as_slice()).unwrap_or_default();
        for (place, hook) in hooks.iter().enumerate() {
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            if hook.name.is_empty() || hook.name.len() > 32 || !hook.name.chars().all(plain) {
                let name = clean(&hook.name);
                return Err(format!("`{name}` is no name for a hook; use 1 to 32 of a-z, 0-9 and -"));
            }
            if hooks[..place].iter().any(|earlier| earlier.name == hook.name) {
                return Err(format!("two hooks are called `{}`; rename one", hook.name));
            }
            if hook.argv.first().is_none_or(String::is_empty) {
                return Err(format!("the hook `{}` has no program; write `argv = [\"PROGRAM\", …]`", hook.name));
            }
        }
        Ok(())
    }

    /// The limits of each override; the seed's own where the file says nothing (`compat` 1 h up to 2 h,
    /// `static_restore` 30 min).
    pub fn limits(&self) -> Limits {
        let entry = self.posture.as_ref().map(|posture| posture.limits.clone()).unwrap_or_default();
        let limit = |given: Option<LimitEntry>, default, max| match given {
            Some(given) => Limit { default: given.default, max: given.max, on_expiry: given.on_expiry },
            None => {
                Limit { default: TimeDelta::minutes(default), max: TimeDelta::minutes(max), on_expiry: OnExpiry::Alert }
            }
        };
        Limits { compat: limit(entry.compat, 60, 120), static_restore: limit(entry.static_restore, 30, 30) }
    }
}

/// Turns the TOML reader's error into: line, what is wrong, the nearest valid key.
fn sentence(text: &str, error: &toml::de::Error) -> String {
    let line = error.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
    let message = error.message().trim();
    let mut words = message.split('`').skip(1).step_by(2);
    if message.starts_with("unknown field")
        && let Some(unknown) = words.next()
    {
        let known: Vec<&str> = words.collect();
        let nearest = known
            .iter()
            .max_by(|a, b| strsim::jaro_winkler(unknown, a).total_cmp(&strsim::jaro_winkler(unknown, b)))
            .map_or_else(String::new, |key| format!("; did you mean `{key}`?"));
        return format!("line {line}: `{unknown}` is not a key here{nearest} (valid: {})", known.join(", "));
    }
    format!("line {line}: {}", message.replace('\n', " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_file_gets_the_defaults() {
        let config = Config::parse("environment = \"demo\"\n[posture]\n").unwrap();
        assert_eq!(config.ledger.url, "sqlite:.wayhold/ledger.db");
        assert_eq!(config.limits().compat.default, TimeDelta::hours(1));
        assert_eq!(config.limits().static_restore.max, TimeDelta::minutes(30));
        assert_eq!(config.incident.reason_codes[0], "incident_restore");
    }

    #[test]
    fn an_unknown_key_names_its_line_and_the_nearest_valid_one() {
        let error = Config::parse("environment = \"demo\"\n[posture]\nprofile = \"x\"\n").unwrap_err();
        assert!(error.starts_with("line 3: `profile` is not a key here; did you mean `profiles`?"), "{error}");
        let error = Config::parse("enviroment = \"demo\"\n").unwrap_err();
        assert!(error.contains("did you mean `environment`?"), "{error}");
    }

    #[test]
    fn values_that_cannot_be_are_refused_with_the_line() {
        for (text, part) in [
            ("environment = 3\n", "line 1"),
            ("environment = \"\"\n", "`environment` is empty"),
            ("environment = \"d\"\n[ledger]\nurl = \"postgres://x\"\n", "line 3: `postgres://x`"),
            ("environment = \"d\"\nworlds = [\"../x.json\"]\n", "leaves the workspace"),
            (
                "environment = \"d\"\n[posture.limits]\ncompat = { default = \"1h\", max = \"soon\" }\n",
                "`soon` is not a duration",
            ),
            (
                "environment = \"d\"\n[posture.limits]\ncompat = { default = \"3h\", max = \"2h\" }\n",
                "longer than its max",
            ),
            ("environment = \"d\"\n[incident]\nreason_codes = []\n", "is empty"),
            ("environment = \"d\\u001b[31m\"\n", "could act on"),
        ] {
            let error = Config::parse(text).unwrap_err();
            assert!(error.contains(part), "{text:?} gave {error:?}");
        }
    }
}
