//! Random walks: whatever is asked, in whatever order, no illegal transition is reached.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::acts::{of, repin};
use super::*;

/// A plan of up to four phases; the first may be under way, and each may lack parts, gates or boxes.
fn plans() -> impl Strategy<Value = String> {
    let phase = (any::<[bool; 5]>(), 0usize..3, 0usize..3, any::<bool>());
    (prop::collection::vec(phase, 2..5), 0usize..3, any::<bool>()).prop_map(|(phases, first, carriage)| {
        let status = |at: usize| if at == 0 { ["NOT_STARTED", "ACTIVE", "DONE"][first] } else { "NOT_STARTED" };
        let mut text = "# Plan\n\n| Phase | Name | Status |\n|---|---|---|\n".to_owned();
        for at in 0..phases.len() {
            let _ = writeln!(text, "| R{at} | Room {at} | {} |", status(at));
        }
        for (at, (parts, dod, progress, word)) in phases.iter().enumerate() {
            let ticked = if status(at) == "DONE" { 'x' } else { ' ' };
            let _ = writeln!(text, "\n## R{at} - Room {at}\nStatus: `{}`\n", status(at));
            if parts[0] {
                let prior = at.saturating_sub(1);
                let clause = if *word || at == 0 { "- ana agrees\n" } else { "" };
                let done = if at > 0 { format!("- R{prior} is `DONE`.\n") } else { String::new() };
                let _ = writeln!(text, "Entry gate:\n{done}{clause}");
            }
            for (has, part) in parts[1..4].iter().zip(["Implementation tasks", "Rollback posture", "Evidence contract"])
            {
                if *has {
                    let _ = writeln!(text, "{part}:\n- something\n");
                }
            }
            let boxes = |count: usize, name: &str| {
                (0..count).map(|n| format!("- [{ticked}] {name} {n} of {at}\n")).collect::<Vec<_>>().concat()
            };
            if parts[4] {
                let _ = write!(text, "DoD checklist:\n{}\n", boxes(*dod + 1, "item"));
            } else {
                let _ = writeln!(text, "DoD:\n- bullet of {at}\n");
            }
            if *progress > 0 {
                let _ = write!(text, "Sub-phase progress:\n{}\n", boxes(*progress, "part"));
            }
        }
        if carriage { text.replacen('\n', "\r\n", 7) } else { text }
    })
}

#[derive(Debug, Clone)]
struct Step {
    act: u8,
    phase: usize,
    pick: usize,
    human: bool,
    present: bool,
    typed: bool,
    said: bool,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let flags =
        (prop::bool::weighted(0.8), prop::bool::weighted(0.8), prop::bool::weighted(0.8), prop::bool::weighted(0.9));
    // The acts that carry a plan forward come up more often, so that walks get somewhere.
    let act = prop_oneof![6 => Just(0u8), 3 => Just(2u8), 4 => Just(3u8), 3 => Just(4u8), 3 => Just(6u8), 6 => 0u8..22];
    let step = (act, 0usize..4, 0usize..6, flags).prop_map(|(act, phase, pick, (human, present, typed, said))| Step {
        act,
        phase,
        pick,
        human,
        present,
        typed,
        said,
    });
    prop::collection::vec(step, 0..60)
}

/// A phase to act on: mostly the one that is next, else any.
fn phase_of(bench: &Bench, step: &Step) -> String {
    let document = bench.document();
    let next = document.phases.iter().find(|phase| document.status_of(phase) != Status::Done);
    match next {
        Some(next) if step.phase != 3 => next.id.clone(),
        _ => format!("R{}", step.pick % 5),
    }
}

fn words(step: &Step) -> String {
    if step.said { "because".to_owned() } else { " ".to_owned() }
}

