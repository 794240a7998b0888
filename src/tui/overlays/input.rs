//! What a preview asks for before its command is whole: words to type, one of a list to choose.

use super::input_operator;
use crate::console::Command;
use crate::posture::{self, Name, span};
use crate::runbook::{self, Act, DriftSeverity, EvidenceRef, Word};
use crate::session::parse_duration;
use crate::tui::field::Field;
use crate::tui::model::Model;
use crate::verify;

/// One thing to type or to choose.
#[derive(Debug, Clone)]
pub struct Input {
    /// What it is.
    pub what: What,
    /// What was typed, or the choice.
    pub field: Field,
    /// What may be chosen; empty where anything may be typed.
    pub choices: Vec<String>,
    /// What is said while nothing is typed.
    pub hint: String,
}

/// What an input is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// The environment's name, which confirms.
    Environment,
    /// The phase's id, which confirms.
    Phase,
    /// Why the posture is loosened.
    Because,
    /// For how long.
    Lasting,
    /// What a person answers for.
    Statement,
    /// What shows it.
    Evidence,
    /// Why.
    Reason,
    /// A note on a closing.
    Note,
    /// The platform's run id.
    Run,
    /// Who shall own an incident.
    To,
    /// On what grounds, where that is left to whoever answers.
    Grounds,
    /// A decision's name.
    Name,
    /// What a decision holds.
    Holds,
    /// What has to be decided.
    Question,
    /// What may be chosen.
    Options,
    /// What is chosen.
    Value,
    /// Why it is chosen.
    Rationale,
    /// What a drift touches.
    Impact,
    /// How bad it is.
    Severity,
    /// Whether evidence goes over.
    Moves,
    /// The status that holds.
    Status,
}

/// What `Moves` may be.
const CARRY: [&str; 2] = ["goes over", "stays behind"];

impl What {
    /// The word before it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Environment => "environment",
            Self::Phase => "phase",
            Self::Because => "because",
            Self::Lasting => "for",
            Self::Statement => "statement",
            Self::Evidence | Self::Moves => "evidence",
            Self::Reason => "reason",
            Self::Note => "note",
            Self::Run => "run id",
            Self::To => "to",
            Self::Grounds => "grounds",
            Self::Name => "name",
            Self::Holds => "holds",
            Self::Question => "question",
            Self::Options => "options",
            Self::Value => "choice",
            Self::Rationale => "why",
            Self::Impact => "impact",
            Self::Severity => "severity",
            Self::Status => "status",
        }
    }

    /// Whether typing it confirms.
    pub const fn confirms(self) -> bool {
        matches!(self, Self::Environment | Self::Phase)
    }

    /// Whether the command is not whole without it.
    const fn required(self) -> bool {
        !matches!(
            self,
            Self::Because
                | Self::Grounds
                | Self::Lasting
                | Self::Evidence
                | Self::Note
                | Self::Run
                | Self::Options
                | Self::Moves
        )
    }
}

impl Input {
    pub(super) fn new(what: What, text: &str, hint: impl Into<String>) -> Self {
        Self { what, field: Field::line(text), choices: Vec::new(), hint: hint.into() }
    }

    pub(super) fn choice(what: What, choices: impl IntoIterator<Item = String>, chosen: usize) -> Self {
        let choices: Vec<String> = choices.into_iter().collect();
        let text = choices.get(chosen).cloned().unwrap_or_default();
        Self { what, field: Field::line(&text), choices, hint: String::new() }
    }

    /// Whether Enter comes by here while nothing is typed; what is rarely given is reached by Tab.
    pub fn asks(&self) -> bool {
        (self.what.required() || self.what == What::Options) && self.field.text().trim().is_empty()
    }

    /// Whether it waits for words.
    pub fn wanting(&self) -> bool {
        self.what.required() && self.field.text().trim().is_empty()
    }

    /// Chooses the next or the previous of the list.
    pub fn turn(&mut self, forward: bool) {
        let count = self.choices.len();
        if count == 0 {
            return;
        }
        let text = self.field.text();
        let at = self.choices.iter().position(|choice| *choice == text).unwrap_or(0);
        let next = (if forward { at + 1 } else { at + count - 1 }) % count;
        self.field = Field::line(&self.choices[next]);
    }
}

