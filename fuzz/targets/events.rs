//! Any cut of any stream of events gives what the whole gives, its text is that of the whole
//! answer, and nothing of a redacted value goes out.
#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use palisade::{
    Channel, ChannelKind, Event, EventFormat, EventReader, EventWriter, FinishReason, Guardrails,
    LocalGuardrails, Pii, Secrets, Unknown, Usage,
};

#[derive(Arbitrary, Debug)]
struct Case {
    format: u8,
    pieces: Vec<(Kind, String)>,
    /// Behind which piece the value stands, and where it is cut.
    planted: (u8, u8),
    cuts: Vec<u16>,
    /// Bytes put into the stream, and where.
    noise: Option<(u16, Vec<u8>)>,
    passes: bool,
}

#[derive(Arbitrary, Clone, Copy, Debug, PartialEq)]
enum Kind {
    Text,
    Reasoning,
    Tool,
}

const PLANTED: &str = " quixotic.zebra@example.com ";

fn rails() -> LocalGuardrails {
    let builder = Guardrails::builder().output(Pii::redact()).output(Secrets::redact());
    builder.dangerous().without_input_guards().build_local().expect("a policy without mistakes")
}

fuzz_target!(|case: Case| {
    thread_local!(static RAILS: LocalGuardrails = rails());
    RAILS.with(|rails| check(rails, &case));
});

fn check(rails: &LocalGuardrails, case: &Case) {
    let format = match case.format % 3 {
        0 => EventFormat::OpenAiChat,
        1 => EventFormat::OpenAiResponses,
        _ => EventFormat::AnthropicMessages,
    };
    let (mut bytes, text) = written(format, case);
    if let Some((at, noise)) = &case.noise {
        let at = usize::from(*at) % (bytes.len() + 1);
        bytes.splice(at..at, noise.iter().copied());
    }
    let whole = guarded(rails, format, case, &bytes, &[]);
    assert_eq!(guarded(rails, format, case, &bytes, &case.cuts), whole);
    let single: Vec<u16> = (0..bytes.len().min(4_000)).map(|at| at as u16).collect();
    assert_eq!(guarded(rails, format, case, &bytes, &single), whole);
    if case.noise.is_some() {
        return;
    }
    assert_eq!(whole.1, None, "what the writer makes is understood");
    let sent = String::from_utf8(whole.0).expect("text");
    assert!(!sent.contains("quixotic") && !sent.contains("zebra@"), "{sent}");
    let input = rails.validate_input("").expect("no input guards");
    let expected = rails.validate_output(&input, text).expect("nothing blocks");
    assert_eq!(read(format, sent.as_bytes()), expected.text());
}

/// The bytes of a stream, and the text of its answer.
fn written(format: EventFormat, case: &Case) -> (Vec<u8>, String) {
    let (mut writer, mut bytes, mut text) =
        (EventWriter::new(format, "made-1"), Vec::new(), String::new());
    let mut calls = 0;
    let mut put = |event: Event| drop(writer.push(&event, &mut bytes));
    let mut say = |put: &mut dyn FnMut(Event), piece: &str| {
        text += piece;
        put(Event::text(piece));
    };
    // The answer's text is told before what stands apart from it.
    let texts: Vec<_> = case.pieces.iter().filter(|(kind, _)| *kind == Kind::Text).collect();
    let (place, cut) = (usize::from(case.planted.0), usize::from(case.planted.1));
    for at in 0..=texts.len() {
        if at == place % (texts.len() + 1) {
            let (head, tail) = PLANTED.split_at(cut % PLANTED.len());
            say(&mut put, head);
            say(&mut put, tail);
        }
        if let Some((_, piece)) = texts.get(at) {
            say(&mut put, piece);
        }
    }
    for (kind, piece) in &case.pieces {
        let text = piece.clone();
        match kind {
            Kind::Text => {}
            // One that stands where the format has no place for it is refused by the writer.
            Kind::Reasoning => {
                put(Event::Delta { channel: Channel::new(0, ChannelKind::Reasoning), text });
            }
            Kind::Tool => {
                let channel = Channel::new(0, ChannelKind::ToolArguments(calls));
                calls += 1;
                put(Event::ToolCall { channel, id: "call".into(), name: "tool".into() });
                put(Event::Delta { channel, text });
            }
        }
    }
    put(Event::Finish { choice: 0, reason: FinishReason::Stop });
    put(Event::Usage(Usage::new(3, 4)));
    put(Event::Done);
    (bytes, text)
}

/// What goes out, and the error where there is one.
fn guarded(
    rails: &LocalGuardrails,
    format: EventFormat,
    case: &Case,
    bytes: &[u8],
    cuts: &[u16],
) -> (Vec<u8>, Option<String>) {
    let input = rails.validate_input("").expect("no input guards");
    let mut stream = rails.output_stream(&input).expect("guards").events(format);
    if case.passes {
        stream = stream.dangerous().unknown(Unknown::PassThrough);
    }
    let mut cuts: Vec<usize> =
        cuts.iter().map(|cut| usize::from(*cut) % (bytes.len() + 1)).collect();
    cuts.sort_unstable();
    cuts.push(bytes.len());
    let (mut sent, mut from) = (Vec::new(), 0);
    for to in cuts {
        let (out, error) = stream.push(&bytes[from..to]).into_parts();
        sent.extend(out);
        if let Some(error) = error {
            return (sent, Some(error.to_string()));
        }
        from = to;
    }
    let (rest, result) = stream.finish().into_parts();
    sent.extend(rest);
    (sent, result.err().map(|error| error.to_string()))
}

/// The text of the answer as a reader of the stream sees it.
fn read(format: EventFormat, bytes: &[u8]) -> String {
    let (mut reader, mut events) = (EventReader::new(format), Vec::new());
    reader.push(bytes, &mut events).expect("a stream that can be read");
    assert!(reader.is_complete());
    let texts = events.into_iter().filter_map(|event| match event {
        Event::Delta { channel: Channel::TEXT, text } => Some(text),
        _ => None,
    });
    texts.collect()
}
