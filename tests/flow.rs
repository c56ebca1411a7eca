//! The flow from the question to the answer: what is enforced, what is only told.

#[path = "shared/money.rs"]
mod money;
#[path = "shared/toys.rs"]
mod toys;

use std::sync::atomic::Ordering;
use std::time::Duration;

use futures::executor::block_on;
use money::{Switched, SwitchedCache};
use palisade::*;
use toys::{Events, Failing, Proposes, Word, model, spans};

fn scope() -> Scope {
    Scope::tenant("acme").user("7")
}

fn parts_of(call: &Call) -> Vec<(Source, String)> {
    call.messages().map(|part| (part.source(), part.text().to_owned())).collect()
}

#[test]
fn the_whole_path_once() {
    let events = Events::default();
    let budget = Switched::of(Limits::new().limit(Limit::output_tokens(10_000).per("tenant")));
    let rails = Guardrails::builder()
        .input(Word::redact("blue"))
        .output(Word::redact("green"))
        .router(Proposes(vec![model("small"), model("other")]))
        .budget(budget.clone())
        .cache(SwitchedCache::new(), Duration::from_secs(60))
        .audit(events.clone())
        .build()
        .unwrap();
    block_on(async {
        for round in 0..2 {
            let asked = Input::user("my blue word").system("be blue").document("d", "a blue text");
            let input = rails.validate_input(&scope(), asked).await.unwrap();
            assert_eq!(input.user_text(), "my [HIDDEN] word");
            assert!(input.is_redacted() && input.enforced());
            let route = rails.route(&input).await.unwrap();
            assert_eq!(route.model().name(), "small");
            let parameters = Parameters::new().temperature(0.0).max_output_tokens(100);
            let call = rails.prepare(&input, &route, parameters).unwrap();
            let sent = [
                (Source::System, "be [HIDDEN]".to_owned()),
                (Source::User, "my [HIDDEN] word".to_owned()),
                (Source::Document, "a [HIDDEN] text".to_owned()),
            ];
            assert_eq!(parts_of(&call), sent, "the model sees the instructions first, redacted");
            if let Some(hit) = rails.lookup(&call).await.unwrap() {
                assert_eq!((round, hit.text(), hit.is_cached()), (1, "so [HIDDEN]", true));
                assert_eq!(budget.charged(&scope()), 7, "a hit charges nothing");
                continue;
            }
            let mut held = rails.reserve(&call).await.unwrap();
            assert_eq!(budget.charged(&scope()), 100);
            let usage = Usage::new(30, 7);
            let reply = Reply::text("so green").model("small").usage(usage);
            let called = held.during(async { Ok::<_, Never>(reply) }).await;
            let Ok(reply) = called;
            let settled = held.settle(reply.used()).await;
            assert_eq!(settled.charged().output_tokens, 7);
            assert_eq!(budget.charged(&scope()), 7);
            let output = rails.validate_output(&input, &reply).await.unwrap();
            assert_eq!((output.text(), output.usage()), ("so [HIDDEN]", Some(usage)));
            assert_eq!(rails.store(&call, &output).await.unwrap(), Stored::Kept);
        }
    });
    let whole = [
        "validate_input redacted",
        "route allowed",
        "prepare allowed",
        "lookup miss",
        "reserve allowed",
        "settle completed",
        "validate_output redacted",
        "store allowed",
        "exit completed",
        "validate_input redacted",
        "route allowed",
        "prepare allowed",
        "lookup hit",
        "exit completed",
    ];
    assert_eq!(events.steps(), whole);
}

#[derive(Debug)]
enum Never {}

impl CallFailure for Never {
    fn spent(&self) -> Spent {
        match *self {}
    }
}

