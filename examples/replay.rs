//! Files of texts as answers, each whole and in random chunks: are they the same, does anything
//! leak?
//!
//! `cargo run --release --example replay -- [--seed N] [--times N] FILE...`
//!
//! Reads JSON lines with a field `text`, sends each text through the chain that is named in the
//! output, whole and `--times` times (three unless told) in chunks cut at random, and prints a
//! Markdown table: rows, bytes, findings, differences between whole and stream, and leaks. A leak
//! is six bytes in a row of what was found in what was sent, where the text around it has them
//! not. The exit status is 1 where there is a difference, a leak or an unreadable line.

#[path = "shared/random.rs"]
mod random;

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::ExitCode;

use palisade::{
    BannedTerms, ControlCharacters, Error, Finding, Guardrails, LocalGuardrails, Pii, Recipe,
    Secrets, Span, Urls, ValidatedInput, ValidatedOutput,
};
use serde_json::Value;

use random::Random;

const CHAIN: &str = "ControlCharacters, Pii, Secrets, Urls (one host), BannedTerms (one name, \
                     three canaries anywhere)";
const USAGE: &str = "usage: replay [--seed N] [--times N] FILE...";

fn main() -> ExitCode {
    let options = match Options::parse(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(mistake) => {
            eprintln!("replay: {mistake}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match replay(&options) {
        Ok(total) if total.is_clean() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("replay: {error}");
            ExitCode::FAILURE
        }
    }
}

struct Options {
    seed: u64,
    times: usize,
    files: Vec<String>,
}

impl Options {
    fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = Self { seed: 1, times: 3, files: Vec::new() };
        while let Some(argument) = arguments.next() {
            let mut number = || {
                let value = arguments.next().and_then(|value| value.parse::<u32>().ok());
                value.ok_or_else(|| format!("{argument} wants a whole number"))
            };
            match argument.as_str() {
                "--seed" => options.seed = number()?.into(),
                "--times" => options.times = number()? as usize,
                _ if argument.starts_with("--") => return Err(format!("{argument} is not known")),
                _ => options.files.push(argument),
            }
        }
        match options.files.is_empty() {
            true => Err("it wants a file".to_owned()),
            false => Ok(options),
        }
    }
}

/// What came of one file, or of all.
#[derive(Default)]
struct Tally {
    rows: usize,
    bytes: usize,
    findings: usize,
    streams: usize,
    differences: usize,
    leaks: usize,
    unreadable: usize,
}

impl Tally {
    const fn is_clean(&self) -> bool {
        self.differences == 0 && self.leaks == 0 && self.unreadable == 0
    }

    fn add(&mut self, other: &Self) {
        self.rows += other.rows;
        self.bytes += other.bytes;
        self.findings += other.findings;
        self.streams += other.streams;
        self.differences += other.differences;
        self.leaks += other.leaks;
        self.unreadable += other.unreadable;
    }

    fn print(&self, name: &str) {
        let Self { rows, bytes, findings, streams, differences, leaks, unreadable } = self;
        println!(
            "| {name} | {rows} | {bytes} | {findings} | {streams} | {differences} | {leaks} | \
             {unreadable} |"
        );
    }
}

fn replay(options: &Options) -> Result<Tally, Box<dyn std::error::Error>> {
    let rails = chain()?;
    let asked = rails.validate_input("")?;
    let mut random = Random::new(options.seed);
    println!("Chain: {CHAIN}. {} chunkings a row, seed {}.\n", options.times, options.seed);
    println!("| file | rows | bytes | findings | streams | differences | leaks | unreadable |");
    println!("|---|---|---|---|---|---|---|---|");
    let mut total = Tally::default();
    for file in &options.files {
        let opened = File::open(file).map_err(|error| format!("{file}: {error}"))?;
        let mut tally = Tally::default();
        for line in BufReader::new(opened).split(b'\n') {
            let line = line.map_err(|error| format!("{file}: {error}"))?;
            if line.trim_ascii().is_empty() {
                continue;
            }
            tally.rows += 1;
            match text_of(&line) {
                Some(text) => {
                    row(&rails, &asked, &text, options.times, &mut random, &mut tally)?;
                }
                None => tally.unreadable += 1,
            }
        }
        let name =
            Path::new(file).file_name().map_or(file.as_str().into(), |f| f.to_string_lossy());
        tally.print(&name);
        total.add(&tally);
    }
    total.print("all");
    Ok(total)
}

