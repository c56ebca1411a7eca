//! The folded view: the text as it reads, in ASCII where it can be, with the way back.
//!
//! Look-alikes, full-width forms and mathematical letters become the ASCII that they pass for,
//! marks and invisible characters are left out, case is kept. Each character folds by itself,
//! so the view of a text does not depend on how it was cut; only the length of a run of
//! invisible characters is carried over. ASCII is copied as it is.
//!
//! A view of a text whose escapes are undone is made from the view below it, piece by piece: what
//! reads as itself is [copied](Folded::copy), what stands for something else is
//! [read](Folded::read). Both lead back to the original.

mod above;
mod chars;
mod tags;

use std::fmt;

use super::classes::{Becomes, Classes};
use super::invisible::{Invisible, MAX_RUN};
use crate::span::Span;

pub(super) use chars::fold_char;
pub(crate) use chars::plain_len;
use chars::same_len;

/// Stands in the view where a run of invisible characters was too long to look through. No rule
/// matches it.
pub(super) const BREAK: char = '\u{ffff}';

/// The most bytes of the original that one byte of the view can stand for: a character of four
/// bytes and the invisible run behind it.
pub(crate) const MAX_STRETCH: usize = 4 + 4 * MAX_RUN;

/// A text, or the tail of a stream, as it reads. Positions in the view are absolute: they stay
/// the same when what is behind is dropped.
#[derive(Clone, Default)]
pub(crate) struct Folded {
    view: String,
    /// The position of the first byte of `view`.
    base: usize,
    /// Every place where view and original do not run side by side, in order.
    breaks: Vec<Break>,
    /// How far the original is ahead of the view before the first of `breaks`.
    lead: isize,
    /// Bytes of the original so far.
    original: usize,
    /// Invisible characters at the end of the original so far.
    run: usize,
    /// Of them the tag characters that it begins with, as the ASCII that they mirror.
    tags: Vec<u8>,
    /// How far the view is shown; all of it where there is none.
    shown: Option<usize>,
    /// What of the original was read as something else, in order; neighbours are one.
    reread: Vec<Span>,
    /// Whether the last piece was read as something else.
    has_read: bool,
    /// Whether some character became several in ASCII.
    has_wide: bool,
}

/// A piece of the original that is not copied byte by byte: the view positions that it became
/// (none where it was left out) and the original bytes that it was.
#[derive(Clone, Copy, Debug)]
struct Break {
    view: Span,
    original: Span,
    /// Where the marks end that belong to what stands before; they come first of what is left out.
    marks: usize,
}

impl Break {
    const fn new(view: Span, original: Span) -> Self {
        Self { view, original, marks: original.start() }
    }
}

impl Folded {
    /// The view of a whole text.
    pub(crate) fn of(text: &str) -> Self {
        let mut folded = Self::default();
        folded.push(text);
        folded
    }

    /// Takes the next piece of the original.
    pub(crate) fn push(&mut self, mut text: &str) {
        self.view.reserve(text.len());
        while !text.is_empty() {
            let same = same_len(text);
            if same > 0 {
                let (head, rest) = text.split_at(same);
                self.view.push_str(head);
                self.original += same;
                self.run = 0;
                text = rest;
            }
            let mut chars = text.chars();
            match chars.next() {
                Some(c) => self.push_char(c),
                None => break,
            }
            text = chars.as_str();
        }
    }

    /// The bytes of the view that are kept and shown, from [`base`](Self::base) on.
    pub(crate) fn bytes(&self) -> &[u8] {
        self.view().as_bytes()
    }

    /// The view that is kept and shown.
    pub(crate) fn view(&self) -> &str {
        match self.shown {
            Some(shown) => self.view.get(..shown.saturating_sub(self.base)).unwrap_or(&self.view),
            None => &self.view,
        }
    }

    /// The last boundary of a character at or below `position`.
    pub(crate) fn whole_character(&self, position: usize) -> usize {
        let mut local = position.saturating_sub(self.base).min(self.view.len());
        while !self.view.is_char_boundary(local) {
            local -= 1;
        }
        self.base + local
    }

    /// Whether one character of the original gave what stands on both sides of `position`, which
    /// lies between ASCII: what takes one takes the other. A quarter as one character reads as
    /// `1/4`.
    pub(crate) fn is_within_character(&self, position: usize) -> bool {
        self.has_wide
            && self
                .breaks
                .get(self.breaks.partition_point(|b| b.view.end() <= position))
                .is_some_and(|b| b.view.start() < position)
    }

