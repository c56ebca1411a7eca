//! Anthropic's messages: a message of content blocks, each begun, told in pieces, and ended.

use std::collections::BTreeMap;

use super::Event;
use super::frames::write_event;
use super::json::Json;
use super::usage::MessageUsage;
use super::walk::{
    MOST_CHANNELS, Next, Turn, Visit, Walked, blank_error, check_fields, check_opaque, check_text,
};
use crate::error::EventError;
use crate::output::FinishReason;
use crate::text::{Channel, ChannelKind};

/// What is known of a stream of one message.
#[derive(Clone, Default)]
pub(super) struct Messages {
    begun: bool,
    blocks: BTreeMap<u64, Block>,
    /// The text that closed last and may go on in the next block.
    last: Option<(Kind, Channel)>,
    /// How many texts, reasonings and tool calls have begun.
    counts: [u32; 3],
    usage: MessageUsage,
    /// The end of the message was told, by its reason.
    pub(super) stopped: bool,
    done: bool,
}

#[derive(Clone, Copy)]
struct Block {
    kind: Kind,
    /// None for an opaque one.
    channel: Option<Channel>,
    open: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Thinking,
    Tool,
    Opaque,
}

impl Kind {
    fn of(name: &str) -> Option<Self> {
        match name {
            "text" => Some(Self::Text),
            "thinking" => Some(Self::Thinking),
            "tool_use" | "server_tool_use" => Some(Self::Tool),
            "redacted_thinking" => Some(Self::Opaque),
            _ => None,
        }
    }

    const fn joins(self) -> bool {
        matches!(self, Self::Text | Self::Thinking)
    }
}

impl Messages {
    pub(super) const fn is_complete(&self) -> bool {
        self.stopped || self.done
    }

    pub(super) const fn is_done(&self) -> bool {
        self.done
    }

    pub(super) fn turn(&self, event: &Json) -> Turn {
        let number = event.number("index");
        match event.str("type") {
            Some("ping") => Turn::Ahead,
            Some("content_block_stop") => {
                let block = number.and_then(|number| self.blocks.get(&number));
                let joins = block.is_some_and(|block| block.open && block.kind.joins());
                if joins { Turn::Waits } else { Turn::Apart }
            }
            Some("content_block_start") => {
                let kind = event.get("content_block").and_then(|block| block.str("type"));
                let kind = kind.and_then(Kind::of);
                let waits = self.blocks.values().rfind(|block| block.open).map(|b| b.kind);
                let joins = kind.is_some_and(Kind::joins) && waits == kind;
                if joins { Turn::Joins } else { Turn::Apart }
            }
            _ => Turn::Apart,
        }
    }

    pub(super) fn walk(&mut self, event: &mut Json, visit: &mut dyn Visit, next: Next) -> Walked {
        let names = ["type", "index"];
        match event.str("type") {
            Some("ping") => {
                visit.note(Event::Ping);
                check_fields(event, &names, &[], visit)
            }
            Some("message_start") => {
                check_fields(event, &names, &["message"], visit)?;
                self.start(event.get_mut("message").unwrap_or(&mut Json::Null), visit)
            }
            Some("content_block_start") => {
                check_fields(event, &names, &["content_block"], visit)?;
                self.start_block(event, visit)
            }
            Some("content_block_delta") => {
                check_fields(event, &names, &["delta"], visit)?;
                self.walk_delta(event, visit)
            }
            Some("content_block_stop") => {
                visit.closing();
                check_fields(event, &names, &[], visit)?;
                self.stop_block(event, visit, next)
            }
            Some("message_delta") => {
                visit.closing();
                check_fields(event, &["type", "usage", "context_management"], &["delta"], visit)?;
                self.stop(event, visit)
            }
            Some("message_stop") => {
                visit.closing();
                check_fields(event, &names, &[], visit)?;
                self.end_all(visit);
                self.done = true;
                visit.note(Event::Done);
                Ok(())
            }
            Some("error") => {
                let mut error = event.get("error").cloned().unwrap_or(Json::Null);
                let code = blank_error(&mut error, visit);
                *event = Json::object([("type", Json::text("error")), ("error", error)]);
                visit.note(Event::Error { code });
                Ok(())
            }
            _ => visit.unknown("an event of a type that is not known"),
        }
    }

    fn start(&mut self, message: &mut Json, visit: &mut dyn Visit) -> Walked {
        if self.begun {
            return Err(EventError::OutOfOrder { what: "a second message begins" });
        }
        self.begun = true;
        let names = ["id", "type", "role", "model", "stop_reason", "usage", "container"];
        check_fields(message, &names, &[], visit)?;
        if let Some(model) = message.str("model").filter(|model| !model.is_empty()) {
            visit.note(Event::Model(model.to_owned()));
        }
        if let Some(usage) = message.get("usage") {
            self.usage.update(usage);
        }
        Ok(())
    }

