//! What happened in a phase or in an incident, newest first, as far as it was read from the ledger.

use super::{Kind, Pick, Writer};
use crate::console::Event;
use crate::incident::Incident;
use crate::runbook;
use crate::tui::effect::Effect;
use crate::tui::model::Model;
use crate::tui::msg::Told;
use crate::tui::overlays::Overlay;
use crate::tui::page::{Glyph, Ink, Line};
use crate::tui::words;

/// Whose timeline it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// A phase's.
    Phase {
        /// The runbook.
        path: String,
        /// The phase.
        phase: String,
    },
    /// An incident's.
    Incident {
        /// Its id.
        id: String,
        /// The entry that declared it.
        since: u64,
    },
}

/// What was read so far.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    /// Whose it is.
    pub about: About,
    /// The entries, newest first.
    pub entries: Vec<Told>,
    /// The place before which older ones may follow; `None` when there are none.
    pub older: Option<u64>,
    /// The newest entry of the ledger when it was read; `None` before the first reading.
    pub head: Option<u64>,
}

impl About {
    /// An incident's.
    pub fn of(incident: &Incident) -> Self {
        Self::Incident { id: incident.id.clone(), since: incident.declared.seq }
    }

    /// Whether an entry belongs to it.
    pub fn has(&self, told: &Told, state: &crate::console::State) -> bool {
        match (self, &told.event) {
            (Self::Phase { path, phase }, Event::Runbook(event)) => of_phase(event, path, phase, state),
            (Self::Incident { id, since }, Event::Posture(_) | Event::Verify(_)) => {
                let incident = state.incident.incidents.get(id);
                let over = incident.and_then(|one| one.closed.as_ref()).map(|closed| closed.stamp.seq);
                told.stamp.seq >= *since && over.is_none_or(|over| told.stamp.seq <= over)
            }
            (Self::Incident { id, .. }, Event::Incident(event)) => event.incident() == id,
            _ => false,
        }
    }

    /// The first entry that can belong to it.
    pub const fn since(&self) -> u64 {
        match self {
            Self::Phase { .. } => 0,
            Self::Incident { since, .. } => *since,
        }
    }
}

/// What is written into a file is left out: the entry beside it says what it was for.
fn of_phase(event: &runbook::Event, path: &str, phase: &str, state: &crate::console::State) -> bool {
    use runbook::Event as Runbook;
    if matches!(event, Runbook::PatchIntent { restore: false, .. } | Runbook::Patched { .. }) {
        return false;
    }
    let Ok(value) = serde_json::to_value(event) else { return false };
    let body = value.get("body");
    let word = |key: &str| body.and_then(|body| body.get(key)).and_then(serde_json::Value::as_str);
    if word("path") != Some(path) {
        return false;
    }
    match event {
        Runbook::DecisionOpened { id, .. } | Runbook::DecisionPinned { id, .. } => {
            let known = state.runbook.runbooks.get(path).and_then(|adopted| adopted.decisions.get(id));
            known.is_none_or(|decision| decision.concerns(phase))
        }
        _ => word("phase").is_none_or(|own| own == phase),
    }
}

pub(super) fn write(loaded: &Loaded, writer: &mut Writer) -> String {
    let title = match &loaded.about {
        About::Phase { phase, .. } => format!("Timeline of {phase} · newest first"),
        About::Incident { id, .. } => format!("Timeline of {id} · newest first"),
    };
    if loaded.head.is_none() {
        writer.raw("Reading the ledger…".to_owned(), Ink::Dim);
        return title;
    }
    for told in &loaded.entries {
        let stamp = &told.stamp;
        let text = format!(
            "#{} {} {}  {}",
            stamp.seq,
            stamp.at.format("%F %H:%M:%SZ"),
            stamp.by,
            words::happened(&told.event)
        );
        let ink = if words::lost(&told.event) { Ink::Bad } else { Ink::Text };
        writer.entry(Pick::None, Line::row(Glyph::None, text, ink));
    }
    if let Some(before) = loaded.older {
        let text = format!("entries before #{before} are not read yet: Enter reads on");
        writer.entry(Pick::Older, Line::row(Glyph::None, text, Ink::Dim));
    } else if loaded.entries.is_empty() {
        writer.raw("Nothing happened yet.".to_owned(), Ink::Dim);
    }
    title
}

impl Loaded {
    /// Nothing of it yet.
    pub const fn nothing(about: About) -> Self {
        Self { about, entries: Vec::new(), older: None, head: None }
    }
}

impl Model {
    /// What the sheet on top still has to be given.
    pub fn wanted(&self) -> Option<Effect> {
        let Overlay::Sheet(sheet) = &self.top()?.what else { return None };
        let Kind::Timeline(loaded) = &sheet.kind else { return None };
        let head = self.view.head.as_ref().map(|head| head.seq);
        (loaded.head.is_some() && loaded.head != head)
            .then(|| Effect::Timeline { about: loaded.about.clone(), before: None })
    }

    /// Takes in what was read of a timeline.
    pub fn told(&mut self, about: &About, before: Option<u64>, entries: Vec<Told>, older: Option<u64>) {
        let head = self.view.head.as_ref().map(|head| head.seq);
        for open in &mut self.overlays {
            let Overlay::Sheet(sheet) = &mut open.what else { continue };
            let Kind::Timeline(loaded) = &mut sheet.kind else { continue };
            if loaded.about != *about {
                continue;
            }
            if before.is_none() {
                loaded.entries.clear();
                loaded.head = head;
            }
            loaded.entries.extend(entries);
            loaded.older = older;
            break;
        }
        self.refresh_overlays();
    }
}
