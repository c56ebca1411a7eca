use proptest::prelude::*;

use super::decimal::{Inexact, scaled};
use super::*;
use crate::money::{NanoUsd, Usage};

/// Entries of all kinds, with made-up names.
const TABLE: &str = r#"{
    "sample_spec": { "input_cost_per_token": 0.0, "output_cost_per_token": 0.0,
        "max_tokens": "a text that explains" },
    "plain": { "litellm_provider": "example", "mode": "chat", "max_input_tokens": 128000,
        "max_output_tokens": 16384, "max_tokens": 16384,
        "input_cost_per_token": 1.5e-07, "output_cost_per_token": 6e-07,
        "cache_read_input_token_cost": 7.5e-08,
        "input_cost_per_token_batches": 7.5e-08, "output_cost_per_token_priority": 1e-06,
        "input_cost_per_audio_token": 1e-05, "output_cost_per_audio_token": 2e-05,
        "output_cost_per_reasoning_token": 0.0000009,
        "search_context_cost_per_query": { "search_context_size_low": 0.03 },
        "supports_function_calling": true, "supports_vision": false },
    "writes": { "input_cost_per_token": 3e-06, "output_cost_per_token": 1.5e-05,
        "cache_read_input_token_cost": 3e-07, "cache_creation_input_token_cost": 3.75e-06,
        "cache_creation_input_token_cost_above_1hr": 6e-06,
        "input_cost_per_token_above_200k_tokens": 6e-06,
        "output_cost_per_token_above_200k_tokens": 2.25e-05,
        "cache_creation_input_token_cost_above_200k_tokens": 7.5e-06,
        "cache_creation_input_token_cost_above_1hr_above_200k_tokens": 1.2e-05,
        "cache_read_input_token_cost_above_200k_tokens": 6e-07 },
    "as text": { "input_cost_per_token": 2.8e-07, "output_cost_per_token": 4.2e-07,
        "cache_read_input_token_cost": 2.8e-08, "input_cost_per_token_cache_hit": 2.8e-8,
        "input_cost_per_image_token": 0.00000028 },
    "hits differ": { "input_cost_per_token": 2.8e-07, "output_cost_per_token": 4.2e-07,
        "cache_read_input_token_cost": 2.8e-08, "input_cost_per_token_cache_hit": 2.9e-8 },
    "free": { "input_cost_per_token": 0.0, "output_cost_per_token": 0,
        "output_cost_per_image": 0.0, "input_cost_per_second": null },
    "fee": { "input_cost_per_token": 1e-6, "output_cost_per_token": 1E-6,
        "input_cost_per_request": 0.005 },
    "ranges": { "tiered_pricing": [
        { "range": [32000, 128000.0], "input_cost_per_token": 2e-06, "output_cost_per_token": 4e-06 },
        { "range": [0, 32e3], "input_cost_per_token": 1e-06, "output_cost_per_token": 3e-06 } ] },
    "no output": { "input_cost_per_token": 1e-06 },
    "null output": { "input_cost_per_token": 1e-06, "output_cost_per_token": null },
    "nothing": { "mode": "chat" },
    "images": { "output_cost_per_image": 0.04 },
    "image tokens": { "input_cost_per_token": 1e-06, "output_cost_per_token": 1e-06,
        "output_cost_per_image_token": 4e-05 },
    "seconds": { "input_cost_per_second": 0.0001, "output_cost_per_second": 0.0 },
    "characters": { "input_cost_per_token": 1e-06, "output_cost_per_token": 1e-06,
        "input_cost_per_character": 2.5e-07 },
    "queries": { "input_cost_per_token": 0.0, "output_cost_per_token": 0.0,
        "input_cost_per_query": 0.001 },
    "searcher": { "litellm_provider": "perplexity",
        "input_cost_per_token": 1e-06, "output_cost_per_token": 1e-06,
        "search_context_cost_per_query": { "search_context_size_low": 0.005 } },
    "negative": { "input_cost_per_token": -1e-06, "output_cost_per_token": 1e-06 },
    "quoted": { "input_cost_per_token": "1e-06", "output_cost_per_token": 1e-06 },
    "fine": { "input_cost_per_token": 1.0000000001e-06, "output_cost_per_token": 1e-06 },
    "huge": { "input_cost_per_token": 1e+300, "output_cost_per_token": 1e-06 },
    "gap": { "tiered_pricing": [
        { "range": [0, 10], "input_cost_per_token": 1e-06, "output_cost_per_token": 1e-06 },
        { "range": [20, 30], "input_cost_per_token": 1e-06, "output_cost_per_token": 1e-06 } ] },
    "odd tier": { "input_cost_per_token": 1e-06, "output_cost_per_token": 1e-06,
        "input_cost_per_token_above_many_tokens": 2e-06 },
    "twice": { "input_cost_per_token": 1e-06, "input_cost_per_token": 1e-09,
        "output_cost_per_token": 1e-06 },
    "same": { "input_cost_per_token": 1e-06, "output_cost_per_token": 1e-06 },
    "same": { "input_cost_per_token": 1e-09, "output_cost_per_token": 1e-06 },
    "no object": 5
}"#;

