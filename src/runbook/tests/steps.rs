use super::*;

/// The steps of a phase R1 that holds `blocks`.
fn steps(blocks: &str) -> Vec<Step> {
    let text = format!("## R1 - Kitchen\n\n{blocks}\n");
    let document = document(&text);
    for step in &document.steps {
        let block = &text[step.span.clone()];
        assert!(block.starts_with(['`', '~']), "{block}");
        assert!(text.lines().nth(step.line - 1).unwrap().contains(&step.name), "{blocks}");
    }
    assert_eq!(document.steps_of("R1").count(), document.steps.len());
    document.steps
}

fn step(blocks: &str) -> Step {
    let [step] = &steps(blocks)[..] else { panic!("one step: {blocks}") };
    step.clone()
}

#[test]
fn a_named_shell_block_is_a_step_with_its_attributes() {
    let found = step(
        "```sh {name=boil timeout=5m kind=probe idempotent=true rollback=boil cwd=\"tea room\"}\n$ kettle on\n98\n```",
    );
    assert_eq!((found.name.as_str(), found.lang.as_str(), found.script.as_str()), ("boil", "sh", "kettle on"));
    assert_eq!((found.kind, found.timeout, found.idempotent), (StepKind::Probe, Some(300), true));
    assert_eq!((found.rollback.as_deref(), found.attributes["cwd"].as_str()), (Some("boil"), "tea room"));
    assert_eq!((found.line, found.phase, found.is_runnable()), (3, Some(0), true));
}

#[test]
fn the_json_spelling_says_the_same() {
    let words = step("```bash {name=boil timeout=90s kind=gate interactive=false}\nkettle on\n```");
    let json = step(
        "```bash {\"name\":\"boil\",\"timeout\":\"90s\",\"kind\":\"gate\",\"interactive\":\"false\"}\nkettle on\n```",
    );
    assert_eq!(words.attributes, json.attributes);
    assert_eq!((words.kind, words.timeout, words.script), (json.kind, json.timeout, json.script));
    let escaped = step("```sh {\"name\":\"boil\",\"note\":\"say \\\"hot\\\"\"}\nkettle on\n```");
    assert_eq!(escaped.attributes["note"], "say \"hot\"");
}

#[test]
fn a_block_without_a_name_or_a_shell_is_prose() {
    for block in [
        "```sh\nkettle on\n```",
        "```sh {timeout=5m}\nkettle on\n```",
        "```sh {broken\nkettle on\n```",
        "```console {name=boil}\nkettle on\n```",
        "```python {name=boil}\nkettle()\n```",
        "``` {name=boil}\nkettle on\n```",
        "    kettle on {name=boil}",
        "> ```sh {name=boil}\n> kettle on\n> ```",
    ] {
        assert_eq!(steps(block), [], "{block}");
    }
}

#[test]
fn a_block_under_a_list_item_is_one_without_its_indentation() {
    let found = step("1. Boil:\n\n   ```shell {name=boil}\n   if cold; then\n     kettle on\n   fi\n   ```\n2. Pour.");
    assert_eq!(found.script, "if cold; then\n  kettle on\nfi");
    let carriage = step("```zsh {name=boil}\r\n$ kettle on\r\nhot\r\n```\r");
    assert_eq!(carriage.script, "kettle on");
}

#[test]
fn a_step_that_does_not_say_what_it_does_is_taken_for_one_that_changes_something() {
    let found = step("```sh {name=boil}\nkettle on\n```");
    assert_eq!((found.kind, found.timeout, found.idempotent, found.rollback), (StepKind::Apply, None, false, None));
}

#[test]
fn a_step_that_was_not_understood_cannot_be_run_and_says_why() {
    for (block, why) in [
        ("```sh {name=boil kind=maybe}\na\n```", "the kind maybe is none of probe, gate, apply and manual"),
        (
            "```sh {name=boil timeout=soon}\na\n```",
            "the timeout soon is no time from 1s to 24h, such as 90s, 5m or 1h30m",
        ),
        ("```sh {name=boil timeout=0}\na\n```", "the timeout 0 is no time from 1s to 24h, such as 90s, 5m or 1h30m"),
        (
            "```sh {name=boil timeout=25h}\na\n```",
            "the timeout 25h is no time from 1s to 24h, such as 90s, 5m or 1h30m",
        ),
        ("```sh {name=boil idempotent=often}\na\n```", "idempotent is often, and can be true or false"),
        ("```sh {name=boil rollback=cool}\na\n```", "no step is named cool, which is to roll it back"),
        ("```sh {name=boil}\n```", "there is nothing in it to run"),
        ("```sh {name=boil}\n$ \noutput\n```", "there is nothing in it to run"),
        ("```sh {name=boil name=cool}\na\n```", "an attribute is given twice"),
        ("```sh {\"name\":boil}\na\n```", "the attributes do not read as JSON"),
        ("```sh {name=boil}\na\n", "its block is never closed"),
        (
            "```sh {name=boil}\n$ cat <<EOF\na\nEOF\n```",
            "a here-document after a prompt cannot be told from output; write the block without prompts",
        ),
        ("```sh {name=\"\"}\na\n```", "the name is empty, longer than 80 bytes, or has characters that no name needs"),
    ] {
        let found = step(block);
        assert_eq!((found.problems.as_slice(), found.is_runnable()), (&[why.to_owned()][..], false), "{block}");
    }
    assert!(step("```sh {name=pour kind=manual}\n```").is_runnable(), "a person needs no script");
}

#[test]
fn times_are_read_in_hours_minutes_and_seconds() {
    for (written, seconds) in [("90", 90), ("90s", 90), ("5m", 300), ("1h30m", 5_400), ("24h", 86_400)] {
        assert_eq!(step(&format!("```sh {{name=boil timeout={written}}}\na\n```")).timeout, Some(seconds));
    }
    for written in ["5 m", "m", "5m3", "1d", "-1s", "99999999999999999999s", "18446744073709551615h"] {
        assert_eq!(step(&format!("```sh {{name=boil timeout=\"{written}\"}}\na\n```")).timeout, None, "{written}");
    }
}

#[test]
fn two_steps_of_one_name_are_both_refused() {
    let twins = "```sh {name=boil}\na\n```\n\n```sh {name=boil}\nb\n```\n\n```sh {name=pour}\nc\n```";
    let found = steps(twins);
    assert_eq!(found.iter().map(Step::is_runnable).collect::<Vec<_>>(), [false, false, true]);
    let document = document(&format!("# Tea\n{twins}\n"));
    assert_eq!(document.step("boil").map(|step| (step.line, step.is_runnable())), Some((2, false)));
    assert_eq!(document.step("pour").and_then(|step| step.phase), None);
    assert_eq!(document.step("cool"), None);
}
