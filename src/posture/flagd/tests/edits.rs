//! Files that somebody edited, and files that never were the posture's.

use super::*;

fn seen(file: &Json) -> Seen {
    Seen::of(file.to_string().as_bytes())
}

fn edited(text: &str, change: impl FnOnce(&mut Json)) -> Seen {
    let mut file = serde_json::from_str(text).unwrap();
    change(&mut file);
    seen(&file)
}

fn faults(seen: &Seen) -> &[String] {
    match seen {
        Seen::Mixed { faults, .. } => faults,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_hand_edit_of_any_one_flag_is_mixed_and_names_that_flag() {
    type Edit = (fn(&mut Json), &'static str);
    let edits: [Edit; 8] = [
        (|flag| flag["defaultVariant"] = json!("static_restore"), "static_restore"),
        (|flag| flag["defaultVariant"] = json!("loose"), "loose"),
        (|flag| drop(flag.as_object_mut().unwrap().remove("defaultVariant")), "no default variant"),
        (|flag| flag["state"] = json!("DISABLED"), "disabled"),
        (|flag| flag["variants"]["compat"] = json!({ "provisioning_mode": "always_on" }), "another compat variant"),
        (|flag| drop(flag["variants"].as_object_mut().unwrap().remove("strict")), "another strict variant"),
        (|flag| flag["variants"]["open"] = flag["variants"]["compat"].clone(), "a variant that is no profile"),
        (|flag| flag["targeting"] = json!({ "if": [true, "compat", "strict"] }), "not written together"),
    ];
    for text in all() {
        for name in flags() {
            for (change, words) in &edits {
                let mut file: Json = serde_json::from_str(&text).unwrap();
                let before = file.clone();
                change(&mut file["flags"][name.as_str()]);
                if file == before {
                    // One of the files has that default variant already.
                    continue;
                }
                let found = seen(&file);
                let all: Vec<_> = faults(&found).iter().filter(|fault| fault.contains(&name)).collect();
                assert!(!all.is_empty(), "{name}: {:?}", faults(&found));
                assert!(faults(&found).iter().any(|fault| fault.contains(words)), "{words}: {:?}", faults(&found));
                assert_eq!(found.effective_at(deadline()), None);
                assert_eq!(found.classify(deadline()), Classified::Mixed);
                assert!(!found.matches(text.as_bytes()));
            }
        }
    }
}

#[test]
fn a_changed_deadline_is_mixed_in_one_flag_and_read_as_it_stands_in_all() {
    let text = until(Name::Compat, deadline());
    let found = edited(&text, |file| {
        file["flags"]["wayhold-posture"]["targeting"]["if"][0]["and"][1]["<"][1] = json!(9_999_999_999_i64);
    });
    assert_eq!(faults(&found).len(), 8, "{found}");
    let later = deadline() + TimeDelta::hours(9);
    let moved = text.replace(&deadline().timestamp().to_string(), &later.timestamp().to_string());
    let found = Seen::of(moved.as_bytes());
    assert_eq!(found.says(), Some(&Says::new(Name::Compat, Some(later))));
    assert!(!found.matches(text.as_bytes()));
}

#[test]
fn a_targeting_that_only_looks_like_ours_is_not_taken_for_it() {
    let end = deadline().timestamp();
    let now = json!({ "var": "$flagd.timestamp" });
    let rules = [
        json!({ "if": [{ "and": [{ ">": [now, 0] }, { "<": [now, end] }] }, "compat", "compat"] }),
        json!({ "if": [{ "or": [{ ">": [now, 0] }, { "<": [now, end] }] }, "compat", "strict"] }),
        json!({ "if": [{ "and": [{ ">": [now, 0] }, { "<=": [now, end] }] }, "compat", "strict"] }),
        json!({ "if": [{ "and": [{ ">": [now, 0] }, { "<": [{ "var": "end" }, end] }] }, "compat", "strict"] }),
        json!({ "if": [{ "and": [{ ">": [now, 0] }, { "<": [now, end] }] }, "strict", "strict"] }),
        json!({ "if": [{ "and": [{ ">": [now, 0] }, { "<": [now, i64::MAX] }] }, "compat", "strict"] }),
        json!({ "if": [{ "and": [{ ">": [now, 0] }, { "<": [now, "tomorrow"] }] }, "compat", "strict"] }),
        Json::Null,
        json!("compat"),
    ];
    for rule in rules {
        let found = edited(&until(Name::Compat, deadline()), |file| {
            for name in flags() {
                file["flags"][name.as_str()]["targeting"] = rule.clone();
            }
        });
        assert_eq!(faults(&found).len(), 9, "{rule}");
    }
}

#[test]
fn a_removed_flag_is_mixed_and_named() {
    for name in flags() {
        let found = edited(&plain(Name::Compat), |file| drop(file["flags"].as_object_mut().unwrap().remove(&name)));
        assert_eq!(faults(&found), [format!("{name} is missing")]);
        assert!(found.to_string().ends_with("apply the posture again to write all nine flags"), "{found}");
    }
}

#[test]
fn a_flag_that_is_not_ours_is_named_and_leaves_what_ours_say() {
    let found = edited(&plain(Name::Strict), |file| {
        file["flags"]["ban\u{1b}ner"] = json!({ "state": "DISABLED", "variants": { "on": true } });
    });
    let Seen::Valid { says, others, .. } = &found else { panic!("{found:?}") };
    assert_eq!((says.profile(), says.until()), (Name::Strict, None));
    assert_eq!(others, &["ban\\u{1b}ner"]);
    assert!(!found.matches(plain(Name::Strict).as_bytes()));
    assert!(found.to_string().contains("which the next write takes out"), "{found}");
}

#[test]
fn a_file_with_none_of_our_flags_is_somebody_elses() {
    let flag = json!({ "state": "ENABLED", "variants": { "on": true }, "defaultVariant": "on" });
    let found = seen(&json!({ "flags": { "a": flag, "b": flag, "c": flag, "d": flag, "e": flag } }));
    let Seen::Foreign { flags, .. } = &found else { panic!("{found:?}") };
    assert_eq!(flags.len(), 5);
    assert!(found.to_string().contains("(a, b, c and 2 more instead)"), "{found}");
    assert_eq!(found.classify(deadline()), Classified::Invalid);
    assert_eq!(found.effective_at(deadline()), None);
}

#[test]
fn a_file_that_flagd_may_not_load_is_invalid_and_says_why() {
    let good = plain(Name::Strict);
    let twice = good.replacen("\"state\": \"ENABLED\"", "\"state\": \"ENABLED\", \"state\": \"DISABLED\"", 1);
    let with = |change: fn(&mut Json)| {
        let mut file = serde_json::from_str(&good).unwrap();
        change(&mut file);
        file.to_string()
    };
    let cases: [(String, &str); 14] = [
        (String::new(), "not usable JSON"),
        (good[..good.len() / 2].to_owned(), "not usable JSON"),
        (twice, "state is there more than once"),
        ("[]".into(), "not an object"),
        ("{}".into(), "no object `flags`"),
        ("{\"flags\": []}".into(), "no object `flags`"),
        ("{\"flags\": {}}".into(), "has no flags"),
        (with(|file| file["flags"]["x"] = json!(true)), "\"x\" is no flag"),
        (with(|file| file["flags"]["x"] = json!({ "state": "ENABLED", "variants": {} })), "\"x\" is no flag"),
        (with(|file| file["flags"]["x"] = json!({ "state": "on", "variants": { "a": 1 } })), "\"x\" is no flag"),
        (with(|file| file["flags"][""] = file["flags"]["wayhold-posture"].clone()), "\"\" is no flag"),
        (with(|file| file["flags"]["wayhold-posture"]["metadata"] = json!({ "a": [] })), "is no flag"),
        (with(|file| file["metadata"] = json!({ "a": {} })), "metadata"),
        (with(|file| file["$evaluators"] = json!({ "a": 1 })), "$evaluators"),
    ];
    for (text, words) in cases {
        let found = Seen::of(text.as_bytes());
        let Seen::Invalid { reason, .. } = &found else { panic!("{text}: {found:?}") };
        assert!(reason.contains(words) && reason.ends_with("apply the posture again to write it anew"), "{reason}");
        assert_eq!(found.classify(deadline()), Classified::Invalid);
        assert_eq!(found.effective_at(deadline()), None);
    }
    assert!(matches!(Seen::of(b"{\"\xff\": 1}"), Seen::Invalid { .. }));
}

#[test]
fn spacing_order_metadata_and_an_empty_targeting_change_the_bytes_and_not_what_it_says() {
    for text in all() {
        let mut file: Json = serde_json::from_str(&text).unwrap();
        file["metadata"] = json!({ "by": "hand" });
        let flags = file["flags"].as_object_mut().unwrap();
        let mut reversed: Vec<_> = std::mem::take(flags).into_iter().collect();
        reversed.reverse();
        for (_, flag) in &mut reversed {
            flag["metadata"] = json!({ "team": "hub" });
            if flag.get("targeting").is_none() {
                flag["targeting"] = json!({});
            }
        }
        flags.extend(reversed);
        let found = seen(&file);
        assert_eq!(found.says(), Seen::of(text.as_bytes()).says());
        assert!(!found.matches(text.as_bytes()));
        // flagd agrees that nothing has changed.
        let says = found.says().unwrap();
        let reader = Reader::load(&file.to_string()).unwrap();
        for seconds in [1, deadline().timestamp() - 1, deadline().timestamp()] {
            let at = DateTime::from_timestamp(seconds, 0).unwrap();
            let variant = reader.resolve_at(FLAG, seconds).unwrap().0;
            assert_eq!(variant, says.effective_at(at).word());
        }
    }
}

#[test]
fn what_is_not_there_or_not_readable_says_nothing() {
    for (found, class) in
        [(Seen::Absent, Classified::Absent), (Seen::Unreadable { reason: "denied".into() }, Classified::Unreadable)]
    {
        assert_eq!(found.classify(deadline()), class);
        assert_eq!((found.says(), found.sha256(), found.effective_at(deadline())), (None, None, None));
        assert!(!found.matches(b""));
    }
    assert!(!Seen::of(b"").matches(plain(Name::Strict).as_bytes()));
}
