use super::*;

const FOURTEEN: &str = "TAP version 14
# Subtest: routing
    1..2
    ok 1 - first
    not ok 2 - second # TODO later
ok 1 - routing
not ok 2 - parity \\# TODO is not one here
  ---
  message: |-
    not ok 3 - quoted
  duration_ms: 5.5
  ...
ok 3 - hub # SKIP no hub here
not ok 4 - time \\# # todo bends
ok
1..5
# tests 5
# pass 2
";

#[test]
fn points_plans_directives_and_subtests_of_all_versions_are_read() {
    table(
        "tap",
        &[
            (FOURTEEN, tests_only([2, 1, 2, 5])),
            ("1..3\nok 1\nnot ok 2 - b\nok 3\n", tests_only([2, 1, 0, 3])),
            ("TAP version 13\n1..2\nok 2 - b\nok 1 - a # SKIPPED: why\n", tests_only([1, 0, 1, 2])),
            (
                "TAP version 13\n1..2\nok 1 - a.test.ts # time=15.16ms {\n    1..1\n    not ok 1 - x\n}\nok 2 - b\n",
                tests_only([2, 0, 0, 2]),
            ),
            // The last two never came.
            ("1..4\nok 1\nok 2\n", tests_only([2, 0, 0, 4])),
            ("TAP version 14\n1..0 # skip no server here\n", tests_only([0, 0, 0, 0])),
            ("1..2\nok 1 - Ünïcode # ÿ\nok 2 - two # todos left\n", tests_only([2, 0, 0, 2])),
        ],
    );
}

#[test]
fn several_documents_are_added_up() {
    let output = "TAP version 13\n1..1\nok 1\nTAP version 13\nok 1\nnot ok 2\n1..2\n";
    assert_eq!(reads("tap", output), Ok(tests_only([2, 1, 0, 3])));
}

#[test]
fn streams_that_no_harness_would_pass_are_refused() {
    refused(
        "tap",
        &[
            ("TAP version 14\nok 1\nok 2\n", "no plan"),
            ("TAP version 14\n1..2\nok 1\nBail out! The database is gone.\n", "bailed out"),
            ("1..2\nok 1\n    bail OUT!\nok 2\n", "bailed out"),
            ("1..2\nok 1\nok 2\n1..2\n", "more than one plan"),
            ("ok 1\n1..2\nok 2\n", "between the test points"),
            ("1..3\nok 2\nok 4\nok 1\n", "do not fit"),
            ("1..2\nok 1\nok 1\n", "do not fit"),
            ("1..1\nok 1\nok 2\n", "do not fit"),
            ("1..1\nok 0\n", "do not fit"),
            ("TAP version 13\n1..1\nok 1\nTAP version 13\n", "no plan"),
        ],
    );
}

#[test]
fn text_without_version_and_plan_is_none() {
    is_nothing("tap", "ok, on we go\nok\nnot okay\nBail out!\n1..two\n");
}
