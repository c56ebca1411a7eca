//! OpenAI's responses: output items of parts, told in pieces and then repeated whole, three
//! times: at the end of the part, of the item and of the response.

mod close;
mod parts;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Event;
use super::frames::write_event;
use super::json::Json;
use super::usage;
use super::walk::{
    MOST_CHANNELS, Next, Turn, Visit, Walked, blank_error, check_fields, check_text, drop_field,
};
use crate::error::EventError;
use crate::output::FinishReason;
use crate::text::Channel;

pub(super) use close::{Closing, PartOf};
pub(super) use parts::is_progress;
use parts::{Key, Kind, Part};

/// What is known of a stream of one response.
#[derive(Clone, Default)]
pub(super) struct Responses {
    /// The response as it began.
    response: Option<Arc<Json>>,
    items: BTreeMap<u64, Item>,
    parts: BTreeMap<Key, Part>,
    /// The key of the last part of each channel.
    places: BTreeMap<Channel, Key>,
    counts: [u32; 4],
    /// The number of the last event, where events are numbered.
    number: Option<u64>,
    /// How many events were added so far.
    added: u64,
    done: bool,
}

/// One item of the output.
#[derive(Clone)]
struct Item {
    /// As it began, without its texts.
    json: Arc<Json>,
    done: bool,
    /// The text that closed last and may go on in the next part.
    last: Option<(Kind, Channel)>,
}

impl Responses {
    pub(super) const fn is_done(&self) -> bool {
        self.done
    }

    pub(super) fn turn(&self, event: &Json) -> Turn {
        let part = |event: &Json| event.get("part").and_then(|part| part.str("type")).map(Kind::of);
        match event.str("type") {
            Some("response.output_text.done") => Turn::Waits,
            Some("response.content_part.done") if part(event) == Some(Some(Kind::Text)) => {
                Turn::Waits
            }
            Some("response.content_part.added") if part(event) == Some(Some(Kind::Text)) => {
                let item = event.number("output_index").and_then(|index| self.items.get(&index));
                if item.is_some_and(|item| !item.done) { Turn::Joins } else { Turn::Apart }
            }
            _ => Turn::Apart,
        }
    }

    pub(super) fn walk(&mut self, event: &mut Json, visit: &mut dyn Visit, next: Next) -> Walked {
        let Some(kind) = event.str("type").map(str::to_owned) else {
            return visit.unknown("an event without a type");
        };
        if self.done {
            return Err(EventError::OutOfOrder { what: "an event behind the end" });
        }
        let names = &parts::NAMES;
        match kind.as_str() {
            "response.created" | "response.queued" | "response.in_progress" => {
                check_fields(event, names, &["response"], visit)?;
                let mut none = Json::Null;
                let response = event.get_mut("response").unwrap_or(&mut none);
                self.walk_response(response, visit)?;
                if self.response.is_none() {
                    if let Some(model) = response.str("model").filter(|m| !m.is_empty()) {
                        visit.note(Event::Model(model.to_owned()));
                    }
                    self.response = Some(Arc::new(response.clone()));
                }
                Ok(())
            }
            "response.output_item.added" => {
                check_fields(event, names, &["item"], visit)?;
                self.begin_item(event, visit)
            }
            "response.output_item.done" => {
                visit.closing();
                check_fields(event, names, &["item"], visit)?;
                let Some(index) = event.number("output_index") else {
                    return visit.unknown("an item without a number");
                };
                let mut none = Json::Null;
                let item = event.get_mut("item").unwrap_or(&mut none);
                self.end_item(index, visit);
                self.walk_item(index, item, visit)
            }
            "response.content_part.added" | "response.reasoning_summary_part.added" => {
                check_fields(event, names, &["part"], visit)?;
                self.begin_part(event, visit)
            }
            "response.content_part.done" | "response.reasoning_summary_part.done" => {
                visit.closing();
                check_fields(event, names, &["part"], visit)?;
                self.end_part(event, "part", visit, next)
            }
            "response.completed" | "response.incomplete" | "response.failed" => {
                visit.closing();
                check_fields(event, names, &["response"], visit)?;
                self.end(event, visit)
            }
            "error" => {
                // Some tell the error beside the type, some within.
                let mut error = event.get("error").unwrap_or(event).clone();
                let code = blank_error(&mut error, visit);
                let code_json = Json::text(code.as_str());
                let mut blank = Json::object([
                    ("type", Json::text("error")),
                    ("code", code_json),
                    ("message", Json::text(super::walk::UPSTREAM_MESSAGE)),
                    ("param", Json::Null),
                ]);
                if let Some(number) = event.number("sequence_number") {
                    blank.set("sequence_number", number.into());
                }
                *event = blank;
                visit.note(Event::Error { code });
                Ok(())
            }
            kind => match parts::told_in_pieces(kind) {
                Some((_, text, true)) => {
                    check_fields(event, names, &[text, "logprobs"], visit)?;
                    drop_field(event, "logprobs", visit);
                    self.delta_event(event, kind, visit)
                }
                Some((_, text, false)) => {
                    visit.closing();
                    check_fields(event, names, &[text, "logprobs"], visit)?;
                    drop_field(event, "logprobs", visit);
                    self.end_part(event, text, visit, next)
                }
                None if parts::is_progress(kind) => check_fields(event, names, &[], visit),
                None => visit.unknown("an event of a type that is not known"),
            },
        }
    }

