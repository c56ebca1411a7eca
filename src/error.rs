//! Every way in which an answer can be no: refused, wait, never, could not ask.
//!
//! No error holds the user's text, and none takes the text of a third party's error as its
//! source, since that may quote it: reasons are static.

mod events;

use std::fmt;
use std::time::Duration;

use serde::Serialize;
use thiserror::Error;

use crate::finding::{Action, Finding, Score};
use crate::id::RequestId;
use crate::text::PartRef;
use crate::vault::VaultError;

pub use events::EventError;

/// Why a step did not give what it was asked for.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Error {
    /// No: a guard or a judge refuses the text. The refusal says which rules and spans.
    #[error("{0}")]
    Refused(Box<Refusal>),
    /// Could not ask: a guard or a judge failed, which refuses.
    #[error("{guard} failed, so the text is refused: {error}")]
    GuardFailed {
        /// The guard or judge.
        guard: String,
        /// What happened to it.
        #[source]
        error: GuardError,
    },
    /// Wait: the budget has too little left now.
    #[error("{0}")]
    OverBudget(Box<OverBudget>),
    /// Used up: a limit without a window has too little left, so that waiting does not help. What
    /// calls in flight give back, or a raised cap, may make room.
    #[error("limit {limit} has {remaining} left for ever and the call asks for {asked}")]
    Exhausted {
        /// The limit.
        limit: String,
        /// What the call asks for, in the unit of the limit.
        asked: u64,
        /// What is left, in the unit of the limit.
        remaining: u64,
    },
    /// Never: the call is larger than the limit allows at any time.
    #[error("the call asks for {asked} of limit {limit}, which never allows more than {cap}")]
    ExceedsCap {
        /// The limit.
        limit: String,
        /// What the call asks for, in the unit of the limit.
        asked: u64,
        /// The most that the limit allows.
        cap: u64,
    },
    /// The budget could not be asked or does not understand the request.
    #[error("the budget refuses the call: {0}")]
    Budget(BudgetError),
    /// No model passes the hard filters.
    #[error("no model can take the call: {0}")]
    NoRoute(RouteError),
    /// The price of the model is not known, so the call cannot be paid.
    #[error("the price of model {model} is not known; give it one in the catalog")]
    UnknownPrice {
        /// The model.
        model: String,
    },
    /// The step was not configured; it is never skipped for free.
    #[error("{step} is not configured; add it to the builder or leave the step out")]
    NotConfigured {
        /// The builder's name for it.
        step: &'static str,
    },
    /// The scope lacks a level that a limit or the cache needs.
    #[error("the scope has no value for level {level:?}, which {needed_by} needs")]
    MissingLevel {
        /// The level.
        level: String,
        /// Who needs it.
        needed_by: &'static str,
    },
    /// A proof of another instance, policy or request was handed in.
    #[error("{what} belongs to another {belongs_to}")]
    ForeignProof {
        /// Which argument.
        what: &'static str,
        /// What does not match: `instance`, `policy` or `request`.
        belongs_to: &'static str,
    },
    /// More of an answer had to be held than is allowed.
    #[error("the answer is longer than the {limit} bytes that may be held")]
    AnswerTooLong {
        /// The limit in bytes.
        limit: usize,
    },
    /// An answer that came as bytes is no UTF-8, or ended inside a character.
    #[error("the answer is not UTF-8, or ended inside a character")]
    NotUtf8,
    /// The stream has ended already, by a refusal or an error.
    #[error("the stream has ended; nothing more can be pushed")]
    StreamEnded,
    /// The vault of the request could not give placeholders, so the input is refused.
    #[error("{0}")]
    Vault(VaultError),
    /// A stream of a provider's events cannot be read on, or its provider reported an error.
    #[error("{0}")]
    Events(EventError),
    /// The cache could not do what was asked of it directly. Steps of the flow never end so.
    #[error("the cache failed: {0}")]
    Cache(CacheError),
    /// The audit log cannot keep events, and the policy requires it to.
    #[error("the audit log cannot keep events: {0}")]
    Audit(AuditError),
}

impl Error {
    /// Whether the same request may succeed later without a change.
    pub const fn is_retryable(&self) -> bool {
        match self {
            Self::OverBudget(_) | Self::Audit(_) => true,
            Self::GuardFailed { error, .. } => error.is_retryable(),
            Self::Budget(error) => matches!(error, BudgetError::Unavailable { .. }),
            _ => false,
        }
    }