/// What the step asks for; `None` when it is a hand in the file or has nothing to act on.
fn command(bench: &mut Bench, step: &Step) -> Option<Command> {
    let phase = phase_of(bench, step);
    let document = bench.document();
    let confirm = Some(if step.typed { phase.clone() } else { "R9".to_owned() });
    let items = document.items(&phase);
    let item = items.get(step.pick % items.len().max(1)).map(|item| item.number);
    let reason = words(step);
    let act = match step.act {
        0 => return item.map(|number| bench.tick(&phase, number)),
        1 => return item.map(|number| bench.untick(&phase, number)),
        2 => Act::Note { text: reason },
        3 => {
            let known = document.attestables(&phase);
            let found = known.get(step.pick % known.len().max(1))?.id.clone();
            Act::Attest { item: found, statement: reason, evidence: Vec::new() }
        }
        4 => Act::Activate { confirm },
        5 => Act::Hold { reason },
        6 => Act::Close { closing: Closing::default() },
        7 => Act::Close { closing: Closing { fail: true, note: Some(reason), platform_run_id: None } },
        8 => Act::Go,
        9 => Act::Block { reason },
        10 => Act::Unblock { reason },
        11 => Act::Reopen { reason, confirm },
        12 => Act::Resolve { to: [Word::Active, Word::Done, Word::NotStarted][step.pick % 3], reason, confirm },
        13 => {
            let what = Runnable::Argv(vec!["true".into()]);
            Act::Run { run: RunRequest { id: format!("run-{}", bench.log.len()), what, timeout: None } }
        }
        14 => {
            let id = open_runs(&bench.state).first()?.2.clone();
            let ended = RunSeen::Ended { exit: RunExit::Code(0), sha256: None, bytes: 0, redactions: 0, output: None };
            bench.runs.insert(id.clone(), if step.said { ended } else { RunSeen::Unknown });
            Act::SettleRun { id }
        }
        15 => {
            return Some(Command::OpenDecision {
                path: PATH.into(),
                id: format!("D{}", step.pick),
                phase: step.typed.then(|| phase.clone()),
                question: reason,
                options: Vec::new(),
            });
        }
        16 => {
            let (path, id) = (PATH.into(), format!("D{}", step.pick));
            return Some(Command::PinDecision { path, id, value: "yes".into(), rationale: reason });
        }
        17 => return Some(repin(propose(bench))),
        18 => return Some(Command::Restore { path: PATH.into() }),
        19 => return Some(Command::Settle { path: PATH.into(), recovered: true }),
        _ => {
            meddle(bench, step);
            return None;
        }
    };
    Some(of(&phase, act))
}

fn propose(bench: &Bench) -> Vec<Moved> {
    bench.known.get(PATH).map(|known| propose_moves(&known.document, &bench.document())).unwrap_or_default()
}

/// A hand in the file, or the file put back by hand.
fn meddle(bench: &mut Bench, step: &Step) {
    let text = bench.text();
    let changed = match step.pick {
        0 => text.replacen("item", "thing", 1),
        1 => text.replacen("- [ ]", "- [x]", 1),
        2 => text.replacen("NOT_STARTED", "DONE", 1),
        3 => text.replacen("# Plan", "# The plan", 1),
        4 => text.replacen("Status: `ACTIVE`", "Status: `DONE`", 1),
        _ => text.replace("thing", "item").replace("# The plan", "# Plan"),
    };
    bench.write(changed.into_bytes());
}

