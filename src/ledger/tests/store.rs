use std::fs;
use std::path::{Path, PathBuf};

use sqlx::{Connection, SqliteConnection};

use super::{ana, founding, ledger, note, seal_all, stored};
use crate::ledger::{AppendError, Draft, Fault, Head, Mode, Sealed, Store, StoreError, seal, verify};

struct Place {
    dir: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    fn path(&self) -> PathBuf {
        self.dir.path().join("ledger.db")
    }

    fn url(&self) -> String {
        format!("sqlite:{}", self.path().display())
    }

    async fn open(&self, mode: Mode) -> Result<Store, StoreError> {
        Store::open(&self.url(), mode).await
    }

    async fn holding(entries: &[Sealed]) -> (Self, Store) {
        let place = Self::new();
        let mut store = Store::create(&place.url()).await.unwrap();
        store.append(None, entries).await.unwrap();
        (place, store)
    }

    /// Runs SQL as somebody with a shell would.
    async fn sql(&self, sql: &'static str) -> sqlx::Result<()> {
        let mut shell = SqliteConnection::connect(&self.url()).await?;
        sqlx::raw_sql(sql).execute(&mut shell).await?;
        shell.close().await
    }
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    PathBuf::from(format!("{}{suffix}", path.display()))
}

#[tokio::test]
async fn what_is_appended_is_read_back_by_another_connection() {
    let entries = ledger(5);
    let (place, mut store) = Place::holding(&entries[..2]).await;
    let head = store.append(Some(&entries[1].head()), &entries[2..]).await.unwrap();
    assert_eq!(head, entries[4].head());
    for mode in [Mode::ReadWrite, Mode::ReadOnly] {
        let mut other = place.open(mode).await.unwrap();
        assert_eq!(other.head().await.unwrap(), Some(entries[4].head()));
        assert_eq!(other.count().await.unwrap(), 5);
        assert_eq!(other.read(0, 100).await.unwrap(), stored(&entries));
        assert_eq!(other.read(1, 2).await.unwrap(), stored(&entries[1..3]));
        assert_eq!(other.read(5, 2).await.unwrap(), []);
        assert_eq!(other.read(u64::MAX, 2).await.unwrap(), []);
        other.close().await.unwrap();
    }
}

#[tokio::test]
async fn every_writer_logs_ahead_and_syncs_each_commit() {
    let (place, created) = Place::holding(&ledger(1)).await;
    for mut store in [created, place.open(Mode::ReadWrite).await.unwrap()] {
        let connection = &mut store.inner.connection;
        let journal: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(&mut *connection).await.unwrap();
        let synchronous: i64 = sqlx::query_scalar("PRAGMA synchronous").fetch_one(connection).await.unwrap();
        assert_eq!((journal.as_str(), synchronous), ("wal", 2));
    }
}

#[tokio::test]
async fn of_two_appends_on_one_head_exactly_one_wins() {
    let entries = ledger(2);
    let (place, mut first) = Place::holding(&entries).await;
    let mut second = place.open(Mode::ReadWrite).await.unwrap();
    let head = entries[1].head();
    let (ours, theirs) = (seal_all(Some(head.clone()), [note(1)]), seal_all(Some(head.clone()), [note(2)]));
    let (one, two) = tokio::join!(first.append(Some(&head), &ours), second.append(Some(&head), &theirs));
    let (winner, loser) = if one.is_ok() { (one, two) } else { (two, one) };
    let winner = winner.unwrap();
    assert_eq!(loser, Err(AppendError::HeadMoved { head: Some(winner.clone()) }));
    assert_eq!(first.head().await.unwrap(), Some(winner));
    assert_eq!(first.count().await.unwrap(), 3);
}

