//! The models that may answer: what each costs, where it runs, how much it takes, what it can.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::id::Fingerprint;
use crate::money::Price;

/// The models of a service, in the order they were added.
///
/// As JSON, with prices in nano-dollars per million tokens, so that $0.15 is `150000000`. Only
/// `name` and `tier` must be there for it to be read; a policy also demands a price. A field
/// that is not known is an error.
///
/// ```
/// use palisade::{Capability, ModelCatalog, Tier};
///
/// let catalog: ModelCatalog = serde_json::from_str(r#"{
///     "models": [{
///         "name": "small-1",
///         "tier": "small",
///         "price": { "input": 150000000, "output": 600000000, "cached_input": 75000000 },
///         "context_window": 128000,
///         "region": "eu",
///         "capabilities": ["tools", "json"]
///     }]
/// }"#).unwrap();
/// let model = catalog.find("small-1").unwrap();
/// assert_eq!(model.tier(), Tier::Small);
/// assert!(model.has(Capability::Tools) && !model.has(Capability::Vision));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelCatalog {
    models: Vec<Arc<Model>>,
}

impl ModelCatalog {
    /// A catalog without models; a policy refuses it as long as it stays so.
    pub const fn new() -> Self {
        Self { models: Vec::new() }
    }

    /// Adds a model. Names must differ; a second model of a name is a mistake that `build()`
    /// reports.
    pub fn model(mut self, model: impl Into<Arc<Model>>) -> Self {
        self.models.push(model.into());
        self
    }

    /// The model of that name.
    pub fn find(&self, name: &str) -> Option<&Arc<Model>> {
        self.models.iter().find(|model| model.name == name)
    }

    /// The models of a tier, in the order they were added.
    pub fn of_tier(&self, tier: Tier) -> impl Iterator<Item = &Arc<Model>> {
        self.models.iter().filter(move |model| model.tier == tier)
    }

    /// All models, in the order they were added.
    pub fn iter(&self) -> std::slice::Iter<'_, Arc<Model>> {
        self.models.iter()
    }

    /// How many models there are.
    pub const fn len(&self) -> usize {
        self.models.len()
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.models.is_empty()
    }

    /// Writes every option of every model, and the mistakes: a router calls it in its own
    /// [`describe`](crate::Router::describe).
    pub fn describe(&self, to: &mut Fingerprint) {
        to.number("models", self.models.len() as u64);
        if self.models.is_empty() {
            to.mistake("catalog: it has no models; add at least one with ModelCatalog::model");
        }
        for (position, model) in self.models.iter().enumerate() {
            model.describe(to);
            let earlier = self.models.iter().take(position);
            if earlier.clone().any(|other| other.name == model.name) {
                to.mistake(format!(
                    "catalog: two models are named {:?}; give each its own name",
                    model.name
                ));
            }
        }
    }
}

impl<'a> IntoIterator for &'a ModelCatalog {
    type Item = &'a Arc<Model>;
    type IntoIter = std::slice::Iter<'a, Arc<Model>>;

    fn into_iter(self) -> Self::IntoIter {
        self.models.iter()
    }
}

impl<M: Into<Arc<Model>>> FromIterator<M> for ModelCatalog {
    fn from_iter<I: IntoIterator<Item = M>>(models: I) -> Self {
        Self { models: models.into_iter().map(Into::into).collect() }
    }
}

/// A model as a router and the hard filters see it.
///
/// ```
/// use palisade::{Capability, Model, NanoUsd, Price, Tier};
///
/// // $2.50 and $10 per million tokens of input and output.
/// let price = Price::per_million(NanoUsd::from_cents(250), NanoUsd::from_dollars(10));
/// let model = Model::new("large-1", Tier::Large)
///     .with_price(price)
///     .with_context_window(200_000)
///     .in_region("eu")
///     .with(Capability::Tools);
/// assert_eq!(model.context_window(), 200_000);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    name: String,
    tier: Tier,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    price: Option<Price>,
    #[serde(default = "default_window")]
    context_window: u64,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    region: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    capabilities: Vec<Capability>,
}

impl Model {
    /// The context window of a model that names none, in tokens: 8,192.
    pub const DEFAULT_CONTEXT_WINDOW: u64 = 8_192;

