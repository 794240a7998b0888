//! Draws the pictures of the README from the real screens: a demo session in a temporary directory, its clock held
//! still, driven by keys. `cargo run --example pictures` writes `docs/pictures`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use wayhold::console::Event;
use wayhold::hold::Stamp;
use wayhold::session::{Clock, Done, Environment, Session, Stop, Workspace};
use wayhold::tui::effect::Effect;
use wayhold::tui::msg::{Msg, Ran, Told};
use wayhold::tui::{Model, draw, update};

const SIZE: (u16, u16) = (120, 36);
const CELL: (u16, u16) = (9, 19);

fn main() -> anyhow::Result<()> {
    for (name, svg) in all()? {
        let path = path(name);
        std::fs::write(&path, svg).with_context(|| format!("{} cannot be written", path.display()))?;
    }
    Ok(())
}

/// Where a picture is kept.
pub fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/pictures").join(name)
}

/// Every picture by the name of its file.
///
/// # Errors
/// The demo could not be made or driven.
pub fn all() -> anyhow::Result<Vec<(&'static str, String)>> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(pictures())
}

async fn pictures() -> anyhow::Result<Vec<(&'static str, String)>> {
    let mut stage = Stage::open().await?;
    let mut pictures = Vec::new();
    stage.press("y").await?;
    stage.pass(12 * 24 * 60);
    stage.press("Tab").await?;
    pictures.push(("deck.svg", stage.svg()?));
    stage.press("! checkout_answers_503 Enter n error_rate_at_40_% Enter e Enter y e Enter demo Enter").await?;
    stage.press("n traffic_is_back Enter").await?;
    pictures.push(("incident.svg", stage.svg()?));
    stage.press("r").await?;
    pictures.push(("revert.svg", stage.svg()?));
    stage.press("y W 2").await?;
    pictures.push(("world.svg", stage.svg()?));
    Ok(pictures)
}

struct Stage {
    session: Session,
    model: Model,
    now: chrono::DateTime<chrono::Utc>,
    at: Duration,
    _directory: tempfile::TempDir,
}

impl Stage {
    async fn open() -> anyhow::Result<Self> {
        let directory = tempfile::tempdir()?;
        let root = directory.path().join("demo");
        std::fs::create_dir(&root)?;
        let workspace = Workspace::demo(&root)?;
        let environment = Environment {
            config_dir: directory.path().join("keys"),
            key: None,
            user: "ana".to_owned(),
            current_dir: root,
            no_color: false,
            terminal: true,
        };
        let now = "2026-11-21T03:14:00Z".parse()?;
        let mut session = Session::open(workspace, environment, Clock::fixed(now)).await?;
        let model = Model::from_view(session.view());
        Ok(Self { session, model, now, at: Duration::ZERO, _directory: directory })
    }

    /// Lets minutes pass and looks again.
    fn pass(&mut self, minutes: i64) {
        self.now += chrono::TimeDelta::minutes(minutes);
        self.at += Duration::from_mins(1);
        self.session.set_clock(self.now);
        self.look();
    }

    fn look(&mut self) {
        let view = Box::new(self.session.view());
        update(&mut self.model, Msg::Seen { view, heard: Vec::new() });
    }

    /// Presses keys, by name or as words with `_` for a blank, a second apart.
    async fn press(&mut self, keys: &str) -> anyhow::Result<()> {
        for key in keys.split_whitespace().flat_map(strokes) {
            self.at += Duration::from_secs(1);
            for effect in update(&mut self.model, Msg::Key { key, at: self.at }) {
                if let Effect::Run { commands, .. } = effect {
                    let mut done = Done::default();
                    for command in commands {
                        let looked_at = self.session.looked_at();
                        done.extend(self.session.run(command, looked_at).await.map_err(stopped)?);
                    }
                    self.look();
                    let entries = done.entries.iter().filter_map(|entry| {
                        let event = Event::from_parts(&entry.kind, &entry.body).ok()?;
                        Some(Told { stamp: Stamp { seq: entry.seq, at: entry.at, by: entry.actor.id.clone() }, event })
                    });
                    let ran =
                        Ran::Done { entries: entries.collect(), recovered: done.recovered, trouble: done.trouble };
                    update(&mut self.model, Msg::Ran(ran));
                }
            }
        }
        Ok(())
    }

    fn svg(&self) -> anyhow::Result<String> {
        let mut terminal = Terminal::new(TestBackend::new(SIZE.0, SIZE.1))?;
        terminal.draw(|frame| draw(frame, &self.model))?;
        Ok(svg(terminal.backend().buffer()))
    }
}

fn stopped(stop: Stop) -> anyhow::Error {
    match stop {
        Stop::Held(holds) => {
            anyhow::anyhow!("held: {}", holds.first().map(|hold| hold.need.clone()).unwrap_or_default())
        }
        Stop::Changed { subject, .. } => anyhow::anyhow!("{subject} changed"),
        Stop::Failed(error) => error,
    }
}

fn strokes(word: &str) -> Vec<KeyEvent> {
    let named = match word {
        "Enter" => Some(KeyCode::Enter),
        "Esc" => Some(KeyCode::Esc),
        "Tab" => Some(KeyCode::Tab),
        _ => None,
    };
    let codes = match named {
        Some(code) => vec![code],
        None => word.chars().map(|c| KeyCode::Char(if c == '_' { ' ' } else { c })).collect(),
    };
    codes.into_iter().map(|code| KeyEvent::new(code, KeyModifiers::NONE)).collect()
}

/// The screen as SVG: a run of cells of one style is one text, stretched to its columns whatever the font.
fn svg(buffer: &Buffer) -> String {
    let (width, height) = (buffer.area.width * CELL.0 + 20, buffer.area.height * CELL.1 + 20);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#16181d\"/>\n\
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
    let (mut ink, mut ground) = (hex(cell.fg, "#d7dae0"), hex(cell.bg, "#16181d"));
    if cell.modifier.contains(Modifier::REVERSED) {
        std::mem::swap(&mut ink, &mut ground);
    }
    let (left, top, wide) = (at.0 * CELL.0 + 10, at.1 * CELL.1 + 10, columns * CELL.0);
    if ground != "#16181d" {
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
