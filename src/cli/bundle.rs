//! `wayhold bundle`: what bundles there are, what a deploy request gets of them, and the scenarios that check it.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::out::{Out, brief, holds_json};
use super::{Common, Exit, Mutating};
use crate::bundle::{
    self, Case, Effective, Event as BundleEvent, FileResult, Kind, Registry, Report, Request, Summary, Trial, judge,
    resolve,
};
use crate::console::{Command, Event};
use crate::hold::map_all;
use crate::posture::{Name, Toggles};
use crate::session::{Done, Session, Stop, bundles_at};

/// The most that is read of a request or a scenario, in bytes.
const LONGEST: u64 = 1 << 20;

/// Bundles of instructions and skills
#[derive(Debug, Subcommand)]
pub enum Bundle {
    /// List the bundles, and what each posture would really load. Exit 3 when a file of theirs is wrong
    List(List),
    /// Resolve a deploy request under the live posture, and record what its agent gets
    Resolve(Resolve),
    /// Run scenarios: requests with what they have to come to. Needs no workspace. Exit 3 unless every one does
    Check(Check),
}

/// List the bundles
#[derive(Debug, Args)]
pub struct List {
    #[command(flatten)]
    common: Common,
}

/// Resolve a deploy request under the live posture, and record what its agent gets
///
/// Exit 3 when it is refused; the code says which rule. Without an entry there is no resolution.
#[derive(Debug, Args)]
pub struct Resolve {
    /// The request, a JSON file; schemas/ says what it may hold
    request: PathBuf,
    /// Say what it would come to under this profile, and record nothing
    #[arg(long, value_name = "PROFILE")]
    profile: Option<Name>,
    #[command(flatten)]
    mutating: Mutating,
}

/// Run scenarios
#[derive(Debug, Args)]
pub struct Check {
    /// A scenario file, or a directory whose *.json are scenarios
    path: PathBuf,
    #[command(flatten)]
    common: Common,
}

impl Bundle {
    pub(super) fn common(&self) -> &Common {
        match self {
            Self::List(verb) => &verb.common,
            Self::Resolve(verb) => &verb.mutating.common,
            Self::Check(verb) => &verb.common,
        }
    }
}

pub async fn run(verb: &Bundle, session: &mut Session) -> Exit {
    match verb {
        Bundle::List(verb) => list(verb, session),
        Bundle::Resolve(verb) => resolved(verb, session).await,
        Bundle::Check(verb) => check(verb),
    }
}

/// The bundles of the workspace, or why there are none.
fn registry(session: &mut Session) -> Result<std::sync::Arc<Registry>, String> {
    session.look_at_bundles();
    let named = session.workspace().config.bundles.clone();
    session.ctx().observed.bundles.ok_or_else(|| match named {
        Some(name) => format!("there is no directory {name}, which wayhold.toml names as `bundles`"),
        None => "this workspace names no bundles; add `bundles = \"bundles\"` to wayhold.toml".to_owned(),
    })
}

fn list(verb: &List, session: &mut Session) -> Exit {
    let out = verb.common.out();
    let registry = match registry(session) {
        Ok(registry) => registry,
        Err(sentence) => return out.usage(sentence),
    };
    let mut postures: Vec<Effective> =
        Name::ALL.iter().map(|name| bundle::effective(&registry, name.toggles())).collect();
    let live = session.ctx().observed.posture.and_then(|posture| posture.live.toggles().copied());
    postures.extend(
        live.filter(|live| Name::ALL.iter().all(|name| name.toggles() != *live))
            .map(|live: Toggles| bundle::effective(&registry, live)),
    );
    if out.json {
        let items: serde_json::Map<String, Value> =
            Kind::ALL.iter().map(|kind| (format!("{}s", kind.word()), json!(registry.of(*kind)))).collect();
        let mut answer = json!({"categories": registry.rules, "effective": postures, "findings": registry.findings});
        let requests = requests(&registry).map(|trial| json!({"path": trial.path, "errors": trial.request.err()}));
        answer["requests"] = requests.collect();
        if let Some(answer) = answer.as_object_mut() {
            answer.extend(items);
        }
        out.object(&answer);
    } else {
        for rule in &registry.rules {
            out.line(format!("category     {:<28} {}", rule.category, rule.hub));
        }
        for kind in [Kind::Hub, Kind::Spoke, Kind::Instruction, Kind::Skill] {
            for item in registry.of(kind) {
                let version = item.version.as_ref().map_or_else(String::new, |version| format!("@{version}"));
                out.line(format!("{:<12} {:<28} {}", kind.word(), format!("{}{version}", item.id), item.title));
            }
        }
        for trial in requests(&registry) {
            let what = match &trial.request {
                Ok(request) => request.action.word().to_owned(),
                Err(errors) => format!("unusable: {}", errors.first().map(ToString::to_string).unwrap_or_default()),
            };
            out.line(format!("request      {:<28} {what}", trial.path));
        }
        for posture in &postures {
            out.line(effect(posture));
        }
        for finding in &registry.findings {
            out.line(format!("{}: {}", finding.path, finding.message));
        }
    }
    if registry.findings.is_empty() { Exit::Done } else { Exit::No }
}

