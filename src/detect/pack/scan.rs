//! The recogniser.

use std::collections::VecDeque;
use std::sync::Arc;

use memchr::memmem;

use super::compile::{CONTEXT, Compiled};
use super::gates::Starts;
use super::rule::{Place, Rule};
use crate::finding::Sink;
use crate::scan::Recogniser;
use crate::scan::literals::LiteralsState;
use crate::text::{Folded, PartRef};

/// The matches in one text.
///
/// The gates tell where matches of a rule may begin; what they tell is united to regions. A region
/// is searched once it is certain: where it ends and all that its matches depend on has come. Of a
/// region that goes on, so much is searched at a time that what must be read again for the next
/// time is no more than that. So every byte is searched a fixed number of times a rule, whatever
/// the text and however it was cut.
#[derive(Clone, Debug)]
pub(super) struct RuleScan {
    compiled: Arc<Compiled>,
    literals: Option<LiteralsState>,
    /// Up to where the gates have looked.
    scanned: usize,
    /// Where the text begins for the rules: behind a run of invisible characters that is too long.
    floor: usize,
    rules: Vec<Regions>,
    /// The rules that have regions.
    active: Vec<usize>,
    /// How many bytes were searched, and how often.
    #[cfg(test)]
    pub(super) work: (usize, usize),
}

/// What is to be searched for a rule.
#[derive(Clone, Debug, Default)]
struct Regions {
    /// First and last starts, apart from each other.
    waiting: VecDeque<(usize, usize)>,
    /// No match starts below any more.
    next: usize,
}

/// The text as far as it has come, or up to where it is parted.
#[derive(Clone, Copy, Debug)]
struct Known<'a> {
    view: &'a Folded,
    /// Behind the last byte.
    end: usize,
    /// Whether nothing follows that could belong to a match.
    ends: bool,
}

impl RuleScan {
    pub(super) fn new(compiled: Arc<Compiled>) -> Self {
        Self {
            literals: compiled.gates.begin(),
            scanned: 0,
            floor: 0,
            rules: vec![Regions::default(); compiled.rules.len()],
            active: Vec::new(),
            compiled,
            #[cfg(test)]
            work: (0, 0),
        }
    }

    /// Looks for gates in what is new.
    fn scan(&mut self, view: &Folded, end: usize) {
        let Self { compiled, rules, active, floor, .. } = self;
        let floor = *floor;
        let local = self.scanned.saturating_sub(view.base())..end.saturating_sub(view.base());
        let block = view.bytes().get(local).unwrap_or(&[]);
        let tell = |starts: Starts| {
            let Some(regions) = rules.get_mut(starts.rule) else { return };
            let was_idle = regions.waiting.is_empty();
            let slack = compiled.rules.get(starts.rule).map_or(0, |rule| rule.slack);
            regions.add(starts.from.max(floor), starts.to, slack);
            if was_idle && !regions.waiting.is_empty() {
                active.push(starts.rule);
            }
        };
        compiled.gates.scan(&mut self.literals, block, self.scanned, tell);
        self.scanned = end;
    }

    /// Searches what is certain.
    fn search(&mut self, known: Known<'_>, at: PartRef, found: &mut Sink<'_>) {
        let Self { compiled, rules, active, floor, .. } = self;
        #[cfg(test)]
        let work = &mut self.work;
        active.retain(|number| {
            let (Some(rule), Some(regions)) = (compiled.rules.get(*number), rules.get_mut(*number))
            else {
                return false;
            };
            while let Some((from, to)) = regions.next_certain(rule, known) {
                let mut next = from;
                // A match that starts in time ends here, with a character to spare.
                let end = known.end.min(to + rule.bound + CONTEXT);
                let bytes = known.view.bytes();
                let base = known.view.base();
                let text = bytes.get(..end.saturating_sub(base)).unwrap_or(bytes);
                let place = Place {
                    bytes,
                    from: floor.saturating_sub(base),
                    to: known.end.saturating_sub(base).min(bytes.len()),
                };
                while next <= to {
                    #[cfg(test)]
                    {
                        work.1 += 1;
                    }
                    let local = next.checked_sub(base).filter(|local| *local <= text.len());
                    let Some(m) = local.and_then(|local| rule.regex.find_at(text, local)) else {
                        break;
                    };
                    if m.start() + base > to {
                        break;
                    }
                    if let Some((start, end, confidence)) = rule.judge(place, m.start(), m.end()) {
                        let (start, end) = whole_characters(known.view, base + start, base + end);
                        let span = known.view.original(start, end);
                        found.report(at, rule.finding(span, confidence));
                    }
                    next = (base + m.end()).max(next + 1);
                }
                regions.next = next.max(to + 1);
                #[cfg(test)]
                {
                    work.0 += end.saturating_sub(from);
                }
            }
            !regions.waiting.is_empty()
        });
    }

    /// Begins anew behind a place that parts the text.
    fn part(&mut self, floor: usize) {
        self.active.clear();
        self.rules.iter_mut().for_each(|regions| regions.waiting.clear());
        self.literals = self.compiled.gates.begin();
        (self.scanned, self.floor) = (floor, floor);
    }
}

impl Regions {
    /// Takes starts, which may overlap those that came last. Those that are no more than `slack`
    /// apart are searched together.
    fn add(&mut self, from: usize, to: usize, slack: usize) {
        let (mut from, mut to) = (from.max(self.next), to);
        if from > to {
            return;
        }
        while let Some((first, last)) = self.waiting.back().copied() {
            if last + 1 + slack < from {
                break;
            }
            (from, to) = (from.min(first), to.max(last));
            self.waiting.pop_back();
        }
        self.waiting.push_back((from, to));
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

    /// Where the first match may start that is not decided yet.
    fn first(&self) -> Option<usize> {
        self.waiting.front().map(|(from, _)| (*from).max(self.next))
    }
}

impl Recogniser for RuleScan {
    fn advance(&mut self, view: &Folded, done: bool, at: PartRef, found: &mut Sink<'_>) -> usize {
        loop {
            let rest = view.bytes().get(self.scanned.saturating_sub(view.base())..).unwrap_or(&[]);
            match memmem::find(rest, BREAK) {
                Some(index) => {
                    let end = self.scanned + index;
                    self.scan(view, end);
                    self.search(Known { view, end, ends: true }, at, found);
                    self.part(end + BREAK.len());
                }
                None => {
                    self.scan(view, view.end());
                    self.search(Known { view, end: view.end(), ends: done }, at, found);
                    break;
                }
            }
        }
        let waiting = self.active.iter().filter_map(|rule| self.rules.get(*rule)?.first());
        let untold = self.compiled.gates.untold(self.literals, self.scanned).max(self.floor);
        view.whole_character(waiting.min().unwrap_or(untold).min(untold))
    }

    fn fork(&self) -> Box<dyn Recogniser> {
        Box::new(self.clone())
    }

    fn longest(&self) -> usize {
        self.compiled.longest()
    }
}

/// The whole characters that bytes of a view are of.
fn whole_characters(view: &Folded, start: usize, end: usize) -> (usize, usize) {
    let is_whole = |at: &usize| view.whole_character(*at) == *at;
    (view.whole_character(start), (end..end + 4).find(is_whole).unwrap_or(end))
}

/// What the view has in the place of a run of invisible characters that is too long.
const BREAK: &[u8] = "\u{ffff}".as_bytes();
