//! Words that say what the number behind them is.

use crate::scan::Window;

/// How many bytes before a number are looked at.
const MAX: usize = 48;
/// Spaces, colons and the like between words, at most.
const MAX_FILL: usize = 6;
/// Words that may stand between a key and its number, from right to left.
const BETWEEN: &[&str] = &["is", "number", "numbers", "no", "num", "nr"];

/// Whether one of `keys`, in any case, stands before `start`, with nothing between but spaces,
/// colons and words such as "number is".
///
/// What is read has no brackets in it, and begins at an edge: it is the same when something
/// around it was replaced, or it is replaced itself.
pub(super) fn stands_before(window: &Window<'_>, start: usize, keys: &[&str]) -> bool {
    let text = window.bytes().get(start.saturating_sub(MAX)..start).unwrap_or_default();
    let rest = skip_fill(text);
    if rest.len() == text.len() {
        return false;
    }
    ends_with_key(window, start - text.len(), rest, keys)
}

/// Whether one of `keys` ends directly before `end`, such as before a colon.
pub(super) fn ends_before(window: &Window<'_>, end: usize, keys: &[&str]) -> bool {
    let text = window.bytes().get(end.saturating_sub(MAX)..end).unwrap_or_default();
    ends_with_key(window, end - text.len(), text, keys)
}

/// Whether `text`, which begins at `offset`, ends with a key, or with one and words such as
/// "number is".
fn ends_with_key(window: &Window<'_>, offset: usize, text: &[u8], keys: &[&str]) -> bool {
    let mut rest = text;
    if !rest.last().is_some_and(is_of_word) {
        return false;
    }
    for _ in 0..3 {
        if keys.iter().any(|key| ends_with_word(window, offset, rest, key).is_some()) {
            return true;
        }
        let between = BETWEEN.iter().find_map(|word| ends_with_word(window, offset, rest, word));
        match between {
            Some(before) => rest = skip_fill(before),
            None => return false,
        }
    }
    false
}

/// Where the value begins that the colon at `at` parts from its key: behind a few spaces.
pub(super) fn value_start(window: &Window<'_>, at: usize) -> usize {
    let is_space = |index: &usize| window.at(*index) == b' ';
    at + 1 + (at + 1..at + 4).take_while(is_space).count()
}

/// What stands before `word`, where `text`, which begins at `offset`, ends with it.
fn ends_with_word<'t>(
    window: &Window<'_>,
    offset: usize,
    text: &'t [u8],
    word: &str,
) -> Option<&'t [u8]> {
    // The last bytes tell most words apart.
    if text.last()? | 0x20 != word.as_bytes().last()? | 0x20 {
        return None;
    }
    let (before, last) = text.split_at_checked(text.len().checked_sub(word.len())?)?;
    (last.eq_ignore_ascii_case(word.as_bytes()) && window.is_edge(offset + before.len()))
        .then_some(before)
}

/// Whether a word may end so: in letters, or in any script off ASCII.
const fn is_of_word(byte: &u8) -> bool {
    byte.is_ascii_alphabetic() || *byte >= 0x80
}

fn skip_fill(text: &[u8]) -> &[u8] {
    let is_fill =
        |byte: &u8| matches!(byte, b' ' | b'\t' | b':' | b'=' | b'.' | b'#' | b'(' | b')');
    let fill = text.iter().rev().take(MAX_FILL).take_while(|byte| is_fill(byte)).count();
    text.get(..text.len() - fill).unwrap_or_default()
}
