//! Telephone numbers: international (ITU-T E.164), North American, or any behind a key; with the
//! number plans of libphonenumber also those of chosen countries, as they are written there.

mod calling;
#[cfg(feature = "phone")]
mod form;
mod groups;
#[cfg(feature = "phone")]
mod plans;
#[cfg(all(test, feature = "phone"))]
mod tests;
mod words;

use super::key;
#[cfg(feature = "phone")]
use super::numbers::Country;
use crate::id::Fingerprint;
use crate::scan::Window;
use groups::{Frame, Gaps, Groups};
#[cfg(feature = "phone")]
use plans::Regions;
use words::{KEYS, MAX_BEHIND, WORDS_BEHIND};

/// The longest number with its separators, extension aside.
const MAX_BODY: usize = 32;
/// The longest match.
pub(super) const MAX: usize = MAX_BODY + 2 + 9 + 1 + MAX_EXTENSION + MAX_BEHIND;
const MAX_EXTENSION: usize = 6;

/// Most digits of a number (ITU-T E.164, 6.2.1), and fewest that are taken for one.
const DIGITS: (usize, usize) = (7, 15);
/// Most digits of a prefix that is dialled within a country.
const MAX_PREFIX: usize = 2;
/// Fewest digits behind a mere `00`.
const DIGITS_BEHIND_ZEROS: usize = 9;

/// How telephone numbers are told from other numbers; see [`Pii::phones`](crate::Pii::phones).
///
/// [`Phones::pattern`] goes by how numbers are written. `Phones::metadata`, with the cargo feature
/// `phone`, asks the number plans of all countries as well.
///
/// ```
/// use palisade::{Phones, Pii};
///
/// let guard = Pii::redact().phones(Phones::pattern());
/// # let _ = guard;
/// ```
#[derive(Clone, Debug, Default)]
pub struct Phones {
    /// `None` where no number plans are asked.
    #[cfg(feature = "phone")]
    plans: Option<Regions>,
}

impl Phones {
    /// By how they are written alone: with `+` or `00` and a calling code that is in use, in the
    /// North American way, or near a word such as "phone". The default.
    pub fn pattern() -> Self {
        Self::default()
    }

    /// By the number plans of libphonenumber: numbers that nobody can have are no telephone
    /// numbers, except near a word such as "phone", and the numbers of chosen countries are found
    /// as they are written at home, too.
    ///
    /// Countries are those of [`regions`](Self::regions), or else those that
    /// [`Pii::countries`](crate::Pii::countries) names (`all` chooses none: nearly any number
    /// would be one of some country). A national number has the prefix that its country dials
    /// first, such as the 0 of `030 123456`, or the groups in which it is written there, such as
    /// `612 345 678` in Spain; a bare run of digits without such a prefix, and what may be a date,
    /// is none.
    ///
    /// The plans are those of the crate `phonenumber`, which are as old as its release: a range
    /// that was opened since is only found near a word. The first call in a process reads them,
    /// which takes about a tenth of a second; later ones take nothing.
    ///
    /// ```
    /// use palisade::{Guardrails, Phones, Pii};
    ///
    /// let guard = Pii::redact().phones(Phones::metadata().regions(["DE", "ES"]));
    /// let rails = Guardrails::builder().input(guard).build_local()?;
    /// let input = rails.validate_input("030 901820 or 612 34 56 78, not +1 111 111 1111").unwrap();
    /// assert_eq!(input.user_text(), "[PHONE] or [PHONE], not +1 111 111 1111");
    /// # Ok::<(), palisade::ConfigError>(())
    /// ```
    #[cfg(feature = "phone")]
    pub fn metadata() -> Self {
        Self { plans: Some(Regions::default()) }
    }

    /// Finds the numbers of these countries as they are written at home, by their codes (ISO 3166-1
    /// alpha-2, in either case), whatever countries the guard looks at otherwise. A code that has
    /// no number plan is a mistake that `build()` tells, and so are regions without
    /// [`metadata`](Self::metadata).
    ///
    /// ```
    /// use palisade::{Guardrails, Phones, Pii};
    ///
    /// let build = |phones| Guardrails::builder().input(Pii::redact().phones(phones)).build_local();
    /// assert!(build(Phones::metadata().regions(["fr"])).is_ok());
    /// assert!(build(Phones::metadata().regions(["atlantis"])).is_err());
    /// assert!(build(Phones::pattern().regions(["fr"])).is_err());
    /// ```
    #[cfg(feature = "phone")]
    pub fn regions<C: AsRef<str>>(mut self, codes: impl IntoIterator<Item = C>) -> Self {
        let plans = self.plans.get_or_insert_with(Regions::without_plans);
        codes.into_iter().for_each(|code| plans.choose(code.as_ref()));
        self
    }

