//! Bundles and the posture: loosening is a way past only where it would really resolve the id.

use std::sync::Arc;

use serde_json::{Value, json};

use super::*;
use crate::bundle::{self, FileFact, Registry};
use crate::hold::Who;
use crate::posture::Name;

/// A spoke bundle with one skill, below a hub bundle.
fn registry() -> Registry {
    let hub = r#"{"id": "hub.tea", "spokes": ["spoke.tea"]}"#;
    let spoke = r#"{"id": "spoke.tea", "skills": ["skill.kettle"]}"#;
    let files = [
        ("bundles/hubs/tea.json", hub),
        ("bundles/spokes/tea.json", spoke),
        ("bundles/skills/kettle/SKILL.md", "---\nid: skill.kettle\n---\n# Boiling water\n"),
    ];
    Registry::new("bundles", files.map(|(path, text)| FileFact::plain(path, text.as_bytes())))
}

/// The holds on a request with this decision.
fn held(desk: &Desk, decision: &Value) -> Holds {
    let mut request = json!({"action": "deploy_for_task", "workspace_id": "w", "plan_id": "p", "phase_name": "A1",
        "step_indices": [0], "hub_decision": {"bundle_decision_id": "d", "bundle_decision_version": "1"}});
    for (key, value) in decision.as_object().unwrap() {
        request["hub_decision"][key] = value.clone();
    }
    let command = bundle::Command::Resolve { path: "request.json".into(), text: request.to_string().into() };
    let mut ctx = desk.ctx();
    ctx.observed.bundles = Some(Arc::new(registry()));
    decide(&desk.state, &command.into(), &ctx).err().unwrap_or_default()
}

/// The ids of the holds that loosening is a way past of.
fn loosened(holds: &Holds) -> Vec<&str> {
    let loosens = |hold: &&crate::hold::Hold<Command>| {
        hold.ways.iter().any(|way| {
            let compat =
                matches!(&way.action, Some(Command::Posture(posture::Command::Apply { to: Name::Compat, .. })));
            assert!(!compat || (way.cost, way.who) == (50, Who::Human), "{way:?}");
            compat
        })
    };
    holds.iter().filter(loosens).map(|hold| hold.subject.as_str()).collect()
}

#[test]
fn loosening_the_posture_is_a_way_past_an_id_that_compat_would_resolve_and_comes_after_the_requests_own() {
    let desk = Desk::founded();
    let spoke = |ids: Value| json!({"spoke_skill_bundle": {"bundle_id": "spoke.tea", "skill_ids": ids}});
    let holds = held(&desk, &spoke(json!(["skill.kett", "SKILL.md"])));
    assert_eq!(loosened(&holds), ["skill.kett", "SKILL.md"]);
    assert!(holds[0].ways[0].text.contains("skill.kettle"), "{:?}", holds[0].ways);
    // Compat's fallback is what the hub bundle composes; without one only always-on answers.
    assert_eq!(loosened(&held(&desk, &json!({"hub_selected_skill_bundle": "hub.coffee"}))), ["hub.coffee"]);
}

#[test]
fn loosening_is_no_way_past_what_the_request_itself_wants_strictly() {
    let desk = Desk::founded();
    let strictly = json!({"spoke_skill_bundle": {"bundle_id": "spoke.tea", "skill_ids": ["skill.kett"],
        "resolution_mode": "strict"}});
    let holds = held(&desk, &strictly);
    assert_eq!(holds.iter().map(|hold| hold.code).collect::<Vec<_>>(), [Code::BundleIdUnresolved]);
    assert_eq!(loosened(&holds), Vec::<&str>::new());
}

#[test]
fn loosening_is_no_way_past_other_refusals_and_not_offered_while_compat_is_in_force() {
    let mut desk = Desk::founded();
    let blank = json!({"bundle_decision_id": " ", "hub_selected_skill_bundle": "hub.tea"});
    let holds = held(&desk, &blank);
    assert_eq!(holds.iter().map(|hold| hold.code).collect::<Vec<_>>(), [Code::BundleDecisionInvalid]);
    assert_eq!(loosened(&holds), Vec::<&str>::new());
    desk.run(&apply_posture(Name::Compat, Some("an old reader"), None)).unwrap();
    let strictly = json!({"spoke_skill_bundle": {"bundle_id": "spoke.none", "resolution_mode": "strict"}});
    let holds = held(&desk, &strictly);
    assert_eq!(holds.iter().map(|hold| hold.code).collect::<Vec<_>>(), [Code::BundleIdUnresolved]);
    assert_eq!(loosened(&holds), Vec::<&str>::new());
}
