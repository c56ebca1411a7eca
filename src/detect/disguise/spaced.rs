//! Letters spaced or dotted out: `i g n o r e   a l l`, `i.g.n.o.r.e a.l.l`.
//!
//! Between the characters of a word stands one and the same, a blank or ASCII punctuation;
//! between words stands more white space. A run counts from the moment that it holds so many
//! letters that they are words, and not a list.

use super::Rule;
use super::seen::{Said, Seen};

/// The lane.
#[derive(Debug, Default)]
pub(super) struct Spaced {
    at: usize,
    run: Option<Run>,
}

#[derive(Clone, Copy, Debug)]
struct Run {
    start: usize,
    separator: u8,
    /// Behind the last character.
    at: usize,
    /// Behind the last letter or digit of a word with more than one.
    end: usize,
    counts: Counts,
    open: bool,
}

/// What the letters of a run are like.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    letters: usize,
    lower: usize,
    vowels: usize,
    /// Letters in a row, and the most of them.
    row: usize,
    longest: usize,
    /// Characters of this word, and words before it.
    in_word: usize,
    words: usize,
    /// How often a letter is followed by an earlier one of the alphabet.
    descents: usize,
    last: Option<char>,
    /// One bit for each letter that was there.
    known: u32,
}

enum Next {
    Character { at: usize, new_word: bool },
    End,
    Wait,
}

impl Spaced {
    pub(super) fn advance(&mut self, seen: &Seen<'_>, said: &mut Vec<Said>) -> usize {
        loop {
            while let Some(run) = &mut self.run {
                match run.next(seen) {
                    Next::Wait => return if run.open { run.end } else { run.start },
                    Next::Character { at, new_word } => {
                        if run.take(at, new_word, seen) {
                            said.push(Said::Opened(Rule::SpacedLetters, run.start));
                            run.open = true;
                        }
                        let behind = if run.open { run.end } else { run.start };
                        if run.at - behind > MOST {
                            // A list: what is behind it is looked at anew.
                            self.at = at;
                            self.end(said);
                        }
                    }
                    Next::End => {
                        self.at = run.at;
                        self.end(said);
                    }
                }
            }
            let Some((start, separator)) = self.candidate(seen) else { return self.at };
            self.at = start;
            let mut run = Run {
                start,
                separator,
                at: start,
                end: start,
                counts: Counts::default(),
                open: false,
            };
            run.take(start, false, seen);
            self.run = Some(run);
        }
    }

    fn end(&mut self, said: &mut Vec<Said>) {
        if let Some(run) = self.run.take().filter(|run| run.open) {
            said.push(Said::Closed(Rule::SpacedLetters, run.end));
        }
    }

    /// The next place where a run may begin. Where there is none yet, `at` is where one may be
    /// still to come.
    fn candidate(&mut self, seen: &Seen<'_>) -> Option<(usize, u8)> {
        let bytes = seen.bytes_from(self.at);
        let mut index = 0;
        while let Some(block) = bytes.get(index..).and_then(|rest| rest.first_chunk::<SEEN>()) {
            // Without branches, so that many bytes are tested by one instruction.
            let mut any = 0_u8;
            for ((first, one), other) in
                block.iter().zip(block.iter().skip(1)).zip(block.iter().skip(3))
            {
                any |= u8::from(one == other)
                    & u8::from(!one.is_ascii_alphanumeric())
                    & u8::from(first.is_ascii_alphanumeric());
            }
            if any != 0
                && let Some(found) = (index..index + BLOCK).find(|at| self.begins(seen, *at))
            {
                return Some((self.at + found, bytes.get(found + 1).copied()?));
            }
            index += BLOCK;
        }
        let found = (index..bytes.len()).find(|at| self.begins(seen, *at));
        if let Some(found) = found {
            return Some((self.at + found, bytes.get(found + 1).copied()?));
        }
        let rest = if seen.done() { 0 } else { bytes.len().min(3) };
        self.at = seen.boundary(seen.end() - rest).max(self.at);
        None
    }

    /// Whether a run begins so far from `at`: a letter, what parts it from the next, that, and the
    /// same again.
    fn begins(&self, seen: &Seen<'_>, index: usize) -> bool {
        let at = self.at + index;
        let byte = |nth: usize| seen.byte(at + nth);
        let (Some(first), Some(separator), Some(second)) = (byte(0), byte(1), byte(2)) else {
            return false;
        };
        let before = seen.before(at);
        first.is_ascii_alphanumeric()
            && (separator == b' ' || separator.is_ascii_punctuation())
            && second.is_ascii_graphic()
            && byte(3) == Some(separator)
            && !before.is_ascii_alphanumeric()
            && before < 0x80
    }
}

