//! Guards, judges and back-ends that do what a test needs, and fail where it says so.
#![allow(dead_code, reason = "each test file uses some of them")]

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use palisade::*;

/// Finds a word in texts of both directions, and proposes what it was made with.
#[derive(Clone, Debug)]
pub(crate) struct Word {
    pub(crate) name: &'static str,
    pub(crate) word: &'static str,
    pub(crate) action: Action,
}

impl Word {
    pub(crate) const fn redact(word: &'static str) -> Self {
        Self { name: "redact", word, action: Action::Redact }
    }
    pub(crate) const fn block(word: &'static str) -> Self {
        Self { name: "block", word, action: Action::Block }
    }
    pub(crate) const fn exclude(word: &'static str) -> Self {
        Self { name: "exclude", word, action: Action::Exclude }
    }

    fn report(&self, text: &str, at: PartRef, found: &mut Sink<'_>) {
        for (start, _) in text.match_indices(self.word) {
            let span = Span::new(start, start + self.word.len());
            let finding = Finding::new(self.name, Category::Term, span);
            let finding = match self.action {
                Action::Redact => finding.redact(Recipe::label("HIDDEN")),
                Action::Exclude => finding.exclude(),
                Action::Block => finding.block(),
                _ => finding,
            };
            found.report(at, finding);
        }
    }
}

impl InputGuard for Word {
    fn name(&self) -> &str {
        self.name
    }
    fn describe(&self, to: &mut Fingerprint) {
        to.text("word", self.word);
    }
    fn check(&self, input: &Input<'_>, found: &mut Sink<'_>) -> Result<(), GuardError> {
        input.parts().iter().for_each(|part| self.report(part.text(), part.at(), found));
        Ok(())
    }
}

impl OutputGuard for Word {
    fn name(&self) -> &str {
        self.name
    }
    fn describe(&self, to: &mut Fingerprint) {
        to.text("word", self.word);
    }
    fn reach(&self) -> Reach {
        Reach::Bytes(self.word.len() - 1)
    }
    fn begin(&self, context: &Context) -> Box<dyn OutputScan> {
        Box::new(WordScan { guard: self.clone(), at: context.at(), seen: String::new(), base: 0 })
    }
}

/// Words are ASCII in these tests.
#[derive(Debug)]
struct WordScan {
    guard: Word,
    at: PartRef,
    seen: String,
    base: usize,
}

impl OutputScan for WordScan {
    fn push(&mut self, chunk: &str, found: &mut Sink<'_>) -> Result<Watermark, GuardError> {
        self.seen.push_str(chunk);
        let (word, mut from) = (self.guard.word, 0);
        while let Some(start) = self.seen[from..].find(word).map(|at| from + at) {
            let span = Span::new(self.base + start, self.base + start + word.len());
            let finding = Finding::new(self.guard.name, Category::Term, span);
            let finding = match self.guard.action {
                Action::Redact => finding.redact(Recipe::label("HIDDEN")),
                Action::Exclude => finding.exclude(),
                Action::Block => finding.block(),
                _ => finding,
            };
            found.report(self.at, finding);
            from = start + word.len();
        }
        let mut decided = self.seen.len().saturating_sub(word.len() - 1).max(from);
        while !self.seen.is_char_boundary(decided) {
            decided += 1;
        }
        self.seen.drain(..decided);
        self.base += decided;
        Ok(Watermark(self.base))
    }
    fn finish(&mut self, _: &mut Sink<'_>) -> Result<(), GuardError> {
        Ok(())
    }
}

/// Reports these spans of the first part, whatever its text is.
pub(crate) fn spans(spans: &'static [(usize, usize)]) -> impl InputGuard {
    EachPart::new("spans", "1", move |part, found| {
        for (start, end) in spans {
            let finding = Finding::new("span", Category::Other, Span::new(*start, *end));
            found.report(part.at(), finding.redact(Recipe::label("X")));
        }
    })
}

/// A judge of both directions: notes what it is shown, finds a word, fails or waits where told.
#[derive(Clone, Debug)]
pub(crate) struct Judge {
    pub(crate) word: Word,
    pub(crate) shown: Arc<Mutex<Vec<String>>>,
    pub(crate) away: Arc<AtomicBool>,
    /// Answers only from the second poll on.
    pub(crate) slow: bool,
}

impl Judge {
    pub(crate) fn of(word: Word) -> Self {
        Self { word, shown: Arc::default(), away: Arc::default(), slow: false }
    }
    pub(crate) fn slow(self) -> Self {
        Self { slow: true, ..self }
    }
    pub(crate) fn shown(&self) -> Vec<String> {
        self.shown.lock().unwrap().clone()
    }
    async fn ask(&self, text: &str, at: PartRef, found: &mut Sink<'_>) -> Result<(), GuardError> {
        self.shown.lock().unwrap().push(text.to_owned());
        if self.slow {
            Later::default().await;
        }
        if self.away.load(Ordering::SeqCst) {
            return Err(GuardError::unavailable("the judge is away"));
        }
        self.word.report(text, at, found);
        found.score(at, 0.25);
        Ok(())
    }
}

