//! The policies that the benches measure.
#![allow(dead_code, unreachable_pub, reason = "each takes what it needs")]

use palisade::{
    BannedTerms, ControlCharacters, Disguise, Guardrails, GuardrailsBuilder, Injection, Length,
    LocalGuardrails, Pattern, Pii, Secrets, Urls,
};

/// Each guard alone on the way in, and the default chain.
pub fn inputs() -> Vec<(&'static str, LocalGuardrails)> {
    let alone = || Guardrails::builder();
    let named = [
        ("Length", alone().input(Length::max_chars(1 << 30))),
        ("ControlCharacters", alone().input(ControlCharacters::remove())),
        ("Disguise", alone().input(Disguise::flag())),
        ("Injection", alone().input(Injection::default())),
        ("Pii", alone().input(Pii::redact())),
        ("Pii, all countries", alone().input(Pii::redact().countries(["all"]))),
        ("Secrets", alone().input(Secrets::redact())),
        ("BannedTerms", alone().input(BannedTerms::new(["project bluebird", "acme sunset"]))),
        ("Urls", alone().input(Urls::allow(["example.com"]))),
        ("Pattern", alone().input(Pattern::new("employee", r"\bEMP-[0-9]{6}\b"))),
        ("default chain", default_chain()),
    ];
    named.into_iter().map(|(name, builder)| (name, built(builder))).collect()
}

/// The chain of the chat preset, without its limit of length.
pub fn default_chain() -> GuardrailsBuilder {
    Guardrails::builder()
        .input(ControlCharacters::remove())
        .input(Injection::default())
        .input(Pii::redact())
        .input(Secrets::redact())
        .output(ControlCharacters::remove())
        .output(Pii::redact())
        .output(Secrets::redact())
}

/// A policy that must be right.
pub fn built(builder: GuardrailsBuilder) -> LocalGuardrails {
    match builder.build_local() {
        Ok(rails) => rails,
        Err(mistakes) => panic!("the policy of a bench is wrong: {mistakes}"),
    }
}
