//! How a built-in guard shows itself to the chain that it stands in.

use std::fmt;
use std::sync::Arc;

use super::Recogniser;
use super::gate::{Gate, GateBuilder};
use crate::error::GuardError;
use crate::finding::Taken;
use crate::id::Fingerprint;
use crate::text::{Input, PartRef, Source};

/// A built-in guard. Those of one chain share the views of a text. Nobody else can make or use one.
#[derive(Clone, Copy)]
pub struct BuiltIn<'a>(pub(crate) &'a dyn Detector);

/// A guard that is a recogniser over views of the text.
pub(crate) trait Detector: fmt::Debug + Send + Sync {
    /// The name in findings, refusals and the audit log.
    fn id(&self) -> &str;

    /// Writes every option that changes what it finds, and the mistakes in them.
    fn describe_options(&self, to: &mut Fingerprint);

    /// The most bytes of a view between the start of a match and the byte that decides it.
    fn longest(&self) -> usize;

    /// Names the literals that its recognisers are to [hear](Recogniser::hear) of.
    fn literals(&self, to: &mut GateBuilder) {
        let _ = to;
    }

    /// The gate of its own literals, for where it stands alone, if it keeps one.
    fn own_gate(&self) -> Option<Arc<Gate>> {
        None
    }

    /// A fresh recogniser for a text from `source`; none where it is not looked at.
    fn recogniser(&self, source: Source) -> Result<Option<Box<dyn Recogniser>>, GuardError>;

    /// The same for an answer to `asked`, where that is known.
    fn answering(
        &self,
        asked: Option<&Input<'static>>,
    ) -> Result<Option<Box<dyn Recogniser>>, GuardError> {
        let _ = asked;
        self.recogniser(Source::Answer)
    }

    /// Judges what was found in one text as a whole.
    fn conclude(&self, source: Source, text: &str, at: PartRef, found: &mut Taken) {
        let _ = (source, text, at, found);
    }

    /// Judges an input as a whole, when each of its parts has been judged; `found` holds what was
    /// said of them.
    fn conclude_input(&self, input: &Input<'_>, found: &mut Taken) -> Result<(), GuardError> {
        let _ = (input, found);
        Ok(())
    }
}

impl fmt::Debug for BuiltIn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
