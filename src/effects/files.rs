//! Whole-file writes that a crash leaves old or new, never half: temp file, fsync, rename, fsync of the directory.

use std::fs::{self, File, Permissions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use super::faults::{self, Step};

/// How the name of a file begins and ends that is written to take the place of another.
const TEMPORARY: (&str, &str) = (".wayhold-", ".tmp");

/// Whether `path` is a file on its way to another name, or what is left of one whose writer died: nobody's runbook.
pub fn is_temporary(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    name.starts_with(TEMPORARY.0) && name.ends_with(TEMPORARY.1)
}

/// Replaces `path` by `bytes`. An existing file keeps its permissions; a symlink is followed, so the link stays a link.
///
/// # Errors
/// Any step's I/O error; `path` then holds its old content, or the new one when it is the directory that could not be
/// brought to the disk.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let directory = parent(&target);
    make_directory(&directory)?;
    let permissions = fs::metadata(&target).ok().map(|meta| meta.permissions());
    let temp = written(&directory, bytes, permissions)?;
    faults::before(Step::Rename(temp.path(), &target))?;
    temp.persist(&target).map_err(|failed| failed.error)?;
    sync_names(&directory)
}

/// Writes `path` only when nothing is there.
///
/// # Errors
/// [`io::ErrorKind::AlreadyExists`] when something is, else any step's I/O error.
pub fn create(path: &Path, bytes: &[u8], mode: Option<u32>) -> io::Result<()> {
    let directory = parent(path);
    make_directory(&directory)?;
    let temp = written(&directory, bytes, mode.and_then(permissions_of))?;
    faults::before(Step::Rename(temp.path(), path))?;
    temp.persist_noclobber(path).map_err(|failed| failed.error)?;
    sync_names(&directory)
}

/// Makes `directory` and what is missing above it, so that a power loss forgets none of them once something is inside.
///
/// # Errors
/// Any step's I/O error.
pub fn make_directory(directory: &Path) -> io::Result<()> {
    if directory.is_dir() {
        return Ok(());
    }
    let above = parent(directory);
    make_directory(&above)?;
    faults::before(Step::Make(directory))?;
    match fs::create_dir(directory) {
        // Another process made it just now.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && directory.is_dir() => {}
        made => made?,
    }
    sync_names(&above)
}

/// Brings a file to the disk that is there already, under its name: somebody may have died between the two.
///
/// # Errors
/// Any step's I/O error.
pub fn settle(path: &Path) -> io::Result<()> {
    let target = fs::canonicalize(path)?;
    faults::before(Step::Sync(&target))?;
    File::open(&target)?.sync_all()?;
    sync_names(&parent(&target))
}

/// Replaces `path` by `bytes` without waiting for the disk: for what can be made again when a power loss forgets it.
///
/// # Errors
/// Any step's I/O error.
pub fn replace_unsynced(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut temp = temporary(&parent(path))?;
    faults::before(Step::Write(temp.path(), bytes))?;
    temp.write_all(bytes)?;
    faults::before(Step::Rename(temp.path(), path))?;
    temp.persist(path).map(drop).map_err(|failed| failed.error)
}

pub(super) fn temporary(directory: &Path) -> io::Result<NamedTempFile> {
    Builder::new().prefix(TEMPORARY.0).suffix(TEMPORARY.1).tempfile_in(directory)
}

fn parent(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
        _ => PathBuf::from("."),
    }
}

fn written(directory: &Path, bytes: &[u8], permissions: Option<Permissions>) -> io::Result<NamedTempFile> {
    let mut temp = temporary(directory)?;
    faults::before(Step::Write(temp.path(), bytes))?;
    temp.write_all(bytes)?;
    temp.as_file().set_permissions(match permissions {
        Some(permissions) => permissions,
        None => default_permissions(temp.as_file())?,
    })?;
    faults::before(Step::Sync(temp.path()))?;
    temp.as_file().sync_all()?;
    Ok(temp)
}

/// `tempfile` makes files that only their owner reads; a runtime under another user has to read the posture file.
#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "the other platforms ask the file")]
fn default_permissions(_: &File) -> io::Result<Permissions> {
    use std::os::unix::fs::PermissionsExt;
    Ok(Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn default_permissions(file: &File) -> io::Result<Permissions> {
    Ok(file.metadata()?.permissions())
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "the other platforms have no modes")]
fn permissions_of(mode: u32) -> Option<Permissions> {
    use std::os::unix::fs::PermissionsExt;
    Some(Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn permissions_of(_: u32) -> Option<Permissions> {
    None
}

/// Without this a power loss may forget the rename although the file itself is on the disk.
pub(super) fn sync_names(directory: &Path) -> io::Result<()> {
    faults::before(Step::SyncNames(directory))?;
    if cfg!(unix) { File::open(directory)?.sync_all() } else { Ok(()) }
}

/// Whether the disk under `directory` has no room for a small file.
pub fn is_full(directory: &Path) -> bool {
    let tried = temporary(directory).and_then(|mut temp| {
        temp.write_all(&vec![0; 1 << 16])?;
        temp.flush()
    });
    tried.is_err_and(|error| matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded))
}

/// Reads a file of this user's: what somebody else put there says nothing that this user found out.
///
/// # Errors
/// [`io::ErrorKind::PermissionDenied`] when it is another's, else the read's error.
pub fn read_own(path: &Path) -> io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    let meta = file.metadata()?;
    if !is_own(&meta) {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    let mut bytes = Vec::with_capacity(usize::try_from(meta.len()).unwrap_or_default());
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(unix)]
fn is_own(meta: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    meta.uid() == rustix::process::geteuid().as_raw()
}

#[cfg(not(unix))]
fn is_own(_: &fs::Metadata) -> bool {
    true
}

/// Reads `path` up to `cap` bytes.
///
/// # Errors
/// [`io::ErrorKind::FileTooLarge`] past `cap`, else the read's error.
pub fn read_capped(path: &Path, cap: u64) -> io::Result<Vec<u8>> {
    let size = fs::metadata(path)?.len();
    if size > cap {
        return Err(io::Error::new(
            io::ErrorKind::FileTooLarge,
            format!("it has {size} bytes, and {cap} is the most that is read"),
        ));
    }
    fs::read(path)
}
