//! Chooses by how hard a request is: a tier from its complexity, the cheapest model of the tier
//! that passes, and the others behind it.

use std::cmp::Ordering;
use std::sync::Arc;

use async_trait::async_trait;

use crate::budget::{BudgetStatus, LimitStatus};
use crate::error::RouteError;
use crate::id::Fingerprint;
use crate::money::{NanoUsd, Usage};
use crate::route::features::Complexity;
use crate::route::{
    Choice, DEFAULT_OUTPUT_TOKENS, Model, ModelCatalog, RouteRequest, Router, Tier,
};
use crate::text::max_tokens;

/// Routes by tier: easy requests to cheap models, hard ones to capable models.
///
/// The [`Complexity`] of the input gives the tier; where the budget is nearly used, the tier
/// below is taken. Of the models that can take the input, the cheapest of the tier is proposed,
/// else one of the next higher tier, else of a lower one. All others that can take it are
/// fallbacks: those of the same tier first, then those of the nearest tiers, cheapest first.
///
/// ```
/// use palisade::{
///     Input, Model, ModelCatalog, NanoUsd, Price, Requirements, RouteRequest, Router, Tier,
///     TierRouter,
/// };
///
/// let price = |cents| Price::per_million(NanoUsd::from_cents(cents), NanoUsd::from_cents(4 * cents));
/// let catalog = ModelCatalog::new()
///     .model(Model::new("small-1", Tier::Small).with_price(price(15)))
///     .model(Model::new("large-1", Tier::Large).with_price(price(250)));
/// let router = TierRouter::new(catalog).thresholds(0.4, 0.6);
///
/// # futures::executor::block_on(async {
/// let (input, needs) = (Input::user("Translate to French: good morning"), Requirements::new());
/// let choice = router.route(&RouteRequest::new(&input, &[], &needs, None)).await?;
/// assert_eq!(choice.model().name(), "small-1");
/// assert_eq!(choice.fallbacks()[0].name(), "large-1");
/// # Ok::<(), palisade::RouteError>(())
/// # }).unwrap();
/// ```
#[derive(Clone, Debug)]
pub struct TierRouter {
    catalog: ModelCatalog,
    small_below: f64,
    large_from: f64,
    degrade_at: f64,
}

impl TierRouter {
    /// Routes among the models of `catalog`, with thresholds of 0.35 and 0.65, and a tier lower
    /// from 90 % of the budget on.
    pub const fn new(catalog: ModelCatalog) -> Self {
        Self { catalog, small_below: 0.35, large_from: 0.65, degrade_at: 0.9 }
    }

    /// Sets the complexity below which the small tier is taken, and from which on the large one
    /// is. Both are from 0 to 1, and the first is at most the second; where they are equal,
    /// the middle tier is never taken first.
    pub const fn thresholds(mut self, small_below: f64, large_from: f64) -> Self {
        self.small_below = small_below;
        self.large_from = large_from;
        self
    }

    /// Sets the share of the budget from which on the tier below is taken: 0.9 unless told. Of
    /// several limits the one that is used the most counts, but for soft ones and calls in flight;
    /// see [`BudgetStatus::nearest`]. Infinity turns it off.
    pub const fn degrade_at(mut self, share: f64) -> Self {
        self.degrade_at = share;
        self
    }

    /// Its models.
    pub const fn catalog(&self) -> &ModelCatalog {
        &self.catalog
    }

    fn tier_of(&self, complexity: f64) -> Tier {
        if complexity < self.small_below {
            Tier::Small
        } else if complexity < self.large_from {
            Tier::Medium
        } else {
            Tier::Large
        }
    }

    fn choose(&self, request: &RouteRequest<'_>) -> Result<Choice, RouteError> {
        let complexity = Complexity::of(request.input());
        let wanted = self.tier_of(complexity.value());
        let nearest = request.budget().and_then(BudgetStatus::nearest);
        let used = nearest.map_or(0.0, LimitStatus::share);
        let degraded = if used >= self.degrade_at { wanted.cheaper() } else { None };
        let tier = degraded.unwrap_or(wanted);

        let mut candidates = self.candidates(request)?;
        candidates.sort_by(|a, b| a.compare(b, tier, degraded.is_some()));
        let mut candidates = candidates.into_iter();
        let Some(first) = candidates.next() else {
            return Err(RouteError::NoCandidate { reasons: Vec::new() });
        };

        let mut choice = Choice::new(Arc::clone(first.model)).complexity(complexity.value());
        choice = choice.reason(format!(
            "tier {} from complexity {:.2}",
            wanted.name(),
            complexity.value()
        ));
        choice = complexity.reasons().take(MAX_REASONS).fold(choice, Choice::reason);
        if degraded.is_some() {
            let (percent, limit) = (used * 100.0, nearest.map_or("", LimitStatus::name));
            choice = choice.reason(format!("tier {tier}: {percent:.0} % of limit {limit} is used"));
        }
        if first.model.tier() != tier {
            choice = choice
                .reason(format!("tier {}: no model of tier {tier} passes", first.model.tier()));
        }
        Ok(candidates.fold(choice, |choice, next| choice.fallback(Arc::clone(next.model))))
    }

