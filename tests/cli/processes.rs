//! Real processes under real supervisors: what is kept of them, how they end, and what outlives what.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use tempfile::TempDir;
use wayhold::effects::process::{Exit, Outcome, Program, Run, RunState, Spawner, Spec, attach, list, runs, watched};

use crate::common::digest;

/// How often a test looks again for what has to come, and how many times before it gives up.
const LOOK: (Duration, u32) = (Duration::from_millis(20), 3000);

/// A place for runs.
struct Bench {
    directory: TempDir,
}

impl Bench {
    fn new() -> Self {
        Self { directory: tempfile::tempdir().unwrap() }
    }

    fn private(&self) -> PathBuf {
        self.directory.path().join(".wayhold")
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn script(&self, id: &str, text: &str) -> Spec {
        let command = Program::Script { shell: "sh".to_owned(), text: text.to_owned() };
        Spec::new(id, command, self.directory.path())
    }

    fn start(&self, spec: &Spec) -> Run {
        spawner().start(&self.private(), spec).unwrap()
    }

    /// Runs to the end: the outcome and all that was stored.
    fn run(&self, spec: &Spec) -> (Outcome, Vec<u8>) {
        let mut output = Vec::new();
        let outcome = spawner().run_to_end(&self.private(), spec, |fresh| output.extend_from_slice(fresh)).unwrap();
        let stored = self.stored(&spec.id);
        assert!(output == stored, "what was followed is not what is stored");
        assert_eq!((outcome.bytes, &outcome.sha256), (stored.len() as u64, &digest(&stored)));
        (outcome, stored)
    }

    fn stored(&self, id: &str) -> Vec<u8> {
        fs::read(runs(&self.private()).join(id).join("output")).unwrap()
    }

    /// Every file of every run, in one.
    fn everything(&self) -> Vec<u8> {
        let mut all = Vec::new();
        for run in fs::read_dir(runs(&self.private())).unwrap() {
            for file in fs::read_dir(run.unwrap().path()).unwrap() {
                all.extend(fs::read(file.unwrap().path()).unwrap());
            }
        }
        all
    }
}

fn spawner() -> Spawner {
    Spawner { exe: env!("CARGO_BIN_EXE_wayhold").into() }
}

#[track_caller]
fn soon<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let (apart, times) = LOOK;
    for _ in 0..times {
        if let Some(found) = look() {
            return found;
        }
        sleep(apart);
    }
    panic!("it never came: {what}")
}

#[track_caller]
fn ended(run: &Run) -> Outcome {
    soon("the end of the run", || match run.state().unwrap() {
        RunState::Ended(outcome) => Some(outcome),
        RunState::Running { .. } => None,
        RunState::Unknown { pid } => panic!("the supervisor of {pid:?} died"),
    })
}

#[track_caller]
fn says(run: &mut Run, part: &str) {
    let mut output = Vec::new();
    soon(part, || {
        output.extend(run.poll_output().unwrap());
        String::from_utf8_lossy(&output).contains(part).then_some(())
    });
}

/// A process id that a script wrote into a file.
fn pid_in(path: &Path) -> u32 {
    soon("a process id", || fs::read_to_string(path).ok()?.strip_suffix('\n')?.parse().ok())
}

/// Whether the process runs; one that is over and was not waited for does not.
fn alive(pid: u32) -> bool {
    let ps = Command::new("ps").args(["-o", "stat=", "-p", &pid.to_string()]).output().unwrap();
    let stat = String::from_utf8(ps.stdout).unwrap();
    !stat.trim().is_empty() && !stat.trim().starts_with('Z')
}

#[track_caller]
fn gone(pid: u32) {
    soon("the end of a process", || (!alive(pid)).then_some(()));
}

fn kill(pid: u32) {
    assert!(Command::new("kill").args(["-9", &pid.to_string()]).status().unwrap().success());
}

