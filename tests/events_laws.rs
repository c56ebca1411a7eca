//! What holds for the events of every format: any cut equals the whole, nothing redacted goes
//! out, and how a stream ends.

#[path = "shared/sse.rs"]
mod sse;

use palisade::*;
use proptest::prelude::*;
use sse::{FORMATS, answer, equals_whole, guarded, guarded_by, rails, read, texts, used};

const EMAIL: [&str; 6] = ["Write to bo", "b@exa", "mple.c", "om, or ca", "ll. He", " knows."];
const KEY: [&str; 4] = ["Log in. Then use AK", "IAZ7QX2MWN4K", "PLE3TB for", " all."];

#[test]
fn trap_redaction_leaks_at_chunk_boundaries() {
    for format in FORMATS {
        let out = equals_whole(&rails(), format, &answer(format, &EMAIL));
        let output = out.result.as_ref().unwrap();
        assert_eq!(output.text(), "Write to [EMAIL], or call. He knows.");
        for raw in ["bob", "b@", "exam", "ple.com"] {
            assert!(!out.bytes.contains(raw), "{format:?}: {raw} in {}", out.bytes);
        }
    }
}

#[test]
fn trap_a_streamed_answer_bypasses_the_output_guards() {
    for format in FORMATS {
        let out = guarded(&rails(), format, &answer(format, &KEY), usize::MAX);
        assert!(matches!(out.result, Err(Error::Refused(_))), "{format:?}");
        assert!(!out.bytes.contains("IAZ7"), "{}", out.bytes);
    }
}

#[test]
fn trap_whole_answer_buffering_delays_the_first_text() {
    for format in FORMATS {
        let all = answer(format, &["Uno ", "due ", "three ", "four"]);
        let rails = rails();
        let input = rails.validate_input("").unwrap();
        let mut stream = rails.output_stream(&input).unwrap().events(format);
        let upto = all.find("three").unwrap();
        let sent = stream.push(&all.as_bytes()[..upto]).into_result().unwrap();
        let sent = texts(&read(format, std::str::from_utf8(&sent).unwrap()));
        assert!(sent[&Channel::TEXT].starts_with("Uno "), "{format:?} {sent:?}");
    }
}

#[test]
fn a_stream_without_findings_goes_on_byte_by_byte() {
    // No guard holds anything, so that no event is changed.
    let guard = EachPart::new("nothing", "1", |_, _| {});
    let builder = Guardrails::builder().input(guard).output(Length::max_chars(1_000));
    let rails = builder.build_local().unwrap();
    for format in FORMATS {
        let all = format!(": keep\n\n{}", answer(format, &["One, ", "zwö 😀. ", "3."]));
        let out = guarded(&rails, format, &all, 5);
        assert_eq!(out.bytes, all, "{format:?}");
        let lines = all.replace('\n', "\r\n");
        assert_eq!(guarded(&rails, format, &lines, 1).bytes, lines, "{format:?}, with CRLF");
        let output = out.result.unwrap();
        assert_eq!(output.usage(), Some(used()), "cached tokens are counted once");
        assert_eq!(output.finish_reason(), FinishReason::Stop);
    }
}

#[test]
fn escapes_of_json_hide_nothing() {
    for format in FORMATS {
        // An at sign and half of a pair of surrogates, in escapes that the cuts go through.
        let all = answer(format, &["Hi 😀 bo", "b@exam", "ple.com 😀!"]);
        let all = all.replace('@', "\\u0040").replace('😀', "\\ud83d\\ude00");
        let out = equals_whole(&rails(), format, &all);
        assert_eq!(out.result.unwrap().text(), "Hi 😀 [EMAIL] 😀!");
        assert!(!out.bytes.contains("\\u0040"));
    }
}

#[test]
fn what_was_used_and_why_it_ended_is_noted() {
    for format in FORMATS {
        let output = guarded(&rails(), format, &answer(format, &["Yes."]), 9).result.unwrap();
        assert_eq!(output.usage(), Some(used()), "{format:?}");
        assert_eq!(output.finish_reason(), FinishReason::Stop);
    }
}

