//! Reading a file's past from git: which versions there are, and what each of them says. Never writes, and runs nothing
//! that a repository's own configuration names.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context, Result, bail};
use chrono::DateTime;

use crate::runbook::Version;

/// The past of one file.
#[derive(Debug)]
pub struct Log {
    /// Its versions, oldest first.
    pub versions: Vec<Version>,
    /// The repository holds only the newest part of its history.
    pub shallow: bool,
    /// Renames were followed; without the old contents git cannot.
    pub followed: bool,
    root: PathBuf,
}

/// `git` as it is run here: nothing of the repository's configuration or the user's environment may start a program, ask
/// a question, open a connection or change where git looks.
fn git(directory: &Path) -> Command {
    let mut git = Command::new("git");
    git.args(["--no-pager", "--literal-pathspecs"]);
    for setting in [
        "core.fsmonitor=false",
        "core.hooksPath=/dev/null",
        "log.showSignature=false",
        "diff.orderFile=/dev/null",
        "protocol.allow=never",
    ] {
        git.args(["-c", setting]);
    }
    git.arg("-C").arg(directory);
    for variable in [
        "GIT_DIR",
        "GIT_WORK_TREE",
        "GIT_COMMON_DIR",
        "GIT_INDEX_FILE",
        "GIT_NAMESPACE",
        "GIT_OBJECT_DIRECTORY",
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_EXTERNAL_DIFF",
        "GIT_GLOB_PATHSPECS",
        "GIT_ICASE_PATHSPECS",
        "LANGUAGE",
    ] {
        git.env_remove(variable);
    }
    // An empty list of protocols goes over whatever the configuration allows: a missing object is never fetched.
    git.env("GIT_ALLOW_PROTOCOL", "").env("GIT_NO_LAZY_FETCH", "1").env("GIT_TERMINAL_PROMPT", "0");
    git.env("GIT_OPTIONAL_LOCKS", "0").env("GIT_NO_REPLACE_OBJECTS", "1").env("GIT_PAGER", "cat").env("LC_ALL", "C");
    git.stdin(Stdio::null());
    git
}

/// What git answered, and why it stopped, if it did before its end.
struct Answer {
    bytes: Vec<u8>,
    stopped: Option<String>,
}

fn ask(mut command: Command) -> Result<Answer> {
    let output = command.output().map_err(|error| cannot_start(&error))?;
    if output.status.success() {
        return Ok(Answer { bytes: output.stdout, stopped: None });
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let line = said.lines().find(|line| line.contains("fatal:")).or_else(|| said.lines().next());
    let line = line.unwrap_or("it gave no reason").trim().trim_start_matches("fatal:").trim();
    Ok(Answer { bytes: output.stdout, stopped: Some(line.to_owned()) })
}

fn cannot_start(error: &io::Error) -> anyhow::Error {
    if error.kind() == io::ErrorKind::NotFound {
        return anyhow::anyhow!(
            "git is not on the PATH, and the history comes from it; install git, or add it to the PATH"
        );
    }
    anyhow::anyhow!("git did not start: {error}")
}

/// The past of `file`, which need not be there any more.
///
/// # Errors
/// A sentence: git is missing, there is no repository, or the file was never committed.
pub fn log(file: &Path) -> Result<Log> {
    let file = std::fs::canonicalize(file).unwrap_or_else(|_| file.to_path_buf());
    let shown = file.display();
    let directory = file.ancestors().skip(1).find(|directory| directory.is_dir()).unwrap_or_else(|| Path::new("."));
    let name = file.strip_prefix(directory).unwrap_or(&file);
    let mut asked = git(directory);
    asked.args(["rev-parse", "--is-shallow-repository", "--show-toplevel"]);
    let answer = ask(asked)?;
    match answer.stopped {
        None => {}
        Some(why) if why.contains("not a git repository") => {
            bail!("{shown} is in no git repository, so it has no history; `wayhold lint` reads it as it stands")
        }
        Some(why) if why.contains("must be run in a work tree") => {
            bail!("{shown} is not in the work tree of its repository; name the file in a checkout")
        }
        Some(why) => bail!("git does not read the repository of {shown}: {why}"),
    }
    let mut lines = answer.bytes.splitn(2, |&byte| byte == b'\n');
    let shallow = lines.next() == Some(b"true");
    let root = PathBuf::from(os(lines.next().unwrap_or_default().strip_suffix(b"\n").unwrap_or_default()));
    let mut asked = history(directory);
    asked.args(["--follow", "-M", "--diff-merges=off", "--"]).arg(name);
    let answer = ask(asked)?;
    if let Some(why) = &answer.stopped
        && (why.contains("does not have any commits") || why.contains("bad default revision"))
    {
        bail!("the repository of {shown} has no commits yet; commit the file first")
    }
    // A clone without the old contents cannot tell a rename from a new file, and git stops there.
    let followed = answer.stopped.is_none();
    let own = own_part(parsed(&answer.bytes));
    let mut paths: BTreeSet<&OsStr> = own.iter().flat_map(|change| [&*change.path, &*change.from_path]).collect();
    let under_root = file.strip_prefix(&root).map(Path::as_os_str).unwrap_or_default();
    if !followed {
        paths.insert(under_root);
    }
    if paths.is_empty() {
        bail!("{shown} was never committed, so it has no history; `wayhold lint` reads it as it stands");
    }
    let mut asked = history(&root);
    asked.args([if followed { "-M" } else { "--no-renames" }, "--full-history", "--diff-merges=combined", "--"]);
    asked.args(&paths);
    let answer = ask(asked)?;
    if let Some(why) = answer.stopped {
        bail!("git does not tell the history of {shown}: {why}");
    }
    let mut all = parsed(&answer.bytes);
    all.reverse();
    let versions = lineage(all, &own);
    if versions.is_empty() {
        bail!("{shown} was never committed, so it has no history; `wayhold lint` reads it as it stands");
    }
    Ok(Log { versions, shallow, followed, root })
}

fn history(directory: &Path) -> Command {
    let mut log = git(directory);
    log.args(["log", "--date-order", "--format=tformat:%H %at", "--raw", "-z", "--no-abbrev", "--no-color"]);
    log.args(["--no-ext-diff", "--no-textconv", "--no-show-signature", "--no-relative", "--no-notes"]);
    log
}

/// One file in one commit.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Change {
    commit: String,
    seconds: i64,
    mode: String,
    blob: String,
    before: Vec<String>,
    copied: bool,
    path: OsString,
    from_path: OsString,
}

