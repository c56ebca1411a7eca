//! The guards that come with the crate. Most serve both ways.

mod banned;
mod control;
mod injection;
mod length;
mod pattern;
mod pii;
mod respond;
mod secrets;
#[cfg(test)]
mod testing;
mod urls;

use std::fmt;

use crate::error::GuardError;
use crate::finding::Sink;
use crate::output::OutputScan;
use crate::scan::{LOOK_BEHIND, Recogniser};
use crate::span::Watermark;
use crate::text::{Folded, Input, PartRef};

pub use banned::BannedTerms;
pub use control::ControlCharacters;
pub use injection::Injection;
pub use length::Length;
pub use pattern::Pattern;
pub use pii::{Pii, PiiType};
pub use secrets::Secrets;
#[cfg(feature = "conformance")]
pub(crate) use secrets::samples as secret_samples;
pub use urls::Urls;

/// Runs a fresh recogniser over each part.
fn check_parts<R: Recogniser>(
    input: &Input<'_>,
    found: &mut Sink<'_>,
    mut fresh: impl FnMut() -> R,
) {
    for part in input.parts() {
        fresh().advance(part.folded(), true, part.at(), found);
    }
}

/// A recogniser over a stream: folds what comes, keeps the undecided tail.
struct ViewScan<R> {
    recogniser: R,
    view: Folded,
    at: PartRef,
}

impl<R: Recogniser> ViewScan<R> {
    fn new(recogniser: R, at: PartRef) -> Self {
        Self { recogniser, view: Folded::default(), at }
    }
}

#[deny(clippy::missing_trait_methods)]
impl<R: Recogniser> OutputScan for ViewScan<R> {
    fn push(&mut self, chunk: &str, found: &mut Sink<'_>) -> Result<Watermark, GuardError> {
        self.view.push(chunk);
        let decided = self.recogniser.advance(&self.view, false, self.at, found);
        let watermark = self.view.original_start(decided);
        self.view.forget_below(decided.saturating_sub(LOOK_BEHIND));
        Ok(Watermark(watermark))
    }

    fn finish(&mut self, found: &mut Sink<'_>) -> Result<(), GuardError> {
        self.recogniser.advance(&self.view, true, self.at, found);
        Ok(())
    }
}

impl<R: fmt::Debug> fmt::Debug for ViewScan<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ViewScan")
            .field("recogniser", &self.recogniser)
            .field("bytes", &self.view.original_len())
            .finish_non_exhaustive()
    }
}
