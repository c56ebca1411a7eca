//! Payment card numbers: issuer range, length, grouping, Luhn.

use crate::scan::{Window, checksum};

/// Most digits of a number (ISO/IEC 7812-1).
const MAX_DIGITS: usize = 19;

/// The longest match: all digits, and a separator behind every third of them or fewer.
pub(super) const MAX: usize = 24;

/// First four digits, from and to, and the lengths that are issued under them. Where ranges
/// overlap, any will do.
///
/// Sources: the issuers' public integration guides as collected in "Payment card number" of
/// Wikipedia (2025), the ranges of braintree's credit-card-type (MIT), Mastercard's notice of
/// the 2-series, UnionPay's and NSPK's (Mir) BIN ranges.
const ISSUERS: &[(&str, u16, u16, Lengths)] = &[
    ("Visa", 4000, 4999, Lengths(&[13, 16, 18, 19])),
    ("Mastercard", 5100, 5599, Lengths(&[16])),
    ("Mastercard 2-series", 2221, 2720, Lengths(&[16])),
    ("American Express", 3400, 3499, Lengths(&[15])),
    ("American Express", 3700, 3799, Lengths(&[15])),
    ("Diners Club", 3000, 3059, Lengths(&[14, 16, 17, 18, 19])),
    ("Diners Club", 3095, 3095, Lengths(&[14, 16, 17, 18, 19])),
    ("Diners Club", 3600, 3699, Lengths(&[14, 16, 17, 18, 19])),
    ("Diners Club", 3800, 3999, Lengths(&[14, 16, 17, 18, 19])),
    ("JCB", 3528, 3589, Lengths(&[16, 17, 18, 19])),
    // Before there was a lower and an upper end, 35 was all JCB's; validators take it so still.
    ("JCB", 3500, 3599, Lengths(&[16])),
    ("JCB", 1800, 1800, Lengths(&[15])),
    ("JCB", 2131, 2131, Lengths(&[15])),
    ("Mir", 2200, 2204, Lengths(&[16, 17, 18, 19])),
    ("Discover", 6011, 6011, Lengths(&[16, 17, 18, 19])),
    ("Discover", 6440, 6599, Lengths(&[16, 17, 18, 19])),
    ("UnionPay", 6200, 6299, Lengths(&[16, 17, 18, 19])),
    ("UnionPay", 8100, 8199, Lengths(&[16, 17, 18, 19])),
    ("RuPay", 8200, 8299, Lengths(&[16])),
    ("RuPay, Elo, Maestro", 5000, 5099, Lengths(&[16, 17, 18, 19])),
    ("RuPay, Troy, Elo, Hipercard, Maestro", 6000, 6999, Lengths(&[16, 17, 18, 19])),
    ("Troy", 9792, 9792, Lengths(&[16])),
    // Maestro is issued in every length, but under its other prefixes that would take in many
    // an order number of twelve digits.
    ("Maestro", 5018, 5018, ALL),
    ("Maestro", 5020, 5020, ALL),
    ("Maestro", 5038, 5038, ALL),
    ("Maestro", 5600, 5899, ALL),
    ("Maestro", 6304, 6304, ALL),
    ("Maestro", 6390, 6390, ALL),
    ("Maestro", 6759, 6759, ALL),
    ("Maestro", 6761, 6763, ALL),
];

const ALL: Lengths = Lengths(&[12, 13, 14, 15, 16, 17, 18, 19]);

struct Lengths(&'static [usize]);

/// The end of the longest card number that begins at `start`: digits in one run, or in groups by
/// single spaces or hyphens, of which the first has four digits or more, the last three or more
/// and the others four to six.
pub(super) fn end(window: &Window<'_>, start: usize) -> Option<usize> {
    let mut digits = [0_u8; MAX_DIGITS];
    let (mut count, mut group, mut first, mut best) = (0, 0, true, None);
    let mut index = start;
    loop {
        let byte = window.at(index);
        if byte.is_ascii_digit() {
            // Longer than any: neither this group nor a further one can end a number.
            *digits.get_mut(count)? = byte;
            (count, group, index) = (count + 1, group + 1, index + 1);
            if count == 4 && group == 4 && !is_issued(&digits, None) {
                return best;
            }
            if count == MAX_DIGITS && window.is_digit(index) {
                return best;
            }
            continue;
        }
        if group < if first { 4 } else { 3 } {
            return best;
        }
        // Digits in one run behind a point are rather a fraction.
        if count >= 12
            && !(first && window.is_behind_point(start))
            && is_issued(&digits, Some(count))
            && digits.get(..count).is_some_and(is_number)
            && window.is_edge(index)
        {
            best = Some(index);
        }
        let goes_on = matches!(byte, b' ' | b'-')
            && count < MAX_DIGITS
            && (4..=if first { 10 } else { 6 }).contains(&group)
            && window.is_digit(index + 1);
        if !goes_on {
            return best;
        }
        (first, group, index) = (false, 0, index + 1);
    }
}

/// Whether an issuer has the first four digits, and for a whole number also its length.
fn is_issued(digits: &[u8; MAX_DIGITS], count: Option<usize>) -> bool {
    let prefix = digits.iter().take(4).fold(0, |sum, digit| sum * 10 + u16::from(digit - b'0'));
    ISSUERS.iter().any(|(_, from, to, lengths)| {
        (*from..=*to).contains(&prefix) && count.is_none_or(|count| lengths.0.contains(&count))
    })
}

fn is_number(digits: &[u8]) -> bool {
    digits.iter().any(|digit| Some(digit) != digits.first()) && checksum::luhn(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn issuer_ranges_are_in_order() {
        assert!(ISSUERS.iter().all(|(name, from, to, _)| !name.is_empty() && from <= to));
    }
}
