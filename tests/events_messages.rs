//! Anthropic's messages under guards.

#[path = "shared/sse.rs"]
mod sse;

use palisade::*;
use serde_json::json;
use sse::{
    Numbered, block_delta, block_start, block_stop, chunk, equals_whole, guarded, guarded_by,
    message_end, message_start, messages, rails, read, text_delta, texts, typed,
};

const MESSAGES: EventFormat = EventFormat::AnthropicMessages;

fn channel(kind: ChannelKind) -> Channel {
    Channel::new(0, kind)
}

fn text_block(index: u32, pieces: &[&str]) -> String {
    let mut all = block_start(index, json!({"type": "text", "text": ""}));
    pieces.iter().for_each(|piece| all += &text_delta(index, piece));
    all + &block_stop(index)
}

fn tool_block(index: u32, pieces: &[&str]) -> String {
    let mut all = block_start(
        index,
        json!({"type": "tool_use", "id": "toolu_1", "name": "send_mail", "input": {}}),
    );
    for piece in pieces {
        all += &block_delta(index, json!({"type": "input_json_delta", "partial_json": piece}));
    }
    all + &block_stop(index)
}

#[test]
fn thinking_text_and_tools_are_texts_of_their_own() {
    let mut all = message_start();
    all += &block_start(0, json!({"type": "thinking", "thinking": "", "signature": ""}));
    for piece in ["Ask bo", "b@exam", "ple.com"] {
        all += &block_delta(0, json!({"type": "thinking_delta", "thinking": piece}));
    }
    all += &block_delta(0, json!({"type": "signature_delta", "signature": "EqQBCgIYAhIM+/=="}));
    all += &block_stop(0);
    all += &block_start(1, json!({"type": "redacted_thinking", "data": "EmwKAhgB=="}));
    all += &block_stop(1);
    all += &text_block(2, &["I write to bo", "b@example.com"]);
    all += &tool_block(3, &["", "{\"to\": \"bo", "b@example.com", "\"}"]);
    all += &text_block(4, &["Done, bo", "b@example.com"]);
    all += &message_end("tool_use");
    let out = equals_whole(&rails(), MESSAGES, &all);
    let texts = out.texts(MESSAGES);
    assert_eq!(texts[&channel(ChannelKind::Reasoning)], "Ask [EMAIL]");
    assert_eq!(texts[&channel(ChannelKind::Text)], "I write to [EMAIL]");
    assert_eq!(texts[&channel(ChannelKind::ToolArguments(0))], "{\"to\": \"[EMAIL]\"}");
    assert_eq!(texts[&channel(ChannelKind::TextBlock(1))], "Done, [EMAIL]");
    assert_eq!(out.result.as_ref().unwrap().finish_reason(), FinishReason::ToolCalls);
    // What was held goes into its own block, before that ends.
    let mut open = None;
    for event in out.data() {
        match event["type"].as_str().unwrap() {
            "content_block_start" => open = event["index"].as_u64(),
            "content_block_delta" => assert_eq!(event["index"].as_u64(), open, "{event}"),
            "content_block_stop" => open = None,
            _ => {}
        }
    }
}

#[test]
fn trap_a_value_is_cut_between_two_blocks_that_are_shown_joined() {
    let mut all = message_start();
    all += &text_block(0, &["Write to bo"]);
    all += &typed(&json!({"type": "ping"}));
    all += &text_block(1, &["b@example.com", " or al"]);
    all += &text_block(2, &["ice@example.org."]);
    all += &message_end("end_turn");
    let out = equals_whole(&rails(), MESSAGES, &all);
    assert_eq!(out.texts(MESSAGES)[&Channel::TEXT], "Write to [EMAIL] or [EMAIL].");
    assert!(!out.bytes.contains("bo\"") && !out.bytes.contains("al\""), "{}", out.bytes);
    let stops = out.data().iter().filter(|event| event["type"] == "content_block_stop").count();
    assert_eq!(stops, 3);
    // Behind a tool call it is another text.
    let mut all = message_start() + &text_block(0, &["to bo"]) + &tool_block(1, &["{}"]);
    all += &(text_block(2, &["b at work"]) + &message_end("end_turn"));
    let out = equals_whole(&rails(), MESSAGES, &all);
    assert_eq!(out.texts(MESSAGES)[&channel(ChannelKind::TextBlock(1))], "b at work");
}

