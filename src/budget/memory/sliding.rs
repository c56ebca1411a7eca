//! A sliding window: the charges of the last so much time, slot by slot.

use std::collections::VecDeque;

/// The slots that still count, with what is charged in each: 32 bytes a slot, of which there are
/// at most 65.
#[derive(Debug, Default)]
pub(super) struct Sliding {
    pub(super) alerted: u8,
    pub(super) alerted_at: u32,
    /// By number, oldest first. Slot `n` is the time from `n` widths after the epoch on.
    slots: VecDeque<(i64, u128)>,
    /// What is charged in all of them.
    total: u128,
}

impl Sliding {
    pub(super) fn charged(&self, length: i64, width: i64, now: i64) -> u128 {
        let gone = self.slots.iter().take_while(|(slot, _)| leaves_at(*slot, length, width) <= now);
        gone.fold(self.total, |left, (_, charged)| left.saturating_sub(*charged))
    }

    pub(super) fn falls_to(&self, most: u128, length: i64, width: i64, now: i64) -> Option<i64> {
        let mut left = self.charged(length, width, now);
        for (slot, charged) in &self.slots {
            let leaves = leaves_at(*slot, length, width);
            if leaves > now {
                left = left.saturating_sub(*charged);
                if left <= most {
                    return (leaves < i64::MAX).then_some(leaves);
                }
            }
        }
        None
    }

    pub(super) fn charge(&mut self, units: u128, length: i64, width: i64, now: i64) {
        self.forget(length, width, now);
        if units == 0 {
            return;
        }
        let slot = now.div_euclid(width);
        match self.slots.back_mut().filter(|(last, _)| *last == slot) {
            Some((_, charged)) => *charged = charged.saturating_add(units),
            None => self.slots.push_back((slot, units)),
        }
        self.total = self.total.saturating_add(units);
    }

    pub(super) fn correct(
        &mut self,
        charged_at: i64,
        stood: u128,
        used: u128,
        length: i64,
        width: i64,
        now: i64,
    ) {
        self.forget(length, width, now);
        let slot = charged_at.div_euclid(width);
        if leaves_at(slot, length, width) <= now {
            return;
        }
        let place = match self.slots.binary_search_by_key(&slot, |(number, _)| *number) {
            Ok(place) => place,
            Err(place) => {
                self.slots.insert(place, (slot, 0));
                place
            }
        };
        if let Some((_, charged)) = self.slots.get_mut(place) {
            let corrected = charged.saturating_sub(stood).saturating_add(used);
            self.total = self.total.saturating_sub(*charged).saturating_add(corrected);
            *charged = corrected;
            if corrected == 0 {
                self.slots.remove(place);
            }
        }
    }

    /// Forgets the slots that do not count any more.
    fn forget(&mut self, length: i64, width: i64, now: i64) {
        while let Some((slot, charged)) = self.slots.front().copied() {
            if leaves_at(slot, length, width) > now {
                break;
            }
            self.slots.pop_front();
            self.total = self.total.saturating_sub(charged);
        }
    }
}

/// The first moment at which nothing of a slot is younger than the length.
pub(super) const fn leaves_at(slot: i64, length: i64, width: i64) -> i64 {
    let last = slot.saturating_mul(width).saturating_add(width - 1);
    last.saturating_add(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LENGTH: i64 = 6_400;
    const WIDTH: i64 = 100;

    #[test]
    fn a_charge_counts_for_the_length_and_less_than_a_slot_more() {
        for at in [-250, 0, 50, 99, 12_345] {
            let mut sliding = Sliding::default();
            sliding.charge(7, LENGTH, WIDTH, at);
            let leaves = sliding.falls_to(0, LENGTH, WIDTH, at).expect("it leaves");
            assert!((at + LENGTH..at + LENGTH + WIDTH).contains(&leaves), "{at}: {leaves}");
            assert_eq!(sliding.charged(LENGTH, WIDTH, leaves - 1), 7);
            assert_eq!(sliding.charged(LENGTH, WIDTH, leaves), 0);
        }
    }

    #[test]
    fn it_falls_step_by_step() {
        let mut sliding = Sliding::default();
        for (at, units) in [(0, 5), (1_000, 3), (2_000, 2)] {
            sliding.charge(units, LENGTH, WIDTH, at);
        }
        let falls_to = |most| sliding.falls_to(most, LENGTH, WIDTH, 2_000);
        assert_eq!(falls_to(9), Some(99 + LENGTH));
        assert_eq!(falls_to(5), Some(99 + LENGTH));
        assert_eq!(falls_to(4), Some(1_099 + LENGTH));
        assert_eq!(falls_to(1), Some(2_099 + LENGTH));
    }

    #[test]
    fn it_keeps_no_more_slots_than_is_said() {
        let mut sliding = Sliding::default();
        for at in 0..100_000 {
            sliding.charge(1, LENGTH, WIDTH, at);
            assert!(sliding.slots.len() <= 65);
        }
        assert_eq!(sliding.charged(LENGTH, WIDTH, 99_999), 6_400);
    }

    #[test]
    fn a_correction_of_what_has_left_changes_nothing() {
        let mut sliding = Sliding::default();
        sliding.charge(5, LENGTH, WIDTH, 0);
        sliding.charge(5, LENGTH, WIDTH, 6_000);
        sliding.correct(0, 5, 90, LENGTH, WIDTH, 6_600);
        assert_eq!(sliding.charged(LENGTH, WIDTH, 6_600), 5);
        sliding.correct(6_000, 5, 90, LENGTH, WIDTH, 6_600);
        assert_eq!(sliding.charged(LENGTH, WIDTH, 6_600), 90);
        sliding.correct(6_000, 90, 0, LENGTH, WIDTH, 6_600);
        assert_eq!((sliding.charged(LENGTH, WIDTH, 6_600), sliding.slots.len()), (0, 0));
    }

    #[test]
    fn the_ends_of_time_do_not_panic() {
        for now in [i64::MIN, i64::MAX] {
            for (length, width) in [(1, 1), (i64::MAX, i64::MAX / 64 + 1)] {
                let mut sliding = Sliding::default();
                sliding.charge(u128::from(u64::MAX), length, width, now);
                sliding.charge(5, length, width, now);
                sliding.correct(now, 5, 0, length, width, now);
                sliding.falls_to(0, length, width, now);
            }
        }
    }
}
