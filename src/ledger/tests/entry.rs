use chrono::TimeDelta;
use serde_json::{Value, json};

use super::{ana, at, founding, note};
use crate::ledger::canonical::{JsonError, write};
use crate::ledger::{Draft, Entry, EntryError, GENESIS, MAX_BYTES, SealError, seal};

fn fields() -> Value {
    json!({
        "v": 1, "seq": 0, "at": "2026-11-21T03:00:12.345Z", "prev": GENESIS, "kind": "ledger.founded", "body": {},
        "actor": { "id": "ana", "kind": "human", "key": "SHA256:abc" },
    })
}

fn with(pointer: &str, value: Value) -> Value {
    let mut fields = fields();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    fields.pointer_mut(parent).unwrap()[name] = value;
    fields
}

fn read(fields: &Value) -> Result<Entry, EntryError> {
    Entry::read(&write(fields).unwrap())
}

#[test]
fn an_entry_reads_back_as_it_was_written() {
    let entry = read(&fields()).unwrap();
    assert_eq!(entry.at.timestamp_millis(), 1_795_230_012_345);
    assert_eq!((entry.seq, entry.actor.id.as_str(), entry.kind.as_str()), (0, "ana", "ledger.founded"));
    assert_eq!(entry.text().unwrap(), write(&fields()).unwrap());
}

#[test]
fn what_this_version_does_not_know_is_newer_and_not_damaged() {
    for newer in
        [with("/v", json!(2)), with("/v", json!("1")), with("/trace", json!(1)), with("/actor/org", json!("x"))]
    {
        assert!(matches!(read(&newer), Err(EntryError::Newer { .. })), "{newer}");
    }
    // A newer version may canonicalise in another way, so its version is looked at first.
    assert!(matches!(Entry::read(r#"{ "v": 2 }"#), Err(EntryError::Newer { .. })));
    let sentence = read(&with("/v", json!(2))).unwrap_err().to_string();
    assert!(sentence.contains("from a newer Wayhold (version 2)"), "{sentence}");
}

#[test]
fn a_body_may_have_any_fields() {
    assert!(read(&with("/body/later", json!({ "any": [1, 2] }))).is_ok());
}

#[test]
fn a_field_of_another_shape_is_malformed() {
    for (pointer, value) in [
        ("/seq", json!(-1)),
        ("/seq", json!(0.5)),
        ("/seq", json!("0")),
        ("/at", json!("2026-11-21T03:00:12Z")),
        ("/at", json!("2026-11-21T03:00:12.345678Z")),
        ("/at", json!("2026-11-21T03:00:12.345+00:00")),
        ("/at", json!("2026-11-21T04:00:12.345+01:00")),
        ("/at", json!("2026-11-21 03:00:12.345Z")),
        ("/at", json!("2026-13-21T03:00:12.345Z")),
        ("/at", json!(1)),
        ("/actor", json!("ana")),
        ("/actor/id", json!(null)),
        ("/prev", json!(0)),
        ("/kind", json!("")),
        ("/kind", json!(null)),
        ("/body", json!(null)),
        ("/body", json!([])),
    ] {
        let entry = with(pointer, value);
        assert!(matches!(read(&entry), Err(EntryError::Malformed(_))), "{entry}");
    }
    for name in ["v", "seq", "at", "actor", "prev", "kind", "body"] {
        let mut fields = fields();
        fields.as_object_mut().unwrap().remove(name);
        assert!(matches!(read(&fields), Err(EntryError::Malformed(_))), "without {name}");
    }
    assert!(matches!(Entry::read("[]"), Err(EntryError::Malformed(_))));
}

#[test]
fn a_text_that_is_not_canonical_is_refused() {
    let text = write(&fields()).unwrap();
    let spaced = text.replacen(':', ": ", 1);
    assert_eq!(Entry::read(&spaced), Err(EntryError::Json(JsonError::NotCanonical)));
    let doubled = text.replacen('{', r#"{"v":1,"#, 1);
    assert!(matches!(Entry::read(&doubled), Err(EntryError::Json(JsonError::Unreadable(_)))), "{doubled}");
}

#[test]
fn an_entry_may_have_61440_bytes_and_not_one_more() {
    let padded = |length| {
        let mut draft = founding();
        draft.body["pad"] = "x".repeat(length).into();
        seal(None, draft, &ana())
    };
    let bare = padded(0).unwrap().text.len();
    assert_eq!(padded(MAX_BYTES - bare).unwrap().text.len(), MAX_BYTES);
    let refused = padded(MAX_BYTES - bare + 1).unwrap_err();
    assert_eq!(refused, SealError::Entry(EntryError::TooLarge { bytes: MAX_BYTES + 1 }));
    assert!(refused.to_string().contains("61441 bytes and at most 61440"), "{refused}");
}

#[test]
fn a_time_is_kept_to_the_millisecond() {
    let mut draft = founding();
    draft.at = at(0) + TimeDelta::microseconds(999);
    let sealed = seal(None, draft, &ana()).unwrap();
    assert_eq!(sealed.entry.at, at(0));
    assert!(sealed.text.contains(".007Z"), "{}", sealed.text);
}

#[test]
fn a_draft_that_could_not_be_read_back_is_not_sealed() {
    let head = seal(None, founding(), &ana()).unwrap().head();
    let spoils: [fn(&mut Draft); 5] = [
        |draft| draft.body = json!(null),
        |draft| draft.body = json!({ "n": 9_007_199_254_740_992_u64 }),
        |draft| draft.kind = String::new(),
        |draft| draft.at = chrono::DateTime::<chrono::Utc>::MAX_UTC,
        |draft| draft.body = (0..127).fold(json!(1), |inner, _| json!({ "in": inner })),
    ];
    for spoil in spoils {
        let mut draft = note(1);
        spoil(&mut draft);
        assert!(matches!(seal(Some(&head), draft, &ana()), Err(SealError::Entry(_))));
    }
}
