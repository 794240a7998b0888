//! Reading: every fact lies in the file, every accessor answers, and the same bytes read the same.

use std::hint::black_box;

use crate::runbook::{self, Document, Grammar, IdFrom, MAX_BYTES, Mark, Span, StageHeading, Status};

/// Reads `bytes` by themselves and by a grammar that a configuration may give them.
pub fn check(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        assert!(runbook::read(bytes).is_err(), "what is no text was read");
        return;
    };
    check_with(text, &Grammar::default());
    check_with(text, &grammar(bytes.len()));
    let proposal = Grammar::propose(text);
    black_box(proposal.hint());
    if let Some(grammar) = proposal.grammar() {
        let read = runbook::read_with(bytes, grammar).expect("it was read before");
        assert!(!read.phases.is_empty(), "a proposal that makes no phases");
    }
}

/// One of the grammars; which one hangs on the length, so that a mutation moves to another.
fn grammar(at: usize) -> Grammar {
    let (level, id) = match at % 4 {
        0 => (StageHeading::Level(2), IdFrom::Slug),
        1 => (StageHeading::Level(3), IdFrom::Number),
        2 => (StageHeading::Bold, IdFrom::Slug),
        _ => (StageHeading::Level(1), IdFrom::Number),
    };
    Grammar { stage_heading: Some(level), id_from: Some(id), dod_labels: vec!["Boxes".into()], ..Grammar::default() }
}

/// Reads `text` and holds every fact against it.
fn check_with(text: &str, grammar: &Grammar) {
    let bytes = text.as_bytes();
    let document = match runbook::read_with(bytes, grammar) {
        Ok(document) => document,
        Err(why) => return assert!(bytes.len() > MAX_BYTES, "refused: {why}"),
    };
    assert_eq!(document, runbook::read_with(bytes, grammar).expect("it was read before"), "equal bytes read alike");
    assert_eq!(runbook::changes(&document, &document), [], "a document differs from itself");
    assert_eq!(document.lines, text.lines().count());
    places(&document, text);
    phases(&document, text);
    let facts = document.lint("plan.md");
    assert_eq!(facts.has_errors(), document.findings.iter().any(|one| one.severity == runbook::Severity::Error));
    black_box(serde_json::to_string(&facts).expect("facts are JSON"));
    black_box((document.active_roadmap(), document.active_sections(), document.checked()));
}

/// Every span is a piece of the file, and every line is one of its lines.
fn places(document: &Document, text: &str) {
    let line = |line: usize, what: &str| {
        assert!((1..=document.lines).contains(&line), "{what} on line {line} of {}", document.lines);
    };
    let span = |span: &Span, at: usize, what: &str| {
        assert!(text.get(span.clone()).is_some(), "{what} at {span:?} of {} bytes", text.len());
        line(at, what);
    };
    for heading in &document.headings {
        span(&heading.span, heading.line, "a heading");
        assert!(heading.owner.is_none_or(|owner| owner < document.phases.len()));
    }
    for row in document.roadmap.iter().flat_map(|roadmap| &roadmap.rows) {
        line(row.line, "a row");
        span(&row.status.span, row.status.line, "a row's status");
    }
    for phase in &document.phases {
        span(&phase.own, phase.line, "a phase's own extent");
        span(&phase.section, phase.line, "a phase's section");
        assert!(phase.own.start == phase.section.start && phase.own.end <= phase.section.end);
        assert!(document.headings.get(phase.heading).is_some_and(|heading| heading.line == phase.line));
        assert!(phase.parent.is_none_or(|parent| document.phases[parent].line < phase.line));
        for mark in [&phase.status_section, &phase.status_roadmap].into_iter().flatten() {
            span(&mark.span, mark.line, "a status");
        }
    }
    for checkbox in &document.boxes {
        span(&checkbox.span, checkbox.line, "a box");
        assert_eq!(checkbox.mark == Mark::Open, text.get(checkbox.span.clone()) == Some(" "));
        assert!(checkbox.phase.is_none_or(|phase| phase < document.phases.len()));
    }
    document.plain_items.iter().for_each(|item| span(&item.span, item.line, "a bullet"));
    document.gates.iter().for_each(|clause| line(clause.line, "a clause"));
    document.evidence_rows.iter().for_each(|row| span(&row.span, row.line, "a row of evidence"));
    document.blockers.iter().for_each(|blocker| span(&blocker.span, blocker.line, "a blocker"));
    document.tokens.iter().for_each(|token| span(&token.span, token.line, "a token"));
    document.steps.iter().for_each(|step| span(&step.span, step.line, "a step"));
    document.oddities.iter().for_each(|oddity| line(oddity.line, "an oddity"));
    document.thresholds().iter().for_each(|rule| line(rule.line, "a threshold"));
    document.findings.iter().for_each(|finding| line(finding.line, "a finding"));
    let program = document.program();
    let lists = [&program.scope_in, &program.scope_out, &program.authorities, &program.criteria];
    let lists = lists.into_iter().chain([&program.guardrails, &program.next_actions]);
    lists.flatten().for_each(|item| span(&item.span, item.line, "an item of the program"));
}

/// Everything that can be asked of a phase answers, and what is named is found by its name.
fn phases(document: &Document, text: &str) {
    for (at, phase) in document.phases.iter().enumerate() {
        let id = phase.id.as_str();
        let first = document.phase(id).expect("a phase is found by its id");
        assert!(first.line <= phase.line);
        black_box((document.row(id), document.status_of(phase), document.governing(phase), document.depth(phase)));
        black_box((document.phase_before(id), document.phase_after(id), document.progress(id), document.is_done(id)));
        if first.line != phase.line {
            continue;
        }
        let items = document.items(id);
        assert_eq!(items.len(), document.boxes_of(id).count());
        for (number, item) in items.iter().enumerate() {
            assert_eq!((item.number, item.phase.as_str()), (number + 1, id));
            assert_eq!(document.item(id, &item.id).as_ref(), Some(item), "two items have one name");
            assert!(text.is_char_boundary(item.offset));
        }
        assert_eq!(document.attestables(id).len(), items.len() + document.gate(id).len() + document.bullets(id).len());
        let parts = document.parts(id);
        assert!(parts.missing().into_iter().all(|part| parts.line(part).is_none()));
        assert!(document.blockers_of(id).all(|blocker| blocker.phase == Some(at)));
        assert!(document.tokens_of(id).all(|token| token.phase == at));
        assert!(document.steps_of(id).all(|step| step.phase == Some(at)));
        black_box((document.thresholds_of(id), document.expected_evidence(id), document.conflicting_blockers(id)));
        black_box((document.sub_phases_by_box(id).count(), document.errors(id)));
        black_box(document.gate_of(id).filter(|clause| document.is_met(clause) == Some(true)).count());
    }
    assert_eq!(document.items("no such phase"), []);
    assert_eq!(document.status("no such phase"), Status::Unknown);
    black_box(document.program_attestables());
}
