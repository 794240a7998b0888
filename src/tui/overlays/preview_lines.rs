//! What a preview says: the fields that change, the reason, the end, the way back, the conditions met and unmet.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::Preview;
use super::input::Input;
use super::preview_posture;
use crate::console::{Command, Event, Holds, decide};
use crate::hold::{Code, Hold, Presence};
use crate::posture::{self, Classified, Name};
use crate::tui::model::Model;
use crate::tui::theme::Theme;
use crate::tui::widgets::{Pen, popup, wrap};
use crate::tui::words;
use crate::{bundle, incident, provision};

/// One line of a preview: a mark or a word, and what it says.
pub(in crate::tui) struct Said {
    pub head: String,
    /// How many columns the head takes.
    pub column: u16,
    pub text: String,
    pub style: Style,
}

/// How many columns a word before a line takes.
pub(super) const COLUMN: u16 = 14;

pub(super) fn draw(buffer: &mut Buffer, area: Rect, model: &Model, preview: &Preview) -> Option<Position> {
    let theme = model.theme;
    let width = 88.min(area.width);
    let mut lines: Vec<Said> = Vec::new();
    for said in says(model, preview) {
        let room = width.saturating_sub(4 + said.column);
        for (place, text) in wrap(&said.text, room, 4).into_iter().enumerate() {
            let head = if place == 0 { said.head.clone() } else { String::new() };
            lines.push(Said { head, column: said.column, text, style: said.style });
        }
    }
    let inputs = u16::try_from(preview.inputs.len()).unwrap_or(0);
    let wanted = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(inputs).saturating_add(6);
    let inner = popup(buffer, area, (width, wanted), &preview.title(model), theme);
    // What is typed and the key that confirms are always in sight; what does not fit above them is cut.
    let room = usize::from(inner.height.saturating_sub(inputs + 3));
    let cut = lines.len() > room;
    for (row, said) in (0..).zip(lines.iter().take(if cut { room.saturating_sub(1) } else { room })) {
        let mut pen = Pen::new(buffer, inner, row);
        pen.cell(&said.head, said.column, said.style);
        pen.text(&said.text, if said.column == 0 { said.style } else { theme.text() });
    }
    let mut row = u16::try_from(lines.len().min(room)).unwrap_or(0);
    if cut {
        let more = format!("… and {} more lines", lines.len() + 1 - room);
        Pen::new(buffer, inner, row.saturating_sub(1)).text(&more, theme.dim());
    }
    row += 1;
    let mut cursor = None;
    for (place, input) in preview.inputs.iter().enumerate() {
        let here = preview.typing == Some(place);
        let mut pen = Pen::new(buffer, inner, row);
        pen.text(theme.cursor_mark(here), theme.key()).text(" ", theme.text());
        pen.cell(input.what.word(), 12, if here { theme.strong() } else { theme.dim() });
        if !input.choices.is_empty() {
            choices(&mut pen, input, here, theme);
            row += 1;
            continue;
        }
        let x = super::draw::field(&mut pen, &input.field, theme.text());
        if here {
            cursor = Some(Position { x, y: inner.y + row });
        }
        if input.field.text().is_empty() {
            pen.text(&input.hint, theme.dim());
        }
        row += 1;
    }
    keys(&mut Pen::new(buffer, inner, inner.height.saturating_sub(1)), model, preview);
    cursor
}

/// What may be chosen, the choice between brackets.
fn choices(pen: &mut Pen<'_>, input: &Input, here: bool, theme: Theme) {
    let text = input.field.text();
    for choice in &input.choices {
        let (open, close) = if *choice == text { ("[", "] ") } else { (" ", "  ") };
        let style = if *choice == text { theme.strong() } else { theme.dim() };
        pen.text(open, style).text(choice, style).text(close, style);
    }
    if here {
        pen.text(if theme.plain { " (Left, Right: another)" } else { " ← → another" }, theme.dim());
    }
}

