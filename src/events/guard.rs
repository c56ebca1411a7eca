//! A stream of events under the output guards: each event goes on with its texts as far as they
//! are decided, and what was held goes before the event that closes it.

mod course;
mod kept;
mod pass;

use std::collections::VecDeque;
use std::fmt;

use super::event::{EventFormat, Unknown};
use super::frames::{Frame, Frames};
use crate::error::{Error, EventError};
use crate::stream::{Ended, Finished, Flow};
use crate::text::Channel;

use course::{Course, Stop};
use kept::Kept;

/// One guarded stream.
pub(super) struct Guard {
    pub(super) flow: Flow,
    frames: Frames,
    course: Course,
    /// All events, where judges want the whole answer before any of it goes on.
    kept: Kept,
    /// The caller's name for the model, which counts more than the provider's.
    pub(super) named: Option<String>,
    ended: bool,
}

impl Guard {
    pub(super) fn new(flow: Flow, format: EventFormat) -> Self {
        Self {
            flow,
            frames: Frames::default(),
            course: Course::new(format, Unknown::Refuse),
            kept: Kept::new(format),
            named: None,
            ended: false,
        }
    }

    pub(super) const fn set_unknown(&mut self, unknown: Unknown) {
        self.course.unknown = unknown;
        self.kept.unknown = unknown;
    }

    /// Takes bytes; what may go on, and the error that ended the stream.
    pub(super) fn push(&mut self, bytes: &[u8]) -> (Vec<u8>, Option<Error>) {
        let mut out = Vec::new();
        if self.ended {
            return (out, Some(Error::StreamEnded));
        }
        let mut frames = VecDeque::new();
        let cut = self.frames.push(bytes, &mut frames);
        for frame in frames {
            if let Err(stop) = self.take(frame, &mut out) {
                let error = self.stop(stop, &mut out);
                return (out, Some(error));
            }
        }
        let error = cut.err().map(|error| {
            let error = self.flow.fail(error.into());
            self.stop(Stop::Refused(error), &mut out)
        });
        (out, error)
    }

    fn take(&mut self, frame: Frame, out: &mut Vec<u8>) -> Result<(), Stop> {
        if frame.data.as_deref().is_none_or(|data| data.trim().is_empty()) {
            // Readers pass over events without data, and fields that they do not know.
            if !frame.has_unknown_field {
                out.extend(frame.raw);
            }
            return Ok(());
        }
        if !self.flow.holds_all() {
            return self.course.take(frame, &mut self.flow, out);
        }
        // The guards see it at once; it goes on when the judges have spoken.
        if let Err(error) = self.kept.keep(&frame) {
            return Err(Stop::Refused(self.flow.fail(error.into())));
        }
        let taken = self.course.take(frame, &mut self.flow, &mut Vec::new());
        if let Err(Stop::Upstream(_)) = &taken {
            self.course.state.fail("upstream_error", out);
        }
        taken
    }

    /// The stream of the provider has ended: deals with what waits.
    fn close(&mut self, out: &mut Vec<u8>) -> Option<Error> {
        if self.ended {
            return None;
        }
        let holds_all = self.flow.holds_all();
        let mut closed = Vec::new();
        let flushed = self.course.flush_apart(&mut self.flow, &mut closed);
        if !holds_all {
            out.append(&mut closed);
        }
        if let Err(stop) = flushed {
            return Some(self.stop(stop, out));
        }
        if !self.course.state.is_complete() {
            self.ended = true;
            return Some(self.flow.fail(EventError::CutShort.into()));
        }
        if !holds_all {
            out.extend(std::mem::take(&mut self.frames).finish());
        }
        None
    }

    /// The end, with judges where there are any.
    pub(super) async fn finish(mut self) -> (Vec<u8>, Result<Finished, Error>) {
        let mut out = Vec::new();
        let error = self.close(&mut out);
        self.name_model();
        let kept = (self.flow.holds_all() && !self.ended).then_some(self.kept);
        let message = self.flow.message();
        let ended = self.flow.finish().await;
        conclude(ended, error, kept, message.as_deref(), out)
    }

    /// The same for guards alone.
    pub(super) fn finish_locally(mut self) -> (Vec<u8>, Result<Finished, Error>) {
        let mut out = Vec::new();
        let error = self.close(&mut out);
        self.name_model();
        conclude(self.flow.finish_locally(), error, None, None, out)
    }

    fn name_model(&mut self) {
        self.named.take().into_iter().for_each(|model| self.flow.answered_by(model));
    }

    /// The provider's stream itself has failed: writes that in the format.
    pub(super) fn fail(&mut self) -> Vec<u8> {
        let mut out = Vec::new();
        if !self.ended && !self.course.state.is_complete() {
            self.course.state.fail("upstream_error", &mut out);
        }
        self.ended = true;
        out
    }

    /// Ends the stream in its format.
    fn stop(&mut self, stop: Stop, out: &mut Vec<u8>) -> Error {
        self.ended = true;
        let error = match stop {
            // The provider's own event said so already.
            Stop::Upstream(error) => return error,
            Stop::Refused(error) => error,
        };
        let message = self.flow.message();
        if self.flow.holds_all() {
            std::mem::take(&mut self.kept).refuse(message.as_deref(), out);
        } else {
            let sent = |channel: Channel| self.flow.sent(channel).to_owned();
            self.course.state.stop(message.as_deref(), &sent, out);
        }
        error
    }
}

/// What comes at the end.
fn conclude(
    ended: Ended,
    error: Option<Error>,
    kept: Option<Kept>,
    message: Option<&str>,
    mut out: Vec<u8>,
) -> (Vec<u8>, Result<Finished, Error>) {
    let result = match (error, ended.into_result()) {
        (Some(error), _) => Err(error),
        (None, result) => result,
    };
    match (kept, &result) {
        (None, _) => {}
        (Some(kept), Ok(finished)) => out.extend(kept.tell(finished.all_rest())),
        (Some(kept), Err(_)) => kept.refuse(message, &mut out),
    }
    (out, result)
}

impl fmt::Debug for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Guard")
            .field("unknown", &self.course.unknown)
            .field("flow", &self.flow)
            .field("ended", &self.ended)
            .finish_non_exhaustive()
    }
}
