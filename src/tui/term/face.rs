//! Where the console is shown: on the terminal, or nowhere, for a play that only its pictures are wanted of.

use std::io;

use super::{Guard, Input, Inputs, Screen};
use crate::tui::Model;

/// Where the console is shown.
#[derive(Debug)]
pub enum Face {
    /// On the terminal, which is taken.
    Terminal {
        /// It is given back when this goes.
        _guard: Guard,
        /// What is drawn on.
        screen: Screen,
        /// What comes in.
        inputs: Inputs,
    },
    /// Nowhere; nothing comes in.
    Nowhere,
}

impl Face {
    /// Takes the terminal.
    ///
    /// # Errors
    /// It refuses; nothing of it stays changed.
    pub fn terminal() -> io::Result<Self> {
        Ok(Self::Terminal { _guard: Guard::enter()?, screen: Screen::open()?, inputs: Inputs::start()? })
    }

    /// Draws the model.
    ///
    /// # Errors
    /// The terminal cannot be written to.
    pub fn draw(&mut self, model: &Model) -> io::Result<()> {
        match self {
            Self::Terminal { screen, .. } => screen.draw(model),
            Self::Nowhere => Ok(()),
        }
    }

    /// Forgets what is on the terminal, so that the next drawing writes everything.
    pub fn forget(&mut self) {
        if let Self::Terminal { screen, .. } = self {
            screen.forget();
        }
    }

    /// The next that comes in; never where nothing can.
    pub async fn next(&mut self) -> Input {
        match self {
            Self::Terminal { inputs, .. } => inputs.next().await,
            Self::Nowhere => std::future::pending().await,
        }
    }

    /// The next that comes in, if one waits.
    pub fn waiting(&mut self) -> Option<Input> {
        match self {
            Self::Terminal { inputs, .. } => inputs.waiting(),
            Self::Nowhere => None,
        }
    }

    /// Whether somebody may be sitting before it.
    pub fn is_terminal(&self) -> bool {
        matches!(self, Self::Terminal { .. })
    }
}
