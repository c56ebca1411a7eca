//! Events in the whole flow: the charge is never lost, dropping is safe at any point, judges are
//! waited for, and the provider is asked only when somebody asks.

#[path = "shared/money.rs"]
mod money;
#[path = "shared/sse.rs"]
mod sse;
#[path = "shared/toys.rs"]
mod toys;

use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::atomic::Ordering;
use std::task::{Context as TaskContext, Poll};

use futures::executor::block_on;
use futures::{Stream, StreamExt};
use money::Switched;
use palisade::*;
use sse::{FORMATS, answer, read, texts, used};
use toys::{Events, Judge, Proposes, Word, model};

/// What is reserved of output tokens; the first limit counts them.
const RESERVED: u64 = 100;

struct Rig {
    rails: Guardrails,
    budget: Switched,
    events: Events,
    scope: Scope,
}

impl Rig {
    fn new() -> Self {
        Self::with(|builder| builder)
    }

    fn with(more: impl FnOnce(GuardrailsBuilder) -> GuardrailsBuilder) -> Self {
        let limits = Limits::new().limit(Limit::output_tokens(1_000).per("tenant").per_day());
        let (budget, events) = (Switched::of(limits), Events::default());
        let builder = Guardrails::builder()
            .input(Word::redact("secret"))
            .output(Word::redact("secret"))
            .output(Word::block("worst"))
            .router(Proposes(vec![model("small")]))
            .budget(budget.clone())
            .audit(events.clone());
        let rails = more(builder).build().unwrap();
        Self { rails, budget, events, scope: Scope::tenant("acme") }
    }

    /// A stream with its charge.
    fn paid(&self) -> (OutputStream, Reservation) {
        block_on(async {
            let input = self.rails.validate_input(&self.scope, "hello").await.unwrap();
            let route = self.rails.route(&input).await.unwrap();
            let parameters = Parameters::new().max_output_tokens(RESERVED);
            let call = self.rails.prepare(&input, &route, parameters).unwrap();
            let held = self.rails.reserve(&call).await.unwrap();
            (self.rails.output_stream(&input).unwrap(), held)
        })
    }

    fn charged(&self) -> u64 {
        self.budget.charged(&self.scope)
    }
}

/// A provider that counts how often it was asked, and pends before each piece.
struct Upstream {
    pieces: Vec<Result<Vec<u8>, &'static str>>,
    asked: Rc<Cell<usize>>,
    ready: bool,
}

impl Upstream {
    fn of(all: &str, size: usize) -> Self {
        let pieces = all.as_bytes().chunks(size).map(|piece| Ok(piece.to_vec())).rev().collect();
        Self { pieces, asked: Rc::default(), ready: false }
    }
}

