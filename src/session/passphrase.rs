//! A passphrase on its way from a terminal to a key: wiped when it is dropped, and never shown.

use zeroize::Zeroizing;

/// What somebody typed to lock or unlock a key.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Passphrase(Zeroizing<String>);

/// Says nothing of what was typed.
impl std::fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passphrase")
    }
}

impl Passphrase {
    /// The words as they were typed.
    pub fn new(words: String) -> Self {
        Self(Zeroizing::new(words))
    }

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds one more letter, while there is room for it in `max` bytes.
    pub fn push(&mut self, letter: char, max: usize) {
        if self.0.capacity() < max {
            // At once, before there is anything that growing could leave a copy of.
            self.0.reserve_exact(max);
        }
        if self.0.len() + letter.len_utf8() <= max {
            self.0.push(letter);
        }
    }

    /// Takes the last letter back.
    pub fn pop(&mut self) {
        self.0.pop();
    }

    pub(super) fn words(&self) -> &str {
        &self.0
    }
}
