//! Usage as providers report it and what it costs: each token once, nothing unknown as zero.

use palisade::{NanoUsd, Price, PriceTable, Usage, UsageError};
use proptest::prelude::*;
use serde_json::{Value, json};

const fn nanos(nanos: u64) -> NanoUsd {
    NanoUsd::from_nanos(nanos)
}

/// Cached tokens charged once as input and once as cached made $0.7642 of $0.1849:
/// BerriAI/litellm issue 14849.
#[test]
fn trap_cached_tokens_are_charged_once() {
    let answer = json!({ "usage": {
        "total_tokens": 264_704, "prompt_tokens": 262_960, "completion_tokens": 1_744,
        "prompt_tokens_details": { "text_tokens": 262_960, "cached_tokens": 257_955 },
        "completion_tokens_details": { "reasoning_tokens": 0 }
    } });
    let usage = Usage::from_openai_value(&answer).unwrap();
    let price = Price::per_million(nanos(1_250_000_000), nanos(10_000_000_000))
        .cached_input(nanos(625_000_000));
    // 5,005 × $1.25 + 257,955 × $0.625 + 1,744 × $10, each per million.
    assert_eq!(price.cost(&usage), Some(nanos(184_918_125)));
    // With the prices of that model's inputs above 200k, which the report left out.
    let long = Price::per_million(nanos(2_500_000_000), nanos(15_000_000_000))
        .cached_input(nanos(625_000_000));
    assert_eq!(price.above(200_000, long).cost(&usage), Some(nanos(199_894_375)));
}

/// The prompt's count was charged as a whole and its cached part again: BerriAI/litellm issue
/// 6215.
#[test]
fn trap_the_prompt_count_includes_the_cached_part() {
    let answer = r#"{ "usage": {
        "prompt_tokens": 2006, "completion_tokens": 300, "total_tokens": 2306,
        "prompt_tokens_details": { "cached_tokens": 1920 },
        "completion_tokens_details": { "reasoning_tokens": 0 }
    } }"#;
    let usage = Usage::from_openai(answer).unwrap();
    assert_eq!(usage.input_tokens(), 2_006);
    let price = Price::per_million(nanos(2_500_000_000), nanos(10_000_000_000))
        .cached_input(nanos(1_250_000_000));
    // 86 × $2.50 + 1,920 × $1.25 + 300 × $10, each per million.
    assert_eq!(price.cost(&usage), Some(nanos(215_000 + 2_400_000 + 3_000_000)));
}

/// Writes to the cache charged at the flat price although the input was above 200k:
/// BerriAI/litellm issue 30135.
#[test]
fn trap_a_long_input_is_charged_as_long_cache_writes_included() {
    let table = PriceTable::from_litellm(
        r#"{ "opus": {
            "input_cost_per_token": 0.000005, "output_cost_per_token": 0.000025,
            "cache_read_input_token_cost": 0.0000005,
            "cache_creation_input_token_cost": 0.00000625,
            "input_cost_per_token_above_200k_tokens": 0.00001,
            "output_cost_per_token_above_200k_tokens": 0.0000375,
            "cache_creation_input_token_cost_above_200k_tokens": 0.0000125,
            "cache_read_input_token_cost_above_200k_tokens": 0.000001
        } }"#,
    );
    let table = table.unwrap();
    let price = table.find("opus").unwrap().price();
    let answer = json!({ "usage": {
        "input_tokens": 0, "output_tokens": 0, "cache_creation_input_tokens": 585_659
    } });
    let cost = price.cost(&Usage::from_anthropic_value(&answer).unwrap());
    // Not 585,659 × $6.25, which is $3.660369.
    assert_eq!(cost, Some(nanos(585_659 * 12_500)));
    assert_eq!(cost.unwrap().to_string(), "$7.320738");
}

/// The same call reported in both shapes costs the same.
#[test]
fn both_shapes_of_one_call_cost_the_same() {
    let openai = json!({ "prompt_tokens": 1_060, "completion_tokens": 20, "total_tokens": 1_080,
        "prompt_tokens_details": { "cached_tokens": 900, "cache_write_tokens": 110 } });
    let anthropic = json!({ "input_tokens": 50, "output_tokens": 20,
        "cache_read_input_tokens": 900, "cache_creation_input_tokens": 110 });
    let openai = Usage::from_openai_value(&openai).unwrap();
    assert_eq!(openai, Usage::from_anthropic_value(&anthropic).unwrap());
    assert_eq!(openai.input_tokens(), 1_060);
}

