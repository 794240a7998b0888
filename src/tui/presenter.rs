//! The foot of a screen that is presented: the key that was just pressed, large, with what it does, and a line of text.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::model::Model;
use super::overlays::{OnWorld, Overlay};
use super::widgets::{Pen, fit, width};
use super::{commands, keys};

/// How many rows it takes.
pub const ROWS: u16 = 4;
/// The rows that have to be left above it.
const LEFT: u16 = 15;
/// How many keys before the last one stay in sight.
const BEFORE: usize = 6;

/// What the foot shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Presenter {
    /// The keys that were pressed, the last one last; typed text is one.
    pub keys: Vec<String>,
    /// What the last one does.
    pub sentence: String,
    /// The line of text.
    pub caption: String,
    /// Whether the last key was typed into a field.
    typing: bool,
}

/// Takes a key in, before the model does.
pub fn saw(model: &mut Model, name: &str) {
    if let Some(mut presenter) = model.presenter.take() {
        presenter.take(model, name);
        model.presenter = Some(presenter);
    }
}

impl Presenter {
    fn take(&mut self, model: &Model, name: &str) {
        let letter = if name == "Space" { " " } else { name };
        let types = letter.chars().count() == 1 && is_typing(model);
        if types {
            match self.keys.last_mut().filter(|_| self.typing) {
                Some(text) => text.push_str(letter),
                None => self.keys.push(letter.to_owned()),
            }
            "types".clone_into(&mut self.sentence);
        } else {
            self.keys.push(name.to_owned());
            self.sentence = sentence(model, name);
        }
        self.typing = types;
        let over = self.keys.len().saturating_sub(BEFORE + 1);
        self.keys.drain(..over);
    }
}

fn is_typing(model: &Model) -> bool {
    match model.top().map(|open| &open.what) {
        Some(Overlay::Prompt(_) | Overlay::Palette(_)) => true,
        Some(Overlay::Declare(form)) => form.is_typed_into(),
        Some(Overlay::Preview(preview)) => preview.typing.is_some(),
        Some(Overlay::World(world)) => matches!(&**world, OnWorld::Try(form) if form.is_typed_into()),
        Some(_) => false,
        None => model.find.as_ref().is_some_and(|find| find.typing),
    }
}

/// What a key does, in the words of the registry where it is one of the deck's.
fn sentence(model: &Model, name: &str) -> String {
    let said = match (model.top().map(|open| &open.what), name) {
        (_, "Esc") => "goes back",
        (Some(Overlay::Preview(_) | Overlay::World(_)), "y") => "confirms what the preview shows",
        (Some(Overlay::Preview(_) | Overlay::Prompt(_) | Overlay::Declare(_)), "Enter") => "takes what was typed",
        (Some(Overlay::World(world)), "Enter") if matches!(**world, OnWorld::Try(_)) => "tries it out",
        (Some(_), "Enter") => "opens what is selected",
        (Some(_), "Up" | "k") => "selects the row above",
        (Some(_), "Down" | "j") => "selects the row below",
        (Some(_), "Tab" | "Shift-Tab") => "goes to another field",
        (Some(_), _) => "",
        (None, name) => commands::of_key(name, model.screen).map_or("", |row| row.sentence),
    };
    said.to_owned()
}

/// The area for the deck, and the one for the foot when there is room for it.
pub fn cut(area: Rect, model: &Model) -> (Rect, Option<Rect>) {
    if model.presenter.is_none() || area.height < LEFT + ROWS {
        return (area, None);
    }
    let deck = Rect { height: area.height - ROWS, ..area };
    (deck, Some(Rect { y: area.y + deck.height, height: ROWS, ..area }))
}

/// Draws the foot.
pub fn draw(buffer: &mut Buffer, area: Rect, model: &Model) {
    let Some(presenter) = &model.presenter else { return };
    let theme = model.theme;
    let mut top = Pen::new(buffer, area, 0);
    if theme.plain {
        top.fill();
    } else {
        top.rule("━", theme.dim());
    }
    let last = presenter.keys.last().map(|key| keys::shown(key, theme.plain)).unwrap_or_default();
    let before = presenter.keys.len().saturating_sub(1);
    let before = presenter.keys[..before].iter().map(|key| fit(&keys::shown(key, theme.plain), 12));
    let before = before.collect::<Vec<_>>().join(" ");
    // The key cap stands on all of its rows, so that it can be read from the last seat.
    let cap = if last.is_empty() { 0 } else { (width(&last) + 6).clamp(9, area.width / 3) };
    for row in 1..ROWS {
        let mut pen = Pen::new(buffer, area, row);
        pen.text(" ", theme.text());
        if theme.plain {
            if row == 2 {
                pen.text(&last, theme.strong());
            }
        } else {
            let shown = if row == 2 { fit(&last, cap.saturating_sub(2)) } else { String::new() };
            let left = cap.saturating_sub(width(&shown)) / 2;
            let right = cap.saturating_sub(width(&shown) + left);
            let side = |columns: u16| " ".repeat(columns.into());
            pen.text(&format!("{}{shown}{}", side(left), side(right)), theme.inverted());
        }
        pen.text("  ", theme.text());
        match row {
            1 => pen.text(&before, theme.dim()),
            2 => pen.text(&presenter.sentence, theme.strong()),
            _ => pen.text(&presenter.caption, theme.key()),
        };
        pen.fill();
    }
}
