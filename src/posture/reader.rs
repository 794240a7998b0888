//! The strict reader: eight fields, each once, each of its type and from its list, and in agreement.

use serde::Deserialize;
use serde::de::{Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{FallbackMode, FallbackPolicy, ProvisioningMode, ReasonCode, Toggles, Value};
use crate::hold::text;

/// Why a text is not a posture. Each names the field by its dotted path and says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProfileError {
    /// The text is not one JSON object.
    #[error("the text is not JSON ({0}); put one JSON object with the eight fields there")]
    NotJson(String),
    /// A field that no posture has.
    #[error("{path} is none of the eight fields; take it out{}", hint(*nearest))]
    Unknown {
        /// Where it stands, dotted; control characters are shown, length is cut.
        path: String,
        /// The valid name most like it, if one is.
        nearest: Option<&'static str>,
    },
    /// A field that is not there.
    #[error("{path} is missing; add it with {expected}")]
    Missing {
        /// The field, dotted.
        path: String,
        /// What it may be.
        expected: String,
    },
    /// A field that is there more than once.
    #[error("{path} is there more than once; keep one")]
    Duplicate {
        /// The field, dotted.
        path: String,
    },
    /// A value of another type.
    #[error("{path} is {found}; it has to be {expected}")]
    WrongType {
        /// The field, dotted.
        path: String,
        /// What it may be.
        expected: String,
        /// What it is.
        found: &'static str,
    },
    /// A word from outside its list.
    #[error("{path} is \"{found}\"; it has to be {expected}{}", hint(*nearest))]
    UnknownWord {
        /// The field, dotted.
        path: String,
        /// What it may be.
        expected: String,
        /// The word, with control characters shown and its length cut.
        found: String,
        /// The valid word most like it, if one is.
        nearest: Option<&'static str>,
    },
    /// Two fields that contradict each other.
    #[error("{field} is {value}, which does not go with {other} = {other_value}; make it {needed} or change the other")]
    Clash {
        /// The field to change first, dotted.
        field: &'static str,
        /// Its value.
        value: Value,
        /// The field it contradicts, dotted.
        other: &'static str,
        /// That one's value.
        other_value: Value,
        /// What the first has to be beside the other.
        needed: Value,
    },
}

fn hint(name: Option<&'static str>) -> String {
    name.map(|name| format!(" (the nearest valid name is {name})")).unwrap_or_default()
}

impl Toggles {
    /// Reads a posture file. Anything but exactly the eight fields in agreement is an error; nothing is defaulted.
    pub fn parse(text: &str) -> Result<Self, ProfileError> {
        let whole: Json = serde_json::from_str(text).map_err(|error| ProfileError::NotJson(error.to_string()))?;
        let mut outer = Section::open("", whole)?;
        let toggles = Self {
            provisioning_mode: outer.word("provisioning_mode", &ProvisioningMode::ALL, ProvisioningMode::word)?,
            strict_bundle_resolution: outer.switch("strict_bundle_resolution")?,
            allow_legacy_always_on: outer.switch("allow_legacy_always_on")?,
            allow_ambient_instruction_scan: outer.switch("allow_ambient_instruction_scan")?,
            allow_include_skills_all: outer.switch("allow_include_skills_all")?,
            fallback_policy: {
                let mut inner = Section::open(FALLBACK, outer.take(FALLBACK, OBJECT)?)?;
                FallbackPolicy {
                    fallback_allowed: inner.switch("fallback_allowed")?,
                    fallback_mode: inner.word("fallback_mode", &FallbackMode::ALL, FallbackMode::word)?,
                    fallback_reason_code: inner.word("fallback_reason_code", &ReasonCode::ALL, ReasonCode::word)?,
                }
            },
        };
        toggles.agree()?;
        Ok(toggles)
    }
}

const FALLBACK: &str = "fallback_policy";
const OBJECT: &str = "an object";
const SWITCH: &str = "true or false";

/// One object of the file: what it is called, and what is left of it to read.
struct Section {
    path: &'static str,
    entries: Vec<(String, Json)>,
}

impl Section {
    /// Refuses anything but an object whose names are all known here and all different.
    fn open(path: &'static str, json: Json) -> Result<Self, ProfileError> {
        let entries = match json {
            Json::Object(entries) => entries,
            other => {
                let path = if path.is_empty() { "the text".to_owned() } else { path.to_owned() };
                return Err(ProfileError::WrongType { path, expected: OBJECT.into(), found: other.kind() });
            }
        };
        let section = Self { path, entries };
        for (at, (name, _)) in section.entries.iter().enumerate() {
            if !section.knows(name) {
                let path = section.dotted(&shown(name));
                return Err(ProfileError::Unknown { path, nearest: nearest_field(name) });
            }
            if section.entries[..at].iter().any(|(earlier, _)| earlier == name) {
                return Err(ProfileError::Duplicate { path: section.dotted(name) });
            }
        }
        Ok(section)
    }