    /// Finds the numbers of this country as they are written at home, where nobody chose others.
    #[cfg(feature = "phone")]
    pub(super) fn follow(&mut self, country: Country) {
        if let Some(plans) = &mut self.plans {
            plans.follow(country.code());
        }
    }

    /// Writes what changes what is found, and the mistakes in it.
    pub(super) fn describe(&self, to: &mut Fingerprint) {
        #[cfg(feature = "phone")]
        if let Some(plans) = &self.plans {
            plans.describe(to);
        }
        let _ = to;
    }

    /// Whether somebody can have this number: calling code and national number, as digits.
    fn can_be(&self, code: &[u8], national: &[u8]) -> bool {
        #[cfg(feature = "phone")]
        if self.plans.is_some() {
            return plans::can_be(code, national);
        }
        let _ = (code, national);
        true
    }

    /// Whether plans are asked, so that a number may be refused that has the form of one.
    fn is_strict(&self) -> bool {
        #[cfg(feature = "phone")]
        let is_strict = self.plans.is_some();
        #[cfg(not(feature = "phone"))]
        let is_strict = false;
        is_strict
    }

    /// The end of the longest number of a chosen country that begins at `start`.
    fn national(&self, window: &Window<'_>, start: usize) -> Option<usize> {
        #[cfg(feature = "phone")]
        let end = form::end(window, start, self.plans.as_ref()?.chosen());
        #[cfg(not(feature = "phone"))]
        let end = {
            let _ = (window, start);
            None
        };
        end
    }

    /// The same of a short number, behind a word for it.
    fn named(&self, window: &Window<'_>, start: usize) -> Option<usize> {
        #[cfg(feature = "phone")]
        let end = form::named(window, start, self.plans.as_ref()?.chosen());
        #[cfg(not(feature = "phone"))]
        let end = {
            let _ = (window, start);
            None
        };
        end
    }
}

/// The end of the longest number that begins at `start` with a digit, a `+` or a parenthesis.
pub(super) fn end(window: &Window<'_>, start: usize, phones: &Phones) -> Option<usize> {
    let (open, first) = match window.at(start) {
        b'(' => (true, start + 1),
        _ => (false, start),
    };
    let has_key = || key::stands_before(window, start, KEYS);
    let international = match (window.at(first), open) {
        (b'+', _) => Some((first + 1, true)),
        (b'0', false) if window.at(first + 1) == b'0' && !window.is_behind_point(first) => {
            Some((first + 2, false))
        }
        _ => None,
    };
    let international = international.and_then(|(at, plus)| {
        self::international(window, at, open, plus, phones).or_else(|| {
            let by_form = || self::international(window, at, open, plus, &Phones::pattern());
            let by_form = if phones.is_strict() { by_form() } else { None };
            by_form.filter(|end| has_key() || is_before_word(window, *end))
        })
    });
    if window.at(first) == b'+' || !window.is_digit(first) {
        return international;
    }
    let north_american = north_american(window, start).filter(|end| {
        !phones.is_strict()
            || is_in_north_america(window, first, *end, phones)
            || has_key()
            || is_before_word(window, *end)
    });
    let national = phones.national(window, start);
    international
        .max(north_american)
        .max(national)
        .max(behind_key(window, start, first, open, phones))
}

/// A number of any country behind a key, or before a word for it.
fn behind_key(
    window: &Window<'_>,
    start: usize,
    first: usize,
    open: bool,
    phones: &Phones,
) -> Option<usize> {
    // A first digit by itself rather begins a decimal number.
    if window.at(first) != b'1' && !window.is_digit(first + 1) {
        return None;
    }
    let (fewest, most) = DIGITS;
    // A key is rarer than digits.
    if key::stands_before(window, start, KEYS) {
        // Behind a colon also the short numbers of small networks.
        let labelled = matches!(window.before(start, 1), b':' | b'=')
            || matches!(window.before(start, 2), b':' | b'=');
        let fewest = fewest - usize::from(labelled);
        let frame = Frame { start: first, open, digits: (fewest, most), gaps: Gaps::Narrow };
        return groups::longest(window, frame, |_| true).or_else(|| phones.named(window, start));
    }
    if window.is_behind_point(start) {
        return None;
    }
    let frame = Frame { start: first, open, digits: DIGITS, gaps: Gaps::Narrow };
    let end = groups::longest(window, frame, |_| true)?;
    let grouped = end - first > digits(window, first, end) || window.at(first) == b'0';
    (grouped && is_before_word(window, end)).then_some(end)
}

fn digits(window: &Window<'_>, start: usize, end: usize) -> usize {
    (start..end).filter(|index| window.is_digit(*index)).count()
}

