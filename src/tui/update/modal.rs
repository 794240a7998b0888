//! Keys while something lies over the deck, or while words to find are typed.

use crossterm::event::KeyEvent;

use super::super::acts;
use super::super::effect::Effect;
use super::super::held::Held;
use super::super::model::Model;
use super::super::overlays::{Ask, GUARD, Input, OnWorld, Open, Overlay, Preview, Shown, matches};
use super::act::stepped;
use super::run;
use crate::console::{Command, Holds, Subject};
use crate::runbook::{self, Act};
use crate::tui::worlds::Trial;
use crate::{posture, verify};

/// What a key came to.
pub(super) enum Then {
    Nothing,
    Back,
    /// Run commands; the overlay stays until they are known to be done.
    Run(Vec<Command>),
    Open(Command),
    /// Put something over it.
    Over(Box<Overlay>),
    /// Show what holds it, and the ways past.
    Held(Holds),
    /// Do what a row of the registry says. A sheet stays under it, the palette does not.
    Do(super::Id),
    /// Pin a decision.
    Decide(String),
    /// Preview a step.
    Step(String),
    /// Show a run.
    Attach(String),
    /// Ask the runtime for something.
    Ask(Effect),
    /// Try something out in the selected world.
    Try(Box<Trial>),
    /// Leave it, and keep what came of it.
    Close,
}

pub(super) fn key(model: &mut Model, key: KeyEvent, name: &str) -> Vec<Effect> {
    let Some(mut open) = model.overlays.pop() else { return Vec::new() };
    // A key that was meant for what was there before must not confirm what came up under it.
    let guarded = model.at.saturating_sub(open.since) < GUARD;
    let then = if name == "Esc" { Then::Back } else { on(model, &mut open, key, name, guarded) };
    let looked_at = open.looked_at;
    match then {
        Then::Back => {
            left(model, open.what);
            return Vec::new();
        }
        Then::Close => return Vec::new(),
        Then::Do(id) if !stays_under(model, &open.what, id) => return run(model, id),
        _ => model.overlays.push(open),
    }
    match then {
        Then::Run(commands) => return vec![Effect::Run { commands, looked_at }],
        Then::Ask(effect) => return vec![effect],
        Then::Do(id) => return run(model, id),
        Then::Open(command) => model.open_for(command),
        Then::Over(what) => model.open(*what),
        Then::Held(holds) => model.open_why("Held: nothing was written", holds),
        Then::Decide(id) => super::phase::decision(model, &id),
        Then::Step(name) => super::phase::step(model, &name),
        Then::Attach(run) => {
            model.open(Overlay::Output(Box::new(Shown { run: run.clone(), back: 0 })));
            return vec![Effect::Attach { run }];
        }
        Then::Try(trial) => super::worlds::attempt(model, *trial),
        Then::Nothing | Then::Back | Then::Close => {}
    }
    Vec::new()
}

/// Whether what lies open stays there while a row of the registry does what it says.
fn stays_under(model: &Model, open: &Overlay, id: super::Id) -> bool {
    match open {
        Overlay::Sheet(_) => true,
        Overlay::Bundles(_) => super::bundles::stays_under(model, id),
        _ => false,
    }
}

/// What leaving an overlay means: a phase that waits for its next step asks for the reason, and says so when there is
/// none.
fn left(model: &mut Model, what: Overlay) {
    match what {
        Overlay::NextStep(next) => {
            let hold = acts::of_phase(&next.path, &next.phase, Act::Hold { reason: String::new() });
            let mut preview = Preview::of(model, vec![hold]);
            preview.pending = true;
            model.open(Overlay::Preview(preview));
        }
        Overlay::Preview(Preview { pending: true, commands, .. }) => {
            if let Some(Command::Runbook(runbook::Command::Phase { phase, .. })) = commands.first() {
                let text =
                    format!("Nothing was recorded: {phase} still waits to be activated, or for the reason why not");
                model.say(super::Tone::Plain, text);
            }
        }
        // From a preview one goes back to what is live first.
        Overlay::Bundles(mut board) if board.preview.is_some() => {
            board.look(model, None);
            model.open(Overlay::Bundles(board));
        }
        Overlay::Palette(_) | Overlay::Help { .. } => model.load_needs(),
        Overlay::World(world) => super::worlds::left(model, *world),
        _ => {}
    }
}

