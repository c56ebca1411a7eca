//! Events in their order: which wait for the next, and how each is written.

use std::collections::VecDeque;

use super::super::event::{EventFormat, Unknown};
use super::super::frames::Frame;
use super::super::json::{Json, is_name};
use super::super::state::State;
use super::super::walk::{Next, Turn};
use super::pass::{Pass, Seen, Texts};
use crate::error::{Error, EventError};

/// The way of the events through one stream.
pub(super) struct Course {
    pub(super) state: State,
    pub(super) unknown: Unknown,
    /// Events that close a text which the next may take up again; two at most.
    waiting: VecDeque<(Frame, Json)>,
    seen: Seen,
}

/// Why an event did not go on.
pub(super) enum Stop {
    /// The guards, or what is not understood.
    Refused(Error),
    /// The provider's own error; its event goes on.
    Upstream(Error),
}

impl Course {
    pub(super) fn new(format: EventFormat, unknown: Unknown) -> Self {
        let state = State::new(format);
        Self { state, unknown, waiting: VecDeque::new(), seen: Seen::default() }
    }

    /// Takes an event that has data.
    pub(super) fn take(
        &mut self,
        frame: Frame,
        texts: &mut dyn Texts,
        out: &mut Vec<u8>,
    ) -> Result<(), Stop> {
        let data = frame.data.as_deref().unwrap_or("");
        if self.state.is_end(data) {
            self.flush(Next::Apart, texts, out)?;
            return self.walk(frame, None, Next::Apart, texts, out);
        }
        let event = Json::parse(data).filter(|event| {
            self.state.fits(frame.event.as_deref(), Some(event))
                && frame.id.as_deref().is_none_or(is_name)
        });
        let Some(event) = event else {
            self.flush(Next::Apart, texts, out)?;
            if self.unknown == Unknown::PassThrough {
                out.extend(frame.raw);
                return Ok(());
            }
            let what = "data that are no JSON, or not of the type that the event names";
            return Err(Stop::Refused(texts.fail(EventError::NotUnderstood { what })));
        };
        match self.state.turn(&event) {
            Turn::Ahead => {}
            Turn::Waits => {
                if self.waiting.len() >= 2 {
                    self.flush(Next::Apart, texts, out)?;
                }
                self.waiting.push_back((frame, event));
                return Ok(());
            }
            Turn::Joins => self.flush(Next::Joins, texts, out)?,
            Turn::Apart => self.flush(Next::Apart, texts, out)?,
        }
        self.walk(frame, Some(event), Next::Apart, texts, out)
    }

    /// Nothing takes up again what waits.
    pub(super) fn flush_apart(
        &mut self,
        texts: &mut dyn Texts,
        out: &mut Vec<u8>,
    ) -> Result<(), Stop> {
        self.flush(Next::Apart, texts, out)
    }

    fn flush(&mut self, next: Next, texts: &mut dyn Texts, out: &mut Vec<u8>) -> Result<(), Stop> {
        while let Some((frame, event)) = self.waiting.pop_front() {
            self.walk(frame, Some(event), next, texts, out)?;
        }
        Ok(())
    }

    /// Walks through one event and writes it; without an event, the end of the stream.
    fn walk(
        &mut self,
        frame: Frame,
        event: Option<Json>,
        next: Next,
        texts: &mut dyn Texts,
        out: &mut Vec<u8>,
    ) -> Result<(), Stop> {
        let mut pass = Pass::new(texts, self.unknown, &mut self.seen);
        let written = write(&mut self.state, frame, event, next, &mut pass, out);
        let (error, upstream) = pass.into_parts();
        match (error, written, upstream) {
            (Some(error), ..) => Err(Stop::Refused(error)),
            (None, Err(error), _) => Err(Stop::Refused(texts.fail(error))),
            (None, Ok(()), Some(code)) => {
                Err(Stop::Upstream(texts.fail(EventError::Upstream { code })))
            }
            (None, Ok(()), None) => Ok(()),
        }
    }
}

/// Walks through one event and writes what goes on of it.
pub(super) fn write(
    state: &mut State,
    frame: Frame,
    event: Option<Json>,
    next: Next,
    pass: &mut Pass<'_>,
    out: &mut Vec<u8>,
) -> Result<(), EventError> {
    let Some(mut event) = event else {
        let open = state.clone();
        state.walk_end(pass)?;
        if pass.is_stopped() {
            *state = open;
        }
        pass.write_before(state, out);
        if !pass.is_stopped() {
            out.extend(frame.raw);
        }
        return Ok(());
    };
    // An event that does not go on has opened and closed nothing.
    let before = (!state.is_piece(&event)).then(|| state.clone());
    let walked = state.walk(&mut event, pass, next);
    if walked.is_err() || (pass.is_stopped() && pass.is_closing()) {
        before.into_iter().for_each(|before| *state = before);
        // The event does not go on; what it released does.
        pass.write_all(state, out);
        return walked;
    }
    pass.write_before(state, out);
    let stamped = state.stamp(&mut event);
    if pass.has_changed() || stamped || frame.has_unknown_field {
        frame.with_data(&event.to_string(), out);
    } else {
        out.extend(frame.raw);
    }
    Ok(())
}
