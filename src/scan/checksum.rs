//! Arithmetic checks of numbers that people carry.

#![allow(dead_code, reason = "a set; not every check has a number that stands on it yet")]

/// The Luhn check (ISO/IEC 7812-1, annex B) over ASCII digits; other bytes are passed over.
/// False without a digit.
pub(crate) fn luhn(bytes: &[u8]) -> bool {
    let mut sum = 0_u32;
    let mut digits = 0_u32;
    for digit in bytes.iter().rev().filter(|b| b.is_ascii_digit()).map(|b| u32::from(b - b'0')) {
        let doubled = if digits % 2 == 1 { digit * 2 } else { digit };
        sum += doubled / 10 + doubled % 10;
        digits += 1;
    }
    digits > 0 && sum.is_multiple_of(10)
}

/// The check of an IBAN (ISO 13616, ISO/IEC 7064 MOD 97-10) over letters of either case and
/// digits; spaces and hyphens are passed over, any other byte fails.
pub(crate) fn mod_97(bytes: &[u8]) -> bool {
    let moved = bytes.iter().skip(4).chain(bytes.iter().take(4));
    let mut rest = 0_u32;
    for byte in moved {
        rest = match byte {
            b'0'..=b'9' => rest * 10 + u32::from(byte - b'0'),
            b'A'..=b'Z' => rest * 100 + u32::from(byte - b'A') + 10,
            b'a'..=b'z' => rest * 100 + u32::from(byte - b'a') + 10,
            b' ' | b'-' => rest,
            _ => return false,
        } % 97;
    }
    rest == 1
}

/// The value of an ASCII digit or letter: `0` to `9`, then `A` (10) to `Z` (35), in either case.
pub(crate) fn value(byte: u8) -> Option<u32> {
    char::from(byte).to_digit(36)
}

/// The sum of each digit or letter ([`value`]) times the weight at its place. What has no
/// counterpart on the other side counts nothing, and so do other bytes.
pub(crate) fn weighted(bytes: &[u8], weights: &[u32]) -> u32 {
    bytes.iter().zip(weights).map(|(byte, weight)| value(*byte).unwrap_or(0) * weight).sum()
}

/// The check of Jacobus Verhoeff (Error detecting decimal codes, 1969) over ASCII digits with the
/// check digit last: finds every wrong digit and every swap of neighbours. Other bytes fail.
pub(crate) fn verhoeff(bytes: &[u8]) -> bool {
    let digits = bytes.iter().rev().map(|byte| byte.is_ascii_digit().then(|| byte - b'0'));
    let mut sum = 0;
    for (place, digit) in digits.enumerate() {
        let Some(mut digit) = digit else { return false };
        for _ in 0..place % 8 {
            digit = VERHOEFF_TURN.get(usize::from(digit)).copied().unwrap_or(0);
        }
        sum = dihedral(sum, digit);
    }
    !bytes.is_empty() && sum == 0
}

/// Verhoeff's permutation of the digits, applied once for each place from the right.
const VERHOEFF_TURN: [u8; 10] = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];

/// The product of two elements of the dihedral group of order ten: 0 to 4 are rotations of a
/// pentagon, 5 to 9 its reflections.
fn dihedral(left: u8, right: u8) -> u8 {
    match (left < 5, right < 5) {
        (true, true) => (left + right) % 5,
        (true, false) => (left + right) % 5 + 5,
        (false, true) => (left + 5 - right) % 5 + 5,
        (false, false) => (left + 5 - right) % 5,
    }
}

/// The check of H. Michael Damm (Total anti-symmetrische Quasigruppen, 2004) over ASCII digits
/// with the check digit last: finds every wrong digit and every swap of neighbours. Other bytes
/// fail.
pub(crate) fn damm(bytes: &[u8]) -> bool {
    let step = |interim: u8, byte: &u8| {
        let digit = usize::from(byte.checked_sub(b'0')?);
        DAMM.get(usize::from(interim))?.get(digit).map(|next| next - b'0')
    };
    !bytes.is_empty() && bytes.iter().try_fold(0, step) == Some(0)
}

/// Damm's quasigroup of order ten.
const DAMM: [&[u8; 10]; 10] = [
    b"0317598642",
    b"7092154863",
    b"4206871359",
    b"1750983426",
    b"6123045978",
    b"3674209581",
    b"5869720134",
    b"8945362017",
    b"9438617205",
    b"2581436790",
];

/// ISO/IEC 7064 MOD 11-2: digits, and a check character last that is a digit or `X` for ten.
pub(crate) fn mod_11_2(bytes: &[u8]) -> bool {
    let Some((last, digits)) = bytes.split_last() else { return false };
    let last = if last.eq_ignore_ascii_case(&b'X') { Some(10) } else { digit(*last) };
    let power = digits.iter().try_fold(0, |sum, byte| Some((sum + digit(*byte)?) * 2 % 11));
    matches!((power, last), (Some(power), Some(last)) if (power + last) % 11 == 1)
}

