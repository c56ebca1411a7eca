//! The times that a budget goes by, neither of which goes back.

use super::counter::Frame;
use crate::clock::Timestamp;

/// What the clock says of the two kinds of windows.
///
/// Those of the calendar go by the latest time that the clock has shown, so that none is opened
/// again. The others go by a time that is moved by what the clock moves forward, so that they go
/// on at once where the clock was set back. As long as it never is, both are its time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Times {
    /// The latest that the clock has shown.
    pub(super) latest: i64,
    /// The sum of what it has moved forward.
    pub(super) flow: i64,
    /// What it has shown last; nothing at first.
    clock: Option<i64>,
}

impl Times {
    pub(super) const fn new() -> Self {
        Self { latest: i64::MIN, flow: i64::MIN, clock: None }
    }

    pub(super) fn advance(&mut self, clock: Timestamp) {
        let clock = clock.millis();
        self.flow = match self.clock {
            Some(last) => self.flow.saturating_add(clock.saturating_sub(last).max(0)),
            None => clock,
        };
        self.clock = Some(clock);
        self.latest = self.latest.max(clock);
    }

    /// The present time of a window.
    pub(super) const fn of(&self, frame: Frame) -> i64 {
        if frame.is_of_calendar() { self.latest } else { self.flow }
    }

    /// What the clock will show at a time of a window.
    pub(super) fn shown(&self, at: i64, frame: Frame) -> Timestamp {
        if frame.is_of_calendar() {
            return Timestamp::from_millis(at);
        }
        let wait = at.saturating_sub(self.flow);
        Timestamp::from_millis(self.clock.unwrap_or(self.flow).saturating_add(wait))
    }
}
