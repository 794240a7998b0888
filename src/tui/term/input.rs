//! What comes from the terminal and from the system, read on threads of their own and handed over by a channel.

use std::thread;

use crossterm::event::{Event, KeyEvent, KeyEventKind, read};
use tokio::sync::mpsc::{Receiver, Sender, channel};

use super::signals;

/// How many may wait. A paste of a huge text is one; a held key cannot outrun this.
const WAITING: usize = 1024;

/// One thing that came in.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    /// A key.
    Key(KeyEvent),
    /// A paste.
    Paste(String),
    /// The terminal has the focus again.
    Focus,
    /// The terminal's new size.
    Resize(u16, u16),
    /// Asked to stop until continued.
    Suspend,
    /// Continued after somebody else stopped us.
    Continued,
    /// Asked to end, or the terminal is gone.
    End,
}

/// Everything that comes in.
#[derive(Debug)]
pub struct Inputs(Receiver<Input>);

impl Inputs {
    /// Starts reading.
    ///
    /// # Errors
    /// A thread or a signal handler could not be set up.
    pub fn start() -> std::io::Result<Self> {
        let (sender, receiver) = channel(WAITING);
        signals::watch(&sender)?;
        thread::Builder::new().name("keys".to_owned()).spawn(move || keys(&sender))?;
        Ok(Self(receiver))
    }

    /// The next one; [`Input::End`] when nothing more can come.
    pub async fn next(&mut self) -> Input {
        self.0.recv().await.unwrap_or(Input::End)
    }

    /// The next one, if one waits.
    pub fn waiting(&mut self) -> Option<Input> {
        self.0.try_recv().ok()
    }
}

fn keys(sender: &Sender<Input>) {
    loop {
        let input = match read() {
            Ok(Event::Key(key)) if key.kind != KeyEventKind::Release => Input::Key(key),
            Ok(Event::Paste(text)) => Input::Paste(text),
            Ok(Event::FocusGained) => Input::Focus,
            // New sizes come as a signal.
            Ok(_) => continue,
            Err(_) => Input::End,
        };
        let end = input == Input::End;
        if sender.blocking_send(input).is_err() || end {
            return;
        }
    }
}