/// Whether a word that says what the number is stands directly behind it, parted by a space or
/// hyphen.
fn is_before_word(window: &Window<'_>, end: usize) -> bool {
    if !matches!(window.at(end), b' ' | b'-') {
        return false;
    }
    let start = end + 1 + usize::from(window.at(end + 1) == b'(');
    let is_letter = |index: &usize| window.at(*index).is_ascii_alphabetic();
    let length = (start..start + MAX_BEHIND).take_while(is_letter).count();
    let word = window.bytes().get(start..start + length).unwrap_or_default();
    WORDS_BEHIND.iter().any(|known| word.eq_ignore_ascii_case(known.as_bytes()))
}

/// A number whose calling code is at `start`. Behind a mere `00` its national part may not begin
/// with 0, as those of padded numbers do.
fn international(
    window: &Window<'_>,
    start: usize,
    open: bool,
    plus: bool,
    phones: &Phones,
) -> Option<usize> {
    let digits = (start..start + 3).map(|index| window.at(index)).take_while(u8::is_ascii_digit);
    let (len, fewest, most) = calling::lengths(digits)?;
    let national = start + len;
    if !plus
        && (window.at(national) == b'0'
            || window.at(national + 1) == b'0' && !window.is_digit(national))
    {
        return None;
    }
    let least = if plus { DIGITS.0 } else { DIGITS_BEHIND_ZEROS };
    let fewest = fewest.max(least.saturating_sub(len));
    let fits = |groups: &Groups| {
        groups.digits().split_at_checked(len).is_some_and(|(code, rest)| phones.can_be(code, rest))
    };
    // Plans know how long a number is, and which prefix some write before it.
    let most = if phones.is_strict() { most + MAX_PREFIX } else { most };
    // The code is the first group, or the beginning of it.
    let digits = (len + fewest, len + most);
    groups::longest(window, Frame { start, open, digits, gaps: Gaps::Narrow }, fits)
}

/// Whether the number from `first` on, which is written in the North American way, is one that
/// somebody there can have.
fn is_in_north_america(window: &Window<'_>, first: usize, end: usize, phones: &Phones) -> bool {
    let mut number = [0_u8; 10];
    let first = first + usize::from(window.at(first) == b'1');
    let digits = (first..end).map(|index| window.at(index)).filter(u8::is_ascii_digit);
    number.iter_mut().zip(digits).for_each(|(to, digit)| *to = digit);
    phones.can_be(b"1", &number)
}

/// A number of the North American Numbering Plan: area code and exchange begin with 2 to 9.
fn north_american(window: &Window<'_>, start: usize) -> Option<usize> {
    let is_separator = |byte: u8| matches!(byte, b' ' | b'-' | b'.');
    let mut index = start;
    if window.at(index) == b'1' {
        if !is_separator(window.at(index + 1)) {
            return None;
        }
        index += 2;
    }
    let open = window.at(index) == b'(';
    index += usize::from(open);
    three_digits(window, index)?;
    index += 3;
    let mut first = window.at(index);
    if open {
        if first != b')' {
            return None;
        }
        index += 1;
        first = window.at(index);
        index += usize::from(is_separator(first));
    } else if is_separator(first) || first == b'/' {
        index += 1;
    } else {
        return None;
    }
    three_digits(window, index)?;
    index += 3;
    // Behind a point, a dotted number would be a part of a longer one.
    if first == b'.' && window.is_behind_point(start) {
        return None;
    }
    let second = window.at(index);
    if !is_separator(second) || !(open || first == b'/' || first == second) {
        return None;
    }
    index += 1;
    if !(index..index + 4).all(|place| window.is_digit(place)) {
        return None;
    }
    closing(window, index + 4)
}

/// Three digits that may be an area code or an exchange: the first is 2 to 9, and service codes
/// such as 911 are none.
fn three_digits(window: &Window<'_>, at: usize) -> Option<()> {
    let fits = matches!(window.at(at), b'2'..=b'9')
        && window.is_digit(at + 1)
        && window.is_digit(at + 2)
        && !(window.at(at + 1) == b'1' && window.at(at + 2) == b'1');
    fits.then_some(())
}

/// The end of a number whose last digit is before `end`, with its extension.
fn closing(window: &Window<'_>, end: usize) -> Option<usize> {
    extension(window, end).or_else(|| window.is_edge(end).then_some(end))
}

fn extension(window: &Window<'_>, end: usize) -> Option<usize> {
    let word = end + usize::from(window.at(end) == b' ');
    let is_word = |text: &&&str| {
        text.bytes()
            .enumerate()
            .all(|(place, byte)| window.at(word + place).to_ascii_lowercase() == byte)
    };
    let mut index = word + EXTENSIONS.iter().find(is_word)?.len();
    index += usize::from(matches!(window.at(index), b' ' | b':'));
    let first = index;
    while index < first + MAX_EXTENSION && window.is_digit(index) {
        index += 1;
    }
    (index > first && window.is_edge(index)).then_some(index)
}

/// Words that begin an extension, the longest first.
const EXTENSIONS: &[&str] = &["extension", "ext.", "ext", "x"];
