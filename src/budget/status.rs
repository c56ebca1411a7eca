//! What limits stand at, for people, routers and headers.

use std::fmt;
use std::sync::Arc;

use serde::Serialize;

use super::calendar::spell;
use super::limit::Unit;
use super::window::Window;
use crate::clock::Timestamp;
use crate::money::NanoUsd;

/// What the limits that a scope falls under stand at.
///
/// Shown, it is one line a limit:
///
/// ```
/// use palisade::{BudgetStatus, LimitStatus, NanoUsd, Timestamp, Unit};
///
/// let (cap, charged) = (NanoUsd::from_dollars(50), NanoUsd::from_cents(1_250));
/// let april = Timestamp::from_millis(1_711_929_600_000);
/// let month = LimitStatus::new("month", Unit::NanoUsd, cap.nanos(), charged.nanos(), Some(april));
/// assert_eq!(
///     BudgetStatus::new(vec![month], false).to_string(),
///     "month: $12.500000 of $50.000000 (25 %), resets at 2024-04-01 00:00:00 UTC\n"
/// );
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct BudgetStatus {
    limits: Vec<LimitStatus>,
    overrun: bool,
}

impl BudgetStatus {
    /// The states of limits, in the order of the limits; `overrun` tells that the settle that
    /// this answers used more than was reserved.
    pub const fn new(limits: Vec<LimitStatus>, overrun: bool) -> Self {
        Self { limits, overrun }
    }

    /// One a limit.
    pub fn limits(&self) -> &[LimitStatus] {
        &self.limits
    }

    /// Whether the settle used more than was reserved.
    pub const fn is_overrun(&self) -> bool {
        self.overrun
    }

    /// The largest share of a cap that is used, 0 for nothing, above 1 after an overrun: how near
    /// the scope is to being refused. It is that of the [`nearest`](Self::nearest) limit.
    pub fn highest_share(&self) -> f64 {
        self.nearest().map_or(0.0, LimitStatus::share)
    }

    /// The limit of which the largest share is used, of equal ones the first. Soft limits never
    /// refuse and what is in flight says nothing of the next call, so neither counts.
    pub fn nearest(&self) -> Option<&LimitStatus> {
        let counts = |limit: &&LimitStatus| !limit.soft && !limit.is_in_flight();
        self.limits
            .iter()
            .filter(counts)
            .reduce(|nearest, limit| if limit.share() > nearest.share() { limit } else { nearest })
    }

    /// Only the limits that `keep` keeps, such as those that a client may see.
    #[must_use]
    pub fn only(mut self, keep: impl FnMut(&LimitStatus) -> bool) -> Self {
        self.limits.retain(keep);
        self
    }
}

impl fmt::Display for BudgetStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.limits.iter().try_for_each(|limit| writeln!(f, "{limit}"))
    }
}

/// What one limit stands at for one scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LimitStatus {
    name: Arc<str>,
    unit: Unit,
    cap: u64,
    charged: u64,
    resets_at: Option<Timestamp>,
    began_at: Option<Timestamp>,
    window: Option<Window>,
    soft: bool,
}

impl LimitStatus {
    /// `charged` of `cap`, until `resets_at`.
    pub fn new(
        name: impl Into<Arc<str>>,
        unit: Unit,
        cap: u64,
        charged: u64,
        resets_at: Option<Timestamp>,
    ) -> Self {
        Self {
            name: name.into(),
            unit,
            cap,
            charged,
            resets_at,
            began_at: None,
            window: None,
            soft: false,
        }
    }

    /// Says over which window it counts.
    #[must_use]
    pub const fn over(mut self, window: Window) -> Self {
        self.window = Some(window);
        self
    }

    /// Says since when the present count runs: the begin of a calendar window, or the first
    /// charge of one that never ends.
    #[must_use]
    pub const fn since(mut self, began_at: Timestamp) -> Self {
        self.began_at = Some(began_at);
        self
    }

    /// Says that it only reports.
    #[must_use]
    pub const fn soft(mut self) -> Self {
        self.soft = true;
        self
    }

    /// The limit's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it counts.
    pub const fn unit(&self) -> Unit {
        self.unit
    }

    /// The most it allows in a window.
    pub const fn cap(&self) -> u64 {
        self.cap
    }

    /// What is charged in the present window; more than the cap after an overrun.
    pub const fn charged(&self) -> u64 {
        self.charged
    }

    /// What is left.
    pub const fn remaining(&self) -> u64 {
        self.cap.saturating_sub(self.charged)
    }

    /// When the count is at nothing again, if nothing else comes: the end of a calendar window,
    /// or when the last charge has left a sliding window, run out of a bucket, or lost its lease.
    /// `None` for a total, and where nothing is charged off the calendar.
    pub const fn resets_at(&self) -> Option<Timestamp> {
        self.resets_at
    }

    /// Since when the present count runs, where it has a begin.
    pub const fn began_at(&self) -> Option<Timestamp> {
        self.began_at
    }

    /// The window, where the back-end says.
    pub const fn window(&self) -> Option<Window> {
        self.window
    }

    /// Whether it only reports.
    pub const fn is_soft(&self) -> bool {
        self.soft
    }

    /// Whether it counts calls in flight.
    pub fn is_in_flight(&self) -> bool {
        self.window.is_some_and(Window::is_in_flight)
    }

    /// The share of the cap that is used.
    pub fn share(&self) -> f64 {
        self.charged as f64 / self.cap.max(1) as f64
    }

