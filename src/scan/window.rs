//! Reading at a place in text that may not be all there yet.

use std::cell::Cell;

use crate::text::Folded;

/// The bytes of a view that are kept, by index. A read behind their end, where more may follow,
/// is remembered: what was concluded from it is not certain.
pub(crate) struct Window<'a> {
    view: &'a Folded,
    bytes: &'a [u8],
    done: bool,
    short: Cell<bool>,
}

/// What a look at one candidate came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It matches up to this index.
    Match(usize),
    /// It does not match.
    No,
    /// What follows decides.
    NeedMore,
}

impl<'a> Window<'a> {
    /// A window over what is kept of a view, behind which nothing follows where `done`.
    pub(crate) fn new(view: &'a Folded, done: bool) -> Self {
        Self { view, bytes: view.bytes(), done, short: Cell::new(false) }
    }

    pub(crate) const fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    pub(crate) const fn len(&self) -> usize {
        self.bytes.len()
    }

    /// The byte at `index`; 0, which no view holds, where there is none.
    pub(crate) fn at(&self, index: usize) -> u8 {
        match self.bytes.get(index) {
            Some(byte) => *byte,
            None => {
                self.short.set(!self.done);
                0
            }
        }
    }

    /// The byte `back` places before `index`; 0 before the start of the text.
    pub(crate) fn before(&self, index: usize, back: usize) -> u8 {
        index.checked_sub(back).map_or(0, |index| self.at(index))
    }

    pub(crate) fn is_digit(&self, index: usize) -> bool {
        self.at(index).is_ascii_digit()
    }

    /// Whether something may begin or end between `point - 1` and `point`, which come of two
    /// characters; see [`is_edge`](super::is_edge). The underscore is no part of a word here:
    /// emphasis in Markdown and names such as `card_4111…` would hide what they hold.
    pub(crate) fn is_edge(&self, point: usize) -> bool {
        super::is_edge(self.before(point, 1), self.at(point))
            && !self.view.is_within_character(self.view.base() + point)
    }

    /// Whether the byte before `point` is a point, so that digits there may be a fraction or go
    /// on a dotted number. Nothing that is found ends with a point, so no replacement changes it.
    pub(crate) fn is_behind_point(&self, point: usize) -> bool {
        self.before(point, 1) == b'.'
    }

    /// Runs `look`, and says whether its answer can still change.
    pub(crate) fn decide(&self, look: impl FnOnce(&Self) -> Option<usize>) -> Verdict {
        self.short.set(false);
        let end = look(self);
        match (self.short.get(), end) {
            (true, _) => Verdict::NeedMore,
            (false, Some(end)) => Verdict::Match(end),
            (false, None) => Verdict::No,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_are_where_no_word_is_cut() {
        let edges = |text: &str| -> Vec<usize> {
            let view = Folded::of(text);
            let window = Window::new(&view, true);
            (0..=text.len()).filter(|point| window.is_edge(*point)).collect()
        };
        assert_eq!(edges("ab 1.2, x."), [0, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        assert_eq!(edges("a.1"), [0, 1, 2, 3]);
        assert_eq!(edges("v1 a1"), [0, 2, 3, 4, 5]);
    }

    #[test]
    fn a_look_behind_the_end_is_not_certain() {
        let look = |window: &Window<'_>| (window.at(1) != b'x').then_some(1);
        let decide = |text: &str, done| Window::new(&Folded::of(text), done).decide(look);
        assert_eq!(decide("a", false), Verdict::NeedMore);
        assert_eq!(decide("a", true), Verdict::Match(1));
        assert_eq!(decide("ax", false), Verdict::No);
    }
}
