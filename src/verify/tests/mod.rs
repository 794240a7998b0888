//! Outputs written for these tests, in the form that each tool prints.

mod auto;
mod cargo;
mod gate;
mod hostile;
mod judge;
mod junit;
mod nextest;
mod page;
mod pattern;
mod properties;
mod pytest;
mod tap;
mod vitest;

use super::*;

/// Passed, failed, skipped, total.
fn tally([passed, failed, skipped, total]: [u64; 4]) -> Tally {
    Tally { passed, failed, skipped, total }
}

fn tests_only(tests: [u64; 4]) -> Counts {
    Counts { files: None, tests: Some(tally(tests)), errors: 0 }
}

fn both(files: [u64; 4], tests: [u64; 4]) -> Counts {
    Counts { files: Some(tally(files)), tests: Some(tally(tests)), errors: 0 }
}

fn format(word: &str) -> Format {
    Format::named(word).unwrap()
}

fn reads(word: &str, output: &str) -> Result<Counts, Unreadable> {
    read(&format(word), output.as_bytes())
}

/// Each output with what it is read as; also with CRLF, with other lines around it, and as `auto`.
fn table(word: &str, rows: &[(&str, Counts)]) {
    for (output, counts) in rows {
        assert_eq!(reads(word, output), Ok(*counts), "{output}");
        assert_eq!(reads(word, &output.replace('\n', "\r\n")), Ok(*counts), "with CRLF: {output}");
        assert_eq!(
            reads(word, &format!("> build\nwarning: unused\n{output}\nDone.\n")),
            Ok(*counts),
            "within: {output}"
        );
        assert_eq!(reads("auto", output), Ok(*counts), "as auto: {output}");
    }
}

fn is_nothing(word: &str, output: &str) {
    assert_eq!(reads(word, output), Err(Unreadable::NoCounts { format: word.to_owned() }), "{output}");
}

/// The outputs are refused, and the sentence has the part.
fn refused(word: &str, rows: &[(&str, &str)]) {
    for (output, part) in rows {
        let error = reads(word, output).unwrap_err().to_string();
        assert!(error.contains(part), "{output}\ngave {error}");
    }
}
