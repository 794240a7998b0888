//! Text that fits: cut, wrapped, cleaned, windowed.

use proptest::prelude::*;

use crate::tui::field::Field;
use crate::tui::widgets::{Window, fit, width, wrap};

#[test]
fn what_does_not_fit_ends_in_an_ellipsis() {
    assert_eq!(fit("packing", 7), "packing");
    assert_eq!(fit("packing", 6), "packi…");
    assert_eq!(fit("日本語", 4), "日…");
    assert_eq!(fit("x", 0), "");
}

#[test]
fn escapes_are_written_out_wherever_text_is_cut_or_wrapped() {
    assert_eq!(fit("a\u{1b}[31mb", 20), "a\\u{1b}[31mb");
    assert_eq!(wrap("a\u{202e}b c", 20, 3), ["a\\u{202e}b c"]);
}

#[test]
fn wrapping_breaks_at_blanks_and_says_when_there_is_more() {
    assert_eq!(wrap("one two three", 8, 5), ["one two", "three"]);
    assert_eq!(wrap("one two three four", 8, 1), ["one two…"]);
    assert_eq!(wrap("abcdefghij", 4, 5), ["abcd", "efgh", "ij"]);
}

#[test]
fn a_window_keeps_the_selection_in_sight() {
    for selected in 0..100 {
        let window = Window::around(selected, 100, 7);
        assert!(window.range().contains(&selected) && window.rows == 7);
    }
    assert_eq!(Window::around(3, 5, 9).range(), 0..5);
    assert_eq!(Window::around(49, 100, 7).mark(49, 100).as_deref(), Some("50/100"));
}

#[test]
fn a_field_of_one_line_stays_one_line() {
    let mut field = Field::line("a");
    field.insert("b\nc\u{1b}d");
    assert_eq!(field.text(), "ab c\\u{1b}d");
    field.newline();
    assert_eq!(field.rows().len(), 1);
}

#[test]
fn a_field_takes_no_more_than_an_entry_could() {
    let mut field = Field::lines();
    field.insert(&"x".repeat(1_000_000));
    assert!(field.text().len() <= 8_000);
}

proptest! {
    #[test]
    fn nothing_is_ever_wider_than_asked(text in any::<String>(), columns in 0_u16..60, most in 1_usize..6) {
        prop_assert!(width(&fit(&text, columns)) <= columns);
        let lines = wrap(&text, columns.max(2), most);
        prop_assert!(lines.len() <= most);
        for line in lines {
            prop_assert!(width(&line) <= columns.max(2), "{line:?}");
        }
    }
}
