//! Two at one posture, thousands of times: sessions with their own threads, connections and locks, and real processes.
//! And a reader that looks all the while.

use std::collections::BTreeSet;
use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use chrono::{DateTime, TimeDelta};
use wayhold::console::Command;
use wayhold::hold::Code;
use wayhold::posture::flagd::{FLAG, Seen};
use wayhold::posture::{self, Classified, Name, ReadBack};
use wayhold::session::{Clock, Session, Workspace};

use crate::common::{Ran, Room};
use crate::flagd::{Reader, check_schema};
use crate::races_library::{Came, compat, race};

/// How many rounds are raced in one room: its ledger grows with each.
const ROUNDS: usize = 500;

/// How many rounds there are in all; `just races` asks for ten thousand.
#[expect(clippy::disallowed_methods, reason = "how many rounds somebody asked for")]
fn rounds() -> usize {
    std::env::var("WAYHOLD_TEST_RACES").ok().map_or(ROUNDS, |rounds| rounds.parse().unwrap())
}

const CONFIG: &str = "environment = \"demo\"\n[posture]\nflagd = \".wayhold/flagd.json\"\n[posture.limits.compat]\n\
                      default = \"1h\"\nmax = \"2h\"\non_expiry = \"reader\"\n";

/// What is live is what the ledger says last, in every target.
#[track_caller]
fn live_equals_the_ledger(room: &Room) {
    let last = room.newest("posture.applied")["classified"].as_str().unwrap().to_owned();
    let status = room.json(["status"]).exit(0).answer();
    assert_eq!(
        (&status["posture"]["classified"], &status["posture"]["name"]),
        (&last.as_str().into(), &last.as_str().into())
    );
    assert_eq!(room.fields(".wayhold/posture.json"), room.fields(&format!("profiles/{last}.json")));
    let flags = Seen::of(&room.bytes(".wayhold/flagd.json"));
    assert_eq!(flags.says().unwrap().profile().word(), last);
    room.verified();
}

#[test]
fn of_two_at_one_posture_exactly_one_wins_in_every_round() {
    let (mut left, mut lost) = (rounds(), [0, 0]);
    while left > 0 {
        let rounds = left.min(ROUNDS);
        left -= rounds;
        let room = Room::quick().with("wayhold.toml", CONFIG).founded();
        let act = |_, round: usize| match round % 2 {
            0 => compat(),
            _ => posture::Command::revert().into(),
        };
        for (round, came) in race(&room, rounds, act).into_iter().enumerate() {
            let won = came.iter().filter(|came| **came == Came::Won).count();
            assert_eq!(won, 1, "round {round}: {came:?}");
            for came in came {
                match came {
                    Came::Won => {}
                    Came::Changed => lost[0] += 1,
                    Came::Held(codes) if codes == [Code::AlreadyApplied] => lost[1] += 1,
                    other => panic!("round {round}: {other:?}"),
                }
            }
        }
        let kinds = room.kinds();
        let count = |kind: &str| kinds.iter().filter(|known| *known == kind).count();
        assert_eq!((count("posture.intent"), count("posture.applied")), (1 + rounds, 1 + rounds), "an entry is lost");
        assert_eq!(count("posture.unconfirmed"), 0);
        live_equals_the_ledger(&room);
    }
    println!("{} rounds: {} lost as changed, {} as applied already", rounds(), lost[0], lost[1]);
}

#[test]
fn of_two_processes_at_one_posture_exactly_one_wins() {
    const ROUNDS: usize = 12;
    let room = Room::quick().with("wayhold.toml", CONFIG).founded();
    for round in 0..ROUNDS {
        let words: &[&str] = if round % 2 == 0 {
            &["posture", "apply", "compat", "--because", "x", "--json"]
        } else {
            &["posture", "revert", "--json"]
        };
        let racers = [room.spawn(words), room.spawn(words)];
        let ran = racers.map(|racer| Ran::ended("a racer", &racer.wait_with_output().unwrap()));
        let mut codes = ran.each_ref().map(Ran::code);
        codes.sort_unstable();
        assert!(matches!(codes, [Some(0), Some(3 | 6)]), "round {round}: {}\n{}", ran[0].told(), ran[1].told());
        for lost in ran.iter().filter(|ran| ran.code() == Some(3)) {
            assert_eq!(lost.codes(), ["ALREADY_APPLIED"], "round {round}");
        }
        assert_eq!((room.count("posture.intent"), room.count("posture.applied")), (2 + round, 2 + round));
    }
    live_equals_the_ledger(&room);
}

