//! The labelled rows.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use palisade::{Finding, LocalGuardrails, Span};
use serde::Deserialize;

/// Whether rows that are not as labelled are told.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Shows {
    Tables,
    Misses,
}

#[derive(Deserialize)]
struct Row {
    id: String,
    text: String,
    is_secret: Option<bool>,
    rule: String,
    secret: Option<String>,
    #[serde(default)]
    generated: bool,
}

#[derive(Default)]
struct Counts {
    positives: usize,
    found: usize,
    negatives: usize,
    quiet: usize,
    literals: usize,
    exact: usize,
}

const FILES: &[&str] = &["secrets_gitleaks", "secrets_kingfisher", "secrets_detect_secrets"];

/// A positive counts as found where a finding shares a byte with its secret or, where the secret
/// is not told, with the text; a negative is quiet without any finding. A span is exact where a
/// finding, or findings that touch as they are redacted together, is the secret.
pub fn evaluate(rails: &LocalGuardrails, data: &Path, shows: Shows) -> Result<(), String> {
    println!("| file | positives | found | negatives | quiet | spans told | exact |");
    println!("|---|---:|---:|---:|---:|---:|---:|");
    for file in FILES {
        let path = data.join("secrets").join(format!("{file}.jsonl"));
        let lines = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        let mut parts: BTreeMap<&str, Counts> = BTreeMap::new();
        for line in lines.lines() {
            let row: Row = serde_json::from_str(line).map_err(|e| format!("{file}: {e}"))?;
            let findings = super::findings(rails, &row.text)?;
            count(&row, &findings, parts.entry("all").or_default(), shows);
            let part = if row.generated { "generated" } else { "literal" };
            count(&row, &findings, parts.entry(part).or_default(), Shows::Tables);
        }
        for (part, counts) in &parts {
            let share = |of: usize, all: usize| {
                format!("{of} ({:.1} %)", 100.0 * of as f64 / all.max(1) as f64)
            };
            println!(
                "| {file}, {part} | {} | {} | {} | {} | {} | {} |",
                counts.positives,
                share(counts.found, counts.positives),
                counts.negatives,
                share(counts.quiet, counts.negatives),
                counts.literals,
                share(counts.exact, counts.literals)
            );
        }
    }
    Ok(())
}

fn count(row: &Row, findings: &[Finding], to: &mut Counts, shows: Shows) {
    let rules: Vec<&str> = findings.iter().map(Finding::rule).collect();
    let tell = |what: &str| {
        if shows == Shows::Misses {
            println!("{what}\t{}\t{}\t{}", row.id, row.rule, rules.join(","));
        }
    };
    match row.is_secret {
        Some(false) => {
            to.negatives += 1;
            to.quiet += usize::from(findings.is_empty());
            if !findings.is_empty() {
                tell("loud");
            }
        }
        Some(true) => {
            to.positives += 1;
            let secret = row.secret.as_deref().filter(|secret| !secret.is_empty());
            let places: Vec<Span> = match secret {
                Some(secret) => row
                    .text
                    .match_indices(secret)
                    .map(|(at, _)| Span::new(at, at + secret.len()))
                    .collect(),
                None => vec![Span::new(0, row.text.len())],
            };
            let meets = |a: Span, b: Span| a.start() < b.end() && b.start() < a.end();
            let found = findings.iter().any(|f| places.iter().any(|p| meets(f.span(), *p)));
            to.found += usize::from(found);
            if !found {
                tell("missed");
            } else if secret.is_some() {
                to.literals += 1;
                let mut spans: Vec<Span> = findings.iter().map(Finding::span).collect();
                let exact =
                    places.iter().any(|p| spans.contains(p) || united(&mut spans).contains(p));
                to.exact += usize::from(exact);
                if !exact {
                    tell("inexact");
                }
            }
        }
        None => {}
    }
}

/// The spans that are redacted together.
fn united(spans: &mut [Span]) -> Vec<Span> {
    spans.sort_unstable();
    let mut united: Vec<Span> = Vec::new();
    for span in spans {
        match united.last_mut() {
            Some(last) if span.start() < last.end() => *last = last.union(*span),
            _ => united.push(*span),
        }
    }
    united
}
