//! Output: text or one JSON object on stdout, sentences on stderr. A reader that went away is no error.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Value, json};

use super::exit::Exit;
use super::spell::spell;
use crate::console::{Command, Holds};
use crate::hold::{Code, text::clean};
use crate::session::{Done, Entry, Stop};

/// Where a verb says what it found.
#[derive(Debug, Clone, Copy)]
pub struct Out {
    /// JSON instead of text.
    pub json: bool,
}

#[expect(clippy::unused_self, reason = "a verb says everything through the one value it was given")]
impl Out {
    /// One line of text on stdout, with anything that could steer a terminal made visible.
    pub fn line(self, text: impl AsRef<str>) {
        write_to(io::stdout().lock(), &clean(text.as_ref()));
    }

    /// Text on stdout as it is: for exports, whose bytes are signed.
    pub fn raw(self, text: &str) {
        write_to(io::stdout().lock(), text);
    }

    /// Lines on stdout that are clean already. Whether the reader is still there.
    pub fn page(self, lines: &str) -> bool {
        write_to(io::stdout().lock(), lines)
    }

    /// One JSON object on stdout. Whether the reader is still there.
    pub fn object(self, value: &impl Serialize) -> bool {
        let text = serde_json::to_string(value).unwrap_or_else(|error| json!({"error": error.to_string()}).to_string());
        write_to(io::stdout().lock(), &tame(text))
    }

    /// A sentence on stderr.
    pub fn say(self, text: impl AsRef<str>) {
        write_to(io::stderr().lock(), &clean(text.as_ref()));
    }

    /// Says why a command did nothing, and gives the exit code for it.
    pub fn stopped(self, stop: &Stop) -> Exit {
        match stop {
            Stop::Held(holds) => self.refused(holds),
            Stop::Changed { subject, by, holds } => {
                if self.json {
                    self.object(&json!({"changed": {"subject": subject, "seq": by.seq, "by": by.by, "at": by.at},
                        "holds": holds_json(holds)}));
                }
                self.say(format!("{} changed {subject} at #{} after you looked; nothing was written", by.by, by.seq));
                Exit::Changed
            }
            Stop::Failed(error) => self.failed(error),
        }
    }

    /// Says what could not be found out.
    pub fn failed(self, error: &anyhow::Error) -> Exit {
        if self.json {
            self.object(&json!({"error": format!("{error:#}")}));
        }
        self.say(format!("wayhold: {error:#}"));
        Exit::CouldNot
    }

    /// Says that the words given make no sense here.
    pub fn usage(self, sentence: impl AsRef<str>) -> Exit {
        if self.json {
            self.object(&json!({"error": sentence.as_ref()}));
        }
        self.say(format!("wayhold: {}", sentence.as_ref()));
        Exit::Usage
    }

    /// Says what was written, and what did not take.
    pub fn done(self, done: &Done) -> Exit {
        self.done_with(done, json!({}))
    }

    /// As [`Out::done`], with what the verb itself has to say in the JSON besides.
    pub fn done_with(self, done: &Done, with: Value) -> Exit {
        self.recovered(done);
        let unconfirmed = done.entries.iter().any(|entry| entry.kind == "posture.unconfirmed");
        if self.json {
            let entries: Vec<_> = done.entries.iter().map(entry_json).collect();
            let mut answer = json!({"entries": entries, "recovered": done.recovered, "trouble": done.trouble});
            if let (Some(answer), Value::Object(with)) = (answer.as_object_mut(), with) {
                answer.extend(with);
            }
            self.object(&answer);
        } else {
            for entry in &done.entries {
                self.line(entry_line(entry));
            }
        }
        self.trouble(done);
        if unconfirmed || done.trouble.is_some() { Exit::CouldNot } else { Exit::Done }
    }

    /// As [`Out::done`] in text, where stdout belongs to the output of what ran.
    pub fn done_aside(self, done: &Done) {
        self.recovered(done);
        for entry in &done.entries {
            self.say(entry_line(entry));
        }
        self.trouble(done);
    }

    fn trouble(self, done: &Done) {
        if let Some(trouble) = &done.trouble {
            self.say(format!("recorded, but the effect did not take: {trouble}"));
        }
    }

    /// Says what an earlier process left unfinished and what became of it.
    pub fn recovered(self, done: &Done) {
        for sentence in &done.recovered {
            self.say(format!("recovered: {sentence}"));
        }
    }

