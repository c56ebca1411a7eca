//! Money and what it is paid for: nano-dollars, prices per million tokens, usage, amounts.

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

/// What a model charges, in nano-dollars per million tokens.
///
/// ```
/// use palisade::{NanoUsd, Price, Usage};
///
/// // $0.15 and $0.60 per million tokens of input and output.
/// let price = Price::per_million(NanoUsd::from_cents(15), NanoUsd::from_cents(60));
/// let cost = price.cost(&Usage::new(1_000, 200)).unwrap();
/// assert_eq!(cost.nanos(), 150_000 + 120_000);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    input: NanoUsd,
    output: NanoUsd,
    cached_input: Option<NanoUsd>,
}

impl Price {
    /// The prices of a million tokens of input and of output.
    pub const fn per_million(input: NanoUsd, output: NanoUsd) -> Self {
        Self { input, output, cached_input: None }
    }

    /// The price of a million tokens of input that the provider read from its cache; without
    /// it they cost as much as other input.
    pub const fn cached_input(mut self, price: NanoUsd) -> Self {
        self.cached_input = Some(price);
        self
    }

    /// The cost of `usage`: summed in 128 bits and rounded up once to whole nano-dollars.
    /// `None` where it is more than can be held.
    pub fn cost(&self, usage: &Usage) -> Option<NanoUsd> {
        let cached = usage.cached_input_tokens.min(usage.input_tokens);
        let line = |tokens: u64, price: NanoUsd| u128::from(tokens) * u128::from(price.nanos());
        // Each product is below 2^128 / 2^0, their sum may not be: check it.
        let total = line(usage.input_tokens - cached, self.input)
            .checked_add(line(cached, self.cached_input.unwrap_or(self.input)))?
            .checked_add(line(usage.output_tokens, self.output))?;
        u64::try_from(total.div_ceil(1_000_000)).ok().map(NanoUsd)
    }

    /// The price of a million input tokens.
    pub const fn input(&self) -> NanoUsd {
        self.input
    }

    /// The price of a million output tokens.
    pub const fn output(&self) -> NanoUsd {
        self.output
    }

    /// The price of a million input tokens from the provider's cache, where it has its own.
    pub const fn cached_input_price(&self) -> Option<NanoUsd> {
        self.cached_input
    }
}

/// What a call used, in tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Usage {
    input_tokens: u64,
    output_tokens: u64,
    cached_input_tokens: u64,
}

impl Usage {
    /// Tokens of input, those from the provider's cache included, and of output.
    pub const fn new(input_tokens: u64, output_tokens: u64) -> Self {
        Self { input_tokens, output_tokens, cached_input_tokens: 0 }
    }

    /// How many of the input tokens came from the provider's cache. At most all of them count.
    pub const fn cached_input(mut self, tokens: u64) -> Self {
        self.cached_input_tokens = tokens;
        self
    }

    /// Tokens of input, cached ones included.
    pub const fn input_tokens(&self) -> u64 {
        self.input_tokens
    }

    /// Tokens of output.
    pub const fn output_tokens(&self) -> u64 {
        self.output_tokens
    }

    /// The input tokens that came from the provider's cache.
    pub const fn cached_input_tokens(&self) -> u64 {
        self.cached_input_tokens
    }
}

/// What one call takes from a budget.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Amount {
    /// Calls; 1 for an ordinary one.
    pub requests: u64,
    /// Tokens of input.
    pub input_tokens: u64,
    /// Tokens of output.
    pub output_tokens: u64,
    /// Money.
    pub cost: NanoUsd,
}

impl Amount {
    /// One request with this usage and cost.
    pub const fn of(usage: &Usage, cost: NanoUsd) -> Self {
        Self {
            requests: 1,
            input_tokens: usage.input_tokens,
            output_tokens: usage.output_tokens,
            cost,
        }
    }

    /// Tokens of input and output; `None` where they are more than can be held.
    pub const fn tokens(&self) -> Option<u64> {
        self.input_tokens.checked_add(self.output_tokens)
    }
}
