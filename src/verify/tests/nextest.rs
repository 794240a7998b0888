use super::*;

const FLAKY: &str = "    Starting 5 tests across 2 binaries (2 tests skipped)
        PASS [   0.012s] (1/5) hub a
  TRY 1 FAIL [   0.183s] (───) hub::routing flaky
  stdout ───

    running 1 test
    test flaky ... FAILED

    test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 3 filtered out; finished in 0.17s

  TRY 2 PASS [   0.006s] (5/5) hub::routing flaky
────────────
     Summary [   0.218s] 5 tests run: 5 passed (1 slow, 1 flaky), 2 skipped
   FLAKY 2/3 [   0.006s] (5/5) hub::routing flaky
";

#[test]
fn the_summary_is_read_with_every_kind_of_result() {
    table(
        "nextest",
        &[
            (FLAKY, tests_only([5, 0, 0, 5])),
            ("────────────\n     Summary [   0.010s] 1 test run: 1 passed, 0 skipped\n", tests_only([1, 0, 0, 1])),
            (
                "     Summary [  15.750s] 9/12 tests run: 5 passed (1 slow, 1 flaky, 1 leaky), 2 failed (1 due to being leaky), 1 exec failed, 1 timed out, 2 skipped\nwarning: 3/12 tests were not run due to signal\n",
                tests_only([5, 4, 0, 12]),
            ),
            ("     Summary [   0.100s] 0 tests run: 0 passed, 0 skipped\n", tests_only([0, 0, 0, 0])),
        ],
    );
}

#[test]
fn two_runs_are_added_up() {
    assert_eq!(reads("nextest", &FLAKY.repeat(2)), Ok(tests_only([10, 0, 0, 10])));
}

#[test]
fn coloured_output_is_read_as_plain_output_is() {
    let output = "\u{1b}[32;1m     Summary\u{1b}[0m [   0.224s] \u{1b}[1m4\u{1b}[0m tests run: \u{1b}[1m4\u{1b}[0m \
                  \u{1b}[32;1mpassed\u{1b}[0m, \u{1b}[1m1\u{1b}[0m \u{1b}[33;1mskipped\u{1b}[0m\n";
    assert_eq!(reads("nextest", output), Ok(tests_only([4, 0, 0, 4])));
}

#[test]
fn a_sum_that_is_wrong_and_a_stress_run_are_refused() {
    refused(
        "nextest",
        &[
            (
                "     Summary [   2.000s] 5 tests run: 4 passed, 0 skipped\n",
                "5 tests were run, and 4 passed and 0 failed",
            ),
            ("     Summary [   2.000s] 3/5 tests run: 5 passed, 0 skipped\n", "3 tests were run"),
            ("     Summary [ 120.000s] 25/50 stress run iterations: 25 passed\n", "stress run"),
        ],
    );
}

#[test]
fn a_run_that_never_came_to_its_summary_has_no_counts() {
    is_nothing("nextest", "    Starting 5 tests across 2 binaries\n        PASS [   0.012s] (1/5) hub a\n");
}
