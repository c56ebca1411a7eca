//! Where a secret may begin: at a literal that some begin with, behind an operator that assigns a
//! value, and where a long token begins.
//!
//! One pass over blocks of bytes tells the places; in prose there are hardly any.

use std::collections::BTreeMap;

use super::rules::RULES;
use crate::scan::is_edge;
use crate::scan::shape::{Shape, Window};
use crate::scan::words::Words;

/// What is looked for, and where.
#[derive(Debug)]
pub(super) struct Gates {
    /// The literals where no word is cut.
    words: Words,
    literals: Vec<Vec<u8>>,
    /// The looks that each literal may begin.
    looks: Vec<Vec<usize>>,
    /// The literals by a hash of their first three bytes.
    slots: Vec<Vec<usize>>,
    /// One bit for each first byte, and each two, of a literal.
    heads: Vec<u64>,
    /// The looks that begin with no literal, but with a long token.
    placed: Vec<usize>,
}

/// A place at which something may begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gate {
    /// What this look looks for.
    Look(usize),
    /// An operator.
    Operator,
    /// A token of at least [`LONG`] bytes.
    Long,
}

impl Gates {
    /// `None` where a look begins with too little.
    pub(super) fn new(shapes: &[(Shape, Option<usize>)]) -> Option<Self> {
        let mut known: BTreeMap<Vec<u8>, Vec<usize>> = BTreeMap::new();
        let mut placed = Vec::new();
        for (look, (shape, rule)) in shapes.iter().enumerate() {
            if rule.and_then(|rule| RULES.get(rule)).is_some_and(|rule| !rule.is_by_look()) {
                continue;
            }
            let begins = shape.literals(LITERAL);
            if begins.is_empty() {
                placed.push(look);
            }
            for literal in begins {
                known.entry(literal).or_default().push(look);
            }
        }
        let (literals, looks): (Vec<Vec<u8>>, Vec<Vec<usize>>) = known.into_iter().unzip();
        let mut heads = vec![0; (1 << 16) / 64];
        for literal in &literals {
            let (one, two) = (head(literal.get(..1)?), head(literal.get(..2)?));
            for head in [one, two] {
                *heads.get_mut(head / 64)? |= 1 << (head % 64);
            }
        }
        let mut slots = vec![Vec::new(); SLOTS];
        for (number, literal) in literals.iter().enumerate() {
            slots.get_mut(slot(literal))?.push(number);
        }
        Some(Self { words: Words::new(&literals)?, literals, looks, slots, heads, placed })
    }

    /// The looks that begin with no literal.
    pub(super) fn placed(&self) -> &[usize] {
        &self.placed
    }

    /// Tells the gates in `from..to` of the window, in no order.
    pub(super) fn scan(
        &self,
        window: Window<'_>,
        from: usize,
        to: usize,
        mut hit: impl FnMut(Gate, usize),
    ) {
        let base = window.base;
        self.words.scan(window.bytes, from - base, to - base, |literal, start| {
            for look in self.looks.get(literal).into_iter().flatten() {
                hit(Gate::Look(*look), base + start);
            }
        });
        let mut next = from;
        let mut at = from;
        while at < to {
            let block = window.slice(at, window.end().min(at + BLOCK));
            let before = at.checked_sub(1).and_then(|before| window.get(before)).unwrap_or(b' ');
            let marks = Marks::of(block, before);
            for bit in bits(marks.operators) {
                let operator = at + bit;
                if operator < to && assigns(window, operator) {
                    hit(Gate::Operator, operator);
                }
            }
            for bit in bits(marks.glued) {
                if at + bit < to {
                    self.look_at(window, at + bit, &mut hit);
                }
            }
            for group in bits(u64::from(marks.long)) {
                let inside = at + 8 * group;
                if inside >= next {
                    next = long_tokens(window, next, inside, to, &mut hit);
                }
            }
            at += BLOCK;
        }
        // Tokens at the end may have their first whole group behind it.
        for at in to.saturating_sub(8).max(from)..to {
            if at >= next && in_token(window, at) {
                next = long_tokens(window, next, at, to, &mut hit);
            }
        }
    }

    /// Looks for literals where a letter and a digit meet.
    fn look_at(&self, window: Window<'_>, at: usize, hit: &mut impl FnMut(Gate, usize)) {
        let text = window.slice(at, window.end().min(at + LITERAL));
        if text.len() < 3 {
            return;
        }
        for number in self.slots.get(slot(text)).into_iter().flatten() {
            let Some(literal) = self.literals.get(*number) else { continue };
            let stands =
                text.get(..literal.len()).is_some_and(|text| text.eq_ignore_ascii_case(literal));
            let before = at.checked_sub(1).and_then(|before| window.get(before));
            let (left, right) = (before.unwrap_or(b' '), literal.first().copied().unwrap_or(b' '));
            if stands && is_edge(left, right) {
                for look in self.looks.get(*number).into_iter().flatten() {
                    hit(Gate::Look(*look), at);
                }
            }
        }
    }

    /// Where the beginning of a literal stands at the end of the window, which may go on.
    pub(super) fn begun(&self, window: Window<'_>) -> usize {
        let end = window.end();
        let from = end.saturating_sub(LITERAL).max(window.base);
        // No literal has a blank in it.
        let blank = (from..end).rev().find(|at| window.get(*at).is_some_and(|byte| byte <= b' '));
        let from = blank.map_or(from, |blank| blank + 1);
        (from..end).find(|at| self.begins(window, *at)).unwrap_or(end)
    }

