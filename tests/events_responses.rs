//! OpenAI's responses under guards: nothing that repeats a text repeats the raw one.

#[path = "shared/sse.rs"]
mod sse;

use palisade::*;
use serde_json::{Value, json};
use sse::{Numbered, equals_whole, guarded, guarded_by, rails, read, responses, texts};

const RESPONSES: EventFormat = EventFormat::OpenAiResponses;

fn channel(kind: ChannelKind) -> Channel {
    Channel::new(0, kind)
}

/// Numbers are in order, without a gap.
fn assert_numbered(events: &[Value]) {
    let numbers: Vec<u64> =
        events.iter().map(|event| event["sequence_number"].as_u64().unwrap()).collect();
    let expected: Vec<u64> = (0..numbers.len() as u64).collect();
    assert_eq!(numbers, expected);
}

#[test]
fn trap_the_whole_text_is_repeated_raw_behind_redacted_deltas() {
    let out =
        equals_whole(&rails(), RESPONSES, &responses(&["Ask bo", "b@exam", "ple.com", " or me"]));
    assert!(!out.bytes.contains("exam") && !out.bytes.contains("bob"), "{}", out.bytes);
    let events = out.data();
    let text = "Ask [EMAIL] or me";
    let of = |kind: &str| events.iter().find(|event| event["type"] == kind).unwrap();
    assert_eq!(of("response.output_text.done")["text"], text);
    assert_eq!(of("response.content_part.done")["part"]["text"], text);
    assert_eq!(of("response.output_item.done")["item"]["content"][0]["text"], text);
    assert_eq!(of("response.completed")["response"]["output"][0]["content"][0]["text"], text);
    assert_numbered(&events);
}

#[test]
fn reasoning_refusals_and_calls_are_guarded_and_repeated_as_they_left() {
    let mut events = Numbered::begun();
    let reasoning = |summary: Value| json!({"id": "item_0", "type": "reasoning", "summary": summary, "encrypted_content": "gAAA-_="});
    let summary = |text: &str| json!({"type": "summary_text", "text": text});
    events.item("added", 0, reasoning(json!([])));
    let place = |place: u32, more: Value| {
        let mut event = json!({"item_id": "item_0", "output_index": 0, "summary_index": place});
        for (name, value) in more.as_object().unwrap() {
            event[name] = value.clone();
        }
        event
    };
    for index in 0..2 {
        events.event(place(
            index,
            json!({"type": "response.reasoning_summary_part.added", "part": summary("")}),
        ));
        for piece in ["of bo", "b@example.com"] {
            events.event(place(
                index,
                json!({"type": "response.reasoning_summary_text.delta", "delta": piece}),
            ));
        }
        let whole = "of bob@example.com";
        events.event(place(
            index,
            json!({"type": "response.reasoning_summary_text.done", "text": whole}),
        ));
        events.event(place(
            index,
            json!({"type": "response.reasoning_summary_part.done", "part": summary(whole)}),
        ));
    }
    let thought = reasoning(json!([summary("of bob@example.com"), summary("of bob@example.com")]));
    events.item("done", 0, thought.clone());
    let call = |arguments: &str, status: &str| {
        json!({"id": "item_1", "type": "function_call", "status": status, "call_id": "call_1",
            "name": "send", "arguments": arguments})
    };
    events.item("added", 1, call("", "in_progress"));
    for piece in ["{\"to\":\"bo", "b@example.com\"}"] {
        events.event(json!({"type": "response.function_call_arguments.delta", "item_id": "item_1",
            "output_index": 1, "delta": piece}));
    }
    let whole = "{\"to\":\"bob@example.com\"}";
    events.event(json!({"type": "response.function_call_arguments.done", "item_id": "item_1",
        "output_index": 1, "arguments": whole}));
    events.item("done", 1, call(whole, "completed"));
    let refusal = |text: &str| json!({"type": "refusal", "refusal": text});
    let message = |parts: Value| json!({"id": "item_2", "type": "message", "role": "assistant", "content": parts});
    events.item("added", 2, message(json!([])));
    events.part("response.content_part.added", 2, 0, json!({"part": refusal("")}));
    events.part("response.refusal.delta", 2, 0, json!({"delta": "Not bo"}));
    events.part("response.refusal.delta", 2, 0, json!({"delta": "b@example.com"}));
    events.part("response.refusal.done", 2, 0, json!({"refusal": "Not bob@example.com"}));
    events.part(
        "response.content_part.done",
        2,
        0,
        json!({"part": refusal("Not bob@example.com")}),
    );
    let refused = message(json!([refusal("Not bob@example.com")]));
    events.item("done", 2, refused.clone());
    let all = events.completed(vec![thought, call(whole, "completed"), refused]);
    let out = equals_whole(&rails(), RESPONSES, &all);
    assert!(!out.bytes.contains("example"), "{}", out.bytes);
    let texts = out.texts(RESPONSES);
    assert_eq!(texts[&channel(ChannelKind::Reasoning)], "of [EMAIL]");
    assert_eq!(texts[&channel(ChannelKind::ReasoningBlock(1))], "of [EMAIL]");
    assert_eq!(texts[&channel(ChannelKind::ToolArguments(0))], "{\"to\":\"[EMAIL]\"}");
    assert_eq!(texts[&channel(ChannelKind::Refusal(0))], "Not [EMAIL]");
    let data = out.data();
    assert_numbered(&data);
    let output = &data.last().unwrap()["response"]["output"];
    assert_eq!(output[0]["summary"][1]["text"], "of [EMAIL]");
    assert_eq!(output[1]["arguments"], "{\"to\":\"[EMAIL]\"}");
    assert_eq!(output[2]["content"][0]["refusal"], "Not [EMAIL]");
    assert_eq!(out.result.unwrap().finish_reason(), FinishReason::ToolCalls);
}

