//! The SQLite store: one file, one connection, write-ahead log, every commit synced.
//!
//! Lives here: the table, the triggers, the statements, and what SQLite's errors mean. May not: look into an entry.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use sqlx::sqlite::{SqliteConnectOptions, SqliteRow, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, Row, SqliteConnection};

use super::chain::Sealed;
use super::entry::Head;
use super::store::{AppendError, Link, Mode, StoreError, Stored};

/// `WYHD`: marks the file as a ledger, for us and for `file`.
const APPLICATION_ID: i64 = 0x5759_4844;
/// The version of the table layout.
const FORMAT: i64 = 1;
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// The triggers are a guardrail against a slip in the shell; the chain and the signatures are what proves anything.
/// The two pragmas are [`APPLICATION_ID`] and [`FORMAT`]; opening what was created compares them.
const SCHEMA: &str = "
CREATE TABLE entries(seq INTEGER PRIMARY KEY, entry TEXT NOT NULL, hash TEXT NOT NULL, sig TEXT NOT NULL);
CREATE TRIGGER entries_follow BEFORE INSERT ON entries
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq) + 1, 0) FROM entries)
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: an entry goes right after the last one'); END;
CREATE TRIGGER entries_stay BEFORE UPDATE ON entries
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: no entry is changed'); END;
CREATE TRIGGER entries_remain BEFORE DELETE ON entries
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only: no entry is deleted'); END;
PRAGMA application_id = 0x57594844;
PRAGMA user_version = 1;
";

const HEAD: &str = "SELECT seq, hash FROM entries ORDER BY seq DESC LIMIT 1";
const READ: &str = "SELECT seq, entry, hash, sig FROM entries WHERE seq >= ? ORDER BY seq LIMIT ?";
const LINKS: &str = "SELECT seq, entry, hash FROM entries WHERE seq >= ? ORDER BY seq LIMIT ?";
const INSERT: &str = "INSERT INTO entries(seq, entry, hash, sig) VALUES (?, ?, ?, ?)";

/// One connection to a ledger file.
#[derive(Debug)]
pub(super) struct Sqlite {
    path: PathBuf,
    mode: Mode,
    pub(super) connection: SqliteConnection,
    /// The state of the file when it was opened as one that nobody writes; see [`Sqlite::open_read_only`].
    still: Option<Still>,
    /// How often a still file was opened again because it had been written after all.
    reopened: i64,
}

/// What tells that a file, opened as one that nobody writes, was written after all.
#[derive(Debug, PartialEq, Eq)]
struct Still {
    bytes: u64,
    modified: Option<SystemTime>,
    has_log: bool,
}

impl Sqlite {
    pub(super) async fn create(path: PathBuf) -> Result<Self, StoreError> {
        let connection = connect(&path, |options| options.create_if_missing(true)).await?;
        let mut store = Self::over(path, Mode::ReadWrite, connection);
        let failed = |error| explain(&store.path, &error);
        // Taken first, so that of two processes that found one ledger, the second sees the work of the first.
        let mut transaction = store.connection.begin_with("BEGIN IMMEDIATE").await.map_err(failed)?;
        let tables = number(&mut transaction, "SELECT count(*) FROM sqlite_schema").await.map_err(failed)?;
        if tables == 0 {
            sqlx::raw_sql(SCHEMA).execute(&mut *transaction).await.map_err(failed)?;
        }
        transaction.commit().await.map_err(failed)?;
        store.identify().await?;
        if store.head().await?.is_some() {
            return Err(StoreError::Exists { path: store.path });
        }
        store.write_ahead().await?;
        Ok(store)
    }

    pub(super) async fn open(path: PathBuf, mode: Mode) -> Result<Self, StoreError> {
        if matches!(path.try_exists(), Ok(false)) {
            return Err(StoreError::Absent { path });
        }
        match mode {
            Mode::ReadOnly => Self::open_read_only(path).await,
            Mode::ReadWrite => {
                let connection = connect(&path, |options| options).await?;
                let mut store = Self::over(path, mode, connection);
                store.identify().await?;
                store.write_ahead().await?;
                Ok(store)
            }
        }
    }

    /// Reading a write-ahead log needs a shared-memory file beside it. Where that cannot be made and no log is left,
    /// the file alone is the whole ledger and SQLite may read it as one that nobody writes. With a log left, reading
    /// the file alone would show an old ledger as the current one, so that fails.
    async fn open_read_only(path: PathBuf) -> Result<Self, StoreError> {
        let shared = Self::reading(path.clone(), None).await;
        if !matches!(shared, Err(StoreError::Io { .. } | StoreError::ReadOnly { .. })) {
            return shared;
        }
        let still = still(&path);
        if still.has_log {
            let why = "its latest entries are in a log beside it that only somebody who may write there can open; \
                       open the ledger once as its owner";
            return Err(StoreError::Io { path, why: why.to_owned() });
        }
        Self::reading(path, Some(still)).await
    }

