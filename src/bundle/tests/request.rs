use super::*;

fn errors(text: &str) -> Vec<String> {
    Request::read(text).unwrap_err().iter().map(ToString::to_string).collect()
}

#[test]
fn both_requests_are_read_with_no_more_than_they_need() {
    let prep = r#"{"action":"deploy_and_prep","workspace_id":"w","plan_id":"p","agent_name":"Worker","prompt":"x"}"#;
    let task = r#"{"action":"deploy_for_task","workspace_id":"w","plan_id":"p","phase_name":"M1","step_indices":[0]}"#;
    let prep = Request::read(prep).unwrap();
    assert_eq!((prep.action, prep.prompt.as_deref(), prep.step_indices.len()), (Action::DeployAndPrep, Some("x"), 0));
    assert_eq!(Request::read(task).unwrap().agent_name, None);
}

#[test]
fn what_a_request_may_not_say_is_told_with_its_path_and_the_nearest_field() {
    let with = |with: Value| prep(with).to_string();
    for (text, said) in [
        (with(json!({"hub_decison": {}})), "hub_decison: there is no such field; did you mean `hub_decision`?"),
        (
            with(json!({"prep_config": {"scope_boundaries": {"file_allowed": []}}})),
            "prep_config.scope_boundaries.file_allowed: there is no such field; did you mean `files_allowed`?",
        ),
        (
            with(
                json!({"hub_decision": decision(json!({"spoke_skill_bundle": {"bundle_id": "a", "instruction_ids": []}}))}),
            ),
            "hub_decision.spoke_skill_bundle.instruction_ids: there is no such field",
        ),
        (
            with(json!({"hub_decision": decision(json!({"spoke_skill_bundle": {"skill_ids": ["a", ""]}}))})),
            "hub_decision.spoke_skill_bundle.skill_ids[1]: this text is empty",
        ),
        (
            with(json!({"requested_scope": "phases"})),
            "requested_scope: `phases` is none of the words that may stand here; did you mean `phase`?",
        ),
        (
            with(json!({"requested_hub_mode": "Investigation"})),
            "requested_hub_mode: `Investigation` is none of the words",
        ),
        (with(json!({"requested_hub_label": "TDD"})), "requested_hub_label: `TDD` is none"),
        (with(json!({"step_indices": [1, -1]})), "step_indices[1]: a step's number was expected here"),
        (with(json!({"step_indices": vec![0; 257]})), "step_indices: this list has 257 items, and 256 is the most"),
        (with(json!({"step_indices": []})), "step_indices: this list is empty"),
        (with(json!({"include_skills": "yes"})), "include_skills: true or false was expected here, and this is text"),
        (with(json!({"workspace_id": " "})), "workspace_id: this text is empty"),
        (with(json!({"prompt": null})), "prompt: it is missing; add it"),
        (
            with(json!({"prompt_analyst_output": {"confidence": 2}})),
            "prompt_analyst_output.confidence: this is not from 0 to 1",
        ),
        (
            with(json!({"prep_config": {"scope_boundaries": {"directories_allowed": ["src/../.."]}}})),
            "prep_config.scope_boundaries.directories_allowed[0]: this path leaves the workspace",
        ),
        (
            with(json!({"action": "deploy_to_prep"})),
            "action: `deploy_to_prep` is no request; did you mean `deploy_and_prep`?",
        ),
        (r#"{"plan_id": "p"}"#.to_owned(), "action: it is missing; write one of deploy_and_prep, deploy_for_task"),
        ("[]".to_owned(), "the request: an object was expected here, and this is a list"),
        ("{".to_owned(), "this is no JSON"),
    ] {
        let told = errors(&text);
        assert!(told.iter().any(|one| one.contains(said)), "no {said:?} in {told:?}");
    }
}

#[test]
fn a_field_that_is_given_twice_is_refused_wherever_it_stands() {
    let text = prep(json!({})).to_string();
    let twice = text.replacen("{\"bundle_decision_id\"", "{\"bundle_decision_id\":\"e\",\"bundle_decision_id\"", 1);
    assert_eq!(errors(&twice), ["hub_decision.bundle_decision_id: this field is given twice; keep one of them"]);
}

#[test]
fn null_is_no_way_to_leave_a_field_out() {
    let mut request = prep(json!({}));
    request["hub_decision"] = Value::Null;
    assert_eq!(
        errors(&request.to_string()),
        ["hub_decision: an object was expected here, and this is null; write { … }"]
    );
}

#[test]
fn a_task_names_its_agent_where_a_mode_is_named() {
    let task = json!({"action": "deploy_for_task", "workspace_id": "w", "plan_id": "p", "phase_name": "M1",
        "step_indices": [0]});
    assert!(Request::read(&task.to_string()).is_ok());
    for (field, word) in
        [("previous_hub_mode", "tdd_cycle"), ("requested_hub_mode", "tdd_cycle"), ("requested_hub_label", "Runner")]
    {
        let mut task = task.clone();
        task[field] = word.into();
        assert!(errors(&task.to_string())[0].starts_with(&format!("agent_name: it is needed with {field}")));
        task["agent_name"] = "Executor".into();
        assert!(Request::read(&task.to_string()).is_ok());
    }
}

#[test]
fn a_bundle_may_be_named_by_its_id_alone() {
    let short = read(&prep(json!({"hub_decision": decision(json!({"spoke_skill_bundle": "spoke.ledger-change"}))})));
    let long =
        prep(json!({"hub_decision": decision(json!({"spoke_skill_bundle": {"bundle_id": "spoke.ledger-change"}}))}));
    assert_eq!(short.hub_decision, read(&long).hub_decision);
}
