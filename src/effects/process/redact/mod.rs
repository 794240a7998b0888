//! Secrets taken out of a stream of bytes: registered values in several spellings, and what looks like a credential.
//!
//! Lives here: the sweep over the stream, the spellings of registered values, the patterns. May not: touch a file.
//!
//! Each byte is decided on by what stands at it and by a bounded number of bytes after it, never by where one piece of
//! the stream ended and the next began. Bytes that cannot be decided on yet are held back, and no others: output goes on
//! as it comes. No regular expressions: they cannot say that a match may still come, so a window would have to be held
//! back always.

mod assignment;
mod forms;
mod marker;
mod tail;
mod tokens;
mod url;

use assignment::KEYS;
use tail::{Tail, Taken};
use tokens::TOKENS;

/// Redacts one stream.
pub struct Redactor {
    literals: Vec<Vec<u8>>,
    marker: Vec<u8>,
    /// What is looked for at a byte, by that byte.
    rules: Vec<Vec<Rule>>,
    held: Vec<u8>,
    /// How many bytes of the stream were decided on.
    at: u64,
    spans: Vec<Span>,
    inside: bool,
    redactions: u64,
}

/// One thing that is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    Literal(usize),
    Token(usize),
    Key(usize),
    Jwt,
    Pem,
    Url,
}

/// What stands at a byte.
#[derive(Debug)]
enum Look {
    /// Nothing.
    No,
    /// That cannot be said before more bytes are there.
    More,
    /// A secret: `len` bytes, `skip` bytes from here, and what follows them as long as it belongs to it.
    Secret { skip: usize, len: usize, tail: Option<Tail> },
}

/// Bytes of the stream that are secret.
#[derive(Debug)]
struct Span {
    from: u64,
    to: u64,
    tail: Option<Tail>,
}

impl Redactor {
    /// A redactor of these values and of every pattern. Empty values are passed over.
    pub fn new(secrets: &[String]) -> Self {
        let mut literals: Vec<Vec<u8>> = secrets.iter().flat_map(|secret| forms::of(secret)).collect();
        literals.sort();
        literals.dedup();
        let marker = marker::fit_for(&literals);
        let mut rules = vec![Vec::new(); 256];
        for (index, literal) in literals.iter().enumerate() {
            rules[usize::from(literal[0])].push(Rule::Literal(index));
        }
        for (index, token) in TOKENS.iter().enumerate() {
            rules[usize::from(token.prefix[0])].push(Rule::Token(index));
        }
        for (index, key) in KEYS.iter().enumerate() {
            let first = key.word[0];
            rules[usize::from(first)].push(Rule::Key(index));
            if first.is_ascii_alphabetic() {
                rules[usize::from(first.to_ascii_uppercase())].push(Rule::Key(index));
            }
        }
        for (first, rule) in [(b'e', Rule::Jwt), (b'-', Rule::Pem), (b':', Rule::Url)] {
            rules[usize::from(first)].push(rule);
        }
        Self { literals, marker, rules, held: Vec::new(), at: 0, spans: Vec::new(), inside: false, redactions: 0 }
    }

    /// Takes more of the stream, and adds to `out` what is decided on by now.
    pub fn feed(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        self.held.extend_from_slice(bytes);
        self.sweep(false, out);
    }

    /// Ends the stream, and adds the rest of it to `out`.
    pub fn finish(&mut self, out: &mut Vec<u8>) {
        self.sweep(true, out);
    }

    /// How many places were redacted so far; secrets that touch or overlap are one place.
    pub fn redactions(&self) -> u64 {
        self.redactions
    }

    /// Redacts one whole text.
    pub fn text(mut self, text: &str) -> String {
        let mut out = Vec::with_capacity(text.len());
        self.feed(text.as_bytes(), &mut out);
        self.finish(&mut out);
        String::from_utf8_lossy(&out).into_owned()
    }

    fn sweep(&mut self, end: bool, out: &mut Vec<u8>) {
        let held = std::mem::take(&mut self.held);
        let mut next = 0;
        while let Some(&byte) = held.get(next) {
            if !self.rules[usize::from(byte)].is_empty() && !self.look(&held[next..], end) {
                break;
            }
            self.decide(byte, out);
            next += 1;
        }
        self.held = held;
        self.held.drain(..next);
    }

    /// Notes every secret that is found at the first of `rest`; false when that needs more bytes.
    fn look(&mut self, rest: &[u8], end: bool) -> bool {
        let known = self.spans.len();
        for rule in &self.rules[usize::from(rest[0])] {
            let look = match *rule {
                Rule::Literal(index) => literal(&self.literals[index], rest),
                Rule::Token(index) => TOKENS[index].look(rest),
                Rule::Key(index) => KEYS[index].look(rest),
                Rule::Jwt => tokens::jwt(rest),
                Rule::Pem => tokens::pem(rest),
                Rule::Url => url::look(rest, end),
            };
            match look {
                Look::More if !end => {
                    self.spans.truncate(known);
                    return false;
                }
                Look::No | Look::More => {}
                Look::Secret { skip, len, tail } => {
                    let from = self.at + skip as u64;
                    self.spans.push(Span { from, to: from + len as u64, tail });
                }
            }
        }
        true
    }

    /// Passes one byte on, or puts the marker in the place of it and of its secret neighbours.
    fn decide(&mut self, byte: u8, out: &mut Vec<u8>) {
        let at = self.at;
        self.at += 1;
        let mut secret = false;
        if !self.spans.is_empty() {
            self.spans.retain_mut(|span| {
                if at < span.from {
                    return true;
                }
                if at < span.to {
                    secret = true;
                    return true;
                }
                let taken = span.tail.as_mut().map_or(Taken::Not, |tail| tail.take(byte));
                secret |= taken != Taken::Not;
                taken == Taken::Yes
            });
        }
        if !secret {
            out.push(byte);
        } else if !self.inside {
            out.extend_from_slice(&self.marker);
            self.redactions += 1;
        }
        self.inside = secret;
    }
}

/// Holds secrets, and shows none.
impl std::fmt::Debug for Redactor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Redactor").field("redactions", &self.redactions).finish_non_exhaustive()
    }
}

fn literal(literal: &[u8], rest: &[u8]) -> Look {
    if rest.starts_with(literal) {
        Look::Secret { skip: 0, len: literal.len(), tail: None }
    } else if literal.starts_with(rest) {
        Look::More
    } else {
        Look::No
    }
}

#[cfg(test)]
mod tests;
