use std::fs;
use std::io::ErrorKind;
use std::time::Duration;

use super::*;
use crate::hold::digest::sha256;

#[test]
fn a_replaced_file_keeps_its_permissions_and_leaves_no_temporary_file() {
    let room = tempfile::tempdir().unwrap();
    let path = room.path().join("plan.md");
    fs::write(&path, "old").unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        files::replace(&path, b"new").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    }
    files::replace(&path, b"newer").unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "newer");
    assert_eq!(fs::read_dir(room.path()).unwrap().count(), 1);
}

#[cfg(unix)]
#[test]
fn a_link_stays_a_link_and_its_target_gets_the_bytes() {
    let room = tempfile::tempdir().unwrap();
    let (target, link) = (room.path().join("real.json"), room.path().join("link.json"));
    fs::write(&target, "old").unwrap();
    std::os::unix::fs::symlink(&target, &link).unwrap();
    files::replace(&link, b"new").unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::read_to_string(&target).unwrap(), "new");
}

#[test]
fn creating_never_overwrites() {
    let room = tempfile::tempdir().unwrap();
    let path = room.path().join("deep/key");
    files::create(&path, b"first", Some(0o600)).unwrap();
    assert_eq!(files::create(&path, b"second", Some(0o600)).unwrap_err().kind(), ErrorKind::AlreadyExists);
    assert_eq!(fs::read_to_string(&path).unwrap(), "first");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn a_file_over_the_cap_is_not_read() {
    let room = tempfile::tempdir().unwrap();
    let path = room.path().join("big");
    fs::write(&path, [0; 100]).unwrap();
    assert_eq!(files::read_capped(&path, 99).unwrap_err().kind(), ErrorKind::FileTooLarge);
    assert_eq!(files::read_capped(&path, 100).unwrap().len(), 100);
}

#[test]
fn objects_are_stored_once_under_their_digest() {
    let room = tempfile::tempdir().unwrap();
    let digest = objects::store(room.path(), b"bytes").unwrap();
    assert_eq!(objects::store(room.path(), b"bytes").unwrap(), digest);
    assert_eq!(fs::read(objects::path(room.path(), &digest)).unwrap(), b"bytes");
    assert_eq!(digest, sha256(b"bytes"));
}

#[tokio::test]
async fn the_effects_lock_has_one_holder_and_goes_with_it() {
    let room = tempfile::tempdir().unwrap();
    let path = room.path().join("effects.lock");
    let held = lock::try_take(&path).unwrap().unwrap();
    assert!(lock::try_take(&path).unwrap().is_none());
    let impatient = lock::take(&path, Duration::from_millis(30)).await;
    assert_eq!(impatient.unwrap_err().kind(), ErrorKind::TimedOut);
    drop(held);
    assert!(lock::take(&path, Duration::from_secs(5)).await.is_ok());
}

#[tokio::test]
async fn a_change_in_a_watched_directory_is_told() {
    let room = tempfile::tempdir().unwrap();
    let (mut watch, unwatched) = watch::Watch::start(&[room.path().to_path_buf(), room.path().join("absent")]).unwrap();
    assert_eq!(unwatched, [room.path().join("absent")]);
    fs::write(room.path().join("new"), "x").unwrap();
    tokio::time::timeout(Duration::from_secs(10), watch.changed()).await.expect("the change was told");
}

#[test]
fn evidence_says_why_it_is_none() {
    let room = tempfile::tempdir().unwrap();
    fs::write(room.path().join("run.json"), "{}").unwrap();
    let seen = look::evidence(room.path(), "run.json").unwrap();
    assert_eq!((seen.bytes, seen.sha256), (2, sha256(b"{}")));
    assert_eq!(look::evidence(room.path(), "gone.json").unwrap_err(), "gone.json is not there");
    assert!(look::evidence(room.path(), ".").unwrap_err().contains("is a directory"));
}
