//! What the trainer of the model needs of the crate, so that training and use never differ.

use std::fmt;
use std::sync::Arc;

use super::evidence::{self, MOST};
use super::model::{head_of, log_odds};
use super::recogniser::PhraseScan;
use super::scan::COMPILED;
use crate::detect::Injection;
use crate::detect::own_gate;
use crate::finding::{Sink, Taken};
use crate::input::InputGuard;
use crate::learned::{
    self, Adder, Calibrator, Head, INJECTION, Listener, Reader, Scored, Sentence, Windows,
};
use crate::scan::engine::Engine;
use crate::span::Span;
use crate::text::{Folded, Input, Part, PartRef, Source};

pub use crate::learned::{BUCKETS, KINDS, LENGTHS, TRAIL};

/// A sentence of a text, by its features.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ReadSentence {
    /// The bucket of each feature.
    pub features: Vec<u32>,
    /// Its words and signs.
    pub tokens: usize,
    /// Whether it makes a pair with the one before it.
    pub goes_on: bool,
    /// Where it stands in the folded view.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
}

/// The sentences of a text, as the model reads its lowest view.
pub fn sentences(text: &str) -> Vec<ReadSentence> {
    let view = Folded::of(text);
    let mut taken = Sentences::default();
    Reader::default().advance(view.bytes(), 0, true, &mut taken);
    taken.sentences
}

/// A word or sign of a text, for models that read them in their order.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct ReadToken {
    /// The hash of the whole.
    pub word: u32,
    /// The hash of its first four bytes.
    pub front: u32,
    /// The hash of its last three.
    pub back: u32,
    /// Its class of words.
    pub class: u8,
}

/// The words and signs of each sentence of [`sentences`].
pub fn tokens(text: &str) -> Vec<Vec<ReadToken>> {
    let view = Folded::of(text);
    let mut taken = Tokens { bytes: view.bytes(), open: Vec::new(), sentences: Vec::new() };
    Reader::default().advance(view.bytes(), 0, true, &mut taken);
    taken.sentences
}

/// The class of length of a window: 0 a sentence, 1 a pair, 2 a trail.
pub fn length_class(kind: usize, tokens: usize, sentences: usize) -> usize {
    let kind = match kind {
        0 => learned::Window::Single,
        1 => learned::Window::Pair,
        _ => learned::Window::Trail,
    };
    learned::length_class(kind, tokens, sentences)
}

/// The evidence of the phrases alone, from 0 to 6: minus the logarithm of the chance that all are
/// innocent.
pub fn phrases(text: &str, source: Source) -> f64 {
    let Some(taken) = taken(text, source) else { return 0.0 };
    evidence::of(source, &taken.findings).phrases.min(MOST)
}

/// The log-odds of the guard where a window has the log-odds `window` and phrases the evidence
/// `phrases`, which counts `weight`.
pub fn combined(source: Source, window: f64, weight: f64, phrases: f64) -> f64 {
    log_odds(evidence::combined(source, window, weight, phrases))
}

/// The score of the guard.
pub fn score(text: &str, source: Source) -> f64 {
    let input = Input::of([Part::new(source, text)]);
    let (name, mut taken) = (Arc::from("injection"), Taken::default());
    match Injection::default().check(&input, &mut Sink::new(&name, &mut taken)) {
        Ok(()) => taken.scores.first().map_or(0.0, crate::finding::Score::value),
        Err(_) => 1.0,
    }
}

/// The search for phrases alone, for measurements: how many there are.
pub fn phrases_alone(text: &str) -> f64 {
    COMPILED.as_ref().map_or(0.0, |compiled| compiled.hits(text.as_bytes()).len() as f64)
}

/// The model alone, for measurements: the highest score of a window.
pub fn model_alone(text: &str, source: Source) -> f64 {
    let Ok(heads) = INJECTION.as_ref() else { return 0.0 };
    let mut windows = Windows::default();
    let mut best = 0.0;
    let tell = |scored: Scored| best = f64::from(scored.score);
    let (head, fires) = (head_of(heads, source), f32::INFINITY);
    let mut adder = Adder { head, windows: &mut windows, fires, tell };
    Reader::default().advance(text.as_bytes(), 0, true, &mut adder);
    best
}

