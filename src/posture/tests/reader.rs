use serde_json::{Value as Json, json};

use super::*;

fn strict_with(change: impl Fn(&mut Json)) -> String {
    let mut json = serde_json::to_value(Name::Strict.toggles()).unwrap();
    change(&mut json);
    json.to_string()
}

fn refusal(text: &str) -> String {
    Toggles::parse(text).unwrap_err().to_string()
}

#[test]
fn what_is_written_is_read_back_with_its_eight_fields_in_order() {
    for name in Name::ALL {
        let toggles = name.toggles();
        let text = toggles.to_json();
        assert_eq!(Toggles::parse(&text), Ok(toggles));
        assert_eq!(serde_json::to_string_pretty(&toggles).unwrap() + "\n", text, "the two writers agree");
        assert_eq!(serde_json::from_str::<Toggles>(&text).unwrap(), toggles);
        let json: Json = serde_json::from_str(&text).unwrap();
        for (field, value) in toggles.fields() {
            let at = json.pointer(&format!("/{}", field.replace('.', "/"))).unwrap();
            assert_eq!(serde_json::to_value(value).unwrap(), *at, "{name} {field}");
        }
    }
}

#[test]
fn order_and_white_space_of_the_file_are_free() {
    let text = r#" {"fallback_policy":{"fallback_reason_code":"","fallback_mode":"none","fallback_allowed":false},
        "allow_include_skills_all":false,"allow_ambient_instruction_scan":false,"allow_legacy_always_on":false,
        "strict_bundle_resolution":true,"provisioning_mode":"on_demand"}"#;
    assert_eq!(Toggles::parse(text), Ok(Name::Strict.toggles()));
}

#[test]
fn every_missing_field_is_named_with_what_it_may_be() {
    for path in Toggles::NAMES {
        let text = strict_with(|json| {
            let (object, name) = match path.split_once('.') {
                Some((object, name)) => (&mut json[object], name),
                None => (json, path),
            };
            object.as_object_mut().unwrap().remove(name).unwrap();
        });
        let why = refusal(&text);
        assert!(why.starts_with(&format!("{path} is missing; add it with ")), "{why}");
    }
    let why = refusal(&strict_with(|json| drop(json.as_object_mut().unwrap().remove("fallback_policy"))));
    assert_eq!(why, "fallback_policy is missing; add it with an object");
}

#[test]
fn a_ninth_field_is_refused_with_the_nearest_name() {
    for (name, nearest) in [
        ("allow_legacy_alwayson", Some("allow_legacy_always_on")),
        ("fallback_mode", Some("fallback_policy.fallback_mode")),
        ("fallback_policy.fallback_mode", Some("fallback_policy.fallback_mode")),
        ("fallback_polices", Some("fallback_policy")),
        ("owner", None),
        ("", None),
    ] {
        let error = Toggles::parse(&strict_with(|json| json[name] = json!(true))).unwrap_err();
        assert_eq!(error, ProfileError::Unknown { path: name.into(), nearest }, "{error}");
    }
    let nested = Toggles::parse(&strict_with(|json| json["fallback_policy"]["owner"] = json!("ana")));
    assert_eq!(nested, Err(ProfileError::Unknown { path: "fallback_policy.owner".into(), nearest: None }));
}

#[test]
fn a_name_twice_is_refused_even_with_the_same_value() {
    let text = Name::Strict.toggles().to_json();
    for (line, path) in [
        ("\"provisioning_mode\": \"on_demand\"", "provisioning_mode"),
        ("\"fallback_allowed\": false", "fallback_policy.fallback_allowed"),
    ] {
        let why = refusal(&text.replace(line, &format!("{line}, {line}")));
        assert_eq!(why, format!("{path} is there more than once; keep one"));
    }
    let object = r#""fallback_policy": {}, "fallback_policy": {"#;
    assert!(refusal(&text.replace("\"fallback_policy\": {", object)).starts_with("fallback_policy is there more"));
}

#[test]
fn a_wrong_type_is_named_with_what_it_is_and_what_it_has_to_be() {
    for (path, value, words) in [
        (
            "/provisioning_mode",
            json!(true),
            "provisioning_mode is a switch; it has to be \"on_demand\" or \"always_on\"",
        ),
        (
            "/strict_bundle_resolution",
            json!("true"),
            "strict_bundle_resolution is a word in quotes; it has to be true or false",
        ),
        ("/allow_legacy_always_on", json!(0), "allow_legacy_always_on is a number; it has to be true or false"),
        ("/allow_include_skills_all", json!([false]), "allow_include_skills_all is a list; it has to be true or false"),
        ("/fallback_policy", json!(false), "fallback_policy is a switch; it has to be an object"),
        ("/fallback_policy/fallback_mode", json!(null), "fallback_policy.fallback_mode is null; it has to be \"none\""),
        ("/fallback_policy/fallback_allowed", json!({}), "fallback_policy.fallback_allowed is an object; it has to be"),
    ] {
        let why = refusal(&strict_with(|json| *json.pointer_mut(path).unwrap() = value.clone()));
        assert!(why.starts_with(words), "{why}");
    }
    assert_eq!(refusal("[]"), "the text is a list; it has to be an object");
}

