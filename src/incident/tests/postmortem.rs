use proptest::prelude::*;
use pulldown_cmark::{Event as Markdown, Options, Parser, Tag, TagEnd};

use super::*;
use crate::hold::text;

const BREAK: &str = "<br>";
const APART: &str = "<!-- -->";

/// What a reader of the words sees, where they stand in a cell, in a heading and in an item of a list; and whether
/// anything but words came of them.
fn read(page: &str) -> (Vec<String>, Vec<String>) {
    let (mut shown, mut odd) = (Vec::new(), Vec::new());
    let mut words: Option<String> = None;
    for event in Parser::new_ext(page, Options::all() - Options::ENABLE_SMART_PUNCTUATION) {
        match event {
            Markdown::Start(Tag::TableCell | Tag::Heading { .. } | Tag::Item) => words = Some(String::new()),
            Markdown::End(TagEnd::TableCell | TagEnd::Heading(_) | TagEnd::Item) => shown.extend(words.take()),
            Markdown::Text(text) | Markdown::Code(text) => {
                if let Some(words) = &mut words {
                    words.push_str(&text);
                }
            }
            Markdown::InlineHtml(html) if &*html == BREAK => words.iter_mut().for_each(|words| words.push('\n')),
            Markdown::InlineHtml(html) if &*html == APART => {}
            Markdown::Start(Tag::Table(_) | Tag::TableHead | Tag::TableRow | Tag::List(_) | Tag::Paragraph)
            | Markdown::End(_) => {}
            other => odd.push(format!("{other:?}")),
        }
    }
    (shown, odd)
}

fn page(words: &str) -> String {
    let words = markdown::inline(words);
    format!("# x {words}\n\n| a | b |\n|---|---|\n| {words} | end |\n\n- x {words}\n")
}

/// The same up to white space, of which Markdown keeps one.
fn same(left: &str, right: &str) -> bool {
    left.split_whitespace().eq(right.split_whitespace())
}

fn hostile() -> impl Strategy<Value = String> {
    let piece = proptest::sample::select(vec![
        "|",
        "\\",
        "`",
        "``",
        "*",
        "_",
        "~~",
        "<b>",
        "</td>",
        "<!--",
        "-->",
        "&lt;",
        "&",
        "[x](y)",
        "![i](j)",
        "[^1]",
        "https://e.example/a|b",
        "www.e.example",
        "me@e.example",
        "@team",
        "$x$",
        "$$",
        "# ",
        "- ",
        "1. ",
        "> ",
        "---",
        "===",
        "\n",
        "\n\n",
        "    ",
        " ",
        "a",
        "snake_case",
        "\u{1b}[31m",
        "\u{202e}",
        "[ ]",
        ":tada:",
        "{{ x }}",
        "||spoiler||",
        "^a^",
        "==m==",
        "++",
        "[[wiki]]",
        "a `b",
        "\\|",
        "`|`",
        "javascript://x",
        "<https://x>",
        "é",
        ":::",
    ]);
    prop_oneof![3 => proptest::collection::vec(piece, 0..12).prop_map(|all| all.concat()), 1 => any::<String>()]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn whatever_the_words_are_a_reader_sees_the_words_and_nothing_else(words in hostile()) {
        let clean = text::clean_lines(words.trim());
        let page = page(&words);
        let (shown, odd) = read(&page);
        prop_assert!(odd.is_empty(), "{odd:?} of {page}");
        prop_assert_eq!(shown.len(), 6, "{:?} of {}", shown, page);
        let expected = format!("x {clean}");
        prop_assert!(same(&shown[0], &expected), "{:?} of {page}", shown[0]);
        prop_assert!(same(&shown[3], &clean) && shown[4] == "end", "{shown:?} of {page}");
        prop_assert!(same(&shown[5], &expected), "{:?} of {page}", shown[5]);
    }

    #[test]
    fn no_address_stands_where_a_reader_would_make_a_link_of_it(words in hostile()) {
        for event in Parser::new_ext(&page(&words), Options::all() - Options::ENABLE_SMART_PUNCTUATION) {
            if let Markdown::Text(text) = event {
                let lower = text.to_lowercase();
                prop_assert!(!lower.contains("://") && !lower.contains("www."), "{text}");
                // An address has something before its sign.
                prop_assert!(!lower.trim_end_matches('@').contains('@') || lower.starts_with('@'), "{text}");
            }
        }
    }
}

