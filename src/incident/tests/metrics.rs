use chrono::TimeDelta;
use proptest::prelude::*;

use super::*;

/// Minutes after three o'clock.
fn m(minutes: i64) -> DateTime<Utc> {
    at("2026-11-21T03:00:00Z") + TimeDelta::minutes(minutes)
}

fn window(ended: Option<i64>, as_of: i64) -> Window {
    Window { started_at: m(0), declared_at: m(4), ended_at: ended.map(m), as_of: m(as_of) }
}

fn span(profile: &str, from: i64, to: Option<i64>) -> PostureSpan {
    PostureSpan { profile: profile.into(), from: m(from), to: to.map(m), expires_at: None, overdue: 0 }
}

fn until(span: PostureSpan, expires: i64) -> PostureSpan {
    PostureSpan { expires_at: Some(m(expires)), ..span }
}

fn minutes(seconds: Option<i64>) -> Option<i64> {
    seconds.map(|seconds| seconds / 60)
}

#[test]
fn the_figures_are_those_of_the_path_through_the_ladder() {
    let spans = [
        span("strict", -600, Some(10)),
        until(span("compat", 10, Some(30)), 40),
        until(span("static_restore", 30, Some(75)), 60),
        span("strict", 75, None),
    ];
    let (stays, metrics) = measure(&window(Some(90), 95), &spans);
    assert_eq!(metrics.to_declare_s, 4 * 60);
    assert_eq!(minutes(metrics.to_mitigate_s), Some(10));
    assert_eq!(minutes(metrics.to_restore_s), Some(75));
    assert_eq!((metrics.lasted_s, metrics.loosened_s, metrics.overdue_s), (90 * 60, 65 * 60, 15 * 60));
    let stood: Vec<_> = metrics.in_posture_s.iter().map(|(name, seconds)| (name.as_str(), seconds / 60)).collect();
    assert_eq!(stood, [("compat", 20), ("static_restore", 45), ("strict", 25)]);
    let lasted: Vec<_> = stays.iter().map(|stay| (stay.lasted_s / 60, stay.overdue_s / 60)).collect();
    assert_eq!(lasted, [(10, 0), (20, 0), (45, 15), (15, 0)], "what stood before it began is not counted");
}

#[test]
fn without_a_posture_change_nothing_mitigated_and_the_end_restored() {
    for spans in [vec![], vec![span("strict", -600, None)]] {
        let (_, metrics) = measure(&window(Some(50), 60), &spans);
        assert_eq!((metrics.to_mitigate_s, minutes(metrics.to_restore_s)), (None, Some(50)));
        let (_, metrics) = measure(&window(None, 60), &spans);
        assert_eq!((metrics.to_mitigate_s, metrics.to_restore_s), (None, None), "while it is open");
        assert_eq!(metrics.lasted_s, 3600, "as far as is known");
    }
}

#[test]
fn a_loosened_posture_that_stood_already_is_no_mitigation_and_going_back_is() {
    let spans = [until(span("compat", -20, Some(15)), -5), span("strict", 15, None)];
    let (stays, metrics) = measure(&window(Some(30), 30), &spans);
    assert_eq!((minutes(metrics.to_mitigate_s), minutes(metrics.to_restore_s)), (Some(15), Some(15)));
    assert_eq!(stays[0].overdue_s, 15 * 60, "what was overdue before it began is not counted");
}

#[test]
fn strict_is_restored_when_it_stands_for_good() {
    let spans = [
        span("strict", -9, Some(5)),
        span("compat", 5, Some(10)),
        span("strict", 10, Some(20)),
        span("compat", 20, Some(30)),
        span("strict", 30, None),
    ];
    assert_eq!(minutes(measure(&window(Some(40), 40), &spans).1.to_restore_s), Some(30));
    assert_eq!(measure(&window(None, 25), &spans[..4]).1.to_restore_s, None, "compat still stands");
    // Somebody said that it ended before strict was back.
    assert_eq!(minutes(measure(&window(Some(25), 40), &spans).1.to_restore_s), Some(25));
}

#[test]
fn time_past_a_deadline_that_was_moved_stays_overdue() {
    let late = PostureSpan { overdue: 300, ..until(span("compat", 10, Some(50)), 45) };
    assert_eq!(measure(&window(Some(60), 60), &[late]).1.overdue_s, 600);
}

fn spans() -> impl Strategy<Value = Vec<PostureSpan>> {
    let one = (-90..90_i64, proptest::option::of(-90..90_i64), proptest::option::of(-90..90_i64));
    proptest::collection::vec(one, 0..6).prop_map(|spans| {
        let profile = |n: usize| ["strict", "compat", "MIXED"][n % 3];
        let span = |(n, (from, to, expires)): (usize, (i64, Option<i64>, Option<i64>))| PostureSpan {
            expires_at: expires.map(m),
            ..span(profile(n), from, to)
        };
        spans.into_iter().enumerate().map(span).collect()
    })
}

proptest! {
    #[test]
    fn clocks_that_went_anywhere_give_no_negative_figure(
        spans in spans(),
        declared in -90..90_i64,
        ended in proptest::option::of(-90..90_i64),
        as_of in -90..90_i64,
    ) {
        let window = Window { declared_at: m(declared), ..window(ended, as_of) };
        let (stays, metrics) = measure(&window, &spans);
        let figures = [metrics.lasted_s, metrics.to_declare_s, metrics.loosened_s, metrics.overdue_s];
        let maybe = [metrics.to_mitigate_s, metrics.to_restore_s];
        prop_assert!(figures.into_iter().chain(maybe.into_iter().flatten()).all(|seconds| seconds >= 0), "{metrics:?}");
        prop_assert!(stays.iter().all(|stay| stay.lasted_s >= 0 && stay.overdue_s <= stay.lasted_s));
    }
}