    /// A model of that name, as the provider calls it, without a price, a region or
    /// capabilities, and with the smallest usual context window. A policy demands a price.
    pub fn new(name: impl Into<String>, tier: Tier) -> Self {
        Self {
            name: name.into(),
            tier,
            price: None,
            context_window: Self::DEFAULT_CONTEXT_WINDOW,
            region: String::new(),
            capabilities: Vec::new(),
        }
    }

    /// Sets what it charges.
    pub const fn with_price(mut self, price: Price) -> Self {
        self.price = Some(price);
        self
    }

    /// Sets how many tokens of input and output together it takes; 8,192 unless told.
    pub const fn with_context_window(mut self, tokens: u64) -> Self {
        self.context_window = tokens;
        self
    }

    /// Sets where it runs, in the caller's own names for regions. A model without a region
    /// passes no filter on regions.
    pub fn in_region(mut self, region: impl Into<String>) -> Self {
        self.region = region.into();
        self
    }

    /// Adds something that it can do.
    pub fn with(mut self, capability: Capability) -> Self {
        if !self.has(capability) {
            self.capabilities.push(capability);
        }
        self
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its tier.
    pub const fn tier(&self) -> Tier {
        self.tier
    }

    /// What it charges; `None` where that is not known, which a budget refuses.
    pub const fn price(&self) -> Option<&Price> {
        self.price.as_ref()
    }

    /// How many tokens of input and output together it takes.
    pub const fn context_window(&self) -> u64 {
        self.context_window
    }

    /// Where it runs; empty where that is not known.
    pub fn region(&self) -> &str {
        &self.region
    }

    /// What it can do, in the order that was told.
    pub fn capabilities(&self) -> &[Capability] {
        &self.capabilities
    }

    /// Whether it can do that.
    pub fn has(&self, capability: Capability) -> bool {
        self.capabilities.contains(&capability)
    }

    fn describe(&self, to: &mut Fingerprint) {
        to.text("model", &self.name);
        to.text("tier", self.tier.name());
        match &self.price {
            Some(price) => price.describe(&format!("catalog: model {:?}", self.name), to),
            None => to.mistake(format!(
                "catalog: model {:?} has no price, so no call of it could be paid; give it one \
                 with Model::with_price",
                self.name
            )),
        }
        to.number("context_window", self.context_window);
        to.text("region", &self.region);
        // What it can do is a set: the order in which it was told changes nothing.
        let mut names: Vec<_> = self.capabilities.iter().map(|c| c.name()).collect();
        names.sort_unstable();
        names.dedup();
        to.text("capabilities", &names.join(","));
        if self.name.is_empty() {
            to.mistake("catalog: a model has an empty name; name it as its provider does");
        }
        if self.context_window == 0 {
            to.mistake(format!(
                "catalog: model {:?} has a context window of 0 tokens, so no call fits; set it \
                 with Model::with_context_window",
                self.name
            ));
        }
    }
}

/// How capable and how dear a model is, among those of its catalog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Tier {
    /// Cheap and fast: look-ups, labels, short rewrites.
    Small,
    /// For most requests.
    Medium,
    /// The most capable: proofs, code, long and constrained tasks.
    Large,
}

impl Tier {
    /// All tiers, cheapest first.
    pub const ALL: [Self; 3] = [Self::Small, Self::Medium, Self::Large];

    /// The name in reasons, policy files and fingerprints.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::Medium => "medium",
            Self::Large => "large",
        }
    }

    /// The next cheaper tier; none below `Small`.
    pub const fn cheaper(self) -> Option<Self> {
        match self {
            Self::Small => None,
            Self::Medium => Some(Self::Small),
            Self::Large => Some(Self::Medium),
        }
    }
}

impl fmt::Display for Tier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// What a model can do beyond text in and text out; what a request demands of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Capability {
    /// Calls tools.
    Tools,
    /// Takes images.
    Vision,
    /// Takes or gives sound.
    Audio,
    /// Takes documents as files, such as PDF.
    Documents,
    /// Holds its answer to a JSON schema.
    Json,
    /// Thinks before it answers.
    Reasoning,
    /// Gives answers of more than about 8,000 tokens.
    LongOutput,
    /// Keeps the beginning of prompts, so that it need not be paid in full again.
    PromptCaching,
}

impl Capability {
    /// The name in reasons, policy files and fingerprints.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Tools => "tools",
            Self::Vision => "vision",
            Self::Audio => "audio",
            Self::Documents => "documents",
            Self::Json => "json",
            Self::Reasoning => "reasoning",
            Self::LongOutput => "long_output",
            Self::PromptCaching => "prompt_caching",
        }
    }
}

