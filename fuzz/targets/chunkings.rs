//! Any chunking of any answer gives what the whole gives, inspecting finds the same, and redacting
//! again what the guards of the crate have redacted by rules of their own changes nothing.
#![no_main]

use std::sync::LazyLock;

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use palisade::{
    BannedTerms, ControlCharacters, Guardrails, Length, LocalGuardrails, Pattern, Pii, Response,
    Secrets, Urls, Whole,
};

/// Pieces of text, so that the fuzzer finds what guards look for.
#[derive(Arbitrary, Debug)]
enum Piece {
    Text(String),
    Known(u8),
    Cut,
}

const KNOWN: &[&str] = &[
    "jo@example.com",
    "4111 1111 1111 1111",
    "4111111111111111",
    "078-05-1121",
    "+1 415 555 2671",
    "DE89 3704 0044 0532 0130 00",
    "203.0.113.77",
    "2001:db8::7334:1",
    "AKIAIOSFODNN7EXAMPLA",
    "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
    "-----BEGIN RSA PRIVATE KEY-----",
    "-----END RSA PRIVATE KEY-----",
    "password = \"hunter2hunter2A9\"",
    "https://evil.net/x?q=",
    "https://example.com/",
    "\u{200b}",
    "\u{301}",
    "\u{e0041}",
    " ",
    ".",
    "-",
    "@",
    "1",
    "a",
    "project bluebird",
    "EMP-123456",
    "xK9pQz4mWv7TrB2n",
    "\n",
    "=",
    "\"",
    "[CARD]",
];

/// Every output guard that redacts.
static REDACTING: LazyLock<LocalGuardrails> = LazyLock::new(|| {
    Guardrails::builder()
        .output(ControlCharacters::remove())
        .output(Pii::redact())
        .output(Secrets::redact())
        .output(Urls::allow(["example.com"]))
        .output(BannedTerms::new(["project bluebird"]).redact())
        .output(BannedTerms::new(["xK9pQz4mWv7TrB2n"]).anywhere().redact())
        .output(
            Pattern::new("employee", "EMP-[0-9]{6}").label("EMPLOYEE").respond(Response::REDACT),
        )
        .dangerous()
        .without_input_guards()
        .build_local()
        .expect("the policy of the fuzzer")
});

/// Redaction of personal data, and beside it every output guard that only observes, those that
/// would refuse among them.
static OBSERVING: LazyLock<LocalGuardrails> = LazyLock::new(|| {
    Guardrails::builder()
        .output(Pii::redact())
        .observe_output(ControlCharacters::block())
        .observe_output(Secrets::block())
        .observe_output(Urls::allow(["example.com"]).respond(Response::BLOCK))
        .observe_output(BannedTerms::new(["project bluebird"]))
        .observe_output(BannedTerms::new(["xK9pQz4mWv7TrB2n"]).anywhere())
        .observe_output(Pattern::new("employee", "EMP-[0-9]{6}").block())
        .observe_output(Length::max_chars(40))
        .observe_output(Whole::new(Pii::block()))
        .dangerous()
        .without_input_guards()
        .build_local()
        .expect("the policy of the fuzzer")
});

/// The guards that decide by rules of their own. What an operator's pattern takes out may stand in
/// the middle of a word, so that what is left of it ends there.
static BUILT_IN: LazyLock<LocalGuardrails> = LazyLock::new(|| {
    Guardrails::builder()
        .output(ControlCharacters::remove())
        .output(Pii::redact())
        .output(Secrets::redact())
        .output(Urls::allow(["example.com"]))
        .output(BannedTerms::new(["project bluebird"]).redact())
        .dangerous()
        .without_input_guards()
        .build_local()
        .expect("the policy of the fuzzer")
});

fuzz_target!(|pieces: Vec<Piece>| {
    equals_the_whole(&REDACTING, &pieces);
    changes_nothing_again(&BUILT_IN, &pieces);
    equals_the_whole(&OBSERVING, &pieces);
});

fn equals_the_whole(rails: &LocalGuardrails, pieces: &[Piece]) {
    let input = rails.validate_input("").expect("no input guards");
    let mut stream = rails.output_stream(&input).expect("a stream");
    let (mut text, mut sent, mut chunk) = (String::new(), String::new(), String::new());
    for piece in pieces {
        match piece {
            Piece::Text(piece) => chunk.push_str(piece),
            Piece::Known(known) => chunk.push_str(KNOWN[usize::from(*known) % KNOWN.len()]),
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

    let whole = rails.validate_output(&input, &text).expect("nothing blocks");
    assert_eq!(whole.text(), sent);
    assert_eq!(whole.findings(), finished.output().findings());
    let inspected = rails.inspect_output(text.as_str()).expect("nothing fails");
    assert_eq!(inspected.findings(), whole.findings());
    for finding in whole.findings() {
        assert!(finding.span().of(&text).is_some());
    }
}

fn changes_nothing_again(rails: &LocalGuardrails, pieces: &[Piece]) {
    let input = rails.validate_input("").expect("no input guards");
    let mut text = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(piece) => text.push_str(piece),
            Piece::Known(known) => text.push_str(KNOWN[usize::from(*known) % KNOWN.len()]),
            Piece::Cut => {}
        }
    }
    let once = rails.validate_output(&input, &text).expect("nothing blocks");
    let again = rails.validate_output(&input, once.text()).expect("nothing blocks");
    assert_eq!(again.text(), once.text());
}
