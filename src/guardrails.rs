//! The flow, one method a step, in reading order.

mod input;
mod local;
mod money;
mod outcome;

use std::sync::Arc;
use std::time::Instant;

use crate::audit::{Outcome, Step};
use crate::budget::BudgetStatus;
use crate::cache::Invalidation;
use crate::call::{self, Call, Parameters};
use crate::core::{Core, End, Said};
use crate::error::{CacheError, Error};
use crate::id::PolicyFingerprint;
use crate::output::Reply;
use crate::reservation::Reservation;
use crate::route::{Choice, Requirements};
use crate::scope::Scope;
use crate::stream::OutputStream;
use crate::text::Input;
use crate::validated::{Inspection, Route, ValidatedInput, ValidatedOutput};

pub use local::LocalGuardrails;
pub use outcome::Stored;

/// The request path of one policy. A cheap clone; share it between all tasks.
///
/// ```
/// use palisade::{Error, Guardrails, Injection, Pii, Scope};
///
/// # async fn model(_: &str) -> String { "As we wrote, it was a mistake.".into() }
/// # async fn example() -> Result<(), Error> {
/// let rails = Guardrails::builder()
///     .input(Injection::default())
///     .input(Pii::redact())
///     .output(Pii::redact())
///     .build()
///     .expect("a policy without mistakes");
/// let input = rails.validate_input(&Scope::tenant("acme"), "Why was I billed twice?").await?;
/// let answer = rails.validate_output(&input, model(input.user_text()).await).await?;
/// println!("{}", answer.text());
/// # Ok(())
/// # }
/// # futures::executor::block_on(example()).unwrap();
/// ```
#[derive(Clone, Debug)]
pub struct Guardrails {
    pub(crate) core: Arc<Core>,
}

impl Guardrails {
    /// The digest of the policy.
    pub fn policy(&self) -> PolicyFingerprint {
        self.core.policy.fingerprint
    }

