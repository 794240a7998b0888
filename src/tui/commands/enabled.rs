//! Whether a command can be done now. The rules are the domains'; here they are only asked.

use crate::console::{Command, Holds, decide};
use crate::hold::{Code, Hold, Kind, Offer, Operation};
use crate::posture;
use crate::runbook::{self, Act};
use crate::tui::model::{Model, Pane, Screen};
use crate::tui::worlds::Sight;
use crate::{incident, provision, verify};

type Answer = Result<(), Holds>;

fn ask(model: &Model, command: impl Into<Command>) -> Answer {
    decide(&model.view.state, &command.into(), &model.view.ctx).map(|_| ())
}

pub(super) fn hold(code: Code, subject: &str, need: &str, way: &str) -> Answer {
    let way = Offer::instruct(Operation::Existing, "console", way);
    Err(vec![Hold::new(code, subject, need).way(way)])
}

#[expect(clippy::unnecessary_wraps, reason = "the table has one type of question")]
pub(super) fn always(_: &Model) -> Answer {
    Ok(())
}

/// A phase of a runbook that is on the ledger.
pub(super) fn on_phase(model: &Model) -> Answer {
    on_ledger(model)?;
    if model.phase_id().is_none() {
        return hold(Code::NoPhase, &model.runbook, "a phase", "select one, or write a heading that opens one");
    }
    Ok(())
}

/// A runbook that is on the ledger.
pub(super) fn on_ledger(model: &Model) -> Answer {
    if model.screen == Screen::Worlds {
        return hold(Code::NoPhase, "worlds", "a phase of a runbook", "press W for the runbooks");
    }
    if model.adopted() {
        return Ok(());
    }
    match model.adoption() {
        Some(command) if model.view.state.founded.is_some() => {
            let need = "the runbook on the ledger";
            let way = Offer::take(Operation::Existing, "console", "adopt the runbook as it stands", command);
            Err(vec![Hold::new(Code::NotAdopted, &model.runbook, need).way(way)])
        }
        _ => ask(model, Command::Found)
            .and_then(|()| Err(vec![crate::console::not_founded(&model.view.ctx.environment)])),
    }
}

pub(super) fn tick(model: &Model) -> Answer {
    on_phase(model)?;
    if model.page.spots.is_empty() {
        let subject = model.phase_id().unwrap_or("phase");
        return hold(Code::NoItem, subject, "a phase with items", "select another phase");
    }
    Ok(())
}

pub(super) fn untick(model: &Model) -> Answer {
    on_phase(model)?;
    let Some((item, phase)) = model.item().zip(model.phase_id()) else {
        return hold(Code::NoItem, model.phase_id().unwrap_or("phase"), "a ticked item", "select one");
    };
    let (path, phase, item) = (model.runbook.clone(), phase.to_owned(), item.id.clone());
    ask(model, runbook::Command::Untick { path, phase, item, reason: "a reason".to_owned() })
}

/// Asks the rules about an act, everything that is typed later counting as typed well.
fn act(model: &Model, act: Act) -> Answer {
    on_phase(model)?;
    model.as_typed(act).map_or(Ok(()), |command| ask(model, command))
}

/// Where the runbook is not on the ledger yet, the key adopts it.
pub(super) fn activate(model: &Model) -> Answer {
    if model.screen == Screen::Deck && !model.adopted() {
        return adopt(model);
    }
    act(model, Act::Activate { confirm: None })
}

pub(super) fn build_go(model: &Model) -> Answer {
    act(model, Act::Go)
}

pub(super) fn hold_phase(model: &Model) -> Answer {
    act(model, Act::Hold { reason: String::new() })
}

pub(super) fn block(model: &Model) -> Answer {
    act(model, Act::Block { reason: String::new() })
}

pub(super) fn unblock(model: &Model) -> Answer {
    act(model, Act::Unblock { reason: String::new() })
}

pub(super) fn reopen(model: &Model) -> Answer {
    act(model, Act::Reopen { reason: String::new(), confirm: None })
}

pub(super) fn resolve(model: &Model) -> Answer {
    act(model, model.resolve())
}

pub(super) fn drift(model: &Model) -> Answer {
    on_ledger(model)?;
    if model.drift.drifts { Ok(()) } else { restore(model) }
}

pub(super) fn repin(model: &Model) -> Answer {
    on_ledger(model)?;
    let words = || "words".to_owned();
    let severity = runbook::DriftSeverity::Low;
    let path = model.runbook.clone();
    ask(model, runbook::Command::Repin { path, impact: words(), severity, reason: words(), moved: Vec::new() })
}

pub(super) fn restore(model: &Model) -> Answer {
    on_ledger(model)?;
    ask(model, runbook::Command::Restore { path: model.runbook.clone() })
}

pub(super) fn program(model: &Model) -> Answer {
    on_ledger(model)?;
    if model.document().is_none_or(|document| document.program().is_empty()) {
        let need = "a plan that says what the program around its phases is";
        return hold(Code::NoItem, &model.runbook, need, "write its scope, its criteria or its guardrails");
    }
    Ok(())
}

pub(super) fn timeline(model: &Model) -> Answer {
    if model.timeline_of().is_some() { Ok(()) } else { on_phase(model) }
}

