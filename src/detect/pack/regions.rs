//! Where matches of a rule may begin, if anywhere in between counts.

use std::collections::VecDeque;

use super::rule::Rule;
use super::scan::{Known, Report};

/// What is to be searched for a rule.
///
/// What the gates tell is united to regions. A region is searched once it is certain: where it
/// ends and all that its matches depend on has come. Of a region that goes on, so much is searched
/// at a time that what must be read again for the next time is no more than that. So every byte is
/// searched a fixed number of times a rule, whatever the text and however it was cut.
#[derive(Clone, Debug, Default)]
pub(super) struct Regions {
    /// First and last starts, apart from each other.
    waiting: VecDeque<(usize, usize)>,
    /// No match starts below any more.
    next: usize,
}

impl Regions {
    /// Takes starts, which may overlap those that came last. Those that are no more than `slack`
    /// apart are searched together.
    pub(super) fn add(&mut self, from: usize, to: usize, slack: usize) {
        unite(&mut self.waiting, (from.max(self.next), to), slack);
    }

    /// Searches what is certain.
    pub(super) fn search(&mut self, rule: &Rule, known: Known<'_>, report: &mut Report<'_, '_>) {
        while let Some(region) = self.next_certain(rule, known) {
            self.next = report.search(rule, known, region);
        }
    }

    /// Where the first match may start that is not decided yet.
    pub(super) fn first(&self) -> Option<usize> {
        self.waiting.front().map(|(from, _)| (*from).max(self.next))
    }

    /// The text is parted: nothing begins before and ends behind.
    pub(super) fn part(&mut self) {
        self.waiting.clear();
    }

    /// The next starts that are worth a search now.
    fn next_certain(&mut self, rule: &Rule, known: Known<'_>) -> Option<(usize, usize)> {
        loop {
            let (from, to) = self.waiting.front().copied()?;
            let from = from.max(self.next);
            if from > to {
                self.waiting.pop_front();
                continue;
            }
            if known.ends {
                self.waiting.pop_front();
                return Some((from, to.min(known.end)));
            }
            let last = known.end.checked_sub(rule.wait)?;
            if to <= last {
                self.waiting.pop_front();
                return Some((from, to));
            }
            return (last >= from + rule.wait).then_some((from, last));
        }
    }
}

/// Adds a range to ranges that are apart from each other, of which it may overlap the last.
pub(super) fn unite(
    ranges: &mut VecDeque<(usize, usize)>,
    (mut from, mut to): (usize, usize),
    slack: usize,
) {
    if from > to {
        return;
    }
    while let Some((first, last)) = ranges.back().copied() {
        if last + 1 + slack < from {
            break;
        }
        (from, to) = (from.min(first), to.max(last));
        ranges.pop_back();
    }
    ranges.push_back((from, to));
}
