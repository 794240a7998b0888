use std::time::Duration;

use serde::Deserialize;

use super::*;

#[derive(Debug, Deserialize)]
struct File {
    verification: Vec<Gate>,
}

fn gate(lines: &str) -> Result<Gate, String> {
    let file: File =
        toml::from_str(&format!("[[verification]]\n{lines}\n")).map_err(|error| error.message().to_owned())?;
    Ok(file.verification.into_iter().next().unwrap())
}

#[test]
fn a_gate_with_every_key_is_read() {
    let gate = gate(
        "name = \"gate\"\nargv = [\"pnpm\", \"vitest\", \"run\"]\ntimeout = \"1h 30m\"\nformat = \"vitest\"\n\
         expect = { files = \"3/3\", tests = \"32/32\" }",
    )
    .unwrap();
    let expect = Expectation { files: "3/3".parse().ok(), tests: "32/32".parse().ok() };
    let argv = ["pnpm", "vitest", "run"].map(str::to_owned).to_vec();
    let timeout = Duration::from_mins(90);
    assert_eq!(gate, Gate { name: "gate".into(), argv, timeout, format: Format::Vitest, expect: Some(expect) });
}

#[test]
fn a_gate_gets_ten_minutes_and_the_auto_format() {
    let gate = gate("name = \"probe-1\"\nargv = [\"./probe\"]").unwrap();
    assert_eq!((gate.timeout, gate.format, gate.expect), (Duration::from_mins(10), Format::Auto, None));
}

#[test]
fn a_gate_reads_and_judges_in_one() {
    let gate = gate("name = \"g\"\nargv = [\"x\"]\nformat = \"pytest\"\nexpect = { tests = \"32/32\" }").unwrap();
    assert_eq!(gate.judge(&Ended::Exit(0), b"=== 32 passed in 0.03s ===").word(), "pass");
    assert_eq!(gate.judge(&Ended::Exit(0), b"=== 35 passed in 0.03s ===").word(), "other_totals");
    assert_eq!(gate.judge(&Ended::Exit(0), b"=== 31 passed, 1 skipped in 0.03s ===").word(), "fail");
    assert_eq!(gate.judge(&Ended::Exit(0), b"fine").word(), "fail");
}

#[test]
fn what_cannot_be_is_refused_with_a_sentence() {
    let base = "name = \"g\"\nargv = [\"x\"]\n";
    for (lines, part) in [
        ("argv = [\"x\"]", "missing field `name`"),
        ("name = \"g\"", "missing field `argv`"),
        ("name = \"\"\nargv = [\"x\"]", "`` is not a name for a gate"),
        ("name = \"a b\"\nargv = [\"x\"]", "`a b` is not a name"),
        ("name = \"-x\"\nargv = [\"x\"]", "`-x` is not a name"),
        ("name = \"g\\u202E\"\nargv = [\"x\"]", "`g\\u{202e}` is not a name"),
        ("name = \"g\"\nargv = []", "gate `g`: `argv` names no program"),
        ("name = \"g\"\nargv = [\" \"]", "`argv` names no program"),
        ("name = \"g\"\nargv = [\"x\", \"a\\u0000\"]", "NUL"),
        (&format!("{base}shell = \"sh\""), "unknown field `shell`"),
        (&format!("{base}timeout = \"soon\""), "`soon` is not a timeout"),
        (&format!("{base}timeout = \"999ms\""), "`999ms` is not a timeout"),
        (&format!("{base}timeout = \"24h 1s\""), "from 1 second to 24 hours"),
        (
            &format!("{base}format = \"jest\""),
            "`jest` is not a format; write one of auto, vitest, cargo, nextest, pytest, tap, junit, exit, or give a `pattern`",
        ),
        (&format!("{base}format = \"tap\"\npattern = \"x\""), "`format` and `pattern` are both set"),
        (&format!("{base}pattern = \"(\""), "gate `g`: `pattern` is not a regular expression"),
        (&format!("{base}expect = {{}}"), "`expect` says nothing"),
        (&format!("{base}expect = {{ test = \"1/1\" }}"), "unknown field `test`"),
        (&format!("{base}expect = {{ tests = \"33/32\" }}"), "`33/32` has more passed than there are"),
        (&format!("{base}expect = {{ tests = \"0/0\" }}"), "`0/0` expects that nothing runs"),
        (&format!("{base}expect = {{ tests = \"0/3\" }}"), "`0/3` expects that nothing passes"),
        (&format!("{base}expect = {{ tests = \"32\" }}"), "`32` is not a count"),
        (&format!("{base}expect = {{ tests = \"-1/32\" }}"), "`-1/32` is not a count"),
        (&format!("{base}expect = {{ tests = \"3/99999999999999999999999\" }}"), "larger than any test run"),
        (
            &format!("{base}format = \"pytest\"\nexpect = {{ files = \"3/3\" }}"),
            "the format pytest does not count files",
        ),
        (&format!("{base}format = \"exit\"\nexpect = {{ tests = \"3/3\" }}"), "the format exit does not count tests"),
        (
            &format!("{base}pattern = '(?P<tests_passed>\\d+)/(?P<tests_total>\\d+)'\nexpect = {{ files = \"3/3\" }}"),
            "the format pattern does not count files",
        ),
    ] {
        let error = gate(lines).unwrap_err();
        assert!(error.contains(part), "{lines}\ngave {error}");
    }
}

#[test]
fn the_bounds_of_a_timeout_are_allowed() {
    for (text, seconds) in [("1s", 1), ("24h", 86_400), ("1day", 86_400)] {
        let gate = gate(&format!("name = \"g\"\nargv = [\"x\"]\ntimeout = \"{text}\"")).unwrap();
        assert_eq!(gate.timeout, Duration::from_secs(seconds));
    }
}

#[test]
fn two_gates_may_not_share_a_name() {
    let one = gate("name = \"g\"\nargv = [\"x\"]").unwrap();
    let other = Gate { name: "h".into(), ..one.clone() };
    assert_eq!(Gate::check_all(&[one.clone(), other.clone()]), Ok(()));
    assert!(Gate::check_all(&[one.clone(), other, one]).unwrap_err().contains("two gates have the name `g`"));
}
