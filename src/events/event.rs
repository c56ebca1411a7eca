//! What the events of every format say, as data.

use std::fmt;

use crate::money::Usage;
use crate::output::FinishReason;
use crate::text::Channel;
#[cfg(doc)]
use crate::text::ChannelKind;

/// A format of a model provider's event stream.
///
/// A [`Channel`] is what a reader sees as one text, and is guarded as one:
///
/// | format | text | reasoning | tool calls |
/// |---|---|---|---|
/// | [`OpenAiChat`](Self::OpenAiChat) | `content` of each choice | `reasoning_content`; `reasoning` as block 1 | each index of `tool_calls`; `function_call` as number `u32::MAX` |
/// | [`OpenAiResponses`](Self::OpenAiResponses) | the parts of one message | each part | each call, in order |
/// | [`AnthropicMessages`](Self::AnthropicMessages) | adjacent text blocks | adjacent thinking blocks | each `tool_use`, in order |
///
/// The first text of an answer is [`ChannelKind::Text`]; one that stands apart from it, such as
/// behind a tool call, is [`ChannelKind::TextBlock`] 1, 2 and so on, and so with reasoning. What
/// a model says to decline is [`ChannelKind::Refusal`]. Where parts of one text are joined, held
/// text may move from the end of one part to the beginning of the next.
///
/// Sources: the WHATWG HTML standard, "Server-sent events"; OpenAI's API reference, "The chat
/// completion chunk object" and "Responses: streaming events"; Anthropic's API documentation,
/// "Streaming messages".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EventFormat {
    /// OpenAI's chat completions, and what speaks as they do.
    OpenAiChat,
    /// OpenAI's responses.
    OpenAiResponses,
    /// Anthropic's messages.
    AnthropicMessages,
}

/// What becomes of events that are not understood: nobody can say what text they carry.
///
/// That is an event type, a kind of content or a field with text that a format is not known to
/// have: tools that the provider runs, citations, annotations, audio; JSON that does not parse
/// or names a member twice; data of another type than the event names. Names (ids, models,
/// tools, reasons) must be plain: at most 256 letters, digits and `_-.:/+=|`. Log probabilities
/// repeat the raw tokens and are emptied, and a provider's error keeps its type and code but not
/// its message, under either policy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Unknown {
    /// They end the stream.
    #[default]
    Refuse,
    /// They go on as they are, unguarded; what is understood beside them is guarded.
    PassThrough,
}

/// What an event of a stream says. `Debug` shows no text.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// The model that answers.
    Model(String),
    /// A piece of a text: of the answer, its reasoning, a refusal or a tool call's arguments, as
    /// the channel says.
    Delta {
        /// Which text.
        channel: Channel,
        /// The piece.
        text: String,
    },
    /// A tool call begins.
    ToolCall {
        /// The channel of its arguments.
        channel: Channel,
        /// The provider's name for the call; empty where it has none.
        id: String,
        /// The tool.
        name: String,
    },
    /// What the whole answer used. Reports before the end are left out: they would be too low.
    Usage(Usage),
    /// A choice has ended.
    Finish {
        /// The number of the choice.
        choice: u32,
        /// Why.
        reason: FinishReason,
    },
    /// The provider reports an error.
    Error {
        /// Its code or type; its message is left out, since it may quote text.
        code: String,
    },
    /// The stream has come to its end.
    Done,
    /// A sign of life.
    Ping,
    /// A comment.
    Comment,
    /// Something that is not understood.
    NotUnderstood {
        /// What.
        what: &'static str,
    },
}

impl Event {
    /// A piece of the text of the first choice.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Delta { channel: Channel::TEXT, text: text.into() }
    }
}

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Model(name) => f.debug_tuple("Model").field(name).finish(),
            Self::Delta { channel, text } => f
                .debug_struct("Delta")
                .field("channel", channel)
                .field("bytes", &text.len())
                .finish(),
            Self::ToolCall { channel, id, name } => f
                .debug_struct("ToolCall")
                .field("channel", channel)
                .field("id", id)
                .field("name", name)
                .finish(),
            Self::Usage(usage) => f.debug_tuple("Usage").field(usage).finish(),
            Self::Finish { choice, reason } => {
                f.debug_struct("Finish").field("choice", choice).field("reason", reason).finish()
            }
            Self::Error { code } => f.debug_struct("Error").field("code", code).finish(),
            Self::Done => f.write_str("Done"),
            Self::Ping => f.write_str("Ping"),
            Self::Comment => f.write_str("Comment"),
            Self::NotUnderstood { what } => {
                f.debug_struct("NotUnderstood").field("what", what).finish()
            }
        }
    }
}
