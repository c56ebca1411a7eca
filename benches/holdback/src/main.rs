//! How much of a clean answer is held back, and what a push costs, where the answer is cut like a
//! model's tokens (the o200k vocabulary).
//!
//! `cd benches/holdback && cargo run --release [-- FILE...]`; a FILE is JSON lines with a field
//! `text`, of which the rows without findings are measured.

#[path = "../../shared/corpora.rs"]
mod corpora;

use std::alloc::System;
use std::time::Instant;

use palisade::{
    BannedTerms, Channel, ControlCharacters, Guardrails, GuardrailsBuilder, LocalGuardrails, Pii,
    Secrets, Urls,
};
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

const BYTES: usize = 48 << 10;
const ROUNDS: usize = 9;

fn main() {
    let mut corpora: Vec<(String, Vec<String>)> = vec![
        ("prose".to_owned(), vec![corpora::prose(BYTES)]),
        ("code".to_owned(), vec![corpora::code(BYTES)]),
        ("JSON".to_owned(), vec![corpora::json(BYTES)]),
        ("Markdown".to_owned(), vec![corpora::markdown(BYTES)]),
    ];
    for file in std::env::args().skip(1) {
        match std::fs::read(&file) {
            Ok(lines) => {
                let name = std::path::Path::new(&file).file_name().unwrap_or_default();
                corpora.push((name.to_string_lossy().into_owned(), rows(&lines)));
            }
            Err(error) => eprintln!("{file}: {error}"),
        }
    }
    for (chain, rails) in chains() {
        println!("Chain: {chain}.\n");
        println!(
            "| corpus | KB | tokens | held bytes p50 / p99 / p100 | delay in tokens p50 / p99 / p100 | µs a token | µs a push of 4 bytes | allocations a push beyond what is released, mean / pushes without |"
        );
        println!("|---|---|---|---|---|---|---|---|");
        for (name, texts) in &corpora {
            measure(&rails, name, texts);
        }
        println!();
    }
}

fn chains() -> Vec<(&'static str, LocalGuardrails)> {
    let built = |builder: GuardrailsBuilder| {
        builder.dangerous().without_input_guards().build_local().expect("the policy of a bench")
    };
    let goal = Guardrails::builder()
        .output(Pii::redact())
        .output(Secrets::redact())
        .output(Urls::allow(["example.com"]))
        .output(BannedTerms::new(["project bluebird"]).redact())
        .output(
            BannedTerms::new(["xK9pQz4mWv7TrB2n", "c4n4ry-81f3e0d2", "q7Lw2ZsN0aYt"])
                .anywhere()
                .redact(),
        );
    let default = Guardrails::builder()
        .output(ControlCharacters::remove())
        .output(Pii::redact())
        .output(Secrets::redact());
    let mut chains = vec![
        (
            "Pii + Secrets + Urls + BannedTerms (a name) + BannedTerms (three canaries anywhere)",
            built(goal),
        ),
        ("default output: ControlCharacters + Pii + Secrets", built(default)),
    ];
    let alone: [(&str, GuardrailsBuilder); 6] = [
        ("Pii alone", Guardrails::builder().output(Pii::redact())),
        ("Secrets alone", Guardrails::builder().output(Secrets::redact())),
        ("Urls alone", Guardrails::builder().output(Urls::allow(["example.com"]))),
        (
            "BannedTerms (a name) alone",
            Guardrails::builder().output(BannedTerms::new(["project bluebird"]).redact()),
        ),
        (
            "BannedTerms (three canaries anywhere) alone",
            Guardrails::builder().output(
                BannedTerms::new(["xK9pQz4mWv7TrB2n", "c4n4ry-81f3e0d2", "q7Lw2ZsN0aYt"])
                    .anywhere()
                    .redact(),
            ),
        ),
        ("ControlCharacters alone", Guardrails::builder().output(ControlCharacters::remove())),
    ];
    chains.extend(alone.map(|(name, builder)| (name, built(builder))));
    chains
}

/// The texts of JSON lines.
fn rows(lines: &[u8]) -> Vec<String> {
    let objects = lines
        .split(|byte| *byte == b'\n')
        .filter_map(|line| serde_json::from_slice::<serde_json::Value>(line).ok());
    objects.filter_map(|object| object.get("text")?.as_str().map(str::to_owned)).collect()
}

#[derive(Default)]
struct Figures {
    tokens: usize,
    held: Vec<usize>,
    delays: Vec<usize>,
    extra: usize,
    without: usize,
}

