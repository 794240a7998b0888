use super::super::judge;
use super::*;

const WELL: Ended = Ended::Exit(0);

fn recorded(files: &str, tests: &str) -> Expectation {
    Expectation { files: files.parse().ok(), tests: tests.parse().ok() }
}

/// The checklist of seed 000.
fn seed() -> Expectation {
    recorded("3/3", "32/32")
}

fn said(expectation: Option<Expectation>, ended: &Ended, counts: Counts) -> String {
    judge(expectation.as_ref(), ended, Ok(counts)).to_string()
}

#[test]
fn three_of_three_files_and_32_of_32_tests_pass() {
    let verdict = judge(Some(&seed()), &WELL, Ok(both([3, 0, 0, 3], [32, 0, 0, 32])));
    assert!(verdict.is_pass());
    assert_eq!((verdict.word(), verdict.to_string().as_str()), ("pass", "passed: 3/3 files, 32/32 tests"));
}

#[test]
fn every_way_not_to_pass_has_its_own_words() {
    let seed = Some(seed());
    let only = Some(recorded("", "32/32"));
    for (expectation, ended, counts, sentence) in [
        (seed, WELL, both([3, 0, 0, 3], [31, 1, 0, 32]), "failed: 31/32 tests passed, 1 failed"),
        (seed, WELL, both([2, 1, 0, 3], [32, 0, 0, 32]), "failed: 2/3 files passed, 1 failed"),
        (
            seed,
            WELL,
            both([3, 0, 0, 3], [31, 0, 1, 32]),
            "failed: 31/32 tests passed, 1 skipped or not run; recorded is 32/32",
        ),
        (
            seed,
            WELL,
            both([3, 0, 0, 3], [31, 0, 0, 32]),
            "failed: 31/32 tests passed, 1 skipped or not run; recorded is 32/32",
        ),
        (
            seed,
            WELL,
            both([3, 0, 0, 3], [32, 0, 1, 33]),
            "failed: 32/33 tests passed, 1 skipped or not run; recorded is 32/32",
        ),
        (seed, WELL, both([0, 0, 0, 0], [0, 0, 0, 0]), "failed: 0/0 files: none was run; 0/0 tests: none was run"),
        (seed, WELL, tests_only([32, 0, 0, 32]), "failed: the output does not count files, and 3/3 is recorded"),
        (
            seed,
            WELL,
            Counts::default(),
            "failed: the output does not count files, and 3/3 is recorded; the output does not count tests, and 32/32 is recorded",
        ),
        (
            seed,
            WELL,
            Counts { errors: 1, ..both([3, 0, 0, 3], [32, 0, 0, 32]) },
            "failed: 1 error outside of every test",
        ),
        (seed, Ended::Exit(1), both([3, 0, 0, 3], [32, 0, 0, 32]), "failed: the command ended with exit 1"),
        (
            seed,
            Ended::Exit(-1),
            both([3, 0, 0, 3], [31, 1, 0, 32]),
            "failed: the command ended with exit -1; 31/32 tests passed, 1 failed",
        ),
        (seed, Ended::Signal(11), both([3, 0, 0, 3], [32, 0, 0, 32]), "failed: the command was ended by signal 11"),
        (seed, Ended::TimedOut, both([3, 0, 0, 3], [32, 0, 0, 32]), "failed: the command took too long and was ended"),
        (seed, Ended::Cancelled, both([3, 0, 0, 3], [32, 0, 0, 32]), "failed: the command was cancelled"),
        (
            None,
            Ended::NotStarted("no such file".into()),
            Counts::default(),
            "failed: the command did not start: no such file",
        ),
        (only, WELL, both([2, 1, 0, 3], [32, 0, 0, 32]), "failed: 2/3 files passed, 1 failed"),
        (only, WELL, both([0, 0, 1, 1], [32, 0, 0, 32]), "failed: 0/1 files: none was run"),
        (None, WELL, tests_only([0, 0, 0, 0]), "failed: 0/0 tests: none was run"),
        (None, WELL, tests_only([0, 0, 5, 5]), "failed: 0/5 tests: none was run"),
        (
            None,
            WELL,
            tests_only([30, 0, 2, 32]),
            "failed: 30/32 tests passed, 2 skipped or not run; record them with `expect` if that is meant",
        ),
        (None, WELL, tests_only([30, 2, 0, 32]), "failed: 30/32 tests passed, 2 failed"),
        (None, Ended::Exit(5), tests_only([32, 0, 0, 32]), "failed: the command ended with exit 5"),
        (None, Ended::Exit(2), Counts::default(), "failed: the command ended with exit 2"),
    ] {
        let verdict = judge(expectation.as_ref(), &ended, Ok(counts));
        assert_eq!(verdict.to_string(), sentence);
        assert_eq!((verdict.word(), verdict.found()), ("fail", Some(&counts)));
    }
}

