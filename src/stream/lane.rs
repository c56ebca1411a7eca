//! One channel of an answer under all its guards: holds what is undecided, releases the rest.

use std::sync::Arc;

use crate::edits::{Edit, Edits, HashKey, Inks, Next};
use crate::error::GuardError;
use crate::finding::{Action, Finding, Score, Sink, Taken};
use crate::output::{Context, OutputScan};
use crate::policy::{Mode, OnFailure, Policy};
use crate::scan::engine::Engine;
use crate::span::{Reach, Span};
use crate::text::PartRef;

/// What is done with the text of a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hold {
    /// Text goes as soon as it is decided.
    Undecided,
    /// Nothing goes before the end, since judges want the whole answer.
    All,
    /// Nothing is enforced and no text is kept: findings only.
    Inspect,
}

/// A channel between its first push and its end. It has no `Debug`: it holds text.
pub(crate) struct Lane {
    scans: Vec<Watched>,
    together: Engine,
    hold: Hold,
    on_failure: OnFailure,
    hash: Option<Arc<HashKey>>,
    /// Original text from `base` on, as far as it may be needed.
    text: String,
    base: usize,
    /// Bytes pushed.
    pushed: usize,
    /// Everything below has been released, or replaced and the replacement released.
    released: usize,
    edits: Edits,
    refused: bool,
    pub(crate) findings: Vec<Finding>,
    pub(crate) scores: Vec<Score>,
    /// What enforcing guards allowed as a whole, where no text goes before the end.
    pub(crate) allowed: Vec<(PartRef, Span)>,
}

/// One guard's scan with what is known of it.
struct Watched {
    name: Arc<str>,
    mode: Mode,
    reach: Reach,
    looks: Looks,
    watermark: usize,
    taken: Taken,
    /// What was open after its last push.
    stood_open: Vec<(u8, Finding)>,
    /// It failed and is passed over from here on.
    failed: bool,
}

/// How a guard looks at an answer.
enum Looks {
    /// By itself.
    Alone(Box<dyn OutputScan>),
    /// With other built-in guards, under this number.
    Together(usize),
}

/// Why a lane stopped.
#[derive(Debug)]
pub(crate) enum Stop {
    /// A finding refuses.
    Refused,
    /// A guard failed.
    Failed(Arc<str>, GuardError),
}

impl Lane {
    pub(crate) fn new(policy: &Policy, context: &Context, hold: Hold) -> Self {
        let mut recognisers = Vec::new();
        let scans = policy.output_guards.iter().enumerate().map(|(number, placed)| {
            let recogniser =
                placed.guard.built_in().map(|guard| guard.0.answering(context.input()));
            let looks = match recogniser {
                Some(Ok(Some(recogniser))) => {
                    recognisers.push((number, recogniser));
                    Looks::Together(recognisers.len() - 1)
                }
                _ => Looks::Alone(placed.guard.begin(context)),
            };
            Watched {
                name: Arc::clone(&placed.name),
                mode: placed.mode,
                reach: placed.guard.reach(),
                looks,
                watermark: 0,
                taken: Taken::default(),
                stood_open: Vec::new(),
                failed: false,
            }
        });
        let scans = scans.collect();
        Self {
            scans,
            together: Engine::new(recognisers, Arc::clone(&policy.output_gate), context.at()),
            hold,
            on_failure: policy.on_failure,
            hash: policy.hash.clone(),
            text: String::new(),
            base: 0,
            pushed: 0,
            released: 0,
            edits: Edits::default(),
            refused: false,
            findings: Vec::new(),
            scores: Vec::new(),
            allowed: Vec::new(),
        }
    }

    /// Shows `chunk` to all guards and appends what is decided now to `out`.
    pub(crate) fn push(&mut self, chunk: &str, out: &mut String) -> Result<(), Stop> {
        if self.hold != Hold::Inspect {
            self.text.push_str(chunk);
        }
        self.pushed += chunk.len();
        self.together.push(chunk);
        for index in 0..self.scans.len() {
            let Some(watched) = self.scans.get_mut(index) else { break };
            if watched.failed {
                continue;
            }
            let pushed = watched.push(chunk, &mut self.together, self.pushed);
            self.collect(index, pushed)?;
        }
        self.stop_or_go()?;
        let enforced = self.scans.iter().filter(|watched| watched.mode == Mode::Enforce);
        let watermarks = enforced.filter(|watched| !watched.failed).map(|w| w.watermark);
        let decided = watermarks.min().unwrap_or(self.pushed);
        self.release(self.whole_characters(decided), out);
        Ok(())
    }

