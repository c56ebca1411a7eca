//! `route`, `prepare` and `reserve`.

use std::sync::Arc;

use super::filtered;
use crate::budget::Ask;
use crate::call::{self, Call, Parameters};
use crate::core::Core;
use crate::error::{BudgetError, Error};
use crate::reservation::{Reservation, Standing, Unsaid};
use crate::route::{Choice, Requirements, RouteRequest};
use crate::scope::Scope;
use crate::text::{Input, Part};
use crate::validated::{Route, ValidatedInput};

/// How many queued settles a reserve tries again.
const RETRIES_A_RESERVE: usize = 8;

pub(super) async fn route(
    core: &Core,
    input: &ValidatedInput,
    needs: &Requirements,
) -> Result<Choice, Error> {
    let router = core.router.as_deref().ok_or(Error::NotConfigured { step: "a router" })?;
    // A budget that does not answer is no reason not to route; `reserve` will ask it again.
    let status = match &core.budget {
        Some(budget) => budget.status(input.scope()).await.ok(),
        None => None,
    };
    let nothing = Input::of([]);
    let asked = input.input().unwrap_or(&nothing);
    let request = RouteRequest::new(asked, input.scores(), needs, status.as_ref());
    let proposed = router.route(&request).await?;
    let tokens = call::max_input_tokens(input);
    filtered(proposed, |model| {
        let unpriced = core.budget.is_some() && model.price().is_none();
        let no_price = unpriced.then(|| format!("{}: its price is not known", model.name()));
        no_price.or_else(|| needs.objection(model, tokens))
    })
}

pub(super) fn prepare(
    core: &Core,
    input: &ValidatedInput,
    route: &Route,
    parameters: Parameters,
) -> Result<Call, Error> {
    let model = Arc::clone(route.choice.model());
    // The parameters may ask for more output than the route reckoned with.
    let needs = (*route.needs).clone().max_output_tokens(parameters.output_tokens());
    if let Some(objection) = needs.objection(&model, call::max_input_tokens(input)) {
        let reasons = vec![objection];
        return Err(Error::NoRoute(crate::error::RouteError::NoCandidate { reasons }));
    }
    let estimate = match (model.price(), &core.budget) {
        // Without a budget nobody pays, so no price is needed.
        (None, None) => call::unpriced_estimate(input, &parameters),
        _ => call::estimate(input, &model, &parameters)?,
    };
    let (key, canonical) = match &core.cache {
        Some(caching) => {
            let texts = call::in_order(input).map(Part::text);
            let pseudonyms = input.checked.pseudonyms.as_ref();
            let canonical = pseudonyms.map(|pseudonyms| Arc::new(pseudonyms.canonical(texts)));
            let (levels, names) = (&caching.partition, canonical.as_deref());
            (Some(call::cache_key(input, &model, &parameters, levels, names)?), canonical)
        }
        None => (None, None),
    };
    let request = Arc::clone(&input.request);
    Ok(Call { request, input: input.clone(), model, parameters, estimate, key, canonical })
}

pub(super) async fn reserve(
    core: &Core,
    call: &Call,
    key: Option<&str>,
) -> Result<Reservation, Error> {
    let budget = core.budget.as_deref().ok_or(Error::NotConfigured { step: "a budget" })?;
    retry_settles(core, RETRIES_A_RESERVE).await;
    if call.model.price().is_none() {
        return Err(Error::UnknownPrice { model: call.model.name().to_owned() });
    }
    let key = key.map(|key| scoped(key, call.input.scope()));
    let mut ask = Ask::new(call.input.scope(), call.model.name(), call.estimate);
    if let Some(key) = &key {
        ask = ask.idempotency_key(key);
    }
    let hold = budget.reserve(&ask).await?;
    Ok(Reservation {
        request: Arc::clone(&call.request),
        model: Arc::clone(&call.model),
        hold,
        reserved: call.estimate,
        charged: call.estimate,
        standing: Standing::Held,
        reported: None,
    })
}

/// The key with a digest of the scope before it: no tenant can take another's key.
fn scoped(key: &str, scope: &Scope) -> String {
    let mut hasher = blake3::Hasher::new();
    for text in scope.levels().flat_map(|(level, value)| [level, value]) {
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    }
    format!("{}:{key}", hasher.finalize().to_hex())
}

/// Tries up to `most` queued settles again; stops at the first that the budget does not take.
pub(super) async fn retry_settles(core: &Core, most: usize) {
    let Some(budget) = core.budget.as_deref() else { return };
    for _ in 0..most {
        let Some((hold, actual)) = core.unsettled.pop() else { return };
        // Queued again where the budget does not answer, or where this future is dropped.
        let said = Unsaid::again(core, hold, actual).say(budget).await;
        if let Err(BudgetError::Unavailable { .. }) = said {
            return;
        }
    }
}