fn on(model: &Model, open: &mut Open, key: KeyEvent, name: &str, guarded: bool) -> Then {
    match &mut open.what {
        Overlay::Why { held, selected, of, .. } => match (name, way_of(model, held, *selected, of.as_ref())) {
            ("Enter", Some(command)) => return Then::Open(command),
            // The list of what stood before a closing is empty by now.
            ("x", _) if held.is_empty() && *of == Some(Subject::Incident) => return Then::Do(super::Id::Close),
            ("w" | "q", _) => return Then::Back,
            _ => *selected = stepped(*selected, step(model, name), held.len()),
        },
        Overlay::Help { scroll } => match name {
            "?" | "q" | "Enter" => return Then::Back,
            _ => *scroll = scroll.saturating_add_signed(step(model, name)).min(999),
        },
        Overlay::Detail { scroll, .. } => match name {
            "q" | "Enter" => return Then::Back,
            _ => *scroll = scroll.saturating_add_signed(step(model, name)).min(9_999),
        },
        Overlay::Palette(palette) => {
            let found = matches(&palette.field.text());
            match name {
                "Enter" => return found.get(palette.selected).map_or(Then::Nothing, |row| Then::Do(row.id)),
                "Up" | "Ctrl-p" => palette.selected = stepped(palette.selected, -1, found.len()),
                "Down" | "Ctrl-n" => palette.selected = stepped(palette.selected, 1, found.len()),
                _ => {
                    palette.field.key(key);
                    palette.selected = 0;
                }
            }
        }
        Overlay::Declare(form) => match name {
            "Enter" if guarded => {}
            "Enter" => match form.command(model) {
                Ok(command) => return Then::Run(vec![command.into()]),
                Err(error) => form.error = Some(error),
            },
            "Tab" | "Down" => form.step(true),
            "Shift-Tab" | "Up" => form.step(false),
            _ => {
                form.error = None;
                match (form.field(), name) {
                    (Some(field), _) => field.key(key),
                    (None, "Left") => form.choose(false, model.view.ctx.reason_codes.len()),
                    (None, "Right" | "Space") => form.choose(true, model.view.ctx.reason_codes.len()),
                    (None, _) => {}
                }
            }
        },
        Overlay::Prompt(prompt) => match name {
            "Alt-Enter" if prompt.ask.lines() => prompt.field.newline(),
            "Tab" if matches!(prompt.ask, Ask::Evidence { .. }) => prompt.turn(true),
            "Shift-Tab" if matches!(prompt.ask, Ask::Evidence { .. }) => prompt.turn(false),
            "Enter" if guarded => {}
            "Enter" if prompt.field.text().trim().is_empty() => {}
            "Enter" if prompt.previews() => return Then::Open(prompt.command()),
            "Enter" => return Then::Run(vec![prompt.command()]),
            _ => prompt.field.key(key),
        },
        Overlay::Close(close) => match (name, acts::way(model, &close.held, close.selected, &close.path, &close.phase))
        {
            ("Enter", _) if close.passed() => return Then::Open(acts::close(&close.path, &close.phase, false)),
            ("Enter", Some(command)) => return Then::Open(command),
            ("f", _) if close.looked && !close.passed() => {
                return Then::Open(acts::close(&close.path, &close.phase, true));
            }
            ("q", _) => return Then::Back,
            ("1" | "2" | "3" | "4", _) => close.go(name.parse().unwrap_or(1)),
            _ => close.selected = stepped(close.selected, step(model, name), close.held.len()),
        },
        Overlay::NextStep(next) => match (name, next.held.way(next.selected).and_then(|way| way.action.clone())) {
            ("a", _) => {
                let activate = Act::Activate { confirm: None };
                return Then::Open(acts::of_phase(&next.path, &next.phase, activate));
            }
            ("Enter", Some(command)) => return Then::Open(command),
            ("q", _) => return Then::Back,
            _ => next.selected = stepped(next.selected, step(model, name), next.held.len()),
        },
        Overlay::World(world) => return super::worlds::on(model, world, key, name, guarded, step(model, name)),
        Overlay::Sheet(sheet) => return super::sheet::on(model, sheet, name, step(model, name)),
        Overlay::Bundles(board) => return super::bundles::on(model, board, name, step(model, name)),
        Overlay::Stand(stand) => match (name, stand.held.way(stand.selected).and_then(|way| way.action.clone())) {
            ("Enter", Some(command)) => return Then::Open(command),
            ("q", _) => return Then::Back,
            _ => stand.selected = stepped(stand.selected, step(model, name), stand.held.len()),
        },
        Overlay::ByHand => match name {
            "Enter" if guarded => {}
            "Enter" => return Then::Run(vec![posture::Command::Confirm { read_back: None }.into()]),
            "p" => return Then::Open(posture::Command::Confirm { read_back: Some(String::new()) }.into()),
            "q" => return Then::Back,
            _ => {}
        },
        Overlay::Output(shown) => match (name, model.takes_over(&shown.run)) {
            ("q", _) => return Then::Back,
            ("a", Some(name)) => return Then::Open(verify::Command::Acknowledge { name, because: None }.into()),
            ("x", _) if model.outputs.get(&shown.run).is_some_and(|output| output.exit.is_some()) => {}
            ("x", _) => return Then::Ask(Effect::Cancel { run: shown.run.clone() }),
            _ => {
                let lines = model.outputs.get(&shown.run).map_or(0, |output| output.lines.len());
                shown.back = stepped(shown.back, 0_isize.saturating_sub(step(model, name)), lines);
            }
        },
        Overlay::Preview(preview) => match (preview.typing, name) {
            (Some(at), "Left" | "Right" | "Space") if !preview.inputs[at].choices.is_empty() => {
                preview.inputs[at].turn(name != "Left");
            }
            (_, "Tab") => preview.step(),
            (None, "y") if guarded => {}
            (None, "y") => return finish(preview, model),
            (None, "a") if preview.can_attest(model) => preview.attests = !preview.attests,
            (None, "q") => return Then::Back,
            (Some(at), "Enter") if preview.pending && preview.inputs[at].wanting() => return Then::Back,
            (Some(at), "Enter") => {
                let ready = preview.advance();
                if preview.typed() {
                    return if ready && !guarded { finish(preview, model) } else { Then::Nothing };
                }
                if ready {
                    return checked(preview, model, at);
                }
            }
            (Some(at), _) => {
                preview.error = None;
                if let Some(input) = preview.inputs.get_mut(at).filter(|input| input.choices.is_empty()) {
                    input.field.key(key);
                }
            }
            (None, _) => {}
        },
    }
    Then::Nothing
}

