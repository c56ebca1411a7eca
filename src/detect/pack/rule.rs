//! A compiled rule, and all that must hold of a match.

use std::fmt;
use std::sync::Arc;

use super::Validator;
use super::allow::{Allow, Judged};
use super::format::GroupFallback;
use super::lead::Lead;
use super::program::Program;
use crate::finding::{Action, Category, Finding, Recipe, Severity};
use crate::scan::is_edge;
use crate::scan::literals::Literals;
use crate::span::Span;

/// A rule that can be looked for.
pub(super) struct Rule {
    pub(super) id: String,
    pub(super) category: Category,
    pub(super) severity: Severity,
    pub(super) program: Program,
    /// Runs that matches may begin with, which the program leaves out.
    pub(super) leads: Vec<Lead>,
    pub(super) search: Search,
    pub(super) group: usize,
    pub(super) fallback: GroupFallback,
    /// The shortest match of the pattern, and the longest.
    pub(super) least: usize,
    pub(super) bound: usize,
    /// The longest match that counts.
    pub(super) max_len: usize,
    /// How many bytes behind its start decide a match at most, keywords included.
    pub(super) wait: usize,
    /// How far apart starts may be that are searched together. Where the gate leaves out only what
    /// cannot match, so far that a search costs no more than what it is far from the next; where
    /// it says what counts, nothing.
    pub(super) slack: usize,
    pub(super) validator: Option<Validator>,
    pub(super) entropy: Option<f64>,
    pub(super) allow: Vec<Arc<Allow>>,
    pub(super) near: Option<Near>,
    pub(super) action: Action,
    pub(super) label: String,
    pub(super) confidence: f32,
}

/// How matches are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Search {
    /// All over the regions that the gates tell.
    Regions,
    /// Where the gates tell that one begins; with keywords only within the regions that they tell,
    /// of which the last is known so many bytes behind a start.
    Starts { known: Option<usize> },
}

/// Words near a match.
#[derive(Debug)]
pub(super) struct Near {
    pub(super) words: Literals,
    pub(super) distance: usize,
    /// The confidence where a word is near; none where one must be.
    pub(super) raised: Option<f32>,
}

/// What a match is judged by: the text that it stands in, by index.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    pub(super) bytes: &'a [u8],
    /// Where the text, or what is looked at of it, begins and ends.
    pub(super) from: usize,
    pub(super) to: usize,
}

impl Rule {
    /// What is to be reported of the match `start..end`: its place, and how sure that is.
    pub(super) fn judge(
        &self,
        place: Place<'_>,
        start: usize,
        end: usize,
    ) -> Option<(usize, usize, f32)> {
        if end - start > self.max_len {
            return None;
        }
        let (from, to) = self.find_group(place, start).unwrap_or((start, end));
        if !self.holds(place, (from, to), (start, end)) {
            return None;
        }
        let confidence = match &self.near {
            None => self.confidence,
            Some(near) => match (near.stands_by(place, start, end), near.raised) {
                (false, None) => return None,
                (true, Some(raised)) => raised.max(self.confidence),
                _ => self.confidence,
            },
        };
        Some((from, to, confidence))
    }

    /// The finding at a place of the original.
    pub(super) fn finding(&self, span: Span, confidence: f32) -> Finding {
        let finding = Finding::new(self.id.clone(), self.category, span)
            .with_severity(self.severity)
            .with_confidence(confidence);
        match self.action {
            Action::Flag => finding,
            Action::Redact => finding.redact(Recipe::label(self.label.clone())),
            Action::Exclude => finding.exclude(),
            Action::Block => finding.block(),
        }
    }

    /// How many bytes behind a match decide whether it is reported.
    pub(super) fn ahead(&self) -> usize {
        let near = self.near.as_ref().map_or(0, |near| near.distance);
        self.allow.iter().map(|allow| allow.ahead()).max().unwrap_or(0).max(near)
    }

    /// Whether something within these bytes would be found but for what stands around them.
    pub(super) fn finds_within(&self, bytes: &[u8]) -> bool {
        let place = Place { bytes, from: 0, to: bytes.len() };
        let mut at = 0;
        while let Some((start, end)) = self.program.find(bytes, at) {
            let found = self.find_group(place, start).unwrap_or((start, end));
            if end - start <= self.max_len && self.holds(place, found, (start, end)) {
                return true;
            }
            at = end.max(at + 1);
        }
        false
    }

    /// The group that is the finding; none where that is the whole match.
    fn find_group(&self, place: Place<'_>, start: usize) -> Option<(usize, usize)> {
        if self.group == 0 {
            return None;
        }
        let groups = self.program.groups(place.bytes.get(..place.to)?, start);
        let mut groups = groups.into_iter().skip(self.group).map(|group| {
            let (from, to) = group?;
            (from < to).then_some((from, to))
        });
        match self.fallback {
            GroupFallback::WholeMatch => groups.next().flatten(),
            GroupFallback::NextGroup => groups.flatten().next(),
        }
    }

    /// Whether the validator passes it, it is random enough, and not allowed.
    fn holds(&self, place: Place<'_>, found: (usize, usize), matched: (usize, usize)) -> bool {
        let Some(finding) = place.bytes.get(found.0..found.1) else { return false };
        let judged = Judged { place, leads: &self.leads, found, matched };
        self.validator.as_ref().is_none_or(|validator| validator(finding))
            && self.entropy.is_none_or(|least| entropy(finding) >= least)
            && !self.allow.iter().any(|allow| allow.passes(judged))
    }
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rule").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Near {
    /// Whether a word stands near the match, before it or behind it, as a whole word.
    fn stands_by(&self, place: Place<'_>, start: usize, end: usize) -> bool {
        let from = start.saturating_sub(self.distance).max(place.from);
        let to = (end + self.distance).min(place.to);
        self.stands_in(place, from, start) || self.stands_in(place, end, to)
    }

    fn stands_in(&self, place: Place<'_>, from: usize, to: usize) -> bool {
        let parts = |at: usize| {
            let left = at.checked_sub(1).filter(|left| *left >= place.from);
            let left = left.and_then(|left| place.bytes.get(left));
            let right = place.bytes.get(at).filter(|_| at < place.to);
            left.zip(right).is_none_or(|(left, right)| is_edge(*left, *right))
        };
        let mut stands = false;
        let slice = place.bytes.get(from..to).unwrap_or(&[]);
        self.words.scan(&mut self.words.begin(), slice, from, |_, word| {
            stands |= parts(word.start()) && parts(word.end());
        });
        stands
    }
}

/// Shannon's entropy, in bits a byte (C. E. Shannon, A Mathematical Theory of Communication,
/// 1948, section 6): −Σ p log2 p over the bytes that there are, each of its share p.
fn entropy(bytes: &[u8]) -> f64 {
    let mut counts = [0_u32; 256];
    for byte in bytes {
        if let Some(count) = counts.get_mut(usize::from(*byte)) {
            *count += 1;
        }
    }
    let all = bytes.len() as f64;
    let shares = counts.iter().filter(|count| **count > 0).map(|count| f64::from(*count) / all);
    shares.map(|share| -share * share.log2()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entropy_is_in_bits_a_byte() {
        assert_eq!(entropy(b""), 0.0);
        assert_eq!(entropy(b"aaaa"), 0.0);
        assert_eq!(entropy(b"abab"), 1.0);
        assert_eq!(entropy(b"0123456789abcdef"), 4.0);
    }
}
