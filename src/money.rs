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
/// It has no default: an unknown price is a refusal, and a model that is free says so with
/// [`NanoUsd::ZERO`].
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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cached_input: Option<NanoUsd>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cache_write: Option<NanoUsd>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    above: Option<LongInput>,
}

/// The prices of a call whose input is long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
struct LongInput {
    /// A call of more input tokens is long.
    input_tokens: u64,
    input: NanoUsd,
    output: NanoUsd,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cached_input: Option<NanoUsd>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cache_write: Option<NanoUsd>,
}

impl Price {
    /// The prices of a million tokens of input and of output.
    pub const fn per_million(input: NanoUsd, output: NanoUsd) -> Self {
        Self { input, output, cached_input: None, cache_write: None, above: None }
    }

    /// The price of a million tokens of input that the provider read from its cache; without
    /// it they cost as much as other input.
    pub const fn cached_input(mut self, price: NanoUsd) -> Self {
        self.cached_input = Some(price);
        self
    }

    /// The price of a million tokens of input that the provider wrote to its cache, which some
    /// charge more for; without it they cost as much as other input.
    pub const fn cache_write(mut self, price: NanoUsd) -> Self {
        self.cache_write = Some(price);
        self
    }

    /// The prices of a call of more than so many tokens of input, cached ones included: all its
    /// tokens cost these, not only those above.
    ///
    /// ```
    /// use palisade::{NanoUsd, Price, Usage};
    ///
    /// let long = Price::per_million(NanoUsd::from_dollars(6), NanoUsd::from_cents(2_250));
    /// let price = Price::per_million(NanoUsd::from_dollars(3), NanoUsd::from_dollars(15))
    ///     .above(200_000, long);
    /// let cost = |tokens| price.cost(&Usage::new(tokens, 0)).unwrap();
    /// assert_eq!(cost(200_000), NanoUsd::from_cents(60));
    /// assert_eq!(cost(300_000), NanoUsd::from_cents(180));
    /// ```
    pub const fn above(mut self, input_tokens: u64, price: Self) -> Self {
        let Self { input, output, cached_input, cache_write, above: _ } = price;
        self.above = Some(LongInput { input_tokens, input, output, cached_input, cache_write });
        self
    }

    /// The cost of `usage`, or `None` where it is more than can be held.
    ///
    /// Each token is charged once, at the price of its kind: read from the cache, written to
    /// it, other input, output. The products are summed in 128 bits and rounded up once, at the
    /// end, to whole nano-dollars, so that nothing that is used and priced costs nothing.
    pub fn cost(&self, usage: &Usage) -> Option<NanoUsd> {
        let price = self.at(usage.input_tokens());
        // A product of two u64 always fits; a sum of them may not.
        let line = |tokens: u64, price: NanoUsd| u128::from(tokens) * u128::from(price.nanos());
        let (cached, write) = (usage.cached_input_tokens, usage.cache_write_tokens);
        let total = line(usage.plain_input_tokens(), price.input)
            .checked_add(line(cached, price.cached_input.unwrap_or(price.input)))?
            .checked_add(line(write, price.cache_write.unwrap_or(price.input)))?
            .checked_add(line(usage.output_tokens, price.output))?;
        u64::try_from(total.div_ceil(1_000_000)).ok().map(NanoUsd)
    }

    /// The most that at most so many tokens can cost, however many of them the cache has: what a
    /// call reserves before it is made. `None` where that is more than can be held.
    pub fn highest_cost(&self, input_tokens: u64, output_tokens: u64) -> Option<NanoUsd> {
        let usage = Usage::new(input_tokens, output_tokens);
        let dearest = |price: Self| {
            let input = [Some(price.input), price.cached_input, price.cache_write];
            let input = input.into_iter().flatten().max().unwrap_or(price.input);
            Self::per_million(input, price.output).cost(&usage)
        };
        // Where long inputs are cheaper, one a little shorter may cost more.
        Some(dearest(*self)?.max(dearest(self.at(input_tokens))?))
    }

    /// The prices of a call of so many tokens of input.
    const fn at(&self, tokens: u64) -> Self {
        match self.above {
            Some(LongInput { input_tokens, input, output, cached_input, cache_write })
                if tokens > input_tokens =>
            {
                Self { input, output, cached_input, cache_write, above: None }
            }
            _ => *self,
        }
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
///
/// Providers report input from their cache in two ways. OpenAI counts it within the prompt
/// (`prompt_tokens`, of which `cached_tokens`): say [`cached_input`](Usage::cached_input).
/// Anthropic counts it apart (`input_tokens`, `cache_read_input_tokens`,
/// `cache_creation_input_tokens`): say [`cached_apart`](Usage::cached_apart) and
/// [`cache_write_apart`](Usage::cache_write_apart). Both ways give the same usage:
///
/// ```
/// use palisade::Usage;
///
/// let openai = Usage::new(1_000, 50).cached_input(900);
/// let anthropic = Usage::new(100, 50).cached_apart(900);
/// assert_eq!(openai, anthropic);
/// assert_eq!(openai.input_tokens(), 1_000);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Usage {
    input_tokens: u64,
    output_tokens: u64,
    #[serde(default)]
    cached_input_tokens: u64,
    #[serde(default)]
    cache_write_tokens: u64,
}

impl Usage {
    /// Tokens of input, those from the provider's cache included, and of output. Reasoning
    /// tokens are output.
    pub const fn new(input_tokens: u64, output_tokens: u64) -> Self {
        Self { input_tokens, output_tokens, cached_input_tokens: 0, cache_write_tokens: 0 }
    }

