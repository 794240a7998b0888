use super::*;

#[test]
fn an_output_of_no_known_format_is_none() {
    is_nothing("auto", "3 examples, 0 failures\n");
    is_nothing("auto", "");
    refused("auto", &[("", "no counts in any format that is known; say how to read it with `format` or `pattern`")]);
}

#[test]
fn an_output_that_could_be_two_formats_is_refused_and_names_both() {
    let cargo = "test result: ok. 4 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n";
    let pytest = "=== 4 passed in 0.03s ===\n";
    refused(
        "auto",
        &[
            (&format!("{cargo}{pytest}"), "it reads as cargo and as pytest; say which with `format`"),
            // Half of a format is one as well.
            (&format!("{cargo} Test Files  3 passed (3)\n"), "it reads as vitest and as cargo"),
        ],
    );
    assert_eq!(reads("cargo", &format!("{cargo}{pytest}")), Ok(both([1, 0, 0, 1], [4, 0, 0, 4])));
}

#[test]
fn nextest_and_a_report_speak_for_what_they_quote() {
    let cargo = "test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 3 filtered out; finished in 0.17s\n";
    let nextest = "     Summary [   0.218s] 5 tests run: 5 passed (1 flaky), 2 skipped\n";
    assert_eq!(reads("auto", &format!("{cargo}{nextest}")), Ok(tests_only([5, 0, 0, 5])));
    let report = format!("<testsuite><testcase><system-out>{cargo}{nextest}</system-out></testcase></testsuite>");
    assert_eq!(reads("auto", &report), Ok(both([1, 0, 0, 1], [1, 0, 0, 1])));
}

#[test]
fn the_only_format_there_is_may_still_refuse() {
    refused("auto", &[("TAP version 14\n1..2\nok 1\nBail out!\n", "bailed out")]);
}

#[test]
fn the_exit_format_reads_nothing() {
    assert_eq!(reads("exit", "test result: ok. 4 passed; 0 failed"), Ok(Counts::default()));
}