    /// Says what a dry run would write.
    pub fn would_write(self, events: &[(String, Value)]) {
        if self.json {
            let entries: Vec<_> = events.iter().map(|(kind, body)| json!({"kind": kind, "body": body})).collect();
            self.object(&json!({"dry_run": true, "entries": entries}));
        } else {
            for (kind, body) in events {
                self.line(format!("would write {kind} {}", brief(body)));
            }
        }
    }

    /// Lists holds and the ways past them.
    pub fn refused(self, holds: &Holds) -> Exit {
        self.refused_with(holds, json!({}))
    }

    /// As [`Out::refused`], with what the verb itself has to say in the JSON besides.
    pub fn refused_with(self, holds: &Holds, mut with: Value) -> Exit {
        if self.json {
            with["holds"] = holds_json(holds);
            self.object(&with);
        }
        for line in hold_lines(holds) {
            self.say(line);
        }
        refusal_exit(holds)
    }
}

/// `4` only when a human's presence or kind is the sole hold left; any other hold gives `3`.
fn refusal_exit(holds: &Holds) -> Exit {
    let human = |code| matches!(code, Code::NeedsHuman | Code::NeedsPresence);
    if !holds.is_empty() && holds.iter().all(|hold| human(hold.code)) { Exit::NeedsHuman } else { Exit::No }
}

/// Holds as text: a line each, its ways indented below.
pub fn hold_lines(holds: &Holds) -> Vec<String> {
    let mut lines = Vec::new();
    for hold in holds {
        lines.push(format!("{}  {}: {}", hold.code, hold.subject, hold.need));
        for way in &hold.ways {
            let (operation, who) = (way.operation.word(), way.who.word());
            lines.push(format!("    {operation:<8} {:>3}  {:<11} {who:<13}  {}", way.cost, way.layer.word(), way.text));
            if let Some(command) = &way.action {
                lines.push(format!("             {}", spell(command)));
            }
        }
    }
    lines
}

/// Holds as scripts see them.
pub fn holds_json(holds: &Holds) -> Value {
    let way = |offer: &crate::hold::Offer<Command>| {
        json!({"operation": offer.operation, "cost": offer.cost, "layer": offer.layer, "who": offer.who,
            "provisioner": offer.provisioner, "command": offer.action.as_ref().map(spell), "text": offer.text})
    };
    holds
        .iter()
        .map(|hold| {
            json!({"code": hold.code, "subject": hold.subject, "need": hold.need,
                "ways": hold.ways.iter().map(way).collect::<Vec<_>>()})
        })
        .collect()
}

/// An entry as it stands in the ledger.
pub fn entry_line(entry: &Entry) -> String {
    format!("#{} {} {}", entry.seq, entry.kind, brief(&entry.body))
}

pub fn entry_json(entry: &Entry) -> Value {
    entry.text().ok().and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

/// An entry's body on one line: its plain values, the long ones left out.
pub fn brief(body: &Value) -> String {
    let Some(fields) = body.as_object() else { return String::new() };
    let word = |(name, value): (&String, &Value)| match value {
        Value::String(text) if is_digest(text) => Some(format!("{name}={}…", &text[..12])),
        Value::String(text) if text.chars().count() <= 80 => Some(format!("{name}={text}")),
        Value::Number(_) | Value::Bool(_) => Some(format!("{name}={value}")),
        _ => None,
    };
    fields.iter().filter_map(word).collect::<Vec<_>>().join(" ")
}

fn is_digest(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The same JSON, with every character that could steer a terminal escaped. Outside of strings JSON has none of them,
/// and its writer escapes those below U+0020 by itself.
fn tame(json: String) -> String {
    if json.bytes().all(|byte| byte < 0x7f) {
        return json;
    }
    let mut shown = String::with_capacity(json.len());
    for character in json.chars() {
        let (mut utf8, mut utf16) = ([0; 4], [0; 2]);
        let word: &str = character.encode_utf8(&mut utf8);
        if character.is_ascii_graphic() || character == ' ' || clean(word) == word {
            shown.push(character);
        } else {
            shown.extend(character.encode_utf16(&mut utf16).iter().map(|unit| format!("\\u{unit:04x}")));
        }
    }
    shown
}

/// A pipe that closed early (`| head`) is the reader's choice, and makes the answer no; any other failure has nowhere
/// left to be told.
fn write_to(mut stream: impl Write, text: &str) -> bool {
    let written = writeln!(stream, "{text}").and_then(|()| stream.flush());
    !written.is_err_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
