//! The little of YAML that a `grammar` in front matter needs: keys, words, numbers, lists, one thing inside another.
//!
//! Lives here: from lines to a JSON value. May not: know what the keys mean. Anchors, tags and multi-line text are
//! refused rather than guessed at.

use serde_json::{Map, Value};

/// How deep one thing may lie in another.
const MAX_DEPTH: usize = 4;

/// Reads `value`, which stands after a key, or the deeper lines below the key when it is empty.
pub(super) fn read(value: &str, below: &[&str]) -> Result<Value, String> {
    let value = uncommented(value);
    if value.is_empty() {
        let lines: Vec<&str> = below.iter().copied().filter(|line| !uncommented(line).is_empty()).collect();
        return block(&lines, 0);
    }
    let mut flow = Flow { rest: value };
    let read = flow.value(0)?;
    let rest = flow.rest.trim();
    if rest.is_empty() { Ok(read) } else { Err(format!("`{rest}` is left over")) }
}

fn block(lines: &[&str], depth: usize) -> Result<Value, String> {
    let Some(first) = lines.first() else { return Err("it is empty".to_owned()) };
    if depth > MAX_DEPTH {
        return Err("it is nested too deep".to_owned());
    }
    let indent = indent(first);
    let (mut map, mut list) = (Map::new(), Vec::new());
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at];
        let deeper = lines[at + 1..].iter().take_while(|line| self::indent(line) > indent).count();
        let below = &lines[at + 1..at + 1 + deeper];
        let words = line.trim();
        if self::indent(line) != indent {
            return Err(format!("`{words}` is not in line with what is above it"));
        }
        if let Some(item) = words.strip_prefix("- ") {
            list.push(read(item, below)?);
        } else {
            let (key, value) = key(words).ok_or_else(|| format!("`{words}` is not a key and a value"))?;
            let value = if uncommented(value).is_empty() { block(below, depth + 1)? } else { read(value, &[])? };
            if map.insert(key, value).is_some() {
                return Err(format!("`{words}` is there twice"));
            }
        }
        at += 1 + deeper;
    }
    match (map.is_empty(), list.is_empty()) {
        (false, true) => Ok(Value::Object(map)),
        (true, false) => Ok(Value::Array(list)),
        _ => Err("it mixes a list and keys".to_owned()),
    }
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

fn key(words: &str) -> Option<(String, &str)> {
    let mut flow = Flow { rest: words };
    let key = flow.word(&[':']).ok()?;
    let value = flow.rest.strip_prefix(':')?;
    (!key.is_empty() && (value.is_empty() || value.starts_with(' '))).then_some((key, value))
}

/// `text` up to a `#` after a blank, outside quotes.
fn uncommented(text: &str) -> &str {
    let mut quote = None;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        match quote {
            Some(open) if c == open => quote = None,
            None if matches!(c, '"' | '\'') => quote = Some(c),
            None if c == '#' && before.is_whitespace() => return text[..at].trim(),
            _ => {}
        }
        before = c;
    }
    text.trim()
}

struct Flow<'a> {
    rest: &'a str,
}

impl Flow<'_> {
    fn value(&mut self, depth: usize) -> Result<Value, String> {
        if depth > MAX_DEPTH {
            return Err("it is nested too deep".to_owned());
        }
        self.rest = self.rest.trim_start();
        if self.take('{') {
            let mut map = Map::new();
            while !self.take('}') {
                let key = self.word(&[':', ',', '}'])?;
                if key.is_empty() || !self.take(':') {
                    return Err(format!("`{key}` has no value"));
                }
                let value = self.value(depth + 1)?;
                if map.insert(key.clone(), value).is_some() {
                    return Err(format!("`{key}` is there twice"));
                }
                self.next('}')?;
            }
            return Ok(Value::Object(map));
        }
        if self.take('[') {
            let mut list = Vec::new();
            while !self.take(']') {
                list.push(self.value(depth + 1)?);
                self.next(']')?;
            }
            return Ok(Value::Array(list));
        }
        let quoted = self.rest.starts_with(['"', '\'']);
        let stops: &[char] = if depth == 0 { &[] } else { &[',', '}', ']'] };
        let word = self.word(stops)?;
        match word.parse::<u64>() {
            Ok(number) if !quoted => Ok(Value::from(number)),
            _ if word.is_empty() && !quoted => Err("a value is missing".to_owned()),
            _ => Ok(Value::from(word)),
        }
    }

    /// After a member: a comma, or the end that the caller looks for.
    fn next(&mut self, end: char) -> Result<(), String> {
        if self.take(',') || self.rest.trim_start().starts_with(end) {
            return Ok(());
        }
        Err(format!("a `{end}` is missing"))
    }

    fn take(&mut self, wanted: char) -> bool {
        let rest = self.rest.trim_start();
        let taken = rest.strip_prefix(wanted);
        self.rest = taken.unwrap_or(rest);
        taken.is_some()
    }

    /// A word up to one of `stops`, or what stands in quotes.
    fn word(&mut self, stops: &[char]) -> Result<String, String> {
        let rest = self.rest.trim_start();
        if let Some(quote) = rest.chars().next().filter(|c| matches!(c, '"' | '\'')) {
            let inner = &rest[1..];
            let end = inner.find(quote).ok_or_else(|| "a quote is not closed".to_owned())?;
            self.rest = inner[end + 1..].trim_start();
            return Ok(inner[..end].to_owned());
        }
        let end = rest.find(stops).unwrap_or(rest.len());
        self.rest = &rest[end..];
        let word = rest[..end].trim();
        if word.starts_with(['&', '*', '!', '|', '>', '{', '[']) {
            return Err(format!("`{word}` is more YAML than is read here"));
        }
        Ok(word.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn keys_words_numbers_and_lists_are_read_on_one_line_or_on_several() {
        for (value, below, expected) in [
            ("{stage_heading: 2, id_from: slug}", &[][..], json!({"stage_heading": 2, "id_from": "slug"})),
            (r#"{"stage_heading": 2}"#, &[], json!({"stage_heading": 2})),
            (
                "{a: [one, 'two, three'], b: {In work: ACTIVE}}",
                &[],
                json!({"a": ["one", "two, three"], "b": {"In work": "ACTIVE"}}),
            ),
            (
                "",
                &["  stage_heading: 2  # stages", "", "  id_from: slug"],
                json!({"stage_heading": 2, "id_from": "slug"}),
            ),
            (
                "",
                &["  a:", "    - one", "    - two", "  b:", "    In work: ACTIVE"],
                json!({"a": ["one", "two"], "b": {"In work": "ACTIVE"}}),
            ),
            ("", &["  a: [one]", "  b: \"2\""], json!({"a": ["one"], "b": "2"})),
        ] {
            assert_eq!(read(value, below), Ok(expected), "{value} {below:?}");
        }
    }

    #[test]
    fn what_is_more_than_that_is_refused() {
        for (value, below) in [
            ("{stage_heading: 2", &[][..]),
            ("{stage_heading}", &[]),
            ("{a: 1, a: 2}", &[]),
            ("{a: 1} b", &[]),
            ("{a: {b: {c: {d: {e: {f: 1}}}}}}", &[]),
            ("&anchor x", &[]),
            ("|", &["  text"]),
            ("", &[]),
            ("", &["  a: 1", "    b: 2", " c: 3"]),
            ("", &["  a: 1", "  - b"]),
            ("", &["  a 1"]),
        ] {
            assert!(read(value, below).is_err(), "{value} {below:?} {:?}", read(value, below));
        }
    }
}
