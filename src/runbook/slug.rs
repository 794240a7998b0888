//! The id that a stage gets from the words of its heading.

use super::heading;

/// The most bytes of an id made from words: it is typed to confirm an activation.
const MAX: usize = 48;

/// The words of a heading as an id: lower-case ASCII letters and digits, with dashes for everything between. A section
/// number, the target of a link and an HTML tag are left out. `None` when no letter and no digit is left.
pub(super) fn of(words: &str) -> Option<String> {
    let words = heading::plain(words.trim_start_matches(['#', ' ', '\t']));
    let mut slug = String::new();
    let mut hidden = None;
    let mut before = ' ';
    for c in heading::without_section_number(&words).0.chars() {
        match hidden {
            Some(close) if c == close => hidden = None,
            None if c == '(' && before == ']' => hidden = Some(')'),
            None if c == '<' => hidden = Some('>'),
            None if c.is_ascii_alphanumeric() => slug.push(c.to_ascii_lowercase()),
            None if !matches!(c, '\'' | '’') && !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
            Some(_) | None => {}
        }
        before = c;
    }
    if let Some(longer) = slug.get(..=MAX) {
        slug.truncate(longer.rfind('-').unwrap_or(MAX));
    }
    slug.truncate(slug.trim_end_matches('-').len());
    (!slug.is_empty()).then_some(slug)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_the_words_in_lower_case_with_dashes_between() {
        for (words, expected) in [
            ("Prepare the room", Some("prepare-the-room")),
            ("1. Prepare -- (the) room!", Some("prepare-the-room")),
            ("## 2) **Prepare** `room`:", Some("prepare-room")),
            ("🔍 Pre-flight", Some("pre-flight")),
            ("[Don't](https://x.example/a) stop", Some("dont-stop")),
            ("<a id=\"x\"></a>Stop", Some("stop")),
            ("Öffnung um 7", Some("ffnung-um-7")),
            ("готово", None),
            ("—", None),
        ] {
            assert_eq!(of(words).as_deref(), expected, "{words}");
        }
    }

    #[test]
    fn a_long_heading_is_cut_between_words() {
        let slug = of("every word of this rather long heading that goes on and on").unwrap();
        assert_eq!(slug, "every-word-of-this-rather-long-heading-that-goes");
        assert_eq!(of(&"x".repeat(80)).map(|slug| slug.len()), Some(48));
    }
}
