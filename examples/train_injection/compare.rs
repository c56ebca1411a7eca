//! Other families of models on the same texts, for comparison only: an embedding bag, a small
//! convolution, and a cascade in which the convolution reads only what the linear model doubts.
//! Each is judged without phrases, on sources that were left out of its fit and on other rows.

use std::collections::BTreeSet;
use std::time::Instant;

use palisade::Source;

use crate::bag;
use crate::conv::{self, Conv, Words};
use crate::data::{Example, Row};
use crate::fit::{self, Item, Model, Options};
use crate::left_out::{FOLDS, fold_of, is_ordinary};
use crate::report::{auc, recall_at};

/// What every family says of a text.
#[derive(Clone, Copy, Default)]
struct Said {
    linear: f32,
    bag: f32,
    conv: f32,
}

/// The families: what they are called, and the score of a text.
type Family = (&'static str, fn(&Said) -> f32);

const FAMILIES: [Family; 4] = [
    ("linear", |said| said.linear),
    ("bag", |said| said.bag),
    ("convolution", |said| said.conv),
    (
        "cascade",
        |said| if is_doubtful(said) { (said.linear + said.conv) / 2.0 } else { said.linear },
    ),
];

/// Whether the linear model leaves a text to the convolution: its chance is from 5 to 90 %.
fn is_doubtful(said: &Said) -> bool {
    (-3.0..2.2).contains(&said.linear)
}

pub fn print(
    examples: &[Example],
    items: &[Item],
    rows: &[(String, Vec<Row>)],
    (source, model, options): (Source, &Model, Options),
) {
    let begun = Instant::now();
    let words: Vec<Words> =
        examples.iter().zip(items).map(|(example, item)| Words::of(&example.text, item)).collect();
    let mut said = vec![Said::default(); items.len()];
    for left_out in 0..FOLDS {
        let is_in = |at: &usize| fold_of(&examples[*at].source, *at, FOLDS) != left_out;
        let (seen, unseen): (Vec<usize>, Vec<usize>) = (0..items.len()).partition(is_in);
        let seen_items: Vec<&Item> = seen.iter().map(|at| &items[*at]).collect();
        let linear = fit::fit(&seen_items, Options { epochs: 5, ..options });
        let bag = bag::fit(&seen_items, 3, options.seed);
        let conv =
            conv::fit(&seen.iter().map(|at| &words[*at]).collect::<Vec<_>>(), 3, options.seed);
        for at in unseen {
            said[at] = Said {
                linear: linear.score(&items[at]),
                bag: bag.score(&items[at]),
                conv: conv.score(&words[at]),
            };
        }
    }
    let calibrators = [|said: &Said| said.linear, |said: &Said| said.conv].map(|of| {
        let rows: Vec<(f32, f32, bool, f32)> = said
            .iter()
            .zip(items)
            .map(|(said, item)| (of(said), 0.0, item.is_attack, item.weight))
            .collect();
        fit::calibrate(&rows)
    });
    let calibrated = |mut said: Said| {
        let [linear, conv] = calibrators.map(|[scale, _, offset]| (scale, offset));
        said.linear = linear.0 * said.linear + linear.1;
        said.conv = conv.0 * said.conv + conv.1;
        said
    };
    said.iter_mut().for_each(|said| *said = calibrated(*said));
    let is_made = |at: &usize| examples[*at].source.starts_with("made_");
    let ordinary: Vec<usize> = (0..items.len())
        .filter(|at| !items[*at].is_attack && is_ordinary(&examples[*at].source, source))
        .collect();
    let attacks: Vec<usize> =
        (0..items.len()).filter(|at| items[*at].is_attack && !is_made(at)).collect();
    let named: BTreeSet<&str> = attacks.iter().map(|at| &*examples[*at].source).collect();
    let doubtful = ordinary.iter().filter(|at| is_doubtful(&said[**at])).count();
    println!(
        "  seed {}: {} of {} ordinary texts are left to the convolution",
        options.seed,
        doubtful,
        ordinary.len()
    );
    for (name, score) in FAMILIES {
        let of = |rows: &[usize]| -> Vec<f32> { rows.iter().map(|at| score(&said[*at])).collect() };
        let others = of(&ordinary);
        let mean = |rate: f64| {
            let parts = named.iter().map(|name| {
                let rows: Vec<usize> =
                    attacks.iter().copied().filter(|at| examples[*at].source == *name).collect();
                recall_at(&of(&rows), &others, rate)
            });
            100.0 * parts.sum::<f64>() / named.len() as f64
        };
        let (area, one, tenth) = (auc(&of(&attacks), &others), mean(0.01), mean(0.001));
        println!("  left out   {name:12} AUC {area:.4}, at 1 % {one:.1} %, at 0.1 % {tenth:.1} %");
    }
    let all: Vec<&Item> = items.iter().collect();
    let bag = bag::fit(&all, 4, options.seed);
    let conv = conv::fit(&words.iter().collect::<Vec<_>>(), 4, options.seed);
    let micros = cost(&conv, &words, examples);
    println!(
        "  convolution: {} bytes, {micros:.1} µs/KB of words ({} s)",
        Conv::BYTES,
        begun.elapsed().as_secs()
    );
    others(rows, source, |text| {
        let item = Item::of(text, false, 1.0);
        let conv = conv.score(&Words::of(text, &item));
        calibrated(Said { linear: model.score(&item), bag: bag.score(&item), conv })
    });
}

/// On rows that nothing was fitted on.
fn others(rows: &[(String, Vec<Row>)], source: Source, judge: impl Fn(&str) -> Said) {
    let (mut attacks, mut ordinary, mut hard) = (Vec::new(), Vec::new(), Vec::new());
    for row in rows.iter().flat_map(|(_, rows)| rows) {
        let is_data = matches!(row.kind.as_str(), "indirect" | "benign_document");
        if is_data == (source == Source::User) {
            continue;
        }
        match (row.label, row.kind.as_str()) {
            (1, _) => attacks.push(judge(&row.text)),
            (_, "benign_hard") => hard.push(judge(&row.text)),
            _ => ordinary.push(judge(&row.text)),
        }
    }
    if attacks.is_empty() || ordinary.is_empty() {
        return;
    }
    for (name, score) in FAMILIES {
        let of = |said: &[Said]| -> Vec<f32> { said.iter().map(score).collect() };
        let (attacks, ordinary) = (of(&attacks), of(&ordinary));
        let with_hard = [&ordinary[..], &of(&hard)].concat();
        println!(
            "  other rows {name:12} AUC {:.4}, with hard ones {:.4}, at 1 % {:.1} %, at 0.1 % {:.1} %",
            auc(&attacks, &ordinary),
            auc(&attacks, &with_hard),
            100.0 * recall_at(&attacks, &ordinary, 0.01),
            100.0 * recall_at(&attacks, &ordinary, 0.001),
        );
    }
}

/// The convolution alone, without reading words.
fn cost(conv: &Conv, words: &[Words], examples: &[Example]) -> f64 {
    let (mut bytes, begun) = (0, Instant::now());
    for (words, example) in words.iter().zip(examples).step_by(words.len() / 400 + 1) {
        assert!(conv.score(words).is_finite());
        bytes += example.text.len();
    }
    begun.elapsed().as_secs_f64() * 1e6 / (bytes as f64 / 1024.0)
}
