//! Sentences and their features, read piece by piece.

use std::fmt;

use super::hash::{join, mix};
use super::lexicon::{FIRST, OTHER, START, STRONG};
use super::tokens::{Kind, Next, Token, Word, class_of, next, next_word};
use super::words;
use crate::span::Span;

/// Takes what a [`Reader`] reads.
pub(crate) trait Listener {
    /// The features that follow end with this word or sign: where it stands in the view, and its
    /// class.
    fn token(&mut self, span: Span, class: u8);

    /// The number of a feature of the sentence that is being read: its hash. The upper bits are
    /// the bucket.
    fn feature(&mut self, hash: u32);

    /// Several at once, those that are marked.
    fn features(&mut self, hashes: [u32; 8], are_there: [bool; 8]) {
        for (hash, is_there) in hashes.into_iter().zip(are_there) {
            if is_there {
                self.feature(hash);
            }
        }
    }

    /// The sentence has ended.
    fn sentence(&mut self, sentence: Sentence);
}

/// A sentence, or a stretch of a text that is read as one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sentence {
    /// In the view.
    pub(crate) span: Span,
    /// Its words and signs.
    pub(crate) tokens: usize,
    /// Whether it goes on from the last one, without a wide gap between.
    pub(crate) goes_on: bool,
}

/// Reads a view that grows. What it tells does not depend on how the text was cut.
#[derive(Clone, Default)]
pub(crate) struct Reader {
    /// Up to where was read, in the view.
    at: usize,
    /// The sentence that is being read.
    start: usize,
    end: usize,
    tokens: usize,
    goes_on: bool,
    /// Where the last sentence begins, where this one goes on from it.
    last: Option<usize>,
    history: History,
}

/// The last tokens.
#[derive(Clone, Default)]
struct History {
    word: u32,
    /// Class or stem of the last and the one before.
    symbols: [u32; 2],
    classes: [u8; 2],
    /// The last classes with a meaning.
    strong: [u8; 2],
    /// The last character of a script without spaces.
    sign: Option<u32>,
}

impl Reader {
    /// Reads on in a view of which `bytes` is kept, from position `base` on. Returns the position
    /// below which nothing starts that is still to be told.
    pub(crate) fn advance(
        &mut self,
        bytes: &[u8],
        base: usize,
        done: bool,
        to: &mut impl Listener,
    ) -> usize {
        loop {
            let from = self.at.max(base) - base;
            // Most tokens are words in ASCII.
            if let Some(Word { start, end, hash, stem }) = next_word(bytes, from) {
                let span = Span::new(base + start, base + end);
                self.reach(span, to);
                self.make_room(span, to);
                self.history.take((words::class_of(hash), hash, stem), span, to);
                self.history.sign = None;
                self.count(span);
                continue;
            }
            match next(bytes, from, done) {
                Next::Token(token) => self.take(token, base, to),
                Next::Wait(index) => {
                    self.at = base + index;
                    break;
                }
            }
        }
        if done || self.at > self.end + MAX_GAP {
            self.close(to);
            self.last = None;
        }
        let open = if self.tokens > 0 { self.start } else { self.at };
        self.last.unwrap_or(open).min(open)
    }

    /// Takes a token of any kind.
    #[inline(never)]
    fn take(&mut self, token: Token, base: usize, to: &mut impl Listener) {
        let span = Span::new(base + token.start, base + token.end);
        self.reach(span, to);
        if let Kind::End { hash } = token.kind {
            if hash != 0 && self.tokens > 0 {
                self.history.take_any(token.kind, span, to);
                self.end = span.end();
            }
            if self.tokens >= MIN_TOKENS {
                self.close(to);
            }
            return;
        }
        self.make_room(span, to);
        self.history.take_any(token.kind, span, to);
        self.count(span);
    }

    /// A token stands here: behind a wide gap nothing goes on.
    #[inline]
    fn reach(&mut self, span: Span, to: &mut impl Listener) {
        self.at = span.end();
        if span.start() - self.end > MAX_GAP {
            if self.tokens > 0 {
                self.close(to);
            }
            self.last = None;
        }
    }

