//! Postal addresses by their form: a number and a name that ends or begins with a word for a
//! street, in English, German and French, with a flat, a town and a postcode where they follow.

use super::context::{begins_word, ends_word};
use crate::scan::Window;

/// The longest match.
pub(super) const MAX: usize = 120;
/// The most bytes of a street before its number.
pub(super) const LEAD: usize = 32;

/// Words that end the name of a street in English, as they are written with a capital.
const STREETS: &[&[u8]] = &[
    b"street",
    b"st",
    b"avenue",
    b"ave",
    b"road",
    b"rd",
    b"boulevard",
    b"blvd",
    b"lane",
    b"ln",
    b"drive",
    b"dr",
    b"court",
    b"ct",
    b"terrace",
    b"parkway",
    b"pkwy",
    b"crescent",
    b"gardens",
    b"square",
    b"highway",
    b"hwy",
    b"way",
];
/// Directions that may stand before a street.
const FLATS: &[&[u8]] = &[b"apt", b"apartment", b"suite", b"ste", b"unit", b"flat", b"floor", b"#"];
/// What a street ends with in German.
const ENDINGS: &[&[u8]] = &[
    b"strasse",
    b"stra\xc3\x9fe",
    b"str.",
    b"str",
    b"weg",
    b"platz",
    b"allee",
    b"gasse",
    b"damm",
    b"ufer",
    b"chaussee",
];
/// What a street begins with in French.
const RUES: &[&[u8]] = &[
    b"rue",
    b"avenue",
    b"boulevard",
    b"bd",
    b"place",
    b"chemin",
    b"allee",
    b"impasse",
    b"quai",
    b"route",
    b"cours",
];

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

/// Where a German street would begin whose number is at `at`.
pub(super) fn street_start(window: &Window<'_>, at: usize) -> Option<usize> {
    let street = at.checked_sub(1).filter(|_| window.before(at, 1) == b' ')?;
    street_before(window, street)
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
    let length = (1..=LEAD).take_while(is_part).count();
    let start = (end - length..end).find(|start| begins_street(window, *start))?;
    let word = window.bytes().get(start..end)?;
    let ends = |ending: &&[u8]| {
        let tail = word.len().checked_sub(ending.len()).and_then(|from| word.get(from..));
        word.len() >= ending.len() + 3 && tail.is_some_and(|tail| tail.eq_ignore_ascii_case(ending))
    };
    ENDINGS.iter().any(ends).then_some(start)
}

/// Where a German street begins that ends at `end`, or a word or part of one that may become it.
pub(super) fn begun_before(window: &Window<'_>, end: usize) -> Option<usize> {
    if window.before(end, 1) == b' ' {
        return street_before(window, end - 1);
    }
    let is_part = |back: &usize| {
        let byte = window.before(end, *back);
        // The sharp s stands as it is in the view.
        byte.is_ascii_alphabetic() || matches!(byte, 0xc3 | 0x9f | b'-' | b'.')
    };
    let length = (1..=LEAD).take_while(is_part).count();
    (end - length..end).find(|start| begins_street(window, *start))
}

/// The end of the German address that begins at `start` and has its number at `number`.
pub(super) fn german(window: &Window<'_>, start: usize, number: usize) -> Option<usize> {
    let digits = (number..number + 5).take_while(|index| window.is_digit(*index)).count();
    if !(1..=4).contains(&digits) || window.at(number) == b'0' {
        return None;
    }
    let mut end = number + digits;
    if window.at(end).is_ascii_lowercase() && !window.at(end + 1).is_ascii_alphanumeric() {
        end += 1;
    }
    let end = ends_word(window, end).then_some(end)?;
    Some(place(window, start, end))
}

/// Behind flat, town and postcode, where they follow what ends at `end`.
fn place(window: &Window<'_>, start: usize, end: usize) -> usize {
    let limit = start + MAX - 40;
    let mut best = end;
    let mut index = end;
    // Each is parted by a comma or the end of the line.
    for _ in 0..3 {
        let Some(next) = part(window, index) else { break };
        if next > limit {
            break;
        }
        if let Some(end) = flat(window, next) {
            (best, index) = (end, end);
            continue;
        }
        if let Some(end) = postcode_and_town(window, next) {
            return end;
        }
        match town(window, next) {
            Some(end) => match part(window, end).or_else(|| space(window, end)) {
                Some(next) if next <= limit => match region_and_postcode(window, next) {
                    Some(end) => return end,
                    None => return best,
                },
                _ => return best,
            },
            None => return best,
        }
    }
    best
}

