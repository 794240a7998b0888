use proptest::prelude::*;

use super::super::judge;
use super::*;

fn all_formats() -> Vec<Format> {
    let pattern = r"(?P<tests_passed>\d+)\s*(passed|ok).*?(?P<tests_failed>\d+)|(?P<tests_total>\d+) total";
    Format::NAMED.into_iter().chain([Format::Pattern(Pattern::new(pattern).unwrap())]).collect()
}

/// Pieces of every format, put together in any order.
fn piece() -> impl Strategy<Value = String> {
    const FIXED: &[&str] = &[
        " Test Files  ",
        "      Tests  ",
        " passed",
        " failed | ",
        " (3)",
        "no tests",
        "     Errors  1 error",
        "test result: ",
        "ok. ",
        "FAILED. ",
        "; ",
        "running ",
        " tests",
        "     Summary [ 1s] ",
        " tests run: ",
        ", ",
        "=== ",
        " in 0.1s ===",
        "1..",
        "ok ",
        "not ok ",
        " # SKIP",
        " # TODO",
        "Bail out!",
        "TAP version 13",
        "<testsuite tests='",
        "'>",
        "<testcase>",
        "<failure/>",
        "</testcase>",
        "</testsuite>",
        "<testsuite>",
        "<testcase/>",
        "\n",
        "\r\n",
        "\u{1b}[31m",
        "\u{1b}[0m",
        "é",
    ];
    prop_oneof![8 => proptest::sample::select(FIXED).prop_map(str::to_owned), 3 => (0_u64..5).prop_map(|n| n.to_string()), 1 => any::<u64>().prop_map(|n| n.to_string())]
}

/// A good run of each kind: the format, its output and its counts.
fn good() -> impl Strategy<Value = (&'static str, String, Counts)> {
    (0_u64..500, 0_u64..500, 0_u64..500, 0_usize..5).prop_map(|(passed, failed, skipped, which)| {
        let total = passed + failed + skipped;
        let with = |skipped| [passed, failed, skipped, passed + failed + skipped];
        match which {
            0 => ("pytest", format!("=== {failed} failed, {passed} passed, {skipped} skipped in 0.10s ===\n"), tests_only(with(skipped))),
            1 => {
                let word = if failed > 0 { "FAILED" } else { "ok" };
                let file = if failed > 0 { [0, 1, 0, 1] } else { [1, 0, 0, 1] };
                let output = format!("running {total} tests\n\ntest result: {word}. {passed} passed; {failed} failed; {skipped} ignored; 0 measured; 7 filtered out; finished in 0.00s\n");
                ("cargo", output, both(file, with(skipped)))
            }
            2 => ("vitest", format!(" Test Files  1 passed (1)\n      Tests  {failed} failed | {passed} passed | {skipped} skipped ({total})\n"), both([1, 0, 0, 1], with(skipped))),
            3 => ("nextest", format!("     Summary [   0.100s] {} tests run: {passed} passed, {failed} failed, {skipped} skipped\n", passed + failed), tests_only(with(0))),
            _ => {
                let suite = format!("<testsuite tests='{total}' failures='{failed}' skipped='{skipped}'/>\n");
                let file = [u64::from(failed == 0 && passed > 0), u64::from(failed > 0), u64::from(failed == 0 && passed == 0 && skipped > 0), u64::from(total > 0)];
                ("junit", suite, both(file, with(skipped)))
            }
        }
    })
}

proptest! {
    #[test]
    fn no_bytes_make_the_reading_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        for format in all_formats() {
            let _ = read(&format, &bytes);
        }
    }

    #[test]
    fn whatever_is_read_is_consistent(pieces in prop::collection::vec(piece(), 0..40)) {
        let output = pieces.concat();
        for format in all_formats() {
            let Ok(counts) = read(&format, output.as_bytes()) else { continue };
            for tally in [counts.files, counts.tests].into_iter().flatten() {
                let parts = tally.passed + tally.failed + tally.skipped;
                prop_assert!(parts <= tally.total && tally.total <= MOST, "{format}: {tally:?} of {output:?}");
            }
            prop_assert_eq!(counts == Counts::default(), format == Format::Exit);
        }
    }

    #[test]
    fn an_output_reads_as_its_counts((word, output, counts) in good()) {
        prop_assert_eq!(reads(word, &output), Ok(counts));
        prop_assert_eq!(reads("auto", &output), Ok(counts));
    }

    #[test]
    fn the_counts_of_two_outputs_add_up((word, one, first) in good(), times in 1_u64..6) {
        let times_of = |tally: Tally| tally_times(tally, times);
        let all = Counts { files: first.files.map(times_of), tests: first.tests.map(times_of), errors: 0 };
        prop_assert_eq!(reads(word, &one.repeat(usize::try_from(times).unwrap())), Ok(all));
    }

    #[test]
    fn colours_anywhere_change_nothing((word, output, counts) in good(), at in prop::collection::vec(any::<prop::sample::Index>(), 0..20)) {
        let mut coloured = output.clone();
        let mut places: Vec<usize> = at.iter().map(|at| at.index(output.len() + 1)).collect();
        places.sort_unstable();
        for place in places.into_iter().rev() {
            coloured.insert_str(place, "\u{1b}[1;38;5;208m");
        }
        prop_assert_eq!(reads(word, &coloured), Ok(counts));
    }

    #[test]
    fn nothing_but_a_clean_run_passes((_, _, counts) in good(), exit in -2_i32..3, recorded in any::<bool>()) {
        let expectation = if recorded { counts.as_expectation() } else { None };
        let verdict = judge(expectation.as_ref(), &Ended::Exit(exit), Ok(counts));
        let tests = counts.tests.unwrap();
        let clean = exit == 0 && tests.failed == 0 && tests.passed > 0;
        let complete = expectation.is_some() || tests.passed == tests.total;
        prop_assert_eq!(verdict.is_pass(), clean && complete && counts.files.is_none_or(|files| files.failed == 0));
    }

    #[test]
    fn a_ratio_says_what_it_was_read_from(passed in 1_u64..10_000, more in 0_u64..10_000) {
        let ratio = Ratio::new(passed, passed + more).unwrap();
        prop_assert_eq!(ratio.to_string().parse::<Ratio>(), Ok(ratio));
        prop_assert_eq!(ratio.short(), more);
        let over = format!("{}/{}", passed + more + 1, passed + more);
        prop_assert!(over.parse::<Ratio>().is_err());
    }

    #[test]
    fn no_text_makes_a_ratio_or_a_pattern_panic(text in ".{0,30}") {
        let _ = text.parse::<Ratio>();
        let _ = Pattern::new(&text);
    }
}

fn tally_times(tally: Tally, times: u64) -> Tally {
    Tally {
        passed: tally.passed * times,
        failed: tally.failed * times,
        skipped: tally.skipped * times,
        total: tally.total * times,
    }
}