#[test]
fn a_refusal_ends_in_the_format() {
    for format in FORMATS {
        let out = guarded(&rails(), format, &answer(format, &KEY), 11);
        let events = read(format, &out.bytes);
        let reason = FinishReason::ContentFilter;
        assert!(events.contains(&Event::Finish { choice: 0, reason }), "{events:?}");
        assert_eq!(events.last(), Some(&Event::Done), "{format:?}");
        let text = &texts(&events)[&Channel::TEXT];
        assert!("Log in. Then use ".starts_with(text.as_str()) && !text.is_empty(), "{text:?}");
        assert!(well_formed(&events), "{events:?}");
    }
}

#[test]
fn a_message_can_stand_in_the_place_of_the_rest() {
    let ending = Ending::message("Here I stop.").unwrap();
    for format in FORMATS {
        let with = |stream: LocalEventStream| stream.ending(ending.clone());
        let out = guarded_by(&rails(), format, &answer(format, &KEY), 1, with);
        assert!(matches!(out.result, Err(Error::Refused(_))));
        let events = read(format, &out.bytes);
        let reason = FinishReason::Stop;
        assert!(events.contains(&Event::Finish { choice: 0, reason }), "{events:?}");
        assert_eq!(events.last(), Some(&Event::Done));
        let text = &texts(&events)[&Channel::TEXT];
        assert!(text.ends_with(" Here I stop."), "{text:?}");
        assert!("Log in. Then use Here I stop.".starts_with(text.trim_end_matches("Here I stop.")));
        // Where nothing was sent yet, the message is all there is.
        let at_once = answer(format, &["AKIAZ7QX2MWN4KPLE3TB"]);
        let out = guarded_by(&rails(), format, &at_once, usize::MAX, with);
        assert_eq!(texts(&read(format, &out.bytes))[&Channel::TEXT], "Here I stop.");
    }
}

#[test]
fn an_answer_can_end_at_its_last_whole_sentence() {
    for format in FORMATS {
        let with = |stream: LocalEventStream| stream.ending(Ending::refusal().at_sentence());
        let out = guarded_by(&rails(), format, &answer(format, &KEY), 3, with);
        assert!(matches!(out.result, Err(Error::Refused(_))));
        let events = read(format, &out.bytes);
        assert_eq!(texts(&events)[&Channel::TEXT], "Log in.", "{format:?}");
        assert_eq!(events.last(), Some(&Event::Done));
        // An allowed answer comes whole.
        let out = guarded_by(&rails(), format, &answer(format, &EMAIL), 3, with);
        let text = &texts(&read(format, &out.bytes))[&Channel::TEXT];
        assert_eq!(text, "Write to [EMAIL], or call. He knows.");
        assert_eq!(out.result.unwrap().text(), text);
    }
}

#[test]
fn a_message_that_a_guard_would_find_is_a_mistake() {
    assert!(Ending::message("Write to help@example.com instead.").is_err());
    assert!(Ending::message("").is_err());
}

#[test]
fn an_error_of_the_provider_drops_what_is_held_and_its_message() {
    let error = |format| match format {
        EventFormat::OpenAiChat => {
            "data: {\"error\":{\"message\":\"bob said\",\"type\":\"server_error\",\"code\":null}}\n\n"
        }
        EventFormat::OpenAiResponses => {
            "event: error\ndata: {\"type\":\"error\",\"code\":\"server_error\",\"message\":\"bob said\",\"param\":null,\"sequence_number\":6}\n\n"
        }
        _ => {
            "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"server_error\",\"message\":\"bob said\"}}\n\n"
        }
    };
    for format in FORMATS {
        let whole = answer(format, &["Fine. Ask bo", "b@exam", "ple.com."]);
        let upto =
            whole.find("exam").and_then(|at| whole[at..].find("\n\n").map(|end| at + end + 2));
        let all = whole[..upto.unwrap()].to_owned() + error(format);
        for size in [1, usize::MAX] {
            let out = guarded(&rails(), format, &all, size);
            let code = match out.result {
                Err(Error::Events(EventError::Upstream { code })) => code,
                other => panic!("{other:?}"),
            };
            assert_eq!(code, "server_error");
            assert!(!out.bytes.contains("bob"), "{}", out.bytes);
            let events = read(format, &out.bytes);
            assert_eq!(events.last(), Some(&Event::Error { code: "server_error".into() }));
        }
    }
}

