//! How numbers are written within their country.
//!
//! That a number can be one of a country says little where a country has many: nine digits are a
//! number in Spain as often as not. So it takes the form as well: the prefix that is dialled
//! within the country, or the groups that its people know.

use super::groups::{self, Frame, Gaps, Groups};
use super::plans::{Dialled, Layout, Prefix, Region};
use super::{DIGITS, MAX_BODY};
use crate::detect::pii::context::{begins_word, ends_word};
use crate::scan::Window;

/// Fewest and most digits of a number with its prefix, and fewest where it is in one piece.
const DIGITS_DIALLED: (usize, usize) = (9, 13);
const DIGITS_IN_A_ROW: usize = 10;
/// Fewest and most digits of the short numbers of small networks, behind a word for them.
const DIGITS_NAMED: (usize, usize) = (4, DIGITS.0 - 1);
/// As many zeros at the end are rather those of an amount.
const ZEROS: &[u8] = b"00000";

/// Groups beside those of the number plans, by calling code: for countries that dial no prefix.
///
/// Sources: libphonenumber's alternate formats 9.0 (Apache-2.0); for Norway, the usual groups of
/// mobile and other numbers.
const GROUPS: &[(u16, &[&[usize]])] = &[
    (30, &[&[3, 3, 4]]),
    (34, &[&[3, 3, 3], &[2, 3, 2, 2]]),
    (39, &[&[4, 2, 2, 2], &[4, 2, 3]]),
    (47, &[&[3, 2, 3], &[2, 2, 2, 2]]),
    (350, &[&[4, 4]]),
    (351, &[&[3, 3, 3], &[2, 3, 2, 2], &[2, 3, 4]]),
    (352, &[&[2, 3, 3]]),
    (372, &[&[1, 3, 3], &[2, 2, 3], &[2, 3, 2]]),
    (505, &[&[1, 3, 4]]),
    (506, &[&[4, 2, 2]]),
    (675, &[&[3, 2, 3]]),
    (676, &[&[2, 5]]),
    (679, &[&[2, 3, 2]]),
];

/// The end of the longest number of one of these regions that begins at `start`, with a
/// parenthesis or a digit.
pub(super) fn end(window: &Window<'_>, start: usize, regions: &[&Region]) -> Option<usize> {
    if regions.is_empty() || !begins_alone(window, start) {
        return None;
    }
    let open = window.at(start) == b'(';
    let first = start + usize::from(open);
    let frame =
        Frame { start: first, open, digits: (DIGITS.0, DIGITS_DIALLED.1), gaps: Gaps::Wide };
    let dialled = |groups: &Groups| regions.iter().any(|region| has_prefix(region, groups));
    let grouped = |groups: &Groups| regions.iter().any(|region| has_groups(region, groups));
    let dialled = groups::longest(window, frame, dialled);
    let grouped = groups::longest(window, frame, grouped);
    // Behind groups alone there may be more of them.
    let dialled = dialled.filter(|end| ends_alone(window, *end, b"-./"));
    dialled.max(grouped.filter(|end| ends_alone(window, *end, b" -./")))
}

/// The end of the longest short number of one of these regions that begins at `start`, behind a
/// word for it.
pub(super) fn named(window: &Window<'_>, start: usize, regions: &[&Region]) -> Option<usize> {
    if regions.is_empty() {
        return None;
    }
    let fits = |groups: &Groups| {
        regions.iter().any(|region| region.dialled(groups.digits()).next().is_some())
    };
    let frame = Frame { start, open: false, digits: DIGITS_NAMED, gaps: Gaps::Narrow };
    groups::longest(window, frame, fits).filter(|end| ends_alone(window, *end, b" -./"))
}

/// Whether no number and no amount goes on at `start`. What stands in brackets may have been one.
fn begins_alone(window: &Window<'_>, start: usize) -> bool {
    let joins = |back| matches!(window.before(start, back), b' ' | b'-' | b'.' | b'/');
    let ends = |back| matches!(window.before(start, back), b'0'..=b'9' | b']');
    let within = joins(1) && (ends(2) || joins(2) && joins(3) && ends(4));
    let is_named = matches!(window.before(start, 1), b'#' | b'$');
    begins_word(window, start) && !within && !is_named
}

/// Whether no number goes on at `end` behind one of these bytes.
fn ends_alone(window: &Window<'_>, end: usize, joining: &[u8]) -> bool {
    let begins = |at| matches!(window.at(at), b'0'..=b'9' | b'[');
    let joins = |at| joining.contains(&window.at(at));
    let wide = || {
        let within = window.at(end) == b' ' && window.at(end + 2) == b' ';
        within && matches!(window.at(end + 1), b'-' | b'/') && begins(end + 3)
    };
    ends_word(window, end) && !(joins(end) && begins(end + 1)) && !wide()
}

