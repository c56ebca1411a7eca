//! Answers that stream: what is undecided is held, the rest goes on at once.
//!
//! For every chunking of an allowed answer the released text equals that of the whole answer.
//! Where a guard blocks, what was released is a prefix of the redacted text before the first
//! blocking span, and comes with the refusal.

mod adapter;
mod conclude;
mod flow;
mod lane;
mod screen;
mod utf8;

use std::fmt;

use crate::error::Error;
use crate::money::Usage;
use crate::output::FinishReason;
use crate::text::Channel;
use crate::validated::{ValidatedInput, ValidatedOutput};

use flow::Flow;

pub use adapter::{Screening, StreamError};
pub(crate) use conclude::{conclude, output};
pub(crate) use lane::Hold;
pub(crate) use screen::{Halt, Screen, Screened, judge};

/// One streamed answer under the output guards.
///
/// Memory: what is held (at most the reach of the guards, or `max_answer_bytes` where one wants
/// the whole answer), the findings, and the text that was released, which becomes the
/// [`ValidatedOutput`]. `Debug` shows no text.
///
/// ```
/// use palisade::{Guardrails, Pii};
///
/// let rails = Guardrails::builder().input(Pii::redact()).output(Pii::redact()).build_local()?;
/// let input = rails.validate_input("Whom do I write to?")?;
/// let mut stream = rails.output_stream(&input)?;
/// let mut sent = String::new();
/// for chunk in ["Write to bo", "b@exam", "ple.com, he", " knows."] {
///     sent += stream.push(chunk).into_result()?.as_str();
/// }
/// sent += stream.finish()?.rest();
/// assert_eq!(sent, "Write to [EMAIL], he knows.");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct OutputStream {
    flow: Flow,
}

/// One streamed answer under the guards of [`LocalGuardrails`](crate::LocalGuardrails).
#[derive(Debug)]
pub struct LocalOutputStream {
    flow: Flow,
}

/// What a push released, and the refusal where it ended the stream. No released text is lost
/// with the error.
#[must_use = "the released text is to be sent on"]
pub struct Pushed {
    released: String,
    error: Option<Error>,
}

/// What was left at the end of a stream, and the proof of the whole.
#[derive(Clone)]
#[must_use = "the rest of the text is to be sent on"]
pub struct Finished {
    rest: Vec<(Channel, String)>,
    output: ValidatedOutput,
}

impl OutputStream {
    pub(crate) fn new(input: &ValidatedInput) -> Self {
        let judged = !input.request.core().policy.output_judges.is_empty();
        let hold = if judged { Hold::All } else { Hold::Undecided };
        Self { flow: Flow::new(input, hold) }
    }

    /// Takes the next chunk of the answer's text, of any size.
    pub fn push(&mut self, chunk: &str) -> Pushed {
        self.push_to(Channel::TEXT, chunk)
    }

    /// Takes the next chunk of a channel. What is released is of that channel.
    pub fn push_to(&mut self, channel: Channel, chunk: &str) -> Pushed {
        self.flow.push(channel, chunk)
    }

    /// Takes the next chunk of a channel as bytes, which may be cut inside a character. Bytes that
    /// are no UTF-8, or an end inside a character, are [`Error::NotUtf8`].
    pub fn push_bytes(&mut self, channel: Channel, chunk: &[u8]) -> Pushed {
        self.flow.push_bytes(channel, chunk)
    }

    /// Notes the model that answers, in the catalog's name for it.
    pub fn answered_by(&mut self, model: impl Into<String>) {
        self.flow.model = Some(model.into());
    }

    /// Notes what was used, as the provider reports it.
    pub const fn used(&mut self, usage: Usage) {
        self.flow.usage = Some(usage);
    }

    /// Notes why the answer ended; `Stop` unless told.
    pub const fn finish_reason(&mut self, reason: FinishReason) {
        self.flow.finish = reason;
    }

    /// The answer has ended: what was held, and the proof. Judges are asked here.
    ///
    /// # Errors
    /// [`Error::Refused`], [`Error::GuardFailed`], [`Error::StreamEnded`] after a refusal,
    /// [`Error::NotUtf8`] where the bytes ended inside a character.
    pub async fn finish(mut self) -> Result<Finished, Error> {
        self.flow.check_end()?;
        let screened = match self.flow.hold {
            Hold::All => self.flow.screen.finish_judged().await,
            _ => self.flow.screen.finish(),
        };
        self.flow.conclude(screened)
    }

    /// Wraps the stream of a model's client: what comes out is what may be sent on.
    pub fn screen<S>(self, upstream: S) -> Screening<S> {
        Screening::new(self, upstream)
    }
}

impl LocalOutputStream {
    pub(crate) fn new(input: &ValidatedInput) -> Self {
        Self { flow: Flow::new(input, Hold::Undecided) }
    }

    /// Takes the next chunk of the answer's text, of any size.
    pub fn push(&mut self, chunk: &str) -> Pushed {
        self.push_to(Channel::TEXT, chunk)
    }

    /// Takes the next chunk of a channel. What is released is of that channel.
    pub fn push_to(&mut self, channel: Channel, chunk: &str) -> Pushed {
        self.flow.push(channel, chunk)
    }

    /// Takes the next chunk of a channel as bytes, which may be cut inside a character. Bytes that
    /// are no UTF-8, or an end inside a character, are [`Error::NotUtf8`].
    pub fn push_bytes(&mut self, channel: Channel, chunk: &[u8]) -> Pushed {
        self.flow.push_bytes(channel, chunk)
    }

    /// The answer has ended: what was held, and the proof.
    ///
    /// # Errors
    /// [`Error::Refused`], [`Error::GuardFailed`], [`Error::StreamEnded`] after a refusal,
    /// [`Error::NotUtf8`] where the bytes ended inside a character.
    pub fn finish(mut self) -> Result<Finished, Error> {
        self.flow.check_end()?;
        let screened = self.flow.screen.finish();
        self.flow.conclude(screened)
    }
}

impl Pushed {
    /// The text that may be sent on now; often empty.
    pub fn released(&self) -> &str {
        &self.released
    }

    /// Why the stream has ended with this push, if it has.
    pub const fn error(&self) -> Option<&Error> {
        self.error.as_ref()
    }

    /// Both.
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

    /// The whole answer, checked.
    pub const fn output(&self) -> &ValidatedOutput {
        &self.output
    }

    /// The whole answer, checked.
    pub fn into_output(self) -> ValidatedOutput {
        self.output
    }
}

/// Shows how much was released, never what.
impl fmt::Debug for Pushed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pushed")
            .field("released_bytes", &self.released.len())
            .field("error", &self.error)
            .finish()
    }
}

/// Shows how much was left, never what.
impl fmt::Debug for Finished {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes: Vec<_> = self.rest.iter().map(|(c, text)| (c, text.len())).collect();
        f.debug_struct("Finished")
            .field("rest_bytes", &bytes)
            .field("output", &self.output)
            .finish()
    }
}
