//! Fits one head: a linear model over the features of sentences, whose windows are pooled.

use palisade::training::{self, BUCKETS, KINDS, LENGTHS, TRAIL};

use crate::random::Random;

/// A text as the model sees it.
#[derive(Clone, Debug)]
pub struct Item {
    features: Vec<u32>,
    /// Where the features of each sentence end.
    ends: Vec<u32>,
    tokens: Vec<u16>,
    goes_on: Vec<bool>,
    pub is_attack: bool,
    pub weight: f32,
}

impl Item {
    pub fn of(text: &str, is_attack: bool, weight: f32) -> Self {
        let mut item = Self {
            features: Vec::new(),
            ends: Vec::new(),
            tokens: Vec::new(),
            goes_on: Vec::new(),
            is_attack,
            weight,
        };
        for sentence in training::sentences(text) {
            item.features.extend(&sentence.features);
            item.ends.push(item.features.len() as u32);
            item.tokens.push(sentence.tokens as u16);
            item.goes_on.push(sentence.goes_on);
        }
        item
    }

    /// How many sentences it has.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether this sentence makes a pair with the one before.
    pub fn goes_on(&self, at: usize) -> bool {
        self.goes_on[at]
    }

    pub fn sentence(&self, at: usize) -> &[u32] {
        let start = if at == 0 { 0 } else { self.ends[at - 1] as usize };
        &self.features[start..self.ends[at] as usize]
    }
}

#[derive(Clone, Debug)]
pub struct Model {
    pub weights: Vec<f32>,
    pub biases: [[f32; LENGTHS]; KINDS],
}

/// A window: kind, class of length, the sentence that it ends with, and its score.
type Window = (usize, usize, usize, f32);

impl Model {
    fn windows(&self, item: &Item, windows: &mut Vec<Window>) {
        windows.clear();
        let (mut last, mut last_tokens, mut trail) = (0.0, 0, 0.0);
        for at in 0..item.ends.len() {
            let sum: f32 = item.sentence(at).iter().map(|f| self.weights[*f as usize]).sum();
            let tokens = usize::from(item.tokens[at]);
            let class = training::length_class(0, tokens, 1);
            windows.push((0, class, at, sum + self.biases[0][class]));
            if item.goes_on[at] && at > 0 {
                let class = training::length_class(1, tokens + last_tokens, 2);
                windows.push((1, class, at, sum + last + self.biases[1][class]));
            }
            trail = sum + TRAIL * trail;
            let class = training::length_class(2, 0, at + 1);
            windows.push((2, class, at, trail + self.biases[2][class]));
            (last, last_tokens) = (sum, tokens);
        }
    }

    /// The highest score of a window.
    pub fn score(&self, item: &Item) -> f32 {
        let mut windows = Vec::new();
        self.windows(item, &mut windows);
        windows.iter().map(|window| window.3).fold(NONE, f32::max)
    }
}

/// The score of a text without a window.
pub const NONE: f32 = -12.0;

#[derive(Clone, Copy, Debug)]
pub struct Options {
    pub epochs: usize,
    pub rate: f32,
    pub temperature: f32,
    pub decay: f32,
    pub prior: f32,
    pub seed: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self { epochs: 8, rate: 0.03, temperature: 0.3, decay: 5e-4, prior: -3.0, seed: 1 }
    }
}

