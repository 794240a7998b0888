//! Text that comes from outside: made safe to store and to show, without losing what was there.

/// One line, safe to store: every control, escape and bidi character (line breaks too) is written out as `\u{1b}`.
///
/// Cleaning twice changes nothing more.
pub fn clean(text: &str) -> String {
    if is_printable(text) {
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
    let text = text.trim();
    if is_plain_line(text) {
        return text.to_owned();
    }
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    clean(&line)
}

/// Whether `text`, which has no blanks at its ends, is printable ASCII with single spaces.
pub fn is_plain_line(text: &str) -> bool {
    let bytes = text.as_bytes();
    let pairs = bytes.iter().zip(bytes.get(1..).unwrap_or_default());
    is_printable(text) && !pairs.fold(false, |double, (&one, &next)| double | matches!((one, next), (b' ', b' ')))
}

/// Whether `text` is printable ASCII. No early end, so that a machine can look at many bytes at once.
fn is_printable(text: &str) -> bool {
    !text.bytes().fold(false, |odd, byte| odd | !matches!(byte, b' '..=b'~'))
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
    fn words_come_out_on_one_line_with_single_blanks() {
        for (given, line) in [
            ("", ""),
            (" \t\n", ""),
            ("a cup", "a cup"),
            ("  a cup ", "a cup"),
            ("a  cup", "a cup"),
            ("a\ncup\tof  tea", "a cup of tea"),
            ("a\u{a0}cup", "a cup"),
            ("zażółć  ✔", "zażółć ✔"),
            ("a\u{7f}cup\u{1b}", "a\\u{7f}cup\\u{1b}"),
        ] {
            assert_eq!(one_line(given), line, "{given:?}");
        }
    }

    #[test]
    fn text_of_several_lines_keeps_its_line_breaks() {
        assert_eq!(clean_lines("one\r\ntwo\rthree\u{7}"), "one\ntwo\\u{d}three\\u{7}");
    }
}
