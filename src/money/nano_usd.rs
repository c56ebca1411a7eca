//! Money as a count of nano-dollars.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Whole nano-dollars: 1 US dollar is 1,000,000,000 of them. The largest value is about 18.4
/// billion dollars.
///
/// ```
/// use palisade::NanoUsd;
///
/// assert_eq!(NanoUsd::from_dollars(2).nanos(), 2_000_000_000);
/// assert_eq!(NanoUsd::from_nanos(1_500_000).to_string(), "$0.001500");
/// ```
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct NanoUsd(u64);

impl NanoUsd {
    /// No money.
    pub const ZERO: Self = Self(0);
    /// The largest amount that can be held.
    pub const MAX: Self = Self(u64::MAX);

    /// So many nano-dollars.
    pub const fn from_nanos(nanos: u64) -> Self {
        Self(nanos)
    }

    /// So many whole dollars; more than can be held becomes [`NanoUsd::MAX`].
    pub const fn from_dollars(dollars: u64) -> Self {
        Self(dollars.saturating_mul(1_000_000_000))
    }

    /// So many cents; more than can be held becomes [`NanoUsd::MAX`].
    pub const fn from_cents(cents: u64) -> Self {
        Self(cents.saturating_mul(10_000_000))
    }

    /// The count of nano-dollars.
    pub const fn nanos(self) -> u64 {
        self.0
    }

    /// In dollars, for people; arithmetic stays with whole nano-dollars.
    pub fn as_dollars(self) -> f64 {
        self.0 as f64 / 1e9
    }

    /// The sum, or `None` where it cannot be held.
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(sum) => Some(Self(sum)),
            None => None,
        }
    }
}

impl fmt::Display for NanoUsd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Micro-dollars, rounded up, so that a cost is never shown as free.
        let micros = self.0.div_ceil(1_000);
        write!(f, "${}.{:06}", micros / 1_000_000, micros % 1_000_000)
    }
}
