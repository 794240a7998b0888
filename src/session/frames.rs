//! Keeping the frames of a play: one file after the other, into a directory that has none.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::effects::files;

/// A directory that is filled with frames.
#[derive(Debug)]
pub struct Frames {
    directory: PathBuf,
    count: usize,
}

impl Frames {
    /// Makes the directory, unless it is there and empty.
    ///
    /// # Errors
    /// It has files already, is no directory, or cannot be made.
    pub fn begin(directory: &Path) -> Result<Self> {
        let shown = directory.display();
        if directory.exists() {
            let mut entries = fs::read_dir(directory).with_context(|| format!("{shown} cannot hold frames"))?;
            if entries.next().is_some() {
                bail!(
                    "{shown} has files already, and a frame takes nothing's place; name a directory that is empty or not \
                     there yet"
                );
            }
        }
        files::make_directory(directory).with_context(|| format!("{shown} cannot be made"))?;
        Ok(Self { directory: directory.to_path_buf(), count: 0 })
    }

    /// Keeps a frame under the next number and `word`: `007-enter.svg`.
    ///
    /// # Errors
    /// The file is there, or cannot be written.
    pub fn keep(&mut self, word: &str, frame: &str) -> Result<()> {
        self.count += 1;
        let path = self.directory.join(format!("{:03}-{word}.svg", self.count));
        files::create(&path, frame.as_bytes(), None).with_context(|| format!("{} cannot be written", path.display()))
    }
}
