//! The bundles page: what is listed, what a flip of the posture changes, what is only a preview, what is recorded.

use std::sync::Arc;

use crate::bundle::{FileFact, Registry};
use crate::console::Command;
use crate::posture::{Name, ReadBack};
use crate::tui::bundles::{Board, Part};
use crate::tui::effect::Effect;
use crate::tui::msg::Msg;
use crate::tui::overlays::Overlay;
use crate::tui::update;
use crate::{bundle, hold};

use super::desk::{Desk, commands};

const TEA: &str = r#"{"action": "deploy_for_task", "workspace_id": "w", "plan_id": "p", "phase_name": "M1",
 "step_indices": [0], "agent_name": "Worker", "include_skills": true,
 "hub_decision": {"bundle_decision_id": "d", "bundle_decision_version": "1", "hub_selected_skill_bundle": "hub.moving"}}"#;

/// A request with an unknown id, the beginning of one, the name of a folder, and `SKILL.md`.
const OLD: &str = r#"{"action": "deploy_for_task", "workspace_id": "w", "plan_id": "p", "phase_name": "M1",
 "step_indices": [0], "agent_name": "Worker",
 "hub_decision": {"bundle_decision_id": "d", "bundle_decision_version": "1", "hub_selected_skill_bundle": "hub.moving",
  "spoke_skill_bundle": {"bundle_id": "spoke.packing",
   "skill_ids": ["skill.unknown", "skill.wra", "wrapping", "SKILL.md"]}}}"#;

const BOUND: &str = r#"{"action": "deploy_for_task", "workspace_id": "w", "plan_id": "p", "phase_name": "M1",
 "step_indices": [0], "agent_name": "Worker", "include_skills": true,
 "prep_config": {"scope_boundaries": {"directories_allowed": ["bundles/instructions", "bundles/skills/wrapping"]}},
 "hub_decision": {"bundle_decision_id": "d", "bundle_decision_version": "1", "hub_selected_skill_bundle": "hub.moving"}}"#;