    /// How many of the input tokens came from the provider's cache.
    ///
    /// More than all input can only mean that the provider counts them apart; they are then
    /// counted beside the input, so that no usage is ever lost.
    pub const fn cached_input(mut self, tokens: u64) -> Self {
        self.cached_input_tokens = tokens;
        self
    }

    /// Adds tokens that came from the provider's cache to the input, for a provider that counts
    /// them apart.
    pub const fn cached_apart(mut self, tokens: u64) -> Self {
        self.input_tokens = self.input_tokens.saturating_add(tokens);
        self.cached_input_tokens = self.cached_input_tokens.saturating_add(tokens);
        self
    }

    /// Adds tokens that were written to the provider's cache to the input, for a provider that
    /// counts them apart.
    pub const fn cache_write_apart(mut self, tokens: u64) -> Self {
        self.input_tokens = self.input_tokens.saturating_add(tokens);
        self.cache_write_tokens = self.cache_write_tokens.saturating_add(tokens);
        self
    }

    /// Tokens of input, each one once: plain, cached and written to the cache.
    pub const fn input_tokens(&self) -> u64 {
        let cache = self.cached_input_tokens.saturating_add(self.cache_write_tokens);
        self.plain_input_tokens().saturating_add(cache)
    }

    /// Tokens of output.
    pub const fn output_tokens(&self) -> u64 {
        self.output_tokens
    }

    /// The input tokens that came from the provider's cache.
    pub const fn cached_input_tokens(&self) -> u64 {
        self.cached_input_tokens
    }

    /// The input tokens that were written to the provider's cache.
    pub const fn cache_write_tokens(&self) -> u64 {
        self.cache_write_tokens
    }

    /// The input tokens that had nothing to do with the cache.
    const fn plain_input_tokens(&self) -> u64 {
        let cache = self.cached_input_tokens.saturating_add(self.cache_write_tokens);
        match self.input_tokens.checked_sub(cache) {
            Some(plain) => plain,
            // They cannot be a part of the input: the provider counts them apart.
            None => self.input_tokens,
        }
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
            input_tokens: usage.input_tokens(),
            output_tokens: usage.output_tokens(),
            cost,
        }
    }

    /// Tokens of input and output; `None` where they are more than can be held.
    pub const fn tokens(&self) -> Option<u64> {
        self.input_tokens.checked_add(self.output_tokens)
    }

