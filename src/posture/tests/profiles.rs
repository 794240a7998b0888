use std::collections::BTreeMap;

use super::*;

const FILES: [(Name, &str); 3] = [
    (Name::Strict, include_str!("../../../profiles/strict.json")),
    (Name::Compat, include_str!("../../../profiles/compat.json")),
    (Name::StaticRestore, include_str!("../../../profiles/static_restore.json")),
];

fn load(change: impl Fn(&mut BTreeMap<Name, Result<String, String>>)) -> Profiles {
    let mut texts = FILES.into_iter().map(|(name, text)| (name, Ok(text.to_owned()))).collect();
    change(&mut texts);
    Profiles::load(texts)
}

#[test]
fn the_files_of_this_repository_are_the_profiles_byte_for_byte() {
    for (name, text) in FILES {
        assert_eq!(text, name.toggles().to_json(), "{name}");
        assert_eq!(load(|_| {}).get(name), Ok(&name.toggles()));
    }
}

#[test]
fn the_profiles_are_seven_three_and_eight_fields_apart() {
    let apart = |from: Name, to: Name| diff(&from.toggles(), &to.toggles()).len();
    assert_eq!(apart(Name::Strict, Name::Compat), 7);
    assert_eq!(apart(Name::Compat, Name::StaticRestore), 3);
    assert_eq!(apart(Name::Strict, Name::StaticRestore), 8);
    for name in Name::ALL {
        assert_eq!(apart(name, name), 0);
        assert_eq!(name.toggles().agree(), Ok(()));
    }
}

#[test]
fn a_broken_profile_says_why_and_leaves_the_others_usable() {
    type Break = fn(&mut BTreeMap<Name, Result<String, String>>);
    let cases: [(Name, Break, &[&str]); 6] = [
        (Name::Strict, |texts| drop(texts.remove(&Name::Strict)), &["there is no strict.json"]),
        (
            Name::Compat,
            |texts| drop(texts.insert(Name::Compat, Err("it is a directory".into()))),
            &["it is a directory"],
        ),
        (Name::Compat, |texts| drop(texts.insert(Name::Compat, Ok("{}".into()))), &["provisioning_mode is missing"]),
        (
            Name::Compat,
            |texts| drop(texts.insert(Name::Compat, texts[&Name::StaticRestore].clone())),
            &["does not hold compat", "provisioning_mode is always_on and has to be on_demand", "7 other fields"],
        ),
        (
            Name::Strict,
            |texts| {
                let text = Name::Strict.toggles().to_json().replace("on_demand", "always_on");
                texts.insert(Name::Strict, Ok(text));
            },
            &["does not hold strict", "provisioning_mode is always_on and has to be on_demand"],
        ),
        (
            Name::StaticRestore,
            |texts| {
                let text = Name::StaticRestore.toggles().to_json().replace("skills_all\": true", "skills_all\": false");
                texts.insert(Name::StaticRestore, Ok(text));
            },
            &["does not hold static_restore", "allow_include_skills_all is false and has to be true"],
        ),
    ];
    for (broken, change, words) in cases {
        let profiles = load(change);
        let why = profiles.get(broken).unwrap_err();
        for word in words {
            assert!(why.contains(word), "{why}");
        }
        for other in Name::ALL.into_iter().filter(|name| *name != broken) {
            assert!(profiles.get(other).is_ok(), "{broken} broken, {other} lost");
        }
    }
}

#[test]
fn a_name_is_read_from_its_word_only() {
    for name in Name::ALL {
        assert_eq!(name.word().parse(), Ok(name));
        assert_eq!(serde_json::to_value(name).unwrap(), name.word());
    }
    assert!("STRICT".parse::<Name>().is_err());
}
