use super::*;

#[tokio::test]
async fn looking_at_an_unfounded_workspace_writes_nothing() {
    let room = Room::new();
    let mut session = room.open().await;
    session.settle_unfinished().await.unwrap();
    let stop = session.run(incident::Command::declare("down").into(), None).await.unwrap_err();
    assert_eq!(codes(&stop), [Code::NotFounded]);
    assert!(!room.root().join(".wayhold").exists());
    assert!(!room.directory.path().join("keys").exists());
}

#[tokio::test]
async fn one_console_sees_what_another_appended() {
    let room = Room::founded().await;
    let (mut one, mut two) = (room.open().await, room.open().await);
    room.run(&mut one, incident::Command::declare("it is down").into()).await;
    assert!(two.state().incident.open.is_none());
    let followed = two.follow().await.unwrap();
    assert_eq!(followed.len(), 1);
    assert_eq!(two.state(), one.state());
}

#[tokio::test]
async fn a_watch_tells_of_an_append_by_another_console() {
    let room = Room::founded().await;
    let (mut one, mut two) = (room.open().await, room.open().await);
    let mut watch = two.watch().unwrap();
    room.run(&mut one, incident::Command::declare("it is down").into()).await;
    let patience = std::time::Duration::from_secs(20);
    tokio::time::timeout(patience, watch.changed()).await.expect("the append was told");
    assert_eq!(two.follow().await.unwrap().len(), 1);
}

#[tokio::test]
async fn the_second_of_two_consoles_on_one_item_is_told_who_was_first() {
    let room = Room::founded().await;
    let (mut one, mut two) = (room.open().await, room.open().await);
    let (looked_at, command) = (two.looked_at(), tick(&two, 5));
    room.run(&mut one, command.clone()).await;
    let stop = two.run(command.clone(), looked_at).await.unwrap_err();
    assert!(matches!(&stop, Stop::Changed { by, .. } if by.by == "ana"), "{stop:?}");
    let looked_at = two.looked_at();
    assert_eq!(codes(&two.run(command, looked_at).await.unwrap_err()), [Code::BoxTicked]);
}

#[tokio::test]
async fn two_consoles_on_unrelated_items_of_one_file_both_win() {
    let room = Room::founded().await;
    let (mut one, mut two) = (room.open().await, room.open().await);
    let (looked_at, command) = (two.looked_at(), tick(&two, 13));
    let first = tick(&one, 5);
    room.run(&mut one, first).await;
    let done = two.run(command, looked_at).await.unwrap();
    assert_eq!(kinds(&done), ["phase.ticked", "runbook.patch_intent", "runbook.patched"]);
    assert_eq!(room.text(PLAN).matches("[x]").count(), 19);
}

#[tokio::test]
async fn the_way_back_to_strict_is_never_lost_to_somebody_else() {
    let room = Room::founded().await;
    let (mut one, mut two) = (room.open().await, room.open().await);
    let looked_at = two.looked_at();
    room.run(&mut one, compat()).await;
    two.run(posture::Command::revert().into(), looked_at).await.unwrap();
    assert_eq!(two.state().posture.in_force(), Some(posture::Name::Strict));
}

#[tokio::test]
async fn a_key_that_nobody_enrolled_can_read_and_not_write() {
    let room = Room::founded().await;
    Identity::read_or_make(&room.environment("eve").config_dir, "eve", None).unwrap();
    let mut session = room.open_as("eve").await;
    assert!(session.state().founded.is_some());
    let looked_at = session.looked_at();
    let stop = session.run(compat(), looked_at).await.unwrap_err();
    assert_eq!(codes(&stop), [Code::NotEnrolled]);
}

#[tokio::test]
async fn a_dry_run_says_what_would_be_written_and_writes_nothing() {
    let room = Room::founded().await;
    let mut session = room.open().await;
    let (before, live) = (session.head().cloned(), room.live());
    let kinds: Vec<_> = session.dry_run(&[compat()]).await.unwrap().into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, ["posture.intent"]);
    session.follow().await.unwrap();
    assert_eq!(session.head().cloned(), before);
    assert_eq!(session.state().posture.in_force(), Some(posture::Name::Strict));
    assert_eq!(room.live(), live);
}

#[tokio::test]
async fn a_ledger_that_ends_before_an_entry_checked_here_is_read_only() {
    let room = Room::founded().await;
    let head = room.open().await.head().cloned().unwrap();
    let beyond = crate::ledger::Head { seq: head.seq + 1, hash: head.hash.clone() };
    verified::write(&room.private(), &verified::Note { head: beyond, marks: None });
    let mut session = room.open().await;
    let why = session.damage().unwrap();
    assert!(why.contains("was checked here before and is gone"), "{why}");
    let looked_at = session.looked_at();
    let stop = session.run(compat(), looked_at).await.unwrap_err();
    assert_eq!(codes(&stop), [Code::LedgerDamaged]);
}

#[tokio::test]
async fn a_ledger_whose_checked_entry_is_another_now_is_read_only() {
    let room = Room::founded().await;
    let head = room.open().await.head().cloned().unwrap();
    let other = crate::ledger::Head { seq: head.seq, hash: "0".repeat(64) };
    verified::write(&room.private(), &verified::Note { head: other, marks: None });
    let session = room.open().await;
    let why = session.damage().unwrap();
    assert!(why.contains("is not the one that was checked here before"), "{why}");
}

#[tokio::test]
async fn private_keys_that_others_can_read_are_refused() {
    let room = Room::new();
    let directory = room.environment("ana").config_dir;
    let identity = Identity::read_or_make(&directory, "ana", None).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(identity.path(), std::fs::Permissions::from_mode(0o644)).unwrap();
        let error = Identity::read(&directory).unwrap_err().to_string();
        assert!(error.contains("chmod 600"), "{error}");
    }
}
