//! Findings for people: each with the line it is about and carets under the words, in the manner of a compiler.

use std::io::IsTerminal;

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};

use super::read::{Linted, Report};
use crate::cli::out::Out;
use crate::hold::text::clean;
use crate::runbook::{Finding, Severity};

/// How wide excerpts are where nobody has said: wide enough for most lines, narrow enough for a log.
const WIDTH: usize = 120;

/// Shows what weighs `least` or more, and a line that counts; whether somebody was there to read it.
pub(super) fn show(out: Out, report: &Report, least: Severity, no_color: bool) -> bool {
    let terminal = std::io::stdout().is_terminal();
    let width = crossterm::terminal::size().ok().filter(|_| terminal).map_or(WIDTH, |(columns, _)| columns.into());
    let renderer = renderer(terminal, no_color).term_width(width);
    for file in &report.files {
        let mut page = clean(&headline(file));
        for finding in file.facts.findings.iter().filter(|finding| finding.severity <= least) {
            page.push_str("\n\n");
            page.push_str(&excerpt(&renderer, &file.facts.path, &file.text, finding));
        }
        if page.contains('\n') {
            page.push('\n');
        }
        if !out.page(&page) {
            return false;
        }
    }
    out.page(&summary(report, least))
}

/// Colours are for a terminal whose user has not refused them.
fn renderer(terminal: bool, no_color: bool) -> Renderer {
    if terminal && !no_color { Renderer::styled() } else { Renderer::plain() }
}

fn headline(file: &Linted) -> String {
    let facts = &file.facts;
    format!(
        "{}: {}, {} ({} root, {} sub), boxes {}/{}, DoD {}/{} and {} plain, active {}",
        facts.path,
        counted(facts.lines, "line"),
        counted(facts.phases.len(), "phase"),
        facts.root_phases,
        facts.sub_phases,
        facts.checked,
        facts.boxes,
        facts.dod_checked,
        facts.dod_boxes,
        facts.dod_plain_items,
        if facts.active_sections.is_empty() { "none".to_owned() } else { facts.active_sections.join(", ") },
    )
}

fn excerpt(renderer: &Renderer, path: &str, text: &str, finding: &Finding) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    let title = level.primary_title(clean(&finding.message)).id(finding.code.word());
    let (path, hint) = (clean(path), Level::HELP.message(clean(&finding.hint)));
    let line = finding.span.as_ref().and_then(|span| Line::around(text, span));
    let report = match line {
        Some(Line { shown, span }) => title.element(
            Snippet::source(shown).line_start(finding.line).path(path).annotation(AnnotationKind::Primary.span(span)),
        ),
        None => title.element(Origin::path(path).line(finding.line).char_column(finding.column)),
    };
    renderer.render(&[report.element(hint)])
}

/// A line of a file as it may be shown, with the bytes of it that a finding is about.
struct Line {
    shown: String,
    span: std::ops::Range<usize>,
}

impl Line {
    /// The line that `span` is on, one character for each of its own, so that columns stay what they are.
    fn around(text: &str, span: &std::ops::Range<usize>) -> Option<Self> {
        let before = text.get(..span.start)?;
        let start = before.rfind('\n').map_or(0, |end| end + 1);
        let rest = text.get(span.end..)?;
        let end = span.end + rest.find('\n').unwrap_or(rest.len());
        let before = tame(text[start..span.start].trim_start_matches('\u{feff}'));
        let marked = tame(text.get(span.clone())?);
        let after = tame(text[span.end..end].trim_end());
        let span = before.len()..before.len() + marked.len();
        Some(Self { shown: format!("{before}{marked}{after}"), span })
    }
}

/// The same number of characters, none of which a terminal acts on. Tabs become blanks when they are drawn.
fn tame(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        let mut utf8 = [0; 4];
        let word: &str = character.encode_utf8(&mut utf8);
        shown.push(match character {
            '\t' => '\t',
            '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(character)).unwrap_or('\u{fffd}'),
            _ if clean(word) != word => '\u{fffd}',
            _ => character,
        });
    }
    shown
}