/// What a command asks for.
pub(super) fn asked(model: &Model, command: &Command) -> Vec<Input> {
    match command {
        Command::Posture(
            posture::Command::Apply { to, duration, because, .. }
            | posture::Command::ByHand { to, duration, because, .. },
        ) => {
            let ctx = &model.view.ctx;
            let mut inputs = Vec::new();
            if *to == Name::StaticRestore {
                inputs.push(Input::new(What::Environment, "", format!("type {} to confirm", ctx.environment)));
            }
            if *to != Name::Strict {
                inputs.push(Input::new(What::Because, because.as_deref().unwrap_or(&likely(model, *to)), ""));
                let lasting = duration.or_else(|| ctx.limits.of(*to).map(|limit| limit.default));
                let mut input = Input::new(What::Lasting, "", "such as 30m");
                input.field = Field::offered(&lasting.map(span).unwrap_or_default());
                inputs.push(input);
            }
            inputs
        }
        Command::Runbook(command) => of_runbook(model, command),
        Command::Posture(command) => input_operator::of_posture(model, command),
        Command::Incident(command) => input_operator::of_incident(model, command),
        Command::Verify(verify::Command::Acknowledge { because, .. }) => {
            vec![Input::new(What::Reason, because.as_deref().unwrap_or(""), "why the totals differ")]
        }
        Command::Found | Command::AddOperator(_) | Command::Verify(_) | Command::Provision(_) | Command::Bundle(_) => {
            Vec::new()
        }
    }
}

fn of_runbook(model: &Model, command: &runbook::Command) -> Vec<Input> {
    let text = |what, text: &str, hint: &str| Input::new(what, text, hint);
    let attest = |statement: &str| {
        vec![
            text(What::Statement, statement, "how you know that it holds"),
            text(What::Evidence, "", "optional: a path, an address, commit:SHA"),
        ]
    };
    match command {
        runbook::Command::Phase { phase, act, .. } => of_act(model, phase, act),
        runbook::Command::AttestProgram { statement, .. } => attest(statement),
        runbook::Command::OpenDecision { id, phase, question, .. } => {
            let places = phase.iter().cloned().chain(["every phase".to_owned()]);
            vec![
                text(What::Name, id, "a short name: letters, digits, - _ ."),
                text(What::Question, question, "what has to be decided"),
                text(What::Options, "", "optional: one; another; a third"),
                Input::choice(What::Holds, places, 0),
            ]
        }
        runbook::Command::PinDecision { path, id, value, rationale } => {
            let known = model.view.state.runbook.runbooks.get(path).and_then(|adopted| adopted.decisions.get(id));
            let options = known.map(|decision| decision.options.clone()).unwrap_or_default();
            let chosen = options.iter().position(|option| option == value);
            let choice = if options.is_empty() {
                text(What::Value, value, "what is chosen")
            } else {
                Input::choice(What::Value, options, chosen.unwrap_or(0))
            };
            vec![choice, text(What::Rationale, rationale, "why this one")]
        }
        runbook::Command::Repin { impact, severity, reason, moved, .. } => {
            let words = DriftSeverity::ALL.map(|one| one.word().to_owned());
            let at = DriftSeverity::ALL.iter().position(|one| one == severity).unwrap_or(0);
            let mut inputs = vec![
                text(What::Impact, impact, "what the change touches"),
                text(What::Reason, reason, "why it is accepted"),
                Input::choice(What::Severity, words, at),
            ];
            if !moved.is_empty() {
                inputs.push(Input::choice(What::Moves, CARRY.map(str::to_owned), 0));
            }
            inputs
        }
        _ => Vec::new(),
    }
}

fn of_act(model: &Model, phase: &str, act: &Act) -> Vec<Input> {
    let text = |what, text: &str, hint: &str| Input::new(what, text, hint);
    let id = || Input::new(What::Phase, "", format!("type {phase} to confirm"));
    match act {
        Act::Attest { statement, .. } => vec![
            text(What::Statement, statement, "how you know that it holds"),
            text(What::Evidence, "", "optional: a path, an address, commit:SHA"),
        ],
        Act::Activate { .. } => vec![id()],
        Act::Hold { reason } => vec![text(What::Reason, reason, "why it is left NOT_STARTED")],
        Act::Block { reason } => vec![text(What::Reason, reason, "what blocks it")],
        Act::Unblock { reason } => vec![text(What::Reason, reason, "what is gone")],
        Act::Reopen { reason, .. } => vec![text(What::Reason, reason, "what was found"), id()],
        Act::Resolve { to, reason, .. } => {
            let stated = model.document().and_then(|document| document.phase(phase));
            let marks = stated.into_iter().flat_map(|phase| [&phase.status_section, &phase.status_roadmap]);
            let words: Vec<Word> = marks.flatten().filter_map(|mark| mark.word).collect();
            let at = words.iter().position(|word| word == to).unwrap_or(0);
            vec![
                Input::choice(What::Status, words.iter().map(|word| word.word().to_owned()), at),
                text(What::Reason, reason, "why this one"),
                id(),
            ]
        }
        Act::Close { closing } if closing.fail => {
            let note = closing.note.as_deref().unwrap_or("");
            let note = text(What::Reason, note, "what failed, and what was rolled back");
            vec![note, text(What::Run, closing.platform_run_id.as_deref().unwrap_or(""), "optional: N/A without a run")]
        }
        Act::Close { closing } => vec![
            text(What::Run, closing.platform_run_id.as_deref().unwrap_or(""), "optional: N/A without a run"),
            text(What::Note, closing.note.as_deref().unwrap_or(""), "optional: what failed or was rolled back"),
        ],
        _ => Vec::new(),
    }
}