fn measure(rails: &LocalGuardrails, name: &str, texts: &[String]) {
    let is_clean = |text: &&String| {
        rails.inspect_output(text.as_str()).is_ok_and(|said| said.findings().is_empty())
    };
    let clean: Vec<&String> = texts.iter().filter(is_clean).collect();
    let answers: Vec<(&str, Vec<usize>)> =
        clean.iter().map(|text| (text.as_str(), token_ends(text))).collect();
    let mut figures = Figures::default();
    for (text, ends) in &answers {
        count(rails, text, ends, &mut figures);
    }
    let by_token = time(rails, &answers);
    let fours: Vec<(&str, Vec<usize>)> = clean
        .iter()
        .map(|text| {
            (text.as_str(), (1..=text.len().div_ceil(4)).map(|n| (4 * n).min(text.len())).collect())
        })
        .collect();
    let by_four = time(rails, &fours);
    let Figures { tokens, mut held, mut delays, extra, without } = figures;
    held.sort_unstable();
    delays.sort_unstable();
    let kb = clean.iter().map(|text| text.len()).sum::<usize>() / 1024;
    let of = if clean.len() == texts.len() {
        String::new()
    } else {
        format!(" ({} of {} rows)", clean.len(), texts.len())
    };
    println!(
        "| {name}{of} | {kb} | {tokens} | {} | {} | {by_token:.2} | {by_four:.2} | {:.2} / {:.1} % |",
        shares(&held),
        shares(&delays),
        extra as f64 / tokens.max(1) as f64,
        without as f64 * 100.0 / tokens.max(1) as f64,
    );
}

/// Where each token of the vocabulary ends, in bytes; it may be inside a character.
fn token_ends(text: &str) -> Vec<usize> {
    let tokenizer = bpe_openai::o200k_base();
    let mut end = 0;
    let tokens = tokenizer.encode(text).into_iter();
    tokens
        .map(|token| {
            end += tokenizer.bpe.token_len(token);
            end
        })
        .collect()
}

/// One answer: what is held after each push, when each token was out, what was allocated.
fn count(rails: &LocalGuardrails, text: &str, ends: &[usize], figures: &mut Figures) {
    let input = rails.validate_input("").expect("no input guards");
    let mut stream = rails.output_stream(&input).expect("a stream");
    let (mut from, mut released, mut out) = (0, 0, 0);
    for (number, end) in ends.iter().enumerate() {
        let before = ALLOCATOR.stats();
        // A token that ends inside a character can only be pushed as bytes, which are copied.
        let pushed = match text.get(from..*end) {
            Some(chunk) => stream.push(chunk),
            None => stream.push_bytes(Channel::TEXT, &text.as_bytes()[from..*end]),
        };
        let after = ALLOCATOR.stats();
        let made =
            after.allocations + after.reallocations - before.allocations - before.reallocations;
        let extra = made - made.min(usize::from(!pushed.released().is_empty()));
        assert!(pushed.error().is_none(), "a clean text passes");
        released += pushed.released().len();
        figures.tokens += 1;
        figures.extra += extra;
        figures.without += usize::from(extra == 0);
        figures.held.push(end - released);
        from = *end;
        while ends.get(out).is_some_and(|end| *end <= released) {
            figures.delays.push(number - out);
            out += 1;
        }
    }
    // What comes at the end comes one token after the last.
    figures.delays.extend((out..ends.len()).map(|token| ends.len() - token));
}

/// Microseconds a push, the median of some rounds, ends included.
fn time(rails: &LocalGuardrails, answers: &[(&str, Vec<usize>)]) -> f64 {
    let input = rails.validate_input("").expect("no input guards");
    let pushes: usize = answers.iter().map(|(_, ends)| ends.len()).sum();
    let mut times: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let begun = Instant::now();
            for (text, ends) in answers {
                let mut stream = rails.output_stream(&input).expect("a stream");
                let mut from = 0;
                for end in ends {
                    let pushed = match text.get(from..*end) {
                        Some(chunk) => stream.push(chunk),
                        None => stream.push_bytes(Channel::TEXT, &text.as_bytes()[from..*end]),
                    };
                    from = *end;
                    assert!(pushed.error().is_none(), "a clean text passes");
                }
                assert!(stream.finish().is_ok());
            }
            begun.elapsed().as_secs_f64() * 1e6 / pushes.max(1) as f64
        })
        .collect();
    times.sort_unstable_by(f64::total_cmp);
    times[times.len() / 2]
}

fn shares(sorted: &[usize]) -> String {
    let at = |share: f64| sorted.get(((sorted.len().saturating_sub(1)) as f64 * share) as usize);
    let shown = [0.5, 0.99, 1.0].map(|share| at(share).map_or("-".to_owned(), ToString::to_string));
    shown.join(" / ")
}
