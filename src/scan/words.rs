//! Many literals at once, where they do not begin inside a word or a number: only one byte in six
//! of a text begins one, and a look at its first four bytes rules most of those out.

use crate::text::gathered_64;

/// A set of literals; the case of ASCII letters counts for nothing.
#[derive(Debug)]
pub(crate) struct Words {
    /// By how many bytes they are told apart; none where there is no literal.
    heads: Option<[Heads; KEYS.len()]>,
    /// All literals, lowered and sorted: what the end of a text may be the beginning of.
    sorted: Vec<Vec<u8>>,
    /// The most bytes of a literal.
    longest: usize,
}

/// How many bytes of a literal it is told by: as many as it has, up to six; two where it begins
/// with punctuation.
const KEYS: [usize; 3] = [3, 4, 6];

/// Literals by what they begin with. What is read most is smallest: all of it should stay in the
/// first cache.
#[derive(Debug)]
struct Heads {
    /// One bit for each hash of a beginning.
    known: Box<[u8; 1 << (HEAD_BITS - 3)]>,
    /// By a shorter hash, the number of the first literal that shares it; the last one ends with
    /// the next number.
    slots: Vec<u32>,
    /// The first eight bytes of each, lowered, and which of the eight there are: most of those
    /// that share a slot are told apart by them.
    firsts: Vec<(u64, u64)>,
    words: Vec<Word>,
}

#[derive(Clone, Debug)]
struct Word {
    /// Whether its first eight bytes are all of it, and tell it from all that a view holds.
    is_exact: bool,
    literal: Vec<u8>,
    number: usize,
}

const HEAD_BITS: u32 = 16;
const SLOT_BITS: u32 = 11;

/// How many bytes are tested together.
const BLOCK: usize = 64;
/// A block, and what the beginnings of words in it are told by.
const SEEN: usize = BLOCK + 8;

impl Heads {
    fn new(mut words: Vec<(u64, Word)>) -> Self {
        let mut known = Box::new([0; 1 << (HEAD_BITS - 3)]);
        words.sort_by_key(|(key, _)| slot(*key));
        let mut slots = Vec::with_capacity((1 << SLOT_BITS) + 1);
        for (number, (key, _)) in (0..).zip(&words) {
            let head = head(*key);
            known[head / 8] |= 1 << (head % 8);
            slots.resize(slot(*key) + 1, number);
        }
        slots.resize((1 << SLOT_BITS) + 1, u32::try_from(words.len()).unwrap_or(u32::MAX));
        let words: Vec<Word> = words.into_iter().map(|(_, word)| word).collect();
        let mask = |word: &Word| lowered_mask(word.literal.len());
        let firsts = words.iter().map(|word| (lowered(&word.literal) & mask(word), mask(word)));
        Self { known, slots, firsts: firsts.collect(), words }
    }

    /// One where a literal may begin with this, else zero.
    const fn has(&self, key: u64) -> u8 {
        let head = head(key);
        self.known[head / 8] >> (head % 8) & 1
    }

    /// Compares what begins here with the literals that begin so.
    fn look(&self, rest: &[u8], key: u64, first: u64, mut hit: impl FnMut(usize)) {
        let [from, to] = [0, 1].map(|next| self.slots.get(slot(key) + next).copied().unwrap_or(0));
        let range = from as usize..to as usize;
        let firsts = self.firsts.get(range.clone()).unwrap_or(&[]);
        for ((known, mask), nth) in firsts.iter().zip(range) {
            if first & mask == *known
                && let Some(word) = self.words.get(nth)
                && (word.is_exact || word.stands_in(rest))
            {
                hit(word.number);
            }
        }
    }
}

impl Word {
    fn new(literal: &[u8], number: usize) -> Self {
        // Of the bytes that are lowered to one of these no view has another.
        let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b' ';
        let is_exact = literal.len() <= 8 && literal.iter().all(is_plain);
        Self { is_exact, literal: literal.to_vec(), number }
    }

