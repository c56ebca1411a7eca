//! What follows a street: flat, town and postcode.

use super::words::FLATS;
use super::{MAX, capital, word};
use crate::detect::pii::context::ends_word;
use crate::scan::Window;

/// Behind flat, town and postcode, where they follow what ends at `end`.
pub(super) fn place(window: &Window<'_>, start: usize, end: usize) -> usize {
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
    let is_flat = (has_digit || length == 1) && window.is_edge(from + length);
    is_flat.then_some(from + length)
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
