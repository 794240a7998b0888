use super::*;
use crate::hold::Stamp;
use crate::posture::ReadBack;

fn live(name: Name) -> ReadBack {
    ReadBack::of(name.toggles().to_json().as_bytes())
}

fn decided(registry: Option<&Registry>, text: &str, live: &ReadBack) -> Result<Resolved, Vec<(Code, String)>> {
    let command = Command::Resolve { path: "request.json".into(), text: text.into() };
    match decide(&command, &Ask { registry, live }) {
        Ok(events) => {
            let [Event::Resolved(resolved)] = events.as_slice() else { panic!("one event") };
            Ok((**resolved).clone())
        }
        Err(holds) => {
            assert!(holds.iter().all(|hold| !hold.ways.is_empty()), "{holds:?}");
            Err(holds.into_iter().map(|hold| (hold.code, hold.subject)).collect())
        }
    }
}

#[test]
fn a_resolution_is_an_entry_with_everything_that_it_was_decided_on() {
    let request = prep(json!({"include_skills": true, "prompt_analyst_output": {"category": "feature"}})).to_string();
    let resolved = decided(Some(&own()), &request, &live(Name::Strict)).unwrap();
    assert_eq!(resolved.request, crate::hold::digest::sha256(request.as_bytes()));
    assert_eq!((resolved.agent.as_deref(), resolved.category.as_deref()), (Some("Executor"), Some("feature")));
    let ids: Vec<&str> = resolved.bundles.iter().map(|bundle| bundle.id.as_str()).collect();
    assert_eq!(ids, ["hub.change", "spoke.ledger-change", "instruction.evidence", "skill.ledger-change-review"]);
    let digest = &own().file("bundles/instructions/evidence.md").unwrap().sha256.clone();
    assert_eq!((&resolved.files[0].path[..], &resolved.files[0].sha256), ("bundles/instructions/evidence.md", digest));
    assert_eq!((resolved.count, resolved.posture.as_str(), resolved.reason_code), (2, "strict", None));
    assert_eq!(resolved.blocked, ["ambient_scan", "include_all", "always_on"]);
    assert_eq!(resolved.posture_sha256, Name::Strict.toggles().sha256());
}

#[test]
fn the_same_request_under_another_posture_is_another_resolution() {
    let request = prep(json!({})).to_string();
    let of = |name| decided(Some(&own()), &request, &live(name)).unwrap();
    assert_eq!(of(Name::Compat).reason_code.as_deref(), Some("temporary_compat_window"));
    assert!(of(Name::Strict).count < of(Name::Compat).count && of(Name::Compat).count < of(Name::StaticRestore).count);
}

#[test]
fn a_refusal_is_holds_and_no_entry() {
    let text = |with| prep(with).to_string();
    let registry = own();
    let strict = live(Name::Strict);
    let unknown = text(json!({"hub_decision": decision(json!({"hub_selected_skill_bundle": "hub.chang"}))}));
    assert_eq!(decided(Some(&registry), &unknown, &strict), Err(vec![(Code::BundleIdUnresolved, "hub.chang".into())]));
    assert_eq!(decided(Some(&registry), "{}", &strict), Err(vec![(Code::RequestUnusable, "request.json".into())]));
    assert_eq!(decided(None, &text(json!({})), &strict), Err(vec![(Code::NoBundles, "bundles".into())]));
    for live in [ReadBack::Absent, ReadBack::of(b"{}"), ReadBack::Unreadable { reason: "no".into() }] {
        assert_eq!(
            decided(Some(&registry), &text(json!({})), &live),
            Err(vec![(Code::PostureUnclear, "posture".into())])
        );
    }
    let all: Vec<Code> = decided(None, "[", &ReadBack::Absent).unwrap_err().into_iter().map(|(code, _)| code).collect();
    assert_eq!(all, [Code::RequestUnusable, Code::NoBundles, Code::PostureUnclear], "all of them at once");
}

#[test]
fn an_entry_stays_small_however_many_files_there_are() {
    let skill = |number: usize| {
        let path = format!("bundles/skills/a-skill-with-a-long-name-{number:04}/SKILL.md");
        FileFact::plain(&path, format!("---\nid: skill.{number}\n---\n").as_bytes())
    };
    let registry = Registry::new("bundles", (0..2000).map(skill));
    let request = prep(json!({"hub_decision": null})).to_string();
    let resolved = decided(Some(&registry), &request, &live(Name::StaticRestore)).unwrap();
    assert_eq!((resolved.count, resolved.files.len()), (2000, 0));
    assert_eq!(resolved.files_sha256.len(), 64);
    assert!(serde_json::to_string(&resolved).unwrap().len() < 60 * 1024);
}

#[test]
fn an_entry_stays_small_and_plain_whatever_the_ids_are() {
    let ids: Vec<String> = (0..250).map(|number| format!("\u{1b}[31m{number}{}", "\u{1f980}".repeat(400))).collect();
    let choice = json!({"bundle_id": "spoke.ledger-change", "skill_ids": ids});
    let decision = decision(json!({"hub_selected_skill_bundle": "hub.change", "spoke_skill_bundle": choice}));
    let request = prep(json!({"hub_decision": decision})).to_string();
    for name in [Name::Compat, Name::StaticRestore] {
        let resolved = decided(Some(&own()), &request, &live(name)).unwrap();
        let text = serde_json::to_string(&resolved).unwrap();
        assert!(text.len() < 60 * 1024 && !text.contains("\\u001b"), "{} bytes", text.len());
    }
}

#[test]
fn the_fold_counts_by_posture_and_keeps_the_newest() {
    let request = prep(json!({})).to_string();
    let mut state = State::default();
    for (seq, name) in (0..).zip([Name::Strict, Name::Compat, Name::Strict]) {
        let resolved = decided(Some(&own()), &request, &live(name)).unwrap();
        let stamp = Stamp { seq, at: chrono::DateTime::UNIX_EPOCH, by: "ana".into() };
        apply(&mut state, &Event::Resolved(Box::new(resolved)), &stamp);
    }
    assert_eq!(state.under, [("compat".to_owned(), 1), ("strict".to_owned(), 2)].into());
    assert_eq!(state.last.unwrap().stamp.seq, 2);
}
