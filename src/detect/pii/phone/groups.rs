//! Digits in groups, as telephone numbers are written.

use super::MAX_BODY;
use crate::scan::Window;

/// Most digits of a candidate: those of ITU-T E.164, and a prefix to leave the country.
const MAX_DIGITS: usize = 20;
/// Most groups that are told apart.
const MAX_GROUPS: usize = 12;

/// The digits of a candidate, and how they are grouped.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Groups {
    digits: [u8; MAX_DIGITS],
    count: usize,
    sizes: [usize; MAX_GROUPS],
    /// What stands directly before each group.
    separators: [u8; MAX_GROUPS],
    groups: usize,
}

impl Groups {
    /// The digits in their order.
    pub(super) fn digits(&self) -> &[u8] {
        self.digits.get(..self.count).unwrap_or_default()
    }

    fn add(&mut self, digit: u8, before: Option<u8>) {
        if let Some(separator) = before {
            if let Some(slot) = self.separators.get_mut(self.groups) {
                *slot = separator;
            }
            self.groups += 1;
        }
        if let Some(size) = self.groups.checked_sub(1).and_then(|last| self.sizes.get_mut(last)) {
            *size += 1;
        }
        if let Some(slot) = self.digits.get_mut(self.count) {
            *slot = digit;
            self.count += 1;
        }
    }
}

#[cfg(feature = "phone")]
impl Groups {
    /// How many digits each group has.
    pub(super) fn sizes(&self) -> &[usize] {
        self.sizes.get(..self.groups).unwrap_or_default()
    }

    /// What stands between groups, one less than there are.
    pub(super) fn separators(&self) -> &[u8] {
        self.separators.get(1..self.groups).unwrap_or_default()
    }

    /// The number that a group is; zero where there is none.
    pub(super) fn value(&self, group: usize) -> u32 {
        let start: usize = self.sizes().iter().take(group).sum();
        let size = self.sizes().get(group).copied().unwrap_or(0);
        let digits = self.digits().get(start..start + size).unwrap_or_default();
        digits.iter().take(9).fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'))
    }
}

/// Where a candidate begins, and how it may be written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    /// Its first digit.
    pub(super) start: usize,
    /// Whether a parenthesis stands before it.
    pub(super) open: bool,
    /// The fewest and most digits.
    pub(super) digits: (usize, usize),
    pub(super) gaps: Gaps,
}

/// What may part groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gaps {
    /// One of ` .-/`, with a parenthesis beside it or alone.
    Narrow,
    /// The same, or a hyphen or slash between spaces.
    #[cfg(feature = "phone")]
    Wide,
}

impl Gaps {
    /// How many bytes the gap has that begins with a space at `index`.
    fn at_space(self, window: &Window<'_>, index: usize) -> usize {
        #[cfg(feature = "phone")]
        if self == Self::Wide
            && matches!(window.at(index + 1), b'-' | b'/')
            && window.at(index + 2) == b' '
        {
            return 3;
        }
        let _ = (window, index);
        1
    }
}

/// What parts the group at `index` from the one before it.
fn separator(window: &Window<'_>, index: usize) -> u8 {
    match (window.before(index, 2), window.before(index, 1)) {
        (joining @ (b'-' | b'/'), b' ') => joining,
        (_, separator) => separator,
    }
}

/// The end of the longest candidate that ends a group and `fits`.
pub(super) fn longest(
    window: &Window<'_>,
    frame: Frame,
    mut fits: impl FnMut(&Groups) -> bool,
) -> Option<usize> {
    let Frame { start, open, digits: (fewest, most), gaps } = frame;
    let mut groups = Groups::default();
    let (mut digits, mut group, mut depth, mut best) = (0, 0, usize::from(open), None);
    let (mut index, mut separators, mut opened) = (start, 0, open);
    while index < start + MAX_BODY {
        match window.at(index) {
            digit @ b'0'..=b'9' => {
                if digits == most {
                    break;
                }
                groups.add(digit, (group == 0).then(|| separator(window, index)));
                (digits, group, index) = (digits + 1, group + 1, index + 1);
                // One digit behind a space is rather the next word than the last group.
                let is_last = depth == 0
                    && digits >= fewest
                    && !(group == 1 && window.before(index, 2) == b' ')
                    && !window.is_digit(index);
                if is_last && fits(&groups) {
                    best = super::closing(window, index).or(best);
                }
                separators = 0;
                continue;
            }
            b' ' if separators == 0 && digits > 0 => {
                separators = 1;
                index += gaps.at_space(window, index) - 1;
            }
            b'.' | b'-' | b'/' if separators == 0 && digits > 0 => separators = 1,
            // The trunk prefix in parentheses is not dialled from abroad.
            b'(' if depth == 0 && window.at(index + 1) == b'0' && window.at(index + 2) == b')' => {
                index += 2;
            }
            b'(' if depth == 0 && !opened => (depth, opened) = (1, true),
            b')' if depth == 1 => depth = 0,
            _ => break,
        }
        if digits >= most {
            break;
        }
        (group, index) = (0, index + 1);
    }
    best
}
