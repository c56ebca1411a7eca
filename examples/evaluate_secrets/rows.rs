//! The labelled rows.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use palisade::{Finding, LocalGuardrails, Span};
use serde::Deserialize;

use crate::spans::Differences;

/// Whether rows that are not as labelled are told.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shows {
    Tables,
    Misses,
    Spans,
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
    /// Without a finding by the rules that stand for the row's rule.
    quiet: usize,
    /// Without any finding.
    silent: usize,
    literals: usize,
    exact: usize,
}

const FILES: &[&str] = &["secrets_gitleaks", "secrets_kingfisher", "secrets_detect_secrets"];

/// A positive counts as found where a finding shares a byte with its secret or, where the secret
/// is not told, with the text; a negative is a near miss of one rule: it is quiet
/// without a finding by that rule, silent without any. A span is exact where a
/// finding, or findings that touch as they are redacted together, is the secret.
pub(crate) fn evaluate(rails: &LocalGuardrails, data: &Path, shows: Shows) -> Result<(), String> {
    println!("| file | positives | found | negatives | quiet | silent | spans told | exact |");
    println!("|---|---:|---:|---:|---:|---:|---:|---:|");
    let mut differences = Differences::default();
    for file in FILES {
        let path = data.join("secrets").join(format!("{file}.jsonl"));
        let lines = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        let mut parts: BTreeMap<&str, Counts> = BTreeMap::new();
        for line in lines.lines() {
            let row: Row = serde_json::from_str(line).map_err(|e| format!("{file}: {e}"))?;
            let findings = super::findings(rails, &row.text)?;
            count(&row, &findings, parts.entry("all").or_default(), |what| match what {
                Told::Spans(places) if shows == Shows::Spans => {
                    differences.tell(file, (&row.id, &row.text), places, &findings);
                }
                Told::Row(what) if shows == Shows::Misses => {
                    let rules: Vec<&str> = findings.iter().map(Finding::rule).collect();
                    println!("{what}\t{}\t{}\t{}", row.id, row.rule, rules.join(","));
                }
                _ => {}
            });
            let part = if row.generated { "generated" } else { "literal" };
            count(&row, &findings, parts.entry(part).or_default(), |_| {});
        }
        for (part, counts) in &parts {
            let share = |of: usize, all: usize| {
                format!("{of} ({:.1} %)", 100.0 * of as f64 / all.max(1) as f64)
            };
            println!(
                "| {file}, {part} | {} | {} | {} | {} | {} | {} | {} |",
                counts.positives,
                share(counts.found, counts.positives),
                counts.negatives,
                share(counts.quiet, counts.negatives),
                share(counts.silent, counts.negatives),
                counts.literals,
                share(counts.exact, counts.literals)
            );
        }
    }
    if shows == Shows::Spans {
        differences.print();
    }
    Ok(())
}

/// What is told about a row that is not as labelled.
enum Told<'a> {
    Row(&'static str),
    /// None of the labelled places is what was found.
    Spans(&'a [Span]),
}

fn count(row: &Row, findings: &[Finding], to: &mut Counts, mut tell: impl FnMut(Told<'_>)) {
    let rules: Vec<&str> = findings.iter().map(Finding::rule).collect();
    match row.is_secret {
        Some(false) => {
            to.negatives += 1;
            // A near miss of one rule may well be a find of another.
            let own = own(&row.rule);
            let is_loud =
                rules.iter().any(|rule| own.is_none_or(|own| own.split(',').any(|id| id == *rule)));
            to.quiet += usize::from(!is_loud);
            to.silent += usize::from(findings.is_empty());
            if is_loud {
                tell(Told::Row("loud"));
            } else if !findings.is_empty() {
                tell(Told::Row("else"));
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
                tell(Told::Row("missed"));
            } else if secret.is_some() {
                to.literals += 1;
                let mut spans: Vec<Span> = findings.iter().map(Finding::span).collect();
                let exact =
                    places.iter().any(|p| spans.contains(p) || united(&mut spans).contains(p));
                to.exact += usize::from(exact);
                if !exact {
                    tell(Told::Spans(&places));
                }
            }
        }
        None => {}
    }
}

/// The rules here that stand for a rule of gitleaks; of other files none is known.
fn own(rule: &str) -> Option<&'static str> {
    OWN.lines()
        .filter_map(|line| line.split_once('\t'))
        .find(|(id, _)| *id == rule)
        .map(|(_, ids)| ids)
}

const OWN: &str = include_str!("own.tsv");

/// The spans that are redacted together.
pub(crate) fn united(spans: &mut [Span]) -> Vec<Span> {
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