    /// Step 1: shows the input to the guards, then, redacted, to the judges.
    ///
    /// # Errors
    /// [`Error::Refused`] where a finding blocks, [`Error::GuardFailed`] where a guard could not
    /// say.
    pub async fn validate_input<'i>(
        &self,
        scope: &Scope,
        input: impl Into<Input<'i>>,
    ) -> Result<ValidatedInput, Error> {
        let (begun, request) = (Instant::now(), self.core.begin(scope));
        let input = input.into().scoped(&request.scope);
        let checked = match input::check(&self.core.policy, &input) {
            Ok(checked) => input::judge(&self.core.policy, &input, checked).await,
            Err(error) => Err(error),
        };
        input::conclude(&request, input, checked, begun)
    }

    /// Looks at an input as [`validate_input`](Self::validate_input) does, reads to the end,
    /// and enforces nothing. Not in the audit log.
    ///
    /// # Errors
    /// [`Error::GuardFailed`] where a guard could not say.
    pub async fn inspect_input<'i>(
        &self,
        scope: &Scope,
        input: impl Into<Input<'i>>,
    ) -> Result<Inspection, Error> {
        let input = input.into().scoped(&Arc::new(scope.clone()));
        let verdict = input::check(&self.core.policy, &input)?;
        let verdict = input::judge(&self.core.policy, &input, verdict).await?;
        Ok(Inspection::new(verdict))
    }

    /// Step 2: asks the router which model should answer.
    ///
    /// # Errors
    /// [`Error::NoRoute`] where no proposed model can take the input.
    pub async fn route(&self, input: &ValidatedInput) -> Result<Route, Error> {
        self.route_with(input, &Requirements::new()).await
    }

    /// Step 2, with what the model must have.
    ///
    /// # Errors
    /// [`Error::NoRoute`] where no proposed model meets it.
    pub async fn route_with(
        &self,
        input: &ValidatedInput,
        needs: &Requirements,
    ) -> Result<Route, Error> {
        let begun = Instant::now();
        self.core.own("the input", &input.request.tag, &input.request.tag)?;
        let routed = money::route(&self.core, input, needs).await;
        let choice = routed.map_err(|error| input.request.fail(Step::Route, begun, error))?;
        let reasons = choice.reasons().join("; ");
        let said =
            Said { model: Some(choice.model().name()), note: Some(&reasons), ..Said::default() };
        input.request.record(Step::Route, Outcome::Allowed, begun, &said)?;
        let request = Arc::clone(&input.request);
        Ok(Route { request, choice, needs: Arc::new(needs.clone()) })
    }

    /// Step 3: fixes what will be sent, and with it the estimate and the cache key.
    ///
    /// # Errors
    /// [`Error::ForeignProof`]; [`Error::UnknownPrice`]; [`Error::NoRoute`] where the output
    /// tokens that the parameters allow do not fit the model;
    /// [`Error::MissingLevel`] where the cache is parted by a level that the scope lacks.
    pub fn prepare(
        &self,
        input: &ValidatedInput,
        route: &Route,
        parameters: Parameters,
    ) -> Result<Call, Error> {
        let begun = Instant::now();
        self.core.own("the route", &route.request.tag, &input.request.tag)?;
        let prepared = money::prepare(&self.core, input, route, parameters);
        let call = prepared.map_err(|error| input.request.fail(Step::Prepare, begun, error))?;
        let said =
            Said { model: Some(call.model.name()), amount: Some(call.estimate), ..Said::default() };
        input.request.record(Step::Prepare, Outcome::Allowed, begun, &said)?;
        Ok(call)
    }

    /// Step 4: whether the answer is known. What the cache returns passes the output guards
    /// again; one that they refuse is forgotten and counts as unknown, and so does a cache that
    /// does not answer.
    ///
    /// # Errors
    /// [`Error::NotConfigured`] without a cache; [`Error::ForeignProof`].
    pub async fn lookup(&self, call: &Call) -> Result<Option<ValidatedOutput>, Error> {
        let begun = Instant::now();
        self.core.own("the call", &call.request.tag, &call.request.tag)?;
        let found = outcome::lookup(&self.core, call).await;
        let (hit, note) = found.map_err(|error| call.request.fail(Step::Lookup, begun, error))?;
        let outcome = if hit.is_some() { Outcome::Hit } else { Outcome::Miss };
        let found = hit.as_ref().map(|hit| Said::found(&hit.verdict)).unwrap_or_default();
        let said = Said { model: Some(call.model.name()), note, ..found };
        call.request.record(Step::Lookup, outcome, begun, &said)?;
        if hit.is_some() {
            call.request.end_with(End::Completed);
        }
        Ok(hit)
    }

    /// Step 5: charges the most that the call can cost, over every limit at once.
    ///
    /// # Errors
    /// [`Error::OverBudget`] to wait, [`Error::Exhausted`] where no waiting helps,
    /// [`Error::ExceedsCap`] for never, [`Error::Budget`] where the budget could not be asked,
    /// [`Error::NotConfigured`] without one.
    pub async fn reserve(&self, call: &Call) -> Result<Reservation, Error> {
        self.reserve_by(call, None).await
    }

    /// The same, safe to repeat: a second reserve of the same key, scope, model and estimate
    /// answers with the hold of the first and charges nothing, also when that was settled; see
    /// [`Ask::idempotency_key`](crate::Ask::idempotency_key). Keys of different scopes never
    /// meet. It is for a request that reaches the service twice; a retry of a call that was made
    /// is a call of its own and takes no key, or a fresh one.
    ///
    /// # Errors
    /// As [`reserve`](Self::reserve); [`BudgetError::KeyReused`](crate::BudgetError::KeyReused)
    /// behind [`Error::Budget`] where the key stands for another amount or model.
    pub async fn reserve_once(&self, call: &Call, key: &str) -> Result<Reservation, Error> {
        self.reserve_by(call, Some(key)).await
    }

    async fn reserve_by(&self, call: &Call, key: Option<&str>) -> Result<Reservation, Error> {
        let begun = Instant::now();
        self.core.own("the call", &call.request.tag, &call.request.tag)?;
        let reserved = money::reserve(&self.core, call, key).await;
        let held = reserved.map_err(|error| call.request.fail(Step::Reserve, begun, error))?;
        let said =
            Said { model: Some(call.model.name()), amount: Some(held.reserved), ..Said::default() };
        if let Err(error) = call.request.record(Step::Reserve, Outcome::Allowed, begun, &said) {
            // The call will not be made, so nobody is to pay for it; a release that the budget
            // does not take is queued.
            drop(held.release().await);
            return Err(error);
        }
        Ok(held)
    }

    /// Step 6, behind the caller's own call: shows the answer to the output guards, then,
    /// redacted, to the judges.
    ///
    /// # Errors
    /// [`Error::Refused`], [`Error::GuardFailed`], [`Error::AnswerTooLong`],
    /// [`Error::ForeignProof`].
    pub async fn validate_output(
        &self,
        input: &ValidatedInput,
        reply: impl Into<Reply>,
    ) -> Result<ValidatedOutput, Error> {
        let begun = Instant::now();
        self.core.own("the input", &input.request.tag, &input.request.tag)?;
        outcome::validate(&self.core, input, &reply.into(), begun).await
    }

    /// Looks at an answer as [`validate_output`](Self::validate_output) does, reads to the end,
    /// and enforces nothing. Not in the audit log.
    ///
    /// # Errors
    /// [`Error::GuardFailed`] where a guard could not say.
    pub async fn inspect_output(
        &self,
        scope: &Scope,
        reply: impl Into<Reply>,
    ) -> Result<Inspection, Error> {
        outcome::inspect(&self.core, scope, &reply.into()).await
    }

    /// Step 6 for an answer that streams: push what comes, send on what is released.
    ///
    /// Where judges are configured nothing is released before the end, since they judge whole
    /// answers.
    ///
    /// # Errors
    /// [`Error::ForeignProof`]; [`Error::NotConfigured`] without an output guard.
    pub fn output_stream(&self, input: &ValidatedInput) -> Result<OutputStream, Error> {
        self.core.own("the input", &input.request.tag, &input.request.tag)?;
        let begun = Instant::now();
        let guarded = self.core.policy.guards_output();
        guarded.map_err(|error| input.request.fail(Step::ValidateOutput, begun, error))?;
        Ok(OutputStream::new(input))
    }

    /// Step 7: keeps the answer for the next one who asks the same. What a fallback answered,
    /// what was cut short, and what is not deterministic is not kept; the result says why. A
    /// cache that does not answer never fails the request.
    ///
    /// # Errors
    /// [`Error::NotConfigured`] without a cache; [`Error::ForeignProof`].
    pub async fn store(&self, call: &Call, output: &ValidatedOutput) -> Result<Stored, Error> {
        let begun = Instant::now();
        self.core.own("the output", &output.request.tag, &call.request.tag)?;
        let stored = outcome::store(&self.core, call, output).await;
        let stored = stored.map_err(|error| call.request.fail(Step::Store, begun, error))?;
        let outcome = match &stored {
            Stored::Kept => Outcome::Allowed,
            _ => Outcome::Skipped,
        };
        let said =
            Said { model: Some(call.model.name()), note: stored.reason(), ..Said::default() };
        call.request.record(Step::Store, outcome, begun, &said)?;
        Ok(stored)
    }

    /// Forgets cached answers; how many, as far as that is known.
    ///
    /// # Errors
    /// [`CacheError`] where the cache could not; then nothing may be taken as forgotten. Without
    /// a cache there is nothing to forget.
    pub async fn forget(&self, what: &Invalidation) -> Result<u64, CacheError> {
        match &self.core.cache {
            Some(caching) => caching.cache.invalidate(what).await,
            None => Ok(0),
        }
    }

    /// Forgets all cached answers of a scope's partition.
    ///
    /// # Errors
    /// [`Error::MissingLevel`], [`Error::NotConfigured`], and [`Error::Cache`] where the cache
    /// could not.
    pub async fn forget_scope(&self, scope: &Scope) -> Result<u64, Error> {
        let caching = self.core.cache.as_ref().ok_or(Error::NotConfigured { step: "the cache" })?;
        let partition = call::partition_id(scope, &caching.partition)?;
        let forgotten = caching.cache.invalidate(&Invalidation::Partition(partition)).await;
        forgotten.map_err(Error::Cache)
    }

    /// What the limits of a scope stand at, for people and headers; see
    /// [`BudgetStatus::rate_limit_headers`].
    ///
    /// # Errors
    /// [`Error::MissingLevel`]; [`Error::Budget`] where the budget could not be asked;
    /// [`Error::NotConfigured`] without one.
    pub async fn budget_status(&self, scope: &Scope) -> Result<BudgetStatus, Error> {
        let budget = self.core.budget.as_deref();
        let budget = budget.ok_or(Error::NotConfigured { step: "a budget" })?;
        Ok(budget.status(scope).await?)
    }

    /// How many settles are queued, since the budget could not take them. They are kept until it
    /// does, also when their callers are gone; what is queued when the process ends stays charged
    /// as it was reserved, so [`flush_settles`](Self::flush_settles) before.
    pub fn queued_settles(&self) -> usize {
        self.core.unsettled.len()
    }

    /// How many settles the budget will never take, since it does not know their holds any more:
    /// those stay charged as they were reserved.
    pub fn lost_settles(&self) -> u64 {
        self.core.unsettled.lost()
    }

    /// Tries again the settles that the budget could not take, and says how many are left.
    /// `reserve` tries some by itself.
    pub async fn flush_settles(&self) -> usize {
        let tries = self.core.unsettled.len();
        money::retry_settles(&self.core, tries).await;
        self.core.unsettled.len()
    }

    /// How many audit events were lost.
    pub fn lost_audit_events(&self) -> u64 {
        self.core.audit.iter().map(|sink| sink.lost()).sum()
    }
}

/// A choice after the hard filters, or why none is left.
pub(crate) fn filtered(
    proposed: Choice,
    objection: impl Fn(&crate::route::Model) -> Option<String>,
) -> Result<Choice, Error> {
    let mut refused = Vec::new();
    let mut passing = std::iter::once(proposed.model())
        .chain(proposed.fallbacks())
        .filter(|model| match objection(model) {
            Some(reason) => {
                refused.push(reason);
                false
            }
            None => true,
        })
        .cloned()
        .collect::<Vec<_>>()
        .into_iter();
    let Some(model) = passing.next() else {
        return Err(Error::NoRoute(crate::error::RouteError::NoCandidate { reasons: refused }));
    };
    let mut choice = passing.fold(Choice::new(model), Choice::fallback);
    let shadows = proposed.shadows().iter().filter(|model| objection(model).is_none());
    choice = shadows.fold(choice, |choice, model| choice.shadow(Arc::clone(model)));
    if let Some(complexity) = proposed.complexity_estimate() {
        choice = choice.complexity(complexity);
    }
    let reasons = proposed.reasons().iter().chain(&refused);
    Ok(reasons.fold(choice, |choice, reason| choice.reason(reason)))
}
