//! The events of an answer that judges have to see whole before any of it goes on.

use std::collections::BTreeMap;

use super::super::event::{EventFormat, Unknown};
use super::super::frames::Frame;
use super::super::json::Json;
use super::super::walk::Next;
use super::course::{Course, write};
use super::pass::{Pass, Seen, Told};
use crate::error::EventError;
use crate::text::Channel;

/// All events so far.
pub(super) struct Kept {
    format: EventFormat,
    pub(super) unknown: Unknown,
    frames: Vec<Frame>,
    bytes: usize,
}

impl Default for Kept {
    fn default() -> Self {
        Self::new(EventFormat::OpenAiChat)
    }
}

impl Kept {
    /// At most so many bytes are kept.
    const MOST: usize = 64 << 20;

    pub(super) const fn new(format: EventFormat) -> Self {
        Self { format, unknown: Unknown::Refuse, frames: Vec::new(), bytes: 0 }
    }

    pub(super) fn keep(&mut self, frame: &Frame) -> Result<(), EventError> {
        self.bytes += frame.raw.len();
        if self.bytes > Self::MOST {
            return Err(EventError::TooLong { limit: Self::MOST });
        }
        self.frames.push(frame.clone());
        Ok(())
    }

    /// All events with these texts, each of them in its first piece.
    pub(super) fn tell(self, texts: &[(Channel, String)]) -> Vec<u8> {
        let (mut out, mut told) = (Vec::new(), Told::new(texts.iter().cloned().collect()));
        let mut course = Course::new(self.format, self.unknown);
        for frame in self.frames {
            // What went through the first time goes through again.
            drop(course.take(frame, &mut told, &mut out));
        }
        drop(course.flush_apart(&mut told, &mut out));
        out
    }

    /// What stands before the first text, and the end of a refused answer.
    pub(super) fn refuse(self, message: Option<&str>, out: &mut Vec<u8>) {
        let mut told = Told::new(BTreeMap::new());
        let mut state = Course::new(self.format, self.unknown).state;
        for frame in self.frames {
            let Some(event) = frame.data.as_deref().and_then(Json::parse) else { break };
            let (mut after, mut bytes, mut seen) = (state.clone(), Vec::new(), Seen::default());
            let mut pass = Pass::new(&mut told, self.unknown, &mut seen);
            let written = write(&mut after, frame, Some(event), Next::Apart, &mut pass, &mut bytes);
            if written.is_err() || pass.has_touched() {
                break;
            }
            out.extend(bytes);
            state = after;
        }
        state.stop(message, &|_| String::new(), out);
    }
}