#[test]
fn an_answer_that_breaks_off_is_no_answer() {
    for format in FORMATS {
        let whole = answer(format, &EMAIL);
        let upto = whole.find("knows").unwrap();
        let out = guarded(&rails(), format, &whole[..upto], 17);
        assert!(matches!(out.result, Err(Error::Events(EventError::CutShort))), "{format:?}");
    }
}

#[test]
fn what_is_not_understood_refuses_unless_told_otherwise() {
    for format in FORMATS {
        let whole = answer(format, &["One. ", "Ask bob@example.com."]);
        let at = whole.find("\n\n").unwrap() + 2;
        for unknown in [
            "data: {\"type\":\"surprise\",\"words\":\"of a model\"}\n\n",
            "data: no json\n\n",
            "event: other\ndata: {\"type\":\"ping\"}\n\n",
            "data: {\"type\":\"ping\",\"type\":\"ping\"}\n\n",
        ] {
            let all = whole[..at].to_owned() + unknown + &whole[at..];
            let out = guarded(&rails(), format, &all, 13);
            let refused =
                matches!(out.result, Err(Error::Events(EventError::NotUnderstood { .. })));
            assert!(
                refused && !out.bytes.contains(unknown),
                "{format:?} {unknown} {:?}",
                out.result
            );
            assert_eq!(read(format, &out.bytes).last(), Some(&Event::Done), "it ends well");
            let with = |stream: LocalEventStream| stream.dangerous().unknown(Unknown::PassThrough);
            let out = guarded_by(&rails(), format, &all, 13, with);
            assert!(out.bytes.contains(unknown), "{format:?} {unknown} {}", out.bytes);
            assert_eq!(out.result.unwrap().text(), "One. Ask [EMAIL].");
        }
    }
}

#[test]
fn harmless_events_always_pass() {
    for format in FORMATS {
        let whole = answer(format, &["One."]);
        let at = whole.find("\n\n").unwrap() + 2;
        for harmless in [": a comment\n\n", ":\n\n", "retry: 100\n\n", "data:\n\n"] {
            let out =
                guarded(&rails(), format, &(whole[..at].to_owned() + harmless + &whole[at..]), 1);
            assert!(out.result.is_ok() && out.bytes.contains(harmless), "{format:?} {harmless:?}");
        }
    }
}

#[test]
fn trap_a_megabyte_in_one_event() {
    for format in FORMATS {
        let long = "word ".repeat(200_000);
        let out = guarded(&rails(), format, &answer(format, &[&long]), 65_536);
        assert_eq!(out.result.unwrap().text().len(), long.len());
        let rails = rails();
        let input = rails.validate_input("").unwrap();
        let mut stream = rails.output_stream(&input).unwrap().events(format);
        let endless = format!("data: {}", "x".repeat(1 << 20));
        let mut errors = (0..5).filter_map(|_| stream.push(endless.as_bytes()).into_parts().1);
        assert!(matches!(errors.next(), Some(Error::Events(EventError::TooLong { .. }))));
    }
}

#[test]
fn text_behind_the_end_is_never_sent() {
    for format in FORMATS {
        let whole = answer(format, &["One."]);
        let late = answer(format, &["late bob@example.com "]);
        let out = guarded(&rails(), format, &(whole.clone() + &late), 31);
        assert!(matches!(out.result, Err(Error::Events(EventError::OutOfOrder { .. }))));
        assert!(out.bytes.starts_with(&whole[..20]) && !out.bytes.contains("late"));
    }
}

/// Whether a reader finds nothing odd.
fn well_formed(events: &[Event]) -> bool {
    !events.iter().any(|event| matches!(event, Event::NotUnderstood { .. }))
}