#[test]
fn an_excluded_document_is_left_out_and_an_excluded_message_refuses() {
    let rails = Guardrails::builder().input(Word::exclude("bad")).build_local().unwrap();
    let asked = Input::user("question").document("one", "bad").tool_result("two", "good");
    let input = rails.validate_input(asked).unwrap();
    let left: Vec<_> = input.parts().map(|part| (part.at(), part.text())).collect();
    assert_eq!(left, [(PartRef::Part(0), "question"), (PartRef::Part(2), "good")]);
    assert_eq!(input.excluded(), [PartRef::Part(1)]);
    assert_eq!(input.findings()[0].part(), PartRef::Part(1));
    assert!(input.is_redacted());
    let earlier = rails.validate_input(Input::user("q").earlier_user("bad")).unwrap();
    assert_eq!(earlier.excluded(), [PartRef::Part(1)], "an earlier turn can be left out");
    for asked in [Input::user("bad"), Input::user("question").system("bad")] {
        let error = rails.validate_input(asked).unwrap_err();
        assert!(matches!(error, Error::Refused(_)), "{error}");
    }
}

#[test]
fn a_refusal_names_only_what_refuses() {
    let rails = Guardrails::builder()
        .input(Word::exclude("bad"))
        .input(Word::block("worse"))
        .build_local()
        .unwrap();
    let error = rails.validate_input(Input::user("worse").document("d", "bad")).unwrap_err();
    let refusal = error.refusal().expect("a refusal");
    assert_eq!(refusal.findings().len(), 2);
    let reasons: Vec<_> = refusal.reasons().map(Finding::rule).collect();
    assert_eq!(reasons, ["block"], "leaving a document out does not refuse");
    assert_eq!(error.to_string(), "refused by block/block at 0..5");
}

#[test]
fn findings_keep_their_part_and_the_span_of_the_original() {
    let rails = Guardrails::builder().input(Word::redact("bad")).build_local().unwrap();
    let asked = Input::user("ok").document("a", "bad bad").document("b", "so bad");
    let input = rails.validate_input(asked).unwrap();
    let found: Vec<_> = input.findings().iter().map(|f| (f.part(), f.span())).collect();
    let expected = [
        (PartRef::Part(1), Span::new(0, 3)),
        (PartRef::Part(1), Span::new(4, 7)),
        (PartRef::Part(2), Span::new(3, 6)),
    ];
    assert_eq!(found, expected);
    let texts: Vec<_> = input.parts().map(Part::text).collect();
    assert_eq!(texts, ["ok", "[HIDDEN] [HIDDEN]", "so [HIDDEN]"]);
}

#[test]
fn inspecting_finds_the_same_and_enforces_nothing() {
    let rails = Guardrails::builder()
        .input(Word::redact("bad"))
        .input(Word::block("worst"))
        .output(Word::redact("bad"))
        .output(Word::block("worst"))
        .build()
        .unwrap();
    block_on(async {
        let asked = || Input::user("bad").document("d", "a bad one");
        let inspected = rails.inspect_input(&scope(), asked()).await.unwrap();
        let input = rails.validate_input(&scope(), asked()).await.unwrap();
        assert_eq!(inspected.findings(), input.findings());
        let refused = rails.inspect_input(&scope(), "worst").await.unwrap();
        assert_eq!(refused.findings()[0].action(), Action::Block);
        let answer = "one bad, two bad";
        let inspected = rails.inspect_output(&scope(), answer).await.unwrap();
        let output = rails.validate_output(&input, answer).await.unwrap();
        assert_eq!(inspected.findings(), output.findings());
        let to_the_end = rails.inspect_output(&scope(), "worst, then bad, worst").await.unwrap();
        assert_eq!(to_the_end.findings().len(), 3);
    });
}

#[test]
fn an_observing_guard_tells_and_changes_nothing() {
    let rails = Guardrails::builder()
        .observe_input(Word::block("bad"))
        .observe_output(Whole::new(Word::block("bad")))
        .build_local()
        .unwrap();
    let input = rails.validate_input("a bad one").unwrap();
    assert_eq!(input.user_text(), "a bad one");
    assert!(!input.enforced() && !input.is_redacted());
    assert_eq!(input.findings().len(), 1);
    assert!(!input.findings()[0].is_enforced());
    let mut stream = rails.output_stream(&input).unwrap();
    let released = stream.push("a bad").into_result().unwrap();
    assert_eq!(released, "a bad", "what only observes holds nothing back");
    let output = stream.finish().unwrap().into_output();
    assert!(!output.enforced() && !output.findings()[0].is_enforced());
}