    /// The sum in every unit; `None` where one cannot be held.
    pub fn checked_add(&self, other: &Self) -> Option<Self> {
        Some(Self {
            requests: self.requests.checked_add(other.requests)?,
            input_tokens: self.input_tokens.checked_add(other.input_tokens)?,
            output_tokens: self.output_tokens.checked_add(other.output_tokens)?,
            cost: self.cost.checked_add(other.cost)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PRICE: Price = Price::per_million(NanoUsd::from_dollars(3), NanoUsd::from_dollars(15))
        .cached_input(NanoUsd::from_cents(30))
        .cache_write(NanoUsd::from_cents(375));

    #[test]
    fn a_cost_is_rounded_up_once() {
        // A third of a nano-dollar a token: two kinds that are rounded apart would cost 2.
        let price = Price::per_million(NanoUsd::from_nanos(333_333), NanoUsd::from_nanos(333_333));
        assert_eq!(price.cost(&Usage::new(1, 1)), Some(NanoUsd::from_nanos(1)));
        assert_eq!(price.cost(&Usage::new(0, 0)), Some(NanoUsd::ZERO));
    }

    #[test]
    fn the_least_that_is_priced_is_not_free() {
        let price = Price::per_million(NanoUsd::from_nanos(1), NanoUsd::ZERO);
        assert_eq!(price.cost(&Usage::new(1, 0)), Some(NanoUsd::from_nanos(1)));
        assert_eq!(NanoUsd::from_nanos(1).to_string(), "$0.000001");
    }

    #[test]
    fn cached_tokens_are_charged_once_whichever_way_they_are_reported() {
        let cost = |usage: Usage| PRICE.cost(&usage).map(NanoUsd::nanos);
        let expected = Some(100_000 * 3_000 + 900_000 * 300);
        assert_eq!(cost(Usage::new(1_000_000, 0).cached_input(900_000)), expected);
        assert_eq!(cost(Usage::new(100_000, 0).cached_apart(900_000)), expected);
        // Reported apart and handed in as a part: it cannot be one, so nothing is lost.
        assert_eq!(cost(Usage::new(100_000, 0).cached_input(900_000)), expected);
        assert_eq!(Usage::new(100_000, 0).cached_input(900_000).input_tokens(), 1_000_000);
    }

    #[test]
    fn tokens_written_to_the_cache_have_their_price() {
        let usage = Usage::new(10, 0).cache_write_apart(1_000_000);
        assert_eq!(PRICE.cost(&usage).map(NanoUsd::nanos), Some(3_750_000_000 + 30_000));
        assert_eq!(usage.input_tokens(), 1_000_010);
    }

    #[test]
    fn a_long_input_has_its_own_prices_cached_tokens_included() {
        let dollars = NanoUsd::from_dollars;
        let long = Price::per_million(dollars(6), dollars(22)).cached_input(dollars(1));
        let price = PRICE.above(200_000, long);
        let cost = |usage: Usage| price.cost(&usage).map(NanoUsd::nanos);
        assert_eq!(cost(Usage::new(200_000, 10)), Some(200_000 * 3_000 + 10 * 15_000));
        assert_eq!(cost(Usage::new(200_001, 10)), Some(200_001 * 6_000 + 10 * 22_000));
        assert_eq!(
            cost(Usage::new(1, 0).cached_apart(200_000)),
            Some(6_000 + 200_000 * 1_000),
            "cached tokens make an input long, too"
        );
    }

    #[test]
    fn more_than_can_be_held_is_none() {
        let dear = Price::per_million(NanoUsd::MAX, NanoUsd::MAX);
        assert_eq!(dear.cost(&Usage::new(1_000_000, 0)), Some(NanoUsd::MAX));
        assert_eq!(dear.cost(&Usage::new(1_000_001, 0)), None);
        assert_eq!(dear.cost(&Usage::new(u64::MAX, u64::MAX)), None);
        assert_eq!(dear.highest_cost(u64::MAX, u64::MAX), None);
        assert_eq!(NanoUsd::MAX.checked_add(NanoUsd::from_nanos(1)), None);
        assert_eq!(NanoUsd::from_dollars(u64::MAX), NanoUsd::MAX);
        let amount = Amount { input_tokens: u64::MAX, output_tokens: 1, ..Amount::default() };
        assert_eq!(amount.tokens(), None);
        assert_eq!(amount.checked_add(&Amount { input_tokens: 1, ..Amount::default() }), None);
    }

    #[test]
    fn an_old_price_reads() {
        let read: Price = serde_json::from_str(r#"{"input":1,"output":2}"#).expect("it reads");
        assert_eq!(read, Price::per_million(NanoUsd::from_nanos(1), NanoUsd::from_nanos(2)));
        assert!(serde_json::from_str::<Price>(r#"{"input":1}"#).is_err(), "unknown is not free");
    }

    prop_compose! {
        fn price()(input: u64, output: u64, cached: Option<u64>, write: Option<u64>) -> Price {
            Price {
                input: NanoUsd(input),
                output: NanoUsd(output),
                cached_input: cached.map(NanoUsd),
                cache_write: write.map(NanoUsd),
                above: None,
            }
        }
    }

    prop_compose! {
        fn usage()(input: u64, output: u64, cached: u64, write: u64) -> Usage {
            Usage {
                input_tokens: input >> 2,
                output_tokens: output >> 2,
                cached_input_tokens: cached >> 3,
                cache_write_tokens: write >> 3,
            }
        }
    }

    proptest! {
        /// The cost times a million is at least the exact sum, and by less than a million.
        #[test]
        fn a_cost_is_the_exact_sum_rounded_up(
            input in 0..1_u64 << 40,
            output in 0..1_u64 << 40,
            cached in 0..1_u64 << 40,
            prices: [u32; 3],
        ) {
            let [a, b, c] = prices.map(|price| NanoUsd(u64::from(price)));
            let price = Price::per_million(a, b).cached_input(c);
            let exact = u128::from(input) * u128::from(a.0)
                + u128::from(output) * u128::from(b.0)
                + u128::from(cached) * u128::from(c.0);
            let cost = price.cost(&Usage::new(input, output).cached_apart(cached)).unwrap();
            let scaled = u128::from(cost.0) * 1_000_000;
            prop_assert!(exact <= scaled && scaled < exact + 1_000_000);
        }

        #[test]
        fn it_never_panics_and_the_highest_cost_is_one(
            price in price(), long in price(), above: u64, usage in usage(), spare: u32
        ) {
            let price = price.above(above >> 2, long);
            // An estimate is never below what is used.
            let input = usage.input_tokens().saturating_add(u64::from(spare));
            let highest = price.highest_cost(input, usage.output_tokens());
            match (price.cost(&usage), highest) {
                (Some(cost), Some(highest)) => prop_assert!(cost <= highest),
                (None, Some(_)) => prop_assert!(false, "the highest cost is not the highest"),
                (_, None) => {}
            }
        }
    }
}