#[test]
fn an_unknown_word_is_named_with_the_nearest_one() {
    for (path, found, nearest) in [
        ("provisioning_mode", "on-demand", Some("on_demand")),
        ("fallback_policy.fallback_mode", "static-restore", Some("static_restore")),
        ("fallback_policy.fallback_reason_code", "incident", Some("incident_restore")),
        ("fallback_policy.fallback_reason_code", " ", None),
        ("provisioning_mode", "On_Demand", Some("on_demand")),
    ] {
        let pointer = format!("/{}", path.replace('.', "/"));
        let error =
            Toggles::parse(&strict_with(|json| *json.pointer_mut(&pointer).unwrap() = json!(found))).unwrap_err();
        let ProfileError::UnknownWord { path: named, found: shown, nearest: hint, .. } = &error else {
            panic!("{error}")
        };
        assert_eq!((named.as_str(), shown.as_str(), *hint), (path, found, nearest), "{error}");
    }
}

#[test]
fn what_is_not_one_json_object_is_refused() {
    let twice = Name::Strict.toggles().to_json().repeat(2);
    let deep = "[".repeat(100_000);
    let wide = format!("{{{}}}", (0..100).map(|n| format!("\"a{n}\":1")).collect::<Vec<_>>().join(","));
    for text in ["", "{", "nonsense", "\u{feff}{}", "{\"provisioning_mode\": 1e999}", &twice, &deep, &wide] {
        assert!(matches!(Toggles::parse(text), Err(ProfileError::NotJson(_))), "{text:.40}");
    }
}

#[test]
fn hostile_names_and_words_are_shown_escaped_and_cut() {
    let why = refusal(&strict_with(|json| json["\u{1b}[2J\u{202e}x"] = json!(1)));
    assert!(!why.contains('\u{1b}') && !why.contains('\u{202e}'), "{why:?}");
    let long = "x".repeat(1_000_000);
    let why = refusal(&strict_with(|json| json["provisioning_mode"] = json!(long)));
    assert!(why.len() < 300, "{}", why.len());
    let why = refusal(&strict_with(|json| json[&long] = json!(1)));
    assert!(why.len() < 300, "{}", why.len());
}

#[test]
fn fields_that_contradict_each_other_are_refused_with_both_named() {
    type Change = fn(&mut Toggles);
    let cases: [(Name, Change, &str, &str); 9] = [
        (
            Name::Strict,
            |t| t.fallback_policy.fallback_allowed = true,
            "fallback_policy.fallback_mode",
            "compat or static_restore",
        ),
        (
            Name::Strict,
            |t| t.fallback_policy.fallback_mode = FallbackMode::Compat,
            "fallback_policy.fallback_mode",
            "none",
        ),
        (
            Name::Strict,
            |t| t.fallback_policy.fallback_reason_code = ReasonCode::IncidentRestore,
            "fallback_policy.fallback_reason_code",
            "\"\"",
        ),
        (
            Name::Compat,
            |t| t.fallback_policy.fallback_reason_code = ReasonCode::Empty,
            "fallback_policy.fallback_reason_code",
            "temporary_compat_window",
        ),
        (
            Name::StaticRestore,
            |t| t.fallback_policy.fallback_reason_code = ReasonCode::TemporaryCompatWindow,
            "fallback_policy.fallback_reason_code",
            "incident_restore",
        ),
        (Name::Strict, |t| t.allow_legacy_always_on = true, "allow_legacy_always_on", "false"),
        (Name::Strict, |t| t.allow_ambient_instruction_scan = true, "allow_ambient_instruction_scan", "false"),
        (Name::Strict, |t| t.allow_include_skills_all = true, "allow_include_skills_all", "false"),
        (
            Name::Compat,
            |t| {
                t.strict_bundle_resolution = true;
                t.allow_legacy_always_on = false;
                t.allow_ambient_instruction_scan = false;
                t.allow_include_skills_all = false;
            },
            "fallback_policy.fallback_allowed",
            "false",
        ),
    ];
    for (name, change, field, needed) in cases {
        let mut toggles = name.toggles();
        change(&mut toggles);
        let error = Toggles::parse(&toggles.to_json()).unwrap_err();
        let ProfileError::Clash { field: named, needed: wanted, .. } = error else { panic!("{error}") };
        assert_eq!((named, wanted.to_string().as_str()), (field, needed), "{error}");
    }
}
