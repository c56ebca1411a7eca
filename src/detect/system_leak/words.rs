//! The words of a view as they compare: without case, punctuation and white space.

use crate::scan::is_edge;
use crate::text::Folded;

/// A word as it compares: the FNV-1a hash of its characters in lower case, so that no text of the
/// prompt is kept. (Fowler, Noll and Vo, the 64-bit parameters.)
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct WordHash(u64);

impl WordHash {
    const EMPTY: Self = Self(0xcbf2_9ce4_8422_2325);

    /// The hash of these bytes.
    #[cfg(test)]
    pub(super) fn of(bytes: &[u8]) -> Self {
        let mut hash = Self::EMPTY;
        bytes.iter().for_each(|byte| hash.take(*byte));
        hash
    }

    const fn take(&mut self, byte: u8) {
        self.0 = (self.0 ^ byte as u64).wrapping_mul(0x0100_0000_01b3);
    }
}

/// Shows nothing of the word.
impl std::fmt::Debug for WordHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("WordHash")
    }
}

/// A word, or what no stretch of words goes across.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    /// None where stretches end: a word that is too long, white space without end, what stands in
    /// the place of something redacted.
    pub(super) hash: Option<WordHash>,
    /// In the view.
    pub(super) start: usize,
    pub(super) end: usize,
    /// How much it counts.
    pub(super) weight: Weight,
}

/// How much words count together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Weight {
    /// Two for a word, one for a character of a script that does not part words.
    pub(super) halves: usize,
    /// Letters and digits; three for a character of a script that does not part words.
    pub(super) letters: usize,
}

/// Reads a view word by word, however it was cut.
#[derive(Clone, Debug)]
pub(super) struct Words {
    /// Up to where was read.
    read: usize,
    /// The character before.
    before: char,
    word: Option<Begun>,
    /// Where the last word ended, or stretches were parted.
    end: usize,
    /// Whether a part was told since the last word.
    is_parted: bool,
}

/// A word that is being read.
#[derive(Clone, Copy, Debug)]
struct Begun {
    start: usize,
    hash: WordHash,
    letters: usize,
    /// Whether it stands directly behind an opening bracket.
    in_bracket: bool,
    /// Whether it is all capitals and digits.
    is_capital: bool,
    /// Whether it is too long to be a word; then stretches were parted where it begins.
    is_long: bool,
}

impl Default for Words {
    fn default() -> Self {
        Self { read: 0, before: ' ', word: None, end: 0, is_parted: true }
    }
}

impl Words {
    /// Where the word begins that is being read, or else up to where was read.
    pub(super) fn at(&self) -> usize {
        self.word.filter(|word| !word.is_long).map_or(self.read, |word| word.start)
    }

    /// Reads on up to the end of the view, and tells each word that has ended. `done` says that
    /// nothing follows.
    pub(super) fn read(&mut self, view: &Folded, done: bool, mut tell: impl FnMut(Word)) {
        let from = self.read.max(view.base());
        let text = view.view().get(from - view.base()..).unwrap_or("");
        for (offset, c) in text.char_indices() {
            self.step(from + offset, c, &mut tell);
            self.before = c;
        }
        self.read = view.end();
        if done {
            self.end_word(self.read, ' ', &mut tell);
        }
    }

    fn step(&mut self, at: usize, c: char, tell: &mut impl FnMut(Word)) {
        if stands_alone(c) && c.is_alphanumeric() {
            self.end_word(at, c, tell);
            let mut word = Begun::new(at, self.before);
            word.take(c);
            word.is_capital = false;
            self.word = Some(word);
            let weight = Weight { halves: 1, letters: 3 };
            self.tell_word(at + c.len_utf8(), weight, c, tell);
        } else if c.is_alphanumeric() {
            let before = self.before;
            if is_parting(before, c) {
                self.end_word(at, c, tell);
            }
            let word = self.word.get_or_insert_with(|| Begun::new(at, before));
            word.take(c);
            if !word.is_long && at + c.len_utf8() - word.start > MAX_WORD {
                word.is_long = true;
                let end = word.start;
                self.part(end, tell);
            }
        } else {
            self.end_word(at, c, tell);
            // The character is no part of what it follows: a label ends behind its bracket.
            if (c == BREAK || at - self.end >= MAX_GAP) && !self.is_parted {
                self.part(at, tell);
            }
        }
    }

    fn end_word(&mut self, end: usize, next: char, tell: &mut impl FnMut(Word)) {
        let letters = self.word.map_or(0, |word| word.letters);
        self.tell_word(end, Weight { halves: 2, letters }, next, tell);
    }

    fn tell_word(&mut self, end: usize, weight: Weight, next: char, tell: &mut impl FnMut(Word)) {
        let Some(word) = self.word.take() else { return };
        if word.is_long {
            self.end = end;
            return;
        }
        let is_label = word.is_capital && (word.in_bracket || next == ']');
        let hash = Some(word.hash).filter(|_| !is_label);
        (self.end, self.is_parted) = (end, hash.is_none());
        tell(Word { hash, start: word.start, end, weight });
    }

    fn part(&mut self, at: usize, tell: &mut impl FnMut(Word)) {
        self.is_parted = true;
        tell(Word { hash: None, start: at, end: at, weight: Weight::default() });
    }
}

impl Begun {
    const fn new(start: usize, before: char) -> Self {
        let in_bracket = before == '[';
        let hash = WordHash::EMPTY;
        Self { start, hash, letters: 0, in_bracket, is_capital: true, is_long: false }
    }

    fn take(&mut self, c: char) {
        self.letters += 1;
        self.is_capital &= c.is_ascii_uppercase() || c.is_ascii_digit();
        for c in c.to_lowercase() {
            let mut bytes = [0; 4];
            c.encode_utf8(&mut bytes).bytes().for_each(|byte| self.hash.take(byte));
        }
    }
}

/// Whether a word ends between two letters or digits. Something else that is found may end there
/// (see [`is_edge`]); where that is replaced, the words beside it stay the
/// same.
fn is_parting(left: char, right: char) -> bool {
    match (u8::try_from(left), u8::try_from(right)) {
        (Ok(left), Ok(right)) if left.is_ascii() && right.is_ascii() => is_edge(left, right),
        _ => left.is_alphabetic() != right.is_alphabetic() || left.is_ascii() != right.is_ascii(),
    }
}

/// Scripts without spaces between words: Thai to Khmer, Kana and Han. Each character is a word.
const fn stands_alone(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3041}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// The most bytes of a word; a longer one parts stretches.
pub(super) const MAX_WORD: usize = 64;
/// The most bytes between two words of a stretch.
pub(super) const MAX_GAP: usize = 32;
/// Stands in a view where nothing matches across.
const BREAK: char = '\u{ffff}';
