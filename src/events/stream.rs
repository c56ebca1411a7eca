//! The guarded stream of a provider's events, bytes in and bytes out.

use std::fmt;

use futures_core::Stream;

use super::adapter::EventScreening;
use super::event::{EventFormat, Unknown};
use super::guard::Guard;
use crate::error::Error;
use crate::reservation::{Reservation, Settlement};
use crate::stream::{Ending, Finished, LocalOutputStream, OutputStream};
use crate::validated::ValidatedOutput;

/// The events of one streamed answer under the output guards: what comes out is the same stream
/// with its texts as the guards left them.
///
/// Events that carry no text go on as they came, and so do those whose text did not change. An
/// event whose text is still held goes on with an empty one; what was held goes on in the next
/// event of its text, or in one of its own before the event that closes it. What repeats a whole
/// text repeats the guarded one. Escapes that the arguments of a tool call need not have, such as
/// `\u0040`, are resolved, so that they hide nothing. Usage, model and finish reason are noted as they come.
///
/// With judges, nothing goes on before the end but comments.
///
/// Memory: one event (4 MiB at most), what the guards hold, the released texts, and with judges
/// all events (64 MiB at most). `Debug` shows no text.
///
/// ```
/// use palisade::{EventFormat, Guardrails, Pii, Scope};
///
/// # futures::executor::block_on(async {
/// let rails = Guardrails::builder().input(Pii::redact()).output(Pii::redact()).build().unwrap();
/// let input = rails.validate_input(&Scope::tenant("acme"), "Who knows?").await.unwrap();
/// let mut stream = rails.output_stream(&input).unwrap().events(EventFormat::OpenAiChat);
/// let mut sent = Vec::new();
/// for text in ["Ask bo", "b@exam", "ple.com."] {
///     let event = format!("data: {{\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"{text}\"}}}}]}}\n\n");
///     sent.extend(stream.push(event.as_bytes()).into_result().unwrap());
/// }
/// let end = "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
/// sent.extend(stream.push(end.as_bytes()).into_result().unwrap());
/// let (rest, output) = stream.finish().await.into_parts();
/// sent.extend(rest);
/// assert_eq!(output.unwrap().text(), "Ask [EMAIL].");
/// assert!(!String::from_utf8(sent).unwrap().contains("exam"));
/// # });
/// ```
#[derive(Debug)]
pub struct EventStream {
    guard: Guard,
}

/// The same under the guards of [`LocalGuardrails`](crate::LocalGuardrails).
#[derive(Debug)]
pub struct LocalEventStream {
    guard: Guard,
}

/// What weakens a guarded stream; reached only through [`EventStream::dangerous`].
#[derive(Debug)]
#[must_use]
pub struct DangerousEvents<S> {
    stream: S,
}

/// What a push may send on, and the error where it ended the stream. The bytes come first: with
/// an error they hold all that was released and the end of the stream in its format.
#[must_use = "the bytes are to be sent on"]
pub struct EventsPushed {
    bytes: Vec<u8>,
    error: Option<Error>,
}

/// What was left at the end, and the proof of the whole or the refusal.
#[must_use = "the bytes are to be sent on"]
pub struct EventsEnded {
    bytes: Vec<u8>,
    result: Result<Finished, Error>,
}

impl OutputStream {
    /// Guards the events of a provider's stream instead of its texts.
    pub fn events(self, format: EventFormat) -> EventStream {
        EventStream { guard: Guard::new(self.into_flow(), format) }
    }
}

impl LocalOutputStream {
    /// Guards the events of a provider's stream instead of its texts.
    pub fn events(self, format: EventFormat) -> LocalEventStream {
        LocalEventStream { guard: Guard::new(self.into_flow(), format) }
    }
}

impl EventStream {
    /// Takes the next bytes, cut anywhere.
    pub fn push(&mut self, bytes: &[u8]) -> EventsPushed {
        let (bytes, error) = self.guard.push(bytes);
        EventsPushed { bytes, error }
    }

    /// Sets how the stream ends where it is refused in mid-way; with the refusal of its format
    /// unless told: `content_filter` or `refusal` as the reason of the end.
    #[must_use]
    pub fn ending(mut self, ending: Ending) -> Self {
        self.guard.flow.end_with(ending);
        self
    }

    /// Ties the charge of the call to the stream, as [`OutputStream::charge`] does.
    ///
    /// # Errors
    /// [`Error::ForeignProof`] where the reservation is of another request; it stays charged.
    pub fn charge(mut self, held: Reservation) -> Result<Self, Error> {
        self.guard.flow.charge(held)?;
        Ok(self)
    }

