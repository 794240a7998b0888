//! Output for a person: lines that a terminal can show without acting on them. What is stored stays as it was.

use crate::hold::text::clean;

/// The lines of `output`, cleaned: escape, control and bidi characters are written out, bytes that are not UTF-8 become
/// `U+FFFD`, a tab becomes four spaces, and the carriage return of a line break is dropped.
///
/// Of output that is still coming the last line may be half of one.
pub fn shown(output: &[u8]) -> Vec<String> {
    let line = |line: &str| clean(&line.replace('\t', "    "));
    String::from_utf8_lossy(output).lines().map(line).collect()
}
