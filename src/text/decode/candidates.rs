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
    let mut flags = [0_u8; BLOCK];
    // Each loop is without branches, so that many bytes are tested by one instruction.
    let escapes = window.map(|byte| u8::from(matches!(byte, b'&' | b'%' | b'\\')));
    let digits = window.map(|byte| {
        u8::from(
            byte.is_ascii_alphanumeric()
                | matches!(byte, b'+' | b'/' | b'-' | b'_' | b'\r' | b'\n'),
        )
    });
    // Runs of sixteen, by doubling, line ends included.
    let mut runs = digits;
    for step in [1, 2, 4, 8] {
        let earlier = runs;
        for (run, later) in runs.iter_mut().zip(earlier.iter().skip(step)) {
            *run &= later;
        }
    }
    // A letter, what parts it from the next, that, and the same or white space.
    let mut same = [0_u8; SEEN];
    for ((((flag, first), one), second), other) in same
        .iter_mut()
        .zip(window)
        .zip(window.iter().skip(1))
        .zip(window.iter().skip(2))
        .zip(window.iter().skip(3))
    {
        let gap = matches!(other, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c');
        *flag = u8::from((one == other) | gap)
            & u8::from(!one.is_ascii_alphanumeric())
            & u8::from(first.is_ascii_alphanumeric())
            & u8::from(*second > b' ');
    }
    // Within a word or a number, but for what stands behind an `x`.
    let word = window.map(|byte| u8::from(byte.is_ascii_alphabetic()));
    let number = window.map(|byte| u8::from(byte.is_ascii_digit()));
    let mut behind = [before; BLOCK];
    behind[1..].copy_from_slice(&window[..BLOCK - 1]);
    let mut inside = [0_u8; BLOCK];
    for (((flag, behind), word), number) in inside.iter_mut().zip(behind).zip(word).zip(number) {
        let letter = u8::from(behind.is_ascii_alphabetic() & (behind | 0x20 != b'x'));
        let version = u8::from(behind | 0x20 == b'v');
        let digit = u8::from(behind.is_ascii_digit());
        *flag = letter & word | (digit | version) & number;
    }
    for ((((flag, escape), run), same), inside) in
        flags.iter_mut().zip(escapes).zip(runs).zip(same).zip(inside)
    {
        *flag = escape | ((run | same) & (1 - inside));
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
