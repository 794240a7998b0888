//! Signals and a terminal that goes away. The reader of keys cannot be relied on for either: it may never return.

use std::io::{IsTerminal, stdin};
use std::thread;
use std::time::Duration;

use crossterm::terminal::size;
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;
use tokio::sync::mpsc::Sender;

use super::Input;
use super::guard::leave;

/// How long an orderly end may take before the process is ended here.
const PATIENCE: Duration = Duration::from_millis(1500);
/// How often it is asked whether the terminal is still there; one system call each time.
const LOOK: Duration = Duration::from_millis(400);

/// Watches for signals and for the terminal to close, on threads of their own. From here on no new size of the terminal
/// is missed; the reader of keys would begin to look for one only when its thread gets to run.
pub(super) fn watch(sender: &Sender<Input>) -> std::io::Result<()> {
    let mut signals = Signals::new([SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH])?;
    let to = sender.clone();
    thread::Builder::new().name("signals".to_owned()).spawn(move || {
        for signal in signals.forever() {
            match signal {
                SIGTSTP => drop(to.try_send(Input::Suspend)),
                SIGCONT => drop(to.try_send(Input::Continued)),
                SIGWINCH => {
                    if let Ok((columns, rows)) = size() {
                        drop(to.try_send(Input::Resize(columns, rows)));
                    }
                }
                _ => end(&to, signal),
            }
        }
    })?;
    let to = sender.clone();
    thread::Builder::new().name("terminal".to_owned()).spawn(move || {
        // A terminal that hung up is no terminal any more.
        while stdin().is_terminal() {
            thread::sleep(LOOK);
        }
        end(&to, SIGHUP);
    })?;
    Ok(())
}

/// Asks for an orderly end and sees to it that there is one.
fn end(to: &Sender<Input>, signal: i32) {
    let _ = to.try_send(Input::End);
    thread::sleep(PATIENCE);
    leave();
    let _ = emulate_default_handler(signal);
}
