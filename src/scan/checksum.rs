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
    digits > 0 && sum % 10 == 0
}
