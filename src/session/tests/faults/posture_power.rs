//! The incident's path with the power gone at one step, and everything forgotten that nobody made the disk keep.

use std::collections::BTreeSet;

use super::postures::{Case, Reference, opened};
use super::power::{Disk, Taken, key, recorded};

/// Runs a case and takes the power away before each of its steps and after the last.
async fn everywhere(case: Case) {
    let reference = Reference::of(case).await;
    let room = reference.before.copied();
    let mut session = opened(&room, case.clock()).await;
    let (watch, taken) = recorded(&room);
    case.act(&mut session).await.unwrap();
    drop(watch);
    session.close().await;
    let (mut disk, mut known, mut worlds) = (Disk::of(&reference.before), BTreeSet::new(), 0);
    let taken = taken.take();
    for (at, step) in taken.iter().map(Some).chain([None]).enumerate() {
        // The entries are committed by the time somebody would say so.
        if let Some(Taken::Appended(_)) = step {
            disk.take(step.unwrap());
        }
        for found in disk.after_power() {
            if known.insert(key(&found)) {
                let what = reference.steps.get(at).map_or("the end", String::as_str);
                let at = format!("{case:?} without power before step {at}, {what}, world {worlds}");
                Box::pin(reference.recovers(&reference.before.with_disk(&found), worlds % 2 == 0, &at)).await;
                worlds += 1;
            }
        }
        if let Some(step) = step {
            disk.take(step);
        }
    }
    assert!(worlds >= 4, "{worlds} worlds are too few");
}

#[tokio::test]
async fn a_posture_outlives_a_power_loss_at_any_step() {
    for case in [Case::Apply, Case::Revert, Case::Extend, Case::Restore, Case::Expired] {
        Box::pin(everywhere(case)).await;
    }
}

#[tokio::test]
async fn a_report_outlives_a_power_loss_at_any_step() {
    Box::pin(everywhere(Case::Report)).await;
}

/// A process dies, the next one reads back what it left and says so on the ledger, and then the power goes.
#[tokio::test]
async fn a_posture_that_a_recovery_found_is_still_there_after_a_power_loss() {
    for case in [Case::Apply, Case::Revert] {
        let reference = Reference::of(case).await;
        let room = reference.before.copied();
        let mut session = opened(&room, case.clock()).await;
        let (watch, taken) = recorded(&room);
        case.act(&mut session).await.unwrap();
        drop(watch);
        session.close().await;
        let (mut disk, mut known) = (Disk::of(&reference.before), BTreeSet::new());
        for (at, step) in taken.take().iter().enumerate() {
            disk.take(step);
            let all = vec![true; disk.loose.len()];
            let dead = reference.before.with_disk(&disk.found(&all, 2));
            let mut session = opened(&dead, case.clock()).await;
            let (watch, recovery) = recorded(&dead);
            session.settle_unfinished().await.unwrap();
            drop(watch);
            session.close().await;
            let mut later = disk.clone();
            for step in recovery.borrow().iter() {
                later.take(step);
            }
            for found in later.after_power() {
                if known.insert(key(&found)) {
                    let what = &reference.steps[at];
                    let at = format!("{case:?} killed after step {at}, {what}, recovered, and without power");
                    reference.stands(&reference.before.with_disk(&found), &at).await;
                }
            }
        }
        assert!(known.len() >= 4, "{} worlds are too few", known.len());
    }
}
