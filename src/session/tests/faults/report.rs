//! A report whose writing is cut off at every step: what is left is nothing, or one that whoever comes next completes.

use std::io;

use super::*;
use crate::effects::look;
use crate::incident::{FileSeen, report_paths};

/// A room with an incident that is over and was reported, and then noted on.
async fn room() -> (Room, String) {
    let room = Room { directory: quick() };
    fs::create_dir_all(room.root()).unwrap();
    fs::write(room.root().join(FILE_NAME), "environment = \"demo\"\n").unwrap();
    let mut session = open(&room).await;
    room.run(&mut session, Command::Found).await;
    room.run(&mut session, incident::Command::declare("the tap drips").into()).await;
    let id = session.state().incident.open.clone().unwrap();
    room.run(&mut session, incident::Command::close().into()).await;
    session.write_report(&id, None).await.unwrap();
    let note = incident::Command::Note { id: Some(id.clone()), text: "it was the seal".into(), at: None, action: None };
    room.run(&mut session, note.into()).await;
    session.close().await;
    (room, id)
}

fn digests(room: &Room, id: &str) -> [Option<String>; 2] {
    report_paths(id).map(|path| look::evidence(&room.root(), &path).ok().map(|seen| seen.sha256))
}

/// Writes the report with a disk that refuses everything from step `from` on. How many steps there were.
async fn cut_off(room: &Room, id: &str, from: usize) -> usize {
    let mut session = open(room).await;
    let steps = Rc::new(RefCell::new(0));
    let watch = {
        let steps = Rc::clone(&steps);
        faults::watched(move |_| {
            *steps.borrow_mut() += 1;
            if *steps.borrow() > from { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) }
        })
    };
    let _ = session.write_report(id, None).await;
    drop(watch);
    session.close().await;
    steps.take()
}

#[tokio::test]
async fn a_report_is_written_or_not_wherever_it_is_cut_off() {
    let (before, id) = room().await;
    let old = digests(&before, &id);
    let whole = before.copied();
    let steps = cut_off(&whole, &id, usize::MAX).await;
    let new = digests(&whole, &id);
    assert!(steps > 8 && old != new, "{steps} steps");
    for step in 0..steps {
        let room = before.copied();
        cut_off(&room, &id, step).await;
        for (place, digest) in digests(&room, &id).into_iter().enumerate() {
            assert!(digest == old[place] || digest == new[place], "step {step}: half a file");
        }
        let mut session = open(&room).await;
        assert!(session.verify().await.unwrap().is_ok(), "step {step}");
        let made = |session: &Session| session.state().incident.incidents[&id].report.clone().unwrap();
        let begun = made(&session).made.md_sha256 == *new[0].as_ref().unwrap();
        assert!(begun || digests(&room, &id) == old, "step {step}: a file changed before the ledger said so");
        session.settle_unfinished().await.unwrap();
        assert!(pending(session.state()).is_empty(), "step {step}");
        assert_eq!(made(&session).written, Some(true), "step {step}");
        assert_eq!(digests(&room, &id), if begun { new.clone() } else { old.clone() }, "step {step}");
        let (done, _) = session.write_report(&id, None).await.unwrap();
        assert_eq!((done.entries.is_empty(), digests(&room, &id)), (begun, new.clone()), "step {step}: done again");
        session.close().await;
    }
}

#[tokio::test]
async fn what_was_written_into_a_report_while_it_was_cut_off_stays() {
    let (before, id) = room().await;
    let [md, _] = report_paths(&id);
    let steps = cut_off(&before.copied(), &id, usize::MAX).await;
    let mut seen = 0;
    for step in 0..steps {
        let room = before.copied();
        cut_off(&room, &id, step).await;
        let mut session = open(&room).await;
        if pending(session.state()).is_empty() {
            session.close().await;
            continue;
        }
        seen += 1;
        fs::write(room.root().join(&md), "what we learned").unwrap();
        session.settle_unfinished().await.unwrap();
        assert_eq!(room.text(&md), "what we learned", "step {step}");
        assert!(matches!(session.file_seen(&md), FileSeen::Read { .. }));
        // As long as the other file is not written either, the outcome is not known.
        let written = session.state().incident.incidents[&id].report.clone().unwrap().written;
        assert_ne!(written, Some(true), "step {step}");
        let stop = session.write_report(&id, None).await.unwrap_err();
        assert!(matches!(stop, Stop::Held(_)), "step {step}: {stop:?}");
        session.close().await;
    }
    assert!(seen > 0);
}
