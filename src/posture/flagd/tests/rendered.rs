use super::*;

#[test]
fn every_file_is_valid_by_the_schema_that_flagd_publishes() {
    let notes = Notes { environment: Some("demo"), entry: Some(12), expires_at: Some(deadline()) };
    for profile in Name::ALL {
        for end in [None, Some(deadline())] {
            for notes in [notes, Notes::default()] {
                let text = render(profile, end, &notes);
                let file: Json = serde_json::from_str(&text).unwrap();
                assert_eq!(check_schema(&file), Ok(()), "{text}");
                assert_eq!(file["$schema"], "https://flagd.dev/schema/v0/flags.json");
            }
        }
    }
}

#[test]
fn the_schema_refuses_what_a_renderer_could_get_wrong() {
    let good: Json = serde_json::from_str(&until(Name::Compat, deadline())).unwrap();
    let wrong: [(&str, Json); 6] = [
        ("/flags/wayhold-posture/variants", json!({})),
        ("/flags/wayhold-posture/variants/strict", json!("strict")),
        ("/flags/wayhold-posture/state", json!("enabled")),
        ("/flags/wayhold-posture/targeting/if/0/and/1/</0/var", json!("$flagd.time")),
        ("/flags/wayhold-posture/targeting/if/0", json!({ "before": [1, 2] })),
        ("/metadata/posture", json!(["compat"])),
    ];
    for (pointer, value) in wrong {
        let mut file = good.clone();
        *file.pointer_mut(pointer).unwrap() = value;
        assert!(check_schema(&file).is_err(), "{pointer}");
    }
}

#[test]
fn nine_flags_each_with_the_three_profiles_as_variants() {
    assert_eq!(flags().len(), 9);
    for text in all() {
        let file: Json = serde_json::from_str(&text).unwrap();
        let found = file["flags"].as_object().unwrap();
        assert_eq!(found.keys().cloned().collect::<Vec<_>>(), flags());
        for (name, flag) in found {
            assert_eq!(flag["state"], "ENABLED");
            assert_eq!(flag["variants"].as_object().unwrap().len(), 3);
            for profile in Name::ALL {
                assert_eq!(flag["variants"][profile.word()], value(name, profile), "{name} {profile}");
            }
        }
    }
}

#[test]
fn the_same_arguments_give_the_same_bytes_and_other_ones_give_others() {
    assert_eq!(all(), all());
    let mut files = all();
    files.sort();
    files.dedup();
    // Strict has no end, so its file is the same with and without one.
    assert_eq!(files.len(), 5);
    assert!(files.iter().all(|text| text.ends_with("}\n") && text.starts_with("{\n  \"$schema\"")));
}

#[test]
fn the_notes_are_metadata_with_times_a_person_can_read() {
    let expires_at = deadline() + TimeDelta::milliseconds(250);
    let notes = Notes { environment: Some("de\u{202e}mo"), entry: Some(7), expires_at: Some(expires_at) };
    let file: Json = serde_json::from_str(&render(Name::Compat, Some(expires_at), &notes)).unwrap();
    let expected = json!({
        "environment": "de\\u{202e}mo",
        "entry": 7,
        "posture": "compat",
        "expires_at": "2026-11-21T03:30:00.250Z",
        "strict_from": "2026-11-21T03:30:00Z",
    });
    assert_eq!(file["metadata"], expected);
    let bare: Json = serde_json::from_str(&plain(Name::Strict)).unwrap();
    assert_eq!(bare["metadata"], json!({ "posture": "strict" }));
}

#[test]
fn a_deadline_within_a_second_is_cut_and_never_later_than_the_grant() {
    for millis in [0, 1, 500, 999] {
        let granted = deadline() + TimeDelta::milliseconds(millis);
        let says = Says::new(Name::Compat, Some(granted));
        assert_eq!(says.until(), Some(deadline()));
        assert!(says.until().unwrap() <= granted);
        assert_eq!(Seen::of(until(Name::Compat, granted).as_bytes()).says(), Some(&says));
    }
}

#[test]
fn the_example_in_flagd_md_is_a_flag_as_it_is_rendered() {
    let page = include_str!("../../../../docs/flagd.md");
    let (_, rest) = page.split_once("```json").unwrap();
    let example: Json = serde_json::from_str(rest.split_once("```").unwrap().0).unwrap();
    let file: Json = serde_json::from_str(&until(Name::Compat, deadline())).unwrap();
    let name = "wayhold-posture.fallback_policy.fallback_mode";
    assert_eq!(example, json!({ name: file["flags"][name] }));
    assert!(flags().iter().all(|name| page.contains(&format!("`{name}`"))));
}