#[tokio::test]
async fn the_head_is_compared_by_hash_and_not_only_by_place() {
    let entries = ledger(2);
    let (_place, mut store) = Place::holding(&entries).await;
    let elsewhere = seal_all(None, [founding(), note(7), note(8)]);
    let refused = store.append(Some(&elsewhere[1].head()), &elsewhere[2..]).await;
    assert_eq!(refused, Err(AppendError::HeadMoved { head: Some(entries[1].head()) }));
    let refounded = store.append(None, &elsewhere[..1]).await;
    assert_eq!(refounded, Err(AppendError::HeadMoved { head: Some(entries[1].head()) }));
    assert_eq!(store.count().await.unwrap(), 2);
}

#[tokio::test]
async fn entries_that_do_not_follow_one_another_are_not_appended() {
    let entries = ledger(4);
    let (_place, mut store) = Place::holding(&entries[..2]).await;
    let head = entries[1].head();
    assert_eq!(store.append(Some(&head), &[]).await, Err(AppendError::Misfit));
    assert_eq!(store.append(Some(&head), &entries[3..]).await, Err(AppendError::Misfit));
    let doubled = [entries[2].clone(), entries[2].clone()];
    assert_eq!(store.append(Some(&head), &doubled).await, Err(AppendError::Misfit));
    assert_eq!(store.count().await.unwrap(), 2);
}

#[tokio::test]
async fn sql_that_changes_what_is_written_is_refused() {
    let (place, mut store) = Place::holding(&ledger(3)).await;
    for sql in [
        "UPDATE entries SET entry = 'x' WHERE seq = 1",
        "UPDATE entries SET seq = 9 WHERE seq = 2",
        "DELETE FROM entries WHERE seq = 2",
        "DELETE FROM entries",
        "INSERT INTO entries VALUES (5, 'x', 'x', 'x')",
        "INSERT INTO entries VALUES (-1, 'x', 'x', 'x')",
        "INSERT INTO entries VALUES (2, 'x', 'x', 'x')",
        "INSERT OR REPLACE INTO entries VALUES (2, 'x', 'x', 'x')",
        "INSERT OR IGNORE INTO entries VALUES (5, 'x', 'x', 'x')",
        "INSERT INTO entries(entry, hash, sig) VALUES ('x', 'x', 'x')",
        "INSERT INTO entries VALUES (3, NULL, 'x', 'x')",
    ] {
        assert!(place.sql(sql).await.is_err(), "{sql}");
    }
    assert_eq!(store.read(0, 9).await.unwrap(), stored(&ledger(3)));
}

#[tokio::test]
async fn tampering_past_the_triggers_is_found_and_the_entry_named() {
    const OPEN: &str = "DROP TRIGGER entries_follow; DROP TRIGGER entries_stay; DROP TRIGGER entries_remain;";
    for (sql, seq) in [
        ("UPDATE entries SET entry = replace(entry, 'number', 'member') WHERE seq = 3", 3),
        ("UPDATE entries SET entry = CAST(x'ff00ff' AS TEXT) WHERE seq = 2", 2),
        ("UPDATE entries SET entry = x'7b7d' WHERE seq = 4", 4),
        ("UPDATE entries SET hash = upper(hash) WHERE seq = 0", 0),
        ("UPDATE entries SET sig = (SELECT sig FROM entries WHERE seq = 4) WHERE seq = 2", 2),
        ("DELETE FROM entries WHERE seq = 3", 3),
        ("DELETE FROM entries WHERE seq = 0", 0),
        ("UPDATE entries SET seq = 100 WHERE seq = 1", 1),
        ("INSERT INTO entries SELECT 6, entry, hash, sig FROM entries WHERE seq = 5", 6),
    ] {
        let (place, mut store) = Place::holding(&ledger(6)).await;
        place.sql(OPEN).await.unwrap();
        place.sql(sql).await.unwrap();
        let damage = verify(&store.read(0, 100).await.unwrap()).unwrap_err();
        assert_eq!(damage.seq, seq, "{sql}: {damage}");
        assert!(!matches!(damage.what, Fault::Enrol(_)), "{sql}: {damage}");
    }
}

