//! International bank account numbers: country, length, ISO 13616 check.

use super::key;
use crate::scan::{Window, checksum};

/// The longest match: 33 characters and the separators between groups of four.
pub(super) const MAX: usize = 33 + 8;

/// Countries and their lengths, sorted. Source: SWIFT, IBAN Registry, release 98; lengths are
/// the standard's own data.
const COUNTRIES: &[(&[u8; 2], usize)] = &[
    (b"AD", 24),
    (b"AE", 23),
    (b"AL", 28),
    (b"AT", 20),
    (b"AZ", 28),
    (b"BA", 20),
    (b"BE", 16),
    (b"BG", 22),
    (b"BH", 22),
    (b"BI", 27),
    (b"BR", 29),
    (b"BY", 28),
    (b"CH", 21),
    (b"CR", 22),
    (b"CY", 28),
    (b"CZ", 24),
    (b"DE", 22),
    (b"DJ", 27),
    (b"DK", 18),
    (b"DO", 28),
    (b"EE", 20),
    (b"EG", 29),
    (b"ES", 24),
    (b"FI", 18),
    (b"FK", 18),
    (b"FO", 18),
    (b"FR", 27),
    (b"GB", 22),
    (b"GE", 22),
    (b"GI", 23),
    (b"GL", 18),
    (b"GR", 27),
    (b"GT", 28),
    (b"HN", 28),
    (b"HR", 21),
    (b"HU", 28),
    (b"IE", 22),
    (b"IL", 23),
    (b"IQ", 23),
    (b"IS", 26),
    (b"IT", 27),
    (b"JO", 30),
    (b"KW", 30),
    (b"KZ", 20),
    (b"LB", 28),
    (b"LC", 32),
    (b"LI", 21),
    (b"LT", 20),
    (b"LU", 20),
    (b"LV", 21),
    (b"LY", 25),
    (b"MC", 27),
    (b"MD", 24),
    (b"ME", 22),
    (b"MK", 19),
    (b"MN", 20),
    (b"MR", 27),
    (b"MT", 31),
    (b"MU", 30),
    (b"NI", 28),
    (b"NL", 18),
    (b"NO", 15),
    (b"OM", 23),
    (b"PK", 24),
    (b"PL", 28),
    (b"PS", 29),
    (b"PT", 25),
    (b"QA", 29),
    (b"RO", 24),
    (b"RS", 22),
    (b"RU", 33),
    (b"SA", 24),
    (b"SC", 31),
    (b"SD", 18),
    (b"SE", 24),
    (b"SI", 19),
    (b"SK", 24),
    (b"SM", 27),
    (b"SO", 23),
    (b"ST", 25),
    (b"SV", 28),
    (b"TL", 23),
    (b"TN", 24),
    (b"TR", 26),
    (b"UA", 29),
    (b"VA", 22),
    (b"VG", 24),
    (b"XK", 20),
    (b"YE", 30),
];

/// Countries outside the registry whose banks give out numbers of this form, and the French
/// territories that do so under their own code. Source: the central banks' publications as
/// listed in "International Bank Account Number" of Wikipedia (2025).
const UNREGISTERED: &[(&[u8; 2], usize)] = &[
    (b"AA", 16),
    (b"AO", 25),
    (b"AX", 18),
    (b"BF", 28),
    (b"BJ", 28),
    (b"BL", 27),
    (b"CF", 27),
    (b"CG", 27),
    (b"CI", 28),
    (b"CM", 27),
    (b"CV", 25),
    (b"DZ", 26),
    (b"GA", 27),
    (b"GF", 27),
    (b"GP", 27),
    (b"GQ", 27),
    (b"GW", 25),
    (b"IR", 26),
    (b"KM", 27),
    (b"MA", 28),
    (b"MF", 27),
    (b"MG", 27),
    (b"ML", 28),
    (b"MQ", 27),
    (b"MZ", 25),
    (b"NC", 27),
    (b"NE", 28),
    (b"PF", 27),
    (b"PM", 27),
    (b"RE", 27),
    (b"SN", 28),
    (b"TD", 27),
    (b"TF", 27),
    (b"TG", 28),
    (b"WF", 27),
    (b"YT", 27),
];

/// Lengths that some countries had before, or that other tables give.
const FORMER: &[(&[u8; 2], usize)] =
    &[(b"BF", 27), (b"BI", 16), (b"DZ", 24), (b"NI", 32), (b"MU", 31)];

/// Countries whose account numbers begin with four letters of the bank. Source: SWIFT, IBAN
/// Registry, release 98.
const LETTERS_FIRST: &[[u8; 2]] = &[
    *b"AZ", *b"BG", *b"BH", *b"GB", *b"GI", *b"IE", *b"IQ", *b"JO", *b"KW", *b"LC", *b"LV", *b"MT",
    *b"MU", *b"NI", *b"NL", *b"PK", *b"PS", *b"QA", *b"RO", *b"SC", *b"SV", *b"VG",
];

