//! Taking the terminal and giving it back. There is one way out, for drop, panic, signals and suspension alike.

use std::io::{self, BufWriter, Stdout, Write, stdout};
use std::mem::ManuallyDrop;
use std::panic;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::cursor::Show;
use crossterm::event::{DisableBracketedPaste, DisableFocusChange, EnableBracketedPaste, EnableFocusChange};
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode,
    enable_raw_mode,
};
use crossterm::{execute, queue, style};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;

use crate::tui::Model;
use crate::tui::screen::draw;

/// Whether the terminal is ours now.
static TAKEN: AtomicBool = AtomicBool::new(false);
static HOOK: Once = Once::new();

/// The terminal is ours while this lives.
#[derive(Debug)]
pub struct Guard(());

impl Guard {
    /// Takes the terminal: raw mode, alternate screen, bracketed paste, word of the focus.
    ///
    /// # Errors
    /// The terminal refuses; nothing of it stays changed.
    pub fn enter() -> io::Result<Self> {
        HOOK.call_once(|| {
            let before = panic::take_hook();
            panic::set_hook(Box::new(move |info| {
                leave();
                before(info);
            }));
        });
        // Under NO_COLOR crossterm would write full resets that eat bold and reverse; the theme leaves colours out.
        style::force_color_output(true);
        take()?;
        Ok(Self(()))
    }

    /// Gives the terminal back, stops the process until the shell continues it, and takes the terminal again.
    ///
    /// # Errors
    /// The terminal cannot be taken again.
    pub fn suspend() -> io::Result<()> {
        leave();
        let _ = signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP);
        take()
    }

    /// Takes the terminal again after somebody else continued the process.
    ///
    /// # Errors
    /// The terminal cannot be taken.
    pub fn retake() -> io::Result<()> {
        leave();
        take()
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        leave();
    }
}

fn take() -> io::Result<()> {
    TAKEN.store(true, Ordering::SeqCst);
    let taken = enable_raw_mode()
        .and_then(|()| execute!(stdout(), EnterAlternateScreen, EnableBracketedPaste, EnableFocusChange));
    if taken.is_err() {
        leave();
    }
    taken
}

/// Gives the terminal back, in the reverse order of taking. Harmless when it is not ours.
pub fn leave() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        let mut out = stdout();
        let _ =
            execute!(out, EndSynchronizedUpdate, DisableFocusChange, DisableBracketedPaste, LeaveAlternateScreen, Show);
        let _ = disable_raw_mode();
        let _ = out.flush();
    }
}

/// The screen that is drawn on: one write a frame.
///
/// It is never dropped: ratatui would show the cursor then, and panic when the terminal is gone. [`leave`] does it.
#[derive(Debug)]
pub struct Screen {
    terminal: ManuallyDrop<Terminal<CrosstermBackend<BufWriter<Stdout>>>>,
    forgotten: bool,
}

impl Screen {
    /// The screen of this terminal.
    ///
    /// # Errors
    /// The terminal does not say its size.
    pub fn open() -> io::Result<Self> {
        let out = BufWriter::with_capacity(1 << 16, stdout());
        let terminal = Terminal::new(CrosstermBackend::new(out))?;
        Ok(Self { terminal: ManuallyDrop::new(terminal), forgotten: false })
    }

    /// Draws the model; only what changed is written, and the terminal shows it at once.
    ///
    /// # Errors
    /// The terminal cannot be written to.
    pub fn draw(&mut self, model: &Model) -> io::Result<()> {
        queue!(self.terminal.backend_mut(), BeginSynchronizedUpdate)?;
        if std::mem::take(&mut self.forgotten) {
            let size = self.terminal.size()?;
            self.terminal.resize(Rect::new(0, 0, size.width, size.height))?;
        }
        self.terminal.draw(|frame| draw(frame, model))?;
        execute!(self.terminal.backend_mut(), EndSynchronizedUpdate)
    }

    /// Forgets what is on the terminal, so that the next drawing writes everything.
    pub fn forget(&mut self) {
        self.forgotten = true;
    }
}
