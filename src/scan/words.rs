//! Many literals at once, where they do not begin inside a word or a number: only one byte in six
//! of a text begins one, and a look at its first four bytes rules most of those out.

/// A set of literals; the case of ASCII letters counts for nothing.
#[derive(Debug)]
pub(crate) struct Words {
    /// One bit for each hash of the four bytes that a literal begins with, or of its three: 8 KB,
    /// which stay in the first cache.
    heads: Vec<u64>,
    /// By the hash of a shorter beginning, the literals that share it.
    slots: Vec<Vec<Word>>,
    /// All literals, lowered and sorted: what the end of a text may be the beginning of.
    sorted: Vec<Vec<u8>>,
    /// The most bytes of a literal.
    longest: usize,
}

#[derive(Clone, Debug)]
struct Word {
    /// Its first eight bytes, lowered, and which of the eight there are: most of the words that
    /// share a slot are told apart by them.
    first: u64,
    mask: u64,
    literal: Vec<u8>,
    number: usize,
}

const HEAD_BITS: u32 = 16;
/// The first three bytes of a key.
const THREE: u32 = 0x00ff_ffff;
const SLOT_BITS: u32 = 10;

/// How many bytes are tested together.
const BLOCK: usize = 64;

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
        if literals.is_empty() {
            return Some(Self { heads: vec![], slots: vec![], sorted: vec![], longest: 0 });
        }
        let mut sorted: Vec<Vec<u8>> =
            literals.iter().map(|literal| literal.as_ref().to_ascii_lowercase()).collect();
        sorted.sort_unstable();
        sorted.dedup();
        let longest = sorted.iter().map(Vec::len).max().unwrap_or(0);
        let slots = vec![Vec::new(); 1 << SLOT_BITS];
        let mut words = Self { heads: vec![0; 1 << (HEAD_BITS - 6)], slots, sorted, longest };
        for (number, literal) in literals.iter().map(AsRef::as_ref).enumerate() {
            if !Self::takes(literal) {
                return None;
            }
            let (first, mask) = (lowered(literal), lowered_mask(literal.len()));
            let word = Word { first: first & mask, mask, literal: literal.to_vec(), number };
            words.slots.get_mut(slot(key(literal)))?.push(word);
            let key = key(literal);
            let head = head_of(if literal.len() == 3 { key & THREE } else { key });
            *words.heads.get_mut(head / 64)? |= 1 << (head % 64);
        }
        Some(words)
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
        if self.sorted.is_empty() {
            return bytes.len().max(from);
        }
        // What begins below is there as a whole.
        let whole = if done { bytes.len() } else { (bytes.len() + 1).saturating_sub(self.longest) };
        let blocks = bytes.get(from..).unwrap_or(&[]).chunks(BLOCK);
        let mut before = from.checked_sub(1).and_then(|last| bytes.get(last)).copied().unwrap_or(0);
        for (nth, block) in blocks.enumerate() {
            let base = from + nth * BLOCK;
            let mut starts = starts(block, before);
            before = block.last().copied().unwrap_or(0);
            while starts != 0 {
                let start = base + starts.trailing_zeros() as usize;
                starts &= starts - 1;
                let rest = bytes.get(start..).unwrap_or(&[]);
                if start >= whole && self.may_go_on(rest) {
                    return start;
                }
                let key = key(rest);
                if self.has(head_of(key)) || self.has(head_of(key & THREE)) {
                    self.look(rest, key, |literal| hit(literal, start));
                }
            }
        }
        bytes.len().max(from)
    }

    fn has(&self, head: usize) -> bool {
        self.heads.get(head / 64).is_some_and(|bits| bits >> (head % 64) & 1 != 0)
    }

    /// Whether a literal begins with these bytes and is longer.
    fn may_go_on(&self, rest: &[u8]) -> bool {
        let lowered = || rest.iter().map(u8::to_ascii_lowercase);
        let next = self.sorted.partition_point(|literal| literal.iter().copied().le(lowered()));
        let next = self.sorted.get(next).and_then(|literal| literal.get(..rest.len()));
        next.is_some_and(|beginning| beginning.eq_ignore_ascii_case(rest))
    }

    /// Compares what begins here with the literals that begin so.
    fn look(&self, rest: &[u8], key: u32, mut hit: impl FnMut(usize)) {
        let first = lowered(rest);
        for word in self.slots.get(slot(key)).into_iter().flatten() {
            if first & word.mask == word.first
                && rest
                    .get(..word.literal.len())
                    .is_some_and(|text| text.eq_ignore_ascii_case(&word.literal))
            {
                hit(word.number);
            }
        }
    }
}

/// One bit for each byte of a block that may begin a literal, behind the byte `before`.
fn starts(block: &[u8], before: u8) -> u64 {
    let (mut bytes, mut flags) = ([b' '; BLOCK], [0_u8; BLOCK]);
    if let Some(room) = bytes.get_mut(..block.len()) {
        room.copy_from_slice(block);
    }
    // Without branches, so that many bytes are tested by one instruction.
    let kinds = bytes.map(kind);
    let mut previous = [kind(before); BLOCK];
    previous[1..].copy_from_slice(&kinds[..BLOCK - 1]);
    for (((flag, byte), kind), previous) in flags.iter_mut().zip(bytes).zip(kinds).zip(previous) {
        *flag = u8::from(begins(byte)) & u8::from(kind & previous == 0);
    }
    let mut starts = 0;
    for (nth, eight) in flags.as_chunks::<8>().0.iter().enumerate() {
        // Gathers the lowest bits of eight bytes in the highest byte.
        let bits = u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        starts |= bits << (8 * nth);
    }
    starts
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

/// The first four bytes in lower case, more or less; the first two behind ASCII punctuation.
fn key(bytes: &[u8]) -> u32 {
    let first = first_bytes::<4>(bytes);
    let whole = u32::from_le_bytes(first) | 0x2020_2020;
    if first[0].is_ascii_punctuation() { whole & 0xffff } else { whole }
}

/// The first eight bytes, in lower case as above.
fn lowered(bytes: &[u8]) -> u64 {
    u64::from_le_bytes(first_bytes(bytes)) | 0x2020_2020_2020_2020
}

const fn lowered_mask(len: usize) -> u64 {
    if len < 8 { (1 << (8 * len)) - 1 } else { u64::MAX }
}

const fn head_of(key: u32) -> usize {
    (key.wrapping_mul(0x9e37_79b1) >> (32 - HEAD_BITS)) as usize
}

const fn slot(key: u32) -> usize {
    ((key & THREE).wrapping_mul(0x85eb_ca77) >> (32 - SLOT_BITS)) as usize
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
