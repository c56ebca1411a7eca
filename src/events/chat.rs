//! OpenAI's chat completions: chunks of `choices`, then `[DONE]`.

use std::collections::{BTreeMap, BTreeSet};

use super::Event;
use super::frames::write_event;
use super::json::Json;
use super::usage;
use super::walk::{
    MOST_CHANNELS, Visit, Walked, blank_error, check_fields, check_text, drop_field, list,
};
use crate::error::EventError;
use crate::output::FinishReason;
use crate::text::{Channel, ChannelKind};

/// What is known of a stream of chunks.
#[derive(Clone, Default)]
pub(super) struct Chat {
    /// The members that every chunk has: id, object, created, model.
    meta: Vec<(String, Json)>,
    choices: BTreeMap<u32, Choice>,
    has_model: bool,
    done: bool,
}

#[derive(Clone, Default)]
struct Choice {
    open: BTreeSet<Channel>,
    finished: bool,
}

/// The number of the one tool call that had none, of the field `function_call`.
const LEGACY_CALL: u32 = u32::MAX;

/// What ends the stream; no JSON.
pub(super) const DONE: &str = "[DONE]";

impl Chat {
    /// Whether the answer is complete: every choice that began has finished.
    pub(super) fn is_complete(&self) -> bool {
        self.done || (!self.choices.is_empty() && self.choices.values().all(|c| c.finished))
    }

    pub(super) const fn is_done(&self) -> bool {
        self.done
    }

    /// The end of the stream.
    pub(super) fn walk_done(&mut self, visit: &mut dyn Visit) {
        visit.closing();
        for choice in self.choices.values_mut() {
            std::mem::take(&mut choice.open).into_iter().for_each(|channel| visit.end(channel));
        }
        self.done = true;
        visit.note(Event::Done);
    }

    pub(super) fn walk(&mut self, event: &mut Json, visit: &mut dyn Visit) -> Walked {
        if let Some(error) = event.get_mut("error") {
            let code = blank_error(error, visit);
            if event.members().len() > 1 {
                let error = event.get("error").cloned().unwrap_or(Json::Null);
                *event = Json::object([("error", error)]);
            }
            visit.note(Event::Error { code });
            return Ok(());
        }
        if event.get("choices").is_none() && event.get("usage").is_none() {
            return visit.unknown("an event without choices");
        }
        let names = [
            "id",
            "object",
            "created",
            "model",
            "system_fingerprint",
            "service_tier",
            "usage",
            "obfuscation",
            "provider",
            "prompt_filter_results",
            "x_groq",
        ];
        check_fields(event, &names, &["choices"], visit)?;
        if self.meta.is_empty() {
            let kept = ["id", "object", "created", "model", "system_fingerprint"];
            let kept = event.members().iter().filter(|(name, _)| kept.contains(&name.as_str()));
            self.meta = kept.cloned().collect();
        }
        if let Some(model) = event.str("model").filter(|m| !m.is_empty() && !self.has_model) {
            visit.note(Event::Model(model.to_owned()));
            self.has_model = true;
        }
        let choices = list(event, "choices", visit)?;
        if choices.iter().any(|choice| finish_of(choice).is_some()) {
            visit.closing();
        }
        for choice in choices.iter_mut() {
            self.walk_choice(choice, visit)?;
        }
        // What a provider reports on the way is less than the whole.
        let last = choices.is_empty() || self.is_complete();
        if let Some(usage) = event.get("usage").filter(|_| last).and_then(usage::of_chat) {
            visit.note(Event::Usage(usage));
        }
        Ok(())
    }

    fn walk_choice(&mut self, choice: &mut Json, visit: &mut dyn Visit) -> Walked {
        let names = [
            "index",
            "finish_reason",
            "content_filter_results",
            "native_finish_reason",
            "stop_reason",
        ];
        check_fields(choice, &names, &["delta", "logprobs"], visit)?;
        drop_field(choice, "logprobs", visit);
        let Some(number) = choice.number("index").and_then(|index| u32::try_from(index).ok())
        else {
            return visit.unknown("a choice without a number");
        };
        if self.choices.len() >= MOST_CHANNELS && !self.choices.contains_key(&number) {
            return Err(EventError::TooManyChannels { limit: MOST_CHANNELS });
        }
        let finish = finish_of(choice).map(reason);
        let state = self.choices.entry(number).or_default();
        if let Some(delta) = choice.get_mut("delta") {
            let known = ["content", "refusal", "reasoning_content", "reasoning", "tool_calls"];
            check_fields(delta, &["role"], &[&known[..], &["function_call"]].concat(), visit)?;
            for (name, kind) in TEXTS {
                check_text(delta, name, visit)?;
                if let Some(text) = delta.str_mut(name) {
                    state.text(Channel::new(number, kind), text, visit)?;
                }
            }
            if let Some(call) = delta.get_mut("function_call") {
                state.call(number, LEGACY_CALL, None, call, visit)?;
            }
            for call in list(delta, "tool_calls", visit)? {
                check_fields(call, &["index", "id", "type"], &["function"], visit)?;
                let id = call.str("id").map(str::to_owned);
                let index = call.number("index").and_then(|index| u32::try_from(index).ok());
                match (index, call.get_mut("function")) {
                    (Some(index), Some(function)) => {
                        state.call(number, index, id, function, visit)?;
                    }
                    _ => visit.unknown("a tool call without a number or a function")?,
                }
            }
        }
        if let Some(reason) = finish {
            std::mem::take(&mut state.open).into_iter().for_each(|channel| visit.end(channel));
            state.finished = true;
            visit.note(Event::Finish { choice: number, reason });
        }
        Ok(())
    }

