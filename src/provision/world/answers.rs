//! What command provisioners are asked and what they answer: other people's inventories, as plain data.
//!
//! A program gets one requirement as one JSON object on standard input, and answers offers, one JSON object a line. It
//! is run by whoever looks at the world; its answers are handed in and are as much part of what is observed as the file.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use serde::de::DeserializeSeed;
use serde_json::{Value, json};

use super::fields::{Fields, nearest, wrong};
use super::parse::template;
use super::path::Path;
use super::strict::{Reading, Strict, broken};
use super::{Edge, Finding, Requirement, Template, Word, WorldError};
use crate::hold::text::one_line;
use crate::hold::{Operation, Who};

/// The most that an answer may be, bytes: 256 KiB.
pub const ANSWER_BYTES: usize = 256 << 10;

/// The most offers of one answer.
pub const ANSWER_OFFERS: usize = 1_000;

/// The most questions that one look at a world asks; the requirements after that are told.
pub const QUESTIONS: usize = 256;

const OPERATIONS: [Operation; 4] = [Operation::Existing, Operation::Update, Operation::Clone, Operation::Create];
const WHO: [(&str, Who); 3] = [("anyone", Who::Anyone), ("human", Who::Human), ("human_present", Who::HumanPresent)];

/// One question for one program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The provisioner's id.
    pub provisioner: String,
    /// Where it stands in the file.
    pub path: String,
    /// The edge whose requirement it is asked about.
    pub edge: String,
    /// The program and its arguments, which no shell reads.
    pub argv: Vec<String>,
    /// How long it may take.
    pub timeout: Duration,
    /// What it reads: one JSON object and a line break.
    pub input: String,
}

/// What one program answered about one requirement.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Its offers, in its order.
    pub offers: Vec<Told>,
    /// SHA-256 of what it wrote, lower-case hex.
    pub sha256: String,
    /// What it wrote.
    pub output: Arc<[u8]>,
}

/// One offer as a program told it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// What would be done.
    pub operation: Operation,
    /// The node it names; none for CREATE.
    pub provider: Option<Word>,
    /// What a node is made from or changed by.
    pub template: Option<Arc<Template>>,
    /// What accepting it means, in its words.
    pub text: Option<String>,
    /// Who may accept it.
    pub who: Who,
}

/// What all programs of a world answered, at one version of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answers {
    /// The version that they were asked about, as [`Graph::basis`](crate::provision::Graph::basis) says it.
    pub basis: String,
    /// The answers, by provisioner and edge.
    pub by: BTreeMap<String, BTreeMap<String, Answer>>,
    /// What went wrong, with the path of the provisioner.
    pub findings: Vec<Finding>,
}

impl Answers {
    /// Takes in what came of one question: what the program wrote, or why nothing came of it. Of one provisioner's
    /// failures the first is told.
    pub fn take(&mut self, question: &Question, said: Result<Vec<u8>, String>) {
        let read = said.and_then(|output| {
            let offers = read(&output)?;
            Ok(Answer { offers, sha256: crate::hold::digest::sha256(&output), output: output.into() })
        });
        match read {
            Ok(answer) => {
                self.by.entry(question.provisioner.clone()).or_default().insert(question.edge.clone(), answer);
            }
            Err(why) => self.fail(question, &why),
        }
    }

    /// Says that a question got no answer that can be used.
    pub fn fail(&mut self, question: &Question, why: &str) {
        if self.findings.iter().all(|finding| finding.path != question.path) {
            let (id, edge) = (&question.provisioner, &question.edge);
            let message = format!("`{id}`, asked about `{edge}`, offers nothing: {}", one_line(why));
            self.findings.push(Finding { path: question.path.clone(), message });
        }
    }

    /// Says that questions were left unasked.
    pub fn leave(&mut self, count: usize) {
        let message = format!("{count} questions were not asked; one look at a world asks {QUESTIONS} at most");
        self.findings.push(Finding { path: "provisioners".to_owned(), message });
    }

