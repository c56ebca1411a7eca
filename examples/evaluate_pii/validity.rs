//! Whether single values are taken for valid where they are labelled so.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use palisade::LocalGuardrails;

use crate::types::TYPES;
use crate::{Table, findings, rows};

const FILES: &[&str] = &["pii_id_values", "pii_presidio_checksum_tests"];

pub(crate) fn measure(data: &Path, rails: &LocalGuardrails) -> Result<Table, Box<dyn Error>> {
    let mut counts: BTreeMap<&str, [f64; 4]> = BTreeMap::new();
    let shows = std::env::var_os("EVALUATE_PII_MISSES").is_some();
    for file in FILES {
        for row in rows::read(&data.join(format!("pii/{file}.jsonl")))? {
            let left_out =
                row.flag("weak_negative") == Some(true) || row.flag("conflict") == Some(true);
            let (Some(valid), false) = (row.flag("valid"), left_out) else { continue };
            let entity = row.word("entity");
            let Some((name, rules, frame)) = TYPES.iter().find(|(name, ..)| *name == entity) else {
                continue;
            };
            let value = row.text().trim();
            let label = row.spans().first().map_or(0..value.len(), |(span, _)| span.clone());
            let text = format!("{frame}{value}");
            let is_it = |finding: &palisade::Finding| {
                let span = finding.span().range();
                let label = label.start + frame.len()..label.end + frame.len();
                let mut explained = finding.alternatives().iter().copied().chain([finding.rule()]);
                explained.any(|rule| rules.contains(&rule)) && span == label
            };
            let found = findings(rails, &text)?.iter().any(is_it);
            let count = counts.entry(name).or_default();
            count[usize::from(valid)] += 1.0;
            count[2 + usize::from(valid)] += f64::from(u8::from(found == valid));
            if shows && found != valid {
                eprintln!("{entity}\t{valid}\t{value}");
            }
        }
    }
    let mut table =
        Table::new("validity", ["valid", "invalid", "agree_valid", "agree_inv", "agreement"]);
    let mut all = [0.0; 4];
    for (name, count) in counts {
        add(&mut table, name, count);
        all.iter_mut().zip(count).for_each(|(sum, count)| *sum += count);
    }
    add(&mut table, "all", all);
    Ok(table)
}

fn add(table: &mut Table, name: &str, [invalid, valid, agree_invalid, agree_valid]: [f64; 4]) {
    let agreement = (agree_invalid + agree_valid) / (invalid + valid);
    table.line(name, [valid, invalid, agree_valid, agree_invalid, agreement]);
}
