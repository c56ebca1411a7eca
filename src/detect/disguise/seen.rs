//! A text that may go on, and what lanes say of it.

use super::Rule;
use crate::span::Span;

/// How many bytes are kept before what is decided.
pub(super) const LOOK_BEHIND: usize = 160;

/// What a lane says. A rule has one open at a time.
#[derive(Clone, Copy, Debug)]
pub(super) enum Said {
    Found(Rule, Span),
    Opened(Rule, usize),
    Closed(Rule, usize),
}

/// The text from `base` on, so far.
#[derive(Clone, Copy)]
pub(super) struct Seen<'a> {
    text: &'a str,
    base: usize,
    done: bool,
}

impl<'a> Seen<'a> {
    pub(super) const fn new(text: &'a str, base: usize, done: bool) -> Self {
        Self { text, base, done }
    }

    pub(super) const fn done(&self) -> bool {
        self.done
    }

    pub(super) const fn end(&self) -> usize {
        self.base + self.text.len()
    }

    /// The byte at a position; `None` behind the end and before what is kept.
    pub(super) fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at.checked_sub(self.base)?).copied()
    }

    /// The byte before a position; 0 at the start.
    pub(super) fn before(&self, at: usize) -> u8 {
        at.checked_sub(1).and_then(|at| self.byte(at)).unwrap_or(0)
    }

    /// The text from a position on; nothing where that is within a character.
    pub(super) fn from(&self, at: usize) -> &'a str {
        at.checked_sub(self.base).and_then(|index| self.text.get(index..)).unwrap_or("")
    }

    /// The kept text before a position.
    pub(super) fn up_to(&self, at: usize) -> &'a str {
        at.checked_sub(self.base).and_then(|index| self.text.get(..index)).unwrap_or("")
    }

    pub(super) fn bytes_from(&self, at: usize) -> &'a [u8] {
        at.checked_sub(self.base).and_then(|index| self.text.as_bytes().get(index..)).unwrap_or(&[])
    }

    pub(super) fn char(&self, at: usize) -> Option<char> {
        self.from(at).chars().next()
    }

    /// The last boundary of a character at or below a position.
    pub(super) fn boundary(&self, at: usize) -> usize {
        let mut index = at.saturating_sub(self.base).min(self.text.len());
        while !self.text.is_char_boundary(index) {
            index -= 1;
        }
        self.base + index
    }
}
