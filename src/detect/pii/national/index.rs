//! The variants by the first row of digits in them, and by what stands on either side of it.

use super::MAX;
use super::variant::{Place, Variant};
use crate::scan::Window;

/// The lengths of rows that are told apart; one above the longest stands for all above.
const RUNS: usize = MAX + 2;
/// What a byte before a row is; see [`class`].
const CLASSES: usize = 6;
const LETTER: usize = 4;
const OTHER: usize = 5;
/// What stands behind a row: a separator, and what comes then, a letter or something else.
const BEHIND: usize = LETTER * KINDS + 2;
/// What comes behind a separator; see [`kind`].
const KINDS: usize = 3;
/// Both sides of a row together.
const SIDES: usize = CLASSES * BEHIND;

/// A variant at one of the places where its first digit may be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub(super) variant: u16,
    pub(super) rule: u16,
    /// How many places stand before the digit.
    pub(super) lead: u8,
}

/// Variants by the length of their first row of digits, and what stands on either side.
#[derive(Debug)]
pub(super) struct Index {
    rows: Vec<Vec<Entry>>,
    most_before: usize,
}

impl Default for Index {
    fn default() -> Self {
        Self { rows: vec![Vec::new(); RUNS * SIDES], most_before: 0 }
    }
}

impl Index {
    /// Adds the variant of this number, the first sure digit of which is in the place `sure`.
    pub(super) fn add(&mut self, variant: &Variant, number: u16, sure: usize) {
        for lead in 0..=sure {
            if !variant.places.get(lead).is_some_and(|place| place.may_be_digit()) {
                continue;
            }
            let Ok(before) = u8::try_from(lead) else { continue };
            let entry = Entry { variant: number, rule: variant.rule, lead: before };
            let last = lead.checked_sub(1).and_then(|last| variant.places.get(last));
            let digits = variant.places.iter().skip(lead).take_while(|place| place.may_be_digit());
            let mut fits = false;
            for run in 1..=digits.count() {
                let next = variant.places.get(lead + run);
                if next.is_some_and(|place| place.must_be_digit()) {
                    continue;
                }
                let then = variant.places.get(lead + run + 1);
                for (before, behind) in sides(last, next, then) {
                    if let Some(row) = self.rows.get_mut(row(run, before, behind)) {
                        row.push(entry);
                        fits = true;
                    }
                }
            }
            if fits {
                self.most_before = self.most_before.max(lead);
            }
        }
    }

    /// The most places before the first digit of a variant.
    pub(super) const fn most_before(&self) -> usize {
        self.most_before
    }

    /// Tells the variants that may have their first digit at `at`.
    pub(super) fn candidates(&self, window: &Window<'_>, at: usize, mut tell: impl FnMut(Entry)) {
        let bytes = window.bytes();
        let mut run = 0;
        while run <= MAX && bytes.get(at + run).is_some_and(u8::is_ascii_digit) {
            run += 1;
        }
        let left = window.before(at, 1);
        if run == 0 || left.is_ascii_digit() {
            return;
        }
        let mut tell_all = |row: usize| {
            self.rows.get(row).into_iter().flatten().for_each(|entry| tell(*entry));
        };
        match (bytes.get(at + run), bytes.get(at + run + 1)) {
            (Some(next), Some(then)) => tell_all(row(run, class(left), behind(*next, *then))),
            // More may follow; the window knows that it ends.
            (Some(next), None) => {
                let any = [b'0', b'a', 0].map(|then| behind(*next, then));
                let kinds = if class(*next) < LETTER { KINDS } else { 1 };
                any.iter().take(kinds).for_each(|then| tell_all(row(run, class(left), *then)));
            }
            (None, _) => {
                let rows = (run..RUNS).flat_map(|run| (0..BEHIND).map(move |next| (run, next)));
                rows.for_each(|(run, next)| tell_all(row(run, class(left), next)));
            }
        }
    }
}

const fn row(run: usize, before: usize, behind: usize) -> usize {
    (run * CLASSES + before) * BEHIND + behind
}

/// The classes of what may stand before and behind a row, where these places do: the last before
/// it, and two behind it.
fn sides(
    last: Option<&Place>,
    next: Option<&Place>,
    then: Option<&Place>,
) -> impl Iterator<Item = (usize, usize)> {
    let before = classes(last, false);
    let (next, then) = (classes(next, false), classes(then, true));
    let fits = move |behind: usize| match behind.checked_sub(LETTER * KINDS) {
        Some(rest) => next >> (LETTER + rest) & 1 != 0,
        None => {
            let kind = [1 << DIGIT, 1 << LETTER, !(1 << DIGIT | 1 << LETTER)][behind % KINDS];
            // Behind the end of a number may be anything.
            next >> (behind / KINDS) & 1 != 0 && (next == ANY || then & kind != 0)
        }
    };
    let behind = (0..BEHIND).filter(move |behind| fits(*behind));
    behind.flat_map(move |behind| {
        (0..CLASSES).filter(move |left| before >> left & 1 != 0).map(move |left| (left, behind))
    })
}

/// The class of digits, where they count.
const DIGIT: usize = 7;
/// All classes.
const ANY: u8 = u8::MAX;

/// The classes of the bytes that a place takes, as bits; all where there is none. Digits count
/// only where `digits`.
fn classes(place: Option<&Place>, digits: bool) -> u8 {
    let digit = if digits { 1 << DIGIT } else { 0 };
    match place {
        None => ANY,
        Some(Place::Separator) => 0b1111,
        Some(Place::Letter) => 1 << LETTER,
        Some(Place::Either) => 1 << LETTER | digit,
        Some(Place::Byte(b'0'..=b'9') | Place::Digit) => digit,
        Some(Place::Byte(byte)) => 1 << class(*byte),
    }
}

const fn class(byte: u8) -> usize {
    match byte {
        b' ' => 0,
        b'-' => 1,
        b'.' => 2,
        b'/' => 3,
        b'A'..=b'Z' | b'a'..=b'z' => LETTER,
        _ => OTHER,
    }
}

/// The class of what stands behind a row.
const fn behind(next: u8, then: u8) -> usize {
    match class(next) {
        LETTER => LETTER * KINDS,
        OTHER => LETTER * KINDS + 1,
        separator => separator * KINDS + kind(then),
    }
}

/// A digit, a letter or something else.
const fn kind(byte: u8) -> usize {
    match byte {
        b'0'..=b'9' => 0,
        b'A'..=b'Z' | b'a'..=b'z' => 1,
        _ => 2,
    }
}
