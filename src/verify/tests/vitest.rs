use super::*;

const SEED: &str = "
 RUN  v3.2.4 /srv/server

 ✓ src/__tests__/tools/routing.test.ts (12 tests) 31ms
 ✓ src/__tests__/tools/context.test.ts (7 tests) 18ms
 ✓ src/__tests__/tools/parity.test.ts (13 tests) 25ms

 Test Files  3 passed (3)
      Tests  32 passed (32)
   Start at  03:00:12
   Duration  1.10s (transform 36ms, setup 0ms, import 71ms, tests 80ms, environment 0ms)
";

#[test]
fn the_summary_is_read_with_every_kind_of_result() {
    table(
        "vitest",
        &[
            (SEED, both([3, 0, 0, 3], [32, 0, 0, 32])),
            (
                " Test Files  1 failed | 2 passed (3)\n      Tests  1 failed | 31 passed (32)\n",
                both([2, 1, 0, 3], [31, 1, 0, 32]),
            ),
            (
                " Test Files  2 passed | 1 skipped (3)\n      Tests  4 passed | 1 expected fail | 2 skipped | 3 todo (10)\n",
                both([2, 0, 1, 3], [4, 0, 6, 10]),
            ),
            // `--bail` leaves some that were never run.
            (
                " Test Files  1 failed | 1 passed (2)\n      Tests  1 failed | 46 passed (49)\n",
                both([1, 1, 0, 2], [46, 1, 0, 49]),
            ),
            (" Test Files  1 failed (1)\n      Tests  no tests\n", both([0, 1, 0, 1], [0, 0, 0, 0])),
        ],
    );
}

#[test]
fn the_summaries_of_several_packages_are_added_up() {
    let two = format!("{SEED}\n{SEED}");
    assert_eq!(reads("vitest", &two), Ok(both([6, 0, 0, 6], [64, 0, 0, 64])));
}

#[test]
fn errors_outside_of_the_tests_are_counted() {
    let output = " Test Files  2 passed (2)\n      Tests  4 passed (4)\n     Errors  2 errors\n   Start at  19:11:07\n";
    assert_eq!(reads("vitest", output), Ok(Counts { errors: 2, ..both([2, 0, 0, 2], [4, 0, 0, 4]) }));
}

#[test]
fn coloured_output_is_read_as_plain_output_is() {
    let output = "\u{1b}[2m Test Files \u{1b}[22m \u{1b}[1m\u{1b}[31m1 failed\u{1b}[39m\u{1b}[22m\u{1b}[2m | \u{1b}[22m\
                  \u{1b}[1m\u{1b}[32m2 passed\u{1b}[39m\u{1b}[22m\u{1b}[90m (3)\u{1b}[39m\n\u{1b}[2m      Tests \u{1b}[22m \
                  \u{1b}[1m\u{1b}[31m1 failed\u{1b}[39m\u{1b}[22m\u{1b}[2m | \u{1b}[22m\u{1b}[1m\u{1b}[32m31 passed\
                  \u{1b}[39m\u{1b}[22m\u{1b}[90m (32)\u{1b}[39m\n";
    assert_eq!(reads("vitest", output), Ok(both([2, 1, 0, 3], [31, 1, 0, 32])));
}

#[test]
fn half_a_summary_and_one_whose_sum_is_wrong_are_refused() {
    refused(
        "vitest",
        &[
            (" Test Files  3 passed (3)\n", "not complete"),
            (" Test Files  3 passed (3)\n      Tests  1 failed | 32 passed (32)\n", "add up to 33"),
        ],
    );
}

#[test]
fn lines_that_only_begin_like_a_summary_are_none() {
    is_nothing(
        "vitest",
        "No test files found, exiting with code 1\n Tests are run in watch mode (2)\nTests: 3 passed, 3 total\n",
    );
}
