//! Which operations a requirement allows (seed 003, *Requirements*).

use serde::{Serialize, Serializer};

use crate::hold::Operation;

const ALL: [Operation; 4] = [Operation::Existing, Operation::Update, Operation::Clone, Operation::Create];

/// A set of operations, written `EXISTING|CREATE`; `ANY` is all four.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy([bool; 4]);

impl Policy {
    /// All four operations.
    pub const ANY: Self = Self([true; 4]);

    /// No operation: what a requirement that is in error allows.
    pub const NONE: Self = Self([false; 4]);

    /// The words that a policy is made of.
    pub const WORDS: [&'static str; 5] = ["EXISTING", "UPDATE", "CREATE", "CLONE", "ANY"];

    /// Reads `EXISTING|CREATE`; on failure the word that is no operation.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut allowed = [false; 4];
        for word in text.split('|').map(str::trim) {
            if word == "ANY" {
                allowed = [true; 4];
            } else {
                let place = ALL.iter().position(|operation| operation.word() == word).ok_or_else(|| word.to_owned())?;
                allowed[place] = true;
            }
        }
        Ok(Self(allowed))
    }

    /// Whether `operation` may be offered.
    pub fn allows(self, operation: Operation) -> bool {
        ALL.iter().zip(self.0).any(|(one, allowed)| allowed && *one == operation)
    }

    /// Whether nothing may be offered.
    pub fn is_none(self) -> bool {
        self == Self::NONE
    }

    /// Whether nothing but CREATE may be offered.
    pub fn only_create(self) -> bool {
        ALL.iter().all(|one| self.allows(*one) == (*one == Operation::Create))
    }
}

impl std::fmt::Display for Policy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if *self == Self::ANY {
            return f.write_str("ANY");
        }
        if *self == Self::NONE {
            return f.write_str("NONE");
        }
        let words: Vec<_> = ALL.iter().filter(|one| self.allows(**one)).map(|one| one.word()).collect();
        f.write_str(&words.join("|"))
    }
}

impl Serialize for Policy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
