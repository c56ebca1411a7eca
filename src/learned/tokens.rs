//! Words, signs and ends of sentences, read from the bytes of a view in one pass.

use super::hash::{join, mix};
use super::lexicon;
use super::words;
use crate::text::{ONES, letters};

/// What stands at a place of a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    /// Where it begins, as an index.
    pub(super) start: usize,
    /// Where it ends.
    pub(super) end: usize,
    pub(super) kind: Kind,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    /// A word: its hash, and the hash of what it begins with.
    Word {
        hash: u32,
        stem: u32,
    },
    /// A character of a script without spaces.
    Sign {
        hash: u32,
    },
    Number,
    Mixed,
    /// A run of punctuation.
    Mark {
        hash: u32,
    },
    /// A sentence may end here.
    End {
        hash: u32,
    },
}

/// What came of looking for a token.
#[derive(Clone, Copy, Debug)]
pub(super) enum Next {
    Token(Token),
    /// What follows decides; to be looked at again from this index on.
    Wait(usize),
}

/// A word in ASCII letters: its hash, and the hash of what it begins with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) hash: u32,
    pub(super) stem: u32,
}

/// The next token from index `from` on, where it is a word of ASCII letters alone and well before
/// the end of what is known. [`next`] reads the same, and all else.
#[inline(always)]
pub(super) fn next_word(bytes: &[u8], from: usize) -> Option<Word> {
    let mut start = from;
    loop {
        match CLASSES[usize::from(*bytes.get(start)?)] {
            LETTER => return word_of_letters(bytes, start),
            BLANK => start += 1,
            _ => return None,
        }
    }
}

/// The next token from index `from` on. `done` says that nothing follows behind the bytes.
pub(super) fn next(bytes: &[u8], from: usize, done: bool) -> Next {
    let mut at = from;
    while at < bytes.len() {
        match read(bytes, at, done) {
            Ok(next) => return next,
            Err(blanks) => at += blanks,
        }
    }
    Next::Wait(at)
}

/// What stands at `at`; how many bytes of it are blank, else.
fn read(bytes: &[u8], at: usize, done: bool) -> Result<Next, usize> {
    let rest = bytes.get(at..).unwrap_or(&[]);
    let byte = rest.first().copied().unwrap_or(b' ');
    let token = |len, kind| Ok(Next::Token(Token { start: at, end: at + len, kind }));
    let wait = Ok(Next::Wait(at));
    match CLASSES[usize::from(byte)] {
        BLANK => Err(1),
        LETTER | DIGIT => Ok(any_word(bytes, at, done)),
        HIGH => {
            let len = length(byte);
            if len > rest.len() && !done {
                return wait;
            }
            match high(bytes, at) {
                High::Word => Ok(any_word(bytes, at, done)),
                High::Sign => {
                    token(len, Kind::Sign { hash: sign_hash(rest.get(..len).unwrap_or(&[])) })
                }
                High::End => token(len, Kind::End { hash: mix(u32::from(b'.'), MARK) }),
                High::Blank => Err(len),
            }
        }
        LINE => token(1, Kind::End { hash: 0 }),
        STOP => {
            let next = rest.get(1).copied();
            if next.is_none() && !done {
                return wait;
            }
            let ends = next.is_none_or(|next| {
                matches!(CLASSES[usize::from(next)], BLANK | LINE | STOP | MARKS) || next >= 0x80
            });
            let hash = mix(u32::from(byte), MARK);
            match (ends, byte) {
                (true, _) => token(1, Kind::End { hash }),
                (false, b'.') => Err(1),
                (false, _) => token(1, Kind::Mark { hash }),
            }
        }
        _ => {
            if may_escape(rest) {
                match escape(rest) {
                    Some(len) => return Err(len),
                    None if rest.len() < ESCAPE && !done => return wait,
                    None => {}
                }
            }
            if let Some(len) = label(rest) {
                let is_closed = rest.get(len - 1) == Some(&b']');
                if len >= rest.len() && !is_closed && !done {
                    return wait;
                }
                if is_closed {
                    return token(len, Kind::Mixed);
                }
            }
            // A run ends where a label or an escape may begin.
            let is_mark = |(nth, byte): &(usize, &u8)| {
                let escapes = matches!(rest.get(*nth..nth + 2), Some([b'\\', b'x' | b'u']));
                let begins = **byte == b'[' || escapes;
                CLASSES[usize::from(**byte)] == MARKS && (*nth == 0 || !begins)
            };
            let run = rest.iter().enumerate().take(MAX_RUN).take_while(is_mark).count();
            if run == rest.len() && run < MAX_RUN && !done {
                return wait;
            }
            // Long runs are rulers and drawings: their first signs tell.
            let seen = rest.get(..run.min(3)).unwrap_or(&[]);
            let hash = seen.iter().fold(MARK, |hash, byte| mix(u32::from(*byte), hash));
            token(run, Kind::Mark { hash })
        }
    }
}

