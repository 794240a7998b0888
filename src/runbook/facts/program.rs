//! The program around the phases (seed 002 §1–4, §11, §12): scope, authority, criteria, guardrails, risks, next action.

use serde::Serialize;

use super::super::{Document, Span};

/// What the headings outside phases say of the whole program.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Program {
    /// What is in scope.
    pub scope_in: Vec<ProgramItem>,
    /// What is out of scope.
    pub scope_out: Vec<ProgramItem>,
    /// The documents that decide, the highest first.
    pub authorities: Vec<ProgramItem>,
    /// When the whole program is finished.
    pub criteria: Vec<ProgramItem>,
    /// What no phase may bend.
    pub guardrails: Vec<ProgramItem>,
    /// What could go wrong, and what is done against it.
    pub risks: Vec<Risk>,
    /// What comes next.
    pub next_actions: Vec<ProgramItem>,
}

/// One statement about the program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProgramItem {
    /// What it says, on one line.
    pub text: String,
    /// Its line.
    pub line: usize,
    /// Its bytes.
    pub span: Span,
}

/// A risk with its control.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Risk {
    /// Its id, such as `R1`.
    pub id: Option<String>,
    /// What could happen, on one line.
    pub text: String,
    /// What is done against it, on one line.
    pub control: Option<String>,
    /// Its line.
    pub line: usize,
    /// The bytes of its text.
    pub span: Span,
}

impl Program {
    /// Whether nothing is said of a program.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl Document {
    /// What the headings outside phases say of the whole program.
    pub fn program(&self) -> &Program {
        &self.index.program
    }
}
