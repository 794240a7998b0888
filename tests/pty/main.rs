//! The console in a real terminal: what a person sees, key by key, and what is left when it ends.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at what it did not expect")]
#![allow(missing_docs, reason = "a test's name is its sentence")]

#[allow(dead_code, unused_imports, reason = "the builder serves other tests as well")]
#[path = "../common/mod.rs"]
mod common;
mod screen;

mod bundles;
mod ending;
mod hostile;
mod keys;
mod operator;
mod others;
mod pasting;
mod planner;
mod planning;
mod playing;
mod quiet;
mod resizing;
mod starting;

use std::ffi::OsStr;
use std::path::Path;

use common::Room;
use screen::Screen;

/// The console in a room, as ana.
fn console(room: &Room) -> Screen {
    console_with(room, &[], &[])
}

/// As [`console`], with words on its command line and variables of its own.
fn console_with(room: &Room, words: &[&str], variables: &[(&str, &OsStr)]) -> Screen {
    start(&room.root(), &room.keys_of("ana"), words, variables)
}

/// The console in a directory that may be no workspace.
fn console_in(directory: &Path, keys: &Path, variables: &[(&str, &OsStr)]) -> Screen {
    start(directory, keys, &[], variables)
}

fn start(directory: &Path, keys: &Path, words: &[&str], variables: &[(&str, &OsStr)]) -> Screen {
    let mut all = vec![("WAYHOLD_CONFIG_DIR", keys.as_os_str()), ("WAYHOLD_OPERATOR", "ana".as_ref())];
    all.extend_from_slice(variables);
    Screen::start(env!("CARGO_BIN_EXE_wayhold"), words, directory, &all)
}
