//! Keys by the names that the command table, the footer and the help use: `j`, `Space`, `Ctrl-n`, `Shift-Tab`.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

/// The name of a key that was pressed; `None` for a release and for keys that mean nothing here.
pub fn name(key: KeyEvent) -> Option<String> {
    if key.kind == KeyEventKind::Release {
        return None;
    }
    let word = match key.code {
        KeyCode::Char(' ') => "Space".to_owned(),
        KeyCode::Char(c) if key.modifiers.contains(KeyModifiers::CONTROL) => c.to_ascii_lowercase().to_string(),
        KeyCode::Char(c) => c.to_string(),
        KeyCode::Enter => "Enter".to_owned(),
        KeyCode::Esc => "Esc".to_owned(),
        KeyCode::Tab => "Tab".to_owned(),
        KeyCode::BackTab => return Some("Shift-Tab".to_owned()),
        KeyCode::Up => "Up".to_owned(),
        KeyCode::Down => "Down".to_owned(),
        KeyCode::Left => "Left".to_owned(),
        KeyCode::Right => "Right".to_owned(),
        KeyCode::Home => "Home".to_owned(),
        KeyCode::End => "End".to_owned(),
        KeyCode::PageUp => "PageUp".to_owned(),
        KeyCode::PageDown => "PageDown".to_owned(),
        KeyCode::Backspace => "Backspace".to_owned(),
        KeyCode::Delete => "Delete".to_owned(),
        _ => return None,
    };
    if key.modifiers.contains(KeyModifiers::CONTROL) {
        return Some(format!("Ctrl-{word}"));
    }
    if key.modifiers.contains(KeyModifiers::ALT) {
        return Some(format!("Alt-{word}"));
    }
    if key.modifiers.contains(KeyModifiers::SHIFT) && word == "Tab" {
        return Some("Shift-Tab".to_owned());
    }
    Some(word)
}

/// The key that types a letter.
pub fn letter(letter: char) -> KeyEvent {
    KeyEvent::new(KeyCode::Char(letter), KeyModifiers::NONE)
}

/// The key as the footer shows it: arrows and the space bar by their signs.
pub fn shown(name: &str, plain: bool) -> String {
    let sign = match name {
        _ if plain => name,
        "Enter" => "⏎",
        "Space" => "␣",
        "Up" => "↑",
        "Down" => "↓",
        "Left" => "←",
        "Right" => "→",
        _ => name,
    };
    sign.to_owned()
}