/// Reads both files until it is told to stop: how often, and which profiles it saw.
fn watching(room: &Room, stop: &AtomicBool) -> Result<(usize, BTreeSet<Classified>), String> {
    let (posture, flags) = (room.path(".wayhold/posture.json"), room.path(".wayhold/flagd.json"));
    let (mut reads, mut seen) = (0, BTreeSet::new());
    while !stop.load(Ordering::Relaxed) {
        let live = ReadBack::of(&fs::read(&posture).map_err(|error| format!("the posture file: {error}"))?);
        if live.classify().name().is_none() {
            return Err(format!("read {reads}: {live:?}"));
        }
        seen.insert(live.classify());
        let flags = Seen::of(&fs::read(&flags).map_err(|error| format!("the flagd file: {error}"))?);
        if flags.says().is_none() {
            return Err(format!("read {reads}: {flags}"));
        }
        reads += 1;
    }
    Ok((reads, seen))
}

#[test]
fn while_a_thousand_flips_run_a_reader_never_sees_a_missing_half_or_mixed_file() {
    const FLIPS: i64 = 1000;
    let room = Room::quick().with("wayhold.toml", CONFIG).founded();
    let stop = AtomicBool::new(false);
    let begin = DateTime::from_timestamp(1_900_000_000, 0).unwrap();
    thread::scope(|scope| {
        let reader = scope.spawn(|| watching(&room, &stop));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let flipped = runtime.block_on(async {
            let workspace = Workspace::read(&room.root()).unwrap();
            let mut session = Session::open(workspace, room.environment(), Clock::fixed(begin)).await.unwrap();
            // A text that was judged once is not judged again: the clock stands still for fifty flips at a time.
            let mut judged = BTreeSet::new();
            for flip in 0..FLIPS {
                if reader.is_finished() {
                    return Err("the reader stopped".to_owned());
                }
                let at = begin + TimeDelta::seconds(flip / 50 * 60);
                session.set_clock(at);
                let (command, name): (Command, Name) = match flip % 2 {
                    0 => (compat(), Name::Compat),
                    _ => (posture::Command::revert().into(), Name::Strict),
                };
                let looked_at = session.looked_at();
                match session.run(command, looked_at).await {
                    Ok(done) if done.trouble.is_none() => {}
                    other => return Err(format!("flip {flip}: {other:?}")),
                }
                let text = room.text(".wayhold/flagd.json");
                if !judged.insert(text.clone()) {
                    continue;
                }
                check_schema(&serde_json::from_str(&text).unwrap())?;
                let evaluator = Reader::load(&text)?;
                let (variant, value) = evaluator.resolve_at(FLAG, at.timestamp())?;
                if variant != name.word() || value != serde_json::json!(name.toggles()) {
                    return Err(format!("flip {flip}: the evaluator says {variant}, {value}"));
                }
                let later = evaluator.resolve_at(FLAG, at.timestamp() + 3600)?.0;
                if later != "strict" {
                    return Err(format!("flip {flip}: after the deadline the evaluator says {later}"));
                }
            }
            session.close().await;
            Ok(judged.len())
        });
        stop.store(true, Ordering::Relaxed);
        let (reads, seen) = reader.join().unwrap().unwrap();
        let judged = flipped.unwrap();
        println!("{FLIPS} flips, {reads} reads of both files, {judged} texts judged");
        assert!(reads > 0 && judged > 2);
        assert_eq!(seen, BTreeSet::from([Classified::Strict, Classified::Compat]));
    });
    assert_eq!(room.count("posture.applied"), 1 + usize::try_from(FLIPS).unwrap());
    room.verified();
}