    /// The response as far as it is made: what it repeats of the output is replaced.
    fn walk_response(&mut self, response: &mut Json, visit: &mut dyn Visit) -> Walked {
        check_fields(response, &parts::RESPONSE_NAMES, &parts::RESPONSE_ECHO, visit)?;
        if let Some(error) = response.get_mut("error") {
            let code = blank_error(error, visit);
            visit.note(Event::Error { code });
        }
        let items = super::walk::list(response, "output", visit)?;
        for (index, item) in (0..).zip(items.iter_mut()) {
            self.walk_item(index, item, visit)?;
        }
        Ok(())
    }

    /// The last event: everything is repeated.
    fn end(&mut self, event: &mut Json, visit: &mut dyn Visit) -> Walked {
        let failed = event.str("type") == Some("response.failed");
        let open: Vec<u64> = self.items.keys().copied().filter(|_| !failed).collect();
        open.into_iter().for_each(|index| self.end_item(index, visit));
        let Some(response) = event.get_mut("response") else {
            return visit.unknown("the end of a response without it");
        };
        self.walk_response(response, visit)?;
        if failed && response.get("error").is_none() {
            visit.note(Event::Error { code: "unknown".to_owned() });
        }
        let calls = self.parts.keys().any(|key| key.kind == Kind::Arguments);
        let cut = response.get("incomplete_details").and_then(|why| why.str("reason"));
        let reason = match (response.str("status"), cut) {
            (_, Some("max_output_tokens")) => FinishReason::Length,
            (_, Some("content_filter")) => FinishReason::ContentFilter,
            (Some("completed"), None) if calls => FinishReason::ToolCalls,
            (Some("completed"), None) => FinishReason::Stop,
            _ => FinishReason::Other,
        };
        visit.note(Event::Finish { choice: 0, reason });
        if let Some(usage) = response.get("usage").and_then(usage::of_responses) {
            visit.note(Event::Usage(usage));
        }
        self.done = true;
        visit.note(Event::Done);
        Ok(())
    }

    fn begin_item(&mut self, event: &mut Json, visit: &mut dyn Visit) -> Walked {
        let (Some(index), Some(item)) = (event.number("output_index"), event.get_mut("item"))
        else {
            return visit.unknown("an item without a number or content");
        };
        if self.items.contains_key(&index) {
            return Err(EventError::OutOfOrder { what: "an item begins twice" });
        }
        if self.items.len() >= MOST_CHANNELS {
            return Err(EventError::TooManyChannels { limit: MOST_CHANNELS });
        }
        // Its texts are kept as they go on, not as they came.
        let kept = ["id", "type", "status", "role", "call_id", "name"];
        let kept = item.members().iter().filter(|(name, _)| kept.contains(&name.as_str()));
        let mut json = Json::Object(kept.cloned().collect());
        match item.str("type") {
            Some("message") => json.set("content", Json::List(Vec::new())),
            Some("reasoning") => json.set("summary", Json::List(Vec::new())),
            _ => {}
        }
        self.items.insert(index, Item { json: Arc::new(json), done: false, last: None });
        if item.str("type") == Some("function_call") {
            let channel = self.part(Key::arguments(index), visit)?;
            let id = item.str("call_id").or_else(|| item.str("id")).unwrap_or("").to_owned();
            let name = item.str("name").unwrap_or("").to_owned();
            visit.note(Event::ToolCall { channel, id, name });
        }
        parts::check_item(item, visit)?;
        match parts::item_has_text(item) {
            true => visit.unknown("an item that begins with text"),
            false => Ok(()),
        }
    }

