//! The flow without a runtime, prices and scope: guards only, synchronous.

use std::sync::Arc;
use std::time::Instant;

use super::{input, outcome};
use crate::audit::Step;
use crate::core::Core;
use crate::error::Error;
use crate::id::PolicyFingerprint;
use crate::output::Reply;
use crate::scope::Scope;
use crate::stream::{self, LocalOutputStream};
use crate::text::Input;
use crate::validated::{Inspection, ValidatedInput, ValidatedOutput};

/// Guards without judges, router, budget and cache, for code that does not await. A cheap clone.
///
/// ```
/// use palisade::{Guardrails, Preset};
///
/// # fn model(_: &str) -> String { "We refunded it.".into() }
/// let rails = Guardrails::preset(Preset::Chat).build_local()?;
/// let input =
///     rails.validate_input("My card is 4111 1111 1111 1111, why was I billed twice?")?;
/// assert_eq!(input.user_text(), "My card is [CARD], why was I billed twice?");
/// let answer = rails.validate_output(&input, &model(input.user_text()))?;
/// assert_eq!(answer.text(), "We refunded it.");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct LocalGuardrails {
    pub(crate) core: Arc<Core>,
}

impl LocalGuardrails {
    /// The digest of the policy.
    pub fn policy(&self) -> PolicyFingerprint {
        self.core.policy.fingerprint
    }

    /// Shows the input to the guards.
    ///
    /// # Errors
    /// [`Error::Refused`] where a finding blocks, [`Error::GuardFailed`] where a guard could not
    /// say.
    pub fn validate_input<'i>(&self, input: impl Into<Input<'i>>) -> Result<ValidatedInput, Error> {
        let (begun, request) = (Instant::now(), self.core.begin(&Scope::empty()));
        let input = input.into();
        let checked = input::check(&self.core.policy, &input);
        input::conclude(&request, input, checked, begun)
    }

    /// Looks at an input, reads to the end, and enforces nothing.
    ///
    /// # Errors
    /// [`Error::GuardFailed`] where a guard could not say.
    pub fn inspect_input<'i>(&self, input: impl Into<Input<'i>>) -> Result<Inspection, Error> {
        input::check(&self.core.policy, &input.into()).map(Inspection::new)
    }

    /// Shows an answer to the output guards.
    ///
    /// # Errors
    /// [`Error::Refused`], [`Error::GuardFailed`], [`Error::AnswerTooLong`],
    /// [`Error::ForeignProof`].
    pub fn validate_output(
        &self,
        input: &ValidatedInput,
        reply: impl Into<Reply>,
    ) -> Result<ValidatedOutput, Error> {
        let begun = Instant::now();
        self.core.own("the input", &input.request.tag, &input.request.tag)?;
        let reply = reply.into();
        let screened = outcome::screen_locally(&self.core, input, reply.channels());
        stream::conclude(&input.request, input, screened, &reply, begun)
    }

    /// Looks at an answer, reads to the end, and enforces nothing.
    ///
    /// # Errors
    /// [`Error::GuardFailed`] where a guard could not say.
    pub fn inspect_output(&self, reply: impl Into<Reply>) -> Result<Inspection, Error> {
        let verdict = outcome::inspect_guards(&self.core, &Scope::empty(), &reply.into())?;
        Ok(Inspection::new(verdict))
    }

    /// Shows an answer that streams to the output guards: push what comes, send on what is
    /// released.
    ///
    /// # Errors
    /// [`Error::ForeignProof`]; [`Error::NotConfigured`] without an output guard.
    pub fn output_stream(&self, input: &ValidatedInput) -> Result<LocalOutputStream, Error> {
        self.core.own("the input", &input.request.tag, &input.request.tag)?;
        let begun = Instant::now();
        let guarded = self.core.policy.guards_output();
        guarded.map_err(|error| input.request.fail(Step::ValidateOutput, begun, error))?;
        Ok(LocalOutputStream::new(input))
    }
}
