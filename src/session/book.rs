//! Reading the ledger out for a face: pages, the full verification, the export. Nothing here writes.

use anyhow::{Context, Result};

use super::Session;
use crate::ledger::{Damage, Entry, Head, Verifier, export};

/// How many entries are read at a time.
const PAGE: u32 = 4096;

impl Session {
    /// How many entries there are; `None` before founding.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub async fn count(&mut self) -> Result<Option<u64>> {
        match self.store.as_mut() {
            Some(store) => Ok(Some(store.count().await?)),
            None => Ok(None),
        }
    }

    /// Up to `count` entries from place `from` on, as they are stored; it stops at one that does not read.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub async fn entries(&mut self, from: u64, count: u32) -> Result<Vec<Entry>> {
        let Some(store) = self.store.as_mut() else { return Ok(Vec::new()) };
        let rows = store.read(from, count).await?;
        Ok(rows.iter().map_while(|row| Entry::read(&row.entry).ok()).collect())
    }

    /// Checks every entry, link and signature from the first on, whatever was checked before. The head when all is
    /// well.
    ///
    /// # Errors
    /// The ledger cannot be read. The first bad entry is the inner error.
    pub async fn verify(&mut self) -> Result<Result<Option<Head>, Damage>> {
        let Some(store) = self.store.as_mut() else { return Ok(Ok(None)) };
        let mut verifier = Verifier::new();
        let mut next = 0;
        loop {
            let rows = store.read(next, PAGE).await?;
            if let Err(damage) = verifier.check_all(&rows) {
                return Ok(Err(damage));
            }
            let Some(last) = rows.last() else { return Ok(Ok(verifier.head().cloned())) };
            next = last.seq + 1;
        }
    }

    /// Gives every entry as a line of the export, in order.
    ///
    /// # Errors
    /// The ledger cannot be read, or an entry in it cannot be put on a line.
    pub async fn export(&mut self, mut line: impl FnMut(&str)) -> Result<()> {
        let store = self.store.as_mut().context("there is no ledger to export")?;
        let mut next = 0;
        loop {
            let rows = store.read(next, PAGE).await?;
            for row in &rows {
                line(&export::line(row)?);
            }
            let Some(last) = rows.last() else { return Ok(()) };
            next = last.seq + 1;
        }
    }

    /// Who may sign, in the format that `ssh-keygen -Y verify` reads.
    pub fn allowed_signers(&self) -> String {
        self.keyring.allowed_signers()
    }
}
