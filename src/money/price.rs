//! What a model charges.

use serde::{Deserialize, Serialize};

use super::form::Form;
use super::tiers::{Rates, Tier, Tiers};
use super::{NanoUsd, Usage};
use crate::id::Fingerprint;

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
///
/// As JSON or TOML it has the names of its methods: `input` and `output` must be there,
/// `cached_input`, `cache_write`, `cache_write_1h`, `audio_input`, `reasoning`, `audio_output`,
/// `per_request` and `above` may be. `above` is one object, or a list of them, with
/// `input_tokens` and prices of its own. A field that is not known is an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Form", into = "Form")]
pub struct Price {
    pub(super) rates: Rates,
    pub(super) per_request: NanoUsd,
    pub(super) tiers: Tiers,
}

impl Price {
    /// The most tiers that [`above`](Self::above) can add: 4.
    pub const MAX_TIERS: usize = super::tiers::MOST;

    /// The prices of a million tokens of input and of output.
    pub const fn per_million(input: NanoUsd, output: NanoUsd) -> Self {
        Self { rates: Rates::new(input, output), per_request: NanoUsd::ZERO, tiers: Tiers::NONE }
    }

    /// The price of a million tokens of input that the provider read from its cache; without
    /// it they cost as much as other input.
    pub const fn cached_input(mut self, price: NanoUsd) -> Self {
        self.rates.cached_input = Some(price);
        self
    }

    /// The price of a million tokens of input that the provider wrote to its cache, which some
    /// charge more for; without it they cost as much as other input.
    pub const fn cache_write(mut self, price: NanoUsd) -> Self {
        self.rates.cache_write = Some(price);
        self
    }

    /// The same for what was written for one hour; without it, it costs as other writes do.
    pub const fn cache_write_1h(mut self, price: NanoUsd) -> Self {
        self.rates.cache_write_1h = Some(price);
        self
    }

    /// The price of a million input tokens of sound; without it they cost as much as text.
    pub const fn audio_input(mut self, price: NanoUsd) -> Self {
        self.rates.audio_input = Some(price);
        self
    }

    /// The price of a million output tokens of reasoning; without it they cost as much as other
    /// output.
    pub const fn reasoning(mut self, price: NanoUsd) -> Self {
        self.rates.reasoning = Some(price);
        self
    }

    /// The price of a million output tokens of sound; without it they cost as much as text.
    pub const fn audio_output(mut self, price: NanoUsd) -> Self {
        self.rates.audio_output = Some(price);
        self
    }

    /// What each call costs beside its tokens; nothing unless told.
    ///
    /// ```
    /// use palisade::{NanoUsd, Price, Usage};
    ///
    /// let price = Price::per_million(NanoUsd::from_dollars(1), NanoUsd::from_dollars(1))
    ///     .per_request(NanoUsd::from_cents(1));
    /// assert_eq!(price.cost(&Usage::new(1_000, 0)).unwrap().to_string(), "$0.011000");
    /// ```
    pub const fn per_request(mut self, fee: NanoUsd) -> Self {
        self.per_request = fee;
        self
    }

    /// The prices of a call of more than so many tokens of input, cached ones included: all its
    /// tokens cost these, not only those above. Of several, the longest that the call passes
    /// counts; a second one of the same length replaces the first. Only the prices of tokens
    /// are taken from `price`.
    ///
    /// A price has at most [`MAX_TIERS`](Self::MAX_TIERS) of them. With more it is not known:
    /// it has no cost, and a policy refuses it.
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
        self.tiers = self.tiers.with(Tier { input_tokens, rates: price.rates });
        self
    }

    /// The cost of `usage`, or `None` where it is more than can be held.
    ///
    /// Each token is charged once, at the price of its kind. The products are summed in 128
    /// bits and rounded up once, at the end, to whole nano-dollars, so that nothing that is
    /// used and priced costs nothing.
    pub fn cost(&self, usage: &Usage) -> Option<NanoUsd> {
        let kinds = usage.kinds()?;
        let rates = self.reached(usage.input_tokens()).last()?;
        self.rounded(rates.cost(&kinds)?)
    }

    /// The most that at most so many tokens can cost, of whatever kinds they are: what a call
    /// reserves before it is made. `None` where that is more than can be held.
    pub fn highest_cost(&self, input_tokens: u64, output_tokens: u64) -> Option<NanoUsd> {
        // Where long inputs are cheaper, one a little shorter may cost more.
        let mut dearest = 0;
        for rates in self.reached(input_tokens) {
            dearest = rates.highest(input_tokens, output_tokens)?.max(dearest);
        }
        self.rounded(dearest)
    }

    /// The prices of all calls of up to so many tokens of input, those of the longest last.
    fn reached(&self, tokens: u64) -> impl Iterator<Item = &Rates> {
        let above = self.tiers.iter().take_while(move |tier| tier.input_tokens < tokens);
        std::iter::once(&self.rates).chain(above.map(|tier| &tier.rates))
    }

    /// With the fee, from millionths of nano-dollars to whole ones.
    fn rounded(&self, millionths: u128) -> Option<NanoUsd> {
        if self.tiers.too_many() {
            return None;
        }
        let fee = u128::from(self.per_request.nanos()) * 1_000_000;
        let total = millionths.checked_add(fee)?.div_ceil(1_000_000);
        u64::try_from(total).ok().map(NanoUsd::from_nanos)
    }

    /// The price of a million input tokens.
    pub const fn input(&self) -> NanoUsd {
        self.rates.input
    }

    /// The price of a million output tokens.
    pub const fn output(&self) -> NanoUsd {
        self.rates.output
    }

    /// The price of a million input tokens from the provider's cache, where it has its own.
    pub const fn cached_input_price(&self) -> Option<NanoUsd> {
        self.rates.cached_input
    }

    /// What each call costs beside its tokens.
    pub const fn request_fee(&self) -> NanoUsd {
        self.per_request
    }

    /// The lengths of input, in tokens, above which other prices apply, shortest first.
    pub fn tier_lengths(&self) -> impl Iterator<Item = u64> {
        self.tiers.iter().map(|tier| tier.input_tokens)
    }

    /// Writes every price; the mistake, where there is one, names what it is of.
    pub(crate) fn describe(&self, of: &str, to: &mut Fingerprint) {
        to.number("price_per_request", self.per_request.nanos());
        let tiers = self.tiers.iter().map(|tier| (tier.input_tokens, &tier.rates));
        for (above, rates) in std::iter::once((0, &self.rates)).chain(tiers) {
            to.number("price_above", above);
            to.number("price_input", rates.input.nanos());
            to.number("price_output", rates.output.nanos());
            let others = [
                ("price_cached_input", rates.cached_input),
                ("price_cache_write", rates.cache_write),
                ("price_cache_write_1h", rates.cache_write_1h),
                ("price_audio_input", rates.audio_input),
                ("price_reasoning", rates.reasoning),
                ("price_audio_output", rates.audio_output),
            ];
            for (name, price) in others {
                to.number(name, price.map_or(u64::MAX, NanoUsd::nanos));
            }
        }
        if self.tiers.too_many() {
            to.mistake(format!(
                "{of}: its price has more than {} tiers, so no call of it could be paid; give it \
                 fewer with Price::above",
                Self::MAX_TIERS
            ));
        }
    }
}
