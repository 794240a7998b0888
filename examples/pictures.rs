//! Draws the pictures of the README from the real screens: a demo session in a temporary directory, its clock held
//! still, driven by keys. `cargo run --example pictures` writes `docs/pictures`.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use wayhold::console::Event;
use wayhold::hold::Stamp;
use wayhold::session::{Clock, Done, Environment, Session, Stop, Workspace};
use wayhold::tui::effect::Effect;
use wayhold::tui::msg::{Msg, Ran, Told};
use wayhold::tui::{Model, picture, svg, update};

const SIZE: (u16, u16) = (120, 36);

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
    pictures.push(("deck.svg", stage.svg()));
    stage.press("! checkout_answers_503 Enter n error_rate_at_40_% Enter e Enter y e Enter demo Enter").await?;
    stage.press("n traffic_is_back Enter").await?;
    pictures.push(("incident.svg", stage.svg()));
    stage.press("r").await?;
    pictures.push(("revert.svg", stage.svg()));
    stage.press("y W 2").await?;
    pictures.push(("world.svg", stage.svg()));
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

    fn svg(&self) -> String {
        svg(&picture(&self.model, SIZE))
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