fn keys(pen: &mut Pen<'_>, model: &Model, preview: &Preview) {
    let theme = model.theme;
    if let Some(error) = &preview.error {
        pen.text(error, theme.bad()).text("   ", theme.dim());
    }
    let posture = matches!(preview.commands.first(), Some(Command::Posture(_)));
    match (preview.typing, preview.typed()) {
        (Some(_), true) => {
            let word = if posture { " applies it   " } else { " confirms   " };
            pen.text("Enter", theme.key()).text(word, theme.dim())
        }
        (Some(_), false) => pen.text("Enter", theme.key()).text(" goes on   ", theme.dim()),
        (None, _) if !preview.holds(model).is_empty() => {
            pen.text("y", theme.key()).text(" lists the ways past   ", theme.dim())
        }
        (None, _) => pen.text("y", theme.key()).text(" confirms   ", theme.dim()),
    };
    if preview.can_attest(model) {
        let numbers = preview_posture::numbers(&model.attestable());
        let word = if preview.attests { format!(" takes {numbers} back   ") } else { format!(" attests {numbers}   ") };
        pen.text("a", theme.key()).text(&word, theme.dim());
    }
    if !preview.inputs.is_empty() {
        let word = if preview.typing.is_some() { " next line   " } else { " changes the words   " };
        pen.text("Tab", theme.key()).text(word, theme.dim());
    }
    let back = match preview.commands.first() {
        Some(Command::Found) => " look around, read-only",
        _ if preview.pending => " records nothing",
        _ => " back",
    };
    pen.text("Esc", theme.key()).text(back, theme.dim());
}

fn says(model: &Model, preview: &Preview) -> Vec<Said> {
    let theme = model.theme;
    let text = |text: String| Said { head: String::new(), column: 0, text, style: theme.text() };
    let mut lines = Vec::new();
    let commands = preview.meant(model);
    match commands.first() {
        Some(Command::Found) => {
            lines.push(text(format!(
                "No ledger is here yet. Founding makes one and enrols {} with a key of their own.",
                model.view.ctx.caller.id
            )));
            lines.extend(founding(model));
            let ctx = &model.view.ctx;
            if ctx.founder.public_key.is_empty() && ctx.presence == Presence::Tty {
                lines.push(text(
                    "No passphrase protects the new key; `ssh-keygen -p` adds one, and `wayhold adopt` asks for one."
                        .to_owned(),
                ));
            }
            lines.push(text(adopting(commands.len() - 1)));
        }
        Some(Command::Runbook(command)) => {
            let said = super::preview_runbook::says(model, command).into_iter();
            lines.extend(said.map(|(text, ink)| Said {
                head: String::new(),
                column: 0,
                text,
                style: ink.style(theme),
            }));
        }
        Some(Command::Posture(command)) => preview_posture::says(model, command, preview.attests, &mut lines),
        Some(Command::Verify(command)) => preview_posture::verifying(model, command, &mut lines),
        Some(Command::Incident(incident::Command::Close { .. })) => {
            if let Some(open) = model.view.state.incident.open_incident() {
                lines.push(text(open.title.clone()));
                let lasted = model.view.ctx.now - open.started_at;
                let began = open.started_at.format("%F %H:%MZ");
                lines.push(text(format!("began {began}, {} ago · ends now", words::about(lasted))));
                if let Some(live) = model.live() {
                    lines.push(text(format!("the live posture reads {live}")));
                }
                let mark = |one: &posture::Standing| {
                    format!("{} {} {}", one.criterion.number(), theme.met(one.met).0, one.criterion.text())
                };
                lines.extend(model.standing.criteria.iter().map(|one| text(mark(one))));
                // No criterion, and nothing that holds: whoever closes shall have seen it.
                if let Some((name, record)) = model.probe_record().filter(|(_, record)| !record.passed()) {
                    let said = model.verified(name, record).1;
                    lines.push(Said { head: String::new(), column: 0, text: said, style: theme.bad() });
                }
            }
        }
        Some(Command::Incident(incident::Command::Note { text: note, .. })) => lines.push(text(note.clone())),
        Some(Command::Provision(command)) => lines.extend(accepting(command).into_iter().map(text)),
        Some(Command::Incident(incident::Command::Handoff { .. })) => {
            lines.push(text(
                "They own it once they accept with their own key; until then it stays where it is.".to_owned(),
            ));
        }
        Some(Command::Incident(incident::Command::Accept { .. })) => {
            if let Some(offer) = model.view.state.incident.open_incident().and_then(|open| open.handoff.as_ref()) {
                let because = offer.because.as_ref().map_or_else(String::new, |because| format!(": {because}"));
                lines.push(text(format!(
                    "{} offered it to {} at #{}{because}",
                    offer.stamp.by, offer.to, offer.stamp.seq
                )));
                lines.push(text("You own it from then on. The command `withdraw handoff` declines it.".to_owned()));
            }
        }
        Some(Command::Incident(incident::Command::Withdraw { .. })) => {
            if let Some(offer) = model.view.state.incident.open_incident().and_then(|open| open.handoff.as_ref()) {
                lines.push(text(format!("{} offered it to {} at #{}", offer.stamp.by, offer.to, offer.stamp.seq)));
            }
        }
        Some(Command::Bundle(command)) => lines.extend(resolving(model, command).into_iter().map(text)),
        Some(Command::AddOperator(_) | Command::Incident(_)) | None => {}
    }
    conditions(model, &commands, &mut lines);
    lines
}

