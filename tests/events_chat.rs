//! OpenAI's chat completions under guards.

#[path = "shared/sse.rs"]
mod sse;

use palisade::*;
use serde_json::json;
use sse::{Out, chat, chunk, data, equals_whole, guarded, guarded_by, rails, read, texts};

const CHAT: EventFormat = EventFormat::OpenAiChat;

fn channel(choice: u32, kind: ChannelKind) -> Channel {
    Channel::new(choice, kind)
}

fn reason(out: &Out, choice: u32) -> Option<FinishReason> {
    read(CHAT, &out.bytes).into_iter().find_map(|event| match event {
        Event::Finish { choice: of, reason } if of == choice => Some(reason),
        _ => None,
    })
}

#[test]
fn choices_that_interleave_are_texts_of_their_own() {
    let mut all = String::new();
    for (choice, piece) in [
        (0, "ask bo"),
        (1, "or al"),
        (0, "b@example.com"),
        (1, "ice@example.org or"),
        (1, " me"),
        (0, " now"),
    ] {
        all += &chunk(choice, json!({"content": piece}), json!(null));
    }
    all += &(chunk(1, json!({}), json!("length")) + &chunk(0, json!({}), json!("stop")));
    all += "data: [DONE]\n\n";
    let out = equals_whole(&rails(), CHAT, &all);
    let texts = out.texts(CHAT);
    assert_eq!(texts[&channel(0, ChannelKind::Text)], "ask [EMAIL] now");
    assert_eq!(texts[&channel(1, ChannelKind::Text)], "or [EMAIL] or me");
    assert_eq!(reason(&out, 1), Some(FinishReason::Length));
    assert_eq!(out.result.unwrap().finish_reason(), FinishReason::Stop, "of the first choice");
}

#[test]
fn arguments_of_tool_calls_are_guarded_each_by_itself() {
    let call = |index: u32, more: serde_json::Value| {
        let mut call = json!({"index": index});
        for (name, value) in more.as_object().unwrap() {
            call[name] = value.clone();
        }
        chunk(0, json!({"tool_calls": [call]}), json!(null))
    };
    let begin = |id: &str| json!({"id": id, "type": "function", "function": {"name": "send_mail", "arguments": ""}});
    let piece = |text: &str| json!({"function": {"arguments": text}});
    let mut all = chunk(0, json!({"role": "assistant", "content": null}), json!(null));
    all += &call(0, begin("call_a"));
    all += &call(0, piece("{\"to\": \"bo"));
    all += &call(0, piece("b@example.com"));
    all += &call(0, piece("\"}"));
    all += &call(1, begin("call_b"));
    all += &call(1, piece("{\"card\": \"4111 1111 "));
    all += &call(1, piece("1111 1111\"}"));
    all += &(chunk(0, json!({}), json!("tool_calls")) + "data: [DONE]\n\n");
    let out = equals_whole(&rails(), CHAT, &all);
    let texts = out.texts(CHAT);
    assert_eq!(texts[&channel(0, ChannelKind::ToolArguments(0))], "{\"to\": \"[EMAIL]\"}");
    assert_eq!(texts[&channel(0, ChannelKind::ToolArguments(1))], "{\"card\": \"[CARD]\"}");
    let calls = read(CHAT, &out.bytes).into_iter().filter(|e| matches!(e, Event::ToolCall { .. }));
    assert_eq!(calls.count(), 2);
    assert_eq!(reason(&out, 0), Some(FinishReason::ToolCalls));
}

#[test]
fn escapes_within_arguments_hide_nothing() {
    let call = |text: &str| {
        chunk(
            0,
            json!({"tool_calls": [{"index": 0, "function": {"arguments": text}}]}),
            json!(null),
        )
    };
    let mut all = String::new();
    for piece in ["{\"to\": \"bob\\u0", "040exam", "ple.com \\\"\\ud83d", "\\ude00\"}"] {
        all += &call(piece);
    }
    all += &chunk(0, json!({}), json!("tool_calls"));
    let out = guarded(&rails(), CHAT, &all, 11);
    let arguments = channel(0, ChannelKind::ToolArguments(0));
    assert_eq!(out.texts(CHAT)[&arguments], "{\"to\": \"[EMAIL] \\\"😀\"}");
}

