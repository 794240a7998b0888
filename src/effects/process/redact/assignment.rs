//! Values that are secret because of the name before them: `password=…`, `"token": "…"`, `Authorization: Bearer …`.

use super::{Look, Tail};

/// A name that a secret follows.
#[derive(Debug)]
pub(super) struct Key {
    /// In lower case; any case is found.
    pub word: &'static [u8],
    joined: Joined,
    /// The shortest value that counts: `token: }` is a message of a parser.
    least: usize,
}

/// What stands between a name and its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Joined {
    /// One of [`SIGNS`].
    Sign,
    /// One of those, and the value is all of the line.
    Line,
    /// One of those, or nothing but space.
    Space,
}

const fn key(word: &'static str, joined: Joined, least: usize) -> Key {
    Key { word: word.as_bytes(), joined, least }
}

/// What assigns. Not `::`, which leads to a name in many languages.
const SIGNS: [&[u8]; 6] = [b"=", b":", b":=", b"=>", b"==", b"==="];

/// Names are found at the end of longer ones too: `PGPASSWORD`, `client_secret`, `aws_secret_access_key`.
pub(super) const KEYS: &[Key] = &[
    key("password", Joined::Sign, 4),
    key("passwd", Joined::Sign, 4),
    key("passphrase", Joined::Sign, 4),
    // Not alone: `PWD` is the directory.
    key("_pwd", Joined::Sign, 4),
    key(";pwd", Joined::Sign, 4),
    key("secret", Joined::Sign, 4),
    key("token", Joined::Sign, 4),
    key("apikey", Joined::Sign, 4),
    key("api_key", Joined::Sign, 4),
    key("api-key", Joined::Sign, 4),
    key("access_key", Joined::Sign, 4),
    key("access-key", Joined::Sign, 4),
    key("accesskey", Joined::Sign, 4),
    key("secret_key", Joined::Sign, 4),
    key("secret-key", Joined::Sign, 4),
    key("secretkey", Joined::Sign, 4),
    key("private_key", Joined::Sign, 4),
    key("private-key", Joined::Sign, 4),
    key("privatekey", Joined::Sign, 4),
    key("credential", Joined::Sign, 4),
    key("credentials", Joined::Sign, 4),
    key("authorization", Joined::Line, 4),
    key("bearer", Joined::Space, 8),
    // A shell that tells what it runs (`set -x`) tells these.
    key("--password", Joined::Space, 4),
    key("--passphrase", Joined::Space, 4),
    key("--secret", Joined::Space, 4),
    key("--token", Joined::Space, 4),
    key("--api-key", Joined::Space, 4),
];

/// The most of space, and of quotes and backslashes, that may stand in one place.
const SOME: usize = 8;

/// Reads forward; `None` is the end of what is there.
struct Reader<'a> {
    rest: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.rest.get(self.at).copied()
    }

    /// Passes over up to [`SOME`] bytes, and says how many.
    fn skip(&mut self, which: fn(u8) -> bool) -> usize {
        let skipped = self.rest[self.at..].iter().take(SOME).take_while(|byte| which(**byte)).count();
        self.at += skipped;
        skipped
    }
}

impl Key {
    pub(super) fn look(&self, rest: &[u8]) -> Look {
        let known = self.word.len().min(rest.len());
        if !rest[..known].eq_ignore_ascii_case(&self.word[..known]) {
            return Look::No;
        }
        let mut reader = Reader { rest, at: known };
        self.value(&mut reader).unwrap_or(Look::More)
    }

    /// What follows the name; `None` when more bytes are needed to say.
    fn value(&self, reader: &mut Reader) -> Option<Look> {
        reader.peek()?;
        reader.skip(quoting);
        let spaces = reader.skip(blank);
        let signed = matches!(reader.peek()?, b'=' | b':');
        if signed {
            let from = reader.at;
            reader.skip(|byte| matches!(byte, b'=' | b':' | b'>'));
            reader.peek()?;
            if !SIGNS.contains(&&reader.rest[from..reader.at]) {
                return Some(Look::No);
            }
            reader.skip(blank);
        } else if self.joined != Joined::Space || spaces == 0 {
            return Some(Look::No);
        }
        let mut quote = reader.peek()?;
        let mut backslashes = 0;
        if quoting(quote) {
            backslashes = reader.skip(|byte| byte == b'\\');
            quote = reader.peek()?;
            reader.at += usize::from(quoting(quote));
        }
        let (from, rest) = (reader.at, &reader.rest[reader.at..]);
        let value: fn(u8) -> bool = match quote {
            b'"' | b'\'' => |byte| !matches!(byte, b'"' | b'\'' | b'\n' | b'\r'),
            _ if self.joined == Joined::Line => |byte| !matches!(byte, b'"' | b'\'' | b'\n' | b'\r'),
            _ => bare,
        };
        let shown = rest.iter().take(self.least);
        if !shown.clone().all(|byte| value(*byte)) {
            return Some(Look::No);
        }
        if shown.len() < self.least {
            return None;
        }
        let tail = if matches!(quote, b'"' | b'\'') { Tail::quoted(quote, backslashes) } else { Tail::of(value) };
        // The tail takes the value from its first byte on, since what a backslash means depends on the one before.
        Some(Look::Secret { skip: from, len: 0, tail: Some(tail) })
    }
}

fn quoting(byte: u8) -> bool {
    matches!(byte, b'\\' | b'"' | b'\'')
}

fn blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

/// A value without quotes goes to the next space, quote or `&`.
fn bare(byte: u8) -> bool {
    !byte.is_ascii_whitespace() && !matches!(byte, b'"' | b'\'' | b'&' | b'`')
}
