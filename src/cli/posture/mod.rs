//! `wayhold posture`: what is live and what may be; changing it is next door.

mod acts;
mod clock;
mod sweep;

use chrono::TimeDelta;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::out::{Out, holds_json};
use super::{Common, Exit, Mutating, spell};
use crate::console::{self, Command, ObservedPosture};
use crate::posture::{self, Name, ReadBack};
use crate::session::{Session, parse_duration};

/// The runtime posture: what is live, and changing it
#[derive(Debug, Subcommand)]
pub enum Posture {
    /// Show the live posture beside strict
    Show(Common),
    /// List the three profiles and the ways to each
    List(Common),
    /// Compare the live posture with a profile, field by field
    Diff(Diff),
    /// Show what applying a profile would change, and what holds it; writes nothing
    Plan(Change),
    /// Apply a profile: written, read back, recorded
    Apply(Change),
    /// Go back to strict; always available
    Revert(acts::Revert),
    /// Give the override in force a later end
    Extend(acts::Extend),
    /// Write the targets again as granted, where they say something else
    Restore(acts::Restore),
    /// Attest an exit criterion: 1, 4, and 2 where no gate is configured
    Attest(acts::Attest),
    /// Answer for a hook that did not say by itself that it did its work
    Vouch(acts::Vouch),
    /// Tell what a target holds that was written by hand
    Confirm(acts::Confirm),
    /// Show whether this machine's clock can be believed, or answer for it
    Clock(clock::Clock),
    /// Record what has ended or was changed by others, and revert where the configuration says so; for timers
    Sweep(sweep::Sweep),
}

/// Compare the live posture with a profile
#[derive(Debug, Args)]
pub struct Diff {
    /// strict (the default), compat or static_restore
    #[arg(default_value = "strict")]
    profile: Name,
    /// Compare this profile instead of the live posture
    #[arg(long)]
    from: Option<Name>,
    #[command(flatten)]
    common: Common,
}

/// Apply a profile
#[derive(Debug, Args)]
pub struct Change {
    /// strict, compat or static_restore
    profile: Name,
    /// How long it may last, such as 30m; the profile's default when not given
    #[arg(long = "for", value_name = "DURATION", value_parser = parse_duration)]
    duration: Option<TimeDelta>,
    /// The environment's name, typed out; static_restore asks for it
    #[arg(long, value_name = "ENVIRONMENT")]
    confirm: Option<String>,
    /// Why, in one line
    #[arg(long, value_name = "TEXT")]
    because: Option<String>,
    /// The target is out of reach: print the eight fields, write nothing, and wait for `posture confirm`
    #[arg(long)]
    by_hand: bool,
    #[command(flatten)]
    mutating: Mutating,
}

impl Change {
    fn command(self) -> posture::Command {
        let Self { profile: to, duration, confirm, because, by_hand, .. } = self;
        if by_hand {
            posture::Command::ByHand { to, duration, because, confirm }
        } else {
            posture::Command::Apply { to, duration, because, confirm }
        }
    }
}

impl Posture {
    pub(super) fn common(&self) -> &Common {
        match self {
            Self::Show(common) | Self::List(common) => common,
            Self::Diff(verb) => &verb.common,
            Self::Plan(verb) | Self::Apply(verb) => &verb.mutating.common,
            Self::Revert(verb) => &verb.mutating.common,
            Self::Extend(verb) => &verb.mutating.common,
            Self::Restore(verb) => &verb.mutating.common,
            Self::Attest(verb) => &verb.mutating.common,
            Self::Vouch(verb) => &verb.mutating.common,
            Self::Confirm(verb) => &verb.mutating.common,
            Self::Clock(verb) => &verb.mutating.common,
            Self::Sweep(verb) => &verb.common,
        }
    }
}

pub async fn run(verb: Posture, session: &mut Session) -> Exit {
    match verb {
        Posture::Show(common) => show(&common, session),
        Posture::List(common) => list(&common, session),
        Posture::Diff(verb) => diff(&verb, session),
        Posture::Plan(verb) => plan(verb, session),
        Posture::Apply(verb) => acts::apply(verb, session).await,
        Posture::Revert(verb) => acts::revert(verb, session).await,
        Posture::Extend(verb) => acts::extend(verb, session).await,
        Posture::Restore(verb) => acts::restore(verb, session).await,
        Posture::Attest(verb) => acts::attest(verb, session).await,
        Posture::Vouch(verb) => acts::vouch(verb, session).await,
        Posture::Confirm(verb) => acts::confirm(verb, session).await,
        Posture::Clock(verb) => clock::run(verb, session).await,
        Posture::Sweep(verb) => sweep::run(verb, session).await,
    }
}

/// The posture as it was just read, in a workspace that governs one.
fn reading(common: &Common, session: &mut Session) -> Result<ObservedPosture, Exit> {
    let out = common.out();
    match session.ctx().observed.posture {
        Some(seen) => Ok(seen),
        None => Err(out.usage("this workspace governs no posture; add a [posture] table to wayhold.toml")),
    }
}

