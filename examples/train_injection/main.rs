//! Trains the learned part of the injection guard, to the byte the same from the same data:
//!
//! ```sh
//! cargo run --release --features redteam --example train_injection -- --data DIR
//!     [--check] [--dev DIR] [--out FILE] [--scale N] [--seed N] [--without-folds] [--compare]
//!     [--errors N] [--show SOURCE]
//! ```
//!
//! `DIR/*.jsonl` holds rows of `text`, `label` (1 is an attack), `kind` and `source`. The weights
//! are written to `src/learned/injection.bin`, or compared with it (`--check`); those of an
//! experiment (`--compare`, `--without-folds`) only where `--out` says so. Each source is
//! left out of one of five fits, whose scores of it are what the calibrator is fitted on. `--dev`
//! prints a report on rows that nothing is fitted on.

#![allow(unreachable_pub, reason = "the modules of one program")]

mod attacks;
mod bag;
mod compare;
mod conv;
mod data;
mod documents;
mod everyday;
mod fit;
mod grammar;
mod languages;
mod left_out;
mod random;
mod readers;
mod report;
mod slots;
mod techniques;
mod tongues;
mod triggers;

use std::path::PathBuf;
use std::time::Instant;

use palisade::Source;
use palisade::training::{self, Trained};

use data::Example;
use fit::{Item, Model, Options, fit};
use grammar::Grammar;
use left_out::{FOLDS, folds};

struct Arguments {
    data: PathBuf,
    dev: Vec<PathBuf>,
    out: Option<PathBuf>,
    scale: usize,
    seed: u64,
    folds: usize,
    check: bool,
    compares: bool,
    errors: usize,
    show: String,
    options: Options,
}

fn arguments() -> Arguments {
    let mut given = Arguments {
        data: PathBuf::new(),
        dev: Vec::new(),
        out: None,
        scale: 900,
        seed: 1,
        folds: FOLDS,
        check: false,
        compares: false,
        errors: 0,
        show: String::new(),
        options: Options::default(),
    };
    let mut words = std::env::args().skip(1);
    let wrong = |name: &str| -> ! {
        eprintln!("train_injection: {name} is not known or wants a value; see the head of main.rs");
        std::process::exit(2)
    };
    while let Some(name) = words.next() {
        let mut value = || words.next().unwrap_or_else(|| wrong(&name));
        match name.as_str() {
            "--data" => given.data = value().into(),
            "--dev" => given.dev.push(value().into()),
            "--out" => given.out = Some(value().into()),
            "--scale" => given.scale = value().parse().unwrap_or_else(|_| wrong(&name)),
            "--seed" => given.seed = value().parse().unwrap_or_else(|_| wrong(&name)),
            "--errors" => given.errors = value().parse().unwrap_or_else(|_| wrong(&name)),
            "--temperature" => given.options.temperature = value().parse().expect("a number"),
            "--decay" => given.options.decay = value().parse().expect("a number"),
            "--rate" => given.options.rate = value().parse().expect("a number"),
            "--epochs" => given.options.epochs = value().parse().expect("a number"),
            "--show" => given.show = value(),
            "--prior" => given.options.prior = value().parse().expect("a number"),
            "--without-folds" => given.folds = 0,
            "--compare" => given.compares = true,
            "--check" => given.check = true,
            _ => wrong(&name),
        }
    }
    given
}

