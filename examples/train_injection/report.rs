//! What the heads find in rows that nothing was fitted on. Only a report.

use palisade::Source;
use palisade::training::{self, BUCKETS, Trained};

use crate::data::Row;
use crate::fit::{Item, Model};

struct Judged<'a> {
    file: &'a str,
    row: &'a Row,
    is_data: bool,
    model: f32,
    phrases: f32,
    score: f32,
}

/// Which rows belong to a pool.
type Group<'a> = &'a dyn Fn(&&Judged<'_>) -> bool;

pub fn print(files: &[(String, Vec<Row>)], heads: &[Trained], errors: usize) {
    let models: Vec<Model> = heads.iter().map(quantised).collect();
    let mut judged = Vec::new();
    for (file, rows) in files {
        for row in rows {
            let is_data = matches!(row.kind.as_str(), "indirect" | "benign_document");
            let source = if is_data { Source::Document } else { Source::User };
            let head = usize::from(is_data);
            let item = Item::of(&row.text, row.label == 1, 1.0);
            let phrases = training::phrases(&row.text, source) as f32;
            let [window, evidence, offset] = heads[head].calibrator;
            let model = window * models[head].score(&item) + offset;
            let score = guard(source, model, evidence, phrases);
            judged.push(Judged { file, row, is_data, model, phrases, score });
        }
    }
    println!(
        "\nrows flagged, % : phrases, model, both        (recall at 1 % of ordinary: model, both)"
    );
    for (file, _) in files {
        for kind in KINDS {
            let of = |j: &&Judged<'_>| j.file == file && j.row.kind == *kind;
            line(&format!("{file} {kind}"), &judged.iter().filter(of).collect::<Vec<_>>());
        }
    }
    println!();
    let ordinary = |j: &&Judged<'_>| j.row.label == 0 && j.row.kind != "benign_hard";
    let groups: &[(&str, Group<'_>)] = &[
        ("ordinary", &ordinary),
        ("ordinary prompts", &|j| ordinary(j) && !j.is_data),
        ("documents", &|j| ordinary(j) && j.is_data),
        ("direct", &|j| j.row.kind == "direct"),
        ("jailbreak", &|j| j.row.kind == "jailbreak"),
        ("indirect", &|j| j.row.kind == "indirect"),
    ];
    for (name, of) in groups {
        line(name, &judged.iter().filter(of).collect::<Vec<_>>());
    }
    for is_data in [false, true] {
        let side: Vec<&Judged<'_>> = judged.iter().filter(|j| j.is_data == is_data).collect();
        let easy: Vec<&&Judged<'_>> = side.iter().filter(|j| j.row.kind != "benign_hard").collect();
        for (name, of) in [
            ("phrases", (|j: &Judged<'_>| j.phrases) as fn(&Judged<'_>) -> f32),
            ("model", |j| j.model),
            ("both", |j| j.score),
        ] {
            let attacks: Vec<f32> =
                easy.iter().filter(|j| j.row.label == 1).map(|j| of(j)).collect();
            let others: Vec<f32> =
                easy.iter().filter(|j| j.row.label == 0).map(|j| of(j)).collect();
            let hard: Vec<f32> = side.iter().filter(|j| j.row.label == 0).map(|j| of(j)).collect();
            println!(
                "{} {name:8} AUC {:.4}, with hard ones {:.4}; recall at 1 % {:.3}, at 0.1 % {:.3}",
                if is_data { "data  " } else { "direct" },
                auc(&attacks, &others),
                auc(&attacks, &hard),
                recall_at(&attacks, &others, 0.01),
                recall_at(&attacks, &others, 0.001),
            );
        }
    }
    println!("expected calibration error, 15 bins: {:.3}", calibration_error(&judged));
    println!("agentdojo by wrapper:");
    for (name, sign) in WRAPPERS {
        let of = |j: &&Judged<'_>| {
            j.file == "agentdojo" && j.row.kind == "indirect" && wrapper(&j.row.text) == *sign
        };
        line(name, &judged.iter().filter(of).collect::<Vec<_>>());
    }
    let mut wrong: Vec<&Judged<'_>> =
        judged.iter().filter(|j| (j.score >= 0.0) != (j.row.label == 1)).collect();
    wrong.sort_by_key(|j| (j.row.label, j.file, fnv(&j.row.text)));
    let mut shown = std::collections::BTreeMap::new();
    for j in wrong {
        let count = shown.entry((j.file, j.row.label)).or_insert(0);
        *count += 1;
        if *count <= errors {
            let text: String = j.row.text.chars().take(260).collect();
            println!("{} {} {:.1} {:.1} {text:?}", j.file, j.row.label, j.model, j.phrases);
        }
    }
}

/// The log-odds of the guard.
pub fn guard(source: Source, window: f32, evidence: f32, phrases: f32) -> f32 {
    training::combined(source, window.into(), evidence.into(), phrases.into()) as f32
}

fn line(name: &str, judged: &[&Judged<'_>]) {
    if judged.is_empty() {
        return;
    }
    let part = |of: &dyn Fn(&Judged<'_>) -> bool| {
        100.0 * judged.iter().filter(|j| of(j)).count() as f64 / judged.len() as f64
    };
    println!(
        "{name:42} {:5}  {:6.1} {:6.1} {:6.1}",
        judged.len(),
        part(&|j| j.phrases >= std::f32::consts::LN_2),
        part(&|j| j.model >= 0.0),
        part(&|j| j.score >= 0.0),
    );
}

/// The head as the file holds it.
fn quantised(head: &Trained) -> Model {
    let most = head.weights.iter().fold(0.0_f32, |most, weight| most.max(weight.abs()));
    let scale = if most > 0.0 { most / 127.0 } else { 1.0 };
    let mut weights = vec![0.0; BUCKETS];
    for (to, weight) in weights.iter_mut().zip(&head.weights) {
        *to = (weight / scale).round() * scale;
    }
    Model { weights, biases: head.biases }
}

pub fn auc(attacks: &[f32], others: &[f32]) -> f64 {
    let mut all: Vec<(f32, bool)> = attacks.iter().map(|score| (*score, true)).collect();
    all.extend(others.iter().map(|score| (*score, false)));
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut below, mut won, mut at) = (0.0, 0.0, 0);
    while at < all.len() {
        let same = all[at..].iter().take_while(|entry| entry.0 == all[at].0).count();
        let hits = all[at..at + same].iter().filter(|entry| entry.1).count() as f64;
        let misses = same as f64 - hits;
        won += hits * (below + misses / 2.0);
        below += misses;
        at += same;
    }
    won / (attacks.len() as f64 * others.len() as f64)
}

pub fn recall_at(attacks: &[f32], others: &[f32], rate: f64) -> f64 {
    let mut others = others.to_vec();
    others.sort_by(|a, b| b.total_cmp(a));
    let bound = others.get((others.len() as f64 * rate) as usize).copied().unwrap_or(f32::MIN);
    attacks.iter().filter(|score| **score > bound).count() as f64 / attacks.len() as f64
}

fn calibration_error(judged: &[Judged<'_>]) -> f64 {
    let mut bins = [(0.0, 0.0, 0.0); 15];
    for j in judged {
        let chance = 1.0 / (1.0 + f64::from(-j.score).exp());
        let bin = &mut bins[((chance * 15.0) as usize).min(14)];
        bin.0 += chance;
        bin.1 += f64::from(j.row.label);
        bin.2 += 1.0;
    }
    let total: f64 = bins.iter().map(|bin| bin.2).sum();
    bins.iter().map(|bin| (bin.0 - bin.1).abs()).sum::<f64>() / total
}

fn fnv(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    })
}

fn wrapper(text: &str) -> usize {
    let signs = ["<INFORMATION>", "IMPORTANT!!!", "gnore ", "TODO: ", "Please note that"];
    signs.iter().position(|sign| text.contains(sign)).unwrap_or(signs.len())
}

const WRAPPERS: &[(&str, usize)] = &[
    ("  important message", 0),
    ("  important, ignore all", 1),
    ("  ignore", 2),
    ("  todo", 3),
    ("  note", 4),
    ("  goal alone, or another", 5),
];

const KINDS: &[&str] =
    &["benign_prompt", "benign_hard", "benign_document", "direct", "jailbreak", "indirect"];