#[test]
fn other_totals_of_which_all_passed_need_an_acknowledgement() {
    for (expectation, counts) in [
        (seed(), both([3, 0, 0, 3], [35, 0, 0, 35])),
        (seed(), both([3, 0, 0, 3], [31, 0, 0, 31])),
        (seed(), both([4, 0, 0, 4], [32, 0, 0, 32])),
        // One that was known to be skipped now passes; one more was added beside it.
        (recorded("", "31/32"), tests_only([32, 0, 0, 32])),
        (recorded("", "31/32"), tests_only([32, 0, 1, 33])),
    ] {
        assert_eq!(
            judge(Some(&expectation), &WELL, Ok(counts)),
            Verdict::OtherTotals { recorded: expectation, found: counts }
        );
        // Acknowledged, they are what the next run is compared with.
        let next = counts.as_expectation().unwrap();
        let narrowed = Expectation { files: expectation.files.and(next.files), ..next };
        assert!(judge(Some(&narrowed), &WELL, Ok(counts)).is_pass());
    }
    assert_eq!(
        said(Some(seed()), &WELL, both([3, 0, 0, 3], [35, 0, 0, 35])),
        "other totals: 3/3 files, 35/35 tests passed, recorded is 3/3 files, 32/32 tests; a person has to acknowledge it"
    );
}

#[test]
fn other_totals_never_hide_another_reason() {
    for (ended, counts) in [
        (Ended::Exit(1), both([3, 0, 0, 3], [35, 0, 0, 35])),
        (WELL, both([2, 1, 0, 3], [35, 0, 0, 35])),
        (WELL, both([4, 0, 0, 4], [31, 0, 1, 32])),
    ] {
        assert_eq!(judge(Some(&seed()), &ended, Ok(counts)).word(), "fail");
    }
}

#[test]
fn what_is_recorded_as_not_passing_may_not_pass() {
    let known = Some(recorded("", "30/32"));
    assert_eq!(said(known, &WELL, tests_only([30, 0, 2, 32])), "passed: 30/32 tests");
    // Failing is something else than being skipped.
    assert_eq!(said(known, &WELL, tests_only([30, 2, 0, 32])), "failed: 30/32 tests passed, 2 failed");
    // Of what is not recorded at all, some may be skipped.
    assert_eq!(said(known, &WELL, both([2, 0, 1, 3], [30, 0, 2, 32])), "passed: 2/3 files, 30/32 tests");
}

#[test]
fn without_an_expectation_everything_has_to_pass_or_the_exit_code_decides() {
    assert_eq!(said(None, &WELL, both([3, 0, 0, 3], [32, 0, 0, 32])), "passed: 3/3 files, 32/32 tests");
    assert_eq!(said(None, &WELL, Counts::default()), "passed: the command ended with exit 0");
}

#[test]
fn an_unreadable_output_fails_whatever_the_exit_code() {
    let nothing = || Err(Unreadable::NoCounts { format: "cargo".into() });
    for (ended, sentence) in [
        (WELL, "failed: the output has no counts of the format cargo"),
        (Ended::Exit(101), "failed: the command ended with exit 101; the output has no counts of the format cargo"),
        (Ended::TimedOut, "failed: the command took too long and was ended"),
    ] {
        for expectation in [None, Some(seed())] {
            let verdict = judge(expectation.as_ref(), &ended, nothing());
            assert_eq!((verdict.to_string().as_str(), verdict.found()), (sentence, None));
        }
    }
}

#[test]
fn a_verdict_is_one_object_in_json_and_comes_back_from_it() {
    let verdicts = [
        judge(Some(&seed()), &WELL, Ok(both([3, 0, 0, 3], [32, 0, 0, 32]))),
        judge(Some(&seed()), &WELL, Ok(both([3, 0, 0, 3], [35, 0, 0, 35]))),
        judge(Some(&seed()), &Ended::Exit(1), Ok(tests_only([31, 0, 1, 32]))),
        judge(None, &WELL, Err(Unreadable::cut_short("half"))),
    ];
    for verdict in &verdicts {
        let json = serde_json::to_value(verdict).unwrap();
        assert_eq!(json["verdict"], verdict.word());
        assert_eq!(&serde_json::from_value::<Verdict>(json).unwrap(), verdict);
    }
    let other = serde_json::to_string(&verdicts[1]).unwrap();
    assert_eq!(
        other,
        r#"{"verdict":"other_totals","recorded":{"files":"3/3","tests":"32/32"},"found":{"files":{"passed":3,"failed":0,"skipped":0,"total":3},"tests":{"passed":35,"failed":0,"skipped":0,"total":35}}}"#
    );
    let fail = serde_json::to_string(&verdicts[2]).unwrap();
    assert_eq!(
        fail,
        r#"{"verdict":"fail","reasons":[{"why":"exit","code":1},{"why":"not_counted","what":"files","recorded":"3/3"},{"why":"did_not_run","what":"tests","found":{"passed":31,"failed":0,"skipped":1,"total":32},"recorded":"32/32"}],"found":{"tests":{"passed":31,"failed":0,"skipped":1,"total":32}}}"#
    );
    let unreadable = serde_json::to_string(&verdicts[3]).unwrap();
    assert_eq!(
        unreadable,
        r#"{"verdict":"fail","reasons":[{"why":"unreadable","because":{"kind":"cut_short","why":"half"}}],"found":null}"#
    );
}
