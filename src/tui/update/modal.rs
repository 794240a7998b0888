//! Keys while something lies over the deck, or while words to find are typed.

use crossterm::event::KeyEvent;

use super::super::effect::Effect;
use super::super::model::Model;
use super::super::overlays::{Ask, GUARD, Open, Overlay, matches};
use super::act::stepped;
use super::run;
use crate::console::Command;

/// What a key came to.
enum Then {
    Nothing,
    Back,
    /// Run commands; the overlay stays until they are known to be done.
    Run(Vec<Command>),
    Open(Command),
    Do(super::Id),
}

pub(super) fn key(model: &mut Model, key: KeyEvent, name: &str) -> Vec<Effect> {
    let Some(mut open) = model.overlays.pop() else { return Vec::new() };
    // A key that was meant for what was there before must not confirm what came up under it.
    let guarded = model.at.saturating_sub(open.since) < GUARD;
    let then = if name == "Esc" { Then::Back } else { on(model, &mut open, key, name, guarded) };
    let looked_at = open.looked_at;
    match then {
        Then::Back => Vec::new(),
        Then::Nothing => {
            model.overlays.push(open);
            Vec::new()
        }
        Then::Run(commands) => {
            model.overlays.push(open);
            vec![Effect::Run { commands, looked_at }]
        }
        Then::Open(command) => {
            model.overlays.push(open);
            model.open_for(command);
            Vec::new()
        }
        Then::Do(id) => run(model, id),
    }
}

fn on(model: &Model, open: &mut Open, key: KeyEvent, name: &str, guarded: bool) -> Then {
    match &mut open.what {
        Overlay::Why { held, selected, .. } => match (name, held.way(*selected).and_then(|way| way.action.clone())) {
            ("Enter", Some(command)) => return Then::Open(command),
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
            "Alt-Enter" if prompt.ask == Ask::Note => prompt.field.newline(),
            "Enter" if guarded => {}
            "Enter" if prompt.field.text().trim().is_empty() => {}
            "Enter" => return Then::Run(vec![prompt.command()]),
            _ => prompt.field.key(key),
        },
        Overlay::Preview(preview) => match (preview.typing, name) {
            (_, "Tab") => preview.step(),
            (None, "y") if guarded => {}
            (None, "y") => return finish(preview),
            (None, "q") => return Then::Back,
            (Some(_), "Enter") if preview.typed() && guarded => {}
            (Some(_), "Enter") if preview.typed() => return finish(preview),
            (Some(_), "Enter") => preview.typing = None,
            (Some(at), _) => {
                preview.error = None;
                if let Some(input) = preview.inputs.get_mut(at) {
                    input.field.key(key);
                }
            }
            (None, _) => {}
        },
    }
    Then::Nothing
}

fn finish(preview: &mut super::super::overlays::Preview) -> Then {
    match preview.finished() {
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
                if let Some(input) = preview.typing.and_then(|at| preview.inputs.get_mut(at)) {
                    input.field.insert(text);
                }
            }
            Overlay::Why { .. } | Overlay::Help { .. } | Overlay::Detail { .. } => {}
        }
        return;
    }
    if let Some(find) = model.find.as_mut().filter(|find| find.typing) {
        find.field.insert(text);
        model.seek(true, false);
    }
}

/// Keys while words to find are typed: the selection goes to the first row that has them.
pub(super) fn find_key(model: &mut Model, key: KeyEvent, name: &str) {
    let Some(find) = model.find.as_mut() else { return };
    match name {
        "Enter" => find.typing = false,
        "Esc" => {
            let from = find.from;
            model.find = None;
            model.list_select(from);
        }
        "Ctrl-n" | "Down" => {
            model.seek(true, true);
        }
        "Ctrl-p" | "Up" => {
            model.seek(false, true);
        }
        _ => {
            find.field.key(key);
            let from = find.from;
            model.list_select(from);
            model.seek(true, false);
        }
    }
}
