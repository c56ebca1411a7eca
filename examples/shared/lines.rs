//! What the filters over JSON lines share: reading, answering in order, errors, a summary.
#![allow(dead_code, unreachable_pub, reason = "each takes what it needs")]

use std::io::{self, BufRead, BufWriter, IsTerminal, Write};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use serde::Serialize;
use serde_json::{Value, json};

/// Reads objects with the text field `field` from standard input and writes what `answer` makes
/// of each. Blank lines are passed over; a line that cannot be answered says why in its place.
pub fn filter<A: Serialize>(
    field: &str,
    mut answer: impl FnMut(Value, &str) -> Result<A, String>,
) -> ExitCode {
    let mut output = BufWriter::new(io::stdout().lock());
    let mut summary = Summary::new();
    let mut failed = false;
    let mut input = io::stdin().lock();
    let mut line = Vec::new();
    for number in 1_u64.. {
        line.clear();
        match input.read_until(b'\n', &mut line) {
            Ok(0) => break,
            Ok(_) => {}
            Err(error) => {
                eprintln!("standard input cannot be read: {error}");
                failed = true;
                break;
            }
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        let answered = read(&line, field).and_then(|(id, text)| {
            let begun = Instant::now();
            let answered = answer(id, &text);
            summary.add(text.len(), begun.elapsed());
            answered.and_then(|answer| {
                serde_json::to_string(&answer).map_err(|error| error.to_string())
            })
        });
        let answered = answered.unwrap_or_else(|error| {
            failed = true;
            json!({ "line": number, "error": error }).to_string()
        });
        if writeln!(output, "{answered}").is_err() {
            // Whoever reads has gone: there is nobody left to answer.
            break;
        }
    }
    failed |= output.flush().is_err();
    drop(output);
    summary.print();
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn read(line: &[u8], field: &str) -> Result<(Value, String), String> {
    let mut object: Value =
        serde_json::from_slice(line).map_err(|error| format!("not valid JSON: {error}"))?;
    let id = object.get_mut("id").map_or(Value::Null, Value::take);
    match object.get_mut(field).map(Value::take) {
        Some(Value::String(text)) => Ok((id, text)),
        Some(_) => Err(format!("{field:?} is not a string")),
        None => Err(format!("no field {field:?}")),
    }
}

/// Counts texts, bytes and times, and draws a bar on a terminal.
struct Summary {
    begun: Instant,
    bytes: usize,
    times: Vec<Duration>,
    shows: bool,
    shown: Instant,
}

impl Summary {
    fn new() -> Self {
        let now = Instant::now();
        let shows = io::stderr().is_terminal();
        Self { begun: now, bytes: 0, times: Vec::new(), shows, shown: now }
    }

    fn add(&mut self, bytes: usize, took: Duration) {
        self.bytes += bytes;
        self.times.push(took);
        if self.shows && self.shown.elapsed() > Duration::from_millis(100) {
            self.shown = Instant::now();
            let pace = self.times.len() as f64 / self.begun.elapsed().as_secs_f64();
            let bar = "#".repeat(self.times.len() / 500 % 30 + 1);
            eprint!("\r[{bar:<30}] {} texts, {pace:.0} a second", self.times.len());
        }
    }

    fn print(&mut self) {
        if self.shows {
            eprint!("\r{:70}\r", "");
        }
        self.times.sort_unstable();
        let at = |share: f64| {
            let last = self.times.len().saturating_sub(1);
            let time = self.times.get((last as f64 * share) as usize);
            time.map_or(0.0, |time| time.as_secs_f64() * 1e6)
        };
        let spent: f64 = self.times.iter().map(Duration::as_secs_f64).sum();
        let pace = if spent > 0.0 { self.bytes as f64 / 1e6 / spent } else { 0.0 };
        eprintln!(
            "{} texts, {:.1} MB/s, {:.1} µs a text (median), {:.1} µs (99th percentile)",
            self.times.len(),
            pace,
            at(0.5),
            at(0.99),
        );
    }
}
