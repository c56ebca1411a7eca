//! The contracts on the way out: guards over a stream of text, judges over the whole answer.

mod reply;
mod whole;

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;

use crate::error::GuardError;
use crate::finding::Sink;
use crate::id::Fingerprint;
use crate::scan::BuiltIn;
use crate::scope::Scope;
use crate::span::{Reach, Watermark};
use crate::text::{Channel, Input, PartRef};

pub use reply::{FinishReason, Reply};
pub use whole::Whole;

/// Looks at answers as they come. Synchronous; it never changes the text.
///
/// The findings must not depend on where the answer was cut: [`OutputScan::push`] takes whatever
/// chunk came, and says by its watermark how far its word is final. Whole answers are one push
/// and [`OutputScan::finish`].
pub trait OutputGuard: fmt::Debug + Send + Sync {
    /// The name in findings, refusals and the audit log.
    fn name(&self) -> &str;

    /// Writes every option that changes what it finds, and the mistakes in them.
    fn describe(&self, to: &mut Fingerprint);

    /// How far its watermark may lag behind what was pushed.
    fn reach(&self) -> Reach;

    /// Begins with one channel of one answer.
    fn begin(&self, context: &Context) -> Box<dyn OutputScan>;

    /// The guard as the crate's own chains see it: built-in guards share their views of a text.
    #[doc(hidden)]
    fn built_in(&self) -> Option<BuiltIn<'_>> {
        None
    }
}

/// One channel of one answer under one guard.
pub trait OutputScan: fmt::Debug + Send {
    /// Takes the next chunk, any number of bytes, and reports what is certain now. Spans count
    /// from the beginning of the channel. The watermark never goes back, is at most what was
    /// pushed, and no later finding starts below it.
    ///
    /// # Errors
    /// Where it cannot judge; the answer is refused then.
    fn push(&mut self, chunk: &str, found: &mut Sink<'_>) -> Result<Watermark, GuardError>;

    /// The answer has ended: reports the rest.
    ///
    /// # Errors
    /// Where it cannot judge; the answer is refused then.
    fn finish(&mut self, found: &mut Sink<'_>) -> Result<(), GuardError>;
}

/// The asynchronous kind, over whole answers: it sees each channel as the guards left it,
/// redacted; its spans are led back to the original.
#[async_trait]
pub trait OutputJudge: fmt::Debug + Send + Sync {
    /// The name in findings, refusals and the audit log.
    fn name(&self) -> &str;

    /// Writes every option that changes its verdicts, and the mistakes in them.
    fn describe(&self, to: &mut Fingerprint);

    /// Judges one channel, redacted.
    ///
    /// # Errors
    /// Where it cannot judge or cannot be asked; the answer is refused then.
    async fn judge(
        &self,
        context: &Context,
        answer: &str,
        found: &mut Sink<'_>,
    ) -> Result<(), GuardError>;
}

/// What an output guard may know of the request whose answer it looks at. A cheap clone.
#[derive(Clone, Debug)]
pub struct Context {
    asked: Arc<Asked>,
    channel: Channel,
}

#[derive(Debug)]
enum Asked {
    Input(Input<'static>),
    Scope(Scope),
}

impl Context {
    /// The context of an answer to somebody whose question is not known.
    pub fn of_scope(scope: Scope) -> Self {
        Self { asked: Arc::new(Asked::Scope(scope)), channel: Channel::TEXT }
    }

    /// The context of an answer to `input`, as the input guards left it.
    pub(crate) fn of_input(input: Input<'static>) -> Self {
        Self { asked: Arc::new(Asked::Input(input)), channel: Channel::TEXT }
    }

    pub(crate) fn on(&self, channel: Channel) -> Self {
        Self { asked: Arc::clone(&self.asked), channel }
    }

    /// The channel that is looked at.
    pub const fn channel(&self) -> Channel {
        self.channel
    }

    /// The channel's place, to report findings at.
    pub const fn at(&self) -> PartRef {
        PartRef::Channel(self.channel)
    }

    /// Who asked.
    pub fn scope(&self) -> &Scope {
        match &*self.asked {
            Asked::Input(input) => input.scope(),
            Asked::Scope(scope) => scope,
        }
    }

    /// What was asked, redacted, where it is known.
    pub fn input(&self) -> Option<&Input<'static>> {
        match &*self.asked {
            Asked::Input(input) => Some(input),
            Asked::Scope(_) => None,
        }
    }
}