#[tokio::test]
async fn a_thousand_concurrent_appends_lose_nothing() {
    const WRITERS: u64 = 5;
    const EACH: u64 = 200;
    let (place, mut store) = Place::holding(&ledger(1)).await;
    let mut writers = tokio::task::JoinSet::new();
    for writer in 0..WRITERS {
        let mut store = place.open(Mode::ReadWrite).await.unwrap();
        writers.spawn(async move {
            for number in 0..EACH {
                append_until_won(&mut store, &note(writer * EACH + number)).await;
            }
        });
    }
    writers.join_all().await;
    let rows = store.read(0, 2000).await.unwrap();
    assert_eq!(verify(&rows).unwrap().map(|head| head.seq), Some(WRITERS * EACH));
    let mut numbers: Vec<_> = rows[1..]
        .iter()
        .map(|row| crate::ledger::Entry::read(&row.entry).unwrap().body["number"].as_u64().unwrap())
        .collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (0..WRITERS * EACH).collect::<Vec<_>>());
}

async fn append_until_won(store: &mut Store, draft: &Draft) -> Head {
    let key = ana();
    let mut head = store.head().await.unwrap();
    loop {
        let sealed = seal(head.as_ref(), draft.clone(), &key).unwrap();
        match store.append(head.as_ref(), &[sealed]).await {
            Ok(won) => return won,
            Err(AppendError::HeadMoved { head: moved }) => head = moved,
            Err(error) => panic!("{error}"),
        }
    }
}

#[tokio::test]
async fn the_data_version_changes_when_somebody_else_writes_and_only_then() {
    let entries = ledger(3);
    let (place, mut writer) = Place::holding(&entries[..2]).await;
    let mut reader = place.open(Mode::ReadOnly).await.unwrap();
    let before = reader.data_version().await.unwrap();
    assert_eq!(reader.data_version().await.unwrap(), before);
    let own = writer.data_version().await.unwrap();
    writer.append(Some(&entries[1].head()), &entries[2..]).await.unwrap();
    assert_ne!(reader.data_version().await.unwrap(), before);
    assert_eq!(writer.data_version().await.unwrap(), own);
}

#[tokio::test]
async fn a_file_that_is_no_ledger_is_refused_and_left_as_it_is() {
    let place = Place::new();
    let refusal = |mode| async move { Store::open(&Place::new().url(), mode).await.unwrap_err() };
    for mode in [Mode::ReadOnly, Mode::ReadWrite] {
        let absent = refusal(mode).await;
        assert!(matches!(absent, StoreError::Absent { .. }), "{absent:?}");
        assert!(absent.to_string().contains("does not exist"), "{absent}");
    }
    let text = "a text that is long enough to be taken for the header of a database, and is none".repeat(20);
    fs::write(place.path(), &text).unwrap();
    for mode in [Mode::ReadOnly, Mode::ReadWrite] {
        let refused = place.open(mode).await.unwrap_err();
        assert!(matches!(refused, StoreError::NotALedger { .. }), "{refused:?}");
        assert!(refused.to_string().contains("it is no SQLite database"), "{refused}");
    }
    assert!(matches!(Store::create(&place.url()).await, Err(StoreError::NotALedger { .. })));
    assert_eq!(fs::read_to_string(place.path()).unwrap(), text);
}

#[tokio::test]
async fn another_programs_database_is_refused_and_left_as_it_is() {
    let place = Place::new();
    fs::write(place.path(), "").unwrap();
    assert!(matches!(place.open(Mode::ReadWrite).await, Err(StoreError::NotALedger { .. })), "an empty file");
    place.sql("CREATE TABLE others(x)").await.unwrap();
    let before = fs::read(place.path()).unwrap();
    for refused in [place.open(Mode::ReadWrite).await, Store::create(&place.url()).await] {
        let refused = refused.unwrap_err();
        assert!(refused.to_string().contains("not one of Wayhold's"), "{refused}");
    }
    assert_eq!(fs::read(place.path()).unwrap(), before);
}

