//! What bad input gets: a typed error or a correct answer, never a panic, and nothing is lost.

use futures::executor::block_on;
use palisade::*;

/// The chain of a chat, with every other guard, and without a limit of length.
fn rails() -> LocalGuardrails {
    let builder = Guardrails::builder()
        .input(ControlCharacters::remove())
        .input(Injection::default().flag())
        .input(Pii::redact())
        .input(Secrets::redact())
        .input(BannedTerms::new(["project bluebird"]).redact())
        .input(Urls::allow(["example.com"]))
        .input(Pattern::new("employee", "EMP-[0-9]{6}").label("EMPLOYEE"))
        .output(ControlCharacters::remove())
        .output(Pii::redact())
        .output(Secrets::redact())
        .output(BannedTerms::new(["project bluebird"]).redact())
        .output(Urls::allow(["example.com"]))
        .output(Pattern::new("employee", "EMP-[0-9]{6}").label("EMPLOYEE"));
    builder.build_local().expect("a policy")
}

/// The text as it goes in, comes out whole, and comes out in chunks of `size` bytes.
fn everywhere(text: &str, size: usize) -> [String; 3] {
    let rails = rails();
    let input = rails.validate_input(text).expect("nothing blocks");
    let output = rails.validate_output(&input, text).expect("nothing blocks");
    let mut stream = rails.output_stream(&input).expect("a stream");
    let mut sent = String::new();
    for chunk in text.as_bytes().chunks(size) {
        sent += &stream.push_bytes(Channel::TEXT, chunk).into_result().expect("nothing blocks");
    }
    let finished = stream.finish().expect("nothing blocks");
    sent += finished.rest();
    assert_eq!(finished.output().text(), sent);
    [input.user_text().to_owned(), output.into_text(), sent]
}

#[test]
fn empty_text() {
    assert_eq!(everywhere("", 1), [const { String::new() }; 3]);
    let rails = rails();
    let input = rails.validate_input(Input::of([])).expect("no parts at all");
    assert_eq!(input.user_text(), "");
    let mut stream = rails.output_stream(&input).expect("a stream");
    assert_eq!(stream.push("").into_result().expect("nothing"), "");
    assert_eq!(stream.finish().expect("nothing").output().text(), "");
}

#[test]
fn one_repeated_character() {
    for c in ['a', '1', '@', '.', '/', ':', '-', '[', '\n', ' ', 'ä', '漢', '😀', '\u{ffff}'] {
        let text = c.to_string().repeat(100_000);
        for out in everywhere(&text, 4_099) {
            assert!(out == text, "{c:?} changed");
        }
    }
}

#[test]
fn only_combining_marks_and_nul_bytes() {
    for c in ['\u{301}', '\u{200b}', '\u{0}', '\u{e0041}', '\u{202e}', '\u{fe0f}'] {
        let text = format!("a{}b", c.to_string().repeat(50_000));
        assert_eq!(everywhere(&text, 997), [const { "a[HIDDEN]b" }; 3]);
    }
    assert_eq!(everywhere("e\u{301}a\u{0}\u{0}b", 1), [const { "e\u{301}ab" }; 3]);
}

#[test]
fn ten_megabytes() {
    let line = "Nothing to see in this line, and jo@example.com is at +1 415 555 2671 today.\n";
    let text = line.repeat(10_000_000 / line.len());
    let expected = line.replace("jo@example.com", "[EMAIL]").replace("+1 415 555 2671", "[PHONE]");
    let expected = expected.repeat(10_000_000 / line.len());
    for (out, how) in everywhere(&text, 1 << 20).iter().zip(["in", "whole", "streamed"]) {
        assert!(*out == expected, "ten megabytes differ: {how}");
    }
}

