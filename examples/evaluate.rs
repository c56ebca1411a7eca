//! How good the injection guard is on labelled texts.
//!
//! `cargo run --release --features redteam --example evaluate -- [--format table|json]
//! [--svg FILE] [--judge kind|message|document] [--mutate all|NAME] [--misses N] [--false N]
//! [--rules] PATH…`
//!
//! Reads every `*.jsonl` of the folders, or the files that are named: one
//! `{"id", "text", "label": 0|1, "kind", "lang"?, "source"?}` a line, where label 1 is an attack.
//! It judges each text by [`Injection::default`](palisade::Injection), as a document where the
//! kind is `indirect` or `benign_document` and as a user's message else, and prints tables by
//! file, kind, placement, language and pooled, with Wilson's 95 % intervals, then the pools with
//! what is to be reached. A pool of fewer than 200 rows is reported only.
//!
//! A group of attacks alone is compared with all innocent rows that are judged alike: that is
//! where its AUC and its recall at a fixed rate of false positives come from. The rate of 0.1 %
//! allows none of fewer than 1,000 innocent rows.
//!
//! `--mutate` judges the attacks once more in each disguise of `palisade::redteam`. `--misses`
//! and `--false` name up to N wrongly judged rows of each file, `--rules` counts where each rule
//! was found. A line that is no such object is told on standard error as
//! `{"file": …, "line": N, "error": …}`, the rest goes on, and the exit status is 1.

#[path = "evaluate/metrics.rs"]
mod metrics;
#[path = "evaluate/pools.rs"]
mod pools;
#[path = "evaluate/report.rs"]
mod report;
#[path = "evaluate/rows.rs"]
mod rows;
#[path = "evaluate/svg.rs"]
mod svg;
#[path = "evaluate/table.rs"]
mod table;

use std::collections::BTreeMap;
use std::error::Error;
use std::process::ExitCode;

use palisade::redteam::Mutator;

use report::{Class, Judged, MutatorResult, Report};
use rows::{Judge, JudgedAs, Judgement, Row};

fn main() -> ExitCode {
    let options = match Options::parse(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(mistake) => {
            eprintln!("evaluate: {mistake}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match evaluate(&options) {
        Ok(Lines::Good) => ExitCode::SUCCESS,
        Ok(Lines::SomeBad) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("evaluate: {error}");
            ExitCode::FAILURE
        }
    }
}

const USAGE: &str =
    "usage: evaluate [--format table|json] [--svg FILE] [--judge kind|message|document]
                [--mutate all|NAME] [--misses N] [--false N] [--rules] PATH...";

/// Whether every line was a row.
enum Lines {
    Good,
    SomeBad,
}

#[derive(Clone, Copy, PartialEq)]
enum Format {
    Table,
    Json,
}

struct Options {
    format: Format,
    svg: Option<String>,
    judged_as: JudgedAs,
    mutators: Vec<Mutator>,
    misses: usize,
    false_alarms: usize,
    rules: bool,
    paths: Vec<String>,
}

impl Options {
    fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = Self {
            format: Format::Table,
            svg: None,
            judged_as: JudgedAs::Kind,
            mutators: Vec::new(),
            misses: 0,
            false_alarms: 0,
            rules: false,
            paths: Vec::new(),
        };
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or_else(|| format!("{argument} wants a value"));
            let number = |text: String| {
                text.parse::<usize>().map_err(|_| format!("{argument} wants a whole number"))
            };
            match argument.as_str() {
                "--format" => {
                    options.format = match value()?.as_str() {
                        "table" => Format::Table,
                        "json" => Format::Json,
                        other => return Err(format!("--format {other} is not known")),
                    }
                }
                "--judge" => {
                    options.judged_as = match value()?.as_str() {
                        "kind" => JudgedAs::Kind,
                        "message" => JudgedAs::Message,
                        "document" => JudgedAs::Document,
                        other => return Err(format!("--judge {other} is not known")),
                    }
                }
                "--mutate" => {
                    let name = value()?;
                    let named = |mutator: &Mutator| name == "all" || mutator.name() == name;
                    options.mutators = Mutator::ALL.into_iter().filter(named).collect();
                    if options.mutators.is_empty() {
                        return Err(format!("--mutate {name} is not known"));
                    }
                }
                "--svg" => options.svg = Some(value()?),
                "--misses" => options.misses = number(value()?)?,
                "--false" => options.false_alarms = number(value()?)?,
                "--rules" => options.rules = true,
                _ if argument.starts_with("--") => return Err(format!("{argument} is not known")),
                _ => options.paths.push(argument),
            }
        }
        match options.paths.is_empty() {
            true => Err("it wants a folder or file".to_owned()),
            false => Ok(options),
        }
    }
}

fn evaluate(options: &Options) -> Result<Lines, Box<dyn Error>> {
    let (rows, failed) = rows::read(&options.paths)?;
    if rows.is_empty() {
        return Err("no row".into());
    }
    let judge = Judge::new(options.judged_as)?;
    // Rules compile where a text first comes so far: that is not what is measured.
    for row in rows.iter().step_by(rows.len().div_ceil(WARM_UP)) {
        judge.judge(row, &row.text)?;
    }
    let said = rows.iter().map(|row| judge.judge(row, &row.text)).collect::<Result<Vec<_>, _>>()?;
    let judged: Vec<Judged<'_>> = rows
        .iter()
        .zip(&said)
        .map(|(row, said)| Judged { row, is_data: judge.is_data(row), said })
        .collect();
    let mut report = Report {
        sections: report::sections(&judged),
        pools: report::pools(&judged),
        calibration: report::calibration(&judged),
        mutators: Vec::new(),
        rules: if options.rules { report::rules(&judged) } else { Vec::new() },
        misses: report::wrong(&judged, Class::Attacks, options.misses),
        false_alarms: report::wrong(&judged, Class::Innocent, options.false_alarms),
    };
    for mutator in &options.mutators {
        report.mutators.push(disguised(&judge, *mutator, &rows, &said)?);
    }
    match options.format {
        Format::Table => table::print(&report),
        Format::Json => println!("{}", serde_json::to_string_pretty(&report)?),
    }
    if let Some(file) = &options.svg {
        let (curves, histograms) = report::series(&judged);
        std::fs::write(file, svg::draw(&curves, &histograms))?;
    }
    Ok(if failed { Lines::SomeBad } else { Lines::Good })
}

/// So many texts are judged before the clock runs.
const WARM_UP: usize = 2_000;

/// The recall of each kind of attack, plain and in one disguise.
fn disguised(
    judge: &Judge,
    mutator: Mutator,
    rows: &[Row],
    said: &[Judgement],
) -> Result<MutatorResult, palisade::Error> {
    let mut counts: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    for (seed, (row, plain)) in (1_u64..).zip(rows.iter().zip(said)) {
        if !row.is_attack {
            continue;
        }
        let hidden = judge.judge(row, &mutator.apply(&row.text, seed))?;
        for kind in [row.kind.as_str(), "pooled"] {
            let [all, caught, still] = counts.entry(kind).or_default();
            *all += 1;
            *caught += usize::from(plain.refused);
            *still += usize::from(hidden.refused);
        }
    }
    let recall = |(kind, [all, caught, still]): (&str, [usize; 3])| {
        let of = |part: usize| part as f64 / all.max(1) as f64;
        (kind.to_owned(), of(caught), of(still))
    };
    Ok(MutatorResult { name: mutator.name(), recalls: counts.into_iter().map(recall).collect() })
}