fn pieces() -> impl Strategy<Value = Vec<String>> {
    let piece = prop_oneof![
        "[a-z ]{0,6}",
        Just("bob@example.com".to_owned()),
        Just("4111 1111".to_owned()),
        Just(" 1111 1111".to_owned()),
        Just("@exam".to_owned()),
        Just("ple.org".to_owned()),
        "\\PC{0,3}",
        Just(". Then \n".to_owned()),
    ];
    prop::collection::vec(piece, 0..12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn any_cut_of_any_answer_equals_the_whole(
        pieces in pieces(),
        format in prop::sample::select(FORMATS.to_vec()),
        sizes in prop::collection::vec(1_usize..200, 1..6),
        in_sentences: bool,
    ) {
        let pieces: Vec<&str> = pieces.iter().map(String::as_str).collect();
        let all = answer(format, &pieces);
        let rails = rails();
        let with = |stream: LocalEventStream| match in_sentences {
            true => stream.ending(Ending::refusal().at_sentence()),
            false => stream,
        };
        let whole = guarded_by(&rails, format, &all, usize::MAX, with);
        let input = rails.validate_input("").unwrap();
        let expected = rails.validate_output(&input, pieces.concat()).unwrap();
        let text = texts(&read(format, &whole.bytes)).remove(&Channel::TEXT).unwrap_or_default();
        prop_assert_eq!(text, expected.text());
        let mut stream = with(rails.output_stream(&input).unwrap().events(format));
        let (mut sent, mut rest, mut sizes) = (Vec::new(), all.as_bytes(), sizes.iter().cycle());
        while !rest.is_empty() {
            let size = (*sizes.next().unwrap()).min(rest.len());
            sent.extend(stream.push(&rest[..size]).into_result().unwrap());
            rest = &rest[size..];
        }
        sent.extend(stream.finish().into_parts().0);
        prop_assert_eq!(String::from_utf8(sent).unwrap(), whole.bytes);
    }

    #[test]
    fn events_that_are_written_are_read_again(
        format in prop::sample::select(FORMATS.to_vec()),
        parts in prop::collection::vec((0_u8..3, prop::collection::vec("\\PC{1,8}", 1..4)), 0..6),
        usage in prop::option::of((1_u64..1_000, 0_u64..100, 0_u64..50)),
        model: bool,
    ) {
        let events = written(format, &parts, usage, model);
        let (mut writer, mut bytes) = (EventWriter::new(format, "made-1"), Vec::new());
        for event in &events {
            prop_assert!(writer.push(event, &mut bytes).is_ok(), "{:?} in {:?}", event, events);
        }
        let (mut reader, mut again) = (EventReader::new(format), Vec::new());
        for byte in &bytes {
            reader.push(&[*byte], &mut again).unwrap();
        }
        prop_assert!(reader.is_complete());
        prop_assert_eq!(&again, &events);
        // And a guarded stream takes them as they are.
        let out = guarded(&rails(), format, std::str::from_utf8(&bytes).unwrap(), 50);
        prop_assert!(!matches!(out.result, Err(Error::Events(_))), "{:?}", out);
    }
}

/// Events in an order that the format has: texts, reasoning and tool calls by turns.
fn written(
    format: EventFormat,
    parts: &[(u8, Vec<String>)],
    usage: Option<(u64, u64, u64)>,
    model: bool,
) -> Vec<Event> {
    let mut events = Vec::new();
    if model {
        events.push(Event::Model("small-1".into()));
    }
    let (mut counts, mut last) = ([0_u32; 3], None);
    let number = |kind: u8, number: u32| match (kind, number) {
        (0, 0) => ChannelKind::Text,
        (0, number) => ChannelKind::TextBlock(number),
        (1, 0) => ChannelKind::Reasoning,
        (1, number) => ChannelKind::ReasoningBlock(number),
        (_, number) => ChannelKind::ToolArguments(number),
    };
    for (kind, pieces) in parts {
        let again = last.replace(*kind) == Some(*kind) && *kind != 2;
        let count = &mut counts[usize::from(*kind)];
        // A chat has one text and one reasoning, blocks beside each other are one.
        let chat = format == EventFormat::OpenAiChat && *kind != 2;
        if (again || chat) && *count > 0 {
            *count -= 1;
        }
        let channel = Channel::new(0, number(*kind, *count));
        *count += 1;
        if *kind == 2 {
            let (id, name) = (format!("call-{count}"), "find".to_owned());
            events.push(Event::ToolCall { channel, id, name });
        }
        let texts = pieces.iter().map(|text| Event::Delta { channel, text: text.clone() });
        events.extend(texts);
    }
    let calls = events.iter().any(|event| matches!(event, Event::ToolCall { .. }));
    let reason = if calls { FinishReason::ToolCalls } else { FinishReason::Stop };
    events.push(Event::Finish { choice: 0, reason });
    if let Some((input, output, cached)) = usage {
        let usage = Usage::new(input + cached, output).cached_input(cached);
        events.push(Event::Usage(usage));
    }
    events.push(Event::Done);
    events
}