    /// The answer has ended: appends the rest to `out`.
    pub(crate) fn finish(&mut self, out: &mut String) -> Result<(), Stop> {
        self.together.finish();
        for index in 0..self.scans.len() {
            let Some(watched) = self.scans.get_mut(index) else { break };
            if watched.failed {
                continue;
            }
            let finished = watched.finish(&mut self.together, self.pushed);
            self.collect(index, finished)?;
        }
        self.stop_or_go()?;
        self.release(self.pushed, out);
        Ok(())
    }

    /// Bytes that are held: pushed and neither released nor dropped.
    pub(crate) fn held(&self) -> usize {
        self.text.len()
    }

    /// The guards that failed and were passed over.
    pub(crate) fn failed(&self) -> impl Iterator<Item = Arc<str>> {
        self.scans.iter().filter(|watched| watched.failed).map(|w| Arc::clone(&w.name))
    }

    /// The whole original, where it was held to the end, what was found in it, and what was
    /// allowed of it as a whole.
    pub(crate) fn into_original(self) -> (String, Vec<Finding>, Vec<Span>) {
        let allowed = self.allowed.into_iter().map(|(_, span)| span);
        (self.text, self.findings, allowed.collect())
    }

    /// Takes over what a scan said, or deals with its failure.
    fn collect(&mut self, index: usize, said: Result<(), GuardError>) -> Result<(), Stop> {
        let said = said.and_then(|()| self.check_spans(index));
        let Some(watched) = self.scans.get_mut(index) else { return Ok(()) };
        if let Err(error) = said {
            if self.on_failure == OnFailure::Refuse {
                return Err(Stop::Failed(Arc::clone(&watched.name), error));
            }
            watched.fail(self.pushed);
        }
        watched.note_open();
        self.scores.append(&mut watched.taken.scores);
        for (at, span) in watched.taken.allowed.drain(..) {
            match (watched.mode, self.hold) {
                (Mode::Enforce, Hold::Undecided) => self.edits.add(Edit::of_allowed(span)),
                (Mode::Enforce, Hold::All | Hold::Inspect) => self.allowed.push((at, span)),
                (Mode::Observe, _) => {}
            }
        }
        let findings = watched.taken.findings.drain(..);
        let closed = watched.taken.closed.drain(..).map(|closed| closed.finding);
        let findings = findings.chain(closed);
        for finding in findings {
            let finding = match watched.mode {
                Mode::Enforce => finding,
                Mode::Observe => finding.observed(),
            };
            self.refused |= self.hold != Hold::Inspect && finding.refuses_answer();
            if self.hold == Hold::Undecided {
                Edit::of(&finding).into_iter().for_each(|edit| self.edits.add(edit));
            }
            self.findings.push(finding);
        }
        Ok(())
    }

    /// New spans lie above the scan's last watermark, within what was pushed, on characters.
    fn check_spans(&self, index: usize) -> Result<(), GuardError> {
        let Some(watched) = self.scans.get(index) else { return Ok(()) };
        let boundary = |at: usize| match at.checked_sub(self.base) {
            Some(local) if self.hold != Hold::Inspect => self.text.is_char_boundary(local),
            // Below what is kept; the watermark says that it may not be.
            _ => true,
        };
        let fits = |span: Span| {
            span.end() <= self.pushed && boundary(span.start()) && boundary(span.end())
        };
        let taken = &watched.taken;
        let closed = taken.closed.iter().map(|closed| &closed.finding);
        let opened = taken.opened.iter().map(|(_, finding)| finding);
        let all = taken.findings.iter().chain(closed).chain(opened);
        if taken.misused || !all.map(Finding::span).all(fits) {
            return Err(GuardError::Contract { rule: "spans lie on characters that were pushed" });
        }
        Ok(())
    }

    fn stop_or_go(&mut self) -> Result<(), Stop> {
        if self.hold == Hold::Inspect {
            return Ok(());
        }
        // A redaction that is open may be a refusal: it acts at once.
        for watched in self.scans.iter().filter(|w| w.mode == Mode::Enforce && !w.failed) {
            let opened = watched.taken.opened.iter().map(|(_, open)| open);
            for open in opened.filter(|open| open.refuses_answer()) {
                let span = Span::new(open.span().start(), self.pushed);
                self.findings.push(open.clone().with_span(span));
                self.refused = true;
            }
        }
        if self.refused { Err(Stop::Refused) } else { Ok(()) }
    }

