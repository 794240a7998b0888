use super::*;
use crate::console::{self, pending};
use crate::effects;

/// Decides and appends, and then the process is gone: nothing after the append happens.
async fn die_after_append(room: &Room, command: Command) {
    let mut session = room.open().await;
    let (events, ctx) = session.decide_now(&command, session.looked_at()).unwrap();
    session.append(&events, &ctx).await.unwrap().unwrap();
}

/// Decides, appends and writes the file, and then the process is gone: no outcome is recorded.
async fn die_after_effect(room: &Room, command: Command) {
    let mut session = room.open().await;
    let (events, ctx) = session.decide_now(&command, session.looked_at()).unwrap();
    session.append(&events, &ctx).await.unwrap().unwrap();
    for effect in events.iter().flat_map(|event| console::plan(event, 0)) {
        effects::run(&effect, &session.places()).unwrap();
    }
}

#[tokio::test]
async fn a_tick_whose_writer_died_before_the_edit_is_carried_out_by_the_next_start() {
    let room = Room::founded().await;
    let before = room.text(PLAN);
    let command = tick(&room.open().await, 5);
    die_after_append(&room, command).await;
    assert_eq!(room.text(PLAN), before);

    let mut session = room.open().await;
    let said = session.settle_unfinished().await.unwrap();
    assert_eq!(said, [format!("an edit of {PLAN} recorded at #5 is on disk now")]);
    assert_ne!(room.text(PLAN), before);
    assert!(pending(session.state()).is_empty());
    assert!(session.settle_unfinished().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_tick_whose_writer_died_after_the_edit_is_recorded_and_not_repeated() {
    let room = Room::founded().await;
    let command = tick(&room.open().await, 5);
    die_after_effect(&room, command).await;
    let edited = room.text(PLAN);

    let mut session = room.open().await;
    let done = room.run(&mut session, incident::Command::declare("it is down").into()).await;
    assert_eq!(done.recovered.len(), 1, "{done:?}");
    assert_eq!(room.text(PLAN), edited);
    assert!(pending(session.state()).is_empty());
    assert!(session.verify().await.unwrap().is_ok());
}

#[tokio::test]
async fn an_edit_that_met_another_hand_is_left_alone_and_counts_as_drift() {
    let room = Room::founded().await;
    let command = tick(&room.open().await, 5);
    die_after_append(&room, command).await;
    let foreign = room.text(PLAN).replace("pinned command surface", "command surface");
    assert_ne!(foreign, room.text(PLAN));
    std::fs::write(room.root().join(PLAN), &foreign).unwrap();

    let mut session = room.open().await;
    session.settle_unfinished().await.unwrap();
    assert_eq!(room.text(PLAN), foreign);
    let looked_at = session.looked_at();
    let stop = session.run(tick(&session, 13), looked_at).await.unwrap_err();
    assert_eq!(codes(&stop), [Code::Drift]);
}

#[tokio::test]
async fn a_posture_whose_writer_died_before_the_write_stays_old_and_is_said_so() {
    let room = Room::founded().await;
    let strict = room.live();
    die_after_append(&room, compat()).await;
    assert_eq!(room.live(), strict);

    let mut session = room.open().await;
    let said = session.settle_unfinished().await.unwrap();
    assert_eq!(said, ["the posture change begun at #4 did not take: the live file reads strict"]);
    assert_eq!(room.live(), strict, "a posture is never applied again by itself");
    assert_eq!(session.state().posture.in_force(), Some(posture::Name::Strict));
}

#[tokio::test]
async fn a_posture_whose_writer_died_after_the_write_is_in_force_with_its_clock() {
    let room = Room::founded().await;
    die_after_effect(&room, compat()).await;

    let mut session = room.open().await;
    let said = session.settle_unfinished().await.unwrap();
    assert_eq!(said, ["the posture change begun at #4 did take: the live file is compat"]);
    let current = session.state().posture.current.clone().unwrap();
    assert_eq!(current.profile, posture::Name::Compat);
    assert!(current.expires_at > current.since.at);
}

#[tokio::test]
async fn an_effect_of_a_living_process_is_not_settled_by_another() {
    let room = Room::founded().await;
    die_after_append(&room, compat()).await;
    let mut session = room.open().await;
    let held = effects::lock::try_take(&session.lock_path()).unwrap().unwrap();
    assert!(session.effect_under_way());
    assert!(session.settle_unfinished().await.unwrap().is_empty());
    drop(held);
    assert!(!session.effect_under_way());
    assert_eq!(session.settle_unfinished().await.unwrap().len(), 1);
}

#[tokio::test]
async fn strict_goes_through_although_an_earlier_change_has_no_outcome() {
    let room = Room::founded().await;
    let strict = room.live();
    die_after_effect(&room, compat()).await;
    let mut session = room.open().await;
    room.run(&mut session, posture::Command::revert().into()).await;
    assert_eq!(room.live(), strict);
    assert_eq!(session.state().posture.in_force(), Some(posture::Name::Strict));
}
