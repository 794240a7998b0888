//! kill -9 at a moment nobody chose: what stands in the files is old or new and never half, and the next command knows
//! which it was. The moments are drawn from a seed that a failing test prints.

use std::os::unix::process::ExitStatusExt;
use std::thread::sleep;
use std::time::Duration;

use crate::common::{PLAN, Ran, Room, boxes, digest};

/// A small generator (`SplitMix64`), so that a round can be told by its seed.
struct Dice(u64);

impl Dice {
    /// Seeded by this process: another run tries other moments.
    fn new() -> Self {
        let seed = u64::from(std::process::id());
        println!("the moments are drawn from seed {seed}");
        Self(seed)
    }

    /// A number below `limit`.
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit
    }
}

/// Aims at the moments in which killing means something: between the start of a run and its end, wherever the machine
/// happens to put that end just now.
struct Aim {
    dice: Dice,
    /// About how long a run takes that is left alone, in microseconds.
    span: u64,
    /// How many runs died, and how many of them left something unfinished.
    deaths: usize,
    unfinished: usize,
}

impl Aim {
    #[expect(clippy::disallowed_methods, reason = "a test measures how long a run takes")]
    fn at(run: impl FnOnce()) -> Self {
        let begun = std::time::Instant::now();
        run();
        let span = u64::try_from(begun.elapsed().as_micros()).unwrap();
        Self { dice: Dice::new(), span, deaths: 0, unfinished: 0 }
    }

    /// Starts the binary and kills it at some moment, which may be too late.
    fn kill(&mut self, room: &Room, words: &[&str]) {
        let mut child = room.spawn(words);
        sleep(Duration::from_micros(self.span / 4 + self.dice.below(self.span)));
        child.kill().unwrap();
        let died = child.wait().unwrap().signal() == Some(9);
        self.deaths += usize::from(died);
        self.span = if died { self.span + self.span / 16 } else { self.span - self.span / 8 };
    }

    /// Whether the last run left something unfinished.
    fn unknown(&mut self, room: &Room) -> bool {
        let unknown = unknown(room);
        self.unfinished += usize::from(unknown);
        unknown
    }
}

impl Drop for Aim {
    fn drop(&mut self) {
        println!("{} runs died, {} of them left something unfinished", self.deaths, self.unfinished);
    }
}

fn unknown(room: &Room) -> bool {
    let status = room.json(["status"]);
    !status.answer()["unknown"].as_array().unwrap_or_else(|| panic!("{}", status.told())).is_empty()
}

/// The next writing command after a kill: it goes through, and says what became of what was unfinished.
#[track_caller]
fn next_writer(room: &Room, round: usize, was_unknown: bool) {
    let told = |ran: Ran| {
        let said = ran.err().contains("recovered: ") || (round.is_multiple_of(2) && !ran.out().contains("nothing is"));
        assert_eq!(said, was_unknown, "{}", ran.told());
    };
    if round.is_multiple_of(2) {
        told(room.run(["settle"]).exit(0));
    } else {
        told(room.run(["incident", "note", "still here"]).exit(0));
    }
    assert!(!unknown(room), "round {round}");
}

/// Every intent has one outcome, and every entry holds.
fn in_order(room: &Room) {
    let kinds = room.kinds();
    let count = |wanted: &[&str]| kinds.iter().filter(|kind| wanted.contains(&kind.as_str())).count();
    assert_eq!(count(&["posture.intent"]), count(&["posture.applied", "posture.unconfirmed"]));
    assert_eq!(count(&["runbook.patch_intent"]), count(&["runbook.patched"]), "and nothing was lost");
    room.verified();
}

#[test]
fn a_tick_killed_at_any_moment_is_done_or_not_done() {
    const ROUNDS: usize = 36;
    let room = Room::new().with("runbooks/plan.md", boxes(ROUNDS + 1)).founded();
    room.run(["incident", "declare", "--title", "the power is going"]).exit(0);
    let words =
        |number: usize| ["phase", "tick", "R1", &number.to_string(), "--evidence", "proof.txt"].map(String::from);
    let mut aim = Aim::at(|| drop(room.run(words(ROUNDS + 1)).exit(0)));
    let mut ticked = 0;
    for round in 0..ROUNDS {
        let number = round + 1;
        let old = room.text("runbooks/plan.md");
        let new = old.replace(&format!("- [ ] piece {number} is"), &format!("- [x] piece {number} is"));
        let tick = words(number);
        aim.kill(&room, &tick.each_ref().map(String::as_str));
        let left = room.text("runbooks/plan.md");
        assert!(left == old || left == new, "round {round} left half a file:\n{left}");
        if aim.unknown(&room) && aim.dice.below(2) == 0 {
            aim.kill(&room, &["settle"]);
        }
        next_writer(&room, round, unknown(&room));
        // What is on the ledger is in the file, and what is not on the ledger is not.
        let recorded = room.count("phase.ticked") - 1;
        let expected = if recorded > ticked { &new } else { &old };
        assert_eq!(room.text("runbooks/plan.md"), *expected, "round {round}");
        ticked = recorded;
    }
    assert!(aim.deaths > 0, "no run was killed in time");
    in_order(&room);
}

/// A plan whose M1 says `word`, in its row and in its section.
fn with_status(plan: &str, word: &str) -> String {
    let from = if plan.contains("| M1 | Packaging | BLOCKED |") { "BLOCKED" } else { "ACTIVE" };
    let row = plan.replace(&format!("Packaging | {from} |"), &format!("Packaging | {word} |"));
    row.replace(&format!("Status: {from}"), &format!("Status: {word}"))
}