/// Whether an escape of a character by its number may begin here.
fn may_escape(rest: &[u8]) -> bool {
    rest.first() == Some(&b'\\') && matches!(rest.get(1), None | Some(b'x' | b'u'))
}

/// How long the escape is that begins here, `\x41` or `\u0041`: it is read where it is undone, and
/// is no sign by itself.
fn escape(rest: &[u8]) -> Option<usize> {
    let digits = match rest.get(1)? {
        b'x' => 2,
        _ => 4,
    };
    let numbers = rest.get(2..2 + digits)?;
    numbers.iter().all(u8::is_ascii_hexdigit).then_some(2 + digits)
}

/// The longest escape.
const ESCAPE: usize = 6;

/// How long the label is that may begin here, `[ACCESS_KEY]`: what stands for something that was
/// taken out is one word, of which nothing is known.
fn label(bytes: &[u8]) -> Option<usize> {
    let rest = bytes.strip_prefix(b"[")?;
    let is_inside = |byte: &&u8| matches!(**byte, b'A'..=b'Z' | b'0'..=b'9' | b'_');
    let inside = rest.iter().take(MAX_LABEL).take_while(is_inside).count();
    match rest.get(inside) {
        Some(b']') if inside > 1 => Some(inside + 2),
        None if inside <= MAX_LABEL => Some(inside + 1),
        _ => None,
    }
}

/// The word that begins at `start`, where it is one of ASCII letters alone and well before the end
/// of what is known: eight bytes are read at a time.
#[inline(always)]
fn word_of_letters(bytes: &[u8], start: usize) -> Option<Word> {
    let (mut count, mut next, first) = eight_of(bytes, start)?;
    let (mut hash, mut at) = (words::add(words::SEED, first), start + count);
    while count == 8 {
        if at >= start + MAX_WORD - 8 {
            return None;
        }
        let chunk;
        (count, next, chunk) = eight_of(bytes, at)?;
        hash = if count > 0 { words::add(hash, chunk) } else { hash };
        at += count;
    }
    if GOES_ON[usize::from(next)] {
        return None;
    }
    let stem = words::finish(words::add(words::SEED, first & STEM));
    Some(Word { start, end: at, hash: words::finish(hash), stem })
}

/// Of the eight bytes from `at` on: how many at the start are letters, the byte behind them, and
/// the letters, small.
#[inline(always)]
fn eight_of(bytes: &[u8], at: usize) -> Option<(usize, u8, u64)> {
    let eight = u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?);
    let lower = eight | (0x20 * ONES);
    let others = !letters(eight) & (0x80 * ONES);
    // The lowest bit of the first other byte is `1 << 8 * count`.
    let behind = others & others.wrapping_neg();
    let count = (others.trailing_zeros() / 8) as usize;
    let next = eight.checked_shr(8 * count as u32).unwrap_or(0) as u8;
    Some((count, next, lower & (behind >> 7).wrapping_sub(1)))
}

/// The same, byte by byte.
fn any_word(bytes: &[u8], start: usize, done: bool) -> Next {
    let (mut hash, mut chunk, mut filled) = (words::SEED, 0_u64, 0_u32);
    let (mut first, mut digits, mut letters, mut is_high) = (0_u64, 0_usize, 0_usize, false);
    let mut at = start;
    loop {
        let Some(byte) = bytes.get(at).copied() else {
            if done || at - start >= MAX_WORD {
                break;
            }
            return Next::Wait(start);
        };
        if at - start >= MAX_WORD && (byte & 0xc0) != 0x80 {
            break;
        }
        match CLASSES[usize::from(byte)] {
            LETTER => letters += 1,
            DIGIT => digits += 1,
            HIGH if byte < 0xc0 => {}
            HIGH => {
                if at + length(byte) > bytes.len() && !done {
                    return Next::Wait(start);
                }
                if !matches!(high(bytes, at), High::Word) {
                    break;
                }
                letters += 1;
                is_high = true;
            }
            _ if byte == b'\'' => match bytes.get(at + 1).copied() {
                None if !done => return Next::Wait(start),
                Some(next) if CLASSES[usize::from(next)] == LETTER => {
                    at += 1;
                    continue;
                }
                _ => break,
            },
            _ => break,
        }
        chunk |= u64::from(byte | 0x20) << (8 * filled);
        filled += 1;
        if filled == 8 {
            if first == 0 {
                first = chunk;
            }
            hash = words::add(hash, chunk);
            (chunk, filled) = (0, 0);
        }
        at += 1;
    }
    if first == 0 {
        first = chunk;
    }
    if filled > 0 {
        hash = words::add(hash, chunk);
    }
    let kind = match (digits, letters) {
        (0, _) => {
            let stem = if is_high { first } else { first & STEM };
            Kind::Word {
                hash: words::finish(hash),
                stem: words::finish(words::add(words::SEED, stem)),
            }
        }
        (_, 0) => Kind::Number,
        _ => Kind::Mixed,
    };
    Next::Token(Token { start, end: at, kind })
}

