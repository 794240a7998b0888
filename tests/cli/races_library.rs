//! The same races inside one process, where a round is cheap and a thousand of them are possible: two sessions, each on
//! its own thread with its own connection and its own lock, let go at the same moment.

use std::sync::Barrier;
use std::thread;

use wayhold::console::Command;
use wayhold::posture::{self, Name};
use wayhold::runbook::{self, EvidenceRef, ItemId};
use wayhold::session::{Session, Stop};
use wayhold::{hold::Code, incident};

use crate::common::{Room, boxes};

/// How many boxes the plan has. Few: every round reads the whole plan again.
const ITEMS: usize = 16;

/// What came of one command.
#[derive(Debug, Clone, PartialEq)]
pub enum Came {
    Won,
    Held(Vec<Code>),
    Changed,
    Failed(String),
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

/// Two sessions that follow, look and act, `rounds` times, each round at the same moment. Gives what came of it by
/// round, and checks afterwards that both folded the same ledger into the same state as a fresh reader.
pub fn race(room: &Room, rounds: usize, act: impl Fn(usize, usize) -> Command + Sync) -> Vec<[Came; 2]> {
    let barrier = Barrier::new(2);
    // A racer never panics between two barriers: the other would wait for it forever.
    let run = |who: usize| {
        let runtime = runtime();
        let mut session = runtime.block_on(room.session());
        let mut came = Vec::with_capacity(rounds);
        for round in 0..rounds {
            let followed = runtime.block_on(session.follow());
            barrier.wait();
            let looked_at = session.looked_at();
            came.push(match (followed, runtime.block_on(session.run(act(who, round), looked_at))) {
                (Err(error), _) | (_, Err(Stop::Failed(error))) => Came::Failed(format!("{error:#}")),
                (_, Ok(done)) => done.trouble.map_or(Came::Won, Came::Failed),
                (_, Err(Stop::Held(holds))) => Came::Held(holds.iter().map(|hold| hold.code).collect()),
                (_, Err(Stop::Changed { .. })) => Came::Changed,
            });
            barrier.wait();
        }
        runtime.block_on(session.follow()).unwrap();
        (came, session.state().clone())
    };
    let ((left, left_state), (right, right_state)) = thread::scope(|scope| {
        let right = scope.spawn(|| run(1));
        (run(0), right.join().unwrap())
    });
    let fresh: Session = runtime().block_on(room.session());
    assert!(left_state == right_state && left_state == *fresh.state(), "replay differs from what was lived");
    left.into_iter().zip(right).map(|(left, right)| [left, right]).collect()
}

fn items(room: &Room) -> Vec<ItemId> {
    let document = runbook::read(&room.bytes("runbooks/plan.md")).unwrap();
    document.items("R1").into_iter().map(|item| item.id).collect()
}

/// The command of a slot: the slots go through the items again and again, ticking all of them, then unticking all.
fn toggle(items: &[ItemId], slot: usize) -> Command {
    let (path, phase, item) = ("runbooks/plan.md".to_owned(), "R1".to_owned(), items[slot % items.len()].clone());
    Command::Runbook(if (slot / items.len()).is_multiple_of(2) {
        let evidence = vec![EvidenceRef::File { path: "proof.txt".to_owned() }];
        runbook::Command::Tick { path, phase, item, evidence }
    } else {
        runbook::Command::Untick { path, phase, item, reason: "again".to_owned() }
    })
}

/// The file is what the slots up to this one make of it, and the ledger has an entry for each of them.
#[track_caller]
fn nothing_is_lost(room: &Room, slots: usize) {
    let (laps, ticked) = (slots / ITEMS, slots % ITEMS);
    let (from, to) = if laps.is_multiple_of(2) { ("[ ]", "[x]") } else { ("[x]", "[ ]") };
    let expected = boxes(ITEMS).replace("[ ]", from).replacen(from, to, ticked);
    assert_eq!(room.text("runbooks/plan.md"), expected);
    let kinds = room.kinds();
    let count = |kind: &str| kinds.iter().filter(|known| *known == kind).count();
    assert_eq!(count("phase.ticked") + count("phase.unticked"), slots);
    assert_eq!((count("runbook.patch_intent"), count("runbook.patched")), (slots, slots));
    room.verified();
}

fn note(text: String) -> Command {
    Command::Incident(incident::Command::note(text))
}

pub fn compat() -> Command {
    let because = Some("old clients".to_owned());
    Command::Posture(posture::Command::Apply { to: Name::Compat, duration: None, because, confirm: None })
}

#[test]
fn one_item_changes_once_in_every_one_of_many_rounds() {
    const ROUNDS: usize = 200;
    let room = Room::quick().with("runbooks/plan.md", boxes(ITEMS)).founded();
    let items = items(&room);
    for (round, came) in race(&room, ROUNDS, |_, round| toggle(&items, round)).into_iter().enumerate() {
        let won = came.iter().filter(|came| **came == Came::Won).count();
        let lost = came.iter().filter(|came| **came == Came::Changed).count();
        assert_eq!((won, lost), (1, 1), "round {round}: {came:?}");
    }
    nothing_is_lost(&room, ROUNDS);
}

#[test]
fn two_items_of_one_file_both_change_in_every_one_of_many_rounds() {
    const ROUNDS: usize = 150;
    let room = Room::quick().with("runbooks/plan.md", boxes(ITEMS)).founded();
    let items = items(&room);
    for (round, came) in race(&room, ROUNDS, |who, round| toggle(&items, 2 * round + who)).into_iter().enumerate() {
        assert_eq!(came, [Came::Won, Came::Won], "round {round}");
    }
    nothing_is_lost(&room, 2 * ROUNDS);
}

#[test]
fn a_note_never_loses_to_a_tick() {
    const ROUNDS: usize = 250;
    let room = Room::quick().with("runbooks/plan.md", boxes(ITEMS)).founded();
    room.run(["incident", "declare", "--title", "busy"]).exit(0);
    let items = items(&room);
    let act = |who, round: usize| if who == 0 { note(format!("round {round}")) } else { toggle(&items, round) };
    for (round, came) in race(&room, ROUNDS, act).into_iter().enumerate() {
        assert_eq!(came, [Came::Won, Came::Won], "round {round}");
    }
    assert_eq!(room.count("incident.noted"), ROUNDS);
    nothing_is_lost(&room, ROUNDS);
}

#[test]
fn the_way_to_strict_never_loses_and_what_is_live_is_what_was_recorded() {
    const ROUNDS: usize = 200;
    let room = Room::quick().founded();
    let act = |who, _| match who {
        0 => posture::Command::revert().into(),
        _ => compat(),
    };
    let mut held = 0;
    for (round, [strict, compat]) in race(&room, ROUNDS, act).into_iter().enumerate() {
        // Strict is only ever refused where it is in force and live already.
        match strict {
            Came::Won => {}
            Came::Held(codes) if codes == [Code::AlreadyApplied] => held += 1,
            other => panic!("round {round}: strict {other:?}"),
        }
        let fine = match &compat {
            Came::Won | Came::Changed => true,
            Came::Held(codes) => *codes == [Code::AlreadyApplied],
            Came::Failed(_) => false,
        };
        assert!(fine, "round {round}: compat {compat:?}");
    }
    assert!(held < ROUNDS, "strict was never asked for in earnest");
    let last = room.newest("posture.applied")["classified"].as_str().unwrap().to_owned();
    assert_eq!(room.json(["status"]).answer()["posture"]["classified"], last.as_str());
    assert_eq!(room.count("posture.intent"), room.count("posture.applied"), "every intent has its outcome");
    room.verified();
}

#[test]
fn two_notes_are_both_kept_in_every_one_of_many_rounds() {
    const ROUNDS: usize = 200;
    let room = Room::quick().founded();
    room.run(["incident", "declare", "--title", "busy"]).exit(0);
    for (round, came) in race(&room, ROUNDS, |who, round| note(format!("{who} in {round}"))).into_iter().enumerate() {
        assert_eq!(came, [Came::Won, Came::Won], "round {round}");
    }
    assert_eq!(room.count("incident.noted"), 2 * ROUNDS);
    room.verified();
}

#[test]
fn a_note_during_a_change_of_posture_never_says_what_came_of_it() {
    const ROUNDS: usize = 150;
    let room = Room::quick().founded();
    room.run(["incident", "declare", "--title", "busy"]).exit(0);
    let act = |who, round: usize| match (who, round % 2) {
        (0, _) => note(format!("round {round}")),
        (_, 0) => compat(),
        _ => posture::Command::revert().into(),
    };
    for (round, came) in race(&room, ROUNDS, act).into_iter().enumerate() {
        assert_eq!(came, [Came::Won, Came::Won], "round {round}");
    }
    assert_eq!((room.count("posture.intent"), room.count("posture.applied")), (1 + ROUNDS, 1 + ROUNDS));
    assert_eq!((room.count("posture.unconfirmed"), room.count("incident.noted")), (0, ROUNDS));
    room.verified();
}
