use super::*;

#[test]
fn there_is_a_sample_for_each_category_and_it_asks_for_the_hub_bundle_of_its_category() {
    let registry = own();
    let samples: Vec<Trial> = trials(&registry).into_iter().filter(|trial| trial.sample).collect();
    let names: Vec<&str> = samples.iter().map(|trial| trial.name.as_str()).collect();
    assert_eq!(names, ["feature", "bugfix", "refactor", "orchestration", "quick_task", "incident"]);
    for trial in &samples {
        let report = resolve(&registry, trial.request.as_ref().unwrap(), Name::Strict.toggles());
        assert_eq!(report.category.as_deref(), Some(trial.name.as_str()));
        assert_eq!(report.hub.as_ref().map(|hub| hub.id.as_str()), registry.hub_of(&trial.name));
        assert!(report.is_resolved() && !report.files.is_empty(), "{report:?}");
    }
}

#[test]
fn without_categories_there_is_a_sample_for_each_hub_bundle() {
    let registry = of(&[("bundles/hubs/tea.json", r#"{"id": "hub.tea", "spokes": []}"#)]);
    let names: Vec<String> = trials(&registry).into_iter().map(|trial| trial.name).collect();
    assert_eq!(names, ["hub.tea"]);
}

#[test]
fn request_files_are_tried_and_declare_nothing_and_what_is_wrong_with_them_stands_beside_them() {
    let mut files = vec![
        FileFact::plain("bundles/requests/odd.json", br#"{"action": "deploy_for_task", "include_skils": true}"#),
        FileFact::plain("bundles/requests/bytes.json", b"\xff\xfe"),
        FileFact::plain("bundles/requests/notes.md", b"---\nid: skill.no\n---\n"),
        FileFact::plain("bundles/requests/below/other.json", b"{}"),
    ];
    files.push(FileFact::plain("bundles/requests/fine.json", prep(json!({})).to_string().as_bytes()));
    let registry = Registry::new("bundles", files);
    assert_eq!(registry.findings, []);
    let found = trials(&registry);
    let names: Vec<&str> = found.iter().map(|trial| trial.name.as_str()).collect();
    assert_eq!(names, ["bytes.json", "fine.json", "odd.json"]);
    let errors = |at: usize| -> Vec<String> {
        found[at]
            .request
            .as_ref()
            .err()
            .map(|all| all.iter().map(|error| error.path.clone()).collect())
            .unwrap_or_default()
    };
    assert_eq!(errors(0), ["the file"]);
    assert_eq!(errors(1), Vec::<String>::new());
    assert!(errors(2).contains(&"include_skils".to_owned()), "{:?}", errors(2));
    assert!(resolve(&registry, found[1].request.as_ref().unwrap(), Name::StaticRestore.toggles()).files.is_empty());
}

#[test]
fn the_request_files_of_this_repository_show_a_resolution_a_refusal_and_boundaries() {
    let registry = own();
    let found = trials(&registry);
    let under = |name: &str, profile: Name| {
        let trial = found.iter().find(|trial| trial.name == name).unwrap();
        resolve(&registry, trial.request.as_ref().unwrap(), profile.toggles())
    };
    assert_eq!(under("close-a-phase.json", Name::Strict).files.len(), 4);
    let refused = under("names-of-old.json", Name::Strict).refusal.unwrap();
    assert_eq!(refused.code, Code::BundleIdUnresolved);
    assert_eq!(refused.ids, ["skill.ledger", "ledger-review", "SKILL.md", "skill.release-train"]);
    assert!(under("names-of-old.json", Name::Compat).is_resolved());
    assert!(!under("skills-in-bounds.json", Name::Compat).outside.is_empty());
}
