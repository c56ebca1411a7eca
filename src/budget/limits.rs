//! Limits: how much of what, for whom, in which window.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::calendar::{UtcOffset, Window};
use crate::id::Fingerprint;
use crate::money::{Amount, NanoUsd};

/// What a limit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Unit {
    /// Calls.
    Requests,
    /// Tokens of input and output together.
    Tokens,
    /// Tokens of input, cached ones included.
    InputTokens,
    /// Tokens of output.
    OutputTokens,
    /// Money in nano-dollars.
    NanoUsd,
}

impl Unit {
    /// How many of this unit `amount` is; `None` where that is more than can be held, which only
    /// happens to [`Unit::Tokens`], since it is a sum.
    pub const fn of(self, amount: &Amount) -> Option<u64> {
        match self {
            Self::Requests => Some(amount.requests),
            Self::Tokens => amount.tokens(),
            Self::InputTokens => Some(amount.input_tokens),
            Self::OutputTokens => Some(amount.output_tokens),
            Self::NanoUsd => Some(amount.cost.nanos()),
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Requests => "requests",
            Self::Tokens => "tokens",
            Self::InputTokens => "input tokens",
            Self::OutputTokens => "output tokens",
            Self::NanoUsd => "cost",
        }
    }
}

/// At most so much, for each value of the levels it names, in each window.
///
/// Without [`per`](Limit::per) it is one count that all scopes share; without a window it is for
/// ever ([`Window::Total`]); without [`for_model`](Limit::for_model) it counts calls of every
/// model.
///
/// ```
/// use palisade::{Limit, NanoUsd, UtcOffset, Window};
///
/// let limit = Limit::cost(NanoUsd::from_dollars(50))
///     .per("tenant")
///     .each(Window::Month(UtcOffset::hours(1)));
/// assert_eq!(limit.name(), "cost per tenant and month");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Limit {
    unit: Unit,
    cap: u64,
    levels: Vec<String>,
    window: Window,
    model: Option<String>,
    name: Option<String>,
}

impl Limit {
    /// At most `cap` of `unit`; for [`Unit::NanoUsd`] in nano-dollars. A cap of 0 is a mistake
    /// that `build()` reports: it would refuse every call.
    pub const fn new(unit: Unit, cap: u64) -> Self {
        Self { unit, cap, levels: Vec::new(), window: Window::Total, model: None, name: None }
    }

    /// At most `cap` calls.
    pub const fn requests(cap: u64) -> Self {
        Self::new(Unit::Requests, cap)
    }

    /// At most `cap` tokens of input and output together.
    pub const fn tokens(cap: u64) -> Self {
        Self::new(Unit::Tokens, cap)
    }

    /// At most `cap` tokens of input.
    pub const fn input_tokens(cap: u64) -> Self {
        Self::new(Unit::InputTokens, cap)
    }

    /// At most `cap` tokens of output.
    pub const fn output_tokens(cap: u64) -> Self {
        Self::new(Unit::OutputTokens, cap)
    }

    /// At most this much money.
    pub const fn cost(cap: NanoUsd) -> Self {
        Self::new(Unit::NanoUsd, cap.nanos())
    }

    /// Counts apart for each value of this level of the scope. Called more than once, it counts
    /// apart for each combination: `.per("tenant").per("user")` keeps the user "7" of one tenant
    /// from the user "7" of another. A scope without the level is refused.
    pub fn per(mut self, level: impl Into<String>) -> Self {
        let level = level.into();
        if !self.levels.contains(&level) {
            self.levels.push(level);
        }
        self
    }

    /// Counts in this window.
    pub const fn each(mut self, window: Window) -> Self {
        self.window = window;
        self
    }

    /// Counts each calendar day of UTC.
    pub const fn per_day(self) -> Self {
        self.each(Window::Day(UtcOffset::UTC))
    }

    /// Counts each calendar month of UTC.
    pub const fn per_month(self) -> Self {
        self.each(Window::Month(UtcOffset::UTC))
    }

    /// Counts for ever; the default.
    pub const fn total(self) -> Self {
        self.each(Window::Total)
    }

    /// Counts only calls of this model, by the exact name that the call carries.
    pub fn for_model(mut self, model: impl Into<String>) -> Self {
        self.model = Some(model.into());
        self
    }

    /// The name in refusals, in the status and in the audit log; must be one of a kind within
    /// its [`Limits`]. Without it the limit describes itself.
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// The name: the one that was given, or a description such as "tokens per tenant and day".
    pub fn name(&self) -> Cow<'_, str> {
        match &self.name {
            Some(name) => Cow::Borrowed(name),
            None => Cow::Owned(self.description()),
        }
    }

    /// What it counts.
    pub const fn unit(&self) -> Unit {
        self.unit
    }

    /// The most it allows, in its unit.
    pub const fn cap(&self) -> u64 {
        self.cap
    }

    /// The levels it counts apart, in the order in which they were named.
    pub fn levels(&self) -> &[String] {
        &self.levels
    }

    /// Its window.
    pub const fn window(&self) -> Window {
        self.window
    }

    /// The model it is held to, if any.
    pub fn model(&self) -> Option<&str> {
        self.model.as_deref()
    }

    /// Whether it counts calls of `model`.
    pub fn covers(&self, model: &str) -> bool {
        self.model().is_none_or(|only| only == model)
    }

    fn description(&self) -> String {
        let mut name = self.unit.word().to_owned();
        let period = match self.window {
            Window::Day(_) => Some("day"),
            Window::Month(_) => Some("month"),
            Window::Total => None,
        };
        let words: Vec<&str> = self.levels.iter().map(String::as_str).chain(period).collect();
        match words.split_last() {
            None => {}
            Some((last, [])) => name.extend([" per ", last]),
            Some((last, others)) => {
                name.extend([" per ", &others.join(", "), " and ", last]);
            }
        }
        if period.is_none() {
            name.push_str(" in total");
        }
        if let Some(model) = &self.model {
            // Writing to a String cannot fail.
            let _ = write!(name, " of {model}");
        }
        name
    }
}

