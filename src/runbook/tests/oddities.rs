use super::*;
use crate::hold::text::is_hostile;

fn oddities(text: &str) -> Vec<(usize, Odd, usize)> {
    document(text).oddities.into_iter().map(|odd| (odd.line, odd.what, odd.lines)).collect()
}

#[test]
fn odd_characters_are_told_once_each_with_the_lines_they_are_on() {
    let text = "# Tea\n\u{1b}[31m and \u{1b}\n\u{202e}abc\n\u{1b} again\0\nx\u{feff}\n";
    assert_eq!(
        oddities(text),
        [
            (2, Odd::Control('\u{1b}'), 2),
            (3, Odd::Hidden('\u{202e}'), 1),
            (4, Odd::Control('\0'), 1),
            (5, Odd::ByteOrderMark, 1),
        ]
    );
    assert_eq!(oddities("# Tea — zażółć ✔ 👩‍🔧\r\n\tyes\r\n"), []);
    assert_eq!(oddities("a\rb\r\n"), [(1, Odd::Control('\r'), 1)]);
}

#[test]
fn every_hostile_character_is_found_wherever_it_stands() {
    for c in (0..=0x10_FFFF).filter_map(char::from_u32).filter(|&c| is_hostile(c) && !matches!(c, '\t' | '\n')) {
        let padded = format!("{}{c}", "x".repeat(63));
        for text in [c.to_string(), format!("{c}abc"), padded] {
            assert_eq!(oddities(&text).len(), 1, "U+{:04X}", u32::from(c));
        }
    }
}

#[test]
fn front_matter_that_is_none_is_told_and_hides_nothing() {
    for (text, lines) in [
        ("---\ntitle: tea\n---\n## R1 - A\n", vec![]),
        ("---\nnot a key\n---\n\n## R1 - A\n", vec![(1, Odd::FrontMatter, 1)]),
        ("---\ntitle: tea\n\n## R1 - A\n", vec![(1, Odd::FrontMatter, 1)]),
        ("\u{feff}---\ntitle: tea\n---\n## R1 - A\n", vec![(1, Odd::ByteOrderMark, 1)]),
        ("\u{feff}## R1 - A\n", vec![(1, Odd::ByteOrderMark, 1)]),
        ("## R1 - A\n\n---\n", vec![]),
    ] {
        assert_eq!(oddities(text), lines, "{text:?}");
        assert!(document(text).phase("R1").is_some(), "{text:?}");
    }
}

#[test]
fn an_oddity_is_told_in_words() {
    assert_eq!(Odd::Control('\0').to_string(), "the control character U+0000, shown escaped");
    assert!(Odd::FrontMatter.to_string().contains("line 1"));
}
