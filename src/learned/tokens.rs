//! Words, signs and ends of sentences, read from the bytes of a view in one pass.

use super::hash::{join, mix};
use super::lexicon;
use super::words;

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

/// The next token from index `from` on. `done` says that nothing follows behind the bytes.
pub(super) fn next(bytes: &[u8], from: usize, done: bool) -> Next {
    let mut at = from;
    loop {
        let Some(byte) = bytes.get(at).copied() else { return Next::Wait(at) };
        let class = CLASSES[usize::from(byte)];
        match class {
            BLANK => at += 1,
            LETTER | DIGIT => return word(bytes, at, done),
            HIGH => {
                let len = length(byte);
                if at + len > bytes.len() && !done {
                    return Next::Wait(at);
                }
                match high(bytes, at) {
                    High::Word => return word(bytes, at, done),
                    High::Sign => {
                        let end = at + len;
                        let hash = sign_hash(bytes.get(at..end).unwrap_or(&[]));
                        return Next::Token(Token { start: at, end, kind: Kind::Sign { hash } });
                    }
                    High::End => {
                        let kind = Kind::End { hash: mix(u32::from(b'.'), MARK) };
                        return Next::Token(Token { start: at, end: at + len, kind });
                    }
                    High::Blank => at += len,
                }
            }
            LINE => {
                let kind = Kind::End { hash: 0 };
                return Next::Token(Token { start: at, end: at + 1, kind });
            }
            STOP => match bytes.get(at + 1).copied() {
                None if !done => return Next::Wait(at),
                next => {
                    let ends = next.is_none_or(|next| {
                        matches!(CLASSES[usize::from(next)], BLANK | LINE | STOP | MARKS)
                            || next >= 0x80
                    });
                    let hash = mix(u32::from(byte), MARK);
                    match (ends, byte) {
                        (true, _) => {
                            let kind = Kind::End { hash };
                            return Next::Token(Token { start: at, end: at + 1, kind });
                        }
                        (false, b'.') => at += 1,
                        (false, _) => {
                            let kind = Kind::Mark { hash };
                            return Next::Token(Token { start: at, end: at + 1, kind });
                        }
                    }
                }
            },
            _ => {
                let rest = bytes.get(at..).unwrap_or(&[]);
                if let Some(len) = label(rest) {
                    if at + len >= bytes.len() && rest.get(len - 1) != Some(&b']') && !done {
                        return Next::Wait(at);
                    }
                    if rest.get(len - 1) == Some(&b']') {
                        let kind = Kind::Mixed;
                        return Next::Token(Token { start: at, end: at + len, kind });
                    }
                }
                // A run ends where a label may begin.
                let is_mark = |(nth, byte): &(usize, &u8)| {
                    CLASSES[usize::from(**byte)] == MARKS && (*nth == 0 || **byte != b'[')
                };
                let run = rest.iter().enumerate().take(MAX_RUN).take_while(is_mark).count();
                if run == rest.len() && run < MAX_RUN && !done {
                    return Next::Wait(at);
                }
                // Long runs are rulers and drawings: their first signs tell.
                let seen = rest.get(..run.min(3)).unwrap_or(&[]);
                let hash = seen.iter().fold(MARK, |hash, byte| mix(u32::from(*byte), hash));
                let kind = Kind::Mark { hash };
                return Next::Token(Token { start: at, end: at + run, kind });
            }
        }
    }
}

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

/// The word that begins at `start`.
fn word(bytes: &[u8], start: usize, done: bool) -> Next {
    match word_of_letters(bytes, start) {
        Some(token) => Next::Token(token),
        None => any_word(bytes, start, done),
    }
}

/// The word that begins at `start`, where it is one of ASCII letters alone and well before the end
/// of what is known: eight bytes are read at a time.
fn word_of_letters(bytes: &[u8], start: usize) -> Option<Token> {
    let (mut hash, mut first, mut at) = (words::SEED, 0_u64, start);
    while at < start + MAX_WORD - 8 {
        let eight = u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?);
        let lower = eight | (0x20 * ONES);
        let letters = letters(eight, lower);
        let count = ((!letters & (0x80 * ONES)).trailing_zeros() / 8) as usize;
        let chunk = if count == 8 { lower } else { lower & ((1 << (8 * count)) - 1) };
        if count > 0 {
            hash = words::add(hash, chunk);
            if at == start {
                first = chunk;
            }
        }
        at += count;
        if count < 8 {
            let next = (eight >> (8 * count)) as u8;
            if at == start || next == b'\'' || matches!(CLASSES[usize::from(next)], DIGIT | HIGH) {
                return None;
            }
            let stem = words::finish(words::add(words::SEED, first & STEM));
            let kind = Kind::Word { hash: words::finish(hash), stem };
            return Some(Token { start, end: at, kind });
        }
    }
    None
}

/// The highest bit of each byte that is an ASCII letter. `lower` is the same with the bit set that
/// makes small letters.
const fn letters(eight: u64, lower: u64) -> u64 {
    let low = lower & (0x7f * ONES);
    let from_a = low + (0x80 - b'a' as u64) * ONES;
    let behind_z = low + (0x80 - b'z' as u64 - 1) * ONES;
    from_a & !behind_z & !eight & (0x80 * ONES)
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
pub(super) fn hash_of(word: &str) -> Option<u32> {
    let bytes = word.as_bytes();
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

/// One in every byte.
const ONES: u64 = 0x0101_0101_0101_0101;

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
                prop_assert_eq!(format!("{fast:?}"), format!("{slow:?}"));
            }
        }
    }
}
