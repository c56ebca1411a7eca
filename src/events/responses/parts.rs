//! The parts of a response's items, and the fields that its events have.

use super::super::json::Json;
use super::super::messages::{reasoning_kind, text_kind};
use super::super::walk::{
    MOST_CHANNELS, Next, Visit, Walked, check_fields, check_opaque, check_text, drop_field,
};
use super::Responses;
use crate::error::EventError;
use crate::text::{Channel, ChannelKind};

/// Where a part stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) item: u64,
    pub(super) kind: Kind,
    pub(super) place: u64,
}

/// What a part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Text,
    Refusal,
    /// A part of the reasoning's summary.
    Summary,
    /// A part of the reasoning itself.
    Reasoning,
    Arguments,
}

/// A text of an item.
#[derive(Clone)]
pub(super) struct Part {
    pub(super) channel: Channel,
    /// Where it begins in what has gone on of its channel.
    pub(super) start: usize,
    /// Where it ends, once it has.
    pub(super) end: Option<usize>,
    /// Whether any of it came in pieces.
    pub(super) told: bool,
    /// How often it was repeated.
    pub(super) repeats: u8,
}

impl Key {
    pub(super) const fn arguments(item: u64) -> Self {
        Self { item, kind: Kind::Arguments, place: 0 }
    }
}

impl Kind {
    pub(super) fn of(part: &str) -> Option<Self> {
        match part {
            "output_text" => Some(Self::Text),
            "refusal" => Some(Self::Refusal),
            "summary_text" => Some(Self::Summary),
            "reasoning_text" => Some(Self::Reasoning),
            _ => None,
        }
    }

    /// The names of its events, and of the field of the whole text.
    pub(super) const fn events(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Text => ("response.output_text.delta", "response.output_text.done", "text"),
            Self::Refusal => ("response.refusal.delta", "response.refusal.done", "refusal"),
            Self::Summary => (
                "response.reasoning_summary_text.delta",
                "response.reasoning_summary_text.done",
                "text",
            ),
            Self::Reasoning => {
                ("response.reasoning_text.delta", "response.reasoning_text.done", "text")
            }
            Self::Arguments => (
                "response.function_call_arguments.delta",
                "response.function_call_arguments.done",
                "arguments",
            ),
        }
    }

    pub(super) const ALL: [Self; 5] =
        [Self::Text, Self::Refusal, Self::Summary, Self::Reasoning, Self::Arguments];
}

/// The kind of text that an event is about, the field it stands in, and whether it is a piece.
pub(super) fn told_in_pieces(event: &str) -> Option<(Kind, &'static str, bool)> {
    Kind::ALL.into_iter().find_map(|kind| match kind.events() {
        (delta, _, _) if delta == event => Some((kind, "delta", true)),
        (_, done, text) if done == event => Some((kind, text, false)),
        _ => None,
    })
}

/// Whether an event only says how far a tool of the provider is.
pub(in super::super) fn is_progress(event: &str) -> bool {
    if event == "keepalive" {
        return true;
    }
    let Some((call, state)) = event.strip_prefix("response.").and_then(|e| e.rsplit_once('.'))
    else {
        return false;
    };
    let states = ["in_progress", "searching", "interpreting", "generating", "completed", "failed"];
    (call.ends_with("_call") || call == "mcp_list_tools") && states.contains(&state)
}

/// The number of the item and the place in it that an event is about.
pub(super) fn place(event: &Json) -> Option<(u64, u64)> {
    let place = event.number("content_index").or_else(|| event.number("summary_index"));
    event.number("output_index").zip(place)
}

pub(super) fn key(event: &Json, kind: Kind) -> Option<Key> {
    if kind == Kind::Arguments {
        return event.number("output_index").map(Key::arguments);
    }
    place(event).map(|(item, place)| Key { item, kind, place })
}

/// Checks one part; its kind, where that is known.
pub(super) fn check_part(
    part: &mut Json,
    visit: &mut dyn Visit,
) -> Result<Option<Kind>, EventError> {
    let Some(kind) = part.str("type").and_then(Kind::of) else {
        return visit.unknown("a part of a kind that is not known").map(|()| None);
    };
    let (_, _, text) = kind.events();
    check_fields(part, &["type"], &[text, "logprobs"], visit)?;
    check_text(part, text, visit)?;
    drop_field(part, "logprobs", visit);
    Ok(Some(kind))
}