fn summary(report: &Report, least: Severity) -> String {
    let count = |severity: Severity| counted(report.count(severity), severity.word());
    let shown = [Severity::Error, Severity::Warning, Severity::Info].into_iter().filter(|severity| *severity <= least);
    let words: Vec<_> = shown.map(count).collect();
    format!("{} in {}", words.join(", "), counted(report.files.len(), "file"))
}

fn counted(count: usize, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::runbook;

    fn shown(text: &str, width: usize) -> String {
        let document = runbook::read(text.as_bytes()).unwrap();
        let renderer = Renderer::plain().term_width(width);
        let findings = document.findings.iter().filter(|found| found.severity == Severity::Error);
        let pages: Vec<_> = findings.map(|found| excerpt(&renderer, "a.md", text, found)).collect();
        pages.join("\n\n")
    }

    #[test]
    fn carets_stand_under_the_words_that_a_finding_is_about() {
        insta::assert_snapshot!(shown("## R1 - Kettle\nStatus: `LATER`\n\nDoD:\n- [~] it boils\n", 80), @r"
        error[STATUS_UNREADABLE]: the status of R1 cannot be read: LATER
         --> a.md:2:10
          |
        2 | Status: `LATER`
          |          ^^^^^
          |
          = help: write NOT_STARTED, ACTIVE, DONE or BLOCKED

        error[BOX_ODD]: the mark of this box is neither a blank nor an x, so it does not count as done
         --> a.md:5:3
          |
        5 | - [~] it boils
          |   ^^^
          |
          = help: write a blank or an x between the brackets
        ");
    }

    #[test]
    fn columns_count_characters_and_hostile_ones_are_drawn_as_one() {
        insta::assert_snapshot!(shown("## R1 - Kettle\n**Status:** \u{1b}[2J\u{202e}żółć\n", 80), @r"
        error[STATUS_UNREADABLE]: the status of R1 cannot be read: \u{1b}[2J\u{202e}żółć
         --> a.md:2:13
          |
        2 | **Status:** ␛[2J�żółć
          |             ^^^^^^^^^
          |
          = help: write NOT_STARTED, ACTIVE, DONE or BLOCKED
        ");
    }

    #[test]
    fn colours_are_for_a_terminal_that_has_not_refused_them() {
        let text = "## R1 - Kettle\nStatus: LATER\n";
        let document = runbook::read(text.as_bytes()).unwrap();
        for (terminal, no_color, coloured) in
            [(true, false, true), (true, true, false), (false, false, false), (false, true, false)]
        {
            let page = excerpt(&renderer(terminal, no_color), "a.md", text, &document.findings[0]);
            assert_eq!(page.contains('\u{1b}'), coloured, "terminal {terminal}, NO_COLOR {no_color}");
        }
    }

    #[test]
    fn a_long_line_is_cut_around_the_words() {
        let text = format!("## R1 - {} A\n\n## R1 - {}\n", "long ".repeat(40), "longer ".repeat(40));
        insta::assert_snapshot!(shown(&text, 60), @r"
        error[DUP_PHASE]: R1 is opened here and at line 1
         --> a.md:3:4
          |
        3 | ## R1 - longer longer...nger longer longer
          |    ^^^^^^^^^^^^^^^^^^...^^^^^^^^^^^^^^^^^^
          |
          = help: give the second heading another id, or turn it into a part of the first
        ");
        let width = |line: &str| unicode_width::UnicodeWidthStr::width(line);
        assert!(shown(&text, 60).lines().filter(|line| line.contains(" | ")).all(|line| width(line) <= 60));
    }

    proptest! {
        #[test]
        fn nothing_that_a_file_holds_reaches_the_terminal_or_stops_the_drawing(
            lines in prop::collection::vec("(- \\[[ x~]\\] |## R1 - |Status: |\\| |)[\\PC\\t\u{0}\u{7}\u{1b}\u{9b}\u{202e}\u{200b}\u{feff}日👩‍🔧]{0,120}", 0..8),
            width in 10_usize..200,
        ) {
            let page = shown(&lines.join("\n"), width);
            prop_assert!(page.split('\n').all(|line| clean(line) == *line), "{page:?}");
        }
    }
}
