//! Dates of birth: a date behind words that say so.

use super::context::{begins_word, ends_word};
use super::key;
use crate::scan::Window;

/// The longest match: `30. September 1999`, and `September 30th, 1999`.
pub(super) const MAX: usize = 24;
/// The most bytes before the first digit: `September` and what parts it from the day.
pub(super) const LEAD: usize = 12;

/// Words behind which a date is one of birth, in ASCII as the folded view has them.
const KEYS: &[&str] = &[
    "born",
    "born on",
    "born in",
    "birthday",
    "birth date",
    "birthdate",
    "date of birth",
    "dob",
    "d.o.b",
    "b-day",
    "birthday is on",
    "geboren",
    "geboren am",
    "geb",
    "geb. am",
    "geburtsdatum",
    "geburtstag",
    "ne le",
    "nee le",
    "date de naissance",
    "nacido el",
    "nacida el",
    "fecha de nacimiento",
    "nato il",
    "nata il",
    "data di nascita",
    "data de nascimento",
    "nascido em",
    "nascida em",
    "geboortedatum",
    "geboren op",
    "data urodzenia",
    "fodselsdato",
    "fodelsedatum",
    "syntymaaika",
    "出生日期",
    "生年月日",
    "생년월일",
];

/// Months as they begin, and how the rest may go on is not asked: letters.
const MONTHS: &[&[u8]] = &[
    b"jan", b"feb", b"mar", b"apr", b"may", b"jun", b"jul", b"aug", b"sep", b"oct", b"nov", b"dec",
    b"mai", b"okt", b"dez", b"mrz", b"fev", b"avr", b"jui", b"aou", b"ene", b"abr", b"ago", b"dic",
    b"gen", b"mag", b"giu", b"lug", b"set", b"ott", b"mei", b"maa",
];

/// Where the name of a month begins that ends at `end`, perhaps with a point and a space.
pub(super) fn month_before(window: &Window<'_>, end: usize) -> Option<usize> {
    let mut index = end;
    for filler in [b' ', b'.'] {
        index -= usize::from(index > 0 && window.before(index, 1) == filler);
    }
    let is_letter = |back: &usize| window.before(index, *back).is_ascii_alphabetic();
    let length = (1..=LEAD).take_while(is_letter).count();
    let start = index - length;
    (length > 0 && length <= 9 && may_be_month(window, start, length) && begins_word(window, start))
        .then_some(start)
}

/// Whether so many letters are the beginning of a month, or a month.
fn may_be_month(window: &Window<'_>, start: usize, length: usize) -> bool {
    let letters = window.bytes().get(start..start + length.min(3)).unwrap_or_default();
    let fits = |month: &&[u8]| {
        month.get(..letters.len()).is_some_and(|month| month.eq_ignore_ascii_case(letters))
    };
    MONTHS.iter().any(fits)
}

/// The end of the date of birth that begins at `start`.
pub(super) fn end(window: &Window<'_>, start: usize) -> Option<usize> {
    let end = if window.is_digit(start) { numeric(window, start) } else { worded(window, start) }?;
    let found = begins_word(window, start)
        && ends_word(window, end)
        && key::stands_before(window, start, KEYS);
    found.then_some(end)
}

/// `1984-03-12`, `12.3.1984`, `3/12/84`, `12 March 1984`, `12. März 1984`.
fn numeric(window: &Window<'_>, start: usize) -> Option<usize> {
    let first = digits(window, start);
    let mut index = start + first;
    let separator = window.at(index);
    if matches!(first, 1 | 2)
        && (separator == b' '
            || (separator == b'.' && window.at(index + 1) == b' ')
            || matches!(separator, b's' | b'n' | b'r' | b't'))
    {
        // An ordinal, a point, a space, a month, a year.
        if separator.is_ascii_alphabetic() {
            index += 2;
        }
        index += usize::from(window.at(index) == b'.');
        return month_and_year(window, index);
    }
    if !matches!(separator, b'-' | b'.' | b'/') {
        return None;
    }
    let second = digits(window, index + 1);
    index += 1 + second;
    if window.at(index) != separator {
        return None;
    }
    index += 1;
    index += usize::from(separator == b'.' && window.at(index) == b' ');
    let third = digits(window, index);
    let fits = match (first, second, third) {
        (4, 1 | 2, 1 | 2) => is_year(window, start),
        (1 | 2, 1 | 2, 4) => is_year(window, index),
        (1 | 2, 1 | 2, 2) => true,
        _ => false,
    };
    fits.then_some(index + third)
}

fn month_and_year(window: &Window<'_>, index: usize) -> Option<usize> {
    if window.at(index) != b' ' {
        return None;
    }
    let mut month = index + 1;
    // In Spanish and Portuguese.
    if window.at(month) == b'd' && window.at(month + 1) == b'e' && window.at(month + 2) == b' ' {
        month += 3;
    }
    let is_letter = |index: &usize| window.at(*index).is_ascii_alphabetic();
    let length = (month..month + 10).take_while(is_letter).count();
    if length < 3 || !may_be_month(window, month, 3) {
        return None;
    }
    let mut year = month + length;
    for filler in [b".", b",", b" "] {
        year += usize::from(window.at(year) == filler[0]);
    }
    if window.at(year) == b'd' && window.at(year + 1) == b'e' && window.at(year + 2) == b' ' {
        year += 3;
    }
    (digits(window, year) == 4 && is_year(window, year)).then_some(year + 4)
}

/// `March 12, 1984` and `Mar. 12th 1984`.
fn worded(window: &Window<'_>, start: usize) -> Option<usize> {
    let is_letter = |index: &usize| window.at(*index).is_ascii_alphabetic();
    let length = (start..start + 10).take_while(is_letter).count();
    if length < 3 {
        return None;
    }
    let mut day = start + length;
    for filler in [b'.', b' '] {
        day += usize::from(window.at(day) == filler);
    }
    let count = digits(window, day);
    if !matches!(count, 1 | 2) {
        return None;
    }
    let mut year = day + count;
    if window.at(year).is_ascii_alphabetic() {
        year += 2;
    }
    for filler in [b',', b' '] {
        year += usize::from(window.at(year) == filler);
    }
    (digits(window, year) == 4 && is_year(window, year)).then_some(year + 4)
}

/// How many digits stand there, five at most.
fn digits(window: &Window<'_>, at: usize) -> usize {
    (at..at + 5).take_while(|index| window.is_digit(*index)).count()
}

fn is_year(window: &Window<'_>, at: usize) -> bool {
    matches!((window.at(at), window.at(at + 1)), (b'1', b'8' | b'9') | (b'2', b'0'))
}
