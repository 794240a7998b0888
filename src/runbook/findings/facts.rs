//! What stands under labels and in blocks: blockers, evidence, steps; and what is odd about the bytes.

use super::Finder;
use crate::hold::text::clean;
use crate::runbook::{FindingCode, Odd, Span, Token, TokenKind};

pub(super) fn find(finder: &mut Finder) {
    for at in 0..finder.document.phases.len() {
        blockers(finder, at);
        unverified(finder, at);
    }
    steps(finder);
    oddities(finder);
}

fn blockers(finder: &mut Finder, at: usize) {
    let document = finder.document;
    let id = &document.phases[at].id;
    let some = document.index.blockers.get(at).len() > 1;
    // Blockers are asked for by id, and a second heading of the same id would answer for the first.
    if !some || document.place(id) != Some(at) {
        return;
    }
    for (code, line) in document.conflicting_blockers(id) {
        let code = clean(code);
        let message = format!("{id} calls its blocker {code} both OPEN and CLOSED");
        let hint = "keep the word that holds now; a blocker counts as OPEN until then";
        finder.raise(FindingCode::BlockerConflict, Some(id), within(finder, line, &code), message, hint);
    }
}

/// Where `word` stands on a line; the whole line when it is not there as such.
fn within(finder: &Finder, line: usize, word: &str) -> Span {
    let span = finder.line(line);
    let found = finder.extra.text[span.clone()].find(word).map(|at| span.start + at);
    found.map_or(span, |start| start..start + word.len())
}

/// One finding a phase: a plan may name hundreds.
fn unverified(finder: &mut Finder, at: usize) {
    let document = finder.document;
    let tokens = document.index.tokens.get(at).iter().filter_map(|&at| document.tokens.get(at));
    let tokens: Vec<&Token> = tokens.filter(|token| names_a_thing(token)).collect();
    let Some(first) = tokens.first() else { return };
    let id = &document.phases[at].id;
    let mut kinds = Vec::new();
    for (kind, word) in [
        (TokenKind::ObjectStore, "in an object store"),
        (TokenKind::Url, "at an address"),
        (TokenKind::Name, "by a bare name"),
        (TokenKind::Pattern, "by a pattern"),
    ] {
        let count = tokens.iter().filter(|token| token.kind == kind).count();
        if count > 0 {
            kinds.push(format!("{count} {word}"));
        }
    }
    let message = format!("evidence of {id} that cannot be looked up from here: {}", kinds.join(", "));
    let hint = "look at it yourself before you rely on it; a path in the workspace is looked up for you";
    finder.raise(FindingCode::EvidenceUnverified, Some(id), first.span.clone(), message, hint);
}

/// Whether a token that cannot be looked up names a thing that could be looked at: most words between backticks are ids
/// and settings, and a finding for each would bury those that matter.
fn names_a_thing(token: &Token) -> bool {
    let file = || {
        let ending = token.text.rsplit_once('.').map_or("", |(_, ending)| ending);
        (2..=5).contains(&ending.len())
            && ending.starts_with(|c: char| c.is_ascii_lowercase())
            && ending.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    match token.kind {
        TokenKind::Path => false,
        TokenKind::ObjectStore | TokenKind::Url => true,
        TokenKind::Name => file(),
        TokenKind::Pattern => file() || (token.text.contains('/') && !token.text.contains([' ', '='])),
    }
}

fn steps(finder: &mut Finder) {
    let document = finder.document;
    for step in document.steps.iter().filter(|step| !step.problems.is_empty()) {
        let phase = finder.phase_id(step.phase).map(str::to_owned);
        let message = format!("the step {} cannot be run: {}", clean(&step.name), clean(&step.problems.join("; ")));
        let hint = "correct the words after the fence; a block without a name is prose and is never run";
        finder.raise(FindingCode::StepUnusable, phase.as_deref(), finder.line(step.line), message, hint);
    }
}

fn oddities(finder: &mut Finder) {
    for odd in &finder.document.oddities {
        let lines = if odd.lines > 1 { format!(" ({} lines)", odd.lines) } else { String::new() };
        let message = format!("{}{lines}", odd.what);
        let whole = finder.extra.lines.span(odd.line);
        let at = |c: char| finder.extra.text[whole.clone()].find(c).map(|at| whole.start + at);
        let (code, place, hint) = match odd.what {
            Odd::FrontMatter => {
                let hint = "close it with --- and write keys and values in it, or begin the file with something else";
                (FindingCode::FrontMatter, None, hint)
            }
            Odd::ByteOrderMark => (FindingCode::ControlChars, at('\u{feff}'), "save the file as UTF-8 without it"),
            Odd::Control(c) | Odd::Hidden(c) => {
                (FindingCode::ControlChars, at(c), "take it out, unless you know what it is there for")
            }
        };
        let span = place.map_or_else(|| finder.line(odd.line), |start| start..start + 1);
        finder.raise(code, None, span, message, hint);
    }
}