fn table() -> PriceTable {
    PriceTable::from_litellm(TABLE).unwrap()
}

const fn nanos(nanos: u64) -> NanoUsd {
    NanoUsd::from_nanos(nanos)
}

#[test]
fn what_can_be_priced_is_loaded_to_the_nano_dollar() {
    let table = table();
    let names: Vec<_> = table.models().iter().map(PricedModel::name).collect();
    assert_eq!(names, ["plain", "writes", "as text", "free", "fee", "ranges"]);

    let plain = table.find("plain").unwrap();
    let price = Price::per_million(nanos(150_000_000), nanos(600_000_000))
        .cached_input(nanos(75_000_000))
        .audio_input(nanos(10_000_000_000))
        .audio_output(nanos(20_000_000_000))
        .reasoning(nanos(900_000_000));
    assert_eq!(*plain.price(), price);
    assert_eq!(plain.beside(), ["search_context_cost_per_query"]);
    assert_eq!((plain.provider(), plain.mode()), ("example", "chat"));
    assert_eq!((plain.context_window(), plain.max_output_tokens()), (Some(128_000), Some(16_384)));
    assert_eq!(plain.capabilities(), [Capability::Tools, Capability::LongOutput]);

    let free = table.find("free").unwrap().price();
    assert_eq!(free.highest_cost(u64::MAX, u64::MAX), Some(NanoUsd::ZERO));
    let fee = table.find("fee").unwrap().price();
    assert_eq!(fee.request_fee(), nanos(5_000_000));
}

#[test]
fn what_cannot_is_skipped_with_its_reason() {
    let table = table();
    let skipped: Vec<_> =
        table.skipped().iter().map(|skipped| (skipped.name(), skipped.reason().clone())).collect();
    let unit = |field: &str| SkipReason::OtherUnit { field: field.into() };
    let price = |field: &str| SkipReason::NotAPrice { field: field.into() };
    let odd = |field: &str| SkipReason::OddTiers { field: field.into() };
    let missing = |field| SkipReason::Missing { field };
    let expected = [
        ("sample_spec", SkipReason::Sample),
        ("hits differ", odd("input_cost_per_token_cache_hit")),
        ("no output", missing("output_cost_per_token")),
        ("null output", missing("output_cost_per_token")),
        ("nothing", missing("input_cost_per_token")),
        ("images", unit("output_cost_per_image")),
        ("image tokens", unit("output_cost_per_image_token")),
        ("seconds", unit("input_cost_per_second")),
        ("characters", unit("input_cost_per_character")),
        ("queries", unit("input_cost_per_query")),
        ("searcher", unit("search_context_cost_per_query")),
        ("negative", price("input_cost_per_token")),
        ("quoted", price("input_cost_per_token")),
        ("fine", SkipReason::TooFine { field: "input_cost_per_token".into() }),
        ("huge", price("input_cost_per_token")),
        ("gap", odd("tiered_pricing")),
        ("odd tier", odd("input_cost_per_token_above_many_tokens")),
        ("twice", SkipReason::Twice { field: "input_cost_per_token".into() }),
        ("same", SkipReason::Twice { field: String::new() }),
        ("same", SkipReason::Twice { field: String::new() }),
        ("no object", SkipReason::NotAnEntry),
    ];
    assert_eq!(skipped, expected);
}

#[test]
fn tiers_are_of_any_length_and_keep_what_they_do_not_name() {
    let table = table();
    let writes = table.find("writes").unwrap().price();
    let dear = Usage::new(0, 0).cache_write_1h_apart(200_001);
    assert_eq!(writes.cost(&dear), Some(nanos(200_001 * 12_000)));
    let cheap = Usage::new(0, 0).cache_write_1h_apart(200_000);
    assert_eq!(writes.cost(&cheap), Some(nanos(200_000 * 6_000)));

    let ranges = table.find("ranges").unwrap().price();
    assert_eq!(ranges.tier_lengths().collect::<Vec<_>>(), [32_000]);
    assert_eq!(ranges.cost(&Usage::new(32_001, 1)), Some(nanos(32_001 * 2_000 + 4_000)));

    let kept = PriceTable::from_litellm(
        r#"{"a": {"input_cost_per_token": 1e-6, "output_cost_per_token": 3e-6,
            "input_cost_per_token_above_1m_tokens": 2e-6}}"#,
    );
    let kept = *kept.unwrap().find("a").unwrap().price();
    assert_eq!(kept.cost(&Usage::new(1_000_001, 1)), Some(nanos(1_000_001 * 2_000 + 3_000)));
}

