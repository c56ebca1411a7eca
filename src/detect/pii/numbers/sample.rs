//! Numbers that pass, for tests and for texts to try guards with.

use super::Number;

impl Number {
    /// A number of this kind as it is written, made from a seed: the same for the same seed.
    /// `None` where none was found, which no kind of the tables comes to.
    pub(in crate::detect::pii) fn sample(&self, seed: u64) -> Option<String> {
        let mut dice = Dice(seed ^ 0x9e37_79b9_7f4a_7c15);
        for _ in 0..MAX_TRIES {
            let form = self.forms.get(dice.below(self.forms.len()))?;
            let mut written = fill(form, &mut dice);
            if dice.below(2) == 0 {
                put_date(&mut written, &mut dice);
            }
            if (self.check)(&compact(&written)) && has_form(form, &written) {
                return String::from_utf8(written).ok();
            }
        }
        None
    }
}

const MAX_TRIES: usize = 4_000_000;

/// Digits and letters in upper case, and nothing else.
pub(super) fn compact(written: &[u8]) -> Vec<u8> {
    let kept = written.iter().filter(|byte| byte.is_ascii_alphanumeric());
    kept.map(u8::to_ascii_uppercase).collect()
}

/// Whether a number is written in a form, whatever stands in the place of its separators.
pub(super) fn has_form(form: &str, written: &[u8]) -> bool {
    SEPARATORS.iter().any(|separator| {
        let mut rest = written.iter();
        let fits = form.bytes().all(|place| match (place, separator) {
            (b'~', None) => true,
            (b'~', Some(separator)) => rest.next() == Some(separator),
            (b'd', _) => rest.next().is_some_and(u8::is_ascii_digit),
            (b'l', _) => rest.next().is_some_and(u8::is_ascii_alphabetic),
            (b'a', _) => rest.next().is_some_and(u8::is_ascii_alphanumeric),
            (place, _) => rest.next().is_some_and(|byte| byte.eq_ignore_ascii_case(&place)),
        });
        fits && rest.next().is_none()
    })
}

const SEPARATORS: [Option<u8>; 5] = [None, Some(b' '), Some(b'-'), Some(b'.'), Some(b'/')];

/// Any digits and letters in the places of a form.
pub(super) fn fill(form: &str, dice: &mut Dice) -> Vec<u8> {
    let separator = SEPARATORS[dice.below(SEPARATORS.len())];
    let mut written = Vec::new();
    for place in form.bytes() {
        match place {
            b'd' => written.push(DIGITS[dice.below(10)]),
            b'l' => written.push(LETTERS[dice.below(26)]),
            b'a' if dice.below(2) == 0 => written.push(LETTERS[dice.below(26)]),
            b'a' => written.push(DIGITS[dice.below(10)]),
            b'~' => written.extend(separator),
            literal => written.push(literal),
        }
    }
    written
}

const DIGITS: &[u8; 10] = b"0123456789";
const LETTERS: &[u8; 26] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// Writes a date over some of the digits, in one of the usual orders.
fn put_date(written: &mut [u8], dice: &mut Dice) {
    let (day, month, year) = (1 + dice.below(28), 1 + dice.below(12), 1940 + dice.below(80));
    let date = match dice.below(4) {
        0 => format!("{year}{month:02}{day:02}"),
        1 => format!("{:02}{month:02}{day:02}", year % 100),
        2 => format!("{day:02}{month:02}{:02}", year % 100),
        _ => format!("{day:02}{month:02}{year}"),
    };
    let from = dice.below(written.len());
    let digits = written.iter_mut().filter(|byte| byte.is_ascii_digit()).skip(from);
    digits.zip(date.bytes()).for_each(|(place, digit)| *place = digit);
}

/// A row of numbers from a seed (SplitMix64 of Steele, Lea and Flood, 2014).
pub(super) struct Dice(pub(super) u64);

impl Dice {
    /// One of the numbers from zero up to `count`.
    pub(super) fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % count.max(1) as u64) as usize
    }
}
