//! Seed phrases of wallets: twelve to twenty-four words of one list, the last of which holds a
//! checksum (BIP-39, <https://github.com/bitcoin/bips/blob/master/bip-0039.mediawiki>).
//!
//! Twelve words fill at least 47 bytes, all of three to eight letters: one pass over blocks of bytes
//! tells where so many stand without a shorter or a longer word, which prose hardly ever has. There
//! it is enough to look up the word at every fortieth byte, and of one of its sides the words at
//! three more places: only where all are of the list is more read.

use std::ops::Range;

use once_cell::sync::Lazy;

use crate::scan::is_edge;
use crate::scan::sha256;
use crate::scan::shape::Window;
use crate::text::{gathered, gathered_64, letters};

/// What is known about a phrase so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phrase {
    /// It ends here.
    Ends(usize),
    No,
    /// The text ends too early to tell.
    NeedMore,
}

/// The words of the list, packed, in order: the place of one is its number.
static WORDS: Lazy<Vec<u64>> = Lazy::new(|| {
    let words = include_str!("data/bip39_english.txt").split_ascii_whitespace();
    words.map(|word| packed(word.as_bytes())).collect()
});

/// One bit for each hash of a word, so that most others need no search.
static KNOWN: Lazy<Box<[u8; 1 << (BITS - 3)]>> = Lazy::new(|| {
    let mut known = Box::new([0; 1 << (BITS - 3)]);
    for word in WORDS.iter() {
        let bit = bit_of(*word);
        known[bit / 8] |= 1 << (bit % 8);
    }
    known
});

/// Sixteen times as many bits as words.
const BITS: u32 = 15;

const fn bit_of(packed: u64) -> usize {
    (packed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - BITS)) as usize
}

fn may_be_known(packed: u64) -> bool {
    let bit = bit_of(packed);
    KNOWN[bit / 8] >> (bit % 8) & 1 != 0
}

/// At most eight letters, small, the first one highest, so that words are in order.
fn packed(word: &[u8]) -> u64 {
    let mut bytes = [0; MOST];
    bytes.iter_mut().zip(word).for_each(|(to, from)| *to = from | 0x20);
    u64::from_be_bytes(bytes)
}

/// The same of the word at `start..end`, where it has at most eight letters.
fn packed_at(window: Window<'_>, start: usize, end: usize) -> u64 {
    match window.slice(start, start + MOST).first_chunk() {
        Some(eight) => {
            let letters = u64::from_be_bytes(*eight) | 0x2020_2020_2020_2020;
            letters & u64::MAX << (8 * (MOST - (end - start).min(MOST)))
        }
        None => packed(window.slice(start, end)),
    }
}

/// Tells where in `from..to` twelve or more words of the list begin, in order.
pub(super) fn scan(window: Window<'_>, from: usize, to: usize, mut hit: impl FnMut(usize)) {
    let mut next = from;
    let mut look = |plain: Range<usize>| {
        if plain.len() >= LEAST {
            scan_plain(window, plain, &mut next, to, &mut hit);
        }
    };
    // What may be in a phrase begins here.
    let (mut plain, mut at, mut before) = (from, from, 0);
    while at < window.end() && plain < to && at < to.saturating_add(LEAST) {
        let odd = odd_words(window.slice(at, window.end().min(at + SEEN)), &mut before);
        if odd != 0 {
            let (first, last) = (odd.trailing_zeros() as usize, odd.ilog2() as usize);
            look(plain..at + first);
            plain = at + last + 1;
            // Within the block there is hardly ever as much as a phrase.
            if last - first > LEAST {
                let inner = (first..=last).filter(|bit| odd >> bit & 1 != 0);
                inner.fold(first, |before, bit| {
                    look(at + before + 1..at + bit);
                    bit
                });
            }
        }
        at += BLOCK;
    }
    look(plain..window.end().min(at.max(plain)));
}

/// One bit for each byte of a block at which a word begins that is of no list, too short as it is,
/// or from which on more letters follow than a word has. `before` is one behind a letter.
fn odd_words(block: &[u8], before: &mut u64) -> u64 {
    let bytes = block.first_chunk().copied().unwrap_or_else(|| {
        let mut bytes = [b' '; SEEN];
        bytes.iter_mut().zip(block).for_each(|(to, from)| *to = *from);
        bytes
    });
    // Without branches, so that many bytes are tested by one instruction.
    let letters = gathered_64(&bytes.map(|byte| u8::from((byte | 0x20).wrapping_sub(b'a') < 26)));
    let short = letters & !(letters << 1 | *before) & !(letters >> 1 & letters >> 2);
    *before = letters >> (BLOCK - 1) & 1;
    let mut long = letters;
    for step in [1, 2, 4, MOST - 7] {
        long &= long >> step;
    }
    (short | long) & u64::MAX >> (SEEN - BLOCK)
}

