//! What a stretch of letters, digits and signs is like: its words and its marks.

use unicode_normalization::char::compose;

use super::Rule;
use super::scripts::{Script, alphabet, is_full_width, is_no_ending, is_stackable, is_styled};
use super::seen::Said;
use crate::span::Span;
use crate::text::{Invisible, passes_for};

/// A stretch that was read.
#[derive(Debug, Default)]
pub(super) struct Unit {
    words: Vec<Word>,
    word: Word,
    marks: Marks,
}

/// What was said of a unit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    /// How much had been said before.
    pub(super) before: usize,
    /// Whether some of it depends on what stands around.
    pub(super) full_width: bool,
    /// Which is the last of what was said.
    last: usize,
}

impl Found {
    /// Takes back what was said of full-width letters, which was said last.
    pub(super) fn forget_full_width(&mut self, said: &mut Vec<Said>) {
        said.truncate(self.last);
    }
}

impl Unit {
    pub(super) fn of(text: &str, start: usize) -> Self {
        let mut unit = Self::default();
        for (index, c) in text.char_indices() {
            unit.take(c, start + index);
        }
        unit.end_word();
        unit.marks.end_letter();
        unit
    }

    fn take(&mut self, c: char, at: usize) {
        let end = at + c.len_utf8();
        match Invisible::of(c) {
            Some(Invisible::Mark) => {
                self.marks.take_mark(c, end);
                self.word.end = if self.word.end == at { end } else { self.word.end };
                return;
            }
            Some(_) => return,
            None => {}
        }
        self.marks.begin_letter(c, at);
        if is_styled(c) || is_full_width(c) || c.is_alphanumeric() {
            self.word.take(c, at);
        } else {
            self.end_word();
        }
    }

    fn end_word(&mut self) {
        let word = std::mem::take(&mut self.word);
        if word.is_odd() {
            self.words.push(word);
        }
    }

    /// Says what is found; full-width letters last.
    pub(super) fn found(&self, before: usize, said: &mut Vec<Said>) -> Found {
        let mut say = |rule, span| said.push(Said::Found(rule, span));
        for word in self.words.iter().filter(|word| word.is_mixed()) {
            say(Rule::MixedScripts, word.span());
        }
        for word in self.words.iter().filter(|word| word.is_styled()) {
            say(Rule::StyledLetters, word.span());
        }
        if let Some(span) = self.marks.stacked() {
            say(Rule::StackedMarks, span);
        }
        let last = said.len();
        for word in self.words.iter().filter(|word| word.is_full_width()) {
            said.push(Said::Found(Rule::StyledLetters, word.span()));
        }
        Found { before, full_width: said.len() > last, last }
    }
}

/// Letters and digits in a row, whatever is not seen between them.
#[derive(Clone, Copy, Debug, Default)]
struct Word {
    start: usize,
    end: usize,
    /// Letters by what they are.
    latin: usize,
    latin_upper: usize,
    greek: usize,
    cyrillic: usize,
    other: usize,
    styled: usize,
    full_width: usize,
    /// Whether some character reads as none of ASCII.
    unread: bool,
    /// The script of the first letter, and how often it changes.
    first: Side,
    last: Side,
    changes: usize,
    /// Whether a look-alike is none that an ending is spelled with.
    no_ending: bool,
    /// The alphabets of its Cyrillic letters.
    alphabets: u8,
    /// Whether a Greek letter that is no symbol stands among small Latin ones.
    among_latin: bool,
    /// The first letters as they read.
    reads: [u8; NAME],
    len: usize,
    before: Option<char>,
    waits: bool,
}

/// On which side a letter is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Side {
    #[default]
    Nowhere,
    Latin,
    Foreign,
}

impl Word {
    const fn span(&self) -> Span {
        Span::new(self.start, self.end)
    }

    /// Whether a word of this kind may be reported at all.
    const fn is_odd(&self) -> bool {
        self.greek + self.cyrillic + self.other + self.styled + self.full_width > 0
    }

    fn take(&mut self, c: char, at: usize) {
        if self.len == 0 {
            self.start = at;
        }
        self.end = at + c.len_utf8();
        let reads = passes_for(c);
        self.unread |= reads.is_none();
        if let (Some(slot), Some(c)) = (self.reads.get_mut(self.len), reads) {
            *slot = c as u8;
        }
        self.len += 1;
        let script = Script::of(c);
        let small_latin = c.is_ascii_lowercase();
        // A letter among Latin ones, or a capital before a small one.
        self.among_latin |= self.waits && small_latin;
        self.waits = script == Some(Script::Greek)
            && is_no_symbol(c)
            && (self.before.is_some_and(|c| c.is_ascii_lowercase())
                || self.before.is_none() && c.is_uppercase());
        self.before = Some(c);
        let side = match script {
            _ if is_styled(c) => {
                self.styled += 1;
                return;
            }
            _ if is_full_width(c) => {
                self.full_width += 1;
                return;
            }
            None if c.is_alphabetic() => {
                self.latin += 1;
                self.latin_upper += usize::from(c.is_uppercase());
                Side::Latin
            }
            None => return,
            Some(script) => {
                match script {
                    Script::Greek => self.greek += 1,
                    Script::Cyrillic => self.cyrillic += 1,
                    Script::Other => self.other += 1,
                }
                self.no_ending |= is_no_ending(c);
                self.alphabets |= alphabet(c);
                Side::Foreign
            }
        };
        if self.first == Side::Nowhere {
            self.first = side;
        } else if self.last != side {
            self.changes += 1;
        }
        self.last = side;
    }

