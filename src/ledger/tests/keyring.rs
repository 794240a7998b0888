use serde_json::{Value, json};

use super::{ana, bot, draft, founding, ledger, operator, seal_all, stranger};
use crate::ledger::{EnrolError, Entry, KeyError, Keyring, Operator, SealError, SigningKey, seal};

fn keyring(entries: &[Entry]) -> Keyring {
    let mut keyring = Keyring::default();
    for entry in entries {
        keyring.follow(entry).unwrap();
    }
    keyring
}

fn founded() -> Keyring {
    keyring(&[seal(None, founding(), &ana()).unwrap().entry])
}

fn enrolled(id: &str, kind: &str, key: &SigningKey) -> Operator {
    Operator { id: id.into(), kind: kind.into(), key: key.public().clone() }
}

#[test]
fn the_founder_enrols_itself_and_then_others() {
    let entries: Vec<_> = ledger(4).into_iter().map(|sealed| sealed.entry).collect();
    let keyring = keyring(&entries);
    assert_eq!(keyring.operators(), [enrolled("ana", "human", &ana()), enrolled("bot", "agent", &bot())]);
    assert_eq!(keyring.by_fingerprint(bot().fingerprint()).unwrap().actor(), entries[2].actor);
    assert_eq!(keyring.by_fingerprint(stranger().fingerprint()), None);
}

#[test]
fn an_author_who_is_not_enrolled_yet_is_refused_even_when_the_entry_enrols_them() {
    let joins = draft("bot", &bot(), "operator.added", json!({ "operator": operator("bot", "agent", &bot()) }));
    let entries = seal_all(None, [founding(), joins]);
    let mut keyring = keyring(&[entries[0].entry.clone()]);
    let before = keyring.clone();
    assert!(matches!(keyring.follow(&entries[1].entry), Err(EnrolError::NotEnrolled { .. })));
    assert_eq!(keyring, before);
}

#[test]
fn a_founding_signed_by_another_key_than_it_enrols_is_refused() {
    let mut by_stranger = founding();
    by_stranger.actor.key = stranger().fingerprint().into();
    let entry = seal(None, by_stranger, &stranger()).unwrap().entry;
    assert!(matches!(Keyring::default().follow(&entry), Err(EnrolError::NotEnrolled { .. })));
}

#[test]
fn an_author_has_the_name_and_the_kind_that_the_key_was_enrolled_with() {
    for (id, kind) in [("ana", "agent"), ("ben", "human")] {
        let mut claims = draft("ana", &ana(), "incident.noted", json!({}));
        (claims.actor.id, claims.actor.kind) = (id.into(), kind.into());
        let entries = seal_all(None, [founding(), claims]);
        let refused = keyring(&[entries[0].entry.clone()]).follow(&entries[1].entry).unwrap_err();
        assert!(matches!(refused, EnrolError::OtherActor { .. }), "{refused:?}");
        assert!(refused.to_string().contains("enrolled as ana (human)"), "{refused}");
    }
}

#[test]
fn a_key_has_one_name_for_good_and_a_name_has_one_kind() {
    let keyring = founded();
    assert!(matches!(keyring.admits(&enrolled("ben", "human", &ana())), Err(EnrolError::KeyTaken { .. })));
    assert!(matches!(keyring.admits(&enrolled("ana", "agent", &bot())), Err(EnrolError::KindTaken { .. })));
    assert_eq!(keyring.admits(&enrolled("ana", "human", &bot())), Ok(()), "a second key of the same person");
}

#[test]
fn an_entry_that_enrols_a_key_again_is_refused() {
    let again = draft("ana", &ana(), "operator.added", json!({ "operator": operator("ben", "human", &ana()) }));
    let entries = seal_all(None, [founding(), again]);
    let refused = founded().follow(&entries[1].entry);
    assert_eq!(refused, Err(EnrolError::KeyTaken { key: ana().fingerprint().into(), id: "ana".into() }));
}

#[test]
fn a_name_that_would_mean_somebody_else_in_an_allowed_signers_file_is_refused() {
    for id in ["", "*", "a*", "ana,ben", "ana ben", "!ana", "-ana", "#ana", "a\"b", "a\nb", "a\u{202e}b", "a?", "@ana"]
    {
        let refused = founded().admits(&enrolled(id, "human", &bot()));
        assert_eq!(refused, Err(EnrolError::BadId { id: id.into() }));
    }
    assert!(founded().admits(&enrolled(&"x".repeat(65), "human", &bot())).is_err());
    for id in ["ben", "ben.b@example.org", "zoë", "ci-7_a+b", &"x".repeat(64)] {
        assert_eq!(founded().admits(&enrolled(id, "human", &bot())), Ok(()), "{id}");
    }
}

#[test]
fn an_enrolment_that_names_no_usable_operator_is_not_sealed() {
    type Expected = fn(&EnrolError) -> bool;
    let founded = seal(None, founding(), &ana()).unwrap().head();
    let rsa = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQ";
    let cases: [(Value, Expected); 6] = [
        (json!({}), |error| *error == EnrolError::NoOperator),
        (json!({ "operator": { "id": "bot", "kind": "agent" } }), |error| *error == EnrolError::NoOperator),
        (json!({ "operator": { "id": "bot", "kind": "agent", "key": 7 } }), |error| *error == EnrolError::NoOperator),
        (json!({ "operator": operator("bot", "robot", &bot()) }), |error| matches!(error, EnrolError::BadKind { .. })),
        (json!({ "operator": operator("b*", "agent", &bot()) }), |error| matches!(error, EnrolError::BadId { .. })),
        (json!({ "operator": { "id": "bot", "kind": "agent", "key": rsa } }), |error| {
            matches!(error, EnrolError::BadKey(KeyError::Unreadable(_) | KeyError::NotEd25519(_)))
        }),
    ];
    for (body, expected) in cases {
        let refused = seal(Some(&founded), draft("ana", &ana(), "operator.added", body.clone()), &ana());
        assert!(matches!(&refused, Err(SealError::Enrol(error)) if expected(error)), "{body}: {refused:?}");
    }
}

#[test]
fn a_ledger_is_founded_once_and_first() {
    let head = seal(None, founding(), &ana()).unwrap().head();
    assert_eq!(seal(Some(&head), founding(), &ana()).unwrap_err(), SealError::Enrol(EnrolError::FoundedAgain));
    let first = seal(None, super::note(0), &ana());
    assert!(matches!(first, Err(SealError::Enrol(EnrolError::NotFounded { .. }))), "{first:?}");
}

#[test]
fn allowed_signers_has_a_line_per_key_bound_to_the_namespace() {
    let entries: Vec<_> = ledger(2).into_iter().map(|sealed| sealed.entry).collect();
    let (ana, bot) = (ana(), bot());
    let expected = format!(
        "ana namespaces=\"entry@wayhold\" {}\nbot namespaces=\"entry@wayhold\" {}\n",
        ana.public().line(),
        bot.public().line()
    );
    assert_eq!(keyring(&entries).allowed_signers(), expected);
}

#[test]
fn a_keyring_survives_a_cache() {
    let entries: Vec<_> = ledger(2).into_iter().map(|sealed| sealed.entry).collect();
    let text = serde_json::to_string(&keyring(&entries)).unwrap();
    assert_eq!(serde_json::from_str::<Keyring>(&text).unwrap(), keyring(&entries));
}
