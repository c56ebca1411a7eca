//! The recogniser.

use std::sync::Arc;

use memchr::memmem;

use super::compile::{CONTEXT, Compiled};
use super::gates::{Starts, Told};
use super::hunt::Hunt;
use super::regions::Regions;
use super::rule::{Place, Rule, Search};
use crate::finding::Sink;
use crate::scan::{Hit, Recogniser};
use crate::text::{Folded, PartRef};

/// The matches in one text.
///
/// The gates tell where matches of a rule may begin: at heads, which a [`Hunt`] follows one by one,
/// or in [`Regions`], which are searched.
#[derive(Clone, Debug)]
pub(super) struct RuleScan {
    compiled: Arc<Compiled>,
    /// Literals that were told and not looked at yet; all that begin below `told` are known.
    heard: Vec<Hit>,
    told: usize,
    /// Up to where the gates have looked.
    scanned: usize,
    /// No match starts below any more.
    decided: usize,
    /// Where the text begins for the rules: behind a run of invisible characters that is too long.
    floor: usize,
    rules: Vec<Work>,
    /// The rules that have something to be looked at.
    active: Vec<usize>,
    /// How many bytes were searched, and how often.
    pub(super) work: (usize, usize),
}

/// What is to be looked at for a rule; most have nothing.
#[derive(Clone, Debug, Default)]
enum Work {
    #[default]
    None,
    Regions(Box<Regions>),
    Hunt(Box<Hunt>),
}

/// The text as far as it has come, or up to where it is parted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known<'a> {
    pub(super) view: &'a Folded,
    /// Where it begins for the rules.
    pub(super) floor: usize,
    /// Behind the last byte.
    pub(super) end: usize,
    /// Whether nothing follows that could belong to a match.
    pub(super) ends: bool,
    /// Every head that starts below, or there, was told.
    pub(super) settled: usize,
}

/// What becomes of matches.
pub(super) struct Report<'r, 's> {
    pub(super) at: PartRef,
    pub(super) found: &'r mut Sink<'s>,
    /// How many bytes were searched, and how often.
    pub(super) work: (usize, usize),
}

impl RuleScan {
    pub(super) fn new(compiled: Arc<Compiled>) -> Self {
        Self {
            heard: Vec::new(),
            told: 0,
            scanned: 0,
            decided: 0,
            floor: 0,
            rules: vec![Work::default(); compiled.rules.len()],
            active: Vec::new(),
            compiled,
            work: (0, 0),
        }
    }

    /// Looks for gates in what is new.
    fn scan(&mut self, view: &Folded, end: usize) {
        let Self { compiled, rules, active, heard, floor, decided, .. } = self;
        let floor = (*floor).max(*decided);
        let mut tell = |starts: Starts| {
            let Starts { rule: number, from, to, told } = starts;
            let (Some(work), Some(rule)) = (rules.get_mut(number), compiled.rules.get(number))
            else {
                return;
            };
            let from = from.max(floor);
            if work.add(rule, (from, to), told) {
                active.push(number);
            }
        };
        heard.retain(|hit| {
            let told = compiled.gates.told_by(*hit);
            let is_later = told.is_some_and(|(_, literal_end)| literal_end > end);
            if !is_later && let Some((starts, _)) = told {
                tell(starts);
            }
            is_later
        });
        let local = self.scanned.saturating_sub(view.base())..end.saturating_sub(view.base());
        let block = view.bytes().get(local).unwrap_or(&[]);
        compiled.gates.scan(block, self.scanned, tell);
        self.scanned = end;
    }

    /// How many bytes before `end` may be the beginning of a literal that was not looked at.
    fn begun(&self, end: usize) -> usize {
        let first = self.heard.iter().map(|hit| hit.start).fold(self.told, usize::min);
        end.saturating_sub(first)
    }

    /// Searches what is certain.
    fn search(&mut self, known: Known<'_>, at: PartRef, found: &mut Sink<'_>) {
        let Self { compiled, rules, active, work: done, .. } = self;
        let mut report = Report { at, found, work: *done };
        active.retain(|number| match (compiled.rules.get(*number), rules.get_mut(*number)) {
            (Some(rule), Some(Work::Regions(regions))) => {
                regions.search(rule, known, &mut report);
                regions.first().is_some()
            }
            (Some(rule), Some(Work::Hunt(hunt))) => {
                hunt.search(rule, known, &mut report);
                hunt.first().is_some()
            }
            _ => false,
        });
        *done = report.work;
    }

    /// Begins anew behind a place that parts the text.
    fn part(&mut self, floor: usize) {
        self.active.clear();
        self.rules.iter_mut().for_each(Work::part);
        (self.scanned, self.floor) = (floor, floor);
    }

