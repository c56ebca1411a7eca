//! Writes an answer of the service's own as a stream of events.

use std::collections::BTreeMap;
use std::fmt;

use super::chat::{self, Chat};
use super::event::{Event, EventFormat};
use super::json::Json;
use super::messages::{self, Messages};
use super::reader::EventReader;
use super::responses::{Closing, PartOf, Responses};
use super::state::{State, write_block, write_message_end, write_message_start};
use super::usage;
use crate::error::EventError;
use crate::money::Usage;
use crate::output::FinishReason;
use crate::text::{Channel, ChannelKind};

/// Writes events in a format: an answer from a cache, or one that the service made itself. What
/// comes out is well-formed: blocks and items are opened and closed as the format wants it.
///
/// ```
/// use palisade::{Event, EventFormat, EventWriter, FinishReason};
///
/// let mut writer = EventWriter::new(EventFormat::OpenAiChat, "answer-1");
/// let mut bytes = Vec::new();
/// for event in [
///     Event::Model("small-1".into()),
///     Event::text("It was a mistake."),
///     Event::Finish { choice: 0, reason: FinishReason::Stop },
///     Event::Done,
/// ] {
///     writer.push(&event, &mut bytes)?;
/// }
/// assert!(bytes.ends_with(b"data: [DONE]\n\n"));
/// # Ok::<(), palisade::EventError>(())
/// ```
pub struct EventWriter {
    format: EventFormat,
    state: State,
    id: String,
    model: String,
    begun: bool,
    done: bool,
    finish: Option<FinishReason>,
    usage: Option<Usage>,
    /// The text that is open, where only one can be.
    open: Option<Channel>,
    texts: BTreeMap<Channel, String>,
}

impl EventWriter {
    /// A writer of an answer with this id.
    pub fn new(format: EventFormat, id: impl Into<String>) -> Self {
        Self {
            format,
            state: State::new(format),
            id: id.into(),
            model: String::new(),
            begun: false,
            done: false,
            finish: None,
            usage: None,
            open: None,
            texts: BTreeMap::new(),
        }
    }

    /// Appends the bytes of an event. Where a format tells usage and reason in its last event,
    /// they are written with [`Event::Done`].
    ///
    /// # Errors
    /// [`EventError::OutOfOrder`] where the format cannot say this, or not now: a model behind
    /// the beginning, a text that closed already, arguments of a call that has not begun, an end
    /// without a reason; [`EventError::NotUnderstood`] for an event of that name.
    pub fn push(&mut self, event: &Event, out: &mut Vec<u8>) -> Result<(), EventError> {
        if self.done {
            return broken("an event behind the end");
        }
        match event {
            Event::Comment => out.extend_from_slice(b":\n\n"),
            Event::Ping if self.format == EventFormat::AnthropicMessages => {
                messages::write_typed("ping", [], out);
            }
            Event::Ping => out.extend_from_slice(b": ping\n\n"),
            Event::Model(_) if self.begun => return broken("a model behind the beginning"),
            Event::Model(model) => self.model.clone_from(model),
            Event::NotUnderstood { what } => return Err(EventError::NotUnderstood { what }),
            Event::Error { code } => {
                self.state.fail(code, out);
                self.done = true;
            }
            Event::Delta { text, .. } if text.is_empty() => {}
            Event::Delta { channel, text } => {
                self.begin(out);
                self.delta(*channel, text, out)?;
            }
            Event::ToolCall { channel, id, name } => {
                self.begin(out);
                self.call(*channel, id, name, out)?;
            }
            Event::Finish { choice, reason } => {
                self.begin(out);
                self.finish(*choice, *reason, out)?;
            }
            Event::Usage(usage) => {
                self.begin(out);
                match &self.state {
                    State::Chat(chat) => chat.event(Vec::new(), Some(usage::to_chat(usage)), out),
                    _ => self.usage = Some(*usage),
                }
            }
            Event::Done => {
                self.end(out)?;
                self.done = true;
            }
        }
        Ok(())
    }