#[tokio::test]
async fn a_newer_format_is_named() {
    let (place, store) = Place::holding(&ledger(1)).await;
    store.close().await.unwrap();
    place.sql("PRAGMA user_version = 2").await.unwrap();
    for mode in [Mode::ReadOnly, Mode::ReadWrite] {
        let refused = place.open(mode).await.unwrap_err();
        assert_eq!(refused, StoreError::Newer { path: place.path(), version: 2 });
        assert!(refused.to_string().contains("format 2, from a newer Wayhold"), "{refused}");
    }
}

#[tokio::test]
async fn an_address_is_a_path_taken_as_it_is() {
    for url in ["", "sqlite:", "sqlite::memory:", "sqlite:file:x?mode=memory", "postgres://host/db", "/a/ledger.db"] {
        assert_eq!(Store::create(url).await.unwrap_err(), StoreError::Url { url: url.into() });
    }
    let dir = tempfile::tempdir().unwrap();
    let odd = dir.path().join("100% odd?mode=ro&x=#1 é.db");
    let url = format!("sqlite:{}", odd.display());
    let mut store = Store::create(&url).await.unwrap();
    store.append(None, &ledger(1)).await.unwrap();
    assert!(odd.exists());
    assert_eq!(Store::open(&url, Mode::ReadOnly).await.unwrap().count().await.unwrap(), 1);
}

#[tokio::test]
async fn a_ledger_is_not_made_where_one_is_but_an_unfinished_founding_is_taken_up() {
    let place = Place::new();
    drop(Store::create(&place.url()).await.unwrap());
    let mut store = Store::create(&place.url()).await.unwrap();
    store.append(None, &ledger(1)).await.unwrap();
    assert_eq!(Store::create(&place.url()).await.unwrap_err(), StoreError::Exists { path: place.path() });
    let nowhere = format!("sqlite:{}/no/ledger.db", place.dir.path().display());
    let refused = Store::create(&nowhere).await.unwrap_err();
    assert!(refused.to_string().contains("cannot be opened; check that they exist"), "{refused}");
}

#[tokio::test]
async fn of_many_who_found_at_once_one_does_and_the_others_see_it() {
    // One round meets the moment in which the journal changes about one time in three.
    for _ in 0..16 {
        let place = Place::new();
        let mut founders = tokio::task::JoinSet::new();
        for _ in 0..6 {
            founders.spawn(found(place.url()));
        }
        let founded = founders.join_all().await;
        assert_eq!(founded.iter().filter(|won| **won).count(), 1);
        assert_eq!(place.open(Mode::ReadOnly).await.unwrap().count().await.unwrap(), 1);
    }
}

async fn found(url: String) -> bool {
    match Store::create(&url).await {
        Ok(mut store) => store.append(None, &ledger(1)).await.is_ok(),
        Err(StoreError::Exists { .. }) => false,
        Err(error) => panic!("{error}"),
    }
}

#[tokio::test]
async fn a_store_opened_to_read_does_not_append() {
    let entries = ledger(2);
    let (place, _store) = Place::holding(&entries[..1]).await;
    let mut reader = place.open(Mode::ReadOnly).await.unwrap();
    for _ in 0..2 {
        let refused = reader.append(Some(&entries[0].head()), &entries[1..]).await.unwrap_err();
        assert_eq!(refused, AppendError::Io(StoreError::ReadOnly { path: place.path() }));
        assert!(refused.to_string().contains("it is read-only"), "{refused}");
    }
}