/// The same where no word is odd: probes the words there.
fn scan_plain(
    window: Window<'_>,
    plain: Range<usize>,
    next: &mut usize,
    to: usize,
    hit: &mut impl FnMut(usize),
) {
    let mut probe = plain.start.next_multiple_of(PROBE);
    while probe < to.saturating_add(PROBE) && probe < plain.end {
        if probe >= *next
            && may_stand_in_words(window, &plain, probe)
            && let Some(inside) = word_at(window, probe)
        {
            // Back to where the words begin that are looked at now, and on as far as they go.
            let mut start = inside;
            while let Some(earlier) = before(window, start).filter(|at| *at >= *next) {
                start = earlier;
            }
            let last = words_from(window, start, to, |_, _| {});
            if last.words >= SHORTEST {
                words_from(window, start, to, |nth, start| {
                    if start < to && last.words - nth >= SHORTEST {
                        hit(start);
                    }
                });
            }
            *next = last.start.saturating_add(1).min(to);
        }
        probe += PROBE;
    }
}

/// How many words of the list stand in a row, and where the last of them begins.
#[derive(Clone, Copy)]
struct Row {
    words: usize,
    start: usize,
}

/// Goes from the word at `start` on as far as words of the list go, and little behind `to`.
fn words_from(
    window: Window<'_>,
    start: usize,
    to: usize,
    mut each: impl FnMut(usize, usize),
) -> Row {
    let mut row = Row { words: 0, start };
    let mut at = Some(start);
    while let Some(start) = at {
        each(row.words, start);
        row = Row { words: row.words + 1, start };
        at = after(window, start).filter(|next| *next < to.saturating_add(LONGEST));
    }
    row
}

/// Where the words of the list begin with which the window ends, the last of which may go on.
pub(super) fn begun(window: Window<'_>, from: usize) -> usize {
    let end = window.end();
    let is_letter = |at: &usize| window.get(*at).is_some_and(|byte| byte.is_ascii_alphabetic());
    let is_gap = |at: &usize| window.get(*at).is_some_and(parts);
    let gap = (from..end).rev().take_while(is_gap).take(GAP + 1).count();
    if gap > GAP {
        return end;
    }
    let word_end = end - gap;
    let mut start = (from..word_end).rev().take_while(is_letter).take(MOST + 1).last();
    if gap == 0 && start.is_some_and(|start| word_end - start > MOST) {
        return end;
    }
    let Some(mut first) = start else { return end };
    // The last one may be the beginning of a word.
    if gap > 0 && number(window, first, word_end).is_none()
        || first > from && !begins(window, first)
    {
        return end;
    }
    let mut words = 0;
    while words < COUNTS[0] {
        start = before(window, first).filter(|at| *at >= from);
        let Some(earlier) = start else { break };
        (first, words) = (earlier, words + 1);
    }
    first
}

/// Reads the phrase that begins at `start`: the longest with a sound checksum.
pub(super) fn read(window: Window<'_>, start: usize) -> Phrase {
    let (mut numbers, mut ends) = (Vec::with_capacity(COUNTS[0]), Vec::with_capacity(COUNTS[0]));
    let mut at = start;
    while numbers.len() < COUNTS[0] {
        let end = end_of_word(window, at);
        if window.get(end).is_none() && !window.done {
            return Phrase::NeedMore;
        }
        let Some(number) = number(window, at, end) else { break };
        numbers.push(number);
        ends.push(end);
        at = end;
        while at < end + GAP && window.get(at).is_some_and(parts) {
            at += 1;
        }
        if window.get(at).is_none() && !window.done && numbers.len() < COUNTS[0] {
            return Phrase::NeedMore;
        }
        if at == end {
            break;
        }
    }
    let sound = COUNTS.iter().find(|count| numbers.get(..**count).is_some_and(is_sound));
    match sound.and_then(|count| ends.get(count - 1)) {
        Some(end) => Phrase::Ends(*end),
        None => Phrase::No,
    }
}