#[test]
fn answers_of_all_endpoints_and_streams_are_read() {
    let responses = json!({
        "input_tokens": 75, "output_tokens": 1_186, "total_tokens": 1_261,
        "input_tokens_details": { "cached_tokens": 64 },
        "output_tokens_details": { "reasoning_tokens": 1_024 }
    });
    let expected = Usage::new(75, 1_186).cached_input(64).reasoning(1_024);
    for answer in [
        json!({ "object": "response", "usage": responses }),
        json!({ "type": "response.completed", "response": { "usage": responses } }),
        responses.clone(),
    ] {
        assert_eq!(Usage::from_openai_value(&answer), Ok(expected), "{answer}");
    }
    let embeddings =
        json!({ "object": "list", "usage": { "prompt_tokens": 8, "total_tokens": 8 } });
    assert_eq!(Usage::from_openai_value(&embeddings), Ok(Usage::new(8, 0)));
    let sound = json!({ "prompt_tokens": 100, "completion_tokens": 90, "total_tokens": 190,
        "prompt_tokens_details": { "audio_tokens": 60, "cached_tokens": null },
        "completion_tokens_details": { "audio_tokens": 70, "reasoning_tokens": 10 } });
    assert_eq!(
        Usage::from_openai_value(&sound),
        Ok(Usage::new(100, 90).audio_input(60).audio_output(70).reasoning(10))
    );
    // Cached sound is sound: 20 cached tokens of text are left.
    let overlap = json!({ "input_tokens": 100, "output_tokens": 0, "total_tokens": 100,
        "input_tokens_details": { "audio_tokens": 80, "cached_tokens": 60,
            "cached_tokens_details": { "audio_tokens": 40, "text_tokens": 20 } } });
    let overlap = Usage::from_openai_value(&overlap).unwrap();
    assert_eq!((overlap.cached_input_tokens(), overlap.audio_input_tokens()), (20, 80));
    // The same without telling which: what does not fit the prompt counts as sound.
    let untold = json!({ "prompt_tokens": 100, "completion_tokens": 0, "total_tokens": 100,
        "prompt_tokens_details": { "audio_tokens": 80, "cached_tokens": 60 } });
    assert_eq!(Usage::from_openai_value(&untold), Ok(overlap));
}

/// Some providers of the shape count reasoning beside the completion; the total shows it.
#[test]
fn reasoning_that_is_counted_apart_is_not_lost() {
    let apart = json!({ "prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 315,
        "completion_tokens_details": { "reasoning_tokens": 300 } });
    assert_eq!(Usage::from_openai_value(&apart), Ok(Usage::new(10, 305).reasoning(300)));
}

