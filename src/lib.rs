//! Wayhold: a terminal console for running risky change.
//!
//! Two ideas carry everything. **Everything is an entry**: a command is decided against the state, its events are
//! appended to one signed ledger, and the state is a fold over that ledger. **Every no is a hold with ways past**: a
//! refusal lists what is not met and, for each, the offers that would get past it, with price and authority.
//!
//! The rooms, from the ground up (`tests/import_table.rs` holds who may import whom):
//!
//! | room | what lives there |
//! |---|---|
//! | [`hold`] | holds, offers, cost, layer, authority, ordering |
//! | [`ledger`] | entries, canonical JSON, hash chain, signatures, the SQLite store |
//! | [`runbook`] | Markdown plans: facts, findings, edits, ticks |
//! | [`posture`] | toggles, profiles, classification, diff, overrides |
//! | [`incident`] | declare, note, close |
//! | [`provision`] | worlds, requirements, provisioners, selection, receipts |
//! | [`bundle`] | bundles of instructions and skills: registry, deploy requests, policy, the posture they are asked under |
//! | [`verify`] | verification gates: counts of a test run, what was recorded, the verdict |
//! | [`console`] | `State Command Event Effect Ctx` and `decide apply plan`, composed from the domains |
//! | [`effects`] | the only I/O with the world |
//! | [`session`] | the one path that every face takes; workspace, configuration, keys |
//! | [`cli`], [`tui`] | the faces |
//!
//! To add an action: one `Command` variant, one `decide` arm, one `apply` arm, one row in `tui::commands`, one CLI
//! verb, one test. `CONTRIBUTING.md` walks through it.

#[cfg(test)]
extern crate self as wayhold;

pub mod bundle;
pub mod cli;
pub mod console;
pub mod effects;
pub mod hold;
pub mod incident;
pub mod ledger;
pub mod posture;
pub mod provision;
pub mod runbook;
pub mod session;
pub mod tui;
pub mod verify;
