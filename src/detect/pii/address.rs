//! Postal addresses by their form: a number and a name that ends or begins with a word for a
//! street, in several languages of Europe, or a box at a post office, with a flat, a town and a
//! postcode where they follow.

mod place;
mod words;

use super::context::{begins_word, ends_word};
use crate::scan::Window;
use place::place;
use words::{BOXES, ENDINGS, KINDS, NO_STREETS, RUES, SMALL, STREETS};

/// The longest match.
pub(super) const MAX: usize = 120;
/// The most bytes of a street before its number.
pub(super) const LEAD: usize = 48;
/// The most bytes of a street in one word.
const MAX_WORD: usize = 32;
/// Most words of a street behind the one that says what it is.
const MAX_WORDS: usize = 5;

/// The end of the address that begins with a number at `start`.
pub(super) fn numbered(window: &Window<'_>, start: usize) -> Option<usize> {
    let digits = (start..start + 6).take_while(|index| window.is_digit(*index)).count();
    if digits > 5 || window.at(start) == b'0' {
        return None;
    }
    let mut index = start + digits;
    if matches!(window.at(index), b'a'..=b'f' | b'A'..=b'F') && window.at(index + 1) == b' ' {
        index += 1;
    }
    let comma = window.at(index) == b',';
    index += usize::from(comma);
    if window.at(index) != b' ' || !begins_word(window, start) {
        return None;
    }
    let index = index + 1;
    // A comma parts the number from the street in French alone.
    let end = if comma || window.at(index).is_ascii_lowercase() {
        french(window, index)
    } else {
        english(window, index).or_else(|| french(window, index))
    }?;
    Some(place(window, start, end))
}

/// The end of one to four words with a capital, the last of which is a word for a street.
fn english(window: &Window<'_>, start: usize) -> Option<usize> {
    let mut index = start;
    for place in 0..5 {
        let end = capital(window, index)?;
        let word = window.bytes().get(index..end)?;
        let is_street = STREETS.iter().any(|street| word.eq_ignore_ascii_case(street));
        // A mountain is no street.
        let is_mountain = word.eq_ignore_ascii_case(b"mount") || word.eq_ignore_ascii_case(b"mt");
        if is_mountain {
            return None;
        }
        if place > 0 && is_street {
            return Some(end + usize::from(window.at(end) == b'.' && end - index <= 4));
        }
        if window.at(end) != b' ' && !(window.at(end) == b'.' && window.at(end + 1) == b' ') {
            return None;
        }
        index = end + 1 + usize::from(window.at(end) == b'.');
    }
    None
}

/// The end of a word for a street and one to five words behind it, the last with a capital.
fn french(window: &Window<'_>, start: usize) -> Option<usize> {
    let end = word(window, start)?;
    let first = window.bytes().get(start..end)?;
    if !RUES.iter().any(|rue| first.eq_ignore_ascii_case(rue)) || window.at(end) != b' ' {
        return None;
    }
    let (mut index, mut best) = (end + 1, None);
    for _ in 0..5 {
        let Some(end) = word(window, index) else { break };
        let with_capital = window.at(index).is_ascii_uppercase();
        let small = window.bytes().get(index..end).unwrap_or_default();
        let is_small =
            matches!(small, b"de" | b"du" | b"des" | b"la" | b"le" | b"les" | b"l" | b"d");
        if !with_capital && !is_small {
            break;
        }
        if with_capital {
            best = Some(end);
        }
        if !matches!(window.at(end), b' ' | b'\'' | b'-') {
            break;
        }
        index = end + 1;
    }
    best
}

/// Where a street or a box would begin whose number is at `at`.
pub(super) fn street_start(window: &Window<'_>, at: usize) -> Option<usize> {
    let street = at.checked_sub(1).filter(|_| window.before(at, 1) == b' ')?;
    street_before(window, street)
        .or_else(|| kind_before(window, street - usize::from(window.before(street, 1) == b',')))
        .or_else(|| box_before(window, at))
}

/// Where the street begins that ends at `end`, with a word for what it is and one to five others,
/// of which one has a capital: `Via Roma`, `Calle de la Paz`.
fn kind_before(window: &Window<'_>, end: usize) -> Option<usize> {
    let (mut index, mut has_capital) = (end, false);
    for place in 0..=MAX_WORDS {
        let start = word_start(window, index);
        let word = window.bytes().get(start..index).filter(|word| !word.is_empty())?;
        let with_capital = window.at(start).is_ascii_uppercase();
        if place > 0 && has_capital && is_kind(word) && begins_street(window, start) {
            return (end - start < LEAD).then_some(start);
        }
        if !with_capital && !SMALL.contains(&word) {
            return None;
        }
        has_capital |= with_capital;
        index = match (window.before(start, 2), window.before(start, 1)) {
            (b'.', b' ') => start.checked_sub(2)?,
            (_, b' ' | b'\'' | b'-') => start.checked_sub(1)?,
            _ => return None,
        };
    }
    None
}

/// Where the letters begin that end at `end`, twenty at most.
fn word_start(window: &Window<'_>, end: usize) -> usize {
    let is_letter = |back: &usize| window.before(end, *back).is_ascii_alphabetic();
    end - (1..=20).take_while(is_letter).count()
}

