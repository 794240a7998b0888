//! The text of a script: one step a line. A script with one word that means nothing plays nothing.

use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::{Do, Script, Step};
use crate::session::parse_duration;
use crate::tui::keys;

/// The words that begin a step that is no key.
const WORDS: [&str; 5] = ["type", "wait", "say", "expect", "gone"];
/// The keys with names of their own, besides every single character.
const KEYS: [(&str, KeyCode); 15] = [
    ("Enter", KeyCode::Enter),
    ("Space", KeyCode::Char(' ')),
    ("Esc", KeyCode::Esc),
    ("Tab", KeyCode::Tab),
    ("Up", KeyCode::Up),
    ("Down", KeyCode::Down),
    ("Left", KeyCode::Left),
    ("Right", KeyCode::Right),
    ("Home", KeyCode::Home),
    ("End", KeyCode::End),
    ("PageUp", KeyCode::PageUp),
    ("PageDown", KeyCode::PageDown),
    ("Backspace", KeyCode::Backspace),
    ("Delete", KeyCode::Delete),
    ("Shift-Tab", KeyCode::BackTab),
];
/// A wait that is longer is a mistake.
const LONGEST: Duration = Duration::from_mins(10);

/// What is wrong with a script.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{script}, line {line}: {what}; nothing was played")]
pub struct Wrong {
    /// The script.
    pub script: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong, and what would be right.
    pub what: String,
}

impl Script {
    /// Reads the text of a script.
    ///
    /// # Errors
    /// The first line that cannot be played, with the nearest word that could be.
    pub fn parse(name: &str, text: &str) -> Result<Self, Wrong> {
        let mut steps = Vec::new();
        for (at, line) in text.lines().enumerate() {
            let line_at = at + 1;
            let wrong = |what| Wrong { script: name.to_owned(), line: line_at, what };
            let line = line.trim();
            // No key of the console is a hash.
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
            let whats = step(word, rest.trim()).unwrap_or_else(|| line.split_whitespace().map(key).collect());
            steps.extend(whats.map_err(wrong)?.into_iter().map(|what| Step { line: line_at, what }));
        }
        let nothing = Wrong { script: name.to_owned(), line: 1, what: "it has no step".to_owned() };
        if steps.is_empty() { Err(nothing) } else { Ok(Self { name: name.to_owned(), steps }) }
    }
}

/// The step of a line that begins with one of [`WORDS`].
fn step(word: &str, rest: &str) -> Option<Result<Vec<Do>, String>> {
    let with = |what: fn(String) -> Do| match rest {
        "" => Err(format!("`{word}` says nothing; write `{word} TEXT`")),
        rest => Ok(what(rest.to_owned())),
    };
    let what = match word {
        "type" => with(Do::Type),
        "expect" => with(Do::Expect),
        "gone" => with(Do::Gone),
        "say" => Ok(Do::Say(rest.to_owned())),
        "wait" => wait(rest),
        _ => return None,
    };
    Some(what.map(|what| vec![what]))
}

fn wait(rest: &str) -> Result<Do, String> {
    let long = parse_duration(rest).map_err(|_| format!("`{rest}` is no time to wait; write one like `wait 2s`"))?;
    match long.to_std() {
        Ok(long) if long <= LONGEST => Ok(Do::Wait(long)),
        _ => Err(format!("`{rest}` is too long to wait; ten minutes are the most")),
    }
}

/// A key by the name that the footer and the help use.
fn key(word: &str) -> Result<Do, String> {
    let (held, bare) = match word.split_once('-') {
        Some(("Ctrl", bare)) if !bare.is_empty() => (KeyModifiers::CONTROL, bare),
        Some(("Alt", bare)) if !bare.is_empty() => (KeyModifiers::ALT, bare),
        _ => (KeyModifiers::NONE, word),
    };
    let mut letters = bare.chars();
    let code = match (KEYS.iter().find(|(name, _)| *name == bare), letters.next(), letters.next()) {
        (Some((_, code)), ..) => *code,
        (None, Some(letter), None) if !letter.is_control() => KeyCode::Char(letter),
        _ => return Err(unknown(word)),
    };
    let key = KeyEvent::new(code, held);
    keys::name(key).map(|name| Do::Key(key, name)).ok_or_else(|| unknown(word))
}

fn unknown(word: &str) -> String {
    let folded = word.to_lowercase();
    let likeness = |known: &str| strsim::jaro_winkler(&folded, &known.to_lowercase());
    let known = WORDS.into_iter().chain(KEYS.iter().map(|(name, _)| *name));
    let nearest = known.max_by(|a, b| likeness(a).total_cmp(&likeness(b))).unwrap_or_default();
    let word: String = word.chars().take(40).collect();
    format!("`{word}` is no key and no word of a script; did you mean `{nearest}`?")
}
