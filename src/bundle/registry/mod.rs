//! The registry: every instruction, skill, hub bundle, spoke bundle and category rule that files declare.
//!
//! An id is what a file declares, and nothing else: neither the file's name nor its folder's.

mod front;
mod read;

use std::collections::BTreeMap;

use serde::Serialize;

use super::FileFact;

/// What an id stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// An instruction: `instructions/*.md`.
    Instruction,
    /// A skill: `skills/*/SKILL.md`.
    Skill,
    /// A hub bundle: `hubs/*.json`.
    Hub,
    /// A spoke bundle: `spokes/*.json`.
    Spoke,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Instruction, Self::Skill, Self::Hub, Self::Spoke];

    /// The word shown and serialised.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Instruction => "instruction",
            Self::Skill => "skill",
            Self::Hub => "hub",
            Self::Spoke => "spoke",
        }
    }
}

/// One thing that a file declares.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Item {
    /// Its id.
    pub id: String,
    /// Its version, if it has one.
    pub version: Option<String>,
    /// What it is about, one line.
    pub title: String,
    /// The file that declares it.
    pub path: String,
    /// Of a hub bundle: the ids of the spoke bundles that it composes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub spokes: Vec<String>,
    /// Of a spoke bundle: the agents that it is for; empty is all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub agents: Vec<String>,
    /// Of a spoke bundle: the ids of its instructions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub instructions: Vec<String>,
    /// Of a spoke bundle: the ids of its skills.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub skills: Vec<String>,
    /// Of a spoke bundle: the ids of instructions that are given when research is asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub research: Vec<String>,
    /// Of a spoke bundle: the ids of instructions that are given when architecture is asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub architecture: Vec<String>,
}

impl Item {
    /// Whether a spoke bundle is for this agent; without an agent it has to be for all.
    pub(super) fn is_for(&self, agent: Option<&str>) -> bool {
        self.agents.is_empty() || agent.is_some_and(|agent| self.agents.iter().any(|one| one == agent))
    }
}

/// Which hub bundle a category of requests gets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// The category.
    pub category: String,
    /// The hub bundle's id.
    pub hub: String,
}

/// Something wrong with a file of the registry; what it declares is not there then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The file, with the place in it where there is one.
    pub path: String,
    /// What is wrong, and what to do.
    pub message: String,
}

/// Whether a file's name ends so; `a.MD` is no Markdown to anybody who reads it by its name.
fn has_ending(name: &str, ending: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, found)| found == ending)
}

/// What the files of a bundle directory declare.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Registry {
    files: BTreeMap<String, FileFact>,
    items: BTreeMap<Kind, Vec<Item>>,
    /// The category rules, in the order of their file.
    pub rules: Vec<Rule>,
    /// What is wrong with the files.
    pub findings: Vec<Finding>,
    agents: BTreeMap<String, Vec<String>>,
    requests: Vec<String>,
}

impl Registry {
    /// What `files` declare, which were found below `directory`.
    pub fn new(directory: &str, files: impl IntoIterator<Item = FileFact>) -> Self {
        read::registry(directory, files)
    }

    /// Everything of a kind, in order of its files.
    pub fn of(&self, kind: Kind) -> &[Item] {
        self.items.get(&kind).map(Vec::as_slice).unwrap_or_default()
    }

    /// What has exactly this id. More than one is a registry that contradicts itself.
    pub fn named<'a>(&'a self, kind: Kind, id: &'a str) -> impl Iterator<Item = &'a Item> {
        self.of(kind).iter().filter(move |item| item.id == id)
    }

    /// The hub bundle of a category.
    pub fn hub_of(&self, category: &str) -> Option<&str> {
        self.rules.iter().find(|rule| rule.category == category).map(|rule| rule.hub.as_str())
    }

    /// A file by its path.
    pub fn file(&self, path: &str) -> Option<&FileFact> {
        self.files.get(path)
    }

    /// The request files that lie here to be tried, by path. They declare nothing.
    pub fn requests(&self) -> impl Iterator<Item = &str> {
        self.requests.iter().map(String::as_str)
    }

    /// Whether there is nothing at all.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The files in the directories of an agent, which declare nothing and which only a scan finds.
    pub(super) fn around(&self, agent: &str) -> &[String] {
        self.agents.get(agent).map(Vec::as_slice).unwrap_or_default()
    }

    /// Every instruction and every skill, by path.
    pub(super) fn loadable(&self) -> impl Iterator<Item = (Kind, &Item)> {
        [Kind::Instruction, Kind::Skill].into_iter().flat_map(|kind| self.of(kind).iter().map(move |item| (kind, item)))
    }

    /// Every Markdown file, whether it declares an id or not.
    pub(super) fn markdown(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str).filter(|path| has_ending(path, "md"))
    }
}
