use proptest::prelude::*;

use super::*;

fn skills(ids: &[&str]) -> Value {
    let bundle = json!({"bundle_id": "spoke.ledger-change", "skill_ids": ids});
    prep(json!({"include_skills": true, "hub_decision": decision(json!({"hub_selected_skill_bundle": "hub.change",
        "spoke_skill_bundle": bundle}))}))
}

#[test]
fn strict_lists_every_id_that_is_none_with_what_may_be_meant() {
    let ids = [
        "skill.ledger",
        "ledger-review",
        "SKILL.md",
        "skill.ledger-change-review ",
        "SKILL.LEDGER-CHANGE-REVIEW",
        "instruction.evidence",
        "bundles/skills/ledger-review/SKILL.md",
        "nonsense",
    ];
    let report = ask(&skills(&ids), Name::Strict.toggles());
    let refusal = report.refusal.unwrap();
    assert_eq!(refusal.code, Code::BundleIdUnresolved);
    assert_eq!(refusal.ids, ids);
    let says = |place: usize| format!("{} → {}", refusal.holds[place].need, refusal.holds[place].ways[0].text);
    assert!(
        says(0).ends_with(
            "this is how an id begins, and an id is matched whole → write the whole id: `skill.ledger-change-review`"
        ),
        "{}",
        says(0)
    );
    assert!(says(1).contains("the name of a file or of a folder"), "{}", says(1));
    assert!(says(1).ends_with("write the whole id: `skill.ledger-change-review`"), "{}", says(1));
    assert!(says(2).contains("the name of a file or of a folder"), "{}", says(2));
}

#[test]
fn an_id_of_another_kind_or_another_version_is_none() {
    let of = |choice: Value| {
        let request = prep(json!({"hub_decision": decision(json!({"hub_selected_skill_bundle": choice}))}));
        ask(&request, Name::Strict.toggles()).refusal.map(|refusal| refusal.holds[0].need.clone())
    };
    assert_eq!(of(json!({"bundle_id": "hub.change", "version": "1"})), None);
    let other = of(json!({"bundle_id": "hub.change", "version": "2"})).unwrap();
    assert!(other.ends_with("version 2 is asked for, and it has 1"), "{other}");
    let kind = of(json!("skill.incident-drill")).unwrap();
    assert!(kind.ends_with("this is the id of a skill"), "{kind}");
}

#[test]
fn the_hub_composes_the_spoke_and_a_spoke_of_another_hub_is_refused() {
    let other =
        decision(json!({"hub_selected_skill_bundle": "hub.incident", "spoke_skill_bundle": "spoke.ledger-change"}));
    let refusal = ask(&prep(json!({"hub_decision": other})), Name::Strict.toggles()).refusal.unwrap();
    assert_eq!((refusal.code, refusal.ids), (Code::BundleIdUnresolved, vec!["spoke.ledger-change".to_owned()]));
    let other = prep(json!({"agent_name": "Migrator"}));
    let refusal = ask(&other, Name::Strict.toggles()).refusal.unwrap();
    assert_eq!((refusal.code, refusal.ids), (Code::BundleIdUnresolved, vec!["hub.change".to_owned()]));
}

#[test]
fn an_id_that_the_spoke_bundle_does_not_hold_is_not_given_by_it() {
    let refusal = ask(&skills(&["skill.incident-drill"]), Name::Strict.toggles()).refusal.unwrap();
    assert!(refusal.holds[0].need.ends_with("spoke.ledger-change does not hold it"));
}

