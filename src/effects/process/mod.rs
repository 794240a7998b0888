//! Running processes: each run is carried out by a detached supervisor, so that it outlives the console that asked for it.
//!
//! Lives here: what is run ([`Spec`]), starting it ([`Spawner`]), following it from any process ([`Run`]), the
//! supervisor itself ([`supervise`]), what is kept of the output and how secrets are taken out of it before it is on
//! the disk ([`redact`]). May not: know a phase, a step or a rule, or write to the ledger.
//!
//! A run is a directory `.wayhold/runs/ID/`: `spec.json` says what was asked for, `output` is standard output and
//! standard error as they came, `status.json` says how it stands, `lock` is held by the living supervisor, and `cancel`
//! asks it to end the run.

mod ask;
mod capture;
mod child;
mod os;
mod outcome;
mod place;
mod probe;
pub mod redact;
mod run;
mod shown;
mod spec;
mod start;
mod supervise;

pub use capture::{HEAD, TAIL};
#[cfg(test)]
pub(crate) use outcome::write_json;
pub use outcome::{Exit, Outcome, RunState};
pub use place::{RunSummary, fresh_id, list, runs, watched};
pub use probe::ProbeSeen;
pub use run::{Run, attach};
pub use shown::shown;
pub use spec::{Program, Spec};
pub use start::Spawner;
pub use supervise::supervise;

#[cfg(test)]
mod tests;