/// The request files that lie beside the bundles.
fn requests(registry: &Registry) -> impl Iterator<Item = Trial> {
    bundle::trials(registry).into_iter().filter(|trial| !trial.sample)
}

/// A posture's effective behaviour on one line.
fn effect(posture: &Effective) -> String {
    let on: Vec<&str> = posture.provisioners.iter().filter(|row| row.on).map(|row| row.provisioner.word()).collect();
    let known = match posture.refused {
        Some(code) => format!("refused, {code}"),
        None => counted(posture.files.len()),
    };
    let unknown = match posture.unknown_refused {
        Some(code) => format!("refused, {code}"),
        None => counted(posture.unknown_files.len()),
    };
    format!("{:<14} {}; a sample request: {known}; with an unknown id: {unknown}", posture.posture, on.join(", "))
}

fn counted(files: usize) -> String {
    if files == 1 { "1 file".to_owned() } else { format!("{files} files") }
}

/// Reads a file that somebody else wrote, up to a bound.
fn read(path: &Path) -> Result<String> {
    let name = path.display();
    let size = std::fs::metadata(path).with_context(|| format!("{name} cannot be read"))?.len();
    anyhow::ensure!(size <= LONGEST, "{name} has {size} bytes, and {LONGEST} is the most that is read");
    std::fs::read_to_string(path).with_context(|| format!("{name} cannot be read"))
}

async fn resolved(verb: &Resolve, session: &mut Session) -> Exit {
    let out = verb.mutating.out();
    let text = match read(&session.environment().current_dir.join(&verb.request)) {
        Ok(text) => text,
        Err(error) => return out.failed(&error),
    };
    if let Some(profile) = verb.profile {
        return preview(out, session, &text, profile);
    }
    let path = verb.request.to_string_lossy().into_owned();
    let command: Command = bundle::Command::Resolve { path, text: text.into() }.into();
    if verb.mutating.dry_run {
        return verb.mutating.carry_out(session, command).await;
    }
    let mut all = match verb.mutating.prepare(session, Some(&command)).await {
        Ok(done) => done,
        Err(stop) => return out.stopped(&stop),
    };
    let (done, stop) = verb.mutating.run_all(session, vec![command]).await;
    all.extend(done);
    match stop {
        None => ended(out, &all),
        Some(Stop::Held(holds)) => {
            out.recovered(&all);
            let ids: Vec<&str> = holds.iter().map(|hold| hold.subject.as_str()).collect();
            let code = holds.first().map(|hold| hold.code);
            out.refused_with(&holds, json!({"code": code, "ids": ids}))
        }
        Some(stop) => {
            out.recovered(&all);
            out.stopped(&stop)
        }
    }
}

fn ended(out: Out, done: &Done) -> Exit {
    let resolved = done.entries.iter().rev().find_map(|entry| match Event::from_parts(&entry.kind, &entry.body) {
        Ok(Event::Bundle(BundleEvent::Resolved(resolved))) => Some(resolved),
        _ => None,
    });
    if out.json {
        return out.done_with(done, json!({"resolved": resolved}));
    }
    out.recovered(done);
    for entry in &done.entries {
        out.line(format!("#{} {} {}", entry.seq, entry.kind, brief(&entry.body)));
    }
    for file in resolved.iter().flat_map(|resolved| &resolved.files) {
        out.line(format!("  {}  {}", &file.sha256[..12.min(file.sha256.len())], file.path));
    }
    Exit::Done
}

/// What a request would come to under a profile. Nothing is recorded.
fn preview(out: Out, session: &mut Session, text: &str, profile: Name) -> Exit {
    let registry = match registry(session) {
        Ok(registry) => registry,
        Err(sentence) => return out.usage(sentence),
    };
    let request = match Request::read(text) {
        Ok(request) => request,
        Err(errors) => {
            if out.json {
                out.object(&json!({"code": crate::hold::Code::RequestUnusable, "errors": errors}));
            }
            for error in errors {
                out.say(error.to_string());
            }
            return Exit::No;
        }
    };
    let report = resolve(&registry, &request, profile.toggles());
    let holds = report.refusal.as_ref().map(|refusal| map_all(refusal.holds.clone(), &Command::Bundle));
    if out.json {
        let mut answer = json!(report);
        answer["preview"] = true.into();
        answer["code"] = json!(report.code());
        answer["ids"] = json!(report.refusal.as_ref().map(|refusal| &refusal.ids));
        answer["holds"] = holds.as_ref().map_or_else(|| json!([]), holds_json);
        out.object(&answer);
    } else {
        shown(out, &report);
    }
    match holds {
        None => Exit::Done,
        Some(holds) if !out.json => out.refused(&holds),
        Some(_) => Exit::No,
    }
}

