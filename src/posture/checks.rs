//! The preconditions of a command, one list for the rule and for the screen that shows them met or not.

use chrono::{DateTime, TimeDelta, Utc};

use super::reader::shown;
use super::{Ask, Classified, Command, Name, Pending, ReadBack, State, span};
use crate::hold::{Code, Hold, Offer, Operation, Who, text};

/// The subject of the posture's holds.
const SUBJECT: &str = "posture";
/// The provisioner named in the posture's offers.
pub(super) const PROVISIONER: &str = "posture";
/// The longest reason, in characters after cleaning.
const LONGEST_REASON: usize = 300;

/// One precondition and whether it is met. Its hold reads as the condition either way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// Whether it is met.
    pub met: bool,
    /// What holds the command while it is not.
    pub hold: Hold<Command>,
}

/// The preconditions of `command`. [`super::decide`] refuses exactly with the unmet ones of this list.
///
/// Applying strict has at most one: that it is not in force and live already.
pub fn checks(state: &State, command: &Command, ask: &Ask<'_>) -> Vec<Check> {
    match command {
        Command::Adopt => vec![not_adopted(state)],
        Command::Settle { .. } => Vec::new(),
        Command::Apply { to: Name::Strict, .. } => vec![not_applied(state, Name::Strict, ask.live)],
        Command::Apply { to, duration, because, confirm } => {
            let to = *to;
            let mut list = vec![human(to, ask), usable(to, ask), settled(state), not_applied(state, to, ask.live)];
            list.extend(reason(state, to, because.as_deref(), ask));
            list.extend(lasting(to, *duration, command, ask));
            if to == Name::StaticRestore {
                list.push(confirmed(confirm.as_deref(), ask.environment));
            }
            list
        }
    }
}

/// A reason as it is recorded: one line, cleaned; `None` if nothing is left.
pub(super) fn one_line(because: Option<&str>) -> Option<String> {
    let line = text::one_line(because?);
    (!line.is_empty()).then_some(line)
}

/// A reason cut to what an entry takes; strict is never refused for its words.
pub(super) fn cut_line(because: Option<&str>) -> Option<String> {
    one_line(because).map(|line| line.chars().take(LONGEST_REASON).collect())
}

/// When an override asked for at `ask.now` ends; `None` when its duration is not allowed.
pub(super) fn expiry(to: Name, duration: Option<TimeDelta>, ask: &Ask<'_>) -> Option<DateTime<Utc>> {
    let limit = ask.limits.of(to)?;
    let duration = duration.unwrap_or(limit.default);
    let allowed = duration >= TimeDelta::seconds(1) && duration <= limit.max;
    allowed.then(|| ask.now.checked_add_signed(duration)).flatten()
}

pub(super) fn hold(code: Code, need: impl Into<String>) -> Hold<Command> {
    Hold::new(code, SUBJECT, need)
}

fn not_adopted(state: &State) -> Check {
    let hold = hold(Code::AlreadyFounded, "the posture is adopted once, at founding");
    Check { met: *state == State::default(), hold }
}

fn human(to: Name, ask: &Ask<'_>) -> Check {
    let need = format!("a human's key applies {to}; strict is open to anyone");
    let way = Offer::instruct(Operation::Existing, PROVISIONER, format!("ask a person who is enrolled to apply {to}"));
    Check { met: Who::Human.admits(ask.caller), hold: hold(Code::NeedsHuman, need).way(way) }
}

fn usable(to: Name, ask: &Ask<'_>) -> Check {
    match ask.profiles.get(to) {
        Ok(_) => Check { met: true, hold: hold(Code::ProfileUnusable, format!("{to}.json holds {to}")) },
        Err(why) => {
            let text = format!("put the eight fields of {to} back into {to}.json");
            let way = Offer::instruct(Operation::Update, PROVISIONER, text);
            let need = format!("a usable {to} profile: {why}");
            Check { met: false, hold: hold(Code::ProfileUnusable, need).way(way) }
        }
    }
}

fn settled(state: &State) -> Check {
    match &state.pending {
        None => Check { met: true, hold: hold(Code::Unknown, "no earlier apply is without an outcome") },
        Some(pending) => Check { met: false, hold: unsettled(pending) },
    }
}

