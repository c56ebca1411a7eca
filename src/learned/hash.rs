//! How features become numbers.

/// Joins the hash of a feature's next piece to what came before.
pub(super) const fn mix(piece: u32, before: u32) -> u32 {
    (before.rotate_left(9) ^ piece).wrapping_mul(0x9e37_79b1)
}

/// The hash of two neighbouring characters of a script without spaces.
pub(super) const fn join(first: u32, second: u32) -> u32 {
    mix(second, mix(first, 0x2545_f491))
}
