//! The incident's path with a disk that refuses one step, or every step from there on.

use std::io::{self, ErrorKind};

use super::postures::{Case, Reference, opened};
use super::*;

/// Whether the next of these steps is about a note for the next start.
fn is_note(steps: &[String]) -> bool {
    let named = |step: &String| step.ends_with("verified.json") || step.contains(".cache");
    named(&steps[0]) || steps[0].starts_with("write ") && steps.get(1).is_some_and(named)
}

/// Has the disk refuse each step of a case in turn, that one alone or everything from there on.
async fn everywhere(case: Case, kind: ErrorKind, and_after: bool) {
    let reference = Reference::of(case).await;
    let last = reference.steps.iter().rposition(|step| step.starts_with("append ")).unwrap();
    for (step, what) in reference.steps.iter().enumerate().take(last + 1) {
        // What is committed cannot be refused any more, and a note for the next start may fail at no cost.
        if what == "appended" || !and_after && is_note(&reference.steps[step..]) {
            continue;
        }
        let at = format!("{case:?} refused at step {step}, {what}, {and_after}");
        let room = reference.before.copied();
        let mut session = opened(&room, case.clock()).await;
        let mut steps = 0;
        let watch = faults::watched(move |_| {
            let refused = steps == step || and_after && steps > step;
            steps += 1;
            if refused { Err(io::Error::from(kind)) } else { Ok(()) }
        });
        let said = match case.act(&mut session).await {
            Ok(done) => done.trouble.unwrap_or_default(),
            Err(Stop::Failed(error)) => format!("{error:#}"),
            Err(stop) => panic!("{at}: {stop:?}"),
        };
        drop(watch);
        session.close().await;
        assert!(said.contains(&io::Error::from(kind).to_string()), "{at}: it said {said:?}");
        assert_eq!(room.litter(), [""; 0], "{at}");
        reference.refused(&room, &at).await;
    }
}

#[tokio::test]
async fn a_full_disk_at_any_one_step_of_a_posture_is_said_and_leaves_whole_files() {
    for case in [Case::Apply, Case::Revert, Case::Extend, Case::Restore, Case::Expired] {
        Box::pin(everywhere(case, ErrorKind::StorageFull, false)).await;
    }
}

#[tokio::test]
async fn a_disk_that_breaks_at_any_step_of_a_posture_is_said_and_leaves_whole_files() {
    for case in [Case::Apply, Case::Revert, Case::Expired] {
        Box::pin(everywhere(case, ErrorKind::Other, true)).await;
    }
}