/// The hold of an intent without an outcome.
pub(super) fn unsettled(pending: &Pending) -> Hold<Command> {
    let need = format!("an outcome for the apply of {} at #{}", pending.intent.to, pending.stamp.seq);
    hold(Code::Unknown, need).way(settle())
}

/// Strict in force and live is no reason to refuse strict while an earlier intent may still be written.
pub(super) fn not_applied(state: &State, to: Name, live: &ReadBack) -> Check {
    let in_force = state.in_force() == Some(to) && live.classify() == Classified::from(to);
    if !in_force || (to == Name::Strict && state.pending.is_some()) {
        return Check { met: true, hold: hold(Code::AlreadyApplied, format!("{to} is not in force and live yet")) };
    }
    let need = format!("a posture other than {to}, which is in force and live already");
    let hold = hold(Code::AlreadyApplied, need);
    Check { met: false, hold: if to == Name::Strict { hold } else { hold.way(revert(live)) } }
}

/// The way out of an intent without an outcome.
pub(super) fn settle() -> Offer<Command> {
    let text = "read the live posture back and record what came of the pending apply";
    Offer::take(Operation::Existing, PROVISIONER, text, Command::Settle { recovered: true })
}

/// The way back to strict, open to anyone.
pub(super) fn revert(live: &ReadBack) -> Offer<Command> {
    let count = super::diff_live(live, &Name::Strict.toggles()).len();
    let text = format!("revert to strict: {count} of 8 fields change, no end, no reason needed");
    Offer::take(Operation::Existing, PROVISIONER, text, Command::revert())
}

/// compat always asks why; `static_restore` only where compat was passed over (seed 000, *Rollback and Exit Criteria*).
fn reason(state: &State, to: Name, because: Option<&str>, ask: &Ask<'_>) -> Vec<Check> {
    let line = one_line(because);
    let loosened = |name| matches!(name, Some(Name::Compat | Name::StaticRestore));
    let skips = !loosened(state.in_force()) && !loosened(ask.live.classify().name());
    let asked = match to {
        Name::Compat => Some("one line of why compat is needed"),
        Name::StaticRestore if skips => Some("one line of why compat is passed over (compat_not_possible)"),
        Name::Strict | Name::StaticRestore => None,
    };
    let way = || {
        let text = format!("say why in one line of at most {LONGEST_REASON} characters");
        Offer::instruct(Operation::Existing, PROVISIONER, text)
    };
    let given = asked.map(|need| Check { met: line.is_some(), hold: hold(Code::NoReason, need).way(way()) });
    let fits = line.map(|line| {
        let need = format!("a reason of at most {LONGEST_REASON} characters");
        let met = line.chars().count() <= LONGEST_REASON;
        Check { met, hold: hold(Code::TextUnusable, need).way(way()) }
    });
    given.into_iter().chain(fits).collect()
}

fn lasting(to: Name, duration: Option<TimeDelta>, command: &Command, ask: &Ask<'_>) -> Option<Check> {
    let limit = ask.limits.of(to)?;
    let asked = span(duration.unwrap_or(limit.default));
    let need = format!("a duration from 1s to {} for {to}; asked for {asked}", span(limit.max));
    let mut hold = hold(Code::BadDuration, need);
    let met = expiry(to, duration, ask).is_some();
    let mut allowed = vec![limit.default, limit.max];
    allowed.dedup();
    allowed.retain(|duration| !met && expiry(to, Some(*duration), ask).is_some());
    for allowed in allowed {
        let mut action = command.clone();
        if let Command::Apply { duration, .. } = &mut action {
            *duration = Some(allowed);
        }
        let text = format!("apply {to} for {}", span(allowed));
        hold = hold.way(Offer::take(Operation::Existing, PROVISIONER, text, action).by(Who::Human));
    }
    Some(Check { met, hold })
}

fn confirmed(confirm: Option<&str>, environment: &str) -> Check {
    let met = confirm == Some(environment);
    let typed = match confirm {
        Some(other) if !met => format!("; {} was typed", shown(other)),
        _ => String::new(),
    };
    let need = format!("type the name of this environment, {environment}, to confirm static_restore{typed}");
    let way = Offer::instruct(
        Operation::Existing,
        PROVISIONER,
        format!("check that {environment} is the one you mean, then type it"),
    );
    Check { met, hold: hold(Code::WrongEnvironment, need).way(way) }
}
