//! The password in `scheme://user:password@host`.

use super::Look;

/// The longest user and password together that are waited for.
const LONGEST: usize = 512;

/// Looks from the colon of `://` on. The host has no `@`, so the password goes to the last one.
pub(super) fn look(rest: &[u8], end: bool) -> Look {
    const SEPARATOR: &[u8] = b"://";
    if rest.len() < SEPARATOR.len() {
        return if SEPARATOR.starts_with(rest) { Look::More } else { Look::No };
    }
    let Some(authority) = rest.strip_prefix(SEPARATOR) else { return Look::No };
    let over = authority.iter().take(LONGEST).position(|byte| {
        byte.is_ascii_whitespace()
            || byte.is_ascii_control()
            || matches!(byte, b'/' | b'"' | b'\'' | b'<' | b'>' | b'`')
    });
    if over.is_none() && authority.len() < LONGEST && !end {
        return Look::More;
    }
    let authority = &authority[..over.unwrap_or(authority.len().min(LONGEST))];
    let Some(at) = authority.iter().rposition(|byte| *byte == b'@') else { return Look::No };
    match authority[..at].iter().position(|byte| *byte == b':') {
        Some(colon) if colon + 1 < at => {
            Look::Secret { skip: SEPARATOR.len() + colon + 1, len: at - colon - 1, tail: None }
        }
        _ => Look::No,
    }
}