fn supervisor_of(run: &Run) -> u32 {
    let status = fs::read(run.directory().join("status.json")).unwrap();
    let status: serde_json::Value = serde_json::from_slice(&status).unwrap();
    status["supervisor"].as_u64().unwrap().try_into().unwrap()
}

#[test]
fn output_streams_while_the_process_runs() {
    let bench = Bench::new();
    let mut run =
        bench.start(&bench.script("one", "echo begun; while [ ! -e go ]; do sleep 0.02; done; echo over >&2"));
    says(&mut run, "begun\n");
    assert!(matches!(run.state().unwrap(), RunState::Running { started: Some(_), .. }));
    fs::write(bench.path("go"), "").unwrap();
    let outcome = ended(&run);
    assert_eq!((outcome.exit, outcome.redactions, outcome.truncated), (Exit::Code(0), 0, false));
    assert_eq!(run.poll_output().unwrap(), b"over\n");
    assert_eq!(run.poll_output().unwrap(), b"");
}

#[test]
fn a_process_ends_with_its_code_or_its_signal() {
    let bench = Bench::new();
    for (id, text, exit) in [
        ("fine", "true", Exit::Code(0)),
        ("seven", "exit 7", Exit::Code(7)),
        ("first", "false\nexit 0", Exit::Code(1)),
        ("signal", "kill -9 $$", Exit::Signal(9)),
    ] {
        assert_eq!(bench.run(&bench.script(id, text)).0.exit, exit, "{text}");
    }
}

#[test]
fn hostile_arguments_arrive_untouched() {
    let bench = Bench::new();
    let words =
        ["two words", "\"quoted\" 'twice'", "line\nbreak", "$HOME `id` $(id)", "*", "", "-n", "\\", "żółć\u{1b}[31m"];
    let mut argv: Vec<String> = ["/usr/bin/printf", "%s\\0"].map(str::to_owned).to_vec();
    argv.extend(words.map(str::to_owned));
    let (outcome, output) = bench.run(&Spec::new("argv", Program::Argv(argv), bench.directory.path()));
    assert_eq!(outcome.exit, Exit::Code(0));
    assert_eq!(output, words.map(|word| format!("{word}\0")).concat().as_bytes());
}

#[test]
fn what_cannot_be_executed_is_an_outcome_with_the_reason() {
    let bench = Bench::new();
    let argv = |words: &[&str]| Program::Argv(words.iter().map(|word| (*word).to_owned()).collect());
    let here = bench.directory.path();
    fs::write(bench.path("plain"), "text").unwrap();
    let plain = bench.path("plain").display().to_string();
    for (id, spec, reason) in [
        ("absent", Spec::new("absent", argv(&["no-such-program-here"]), here), "there is no program"),
        ("text", Spec::new("text", argv(&[&plain]), here), "cannot be executed"),
        ("nul", Spec::new("nul", argv(&["echo", "a\0b"]), here), "nul"),
        ("nowhere", Spec::new("nowhere", argv(&["true"]), bench.path("absent")), "is not there"),
    ] {
        let (outcome, output) = bench.run(&spec);
        assert!(matches!(&outcome.exit, Exit::NotStarted(why) if why.contains(reason)), "{id}: {:?}", outcome.exit);
        assert!(output.is_empty());
    }
}

#[test]
fn what_cannot_be_a_run_is_refused_and_leaves_nothing() {
    use std::io::ErrorKind::{AlreadyExists, InvalidInput};
    let bench = Bench::new();
    let refused = |spec: &Spec| spawner().start(&bench.private(), spec).unwrap_err().kind();
    for id in ["", ".", "..", "../out", "a/b", "with space", ".hidden", &"x".repeat(65)] {
        assert_eq!(refused(&bench.script(id, "touch ran")), InvalidInput, "{id:?}");
    }
    assert_eq!(refused(&Spec::new("a", Program::Argv(vec![]), bench.directory.path())), InvalidInput);
    assert_eq!(refused(&Spec::new("a", Program::Argv(vec!["true".into()]), "relative")), InvalidInput);
    assert!(!bench.private().exists());
    bench.run(&bench.script("once", "true"));
    assert_eq!(refused(&bench.script("once", "touch ran")), AlreadyExists);
    assert_eq!(fs::read_dir(runs(&bench.private())).unwrap().count(), 1);
    assert!(!bench.path("ran").exists());
}