#[test]
fn usage_is_that_of_the_end_and_the_cache_is_counted_once() {
    let output = guarded(&rails(), MESSAGES, &messages(&["Yes."]), 5).result.unwrap();
    let usage = output.usage().unwrap();
    assert_eq!((usage.input_tokens(), usage.cached_input_tokens()), (100, 60));
    assert_eq!(usage.output_tokens(), 20, "not the one of the beginning");
    let begun = read(MESSAGES, &message_start());
    assert_eq!(begun, [Event::Model("claude-small-2".into())], "what is reported early is too low");
}

#[test]
fn a_refusal_closes_the_open_block_and_the_message() {
    let all = messages(&["See: ", "AKIAZ7QX2MWN4KPLE3TB ", "more"]);
    let kinds = |bytes: &str| -> Vec<String> {
        let lines = bytes.lines().filter_map(|line| line.strip_prefix("event: "));
        lines.filter(|kind| *kind != "content_block_delta").map(str::to_owned).collect()
    };
    let out = guarded(&rails(), MESSAGES, &all, 19);
    let expected = [
        "message_start",
        "content_block_start",
        "ping",
        "content_block_stop",
        "message_delta",
        "message_stop",
    ];
    assert_eq!(kinds(&out.bytes), expected);
    let events = out.data();
    assert_eq!(events[events.len() - 2]["delta"]["stop_reason"], "refusal");
    // A tool call that is refused ends; the message is a text of its own.
    let mut all = message_start() + &text_block(0, &["I use a key. "]);
    all += &tool_block(1, &["{\"key\": \"AKIAZ7QX2MWN4KPLE3TB\"}"]);
    let ending = Ending::message("I had to stop.").unwrap();
    let with = |stream: LocalEventStream| stream.ending(ending.clone());
    let out = guarded_by(&rails(), MESSAGES, &all, 19, with);
    let texts = texts(&read(MESSAGES, &out.bytes));
    assert_eq!(texts[&channel(ChannelKind::TextBlock(1))], "I had to stop.");
    assert_eq!(texts[&Channel::TEXT], "I use a key. ");
    let events = out.data();
    assert_eq!(events[events.len() - 2]["delta"]["stop_reason"], "end_turn");
    let indices: Vec<_> = events
        .iter()
        .filter(|event| event["type"] == "content_block_start")
        .map(|event| event["index"].as_u64().unwrap())
        .collect();
    assert_eq!(indices, [0, 1, 2]);
}

#[test]
fn what_cannot_be_guarded_is_not_understood() {
    let begun = message_start() + &block_start(0, json!({"type": "text", "text": ""}));
    let refused = [
        block_delta(0, json!({"type": "citations_delta", "citation": {"cited_text": "hi bob"}})),
        block_delta(0, json!({"type": "song_delta", "text": "hi"})),
        block_delta(0, json!({"type": "text_delta", "text": "a", "aside": "hi"})),
        block_delta(0, json!({"type": "text_delta", "text": ["hi"]})),
        block_delta(0, json!({"type": "signature_delta", "signature": "hi there"})),
        block_start(1, json!({"type": "web_search_tool_result", "content": [{"title": "hi"}]})),
        block_start(1, json!({"type": "tool_use", "id": "a", "name": "b", "input": {"q": "hi"}})),
        block_start(1, json!({"type": "tool_use", "id": "a", "name": "hi there", "input": {}})),
        typed(&json!({"type": "message_delta", "delta": {"stop_reason": "hi there"}})),
        typed(&json!({"type": "content_block_stop", "index": 7, "why": "hi"})),
        typed(&json!({"type": "news", "text": "hi"})),
    ];
    for event in refused {
        let out = guarded(&rails(), MESSAGES, &(begun.clone() + &event), 33);
        let refused = matches!(out.result, Err(Error::Events(EventError::NotUnderstood { .. })));
        assert!(refused, "{event} {:?}", out.result);
        assert!(!out.bytes.contains("hi"), "{}", out.bytes);
        assert!(out.bytes.ends_with("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"));
        let with = |stream: LocalEventStream| stream.dangerous().unknown(Unknown::PassThrough);
        let out = guarded_by(&rails(), MESSAGES, &(begun.clone() + &event), 33, with);
        assert!(out.bytes.contains("hi"), "{event} {}", out.bytes);
    }
    for event in [
        block_delta(0, json!({"type": "input_json_delta", "partial_json": "{\"hi"})),
        block_delta(5, json!({"type": "text_delta", "text": "hi"})),
        block_start(0, json!({"type": "text", "text": ""})),
        message_start(),
    ] {
        let with = |stream: LocalEventStream| stream.dangerous().unknown(Unknown::PassThrough);
        let out = guarded_by(&rails(), MESSAGES, &(begun.clone() + &event), 33, with);
        let broken = matches!(out.result, Err(Error::Events(EventError::OutOfOrder { .. })));
        assert!(broken && !out.bytes.contains("hi"), "{event} {:?}", out.result);
    }
}

