//! JSON read strictly: a key given twice, and an integer that other readers would round, are errors with a path.

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::WorldError;
use super::errors::Errors;
use super::limits::VALUES;
use super::path::Path;

const LARGEST: u64 = (1 << 53) - 1;

/// What a reading may still take, and what stopped it.
#[derive(Debug)]
pub(super) struct Reading {
    pub(super) errors: Errors,
    /// JSON values that may still be read.
    values: usize,
    /// Why the reading was broken off, where that is no fault of the JSON.
    pub(super) stop: Option<WorldError>,
}

impl Reading {
    pub(super) fn new() -> Self {
        Self { errors: Errors::default(), values: VALUES, stop: None }
    }

    /// Counts a value that is kept.
    pub(super) fn spend<E: Error>(&mut self) -> Result<(), E> {
        let Some(left) = self.values.checked_sub(1) else {
            let what = format!("it holds more than {VALUES} tags and values in attributes, edges and provisioners");
            return Err(self.too_many(&Path::Root, what));
        };
        self.values = left;
        Ok(())
    }

    /// Breaks the reading off: what the file asks for is more than a world may have.
    pub(super) fn too_many<E: Error>(&mut self, path: &Path<'_>, what: String) -> E {
        let fix = "split the world, or leave out what no requirement asks for".to_owned();
        let path = if matches!(path, Path::Root) { "the file".to_owned() } else { path.to_string() };
        self.stop = Some(WorldError { path, what, fix });
        E::custom("over a limit")
    }
}

/// What the JSON reader said, as an error of the world; what was found over a limit goes before it.
pub(super) fn broken(error: &serde_json::Error, stop: Option<WorldError>) -> WorldError {
    stop.unwrap_or_else(|| WorldError {
        path: format!("line {}, column {}", error.line(), error.column()),
        what: format!("this is no JSON: {}", plain(error)),
        fix: "correct the file there".to_owned(),
    })
}

fn plain(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or(&text).to_owned()
}

/// `path.key`, or `key` at the top.
pub(super) fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

/// Reads one value of any kind; errors that leave it readable are collected.
pub(super) struct Strict<'a> {
    pub(super) path: Path<'a>,
    pub(super) reading: &'a mut Reading,
}

impl Strict<'_> {
    fn whole(self, fits: bool, number: impl std::fmt::Display) {
        if !fits {
            let what = format!("{number} is beyond ±{LARGEST}, where readers begin to round");
            self.reading.errors.strict(&self.path, &what, "write it as a string");
        }
    }
}

/// Adds that a key is given twice.
pub(super) fn twice(reading: &mut Reading, path: &Path<'_>) {
    reading.errors.strict(path, "this key is given twice", "keep one of them");
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.reading.spend()?;
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
        while let Some(item) =
            items.next_element_seed(Strict { path: Path::At(&self.path, list.len()), reading: &mut *self.reading })?
        {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            let path = Path::Key(&self.path, &key);
            let value = entries.next_value_seed(Strict { path, reading: &mut *self.reading })?;
            if map.contains_key(&key) {
                twice(self.reading, &path);
            }
            map.insert(key, value);
        }
        Ok(Value::Object(map))
    }
}