/// Puts what was typed into the command.
///
/// # Errors
/// A sentence about the input that cannot be read.
pub(super) fn fill(command: &mut Command, inputs: &[Input]) -> Result<(), String> {
    let typed = |what| inputs.iter().find(|input| input.what == what).map(|input| input.field.text());
    let given = |what| typed(what).filter(|text| !text.trim().is_empty());
    let words = |what, into: &mut String| {
        if let Some(text) = typed(what) {
            *into = text;
        }
    };
    match command {
        Command::Posture(
            posture::Command::Apply { duration, because, confirm, .. }
            | posture::Command::ByHand { duration, because, confirm, .. },
        ) => {
            *because = given(What::Because).or(because.take());
            *confirm = typed(What::Environment);
            if let Some(text) = given(What::Lasting) {
                *duration = Some(parse_duration(&text)?);
            }
        }
        Command::Posture(command) => return input_operator::fill_posture(command, &given),
        Command::Incident(command) => input_operator::fill_incident(command, &given),
        Command::Verify(verify::Command::Acknowledge { because, .. }) => *because = given(What::Reason),
        Command::Runbook(runbook::Command::AttestProgram { statement, evidence, .. }) => {
            words(What::Statement, statement);
            evidence.extend(given(What::Evidence).map(|text| EvidenceRef::from_word(&text)));
        }
        Command::Runbook(runbook::Command::OpenDecision { id, phase, question, options, .. }) => {
            words(What::Name, id);
            words(What::Question, question);
            *phase = phase.take().filter(|own| typed(What::Holds).as_ref() == Some(own));
            let listed = typed(What::Options).unwrap_or_default();
            options.extend(listed.split(';').map(str::trim).filter(|one| !one.is_empty()).map(str::to_owned));
        }
        Command::Runbook(runbook::Command::PinDecision { value, rationale, .. }) => {
            words(What::Value, value);
            words(What::Rationale, rationale);
        }
        Command::Runbook(runbook::Command::Repin { impact, severity, reason, moved, .. }) => {
            words(What::Impact, impact);
            words(What::Reason, reason);
            let chosen = typed(What::Severity);
            *severity =
                DriftSeverity::ALL.into_iter().find(|one| chosen.as_deref() == Some(one.word())).unwrap_or(*severity);
            if typed(What::Moves).as_deref() == Some(CARRY[1]) {
                moved.clear();
            }
        }
        Command::Runbook(runbook::Command::Phase { act, .. }) => match act {
            Act::Attest { statement, evidence, .. } => {
                words(What::Statement, statement);
                evidence.extend(given(What::Evidence).map(|text| EvidenceRef::from_word(&text)));
            }
            Act::Activate { confirm } => *confirm = typed(What::Phase),
            Act::Hold { reason } | Act::Block { reason } | Act::Unblock { reason } => words(What::Reason, reason),
            Act::Reopen { reason, confirm } => {
                words(What::Reason, reason);
                *confirm = typed(What::Phase);
            }
            Act::Resolve { to, reason, confirm } => {
                words(What::Reason, reason);
                *confirm = typed(What::Phase);
                let chosen = typed(What::Status);
                let all = [Word::NotStarted, Word::Active, Word::Done, Word::Blocked];
                *to = all.into_iter().find(|one| chosen.as_deref() == Some(one.word())).unwrap_or(*to);
            }
            Act::Close { closing } => {
                closing.platform_run_id = given(What::Run);
                closing.note = given(if closing.fail { What::Reason } else { What::Note });
            }
            _ => {}
        },
        _ => {}
    }
    Ok(())
}

/// A reason that is true often enough to be worth changing rather than typing.
fn likely(model: &Model, to: Name) -> String {
    let open = model.view.state.incident.open_incident();
    let about = open.map_or_else(String::new, |open| format!("{}: {}", open.id, open.title));
    match (to, about.is_empty()) {
        (Name::StaticRestore, _) if model.view.state.posture.in_force() == Some(Name::Compat) => about,
        (Name::StaticRestore, false) => format!("compat_not_possible: {about}"),
        (Name::StaticRestore, true) => "compat_not_possible".to_owned(),
        (_, false) => about,
        (_, true) => "temporary compat window".to_owned(),
    }
}
