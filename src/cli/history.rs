//! `wayhold lint --history`: what a plan's past in git says. Reads only.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

use serde_json::{Value, json};

use super::{Exit, out::Out};
use crate::runbook::{Found, History, Point, Replayed};
use crate::session::{self, Past};

/// The most columns of the chart.
const WIDTH: usize = 60;

/// How many of one kind a row of the table names.
const NAMED: usize = 3;

/// Replays each file. Exit 3 when the newest version of one has an error finding, 1 when one could not be replayed.
pub fn run(out: Out, files: &[(std::path::PathBuf, String)], plain: bool) -> Exit {
    let mut pasts: Vec<(&str, Past)> = Vec::new();
    let mut unread: Vec<(&str, String)> = Vec::new();
    for (path, shown) in files {
        match replay(path) {
            Ok(past) => pasts.push((shown, past)),
            Err(error) => unread.push((shown, format!("{error:#}"))),
        }
    }
    if out.json {
        let files: Vec<_> = pasts.iter().map(|(shown, past)| object(shown, past)).collect();
        let mut answer = json!({"files": files});
        if !unread.is_empty() {
            answer["unread"] = unread.iter().map(|(path, why)| json!({"path": path, "error": why})).collect();
        }
        out.object(&answer);
    } else {
        for (shown, past) in &pasts {
            for line in text(shown, past, plain) {
                out.line(line);
            }
        }
    }
    for (shown, past) in &pasts {
        for warning in warnings(past) {
            out.say(format!("{shown}: {warning}"));
        }
    }
    for (_, why) in &unread {
        out.say(format!("wayhold: {why}"));
    }
    let now: Vec<&Replayed> = pasts.iter().filter_map(|(_, past)| past.history.now()).collect();
    let lost = !unread.is_empty() || now.iter().any(|version| version.unreadable.is_some());
    match (now.iter().any(|version| version.contradicts_itself()), lost) {
        (true, _) => Exit::No,
        (false, true) => Exit::CouldNot,
        (false, false) => Exit::Done,
    }
}

fn replay(path: &Path) -> anyhow::Result<Past> {
    if path.is_dir() {
        anyhow::bail!("{} is a directory; name one plan in it", path.display());
    }
    session::history(path)
}

fn object(shown: &str, past: &Past) -> Value {
    let history = &past.history;
    let mut answer = json!({"path": shown, "summary": format!("{shown} {}", history.sentence()),
        "shallow": past.shallow, "renames_followed": past.followed, "gone": past.gone, "uncommitted": past.uncommitted});
    if let (Value::Object(answer), Ok(Value::Object(history))) = (&mut answer, serde_json::to_value(history)) {
        answer.extend(history);
    }
    answer["newest"] = history.now().map_or(Value::Null, |version| json!(version));
    answer
}

fn warnings(past: &Past) -> Vec<&'static str> {
    let mut warnings = Vec::new();
    if past.shallow {
        warnings.push("this clone holds only the newest commits, so older versions are missing; `git fetch --unshallow` brings them");
    }
    if !past.followed {
        warnings.push(
            "this clone lacks old contents, so versions under an earlier name may be missing; a full clone has them",
        );
    }
    if past.gone {
        warnings.push("the file is not in the newest commit; what is said of now is its last version");
    }
    if past.uncommitted {
        warnings.push("the file on the disk has changes that are not committed; `wayhold lint` reads those");
    }
    warnings
}

fn text(shown: &str, past: &Past, plain: bool) -> Vec<String> {
    let history = &past.history;
    let mut lines = vec![format!("{shown} {}", history.sentence())];
    let mut row = |name: &str, said: String| lines.push(format!("  {name:<12} {said}"));
    if let Some(run) = &history.longest_run {
        let versions = if run.versions == 1 { "version" } else { "versions" };
        row("longest run", format!("{} {versions}, {} to {}", run.versions, named(&run.from), named(&run.to)));
    }
    if !history.by_code.is_empty() {
        let mut codes: Vec<_> = history.by_code.iter().collect();
        codes.sort_by_key(|&(_, versions)| std::cmp::Reverse(*versions));
        let codes: Vec<String> = codes.iter().map(|(code, versions)| format!("{code} in {versions}")).collect();
        row("findings", codes.join(", "));
    }
    row("transitions", counted(history.illegal_transitions.len(), "illegal", "none illegal"));
    row("boxes", counted(history.unticked.len(), "un-ticked", "none un-ticked"));
    if history.unreadable > 0 {
        row("unreadable", history.unreadable.to_string());
    }
    let (columns, most) = chart(history, plain);
    if most > 0 {
        row("errors", format!("{columns}  oldest first, at most {most}"));
    }
    if let Some(now) = history.now() {
        let state = match (&now.unreadable, now.errors) {
            (Some(why), _) => format!("cannot be read: {why}"),
            (None, 0) => "clean".to_owned(),
            (None, errors) => format!("{errors} error(s): {}", listed(now.findings.iter())),
        };
        row("now", format!("{} {state}", named(&now.point)));
    }
    lines.extend(table(history));
    lines
}

