use proptest::prelude::*;

use super::*;

fn scope(files: &[&str], directories: &[&str]) -> Scope {
    let owned = |list: &[&str]| list.iter().map(|path| (*path).to_owned()).collect();
    Scope { files_allowed: owned(files), directories_allowed: owned(directories) }
}

fn file(path: &str, real: Option<&str>) -> FileFact {
    FileFact::new(path, real.map(str::to_owned), b"")
}

#[test]
fn a_file_is_inside_by_its_parts_and_never_by_how_it_begins() {
    for (files, directories, path, inside) in [
        (&["src/a.md"][..], &[][..], "src/a.md", true),
        (&["./src//a.md"], &[], "src/a.md", true),
        (&["src/a.md"], &[], "src/a.mdx", false),
        (&["src/a"], &[], "src/a/b.md", false),
        (&[], &["src"], "src/deep/a.md", true),
        (&[], &["src/"], "src/a.md", true),
        (&[], &["src"], "src2/a.md", false),
        (&[], &["src"], "src", true),
        (&[], &["src/a"], "src/ab.md", false),
        (&[], &["SRC"], "src/a.md", false),
        (&[], &["."], "anything/at/all.md", true),
        (&[], &["src\\deep"], "src/deep/a.md", true),
        (&[], &["../src", "/src", "C:/src", "src/../src"], "src/a.md", false),
        (&[], &["src"], "src/../secret.md", false),
        (&[], &["src"], "/src/a.md", false),
        (&[], &[], "src/a.md", false),
    ] {
        let scope = scope(files, directories);
        assert_eq!(scope.holds(&file(path, Some(path))), inside, "{path} in {scope:?}");
    }
}

#[test]
fn a_link_is_inside_only_where_it_leads_to_is_too() {
    let scope = scope(&[], &["src"]);
    assert!(scope.holds(&file("src/a.md", Some("src/b.md"))));
    assert!(!scope.holds(&file("src/a.md", Some("secret/b.md"))));
    assert!(!scope.holds(&file("src/a.md", None)));
    assert!(!scope.holds(&file("docs/a.md", Some("src/a.md"))));
}

#[test]
fn every_file_outside_is_listed_and_none_is_given() {
    let within = json!({"scope_boundaries": {"files_allowed": ["bundles/instructions/evidence.md"]}});
    for profile in Name::ALL {
        let report = ask(&prep(json!({"prep_config": within})), profile.toggles());
        assert_eq!(report.code(), Some(Code::ScopeViolation), "{profile}");
        assert_eq!(report.refusal.unwrap().ids, ["bundles/skills/ledger-review/SKILL.md"]);
        assert_eq!(report.files, []);
    }
}

#[test]
fn what_is_added_broadly_is_left_out_where_it_lies_outside_and_said() {
    let request = prep(json!({"include_skills": true, "prep_config": {"scope_boundaries":
        {"directories_allowed": ["bundles/instructions", "bundles/skills/ledger-review"]}}}));
    let report = ask(&request, Name::Compat.toggles());
    assert_eq!(paths(&report), ["bundles/instructions/evidence.md", "bundles/skills/ledger-review/SKILL.md"]);
    let outside: Vec<&str> = report.outside.iter().map(String::as_str).collect();
    assert!(
        outside.contains(&"bundles/agents/Executor/habits.md") && outside.contains(&"bundles/skills/drill/SKILL.md")
    );
}

#[test]
fn boundaries_that_name_nothing_allow_nothing() {
    assert_eq!(code(&prep(json!({"prep_config": {"scope_boundaries": {}}})), Name::Strict), Some(Code::ScopeViolation));
    assert_eq!(code(&prep(json!({"prep_config": {}})), Name::Strict), None);
}

proptest! {
    #[test]
    fn no_file_outside_is_given_under_any_posture(
        directories in prop::collection::vec("(bundles|bundles2|b)?/?(skills|skill|instructions|agents)?/?(led|ledger-review|Executor)?", 0..3),
        profile in prop::sample::select(&Name::ALL[..]),
        hub in prop::sample::select(&["hub.change", "hub.phase", "hub.unknown"][..]),
    ) {
        let directories: Vec<String> = directories.into_iter().filter(|path| !path.is_empty() && !path.starts_with('/')).collect();
        let boundaries = Scope { files_allowed: Vec::new(), directories_allowed: directories.clone() };
        let report = ask(&prep(json!({"include_skills": true, "prep_config": {"scope_boundaries": boundaries},
            "hub_decision": decision(json!({"hub_selected_skill_bundle": hub}))})), profile.toggles());
        for path in paths(&report) {
            let within = directories.iter().any(|directory| format!("{path}/").starts_with(&format!("{}/", directory.trim_end_matches('/'))));
            prop_assert!(within, "{path} in {directories:?} under {profile}");
        }
    }
}
