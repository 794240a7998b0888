//! The real binary, from outside: what a person or a script gets for the words they give, and what is left behind.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at what it did not expect")]
#![allow(clippy::print_stdout, reason = "shown when a test fails")]
#![allow(missing_docs, reason = "a test's name is its sentence")]

#[path = "../common/mod.rs"]
mod common;
#[path = "../common/flagd.rs"]
mod flagd;

mod bad_input;
mod bundle;
mod closing;
mod damage;
mod decisions;
mod demo;
mod drift;
mod drill;
mod from_plan;
mod history;
mod hostile;
mod incident;
mod incident_log;
mod incident_report;
mod keys;
#[cfg(unix)]
mod kill;
mod lint;
mod lint_formats;
mod needs;
mod notify;
mod offers;
mod operator;
mod operators;
mod planner;
mod posture_ends;
#[cfg(unix)]
mod posture_hooks;
mod posture_races;
#[cfg(unix)]
mod processes;
#[cfg(unix)]
mod programs;
mod races;
mod races_library;
#[cfg(unix)]
mod read_only;
mod recipes;
#[cfg(unix)]
mod runs;
mod shapes;
mod unfinished;
mod worlds;
