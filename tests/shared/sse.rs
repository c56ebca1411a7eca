//! Streams of events as providers send them, and what becomes of them under guards.
#![allow(dead_code, reason = "each test file uses some of it")]

use std::collections::BTreeMap;

use palisade::*;
use serde_json::{Value, json};

pub(crate) const FORMATS: [EventFormat; 3] =
    [EventFormat::OpenAiChat, EventFormat::OpenAiResponses, EventFormat::AnthropicMessages];

/// One event of a chat.
pub(crate) fn data(event: &Value) -> String {
    format!("data: {event}\n\n")
}

/// One event that names its type, as responses and messages do.
pub(crate) fn typed(event: &Value) -> String {
    format!("event: {}\ndata: {event}\n\n", event["type"].as_str().unwrap())
}

pub(crate) fn chunk(choice: u32, delta: Value, finish: Value) -> String {
    data(&json!({
        "id": "chatcmpl-9", "object": "chat.completion.chunk", "created": 1_731_000_000,
        "model": "gpt-small-2", "system_fingerprint": "fp_44",
        "choices": [{"index": choice, "delta": delta, "logprobs": null, "finish_reason": finish}],
        "usage": null,
    }))
}

/// A whole stream in a format, with these pieces as the answer's text.
pub(crate) fn answer(format: EventFormat, pieces: &[&str]) -> String {
    match format {
        EventFormat::OpenAiChat => chat(pieces),
        EventFormat::OpenAiResponses => responses(pieces),
        _ => messages(pieces),
    }
}

pub(crate) fn chat(pieces: &[&str]) -> String {
    let mut all =
        chunk(0, json!({"role": "assistant", "content": "", "refusal": null}), json!(null));
    for piece in pieces {
        all += &chunk(0, json!({"content": piece}), json!(null));
    }
    all += &chunk(0, json!({}), json!("stop"));
    all += &data(&json!({
        "id": "chatcmpl-9", "object": "chat.completion.chunk", "created": 1_731_000_000,
        "model": "gpt-small-2", "system_fingerprint": "fp_44", "choices": [],
        "usage": {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120,
            "prompt_tokens_details": {"cached_tokens": 60, "audio_tokens": 0}},
    }));
    all + "data: [DONE]\n\n"
}

pub(crate) fn messages(pieces: &[&str]) -> String {
    let mut all = message_start() + &block_start(0, json!({"type": "text", "text": ""}));
    all += &typed(&json!({"type": "ping"}));
    for piece in pieces {
        all += &text_delta(0, piece);
    }
    all + &block_stop(0) + &message_end("end_turn")
}

pub(crate) fn message_start() -> String {
    typed(&json!({"type": "message_start", "message": {
        "id": "msg_01", "type": "message", "role": "assistant", "model": "claude-small-2",
        "content": [], "stop_reason": null, "stop_sequence": null,
        "usage": {"input_tokens": 40, "cache_creation_input_tokens": 0,
            "cache_read_input_tokens": 60, "output_tokens": 1, "service_tier": "standard"},
    }}))
}

pub(crate) fn block_start(index: u32, block: Value) -> String {
    typed(&json!({"type": "content_block_start", "index": index, "content_block": block}))
}

pub(crate) fn block_delta(index: u32, delta: Value) -> String {
    typed(&json!({"type": "content_block_delta", "index": index, "delta": delta}))
}

pub(crate) fn text_delta(index: u32, text: &str) -> String {
    block_delta(index, json!({"type": "text_delta", "text": text}))
}

pub(crate) fn block_stop(index: u32) -> String {
    typed(&json!({"type": "content_block_stop", "index": index}))
}

pub(crate) fn message_end(reason: &str) -> String {
    typed(&json!({"type": "message_delta",
        "delta": {"stop_reason": reason, "stop_sequence": null},
        "usage": {"output_tokens": 20}}))
        + &typed(&json!({"type": "message_stop"}))
}

