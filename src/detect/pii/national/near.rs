//! Which rules a word near a number may speak for, in one look at what surrounds it.
//!
//! It is a gate: it never misses a word, and what passes is looked at closely (see
//! [`Nearby`](crate::detect::pii::context::Nearby)).

use super::MAX;
use crate::detect::pii::context::{AFTER, BEFORE};
use crate::scan::{Verdict, Window};

/// Most rules.
const RULES: usize = 512;
/// Words are found by a hash of their first bytes: most beginnings are none of a word.
const HEAD_BITS: u32 = 15;
const SLOT_BITS: u32 = 11;

/// Some of the rules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Rules([u64; RULES / 64]);

impl Rules {
    fn add(&mut self, rule: u16) {
        if let Some(bits) = self.0.get_mut(usize::from(rule) / 64) {
            *bits |= 1 << (rule % 64);
        }
    }

    fn has(&self, rule: u16) -> bool {
        self.0.get(usize::from(rule) / 64).is_some_and(|bits| bits >> (rule % 64) & 1 != 0)
    }

    fn unite(&mut self, other: &Self) {
        self.0.iter_mut().zip(other.0).for_each(|(bits, more)| *bits |= more);
    }
}

/// The rules with a word near one place.
#[derive(Debug, Default)]
pub(super) struct Near {
    rules: Rules,
    /// Whether not all is there yet that may be near.
    is_open: bool,
}

impl Near {
    /// Whether a word for this rule may be near.
    pub(super) fn speaks_for(&self, rule: u16) -> bool {
        self.is_open || self.rules.has(rule)
    }
}

/// The words of all rules.
#[derive(Debug)]
pub(super) struct Words {
    /// One bit for each hash of the first bytes of a word.
    heads: Vec<u64>,
    slots: Vec<Vec<Word>>,
}

#[derive(Debug)]
struct Word {
    text: Box<[u8]>,
    rules: Rules,
}

impl Default for Words {
    fn default() -> Self {
        let slots = (0..1 << SLOT_BITS).map(|_| Vec::new()).collect();
        Self { heads: vec![0; 1 << (HEAD_BITS - 6)], slots }
    }
}

impl Words {
    /// Adds words, in lower case and of two bytes at least, that speak for a rule.
    pub(super) fn add<'w>(&mut self, words: impl IntoIterator<Item = &'w str>, rule: u16) {
        for text in words.into_iter().map(str::as_bytes) {
            let key = key(text);
            let head = hash(key, HEAD_BITS);
            if let Some(heads) = self.heads.get_mut(head / 64) {
                *heads |= 1 << (head % 64);
            }
            let Some(slot) = self.slots.get_mut(hash(key, SLOT_BITS)) else { continue };
            match slot.iter_mut().find(|word| *word.text == *text) {
                Some(word) => word.rules.add(rule),
                None => {
                    let mut rules = Rules::default();
                    rules.add(rule);
                    slot.push(Word { text: text.into(), rules });
                }
            }
        }
    }

    /// The rules that may have a word near a number with its first digit at `at`, and at most so
    /// many places before it.
    pub(super) fn near(&self, window: &Window<'_>, at: usize, most_before: usize) -> Near {
        let from = at.saturating_sub(BEFORE + most_before);
        let to = at + MAX + AFTER + 1;
        let mut near = Near::default();
        let mut rules = Rules::default();
        self.find(window.bytes(), from, at, &mut rules);
        // A word behind takes what ends a word behind it.
        if to >= window.len() {
            let at_end = |window: &Window<'_>| Some(window.at(window.len()).into());
            near.is_open = window.decide(at_end) == Verdict::NeedMore;
        }
        if !near.is_open {
            self.find(window.bytes(), at, to, &mut rules);
        }
        near.rules = rules;
        near
    }

    /// Unites the rules of the words that begin in `from..to`.
    fn find(&self, bytes: &[u8], from: usize, to: usize, rules: &mut Rules) {
        let mut within = false;
        let text = bytes.get(from..to.min(bytes.len())).unwrap_or_default();
        for (offset, byte) in text.iter().enumerate() {
            let is_letter = byte.is_ascii_alphabetic();
            let begins = is_letter && !within || *byte >= 0xc0;
            within = is_letter;
            if !begins {
                continue;
            }
            let rest = bytes.get(from + offset..).unwrap_or_default();
            let key = key(rest);
            let head = hash(key, HEAD_BITS);
            if self.heads.get(head / 64).is_some_and(|heads| heads >> (head % 64) & 1 != 0) {
                self.compare(rest, key, rules);
            }
        }
    }

    /// Unites the rules of the words that `text` begins with.
    fn compare(&self, text: &[u8], key: u32, rules: &mut Rules) {
        for word in self.slots.get(hash(key, SLOT_BITS)).into_iter().flatten() {
            let stands = text
                .get(..word.text.len())
                .is_some_and(|text| text.eq_ignore_ascii_case(&word.text));
            if stands && !text.get(word.text.len()).is_some_and(u8::is_ascii_alphabetic) {
                rules.unite(&word.rules);
            }
        }
    }
}

/// The first three bytes, letters in lower case; the third only where it is a letter of ASCII,
/// since a word of two bytes may have anything else behind it.
fn key(bytes: &[u8]) -> u32 {
    let byte =
        |place: usize| u32::from(bytes.get(place).copied().unwrap_or(0).to_ascii_lowercase());
    let third = bytes.get(2).filter(|byte| byte.is_ascii_alphabetic()).map_or(0, |_| byte(2));
    byte(0) << 16 | byte(1) << 8 | third
}

const fn hash(key: u32, bits: u32) -> usize {
    (key.wrapping_mul(0x9e37_79b1) >> (32 - bits)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::pii::national::Forms;
    use crate::detect::pii::numbers::{self, Country};

    #[test]
    fn every_word_can_be_found() {
        // The gate looks for words that begin with a letter, of two bytes at least.
        assert!(Forms::all().rules().len() <= RULES);
        for number in Country::ALL.iter().flat_map(|country| numbers::of(*country)) {
            let native = numbers::spellings(number.id);
            let native = native.iter().map(|spelling| spelling.text.as_str());
            for word in number.words.iter().copied().chain(native) {
                let first = word.bytes().next().unwrap_or(0);
                let begins = first.is_ascii_alphabetic() || first >= 0xc0;
                assert!(word.len() > 1 && begins, "{} {word}", number.id);
            }
        }
    }
}
