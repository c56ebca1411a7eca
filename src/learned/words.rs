//! The hash of a word, and the class of a word by its hash.

use once_cell::sync::Lazy;

use super::lexicon::{FIRST, LEXICON, STRONG};
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

/// The words of the lexicon by their hashes, each in one of two buckets of two (Pagh and Rodler,
/// Cuckoo Hashing, 2004), so that a look-up is four comparisons and no branch. A word that stands
/// in two classes has the first.
///
/// An entry is what its bucket does not say of the hash, which of the hash's buckets it is, and the
/// class; zero where there is none. 16 KB, which stay in the first cache.
pub(super) struct Table(Box<[[u32; 2]; BUCKETS]>);

impl Table {
    fn new() -> Self {
        let mut full: Vec<[Option<(u32, u8)>; 2]> = vec![[None; 2]; BUCKETS];
        for (class, hash) in words() {
            insert(&mut full, hash, class);
        }
        let mut table = Box::new([[0; 2]; BUCKETS]);
        for (nth, (bucket, words)) in table.iter_mut().zip(full).enumerate() {
            for (entry, (hash, class)) in bucket.iter_mut().zip(words.into_iter().flatten()) {
                let places = places(hash);
                let place = if places[0].0 == nth { places[0] } else { places[1] };
                *entry = place.1 | u32::from(class);
            }
        }
        Self(table)
    }

    /// The class of the word with this hash.
    pub(super) fn class_of(&self, hash: u32) -> u8 {
        // Where there is no entry, the class is the one of all others.
        let class = |(bucket, tag): (usize, u32)| {
            let of = |entry: u32| (entry & CLASS) * u32::from(entry & !CLASS == tag);
            let [first, second] = self.0[bucket];
            of(first) | of(second)
        };
        let [first, second] = places(hash);
        (class(first) | class(second)) as u8
    }
}

/// Finds a place for a word that has none; words that stand in its way move to their other bucket.
fn insert(full: &mut [[Option<(u32, u8)>; 2]], hash: u32, class: u8) {
    let holds = |place: &(usize, u32)| {
        let bucket = full.get(place.0).into_iter().flatten().flatten();
        bucket.into_iter().any(|(known, _)| *known == hash)
    };
    if places(hash).iter().any(holds) {
        return;
    }
    let mut word = Some((hash, class));
    let mut nth = places(hash)[0].0;
    for _ in 0..BUCKETS {
        let Some(bucket) = full.get_mut(nth) else { return };
        // What came first goes.
        let [older, newer] = *bucket;
        *bucket = [newer, word];
        word = older;
        let Some((hash, _)) = word else { return };
        let [first, second] = places(hash);
        nth = if first.0 == nth { second.0 } else { first.0 };
    }
}

/// The two buckets of a hash, and how entries for it begin in them.
const fn places(hash: u32) -> [(usize, u32); 2] {
    let (low, high) = (hash as usize % BUCKETS, hash as usize >> (32 - BUCKET_BITS));
    let rest = 32 - BUCKET_BITS;
    [
        (low, hash >> BUCKET_BITS << TAG),
        (high, (hash << BUCKET_BITS >> (32 - rest)) << TAG | SECOND),
    ]
}

const BUCKET_BITS: u32 = 11;
const BUCKETS: usize = 1 << BUCKET_BITS;
/// The bits of an entry that are its class.
const CLASS: u32 = 0x3f;
/// Set in an entry that stands in the second bucket of its hash.
const SECOND: u32 = 0x40;
/// Where the rest of the hash begins.
const TAG: u32 = 8;

/// The lexicon, as the folded view shows its words.
pub(super) static TABLE: Lazy<Table> = Lazy::new(Table::new);

/// The hashes of the lexicon's words, with their classes.
fn words() -> impl Iterator<Item = (u8, u32)> {
    (FIRST..).zip(LEXICON).flat_map(|(class, (_, words))| {
        let hash = |word| hash_of(Folded::of(word).view().as_bytes());
        words.split_whitespace().filter_map(hash).map(move |hash| (class, hash))
    })
}

#[cfg(test)]
mod tests {
    use super::super::lexicon::OTHER;
    use super::*;

    #[test]
    fn every_word_of_the_lexicon_has_its_first_class() {
        let mut first = std::collections::BTreeMap::new();
        for (class, hash) in words() {
            first.entry(hash).or_insert(class);
        }
        assert!(first.iter().all(|(hash, class)| class_of(*hash) == *class));
        assert_eq!(class_of(hash_of(b"zyzzyva").expect("a word")), OTHER);
        assert!(words().all(|(class, _)| u32::from(class) <= CLASS));
    }
}
