//! A recogniser over an answer that streams: piece by piece, each with what is around it.

use std::fmt;
use std::sync::Arc;

use super::{Shared, around};
use crate::error::GuardError;
use crate::finding::Sink;
use crate::output::OutputScan;
use crate::span::{Reach, Watermark};
use crate::text::PartRef;

/// How far a scan may lag behind with a recogniser of this reach: a piece of it, a name that
/// begins at its end, what stands behind that, and the rest of a character.
pub(super) const fn lag(reach: usize) -> usize {
    reach.saturating_mul(3).saturating_add(4)
}

/// One channel of an answer.
///
/// A piece is looked at with a reach before it and two behind: a name that begins in it ends
/// within the first, and what decides it within the second. Pieces have a reach of bytes at
/// least, so every byte is looked at a few times at most.
pub(super) struct EntityScan {
    shared: Arc<Shared>,
    at: PartRef,
    /// `None` for the whole answer.
    reach: Option<usize>,
    text: String,
    /// The position of the first byte of `text`.
    base: usize,
    /// Names that begin below have been reported.
    next: usize,
}

impl EntityScan {
    pub(super) fn new(shared: &Arc<Shared>, at: PartRef) -> Self {
        let reach = match shared.recognizer.reach() {
            Reach::Bytes(reach) => Some(around(reach)),
            _ => None,
        };
        Self { shared: Arc::clone(shared), at, reach, text: String::new(), base: 0, next: 0 }
    }

    /// Reports the names that begin below `end`.
    fn look(&mut self, end: usize, found: &mut Sink<'_>) -> Result<(), GuardError> {
        for entity in self.shared.entities(&self.text)? {
            let start = self.base + entity.span.start();
            if (self.next..end).contains(&start)
                && let Some(finding) = self.shared.finding(&entity, self.base)
            {
                found.report(self.at, finding);
            }
        }
        self.next = end;
        Ok(())
    }

    fn floor(&self, position: usize) -> usize {
        let mut local = position.saturating_sub(self.base).min(self.text.len());
        while !self.text.is_char_boundary(local) {
            local -= 1;
        }
        self.base + local
    }
}

#[deny(clippy::missing_trait_methods)]
impl OutputScan for EntityScan {
    fn push(&mut self, chunk: &str, found: &mut Sink<'_>) -> Result<Watermark, GuardError> {
        self.text.push_str(chunk);
        if let Some(reach) = self.reach {
            let end = (self.base + self.text.len()).saturating_sub(reach.saturating_mul(2));
            if end >= self.next.saturating_add(reach) && end > self.next {
                self.look(self.floor(end), found)?;
                let keep = self.floor(self.next.saturating_sub(reach));
                self.text.drain(..keep - self.base);
                self.base = keep;
            }
        }
        Ok(Watermark(self.next))
    }

    fn finish(&mut self, found: &mut Sink<'_>) -> Result<(), GuardError> {
        self.look(self.base + self.text.len(), found)
    }
}

/// Shows how much is held, never what.
impl fmt::Debug for EntityScan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EntityScan")
            .field("recognizer", &self.shared.recognizer.name())
            .field("bytes", &self.text.len())
            .finish_non_exhaustive()
    }
}