const ABSENT: &str = "000000";

/// Reads `log --raw -z`: a header for each commit, then for each file a line of modes, names and a status, and its path
/// or paths. What does not look like that is passed over.
fn parsed(answer: &[u8]) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut header: Option<(String, i64)> = None;
    let mut tokens = answer.split(|&byte| byte == 0);
    while let Some(token) = tokens.next() {
        let text = String::from_utf8_lossy(token);
        let text = text.trim_start_matches('\n');
        if !text.starts_with(':') {
            let mut words = text.split(' ');
            if let (Some(commit), Some(at)) = (words.next(), words.next()) {
                header = at.parse().ok().map(|at| (commit.to_owned(), at));
            }
            continue;
        }
        let parents = text.len() - text.trim_start_matches(':').len();
        let words: Vec<&str> = text[parents..].split(' ').collect();
        let status = words.last().copied().unwrap_or_default();
        let from_path = os(tokens.next().unwrap_or_default());
        let moved = parents == 1 && status.starts_with(['R', 'C']);
        let path = if moved { os(tokens.next().unwrap_or_default()) } else { from_path.clone() };
        let (Some((commit, seconds)), true) = (&header, words.len() == 2 * parents + 3) else { continue };
        let (modes, blobs) = (&words[..=parents], &words[parents + 1..2 * parents + 2]);
        let before = modes[..parents].iter().zip(blobs).filter(|(mode, _)| **mode != ABSENT);
        changes.push(Change {
            commit: commit.clone(),
            seconds: *seconds,
            mode: modes[parents].to_owned(),
            blob: blobs[parents].to_owned(),
            before: before.map(|(_, blob)| (*blob).to_owned()).collect(),
            copied: status.starts_with('C'),
            path,
            from_path,
        });
    }
    changes
}

/// The part of a followed log, newest first, that is about the file itself: what lies before a copy is the past of
/// another file, which this one was a copy of.
fn own_part(mut changes: Vec<Change>) -> Vec<Change> {
    if let Some(at) = changes.iter().position(|change| change.copied) {
        changes.truncate(at + 1);
        for copy in &mut changes[at..] {
            copy.from_path.clone_from(&copy.path);
            copy.before.clear();
        }
    }
    changes
}