    fn stands_in(&self, rest: &[u8]) -> bool {
        let text = rest.get(..self.literal.len());
        text.is_some_and(|text| text.eq_ignore_ascii_case(&self.literal))
    }
}

impl Words {
    /// Whether such a literal can be looked for: it is long enough to be told apart by its
    /// beginning, and begins where one is looked for.
    pub(crate) fn takes(literal: &[u8]) -> bool {
        literal.first().is_some_and(|first| {
            let is_long = literal.len() > 2 || literal.len() == 2 && first.is_ascii_punctuation();
            is_long && begins(*first)
        })
    }

    /// `None` where one of the literals is not [taken](Self::takes).
    pub(crate) fn new<L: AsRef<[u8]>>(literals: &[L]) -> Option<Self> {
        let mut sorted: Vec<Vec<u8>> =
            literals.iter().map(|literal| literal.as_ref().to_ascii_lowercase()).collect();
        sorted.sort_unstable();
        sorted.dedup();
        let longest = sorted.iter().map(Vec::len).max().unwrap_or(0);
        let mut by_key: [Vec<(u64, Word)>; KEYS.len()] = Default::default();
        for (number, literal) in literals.iter().map(AsRef::as_ref).enumerate() {
            if !Self::takes(literal) {
                return None;
            }
            let fits = |len: &usize| *len <= literal.len();
            let first = lowered(literal);
            let told_by = if is_mark(first) { 0 } else { KEYS.iter().rposition(fits)? };
            let key = *keys(first).get(told_by)?;
            by_key.get_mut(told_by)?.push((key, Word::new(literal, number)));
        }
        let heads = (!literals.is_empty()).then(|| by_key.map(Heads::new));
        Some(Self { heads, sorted, longest })
    }

    /// Tells every occurrence that begins in `from..` of `bytes` and parts no word there: the
    /// number of the literal and the start, in the order of the starts. Returns the start below
    /// which all are told: behind `bytes` more may follow, unless `done`, so one that is the
    /// beginning of a literal waits.
    pub(crate) fn scan(
        &self,
        bytes: &[u8],
        from: usize,
        done: bool,
        mut hit: impl FnMut(usize, usize),
    ) -> usize {
        let Some(heads) = &self.heads else { return bytes.len().max(from) };
        // What begins below is there as a whole.
        let whole = if done { bytes.len() } else { (bytes.len() + 1).saturating_sub(self.longest) };
        let mut base = from;
        let mut before = from.checked_sub(1).and_then(|last| bytes.get(last)).copied().unwrap_or(0);
        // Where words begin that some heads may know, and which.
        let mut passed = [(0_u8, 0_u8); BLOCK];
        while base + BLOCK <= whole
            && let Some(window) = bytes.get(base..).and_then(|rest| rest.first_chunk::<SEEN>())
        {
            let first = |at: usize| {
                let eight = window.get(at..).and_then(|rest| rest.first_chunk());
                lower(eight.copied().unwrap_or_default())
            };
            let mut starts = starts(window.first_chunk().unwrap_or(&[0; BLOCK]), before);
            before = window[BLOCK - 1];
            // Without branches but for the loop: which words pass is hard to foresee.
            let mut count = 0_usize;
            while starts != 0 {
                let at = starts.trailing_zeros() as usize % BLOCK;
                starts &= starts - 1;
                let which = known(heads, first(at));
                passed[count % BLOCK] = (at as u8, which);
                count += usize::from(which != 0);
            }
            for (at, which) in passed.iter().take(count) {
                let (at, start) = (usize::from(*at), base + usize::from(*at));
                let rest = bytes.get(start..).unwrap_or(&[]);
                look(heads, *which, rest, first(at), |literal| hit(literal, start));
            }
            base += BLOCK;
        }
        while let Some(block) = bytes.get(base..).filter(|block| !block.is_empty()) {
            let mut padded = [b' '; BLOCK];
            padded.iter_mut().zip(block).for_each(|(to, from)| *to = *from);
            let mut starts = starts(&padded, before);
            before = padded[BLOCK - 1];
            while starts != 0 {
                let start = base + starts.trailing_zeros() as usize;
                starts &= starts - 1;
                let rest = bytes.get(start..).unwrap_or(&[]);
                if start >= whole && self.may_go_on(rest) {
                    return start;
                }
                let first = lowered(rest);
                look(heads, known(heads, first), rest, first, |literal| hit(literal, start));
            }
            base += BLOCK;
        }
        bytes.len().max(from)
    }