#[test]
fn notes_are_given_when_they_are_asked_for() {
    let with = |field: &str, agent: &str| {
        let report = ask(&prep(json!({field: true, "agent_name": agent})), Name::Strict.toggles());
        paths(&report).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert!(with("include_architecture", "Executor").contains(&"bundles/instructions/rooms.md".to_owned()));
    assert!(!with("include_research", "Executor").contains(&"bundles/instructions/rooms.md".to_owned()));
    assert!(with("include_research", "Worker").contains(&"bundles/instructions/plan-grammar.md".to_owned()));
}

#[test]
fn the_hub_says_when_it_overrides_the_analyst() {
    let request = |choice: Value| {
        prep(json!({"prompt_analyst_output": {"category": "incident"},
            "hub_decision": decision(json!({"hub_selected_skill_bundle": choice}))}))
    };
    assert_eq!(code(&request(json!("hub.change")), Name::Strict), Some(Code::BundleIdAmbiguous));
    assert_eq!(code(&request(json!("hub.incident")), Name::Strict), None);
    assert_eq!(code(&request(json!({"bundle_id": "hub.change", "source": "hub_override"})), Name::Strict), None);
}

#[test]
fn a_category_without_a_rule_names_no_bundle() {
    let analyst = |agent: &str, category: &str| {
        prep(json!({"agent_name": agent, "hub_decision": null, "prompt_analyst_output": {"category": category}}))
    };
    let refusal = ask(&analyst("Analyst", "incidents"), Name::Strict.toggles()).refusal.unwrap();
    assert_eq!((refusal.code, refusal.ids), (Code::BundleIdUnresolved, vec!["incidents".to_owned()]));
    // Of a category with a rule the hub bundle is known, and it has something for other agents only.
    let report = ask(&analyst("Analyst", "incident"), Name::Strict.toggles());
    assert_eq!(report.hub.unwrap().id, "hub.incident");
}

#[test]
fn a_bundle_that_is_to_be_resolved_strictly_is_so_under_compat_too() {
    let choice = |mode: &str| json!({"bundle_id": "spoke.ledger-change", "skill_ids": ["skill.ledger"], "resolution_mode": mode});
    let request = |mode: &str| {
        prep(
            json!({"hub_decision": decision(json!({"hub_selected_skill_bundle": "hub.change", "spoke_skill_bundle": choice(mode)}))}),
        )
    };
    assert_eq!(code(&request("strict"), Name::Compat), Some(Code::BundleIdUnresolved));
    assert_eq!(code(&request("compat"), Name::Compat), None);
    assert_eq!(code(&request("compat"), Name::Strict), Some(Code::BundleIdUnresolved), "a request loosens nothing");
}

#[test]
fn what_is_resolved_is_never_nothing() {
    let empty = of(&[
        ("bundles/hubs/h.json", r#"{"id": "hub.change", "spokes": ["s"]}"#),
        ("bundles/spokes/s.json", r#"{"id": "s"}"#),
    ]);
    for profile in Name::ALL {
        let report = resolve(&empty, &read(&prep(json!({}))), profile.toggles());
        assert_eq!(report.code(), Some(Code::BundleIdUnresolved), "{profile}");
        let bare = resolve(&Registry::default(), &read(&prep(json!({}))), profile.toggles());
        assert_eq!(bare.code(), Some(Code::BundleIdUnresolved), "{profile}");
    }
}

proptest! {
    #[test]
    fn strict_gives_what_ids_name_exactly_and_nothing_from_anybody_else(
        ids in prop::collection::vec("skill\\.[a-z-]{0,8}|ledger-review|SKILL\\.md|skill\\.ledger-change-review|[ -~]{1,20}", 1..4),
        ambient in any::<bool>(), all in any::<bool>(), legacy in any::<bool>(),
    ) {
        // A posture that allows something beside strict is invalid; were one live, nothing would leak through it.
        let mut toggles = Name::Strict.toggles();
        toggles.allow_ambient_instruction_scan = ambient;
        toggles.allow_include_skills_all = all;
        toggles.allow_legacy_always_on = legacy;
        let ids: Vec<String> = ids.into_iter().map(|id| if id.trim().is_empty() { "x".to_owned() } else { id }).collect();
        let named: Vec<&str> = ids.iter().map(String::as_str).collect();
        let report = ask(&skills(&named), toggles);
        let known = ids.iter().all(|id| id == "skill.ledger-change-review");
        prop_assert_eq!(report.is_resolved(), known);
        prop_assert!(report.files.iter().all(|file| file.provisioner == Source::Registry));
        if known {
            prop_assert_eq!(paths(&report), ["bundles/skills/ledger-review/SKILL.md"]);
        } else {
            let mut unknown: Vec<&String> = ids.iter().filter(|id| *id != "skill.ledger-change-review").collect();
            unknown.dedup();
            let listed = report.refusal.unwrap().ids;
            prop_assert!(unknown.iter().all(|id| listed.contains(id)), "{:?} in {:?}", unknown, listed);
        }
    }
}