#[test]
fn without_a_place_for_the_run_or_a_supervisor_nothing_starts() {
    let bench = Bench::new();
    fs::create_dir_all(bench.private()).unwrap();
    fs::write(runs(&bench.private()), "a file in the way").unwrap();
    let error = spawner().start(&bench.private(), &bench.script("one", "touch ran")).unwrap_err();
    assert!(error.to_string().contains("nothing was started"), "{error}");
    fs::remove_file(runs(&bench.private())).unwrap();
    for exe in ["/no/such/wayhold", "/bin/true"] {
        let spawner = Spawner { exe: exe.into() };
        spawner.start(&bench.private(), &bench.script("one", "touch ran")).unwrap_err();
        assert_eq!(list(&bench.private()).unwrap(), [], "{exe} left a run");
    }
    assert!(!bench.path("ran").exists());
}

#[test]
fn a_run_that_takes_too_long_is_ended_with_everything_it_forked() {
    let bench = Bench::new();
    let mut spec = bench.script("slow", "(sleep 600 & echo $! > grandchild; wait) & echo $$ > child; wait");
    spec.timeout = Some(Duration::from_secs(1));
    let (outcome, _) = bench.run(&spec);
    assert_eq!(outcome.exit, Exit::TimedOut);
    gone(pid_in(&bench.path("child")));
    gone(pid_in(&bench.path("grandchild")));
}

#[test]
fn what_does_not_end_when_asked_is_ended_after_the_grace() {
    let bench = Bench::new();
    // The one that stays has closed its output: it is found by its group.
    let stubborn = "trap '' TERM; (echo $$ > child; while :; do sleep 0.1; done) > /dev/null 2>&1";
    let mut spec = bench.script("stubborn", stubborn);
    spec.grace = Duration::from_millis(300);
    let run = bench.start(&spec);
    let child = pid_in(&bench.path("child"));
    run.cancel().unwrap();
    assert_eq!(ended(&run).exit, Exit::Cancelled);
    gone(child);
}

#[test]
fn what_is_asked_to_end_has_the_grace_to_tidy_up() {
    let bench = Bench::new();
    let tidy = "(trap 'sleep 0.3; echo tidied > state; exit' TERM; echo > ready; while :; do sleep 0.05; done) \
                > /dev/null 2>&1 & wait";
    let run = bench.start(&bench.script("tidy", tidy));
    soon("the trap", || bench.path("ready").exists().then_some(()));
    run.cancel().unwrap();
    assert_eq!(ended(&run).exit, Exit::Cancelled);
    assert_eq!(fs::read_to_string(bench.path("state")).unwrap(), "tidied\n");
}

#[test]
fn cancelling_twice_or_too_late_changes_nothing() {
    let bench = Bench::new();
    let run = bench.start(&bench.script("sleep", "sleep 600"));
    // Another process may ask, too.
    attach(&bench.private(), "sleep").unwrap().cancel().unwrap();
    let _ = run.cancel();
    let outcome = ended(&run);
    assert_eq!(outcome.exit, Exit::Cancelled);
    run.cancel().unwrap();
    assert_eq!(ended(&run), outcome);
}

#[test]
fn a_run_whose_supervisor_is_asked_to_end_counts_as_cancelled() {
    let bench = Bench::new();
    let run = bench.start(&bench.script("sleep", "echo $$ > child; exec sleep 600"));
    let child = pid_in(&bench.path("child"));
    let supervisor = supervisor_of(&run).to_string();
    assert!(Command::new("kill").args(["-HUP", &supervisor]).status().unwrap().success());
    assert!(Command::new("kill").args(["-TERM", &supervisor]).status().unwrap().success());
    assert_eq!(ended(&run).exit, Exit::Cancelled);
    gone(child);
}

