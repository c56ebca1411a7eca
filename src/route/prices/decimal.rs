//! Numbers of JSON as whole counts of something small, by their digits.

/// Why a number is not such a count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Inexact {
    /// It is negative, too large, or no number.
    NotACount,
    /// It has digits below the smallest unit.
    TooFine,
}

/// The number `text` times ten to the power of `shift`, where that is whole.
///
/// `1.5e-07` with a shift of 15 is 150,000,000: dollars a token as nano-dollars per million.
/// Through an `f64` it would be 1.5e-7 × 1e15 = 149,999,999.99999997 or its like.
pub(super) fn scaled(text: &str, shift: i32) -> Result<u64, Inexact> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse().map_err(|_| Inexact::NotACount)?),
        None => (text, 0_i32),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = whole.bytes().chain(fraction.bytes());
    if whole.is_empty() || !digits.clone().all(|byte| byte.is_ascii_digit()) {
        return Err(Inexact::NotACount);
    }
    if digits.clone().all(|digit| digit == b'0') {
        return Ok(0);
    }
    // Where the last digit that is not zero stands decides whether the number is whole, so that
    // an exponent of any size is judged without being worked out.
    let zeros = digits.clone().rev().take_while(|digit| *digit == b'0').count();
    let kept = digits.clone().count() - zeros;
    let places = i64::try_from(fraction.len()).map_err(|_| Inexact::NotACount)?;
    let zeros = i64::try_from(zeros).map_err(|_| Inexact::NotACount)?;
    let power = i64::from(exponent) + i64::from(shift) - places + zeros;
    if power < 0 {
        return Err(Inexact::TooFine);
    }
    let power = u32::try_from(power).map_err(|_| Inexact::NotACount)?;
    let significant = digits
        .take(kept)
        .try_fold(0_u64, |sum, digit| sum.checked_mul(10)?.checked_add(u64::from(digit - b'0')));
    let unit = 10_u64.checked_pow(power);
    let product = significant.zip(unit).and_then(|(digits, unit)| digits.checked_mul(unit));
    product.ok_or(Inexact::NotACount)
}
