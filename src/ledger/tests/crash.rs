//! What a crash, a full disk and an interrupted append leave behind: a whole prefix, never half of one.

use std::fs;
use std::path::{Path, PathBuf};

use sqlx::{Connection, SqliteConnection};

use super::{ledger, note, seal_all, stored};
use crate::ledger::{AppendError, Mode, Sealed, Store, StoreError, verify};

fn url(path: &Path) -> String {
    format!("sqlite:{}", path.display())
}

fn log(path: &Path) -> PathBuf {
    PathBuf::from(format!("{}-wal", path.display()))
}

async fn holding(path: &Path, entries: &[Sealed]) -> Store {
    let mut store = Store::create(&url(path)).await.unwrap();
    store.append(None, entries).await.unwrap();
    store
}

/// The ledger that a process would find if the machine had stopped now, with `log_bytes` of the log on disk.
async fn after_a_crash(path: &Path, log_bytes: usize) -> Vec<crate::ledger::Stored> {
    let dir = tempfile::tempdir().unwrap();
    let copy = dir.path().join("ledger.db");
    fs::copy(path, &copy).unwrap();
    let bytes = fs::read(log(path)).unwrap();
    fs::write(log(&copy), &bytes[..log_bytes.min(bytes.len())]).unwrap();
    let mut store = Store::open(&url(&copy), Mode::ReadWrite).await.unwrap();
    store.read(0, 1000).await.unwrap()
}

#[tokio::test]
async fn entries_that_were_not_committed_are_not_there_after_a_crash() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("ledger.db");
    let entries = ledger(3);
    let _store = holding(&path, &entries).await;
    let committed = fs::metadata(log(&path)).unwrap().len();
    let mut writer = SqliteConnection::connect(&url(&path)).await.unwrap();
    // With no room in memory the log holds pages of the transaction before it is committed.
    sqlx::raw_sql("PRAGMA cache_size = 1; BEGIN IMMEDIATE").execute(&mut writer).await.unwrap();
    for seq in 3..60 {
        let insert = sqlx::query("INSERT INTO entries VALUES (?, ?, 'x', 'x')").bind(seq).bind("x".repeat(4000));
        insert.execute(&mut writer).await.unwrap();
    }
    assert!(fs::metadata(log(&path)).unwrap().len() > committed, "the transaction reached the log");
    assert_eq!(after_a_crash(&path, usize::MAX).await, stored(&entries));
    drop(writer);
}

#[tokio::test]
async fn a_log_torn_anywhere_leaves_whole_appends() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("ledger.db");
    let entries = ledger(9);
    let mut store = holding(&path, &entries[..3]).await;
    // From here the log begins anew, and the file holds the first three.
    sqlx::raw_sql("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut store.inner.connection).await.unwrap();
    store.append(Some(&entries[2].head()), &entries[3..6]).await.unwrap();
    store.append(Some(&entries[5].head()), &entries[6..]).await.unwrap();
    let length = usize::try_from(fs::metadata(log(&path)).unwrap().len()).unwrap();
    let mut seen = Vec::new();
    for torn in (0..=length).step_by(1021).chain([length - 1, length]) {
        let rows = after_a_crash(&path, torn).await;
        assert!([3, 6, 9].contains(&rows.len()), "{} entries with {torn} of {length} bytes", rows.len());
        assert_eq!(rows, stored(&entries[..rows.len()]));
        verify(&rows).unwrap();
        seen.push(rows.len());
    }
    assert!(seen.is_sorted() && seen.first() == Some(&3) && seen.last() == Some(&9), "{seen:?}");
}

#[tokio::test]
async fn a_full_disk_is_named_appends_nothing_and_is_got_over() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("ledger.db");
    let entries = ledger(2);
    let mut store = holding(&path, &entries).await;
    sqlx::raw_sql("PRAGMA max_page_count = 1").execute(&mut store.inner.connection).await.unwrap();
    let head = entries[1].head();
    let many = seal_all(Some(head.clone()), (0..40).map(note));
    let refused = store.append(Some(&head), &many).await.unwrap_err();
    assert_eq!(refused, AppendError::Io(StoreError::Full { path: path.clone() }));
    assert!(refused.to_string().contains("the disk is full; make room and try again"), "{refused}");
    assert_eq!(store.head().await.unwrap(), Some(head.clone()));
    // The limit belonged to the connection, and the store took a new one: there is room again.
    assert!(store.append(Some(&head), &many).await.is_ok());
    assert_eq!(store.count().await.unwrap(), 42);
}

#[tokio::test]
async fn an_append_given_up_halfway_neither_stays_open_nor_half_done() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("ledger.db");
    let entries = ledger(2);
    let mut store = holding(&path, &entries).await;
    let mut head = entries[1].head();
    for patience in 0..40 {
        let batch = seal_all(Some(head.clone()), (0..5).map(note));
        {
            let append = store.append(Some(&head), &batch);
            let mut append = std::pin::pin!(append);
            // Polled a few times and dropped, as when a task is cancelled.
            for _ in 0..patience {
                let once =
                    std::future::poll_fn(|context| std::task::Poll::Ready(append.as_mut().poll(context).is_ready()));
                if once.await {
                    break;
                }
                tokio::time::sleep(std::time::Duration::from_micros(200)).await;
            }
        }
        let now = store.head().await.unwrap().unwrap();
        assert!(now == head || now == batch[4].head(), "after {patience} polls: {now:?}");
        head = now;
    }
    let more = seal_all(Some(head.clone()), [note(1)]);
    store.append(Some(&head), &more).await.unwrap();
    verify(&store.read(0, 1000).await.unwrap()).unwrap();
}
