//! The rows that are about a world. Their keys mean this on the worlds screen; elsewhere a key that the deck has too is
//! the deck's.

use super::Place::{Bids, Switches, World};
use super::enabled::{self, hold};
use super::{Id, Risk, Row};
use crate::console::Holds;
use crate::hold::Code;
use crate::tui::model::{Model, Screen};

type Answer = Result<(), Holds>;

/// The rows, in the order of footer and help.
pub(super) const ROWS: &[Row] = &[
    Row {
        id: Id::Compare,
        name: "why this order",
        keys: &["i"],
        word: "compare",
        sentence: "Compare the offer with the one above, or a marked one: order, changes, cost elsewhere",
        risk: Risk::Look,
        footer: &[Bids],
        enabled: bid,
    },
    Row {
        id: Id::Mark,
        name: "mark offer",
        keys: &["m"],
        word: "mark",
        sentence: "Mark the selected offer of a world, to compare others with it; again takes it off",
        risk: Risk::Look,
        footer: &[Bids],
        enabled: bid,
    },
    Row {
        id: Id::Switch,
        name: "switch provisioner",
        keys: &["Space"],
        word: "switch",
        sentence: "Switch a provisioner or a layer off or on; the offers are ranked anew at once",
        risk: Risk::Look,
        footer: &[World, Bids, Switches],
        enabled: now,
    },
    Row {
        id: Id::Edit,
        name: "edit requirement",
        keys: &["E"],
        word: "edit",
        sentence: "Try out another policy, identifier or tags; of this session only, written nowhere",
        risk: Risk::Look,
        footer: &[World, Bids, Switches],
        enabled: edit,
    },
    Row {
        id: Id::Undo,
        name: "take back what is tried out",
        keys: &["u"],
        word: "undo trial",
        sentence: "Take back everything that is tried out in the world: switches on, edits gone",
        risk: Risk::Look,
        footer: &[Switches],
        enabled: undo,
    },
    Row {
        id: Id::StepBack,
        name: "step back",
        keys: &["<", ","],
        word: "step back",
        sentence: "Show the world as it was one accepted offer earlier; read-only",
        risk: Risk::Look,
        footer: &[World],
        enabled: step_back,
    },
    Row {
        id: Id::StepOn,
        name: "step on",
        keys: &[">", "."],
        word: "step on",
        sentence: "Show the world as it was one accepted offer later, up to how it stands now",
        risk: Risk::Look,
        footer: &[],
        enabled: step_on,
    },
    Row {
        id: Id::Receipt,
        name: "receipt",
        keys: &["R"],
        word: "receipt",
        sentence: "Show the receipt of the world: what was done, what is left, what was tried in vain",
        risk: Risk::Look,
        footer: &[],
        enabled: world,
    },
    Row {
        id: Id::Reset,
        name: "reset demo",
        keys: &["0"],
        word: "reset",
        sentence: "Put the demo back to the very bytes with which it opened",
        risk: Risk::Write,
        footer: &[World],
        enabled: reset,
    },
    Row {
        id: Id::Scenario,
        name: "scenario",
        keys: &["1", "2", "3"],
        word: "scenario",
        sentence: "Go to the first, second or third world; in a demo hallway, companion, villain",
        risk: Risk::Look,
        footer: &[],
        enabled: world,
    },
];

/// On the worlds screen, whatever state the world is in.
fn world(model: &Model) -> Answer {
    if model.screen == Screen::Worlds {
        return Ok(());
    }
    hold(Code::NoRequirement, "world", "an open world", "press W for the worlds")
}

/// A world that can be read, shown as it is now.
fn now(model: &Model) -> Answer {
    world(model)?;
    if model.stage.sight.is_none() {
        return hold(Code::WorldUnusable, &model.stage.path, "a world that can be read", "correct its file");
    }
    model.stage.as_it_is()
}

fn bid(model: &Model) -> Answer {
    world(model)?;
    if model.stage.bids.total > 0 {
        return Ok(());
    }
    hold(Code::NoOffer, &model.stage.path, "an offer that is selected", "select a requirement that is open")
}

fn edit(model: &Model) -> Answer {
    now(model)?;
    if model.stage.row(model.stage.selected).is_some() {
        return Ok(());
    }
    hold(Code::NoRequirement, &model.stage.path, "a requirement or an affordance", "select one")
}

fn undo(model: &Model) -> Answer {
    world(model)?;
    if !model.stage.trial().is_empty() {
        return Ok(());
    }
    hold(Code::NoChange, &model.stage.path, "something that is tried out", "Space switches somebody off, E edits")
}

fn step_back(model: &Model) -> Answer {
    world(model)?;
    let taken = model.stage.sight.as_ref().map_or(0, |sight| sight.steps.len());
    if model.stage.step.unwrap_or(taken) > 0 {
        return Ok(());
    }
    let need = if taken == 0 { "an offer that was accepted here" } else { "an earlier state; this is the first" };
    hold(Code::NoChange, &model.stage.path, need, if taken == 0 { "accept one" } else { "press > to step on" })
}

fn step_on(model: &Model) -> Answer {
    world(model)?;
    if model.stage.step.is_some() {
        return Ok(());
    }
    hold(
        Code::NoChange,
        &model.stage.path,
        "an earlier state that is shown; this is the newest",
        "press < to step back",
    )
}

fn reset(model: &Model) -> Answer {
    if !model.stage.demo {
        let way = "open a demo with `wayhold demo hallway`";
        return hold(Code::NoChange, "demo", "a demo; this workspace is none, so nothing here is put back", way);
    }
    if !model.view.ctx.observed.runs.is_empty() || model.view.under_way || !model.view.state.verify.open.is_empty() {
        return hold(Code::InProgress, "demo", "nothing that runs", "wait until it has ended, or stop it");
    }
    enabled::always(model)
}
