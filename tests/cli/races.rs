//! Real processes at the same thing at the same time: one wins, nothing is lost, unrelated work costs nobody anything.

use std::process::Child;

use crate::common::{Ran, Room, boxes};

/// Waits for processes that were started together.
fn ended(children: Vec<Child>) -> Vec<Ran> {
    children.into_iter().map(|child| Ran::ended("a racer", &child.wait_with_output().unwrap())).collect()
}

fn tick(room: &Room, number: usize) -> Child {
    room.spawn(["phase", "tick", "R1", &number.to_string(), "--evidence", "proof.txt"])
}

/// Exactly one of two racers won; the other was refused (3) or told that its subject changed (6).
#[track_caller]
fn one_won(racers: &[Ran]) {
    let mut codes: Vec<_> = racers.iter().map(Ran::code).collect();
    codes.sort_unstable();
    let told: Vec<_> = racers.iter().map(Ran::told).collect();
    assert!(matches!(codes[..], [Some(0), Some(3 | 6)]), "{}", told.join("\n"));
}

#[test]
fn two_processes_on_one_item_tick_it_once() {
    const ROUNDS: usize = 12;
    let room = Room::new().with("runbooks/plan.md", boxes(ROUNDS)).founded();
    for round in 1..=ROUNDS {
        one_won(&ended(vec![tick(&room, round), tick(&room, round)]));
    }
    assert_eq!(room.text("runbooks/plan.md"), boxes(ROUNDS).replace("[ ]", "[x]"));
    assert_eq!((room.count("phase.ticked"), room.count("runbook.patched")), (ROUNDS, ROUNDS));
    room.verified();
}

#[test]
fn processes_on_unrelated_items_of_one_file_all_win() {
    const ROUNDS: usize = 5;
    let room = Room::new().with("runbooks/plan.md", boxes(3 * ROUNDS)).founded();
    for round in 0..ROUNDS {
        let numbers = 3 * round + 1..=3 * round + 3;
        for racer in ended(numbers.map(|number| tick(&room, number)).collect()) {
            racer.exit(0);
        }
    }
    assert_eq!(room.text("runbooks/plan.md"), boxes(3 * ROUNDS).replace("[ ]", "[x]"));
    assert_eq!(room.count("phase.ticked"), 3 * ROUNDS);
    room.verified();
}

#[test]
fn a_note_a_posture_and_a_tick_at_once_cost_each_other_nothing() {
    const ROUNDS: usize = 6;
    let room = Room::new().with("runbooks/plan.md", boxes(ROUNDS)).founded();
    room.run(["incident", "declare", "--title", "busy"]).exit(0);
    for round in 1..=ROUNDS {
        let posture: &[&str] = match round % 2 {
            1 => &["posture", "apply", "compat", "--because", "busy"],
            _ => &["posture", "revert"],
        };
        let note = ["incident", "note", &format!("round {round}")];
        for racer in ended(vec![room.spawn(note), room.spawn(posture), tick(&room, round), room.spawn(note)]) {
            racer.exit(0);
        }
    }
    assert_eq!((room.count("incident.noted"), room.count("phase.ticked")), (2 * ROUNDS, ROUNDS));
    assert_eq!(room.count("posture.applied"), 1 + ROUNDS);
    assert_eq!(room.fields(".wayhold/posture.json"), room.fields("profiles/strict.json"));
    assert_eq!(room.text("runbooks/plan.md"), boxes(ROUNDS).replace("[ ]", "[x]"));
    room.run(["status"]).exit(0);
    room.verified();
}

#[test]
fn of_two_that_close_a_phase_at_once_one_closes_and_the_lost_one_is_on_record() {
    let ready = Room::new().founded().closable();
    let mut lost = 0;
    for round in 0..6 {
        let room = ready.copied();
        let racers = ended(vec![room.spawn(["phase", "close", "M1"]), room.spawn(["phase", "close", "M1"])]);
        one_won(&racers);
        let changed = racers.iter().filter(|racer| racer.code() == Some(6)).count();
        let kinds = room.kinds();
        let count = |kind: &str| kinds.iter().filter(|known| *known == kind).count();
        assert_eq!((count("phase.closed"), count("runbook.patched")), (1, 3), "round {round}, with two ticks");
        assert_eq!(count("conflict.recorded"), changed, "round {round}");
        lost += changed;
        let snapshots: Vec<_> = std::fs::read_dir(room.path("snapshots")).unwrap().collect();
        assert_eq!(snapshots.len(), 1, "round {round}");
        assert!(room.text("runbooks/plan.md").contains("| M1 | Packaging | DONE |"), "round {round}");
        room.run(["status"]).exit(0);
        room.verified();
    }
    println!("{lost} of 6 lost to somebody who had not been there when they looked");
}

#[test]
fn of_two_that_declare_at_once_one_declares() {
    let room = Room::new().founded();
    for round in 1..=4 {
        let declare = || room.spawn(["incident", "declare", "--title", "down"]);
        one_won(&ended(vec![declare(), declare()]));
        room.run(["incident", "close"]).exit(0);
        assert_eq!(room.count("incident.declared"), round);
    }
    room.verified();
}

#[test]
fn of_two_that_loosen_at_once_one_does() {
    let room = Room::new().founded();
    for round in 1..=4 {
        let loosen = || room.spawn(["posture", "apply", "compat", "--because", "old clients"]);
        one_won(&ended(vec![loosen(), loosen()]));
        assert_eq!(room.count("posture.intent"), 2 * round, "the founding's, and one each way");
        room.run(["posture", "revert"]).exit(0);
    }
    room.verified();
}

#[test]
fn of_processes_that_found_at_once_one_founds() {
    for _ in 0..6 {
        let room = Room::new();
        let found = || room.spawn(["adopt", "--all", "--yes"]);
        let racers = ended(vec![found(), found(), found()]);
        let won = racers.iter().filter(|racer| racer.code() == Some(0)).count();
        let told: Vec<_> = racers.iter().map(Ran::told).collect();
        assert!(won >= 1, "{}", told.join("\n"));
        assert!(racers.iter().all(|racer| matches!(racer.code(), Some(0 | 3 | 6))), "{}", told.join("\n"));
        assert_eq!((room.count("ledger.founded"), room.count("runbook.adopted")), (1, 1), "{}", told.join("\n"));
        room.run(["status"]).exit(0);
        room.verified();
    }
}
