//! Telephone numbers by the way they are written.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use palisade::LocalGuardrails;

use crate::{Table, findings, rows};

/// Numbers that are no telephone numbers, by the kinds of the file.
const IMPOSSIBLE: &[&str] = &["IMPOSSIBLE_CASES"];

/// `in_region` makes what looks at numbers in the form of one country.
pub(crate) fn measure(
    data: &Path,
    rails: &LocalGuardrails,
    in_region: impl Fn(&str) -> Result<LocalGuardrails, Box<dyn Error>>,
) -> Result<Table, Box<dyn Error>> {
    let mut counts: BTreeMap<String, (f64, f64, f64)> = BTreeMap::new();
    let mut regions: BTreeMap<String, LocalGuardrails> = BTreeMap::new();
    let shows = std::env::var_os("EVALUATE_PII_MISSES").is_some();
    for row in rows::read(&data.join("pii/pii_phone_examples.jsonl"))? {
        if IMPOSSIBLE.contains(&row.word("number_type")) {
            continue;
        }
        let region = row.word("region");
        // Numbers of no country have no form of a country either.
        let rails = if row.word("format") == "NATIONAL" && region.len() == 2 {
            if !regions.contains_key(region) {
                regions.insert(region.to_owned(), in_region(region)?);
            }
            regions.get(region).unwrap_or(rails)
        } else {
            rails
        };
        let found = findings(rails, row.text())?;
        for (label, _) in row.spans() {
            let count = counts.entry(row.word("format").to_owned()).or_default();
            let phones = found.iter().filter(|finding| finding.rule() == "phone");
            let spans = phones.map(|finding| finding.span().range());
            count.0 += 1.0;
            let exact = spans.clone().any(|span| span == label);
            if shows && !exact {
                eprintln!("{}\t{region}\t{}", row.word("format"), row.text());
            }
            count.1 += f64::from(u8::from(exact));
            let overlaps =
                |span: std::ops::Range<usize>| span.start < label.end && label.start < span.end;
            count.2 += f64::from(u8::from(spans.clone().any(overlaps)));
        }
    }
    let mut table = Table::new("phones", ["labels", "exact", "overlapping"]);
    for (format, (labels, exact, overlapping)) in counts {
        table.line(format, [labels, exact / labels, overlapping / labels]);
    }
    Ok(table)
}
