use std::collections::BTreeSet;

use serde_json::json;

use super::*;
use crate::incident::PostureSpan;
use crate::ledger::Actor;

/// Minutes after three o'clock.
fn m(minutes: i64) -> DateTime<Utc> {
    "2026-11-21T03:00:00Z".parse::<DateTime<Utc>>().unwrap() + chrono::TimeDelta::minutes(minutes)
}

fn entry(seq: u64, at: i64, kind: &str, body: Value) -> Entry {
    let actor = Actor { id: "ana".into(), kind: "human".into(), key: String::new() };
    Entry { seq, at: m(at), actor, prev: String::new(), kind: kind.into(), body }
}

fn spans(entries: &[Entry]) -> Vec<PostureSpan> {
    let mut postures = Postures::default();
    for entry in entries {
        postures.take(entry);
    }
    postures.spans
}

fn span(profile: &str, from: i64, to: Option<i64>, expires_at: Option<i64>) -> PostureSpan {
    let (to, expires_at) = (to.map(m), expires_at.map(m));
    PostureSpan { profile: profile.into(), from: m(from), to, expires_at, overdue: 0 }
}

fn applied(seq: u64, at: i64, to: &str, expires_at: Option<i64>, grant: Option<u64>) -> [Entry; 2] {
    let intent = json!({"to": to, "expires_at": expires_at.map(m), "grant": grant, "because": "old clients"});
    let outcome = json!({"intent": seq, "to": to, "classified": to, "matched": 8, "sha256": "aa", "recovered": false});
    [entry(seq, at, "posture.intent", intent), entry(seq + 1, at, "posture.applied", outcome)]
}

#[test]
fn a_posture_stands_from_its_outcome_to_the_next() {
    let entries = [
        [entry(0, 0, "posture.found", json!({"classified": "strict"})), entry(1, 1, "incident.noted", json!({}))],
        applied(2, 10, "compat", Some(40), None),
        applied(4, 30, "strict", None, None),
    ];
    let expected =
        [span("strict", 0, Some(10), None), span("compat", 10, Some(30), Some(40)), span("strict", 30, None, None)];
    assert_eq!(spans(entries.as_flattened()), expected);
}

#[test]
fn a_grant_that_is_written_again_with_a_later_end_is_the_same_posture() {
    let entries = [applied(0, 0, "compat", Some(30), None), applied(2, 40, "compat", Some(70), Some(0))];
    assert_eq!(spans(entries.as_flattened()), [PostureSpan { overdue: 600, ..span("compat", 0, None, Some(70)) }]);
    let entries = [applied(0, 0, "compat", Some(30), None), applied(2, 20, "compat", Some(50), Some(0))];
    assert_eq!(spans(entries.as_flattened())[0].overdue, 0, "moved in time");
    let entries = [applied(0, 0, "compat", Some(30), None), applied(2, 20, "compat", Some(50), None)];
    assert_eq!(spans(entries.as_flattened()).len(), 2, "a grant of its own");
}

#[test]
fn what_did_not_take_and_what_somebody_changed_stand_as_they_were_found() {
    let lost =
        |unchanged: bool| entry(2, 5, "posture.unconfirmed", json!({"classified": "MIXED", "unchanged": unchanged}));
    let strict = entry(0, 0, "posture.found", json!({"classified": "strict"}));
    assert_eq!(spans(&[strict.clone(), lost(true)]).len(), 1);
    assert_eq!(spans(&[strict, lost(false)])[1].profile, "MIXED");
    let changed = |word: &str| entry(2, 5, "posture.live_changed", json!({"classified": word}));
    let [intent, outcome] = applied(0, 0, "compat", Some(30), None);
    let by_hand = spans(&[intent.clone(), outcome.clone(), changed("MIXED")]);
    assert_eq!(by_hand[1], span("MIXED", 5, None, Some(30)), "the deadline goes on");
    assert_eq!(spans(&[intent.clone(), outcome.clone(), changed("strict")])[1].expires_at, None);
    let body = json!({"grant": 0, "unmet": [], "by_readers_at": m(30)});
    let fell_back = entry(2, 90, "posture.reverted_unverified", body);
    assert_eq!(spans(&[intent, outcome, fell_back])[1], span("strict", 30, None, None));
}