/// The versions of the file among everything that ever stood at one of its paths: what following it found, and what was
/// made from a version of it on a branch where following it lost it, or by a merge.
fn lineage(all: Vec<Change>, own: &[Change]) -> Vec<Version> {
    let own: BTreeMap<(&str, &OsStr), &Change> =
        own.iter().map(|change| ((change.commit.as_str(), &*change.path), change)).collect();
    let mut known: BTreeSet<String> = BTreeSet::new();
    let mut versions = Vec::new();
    for change in all {
        let found = own.get(&(change.commit.as_str(), &*change.path));
        let descends = change.before.iter().any(|blob| known.contains(blob));
        if change.mode == ABSENT || (!own.is_empty() && found.is_none() && !descends) {
            continue;
        }
        let before = found.map_or(change.before, |found| found.before.clone());
        // A link or a submodule has a name of its own, so that its target is never read as a plan.
        let plain = change.mode.starts_with("100");
        let blob = if plain { change.blob } else { format!("{} {}", change.mode, change.blob) };
        known.insert(blob.clone());
        versions.push(Version {
            short: change.commit.chars().take(9).collect(),
            commit: change.commit,
            at: DateTime::from_timestamp(change.seconds, 0).unwrap_or_default(),
            path: change.path.to_string_lossy().into_owned(),
            blob,
            before,
        });
    }
    versions
}

#[cfg(unix)]
fn os(bytes: &[u8]) -> OsString {
    use std::os::unix::ffi::OsStrExt;
    OsStr::from_bytes(bytes).to_owned()
}

#[cfg(not(unix))]
fn os(bytes: &[u8]) -> OsString {
    String::from_utf8_lossy(bytes).into_owned().into()
}

/// One `git cat-file --batch`, asked for one content after the other.
#[derive(Debug)]
pub struct Blobs {
    child: Child,
    ask: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

/// A content that git gave.
#[derive(Debug, PartialEq, Eq)]
pub struct Blob {
    /// Its name.
    pub id: String,
    /// Its bytes, or why they cannot be had.
    pub bytes: Result<Vec<u8>, String>,
}

impl Blobs {
    /// Starts reading from the repository of `log`.
    ///
    /// # Errors
    /// Git does not start.
    pub fn of(log: &Log) -> Result<Self> {
        let mut batch = git(&log.root);
        batch.args(["cat-file", "--batch"]);
        batch.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = batch.spawn().map_err(|error| cannot_start(&error))?;
        let (ask, answers) = (child.stdin.take(), child.stdout.take().context("git gives no answers")?);
        Ok(Self { child, ask, answers: BufReader::new(answers) })
    }

    /// The content called `name`: a blob's id, or `HEAD:` and a path. Past `cap` bytes it is not kept.
    ///
    /// # Errors
    /// Git stopped answering.
    pub fn read(&mut self, name: &str, cap: u64) -> Result<Blob> {
        if name.contains(['\n', ' ']) && !name.starts_with("HEAD:") {
            return Ok(Blob { id: name.to_owned(), bytes: Err("it is no file but a link or a submodule".to_owned()) });
        }
        let stopped = || format!("git stopped before it gave {name}");
        let mut ask = self.ask.as_ref().with_context(stopped)?;
        ask.write_all(format!("{name}\n").as_bytes()).with_context(stopped)?;
        ask.flush().with_context(stopped)?;
        let mut line = String::new();
        self.answers.read_line(&mut line).with_context(stopped)?;
        let words: Vec<&str> = line.trim_end().rsplitn(3, ' ').collect();
        let [size, kind, id] = words[..] else {
            let missing = line.trim_end().ends_with(" missing");
            if !missing {
                bail!("{}", stopped());
            }
            return Ok(gone(name));
        };
        let Ok(size) = size.parse::<u64>() else { return Ok(gone(name)) };
        let mut bytes = Vec::new();
        let kept = self.answers.by_ref().take(size.min(cap)).read_to_end(&mut bytes).with_context(stopped)? as u64;
        let rest = size + 1 - kept;
        let skipped = io::copy(&mut self.answers.by_ref().take(rest), &mut io::sink()).with_context(stopped)?;
        if skipped != rest {
            bail!("{}", stopped());
        }
        let bytes = match kind {
            "blob" if kept == size => Ok(bytes),
            "blob" => Err(format!("it has {size} bytes, and {cap} is the most that is read")),
            _ => Err(format!("it is a {kind}")),
        };
        Ok(Blob { id: id.to_owned(), bytes })
    }
}

fn gone(name: &str) -> Blob {
    Blob { id: name.to_owned(), bytes: Err("this clone does not have its content".to_owned()) }
}

impl Drop for Blobs {
    fn drop(&mut self) {
        // The end of its input ends it.
        drop(self.ask.take());
        let _ = self.child.wait();
    }
}
