use super::*;

const SESSION: &str = "============================= test session starts ==============================
platform linux -- Python 3.12.4, pytest-9.0.1, pluggy-1.6.0
collected 34 items

test_routing.py ............                                             [ 35%]
test_parity.py ..................FF.s                                    [100%]

=================================== FAILURES ===================================
___________________________________ test_one ___________________________________
E   AssertionError: 3 passed in 1.00s
3 passed in 1.00s
=========================== short test summary info ============================
FAILED test_parity.py::test_one - assert 0
===== 2 failed, 30 passed, 1 skipped, 1 xfailed, 4 warnings in 65.20s (0:01:05) ======
";

#[test]
fn the_last_line_is_read_with_every_kind_of_result() {
    table(
        "pytest",
        &[
            (SESSION, tests_only([30, 2, 2, 34])),
            (
                "============================== 32 passed in 0.03s ==============================\n",
                tests_only([32, 0, 0, 32]),
            ),
            ("32 passed in 0.03s\n", tests_only([32, 0, 0, 32])),
            (
                "==== 2 failed, 5 passed, 1 skipped, 1 xfailed, 1 xpassed, 2 errors in 0.09s ====\n",
                tests_only([5, 4, 3, 12]),
            ),
            ("2 failed, 5 passed, 2 errors, 2 subtests passed, 1 rerun in 0.09s\n", tests_only([5, 4, 0, 9])),
            ("3 passed, 1 subtests failed, 2 subtests skipped in 0.10s\n", tests_only([3, 1, 0, 4])),
            ("========================= 1 error in 0.12s =========================\n", tests_only([0, 1, 0, 1])),
            (
                "======================= 2 passed, 8 deselected in 0.07s ========================\n",
                tests_only([2, 0, 0, 2]),
            ),
            (
                "============================ 10 deselected in 0.04s ============================\n",
                tests_only([0, 0, 0, 0]),
            ),
            (
                "============================ no tests ran in 0.01s =============================\n",
                tests_only([0, 0, 0, 0]),
            ),
            (
                "===================== 3 passed, 1 warnings in 0.10 seconds =====================\n",
                tests_only([3, 0, 0, 3]),
            ),
        ],
    );
}

#[test]
fn coloured_output_is_read_as_plain_output_is() {
    let output = "\u{1b}[31m======= \u{1b}[31m\u{1b}[1m1 failed\u{1b}[0m, \u{1b}[32m2 passed\u{1b}[0m\u{1b}[31m in 0.03s\u{1b}[0m\u{1b}[31m =======\u{1b}[0m\n";
    assert_eq!(reads("pytest", output), Ok(tests_only([2, 1, 0, 3])));
}

#[test]
fn a_kind_of_result_that_is_not_known_is_refused() {
    refused("pytest", &[("=== 3 passed, 1 exploded in 0.10s ===\n", "not pytest's own")]);
}

#[test]
fn lines_that_only_look_like_a_summary_are_none() {
    is_nothing(
        "pytest",
        "..                         [100%]\n3 retries in 0.10s\n3 passed in a row\n3 passed, mostly in 0.10s\n",
    );
}
