//! Fills a directory with what fuzzing starts from: the small files beside this crate, the plans of the tests, and every
//! Markdown file that it is given, whole and section by section.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use wayhold_fuzz::hold::digest::sha256;

#[path = "../../tests/common/plan.rs"]
mod plan;

/// Longer pieces only make every round slower.
const MOST: usize = 16 * 1024;

fn main() -> io::Result<()> {
    let mut words = env::args_os().skip(1).map(PathBuf::from);
    let to = words.next().ok_or_else(|| io::Error::other("seeds TO [FILE.md…]"))?;
    fs::create_dir_all(&to)?;
    let crate_root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut texts = vec![plan::PLAN.to_owned(), plan::MIXED_PLAN.to_owned(), plan::boxes(3)];
    for directory in [crate_root.join("seeds"), crate_root.join("../runbooks")] {
        for entry in fs::read_dir(directory)? {
            texts.push(fs::read_to_string(entry?.path())?);
        }
    }
    for file in words {
        texts.push(fs::read_to_string(file)?);
    }
    let pieces = texts.iter().flat_map(|text| [text.as_str()].into_iter().chain(sections(text)));
    for piece in pieces.filter(|piece| piece.len() <= MOST) {
        fs::write(to.join(&sha256(piece.as_bytes())[..16]), piece)?;
    }
    Ok(())
}

/// The sections of a plan, from one heading of the second level to the next.
fn sections(text: &str) -> impl Iterator<Item = &str> {
    let starts: Vec<usize> = text.match_indices("\n## ").map(|(at, _)| at + 1).collect();
    let ends: Vec<usize> = starts.iter().skip(1).copied().chain([text.len()]).collect();
    starts.into_iter().zip(ends).map(|(start, end)| &text[start..end])
}
