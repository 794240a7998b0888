//! The preview of accepting: what would be bound, changed, and stand differently elsewhere.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::console::Command;
use crate::provision::{self, Outcome, ResolveReport, SeenWorld, consequences, overlay};
use crate::tui::model::Model;
use crate::tui::weighing;
use crate::tui::widgets::{Pen, popup, wrap};
use crate::tui::worlds::deed;

/// Columns of the word before a line.
const HEAD: u16 = 11;
/// Bindings that the preview of the best lists.
const LISTED: usize = 12;

/// What would be accepted.
#[derive(Debug, Clone)]
pub struct Accept {
    /// The commands.
    pub commands: Vec<Command>,
    /// What stands over it.
    pub title: String,
    /// A word and what it says, each.
    lines: Vec<(String, String)>,
}

impl Accept {
    /// The preview of one command, as rules see the world.
    pub fn one(model: &Model, command: provision::Command) -> Self {
        let mut lines = Vec::new();
        let mut say = |head: &str, text: String| lines.push((head.to_owned(), text));
        let (world, title) = (command.world().to_owned(), title(&command));
        match &command {
            provision::Command::Accept { edge, operation, provider, provisioner, .. } => {
                let by = provisioner.as_deref().unwrap_or("whoever offers it");
                let what = deed(*operation, provider.as_deref());
                say("binds", format!("{edge} by {what}, cost {}, offered by {by}", operation.cost()));
                if let Some(SeenWorld::Read { world: seen, .. }) = model.view.ctx.observed.worlds.get(&world) {
                    let graph = overlay(seen, model.view.state.provision.worlds.get(&world));
                    // The offer's own place among the others, so that what it costs is what is asked for.
                    let place = graph.offers_for(edge).and_then(|quote| {
                        let bid = model.stage.bids.rows.iter().map(|bid| &bid.offer);
                        let same = |offer: &&provision::OfferReport| {
                            offer.operation == *operation
                                && offer.provider == *provider
                                && Some(&offer.provisioner) == provisioner.as_ref()
                        };
                        quote.place_of(bid.into_iter().find(same)?)
                    });
                    match place.map(|place| consequences(&graph, edge, place + 1)) {
                        Some(Ok(known)) => {
                            say("changes", weighing::changes(&known));
                            say("elsewhere", weighing::elsewhere(&known).join(" · "));
                        }
                        Some(Err(why)) => say("cannot be", why),
                        None => {}
                    }
                }
            }
            provision::Command::Afford { destination, label, provisioner, .. } => {
                let by = provisioner.as_deref().unwrap_or("whoever offers it");
                say("gives", format!("{destination} gets `{label}` in its namespace, offered by {by}"));
            }
            provision::Command::AcceptBest { .. } => {
                say(
                    "binds",
                    "the best offer of everything that is open, in order; none that needs a person".to_owned(),
                );
            }
        }
        say("writes", "one entry of the ledger; the world's file stays as it is".to_owned());
        Self { commands: vec![Command::Provision(command)], title, lines }
    }

    /// The preview of the best of everything.
    pub fn best(model: &Model, commands: Vec<Command>, report: Option<&ResolveReport>) -> Self {
        let mut lines = Vec::new();
        let mut say = |head: &str, text: String| lines.push((head.to_owned(), text));
        if let Some(report) = report {
            let fresh = || report.bindings.iter().filter(|bound| !bound.attempts.is_empty());
            for (at, bound) in fresh().take(LISTED).enumerate() {
                let by = bound.attempts.last().map(|attempt| attempt.provisioner.as_str()).unwrap_or_default();
                let tried = bound.attempts.iter().filter(|attempt| attempt.outcome != Outcome::Accepted).count();
                let tried = if tried > 0 { format!(", after {tried} in vain") } else { String::new() };
                let what = deed(bound.operation, Some(&bound.provider.id));
                say(if at == 0 { "binds" } else { "" }, format!("{}: {what} of {by}{tried}", bound.edge));
            }
            let more = fresh().count().saturating_sub(LISTED);
            if more > 0 {
                say("", format!("… and {more} more"));
            }
            let shown = model.stage.sight.as_ref().map(|sight| &sight.survey.affordances);
            let had = |row: &provision::AffordanceReport| {
                shown.is_some_and(|rows| {
                    rows.iter().any(|one| one.accepted && one.label == row.label && one.destination == row.destination)
                })
            };
            for row in report.offers.affordances.iter().filter(|row| row.accepted && !had(row)).take(LISTED) {
                say("gives", format!("{} gets `{}` from {}", row.destination, row.label, row.source));
            }
            let receipt = &report.receipt;
            for (word, edges) in
                [("unresolved", &receipt.unresolved), ("shadowed", &receipt.shadowed), ("waived", &receipt.waived)]
            {
                if !edges.is_empty() {
                    let some = edges.iter().take(6).cloned().collect::<Vec<_>>().join(", ");
                    say(word, format!("{}: {some}", edges.len()));
                }
            }
            say(
                "then",
                if receipt.softlock {
                    "softlock: no way on".to_owned()
                } else {
                    format!("a way on: {}", receipt.frontier.join(", "))
                },
            );
        }
        say("never", "an offer that asks for a person is left to that person".to_owned());
        let title = format!("Accept the best offers of {}", model.stage.path);
        Self { commands, title, lines }
    }
}

fn title(command: &provision::Command) -> String {
    match command {
        provision::Command::AcceptBest { world } => format!("Accept the best offers of {world}"),
        provision::Command::Accept { edge, world, .. } => format!("Accept an offer for {edge} of {world}"),
        provision::Command::Afford { label, world, .. } => format!("Accept {label} in {world}"),
    }
}

pub(super) fn draw(buffer: &mut Buffer, area: Rect, model: &Model, accept: &Accept) {
    let theme = model.theme;
    let columns = 92.min(area.width);
    let room = columns.saturating_sub(4 + HEAD);
    let mut lines: Vec<(&str, String)> = Vec::new();
    for (head, text) in &accept.lines {
        let wrapped = wrap(text, room, 4).into_iter().enumerate();
        lines.extend(wrapped.map(|(at, text)| (if at == 0 { head.as_str() } else { "" }, text)));
    }
    let wanted = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(4);
    let inner = popup(buffer, area, (columns, wanted.min(area.height)), &accept.title, theme);
    for (row, (head, text)) in (0..inner.height.saturating_sub(2)).zip(&lines) {
        Pen::new(buffer, inner, row).cell(head, HEAD, theme.dim()).text(text, theme.text());
    }
    let mut pen = Pen::new(buffer, inner, inner.height.saturating_sub(1));
    pen.text("y", theme.key()).text(" accepts   ", theme.dim()).text("Esc", theme.key()).text(" back", theme.dim());
}