/// The command of a row: its way's own, or the chooser of evidence for a box of the phase that was asked about.
fn way_of(model: &Model, held: &Held, at: usize, of: Option<&Subject>) -> Option<Command> {
    match of {
        Some(Subject::Phase { path, phase }) => acts::way(model, held, at, path, phase),
        _ => held.way(at).and_then(|way| way.action.clone()),
    }
}

/// What is typed is looked at before the key that confirms is offered; what cannot be read or is held goes no further.
fn checked(preview: &mut Preview, model: &Model, at: usize) -> Then {
    if let Err(error) = preview.finished(model) {
        preview.error = Some(error);
        preview.typing = Some(at);
        return Then::Nothing;
    }
    let holds = preview.holds(model);
    if holds.is_empty() {
        return Then::Nothing;
    }
    preview.typing = Some(at);
    Then::Held(holds)
}

fn finish(preview: &mut Preview, model: &Model) -> Then {
    if let Some(at) = preview.inputs.iter().position(Input::wanting) {
        preview.typing = Some(at);
        return Then::Nothing;
    }
    match preview.finished(model) {
        Ok(commands) => Then::Run(commands),
        Err(error) => {
            preview.error = Some(error);
            Then::Nothing
        }
    }
}

fn step(model: &Model, name: &str) -> isize {
    let page = isize::try_from(model.size.1 / 2).unwrap_or(1).max(1);
    match name {
        "j" | "Down" => 1,
        "k" | "Up" => -1,
        "PageDown" => page,
        "PageUp" => -page,
        "g" | "Home" => isize::MIN,
        "G" | "End" => isize::MAX,
        _ => 0,
    }
}

/// Pasted text goes where text is typed, and nowhere else; a line break in it confirms nothing.
pub(super) fn paste(model: &mut Model, text: &str) {
    if let Some(open) = model.overlays.last_mut() {
        match &mut open.what {
            Overlay::Declare(form) => {
                if let Some(field) = form.field() {
                    field.insert(text);
                }
            }
            Overlay::Prompt(prompt) => prompt.field.insert(text),
            Overlay::Palette(palette) => palette.field.insert(text),
            Overlay::Preview(preview) => {
                let input = preview.typing.and_then(|at| preview.inputs.get_mut(at));
                if let Some(input) = input.filter(|input| input.choices.is_empty()) {
                    input.field.insert(text);
                }
            }
            Overlay::World(world) => {
                if let OnWorld::Try(form) = world.as_mut() {
                    form.insert(text);
                }
            }
            Overlay::Why { .. }
            | Overlay::Help { .. }
            | Overlay::Detail { .. }
            | Overlay::Close(_)
            | Overlay::NextStep(_)
            | Overlay::Sheet(_)
            | Overlay::Bundles(_)
            | Overlay::Stand(_)
            | Overlay::ByHand
            | Overlay::Output(_) => {}
        }
        return;
    }
    if let Some(find) = model.find.as_mut().filter(|find| find.typing) {
        find.field.insert(text);
        model.seek(true, false);
    }
}

/// Keys while words to find are typed: the selection goes to the first place that has them.
pub(super) fn find_key(model: &mut Model, key: KeyEvent, name: &str) {
    match name {
        "Enter" => model.find_stay(),
        "Esc" => {
            model.find_back();
            model.find = None;
        }
        "Ctrl-n" | "Down" => {
            model.seek(true, true);
        }
        "Ctrl-p" | "Up" => {
            model.seek(false, true);
        }
        _ => {
            if let Some(find) = &mut model.find {
                find.field.key(key);
            }
            model.find_back();
            model.seek(true, false);
        }
    }
}