/// Checks the fields of an item, but for its parts.
pub(super) fn check_item(item: &mut Json, visit: &mut dyn Visit) -> Walked {
    let names = ["id", "type", "status", "role", "call_id", "name", "phase", "namespace"];
    match item.str("type") {
        Some("message") => check_fields(item, &names, &["content"], visit),
        Some("reasoning") => {
            check_fields(item, &names, &["content", "summary", "encrypted_content"], visit)?;
            check_opaque(item, "encrypted_content", visit)
        }
        Some("function_call") => {
            check_fields(item, &names, &["arguments"], visit)?;
            check_text(item, "arguments", visit)
        }
        _ => visit.unknown("an item of a kind that is not known"),
    }
}

pub(super) fn item_has_text(item: &Json) -> bool {
    ["content", "summary", "arguments"]
        .iter()
        .any(|name| item.get(name).is_some_and(Json::has_text))
}

impl Responses {
    /// The channel of a part, which begins now where it is new.
    pub(super) fn part(&mut self, key: Key, visit: &dyn Visit) -> Result<Channel, EventError> {
        if let Some(part) = self.parts.get(&key) {
            return Ok(part.channel);
        }
        if self.parts.len() >= MOST_CHANNELS {
            return Err(EventError::TooManyChannels { limit: MOST_CHANNELS });
        }
        let item = self.items.get_mut(&key.item);
        let last = item.and_then(|item| item.last.take());
        let joined = last.filter(|(kind, _)| *kind == key.kind).map(|(_, channel)| channel);
        let channel = joined.unwrap_or_else(|| self.next_channel(key.kind));
        let start = visit.sent(channel);
        self.parts.insert(key, Part { channel, start, end: None, told: false, repeats: 0 });
        self.places.insert(channel, key);
        Ok(channel)
    }

    /// A writer's text begins: the channel has to be the one that a reader will give it.
    pub(in super::super) fn expect(&mut self, channel: Channel) -> Walked {
        let kind = match channel.kind() {
            ChannelKind::Text | ChannelKind::TextBlock(_) => Kind::Text,
            ChannelKind::Refusal(_) => Kind::Refusal,
            ChannelKind::Reasoning | ChannelKind::ReasoningBlock(_) => Kind::Summary,
            ChannelKind::ToolArguments(_) => Kind::Arguments,
        };
        let counts = self.counts;
        if self.next_channel(kind) != channel {
            self.counts = counts;
            let what = "a text that closed, or is not the next of its kind";
            return Err(EventError::OutOfOrder { what });
        }
        Ok(())
    }

    /// How many items have begun.
    pub(in super::super) fn items_so_far(&self) -> usize {
        self.items.len()
    }

    /// The channel of a text that begins now.
    pub(in super::super) fn next_text(&mut self) -> Channel {
        self.next_channel(Kind::Text)
    }

    fn next_channel(&mut self, kind: Kind) -> Channel {
        let [texts, refusals, reasonings, calls] = &mut self.counts;
        let (count, of): (_, fn(u32) -> ChannelKind) = match kind {
            Kind::Text => (texts, text_kind),
            Kind::Refusal => (refusals, ChannelKind::Refusal),
            Kind::Summary | Kind::Reasoning => (reasonings, reasoning_kind),
            Kind::Arguments => (calls, ChannelKind::ToolArguments),
        };
        let number = *count;
        *count = count.saturating_add(1);
        Channel::new(0, of(number))
    }