    /// The refusal, where this is one.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused(refusal) => Some(refusal),
            _ => None,
        }
    }

    /// How long to wait, where that is known.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::OverBudget(over) => Some(over.retry_after),
            _ => None,
        }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(Box::new(refusal))
    }
}

impl From<VaultError> for Error {
    fn from(error: VaultError) -> Self {
        Self::Vault(error)
    }
}

impl From<EventError> for Error {
    fn from(error: EventError) -> Self {
        Self::Events(error)
    }
}

impl From<RouteError> for Error {
    fn from(error: RouteError) -> Self {
        Self::NoRoute(error)
    }
}

impl From<BudgetError> for Error {
    fn from(error: BudgetError) -> Self {
        match error {
            BudgetError::OverBudget(over) => Self::OverBudget(over),
            BudgetError::ExceedsCap { limit, asked, cap } => Self::ExceedsCap { limit, asked, cap },
            BudgetError::Exhausted { limit, asked, remaining } => {
                Self::Exhausted { limit, asked, remaining }
            }
            BudgetError::MissingLevel { level } => {
                Self::MissingLevel { level, needed_by: "the budget" }
            }
            other => Self::Budget(other),
        }
    }
}

/// The typed "no": what was found, where, by whom.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Refusal {
    request: RequestId,
    findings: Vec<Finding>,
    scores: Vec<Score>,
    /// Parts that would only have been left out, sorted.
    #[serde(skip)]
    dispensable: Vec<PartRef>,
}

impl Refusal {
    pub(crate) const fn new(
        request: RequestId,
        findings: Vec<Finding>,
        scores: Vec<Score>,
    ) -> Self {
        Self { request, findings, scores, dispensable: Vec::new() }
    }

    /// The request.
    pub const fn request(&self) -> RequestId {
        self.request
    }

    /// All that was found up to the refusal.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The same, where leaving these parts out, sorted, was no reason to refuse.
    pub(crate) fn but_for(mut self, dispensable: Vec<PartRef>) -> Self {
        self.dispensable = dispensable;
        self
    }

    /// The findings that refuse: enforced, and of an action that blocks, or that leaves out what
    /// cannot be left out.
    pub fn reasons(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.is_enforced()).filter(|finding| match finding
            .action()
        {
            Action::Flag | Action::Redact => false,
            Action::Exclude => self.dispensable.binary_search(&finding.part()).is_err(),
            Action::Block => true,
        })
    }

    /// The scores up to the refusal.
    pub fn scores(&self) -> &[Score] {
        &self.scores
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("refused")?;
        for (position, reason) in self.reasons().take(3).enumerate() {
            let joint = if position == 0 { " by" } else { "," };
            write!(f, "{joint} {}/{} at {:?}", reason.guard(), reason.rule(), reason.span())?;
        }
        match self.reasons().count().saturating_sub(3) {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}

/// Why a guard or a judge could not say.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum GuardError {
    /// What it asks did not answer; a later try may succeed.
    #[error("unavailable: {reason}")]
    Unavailable {
        /// Which and why; static, so that no text of the user or of a third party gets in.
        reason: &'static str,
    },
    /// It cannot judge this text.
    #[error("{reason}")]
    Failed {
        /// Why; static, so that no text of the user or of a third party gets in.
        reason: &'static str,
    },
    /// It broke its contract: a span outside its part or inside a character, a span below its
    /// watermark, a watermark that goes back or lags behind its reach.
    #[error("broke its contract: {rule}")]
    Contract {
        /// The rule that it broke.
        rule: &'static str,
    },
}

impl GuardError {
    /// A failure that a later try may not see.
    pub const fn unavailable(reason: &'static str) -> Self {
        Self::Unavailable { reason }
    }

    /// A failure that stays.
    pub const fn failed(reason: &'static str) -> Self {
        Self::Failed { reason }
    }

    /// Whether a later try may succeed.
    pub const fn is_retryable(&self) -> bool {
        matches!(self, Self::Unavailable { .. })
    }
}

