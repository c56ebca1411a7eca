//! The token in one text, letter by letter.

use super::{Canary, LABEL, PART, value};
use crate::finding::{Category, Finding, Recipe, Severity, Sink};
use crate::scan::Recogniser;
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
    /// Where the last eight began.
    starts: [usize; PART],
    /// Behind the last letter.
    end: usize,
    run: Option<Run>,
}

/// Letters of the answer, which `Debug` does not show.
#[derive(Clone, Copy, Default)]
struct Code(u32);

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Code")
    }
}

/// Parts of the token that follow each other.
#[derive(Clone, Copy, Debug)]
struct Run {
    start: usize,
    end: usize,
    letters: usize,
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
            run: None,
        }
    }

    /// Takes a letter; `true` where it ends a part of the token.
    fn take(&mut self, value: u32, at: usize) -> bool {
        self.code.0 = (self.code.0 << 4) | value;
        self.count = (self.count + 1).min(PART);
        self.starts.rotate_left(1);
        if let Some(last) = self.starts.last_mut() {
            *last = at;
        }
        self.end = at + 1;
        self.count == PART && self.guard.options.parts.contains(&self.code.0)
    }

    /// Goes on the run, or begins one. A run ends with as many letters as the token has.
    fn go_on(&mut self) -> Option<Run> {
        let most = self.guard.options.token.len();
        if let Some(run) = self.run.as_mut().filter(|run| run.letters < most) {
            run.letters += 1;
            run.end = self.end;
            return None;
        }
        let [start, ..] = self.starts;
        self.run.replace(Run { start, end: self.end, letters: PART })
    }

    /// The letters so far are no more in a row with what comes.
    const fn part(&mut self) -> Option<Run> {
        self.count = 0;
        self.run.take()
    }

    /// Reads one character, and returns the run that ends before it.
    fn step(&mut self, at: usize, c: char, next: Option<char>) -> Option<Run> {
        let letter = u8::try_from(c).ok().and_then(value);
        let is_far = self.count > 0 && at - self.end >= MAX_GAP + usize::from(letter.is_some());
        let parted = if is_far { self.part() } else { None };
        match letter {
            Some(value) if !in_label(self.before, c, next) => {
                let ends_part = self.take(value, at);
                parted.or_else(|| if ends_part { self.go_on() } else { self.run.take() })
            }
            Some(_) => parted.or_else(|| self.part()),
            None if c.is_alphabetic() || c == BREAK => parted.or_else(|| self.part()),
            None => parted,
        }
    }

    /// Where the earliest match begins that may still come.
    fn decided(&self) -> usize {
        let next = match self.count {
            0 => None,
            PART => self.starts.get(1),
            count => self.starts.get(PART - count),
        };
        let run = self.run.map(|run| run.start);
        run.or(next.copied()).unwrap_or(self.read).min(self.read)
    }

    fn report(&self, run: Run, view: &Folded, at: PartRef, found: &mut Sink<'_>) {
        let whole = run.letters >= self.guard.options.token.len();
        let rule = if whole { "canary" } else { "canary_part" };
        let finding = Finding::new(rule, Category::Leak, view.original(run.start, run.end))
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
            if let Some(run) = self.step(from + offset, c, next) {
                self.report(run, view, at, found);
            }
            self.before = c;
        }
        self.read = view.end();
        if done && let Some(run) = self.part() {
            self.report(run, view, at, found);
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
    (letters + 2) * (MAX_GAP + 1) + 8
}

/// The most bytes between two letters in a row.
const MAX_GAP: usize = 8;
/// Stands in a view where nothing matches across.
const BREAK: char = '\u{ffff}';
