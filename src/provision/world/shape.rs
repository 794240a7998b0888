//! Values of a known shape, read straight from the text. Whatever else stands there is read to its end, told with its
//! path, and counts as absent.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::fields::{NO_TEXT, unfit};
use super::path::Path;
use super::strict::{Reading, Strict};

/// What is expected at a place.
pub(super) trait Shape<'de>: Sized {
    /// What comes of it; its default is what comes of anything else.
    type Out: Default;
    /// What is said of anything else, and what to do.
    const WANTED: (&'static str, &'static str);
    /// Whether `null` is as good as nothing.
    const NULL_IS_ABSENT: bool = true;

    /// A text stands there.
    fn text(self, _text: Cow<'de, str>, path: &Path<'_>, reading: &mut Reading) -> Self::Out {
        reading.errors.wrong(&here(path), Self::WANTED.0, Self::WANTED.1);
        Self::Out::default()
    }

    /// A list stands there.
    fn list<A: SeqAccess<'de>>(self, items: A, path: &Path<'_>, reading: &mut Reading) -> Result<Self::Out, A::Error> {
        Strict { path: *path, reading: &mut *reading }.visit_seq(items)?;
        reading.errors.wrong(&here(path), Self::WANTED.0, Self::WANTED.1);
        Ok(Self::Out::default())
    }

    /// An object stands there.
    fn object<A: MapAccess<'de>>(
        self,
        entries: A,
        path: &Path<'_>,
        reading: &mut Reading,
    ) -> Result<Self::Out, A::Error> {
        Strict { path: *path, reading: &mut *reading }.visit_map(entries)?;
        reading.errors.wrong(&here(path), Self::WANTED.0, Self::WANTED.1);
        Ok(Self::Out::default())
    }
}

fn here(path: &Path<'_>) -> String {
    if matches!(path, Path::Root) { "the file".to_owned() } else { path.to_string() }
}

/// Reads a value of a shape.
pub(super) struct Take<'a, S> {
    pub(super) shape: S,
    pub(super) path: Path<'a>,
    pub(super) reading: &'a mut Reading,
}

impl<'de, S: Shape<'de>> Take<'_, S> {
    fn other(self) -> S::Out {
        self.reading.errors.wrong(&here(&self.path), S::WANTED.0, S::WANTED.1);
        S::Out::default()
    }

    fn strict(&mut self) -> Strict<'_> {
        Strict { path: self.path, reading: &mut *self.reading }
    }
}

impl<'de, S: Shape<'de>> DeserializeSeed<'de> for Take<'_, S> {
    type Value = S::Out;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<S::Out, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, S: Shape<'de>> Visitor<'de> for Take<'_, S> {
    type Value = S::Out;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<S::Out, E> {
        Ok(if S::NULL_IS_ABSENT { S::Out::default() } else { self.other() })
    }

    fn visit_bool<E>(self, _: bool) -> Result<S::Out, E> {
        Ok(self.other())
    }

    fn visit_i64<E: Error>(mut self, value: i64) -> Result<S::Out, E> {
        self.strict().visit_i64::<E>(value)?;
        Ok(self.other())
    }

    fn visit_u64<E: Error>(mut self, value: u64) -> Result<S::Out, E> {
        self.strict().visit_u64::<E>(value)?;
        Ok(self.other())
    }

    fn visit_f64<E: Error>(mut self, value: f64) -> Result<S::Out, E> {
        self.strict().visit_f64::<E>(value)?;
        Ok(self.other())
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<S::Out, E> {
        Ok(self.shape.text(Cow::Borrowed(text), &self.path, self.reading))
    }

    fn visit_str<E>(self, text: &str) -> Result<S::Out, E> {
        Ok(self.shape.text(Cow::Owned(text.to_owned()), &self.path, self.reading))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<S::Out, A::Error> {
        self.shape.list(items, &self.path, self.reading)
    }

    fn visit_map<A: MapAccess<'de>>(self, entries: A) -> Result<S::Out, A::Error> {
        self.shape.object(entries, &self.path, self.reading)
    }
}

/// A text that is not empty.
pub(super) struct Text;

impl<'de> Shape<'de> for Text {
    type Out = Option<Cow<'de, str>>;
    const WANTED: (&'static str, &'static str) = NO_TEXT;

    fn text(self, text: Cow<'de, str>, path: &Path<'_>, reading: &mut Reading) -> Self::Out {
        let Some((what, fix)) = unfit(&text) else { return Some(text) };
        reading.errors.wrong(path, what, fix);
        None
    }
}

/// The same as an entry of a list, where `null` is no text.
pub(super) struct Tag;

impl<'de> Shape<'de> for Tag {
    type Out = Option<Cow<'de, str>>;
    const WANTED: (&'static str, &'static str) = NO_TEXT;
    const NULL_IS_ABSENT: bool = false;

    fn text(self, text: Cow<'de, str>, path: &Path<'_>, reading: &mut Reading) -> Self::Out {
        Text.text(text, path, reading)
    }
}

/// What takes the elements of a list, one after the other.
pub(super) trait Element {
    /// How many there may be, and what they are called.
    const MOST: (usize, &'static str);

    /// Reads the element that comes next.
    fn take<'de, D: Deserializer<'de>>(
        &mut self,
        at: usize,
        path: &Path<'_>,
        reading: &mut Reading,
        from: D,
    ) -> Result<(), D::Error>;
}

/// A list of elements that are taken as they come.
pub(super) struct Each<'t, T>(pub(super) &'t mut T);

impl<'de, T: Element> Shape<'de> for Each<'_, T> {
    type Out = ();
    const WANTED: (&'static str, &'static str) = ("a list was expected here", "write [ … ]");

    fn list<A: SeqAccess<'de>>(self, mut items: A, path: &Path<'_>, reading: &mut Reading) -> Result<(), A::Error> {
        let mut at = 0;
        while items.next_element_seed(One { taker: &mut *self.0, at, path, reading: &mut *reading })?.is_some() {
            at += 1;
        }
        Ok(())
    }
}

struct One<'a, T> {
    taker: &'a mut T,
    at: usize,
    path: &'a Path<'a>,
    reading: &'a mut Reading,
}

impl<'de, T: Element> DeserializeSeed<'de> for One<'_, T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        let path = Path::At(self.path, self.at);
        let (most, name) = T::MOST;
        if self.at >= most {
            return Err(self.reading.too_many(&path, format!("a world may have {most} {name} at most")));
        }
        self.taker.take(self.at, &path, self.reading, from)
    }
}

/// A key: its place among those that are known, or itself. A known one costs no copy.
pub(super) struct Key<'k>(pub(super) &'k [&'static str]);

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = Result<usize, String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(KeyVisitor(self.0))
    }
}

struct KeyVisitor<'k>(&'k [&'static str]);

impl Visitor<'_> for KeyVisitor<'_> {
    type Value = Result<usize, String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        Ok(self.0.iter().position(|known| *known == key).ok_or_else(|| key.to_owned()))
    }
}
