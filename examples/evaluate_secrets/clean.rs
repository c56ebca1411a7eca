//! What is found in text that is clean of labelled secrets, beside what was judged by reading.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use palisade::LocalGuardrails;
use serde::Deserialize;

#[derive(Deserialize)]
struct Document {
    id: String,
    text: String,
}

const FILES: &[&str] = &["t0_documents", "tech_documents", "enron_emails", "xquad_documents"];

/// One a line: row, rule, hash of what was found, verdict: `true` for what is a secret or looks
/// in all like one, `false` for what is none.
const JUDGED: &str = include_str!("judged.tsv");

/// Lists what was found and not judged, and counts what was judged to be none.
pub(crate) fn evaluate(rails: &LocalGuardrails, data: &Path) -> Result<(), String> {
    let judged: BTreeMap<(&str, &str, &str), &str> = JUDGED
        .lines()
        .filter_map(|line| {
            let mut fields = line.split('\t');
            let key = (fields.next()?, fields.next()?, fields.next()?);
            Some((key, fields.next()?))
        })
        .collect();
    println!("\n| clean text | KB | hits | true | false | not judged | false per 100 KB |");
    println!("|---|---:|---:|---:|---:|---:|---:|");
    let mut unknown = Vec::new();
    for file in FILES {
        let path = data.join("injection/train").join(format!("{file}.jsonl"));
        let lines = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        let (mut bytes, mut hits, mut sound, mut wrong, mut open) = (0, 0, 0, 0, 0);
        for line in lines.lines() {
            let row: Document = serde_json::from_str(line).map_err(|e| format!("{file}: {e}"))?;
            bytes += row.text.len();
            for finding in super::findings(rails, &row.text)? {
                hits += 1;
                let text = finding.span().of(&row.text).unwrap_or_default();
                let hash = blake3::hash(text.as_bytes()).to_hex();
                let hash = hash.get(..12).unwrap_or_default();
                match judged.get(&(row.id.as_str(), finding.rule(), hash)) {
                    Some(&"true") => sound += 1,
                    Some(_) => wrong += 1,
                    None => {
                        open += 1;
                        let (start, end) = (finding.span().start(), finding.span().end());
                        let place = format!("{start}..{end}");
                        unknown.push(format!("{}\t{}\t{hash}\t{place}", row.id, finding.rule()));
                    }
                }
            }
        }
        let kilobytes = bytes as f64 / 1000.0;
        println!(
            "| {file} | {kilobytes:.0} | {hits} | {sound} | {wrong} | {open} | {:.3} |",
            (wrong + open) as f64 / kilobytes * 100.0
        );
    }
    if !unknown.is_empty() {
        println!("\nNot judged:\n{}", unknown.join("\n"));
    }
    Ok(())
}
