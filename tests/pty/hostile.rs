//! Text in files that would steer a terminal: it is shown written out, and never reaches the terminal as it is.

use crate::common::Room;
use crate::console;

const PLAN: &str = "# P\u{1b}]52;c;QUJD\u{7} \u{1b}[?1003h

| id | Name | Status |
|---|---|---|
| M1 | Na\u{1b}[5mme\u{202e} \u{1b}c | ACTIVE |
| M2 | La\u{9b}5mter\u{2066} | NOT_STARTED |

## M1 - Na\u{1b}[5mme\u{202e} \u{1b}c

Status: ACTIVE

Entry gate:
- sunny \u{1b}]52;c;QUJD\u{7} days

DoD checklist:
- [ ] one \u{1b}[5mblinks\u{2066}two\u{9b}5m \u{200f}
- [ ] three \u{1b}]0;title\u{7} \u{1b}Pq\u{1b}\\

## M2 - La\u{9b}5mter\u{2066}

Status: NOT_STARTED
";

#[test]
fn nothing_in_a_runbook_or_in_an_entry_steers_the_terminal() {
    let room = Room::new()
        .with("runbooks/plan.md", PLAN)
        .with("worlds/w.json", "{\"world\": \"w\u{202e}\", \"nodes\": [{\"id\": \"\\u001b[5m\"}], \"edges\": 3}")
        .founded();
    room.run(["incident", "declare", "--title", "t\u{1b}[5m\u{202e}"]).exit(0);
    room.run(["incident", "note", "n\u{1b}]52;c;QUJD\u{7}\nsecond\u{202e}"]).exit(0);
    let mut screen = console(&room);
    screen.wait_for("\\u{1b}");
    for keys in
        ["Enter", "Enter", "Esc", "j", "Enter", "Esc", "w", "Esc", "Esc", "j", "w", "Esc", "k", "W", "w", "Esc", "W"]
    {
        let mark = screen.written();
        screen.keys(keys);
        screen.wait_painted(mark);
        if keys == "Esc" {
            screen.settle();
        }
    }
    screen.keys("n");
    screen.wait_for("Note on INC-");
    screen.settle();
    screen.pastes("pasted \u{1b}]52;c;QUJD\u{7}\u{202e} text");
    screen.wait_for("pasted ");
    screen.keys("Enter");
    screen.wait_for("2 notes");
    screen.keys("q");
    assert_eq!(screen.ended().exit_code(), 0);
    tame(&screen.raw());
}

/// Only sequences of the console's own are in it: cursor, erasing, weight and colour, and the modes it takes.
#[track_caller]
fn tame(raw: &[u8]) {
    let text = std::str::from_utf8(raw).unwrap();
    let wild =
        |c: &char| (c.is_control() && !"\u{1b}\r\n".contains(*c)) || "\u{202e}\u{2066}\u{200f}\u{2028}".contains(*c);
    assert_eq!(text.chars().find(wild), None);
    for sequence in text.split('\u{1b}').skip(1) {
        let shown = || sequence.chars().take(20).collect::<String>();
        let body = sequence.strip_prefix('[').unwrap_or_else(|| panic!("not a control sequence: {:?}", shown()));
        let end = body.find(|c: char| c.is_ascii_alphabetic()).unwrap();
        let (parameters, last) = (&body[..end], &body[end..=end]);
        let known = match last {
            "H" | "J" | "K" | "A" | "B" | "C" | "D" => true,
            // 38;5;N is a colour of the palette; a 5 of its own would be the blinking of the runbook.
            "m" => !parameters.replace("38;5;", "").replace("48;5;", "").split(';').any(|code| code == "5"),
            "h" | "l" => matches!(parameters, "?25" | "?1004" | "?1049" | "?2004" | "?2026"),
            _ => false,
        };
        assert!(known, "{:?}", shown());
    }
}
