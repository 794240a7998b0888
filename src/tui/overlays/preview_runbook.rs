//! What a preview says of a runbook's command: what would be written, where, and what follows from it.

use crate::console::{Command, Event, State, decide};
use crate::runbook::{self, Act, Attestable, Document, EvidenceRef, Item, ItemId, Runnable, Seen, Verdict};
use crate::tui::model::Model;
use crate::tui::page::Ink;
use crate::tui::sheets::moved;
use crate::tui::words;

/// The most changes, scripts and moves that are listed.
const LISTED: usize = 12;

/// The lines of one command.
pub(super) fn says(model: &Model, command: &runbook::Command) -> Vec<(String, Ink)> {
    use runbook::Command as Runbook;
    let text = |text: String| vec![(text, Ink::Text)];
    match command {
        Runbook::Adopt { .. } => text(
            "Its bytes and facts go on the ledger. Boxes ticked so far count as INHERITED; from then on they change \
             only through the console."
                .to_owned(),
        ),
        Runbook::Tick { path, phase, item, evidence } => {
            let mut said = item_of(model, path, phase, item).map(|item| (item.text, Ink::Text)).into_iter().collect();
            tick(evidence, &mut said);
            said
        }
        Runbook::Settle { .. } => {
            text("Reads what is on disk now and records it as the outcome. Nothing is written there.".to_owned())
        }
        Runbook::Untick { .. } => Vec::new(),
        Runbook::Phase { path, phase, act } => of_act(model, command, (path, phase), act),
        Runbook::AttestProgram { path, item, .. } => {
            let found = document(model, path).map(Document::program_attestables).unwrap_or_default();
            attesting(model, found.into_iter().find(|found| found.id == *item))
        }
        Runbook::OpenDecision { .. } => text(
            "While it is open, build-go and the closing of what it holds are refused. A person decides it; nothing is \
             chosen by default."
                .to_owned(),
        ),
        Runbook::PinDecision { path, id, .. } => {
            let known = adopted(&model.view.state, path).and_then(|adopted| adopted.decisions.get(id));
            let mut said = Vec::new();
            if let Some(decision) = known {
                said.push((decision.question.clone(), Ink::Text));
                if let Some(pinned) = &decision.pinned {
                    let text = format!("it is {} now (#{} {})", pinned.value, pinned.stamp.seq, pinned.stamp.by);
                    said.push((text, Ink::Amber));
                }
            }
            said.push(("A build-go of the phases that it concerns dies with it.".to_owned(), Ink::Dim));
            said
        }
        Runbook::Repin { path, moved: moves, .. } => repin(model, path, moves),
        Runbook::Restore { path } => {
            let mut said = text(format!(
                "The ledger's version of {path} is written back. What is on disk now is kept among the objects."
            ));
            said.extend(listed(model));
            said
        }
    }
}

fn adopted<'a>(state: &'a State, path: &str) -> Option<&'a runbook::Adopted> {
    state.runbook.runbooks.get(path)
}

fn document<'a>(model: &'a Model, path: &str) -> Option<&'a Document> {
    match model.view.ctx.observed.runbooks.get(path)? {
        Seen::Read { document, .. } => Some(document),
        Seen::Absent | Seen::Unreadable { .. } => None,
    }
}

fn item_of(model: &Model, path: &str, phase: &str, item: &ItemId) -> Option<Item> {
    document(model, path)?.item(phase, item)
}

fn tick(evidence: &[EvidenceRef], said: &mut Vec<(String, Ink)>) {
    said.push((format!("with {} as evidence", words::evidence_refs(evidence)), Ink::Strong));
    if evidence.iter().any(|one| matches!(one, EvidenceRef::Command { .. })) {
        let text =
            "The command runs now, in the workspace's directory. Its output is kept and its exit code has to be 0.";
        said.push((text.to_owned(), Ink::Amber));
    }
}

fn attesting(model: &Model, found: Option<Attestable>) -> Vec<(String, Ink)> {
    let mut said: Vec<_> = found.map(|found| (found.text, Ink::Text)).into_iter().collect();
    let text = format!("{} answers for it by name, now; the statement goes on the ledger.", model.view.ctx.caller.id);
    said.push((text, Ink::Dim));
    said
}

