use super::*;

#[test]
fn the_first_broken_rule_is_the_answer_in_the_order_of_the_page() {
    // It breaks every rule; each correction uncovers the next.
    let mut request = prep(json!({
        "agent_name": "Stranger", "bypass_prompt_analyst_policy": true, "hub_decision": null,
        "transition_reason_code": "new_prompt", "previous_hub_mode": "investigation",
        "requested_hub_mode": "standard_orchestration",
        "prep_config": {"scope_boundaries": {"files_allowed": ["a.md"]}},
    }));
    for (code, correction) in [
        ("POLICY_PROMPT_ANALYST_FALLBACK_REQUIRES_UNAVAILABLE", json!({"bypass_prompt_analyst_policy": false})),
        ("POLICY_TRANSITION_EVENT_REQUIRED", json!({"transition_event": "it is found out"})),
        ("POLICY_MODE_BOUNDARY_VIOLATION", json!({"agent_name": "Executor"})),
        ("POLICY_PROMPT_ANALYST_REQUIRED", json!({"prompt_analyst_output": {}})),
        ("POLICY_BUNDLE_DECISION_REQUIRED", json!({"hub_decision": {"bundle_decision_id": "d"}})),
        (
            "POLICY_BUNDLE_DECISION_INVALID",
            json!({"hub_decision": decision(json!({"hub_selected_skill_bundle": "hub.unknown"}))}),
        ),
        (
            "BUNDLE_ID_UNRESOLVED",
            json!({"hub_decision": decision(json!({"hub_selected_skill_bundle": "hub.change"})),
                "prompt_analyst_output": {"category": "incident"}}),
        ),
        ("BUNDLE_ID_AMBIGUOUS", json!({"prompt_analyst_output": {"category": "feature"}})),
        ("SCOPE_VIOLATION", json!({"prep_config": {"scope_boundaries": {"directories_allowed": ["bundles"]}}})),
    ] {
        let report = ask(&request, Name::Strict.toggles());
        let refusal = report.refusal.unwrap_or_else(|| panic!("{code} in {request}"));
        assert_eq!(refusal.code.word(), code, "{request}");
        assert!(refusal.holds.iter().all(|hold| hold.code == refusal.code && !hold.ways.is_empty()));
        assert_eq!(report.files, []);
        put(&mut request, correction);
    }
    assert_eq!(code(&request, Name::Strict), None);
}

#[test]
fn each_mode_deploys_its_targets_and_no_other() {
    let all: std::collections::BTreeSet<&str> = Mode::ALL.iter().flat_map(|mode| mode.targets()).copied().collect();
    assert_eq!(all.len(), 12);
    assert_eq!(Mode::ALL.map(|mode| mode.targets().len()), [12, 6, 4, 4]);
    for mode in Mode::ALL {
        for agent in all.iter().chain(&["executor", "Executor ", "Hub"]) {
            let request = prep(json!({"agent_name": agent, "requested_hub_mode": mode.word()}));
            let refused = code(&request, Name::Strict) == Some(Code::ModeBoundary);
            assert_eq!(refused, !mode.targets().contains(agent), "{agent} in {}", mode.word());
        }
    }
}

#[test]
fn labels_stand_for_modes_and_an_explicit_mode_goes_first() {
    for (label, mode) in [
        ("Coordinator", Some(Mode::StandardOrchestration)),
        ("Analyst", Some(Mode::Investigation)),
        ("Runner", Some(Mode::AdhocRunner)),
        ("TDDDriver", Some(Mode::TddCycle)),
        ("Hub", None),
    ] {
        assert_eq!(read(&prep(json!({"requested_hub_label": label}))).mode(), mode, "{label}");
        let both = read(&prep(json!({"requested_hub_label": label, "requested_hub_mode": "investigation"})));
        assert_eq!(both.mode(), Some(Mode::Investigation));
    }
    // Without either the hub stays in the mode that it was in.
    assert_eq!(
        code(&prep(json!({"previous_hub_mode": "adhoc_runner", "agent_name": "Reviewer"})), Name::Strict),
        Some(Code::ModeBoundary)
    );
}

