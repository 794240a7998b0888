//! Attributes of a fenced block: `{name=build timeout=5m}`, or the same as JSON. Both spellings are Runme's.

use std::collections::BTreeMap;

use serde_json::Value;

/// Keys and values between braces. Values of JSON that are no text are written as JSON; a word without a value is
/// `true`; the first of two equal keys is an error, so that nobody has to guess which one counts.
pub(super) fn parse(source: &str) -> Result<BTreeMap<String, String>, String> {
    let Some(inner) = source.strip_prefix('{').and_then(|source| source.strip_suffix('}')) else {
        return Err("the attributes are not between one pair of braces".to_owned());
    };
    if inner.trim_start().starts_with('"') { json(source) } else { words(inner) }
}

fn json(source: &str) -> Result<BTreeMap<String, String>, String> {
    let Pairs(pairs) = serde_json::from_str(source).map_err(|_| "the attributes do not read as JSON".to_owned())?;
    let text = |value: Value| match value {
        Value::String(text) => text,
        other => other.to_string(),
    };
    once(pairs.into_iter().map(|(key, value)| (key, text(value))))
}

/// The members of a JSON object, equal keys included.
struct Pairs(Vec<(String, Value)>);

impl<'de> serde::Deserialize<'de> for Pairs {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Members)
    }
}

struct Members;

impl<'de> serde::de::Visitor<'de> for Members {
    type Value = Pairs;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Pairs, A::Error> {
        let mut pairs = Vec::new();
        while let Some(pair) = map.next_entry()? {
            pairs.push(pair);
        }
        Ok(Pairs(pairs))
    }
}

/// `key=value key="two words" key`.
fn words(inner: &str) -> Result<BTreeMap<String, String>, String> {
    let mut pairs = Vec::new();
    let mut rest = inner.trim();
    while !rest.is_empty() {
        let end = rest.find(|c: char| c == '=' || c == ',' || c.is_whitespace()).unwrap_or(rest.len());
        let (key, after) = rest.split_at(end);
        let (value, after) = match after.strip_prefix('=') {
            Some(after) => value(after)?,
            None => ("true", after),
        };
        if key.is_empty() {
            return Err("an attribute has no name".to_owned());
        }
        pairs.push((key.to_owned(), value.to_owned()));
        rest = after.trim_start_matches(|c: char| c == ',' || c.is_whitespace());
    }
    once(pairs.into_iter())
}

/// A value, quoted or up to the next blank, and what follows it.
fn value(source: &str) -> Result<(&str, &str), String> {
    for quote in ['"', '\''] {
        if let Some(open) = source.strip_prefix(quote) {
            return open.split_once(quote).ok_or_else(|| "a quoted attribute is never closed".to_owned());
        }
    }
    let end = source.find(|c: char| c == ',' || c.is_whitespace()).unwrap_or(source.len());
    Ok(source.split_at(end))
}

fn once(pairs: impl Iterator<Item = (String, String)>) -> Result<BTreeMap<String, String>, String> {
    let mut attributes = BTreeMap::new();
    for (key, value) in pairs {
        if attributes.insert(key, value).is_some() {
            return Err("an attribute is given twice".to_owned());
        }
    }
    Ok(attributes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(source: &str) -> Result<String, String> {
        let pairs = parse(source)?;
        Ok(pairs.into_iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join("|"))
    }

    #[test]
    fn both_spellings_give_the_same_attributes() {
        for (source, expected) in [
            ("{name=boil timeout=5m}", "name=boil|timeout=5m"),
            ("{ name=boil, interactive=false }", "interactive=false|name=boil"),
            ("{name=\"boil water\" rollback='cool down'}", "name=boil water|rollback=cool down"),
            ("{name=boil idempotent}", "idempotent=true|name=boil"),
            ("{name=}", "name="),
            ("{}", ""),
            (r#"{"name":"boil","interactive":"false"}"#, "interactive=false|name=boil"),
            (r#"{ "name": "say \"hi\"", "idempotent": true, "tries": 3 }"#, "idempotent=true|name=say \"hi\"|tries=3"),
        ] {
            assert_eq!(read(source).as_deref(), Ok(expected), "{source}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_said_and_nothing_is_guessed() {
        for (source, why) in [
            ("{name=boil", "the attributes are not between one pair of braces"),
            ("name=boil", "the attributes are not between one pair of braces"),
            (r#"{"name":"boil"#, "the attributes are not between one pair of braces"),
            (r#"{"name":boil}"#, "the attributes do not read as JSON"),
            ("{name='boil}", "a quoted attribute is never closed"),
            ("{=boil}", "an attribute has no name"),
            ("{name=boil name=cool}", "an attribute is given twice"),
            (r#"{"name":"boil","name":"cool"}"#, "an attribute is given twice"),
        ] {
            assert_eq!(read(source), Err(why.to_owned()), "{source}");
        }
    }
}