#[test]
fn no_answer_has_more_texts_than_are_kept_apart() {
    let mut all = message_start();
    for index in 0..2_000 {
        all += &tool_block(index, &["{}"]);
    }
    let too_many = |format, all: &str| {
        let out = guarded(&rails(), format, all, 4_096);
        assert!(matches!(out.result, Err(Error::Events(EventError::TooManyChannels { .. }))));
        let mut reader = EventReader::new(format);
        assert!(reader.push(all.as_bytes(), &mut Vec::new()).is_err(), "read without guards, too");
    };
    too_many(MESSAGES, &all);
    let calls =
        |index: u32| json!({"tool_calls": [{"index": index, "function": {"arguments": "1"}}]});
    let chat: String = (0..1_100).map(|index| chunk(0, calls(index), json!(null))).collect();
    too_many(EventFormat::OpenAiChat, &chat);
    let choices: String =
        (0..1_100).map(|choice| chunk(choice, json!({"content": "1"}), json!(null))).collect();
    too_many(EventFormat::OpenAiChat, &choices);
    let mut events = Numbered::begun();
    for index in 0..1_100 {
        events.message(index, &[&["1"]]);
    }
    too_many(EventFormat::OpenAiResponses, &events.all);
}

#[test]
fn a_writer_says_what_the_format_cannot() {
    let mut writer = EventWriter::new(MESSAGES, "msg_1");
    let mut out = Vec::new();
    let delta = |kind, text: &str| Event::Delta { channel: channel(kind), text: text.into() };
    writer.push(&delta(ChannelKind::Text, "one"), &mut out).unwrap();
    for event in [
        delta(ChannelKind::TextBlock(1), "joins the first"),
        delta(ChannelKind::Refusal(0), "no such block"),
        delta(ChannelKind::ToolArguments(0), "no call"),
        Event::Delta { channel: Channel::new(1, ChannelKind::Text), text: "one choice".into() },
        Event::Model("late".into()),
        Event::Done,
        Event::NotUnderstood { what: "this" },
    ] {
        let mut writer = EventWriter::new(MESSAGES, "msg_1");
        writer.push(&delta(ChannelKind::Text, "one"), &mut Vec::new()).unwrap();
        assert!(writer.push(&event, &mut Vec::new()).is_err(), "{event:?}");
    }
    let reason = FinishReason::Length;
    writer.push(&Event::Finish { choice: 0, reason }, &mut out).unwrap();
    assert!(writer.push(&delta(ChannelKind::Text, "late"), &mut out).is_err());
    writer.push(&Event::Done, &mut out).unwrap();
    assert!(writer.push(&Event::Ping, &mut out).is_err());
    let events = read(MESSAGES, std::str::from_utf8(&out).unwrap());
    assert_eq!(events, [Event::text("one"), Event::Finish { choice: 0, reason }, Event::Done]);
}
