//! The console in a real terminal of 120x40, in one run: start to first picture, key to picture, bytes a move, how soon
//! another process's entry is on screen, CPU while nothing happens, memory. `lazygit` and `gitui`, where they are
//! installed, start beside it. Quote the figures of one run; they differ from machine to machine.

#![allow(clippy::unwrap_used, clippy::panic, missing_docs, reason = "a bench stops at the first thing that goes wrong")]
#![expect(clippy::print_stdout, reason = "the table is what it is for")]

#[allow(dead_code, unused_imports, reason = "the builder serves the tests as well")]
#[path = "../tests/common/mod.rs"]
mod common;
#[allow(dead_code, reason = "the terminal serves the tests as well")]
#[path = "../tests/pty/screen.rs"]
mod screen;

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::sleep;
use std::time::Duration;

use common::{Room, boxes};
use screen::{Screen, now};
use tokio::runtime::Runtime;
use wayhold::incident;
use wayhold::ledger::{Actor, Draft, Mode, SigningKey, Store, seal};
use wayhold::session::Session;

/// How often each is measured; the table shows medians.
const RUNS: usize = 15;
/// Entries of the large ledger.
const MANY: usize = 10_000;
/// Phases of the large runbook.
const PHASES: usize = 10_000;
/// How long nothing happens while the CPU is watched.
const IDLE: Duration = Duration::from_secs(3);