#[test]
fn trap_a_value_is_cut_between_two_parts_of_one_message() {
    let mut events = Numbered::begun();
    let first = events.message(0, &[&["Ask bo"], &["b@example.com", " or"], &[" me"]]);
    let second = events.message(1, &[&["bo"]]);
    let all = events.completed(vec![first, second]);
    let out = equals_whole(&rails(), RESPONSES, &all);
    let texts = out.texts(RESPONSES);
    assert_eq!(texts[&Channel::TEXT], "Ask [EMAIL] or me");
    assert_eq!(texts[&channel(ChannelKind::TextBlock(1))], "bo", "another message is another text");
    let data = out.data();
    let content = data.last().unwrap()["response"]["output"][0]["content"].as_array().unwrap();
    let joined: String = content.iter().map(|part| part["text"].as_str().unwrap()).collect();
    assert_eq!(joined, "Ask [EMAIL] or me", "what is repeated is what was told");
    assert!(!out.bytes.contains("b@") && !out.bytes.contains("Ask bo"));
    assert_numbered(&data);
}

#[test]
fn text_that_never_came_in_pieces_is_guarded_where_it_stands() {
    // The parts are told by their end alone, or only by the last event.
    let part = |text: &str| json!({"type": "output_text", "text": text, "annotations": []});
    let item = json!({"id": "item_0", "type": "message", "content": [part("ask bob@example.com")]});
    let mut events = Numbered::begun();
    events.item("added", 0, json!({"id": "item_0", "type": "message", "content": []}));
    events.part("response.content_part.added", 0, 0, json!({"part": part("")}));
    events.part("response.output_text.done", 0, 0, json!({"text": "ask bob@example.com"}));
    events.item("done", 0, item.clone());
    let out = guarded(&rails(), RESPONSES, &events.completed(vec![item.clone()]), 21);
    assert_eq!(out.result.as_ref().unwrap().text(), "ask [EMAIL]");
    assert_eq!(out.texts(RESPONSES)[&Channel::TEXT], "ask [EMAIL]");
    assert!(!out.bytes.contains("bob"), "{}", out.bytes);
    let out = guarded(&rails(), RESPONSES, &Numbered::begun().completed(vec![item]), 21);
    assert_eq!(out.result.as_ref().unwrap().text(), "ask [EMAIL]");
    let last = out.data().pop().unwrap();
    assert_eq!(last["response"]["output"][0]["content"][0]["text"], "ask [EMAIL]");
}

