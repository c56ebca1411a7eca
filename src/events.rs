//! The event streams of model providers: read, guarded and written, without a client library.
//!
//! # Which texts are guarded together
//!
//! A [`Channel`] is what a reader sees as one text.
//!
//! | format | text | reasoning | tool calls |
//! |---|---|---|---|
//! | [`EventFormat::OpenAiChat`] | `content` of each choice | `reasoning_content`; `reasoning` as block 1 | each index of `tool_calls`; `function_call` as number `u32::MAX` |
//! | [`EventFormat::OpenAiResponses`] | the parts of one message | each part | each call, in order |
//! | [`EventFormat::AnthropicMessages`] | adjacent text blocks | adjacent thinking blocks | each `tool_use`, in order |
//!
//! The first text of an answer is [`ChannelKind::Text`], one that stands apart from it, such as
//! behind a tool call, [`ChannelKind::TextBlock`] 1, 2 and so on, and so with reasoning. A
//! refusal of the model is text of its own kind, [`ChannelKind::Refusal`]. Where parts of one
//! text are joined, held text may move from the end of one part to the beginning of the next.
//!
//! # What is not understood
//!
//! An event, a kind of content or a field with text that a format is not known to have refuses
//! the answer: an unknown event type, tools that the provider runs, citations, annotations,
//! audio, JSON that does not parse or names a member twice. Log probabilities repeat the raw
//! tokens and are emptied. Names (ids, models, tools, reasons) must be plain: at most 256
//! letters, digits and `_-.:/+=|`. The message of a provider's error is replaced; its type and
//! code are kept. [`EventStream::dangerous`] passes on what is not understood.
//!
//! # Sources of the formats
//!
//! The WHATWG HTML standard, section 9.2 "Server-sent events"; OpenAI's API reference, "Chat
//! completion chunk object" and "Responses, streaming events"; Anthropic's API documentation,
//! "Streaming messages".

mod adapter;
mod chat;
mod event;
mod frames;
mod guard;
mod json;
mod messages;
mod reader;
mod responses;
mod state;
mod stream;
mod usage;
mod walk;
mod writer;

pub use adapter::EventScreening;
pub use event::{Event, EventFormat, Unknown};
pub use reader::EventReader;
pub use stream::{DangerousEvents, EventStream, EventsEnded, EventsPushed, LocalEventStream};
pub use writer::EventWriter;

#[cfg(doc)]
use crate::text::{Channel, ChannelKind};
