use super::*;
use crate::posture::{FallbackMode, ProvisioningMode};

/// Neither strict nor anything that is allowed beside it.
fn bare() -> Toggles {
    Toggles { strict_bundle_resolution: false, ..Name::Strict.toggles() }
}

fn on(toggles: Toggles) -> Vec<Source> {
    let report = ask(&prep(json!({"include_skills": true})), toggles);
    report.provisioners.iter().filter(|row| row.on).map(|row| row.provisioner).collect()
}

#[test]
fn each_toggle_switches_its_own_provisioner() {
    let with = |change: fn(&mut Toggles)| {
        let mut toggles = bare();
        change(&mut toggles);
        on(toggles)
    };
    let registry = Source::Registry;
    assert_eq!(on(bare()), [registry]);
    assert_eq!(with(|to| to.allow_ambient_instruction_scan = true), [registry, Source::AmbientScan]);
    assert_eq!(with(|to| to.allow_include_skills_all = true), [registry, Source::IncludeAll]);
    assert_eq!(with(|to| to.allow_legacy_always_on = true), [registry, Source::AlwaysOn]);
    assert_eq!(with(|to| to.provisioning_mode = ProvisioningMode::AlwaysOn), [registry, Source::AlwaysOn]);
    let fallback = with(|to| {
        to.fallback_policy.fallback_allowed = true;
        to.fallback_policy.fallback_mode = FallbackMode::Compat;
    });
    assert_eq!(fallback, [registry, Source::Fallback]);
    assert_eq!(on(Name::Strict.toggles()), [registry]);
    assert_eq!(on(Name::Compat.toggles()), Source::ALL);
    assert_eq!(on(Name::StaticRestore.toggles()), Source::ALL);
}

#[test]
fn strict_leaves_the_registry_alone_whatever_else_is_set() {
    for profile in [Name::Compat, Name::StaticRestore] {
        let leaky = Toggles { strict_bundle_resolution: true, ..profile.toggles() };
        assert_eq!(on(leaky), [Source::Registry], "{profile}");
    }
}

#[test]
fn each_profile_really_provides_something_and_no_two_the_same() {
    let registry = own();
    let [strict, compat, restore] = Name::ALL.map(|name| effective(&registry, name.toggles()));
    for one in [&strict, &compat, &restore] {
        assert!(!one.files.is_empty() && one.refused.is_none(), "{one:?}");
    }
    assert_eq!(strict.files.len(), 2);
    assert!(strict.files.len() < compat.files.len() && compat.files.len() < restore.files.len());
    assert_eq!(strict.unknown_refused, Some(Code::BundleIdUnresolved));
    assert_eq!(strict.unknown_files, Vec::<String>::new());
    for loose in [&compat, &restore] {
        assert_eq!(loose.unknown_refused, None);
        assert!(!loose.unknown_files.is_empty());
    }
    assert!(compat.by.contains_key(&Source::IncludeAll) && compat.by.contains_key(&Source::AmbientScan));
    assert!(restore.by.contains_key(&Source::AlwaysOn));
}

#[test]
fn include_all_answers_only_a_request_that_asks_for_it() {
    let asked = ask(&prep(json!({"include_skills": true})), Name::Compat.toggles());
    let not = ask(&prep(json!({})), Name::Compat.toggles());
    assert!(asked.files.iter().any(|file| file.provisioner == Source::IncludeAll));
    assert!(not.files.iter().all(|file| file.provisioner != Source::IncludeAll));
}

#[test]
fn what_a_posture_blocks_is_said_with_its_toggle() {
    let report = ask(&prep(json!({"include_skills": true})), bare());
    let rows: Vec<(Source, &str)> = report.blocked.iter().map(|row| (row.provisioner, row.why.as_str())).collect();
    assert_eq!(
        rows,
        [
            (Source::AmbientScan, "allow_ambient_instruction_scan is false"),
            (Source::IncludeAll, "allow_include_skills_all is false"),
            (Source::AlwaysOn, "allow_legacy_always_on is false"),
        ]
    );
    assert_eq!(report.blocked[0].files, ["bundles/agents/Executor/habits.md"]);
    let strict = ask(&prep(json!({"include_skills": true})), Name::Strict.toggles());
    assert!(strict.blocked.iter().all(|row| row.why == "strict_bundle_resolution is true"));
    let own =
        decision(json!({"hub_selected_skill_bundle": "hub.change", "enforcement": {"block_on_ambient_scan": true}}));
    let stricter = ask(&prep(json!({"hub_decision": own})), Name::Compat.toggles());
    assert_eq!(stricter.blocked[0].why, "the request sets hub_decision.enforcement.block_on_ambient_scan");
}

#[test]
fn offers_are_ranked_by_the_engine_nearest_first() {
    let report = ask(&prep(json!({})), Name::Compat.toggles());
    let hub = &report.wanted[0];
    let by: Vec<&str> = hub.offers.iter().map(|offer| offer.provisioner.as_str()).collect();
    assert_eq!(by, ["registry", "ambient_scan", "always_on"]);
    assert!(hub.offers.iter().all(|offer| offer.cost == 10));
    let strict = ask(&prep(json!({})), Name::Strict.toggles());
    assert_eq!(strict.wanted[0].offers.len(), 1);
}

#[test]
fn a_fallback_is_stamped_with_its_reason_code_and_stands_in_only_for_what_nobody_has() {
    let with = |id: &str| {
        prep(json!({"prompt_analyst_output": {"category": "feature"}, "hub_decision":
            decision(json!({"hub_selected_skill_bundle": "hub.change", "spoke_skill_bundle": id}))}))
    };
    let stamps = |report: &Report| -> std::collections::BTreeSet<Option<&'static str>> {
        report.files.iter().map(|file| file.stamp).collect()
    };
    for (profile, reason) in [(Name::Compat, "temporary_compat_window"), (Name::StaticRestore, "incident_restore")] {
        let unknown = ask(&with("unheard.of"), profile.toggles());
        assert!(stamps(&unknown).contains(&Some(reason)), "{profile}");
        assert_eq!(unknown.reason_code, Some(reason));
        let known = ask(&with("spoke.ledger-change"), profile.toggles());
        assert_eq!(stamps(&known), [None].into());
    }
    let mut no_fallback = Name::Compat.toggles();
    no_fallback.allow_legacy_always_on = false;
    no_fallback.fallback_policy = Name::Strict.toggles().fallback_policy;
    let report = ask(&with("unheard.of"), no_fallback);
    assert_eq!(report.unresolved, ["unheard.of"]);
    assert!(report.is_resolved(), "the scan of the agent's directory still gives something");
    let nothing = ask(&with("unheard.of"), bare());
    assert_eq!(nothing.refusal.unwrap().ids, ["unheard.of"]);
}

#[test]
fn loose_postures_take_names_and_beginnings_for_ids_and_strict_does_not() {
    for id in ["skill.ledger", "ledger-review", "SKILL.md"] {
        let choice = json!({"bundle_id": "spoke.ledger-change", "skill_ids": [id]});
        let request = prep(json!({"hub_decision": decision(json!({"spoke_skill_bundle": choice}))}));
        let compat = ask(&request, Name::Compat.toggles());
        assert!(paths(&compat).contains(&"bundles/skills/ledger-review/SKILL.md"), "{id}");
        assert_eq!(code(&request, Name::Strict), Some(Code::BundleIdUnresolved), "{id}");
    }
}
