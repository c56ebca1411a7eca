//! Limits: every one that covers a call must have room for it.

use std::collections::HashSet;

use super::limit::Limit;
use super::window::Window;
use crate::id::Fingerprint;

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
    /// an empty name of a level or model, one name twice, a window of no length, a bucket that is
    /// never refilled, an alert at nothing. It adds nothing to the digest.
    pub fn describe(&self, to: &mut Fingerprint) {
        if self.limits.is_empty() {
            to.mistake("budget: there is no limit, so every call is refused; add one with `limit`");
        }
        let mut names = HashSet::new();
        for limit in &self.limits {
            let name = limit.name();
            if limit.cap() == 0 {
                to.mistake(format!(
                    "budget: limit {name:?} has a cap of 0, so every call that counts is refused; \
                     set at least 1"
                ));
            }
            if limit.levels().iter().any(String::is_empty) {
                to.mistake(format!(
                    "budget: limit {name:?} names an empty level; give `per` the level's name"
                ));
            }
            if limit.model().is_some_and(str::is_empty) {
                to.mistake(format!(
                    "budget: limit {name:?} is for a model of no name; give `for_model` its name"
                ));
            }
            if limit.window().duration().is_some_and(|time| time.is_zero()) {
                to.mistake(format!(
                    "budget: the window of limit {name:?} has no length; give it a millisecond at \
                     least"
                ));
            }
            if matches!(limit.window(), Window::TokenBucket { refill: 0, .. }) {
                to.mistake(format!(
                    "budget: nothing comes back to the bucket of limit {name:?}; refill at least \
                     1, or count in total"
                ));
            }
            if limit.alerts().contains(&0) {
                to.mistake(format!("budget: limit {name:?} alerts at 0 percent; set at least 1"));
            }
            if limit.alerts().len() > MOST_ALERTS {
                to.mistake(format!(
                    "budget: limit {name:?} has more than {MOST_ALERTS} alerts; take fewer"
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

/// Counted in one byte for each count of each scope.
const MOST_ALERTS: usize = 255;

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn mistakes(limits: &Limits) -> Vec<String> {
        let mut to = Fingerprint::new();
        limits.describe(&mut to);
        to.mistakes().to_vec()
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
                Limits::new().limit(Limit::requests(1).sliding(Duration::ZERO)),
                "give it a millisecond at least",
            ),
            (
                Limits::new().limit(Limit::requests(1).refilled(0, Duration::from_secs(1))),
                "refill at least 1",
            ),
            (Limits::new().limit(Limit::requests(1).alert_at([0, 50])), "set at least 1"),
            (Limits::new().limit(Limit::requests(1).alert_at(1..=256)), "take fewer"),
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
}
