//! What the keys of a world do: accepting, comparing, switching, trying out, stepping through what was done.

use crossterm::event::KeyEvent;

use super::super::effect::Effect;
use super::super::model::{Model, Pane, Tone};
use super::super::msg::Told;
use super::super::overlays::{Accept, Beside, OnWorld, Overlay};
use super::super::worlds::Trial;
use super::act::stepped;
use super::modal::Then;
use crate::console::{Command, Event, decide};
use crate::tui::panes::world::count;

fn open(model: &mut Model, over: OnWorld) {
    model.open(Overlay::World(Box::new(over)));
}

/// Opens the preview of the selected offer, or says what holds it.
pub(super) fn accept(model: &mut Model) {
    let title = "Held: accept the offer";
    let command = match model.stage.accept(model.offer) {
        Ok(Some(command)) => command,
        Ok(None) => return,
        Err(holds) => return model.open_why(title, holds),
    };
    match (decide(&model.view.state, &command, &model.view.ctx), command) {
        (Ok(_), Command::Provision(command)) => {
            let accept = Accept::one(model, command);
            open(model, OnWorld::Accept(accept));
        }
        (Err(holds), _) => model.open_why(title, holds),
        (Ok(_), _) => {}
    }
}

/// Opens the preview of the best of everything.
pub(super) fn accept_best(model: &mut Model) {
    match model.stage.accept_best() {
        Ok((commands, report)) => {
            let accept = Accept::best(model, commands, report.as_ref());
            let bindings = report.into_iter().flat_map(|report| report.bindings);
            model.stage.attempts = bindings.map(|bound| (bound.edge, bound.attempts)).collect();
            open(model, OnWorld::Accept(accept));
        }
        Err(holds) => model.open_why("Held: accept best", holds),
    }
}

/// Opens two offers side by side.
pub(super) fn compare(model: &mut Model) {
    if let Some(beside) = Beside::of(model) {
        open(model, OnWorld::Beside(beside));
    }
}

/// Marks the selected offer, or takes the mark off.
pub(super) fn mark(model: &mut Model) {
    let edge = model.stage.requirement().map(|row| row.edge.clone());
    let offer = model.stage.bids.at(model.offer).map(|bid| bid.offer.clone());
    let mark = edge.zip(offer);
    model.stage.mark = if model.stage.mark == mark { None } else { mark };
    let said = match &model.stage.mark {
        Some((edge, offer)) => format!("Marked offer {} of {edge}: i compares others with it", offer.rank),
        None => "The mark is off: i compares with the offer above".to_owned(),
    };
    model.say(Tone::Plain, said);
}

/// Switches what is selected among the provisioners; from elsewhere the key goes there first.
pub(super) fn switch(model: &mut Model) {
    if model.focus != Pane::Switches {
        return model.set_focus(Pane::Switches);
    }
    let Some(sight) = &model.stage.sight else { return };
    let Some(switch) = sight.switches.get(model.stage.switch).copied() else { return };
    let mut trial = model.stage.trial();
    trial.switch(&switch, &sight.seats);
    attempt(model, trial);
    let said = match model.stage.turned.len() {
        0 => "Nothing stands differently for it".to_owned(),
        1 => "1 row stands differently".to_owned(),
        count => format!("{count} rows stand differently"),
    };
    model.say(Tone::Plain, said);
}

/// Moves among the provisioners.
pub(super) fn walk_switches(model: &mut Model, step: isize) {
    let total = model.stage.sight.as_ref().map_or(0, |sight| sight.switches.len());
    model.stage.switch = stepped(model.stage.switch, step, total);
}

/// Scrolls what lies around the cursor.
pub(super) fn scroll(model: &mut Model, step: isize) {
    let total = count(model);
    model.stage.scroll = stepped(model.stage.scroll, step, total);
}

/// Opens the form for what is selected.
pub(super) fn edit(model: &mut Model) {
    if let Some(form) = model.stage.editable() {
        open(model, OnWorld::Try(Box::new(form)));
    }
}

/// Takes back everything that is tried out here.
pub(super) fn undo(model: &mut Model) {
    attempt(model, Trial::default());
    model.say(Tone::Plain, "Everything is as the file says again");
}