fn is_kind(word: &[u8]) -> bool {
    KINDS.iter().any(|kind| word.eq_ignore_ascii_case(kind))
}

/// Where the words for a box at a post office begin that end at `end`.
fn box_before(window: &Window<'_>, end: usize) -> Option<usize> {
    BOXES.iter().find_map(|name| {
        let start = end.checked_sub(name.len())?;
        let fits = window.bytes().get(start..end)?.eq_ignore_ascii_case(name);
        (fits && window.at(start).is_ascii_uppercase() && begins_word(window, start))
            .then_some(start)
    })
}

/// Whether the name of a street may begin at `start`: not behind a hyphen, before which the rest
/// of it may have been taken out.
fn begins_street(window: &Window<'_>, start: usize) -> bool {
    window.at(start).is_ascii_uppercase()
        && window.before(start, 1) != b'-'
        && begins_word(window, start)
}

/// Where the word begins that ends at `end` and with an ending of German streets.
pub(super) fn street_before(window: &Window<'_>, end: usize) -> Option<usize> {
    let is_part = |back: &usize| {
        let byte = window.before(end, *back);
        // The sharp s stands as it is in the view.
        byte.is_ascii_alphabetic() || matches!(byte, 0xc3 | 0x9f | b'-' | b'.')
    };
    let length = (1..=MAX_WORD).take_while(is_part).count();
    let start = (end - length..end).find(|start| begins_street(window, *start))?;
    let word = window.bytes().get(start..end)?;
    let ends = |ending: &&[u8]| {
        let tail = word.len().checked_sub(ending.len()).and_then(|from| word.get(from..));
        word.len() >= ending.len() + 3 && tail.is_some_and(|tail| tail.eq_ignore_ascii_case(ending))
    };
    let is_street = ENDINGS.iter().any(ends);
    (is_street && !NO_STREETS.iter().any(|no| word.eq_ignore_ascii_case(no))).then_some(start)
}

/// Where a street or a box begins that ends at `end`, or what may become one.
pub(super) fn begun_before(window: &Window<'_>, end: usize) -> Option<usize> {
    let compound = if window.before(end, 1) == b' ' {
        street_before(window, end - 1)
    } else {
        let is_part = |back: &usize| {
            let byte = window.before(end, *back);
            // The sharp s stands as it is in the view.
            byte.is_ascii_alphabetic() || matches!(byte, 0xc3 | 0x9f | b'-' | b'.')
        };
        let length = (1..=MAX_WORD).take_while(is_part).count();
        (end - length..end).find(|start| begins_street(window, *start))
    };
    let starts = [compound, kind_begun_before(window, end), box_begun_before(window, end)];
    starts.into_iter().flatten().min()
}

/// Where the first word for a kind of street stands, with nothing behind it up to `end` that no
/// street has.
fn kind_begun_before(window: &Window<'_>, end: usize) -> Option<usize> {
    let is_part = |back: &usize| {
        let byte = window.before(end, *back);
        byte.is_ascii_alphabetic() || matches!(byte, b' ' | b'\'' | b'-' | b'.' | b',')
    };
    let length = (1..=LEAD).take_while(is_part).count();
    (end - length..end).find(|start| {
        let letters = (*start..end).take_while(|index| window.at(*index).is_ascii_alphabetic());
        begins_street(window, *start)
            && window.bytes().get(*start..*start + letters.count()).is_some_and(is_kind)
    })
}

/// Where words for a box may have begun that go on at `end`.
fn box_begun_before(window: &Window<'_>, end: usize) -> Option<usize> {
    let longest = BOXES.iter().map(|name| name.len()).max().unwrap_or(0);
    let bytes = window.bytes();
    (end.saturating_sub(longest)..end).find(|start| {
        let begun = bytes.get(*start..end).unwrap_or_default();
        let begins = |name: &&[u8]| {
            name.get(..begun.len()).is_some_and(|name| name.eq_ignore_ascii_case(begun))
        };
        begun.first().is_some_and(u8::is_ascii_uppercase)
            && begins_word(window, *start)
            && BOXES.iter().any(begins)
    })
}

/// The end of the address that begins at `start` with a street or box and has its number at
/// `number`.
pub(super) fn german(window: &Window<'_>, start: usize, number: usize) -> Option<usize> {
    let most = if box_before(window, number) == Some(start) { 6 } else { 4 };
    let digits = (number..=number + most).take_while(|index| window.is_digit(*index)).count();
    if !(1..=most).contains(&digits) || window.at(number) == b'0' {
        return None;
    }
    let mut end = number + digits;
    if window.at(end).is_ascii_lowercase() && !window.at(end + 1).is_ascii_alphanumeric() {
        end += 1;
    }
    let end = ends_word(window, end).then_some(end)?;
    Some(place(window, start, end))
}

/// The end of a word that begins with a capital.
fn capital(window: &Window<'_>, index: usize) -> Option<usize> {
    if window.at(index).is_ascii_uppercase() { word(window, index) } else { None }
}

/// The end of a word of letters, twenty bytes at most, where no word or number is cut.
fn word(window: &Window<'_>, index: usize) -> Option<usize> {
    let is_part = |index: &usize| window.at(*index).is_ascii_alphabetic();
    let length = (index..index + 20).take_while(is_part).count();
    (length > 0 && window.is_edge(index + length)).then_some(index + length)
}