#[test]
fn an_answer_that_is_cut_inside_a_character() {
    let rails = rails();
    let input = rails.validate_input("hello").expect("a greeting");
    let text = "Grüße an jo@example.com — 漢字 😀 bitte".as_bytes();
    for cut in 0..=text.len() {
        let mut stream = rails.output_stream(&input).expect("a stream");
        let (head, tail) = text.split_at(cut);
        let mut sent = stream.push_bytes(Channel::TEXT, head).into_result().expect("a part");
        sent += &stream.push_bytes(Channel::TEXT, tail).into_result().expect("the rest");
        sent += stream.finish().expect("whole").rest();
        assert_eq!(sent, "Grüße an [EMAIL] — 漢字 😀 bitte");
    }
    let mut stream = rails.output_stream(&input).expect("a stream");
    let (released, error) = stream.push_bytes(Channel::TEXT, b"so far \xe6\xbc").into_parts();
    assert!(error.is_none() && "so far ".starts_with(&released));
    assert!(matches!(stream.finish(), Err(Error::NotUtf8)));
    let mut stream = rails.output_stream(&input).expect("a stream");
    let (_, error) = stream.push_bytes(Channel::TEXT, b"no \xff text").into_parts();
    assert!(matches!(error, Some(Error::NotUtf8)));
    assert!(matches!(stream.push("on").into_result(), Err(Error::StreamEnded)));
    let mut stream = rails.output_stream(&input).expect("a stream");
    assert!(stream.push_bytes(Channel::TEXT, b"\xe6").into_result().is_ok());
    assert!(matches!(stream.push("on").into_result(), Err(Error::NotUtf8)));
}

#[test]
fn mistakes_in_the_configuration_fail_in_build() {
    let price = Price::per_million(NanoUsd::from_cents(1), NanoUsd::from_cents(1));
    let model = |name| Model::new(name, Tier::Small).with_price(price);
    let chat = || Guardrails::preset(Preset::Chat);
    let mistakes = [
        (Guardrails::builder().build(), "add one with .input()"),
        (chat().input(Length::max_chars(0)).build(), "at least 1"),
        (chat().input(Pattern::new("bad", "(")).build(), "bad"),
        (chat().input(Pattern::new("endless", "a+")).build(), "bound the repetition"),
        (chat().input(BannedTerms::new([""])).build(), "leave it out"),
        (chat().input(Urls::allow(["co.uk"])).build(), "co.uk"),
        (chat().router(TierRouter::new(ModelCatalog::new())).build(), "catalog"),
        (chat().router(Model::new("unpriced", Tier::Small)).build(), "price"),
        (
            chat()
                .router(TierRouter::new(ModelCatalog::new().model(model("a")).model(model("a"))))
                .build(),
            "a",
        ),
        (chat().budget(MemoryBudget::new(Limits::new())).build(), "limit"),
        (chat().budget(MemoryBudget::new(Limits::new().limit(Limit::requests(0)))).build(), "0"),
        (
            chat()
                .input(
                    Pii::redact().respond(
                        PiiType::Email,
                        Response::redact_as(Recipe::label("+1 415 555 2671")),
                    ),
                )
                .build(),
            "choose another",
        ),
    ];
    for (built, advice) in mistakes {
        let error = built.expect_err(advice).to_string();
        assert!(error.contains(advice), "{error:?} does not say {advice:?}");
    }
}

#[test]
fn a_scope_without_a_level_is_refused() {
    let limits = Limits::new().limit(Limit::requests(5).per("tenant").per("user").per_day());
    let price = Price::per_million(NanoUsd::from_cents(1), NanoUsd::from_cents(1));
    let rails = Guardrails::preset(Preset::Chat)
        .router(Model::new("small-1", Tier::Small).with_price(price))
        .budget(MemoryBudget::new(limits))
        .build()
        .expect("a policy");
    block_on(async {
        for scope in [Scope::empty(), Scope::tenant("acme"), Scope::tenant("acme").user("")] {
            let input = rails.validate_input(&scope, "hello").await.expect("a greeting");
            let route = rails.route(&input).await.expect("a route");
            let call = rails.prepare(&input, &route, Parameters::new()).expect("a call");
            let refused = rails.reserve(&call).await.expect_err("a level is missing");
            assert!(matches!(refused, Error::MissingLevel { .. }), "{refused}");
        }
    });
}
