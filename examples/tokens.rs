//! How far bound and estimate are from exact counts of tokens:
//! `cargo run --release --features bpe --example tokens -- FOLDER`
//!
//! Reads the field `text` of every JSON line of every file of the folder, and makes texts of the
//! kinds on which rough counts fail most. Prints, for each file and kind, the ratio to the exact
//! count by o200k: the least, the percentiles 1, 50 and 99, and the most. Below 1 is under.

#[path = "shared/kinds.rs"]
mod kinds;
#[path = "shared/random.rs"]
mod random;
#[path = "shared/texts.rs"]
mod texts;

use std::process::ExitCode;

use palisade::{TokenCounter, Tokens, Vocabulary};

/// How many made texts of each kind there are.
const MADE: usize = 200;

fn main() -> ExitCode {
    let mut files = match std::env::args().nth(1).map(|folder| texts::of_folder(&folder)) {
        Some(Ok(files)) => files,
        Some(Err(error)) => {
            eprintln!("tokens: the folder cannot be read: {error}");
            return ExitCode::from(2);
        }
        None => Vec::new(),
    };
    let mut random = random::Random::new(2);
    for kind in kinds::ALL {
        let texts = (0..MADE).map(|_| kind.text(&mut random)).collect();
        files.push((format!("made: {kind:?}").to_lowercase(), texts));
    }
    let columns = ["min", "p1", "p50", "p99", "max"].map(|name| format!("{name:>6}")).concat();
    println!("{:<46} {:^30} | {:^30}", "", "bound", "estimate");
    println!("{:<30} {:>5} {:>9} {columns} | {columns}", "texts", "count", "tokens");
    let mut all = Row::default();
    for (name, texts) in &files {
        let row = Row::of(texts);
        println!("{}", row.line(name));
        all.extend(row);
    }
    println!("{}", all.line("all"));
    let under = all.bound.iter().filter(|ratio| **ratio < 1.0).count();
    println!("texts on which the bound is under: {under}");
    ExitCode::SUCCESS
}

/// The ratios of some texts.
#[derive(Default)]
struct Row {
    tokens: u64,
    bound: Vec<f64>,
    estimate: Vec<f64>,
}

impl Row {
    fn of(texts: &[String]) -> Self {
        let exact = Tokens::exact(Vocabulary::O200k);
        let mut row = Self::default();
        for text in texts {
            let right = exact.count(text);
            // A text without tokens has no ratio.
            if right > 0 {
                row.tokens += right;
                row.bound.push(Tokens::bound().count(text) as f64 / right as f64);
                row.estimate.push(Tokens::estimate().count(text) as f64 / right as f64);
            }
        }
        row
    }

    fn extend(&mut self, other: Self) {
        self.tokens += other.tokens;
        self.bound.extend(other.bound);
        self.estimate.extend(other.estimate);
    }

    fn line(&self, name: &str) -> String {
        let (count, tokens) = (self.bound.len(), self.tokens);
        let (bound, estimate) = (spread(&self.bound), spread(&self.estimate));
        format!("{name:<30} {count:>5} {tokens:>9} {bound} | {estimate}")
    }
}

fn spread(ratios: &[f64]) -> String {
    let mut sorted = ratios.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = |share: f64| {
        let place = (sorted.len().saturating_sub(1) as f64 * share).round() as usize;
        sorted.get(place).copied().unwrap_or(f64::NAN)
    };
    [0.0, 0.01, 0.5, 0.99, 1.0].map(|share| format!("{:>6.2}", at(share))).concat()
}
