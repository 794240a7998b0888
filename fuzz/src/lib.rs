//! What the fuzz targets hold a runbook to, whatever bytes it is made of.
//!
//! The two rooms are compiled from their own files and not through the crate: a domain room imports nothing but `hold`,
//! so a target builds in a minute, without SQLite and without a terminal, and every line of it is instrumented.

#![allow(dead_code, missing_docs, reason = "the rooms are whole, and the targets use a part of them")]

#[path = "../../src/hold/mod.rs"]
pub mod hold;
#[path = "../../src/runbook/mod.rs"]
pub mod runbook;

pub mod edits;
pub mod facts;
