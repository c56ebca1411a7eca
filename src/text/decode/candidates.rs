//! Where something may begin that stands for something else: most of a text is passed over, many
//! bytes at once.

use super::{Text, is_edge};
use crate::text::bits::gathered;

/// The positions of a block of a view that are worth a look; what is known of them does not change.
#[derive(Clone, Copy, Debug)]
pub(super) struct Block {
    start: usize,
    /// One bit each.
    found: u64,
}

impl Block {
    /// None yet.
    pub(super) const NONE: Self = Self { start: usize::MAX, found: 0 };

    /// The first position from `from` on that is worth a look.
    pub(super) fn next_candidate(&mut self, text: &Text<'_>, mut from: usize) -> Option<usize> {
        if let Some(passed) = from.checked_sub(self.start).filter(|passed| *passed < BLOCK) {
            let found = self.found >> passed;
            if found != 0 {
                return Some(from + found.trailing_zeros() as usize);
            }
            from = self.start + BLOCK;
        }
        let mut index = from.checked_sub(text.base)?;
        // A block needs the bytes behind it.
        while let Some(window) = text.bytes.get(index..).and_then(|rest| rest.first_chunk::<SEEN>())
        {
            let before = index.checked_sub(1).and_then(|at| text.bytes.get(at)).copied();
            let found = block(window, before.unwrap_or(0), 0);
            if found != 0 {
                *self = Self { start: text.base + index, found };
                return Some(text.base + index + found.trailing_zeros() as usize);
            }
            index += BLOCK;
        }
        next_in_tail(text, index)
    }
}

/// The same from an index on, behind which no block is whole.
fn next_in_tail(text: &Text<'_>, mut index: usize) -> Option<usize> {
    let mut before = text.before(text.base + index);
    // A few bytes are faster one by one, and with fewer tests.
    if let Some(rest) = text.bytes.get(index..).filter(|rest| rest.len() <= FEW) {
        let may_begin = |(at, byte): (usize, &u8)| {
            let left = at.checked_sub(1).and_then(|at| rest.get(at)).copied().unwrap_or(before);
            let edge = byte.is_ascii_graphic() && (is_edge(left, *byte) || left | 0x20 == b'x');
            edge || matches!(byte, b'&' | b'%' | b'\\')
        };
        let found = rest.iter().enumerate().position(may_begin);
        return found.map(|at| text.base + index + at);
    }
    while let Some(rest) = text.bytes.get(index..).filter(|rest| !rest.is_empty()) {
        let mut window = [b' '; SEEN];
        window.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
        let known = u128::MAX >> (128 - rest.len().min(SEEN));
        let open = if text.done { 0 } else { !known };
        let found = block(&window, before, open) & known as u64;
        if found != 0 {
            return Some(text.base + index + found.trailing_zeros() as usize);
        }
        before = window[BLOCK - 1];
        index += BLOCK;
    }
    None
}

/// One bit for each of the first bytes that may begin something. What bytes behind the end will be
/// is `open`.
fn block(window: &[u8; SEEN], before: u8, open: u128) -> u64 {
    // Without branches, so that many bytes are tested by one instruction.
    let (mut words, mut codes) = ([0_u8; SEEN], [0_u8; SEEN]);
    let (mut seen, mut escapes) = ([0_u8; SEEN], [0_u8; SEEN]);
    let mut any = 0;
    for (at, byte) in window.iter().copied().enumerate() {
        let word = ((byte | 0x20).wrapping_sub(b'a') < 26) | (byte.wrapping_sub(b'0') < 10);
        // Both alphabets of base64, and line ends.
        let other = (byte == b'+') | (byte == b'/') | (byte == b'-') | (byte == b'_');
        let code = word | other | (byte == b'\n') | (byte == b'\r');
        let escape = (byte == b'&') | (byte == b'%') | (byte == b'\\');
        words[at] = u8::from(word);
        codes[at] = u8::from(code);
        seen[at] = u8::from(byte > b' ');
        escapes[at] = u8::from(escape);
        any |= u8::from(escape);
    }
    let (words, seen) = (gathered(&words), gathered(&seen) | open);
    let mut codes = gathered(&codes) | open;
    // Runs of sixteen, by doubling.
    for step in [1, 2, 4, 8] {
        codes &= codes >> step;
    }
    // A letter by itself, and one that may be the next.
    let alone = words & !(words >> 1) & seen >> 2 & !(words >> 3);
    let mut begins = (codes | alone) as u64;
    let mut inside = begins;
    while inside != 0 {
        let at = inside.trailing_zeros() as usize % BLOCK;
        inside &= inside - 1;
        let left = at.checked_sub(1).map_or(before, |before| window[before]);
        if is_inside(left, window[at]) {
            begins &= !(1 << at);
        }
    }
    if any == 0 { begins } else { begins | gathered(&escapes) as u64 }
}

/// Whether a word or a number goes on; what stands behind an `x` may begin.
const fn is_inside(left: u8, byte: u8) -> bool {
    let words = left.is_ascii_alphabetic() && byte.is_ascii_alphabetic() && left | 0x20 != b'x';
    words || left.is_ascii_digit() && byte.is_ascii_digit()
}

const FEW: usize = 16;
const BLOCK: usize = 64;
/// A block and what decides about its last byte.
const SEEN: usize = BLOCK + 16;