fn part(window: &Window<'_>, index: usize) -> Option<usize> {
    let index = index + usize::from(window.at(index) == b',');
    let begun = index;
    let mut index = index;
    while index < begun + 3 && matches!(window.at(index), b' ' | b'\n' | b'\r') {
        index += 1;
    }
    (index > begun).then_some(index)
}

fn space(window: &Window<'_>, index: usize) -> Option<usize> {
    (window.at(index) == b' ').then_some(index + 1)
}

/// `Apt. 4B`, `Suite 200`.
fn flat(window: &Window<'_>, index: usize) -> Option<usize> {
    let end = if window.at(index) == b'#' { index + 1 } else { word(window, index)? };
    let name = window.bytes().get(index..end)?;
    if !FLATS.iter().any(|flat| name.eq_ignore_ascii_case(flat)) {
        return None;
    }
    let mut from = end;
    for filler in [b'.', b' '] {
        from += usize::from(window.at(from) == filler);
    }
    let is_part = |index: &usize| window.at(*index).is_ascii_alphanumeric();
    let length = (from..from + 6).take_while(is_part).count();
    let has_digit = (from..from + length).any(|index| window.is_digit(index));
    (has_digit || length == 1).then_some(from + length)
}

/// `10115 Berlin`.
fn postcode_and_town(window: &Window<'_>, index: usize) -> Option<usize> {
    let digits = (index..index + 6).take_while(|index| window.is_digit(*index)).count();
    if digits != 5 || window.at(index + 5) != b' ' {
        return None;
    }
    capital(window, index + 6)
}

/// One to three words with a capital.
fn town(window: &Window<'_>, index: usize) -> Option<usize> {
    let mut end = capital(window, index)?;
    for _ in 0..2 {
        // A region of two letters or a postcode is no part of the name.
        let next = end + 1;
        if window.at(end) != b' ' || !window.at(next + 1).is_ascii_lowercase() {
            break;
        }
        match capital(window, next) {
            Some(further) => end = further,
            None => break,
        }
    }
    Some(end)
}

/// `CA 94105-1234`, `CA 94105`, `94105` or `SW1A 1AA`.
fn region_and_postcode(window: &Window<'_>, index: usize) -> Option<usize> {
    let mut at = index;
    let is_region = window.at(at).is_ascii_uppercase()
        && window.at(at + 1).is_ascii_uppercase()
        && window.at(at + 2) == b' ';
    if is_region {
        at += 3;
    }
    let digits = (at..at + 6).take_while(|index| window.is_digit(*index)).count();
    if digits == 5 {
        let more = (at + 6..at + 11).take_while(|index| window.is_digit(*index)).count();
        let end = if window.at(at + 5) == b'-' && more == 4 { at + 10 } else { at + 5 };
        return ends_word(window, end).then_some(end);
    }
    // The postcodes of the United Kingdom: outward code, space, a digit and two letters.
    let is_part = |index: &usize| window.at(*index).is_ascii_uppercase() || window.is_digit(*index);
    let outward = (index..index + 5).take_while(is_part).count();
    let inward = index + outward + 1;
    let fits = (2..=4).contains(&outward)
        && window.at(index).is_ascii_uppercase()
        && (index + 1..index + outward).any(|index| window.is_digit(index))
        && window.at(inward - 1) == b' '
        && window.is_digit(inward)
        && window.at(inward + 1).is_ascii_uppercase()
        && window.at(inward + 2).is_ascii_uppercase();
    (fits && ends_word(window, inward + 3)).then_some(inward + 3)
}

/// The end of a word that begins with a capital.
fn capital(window: &Window<'_>, index: usize) -> Option<usize> {
    if window.at(index).is_ascii_uppercase() { word(window, index) } else { None }
}

/// The end of a word of letters, twenty bytes at most.
fn word(window: &Window<'_>, index: usize) -> Option<usize> {
    let is_part = |index: &usize| window.at(*index).is_ascii_alphabetic();
    let length = (index..index + 20).take_while(is_part).count();
    (length > 0).then_some(index + length)
}
