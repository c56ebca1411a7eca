//! Other limits while calls are under way: what was counted goes on.

use super::book::{Book, frames, reached};
use super::counter::Counter;
use super::holds::Holds;
use crate::budget::limits::Limits;

impl Book {
    /// Puts `new` in the place of `old`. Each account is looked at once.
    pub(super) fn change(&mut self, old: &Limits, new: &Limits, holds: &mut Holds) {
        self.epoch = self.epoch.saturating_add(1);
        let times = self.times;
        let (rules, from) = self.rules.change(old, new, self.epoch);
        let new_frames = frames(&rules, times.latest);

        let moves: Vec<Option<usize>> = self
            .rules
            .partitions
            .iter()
            .map(|old| rules.partitions.iter().position(|new| new.levels == old.levels))
            .collect();
        let by_partition: Vec<Vec<usize>> = (0..rules.partitions.len())
            .map(|partition| {
                // In the order of their slots, which is that of the rules.
                let own = rules.rules.iter().enumerate();
                own.filter(|(_, rule)| rule.partition == partition).map(|(n, _)| n).collect()
            })
            .collect();

        let (old_rules, old_frames) = (&self.rules, &self.frames);
        self.accounts.rearrange(&moves, rules.partitions.len(), |partition, mut counters| {
            let anew = by_partition[partition].iter().map(|number| {
                let rule = &rules.rules[*number];
                let frame = new_frames[rule.window];
                let now = times.of(frame);
                let Some(old) = from[*number].map(|old| &old_rules.rules[old]) else {
                    return Counter::empty(frame, now);
                };
                let old_frame = old_frames[old.window];
                let empty = Counter::empty(frame, now);
                let Some(own) = counters.get_mut(old.slot) else { return empty };
                let mut counter = std::mem::replace(own, empty);
                counter.move_to(frame, old_frame, now);
                if old.cap != rule.cap || old.alerts != rule.alerts {
                    // What is reached now is known; what comes is said.
                    let charged = counter.charged(frame, now);
                    counter.set_alerted(reached(rule, charged), now);
                }
                counter
            });
            anew.collect()
        });

        for hold in holds.all_mut() {
            let mut accounts = vec![Default::default(); rules.partitions.len()];
            for (account, to) in hold.accounts.iter().zip(&moves) {
                if let Some(place) = to.and_then(|to| accounts.get_mut(to)) {
                    *place = *account;
                }
            }
            hold.accounts = accounts.into_boxed_slice();
        }
        (self.rules, self.frames) = (rules, new_frames);
    }
}
