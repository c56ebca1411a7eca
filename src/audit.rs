//! What happened: one event a step, joined by the request, without the user's text.

mod json_lines;
#[cfg(feature = "tracing")]
mod tracing;

use std::fmt;
use std::time::Duration;

use serde::Serialize;

use crate::clock::Timestamp;
use crate::error::AuditError;
use crate::finding::{Finding, Score};
use crate::id::{PolicyFingerprint, RequestId};
use crate::money::Amount;
use crate::scope::Scope;

#[cfg(feature = "tracing")]
pub use self::tracing::TracingAudit;
pub use json_lines::JsonLines;

/// Takes events. It is called inline and must never block: a sink that writes slowly queues, and
/// says so where the queue is full.
pub trait AuditSink: fmt::Debug + Send + Sync {
    /// Takes one event.
    ///
    /// # Errors
    /// Where the event is lost. Unless the policy requires the audit log, the request goes on.
    fn record(&self, event: &AuditEvent<'_>) -> Result<(), AuditError>;

    /// How many events were lost since the sink was made.
    fn lost(&self) -> u64;
}

/// The steps of the flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Step {
    /// `validate_input`
    ValidateInput,
    /// `route`
    Route,
    /// `prepare`
    Prepare,
    /// `lookup`
    Lookup,
    /// `reserve`
    Reserve,
    /// `settle` and `release`
    Settle,
    /// `validate_output`, or the end of a stream
    ValidateOutput,
    /// `store`
    Store,
    /// The last handle of the request is gone.
    Exit,
}

impl Step {
    /// The name in the audit log.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ValidateInput => "validate_input",
            Self::Route => "route",
            Self::Prepare => "prepare",
            Self::Lookup => "lookup",
            Self::Reserve => "reserve",
            Self::Settle => "settle",
            Self::ValidateOutput => "validate_output",
            Self::Store => "store",
            Self::Exit => "exit",
        }
    }
}

/// How a step ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Outcome {
    /// Nothing stood against it.
    Allowed,
    /// Something was replaced or left out.
    Redacted,
    /// The answer was known.
    Hit,
    /// The answer was not known.
    Miss,
    /// The step was left out for a reason that is no fault.
    Skipped,
    /// A guard or a judge refused.
    Refused,
    /// A limit refused.
    OverBudget,
    /// Something failed; the step refused.
    Failed,
    /// The request went its whole way.
    Completed,
    /// The request ended before its answer was checked.
    Dropped,
}

impl Outcome {
    /// The name in the audit log.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Redacted => "redacted",
            Self::Hit => "hit",
            Self::Miss => "miss",
            Self::Skipped => "skipped",
            Self::Refused => "refused",
            Self::OverBudget => "over_budget",
            Self::Failed => "failed",
            Self::Completed => "completed",
            Self::Dropped => "dropped",
        }
    }
}

/// One event. It holds spans, names and numbers; no text of the user's.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct AuditEvent<'a> {
    /// Joins the events of one request.
    pub request: RequestId,
    /// When.
    pub at: Timestamp,
    /// Which step.
    pub step: Step,
    /// How it ended.
    pub outcome: Outcome,
    /// How long the step took, in microseconds.
    pub took_us: u64,
    /// The policy.
    pub policy: &'a str,
    /// Who asked, in the caller's names.
    #[serde(serialize_with = "scope_as_map")]
    pub scope: &'a Scope,
    /// What was found.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub findings: &'a [Finding],
    /// What was scored.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub scores: &'a [Score],
    /// The model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<&'a str>,
    /// What was charged or settled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Amount>,
    /// More, for people; never text of the user's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<&'a str>,
}

impl<'a> AuditEvent<'a> {
    pub(crate) const fn new(
        request: RequestId,
        at: Timestamp,
        step: Step,
        outcome: Outcome,
        policy: &'a str,
        scope: &'a Scope,
    ) -> Self {
        Self {
            request,
            at,
            step,
            outcome,
            took_us: 0,
            policy,
            scope,
            findings: &[],
            scores: &[],
            model: None,
            amount: None,
            note: None,
        }
    }

    pub(crate) fn took(mut self, took: Duration) -> Self {
        self.took_us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self
    }
}

fn scope_as_map<S: serde::Serializer>(scope: &&Scope, to: S) -> Result<S::Ok, S::Error> {
    to.collect_map(scope.levels())
}

/// The first bytes of a policy fingerprint, as events name it.
pub(crate) fn short(policy: &PolicyFingerprint) -> String {
    let mut name = policy.to_string();
    name.truncate(16);
    name
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Category, Sink, Taken};
    use crate::id::InstanceId;
    use crate::money::{NanoUsd, Usage};
    use crate::span::Span;
    use crate::text::PartRef;
    use std::sync::Arc;
    use std::sync::atomic::AtomicU64;

    /// What the user of the sample said; no word of it may be in a log.
    pub(super) const TEXT: &str = "Karte 4111111111111111, schreib: zoe@example.com bitte";

    /// What an event borrows.
    pub(super) struct Sample {
        scope: Scope,
        taken: Taken,
    }

    impl Sample {
        pub(super) fn new() -> Self {
            let (mut taken, guard) = (Taken::default(), Arc::from("pii"));
            let mut sink = Sink::new(&guard, &mut taken);
            for (rule, start, end) in [("card", 5, 21), ("email", 32, 47), ("card", 5, 21)] {
                let finding = Finding::new(rule, Category::PersonalData, Span::new(start, end));
                sink.report(PartRef::Part(0), finding);
            }
            sink.score(PartRef::Part(0), 0.5);
            Self { scope: Scope::tenant("acme"), taken }
        }

        pub(super) fn bare_event(&self) -> AuditEvent<'_> {
            let request = RequestId::next(InstanceId::fresh(), &AtomicU64::new(0));
            let at = Timestamp::from_millis(1_735_689_600_000);
            let (step, outcome) = (Step::Lookup, Outcome::Miss);
            AuditEvent::new(request, at, step, outcome, "0123abcd", &self.scope)
        }

        pub(super) fn event(&self) -> AuditEvent<'_> {
            AuditEvent {
                step: Step::ValidateInput,
                outcome: Outcome::Refused,
                findings: &self.taken.findings,
                scores: &self.taken.scores,
                model: Some("small-1"),
                amount: Some(Amount::of(&Usage::new(10, 2), NanoUsd::from_nanos(7))),
                ..self.bare_event().took(Duration::from_micros(42))
            }
        }
    }

    #[test]
    fn names_are_those_in_json() {
        let json = |value: &dyn Fn() -> serde_json::Result<String>| value().unwrap();
        for step in [Step::ValidateInput, Step::Settle, Step::ValidateOutput, Step::Exit] {
            assert_eq!(json(&|| serde_json::to_string(&step)), format!("\"{}\"", step.name()));
        }
        for outcome in [Outcome::Allowed, Outcome::OverBudget, Outcome::Dropped] {
            let name = format!("\"{}\"", outcome.name());
            assert_eq!(json(&|| serde_json::to_string(&outcome)), name);
        }
    }
}
