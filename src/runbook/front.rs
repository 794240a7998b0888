//! What may stand before the Markdown: a byte order mark, front matter, and in it the plan's own grammar and the world
//! that its phases need things of.

use serde_json::Value;

use super::flow;
use super::grammar::Grammar;

/// The most bytes that a world's path may have.
const LONGEST_WORLD: usize = 400;

/// The offset where the Markdown begins: after a byte order mark, and after front matter that opens on line 1, closes,
/// and reads as keys and values. Anything else is text.
pub(super) fn end(text: &str) -> usize {
    let from = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut at = from;
    let mut keys = 0;
    for (number, line) in text[from..].split_inclusive('\n').enumerate() {
        at += line.len();
        let line = line.trim_end();
        match (number, line) {
            (0, "---") => {}
            (0, _) => return from,
            (_, "---" | "...") => return if keys > 0 { at } else { from },
            _ if line.is_empty()
                || line.starts_with('#')
                || line.starts_with("- ")
                || line.starts_with([' ', '\t']) => {}
            _ if is_key(line) => keys += 1,
            _ => return from,
        }
    }
    from
}

/// The grammar that front matter gives the plan; the default one when it gives none. A broken one is said, not skipped.
pub(super) fn grammar(front: &str) -> Result<Grammar, String> {
    let lines: Vec<&str> = front.lines().map(str::trim_end).collect();
    let Some(at) = lines.iter().position(|line| line.starts_with("grammar:")) else { return Ok(Grammar::default()) };
    let indented = |line: &&&str| line.is_empty() || line.starts_with([' ', '\t', '#']);
    let below = lines[at + 1..].iter().take_while(indented).count();
    let value = flow::read(&lines[at]["grammar:".len()..], &lines[at + 1..at + 1 + below])?;
    serde_json::from_value(value).map_err(|error| error.to_string())
}

/// The world that front matter names, if it names one. One that cannot be a world's name is said, with its line.
pub(super) fn world(front: &str) -> Result<Option<String>, (usize, String)> {
    let named = |(at, line): (usize, &str)| Some((at + 1, line.trim_end().strip_prefix("world:")?.to_owned()));
    let mut found = front.trim_start_matches('\u{feff}').lines().enumerate().filter_map(named);
    let Some((line, value)) = found.next() else { return Ok(None) };
    if let Some((again, _)) = found.next() {
        return Err((again, "it is there twice".to_owned()));
    }
    let wrong = |why: &str| (line, why.to_owned());
    match flow::read(&value, &[]).map_err(|why| (line, why))? {
        Value::String(name) if name.len() > LONGEST_WORLD => Err(wrong("it is longer than any path")),
        Value::String(name) if name.chars().any(char::is_control) => Err(wrong("it has characters that no path has")),
        Value::String(name) if name.starts_with('/') || name.split(['/', '\\']).any(|part| part == "..") => {
            Err(wrong("it leads out of the workspace"))
        }
        Value::String(name) if !name.is_empty() => Ok(Some(name)),
        _ => Err(wrong("it is no path and no name")),
    }
}

/// Whether line 1 opens front matter that does not close, or does not read as keys and values.
pub(super) fn is_broken(text: &str) -> bool {
    let view = text.strip_prefix('\u{feff}').unwrap_or(text);
    let opens = view.lines().next().is_some_and(|line| line.trim_end() == "---");
    opens && end(text) == text.len() - view.len()
}

fn is_key(line: &str) -> bool {
    line.split_once(':').is_some_and(|(key, value)| {
        !key.is_empty()
            && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '"' | '\''))
            && (value.is_empty() || value.starts_with(' '))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_opens_on_line_one_closes_and_has_keys() {
        for (text, markdown) in [
            ("---\ntitle: tea\nlist:\n  - a\n---\n# R", "# R"),
            ("\u{feff}---\r\ntitle: tea\r\n---\r\n# R", "# R"),
            ("\u{feff}# R", "# R"),
            ("---\ntitle: tea\n# R", "---\ntitle: tea\n# R"),
            ("---\nprose without a key\n---\n", "---\nprose without a key\n---\n"),
            ("---\n\n# R\n\n---\n", "---\n\n# R\n\n---\n"),
            ("\n---\ntitle: tea\n---\n", "\n---\ntitle: tea\n---\n"),
            ("", ""),
        ] {
            assert_eq!(&text[end(text)..], markdown, "{text:?}");
        }
    }
}