fn of_act(model: &Model, command: &runbook::Command, (path, phase): (&str, &str), act: &Act) -> Vec<(String, Ink)> {
    let arrow = if model.theme.plain { "to" } else { "→" };
    let status = document(model, path).map_or("", |document| document.status(phase).word());
    let becomes =
        |to: &str| (format!("{status} {arrow} {to}, in the roadmap's row and in the section at once"), Ink::Strong);
    let dim = |text: &str| (text.to_owned(), Ink::Dim);
    match act {
        Act::Attest { item, .. } => {
            let found = document(model, path).map(|document| document.attestables(phase)).unwrap_or_default();
            attesting(model, found.into_iter().find(|found| found.id == *item))
        }
        Act::Note { text } => vec![(text.clone(), Ink::Text)],
        Act::Activate { .. } => {
            vec![becomes("ACTIVE"), dim("Only a person activates a phase. Build-go is given apart from it.")]
        }
        Act::Hold { .. } => vec![dim("It stays NOT_STARTED, and the reason why is recorded.")],
        Act::Go => vec![
            (format!("What changes the world in {phase} may run."), Ink::Text),
            dim("Bound to its gate, items, steps and decisions as they are now: when one of them changes, it dies."),
        ],
        Act::Close { closing } => close(model, command, closing.fail, becomes("DONE")),
        Act::Block { .. } => vec![becomes("BLOCKED")],
        Act::Unblock { .. } => vec![becomes("ACTIVE")],
        Act::Reopen { .. } => vec![becomes("ACTIVE"), dim("Its snapshot stays; a later closing writes another.")],
        Act::Resolve { to, .. } => vec![becomes(to.word())],
        Act::Run { run } => running(model, path, phase, &run.what),
        Act::SettleRun { id } => vec![(format!("Looks what became of run {id}, and records it."), Ink::Text)],
        Act::PinThreshold { .. } | Act::MeetThreshold { .. } | Act::Lost { .. } => Vec::new(),
    }
}

/// The snapshot that would be written, and the verdict in it.
fn close(model: &Model, command: &runbook::Command, fail: bool, becomes: (String, Ink)) -> Vec<(String, Ink)> {
    let mut command = command.clone();
    if let (true, runbook::Command::Phase { act: Act::Close { closing }, .. }) = (fail, &mut command) {
        // The place does not hang on the words, which are still being typed.
        closing.note.get_or_insert_with(|| "…".to_owned());
    }
    let events = decide(&model.view.state, &Command::Runbook(command), &model.view.ctx).unwrap_or_default();
    let place = events.into_iter().find_map(|event| match event {
        Event::Runbook(runbook::Event::Closed { snapshot, .. }) => Some((snapshot.path, Verdict::Pass, 0)),
        Event::Runbook(runbook::Event::Failed { snapshot, open, .. }) => {
            Some((snapshot.path, Verdict::Fail, open.len()))
        }
        _ => None,
    });
    let mut said = Vec::new();
    if let Some((path, verdict, open)) = place {
        let ink = if verdict == Verdict::Pass { Ink::Good } else { Ink::Bad };
        said.push((format!("verdict {}", verdict.word()), ink));
        said.push((format!("snapshot {path}, its digest on the ledger"), Ink::Text));
        if verdict == Verdict::Fail {
            said.push((format!("{open} holds are listed in it; the status stays as it is"), Ink::Text));
        } else {
            said.push(becomes);
            said.push(("Afterwards the next phase waits for you: activate it, or say why not.".to_owned(), Ink::Dim));
        }
    }
    said
}

fn running(model: &Model, path: &str, phase: &str, what: &Runnable) -> Vec<(String, Ink)> {
    match what {
        Runnable::Argv(argv) => vec![(argv.join(" "), Ink::Strong), ("without a shell".to_owned(), Ink::Dim)],
        Runnable::Step(name) => {
            let Some(step) =
                document(model, path).and_then(|document| document.steps_of(phase).find(|one| one.name == *name))
            else {
                return Vec::new();
            };
            let timeout = step
                .timeout
                .map_or_else(|| "no time limit of its own".to_owned(), |seconds| format!("at most {seconds} s"));
            let mut said = vec![(format!("{} · {} · {timeout}", step.kind.word(), step.lang), Ink::Dim)];
            let script = step.script.lines().take(LISTED * 2).map(|line| (format!("  {line}"), Ink::Strong));
            said.extend(script);
            let count = step.script.lines().count();
            if count > LISTED * 2 {
                said.push((format!("  … {} more lines in the runbook", count - LISTED * 2), Ink::Dim));
            }
            said
        }
    }
}

fn listed(model: &Model) -> Vec<(String, Ink)> {
    let changes = &model.drift.changes;
    let mut said: Vec<_> = changes
        .iter()
        .take(LISTED)
        .map(|change| {
            let phase = if change.phase.is_empty() { "plan" } else { &change.phase };
            (format!("{phase}: {}", change.shown()), Ink::Text)
        })
        .collect();
    if changes.len() > LISTED {
        said.push((format!("… and {} more changes", changes.len() - LISTED), Ink::Dim));
    }
    said
}

fn repin(model: &Model, path: &str, moves: &[runbook::Moved]) -> Vec<(String, Ink)> {
    let mut said = listed(model);
    if said.is_empty() {
        said.push(("Words alone changed.".to_owned(), Ink::Text));
    }
    if let Some((known, found)) = model.view.ctx.observed.known.get(path).zip(document(model, path))
        && !moves.is_empty()
    {
        let arrow = if model.theme.plain { "to" } else { "→" };
        said.push(("Evidence goes over:".to_owned(), Ink::Dim));
        let pairs = moved(&known.document, found, moves);
        said.extend(pairs.into_iter().take(LISTED).map(|(from, to)| (format!("{from} {arrow} {to}"), Ink::Strong)));
    }
    said
}
