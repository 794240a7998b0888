//! The incident's path with its process gone at one step, as after kill -9.

use super::death::{condemned, dies, kill_before, open_at};
use super::postures::{Case, Reference};

/// Kills a case before each of its steps, and lets somebody recover. `name` is the test's own.
async fn everywhere(name: &str, case: Case) {
    if let Some((root, step)) = condemned() {
        let mut session = open_at(&root, case.clock()).await;
        let _watch = kill_before(step);
        let ran = case.act(&mut session).await;
        panic!("it outlived step {step}: {ran:?}");
    }
    let reference = Reference::of(case).await;
    assert!(reference.steps.len() > 8, "{:?}", reference.steps);
    for (step, what) in reference.steps.iter().enumerate() {
        let dead = reference.before.copied();
        dies(&format!("posture_death::{name}"), &dead, step, what);
        for by_start in [true, false] {
            let next = if by_start { "a start" } else { "a writer" };
            let at = format!("{case:?} killed before step {step}, {what}; then {next}");
            Box::pin(reference.recovers(&dead.copied(), by_start, &at)).await;
        }
    }
}

#[tokio::test]
async fn compat_took_or_did_not_wherever_its_process_dies() {
    Box::pin(everywhere("compat_took_or_did_not_wherever_its_process_dies", Case::Apply)).await;
}

#[tokio::test]
async fn the_way_back_took_or_did_not_wherever_its_process_dies() {
    Box::pin(everywhere("the_way_back_took_or_did_not_wherever_its_process_dies", Case::Revert)).await;
}

#[tokio::test]
async fn an_extension_took_or_did_not_wherever_its_process_dies() {
    Box::pin(everywhere("an_extension_took_or_did_not_wherever_its_process_dies", Case::Extend)).await;
}

#[tokio::test]
async fn what_was_granted_is_put_back_or_not_wherever_its_process_dies() {
    Box::pin(everywhere("what_was_granted_is_put_back_or_not_wherever_its_process_dies", Case::Restore)).await;
}

#[tokio::test]
async fn the_end_of_an_override_is_noticed_or_not_wherever_its_observer_dies() {
    Box::pin(everywhere("the_end_of_an_override_is_noticed_or_not_wherever_its_observer_dies", Case::Expired)).await;
}

#[tokio::test]
async fn a_report_is_whole_wherever_its_process_dies() {
    Box::pin(everywhere("a_report_is_whole_wherever_its_process_dies", Case::Report)).await;
}