    fn dotted(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    fn knows(&self, name: &str) -> bool {
        let flat = !name.contains('.') && Toggles::NAMES.contains(&self.dotted(name).as_str());
        flat || (self.path.is_empty() && name == FALLBACK)
    }

    fn take(&mut self, name: &str, expected: &str) -> Result<Json, ProfileError> {
        match self.entries.iter().position(|(known, _)| known == name) {
            Some(at) => Ok(self.entries.swap_remove(at).1),
            None => Err(ProfileError::Missing { path: self.dotted(name), expected: expected.to_owned() }),
        }
    }

    fn switch(&mut self, name: &str) -> Result<bool, ProfileError> {
        match self.take(name, SWITCH)? {
            Json::Bool(on) => Ok(on),
            other => Err(ProfileError::WrongType {
                path: self.dotted(name),
                expected: SWITCH.to_owned(),
                found: other.kind(),
            }),
        }
    }

    fn word<T: Copy>(&mut self, name: &str, all: &[T], word: fn(T) -> &'static str) -> Result<T, ProfileError> {
        let quoted: Vec<_> = all.iter().map(|one| format!("\"{}\"", word(*one))).collect();
        let expected = quoted.join(" or ");
        let found = match self.take(name, &expected)? {
            Json::Text(found) => found,
            other => {
                let path = self.dotted(name);
                return Err(ProfileError::WrongType { path, expected, found: other.kind() });
            }
        };
        all.iter().copied().find(|one| word(*one) == found).ok_or_else(|| ProfileError::UnknownWord {
            path: self.dotted(name),
            expected,
            nearest: most_like(&found, all.iter().map(|one| (word(*one), word(*one)))),
            found: shown(&found),
        })
    }
}

/// A field counts as near by its dotted name and by its last part, so that a misplaced one finds its place.
fn nearest_field(name: &str) -> Option<&'static str> {
    let leaves = Toggles::NAMES.iter().map(|path| (path.rsplit('.').next().unwrap_or(path), *path));
    most_like(name, Toggles::NAMES.iter().map(|path| (*path, *path)).chain(leaves).chain([(FALLBACK, FALLBACK)]))
}

/// The name whose spelling is most like `found`, if any is alike at all.
fn most_like(found: &str, known: impl Iterator<Item = (&'static str, &'static str)>) -> Option<&'static str> {
    const ALIKE: f64 = 0.8;
    // Comparing costs the product of the lengths; nobody misspells a name at this length.
    if found.len() > 200 {
        return None;
    }
    known
        .filter(|(spelling, _)| !spelling.is_empty())
        .map(|(spelling, name)| (strsim::jaro_winkler(found, spelling), name))
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, name)| name)
}

/// Text from a file as it may stand in a sentence.
pub(super) fn shown(found: &str) -> String {
    const LONGEST: usize = 60;
    let cut: String = found.chars().take(LONGEST).collect();
    let more = if cut.len() < found.len() { "…" } else { "" };
    format!("{}{more}", text::clean(&cut))
}

/// JSON as this reader needs it: objects keep their order and their duplicates.
enum Json {
    Object(Vec<(String, Self)>),
    Text(String),
    Bool(bool),
    Number,
    Null,
    List,
}

impl Json {
    const fn kind(&self) -> &'static str {
        match self {
            Self::Object(_) => OBJECT,
            Self::Text(_) => "a word in quotes",
            Self::Bool(_) => "a switch",
            Self::Number => "a number",
            Self::Null => "null",
            Self::List => "a list",
        }
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Json;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, on: bool) -> Result<Json, E> {
        Ok(Json::Bool(on))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Json, E> {
        Ok(Json::Number)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Json, E> {
        Ok(Json::Number)
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Json, E> {
        if number.is_finite() { Ok(Json::Number) } else { Err(E::custom("a number that is not finite")) }
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json::Text(text.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Json, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Json::List)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Json, A::Error> {
        // No posture has more names than this; a file that does is refused before it is held in memory.
        const MOST: usize = 64;
        let mut entries = Vec::new();
        while let Some(entry) = object.next_entry()? {
            if entries.len() == MOST {
                return Err(A::Error::custom("an object with more than 64 names"));
            }
            entries.push(entry);
        }
        Ok(Json::Object(entries))
    }
}
