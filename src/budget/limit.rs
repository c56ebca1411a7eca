//! One limit: how much of what, for whom, in which window.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::calendar::UtcOffset;
use super::window::Window;
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
/// model; without [`soft`](Limit::soft) it refuses.
///
/// ```
/// use std::time::Duration;
/// use palisade::{Limit, NanoUsd, UtcOffset, Window};
///
/// let limit = Limit::cost(NanoUsd::from_dollars(50))
///     .per("tenant")
///     .each(Window::Month(UtcOffset::hours(1)));
/// assert_eq!(limit.name(), "cost per tenant and month");
///
/// // 60 requests a minute, of which 10 may come at once; and 4 at a time.
/// let rate = Limit::requests(10).per("user").refilled(60, Duration::from_secs(60));
/// assert_eq!(rate.name(), "requests per user, 60 back each 60s");
/// assert_eq!(Limit::concurrent_calls(4).per("user").name(), "requests per user in flight");
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
    alerts: Vec<u16>,
    soft: bool,
}

impl Limit {
    /// At most `cap` of `unit`; for [`Unit::NanoUsd`] in nano-dollars. A cap of 0 is a mistake
    /// that `build()` reports: it would refuse every call.
    pub const fn new(unit: Unit, cap: u64) -> Self {
        Self {
            unit,
            cap,
            levels: Vec::new(),
            window: Window::Total,
            model: None,
            name: None,
            alerts: Vec::new(),
            soft: false,
        }
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

    /// At most `cap` calls at a time: requests in flight, each with a lease of 15 minutes that an
    /// extend renews; see [`Window::InFlight`].
    pub const fn concurrent_calls(cap: u64) -> Self {
        Self::requests(cap).in_flight(DEFAULT_LEASE)
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

    /// Counts each calendar minute.
    pub const fn per_minute(self) -> Self {
        self.each(Window::Minute)
    }

    /// Counts each calendar hour of UTC.
    pub const fn per_hour(self) -> Self {
        self.each(Window::Hour(UtcOffset::UTC))
    }

    /// Counts each calendar day of UTC.
    pub const fn per_day(self) -> Self {
        self.each(Window::Day(UtcOffset::UTC))
    }

    /// Counts each calendar week of UTC, from Monday on.
    pub const fn per_week(self) -> Self {
        self.each(Window::Week(UtcOffset::UTC))
    }

    /// Counts each calendar month of UTC.
    pub const fn per_month(self) -> Self {
        self.each(Window::Month(UtcOffset::UTC))
    }

    /// Counts the last so much time; see [`Window::Sliding`].
    pub const fn sliding(self, length: Duration) -> Self {
        self.each(Window::Sliding(length))
    }

    /// Makes it a token bucket: the cap is the burst, and `refill` come back in each `every`; see
    /// [`Window::TokenBucket`].
    pub const fn refilled(self, refill: u64, every: Duration) -> Self {
        self.each(Window::TokenBucket { refill, every })
    }

    /// Counts what is in flight, with this lease; see [`Window::InFlight`].
    pub const fn in_flight(self, lease: Duration) -> Self {
        self.each(Window::InFlight { lease })
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

    /// Reports and never refuses: what goes over its cap is counted, shown in the status and
    /// alerted, and nothing else changes.
    pub const fn soft(mut self) -> Self {
        self.soft = true;
        self
    }

    /// Alerts when so many percent of the cap are charged, each once in a window for each scope;
    /// see [`AlertSink`](crate::AlertSink). More than 100 is reached by overruns and by soft
    /// limits only. Called more than once, it adds to what is there; 0 is a mistake that
    /// `build()` reports.
    pub fn alert_at(mut self, percents: impl IntoIterator<Item = u16>) -> Self {
        self.alerts.extend(percents);
        self.alerts.sort_unstable();
        self.alerts.dedup();
        self
    }

    /// The name in refusals, in the status and in the audit log; must be one of a kind within
    /// its [`Limits`](crate::Limits). Without it the limit describes itself.
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

    /// Whether it only reports.
    pub const fn is_soft(&self) -> bool {
        self.soft
    }

    /// The percents of the cap at which it alerts, in rising order.
    pub fn alerts(&self) -> &[u16] {
        &self.alerts
    }

    /// Whether what `other` has counted can go on under this one, whatever their caps are.
    pub(super) fn continues(&self, other: &Self) -> bool {
        self.unit == other.unit
            && self.levels == other.levels
            && self.model == other.model
            && self.window.continues(other.window)
    }

    /// Whether it counts calls of `model`.
    pub fn covers(&self, model: &str) -> bool {
        self.model().is_none_or(|only| only == model)
    }

    fn description(&self) -> String {
        let mut name = self.unit.word().to_owned();
        let period = self.window.period();
        let levels = self.levels.iter().map(String::as_str);
        let words: Vec<&str> = levels.chain(period.as_deref()).collect();
        match words.split_last() {
            None => {}
            Some((last, [])) => name.extend([" per ", last]),
            Some((last, others)) => {
                name.extend([" per ", &others.join(", "), " and ", last]);
            }
        }
        // Writing to a String cannot fail.
        let _ = write!(name, "{}", self.window.suffix());
        if let Some(model) = &self.model {
            let _ = write!(name, " of {model}");
        }
        name
    }
}

/// Longer than nearly every call; a stream that takes longer renews it by extending.
const DEFAULT_LEASE: Duration = Duration::from_secs(15 * 60);

#[cfg(test)]
mod tests {
    use super::*;

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
            (Limit::tokens(1).per_minute(), "tokens per minute"),
            (Limit::tokens(1).per_hour(), "tokens per hour"),
            (Limit::tokens(1).per("user").per_week(), "tokens per user and week"),
            (
                Limit::tokens(1).per("user").sliding(Duration::from_secs(60)),
                "tokens per user and sliding 60s",
            ),
            (Limit::tokens(9).refilled(90, Duration::from_secs(60)), "tokens, 90 back each 60s"),
            (
                Limit::concurrent_calls(9).per("user").for_model("m-1"),
                "requests per user in flight of m-1",
            ),
        ] {
            assert_eq!(limit.name(), name);
        }
    }

    #[test]
    fn a_level_named_twice_counts_once() {
        assert_eq!(Limit::requests(1).per("a").per("a").levels(), ["a"]);
    }

    #[test]
    fn alerts_are_sorted_and_each_is_there_once() {
        assert_eq!(
            Limit::requests(1).alert_at([80, 50]).alert_at([50, 100]).alerts(),
            [50, 80, 100]
        );
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