    /// Whether a literal begins with these bytes and is longer.
    fn may_go_on(&self, rest: &[u8]) -> bool {
        let lowered = || rest.iter().map(u8::to_ascii_lowercase);
        let next = self.sorted.partition_point(|literal| literal.iter().copied().le(lowered()));
        let next = self.sorted.get(next).and_then(|literal| literal.get(..rest.len()));
        next.is_some_and(|beginning| beginning.eq_ignore_ascii_case(rest))
    }

    /// Whether a literal begins with this word, in small letters, and goes on behind it.
    pub(crate) fn begins_with_word(&self, word: &[u8]) -> bool {
        let below = self.sorted.partition_point(|literal| literal.as_slice() <= word);
        let ends = |literal: &Vec<u8>| {
            literal.get(word.len()).is_some_and(|byte| !byte.is_ascii_alphanumeric())
        };
        let longer = self.sorted.iter().skip(below);
        longer.take_while(|literal| literal.starts_with(word)).any(ends)
    }
}

/// The heads that may know what begins with these bytes, one bit each.
const fn known(heads: &[Heads; KEYS.len()], first: u64) -> u8 {
    let [three, four, six] = keys(first);
    heads[0].has(three) | heads[1].has(four) << 1 | heads[2].has(six) << 2
}

/// Compares what begins here, with these bytes first, with the literals of these heads that begin
/// so.
fn look(
    heads: &[Heads; KEYS.len()],
    mut which: u8,
    rest: &[u8],
    first: u64,
    mut hit: impl FnMut(usize),
) {
    while which != 0 {
        let nth = which.trailing_zeros() as usize;
        which &= which - 1;
        if let (Some(heads), Some(key)) = (heads.get(nth), keys(first).get(nth)) {
            heads.look(rest, *key, first, &mut hit);
        }
    }
}

/// One bit for each byte of a block that may begin a literal, behind the byte `before`.
fn starts(bytes: &[u8; BLOCK], before: u8) -> u64 {
    let (bytes, mut flags) = (*bytes, [0_u8; BLOCK]);
    // Without branches, so that many bytes are tested by one instruction.
    let kinds = bytes.map(kind);
    let mut previous = [kind(before); BLOCK];
    previous[1..].copy_from_slice(&kinds[..BLOCK - 1]);
    for (((flag, byte), kind), previous) in flags.iter_mut().zip(bytes).zip(kinds).zip(previous) {
        *flag = u8::from(begins(byte)) & u8::from(kind & previous == 0);
    }
    gathered_64(&flags)
}

/// One bit for letters, one for digits: between two of a kind nothing begins.
const fn kind(byte: u8) -> u8 {
    let letter = (byte | 0x20).wrapping_sub(b'a') < 26;
    let digit = byte.wrapping_sub(b'0') < 10;
    (letter as u8) | (digit as u8) << 1
}

/// Whether a literal may begin with this byte: not a blank, and not within a character.
const fn begins(byte: u8) -> bool {
    byte > b' ' && !matches!(byte, 0x80..=0xbf)
}

/// The first bytes of a text, zeros behind its end.
fn first_bytes<const N: usize>(bytes: &[u8]) -> [u8; N] {
    bytes.first_chunk::<N>().copied().unwrap_or_else(|| {
        let mut first = [0; N];
        first.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
        first
    })
}

