//! How many of the labelled secrets are found, how many near misses stay quiet, and what is found
//! in clean text.
//!
//! `cargo run --release --example evaluate_secrets -- DATA_DIR [--misses|--spans]`
//!
//! Reads `secrets/*.jsonl` and `injection/train/*_documents.jsonl` and `enron_emails.jsonl` below
//! the directory. With `--misses` each row that is not as labelled is told by its id, with
//! `--spans` each find whose span is not the label's, with what differs, and how many there are of each
//! class.

#[path = "evaluate_secrets/clean.rs"]
mod clean;
#[path = "evaluate_secrets/rows.rs"]
mod rows;
#[path = "evaluate_secrets/spans.rs"]
mod spans;

use std::path::PathBuf;
use std::process::ExitCode;

use palisade::{Error, Finding, Guardrails, LocalGuardrails, Secrets};

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(data) = arguments.next().map(PathBuf::from) else {
        eprintln!("usage: evaluate_secrets DATA_DIR [--misses|--spans]");
        return ExitCode::from(2);
    };
    let shows = match arguments.next().as_deref() {
        Some("--misses") => rows::Shows::Misses,
        Some("--spans") => rows::Shows::Spans,
        _ => rows::Shows::Tables,
    };
    let evaluated = guard().and_then(|rails| {
        rows::evaluate(&rails, &data, shows)?;
        clean::evaluate(&rails, &data)
    });
    match evaluated {
        Ok(()) => ExitCode::SUCCESS,
        Err(mistake) => {
            eprintln!("evaluate_secrets: {mistake}");
            ExitCode::FAILURE
        }
    }
}

fn guard() -> Result<LocalGuardrails, String> {
    let builder = Guardrails::builder().input(Secrets::flag());
    builder.build_local().map_err(|mistakes| mistakes.to_string())
}

/// What the guard says about a text.
fn findings(rails: &LocalGuardrails, text: &str) -> Result<Vec<Finding>, String> {
    let checked = rails.validate_input(text).map_err(|error: Error| error.to_string())?;
    Ok(checked.findings().to_vec())
}