fn main() {
    // `cargo test --benches` only wants to know that it starts.
    if !asked_to_bench() {
        return;
    }
    let small = founded(0);
    let large = founded(MANY);
    println!(
        "medians of {RUNS} runs, 120x40, {}",
        if cfg!(debug_assertions) { "debug build" } else { "release build" }
    );
    row("", &["first picture", "screen at rest", "key to picture", "bytes a move"]);
    for (name, room) in [("wayhold, 3 entries".to_owned(), &small), (format!("wayhold, {MANY} entries"), &large)] {
        let start = median_pairs(|| started(room));
        let (key, bytes) = moves(room);
        row(&name, &[millis(start.0), millis(start.1), millis(key), format!("{bytes}")]);
    }
    let roadmap = roadmap_moves(&small);
    row("  a move in the roadmap", &["", "", &millis(roadmap.0), &format!("{}", roadmap.1)]);
    let huge = Room::new().with("runbooks/plan.md", phases(PHASES)).founded();
    let start = median_pairs(|| started(&huge));
    let (key, bytes) = median_pairs_of(on_huge(&huge));
    row(&format!("wayhold, {PHASES} phases"), &[millis(start.0), millis(start.1), millis(key), format!("{bytes}")]);
    peers();
    println!();
    row("", &["on screen after", "of it appending"]);
    for (name, room) in [("another's entry, small ledger", &small), ("another's entry, large ledger", &large)] {
        let (shown, appended) = median_pairs_of(heard(room));
        row(name, &[millis(shown), millis(appended)]);
    }
    println!();
    row(&format!("idle for {} s", IDLE.as_secs()), &["CPU", "wake-ups", "bytes", "RSS"]);
    for (name, room) in [("wayhold, small ledger", &small), ("wayhold, large ledger", &large)] {
        row(name, &idle(room));
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place of the bench that reads the command line")]
fn asked_to_bench() -> bool {
    std::env::args().any(|word| word == "--bench")
}

/// A founded workspace with a plan of forty boxes and `count` notes on an incident that is closed again.
fn founded(count: usize) -> Room {
    let room = Room::new().with("runbooks/many.md", boxes(40)).founded();
    if count > 0 {
        room.run(["incident", "declare", "--title", "bench"]).exit(0);
        note(&room, count);
        room.run(["incident", "close"]).exit(0);
    }
    room
}

/// A plan of `count` phases with a roadmap, the one in the middle ACTIVE.
fn phases(count: usize) -> String {
    let status = |number: usize| match number.cmp(&(count / 2)) {
        std::cmp::Ordering::Less => ("DONE", "x"),
        std::cmp::Ordering::Equal => ("ACTIVE", " "),
        std::cmp::Ordering::Greater => ("NOT_STARTED", " "),
    };
    let rows: Vec<String> = (0..count).map(|number| format!("| R{number} | {} |\n", status(number).0)).collect();
    let sections = (0..count).map(|number| {
        let (word, mark) = status(number);
        format!("\n## R{number} - Part {number}\n\nStatus: {word}\n\nDoD checklist:\n- [{mark}] it stands\n")
    });
    format!("# Huge\n\n| id | Status |\n|---|---|\n{}{}", rows.concat(), sections.collect::<Vec<_>>().concat())
}

/// Moves in the roadmap of the large runbook: each shows another phase.
fn on_huge(room: &Room) -> Vec<(Duration, usize)> {
    let mut screen = console(room);
    screen.wait_for(&format!("R{} ACTIVE", PHASES / 2));
    sleep(Duration::from_secs(1));
    let measured = pressed(&mut screen, &["j", "k"]);
    leave(&mut screen);
    measured
}

/// Appends notes the quick way: sealed here and written in batches.
fn note(room: &Room, count: usize) {
    let key = fs::read_to_string(room.keys_of("ana").join("id_ed25519")).unwrap();
    let key = SigningKey::from_openssh(&key).unwrap();
    let runtime = runtime();
    let session = runtime.block_on(room.session());
    let id = session.state().incident.open.clone().unwrap();
    let mut head = session.head().cloned();
    let mut sealed = Vec::with_capacity(count);
    for number in 0..count {
        let actor = Actor { id: "ana".into(), kind: "human".into(), key: key.fingerprint().to_owned() };
        let at = session.state().incident.open_incident().unwrap().started_at;
        let body = serde_json::json!({"id": id, "text": format!("looked at host {number}"), "at": at});
        let one = seal(head.as_ref(), Draft { at, actor, kind: "incident.noted".into(), body }, &key).unwrap();
        head = Some(one.head());
        sealed.push(one);
    }
    let url = format!("sqlite:{}", room.path(".wayhold/ledger.db").display());
    let mut store = runtime.block_on(Store::open(&url, Mode::ReadWrite)).unwrap();
    let mut head = session.head().cloned();
    for batch in sealed.chunks(500) {
        head = Some(runtime.block_on(store.append(head.as_ref(), batch)).unwrap());
    }
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

fn console(room: &Room) -> Screen {
    let keys = room.keys_of("ana");
    let variables = [("WAYHOLD_CONFIG_DIR", keys.as_os_str()), ("WAYHOLD_OPERATOR", "ana".as_ref())];
    Screen::start(env!("CARGO_BIN_EXE_wayhold"), &[], &room.root(), &variables)
}

/// Start to the first whole picture, and to the last byte before the screen is at rest.
fn started(room: &Room) -> (Duration, Duration) {
    let start = now();
    let mut screen = console(room);
    screen.wait_painted(0);
    let first = start.elapsed();
    let rest = at_rest(&screen, start);
    assert!(screen.text().contains("ACTIVE"), "{}", screen.text());
    leave(&mut screen);
    (first, rest)
}

/// The time from `start` to the last byte that came before a third of a second without any.
fn at_rest(screen: &Screen, start: std::time::Instant) -> Duration {
    let (mut written, mut last) = (screen.written(), start.elapsed());
    while start.elapsed().saturating_sub(last) < Duration::from_millis(330) {
        sleep(Duration::from_micros(500));
        let more = screen.written();
        if more != written {
            (written, last) = (more, start.elapsed());
        }
    }
    last
}

fn leave(screen: &mut Screen) {
    screen.keys("q");
    screen.ended();
}

/// Key to picture and bytes of a move in the list of a phase's items.
fn moves(room: &Room) -> (Duration, usize) {
    let mut screen = at_list(room);
    screen.keys("Enter");
    sleep(Duration::from_millis(200));
    let measured = median_pairs_of(pressed(&mut screen, &["j", "j", "j", "k", "k", "k"]));
    leave(&mut screen);
    measured
}

/// As [`moves`], in the roadmap, where each move shows another phase.
fn roadmap_moves(room: &Room) -> (Duration, usize) {
    let mut screen = at_list(room);
    screen.keys("]");
    sleep(Duration::from_millis(200));
    let measured = median_pairs_of(pressed(&mut screen, &["k", "j"]));
    leave(&mut screen);
    measured
}

fn at_list(room: &Room) -> Screen {
    let screen = console(room);
    screen.wait_for("R1 ACTIVE");
    sleep(Duration::from_millis(500));
    screen
}

fn pressed(screen: &mut Screen, keys: &[&str]) -> Vec<(Duration, usize)> {
    let keys = keys.iter().cycle().take(RUNS * 4);
    let measure = |key: &&str| {
        sleep(Duration::from_millis(15));
        let mark = screen.written();
        let start = now();
        screen.keys(key);
        screen.wait_painted(mark);
        let took = start.elapsed();
        sleep(Duration::from_millis(5));
        (took, screen.written() - mark)
    };
    keys.map(measure).collect()
}

/// How long after another process begins to append a note it is on the screen, and how much of that is the appending.
fn heard(room: &Room) -> Vec<(Duration, Duration)> {
    let runtime = runtime();
    let mut session = runtime.block_on(room.session());
    run(&runtime, &mut session, incident::Command::declare("bench"));
    let screen = console(room);
    screen.wait_for("No notes yet");
    let mut measured = Vec::new();
    for number in 0..RUNS {
        sleep(Duration::from_millis(200));
        let start = now();
        run(&runtime, &mut session, incident::Command::note(format!("seen {number}.")));
        let appended = start.elapsed();
        screen.wait_for(&format!("seen {number}."));
        measured.push((start.elapsed(), appended));
    }
    run(&runtime, &mut session, incident::Command::Close { id: None, ended_at: None });
    measured
}

fn run(runtime: &Runtime, session: &mut Session, command: incident::Command) {
    let looked_at = session.looked_at();
    assert!(runtime.block_on(session.run(command.into(), looked_at)).is_ok());
}

/// CPU time, voluntary wake-ups and bytes while nothing happens, and the memory then.
fn idle(room: &Room) -> [String; 4] {
    let mut screen = at_list(room);
    sleep(Duration::from_secs(1));
    let (before, written) = (usage(screen.id()), screen.written());
    sleep(IDLE);
    let after = usage(screen.id());
    let bytes = screen.written() - written;
    let rss = status(&PathBuf::from(format!("/proc/{}", screen.id())), "VmRSS:");
    leave(&mut screen);
    let Some(((cpu, woken), (cpu_before, woken_before))) = after.zip(before) else {
        return ["no /proc".into(), "no /proc".into(), format!("{bytes}"), "no /proc".into()];
    };
    let cpu = Duration::from_nanos(cpu - cpu_before);
    let rss = rss.map_or_else(|| "unknown".to_owned(), |kib| format!("{}.{} MiB", kib / 1024, kib % 1024 * 10 / 1024));
    [millis(cpu), format!("{}", woken - woken_before), format!("{bytes}"), rss]
}

/// Nanoseconds on a CPU and voluntary context switches of all threads of a process.
fn usage(id: u32) -> Option<(u64, u64)> {
    let mut total = (0, 0);
    for thread in fs::read_dir(format!("/proc/{id}/task")).ok()? {
        let thread = thread.ok()?.path();
        let times = fs::read_to_string(thread.join("schedstat")).ok()?;
        total.0 += times.split_whitespace().next()?.parse::<u64>().ok()?;
        total.1 += status(&thread, "voluntary_ctxt_switches:")?;
    }
    Some(total)
}

fn status(process: &Path, field: &str) -> Option<u64> {
    let status = fs::read_to_string(process.join("status")).ok()?;
    status.lines().find_map(|line| line.strip_prefix(field))?.split_whitespace().next()?.parse().ok()
}

/// What the peers need to a screen at rest, in a repository of one commit.
fn peers() {
    let directory = tempfile::tempdir().unwrap();
    let git = |words: &[&str]| {
        let identity = ["-c", "user.name=ana", "-c", "user.email=ana@example.org"];
        let git = Command::new("git").args(identity).args(words).current_dir(directory.path()).output();
        git.is_ok_and(|output| output.status.success())
    };
    fs::write(directory.path().join("file.txt"), "content\n").unwrap();
    let ready = git(&["init", "-q"]) && git(&["add", "."]) && git(&["commit", "-qm", "one"]);
    for name in ["lazygit", "gitui"] {
        let Some(program) = found(name).filter(|_| ready) else {
            row(name, &["absent"]);
            continue;
        };
        let rest = median_pairs(|| {
            let home = directory.path().as_os_str();
            let variables: [(&str, &OsStr); 2] = [("HOME", home), ("PATH", "/usr/local/bin:/usr/bin:/bin".as_ref())];
            let start = now();
            let screen = Screen::start(&program, &[], directory.path(), &variables);
            screen.wait_written(0, b"\x1b[?1049h");
            let rest = at_rest(&screen, start);
            (rest, rest)
        });
        row(name, &["not marked".to_owned(), millis(rest.1)]);
    }
}

#[expect(clippy::disallowed_methods, reason = "the peers are whatever this machine has on its path")]
fn found(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|directory| directory.join(name)).find(|program| program.is_file())
}

fn median_pairs<A: Ord + Copy, B: Ord + Copy>(measure: impl FnMut() -> (A, B)) -> (A, B) {
    median_pairs_of(std::iter::repeat_with(measure).take(RUNS).collect())
}

fn median_pairs_of<A: Ord + Copy, B: Ord + Copy>(pairs: Vec<(A, B)>) -> (A, B) {
    let (mut first, mut second): (Vec<A>, Vec<B>) = pairs.into_iter().unzip();
    first.sort_unstable();
    second.sort_unstable();
    (first[first.len() / 2], second[second.len() / 2])
}

fn millis(duration: Duration) -> String {
    format!("{:.2} ms", duration.as_secs_f64() * 1000.0)
}

fn row(name: &str, cells: &[impl AsRef<str>]) {
    print!("{name:<32}");
    for cell in cells {
        print!("{:>16}", cell.as_ref());
    }
    println!();
}