/// Logistic loss on the pooled score, by AdaGrad, one text at a time in an order of the seed.
pub fn fit(items: &[&Item], options: Options) -> Model {
    let mut model =
        Model { weights: vec![0.0; BUCKETS], biases: [[options.prior; LENGTHS]; KINDS] };
    let mut squares = vec![1e-2_f32; BUCKETS];
    let mut bias_squares = [[1.0_f32; LENGTHS]; KINDS];
    let mut average = vec![0.0_f32; BUCKETS];
    let mut average_biases = [[0.0_f32; LENGTHS]; KINDS];
    let mut averaged = 0;
    let mut random = Random::new(options.seed);
    let mut order: Vec<usize> = (0..items.len()).collect();
    let mut windows = Vec::new();
    let mut shares: Vec<f32> = Vec::new();
    for epoch in 0..options.epochs {
        random.shuffle(&mut order);
        for at in &order {
            let item = items[*at];
            model.windows(item, &mut windows);
            if windows.is_empty() {
                continue;
            }
            let most = windows.iter().map(|window| window.3).fold(f32::MIN, f32::max);
            let soft = |score: f32| ((score - most) / options.temperature).exp();
            let total: f32 = windows.iter().map(|window| soft(window.3)).sum();
            let pooled = most + options.temperature * total.ln();
            let chance = 1.0 / (1.0 + (-pooled).exp());
            let target = if item.is_attack { 1.0 } else { 0.0 };
            let slope = item.weight * (chance - target);
            if slope.abs() < 1e-3 {
                continue;
            }
            shares.clear();
            shares.resize(item.ends.len(), 0.0);
            for (kind, class, end, score) in &windows {
                let share = soft(*score) / total;
                if share < 1e-3 {
                    continue;
                }
                match kind {
                    0 => shares[*end] += share,
                    1 => {
                        shares[*end] += share;
                        shares[*end - 1] += share;
                    }
                    _ => {
                        let mut left = share;
                        for back in (0..=*end).rev() {
                            shares[back] += left;
                            left *= TRAIL;
                            if left < 1e-2 {
                                break;
                            }
                        }
                    }
                }
                let step = slope * share;
                bias_squares[*kind][*class] += step * step;
                let bias = &mut model.biases[*kind][*class];
                *bias -= options.rate * step / bias_squares[*kind][*class].sqrt();
                // A window of which nothing is known is innocent.
                *bias = bias.min(options.prior);
            }
            for (sentence, share) in shares.iter().enumerate() {
                let step = slope * share;
                if step.abs() < 1e-4 {
                    continue;
                }
                for feature in item.sentence(sentence) {
                    let feature = *feature as usize;
                    let weight = &mut model.weights[feature];
                    let step = step + options.decay * *weight;
                    squares[feature] += step * step;
                    *weight -= options.rate * step / squares[feature].sqrt();
                }
            }
        }
        // The mean of the later epochs is steadier than the last.
        if epoch * 2 >= options.epochs {
            averaged += 1;
            for (sum, weight) in average.iter_mut().zip(&model.weights) {
                *sum += weight;
            }
            let biases = model.biases.iter().flatten();
            for (sum, bias) in average_biases.iter_mut().flatten().zip(biases) {
                *sum += bias;
            }
        }
    }
    let count = averaged.max(1) as f32;
    average.iter_mut().for_each(|weight| *weight /= count);
    average_biases.iter_mut().flatten().for_each(|bias| *bias /= count);
    Model { weights: average, biases: average_biases }
}

/// Fits `chance = logistic(a * score + b * phrases + c)` to rows of score, phrases, label and
/// weight, by gradient descent with momentum.
pub fn calibrate(rows: &[(f32, f32, bool, f32)]) -> [f32; 3] {
    let mut numbers = [0.5_f64, 0.5, -1.0];
    let mut speed = [0.0_f64; 3];
    let total: f64 = rows.iter().map(|row| f64::from(row.3)).sum();
    for _ in 0..400 {
        let mut slope = [0.0_f64; 3];
        for (score, phrases, is_attack, weight) in rows {
            let inputs = [f64::from(*score), f64::from(*phrases), 1.0];
            let sum: f64 = inputs.iter().zip(numbers).map(|(input, number)| input * number).sum();
            let chance = 1.0 / (1.0 + (-sum).exp());
            let error = f64::from(*weight) * (chance - if *is_attack { 1.0 } else { 0.0 });
            slope.iter_mut().zip(inputs).for_each(|(slope, input)| *slope += error * input);
        }
        for ((number, speed), slope) in numbers.iter_mut().zip(&mut speed).zip(slope) {
            *speed = 0.9 * *speed - 0.05 * slope / total;
            *number += *speed;
        }
    }
    numbers.map(|number| number as f32)
}