/// Tries something out: everything is ranked anew at once.
pub(super) fn attempt(model: &mut Model, trial: Trial) {
    model.stage.attempt(&model.view, trial);
    model.offer = model.offer.min(model.stage.bids.total.saturating_sub(1));
    model.load_held();
}

/// Goes one accepted offer back or on; nothing but the picture changes.
pub(super) fn step(model: &mut Model, forward: bool) {
    let Some(sight) = &model.stage.sight else { return };
    let taken = sight.steps.len();
    let at = model.stage.step.unwrap_or(taken);
    let at = if forward { at + 1 } else { at.saturating_sub(1) };
    let of = |at: usize| sight.steps.get(at).map(|step| format!("{} (#{}, {})", step.what, step.seq, step.by));
    let said = match (of(at.saturating_sub(1)), at) {
        (_, 0) => format!("Step 0 of {taken}: nothing was accepted yet"),
        (Some(what), at) if at < taken => format!("Step {at} of {taken}: after {what}"),
        _ => "The world as it is now".to_owned(),
    };
    model.stage.step = (at < taken).then_some(at);
    model.stage.refresh(&model.view);
    model.offer = model.offer.min(model.stage.bids.total.saturating_sub(1));
    model.load_held();
    model.say(Tone::Plain, said);
}

/// Goes to the world at a place of the list.
pub(super) fn go(model: &mut Model, place: usize) {
    model.stage.go(&model.view, place);
    model.offer = 0;
    model.load_held();
}

/// After the demo was put back: nothing of what was tried out or typed is left.
pub(super) fn was_reset(model: &mut Model) {
    model.overlays.clear();
    model.stage.forget();
    (model.looked, model.offer) = (None, 0);
    (model.stage.selected, model.stage.scroll, model.stage.switch) = (0, 0, 0);
    model.stage.refresh(&model.view);
    model.stage.settle();
    model.set_focus(Pane::List);
    if model.view.state.founded.is_none() && model.view.damage.is_none() {
        model.ask_founding();
    }
    model.say(Tone::Good, "The demo stands byte for byte as it did when it opened");
}

/// After offers were accepted: the best of everything opens the receipt; one leads back to the list.
pub(super) fn accepted(model: &mut Model, entries: &[Told]) {
    match entries.iter().filter(|told| matches!(told.event, Event::Provision(_))).count() {
        1 if model.focus == Pane::Offers => model.set_focus(Pane::List),
        0 | 1 => {}
        count => {
            open(model, OnWorld::Receipt { scroll: 0 });
            model.say(Tone::Good, format!("Accepted {count} offers of {}", model.stage.path));
        }
    }
}

/// A key on something about a world.
pub(super) fn on(model: &Model, over: &mut OnWorld, key: KeyEvent, name: &str, guarded: bool, step: isize) -> Then {
    match over {
        OnWorld::Accept(_) | OnWorld::Reset if guarded && name == "y" => Then::Nothing,
        OnWorld::Accept(accept) if name == "y" => Then::Run(accept.commands.clone()),
        OnWorld::Reset if name == "y" => Then::Ask(Effect::Reset),
        OnWorld::Try(_) if name == "Enter" => Then::Close,
        OnWorld::Try(form) => form.key(key, name).map_or(Then::Nothing, |trial| Then::Try(Box::new(trial))),
        OnWorld::Receipt { .. } | OnWorld::Beside(_) if matches!(name, "Enter" | "i" | "R") => Then::Back,
        _ if name == "q" => Then::Back,
        OnWorld::Receipt { scroll } => {
            *scroll = stepped(*scroll, step, 9_999.min(count(model) + model.stage.len() * 4 + 40));
            Then::Nothing
        }
        OnWorld::Accept(_) | OnWorld::Reset | OnWorld::Beside(_) => Then::Nothing,
    }
}

/// Leaving without keeping: what was tried out before is tried out again.
pub(super) fn left(model: &mut Model, over: OnWorld) {
    if let OnWorld::Try(form) = over {
        attempt(model, form.before);
    }
}