#[test]
fn what_is_missing_or_wrong_is_an_error_and_never_zero() {
    let missing = |field| UsageError::Missing { field };
    let no_count = |field| UsageError::NotACount { field };
    let contradictory = |field, other| UsageError::Contradictory { field, other };
    let cases = [
        (json!({}), UsageError::NoUsage),
        (json!([]), UsageError::NoUsage),
        (json!({ "choices": [] }), UsageError::NoUsage),
        (json!({ "choices": [], "usage": null }), UsageError::NoUsage),
        (json!({ "usage": {} }), missing("prompt_tokens")),
        (json!({ "prompt_tokens": 1 }), missing("completion_tokens")),
        (json!({ "prompt_tokens": 1, "total_tokens": 3 }), missing("completion_tokens")),
        (json!({ "completion_tokens": 1 }), missing("prompt_tokens")),
        (json!({ "input_tokens": 1 }), missing("output_tokens")),
        (json!({ "prompt_tokens": -1, "completion_tokens": 1 }), no_count("prompt_tokens")),
        (json!({ "prompt_tokens": 1.5, "completion_tokens": 1 }), no_count("prompt_tokens")),
        (json!({ "prompt_tokens": "1", "completion_tokens": 1 }), no_count("prompt_tokens")),
        (json!({ "prompt_tokens": 1e30, "completion_tokens": 1 }), no_count("prompt_tokens")),
        (
            json!({ "prompt_tokens": 9, "completion_tokens": 1,
                "prompt_tokens_details": { "cached_tokens": 10 } }),
            contradictory("cached_tokens", "prompt_tokens"),
        ),
        (
            json!({ "prompt_tokens": 9, "completion_tokens": 1,
                "prompt_tokens_details": { "cached_tokens": -1 } }),
            no_count("cached_tokens"),
        ),
        (
            json!({ "prompt_tokens": 9, "completion_tokens": 1, "prompt_tokens_details": 3 }),
            no_count("prompt_tokens_details"),
        ),
        (
            json!({ "prompt_tokens": 9, "completion_tokens": 5,
                "completion_tokens_details": { "reasoning_tokens": 6 } }),
            contradictory("reasoning_tokens", "completion_tokens"),
        ),
        (
            json!({ "prompt_tokens": 9, "completion_tokens": 5,
                "completion_tokens_details": { "reasoning_tokens": 4, "audio_tokens": 2 } }),
            contradictory("audio_tokens", "completion_tokens"),
        ),
        (
            json!({ "prompt_tokens": 9, "completion_tokens": 5, "total_tokens": 15 }),
            contradictory("total_tokens", "completion_tokens"),
        ),
    ];
    for (answer, expected) in cases {
        assert_eq!(Usage::from_openai_value(&answer), Err(expected), "{answer}");
    }
    assert_eq!(Usage::from_openai("{"), Err(UsageError::NotJson));
}

#[test]
fn the_other_shape_has_the_same_care() {
    let read = |json: Value| Usage::from_anthropic_value(&json);
    let missing = |field| Err(UsageError::Missing { field });
    assert_eq!(read(json!({ "output_tokens": 1 })), missing("input_tokens"));
    assert_eq!(read(json!({ "input_tokens": 1 })), missing("output_tokens"));
    assert_eq!(read(json!({ "type": "message" })), Err(UsageError::NoUsage));
    let writes = |total: Value, short: u64, hour: u64| {
        read(json!({ "input_tokens": 1, "output_tokens": 1, "cache_creation_input_tokens": total,
            "cache_creation": { "ephemeral_5m_input_tokens": short,
                "ephemeral_1h_input_tokens": hour } }))
    };
    let usage = Usage::new(1, 1).cache_write_apart(4).cache_write_1h_apart(6);
    assert_eq!(writes(json!(10), 4, 6), Ok(usage));
    assert_eq!(writes(Value::Null, 4, 6), Ok(usage));
    let contradiction = Err(UsageError::Contradictory {
        field: "cache_creation",
        other: "cache_creation_input_tokens",
    });
    assert_eq!(writes(json!(11), 4, 6), contradiction);
    assert_eq!(writes(json!(0), u64::MAX, 1), contradiction);
    let overflow = json!({ "input_tokens": u64::MAX, "output_tokens": 1,
        "cache_read_input_tokens": 1 });
    assert_eq!(read(overflow), Err(UsageError::NotACount { field: "input_tokens" }));
}

#[test]
fn a_stream_counts_what_its_last_event_says() {
    let start = json!({ "type": "message_start", "message": { "usage": {
        "input_tokens": 25, "output_tokens": 1, "cache_read_input_tokens": 7,
        "cache_creation_input_tokens": 0,
        "cache_creation": { "ephemeral_5m_input_tokens": 0, "ephemeral_1h_input_tokens": 0 }
    } } });
    let last = json!({ "type": "message_delta", "usage": {
        "output_tokens": 90, "input_tokens": null, "cache_creation_input_tokens": 3 } });
    let usage = Usage::from_anthropic_stream(&start, &last);
    assert_eq!(usage, Ok(Usage::new(25, 90).cached_apart(7).cache_write_apart(3)));
    let cut = json!({ "type": "message_delta", "usage": {} });
    assert_eq!(
        Usage::from_anthropic_stream(&start, &cut),
        Err(UsageError::Missing { field: "output_tokens" })
    );
}