#[test]
fn a_verification_is_told_with_what_it_counted() {
    let tally = |passed: u64, total: u64| json!({"passed": passed, "failed": total - passed, "total": total});
    let body = json!({"name": "gate", "run": "v1", "verdict": "fails", "said": "fails: 31/32 tests passed",
        "found": {"files": tally(3, 3), "tests": tally(31, 32)}, "sha256": "cd"});
    let told = verification(&entry(7, 3, "verification.ran", body)).unwrap();
    assert_eq!((told.name.as_str(), told.verdict.as_str()), ("gate", "fails: 31/32 tests passed"));
    assert_eq!((told.counts.as_str(), told.sha256.as_deref(), told.seq), ("3/3 files, 31/32 tests", Some("cd"), 7));
    assert_eq!(verification(&entry(7, 3, "verification.started", json!({}))), None);
    let bare = verification(&entry(7, 3, "verification.ran", json!({"verdict": "passes"}))).unwrap();
    assert_eq!((bare.verdict.as_str(), bare.counts.as_str()), ("passes", ""));
}

#[test]
fn a_kind_from_a_later_version_is_told_by_its_plain_values() {
    let one = entry(7, 3, "weather.changed", json!({"long": "x".repeat(81), "mm": 4, "to": "rain", "where": ["here"]}));
    assert_eq!(told(&one), "weather.changed: mm 4, to rain");
    let noted = json!({"id": "INC-1", "text": "a\nb", "at": m(0)});
    assert_eq!(told(&entry(7, 3, "incident.noted", noted)), "noted on INC-1: a b");
}

#[test]
fn an_intent_and_its_outcome_are_one_moment_and_one_without_an_outcome_says_so() {
    let toggles = serde_json::to_value(crate::posture::Name::Compat.toggles()).unwrap();
    let intent = |seq| {
        let body = json!({"to": "compat", "toggles": toggles, "from": "strict", "from_sha256": null, "to_sha256": "aa",
            "because": "old clients", "expires_at": m(40), "incident": null});
        entry(seq, 10, "posture.intent", body)
    };
    let [_, outcome] = applied(4, 10, "compat", None, None);
    let mut moments = Moments::plain();
    for one in
        [intent(4), outcome, intent(6), entry(7, 11, "phase.noted", json!({})), entry(8, 11, "offer.x", json!({}))]
    {
        moments.take(&one);
    }
    let told: Vec<_> = moments.into_list().into_iter().map(|moment| (moment.seq, moment.text)).collect();
    let grounds = "; until 2026-11-21 03:40:00Z; because: old clients";
    assert_eq!(told[0], (5, format!("APPLIED compat: 8/8 fields read back{grounds}")));
    assert_eq!(
        told[1],
        (6, "began to apply compat until 03:40Z: because old clients; what came of it is not recorded".to_owned())
    );
    assert_eq!(told.len(), 2, "what is not about an incident is left out");
}

#[test]
fn wanted_is_what_matches_all_that_was_said() {
    let one = entry(7, 3, "posture.intent", json!({"incident": "INC-1"}));
    let wanted = |incident: Option<&str>, kind: Option<&str>, actor: Option<&str>| Wanted {
        incident: incident.map(str::to_owned),
        kind: kind.map(str::to_owned),
        actor: actor.map(str::to_owned),
    };
    for (incident, kind, actor, has) in [
        (None, None, None, true),
        (Some("INC-1"), Some("posture"), Some("ana"), true),
        (Some("INC-2"), None, None, false),
        (None, Some("post"), None, false),
        (None, Some("posture.intent"), Some("ben"), false),
    ] {
        assert_eq!(wanted(incident, kind, actor).has(&one, &mut BTreeSet::new()), has);
    }
}
