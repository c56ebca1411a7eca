//! What comes out of a stream: at each push, and at its end.

use std::fmt;
use std::sync::Arc;

use crate::error::Error;
use crate::reservation::Settlement;
use crate::text::Channel;
use crate::validated::ValidatedOutput;

/// What a push released, and the refusal where it ended the stream. No released text is lost
/// with the error.
#[must_use = "the released text is to be sent on"]
pub struct Pushed {
    pub(super) released: String,
    /// The caller's message for the end, where it is not part of `released`.
    pub(super) message: Option<Arc<str>>,
    pub(super) error: Option<Error>,
}

/// What was left at the end of a stream, and the proof of the whole.
#[derive(Clone)]
#[must_use = "the rest of the text is to be sent on"]
pub struct Finished {
    pub(super) rest: Vec<(Channel, String)>,
    pub(super) output: ValidatedOutput,
    pub(super) settlement: Option<Settlement>,
}

/// The end of a stream, whether it was allowed or refused.
#[must_use = "the rest of the text, or the message in its place, is to be sent on"]
pub struct Ended {
    pub(super) message: Option<String>,
    pub(super) result: Result<Finished, Error>,
}

impl Pushed {
    /// The text that may be sent on now; often empty. Where the answer is refused and the caller
    /// chose a message for that, it stands at the end of it.
    pub fn released(&self) -> &str {
        &self.released
    }

    /// The message that the caller chose for the end, where it is not in
    /// [`released`](Self::released): what is refused is reasoning or a tool call, and the message
    /// is to be sent as the answer's text.
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// Why the stream has ended with this push, if it has.
    pub const fn error(&self) -> Option<&Error> {
        self.error.as_ref()
    }

    /// The released text and the error.
    pub fn into_parts(self) -> (String, Option<Error>) {
        (self.released, self.error)
    }

    /// The text, or the error where the stream has ended; what was released with an error is
    /// gone then.
    ///
    /// # Errors
    /// As [`error`](Self::error).
    pub fn into_result(self) -> Result<String, Error> {
        match self.error {
            Some(error) => Err(error),
            None => Ok(self.released),
        }
    }
}

impl Finished {
    /// What was held of the answer's text, to be sent on last.
    pub fn rest(&self) -> &str {
        self.rest_of(Channel::TEXT)
    }

    /// What was held of a channel.
    pub fn rest_of(&self, channel: Channel) -> &str {
        let found = self.rest.iter().find(|(existing, _)| *existing == channel);
        found.map_or("", |(_, text)| text)
    }

    /// What was held, by channel.
    pub(crate) fn all_rest(&self) -> &[(Channel, String)] {
        &self.rest
    }

    /// The whole answer, checked.
    pub const fn output(&self) -> &ValidatedOutput {
        &self.output
    }

    /// The whole answer, checked.
    pub fn into_output(self) -> ValidatedOutput {
        self.output
    }

    /// What the charge was corrected to, where one was tied to the stream.
    pub const fn settlement(&self) -> Option<&Settlement> {
        self.settlement.as_ref()
    }
}

impl Ended {
    /// The message that the caller chose, where the answer is refused only now: to be sent as the
    /// answer's text.
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// The rest and the proof, or the refusal; the message is gone then.
    ///
    /// # Errors
    /// As those of [`OutputStream::finish`](crate::OutputStream::finish).
    pub fn into_result(self) -> Result<Finished, Error> {
        self.result
    }
}

/// Shows how much was released, never what.
impl fmt::Debug for Pushed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pushed")
            .field("released_bytes", &self.released.len())
            .field("error", &self.error)
            .finish_non_exhaustive()
    }
}

/// Shows how much was left, never what.
impl fmt::Debug for Finished {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes: Vec<_> = self.rest.iter().map(|(c, text)| (c, text.len())).collect();
        f.debug_struct("Finished")
            .field("rest_bytes", &bytes)
            .field("output", &self.output)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ended").field("result", &self.result).finish_non_exhaustive()
    }
}