#[test]
fn a_run_whose_supervisor_was_killed_is_unknown() {
    let bench = Bench::new();
    let run = bench.start(&bench.script("orphan", "echo $$ > child; exec sleep 600"));
    let child = pid_in(&bench.path("child"));
    soon("the process in the status", || {
        matches!(run.state().unwrap(), RunState::Running { pid: Some(pid), .. } if pid == child).then_some(())
    });
    kill(supervisor_of(&run));
    soon("that it is unknown", || (run.state().unwrap() == RunState::Unknown { pid: Some(child) }).then_some(()));
    assert!(run.cancel().unwrap_err().to_string().contains(&child.to_string()));
    assert!(alive(child), "nobody ended it");
    kill(child);
    gone(child);
}

#[test]
fn too_much_output_keeps_its_beginning_and_its_end() {
    let bench = Bench::new();
    let text = "echo the beginning; head -c 50000000 /dev/zero | tr '\\0' '\\n'; echo the end";
    let (outcome, output) = bench.run(&bench.script("flood", text));
    assert_eq!((&outcome.exit, outcome.truncated), (&Exit::Code(0), true));
    assert!(output.starts_with(b"the beginning\n") && output.ends_with(b"the end\n"));
    assert!(output.len() > 16 << 20 && output.len() < (16 << 20) + 100, "{}", output.len());
    let left_out = 50_000_000 + 14 + 8 - (16 << 20);
    let marker = format!("\n[wayhold: {left_out} bytes of output are left out here]\n");
    assert!(output[12 << 20..].starts_with(marker.as_bytes()));
}

#[test]
fn bytes_that_are_no_text_are_stored_as_they_are_and_shown_harmless() {
    let bench = Bench::new();
    let (_, output) = bench.run(&bench.script("raw", "printf '\\377\\000\\033]52;c;x\\007\\tend\\r\\nnext'"));
    assert_eq!(output, b"\xff\0\x1b]52;c;x\x07\tend\r\nnext");
    let lines = wayhold::effects::process::shown(&output);
    assert_eq!(lines, ["\u{fffd}\\u{0}\\u{1b}]52;c;x\\u{7}    end", "next"]);
}

#[test]
fn a_secret_never_reaches_the_disk() {
    let bench = Bench::new();
    let secret = "s3cr3t valu\u{e9}";
    let text = format!("printf 's3cr'; sleep 0.1; printf '3t valu\u{e9}\\n'; echo \"$GIVEN\"; echo '{secret}'");
    let mut spec = bench.script("secret", &text);
    spec.secrets = vec![secret.to_owned()];
    spec.env = vec![("GIVEN".to_owned(), secret.to_owned())];
    assert!(!format!("{spec:?}").contains("GIVEN\", \"s3cr3t"));
    let (outcome, output) = bench.run(&spec);
    assert_eq!(String::from_utf8(output).unwrap(), "[redacted]\n[redacted]\n[redacted]\n");
    assert_eq!((outcome.exit, outcome.redactions), (Exit::Code(0), 3));
    let all = bench.everything();
    for form in [secret, "s3cr3t"] {
        assert!(!all.windows(form.len()).any(|window| window == form.as_bytes()), "{form}");
    }
}

#[test]
fn only_its_owner_can_look_at_a_run() {
    use std::os::unix::fs::PermissionsExt;
    let bench = Bench::new();
    bench.run(&bench.script("own", "true"));
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let directory = runs(&bench.private()).join("own");
    assert_eq!((mode(&directory), mode(&directory.join("output"))), (0o700, 0o600));
}

