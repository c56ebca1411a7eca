//! One answer, followed word by word along the prompt.

use std::collections::VecDeque;
use std::sync::Arc;

use super::index::{Index, Place};
use super::words::{MAX_GAP, MAX_WORD, Weight, Word, Words};
use super::{LABEL, Least};
use crate::finding::{Category, Finding, Recipe, Response, Severity, Sink};
use crate::scan::Recogniser;
use crate::text::{Folded, PartRef};

/// What answers are compared with.
#[derive(Clone, Debug)]
pub(super) struct Compared {
    /// What must not be copied.
    pub(super) prompt: Arc<Index>,
    /// What may be.
    pub(super) quotable: Arc<Index>,
    pub(super) least: Least,
    pub(super) response: Response,
}

/// Finds stretches of words of the prompt, and keeps them open as long as they go on.
#[derive(Clone, Debug)]
pub(super) struct LeakScan {
    compared: Compared,
    words: Words,
    /// How far the answer goes with the prompt, and with what may be quoted.
    copied: Place,
    quoted: Place,
    recent: Recent,
    /// How many of them nobody said before.
    fresh: usize,
    /// Whether a stretch is open.
    is_open: bool,
    /// The last character of the last word, and behind it.
    last: usize,
    end: usize,
    /// Behind the last stretch.
    closed: usize,
}

impl LeakScan {
    pub(super) fn new(compared: Compared) -> Self {
        Self {
            recent: Recent::new(compared.least),
            compared,
            words: Words::default(),
            copied: Place::default(),
            quoted: Place::default(),
            fresh: 0,
            is_open: false,
            last: 0,
            end: 0,
            closed: 0,
        }
    }

    /// Takes the next word.
    fn take(&mut self, word: Word, view: &Folded, at: PartRef, found: &mut Sink<'_>) {
        let Some(hash) = word.hash else {
            self.recent.push(word);
            self.close(view, found);
            (self.copied, self.quoted, self.fresh) = (Place::default(), Place::default(), 0);
            return;
        };
        self.copied = self.compared.prompt.follow(self.copied, hash);
        self.quoted = self.compared.quotable.follow(self.quoted, hash);
        self.recent.push(word);
        let least = self.compared.least;
        self.fresh = (self.fresh + 1).min(self.copied.words);
        if least.is_met(self.recent.weight(self.quoted.words)) {
            self.fresh = 0;
        }
        let is_leak = least.is_met(self.recent.weight(self.fresh));
        if is_leak && !self.is_open {
            self.open(word.end, view, at, found);
        } else if !is_leak {
            self.close(view, found);
        }
        (self.last, self.end) = (view.whole_character(word.end - 1), word.end);
    }

    /// Where the first of the last words begins that nobody said before; none where there is none.
    fn fresh_start(&self) -> Option<usize> {
        Some(self.recent.start(self.fresh)?.max(self.closed))
    }

    fn open(&mut self, end: usize, view: &Folded, at: PartRef, found: &mut Sink<'_>) {
        let Some(start) = self.fresh_start() else { return };
        let finding = Finding::new(RULE, Category::Leak, view.original(start, end))
            .with_severity(Severity::High)
            .redact(Recipe::label(LABEL))
            .respond(&self.compared.response);
        found.open(at, finding);
        self.is_open = true;
    }

    /// Ends the stretch behind the last word.
    fn close(&mut self, view: &Folded, found: &mut Sink<'_>) {
        if self.is_open {
            found.close(view.original(self.last, self.end).end());
            (self.is_open, self.closed) = (false, self.end);
        }
    }

    /// Where the earliest finding begins, or the open one ends, that may still come.
    fn decided(&self) -> usize {
        // Marks behind the last character belong to it.
        let undecided = if self.is_open { Some(self.last) } else { self.fresh_start() };
        undecided.unwrap_or(usize::MAX).min(self.words.at())
    }
}

/// The last words in a row, enough to tell whether they count as copied.
#[derive(Clone, Debug)]
pub(super) struct Recent {
    words: VecDeque<Word>,
    most: usize,
}

impl Recent {
    pub(super) const fn new(least: Least) -> Self {
        Self { words: VecDeque::new(), most: least.most_words() }
    }

    /// Takes the next word. None is in a row with what parts stretches.
    pub(super) fn push(&mut self, word: Word) {
        if word.hash.is_none() {
            self.words.clear();
            return;
        }
        self.words.push_back(word);
        if self.words.len() > self.most {
            self.words.pop_front();
        }
    }

    /// How much so many last words count together.
    pub(super) fn weight(&self, words: usize) -> Weight {
        let mut sum = Weight::default();
        for word in self.words.iter().rev().take(words) {
            sum.halves += word.weight.halves;
            sum.letters += word.weight.letters;
        }
        sum
    }

    /// Where the first of so many last words begins; none for no words.
    fn start(&self, words: usize) -> Option<usize> {
        let first = self.words.len().saturating_sub(words);
        self.words.get(first).map(|word| word.start)
    }
}

impl Recogniser for LeakScan {
    fn advance(&mut self, view: &Folded, done: bool, at: PartRef, found: &mut Sink<'_>) -> usize {
        let mut words = std::mem::take(&mut self.words);
        words.read(view, done, |word| self.take(word, view, at, found));
        self.words = words;
        if done {
            self.close(view, found);
        }
        self.decided()
    }

    fn fork(&self) -> Box<dyn Recogniser> {
        Box::new(self.clone())
    }

    fn longest(&self) -> usize {
        longest(self.compared.least)
    }
}

/// The most bytes of the view between the start of a stretch and the word that makes it one: words
/// that do not yet count enough, what stands between them, and the word that is being read.
pub(super) const fn longest(least: Least) -> usize {
    (least.most_words() + 2) * (MAX_GAP + 4)
        + least.letters() * 4
        + (least.most_words() / 4 + 2) * MAX_WORD
}

const RULE: &str = "system_prompt";
