//! What goes to the model: the order of its messages, its parameters, their canonical form.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::sync::Arc;

use crate::cache::{CacheKey, KeyParts, PartitionId};
use crate::core::Request;
use crate::error::Error;
use crate::money::{Amount, NanoUsd, Usage};
use crate::route::{DEFAULT_OUTPUT_TOKENS, Model};
use crate::scope::Scope;
use crate::text::{Part, Source};
use crate::validated::ValidatedInput;
use crate::vault::Canonical;

/// What will be sent: model, messages, parameters. `Debug` shows no text.
#[derive(Clone)]
pub struct Call {
    pub(crate) request: Arc<Request>,
    pub(crate) input: ValidatedInput,
    pub(crate) model: Arc<Model>,
    pub(crate) parameters: Parameters,
    pub(crate) estimate: Amount,
    /// `None` where no cache is configured.
    pub(crate) key: Option<CacheKey>,
    /// The placeholders of its messages, where a cache and a vault are set.
    pub(crate) canonical: Option<Arc<Canonical>>,
}

impl Call {
    /// The model to call.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The messages, in order: the application's instructions first, then the parts as they
    /// came, redacted.
    pub fn messages(&self) -> impl Iterator<Item = &Part<'static>> {
        in_order(&self.input)
    }

    /// The parameters.
    pub const fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// What is reserved for it: an upper bound.
    pub const fn estimate(&self) -> &Amount {
        &self.estimate
    }

    /// The input that it was made from.
    pub const fn input(&self) -> &ValidatedInput {
        &self.input
    }

    /// The key of its answer in the cache, where one is configured.
    pub const fn cache_key(&self) -> Option<&CacheKey> {
        self.key.as_ref()
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("request", &self.request.tag.request)
            .field("model", &self.model.name())
            .field("parameters", &self.parameters)
            .field("estimate", &self.estimate)
            .finish_non_exhaustive()
    }
}

/// What is asked of the model beside the messages. Equal parameters are equal in whatever order
/// they were set.
///
/// ```
/// use palisade::Parameters;
///
/// let parameters = Parameters::new().temperature(0.0).max_output_tokens(400);
/// assert!(parameters.is_deterministic());
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parameters {
    temperature: Option<f64>,
    max_output_tokens: Option<u64>,
    prompt_version: String,
    others: BTreeMap<String, String>,
    tags: Vec<String>,
}

impl Parameters {
    /// The provider's defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// The sampling temperature. Only answers at 0 are kept in the cache.
    pub const fn temperature(mut self, temperature: f64) -> Self {
        self.temperature = Some(temperature);
        self
    }

    /// The most output tokens; send it to the provider, since it bounds what is reserved.
    pub const fn max_output_tokens(mut self, tokens: u64) -> Self {
        self.max_output_tokens = Some(tokens);
        self
    }

    /// The version of the application's prompt, so that a new one does not get old answers.
    pub fn prompt_version(mut self, version: impl Into<String>) -> Self {
        self.prompt_version = version.into();
        self
    }

    /// Any other parameter, as it is sent.
    pub fn set(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.others.insert(name.into(), value.into());
        self
    }

    /// A tag under which the answer can be forgotten. Documents tag it by themselves as
    /// `document:` and their id.
    pub fn tag(mut self, tag: impl Into<String>) -> Self {
        self.tags.push(tag.into());
        self
    }

    /// Whether the same call gives the same answer: the temperature is 0.
    pub fn is_deterministic(&self) -> bool {
        self.temperature == Some(0.0)
    }

    /// The temperature that was set.
    pub const fn temperature_set(&self) -> Option<f64> {
        self.temperature
    }

    /// The most output tokens: as set, or 1,024.
    pub fn output_tokens(&self) -> u64 {
        self.max_output_tokens.unwrap_or(DEFAULT_OUTPUT_TOKENS)
    }

