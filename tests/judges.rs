//! Judges: asked last, shown what the guards left, and led back to the original.

#[path = "shared/toys.rs"]
mod toys;

use std::sync::atomic::Ordering;

use futures::executor::block_on;
use palisade::*;
use toys::{Events, Judge, Word, poll_once};

fn scope() -> Scope {
    Scope::tenant("acme")
}

fn guarded() -> GuardrailsBuilder {
    Guardrails::builder()
        .input(Word::redact("secret"))
        .input(Word::exclude("stray"))
        .input(Word::block("worst"))
        .output(Word::redact("secret"))
        .output(Word::block("worst"))
}

#[test]
fn an_input_judge_sees_redacted_text_and_its_spans_are_led_back() {
    let judge = Judge::of(Word { name: "found", word: "odd", action: Action::Redact });
    let rails = guarded().judge_input(judge.clone()).build().unwrap();
    let asked = Input::user("a secret, odd").document("d", "stray odd").document("e", "secret odd");
    let input = block_on(rails.validate_input(&scope(), asked)).unwrap();
    assert_eq!(judge.shown(), ["a [HIDDEN], odd", "[HIDDEN] odd"], "without what is left out");
    let by_judge = input.findings().iter().filter(|finding| finding.guard() == "judge");
    let by_judge: Vec<_> = by_judge.map(|finding| (finding.part(), finding.span())).collect();
    let expected = [(PartRef::Part(0), Span::new(10, 13)), (PartRef::Part(2), Span::new(7, 10))];
    assert_eq!(by_judge, expected);
    let texts: Vec<_> = input.parts().map(Part::text).collect();
    assert_eq!(texts, ["a [HIDDEN], [HIDDEN]", "[HIDDEN] [HIDDEN]"]);
    assert!(input.scores().iter().all(|score| (score.value() - 0.25).abs() < 1e-9));
    assert_eq!(input.conversation().risk(), 0.25);
}

#[test]
fn a_judge_that_names_a_label_takes_all_that_it_replaced() {
    let judge = Judge::of(Word { name: "found", word: "DEN", action: Action::Block });
    let rails = guarded().judge_input(judge).build().unwrap();
    let error = block_on(rails.validate_input(&scope(), "a secret, odd")).unwrap_err();
    let reasons: Vec<_> = error.refusal().unwrap().reasons().map(Finding::span).collect();
    assert_eq!(reasons, [Span::new(2, 8)]);
}

#[test]
fn a_judge_is_not_asked_about_what_the_guards_refuse() {
    let judge = Judge::of(Word::block("odd"));
    let rails = guarded().judge_input(judge.clone()).judge_output(judge.clone()).build().unwrap();
    block_on(async {
        rails.validate_input(&scope(), "worst").await.unwrap_err();
        rails.validate_input(&scope(), "stray").await.unwrap_err();
        rails.inspect_input(&scope(), "worst").await.unwrap();
        assert!(judge.shown().is_empty());
        let input = rails.validate_input(&scope(), "fine").await.unwrap();
        assert_eq!(judge.shown().len(), 1);
        rails.validate_output(&input, "worst").await.unwrap_err();
        rails.inspect_output(&scope(), "worst").await.unwrap();
        let mut stream = rails.output_stream(&input).unwrap();
        assert!(stream.push("worst").error().is_some());
        assert_eq!(judge.shown().len(), 1, "what blocks is shown to nobody else");
    });
}

#[test]
fn an_output_judge_sees_redacted_text_and_its_spans_are_led_back() {
    let judge = Judge::of(Word { name: "found", word: "odd", action: Action::Redact });
    let rails = guarded().judge_output(judge.clone()).build().unwrap();
    block_on(async {
        let input = rails.validate_input(&scope(), "fine").await.unwrap();
        let reasoning = Channel::new(0, ChannelKind::Reasoning);
        let reply = Reply::text("a secret, odd").channel(reasoning, "odd");
        let output = rails.validate_output(&input, &reply).await.unwrap();
        assert_eq!(judge.shown(), ["a [HIDDEN], odd", "odd"]);
        assert_eq!(output.text(), "a [HIDDEN], [HIDDEN]");
        assert_eq!(output.channel(reasoning), Some("[HIDDEN]"));
        let spans: Vec<_> = output.findings().iter().map(Finding::span).collect();
        assert_eq!(spans, [Span::new(2, 8), Span::new(10, 13), Span::new(0, 3)]);
        let inspected = rails.inspect_output(&scope(), &reply).await.unwrap();
        assert_eq!(inspected.findings(), output.findings());
        assert_eq!(inspected.scores(), output.scores());
    });
}