#[test]
fn the_old_kind_of_call_refusals_and_reasoning_are_guarded() {
    let mut all = String::new();
    for (name, kind) in
        [("reasoning_content", "r"), ("reasoning", "s"), ("refusal", "f"), ("content", "c")]
    {
        for piece in [format!("{kind}: bo"), "b@exam".into(), "ple.com".into()] {
            all += &chunk(0, json!({name: piece}), json!(null));
        }
    }
    all += &chunk(
        0,
        json!({"function_call": {"name": "mail", "arguments": "{\"a\":\"bob@e"}}),
        json!(null),
    );
    // The last text comes with the reason, as some providers send it.
    all +=
        &chunk(0, json!({"function_call": {"arguments": "xample.com\"}"}}), json!("function_call"));
    all += "data: [DONE]\n\n";
    let out = equals_whole(&rails(), CHAT, &all);
    let texts = out.texts(CHAT);
    for (kind, text) in [
        (ChannelKind::Reasoning, "r: [EMAIL]"),
        (ChannelKind::ReasoningBlock(1), "s: [EMAIL]"),
        (ChannelKind::Refusal(0), "f: [EMAIL]"),
        (ChannelKind::Text, "c: [EMAIL]"),
        (ChannelKind::ToolArguments(u32::MAX), "{\"a\":\"[EMAIL]\"}"),
    ] {
        assert_eq!(texts[&channel(0, kind)], text);
    }
    let last = out.data().pop().unwrap();
    assert_eq!(last["choices"][0]["finish_reason"], "function_call");
}

#[test]
fn held_text_goes_before_the_end_of_its_choice() {
    let all = chat(&["Ask bob"]);
    let out = equals_whole(&rails(), CHAT, &all);
    let finish = out.bytes.find("\"finish_reason\":\"stop\"").unwrap();
    assert!(out.bytes.find("bob").unwrap() < finish);
    // Also where the reason is only told by the end of the stream.
    let all = chunk(0, json!({"content": "Ask bob"}), json!(null)) + "data: [DONE]\n\n";
    let out = equals_whole(&rails(), CHAT, &all);
    assert!(out.bytes.find("bob").unwrap() < out.bytes.find("[DONE]").unwrap());
}

#[test]
fn log_probabilities_do_not_carry_the_raw_tokens_past_the_guards() {
    let event = json!({"id": "c", "choices": [{"index": 0, "delta": {"content": "bob@example.com"},
        "logprobs": {"content": [{"token": "bob", "logprob": -0.1, "bytes": [98, 111, 98]}]},
        "finish_reason": null}]});
    let all = data(&event) + &chunk(0, json!({}), json!("stop")) + "data: [DONE]\n\n";
    let out = equals_whole(&rails(), CHAT, &all);
    assert!(!out.bytes.contains("bob") && !out.bytes.contains("logprob\""), "{}", out.bytes);
}

#[test]
fn fields_with_text_that_are_not_known_refuse() {
    let refused = [
        json!({"choices": [{"index": 0, "delta": {"thoughts": "bob@example.com"}}]}),
        json!({"choices": [{"index": 0, "delta": {"content": [{"type": "text", "text": "hi"}]}}]}),
        json!({"choices": [{"index": 0, "delta": {"audio": {"transcript": "hi"}}}]}),
        json!({"choices": [{"index": 0, "delta": "hi"}]}),
        json!({"choices": {"delta": {"content": "hi"}}}),
        json!({"choices": [{"index": 0, "delta": {"tool_calls": {"a": "hi"}}}]}),
        json!({"choices": [{"index": 0, "delta": {"tool_calls": [{"index": 0, "function": {"name": "not a name"}}]}}]}),
        json!({"choices": [{"delta": {"content": "hi"}}]}),
        json!({"choices": [], "note": "hi there"}),
        json!({"choices": [], "id": "some words"}),
        json!({"choices": [{"index": 0, "text": "hi", "delta": {}}]}),
        json!(["hi"]),
        json!("hi"),
    ];
    for event in refused {
        let out = guarded(&rails(), CHAT, &(data(&event) + &chat(&["One."])), 9);
        let refused = matches!(out.result, Err(Error::Events(EventError::NotUnderstood { .. })));
        assert!(refused, "{event} {:?}", out.result);
        assert!(!out.bytes.contains("hi") && !out.bytes.contains("bob"), "{}", out.bytes);
    }
    let pass = [
        json!({"choices": [], "prompt_filter_results": [{"prompt_index": 0, "hate": {"filtered": false, "severity": "safe"}}]}),
        json!({"choices": [{"index": 0, "delta": {"content": "One.", "later": null, "count": 3}}], "obfuscation": "aZ09"}),
    ];
    for event in pass {
        assert!(
            guarded(&rails(), CHAT, &(data(&event) + &chat(&["Two."])), 9).result.is_ok(),
            "{event}"
        );
    }
}

#[test]
fn an_empty_reason_ends_nothing() {
    let mut all = String::new();
    for piece in ["Ask bo", "b@example.com", " now"] {
        all += &chunk(0, json!({"content": piece}), json!(""));
    }
    all += &(chunk(0, json!({}), json!("stop")) + "data: [DONE]\n\n");
    let out = equals_whole(&rails(), CHAT, &all);
    assert_eq!(out.result.unwrap().text(), "Ask [EMAIL] now");
}

