//! Stub.
use crate::money::Price;
use serde::{Deserialize, Serialize};
use std::fmt;
/// What a model can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Capability {
    /// Calls tools.
    Tools,
}
impl fmt::Display for Capability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}
/// Tier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Tier {
    /// Cheap.
    Small,
    /// Middle.
    Medium,
    /// Best.
    Large,
}
/// A model.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    name: String,
    tier: Tier,
    price: Option<Price>,
    region: String,
    window: u64,
}
impl Model {
    /// New.
    pub fn new(name: impl Into<String>, tier: Tier) -> Self {
        Self { name: name.into(), tier, price: None, region: String::new(), window: 8192 }
    }
    /// Sets price.
    pub fn with_price(mut self, price: Price) -> Self {
        self.price = Some(price);
        self
    }
    /// Name.
    pub fn name(&self) -> &str {
        &self.name
    }
    /// Tier.
    pub const fn tier(&self) -> Tier {
        self.tier
    }
    /// Price.
    pub const fn price(&self) -> Option<&Price> {
        self.price.as_ref()
    }
    /// Region.
    pub fn region(&self) -> &str {
        &self.region
    }
    /// Window in tokens.
    pub const fn context_window(&self) -> u64 {
        self.window
    }
    /// Has.
    pub fn has(&self, _c: Capability) -> bool {
        true
    }
}
/// Catalog.
#[derive(Clone, Debug, Default)]
pub struct ModelCatalog;
