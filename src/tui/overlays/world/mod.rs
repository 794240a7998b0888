//! What lies over the deck about a world: accepting, two offers side by side, trying out, the receipt, the reset.

mod accept;
mod beside;
mod receipt;
mod trying;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

pub use accept::Accept;
pub use beside::Beside;
pub use trying::Try;

use crate::tui::model::Model;
use crate::tui::widgets::{Pen, popup, wrap};

/// One of them.
#[derive(Debug, Clone)]
pub enum OnWorld {
    /// What accepting would do, and the key that does it.
    Accept(Accept),
    /// Two offers of one requirement.
    Beside(Beside),
    /// A requirement that is tried out as another, or other tags of nodes.
    Try(Box<Try>),
    /// What was done.
    Receipt {
        /// The first line shown.
        scroll: usize,
    },
    /// Whether the demo is to be put back.
    Reset,
}

pub(super) fn draw(buffer: &mut Buffer, area: Rect, model: &Model, over: &OnWorld) -> Option<Position> {
    match over {
        OnWorld::Accept(accept) => accept::draw(buffer, area, model, accept),
        OnWorld::Beside(beside) => beside::draw(buffer, area, model, beside),
        OnWorld::Try(form) => return trying::draw(buffer, area, model, form),
        OnWorld::Receipt { scroll } => receipt::draw(buffer, area, model, *scroll),
        OnWorld::Reset => reset(buffer, area, model),
    }
    None
}

fn reset(buffer: &mut Buffer, area: Rect, model: &Model) {
    let theme = model.theme;
    let inner = popup(buffer, area, (76, 9), "Reset the demo", theme);
    let text = "Everything that was accepted and written here goes, and every file stands again byte for byte as it did \
                when the demo opened. What is tried out goes too.";
    for (row, line) in (0..).zip(wrap(text, inner.width, 4)) {
        Pen::new(buffer, inner, row).text(&line, theme.text());
    }
    let mut pen = Pen::new(buffer, inner, inner.height.saturating_sub(1));
    pen.text("y", theme.key()).text(" resets   ", theme.dim()).text("Esc", theme.key()).text(" back", theme.dim());
}
