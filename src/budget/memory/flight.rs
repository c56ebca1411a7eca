//! What is in flight: holds with their leases.

use std::collections::BTreeMap;

/// The holds of one scope that are in flight under one limit.
#[derive(Debug, Default)]
pub(super) struct Flight {
    pub(super) alerted: u8,
    pub(super) alerted_at: u32,
    /// What each takes, by the end of its lease and its number.
    holds: BTreeMap<(i64, u64), u128>,
    total: u128,
}

impl Flight {
    pub(super) fn charged(&self, now: i64) -> u128 {
        let gone = self.holds.iter().take_while(|((end, _), _)| *end <= now);
        gone.fold(self.total, |left, (_, units)| left.saturating_sub(*units))
    }

    pub(super) fn falls_to(&self, most: u128, now: i64) -> Option<i64> {
        let mut left = self.charged(now);
        for ((end, _), units) in self.holds.iter().filter(|((end, _), _)| *end > now) {
            left = left.saturating_sub(*units);
            if left <= most {
                return (*end < i64::MAX).then_some(*end);
            }
        }
        None
    }

    /// Whether a hold is in flight.
    pub(super) fn has(&self, hold: u64, lease_end: i64, now: i64) -> bool {
        lease_end > now && self.holds.contains_key(&(lease_end, hold))
    }

    /// Takes a place until `lease_end`, and forgets those whose lease has ended.
    pub(super) fn begin(&mut self, hold: u64, units: u128, lease_end: i64, now: i64) {
        self.forget(now);
        if units > 0 {
            self.end(hold, lease_end);
            self.holds.insert((lease_end, hold), units);
            self.total = self.total.saturating_add(units);
        }
    }

    /// Gives the place back; nothing where it was lost.
    pub(super) fn end(&mut self, hold: u64, lease_end: i64) {
        if let Some(units) = self.holds.remove(&(lease_end, hold)) {
            self.total = self.total.saturating_sub(units);
            if self.holds.is_empty() {
                // An empty map keeps its memory, of which idle scopes are to have none.
                self.holds = BTreeMap::new();
            }
        }
    }

    /// Moves the ends of all leases; those that have ended stay so.
    pub(super) fn lease_anew(&mut self, by: i64, now: i64) {
        self.forget(now);
        let holds = std::mem::take(&mut self.holds);
        let moved =
            holds.into_iter().map(|((end, hold), units)| ((end.saturating_add(by), hold), units));
        self.holds = moved.collect();
    }

    /// Forgets those whose lease has ended.
    fn forget(&mut self, now: i64) {
        while let Some(first) = self.holds.first_entry() {
            if first.key().0 > now {
                break;
            }
            self.total = self.total.saturating_sub(first.remove());
        }
    }
}