    /// When the cap is reached if charging goes on at the present rate: what is charged since the
    /// count began, over the time since then.
    ///
    /// It is [`Forecast::Unknown`] where that rate says nothing: nothing is charged; less than a
    /// hundredth of a calendar window has passed, or less than a minute since the first charge of
    /// a total; the window slides or is a bucket, which forget as fast as they are charged; or it
    /// counts what is in flight.
    ///
    /// ```
    /// use palisade::{Forecast, LimitStatus, Timestamp, Unit};
    ///
    /// let at = Timestamp::from_millis;
    /// let day = |charged| {
    ///     LimitStatus::new("day", Unit::Requests, 100, charged, Some(at(86_400_000))).since(at(0))
    /// };
    /// let six = at(21_600_000);
    /// assert_eq!(day(50).forecast(six), Forecast::ReachedAt(at(43_200_000))); // noon
    /// assert_eq!(day(20).forecast(six), Forecast::NotInThisWindow);
    /// assert_eq!(day(100).forecast(six), Forecast::Reached);
    /// ```
    pub fn forecast(&self, now: Timestamp) -> Forecast {
        if self.charged >= self.cap {
            return Forecast::Reached;
        }
        let Some(began) = self.began_at else { return Forecast::Unknown };
        let millis = |from: Timestamp, to: Timestamp| {
            u128::try_from(i128::from(to.millis()) - i128::from(from.millis())).unwrap_or(0)
        };
        let elapsed = millis(began, now);
        let too_early = match self.resets_at {
            Some(end) => elapsed * 100 < millis(began, end),
            None => elapsed < 60_000,
        };
        if self.charged == 0 || elapsed == 0 || too_early {
            return Forecast::Unknown;
        }
        // Below 2^128: a u64 times less than 2^64 milliseconds.
        let left = u128::from(self.remaining()) * elapsed;
        let wait = i64::try_from(left.div_ceil(u128::from(self.charged)));
        let reached = wait.ok().and_then(|wait| now.millis().checked_add(wait));
        match (reached.map(Timestamp::from_millis), self.resets_at) {
            (Some(reached), Some(end)) if reached >= end => Forecast::NotInThisWindow,
            (Some(reached), _) => Forecast::ReachedAt(reached),
            (None, _) => Forecast::NotInThisWindow,
        }
    }
}

impl fmt::Display for LimitStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.name)?;
        match self.unit {
            Unit::NanoUsd => {
                let (charged, cap) = (NanoUsd::from_nanos(self.charged), self.cap);
                write!(f, "{charged} of {}", NanoUsd::from_nanos(cap))?;
            }
            _ => write!(f, "{} of {}", self.charged, self.cap)?,
        }
        let percent = u128::from(self.charged) * 100 / u128::from(self.cap.max(1));
        write!(f, " ({percent} %)")?;
        if self.soft {
            f.write_str(", soft")?;
        }
        self.resets_at.map_or(Ok(()), |end| write!(f, ", resets at {}", spell(end)))
    }
}

/// When a cap is reached at the present rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Forecast {
    /// It is reached already.
    Reached,
    /// At about this time.
    ReachedAt(Timestamp),
    /// Not before the count starts at nothing again.
    NotInThisWindow,
    /// The present rate says nothing of it.
    Unknown,
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(millis)
    }

    fn limit(cap: u64, charged: u64, end: Option<i64>) -> LimitStatus {
        LimitStatus::new("l", Unit::Requests, cap, charged, end.map(at))
    }

    #[test]
    fn a_forecast_is_honest_where_it_cannot_say() {
        let day = 86_400_000;
        let began = limit(100, 10, Some(day)).since(at(0));
        assert_eq!(began.forecast(at(day / 100 - 1)), Forecast::Unknown, "too early");
        assert_eq!(began.forecast(at(-5)), Forecast::Unknown, "a clock behind the window");
        assert_eq!(limit(100, 10, Some(day)).forecast(at(day / 2)), Forecast::Unknown, "no begin");
        assert_eq!(limit(100, 0, Some(day)).since(at(0)).forecast(at(9)), Forecast::Unknown);
        let total = limit(100, 10, None).since(at(0));
        assert_eq!(total.forecast(at(59_999)), Forecast::Unknown);
        assert_eq!(total.forecast(at(60_000)), Forecast::ReachedAt(at(600_000)));
        let huge = limit(u64::MAX, 1, None).since(at(i64::MIN));
        assert_eq!(huge.forecast(at(i64::MAX)), Forecast::NotInThisWindow, "after all times");
    }

    #[test]
    fn soft_limits_and_calls_in_flight_are_no_reason_to_degrade() {
        let lease = Duration::from_secs(9);
        let full = vec![
            limit(10, 50, None).soft(),
            limit(10, 10, None).over(Window::InFlight { lease }),
            limit(10, 3, None).over(Window::Total),
        ];
        assert_eq!(BudgetStatus::new(full, false).highest_share(), 0.3);
    }

    #[test]
    fn it_is_shown_with_its_unit_and_end() {
        assert_eq!(limit(3, 1, None).to_string(), "l: 1 of 3 (33 %)");
        assert_eq!(limit(0, 7, None).soft().to_string(), "l: 7 of 0 (700 %), soft");
        let end = limit(10, 25, Some(0)).to_string();
        assert_eq!(end, "l: 25 of 10 (250 %), resets at 1970-01-01 00:00:00 UTC");
    }
}