fn files() -> Vec<(&'static str, &'static str)> {
    vec![
        ("bundles/categories.json", r#"{"categories": [{"category": "packing", "hub": "hub.moving"}]}"#),
        ("bundles/hubs/moving.json", r#"{"id": "hub.moving", "spokes": ["spoke.packing"]}"#),
        (
            "bundles/spokes/packing.json",
            r#"{"id": "spoke.packing", "agents": ["Worker"], "instructions": ["instruction.boxes"], "skills": ["skill.wrapping"]}"#,
        ),
        ("bundles/instructions/boxes.md", "---\nid: instruction.boxes\n---\n# Heavy things in small boxes\n"),
        ("bundles/skills/wrapping/SKILL.md", "---\nid: skill.wrapping\n---\n# Wrapping glass\n"),
        ("bundles/skills/driving/SKILL.md", "---\nid: skill.driving\n---\n# Driving the van\n"),
        ("bundles/agents/Worker/habits.md", "# Habits\n"),
        ("bundles/requests/bound.json", BOUND),
        ("bundles/requests/odd.json", r#"{"action": "deploy_for_task", "include_skils": true}"#),
        ("bundles/requests/old.json", OLD),
        ("bundles/requests/pack.json", TEA),
    ]
}

fn registry(files: &[(&str, &str)]) -> Arc<Registry> {
    let facts = files.iter().map(|(path, text)| FileFact::plain(path, text.as_bytes()));
    Arc::new(Registry::new("bundles", facts))
}

/// The page of a workspace with these bundles, under strict.
fn page() -> Desk {
    let mut desk = Desk::founded();
    desk.bundles = Some(registry(&files()));
    desk.press("B");
    desk
}

/// The page on `old.json`.
fn page_on_old() -> Desk {
    let mut desk = page();
    desk.press("G k");
    desk
}

fn board(desk: &Desk) -> &Board {
    let found = desk.model.overlays.iter().find_map(|open| match &open.what {
        Overlay::Bundles(board) => Some(board),
        _ => None,
    });
    found.expect("the page is open")
}

fn listed(desk: &Desk) -> Vec<(String, String)> {
    let board = board(desk);
    board.trials.iter().zip(&board.verdicts).map(|(trial, verdict)| (trial.name.clone(), verdict.word())).collect()
}

fn verdict(desk: &Desk, name: &str) -> String {
    listed(desk).into_iter().find(|(known, _)| known == name).unwrap().1
}

/// Whether a provisioner stands as on or off.
fn switch(desk: &Desk, name: &str) -> String {
    board(desk).side.iter().find(|row| row.text == name).unwrap().tail.clone()
}

#[test]
fn the_bundles_are_looked_at_when_the_page_opens_and_not_before() {
    let mut desk = Desk::founded();
    desk.bundles = Some(registry(&files()));
    desk.show();
    assert_eq!(desk.model.view.ctx.observed.bundles, None);
    assert_eq!(desk.press("B"), [Effect::Refresh]);
    let names = ["packing", "bound.json", "odd.json", "old.json", "pack.json"];
    assert_eq!(listed(&desk).iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), names);
    desk.press("Esc");
    assert!(desk.model.overlays.is_empty());
    desk.press(": bundles Enter");
    assert_eq!(listed(&desk).len(), 5, "the palette leads here too");
}

#[test]
fn a_flip_of_the_posture_by_keys_changes_the_rows_at_once() {
    let mut desk = page_on_old();
    assert_eq!((verdict(&desk, "old.json").as_str(), verdict(&desk, "packing").as_str()), ("REFUSED", "2 files"));
    assert_eq!(switch(&desk, "always_on"), "off");
    desk.press("e Enter y");
    let screen = desk.screen(120, 40);
    assert!(screen.contains("live COMPAT") && screen.contains("was STRICT: REFUSED; now 4 files"), "{screen}");
    let met = screen.lines().position(|line| line.contains("skill.wra") && line.contains("by ambient_scan")).unwrap();
    assert!(screen.lines().nth(met + 1).unwrap().contains("taken"), "{screen}");
    assert_eq!(switch(&desk, "always_on"), "on");
    assert_eq!((verdict(&desk, "old.json").as_str(), verdict(&desk, "packing").as_str()), ("4 files", "4 files"));
    desk.press("r y");
    assert_eq!((verdict(&desk, "old.json").as_str(), verdict(&desk, "packing").as_str()), ("REFUSED", "2 files"));
    assert!(desk.screen(120, 40).contains("was COMPAT: 4 files; now REFUSED"));
}

#[test]
fn a_flip_from_elsewhere_changes_the_rows_without_a_key() {
    let mut desk = page();
    for (profile, count) in [(Name::Compat, "4 files"), (Name::StaticRestore, "4 files"), (Name::Strict, "2 files")] {
        desk.live = ReadBack::of(profile.toggles().to_json().as_bytes());
        desk.show();
        assert_eq!(verdict(&desk, "packing"), count, "{profile}");
        assert!(desk.screen(120, 40).contains(&format!("live {}", profile.word().to_uppercase())));
    }
    desk.live = ReadBack::of(b"{}");
    desk.show();
    assert_eq!(verdict(&desk, "packing"), "unclear");
    assert!(desk.screen(120, 40).contains("POSTURE_UNCLEAR"));
}

#[test]
fn other_files_change_the_rows_and_the_selection_stays_on_its_request() {
    let mut desk = page_on_old();
    let mut more = files();
    more.push(("bundles/requests/a-first.json", TEA));
    more.retain(|(path, _)| !path.ends_with("boxes.md"));
    desk.bundles = Some(registry(&more));
    desk.show();
    assert_eq!(board(&desk).trial().unwrap().name, "old.json");
    assert_eq!(verdict(&desk, "pack.json"), "REFUSED", "an instruction is gone");
    assert!(board(&desk).side.iter().any(|row| row.kind == "Findings"));
}

#[test]
fn strict_lists_an_unknown_id_a_beginning_a_folder_and_skill_md_on_one_screen() {
    let desk = page_on_old();
    for (columns, rows) in [(120, 40), (80, 24)] {
        let screen = desk.screen(columns, rows);
        for part in ["REFUSED BUNDLE_ID_UNRESOLVED", "4 listed", "Held by 4"] {
            assert!(screen.contains(part), "{part}: {screen}");
        }
        for id in ["skill.unknown", "skill.wra", "wrapping", "SKILL.md"] {
            assert!(screen.lines().any(|line| line.contains(&format!("  {id} "))), "{id}: {screen}");
        }
    }
}

#[test]
fn ambient_does_not_leak_into_strict_and_what_is_blocked_is_said_with_its_toggle() {
    let mut desk = page();
    desk.press("Tab Tab");
    assert_eq!(board(&desk).focus, Part::Side);
    let board = board(&desk);
    let given: Vec<&str> = board.chain.iter().filter(|row| row.kind == "file").map(|row| row.text.as_str()).collect();
    assert_eq!(given, ["bundles/instructions/boxes.md", "bundles/skills/wrapping/SKILL.md"]);
    let side: Vec<&str> = board.side.iter().map(|row| row.text.as_str()).collect();
    let blocked = board.side.iter().position(|row| row.kind == "Blocked by the posture").unwrap();
    assert_eq!(
        side[blocked + 1..blocked + 4],
        ["ambient_scan", "strict_bundle_resolution is true", "bundles/agents/Worker/habits.md"]
    );
    assert!(side.contains(&"allow_ambient_instruction_scan"));
}

#[test]
fn what_the_scope_leaves_out_is_listed() {
    let mut desk = page();
    desk.press("e Enter y ]");
    let board = board(&desk);
    let at = board.side.iter().position(|row| row.kind == "Outside of scope").unwrap();
    let outside: Vec<&str> = board.side[at + 1..].iter().map(|row| row.text.as_str()).collect();
    assert_eq!(outside, ["bundles/agents/Worker/habits.md", "bundles/skills/driving/SKILL.md"]);
}

#[test]
fn loosening_is_a_way_past_that_leads_back_to_the_page_with_the_request_resolved() {
    let mut desk = page_on_old();
    let run = commands(desk.press("Tab Tab j j Enter y"));
    assert!(matches!(&run[..], [Command::Posture(crate::posture::Command::Apply { to: Name::Compat, .. })]));
    assert_eq!(verdict(&desk, "old.json"), "4 files");
    assert!(board(&desk).held.is_empty());
    assert_eq!(desk.model.overlays.len(), 1);
}

#[test]
fn enter_and_y_record_the_resolution_of_the_selected_request_and_the_page_stays() {
    let mut desk = page();
    let run = commands(desk.press("G Enter y"));
    let [Command::Bundle(bundle::Command::Resolve { path, text })] = &run[..] else { panic!("{run:?}") };
    assert_eq!((path.as_str(), &**text), ("bundles/requests/pack.json", TEA));
    let last = desk.state.bundle.last.as_ref().unwrap();
    assert_eq!((last.resolved.count, last.resolved.posture.as_str()), (2, "strict"));
    let screen = desk.screen(120, 40);
    assert!(screen.contains("✔ Resolved the bundles of a request for Worker under strict: 2 files"), "{screen}");
    assert_eq!(board(&desk).trial().unwrap().name, "pack.json");
}

#[test]
fn enter_on_a_refused_request_shows_its_holds_and_writes_nothing() {
    let mut desk = page_on_old();
    assert_eq!(commands(desk.press("Enter y")), []);
    let screen = desk.screen(120, 40);
    assert!(screen.contains("Held: bundles/requests/old.json") && screen.contains("skill.unknown"), "{screen}");
    assert_eq!(desk.state.bundle.last, None);
    desk.press("Esc");
    assert_eq!(board(&desk).trial().unwrap().name, "old.json");
}

#[test]
fn an_unusable_request_shows_every_error() {
    let mut desk = page();
    desk.press("] ]");
    assert_eq!(verdict(&desk, "odd.json"), "unusable");
    let screen = desk.screen(120, 40);
    for part in ["include_skils: there is no such field", "workspace_id", "REQUEST_UNUSABLE"] {
        assert!(screen.contains(part), "{part}: {screen}");
    }
    desk.press("2");
    assert!(desk.screen(120, 40).contains("cannot be read"));
}

#[test]
fn a_preview_puts_the_profiles_side_by_side_is_marked_and_is_never_recorded() {
    let mut desk = page_on_old();
    desk.press("2");
    for (columns, rows) in [(120, 40), (80, 24)] {
        let screen = desk.screen(columns, rows);
        assert!(screen.contains(" PREVIEW COMPAT ") && screen.contains("live is STRICT"), "{screen}");
        let of = |what: &str| screen.lines().find(|line| line.contains(what)).unwrap().to_owned();
        let words = |what: &str| -> Vec<String> {
            let line = of(what);
            let cells = line.split(what).nth(1).unwrap();
            cells.split_whitespace().map(str::to_owned).filter(|word| word != "┃").collect()
        };
        assert_eq!(words("comes to"), ["REFUSED", "4", "files", "4", "files"]);
        assert_eq!(words(" include_all"), ["off", "on", "on"]);
        assert_eq!(words(" skill.unknown"), ["UNRESOLVED", "fallback", "fallback"]);
        assert_eq!(words(" skill.wra"), ["UNRESOLVED", "ambient_scan", "ambient_scan"]);
    }
    assert_eq!(verdict(&desk, "old.json"), "REFUSED", "the list stays with what is live");
    assert_eq!(desk.state.posture.in_force(), Some(Name::Strict));
    assert_eq!(commands(desk.press("Enter")), []);
    assert_eq!(board(&desk).preview, None, "from a preview Enter leads back to what is live");
    assert_eq!(commands(desk.press("3 y")), []);
    assert_eq!(desk.state.bundle.last, None);
}

#[test]
fn arrows_walk_from_live_over_the_profiles_and_esc_goes_back_one_step() {
    let mut desk = page();
    let mut shown = Vec::new();
    for key in ["Right", "Right", "Right", "Right", "Left", "1", "Left"] {
        desk.press(key);
        shown.push(board(&desk).preview);
    }
    let [strict, compat, restore] = Name::ALL.map(Some);
    assert_eq!(shown, [strict, compat, restore, restore, compat, strict, None]);
    desk.press("3 Esc");
    assert_eq!(board(&desk).preview, None);
    desk.press("Esc");
    assert!(desk.model.overlays.is_empty());
}

#[test]
fn a_workspace_without_bundles_says_how_to_name_them() {
    let mut desk = Desk::founded();
    desk.press("B");
    let screen = desk.screen(120, 40);
    assert!(screen.contains("NO_BUNDLES") && !screen.contains("REQUEST_UNUSABLE"), "{screen}");
    desk.press("j j Enter 2 3 Tab w Esc ] [ Esc Esc");
    let mut desk = Desk::founded();
    desk.bundles = Some(registry(&[]));
    desk.press("B");
    assert!(desk.screen(120, 40).contains("There is nothing to try"));
}

#[test]
fn before_there_is_a_ledger_the_rows_are_shown_and_nothing_can_be_recorded() {
    let mut desk = Desk::unfounded();
    desk.bundles = Some(registry(&files()));
    desk.live = ReadBack::of(Name::Strict.toggles().to_json().as_bytes());
    desk.press("Esc B");
    assert_eq!(verdict(&desk, "old.json"), "REFUSED");
    desk.press("G k");
    let codes: Vec<hold::Code> =
        board(&desk).held.groups.iter().filter_map(|group| Some(group.hold.as_ref()?.code)).collect();
    assert_eq!(codes[..2], [hold::Code::NotFounded, hold::Code::BundleIdUnresolved]);
}

#[test]
fn keys_about_the_incident_come_up_over_the_page_and_lead_to_it_once_one_is_open() {
    let mut desk = page();
    desk.press("! doors_stay_shut Enter");
    assert!(desk.state.incident.open.is_some() && desk.model.shows_bundles());
    desk.press("n called Enter");
    assert!(desk.model.shows_bundles());
    assert_eq!(desk.press("c a b Space d"), [], "what acts on a phase out of sight does nothing here");
    assert_eq!(desk.model.overlays.len(), 1);
    desk.press("!");
    assert!(!desk.model.shows_bundles());
}

#[test]
fn the_page_as_it_is_drawn() {
    for (name, keys) in [("strict", "G k"), ("compat", "G k e Enter y"), ("preview", "G k 2"), ("side", "Tab Tab")] {
        let mut desk = page();
        desk.press(keys);
        desk.model.toast = None;
        for (columns, rows) in [(120, 40), (80, 24)] {
            update(&mut desk.model, Msg::Resized(columns, rows));
            insta::assert_snapshot!(format!("bundles_{name}_{columns}x{rows}"), desk.screen(columns, rows));
        }
    }
}

#[test]
fn plain_has_no_boxes_and_a_cursor_on_the_selection() {
    let boxes = |c: char| ('\u{2500}'..='\u{259f}').contains(&c) || ('\u{2800}'..='\u{28ff}').contains(&c);
    for keys in ["", "Tab j", "G k", "G k Tab Tab", "2 j"] {
        let mut desk = page();
        desk.press(keys);
        let screen = desk.plain_screen(100, 32);
        assert!(!screen.contains(boxes), "{keys}: {screen}");
        assert!(screen.lines().any(|line| line.contains('>')), "{keys}: {screen}");
    }
    let mut desk = page_on_old();
    desk.press("2");
    insta::assert_snapshot!("bundles_plain_100x32", desk.plain_screen(100, 32));
}

#[test]
fn no_size_breaks_it() {
    for keys in ["", "G k Tab Tab", "2", "Tab Tab", "w", "e", "Enter"] {
        let mut desk = page();
        desk.press(keys);
        for columns in [1, 2, 5, 20, 40, 59, 60, 79, 109, 110, 300] {
            for rows in [1, 2, 3, 5, 9, 14, 15, 20, 24, 100] {
                desk.screen(columns, rows);
            }
        }
    }
}
