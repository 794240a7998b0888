//! JSON read strictly: a key given twice, and an integer that other readers would round, are errors with a path.

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::WorldError;

const LARGEST: u64 = (1 << 53) - 1;

/// Reads one JSON value; errors that leave the value readable are all collected.
pub(super) fn read(text: &str) -> Result<Value, Vec<WorldError>> {
    let mut found = Vec::new();
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = Strict { path: String::new(), found: &mut found }
        .deserialize(&mut reader)
        .and_then(|value| reader.end().map(|()| value));
    match value {
        Ok(value) if found.is_empty() => Ok(value),
        Ok(_) => Err(found),
        Err(error) => Err(vec![WorldError {
            path: format!("line {}, column {}", error.line(), error.column()),
            what: format!("this is no JSON: {}", plain(&error)),
            fix: "correct the file there".to_owned(),
        }]),
    }
}

fn plain(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or(&text).to_owned()
}

/// `path.key`, or `key` at the top.
pub(super) fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

struct Strict<'a> {
    path: String,
    found: &'a mut Vec<WorldError>,
}

impl Strict<'_> {
    fn whole(self, fits: bool, number: impl std::fmt::Display) {
        if !fits {
            self.found.push(WorldError {
                path: self.path,
                what: format!("{number} is beyond ±{LARGEST}, where readers begin to round"),
                fix: "write it as a string".to_owned(),
            });
        }
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        self.whole(value.unsigned_abs() <= LARGEST, value);
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        self.whole(value <= LARGEST, value);
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        self.whole(value.fract() != 0.0 || value.abs() <= 9_007_199_254_740_991.0, value);
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("a number that is not finite"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items
            .next_element_seed(Strict { path: format!("{}[{}]", self.path, list.len()), found: &mut *self.found })?
        {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            let path = join(&self.path, &key);
            let value = entries.next_value_seed(Strict { path: path.clone(), found: &mut *self.found })?;
            if map.insert(key, value).is_some() {
                self.found.push(WorldError {
                    path,
                    what: "this key is given twice".to_owned(),
                    fix: "keep one of them".to_owned(),
                });
            }
        }
        Ok(Value::Object(map))
    }
}