    fn start_block(&mut self, event: &mut Json, visit: &mut dyn Visit) -> Walked {
        let number = event.number("index");
        let Some(block) = event.get_mut("content_block") else {
            return visit.unknown("a block without content");
        };
        let (Some(number), Some(kind)) = (number, block.str("type").and_then(Kind::of)) else {
            self.last = None;
            let opaque = Block { kind: Kind::Opaque, channel: None, open: true };
            self.blocks.extend(number.map(|number| (number, opaque)));
            return visit.unknown("a block of a kind that is not known");
        };
        if self.blocks.len() >= MOST_CHANNELS {
            return Err(EventError::TooManyChannels { limit: MOST_CHANNELS });
        }
        if self.stopped || self.blocks.contains_key(&number) {
            return Err(EventError::OutOfOrder { what: "a block begins twice or too late" });
        }
        check_fields(
            block,
            &["type", "id", "name", "caller"],
            &["text", "thinking", "signature", "data"],
            visit,
        )?;
        let channel = self.channel(kind);
        self.last = None;
        self.blocks.insert(number, Block { kind, channel, open: true });
        check_opaque(block, "signature", visit)?;
        check_opaque(block, "data", visit)?;
        if let (Kind::Tool, Some(channel)) = (kind, channel) {
            let named = |name| block.str(name).unwrap_or("").to_owned();
            visit.note(Event::ToolCall { channel, id: named("id"), name: named("name") });
        }
        for name in ["text", "thinking"] {
            check_text(block, name, visit)?;
            let fits = (name == "text") == (kind == Kind::Text);
            match (block.str_mut(name).filter(|text| !text.is_empty()), channel) {
                (None, _) => {}
                (Some(text), Some(channel)) if fits && kind.joins() => visit.text(channel, text),
                _ => visit.unknown("a text in a block of another kind")?,
            }
        }
        Ok(())
    }

    /// The channel of a block that begins now.
    fn channel(&mut self, kind: Kind) -> Option<Channel> {
        let joined = self.last.filter(|(of, _)| *of == kind && kind.joins());
        if let Some((_, channel)) = joined {
            return Some(channel);
        }
        let [texts, reasonings, tools] = &mut self.counts;
        let (count, of): (_, fn(u32) -> ChannelKind) = match kind {
            Kind::Text => (texts, text_kind),
            Kind::Thinking => (reasonings, reasoning_kind),
            Kind::Tool => (tools, ChannelKind::ToolArguments),
            Kind::Opaque => return None,
        };
        let number = *count;
        *count = count.saturating_add(1);
        Some(Channel::new(0, of(number)))
    }

    fn walk_delta(&mut self, event: &mut Json, visit: &mut dyn Visit) -> Walked {
        let block = event.number("index").and_then(|number| self.blocks.get(&number).copied());
        let Some(delta) = event.get_mut("delta") else {
            return visit.unknown("a piece of a block without content");
        };
        let kind = delta.str("type").map(str::to_owned);
        let (name, of) = match kind.as_deref() {
            Some("text_delta") => ("text", Kind::Text),
            Some("thinking_delta") => ("thinking", Kind::Thinking),
            Some("input_json_delta") => ("partial_json", Kind::Tool),
            Some("signature_delta") => {
                check_fields(delta, &["type"], &["signature"], visit)?;
                return check_opaque(delta, "signature", visit);
            }
            _ => return visit.unknown("a piece of a kind that is not known"),
        };
        check_fields(delta, &["type"], &[name], visit)?;
        check_text(delta, name, visit)?;
        let Some(text) = delta.str_mut(name).filter(|text| !text.is_empty()) else {
            return Ok(());
        };
        match block {
            Some(Block { kind, channel: Some(channel), open: true }) if kind == of => {
                visit.text(channel, text);
                Ok(())
            }
            Some(Block { channel: None, open: true, .. }) => {
                visit.unknown("a piece of a block that is not known")
            }
            _ => Err(EventError::OutOfOrder { what: "a piece of a block that is not open" }),
        }
    }

    fn stop_block(&mut self, event: &Json, visit: &mut dyn Visit, next: Next) -> Walked {
        let number = event.number("index");
        let Some(block) = number.and_then(|number| self.blocks.get_mut(&number)) else {
            return visit.unknown("the end of a block that never began");
        };
        if !std::mem::replace(&mut block.open, false) {
            return Err(EventError::OutOfOrder { what: "a block ends twice" });
        }
        let (kind, channel) = (block.kind, block.channel);
        let joins = kind.joins() && next == Next::Joins;
        self.last = channel.filter(|_| joins).map(|channel| (kind, channel));
        if let Some(channel) = channel.filter(|_| !joins) {
            visit.end(channel);
        }
        Ok(())
    }

    fn end_all(&mut self, visit: &mut dyn Visit) {
        for block in self.blocks.values_mut().filter(|block| block.open) {
            block.open = false;
            block.channel.into_iter().for_each(|channel| visit.end(channel));
        }
    }

