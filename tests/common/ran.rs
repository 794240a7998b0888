//! What came of one run of the binary, and sentences to hold it against.

use std::process::{Command, Output};

use serde_json::Value;

/// A run that ended.
pub struct Ran {
    what: String,
    code: Option<i32>,
    out: String,
    err: String,
}

impl Ran {
    pub fn of(mut command: Command) -> Self {
        let what = format!("{:?}", command.get_args().collect::<Vec<_>>());
        Self::ended(what, &command.output().unwrap())
    }

    pub fn ended(what: impl Into<String>, output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        Self { what: what.into(), code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
    }

    /// The run ended with this code.
    #[track_caller]
    pub fn exit(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}", self.told());
        self
    }

    /// Standard output contains this.
    #[track_caller]
    pub fn says(self, part: &str) -> Self {
        assert!(self.out.contains(part), "no {part:?} in {}", self.told());
        self
    }

    /// Standard error contains this.
    #[track_caller]
    pub fn complains(self, part: &str) -> Self {
        assert!(self.err.contains(part), "no {part:?} on standard error in {}", self.told());
        self
    }

    /// Standard output is exactly this, with times and digests blanked; see [`blanked`].
    #[track_caller]
    pub fn prints(self, text: &str) -> Self {
        assert_eq!(blanked(&self.out), text, "{}", self.told());
        self
    }

    /// Standard error is exactly this, with times and digests blanked.
    #[track_caller]
    pub fn grumbles(self, text: &str) -> Self {
        assert_eq!(blanked(&self.err), text, "{}", self.told());
        self
    }

    /// The refusal on standard output names exactly these codes, in order.
    #[track_caller]
    pub fn held_by(self, codes: &[&str]) -> Self {
        assert_eq!(self.codes(), codes, "{}", self.told());
        self
    }

    /// The codes of the refusal on standard output.
    #[track_caller]
    pub fn codes(&self) -> Vec<String> {
        let answer = self.answer();
        let holds = answer["holds"].as_array().unwrap_or_else(|| panic!("no holds in {}", self.told()));
        holds.iter().map(|hold| hold["code"].as_str().unwrap().to_owned()).collect()
    }

    /// The one JSON object on standard output.
    #[track_caller]
    pub fn answer(&self) -> Value {
        assert_eq!(self.out.lines().count(), 1, "one JSON object in {}", self.told());
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error} in {}", self.told()))
    }

    pub fn code(&self) -> Option<i32> {
        self.code
    }

    pub fn out(&self) -> &str {
        &self.out
    }

    pub fn err(&self) -> &str {
        &self.err
    }

    /// The whole run, for a message.
    pub fn told(&self) -> String {
        format!("{} that ended with {:?}\n--- stdout\n{}--- stderr\n{}", self.what, self.code, self.out, self.err)
    }
}

/// Text with what differs from run to run blanked: times become `TIME`, runs of twelve and more hex digits `HEX`.
fn blanked(text: &str) -> String {
    let mut shown = String::new();
    for line in text.split_inclusive('\n') {
        let words = line.split_inclusive([' ', '=', '"', '\n', ',', '…', '/']);
        shown.extend(words.map(|word| {
            let core = word.trim_end_matches([' ', '=', '"', '\n', ',', '…', '/']);
            let rest = &word[core.len()..];
            match core {
                _ if is_hex(core) => format!("HEX{rest}"),
                _ if is_date(core) || is_clock(core) => format!("TIME{rest}"),
                _ => word.to_owned(),
            }
        }));
    }
    shown.replace("TIME TIME", "TIME")
}

fn is_hex(word: &str) -> bool {
    word.len() >= 12 && word.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn is_date(word: &str) -> bool {
    let shape: String = word.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    shape.starts_with("0000-00-00")
}

fn is_clock(word: &str) -> bool {
    let shape: String = word.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    matches!(shape.as_str(), "00:00Z" | "00:00:00Z")
}