#[test]
fn a_closing_killed_at_any_moment_is_done_or_not_done() {
    const ROUNDS: usize = 14;
    const CLOSE: [&str; 3] = ["phase", "close", "M1"];
    let ready = Room::new().founded().closable();
    ready.run(["incident", "declare", "--title", "the power is going"]).exit(0);
    let old = ready.text("runbooks/plan.md");
    let new = with_status(&old, "DONE");
    let spare = ready.copied();
    let mut aim = Aim::at(|| drop(spare.run(CLOSE).exit(0)));
    for round in 0..ROUNDS {
        let room = ready.copied();
        aim.kill(&room, &CLOSE);
        let left = room.text("runbooks/plan.md");
        assert!(left == old || left == new, "round {round} left half a file:\n{left}");
        if aim.unknown(&room) && aim.dice.below(2) == 0 {
            aim.kill(&room, &["settle"]);
        }
        next_writer(&room, round, unknown(&room));
        let closed = room.count("phase.closed");
        assert_eq!(room.text("runbooks/plan.md"), if closed == 1 { &*new } else { &*old }, "round {round}");
        assert_eq!(room.path("snapshots").join("plan.M1.json").exists(), closed == 1, "round {round}");
        room.run(CLOSE).exit(if closed == 1 { 3 } else { 0 });
        assert_eq!((room.text("runbooks/plan.md"), room.count("phase.closed")), (new.clone(), 1), "round {round}");
        let snapshot = &room.newest("phase.closed")["snapshot"];
        assert_eq!(snapshot["sha256"], digest(&room.bytes("snapshots/plan.M1.json")).as_str());
        in_order(&room);
    }
    assert!(aim.deaths > 0, "no run was killed in time");
}

#[test]
fn a_change_of_status_killed_at_any_moment_is_in_row_and_section_or_in_neither() {
    const ROUNDS: usize = 24;
    let room = Room::new().founded();
    room.run(["incident", "declare", "--title", "the power is going"]).exit(0);
    let block = ["phase", "block", "M1", "--reason", "no registry"];
    let unblock = ["phase", "unblock", "M1", "--reason", "it is back"];
    let mut aim = Aim::at(|| drop(room.run(block).exit(0)));
    for round in 0..ROUNDS {
        let old = room.text("runbooks/plan.md");
        let (words, word, kind) =
            if old == PLAN { (&block, "BLOCKED", "phase.blocked") } else { (&unblock, "ACTIVE", "phase.unblocked") };
        let (new, before) = (with_status(&old, word), room.count(kind));
        aim.kill(&room, words);
        let left = room.text("runbooks/plan.md");
        assert!(left == old || left == new, "round {round} left half a file:\n{left}");
        if aim.unknown(&room) && aim.dice.below(2) == 0 {
            aim.kill(&room, &["settle"]);
        }
        next_writer(&room, round, unknown(&room));
        let expected = if room.count(kind) > before { &new } else { &old };
        assert_eq!(room.text("runbooks/plan.md"), *expected, "round {round}");
    }
    assert!(aim.deaths > 0, "no run was killed in time");
    in_order(&room);
}

#[test]
fn a_posture_change_killed_at_any_moment_took_or_did_not() {
    const ROUNDS: usize = 36;
    let room = Room::new().founded();
    room.run(["incident", "declare", "--title", "the power is going"]).exit(0);
    let profile = |name: &str| room.fields(&format!("profiles/{name}.json"));
    let loosen = ["posture", "apply", "compat", "--because", "old clients"];
    let revert = ["posture", "revert"];
    let mut aim = Aim::at(|| drop(room.run(loosen).exit(0)));
    room.run(revert).exit(0);
    for round in 0..ROUNDS {
        let before = room.bytes(".wayhold/posture.json");
        let was_strict = room.fields(".wayhold/posture.json") == profile("strict");
        let (words, wanted) = if was_strict { (&loosen[..], "compat") } else { (&revert[..], "strict") };
        aim.kill(&room, words);
        let after = room.bytes(".wayhold/posture.json");
        let took = room.fields(".wayhold/posture.json") == profile(wanted);
        assert!(after == before || took, "round {round} left half a file");
        let was_unknown = aim.unknown(&room);
        next_writer(&room, round, was_unknown);
        assert_eq!(room.bytes(".wayhold/posture.json"), after, "a posture is read back and never written by itself");
        let status = room.json(["status"]).exit(0).answer();
        let now = if took {
            wanted
        } else if was_strict {
            "strict"
        } else {
            "compat"
        };
        assert_eq!((&status["posture"]["name"], &status["posture"]["classified"]), (&now.into(), &now.into()));
    }
    assert!(aim.deaths > 0, "no run was killed in time");
    room.run(["posture", "apply", "strict"]);
    room.run(["status"]).exit(0).says("demo: strict");
    in_order(&room);
}

#[test]
fn a_founding_killed_at_any_moment_can_be_done_again() {
    const ROUNDS: usize = 16;
    let mut aim = Aim::at(|| drop(Room::new().founded()));
    for round in 0..ROUNDS {
        let room = Room::new();
        aim.kill(&room, &["adopt", "--all", "--yes"]);
        aim.unknown(&room);
        let status = room.json(["status"]);
        assert!(matches!(status.code(), Some(0 | 5)), "round {round}: {}", status.told());
        room.run(["adopt", "--all", "--yes"]).exit(0);
        // The posture of a founding that died is read back like any other, and is nobody's to write but a person's.
        room.run(["posture", "revert"]);
        room.run(["status"]).exit(0).says("demo: strict");
        assert_eq!((room.count("ledger.founded"), room.count("runbook.adopted")), (1, 1));
        room.run(["phase", "tick", "M1", "2", "--evidence", "proof.txt"]).exit(0);
        in_order(&room);
    }
    assert!(aim.deaths > 0, "no run was killed in time");
}
