//! Text that comes from outside: made safe to store and to show, without losing what was there.

/// One line, safe to store: every control, escape and bidi character (line breaks too) is written out as `\u{1b}`.
///
/// Cleaning twice changes nothing more.
pub fn clean(text: &str) -> String {
    if text.bytes().all(|byte| (b' '..0x7F).contains(&byte)) {
        return text.to_owned();
    }
    render(text, |_| false)
}

/// As [`clean`], for text of several lines: line feeds stay, all else is written out; a carriage return before a line
/// feed is dropped.
pub fn clean_lines(text: &str) -> String {
    render(&text.replace("\r\n", "\n"), |c| c == '\n')
}

/// Words on one line, cleaned; runs of white space become one space.
pub fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    clean(&line)
}

fn render(text: &str, keep: impl Fn(char) -> bool) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if is_hostile(c) && !keep(c) {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    shown
}

/// Whether a terminal may act on the character, or hide or reorder its neighbours because of it.
pub fn is_hostile(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
            | '\u{200b}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_control_and_bidi_characters_are_written_out() {
        for (given, shown) in [
            ("\u{1b}[31mred", "\\u{1b}[31mred"),
            ("a\u{202e}b", "a\\u{202e}b"),
            ("one\ntwo\ttabs", "one\\u{a}two\\u{9}tabs"),
            ("c1 \u{9b}31m", "c1 \\u{9b}31m"),
            ("zażółć ✔ 👩‍🔧", "zażółć ✔ 👩‍🔧"),
        ] {
            assert_eq!(clean(given), shown);
            assert_eq!(clean(&clean(given)), shown, "cleaning twice");
        }
    }

    #[test]
    fn text_of_several_lines_keeps_its_line_breaks() {
        assert_eq!(clean_lines("one\r\ntwo\rthree\u{7}"), "one\ntwo\\u{d}three\\u{7}");
    }
}
