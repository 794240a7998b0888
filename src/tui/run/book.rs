//! Reading a timeline from the ledger: from the newest entry back, a page at a time.

use super::{Console, told};
use crate::tui::msg::{Msg, Told};
use crate::tui::sheets::About;

/// How many entries are read at a time.
const PAGE: u64 = 1_024;
/// Enough of them to fill any screen.
const ENOUGH: usize = 200;
/// After so many entries without enough the rest waits until it is asked for, so that keys are not kept waiting.
const FAR: u64 = 16_384;

impl Console {
    pub(super) async fn read_timeline(&mut self, about: About, before: Option<u64>) {
        match self.entries_of(&about, before).await {
            Ok((entries, older)) => self.tell(Msg::Timeline { about, before, entries, older }),
            Err(error) => self.tell(Msg::Trouble(format!("The ledger cannot be read: {error:#}"))),
        }
    }

    async fn entries_of(&mut self, about: &About, before: Option<u64>) -> anyhow::Result<(Vec<Told>, Option<u64>)> {
        let end = before.unwrap_or_else(|| self.session.looked_at().map_or(0, |seq| seq + 1));
        let (mut at, mut found) = (end, Vec::new());
        while at > about.since() && found.len() < ENOUGH && end - at < FAR {
            let from = at.saturating_sub(PAGE).max(about.since());
            let entries = self.session.entries(from, u32::try_from(at - from).unwrap_or(u32::MAX)).await?;
            let read = entries
                .iter()
                .rev()
                .filter_map(|entry| told(entry.seq, entry.at, &entry.actor.id, &entry.kind, &entry.body));
            found.extend(read.filter(|told| about.has(told, &self.model.view.state)));
            at = from;
        }
        Ok((found, (at > about.since()).then_some(at)))
    }
}
