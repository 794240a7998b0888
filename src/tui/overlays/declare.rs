//! The form of a declaration: everything but the title is filled in already.

use chrono::{DateTime, TimeDelta, Utc};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::console::{self, Event};
use crate::incident::{self, Command, Severity};
use crate::session::parse_duration;
use crate::tui::field::Field;
use crate::tui::model::Model;
use crate::tui::widgets::{Pen, popup};

/// A line of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    /// What is going wrong; typed.
    Title,
    /// Who owns it.
    Owner,
    /// How bad it is, from a list.
    Severity,
    /// Why, from a list.
    Reason,
    /// When it began.
    Started,
}

impl Slot {
    const ALL: [Self; 5] = [Self::Title, Self::Owner, Self::Severity, Self::Reason, Self::Started];

    /// What may stand in it.
    fn hint(self, now: DateTime<Utc>) -> String {
        match self {
            Self::Title => "a few words that tell it from the last one".to_owned(),
            Self::Owner => "who leads; you, unless you type another name".to_owned(),
            Self::Severity => "SEV1 is the worst".to_owned(),
            Self::Reason => "one of the codes in wayhold.toml".to_owned(),
            Self::Started => format!("now, a time ago such as 15m, or {}", now.format("%FT%H:%MZ")),
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Owner => "owner",
            Self::Severity => "severity",
            Self::Reason => "reason code",
            Self::Started => "started",
        }
    }
}

/// What was filled in.
#[derive(Debug, Clone)]
pub struct Declare {
    /// The title.
    pub title: Field,
    /// The owner.
    pub owner: Field,
    /// The start: `now`, a duration ago, or a time.
    pub started: Field,
    /// The severity, as a place in [`Severity::ALL`].
    pub severity: usize,
    /// The reason code, as a place in the workspace's list.
    pub reason: usize,
    /// The line that has the keys.
    pub slot: Slot,
    /// Why the form could not be read.
    pub error: Option<String>,
}

impl Declare {
    /// The form with what `command` says already.
    pub fn of(model: &Model, command: &Command) -> Self {
        let ctx = &model.view.ctx;
        let mut form = Self {
            title: Field::line(""),
            owner: Field::offered(&ctx.caller.id),
            started: Field::offered("now"),
            severity: Severity::ALL.iter().position(|one| *one == Severity::default()).unwrap_or(0),
            reason: 0,
            slot: Slot::Title,
            error: None,
        };
        if let Command::Declare { title, owner, severity, reason_code, started_at } = command {
            form.title = Field::line(title);
            if let Some(owner) = owner {
                form.owner = Field::line(owner);
            }
            if let Some(at) = started_at {
                form.started = Field::line(&at.to_rfc3339());
            }
            let chosen = |severity: &Severity| Severity::ALL.iter().position(|one| one == severity);
            form.severity = severity.as_ref().and_then(chosen).unwrap_or(form.severity);
            let listed = |code: &String| ctx.reason_codes.iter().position(|one| one == code);
            form.reason = reason_code.as_ref().and_then(listed).unwrap_or(0);
        }
        form
    }

    /// The line that is typed into; `None` on a line that is chosen from a list.
    pub fn field(&mut self) -> Option<&mut Field> {
        match self.slot {
            Slot::Title => Some(&mut self.title),
            Slot::Owner => Some(&mut self.owner),
            Slot::Started => Some(&mut self.started),
            Slot::Severity | Slot::Reason => None,
        }
    }

    /// Whether keys go into a line as text.
    pub fn is_typed_into(&self) -> bool {
        !matches!(self.slot, Slot::Severity | Slot::Reason)
    }

    /// Goes to the next or the previous line.
    pub fn step(&mut self, forward: bool) {
        let at = Slot::ALL.iter().position(|slot| *slot == self.slot).unwrap_or(0);
        let count = Slot::ALL.len();
        self.slot = Slot::ALL[if forward { at + 1 } else { at + count - 1 } % count];
    }

    /// Chooses the next or the previous of a list.
    pub fn choose(&mut self, forward: bool, codes: usize) {
        let turn = |at: usize, count: usize| {
            if count == 0 { 0 } else { (if forward { at + 1 } else { at + count - 1 }) % count }
        };
        match self.slot {
            Slot::Severity => self.severity = turn(self.severity, Severity::ALL.len()),
            Slot::Reason => self.reason = turn(self.reason, codes),
            Slot::Title | Slot::Owner | Slot::Started => {}
        }
    }