    /// All bytes that are kept, shown or not.
    pub(crate) fn all_bytes(&self) -> &[u8] {
        self.view.as_bytes()
    }

    /// Shows the view up to `position`, which lies between characters.
    pub(crate) fn show(&mut self, position: usize) {
        self.shown = (position < self.full_end()).then_some(position);
    }

    /// The position behind the last byte, shown or not.
    pub(crate) fn full_end(&self) -> usize {
        self.base + self.view.len()
    }

    /// The position of the first byte that is kept.
    pub(crate) const fn base(&self) -> usize {
        self.base
    }

    /// The position behind the last byte that is shown.
    pub(crate) fn end(&self) -> usize {
        self.shown.unwrap_or(self.full_end())
    }

    /// The smallest range of whole original characters that gave the view's `start..end`, with the
    /// marks that belong to the last. Both
    /// must be kept still; an empty range is at the start.
    pub(crate) fn original(&self, start: usize, end: usize) -> Span {
        let first = self.original_start(start);
        if end <= start {
            return Span::new(first, first);
        }
        Span::new(first, self.end_of_marks(end, self.original_end(end)))
    }

    /// Where the original character begins that gave the view's byte `at`; the end of the
    /// original for the end of the view.
    pub(crate) fn original_start(&self, at: usize) -> usize {
        if at >= self.full_end() {
            return self.tags_begin().unwrap_or(self.original);
        }
        match self.breaks.partition_point(|b| b.view.start() <= at).checked_sub(1) {
            Some(index) => {
                let b = self.breaks[index];
                if at < b.view.end() {
                    b.original.start()
                } else {
                    b.original.end() + (at - b.view.end())
                }
            }
            None => at.saturating_add_signed(self.lead),
        }
    }

    /// Where the original character ends that gave the view's last byte before `end`.
    fn original_end(&self, end: usize) -> usize {
        let at = end - 1;
        match self.breaks.partition_point(|b| b.view.start() <= at).checked_sub(1) {
            Some(index) => {
                let b = self.breaks[index];
                if at < b.view.end() {
                    b.original.end()
                } else {
                    b.original.end() + (end - b.view.end())
                }
            }
            None => end.saturating_add_signed(self.lead),
        }
    }

    /// Where the marks end that belong to the character that ends there, before the view's `end`.
    fn end_of_marks(&self, end: usize, there: usize) -> usize {
        let mut left_out = self.left_out_at(end);
        left_out.find(|b| b.original.start() == there).map_or(there, |b| b.marks)
    }

    /// What was left out before the view's byte `at`.
    fn left_out_at(&self, at: usize) -> impl Iterator<Item = &Break> {
        let next = self.breaks.partition_point(|b| b.view.start() < at);
        self.breaks.iter().skip(next).take_while(move |b| b.view == Span::new(at, at))
    }

    /// Forgets the view below `position`. Cheap on the whole: it waits until as much can go as
    /// stays.
    pub(crate) fn forget_below(&mut self, position: usize) {
        let mut drop = position.saturating_sub(self.base).min(self.view.len());
        if drop < 256 || drop < self.view.len() / 2 {
            return;
        }
        while !self.view.is_char_boundary(drop) {
            drop -= 1;
        }
        self.view.drain(..drop);
        self.base += drop;
        let gone = self.breaks.partition_point(|b| b.view.end() <= self.base);
        // A character that is cut by the new base keeps its break: its end is still above.
        if let Some(last) = gone.checked_sub(1).and_then(|index| self.breaks.get(index)) {
            self.lead = last.original.end() as isize - last.view.end() as isize;
            self.breaks.drain(..gone);
        }
        let first = self.original_start(self.base);
        let gone = self.reread.partition_point(|reread| reread.end() <= first);
        self.reread.drain(..gone);
    }

