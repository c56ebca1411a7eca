//! Prices that depend on how long the input is.

use super::NanoUsd;
use super::usage::Kinds;

/// The prices of a million tokens by kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Rates {
    pub(super) input: NanoUsd,
    pub(super) output: NanoUsd,
    pub(super) cached_input: Option<NanoUsd>,
    pub(super) cache_write: Option<NanoUsd>,
    pub(super) cache_write_1h: Option<NanoUsd>,
    pub(super) audio_input: Option<NanoUsd>,
    pub(super) reasoning: Option<NanoUsd>,
    pub(super) audio_output: Option<NanoUsd>,
}

impl Rates {
    pub(super) const fn new(input: NanoUsd, output: NanoUsd) -> Self {
        Self {
            input,
            output,
            cached_input: None,
            cache_write: None,
            cache_write_1h: None,
            audio_input: None,
            reasoning: None,
            audio_output: None,
        }
    }

    /// The exact cost in nano-dollars, times a million.
    pub(super) fn cost(&self, of: &Kinds) -> Option<u128> {
        let write = self.cache_write.unwrap_or(self.input);
        let lines = [
            (of.input, self.input),
            (of.cached, self.cached_input.unwrap_or(self.input)),
            (of.write, write),
            (of.write_1h, self.cache_write_1h.unwrap_or(write)),
            (of.audio_input, self.audio_input.unwrap_or(self.input)),
            (of.output, self.output),
            (of.reasoning, self.reasoning.unwrap_or(self.output)),
            (of.audio_output, self.audio_output.unwrap_or(self.output)),
        ];
        lines
            .into_iter()
            .try_fold(0, |sum: u128, (tokens, price)| sum.checked_add(line(tokens, price)))
    }

    /// The most that so many tokens can cost, of whatever kinds, times a million.
    pub(super) fn highest(&self, input_tokens: u64, output_tokens: u64) -> Option<u128> {
        let input = [self.cached_input, self.cache_write, self.cache_write_1h, self.audio_input];
        let output = [self.reasoning, self.audio_output];
        let dearest = |plain: NanoUsd, others: &[Option<NanoUsd>]| {
            others.iter().flatten().fold(plain, |dearest, price| dearest.max(*price))
        };
        line(input_tokens, dearest(self.input, &input))
            .checked_add(line(output_tokens, dearest(self.output, &output)))
    }
}

/// A product of two u64 always fits; a sum of them may not.
fn line(tokens: u64, price: NanoUsd) -> u128 {
    u128::from(tokens) * u128::from(price.nanos())
}

/// The prices of a call of more than so many tokens of input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Tier {
    pub(super) input_tokens: u64,
    pub(super) rates: Rates,
}

/// The tiers, by length. A price is `Copy`, so that their number is bounded; providers have two
/// or three.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Tiers {
    /// By length, without gaps.
    slots: [Option<Tier>; MOST],
    too_many: bool,
}

/// The most tiers above the first.
pub(super) const MOST: usize = 4;

impl Tiers {
    pub(super) const NONE: Self = Self { slots: [None; MOST], too_many: false };

    /// With this tier, in its place; one of the same length is replaced.
    pub(super) const fn with(self, tier: Tier) -> Self {
        let mut slots = [None; MOST];
        let (mut from, mut to) = (0, 0);
        let mut next = Some(tier);
        let mut too_many = self.too_many;
        while from < MOST || next.is_some() {
            let present = if from < MOST { self.slots[from] } else { None };
            let put = match (present, next) {
                (Some(old), Some(new)) if old.input_tokens < new.input_tokens => {
                    from += 1;
                    old
                }
                (Some(old), Some(new)) => {
                    if old.input_tokens == new.input_tokens {
                        from += 1;
                    }
                    next = None;
                    new
                }
                (Some(old), None) => {
                    from += 1;
                    old
                }
                (None, Some(new)) => {
                    next = None;
                    new
                }
                (None, None) => break,
            };
            if to == MOST {
                too_many = true;
                break;
            }
            slots[to] = Some(put);
            to += 1;
        }
        Self { slots, too_many }
    }

    /// Whether there were more than can be held, so that the price is not known.
    pub(super) const fn too_many(&self) -> bool {
        self.too_many
    }

    /// The tiers, shortest first.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = &Tier> {
        self.slots.iter().flatten()
    }
}