#[test]
fn words_stay_readable() {
    for (words, shown) in [
        ("the hub does not answer", "the hub does not answer"),
        ("static_restore at 03:00, 40 %", "static_restore at 03:00, 40 %"),
        ("a | b", "a \\| b"),
        ("one\ntwo", "one<br>two"),
        ("see https://e.example/x.", "see `https://e.example/x`."),
        ("ask me@e.example; now", "ask `me@e.example`; now"),
        ("_all_", "\\_all\\_"),
    ] {
        assert_eq!(markdown::inline(words), shown);
    }
    assert_eq!(markdown::code("static_restore"), "`static_restore`");
    assert_eq!(markdown::code("a`b"), "a\\`b");
}

fn stamp(seq: u64) -> Stamp {
    Stamp { seq, at: at("2026-11-21T03:00:00Z"), by: "ana".into() }
}

fn moment(seq: u64, occurred: &str, recorded: &str, text: &str) -> Moment {
    let (occurred_at, recorded_at) = (at(occurred), at(recorded));
    Moment { seq, kind: "incident.noted".into(), occurred_at, recorded_at, by: "ana".into(), text: text.into() }
}

fn postmortem() -> Postmortem {
    let (began, ended) = ("2026-11-21T02:56:00Z", "2026-11-21T04:10:30Z");
    let window = Window {
        started_at: at(began),
        declared_at: at("2026-11-21T03:00:00Z"),
        ended_at: Some(at(ended)),
        as_of: at(ended),
    };
    let span = |profile: &str, from: &str, to: Option<&str>, expires: Option<&str>| PostureSpan {
        profile: profile.into(),
        from: at(from),
        to: to.map(at),
        expires_at: expires.map(at),
        overdue: 0,
    };
    let spans = [
        span("strict", "2026-11-01T00:00:00Z", Some("2026-11-21T03:05:00Z"), None),
        span("compat", "2026-11-21T03:05:00Z", Some("2026-11-21T04:10:00Z"), Some("2026-11-21T04:05:00Z")),
        span("strict", "2026-11-21T04:10:00Z", None, None),
    ];
    let (postures, metrics) = measure(&window, &spans);
    Postmortem {
        format: FORMAT.into(),
        environment: "demo".into(),
        incident: Facts {
            id: "INC-20261121-1".into(),
            title: "the hub does not answer".into(),
            severity: Severity::Sev1,
            reason_code: "incident_restore".into(),
            owner: "ben".into(),
            impact: Some("no writes\nfor an hour".into()),
            started_at: at(began),
            declared_at: at("2026-11-21T03:00:00Z"),
            declared_by: "ana".into(),
            ended_at: Some(at(ended)),
            closed_by: Some("ben".into()),
        },
        head: Head { seq: 14, hash: "ab".repeat(32) },
        as_of: at(ended),
        metrics,
        roles: vec![
            Tenure { role: Role::Commander, who: "ana".into(), from: stamp(3), until: Some(stamp(8)) },
            Tenure { role: Role::Commander, who: "ben".into(), from: stamp(8), until: None },
        ],
        timeline: vec![
            moment(3, "2026-11-21T03:00:00Z", "2026-11-21T03:00:00Z", "declared it"),
            moment(5, "2026-11-21T02:50:00Z", "2026-11-21T03:02:00Z", "the first | alarm\nrang"),
            moment(6, "2026-11-21T02:59:00Z", "2026-11-21T02:59:00Z", "said by a clock that is late"),
        ],
        postures,
        verifications: vec![Verification {
            seq: 10,
            at: at("2026-11-21T04:08:00Z"),
            name: "gate".into(),
            verdict: "fails: 31/32".into(),
            counts: "3/3 files, 31/32 tests".into(),
            sha256: Some("cd".repeat(32)),
        }],
        evidence: vec![Attachment {
            path: "run.log".into(),
            sha256: "ef".repeat(32),
            bytes: 5,
            note: Some("the first error".into()),
            stamp: stamp(7),
        }],
        actions: vec![ActionItem {
            seq: 9,
            text: "widen the alarm".into(),
            owner: Some("zoe".into()),
            by: "ana".into(),
        }],
    }
}

