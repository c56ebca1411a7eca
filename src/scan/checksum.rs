//! Arithmetic checks of numbers that people carry.

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_find_a_wrong_digit() {
        assert!(luhn(b"4111 1111 1111 1111") && !luhn(b"4111 1111 1111 1112"));
        assert!(!luhn(b"") && !luhn(b"--"));
        assert!(mod_97(b"DE89 3704 0044 0532 0130 00") && mod_97(b"gb82west12345698765432"));
        assert!(!mod_97(b"DE89 3704 0044 0532 0130 01") && !mod_97(b"DE89!"));
    }
}
