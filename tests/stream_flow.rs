//! Streams in the flow: the adapter over a model's stream, and guards that fail in mid-way.

#[path = "shared/toys.rs"]
mod toys;

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context as TaskContext, Poll};

use futures::executor::block_on;
use futures::{Stream, StreamExt};
use palisade::*;
use toys::{Events, Judge, Word};

/// A model's stream: pends before each item, and notes whether it was polled after its end.
struct Upstream {
    items: VecDeque<Result<&'static str, ModelFailed>>,
    ready: bool,
}

#[derive(Debug, PartialEq)]
struct ModelFailed;

impl Upstream {
    fn of(chunks: &[&'static str]) -> Self {
        Self { items: chunks.iter().map(|chunk| Ok(*chunk)).collect(), ready: false }
    }
    fn then_fails(mut self) -> Self {
        self.items.push_back(Err(ModelFailed));
        self
    }
}

impl Stream for Upstream {
    type Item = Result<String, ModelFailed>;
    fn poll_next(mut self: Pin<&mut Self>, cx: &mut TaskContext<'_>) -> Poll<Option<Self::Item>> {
        self.ready = !self.ready;
        if self.ready {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(self.items.pop_front().map(|item| item.map(str::to_owned)))
    }
}

fn rails(events: &Events, judge: Option<Judge>) -> Guardrails {
    let builder = Guardrails::builder()
        .input(Word::redact("secret"))
        .output(Word::redact("secret"))
        .output(Word::block("worst"))
        .audit(events.clone());
    match judge {
        Some(judge) => builder.judge_output(judge).build().unwrap(),
        None => builder.build().unwrap(),
    }
}

fn screening(rails: &Guardrails, upstream: Upstream) -> Screening<Upstream> {
    block_on(async {
        let input = rails.validate_input(&Scope::tenant("acme"), "hello").await.unwrap();
        rails.output_stream(&input).unwrap().screen(upstream)
    })
}

/// All that was sent on, and the error where there was one; then nothing more comes.
fn sent(screening: &mut Screening<Upstream>) -> (String, Option<StreamError<ModelFailed>>) {
    block_on(async {
        let mut sent = String::new();
        while let Some(item) = screening.next().await {
            match item {
                Ok(text) => {
                    assert!(!text.is_empty(), "nothing is sent on in vain");
                    sent += &text;
                }
                Err(error) => {
                    assert!(screening.next().await.is_none(), "an error is the end");
                    return (sent, Some(error));
                }
            }
        }
        assert!(screening.next().await.is_none(), "the end is the end");
        (sent, None)
    })
}

#[test]
fn a_screened_stream_sends_what_the_whole_would_be() {
    let events = Events::default();
    let upstream = Upstream::of(&["", "a se", "cr", "et", ", told"]);
    let mut screening = screening(&rails(&events, None), upstream);
    let (text, error) = sent(&mut screening);
    assert!(error.is_none());
    assert_eq!(text, "a [HIDDEN], told");
    let output = screening.into_output().unwrap();
    assert_eq!(output.text(), text);
    drop(output);
    let steps = ["validate_input allowed", "validate_output redacted", "exit completed"];
    assert_eq!(events.steps(), steps);
}

#[test]
fn an_error_of_the_model_drops_what_was_held() {
    let events = Events::default();
    let upstream = Upstream::of(&["fine, ", "a secr"]).then_fails();
    let mut screening = screening(&rails(&events, None), upstream);
    let (text, error) = sent(&mut screening);
    assert!("fine, a secr".starts_with(&text) && !text.contains("secr"), "{text:?}");
    assert!(matches!(error, Some(StreamError::Upstream(ModelFailed))));
    assert!(screening.into_output().is_none());
    assert_eq!(events.steps(), ["validate_input allowed", "exit dropped"]);
}

#[test]
fn a_refusal_comes_behind_what_was_released() {
    let events = Events::default();
    // The block is in the chunk that also decides the text before it.
    let upstream = Upstream::of(&["what is fine goes", " on, the worst does not"]);
    let mut screening = screening(&rails(&events, None), upstream);
    let (text, error) = sent(&mut screening);
    assert!(!text.is_empty() && "what is fine goes on, the ".starts_with(&text), "{text:?}");
    assert!(matches!(error, Some(StreamError::Stopped(Error::Refused(_)))));
    drop(screening);
    let steps = ["validate_input allowed", "validate_output refused", "exit refused"];
    assert_eq!(events.steps(), steps);
}

#[test]
fn a_judge_at_the_end_is_waited_for() {
    for (word, passes) in [("odd", true), ("fine", false)] {
        let judge = Judge::of(Word::block(word)).slow();
        let upstream = Upstream::of(&["all ", "fine"]);
        let mut screening = screening(&rails(&Events::default(), Some(judge)), upstream);
        let (text, error) = sent(&mut screening);
        assert_eq!(
            (text.as_str(), error.is_none()),
            (if passes { "all fine" } else { "" }, passes)
        );
        assert_eq!(screening.into_output().is_some(), passes);
    }
}

#[test]
fn dropping_a_screened_stream_anywhere_ends_the_request_once() {
    for items in 0..4 {
        let events = Events::default();
        let rails = rails(&events, Some(Judge::of(Word::block("odd")).slow()));
        let mut screening = screening(&rails, Upstream::of(&["one ", "two ", "three"]));
        for _ in 0..items {
            let mut next = std::pin::pin!(screening.next());
            let _ = next.as_mut().poll(&mut TaskContext::from_waker(std::task::Waker::noop()));
        }
        drop(screening);
        assert_eq!(events.steps(), ["validate_input allowed", "exit dropped"]);
    }
}

#[test]
fn dropping_a_stream_midway_is_in_the_log() {
    let events = Events::default();
    let rails = rails(&events, None);
    let input = block_on(rails.validate_input(&Scope::tenant("acme"), "hello")).unwrap();
    let mut stream = rails.output_stream(&input).unwrap();
    let _ = stream.push("fine so far, and").into_parts();
    drop(input);
    assert_eq!(events.steps(), ["validate_input allowed"], "the stream is a handle");
    drop(stream);
    assert_eq!(events.steps(), ["validate_input allowed", "exit dropped"]);
}

#[test]
fn what_a_stream_was_told_is_in_its_output() {
    let rails = rails(&Events::default(), None);
    let input = block_on(rails.validate_input(&Scope::tenant("acme"), "hello")).unwrap();
    let mut stream = rails.output_stream(&input).unwrap();
    stream.answered_by("small");
    stream.used(Usage::new(3, 4));
    stream.finish_reason(FinishReason::Length);
    let output = block_on(stream.finish()).unwrap().into_output();
    assert_eq!(output.usage(), Some(Usage::new(3, 4)));
    assert_eq!(output.finish_reason(), FinishReason::Length);
}

/// Reports well in its first push, opens a redaction where told, then fails or reports nonsense.
#[derive(Clone, Copy, Debug)]
struct Breaks {
    opens: bool,
    nonsense: bool,
}

impl OutputGuard for Breaks {
    fn name(&self) -> &str {
        "breaks"
    }
    fn describe(&self, _: &mut Fingerprint) {}
    fn reach(&self) -> Reach {
        Reach::Bytes(1_000)
    }
    fn begin(&self, context: &Context) -> Box<dyn OutputScan> {
        Box::new(BreakingScan { guard: *self, at: context.at(), pushed: 0 })
    }
}

#[derive(Debug)]
struct BreakingScan {
    guard: Breaks,
    at: PartRef,
    pushed: usize,
}

impl OutputScan for BreakingScan {
    fn push(&mut self, chunk: &str, found: &mut Sink<'_>) -> Result<Watermark, GuardError> {
        let finding = |start, end| {
            Finding::new("found", Category::Other, Span::new(start, end)).redact(Recipe::label("X"))
        };
        let first = self.pushed == 0;
        self.pushed += chunk.len();
        match (first, self.guard.opens, self.guard.nonsense) {
            (true, true, _) => found.open(self.at, finding(4, 4)),
            (true, false, _) => found.report(self.at, finding(0, 1)),
            (false, _, true) => found.report(self.at, finding(5, 6_000)),
            (false, _, false) => {
                found.report(self.at, finding(5, 6));
                return Err(GuardError::failed("it broke"));
            }
        }
        Ok(Watermark(self.pushed))
    }
    fn finish(&mut self, _: &mut Sink<'_>) -> Result<(), GuardError> {
        Ok(())
    }
}

#[test]
fn a_guard_that_breaks_off_is_passed_over_from_there() {
    for nonsense in [false, true] {
        let told = |opens| {
            let builder = Guardrails::builder().output(Breaks { opens, nonsense });
            let builder = builder.dangerous().fail_open().dangerous().without_input_guards();
            let rails = builder.build_local().unwrap();
            let input = rails.validate_input("").unwrap();
            let mut stream = rails.output_stream(&input).unwrap();
            let mut sent = stream.push("0123456").into_result().unwrap();
            for chunk in ["789", "abc"] {
                sent += &stream.push(chunk).into_result().unwrap();
            }
            let finished = stream.finish().unwrap();
            sent += finished.rest();
            let output = finished.into_output();
            assert_eq!(output.text(), sent);
            assert!(!output.enforced());
            let spans: Vec<_> = output.findings().iter().map(Finding::span).collect();
            (sent, spans)
        };
        let plain = ("[X]123456789abc".to_owned(), vec![Span::new(0, 1)]);
        assert_eq!(told(false), plain, "what it said when it broke is not applied");
        // What it had opened before ends with the chunk in which it broke.
        assert_eq!(told(true), ("0123[X]abc".to_owned(), vec![Span::new(4, 10)]));
    }
}
