//! Output as plain text: escapes taken out, lines, numbers.

use super::super::{MOST, Unreadable};

/// The text without escape sequences and control characters but line breaks and tabs; what is not UTF-8 becomes
/// `U+FFFD`.
pub(super) fn plain(output: &[u8]) -> String {
    let stripped = anstream::adapter::strip_bytes(output).into_vec();
    let text = match String::from_utf8(stripped) {
        Ok(text) => text,
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    };
    match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    }
}

/// The lines, without what is white space at their end. A lone carriage return, with which a runner writes over its own
/// line, ends one too; a CRLF makes an empty one besides.
pub(super) fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split(['\n', '\r']).map(str::trim_end)
}

/// A word that is nothing but digits, as a count.
pub(super) fn number(word: &str) -> Result<Option<u64>, Unreadable> {
    if word.is_empty() || !word.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(None);
    }
    let count = word.parse().ok().filter(|count| *count <= MOST);
    count.map(Some).ok_or(Unreadable::TooLarge)
}

/// `12 passed` as its number and the rest.
pub(super) fn counted(part: &str) -> Result<Option<(u64, &str)>, Unreadable> {
    let Some((first, rest)) = part.trim().split_once(' ') else { return Ok(None) };
    Ok(number(first)?.map(|count| (count, rest.trim())))
}
