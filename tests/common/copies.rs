//! A room made once and used many times.

use std::fs;
use std::path::Path;

use super::Room;

impl Room {
    /// The same room with everything done that closing M1 asks for.
    pub fn closable(self) -> Self {
        for number in ["1", "2", "3"] {
            self.run(["phase", "tick", "M1", number, "--evidence", "proof.txt"]).exit(0);
        }
        self.run(["phase", "note", "M1", "it went well"]).exit(0);
        self
    }

    /// Another room with the same workspace and the same keys.
    pub fn copied(&self) -> Self {
        let copy = Self { directory: tempfile::tempdir().unwrap() };
        copy_all(self.directory.path(), copy.directory.path());
        copy
    }
}

fn copy_all(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let (path, copy) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy_all(&path, &copy);
        } else {
            fs::copy(path, copy).unwrap();
        }
    }
}
