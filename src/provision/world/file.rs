//! The file's one object, read from its text in one pass: each list goes to what takes its elements as they come.

use std::borrow::Cow;

use serde::de::{DeserializeSeed, MapAccess};

use super::WorldError;
use super::fields::nearest;
use super::limits::BYTES;
use super::nodes::Nodes;
use super::parse::{Edges, Provisioners};
use super::path::Path;
use super::shape::{Each, Key, Shape, Take, Text};
use super::strict::{Reading, Strict, broken, twice};

const FIELDS: [&str; 5] = ["world", "cursor", "nodes", "edges", "provisioners"];

/// What a file holds, before anybody looked whether it fits together.
#[derive(Debug, Default)]
pub(super) struct File {
    pub(super) name: Option<String>,
    pub(super) cursor: Option<String>,
    pub(super) nodes: Nodes,
    pub(super) edges: Edges,
    pub(super) provisioners: Provisioners,
}

/// Reads a text; on failure what keeps any of it from being used.
pub(super) fn read(text: &str) -> Result<(File, Reading), Vec<WorldError>> {
    if let Some(error) = too_large(text.len() as u64) {
        return Err(vec![error]);
    }
    let mut reading = Reading::new();
    let mut file = File { nodes: Nodes::for_text(text.len()), ..File::default() };
    let mut reader = serde_json::Deserializer::from_str(text);
    let read = Take { shape: Top(&mut file), path: Path::Root, reading: &mut reading }
        .deserialize(&mut reader)
        .and_then(|is_object| reader.end().map(|()| is_object));
    match read {
        Ok(true) => {}
        Ok(false) => return Err(reading.errors.first()),
        Err(error) => return Err(vec![broken(&error, reading.stop)]),
    }
    if file.name.is_none() {
        if reading.errors.count() == 0 {
            reading.errors.wrong(&"world", "the world has no name", "give it one");
        }
        reading.errors.whole = true;
    }
    Ok((file, reading))
}

/// Why a file of this length is no world; `None` when it may be one.
pub fn too_large(bytes: u64) -> Option<WorldError> {
    (bytes > BYTES).then(|| WorldError {
        path: "the file".to_owned(),
        what: format!("it has {} MiB, and a world may have {} MiB at most", bytes >> 20, BYTES >> 20),
        fix: "split the world, or leave out what no requirement asks for".to_owned(),
    })
}

struct Top<'f>(&'f mut File);

impl<'de> Shape<'de> for Top<'_> {
    type Out = bool;
    const WANTED: (&'static str, &'static str) = ("an object was expected here", "write { … }");
    const NULL_IS_ABSENT: bool = false;

    fn object<A: MapAccess<'de>>(
        self,
        mut entries: A,
        path: &Path<'_>,
        reading: &mut Reading,
    ) -> Result<bool, A::Error> {
        let file = self.0;
        let mut seen = [false; FIELDS.len()];
        while let Some(key) = entries.next_key_seed(Key(&FIELDS))? {
            let before = reading.errors.count();
            let name = match &key {
                Ok(known) => FIELDS[*known],
                Err(other) => other,
            };
            let path = Path::Key(path, name);
            let again = key.as_ref().is_ok_and(|known| std::mem::replace(&mut seen[*known], true));
            if again || key.is_err() {
                entries.next_value_seed(Strict { path, reading: &mut *reading })?;
                if again {
                    twice(reading, &path);
                } else {
                    reading.errors.wrong(&path, "there is no such field", nearest(name, FIELDS));
                }
                reading.errors.whole = true;
                continue;
            }
            match name {
                "world" => {
                    file.name = entries.next_value_seed(Take { shape: Text, path, reading })?.map(Cow::into_owned);
                }
                "cursor" => {
                    file.cursor = entries.next_value_seed(Take { shape: Text, path, reading })?.map(Cow::into_owned);
                }
                "nodes" => entries.next_value_seed(Take { shape: Each(&mut file.nodes), path, reading })?,
                "edges" => entries.next_value_seed(Take { shape: Each(&mut file.edges), path, reading })?,
                _ => entries.next_value_seed(Take { shape: Each(&mut file.provisioners), path, reading })?,
            }
            // What is said of the key itself, and of no element below it, spoils the file.
            reading.errors.whole |= reading.errors.count() > before && reading.errors.last_is(name);
        }
        Ok(true)
    }
}
