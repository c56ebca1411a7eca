//! What is known of a stream in any format.

use super::chat::{self, Chat};
use super::event::EventFormat;
use super::frames::write_event;
use super::json::Json;
use super::messages::{self, Messages};
use super::responses::{self, Closing, PartOf, Responses};
use super::walk::{Next, Turn, UPSTREAM_MESSAGE, Visit, Walked};
use crate::error::EventError;
use crate::stream::gap;
use crate::text::{Channel, ChannelKind};

/// The state of each format.
#[derive(Clone)]
pub(super) enum State {
    Chat(Chat),
    Responses(Box<Responses>),
    Messages(Messages),
}

/// What was sent of a channel.
pub(super) type Sent<'a> = &'a dyn Fn(Channel) -> String;

impl State {
    pub(super) fn new(format: EventFormat) -> Self {
        match format {
            EventFormat::OpenAiChat => Self::Chat(Chat::default()),
            EventFormat::OpenAiResponses => Self::Responses(Box::default()),
            EventFormat::AnthropicMessages => Self::Messages(Messages::default()),
        }
    }

    /// Whether these data end the stream without being JSON.
    pub(super) fn is_end(&self, data: &str) -> bool {
        matches!(self, Self::Chat(_)) && data.trim() == chat::DONE
    }

    /// Whether the answer was told to its end.
    pub(super) fn is_complete(&self) -> bool {
        match self {
            Self::Chat(chat) => chat.is_complete(),
            Self::Responses(responses) => responses.is_done(),
            Self::Messages(messages) => messages.is_complete(),
        }
    }

    /// Whether nothing may come any more.
    fn is_done(&self) -> bool {
        match self {
            Self::Chat(chat) => chat.is_done(),
            Self::Responses(responses) => responses.is_done(),
            Self::Messages(messages) => messages.is_done(),
        }
    }

    /// When an event is to be walked through.
    pub(super) fn turn(&self, event: &Json) -> Turn {
        match self {
            Self::Chat(_) => Turn::Apart,
            Self::Responses(responses) => responses.turn(event),
            Self::Messages(messages) => messages.turn(event),
        }
    }

    /// The end of a stream that has one which is no JSON.
    pub(super) fn walk_end(&mut self, visit: &mut dyn Visit) -> Walked {
        self.not_done()?;
        if let Self::Chat(chat) = self {
            chat.walk_done(visit);
        }
        Ok(())
    }

    pub(super) fn walk(&mut self, event: &mut Json, visit: &mut dyn Visit, next: Next) -> Walked {
        self.not_done()?;
        match self {
            Self::Chat(chat) => chat.walk(event, visit),
            Self::Responses(responses) => responses.walk(event, visit, next),
            Self::Messages(messages) => messages.walk(event, visit, next),
        }
    }

    fn not_done(&self) -> Walked {
        match self.is_done() {
            true => Err(EventError::OutOfOrder { what: "an event behind the end" }),
            false => Ok(()),
        }
    }

    /// Whether the type that the framing names fits the event.
    pub(super) fn fits(&self, named: Option<&str>, event: Option<&Json>) -> bool {
        match (self, named) {
            (_, None | Some("")) => true,
            (Self::Chat(_), Some(name)) => matches!(name, "message" | "error"),
            (_, Some(name)) => event.and_then(|event| event.str("type")) == Some(name),
        }
    }

    /// Whether an event opens and closes nothing: it tells a piece of a text, or no text.
    pub(super) fn is_piece(&self, event: &Json) -> bool {
        let kind = event.str("type").unwrap_or("");
        match self {
            Self::Chat(_) => match event.get("choices") {
                Some(Json::List(choices)) => {
                    choices.iter().all(|choice| choice.get("finish_reason").is_none())
                }
                _ => true,
            },
            Self::Responses(_) => kind.ends_with(".delta") || responses::is_progress(kind),
            Self::Messages(_) => matches!(kind, "content_block_delta" | "ping"),
        }
    }

    /// Numbers an event anew where others were added before it; whether that changed it.
    pub(super) fn stamp(&mut self, event: &mut Json) -> bool {
        match self {
            Self::Responses(responses) => responses.stamp(event),
            Self::Chat(_) | Self::Messages(_) => false,
        }
    }

    /// Writes a piece of a channel.
    pub(super) fn delta(&mut self, channel: Channel, text: &str, out: &mut Vec<u8>) {
        match self {
            Self::Chat(chat) => chat.delta(channel, text, out),
            Self::Responses(responses) => responses.delta(channel, text, out),
            Self::Messages(messages) => messages.delta(channel, text, out),
        }
    }

    /// Writes the end of an answer that was stopped: a refusal, or a message in its place and an
    /// ordinary end. Everything that is open is closed before.
    pub(super) fn stop(&mut self, message: Option<&str>, sent: Sent<'_>, out: &mut Vec<u8>) {
        if self.is_done() {
            return;
        }
        match self {
            Self::Chat(chat) => stop_chat(chat, message, sent, out),
            Self::Responses(responses) => stop_responses(responses, message, sent, out),
            Self::Messages(messages) => stop_messages(messages, message, sent, out),
        }
    }

