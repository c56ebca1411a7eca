//! Price tables of others.

mod decimal;
mod entry;
mod pairs;
mod tiers;

#[cfg(test)]
mod tests;

use std::fmt;

use thiserror::Error;

use self::pairs::Pairs;
use crate::money::Price;
use crate::route::{Capability, Model, ModelCatalog, Tier};

/// The community price table of LiteLLM (`model_prices_and_context_window.json`) as read: what
/// could be priced exactly, and what could not, each with the reason.
///
/// The table's dollars a token are read digit by digit as nano-dollars per million tokens,
/// never through a floating-point number. What cannot be priced so is skipped: a model that is
/// not there is refused, never free. A price of 0 counts where the table says 0.
///
/// Prices are those of the ordinary service: the table's fields for other service tiers
/// (`…_priority`, `…_flex`, `…_batches`) are passed over. Charges for the provider's own tools,
/// such as searches, do not come with tokens; entries that have them are loaded and name them in
/// [`PricedModel::beside`].
///
/// ```
/// use palisade::{PriceTable, SkipReason, Tier, Usage};
///
/// let table = PriceTable::from_litellm(r#"{
///     "small-1": {
///         "litellm_provider": "example", "mode": "chat", "max_input_tokens": 128000,
///         "input_cost_per_token": 1.5e-07, "output_cost_per_token": 6e-07
///     },
///     "painter-1": { "mode": "image_generation", "output_cost_per_image": 0.04 }
/// }"#)?;
/// let price = table.find("small-1").unwrap().price();
/// assert_eq!(price.cost(&Usage::new(1, 0)).unwrap().nanos(), 150);
/// let skipped = &table.skipped()[0];
/// assert_eq!(skipped.name(), "painter-1");
/// assert!(matches!(skipped.reason(), SkipReason::OtherUnit { .. }));
///
/// let catalog = table.catalog(|model| (model.provider() == "example").then_some(Tier::Small));
/// assert_eq!(catalog.find("small-1").unwrap().context_window(), 128_000);
/// # Ok::<(), palisade::PriceTableError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct PriceTable {
    models: Vec<PricedModel>,
    skipped: Vec<SkippedModel>,
}

/// Why a price table cannot be read at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum PriceTableError {
    /// It is not JSON.
    #[error("the price table is no JSON: line {line}, column {column}")]
    NotJson {
        /// The line of the mistake, from 1.
        line: usize,
        /// The column of the mistake.
        column: usize,
    },
    /// It is JSON, but no object of models by name.
    #[error("the price table is no object of models by their names")]
    NotATable,
    /// Not a single entry could be priced, so it is some other file.
    #[error("no entry of the price table could be priced; is it the right file?")]
    NothingPriced,
}

/// A model whose price is known to the nano-dollar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PricedModel {
    name: String,
    provider: String,
    mode: String,
    price: Price,
    context_window: Option<u64>,
    max_output_tokens: Option<u64>,
    capabilities: Vec<Capability>,
    beside: Vec<String>,
}

/// An entry that was not loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkippedModel {
    name: String,
    reason: SkipReason,
}

/// Why an entry of a price table could not be priced exactly.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SkipReason {
    /// It explains the table's fields and is no model.
    Sample,
    /// It is no object.
    NotAnEntry,
    /// The name, or a field in it, is there twice.
    Twice {
        /// The field; empty where it is the name.
        field: String,
    },
    /// It has no price of input or of output. That is not taken as free.
    Missing {
        /// The field.
        field: &'static str,
    },
    /// A price is negative or no number, or larger than can be held.
    NotAPrice {
        /// The field.
        field: String,
    },
    /// A price is finer than a nano-dollar per million tokens.
    TooFine {
        /// The field.
        field: String,
    },
    /// It charges by something else than tokens and requests, such as images, seconds or
    /// characters, or in a way that is not known here.
    OtherUnit {
        /// The field.
        field: String,
    },
    /// Its tiers by length have gaps or are too many, or two fields price the same differently.
    OddTiers {
        /// The field.
        field: String,
    },
}