/// Which moves of a status an act may make.
fn allowed(command: &Command, bench: &Bench, was: Status, now: Status) -> bool {
    let Command::Phase { act, .. } = command else { return matches!(command, Command::Restore { .. }) };
    let there = bench.caller.kind == Kind::Human && bench.caller.present;
    match (act, was, now) {
        (Act::Activate { .. }, Status::NotStarted, Status::Active)
        | (Act::Reopen { .. }, Status::Done, Status::Active)
        | (Act::Resolve { .. }, Status::Conflict, _) => there,
        (Act::Close { closing }, Status::Active, Status::Done) => !closing.fail,
        (Act::Block { .. }, Status::Active, Status::Blocked)
        | (Act::Unblock { .. }, Status::Blocked, Status::Active) => true,
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn no_illegal_transition_is_reached_and_a_refusal_touches_nothing(plan in plans(), steps in steps()) {
        let mut bench = Bench::adopted(&plan);
        for step in &steps {
            bench.caller.kind = if step.human { Kind::Human } else { Kind::Agent };
            bench.caller.present = step.present;
            let Some(command) = command(&mut bench, step) else { continue };
            let (state, log, bytes, before) = (bench.state.clone(), bench.log.len(), bench.bytes(), bench.document());
            let answer = bench.run(&command);
            let after = bench.document();
            if answer.is_err() {
                prop_assert_eq!(&bench.state, &state);
                prop_assert_eq!(bench.log.len(), log);
                prop_assert_eq!(bench.bytes(), bytes);
                continue;
            }
            for phase in &before.phases {
                let (was, now) = (before.status(&phase.id), after.status(&phase.id));
                prop_assert!(was == now || allowed(&command, &bench, was, now), "{command:?}: {} {was:?} {now:?}", phase.id);
                if was == Status::Active && now == Status::Done {
                    let open = after.items(&phase.id).into_iter().any(|item| item.class.gates() && item.mark != Mark::Checked);
                    prop_assert!(!open, "{} was closed with an open box", phase.id);
                }
                if was == Status::NotStarted && now == Status::Active {
                    prop_assert!(after.parts(&phase.id).missing().is_empty());
                    prop_assert!(after.phase_before(&phase.id).is_none_or(|prior| after.status(prior) == Status::Done));
                }
            }
            let active = |document: &Document| {
                document.phases.iter().filter(|phase| document.status_of(phase) == Status::Active).count()
            };
            prop_assert!(active(&after) <= active(&before).max(1));
            if let Command::Tick { .. } | Command::Untick { .. } = command {
                prop_assert_eq!(after.lines, before.lines);
            }
        }
        let mut replayed = State::default();
        for (event, stamp) in &bench.log {
            let line = serde_json::to_string(event).unwrap();
            apply(&mut replayed, &serde_json::from_str(&line).unwrap(), stamp);
        }
        prop_assert_eq!(&replayed, &bench.state);
        let line = serde_json::to_string(&bench.state).unwrap();
        prop_assert_eq!(serde_json::from_str::<State>(&line).unwrap(), bench.state);
    }
}

/// The walk above proves nothing unless it gets somewhere.
#[test]
fn walks_open_close_block_and_re_open_phases() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let mut seen: BTreeMap<&str, u32> = BTreeMap::new();
    for _ in 0..96 {
        let plan = plans().new_tree(&mut runner).unwrap().current();
        let mut bench = Bench::adopted(&plan);
        for step in steps().new_tree(&mut runner).unwrap().current() {
            bench.caller.kind = if step.human { Kind::Human } else { Kind::Agent };
            bench.caller.present = step.present;
            let Some(command) = command(&mut bench, &step) else { continue };
            let _ = bench.run(&command);
        }
        for (event, _) in &bench.log {
            let kind = match event {
                Event::Activated { .. } => "activated",
                Event::Closed { .. } => "closed",
                Event::Failed { .. } => "failed",
                Event::BlockedBy { .. } => "blocked",
                Event::Reopened { .. } => "reopened",
                Event::WentGo { .. } => "go",
                Event::Repinned { .. } => "repinned",
                Event::PatchIntent { restore: true, .. } => "restored",
                _ => continue,
            };
            *seen.entry(kind).or_default() += 1;
        }
    }
    for kind in ["activated", "closed", "failed", "blocked", "go", "repinned", "restored"] {
        assert!(seen.get(kind).is_some_and(|count| *count > 0), "{kind}: {seen:?}");
    }
}
