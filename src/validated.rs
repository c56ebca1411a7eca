//! The proofs: values that only this crate makes, and that the next step asks for.
//!
//! Each carries the instance, the policy and the request that it belongs to. None can be built,
//! changed or read from data by other code, so a skipped check does not compile:
//!
//! ```compile_fail,E0451
//! let forged = palisade::ValidatedInput { request: todo!(), input: todo!() };
//! ```
//! ```compile_fail,E0599
//! let forged = palisade::Route::new(palisade::Model::new("any", palisade::Tier::Small));
//! ```
//! ```compile_fail,E0451
//! let forged = palisade::Call { request: todo!() };
//! ```
//! ```compile_fail,E0451
//! let forged = palisade::ValidatedOutput { request: todo!() };
//! ```
//! ```compile_fail,E0451
//! let forged = palisade::Reservation { request: todo!() };
//! ```
//! ```compile_fail,E0277
//! let forged: palisade::ValidatedOutput = serde_json::from_str("{}").unwrap();
//! ```
//! ```compile_fail,E0308
//! # async fn f(rails: &palisade::Guardrails) {
//! // An unchecked text is no proof that it was checked.
//! rails.route("any text").await;
//! # }
//! ```

use std::fmt;
use std::sync::Arc;

use serde::Serialize;

use crate::core::Request;
use crate::finding::{Finding, Score};
use crate::id::RequestId;
use crate::money::Usage;
use crate::output::{Context, FinishReason};
use crate::policy::Verdict;
use crate::route::{Choice, Model, Requirements};
use crate::scope::Scope;
use crate::text::{Channel, ChannelKind, Conversation, Input, Part, PartRef, Source};
use crate::vault::{Pseudonyms, Setting};

/// An input that passed the guards, redacted. A cheap clone. `Debug` shows no text.
#[derive(Clone)]
pub struct ValidatedInput {
    pub(crate) request: Arc<Request>,
    pub(crate) checked: Arc<CheckedInput>,
}

/// What is kept of a checked input.
pub(crate) struct CheckedInput {
    /// Redacted, without the excluded parts.
    pub(crate) context: Context,
    pub(crate) verdict: Verdict,
    pub(crate) excluded: Vec<PartRef>,
    pub(crate) redacted: bool,
    pub(crate) enforced: bool,
    pub(crate) conversation: Conversation,
    pub(crate) pseudonyms: Option<Pseudonyms>,
}

impl ValidatedInput {
    /// The user's message, redacted; empty where there was none.
    pub fn user_text(&self) -> &str {
        let user = self.parts().find(|part| part.source() == Source::User);
        user.map_or("", Part::text)
    }

    /// The parts that may go on, redacted, each at its old place.
    pub fn parts(&self) -> impl Iterator<Item = &Part<'static>> {
        self.checked.context.input().into_iter().flat_map(|input| input.parts())
    }

    /// Where the parts were that were left out.
    pub fn excluded(&self) -> &[PartRef] {
        &self.checked.excluded
    }

    /// All that was found, by part and span. Spans are those of the original.
    pub fn findings(&self) -> &[Finding] {
        &self.checked.verdict.findings
    }

    /// All scores, by part and guard.
    pub fn scores(&self) -> &[Score] {
        &self.checked.verdict.scores
    }

    /// Whether anything was replaced or left out.
    pub fn is_redacted(&self) -> bool {
        self.checked.redacted
    }

    /// Whether all that was found was enforced: false where a guard only observes, or failed and
    /// was passed over.
    pub fn enforced(&self) -> bool {
        self.checked.enforced
    }

    /// Names of guards that failed and were passed over; always empty without
    /// [`dangerous`](crate::GuardrailsBuilder::dangerous).
    pub fn failed_guards(&self) -> impl Iterator<Item = &str> {
        self.checked.verdict.failed.iter().map(|name| &**name)
    }

    /// The conversation after this turn, to be given to the next
    /// [`Input::conversation`].
    pub fn conversation(&self) -> Conversation {
        self.checked.conversation
    }

    /// Who asked.
    pub fn scope(&self) -> &Scope {
        &self.request.scope
    }

    /// Joins this to the audit log.
    pub fn request_id(&self) -> RequestId {
        self.request.tag.request
    }

    pub(crate) fn input(&self) -> Option<&Input<'static>> {
        self.checked.context.input()
    }
}

impl fmt::Debug for ValidatedInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ValidatedInput")
            .field("request", &self.request_id())
            .field("findings", &self.findings().len())
            .field("redacted", &self.is_redacted())
            .finish_non_exhaustive()
    }
}

/// A model that passed the hard filters, for one request.
#[derive(Clone)]
pub struct Route {
    pub(crate) request: Arc<Request>,
    pub(crate) choice: Choice,
    pub(crate) needs: Arc<Requirements>,
}

impl Route {
    /// The model.
    pub fn model(&self) -> &Model {
        self.choice.model()
    }

    /// The models to try where it fails, best first; they passed the same filters.
    pub fn fallbacks(&self) -> impl Iterator<Item = &Model> {
        self.choice.fallbacks().iter().map(|model| &**model)
    }

    /// The models that are asked beside, for comparison.
    pub fn shadows(&self) -> impl Iterator<Item = &Model> {
        self.choice.shadows().iter().map(|model| &**model)
    }

