//! What every handle of one `Guardrails` shares, and the life of one request.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::audit::{AuditEvent, AuditSink, Outcome, Step};
use crate::budget::{Budget, HoldId};
use crate::cache::Cache;
use crate::clock::Clock;
use crate::error::Error;
use crate::finding::{Finding, Score};
use crate::id::{InstanceId, PolicyFingerprint, RequestId};
use crate::money::Amount;
use crate::policy::{Policy, Verdict};
use crate::route::Router;
use crate::scope::Scope;
use crate::text::TokenCounter;

/// The configured parts.
#[derive(Debug)]
pub(crate) struct Core {
    pub(crate) policy: Arc<Policy>,
    pub(crate) instance: InstanceId,
    pub(crate) requests: AtomicU64,
    pub(crate) router: Option<Box<dyn Router>>,
    pub(crate) budget: Option<Box<dyn Budget>>,
    pub(crate) cache: Option<Caching>,
    pub(crate) audit: Vec<Box<dyn AuditSink>>,
    pub(crate) audit_required: bool,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) tokens: Arc<dyn TokenCounter>,
    pub(crate) unsettled: Unsettled,
}

/// A cache with the rules of its use.
#[derive(Debug)]
pub(crate) struct Caching {
    pub(crate) cache: Box<dyn Cache>,
    pub(crate) ttl: Duration,
    /// The levels that part it; all levels of the scope where none are named.
    pub(crate) partition: Vec<String>,
}

/// Settles that the budget could not take when they came.
///
/// None is ever dropped to make room: while the budget is away it takes no new holds either, so
/// there are no more of them than calls that were in flight when it went.
#[derive(Debug, Default)]
pub(crate) struct Unsettled {
    queue: Mutex<VecDeque<(HoldId, Amount)>>,
    /// Those that the budget will never take.
    lost: AtomicU64,
}

impl Unsettled {
    pub(crate) fn push(&self, id: HoldId, actual: Amount) {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner).push_back((id, actual));
    }

    pub(crate) fn pop(&self) -> Option<(HoldId, Amount)> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
    }

    pub(crate) fn len(&self) -> usize {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    pub(crate) fn count_lost(&self) {
        self.lost.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn lost(&self) -> u64 {
        self.lost.load(Ordering::Relaxed)
    }
}

/// Which instance, policy and request a proof belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tag {
    pub(crate) instance: InstanceId,
    pub(crate) policy: PolicyFingerprint,
    pub(crate) request: RequestId,
}

/// One request, from `validate_input` until its last handle goes; then it writes its exit.
#[derive(Debug)]
pub(crate) struct Request {
    core: Arc<Core>,
    pub(crate) tag: Tag,
    pub(crate) scope: Arc<Scope>,
    begun: Instant,
    end: AtomicU8,
}

/// How a request ended, as far as is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum End {
    Dropped,
    Refused,
    OverBudget,
    Failed,
    Completed,
}

/// What an event says beside its step and outcome.
#[derive(Debug, Default)]
pub(crate) struct Said<'a> {
    pub(crate) findings: &'a [Finding],
    pub(crate) scores: &'a [Score],
    pub(crate) model: Option<&'a str>,
    pub(crate) amount: Option<Amount>,
    pub(crate) note: Option<&'a str>,
}

impl<'a> Said<'a> {
    pub(crate) fn found(verdict: &'a Verdict) -> Self {
        Self { findings: &verdict.findings, scores: &verdict.scores, ..Self::default() }
    }
}

impl Core {
    /// Begins a request.
    pub(crate) fn begin(self: &Arc<Self>, scope: &Scope) -> Arc<Request> {
        let request = RequestId::next(self.instance, &self.requests);
        Arc::new(Request {
            core: Arc::clone(self),
            tag: Tag { instance: self.instance, policy: self.policy.fingerprint, request },
            scope: Arc::new(scope.clone()),
            begun: Instant::now(),
            end: AtomicU8::new(End::Dropped as u8),
        })
    }