fn chain() -> Result<LocalGuardrails, palisade::ConfigError> {
    Guardrails::builder()
        .output(ControlCharacters::remove())
        .output(Pii::redact())
        .output(Secrets::redact())
        .output(Urls::allow(["example.com"]))
        .output(BannedTerms::new(["project bluebird"]).redact())
        .output(
            BannedTerms::new(["xK9pQz4mWv7TrB2n", "c4n4ry-81f3e0d2", "q7Lw2ZsN0aYt"])
                .anywhere()
                .redact(),
        )
        .max_answer_bytes(usize::MAX)
        .dangerous()
        .without_input_guards()
        .build_local()
}

fn text_of(line: &[u8]) -> Option<String> {
    let object: Value = serde_json::from_slice(line).ok()?;
    object.get("text")?.as_str().map(str::to_owned)
}

/// One text, whole and in chunks.
fn row(
    rails: &LocalGuardrails,
    asked: &ValidatedInput,
    text: &str,
    times: usize,
    random: &mut Random,
    tally: &mut Tally,
) -> Result<(), Error> {
    let whole = rails.validate_output(asked, text)?;
    tally.bytes += text.len();
    tally.findings += whole.findings().len();
    tally.leaks += usize::from(leaks(text, whole.findings(), whole.text()));
    for _ in 0..times {
        let (sent, output) = streamed(rails, asked, text, random)?;
        tally.streams += 1;
        let same = sent == whole.text() && output.findings() == whole.findings();
        tally.differences += usize::from(!same);
        tally.leaks += usize::from(leaks(text, whole.findings(), &sent));
    }
    Ok(())
}

fn streamed(
    rails: &LocalGuardrails,
    asked: &ValidatedInput,
    text: &str,
    random: &mut Random,
) -> Result<(String, ValidatedOutput), Error> {
    let mut stream = rails.output_stream(asked)?;
    let (mut sent, mut rest) = (String::new(), text);
    while !rest.is_empty() {
        let (chunk, behind) = rest.split_at(random.cut(rest));
        sent.push_str(&stream.push(chunk).into_result()?);
        rest = behind;
    }
    let finished = stream.finish()?;
    sent.push_str(finished.rest());
    Ok((sent, finished.into_output()))
}

/// Whether something of what was found is in what was sent.
fn leaks(text: &str, findings: &[Finding], sent: &str) -> bool {
    let mut spans: Vec<Span> = findings.iter().map(Finding::span).collect();
    spans.sort_unstable();
    let (mut clean, mut at) = (Vec::new(), 0);
    for span in &spans {
        clean.extend(text.get(at..span.start()));
        at = at.max(span.end());
    }
    clean.extend(text.get(at..));
    let label = |finding: &Finding| match finding.recipe() {
        Recipe::Label(label) | Recipe::Mask { label, .. } => label.clone().into_owned(),
        _ => String::new(),
    };
    let labels: Vec<String> = findings.iter().map(label).collect();
    spans.iter().filter_map(|span| span.of(text)).any(|found| {
        let mut windows = (0..found.len()).filter_map(|start| found.get(start..start + 6));
        windows.any(|window| {
            !window.contains(['[', ']'])
                && sent.contains(window)
                && !clean.iter().any(|clean| clean.contains(window))
                && !labels.iter().any(|label| label.contains(window))
        })
    })
}