    fn is_mixed(&self) -> bool {
        let foreign = self.greek + self.cyrillic + self.other;
        if self.unread || foreign == 0 {
            return false;
        }
        // Letters that no one language has, in a word that reads as a Latin one.
        if self.alphabets.count_ones() > 1 && foreign >= LEAST_MIXED {
            return true;
        }
        if self.latin == 0 {
            return false;
        }
        let scripts = [self.greek, self.cyrillic, self.other];
        if self.other > 0 || scripts.iter().filter(|count| **count > 0).count() > 1 {
            return true;
        }
        if self.greek > 0 {
            // One is a symbol: `ωt`, `NFκB`.
            let several = self.greek > 1 || self.among_latin;
            return several && self.latin + self.greek >= LEAST_MIXED;
        }
        match (self.changes, self.first) {
            (0, _) => false,
            (1, Side::Foreign) => self.latin > 1,
            // A stem in Latin letters takes an ending.
            (1, _) => self.no_ending,
            _ => true,
        }
    }

    fn is_styled(&self) -> bool {
        let name = self.reads.get(..self.len.min(NAME)).unwrap_or(&[]);
        let is_function = self.len == NAME && FUNCTIONS.contains(&name);
        self.styled >= LEAST_STYLED && !is_function
    }

    const fn is_full_width(&self) -> bool {
        self.full_width >= LEAST_STYLED
    }
}

/// Whether a Greek letter stands for no quantity: omicron, iota, nu, upsilon, and the capitals
/// that are those of Latin.
const fn is_no_symbol(c: char) -> bool {
    matches!(
        c,
        'ο' | 'ι'
            | 'ν'
            | 'υ'
            | 'ϲ'
            | 'ϳ'
            | 'Α'
            | 'Β'
            | 'Ε'
            | 'Ζ'
            | 'Η'
            | 'Ι'
            | 'Κ'
            | 'Μ'
            | 'Ν'
            | 'Ο'
            | 'Ρ'
            | 'Τ'
            | 'Υ'
            | 'Χ'
    )
}

/// Marks on the letters of a unit.
#[derive(Debug, Default)]
struct Marks {
    /// The letter, where it stands, and where its marks end.
    base: Option<(char, usize)>,
    end: usize,
    /// Marks on it, and those that do not belong on it.
    count: usize,
    odd: usize,
    /// Letters with three marks or more, and letters with odd ones.
    heavy: usize,
    noisy: usize,
    /// The first different odd marks.
    known: [Option<char>; LEAST_NOISY],
    span: Option<Span>,
    /// Whether there are letters of phonetic transcription.
    phonetic: bool,
}

impl Marks {
    fn begin_letter(&mut self, c: char, at: usize) {
        self.end_letter();
        self.base = Some((c, at));
        self.end = at + c.len_utf8();
        self.phonetic |= matches!(c, '\u{250}'..='\u{2ff}' | '\u{1d00}'..='\u{1dbf}');
    }

    fn take_mark(&mut self, c: char, end: usize) {
        let Some((base, _)) = self.base.filter(|_| is_stackable(c)) else { return };
        self.count += 1;
        self.end = end;
        let belongs = self.count <= 2 && (!base.is_ascii() || compose(base, c).is_some())
            || self.count == 2 && self.odd == 0;
        if belongs {
            return;
        }
        self.odd += 1;
        if !self.known.contains(&Some(c))
            && let Some(slot) = self.known.iter_mut().find(|slot| slot.is_none())
        {
            *slot = Some(c);
        }
    }

    fn end_letter(&mut self) {
        // A longer run is of characters that are not seen.
        let heavy = (HEAVY..=crate::text::MAX_RUN).contains(&self.count);
        let noisy = self.odd > 0 && self.count <= crate::text::MAX_RUN;
        if let Some((_, start)) = self.base
            && (heavy || noisy)
        {
            self.heavy += usize::from(heavy);
            self.noisy += usize::from(noisy);
            let span = Span::new(start, self.end);
            self.span = Some(self.span.map_or(span, |whole| whole.union(span)));
        }
        (self.base, self.count, self.odd) = (None, 0, 0);
    }

    fn stacked(&self) -> Option<Span> {
        let noisy = self.noisy >= LEAST_NOISY && !self.known.contains(&None) && !self.phonetic;
        self.span.filter(|_| self.heavy >= LEAST_HEAVY || noisy)
    }
}

/// The fewest letters of a word with Greek ones among Latin ones.
const LEAST_MIXED: usize = 4;
/// The fewest styled letters of a word: products of variables are shorter.
const LEAST_STYLED: usize = 4;
/// Functions of so many letters, which mathematics spells in italics.
const FUNCTIONS: [&[u8]; 6] = [b"sinh", b"cosh", b"tanh", b"coth", b"sech", b"csch"];
const NAME: usize = 4;
/// So many marks are more than any spelling puts on a letter.
const HEAVY: usize = 3;
const LEAST_HEAVY: usize = 2;
/// The fewest letters with odd marks, and the fewest different ones of them: a text that is
/// struck through has one.
const LEAST_NOISY: usize = 3;