    /// The models that can take the request, or why none can.
    fn candidates(&self, request: &RouteRequest<'_>) -> Result<Vec<Candidate<'_>>, RouteError> {
        let needs = request.requirements();
        let parts = request.input().parts().iter();
        let input = parts.fold(0_u64, |sum, part| sum.saturating_add(max_tokens(part.text())));
        let usage = Usage::new(input, needs.max_output_tokens.unwrap_or(DEFAULT_OUTPUT_TOKENS));

        let mut passing = Vec::with_capacity(self.catalog.len());
        let mut reasons = Vec::new();
        for model in &self.catalog {
            match needs.objection(model, input) {
                None => {
                    let cost = model.price().and_then(|price| price.cost(&usage));
                    passing.push(Candidate { model, cost: cost.unwrap_or(NanoUsd::MAX) });
                }
                Some(objection) => reasons.push(objection),
            }
        }
        if !passing.is_empty() {
            return Ok(passing);
        }
        if reasons.is_empty() {
            reasons.push("the catalog has no models".to_owned());
        }
        Err(RouteError::NoCandidate { reasons })
    }
}

#[async_trait]
impl Router for TierRouter {
    fn name(&self) -> &str {
        "tier"
    }

    fn describe(&self, to: &mut Fingerprint) {
        self.catalog.describe(to);
        to.fraction("small_below", self.small_below);
        to.fraction("large_from", self.large_from);
        to.fraction("degrade_at", self.degrade_at);
        let share = 0.0..=1.0;
        if !share.contains(&self.small_below) || !share.contains(&self.large_from) {
            to.mistake("tier: thresholds are complexities; set both between 0 and 1");
        } else if self.small_below > self.large_from {
            to.mistake(
                "tier: the threshold of the small tier is above that of the large one; swap them",
            );
        }
        if self.degrade_at.is_nan() || self.degrade_at <= 0.0 {
            to.mistake(
                "tier: degrade_at is the used share of the budget; set it above 0, such as 0.9",
            );
        }
    }

    async fn route(&self, request: &RouteRequest<'_>) -> Result<Choice, RouteError> {
        self.choose(request)
    }
}

/// How many of the reasons of a complexity are told; those that weigh most.
const MAX_REASONS: usize = 5;

struct Candidate<'a> {
    model: &'a Arc<Model>,
    /// What this request costs at most; the largest amount where that is not known.
    cost: NanoUsd,
}

