//! Canonical JSON: RFC 8785 out, and a strict reader in.
//!
//! Lives here: what JSON may stand in a ledger. May not: know what an entry is.
//!
//! Canonicalising alone is not enough: it silently drops one of two equal keys and rounds large integers, and either
//! would let two readers of one text see two different entries. So both are refused before anything is hashed.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// The largest whole number that every JSON reader keeps exactly: 2^53 − 1.
pub const MAX_SAFE: u64 = 9_007_199_254_740_991;

/// How many arrays and objects may stand inside one another; the reader refuses one more.
pub const MAX_DEPTH: usize = 127;

/// Why some JSON may not stand in a ledger.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JsonError {
    /// The text is no JSON, has a key twice, or holds a number that does not survive every reader.
    #[error("the JSON cannot be read: {0}")]
    Unreadable(String),
    /// The value holds something that has no one canonical text.
    #[error("the value has no canonical JSON: {0}")]
    Unwritable(String),
    /// The text is JSON, but not as RFC 8785 writes it.
    #[error("the text is not its own canonical form (RFC 8785)")]
    NotCanonical,
}

/// The canonical text of `value`; refuses numbers beyond ±(2^53 − 1) and nesting beyond [`MAX_DEPTH`].
pub fn write(value: &Value) -> Result<String, JsonError> {
    check(value, MAX_DEPTH)?;
    serde_json_canonicalizer::to_string(value).map_err(|error| JsonError::Unwritable(error.to_string()))
}

/// Reads any JSON text strictly: no key twice in one object, no number beyond ±(2^53 − 1), nothing after the value.
pub fn read(text: &str) -> Result<Value, JsonError> {
    let Strict(value) = serde_json::from_str(text).map_err(|error| JsonError::Unreadable(error.to_string()))?;
    Ok(value)
}

/// Reads a text that has to be canonical already.
pub fn read_canonical(text: &str) -> Result<Value, JsonError> {
    let value = read(text)?;
    if write(&value)? == text { Ok(value) } else { Err(JsonError::NotCanonical) }
}

fn check(value: &Value, depth: usize) -> Result<(), JsonError> {
    let inner = || {
        depth.checked_sub(1).ok_or_else(|| JsonError::Unwritable(format!("it is nested more than {MAX_DEPTH} deep")))
    };
    match value {
        Value::Null | Value::Bool(_) | Value::String(_) => Ok(()),
        Value::Number(number) if is_safe(number) => Ok(()),
        Value::Number(number) => Err(JsonError::Unwritable(too_large(number))),
        Value::Array(items) => {
            let depth = inner()?;
            items.iter().try_for_each(|item| check(item, depth))
        }
        Value::Object(fields) => {
            let depth = inner()?;
            fields.values().try_for_each(|field| check(field, depth))
        }
    }
}

/// Every double beyond the limit is a whole number, so one bound holds for integers and fractions alike.
fn is_safe(number: &Number) -> bool {
    const LIMIT: f64 = 9_007_199_254_740_991.0;
    if let Some(positive) = number.as_u64() {
        return positive <= MAX_SAFE;
    }
    if let Some(negative) = number.as_i64() {
        return negative.unsigned_abs() <= MAX_SAFE;
    }
    number.as_f64().is_some_and(|double| double.abs() <= LIMIT)
}

fn too_large(number: &Number) -> String {
    format!("the number {number} lies beyond ±(2^53 − 1); write it as a string")
}

/// A value read without losing anything on the way.
struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StrictVisitor).map(Self)
    }
}

struct StrictVisitor;

impl StrictVisitor {
    fn number<E: serde::de::Error>(number: Number) -> Result<Value, E> {
        if is_safe(&number) { Ok(Value::Number(number)) } else { Err(E::custom(too_large(&number))) }
    }
}

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Value, E> {
        Ok(Value::Bool(flag))
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Value, E> {
        Self::number(number.into())
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Value, E> {
        Self::number(number.into())
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Value, E> {
        Number::from_f64(number).map_or_else(|| Err(E::custom("a number is not finite")), Self::number)
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::String(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::String(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut array = Vec::new();
        while let Some(Strict(item)) = items.next_element()? {
            array.push(item);
        }
        Ok(Value::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(key) = fields.next_key::<String>()? {
            if object.contains_key(&key) {
                return Err(A::Error::custom(format!("the key {key:?} stands twice in one object")));
            }
            let Strict(value) = fields.next_value()?;
            object.insert(key, value);
        }
        Ok(Value::Object(object))
    }
}