/// ISO/IEC 7064 MOD 37-2: digits and letters, and a check character last that may also be `*`
/// for 36.
pub(crate) fn mod_37_2(bytes: &[u8]) -> bool {
    let Some((last, signs)) = bytes.split_last() else { return false };
    let last = if *last == b'*' { Some(36) } else { value(*last) };
    let power = signs.iter().try_fold(0, |sum, byte| Some((sum + value(*byte)?) * 2 % 37));
    matches!((power, last), (Some(power), Some(last)) if (power + last) % 37 == 1)
}

/// ISO/IEC 7064 MOD 11,10: digits with the check digit last.
pub(crate) fn mod_11_10(bytes: &[u8]) -> bool {
    hybrid(bytes, 10, digit)
}

/// ISO/IEC 7064 MOD 37,36: digits and letters with the check character last.
pub(crate) fn mod_37_36(bytes: &[u8]) -> bool {
    hybrid(bytes, 36, value)
}

/// The hybrid systems of ISO/IEC 7064: modulus `size` and `size + 1`.
fn hybrid(bytes: &[u8], size: u32, value: impl Fn(u8) -> Option<u32>) -> bool {
    let Some((last, signs)) = bytes.split_last() else { return false };
    let product = signs.iter().try_fold(size, |product, byte| {
        let sum = (product + value(*byte)?) % size;
        Some(if sum == 0 { size } else { sum } * 2 % (size + 1))
    });
    matches!((product, value(*last)), (Some(product), Some(last)) if (product + last) % size == 1)
}

fn digit(byte: u8) -> Option<u32> {
    char::from(byte).to_digit(10)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn checks_find_a_wrong_digit() {
        assert!(luhn(b"4111 1111 1111 1111") && !luhn(b"4111 1111 1111 1112"));
        assert!(!luhn(b"") && !luhn(b"--"));
        assert!(mod_97(b"DE89 3704 0044 0532 0130 00") && mod_97(b"gb82west12345698765432"));
        assert!(!mod_97(b"DE89 3704 0044 0532 0130 01") && !mod_97(b"DE89!"));
    }

    #[test]
    fn published_examples_pass_and_a_wrong_check_digit_fails() {
        // Verhoeff: 236 has the check digit 3 (Wikipedia, "Verhoeff algorithm").
        assert!(verhoeff(b"2363") && verhoeff(b"84736430954837284567892"));
        assert!(!verhoeff(b"2364") && !verhoeff(b"") && !verhoeff(b"23a3"));
        // Damm: 572 has the check digit 4 (Wikipedia, "Damm algorithm").
        assert!(damm(b"5724") && !damm(b"5727") && !damm(b"") && !damm(b"57 4"));
        // ISO/IEC 7064: the standard's own examples.
        assert!(mod_11_2(b"07940") && mod_11_2(b"079X") && mod_11_2(b"079x"));
        assert!(!mod_11_2(b"07941") && !mod_11_2(b"07A0"));
        assert!(mod_37_2(b"G123489654321Y") && !mod_37_2(b"G123489654321Z"));
        assert!(mod_11_10(b"07945") && !mod_11_10(b"07946"));
        // The International Standard Name Identifier of ISO 27729 and the Global Release
        // Identifier of the recording industry.
        assert!(mod_11_2(b"000000012281955X") && mod_11_2(b"0000000218250097"));
        assert!(mod_37_36(b"A12425GABC1234002M") && !mod_37_36(b"A12425GABC1234002N"));
        assert!(!mod_11_10(b"") && !mod_37_36(b"") && !mod_11_2(b"") && !mod_37_2(b""));
    }

    proptest! {
        #[test]
        fn verhoeff_and_damm_find_a_wrong_digit_and_a_swap(
            digits in "[0-9]{1,20}", at in 0..20_usize, other in b'0'..=b'9',
        ) {
            for check in [verhoeff, damm] {
                let valid = (b'0'..=b'9').map(|last| [digits.as_bytes(), &[last]].concat());
                let valid: Vec<_> = valid.filter(|number| check(number)).collect();
                prop_assert_eq!(valid.len(), 1);
                let at = at % digits.len();
                let mut wrong = valid[0].clone();
                wrong[at] = other;
                prop_assert_eq!(check(&wrong), wrong == valid[0]);
                let mut swapped = valid[0].clone();
                swapped.swap(at, at + 1);
                prop_assert_eq!(check(&swapped), swapped == valid[0]);
            }
        }
    }
}
