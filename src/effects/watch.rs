//! Watching directories, so that a face that waits costs nothing and still sees what others do within a moment.

use std::path::{Path, PathBuf};

use notify::{EventKind, RecursiveMode, Watcher as _};
use tokio::sync::mpsc::{Receiver, channel};

/// A running watch; it ends when dropped.
pub struct Watch {
    _watcher: notify::RecommendedWatcher,
    changes: Receiver<()>,
}

impl std::fmt::Debug for Watch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Watch").finish_non_exhaustive()
    }
}

impl Watch {
    /// Watches `directories`, not what is below them. One that cannot be watched is passed over and named.
    ///
    /// # Errors
    /// The system gives no watcher at all.
    pub fn start(directories: &[PathBuf]) -> notify::Result<(Self, Vec<PathBuf>)> {
        // One waiting message is enough: it says "look again", and looking finds everything.
        let (sender, changes) = channel(1);
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            let only_read = matches!(&event, Ok(event) if matches!(event.kind, EventKind::Access(_)));
            if !only_read {
                let _ = sender.try_send(());
            }
        })?;
        let unwatched = directories
            .iter()
            .filter(|directory| watcher.watch(Path::new(directory), RecursiveMode::NonRecursive).is_err())
            .cloned()
            .collect();
        Ok((Self { _watcher: watcher, changes }, unwatched))
    }

    /// Waits until something changed since the last call.
    pub async fn changed(&mut self) {
        if self.changes.recv().await.is_none() {
            std::future::pending::<()>().await;
        }
    }
}