/// Whether the last bits are those of the digest of the others, and the words differ.
fn is_sound(numbers: &[u16]) -> bool {
    if numbers.iter().all(|number| Some(number) == numbers.first()) {
        return false;
    }
    let mut bits =
        numbers.iter().flat_map(|number| (0..11).rev().map(move |bit| number >> bit & 1));
    let mut bytes = Vec::with_capacity(33);
    for _ in 0..numbers.len() * 4 / 3 {
        bytes.push(bits.by_ref().take(8).fold(0, |byte, bit| byte << 1 | bit as u8));
    }
    let digest = sha256::digest(&bytes);
    let first = u16::from(digest[0]);
    let length = numbers.len() / 3;
    bits.fold(0, |sum, bit| sum << 1 | bit) == first >> (8 - length)
}

/// Whether the word that `at` is in may be of the list, and those around that a phrase would take
/// in, too: more than half of it stands on one side, and all of it in `plain`.
fn may_stand_in_words(window: Window<'_>, plain: &Range<usize>, at: usize) -> bool {
    let is_one = |at: usize| {
        word_around(window, at).is_some_and(|(start, end)| {
            (3..=MOST).contains(&(end - start)) && may_be_known(packed_at(window, start, end))
        })
    };
    let [.., side] = SIDE;
    is_one(at)
        && (at - plain.start >= side && SIDE.iter().all(|far| is_one(at - far))
            || at + side < plain.end && SIDE.iter().all(|far| is_one(at + far)))
}

/// The start of the word of the list that `at` is in, or of the one right behind.
fn word_at(window: Window<'_>, at: usize) -> Option<usize> {
    let (start, end) = word_around(window, at)?;
    number(window, start, end).map(|_| start)
}

/// The start and the end of the letters that `at` is in, or that stand right behind; of many the
/// next eight or more.
fn word_around(window: Window<'_>, at: usize) -> Option<(usize, usize)> {
    let around = at.checked_sub(MOST).map(|from| window.slice(from, at + 2 * MOST));
    let Some([before, here, next]) = around.and_then(|around| {
        Some([
            *around.first_chunk::<MOST>()?,
            *around.get(MOST..)?.first_chunk::<MOST>()?,
            *around.get(2 * MOST..)?.first_chunk::<MOST>()?,
        ])
    }) else {
        return word_near_an_end(window, at);
    };
    // One bit for each letter of the twenty-four bytes.
    let letters = letters_of(before) | letters_of(here) << MOST | letters_of(next) << (2 * MOST);
    let first = (letters >> MOST).trailing_zeros() as usize;
    if first > GAP {
        return None;
    }
    let behind = (!(letters >> (MOST + first))).trailing_zeros() as usize;
    let ahead = if first == 0 { (!(letters << (32 - MOST))).leading_zeros() as usize } else { 0 };
    Some((at + first - ahead, at + first + behind))
}

/// One bit for each letter, the first one lowest.
fn letters_of(bytes: [u8; MOST]) -> u32 {
    gathered(&(letters(u64::from_le_bytes(bytes)) >> 7).to_le_bytes()) as u32
}

/// The same, where fewer bytes stand around.
fn word_near_an_end(window: Window<'_>, at: usize) -> Option<(usize, usize)> {
    let is_letter = |at: &usize| window.get(*at).is_some_and(|byte| byte.is_ascii_alphabetic());
    // A probe between two words looks at the one behind.
    let at = (at..at + GAP + 1).find(is_letter)?;
    let start = (at.saturating_sub(MOST)..=at).rev().take_while(is_letter).last()?;
    Some((start, end_of_word(window, start)))
}

/// The start of the word of the list before the one that begins at `start`.
fn before(window: Window<'_>, start: usize) -> Option<usize> {
    let gap = (1..=GAP)
        .take_while(|back| {
            start.checked_sub(*back).and_then(|at| window.get(at)).is_some_and(parts)
        })
        .count();
    let end = start.checked_sub(gap).filter(|_| gap > 0)?;
    let is_letter = |at: &usize| window.get(*at).is_some_and(|byte| byte.is_ascii_alphabetic());
    let first = (end.saturating_sub(MOST + 1)..end).rev().take_while(is_letter).last()?;
    number(window, first, end).map(|_| first)
}

