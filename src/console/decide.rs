//! The decision: a command becomes events, or a refusal that lists every hold. Pure.
//!
//! Lives here: dispatch to the domains and the rules between them. A refused command leaves no event.

use super::{Command, Ctx, Event, Holds, LedgerEvent, ObservedPosture, Operator, State, bundles, needs, operators};
use crate::hold::{Code, Hold, Offer, Operation, Who, map_all};
use crate::{incident, posture, provision, runbook, verify};

/// Decides `command` against `state` as `ctx` saw the world.
///
/// # Errors
/// The holds between the command and its events, each with its ways past.
pub fn decide(state: &State, command: &Command, ctx: &Ctx) -> Result<Vec<Event>, Holds> {
    if let Command::Found = command {
        return found(state, ctx);
    }
    if state.founded.is_none() {
        return Err(vec![not_founded(&ctx.environment)]);
    }
    match command {
        Command::Found => Ok(Vec::new()),
        Command::AddOperator(add) => operators::decide(state, add, ctx),
        Command::Runbook(command) => {
            let own = lift(runbook::decide(&state.runbook, command, &ctx.runbook()), Event::Runbook, Command::Runbook);
            with(own, between_close_and_world(state, command, ctx))
        }
        Command::Posture(command) => decide_posture(state, command, ctx),
        Command::Incident(command) => decide_incident(state, command, ctx),
        Command::Verify(command) => {
            lift(verify::decide(&state.verify, command, &ctx.verify()), Event::Verify, Command::Verify)
        }
        Command::Bundle(command) => bundles::decide(state, command, ctx),
        Command::Provision(command) => {
            lift(provision::decide(&state.provision, command, &ctx.provision()), Event::Provision, Command::Provision)
        }
    }
}

/// A phase closes only with what it needs of the world that its runbook names. That it could not be closed can be put on
/// record all the same.
fn between_close_and_world(state: &State, command: &runbook::Command, ctx: &Ctx) -> Holds {
    match command {
        runbook::Command::Phase { path, phase, act: runbook::Act::Close { closing } } if !closing.fail => {
            needs(state, path, phase, ctx)
        }
        _ => Vec::new(),
    }
}

/// A domain's answer where rules between domains hold too; theirs come last.
fn with(own: Result<Vec<Event>, Holds>, between: Holds) -> Result<Vec<Event>, Holds> {
    match own {
        Ok(events) if between.is_empty() => Ok(events),
        Ok(_) => Err(between),
        Err(mut own) => {
            own.extend(between);
            Err(own)
        }
    }
}

/// A domain's answer as the console's.
pub(super) fn lift<E, C>(
    answer: Result<Vec<E>, Vec<Hold<C>>>,
    event: impl Fn(E) -> Event,
    command: impl Fn(C) -> Command,
) -> Result<Vec<Event>, Holds> {
    answer.map(|events| events.into_iter().map(event).collect()).map_err(|holds| map_all(holds, &command))
}

/// The hold on everything before entry 0.
pub fn not_founded(environment: &str) -> Hold<Command> {
    Hold::new(Code::NotFounded, environment, "this workspace has no ledger yet").way(
        Offer::take(Operation::Create, "wayhold", "found the ledger and enrol your key", Command::Found).by(Who::Human),
    )
}

fn found(state: &State, ctx: &Ctx) -> Result<Vec<Event>, Holds> {
    if let Some(founded) = &state.founded {
        let need = format!("the ledger was founded by {} already", founded.stamp.by);
        return Err(vec![Hold::new(Code::AlreadyFounded, &ctx.environment, need)]);
    }
    if !Who::Human.admits(&ctx.caller) {
        return Err(vec![Hold::new(Code::NeedsHuman, &ctx.environment, "a ledger is founded by a human's key")]);
    }
    let mut events = vec![Event::Ledger(LedgerEvent::Founded {
        environment: ctx.environment.clone(),
        operator: Operator {
            id: ctx.caller.id.clone(),
            kind: ctx.caller.kind,
            key: ctx.founder.public_key.clone(),
            presence: Some(ctx.presence),
        },
    })];
    if let Some(seen) = &ctx.observed.posture {
        // A broken profile must not stop the founding: the posture pane goes on to say what is wrong with it.
        let answer = posture::decide(&state.posture, &posture::Command::Adopt, &ctx.posture_of(state, seen));
        events.extend(answer.unwrap_or_default().into_iter().map(Event::Posture));
    }
    Ok(events)
}

fn decide_posture(state: &State, command: &posture::Command, ctx: &Ctx) -> Result<Vec<Event>, Holds> {
    let seen = governed(ctx)?;
    let mut holds = between_posture_and_incident(state, command);
    let own = posture::decide(&state.posture, command, &ctx.posture_of(state, seen));
    match lift(own, Event::Posture, Command::Posture) {
        Ok(events) if holds.is_empty() => Ok(events),
        Ok(_) => Err(holds),
        Err(own) => {
            holds.extend(own);
            Err(holds)
        }
    }
}

