//! Words near a match that say what it is.
//!
//! What is read has no brackets in it. So where something near a match is replaced by a label in
//! brackets, less is read than before, never more: no replacement makes a match.

use super::numbers::Spelling;
use crate::scan::Window;

/// How many bytes before a match are read.
pub(super) const BEFORE: usize = 64;
/// How many bytes behind a match are read: a stream waits for them where nothing before a match
/// says what it is.
pub(super) const AFTER: usize = 32;

/// The bytes around a match in which words may stand.
pub(super) struct Nearby {
    bytes: [u8; BEFORE + 1],
    len: usize,
    /// Whether a word may begin at the first byte.
    whole: bool,
    /// How many bytes belong, where the rest only shows where words end.
    limit: usize,
}

impl Nearby {
    /// What stands before `start`, in lower case.
    pub(super) fn before(window: &Window<'_>, start: usize) -> Self {
        let from = start.saturating_sub(BEFORE);
        let text = window.bytes().get(from..start).unwrap_or_default();
        let bracket = text.iter().rposition(|byte| is_bracket(*byte)).map_or(0, |at| at + 1);
        let whole = bracket > 0 || !window.before(from, 1).is_ascii_alphabetic();
        let text = text.get(bracket..).unwrap_or_default();
        let mut bytes = [0; BEFORE + 1];
        bytes.iter_mut().zip(text).for_each(|(to, byte)| *to = byte.to_ascii_lowercase());
        Self { bytes, len: text.len(), whole, limit: text.len() }
    }

    /// What stands behind `end` in its line and sentence, in lower case.
    pub(super) fn after(window: &Window<'_>, end: usize) -> Self {
        let (mut bytes, mut len) = ([0; BEFORE + 1], 0);
        for (index, to) in bytes.iter_mut().take(AFTER + 1).enumerate() {
            let byte = window.at(end + index);
            if is_bracket(byte) || matches!(byte, 0 | b'\n' | b'\r' | b';' | b'!' | b'?') {
                break;
            }
            *to = byte.to_ascii_lowercase();
            len += 1;
        }
        let whole = !bytes.first().is_some_and(u8::is_ascii_alphabetic);
        Self { bytes, len, whole, limit: len.min(AFTER) }
    }

    /// Whether one of these words, in lower case, is among them.
    pub(super) fn has(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.has_word(word.as_bytes()))
    }

    /// The same of words of scripts other than Latin.
    pub(super) fn has_native(&self, words: &[Spelling]) -> bool {
        words.iter().any(|word| self.has_spelling(word.text.as_bytes(), word.parted))
    }

    fn has_word(&self, word: &[u8]) -> bool {
        self.has_spelling(word, false)
    }

    /// Whether a word is among them; where it is `parted`, with no letter of any script beside it.
    fn has_spelling(&self, word: &[u8], parted: bool) -> bool {
        let is_letter = |byte: &u8| byte.is_ascii_alphabetic() || parted && *byte >= 0x80;
        let Some(text) = self.bytes.get(..self.len) else { return false };
        let Some(first) = word.first() else { return false };
        let mut from = 0;
        while let Some(at) = memchr::memchr(*first, text.get(from..).unwrap_or_default()) {
            let at = from + at;
            let end = at + word.len();
            if end > self.limit {
                return false;
            }
            let begins = match at.checked_sub(1) {
                None => self.whole,
                // Behind a digit, too: what is glued there may be replaced.
                Some(left) => !text.get(left).is_some_and(is_letter),
            };
            let ends = !text.get(end).is_some_and(is_letter);
            if begins && ends && text.get(at..end) == Some(word) {
                return true;
            }
            from = at + 1;
        }
        false
    }
}

const fn is_bracket(byte: u8) -> bool {
    matches!(byte, b'[' | b']')
}

/// Whether something may begin at `start` that is told by a whole word: not within one, nor behind
/// what may be the rest of one. What stands in brackets may have been one, so where it is glued
/// counts as within.
pub(super) fn begins_word(window: &Window<'_>, start: usize) -> bool {
    let last = window.before(start, 1);
    if last.is_ascii_alphanumeric() || matches!(last, b']' | b'@') {
        return false;
    }
    let joins = matches!(last, b'-' | b'.' | b'/' | b'+' | b':');
    let before = window.before(start, 2);
    !(joins && (before.is_ascii_digit() || before == b']'))
}

/// Whether something may end at `end` that is told by a whole word.
pub(super) fn ends_word(window: &Window<'_>, end: usize) -> bool {
    let next = window.at(end);
    if next.is_ascii_alphanumeric() || matches!(next, b'[' | b'@') {
        return false;
    }
    if !matches!(next, b'-' | b'.' | b'/' | b'+' | b':') {
        return true;
    }
    let behind = window.at(end + 1);
    !(behind.is_ascii_digit() || behind == b'[')
}
