//! How the time of a guard grows, for a bench.

use std::time::Instant;

use super::run::Bench;
use crate::output::OutputGuard;
use crate::text::Channel;

/// How many times longer a byte takes in an answer that is eight times as long: about 1 where the
/// work is linear, about 8 where it is quadratic. The answers are `piece` over and over, of
/// `bytes` and eight times `bytes`, one character at a time; each is timed five times and the
/// shortest counts.
///
/// It reads a clock, so that it says more in a quiet process: print it in a bench, and do not let
/// a test hang on it.
///
/// # Panics
/// Where the guard breaks a law on the way, and where `piece` is empty.
///
/// ```
/// use palisade::{Pii, conformance};
///
/// let ratio = conformance::output::growth(&Pii::redact(), "a@", 4 << 10);
/// println!("8 × the bytes, {ratio:.1} × the time a byte");
/// ```
pub fn growth(guard: &dyn OutputGuard, piece: &str, bytes: usize) -> f64 {
    assert!(!piece.is_empty(), "a piece has a character to repeat");
    let text = |bytes: usize| piece.repeat(bytes.div_ceil(piece.len()).max(1));
    let (short, long) = (text(bytes), text(bytes.saturating_mul(8)));
    let (one, eight) = (per_byte(guard, &short), per_byte(guard, &long));
    eight / one.max(f64::MIN_POSITIVE)
}

fn per_byte(guard: &dyn OutputGuard, text: &str) -> f64 {
    let ends = super::cuts::characters(text);
    let times = (0..5).map(|_| {
        let mut bench = Bench::new(guard);
        let begun = Instant::now();
        let mut stream = bench.begin(Channel::TEXT, text);
        ends.iter().for_each(|end| stream.push_quietly_until(*end));
        bench.end(stream);
        begun.elapsed().as_secs_f64()
    });
    times.fold(f64::INFINITY, f64::min) / text.len() as f64
}