    /// Checks that a proof belongs here, and to the same request as another.
    pub(crate) fn own(&self, what: &'static str, tag: &Tag, of: &Tag) -> Result<(), Error> {
        let foreign = |belongs_to| Err(Error::ForeignProof { what, belongs_to });
        if tag.instance != self.instance {
            foreign("instance")
        } else if tag.policy != self.policy.fingerprint {
            foreign("policy")
        } else if tag.request != of.request {
            foreign("request")
        } else {
            Ok(())
        }
    }
}

impl Request {
    pub(crate) const fn core(&self) -> &Arc<Core> {
        &self.core
    }

    /// Writes one event to every sink.
    ///
    /// # Errors
    /// Where a sink loses it and the policy requires the audit log.
    pub(crate) fn record(
        &self,
        step: Step,
        outcome: Outcome,
        since: Instant,
        said: &Said<'_>,
    ) -> Result<(), Error> {
        let recorded = self.record_only(step, outcome, since, said);
        self.end_with(match outcome {
            Outcome::Refused => End::Refused,
            Outcome::OverBudget => End::OverBudget,
            Outcome::Failed => End::Failed,
            // The step is refused for the sake of the log.
            _ if recorded.is_err() => End::Failed,
            _ => End::Dropped,
        });
        recorded
    }

    /// The same, for a step whose outcome is not that of the request.
    pub(crate) fn record_only(
        &self,
        step: Step,
        outcome: Outcome,
        since: Instant,
        said: &Said<'_>,
    ) -> Result<(), Error> {
        let core = &self.core;
        if core.audit.is_empty() {
            return Ok(());
        }
        let (at, policy) = (core.clock.now(), &core.policy.name);
        let mut event = AuditEvent::new(self.tag.request, at, step, outcome, policy, &self.scope)
            .took(since.elapsed());
        event.findings = said.findings;
        event.scores = said.scores;
        event.model = said.model;
        event.amount = said.amount;
        event.note = said.note;
        let mut recorded = Ok(());
        for sink in &core.audit {
            recorded = recorded.and(sink.record(&event));
        }
        match recorded {
            Err(error) if core.audit_required => Err(Error::Audit(error)),
            _ => Ok(()),
        }
    }

    /// Writes the event of a step that ends with `error`, and gives the error back.
    pub(crate) fn fail(&self, step: Step, since: Instant, error: Error) -> Error {
        let outcome = match &error {
            Error::Refused(_) => Outcome::Refused,
            Error::OverBudget(_) | Error::Exhausted { .. } | Error::ExceedsCap { .. } => {
                Outcome::OverBudget
            }
            _ => Outcome::Failed,
        };
        let (findings, scores) = match error.refusal() {
            Some(refusal) => (refusal.findings(), refusal.scores()),
            None => (&[][..], &[][..]),
        };
        let said = Said { findings, scores, ..Said::default() };
        // The refusal stands whether it was written down or not.
        drop(self.record(step, outcome, since, &said));
        error
    }

    /// Notes how the request stands. What comes later counts, since a step that failed may be
    /// tried again in another way; but a completed request stays completed.
    pub(crate) fn end_with(&self, end: End) {
        let then = |now| (now != End::Completed as u8).then_some(end as u8);
        // Where it has completed, nothing is to be noted.
        let _ = self.end.fetch_update(Ordering::Relaxed, Ordering::Relaxed, then);
    }
}

impl Drop for Request {
    fn drop(&mut self) {
        let outcome = match *self.end.get_mut() {
            end if end == End::Completed as u8 => Outcome::Completed,
            end if end == End::Failed as u8 => Outcome::Failed,
            end if end == End::OverBudget as u8 => Outcome::OverBudget,
            end if end == End::Refused as u8 => Outcome::Refused,
            _ => Outcome::Dropped,
        };
        // Nobody is left to refuse to; a lost event is counted by its sink.
        drop(self.record_only(Step::Exit, outcome, self.begun, &Said::default()));
    }
}
