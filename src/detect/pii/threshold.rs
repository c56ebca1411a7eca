//! How sure a guard must be to say something.

/// How sure the guard must be of what it found to report it: 0 (report everything) to 1.
///
/// A match has its confidence from its form, its checksum and the words near it. A card number
/// that passes its check has 0.9; nine digits that may be a tax number have 0.4 alone and 0.9
/// near a word such as "tax".
///
/// ```
/// use palisade::{Pii, Threshold};
///
/// let careful = Pii::redact().countries(["us", "de"]).threshold(Threshold::LOW);
/// let strict = Pii::redact().threshold(Threshold::new(0.95));
/// # let _ = (careful, strict);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Threshold(f32);

impl Threshold {
    /// Also what is only likely: 0.3.
    pub const LOW: Self = Self(0.3);
    /// What is more likely than not: 0.5. The default.
    pub const MEDIUM: Self = Self(0.5);
    /// What is hardly anything else: 0.85.
    pub const HIGH: Self = Self(0.85);

    /// A level of one's own, 0 to 1. Anything else is a mistake that `build()` tells.
    pub const fn new(level: f32) -> Self {
        Self(level)
    }

    /// The level.
    pub const fn level(self) -> f32 {
        self.0
    }

    /// Whether it is a level at all.
    pub(super) fn is_level(self) -> bool {
        (0.0..=1.0).contains(&self.0)
    }

    pub(super) fn is_reached_by(self, confidence: f32) -> bool {
        confidence >= self.0
    }
}

impl Default for Threshold {
    /// [`Threshold::MEDIUM`].
    fn default() -> Self {
        Self::MEDIUM
    }
}