    /// A chunk with a piece of a channel.
    pub(super) fn delta(&self, channel: Channel, text: &str, out: &mut Vec<u8>) {
        let text = Json::text(text);
        let call = |text| Json::object([("arguments", text)]);
        let delta = match channel.kind() {
            ChannelKind::ToolArguments(LEGACY_CALL) => {
                Json::object([("function_call", call(text))])
            }
            ChannelKind::ToolArguments(index) => {
                let call = [("index", u64::from(index).into()), ("function", call(text))];
                Json::object([("tool_calls", Json::List(vec![Json::object(call)]))])
            }
            kind => {
                let named = TEXTS.iter().find(|(_, of)| *of == kind);
                Json::object([(named.map_or("content", |(name, _)| *name), text)])
            }
        };
        self.chunk(channel.choice(), delta, Json::Null, out);
    }

    /// A chunk in which a tool call begins.
    pub(super) fn call(&self, channel: Channel, id: &str, name: &str, out: &mut Vec<u8>) {
        let function = Json::object([("name", Json::text(name)), ("arguments", Json::text(""))]);
        let delta = match channel.kind() {
            ChannelKind::ToolArguments(LEGACY_CALL) => Json::object([("function_call", function)]),
            ChannelKind::ToolArguments(index) => {
                let call = Json::object([
                    ("index", u64::from(index).into()),
                    ("id", Json::text(id)),
                    ("type", Json::text("function")),
                    ("function", function),
                ]);
                Json::object([("tool_calls", Json::List(vec![call]))])
            }
            _ => return,
        };
        self.chunk(channel.choice(), delta, Json::Null, out);
    }

    /// The last chunk of a choice.
    pub(super) fn finish(&self, choice: u32, reason: &'static str, out: &mut Vec<u8>) {
        self.chunk(choice, Json::object([]), Json::text(reason), out);
    }

    /// The choices that have begun and not finished; the first where none has begun.
    pub(super) fn unfinished(&self) -> Vec<u32> {
        if self.choices.is_empty() {
            return vec![0];
        }
        let open = self.choices.iter().filter(|(_, choice)| !choice.finished);
        open.map(|(number, _)| *number).collect()
    }

    /// An event that only has members of its own beside those of every chunk.
    pub(super) fn event(&self, choices: Vec<Json>, usage: Option<Json>, out: &mut Vec<u8>) {
        let mut event = Json::Object(self.meta.clone());
        event.set("choices", Json::List(choices));
        if let Some(usage) = usage {
            event.set("usage", usage);
        }
        write_event(None, &event.to_string(), out);
    }

    fn chunk(&self, choice: u32, delta: Json, finish: Json, out: &mut Vec<u8>) {
        let choice = Json::object([
            ("index", u64::from(choice).into()),
            ("delta", delta),
            ("finish_reason", finish),
        ]);
        self.event(vec![choice], None, out);
    }

    /// What a writer of its own begins with.
    pub(super) fn begin(&mut self, id: &str, model: &str) {
        self.meta = vec![
            ("id".to_owned(), Json::text(id)),
            ("object".to_owned(), Json::text("chat.completion.chunk")),
            ("created".to_owned(), 0.into()),
            ("model".to_owned(), Json::text(model)),
        ];
    }
}

impl Choice {
    fn text(&mut self, channel: Channel, text: &mut String, visit: &mut dyn Visit) -> Walked {
        if text.is_empty() {
            return Ok(());
        }
        if self.finished {
            return Err(EventError::OutOfOrder { what: "text behind the end of its choice" });
        }
        self.open.insert(channel);
        if self.open.len() > MOST_CHANNELS {
            return Err(EventError::TooManyChannels { limit: MOST_CHANNELS });
        }
        visit.text(channel, text);
        Ok(())
    }

    fn call(
        &mut self,
        choice: u32,
        index: u32,
        id: Option<String>,
        function: &mut Json,
        visit: &mut dyn Visit,
    ) -> Walked {
        let channel = Channel::new(choice, ChannelKind::ToolArguments(index));
        check_fields(function, &["name"], &["arguments"], visit)?;
        check_text(function, "arguments", visit)?;
        if let Some(name) = function.str("name").filter(|name| !name.is_empty()) {
            let (id, name) = (id.unwrap_or_default(), name.to_owned());
            visit.note(Event::ToolCall { channel, id, name });
        }
        match function.str_mut("arguments") {
            Some(text) => self.text(channel, text, visit),
            None => Ok(()),
        }
    }
}

/// Why a choice ends, where it does; some providers say nothing by an empty text.
fn finish_of(choice: &Json) -> Option<&str> {
    choice.str("finish_reason").filter(|reason| !reason.is_empty())
}

fn reason(name: &str) -> FinishReason {
    match name {
        "stop" => FinishReason::Stop,
        "length" => FinishReason::Length,
        "tool_calls" | "function_call" => FinishReason::ToolCalls,
        "content_filter" => FinishReason::ContentFilter,
        _ => FinishReason::Other,
    }
}

/// The name that a chunk gives a reason.
pub(super) const fn reason_name(reason: FinishReason) -> &'static str {
    match reason {
        FinishReason::Stop => "stop",
        FinishReason::Length => "length",
        FinishReason::ToolCalls => "tool_calls",
        FinishReason::ContentFilter => "content_filter",
        FinishReason::Other => "other",
    }
}

/// The texts of a delta and their kinds; no two share a channel.
const TEXTS: [(&str, ChannelKind); 4] = [
    ("content", ChannelKind::Text),
    ("refusal", ChannelKind::Refusal(0)),
    ("reasoning_content", ChannelKind::Reasoning),
    ("reasoning", ChannelKind::ReasoningBlock(1)),
];