/// Request → category → hub → spoke → files, and what was blocked.
fn shown(out: Out, report: &Report) {
    let or = |word: Option<&str>| word.unwrap_or("none").to_owned();
    out.line(format!("preview under {}; nothing is recorded", report.posture));
    out.line(format!("category  {}", or(report.category.as_deref())));
    out.line(format!("hub       {}", or(report.hub.as_ref().map(|hub| hub.id.as_str()))));
    let spokes = report.spokes.join(", ");
    out.line(format!("spokes    {}", or(Some(spokes.as_str()).filter(|list| !list.is_empty()))));
    for file in &report.files {
        let stamp = file.stamp.map_or_else(String::new, |stamp| format!(" ({stamp})"));
        out.line(format!("  {}  for {} by {}{stamp}", file.path, file.of, file.provisioner.word()));
    }
    for row in &report.blocked {
        let (files, who) = (counted(row.files.len()), row.provisioner.word());
        out.line(format!("blocked   {who} would add {files}: {}", row.why));
    }
    if !report.outside.is_empty() {
        out.line(format!("outside   of the scope boundaries and left out: {}", report.outside.join(", ")));
    }
    if report.is_resolved() && !report.unresolved.is_empty() {
        out.line(format!("unresolved, and the posture goes on without: {}", report.unresolved.join(", ")));
    }
}

pub fn check(verb: &Check) -> Exit {
    let out = verb.common.out();
    let path = match &verb.common.workspace {
        Some(directory) => directory.join(&verb.path),
        None => verb.path.clone(),
    };
    let files = match scenarios(&path) {
        Ok(files) => files,
        Err(error) => return out.failed(&error),
    };
    let results: Vec<FileResult> = files.iter().map(|file| checked(file)).collect();
    let summary = Summary::of(&results);
    if out.json {
        out.object(&json!({"passed": summary.passed(), "summary": summary, "files": results}));
    } else {
        for file in &results {
            tell(out, file);
        }
        let Summary { files_passed, files, tests_passed, tests } = summary;
        out.line(format!("{files_passed}/{files} files, {tests_passed}/{tests} tests"));
        for line in summary.lines() {
            out.line(line);
        }
    }
    if summary.passed() { Exit::Done } else { Exit::No }
}

fn tell(out: Out, file: &FileResult) {
    let passed = file.cases.iter().filter(|case| case.passed).count();
    let word = if file.passed() { "passed" } else { "FAILED" };
    out.line(format!("{word}  {passed}/{}  {}", file.cases.len(), file.path));
    for error in &file.errors {
        out.line(format!("    {error}"));
    }
    for case in file.cases.iter().filter(|case| !case.passed) {
        out.line(format!("    {}", case.name));
        out.line(format!("      expected {}", json!(case.expected)));
        out.line(format!("      got      {}", json!(case.got)));
    }
}

/// The scenario files at a path, in order of their names.
fn scenarios(path: &Path) -> Result<Vec<PathBuf>> {
    if !path.is_dir() {
        anyhow::ensure!(path.is_file(), "there is no scenario at {}", path.display());
        return Ok(vec![path.to_path_buf()]);
    }
    let entries = std::fs::read_dir(path).with_context(|| format!("{} cannot be read", path.display()))?;
    let mut files: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    files.retain(|file| file.is_file() && file.extension().is_some_and(|ending| ending == "json"));
    files.sort();
    anyhow::ensure!(!files.is_empty(), "there is no scenario in {}", path.display());
    Ok(files)
}

fn checked(path: &Path) -> FileResult {
    let mut result = FileResult { path: path.display().to_string(), cases: Vec::new(), errors: Vec::new() };
    match cases(path) {
        Ok((cases, registry)) => result.cases = cases.iter().map(|case| judge(case, &registry)).collect(),
        Err(errors) => result.errors = errors,
    }
    result
}

/// The cases of a file and the bundles that they are asked of.
fn cases(path: &Path) -> Result<(Vec<Case>, Registry), Vec<String>> {
    let failed = |error: anyhow::Error| vec![format!("{error:#}")];
    let text = read(path).map_err(failed)?;
    let scenario =
        bundle::scenario(&text).map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>())?;
    let registry = match &scenario.directory {
        Some(directory) => bundles_at(&path.parent().unwrap_or(Path::new("")).join(directory)).map_err(failed)?,
        None => Registry::new("bundles", scenario.files),
    };
    Ok((scenario.cases, registry))
}
