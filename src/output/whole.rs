//! An input guard over answers, which waits for their end.

use std::fmt;
use std::sync::Arc;

use crate::error::GuardError;
use crate::finding::Sink;
use crate::id::Fingerprint;
use crate::input::InputGuard;
use crate::output::{Context, OutputGuard, OutputScan};
use crate::scan::BuiltIn;
use crate::span::{Reach, Watermark};
use crate::text::{Input, Part, Source};

/// Turns an input guard into an output guard that waits for the end of the answer: nothing is
/// released before. The guard sees each channel as one part of source
/// [`Answer`](crate::Source::Answer).
#[derive(Debug)]
pub struct Whole<G>(Arc<G>);

impl<G: InputGuard> Whole<G> {
    /// Wraps a guard.
    pub fn new(guard: G) -> Self {
        Self(Arc::new(guard))
    }
}

#[deny(clippy::missing_trait_methods)]
impl<G: InputGuard + 'static> OutputGuard for Whole<G> {
    fn name(&self) -> &str {
        self.0.name()
    }

    fn describe(&self, to: &mut Fingerprint) {
        to.text("whole", "");
        self.0.describe(to);
    }

    fn reach(&self) -> Reach {
        Reach::WholeAnswer
    }

    fn begin(&self, context: &Context) -> Box<dyn OutputScan> {
        Box::new(WholeScan {
            guard: Arc::clone(&self.0),
            context: context.clone(),
            text: String::new(),
        })
    }

    fn built_in(&self) -> Option<BuiltIn<'_>> {
        None
    }
}

struct WholeScan<G> {
    guard: Arc<G>,
    context: Context,
    text: String,
}

#[deny(clippy::missing_trait_methods)]
impl<G: InputGuard> OutputScan for WholeScan<G> {
    fn push(&mut self, chunk: &str, _found: &mut Sink<'_>) -> Result<Watermark, GuardError> {
        self.text.push_str(chunk);
        Ok(Watermark(0))
    }

    fn finish(&mut self, found: &mut Sink<'_>) -> Result<(), GuardError> {
        let text = std::mem::take(&mut self.text);
        let scope = Arc::new(self.context.scope().clone());
        let mut answer = Input::of([]).scoped(&scope);
        answer = answer.placed_part(Part::new(Source::Answer, text), self.context.at());
        self.guard.check(&answer, found)
    }
}

impl<G: fmt::Debug> fmt::Debug for WholeScan<G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WholeScan")
            .field("guard", &self.guard)
            .field("bytes", &self.text.len())
            .finish_non_exhaustive()
    }
}
