//! The disk refuses one step: the command says so in plain words, nothing is left half-written, and once the disk takes
//! writes again everything goes on from one of the two states.

use std::io::{self, ErrorKind};

use super::*;

/// Has the disk refuse each step of a case in turn, that one alone or everything from there on.
async fn everywhere(case: Case, kind: ErrorKind, and_after: bool) {
    let reference = Reference::of(case).await;
    let last = reference.steps.iter().rposition(|step| step.starts_with("append ")).unwrap();
    for (step, what) in reference.steps.iter().enumerate().take(last + 1) {
        // What is committed cannot be refused any more, and the note of checked signatures may fail at no cost.
        if what == "appended" || !and_after && what.contains(" .wayhold/TEMP") {
            continue;
        }
        let at = format!("{case:?} refused at step {step}, {what}");
        let room = reference.before.copied();
        let mut steps = 0;
        let watch = faults::watched(move |_| {
            let refused = steps == step || and_after && steps > step;
            steps += 1;
            if refused { Err(io::Error::from(kind)) } else { Ok(()) }
        });
        let said = match act(&room, case).await {
            Ok(done) => done.trouble.unwrap_or_default(),
            Err(Stop::Failed(error)) => format!("{error:#}"),
            Err(stop) => panic!("{at}: {stop:?}"),
        };
        drop(watch);
        assert_eq!(room.litter(), [""; 0], "{at}");
        let entries = state(&room).await.last.unwrap().seq + 1;
        let begun = entries > reference.entries;
        assert_eq!(said.contains("nothing was written"), !begun, "{at}: {entries} entries, and it said {said:?}");
        assert!(said.contains(&io::Error::from(kind).to_string()), "{at}: it said {said:?}");
        for next in nexts(case, step) {
            Box::pin(reference.recovers(&room.copied(), next, &at)).await;
        }
    }
}

#[tokio::test]
async fn a_full_disk_at_any_one_step_leaves_one_of_two_states_and_is_said() {
    for case in Case::ALL {
        Box::pin(everywhere(case, ErrorKind::StorageFull, false)).await;
    }
}

#[tokio::test]
async fn a_disk_that_breaks_at_any_step_leaves_one_of_two_states_and_is_said() {
    for case in [Case::Tick, Case::Close, Case::Fail] {
        Box::pin(everywhere(case, ErrorKind::Other, true)).await;
    }
}
