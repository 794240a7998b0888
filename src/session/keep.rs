//! What is kept of a reading of the ledger for the next start: the note of what was checked, and the state cache.
//!
//! Lives here: when they are written, and who may vouch for the marks of the ledger's file. May not: believe them; that
//! is `open.rs`.

use super::cache::{self, Depth};
use super::verified::{self, Note};
use super::{Session, standing};
use crate::ledger::{Head, Marks};

impl Session {
    /// Whether the ledger's file is as this session knows it, or as another process of this user's noted it after a
    /// write of its own. If not, somebody wrote who does not say what.
    pub(super) fn accounted(&mut self) -> bool {
        let now = Marks::of(&self.workspace.ledger_path());
        if now.is_none() || self.damage.is_some() {
            return false;
        }
        if self.marks != now {
            let noted = verified::read(&self.workspace.private()).and_then(|note| note.marks);
            self.marks = noted.filter(|noted| now.as_ref() == Some(noted));
        }
        self.marks.is_some()
    }

    /// Whether the file is accounted for, if need be by looking: nothing is written behind an entry that was changed.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub(super) async fn vouched(&mut self) -> anyhow::Result<bool> {
        if self.accounted() {
            return Ok(true);
        }
        let marks = Marks::of(&self.workspace.ledger_path());
        if let (Some(head), Some(store)) = (&self.head, self.store.as_mut())
            && !store.leads_to(head).await?
        {
            let what = format!("an entry up to {} is not as it was when it was checked here", head.seq);
            self.damage.get_or_insert(what);
            return Ok(false);
        }
        self.marks = marks;
        Ok(self.accounted())
    }

    /// After a write of this session's own: the new marks are its doing if the ones before were accounted for.
    pub(super) fn account(&mut self, accounted: bool) {
        self.marks = Marks::of(&self.workspace.ledger_path()).filter(|_| accounted);
    }

    /// Writes down what was checked and, now and then, what it came to.
    pub(super) fn keep(&mut self) {
        let Some(head) = self.verified.clone().filter(|_| self.damage.is_none()) else { return };
        let private = self.workspace.private();
        let marks = if self.accounted() { self.marks.clone() } else { None };
        let noted = verified::read(&private);
        let furthest = noted.as_ref().map(|noted| &noted.head).filter(|noted| noted.seq > head.seq).unwrap_or(&head);
        // Another process's note is as good as one of ours that cannot vouch for the file.
        let note = Note { head: furthest.clone(), marks };
        let behind = noted.as_ref().is_none_or(|noted| noted.head.seq < head.seq);
        if behind || note.marks.is_some() && noted.as_ref() != Some(&note) {
            verified::write(&private, &note);
        }
        self.keep_state(&head);
    }

    fn keep_state(&mut self, head: &Head) {
        let (seq, bytes) = self.cached.map_or((None, 0), |(seq, bytes)| (Some(seq), bytes));
        if !cache::is_due(head.seq + 1 - seq.map_or(0, |seq| seq + 1), bytes) {
            return;
        }
        if self.depth == Depth::Standing {
            standing::shed(&mut self.state);
        }
        let what = (head, &self.keyring, &self.state);
        let written = cache::write(&self.workspace.private(), &self.workspace.config.environment, self.depth, what);
        // One that cannot be written is not tried again after each entry.
        self.cached = Some((head.seq, written.unwrap_or(bytes)));
    }

    /// Closes the ledger and waits until its file is released.
    pub async fn close(mut self) {
        let Some(store) = self.store.take() else { return };
        let accounted = self.accounted();
        // Everything is on the disk since the append; SQLite only tidies its log away, which changes the file's marks.
        let _ = store.close().await;
        if accounted {
            self.account(true);
            self.keep();
        }
    }
}
