//! Reads a provider's events as data, without guards.

use std::collections::VecDeque;
use std::fmt;

use super::event::{Event, EventFormat};
use super::frames::{Frame, Frames};
use super::json::{Json, is_name};
use super::state::State;
use super::walk::{Next, Visit, Walked};
use crate::error::EventError;
use crate::text::Channel;

/// Reads the events of a stream, for a service that looks at an answer without guarding it, such
/// as one that it wrote itself. To guard a stream see
/// [`OutputStream::events`](crate::OutputStream::events).
///
/// What repeats a text whole is left out; what is not understood is an event of its own, beside
/// those that are.
///
/// ```
/// use palisade::{Event, EventFormat, EventReader, FinishReason};
///
/// let mut reader = EventReader::new(EventFormat::AnthropicMessages);
/// let mut events = Vec::new();
/// reader.push(b"event: ping\ndata: {\"type\": \"ping\"}\n\n: wait", &mut events)?;
/// assert_eq!(events, [Event::Ping]);
/// assert!(!reader.is_complete());
/// # Ok::<(), palisade::EventError>(())
/// ```
pub struct EventReader {
    frames: Frames,
    state: State,
}

impl EventReader {
    /// A reader at the beginning of a stream.
    pub fn new(format: EventFormat) -> Self {
        Self { frames: Frames::default(), state: State::new(format) }
    }

    /// Takes the next bytes, cut anywhere, and appends the events that are whole now.
    ///
    /// # Errors
    /// [`EventError`] where the stream cannot be read on: an event of more than 4 MiB, bytes that
    /// are no UTF-8, events in an order that the format does not have. What came before is
    /// appended.
    pub fn push(&mut self, bytes: &[u8], out: &mut Vec<Event>) -> Result<(), EventError> {
        let mut frames = VecDeque::new();
        let cut = self.frames.push(bytes, &mut frames);
        for frame in frames {
            self.read(&frame, out)?;
        }
        cut
    }

    /// Whether the answer was told to its end.
    pub fn is_complete(&self) -> bool {
        self.state.is_complete()
    }

    /// A reader in the middle of a stream.
    pub(super) fn of(state: State) -> Self {
        Self { frames: Frames::default(), state }
    }

    pub(super) fn into_state(self) -> State {
        self.state
    }

    fn read(&mut self, frame: &Frame, out: &mut Vec<Event>) -> Result<(), EventError> {
        let mut visit = Read { out };
        let Some(data) = frame.data.as_deref().filter(|data| !data.trim().is_empty()) else {
            let has_field = frame.data.is_some() || frame.event.is_some() || frame.id.is_some();
            if !has_field && frame.retry.is_none() && frame.raw.contains(&b':') {
                visit.out.push(Event::Comment);
            }
            return Ok(());
        };
        if self.state.is_end(data) {
            return self.state.walk_end(&mut visit);
        }
        let event = Json::parse(data).filter(|event| {
            self.state.fits(frame.event.as_deref(), Some(event))
                && frame.id.as_deref().is_none_or(is_name)
        });
        match event {
            // Nothing ends here, so that the next part may always join.
            Some(mut event) => self.state.walk(&mut event, &mut visit, Next::Joins),
            None => visit.unknown("data that are no JSON, or not of the type that is named"),
        }
    }
}

/// Turns texts into events.
struct Read<'o> {
    out: &'o mut Vec<Event>,
}

impl Visit for Read<'_> {
    fn closing(&mut self) {}

    fn text(&mut self, channel: Channel, text: &mut String) {
        self.out.push(Event::Delta { channel, text: text.clone() });
    }

    fn whole(&mut self, channel: Channel, text: &mut String) {
        self.text(channel, text);
    }

    fn end(&mut self, _: Channel) {}

    fn repeated(&mut self, _: Channel, _: usize, _: Option<usize>, _: &mut String) {}

    fn sent(&self, _: Channel) -> usize {
        0
    }

    fn note(&mut self, event: Event) {
        self.out.push(event);
    }

    fn changed(&mut self) {}

    fn unknown(&mut self, what: &'static str) -> Walked {
        self.out.push(Event::NotUnderstood { what });
        Ok(())
    }
}

impl fmt::Debug for EventReader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventReader").field("complete", &self.is_complete()).finish_non_exhaustive()
    }
}
