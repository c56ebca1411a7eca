//! Where something may begin that stands for something else: most of a text is passed over, many
//! bytes at once.

use super::{Text, is_edge};

/// The first position from `from` on that is worth a look.
pub(super) fn next_candidate(text: &Text<'_>, from: usize) -> Option<usize> {
    let mut index = from.checked_sub(text.base)?;
    // A block needs the bytes behind it.
    while let Some(window) = text.bytes.get(index..).and_then(|rest| rest.first_chunk::<SEEN>()) {
        let before = index.checked_sub(1).and_then(|at| text.bytes.get(at)).copied().unwrap_or(0);
        let found = block(window, before);
        if found != 0 {
            return Some(text.base + index + found.trailing_zeros() as usize);
        }
        index += BLOCK;
    }
    let rest = text.bytes.get(index..)?;
    let mut before = text.before(text.base + index);
    for (nth, byte) in rest.iter().enumerate() {
        let escape = matches!(byte, b'&' | b'%' | b'\\');
        let edge = byte.is_ascii_graphic() && (is_edge(before, *byte) || before | 0x20 == b'x');
        if escape || edge {
            return Some(text.base + index + nth);
        }
        before = *byte;
    }
    None
}

/// One bit for each of the first bytes that may begin something.
fn block(window: &[u8; SEEN], before: u8) -> u64 {
    // Each loop is without branches, so that many bytes are tested by one instruction.
    let (mut words, mut digits) = ([0_u8; SEEN], [0_u8; SEEN]);
    let (mut codes, mut seen) = ([0_u8; SEEN], [0_u8; SEEN]);
    for (at, byte) in window.iter().enumerate() {
        let word = u8::from((byte | 0x20).wrapping_sub(b'a') < 26);
        let digit = u8::from(byte.wrapping_sub(b'0') < 10);
        // Both alphabets of base64, and line ends.
        let other = u8::from(*byte == b'+') | u8::from(*byte == b'/') | u8::from(*byte == b'-');
        let other = other | u8::from(*byte == b'_') | u8::from(*byte == b'\n');
        words[at] = word;
        digits[at] = digit;
        codes[at] = word | digit | other | u8::from(*byte == b'\r');
        seen[at] = u8::from(*byte > b' ');
    }
    // Runs of sixteen, by doubling.
    for step in [1, 2, 4, 8] {
        for at in 0..SEEN - step {
            codes[at] &= codes[at + step];
        }
    }
    let mut flags = [0_u8; BLOCK];
    let (mut word, mut digit) = ([0_u8; BLOCK], [0_u8; BLOCK]);
    word[0] = u8::from(before.is_ascii_alphabetic() && before | 0x20 != b'x');
    digit[0] = u8::from(before.is_ascii_digit());
    for at in 1..BLOCK {
        // What stands behind an `x` may begin.
        word[at] = words[at - 1] & u8::from(window[at - 1] | 0x20 != b'x');
        digit[at] = digits[at - 1];
    }
    for at in 0..BLOCK {
        let byte = window[at];
        let escape = u8::from(byte == b'&') | u8::from(byte == b'%') | u8::from(byte == b'\\');
        let inside = (word[at] & words[at]) | (digit[at] & digits[at]);
        // A letter by itself, and one that may be the next.
        let alone = (words[at] | digits[at])
            & (1 - (words[at + 1] | digits[at + 1]))
            & seen[at + 2]
            & (1 - (words[at + 3] | digits[at + 3]));
        flags[at] = escape | ((codes[at] | alone) & (1 - inside));
    }
    let mut found = 0;
    for (nth, eight) in flags.as_chunks::<8>().0.iter().enumerate() {
        // Gathers the lowest bits of eight bytes in the highest byte.
        let bits = u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        found |= bits << (8 * nth);
    }
    found
}

const BLOCK: usize = 64;
/// A block and what decides about its last byte.
const SEEN: usize = BLOCK + 16;
