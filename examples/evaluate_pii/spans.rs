//! Precision, recall and F2 on sentences with labelled spans.

use std::error::Error;
use std::ops::Range;
use std::path::Path;

use palisade::LocalGuardrails;

use crate::{Table, findings, rows};

const FILES: &[&str] = &["pii_presidio_research_large", "pii_presidio_research_v2_dev"];

/// Labels and the rules that stand for them.
const TYPES: &[(&str, &[&str], &[&str])] = &[
    ("email", &["EMAIL_ADDRESS"], &["email"]),
    ("card", &["CREDIT_CARD"], &["card"]),
    ("iban", &["IBAN_CODE"], &["iban"]),
    ("ip", &["IP_ADDRESS"], &["ipv4", "ipv6"]),
    ("ssn", &["US_SSN"], &["us_ssn"]),
    ("phone", &["PHONE_NUMBER"], &["phone"]),
    ("url", &["DOMAIN_NAME"], &["url", "url_credentials"]),
    ("driver_license", &["US_DRIVER_LICENSE"], &["us_driver_license"]),
    ("address", &["ADDRESS", "STREET_ADDRESS"], &["address"]),
];

#[derive(Clone, Copy, Default)]
struct Counts {
    labels: f64,
    exact: f64,
    recalled: f64,
    found: f64,
    right: f64,
}

pub(crate) fn measure(data: &Path, rails: &LocalGuardrails) -> Result<Table, Box<dyn Error>> {
    let head = ["labels", "found", "precision", "recall", "f2", "exact"];
    let mut table = Table::new("spans", head);
    for file in FILES {
        let mut counts = vec![Counts::default(); TYPES.len()];
        for row in rows::read(&data.join(format!("pii/{file}.jsonl")))? {
            let found = findings(rails, row.text())?;
            let labels = row.spans();
            for ((_, kinds, rules), count) in TYPES.iter().zip(&mut counts) {
                let labels = labels.iter().filter(|(_, kind)| kinds.contains(kind));
                let labels: Vec<Range<usize>> = labels.map(|(span, _)| span.clone()).collect();
                let found = found.iter().filter(|finding| rules.contains(&finding.rule()));
                let found: Vec<Range<usize>> =
                    found.map(|finding| finding.span().range()).collect();
                count.labels += labels.len() as f64;
                count.found += found.len() as f64;
                count.exact += labels.iter().filter(|label| found.contains(label)).count() as f64;
                let recalled = |label: &&Range<usize>| found.iter().any(|f| are_one(label, f));
                count.recalled += labels.iter().filter(recalled).count() as f64;
                let right = |f: &&Range<usize>| labels.iter().any(|label| are_one(label, f));
                count.right += found.iter().filter(right).count() as f64;
            }
        }
        for ((name, ..), count) in TYPES.iter().zip(&counts) {
            let (precision, recall) = (count.right / count.found, count.recalled / count.labels);
            let f2 = 5.0 * precision * recall / (4.0 * precision + recall);
            let exact = count.exact / count.labels;
            let short = file.trim_start_matches("pii_presidio_research_");
            let line = [count.labels, count.found, precision, recall, f2, exact];
            table.line(format!("{short}/{name}"), line);
        }
    }
    Ok(table)
}

/// Whether what they share is at least half of either.
fn are_one(label: &Range<usize>, found: &Range<usize>) -> bool {
    let shared = label.end.min(found.end).saturating_sub(label.start.max(found.start));
    2 * shared >= label.len() && 2 * shared >= found.len()
}