#[test]
fn a_refusal_closes_parts_items_and_the_response() {
    let all = responses(&["See: ", "AKIAZ7QX2MWN4KPLE3TB ", "more"]);
    let kinds = |data: &[Value]| -> Vec<String> {
        let kinds = data.iter().map(|event| event["type"].as_str().unwrap().to_owned());
        kinds.filter(|kind| !kind.ends_with(".delta")).skip(2).collect()
    };
    let out = guarded(&rails(), RESPONSES, &all, 19);
    let data = out.data();
    let expected = [
        "response.output_item.added",
        "response.content_part.added",
        "response.output_text.done",
        "response.content_part.done",
        "response.output_item.done",
        "response.incomplete",
    ];
    assert_eq!(kinds(&data), expected);
    let last = data.last().unwrap();
    assert_eq!(last["response"]["incomplete_details"]["reason"], "content_filter");
    let text = texts(&read(RESPONSES, &out.bytes)).remove(&Channel::TEXT).unwrap();
    assert!("See: ".starts_with(&text), "{text:?}");
    assert_eq!(last["response"]["output"][0]["content"][0]["text"], text);
    assert_numbered(&data);
    let ending = Ending::message("I had to stop.").unwrap();
    let with = |stream: LocalEventStream| stream.ending(ending.clone());
    let out = guarded_by(&rails(), RESPONSES, &all, 19, with);
    let data = out.data();
    let last = data.last().unwrap();
    assert_eq!(last["type"], "response.completed");
    assert_eq!(last["response"]["output"][0]["content"][0]["text"], "See: I had to stop.");
    assert_numbered(&data);
    // A call that is refused ends as it is, and the message is an item of its own.
    let mut events = Numbered::begun();
    events.item(
        "added",
        0,
        json!({"id": "item_0", "type": "function_call", "call_id": "c",
        "name": "f", "arguments": ""}),
    );
    events.event(json!({"type": "response.function_call_arguments.delta", "item_id": "item_0",
        "output_index": 0, "delta": "{\"k\":\"AKIAZ7QX2MWN4KPLE3TB\"}"}));
    let out = guarded_by(&rails(), RESPONSES, &events.all, 19, with);
    let data = out.data();
    let output = data.last().unwrap()["response"]["output"].clone();
    assert_eq!(output[1]["content"][0]["text"], "I had to stop.");
    assert_eq!(output[0]["status"], "incomplete");
    assert!(!out.bytes.contains("AKIA"));
    assert_numbered(&data);
}

#[test]
fn a_failed_response_drops_what_is_held_and_the_message() {
    let whole = responses(&["Fine. ", "Asks bob"]);
    let upto = whole.find("event: response.output_text.done").unwrap();
    let failed = json!({"type": "response.failed", "sequence_number": 6, "response": {
        "id": "resp_1", "object": "response", "status": "failed", "model": "gpt-small-2",
        "error": {"code": "server_error", "message": "bob said so"},
        "output": [{"id": "item_0", "type": "message", "role": "assistant", "status": "incomplete",
            "content": [{"type": "output_text", "text": "Fine. Asks bob", "annotations": []}]}]}});
    let out = guarded(&rails(), RESPONSES, &(whole[..upto].to_owned() + &sse::typed(&failed)), 9);
    let upstream = matches!(&out.result, Err(Error::Events(EventError::Upstream { code })) if code == "server_error");
    assert!(upstream && !out.bytes.contains("bob"), "{:?} {}", out.result, out.bytes);
    let text = &out.data().pop().unwrap()["response"]["output"][0]["content"][0]["text"];
    assert_eq!(text, "Fine. Asks ", "what was decided stays");
}