/// A head as it was trained.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Trained {
    /// By bucket.
    pub weights: Vec<f32>,
    /// By kind of window and class of length.
    pub biases: [[f32; LENGTHS]; KINDS],
    /// The factor of a window's score, the one of the phrases, and what is added.
    pub calibrator: [f32; 3],
}

impl Trained {
    /// A head of these numbers.
    pub const fn new(
        weights: Vec<f32>,
        biases: [[f32; LENGTHS]; KINDS],
        calibrator: [f32; 3],
    ) -> Self {
        Self { weights, biases, calibrator }
    }

    fn head(&self) -> Head {
        let most = self.weights.iter().fold(0.0_f32, |most, weight| most.max(weight.abs()));
        let scale = if most > 0.0 { most / 127.0 } else { 1.0 };
        let mut weights = Box::new([0; learned::BUCKETS]);
        for (to, weight) in weights.iter_mut().zip(&self.weights) {
            *to = (weight / scale).round() as i8;
        }
        let [window, evidence, offset] = self.calibrator;
        let calibrator = Calibrator { window, evidence, offset };
        Head { scale, biases: self.biases, calibrator, weights }
    }
}

/// The file of weights of two heads: for what a user says, and for data.
pub fn file(direct: &Trained, indirect: &Trained) -> Vec<u8> {
    learned::write(&[direct.head(), indirect.head()])
}

/// The file that the crate was built with.
pub fn shipped() -> &'static [u8] {
    learned::INJECTION_FILE
}

fn taken(text: &str, source: Source) -> Option<Taken> {
    let at = PartRef::Part(0);
    let gate = own_gate(&Injection::default()).ok()?;
    let mut engine = Engine::new(vec![(0, Box::new(PhraseScan::new(source)))], gate, at);
    engine.read_whole(text);
    let said = engine.said(0)?;
    Some(Taken { findings: std::mem::take(&mut said.findings), ..Taken::default() })
}

struct Tokens<'a> {
    bytes: &'a [u8],
    open: Vec<ReadToken>,
    sentences: Vec<Vec<ReadToken>>,
}

impl Listener for Tokens<'_> {
    fn token(&mut self, span: Span, class: u8) {
        let bytes = self.bytes.get(span.start()..span.end()).unwrap_or(&[]);
        let hash = |bytes: &[u8]| {
            bytes.iter().fold(0x811c_9dc5_u32, |hash, byte| {
                (hash ^ u32::from(*byte | 0x20)).wrapping_mul(0x0100_0193)
            })
        };
        let front = hash(&bytes[..bytes.len().min(4)]);
        let back = hash(&bytes[bytes.len().saturating_sub(3)..]);
        self.open.push(ReadToken { word: hash(bytes), front, back, class });
    }

    fn feature(&mut self, _: u32) {}

    fn sentence(&mut self, _: Sentence) {
        self.sentences.push(std::mem::take(&mut self.open));
    }
}

impl fmt::Debug for Tokens<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens").field("read", &self.sentences.len()).finish_non_exhaustive()
    }
}

#[derive(Default)]
struct Sentences {
    features: Vec<u32>,
    sentences: Vec<ReadSentence>,
}

impl Listener for Sentences {
    fn token(&mut self, _: Span, _: u8) {}

    fn feature(&mut self, hash: u32) {
        self.features.push(hash >> (32 - learned::BITS));
    }

    fn sentence(&mut self, sentence: Sentence) {
        self.sentences.push(ReadSentence {
            features: std::mem::take(&mut self.features),
            tokens: sentence.tokens,
            goes_on: sentence.goes_on,
            start: sentence.span.start(),
            end: sentence.span.end(),
        });
    }
}

impl fmt::Debug for Sentences {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sentences").field("read", &self.sentences.len()).finish_non_exhaustive()
    }
}