impl fmt::Display for Capability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

const fn default_window() -> u64 {
    Model::DEFAULT_CONTEXT_WINDOW
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::NanoUsd;

    fn priced(name: &str, tier: Tier) -> Model {
        let price = Price::per_million(NanoUsd::from_cents(15), NanoUsd::from_cents(60));
        Model::new(name, tier).with_price(price)
    }

    fn described(catalog: &ModelCatalog) -> Fingerprint {
        let mut to = Fingerprint::new();
        catalog.describe(&mut to);
        to
    }

    #[test]
    fn mistakes_say_what_to_change() {
        let cases = [
            (ModelCatalog::new(), "no models"),
            (ModelCatalog::new().model(Model::new("a", Tier::Small)), "with_price"),
            (
                ModelCatalog::new().model(priced("a", Tier::Small)).model(priced("a", Tier::Large)),
                "two models are named \"a\"",
            ),
            (
                ModelCatalog::new().model(priced("a", Tier::Small).with_context_window(0)),
                "with_context_window",
            ),
            (ModelCatalog::new().model(priced("", Tier::Small)), "empty name"),
        ];
        for (catalog, expected) in cases {
            let to = described(&catalog);
            assert_eq!(to.mistakes().len(), 1, "{expected}: {:?}", to.mistakes());
            assert!(to.mistakes()[0].contains(expected), "{:?}", to.mistakes());
        }
        let sound = ModelCatalog::new().model(priced("a", Tier::Small));
        assert!(described(&sound).mistakes().is_empty());
    }

    #[test]
    fn every_option_changes_the_fingerprint() {
        let of = |model: Model| described(&ModelCatalog::new().model(model)).finish();
        let base = of(priced("a", Tier::Small));
        let others = [
            of(priced("b", Tier::Small)),
            of(priced("a", Tier::Medium)),
            of(Model::new("a", Tier::Small)),
            of(Model::new("a", Tier::Small)
                .with_price(Price::per_million(NanoUsd::from_cents(16), NanoUsd::from_cents(60)))),
            of(Model::new("a", Tier::Small)
                .with_price(Price::per_million(NanoUsd::from_cents(15), NanoUsd::from_cents(61)))),
            of(Model::new("a", Tier::Small).with_price(
                Price::per_million(NanoUsd::from_cents(15), NanoUsd::from_cents(60))
                    .cached_input(NanoUsd::from_cents(1)),
            )),
            of(priced("a", Tier::Small).with_context_window(9_000)),
            of(priced("a", Tier::Small).in_region("eu")),
            of(priced("a", Tier::Small).with(Capability::Tools)),
        ];
        let mut all: Vec<_> = others.iter().map(ToString::to_string).collect();
        all.push(base.to_string());
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), others.len() + 1);
        assert_eq!(
            of(priced("a", Tier::Small).with(Capability::Tools).with(Capability::Json)),
            of(priced("a", Tier::Small).with(Capability::Json).with(Capability::Tools)),
        );
    }

    #[test]
    fn json_is_read_back_and_unknown_fields_are_errors() {
        let catalog = ModelCatalog::new()
            .model(priced("a", Tier::Small).in_region("eu").with(Capability::LongOutput))
            .model(Model::new("b", Tier::Large).with_context_window(1));
        let json = serde_json::to_string(&catalog).unwrap();
        assert_eq!(serde_json::from_str::<ModelCatalog>(&json).unwrap(), catalog);

        for wrong in [
            r#"{"models": [], "default": "a"}"#,
            r#"{"models": [{"name": "a", "tier": "small", "prize": 1}]}"#,
            r#"{"models": [{"name": "a", "tier": "tiny"}]}"#,
            r#"{"models": [{"name": "a", "tier": "small", "capabilities": ["flying"]}]}"#,
            r#"{"models": [{"name": "a", "tier": "small",
                "price": {"input": 1, "output": 2, "cached": 1}}]}"#,
        ] {
            assert!(serde_json::from_str::<ModelCatalog>(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn names_are_snake_case_as_in_json() {
        for capability in [Capability::Tools, Capability::LongOutput, Capability::PromptCaching] {
            let json = serde_json::to_string(&capability).unwrap();
            assert_eq!(json, format!("\"{capability}\""));
        }
        for tier in Tier::ALL {
            assert_eq!(serde_json::to_string(&tier).unwrap(), format!("\"{tier}\""));
        }
    }
}
