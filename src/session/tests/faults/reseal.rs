//! Going on with a damaged ledger, with its process dead at one step or the disk refusing it.

use sqlx::{Connection, SqliteConnection};

use super::super::{codes, compat};
use super::death::{condemned, dies, kill_before, open_at};
use super::*;
use crate::hold::Code;

/// The second line of the clock that the process which dies goes by.
const LATER: i64 = 1_800_000_000;
/// More steps than there are.
const MANY: usize = 40;

/// An incident, an override, and behind them an entry that was edited.
async fn damaged() -> (Room, State, u64) {
    let room = Room::founded().await;
    let mut session = room.open().await;
    room.run(&mut session, incident::Command::declare("the hub is down").into()).await;
    room.run(&mut session, compat()).await;
    let (state, last) = (session.state().clone(), session.head().unwrap().seq);
    room.run(&mut session, incident::Command::note("nobody will read this").into()).await;
    room.run(&mut session, incident::Command::note("nor this").into()).await;
    session.close().await;
    let url = format!("sqlite:{}", room.private().join("ledger.db").display());
    let mut file = SqliteConnection::connect(&url).await.unwrap();
    let edit = "DROP TRIGGER entries_stay; UPDATE entries SET entry = replace(entry, 'nobody', 'nobuddy');";
    sqlx::raw_sql(edit).execute(&mut file).await.unwrap();
    file.close().await.unwrap();
    (room, state, last)
}

/// The new ledger: what held, byte for byte, and one entry more; the damaged file beside it.
async fn goes_on(room: &Room, before: &State, last: u64, at: &str) {
    let mut session = room.open().await;
    assert_eq!(session.damage(), None, "{at}");
    let head = session.head().unwrap().clone();
    assert_eq!(head.seq, last + 1, "{at}");
    assert!(session.verify().await.unwrap().is_ok(), "{at}");
    let entry = session.entries(head.seq, 1).await.unwrap().remove(0);
    assert_eq!((entry.kind.as_str(), entry.body["after"]["seq"].as_u64()), ("ledger.resealed", Some(last)), "{at}");
    let now = session.state();
    assert_eq!(
        (&now.incident, &now.posture, &now.runbook),
        (&before.incident, &before.posture, &before.runbook),
        "{at}"
    );
    let kept = room.private().join(entry.body["kept"].as_str().unwrap());
    let kept = std::fs::read(kept).unwrap();
    assert_eq!(crate::hold::digest::sha256(&kept), entry.body["sha256"].as_str().unwrap(), "{at}");
    room.run(&mut session, incident::Command::note("it goes on").into()).await;
}

async fn still_read_only(room: &Room, at: &str) {
    let mut session = room.open().await;
    assert!(session.damage().is_some(), "{at}: nothing says that the ledger is damaged");
    let stop = session.run(incident::Command::note("no").into(), None).await.unwrap_err();
    assert_eq!(codes(&stop), [Code::LedgerDamaged], "{at}");
}

#[tokio::test]
async fn a_reseal_that_dies_at_any_step_leaves_the_damaged_ledger_or_the_new_one_and_is_taken_up_again() {
    if let Some((root, step)) = condemned() {
        let mut session = open_at(&root, LATER).await;
        let _watch = kill_before(step);
        let came = session.reseal("there is no copy").await;
        panic!("it did not die: {came:?}");
    }
    let name = "reseal::a_reseal_that_dies_at_any_step_leaves_the_damaged_ledger_or_the_new_one_and_is_taken_up_again";
    let (room, before, last) = damaged().await;
    let steps = steps_of_a_reseal(&room).await;
    assert!((4..MANY).contains(&steps), "{steps} steps");
    for step in 0..steps {
        let room = room.copied();
        let at = format!("step {step}");
        dies(name, &room, step, &at);
        let mut session = room.open().await;
        if session.damage().is_some() {
            session.close().await;
            still_read_only(&room, &at).await;
            session = room.open().await;
            session.reseal("there is no copy").await.unwrap();
        }
        session.close().await;
        goes_on(&room, &before, last, &at).await;
    }
}

async fn steps_of_a_reseal(room: &Room) -> usize {
    let room = room.copied();
    let mut session = room.open().await;
    let count = std::rc::Rc::new(std::cell::Cell::new(0));
    let counted = std::rc::Rc::clone(&count);
    let watch = faults::watched(move |_| {
        counted.set(counted.get() + 1);
        Ok(())
    });
    session.reseal("there is no copy").await.unwrap();
    drop(watch);
    count.get()
}

#[tokio::test]
async fn a_disk_that_refuses_a_reseal_at_any_step_leaves_nothing_half_done() {
    let (room, before, last) = damaged().await;
    let steps = steps_of_a_reseal(&room).await;
    for step in 0..steps {
        let room = room.copied();
        let at = format!("step {step}");
        let mut session = room.open().await;
        let mut at_step = 0;
        let watch = faults::watched(move |_| {
            at_step += 1;
            if at_step == step + 1 { Err(std::io::Error::other("the disk refuses")) } else { Ok(()) }
        });
        let came = session.reseal("there is no copy").await;
        drop(watch);
        drop(session);
        if came.is_err() {
            let mut again = room.open().await;
            if again.damage().is_some() {
                again.reseal("there is no copy").await.unwrap();
            }
            again.close().await;
        }
        goes_on(&room, &before, last, &at).await;
    }
}

#[tokio::test]
async fn a_console_that_was_open_goes_on_with_the_new_file_and_writes_nothing_into_the_old_one() {
    let (room, before, last) = damaged().await;
    let mut blind = room.open().await;
    let mut session = room.open().await;
    session.reseal("there is no copy").await.unwrap();
    assert!(blind.damage().is_some(), "it has seen the damage");
    blind.follow().await.unwrap();
    assert_eq!(blind.damage(), None);
    room.run(&mut blind, incident::Command::note("from the other console").into()).await;
    session.follow().await.unwrap();
    assert_eq!(session.head(), blind.head());
    assert_eq!(session.state().posture, before.posture);
    assert_eq!(session.head().unwrap().seq, last + 2);
}
