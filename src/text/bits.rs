//! One bit for each byte that was tested: tests of many bytes are written without branches, so that
//! one instruction does several, and their answers are gathered here.

/// One in every byte.
pub(crate) const ONES: u64 = 0x0101_0101_0101_0101;

/// Gathers the lowest bits of at most 128 bytes, the first one lowest. Whole groups of eight count.
pub(crate) fn gathered(flags: &[u8]) -> u128 {
    let mut gathered = 0;
    for (nth, eight) in flags.as_chunks::<8>().0.iter().take(16).enumerate() {
        // Brings the lowest bits of eight bytes together in the highest byte.
        let bits = u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        gathered |= u128::from(bits) << (8 * nth);
    }
    gathered
}

/// The same of 64 bytes.
pub(crate) fn gathered_64(flags: &[u8; 64]) -> u64 {
    gathered(flags) as u64
}

/// The highest bit of each of eight bytes that is an ASCII letter.
pub(crate) const fn letters(eight: u64) -> u64 {
    // In small letters, without the highest bits, so that no carry leaves its byte.
    let low = (eight | (0x20 * ONES)) & (0x7f * ONES);
    let from_a = low + (0x80 - b'a' as u64) * ONES;
    let behind_z = low + (0x80 - b'z' as u64 - 1) * ONES;
    from_a & !behind_z & !eight & (0x80 * ONES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_bit_is_the_one_of_its_byte() {
        for place in 0..80 {
            let mut flags = [0; 80];
            flags[place] = 1;
            assert_eq!(gathered(&flags), 1 << place);
        }
        assert_eq!(gathered_64(&[1; 64]), u64::MAX);
    }

    #[test]
    fn letters_are_told_byte_by_byte() {
        for byte in 0..=u8::MAX {
            for other in [0, b'a', b'z', 0x7f, 0xff] {
                let eight = [other, byte, other, byte, byte, other, other, byte];
                let expected = eight.map(|byte| u8::from(byte.is_ascii_alphabetic()) << 7);
                assert_eq!(letters(u64::from_le_bytes(eight)).to_le_bytes(), expected, "{byte}");
            }
        }
    }
}