#[test]
fn observing_makes_another_policy() {
    let enforces = Guardrails::builder().input(Word::block("bad")).build_local().unwrap();
    let observes = Guardrails::builder().observe_input(Word::block("bad")).build_local().unwrap();
    assert_ne!(enforces.policy(), observes.policy());
    let again = Guardrails::builder().input(Word::block("bad")).build_local().unwrap();
    assert_eq!(enforces.policy(), again.policy());
    let open = Guardrails::builder().input(Word::block("bad")).dangerous();
    let open = open.without_output_guards().build_local().unwrap();
    assert_ne!(enforces.policy(), open.policy());
}

#[test]
fn a_guard_that_fails_refuses() {
    let rails = Guardrails::builder().input(Failing::default()).build_local().unwrap();
    let error = rails.validate_input("any").unwrap_err();
    assert!(matches!(&error, Error::GuardFailed { guard, .. } if guard == "failing"), "{error}");
    assert!(!error.is_retryable() && error.refusal().is_none());
    assert!(rails.inspect_input("any").is_err());
}

#[test]
fn failing_open_names_who_was_passed_over() {
    let (failing, builder) = (Failing::default(), Guardrails::builder());
    let builder = builder.input(failing.clone()).input(Word::redact("bad"));
    let rails = builder.dangerous().fail_open().build_local().unwrap();
    let input = rails.validate_input("a bad one").unwrap();
    assert_eq!(input.failed_guards().collect::<Vec<_>>(), ["failing"]);
    assert!(!input.enforced());
    assert_eq!(input.user_text(), "a [HIDDEN] one", "the others are enforced");
    failing.works.store(true, Ordering::SeqCst);
    let input = rails.validate_input("a bad one").unwrap();
    assert_eq!(input.failed_guards().count(), 0);
    assert!(input.enforced(), "nobody failed this time");
}

#[test]
fn a_span_that_is_not_on_characters_of_its_part_is_a_broken_contract() {
    for (wrong, text) in [(&[(0, 9)][..], "short"), (&[(1, 2)], "äö"), (&[(0, 1)], "")] {
        let rails = Guardrails::builder().input(spans(wrong)).build_local().unwrap();
        let error = rails.validate_input(text).unwrap_err();
        let broken =
            matches!(&error, Error::GuardFailed { error: GuardError::Contract { .. }, .. });
        assert!(broken, "{wrong:?}: {error}");
    }
    let rails = Guardrails::builder().input(spans(&[(0, 2), (1, 5)])).build_local().unwrap();
    assert_eq!(rails.validate_input("0123456").unwrap().user_text(), "[X]56");
}

#[test]
fn a_conversation_counts_turns_and_its_risk_decays() {
    let scoring = EachPart::new("scores", "1", |part, found| {
        found.score(part.at(), if part.text() == "risky" { 0.8 } else { 0.0 });
    });
    let rails = Guardrails::builder().input(scoring).build_local().unwrap();
    let mut state = Conversation::new();
    for (text, risk) in [("risky", 0.8), ("calm", 0.56), ("risky", 1.192)] {
        let input = rails.validate_input(Input::user(text).conversation(state)).unwrap();
        state = input.conversation();
        assert!((state.risk() - risk).abs() < 1e-9, "{}", state.risk());
    }
    assert_eq!(state.turns(), 3);
}

#[test]
fn many_findings_in_many_parts_take_linear_time() {
    let rails = Guardrails::builder().input(Word::redact("x")).build_local().unwrap();
    let parts = 10_000;
    let asked = (0..parts)
        .fold(Input::user("x"), |asked, id| asked.document(id.to_string(), "x ".repeat(30)));
    let begun = std::time::Instant::now();
    let input = rails.validate_input(asked).unwrap();
    assert_eq!(input.findings().len(), parts * 30 + 1);
    // Quadratic, it takes minutes without optimisation.
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
}
