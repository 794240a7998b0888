//! Words and the nodes that have them: every word is kept once and has a number, by which nodes are filed under it.

use std::borrow::Cow;
use std::collections::HashMap;

use roaring::RoaringBitmap;

use super::Word;
use super::places::Places;

/// Places of nodes by a word. Only looked up and never walked, so hash order shows nowhere.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lists {
    numbers: HashMap<Word, u32>,
    all: Vec<(Word, Filed)>,
}

/// The places under one word.
#[derive(Debug, Clone, Default)]
enum Filed {
    #[default]
    None,
    One(u32),
    Many(RoaringBitmap),
}

impl Lists {
    /// The word's number; it gets one if it has none.
    pub(crate) fn number(&mut self, text: &str) -> u32 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let (word, number) = (Word::from(text), self.all.len() as u32);
        self.numbers.insert(word.clone(), number);
        self.all.push((word, Filed::None));
        number
    }

    /// How many words there are.
    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }

    /// The word of a number.
    pub(crate) fn word(&self, number: u32) -> &Word {
        &self.all[number as usize].0
    }

    /// Files a place under a word.
    pub(crate) fn put(&mut self, number: u32, place: u32) {
        let filed = &mut self.all[number as usize].1;
        match filed {
            Filed::None => *filed = Filed::One(place),
            Filed::One(one) if *one == place => {}
            Filed::One(one) => *filed = Filed::Many([*one, place].into_iter().collect()),
            // Nodes come in ascending order as a rule, and then this is an append.
            Filed::Many(bitmap) => {
                if bitmap.try_push(place).is_err() {
                    bitmap.insert(place);
                }
            }
        }
    }

    /// Takes a place away from a word.
    pub(crate) fn drop(&mut self, text: &str, place: u32) {
        let Some(number) = self.numbers.get(text) else { return };
        let filed = &mut self.all[*number as usize].1;
        match filed {
            Filed::One(one) if *one == place => *filed = Filed::None,
            Filed::Many(bitmap) => {
                bitmap.remove(place);
            }
            Filed::None | Filed::One(_) => {}
        }
    }

    /// The places filed under a word.
    pub(crate) fn get(&self, text: &str) -> Places<'_> {
        // Where every label is an id as well, there is nothing to look up.
        if self.all.is_empty() {
            return Places::None;
        }
        match self.numbers.get(text).map(|number| &self.all[*number as usize].1) {
            None | Some(Filed::None) => Places::None,
            Some(Filed::One(one)) => Places::One(*one),
            Some(Filed::Many(bitmap)) => Places::Many(Cow::Borrowed(bitmap)),
        }
    }

    /// Gives back the room that nothing more will need.
    pub(crate) fn settle(&mut self) {
        self.numbers.shrink_to_fit();
        self.all.shrink_to_fit();
    }
}