/// With an incident open the key goes there, which nothing holds.
pub(super) fn declare(model: &Model) -> Answer {
    if model.view.state.incident.open.is_some() {
        return Ok(());
    }
    ask(model, incident::Command::declare("a title"))
}

pub(super) fn escalate(model: &Model) -> Answer {
    if model.view.ctx.observed.posture.is_none() {
        return ask(model, posture::Command::revert());
    }
    Ok(())
}

pub(super) fn revert(model: &Model) -> Answer {
    ask(model, posture::Command::revert())
}

/// Without a probe of its own the live posture is read back, which nothing holds where one is governed.
pub(super) fn probe(model: &Model) -> Answer {
    match model.probe() {
        Some(name) => ask(model, verify::Command::run(name)),
        None => escalate(model),
    }
}

pub(super) fn gate(model: &Model) -> Answer {
    ask(model, verify::Command::run(""))
}

/// For how long is typed later: the longest is as good as any.
pub(super) fn extend(model: &Model) -> Answer {
    let limit = model.view.state.posture.in_force().and_then(|name| model.view.ctx.limits.of(name));
    let longer = limit.map(|limit| posture::Longer::FromNow(limit.max));
    ask(model, posture::Command::Extend { longer, because: Some("a reason".to_owned()) })
}

/// What the key would do: accept what is offered to the caller, take another offer back, or make one.
pub(super) fn owner(model: &Model) -> Answer {
    let offered = model.view.state.incident.open_incident().and_then(|open| open.handoff.as_ref());
    match offered {
        Some(offered) if offered.to == model.view.ctx.caller.id => ask(model, incident::Command::Accept { id: None }),
        Some(_) => withdraw(model),
        None => {
            let receiver = model.receivers().into_iter().next();
            let handoff = |to| incident::Command::Handoff { id: None, to, because: Some("a reason".to_owned()) };
            match (receiver, model.view.state.incident.open_incident()) {
                (Some(to), _) => ask(model, handoff(to)),
                (None, Some(open)) => nobody_else(model, &open.id),
                (None, None) => ask(model, handoff(String::new())),
            }
        }
    }
}

/// There is nobody to choose, so no name is asked for.
fn nobody_else(model: &Model, id: &str) -> Answer {
    let people = model.view.state.people();
    let people: Vec<&str> =
        people.iter().filter(|(_, kind)| **kind == Kind::Human).map(|(name, _)| name.as_str()).collect();
    let need = format!("somebody else: only {} is enrolled, so nobody can take it over", people.join(", "));
    let alone = Offer::instruct(Operation::Existing, "console", "go on alone; the incident shows SOLO");
    let text = "have another person's key enrolled: wayhold operator add NAME --kind human --key FILE.pub";
    let enrol = Offer::instruct(Operation::Create, "console", text);
    Err(vec![Hold::new(Code::NoHandoff, id, need).way(alone).way(enrol)])
}

pub(super) fn withdraw(model: &Model) -> Answer {
    ask(model, incident::Command::Withdraw { id: None, because: Some("a reason".to_owned()) })
}

pub(super) fn report(model: &Model) -> Answer {
    if model.reported().is_some() {
        return Ok(());
    }
    hold(Code::NoIncident, "incident", "an incident to report on; none was declared here", "press ! to declare one")
}

/// While no incident is open the key notes on the selected phase.
pub(super) fn note(model: &Model) -> Answer {
    if model.view.state.incident.open.is_none() && model.screen == Screen::Deck && model.focus != Pane::Incident {
        return on_phase(model);
    }
    ask(model, incident::Command::note("a note"))
}

pub(super) fn close(model: &Model) -> Answer {
    ask(model, incident::Command::Close { id: None, ended_at: None })
}

pub(super) fn adopt(model: &Model) -> Answer {
    if model.view.state.founded.is_none() {
        return ask(model, Command::Found);
    }
    match model.adoption() {
        Some(command) => ask(model, command),
        None => hold(Code::NotAdopted, "runbook", "a runbook", "name one in wayhold.toml"),
    }
}

pub(super) fn worlds(model: &Model) -> Answer {
    if model.view.ctx.observed.worlds.is_empty() && model.screen == Screen::Deck {
        return hold(Code::WorldUnusable, "worlds", "a world", "name one under `worlds` in wayhold.toml");
    }
    Ok(())
}

pub(super) fn accept_best(model: &Model) -> Answer {
    let on_world = model.screen == Screen::Worlds && model.focus != Pane::Incident;
    if !on_world {
        return hold(Code::NoRequirement, "world", "an open world", "press W for the worlds");
    }
    model.stage.may_accept_best()?;
    // Rules take a whole world as far as it goes to find out; of a large one that waits until the key is pressed.
    let is_open = || model.stage.sight.as_ref().is_some_and(Sight::has_open);
    if model.stage.is_large() && model.view.state.founded.is_some() {
        let need = "an open requirement that has an offer; nothing is left to accept";
        let nothing = || hold(Code::AlreadyBound, &model.stage.path, need, "press R for the receipt");
        return if is_open() { Ok(()) } else { nothing() };
    }
    ask(model, provision::Command::AcceptBest { world: model.stage.path.clone() })
}