    async fn reading(path: PathBuf, still: Option<Still>) -> Result<Self, StoreError> {
        let connection = connect(&path, |options| options.read_only(true).immutable(still.is_some())).await?;
        let mut store = Self { still, ..Self::over(path, Mode::ReadOnly, connection) };
        store.identify().await?;
        Ok(store)
    }

    fn over(path: PathBuf, mode: Mode, connection: SqliteConnection) -> Self {
        Self { path, mode, connection, still: None, reopened: 0 }
    }

    /// Refuses a file that is no ledger, before anything in it is changed.
    async fn identify(&mut self) -> Result<(), StoreError> {
        let id = self.pragma("PRAGMA application_id").await?;
        if id != APPLICATION_ID {
            let why = "it is a SQLite database, but not one of Wayhold's".to_owned();
            return Err(StoreError::NotALedger { path: self.path.clone(), why });
        }
        match self.pragma("PRAGMA user_version").await? {
            FORMAT => Ok(()),
            version => Err(StoreError::Newer { path: self.path.clone(), version }),
        }
    }

    /// Changing the journal cannot wait for a lock the way everything else does, so it is tried until the time is up.
    async fn write_ahead(&mut self) -> Result<(), StoreError> {
        const PAUSE: Duration = Duration::from_millis(20);
        let mut left = BUSY_TIMEOUT;
        loop {
            let set = sqlx::query("PRAGMA journal_mode = WAL").execute(&mut self.connection).await;
            match set.map_err(|error| explain(&self.path, &error)) {
                Ok(_) => return Ok(()),
                Err(StoreError::Busy { .. }) if left > PAUSE => {
                    left -= PAUSE;
                    tokio::time::sleep(PAUSE).await;
                }
                Err(error) => return Err(error),
            }
        }
    }

    pub(super) async fn head(&mut self) -> Result<Option<Head>, StoreError> {
        self.refresh().await?;
        stored_head(&mut self.connection).await.map_err(|error| explain(&self.path, &error))
    }

    pub(super) async fn read(&mut self, from: u64, limit: u32) -> Result<Vec<Stored>, StoreError> {
        self.refresh().await?;
        let Ok(from) = i64::try_from(from) else { return Ok(Vec::new()) };
        let rows = sqlx::query(READ).bind(from).bind(limit).fetch_all(&mut self.connection).await;
        rows.and_then(|rows| rows.iter().map(stored).collect()).map_err(|error| explain(&self.path, &error))
    }

    pub(super) async fn links(&mut self, from: u64, limit: u32) -> Result<Vec<Link>, StoreError> {
        self.refresh().await?;
        let Ok(from) = i64::try_from(from) else { return Ok(Vec::new()) };
        let rows = sqlx::query(LINKS).bind(from).bind(limit).fetch_all(&mut self.connection).await;
        rows.and_then(|rows| rows.iter().map(link).collect()).map_err(|error| explain(&self.path, &error))
    }

    pub(super) async fn count(&mut self) -> Result<u64, StoreError> {
        self.refresh().await?;
        self.pragma("SELECT count(*) FROM entries").await.map(i64::unsigned_abs)
    }

    pub(super) async fn data_version(&mut self) -> Result<i64, StoreError> {
        self.refresh().await?;
        // SQLite counts within one connection, and in 32 bits; a connection opened again has to differ as well.
        let version = self.pragma("PRAGMA data_version").await?;
        Ok((self.reopened << 32) + version)
    }

    pub(super) async fn append(&mut self, expected: Option<&Head>, sealed: &[Sealed]) -> Result<(), AppendError> {
        if self.mode == Mode::ReadOnly {
            return Err(StoreError::ReadOnly { path: self.path.clone() }.into());
        }
        let appended = append_all(&mut self.connection, expected, sealed).await;
        match appended.map_err(|error| explain(&self.path, &error)) {
            Ok(None) => Ok(()),
            Ok(Some(moved)) => Err(AppendError::HeadMoved { head: moved.0 }),
            Err(error) => {
                // A full disk makes SQLite roll back by itself, which the driver does not notice: the connection
                // would refuse every later transaction. A new one is the way to know where it stands.
                if let Ok(fresh) = connect(&self.path, |options| options).await {
                    self.connection = fresh;
                }
                Err(error.into())
            }
        }
    }

    pub(super) async fn restore(&mut self, rows: &[Stored]) -> Result<(), StoreError> {
        restore_all(&mut self.connection, rows).await.map_err(|error| explain(&self.path, &error))
    }

    pub(super) async fn hold(&mut self) -> Result<(), StoreError> {
        let held = sqlx::query("BEGIN IMMEDIATE").execute(&mut self.connection).await;
        held.map(drop).map_err(|error| explain(&self.path, &error))
    }

    pub(super) async fn close(self) -> Result<(), StoreError> {
        self.connection.close().await.map_err(|error| explain(&self.path, &error))
    }

