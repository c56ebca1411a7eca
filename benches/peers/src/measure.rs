//! Rounds, medians and shares.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// How long to look.
#[derive(Clone, Copy)]
pub struct Effort {
    /// Rounds that the medians are of.
    pub rounds: usize,
    /// A pass is repeated until it has taken this long.
    pub sample: Duration,
    /// Random texts that streams are compared on.
    pub texts: usize,
    /// Whether the figures are good enough for a picture.
    pub is_worth_drawing: bool,
}

impl Effort {
    pub const FULL: Self =
        Self { rounds: 41, sample: Duration::from_millis(1), texts: 4_000, is_worth_drawing: true };
    pub const QUICK: Self =
        Self { rounds: 3, sample: Duration::from_micros(100), texts: 100, is_worth_drawing: false };
}

/// Seconds that one call takes, of as many as fill a sample.
pub fn seconds(sample: Duration, mut call: impl FnMut() -> usize) -> f64 {
    let begun = Instant::now();
    let mut calls = 0_u32;
    loop {
        black_box(call());
        calls += 1;
        let spent = begun.elapsed();
        if spent >= sample {
            return spent.as_secs_f64() / f64::from(calls);
        }
    }
}

pub fn median(values: &mut [f64]) -> f64 {
    share(values, 0.5)
}

/// The value that this share of the values does not exceed.
pub fn share(values: &mut [f64], share: f64) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    let last = values.len().saturating_sub(1);
    values.get((last as f64 * share) as usize).copied().unwrap_or(0.0)
}
