//! What is charged to one limit by one scope, in each kind of window.

use super::flight::Flight;
use super::sliding::Sliding;
use crate::budget::window::{Window, whole_millis};
use crate::clock::Timestamp;

/// A window as it stands at the present time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Frame {
    Calendar { start: i64, end: Option<i64> },
    Total,
    Sliding { length: i64, width: i64 },
    Bucket { refill: u64, every: u64 },
    InFlight { lease: i64 },
}

/// 32 bytes; what some windows need beyond that is in a box.
#[derive(Debug)]
pub(super) enum Counter {
    /// A calendar window or a total.
    Fixed {
        /// How many of the alerts of the limit were given in this window.
        alerted: u8,
        /// The start of the window, in milliseconds since the epoch; of a total its first charge.
        start: i64,
        /// In 128 bits, so that no sum of overruns loses anything.
        charged: u128,
    },
    Bucket {
        alerted: u8,
        /// When the last alert was given, in seconds since the epoch modulo 2^32.
        alerted_at: u32,
        /// When the level was as `parts` says.
        at: i64,
        /// The level, in parts of which `every` are one unit and `refill` run out each
        /// millisecond.
        parts: u128,
    },
    Sliding(Box<Sliding>),
    InFlight(Box<Flight>),
}

impl Frame {
    pub(super) fn of(window: Window, now: Timestamp) -> Self {
        match window {
            Window::Total => Self::Total,
            Window::Sliding(length) => {
                let length = whole_millis(length);
                Self::Sliding { length, width: (length - 1) / SLOTS + 1 }
            }
            Window::TokenBucket { refill, every } => {
                Self::Bucket { refill, every: whole_millis(every).unsigned_abs() }
            }
            Window::InFlight { lease } => Self::InFlight { lease: whole_millis(lease) },
            calendar => {
                let (start, end) = calendar.bounds(now);
                Self::Calendar { start: start.millis(), end: end.map(Timestamp::millis) }
            }
        }
    }

    /// Whether it goes by the dates of the calendar, and not by how long something was ago.
    pub(super) const fn is_of_calendar(self) -> bool {
        matches!(self, Self::Calendar { .. } | Self::Total)
    }

    /// Charges made since then are corrected alike, so that they may be remembered as one.
    pub(super) const fn alike_since(self, now: i64) -> i64 {
        match self {
            Self::Calendar { start, .. } => start,
            Self::Total | Self::InFlight { .. } => i64::MIN,
            Self::Sliding { width, .. } => now.saturating_sub(now.rem_euclid(width)),
            Self::Bucket { .. } => now,
        }
    }

    /// How long a window off the calendar lasts: when it has passed since an alert, that alert
    /// may be given again.
    fn span(self, cap: u64) -> i64 {
        match self {
            Self::Calendar { .. } | Self::Total => i64::MAX,
            Self::Sliding { length, .. } => length,
            Self::Bucket { refill, every } => {
                let fills = u128::from(cap) * u128::from(every) / u128::from(refill.max(1));
                i64::try_from(fills).unwrap_or(i64::MAX)
            }
            Self::InFlight { lease } => lease,
        }
    }
}

impl Counter {
    /// Nothing yet.
    pub(super) fn empty(frame: Frame, now: i64) -> Self {
        match frame {
            Frame::Calendar { start, .. } => Self::Fixed { alerted: 0, start, charged: 0 },
            Frame::Total => Self::Fixed { alerted: 0, start: now, charged: 0 },
            Frame::Sliding { .. } => Self::Sliding(Box::default()),
            Frame::Bucket { .. } => Self::Bucket { alerted: 0, alerted_at: 0, at: now, parts: 0 },
            Frame::InFlight { .. } => Self::InFlight(Box::default()),
        }
    }

    /// What is charged at `now`, in units.
    pub(super) fn charged(&self, frame: Frame, now: i64) -> u128 {
        match (self, frame) {
            (Self::Fixed { start, .. }, Frame::Calendar { start: present, .. })
                if *start != present =>
            {
                0
            }
            (Self::Fixed { charged, .. }, _) => *charged,
            (Self::Bucket { at, parts, .. }, Frame::Bucket { refill, every }) => {
                level(*parts, *at, refill, now).div_ceil(u128::from(every))
            }
            (Self::Sliding(sliding), Frame::Sliding { length, width }) => {
                sliding.charged(length, width, now)
            }
            (Self::InFlight(flight), _) => flight.charged(now),
            _ => 0,
        }
    }

