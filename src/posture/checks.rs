//! The preconditions of a command, one list for the rule and for the screen that shows them met or not.

use chrono::{DateTime, TimeDelta, Utc};

use super::reader::shown;
use super::{
    Ask, Classified, Command, Criterion, Longer, Name, Override, Pending, ReadBack, State, is_behind, latest, leap,
    moment, remaining, roughly, span, targets,
};
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
        Command::Settle { .. } | Command::Notice => Vec::new(),
        Command::Apply { to: Name::Strict, .. } => vec![not_applied(state, Name::Strict, ask)],
        Command::ByHand { to: Name::Strict, .. } => vec![not_applied(state, Name::Strict, ask), settled(state)],
        Command::Extend { longer, because } => extending(state, *longer, because.as_deref(), ask),
        Command::Restore { .. } => restoring(state, ask),
        Command::Confirm { .. } => vec![by_hand_pending(state), human_for("confirms what a target holds", ask)],
        Command::Attest { criterion, note } => attesting(state, *criterion, note.as_deref(), ask),
        Command::TrustClock { note } => trusting_clock(state, note.as_deref(), ask),
        Command::Vouch { target, .. } => vec![human_for("answers for a target", ask), failed_target(state, target)],
        Command::Apply { to, duration, because, confirm } | Command::ByHand { to, duration, because, confirm } => {
            let to = *to;
            let mut list = vec![human(to, ask), usable(to, ask), settled(state), not_applied(state, to, ask)];
            list.extend(reason(state, to, because.as_deref(), ask));
            list.extend(lasting(to, *duration, ask, |duration| {
                let mut action = command.clone();
                if let Command::Apply { duration: asked, .. } | Command::ByHand { duration: asked, .. } = &mut action {
                    *asked = Some(duration);
                }
                (format!("apply {to} for {}", span(duration)), action)
            }));
            list.extend(clock(state, ask));
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

fn human_for(what: &str, ask: &Ask<'_>) -> Check {
    let way = Offer::instruct(Operation::Existing, PROVISIONER, "ask a person who is enrolled");
    let hold = hold(Code::NeedsHuman, format!("a human's key {what}")).way(way);
    Check { met: Who::Human.admits(ask.caller), hold }
}

/// By a clock that stands before the newest entry no end can be promised. That it does not is no news.
fn clock(state: &State, ask: &Ask<'_>) -> Option<Check> {
    let behind = is_behind(state, ask.now, ask.latest);
    clock_doubt(state, ask).filter(|_| behind).map(|hold| Check { met: false, hold })
}

/// The hold of a clock that stands well before the newest entry, or that was set.
pub(super) fn clock_doubt(state: &State, ask: &Ask<'_>) -> Option<Hold<Command>> {
    let now = ask.now.format("%Y-%m-%d %H:%M:%SZ");
    let doubt = if is_behind(state, ask.now, ask.latest) {
        let latest = latest(state, ask.latest);
        let latest = latest.map_or_else(String::new, |at| at.format(" of %Y-%m-%d %H:%M:%SZ").to_string());
        let need = format!("a clock that does not stand before the newest entry{latest}; it says {now}");
        hold(Code::ClockBehind, need)
    } else {
        let need = format!("a clock that goes on as time does; it says {now} and was set {}", leap(ask.leapt?));
        hold(Code::ClockLeapt, need)
    };
    let confirm = Command::TrustClock { note: None };
    let confirm = Offer::take(Operation::Existing, PROVISIONER, "look at a clock and answer for this one", confirm);
    let set = Offer::instruct(Operation::Existing, PROVISIONER, "set the clock right, then try again");
    Some(doubt.way(set).way(confirm.by(Who::Human)))
}

fn trusting_clock(state: &State, note: Option<&str>, ask: &Ask<'_>) -> Vec<Check> {
    let need = "a clock in doubt; this one stands after every entry and goes on as time does";
    let doubted = Check { met: ask.doubts_clock(state), hold: hold(Code::AlreadyApplied, need) };
    let mut list = vec![human_for("answers for a clock", ask), doubted];
    list.extend(reasons(None, note));
    list
}

/// The later end that an extension asks for; `None` when the limit does not allow it or it is no later.
pub(super) fn later_end(
    state: &State,
    current: &Override,
    longer: Option<Longer>,
    ask: &Ask<'_>,
) -> Option<DateTime<Utc>> {
    let asked = asked_end(current, longer, ask)?;
    // Of one that is overdue there is nothing left that could be shortened.
    let overdue = remaining(state, ask.now).is_some_and(|left| left.overdue);
    (allows(current.profile, asked, ask) && (overdue || asked > current.expires_at)).then_some(asked)
}

/// The end that an extension asks for, allowed or not.
fn asked_end(current: &Override, longer: Option<Longer>, ask: &Ask<'_>) -> Option<DateTime<Utc>> {
    let default = ask.limits.of(current.profile)?.default;
    longer.unwrap_or(Longer::FromNow(default)).end(current, ask.now)
}

/// Whether the limit allows this end, asked for now.
fn allows(profile: Name, end: DateTime<Utc>, ask: &Ask<'_>) -> bool {
    let lasting = end - ask.now;
    lasting >= TimeDelta::seconds(1) && ask.limits.of(profile).is_some_and(|limit| lasting <= limit.max)
}

fn extending(state: &State, longer: Option<Longer>, because: Option<&str>, ask: &Ask<'_>) -> Vec<Check> {
    let Some(current) = &state.current else {
        return vec![Check { met: false, hold: hold(Code::NotLoosened, "an override in force; strict has no end") }];
    };
    let mut list = vec![human_for("extends an override", ask), settled(state)];
    list.extend(clock(state, ask));
    list.extend(reasons(Some("one line of why it has to last longer"), because));
    list.extend(until(state, current, longer, because, ask));
    list.push(as_granted(state, ask));
    list
}

/// The end that is asked for: within the limit, and later than the one that is granted.
fn until(
    state: &State,
    current: &Override,
    longer: Option<Longer>,
    because: Option<&str>,
    ask: &Ask<'_>,
) -> Option<Check> {
    let limit = ask.limits.of(current.profile)?;
    let words = match longer.unwrap_or(Longer::FromNow(limit.default)) {
        Longer::FromNow(duration) => format!("{} from now", span(duration)),
        added @ Longer::Added(_) => added.to_string(),
    };
    let asked = asked_end(current, longer, ask);
    let most = ask.now.checked_add_signed(limit.max)?;
    let shown = |at| moment(at, ask.now);
    let (code, need) = match asked {
        Some(asked) if allows(current.profile, asked, ask) => {
            let need =
                format!("a later end: it lasts until {}; {words} is {}", shown(current.expires_at), shown(asked));
            let short = roughly(current.expires_at - asked);
            (Code::NotLater, if asked > current.expires_at { need } else { format!("{need}, {short} earlier") })
        }
        _ => {
            let (profile, longest, most) = (current.profile, span(limit.max), shown(most));
            let over = |asked| format!("; {words} is {}, {} over", shown(asked), roughly(asked - ask.now - limit.max));
            let over = asked.map(over).unwrap_or_default();
            (Code::BadDuration, format!("an end at most {longest} from now: {most} for {profile}{over}"))
        }
    };
    let longest = if most > current.expires_at {
        let action = Command::Extend { longer: Some(Longer::FromNow(limit.max)), because: because.map(str::to_owned) };
        let text = format!("extend it to last {} from now", span(limit.max));
        Offer::take(Operation::Existing, PROVISIONER, text, action).by(Who::Human)
    } else {
        let text = format!("extend it later: {} from now is the most that may be asked for", span(limit.max));
        Offer::instruct(Operation::Existing, PROVISIONER, text)
    };
    Some(Check { met: later_end(state, current, longer, ask).is_some(), hold: hold(code, need).way(longest) })
}

/// More time for what somebody else put there is not an extension.
fn as_granted(state: &State, ask: &Ask<'_>) -> Check {
    let live = ask.live.classify();
    let granted = state.in_force();
    let need = format!("a live posture as granted; it reads {live}");
    let met = live.name() == granted && granted.is_some();
    Check { met, hold: hold(Code::PostureUnclear, need).way(restore(state)).way(revert(ask.live)) }
}

fn restoring(state: &State, ask: &Ask<'_>) -> Vec<Check> {
    let granted = state.in_force();
    let at_rest = granted.is_some() && ask.live.classify().name() == granted && targets::behind(state, ask).is_empty();
    let need = "something that differs from what is granted; nothing does";
    let mut list = vec![settled(state), Check { met: !at_rest, hold: hold(Code::AlreadyApplied, need) }];
    // The way to strict is open to anyone, and a grant that has ended is not written again.
    if let (Some(current), Some(left)) = (&state.current, super::remaining(state, ask.now)) {
        list.push(human(current.profile, ask));
        let need = format!("a grant that has not ended; {} has", current.profile);
        list.push(Check { met: !left.overdue, hold: hold(Code::Overdue, need).way(revert(ask.live)) });
    }
    list
}

fn by_hand_pending(state: &State) -> Check {
    let met = state.pending.as_ref().is_some_and(|pending| pending.intent.by_hand);
    let way = Offer::instruct(Operation::Existing, PROVISIONER, "begin one: wayhold posture apply PROFILE --by-hand");
    Check { met, hold: hold(Code::AlreadyApplied, "a change by hand that waits for its read-back").way(way) }
}

fn attesting(state: &State, criterion: Criterion, note: Option<&str>, ask: &Ask<'_>) -> Vec<Check> {
    let open = hold(Code::NotLoosened, "a loosening to attest the end of; strict was never left, or is at rest again");
    let number = criterion.number();
    let need = format!("a criterion that a person attests; {number} is found out");
    let mut list = vec![
        human_for("attests an exit criterion", ask),
        Check { met: state.window.is_some(), hold: open },
        Check { met: criterion.is_attested(&ask.gate), hold: hold(Code::NotAttested, need) },
    ];
    list.extend(reasons(None, note));
    list
}

fn failed_target(state: &State, target: &str) -> Check {
    let met = state.targets.iter().any(|known| known.name == target && !known.ok);
    let failed: Vec<_> = state.targets.iter().filter(|known| !known.ok).map(|known| known.name.as_str()).collect();
    let failed = if failed.is_empty() { "none is".to_owned() } else { failed.join(", ") };
    Check { met, hold: hold(Code::AlreadyApplied, format!("a target that is behind; behind: {failed}")) }
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

/// The way out of a change by hand that waits for its read-back.
pub(super) fn confirm() -> Offer<Command> {
    let text = "read the target and tell what it holds: wayhold posture confirm --read-back FILE";
    Offer::take(Operation::Existing, PROVISIONER, text, Command::Confirm { read_back: None }).by(Who::Human)
}

/// The hold of an intent without an outcome.
pub(super) fn unsettled(pending: &Pending) -> Hold<Command> {
    let (to, seq) = (pending.intent.to, pending.stamp.seq);
    if pending.intent.by_hand {
        let need = format!("the read-back of {to}, which is being put in place by hand since #{seq}");
        return hold(Code::Unknown, need).way(confirm());
    }
    hold(Code::Unknown, format!("an outcome for the apply of {to} at #{seq}")).way(settle())
}

/// Strict in force and live is no reason to refuse strict while an earlier intent may still be written, or while a target
/// beside the posture file holds something else.
pub(super) fn not_applied(state: &State, to: Name, ask: &Ask<'_>) -> Check {
    let live = ask.live;
    let in_force = state.in_force() == Some(to) && live.classify() == Classified::from(to);
    // Looking at the targets renders a whole flagd file.
    let at_rest = || state.pending.is_none() && targets::behind(state, ask).is_empty();
    if !in_force || (to == Name::Strict && !at_rest()) {
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

/// The way back to what is granted.
pub(super) fn restore(state: &State) -> Offer<Command> {
    let (granted, who) = match &state.current {
        Some(current) => (current.profile, Who::Human),
        None => (Name::Strict, Who::Anyone),
    };
    let text = format!("write {granted} again, under the grant there is");
    Offer::take(Operation::Existing, PROVISIONER, text, Command::Restore { because: None }).by(who)
}

/// The way back to strict, open to anyone.
pub(super) fn revert(live: &ReadBack) -> Offer<Command> {
    let count = super::diff_live(live, &Name::Strict.toggles()).len();
    let text = format!("revert to strict: {count} of 8 fields change, no end, no reason needed");
    Offer::take(Operation::Existing, PROVISIONER, text, Command::revert())
}

/// compat always asks why; `static_restore` only where compat was passed over (seed 000, *Rollback and Exit Criteria*).
fn reason(state: &State, to: Name, because: Option<&str>, ask: &Ask<'_>) -> Vec<Check> {
    let loosened = |name| matches!(name, Some(Name::Compat | Name::StaticRestore));
    let skips = !loosened(state.in_force()) && !loosened(ask.live.classify().name());
    let asked = match to {
        Name::Compat => Some("one line of why compat is needed"),
        Name::StaticRestore if skips => Some("one line of why compat is passed over (compat_not_possible)"),
        Name::Strict | Name::StaticRestore => None,
    };
    reasons(asked, because)
}

/// A line that has to be there when it is `asked` for, and has to fit when it is.
fn reasons(asked: Option<&str>, because: Option<&str>) -> Vec<Check> {
    let line = one_line(because);
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

/// `way` says how a duration that is allowed would be asked for.
fn lasting(
    to: Name,
    duration: Option<TimeDelta>,
    ask: &Ask<'_>,
    way: impl Fn(TimeDelta) -> (String, Command),
) -> Option<Check> {
    let limit = ask.limits.of(to)?;
    let asked = span(duration.unwrap_or(limit.default));
    let need = format!("a duration from 1s to {} for {to}; asked for {asked}", span(limit.max));
    let mut hold = hold(Code::BadDuration, need);
    let met = expiry(to, duration, ask).is_some();
    let mut allowed = vec![limit.default, limit.max];
    allowed.dedup();
    allowed.retain(|duration| !met && expiry(to, Some(*duration), ask).is_some());
    for allowed in allowed {
        let (text, action) = way(allowed);
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
