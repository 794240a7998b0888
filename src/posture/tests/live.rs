use super::*;

/// Every posture that differs from `from` in exactly one field, valid or not.
fn neighbours(from: Toggles) -> Vec<Toggles> {
    let mut all = vec![from; 5];
    all[0].strict_bundle_resolution ^= true;
    all[1].allow_legacy_always_on ^= true;
    all[2].allow_ambient_instruction_scan ^= true;
    all[3].allow_include_skills_all ^= true;
    all[4].fallback_policy.fallback_allowed ^= true;
    let with = |change: &dyn Fn(&mut Toggles)| {
        let mut toggles = from;
        change(&mut toggles);
        toggles
    };
    all.extend(ProvisioningMode::ALL.map(|mode| with(&|t| t.provisioning_mode = mode)));
    all.extend(FallbackMode::ALL.map(|mode| with(&|t| t.fallback_policy.fallback_mode = mode)));
    all.extend(ReasonCode::ALL.map(|code| with(&|t| t.fallback_policy.fallback_reason_code = code)));
    all.retain(|toggles| *toggles != from);
    all
}

#[test]
fn a_profile_with_one_field_changed_is_mixed_or_invalid_and_never_a_profile() {
    for name in Name::ALL {
        let around = neighbours(name.toggles());
        assert_eq!(around.len(), 5 + 1 + 2 + 2);
        for toggles in around {
            let classified = ReadBack::of(toggles.to_json().as_bytes()).classify();
            let expected = if toggles.agree().is_ok() { Classified::Mixed } else { Classified::Invalid };
            assert_eq!(classified, expected, "{name}: {toggles:?}");
            assert_eq!(classified.name(), None);
        }
    }
}

#[test]
fn each_state_of_the_target_has_its_class() {
    for name in Name::ALL {
        assert_eq!(live(name).classify().name(), Some(name));
    }
    assert_eq!(mixed().classify(), Classified::Mixed);
    assert_eq!(ReadBack::Absent.classify(), Classified::Absent);
    assert_eq!(ReadBack::of(b"").classify(), Classified::Invalid);
    assert_eq!(ReadBack::of(b"{\"\xff\":1}").classify(), Classified::Invalid);
    assert_eq!(ReadBack::Unreadable { reason: "denied".into() }.classify(), Classified::Unreadable);
}

#[test]
fn the_class_is_serialised_as_the_word_that_is_shown() {
    let all = [Classified::Mixed, Classified::Absent, Classified::Invalid, Classified::Unreadable];
    for class in all.into_iter().chain(Name::ALL.map(Classified::from)) {
        assert_eq!(serde_json::to_value(class).unwrap(), class.word());
        assert_eq!(serde_json::from_value::<Classified>(class.word().into()).unwrap(), class);
    }
}

#[test]
fn the_digest_is_that_of_the_bytes_and_not_of_the_fields() {
    let text = Name::Strict.toggles().to_json();
    let read = live(Name::Strict);
    assert_eq!(read.sha256(), Some(Name::Strict.toggles().sha256().as_str()));
    let spaced = ReadBack::of(format!("{text}\n").as_bytes());
    assert_eq!(spaced.toggles(), read.toggles());
    assert_ne!(spaced.sha256(), read.sha256());
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert_eq!(ReadBack::of(b"").sha256(), Some(empty));
}

#[test]
fn a_difference_names_field_old_and_new_and_counts_eight_where_nothing_is_live() {
    let strict = Name::Strict.toggles();
    let fields = diff_live(&live(Name::Compat), &strict);
    assert_eq!(fields.len(), 7);
    let first =
        FieldDiff { field: "strict_bundle_resolution", from: Some(Value::Switch(false)), to: Value::Switch(true) };
    assert_eq!(fields[0], first);
    assert_eq!(fields[6].to.to_string(), "\"\"");
    for nothing in [ReadBack::Absent, ReadBack::of(b"{}"), ReadBack::Unreadable { reason: String::new() }] {
        let fields = diff_live(&nothing, &strict);
        assert_eq!(fields.len(), 8);
        assert!(fields.iter().all(|field| field.from.is_none()));
    }
    assert_eq!(diff_live(&live(Name::Strict), &strict), []);
}