fn main() {
    let given = arguments();
    let begun = Instant::now();
    let files = data::read(&given.data);
    let grammar = Grammar::new();
    let dev: Vec<_> = given.dev.iter().flat_map(|folder| data::read(folder)).collect();
    let mut heads = Vec::new();
    for source in [Source::User, Source::Document] {
        let examples = match source {
            Source::User => data::direct(&files, &grammar, given.scale),
            _ => data::indirect(&files, &grammar, given.scale),
        };
        let name = head_name(source);
        let seconds = begun.elapsed().as_secs();
        println!("{name}: {} texts, {} attacks ({seconds} s)", examples.len(), attacks(&examples));
        let mut items: Vec<Item> =
            examples.iter().map(|e| Item::of(&e.text, e.is_attack, e.weight)).collect();
        let options = Options { seed: given.seed, ..given.options };
        doubt(&examples, &mut items, options);
        let calibrator = folds(&examples, &items, source, options, (given.folds, &given.show));
        let model = fit(&items.iter().collect::<Vec<_>>(), options);
        println!("{name}: calibrator {calibrator:?} ({} s)", begun.elapsed().as_secs());
        heads.push(trained(&model, calibrator));
        if given.compares {
            compare::print(&examples, &items, &dev, (source, &model, options));
        }
    }
    for dev in &given.dev {
        let rows = data::read(dev);
        report::print(&rows, &heads, given.errors);
    }
    speed(&files);
    let file = training::file(&heads[0], &heads[1]);
    println!("{} bytes, fnv {:016x} ({} s)", file.len(), fnv(&file), begun.elapsed().as_secs());
    if given.check {
        let is_same = file == training::shipped();
        println!("{}", if is_same { "the same as shipped" } else { "NOT the same as shipped" });
        std::process::exit(i32::from(!is_same));
    }
    let is_experiment = given.compares || given.folds != FOLDS;
    let shipped = || (!is_experiment).then(|| PathBuf::from("src/learned/injection.bin"));
    if let Some(out) = given.out.or_else(shipped) {
        std::fs::write(out, file).expect("the file can be written");
    }
}

/// What a check costs with the weights that the crate was built with: phrases and model, and the
/// views below them.
fn speed(files: &[(String, Vec<data::Row>)]) {
    for name in ["t0_documents", "tech_documents", "xquad_documents"] {
        let rows = files.iter().filter(|(file, _)| file == name).flat_map(|(_, rows)| rows);
        let text: String = rows.take(12).map(|row| row.text.as_str()).collect();
        let kilobytes = text.len() as f64 / 1024.0;
        // One run is short, so that some are undisturbed on a busy machine.
        let best = |check: &dyn Fn(&str) -> f64| {
            let run = |_| {
                let begun = Instant::now();
                assert!(check(&text).is_finite());
                begun.elapsed().as_secs_f64() * 1e6 / kilobytes
            };
            (0..300).map(run).fold(f64::MAX, f64::min)
        };
        let whole = best(&|text| training::score(text, Source::Document));
        let phrases = best(&|text| training::phrases_alone(text));
        let model = best(&|text| training::model_alone(text, Source::Document));
        println!("{name}: guard {whole:.2}, phrases {phrases:.2}, model {model:.2} µs/KB");
    }
}

/// Some sources call texts attacks that nobody would who reads them alone. Those of them that a
/// model which never saw these sources finds innocent do not count.
fn doubt(examples: &[Example], items: &mut [Item], options: Options) {
    let is_noisy = |at: usize| examples[at].is_attack && NOISY.contains(&&*examples[at].source);
    let sure: Vec<&Item> =
        (0..items.len()).filter(|at| !is_noisy(*at)).map(|at| &items[at]).collect();
    if sure.len() == items.len() {
        return;
    }
    let model = fit(&sure, Options { epochs: 5, ..options });
    let mut dropped = 0;
    for at in (0..items.len()).filter(|at| is_noisy(*at)) {
        if model.score(&items[at]) < DOUBTED {
            items[at].weight = 0.0;
            dropped += 1;
        }
    }
    println!("  {dropped} attacks of noisy sources do not count");
}

const NOISY: &[&str] =
    &["lakera_mosscap", "hackaprompt", "imoxto_prompt_injection", "deepset_prompt_injections"];

/// The score below which such a text is innocent.
const DOUBTED: f32 = -1.5;

fn head_name(source: Source) -> &'static str {
    if source == Source::User { "direct" } else { "indirect" }
}

fn attacks(examples: &[Example]) -> usize {
    examples.iter().filter(|example| example.is_attack).count()
}

fn trained(model: &Model, calibrator: [f32; 3]) -> Trained {
    Trained::new(model.weights.clone(), model.biases, calibrator)
}

fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3)
    })
}
