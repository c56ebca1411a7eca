//! The variants by the first row of digits in them, and by what stands on either side of it.

use super::MAX;
use super::variant::{Place, Variant};
use crate::scan::Window;

/// The lengths of rows that are told apart; one above the longest stands for all above.
const RUNS: usize = MAX + 2;
/// What a byte on either side is; see [`class`].
const CLASSES: usize = 6;
const LETTER: usize = 4;
const OTHER: usize = 5;
/// Both sides of a row together.
const SIDES: usize = CLASSES * CLASSES;

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
                for (before, behind) in sides(last, next) {
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
        match bytes.get(at + run) {
            Some(next) => tell_all(row(run, class(left), class(*next))),
            // More digits may follow, and anything behind them; the window knows that it ends.
            None => {
                let behind = (run..RUNS).flat_map(|run| (0..CLASSES).map(move |next| (run, next)));
                behind.for_each(|(run, next)| tell_all(row(run, class(left), next)));
            }
        }
    }
}

const fn row(run: usize, before: usize, behind: usize) -> usize {
    (run * CLASSES + before) * CLASSES + behind
}

/// The classes of what may stand before and behind a row, where these places do.
fn sides(last: Option<&Place>, next: Option<&Place>) -> impl Iterator<Item = (usize, usize)> {
    let (before, behind) = (classes(last), classes(next));
    (0..CLASSES)
        .flat_map(|left| (0..CLASSES).map(move |right| (left, right)))
        .filter(move |(left, right)| before >> left & 1 != 0 && behind >> right & 1 != 0)
}

/// The classes of the bytes that a place takes, digits aside, as bits; all where there is none.
fn classes(place: Option<&Place>) -> u8 {
    match place {
        None => (1 << CLASSES) - 1,
        Some(Place::Separator) => 0b1111,
        Some(Place::Letter | Place::Either) => 1 << LETTER,
        Some(Place::Byte(byte)) => 1 << class(*byte),
        Some(Place::Digit) => 0,
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
