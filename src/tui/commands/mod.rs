//! The command registry: one table from which the footer, the help, the palette and the README's key table are made.
//!
//! A new key is one row here and one arm in `update::act`. A command that is held stays in the table and is shown with
//! what it needs; it is never hidden.

mod enabled;
mod table;
mod worlds;

use super::model::{Model, Pane, Screen, Source};
use crate::console::Holds;

/// A command of the console.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Id {
    /// Selects the row above.
    Up,
    /// Selects the row below.
    Down,
    /// Selects the first row.
    Top,
    /// Selects the last row.
    Bottom,
    /// Goes up a page.
    PageUp,
    /// Goes down a page.
    PageDown,
    /// Moves the focus on.
    Next,
    /// Moves the focus back.
    Previous,
    /// Opens what is selected.
    Open,
    /// Acts on the selected item: tick, untick, attest.
    Tick,
    /// Takes the tick of the selected item back.
    Untick,
    /// Closes the selected phase.
    ClosePhase,
    /// Activates the selected phase.
    Activate,
    /// Gives the selected phase its build-go.
    BuildGo,
    /// Leaves the selected phase `NOT_STARTED`, with a reason.
    HoldPhase,
    /// Stops the selected phase.
    Block,
    /// Lets a stopped phase go on.
    Unblock,
    /// Makes a closed phase ACTIVE again.
    Reopen,
    /// Settles which of two contradicting statuses holds.
    Resolve,
    /// Notes on the selected phase.
    NotePhase,
    /// The decisions.
    Decisions,
    /// Opens a decision.
    OpenDecision,
    /// How the file differs from the ledger's version.
    Drift,
    /// Accepts the file as it is.
    Repin,
    /// Puts the ledger's version back.
    Restore,
    /// The program around the phases.
    Program,
    /// The steps of the selected phase.
    Steps,
    /// What happened.
    Timeline,
    /// Says what holds the selection.
    Why,
    /// Declares an incident, or goes to the open one.
    Declare,
    /// Goes to the escalation ladder.
    Escalate,
    /// Reverts to strict.
    Revert,
    /// Notes on the incident.
    Note,
    /// Runs the probe, or reads the live posture back.
    Probe,
    /// Runs the closing gate.
    Gate,
    /// Gives the override more time.
    Extend,
    /// Hands the incident over.
    Owner,
    /// Takes an offered handoff back.
    Withdraw,
    /// Closes the incident.
    Close,
    /// Writes the incident's report.
    Report,
    /// Adopts the runbook, or founds the ledger.
    Adopt,
    /// The next runbook or world.
    NextFile,
    /// The previous runbook or world.
    PreviousFile,
    /// Worlds and back.
    Worlds,
    /// Requests and the bundles they get.
    Bundles,
    /// Accepts the best offers of the world.
    AcceptBest,
    /// Why offers stand in this order.
    Compare,
    /// Marks an offer.
    Mark,
    /// Switches a provisioner or a layer.
    Switch,
    /// Tries a requirement out as another.
    Edit,
    /// Takes back what is tried out.
    Undo,
    /// The world one accepted offer earlier.
    StepBack,
    /// The world one accepted offer later.
    StepOn,
    /// What was done in the world.
    Receipt,
    /// Puts the demo back.
    Reset,
    /// Another world by its number.
    Scenario,
    /// Finds words.
    Find,
    /// The next place found.
    FindNext,
    /// The previous place found.
    FindPrevious,
    /// The palette.
    Palette,
    /// The help.
    Help,
    /// Stops the process until the shell continues it.
    Suspend,
    /// Leaves.
    Quit,
}

/// How much a command can cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Risk {
    /// It only looks.
    Look,
    /// It writes an entry that another can compensate.
    Write,
    /// It changes the live posture, after a confirmation.
    World,
}

impl Risk {
    /// The word shown.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Look => "looks",
            Self::Write => "writes an entry",
            Self::World => "changes the posture",
        }
    }
}

/// Where a command appears in the footer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// On the roadmap.
    Roadmap,
    /// On a phase.
    Phase,
    /// On the posture.
    Posture,
    /// On offers.
    Offers,
    /// On the incident, while the posture is strict.
    Incident,
    /// On the incident, while there is none and the posture is strict.
    Resting,
    /// On posture, ladder or incident, while the posture is not strict.
    Loosened,
    /// On a world.
    World,
    /// On the offers of a world.
    Bids,
    /// On its provisioners.
    Switches,
}