/// Too little is left now; more will be after a while.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "limit {limit} has {remaining} left and the call asks for {asked}; try again in {} s",
    whole_seconds(*retry_after)
)]
#[non_exhaustive]
pub struct OverBudget {
    /// The limit.
    pub limit: String,
    /// What the call asks for, in the unit of the limit.
    pub asked: u64,
    /// What is left, in the unit of the limit.
    pub remaining: u64,
    /// After how long the call would fit under all limits, if nothing else came: exact to the
    /// millisecond for every window. A settle may make room earlier, another call take it.
    pub retry_after: Duration,
}

impl OverBudget {
    /// Says which limit, what was asked of it, what is left, and when to come back.
    pub fn new(
        limit: impl Into<String>,
        asked: u64,
        remaining: u64,
        retry_after: Duration,
    ) -> Self {
        Self { limit: limit.into(), asked, remaining, retry_after }
    }
}

const fn whole_seconds(wait: Duration) -> u64 {
    wait.as_secs().saturating_add((wait.subsec_nanos() > 0) as u64)
}

/// Why a budget did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum BudgetError {
    /// Wait.
    #[error("{0}")]
    OverBudget(Box<OverBudget>),
    /// Used up: a limit without a window has too little left, so that waiting does not help.
    #[error("limit {limit} has {remaining} left for ever and the call asks for {asked}")]
    Exhausted {
        /// The limit.
        limit: String,
        /// What was asked, in the unit of the limit.
        asked: u64,
        /// What is left, in the unit of the limit.
        remaining: u64,
    },
    /// Never.
    #[error("{asked} of limit {limit}, which never allows more than {cap}")]
    ExceedsCap {
        /// The limit.
        limit: String,
        /// What was asked, in the unit of the limit.
        asked: u64,
        /// The most that the limit allows.
        cap: u64,
    },
    /// The scope lacks a level that a limit names.
    #[error("the scope has no value for level {level:?}")]
    MissingLevel {
        /// The level.
        level: String,
    },
    /// No reservation of that id is known: it was never made here, or it is too old to correct.
    #[error("the reservation is not known")]
    UnknownHold,
    /// The idempotency key was used for a different request.
    #[error("the idempotency key stands for another amount or scope")]
    KeyReused,
    /// The reservation was released or settled, so it cannot be extended.
    #[error("the reservation has ended")]
    Ended,
    /// An amount is larger than can be counted.
    #[error("the amount cannot be counted: {what}")]
    Overflow {
        /// Which number.
        what: &'static str,
    },
    /// The back-end did not answer.
    #[error("the budget's back-end is away: {reason}")]
    Unavailable {
        /// Which and why; static.
        reason: &'static str,
    },
}

/// Why no model was chosen.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RouteError {
    /// Every model that was proposed failed a hard filter; the reasons name model and filter.
    #[error("{}", reasons.join("; "))]
    NoCandidate {
        /// Model and filter, for each one that was proposed.
        reasons: Vec<String>,
    },
    /// The router could not say.
    #[error("the router failed: {reason}")]
    Failed {
        /// Why; static.
        reason: &'static str,
    },
}

/// Why a cache did not do what it was asked. It never fails a request.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CacheError {
    /// The back-end did not answer.
    #[error("the cache is away: {reason}")]
    Unavailable {
        /// Which and why; static.
        reason: &'static str,
    },
    /// What was stored cannot be read.
    #[error("an entry of the cache cannot be read")]
    Corrupt,
    /// The entry is larger than the cache takes.
    #[error("an entry of {bytes} bytes is larger than the cache takes")]
    TooLarge {
        /// The size of the entry in bytes.
        bytes: u64,
    },
}

/// Why an audit event was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum AuditError {
    /// The queue is full; the event is lost and counted.
    #[error("its queue is full")]
    QueueFull,
    /// What it writes to failed; the event is lost and counted.
    #[error("what it writes to failed")]
    Closed,
}

/// What is wrong with a configuration; found by `build()`.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}", mistakes.join("; "))]
#[non_exhaustive]
pub struct ConfigError {
    mistakes: Vec<String>,
}

impl ConfigError {
    pub(crate) const fn new(mistakes: Vec<String>) -> Self {
        Self { mistakes }
    }

    /// Each mistake, with what to change.
    pub fn mistakes(&self) -> &[String] {
        &self.mistakes
    }
}
