//! How well the guard for personal data finds what it should, and leaves alone what it should.
//!
//! `cargo run --release --example evaluate_pii -- DATA [--format text|json] [--list] [--metadata]`
//!
//! `DATA` is the folder of labelled data with the folders `pii` and `injection/train`. Prints
//! four tables:
//!
//! - `validity`: single values with a label that says whether they are valid. A value stands
//!   behind a frame, such as `IMEI: `, where its type takes a word to be told from other numbers.
//!   A valid value agrees where a finding of a rule of its type, or one that has that rule among
//!   its alternatives, has exactly its span, an invalid one where none has. Rows that are invalid for one country or option alone are left out.
//! - `phones`: example numbers in sentences and alone, by the way they are written.
//! - `spans`: sentences with labelled spans. A finding and a label are one where what they share
//!   is at least half of either; `exact` counts labels that a finding has to the character.
//! - `clean`: ordinary documents and mails. Each hit of the default set is looked up in
//!   `judged.tsv` by row, rule and hash; one that nobody judged counts as wrong. `--list` writes
//!   the hits that nobody judged to standard error, with what stands around them.
//!
//! With `--metadata`, which takes the cargo feature `phone`, telephone numbers are told by number
//! plans: in `phones` a number in its national form by the plan of its own country, in `spans` by
//! that of the United States, in `clean` by those of seven countries.

#[path = "evaluate_pii/clean.rs"]
mod clean;
#[path = "evaluate_pii/phones.rs"]
mod phones;
#[path = "evaluate_pii/rows.rs"]
mod rows;
#[path = "evaluate_pii/spans.rs"]
mod spans;
#[path = "evaluate_pii/types.rs"]
mod types;
#[path = "evaluate_pii/validity.rs"]
mod validity;

use std::error::Error;
use std::path::PathBuf;
use std::process::ExitCode;

use palisade::{Finding, Guardrails, LocalGuardrails, Phones, Pii};
use serde_json::{Value, json};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("evaluate_pii: {error}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let (mut data, mut json, mut list, mut metadata) = (None, false, false, false);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match (argument.as_str(), data.is_none()) {
            ("--list", _) => list = true,
            ("--metadata", _) => metadata = true,
            ("--format", _) => match arguments.next().as_deref() {
                Some("json") => json = true,
                Some("text") => json = false,
                _ => return Err("--format wants text or json".into()),
            },
            (_, true) => data = Some(PathBuf::from(argument)),
            _ => return Err(format!("{argument} is not known").into()),
        }
    }
    let data = data.ok_or("usage: evaluate_pii DATA [--format text|json] [--list] [--metadata]")?;
    let everything = guard(Pii::redact().countries(["all"]))?;
    let how =
        |regions: &[&str]| if metadata { by_metadata(regions) } else { Ok(Phones::pattern()) };
    let in_region = |region: &str| guard(Pii::redact().phones(how(&[region])?));
    let of_us = Pii::redact().countries(["us"]).phones(how(&[])?);
    let ordinary = guard(Pii::redact().phones(how(CLEAN_REGIONS)?))?;
    let tables = [
        validity::measure(&data, &everything)?,
        phones::measure(&data, &guard(Pii::redact().phones(how(&[])?))?, in_region)?,
        spans::measure(&data, &guard(of_us)?)?,
        clean::measure(&data, &ordinary, list)?,
    ];
    if json {
        let tables: serde_json::Map<String, Value> =
            tables.into_iter().map(|table| (table.name.to_owned(), table.to_json())).collect();
        println!("{}", serde_json::to_string_pretty(&Value::Object(tables))?);
    } else {
        for table in tables {
            println!("{}", table.to_text());
        }
    }
    Ok(())
}

/// Where `clean` looks for national numbers by their plans.
const CLEAN_REGIONS: &[&str] = &["US", "GB", "DE", "FR", "ES", "IT", "NL"];

#[cfg(feature = "phone")]
fn by_metadata(regions: &[&str]) -> Result<Phones, Box<dyn Error>> {
    Ok(Phones::metadata().regions(regions))
}

#[cfg(not(feature = "phone"))]
fn by_metadata(_: &[&str]) -> Result<Phones, Box<dyn Error>> {
    Err("--metadata takes the cargo feature phone".into())
}

fn guard(pii: Pii) -> Result<LocalGuardrails, Box<dyn Error>> {
    Ok(Guardrails::builder().input(pii).build_local()?)
}

/// What is found in a text, by place.
pub(crate) fn findings(
    rails: &LocalGuardrails,
    text: &str,
) -> Result<Vec<Finding>, Box<dyn Error>> {
    let mut findings = rails.inspect_input(text)?.findings().to_vec();
    findings.sort_by_key(Finding::span);
    Ok(findings)
}

/// A table of numbers, the last line of which sums up.
pub(crate) struct Table {
    name: &'static str,
    head: Vec<&'static str>,
    lines: Vec<(String, Vec<Option<f64>>)>,
}

impl Table {
    pub(crate) fn new(name: &'static str, head: impl IntoIterator<Item = &'static str>) -> Self {
        Self { name, head: head.into_iter().collect(), lines: Vec::new() }
    }

    pub(crate) fn line(&mut self, name: impl Into<String>, values: impl IntoIterator<Item = f64>) {
        let values = values.into_iter().map(|value| Some(value).filter(|value| value.is_finite()));
        self.lines.push((name.into(), values.collect()));
    }

    fn to_text(&self) -> String {
        let width = self.lines.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        let mut text = format!("{:width$}", self.name);
        for head in &self.head {
            text += &format!("{head:>12}");
        }
        for (name, values) in &self.lines {
            text += &format!("\n{name:width$}");
            for value in values {
                match value {
                    Some(value) if value.fract() == 0.0 && *value != 1.0 => {
                        text += &format!("{value:>12}");
                    }
                    Some(value) => text += &format!("{value:>12.4}"),
                    None => text += &format!("{:>12}", "-"),
                }
            }
        }
        text + "\n"
    }

    fn to_json(&self) -> Value {
        let line = |(name, values): &(String, Vec<Option<f64>>)| {
            let values = self.head.iter().zip(values);
            let values: serde_json::Map<String, Value> =
                values.map(|(head, value)| ((*head).to_owned(), json!(value))).collect();
            (name.clone(), Value::Object(values))
        };
        Value::Object(self.lines.iter().map(line).collect())
    }
}