impl Place {
    /// The place that has the focus.
    pub fn of(model: &Model) -> Self {
        let ladder = model.focus == Pane::Offers && model.source == Source::Ladder;
        match (model.focus, model.screen) {
            (Pane::Posture | Pane::Incident, _) if model.loosened() => Self::Loosened,
            _ if ladder && model.loosened() => Self::Loosened,
            (Pane::Posture, _) => Self::Posture,
            (Pane::Incident, _) if model.view.state.incident.open.is_none() => Self::Resting,
            (Pane::Incident, _) => Self::Incident,
            (Pane::Offers, _) if model.source == Source::World => Self::Bids,
            (Pane::Switches, _) => Self::Switches,
            (Pane::Offers, _) => Self::Offers,
            (Pane::List | Pane::Main, Screen::Worlds) => Self::World,
            (Pane::List, Screen::Deck) => Self::Roadmap,
            (Pane::Main, Screen::Deck) => Self::Phase,
        }
    }
}

/// One row of the registry.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    /// What it does, for `update`.
    pub id: Id,
    /// Its name in the palette.
    pub name: &'static str,
    /// Its keys, the first one shown.
    pub keys: &'static [&'static str],
    /// Its word in the footer.
    pub word: &'static str,
    /// What it does, one sentence without a full stop.
    pub sentence: &'static str,
    /// What it can cost.
    pub risk: Risk,
    /// The places whose footer shows it.
    pub footer: &'static [Place],
    /// Whether it can be done now, or what holds it.
    pub enabled: fn(&Model) -> Result<(), Holds>,
}

impl Row {
    /// Whether the palette lists it; moving about is for keys.
    pub fn listed(&self) -> bool {
        !matches!(
            self.id,
            Id::Up
                | Id::Down
                | Id::Top
                | Id::Bottom
                | Id::PageUp
                | Id::PageDown
                | Id::Next
                | Id::Previous
                | Id::Palette
                | Id::Scenario
        )
    }

    /// Whether it is about a world, so that its keys are those of the worlds screen.
    pub fn of_world(&self) -> bool {
        worlds::ROWS.iter().any(|row| row.id == self.id)
    }

    /// Whether the footer shows it now. In an incident the probe is shown where there is one to run.
    pub fn in_footer(&self, model: &Model) -> bool {
        let place = Place::of(model);
        let idle = self.id == Id::Probe && place == Place::Incident && model.probe().is_none();
        self.footer.contains(&place) && !idle
    }

    /// Its word in the footer, where that depends on what is selected.
    pub fn word_in(&self, model: &Model) -> &'static str {
        match (self.id, Place::of(model), model.reported()) {
            (Id::Open, Place::Resting, Some(_)) => "its timeline",
            (Id::Open, Place::Resting, None) => "declare",
            _ => self.word,
        }
    }
}

/// Every command, in the order of footer and help.
pub const TABLE: &[Row] = &joined();

/// The rows about a world come after the one that accepts the best of it.
const fn joined() -> [Row; table::ROWS.len() + worlds::ROWS.len()] {
    let mut all = [table::ROWS[0]; table::ROWS.len() + worlds::ROWS.len()];
    let (mut at, mut own) = (0, 0);
    while own < table::ROWS.len() {
        all[at] = table::ROWS[own];
        at += 1;
        if matches!(table::ROWS[own].id, Id::AcceptBest) {
            let mut of_world = 0;
            while of_world < worlds::ROWS.len() {
                all[at] = worlds::ROWS[of_world];
                at += 1;
                of_world += 1;
            }
        }
        own += 1;
    }
    all
}

/// The command of a key on a screen: what the screen has itself goes first.
pub fn of_key(key: &str, screen: Screen) -> Option<&'static Row> {
    let has = |row: &&Row| row.keys.contains(&key);
    let here = |row: &&Row| row.of_world() == (screen == Screen::Worlds);
    TABLE.iter().filter(here).find(has).or_else(|| TABLE.iter().find(has))
}

/// The rows of the footer, in the order of the table.
pub fn footer(model: &Model) -> impl Iterator<Item = &'static Row> {
    TABLE.iter().filter(|row| row.in_footer(model))
}

/// The key table of the README, as Markdown.
pub fn markdown() -> String {
    let head = "| keys | command | what it does |\n|---|---|---|\n".to_owned();
    TABLE.iter().fold(head, |text, row| {
        // A command without a key of its own is reached by its name.
        let keys: Vec<String> = match row.keys {
            [] => vec!["`:`".to_owned()],
            keys => keys.iter().map(|key| format!("`{key}`")).collect(),
        };
        text + &format!("| {} | {} | {} |\n", keys.join(" "), row.name, row.sentence)
    })
}