/// Whether these digits are a number of the region behind the prefix that is dialled there, or
/// begin with the zero that numbers have in countries without a prefix.
fn has_prefix(region: &Region, groups: &Groups) -> bool {
    let (digits, sizes) = (groups.digits(), groups.sizes());
    let fewest = if sizes.len() == 1 { DIGITS_IN_A_ROW } else { DIGITS_DIALLED.0 };
    if digits.len() < fewest || sizes.last() == Some(&1) || is_something_else(groups) {
        return false;
    }
    region.dialled(digits).any(|dialled| {
        let Some(layout) = region.layout(&dialled.number) else { return false };
        let is_prefixed = match dialled.prefix {
            0 => !region.has_prefix() && dialled.number.first() == Some(&b'0'),
            _ => layout.prefix != Prefix::None,
        };
        // A first digit by itself rather begins something else, and three numbers between hyphens
        // are rather a contract.
        let hyphens = groups.separators().iter().filter(|separator| **separator == b'-').count();
        let is_strange = sizes.first() == Some(&1) || hyphens > 1 && hyphens + 1 == sizes.len();
        let is_told = !is_strange || is_laid_out(region, layout, &dialled, groups);
        is_prefixed && is_told
    })
}

/// Whether these digits are a number of the region, and grouped as it is usual there.
fn has_groups(region: &Region, groups: &Groups) -> bool {
    if groups.sizes().len() < 2 || is_something_else(groups) {
        return false;
    }
    region.dialled(groups.digits()).any(|dialled| {
        let Some(layout) = region.layout(&dialled.number) else { return false };
        (dialled.prefix > 0 || layout.prefix != Prefix::Needed)
            && dialled.number.len() >= fewest(&dialled)
            && is_laid_out(region, layout, &dialled, groups)
    })
}

/// The fewest digits of a number that is told by its groups: where it begins with a zero, that is
/// as much as a prefix.
fn fewest(dialled: &Dialled) -> usize {
    if dialled.number.first() == Some(&b'0') { DIGITS_DIALLED.0 } else { DIGITS.0 }
}

/// Whether the groups are those of the layout or usual ones, the prefix by itself or before the
/// first, and not those of a large amount.
fn is_laid_out(region: &Region, layout: &Layout, dialled: &Dialled, groups: &Groups) -> bool {
    let mut sizes = groups.sizes();
    let mut separators = groups.separators();
    let (mut prefix, mut first) = (dialled.prefix, 0);
    while let Some((size, rest)) = sizes.split_first() {
        first = *size;
        if *size > prefix {
            break;
        }
        (prefix, sizes) = (prefix - size, rest);
        let Some((b' ' | b'-' | b'/' | b'(' | b')', rest)) = separators.split_first() else {
            return false;
        };
        separators = rest;
    }
    let Some(first) = first.checked_sub(prefix).filter(|first| *first > 0) else { return false };
    let sizes: Vec<usize> = [first].into_iter().chain(sizes.iter().skip(1).copied()).collect();
    let thousands = separators.iter().all(|separator| *separator == b'.')
        && sizes.iter().skip(1).all(|size| *size == 3);
    if thousands && !separators.is_empty() {
        return false;
    }
    let others = GROUPS.iter().find(|(code, _)| *code == region.code);
    let others = others.map_or(&[][..], |(_, others)| others);
    layout.sizes(&dialled.number).is_some_and(|known| known == sizes)
        || others.contains(&sizes.as_slice())
}

/// Whether the groups are rather those of a date, of years, of a range, of a social security
/// number of the United States, or of an amount.
fn is_something_else(groups: &Groups) -> bool {
    let (sizes, separators) = (groups.sizes(), groups.separators());
    let hyphens = separators.iter().all(|separator| *separator == b'-');
    let years = sizes.windows(2).enumerate();
    let mut years = years.filter(|(_, pair)| *pair == [4, 4]);
    may_be_date(groups)
        || years.any(|(at, _)| is_year(groups.value(at)) && is_year(groups.value(at + 1)))
        || hyphens && (sizes == [3, 2, 4] || matches!(sizes, [one, other] if one == other))
        || groups.digits().ends_with(ZEROS)
}

fn is_year(value: u32) -> bool {
    (1900..2100).contains(&value)
}

/// Whether there is a day of the calendar among the groups.
fn may_be_date(groups: &Groups) -> bool {
    let (sizes, separators) = (groups.sizes(), groups.separators());
    let is_day = |one: usize, other: usize| {
        let (one, other) = (groups.value(one), groups.value(other));
        (1..=31).contains(&one) && (1..=31).contains(&other) && one.min(other) <= 12
    };
    let dates = sizes.windows(3).zip(separators.windows(2)).enumerate();
    let mut dates = dates.filter(|(_, (_, between))| {
        between.first() == between.last() && (between.first() != Some(&b' ') || sizes.len() == 3)
    });
    let mut parts = sizes.windows(2).zip(separators);
    // Of a day and a month, or of a month and a year.
    let is_part =
        parts.any(|(sizes, between)| *between == b'/' && sizes.iter().all(|size| *size <= 2));
    is_part
        || dates.any(|(at, (sizes, _))| match sizes {
            [1 | 2, 1 | 2, 4] => is_day(at, at + 1) && is_year(groups.value(at + 2)),
            [1 | 2, 1 | 2, 2] => sizes.len() == groups.sizes().len() && is_day(at, at + 1),
            [4, 1 | 2, 1 | 2] => is_day(at + 1, at + 2) && is_year(groups.value(at)),
            _ => false,
        })
}

const _: () = assert!(DIGITS_DIALLED.1 < MAX_BODY, "a number in one piece is read whole");
