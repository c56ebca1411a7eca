//! Which model should answer: a router proposes, `Guardrails` filters and decides.

mod catalog;
mod features;
mod fixed;
mod load;
mod prices;
mod rules;
mod tier;

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;

use crate::budget::BudgetStatus;
use crate::error::RouteError;
use crate::finding::Score;
use crate::id::Fingerprint;
use crate::text::Input;

pub use catalog::{Capability, Model, ModelCatalog, Tier};
pub use features::Complexity;
pub use load::CatalogError;
pub use prices::{PriceTable, PriceTableError, PricedModel, SkipReason, SkippedModel};
pub use tier::TierRouter;

/// Proposes models for a request. What it returns is plain data: `Guardrails` applies the hard
/// filters (region, capability, context window, price) to the choice, its fallbacks and its
/// shadows, and alone makes the [`Route`](crate::Route).
#[async_trait]
pub trait Router: fmt::Debug + Send + Sync {
    /// The name in the audit log.
    fn name(&self) -> &str;

    /// Writes every option that changes its choices, and the mistakes in them.
    fn describe(&self, to: &mut Fingerprint);

    /// Proposes models, best first.
    ///
    /// # Errors
    /// Where it has none to propose.
    async fn route(&self, request: &RouteRequest<'_>) -> Result<Choice, RouteError>;
}

/// What a router may know of a request.
#[derive(Debug)]
pub struct RouteRequest<'a> {
    input: &'a Input<'a>,
    scores: &'a [Score],
    needs: &'a Requirements,
    budget: Option<&'a BudgetStatus>,
}

impl<'a> RouteRequest<'a> {
    /// A request as a router sees it; `Guardrails` makes its own, this serves tests of routers.
    pub const fn new(
        input: &'a Input<'a>,
        scores: &'a [Score],
        needs: &'a Requirements,
        budget: Option<&'a BudgetStatus>,
    ) -> Self {
        Self { input, scores, needs, budget }
    }

    /// The input as the guards left it, redacted.
    pub const fn input(&self) -> &Input<'a> {
        self.input
    }

    /// The scores that the guards gave it.
    pub const fn scores(&self) -> &[Score] {
        self.scores
    }

    /// What the model must have. A router may use it; the filter comes after it anyway.
    pub const fn requirements(&self) -> &Requirements {
        self.needs
    }

    /// What is left of the budget, where there is one and it answered.
    pub const fn budget(&self) -> Option<&BudgetStatus> {
        self.budget
    }
}

/// What a model must have to be considered: hard filters, which fallbacks obey too.
///
/// ```
/// use palisade::{Capability, Requirements};
///
/// let needs = Requirements::new().region("eu").capability(Capability::Tools);
/// assert_eq!(needs.allowed_regions().collect::<Vec<_>>(), ["eu"]);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Requirements {
    regions: Vec<String>,
    capabilities: Vec<Capability>,
    denied: Vec<String>,
    max_output_tokens: Option<u64>,
}

impl Requirements {
    /// No requirement but that the input fits.
    pub fn new() -> Self {
        Self::default()
    }

    /// Allows a region; with none named, all are allowed.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.regions.push(region.into());
        self
    }

    /// Demands a capability.
    pub fn capability(mut self, capability: Capability) -> Self {
        self.capabilities.push(capability);
        self
    }

    /// Rules a model out.
    pub fn deny_model(mut self, model: impl Into<String>) -> Self {
        self.denied.push(model.into());
        self
    }

    /// How many output tokens the context window must have room for beside the input. Without
    /// it, the default of [`Parameters`](crate::Parameters) is taken.
    pub const fn max_output_tokens(mut self, tokens: u64) -> Self {
        self.max_output_tokens = Some(tokens);
        self
    }

    /// The allowed regions; none means all.
    pub fn allowed_regions(&self) -> impl Iterator<Item = &str> {
        self.regions.iter().map(String::as_str)
    }

    /// The demanded capabilities.
    pub fn capabilities(&self) -> &[Capability] {
        &self.capabilities
    }

    /// Why `model` cannot take an input of at most `input_tokens`; `None` where it can.
    pub fn objection(&self, model: &Model, input_tokens: u64) -> Option<String> {
        let name = model.name();
        if self.denied.iter().any(|denied| denied == name) {
            return Some(format!("{name}: denied"));
        }
        if !self.regions.is_empty() && !self.regions.iter().any(|region| region == model.region()) {
            return Some(format!("{name}: region {} is not allowed", model.region()));
        }
        if let Some(missing) = self.capabilities.iter().find(|c| !model.has(**c)) {
            return Some(format!("{name}: lacks {missing}"));
        }
        let output = self.max_output_tokens.unwrap_or(crate::route::DEFAULT_OUTPUT_TOKENS);
        let needed = input_tokens.saturating_add(output);
        (needed > model.context_window()).then(|| {
            format!(
                "{name}: context window {} is too small for {needed} tokens",
                model.context_window()
            )
        })
    }
}

/// How many output tokens are reckoned with where the caller names no limit.
pub const DEFAULT_OUTPUT_TOKENS: u64 = 1_024;

/// What a router proposes.
#[derive(Clone, Debug)]
pub struct Choice {
    model: Arc<Model>,
    fallbacks: Vec<Arc<Model>>,
    shadows: Vec<Arc<Model>>,
    complexity: Option<f64>,
    reasons: Vec<String>,
}

impl Choice {
    /// Proposes a model.
    pub fn new(model: impl Into<Arc<Model>>) -> Self {
        Self {
            model: model.into(),
            fallbacks: Vec::new(),
            shadows: Vec::new(),
            complexity: None,
            reasons: Vec::new(),
        }
    }

    /// Adds a model to try where those before it fail.
    pub fn fallback(mut self, model: impl Into<Arc<Model>>) -> Self {
        self.fallbacks.push(model.into());
        self
    }

    /// Adds a model that is asked beside, for comparison; its answer is not used.
    pub fn shadow(mut self, model: impl Into<Arc<Model>>) -> Self {
        self.shadows.push(model.into());
        self
    }

    /// How hard the request is, 0 to 1; held to that.
    pub const fn complexity(mut self, complexity: f64) -> Self {
        self.complexity = Some(if complexity > 0.0 { complexity.min(1.0) } else { 0.0 });
        self
    }

    /// Adds a reason, for people. It must not quote the text.
    pub fn reason(mut self, reason: impl Into<String>) -> Self {
        self.reasons.push(reason.into());
        self
    }

    /// The model.
    pub fn model(&self) -> &Arc<Model> {
        &self.model
    }

    /// What to try where it fails, in order.
    pub fn fallbacks(&self) -> &[Arc<Model>] {
        &self.fallbacks
    }

    /// What is asked beside.
    pub fn shadows(&self) -> &[Arc<Model>] {
        &self.shadows
    }

    /// How hard the request is, where the router said.
    pub const fn complexity_estimate(&self) -> Option<f64> {
        self.complexity
    }

    /// Why, for people.
    pub fn reasons(&self) -> &[String] {
        &self.reasons
    }
}
