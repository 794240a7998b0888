//! `update`: a message changes the model and says what is to be done. Pure: no clock, no file, no terminal.

mod act;
mod bundles;
mod modal;
mod operator;
mod phase;
mod ran;
mod sheet;
mod worlds;

use std::time::Duration;

use crossterm::event::KeyEvent;

use super::commands::{self, Id};
use super::effect::Effect;
use super::keys;
use super::model::{Model, Tone};
use super::msg::{Msg, Told};
use super::{presenter, words};

/// How long a message stands at least before a key takes it away.
const STANDS: Duration = Duration::from_secs(2);

/// Takes one message in.
pub fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Key { key, at } => {
            model.at = at;
            on_key(model, key)
        }
        Msg::Paste { text, at } => {
            model.at = at;
            modal::paste(model, &text);
            Vec::new()
        }
        Msg::Resized(columns, rows) => {
            model.size = (columns, rows);
            model.refresh_overlays();
            Vec::new()
        }
        Msg::Seen { view, heard } => {
            model.take(*view);
            heard_of(model, &heard);
            model.wanted().into_iter().collect()
        }
        Msg::Now(now) => {
            model.view.ctx.now = now;
            Vec::new()
        }
        Msg::Ran(ran) => ran::came_back(model, ran),
        Msg::Looked { path, phase } => {
            model.looked = Some((path, phase));
            model.refresh_overlays();
            Vec::new()
        }
        Msg::Timeline { about, before, entries, older } => {
            model.told(&about, before, entries, older);
            Vec::new()
        }
        Msg::Output { run, lines, exit } => {
            model.wrote(&run, lines, exit);
            Vec::new()
        }
        Msg::ReadBack => {
            operator::read_back(model);
            Vec::new()
        }
        Msg::Noticed(entries) => {
            operator::noticed(model, &entries);
            Vec::new()
        }
        Msg::Settled(said) => {
            if !said.is_empty() {
                model.say(Tone::Plain, format!("Settled: {}", said.join(" · ")));
            }
            Vec::new()
        }
        Msg::Reset => {
            worlds::was_reset(model);
            Vec::new()
        }
        Msg::Trouble(what) => {
            model.say(Tone::Bad, what);
            Vec::new()
        }
    }
}

fn on_key(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    let Some(name) = keys::name(key) else { return Vec::new() };
    presenter::saw(model, &name);
    if model.toast.as_ref().is_some_and(|toast| model.at.saturating_sub(toast.since) >= STANDS) {
        model.toast = None;
    }
    model.stage.settle();
    // These two work wherever one is: leaving and getting out of the way must never depend on what is open.
    match name.as_str() {
        "Ctrl-c" => {
            // Over a run that goes on the key stops the run, as it does in a shell.
            return vec![match model.running() {
                Some(run) => Effect::Cancel { run },
                None => Effect::Quit,
            }];
        }
        "Ctrl-z" => return vec![Effect::Suspend],
        _ => {}
    }
    if !model.overlays.is_empty() {
        return modal::key(model, key, &name);
    }
    if model.find.as_ref().is_some_and(|find| find.typing) {
        modal::find_key(model, key, &name);
        return Vec::new();
    }
    if name == "Esc" {
        act::back(model);
        return Vec::new();
    }
    if let Some(digit) = act::digit(model, &name) {
        worlds::go(model, digit);
        return Vec::new();
    }
    match commands::of_key(&name, model.screen) {
        Some(row) => run(model, row.id),
        None => Vec::new(),
    }
}

/// Does what a row of the registry says, or shows what holds it.
fn run(model: &mut Model, id: Id) -> Vec<Effect> {
    let Some(row) = commands::TABLE.iter().find(|row| row.id == id) else { return Vec::new() };
    match (row.enabled)(model) {
        Ok(()) => act::act(model, id),
        // What holds a closing is worked through, one way after the other.
        Err(_) if id == Id::Close && operator::held_close(model) => Vec::new(),
        Err(holds) => {
            model.open_why(format!("Held: {}", row.name), holds);
            Vec::new()
        }
    }
}

/// Says what another process wrote.
fn heard_of(model: &mut Model, heard: &[Told]) {
    let Some(main) = words::main_entry(heard) else { return };
    let tone = if words::lost(&main.event) { Tone::Bad } else { Tone::Plain };
    let when = words::ago(main.stamp.at, model.view.ctx.now);
    let text = format!("{} {} (#{}, {when})", main.stamp.by, words::summary(heard, main), main.stamp.seq);
    model.say(tone, text);
}