impl Stream for Upstream {
    type Item = Result<Vec<u8>, &'static str>;
    fn poll_next(mut self: Pin<&mut Self>, cx: &mut TaskContext<'_>) -> Poll<Option<Self::Item>> {
        self.ready = !self.ready;
        if self.ready {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        self.asked.set(self.asked.get() + 1);
        Poll::Ready(self.pieces.pop())
    }
}

#[test]
fn a_finished_stream_settles_what_it_reported() {
    for format in FORMATS {
        let rig = Rig::new();
        let (stream, held) = rig.paid();
        let mut stream = stream.events(format).charge(held).unwrap();
        let all = answer(format, &["A secret."]);
        let mut sent = stream.push(all.as_bytes()).into_result().unwrap();
        let ended = block_on(stream.finish());
        let settled = ended.settlement().unwrap().charged().output_tokens;
        let (rest, output) = ended.into_parts();
        sent.extend(rest);
        assert_eq!((settled, rig.charged()), (used().output_tokens(), 20));
        assert_eq!(output.unwrap().text(), "A [HIDDEN].");
        let steps = rig.events.steps();
        assert_eq!(&steps[4..], ["settle completed", "validate_output redacted", "exit completed"]);
        assert_eq!(
            texts(&read(format, &String::from_utf8(sent).unwrap()))[&Channel::TEXT],
            "A [HIDDEN]."
        );
    }
}

/// Usage that is lost when the client hangs up: kept in full, or settled if it was reported.
#[test]
fn trap_usage_is_lost_when_the_client_hangs_up_in_mid_stream() {
    for format in FORMATS {
        let all = answer(format, &["One ", "two ", "three."]);
        let told = read(format, &all);
        let reports = |upto: usize| {
            let (mut reader, mut events) = (EventReader::new(format), Vec::new());
            reader.push(&all.as_bytes()[..upto], &mut events).unwrap();
            events.iter().any(|event| matches!(event, Event::Usage(_)))
        };
        assert!(told.iter().any(|event| matches!(event, Event::Usage(_))));
        for upto in (0..=all.len()).step_by(11).chain([all.len()]) {
            let rig = Rig::new();
            let (stream, held) = rig.paid();
            let mut stream = stream.events(format).charge(held).unwrap();
            drop(stream.push(&all.as_bytes()[..upto]).into_result().unwrap());
            drop(stream);
            assert_eq!(rig.charged(), RESERVED, "nothing is given back at once");
            assert_eq!(block_on(rig.rails.flush_settles()), 0);
            let charged = if reports(upto) { 20 } else { RESERVED };
            assert_eq!(rig.charged(), charged, "{format:?} dropped at {upto}");
            assert_eq!(rig.events.last(), "exit dropped");
        }
    }
}

#[test]
fn a_plain_stream_keeps_its_charge_too() {
    let rig = Rig::new();
    let (stream, held) = rig.paid();
    let mut stream = stream.charge(held).unwrap();
    drop(stream.push("some text").into_parts());
    stream.used(Usage::new(5, 7));
    drop(stream);
    assert_eq!(rig.charged(), RESERVED);
    assert_eq!(block_on(rig.rails.flush_settles()), 0);
    assert_eq!(rig.charged(), 7);
    let note = "queued: the stream was dropped after it had reported its usage";
    assert_eq!(rig.events.notes(Step::Settle), [note]);
    // Without a report it stays in full, also where it ends well.
    let (stream, held) = rig.paid();
    let finished = block_on(stream.charge(held).unwrap().finish()).unwrap();
    assert_eq!(finished.settlement().unwrap().charged().output_tokens, RESERVED);
    assert_eq!(rig.charged(), 7 + RESERVED);
}

#[test]
fn a_refused_answer_was_paid_for() {
    for format in FORMATS {
        let rig = Rig::new();
        let (stream, held) = rig.paid();
        let mut stream = stream.events(format).charge(held).unwrap();
        let all = answer(format, &["It is the worst of all."]);
        let (bytes, error) = stream.push(all.as_bytes()).into_parts();
        assert!(matches!(error, Some(Error::Refused(_))));
        assert!(!String::from_utf8(bytes).unwrap().contains("worst"));
        let (_, result) = block_on(stream.finish()).into_parts();
        assert!(matches!(result, Err(Error::StreamEnded)));
        assert_eq!(rig.charged(), RESERVED, "nobody said what it used");
        assert_eq!(rig.events.last(), "exit refused");
    }
}

#[test]
fn a_settle_that_the_budget_does_not_take_is_queued() {
    let rig = Rig::new();
    let (stream, held) = rig.paid();
    let mut stream = stream.events(EventFormat::OpenAiChat).charge(held).unwrap();
    drop(stream.push(sse::chat(&["Yes."]).as_bytes()).into_result().unwrap());
    rig.budget.settles.store(false, Ordering::SeqCst);
    assert!(block_on(stream.finish()).into_parts().1.is_ok(), "it never costs the answer");
    assert_eq!(rig.charged(), RESERVED);
    rig.budget.settles.store(true, Ordering::SeqCst);
    assert_eq!(block_on(rig.rails.flush_settles()), 0);
    assert_eq!(rig.charged(), 20);
}

#[test]
fn the_charge_of_another_request_is_foreign() {
    let rig = Rig::new();
    let ((stream, _kept), (_, other)) = (rig.paid(), rig.paid());
    let error = stream.charge(other).unwrap_err();
    assert!(matches!(error, Error::ForeignProof { belongs_to: "request", .. }), "{error}");
    assert_eq!(rig.charged(), 2 * RESERVED, "both stay");
}

#[test]
fn a_screened_stream_asks_only_when_it_is_asked() {
    for format in FORMATS {
        let rig = Rig::new();
        let (stream, held) = rig.paid();
        let all = answer(format, &["One secr", "et, two ", "three."]);
        let upstream = Upstream::of(&all, 40);
        let asked = Rc::clone(&upstream.asked);
        let mut screened = stream.events(format).charge(held).unwrap().screen(upstream);
        let mut cx = TaskContext::from_waker(std::task::Waker::noop());
        let mut sent = Vec::new();
        loop {
            let before = asked.get();
            match screened.poll_next_unpin(&mut cx) {
                Poll::Pending => {}
                Poll::Ready(Some(item)) => {
                    sent.extend(item.unwrap());
                }
                Poll::Ready(None) => break,
            }
            // One poll takes one piece at most: nothing is read ahead.
            assert!(asked.get() <= before + 1);
        }
        assert!(screened.next().now_or_never_none());
        let output = screened.into_output().unwrap();
        assert_eq!(output.text(), "One [HIDDEN], two three.");
        let sent = String::from_utf8(sent).unwrap();
        assert_eq!(texts(&read(format, &sent))[&Channel::TEXT], output.text());
        assert_eq!(rig.charged(), 20);
    }
}

/// The end is the end.
trait NowOrNever {
    fn now_or_never_none(self) -> bool;
}

impl<F: Future<Output = Option<T>>, T> NowOrNever for F {
    fn now_or_never_none(self) -> bool {
        matches!(toys::poll_once(self), Some(None))
    }
}

#[test]
fn an_error_of_the_transport_is_told_in_the_format() {
    for format in FORMATS {
        let rig = Rig::new();
        let (stream, held) = rig.paid();
        let all = answer(format, &["Fine. ", "secr", "et"]);
        let upto = all.find("secr").and_then(|at| all[at..].find("\n\n").map(|end| at + end + 2));
        let mut upstream = Upstream::of(&all[..upto.unwrap()], 50);
        upstream.pieces.insert(0, Err("reset by peer"));
        let mut screened = stream.events(format).charge(held).unwrap().screen(upstream);
        let (mut sent, mut error) = (Vec::new(), None);
        block_on(async {
            while let Some(item) = screened.next().await {
                match item {
                    Ok(bytes) => sent.extend(bytes),
                    Err(failed) => error = Some(failed),
                }
            }
        });
        assert!(matches!(error, Some(StreamError::Upstream("reset by peer"))));
        let sent = String::from_utf8(sent).unwrap();
        assert!(!sent.contains("secr\"") && !sent.contains("peer"), "{sent}");
        let events = read(format, &sent);
        assert_eq!(events.last(), Some(&Event::Error { code: "upstream_error".into() }));
        assert!(screened.into_output().is_none());
        assert_eq!(rig.charged(), RESERVED);
        assert_eq!(rig.events.last(), "exit dropped");
    }
}

#[test]
fn dropping_a_screened_stream_anywhere_is_safe() {
    for format in FORMATS {
        let all = answer(format, &["One ", "two ", "three."]);
        for polls in 0..12 {
            let judge = Judge::of(Word::block("odd")).slow();
            let rig = Rig::with(|builder| builder.judge_output(judge));
            let (stream, held) = rig.paid();
            let upstream = Upstream::of(&all, all.len() / 4);
            let mut screened = stream.events(format).charge(held).unwrap().screen(upstream);
            let mut cx = TaskContext::from_waker(std::task::Waker::noop());
            let ready = (0..polls).filter(|_| screened.poll_next_unpin(&mut cx).is_ready()).count();
            drop(screened);
            assert_eq!(block_on(rig.rails.flush_settles()), 0);
            assert!([20, RESERVED].contains(&rig.charged()), "{polls}");
            let steps = rig.events.steps();
            let exits = steps.iter().filter(|step| step.starts_with("exit")).count();
            assert_eq!((exits, steps.last().unwrap().starts_with("exit")), (1, true));
            assert!(ready > 0 || steps.last().unwrap() == "exit dropped");
        }
    }
}

#[test]
fn judges_see_the_whole_before_any_of_it_goes_on() {
    for format in FORMATS {
        for (word, passes) in [("odd", true), ("fine", false)] {
            let judge = Judge::of(Word::block(word)).slow();
            let rig = Rig::with(|builder| builder.judge_output(judge.clone()));
            let (stream, _held) = rig.paid();
            let mut stream = stream.events(format);
            let all = answer(format, &["All ", "is secr", "et and ", "fine."]);
            let early = stream.push(all.as_bytes()).into_result().unwrap();
            assert!(early.is_empty(), "{}", String::from_utf8_lossy(&early));
            let (bytes, result) = block_on(stream.finish()).into_parts();
            assert_eq!(judge.shown(), ["All is [HIDDEN] and fine."]);
            let sent = String::from_utf8(bytes).unwrap();
            let events = read(format, &sent);
            assert_eq!(events.last(), Some(&Event::Done), "{sent}");
            let text = texts(&events).remove(&Channel::TEXT).unwrap_or_default();
            let finish = |reason| events.contains(&Event::Finish { choice: 0, reason });
            if passes {
                assert_eq!(text, "All is [HIDDEN] and fine.");
                assert_eq!(result.unwrap().text(), text);
                assert!(finish(FinishReason::Stop) && !sent.contains("secr\""));
            } else {
                assert!(matches!(result, Err(Error::Refused(_))));
                assert!(text.is_empty() && finish(FinishReason::ContentFilter), "{sent}");
            }
        }
        // What a guard blocks acts at once, and nothing of it goes on.
        let rig = Rig::with(|builder| builder.judge_output(Judge::of(Word::block("odd"))));
        let (stream, _held) = rig.paid();
        let mut stream = stream.events(format);
        let (bytes, error) =
            stream.push(answer(format, &["the wor", "st"]).as_bytes()).into_parts();
        assert!(matches!(error, Some(Error::Refused(_))));
        let events = read(format, &String::from_utf8(bytes).unwrap());
        assert!(texts(&events).is_empty() && events.last() == Some(&Event::Done), "{events:?}");
    }
}

#[test]
fn the_three_endings_have_one_event_and_one_error() {
    let endings = [
        (Ending::refusal(), "A fine day. So"),
        (Ending::message("I stop here.").unwrap(), "A fine day. So I stop here."),
        (Ending::refusal().at_sentence(), "A fine day."),
        (Ending::message("I stop here.").unwrap().at_sentence(), "A fine day. I stop here."),
    ];
    let mut logs = Vec::new();
    for (ending, expected) in endings {
        let rig = Rig::new();
        let (stream, _) = rig.paid();
        let mut stream = stream.ending(ending.clone());
        let mut sent = stream.push("A fine day. So the ").into_result().unwrap();
        let (released, error) = stream.push("worst is over.").into_parts();
        sent += &released;
        let error = error.unwrap();
        assert_eq!(error.refusal().unwrap().reasons().count(), 1);
        assert_eq!(sent, expected);
        assert!(matches!(stream.push("more").error(), Some(Error::StreamEnded)));
        assert_eq!(stream.push("more").released(), "", "the message comes once");
        drop(stream);
        logs.push(rig.events.steps());
        // The same by the adapter.
        let rig = Rig::new();
        let chunks = ["A fine day. So the ", "worst is over."].map(|c| Ok::<_, ()>(c.to_owned()));
        let (stream, _) = rig.paid();
        let items: Vec<_> = block_on(
            stream.ending(ending).screen(futures::stream::iter(chunks)).collect::<Vec<_>>(),
        );
        let told: String = items.iter().flatten().cloned().collect();
        assert_eq!(told, sent);
        assert!(matches!(items.last(), Some(Err(StreamError::Stopped(Error::Refused(_))))));
    }
    assert!(logs.iter().all(|log| *log == logs[0]), "{logs:?}");
}

#[test]
fn a_message_is_told_where_the_very_end_refuses() {
    let judge = Judge::of(Word::block("fine"));
    let rig = Rig::with(|builder| builder.judge_output(judge));
    let (stream, _) = rig.paid();
    let mut stream = stream.ending(Ending::message("Not today.").unwrap());
    assert_eq!(stream.push("all fine").into_result().unwrap(), "");
    let ended = block_on(stream.end());
    assert_eq!(ended.message(), Some("Not today."));
    assert!(matches!(ended.into_result(), Err(Error::Refused(_))));
    // And on a channel that is no text, apart from what is released.
    let rig = Rig::new();
    let (stream, _) = rig.paid();
    let mut stream = stream.ending(Ending::message("Not today.").unwrap());
    let arguments = Channel::new(0, ChannelKind::ToolArguments(0));
    let pushed = stream.push_to(arguments, "{\"of\": \"the worst\"}");
    assert_eq!(pushed.message(), Some("Not today."));
    assert!(!pushed.released().contains("Not today."));
}

#[test]
fn a_channel_can_end_before_the_others() {
    let rig = Rig::new();
    let (mut stream, _) = rig.paid();
    let reasoning = Channel::new(0, ChannelKind::Reasoning);
    let mut thought = stream.push_to(reasoning, "so secr").into_result().unwrap();
    thought += &stream.end_channel(reasoning).into_result().unwrap();
    let mut text = stream.push("et: secret").into_result().unwrap();
    assert_eq!(thought, "so secr");
    assert_eq!(stream.end_channel(reasoning).into_result().unwrap(), "", "once");
    let finished = block_on(stream.finish()).unwrap();
    text += finished.rest();
    assert_eq!((text.as_str(), finished.rest_of(reasoning)), ("et: [HIDDEN]", ""));
    assert_eq!(finished.output().channel(reasoning), Some("so secr"));
    let (mut stream, _) = rig.paid();
    drop(stream.end_channel(Channel::TEXT).into_result().unwrap());
    assert!(matches!(stream.push("late").into_result(), Err(Error::StreamEnded)));
}
