//! The plans that the tests act on.

use std::fmt::Write;

/// Three phases: one done, one ACTIVE with an inherited tick and two open boxes, one to come.
pub const PLAN: &str = "\
# Moving the billing jobs

| phase_id | Name | Status |
| --- | --- | --- |
| M0 | Ground work | DONE |
| M1 | Packaging | ACTIVE |
| M2 | Cut-over | NOT_STARTED |

## M0 - Ground work

Status: DONE

DoD checklist:
- [x] the owners are named

## M1 - Packaging

Status: ACTIVE

Entry gate:
- M0 is `DONE`

DoD checklist:
- [x] the packaging contract is written
- [ ] the images are signed
- [ ] the handoff note is filed

## M2 - Cut-over

Status: NOT_STARTED

DoD checklist:
- [ ] traffic runs on the new jobs
";

/// A plan whose lines end in three ways and whose last line does not end.
pub const MIXED_PLAN: &str = "# Mixed\r\n\r\n| id | Status |\r\n|---|---|\n| K1 | ACTIVE |\r\n\n## K1 - Kiln\r\n\nStatus: ACTIVE\n\r\nDoD checklist:\r\n- [ ] bricks are dry\r\n- [ ] the door closes\n- [X] the chimney is swept\r\n\n\tlast line without an end";

/// A plan with one ACTIVE phase `R1` of `count` open boxes.
pub fn boxes(count: usize) -> String {
    let mut plan =
        "# Many\n\n| id | Status |\n|---|---|\n| R1 | ACTIVE |\n\n## R1 - Row\n\nStatus: ACTIVE\n\nDoD checklist:\n"
            .to_owned();
    for number in 1..=count {
        writeln!(plan, "- [ ] piece {number} is in place").unwrap();
    }
    plan
}