/// What founding does to the live posture: that it is written where there is none, and left as it is where there is one.
fn founding(model: &Model) -> Option<Said> {
    let theme = model.theme;
    let ctx = &model.view.ctx;
    let seen = ctx.observed.posture.as_ref()?;
    let (environment, path) = (&ctx.environment, &seen.path);
    let plain = |text: String, style: Style| Said { head: String::new(), column: 0, text, style };
    Some(match seen.live.classify() {
        Classified::Absent => {
            let fields = Name::Strict.toggles().fields().len();
            let beside = seen.setup.hooks.len() + usize::from(seen.setup.flagd);
            let beside = if beside == 0 { String::new() } else { format!(", and tells {beside} targets beside it") };
            let text = format!("It WRITES strict to {environment} now: {fields} fields into {path}{beside}.");
            plain(text, theme.amber())
        }
        live => plain(
            format!("It adopts the live posture as it is: {path} reads {live}, and is not written."),
            theme.text(),
        ),
    })
}

fn adopting(count: usize) -> String {
    match count {
        0 => "There is no runbook to adopt.".to_owned(),
        1 => "It also adopts 1 runbook. Boxes ticked so far count as INHERITED.".to_owned(),
        _ => format!("It also adopts {count} runbooks. Boxes ticked so far count as INHERITED."),
    }
}

fn accepting(command: &provision::Command) -> Vec<String> {
    match command {
        provision::Command::Accept { edge, operation, provider, provisioner, .. } => {
            let by = provisioner.as_deref().unwrap_or("whoever offers it");
            let node = provider.as_deref().map_or_else(String::new, |node| format!(" {node}"));
            vec![
                format!("{edge} is bound by {}{node}, cost {}, offered by {by}.", operation.word(), operation.cost()),
                "The world's file is not written; the binding is an entry of the ledger.".to_owned(),
            ]
        }
        provision::Command::Afford { destination, label, .. } => vec![format!("{destination} gets {label}.")],
        provision::Command::AcceptBest { .. } => {
            vec!["The best offer of everything that is open, in order; none that needs a person.".to_owned()]
        }
    }
}

/// What the entry of a resolution would say.
fn resolving(model: &Model, command: &bundle::Command) -> Vec<String> {
    let view = &model.view;
    let events = decide(&view.state, &command.clone().into(), &view.ctx).unwrap_or_default();
    let resolved = events.into_iter().find_map(|event| match event {
        Event::Bundle(bundle::Event::Resolved(resolved)) => Some(resolved),
        _ => None,
    });
    // What holds it is said with the conditions.
    let Some(resolved) = resolved else { return Vec::new() };
    let mut lines = vec![format!("One entry, bundle.resolved: {}.", resolved.told())];
    lines.extend(resolved.files.iter().map(|file| file.path.clone()));
    if !resolved.unresolved.is_empty() {
        lines.push(format!("Without {}, which nobody resolves.", resolved.unresolved.join(", ")));
    }
    if !resolved.blocked.is_empty() {
        lines.push(format!("Blocked by the posture: {}.", resolved.blocked.join(", ")));
    }
    lines
}

/// What is known to hold the first of `commands`, apart from what is still typed and evidence that is looked at when it
/// is recorded. The way back to strict is never held from here.
pub(super) fn known_holds(model: &Model, commands: &[Command]) -> Holds {
    let Some(first) = commands.first().filter(|first| **first != Command::Found) else { return Vec::new() };
    if first.is_safe_side() {
        return Vec::new();
    }
    let later = |code: Code| {
        matches!(
            code,
            Code::NotConfirmed | Code::WrongEnvironment | Code::NoReason | Code::TextUnusable | Code::NoEvidence
        )
    };
    let held = decide(&model.view.state, first, &model.view.ctx).err().unwrap_or_default();
    held.into_iter().filter(|hold| !later(hold.code)).collect()
}

/// The conditions of a posture change, met or not; of anything else only what holds it.
fn conditions(model: &Model, commands: &[Command], lines: &mut Vec<Said>) {
    let theme = model.theme;
    let view = &model.view;
    if let (Some(Command::Posture(command)), Some(_)) = (commands.first(), &view.ctx.observed.posture)
        && let posture::Command::Apply { to, .. } | posture::Command::ByHand { to, .. } = command
    {
        if *to != Name::Strict {
            lines.extend(preview_posture::conditions(model, command));
        }
        return;
    }
    let (mark, style) = theme.met(false);
    let column = if theme.plain { 8 } else { 2 };
    let said = |hold: Hold<Command>| Said { head: mark.to_owned(), column, text: hold.need, style };
    lines.extend(known_holds(model, commands).into_iter().map(said));
}
