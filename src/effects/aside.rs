//! A damaged ledger's file on its way aside, and a new one into its place.
//!
//! Lives here: the steps on the file system. May not: know what a ledger holds.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::faults::{self, Step};
use super::files;

/// What SQLite keeps beside a file.
const BESIDE: [&str; 2] = ["-wal", "-shm"];

/// Copies a file and the log beside it to a name of its own, on the disk. Its name and the digest of the file; the same
/// file gets the same name, so that a second try keeps it once.
///
/// # Errors
/// Any step's I/O error.
pub fn keep(path: &Path) -> io::Result<(String, String)> {
    let sha256 = digest(path)?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let kept = format!("{name}.damaged-{}", &sha256[..12]);
    let to = path.with_file_name(&kept);
    copy(path, &to)?;
    let log = with(path, BESIDE[0]);
    if log.exists() {
        copy(&log, &with(&to, BESIDE[0]))?;
    }
    Ok((kept, sha256))
}

/// Where the new file stands until it takes the place of `path`: once it is there it is whole.
pub fn next(path: &Path) -> PathBuf {
    with(path, ".next")
}

/// The name under which a new file is made, with what an earlier try left there taken away.
///
/// # Errors
/// It cannot be taken away.
pub fn making(path: &Path) -> io::Result<PathBuf> {
    let making = with(path, ".making");
    clear(&making)?;
    Ok(making)
}

/// Gives a file that was made its name beside `path`, once its bytes are on the disk.
///
/// # Errors
/// Any step's I/O error.
pub fn made(making: &Path, path: &Path) -> io::Result<()> {
    files::settle(making)?;
    let next = next(path);
    faults::before(Step::Rename(making, &next))?;
    fs::rename(making, &next)?;
    files::settle(&next)
}

/// Takes a file and what SQLite keeps beside it away.
///
/// # Errors
/// One of them is there and stays.
pub fn clear(path: &Path) -> io::Result<()> {
    for path in BESIDE.map(|suffix| with(path, suffix)).iter().map(PathBuf::as_path).chain([path]) {
        match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// Puts the new file into the place of `path`. What lies beside the old one would be read as if it were the new one's.
///
/// # Errors
/// Any step's I/O error; taken again, it goes on where it was.
pub fn switch(path: &Path) -> io::Result<()> {
    for suffix in BESIDE {
        clear(&with(path, suffix))?;
    }
    let next = next(path);
    faults::before(Step::Rename(&next, path))?;
    fs::rename(&next, path)?;
    files::settle(path)
}

/// Which file is at `path`: another one after a switch, the same after a write.
#[cfg(unix)]
pub fn identity(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(path).ok().map(|meta| (meta.dev(), meta.ino()))
}

/// Which file is at `path`; here nobody can tell.
#[cfg(not(unix))]
pub fn identity(_path: &Path) -> Option<(u64, u64)> {
    None
}

fn with(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn digest(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut hasher = Sha256::new();
    io::copy(&mut file, &mut hasher)?;
    Ok(format!("{:x}", hasher.finalize()))
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let mut source = File::open(from)?;
    let directory = to.parent().map(Path::to_path_buf).unwrap_or_default();
    let mut temp = files::temporary(&directory)?;
    let mut buffer = vec![0; 1 << 16];
    loop {
        let read = source.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        temp.write_all(&buffer[..read])?;
    }
    faults::before(Step::Sync(temp.path()))?;
    temp.as_file().sync_all()?;
    faults::before(Step::Rename(temp.path(), to))?;
    temp.persist(to).map_err(|failed| failed.error)?;
    files::sync_names(&directory)
}
