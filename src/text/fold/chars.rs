//! What single characters read as.

use std::collections::HashMap;

use once_cell::sync::Lazy;
use unicode_normalization::char::decompose_compatible;

use crate::text::classes::{Becomes, Classes};
use crate::text::confusables::{LOOK_ALIKES, ZEROS};
use crate::text::invisible::Invisible;

/// How many bytes at the start are ASCII that is seen, or white space.
pub(crate) fn plain_len(bytes: &[u8]) -> usize {
    const fn is_plain(byte: u8) -> bool {
        matches!(byte, b' '..=b'~' | b'\t' | b'\n' | b'\r')
    }
    let ends = |bytes: &[u8]| bytes.iter().position(|byte| !is_plain(*byte));
    // Off English most stretches are short.
    if let Some(end) = bytes.get(..8).and_then(ends) {
        return end;
    }
    // Then blocks, tested without a branch in them, at first without the line ends: two comparisons
    // a byte are done for many bytes at once.
    let all = |block: &&[u8]| {
        let out = |byte: &u8| u8::from(*byte < b' ') | u8::from(*byte > b'~');
        block.iter().fold(0, |any, byte| any | out(byte)) == 0
            || block.iter().fold(true, |plain, byte| plain & is_plain(*byte))
    };
    let len = 32 * bytes.chunks_exact(32).take_while(all).count();
    let rest = bytes.get(len..).unwrap_or(&[]);
    len + ends(rest).unwrap_or(rest.len())
}

/// How many bytes at the start the view has as they are.
pub(super) fn same_len(text: &str) -> usize {
    let mut len = plain_len(text.as_bytes());
    let Some(rest) = text.get(len..).filter(|rest| !rest.is_empty()) else { return len };
    let classes = Classes::get();
    let mut chars = rest.chars();
    while let Some(c) = chars.clone().next()
        && classes.of(c) == Becomes::Same
    {
        chars.next();
    }
    len += rest.len() - chars.as_str().len();
    len
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