#[test]
fn with_an_output_judge_a_stream_releases_nothing_before_the_end() {
    let judge = Judge::of(Word::block("odd"));
    let rails = guarded().judge_output(judge).build().unwrap();
    block_on(async {
        let input = rails.validate_input(&scope(), "fine").await.unwrap();
        let mut stream = rails.output_stream(&input).unwrap();
        for chunk in ["a se", "cret ", "end"] {
            assert_eq!(stream.push(chunk).into_result().unwrap(), "");
        }
        let finished = stream.finish().await.unwrap();
        assert_eq!(finished.rest(), "a [HIDDEN] end");
        assert_eq!(finished.output().text(), "a [HIDDEN] end");
        let mut stream = rails.output_stream(&input).unwrap();
        let _ = stream.push("an odd end").into_result().unwrap();
        let error = stream.finish().await.unwrap_err();
        assert!(matches!(error, Error::Refused(_)), "{error}");
    });
}

#[test]
fn a_judge_that_is_away_refuses_and_may_be_asked_again() {
    let judge = Judge::of(Word::block("odd"));
    let rails = guarded().judge_input(judge.clone()).judge_output(judge.clone());
    let rails = rails.build().unwrap();
    block_on(async {
        let input = rails.validate_input(&scope(), "fine").await.unwrap();
        judge.away.store(true, Ordering::SeqCst);
        let errors = [
            rails.validate_input(&scope(), "fine").await.unwrap_err(),
            rails.validate_output(&input, "fine").await.unwrap_err(),
            rails.inspect_input(&scope(), "fine").await.unwrap_err(),
            rails.inspect_output(&scope(), "fine").await.unwrap_err(),
        ];
        for error in errors {
            assert!(matches!(&error, Error::GuardFailed { guard, .. } if guard == "judge"));
            assert!(error.is_retryable());
        }
        let builder = guarded().judge_input(judge.clone()).judge_output(judge.clone());
        let open = builder.dangerous().fail_open().build().unwrap();
        let input = open.validate_input(&scope(), "fine").await.unwrap();
        assert_eq!(input.failed_guards().collect::<Vec<_>>(), ["judge"]);
        let output = open.validate_output(&input, "secret").await.unwrap();
        assert_eq!((output.text(), output.enforced()), ("[HIDDEN]", false));
    });
}

#[test]
fn a_judge_whose_span_leaves_what_it_was_shown_breaks_its_contract() {
    // The word is found in the text that was shown; the place is out of it.
    #[derive(Debug)]
    struct Beyond;
    #[async_trait::async_trait]
    impl InputJudge for Beyond {
        fn name(&self) -> &str {
            "beyond"
        }
        fn describe(&self, _: &mut Fingerprint) {}
        async fn judge(&self, input: &Input<'_>, found: &mut Sink<'_>) -> Result<(), GuardError> {
            let span = Span::new(0, input.parts()[0].text().len() + 1);
            found.report(input.parts()[0].at(), Finding::new("all", Category::Other, span));
            Ok(())
        }
    }
    let rails = guarded().judge_input(Beyond).build().unwrap();
    let error = block_on(rails.validate_input(&scope(), "fine")).unwrap_err();
    let broken = matches!(error, Error::GuardFailed { error: GuardError::Contract { .. }, .. });
    assert!(broken);
}

#[test]
fn cancelling_a_judge_ends_the_request_once() {
    let (judge, events) = (Judge::of(Word::block("odd")).slow(), Events::default());
    let rails = guarded().judge_input(judge.clone()).judge_output(judge);
    let rails = rails.audit(events.clone()).build().unwrap();
    assert!(poll_once(rails.validate_input(&scope(), "fine")).is_none());
    assert_eq!(events.steps(), ["exit dropped"]);
    events.clear();
    let input = block_on(rails.validate_input(&scope(), "fine")).unwrap();
    let mut stream = rails.output_stream(&input).unwrap();
    let _ = stream.push("fine").into_result().unwrap();
    assert!(poll_once(rails.validate_output(&input, "fine")).is_none());
    assert!(poll_once(stream.finish()).is_none());
    drop(input);
    assert_eq!(events.steps(), ["validate_input allowed", "exit dropped"]);
}
