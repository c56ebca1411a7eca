//! Telephone numbers by the way they are written.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use palisade::LocalGuardrails;

use crate::{Table, findings, rows};

/// Numbers that are no telephone numbers, by the kinds of the file.
const IMPOSSIBLE: &[&str] = &["IMPOSSIBLE_CASES"];

pub(crate) fn measure(data: &Path, rails: &LocalGuardrails) -> Result<Table, Box<dyn Error>> {
    let mut counts: BTreeMap<String, (f64, f64, f64)> = BTreeMap::new();
    for row in rows::read(&data.join("pii/pii_phone_examples.jsonl"))? {
        if IMPOSSIBLE.contains(&row.word("number_type")) {
            continue;
        }
        let found = findings(rails, row.text())?;
        for (label, _) in row.spans() {
            let count = counts.entry(row.word("format").to_owned()).or_default();
            let phones = found.iter().filter(|finding| finding.rule() == "phone");
            let spans = phones.map(|finding| finding.span().range());
            count.0 += 1.0;
            count.1 += f64::from(u8::from(spans.clone().any(|span| span == label)));
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
