//! Chunks cut at random, the same for the same seed.
#![allow(dead_code, unreachable_pub, reason = "each takes what it needs")]

/// A small generator of numbers that look random (SplitMix64): same seed, same numbers.
pub struct Random(u64);

impl Random {
    /// Begins with `seed`.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Where to cut `text`: now and then nowhere, mostly a few bytes on, sometimes far.
    pub fn cut(&mut self, text: &str) -> usize {
        let most = match self.next() % 8 {
            0 => 1,
            1..=5 => 8,
            6 => 64,
            _ => 1024,
        };
        let mut at = (self.next() % (most + 1)) as usize;
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at += 1;
        }
        at
    }
}