/// The hash of a word as [`next`] would read it; `None` where it is not one word.
pub(super) fn hash_of(bytes: &[u8]) -> Option<u32> {
    let Next::Token(token) = next(bytes, 0, true) else { return None };
    match token.kind {
        Kind::Word { hash, .. } if token.end == bytes.len() => Some(hash),
        Kind::Sign { hash } => {
            let Next::Token(second) = next(bytes, token.end, true) else { return None };
            match second.kind {
                Kind::Sign { hash: second } => Some(join(hash, second)),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The class that a kind has by itself.
pub(super) const fn class_of(kind: Kind) -> u8 {
    match kind {
        Kind::Number => lexicon::NUMBER,
        Kind::Mixed => lexicon::MIXED,
        Kind::Mark { .. } | Kind::End { .. } => lexicon::SIGN,
        Kind::Word { .. } | Kind::Sign { .. } => lexicon::OTHER,
    }
}

enum High {
    Word,
    Sign,
    End,
    Blank,
}

/// What a character off ASCII is.
fn high(bytes: &[u8], at: usize) -> High {
    let byte = |index: usize| bytes.get(at + index).copied().unwrap_or(0);
    match byte(0) {
        0xc2 | 0xe2 | 0xef | 0x80..=0xbf => High::Blank,
        0xe3 if byte(1) == 0x80 => {
            if byte(2) == 0x82 {
                High::End
            } else {
                High::Blank
            }
        }
        0xe3..=0xe9 => High::Sign,
        _ => High::Word,
    }
}

const fn length(byte: u8) -> usize {
    match byte {
        0xc0..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xff => 4,
        _ => 1,
    }
}

fn sign_hash(bytes: &[u8]) -> u32 {
    let chunk = bytes.iter().rev().fold(0, |chunk, byte| chunk << 8 | u64::from(*byte));
    words::finish(words::add(words::SEED, chunk))
}

const BLANK: u8 = 0;
const LETTER: u8 = 1;
const DIGIT: u8 = 2;
const HIGH: u8 = 3;
const LINE: u8 = 4;
const STOP: u8 = 5;
const MARKS: u8 = 6;

/// What each byte is.
static CLASSES: [u8; 256] = {
    let mut classes = [BLANK; 256];
    let mut byte = 0_usize;
    while byte < 256 {
        let b = byte as u8;
        classes[byte] = match b {
            b'a'..=b'z' | b'A'..=b'Z' => LETTER,
            b'0'..=b'9' => DIGIT,
            0x80..=0xff => HIGH,
            b'\n' => LINE,
            b'.' | b'!' | b'?' => STOP,
            b',' | b'\'' | b'_' | b'-' | b'*' => BLANK,
            _ if b.is_ascii_punctuation() => MARKS,
            _ => BLANK,
        };
        byte += 1;
    }
    classes
};

/// What a word of ASCII letters goes on with.
static GOES_ON: [bool; 256] = {
    let mut goes_on = [false; 256];
    let mut byte = 0_usize;
    while byte < 256 {
        goes_on[byte] = byte == b'\'' as usize || matches!(CLASSES[byte], LETTER | DIGIT | HIGH);
        byte += 1;
    }
    goes_on
};

/// A longer word is read in pieces of so many bytes, to the end of a character.
pub(super) const MAX_WORD: usize = 48;
const MAX_RUN: usize = 16;
/// Longer ones are read word by word.
const MAX_LABEL: usize = 28;
/// The first five bytes of a word in ASCII stand for its stem.
const STEM: u64 = 0xff_ffff_ffff;
const MARK: u32 = 0x5bd1_e995;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn eight_bytes_at_a_time_read_as_one_by_one(text in "[a-cX-Z]{1,50}[ '1é.\\[@`{]{0,9}[a-z]{0,9}") {
            let bytes = text.as_bytes();
            if let Some(fast) = word_of_letters(bytes, 0) {
                let Next::Token(slow) = any_word(bytes, 0, true) else { panic!("it is a word") };
                let Word { start, end, hash, stem } = fast;
                let fast = Token { start, end, kind: Kind::Word { hash, stem } };
                prop_assert_eq!(format!("{fast:?}"), format!("{slow:?}"));
            }
        }
    }
}
