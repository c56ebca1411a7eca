//! Another family, for comparison only: a small convolution. Each word is the sum of the vectors
//! of its hash, its first four bytes, its last three and its class; filters read three words at a
//! time, the most of each filter over a sentence or a pair is kept, and a linear layer reads that.
//! Its numbers are rounded to one byte each before it is judged. It is never written to a file.

use palisade::training;

use crate::fit::{Item, NONE};
use crate::random::Random;

/// Numbers a word.
const WIDTH: usize = 16;
/// Words that a filter reads.
const REACH: usize = 3;
const FILTERS: usize = 32;
/// Vectors.
const ROWS: usize = 1 << 14;

/// A text as the convolution sees it: the rows of each word of each sentence.
#[derive(Clone, Debug)]
pub struct Words {
    sentences: Vec<Vec<[u16; 4]>>,
    goes_on: Vec<bool>,
    is_attack: bool,
    pub weight: f32,
}

impl Words {
    /// Of the text of this item.
    pub fn of(text: &str, item: &Item) -> Self {
        let row = |hash: u32, kind: u32| {
            let mixed = (hash ^ kind.wrapping_mul(0x9e37_79b9)).wrapping_mul(0x85eb_ca6b);
            (mixed >> (32 - ROWS.trailing_zeros())) as u16
        };
        let rows = |token: training::ReadToken| {
            let class = row(u32::from(token.class).wrapping_mul(0x27d4_eb2f), 4);
            [row(token.word, 1), row(token.front, 2), row(token.back, 3), class]
        };
        let sentences: Vec<Vec<[u16; 4]>> =
            training::tokens(text).into_iter().map(|s| s.into_iter().map(rows).collect()).collect();
        let goes_on = (0..sentences.len()).map(|at| at > 0 && item.goes_on(at)).collect();
        Self { sentences, goes_on, is_attack: item.is_attack, weight: item.weight }
    }
}

/// The filters' highest numbers over a sentence, and where they are.
type Pool = [(f32, u32); FILTERS];

#[derive(Clone, Debug)]
pub struct Conv {
    vectors: Vec<[f32; WIDTH]>,
    filters: Vec<[[f32; WIDTH]; REACH]>,
    biases: [f32; FILTERS],
    out: [f32; FILTERS],
    bias: f32,
}

impl Conv {
    /// Bytes of a file of it: one a number.
    pub const BYTES: usize = ROWS * WIDTH + FILTERS * (REACH * WIDTH + 2) + 1;

    fn new(random: &mut Random) -> Self {
        let mut small = |scale: f32| ((random.below(2001) as f32) / 1000.0 - 1.0) * scale;
        Self {
            vectors: (0..ROWS).map(|_| std::array::from_fn(|_| small(0.15))).collect(),
            filters: (0..FILTERS)
                .map(|_| std::array::from_fn(|_| std::array::from_fn(|_| small(0.3))))
                .collect(),
            biases: [0.0; FILTERS],
            out: std::array::from_fn(|_| small(0.4)),
            bias: -2.0,
        }
    }

    fn word(&self, rows: &[u16; 4]) -> [f32; WIDTH] {
        let mut sum = [0.0; WIDTH];
        for row in rows {
            let vector = &self.vectors[usize::from(*row)];
            sum.iter_mut().zip(vector).for_each(|(sum, number)| *sum += number);
        }
        sum
    }

    fn pool(&self, words: &[[u16; 4]]) -> Pool {
        let vectors: Vec<[f32; WIDTH]> = words.iter().map(|rows| self.word(rows)).collect();
        let mut pool = [(0.0, u32::MAX); FILTERS];
        for at in 0..vectors.len() {
            for (nth, filter) in self.filters.iter().enumerate() {
                let mut sum = self.biases[nth];
                for (back, weights) in filter.iter().enumerate().take(at + 1) {
                    let vector = &vectors[at - back];
                    sum += weights.iter().zip(vector).map(|(a, b)| a * b).sum::<f32>();
                }
                if sum > pool[nth].0 {
                    pool[nth] = (sum, at as u32);
                }
            }
        }
        pool
    }

    fn read(&self, pool: &Pool) -> f32 {
        self.bias + pool.iter().zip(&self.out).map(|(most, weight)| most.0 * weight).sum::<f32>()
    }

