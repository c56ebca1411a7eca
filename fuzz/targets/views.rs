//! Values under disguises, glued and cut: the stream equals the whole, spans lie on characters, and
//! what is found is gone when it is replaced.
#![no_main]

use std::sync::LazyLock;

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use palisade::redteam::Mutator;
use palisade::{BannedTerms, Guardrails, LocalGuardrails, Pii, Secrets, Urls};

#[derive(Arbitrary, Debug)]
struct Disguised {
    pieces: Vec<Piece>,
    cuts: Vec<u16>,
}

#[derive(Arbitrary, Debug)]
enum Piece {
    Value { number: u8, mutators: [u8; 2], seed: u64, twice: bool },
    Text(String),
}

const VALUES: &[&str] = &[
    "jo@example.com",
    "4111 1111 1111 1111",
    "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
    "https://evil.net/x",
    "project bluebird",
    "-----BEGIN RSA PRIVATE KEY-----",
    " ",
    "the quick brown fox",
];

static RAILS: LazyLock<LocalGuardrails> = LazyLock::new(|| {
    Guardrails::builder()
        .output(Pii::redact())
        .output(Secrets::redact())
        .output(Urls::allow(["example.com"]))
        .output(BannedTerms::new(["project bluebird"]).redact())
        .dangerous()
        .without_input_guards()
        .build_local()
        .expect("a policy")
});

fuzz_target!(|disguised: Disguised| {
    let mut text = String::new();
    for piece in disguised.pieces.iter().take(12) {
        match piece {
            Piece::Text(plain) => text.push_str(plain),
            Piece::Value { number, mutators, seed, twice } => {
                let value = VALUES[usize::from(*number) % VALUES.len()];
                let mutator =
                    |nth: usize| Mutator::ALL[usize::from(mutators[nth]) % Mutator::ALL.len()];
                let once = mutator(0).apply(value, *seed);
                text.push_str(&if *twice { mutator(1).apply(&once, *seed) } else { once });
            }
        }
        if text.len() > 4096 {
            return;
        }
    }
    let input = RAILS.validate_input("").expect("no input guards");
    let whole = RAILS.validate_output(&input, &text).expect("nothing blocks");
    let mut cuts: Vec<usize> =
        disguised.cuts.iter().map(|cut| usize::from(*cut) % (text.len() + 1)).collect();
    cuts.retain(|cut| text.is_char_boundary(*cut));
    cuts.sort_unstable();
    let every: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    for cuts in [cuts, every] {
        let mut stream = RAILS.output_stream(&input).expect("a stream");
        let (mut sent, mut from) = (String::new(), 0);
        for to in cuts.into_iter().chain([text.len()]) {
            sent += &stream.push(&text[from..to]).into_result().expect("nothing blocks");
            from = to;
        }
        let finished = stream.finish().expect("nothing blocks");
        sent += finished.rest();
        assert_eq!(sent, whole.text());
        assert_eq!(finished.output().findings(), whole.findings());
    }
    for finding in whole.findings() {
        assert!(finding.span().of(&text).is_some_and(|found| !found.is_empty()));
    }
});
