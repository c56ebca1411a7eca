//! What recognisers stand on: one interface over the folded view, whole or streamed.

pub(crate) mod candidates;
pub(crate) mod checksum;
mod detector;
pub(crate) mod engine;
pub(crate) mod gate;
pub(crate) mod literals;
pub(crate) mod sha256;
pub(crate) mod shape;
mod window;
pub(crate) mod words;

use std::fmt;

use crate::finding::Sink;
use crate::text::{Folded, MAX_STRETCH, PartRef};

pub(crate) use crate::text::is_edge;

#[doc(hidden)]
pub use detector::BuiltIn;
pub(crate) use detector::Detector;
pub(crate) use gate::Hit;
pub(crate) use window::{Verdict, Window};

/// Finds things in a folded view that grows. What it reports must be a function of the whole
/// text alone, not of how it was cut:
///
/// - A match is decided by its own bytes, at most a stated number of them, by a key directly
///   before it where its rule has one, and by what no replacement changes on either side (see
///   [`is_edge`]), so that replacing one match never makes another.
/// - A candidate that cannot be decided yet waits, and everything behind it.
pub(crate) trait Recogniser: fmt::Debug + Send {
    /// Where the literals of its guard stand in the view, in no particular order; each is told
    /// once. No other one will begin below `told`. Comes right before a look at the same view.
    fn hear(&mut self, hits: &[Hit], told: usize) {
        let _ = (hits, told);
    }

    /// Looks at what came since the last call, reports what is certain now, and returns the
    /// position in the view below which no later finding will start. `done` says that nothing
    /// follows: then everything is decided and an open redaction is closed at the end.
    /// `view` keeps at least [`LOOK_BEHIND`] bytes before the position returned last.
    fn advance(&mut self, view: &Folded, done: bool, at: PartRef, found: &mut Sink<'_>) -> usize;

    /// One that goes on from here by itself, over another view.
    fn fork(&self) -> Box<dyn Recogniser>;

    /// The most bytes of the view between the start of a match and the byte that decides it.
    fn longest(&self) -> usize;
}

/// How far behind the end of the original a match of so many bytes of a view may begin.
pub(crate) const fn reach_of(longest: usize) -> usize {
    longest * MAX_STRETCH * (engine::MAX_ESCAPE * engine::MAX_ESCAPE)
}

/// How many bytes of the view are kept before the position that a recogniser returned.
pub(crate) const LOOK_BEHIND: usize = 256;
