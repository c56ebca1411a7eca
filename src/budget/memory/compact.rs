//! Many extends of one hold: charges that are corrected alike become one.

use super::book::{Book, count};
use super::counter::Frame;
use super::holds::{Charge, Hold};
use super::sliding::leaves_at;

impl Book {
    /// Unites the charges of a hold that has many, so that a stream that extends with each chunk
    /// for hours takes neither more memory nor more time for it.
    ///
    /// Charges in a row are united where no limit tells them apart: they lie in the same window,
    /// or it does not matter any more where they lay.
    pub(super) fn compact(&self, hold: &mut Hold) {
        let many = hold.later.len();
        if many < FEW || !many.is_power_of_two() {
            return;
        }
        let mut last = hold.first;
        let mut united = Vec::new();
        for next in std::mem::take(&mut hold.later) {
            match self.united(hold.model, &last, &next) {
                Some(both) => last = both,
                None => united.push(std::mem::replace(&mut last, next)),
            }
        }
        united.push(last);
        // There is at least one.
        hold.first = united.remove(0);
        hold.later = united;
    }

    /// Both as one charge of the time of the later one.
    fn united(&self, model: Option<usize>, a: &Charge, b: &Charge) -> Option<Charge> {
        let both = Charge { amount: a.amount.checked_add(&b.amount)?, ..*b };
        let rules = self.rules.rules.iter().filter(|rule| rule.covers(model));
        let alike = |unit, frame| match frame {
            Frame::Calendar { start, .. } => (a.at >= start) == (b.at >= start),
            Frame::Total | Frame::InFlight { .. } => true,
            Frame::Sliding { length, width } => {
                let slots = [a, b].map(|charge| charge.flow.div_euclid(width));
                let gone = slots.map(|slot| leaves_at(slot, length, width) <= self.times.flow);
                slots[0] == slots[1] || gone == [true, true]
            }
            // What has run out even if it all came at the later time.
            Frame::Bucket { refill, every } => {
                let parts = count(unit, &both.amount).saturating_mul(u128::from(every));
                let elapsed = self.times.flow.saturating_sub(b.flow).max(0).unsigned_abs();
                a.flow == b.flow || parts <= u128::from(elapsed) * u128::from(refill)
            }
        };
        let mut rules = rules.map(|rule| (rule.unit, self.frames[rule.window]));
        (a.epoch == b.epoch && rules.all(|(unit, frame)| alike(unit, frame))).then_some(both)
    }
}

/// Fewer charges than these are left as they are.
const FEW: usize = 64;