/// The start of the word of the list behind the one that begins at `start`.
fn after(window: Window<'_>, start: usize) -> Option<usize> {
    let end = end_of_word(window, start);
    let gap = (end..end + GAP).take_while(|at| window.get(*at).is_some_and(parts)).count();
    let next = end + gap;
    number(window, next, end_of_word(window, next)).filter(|_| gap > 0).map(|_| next)
}

fn end_of_word(window: Window<'_>, start: usize) -> usize {
    let letters = (start..=start + MOST)
        .take_while(|at| window.get(*at).is_some_and(|byte| byte.is_ascii_alphabetic()));
    start + letters.count()
}

/// The number of a word of the list, which parts no other word.
fn number(window: Window<'_>, start: usize, end: usize) -> Option<u16> {
    if !(3..=MOST).contains(&end.saturating_sub(start)) || !begins(window, start) {
        return None;
    }
    if window.get(end).is_some_and(|byte| byte.is_ascii_alphabetic()) {
        return None;
    }
    let packed = packed_at(window, start, end);
    if !may_be_known(packed) {
        return None;
    }
    WORDS.binary_search(&packed).ok().and_then(|number| u16::try_from(number).ok())
}

fn begins(window: Window<'_>, start: usize) -> bool {
    let before = start.checked_sub(1).and_then(|before| window.get(before));
    before.zip(window.get(start)).is_none_or(|(left, right)| is_edge(left, right))
}

/// Between words.
const fn parts(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b',')
}

/// How many words a phrase may have.
const COUNTS: [usize; 5] = [24, 21, 18, 15, 12];
const SHORTEST: usize = 12;
/// The most letters of a word.
const MOST: usize = 8;
/// The most bytes between two words.
const GAP: usize = 3;
/// The most bytes of a phrase.
pub(super) const LONGEST: usize = 24 * (MOST + GAP);
/// The fewest bytes of a phrase: of twelve words of three letters.
const LEAST: usize = 47;
/// A block, and what tells how long a word at its end is: bytes that are tested together.
const SEEN: usize = 64;
const BLOCK: usize = SEEN - MOST;
/// Twelve words of three letters take in one of any so many bytes.
const PROBE: usize = 40;
/// Of at least 47 bytes so many stand before the probe, or behind it.
const SIDE: [usize; 3] = [7, 14, 21];

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(text: &str) -> Phrase {
        read(Window::of_bytes(text.as_bytes(), true), 0)
    }

    #[test]
    fn the_checksum_tells_a_phrase_from_words() {
        assert_eq!(WORDS.len(), 2048);
        // The first test vectors of BIP-39's reference implementation.
        let zeros = format!("{}about", "abandon ".repeat(11));
        assert_eq!(ends(&zeros), Phrase::Ends(zeros.len()));
        let other = "legal winner thank year wave sausage worth useful legal winner thank yellow";
        assert_eq!(ends(other), Phrase::Ends(other.len()));
        assert_eq!(ends(&other.replace("yellow", "year")), Phrase::No);
        assert_eq!(ends("legal winner thank year"), Phrase::No);
        let long = format!("{}art", "abandon ".repeat(23));
        assert_eq!(ends(&long), Phrase::Ends(long.len()));
    }

    #[test]
    fn every_phrase_is_probed() {
        let phrase = "legal winner thank year wave sausage worth useful legal winner thank yellow";
        for before in 0..90 {
            let text = format!("{} {phrase}", "x".repeat(before));
            let window = Window::of_bytes(text.as_bytes(), true);
            let mut starts = Vec::new();
            scan(window, 0, text.len(), |start| starts.push(start));
            assert_eq!(starts, [before + 1], "{text}");
        }
    }

    #[test]
    fn every_phrase_is_found_wherever_blocks_and_cuts_fall() {
        let short = "act add age aim air all any arm art ask bag bar";
        for before in 0..150 {
            let text =
                format!("{}, {short} of {}", "of ".repeat(before / 3), "b".repeat(before % 3));
            let at = text.find("act").expect("it is there");
            for from in [0, at / 2, at] {
                for to in [at + 1, text.len()] {
                    let window = Window::of_bytes(text.as_bytes(), true);
                    let mut starts = Vec::new();
                    scan(window, from, to, |start| starts.push(start));
                    assert_eq!(starts, [at], "{text} {from}..{to}");
                }
            }
        }
    }
}
