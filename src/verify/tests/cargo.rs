use super::*;

const WORKSPACE: &str = "   Compiling hub v0.1.0
     Running unittests src/lib.rs (target/debug/deps/hub-d4fd4905425e6bfe)

running 13 tests
test parity::one ... ok
test parity::slow ... ignored

test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.02s

     Running tests/routing.rs (target/debug/deps/routing-7718ac92216e506a)

running 2 tests
test a ... ok
test b - should panic ... ok

test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 5 filtered out; finished in 0.22s

   Doc-tests hub

running 1 test
test src/lib.rs - f (line 1) ... ok

test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.21s

all doctests ran in 0.78s; merged doctests compilation took 0.57s
";

const FAILED: &str = "running 3 tests
..F
failures:

---- tests::bad stdout ----
thread 'tests::bad' panicked at src/lib.rs:9:5:
assertion failed: ok

failures:
    tests::bad

test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s

error: test failed, to rerun pass `--lib`
";

#[test]
fn the_results_of_all_binaries_are_added_up_and_each_is_a_file() {
    table(
        "cargo",
        &[
            (WORKSPACE, both([3, 0, 0, 3], [15, 0, 1, 16])),
            (FAILED, both([0, 1, 0, 1], [2, 1, 0, 3])),
            (
                "\nrunning 0 tests\n\ntest result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n",
                both([1, 0, 0, 1], [0, 0, 0, 0]),
            ),
            // Benchmarks that were measured; tests in an order of chance.
            (
                "running 3 tests (shuffle seed: 17)\ntest result: ok. 1 passed; 0 failed; 0 ignored; 2 measured; 0 filtered out\n",
                both([1, 0, 0, 1], [3, 0, 0, 3]),
            ),
            // Only the results, as a filter in the command may leave them.
            (
                "test result: ok. 4 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n",
                both([1, 0, 0, 1], [4, 0, 0, 4]),
            ),
        ],
    );
}

#[test]
fn a_result_after_an_unfinished_line_of_standard_error_is_read() {
    let output = "\nrunning 1 test\nnoise without an end of linetest result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n";
    assert_eq!(reads("cargo", output), Ok(both([1, 0, 0, 1], [1, 0, 0, 1])));
}

#[test]
fn coloured_output_is_read_as_plain_output_is() {
    let output = WORKSPACE.replace("ok. ", "\u{1b}[32mok\u{1b}[0m. ");
    assert_eq!(reads("cargo", &output), reads("cargo", WORKSPACE));
}

#[test]
fn a_binary_that_died_is_not_passed_over() {
    let died = WORKSPACE.replace("test result: ok. 2 passed", "error: test failed: signal: 6, SIGABRT\n#");
    refused("cargo", &[(&died, "3 test binaries began and 2 gave a result")]);
}

#[test]
fn a_header_that_a_test_printed_itself_is_not_one() {
    let printed = FAILED.replace("thread 'tests::bad'", "running 7 tests\nthread 'tests::bad'");
    assert_eq!(reads("cargo", &printed), reads("cargo", FAILED));
    // The binaries after it are announced as before.
    assert_eq!(reads("cargo", &format!("{printed}{WORKSPACE}")), Ok(both([3, 1, 0, 4], [17, 1, 1, 19])));
}

#[test]
fn results_that_do_not_fit_what_was_announced_are_refused() {
    let other = WORKSPACE.replace("test result: ok. 12 passed", "test result: ok. 11 passed");
    // A test that prints a result of its own.
    let printed = WORKSPACE
        .replace("test a ... ok", "test result: ok. 9 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out");
    let shuffled = other.replace("running 13 tests", "running 13 tests (shuffle seed: 17)");
    refused(
        "cargo",
        &[
            (&shuffled, "announced 16 tests, and 3 results count 15"),
            (&other, "announced 16 tests, and 3 results count 15"),
            (&printed, "and 4 results count 25"),
            ("test result: ok. 3 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out\n", "is ok and has 1 failed"),
            (
                "test result: FAILED. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\n",
                "is FAILED and has 0 failed",
            ),
        ],
    );
}

#[test]
fn a_build_that_fails_has_no_counts() {
    is_nothing(
        "cargo",
        "error[E0425]: cannot find value `x`\nerror: could not compile `hub` (lib test) due to 1 previous error\n",
    );
}
