//! Going on with a damaged ledger: what holds of it is copied into a new file, one entry says so, the old file is kept.
//!
//! Lives here: the order of the steps, so that a crash between any two leaves the damaged ledger, read-only as it was, or
//! the new one. May not: judge what holds (the verifier did when the ledger was opened) or who may (`console`).

use std::time::Duration;

use anyhow::{Context, Error, Result};

use super::open::url_of;
use super::run::{Done, Stop};
use super::{Session, verified};
use crate::console::{self, Command, Damaged, Event, Mark, Resealed};
use crate::effects::{aside, lock};
use crate::ledger::{Head, Store, StoreError};

/// How many entries are copied at a time.
const PAGE: u32 = 1024;
/// How long one console waits for another to finish an effect.
const PATIENCE: Duration = Duration::from_secs(10);

impl Session {
    /// What is said of a new ledger that an earlier process made and did not put into its place.
    pub(super) fn half_resealed(&self) -> Option<String> {
        let waits = aside::next(&self.workspace.ledger_path()).exists();
        waits.then(|| "a new file of it was made and is not in its place yet: run `wayhold ledger reseal` again".into())
    }

    /// Puts a new ledger into the place of a damaged one: the entries that hold, byte for byte, and one more that says
    /// what was wrong, what holds, where the damaged file is kept and why. Where nothing holds it is founded anew.
    ///
    /// # Errors
    /// The holds of `console::reseal`; a step that failed. The damaged ledger is then as it was.
    pub async fn reseal(&mut self, because: &str) -> Result<Done, Stop> {
        let lock = lock::take(&self.lock_path(), PATIENCE).await.map_err(Error::new)?;
        let mut done = Done::default();
        if self.half_resealed().is_some() {
            self.put_in_place().await?;
            done.recovered.push("a new ledger file that was made before is in its place now".to_owned());
            if self.damage.is_none() {
                return Ok(done);
            }
        }
        self.whole().await?;
        self.follow().await?;
        let resealed = self.decide_reseal(because)?;
        let kept = if self.workspace.ledger_path().exists() { Some(self.kept_aside()?) } else { None };
        let (kept, sha256) = kept.unwrap_or_default();
        let resealed = Resealed { kept, sha256, ..resealed };
        if self.head.is_some() {
            self.make_next(resealed).await?;
            self.put_in_place().await?;
        } else {
            self.clear_away().await?;
            // Founding takes the lock for itself.
            drop(lock);
            done.extend(Box::pin(self.run(Command::Found, None)).await?);
            let ctx = self.ctx();
            self.append(&[Event::from(resealed)], &ctx).await?;
        }
        if let Some(damage) = &self.damage {
            return Err(Stop::Failed(anyhow::anyhow!("the new ledger is not in order: {damage}")));
        }
        let last = self.head.as_ref().map_or(0, |head| head.seq);
        done.entries.extend(self.entries(last, 1).await?);
        Ok(done)
    }

    fn decide_reseal(&mut self, because: &str) -> Result<Resealed, Stop> {
        let mark = |head: &Head| Mark { seq: head.seq, hash: head.hash.clone() };
        let noted = verified::read(&self.workspace.private()).map(|note| note.head);
        let found = Damaged {
            damage: self.damage.clone(),
            newer: self.newer,
            after: self.head.as_ref().map(mark),
            noted: noted.as_ref().map(mark),
        };
        let ctx = self.ctx();
        let mut decided = console::reseal(&found, because, &ctx);
        if self.head.is_some() {
            let fingerprint = self.identity.as_ref().map(|identity| identity.public().fingerprint());
            let enrolled = fingerprint.is_some_and(|print| self.keyring.by_fingerprint(print).is_some());
            let founder = self.state.founded.as_ref().map(|founded| founded.stamp.by.clone()).unwrap_or_default();
            let stranger = console::not_enrolled(&ctx.environment, fingerprint.unwrap_or("none yet"), &founder);
            let holds = (!enrolled).then_some(stranger).into_iter().chain(self.key_hold());
            let holds: Vec<_> = holds.chain(decided.as_mut().err().map(std::mem::take).unwrap_or_default()).collect();
            if !holds.is_empty() {
                return Err(Stop::Held(holds));
            }
        }
        decided.map_err(Stop::Held)
    }

    fn kept_aside(&self) -> Result<(String, String)> {
        aside::keep(&self.workspace.ledger_path()).context("nothing was changed: the damaged file cannot be kept")
    }

    /// Makes the new file beside the old one. As soon as it has its name it is whole and on the disk.
    async fn make_next(&mut self, resealed: Resealed) -> Result<()> {
        let path = self.workspace.ledger_path();
        let head = self.head.clone().context("no entry holds")?;
        let ctx = self.ctx();
        let sealed = self.sealed(&[resealed.into()], &ctx)?;
        let making = aside::making(&path).context("nothing was changed: no room beside the ledger")?;
        let mut next = Store::create(&url_of(&making)).await?;
        let old = self.store.as_mut().context("there is no ledger to copy from")?;
        // Nobody appends to the old file from here on. One that is too damaged for a lock takes no entry either.
        match old.hold().await {
            Ok(()) | Err(StoreError::Damaged { .. } | StoreError::ReadOnly { .. }) => {}
            Err(busy) => return Err(busy.into()),
        }
        let mut seq = 0;
        while seq <= head.seq {
            let left = u32::try_from(head.seq + 1 - seq).unwrap_or(PAGE);
            let rows = old.read(seq, PAGE.min(left)).await?;
            let last = rows.last().context("an entry that held is gone")?;
            seq = last.seq + 1;
            next.restore(&rows).await?;
        }
        next.append(Some(&head), &sealed).await?;
        next.close().await?;
        aside::made(&making, &path).context("nothing was changed: the new ledger cannot be brought to the disk")
    }

    /// The new file takes the place of the old one, and is read from its first entry on.
    async fn put_in_place(&mut self) -> Result<()> {
        verified::forget(&self.workspace.private());
        aside::switch(&self.workspace.ledger_path()).context("the new ledger cannot take its place")?;
        self.begin_anew().await
    }

    /// Not one entry holds, and the file is kept: as if there had been none.
    async fn clear_away(&mut self) -> Result<()> {
        self.store = None;
        verified::forget(&self.workspace.private());
        aside::clear(&self.workspace.ledger_path()).context("the damaged ledger cannot be taken out of the way")?;
        self.begin_anew().await
    }
}