    /// What a provisioner answered about an edge.
    pub fn of(&self, provisioner: &str, edge: &str) -> Option<&Answer> {
        self.by.get(provisioner)?.get(edge)
    }

    /// What a provisioner wrote, by its digest.
    pub fn output(&self, sha256: &str) -> Option<&Arc<[u8]>> {
        self.by.values().flat_map(BTreeMap::values).find(|one| one.sha256 == sha256).map(|one| &one.output)
    }
}

/// What a program reads about a requirement.
pub(crate) fn input(world: &str, basis: &str, edge: &Edge, requirement: &Requirement) -> String {
    let end = if edge.is_affordance() { "destination" } else { "source" };
    let kind = if edge.is_affordance() { "affordance" } else { "dependency" };
    let asked = json!({"v": 1, "world": world, "version": basis, "edge": edge.id, "kind": kind, "label": edge.label,
        (end): edge.anchor(), "requirement": requirement});
    format!("{asked}\n")
}

/// Reads an answer. One line that is no offer spoils it: half an inventory would be ranked as if it were the whole.
fn read(output: &[u8]) -> Result<Vec<Told>, String> {
    if output.len() > ANSWER_BYTES {
        return Err(format!("it wrote more than {} KiB", ANSWER_BYTES >> 10));
    }
    let text = std::str::from_utf8(output).map_err(|_| "what it wrote is not UTF-8".to_owned())?;
    let mut offers = Vec::new();
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        if offers.len() == ANSWER_OFFERS {
            return Err(format!("it wrote more than {ANSWER_OFFERS} offers"));
        }
        offers.push(told(line).map_err(|error| format!("line {} of what it wrote: {error}", at + 1))?);
    }
    Ok(offers)
}

fn told(line: &str) -> Result<Told, WorldError> {
    let mut reading = Reading::new();
    let mut reader = serde_json::Deserializer::from_str(line);
    let value: Value = Strict { path: Path::Root, reading: &mut reading }
        .deserialize(&mut reader)
        .and_then(|value| reader.end().map(|()| value))
        .map_err(|error| broken(&error, reading.stop.take()))?;
    let errors = &mut reading.errors;
    let offer = Fields::of(&value, String::new(), errors).and_then(|mut fields| {
        let word = fields.text("operation", errors);
        let words = OPERATIONS.map(Operation::word);
        let operation = OPERATIONS.into_iter().find(|one| word.as_deref() == Some(one.word()));
        if operation.is_none() {
            let fix = nearest(word.as_deref().unwrap_or_default(), words);
            wrong(errors, "operation", "the offer names no operation", fix);
        }
        let provider = fields.text("provider", errors).map(Word::from);
        let template = fields.take("template").and_then(|value| template(value, "template".to_owned(), errors));
        let template = template.filter(|template| !template.is_empty()).map(Arc::new);
        let text = fields.text("text", errors).map(|text| one_line(&text));
        let who = match fields.text("who", errors) {
            None => Some(Who::Anyone),
            Some(word) => {
                let known = WHO.iter().find(|(one, _)| *one == word).map(|(_, who)| *who);
                if known.is_none() {
                    wrong(errors, "who", format!("`{word}` is nobody"), nearest(&word, WHO.map(|(one, _)| one)));
                }
                known
            }
        };
        fields.end(errors);
        let operation = operation?;
        if provider.is_none() != (operation == Operation::Create) {
            let what = "CREATE names no provider, and every other operation names one";
            wrong(errors, "provider", what, "write the id of a node of the world, or leave it out");
        }
        if template.is_none() != (operation == Operation::Existing) {
            let what = "EXISTING takes no template, and every other operation takes one";
            wrong(errors, "template", what, "write what the node is made from or changed by, or leave it out");
        }
        Some(Told { operation, provider, template, text, who: who? })
    });
    match (offer, std::mem::take(&mut reading.errors).all().into_iter().next()) {
        (_, Some(error)) => Err(error),
        (Some(told), None) => Ok(told),
        (None, None) => {
            Err(WorldError { path: "operation".into(), what: "it is no offer".into(), fix: "write one".into() })
        }
    }
}
