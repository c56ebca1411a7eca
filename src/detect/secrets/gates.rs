//! Where a secret may begin: at a literal that some begin with, which the gate of the chain tells,
//! behind an operator that assigns a value, and where a long token begins.
//!
//! One pass over blocks of bytes tells the other places; in prose there are hardly any.

use std::collections::BTreeMap;

use super::rules::RULES;
use crate::scan::gate::{GateBuilder, Hit};
use crate::scan::is_edge;
use crate::scan::shape::{Shape, Window};
use crate::text::{gathered, gathered_64};

/// What is looked for, and where.
#[derive(Debug)]
pub(super) struct Gates {
    literals: Vec<Vec<u8>>,
    /// The looks that each literal may begin.
    looks: Vec<Vec<usize>>,
    /// The looks that begin with no literal, but with a long token.
    placed: Vec<usize>,
}

/// A place at which something may begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gate {
    /// An operator.
    Operator,
    /// A token of at least [`LONG`] bytes.
    Long,
}

impl Gates {
    pub(super) fn new(shapes: &[(Shape, Option<usize>)]) -> Self {
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
        let (literals, looks) = known.into_iter().unzip();
        Self { literals, looks, placed }
    }

    /// Names the literals, for a gate that others share.
    pub(super) fn name(&self, to: &mut GateBuilder) {
        self.literals.iter().for_each(|literal| to.word(literal));
    }

    /// The looks that a literal may begin where it stands.
    pub(super) fn begun_by(&self, hit: Hit, window: Window<'_>) -> &[usize] {
        let before = hit.start.checked_sub(1).and_then(|before| window.get(before));
        let cut = before.zip(window.get(hit.start)).is_some_and(|(l, r)| !is_edge(l, r));
        if cut { &[] } else { self.looks.get(hit.literal).map_or(&[], Vec::as_slice) }
    }

    /// The looks that begin with no literal.
    pub(super) fn placed(&self) -> &[usize] {
        &self.placed
    }

    /// Tells the other gates in `from..to` of the window, in no order.
    pub(super) fn scan(
        window: Window<'_>,
        from: usize,
        to: usize,
        mut hit: impl FnMut(Gate, usize),
    ) {
        let mut next = from;
        let mut at = from;
        while at < to {
            let block = window.slice(at, window.end().min(at + SEEN));
            let before = at.checked_sub(1).and_then(|before| window.get(before)).unwrap_or(b' ');
            let marks = Marks::of(block, before);
            for bit in bits(marks.operators) {
                let operator = at + bit;
                if operator < to && assigns(window, operator) {
                    hit(Gate::Operator, operator);
                }
            }
            for bit in bits(marks.long) {
                let inside = at + bit;
                if inside >= next && inside < to {
                    next = long_tokens(window, next, inside, to, &mut hit);
                }
            }
            at += BLOCK;
        }
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
    // Without branches: whole blocks are tested.
    ((byte | 0x20).wrapping_sub(b'a') < 26)
        | (byte.wrapping_sub(b'0') < 10)
        | (byte == b'_')
        | (byte == b'-')
        | (byte == b'.')
        | (byte == b'~')
        | (byte == b'+')
}

/// What a block of bytes has, one bit a byte, the first one lowest.
struct Marks {
    operators: u64,
    /// Where a run of [`LONG`] bytes begins that are all of tokens.
    long: u64,
}

impl Marks {
    fn of(block: &[u8], before: u8) -> Self {
        let bytes = block.first_chunk().copied().unwrap_or_else(|| {
            let mut bytes = [b' '; SEEN];
            bytes.iter_mut().zip(block).for_each(|(to, from)| *to = *from);
            bytes
        });
        Self { operators: operators(&bytes, before), long: long_runs(&bytes) }
    }
}

/// Where a run of [`LONG`] bytes begins that are all of tokens.
fn long_runs(bytes: &[u8; SEEN]) -> u64 {
    let runs = |flags: [u8; SEEN]| {
        let mut runs = gathered(&flags);
        for step in [1, 2, 4, LONG - 8] {
            runs &= runs >> step;
        }
        runs as u64
    };
    // Without branches, so that many bytes are tested by one instruction. A blank and most marks
    // of prose are below, which is asked at once.
    match runs(bytes.map(|byte| u8::from(byte.cast_signed() > b'*'.cast_signed()))) {
        0 => 0,
        _ => runs(bytes.map(|byte| u8::from(is_token(byte)))),
    }
}

/// One bit for each operator in the block.
fn operators(bytes: &[u8; SEEN], before: u8) -> u64 {
    // Whether there is one, or a comma and a quote, is asked at once, and of prose no more.
    let block: &[u8; BLOCK] = bytes.first_chunk().unwrap_or(&[0; BLOCK]);
    let (mut any, mut commas, mut quotes) = (0, 0, u8::from(is_quote(before)));
    for byte in block {
        any |= u8::from(byte.wrapping_sub(b':') <= b'>' - b':');
        commas |= u8::from(*byte == b',');
        quotes |= u8::from(is_quote(*byte));
    }
    if any | commas & quotes == 0 {
        return 0;
    }
    let mut left = [before; BLOCK];
    left[1..].copy_from_slice(&block[..BLOCK - 1]);
    let mut operators = [0_u8; BLOCK];
    for ((operator, byte), left) in operators.iter_mut().zip(block).zip(left) {
        let comma = (*byte == b',') & is_quote(left);
        *operator = u8::from((*byte == b'=') | (*byte == b':') | (*byte == b'>') | comma);
    }
    gathered_64(&operators)
}

const fn is_quote(byte: u8) -> bool {
    (byte == b'"') | (byte == b'\'')
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

const BLOCK: usize = 64;
/// A block, and what tells whether a token at its end is long.
const SEEN: usize = BLOCK + 16;
/// The most bytes of a literal that are looked for.
pub(super) const LITERAL: usize = 16;
/// A token of so many bytes may be a key.
pub(super) const LONG: usize = 15;
