//! Nodes as they come, one after the other, straight from the text into the world and its index: of a million nodes no
//! tree of JSON is ever built.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess};
use serde_json::Value;

use super::fields::{nearest, too_long_a_list};
use super::index::{Ids, Index};
use super::limits::{NODES, TAGS, WORDS};
use super::lists::Lists;
use super::path::Path;
use super::shape::{Element, Key, Shape, Tag, Take, Text};
use super::strict::{Reading, Strict, twice};
use super::{Node, Word};

const FIELDS: [&str; 5] = ["id", "label", "tags", "attrs", "parent"];

/// About the fewest bytes that a node takes in a file that is full of nodes.
const SHORTEST: usize = 48;

/// How many unknown keys of one node are remembered, to say that one is given twice.
const FEW: usize = 16;

/// The nodes read so far.
#[derive(Debug, Default)]
pub(super) struct Nodes {
    pub(super) list: Vec<Node>,
    ids: Ids,
    labels: Lists,
    tags: Lists,
    parents: HashSet<Word>,
    /// Where in the file's list each stands; empty as long as none was left out.
    in_file: Vec<usize>,
    /// The numbers of the tags of the node that is read now.
    scratch: Vec<u32>,
}

impl Nodes {
    /// Room for the nodes of a text of this length.
    pub(super) fn for_text(bytes: usize) -> Self {
        let mut nodes = Self::default();
        nodes.ids.reserve((bytes / SHORTEST).min(NODES));
        nodes
    }

    /// The nodes and their index, and where in the file's list each stands; that is empty when none was left out.
    pub(super) fn finish(mut self) -> (Vec<Node>, Index, Vec<usize>) {
        self.list.shrink_to_fit();
        (self.list, Index::new(self.ids, self.labels, self.tags), self.in_file)
    }

    /// Adds a node; `false` when it has to be left out.
    fn add(&mut self, read: NodeRead<'_>, path: &Path<'_>, reading: &mut Reading) -> bool {
        let Some(name) = read.id.as_deref().or(read.label.as_deref()) else {
            reading.errors.wrong(path, "it has neither an id nor a label", "give it an id");
            return false;
        };
        if let Err(first) = self.ids.put(&self.list, name) {
            let first = self.in_file.get(first as usize).copied().unwrap_or(first as usize);
            let what = format!("the id `{name}` is used by nodes[{first}] already");
            let fix = || "give it another id; labels may be shared".to_owned();
            reading.errors.misfit(&Path::Key(path, "id"), what, fix);
            return false;
        }
        let place = self.list.len() as u32;
        let id = Word::from(name);
        let label = match read.label.as_deref() {
            Some(label) if label != name => {
                let number = self.labels.number(label);
                self.labels.put(number, place);
                self.labels.word(number).clone()
            }
            _ => id.clone(),
        };
        for number in &self.scratch {
            self.tags.put(*number, place);
        }
        let tags = self.scratch.iter().map(|number| self.tags.word(*number).clone()).collect();
        let parent = read.parent.map(|text| self.parent(&text));
        self.list.push(Node { id, label, tags, attrs: read.attrs, parent });
        true
    }

    fn parent(&mut self, text: &str) -> Word {
        if let Some(word) = self.parents.get(text) {
            return word.clone();
        }
        let word = Word::from(text);
        self.parents.insert(word.clone());
        word
    }
}

impl Element for Nodes {
    const MOST: (usize, &'static str) = (NODES, "nodes");

    fn take<'de, D: Deserializer<'de>>(
        &mut self,
        at: usize,
        path: &Path<'_>,
        reading: &mut Reading,
        from: D,
    ) -> Result<(), D::Error> {
        self.scratch.clear();
        let shape = NodeShape { numbers: &mut self.scratch, tags: &mut self.tags };
        let read = Take { shape, path: *path, reading: &mut *reading }.deserialize(from)?;
        let added = read.is_some_and(|read| self.add(read, path, reading));
        let was_whole = self.list.len() - usize::from(added) == at;
        if added && !was_whole {
            self.in_file.push(at);
        } else if !added && was_whole {
            self.in_file.extend(0..at);
        }
        Ok(())
    }
}

/// What stands in one node. Its tags are in the scratch list by then.
#[derive(Debug, Default)]
struct NodeRead<'de> {
    id: Option<Cow<'de, str>>,
    label: Option<Cow<'de, str>>,
    attrs: BTreeMap<String, Value>,
    parent: Option<Cow<'de, str>>,
}