    /// The other parameters, by name.
    pub fn others(&self) -> impl Iterator<Item = (&str, &str)> {
        self.others.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    pub(crate) fn tags(&self) -> &[String] {
        &self.tags
    }

    /// One text for equal parameters: by name, lengths before values, fractions by their bits.
    fn canonical(&self) -> String {
        let mut out = String::new();
        // -0.0 and 0.0 are one temperature.
        let temperature = self.temperature.map(|value| (value + 0.0).to_bits());
        // Writing to a String does not fail.
        let _ = write!(out, "t={temperature:?};m={:?};", self.max_output_tokens);
        for (name, value) in &self.others {
            let _ = write!(out, "{}:{name}={}:{value};", name.len(), value.len());
        }
        out
    }
}

/// The parts in the order in which they are sent: instructions first.
pub(crate) fn in_order(input: &ValidatedInput) -> impl Iterator<Item = &Part<'static>> {
    let system = input.parts().filter(|part| part.source() == Source::System);
    system.chain(input.parts().filter(|part| part.source() != Source::System))
}

/// The most input tokens that the messages may cost, by the policy's counter.
pub(crate) fn max_input_tokens(input: &ValidatedInput) -> u64 {
    let counter = &input.request.core().tokens;
    counter.count_messages(&mut input.parts().map(Part::text))
}

/// The most that a call can use and cost.
pub(crate) fn estimate(
    input: &ValidatedInput,
    model: &Model,
    parameters: &Parameters,
) -> Result<Amount, Error> {
    let usage = Usage::new(max_input_tokens(input), parameters.output_tokens());
    let unknown = || Error::UnknownPrice { model: model.name().to_owned() };
    let price = model.price().ok_or_else(unknown)?;
    let overflow = crate::error::BudgetError::Overflow { what: "cost" };
    let cost = price
        .highest_cost(usage.input_tokens(), usage.output_tokens())
        .ok_or(Error::Budget(overflow))?;
    Ok(Amount::of(&usage, cost))
}

/// The same where nobody pays.
pub(crate) fn unpriced_estimate(input: &ValidatedInput, parameters: &Parameters) -> Amount {
    let usage = Usage::new(max_input_tokens(input), parameters.output_tokens());
    Amount::of(&usage, NanoUsd::ZERO)
}

/// The partition of a scope: the named levels, or all where none are named.
fn partition<'s>(scope: &'s Scope, levels: &'s [String]) -> Result<Vec<(&'s str, &'s str)>, Error> {
    let missing =
        |level: &str| Error::MissingLevel { level: level.to_owned(), needed_by: "the cache" };
    if scope.is_empty() {
        return Err(missing(levels.first().map_or("tenant", String::as_str)));
    }
    if levels.is_empty() {
        return Ok(scope.levels().collect());
    }
    let value = |level: &'s String| match scope.level(level) {
        Some(value) => Ok((level.as_str(), value)),
        None => Err(missing(level)),
    };
    levels.iter().map(value).collect()
}

pub(crate) fn partition_id(scope: &Scope, levels: &[String]) -> Result<PartitionId, Error> {
    partition(scope, levels).map(PartitionId::of)
}

/// The key of a call's answer.
pub(crate) fn cache_key(
    input: &ValidatedInput,
    model: &Model,
    parameters: &Parameters,
    levels: &[String],
    canonical: Option<&Canonical>,
) -> Result<CacheKey, Error> {
    let partition = partition(input.scope(), levels)?;
    // The same for whoever asks the same, whatever the placeholders of his vault.
    let texts: Vec<Cow<'_, str>> = in_order(input)
        .map(|part| match canonical {
            Some(canonical) => canonical.of_question(part.text()),
            None => Cow::Borrowed(part.text()),
        })
        .collect();
    let mut parameters_and_names = parameters.canonical();
    if let Some(canonical) = canonical {
        // A question that has the canonical form for text is another one.
        for label in canonical.labels() {
            parameters_and_names.push_str(label);
            parameters_and_names.push(';');
        }
    }
    // A document's id is part of what is asked, since the caller may render it.
    let messages: Vec<(&str, &str)> = in_order(input)
        .zip(&texts)
        .flat_map(|(part, text)| {
            part.id().map(|id| ("id", id)).into_iter().chain([(part.source().name(), &**text)])
        })
        .collect();
    Ok(CacheKey::of(&KeyParts {
        partition: &partition,
        model: model.name(),
        messages: &messages,
        parameters: &parameters_and_names,
        prompt_version: &parameters.prompt_version,
        policy: &input.request.tag.policy,
    }))
}