    fn begin(&mut self, out: &mut Vec<u8>) {
        if std::mem::replace(&mut self.begun, true) {
            return;
        }
        match &mut self.state {
            State::Chat(chat) => chat.begin(&self.id, &self.model),
            State::Responses(responses) => responses.begin(&self.id, &self.model, out),
            State::Messages(messages) => {
                write_message_start(&self.id, &self.model, out);
                messages.begin();
            }
        }
    }

    fn delta(&mut self, channel: Channel, text: &str, out: &mut Vec<u8>) -> Result<(), EventError> {
        if self.finish.is_some() {
            return broken("a text behind the end of the answer");
        }
        match &mut self.state {
            State::Chat(chat) => {
                check_chat(channel)?;
                let mut piece = Vec::new();
                chat.delta(channel, text, &mut piece);
                follow_chat(chat, &piece)?;
                out.append(&mut piece);
            }
            State::Messages(messages) => {
                if self.open != Some(channel) {
                    close_block(messages, out)?;
                    open_block(messages, channel, out)?;
                }
                messages.delta(channel, text, out);
            }
            State::Responses(responses) => {
                if self.open != Some(channel) {
                    let texts = &self.texts;
                    let sent = |of: Channel| texts.get(&of).cloned().unwrap_or_default();
                    responses.close_items("completed", &sent, out);
                    open_item(responses, channel, &self.id, out)?;
                }
                responses.delta(channel, text, out);
                self.texts.entry(channel).or_default().push_str(text);
            }
        }
        self.open = Some(channel);
        Ok(())
    }

    fn call(
        &mut self,
        channel: Channel,
        id: &str,
        name: &str,
        out: &mut Vec<u8>,
    ) -> Result<(), EventError> {
        let ChannelKind::ToolArguments(number) = channel.kind() else {
            return broken("a tool call on a channel of another kind");
        };
        if self.finish.is_some() {
            return broken("a tool call behind the end of the answer");
        }
        match &mut self.state {
            State::Chat(chat) => {
                let mut piece = Vec::new();
                chat.call(channel, id, name, &mut piece);
                follow_chat(chat, &piece)?;
                out.append(&mut piece);
            }
            State::Messages(messages) => {
                close_block(messages, out)?;
                let number = messages.next_number();
                let block = [
                    ("type", Json::text("tool_use")),
                    ("id", Json::text(id)),
                    ("name", Json::text(name)),
                    ("input", Json::object([])),
                ];
                messages.open(number, channel)?;
                write_block(number, block, out);
            }
            State::Responses(responses) => {
                let texts = &self.texts;
                let sent = |of: Channel| texts.get(&of).cloned().unwrap_or_default();
                responses.close_items("completed", &sent, out);
                responses.expect(channel)?;
                let item = Json::object([
                    ("id", Json::text(format!("call_{}_{number}", self.id))),
                    ("type", Json::text("function_call")),
                    ("status", Json::text("in_progress")),
                    ("call_id", Json::text(id)),
                    ("name", Json::text(name)),
                    ("arguments", Json::text("")),
                ]);
                let item = responses.add_item(item, out);
                responses.add_part(item, PartOf::Arguments, channel, out);
            }
        }
        self.open = Some(channel);
        Ok(())
    }

    fn finish(
        &mut self,
        choice: u32,
        reason: FinishReason,
        out: &mut Vec<u8>,
    ) -> Result<(), EventError> {
        match &mut self.state {
            State::Chat(chat) => {
                let mut piece = Vec::new();
                chat.finish(choice, chat::reason_name(reason), &mut piece);
                follow_chat(chat, &piece)?;
                out.append(&mut piece);
            }
            _ if choice != 0 || self.finish.is_some() => {
                return broken("an end of another choice, or a second one");
            }
            _ => self.finish = Some(reason),
        }
        Ok(())
    }

