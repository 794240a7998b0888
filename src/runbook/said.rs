//! The telling words of a label or a heading, found in one pass and without copying them.

/// Which of the telling words were said, as a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Said {
    words: u64,
    /// The first and the last word that is no id and stands before any parenthesis, if telling.
    first: Option<Telling>,
    last: Option<Telling>,
    /// How many such words there are, telling or not.
    count: usize,
}

macro_rules! telling {
    ($($word:ident = $($spelt:literal)|+,)+) => {
        /// A word that says what a label is about.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Telling { $($word,)+ }

        impl Telling {
            fn of(word: &[u8]) -> Option<Self> {
                match word {
                    $($($spelt)|+ => Some(Self::$word),)+
                    _ => None,
                }
            }
        }
    };
}

telling! {
    Abort = b"abort",
    Action = b"action" | b"actions",
    Active = b"active",
    Authority = b"authority" | b"authorities",
    Blocker = b"blocker",
    Blockers = b"blockers",
    Checklist = b"checklist" | b"checklists",
    Contract = b"contract",
    Criteria = b"criteria",
    Current = b"current",
    Deferred = b"deferred",
    Definition = b"definition",
    Document = b"document",
    Dod = b"dod",
    Done = b"done",
    Entry = b"entry",
    Evidence = b"evidence",
    Expected = b"expected",
    Failure = b"failure",
    Finished = b"finished" | b"complete",
    Follow = b"follow",
    Future = b"future",
    Guardrails = b"guardrails" | b"guardrail",
    Next = b"next",
    No = b"no" | b"non",
    Not = b"not",
    Open = b"open",
    Out = b"out",
    Outputs = b"outputs" | b"output",
    Plan = b"plan",
    Posture = b"posture",
    Precedence = b"precedence",
    Procedure = b"procedure",
    Program = b"program" | b"programme",
    Progress = b"progress",
    Required = b"required",
    Rerun = b"rerun",
    Retry = b"retry",
    Risk = b"risk",
    Risks = b"risks",
    Rollback = b"rollback",
    Scope = b"scope",
    Step = b"step",
    Steps = b"steps",
    Strategy = b"strategy",
    Success = b"success",
    Tasks = b"tasks",
    Taxonomy = b"taxonomy",
    Unresolved = b"unresolved",
    Wins = b"wins",
}

/// Which bytes a word is made of. A letter of another script is part of it, so that no word is found inside one of them.
const OF_WORDS: [bool; 256] = {
    let mut of_words = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        of_words[byte] = byte >= 0x80 || (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    of_words
};

/// The longest telling word.
const LONGEST: usize = 11;

impl Said {
    /// No word at all.
    pub(super) const NOTHING: Self = Self { words: 0, first: None, last: None, count: 0 };

    /// The words without which no label announces boxes or a gate.
    pub(super) const ANNOUNCING: [Telling; 7] = [
        Telling::Abort,
        Telling::Checklist,
        Telling::Definition,
        Telling::Dod,
        Telling::Entry,
        Telling::Progress,
        Telling::Rollback,
    ];

    /// Reads `text`; capital letters are the same as small ones.
    pub(super) fn of(text: &str) -> Self {
        let mut said = Self::NOTHING;
        let mut open = true;
        let bytes = text.as_bytes();
        let mut start = 0;
        for (at, &byte) in bytes.iter().enumerate() {
            if OF_WORDS[byte as usize] {
                continue;
            }
            said.word(&bytes[start..at], open);
            open &= byte != b'(';
            start = at + 1;
        }
        said.word(&bytes[start..], open);
        said
    }

    fn word(&mut self, word: &[u8], open: bool) {
        if word.is_empty() {
            return;
        }
        let mut folded = [0; LONGEST];
        let telling = folded.get_mut(..word.len()).and_then(|folded| {
            folded.copy_from_slice(word);
            folded.make_ascii_lowercase();
            Telling::of(folded)
        });
        if let Some(telling) = telling {
            self.words |= telling.bit();
        }
        // Ids and single letters tell nothing of what a label is about: `R1.A Scope (short)`.
        if open && word.len() > 1 && !word.iter().any(u8::is_ascii_digit) {
            if self.count == 0 {
                self.first = telling;
            }
            self.last = telling;
            self.count += 1;
        }
    }

    /// Whether the word was said.
    pub(super) fn has(self, word: Telling) -> bool {
        self.words & word.bit() != 0
    }

    /// Whether one of the words was said.
    pub(super) fn any(self, words: &[Telling]) -> bool {
        words.iter().any(|&word| self.has(word))
    }

    /// Whether the word comes first.
    pub(super) fn begins(self, word: Telling) -> bool {
        self.first == Some(word)
    }

    /// Whether one of the words comes last.
    pub(super) fn ends(self, words: &[Telling]) -> bool {
        self.last.is_some_and(|last| words.contains(&last))
    }

    /// Whether nothing but the word was said.
    pub(super) fn is_only(self, word: Telling) -> bool {
        self.count == 1 && self.begins(word)
    }
}

impl Telling {
    const fn bit(self) -> u64 {
        1 << self as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_whole_and_in_any_case() {
        let said = Said::of("R1.A ROLLBACK/retry posture (no steps)");
        for word in [Telling::Rollback, Telling::Retry, Telling::Posture, Telling::No, Telling::Steps] {
            assert!(said.has(word), "{word:?}");
        }
        assert!(said.begins(Telling::Rollback) && said.ends(&[Telling::Posture]) && !said.ends(&[Telling::Steps]));
        for words in ["", "scoped", "ascope", "éscope", "scope_x1x"] {
            assert_eq!(Said::of(words).has(Telling::Scope), words == "scope_x1x", "{words}");
        }
    }

    #[test]
    fn ids_and_what_is_in_parentheses_do_not_count_among_the_words() {
        assert!(Said::of("R1 A Scope (short)").is_only(Telling::Scope));
        assert!(!Said::of("Full scope").is_only(Telling::Scope));
    }
}