#[test]
fn why_it_is_incomplete_is_noted() {
    let whole = responses(&["Fine."]);
    let cut = whole
        .replace("response.completed", "response.incomplete")
        .replace(
            "\"incomplete_details\":null",
            "\"incomplete_details\":{\"reason\":\"max_output_tokens\"}",
        )
        .replace("\"status\":\"completed\",\"usage\"", "\"status\":\"incomplete\",\"usage\"");
    let out = guarded(&rails(), RESPONSES, &cut, 64);
    assert_eq!(out.result.unwrap().finish_reason(), FinishReason::Length);
}

#[test]
fn what_cannot_be_guarded_is_not_understood() {
    let annotation = json!({"type": "url_citation", "title": "hi there", "start_index": 0});
    let part = |annotations: Value| json!({"type": "output_text", "text": "a", "annotations": annotations});
    let refused = [
        json!({"type": "response.output_text.annotation.added", "item_id": "item_0",
            "output_index": 0, "content_index": 0, "annotation": annotation}),
        json!({"type": "response.content_part.done", "item_id": "item_0", "output_index": 0,
            "content_index": 0, "part": part(json!([annotation]))}),
        json!({"type": "response.output_item.added", "output_index": 1,
            "item": {"id": "ws_1", "type": "web_search_call", "action": {"query": "hi there"}}}),
        json!({"type": "response.output_item.added", "output_index": 1,
            "item": {"id": "m", "type": "message", "content": [part(json!([]))]}}),
        json!({"type": "response.output_text.delta", "delta": "hi there"}),
        json!({"type": "response.song.delta", "delta": "hi there"}),
        json!({"type": "response.completed", "response": {"status": "completed", "output_text": "hi there"}}),
        json!({"type": "response.completed", "response": {"output": {"text": "hi there"}}}),
    ];
    for event in refused {
        let mut events = Numbered::begun();
        events.item("added", 0, json!({"id": "item_0", "type": "message", "content": []}));
        let begun = events.all.len();
        events.event(event.clone());
        events.all += "data: x";
        let all = events.all.clone();
        let out = guarded(&rails(), RESPONSES, &all, begun / 3);
        let refused = matches!(
            out.result,
            Err(Error::Events(EventError::NotUnderstood { .. } | EventError::CutShort))
        );
        assert!(refused, "{event} {:?}", out.result);
        assert!(!out.bytes.contains("hi there"), "{}", out.bytes);
    }
    let progress =
        json!({"type": "response.web_search_call.searching", "item_id": "ws_1", "output_index": 0});
    let mut events = Numbered::begun();
    events.event(progress);
    let item = events.message(0, &[&["One."]]);
    assert!(guarded(&rails(), RESPONSES, &events.completed(vec![item]), 99).result.is_ok());
}

#[test]
fn log_probabilities_do_not_carry_the_raw_tokens_past_the_guards() {
    let mut events = Numbered::begun();
    events.item("added", 0, json!({"id": "item_0", "type": "message", "content": []}));
    let tokens = json!([{"token": "bob", "logprob": -0.1}]);
    let part = json!({"type": "output_text", "text": "", "annotations": [], "logprobs": []});
    events.part("response.content_part.added", 0, 0, json!({"part": part}));
    let more = json!({"delta": "bob@example.com", "logprobs": tokens});
    events.part("response.output_text.delta", 0, 0, more);
    let more = json!({"text": "bob@example.com", "logprobs": tokens});
    events.part("response.output_text.done", 0, 0, more);
    let part = json!({"type": "output_text", "text": "bob@example.com", "logprobs": tokens});
    events.part("response.content_part.done", 0, 0, json!({"part": part}));
    let item = json!({"id": "item_0", "type": "message", "content": [part]});
    events.item("done", 0, item.clone());
    let out = equals_whole(&rails(), RESPONSES, &events.completed(vec![item]));
    assert!(!out.bytes.contains("bob"), "{}", out.bytes);
}