/// Words behind which the groups may be of any size.
const KEYS: &[&str] = &["iban", "ibans", "account", "konto", "kontonummer", "compte", "cuenta"];

/// The end of the number whose country code is at `start`: in one run, or in groups of four by
/// single spaces or hyphens, all letters of one case.
pub(super) fn end(window: &Window<'_>, start: usize) -> Option<usize> {
    let country = window.bytes().get(start..start + 2)?;
    let upper = country.iter().all(u8::is_ascii_uppercase);
    if !upper && !country.iter().all(u8::is_ascii_lowercase) {
        return None;
    }
    let code = [country.first()?.to_ascii_uppercase(), country.get(1)?.to_ascii_uppercase()];
    let loose = window.at(start + 2) == b' ';
    let has_check = window.is_digit(start + 2) && window.is_digit(start + 3);
    if !(loose || has_check) {
        return None;
    }
    let regular = |length| if loose { None } else { grouped(window, start, length, upper) };
    let mut found = lengths(code).filter_map(regular);
    if let Some(end) = found.find(|end| is_account(window, start, *end, code)) {
        return Some(end);
    }
    if lengths(code).next().is_none() || !key::stands_before(window, start, KEYS) {
        return None;
    }
    let mut found = lengths(code).filter_map(|length| loosely(window, start, length, upper));
    found.find(|end| is_account(window, start, *end, code))
}

/// Where the country code begins that a space parts from what comes behind `end`, behind a key.
pub(super) fn begun_before(window: &Window<'_>, end: usize) -> Option<usize> {
    let start = end.checked_sub(3)?;
    let is_code = window.before(end, 1) == b' '
        && window.at(start).is_ascii_alphabetic()
        && window.at(start + 1).is_ascii_alphabetic()
        && window.is_edge(start);
    (is_code && key::stands_before(window, start, KEYS)).then_some(start)
}

/// The end of so many letters and digits in one run, or in groups of four.
fn grouped(window: &Window<'_>, start: usize, length: usize, upper: bool) -> Option<usize> {
    let separator = Some(window.at(start + 4)).filter(|byte| matches!(byte, b' ' | b'-'));
    let mut index = start;
    for place in 0..length {
        if let Some(separator) = separator
            && place > 0
            && place % 4 == 0
        {
            if window.at(index) != separator {
                return None;
            }
            index += 1;
        }
        if !is_part(window.at(index), upper) {
            return None;
        }
        index += 1;
    }
    Some(index)
}

/// The end of so many letters and digits in groups of any size.
fn loosely(window: &Window<'_>, start: usize, length: usize, upper: bool) -> Option<usize> {
    let (mut index, mut count) = (start, 0);
    while count < length && index < start + MAX {
        let byte = window.at(index);
        if is_part(byte, upper) {
            count += 1;
        } else if !matches!(byte, b' ' | b'-' | b'.') || !is_part(window.at(index + 1), upper) {
            return None;
        }
        index += 1;
    }
    (count == length).then_some(index)
}

fn is_part(byte: u8, upper: bool) -> bool {
    byte.is_ascii_digit()
        || if upper { byte.is_ascii_uppercase() } else { byte.is_ascii_lowercase() }
}

fn is_account(window: &Window<'_>, start: usize, end: usize, code: [u8; 2]) -> bool {
    let Some(text) = window.bytes().get(start..end) else { return false };
    let mut bank = text.iter().filter(|byte| byte.is_ascii_alphanumeric()).skip(4).take(4);
    window.is_edge(end)
        && (!LETTERS_FIRST.contains(&code) || bank.all(u8::is_ascii_alphabetic))
        && mod_97(text)
}

/// The check of ISO 13616 whatever parts the groups.
fn mod_97(text: &[u8]) -> bool {
    let mut compact = [b' '; MAX];
    let parts = text.iter().filter(|byte| byte.is_ascii_alphanumeric());
    compact.iter_mut().zip(parts).for_each(|(to, byte)| *to = *byte);
    checksum::mod_97(&compact)
}

/// The lengths that the numbers of a country may have.
fn lengths(code: [u8; 2]) -> impl Iterator<Item = usize> {
    [COUNTRIES, UNREGISTERED, FORMER].into_iter().filter_map(move |table| {
        let mut rows = table.iter();
        rows.find(|(country, _)| **country == code).map(|(_, length)| *length)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted_and_within_the_longest() {
        for table in [COUNTRIES, UNREGISTERED] {
            assert!(table.windows(2).all(|pair| pair[0].0 < pair[1].0));
            assert!(table.iter().all(|(_, length)| length + (length - 1) / 4 <= MAX));
        }
    }
}
