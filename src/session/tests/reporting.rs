use chrono::{DateTime, TimeDelta, Utc};

use super::*;

/// A clock at minutes after three o'clock.
fn m(minutes: i64) -> DateTime<Utc> {
    "2026-11-21T03:00:00Z".parse::<DateTime<Utc>>().unwrap() + TimeDelta::minutes(minutes)
}

async fn at(room: &Room, session: &mut Session, minutes: i64, command: impl Into<Command>) {
    session.set_clock(m(minutes));
    room.run(session, command.into()).await;
}

fn apply(to: posture::Name) -> posture::Command {
    let because = Some("an old client".to_owned());
    posture::Command::Apply { to, duration: Some(TimeDelta::minutes(30)), because, confirm: Some("demo".into()) }
}

/// A room without a gate in which compat stood from 10 to 60 past three, and should have ended at 40.
async fn night() -> (Room, Session) {
    let room = Room::new();
    let config = room.text("wayhold.toml");
    std::fs::write(room.root().join("wayhold.toml"), config.split("[[verification]]").next().unwrap()).unwrap();
    let workspace = Workspace::read(&room.root()).unwrap();
    let mut session = Session::open(workspace, room.environment("ana"), Clock::fixed(m(-60))).await.unwrap();
    at(&room, &mut session, -60, Command::Found).await;
    at(&room, &mut session, 0, incident::Command::declare("the hub does not answer")).await;
    at(&room, &mut session, 10, apply(posture::Name::Compat)).await;
    (room, session)
}

#[tokio::test]
async fn the_report_measures_what_the_ledger_says() {
    let (room, mut session) = night().await;
    at(&room, &mut session, 60, posture::Command::revert()).await;
    for criterion in [posture::Criterion::Resolved, posture::Criterion::Verified, posture::Criterion::NoNeed] {
        at(&room, &mut session, 65, posture::Command::Attest { criterion, note: None }).await;
    }
    at(&room, &mut session, 70, incident::Command::close()).await;
    session.set_clock(m(5000));
    let made = session.report("INC-20261121-1").await.unwrap().unwrap().postmortem;
    let figures = &made.metrics;
    assert_eq!((figures.to_mitigate_s, figures.to_restore_s), (Some(600), Some(3600)));
    assert_eq!((figures.lasted_s, figures.loosened_s, figures.overdue_s), (4200, 3000, 1200));
    let stood: Vec<_> = made.postures.iter().map(|stay| (stay.profile.as_str(), stay.lasted_s)).collect();
    assert_eq!(stood, [("strict", 600), ("compat", 3000), ("strict", 600)], "strict stood before the declaration");
    assert!(session.report("INC-20261121-2").await.unwrap().is_none());
}

#[tokio::test]
async fn the_order_of_the_timeline_is_the_ledgers_and_not_a_clocks() {
    let (room, mut session) = night().await;
    at(&room, &mut session, 5, incident::Command::note("said by a clock that is late")).await;
    let made = session.report("INC-20261121-1").await.unwrap().unwrap();
    let seqs: Vec<_> = made.postmortem.timeline.iter().map(|moment| moment.seq).collect();
    assert!(seqs.is_sorted() && seqs.len() == 3, "{seqs:?}");
    assert!(made.markdown.contains("A clock went back"), "{}", made.markdown);
    assert_eq!(made.postmortem.as_of, m(5));
}

#[tokio::test]
async fn the_shift_report_shows_what_is_overdue_and_counts_by_the_ledger() {
    let (_room, mut session) = night().await;
    session.set_clock(m(55));
    let shift = session.shift(m(20)).await.unwrap();
    assert_eq!((shift.entries, shift.now.overdue, shift.metrics.overdue_s), (0, true, 900));
    assert!(shift.to_markdown().contains("**`compat` is OVERDUE** since 2026-11-21 03:40:00Z"), "{shift:?}");
    let shift = session.shift(m(-10)).await.unwrap();
    assert_eq!(shift.entries, 3, "the declaration, the intent and its outcome");
    assert_eq!((shift.incidents.len(), shift.posture.len()), (1, 1));
    assert_eq!(shift.metrics.in_posture_s["strict"], 20 * 60);
    assert_eq!(session.first_since(m(-90)).await.unwrap(), Some(0));
    assert_eq!(session.first_since(m(56)).await.unwrap(), None);
}

#[tokio::test]
async fn a_report_that_the_incident_outran_is_made_again() {
    let (room, mut one) = night().await;
    let made = one.report_command("INC-20261121-1", None).await.unwrap().unwrap();
    let looked_at = one.looked_at();
    let mut two = room.open().await;
    let to = Some("zoe".to_owned());
    let role = incident::Role::Scribe;
    room.run(&mut two, incident::Command::Assign { id: None, role, to }.into()).await;
    two.close().await;
    assert!(matches!(one.run(made.into(), looked_at).await, Err(Stop::Changed { .. })), "as it was made it is late");
    let (done, made) = one.write_report("INC-20261121-1", None).await.unwrap();
    assert_eq!(kinds(&done), ["incident.reported", "incident.report_written"]);
    assert!(made.markdown.contains("named zoe for scribe"), "{}", made.markdown);
    assert_eq!(room.text("snapshots/INC-20261121-1.md"), made.markdown);
}