/// The events of a response, numbered in their order.
pub(crate) struct Numbered {
    pub(crate) all: String,
    number: u32,
}

impl Numbered {
    pub(crate) fn begun() -> Self {
        let mut events = Self { all: String::new(), number: 0 };
        let response = json!({"id": "resp_1", "object": "response", "created_at": 1_731_000_000,
            "status": "in_progress", "model": "gpt-small-2", "output": [], "error": null,
            "instructions": "Be brief, and polite.", "incomplete_details": null, "usage": null});
        events.event(json!({"type": "response.created", "response": response.clone()}));
        events.event(json!({"type": "response.in_progress", "response": response}));
        events
    }

    pub(crate) fn event(&mut self, mut event: Value) {
        event["sequence_number"] = json!(self.number);
        self.number += 1;
        self.all += &typed(&event);
    }

    pub(crate) fn item(&mut self, event: &str, index: u32, item: Value) {
        let kind = format!("response.output_item.{event}");
        self.event(json!({"type": kind, "output_index": index, "item": item}));
    }

    pub(crate) fn part(&mut self, kind: &str, index: u32, place: u32, more: Value) {
        let mut event = json!({"type": kind, "item_id": format!("item_{index}"),
            "output_index": index, "content_index": place});
        for (name, value) in more.as_object().unwrap() {
            event[name] = value.clone();
        }
        self.event(event);
    }

    /// A message of parts, each told in pieces and repeated whole; its item as it ends.
    pub(crate) fn message(&mut self, index: u32, parts: &[&[&str]]) -> Value {
        let item = |content: Value, status: &str| {
            json!({"id": format!("item_{index}"), "type": "message", "status": status,
                "role": "assistant", "content": content})
        };
        let part = |text: &str| json!({"type": "output_text", "text": text, "annotations": []});
        self.item("added", index, item(json!([]), "in_progress"));
        for (place, pieces) in (0..).zip(parts) {
            let whole = pieces.concat();
            self.part("response.content_part.added", index, place, json!({"part": part("")}));
            for piece in *pieces {
                let more = json!({"delta": piece, "logprobs": []});
                self.part("response.output_text.delta", index, place, more);
            }
            self.part(
                "response.output_text.done",
                index,
                place,
                json!({"text": whole, "logprobs": []}),
            );
            self.part("response.content_part.done", index, place, json!({"part": part(&whole)}));
        }
        let parts: Vec<Value> = parts.iter().map(|pieces| part(&pieces.concat())).collect();
        let done = item(json!(parts), "completed");
        self.item("done", index, done.clone());
        done
    }

    pub(crate) fn completed(mut self, output: Vec<Value>) -> String {
        self.event(json!({"type": "response.completed", "response": {
            "id": "resp_1", "object": "response", "created_at": 1_731_000_000,
            "status": "completed", "model": "gpt-small-2", "output": output, "error": null,
            "instructions": "Be brief, and polite.", "incomplete_details": null,
            "usage": {"input_tokens": 100, "input_tokens_details": {"cached_tokens": 60},
                "output_tokens": 20, "output_tokens_details": {"reasoning_tokens": 5},
                "total_tokens": 120}}}));
        self.all
    }
}

pub(crate) fn responses(pieces: &[&str]) -> String {
    let mut events = Numbered::begun();
    let item = events.message(0, &[pieces]);
    events.completed(vec![item])
}

/// What the streams above used.
pub(crate) fn used() -> Usage {
    Usage::new(100, 20).cached_input(60)
}

/// Guards that redact personal data and refuse secrets.
pub(crate) fn rails() -> LocalGuardrails {
    let builder = Guardrails::builder().output(Pii::redact()).output(Secrets::block());
    builder.dangerous().without_input_guards().build_local().unwrap()
}

