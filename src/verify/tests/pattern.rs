use super::*;

fn pattern(text: &str) -> Format {
    Format::Pattern(Pattern::new(text).unwrap())
}

#[test]
fn groups_may_be_found_in_one_line_or_in_several() {
    let jest = r"^Test Suites:(?: .*)? (?P<files_passed>\d+) passed, (?P<files_total>\d+) total|^Tests:(?: .*)? (?P<tests_passed>\d+) passed, (?P<tests_total>\d+) total";
    for (text, output, counts) in [
        (
            jest,
            "Test Suites: 3 passed, 3 total\nTests:       1 failed, 31 passed, 32 total\n",
            both([3, 0, 0, 3], [31, 0, 0, 32]),
        ),
        (
            r"(?P<tests_passed>\d+) ok, (?P<tests_failed>\d+) bad",
            "\u{1b}[1m31\u{1b}[0m ok, 1 bad\r\n",
            tests_only([31, 1, 0, 32]),
        ),
        (r"(?P<tests_passed>\d+)/(?P<tests_total>\d+)", "7/7\n7/7\n", tests_only([7, 0, 0, 7])),
        (
            r"(?P<files_passed>\d+) of (?P<files_total>\d+) \((?P<files_failed>\d+)\)",
            "2 of 4 (1)",
            Counts { files: Some(tally([2, 1, 0, 4])), ..Counts::default() },
        ),
    ] {
        assert_eq!(read(&pattern(text), output.as_bytes()), Ok(counts), "{text}");
    }
}

#[test]
fn what_a_pattern_finds_has_to_be_one_whole_answer() {
    let text = r"ok (?P<tests_passed>\S+)|all (?P<tests_total>\d+)|bad (?P<tests_failed>\d+)";
    for (output, part) in [
        ("nothing here", "no counts of the format pattern"),
        ("ok 3\n", "not all it needs for tests"),
        ("all 3\n", "not all it needs for tests"),
        ("ok 3\nall 3\nok 4\n", "`tests_passed` is found with two numbers"),
        ("ok three\n", "`tests_passed` is not a number"),
        ("ok 3\nall 2\n", "add up to 3, its total is 2"),
        ("ok 3\nall 4\nbad 2\n", "add up to 5, its total is 4"),
    ] {
        let error = read(&pattern(text), output.as_bytes()).unwrap_err().to_string();
        assert!(error.contains(part), "{output:?} gave {error}");
    }
}

#[test]
fn a_pattern_that_cannot_work_is_refused_with_what_to_write() {
    for (text, part) in [
        ("(", "not a regular expression"),
        // It would make reading slow.
        (r"(?P<tests_passed>\d{20000})/(?P<tests_total>\d+)", "not a regular expression"),
        (r"\d+ passed", "no named group"),
        (r"(?P<passed>\d+)", "group `passed`, which means nothing"),
        (r"(?P<tests_total>\d+)", "no group `tests_passed`"),
        (r"(?P<tests_passed>\d+)", "`tests_total` or `tests_failed`"),
        (r"(?P<tests_passed>\d+)/(?P<tests_total>\d+) (?P<files_total>\d+)", "no group `files_passed`"),
    ] {
        let error = Pattern::new(text).unwrap_err();
        assert!(error.contains(part), "{text} gave {error}");
    }
}
