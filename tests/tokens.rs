//! Counts of tokens: the bound is never under, the estimate is the same however text is cut.

use palisade::{
    Guardrails, Input, Length, LocalGuardrails, MESSAGE_TOKENS, Model, NanoUsd, Parameters, Price,
    Scope, Tier, TokenCounter, Tokens, estimate_tokens,
};
use proptest::prelude::*;

/// Texts of every class of bytes: plain, wide, control, long runs, code.
fn texts() -> impl Strategy<Value = String> {
    let char_of = |from: u32, to: u32| (from..=to).prop_filter_map("a character", char::from_u32);
    let any = any::<char>();
    let rare = char_of(0x12000, 0x12399);
    let control = char_of(0x00, 0x1f);
    let joined = |chars: BoxedStrategy<char>| {
        prop::collection::vec(chars, 0..200).prop_map(|chars| chars.into_iter().collect())
    };
    prop_oneof![
        joined(any.boxed()),
        joined(rare.boxed()),
        joined(control.boxed()),
        joined(char_of(0x400, 0x6ff).boxed()),
        joined(char_of(0x3000, 0x9fff).boxed()),
        "[A-Za-z0-9+/]{0,300}",
        "([a-z]{1,12}[ .,;\n]{1,4}){0,40}",
        "[ \t\n]{0,100}",
        "[!-/:-@]{0,100}",
    ]
}

#[test]
fn messages_cost_more_than_their_texts() {
    let bound = Tokens::bound();
    assert_eq!(bound.count_messages(&mut ["four", "by"].into_iter()), 6 + 3 * MESSAGE_TOKENS);
    assert_eq!(bound.count_messages(&mut std::iter::empty()), MESSAGE_TOKENS);
}

#[test]
fn a_call_reserves_by_the_bound_unless_another_counter_is_set() {
    let estimate = |rails: Guardrails| {
        futures::executor::block_on(async {
            let text = "Why was I billed twice?";
            let input = rails.validate_input(&Scope::tenant("a"), Input::user(text)).await.unwrap();
            let route = rails.route(&input).await.unwrap();
            rails.prepare(&input, &route, Parameters::new()).unwrap().estimate().input_tokens
        })
    };
    let rails = || {
        Guardrails::builder().input(Length::max_chars(100)).router(
            Model::new("small-1", Tier::Small)
                .with_price(Price::per_million(NanoUsd::from_cents(15), NanoUsd::from_cents(60))),
        )
    };
    assert_eq!(estimate(rails().build().unwrap()), 23 + 2 * MESSAGE_TOKENS);
    let counted = rails().dangerous().token_counter(Tokens::estimate()).build().unwrap();
    let expected = estimate_tokens("Why was I billed twice?") + 2 * MESSAGE_TOKENS;
    assert_eq!(estimate(counted), expected);
}

#[test]
fn a_text_is_never_free() {
    for text in ["a", " ", "\u{0}", "\u{12000}", "字"] {
        assert!(estimate_tokens(text) > 0, "{text:?}");
    }
    assert_eq!(estimate_tokens(""), 0);
}

proptest! {
    /// However a text is cut, the parts are estimated within a token each of the whole.
    #[test]
    fn the_estimate_of_two_texts_is_near_that_of_both(a in texts(), b in texts()) {
        let apart = estimate_tokens(&a) + estimate_tokens(&b);
        let both = estimate_tokens(&format!("{a}{b}"));
        // Where they meet, at most a run of letters is told apart anew.
        prop_assert!(both.abs_diff(apart) <= 120, "{} and {}", both, apart);
    }

    /// What a stream may have is what the whole may have, however it is cut.
    #[test]
    fn a_limit_stops_a_stream_where_it_stops_the_whole(
        text in texts(), limit in 1..40_u64, cut in 1..9_usize,
    ) {
        let rails = || {
            Guardrails::builder()
                .dangerous()
                .without_input_guards()
                .output(Length::max_estimated_tokens(limit))
                .build_local()
                .unwrap()
        };
        let rails = rails();
        let mut chunks = Vec::new();
        let mut rest = text.as_str();
        while !rest.is_empty() {
            let end = (cut.min(rest.len())..=rest.len()).find(|at| rest.is_char_boundary(*at));
            let (chunk, after) = rest.split_at(end.unwrap_or(rest.len()));
            chunks.push(chunk);
            rest = after;
        }
        let fits = estimate_tokens(&text) <= limit;
        prop_assert_eq!(streamed(&rails, &chunks), fits);
        prop_assert_eq!(streamed(&rails, &[&text]), fits);
    }
}

/// Whether all chunks pass.
fn streamed(rails: &LocalGuardrails, chunks: &[&str]) -> bool {
    let input = rails.validate_input("").unwrap();
    let mut stream = rails.output_stream(&input).unwrap();
    chunks.iter().all(|chunk| stream.push(chunk).error().is_none()) && stream.finish().is_ok()
}

#[cfg(feature = "bpe")]
mod exact {
    use palisade::{TokenCounter, Tokens, Vocabulary};
    use proptest::prelude::*;

    use super::texts;

    #[test]
    fn counts_are_those_of_the_vocabularies() {
        // As OpenAI's tokenizer page gives them.
        let o200k = Tokens::exact(Vocabulary::O200k);
        let cl100k = Tokens::exact(Vocabulary::Cl100k);
        assert_eq!((o200k.count("hello world"), cl100k.count("hello world")), (2, 2));
        assert_eq!(o200k.count(""), 0);
        assert_ne!(o200k.name(), cl100k.name());
    }

    /// Two bytes a token, or four characters: base64, cuneiform and control characters have
    /// more. Only the bytes are never under.
    #[test]
    fn trap_bytes_alone_are_never_under() {
        let texts = ["\u{1}\u{2}\u{3}\u{4}".repeat(50), "\u{12000}\u{12031}".repeat(50)];
        for text in texts {
            let right = Tokens::exact(Vocabulary::O200k).count(&text);
            assert!(right > text.len() as u64 / 2, "half the bytes would be under: {right}");
            assert!(right <= Tokens::bound().count(&text));
        }
    }

    proptest! {
        #[test]
        fn the_bound_is_never_under(text in texts()) {
            for vocabulary in [Vocabulary::Cl100k, Vocabulary::O200k] {
                let exact = Tokens::exact(vocabulary).count(&text);
                prop_assert!(exact <= Tokens::bound().count(&text), "{}", exact);
            }
        }
    }
}