    fn end(&mut self, out: &mut Vec<u8>) -> Result<(), EventError> {
        let unfinished = match &self.state {
            State::Chat(chat) => !chat.is_complete(),
            _ => self.finish.is_none(),
        };
        if unfinished {
            return broken("the end of an answer that has not finished");
        }
        let reason = self.finish.unwrap_or(FinishReason::Stop);
        match &mut self.state {
            State::Chat(_) => super::frames::write_event(None, chat::DONE, out),
            State::Messages(messages) => {
                close_block(messages, out)?;
                let usage = self.usage.map_or(Json::Null, |usage| usage::to_messages(&usage));
                write_message_end(messages::reason_name(reason), usage, out);
                messages::write_typed("message_stop", [], out);
            }
            State::Responses(responses) => {
                let closing = match reason {
                    FinishReason::Stop | FinishReason::ToolCalls => Closing::Completed,
                    FinishReason::Length => Closing::Incomplete("max_output_tokens"),
                    FinishReason::ContentFilter => Closing::Incomplete("content_filter"),
                    FinishReason::Other => Closing::Incomplete("other"),
                };
                let texts = &self.texts;
                let sent = |of: Channel| texts.get(&of).cloned().unwrap_or_default();
                let usage = self.usage.map(|usage| usage::to_responses(&usage));
                responses.close(closing, usage, &sent, out);
            }
        }
        Ok(())
    }
}

fn check_chat(channel: Channel) -> Result<(), EventError> {
    match channel.kind() {
        ChannelKind::TextBlock(_) | ChannelKind::Refusal(1..) => {
            broken("a channel that the format does not have")
        }
        ChannelKind::ReasoningBlock(number) if number != 1 => {
            broken("a channel that the format does not have")
        }
        _ => Ok(()),
    }
}

/// Reads what was just written, so that what the format does not allow is found.
fn follow_chat(chat: &mut Chat, written: &[u8]) -> Result<(), EventError> {
    let mut reader = EventReader::of(State::Chat(std::mem::take(chat)));
    let read = reader.push(written, &mut Vec::new());
    if let State::Chat(after) = reader.into_state() {
        *chat = after;
    }
    read
}

fn close_block(messages: &mut Messages, out: &mut Vec<u8>) -> Result<(), EventError> {
    if let Some(number) = messages.close() {
        messages::write_typed("content_block_stop", [("index", number.into())], out);
    }
    Ok(())
}

fn open_block(
    messages: &mut Messages,
    channel: Channel,
    out: &mut Vec<u8>,
) -> Result<(), EventError> {
    let number = messages.next_number();
    let block = match channel.kind() {
        ChannelKind::Text | ChannelKind::TextBlock(_) => {
            [("type", Json::text("text")), ("text", Json::text(""))]
        }
        ChannelKind::Reasoning | ChannelKind::ReasoningBlock(_) => {
            [("type", Json::text("thinking")), ("thinking", Json::text(""))]
        }
        ChannelKind::ToolArguments(_) => return broken("arguments of a call that is not open"),
        ChannelKind::Refusal(_) => return broken("a channel that the format does not have"),
    };
    messages.open(number, channel)?;
    write_block(number, block, out);
    Ok(())
}

fn open_item(
    responses: &mut Responses,
    channel: Channel,
    id: &str,
    out: &mut Vec<u8>,
) -> Result<(), EventError> {
    let (kind, list, part) = match channel.kind() {
        ChannelKind::Text | ChannelKind::TextBlock(_) => ("message", "content", PartOf::Text),
        ChannelKind::Refusal(_) => ("message", "content", PartOf::Refusal),
        ChannelKind::Reasoning | ChannelKind::ReasoningBlock(_) => {
            ("reasoning", "summary", PartOf::Summary)
        }
        ChannelKind::ToolArguments(_) => return broken("arguments of a call that is not open"),
    };
    responses.expect(channel)?;
    let mut item = Json::object([
        ("id", Json::text(format!("item_{id}_{}", responses.items_so_far()))),
        ("type", Json::text(kind)),
        ("status", Json::text("in_progress")),
    ]);
    if kind == "message" {
        item.set("role", Json::text("assistant"));
    }
    item.set(list, Json::List(Vec::new()));
    let item = responses.add_item(item, out);
    responses.add_part(item, part, channel, out);
    Ok(())
}

fn broken(what: &'static str) -> Result<(), EventError> {
    Err(EventError::OutOfOrder { what })
}

impl fmt::Debug for EventWriter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventWriter")
            .field("format", &self.format)
            .field("id", &self.id)
            .field("done", &self.done)
            .finish_non_exhaustive()
    }
}
