//! Changing a status: the words in row and section in one write, and the proof that nothing else changed.

use std::collections::BTreeSet;

use super::material::{self, FactKey, FactKind};
use super::{Document, Edit, EditError, Phase, StatusMark, Word, apply_edits};

/// The edits that make a phase say `to`, in its row and in its section alike; empty when it says so already.
pub(super) fn status_edits(text: &[u8], phase: &Phase, to: Word) -> Result<Vec<Edit>, EditError> {
    let stated = [phase.status_roadmap.as_ref(), phase.status_section.as_ref()];
    let mut marks: Vec<&StatusMark> = stated.into_iter().flatten().collect();
    if marks.is_empty() {
        return Err(EditError::NoStatus { id: phase.id.clone() });
    }
    marks.sort_by_key(|mark| mark.span.start);
    let changed = marks.into_iter().filter(|mark| mark.raw != to.word());
    changed
        .map(|mark| {
            let old = text.get(mark.span.clone()).and_then(|bytes| std::str::from_utf8(bytes).ok());
            let old = old
                .filter(|old| *old == mark.raw && !old.is_empty())
                .ok_or(EditError::Elsewhere { offset: mark.span.start, old: mark.raw.clone() })?;
            Ok(Edit { offset: mark.span.start, old: old.to_owned(), new: to.word().to_owned() })
        })
        .collect()
}

/// The file with the phase's status changed, refused unless that status is all that differs in its facts and no error
/// appears that was not there before. The messages of new errors come back for a person to read.
pub(super) fn with_status(
    bytes: &[u8],
    before: &Document,
    phase: &Phase,
    to: Word,
) -> Result<(Vec<Edit>, Vec<u8>), EditError> {
    let edits = status_edits(bytes, phase, to)?;
    let patched = apply_edits(bytes, &edits)?;
    let after = before.reread(&patched)?;
    let mut meant = material::facts(before).clone();
    for name in ["row", "section"] {
        let key = FactKey { phase: phase.id.clone(), kind: FactKind::Status, name: name.to_owned() };
        if let Some(fact) = meant.get_mut(&key) {
            to.word().clone_into(&mut fact.value);
        }
    }
    let same = *material::facts(&after) == meant
        && after.lines == before.lines
        && after.headings.len() == before.headings.len()
        && after.boxes.len() == before.boxes.len();
    if !same {
        return Err(EditError::BeyondStatus { id: phase.id.clone() });
    }
    let known: BTreeSet<_> = before.findings.iter().map(|finding| (finding.code, &finding.phase)).collect();
    let news = after.findings.iter().filter(|finding| finding.severity == super::Severity::Error);
    if let Some(news) = news.into_iter().find(|finding| !known.contains(&(finding.code, &finding.phase))) {
        return Err(EditError::Contradiction { message: format!("line {}: {}", news.line, news.message) });
    }
    Ok((edits, patched))
}
