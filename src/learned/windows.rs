//! Scores of windows: each sentence, each pair of neighbours, and what came lately.

use super::reader::{Listener, Sentence};
use super::weights::Head;
use crate::span::Span;

/// How many kinds of windows there are.
#[cfg_attr(not(feature = "redteam"), allow(unreachable_pub))]
pub const KINDS: usize = 3;
/// Classes of length, each with a bias of its own.
#[cfg_attr(not(feature = "redteam"), allow(unreachable_pub))]
pub const LENGTHS: usize = 8;

/// A stretch of a text that is scored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(usize)]
pub(crate) enum Window {
    /// A sentence.
    Single,
    /// A sentence and the one before it.
    Pair,
    /// A sentence and those before it, the less the farther they are.
    Trail,
}

/// How much of the trail is left a sentence later.
#[cfg_attr(not(feature = "redteam"), allow(unreachable_pub))]
pub const TRAIL: f32 = 0.75;

/// The class of length of a window of so many words and signs; of a trail, of so many sentences.
pub(crate) fn length_class(kind: Window, tokens: usize, sentences: usize) -> usize {
    let bounds: [usize; LENGTHS - 1] = match kind {
        Window::Trail => return sentences.clamp(1, LENGTHS) - 1,
        _ => [4, 7, 11, 16, 24, 36, 56],
    };
    bounds.iter().take_while(|bound| tokens > **bound).count()
}

/// A window and its score, before it is calibrated.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scored {
    /// In the view; of a trail the sentence that it ends with.
    pub(crate) span: Span,
    pub(crate) score: f32,
}

/// The windows of one view, so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Windows {
    sum: i32,
    last: Option<Last>,
    trail: f32,
    sentences: usize,
    /// The highest score so far.
    best: Option<f32>,
}

#[derive(Clone, Copy, Debug)]
struct Last {
    sum: i32,
    tokens: usize,
    start: usize,
    /// Whether it, or a window that ends with it, was told for what it is.
    fired: bool,
}

/// Adds up the weights of a head.
pub(crate) struct Adder<'a, F> {
    pub(crate) head: &'a Head,
    pub(crate) windows: &'a mut Windows,
    /// From which score on every window is told; of those below the ones that beat all before.
    pub(crate) fires: f32,
    pub(crate) tell: F,
}

impl<F: FnMut(Scored)> Listener for Adder<'_, F> {
    fn token(&mut self, _: Span, _: u8) {}

    fn feature(&mut self, hash: u32) {
        self.windows.sum += self.head.weight(hash);
    }

    fn features(&mut self, hashes: [u32; 8], are_there: [bool; 8]) {
        // Which features a word has is hard to foresee, so without a branch.
        let weights = hashes.map(|hash| self.head.weight(hash));
        let there = weights.iter().zip(are_there).map(|(weight, is)| weight & -i32::from(is));
        self.windows.sum += there.sum::<i32>();
    }

    fn sentence(&mut self, sentence: Sentence) {
        let Sentence { span, tokens, goes_on } = sentence;
        let Self { head, windows, fires, tell } = self;
        let sum = std::mem::take(&mut windows.sum);
        windows.sentences += 1;
        let score = |kind: Window, sum: f32, tokens: usize, sentences: usize| {
            let biases = head.biases.get(kind as usize);
            let bias = biases.and_then(|biases| biases.get(length_class(kind, tokens, sentences)));
            sum * head.scale + bias.copied().unwrap_or(0.0)
        };
        let single = score(Window::Single, sum as f32, tokens, 1);
        let mut best = Scored { span, score: single };
        let fires = |score: f32| score >= *fires;
        if let Some(last) = windows.last.filter(|_| goes_on && !fires(single)) {
            let pair = score(Window::Pair, (sum + last.sum) as f32, tokens + last.tokens, 2);
            // A sentence that was told by itself is not told again with its neighbour.
            if pair > best.score && !(fires(pair) && last.fired) {
                best = Scored { span: Span::new(last.start, span.end()), score: pair };
            }
        }
        windows.trail = sum as f32 + TRAIL * windows.trail;
        let trail = score(Window::Trail, windows.trail, 0, windows.sentences);
        // What was told once needs no trail.
        if trail > best.score && !(fires(trail) && windows.best.is_some_and(fires)) {
            best = Scored { span, score: trail };
        }
        let beats = windows.best.is_none_or(|before| best.score > before);
        if beats {
            windows.best = Some(best.score);
        }
        let fired = fires(best.score);
        if beats || fired {
            tell(best);
        }
        windows.last = Some(Last { sum, tokens, start: span.start(), fired });
    }
}
