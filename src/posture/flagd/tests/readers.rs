//! What flagd's own evaluator makes of the files.

use std::thread::sleep;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use proptest::prelude::*;

use super::*;

/// Asks for all nine flags; each has to be of this profile, by name and by value.
fn assert_all(ask: impl Fn(&str) -> Result<(String, Json), String>, profile: Name) {
    for flag in flags() {
        assert_eq!(ask(&flag), Ok((profile.word().to_owned(), value(&flag, profile))), "{flag}");
    }
}

#[test]
fn without_a_deadline_readers_get_the_profile_at_any_time() {
    for profile in Name::ALL {
        let reader = Reader::load(&plain(profile)).unwrap();
        assert_all(|flag| reader.resolve(flag), profile);
        for seconds in [0, 1, deadline().timestamp(), 1 << 40] {
            assert_all(|flag| reader.resolve_at(flag, seconds), profile);
        }
    }
}

#[test]
fn readers_get_the_override_until_the_second_before_the_deadline_and_strict_at_it_and_after_it() {
    for profile in Name::ALL {
        let reader = Reader::load(&until(profile, deadline())).unwrap();
        for (offset, expected) in
            [(-3600, profile), (-1, profile), (0, Name::Strict), (1, Name::Strict), (1 << 40, Name::Strict)]
        {
            assert_all(|flag| reader.resolve_at(flag, deadline().timestamp() + offset), expected);
        }
    }
}

#[test]
fn a_reader_whose_clock_is_missing_or_at_zero_gets_strict() {
    for profile in [Name::Compat, Name::StaticRestore] {
        let reader = Reader::load(&until(profile, deadline())).unwrap();
        assert_all(|flag| reader.resolve_without_clock(flag), Name::Strict);
        assert_all(|flag| reader.resolve_at(flag, 0), Name::Strict);
        assert_all(|flag| reader.resolve_at(flag, -5), Name::Strict);
        assert_all(|flag| reader.resolve_at(flag, 1), profile);
    }
}

#[test]
fn where_the_targeting_gives_nothing_the_default_is_strict() {
    for profile in Name::ALL {
        let mut file: Json = serde_json::from_str(&until(profile, deadline())).unwrap();
        for name in flags() {
            file["flags"][name.as_str()]["targeting"] = json!({ "if": [false, "compat", null] });
        }
        let reader = Reader::load(&file.to_string()).unwrap();
        assert_all(|flag| reader.resolve_at(flag, 1), Name::Strict);
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "what is tested is the reader's own clock")]
fn by_its_own_clock_a_reader_is_back_at_strict_one_second_after_the_deadline() {
    let now = || i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap();
    let started = now();
    // Far enough ahead that a slow machine has time to ask once before it; if it had not, the test asks again.
    let (mut before, mut end) = (false, started);
    for ahead in [2, 20, 200] {
        end = now() + ahead;
        let reader = Reader::load(&until(Name::StaticRestore, DateTime::from_timestamp(end, 0).unwrap())).unwrap();
        let resolved: Vec<_> = flags().iter().map(|flag| reader.resolve(flag).unwrap()).collect();
        if now() < end {
            let expected: Vec<_> =
                flags().iter().map(|flag| ("static_restore".to_owned(), value(flag, Name::StaticRestore))).collect();
            assert_eq!(resolved, expected);
            before = true;
            break;
        }
    }
    assert!(before, "no look at the file was over before its deadline");
    let reader = Reader::load(&until(Name::StaticRestore, DateTime::from_timestamp(end, 0).unwrap())).unwrap();
    while now() < end + 1 {
        sleep(Duration::from_millis(50));
    }
    assert_all(|flag| reader.resolve(flag), Name::Strict);
}

fn times() -> impl Strategy<Value = (DateTime<Utc>, DateTime<Utc>)> {
    let any_time = || (0..8_000_000_000_i64, 0..1_000_000_000_u32);
    let near = (any_time(), -3000..3000_i64).prop_map(|((seconds, nanos), millis)| {
        let end = DateTime::from_timestamp(seconds, nanos).unwrap();
        (end, end + TimeDelta::milliseconds(millis))
    });
    let far = (any_time(), any_time()).prop_map(|(end, now)| {
        (DateTime::from_timestamp(end.0, end.1).unwrap(), DateTime::from_timestamp(now.0, now.1).unwrap())
    });
    let at_zero = (any_time(), -3000..3000_i64).prop_map(|((seconds, nanos), millis)| {
        (DateTime::from_timestamp(seconds, nanos).unwrap(), DateTime::from_timestamp_millis(millis).unwrap())
    });
    prop_oneof![3 => near, 2 => far, 1 => at_zero]
}

proptest! {
    #[test]
    fn what_this_room_says_a_reader_gets_is_what_flagd_gives_it(
        profile in proptest::sample::select(Name::ALL.to_vec()),
        (end, now) in times(),
        ends in any::<bool>(),
    ) {
        let text = render(profile, ends.then_some(end), &Notes::default());
        let seen = Seen::of(text.as_bytes());
        let effective = seen.effective_at(now).unwrap();
        prop_assert_eq!(seen.classify(now), Classified::from(effective));
        let reader = Reader::load(&text).unwrap();
        for flag in flags() {
            let expected = (effective.word().to_owned(), value(&flag, effective));
            prop_assert_eq!(reader.resolve_at(&flag, now.timestamp()), Ok(expected));
        }
        if ends && now >= end {
            prop_assert_eq!(effective, Name::Strict);
        }
    }

    #[test]
    fn what_is_rendered_reads_back_as_it_was_meant(
        profile in proptest::sample::select(Name::ALL.to_vec()),
        (end, _) in times(),
        ends in any::<bool>(),
        environment in any::<Option<String>>(),
        entry in any::<Option<u64>>(),
    ) {
        let deadline = ends.then_some(end);
        let notes = Notes { environment: environment.as_deref(), entry, expires_at: Some(end) };
        let text = render(profile, deadline, &notes);
        let seen = Seen::of(text.as_bytes());
        let says = Says::new(profile, deadline);
        prop_assert_eq!(seen.says(), Some(&says));
        prop_assert!(seen.matches(text.as_bytes()));
        prop_assert_eq!(says.until().is_some(), ends && profile != Name::Strict);
    }
}
