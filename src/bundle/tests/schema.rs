use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;

static SCHEMAS: LazyLock<[jsonschema::Validator; 2]> =
    LazyLock::new(|| Action::ALL.map(|action| jsonschema::draft202012::new(&schema(action)).unwrap()));

fn fits(request: &Value) -> bool {
    let place = Action::ALL.iter().position(|action| request["action"] == action.word());
    SCHEMAS[place.unwrap_or(0)].is_valid(request)
}

fn reads(request: &Value) -> bool {
    Request::read(&request.to_string()).is_ok()
}

/// A request with every field there is.
fn full(action: Action) -> Value {
    let mut request = prep(json!({
        "phase_name": "M1", "step_indices": [0, 4], "include_skills": true, "include_research": true,
        "include_architecture": true,
        "prep_config": {"scope_boundaries": {"files_allowed": ["a/b.md"], "directories_allowed": ["bundles/", "."]}},
        "prompt_analyst_output": {"category": "feature", "hub_skill_bundle_id": "hub.change",
            "hub_skill_bundle_version": "1", "hub_skill_scope": "task", "hub_skill_selection_reason": "it fits",
            "confidence": 0.5, "provisioning_contract_version": "1.0", "trace_id": "t"},
        "prompt_analyst_enrichment_applied": true, "bypass_prompt_analyst_policy": false,
        "hub_decision": {"bundle_decision_id": "d", "bundle_decision_version": "1",
            "hub_selected_skill_bundle": {"bundle_id": "hub.change", "version": "1", "scope": "task",
                "source": "hub_override"},
            "spoke_instruction_bundle": {"bundle_id": "spoke.ledger-change", "version": "1",
                "instruction_ids": ["instruction.evidence"], "resolution_mode": "strict"},
            "spoke_skill_bundle": {"bundle_id": "spoke.ledger-change", "version": "1",
                "skill_ids": ["skill.ledger-change-review"], "resolution_mode": "compat"},
            "enforcement": {"block_on_missing_promptanalyst": true, "block_on_ambient_scan": true,
                "block_on_include_skills_all": true}},
        "requested_scope": "task", "transition_event": "e", "transition_reason_code": "r",
        "previous_hub_mode": "investigation", "requested_hub_mode": "standard_orchestration",
        "requested_hub_label": "Hub",
    }));
    if action == Action::DeployForTask {
        put(&mut request, json!({"action": "deploy_for_task", "prompt": null}));
    }
    request
}

/// Every field of a schema, with the path to it.
fn fields(schema: &Value, path: &str, found: &mut Vec<String>) {
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        let here = format!("{path}/{name}");
        fields(field, &here, found);
        for alternative in field["anyOf"].as_array().into_iter().flatten() {
            fields(alternative, &here, found);
        }
        found.push(here);
    }
}

#[test]
fn the_schemas_that_are_checked_in_are_those_of_the_fields() {
    for action in Action::ALL {
        let name = format!("schemas/{}.schema.json", action.word());
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(&name);
        let stored: Value =
            serde_json::from_str(&std::fs::read_to_string(path).unwrap_or_default()).unwrap_or_default();
        assert!(stored == schema(action), "{name} is stale; `just schemas` writes it anew");
    }
}

#[test]
fn a_request_with_every_field_of_the_schema_is_read_and_loses_none_of_them() {
    for action in Action::ALL {
        let request = full(action);
        assert!(
            fits(&request),
            "{:?}",
            SCHEMAS[0].iter_errors(&request).map(|error| error.to_string()).collect::<Vec<_>>()
        );
        let again = serde_json::to_value(read(&request)).unwrap();
        let mut known = Vec::new();
        fields(&schema(action), "", &mut known);
        assert!(known.len() > 40);
        for field in known {
            assert!(request.pointer(&field).is_some(), "{field} is not in the sample");
            if !request.pointer(&field).is_some_and(Value::is_object) {
                assert_eq!(again.pointer(&field), request.pointer(&field), "{field}");
            }
        }
    }
}

#[test]
fn the_requests_of_the_gate_fit_their_schema_just_when_they_are_read() {
    let gate = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gate");
    let (mut seen, mut unfit) = (0, 0);
    for file in std::fs::read_dir(gate).unwrap() {
        let scenario: Value = serde_json::from_slice(&std::fs::read(file.unwrap().path()).unwrap()).unwrap();
        for case in scenario["cases"].as_array().unwrap() {
            assert_eq!(fits(&case["request"]), reads(&case["request"]), "{}", case["name"]);
            assert_eq!(!fits(&case["request"]), case["expect"]["code"] == "REQUEST_UNUSABLE", "{}", case["name"]);
            unfit += usize::from(!fits(&case["request"]));
            seen += 1;
        }
    }
    assert_eq!((seen, unfit), (32, 3));
}

fn any_json() -> impl Strategy<Value = Value> {
    let word = prop_oneof![
        Just("task".to_owned()),
        Just("Runner".to_owned()),
        Just("tdd_cycle".to_owned()),
        Just(String::new()),
        Just(" ".to_owned()),
        Just("../a".to_owned()),
        Just("a/..b".to_owned()),
        Just("/a".to_owned()),
        Just("C:x".to_owned()),
        Just("a\\..".to_owned()),
        "[a-z./]{0,6}",
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-2_i64..3).prop_map(Value::from),
        Just(json!(0.5)),
        word.prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 6, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map("[a-z_]{1,4}|bundle_id|version", inner, 0..3).prop_map(|map| json!(map)),
        ]
    })
}

proptest! {
    #[test]
    fn reader_and_schema_agree_on_whatever_stands_in_a_field(
        task in any::<bool>(), place in any::<prop::sample::Index>(), value in any_json(), away in any::<bool>(),
    ) {
        let action = if task { Action::DeployForTask } else { Action::DeployAndPrep };
        let mut request = full(action);
        let mut known = Vec::new();
        fields(&schema(action), "", &mut known);
        known.retain(|field| field != "/action");
        let field = place.get(&known);
        let (parent, name) = field.rsplit_once('/').unwrap();
        let parent = request.pointer_mut(parent).unwrap().as_object_mut().unwrap();
        if away {
            parent.shift_remove(name);
        } else {
            parent.insert(name.to_owned(), value);
        }
        prop_assert_eq!(fits(&request), reads(&request), "{} in {}", field, request);
    }
}
