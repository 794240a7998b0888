//! The postmortem as Markdown. Every word from outside goes through [`markdown`](super::markdown).

use std::fmt::Write as _;

use chrono::{DateTime, Utc};

use super::Postmortem;
use super::markdown::{code, inline};

impl Postmortem {
    /// The Markdown file, the same bytes for the same data.
    pub fn to_markdown(&self) -> String {
        let mut page = Page::default();
        page.line(&format!("# {}: {}", inline(&self.incident.id), inline(&self.incident.title)));
        self.summary(&mut page);
        self.impact(&mut page);
        self.figures(&mut page);
        self.roles(&mut page);
        self.timeline(&mut page);
        self.postures(&mut page);
        self.verification(&mut page);
        self.evidence(&mut page);
        self.actions(&mut page);
        self.ledger(&mut page);
        page.text
    }

    fn summary(&self, page: &mut Page) {
        let it = &self.incident;
        page.heading("Summary");
        let declared = format!(
            "{} incident in {}, reason code {}. It began at {}, and {} declared it {} later, at {}.",
            it.severity,
            code(&self.environment),
            code(&it.reason_code),
            moment(it.started_at),
            inline(&it.declared_by),
            span(self.metrics.to_declare_s),
            moment(it.declared_at)
        );
        let owner = if it.owner.is_empty() { "Nobody".to_owned() } else { inline(&it.owner) };
        let end = match (it.ended_at, &it.closed_by) {
            (Some(ended), by) => format!(
                "It ended at {}, after {}. Its owner was {owner} at the end{}.",
                moment(ended),
                span(self.metrics.lasted_s),
                by.as_ref().map(|by| format!(", and {} closed it", inline(by))).unwrap_or_default()
            ),
            (None, _) => format!(
                "**It is still open.** This is how it stood at {}, {} after it began. {owner} owned it then.",
                moment(self.as_of),
                span(self.metrics.lasted_s)
            ),
        };
        page.line(&declared);
        page.line(&end);
    }

    fn impact(&self, page: &mut Page) {
        page.heading("Impact");
        match &self.incident.impact {
            Some(impact) => page.line(&inline(impact)),
            None => page.line(&format!(
                "*Nobody has recorded yet what it meant for those who use the system:* {} *records it.*",
                code(&format!("wayhold incident amend {} --impact TEXT --because TEXT", self.incident.id))
            )),
        }
        if self.postures.iter().all(|stay| stay.profile == "strict") {
            if !self.postures.is_empty() {
                page.line("");
                page.line("The posture was strict throughout.");
            }
            return;
        }
        let profiles = self.metrics.in_posture_s.iter().filter(|(profile, _)| *profile != "strict");
        let profiles = profiles.map(|(profile, seconds)| format!("{} for {}", code(profile), span(*seconds)));
        let late = match self.metrics.overdue_s {
            0 => "None of it was past its deadline.".to_owned(),
            late => format!("**{} of it was past its deadline.**", span(late)),
        };
        page.line("");
        page.line(&format!("The posture was not strict: {}. {late}", profiles.collect::<Vec<_>>().join(", ")));
    }

    fn figures(&self, page: &mut Page) {
        let figures = &self.metrics;
        page.heading("Metrics");
        let or = |seconds: Option<i64>, none: &str| seconds.map_or_else(|| none.to_owned(), span);
        let mut rows = vec![
            ("Time to declare".to_owned(), span(figures.to_declare_s), "start to declaration"),
            (
                "Time to mitigate".to_owned(),
                or(figures.to_mitigate_s, "none"),
                "start to the first posture change that took; none without one",
            ),
            (
                "Time to restore".to_owned(),
                or(figures.to_restore_s, "not yet"),
                "start to strict again, or to the end when no posture was changed",
            ),
        ];
        for (profile, seconds) in &figures.in_posture_s {
            rows.push((format!("Time in {}", code(profile)), span(*seconds), "within the incident"));
        }
        rows.push(("Time overdue".to_owned(), span(figures.overdue_s), "in a posture past its deadline"));
        page.table(&["What", "How long", "Measured from"]);
        for (what, how_long, from) in rows {
            page.row(&[what, how_long, from.to_owned()]);
        }
    }

    fn roles(&self, page: &mut Page) {
        page.heading("Roles");
        if self.roles.is_empty() {
            page.line("Nobody held a role.");
            return;
        }
        page.table(&["Role", "Who", "From", "Until"]);
        for one in &self.roles {
            let until = one.until.as_ref().map_or_else(|| "still".to_owned(), |until| moment(until.at));
            page.row(&[one.role.word().to_owned(), inline(&one.who), moment(one.from.at), until]);
        }
        page.line("");
        let first = &self.roles[0].who;
        if self.roles.iter().all(|one| one.who == *first) {
            page.line(&format!("SOLO: {} held every role throughout.", inline(first)));
        } else {
            page.line("The commander owned the incident, and held every role that nobody else was named for.");
        }
    }

