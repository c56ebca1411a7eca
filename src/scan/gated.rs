//! Literals as the gate, and behind it candidates that are decided in the order of their starts.

use std::collections::VecDeque;

use super::literals::{Literals, LiteralsState};
use super::shape::{Cursor, Window};

/// The candidates of one text: where a literal was seen and what it may become. Each is decided
/// by itself, first start first, as soon as no earlier one can come; a candidate that cannot be
/// decided yet holds up those behind it, so that the order never depends on how the text was cut.
#[derive(Clone, Debug)]
pub(crate) struct Gated {
    state: LiteralsState,
    /// Up to where the literals have been looked for.
    scanned: usize,
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

impl Gated {
    pub(crate) const fn new(literals: &Literals) -> Self {
        Self { state: literals.begin(), scanned: 0, waiting: VecDeque::new() }
    }

    /// Looks at what is new in `window`, passes over literals that `begins` does not want, and asks
    /// `decide` about each candidate that is left. Returns the position below which no candidate
    /// will start any more.
    pub(crate) fn advance(
        &mut self,
        literals: &Literals,
        window: Window<'_>,
        begins: impl Fn(usize, usize) -> bool,
        mut decide: impl FnMut(&mut Candidate) -> Decided,
    ) -> usize {
        loop {
            // In blocks, so that few candidates wait at a time.
            let block = window.slice(self.scanned, window.end().min(self.scanned + BLOCK));
            let waiting = &mut self.waiting;
            literals.scan(&mut self.state, block, self.scanned, |literal, span| {
                if !begins(literal, span.start()) {
                    return;
                }
                let key = (span.start(), literal);
                let behind = waiting.iter().rev();
                let behind = behind.take_while(|other| (other.start, other.literal) > key).count();
                let cursor = Cursor::new(span.start());
                let candidate = Candidate { start: span.start(), literal, cursor };
                waiting.insert(waiting.len() - behind, candidate);
            });
            self.scanned += block.len();
            let last = self.scanned >= window.end();
            let open = self.scanned - literals.begun(self.state);
            while let Some(candidate) = self.waiting.front_mut() {
                if !(last && window.done || candidate.start < open)
                    || decide(candidate) == Decided::NotYet
                {
                    break;
                }
                self.waiting.pop_front();
            }
            if last {
                let first = self.waiting.front().map(|candidate| candidate.start);
                return first.map_or(open, |first| first.min(open));
            }
        }
    }
}

const BLOCK: usize = 4096;
