//! The laws of money.

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
    fn rates()(prices: [u64; 2], others: [Option<u64>; 6]) -> Price {
        let [input, output] = prices.map(NanoUsd::from_nanos);
        let [cached, write, write_1h, audio, reasoning, sound] =
            others.map(|price| price.map(NanoUsd::from_nanos));
        let mut price = Price::per_million(input, output);
        (price.rates.cached_input, price.rates.cache_write) = (cached, write);
        (price.rates.cache_write_1h, price.rates.audio_input) = (write_1h, audio);
        (price.rates.reasoning, price.rates.audio_output) = (reasoning, sound);
        price
    }
}

prop_compose! {
    fn price()(
        first in rates(),
        fee in any::<u64>(),
        tiers in proptest::collection::vec((any::<u64>(), rates()), 0..=4),
        shift in 0..60_u32,
    ) -> Price {
        let price = first.per_request(NanoUsd::from_nanos(fee >> shift));
        tiers.into_iter().fold(price, |price, (length, tier)| price.above(length >> shift, tier))
    }
}

prop_compose! {
    fn usage()(counts: [u64; 8], shift in 0..60_u32) -> Usage {
        let [input, output, cached, write, write_1h, audio, reasoning, sound] =
            counts.map(|count| count >> shift);
        Usage {
            input_tokens: input,
            output_tokens: output,
            cached_input_tokens: cached,
            cache_write_tokens: write,
            cache_write_1h_tokens: write_1h,
            audio_input_tokens: audio,
            reasoning_tokens: reasoning,
            audio_output_tokens: sound,
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
        let [a, b, c] = prices.map(|price| NanoUsd::from_nanos(u64::from(price)));
        let price = Price::per_million(a, b).cached_input(c);
        let exact = u128::from(input) * u128::from(a.nanos())
            + u128::from(output) * u128::from(b.nanos())
            + u128::from(cached) * u128::from(c.nanos());
        let cost = price.cost(&Usage::new(input, output).cached_apart(cached)).unwrap();
        let scaled = u128::from(cost.nanos()) * 1_000_000;
        prop_assert!(exact <= scaled && scaled < exact + 1_000_000);
    }

    /// What is reserved for at most so many tokens covers every usage within them.
    #[test]
    fn the_highest_cost_is_never_under(price in price(), usage in usage(), spare: u32) {
        let input = usage.input_tokens().saturating_add(u64::from(spare));
        let output = usage.output_tokens().saturating_add(u64::from(spare));
        match (price.cost(&usage), price.highest_cost(input, output)) {
            (Some(cost), Some(highest)) => prop_assert!(cost <= highest),
            (None, Some(_)) => prop_assert!(usage.kinds().is_none(), "it is not the highest"),
            (_, None) => {}
        }
    }

    #[test]
    fn a_price_is_read_back_as_it_was_written(price in price()) {
        let json = serde_json::to_string(&price).unwrap();
        prop_assert_eq!(serde_json::from_str::<Price>(&json).unwrap(), price);
    }
}
