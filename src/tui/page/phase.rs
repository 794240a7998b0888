//! A phase from top to bottom: where it stands, what it waits for, its items, and what is recorded of it.

use super::{Glyph, Ink, Line, Page, Spot, facts, unmarked};
use crate::console::{Holds, Named};
use crate::hold::Code;
use crate::runbook::{Adopted, Attestable, Class, Document, Item, Mark, PhaseRecord, Status};
use crate::tui::roadmap::Entry;

/// What a page is made from.
#[derive(Debug, Clone, Copy)]
pub struct Sight<'a> {
    /// The runbook's facts.
    pub document: &'a Document,
    /// What the ledger knows of it; `None` before it is adopted.
    pub adopted: Option<&'a Adopted>,
    /// The phase's id.
    pub id: &'a str,
    /// What stands between the phase and DONE.
    pub why: &'a Holds,
    /// How many material facts of the phase drifted; `None` when the ledger's version is not at hand.
    pub drift: Option<usize>,
    /// Whether its build-go stands; `None` when none was given.
    pub go: Option<bool>,
    /// The world that the runbook names.
    pub world: Option<Named<'a>>,
    /// How many things of it the phase could use and does not wait for.
    pub wishes: usize,
}

impl<'a> Sight<'a> {
    /// What the ledger knows of the phase.
    pub fn record(&self) -> Option<&'a PhaseRecord> {
        self.adopted?.phases.get(self.id)
    }

    fn stale(&self, item: &Item) -> bool {
        let subject = format!("{} {}", item.phase, item.number);
        self.why.iter().any(|hold| hold.code == Code::EvidenceStale && hold.subject == subject)
    }
}

/// The page of a phase; `children` are the rows of the roadmap right below it.
pub fn build(sight: &Sight<'_>, children: &[&Entry]) -> Page {
    let mut page = Page::default();
    let (document, id) = (sight.document, sight.id);
    let status = document.status(id);
    status_lines(&mut page, sight, status);
    facts::summary(&mut page, sight, children);
    needs(&mut page, sight, status);
    gate(&mut page, sight);
    facts::parts(&mut page, sight, status);
    let items = document.items(id);
    for class in [Class::Dod, Class::Progress, Class::Other, Class::Trigger] {
        class_of(&mut page, sight, &items, class);
    }
    bullets(&mut page, sight);
    facts::errors(&mut page, sight);
    facts::decisions(&mut page, sight);
    facts::blockers(&mut page, sight);
    facts::thresholds(&mut page, sight);
    facts::steps(&mut page, sight);
    facts::runs(&mut page, sight);
    facts::children(&mut page, children);
    facts::recorded(&mut page, sight);
    if document.phase(id).is_none() {
        page.say(Line::row(Glyph::None, "This row of the roadmap has no section in the file.", Ink::Dim));
    }

    page
}

fn status_lines(page: &mut Page, sight: &Sight<'_>, status: Status) {
    let (document, id) = (sight.document, sight.id);
    let phase = document.phase(id);
    let mut said = said_status(document, id, status);
    if let Some(canonical) = phase.and_then(|phase| phase.canonical_id.as_ref()) {
        said = format!("{said} · {canonical}");
    }
    let record = sight.record();
    match (sight.go, record.and_then(|record| record.go.as_ref())) {
        (Some(true), Some(go)) => said = format!("{said} · build-go #{} {}", go.stamp.seq, go.stamp.by),
        (Some(false), Some(go)) => said = format!("{said} · build-go #{} died: its facts changed", go.stamp.seq),
        _ if status == Status::Active => said = format!("{said} · no build-go"),
        _ => {}
    }
    page.say(Line::head("Status", said));
    let told = |head: &str, told: &crate::runbook::Told| {
        Line::head(head, format!("{} (#{} {})", told.text.replace('\n', " "), told.stamp.seq, told.stamp.by))
    };
    if let Some(held) = record.and_then(|record| record.held.as_ref()).filter(|_| status == Status::NotStarted) {
        page.say(told("Held", held));
    }
    if let Some(blocked) = record.and_then(|record| record.blocked.as_ref()).filter(|_| status == Status::Blocked) {
        page.say(told("Blocked", blocked));
    }
}

fn said_status(document: &Document, id: &str, status: Status) -> String {
    let governed = document
        .phase(id)
        .filter(|_| status == Status::Unknown)
        .map(|phase| document.status_of(document.governing(phase)));
    match governed {
        Some(above) if above != Status::Unknown => format!("none of its own; above it {}", above.word()),
        _ => status.word().to_owned(),
    }
}

/// What it needs of the world that its runbook names.
fn needs(page: &mut Page, sight: &Sight<'_>, status: Status) {
    let Some(Named { name, path }) = sight.world.filter(|_| status != Status::Done) else { return };
    let Some(path) = path else {
        let line = Line::head("Needs", format!("no world {name} here"));
        return page.say(Line { ink: Ink::Dim, ..line });
    };
    let count = |wanted: &[Code]| sight.why.iter().filter(|hold| wanted.contains(&hold.code)).count();
    let (open, without) = (count(&[Code::Unbound]), count(&[Code::NoOffer]));
    if count(&[Code::WorldUnusable]) > 0 {
        let line = Line::head("Needs", format!("{path} cannot be used"));
        return page.say(Line { ink: Ink::Bad, ..line });
    }
    let said = match (open, without) {
        (0, 0) if sight.wishes > 0 => format!("nothing more, could use {}", sight.wishes),
        (0, 0) => "nothing more".to_owned(),
        (open, 0) => format!("{open} with offers"),
        (0, without) => format!("{without} without an offer"),
        (open, without) => format!("{open} with offers, {without} without"),
    };
    let file = path.rsplit('/').next().unwrap_or(path).trim_end_matches(".json");
    page.say(Line::head("Needs", format!("{said} · {file}")));
}

