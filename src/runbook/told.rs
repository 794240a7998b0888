//! An event as a sentence and a command as a title, the same words on every face.

use super::{Act, Command, Event, Verdict};

impl Event {
    /// What happened, without who and when.
    pub fn told(&self) -> String {
        match self {
            Self::Adopted { path, .. } => format!("adopted {path}"),
            Self::Ticked { phase, text, .. } => format!("ticked in {phase}: {text}"),
            Self::Unticked { phase, text, .. } => format!("unticked in {phase}: {text}"),
            Self::Attested { phase, text, statement, .. } => format!("attested in {phase}: {text} ({statement})"),
            Self::ProgramAttested { text, statement, .. } => format!("attested of the program: {text} ({statement})"),
            Self::Noted { phase, text, .. } => format!("noted on {phase}: {}", text.replace('\n', " ")),
            Self::Activated { phase, .. } => format!("activated {phase}"),
            Self::HeldBack { phase, reason, .. } => format!("left {phase} NOT_STARTED: {reason}"),
            Self::WentGo { phase, .. } => format!("gave {phase} its build-go"),
            Self::Closed { phase, snapshot, verdict, .. } => {
                format!("closed {phase}: {}, {}", verdict.word(), snapshot.path)
            }
            Self::Failed { phase, snapshot, open, .. } => {
                format!("{phase} did not close: {}, {} open, {}", Verdict::Fail.word(), open.len(), snapshot.path)
            }
            Self::BlockedBy { phase, reason, .. } => format!("blocked {phase}: {reason}"),
            Self::Unblocked { phase, reason, .. } => format!("unblocked {phase}: {reason}"),
            Self::Reopened { phase, reason, .. } => format!("re-opened {phase}: {reason}"),
            Self::Resolved { phase, to, reason, .. } => format!("settled that {phase} is {}: {reason}", to.word()),
            Self::ThresholdPinned { phase, dimension, .. } => {
                format!("pinned the thresholds of {phase} in {dimension}")
            }
            Self::ThresholdMet { phase, dimension, passed: true, .. } => format!("{dimension} of {phase} passed"),
            Self::ThresholdMet { phase, dimension, .. } => format!("{dimension} of {phase} did not pass"),
            Self::RunStarted { phase, run, argv, step, .. } => match step {
                Some(step) => format!("began step {step} of {phase} ({run})"),
                None => format!("began in {phase}: {} ({run})", argv.join(" ")),
            },
            Self::RunOver { run, exit, .. } => format!("{run} ended: {}", exit.shown()),
            Self::DecisionOpened { id, question, .. } => format!("opened decision {id}: {question}"),
            Self::DecisionPinned { id, value, rationale, .. } => format!("decided {id}: {value} ({rationale})"),
            Self::Repinned { path, severity, reason, .. } => {
                format!("accepted the drift of {path}, severity {}: {reason}", severity.word())
            }
            Self::Edited { path, .. } => format!("took over an edit of words in {path}"),
            Self::Conflict { phase, wanted, by, .. } => format!("{wanted} {phase} came too late: entry {by} was first"),
            Self::PatchIntent { path, restore: true, .. } => format!("began to put {path} back"),
            Self::PatchIntent { path, .. } => format!("began to edit {path}"),
            Self::Patched { path, .. } => format!("edited {path}"),
            Self::PatchLost { path, .. } => format!("{path} is not as it should have become: it drifts"),
        }
    }
}

impl Act {
    /// The act as a verb: `activate`, `close`.
    pub const fn verb(&self) -> &'static str {
        match self {
            Self::Attest { .. } => "attest",
            Self::Note { .. } => "note",
            Self::Activate { .. } => "activate",
            Self::Hold { .. } => "hold",
            Self::Go => "go",
            Self::Close { .. } => "close",
            Self::Block { .. } => "block",
            Self::Unblock { .. } => "unblock",
            Self::Reopen { .. } => "reopen",
            Self::Resolve { .. } => "resolve",
            Self::PinThreshold { .. } => "pin a threshold of",
            Self::MeetThreshold { .. } => "record a run of",
            Self::Run { .. } => "run in",
            Self::SettleRun { .. } => "settle a run of",
            Self::Lost { .. } => "record a conflict on",
        }
    }
}

impl Command {
    /// What it would do, as a title.
    pub fn title(&self) -> String {
        match self {
            Self::Adopt { path, .. } => format!("Adopt {path}"),
            Self::Tick { phase, .. } => format!("Tick an item of {phase}"),
            Self::Untick { phase, .. } => format!("Untick an item of {phase}"),
            Self::Phase { phase, act, .. } => {
                let verb = act.verb();
                let (first, rest) = verb.split_at(1);
                format!("{}{rest} {phase}", first.to_uppercase())
            }
            Self::AttestProgram { .. } => "Attest of the program".to_owned(),
            Self::OpenDecision { id, .. } => format!("Open decision {id}"),
            Self::PinDecision { id, .. } => format!("Decide {id}"),
            Self::Repin { path, .. } => format!("Accept the drift of {path}"),
            Self::Restore { path } => format!("Put {path} back"),
            Self::Settle { path, .. } => format!("Settle {path}"),
        }
    }
}