    /// Names the model that answers in the catalog's name for it, where the provider's differs.
    pub fn answered_by(&mut self, model: impl Into<String>) {
        self.guard.named = Some(model.into());
    }

    /// The way to options that weaken the guards.
    pub const fn dangerous(self) -> DangerousEvents<Self> {
        DangerousEvents { stream: self }
    }

    /// The provider's stream has ended. Judges are asked here, and the charge is settled.
    pub async fn finish(self) -> EventsEnded {
        let (bytes, result) = self.guard.finish().await;
        EventsEnded { bytes, result }
    }

    /// Wraps the stream of bytes of a client: what comes out is what may be sent on.
    pub fn screen<S, B, E>(self, upstream: S) -> EventScreening<S, E>
    where
        S: Stream<Item = Result<B, E>>,
        B: AsRef<[u8]>,
    {
        EventScreening::new(self, upstream)
    }

    /// The provider's stream itself has failed: the error in the format.
    pub(super) fn fail(&mut self) -> Vec<u8> {
        self.guard.fail()
    }
}

impl LocalEventStream {
    /// Takes the next bytes, cut anywhere.
    pub fn push(&mut self, bytes: &[u8]) -> EventsPushed {
        let (bytes, error) = self.guard.push(bytes);
        EventsPushed { bytes, error }
    }

    /// Sets how the stream ends where it is refused in mid-way; with the refusal of its format
    /// unless told.
    #[must_use]
    pub fn ending(mut self, ending: Ending) -> Self {
        self.guard.flow.end_with(ending);
        self
    }

    /// The way to options that weaken the guards.
    pub const fn dangerous(self) -> DangerousEvents<Self> {
        DangerousEvents { stream: self }
    }

    /// The provider's stream has ended.
    pub fn finish(self) -> EventsEnded {
        let (bytes, result) = self.guard.finish_locally();
        EventsEnded { bytes, result }
    }
}

impl DangerousEvents<EventStream> {
    /// Sets what becomes of events that are not understood. With [`Unknown::PassThrough`] their
    /// texts reach the reader unguarded.
    pub fn unknown(mut self, unknown: Unknown) -> EventStream {
        self.stream.guard.set_unknown(unknown);
        self.stream
    }
}

impl DangerousEvents<LocalEventStream> {
    /// Sets what becomes of events that are not understood. With [`Unknown::PassThrough`] their
    /// texts reach the reader unguarded.
    pub fn unknown(mut self, unknown: Unknown) -> LocalEventStream {
        self.stream.guard.set_unknown(unknown);
        self.stream
    }
}

impl EventsPushed {
    /// The bytes to send on now; often none.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Why the stream has ended with this push, if it has.
    pub const fn error(&self) -> Option<&Error> {
        self.error.as_ref()
    }

    /// Both.
    pub fn into_parts(self) -> (Vec<u8>, Option<Error>) {
        (self.bytes, self.error)
    }

    /// The bytes, or the error where the stream has ended; what was to be sent on with an error
    /// is gone then.
    ///
    /// # Errors
    /// As [`error`](Self::error).
    pub fn into_result(self) -> Result<Vec<u8>, Error> {
        match self.error {
            Some(error) => Err(error),
            None => Ok(self.bytes),
        }
    }
}

impl EventsEnded {
    /// The bytes to send on last.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What the charge was corrected to, where one was tied to the stream and the answer is
    /// allowed.
    pub fn settlement(&self) -> Option<&Settlement> {
        self.result.as_ref().ok().and_then(Finished::settlement)
    }

    /// The bytes, and the whole answer, checked, or why there is none: the refusal,
    /// [`EventError::CutShort`](crate::EventError::CutShort) where the provider broke off, or
    /// [`Error::StreamEnded`] where a push had ended it.
    pub fn into_parts(self) -> (Vec<u8>, Result<ValidatedOutput, Error>) {
        (self.bytes, self.result.map(Finished::into_output))
    }
}

/// Shows how much is to be sent on, never what.
impl fmt::Debug for EventsPushed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventsPushed")
            .field("bytes", &self.bytes.len())
            .field("error", &self.error)
            .finish()
    }
}

/// Shows how much is to be sent on, never what.
impl fmt::Debug for EventsEnded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventsEnded")
            .field("bytes", &self.bytes.len())
            .field("result", &self.result)
            .finish()
    }
}
