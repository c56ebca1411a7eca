//! What is not reported after all.

use aho_corasick::AhoCorasick;

use super::format::{AllowTarget, AllowWhen};
use super::lead::{Lead, reach_back};
use super::program::Program;
use super::rule::Place;

/// A compiled allow-list.
#[derive(Debug)]
pub(super) struct Allow {
    /// None where there are no words.
    pub(super) words: Option<AhoCorasick>,
    pub(super) patterns: Vec<Program>,
    pub(super) target: AllowTarget,
    pub(super) when: AllowWhen,
}

/// What is judged: a finding within a match within a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Judged<'a> {
    pub(super) place: Place<'a>,
    pub(super) leads: &'a [Lead],
    pub(super) found: (usize, usize),
    pub(super) matched: (usize, usize),
}

impl Allow {
    /// How many bytes behind a match it looks at.
    pub(super) const fn ahead(&self) -> usize {
        match self.target {
            AllowTarget::Line => LINE,
            AllowTarget::Finding | AllowTarget::Match => 0,
        }
    }

    /// Whether a finding is to be passed over.
    pub(super) fn passes(&self, judged: Judged<'_>) -> bool {
        let has_word = || {
            let finding = judged.place.bytes.get(judged.found.0..judged.found.1).unwrap_or(&[]);
            self.words.as_ref().is_some_and(|words| words.is_match(finding))
        };
        let matches = || {
            let (text, from) = self.text_of(judged);
            self.patterns.iter().any(|pattern| pattern.is_match(text, from))
        };
        match self.when {
            AllowWhen::Both if self.words.is_some() && !self.patterns.is_empty() => {
                has_word() && matches()
            }
            AllowWhen::Both | AllowWhen::Either => has_word() || matches(),
        }
    }

    /// What patterns are looked for in, and from where on.
    fn text_of<'a>(&self, judged: Judged<'a>) -> (&'a [u8], usize) {
        let Place { bytes, from: floor, to } = judged.place;
        let (start, end) = match self.target {
            AllowTarget::Finding => judged.found,
            AllowTarget::Match => {
                let (start, end) = judged.matched;
                (reach_back(judged.leads, bytes, start, floor), end)
            }
            AllowTarget::Line => {
                let (start, end) = judged.matched;
                let from = start.saturating_sub(LINE).max(floor);
                let behind = bytes.get(end..(end + LINE).min(to)).unwrap_or(&[]);
                let end = end + behind.iter().position(|b| *b == b'\n').unwrap_or(behind.len());
                let before = bytes.get(from..start).unwrap_or(&[]);
                match before.iter().rposition(|b| *b == b'\n') {
                    Some(line) => (from + line + 1, end),
                    None if from == floor => (from, end),
                    // The line begins further back: no pattern may take this for its start.
                    None => return (bytes.get(..end).unwrap_or(&[]), from),
                }
            }
        };
        (bytes.get(start..end).unwrap_or(&[]), 0)
    }
}

/// How far a line reaches on either side of a match, for an allow-list.
pub(super) const LINE: usize = 240;