    fn stop(&mut self, event: &mut Json, visit: &mut dyn Visit) -> Walked {
        if let Some(usage) = event.get("usage") {
            self.usage.update(usage);
        }
        let Some(delta) = event.get_mut("delta") else {
            return visit.unknown("the end of a message without content");
        };
        // The sequence that stopped it is the caller's own.
        check_fields(delta, &["stop_reason", "container"], &["stop_sequence"], visit)?;
        check_text(delta, "stop_sequence", visit)?;
        if let Some(reason) = delta.str("stop_reason") {
            let reason = reason_of(reason);
            self.end_all(visit);
            self.stopped = true;
            visit.note(Event::Finish { choice: 0, reason });
            if event.get("usage").is_some() {
                visit.note(Event::Usage(self.usage.total()));
            }
        }
        Ok(())
    }

    /// A writer's message begins.
    pub(super) const fn begin(&mut self) {
        self.begun = true;
    }

    /// A writer's block begins: the channel has to be the one that a reader will give it.
    pub(super) fn open(&mut self, number: u64, channel: Channel) -> Walked {
        let kind = match channel.kind() {
            ChannelKind::ToolArguments(_) => Kind::Tool,
            ChannelKind::Reasoning | ChannelKind::ReasoningBlock(_) => Kind::Thinking,
            _ => Kind::Text,
        };
        let counts = self.counts;
        if self.channel(kind) != Some(channel) {
            self.counts = counts;
            let what = "a text that closed, joins the one before, or is not the next of its kind";
            return Err(EventError::OutOfOrder { what });
        }
        self.last = None;
        self.blocks.insert(number, Block { kind, channel: Some(channel), open: true });
        Ok(())
    }

    /// A writer's block ends; its number.
    pub(super) fn close(&mut self) -> Option<u64> {
        let (number, block) = self.blocks.iter_mut().rfind(|(_, block)| block.open)?;
        block.open = false;
        self.last = block.channel.map(|channel| (block.kind, channel));
        Some(*number)
    }

    /// Whether the message has begun.
    pub(super) const fn has_begun(&self) -> bool {
        self.begun
    }

    /// Tokens of output that were reported so far.
    pub(super) const fn output_tokens(&self) -> u64 {
        self.usage.output()
    }

    /// The numbers of the blocks that are open.
    pub(super) fn open_numbers(&self) -> Vec<u64> {
        self.blocks.iter().filter(|(_, block)| block.open).map(|(number, _)| *number).collect()
    }

    /// The number that the next block has.
    pub(super) fn next_number(&self) -> u64 {
        self.blocks.keys().next_back().map_or(0, |last| last.saturating_add(1))
    }

    /// The open block that is an answer's text, and its channel.
    pub(super) fn open_text(&self) -> Option<Channel> {
        let open = self.blocks.values().rfind(|block| block.open)?;
        open.channel.filter(|_| open.kind == Kind::Text)
    }

    /// A piece of a channel, in its last block, whose end is not written yet.
    pub(super) fn delta(&self, channel: Channel, text: &str, out: &mut Vec<u8>) {
        let of = |block: &Block| block.channel == Some(channel);
        let Some((number, block)) = self.blocks.iter().rfind(|(_, block)| of(block)) else {
            return;
        };
        let (kind, name) = match block.kind {
            Kind::Thinking => ("thinking_delta", "thinking"),
            Kind::Tool => ("input_json_delta", "partial_json"),
            Kind::Text | Kind::Opaque => ("text_delta", "text"),
        };
        let delta = Json::object([("type", Json::text(kind)), (name, Json::text(text))]);
        let rest = [("index", (*number).into()), ("delta", delta)];
        write_typed("content_block_delta", rest, out);
    }
}

/// Writes an event, its type first.
pub(super) fn write_typed<const N: usize>(
    kind: &'static str,
    members: [(&str, Json); N],
    out: &mut Vec<u8>,
) {
    let mut event = Json::object([("type", Json::text(kind))]);
    for (name, value) in members {
        event.set(name, value);
    }
    write_event(Some(kind), &event.to_string(), out);
}

pub(super) const fn text_kind(number: u32) -> ChannelKind {
    match number {
        0 => ChannelKind::Text,
        number => ChannelKind::TextBlock(number),
    }
}

pub(super) const fn reasoning_kind(number: u32) -> ChannelKind {
    match number {
        0 => ChannelKind::Reasoning,
        number => ChannelKind::ReasoningBlock(number),
    }
}

fn reason_of(name: &str) -> FinishReason {
    match name {
        "end_turn" | "stop_sequence" => FinishReason::Stop,
        "max_tokens" | "model_context_window_exceeded" => FinishReason::Length,
        "tool_use" => FinishReason::ToolCalls,
        "refusal" => FinishReason::ContentFilter,
        _ => FinishReason::Other,
    }
}

/// The name that a message gives a reason.
pub(super) const fn reason_name(reason: FinishReason) -> &'static str {
    match reason {
        FinishReason::Stop => "end_turn",
        FinishReason::Length => "max_tokens",
        FinishReason::ToolCalls => "tool_use",
        FinishReason::ContentFilter => "refusal",
        FinishReason::Other => "pause_turn",
    }
}
