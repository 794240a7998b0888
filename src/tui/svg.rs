//! A screen as an SVG picture: a run of cells of one style is one text, stretched to its columns whatever the font.

use std::fmt::Write as _;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

/// Pixels of one cell.
const CELL: (u16, u16) = (9, 19);
const INK: &str = "#d7dae0";
const GROUND: &str = "#16181d";

/// The picture of a screen. The same screen gives the same bytes.
pub fn svg(buffer: &Buffer) -> String {
    let (width, height) =
        (u32::from(buffer.area.width) * u32::from(CELL.0) + 20, u32::from(buffer.area.height) * u32::from(CELL.1) + 20);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{GROUND}\"/>\n\
         <g font-family=\"ui-monospace,SFMono-Regular,Menlo,Consolas,monospace\" font-size=\"15\" xml:space=\"preserve\">\n"
    );
    for y in 0..buffer.area.height {
        let mut x = 0;
        while x < buffer.area.width {
            let first = &buffer[(x, y)];
            let mut text = String::new();
            let start = x;
            while x < buffer.area.width && same(first, &buffer[(x, y)]) {
                text.push_str(buffer[(x, y)].symbol());
                x += 1;
            }
            run(&mut out, first, &text, (start, y), x - start);
        }
    }
    out.push_str("</g>\n</svg>\n");
    out
}

fn same(a: &Cell, b: &Cell) -> bool {
    (a.fg, a.bg, a.modifier) == (b.fg, b.bg, b.modifier)
}

fn run(out: &mut String, cell: &Cell, text: &str, at: (u16, u16), columns: u16) {
    let (mut ink, mut ground) = (hex(cell.fg, INK), hex(cell.bg, GROUND));
    if cell.modifier.contains(Modifier::REVERSED) {
        std::mem::swap(&mut ink, &mut ground);
    }
    let pixels = |cells: u16, size: u16| u32::from(cells) * u32::from(size);
    let (left, top, wide) = (pixels(at.0, CELL.0) + 10, pixels(at.1, CELL.1) + 10, pixels(columns, CELL.0));
    if ground != GROUND {
        let _ =
            writeln!(out, "<rect x=\"{left}\" y=\"{top}\" width=\"{wide}\" height=\"{}\" fill=\"{ground}\"/>", CELL.1);
    }
    if text.trim().is_empty() {
        return;
    }
    let weight = if cell.modifier.contains(Modifier::BOLD) { " font-weight=\"bold\"" } else { "" };
    let line = if cell.modifier.contains(Modifier::UNDERLINED) { " text-decoration=\"underline\"" } else { "" };
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let _ = writeln!(
        out,
        "<text x=\"{left}\" y=\"{}\" textLength=\"{wide}\" lengthAdjust=\"spacingAndGlyphs\" fill=\"{ink}\"{weight}{line}>{text}</text>",
        top + 14
    );
}

fn hex(color: Color, default: &'static str) -> &'static str {
    match color {
        Color::Green => "#8fc379",
        Color::Yellow => "#e5c06b",
        Color::Red => "#e06c75",
        Color::Cyan => "#5fb8c9",
        Color::White => "#ffffff",
        Color::DarkGray => "#6b7280",
        _ => default,
    }
}