    /// How hard the router thinks the request is, 0 to 1.
    pub const fn complexity(&self) -> Option<f64> {
        self.choice.complexity_estimate()
    }

    /// Why this model, for people.
    pub fn reasons(&self) -> &[String] {
        self.choice.reasons()
    }

    /// The route after the model has failed: the first fallback, with those behind it. `None`
    /// where there is no other.
    pub fn fall_back(&self) -> Option<Self> {
        let (next, rest) = self.choice.fallbacks().split_first()?;
        let failed = self.choice.model().name();
        let mut choice = Choice::new(Arc::clone(next)).reason(format!("{failed} failed"));
        choice = rest.iter().fold(choice, |choice, model| choice.fallback(Arc::clone(model)));
        if let Some(complexity) = self.complexity() {
            choice = choice.complexity(complexity);
        }
        Some(Self { choice, ..self.clone() })
    }
}

impl fmt::Debug for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Route")
            .field("request", &self.request.tag.request)
            .field("choice", &self.choice)
            .finish_non_exhaustive()
    }
}

/// What a channel holds, for those who put values back in it.
pub(crate) const fn setting_of(channel: Channel) -> Setting {
    match channel.kind() {
        ChannelKind::ToolArguments(_) => Setting::Json,
        _ => Setting::Prose,
    }
}

/// An answer that passed the output guards, redacted. `Debug` shows no text.
#[derive(Clone)]
pub struct ValidatedOutput {
    pub(crate) request: Arc<Request>,
    pub(crate) channels: Vec<(Channel, String)>,
    pub(crate) verdict: Arc<Verdict>,
    pub(crate) model: Option<String>,
    pub(crate) finish: FinishReason,
    pub(crate) usage: Option<Usage>,
    pub(crate) enforced: bool,
    /// Whether it came from the cache.
    pub(crate) cached: bool,
    /// Of the request, to put values back.
    pub(crate) pseudonyms: Option<Pseudonyms>,
}

impl ValidatedOutput {
    /// The text of the first choice with the values of the request's [`Vault`](crate::Vault) in
    /// it, for the user alone: it is what is not to be logged, cached or sent to a model.
    pub fn restored_text(&self) -> String {
        self.restored_channel(Channel::TEXT).unwrap_or_default()
    }

    /// The same, of an answer that is not needed any more.
    pub fn into_restored_text(self) -> String {
        match self.pseudonyms {
            Some(_) => self.restored_text(),
            None => self.into_text(),
        }
    }

    /// The same of a channel. In the arguments of a tool call values are escaped as JSON strings
    /// are.
    pub fn restored_channel(&self, channel: Channel) -> Option<String> {
        let text = self.channel(channel)?;
        Some(match &self.pseudonyms {
            Some(pseudonyms) => pseudonyms.restore(text, setting_of(channel)),
            None => text.to_owned(),
        })
    }

    /// All texts by channel, with the values in them.
    pub fn restored(&self) -> Vec<(Channel, String)> {
        let restored =
            |(channel, _): &(Channel, String)| Some((*channel, self.restored_channel(*channel)?));
        self.channels.iter().filter_map(restored).collect()
    }

    /// The text of the first choice; empty where there is none.
    pub fn text(&self) -> &str {
        self.channel(Channel::TEXT).unwrap_or("")
    }

    /// The text of the first choice, owned.
    pub fn into_text(self) -> String {
        let text = self.channels.into_iter().find(|(channel, _)| *channel == Channel::TEXT);
        text.map(|(_, text)| text).unwrap_or_default()
    }

    /// The text of a channel.
    pub fn channel(&self, channel: Channel) -> Option<&str> {
        let found = self.channels.iter().find(|(existing, _)| *existing == channel);
        found.map(|(_, text)| text.as_str())
    }

    /// All texts by channel.
    pub fn channels(&self) -> &[(Channel, String)] {
        &self.channels
    }

    /// All that was found, by channel and span. Spans are those of the original.
    pub fn findings(&self) -> &[Finding] {
        &self.verdict.findings
    }

    /// All scores.
    pub fn scores(&self) -> &[Score] {
        &self.verdict.scores
    }

    /// Whether all that was found was enforced.
    pub const fn enforced(&self) -> bool {
        self.enforced
    }

    /// Whether it came from the cache.
    pub const fn is_cached(&self) -> bool {
        self.cached
    }

    /// Why the answer ended.
    pub const fn finish_reason(&self) -> FinishReason {
        self.finish
    }

    /// What the answer used, where that is known. For one from the cache: when it was made.
    pub const fn usage(&self) -> Option<Usage> {
        self.usage
    }

    /// Joins this to the audit log.
    pub fn request_id(&self) -> RequestId {
        self.request.tag.request
    }
}

impl fmt::Debug for ValidatedOutput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ValidatedOutput")
            .field("request", &self.request_id())
            .field("findings", &self.findings().len())
            .field("finish", &self.finish)
            .field("cached", &self.cached)
            .finish_non_exhaustive()
    }
}

/// What `inspect_input` and `inspect_output` found, enforcing nothing.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Inspection {
    findings: Vec<Finding>,
    scores: Vec<Score>,
}

impl Inspection {
    pub(crate) fn new(verdict: Verdict) -> Self {
        Self { findings: verdict.findings, scores: verdict.scores }
    }

    /// All that was found, by part and span. Spans are those of the original.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// All scores.
    pub fn scores(&self) -> &[Score] {
        &self.scores
    }
}