    /// A part closes: its whole text is repeated in the event, in the field `text` of it or of
    /// its part.
    pub(super) fn end_part(
        &mut self,
        event: &mut Json,
        text: &str,
        visit: &mut dyn Visit,
        next: Next,
    ) -> Walked {
        let (kind, mut holder) = match event.str("type").and_then(told_in_pieces) {
            Some((kind, ..)) => (Some(kind), event.clone()),
            None => {
                let mut none = Json::Null;
                let part = event.get_mut(text).unwrap_or(&mut none);
                (check_part(part, visit)?, part.clone())
            }
        };
        let Some(kind) = kind else { return Ok(()) };
        let (_, _, name) = kind.events();
        check_text(&holder, name, visit)?;
        let Some(key) = key(event, kind) else {
            return visit.unknown("the end of a part without a place");
        };
        self.part(key, visit)?;
        let Some(whole) = holder.str_mut(name) else { return Ok(()) };
        let was = whole.clone();
        if let Some(part) = self
            .parts
            .get_mut(&key)
            .filter(|part| !part.told && part.end.is_none() && !was.is_empty())
        {
            // None of it came in pieces: it goes on in one, before this event.
            part.told = true;
            visit.text(part.channel, &mut was.clone());
        }
        self.close_part(key, visit, next);
        self.repeat(key, whole, visit)?;
        if *whole != was {
            let text_now = Json::text(whole.as_str());
            match event.get_mut("part") {
                Some(part) if text == "part" => part.set(name, text_now),
                _ => event.set(name, text_now),
            }
        }
        Ok(())
    }

    /// The end of a part that has not closed yet.
    fn close_part(&mut self, key: Key, visit: &mut dyn Visit, next: Next) {
        let Some(part) = self.parts.get_mut(&key).filter(|part| part.end.is_none()) else { return };
        let joins = next == Next::Joins && key.kind == Kind::Text;
        if !joins {
            visit.end(part.channel);
        }
        part.end = Some(visit.sent(part.channel));
        let channel = part.channel;
        if let Some(item) = self.items.get_mut(&key.item) {
            item.last = joins.then_some((key.kind, channel));
        }
    }

    /// All parts of an item close.
    pub(super) fn end_item(&mut self, index: u64, visit: &mut dyn Visit) {
        let of = |key: &&Key| key.item == index;
        let keys: Vec<Key> = self.parts.keys().filter(of).copied().collect();
        keys.into_iter().for_each(|key| self.close_part(key, visit, Next::Apart));
        if let Some(item) = self.items.get_mut(&index) {
            item.done = true;
        }
    }

    /// A text that is repeated, or told for the first time.
    pub(super) fn repeat(&mut self, key: Key, text: &mut String, visit: &mut dyn Visit) -> Walked {
        match self.parts.get_mut(&key) {
            Some(part) if part.told || text.is_empty() => {
                part.repeats += 1;
                if part.repeats > MOST_REPEATS {
                    let what = "a text is repeated more often than its ends are";
                    return Err(EventError::OutOfOrder { what });
                }
                visit.repeated(part.channel, part.start, part.end, text);
            }
            None if text.is_empty() => {}
            // None of it came in pieces, so it is shown to the guards as it stands.
            _ => {
                let channel = self.next_channel(key.kind);
                visit.whole(channel, text);
                let end = Some(visit.sent(channel));
                self.parts.insert(key, Part { channel, start: 0, end, told: true, repeats: 0 });
            }
        }
        Ok(())
    }
}

/// A text is repeated by the ends of its part (twice), its item and the response; more would
/// write more than was read.
const MOST_REPEATS: u8 = 8;

/// The fields of events that hold names and numbers.
pub(super) const NAMES: [&str; 9] = [
    "type",
    "sequence_number",
    "item_id",
    "output_index",
    "content_index",
    "summary_index",
    "obfuscation",
    "status",
    "name",
];

/// The same of a response.
pub(super) const RESPONSE_NAMES: [&str; 17] = [
    "id",
    "object",
    "created_at",
    "completed_at",
    "status",
    "model",
    "usage",
    "incomplete_details",
    "previous_response_id",
    "service_tier",
    "truncation",
    "temperature",
    "top_p",
    "background",
    "conversation",
    "billing",
    "content_filters",
];

/// What a response repeats of the caller's own request, and what is looked at elsewhere.
pub(super) const RESPONSE_ECHO: [&str; 17] = [
    "output",
    "error",
    "instructions",
    "metadata",
    "tools",
    "tool_choice",
    "text",
    "reasoning",
    "prompt",
    "prompt_cache_key",
    "prompt_cache_retention",
    "safety_identifier",
    "user",
    "max_output_tokens",
    "max_tool_calls",
    "parallel_tool_calls",
    "top_logprobs",
];