fn counted(count: usize, what: &str, none: &str) -> String {
    if count == 0 { none.to_owned() } else { format!("{count} {what}") }
}

fn named(point: &Point) -> String {
    format!("{} ({})", point.short, point.at.format("%Y-%m-%d"))
}

/// The versions in which something happened, one to a line: what began, what ended, what may not be.
fn table(history: &History) -> Vec<String> {
    let mut lines = Vec::new();
    let mut before: BTreeSet<&Found> = BTreeSet::new();
    for version in &history.history {
        let mut said: Vec<String> = Vec::new();
        let at_commit = |point: &Point| point.commit == version.point.commit;
        if let Some(path) = &version.renamed_from {
            said.push(format!("was {path}"));
        }
        if let Some(why) = &version.unreadable {
            said.push(format!("cannot be read: {why}"));
        } else {
            let now: BTreeSet<&Found> = version.findings.iter().collect();
            let (new, ended) = (now.difference(&before).copied(), before.difference(&now).copied());
            said.extend(prefixed("+", &listed(new)));
            said.extend(prefixed("-", &listed(ended)));
            before = now;
        }
        let moved = history.illegal_transitions.iter().filter(|moved| at_commit(&moved.point));
        said.extend(some(moved.map(|moved| format!("{} {} -> {}", moved.phase, moved.from.word(), moved.to.word()))));
        let taken_back = history.unticked.iter().filter(|found| at_commit(&found.point));
        said.extend(some(taken_back.map(|found| {
            let phase = found.phase.as_deref().map_or_else(String::new, |phase| format!("{phase} "));
            format!("un-ticked {phase}\"{}\"", shortened(&found.text))
        })));
        if !said.is_empty() {
            let (short, date) = (&version.point.short, version.point.at.format("%Y-%m-%d"));
            lines.push(format!("  {short} {date} {:>3}  {}", version.errors, said.join("; ")));
        }
    }
    if !lines.is_empty() {
        lines.insert(0, "  versions in which something happened: commit, date, errors, what".to_owned());
    }
    lines
}

fn prefixed(sign: &str, words: &str) -> Option<String> {
    (!words.is_empty()).then(|| format!("{sign} {words}"))
}

/// Findings by kind, each with the phases it is about.
fn listed<'a>(found: impl Iterator<Item = &'a Found>) -> String {
    let mut kinds: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for found in found {
        kinds.entry(found.code.word()).or_default().extend(found.phase.as_deref());
    }
    let kinds = kinds.into_iter().map(|(code, phases)| {
        let mut words = code.to_owned();
        for phase in phases.iter().take(NAMED) {
            let _ = write!(words, " {phase}");
        }
        if phases.len() > NAMED {
            let _ = write!(words, " and {} more", phases.len() - NAMED);
        }
        words
    });
    kinds.collect::<Vec<_>>().join(", ")
}

fn some(all: impl Iterator<Item = String>) -> Vec<String> {
    let mut named: Vec<String> = all.collect();
    if named.len() > NAMED {
        let more = named.len() - NAMED;
        named.truncate(NAMED);
        named.push(format!("and {more} more"));
    }
    named
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= 48 { text.to_owned() } else { text.chars().take(47).chain(['…']).collect() }
}

/// The errors of every version in one line, oldest first, and the most that one version has. Where there are more
/// versions than columns, a column shows the worst of its own. `?` is a version that could not be read.
fn chart(history: &History, plain: bool) -> (String, usize) {
    let versions = &history.history;
    let most = versions.iter().map(|version| version.errors).max().unwrap_or(0);
    let columns = versions.len().min(WIDTH);
    let column = |at: usize| {
        let own = &versions[at * versions.len() / columns..(at + 1) * versions.len() / columns];
        let errors = own.iter().filter(|version| version.unreadable.is_none()).map(|version| version.errors).max();
        match (errors, plain) {
            (None, _) => '?',
            (Some(0), true) => '.',
            (Some(0), false) => '·',
            (Some(errors), true) => char::from_digit(errors.min(9) as u32, 10).unwrap_or('9'),
            (Some(errors), false) => BLOCKS[(errors * BLOCKS.len()).div_ceil(most) - 1],
        }
    };
    ((0..columns).map(column).collect(), most)
}

const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
