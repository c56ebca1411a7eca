//! Answers that stream: what is undecided is held, the rest goes on at once.
//!
//! For every chunking of an allowed answer the released text equals that of the whole answer.
//! Where a guard blocks, what was released is a prefix of the redacted text before the first
//! blocking span, and comes with the refusal.

mod adapter;
mod conclude;
mod ending;
mod finished;
mod flow;
mod lane;
mod screen;
mod sentences;
mod utf8;

use crate::error::Error;
use crate::money::Usage;
use crate::output::FinishReason;
use crate::reservation::Reservation;
use crate::text::Channel;
use crate::validated::ValidatedInput;

pub use adapter::{Screening, StreamError};
pub(crate) use conclude::{conclude, output};
pub use ending::Ending;
pub use finished::{Ended, Finished, Pushed};
pub(crate) use flow::{Flow, gap};
pub(crate) use lane::Hold;
pub(crate) use screen::{Halt, Screen, Screened, judge};

/// One streamed answer under the output guards.
///
/// Memory: what is held (at most the reach of the guards, or `max_answer_bytes` where one wants
/// the whole answer), the findings, and the text that was released, which becomes the
/// [`ValidatedOutput`](crate::ValidatedOutput). `Debug` shows no text.
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

    /// One channel has ended before the others: what was held of it is released. More text in
    /// it ends the stream with [`Error::StreamEnded`]. With judges nothing is released yet.
    pub fn end_channel(&mut self, channel: Channel) -> Pushed {
        self.flow.end(channel)
    }

    /// Sets how the stream ends where it is refused in mid-way; with a refusal unless told.
    #[must_use]
    pub fn ending(mut self, ending: Ending) -> Self {
        self.flow.end_with(ending);
        self
    }

    /// Puts the values of the request's [`Vault`](crate::Vault) back in what is released, and
    /// holds back what may be the beginning of a placeholder. The proof at the end has
    /// placeholders, as the cache needs it. Nothing changes where the input has no vault.
    #[must_use]
    pub fn restoring(mut self) -> Self {
        self.flow.restore();
        self
    }

    /// Ties the charge of the call to the stream: its end settles what was reported as
    /// [`used`](Self::used), or leaves the charge where nothing was. Where the stream is dropped
    /// before, the settle is queued if the usage was reported, and everything stays charged if
    /// not.
    ///
    /// # Errors
    /// [`Error::ForeignProof`] where the reservation is of another request; it stays charged.
    pub fn charge(mut self, held: Reservation) -> Result<Self, Error> {
        self.flow.charge(held)?;
        Ok(self)
    }

    /// Notes the model that answers, in the catalog's name for it.
    pub fn answered_by(&mut self, model: impl Into<String>) {
        self.flow.answered_by(model.into());
    }

    /// Notes what was used, as the provider reports it.
    pub const fn used(&mut self, usage: Usage) {
        self.flow.used(usage);
    }

    /// Notes why the answer ended; `Stop` unless told.
    pub const fn finish_reason(&mut self, reason: FinishReason) {
        self.flow.finish_reason(reason);
    }

    /// The answer has ended: what was held, and the proof. Judges are asked here. A message that
    /// was chosen as the [`Ending`] is only told by [`end`](Self::end).
    ///
    /// # Errors
    /// [`Error::Refused`], [`Error::GuardFailed`], [`Error::StreamEnded`] after a refusal,
    /// [`Error::NotUtf8`] where the bytes ended inside a character.
    pub async fn finish(self) -> Result<Finished, Error> {
        self.end().await.into_result()
    }

    /// The same, with the message that goes out where the answer is refused at its very end.
    pub async fn end(self) -> Ended {
        self.flow.finish().await
    }

    pub(crate) fn into_flow(self) -> Flow {
        self.flow
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

    /// One channel has ended before the others: what was held of it is released. More text in
    /// it ends the stream with [`Error::StreamEnded`].
    pub fn end_channel(&mut self, channel: Channel) -> Pushed {
        self.flow.end(channel)
    }

    /// Sets how the stream ends where it is refused in mid-way; with a refusal unless told.
    #[must_use]
    pub fn ending(mut self, ending: Ending) -> Self {
        self.flow.end_with(ending);
        self
    }

    /// Puts the values of the request's [`Vault`](crate::Vault) back in what is released, and
    /// holds back what may be the beginning of a placeholder. The proof at the end has
    /// placeholders, as the cache needs it. Nothing changes where the input has no vault.
    #[must_use]
    pub fn restoring(mut self) -> Self {
        self.flow.restore();
        self
    }

    /// The answer has ended: what was held, and the proof. A message that was chosen as the
    /// [`Ending`] is only told by [`end`](Self::end).
    ///
    /// # Errors
    /// [`Error::Refused`], [`Error::GuardFailed`], [`Error::StreamEnded`] after a refusal,
    /// [`Error::NotUtf8`] where the bytes ended inside a character.
    pub fn finish(self) -> Result<Finished, Error> {
        self.end().into_result()
    }

    /// The same, with the message that goes out where the answer is refused at its very end.
    pub fn end(self) -> Ended {
        self.flow.finish_locally()
    }

    pub(crate) fn into_flow(self) -> Flow {
        self.flow
    }
}
