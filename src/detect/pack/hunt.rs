//! Places where matches of a rule may begin, each by itself.

use std::collections::VecDeque;

use super::compile::CONTEXT;
use super::program::Try;
use super::regions::unite;
use super::rule::{Rule, Search};
use super::scan::{Known, Report};

/// Heads of a rule that are not decided yet.
///
/// Each is followed by an automaton that tells at the first byte that no match can have that there
/// is none, so that a stream is held up only by what may be a match still. It is followed anew when
/// half as much again has come. Where that read more than half of the text so far, as in a text
/// that is full of heads, the heads near each other are searched together, once all that their
/// matches depend on has come. So every byte is read a fixed number of times, and what is found
/// does not depend on the way.
#[derive(Clone, Debug, Default)]
pub(super) struct Hunt {
    /// In order.
    heads: VecDeque<usize>,
    /// Where heads count, for a rule with keywords around its matches.
    covered: VecDeque<(usize, usize)>,
    /// No match starts below any more.
    next: usize,
    /// How many bytes of the first head did not decide it.
    tried: usize,
    /// Where the match ends that begins at the first head.
    matched: Option<usize>,
    /// How many bytes may still be read, and up to where they were granted.
    credit: isize,
    granted: usize,
}

/// Whether a head is where it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cover {
    /// Up to this position.
    Until(usize),
    No,
    /// What follows decides.
    Open,
}

impl Hunt {
    /// A match may begin there.
    pub(super) fn add(&mut self, at: usize) {
        let index = self.heads.partition_point(|head| *head < at);
        if at < self.next || self.heads.get(index) == Some(&at) {
            return;
        }
        if index == 0 {
            (self.tried, self.matched) = (0, None);
        }
        self.heads.insert(index, at);
    }

    /// Heads in `from..=to` count.
    pub(super) fn cover(&mut self, from: usize, to: usize) {
        // What comes later begins at most a literal before this.
        let needed = self.first().unwrap_or(usize::MAX).min(from.saturating_sub(MAX_LITERAL));
        while self.covered.front().is_some_and(|(_, last)| *last < needed) {
            self.covered.pop_front();
        }
        unite(&mut self.covered, (from, to), 0);
    }

    /// Where the first match may start that is not decided yet.
    pub(super) fn first(&self) -> Option<usize> {
        self.heads.front().copied()
    }

    /// The text is parted: nothing begins before and ends behind.
    pub(super) fn part(&mut self) {
        self.heads.clear();
        self.covered.clear();
        (self.tried, self.matched) = (0, None);
    }

    /// Decides what is certain.
    pub(super) fn search(&mut self, rule: &Rule, known: Known<'_>, report: &mut Report<'_, '_>) {
        self.credit += ((known.end - self.granted.min(known.end)) / 2) as isize;
        self.granted = known.end;
        while let Some(at) = self.first() {
            if at < self.next {
                self.drop_first();
                continue;
            }
            if !known.ends && at > known.settled {
                return;
            }
            let cover = self.cover_of(at, rule, known);
            if cover == Cover::No {
                self.drop_first();
                continue;
            }
            match self.follow(at, rule, known, report) {
                Some(Try::No) => self.drop_first(),
                Some(Try::Match(end)) => {
                    self.matched = Some(end);
                    let decided = known.ends || known.end >= end + rule.ahead() + CONTEXT;
                    if cover == Cover::Open || !decided {
                        return;
                    }
                    report.matched(rule, known, at, end);
                    self.next = end.max(at + 1);
                    self.drop_first();
                }
                Some(Try::More) => return,
                None => match (cover, known.end.checked_sub(rule.wait)) {
                    (Cover::Open, _) => return,
                    (Cover::Until(until), last) => {
                        let to = self.last_near(until, rule, known);
                        let to = match last {
                            _ if known.ends => to,
                            Some(last) if to <= last => to,
                            Some(last) if last >= at + rule.wait => last,
                            _ => return,
                        };
                        self.next = report.search(rule, known, (at, to));
                        (self.tried, self.matched) = (0, None);
                    }
                    (Cover::No, _) => self.drop_first(),
                },
            }
        }
    }

    /// What begins at the first head; none where that is to be searched with others.
    fn follow(
        &mut self,
        at: usize,
        rule: &Rule,
        known: Known<'_>,
        report: &mut Report<'_, '_>,
    ) -> Option<Try> {
        if let Some(end) = self.matched {
            return Some(Try::Match(end));
        }
        // A match that starts here ends before, with a character to spare.
        let stop = known.end.min(at + rule.bound + CONTEXT);
        let ends = known.ends && stop == known.end;
        let seen = stop.saturating_sub(at);
        let is_all = ends || seen == rule.bound + CONTEXT;
        if !is_all && self.tried > 0 && seen < self.tried + (self.tried / 2).max(1) {
            return Some(Try::More);
        }
        if self.credit <= 0 {
            return None;
        }
        let base = known.view.base();
        let (tried, read) = rule.program.try_at(known.bytes(stop), at.checked_sub(base)?, ends)?;
        self.credit -= read as isize;
        report.work.0 += read;
        report.work.1 += 1;
        match tried {
            Try::More if !is_all => {
                self.tried = seen;
                Some(Try::More)
            }
            Try::Match(end) => Some(Try::Match(base + end)),
            Try::No | Try::More => Some(Try::No),
        }
    }

    /// The last head that is searched together with the first.
    fn last_near(&self, until: usize, rule: &Rule, known: Known<'_>) -> usize {
        let counts = |head: &usize| *head <= until && (known.ends || *head <= known.settled);
        let mut heads = self.heads.iter().copied().take_while(counts);
        let first = heads.next().unwrap_or(0);
        let near =
            |last: usize, head: usize| if head - last <= rule.wait { Ok(head) } else { Err(last) };
        heads.try_fold(first, near).unwrap_or_else(|last| last)
    }

    fn cover_of(&self, at: usize, rule: &Rule, known: Known<'_>) -> Cover {
        let Search::Starts { known: Some(ahead) } = rule.search else {
            return Cover::Until(usize::MAX);
        };
        let index = self.covered.partition_point(|(_, last)| *last < at);
        match self.covered.get(index) {
            Some((from, until)) if *from <= at => Cover::Until(*until),
            _ if known.ends || known.end >= at + ahead => Cover::No,
            _ => Cover::Open,
        }
    }

    fn drop_first(&mut self) {
        self.heads.pop_front();
        (self.tried, self.matched) = (0, None);
    }
}

/// The most bytes of a literal.
const MAX_LITERAL: usize = 256;