    /// Writes that the provider failed.
    pub(super) fn fail(&mut self, code: &str, out: &mut Vec<u8>) {
        let message = Json::text(UPSTREAM_MESSAGE);
        let code = Json::text(code);
        match self {
            Self::Chat(_) => {
                let error = Json::object([("type", code), ("message", message)]);
                write_event(None, &Json::object([("error", error)]).to_string(), out);
            }
            Self::Responses(responses) => {
                responses.write("error", [("code", code), ("message", message)], out);
            }
            Self::Messages(_) => {
                let error = Json::object([("type", code), ("message", message)]);
                messages::write_typed("error", [("error", error)], out);
            }
        }
    }
}

fn stop_chat(chat: &Chat, message: Option<&str>, sent: Sent<'_>, out: &mut Vec<u8>) {
    for choice in chat.unfinished() {
        if let Some(message) = message {
            let channel = Channel::new(choice, ChannelKind::Text);
            chat.delta(channel, &spaced(message, &sent(channel)), out);
        }
        let reason = if message.is_some() { "stop" } else { "content_filter" };
        chat.finish(choice, reason, out);
    }
    write_event(None, chat::DONE, out);
}

fn stop_messages(messages: &Messages, message: Option<&str>, sent: Sent<'_>, out: &mut Vec<u8>) {
    if !messages.has_begun() {
        write_message_start("", "", out);
    }
    let open_text = messages.open_text();
    if let (Some(message), Some(channel)) = (message, open_text) {
        messages.delta(channel, &spaced(message, &sent(channel)), out);
    }
    for number in messages.open_numbers() {
        messages::write_typed("content_block_stop", [("index", number.into())], out);
    }
    if let (Some(message), None, false) = (message, open_text, messages.stopped) {
        let number = messages.next_number();
        write_block(number, [("type", Json::text("text")), ("text", Json::text(""))], out);
        let delta =
            Json::object([("type", Json::text("text_delta")), ("text", Json::text(message))]);
        let members = [("index", number.into()), ("delta", delta)];
        messages::write_typed("content_block_delta", members, out);
        messages::write_typed("content_block_stop", [("index", number.into())], out);
    }
    if !messages.stopped {
        let reason = if message.is_some() { "end_turn" } else { "refusal" };
        let usage = Json::object([("output_tokens", messages.output_tokens().into())]);
        write_message_end(reason, usage, out);
    }
    messages::write_typed("message_stop", [], out);
}

fn stop_responses(
    responses: &mut Responses,
    message: Option<&str>,
    sent: Sent<'_>,
    out: &mut Vec<u8>,
) {
    let Some(message) = message else {
        responses.close(Closing::Incomplete("content_filter"), None, sent, out);
        return;
    };
    let (channel, message) = match responses.open_text() {
        Some(channel) => (channel, spaced(message, &sent(channel))),
        None => {
            // What is open is no text for people, and ends where it is.
            responses.close_items("incomplete", sent, out);
            (responses.begin_text("message", out), message.to_owned())
        }
    };
    responses.delta(channel, &message, out);
    let with_message = |of: Channel| match of == channel {
        true => sent(of) + &message,
        false => sent(of),
    };
    responses.close(Closing::Completed, None, &with_message, out);
}

impl Responses {
    /// Begins a message with one part; its channel.
    pub(super) fn begin_text(&mut self, id: &str, out: &mut Vec<u8>) -> Channel {
        let item = Json::object([
            ("id", Json::text(id)),
            ("type", Json::text("message")),
            ("status", Json::text("in_progress")),
            ("role", Json::text("assistant")),
            ("content", Json::List(Vec::new())),
        ]);
        let channel = self.next_text();
        let item = self.add_item(item, out);
        self.add_part(item, PartOf::Text, channel, out);
        channel
    }
}

pub(super) fn write_message_start(id: &str, model: &str, out: &mut Vec<u8>) {
    let usage = [("input_tokens", 0.into()), ("output_tokens", 0.into())];
    let message = Json::object([
        ("id", Json::text(id)),
        ("type", Json::text("message")),
        ("role", Json::text("assistant")),
        ("model", Json::text(model)),
        ("content", Json::List(Vec::new())),
        ("stop_reason", Json::Null),
        ("stop_sequence", Json::Null),
        ("usage", Json::object(usage)),
    ]);
    messages::write_typed("message_start", [("message", message)], out);
}

pub(super) fn write_block<const N: usize>(
    number: u64,
    block: [(&str, Json); N],
    out: &mut Vec<u8>,
) {
    let members = [("index", number.into()), ("content_block", Json::object(block))];
    messages::write_typed("content_block_start", members, out);
}

pub(super) fn write_message_end(reason: &'static str, usage: Json, out: &mut Vec<u8>) {
    let delta = [("stop_reason", Json::text(reason)), ("stop_sequence", Json::Null)];
    let members = [("delta", Json::object(delta)), ("usage", usage)];
    messages::write_typed("message_delta", members, out);
}

/// A message behind a text that may not end in a space.
fn spaced(message: &str, before: &str) -> String {
    format!("{}{message}", gap(before))
}