/// What came out of a guarded stream.
#[derive(Debug)]
pub(crate) struct Out {
    pub(crate) bytes: String,
    pub(crate) result: Result<ValidatedOutput, Error>,
}

impl Out {
    /// The texts by channel, as a reader of the output sees them.
    pub(crate) fn texts(&self, format: EventFormat) -> BTreeMap<Channel, String> {
        texts(&read(format, &self.bytes))
    }

    /// The data of the events, those of a chat's end left out.
    pub(crate) fn data(&self) -> Vec<Value> {
        let lines = self.bytes.lines().filter_map(|line| line.strip_prefix("data: "));
        let lines = lines.filter(|data| *data != "[DONE]");
        lines.map(|data| serde_json::from_str(data).unwrap()).collect()
    }
}

/// Guards a stream in chunks of a size.
pub(crate) fn guarded(rails: &LocalGuardrails, format: EventFormat, all: &str, size: usize) -> Out {
    guarded_by(rails, format, all, size, |stream| stream)
}

pub(crate) fn guarded_by(
    rails: &LocalGuardrails,
    format: EventFormat,
    all: &str,
    size: usize,
    with: impl Fn(LocalEventStream) -> LocalEventStream,
) -> Out {
    let input = rails.validate_input("").unwrap();
    let mut stream = with(rails.output_stream(&input).unwrap().events(format));
    let mut sent = Vec::new();
    for chunk in all.as_bytes().chunks(size) {
        let (bytes, error) = stream.push(chunk).into_parts();
        sent.extend(bytes);
        if let Some(error) = error {
            assert!(matches!(stream.push(b"data: {}\n\n").error(), Some(Error::StreamEnded)));
            return Out { bytes: String::from_utf8(sent).unwrap(), result: Err(error) };
        }
    }
    let (rest, result) = stream.finish().into_parts();
    sent.extend(rest);
    Out { bytes: String::from_utf8(sent).unwrap(), result }
}

pub(crate) fn read(format: EventFormat, all: &str) -> Vec<Event> {
    let (mut reader, mut events) = (EventReader::new(format), Vec::new());
    reader.push(all.as_bytes(), &mut events).unwrap();
    events
}

pub(crate) fn texts(events: &[Event]) -> BTreeMap<Channel, String> {
    let mut texts: BTreeMap<Channel, String> = BTreeMap::new();
    for event in events {
        if let Event::Delta { channel, text } = event {
            *texts.entry(*channel).or_default() += text;
        }
    }
    texts
}

/// Asserts that the output has the texts that validating each channel whole gives, that every
/// cut gives the same bytes, and gives what came out.
pub(crate) fn equals_whole(rails: &LocalGuardrails, format: EventFormat, all: &str) -> Out {
    let whole = guarded(rails, format, all, usize::MAX);
    let output = whole.result.as_ref().unwrap_or_else(|error| panic!("{error}\n{}", whole.bytes));
    let input = rails.validate_input("").unwrap();
    let raw = texts(&read(format, all));
    let expected: BTreeMap<Channel, String> = raw
        .into_iter()
        .map(|(channel, text)| {
            let reply = Reply::of(vec![(channel, text)]);
            let checked = rails.validate_output(&input, reply).unwrap();
            (channel, checked.channel(channel).unwrap().to_owned())
        })
        .collect();
    let non_empty = |texts: BTreeMap<Channel, String>| -> BTreeMap<Channel, String> {
        texts.into_iter().filter(|(_, text)| !text.is_empty()).collect()
    };
    let expected = non_empty(expected);
    assert_eq!(non_empty(whole.texts(format)), expected, "{}", whole.bytes);
    let proved = output.channels().iter().cloned().collect();
    assert_eq!(non_empty(proved), expected, "the proof is of what was sent");
    for size in [1, 2, 3, 7, 64] {
        let cut = guarded(rails, format, all, size);
        assert_eq!(cut.bytes, whole.bytes, "in chunks of {size}");
    }
    whole
}
