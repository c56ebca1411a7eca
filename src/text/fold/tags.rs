//! Text in tag characters, which mirror ASCII unseen.

use super::{BREAK, Break, Folded};
use crate::span::Span;
use crate::text::invisible::MAX_RUN;

impl Folded {
    /// Reads a run of tag characters that is too long to be passed over as the text that it
    /// mirrors, parted from what stands before; says whether this one belongs to such a run.
    pub(super) fn reads_tag(&mut self, c: char, original: Span) -> bool {
        let ascii = u32::from(c).checked_sub(TAGS).and_then(|ascii| u8::try_from(ascii).ok());
        let Some(ascii) = ascii.filter(|ascii| matches!(ascii, b' '..=b'~')) else { return false };
        if self.tags.len() != self.run.min(MAX_RUN) || self.run < MAX_RUN {
            if self.tags.len() == self.run {
                self.tags.push(ascii);
            }
            return false;
        }
        if self.run == MAX_RUN {
            let first = original.start() - c.len_utf8() * MAX_RUN;
            self.push_read(BREAK, Span::new(first, first));
            for nth in 0..MAX_RUN {
                let start = first + nth * c.len_utf8();
                let tag = self.tags.get(nth).copied().unwrap_or(b' ');
                self.push_read(char::from(tag), Span::new(start, start + c.len_utf8()));
            }
        }
        self.push_read(char::from(ascii), original);
        self.run += 1;
        true
    }

    fn push_read(&mut self, c: char, original: Span) {
        let start = self.full_end();
        self.view.push(c);
        self.breaks.push(Break::new(Span::new(start, self.full_end()), original));
    }

    /// Where a run of tag characters begins that may still become a text.
    pub(super) fn tags_begin(&self) -> Option<usize> {
        let all = self.run > 0 && self.run <= MAX_RUN && self.tags.len() == self.run;
        all.then(|| self.original - self.run * '\u{e0020}'.len_utf8())
    }
}

/// The first tag character stands this far behind its ASCII mirror.
const TAGS: u32 = 0xe_0000;
