//! United States social security numbers, as the Social Security Administration gives them out.

use super::key;
use crate::scan::Window;

/// The longest match: nine digits and two separators.
pub(super) const MAX: usize = 11;

/// Words behind which nine digits without separators are one.
const KEYS: &[&str] = &["ssn", "ssns", "social security", "soc sec", "social security nr"];

/// Numbers that were printed in advertisements and are used as examples ever since.
/// Source: SSA, "Social Security Numbers: misused numbers".
const WELL_KNOWN: &[[u8; 9]] = &[*b"078051120", *b"219099999", *b"457555462"];

/// The end of the number that begins at `start`: groups of three, two and four digits by the
/// same hyphen or space, or nine digits behind a key.
pub(super) fn end(window: &Window<'_>, start: usize) -> Option<usize> {
    // In order, byte by byte: a look ahead of what is known to fit would wait for nothing.
    if !(1..3).all(|place| window.is_digit(start + place)) {
        return None;
    }
    let separator = Some(window.at(start + 3)).filter(|byte| matches!(byte, b'-' | b' '));
    let mut digits = [0_u8; 9];
    let mut index = start;
    for (place, digit) in digits.iter_mut().enumerate() {
        if let (3 | 5, Some(separator)) = (place, separator) {
            if window.at(index) != separator {
                return None;
            }
            index += 1;
        }
        *digit = window.at(index);
        if !digit.is_ascii_digit() {
            return None;
        }
        index += 1;
    }
    let found = is_given_out(&digits)
        && window.is_edge(index)
        && (separator.is_some() || key::stands_before(window, start, KEYS));
    found.then_some(index)
}

/// Area 000, 666 and 900 to 999, group 00 and serial 0000 are never given out.
fn is_given_out(digits: &[u8; 9]) -> bool {
    let [a, b, c, group @ .., e, f, g, h] = digits;
    let area = [*a, *b, *c];
    &area != b"000"
        && &area != b"666"
        && *a != b'9'
        && group != b"00"
        && [*e, *f, *g, *h] != *b"0000"
        && !WELL_KNOWN.contains(digits)
}
