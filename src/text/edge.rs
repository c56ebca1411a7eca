//! Where something may begin or end.

/// Whether something may begin or end between these two bytes: not within a word or a number.
/// Between a letter and a digit it may, since keys and numbers are glued to what they follow
/// (`Visa4111…`), but not behind the `v` of a version.
///
/// It is a property of the place, the same for everything that is found: where two finds touch
/// and one is replaced, nothing changes for the other.
pub(crate) const fn is_edge(left: u8, right: u8) -> bool {
    let letters = left.is_ascii_alphabetic() && right.is_ascii_alphabetic();
    let digits = left.is_ascii_digit() && right.is_ascii_digit();
    let version = matches!(left, b'v' | b'V') && right.is_ascii_digit();
    !(letters || digits || version)
}
