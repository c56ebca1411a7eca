//! Text within text: what stands for something else, and what it stands for.
//!
//! Undone are the escapes of HTML, URLs, JSON and source code, base64 and hex of text, and words
//! whose letters are spaced or dotted out. What is undone may hold more of the same; a view of it
//! is made and looked at like the text itself, to a stated depth.
//!
//! A [`Decoder`] walks over one view and tells, piece by piece, what reads as itself and what as
//! something else. What it tells depends on the text alone, not on how it was cut: where the next
//! bytes decide, it waits. It reads back and ahead a bounded number of bytes, so its work is linear.

mod candidates;
mod code;
mod escapes;
mod spaced;
#[cfg(test)]
mod tests;

use std::cell::Cell;

use crate::text::fold::BREAK;
use crate::text::{Folded, is_edge};
use candidates::Block;

/// The next piece of a view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// The view reads as itself from here up to this position.
    Plain { to: usize },
    /// These bytes stand for a character, or for nothing. Pieces of one place may share bytes.
    Read { from: usize, to: usize, becomes: Option<char> },
    /// What follows decides.
    Wait,
}

/// Where the reading of a view has come to.
#[derive(Clone, Debug)]
pub(crate) struct Decoder {
    at: usize,
    place: Option<Place>,
    block: Block,
}

/// A place that takes more than one piece.
#[derive(Clone, Copy, Debug)]
enum Place {
    Code(code::Run),
    Spaced(spaced::Run),
}

/// What begins at a candidate.
#[derive(Clone, Copy, Debug)]
enum Begin {
    Escape { len: usize, becomes: char },
    Code(code::Run),
    Spaced(spaced::Run),
}

impl Decoder {
    /// A decoder that begins at a position.
    pub(crate) const fn new(at: usize) -> Self {
        Self { at, place: None, block: Block::NONE }
    }

    /// Up to where it has told.
    pub(crate) const fn at(&self) -> usize {
        self.at
    }

    /// Where the next piece begins at the earliest: pieces of one place may share bytes.
    pub(crate) fn resumes_at(&self, view: &Folded, done: bool) -> usize {
        match &self.place {
            Some(Place::Code(run)) => run.resumes_at(&Text::of(view, done)),
            _ => self.at,
        }
    }

    /// The next piece of `view`, all of it whether shown or not; `done` says that nothing follows.
    pub(crate) fn next(&mut self, view: &Folded, done: bool) -> Piece {
        let text = Text::of(view, done);
        if let Some(place) = self.place {
            match self.go_on(place, &text) {
                Some(piece) => return piece,
                None if text.short.get() => return Piece::Wait,
                None => self.place = None,
            }
        }
        let begun = self.at;
        let plain = |decoder: &mut Self, to: usize| {
            decoder.at = to;
            if to > begun { Piece::Plain { to } } else { Piece::Wait }
        };
        let mut from = self.at;
        while let Some(at) = self.block.next_candidate(&text, from) {
            text.short.set(false);
            let begin = begin(&text, at);
            if text.short.get() {
                return plain(self, at);
            }
            if let Some(begin) = begin {
                if at > begun {
                    return plain(self, at);
                }
                return self.begin(begin, at, &text);
            }
            from = at + 1;
        }
        plain(self, text.end())
    }

    fn begin(&mut self, begin: Begin, at: usize, text: &Text<'_>) -> Piece {
        match begin {
            Begin::Escape { len, becomes } => {
                self.at = at + len;
                Piece::Read { from: at, to: self.at, becomes: Some(becomes) }
            }
            Begin::Code(run) => {
                self.place = Some(Place::Code(run));
                Piece::Read { from: at, to: at, becomes: run.parts_before(text) }
            }
            Begin::Spaced(run) => {
                self.place = Some(Place::Spaced(run));
                Piece::Read { from: at, to: at, becomes: None }
            }
        }
    }

    /// The next piece of a place; `None` where it ends or waits.
    fn go_on(&mut self, place: Place, text: &Text<'_>) -> Option<Piece> {
        match place {
            Place::Code(mut run) => {
                let piece = run.next(text)?;
                self.at = run.at();
                self.place = Some(Place::Code(run));
                Some(piece)
            }
            Place::Spaced(mut run) => {
                let piece = run.next(text)?;
                self.at = run.at();
                self.place = Some(Place::Spaced(run));
                Some(piece)
            }
        }
    }
}

/// What begins at `at`, if anything does.
fn begin(text: &Text<'_>, at: usize) -> Option<Begin> {
    match text.at(at) {
        b'&' | b'%' | b'\\' => {
            escapes::read(text, at).map(|(len, becomes)| Begin::Escape { len, becomes })
        }
        _ => match code::begin(text, at) {
            Some(run) => Some(Begin::Code(run)),
            None if text.short.get() => None,
            None => spaced::begin(text, at).map(Begin::Spaced),
        },
    }
}

/// A view that may go on. A read behind its end is remembered.
struct Text<'a> {
    bytes: &'a [u8],
    base: usize,
    done: bool,
    short: Cell<bool>,
}

impl<'a> Text<'a> {
    fn of(view: &'a Folded, done: bool) -> Self {
        Self { bytes: view.all_bytes(), base: view.base(), done, short: Cell::new(false) }
    }

    /// The byte at a position; 0 where there is none.
    fn at(&self, position: usize) -> u8 {
        match position.checked_sub(self.base).and_then(|index| self.bytes.get(index)) {
            Some(byte) => *byte,
            None => {
                self.short.set(self.short.get() || !self.done);
                0
            }
        }
    }

    /// The byte before a position; 0 at the start and where it is not kept.
    fn before(&self, position: usize) -> u8 {
        let index = position.checked_sub(self.base).and_then(|index| index.checked_sub(1));
        index.and_then(|index| self.bytes.get(index)).copied().unwrap_or(0)
    }

    /// The character at a position, and its length; `None` at the end and within one.
    fn char_at(&self, position: usize) -> Option<(char, usize)> {
        let first = self.at(position);
        let len = match first {
            0 if position >= self.end() => return None,
            0..=0x7f => return Some((char::from(first), 1)),
            0x80..=0xc1 => return None,
            0xc2..=0xdf => 2,
            0xe0..=0xef => 3,
            _ => 4,
        };
        let index = position.checked_sub(self.base)?;
        let text = self.bytes.get(index..index + len).and_then(|c| str::from_utf8(c).ok())?;
        text.chars().next().map(|c| (c, len))
    }

    const fn end(&self) -> usize {
        self.base + self.bytes.len()
    }
}