    /// The earliest time at which no more than `most` are charged, if nothing else comes; `None`
    /// where that time never comes.
    pub(super) fn falls_to(&self, most: u128, frame: Frame, now: i64) -> Option<i64> {
        if self.charged(frame, now) <= most {
            return Some(now);
        }
        match (self, frame) {
            (Self::Fixed { .. }, Frame::Calendar { end, .. }) => end,
            (Self::Bucket { at, parts, .. }, Frame::Bucket { refill, every }) => {
                let most = most.saturating_mul(u128::from(every));
                let excess = level(*parts, *at, refill, now).saturating_sub(most);
                let wait = excess.checked_add(u128::from(refill).checked_sub(1)?)?;
                now.checked_add(i64::try_from(wait / u128::from(refill)).ok()?)
            }
            (Self::Sliding(sliding), Frame::Sliding { length, width }) => {
                sliding.falls_to(most, length, width, now)
            }
            (Self::InFlight(flight), _) => flight.falls_to(most, now),
            _ => None,
        }
    }

    /// Charges `units` of a hold.
    pub(super) fn charge(&mut self, units: u128, frame: Frame, now: i64) {
        match (self, frame) {
            (Self::Fixed { alerted, start, charged }, frame) => {
                if let Frame::Calendar { start: present, .. } = frame
                    && *start != present
                {
                    (*alerted, *start, *charged) = (0, present, 0);
                }
                *charged = charged.saturating_add(units);
            }
            (Self::Bucket { at, parts, .. }, Frame::Bucket { refill, every }) => {
                let more = units.saturating_mul(u128::from(every));
                *parts = level(*parts, *at, refill, now).saturating_add(more);
                *at = now;
            }
            (Self::Sliding(sliding), Frame::Sliding { length, width }) => {
                sliding.charge(units, length, width, now);
            }
            // Charged with its hold, by `Flight::begin`.
            _ => {}
        }
    }

    /// Makes a charge of `stood` units at the time `charged_at` one of `used` units, where that
    /// time still counts.
    pub(super) fn correct(
        &mut self,
        charged_at: i64,
        stood: u128,
        used: u128,
        frame: Frame,
        now: i64,
    ) {
        match (self, frame) {
            // The time never goes back, so a charge made since the start of the counter's window
            // is part of its count; an older one went with its window.
            (Self::Fixed { start, charged, .. }, _) if charged_at >= *start => {
                *charged = charged.saturating_sub(stood).saturating_add(used);
            }
            (Self::Bucket { at, parts, .. }, Frame::Bucket { refill, every }) => {
                let in_parts = |units: u128| units.saturating_mul(u128::from(every));
                let present = level(*parts, *at, refill, now);
                // What has run out has come back already: giving it back again would let more
                // through than the rate.
                let still_in = level(in_parts(stood), charged_at, refill, now);
                let back = in_parts(stood.saturating_sub(used)).min(still_in);
                let more = in_parts(used.saturating_sub(stood));
                *parts = present.saturating_sub(back).saturating_add(more);
                *at = now;
            }
            (Self::Sliding(sliding), Frame::Sliding { length, width }) => {
                sliding.correct(charged_at, stood, used, length, width, now);
            }
            // Ended with its hold, by `Flight::end`.
            _ => {}
        }
    }

    /// When nothing is charged any more, if nothing else comes.
    pub(super) fn resets_at(&self, frame: Frame, now: i64) -> Option<i64> {
        match frame {
            Frame::Calendar { end, .. } => end,
            Frame::Total => None,
            _ if self.charged(frame, now) == 0 => None,
            _ => self.falls_to(0, frame, now),
        }
    }

    /// Whether it is the same as one that was never charged.
    pub(super) fn is_idle(&self, cap: u64, frame: Frame, now: i64) -> bool {
        let is_over = match (self, frame) {
            (Self::Fixed { start, .. }, Frame::Calendar { start: present, .. }) => {
                *start != present
            }
            _ => false,
        };
        is_over || (self.charged(frame, now) == 0 && self.alerted(cap, frame, now) == 0)
    }