    /// Ends a sentence that is too long for one more token, and begins one where there is none.
    #[inline]
    fn make_room(&mut self, span: Span, to: &mut impl Listener) {
        if self.tokens >= MAX_TOKENS || self.tokens > 0 && span.start() - self.start > MAX_BYTES {
            self.close(to);
        }
        if self.tokens == 0 {
            self.start = span.start();
            self.goes_on = self.last.is_some();
            self.history.begin();
        }
    }

    #[inline]
    const fn count(&mut self, span: Span) {
        self.tokens += 1;
        self.end = span.end();
    }

    fn close(&mut self, to: &mut impl Listener) {
        if self.tokens == 0 {
            return;
        }
        let span = Span::new(self.start, self.end);
        to.sentence(Sentence { span, tokens: self.tokens, goes_on: self.goes_on });
        self.last = Some(self.start);
        self.tokens = 0;
    }
}

/// Shows how far it came, never what it read.
impl fmt::Debug for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader").field("at", &self.at).finish_non_exhaustive()
    }
}

impl History {
    /// A sentence begins.
    fn begin(&mut self) {
        *self = Self {
            word: 1,
            symbols: [u32::from(START); 2],
            classes: [START; 2],
            strong: [self.strong[0], self.strong[1]],
            sign: None,
        };
    }

    /// The class of a token, and what stands for it and its stem.
    fn class_of(&self, kind: Kind) -> (u8, u32, u32) {
        let class = class_of(kind);
        match kind {
            Kind::Word { hash, stem } => (words::class_of(hash), hash, stem),
            Kind::Sign { hash } => {
                let class = self.sign.map_or(class, |last| words::class_of(join(last, hash)));
                (class, hash, hash)
            }
            Kind::Number | Kind::Mixed => (class, u32::from(class), u32::from(class)),
            Kind::Mark { hash } | Kind::End { hash } => (class, hash, hash),
        }
    }

    /// Tells the features that end with this token.
    #[inline(never)]
    fn take_any(&mut self, kind: Kind, span: Span, to: &mut impl Listener) {
        let read = self.class_of(kind);
        self.sign = if let Kind::Sign { hash } = kind { Some(hash) } else { None };
        self.take(read, span, to);
    }

    /// Tells the features that end with a token: its class, and the hashes of it and its stem.
    #[inline(always)]
    fn take(&mut self, (class, word, stem): (u8, u32, u32), span: Span, to: &mut impl Listener) {
        let symbol = if class >= FIRST { u32::from(class) } else { stem };
        to.token(span, class);
        let [last, before] = self.symbols;
        let [last_class, before_class] = self.classes;
        let [one, two] = self.strong;
        let pair = mix(symbol, mix(last, 0x4000_0007));
        let three = u32::from(class) << 16 | u32::from(last_class) << 8 | u32::from(before_class);
        let strong = u32::from(class) << 8 | u32::from(one);
        let has_stem = stem != word;
        let has_classes = (class != OTHER) & ((last_class != OTHER) | (before_class != OTHER));
        let is_strong = class.wrapping_sub(FIRST) < STRONG;
        let hashes = [
            mix(word, 0x1000_0001),
            mix(word, mix(self.word, 0x2000_0003)),
            mix(stem, 0x3000_0005),
            pair,
            mix(pair, mix(before, 0x5000_000b)),
            mix(three, 0x6000_000d),
            mix(strong, 0x7000_0011),
            mix(strong << 8 | u32::from(two), 0x8000_0013),
        ];
        let are_there = [true, true, has_stem, true, true, has_classes, is_strong, is_strong];
        to.features(hashes, are_there);
        self.strong = if is_strong { [class, one] } else { self.strong };
        self.word = word;
        self.symbols = [symbol, last];
        self.classes = [class, last_class];
    }
}

/// A sentence of fewer goes on behind its end: "No. 5", or a word on a line of its own.
const MIN_TOKENS: usize = 4;
/// A longer sentence is read in pieces.
const MAX_TOKENS: usize = 48;
/// In bytes of the view, to the start of the last word.
const MAX_BYTES: usize = 400;
/// Behind so many bytes without a word nothing goes on.
const MAX_GAP: usize = 256;

/// The most bytes of a view between the start of a window, two sentences, and the byte behind
/// which it is decided.
pub(crate) const LONGEST: usize = 2 * (MAX_BYTES + super::tokens::MAX_WORD + 8 + MAX_GAP);
