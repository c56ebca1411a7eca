//! What is found in sources that a fit never saw: where the calibrator and the threshold come from.

use std::collections::{BTreeMap, BTreeSet};

use palisade::Source;
use palisade::training;

use crate::data::Example;
use crate::fit::{Item, Options, calibrate, fit};
use crate::report::{auc, guard, recall_at};

/// Scores each source by a model that never saw it, prints what that finds, and fits the
/// calibrator on it: the logistic function, moved so that so many of the ordinary texts as
/// [`ALLOWED`] says score 0.5 or more.
pub fn folds(
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
    let guarded: Vec<f32> = (0..items.len())
        .map(|at| guard(source, window * scores[at] + offset, evidence, phrases[at]))
        .collect();
    misses(examples, &guarded, shown);
    lengths(examples, &guarded, source);
    summary(examples, &(0..items.len()).map(sum).collect::<Vec<_>>(), source);
    sources(examples, &guarded, &phrases);
    [window, evidence, offset]
}

/// Texts of a source that are judged wrongly.
fn misses(examples: &[Example], guarded: &[f32], source: &str) {
    let judged = examples.iter().zip(guarded).filter(|(example, _)| example.source == source);
    let wrong = judged.filter(|(example, score)| (**score >= 0.0) != example.is_attack);
    for (example, _) in wrong.take(40) {
        let text: String = example.text.chars().take(220).collect();
        println!("  {} {text:?}", u8::from(example.is_attack));
    }
}

/// How many ordinary texts are flagged, by their length.
fn lengths(examples: &[Example], guarded: &[f32], source: Source) {
    const BOUNDS: [usize; 6] = [0, 60, 120, 240, 480, 960];
    let mut counts = [(0_usize, 0_usize); BOUNDS.len()];
    for (example, score) in examples.iter().zip(guarded) {
        if !example.is_attack && is_ordinary(&example.source, source) {
            let class = BOUNDS.iter().take_while(|bound| example.text.len() >= **bound).count() - 1;
            counts[class].0 += 1;
            counts[class].1 += usize::from(*score >= 0.0);
        }
    }
    for (bound, (rows, flagged)) in BOUNDS.iter().zip(counts) {
        let part = 100.0 * flagged as f64 / rows.max(1) as f64;
        println!("  ordinary from {bound:4} bytes on {rows:6}   {part:6.1} %");
    }
}

/// How many texts of each source are flagged.
fn sources(examples: &[Example], guarded: &[f32], phrases: &[f32]) {
    let mut table: BTreeMap<(&str, bool), (usize, usize, usize)> = BTreeMap::new();
    for ((example, score), phrases) in examples.iter().zip(guarded).zip(phrases) {
        let row = table.entry((&example.source, example.is_attack)).or_default();
        row.0 += 1;
        row.1 += usize::from(*score >= 0.0);
        row.2 += usize::from(*phrases >= std::f32::consts::LN_2);
    }
    println!("  left out                          rows   flagged   by phrases alone");
    for ((name, is_attack), (rows, flagged, by_phrases)) in table {
        let part = |of: usize| 100.0 * of as f64 / rows as f64;
        let kind = if is_attack { "attack" } else { "" };
        let (flagged, by_phrases) = (part(flagged), part(by_phrases));
        println!("  {name:26} {kind:6} {rows:6}   {flagged:6.1} %   {by_phrases:6.1} %");
    }
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
            recall_at(&attacks, &ordinary, rate)
        });
        let mean = parts.sum::<f64>() / named.len() as f64;
        line += &format!(", {:.1} % found at {} %", 100.0 * mean, 100.0 * rate);
    }
    let attacks = of(&|example| example.is_attack && !example.source.starts_with("made_"));
    println!("  left out: AUC {:.4}{line}", auc(&attacks, &ordinary));
}

/// Whether a source is of texts as they come, and not of ones that are hard on purpose.
pub fn is_ordinary(name: &str, source: Source) -> bool {
    let is_hard = name.starts_with("made_") || name == "gpts_system_prompts";
    !(is_hard || source == Source::User && DOCUMENT_FILES.contains(&name))
}

const DOCUMENT_FILES: &[&str] =
    &["bipia", "enron_emails", "t0_documents", "tech_documents", "xquad_documents"];

/// The fold of a source. Sources that share texts share a fold; what the grammars wrote is dealt
/// out.
pub fn fold_of(source: &str, row: usize, folds: usize) -> usize {
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

pub const FOLDS: usize = 5;

/// How many of the ordinary texts may be flagged, by head.
const ALLOWED: [f32; 2] = [0.014, 0.06];