impl Run {
    /// What stands behind the last character.
    fn next(&self, seen: &Seen<'_>) -> Next {
        let wait = if seen.done() { Next::End } else { Next::Wait };
        let Some(byte) = seen.byte(self.at) else { return wait };
        if byte == self.separator {
            match self.stands_alone(seen, self.at + 1, false) {
                Some(true) => return Next::Character { at: self.at + 1, new_word: false },
                Some(false) => {}
                None => return wait,
            }
        }
        let rest = seen.bytes_from(self.at);
        let gap = rest.iter().take(MAX_GAP + 1).take_while(|b| b.is_ascii_whitespace()).count();
        if gap == rest.len() && gap <= MAX_GAP {
            return wait;
        }
        let least = if self.separator == b' ' { 2 } else { 1 };
        if !(least..=MAX_GAP).contains(&gap) {
            return Next::End;
        }
        match self.stands_alone(seen, self.at + gap, true) {
            Some(true) => Next::Character { at: self.at + gap, new_word: true },
            Some(false) => Next::End,
            None => wait,
        }
    }

    /// Whether the character at `at` is parted from what follows, too; `None` where that is still
    /// to come. Behind a gap only the separator or white space will do, and behind what is no
    /// letter or digit only more of the run.
    fn stands_alone(&self, seen: &Seen<'_>, mut at: usize, behind_gap: bool) -> Option<bool> {
        let done = seen.done();
        for _ in 0..=MAX_MARKS {
            let Some(c) = seen.char(at) else { return done.then_some(false) };
            if c.is_whitespace() {
                return Some(false);
            }
            let next = match seen.byte(at + c.len_utf8()) {
                Some(next) => next,
                None if done => b' ',
                None => return None,
            };
            if c.is_alphanumeric() {
                let ends = next.is_ascii_whitespace();
                let goes_on = next.is_ascii_alphanumeric() || next >= 0x80;
                return Some(next == self.separator || ends || !behind_gap && !goes_on);
            }
            if next != self.separator {
                return Some(false);
            }
            at += c.len_utf8() + 1;
        }
        Some(false)
    }

    /// Takes the character at `at`; says whether it is certain now, and was not before.
    fn take(&mut self, at: usize, new_word: bool, seen: &Seen<'_>) -> bool {
        let Some(c) = seen.char(at) else { return false };
        self.at = at + c.len_utf8();
        self.counts.take(c, new_word);
        if c.is_alphanumeric() && self.counts.in_word > 1 {
            self.end = self.at;
        }
        !self.open && self.counts.are_words(self.separator)
    }
}

impl Counts {
    fn take(&mut self, c: char, new_word: bool) {
        if new_word {
            (self.words, self.in_word, self.row) = (self.words + 1, 0, 0);
        }
        self.in_word += 1;
        // Scripts without case are written in single characters now and then.
        if !(c.is_lowercase() || c.is_uppercase()) {
            self.row = 0;
            return;
        }
        let small = c.to_lowercase().next().unwrap_or(c);
        self.letters += 1;
        self.lower += usize::from(c.is_lowercase());
        self.vowels += usize::from(matches!(small, 'a' | 'e' | 'i' | 'o' | 'u' | 'y'));
        self.row += 1;
        self.longest = self.longest.max(self.row);
        self.descents += usize::from(self.last.is_some_and(|last| small < last));
        self.last = Some(small);
        self.known |= 1 << (u32::from(small) % 32);
    }

    /// Whether these are letters of words. Abbreviations are short or upper case, the alphabet
    /// ascends, and lists repeat a few letters.
    const fn are_words(&self, separator: u8) -> bool {
        let words = self.letters >= LEAST && self.longest >= LEAST_ROW;
        let key = self.letters >= LEAST_OF_KEY && self.longest + 1 >= LEAST_ROW;
        let enough = words || key;
        let mixed = self.known.count_ones() >= LEAST_KNOWN && self.descents >= 2;
        let lower = self.lower * 2 >= self.letters;
        let upper = self.known.count_ones() >= LEAST_KNOWN_UPPER
            && (self.letters > MOST_UPPER || separator == b' ' && self.words > 0);
        // What parts the items of lists takes more.
        let usual = matches!(separator, b' ' | b'.' | b'-' | b'_' | b'*');
        let vowels = self.vowels * 5 >= self.letters && self.vowels * 5 <= self.letters * 3;
        enough && mixed && (lower || upper) && (usual || vowels && self.letters >= LEAST_OF_LIST)
    }
}

/// A block and what decides about its last byte.
const SEEN: usize = BLOCK + 3;
const BLOCK: usize = 64;
/// The fewest letters.
const LEAST: usize = 8;
/// The fewest letters in a row.
const LEAST_ROW: usize = 4;
/// The fewest different letters.
const LEAST_KNOWN: u32 = 6;
/// The same in upper case, in which people write answers and notes.
const LEAST_KNOWN_UPPER: u32 = 8;
/// The fewest letters where digits stand between them, as in a key.
const LEAST_OF_KEY: usize = 14;
/// The fewest letters where commas and the like part them.
const LEAST_OF_LIST: usize = 10;
/// The most letters of an abbreviation in upper case.
const MOST_UPPER: usize = 12;
/// The most white space between words.
const MAX_GAP: usize = 4;
/// The most characters in a row that are no letters or digits.
const MAX_MARKS: usize = 3;
/// The most bytes that may pass before it is certain, or behind its last letter.
const MOST: usize = 192;
