//! `wayhold status` as a whole, from the start of the process to its end, on ledgers of 1k, 10k and 1M entries, beside a
//! bare connection to SQLite that reads the last row, in one run. Quote the ratios, not the times. Other sizes are given
//! behind `--`: `cargo bench --bench status -- 10000 100000`. With `keep` before them the workspaces are left behind.

#![allow(clippy::unwrap_used, missing_docs, reason = "a bench stops at the first thing that goes wrong")]
#![expect(clippy::print_stdout, reason = "the table is what it is for")]

mod big;

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use big::{Big, bytes, runtime};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};

/// How often the quick ones are measured; the table shows medians.
const RUNS: usize = 41;

fn main() {
    let words = words();
    // `cargo test --benches` only wants to know that it starts.
    if !words.iter().any(|word| word == "--bench") {
        return;
    }
    let sizes: Vec<u64> = words.iter().filter_map(|word| word.parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![1_000, 10_000, 1_000_000] } else { sizes };
    println!("medians of {RUNS} runs, {}", if cfg!(debug_assertions) { "debug build" } else { "release build" });
    row("entries", &["status", "last row", "ratio", "--version", "hashes anew", "first", "standing", "whole"]);
    for size in sizes {
        let big = Big::new(size);
        let wayhold = |words: &[&str]| took(|| wayhold(&big, words));
        let first = wayhold(&["status"]);
        // A verb that tells of the past keeps the whole state.
        wayhold(&["phase", "list"]);
        let hashes = median(3, || {
            touch(&big.ledger());
            wayhold(&["status"])
        });
        let version = median(RUNS, || wayhold(&["--version"]));
        let mut pairs: Vec<_> = (0..RUNS).map(|_| (wayhold(&["status"]), took(|| last_row(&big.ledger())))).collect();
        pairs.sort();
        let status = pairs[RUNS / 2].0;
        pairs.sort_by_key(|(_, bare)| *bare);
        let bare = pairs[RUNS / 2].1;
        let kept = |name: &str| format!("{} KiB", bytes(&big.root().join(".wayhold").join(name)).div_ceil(1024));
        let ratio = format!("{:.1}", status.as_secs_f64() / bare.as_secs_f64());
        let cells = [millis(status), millis(bare), ratio, millis(version), millis(hashes), millis(first)];
        let cells: Vec<String> = cells.into_iter().chain([kept("standing.cache"), kept("state.cache")]).collect();
        row(&size.to_string(), &cells);
        if words.iter().any(|word| word == "keep") {
            println!("{}", big.keep().display());
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place of the bench that reads the command line")]
fn words() -> Vec<String> {
    std::env::args().collect()
}

fn wayhold(big: &Big, words: &[&str]) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wayhold"));
    command.env_clear().env("WAYHOLD_CONFIG_DIR", big.keys()).env("WAYHOLD_OPERATOR", "ana").current_dir(big.root());
    let status = command.args(words).stdin(Stdio::null()).stdout(Stdio::null()).status().unwrap();
    assert!(status.success(), "{words:?} ended with {status}");
}

/// The bare part of it: a connection, the last row, the end of the connection.
fn last_row(path: &Path) {
    runtime().block_on(async {
        let mut connection = SqliteConnectOptions::new().filename(path).connect().await.unwrap();
        let last = "SELECT seq, entry, hash, sig FROM entries ORDER BY seq DESC LIMIT 1";
        sqlx::query(last).fetch_one(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    });
}

/// Gives the file other marks, as a copy put back has.
fn touch(path: &Path) {
    let file = std::fs::File::options().write(true).open(path).unwrap();
    file.set_modified(file.metadata().unwrap().modified().unwrap() + Duration::from_secs(1)).unwrap();
}

#[expect(clippy::disallowed_methods, reason = "a bench measures time")]
fn took(work: impl FnOnce()) -> Duration {
    let start = std::time::Instant::now();
    work();
    start.elapsed()
}

fn median(runs: usize, mut measure: impl FnMut() -> Duration) -> Duration {
    let mut all: Vec<Duration> = (0..runs).map(|_| measure()).collect();
    all.sort();
    all[runs / 2]
}

fn millis(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1e3)
}

fn row<T: AsRef<str>>(name: &str, cells: &[T]) {
    let cells: Vec<String> = cells.iter().map(|cell| format!("{:>14}", cell.as_ref())).collect();
    println!("{name:<10}{}", cells.concat());
}
