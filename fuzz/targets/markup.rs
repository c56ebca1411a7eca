//! Places of any text are in order, of whole characters and never empty; disguises are found the
//! same in any two pieces as in the whole.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use palisade::{Disguise, Guardrails, LocalGuardrails, markup};

static RAILS: LazyLock<LocalGuardrails> = LazyLock::new(|| {
    Guardrails::builder()
        .output(Disguise::redact())
        .dangerous()
        .without_input_guards()
        .build_local()
        .expect("the policy of the fuzzer")
});

fuzz_target!(|case: (u16, &str)| {
    let (cut, text) = case;
    let mut last = 0;
    for place in markup(text) {
        assert!(place.span().start() >= last);
        assert!(place.span().of(text).is_some_and(|content| !content.is_empty()));
        last = place.span().start();
    }
    let mut cut = usize::from(cut) % (text.len() + 1);
    while !text.is_char_boundary(cut) {
        cut -= 1;
    }
    let input = RAILS.validate_input("").expect("no input guards");
    let whole = RAILS.validate_output(&input, text).expect("nothing blocks");
    let mut stream = RAILS.output_stream(&input).expect("a stream");
    let mut sent = stream.push(&text[..cut]).into_result().expect("nothing blocks");
    sent += &stream.push(&text[cut..]).into_result().expect("nothing blocks");
    let finished = stream.finish().expect("nothing blocks");
    sent += finished.rest();
    assert_eq!(whole.text(), sent);
    assert_eq!(whole.findings(), finished.output().findings());
});
