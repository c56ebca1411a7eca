//! What recognisers stand on: one interface over the folded view, whole or streamed.

pub(crate) mod checksum;
pub(crate) mod gated;
pub(crate) mod literals;
pub(crate) mod shape;
mod window;
pub(crate) mod words;

use std::fmt;

use crate::finding::Sink;
use crate::text::{Folded, PartRef};

pub(crate) use window::{Verdict, Window};

/// Finds things in a folded view that grows. What it reports must be a function of the whole
/// text alone, not of how it was cut:
///
/// - A match is decided by its own bytes, at most a stated number of them, by a key directly
///   before it where its rule has one, and by what no replacement changes on either side (see
///   [`is_edge`]), so that replacing one match never makes another.
/// - A candidate that cannot be decided yet waits, and everything behind it.
pub(crate) trait Recogniser: fmt::Debug + Send {
    /// Looks at what came since the last call, reports what is certain now, and returns the
    /// position in the view below which no later finding will start. `done` says that nothing
    /// follows: then everything is decided and an open redaction is closed at the end.
    /// `view` keeps at least [`LOOK_BEHIND`] bytes before the position returned last.
    fn advance(&mut self, view: &Folded, done: bool, at: PartRef, found: &mut Sink<'_>) -> usize;
}

/// How many bytes of the view are kept before the position that a recogniser returned.
pub(crate) const LOOK_BEHIND: usize = 256;

/// Whether something may begin or end between these two bytes: not within a word or a number.
/// Between a letter and a digit it may, since keys and numbers are glued to what they follow
/// (`Visa4111…`), but not behind the `v` of a version.
///
/// It is a property of the place, the same for everything that is found: where two finds touch
/// and one is replaced, nothing changes for the other.
pub(crate) const fn is_edge(left: u8, right: u8) -> bool {
    let letters = left.is_ascii_alphabetic() && right.is_ascii_alphabetic();
    let digits = left.is_ascii_digit() && right.is_ascii_digit();
    let version = matches!(left, b'v' | b'V') && right.is_ascii_digit();
    !(letters || digits || version)
}