    fn known<'a>(&self, view: &'a Folded, end: usize, ends: bool) -> Known<'a> {
        let settled = end - self.begun(end);
        Known { view, floor: self.floor, end, ends, settled }
    }
}

impl Known<'_> {
    /// The text up to a position, to be judged by index.
    pub(super) fn place(&self) -> Place<'_> {
        let bytes = self.view.bytes();
        let local = |at: usize| at.saturating_sub(self.view.base()).min(bytes.len());
        Place { bytes, from: local(self.floor), to: local(self.end) }
    }

    /// The bytes up to a position.
    pub(super) fn bytes(&self, end: usize) -> &[u8] {
        let bytes = self.view.bytes();
        bytes.get(..end.min(self.end).saturating_sub(self.view.base())).unwrap_or(bytes)
    }
}

impl Report<'_, '_> {
    /// Judges a match and reports it.
    pub(super) fn matched(&mut self, rule: &Rule, known: Known<'_>, start: usize, end: usize) {
        let base = known.view.base();
        if let Some((from, to, confidence)) = rule.judge(known.place(), start - base, end - base) {
            let (from, to) = whole_characters(known.view, base + from, base + to);
            let span = known.view.original(from, to);
            self.found.report(self.at, rule.finding(span, confidence));
        }
    }

    /// Searches for what starts in `from..=to`, and returns the position below which nothing more
    /// starts.
    pub(super) fn search(
        &mut self,
        rule: &Rule,
        known: Known<'_>,
        (from, to): (usize, usize),
    ) -> usize {
        let mut next = from;
        // A match that starts in time ends here, with a character to spare.
        let end = known.end.min(to + rule.bound + CONTEXT);
        let (text, base) = (known.bytes(end), known.view.base());
        while next <= to {
            self.work.1 += 1;
            let found = next.checked_sub(base).and_then(|local| rule.program.find(text, local));
            let Some((start, end)) = found.filter(|(start, _)| start + base <= to) else { break };
            self.matched(rule, known, base + start, base + end);
            next = (base + end).max(next + 1);
        }
        self.work.0 += end.saturating_sub(from);
        next.max(to + 1)
    }
}

impl Work {
    /// Takes what was told; true where the rule has something to be looked at now and had not.
    fn add(&mut self, rule: &Rule, (from, to): (usize, usize), told: Told) -> bool {
        if matches!(self, Self::None) {
            *self = match rule.search {
                Search::Regions => Self::Regions(Box::default()),
                Search::Starts { .. } => Self::Hunt(Box::default()),
            };
        }
        let was_idle = self.first().is_none();
        match (&mut *self, told) {
            (Self::Regions(regions), _) => regions.add(from, to, rule.slack),
            (Self::Hunt(hunt), Told::Head) => hunt.add(from),
            (Self::Hunt(hunt), Told::Region) => hunt.cover(from, to),
            (Self::None, _) => {}
        }
        was_idle && self.first().is_some()
    }

    /// Where the first match may start that is not decided yet.
    fn first(&self) -> Option<usize> {
        match self {
            Self::None => None,
            Self::Regions(regions) => regions.first(),
            Self::Hunt(hunt) => hunt.first(),
        }
    }

    fn part(&mut self) {
        match self {
            Self::None => {}
            Self::Regions(regions) => regions.part(),
            Self::Hunt(hunt) => hunt.part(),
        }
    }
}

impl Recogniser for RuleScan {
    fn hear(&mut self, hits: &[Hit], told: usize) {
        self.heard.extend(hits);
        self.told = told;
    }

    fn advance(&mut self, view: &Folded, done: bool, at: PartRef, found: &mut Sink<'_>) -> usize {
        loop {
            let rest = view.bytes().get(self.scanned.saturating_sub(view.base())..).unwrap_or(&[]);
            match memmem::find(rest, BREAK) {
                Some(index) => {
                    let end = self.scanned + index;
                    self.scan(view, end);
                    self.search(self.known(view, end, true), at, found);
                    self.part(end + BREAK.len());
                }
                None => {
                    self.scan(view, view.end());
                    self.search(self.known(view, view.end(), done), at, found);
                    break;
                }
            }
        }
        let waiting = self.active.iter().filter_map(|rule| self.rules.get(*rule)?.first());
        let begun = self.begun(self.scanned);
        let untold = self.compiled.gates.untold(begun, view.bytes(), self.scanned);
        let untold = untold.max(self.floor);
        self.decided = view.whole_character(waiting.min().unwrap_or(untold).min(untold));
        self.decided
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