    /// An item as it is repeated, or told for the first time.
    fn walk_item(&mut self, index: u64, item: &mut Json, visit: &mut dyn Visit) -> Walked {
        parts::check_item(item, visit)?;
        if item.str("type") == Some("function_call") {
            let key = Key::arguments(index);
            if let Some(text) = item.str_mut("arguments") {
                self.repeat(key, text, visit)?;
            }
            return Ok(());
        }
        for name in ["content", "summary"] {
            let parts = super::walk::list(item, name, visit)?;
            for (place, part) in (0..).zip(parts.iter_mut()) {
                let (Some(kind), Some(text)) = (parts::check_part(part, visit)?, part_text(part))
                else {
                    continue;
                };
                self.repeat(Key { item: index, kind, place }, text, visit)?;
            }
        }
        Ok(())
    }

    fn begin_part(&mut self, event: &mut Json, visit: &mut dyn Visit) -> Walked {
        let Some((part, (item, place))) = event.get("part").zip(parts::place(event)) else {
            return visit.unknown("a part without a place");
        };
        let mut part = part.clone();
        let Some(kind) = parts::check_part(&mut part, visit)? else { return Ok(()) };
        if part_text(&mut part).is_some_and(|text| !text.is_empty()) {
            return visit.unknown("a part that begins with text");
        }
        self.part(Key { item, kind, place }, visit)?;
        Ok(())
    }

    fn delta_event(&mut self, event: &mut Json, kind: &str, visit: &mut dyn Visit) -> Walked {
        check_text(event, "delta", visit)?;
        let key = parts::told_in_pieces(kind).and_then(|(kind, ..)| parts::key(event, kind));
        let (Some(key), Some(text)) = (key, event.str_mut("delta")) else {
            return visit.unknown("a piece without a place or a text");
        };
        let channel = self.part(key, visit)?;
        let part = self.parts.get_mut(&key);
        if part.as_ref().is_some_and(|part| part.end.is_some()) {
            return Err(EventError::OutOfOrder { what: "a piece behind the end of its part" });
        }
        if let Some(part) = part.filter(|_| !text.is_empty()) {
            part.told = true;
            visit.text(channel, text);
        }
        Ok(())
    }

    /// Numbers an event as what was added before it wants, or not at all where none are.
    pub(super) fn stamp(&mut self, event: &mut Json) -> bool {
        let Some(number) = event.number("sequence_number") else { return false };
        let stamped = number.saturating_add(self.added);
        self.number = Some(stamped);
        if self.added > 0 {
            event.set("sequence_number", stamped.into());
        }
        self.added > 0
    }

    /// Writes an event of the crate's own, with the next number.
    pub(super) fn write<const N: usize>(
        &mut self,
        kind: &'static str,
        members: [(&str, Json); N],
        out: &mut Vec<u8>,
    ) {
        let mut event = Json::object([("type", Json::text(kind))]);
        if let Some(number) = &mut self.number {
            *number = number.saturating_add(1);
            self.added = self.added.saturating_add(1);
            event.set("sequence_number", (*number).into());
        }
        members.into_iter().for_each(|(name, value)| event.set(name, value));
        write_event(Some(kind), &event.to_string(), out);
    }
}

fn empty(json: &mut Json, name: &str) {
    let value = match json.get(name) {
        Some(Json::List(_)) => Json::List(Vec::new()),
        Some(_) => Json::text(""),
        None => return,
    };
    json.set(name, value);
}

fn part_text(part: &mut Json) -> Option<&mut String> {
    let name = if part.str("refusal").is_some() { "refusal" } else { "text" };
    part.str_mut(name)
}