/// A link to nowhere in place of the shared-memory file stops SQLite as a directory without write permission does,
/// and it stops the superuser too.
#[cfg(unix)]
#[tokio::test]
async fn a_ledger_in_a_directory_that_may_not_be_written_can_be_read() {
    let entries = ledger(4);
    let (place, writer) = Place::holding(&entries[..2]).await;
    writer.close().await.unwrap();
    let shared_memory = beside(&place.path(), "-shm");
    std::os::unix::fs::symlink("nowhere/at all", &shared_memory).unwrap();
    let mut reader = place.open(Mode::ReadOnly).await.unwrap();
    assert_eq!(reader.head().await.unwrap(), Some(entries[1].head()));
    let before = reader.data_version().await.unwrap();
    assert_eq!(reader.data_version().await.unwrap(), before);

    // Its owner writes and leaves: the reader must not go on showing the file as it was.
    fs::remove_file(&shared_memory).unwrap();
    let mut writer = place.open(Mode::ReadWrite).await.unwrap();
    writer.append(Some(&entries[1].head()), &entries[2..3]).await.unwrap();
    writer.close().await.unwrap();
    std::os::unix::fs::symlink("nowhere/at all", &shared_memory).unwrap();
    assert_ne!(reader.data_version().await.unwrap(), before);
    assert_eq!(reader.head().await.unwrap(), Some(entries[2].head()));

    // Its owner writes and stays: from now on there is a log to follow.
    fs::remove_file(&shared_memory).unwrap();
    let mut writer = place.open(Mode::ReadWrite).await.unwrap();
    writer.append(Some(&entries[2].head()), &entries[3..]).await.unwrap();
    assert_eq!(reader.read(0, 9).await.unwrap(), stored(&entries));
}

#[cfg(unix)]
#[tokio::test]
async fn a_log_that_cannot_be_read_is_said_and_not_left_out() {
    let entries = ledger(3);
    let (place, mut writer) = Place::holding(&entries[..2]).await;
    writer.append(Some(&entries[1].head()), &entries[2..]).await.unwrap();
    let copy = Place::new();
    fs::copy(place.path(), copy.path()).unwrap();
    fs::copy(beside(&place.path(), "-wal"), beside(&copy.path(), "-wal")).unwrap();
    std::os::unix::fs::symlink("nowhere/at all", beside(&copy.path(), "-shm")).unwrap();
    let refused = copy.open(Mode::ReadOnly).await.unwrap_err();
    assert!(refused.to_string().contains("open the ledger once as its owner"), "{refused}");
}

#[tokio::test]
async fn opening_waits_for_a_reader_when_the_log_has_to_be_set_up_again() {
    let (place, store) = Place::holding(&ledger(1)).await;
    store.close().await.unwrap();
    // As a copy made with `VACUUM INTO` is.
    place.sql("PRAGMA journal_mode = DELETE").await.unwrap();
    let mut reader = SqliteConnection::connect(&place.url()).await.unwrap();
    sqlx::raw_sql("BEGIN; SELECT * FROM entries").execute(&mut reader).await.unwrap();
    let leave = async {
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        sqlx::raw_sql("COMMIT").execute(&mut reader).await.unwrap();
    };
    let (opened, ()) = tokio::join!(place.open(Mode::ReadWrite), leave);
    assert_eq!(opened.unwrap().count().await.unwrap(), 1);
}

#[tokio::test]
async fn a_store_kept_locked_says_so_after_waiting() {
    let entries = ledger(2);
    let (place, mut store) = Place::holding(&entries[..1]).await;
    let mut shell = SqliteConnection::connect(&place.url()).await.unwrap();
    sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut shell).await.unwrap();
    let refused = store.append(Some(&entries[0].head()), &entries[1..]).await.unwrap_err();
    assert_eq!(refused, AppendError::Io(StoreError::Busy { path: place.path() }));
    sqlx::raw_sql("ROLLBACK").execute(&mut shell).await.unwrap();
    assert!(store.append(Some(&entries[0].head()), &entries[1..]).await.is_ok());
}
