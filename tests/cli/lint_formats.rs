//! The answers of lint that other programs read.

use serde_json::{Value, json};
use wayhold::runbook::FindingCode;

use crate::common::Room;

const PLAN: &str = "# Plan\n\n## M1 - Packing\n**Status:** żółć later\n\n- [~] tape\n\nA box [x] in text.\n";

fn room() -> Room {
    Room::new().with("plans/my plan, 50%.md", PLAN)
}

#[test]
fn sarif_has_what_its_schema_requires() {
    let log = room().run(["lint", "./plans", "--format", "sarif"]).exit(3).answer();
    assert_eq!((&log["version"], &log["runs"].as_array().unwrap().len()), (&json!("2.1.0"), &1));
    let run = &log["runs"][0];
    let driver = &run["tool"]["driver"];
    assert_eq!((&driver["name"], &driver["version"]), (&json!("wayhold"), &json!(env!("CARGO_PKG_VERSION"))));
    let rules: Vec<_> = driver["rules"].as_array().unwrap().iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    assert_eq!(rules, FindingCode::ALL.iter().map(|code| code.word()).collect::<Vec<_>>());
    assert!(driver["rules"].as_array().unwrap().iter().all(|rule| rule["shortDescription"]["text"].is_string()));
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    assert_eq!(run["invocations"][0]["executionSuccessful"], true);
    let results = run["results"].as_array().unwrap();
    let brief = |result: &Value| {
        let at = &result["locations"][0]["physicalLocation"];
        assert_eq!(at["artifactLocation"]["uri"], "plans/my%20plan%2C%2050%25.md");
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        assert_eq!(result["ruleId"], rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()]);
        let number = |key: &str| at["region"][key].as_u64().unwrap();
        let code = result["ruleId"].as_str().unwrap().to_owned();
        (
            code,
            result["level"].as_str().unwrap().to_owned(),
            number("startLine"),
            number("startColumn"),
            number("endColumn"),
        )
    };
    let results: Vec<_> = results.iter().map(brief).collect();
    let expected =
        [("STATUS_UNREADABLE", "error", 4, 13, 23), ("BOX_ODD", "warning", 6, 3, 6), ("BOX_IN_TEXT", "note", 8, 7, 10)];
    assert_eq!(
        results,
        expected.map(|(code, level, line, from, to)| (code.to_owned(), level.to_owned(), line, from, to))
    );
}

#[test]
fn sarif_says_which_files_could_not_be_read() {
    let room = Room::new().with("one.md", b"\xff");
    let log = room.run(["lint", "one.md", "--format", "sarif"]).exit(1).answer();
    let invocation = &log["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    let told = &invocation["toolExecutionNotifications"][0];
    assert!(told["message"]["text"].as_str().unwrap().contains("it is not UTF-8 text"));
    assert_eq!(told["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "one.md");
}

#[test]
fn github_gets_a_command_for_each_finding_from_a_warning_up() {
    let ran = room().run(["lint", "plans", "--format", "github"]).exit(3).prints(
        "\
::error file=plans/my plan%2C 50%25.md,line=4,col=13,endColumn=23,title=STATUS_UNREADABLE::the status of M1 cannot be \
read: żółć later; write NOT_STARTED, ACTIVE, DONE or BLOCKED
::warning file=plans/my plan%2C 50%25.md,line=6,col=3,endColumn=6,title=BOX_ODD::the mark of this box is neither a \
blank nor an x, so it does not count as done; write a blank or an x between the brackets
",
    );
    assert_eq!(ran.out().lines().count(), 2);
    room().run(["lint", "plans", "--format", "github", "--severity", "info"]).exit(3).says("\n::notice file=");
}

#[test]
fn one_form_of_answer_is_enough() {
    room().run(["lint", "plans", "--json", "--format", "sarif"]).exit(2).complains("cannot be used with");
    room().run(["lint", "plans", "--format", "xml"]).exit(2).complains("invalid value 'xml'");
    room().run(["lint"]).exit(2);
}
