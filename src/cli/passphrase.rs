//! Asking for a passphrase: on the terminal, without showing it, and nowhere else. Never from a variable, never from a
//! pipe: what a program can hand over proves nothing about a person.

use std::fs::OpenOptions;
use std::io::{self, IsTerminal, Write, stderr};

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, read};
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};

use super::Out;
use crate::console::Command;
use crate::session::{KeyError, Passphrase, Session};

/// How often a passphrase may be wrong.
const TRIES: usize = 3;
/// More than anybody types; what is longer is not taken in, so that no copy of it is left behind by growing.
const MAX: usize = 1024;

/// What became of unlocking a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unlocked {
    /// It can sign, or was not locked.
    Yes,
    /// Nothing was typed, or there is no terminal to type at: it stays locked.
    Left,
    /// What was typed was wrong every time.
    Wrong,
}

/// Unlocks the session's key for `command`, when it is locked and there is a terminal to ask at. A key that stays
/// locked is no error here: the session refuses what would have to be signed, and says why.
pub fn unlock(session: &mut Session, command: &Command, out: Out) -> Unlocked {
    let Some(path) = session.locked_for(command).map(|key| key.path().display().to_string()) else {
        return Unlocked::Yes;
    };
    for _ in 0..TRIES {
        let Some(typed) = ask(session, &format!("Passphrase for {path}: ")).filter(|typed| !typed.is_empty()) else {
            return Unlocked::Left;
        };
        match session.unlock(&typed) {
            Ok(()) => return Unlocked::Yes,
            Err(KeyError::WrongPassphrase) => out.say("That is not the passphrase of this key."),
            Err(other) => {
                out.say(format!("the key {path} cannot be unlocked: {other}"));
                return Unlocked::Left;
            }
        }
    }
    out.say(format!("The passphrase was wrong {TRIES} times: the key stays locked."));
    Unlocked::Wrong
}

/// Asks for the passphrase of the key that founding is about to make, if it is to make one and there is a terminal.
/// `false` when the person gave up.
pub fn protect(session: &mut Session, out: Out) -> bool {
    if session.identity().is_some() || !at_terminal(session) {
        return true;
    }
    out.say(
        "Founding makes a key that signs for you. A passphrase keeps others who can read your files from using it.",
    );
    for _ in 0..TRIES {
        let Some(first) = ask(session, "Passphrase for the new key (Enter alone: none): ") else { return false };
        if first.is_empty() {
            left_bare(session, out);
            return true;
        }
        match ask(session, "The same once more: ") {
            Some(second) if second == first => {
                session.protect_new_key(first);
                return true;
            }
            Some(_) => out.say("The two are not the same."),
            None => return false,
        }
    }
    out.say(format!("The two were not the same {TRIES} times."));
    false
}

/// Says at a terminal, before founding makes a key that no passphrase protects, what that means.
pub fn left_bare(session: &Session, out: Out) {
    if session.identity().is_none() && at_terminal(session) {
        out.say(
            "The new key gets no passphrase: whoever can read its file can sign as you. `ssh-keygen -p -f FILE` adds \
             one later.",
        );
    }
}

/// A person can be asked when a terminal is where they would see it: a process whose input and messages go elsewhere
/// has nobody at hand, even if some terminal is still its own.
fn at_terminal(session: &Session) -> bool {
    session.environment().terminal || stderr().is_terminal()
}

/// What was typed at the terminal; `None` when there is none, or the person gave up.
fn ask(session: &Session, question: &str) -> Option<Passphrase> {
    if !at_terminal(session) {
        return None;
    }
    typed(question).ok().flatten()
}

fn typed(question: &str) -> io::Result<Option<Passphrase>> {
    // First the mode, then the question: what is typed the moment it shows is not echoed.
    let quiet = Quiet::enter()?;
    show(question)?;
    let line = line();
    drop(quiet);
    show("\n")?;
    line
}

/// Reads keys up to Enter. Ctrl-C and Ctrl-D give up, Ctrl-U begins anew.
fn line() -> io::Result<Option<Passphrase>> {
    let mut line = Line::default();
    loop {
        if let Event::Key(key) = read()?
            && key.kind != KeyEventKind::Release
            && let Some(done) = line.press(key)
        {
            return Ok(match done {
                Pressed::Enter => Some(line.0),
                Pressed::GaveUp => None,
            });
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Pressed {
    Enter,
    GaveUp,
}

#[derive(Debug, Default)]
struct Line(Passphrase);

impl Line {
    fn press(&mut self, key: KeyEvent) -> Option<Pressed> {
        let control = key.modifiers.contains(KeyModifiers::CONTROL) && !key.modifiers.contains(KeyModifiers::ALT);
        match key.code {
            KeyCode::Enter => return Some(Pressed::Enter),
            KeyCode::Char('c' | 'd') if control => return Some(Pressed::GaveUp),
            KeyCode::Char('u') if control => self.0 = Passphrase::default(),
            KeyCode::Char(letter) if !control => self.0.push(letter, MAX),
            KeyCode::Tab => self.0.push('\t', MAX),
            KeyCode::Backspace => self.0.pop(),
            _ => {}
        }
        None
    }
}

/// The terminal shows no key while this lives.
struct Quiet(());

impl Quiet {
    fn enter() -> io::Result<Self> {
        enable_raw_mode()?;
        Ok(Self(()))
    }
}

impl Drop for Quiet {
    fn drop(&mut self) {
        let _ = disable_raw_mode();
    }
}

/// On the terminal itself, whatever standard output and error are.
fn show(text: &str) -> io::Result<()> {
    match OpenOptions::new().write(true).open("/dev/tty") {
        Ok(mut terminal) => terminal.write_all(text.as_bytes()),
        Err(_) => stderr().write_all(text.as_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(keys: &[(KeyCode, KeyModifiers)]) -> (Line, Option<Pressed>) {
        let mut line = Line::default();
        let last = keys.iter().map(|(code, modifiers)| line.press(KeyEvent::new(*code, *modifiers))).last();
        (line, last.flatten())
    }

    fn plain(text: &str) -> Vec<(KeyCode, KeyModifiers)> {
        text.chars().map(|letter| (KeyCode::Char(letter), KeyModifiers::NONE)).collect()
    }

    const CONTROL: KeyModifiers = KeyModifiers::CONTROL;

    #[test]
    fn what_is_typed_up_to_enter_is_the_passphrase() {
        let mut keys = plain("wrong");
        keys.push((KeyCode::Char('u'), CONTROL));
        keys.extend(plain("Gęś 7x"));
        keys.extend([(KeyCode::Backspace, KeyModifiers::NONE), (KeyCode::Left, KeyModifiers::NONE)]);
        keys.push((KeyCode::Enter, KeyModifiers::NONE));
        let (line, last) = press(&keys);
        assert_eq!(last, Some(Pressed::Enter));
        assert_eq!(line.0, Passphrase::new("Gęś 7".to_owned()));
    }

    #[test]
    fn control_c_and_control_d_give_up() {
        for letter in ['c', 'd'] {
            let mut keys = plain("abc");
            keys.push((KeyCode::Char(letter), CONTROL));
            assert_eq!(press(&keys).1, Some(Pressed::GaveUp), "{letter}");
        }
    }

    #[test]
    fn more_than_fits_is_not_taken_in() {
        let (line, _) = press(&plain(&"x".repeat(MAX + 9)));
        assert_eq!(line.0, Passphrase::new("x".repeat(MAX)));
    }
}