    /// The most hostile window: its score, its filters, and the sentence of each.
    fn most(&self, text: &Words) -> (f32, Pool, [usize; FILTERS]) {
        let mut best = (NONE, [(0.0, u32::MAX); FILTERS], [0; FILTERS]);
        let mut last: Option<Pool> = None;
        for (at, words) in text.sentences.iter().enumerate() {
            let pool = self.pool(words);
            let score = self.read(&pool);
            if score > best.0 {
                best = (score, pool, [at; FILTERS]);
            }
            if let Some(last) = last.filter(|_| text.goes_on[at]) {
                let (mut pair, mut from) = (pool, [at; FILTERS]);
                for nth in 0..FILTERS {
                    if last[nth].0 > pair[nth].0 {
                        (pair[nth], from[nth]) = (last[nth], at - 1);
                    }
                }
                let score = self.read(&pair);
                if score > best.0 {
                    best = (score, pair, from);
                }
            }
            last = Some(pool);
        }
        best
    }

    pub fn score(&self, text: &Words) -> f32 {
        self.most(text).0
    }

    /// As one byte a number would hold it.
    fn quantised(mut self) -> Self {
        let round = |numbers: &mut dyn Iterator<Item = &mut f32>, most: f32| {
            let scale = most / 127.0;
            numbers.for_each(|number| *number = (*number / scale).round() * scale);
        };
        let most = |numbers: &mut dyn Iterator<Item = &f32>| {
            numbers.fold(1e-6_f32, |most, number| most.max(number.abs()))
        };
        let bound = most(&mut self.vectors.iter().flatten());
        round(&mut self.vectors.iter_mut().flatten(), bound);
        let bound = most(&mut self.filters.iter().flatten().flatten());
        round(&mut self.filters.iter_mut().flatten().flatten(), bound);
        let bound = most(&mut self.out.iter());
        round(&mut self.out.iter_mut(), bound);
        self
    }
}

/// How fast it learns: what the squares of earlier steps allow (AdaGrad).
struct Squares {
    vectors: Vec<f32>,
    filters: [f32; FILTERS],
    out: f32,
}

/// By AdaGrad on the most hostile window of each text.
pub fn fit(texts: &[&Words], epochs: usize, seed: u64) -> Conv {
    let mut conv = Conv::new(&mut Random::new(seed));
    let mut squares = Squares { vectors: vec![1e-2; ROWS], filters: [1e-1; FILTERS], out: 1e-1 };
    let mut random = Random::new(seed + 1);
    let mut order: Vec<usize> = (0..texts.len()).collect();
    for _ in 0..epochs {
        random.shuffle(&mut order);
        for at in &order {
            let text = texts[*at];
            if text.sentences.is_empty() || text.weight == 0.0 {
                continue;
            }
            let (score, pool, from) = conv.most(text);
            let target = if text.is_attack { 1.0 } else { 0.0 };
            let slope = text.weight * (1.0 / (1.0 + (-score).exp()) - target);
            if slope.abs() < 1e-2 {
                continue;
            }
            let dropped = random.next();
            step(&mut conv, &mut squares, text, slope, (&pool, &from, dropped));
        }
    }
    conv.quantised()
}

/// One step down the slope. An eighth of the filters, by the bits of `dropped`, stays as it is.
fn step(
    conv: &mut Conv,
    squares: &mut Squares,
    text: &Words,
    slope: f32,
    (pool, from, dropped): (&Pool, &[usize; FILTERS], u64),
) {
    const RATE: f32 = 0.05;
    squares.out += slope * slope;
    conv.bias -= RATE * slope / squares.out.sqrt();
    for nth in 0..FILTERS {
        let (most, at) = pool[nth];
        let is_dropped =
            (dropped >> nth) & (dropped >> (nth + 7)) & (dropped >> (nth + 19)) & 1 == 1;
        if at == u32::MAX || is_dropped {
            continue;
        }
        let back = slope * conv.out[nth];
        conv.out[nth] -= RATE * slope * most.min(4.0) / (squares.out.sqrt() * 2.0);
        squares.filters[nth] += back * back;
        let rate = RATE / squares.filters[nth].sqrt();
        conv.biases[nth] -= rate * back;
        let words = &text.sentences[from[nth]];
        for reach in 0..REACH.min(at as usize + 1) {
            let rows = words[at as usize - reach];
            let vector = conv.word(&rows);
            let weights = conv.filters[nth][reach];
            for (weight, number) in conv.filters[nth][reach].iter_mut().zip(vector) {
                *weight -= rate * back * number;
            }
            for row in rows.map(usize::from) {
                let norm: f32 = weights.iter().map(|weight| weight * weight).sum();
                squares.vectors[row] += back * back * norm;
                let rate = RATE / squares.vectors[row].sqrt();
                for (number, weight) in conv.vectors[row].iter_mut().zip(weights) {
                    *number -= rate * back * weight;
                }
            }
        }
    }
}
