//! What was configured, compiled: guards and judges in order, and the fingerprint of it all.

mod builtin;
mod shared;

use std::sync::Arc;

use crate::edits::HashKey;
use crate::error::{Error, GuardError};
use crate::finding::{Finding, Score, Sink, Taken};
use crate::id::PolicyFingerprint;
use crate::input::{InputGuard, InputJudge};
use crate::output::{OutputGuard, OutputJudge};
use crate::scan::gate::Gate;
use crate::span::Span;
use crate::text::{Input, Part, PartRef};

pub(crate) use builtin::found_by_builtin;

/// The guards and judges of one `Guardrails`.
#[derive(Debug)]
pub(crate) struct Policy {
    pub(crate) input_guards: Vec<Placed<dyn InputGuard>>,
    pub(crate) input_judges: Vec<Placed<dyn InputJudge>>,
    pub(crate) output_guards: Vec<Placed<dyn OutputGuard>>,
    pub(crate) output_judges: Vec<Placed<dyn OutputJudge>>,
    /// The literals of all built-in guards of a way, which know each other by their positions.
    pub(crate) input_gate: Arc<Gate>,
    pub(crate) output_gate: Arc<Gate>,
    pub(crate) fingerprint: PolicyFingerprint,
    /// The fingerprint's first digits, as events name it.
    pub(crate) name: String,
    pub(crate) on_failure: OnFailure,
    pub(crate) unguarded: Unguarded,
    pub(crate) max_answer_bytes: usize,
    /// The key of hashes, where one was given.
    pub(crate) hash: Option<Arc<HashKey>>,
}

/// What a guard's failure does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OnFailure {
    Refuse,
    PassOn,
}

/// Ways that may be open without any guard.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Unguarded {
    pub(crate) input: bool,
    pub(crate) output: bool,
}

/// Whether what a guard proposes is carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Enforce,
    Observe,
}

/// A guard or judge in its place in a policy.
#[derive(Debug)]
pub(crate) struct Placed<G: ?Sized> {
    pub(crate) name: Arc<str>,
    pub(crate) mode: Mode,
    pub(crate) guard: Box<G>,
}

/// What the guards and judges of one step said together.
#[derive(Debug, Default)]
pub(crate) struct Verdict {
    pub(crate) findings: Vec<Finding>,
    pub(crate) scores: Vec<Score>,
    /// What enforcing guards allowed as a whole.
    pub(crate) allowed: Vec<(PartRef, Span)>,
    /// Names of guards that failed and were passed over.
    pub(crate) failed: Vec<Arc<str>>,
}

impl Policy {
    /// Whether everything that is found on the way in is enforced, as long as no guard fails.
    pub(crate) fn enforces_input(&self) -> bool {
        let enforced = |mode: Mode| mode == Mode::Enforce;
        self.input_guards.iter().all(|placed| enforced(placed.mode))
            && self.input_judges.iter().all(|placed| enforced(placed.mode))
    }

    /// Whether everything that is found on the way out is enforced, as long as no guard fails.
    pub(crate) fn enforces_output(&self) -> bool {
        let enforced = |mode: Mode| mode == Mode::Enforce;
        self.output_guards.iter().all(|placed| enforced(placed.mode))
            && self.output_judges.iter().all(|placed| enforced(placed.mode))
    }

    /// That there is somebody to ask on the way out: no step is a free pass.
    pub(crate) fn guards_output(&self) -> Result<(), Error> {
        let none = self.output_guards.is_empty() && self.output_judges.is_empty();
        if none && !self.unguarded.output {
            return Err(Error::NotConfigured { step: "an output guard" });
        }
        Ok(())
    }

    /// Asks every input guard.
    pub(crate) fn check_input(&self, input: &Input<'_>) -> Result<Verdict, Error> {
        let none = self.input_guards.is_empty() && self.input_judges.is_empty();
        if none && !self.unguarded.input {
            return Err(Error::NotConfigured { step: "an input guard" });
        }
        let mut verdict = Verdict::default();
        let mut shared = shared::check(&self.input_guards, &self.input_gate, input).into_iter();
        for placed in &self.input_guards {
            let (taken, asked) = match shared.next().flatten() {
                Some(Ok(taken)) => (taken, Ok(())),
                Some(Err(error)) => (Taken::default(), Err(error)),
                None => {
                    let mut taken = Taken::default();
                    let mut found = Sink::new(&placed.name, &mut taken);
                    let asked = placed.guard.check(input, &mut found);
                    (taken, asked)
                }
            };
            let asked =
                asked.and_then(|()| verdict.take(placed.mode, taken, |at| text_at(input, at)));
            self.settle_failure(&placed.name, asked, &mut verdict)?;
        }
        Ok(verdict)
    }

    /// Turns a guard's failure into a refusal, or into a note where the policy passes it over.
    pub(crate) fn settle_failure(
        &self,
        guard: &Arc<str>,
        asked: Result<(), GuardError>,
        verdict: &mut Verdict,
    ) -> Result<(), Error> {
        match (asked, self.on_failure) {
            (Ok(()), _) => Ok(()),
            (Err(error), OnFailure::Refuse) => {
                Err(Error::GuardFailed { guard: guard.to_string(), error })
            }
            (Err(_), OnFailure::PassOn) => {
                verdict.failed.push(Arc::clone(guard));
                Ok(())
            }
        }
    }
}

impl Verdict {
    /// Takes what one guard said of texts that stand whole, after a check of its spans.
    pub(crate) fn take<'t>(
        &mut self,
        mode: Mode,
        taken: Taken,
        text_at: impl Fn(PartRef) -> Option<&'t str>,
    ) -> Result<(), GuardError> {
        let Taken { mut findings, scores, opened, closed, allowed, misused } = taken;
        if misused {
            return Err(GuardError::Contract { rule: "one open redaction at a time" });
        }
        findings.extend(closed.into_iter().map(|closed| closed.finding));
        for (_, finding) in opened {
            let end = text_at(finding.part()).map_or(0, str::len);
            let span = Span::new(finding.span().start(), end);
            findings.push(finding.with_span(span));
        }
        let fits = |finding: &Finding| {
            text_at(finding.part()).is_some_and(|text| finding.span().of(text).is_some())
        };
        if !findings.iter().all(fits) {
            return Err(GuardError::Contract { rule: "a span lies on characters of its own part" });
        }
        self.scores.extend(scores);
        if mode == Mode::Enforce {
            self.allowed.extend(allowed);
        }
        self.findings.extend(findings.into_iter().map(|finding| match mode {
            Mode::Enforce => finding,
            Mode::Observe => finding.observed(),
        }));
        Ok(())
    }

    /// Sorts the findings, so that the order of the guards does not show. What a guard found both
    /// in the text and in what it stands for is one.
    pub(crate) fn sort(&mut self) {
        self.findings.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
        self.findings.dedup();
        self.scores.sort_by(|a, b| (a.part(), a.guard()).cmp(&(b.part(), b.guard())));
    }
}

fn text_at<'i>(input: &'i Input<'_>, at: PartRef) -> Option<&'i str> {
    input.part_at(at).map(Part::text)
}
