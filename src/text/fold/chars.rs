//! What single characters read as.

use std::collections::HashMap;

use once_cell::sync::Lazy;
use unicode_normalization::char::decompose_compatible;

use crate::text::bits::ONES;
use crate::text::classes::{Becomes, Classes};
use crate::text::confusables::{LOOK_ALIKES, ZEROS};
use crate::text::invisible::{Invisible, len_of};

/// How many bytes at the start are ASCII that is seen, or white space.
pub(crate) fn plain_len(bytes: &[u8]) -> usize {
    let mut len = 0;
    loop {
        len += seen_len(bytes.get(len..).unwrap_or(&[]));
        let blank = |byte: &&u8| matches!(byte, b'\t' | b'\n' | b'\r');
        let blanks = bytes.get(len..).unwrap_or(&[]).iter().take_while(blank).count();
        if blanks == 0 {
            return len;
        }
        len += blanks;
    }
}

/// How many bytes at the start are from the space to the tilde.
fn seen_len(bytes: &[u8]) -> usize {
    // Off English most stretches are short; then many bytes are tested at once.
    let Some(first) = bytes.first_chunk() else {
        let out = |byte: &u8| !(b' '..=b'~').contains(byte);
        return bytes.iter().position(out).unwrap_or(bytes.len());
    };
    let others = unseen(*first);
    if others != 0 {
        return (others.trailing_zeros() / 8) as usize;
    }
    let all = |block: &&[u8; 32]| {
        let out = |byte: &u8| u8::from(*byte < b' ') | u8::from(*byte > b'~');
        block.iter().fold(0, |any, byte| any | out(byte)) == 0
    };
    let rest = bytes.get(8..).unwrap_or(&[]);
    let mut len = 8 + 32 * rest.as_chunks::<32>().0.iter().take_while(all).count();
    while let Some(eight) = bytes.get(len..).and_then(|rest| rest.first_chunk()) {
        let others = unseen(*eight);
        if others != 0 {
            return len + (others.trailing_zeros() / 8) as usize;
        }
        len += 8;
    }
    let out = |byte: &u8| !(b' '..=b'~').contains(byte);
    let rest = bytes.get(len..).unwrap_or(&[]);
    len + rest.iter().position(out).unwrap_or(rest.len())
}

/// The highest bit of each byte that is below the space or above the tilde, up to the first.
const fn unseen(eight: [u8; 8]) -> u64 {
    let bytes = u64::from_le_bytes(eight);
    // A borrow or a carry goes up only, behind the first.
    let below = bytes.wrapping_sub(ONES * 0x20);
    let above = (bytes & (ONES * 0x7f)) + ONES;
    (below | above | bytes) & (ONES * 0x80)
}

/// How many bytes at the start the view has as they are.
pub(super) fn same_len(text: &str) -> usize {
    let plain = plain_len(text.as_bytes());
    let Some(rest) = text.get(plain..).filter(|rest| !rest.is_empty()) else { return plain };
    let classes = Classes::get();
    plain + len_of(rest, |c| classes.of(c) == Becomes::Same)
}

/// Writes what one visible character reads as. May write nothing. [`Classes`] knows the common
/// ones without.
pub(in crate::text) fn fold_char(c: char, out: &mut String) {
    match c {
        '\0'..='\x7f' => out.push(c),
        // Hangul would fall apart into its letters.
        '\u{ac00}'..='\u{d7a3}' => out.push(c),
        '\u{ff01}'..='\u{ff5e}' => out.extend(char::from_u32(u32::from(c) - 0xfee0)),
        _ => match SINGLE.get(&c) {
            Some(folded) => out.push(*folded),
            None => decompose_compatible(c, |part| {
                // Not looked up: the table is made of this.
                if Invisible::compute(part).is_none() {
                    out.push(fold_single(part));
                }
            }),
        },
    }
}

fn fold_single(c: char) -> char {
    match c {
        '\0'..='\x7f' => c,
        _ if c.is_whitespace() => ' ',
        _ => SINGLE.get(&c).copied().unwrap_or(c),
    }
}

/// Characters that fold to one ASCII character.
static SINGLE: Lazy<HashMap<char, char>> = Lazy::new(|| {
    let alike =
        LOOK_ALIKES.iter().flat_map(|(alikes, ascii)| alikes.chars().map(move |c| (c, *ascii)));
    let digits = ZEROS.iter().flat_map(|zero| (*zero..).zip('0'..='9'));
    alike.chain(digits).collect()
});

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn many_bytes_at_once_are_told_as_one_by_one(
            bytes in prop::collection::vec(prop_oneof![8 => b' '..=b'~', 1 => any::<u8>()], 0..90),
        ) {
            let plain = |byte: &u8| matches!(byte, b' '..=b'~' | b'\t' | b'\n' | b'\r');
            let naive = bytes.iter().position(|byte| !plain(byte)).unwrap_or(bytes.len());
            prop_assert_eq!(plain_len(&bytes), naive);
        }
    }
}
