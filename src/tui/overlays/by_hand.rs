//! What a person puts in place by hand: the eight fields as plain text from the first column on, so that they can be
//! copied with the terminal's own means, and how it is confirmed.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::{Clear, Widget};

use crate::tui::model::Model;
use crate::tui::widgets::{Pen, wrap};

pub(super) fn draw(buffer: &mut Buffer, area: Rect, model: &Model) {
    let theme = model.theme;
    let Some(pending) = model.view.state.posture.pending.as_ref().filter(|pending| pending.intent.by_hand) else {
        return;
    };
    Clear.render(area, buffer);
    let intent = &pending.intent;
    let head = format!("By hand: {} · asked for by {} at #{}", intent.to, pending.stamp.by, pending.stamp.seq);
    Pen::new(buffer, area, 0).text(&head, theme.strong());
    let until = intent.expires_at.map_or_else(String::new, |end| format!(" It ends at {}.", end.format("%F %H:%MZ")));
    let what = format!("Put exactly these eight fields into the target, then confirm what it holds.{until}");
    let mut row = 1;
    for line in wrap(&what, area.width, 2) {
        Pen::new(buffer, area, row).text(&line, theme.text());
        row += 1;
    }
    row += u16::from(area.height > 20);
    for line in intent.toggles.to_json().lines() {
        Pen::new(buffer, area, row).text(line, theme.text());
        row += 1;
    }
    let mut pen = Pen::new(buffer, area, area.height.saturating_sub(1));
    pen.text("Enter", theme.key()).text(" reads it back   ", theme.dim());
    pen.text("p", theme.key()).text(" takes what you read there   ", theme.dim());
    pen.text("Esc", theme.key()).text(" back; it waits", theme.dim());
    if let Some(toast) = &model.toast {
        Pen::new(buffer, area, area.height.saturating_sub(2)).text(&toast.text, theme.dim());
    }
}
