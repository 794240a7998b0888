//! Text that fits: cleaned, measured in columns, cut with an ellipsis, wrapped at blanks.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::hold::text::clean;

/// How many columns `text` takes.
pub fn width(text: &str) -> u16 {
    u16::try_from(text.width()).unwrap_or(u16::MAX)
}

/// `text` on one line of at most `columns`, cleaned; an ellipsis says that something is missing.
///
/// A line of ten megabytes costs no more than what is shown of it.
pub fn fit(text: &str, columns: u16) -> String {
    let columns = usize::from(columns);
    // Nothing that is cleaned gets narrower than one column but a combining mark; four marks a column are plenty.
    let head: String = text.chars().take(columns.saturating_mul(4) + 4).collect();
    let whole = head.len() == text.len();
    let shown = clean(&head);
    if whole && shown.width() <= columns {
        return shown;
    }
    if columns == 0 {
        return String::new();
    }
    let mut kept = String::new();
    let mut used = 0;
    for c in shown.chars() {
        used += c.width().unwrap_or(0);
        if used > columns - 1 {
            break;
        }
        kept.push(c);
    }
    kept.push('…');
    kept
}

/// `text` in lines of at most `columns`, broken at blanks where there are any; at most `most` lines, the last with an
/// ellipsis when there would be more.
pub fn wrap(text: &str, columns: u16, most: usize) -> Vec<String> {
    let columns = usize::from(columns.max(1));
    let budget = columns.saturating_mul(most).saturating_mul(4) + 4;
    let head: String = text.chars().take(budget).collect();
    let mut lines = Vec::new();
    for paragraph in head.lines() {
        let mut line = String::new();
        for word in clean(paragraph).split_whitespace() {
            let mut word = word.to_owned();
            let gap = usize::from(!line.is_empty());
            if line.width() + gap + word.width() > columns && !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            while word.width() > columns {
                let rest = split_at_width(&mut word, columns);
                lines.push(std::mem::replace(&mut word, rest));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(&word);
        }
        lines.push(line);
        if lines.len() > most {
            break;
        }
    }
    if lines.len() > most || head.len() < text.len() {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            while last.width() + 1 > columns && last.pop().is_some() {}
            last.push('…');
        }
    }
    lines
}

/// Cuts `word` after `columns` columns and answers the rest; at least one character stays.
fn split_at_width(word: &mut String, columns: usize) -> String {
    let mut used = 0;
    let mut at = word.chars().next().map_or(0, char::len_utf8);
    for (offset, c) in word.char_indices() {
        used += c.width().unwrap_or(0);
        if used > columns {
            break;
        }
        at = at.max(offset + c.len_utf8());
    }
    word.split_off(at)
}