impl fmt::Display for SkipReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sample => f.write_str("it explains the fields and is no model"),
            Self::NotAnEntry => f.write_str("it is no object"),
            Self::Twice { field } if field.is_empty() => f.write_str("its name is there twice"),
            Self::Twice { field } => write!(f, "{field} is there twice"),
            Self::Missing { field } => write!(f, "{field} is missing, which is not free"),
            Self::NotAPrice { field } => write!(f, "{field} is no price"),
            Self::TooFine { field } => {
                write!(f, "{field} is finer than a nano-dollar per million tokens")
            }
            Self::OtherUnit { field } => write!(f, "{field} is no price of tokens or requests"),
            Self::OddTiers { field } => write!(f, "{field} does not fit the other tiers"),
        }
    }
}

impl PriceTable {
    /// Reads LiteLLM's table.
    ///
    /// # Errors
    /// Where it is no such table as a whole. What is wrong with one entry skips that entry.
    pub fn from_litellm(json: &str) -> Result<Self, PriceTableError> {
        let not_json = |error: serde_json::Error| match error.classify() {
            serde_json::error::Category::Data => PriceTableError::NotATable,
            _ => PriceTableError::NotJson { line: error.line(), column: error.column() },
        };
        let Pairs(entries) = serde_json::from_str(json).map_err(not_json)?;
        let mut names: Vec<_> = entries.iter().map(|(name, _)| name.clone()).collect();
        names.sort_unstable();
        let twice = |name: &String| {
            let first = names.partition_point(|other| other < name);
            names.get(first + 1) == Some(name)
        };
        let mut table = Self::default();
        for (name, json) in entries {
            let read = if twice(&name) {
                Err(SkipReason::Twice { field: String::new() })
            } else {
                entry::read(&name, json)
            };
            match read {
                Ok(model) => table.models.push(model),
                Err(reason) => table.skipped.push(SkippedModel { name, reason }),
            }
        }
        if table.models.is_empty() {
            return Err(PriceTableError::NothingPriced);
        }
        Ok(table)
    }

    /// What could be priced exactly, in the order of the table.
    pub fn models(&self) -> &[PricedModel] {
        &self.models
    }

    /// What could not, in the order of the table.
    pub fn skipped(&self) -> &[SkippedModel] {
        &self.skipped
    }

    /// The priced model of that name.
    pub fn find(&self, name: &str) -> Option<&PricedModel> {
        self.models.iter().find(|model| model.name == name)
    }

    /// A catalog of the models that `tier` gives a tier; the table has none of its own.
    pub fn catalog(&self, mut tier: impl FnMut(&PricedModel) -> Option<Tier>) -> ModelCatalog {
        self.models.iter().filter_map(|model| tier(model).map(|tier| model.model(tier))).collect()
    }
}

impl PricedModel {
    /// Its name in the table.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Who offers it, in the table's names; empty where the table does not say.
    pub fn provider(&self) -> &str {
        &self.provider
    }

    /// What it is for (`chat`, `embedding`, …), in the table's names; empty where the table
    /// does not say.
    pub fn mode(&self) -> &str {
        &self.mode
    }

    /// What it charges.
    pub const fn price(&self) -> &Price {
        &self.price
    }

    /// How many tokens of input it takes, where the table says.
    pub const fn context_window(&self) -> Option<u64> {
        self.context_window
    }

    /// How many tokens of output it gives at most, where the table says.
    pub const fn max_output_tokens(&self) -> Option<u64> {
        self.max_output_tokens
    }

    /// What it can do, as far as the table says.
    pub fn capabilities(&self) -> &[Capability] {
        &self.capabilities
    }

    /// The fields with charges that its tokens do not show, such as those for the provider's
    /// own searches. They are not in its price.
    pub fn beside(&self) -> &[String] {
        &self.beside
    }

    /// As a model of a catalog. Its context window is what the table gives for input alone, the
    /// smaller reading of the two; without one, it is that of [`Model::new`].
    pub fn model(&self, tier: Tier) -> Model {
        let model = Model::new(self.name.as_str(), tier).with_price(self.price);
        let model = match self.context_window {
            Some(tokens) => model.with_context_window(tokens),
            None => model,
        };
        self.capabilities.iter().fold(model, |model, capability| model.with(*capability))
    }
}

impl SkippedModel {
    /// Its name in the table.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Why it was skipped.
    pub const fn reason(&self) -> &SkipReason {
        &self.reason
    }
}
