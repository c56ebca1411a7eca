//! Trains the learned part of the injection guard, to the byte the same from the same data:
//!
//! ```sh
//! cargo run --release --features redteam --example train_injection -- --data DIR
//!     [--check] [--dev DIR] [--out FILE] [--scale N] [--seed N] [--without-folds] [--compare]
//!     [--errors N] [--show SOURCE]
//! ```
//!
//! `DIR/*.jsonl` holds rows of `text`, `label` (1 is an attack), `kind` and `source`. The weights
//! are written to `src/learned/injection.bin`, or compared with it (`--check`). Each source is
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
mod random;
mod readers;
mod report;
mod slots;
mod techniques;
mod tongues;
mod triggers;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Instant;

use palisade::Source;
use palisade::training::{self, Trained};

use data::Example;
use fit::{Item, Model, Options, calibrate, fit};
use grammar::Grammar;

struct Arguments {
    data: PathBuf,
    dev: Vec<PathBuf>,
    out: PathBuf,
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
        out: PathBuf::from("src/learned/injection.bin"),
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
            "--out" => given.out = value().into(),
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
    std::fs::write(&given.out, file).expect("the file can be written");
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

/// Scores each source by a model that never saw it, prints what that finds, and fits the
/// calibrator on it: the logistic function, moved so that so many of the ordinary texts as
/// [`ALLOWED`] says score 0.5 or more.
fn folds(
    examples: &[Example],
    items: &[Item],
    source: Source,
    options: Options,
    (folds, shown): (usize, &str),
) -> [f32; 3] {
    if folds == 0 {
        return [1.0, 0.7, -1.0];
    }
    let phrases: Vec<f32> =
        examples.iter().map(|example| training::phrases(&example.text, source) as f32).collect();
    let mut scores = vec![0.0_f32; items.len()];
    for left_out in 0..folds {
        let is_in = |at: &usize| fold_of(&examples[*at].source, *at, folds) != left_out;
        let (seen, unseen): (Vec<usize>, Vec<usize>) = (0..items.len()).partition(is_in);
        let seen: Vec<&Item> = seen.iter().map(|at| &items[*at]).collect();
        let model = fit(&seen, Options { epochs: 5, ..options });
        for at in unseen {
            scores[at] = model.score(&items[at]);
        }
    }
    let rows: Vec<(f32, f32, bool, f32)> = (0..items.len())
        .map(|at| (scores[at], phrases[at], items[at].is_attack, items[at].weight))
        .collect();
    let [window, evidence, offset] = calibrate(&rows);
    let sum = |at: usize| window * scores[at] + evidence * phrases[at] + offset;
    let allowed = ALLOWED[usize::from(source != Source::User)];
    let mut ordinary: Vec<f32> = (0..items.len())
        .filter(|at| !items[*at].is_attack && is_ordinary(&examples[*at].source, source))
        .map(sum)
        .collect();
    ordinary.sort_by(f32::total_cmp);
    let at = ((ordinary.len() as f32) * (1.0 - allowed)) as usize;
    let moved = ordinary.get(at).copied().unwrap_or(0.0);
    println!("  {} ordinary texts, moved by {moved:.2}", ordinary.len());
    let offset = offset - moved;
    let guarded =
        |at: usize| report::guard(source, window * scores[at] + offset, evidence, phrases[at]);
    let wrong = |at: usize| (guarded(at) >= 0.0) != items[at].is_attack;
    let shown = (0..items.len()).filter(|at| examples[*at].source == shown && wrong(*at));
    for example in shown.map(|at| &examples[at]).take(40) {
        let text: String = example.text.chars().take(220).collect();
        println!("  {} {text:?}", u8::from(example.is_attack));
    }
    let mut by_length = [[0_usize; 2]; 6];
    for at in (0..items.len()).filter(|at| is_ordinary(&examples[*at].source, source)) {
        if !items[at].is_attack {
            let class =
                (examples[at].text.len() / 60).checked_ilog2().map_or(0, |log| log as usize + 1);
            let counts = &mut by_length[class.min(5)];
            counts[0] += 1;
            counts[1] += usize::from(guarded(at) >= 0.0);
        }
    }
    for (class, [rows, flagged]) in by_length.into_iter().enumerate() {
        let part = 100.0 * flagged as f64 / rows.max(1) as f64;
        println!(
            "  ordinary from {:5} bytes on {rows:6}   {part:6.1} %",
            [0, 60, 120, 240, 480, 960][class]
        );
    }
    let mut table: BTreeMap<(&str, bool), (usize, usize, usize)> = BTreeMap::new();
    for (at, example) in examples.iter().enumerate() {
        let row = table.entry((&example.source, example.is_attack)).or_default();
        row.0 += 1;
        row.1 += usize::from(guarded(at) >= 0.0);
        row.2 += usize::from(phrases[at] >= std::f32::consts::LN_2);
    }
    summary(examples, &(0..items.len()).map(sum).collect::<Vec<_>>(), source);
    println!("  left out                          rows   flagged   by phrases alone");
    for ((name, is_attack), (rows, flagged, by_phrases)) in table {
        let part = |of: usize| 100.0 * of as f64 / rows as f64;
        let kind = if is_attack { "attack" } else { "" };
        let (flagged, by_phrases) = (part(flagged), part(by_phrases));
        println!("  {name:26} {kind:6} {rows:6}   {flagged:6.1} %   {by_phrases:6.1} %");
    }
    [window, evidence, offset]
}

/// How many attacks of the sources left out are found where so many ordinary texts are flagged:
/// the mean of the sources.
fn summary(examples: &[Example], scores: &[f32], source: Source) {
    let of = |wanted: &dyn Fn(&Example) -> bool| -> Vec<f32> {
        let all = examples.iter().zip(scores).filter(|(example, _)| wanted(example));
        all.map(|(_, score)| *score).collect()
    };
    let ordinary = of(&|example| !example.is_attack && is_ordinary(&example.source, source));
    let named: BTreeSet<&str> = examples
        .iter()
        .filter(|example| example.is_attack && !example.source.starts_with("made_"))
        .map(|example| &*example.source)
        .collect();
    let mut line = String::new();
    for rate in [0.01, 0.001] {
        let parts = named.iter().map(|name| {
            let attacks = of(&|example| example.is_attack && example.source == *name);
            report::recall_at(&attacks, &ordinary, rate)
        });
        let mean = parts.sum::<f64>() / named.len() as f64;
        line += &format!(", {:.1} % found at {} %", 100.0 * mean, 100.0 * rate);
    }
    let attacks = of(&|example| example.is_attack && !example.source.starts_with("made_"));
    println!("  left out: AUC {:.4}{line}", report::auc(&attacks, &ordinary));
}

/// Whether a source is of texts as they come, and not of ones that are hard on purpose.
fn is_ordinary(name: &str, source: Source) -> bool {
    let is_hard = name.starts_with("made_") || name == "gpts_system_prompts";
    !(is_hard || source == Source::User && DOCUMENT_FILES.contains(&name))
}

const DOCUMENT_FILES: &[&str] =
    &["bipia", "enron_emails", "t0_documents", "tech_documents", "xquad_documents"];

/// The fold of a source. Sources that share texts share a fold; what the grammars wrote is dealt
/// out.
fn fold_of(source: &str, row: usize, folds: usize) -> usize {
    let number = match source {
        "verazuo_itw_jailbreak" | "self_reminder_jailbreak" | "gptfuzz_templates" => 0,
        "curated_chatgpt_prompts_benign" | "jackhhao_jailbreak" | "awesome_roleplay" => 1,
        "hackaprompt" | "imoxto_prompt_injection" | "gpteacher_roleplay" => 2,
        "lakera_mosscap" | "parapet_benign_mix" | "bipia" => 3,
        "deepset_prompt_injections" | "self_instruct" | "coding_humaneval_mbpp" => 4,
        "t0_documents" | "xquad_questions" => 0,
        "enron_emails" | "gpts_system_prompts" => 2,
        "tech_documents" => 4,
        "xquad_documents" => 1,
        _ => row,
    };
    number % folds
}

fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3)
    })
}

const FOLDS: usize = 5;

/// How many of the ordinary texts may be flagged, by head.
const ALLOWED: [f32; 2] = [0.017, 0.06];
