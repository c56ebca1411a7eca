//! What a model answered.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::money::Usage;
use crate::text::Channel;

/// An answer as it came from a model, not checked yet: its texts by channel, the model that
/// gave it, why it ended, and what it used. `Debug` shows lengths, never texts.
///
/// ```
/// use palisade::{Channel, ChannelKind, FinishReason, Reply, Usage};
///
/// let reply = Reply::text("Tomorrow.")
///     .model("small-1")
///     .usage(Usage::new(120, 3))
///     .channel(Channel::new(0, ChannelKind::Reasoning), "It is a weekday.");
/// assert_eq!(reply.finish_reason(), FinishReason::Stop);
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Reply {
    channels: Vec<(Channel, String)>,
    model: Option<String>,
    finish: FinishReason,
    usage: Option<Usage>,
}

/// Why an answer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FinishReason {
    /// The model had said all.
    Stop,
    /// The limit of output tokens cut it.
    Length,
    /// The model calls tools.
    ToolCalls,
    /// The provider's own filter ended it.
    ContentFilter,
    /// Anything else, or not known.
    Other,
}

impl Reply {
    /// An answer of one text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::of(vec![(Channel::TEXT, text.into())])
    }

    /// An answer of these channels; none for one that was streamed elsewhere. Where a channel
    /// comes twice, its texts are joined.
    pub fn of(channels: Vec<(Channel, String)>) -> Self {
        let empty = Self {
            channels: Vec::with_capacity(channels.len()),
            model: None,
            finish: FinishReason::Stop,
            usage: None,
        };
        channels.into_iter().fold(empty, |reply, (channel, text)| reply.channel(channel, text))
    }

    /// Adds a text in another channel; more text in a channel that is there is appended.
    pub fn channel(mut self, channel: Channel, text: impl Into<String>) -> Self {
        let text = text.into();
        match self.channels.iter_mut().find(|(existing, _)| *existing == channel) {
            Some((_, existing)) => existing.push_str(&text),
            None => self.channels.push((channel, text)),
        }
        self
    }

    /// Names the model that answered, in the catalog's name for it.
    pub fn model(mut self, model: impl Into<String>) -> Self {
        self.model = Some(model.into());
        self
    }

    /// Sets why it ended; `Stop` unless told.
    pub const fn finish(mut self, finish: FinishReason) -> Self {
        self.finish = finish;
        self
    }

    /// Sets what it used, as the provider reports it.
    pub const fn usage(mut self, usage: Usage) -> Self {
        self.usage = Some(usage);
        self
    }

    /// The texts by channel, in the order they were added.
    pub fn channels(&self) -> &[(Channel, String)] {
        &self.channels
    }

    /// The model that answered, where it is known.
    pub fn answered_by(&self) -> Option<&str> {
        self.model.as_deref()
    }

    /// Why it ended.
    pub const fn finish_reason(&self) -> FinishReason {
        self.finish
    }

    /// What it used, where the provider said.
    pub const fn used(&self) -> Option<Usage> {
        self.usage
    }
}

impl From<&str> for Reply {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<String> for Reply {
    fn from(text: String) -> Self {
        Self::text(text)
    }
}

impl From<&String> for Reply {
    fn from(text: &String) -> Self {
        Self::text(text.as_str())
    }
}

impl From<&Self> for Reply {
    fn from(reply: &Self) -> Self {
        reply.clone()
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes: Vec<_> = self.channels.iter().map(|(c, text)| (c, text.len())).collect();
        f.debug_struct("Reply")
            .field("channels", &bytes)
            .field("model", &self.model)
            .field("finish", &self.finish)
            .field("usage", &self.usage)
            .finish()
    }
}
