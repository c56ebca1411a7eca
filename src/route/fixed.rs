//! The router that always proposes the same model.

use std::sync::Arc;

use async_trait::async_trait;

use crate::error::RouteError;
use crate::id::Fingerprint;
use crate::route::{Choice, Model, ModelCatalog, RouteRequest, Router};

/// A model by itself is a router that always proposes it. The hard filters apply as ever.
///
/// ```
/// use palisade::{Guardrails, Model, NanoUsd, Preset, Price, Tier};
///
/// let price = Price::per_million(NanoUsd::from_cents(15), NanoUsd::from_cents(60));
/// let rails = Guardrails::preset(Preset::Chat)
///     .router(Model::new("small-1", Tier::Small).with_price(price))
///     .build();
/// assert!(rails.is_ok());
/// ```
#[deny(clippy::missing_trait_methods)]
#[async_trait]
impl Router for Model {
    fn name(&self) -> &str {
        "fixed"
    }

    fn describe(&self, to: &mut Fingerprint) {
        ModelCatalog::new().model(self.clone()).describe(to);
    }

    async fn route(&self, _request: &RouteRequest<'_>) -> Result<Choice, RouteError> {
        Ok(Choice::new(Arc::new(self.clone())).reason("the only model"))
    }
}
