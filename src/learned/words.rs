//! The hash of a word, and the class of a word by its hash.

use once_cell::sync::Lazy;

use super::lexicon::{FIRST, LEXICON, OTHER, STRONG};
use super::tokens::hash_of;
use crate::text::Folded;

pub(super) const SEED: u64 = 0x51_7cc1_b727_220a;

/// Takes up to eight bytes of a word into its hash.
pub(super) const fn add(hash: u64, chunk: u64) -> u64 {
    (hash.rotate_left(5) ^ chunk).wrapping_mul(0x517c_c1b7_2722_0a95)
}

/// The hash in 32 bits.
pub(super) const fn finish(hash: u64) -> u32 {
    (hash >> 32) as u32
}

/// The class of the word with this hash.
pub(super) fn class_of(hash: u32) -> u8 {
    TABLE.class_of(hash)
}

/// What a word is to the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// One of which nothing is known.
    Unknown,
    /// A word of grammar.
    Grammar,
    /// One of those that attacks and innocent look-alikes are made of.
    Strong,
}

/// What a word, in letters, is to the model.
pub(crate) fn meaning(word: &[u8]) -> Meaning {
    match hash_of(word).map(class_of) {
        Some(FIRST..STRONG_END) => Meaning::Strong,
        Some(STRONG_END..) => Meaning::Grammar,
        _ => Meaning::Unknown,
    }
}

const STRONG_END: u8 = FIRST + STRONG;

/// The words of the lexicon by their hashes, each in one of two places (Pagh and Rodler, Cuckoo
/// Hashing, 2004), so that a look-up is two comparisons and no branch. A word that stands in two
/// classes has the first.
pub(super) struct Table {
    hashes: Box<[u32; 2 * SLOTS]>,
    classes: Box<[u8; 2 * SLOTS]>,
}

impl Table {
    /// The class of the word with this hash.
    pub(super) fn class_of(&self, hash: u32) -> u8 {
        // Where there is no word the class is the one of all others.
        let class = |place: usize| u8::from(self.hashes[place] == hash) * self.classes[place];
        let [first, second] = places(hash);
        class(first) | class(second)
    }

    /// Whether there was room.
    fn insert(&mut self, mut hash: u32, mut class: u8) -> bool {
        if self.class_of(hash) != OTHER {
            return true;
        }
        let [mut place, _] = places(hash);
        for _ in 0..SLOTS {
            std::mem::swap(&mut self.hashes[place], &mut hash);
            std::mem::swap(&mut self.classes[place], &mut class);
            if class == OTHER {
                return true;
            }
            // What stood there goes to its other place.
            let [first, second] = places(hash);
            place = if place == first { second } else { first };
        }
        false
    }
}

const fn places(hash: u32) -> [usize; 2] {
    [hash as usize % SLOTS, SLOTS + (hash >> 16) as usize % SLOTS]
}

/// The lexicon, as the folded view shows its words.
pub(super) static TABLE: Lazy<Table> = Lazy::new(|| {
    let mut table =
        Table { hashes: Box::new([0; 2 * SLOTS]), classes: Box::new([OTHER; 2 * SLOTS]) };
    for (class, hash) in words() {
        table.insert(hash, class);
    }
    table
});

/// The hashes of the lexicon's words, with their classes.
fn words() -> impl Iterator<Item = (u8, u32)> {
    (FIRST..).zip(LEXICON).flat_map(|(class, (_, words))| {
        let hash = |word| hash_of(Folded::of(word).view().as_bytes());
        words.split_whitespace().filter_map(hash).map(move |hash| (class, hash))
    })
}

/// Twice as many places as words in each half.
const SLOTS: usize = 1 << 12;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_of_the_lexicon_has_its_first_class() {
        let mut first = std::collections::BTreeMap::new();
        for (class, hash) in words() {
            first.entry(hash).or_insert(class);
        }
        assert!(first.iter().all(|(hash, class)| class_of(*hash) == *class));
        assert_eq!(class_of(hash_of(b"zyzzyva").expect("a word")), OTHER);
    }
}