#[test]
fn a_process_gets_the_callers_environment_less_our_own_variables() {
    let bench = Bench::new();
    let mut spec = bench.script("env", "env; cat; tty || echo no terminal");
    spec.env = vec![("ADDED".to_owned(), "one two".to_owned()), ("PATH".to_owned(), "/usr/bin:/bin".to_owned())];
    // The supervisor gets its environment from whoever starts it, so another process has to.
    let mut stand_in = stand_in(&bench, &spec);
    stand_in.env("WAYHOLD_OPERATOR", "ana").env("INHERITED", "yes");
    assert!(stand_in.status().unwrap().success());
    ended(&attach(&bench.private(), "env").unwrap());
    let output = String::from_utf8(bench.stored("env")).unwrap();
    let lines: Vec<&str> = output.lines().collect();
    for line in ["ADDED=one two", "PATH=/usr/bin:/bin", "INHERITED=yes", "WAYHOLD_RUN_ID=env", "no terminal"] {
        assert!(lines.contains(&line), "no {line} in {output}");
    }
    assert_eq!(lines.iter().filter(|line| line.starts_with("WAYHOLD_")).count(), 1, "{output}");
}

#[test]
fn two_runs_at_once_do_not_know_of_each_other() {
    let bench = Bench::new();
    let wait =
        "echo $WAYHOLD_RUN_ID > here-$WAYHOLD_RUN_ID; while [ ! -e go ]; do sleep 0.02; done; echo $WAYHOLD_RUN_ID";
    let (a, b) = (bench.start(&bench.script("a", wait)), bench.start(&bench.script("b", wait)));
    soon("both", || (bench.path("here-a").exists() && bench.path("here-b").exists()).then_some(()));
    let listed = list(&bench.private()).unwrap();
    assert_eq!(listed.iter().map(|run| run.id.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    assert!(listed.iter().all(|run| matches!(run.state, RunState::Running { .. })));
    assert_eq!(listed[0].argv, ["sh", "-e", "-c", wait]);
    assert_eq!(watched(&bench.private()).len(), 3);
    fs::write(bench.path("go"), "").unwrap();
    assert!(ended(&a).exit.is_success() && ended(&b).exit.is_success());
    assert_eq!((bench.stored("a"), bench.stored("b")), (b"a\n".to_vec(), b"b\n".to_vec()));
    assert_eq!(watched(&bench.private()), [runs(&bench.private())]);
}

#[test]
fn a_run_is_over_although_something_it_left_behind_keeps_its_output_open() {
    let bench = Bench::new();
    let (outcome, output) = bench.run(&bench.script("left", "sleep 600 & echo $! > left; echo started"));
    assert_eq!((outcome.exit, output.as_slice()), (Exit::Code(0), b"started\n".as_slice()));
    let left = pid_in(&bench.path("left"));
    assert!(alive(left), "only what was asked for is ended");
    kill(left);
}

#[test]
fn a_probe_brings_back_what_a_command_showed() {
    let bench = Bench::new();
    let here = bench.directory.path();
    let probe = |line: &str, timeout| spawner().probe(&bench.private(), line, here, timeout, &[]).unwrap();
    let seen = probe("echo token=abcdef | sed s/e/e/; exit 3", None);
    assert_eq!((&seen.exit, seen.redactions), (&Exit::Code(3), 1));
    assert_eq!((seen.output.as_slice(), &seen.sha256), (b"token=[redacted]\n".as_slice(), &digest(&seen.output)));
    assert!(list(&bench.private()).unwrap().iter().any(|run| run.id == seen.run));
    assert_eq!(probe("sleep 600", Some(Duration::from_millis(100))).exit, Exit::TimedOut);
    let nowhere = Spawner { exe: "/no/such/wayhold".into() };
    let why = nowhere.probe(&bench.private(), "true", here, None, &[]).unwrap_err();
    assert!(why.starts_with("`true` could not be run"), "{why}");
}

#[test]
fn the_supervisors_verb_is_nobody_elses() {
    let help = Command::new(env!("CARGO_BIN_EXE_wayhold")).arg("--help").output().unwrap();
    assert!(!String::from_utf8(help.stdout).unwrap().contains("supervise"));
    let bench = Bench::new();
    let mut by_hand = Command::new(env!("CARGO_BIN_EXE_wayhold"));
    by_hand.arg("supervise").arg(bench.directory.path()).stdin(Stdio::null());
    let ran = by_hand.output().unwrap();
    assert_eq!(ran.status.code(), Some(1));
    assert!(String::from_utf8(ran.stderr).unwrap().contains("no run was handed over"));
    assert_eq!(fs::read_dir(bench.directory.path()).unwrap().count(), 0);
}

/// Where a stand-in finds what it is to start.
const STAND_IN: &str = "STAND_IN_FOR_A_CONSOLE";

/// This test program as a console that starts a run; it stays until it is ended if the run's directory says so.
fn stand_in(bench: &Bench, spec: &Spec) -> Command {
    let request = bench.path("request.json");
    fs::write(&request, serde_json::to_vec(&(bench.private(), spec)).unwrap()).unwrap();
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(stand_in_arguments()).env(STAND_IN, request).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

fn stand_in_arguments() -> [&'static OsStr; 3] {
    ["--exact", "processes::a_console_that_starts_a_run", "--ignored"].map(OsStr::new)
}

#[test]
#[ignore = "the other tests start this as a process of its own"]
#[expect(clippy::disallowed_methods, reason = "the other tests tell it what to start")]
fn a_console_that_starts_a_run() {
    let Some(request) = std::env::var_os(STAND_IN) else { return };
    let (private, spec): (PathBuf, Spec) = serde_json::from_slice(&fs::read(request).unwrap()).unwrap();
    spawner().start(&private, &spec).unwrap();
    while private.join("stay").exists() {
        sleep(LOOK.0);
    }
}

/// A run that waits for the file `go`, and a console that stays with it.
fn waiting(bench: &Bench) -> Spec {
    fs::create_dir_all(bench.private()).unwrap();
    fs::write(bench.private().join("stay"), "").unwrap();
    let text = "if (: < /dev/tty) 2> /dev/null; then echo the terminal can be reached; fi\n\
                echo begun; while [ ! -e go ]; do sleep 0.02; done; echo over";
    bench.script("outlives", text)
}

#[track_caller]
fn goes_on(bench: &Bench) {
    let mut run = attach(&bench.private(), "outlives").unwrap();
    says(&mut run, "begun");
    assert!(matches!(run.state().unwrap(), RunState::Running { pid: Some(_), .. }));
    fs::write(bench.path("go"), "").unwrap();
    assert_eq!(ended(&run).exit, Exit::Code(0));
    assert_eq!(bench.stored("outlives"), b"begun\nover\n");
}

#[track_caller]
fn wait_for_start(bench: &Bench) {
    soon("the run", || {
        let state = attach(&bench.private(), "outlives").ok()?.state().unwrap();
        matches!(state, RunState::Running { pid: Some(_), .. }).then_some(())
    });
}

#[test]
fn a_run_outlives_a_console_that_is_killed() {
    let bench = Bench::new();
    let mut console = stand_in(&bench, &waiting(&bench)).spawn().unwrap();
    wait_for_start(&bench);
    console.kill().unwrap();
    console.wait().unwrap();
    goes_on(&bench);
}

#[test]
fn a_run_outlives_the_terminal_of_its_console() {
    use portable_pty::{CommandBuilder, PtySize, native_pty_system};
    let bench = Bench::new();
    let stand_in = stand_in(&bench, &waiting(&bench));
    let pty = native_pty_system().openpty(PtySize::default()).unwrap();
    let mut command = CommandBuilder::new(stand_in.get_program());
    command.args(stand_in_arguments());
    command.env(STAND_IN, bench.path("request.json"));
    let mut console = pty.slave.spawn_command(command).unwrap();
    drop(pty.slave);
    wait_for_start(&bench);
    drop(pty.master);
    console.wait().unwrap();
    assert!(bench.private().join("stay").exists(), "the hang-up ended the console");
    goes_on(&bench);
}