/// Tiers of 128k, 200k and 272k only were read from a table that named others: BerriAI/litellm
/// issue 30344.
#[test]
fn trap_a_tier_of_an_unusual_length_counts() {
    let json = r#"{"a": {"input_cost_per_token": 1e-06, "output_cost_per_token": 1e-06,
        "input_cost_per_token_above_256k_tokens": 2e-06,
        "input_cost_per_token_above_1000_tokens": 1.5e-06}}"#;
    let table = PriceTable::from_litellm(json).unwrap();
    let price = table.find("a").unwrap().price();
    assert_eq!(price.tier_lengths().collect::<Vec<_>>(), [1_000, 256_000]);
    assert_eq!(price.cost(&Usage::new(1_001, 0)), Some(nanos(1_001 * 1_500)));
    assert_eq!(price.cost(&Usage::new(300_000, 0)), Some(nanos(300_000 * 2_000)));
}

#[test]
fn what_is_no_table_is_an_error() {
    let of = |json| PriceTable::from_litellm(json).unwrap_err();
    assert_eq!(of("{\n \"a\": }"), PriceTableError::NotJson { line: 2, column: 7 });
    assert_eq!(of("[1]"), PriceTableError::NotATable);
    assert_eq!(of("{}"), PriceTableError::NothingPriced);
    assert_eq!(of(r#"{"models": []}"#), PriceTableError::NothingPriced);
}

#[test]
fn a_catalog_has_the_models_that_get_a_tier() {
    let catalog = table().catalog(|model| (model.name() == "plain").then_some(Tier::Small));
    assert_eq!(catalog.len(), 1);
    let model = catalog.find("plain").unwrap();
    assert_eq!((model.context_window(), model.tier()), (128_000, Tier::Small));
    assert!(model.has(Capability::Tools) && !model.has(Capability::Vision));
}

#[test]
fn numbers_are_read_by_their_digits() {
    for (text, expected) in [
        ("1.5e-07", Ok(150_000_000)),
        ("0.00000015", Ok(150_000_000)),
        ("2.4414e-07", Ok(244_140_000)),
        ("3E-6", Ok(3_000_000_000)),
        ("0", Ok(0)),
        ("0.000e99999999", Ok(0)),
        ("1e-15", Ok(1)),
        ("1.0e-15", Ok(1)),
        ("1e-16", Err(Inexact::TooFine)),
        ("1e-2147483648", Err(Inexact::TooFine)),
        ("1e2147483647", Err(Inexact::NotACount)),
        ("1e99999999999", Err(Inexact::NotACount)),
        ("18446.744073709551615", Ok(u64::MAX)),
        ("18446.744073709551616", Err(Inexact::NotACount)),
        ("-1", Err(Inexact::NotACount)),
        ("\"1\"", Err(Inexact::NotACount)),
        ("true", Err(Inexact::NotACount)),
        ("", Err(Inexact::NotACount)),
    ] {
        assert_eq!(scaled(text, 15), expected, "{text}");
    }
    assert_eq!(scaled("18446744073709551615", 0), Ok(u64::MAX));
    assert_eq!(scaled("18446744073709551616", 0), Err(Inexact::NotACount));
}

proptest! {
    /// Each count of nano-dollars reads back from its own digits, wherever the point stands.
    #[test]
    fn a_number_is_the_same_wherever_its_point_stands(value: u64, places in 0..19_usize) {
        let digits = format!("{value:020}");
        let (whole, fraction) = digits.split_at(20 - places);
        let power = i32::try_from(places).unwrap() - 15;
        let text = format!("{whole}.{fraction}0e{power}");
        prop_assert_eq!(scaled(&text, 15), Ok(value), "{}", text);
    }

    #[test]
    fn nothing_panics_and_what_is_loaded_has_both_prices(
        text in "\\PC*", number in "-?[0-9]{0,4}(\\.[0-9]{0,4})?([eE][+-]?[0-9]{1,12})?",
    ) {
        let _ = scaled(&text, 15);
        let _ = scaled(&number, 15);
        let _ = PriceTable::from_litellm(&text);
        let json = format!(r#"{{"a": {{"input_cost_per_token": {number},
            "output_cost_per_token": 1e-06, "{number}_above_{number}k_tokens": {number}}}}}"#);
        let _ = PriceTable::from_litellm(&json);
    }
}