    /// How many of the alerts of the limit were given in the present window.
    pub(super) fn alerted(&self, cap: u64, frame: Frame, now: i64) -> u8 {
        let (alerted, given_at) = match self {
            Self::Fixed { alerted, .. } => return *alerted,
            Self::Bucket { alerted, alerted_at, .. } => (*alerted, *alerted_at),
            Self::Sliding(sliding) => (sliding.alerted, sliding.alerted_at),
            Self::InFlight(flight) => (flight.alerted, flight.alerted_at),
        };
        let passed = i64::from(seconds(now).wrapping_sub(given_at));
        if passed.saturating_mul(1_000) >= frame.span(cap) { 0 } else { alerted }
    }

    pub(super) fn set_alerted(&mut self, count: u8, now: i64) {
        let (alerted, given_at) = match self {
            Self::Fixed { alerted, .. } => {
                *alerted = count;
                return;
            }
            Self::Bucket { alerted, alerted_at, .. } => (alerted, alerted_at),
            Self::Sliding(sliding) => (&mut sliding.alerted, &mut sliding.alerted_at),
            Self::InFlight(flight) => (&mut flight.alerted, &mut flight.alerted_at),
        };
        (*alerted, *given_at) = (count, seconds(now));
    }

    /// Goes on under a limit of another rate or lease.
    pub(super) fn move_to(&mut self, frame: Frame, from: Frame, now: i64) {
        match (self, from, frame) {
            (
                Self::Bucket { at, parts, .. },
                Frame::Bucket { refill, every },
                Frame::Bucket { every: new, .. },
            ) => {
                let present = level(*parts, *at, refill, now);
                let (every, new) = (u128::from(every), u128::from(new));
                let whole = (present / every).saturating_mul(new);
                let rest = (present % every * new).div_ceil(every);
                (*parts, *at) = (whole.saturating_add(rest), now);
            }
            (Self::InFlight(flight), Frame::InFlight { lease }, Frame::InFlight { lease: new }) => {
                flight.lease_anew(new.saturating_sub(lease), now)
            }
            _ => {}
        }
    }
}

/// What is left of `parts` when they have been running out since `at`.
fn level(parts: u128, at: i64, refill: u64, now: i64) -> u128 {
    let elapsed = if now > at { now.abs_diff(at) } else { 0 };
    parts.saturating_sub(u128::from(elapsed) * u128::from(refill))
}

/// Seconds since the epoch, of which only differences are looked at.
const fn seconds(millis: i64) -> u32 {
    millis.div_euclid(1_000) as u32
}

/// Into how many slots the length of a sliding window is cut.
const SLOTS: i64 = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counter_is_as_small_as_is_said() {
        assert_eq!(size_of::<Counter>(), 32);
    }

    #[test]
    fn a_bucket_lets_through_what_comes_back_and_no_more() {
        let frame = Frame::Bucket { refill: 3, every: 1_000 };
        let mut bucket = Counter::empty(frame, 0);
        bucket.charge(10, frame, 0);
        assert_eq!(bucket.falls_to(9, frame, 0), Some(334), "rounded up, never too early");
        assert_eq!((bucket.charged(frame, 333), bucket.charged(frame, 334)), (10, 9));
        assert_eq!(bucket.charged(frame, 3_333), 1);
        assert_eq!(bucket.resets_at(frame, 0), Some(3_334));
        assert!(bucket.is_idle(10, frame, 3_334));
        let never = Frame::Bucket { refill: 0, every: 1_000 };
        assert_eq!(bucket.falls_to(9, never, 0), None);
    }

    #[test]
    fn a_refund_of_a_bucket_gives_back_what_has_not_run_out() {
        let frame = Frame::Bucket { refill: 1, every: 1_000 };
        let mut bucket = Counter::empty(frame, 0);
        bucket.charge(10, frame, 0);
        bucket.charge(5, frame, 5_000);
        // Of the ten, five have run out; the other five are given back.
        bucket.correct(0, 10, 0, frame, 5_000);
        assert_eq!(bucket.charged(frame, 5_000), 5);
        bucket.correct(5_000, 5, 8, frame, 6_000);
        assert_eq!(bucket.charged(frame, 6_000), 7, "an overrun goes in in full");
    }

    #[test]
    fn another_rate_keeps_the_level() {
        let (one, other) =
            (Frame::Bucket { refill: 1, every: 1_000 }, Frame::Bucket { refill: 5, every: 60_000 });
        let mut bucket = Counter::empty(one, 0);
        bucket.charge(10, one, 0);
        bucket.move_to(other, one, 2_500);
        assert_eq!(bucket.charged(other, 2_500), 8);
        assert_eq!(bucket.falls_to(7, other, 2_500), Some(2_500 + 6_000), "half a unit");
    }
}
