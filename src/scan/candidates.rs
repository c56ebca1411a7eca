//! What a guard makes of the literals that it hears of: candidates, decided in the order of their
//! starts.

use std::collections::VecDeque;

use super::gate::Hit;
use super::shape::Cursor;

/// The candidates of one text: where a literal stands and what it may become. Each is decided by
/// itself, first start first, as soon as no earlier one can come; a candidate that cannot be
/// decided yet holds up those behind it, so that the order never depends on how the text was cut.
#[derive(Clone, Debug, Default)]
pub(crate) struct Candidates {
    /// No literal begins below that was not told.
    told: usize,
    waiting: VecDeque<Candidate>,
}

/// A literal that was seen.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Candidate {
    pub(crate) start: usize,
    /// The number of the literal.
    pub(crate) literal: usize,
    /// How far its shape was read.
    pub(crate) cursor: Cursor,
}

/// Whether a candidate has been dealt with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decided {
    Yes,
    NotYet,
}

impl Candidates {
    /// Takes what the gate tells.
    pub(crate) fn hear(&mut self, hits: &[Hit], told: usize) {
        self.told = told;
        for Hit { start, literal } in hits.iter().copied() {
            let key = (start, literal);
            let behind = self.waiting.iter().rev();
            let behind = behind.take_while(|other| (other.start, other.literal) > key).count();
            let candidate = Candidate { start, literal, cursor: Cursor::new(start) };
            self.waiting.insert(self.waiting.len() - behind, candidate);
        }
    }

    /// Asks `decide` about each candidate that no earlier one can precede. Returns the position
    /// below which no candidate will start any more.
    pub(crate) fn advance(&mut self, mut decide: impl FnMut(&mut Candidate) -> Decided) -> usize {
        while let Some(candidate) = self.waiting.front_mut() {
            if candidate.start >= self.told || decide(candidate) == Decided::NotYet {
                return candidate.start.min(self.told);
            }
            self.waiting.pop_front();
        }
        self.told
    }
}