/// What a posture command needs, met or not, the rules between posture and incident first.
pub fn posture_checks(state: &State, command: &posture::Command, ctx: &Ctx) -> Vec<(bool, Hold<Command>)> {
    let Some(ask) = ctx.posture(state) else { return Vec::new() };
    let between = between_posture_and_incident(state, command).into_iter().map(|hold| (false, hold));
    let own = posture::checks(&state.posture, command, &ask);
    between.chain(own.into_iter().map(|check| (check.met, check.hold.map(&Command::Posture)))).collect()
}

/// `static_restore` is for active incidents only: one that is open and has an owner, a start time and a reason code
/// (seed 000, *Rollback and Exit Criteria*).
pub(super) fn between_posture_and_incident(state: &State, command: &posture::Command) -> Holds {
    let to = match command {
        posture::Command::Apply { to, .. } | posture::Command::ByHand { to, .. } => Some(*to),
        posture::Command::Extend { .. } => state.posture.in_force(),
        _ => None,
    };
    if to == Some(posture::Name::StaticRestore) {
        return map_all(incident::ready_for_restore(&state.incident), &Command::Incident);
    }
    Vec::new()
}

pub(super) fn governed(ctx: &Ctx) -> Result<&ObservedPosture, Holds> {
    ctx.observed.posture.as_ref().ok_or_else(|| {
        let need = "this workspace governs no posture";
        let way = Offer::instruct(Operation::Create, "wayhold.toml", "add a [posture] table to wayhold.toml");
        vec![Hold::new(Code::ProfileUnusable, "posture", need).way(way)]
    })
}

fn decide_incident(state: &State, command: &incident::Command, ctx: &Ctx) -> Result<Vec<Event>, Holds> {
    let own = incident::decide(&state.incident, command, &ctx.incident(&state.people()));
    let own = lift(own, Event::Incident, Command::Incident);
    let incident::Command::Close { .. } = command else { return own };
    let mut holds = between_close_and_posture(state, ctx);
    match own {
        Ok(events) if holds.is_empty() => Ok(events),
        Ok(_) => Err(holds),
        Err(own) => {
            holds.splice(0..0, own);
            Err(holds)
        }
    }
}

/// An incident closes only when the posture is at rest: strict by read-back, nothing unfinished, and the exit criteria
/// met of whatever loosening fell into its time (seed 000, *Exit criteria*).
pub(super) fn between_close_and_posture(state: &State, ctx: &Ctx) -> Holds {
    let mut holds = posture_holds(state, ctx);
    let declared = state.incident.open_incident().map(|incident| incident.declared.seq);
    let within = state.posture.window.as_ref().is_some_and(|window| {
        window.restored.as_ref().is_none_or(|restored| declared.is_some_and(|declared| restored.seq > declared))
    });
    if within {
        holds.extend(exit_holds(state, ctx));
    }
    holds
}

/// What stands between the posture and strict at rest.
pub(super) fn posture_holds(state: &State, ctx: &Ctx) -> Holds {
    let Some(ask) = ctx.posture(state) else { return Vec::new() };
    map_all(posture::holds(&state.posture, &ask), &Command::Posture)
}

/// The exit criteria that are open, with the gate's run as the way past its own.
pub(super) fn exit_holds(state: &State, ctx: &Ctx) -> Holds {
    let Some(ask) = ctx.posture(state) else { return Vec::new() };
    let holds = map_all(posture::exit_holds(&state.posture, &ask), &Command::Posture);
    let gate_run = |hold: Hold<Command>| match hold.code {
        Code::NotVerified => take_over(state, ctx).into_iter().fold(hold.way(run_gate(ctx)), Hold::way),
        _ => hold,
    };
    holds.into_iter().map(gate_run).collect()
}

/// Where everything passed with other totals than the recorded ones: taking those over.
fn take_over(state: &State, ctx: &Ctx) -> Option<Offer<Command>> {
    let gate = verify::gate_of(&ctx.gates)?;
    let record = state.verify.last.get(&gate.name).filter(|record| record.is_open())?;
    let since = state.posture.window.as_ref().map_or(0, |window| window.loosened);
    let action = verify::Command::Acknowledge { name: gate.name.clone(), because: None };
    let text = format!("take the totals of #{} over, with a reason", record.stamp.seq);
    let way = Offer::take(Operation::Existing, "verify", text, action.into()).by(Who::Human);
    (record.stamp.seq > since).then_some(way)
}

/// The run of the closing gate.
pub(super) fn run_gate(ctx: &Ctx) -> Offer<Command> {
    let name = verify::gate_of(&ctx.gates).map_or("the gate", |gate| &gate.name);
    let action = verify::Command::run("");
    Offer::take(Operation::Update, "verify", format!("run {name}"), action.into())
}