    fn release(&mut self, decided: usize, out: &mut String) {
        if self.hold != Hold::Undecided || decided <= self.released {
            return;
        }
        let open = self.scans.iter().filter(|w| w.mode == Mode::Enforce && !w.failed);
        let open = open.flat_map(|w| w.taken.opened.iter().map(|(_, finding)| finding));
        let open = open.filter(|finding| finding.action() == Action::Redact);
        let open: Vec<usize> = open.map(|finding| finding.span().start()).collect();
        let mut needed = decided;
        if !open.is_empty() || !self.edits.is_empty() {
            loop {
                match self.edits.next(decided, &open) {
                    Next::Plain => break,
                    Next::Replace(edit) => {
                        let span = edit.span();
                        self.copy_until(span.start(), out);
                        let mut with = Inks { hash: self.hash.as_deref(), vault: None };
                        edit.render(self.original(span), &mut with, out);
                        self.released = span.end();
                    }
                    Next::Hold { start, endless } => {
                        self.copy_until(start, out);
                        needed = if endless { decided } else { start };
                        return self.forget_below(needed);
                    }
                }
            }
        }
        self.copy_until(decided, out);
        needed = needed.max(self.released);
        self.forget_below(needed);
    }

    /// The last boundary of a character at or below `position`.
    fn whole_characters(&self, position: usize) -> usize {
        let mut local = position.saturating_sub(self.base).min(self.text.len());
        while !self.text.is_char_boundary(local) {
            local -= 1;
        }
        position.min(self.base + local)
    }

    fn original(&self, span: Span) -> Option<&str> {
        let start = span.start().checked_sub(self.base)?;
        self.text.get(start..start + span.len())
    }

    fn copy_until(&mut self, end: usize, out: &mut String) {
        if end > self.released {
            out.push_str(self.original(Span::new(self.released, end)).unwrap_or(""));
            self.released = end;
        }
    }

    fn forget_below(&mut self, position: usize) {
        let count = position.saturating_sub(self.base).min(self.text.len());
        self.text.drain(..count);
        self.base += count;
    }
}

impl Watched {
    /// Passes it over from here on. What it said last is not to be trusted, since it broke off or
    /// broke its contract; only a redaction that stood open before ends here.
    fn fail(&mut self, pushed: usize) {
        self.failed = true;
        self.taken = Taken::default();
        self.taken.opened = std::mem::take(&mut self.stood_open);
        self.taken.close_all(pushed);
    }

    /// Remembers what stands open now.
    fn note_open(&mut self) {
        let starts = |open: &[(u8, Finding)]| {
            open.iter().map(|(number, open)| (*number, open.span().start())).collect::<Vec<_>>()
        };
        if !(self.taken.opened.is_empty() && self.stood_open.is_empty())
            && starts(&self.taken.opened) != starts(&self.stood_open)
        {
            self.stood_open.clone_from(&self.taken.opened);
        }
    }

    fn push(
        &mut self,
        chunk: &str,
        together: &mut Engine,
        pushed: usize,
    ) -> Result<(), GuardError> {
        let mut found = Sink::new(&self.name, &mut self.taken);
        let watermark = match &mut self.looks {
            Looks::Alone(scan) => scan.push(chunk, &mut found)?.0,
            Looks::Together(number) => {
                together.said(*number).into_iter().for_each(|said| found.absorb(said));
                together.watermark(*number)
            }
        };
        self.said_up_to(watermark, pushed)
    }

    /// Checks what was said in one push against the contract.
    fn said_up_to(&mut self, watermark: usize, pushed: usize) -> Result<(), GuardError> {
        self.check_starts()?;
        if watermark < self.watermark || watermark > pushed {
            return broken("a watermark never goes back and is at most what was pushed");
        }
        if let Reach::Bytes(reach) = self.reach
            && pushed - watermark > reach
        {
            return broken("a watermark lags at most by the reach");
        }
        self.watermark = watermark;
        Ok(())
    }

    fn finish(&mut self, together: &mut Engine, pushed: usize) -> Result<(), GuardError> {
        let mut found = Sink::new(&self.name, &mut self.taken);
        match &mut self.looks {
            Looks::Alone(scan) => scan.finish(&mut found)?,
            Looks::Together(number) => {
                together.said(*number).into_iter().for_each(|said| found.absorb(said));
            }
        }
        self.check_starts()?;
        self.taken.close_all(pushed);
        Ok(())
    }

    /// No new finding starts below the last watermark, and no open one ends below it.
    fn check_starts(&self) -> Result<(), GuardError> {
        let Taken { findings, opened, closed, .. } = &self.taken;
        let stood = |finding: &Finding| {
            self.stood_open.iter().any(|(_, stood)| stood.span().start() == finding.span().start())
        };
        let starts_low = |finding: &Finding| finding.span().start() < self.watermark;
        let opened = opened.iter().map(|(_, finding)| finding);
        let ended = closed.iter().map(|closed| &closed.finding);
        if findings.iter().any(starts_low)
            || opened.chain(ended.clone()).any(|finding| starts_low(finding) && !stood(finding))
        {
            return broken("no finding starts below the watermark");
        }
        if ended.clone().any(|finding| finding.span().end() < self.watermark) {
            return broken("no open redaction ends below the watermark");
        }
        Ok(())
    }
}

fn broken(rule: &'static str) -> Result<(), GuardError> {
    Err(GuardError::Contract { rule })
}