impl Candidate<'_> {
    /// The tier itself, then its neighbours, then the farthest; of two neighbours the higher one
    /// first, or, where the budget is short, the lower one. Within a tier the cheapest first,
    /// and of equal costs the one that stands first in the catalog, as the sort is stable.
    fn compare(&self, other: &Self, tier: Tier, short: bool) -> Ordering {
        let rank = |model: &Model| {
            let (tier, own) = (tier as u8, model.tier() as u8);
            (own.abs_diff(tier), (own < tier) != short && own != tier)
        };
        rank(self.model).cmp(&rank(other.model)).then_with(|| self.cost.cmp(&other.cost))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::budget::Unit;
    use crate::money::Price;
    use crate::route::{Capability, Requirements};
    use crate::text::Input;
    use futures::executor::block_on;

    const EASY: &str = "Hi, what are your opening hours?";
    const HARD: &str = "Prove step by step that it is optimal and explain why the bound is tight.";

    fn model(name: &str, tier: Tier, cents: u64) -> Model {
        let price = Price::per_million(NanoUsd::from_cents(cents), NanoUsd::from_cents(4 * cents));
        Model::new(name, tier).with_price(price).with_context_window(100_000)
    }

    fn router() -> TierRouter {
        TierRouter::new(
            ModelCatalog::new()
                .model(model("l-dear", Tier::Large, 500))
                .model(model("l-cheap", Tier::Large, 300).in_region("eu"))
                .model(model("m", Tier::Medium, 80).with(Capability::Tools))
                .model(model("s-dear", Tier::Small, 20))
                .model(model("s-cheap", Tier::Small, 10).with_context_window(2_000)),
        )
    }

    fn route(text: &str, needs: &Requirements, used: Option<u64>) -> Result<Choice, RouteError> {
        let limit = |used| LimitStatus::new("day", Unit::Requests, 100, used, None);
        let status = used.map(|used| BudgetStatus::new(vec![limit(used)], false));
        let input = Input::user(text);
        let request = RouteRequest::new(&input, &[], needs, status.as_ref());
        block_on(router().route(&request))
    }

    fn names(choice: &Choice) -> Vec<&str> {
        let all = std::iter::once(choice.model()).chain(choice.fallbacks());
        all.map(|model| model.name()).collect()
    }

    #[test]
    fn the_cheapest_of_the_tier_comes_first_then_its_tier_then_its_neighbours() {
        let any = Requirements::new();
        let easy = route(EASY, &any, None).unwrap();
        assert_eq!(names(&easy), ["s-cheap", "s-dear", "m", "l-cheap", "l-dear"]);
        let hard = route(HARD, &any, None).unwrap();
        assert_eq!(names(&hard), ["l-cheap", "l-dear", "m", "s-cheap", "s-dear"]);
        assert!(hard.complexity_estimate() > easy.complexity_estimate());
        assert!(hard.reasons()[0].starts_with("tier large from complexity 0."));
    }

    #[test]
    fn fallbacks_obey_the_hard_filters_too() {
        let long = "word ".repeat(1_000);
        let needs = Requirements::new().deny_model("l-dear");
        let choice = route(&long, &needs, None).unwrap();
        assert!(!names(&choice).contains(&"s-cheap"), "its window is too small");
        assert!(!names(&choice).contains(&"l-dear"), "it is denied");

        let tools = route(EASY, &Requirements::new().capability(Capability::Tools), None).unwrap();
        assert_eq!(names(&tools), ["m"]);
        assert!(tools.reasons().contains(&"tier medium: no model of tier small passes".to_owned()));
    }

    #[test]
    fn a_lower_tier_is_taken_where_no_higher_one_passes() {
        let needs = Requirements::new().deny_model("l-dear").deny_model("l-cheap");
        let choice = route(HARD, &needs, None).unwrap();
        assert_eq!(names(&choice), ["m", "s-cheap", "s-dear"]);
    }

    #[test]
    fn no_model_left_is_an_error_that_names_each_objection() {
        let needs = Requirements::new().region("mars");
        let Err(RouteError::NoCandidate { reasons }) = route(EASY, &needs, None) else {
            panic!("a model was proposed");
        };
        assert_eq!(reasons.len(), 5);
        let empty = TierRouter::new(ModelCatalog::new());
        let (input, needs) = (Input::user(EASY), Requirements::new());
        let result = block_on(empty.route(&RouteRequest::new(&input, &[], &needs, None)));
        assert!(result.unwrap_err().to_string().contains("no models"));
    }

    #[test]
    fn a_nearly_used_budget_takes_one_tier_less_and_says_so() {
        let any = Requirements::new();
        assert_eq!(names(&route(HARD, &any, Some(89)).unwrap())[0], "l-cheap");
        let degraded = route(HARD, &any, Some(90)).unwrap();
        assert_eq!(names(&degraded), ["m", "s-cheap", "s-dear", "l-cheap", "l-dear"]);
        let said = "tier medium: 90 % of limit day is used".to_owned();
        assert!(degraded.reasons().contains(&said), "{:?}", degraded.reasons());
        assert_eq!(names(&route(EASY, &any, Some(200)).unwrap())[0], "s-cheap");
    }

    #[test]
    fn mistakes_and_options_are_described() {
        let described = |router: TierRouter| {
            let mut to = Fingerprint::new();
            router.describe(&mut to);
            (to.finish(), to.mistakes().len())
        };
        let (base, none) = described(router());
        assert_eq!(none, 0);
        let (other, none) = described(router().thresholds(0.4, 0.65));
        assert!(other != base && none == 0);
        let (other, none) = described(router().degrade_at(f64::INFINITY));
        assert!(other != base && none == 0);
        for wrong in [
            router().thresholds(0.7, 0.3),
            router().thresholds(f64::NAN, 0.3),
            router().thresholds(0.1, 1.1),
            router().degrade_at(0.0),
            router().degrade_at(f64::NAN),
        ] {
            assert_eq!(described(wrong).1, 1);
        }
    }
}
