//! Two versions of a file, line by line. What is the same is left out but for a few lines around each change.

use similar::{ChangeTag, TextDiff};

use crate::hold::text::clean;
use crate::tui::page::Ink;

/// Lines shown around a change.
const AROUND: usize = 3;
/// With more lines than this between the first and the last that differ, lines are counted and not compared.
const COMPARABLE: usize = 8_000;
/// The most lines that are shown.
const SHOWN: usize = 2_000;

/// The lines that differ, each with how it is meant.
pub(super) fn unified(was: &[u8], now: &[u8]) -> Vec<(String, Ink)> {
    let (was, now) = (String::from_utf8_lossy(was), String::from_utf8_lossy(now));
    let (old, new): (Vec<&str>, Vec<&str>) = (was.lines().collect(), now.lines().collect());
    let (gone, came) = between(&old, &new);
    if gone.max(came) > COMPARABLE {
        return vec![(format!("{gone} lines became {came}: too many to compare one by one"), Ink::Amber)];
    }
    let diff = TextDiff::from_slices(&old, &new);
    let mut lines = Vec::new();
    for group in diff.grouped_ops(AROUND) {
        if let (Some(first), Some(last)) = (group.first(), group.last()) {
            let (old, new) =
                (first.old_range().start..last.old_range().end, first.new_range().start..last.new_range().end);
            let head = format!("@@ -{},{} +{},{} @@", old.start + 1, old.len(), new.start + 1, new.len());
            lines.push((head, Ink::Amber));
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let (sign, ink) = match change.tag() {
                ChangeTag::Delete => ('-', Ink::Bad),
                ChangeTag::Insert => ('+', Ink::Good),
                ChangeTag::Equal => (' ', Ink::Dim),
            };
            lines.push((format!("{sign} {}", clean(change.value())), ink));
            if lines.len() == SHOWN {
                lines.push(("… more lines differ than are shown".to_owned(), Ink::Amber));
                return lines;
            }
        }
    }
    if lines.is_empty() {
        lines.push(("The lines are the same; their ends differ.".to_owned(), Ink::Dim));
    }
    lines
}

/// How many lines lie between the first and the last that differ, on each side.
fn between(old: &[&str], new: &[&str]) -> (usize, usize) {
    let head = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let (old, new) = (&old[head..], &new[head..]);
    let tail = old.iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old == new).count();
    (old.len() - tail, new.len() - tail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_line_stands_between_its_neighbours_old_before_new() {
        let lines = unified(b"a\nb\nc\nd\ne\nf\ng\n", b"a\nb\nc\nD\ne\nf\ng\n");
        let text: Vec<&str> = lines.iter().map(|(text, _)| text.as_str()).collect();
        assert_eq!(text, ["@@ -1,7 +1,7 @@", "  a", "  b", "  c", "- d", "+ D", "  e", "  f", "  g"]);
        assert_eq!((lines[4].1, lines[5].1, lines[6].1), (Ink::Bad, Ink::Good, Ink::Dim));
    }

    #[test]
    fn what_would_steer_a_terminal_is_written_out() {
        let lines = unified(b"a\n", "\u{1b}[2J\u{202e}\n".as_bytes());
        assert!(lines.iter().all(|(text, _)| !text.chars().any(|c| c.is_control() || c == '\u{202e}')), "{lines:?}");
    }

    #[test]
    fn two_huge_versions_with_nothing_in_common_are_counted() {
        let of = |word: &str| (0..20_000).map(|n| format!("{word} {n}\n")).collect::<Vec<_>>().concat();
        let lines = unified(of("old").as_bytes(), of("new").as_bytes());
        assert_eq!(lines[0].0, "20000 lines became 20000: too many to compare one by one");
    }
}
