//! Secrets in any text: the same in chunks as in the whole, on characters, and redacted once for
//! all.
#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use palisade::{Guardrails, LocalGuardrails, Secrets};

use std::sync::LazyLock;

#[derive(Arbitrary, Debug)]
enum Piece {
    Keyword { rule: u16, keyword: u8 },
    Text(String),
    Run { byte: u8, count: u8 },
    Sign(u8),
}

static RAILS: LazyLock<LocalGuardrails> = LazyLock::new(|| {
    let builder = Guardrails::builder().output(Secrets::redact());
    builder.dangerous().without_input_guards().build_local().expect("a policy")
});

const SIGNS: &[&str] = &[
    "=",
    ":",
    ": ",
    " = \"",
    "\"",
    "'",
    "\n",
    " ",
    ".",
    "-",
    "_",
    "://a:",
    "@",
    "[",
    "]",
    "\\n",
    "token ",
    "password=",
    "Bearer ",
    "-----BEGIN RSA PRIVATE KEY-----",
    "-----END ",
    "eyJ",
    "legal winner thank year wave sausage worth useful legal winner thank yellow",
    "abandon ",
    "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6",
    "0123456789abcdef0123456789abcdef",
    "\u{200b}",
    "é",
];

fn text(pieces: &[Piece]) -> String {
    let rules: Vec<_> = Secrets::rules().collect();
    let mut text = String::new();
    for piece in pieces {
        match piece {
            Piece::Keyword { rule, keyword } => {
                let rule = rules[usize::from(*rule) % rules.len()];
                let count = rule.keywords().count().max(1);
                text.extend(rule.keywords().nth(usize::from(*keyword) % count));
            }
            Piece::Text(piece) => text.push_str(piece),
            Piece::Run { byte, count } => {
                for nth in 0..*count {
                    let byte = byte.wrapping_mul(nth.wrapping_add(31)) % 62;
                    text.push(char::from(match byte {
                        0..10 => b'0' + byte,
                        10..36 => b'a' + byte - 10,
                        _ => b'A' + byte - 36,
                    }));
                }
            }
            Piece::Sign(sign) => text.push_str(SIGNS[usize::from(*sign) % SIGNS.len()]),
        }
    }
    text
}

fuzz_target!(|case: (Vec<Piece>, Vec<u8>)| {
    let (pieces, cuts) = case;
    let text = text(&pieces);
    let input = RAILS.validate_input("").expect("no input guards");
    let whole = RAILS.validate_output(&input, &text).expect("nothing blocks");
    for finding in whole.findings() {
        assert!(finding.span().of(&text).is_some_and(|found| !found.is_empty()));
    }
    let mut stream = RAILS.output_stream(&input).expect("a stream");
    let (mut sent, mut rest) = (String::new(), text.as_str());
    for cut in &cuts {
        let mut at = usize::from(*cut).min(rest.len());
        while !rest.is_char_boundary(at) {
            at -= 1;
        }
        let (chunk, behind) = rest.split_at(at);
        sent += &stream.push(chunk).into_result().expect("nothing blocks");
        rest = behind;
    }
    sent += &stream.push(rest).into_result().expect("nothing blocks");
    let finished = stream.finish().expect("nothing blocks");
    sent += finished.rest();
    assert_eq!(whole.text(), sent);
    assert_eq!(whole.findings(), finished.output().findings());
    let again = RAILS.validate_output(&input, whole.text()).expect("nothing blocks");
    assert_eq!(again.text(), whole.text());
});
