//! Views above a view: of a text whose escapes are undone, made piece by piece.

use std::mem;

use super::{BREAK, Break, Folded, fold_char};
use crate::span::Span;
use crate::text::classes::{Becomes, Classes};
use crate::text::invisible::{Invisible, MAX_RUN};

impl Folded {
    /// A view that reads as `lower` does up to `end`, and has what is behind `start`; the same
    /// positions in both.
    pub(crate) fn tail_of(lower: &Self, start: usize, end: usize) -> Self {
        let base = lower.whole_character(start);
        let original = lower.original_start(base);
        let lead = original as isize - base as isize;
        let mut tail = Self { base, original, lead, ..Self::default() };
        tail.copy(lower, base, end);
        tail
    }

    /// Takes `start..end` of the view below as it reads there.
    pub(crate) fn copy(&mut self, lower: &Self, start: usize, end: usize) {
        let at = self.full_end();
        let local = start.saturating_sub(lower.base)..end.saturating_sub(lower.base);
        let Some(text) = lower.view.get(local).filter(|text| !text.is_empty()) else { return };
        // The original may go on at another place than side by side.
        let there = lower.original_start(start);
        if mem::take(&mut self.has_read)
            && let Some(last) = self.reread.last_mut()
        {
            // With the invisible characters in between.
            *last = last.union(Span::new(there, there));
        }
        let whole = self.goes_on_in(lower, start, there);
        if let Some(b) = whole
            && let Some(last) = self.breaks.last_mut()
        {
            last.view = Span::new(last.view.start(), at + b.view.end().min(end) - start);
        } else if self.resumes_at() != there {
            let left_out = lower.left_out_at(start).last();
            let view = Span::new(at, at);
            self.breaks.push(match left_out {
                Some(left_out) => Break { view, ..*left_out },
                None => Break::new(view, Span::new(there, there)),
            });
        }
        self.view.push_str(text);
        self.has_wide |= lower.has_wide;
        let index = lower.breaks.partition_point(|b| b.view.end() <= start);
        let index = index + usize::from(whole.is_some());
        for b in lower.breaks.iter().skip(index).take_while(|b| b.view.start() < end) {
            let moved = |position: usize| position.clamp(start, end) - start + at;
            let view = Span::new(moved(b.view.start()), moved(b.view.end()));
            self.breaks.push(Break { view, ..*b });
        }
        self.original = lower.original_start(end);
        self.run = 0;
    }

    /// The character below that goes on at `start` and of which the view ends with the beginning.
    fn goes_on_in(&self, lower: &Self, start: usize, there: usize) -> Option<Break> {
        if !lower.is_within_character(start) {
            return None;
        }
        let b = lower.breaks.get(lower.breaks.partition_point(|b| b.view.end() <= start))?;
        let last = self.breaks.last()?;
        let goes_on = last.view.end() == self.full_end()
            && !last.view.is_empty()
            && last.original == b.original
            && there == b.original.start();
        goes_on.then_some(*b)
    }

    /// Where the original goes on behind the view, as far as the breaks tell.
    fn resumes_at(&self) -> usize {
        match self.breaks.last() {
            Some(last) => last.original.end() + (self.full_end() - last.view.end()),
            None => self.full_end().saturating_add_signed(self.lead),
        }
    }

    /// Takes `start..end` of the view below, which stands for `becomes`; that may be nothing. More
    /// may be read of the same bytes.
    pub(crate) fn read(&mut self, lower: &Self, start: usize, end: usize, becomes: Option<char>) {
        // Without the marks behind it, which may be still to come.
        let first = lower.original_start(start);
        let last = if end > start { lower.original_end(end) } else { first };
        let original = Span::new(first, last);
        let at = self.full_end();
        match becomes.map(|c| (c, Classes::get().of(c))) {
            None => {}
            Some((c, Becomes::Same)) => self.view.push(c),
            Some((_, Becomes::One(single))) => self.view.push(single),
            Some((_, Becomes::Nothing(_))) if self.run == MAX_RUN => self.view.push(BREAK),
            Some((_, Becomes::Nothing(_))) => {}
            Some((c, Becomes::Else)) => {
                fold_char(c, &mut self.view);
                self.has_wide |= self.full_end() > at + 1;
            }
        }
        match becomes.map(|c| Invisible::of(c).is_some()) {
            Some(true) => self.run += 1,
            Some(false) => self.run = 0,
            None => {}
        }
        self.has_read = true;
        self.breaks.push(Break::new(Span::new(at, self.full_end()), original));
        match self.reread.last_mut() {
            Some(last) if original.start() <= last.end() => *last = last.union(original),
            _ => self.reread.push(original),
        }
    }

    /// That the view below was read up to `position`.
    pub(crate) fn catch_up(&mut self, lower: &Self, position: usize) {
        self.original = self.original.max(lower.original_start(position));
    }

    /// Whether something within `span` of the original, or right before it, was read as something
    /// else.
    pub(crate) fn is_reread(&self, span: Span) -> bool {
        let next = self.reread.partition_point(|reread| reread.end() < span.start());
        self.reread.get(next).is_some_and(|reread| reread.start() < span.end())
    }

    /// Bytes of the original so far.
    pub(crate) const fn original_len(&self) -> usize {
        self.original
    }
}
