//! What a user gives the suite, and what it says in the end.

use std::fmt;

/// Texts of a guard's own kind, for [`all`](super::all).
#[derive(Clone, Default)]
pub struct Samples {
    pub(super) finds: Vec<String>,
    pub(super) passes: Vec<String>,
    pub(super) allocated: Option<fn() -> usize>,
}

impl Samples {
    /// No texts yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an answer in which the guard finds something, whatever it then proposes.
    pub fn finds(mut self, text: impl Into<String>) -> Self {
        self.finds.push(text.into());
        self
    }

    /// Adds an answer in which it finds nothing: best one that comes near.
    pub fn passes(mut self, text: impl Into<String>) -> Self {
        self.passes.push(text.into());
        self
    }

    /// Tells how many bytes are allocated now, as a counting allocator of the test knows it. The
    /// count should be of this thread, or the test run alone.
    pub fn allocated_by(mut self, bytes: fn() -> usize) -> Self {
        self.allocated = Some(bytes);
        self
    }

    /// All texts, positives first.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.finds.iter().chain(&self.passes).map(String::as_str)
    }
}

/// Shows how many texts, none of them.
impl fmt::Debug for Samples {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Samples")
            .field("finds", &self.finds.len())
            .field("passes", &self.passes.len())
            .field("allocated_by", &self.allocated.is_some())
            .finish()
    }
}

/// How much was tried against a guard that passed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub(super) streams: usize,
    pub(super) bytes: usize,
    pub(super) findings: usize,
    pub(super) longest_lag: usize,
}

impl Report {
    /// The answers that were streamed, each way of cutting counted.
    pub const fn streams(&self) -> usize {
        self.streams
    }

    /// The bytes that were pushed.
    pub const fn bytes(&self) -> usize {
        self.bytes
    }

    /// The findings that were reported.
    pub const fn findings(&self) -> usize {
        self.findings
    }

    /// The most bytes that a watermark lagged behind what was pushed; at most the reach.
    pub const fn longest_lag(&self) -> usize {
        self.longest_lag
    }
}
