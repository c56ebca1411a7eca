//! The token in one text, letter by letter.

use super::{Canary, LABEL, PART, value};
use crate::finding::{Category, Finding, Recipe, Severity, Sink};
use crate::scan::{Recogniser, is_edge};
use crate::text::{Folded, PartRef};

/// Reads the letters of the token's alphabet over what stands between them, the last eight as one
/// number.
#[derive(Clone, Debug)]
pub(super) struct CanaryScan {
    guard: Canary,
    /// Up to where was read.
    read: usize,
    /// The character before.
    before: char,
    /// The last letters in a row, four bits each, and how many they are, up to eight.
    code: Code,
    count: usize,
    /// Where the last eight began, each with its word.
    starts: [usize; PART],
    /// Behind the last letter.
    end: usize,
    /// Where the word began that is being read.
    word: usize,
    run: Option<Run>,
    /// Runs whose last word goes on.
    waiting: Vec<Run>,
}

/// Letters of the answer, which `Debug` does not show.
#[derive(Clone, Copy, Default)]
struct Code(u32);

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Code")
    }
}

/// Parts of the token that follow each other. It takes in the words that it begins and ends in, so
/// that what is left of a word beside it cannot pass for something else.
#[derive(Clone, Copy, Debug, Default)]
struct Run {
    start: usize,
    /// Behind its last letter.
    end: usize,
    /// Behind the word that it ends in, as far as it was read.
    word_end: usize,
    has_ended: bool,
    letters: usize,
}

impl Run {
    /// Takes the next character, between which and the one before something may end or not.
    const fn see(&mut self, at: usize, len: usize, is_edge: bool) {
        if is_edge || at - self.end >= MAX_REST {
            self.has_ended = true;
        } else if !self.has_ended {
            self.word_end = at + len;
        }
    }
}

impl CanaryScan {
    pub(super) fn new(guard: Canary) -> Self {
        Self {
            guard,
            read: 0,
            before: ' ',
            code: Code::default(),
            count: 0,
            starts: [0; PART],
            end: 0,
            word: 0,
            run: None,
            waiting: Vec::new(),
        }
    }

    /// Takes a letter; `true` where it ends a part of the token.
    fn take(&mut self, value: u32, at: usize) -> bool {
        self.code.0 = (self.code.0 << 4) | value;
        self.count = (self.count + 1).min(PART);
        self.starts.rotate_left(1);
        if let Some(last) = self.starts.last_mut() {
            *last = self.word.max(at.saturating_sub(MAX_REST));
        }
        self.end = at + 1;
        self.count == PART && self.guard.options.parts.contains(&self.code.0)
    }

    /// Goes on the run, or begins one. One with as many letters as the token has is whole.
    fn go_on(&mut self) {
        let [start, ..] = self.starts;
        let begun = Run { start, letters: PART - 1, ..Run::default() };
        let run = self.run.take().unwrap_or(begun);
        let letters = run.letters + 1;
        let run = Run { end: self.end, word_end: self.end, has_ended: false, letters, ..run };
        if letters >= self.guard.options.token.len() {
            self.waiting.push(run);
        } else {
            self.run = Some(run);
        }
    }

    /// The letters so far are no more in a row with what comes.
    fn part(&mut self) {
        self.count = 0;
        self.waiting.extend(self.run.take());
    }

    /// Reads one character.
    fn step(&mut self, at: usize, c: char, next: Option<char>) {
        let byte = |c: char| u8::try_from(c).ok().filter(u8::is_ascii).unwrap_or(0x80);
        let is_edge = is_edge(byte(self.before), byte(c));
        if is_edge {
            self.word = at;
        }
        for run in self.waiting.iter_mut().chain(&mut self.run) {
            run.see(at, c.len_utf8(), is_edge);
        }
        let letter = value(byte(c));
        if self.count > 0 && at - self.end >= MAX_GAP + usize::from(letter.is_some()) {
            self.part();
        }
        match letter {
            Some(value) if !in_label(self.before, c, next) => {
                if self.take(value, at) {
                    self.go_on();
                } else {
                    self.waiting.extend(self.run.take());
                }
            }
            Some(_) => self.part(),
            None if c.is_alphabetic() || c == BREAK => self.part(),
            None => {}
        }
        self.before = c;
    }

    /// Where the earliest match begins that may still come.
    fn decided(&self) -> usize {
        let next = match self.count {
            0 => None,
            PART => self.starts.get(1),
            count => self.starts.get(PART - count),
        };
        // The next letter may go on the word.
        let word = self.word.max(self.read.saturating_sub(MAX_REST));
        let runs = self.waiting.iter().chain(&self.run).map(|run| run.start);
        runs.chain(next.copied()).fold(word.min(self.read), usize::min)
    }

    /// Reports the runs whose last word has ended.
    fn report_ended(&mut self, view: &Folded, at: PartRef, found: &mut Sink<'_>) {
        for run in self.waiting.iter().filter(|run| run.has_ended) {
            self.report(*run, view, at, found);
        }
        self.waiting.retain(|run| !run.has_ended);
    }

    fn report(&self, run: Run, view: &Folded, at: PartRef, found: &mut Sink<'_>) {
        let whole = run.letters >= self.guard.options.token.len();
        let rule = if whole { "canary" } else { "canary_part" };
        let finding = Finding::new(rule, Category::Leak, view.original(run.start, run.word_end))
            .with_severity(Severity::Critical)
            .redact(Recipe::label(LABEL))
            .respond(&self.guard.options.response);
        found.report(at, finding);
    }
}

impl Recogniser for CanaryScan {
    fn advance(&mut self, view: &Folded, done: bool, at: PartRef, found: &mut Sink<'_>) -> usize {
        let from = self.read.max(view.base());
        let text = view.view().get(from - view.base()..).unwrap_or("");
        let mut chars = text.char_indices().peekable();
        while let Some((offset, c)) = chars.next() {
            let next = chars.peek().map(|(_, next)| *next);
            // What follows a capital decides whether it is of a label.
            if next.is_none() && !done && c.is_ascii_uppercase() {
                self.read = from + offset;
                return self.decided();
            }
            self.step(from + offset, c, next);
            if !self.waiting.is_empty() {
                self.report_ended(view, at, found);
            }
        }
        self.read = view.end();
        if done {
            self.part();
            self.waiting.iter_mut().for_each(|run| run.has_ended = true);
            self.report_ended(view, at, found);
            return self.read;
        }
        self.decided()
    }

    fn fork(&self) -> Box<dyn Recogniser> {
        Box::new(self.clone())
    }

    fn longest(&self) -> usize {
        longest(self.guard.options.token.len())
    }
}

/// Whether a letter is of what stands in the place of something redacted, such as `[CARD]`:
/// beside it a part of the token must not grow.
fn in_label(before: char, letter: char, next: Option<char>) -> bool {
    let goes_on = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let opens = before == '[' && next.is_some_and(goes_on);
    let closes = next == Some(']') && goes_on(before);
    letter.is_ascii_uppercase() && (opens || closes)
}

/// The most bytes of the view between the start of a run and the character that decides it.
pub(super) const fn longest(letters: usize) -> usize {
    (letters + 2) * (MAX_GAP + 1) + 2 * MAX_REST + 8
}

/// The most bytes between two letters in a row.
const MAX_GAP: usize = 8;
/// The most bytes of the word that a run begins or ends in.
const MAX_REST: usize = 64;
/// Stands in a view where nothing matches across.
const BREAK: char = '\u{ffff}';