#[test]
fn the_report_says_everything_that_it_is_given() {
    let text = postmortem().to_markdown();
    for part in [
        "# INC-20261121-1: the hub does not answer\n",
        "SEV1 incident in `demo`, reason code `incident_restore`. It began at 2026-11-21 02:56:00Z, and ana declared it 4 min later",
        "It ended at 2026-11-21 04:10:30Z, after 1 h 14 min. Its owner was ben at the end, and ben closed it.",
        "no writes<br>for an hour",
        "The posture was not strict: `compat` for 1 h 5 min. **5 min of it was past its deadline.**",
        "| Time to mitigate | 9 min |",
        "| Time to restore | 1 h 14 min |",
        "| Time in `compat` | 1 h 5 min |",
        "| Time overdue | 5 min |",
        "| commander | ana | 2026-11-21 03:00:00Z | 2026-11-21 03:00:00Z |",
        "| commander | ben | 2026-11-21 03:00:00Z | still |",
        "| 3 | 2026-11-21 03:00:00 |  | ana | declared it |",
        "| 5 | 2026-11-21 02:50:00 | 2026-11-21 03:02:00 | ana | the first \\| alarm<br>rang |",
        "A clock went back: recorded earlier than the entry before are 6.",
        "| `compat` | 2026-11-21 03:05:00 | 2026-11-21 04:10:00 | 1 h 5 min | 2026-11-21 04:05:00 | **5 min** |",
        "| gate | fails: 31/32 | 3/3 files, 31/32 tests | `cdcd",
        "| 7 | run.log | 5 | `efef",
        "- [ ] widen the alarm (zoe; entry 9)",
        "up to entry 14",
        "`abab",
    ] {
        assert!(text.contains(part), "no {part:?} in\n{text}");
    }
    let order = ["Summary", "Impact", "Metrics", "Roles", "Timeline", "Postures", "Verification", "Evidence", "Action"];
    let places: Vec<_> = order.iter().map(|title| text.find(&format!("\n## {title}")).unwrap()).collect();
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn the_report_says_what_it_has_not() {
    let mut it = postmortem();
    it.incident.impact = None;
    it.incident.ended_at = None;
    it.postures.retain(|stay| stay.profile == "strict");
    it.roles.truncate(1);
    it.evidence.clear();
    it.actions.clear();
    it.verifications.clear();
    let text = it.to_markdown();
    for part in [
        "**It is still open.**",
        "Nobody has recorded yet what it meant",
        "`wayhold incident amend INC-20261121-1 --impact TEXT --because TEXT`",
        "The posture was strict throughout.",
        "SOLO: ana held every role throughout.",
        "No verification ran",
        "No file was attached.",
        "None were noted.",
    ] {
        assert!(text.contains(part), "no {part:?} in\n{text}");
    }
    it.roles.clear();
    it.postures.clear();
    let text = it.to_markdown();
    assert!(text.contains("Nobody held a role.") && !text.contains("strict throughout"), "{text}");
}

#[test]
fn the_json_is_read_back_as_it_was_written() {
    let it = postmortem();
    let text = it.to_json();
    assert_eq!(serde_json::from_str::<Postmortem>(&text).unwrap(), it);
    assert!(text.starts_with("{\n  \"format\": \"wayhold.postmortem/1\"") && text.ends_with("}\n"));
}

#[test]
fn a_length_of_time_is_said_in_its_two_largest_units() {
    for (seconds, shown) in [
        (-5, "0 s"),
        (0, "0 s"),
        (59, "59 s"),
        (60, "1 min"),
        (725, "12 min 5 s"),
        (3600, "1 h"),
        (4440, "1 h 14 min"),
        (86_400, "1 d"),
        (183_600, "2 d 3 h"),
    ] {
        assert_eq!(super::super::span(seconds), shown);
    }
}
