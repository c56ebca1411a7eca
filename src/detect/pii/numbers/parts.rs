//! What checks of numbers have in common.

use crate::scan::checksum;

/// Whether these bytes, and no more, have a form without separators: `d` a digit, `l` a letter,
/// `a` either, every other byte itself.
pub(super) fn fits(bytes: &[u8], form: &str) -> bool {
    bytes.len() == form.len()
        && bytes.iter().zip(form.bytes()).all(|(byte, place)| match place {
            b'd' => byte.is_ascii_digit(),
            b'l' => byte.is_ascii_uppercase(),
            b'a' => byte.is_ascii_digit() || byte.is_ascii_uppercase(),
            _ => *byte == place,
        })
}

/// Whether these bytes are so many digits.
pub(super) fn is_digits(bytes: &[u8], count: usize) -> bool {
    bytes.len() == count && bytes.iter().all(u8::is_ascii_digit)
}

/// The value of the digit or letter at a place; zero where there is none.
pub(super) fn at(bytes: &[u8], place: usize) -> u32 {
    bytes.get(place).and_then(|byte| checksum::value(*byte)).unwrap_or(0)
}

/// The value of the last digit or letter.
pub(super) fn last(bytes: &[u8]) -> u32 {
    at(bytes, bytes.len().saturating_sub(1))
}

/// The decimal number in the places from `from` up to `to`; other bytes are passed over, and
/// what is above 18 digits is cut off.
pub(super) fn decimal(bytes: &[u8], from: usize, to: usize) -> u64 {
    let digits = bytes.get(from..to.min(bytes.len())).unwrap_or_default();
    let digits = digits.iter().filter(|byte| byte.is_ascii_digit()).take(18);
    digits.fold(0, |sum, byte| sum * 10 + u64::from(byte - b'0'))
}

/// As [`decimal`], for parts of up to nine digits.
pub(super) fn part(bytes: &[u8], from: usize, to: usize) -> u32 {
    u32::try_from(decimal(bytes, from, to)).unwrap_or(u32::MAX)
}

/// Whether there is such a day in the Gregorian calendar.
pub(super) fn is_day(year: u32, month: u32, day: u32) -> bool {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

/// Whether there is such a day in a year of which the last two digits are known: 1900 was no
/// leap year, 2000 was.
pub(super) fn is_day_of_century(year: u32, month: u32, day: u32) -> bool {
    is_day(2000 + year % 100, month, day)
}

/// Whether there is such a day on which one who has a number can have been born: numbers are
/// given out to the living, and not in advance.
pub(super) fn is_birth(year: u32, month: u32, day: u32) -> bool {
    (1840..=LATEST_BIRTH).contains(&year) && is_day(year, month, day)
}

/// Some years after this was written: what a check says must not hang on the day it is asked.
const LATEST_BIRTH: u32 = 2035;

/// Whether all digits are the same, as in what is written for want of a number.
pub(super) fn is_uniform(bytes: &[u8]) -> bool {
    bytes.windows(2).all(|pair| matches!(pair, [left, right] if left == right))
}

/// Words near the number of a passport; kana stand without their marks.
pub(super) const PASSPORT: &[&str] = &[
    "passport",
    "passports",
    "travel document",
    "reisepass",
    "passnummer",
    "pass-nr",
    "passeport",
    "pasaporte",
    "passaporto",
    "passaporte",
    "paspoort",
    "reisdocument",
    "paszport",
    "paszportu",
    "pasnummer",
    "passinumero",
    "pass nr",
    "putovnica",
    "potni list",
    "pasos",
    "cestovni pas",
    "cestovny pas",
    "utlevel",
    "pasaport",
    "zagranpasport",
    "diavatirio",
    "vegabref",
    "paspor",
    "护照",
    "護照",
    "旅券",
    "ハスホート",
    "여권",
];

/// Words near the number of a driving licence.
pub(super) const DRIVING: &[&str] = &[
    "driver license",
    "driver licence",
    "drivers license",
    "drivers licence",
    "driver's license",
    "driver's licence",
    "driving license",
    "driving licence",
    "driving permit",
    "fuhrerschein",
    "fuehrerschein",
    "fuhrerscheinnummer",
    "permis de conduire",
    "permiso de conducir",
    "licencia de conducir",
    "carne de conducir",
    "patente di guida",
    "patente",
    "carta de conducao",
    "rijbewijs",
    "rijbewijsnummer",
    "prawo jazdy",
    "korkort",
    "forerkort",
    "korekort",
    "ajokortti",
    "ridicsky prukaz",
    "vodicsky preukaz",
    "jogositvany",
    "permis auto",
    "vozacka dozvola",
    "vozniska dovoljenje",
    "juhiluba",
    "surucu belgesi",
    "ehliyet",
    "cnh",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_that_never_were_are_refused() {
        assert!(is_day(2000, 2, 29) && is_day(2024, 2, 29) && is_day(1999, 12, 31));
        assert!(!is_day(1900, 2, 29) && !is_day(2023, 2, 29) && !is_day(1999, 4, 31));
        assert!(!is_day(1999, 0, 1) && !is_day(1999, 13, 1) && !is_day(1999, 1, 0));
    }

    #[test]
    fn parts_of_a_short_number_are_zero() {
        assert_eq!((at(b"1", 4), last(b""), decimal(b"12", 1, 9), part(b"", 3, 5)), (0, 0, 2, 0));
        assert!(!fits(b"12", "ddd") && fits(b"1A", "dl") && fits(b"AT1", "ATd"));
    }
}