    fn begins(&self, window: Window<'_>, at: usize) -> bool {
        let text = window.slice(at, window.end());
        let before = at.checked_sub(1).and_then(|before| window.get(before));
        let Some(first) = text.first() else { return false };
        if before.is_some_and(|before| !is_edge(before, *first)) {
            return false;
        }
        let goes_on = |literal: &Vec<u8>| {
            literal.len() > text.len()
                && literal.get(..text.len()).is_some_and(|head| head.eq_ignore_ascii_case(text))
        };
        if text.len() < 3 {
            let head = head(text);
            return self.heads.get(head / 64).is_some_and(|bits| bits >> (head % 64) & 1 != 0);
        }
        let candidates = self.slots.get(slot(text)).into_iter().flatten();
        candidates.filter_map(|number| self.literals.get(*number)).any(goes_on)
    }
}

/// The first byte of what assigns: `=`, `:`, `>` (which ends a tag or an arrow), and a comma behind
/// a quote, as between arguments.
fn assigns(window: Window<'_>, at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| window.get(before));
    !before.is_some_and(|before| matches!(before, b'=' | b':' | b'>'))
}

/// Tells the tokens of at least [`LONG`] bytes that begin in `from..to` in the run that takes in
/// `inside`; returns where the run ends.
fn long_tokens(
    window: Window<'_>,
    from: usize,
    inside: usize,
    to: usize,
    hit: &mut impl FnMut(Gate, usize),
) -> usize {
    let start = (from..=inside).rev().take_while(|at| in_token(window, *at)).last();
    let start = start.unwrap_or(inside);
    let mut end = inside;
    while end < to + LONG && in_token(window, end) {
        end += 1;
    }
    for at in start..to.min(end) {
        if end - at < LONG {
            break;
        }
        if begins_token(window, at) {
            hit(Gate::Long, at);
        }
    }
    end.min(to)
}

/// Whether a token may begin at `at`: a letter or digit behind something else, or some signs where
/// nothing of a token stands before them.
pub(super) fn begins_token(window: Window<'_>, at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| window.get(before));
    // Behind a label the beginning of the token may be gone.
    if before == Some(b']') {
        return false;
    }
    match window.get(at) {
        Some(byte) if byte.is_ascii_alphanumeric() => {
            !before.is_some_and(|before| before.is_ascii_alphanumeric())
        }
        Some(b'~' | b'_' | b'.') => !before.is_some_and(is_token),
        _ => false,
    }
}

pub(super) fn in_token(window: Window<'_>, at: usize) -> bool {
    window.get(at).is_some_and(is_token)
}

const fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'~' | b'+')
}

/// What a block of bytes has, one bit a byte, the first one lowest.
struct Marks {
    operators: u64,
    /// A letter and a digit meet before it.
    glued: u64,
    /// One bit for each eight bytes that are all of a token.
    long: u8,
}

impl Marks {
    fn of(block: &[u8], before: u8) -> Self {
        let mut bytes = [b' '; BLOCK];
        if let Some(room) = bytes.get_mut(..block.len()) {
            room.copy_from_slice(block);
        }
        let mut left = [before; BLOCK];
        left[1..].copy_from_slice(&bytes[..BLOCK - 1]);
        // Without branches, so that many bytes are tested by one instruction.
        let (mut token, mut operator, mut glued) = ([0_u8; BLOCK], [0_u8; BLOCK], [0_u8; BLOCK]);
        let mut any = 0;
        for (nth, (byte, left)) in bytes.into_iter().zip(left).enumerate() {
            let alpha = byte.is_ascii_alphabetic();
            let digit = byte.is_ascii_digit();
            let comma = (byte == b',') & ((left == b'"') | (left == b'\''));
            let is_operator = (byte == b'=') | (byte == b':') | (byte == b'>') | comma;
            let is_glued = (alpha & left.is_ascii_digit()) | (digit & left.is_ascii_alphabetic());
            let is_token = alpha
                | digit
                | (byte == b'_')
                | (byte == b'-')
                | (byte == b'.')
                | (byte == b'~')
                | (byte == b'+');
            token[nth] = u8::from(is_token);
            operator[nth] = u8::from(is_operator);
            glued[nth] = u8::from(is_glued);
            any |= operator[nth] | glued[nth];
        }
        let mut long = 0;
        for (nth, eight) in token.as_chunks::<8>().0.iter().enumerate() {
            long |= u8::from(*eight == [1; 8]) << nth;
        }
        if any == 0 {
            return Self { operators: 0, glued: 0, long };
        }
        Self { operators: gathered(&operator), glued: gathered(&glued), long }
    }
}

/// Gathers the lowest bits.
fn gathered(flags: &[u8; BLOCK]) -> u64 {
    let mut gathered = 0;
    for (nth, eight) in flags.as_chunks::<8>().0.iter().enumerate() {
        let bits = u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56;
        gathered |= bits << (8 * nth);
    }
    gathered
}

fn bits(mut set: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        (set != 0).then(|| {
            let lowest = set.trailing_zeros() as usize;
            set &= set - 1;
            lowest
        })
    })
}

/// A number for one or two bytes, in lower case.
fn head(text: &[u8]) -> usize {
    text.iter().take(2).fold(0, |head, byte| head << 8 | usize::from(byte.to_ascii_lowercase()))
}

/// A hash of the first three bytes in lower case; shorter texts have one of their own.
fn slot(text: &[u8]) -> usize {
    let head = text.iter().take(3).fold(0_u32, |head, byte| head << 8 | u32::from(byte | 0x20));
    (head.wrapping_mul(0x9e37_79b1) >> 20) as usize % SLOTS
}

const BLOCK: usize = 64;
const SLOTS: usize = 4096;
/// The most bytes of a literal that are looked for.
pub(super) const LITERAL: usize = 16;
/// A token of so many bytes may be a key.
pub(super) const LONG: usize = 15;
