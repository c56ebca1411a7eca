//! Another family, for comparison only: an embedding bag. The vectors of a window's features are
//! summed and read by one hidden layer. It is never written to a file.

use palisade::training::BUCKETS;

use crate::fit::{Item, NONE};
use crate::random::Random;

/// Numbers a feature.
const WIDTH: usize = 12;
const HIDDEN: usize = 12;

#[derive(Clone, Debug)]
pub struct Bag {
    vectors: Vec<[f32; WIDTH]>,
    hidden: [[f32; WIDTH]; HIDDEN],
    hidden_biases: [f32; HIDDEN],
    out: [f32; HIDDEN],
    bias: f32,
}

impl Bag {
    fn sum(&self, item: &Item, sentence: usize) -> [f32; WIDTH] {
        let mut sum = [0.0; WIDTH];
        for feature in item.sentence(sentence) {
            let vector = &self.vectors[*feature as usize];
            sum.iter_mut().zip(vector).for_each(|(sum, number)| *sum += number);
        }
        sum
    }

    fn read(&self, sum: &[f32; WIDTH]) -> (f32, [f32; HIDDEN]) {
        let mut active = self.hidden_biases;
        for (active, row) in active.iter_mut().zip(&self.hidden) {
            *active += row.iter().zip(sum).map(|(a, b)| a * b).sum::<f32>();
            *active = active.max(0.1 * *active);
        }
        let score = self.bias + active.iter().zip(&self.out).map(|(a, b)| a * b).sum::<f32>();
        (score, active)
    }

    /// The most hostile window: its score, first and last sentence.
    fn most(&self, item: &Item) -> (f32, usize, usize) {
        let mut best = (NONE, 0, 0);
        let mut last = [0.0; WIDTH];
        for at in 0..item.len() {
            let sum = self.sum(item, at);
            let (score, _) = self.read(&sum);
            if score > best.0 {
                best = (score, at, at);
            }
            if item.goes_on(at) && at > 0 {
                let mut pair = sum;
                pair.iter_mut().zip(last).for_each(|(a, b)| *a += b);
                let (score, _) = self.read(&pair);
                if score > best.0 {
                    best = (score, at - 1, at);
                }
            }
            last = sum;
        }
        best
    }

    pub fn score(&self, item: &Item) -> f32 {
        self.most(item).0
    }
}

/// By AdaGrad on the most hostile window of each text.
pub fn fit(items: &[&Item], epochs: usize, seed: u64) -> Bag {
    let mut random = Random::new(seed);
    let mut small = |scale: f32| ((random.below(2001) as f32) / 1000.0 - 1.0) * scale;
    let mut bag = Bag {
        vectors: (0..BUCKETS).map(|_| std::array::from_fn(|_| small(0.02))).collect(),
        hidden: std::array::from_fn(|_| std::array::from_fn(|_| small(0.5))),
        hidden_biases: [0.0; HIDDEN],
        out: std::array::from_fn(|_| small(0.5)),
        bias: -2.0,
    };
    let mut squares = vec![1e-2_f32; BUCKETS];
    let mut order: Vec<usize> = (0..items.len()).collect();
    let mut random = Random::new(seed + 1);
    let rate = 0.05;
    for epoch in 0..epochs {
        random.shuffle(&mut order);
        let dense = 0.01 / (1.0 + epoch as f32);
        for at in &order {
            let item = items[*at];
            if item.len() == 0 || item.weight == 0.0 {
                continue;
            }
            let (score, first, last) = bag.most(item);
            let target = if item.is_attack { 1.0 } else { 0.0 };
            let slope = item.weight * (1.0 / (1.0 + (-score).exp()) - target);
            if slope.abs() < 1e-3 {
                continue;
            }
            let mut sum = [0.0; WIDTH];
            for sentence in first..=last {
                let part = bag.sum(item, sentence);
                sum.iter_mut().zip(part).for_each(|(a, b)| *a += b);
            }
            let (_, active) = bag.read(&sum);
            let mut back = [0.0; WIDTH];
            let Bag { hidden, hidden_biases, out, .. } = &mut bag;
            let units = active.iter().zip(hidden).zip(hidden_biases).zip(out);
            for (((active, row), unit_bias), out) in units {
                let leak = if *active > 0.0 { 1.0 } else { 0.1 };
                let step = slope * *out * leak;
                *out -= dense * slope * active.clamp(-3.0, 3.0);
                *unit_bias -= dense * step;
                for (number, (weight, sum)) in back.iter_mut().zip(row.iter_mut().zip(&sum)) {
                    *number += step * *weight;
                    *weight -= dense * step * sum.clamp(-3.0, 3.0);
                }
            }
            bag.bias -= dense * slope;
            let norm: f32 = back.iter().map(|number| number * number).sum();
            for sentence in first..=last {
                for feature in item.sentence(sentence) {
                    let feature = *feature as usize;
                    squares[feature] += norm;
                    let rate = rate / squares[feature].sqrt();
                    let vector = bag.vectors[feature].iter_mut();
                    vector.zip(back).for_each(|(a, b)| *a -= rate * b);
                }
            }
        }
    }
    bag
}
