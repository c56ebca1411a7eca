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
    let table = &*TABLE;
    let mut slot = hash as usize & (SLOTS - 1);
    loop {
        match table.get(slot) {
            Some((key, class)) if *class == OTHER || *key == hash => return *class,
            Some(_) => slot = (slot + 1) & (SLOTS - 1),
            None => return OTHER,
        }
    }
}

/// Whether this is a word with a meaning for the model.
pub(crate) fn knows(word: &[u8]) -> bool {
    let hash = std::str::from_utf8(word).ok().and_then(hash_of);
    hash.is_some_and(|hash| (FIRST..FIRST + STRONG).contains(&class_of(hash)))
}

/// Open addressing over hashes; a word that stands in two classes has the first.
static TABLE: Lazy<Vec<(u32, u8)>> = Lazy::new(|| {
    let mut table = vec![(0, OTHER); SLOTS];
    for (class, (_, words)) in (FIRST..).zip(LEXICON) {
        for word in words.split_whitespace() {
            // As the folded view shows it.
            let Some(hash) = hash_of(Folded::of(word).view()) else { continue };
            let mut slot = hash as usize & (SLOTS - 1);
            while let Some(entry) = table.get_mut(slot) {
                if entry.1 == OTHER {
                    *entry = (hash, class);
                }
                if entry.0 == hash {
                    break;
                }
                slot = (slot + 1) & (SLOTS - 1);
            }
        }
    }
    table
});

/// Four times as many as words, so that a look-up takes one step as a rule.
const SLOTS: usize = 1 << 13;
