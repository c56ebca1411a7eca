//! Palisade beside what its users would pick instead, on the same texts in the same run.
//!
//! ```sh
//! cd benches/peers
//! cargo run --release                          # prints the tables, writes peers.svg
//! cargo run --release --features vectorscan    # with Hyperscan, where the system has it
//! cargo run --release -- --quick               # shows that it works, writes nothing
//! ```
//!
//! # What is measured
//!
//! *Inputs.* A pass over about 8 KB of English, of mixed scripts, and of English with an address,
//! a number or a key about every half kilobyte; the texts of the crate's own benches. Everything
//! that can be made beforehand is made beforehand (guards, compiled patterns, requests, vaults).
//! The passes take turns, round by round, so that a slow moment of the machine meets all of
//! them, and the median of the rounds is printed, with the ratio to Palisade's default chain.
//!
//! - Palisade: each guard alone, then the default input chain, by `validate_input`, which also
//!   decides and redacts.
//! - Matchers without a guard around them, over the patterns that the peers publish: all of
//!   cerberust (two hundred of gitleaks' rules among them) and the injection rules of guardrail-rs.
//!   One by one (`find_iter` of each), as one `RegexSet`, and one pass of an aho-corasick DFA
//!   over the literals that these patterns demand, without a look at the rest of the pattern.
//! - cerberust: `PiiScanner`, `SecretScanner`, and both in a `ScannerStack`. It has no rules
//!   against injection without a model.
//! - llm-guard: `PiiPatterns`, `Secrets`, the substrings against injection, the same inside
//!   `Deobfuscate`, and all of them in a `Pipeline`. It reports and does not redact.
//! - guardrail-rs: `PiiRedactor`, `RegexInjectionScanner`, and both. It has no scanner of secrets
//!   but two kinds of keys in the redactor.
//!
//! The texts are a few sentences over and over, so that what a lazy automaton has built stays
//! in use: `RegexSet` does worse on texts that vary. It tells which patterns match, not where.
//!
//! The peers are built as their documentation shows, with their defaults. They do not look for
//! the same things: the last column counts what each finds in the text with hits, whatever it
//! is, findings of one place by two rules twice.
//!
//! *Streams.* An answer in chunks of four bytes, through the output guards for personal data and
//! secrets (guardrail-rs: personal data alone). Held bytes are what was pushed and not yet
//! released, on English without hits. Differences are counted over random texts, glued from
//! pieces of what such guards look for and cut at random: how often the released bytes are not
//! those of the whole text. The names of cerberust's placeholders are made equal before they are
//! compared. Last, an unterminated private key, in chunks of four bytes.
//!
//! *Disguises.* The fixtures and mutators of `palisade::redteam`, one by one: an address, a card
//! number, a key or an attack in a plain sentence. Of those that a crate finds undisguised, how
//! many it still finds, and of how many it gives or redacts just the disguised value. llm-guard's
//! scanners run by themselves and inside `Deobfuscate`. Scanners that report a disguise whatever
//! is in it are left out, Palisade's own too.

mod disguises;
mod glued;
mod inputs;
mod matchers;
mod measure;
mod streams;
mod svg;
mod versions;

#[path = "../../shared/rails.rs"]
mod rails;
#[path = "../../shared/texts.rs"]
mod texts;

use std::process::ExitCode;

use measure::Effort;

fn main() -> ExitCode {
    let effort = match std::env::args().nth(1).as_deref() {
        None => Effort::FULL,
        Some("--quick") => Effort::QUICK,
        Some(other) => {
            eprintln!("peers: {other} is not known\n\nusage: peers [--quick]");
            return ExitCode::from(2);
        }
    };
    versions::print();
    let inputs = inputs::table(effort);
    let streams = streams::table(effort);
    disguises::table();
    if !effort.is_worth_drawing {
        return ExitCode::SUCCESS;
    }
    let drawn = svg::draw(&inputs, &streams);
    match std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/peers.svg"), drawn) {
        Ok(()) => {
            println!("\nbenches/peers/peers.svg is written.");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("peers: peers.svg cannot be written: {error}");
            ExitCode::FAILURE
        }
    }
}
