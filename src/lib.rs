//! Guardrails, routing, budgets and caching for applications built on language models.

// Floor 0: words.
mod clock;
mod id;
mod money;
mod scope;
mod span;
// Floor 1: values.
mod edits;
mod error;
mod finding;
mod text;
// Floor 2: engines.
mod scan;
// Floor 3: contracts and their implementations.
mod audit;
mod budget;
mod cache;
mod detect;
mod input;
mod output;
mod route;
// Floor 4: assembly.
mod builder;
mod call;
#[cfg(feature = "conformance")]
pub mod conformance;
mod core;
mod guardrails;
mod policy;
mod reservation;
mod stream;
mod validated;

#[cfg(feature = "tracing")]
pub use audit::TracingAudit;
pub use audit::{AuditEvent, AuditSink, JsonLines, Outcome, Step};
pub use budget::{
    Ask, Budget, BudgetStatus, HoldId, Limit, LimitStatus, Limits, MemoryBudget, Unit, UtcOffset,
    Window,
};
pub use builder::{Dangerous, GuardrailsBuilder, Preset};
pub use cache::{Cache, CacheKey, CachedAnswer, Invalidation, MemoryCache, PartitionId};
pub use call::{Call, Parameters};
pub use clock::{Clock, FakeClock, SystemClock, Timestamp};
pub use detect::{
    BannedTerms, ControlCharacters, Injection, Length, Pattern, Pii, PiiType, Secrets, Urls,
};
pub use error::{
    AuditError, BudgetError, CacheError, ConfigError, Error, GuardError, OverBudget, Refusal,
    RouteError,
};
pub use finding::{Action, Category, Confidence, Finding, Recipe, Response, Score, Severity, Sink};
pub use guardrails::{Guardrails, LocalGuardrails, Stored};
pub use id::{Fingerprint, PolicyFingerprint, RequestId};
pub use input::{EachPart, InputGuard, InputJudge};
pub use money::{Amount, NanoUsd, Price, Usage};
pub use output::{Context, FinishReason, OutputGuard, OutputJudge, OutputScan, Reply, Whole};
pub use reservation::{CallFailure, Reservation, Settlement, Spent};
pub use route::{
    Capability, Choice, Complexity, DEFAULT_OUTPUT_TOKENS, Model, ModelCatalog, Requirements,
    RouteRequest, Router, Tier, TierRouter,
};
pub use scope::Scope;
pub use span::{Reach, Span, Watermark};
pub use stream::{Finished, LocalOutputStream, OutputStream, Pushed, Screening, StreamError};
pub use text::{
    Channel, ChannelKind, Conversation, Input, Part, PartRef, Source, estimate_tokens, max_tokens,
};
pub use validated::{Inspection, Route, ValidatedInput, ValidatedOutput};
