//! Windows: the part of time over which a limit counts.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::calendar::{self, Period, UtcOffset};
use crate::clock::Timestamp;

/// The part of time over which a limit counts.
///
/// Calendar windows begin and end with the calendar, so that they agree with a provider's bill: a
/// month is never 30 days from the first use, and a day is never cut into hours. When one ends,
/// its count starts at nothing again; twice the cap can so come together around its edge. Where
/// that matters, take a sliding window or a token bucket.
///
/// Durations are whole milliseconds, rounded up; in a file they are numbers of milliseconds.
///
/// ```
/// use palisade::{Timestamp, UtcOffset, Window};
///
/// let march_2024 = Window::Month(UtcOffset::UTC);
/// let now = Timestamp::from_millis(1_710_000_000_000);          // 2024-03-09T16:00:00Z
/// let (start, end) = march_2024.bounds(now);
/// assert_eq!(start.millis(), 1_709_251_200_000);                // 2024-03-01T00:00:00Z
/// assert_eq!(end.map(Timestamp::millis), Some(1_711_929_600_000)); // 2024-04-01T00:00:00Z
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Window {
    /// A calendar minute.
    Minute,
    /// A calendar hour at the offset.
    Hour(UtcOffset),
    /// A calendar day, from midnight to midnight at the offset.
    Day(UtcOffset),
    /// A calendar week, from midnight before Monday at the offset, as in ISO 8601.
    Week(UtcOffset),
    /// A calendar month of 28 to 31 days, from its first midnight at the offset.
    Month(UtcOffset),
    /// The last so much time, whenever it is looked at: no stretch of this length ever holds more
    /// than the cap.
    ///
    /// Time is cut into slots of a 64th of the length (at least a millisecond), and what is
    /// charged in a slot counts until all of the slot is older than the length. The error is on
    /// the safe side: a charge counts up to one slot, less than a 64th of the length, longer than
    /// it must, and never shorter.
    Sliding(#[serde(with = "millis")] Duration),
    /// A token bucket: it holds as much as the cap of its limit, which is the burst, and
    /// `refill` come back in each `every`, evenly and without steps.
    ///
    /// This is the generic cell rate algorithm in its form as a leaky bucket that is a meter
    /// (ITU-T I.371, ATM Forum Traffic Management 4.0, "continuous-state leaky bucket"), in whole
    /// numbers without rounding: in any stretch of time no more comes through than the burst and
    /// what comes back in it. A settle gives back at most what has not run out of the bucket
    /// since the charge, and nothing of a charge older than the present rate; an overrun goes into
    /// the bucket when it is settled.
    TokenBucket {
        /// How much comes back; 0 is a mistake that `build()` reports.
        refill: u64,
        /// In which time.
        #[serde(with = "millis")]
        every: Duration,
    },
    /// As long as the call is in flight: from its reserve until it is settled, released or
    /// abandoned, and at most for the lease after the last reserve or extend. What a lease that
    /// ran out gave free is given to others; an extend, also of nothing, renews the lease and
    /// takes the place anew where it was lost. Only such limits have a lease.
    InFlight {
        /// How long after its last sign of life a call counts.
        #[serde(with = "millis")]
        lease: Duration,
    },
    /// For ever: what is charged is given back only by a settle or a release.
    Total,
}

impl Window {
    /// The first moment of the window that `now` lies in, and the first moment after it.
    ///
    /// For a sliding window it is the first moment that counts in full. The end is `None` for
    /// every window that is not of the calendar, and for one that ends later than the last time
    /// that can be held. A window that begins before the first time that can be held begins
    /// there. It never panics.
    pub fn bounds(self, now: Timestamp) -> (Timestamp, Option<Timestamp>) {
        let (period, offset) = match self {
            Self::Minute => (Period::Minute, UtcOffset::UTC),
            Self::Hour(offset) => (Period::Hour, offset),
            Self::Day(offset) => (Period::Day, offset),
            Self::Week(offset) => (Period::Week, offset),
            Self::Month(offset) => (Period::Month, offset),
            Self::Sliding(length) => {
                let start = now.millis().saturating_sub(whole_millis(length)).saturating_add(1);
                return (Timestamp::from_millis(start), None);
            }
            Self::TokenBucket { .. } | Self::InFlight { .. } | Self::Total => {
                return (Timestamp::from_millis(i64::MIN), None);
            }
        };
        calendar::bounds(period, offset, now)
    }

    /// Whether it counts only what is going on at the moment.
    pub const fn is_in_flight(self) -> bool {
        matches!(self, Self::InFlight { .. })
    }

    /// Whether counts of `other` can go on in this window: the same one, or one that differs in
    /// its rate or lease only.
    pub(super) fn continues(self, other: Self) -> bool {
        match (self, other) {
            (Self::TokenBucket { .. }, Self::TokenBucket { .. })
            | (Self::InFlight { .. }, Self::InFlight { .. }) => true,
            _ => self == other,
        }
    }

    /// The window's own time, of which there must be some.
    pub(super) const fn duration(self) -> Option<Duration> {
        match self {
            Self::Sliding(time)
            | Self::TokenBucket { every: time, .. }
            | Self::InFlight { lease: time } => Some(time),
            _ => None,
        }
    }

    /// The last of the words that a limit is counted by, such as "day".
    pub(super) fn period(self) -> Option<String> {
        match self {
            Self::Minute => Some("minute".to_owned()),
            Self::Hour(_) => Some("hour".to_owned()),
            Self::Day(_) => Some("day".to_owned()),
            Self::Week(_) => Some("week".to_owned()),
            Self::Month(_) => Some("month".to_owned()),
            Self::Sliding(length) => Some(format!("sliding {length:?}")),
            Self::TokenBucket { .. } | Self::InFlight { .. } | Self::Total => None,
        }
    }

    /// What comes behind them.
    pub(super) fn suffix(self) -> impl fmt::Display {
        match self {
            Self::TokenBucket { refill, every } => format!(", {refill} back each {every:?}"),
            Self::InFlight { .. } => " in flight".to_owned(),
            Self::Total => " in total".to_owned(),
            _ => String::new(),
        }
    }
}

/// In whole milliseconds, rounded up, at least one.
pub(super) fn whole_millis(time: Duration) -> i64 {
    i64::try_from(time.as_nanos().div_ceil(1_000_000)).unwrap_or(i64::MAX).max(1)
}

mod millis {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(time: &Duration, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_u64(u64::try_from(time.as_millis()).unwrap_or(u64::MAX))
    }

    pub(super) fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<Duration, D::Error> {
        u64::deserialize(from).map(Duration::from_millis)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_off_the_calendar_have_no_end() {
        let now = Timestamp::from_millis(5_000);
        let minute = Duration::from_secs(60);
        for window in [
            Window::Total,
            Window::InFlight { lease: minute },
            Window::TokenBucket { refill: 1, every: minute },
        ] {
            assert_eq!(window.bounds(now), (Timestamp::from_millis(i64::MIN), None));
        }
        let sliding = Window::Sliding(Duration::from_secs(2)).bounds(now);
        assert_eq!(sliding, (Timestamp::from_millis(3_001), None));
        let first = Window::Sliding(Duration::MAX).bounds(Timestamp::from_millis(i64::MIN));
        assert_eq!(first.0.millis(), i64::MIN + 1);
    }

    #[test]
    fn windows_read_back_as_they_were_written() {
        for (window, json) in [
            (Window::Minute, r#""minute""#),
            (Window::Week(UtcOffset::hours(1)), r#"{"week":60}"#),
            (Window::Sliding(Duration::from_secs(60)), r#"{"sliding":60000}"#),
            (
                Window::TokenBucket { refill: 7, every: Duration::from_secs(1) },
                r#"{"token_bucket":{"refill":7,"every":1000}}"#,
            ),
            (Window::InFlight { lease: Duration::from_secs(9) }, r#"{"in_flight":{"lease":9000}}"#),
        ] {
            assert_eq!(serde_json::to_string(&window).expect("it writes"), json);
            assert_eq!(serde_json::from_str::<Window>(json).expect("it reads"), window);
        }
    }
}
