//! What stands in the place of a secret.

/// What is put there, the usual one first.
const USUAL: [&str; 5] = ["[redacted]", "<redacted>", "{redacted}", "********", "########"];

/// No text has this byte, and every registered value is text.
const NEVER_IN_TEXT: &[u8] = &[0xff];

/// A marker that cannot make up a secret together with what stands beside it.
pub(super) fn fit_for(literals: &[Vec<u8>]) -> Vec<u8> {
    let fit = |marker: &&str| !literals.iter().any(|literal| touch(marker.as_bytes(), literal));
    USUAL.iter().find(|marker| fit(marker)).map_or(NEVER_IN_TEXT, |marker| marker.as_bytes()).to_vec()
}

/// Whether one begins with what the other ends with, or contains it.
fn touch(marker: &[u8], literal: &[u8]) -> bool {
    let shorter = marker.len().min(literal.len());
    let overlaps = (1..=shorter)
        .any(|len| marker[..len] == literal[literal.len() - len..] || literal[..len] == marker[marker.len() - len..]);
    let (small, large) = if marker.len() < literal.len() { (marker, literal) } else { (literal, marker) };
    overlaps || large.windows(small.len()).any(|window| window == small)
}