#[test]
fn a_field_that_is_passed_on_leaves_the_others_guarded() {
    let event =
        json!({"choices": [{"index": 0, "delta": {"content": "bob@example.com ", "x": "a b"}}]});
    let all = data(&event) + &chunk(0, json!({}), json!("stop"));
    let with = |stream: LocalEventStream| stream.dangerous().unknown(Unknown::PassThrough);
    let out = guarded_by(&rails(), CHAT, &all, 7, with);
    assert!(out.bytes.contains("a b") && !out.bytes.contains("bob@"), "{}", out.bytes);
    assert_eq!(out.result.unwrap().text(), "[EMAIL] ");
}

#[test]
fn each_choice_that_is_open_is_ended() {
    let mut all = chunk(0, json!({"content": "uno "}), json!(null));
    all += &chunk(1, json!({"content": "due "}), json!(null));
    all += &chunk(2, json!({"content": "three"}), json!("stop"));
    all += &chunk(1, json!({"content": "AKIAZ7QX2MWN4KPLE3TB "}), json!(null));
    let out = guarded(&rails(), CHAT, &all, 23);
    assert!(matches!(out.result, Err(Error::Refused(_))));
    let reasons = [0, 1, 2].map(|choice| reason(&out, choice));
    let filtered = Some(FinishReason::ContentFilter);
    assert_eq!(reasons, [filtered, filtered, Some(FinishReason::Stop)]);
    assert_eq!(out.texts(CHAT)[&channel(2, ChannelKind::Text)], "three");
    let ending = Ending::message("Sorry.").unwrap();
    let out = guarded_by(&rails(), CHAT, &all, 23, |stream| stream.ending(ending.clone()));
    let texts = texts(&read(CHAT, &out.bytes));
    assert_eq!(texts[&channel(0, ChannelKind::Text)], "uno Sorry.");
    assert_eq!(texts[&channel(1, ChannelKind::Text)], "due Sorry.");
}

#[test]
fn usage_on_the_way_is_not_that_of_the_whole() {
    let usage = |tokens| json!({"prompt_tokens": 10, "completion_tokens": tokens});
    let mut all = String::new();
    for (tokens, finish) in [(1, json!(null)), (2, json!(null)), (3, json!("stop"))] {
        let choice = json!({"index": 0, "delta": {"content": "word "}, "finish_reason": finish});
        all += &data(&json!({"model": "m", "choices": [choice], "usage": usage(tokens)}));
    }
    let reports: Vec<Event> =
        read(CHAT, &all).into_iter().filter(|event| matches!(event, Event::Usage(_))).collect();
    assert_eq!(reports, [Event::Usage(Usage::new(10, 3))]);
    assert_eq!(guarded(&rails(), CHAT, &all, 5).result.unwrap().usage(), Some(Usage::new(10, 3)));
}

#[test]
fn lines_may_be_split_and_end_in_any_way() {
    let event =
        json!({"choices": [{"index": 0, "delta": {"content": "bob@example.com "}}]}).to_string();
    let (head, tail) = event.split_at(event.find(":{").unwrap() + 1);
    let all = format!("\u{feff}id: 7\rretry: 5\rdata: {head}\rdata: {tail}\r\r") + &chat(&["ä"]);
    let out = equals_whole(&rails(), CHAT, &all);
    assert!(out.bytes.starts_with("id: 7\nretry: 5\ndata: {"), "{}", out.bytes);
    assert_eq!(out.result.unwrap().text(), "[EMAIL] ä");
    let bad = [b"data: \xff\xfe\n\n".as_slice(), b"data: \xc3\n\n"];
    for bytes in bad {
        let rails = rails();
        let input = rails.validate_input("").unwrap();
        let mut stream = rails.output_stream(&input).unwrap().events(CHAT);
        let error = stream.push(bytes).into_parts().1;
        assert!(matches!(error, Some(Error::Events(EventError::NotUtf8))));
    }
}

#[test]
fn nothing_of_the_answer_is_in_errors_or_debug() {
    let rails = rails();
    let input = rails.validate_input("").unwrap();
    let mut stream = rails.output_stream(&input).unwrap().events(CHAT);
    let pushed =
        stream.push(chunk(0, json!({"content": "private words "}), json!(null)).as_bytes());
    let events = read(CHAT, &chunk(0, json!({"content": "private words "}), json!(null)));
    let mut shown = format!("{pushed:?} {stream:?} {events:?}");
    let (_, error) = stream.push(b"data: {\"private\": \"private words\"}\n\n").into_parts();
    let error = error.unwrap();
    shown += &format!("{error:?} {error} {stream:?}");
    assert!(!shown.contains("private"), "{shown}");
}