    fn push_char(&mut self, c: char) {
        let original = Span::new(self.original, self.original + c.len_utf8());
        let start = self.full_end();
        self.original = original.end();
        let becomes = Classes::get().of(c);
        if self.run == 0 {
            self.tags.clear();
        }
        match becomes {
            Becomes::Same => self.view.push(c),
            Becomes::One(single) => {
                self.view.push(single);
                self.run = 0;
                self.breaks.push(Break::new(Span::new(start, self.full_end()), original));
                return;
            }
            Becomes::Nothing(Invisible::Tag) if self.reads_tag(c, original) => return,
            Becomes::Nothing(_) if self.run == MAX_RUN => self.view.push(BREAK),
            Becomes::Nothing(_) => {}
            Becomes::Else => fold_char(c, &mut self.view),
        }
        self.run = if matches!(becomes, Becomes::Nothing(_)) { self.run + 1 } else { 0 };
        let view = Span::new(start, self.full_end());
        self.has_wide |= matches!(becomes, Becomes::Else) && view.len() > 1;
        if self.view[start - self.base..].chars().eq([c]) {
            return;
        }
        let kind = Invisible::of(c);
        let marks = view.is_empty() && matches!(kind, Some(Invisible::Mark | Invisible::Variation));
        match self.breaks.last_mut() {
            // Neighbours that were left out are one break.
            Some(last)
                if view.is_empty()
                    && last.view.end() == start
                    && last.view.is_empty()
                    && last.original.end() == original.start() =>
            {
                if marks && last.marks == last.original.end() {
                    last.marks = original.end();
                }
                last.original = last.original.union(original);
            }
            _ => {
                let marks = if marks { original.end() } else { original.start() };
                self.breaks.push(Break { view, original, marks });
            }
        }
    }
}

/// Shows how much there is, never what.
impl fmt::Debug for Folded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Folded")
            .field("base", &self.base)
            .field("bytes", &self.view.len())
            .field("original", &self.original)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn view(text: &str) -> String {
        Folded::of(text).view().to_owned()
    }

    #[test]
    fn disguises_read_as_ascii() {
        assert_eq!(view("i\u{200b}gn\u{ad}ore"), "ignore");
        assert_eq!(view("ｉｇｎｏｒｅ ＠ １２"), "ignore @ 12");
        assert_eq!(view("іgnоrе"), "ignore");
        assert_eq!(view("𝐢𝓰𝔫𝕠𝖗𝚎"), "ignore");
        assert_eq!(view("i\u{301}gnöre"), "ignore");
        assert_eq!(view("٤١١١"), "4111");
        assert_eq!(view("a\u{a0}b\u{3000}c"), "a b c");
        assert_eq!(view("漢字かな한글"), "漢字かな한글");
    }

    #[test]
    fn spans_lead_back_to_exact_characters() {
        let text = "x а\u{200b}＠ﬁ\u{301}. y";
        let folded = Folded::of(text);
        assert_eq!(folded.view(), "x a@fi. y");
        let back = |start, end| &text[folded.original(start, end).range()];
        assert_eq!(back(2, 3), "а");
        assert_eq!(back(2, 4), "а\u{200b}＠");
        assert_eq!(back(4, 5), "ﬁ", "one of two letters leads back to the ligature");
        assert_eq!(back(4, 6), "ﬁ\u{301}", "a mark belongs to what stands before it");
        assert_eq!(back(6, 9), ". y");
    }

    #[test]
    fn a_long_run_parts_the_text() {
        let short = format!("41{}11", "\u{200b}".repeat(MAX_RUN));
        assert_eq!(view(&short), "4111");
        let long = format!("41{}11", "\u{200b}".repeat(MAX_RUN + 40));
        assert_eq!(view(&long), "41\u{ffff}11");
    }

    proptest! {
        #[test]
        fn the_view_does_not_depend_on_cuts_and_spans_are_on_boundaries(
            pieces in prop::collection::vec(piece(), 0..24),
        ) {
            let text = pieces.concat();
            let whole = Folded::of(&text);
            let mut cut = Folded::default();
            for (index, piece) in pieces.iter().enumerate() {
                cut.push(piece);
                if index % 3 == 0 {
                    let end = cut.end();
                    cut.forget_below(end.saturating_sub(8));
                }
            }
            prop_assert_eq!(cut.end(), whole.end());
            prop_assert_eq!(cut.view(), &whole.view()[cut.base()..]);
            let marks: Vec<usize> = cut.view().char_indices().map(|(i, _)| cut.base() + i).collect();
            for pair in marks.windows(2) {
                let span = cut.original(pair[0], pair[1]);
                prop_assert_eq!(span, whole.original(pair[0], pair[1]));
                prop_assert!(span.of(&text).is_some());
            }
        }
    }

    fn piece() -> impl Strategy<Value = String> {
        prop_oneof![
            "[a-z0-9 .@]{1,40}",
            "[\u{200b}\u{301}\u{e0041}]{1,12}",
            "[аеоß漢ﬁ①Å]{1,6}",
            any::<String>(),
            "[a-z ]{200,300}",
        ]
    }
}
