//! Words whose letters are spaced or dotted out: `i g n o r e   a l l`, `i.g.n.o.r.e a.l.l`.
//!
//! The first is a letter or a digit. Between letters stands one and the same character; between
//! words stands more white space.

use super::{Piece, Text, is_edge};

/// A run that is being read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run {
    separator: u8,
    /// Behind what was told.
    at: usize,
    /// Whether a letter stands there.
    on_letter: bool,
}

/// The run that begins at `at`: of five characters at least three are letters or digits, and
/// between at least three and the next stands the separator.
pub(super) fn begin(text: &Text<'_>, at: usize) -> Option<Run> {
    let separator = text.at(at + 1);
    let parts = separator == b' ' || separator.is_ascii_punctuation();
    if !(parts && text.at(at).is_ascii_alphanumeric() && is_edge(text.before(at), text.at(at))) {
        return None;
    }
    // As much as is seen of many places at once.
    let third = text.at(at + 3);
    if !(text.at(at + 2).is_ascii_graphic() && (third == separator || third.is_ascii_whitespace()))
    {
        return None;
    }
    let run = Run { separator, at, on_letter: true };
    let (mut ahead, mut letters, mut count, mut parted) = (run, 0, 0, 0);
    while count < LEAST {
        let Piece::Read { becomes, .. } = ahead.next(text)? else { return None };
        match becomes {
            Some(c) if !c.is_whitespace() => {
                count += 1;
                letters += usize::from(c.is_ascii_alphanumeric());
            }
            Some(_) => {}
            None => parted += 1,
        }
    }
    (letters >= LEAST_LETTERS && parted >= LEAST_PARTED).then_some(run)
}

impl Run {
    pub(super) const fn at(&self) -> usize {
        self.at
    }

    /// The next letter or what stands between two; `None` where the run ends, or where what
    /// follows decides.
    pub(super) fn next(&mut self, text: &Text<'_>) -> Option<Piece> {
        let from = self.at;
        if self.on_letter {
            let (c, len) = text.char_at(from)?;
            (self.at, self.on_letter) = (from + len, false);
            return Some(Piece::Read { from, to: self.at, becomes: Some(c) });
        }
        let (to, becomes) =
            if text.at(from) == self.separator && self.stands_alone(text, from + 1, false) {
                (from + 1, None)
            } else {
                let is_white = |at: &usize| text.at(*at).is_ascii_whitespace();
                let gap = (from..from + MAX_GAP).take_while(is_white).count();
                if gap == 0 || !self.stands_alone(text, from + gap, true) {
                    return None;
                }
                (from + gap, Some(' '))
            };
        if text.short.get() {
            return None;
        }
        (self.at, self.on_letter) = (to, true);
        Some(Piece::Read { from, to, becomes })
    }

    /// Whether the character at `at` is one that was parted from its word: behind it stands the
    /// separator, or nothing that a word goes on with. Behind a gap only the separator or white
    /// space will do, and behind what is no letter or digit only more of the run.
    fn stands_alone(&self, text: &Text<'_>, mut at: usize, behind_gap: bool) -> bool {
        for _ in 0..=MAX_MARKS {
            let Some((c, len)) = text.char_at(at).filter(|(c, _)| !c.is_whitespace()) else {
                return false;
            };
            let next = text.at(at + len);
            if c.is_alphanumeric() {
                let ends = next == 0 || next.is_ascii_whitespace();
                let goes_on = u8::try_from(c).is_ok_and(|c| !is_edge(c, next));
                return next == self.separator || ends || !behind_gap && !goes_on;
            }
            if next != self.separator {
                return false;
            }
            at += len + 1;
        }
        false
    }
}

/// The most characters in a row that are no letters or digits.
const MAX_MARKS: usize = 3;
/// The fewest characters of a run.
const LEAST: usize = 5;
/// The fewest letters and digits among them.
const LEAST_LETTERS: usize = 3;
/// The fewest separators between them.
const LEAST_PARTED: usize = 3;
/// The most white space between words.
const MAX_GAP: usize = 4;
