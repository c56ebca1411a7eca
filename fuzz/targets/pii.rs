//! Personal data with the numbers of all countries: any chunking finds what the whole finds, spans
//! lie on characters, and what was redacted has nothing more to redact.
#![no_main]

use std::sync::LazyLock;

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use palisade::{Guardrails, LocalGuardrails, Pii, PiiType, Response, Threshold};

/// Pieces of text, so that the fuzzer finds what the guard looks for.
#[derive(Arbitrary, Debug)]
enum Piece {
    Text(String),
    Known(u8),
    Digits(u64),
    Cut,
}

const KNOWN: &[&str] = &[
    "jo@example.com",
    "\"jo\"@example.com",
    "4111 1111 1111 1111",
    "DE89 3704 0044 0532 0130 00",
    "078-05-1121",
    "+1 415 555 2671",
    "203.0.113.77",
    "2001:db8::7334:1",
    "00:1A:2B:3C:4D:5E",
    "https://jo:pw@example.com/x",
    "www.example.com",
    "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2",
    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
    "490154203237518",
    "WVWZZZ1JZ3W386752",
    "DEUTDEFF500",
    "12 March 1984",
    "March 12, 1984",
    "12 Linden Drive, Boston, MA 02108",
    "Lindenstrasse 12, 10115 Berlin",
    "912803456",
    "911-70-1234",
    "AB123456C",
    "86 095 742 719",
    "IMEI: ",
    "BIC: ",
    "VIN ",
    "born on ",
    "passport ",
    "tax id ",
    "phone ",
    " office",
    "\u{200b}",
    "１",
    " ",
    "-",
    ".",
    "/",
    "[",
    "]",
];

static REDACTING: LazyLock<LocalGuardrails> = LazyLock::new(|| {
    let pii = Pii::redact()
        .countries(["all"])
        .threshold(Threshold::LOW)
        .respond(PiiType::Url, Response::REDACT);
    Guardrails::builder()
        .output(pii)
        .dangerous()
        .without_input_guards()
        .build_local()
        .expect("the policy of the fuzzer")
});

fuzz_target!(|pieces: Vec<Piece>| {
    let input = REDACTING.validate_input("").expect("no input guards");
    let mut stream = REDACTING.output_stream(&input).expect("a stream");
    let (mut text, mut sent, mut chunk) = (String::new(), String::new(), String::new());
    for piece in &pieces {
        match piece {
            Piece::Text(piece) => chunk.push_str(piece),
            Piece::Known(known) => chunk.push_str(KNOWN[usize::from(*known) % KNOWN.len()]),
            Piece::Digits(digits) => chunk.push_str(&digits.to_string()),
            Piece::Cut => {
                sent += &stream.push(&chunk).into_result().expect("nothing blocks");
                text += &std::mem::take(&mut chunk);
            }
        }
    }
    sent += &stream.push(&chunk).into_result().expect("nothing blocks");
    text += &chunk;
    let finished = stream.finish().expect("nothing blocks");
    sent += finished.rest();
    let whole = REDACTING.validate_output(&input, &text).expect("nothing blocks");
    assert_eq!(whole.text(), sent);
    assert_eq!(whole.findings(), finished.output().findings());
    for finding in whole.findings() {
        assert!(finding.span().of(&text).is_some_and(|found| !found.is_empty()));
    }
});
