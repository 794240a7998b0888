//! What lies over the deck: as data here, drawn in the submodules. The last opened is on top and has the keys.

mod by_hand;
mod close;
mod declare;
mod detail;
mod draw;
mod help;
mod input;
mod input_operator;
mod next_step;
mod output;
mod palette;
mod preview;
mod preview_lines;
mod preview_posture;
mod preview_runbook;
mod prompt;
mod sheet;
mod stand;
mod why;
mod world;

use std::time::Duration;

pub use close::Close;
pub use declare::Declare;
pub use draw::draw;
pub(super) use draw::field;
pub use input::Input;
pub use next_step::NextStep;
pub use output::{Output, Shown};
pub use palette::{Palette, matches};
pub use preview::Preview;
pub(super) use preview_posture::{on_expiry, rung};
pub use prompt::{Ask, Kind, Prompt};
pub(super) use sheet::room;
pub use stand::Stand;
pub use world::{Accept, Beside, OnWorld};

use super::held::Held;
use super::model::Model;
use crate::console::{self, Command, Holds, Subject};
use crate::posture;
use crate::runbook::{self, Act};
use crate::tui::bundles::Board;
use crate::tui::sheets::Sheet;

/// How long after opening an overlay a confirming key does nothing: a key that repeats, or a paste, is no decision.
pub const GUARD: Duration = Duration::from_millis(300);

/// An open overlay.
#[derive(Debug, Clone)]
pub struct Open {
    /// What it is.
    pub what: Overlay,
    /// When it was opened.
    pub since: Duration,
    /// The newest entry on the screen at that time: what its user decides on.
    pub looked_at: Option<u64>,
}

/// One kind of overlay.
#[derive(Debug, Clone)]
pub enum Overlay {
    /// Holds and ways past.
    Why {
        /// What is held.
        title: String,
        /// The rows.
        held: Held,
        /// The selected row.
        selected: usize,
        /// Whose holds they are, when they are asked for anew with every change.
        of: Option<Subject>,
    },
    /// The form of a declaration.
    Declare(Box<Declare>),
    /// What a command would do, and the key that does it.
    Preview(Preview),
    /// One question, answered in words.
    Prompt(Box<Prompt>),
    /// The commands.
    Palette(Box<Palette>),
    /// The keys.
    Help {
        /// The first line shown.
        scroll: usize,
    },
    /// The closing checks of a phase.
    Close(Box<Close>),
    /// What comes after a closing: activate the next phase, or say why not.
    NextStep(Box<NextStep>),
    /// A list of lines to walk through and act on.
    Sheet(Box<Sheet>),
    /// Requests, and what they come to under each posture.
    Bundles(Box<Board>),
    /// The posture in full, and everything that can be done about it.
    Stand(Stand),
    /// What a person puts in place by hand, and how it is confirmed.
    ByHand,
    /// A run and what it writes.
    Output(Box<Shown>),
    /// Something about the selected world.
    World(Box<OnWorld>),
    /// Something in full.
    Detail {
        /// Its name.
        title: String,
        /// What it says, a paragraph each.
        lines: Vec<String>,
        /// The first line shown.
        scroll: usize,
    },
}

impl Model {
    /// Puts an overlay on top.
    pub fn open(&mut self, what: Overlay) {
        let looked_at = self.view.head.as_ref().map(|head| head.seq);
        self.overlays.push(Open { what, since: self.at, looked_at });
    }

    /// Makes what lies over the deck anew from what is known now.
    pub fn refresh_overlays(&mut self) {
        let mut overlays = std::mem::take(&mut self.overlays);
        for open in &mut overlays {
            match &mut open.what {
                Overlay::Why { held, selected, of: Some(subject), .. } => {
                    *held = why(self, subject);
                    *selected = (*selected).min(held.len().saturating_sub(1));
                }
                Overlay::Close(close) => close.refresh(self),
                Overlay::Stand(stand) => stand.refresh(self),
                Overlay::NextStep(next) => next.refresh(self),
                Overlay::Sheet(sheet) => sheet.refresh(self),
                Overlay::Bundles(board) => board.refresh(self),
                _ => {}
            }
        }
        // What was put in place by hand may have been confirmed from elsewhere.
        if self.by_hand().is_none() {
            overlays.retain(|open| !matches!(open.what, Overlay::ByHand));
        }
        self.overlays = overlays;
        self.load_needs();
    }

