//! The mapping of a plan that was not written for Wayhold: which of its headings are phases, and what its words mean.
//!
//! Lives here: the mapping as data, how two of them combine, and its spelling in both places where it can be given.
//! May not: walk a document; that is `stages`.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::label::{self, Label};
use super::{Class, Document, Proposal, StatusMark, Word, read, stages};

/// What a plan's own words mean, where they are not the usual ones. Every key has a place of its own in
/// `docs/grammar.md`; an empty one changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Grammar {
    /// The headings that are stages: each of them that has boxes under it is a phase.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage_heading: Option<StageHeading>,
    /// What the id of such a phase is made from; its words, when nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_from: Option<IdFrom>,
    /// Words that state a status, besides those every plan may use. Case and blanks do not count.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub status_words: BTreeMap<String, Word>,
    /// Labels and headings under which boxes count as the definition of done. Case does not count.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub dod_labels: Vec<String>,
}

/// Which lines of a plan are its stages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StageHeading {
    /// The headings of this level, 1 to 6.
    Level(u8),
    /// The lines at the left edge that are bold from end to end; written `"bold"`.
    Bold,
}

impl StageHeading {
    /// The level that bold lines have among the headings: below all of them.
    pub(super) const BOLD_LEVEL: u8 = 7;

    /// Its level among the headings, 1 to 7.
    pub(super) const fn level(self) -> u8 {
        match self {
            Self::Level(level) => level,
            Self::Bold => Self::BOLD_LEVEL,
        }
    }
}

impl std::fmt::Display for StageHeading {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Level(level) => write!(f, "{level}"),
            Self::Bold => f.write_str("\"bold\""),
        }
    }
}

impl Serialize for StageHeading {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Level(level) => serializer.serialize_u8(*level),
            Self::Bold => serializer.serialize_str("bold"),
        }
    }
}

impl<'de> Deserialize<'de> for StageHeading {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Level(u64),
            Word(String),
        }
        let wrong = || serde::de::Error::custom("`stage_heading` is a heading level from 1 to 6, or \"bold\"");
        match Written::deserialize(input).map_err(|_| wrong())? {
            Written::Level(level @ 1..=6) => Ok(Self::Level(level as u8)),
            Written::Word(word) if word == "bold" => Ok(Self::Bold),
            Written::Level(_) | Written::Word(_) => Err(wrong()),
        }
    }
}

/// What a stage's id is made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum IdFrom {
    /// The words of its heading: lower-case ASCII letters and digits with dashes between, at most 48 bytes. The
    /// second of one name gets `-2`. A heading without such letters gets its number.
    #[default]
    Slug,
    /// Its place among the stages: `stage-1`, `stage-2`.
    Number,
}

impl IdFrom {
    /// The word of the configuration.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Slug => "slug",
            Self::Number => "number",
        }
    }
}

impl Grammar {
    /// This grammar, with `base` where it says nothing. What a plan says of itself goes over its configuration.
    #[must_use]
    pub fn over(mut self, base: &Self) -> Self {
        self.stage_heading = self.stage_heading.or(base.stage_heading);
        self.id_from = self.id_from.or(base.id_from);
        for (words, meant) in &base.status_words {
            self.status_words.entry(words.clone()).or_insert(*meant);
        }
        for label in &base.dod_labels {
            if !self.dod_labels.contains(label) {
                self.dod_labels.push(label.clone());
            }
        }
        self
    }

    /// The mapping that would make phases of a plan that has boxes and no phases for them, or why none would.
    pub fn propose(text: &str) -> Proposal {
        match read::parse(text.as_bytes(), &Self::default()) {
            Ok((document, kept)) => stages::propose(&document, text, &kept.lines),
            Err(unreadable) => Proposal::Impossible(unreadable.to_string()),
        }
    }

    /// The stages' part as an inline table of `wayhold.toml`: `{ stage_heading = 2, id_from = "slug" }`.
    pub fn inline_toml(&self) -> String {
        let heading = self.stage_heading.map(|heading| format!("stage_heading = {heading}"));
        let id = self.id_from.map(|id| format!("id_from = \"{}\"", id.word()));
        let keys: Vec<String> = heading.into_iter().chain(id).collect();
        format!("{{ {} }}", keys.join(", "))
    }

    /// The same for front matter: `{stage_heading: 2, id_from: slug}`.
    pub fn inline_front(&self) -> String {
        let heading = self.stage_heading.map(|heading| format!("stage_heading: {heading}"));
        let id = self.id_from.map(|id| format!("id_from: {}", id.word()));
        let keys: Vec<String> = heading.into_iter().chain(id).collect();
        format!("{{{}}}", keys.join(", ").replace('"', ""))
    }

    /// What the label `line` announces, this plan's own labels included; `read` is what it announces in any plan.
    pub(super) fn relabel(&self, line: &str, read: label::Read) -> label::Read {
        if self.dod_labels.is_empty() {
            return read;
        }
        let words = label::words(line);
        let ours = self.dod_labels.iter().any(|label| label.trim_end_matches(':').trim().eq_ignore_ascii_case(&words));
        label::Read { label: if ours { Label::Boxes(Class::Dod) } else { read.label }, ..read }
    }

    /// Gives this plan's own status words their meaning.
    pub(super) fn reword(&self, document: &mut Document) {
        if self.status_words.is_empty() {
            return;
        }
        let words: BTreeMap<String, Word> =
            self.status_words.iter().map(|(words, meant)| (folded(words), *meant)).collect();
        let reword = |mark: &mut StatusMark| {
            if let Some(meant) = words.get(&folded(&mark.raw)) {
                (mark.word, mark.synonym) = (Some(*meant), false);
            }
        };
        for row in document.roadmap.iter_mut().flat_map(|roadmap| &mut roadmap.rows) {
            reword(&mut row.status);
        }
        for phase in &mut document.phases {
            phase.status_roadmap.iter_mut().chain(&mut phase.status_section).for_each(reword);
        }
    }
}

fn folded(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