    fn timeline(&self, page: &mut Page) {
        page.heading("Timeline");
        page.line("In the order of the ledger. What happened at another time than it was recorded says both.");
        page.line("");
        page.table(&["Entry", "Occurred (UTC)", "Recorded (UTC)", "Who", "What"]);
        let mut back = Vec::new();
        let mut before = None;
        for one in &self.timeline {
            let recorded = if one.occurred_at == one.recorded_at { String::new() } else { clock(one.recorded_at) };
            page.row(&[one.seq.to_string(), clock(one.occurred_at), recorded, inline(&one.by), inline(&one.text)]);
            if before.is_some_and(|before| one.recorded_at < before) {
                back.push(one.seq.to_string());
            }
            before = Some(one.recorded_at);
        }
        if !back.is_empty() {
            page.line("");
            let entries = back.join(", ");
            page.line(&format!("A clock went back: recorded earlier than the entry before are {entries}."));
        }
    }

    fn postures(&self, page: &mut Page) {
        if self.postures.is_empty() {
            return;
        }
        page.heading("Postures");
        page.table(&["Posture", "From (UTC)", "Until (UTC)", "Lasted", "Allowed until (UTC)", "Overdue"]);
        for stay in &self.postures {
            let late = if stay.overdue_s == 0 { String::new() } else { format!("**{}**", span(stay.overdue_s)) };
            let allowed = stay.expires_at.map(clock).unwrap_or_default();
            page.row(&[code(&stay.profile), clock(stay.from), clock(stay.to), span(stay.lasted_s), allowed, late]);
        }
    }

    fn verification(&self, page: &mut Page) {
        page.heading("Verification");
        if self.verifications.is_empty() {
            page.line("No verification ran within the incident.");
            return;
        }
        page.table(&["Entry", "Recorded (UTC)", "Name", "Verdict", "Counted", "Output (SHA-256)"]);
        for one in &self.verifications {
            let digest = one.sha256.as_deref().map(code).unwrap_or_default();
            let (name, verdict, counts) = (inline(&one.name), inline(&one.verdict), inline(&one.counts));
            page.row(&[one.seq.to_string(), clock(one.at), name, verdict, counts, digest]);
        }
    }

    fn evidence(&self, page: &mut Page) {
        page.heading("Evidence");
        if self.evidence.is_empty() {
            page.line("No file was attached.");
            return;
        }
        page.table(&["Entry", "File", "Bytes", "SHA-256", "Attached by", "What it shows"]);
        for file in &self.evidence {
            page.row(&[
                file.stamp.seq.to_string(),
                inline(&file.path),
                file.bytes.to_string(),
                code(&file.sha256),
                inline(&file.stamp.by),
                inline(file.note.as_deref().unwrap_or_default()),
            ]);
        }
    }

    fn actions(&self, page: &mut Page) {
        page.heading("Action items");
        if self.actions.is_empty() {
            page.line("None were noted.");
            return;
        }
        for one in &self.actions {
            let owner = one.owner.as_deref().map_or_else(|| "no owner yet".to_owned(), inline);
            page.line(&format!("- [ ] {} ({owner}; entry {})", inline(&one.text), one.seq));
        }
    }

    fn ledger(&self, page: &mut Page) {
        page.heading("Ledger");
        page.line(&format!(
            "Made from the ledger of {} up to entry {}, whose hash stands for every entry before it:",
            code(&self.environment),
            self.head.seq
        ));
        page.line("");
        page.line(&code(&self.head.hash));
        page.line("");
        page.line("`wayhold ledger verify` checks every hash and signature up to there and beyond.");
    }
}

/// Lines of Markdown.
#[derive(Default)]
struct Page {
    text: String,
}

impl Page {
    fn line(&mut self, line: &str) {
        let _ = writeln!(self.text, "{line}");
    }

    fn heading(&mut self, title: &str) {
        let _ = writeln!(self.text, "\n## {title}\n");
    }

    fn table(&mut self, head: &[&str]) {
        self.line(&format!("| {} |", head.join(" | ")));
        self.line(&format!("|{}", "---|".repeat(head.len())));
    }

    fn row(&mut self, cells: &[String]) {
        self.line(&format!("| {} |", cells.join(" | ")));
    }
}

/// A time in a sentence.
fn moment(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M:%SZ").to_string()
}

/// A time in a column that says UTC.
fn clock(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M:%S").to_string()
}

/// Seconds by their two largest units: `45 s`, `12 min 5 s`, `1 h 14 min`, `2 d 3 h`.
pub fn span(seconds: i64) -> String {
    let (large, small) = match seconds {
        ..60 => return format!("{} s", seconds.max(0)),
        60..3600 => ((seconds / 60, "min"), (seconds % 60, "s")),
        3600..86_400 => ((seconds / 3600, "h"), (seconds / 60 % 60, "min")),
        _ => ((seconds / 86_400, "d"), (seconds / 3600 % 24, "h")),
    };
    let rest = if small.0 == 0 { String::new() } else { format!(" {} {}", small.0, small.1) };
    format!("{} {}{rest}", large.0, large.1)
}
