//! What a script may say, what is said of one that may not be played, and when a text stands on a screen.

use std::time::Duration;

use super::{Do, Script, stands_on};
use crate::session::SCRIPTS;
use crate::tui::keys;

fn parsed(text: &str) -> Script {
    Script::parse("walk.demo", text).unwrap()
}

fn wrong(text: &str) -> String {
    Script::parse("walk.demo", text).unwrap_err().to_string()
}

#[test]
fn each_line_is_a_step_and_a_line_of_keys_is_one_for_each() {
    let script =
        parsed("# a comment\n\n  say Look here  \nEnter y\ntype two words\nwait 2s\nexpect door_0\ngone door_9\nsay\n");
    let steps: Vec<(usize, &Do)> = script.steps.iter().map(|step| (step.line, &step.what)).collect();
    let said = |text: &str| Do::Say(text.to_owned());
    assert_eq!(steps[0], (3, &said("Look here")));
    let pressed = |at: usize| match steps[at].1 {
        Do::Key(key, name) => {
            assert_eq!(keys::name(*key).as_ref(), Some(name));
            (steps[at].0, name.as_str())
        }
        other => panic!("{other:?}"),
    };
    assert_eq!((pressed(1), pressed(2)), ((4, "Enter"), (4, "y")));
    assert_eq!(*steps[3].1, Do::Type("two words".into()));
    assert_eq!(*steps[4].1, Do::Wait(Duration::from_secs(2)));
    assert_eq!(*steps[5].1, Do::Expect("door_0".into()));
    assert_eq!(*steps[6].1, Do::Gone("door_9".into()));
    assert_eq!(*steps[7].1, said(""), "a caption is taken away again");
}

#[test]
fn a_key_has_the_name_that_the_footer_gives_it() {
    let names = ["j", "!", "0", "Space", "PageDown", "Shift-Tab", "Ctrl-n", "Alt-Enter", "G", "-", "é"];
    for (name, step) in names.iter().zip(parsed(&names.join("\n")).steps) {
        assert!(matches!(&step.what, Do::Key(_, read) if read == name), "{name}: {step:?}");
    }
}

#[test]
fn a_word_that_means_nothing_is_named_with_its_line_and_the_nearest_that_does() {
    for (text, line, nearest) in [
        ("y\nEntr\n", 2, "Enter"),
        ("typ hello", 1, "type"),
        ("\n\nexpct door", 3, "expect"),
        ("Pagedown", 1, "PageDown"),
        ("j Dwn", 1, "Down"),
    ] {
        let wrong = wrong(text);
        assert!(wrong.starts_with(&format!("walk.demo, line {line}: ")), "{wrong}");
        assert!(wrong.contains(&format!("did you mean `{nearest}`?")), "{wrong}");
        assert!(wrong.ends_with("nothing was played"), "{wrong}");
    }
    assert!(wrong("wait for it").contains("`for it` is no time to wait"));
    assert!(wrong("wait 11m").contains("too long"));
    assert!(wrong("expect").contains("`expect` says nothing"));
    assert!(wrong("# nothing\n").contains("it has no step"));
    assert!(wrong("Ctrl-").contains("did you mean"));
    assert!(wrong(&"x".repeat(5_000)).len() < 200);
}

#[test]
fn a_text_stands_on_one_line_of_the_screen_whatever_the_blanks_between_its_words() {
    let screen = "┌ Offers ────┐\n│ EXISTING   10 │\n│ door │\n";
    assert!(stands_on(screen, "EXISTING 10"));
    assert!(stands_on(screen, " Offers"));
    assert!(!stands_on(screen, "10 door"), "never across two lines");
    assert!(!stands_on(screen, "existing"));
}

#[test]
fn the_scripts_that_come_along_can_be_read_and_expect_something() {
    for (name, text) in SCRIPTS {
        let script = Script::parse(name, text).unwrap();
        let expects = script.steps.iter().filter(|step| matches!(step.what, Do::Expect(_))).count();
        assert!(expects > 2, "{name} expects {expects}");
    }
}