fn gate(page: &mut Page, sight: &Sight<'_>) {
    let clauses = sight.document.gate(sight.id);
    if clauses.is_empty() {
        return;
    }
    let met = |clause: &Attestable| {
        let own = clause.needs_done.as_deref().and_then(|id| sight.document.is_done(id));
        let attested = sight.adopted.and_then(|adopted| adopted.attested.get(&clause.id));
        (own, attested)
    };
    let count = clauses.iter().filter(|clause| matches!(met(clause), (Some(true), _) | (None, Some(_)))).count();
    page.say(Line::head(format!("Entry gate {count}/{}", clauses.len()), ""));
    for clause in clauses {
        let text = unmarked(&clause.text);
        let line = match met(&clause) {
            (Some(met), _) => Line::row(Glyph::Met(met), text, if met { Ink::Text } else { Ink::Bad }),
            (None, Some(attested)) => {
                let stamp = &attested.stamp;
                let long = format!("attested by {} #{}", stamp.by, stamp.seq);
                Line::row(Glyph::Met(true), text, Ink::Text).ending(long, format!("att. #{}", stamp.seq), Ink::Dim)
            }
            (None, None) => Line::row(Glyph::Asked, text, Ink::Text).ending("to attest", "open", Ink::Dim),
        };
        page.offer(line, Spot::Gate(clause));
    }
}

fn class_of(page: &mut Page, sight: &Sight<'_>, items: &[Item], class: Class) {
    let of_class = || items.iter().filter(move |item| item.class == class);
    let total = of_class().count();
    if total == 0 {
        return;
    }
    let ticked = of_class().filter(|item| item.mark == Mark::Checked).count();
    let word = match class {
        Class::Dod => "DoD",
        Class::Progress => "Progress",
        Class::Other => "Other boxes",
        Class::Trigger => "Rollback triggers",
    };
    let bare = |item: &&Item| {
        item.mark == Mark::Checked
            && sight.adopted.is_some_and(|adopted| {
                !adopted.ticks.contains_key(&item.id) && !adopted.attested.contains_key(&item.id)
            })
    };
    let inherited = of_class().filter(bare).count();
    let stale = of_class().filter(|item| sight.stale(item)).count();
    let mut said = Vec::new();
    if inherited > 0 {
        said.push(format!("{inherited} INHERITED"));
    }
    if stale > 0 {
        said.push(format!("{stale} STALE"));
    }
    page.say(Line::head(format!("{word} {ticked}/{total}"), said.join(" · ")));
    for item in of_class() {
        page.offer(item_line(sight, item, bare(&item)), Spot::Item(item.clone()));
    }
}

fn item_line(sight: &Sight<'_>, item: &Item, inherited: bool) -> Line {
    let mut line = Line::row(Glyph::Box(item.mark), unmarked(&item.text), Ink::Text);
    line.number = Some(item.number);
    let Some(adopted) = sight.adopted else { return line };
    if let Some(tick) = adopted.ticks.get(&item.id) {
        let (count, stamp) = (tick.evidence.len(), &tick.stamp);
        if sight.stale(item) {
            return line.ending(format!("STALE E{count} #{}", stamp.seq), "STALE", Ink::Bad);
        }
        return line.ending(
            format!("E{count} #{} {}", stamp.seq, stamp.by),
            format!("E{count} #{}", stamp.seq),
            Ink::Dim,
        );
    }
    match adopted.attested.get(&item.id) {
        Some(attested) if item.mark == Mark::Checked => {
            let stamp = &attested.stamp;
            let long = format!("attested by {} #{}", stamp.by, stamp.seq);
            line.ending(long, format!("att. #{}", stamp.seq), Ink::Dim)
        }
        _ if inherited => line.ending("INHERITED", "inh.", Ink::Amber),
        _ => line,
    }
}

fn bullets(page: &mut Page, sight: &Sight<'_>) {
    let bullets = sight.document.bullets(sight.id);
    if bullets.is_empty() {
        return;
    }
    let attested = |bullet: &Attestable| sight.adopted.and_then(|adopted| adopted.attested.get(&bullet.id));
    let count = bullets.iter().filter(|bullet| attested(bullet).is_some()).count();
    let summary = sight.document.has_dod_boxes(sight.id);
    page.say(if summary {
        Line::head("DoD summary".to_owned(), "the boxes decide")
    } else {
        Line::head(format!("DoD {count}/{} without boxes", bullets.len()), "each needs an attestation")
    });
    for bullet in bullets {
        let text = unmarked(&bullet.text);
        let line = match attested(&bullet) {
            Some(attested) => {
                let stamp = &attested.stamp;
                let long = format!("attested by {} #{}", stamp.by, stamp.seq);
                Line::row(Glyph::Met(true), text, Ink::Text).ending(long, format!("att. #{}", stamp.seq), Ink::Dim)
            }
            None if summary => Line::row(Glyph::Asked, text, Ink::Dim),
            None => Line::row(Glyph::Asked, text, Ink::Text).ending("to attest", "open", Ink::Dim),
        };
        page.offer(line, Spot::Bullet(bullet));
    }
}
