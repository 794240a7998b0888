use super::*;

const WORDS: [&str; 7] = ["auto", "vitest", "cargo", "nextest", "pytest", "tap", "junit"];

#[test]
fn a_number_too_large_is_refused_and_never_wraps() {
    for huge in ["9007199254740992", "18446744073709551616", &"9".repeat(400)] {
        for (word, output) in [
            ("vitest", format!(" Test Files  1 passed (1)\n      Tests  {huge} passed ({huge})\n")),
            ("cargo", format!("test result: ok. {huge} passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\n")),
            ("nextest", format!("     Summary [   0.1s] {huge} tests run: {huge} passed, 0 skipped\n")),
            ("pytest", format!("=== {huge} passed in 0.03s ===\n")),
            ("tap", format!("1..{huge}\n")),
            ("junit", format!("<testsuite tests='{huge}'/>")),
        ] {
            assert_eq!(reads(word, &output), Err(Unreadable::TooLarge), "{output}");
        }
        let pattern = Format::Pattern(Pattern::new(r"(?P<tests_passed>\d+)/(?P<tests_total>\d+)").unwrap());
        assert_eq!(read(&pattern, format!("1/{huge}").as_bytes()), Err(Unreadable::TooLarge));
    }
}

#[test]
fn a_sum_too_large_is_refused_and_never_wraps() {
    let one = format!("=== {MOST} passed in 0.03s ===\n");
    assert_eq!(reads("pytest", &one), Ok(tests_only([MOST, 0, 0, MOST])));
    assert_eq!(reads("pytest", &one.repeat(2)), Err(Unreadable::TooLarge));
}

#[test]
fn what_a_terminal_would_hide_is_not_counted() {
    let hidden = "\u{1b}]0;=== 32 passed in 0.03s ===\u{7}=== 31 passed, 1 skipped in 0.03s ===\n";
    assert_eq!(reads("pytest", hidden), Ok(tests_only([31, 0, 1, 32])));
}

#[test]
fn bidi_characters_do_not_make_a_line_a_summary() {
    for word in WORDS {
        is_nothing(word, "\u{202e}=== 32 passed in 0.03s ===\u{202c}\n=== 32\u{200b} passed in 0.03s ===\n");
    }
}

#[test]
fn no_sentence_quotes_the_output() {
    let evil = "\u{1b}]52;c;aGk=\u{7}\u{202e}evil\u{9b}31m";
    for (word, output) in [
        ("tap", format!("1..2\nok 1 - {evil}\nBail out! {evil}\n")),
        ("junit", format!("<testsuite name='{evil}'><{evil}></testsuite>")),
        ("pytest", format!("=== 3 passed, 1 {evil} in 0.10s ===\n")),
        ("nextest", format!("     Summary [ {evil} ] 5 tests run: 4 passed, 1 {evil}\n")),
    ] {
        let error = reads(word, &output).unwrap_err().to_string();
        assert!(error.is_ascii() && !error.contains("evil"), "{error}");
    }
}

#[test]
fn entities_are_not_expanded_and_a_document_type_is_passed_over() {
    let level = |level: u32| format!("<!ENTITY a{level} '&a{0};&a{0};'>", level - 1);
    let levels: Vec<String> = (1..40).map(level).collect();
    let bomb = format!(
        "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a0 'aaaaaaaaaa'>{}<!ENTITY file SYSTEM 'file:///etc/passwd'>]>\
         <testsuite tests='1'><testcase name='&a39;'>&a39;&file;</testcase></testsuite>",
        levels.concat()
    );
    assert_eq!(reads("junit", &bomb), Ok(both([1, 0, 0, 1], [1, 0, 0, 1])));
    // An attribute that is an entity is no number; the cases count.
    assert_eq!(reads("junit", "<testsuite tests='&a;'><testcase/></testsuite>"), Ok(both([1, 0, 0, 1], [1, 0, 0, 1])));
}

#[test]
fn elements_within_elements_end_at_a_bound() {
    refused(
        "junit",
        &[(&"<testsuite>".repeat(100_000), "deep"), (&format!("<testsuite>{}", "<a>".repeat(100_000)), "deep")],
    );
}

/// Each of these takes minutes if time is not linear in the output.
#[test]
fn long_outputs_are_read_in_linear_time() {
    const LONG: usize = 1 << 17;
    let line = "x".repeat(2 * LONG);
    let mut outputs = vec![
        (line.clone(), None),
        (format!("{line}\r=== 32 passed in 0.03s ==="), Some(("pytest", tests_only([32, 0, 0, 32])))),
        ("\u{1b}[".repeat(LONG), None),
        ("(".repeat(LONG), None),
        ("# ".repeat(LONG), None),
        (format!("1..1\nok 1 {}\n", "# \\#".repeat(LONG / 4)), Some(("tap", tests_only([1, 0, 0, 1])))),
        (
            format!("     Summary [ 1s] 1 test run: 1 passed {}", "(".repeat(LONG)),
            Some(("nextest", tests_only([1, 0, 0, 1]))),
        ),
        ("<testsuite/>".repeat(LONG / 12), Some(("junit", both([0; 4], [0; 4])))),
        (format!("<testsuite {}/>", "a='1' ".repeat(LONG / 8)), Some(("junit", both([0; 4], [0; 4])))),
    ];
    let points = 50_000;
    outputs.push((
        format!("1..{points}\n{}", "ok\n".repeat(points)),
        Some(("tap", tests_only([points as u64, 0, 0, points as u64]))),
    ));
    for (output, counts) in outputs {
        let start: String = output.chars().take(40).collect();
        for word in WORDS {
            let expected = match counts {
                Some((of, counts)) if word == of || word == "auto" => Ok(counts),
                _ => Err(Unreadable::NoCounts { format: word.to_owned() }),
            };
            assert_eq!(reads(word, &output), expected, "{word}: {start}");
        }
    }
}

#[test]
fn bytes_that_are_not_text_are_passed_over() {
    let mut output = vec![0xFF, 0xFE, 0x00, 0x80, b'\n'];
    output.extend_from_slice(b"\xC3=== 30 passed in 0.03s ===\n=== 32 passed in 0.03s ===\n\xF0\x9F");
    assert_eq!(read(&Format::Pytest, &output), Ok(tests_only([32, 0, 0, 32])));
    assert_eq!(read(&Format::Tap, b"\xEF\xBB\xBF1..1\nok 1\n"), Ok(tests_only([1, 0, 0, 1])));
}
