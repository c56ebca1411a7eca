//! What the default set finds in ordinary text, and whether it is right.

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::error::Error;
use std::path::Path;

use palisade::LocalGuardrails;

use crate::{Table, findings, rows};

const FILES: &[&str] = &["t0_documents", "tech_documents", "enron_emails", "xquad_documents"];

/// Row, rule, the beginning of the hash of what was found, `right` or `wrong`.
const JUDGED: &str = include_str!("judged.tsv");

pub(crate) fn measure(
    data: &Path,
    rails: &LocalGuardrails,
    list: bool,
) -> Result<Table, Box<dyn Error>> {
    let mut judged = HashMap::new();
    for line in JUDGED.lines() {
        let mut fields = line.split('\t');
        if let (Some(row), Some(rule), Some(hash), Some(verdict)) =
            (fields.next(), fields.next(), fields.next(), fields.next())
        {
            judged.insert((row, rule, hash.to_owned()), verdict == "right");
        }
    }
    let mut rules: BTreeMap<String, [f64; 3]> = BTreeMap::new();
    let mut files = Vec::new();
    for file in FILES {
        let (mut bytes, mut counts) = (0, [0.0; 3]);
        for row in rows::read(&data.join(format!("injection/train/{file}.jsonl")))? {
            let text = row.text();
            bytes += text.len();
            for finding in findings(rails, text)? {
                let hit = finding.span().of(text).unwrap_or_default();
                let hash = blake3::hash(hit.as_bytes()).to_hex();
                let hash = hash.get(..12).unwrap_or_default();
                let verdict = judged.get(&(row.id(), finding.rule(), hash.to_owned()));
                let column = match verdict {
                    Some(true) => 0,
                    Some(false) => 1,
                    None => 2,
                };
                counts[column] += 1.0;
                rules.entry(finding.rule().to_owned()).or_default()[column] += 1.0;
                if list && verdict.is_none() {
                    let around = around(text, finding.span().range());
                    eprintln!("{}\t{}\t{hash}\t{around}", row.id(), finding.rule());
                }
            }
        }
        files.push((*file, bytes as f64 / 102_400.0, counts));
    }
    let mut table = Table::new("clean", ["right", "wrong", "unjudged", "wrong/100KB"]);
    let all = files.iter().fold((0.0, [0.0; 3]), |(size, sum), (_, more, counts)| {
        (size + more, [sum[0] + counts[0], sum[1] + counts[1], sum[2] + counts[2]])
    });
    for (rule, [right, wrong, unjudged]) in rules {
        table.line(rule, [right, wrong, unjudged, (wrong + unjudged) / all.0]);
    }
    files.push(("all", all.0, all.1));
    for (file, size, [right, wrong, unjudged]) in files {
        table.line(file, [right, wrong, unjudged, (wrong + unjudged) / size]);
    }
    Ok(table)
}

/// What was found between brackets, and some characters on either side.
fn around(text: &str, span: std::ops::Range<usize>) -> String {
    let (before, rest) = text.split_at(span.start);
    let (hit, after) = rest.split_at(span.len());
    let mut head: Vec<char> = before.chars().rev().take(40).collect();
    head.reverse();
    let tail: String = after.chars().take(25).collect();
    let around = format!("{}⟦{hit}⟧{tail}", head.into_iter().collect::<String>());
    around.replace(['\n', '\t', '\r'], " ")
}