fn show(common: &Common, session: &mut Session) -> Exit {
    let seen = match reading(common, session) {
        Ok(read) => read,
        Err(exit) => return exit,
    };
    let criteria = criteria(session);
    let out = common.out();
    let live = seen.live.classify();
    let toggles = seen.live.toggles();
    if out.json {
        let state = &session.state().posture;
        let current = state.current.as_ref();
        out.object(&json!({"classified": live, "fields": toggles, "in_force": state.in_force(),
            "since": state.since().map(|stamp| stamp.at), "by": state.since().map(|stamp| stamp.by.clone()),
            "because": current.and_then(|current| current.because.clone()),
            "expires_at": current.map(|current| current.expires_at),
            "incident": current.and_then(|current| current.incident.clone()),
            "on_expiry": current.map(|current| current.on_expiry), "extended": current.map(|current| current.extended),
            "expired": current.and_then(|current| current.expired.as_ref()).map(|stamp| stamp.seq),
            "changed_by_others": state.changed.as_ref().map(|changed| changed.stamp.seq),
            "targets": state.targets, "exit_criteria": criteria,
            "pending": state.pending.as_ref().map(|pending| pending.stamp.seq)}));
        return Exit::Done;
    }
    out.line(format!("live posture: {live}"));
    if let ReadBack::Invalid { reason, .. } | ReadBack::Unreadable { reason } = &seen.live {
        out.line(format!("  {reason}"));
    }
    table(out, &posture::diff_live(&seen.live, &Name::Strict.toggles()), "strict");
    for (name, value) in toggles.map(posture::Toggles::fields).into_iter().flatten() {
        out.line(format!("  {name:<40} {value}"));
    }
    for target in &session.state().posture.targets {
        let mark = if target.ok { "ok" } else { "BEHIND" };
        out.line(format!("target {:<33} {mark}: {}", target.name, target.said));
    }
    let ctx = session.ctx();
    let Some(ask) = ctx.posture(session.state()) else { return Exit::Done };
    for one in posture::criteria(&session.state().posture, &ask) {
        let mark = if one.met { "met" } else { "open" };
        let number = one.criterion.number();
        out.line(format!("exit criterion {number} {mark}: {}; {}", one.criterion.text(), one.because));
    }
    Exit::Done
}

/// The exit criteria as they stand.
fn criteria(session: &mut Session) -> Vec<Value> {
    let ctx = session.ctx();
    let Some(ask) = ctx.posture(session.state()) else { return Vec::new() };
    let standing = posture::criteria(&session.state().posture, &ask);
    let one = |one: posture::Standing| json!({"number": one.criterion.number(), "criterion": one.criterion, "met": one.met, "because": one.because});
    standing.into_iter().map(one).collect()
}

fn list(common: &Common, session: &mut Session) -> Exit {
    let seen = match reading(common, session) {
        Ok(read) => read,
        Err(exit) => return exit,
    };
    let out = common.out();
    let ctx = session.ctx();
    let ladder = console::ladder(session.state(), &ctx);
    if out.json {
        let profile = |name: Name| match seen.profiles.get(name) {
            Ok(toggles) => json!({"name": name, "fields": toggles}),
            Err(why) => json!({"name": name, "error": why}),
        };
        let offers: Vec<Value> = ladder
            .iter()
            .map(|offer| {
                json!({"operation": offer.operation, "cost": offer.cost, "layer": offer.layer, "who": offer.who,
                "text": offer.text, "command": offer.action.as_ref().map(spell)})
            })
            .collect();
        out.object(&json!({"profiles": Name::ALL.map(profile), "ladder": offers}));
        return Exit::Done;
    }
    for name in Name::ALL {
        match seen.profiles.get(name) {
            Ok(toggles) => {
                let count = posture::diff_live(&seen.live, toggles).len();
                out.line(format!("{name:<15} {count} of 8 fields differ from the live posture"));
            }
            Err(why) => out.line(format!("{name:<15} cannot be used: {why}")),
        }
    }
    for offer in &ladder {
        out.line(format!("  {:<8} {:>3}  {:<6} {}", offer.operation.word(), offer.cost, offer.who.word(), offer.text));
    }
    Exit::Done
}

fn diff(verb: &Diff, session: &mut Session) -> Exit {
    let seen = match reading(&verb.common, session) {
        Ok(read) => read,
        Err(exit) => return exit,
    };
    let out = verb.common.out();
    let of = |name: Name| seen.profiles.get(name).map_err(|why| out.usage(format!("{name} cannot be used: {why}")));
    let to = match of(verb.profile) {
        Ok(to) => to,
        Err(exit) => return exit,
    };
    let differences = match verb.from.map(of) {
        Some(Ok(from)) => posture::diff(from, to),
        Some(Err(exit)) => return exit,
        None => posture::diff_live(&seen.live, to),
    };
    if out.json {
        out.object(&json!({"to": verb.profile, "from": verb.from, "differences": differences}));
    } else {
        table(out, &differences, verb.profile.word());
    }
    Exit::Done
}

fn plan(verb: Change, session: &mut Session) -> Exit {
    let seen = match reading(&verb.mutating.common, session) {
        Ok(read) => read,
        Err(exit) => return exit,
    };
    let out = verb.mutating.out();
    let to = verb.profile;
    let command = Command::Posture(verb.command());
    let ctx = session.ctx();
    let holds = console::decide(session.state(), &command, &ctx).err().unwrap_or_default();
    let differences = posture::diff_live(&seen.live, &to.toggles());
    if out.json {
        out.object(&json!({"to": to, "differences": differences, "holds": holds_json(&holds)}));
        return if holds.is_empty() { Exit::Done } else { Exit::No };
    }
    table(out, &differences, to.word());
    if holds.is_empty() {
        out.line("nothing holds it");
        return Exit::Done;
    }
    out.refused(&holds)
}

fn table(out: Out, differences: &[posture::FieldDiff], to: &str) {
    if differences.is_empty() {
        out.line(format!("no field differs from {to}"));
        return;
    }
    out.line(format!("{} of 8 fields differ from {to}:", differences.len()));
    for field in differences {
        let from = field.from.as_ref().map_or_else(|| "–".to_owned(), ToString::to_string);
        out.line(format!("  {:<40} {from} → {}", field.field, field.to));
    }
}
