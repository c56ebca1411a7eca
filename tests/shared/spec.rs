//! Limits in the words of a ledger that is obviously right, with its own calendar.

use std::time::Duration;

use palisade::{Amount, Limit, Scope, Unit, UtcOffset, Window};

pub(crate) const MINUTE: i64 = 60_000;
pub(crate) const HOUR: i64 = 60 * MINUTE;
pub(crate) const DAY: i64 = 24 * HOUR;
/// 2024-01-01T00:00:00Z, a Monday.
pub(crate) const BEGIN: i64 = 1_704_067_200_000;

pub(crate) const SCOPES: usize = 6_000;
pub(crate) const BUSY_SCOPES: usize = 30;
pub(crate) const MODELS: [&str; 2] = ["small", "large"];
pub(crate) const TEMPLATES: usize = 11;

/// One limit of each kind.
pub(crate) fn template(number: usize, instance: usize, born: usize) -> Spec {
    let (unit, cap, levels, kind): (_, _, &[&str], _) = match number {
        0 => (Unit::Requests, 60, &["tenant"], Kind::Day(2)),
        1 => (Unit::Tokens, 5_000, &["tenant", "user"], Kind::Sliding(10 * MINUTE)),
        2 => (Unit::NanoUsd, 9_000_000, &[], Kind::Month),
        3 => (Unit::Tokens, 3_000, &["tenant"], Kind::Bucket(9, 1_000)),
        4 => (Unit::Requests, 3, &["tenant", "user"], Kind::InFlight(5 * MINUTE)),
        5 => (Unit::OutputTokens, 40_000_000, &[], Kind::Total),
        6 => (Unit::Requests, 30, &["user"], Kind::Hour),
        7 => (Unit::InputTokens, 200_000, &["tenant"], Kind::Week),
        8 => (Unit::Requests, 12, &["tenant"], Kind::Minute),
        9 => (Unit::NanoUsd, 20_000, &["tenant"], Kind::Sliding(HOUR)),
        _ => (Unit::Tokens, 12_000, &["tenant"], Kind::InFlight(9 * MINUTE)),
    };
    let model = (number == 5).then_some("large");
    let (name, soft) = (format!("limit {number}"), number == 6);
    Spec { name, unit, cap, levels, kind, model, soft, instance, born, rated: born }
}

pub(crate) fn levels(scope: usize) -> Scope {
    Scope::tenant(value("tenant", scope)).user(value("user", scope))
}

/// Whose count it is: the limit and the values of its levels.
pub(crate) type Account = (usize, String);

/// A limit in the words of the ledger.
#[derive(Clone, Debug)]
pub(crate) struct Spec {
    pub(crate) name: String,
    pub(crate) unit: Unit,
    pub(crate) cap: u64,
    pub(crate) levels: &'static [&'static str],
    pub(crate) kind: Kind,
    pub(crate) model: Option<&'static str>,
    pub(crate) soft: bool,
    /// Tells one that was taken away from one that came after it.
    pub(crate) instance: usize,
    /// Charges before this change of the limits do not count.
    pub(crate) born: usize,
    /// Charges before this change are not given back to a bucket.
    pub(crate) rated: usize,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Kind {
    Minute,
    Hour,
    Day(i64),
    Week,
    Month,
    Sliding(i64),
    /// What comes back in how many milliseconds.
    Bucket(u64, i64),
    InFlight(i64),
    Total,
}

impl Spec {
    pub(crate) fn limit(&self) -> Limit {
        let millis = |ms: i64| Duration::from_millis(ms.unsigned_abs());
        let window = match self.kind {
            Kind::Minute => Window::Minute,
            Kind::Hour => Window::Hour(UtcOffset::UTC),
            Kind::Day(hours) => Window::Day(UtcOffset::hours(hours as i8)),
            Kind::Week => Window::Week(UtcOffset::UTC),
            Kind::Month => Window::Month(UtcOffset::UTC),
            Kind::Sliding(ms) => Window::Sliding(millis(ms)),
            Kind::Bucket(refill, every) => Window::TokenBucket { refill, every: millis(every) },
            Kind::InFlight(lease) => Window::InFlight { lease: millis(lease) },
            Kind::Total => Window::Total,
        };
        let mut limit = Limit::new(self.unit, self.cap).each(window).named(&self.name);
        for level in self.levels {
            limit = limit.per(*level);
        }
        if let Some(model) = self.model {
            limit = limit.for_model(model);
        }
        if self.soft { limit.soft() } else { limit }
    }

    pub(crate) fn covers(&self, model: &str) -> bool {
        self.model.is_none_or(|only| only == model)
    }

    pub(crate) fn part(&self, amount: &Amount) -> i128 {
        i128::from(match self.unit {
            Unit::Requests => amount.requests,
            Unit::Tokens => amount.input_tokens + amount.output_tokens,
            Unit::InputTokens => amount.input_tokens,
            Unit::OutputTokens => amount.output_tokens,
            _ => amount.cost.nanos(),
        })
    }

    pub(crate) fn account(&self, scope: usize) -> Account {
        let names: Vec<String> = self.levels.iter().map(|level| value(level, scope)).collect();
        (self.instance, names.join("/"))
    }

    /// The first moment of the calendar window that a time lies in, and the first after it; for a
    /// total always the same.
    pub(crate) fn window(&self, at: i64) -> (i64, Option<i64>) {
        let even = |length: i64, shift: i64| {
            let start = (at + shift).div_euclid(length) * length - shift;
            (start, Some(start + length))
        };
        match self.kind {
            Kind::Minute => even(MINUTE, 0),
            Kind::Hour => even(HOUR, 0),
            Kind::Day(hours) => even(DAY, hours * HOUR),
            Kind::Week => {
                let weeks = (at - BEGIN).div_euclid(7 * DAY);
                (BEGIN + weeks * 7 * DAY, Some(BEGIN + (weeks + 1) * 7 * DAY))
            }
            Kind::Month => month(at),
            _ => (0, None),
        }
    }

    /// When what was charged at a time leaves a sliding window.
    pub(crate) fn leaves(length: i64, at: i64) -> i64 {
        let slot = (length + 63) / 64;
        at.div_euclid(slot) * slot + slot - 1 + length
    }
}

/// The value of a level in one of the scopes: tenants of three users each.
fn value(level: &str, scope: usize) -> String {
    match level {
        "tenant" => format!("t{}", scope / 3),
        _ => format!("u{}", scope % 3),
    }
}

/// Walks the months from 2024 on.
fn month(at: i64) -> (i64, Option<i64>) {
    let mut start = BEGIN;
    for year in 2024.. {
        let february = if year % 4 == 0 { 29 } else { 28 };
        for days in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
            if at < start + days * DAY {
                return (start, Some(start + days * DAY));
            }
            start += days * DAY;
        }
    }
    (start, None)
}