#[test]
fn a_change_of_mode_by_label_needs_its_event_too_and_staying_needs_none() {
    let to = |with: Value| {
        let mut request = prep(json!({"previous_hub_mode": "investigation"}));
        put(&mut request, with);
        code(&request, Name::Strict)
    };
    assert_eq!(to(json!({"requested_hub_label": "Coordinator"})), Some(Code::TransitionEventRequired));
    assert_eq!(to(json!({"requested_hub_mode": "investigation"})), None);
    let half = json!({"requested_hub_label": "Coordinator", "transition_event": "e", "transition_reason_code": " "});
    assert_eq!(to(half), Some(Code::TransitionEventRequired));
    let whole = json!({"requested_hub_label": "Coordinator", "transition_event": "e", "transition_reason_code": "r"});
    assert_eq!(to(whole), None);
}

#[test]
fn every_trigger_asks_for_the_prompt_analyst_in_either_field_and_however_it_is_written() {
    let triggers = [
        "new_prompt",
        "new_session",
        "scope_change",
        "scope_changed",
        "context_stale",
        "stale_context",
        "user_override",
        "force_prompt_analyst",
    ];
    for trigger in triggers {
        let loud = format!("\t {} ", trigger.to_uppercase());
        for field in ["transition_event", "transition_reason_code"] {
            assert_eq!(code(&prep(json!({field: loud})), Name::Strict), Some(Code::AnalystRequired), "{trigger}");
            let seen = prep(json!({field: loud, "prompt_analyst_output": {}}));
            assert_eq!(code(&seen, Name::Strict), None);
            let said = prep(json!({field: loud, "prompt_analyst_enrichment_applied": true}));
            assert_eq!(code(&said, Name::Strict), None);
            let denied =
                prep(json!({field: loud, "prompt_analyst_output": {}, "prompt_analyst_enrichment_applied": false}));
            assert_eq!(code(&denied, Name::Strict), Some(Code::AnalystRequired));
        }
    }
    assert_eq!(code(&prep(json!({"transition_event": "new_prompts"})), Name::Strict), None);
}

#[test]
fn a_request_may_ask_for_the_prompt_analyst_by_itself() {
    let enforcement = json!({"block_on_missing_promptanalyst": true});
    let with = decision(json!({"hub_selected_skill_bundle": "hub.change", "enforcement": enforcement}));
    assert_eq!(code(&prep(json!({"hub_decision": with})), Name::Compat), Some(Code::AnalystRequired));
}

#[test]
fn analysts_are_exempt_from_modes_triggers_and_decisions() {
    for agent in ["Analyst", "PromptAnalyst"] {
        let request = prep(json!({"agent_name": agent, "requested_hub_mode": "tdd_cycle", "hub_decision": null,
            "transition_event": "new_prompt", "requested_scope": "task"}));
        for profile in Name::ALL {
            assert_eq!(code(&request, profile), None, "{agent} under {profile}");
        }
        assert_eq!(ask(&request, Name::Strict.toggles()).files, []);
        let silent = prep(json!({"agent_name": agent, "previous_hub_mode": "investigation",
            "requested_hub_mode": "tdd_cycle"}));
        assert_eq!(code(&silent, Name::Strict), Some(Code::TransitionEventRequired), "not from transitions");
    }
}

#[test]
fn only_always_on_goes_without_a_decision_and_not_once_an_analyst_or_a_scope_is_in_play() {
    let without = prep(json!({"hub_decision": null}));
    assert_eq!(code(&without, Name::Strict), Some(Code::BundleDecisionRequired));
    assert_eq!(code(&without, Name::Compat), Some(Code::BundleDecisionRequired));
    assert_eq!(code(&without, Name::StaticRestore), None);
    for with in [json!({"prompt_analyst_output": {}}), json!({"requested_scope": "plan"})] {
        let mut request = without.clone();
        put(&mut request, with);
        assert_eq!(code(&request, Name::StaticRestore), Some(Code::BundleDecisionRequired));
    }
    let empty = prep(json!({"hub_decision": {}}));
    assert_eq!(code(&empty, Name::StaticRestore), Some(Code::BundleDecisionInvalid));
}

#[test]
fn a_decision_has_an_id_a_version_and_a_bundle() {
    for with in [
        json!({"bundle_decision_id": "  "}),
        json!({"bundle_decision_version": null}),
        json!({"hub_selected_skill_bundle": null}),
        json!({"hub_selected_skill_bundle": " "}),
        json!({"hub_selected_skill_bundle": {"version": "1"}}),
    ] {
        let mut decision = decision(json!({"hub_selected_skill_bundle": "hub.change"}));
        put(&mut decision, with.clone());
        assert_eq!(
            code(&prep(json!({"hub_decision": decision})), Name::Strict),
            Some(Code::BundleDecisionInvalid),
            "{with}"
        );
    }
}