#[async_trait]
impl InputJudge for Judge {
    fn name(&self) -> &str {
        "judge"
    }
    fn describe(&self, to: &mut Fingerprint) {
        to.text("word", self.word.word);
    }
    async fn judge(&self, input: &Input<'_>, found: &mut Sink<'_>) -> Result<(), GuardError> {
        for part in input.parts() {
            self.ask(part.text(), part.at(), found).await?;
        }
        Ok(())
    }
}

#[async_trait]
impl OutputJudge for Judge {
    fn name(&self) -> &str {
        "judge"
    }
    fn describe(&self, to: &mut Fingerprint) {
        to.text("word", self.word.word);
    }
    async fn judge(
        &self,
        context: &Context,
        answer: &str,
        found: &mut Sink<'_>,
    ) -> Result<(), GuardError> {
        self.ask(answer, context.at(), found).await
    }
}

/// Fails always, or only where a switch says so.
#[derive(Clone, Debug, Default)]
pub(crate) struct Failing {
    pub(crate) works: Arc<AtomicBool>,
}

impl InputGuard for Failing {
    fn name(&self) -> &str {
        "failing"
    }
    fn describe(&self, _: &mut Fingerprint) {}
    fn check(&self, _: &Input<'_>, _: &mut Sink<'_>) -> Result<(), GuardError> {
        match self.works.load(Ordering::SeqCst) {
            true => Ok(()),
            false => Err(GuardError::failed("it never works")),
        }
    }
}

/// Not ready the first time.
#[derive(Debug, Default)]
pub(crate) struct Later(bool);

impl Future for Later {
    type Output = ();
    fn poll(
        mut self: std::pin::Pin<&mut Self>,
        cx: &mut std::task::Context<'_>,
    ) -> std::task::Poll<()> {
        if std::mem::replace(&mut self.0, true) {
            return std::task::Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        std::task::Poll::Pending
    }
}

/// Polls a future once and drops it, as a lost client does.
pub(crate) fn poll_once<F: Future>(future: F) -> Option<F::Output> {
    let mut future = std::pin::pin!(future);
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    match future.as_mut().poll(&mut cx) {
        std::task::Poll::Ready(output) => Some(output),
        std::task::Poll::Pending => None,
    }
}

/// Keeps events as lines: step, outcome, and the rest as JSON.
#[derive(Clone, Debug, Default)]
pub(crate) struct Events {
    kept: Arc<Mutex<Vec<Kept>>>,
    /// Takes no more where this is set.
    pub(crate) full: Arc<AtomicBool>,
    lost: Arc<AtomicUsize>,
}

#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub(crate) step: Step,
    pub(crate) outcome: Outcome,
    pub(crate) request: RequestId,
    pub(crate) note: Option<String>,
    pub(crate) findings: usize,
    pub(crate) json: String,
    pub(crate) debug: String,
}

impl Events {
    pub(crate) fn all(&self) -> Vec<Kept> {
        self.kept.lock().unwrap().clone()
    }
    /// `step outcome`, in order.
    pub(crate) fn steps(&self) -> Vec<String> {
        let name = |event: &Kept| format!("{} {}", event.step.name(), event.outcome.name());
        self.kept.lock().unwrap().iter().map(name).collect()
    }
    pub(crate) fn last(&self) -> String {
        self.steps().pop().unwrap_or_default()
    }
    /// The notes of a step.
    pub(crate) fn notes(&self, step: Step) -> Vec<String> {
        let all = self.all().into_iter().filter(|event| event.step == step);
        all.filter_map(|event| event.note).collect()
    }
    pub(crate) fn clear(&self) {
        self.kept.lock().unwrap().clear();
    }
}

impl AuditSink for Events {
    fn record(&self, event: &AuditEvent<'_>) -> Result<(), AuditError> {
        if self.full.load(Ordering::SeqCst) {
            self.lost.fetch_add(1, Ordering::SeqCst);
            return Err(AuditError::QueueFull);
        }
        self.kept.lock().unwrap().push(Kept {
            step: event.step,
            outcome: event.outcome,
            request: event.request,
            note: event.note.map(str::to_owned),
            findings: event.findings.len(),
            json: serde_json::to_string(event).expect("an event is JSON"),
            debug: format!("{event:?}"),
        });
        Ok(())
    }
    fn lost(&self) -> u64 {
        self.lost.load(Ordering::SeqCst) as u64
    }
}

/// Proposes a model and its fallbacks, in this order.
#[derive(Clone, Debug)]
pub(crate) struct Proposes(pub(crate) Vec<Model>);

#[async_trait]
impl Router for Proposes {
    fn name(&self) -> &str {
        "proposes"
    }
    fn describe(&self, to: &mut Fingerprint) {
        self.0.iter().for_each(|model| to.text("model", model.name()));
    }
    async fn route(&self, _: &RouteRequest<'_>) -> Result<Choice, RouteError> {
        let mut models = self.0.iter().cloned();
        let none = RouteError::Failed { reason: "it has nothing to propose" };
        let first = models.next().ok_or(none)?;
        Ok(models.fold(Choice::new(first), Choice::fallback))
    }
}

/// A free hand for a model of that name: a million tokens of either kind cost a million dollars,
/// so that one token costs one dollar.
pub(crate) fn model(name: &str) -> Model {
    let price =
        Price::per_million(NanoUsd::from_dollars(1_000_000), NanoUsd::from_dollars(1_000_000));
    Model::new(name, Tier::Small).with_price(price)
}