#[test]
fn each_kind_of_token_has_its_price_and_a_call_its_fee() {
    let price = Price::per_million(nanos(1_000_000), nanos(10_000_000))
        .cached_input(nanos(100_000))
        .cache_write(nanos(1_250_000))
        .cache_write_1h(nanos(2_000_000))
        .audio_input(nanos(3_000_000))
        .reasoning(nanos(20_000_000))
        .audio_output(nanos(40_000_000))
        .per_request(nanos(7));
    let cost = |usage| price.cost(&usage).map(NanoUsd::nanos);
    assert_eq!(cost(Usage::new(0, 0)), Some(7));
    assert_eq!(cost(Usage::new(10, 1)), Some(7 + 10 + 10));
    assert_eq!(cost(Usage::new(10, 1).cached_input(10)), Some(7 + 1 + 10));
    assert_eq!(cost(Usage::new(10, 0).audio_input(4)), Some(7 + 6 + 12));
    assert_eq!(cost(Usage::new(0, 10).reasoning(4).audio_output(3)), Some(7 + 30 + 80 + 120));
    assert_eq!(cost(Usage::new(0, 0).cache_write_apart(4)), Some(7 + 5));
    assert_eq!(cost(Usage::new(0, 0).cache_write_1h_apart(4)), Some(7 + 8));
    assert_eq!(price.highest_cost(10, 10).map(NanoUsd::nanos), Some(7 + 30 + 400));
}

#[test]
fn of_several_tiers_the_longest_that_is_passed_counts() {
    let flat = |price| Price::per_million(nanos(price), nanos(price));
    let price = flat(1_000_000)
        .above(200, flat(3_000_000))
        .above(100, flat(2_000_000))
        .above(200, flat(4_000_000));
    let cost = |tokens| price.cost(&Usage::new(tokens, 0)).map(NanoUsd::nanos);
    assert_eq!(cost(100), Some(100));
    assert_eq!(cost(101), Some(202));
    assert_eq!(cost(201), Some(804), "the last of the same length counts");
    let full = (1..=4).fold(flat(1), |price, n| price.above(n, flat(1)));
    assert_eq!(full.cost(&Usage::new(1, 0)), Some(nanos(1)));
    assert_eq!(full.above(4, flat(1)).cost(&Usage::new(1, 0)), Some(nanos(1)));
    // A fifth cannot be held, so that the price is not known: never the price of another tier.
    assert_eq!(full.above(5, flat(1)).cost(&Usage::new(1, 0)), None);
    assert_eq!(full.above(0, flat(1)).highest_cost(1, 0), None);
    let written = serde_json::to_string(&full.above(5, flat(1))).unwrap();
    assert!(serde_json::from_str::<Price>(&written).is_err(), "{written}");
}

proptest! {
    /// Whatever a provider sends, the tokens are those that it says, and nothing panics.
    #[test]
    fn counts_are_kept(
        input in 0..1_u64 << 40, output in 0..1_u64 << 40, read in 0..1_u64 << 40,
        short in 0..1_u64 << 40, hour in 0..1_u64 << 40,
    ) {
        let anthropic = json!({ "input_tokens": input, "output_tokens": output,
            "cache_read_input_tokens": read, "cache_creation_input_tokens": short + hour,
            "cache_creation": { "ephemeral_5m_input_tokens": short,
                "ephemeral_1h_input_tokens": hour } });
        let anthropic = Usage::from_anthropic_value(&anthropic).unwrap();
        let all = input + read + short + hour;
        prop_assert_eq!(anthropic.input_tokens(), all);
        let openai = json!({ "prompt_tokens": all, "completion_tokens": output,
            "prompt_tokens_details": { "cached_tokens": read } });
        let openai = Usage::from_openai_value(&openai).unwrap();
        prop_assert_eq!(openai.input_tokens(), all);
        prop_assert_eq!(openai.output_tokens(), anthropic.output_tokens());
    }

    #[test]
    fn no_answer_makes_it_panic(text in "\\PC*", counts: [i64; 6]) {
        let _ = Usage::from_openai(&text);
        let _ = Usage::from_anthropic(&text);
        let [a, b, c, d, e, f] = counts;
        let details = json!({ "cached_tokens": c, "audio_tokens": d, "cache_write_tokens": e });
        let answer = json!({ "prompt_tokens": a, "completion_tokens": b, "total_tokens": f,
            "prompt_tokens_details": details, "completion_tokens_details": details });
        let _ = Usage::from_openai_value(&answer);
    }
}
