//! Two processes on one ledger: what the other one wrote is seen, and of two that act at once one does.

use crate::common::Room;
use crate::console;
use crate::screen::Screen;

#[test]
fn what_another_process_writes_comes_up_without_a_key() {
    let room = Room::new().founded();
    let screen = console(&room);
    screen.wait_for("no incident");
    room.run(["incident", "declare", "--title", "the queue is stuck"]).exit(0);
    screen.wait_for("the queue is stuck");
    screen.wait_for("owner ana");
    room.run(["incident", "note", "restarted the broker"]).exit(0);
    screen.wait_for("restarted the broker");
    room.run(["posture", "apply", "compat", "--because", "old clients"]).exit(0);
    screen.wait_for("COMPAT");
    for criterion in ["1", "2", "4"] {
        room.run(["posture", "attest", criterion]).exit(0);
    }
    room.run(["posture", "revert"]).exit(0);
    room.run(["incident", "close"]).exit(0);
    screen.wait_for("no incident");
    screen.wait_for("STRICT");
}

#[test]
fn a_runbook_and_a_posture_that_are_edited_by_hand_come_up_without_a_key() {
    let room = Room::new().founded();
    let screen = console(&room);
    screen.wait_for("M1 ACTIVE");
    room.write("runbooks/plan.md", room.text("runbooks/plan.md").replace("the images are signed", "images are sealed"));
    screen.wait_for("images are sealed");
    room.write(".wayhold/posture.json", room.bytes("profiles/compat.json"));
    screen.wait_for("DRIFT");
}

#[test]
fn a_console_that_asks_for_the_founding_sees_that_another_process_founded() {
    let room = Room::new();
    let screen = console(&room);
    screen.wait_for("UNFOUNDED");
    room.run(["adopt", "--all", "--yes"]).exit(0);
    screen.wait_gone("UNFOUNDED");
    screen.wait_for("STRICT");
    room.run(["incident", "declare", "--title", "the queue is stuck"]).exit(0);
    screen.wait_for("owner ana");
}

#[test]
fn a_directory_that_is_replaced_is_still_watched() {
    let room = Room::new().founded();
    let screen = console(&room);
    screen.wait_for("M1 ACTIVE");
    std::fs::rename(room.path("runbooks"), room.path("before")).unwrap();
    screen.wait_for("DRIFT");
    room.write("runbooks/plan.md", room.bytes("before/plan.md"));
    screen.wait_gone("DRIFT");
    room.write("runbooks/plan.md", room.text("before/plan.md").replace("the images are signed", "images are sealed"));
    screen.wait_for("DRIFT");
}

#[test]
fn of_two_consoles_that_apply_at_once_one_does_and_the_other_says_who_did() {
    let room = Room::new().founded();
    let mut consoles = [console(&room), console(&room)];
    for screen in &mut consoles {
        screen.wait_for("no incident");
        screen.keys("e Enter");
        screen.wait_for("Apply compat to demo");
        screen.settle();
    }
    for screen in &mut consoles {
        screen.keys("y");
    }
    one_did(&consoles, "Applied compat: 8/8", "ana changed ");
    assert_eq!(room.count("posture.intent"), 2, "the founding's own, and one");
    assert_eq!(room.count("posture.applied"), 2);
    room.verified();
}

#[test]
fn of_two_consoles_that_tick_at_once_one_does_and_the_other_says_who_did() {
    let room = Room::new().founded();
    let mut consoles = [console(&room), console(&room)];
    for screen in &mut consoles {
        screen.wait_for("M1 ACTIVE");
        screen.keys("Enter Space");
        screen.wait_for("Tick an item of M1");
        screen.types("proof.txt");
        screen.wait_for("proof.txt");
        screen.settle();
    }
    for screen in &mut consoles {
        screen.keys("Enter");
    }
    one_did(&consoles, "Ticked in M1", "ana changed ");
    assert_eq!(room.count("phase.ticked"), 1);
    assert_eq!(room.text("runbooks/plan.md").matches("[x]").count(), 3);
    for screen in &consoles {
        screen.wait_for("M1 ACTIVE 2/3");
    }
    room.verified();
}

#[test]
fn while_another_process_finishes_an_effect_the_screen_lives_and_the_key_takes_effect_after_it() {
    let room = Room::new().founded();
    let mut screen = asked_for_compat(&room);
    let lock = locked(&room);
    screen.keys("y");
    screen.wait_for("At work");
    screen.resize(112, 38);
    screen.wait_for("At work");
    assert_eq!(room.fields(".wayhold/posture.json"), room.fields("profiles/strict.json"));
    drop(lock);
    screen.wait_for("APPLIED compat");
    assert_eq!(room.fields(".wayhold/posture.json"), room.fields("profiles/compat.json"));
}

#[test]
fn waiting_for_another_process_does_not_keep_it_from_ending() {
    let room = Room::new().founded();
    let mut screen = asked_for_compat(&room);
    let lock = locked(&room);
    screen.keys("y");
    screen.wait_for("At work");
    screen.signal("TERM");
    screen.ended();
    screen.is_restored();
    drop(lock);
    assert_eq!(room.count("posture.intent"), 1, "the founding's own");
    assert_eq!(room.fields(".wayhold/posture.json"), room.fields("profiles/strict.json"));
}

fn asked_for_compat(room: &Room) -> Screen {
    let mut screen = console(room);
    screen.wait_for("no incident");
    screen.keys("e Enter");
    screen.wait_for("Apply compat to demo");
    screen.settle();
    screen
}

/// What a process holds while it carries out an effect.
fn locked(room: &Room) -> std::fs::File {
    let file = std::fs::File::create(room.path(".wayhold/effects.lock")).unwrap();
    file.lock().unwrap();
    file
}

#[test]
fn an_override_that_ends_is_overdue_on_the_screen_without_a_key() {
    let room = Room::new().founded();
    let screen = console(&room);
    screen.wait_for("STRICT");
    room.run(["posture", "apply", "compat", "--because", "a short one", "--for", "3s"]).exit(0);
    screen.wait_for("OVERDUE");
    room.run(["posture", "revert"]).exit(0);
    screen.wait_gone("OVERDUE");
}

/// One console says `did`; the other that its key did nothing, and why.
#[track_caller]
fn one_did(consoles: &[Screen; 2], did: &str, lost: &str) {
    let end = crate::screen::now() + std::time::Duration::from_secs(20);
    let is = |screen: &Screen, words: &str| screen.text().to_lowercase().contains(&words.to_lowercase());
    let won_and_lost = |won: usize, late: usize| is(&consoles[won], did) && is(&consoles[late], "your key did nothing");
    while !won_and_lost(0, 1) && !won_and_lost(1, 0) {
        let shown = consoles.each_ref().map(Screen::text);
        assert!(crate::screen::now() < end, "nobody won:\n{}", shown.join("\n"));
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let late = consoles.iter().find(|screen| is(screen, "your key did nothing")).unwrap();
    assert!(is(late, lost), "{}", late.text());
    assert!(!is(late, did), "{}", late.text());
}
