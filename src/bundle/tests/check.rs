use super::*;

fn gate() -> Vec<(String, Scenario, Registry)> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gate");
    let mut files: Vec<_> = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let one = |path: std::path::PathBuf| {
        let scenario = scenario(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let own = scenario.directory.as_deref() == Some("../../bundles");
        let registry = if own { super::own() } else { Registry::new("bundles", scenario.files.clone()) };
        (path.file_name().unwrap().to_string_lossy().into_owned(), scenario, registry)
    };
    files.into_iter().map(one).collect()
}

#[test]
fn the_gate_has_its_thirty_two_cases_and_all_of_them_hold() {
    let counts: Vec<(String, usize)> =
        gate().into_iter().map(|(name, scenario, _)| (name, scenario.cases.len())).collect();
    let known = [("deploy_context_validation.json", 7), ("hub_parity.json", 13), ("session_routing.json", 12)];
    assert_eq!(counts, known.map(|(name, count)| (name.to_owned(), count)));
    for (name, scenario, registry) in gate() {
        for case in &scenario.cases {
            let result = judge(case, &registry);
            assert!(result.passed, "{name}: {result:#?}");
        }
    }
}

#[test]
fn the_cases_of_the_gate_ask_for_every_code_and_under_every_profile() {
    let cases: Vec<Case> = gate().into_iter().flat_map(|(_, scenario, _)| scenario.cases).collect();
    for profile in Name::ALL {
        assert!(cases.iter().any(|case| case.profile == profile), "{profile}");
    }
    let policy = Code::ALL.iter().map(|code| code.word());
    let policy = policy
        .filter(|word| word.starts_with("POLICY_") || word.starts_with("BUNDLE_ID") || *word == "SCOPE_VIOLATION");
    for code in policy {
        assert!(cases.iter().any(|case| case.expect.code.as_deref() == Some(code)), "no case expects {code}");
    }
}

#[test]
fn a_case_with_any_part_of_its_expectation_made_wrong_fails() {
    let mut wrong = 0;
    for (name, scenario, registry) in gate() {
        for case in &scenario.cases {
            let mut spoil = |change: &dyn Fn(&mut Expected)| {
                let mut case = case.clone();
                change(&mut case.expect);
                assert!(!judge(&case, &registry).passed, "{name}: {} with {:?}", case.name, case.expect);
                wrong += 1;
            };
            spoil(&|expect| match &mut expect.files {
                Some(files) => files.push("bundles/zz.md".to_owned()),
                None => expect.code = Some("BUNDLE_ID_AMBIGUOUS_".to_owned()),
            });
            spoil(&|expect| match expect.files.as_mut().map(Vec::pop) {
                Some(Some(_)) => {}
                Some(None) => expect.code = Some("SCOPE_VIOLATION".to_owned()),
                None => expect.ids = Some(vec!["another".to_owned()]),
            });
            spoil(&|expect| expect.stamp = Some("another".to_owned()));
            if case.expect.blocked.is_some() {
                spoil(&|expect| expect.blocked = Some(vec!["registry".to_owned()]));
            }
        }
    }
    assert!(wrong > 96);
}

#[test]
fn a_scenario_says_what_is_wrong_with_it() {
    let case = |expect: Value| json!({"name": "s", "registry": {}, "cases": [{"name": "c", "profile": "strict", "request": {}, "expect": expect}]});
    for (text, said) in [
        (case(json!({})), "cases[0].expect: a case expects files or a code"),
        (case(json!({"files": [], "code": "X"})), "cases[0].expect: a case expects files or a code"),
        (case(json!({"file": []})), "cases[0].expect.file: there is no such field; did you mean `files`?"),
        (json!({"name": "s", "registry": "x", "cases": []}), "cases: there is no case"),
        (json!({"name": "s", "registry": 3, "cases": []}), "registry: a directory or files by path"),
        (json!({"name": "s", "registry": {"a.md": 3}, "cases": []}), "registry.a.md: a file's text"),
    ] {
        let errors: Vec<String> = scenario(&text.to_string()).unwrap_err().iter().map(ToString::to_string).collect();
        assert!(errors.iter().any(|error| error.starts_with(said)), "no {said:?} in {errors:?}");
    }
}

#[test]
fn a_file_without_a_case_that_passed_has_not_passed() {
    let file = |passed: &[bool], errors: &[&str]| FileResult {
        path: "x.json".into(),
        cases: passed
            .iter()
            .map(|passed| CaseResult {
                name: "c".into(),
                passed: *passed,
                expected: Expected::default(),
                got: Got::default(),
            })
            .collect(),
        errors: errors.iter().map(|error| (*error).to_owned()).collect(),
    };
    for (files, lines, passed) in [
        (vec![file(&[true, true], &[])], [" Test Files  1 passed (1)", "      Tests  2 passed (2)"], true),
        (
            vec![file(&[true, false], &[]), file(&[true], &[])],
            [" Test Files  1 failed | 1 passed (2)", "      Tests  1 failed | 2 passed (3)"],
            false,
        ),
        (vec![file(&[], &["broken"])], [" Test Files  1 failed (1)", "      Tests  no tests"], false),
        (vec![], [" Test Files  no tests", "      Tests  no tests"], false),
    ] {
        let summary = Summary::of(&files);
        assert_eq!((summary.lines(), summary.passed()), (lines.map(str::to_owned), passed));
    }
}
