//! Reading a runbook beside bare pulldown-cmark, in one run and on the same bytes. Quote the ratios, not the times.

#![allow(clippy::unwrap_used, missing_docs, reason = "a bench stops at the first thing that goes wrong")]

use std::fmt::Write;

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use pulldown_cmark::{Options, Parser};
use wayhold::runbook;

fn main() {
    divan::main();
}

/// A plan, by how many phases it has and what stands in each.
#[derive(Debug, Clone, Copy)]
enum Plan {
    /// Three phases: what a small change has.
    Small,
    /// A roadmap, twelve phases, boxes and prose on two thousand lines.
    Long,
    /// Ten thousand short phases.
    Many,
}

const PLANS: [Plan; 3] = [Plan::Small, Plan::Long, Plan::Many];

impl Plan {
    fn text(self) -> String {
        let (phases, paragraphs, boxes) = match self {
            Self::Small => (3, 1, 4),
            Self::Long => (12, 24, 30),
            Self::Many => (10_000, 0, 3),
        };
        let mut plan = "# Moving the bakery\n\n| Phase | Name | Status |\n|---|---|---|\n".to_owned();
        for phase in 0..phases {
            writeln!(plan, "| B{phase} | Room {phase} | {} |", status(phase)).unwrap();
        }
        for phase in 0..phases {
            let mark = if phase == 0 { 'x' } else { ' ' };
            write!(plan, "\n## B{phase} - Room {phase}\nStatus: `{}`\n\nEntry gate:\n", status(phase)).unwrap();
            writeln!(plan, "- The landlord has agreed, see `permits/room-{phase}.pdf`.\n").unwrap();
            for paragraph in 0..paragraphs {
                writeln!(
                    plan,
                    "What moves on day {paragraph} is listed by **shelf**, and whatever _breaks_ is noted in\n\
                     `notes/day-{paragraph}.md`. The ovens stay on [their own circuit](https://bakery.example/wiring)\n\
                     until the electrician has signed.\n"
                )
                .unwrap();
            }
            plan.push_str("DoD checklist:\n");
            for item in 0..boxes {
                writeln!(plan, "- [{mark}] Shelf {item} is emptied and `proof/{phase}-{item}.json` is filed.").unwrap();
            }
        }
        plan
    }
}

fn status(phase: usize) -> &'static str {
    match phase {
        0 => "DONE",
        1 => "ACTIVE",
        _ => "NOT_STARTED",
    }
}

/// Facts and findings.
#[divan::bench(args = PLANS)]
fn read(bencher: Bencher, plan: Plan) {
    let text = plan.text();
    assert_eq!(runbook::read(text.as_bytes()).unwrap().findings, []);
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| runbook::read(black_box(text.as_bytes())).unwrap());
}

/// The bare part of it: every event with its bytes.
#[divan::bench(args = PLANS)]
fn bare_pulldown_cmark(bencher: Bencher, plan: Plan) {
    let text = plan.text();
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| {
        for event in Parser::new_ext(black_box(&text), Options::ENABLE_TABLES).into_offset_iter() {
            black_box(event);
        }
    });
}