/// Whether this begins with ASCII punctuation.
const fn is_mark(first: u64) -> bool {
    let byte = first as u8;
    // Without branches. Letters are small.
    (byte < 0x80) & (byte.wrapping_sub(b'a') >= 26) & (byte.wrapping_sub(b'0') >= 10)
}

/// The first eight bytes, in lower case, more or less.
fn lowered(bytes: &[u8]) -> u64 {
    lower(first_bytes(bytes))
}

const fn lower(first: [u8; 8]) -> u64 {
    u64::from_le_bytes(first) | 0x2020_2020_2020_2020
}

const fn lowered_mask(len: usize) -> u64 {
    if len < 8 { (1 << (8 * len)) - 1 } else { u64::MAX }
}

/// What a word is told by that begins with these bytes, for each of [`KEYS`].
const fn keys(first: u64) -> [u64; KEYS.len()] {
    let two = is_mark(first) as u64;
    let three = lowered_mask(KEYS[0]) >> (8 * two);
    [first & three, first & lowered_mask(KEYS[1]), first & lowered_mask(KEYS[2])]
}

const fn head(key: u64) -> usize {
    (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - HEAD_BITS)) as usize
}

const fn slot(key: u64) -> usize {
    head(key) >> (HEAD_BITS - SLOT_BITS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LITERALS: &[&str] =
        &["aab", "aabb c", "bca-", "<|", "<|b", "é1", "1a1", "ab b", "c__a", "aab1"];

    /// Everything that is found, where so many bytes more are there each time.
    fn found(text: &str, step: usize) -> Vec<(usize, usize)> {
        let words = Words::new(LITERALS).expect("long enough");
        let (mut found, mut told) = (Vec::new(), 0);
        for end in (step..text.len()).step_by(step).chain([text.len()]) {
            let (bytes, done) = (&text.as_bytes()[..end], end == text.len());
            let before = told;
            told = words.scan(bytes, before, done, |literal, start| {
                assert!(start >= before);
                found.push((start, literal));
            });
            assert!(found.iter().all(|(start, _)| *start < told));
        }
        assert_eq!(told, text.len());
        assert!(found.is_sorted_by_key(|(start, _)| *start));
        found.sort_unstable();
        found
    }

    proptest! {
        #[test]
        fn what_is_found_is_what_stands_there(text in "[aAbBcC1_<|é -]{1,300}", step in 1_usize..9) {
            let bytes = text.as_bytes();
            let kind = |at: usize| bytes.get(at).copied().map_or(0, kind);
            let mut naive = Vec::new();
            for start in 0..bytes.len() {
                for (number, literal) in LITERALS.iter().enumerate() {
                    let stands = bytes[start..].len() >= literal.len()
                        && bytes[start..][..literal.len()].eq_ignore_ascii_case(literal.as_bytes());
                    if stands && (start == 0 || kind(start - 1) & kind(start) == 0) {
                        naive.push((start, number));
                    }
                }
            }
            prop_assert_eq!(&found(&text, 1 << 20), &naive);
            prop_assert_eq!(&found(&text, 64), &naive);
            prop_assert_eq!(&found(&text, step), &naive);
        }
    }

    #[test]
    fn only_the_beginning_of_a_literal_waits() {
        let words = Words::new(LITERALS).expect("long enough");
        let told = |text: &str| words.scan(text.as_bytes(), 0, false, |_, _| {});
        for (text, expected) in [
            ("x aa", 2),
            ("x aab", 2),
            ("x aabb", 2),
            ("x aabb c", 7),
            ("x aabb d", 8),
            ("x aabc", 6),
            ("x <", 2),
            ("xaa", 3),
            ("x AABB", 2),
        ] {
            assert_eq!(told(text), expected, "{text}");
        }
    }

    #[test]
    fn what_no_word_begins_with_is_refused() {
        for literal in ["", "a", "ab", "<", " ab"] {
            assert!(Words::new(&[literal]).is_none(), "{literal}");
        }
    }
}