/// The limits of a budget. Every one that covers a call must have room for it.
///
/// ```
/// use palisade::{Limit, Limits, NanoUsd};
///
/// let limits = Limits::new()
///     .limit(Limit::cost(NanoUsd::from_dollars(500)).per_month())
///     .limit(Limit::cost(NanoUsd::from_dollars(50)).per("tenant").per_month())
///     .limit(Limit::requests(200).per("tenant").per("user").per_day());
/// assert_eq!(limits.limits().count(), 3);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct Limits {
    limits: Vec<Limit>,
}

impl Limits {
    /// None yet.
    pub const fn new() -> Self {
        Self { limits: Vec::new() }
    }

    /// Adds one.
    pub fn limit(mut self, limit: Limit) -> Self {
        self.limits.push(limit);
        self
    }

    /// All of them, in the order in which they were added.
    pub fn limits(&self) -> impl ExactSizeIterator<Item = &Limit> {
        self.limits.iter()
    }

    /// Reports what is wrong with them, for the `describe` of a budget: none at all, a cap of 0,
    /// an empty name of a level or model, one name twice. It adds nothing to the digest.
    pub fn describe(&self, to: &mut Fingerprint) {
        if self.limits.is_empty() {
            to.mistake("budget: there is no limit, so every call is refused; add one with `limit`");
        }
        let mut names = HashSet::new();
        for limit in &self.limits {
            let name = limit.name();
            if limit.cap == 0 {
                to.mistake(format!(
                    "budget: limit {name:?} has a cap of 0, so every call that counts is refused; \
                     set at least 1"
                ));
            }
            if limit.levels.iter().any(String::is_empty) {
                to.mistake(format!(
                    "budget: limit {name:?} names an empty level; give `per` the level's name"
                ));
            }
            if limit.model().is_some_and(str::is_empty) {
                to.mistake(format!(
                    "budget: limit {name:?} is for a model of no name; give `for_model` its name"
                ));
            }
            if !names.insert(name.clone()) {
                to.mistake(format!(
                    "budget: two limits are named {name:?}; tell them apart with `named`"
                ));
            }
        }
    }
}

impl FromIterator<Limit> for Limits {
    fn from_iter<I: IntoIterator<Item = Limit>>(limits: I) -> Self {
        Self { limits: limits.into_iter().collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistakes(limits: &Limits) -> Vec<String> {
        let mut to = Fingerprint::new();
        limits.describe(&mut to);
        to.mistakes().to_vec()
    }

    #[test]
    fn a_limit_describes_itself() {
        let cost = Limit::cost(NanoUsd::from_dollars(1));
        for (limit, name) in [
            (cost.clone(), "cost in total"),
            (cost.clone().per("tenant"), "cost per tenant in total"),
            (cost.clone().per_day(), "cost per day"),
            (cost.clone().per("tenant").per_month(), "cost per tenant and month"),
            (
                Limit::output_tokens(9).per("tenant").per("user").per_day().for_model("m-1"),
                "output tokens per tenant, user and day of m-1",
            ),
            (Limit::requests(1).named("trial"), "trial"),
        ] {
            assert_eq!(limit.name(), name);
        }
    }

    #[test]
    fn a_level_named_twice_counts_once() {
        assert_eq!(Limit::requests(1).per("a").per("a").levels(), ["a"]);
    }

    #[test]
    fn sound_limits_have_no_mistakes() {
        let limits = Limits::new()
            .limit(Limit::requests(1).per_day())
            .limit(Limit::requests(1).per("user").per_day());
        assert!(mistakes(&limits).is_empty());
    }

    #[test]
    fn every_mistake_says_what_to_change() {
        for (limits, advice) in [
            (Limits::new(), "add one with `limit`"),
            (Limits::new().limit(Limit::requests(0)), "set at least 1"),
            (Limits::new().limit(Limit::requests(1).per("")), "give `per` the level's name"),
            (Limits::new().limit(Limit::requests(1).for_model("")), "give `for_model` its name"),
            (
                Limits::from_iter([Limit::tokens(1), Limit::tokens(2)]),
                "tell them apart with `named`",
            ),
        ] {
            let found = mistakes(&limits);
            assert_eq!(found.len(), 1, "{found:?}");
            assert!(found[0].contains(advice), "{found:?}");
        }
    }

    #[test]
    fn a_unit_takes_its_part_of_an_amount() {
        let amount = Amount {
            requests: 1,
            input_tokens: 20,
            output_tokens: 3,
            cost: NanoUsd::from_nanos(7),
        };
        assert_eq!(Unit::Requests.of(&amount), Some(1));
        assert_eq!(Unit::Tokens.of(&amount), Some(23));
        assert_eq!(Unit::InputTokens.of(&amount), Some(20));
        assert_eq!(Unit::OutputTokens.of(&amount), Some(3));
        assert_eq!(Unit::NanoUsd.of(&amount), Some(7));
        let huge = Amount { input_tokens: u64::MAX, ..amount };
        assert_eq!(Unit::Tokens.of(&huge), None);
    }
}
