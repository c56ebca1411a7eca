//! Fits the weights of the token estimate to exact counts:
//! `cargo run --release --features bpe --example calibrate -- FOLDER > src/text/tokens/weights.rs`
//!
//! Reads the field `text` of every JSON line of every file of the folder, adds made texts of the
//! kinds that are rare there, and prints the weights that have the least sum of squared relative
//! errors, none below zero.
#![allow(dead_code, unreachable_pub, reason = "parts of the crate are taken in as they are")]

#[path = "../src/text/tokens/estimate.rs"]
mod estimate;
#[path = "shared/kinds.rs"]
mod kinds;
#[path = "shared/random.rs"]
mod random;
#[path = "shared/texts.rs"]
mod texts;
#[path = "../src/text/tokens/weights.rs"]
mod weights;

use std::process::ExitCode;

use estimate::{Feature, TokenCount};
use palisade::{TokenCounter as _, Tokens, Vocabulary};

/// How many made texts of each kind there are.
const MADE: usize = 400;
/// What the made texts of one kind count, where the texts of one file count 1.
const MADE_WEIGHT: f64 = 0.2;
/// Rounds of the descent.
const ROUNDS: usize = 20_000;

fn main() -> ExitCode {
    let Some(folder) = std::env::args().nth(1) else {
        eprintln!("calibrate: name a folder of JSON lines");
        return ExitCode::from(2);
    };
    let files = match texts::of_folder(&folder) {
        Ok(files) => files,
        Err(error) => {
            eprintln!("calibrate: {folder}: {error}");
            return ExitCode::from(2);
        }
    };
    let mut fit = Fit::new();
    for (_, texts) in &files {
        fit.add(texts, 1.0);
    }
    let mut random = random::Random::new(1);
    for kind in kinds::ALL {
        let texts: Vec<_> = (0..MADE).map(|_| kind.text(&mut random)).collect();
        fit.add(&texts, MADE_WEIGHT);
    }
    print(&fit.solve());
    ExitCode::SUCCESS
}

const FEATURES: usize = weights::WEIGHTS.len();

/// The normal equations of the least squares.
struct Fit {
    products: Vec<[f64; FEATURES]>,
    targets: [f64; FEATURES],
}

impl Fit {
    fn new() -> Self {
        Self { products: vec![[0.0; FEATURES]; FEATURES], targets: [0.0; FEATURES] }
    }

    /// Adds texts, which together weigh `weight`; the shortest are too noisy to tell anything.
    fn add(&mut self, texts: &[String], weight: f64) {
        let exact = Tokens::exact(Vocabulary::O200k);
        let texts: Vec<_> = texts.iter().filter(|text| text.len() >= 16).collect();
        for text in &texts {
            let mut counts = [0.0; FEATURES];
            let mut count = TokenCount::new();
            for byte in text.bytes() {
                let feature = count.next(byte);
                // The weight of a character is with one of its bytes.
                if feature != Feature::Inside
                    && let Some(slot) = counts.get_mut(feature as usize)
                {
                    *slot += 1.0;
                }
            }
            let right = exact.count(text).max(1) as f64;
            let scale = weight / (texts.len() as f64);
            for (row, at) in self.products.iter_mut().zip(counts) {
                for (cell, other) in row.iter_mut().zip(counts) {
                    *cell += scale * at * other / (right * right);
                }
            }
            for (target, at) in self.targets.iter_mut().zip(counts) {
                *target += scale * at / right;
            }
        }
    }

    /// Coordinate descent, which keeps every weight between none and four tokens, the most that
    /// a character can be. What no text shows counts as a token a character or so.
    fn solve(&self) -> [f64; FEATURES] {
        let mut weights = [1.0; FEATURES];
        weights[Feature::Inside as usize] = 0.0;
        for _ in 0..ROUNDS {
            for at in 0..FEATURES {
                let own = self.products[at][at];
                if own > 0.0 {
                    let all: f64 = self.products[at].iter().zip(weights).map(|(a, w)| a * w).sum();
                    let others = all - own * weights[at];
                    weights[at] = ((self.targets[at] - others) / own).clamp(0.0, 4.0);
                }
            }
        }
        weights
    }
}

fn print(weights: &[f64]) {
    println!(
        "//! What each kind of byte weighs, in thousandths of a token, in the order of `Feature`."
    );
    println!("//!");
    println!("//! Fitted to o200k; made by:");
    println!("//! `cargo run --release --features bpe --example calibrate -- FOLDER`");
    println!();
    println!("pub(super) const WEIGHTS: &[u64] = &[");
    // In lines of at most 100 columns, as the formatter leaves them.
    let mut line = String::from("   ");
    for weight in weights {
        let cell = format!(" {:.0},", weight * 1_000.0);
        if line.len() + cell.len() > 100 {
            println!("{line}");
            line.truncate(3);
        }
        line.push_str(&cell);
    }
    println!("{line}");
    println!("];");
}
