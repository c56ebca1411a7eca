//! What went wrong with streams of events elsewhere.

#[path = "shared/sse.rs"]
mod sse;

use palisade::*;
use sse::{FORMATS, answer, equals_whole, guarded, rails, read, texts};

fn redacting() -> LocalGuardrails {
    let builder = Guardrails::builder().output(Pii::redact()).output(Secrets::redact());
    builder.dangerous().without_input_guards().build_local().unwrap()
}

fn characters(text: &str) -> Vec<String> {
    text.chars().map(String::from).collect()
}

fn by_character(format: EventFormat, text: &str) -> String {
    let pieces = characters(text);
    answer(format, &pieces.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn trap_the_text_is_shown_first_and_checked_later() {
    let text = "Use AKIAZ7QX2MWN4KPLE3TB now";
    for format in FORMATS {
        let all = by_character(format, text);
        let out = guarded(&rails(), format, &all, 100);
        assert!(matches!(out.result, Err(Error::Refused(_))));
        let shown = texts(&read(format, &out.bytes)).remove(&Channel::TEXT).unwrap();
        assert!("Use ".starts_with(&shown), "{format:?} showed {shown:?}");
    }
}

#[test]
fn trap_two_redactors_in_a_chain_differ_between_stream_and_whole() {
    let text = "key=AKIAZ7QX2MWN4KPLE3TB4111 1111 1111 1111, or jo@example.com4111111111111111";
    for format in FORMATS {
        let out = equals_whole(&redacting(), format, &by_character(format, text));
        assert!(!out.bytes.contains("4111") && !out.bytes.contains("AKIA"), "{}", out.bytes);
    }
}

#[test]
fn trap_an_unterminated_key_block_is_held_or_shown() {
    let text = format!("-----BEGIN PRIVATE KEY-----\n{}", "MIIEvQIBADANBgkqhkiG\n".repeat(100));
    for format in FORMATS {
        let out = equals_whole(&redacting(), format, &by_character(format, &text));
        assert!(!out.bytes.contains("MIIE"), "{format:?}");
    }
}

#[test]
fn trap_a_run_without_white_space_is_force_released() {
    let text = format!("{}bob@example.com{}", "x".repeat(9_000), "y".repeat(9_000));
    for format in FORMATS {
        let pieces: Vec<&str> =
            text.as_bytes().chunks(50).map(|piece| std::str::from_utf8(piece).unwrap()).collect();
        equals_whole(&redacting(), format, &answer(format, &pieces));
    }
}

#[test]
fn trap_state_leaks_across_streams() {
    let rails = redacting();
    let input = rails.validate_input("").unwrap();
    for format in FORMATS {
        let begin = || rails.output_stream(&input).unwrap().events(format);
        let (mut one, mut two) = (begin(), begin());
        let first = answer(format, &["-----BEGIN PRIVATE KEY-----\nMIIE", " and bo"]);
        let second = answer(format, &["b@example", ".com is fine"]);
        for at in (0..first.len().max(second.len())).step_by(16) {
            for (stream, all) in [(&mut one, &first), (&mut two, &second)] {
                let piece = all.as_bytes().get(at..(at + 16).min(all.len())).unwrap_or_default();
                drop(stream.push(piece).into_result().unwrap());
            }
        }
        let closed = one.finish().into_parts().1.unwrap();
        assert!(!closed.text().contains("MIIE") && !closed.text().contains("bo"));
        let output = two.finish().into_parts().1.unwrap();
        assert_eq!(output.text(), "[EMAIL] is fine");
    }
}

#[test]
fn trap_the_replay_of_a_cached_answer_is_broken() {
    let arguments = Channel::new(0, ChannelKind::ToolArguments(0));
    for format in FORMATS {
        let channels = vec![
            (Channel::new(0, ChannelKind::Reasoning), "It was May. 😀\n\n".to_owned()),
            (Channel::TEXT, "data: [DONE]\n\nnot yet \u{2028}\r\n".to_owned()),
            (arguments, "{\"a\":\"\\\"\"}".to_owned()),
        ];
        let kept = CachedAnswer::new("small-1", channels);
        let mut writer = EventWriter::new(format, "cached-7");
        let mut bytes = Vec::new();
        let mut put = |event: Event| writer.push(&event, &mut bytes).unwrap();
        put(Event::Model(kept.model().to_owned()));
        for (channel, text) in kept.channels() {
            if *channel == arguments {
                put(Event::ToolCall { channel: arguments, id: "c".into(), name: "f".into() });
            }
            put(Event::Delta { channel: *channel, text: text.clone() });
        }
        put(Event::Finish { choice: 0, reason: kept.finish() });
        put(Event::Done);
        let events = read(format, std::str::from_utf8(&bytes).unwrap());
        let expected = kept.channels().iter().cloned().collect();
        assert_eq!(texts(&events), expected, "{format:?}");
        assert_eq!(events.last(), Some(&Event::Done));
        let finishes = events.iter().filter(|event| matches!(event, Event::Finish { .. })).count();
        assert_eq!(finishes, 1);
    }
}