    /// Shows the posture in full; while a person puts one in place by hand, what that is.
    pub fn open_posture(&mut self) {
        if self.by_hand().is_some() {
            return self.open(Overlay::ByHand);
        }
        let stand = Stand::of(self);
        self.open(Overlay::Stand(stand));
    }

    /// Shows why something is held; a refusal of what was just tried says so.
    pub fn open_why(&mut self, title: impl Into<String>, holds: Holds) {
        let held = Held::of(holds);
        let selected = held.find(|way| way.action.is_some()).or_else(|| held.find(|_| true)).unwrap_or(0);
        self.open(Overlay::Why { title: title.into(), held, selected, of: None });
    }

    /// Shows what holds `subject`, and keeps it true: a phase's holds by the closing checks that they belong to.
    pub fn open_why_of(&mut self, title: String, subject: Subject) {
        let held = why(self, &subject);
        let selected = held.find(|way| way.action.is_some()).unwrap_or(0);
        self.open(Overlay::Why { title, held, selected, of: Some(subject) });
    }

    /// Asks once whether to found the ledger here and adopt every runbook that can be read.
    pub fn ask_founding(&mut self) {
        let mut commands = vec![Command::Found];
        commands.extend(self.adoptions());
        self.open(Overlay::Preview(Preview::of(self, commands)));
    }

    /// The adoptions that are still open, one for each readable runbook.
    pub fn adoptions(&self) -> Vec<Command> {
        let readable =
            |path: &String| matches!(self.view.ctx.observed.runbooks.get(path), Some(runbook::Seen::Read { .. }));
        let adopted = &self.view.state.runbook.runbooks;
        let open = self.view.runbooks.iter().filter(|(path, _)| !adopted.contains_key(path) && readable(path));
        open.map(|(path, role)| runbook::Command::Adopt { path: path.clone(), role: *role }.into()).collect()
    }

    /// The adoption of the selected runbook, in the role that the configuration gives it.
    pub fn adoption(&self) -> Option<Command> {
        let path = self.view.ctx.observed.runbooks.contains_key(&self.runbook).then(|| self.runbook.clone())?;
        let role = self.view.runbooks.iter().find(|(known, _)| *known == path).map(|(_, role)| *role);
        Some(runbook::Command::Adopt { path, role: role.unwrap_or_default() }.into())
    }

    /// Opens what `command` needs before it can be run: a form, a question, or its preview.
    pub fn open_for(&mut self, command: Command) {
        use crate::incident::Command as Incident;
        use crate::runbook::Command as Runbook;
        let ask = |ask| Overlay::Prompt(Box::new(Prompt::of(ask)));
        let what = match command {
            Command::Incident(command @ Incident::Declare { .. }) => {
                Overlay::Declare(Box::new(Declare::of(self, &command)))
            }
            Command::Incident(Incident::Note { ref text, .. }) if text.is_empty() => ask(Ask::Note),
            Command::Runbook(Runbook::Phase { path, phase, act: Act::Note { text } }) if text.is_empty() => {
                ask(Ask::PhaseNote { path, phase })
            }
            Command::Runbook(Runbook::Tick { path, phase, item, evidence }) if evidence.is_empty() => {
                ask(Ask::Evidence { path, phase, item })
            }
            Command::Runbook(Runbook::Untick { path, phase, item, reason }) if reason.is_empty() => {
                ask(Ask::Untick { path, phase, item })
            }
            Command::Posture(posture::Command::Confirm { read_back: Some(ref text) }) if text.is_empty() => {
                ask(Ask::ReadBack)
            }
            Command::Provision(command) => Overlay::World(Box::new(OnWorld::Accept(Accept::one(self, command)))),
            // Founding alone would leave every runbook to be adopted by hand afterwards.
            Command::Found => return self.ask_founding(),
            other => Overlay::Preview(Preview::of(self, vec![other])),
        };
        self.open(what);
    }
}

fn why(model: &Model, subject: &Subject) -> Held {
    let holds = console::why(&model.view.state, subject, &model.view.ctx);
    match subject {
        Subject::Phase { path, phase } => {
            let mut held = Held::by_check(holds, false);
            for wish in model.wishes(path, phase) {
                held.offer(wish);
            }
            held
        }
        Subject::Posture => {
            let mut held = Held::of(holds);
            held.offer(stand::more(model));
            held
        }
        Subject::Incident | Subject::World { .. } => Held::of(holds),
    }
}