    /// The command that was filled in.
    ///
    /// # Errors
    /// A sentence about the line that cannot be read.
    pub fn command(&self, model: &Model) -> Result<Command, String> {
        let ctx = &model.view.ctx;
        Ok(Command::Declare {
            title: self.title.text(),
            owner: Some(self.owner.text()).filter(|owner| !owner.trim().is_empty()),
            severity: Severity::ALL.get(self.severity).copied(),
            reason_code: ctx.reason_codes.get(self.reason).cloned(),
            started_at: started(&self.started.text(), ctx.now)?,
        })
    }
}

/// `now` or nothing, a duration ago, or a time.
fn started(text: &str, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, String> {
    let text = text.trim();
    if text.is_empty() || text == "now" {
        return Ok(None);
    }
    if let Ok(ago) = parse_duration(text.trim_start_matches('-').trim_end_matches(" ago")) {
        return Ok(now.checked_sub_signed(ago));
    }
    let parsed = DateTime::parse_from_rfc3339(text).map(|at| at.with_timezone(&Utc));
    parsed.map(Some).map_err(|_| format!("started: write now, a time ago such as 15m, or {}", now.format("%FT%H:%MZ")))
}

/// The id that the incident would get.
fn id(model: &Model) -> String {
    let probe = console::Command::Incident(Command::declare("title"));
    let events = console::decide(&model.view.state, &probe, &model.view.ctx).unwrap_or_default();
    let id = events.into_iter().find_map(|event| match event {
        Event::Incident(incident::Event::Declared(declared)) => Some(declared.id),
        _ => None,
    });
    id.unwrap_or_else(|| "a new incident".to_owned())
}

pub(super) fn draw(buffer: &mut Buffer, area: Rect, model: &Model, form: &Declare) -> Option<Position> {
    let theme = model.theme;
    let inner = popup(buffer, area, (74, 12), &format!("Declare {}", id(model)), theme);
    let ctx = &model.view.ctx;
    let reason = ctx.reason_codes.get(form.reason).map_or("", String::as_str);
    let mut cursor = None;
    let below = Slot::ALL.iter().position(|slot| *slot == form.slot).unwrap_or(0);
    for (place, slot) in Slot::ALL.into_iter().enumerate() {
        let here = form.slot == slot;
        // The hint stands right under the line that has the keys.
        let row = u16::try_from(place).unwrap_or(0) + u16::from(place > below);
        if here {
            let mut pen = Pen::new(buffer, inner, row + 1);
            pen.blank(15).text(&slot.hint(ctx.now), theme.dim());
        }
        let mut pen = Pen::new(buffer, inner, row);
        pen.text(theme.cursor_mark(here), theme.key()).text(" ", theme.text());
        pen.cell(slot.word(), 13, if here { theme.strong() } else { theme.dim() });
        let field = match slot {
            Slot::Title => &form.title,
            Slot::Owner => &form.owner,
            Slot::Started => &form.started,
            Slot::Severity | Slot::Reason => {
                let word = if slot == Slot::Reason { reason } else { Severity::ALL[form.severity].word() };
                pen.text(word, theme.text());
                if here {
                    pen.text(if theme.plain { "  (Left, Right: another)" } else { "  ← → another" }, theme.dim());
                }
                continue;
            }
        };
        let at = super::draw::field(&mut pen, field, theme.text());
        if here {
            cursor = Some(Position { x: at, y: inner.y + row });
        }
        if slot == Slot::Started && form.started.text().trim() == "now" {
            pen.text(&format!("  {}", (ctx.now - TimeDelta::zero()).format("%H:%MZ")), theme.dim());
        }
    }
    if let Some(error) = &form.error {
        Pen::new(buffer, inner, 7).text(error, theme.bad());
    }
    let mut pen = Pen::new(buffer, inner, 9);
    pen.text("Enter", theme.key()).text(" declares   ", theme.dim());
    pen.text("Tab", theme.key()).text(" next line   ", theme.dim());
    pen.text("Esc", theme.key()).text(" back", theme.dim());
    cursor
}
