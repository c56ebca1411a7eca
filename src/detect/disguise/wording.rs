//! Whether what was decoded is text that somebody reads: words in a row.

use super::scripts::is_cjk;

/// Counts words as characters come.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Wording {
    /// Words in a row.
    words: usize,
    /// Letters of the word that is being read.
    letters: usize,
    /// Whether it holds what no word has.
    broken: bool,
    /// Chinese, Japanese or Korean letters in a row, which have no spaces between.
    spaceless: usize,
}

impl Wording {
    /// Takes a character; `None` where it is of no text.
    pub(super) fn take(&mut self, c: char) -> Option<()> {
        match c {
            _ if c.is_whitespace() => self.end_word(),
            _ if c.is_control() => return None,
            _ if is_cjk(c) => self.spaceless += 1,
            _ if c.is_alphabetic() => self.letters += 1,
            '0'..='9' | ',' | '.' | ';' | ':' | '!' | '?' | '\'' | '"' | '(' | ')' | '-' => {}
            _ => self.broken = true,
        }
        Some(())
    }

    pub(super) const fn end_word(&mut self) {
        match (self.broken, self.letters) {
            (true, _) => self.words = 0,
            // Between words, and articles.
            (false, 0 | 1) => {}
            (false, _) => self.words += 1,
        }
        (self.letters, self.broken) = (0, false);
    }

    pub(super) const fn is_text(&self) -> bool {
        self.words >= WORDS || self.spaceless >= SPACELESS
    }
}

/// So many words in a row are text: names in data have one or two.
const WORDS: usize = 3;
const SPACELESS: usize = 8;