struct NodeShape<'n> {
    numbers: &'n mut Vec<u32>,
    tags: &'n mut Lists,
}

impl<'de> Shape<'de> for NodeShape<'_> {
    type Out = Option<NodeRead<'de>>;
    const WANTED: (&'static str, &'static str) = ("an object was expected here", "write { … }");
    const NULL_IS_ABSENT: bool = false;

    fn object<A: MapAccess<'de>>(
        self,
        mut entries: A,
        path: &Path<'_>,
        reading: &mut Reading,
    ) -> Result<Self::Out, A::Error> {
        let mut read = NodeRead::default();
        let mut seen = [false; FIELDS.len()];
        let mut others: Vec<String> = Vec::new();
        while let Some(key) = entries.next_key_seed(Key(&FIELDS))? {
            let name = match &key {
                Ok(known) => FIELDS[*known],
                Err(other) => other,
            };
            let path = Path::Key(path, name);
            let again = match &key {
                Ok(known) => std::mem::replace(&mut seen[*known], true),
                Err(other) => others.contains(other),
            };
            if again {
                twice(reading, &path);
            }
            match (name, &key) {
                ("id", _) => read.id = entries.next_value_seed(Take { shape: Text, path, reading })?,
                ("label", _) => read.label = entries.next_value_seed(Take { shape: Text, path, reading })?,
                ("parent", _) => read.parent = entries.next_value_seed(Take { shape: Text, path, reading })?,
                ("tags", _) => {
                    let shape = TagsShape { numbers: &mut *self.numbers, tags: &mut *self.tags };
                    entries.next_value_seed(Take { shape, path, reading })?;
                }
                ("attrs", Ok(_)) => match entries.next_value_seed(Strict { path, reading: &mut *reading })? {
                    Value::Object(map) => read.attrs = map.into_iter().collect(),
                    Value::Null => {}
                    _ => reading.errors.wrong(&path, "an object was expected here", "write { … }"),
                },
                _ => {
                    entries.next_value_seed(Strict { path, reading: &mut *reading })?;
                    reading.errors.wrong(&path, "there is no such field", nearest(name, FIELDS));
                }
            }
            if let (Err(other), true) = (key, others.len() < FEW) {
                others.push(other);
            }
        }
        Ok(Some(read))
    }
}

struct TagsShape<'n> {
    numbers: &'n mut Vec<u32>,
    tags: &'n mut Lists,
}

impl<'de> Shape<'de> for TagsShape<'_> {
    type Out = ();
    const WANTED: (&'static str, &'static str) = ("a list was expected here", "write [ … ]");

    fn list<A: SeqAccess<'de>>(self, mut items: A, path: &Path<'_>, reading: &mut Reading) -> Result<(), A::Error> {
        self.numbers.clear();
        let mut at = 0;
        while let Some(text) = items.next_element_seed(Take { shape: Tag, path: Path::At(path, at), reading })? {
            if at == WORDS {
                reading.errors.wrong(&Path::At(path, at), too_long_a_list(), "leave some out");
                while items.next_element::<IgnoredAny>()?.is_some() {}
                break;
            }
            at += 1;
            reading.spend()?;
            if self.tags.len() > TAGS {
                let what = format!("a world may have {TAGS} different tags at most");
                return Err(reading.too_many(&Path::At(path, at - 1), what));
            }
            if let Some(number) = text.map(|text| self.tags.number(&text))
                && !self.numbers.contains(&number)
            {
                self.numbers.push(number);
            }
        }
        Ok(())
    }
}
