//! The format of the state cache is raised whenever a state has another shape or comes out of the same entries otherwise.

use std::collections::BTreeSet;

use serde_json::Value;

use super::*;
use crate::console::{self, Event};
use crate::hold::{Stamp, digest};

/// What the entries below come to, by format. A row is added and never edited: whoever has a cache of the format of an
/// edited row would go on with a state that this Wayhold does not fold.
const FORMATS: &[(u32, &str)] = &[
    (1, "9a45f17902641af49ec58919b0d050737f6bb08a8e188a6e049949698abe4621"),
    (2, "16ff934a6529c847dad66cd433fa53a71f97bc982c52c4761e5b690b57b9ba47"),
    (3, "b0a14857126079790805cd5d1ac2ca7925ef26dc0d14948e46e3769c0e998fab"),
    (4, "189e4692efa48fcb16c4458d6471eccd4e379f3bd6727ebd0a2f131d20ee51a0"),
    (5, "24ba4abbe1d62739db01f666dea8c6e6ca9b8bb426d852324a7c3d503f65c716"),
];

/// One entry of every kind at least, with every field at least once.
fn entries() -> Vec<(String, Value)> {
    let profile = |name: &str| -> Value {
        serde_json::from_str(match name {
            "strict" => include_str!("../../../profiles/strict.json"),
            "compat" => include_str!("../../../profiles/compat.json"),
            _ => include_str!("../../../profiles/static_restore.json"),
        })
        .unwrap()
    };
    let read = |line| {
        let (kind, mut body): (String, Value) =
            serde_json::from_str(line).unwrap_or_else(|why| panic!("{why}: {line}"));
        if let Some(name) = body.get("toggles").and_then(Value::as_str).map(str::to_owned) {
            body["toggles"] = profile(&name);
        }
        (kind, body)
    };
    include_str!("every_kind.jsonl").lines().map(read).collect()
}

/// What they come to.
fn folded() -> State {
    let mut state = State::default();
    for (seq, (kind, body)) in (0..).zip(entries()) {
        let event = Event::from_parts(&kind, &body).unwrap_or_else(|why| panic!("{why}"));
        let at = chrono::DateTime::from_timestamp(1_800_000_000 + seq * 60, 0).unwrap();
        let stamp = Stamp { seq: seq.unsigned_abs(), at, by: "ana".into() };
        console::apply(&mut state, &event, &stamp);
    }
    state
}

#[test]
fn a_state_of_another_shape_has_another_format() {
    let now = digest::sha256(serde_json::to_string(&folded()).unwrap().as_bytes());
    let (format, known) = FORMATS.last().unwrap();
    assert_eq!(
        *known, now,
        "the state has another shape, or folds otherwise: raise `cache::FORMAT` and add a row to `FORMATS` here"
    );
    assert_eq!(*format, cache::FORMAT, "`cache::FORMAT` and the last row of `FORMATS` here go together");
    assert!(FORMATS.is_sorted_by(|one, next| one.0 < next.0), "each format has one row");
}

#[test]
fn the_entries_that_tell_the_shape_are_of_every_kind() {
    let page = include_str!("../../../docs/events.md");
    let listed = page.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    let listed: BTreeSet<&str> = listed.filter(|word| word.contains('.')).collect();
    let entries = entries();
    let told: BTreeSet<&str> = entries.iter().map(|(kind, _)| kind.as_str()).collect();
    assert_eq!(told, listed, "every_kind.jsonl and docs/events.md");
}

#[test]
fn a_state_comes_back_from_a_cache_as_it_was() {
    let state = folded();
    let directory = tempfile::tempdir().unwrap();
    let head = Head { seq: 50, hash: "0".repeat(64) };
    let written = cache::write(directory.path(), "demo", Depth::Whole, (&head, &Keyring::default(), &state));
    let found = cache::read(directory.path(), "demo", Depth::Whole).unwrap();
    assert_eq!((found.head, found.bytes), (head, written));
    assert_eq!(found.state, state);
}

#[test]
fn what_is_left_out_of_a_standing_changes_nothing_of_what_follows() {
    let whole = folded();
    for before in 0..entries().len() {
        let mut state = State::default();
        for (seq, (kind, body)) in (0..).zip(entries()) {
            let event = Event::from_parts(&kind, &body).unwrap();
            let at = chrono::DateTime::from_timestamp(1_800_000_000 + seq * 60, 0).unwrap();
            console::apply(&mut state, &event, &Stamp { seq: seq.unsigned_abs(), at, by: "ana".into() });
            if usize::try_from(seq).unwrap() == before {
                standing::shed(&mut state);
            }
        }
        let mut shed = whole.clone();
        standing::shed(&mut shed);
        standing::shed(&mut state);
        assert_eq!(state, shed, "left out after entry {before}");
    }
}