    async fn pragma(&mut self, statement: &'static str) -> Result<i64, StoreError> {
        number(&mut self.connection, statement).await.map_err(|error| explain(&self.path, &error))
    }

    /// Opens a still file again if it was written after all.
    async fn refresh(&mut self) -> Result<(), StoreError> {
        if self.still.as_ref().is_none_or(|known| *known == still(&self.path)) {
            return Ok(());
        }
        let reopened = self.reopened + 1;
        *self = Self { reopened, ..Box::pin(Self::open_read_only(self.path.clone())).await? };
        Ok(())
    }
}

fn still(path: &Path) -> Still {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    let file = fs::metadata(path);
    Still {
        bytes: file.as_ref().map_or(0, fs::Metadata::len),
        modified: file.and_then(|file| file.modified()).ok(),
        has_log: fs::metadata(log).is_ok_and(|log| log.len() > 0),
    }
}

async fn connect(
    path: &Path,
    adjust: impl FnOnce(SqliteConnectOptions) -> SqliteConnectOptions,
) -> Result<SqliteConnection, StoreError> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .busy_timeout(BUSY_TIMEOUT)
        .synchronous(SqliteSynchronous::Full)
        .disable_statement_logging();
    adjust(options).connect().await.map_err(|error| explain(path, &error))
}

async fn number(connection: &mut SqliteConnection, statement: &'static str) -> sqlx::Result<i64> {
    sqlx::query(statement).fetch_one(connection).await?.try_get_unchecked(0)
}

async fn stored_head(connection: &mut SqliteConnection) -> sqlx::Result<Option<Head>> {
    let Some(row) = sqlx::query(HEAD).fetch_optional(connection).await? else { return Ok(None) };
    Ok(Some(Head { seq: seq(&row)?, hash: text(&row, 1)? }))
}

/// The head that stood in the way of an append.
struct Moved(Option<Head>);

async fn append_all(
    connection: &mut SqliteConnection,
    expected: Option<&Head>,
    sealed: &[Sealed],
) -> sqlx::Result<Option<Moved>> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    let head = stored_head(&mut transaction).await?;
    if head.as_ref() != expected {
        transaction.rollback().await?;
        return Ok(Some(Moved(head)));
    }
    for next in sealed {
        insert(&mut transaction, next.entry.seq, [&next.text, &next.hash, &next.sig]).await?;
    }
    transaction.commit().await?;
    Ok(None)
}

async fn restore_all(connection: &mut SqliteConnection, rows: &[Stored]) -> sqlx::Result<()> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    for row in rows {
        insert(&mut transaction, row.seq, [&row.entry, &row.hash, &row.sig]).await?;
    }
    transaction.commit().await
}

async fn insert(connection: &mut SqliteConnection, seq: u64, texts: [&str; 3]) -> sqlx::Result<()> {
    let seq = i64::try_from(seq).unwrap_or(i64::MAX);
    let insert = texts.iter().fold(sqlx::query(INSERT).bind(seq), |insert, text| insert.bind(*text));
    insert.execute(connection).await.map(drop)
}

fn stored(row: &SqliteRow) -> sqlx::Result<Stored> {
    Ok(Stored { seq: seq(row)?, entry: text(row, 1)?, hash: text(row, 2)?, sig: text(row, 3)? })
}

fn link(row: &SqliteRow) -> sqlx::Result<Link> {
    Ok(Link { seq: seq(row)?, entry: text(row, 1)?, hash: text(row, 2)? })
}

/// A negative place can only be forged, and then any number that is not the next one has it found.
fn seq(row: &SqliteRow) -> sqlx::Result<u64> {
    row.try_get_unchecked::<i64, _>(0).map(|seq| u64::try_from(seq).unwrap_or(u64::MAX))
}

/// Whatever stands in the column, as text: forged bytes have to reach verification, which names the entry.
fn text(row: &SqliteRow, column: usize) -> sqlx::Result<String> {
    let bytes: Option<Vec<u8>> = row.try_get_unchecked(column)?;
    Ok(String::from_utf8_lossy(&bytes.unwrap_or_default()).into_owned())
}

/// What an error of SQLite means for a person. The numbers are SQLite's primary result codes.
fn explain(path: &Path, error: &sqlx::Error) -> StoreError {
    let path = path.to_owned();
    let Some(database) = error.as_database_error() else { return StoreError::Io { path, why: error.to_string() } };
    let code = database.code().and_then(|code| code.parse::<i32>().ok()).unwrap_or_default();
    let why = database.message().to_owned();
    match code & 0xff {
        5 | 6 => StoreError::Busy { path },
        8 => StoreError::ReadOnly { path },
        11 => StoreError::Damaged { path, why },
        13 => StoreError::Full { path },
        14 => {
            let why = "the file or its directory cannot be opened; check that they exist and whose they are".to_owned();
            StoreError::Io { path, why }
        }
        26 => StoreError::NotALedger { path, why: "it is no SQLite database".to_owned() },
        _ => StoreError::Io { path, why },
    }
}
