//! A marked text goes through everything; it must show in nothing that is written, printed or
//! kept, but in what the caller is given to send.

#[path = "shared/money.rs"]
mod money;
#[path = "shared/toys.rs"]
mod toys;

use std::fmt::Debug;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::executor::block_on;
use money::{Switched, SwitchedCache};
use palisade::*;
use toys::{Events, Failing, Judge, Proposes, Word, model, spans};

/// Redacted wherever it stands.
const MARK: &str = "MARK";
/// Neither found nor redacted: it may only be where text is handed out.
const PLAIN: &str = "plainly";

/// What was printed, each with what printed it.
#[derive(Default)]
struct Printed(Vec<(&'static str, String)>);

impl Printed {
    fn debug(&mut self, what: &'static str, value: &dyn Debug) {
        self.0.push((what, format!("{value:?} {value:#?}")));
    }
    fn error(&mut self, what: &'static str, error: &Error) {
        let mut shown = format!("{error} {error:?}");
        let mut source = std::error::Error::source(error);
        while let Some(inner) = source {
            shown += &format!(" {inner} {inner:?}");
            source = inner.source();
        }
        self.0.push((what, shown));
    }
    fn check(&self) {
        assert!(self.0.len() > 20);
        for (what, shown) in &self.0 {
            for word in [MARK, PLAIN] {
                assert!(!shown.contains(word), "{what} shows text: {shown}");
            }
        }
    }
}

/// A sink of bytes to look at.
#[derive(Clone, Default)]
struct Bytes(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Bytes {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn no_text_is_printed_logged_or_kept() {
    let (events, bytes, cache) = (Events::default(), Bytes::default(), SwitchedCache::new());
    let judge = Judge::of(Word { name: "found", word: "HIDDEN", action: Action::Flag });
    let budget = Switched::of(Limits::new().limit(Limit::output_tokens(100_000).per("tenant")));
    let mut printed = Printed::default();
    let rails = Guardrails::builder()
        .input(Word::redact(MARK))
        .input(Word::block("worst"))
        .judge_input(judge.clone())
        .output(Word::redact(MARK))
        .output(Word::block("worst"))
        .output(Whole::new(Word { name: "flag", word: "m", action: Action::Flag }))
        .router(Proposes(vec![model("small")]))
        .budget(budget)
        .cache(cache.clone(), Duration::from_secs(60))
        .audit(events.clone())
        .audit(JsonLines::to_writer(bytes.clone()))
        .build()
        .unwrap();
    let scope = Scope::tenant("acme").user(MARK);
    let text = format!("{PLAIN} {MARK} and {MARK}");
    let asked = || Input::user(&text).system(&text).document("d", &text).earlier_user(&text);
    block_on(async {
        printed.debug("Input", &asked());
        printed.debug("Part", &asked().parts()[0]);
        printed.debug("Scope", &scope);
        let inspected = rails.inspect_input(&scope, asked()).await.unwrap();
        printed.debug("Inspection", &inspected);
        printed.0.push(("Inspection as JSON", serde_json::to_string(&inspected).unwrap()));
        let input = rails.validate_input(&scope, asked()).await.unwrap();
        printed.debug("ValidatedInput", &input);
        printed.debug("Finding", &input.findings()[0]);
        let route = rails.route(&input).await.unwrap();
        printed.debug("Route", &route);
        let parameters = Parameters::new().temperature(0.0);
        let call = rails.prepare(&input, &route, parameters).unwrap();
        printed.debug("Call", &call);
        printed.debug("CacheKey", &call.cache_key());
        assert!(call.messages().all(|part| !part.text().contains(MARK)), "the model sees it");
        assert_eq!(call.messages().filter(|part| part.text().contains(PLAIN)).count(), 4);
        assert!(rails.lookup(&call).await.unwrap().is_none());
        let held = rails.reserve(&call).await.unwrap();
        printed.debug("Reservation", &held);
        printed.debug("Settlement", &held.settle(Usage::new(1, 1)).await);
        let reply = Reply::text(&text).model("small");
        printed.debug("Reply", &reply);
        let output = rails.validate_output(&input, &reply).await.unwrap();
        printed.debug("ValidatedOutput", &output);
        assert!(!output.text().contains(MARK) && output.text().contains(PLAIN));
        printed.debug("Stored", &rails.store(&call, &output).await.unwrap());
        printed.debug("hit", &rails.lookup(&call).await.unwrap().expect("a hit"));

        let mut stream = rails.output_stream(&input).unwrap();
        let pushed = stream.push(&text);
        printed.debug("OutputStream", &stream);
        printed.debug("Pushed", &pushed);
        let finished = stream.finish().await.unwrap();
        printed.debug("Finished", &finished);
        printed.debug("Screening", &rails.output_stream(&input).unwrap().screen(()));

        let refused = format!("{PLAIN} {MARK} worst");
        let error = rails.validate_input(&scope, &refused).await.unwrap_err();
        printed.error("refused input", &error);
        printed.0.push(("Refusal", serde_json::to_string(error.refusal().unwrap()).unwrap()));
        let error = rails.validate_output(&input, &refused).await.unwrap_err();
        printed.error("refused output", &error);
        let mut stream = rails.output_stream(&input).unwrap();
        let pushed = stream.push(&refused);
        printed.debug("refused Pushed", &pushed);
        printed.error("ended", &stream.push(&text).into_parts().1.unwrap());
        judge.away.store(true, Ordering::SeqCst);
        printed.error("judge", &rails.validate_input(&scope, asked()).await.unwrap_err());
        printed.debug("MemoryCache", &cache.memory);
    });

    for (what, guard) in [("broken", spans(&[(0, 999)])), ("cut", spans(&[(1, 2)]))] {
        let local = Guardrails::builder().input(guard).build_local().unwrap();
        printed.error(what, &local.validate_input(format!("ä{text}")).unwrap_err());
    }
    let failing = Guardrails::builder().input(Failing::default()).build_local().unwrap();
    printed.error("failing", &failing.validate_input(&text).unwrap_err());
    let undecided = Guardrails::builder().output(Word::redact("plainly MARK and MARK!"));
    let undecided = undecided.dangerous().without_input_guards().build_local().unwrap();
    let mut stream = undecided.output_stream(&undecided.validate_input(&text).unwrap()).unwrap();
    let _ = stream.push(&text).into_parts();
    printed.debug("LocalOutputStream that holds text", &stream);
    printed.check();

    for event in events.all() {
        // The scope is told to the log by its own names, as the caller chose them.
        let json = event.json.replace("\"user\":\"MARK\"", "");
        assert!(!json.contains(MARK) && !json.contains(PLAIN), "{json}");
        assert!(!event.debug.contains(MARK) && !event.debug.contains(PLAIN), "{}", event.debug);
    }
    drop(rails);
    let written = String::from_utf8(bytes.0.lock().unwrap().clone()).unwrap();
    let written = written.replace("\"user\":\"MARK\"", "");
    assert!(written.lines().count() > 10);
    assert!(!written.contains(MARK) && !written.contains(PLAIN), "{written}");
    for (key, answer) in cache.stored.lock().unwrap().iter() {
        assert!(!key.question().contains(MARK));
        assert!(answer.channels().iter().all(|(_, text)| !text.contains(MARK)));
        let shown = format!("{key:?} {answer:?}");
        assert!(!shown.contains(MARK) && !shown.contains(PLAIN), "{shown}");
    }
    assert!(judge.shown().iter().all(|text| !text.contains(MARK)), "judges see redacted text");
}
