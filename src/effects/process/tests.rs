use std::fs;

use proptest::prelude::*;

use super::capture::{Capture, Stored, create};
use super::*;
use crate::hold::digest::sha256;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_capture_keeps_head_and_tail_and_says_what_is_in_the_file(
        chunks in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 0..12),
        head in 0usize..64,
        tail in 0usize..64,
    ) {
        let room = tempfile::tempdir().unwrap();
        let path = room.path().join("output");
        let mut capture = Capture::with_limits(create(&path).unwrap(), head as u64, tail);
        for chunk in &chunks {
            capture.push(chunk);
        }
        let stored = capture.finish();
        let (all, kept) = (chunks.concat(), fs::read(&path).unwrap());
        prop_assert_eq!((stored.bytes, stored.sha256), (kept.len() as u64, sha256(&kept)));
        let left_out = all.len().saturating_sub(head + tail);
        prop_assert_eq!(stored.truncated, left_out > 0);
        let expected = if left_out == 0 {
            all
        } else {
            let marker = format!("\n[wayhold: {left_out} bytes of output are left out here]\n");
            [&all[..head], marker.as_bytes(), &all[all.len() - tail..]].concat()
        };
        prop_assert_eq!(kept, expected);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_takes_no_more_leaves_a_capture_that_says_so() {
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let mut capture = Capture::new(full);
    capture.push(b"never stored");
    capture.push(b"nor this");
    assert_eq!(capture.finish(), Stored { bytes: 0, sha256: sha256(b""), truncated: true });
}

#[test]
fn a_fresh_name_is_one_that_no_run_has() {
    let room = tempfile::tempdir().unwrap();
    let id = fresh_id(room.path(), "probe");
    assert!(id.starts_with("probe-") && id.len() <= 64, "{id}");
    assert_eq!(attach(room.path(), &id).unwrap_err().kind(), std::io::ErrorKind::NotFound);
}

#[test]
fn a_run_without_a_record_or_a_lock_is_listed_as_unknown() {
    let room = tempfile::tempdir().unwrap();
    assert_eq!(list(room.path()).unwrap(), []);
    fs::create_dir_all(runs(room.path()).join("broken")).unwrap();
    fs::create_dir_all(runs(room.path()).join(".starting-x")).unwrap();
    fs::write(runs(room.path()).join("broken/spec.json"), "{").unwrap();
    let listed = list(room.path()).unwrap();
    let unknown = RunState::Unknown { pid: None };
    assert_eq!(listed, [RunSummary { id: "broken".into(), argv: vec![], requested: None, state: unknown }]);
}
