//! `lint --history` on real repositories that each test writes for itself, whatever the git configuration around it.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde_json::json;
use tempfile::TempDir;

use crate::common::Ran;

/// A repository of its own, with a clock of one day a commit.
struct Repository {
    directory: TempDir,
    commits: std::cell::Cell<u32>,
}

#[expect(clippy::disallowed_methods, reason = "the tests find git where the user does")]
fn path() -> OsString {
    std::env::var_os("PATH").unwrap()
}

impl Repository {
    fn new() -> Self {
        let repository = Self { directory: tempfile::tempdir().unwrap(), commits: std::cell::Cell::new(0) };
        fs::create_dir(repository.root()).unwrap();
        repository.git(["init", "-q", "-b", "main"]);
        repository
    }

    fn root(&self) -> PathBuf {
        self.directory.path().join("a plan's home")
    }

    fn git<A: AsRef<OsStr>>(&self, words: impl IntoIterator<Item = A>) -> String {
        let date = format!("{} +0100", 1_770_000_000 + 86_400 * self.commits.get());
        let output = Command::new("git")
            .env_clear()
            .env("PATH", path())
            .env("HOME", self.directory.path())
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_ALLOW_PROTOCOL", "file")
            .envs(["AUTHOR", "COMMITTER"].map(|who| (format!("GIT_{who}_NAME"), "Ana")))
            .envs(["AUTHOR", "COMMITTER"].map(|who| (format!("GIT_{who}_EMAIL"), "ana@example.org")))
            .envs(["AUTHOR", "COMMITTER"].map(|who| (format!("GIT_{who}_DATE"), date.clone())))
            .current_dir(self.root())
            .args(words)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    /// Commits everything as it stands; the short name of the commit.
    fn commit(&self) -> String {
        self.git(["add", "-A"]);
        self.git(["commit", "-q", "--allow-empty", "-m", "a change"]);
        self.commits.set(self.commits.get() + 1);
        self.git(["rev-parse", "HEAD"])[..9].to_owned()
    }

    fn write(&self, path: impl AsRef<OsStr>, text: impl AsRef<[u8]>) -> &Self {
        let path = self.root().join(path.as_ref());
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    fn wayhold<A: AsRef<OsStr>>(&self, words: impl IntoIterator<Item = A>) -> Ran {
        Ran::of(self.command(words))
    }

    fn command<A: AsRef<OsStr>>(&self, words: impl IntoIterator<Item = A>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wayhold"));
        command.env_clear().env("PATH", path()).env("HOME", self.directory.path()).env("GIT_CONFIG_NOSYSTEM", "1");
        command.env("GIT_CONFIG_GLOBAL", "/dev/null").current_dir(self.root()).args(words);
        command
    }
}

/// A plan of two phases: what the roadmap and the section say of R1, what both say of R2, and the box of R1.
fn plan(row: &str, section: &str, two: &str, mark: char) -> String {
    format!(
        "# Tea round\n\n| id | Status |\n|---|---|\n| R1 | {row} |\n| R2 | {two} |\n\n## R1 - Kettle\nStatus: {section}\n\nDoD checklist:\n- [{mark}] the kettle boils\n\n## R2 - Cups\nStatus: {two}\n\nDoD:\n- [x] cups are out\n"
    )
}

#[test]
fn the_first_line_says_how_often_and_since_when_and_the_rest_says_what() {
    let repository = Repository::new();
    let old = "plans/tea \"round\" [1].md";
    repository.write(old, plan("ACTIVE", "ACTIVE", "NOT_STARTED", 'x')).commit();
    let torn = repository.write(old, plan("DONE", "ACTIVE", "NOT_STARTED", 'x')).commit();
    let jumped = repository.write(old, plan("DONE", "DONE", "DONE", 'x')).commit();
    repository.git(["mv", old, "tea.md"]);
    let moved = repository.commit();
    let undone = repository.write("tea.md", plan("ACTIVE", "ACTIVE", "DONE", ' ')).commit();
    repository
        .wayhold(["lint", "--history", "tea.md"])
        .exit(3)
        .says(&format!("tea.md contradicted itself in 2 of 5 versions, first at {torn} (2026-02-03)\n"))
        .says(&format!("longest run  1 version, {torn} (2026-02-03) to {torn} (2026-02-03)\n"))
        .says("  findings     ORDER in 1, STATUS_MISMATCH in 1\n")
        .says("  transitions  2 illegal\n  boxes        1 un-ticked\n")
        .says("  errors       ·█··█  oldest first, at most 1\n")
        .says(&format!("{torn} 2026-02-03   1  + STATUS_MISMATCH R1\n"))
        .says(&format!("{jumped} 2026-02-04   0  - STATUS_MISMATCH R1; R2 NOT_STARTED -> DONE\n"))
        .says(&format!("{moved} 2026-02-05   0  was {old}\n"))
        .says(&format!("{undone} 2026-02-06   1  + ORDER R2; R1 DONE -> ACTIVE; un-ticked R1 \"the kettle boils\"\n"));
    repository.wayhold(["lint", "--history", "--plain", "tea.md"]).exit(3).says("  errors       .1..1  ");
    let answer = repository.wayhold(["lint", "--history", "--json", "tea.md"]).exit(3).answer();
    let file = &answer["files"][0];
    assert_eq!((&file["versions"], &file["contradictory"], &file["unreadable"]), (&json!(5), &json!(2), &json!(0)));
    assert_eq!((&file["first"]["short"], &file["first"]["at"]), (&json!(torn), &json!("2026-02-03T02:40:00Z")));
    assert_eq!(file["by_code"], json!({"ORDER": 1, "STATUS_MISMATCH": 1}));
    let illegal: Vec<_> = file["illegal_transitions"].as_array().unwrap().iter().collect();
    assert_eq!(illegal.len(), 2);
    assert_eq!(
        (&illegal[0]["phase"], &illegal[0]["from"], &illegal[0]["to"]),
        (&json!("R2"), &json!("NOT_STARTED"), &json!("DONE"))
    );
    assert_eq!(file["unticked"][0]["text"], "the kettle boils");
    assert_eq!(file["history"][3]["renamed_from"], old);
    assert_eq!((&file["newest"]["short"], &file["newest"]["errors"]), (&json!(undone), &json!(1)));
    assert_eq!(file["summary"], format!("tea.md contradicted itself in 2 of 5 versions, first at {torn} (2026-02-03)"));
}

#[test]
fn the_exit_code_is_about_the_newest_version_and_not_about_the_past() {
    let repository = Repository::new();
    repository.write("tea.md", plan("ACTIVE", "ACTIVE", "NOT_STARTED", 'x')).commit();
    repository.wayhold(["lint", "--history", "tea.md"]).exit(0).says("tea.md never contradicted itself in 1 version\n");
    let torn = repository.write("tea.md", plan("DONE", "ACTIVE", "NOT_STARTED", 'x')).commit();
    repository
        .wayhold(["lint", "--history", "tea.md"])
        .exit(3)
        .says(&format!("now          {torn} (2026-02-03) 1 error(s): STATUS_MISMATCH R1\n"));
    repository.write("tea.md", plan("ACTIVE", "ACTIVE", "NOT_STARTED", 'x'));
    repository.wayhold(["lint", "--history", "tea.md"]).exit(3).complains("has changes that are not committed");
    repository.commit();
    repository.wayhold(["lint", "--history", "tea.md"]).exit(0);
}

#[test]
fn versions_on_both_sides_of_a_merge_count_and_each_is_compared_with_what_it_was_made_from() {
    let repository = Repository::new();
    repository.write("tea.md", plan("ACTIVE", "ACTIVE", "NOT_STARTED", ' ')).commit();
    repository.git(["checkout", "-q", "-b", "side"]);
    repository.git(["mv", "tea.md", "round.md"]);
    repository.commit();
    repository.write("round.md", plan("ACTIVE", "ACTIVE", "NOT_STARTED", 'x')).commit();
    repository.git(["checkout", "-q", "main"]);
    repository.write("tea.md", plan("ACTIVE", "ACTIVE", "ACTIVE", ' ')).commit();
    repository.git(["merge", "-q", "--no-ff", "--no-edit", "side"]);
    assert_eq!(
        fs::read_to_string(repository.root().join("round.md")).unwrap(),
        plan("ACTIVE", "ACTIVE", "ACTIVE", 'x')
    );
    let answer = repository.wayhold(["lint", "--history", "--json", "round.md"]).exit(3).answer();
    let file = &answer["files"][0];
    assert_eq!(
        (&file["versions"], &file["contradictory"]),
        (&json!(5), &json!(2)),
        "two ACTIVE on main and in the merge"
    );
    assert_eq!(file["unticked"], json!([]), "what was open on the other side was never ticked there");
    assert_eq!(file["newest"]["commit"], repository.git(["rev-parse", "HEAD"]));
}

#[test]
fn what_lies_before_a_copy_is_the_past_of_another_plan() {
    let repository = Repository::new();
    repository.write("first.md", plan("DONE", "ACTIVE", "NOT_STARTED", ' ')).commit();
    repository.write("first.md", plan("ACTIVE", "ACTIVE", "NOT_STARTED", 'x')).commit();
    repository.write("second.md", plan("ACTIVE", "ACTIVE", "NOT_STARTED", ' ')).commit();
    repository.wayhold(["lint", "--history", "second.md"]).exit(0).says("never contradicted itself in 1 version\n");
}

#[test]
fn a_version_that_is_no_plan_is_named_and_stops_nothing() {
    let repository = Repository::new();
    repository.write("tea.md", plan("DONE", "ACTIVE", "NOT_STARTED", 'x')).commit();
    let broken = repository.write("tea.md", b"\xff\xfe\x00").commit();
    fs::remove_file(repository.root().join("tea.md")).unwrap();
    repository.commit();
    repository.write("tea.md", plan("ACTIVE", "ACTIVE", "NOT_STARTED", ' ')).commit();
    repository
        .wayhold(["lint", "--history", "tea.md"])
        .exit(0)
        .says("contradicted itself in 1 of 3 versions")
        .says("  unreadable   1\n")
        .says("  errors       █?·  ")
        .says(&format!("{broken} 2026-02-03   0  cannot be read: it is not UTF-8"))
        .says("un-ticked R1");
    repository.write("tea.md", b"\xff").commit();
    repository.wayhold(["lint", "--history", "tea.md"]).exit(1).says("now  ");
    fs::remove_file(repository.root().join("tea.md")).unwrap();
    repository.commit();
    repository.wayhold(["lint", "--history", "tea.md"]).exit(1).complains("the file is not in the newest commit");
}

#[test]
fn where_there_is_no_history_a_sentence_says_why_and_what_to_do() {
    let repository = Repository::new();
    let history = |file: &str| repository.wayhold(["lint", "--history", file]);
    repository.write("tea.md", "# Tea\n");
    history("tea.md").exit(1).complains("has no commits yet; commit the file first");
    repository.write("other.md", "# Other\n");
    repository.git(["add", "other.md"]);
    repository.git(["commit", "-q", "-m", "other"]);
    history("tea.md").exit(1).complains("was never committed, so it has no history; `wayhold lint` reads it");
    history("none.md").exit(1).complains("was never committed");
    history(".").exit(1).complains("is a directory; name one plan in it");
    history(".git/HEAD").exit(1).complains("is not in the work tree of its repository");
    let mut alone = repository.command(["lint", "--history", "tea.md"]);
    alone.env("PATH", repository.root());
    Ran::of(alone).exit(1).complains("git is not on the PATH, and the history comes from it; install git");
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("tea.md"), "# Tea\n").unwrap();
    let answer = repository.wayhold([
        OsStr::new("lint"),
        OsStr::new("--history"),
        OsStr::new("--json"),
        outside.path().join("tea.md").as_os_str(),
    ]);
    let answer = answer.exit(1).complains("is in no git repository").answer();
    assert_eq!(answer["files"], json!([]));
    assert!(answer["unread"][0]["error"].as_str().unwrap().contains("is in no git repository"));
}

#[test]
fn a_clone_without_the_older_commits_answers_for_what_it_has_and_says_so() {
    let repository = Repository::new();
    repository.write("tea.md", plan("DONE", "ACTIVE", "NOT_STARTED", 'x')).commit();
    repository.write("tea.md", plan("ACTIVE", "ACTIVE", "NOT_STARTED", 'x')).commit();
    let from = format!("file://{}", repository.root().display());
    repository.git(["clone", "-q", "--depth", "1", &from, "../shallow"]);
    let file = repository.directory.path().join("shallow/tea.md");
    repository
        .wayhold([OsStr::new("lint"), OsStr::new("--history"), file.as_os_str()])
        .exit(0)
        .says("never contradicted itself in 1 version")
        .complains("older versions are missing; `git fetch --unshallow` brings them");
}

#[cfg(target_os = "linux")]
#[test]
fn a_path_that_is_not_utf_8_has_a_history_too() {
    use std::os::unix::ffi::OsStrExt;
    let repository = Repository::new();
    let name = OsStr::from_bytes(b"t\xe9\n:(top) *.md");
    repository.write(name, plan("DONE", "ACTIVE", "NOT_STARTED", 'x')).write("t.md", "# Other\n").commit();
    repository.write(name, plan("ACTIVE", "ACTIVE", "NOT_STARTED", 'x')).write("t.md", "# Another\n").commit();
    repository
        .wayhold([OsStr::new("lint"), OsStr::new("--history"), name])
        .exit(0)
        .says("contradicted itself in 1 of 2 versions");
}

#[cfg(unix)]
#[test]
fn nothing_that_a_strangers_repository_configures_is_run() {
    use std::os::unix::fs::PermissionsExt;
    let repository = Repository::new();
    repository
        .write("tea.md", plan("ACTIVE", "ACTIVE", "NOT_STARTED", 'x'))
        .write(".gitattributes", "*.md diff=evil filter=evil\n");
    repository.commit();
    repository.write("tea.md", plan("DONE", "DONE", "NOT_STARTED", 'x')).commit();
    let trap = repository.directory.path().join("trap");
    let sprung = repository.directory.path().join("sprung");
    fs::write(&trap, format!("#!/bin/sh\necho \"$0 $*\" >> '{}'\n", sprung.display())).unwrap();
    fs::set_permissions(&trap, fs::Permissions::from_mode(0o755)).unwrap();
    let hooks = repository.root().join(".git/hooks");
    for hook in ["post-index-change", "reference-transaction", "post-checkout"] {
        fs::copy(&trap, hooks.join(hook)).unwrap();
    }
    let trap = trap.to_str().unwrap().to_owned();
    for key in [
        "core.fsmonitor",
        "core.pager",
        "pager.log",
        "core.editor",
        "core.sshCommand",
        "core.askPass",
        "gpg.program",
        "gpg.ssh.program",
        "diff.external",
        "diff.evil.command",
        "diff.evil.textconv",
        "filter.evil.clean",
        "filter.evil.smudge",
        "filter.evil.process",
        "core.alternateRefsCommand",
        "credential.helper",
        "remote.origin.uploadpack",
        "uploadpack.packObjectsHook",
    ] {
        repository.git(["config", key, &trap]);
    }
    for (key, value) in [
        ("log.showSignature", "true"),
        ("alias.log", "!false"),
        ("alias.cat-file", "!false"),
        ("core.repositoryFormatVersion", "1"),
        ("extensions.partialClone", "origin"),
        ("remote.origin.promisor", "true"),
        ("remote.origin.url", &format!("ext::{trap} %S")),
        ("protocol.ext.allow", "always"),
        ("color.ui", "always"),
        ("diff.relative", "true"),
        ("log.follow", "false"),
        ("log.diffMerges", "separate"),
        ("diff.renames", "false"),
        ("diff.noprefix", "true"),
    ] {
        repository.git(["config", key, value]);
    }
    repository.wayhold(["lint", "--history", "tea.md"]).exit(0).says("never contradicted itself in 2 versions");
    let first = repository.git(["rev-list", "--max-parents=0", "HEAD"]);
    let blob = repository.git(["rev-parse", &format!("{first}:tea.md")]);
    let (folder, name) = blob.split_at(2);
    fs::remove_file(repository.root().join(format!(".git/objects/{folder}/{name}"))).unwrap();
    repository
        .wayhold(["lint", "--history", "tea.md"])
        .exit(0)
        .says("in 2 versions")
        .says("cannot be read: this clone does not have its content");
    assert!(!sprung.exists(), "{}", fs::read_to_string(&sprung).unwrap_or_default());
}

#[test]
fn the_variables_of_a_git_hook_do_not_lead_it_astray() {
    let repository = Repository::new();
    repository.write("tea.md", plan("ACTIVE", "ACTIVE", "NOT_STARTED", 'x')).commit();
    let mut command = repository.command(["lint", "--history", "tea.md"]);
    command.env("GIT_DIR", "/nowhere/.git").env("GIT_WORK_TREE", "/nowhere").env("GIT_INDEX_FILE", "/nowhere/index");
    command.env("GIT_EXTERNAL_DIFF", "false").env("GIT_NAMESPACE", "x").env("GIT_GLOB_PATHSPECS", "1");
    Ran::of(command).exit(0).says("never contradicted itself in 1 version");
}

#[test]
fn a_plan_whose_workspace_maps_it_is_replayed_by_that_mapping() {
    let repository = Repository::new();
    let text = |status: &str| format!("# Tea\n\n## Boil\nStatus: {status}\n- [x] water\n\n## Pour\n- [ ] milk\n");
    repository.write("tea.md", text("NOT_STARTED")).commit();
    repository.write("tea.md", text("DONE")).commit();
    repository.wayhold(["lint", "--history", "tea.md"]).exit(0).says("none illegal");
    repository
        .write("wayhold.toml", "environment = \"x\"\n[[runbook]]\npath = \"*.md\"\ngrammar = { stage_heading = 2 }\n");
    repository.wayhold(["lint", "--history", "tea.md"]).exit(0).says("boil NOT_STARTED -> DONE");
    repository.wayhold(["lint", "tea.md"]).exit(0).says("2 phases (2 root, 0 sub)");
}
