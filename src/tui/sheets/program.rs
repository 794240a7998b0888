//! The program around the phases (seed 002 §1–4, §11, §12): what is in and out, who decides, when it is finished.

use super::{Pick, Writer};
use crate::runbook::{Attestable, Attests, Document, ProgramItem, Seen};
use crate::tui::model::Model;
use crate::tui::page::{Glyph, Ink, Line};

pub(super) fn write(model: &Model, path: &str, writer: &mut Writer) -> String {
    let Some(Seen::Read { document, .. }) = model.view.ctx.observed.runbooks.get(path) else {
        writer.raw("The file cannot be read now.".to_owned(), Ink::Dim);
        return "Program".to_owned();
    };
    let program = document.program();
    attested(model, path, document, (Attests::Criterion, "Finished when"), writer);
    attested(model, path, document, (Attests::Guardrail, "Guardrails"), writer);
    list("In scope", &program.scope_in, Glyph::Dash, writer);
    list("Out of scope", &program.scope_out, Glyph::Dash, writer);
    if !program.authorities.is_empty() {
        writer.head("Authorities", "the higher one decides");
        for (at, item) in program.authorities.iter().enumerate() {
            writer.entry(Pick::None, Line { number: Some(at + 1), ..Line::row(Glyph::None, &item.text, Ink::Text) });
        }
    }
    if !program.risks.is_empty() {
        writer.head(format!("Risks {}", program.risks.len()), "");
        for risk in &program.risks {
            let id = risk.id.as_ref().map_or_else(String::new, |id| format!("{id}: "));
            writer.entry(Pick::None, Line::row(Glyph::Alarm, format!("{id}{}", risk.text), Ink::Text));
            match &risk.control {
                Some(control) => writer.more(format!("control: {control}"), Ink::Dim),
                None => writer.more("no control is named", Ink::Bad),
            }
        }
    }
    list("Next action", &program.next_actions, Glyph::Dash, writer);
    format!("Program · {}", path.rsplit('/').next().unwrap_or(path))
}

fn list(head: &str, items: &[ProgramItem], glyph: Glyph, writer: &mut Writer) {
    if items.is_empty() {
        return;
    }
    writer.head(head, "");
    for item in items {
        writer.entry(Pick::None, Line::row(glyph, &item.text, Ink::Text));
    }
}

fn attested(model: &Model, path: &str, document: &Document, (attests, head): (Attests, &str), writer: &mut Writer) {
    let known = model.view.state.runbook.runbooks.get(path).map(|adopted| &adopted.attested);
    let items: Vec<Attestable> =
        document.program_attestables().into_iter().filter(|item| item.attests == attests).collect();
    if items.is_empty() {
        return;
    }
    let of = |item: &Attestable| known.and_then(|known| known.get(&item.id));
    let count = items.iter().filter(|item| of(item).is_some()).count();
    writer.head(format!("{head} {count}/{}", items.len()), "attested by a person");
    for item in items {
        let glyph = if of(&item).is_some() { Glyph::Met(true) } else { Glyph::Asked };
        writer.entry(Pick::Attest(item.id.clone()), Line::row(glyph, &item.text, Ink::Text));
        if let Some(attested) = of(&item) {
            let stamp = &attested.stamp;
            writer.more(format!("{} (#{} {})", attested.statement, stamp.seq, stamp.by), Ink::Dim);
        }
    }
}
