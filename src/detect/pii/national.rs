//! The numbers of countries: their forms as tables of places, found by the digits that they begin
//! with.

use std::sync::OnceLock;

use super::context::{Nearby, begins_word, ends_word};
use super::numbers::{self, Country, Evidence, Number};
use crate::scan::Window;

/// Most places of a form, and so most bytes of a match.
pub(super) const MAX: usize = 32;

/// How sure it is: by form and check alone, likely, and with a word near it.
const ALONE: f32 = 0.85;
const LIKELY: f32 = 0.4;
const WITH_WORD: f32 = 0.9;

/// A rule: one id, whatever its forms.
#[derive(Debug)]
pub(super) struct NationalRule {
    pub(super) number: &'static Number,
}

/// All forms of all countries, compiled once a process.
#[derive(Debug)]
pub(super) struct Forms {
    rules: Vec<NationalRule>,
    variants: Vec<Variant>,
    /// The variants by how many places stand before their first digit and how many digits are in
    /// a row there; the last run stands for any.
    index: Vec<[Vec<u16>; RUNS]>,
    /// Which places before the first digit are in use, as bits.
    leads: u32,
    /// What may stand before the first digit, each once.
    prefixes: Vec<Vec<Place>>,
    /// The variants that are nothing but digits, by how many.
    by_count: [Vec<u16>; MAX_LOOSE + 1],
}

/// The fewest and most digits of a number that is read in groups of any size.
const MIN_LOOSE: usize = 7;
const MAX_LOOSE: usize = 24;

/// Runs of digits are told apart up to this length; 0 stands for any.
const RUNS: usize = MAX + 2;

/// One way to write a number.
#[derive(Debug)]
struct Variant {
    number: &'static Number,
    rule: u16,
    places: Vec<Place>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Digit,
    Letter,
    Either,
    /// This byte, a letter in either case; in upper case here.
    Byte(u8),
    /// The separator of this number.
    Separator,
}

impl Place {
    const fn may_be_digit(self) -> bool {
        matches!(self, Self::Digit | Self::Either) || matches!(self, Self::Byte(b'0'..=b'9'))
    }

    const fn must_be_digit(self) -> bool {
        matches!(self, Self::Digit) || matches!(self, Self::Byte(b'0'..=b'9'))
    }

    fn takes(self, byte: u8, separator: &mut u8) -> bool {
        match self {
            Self::Digit => byte.is_ascii_digit(),
            Self::Letter => byte.is_ascii_alphabetic(),
            Self::Either => byte.is_ascii_alphanumeric(),
            Self::Byte(own) => byte.to_ascii_uppercase() == own,
            Self::Separator => {
                if *separator == 0 && matches!(byte, b' ' | b'-' | b'.' | b'/') {
                    *separator = byte;
                }
                byte == *separator && byte != 0
            }
        }
    }
}

/// A number that was found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Claimed {
    pub(super) rule: u16,
    pub(super) end: usize,
    pub(super) confidence: f32,
}

/// The numbers that groups of any size come to, and where they end.
#[derive(Debug)]
pub(super) struct Loose {
    pub(super) end: usize,
    pub(super) found: Vec<Claimed>,
}

/// What may part groups of any size.
const fn is_gap(byte: u8) -> bool {
    matches!(byte, b' ' | b'-' | b'.' | b'/')
}

impl Forms {
    /// The forms of all countries.
    pub(super) fn all() -> &'static Self {
        static ALL: OnceLock<Forms> = OnceLock::new();
        ALL.get_or_init(|| {
            let numbers = Country::ALL.iter().flat_map(|country| numbers::of(*country));
            Self::compile(numbers)
        })
    }

    fn compile(numbers: impl Iterator<Item = &'static Number>) -> Self {
        let mut forms = Self {
            rules: Vec::new(),
            variants: Vec::new(),
            index: (0..MAX).map(|_| std::array::from_fn(|_| Vec::new())).collect(),
            leads: 0,
            prefixes: Vec::new(),
            by_count: std::array::from_fn(|_| Vec::new()),
        };
        for number in numbers {
            let rule = forms.rule(number.id).unwrap_or_else(|| {
                forms.rules.push(NationalRule { number });
                forms.rules.len() - 1
            });
            let rule = u16::try_from(rule).unwrap_or(u16::MAX);
            for form in number.forms {
                forms.add(Variant { number, rule, places: places(form, false) });
                if form.contains('~') {
                    forms.add(Variant { number, rule, places: places(form, true) });
                }
            }
        }
        forms
    }

    fn add(&mut self, variant: Variant) {
        let Ok(index) = u16::try_from(self.variants.len()) else { return };
        let sure = variant.places.iter().position(|place| place.must_be_digit());
        let Some(sure) = sure else { return };
        let possible = variant.places.iter().take(sure + 1).enumerate();
        for (lead, _) in possible.filter(|(_, place)| place.may_be_digit()) {
            let rest = variant.places.get(lead..).unwrap_or_default();
            let run = rest.iter().take_while(|place| place.must_be_digit()).count();
            // The place itself is a digit; behind it one that may be a digit leaves it open.
            let open = lead < sure || rest.get(run) == Some(&Place::Either);
            if let Some(by_run) = self.index.get_mut(lead)
                && let Some(bucket) = by_run.get_mut(if open { 0 } else { run })
            {
                bucket.push(index);
                self.leads |= 1 << lead;
            }
        }
        let is_separator = |place: &Place| {
            matches!(place, Place::Separator | Place::Byte(b' ' | b'-' | b'.' | b'/'))
        };
        let solid = variant.places.iter().filter(|place| !is_separator(place));
        if solid.clone().all(|place| place.must_be_digit())
            && let Some(known) = self.by_count.get_mut(solid.count())
            && !known.iter().any(|other| {
                self.variants
                    .get(usize::from(*other))
                    .is_some_and(|other| other.rule == variant.rule)
            })
        {
            known.push(index);
        }
        let prefix = variant.places.get(..sure).unwrap_or_default();
        if !prefix.is_empty() && !self.prefixes.iter().any(|known| known == prefix) {
            self.prefixes.push(prefix.to_vec());
        }
        self.variants.push(variant);
    }

    /// The rules, in the order of countries.
    pub(super) fn rules(&self) -> &[NationalRule] {
        &self.rules
    }

    /// The number of the rule with this id.
    pub(super) fn rule(&self, id: &str) -> Option<usize> {
        self.rules.iter().position(|rule| rule.number.id == id)
    }

    /// The most places before the first digit of a form.
    pub(super) fn most_before(&self) -> usize {
        (u32::BITS - self.leads.leading_zeros()).saturating_sub(1) as usize
    }

    /// Tells the numbers whose first digit is at `at`, where digits begin, of those rules that
    /// `wanted` is true for; `look` decides one candidate at its start.
    pub(super) fn look(
        &self,
        window: &Window<'_>,
        at: usize,
        wanted: impl Fn(u16) -> bool,
        mut look: impl FnMut(usize, &mut dyn FnMut(&Window<'_>) -> Option<Claimed>),
    ) {
        // Where the run touches the end of what is there, the window knows.
        let mut run = 0;
        while run <= MAX && window.bytes().get(at + run).is_some_and(u8::is_ascii_digit) {
            run += 1;
        }
        let touches = at + run >= window.len();
        let mut leads = self.leads;
        while leads != 0 {
            let lead = leads.trailing_zeros() as usize;
            leads &= leads - 1;
            let Some(start) = at.checked_sub(lead) else { break };
            if lead > 0 && window.before(at, 1).is_ascii_digit() {
                break;
            }
            let Some(by_run) = self.index.get(lead) else { break };
            let fits = |length: usize| by_run.get(length).map_or(&[][..], Vec::as_slice);
            let longer = if touches { by_run.get(run + 1..).unwrap_or_default() } else { &[] };
            let exact = if run > 0 && run < RUNS { fits(run) } else { &[] };
            let candidates = fits(0).iter().chain(exact).chain(longer.iter().flatten());
            for index in candidates {
                let Some(variant) = self.variants.get(usize::from(*index)) else { continue };
                if !wanted(variant.rule) || !variant.begins_at(window, start, lead) {
                    continue;
                }
                look(start, &mut |window| variant.at(window, start));
            }
        }
    }

    /// Tells the numbers of nothing but digits that begin at `at` in groups of any size, behind a
    /// word for them.
    pub(super) fn look_loosely(
        &self,
        window: &Window<'_>,
        at: usize,
        wanted: impl Fn(u16) -> bool,
    ) -> Loose {
        let mut digits = [0_u8; MAX_LOOSE];
        let mut loose = Loose { end: at, found: Vec::new() };
        let (mut count, mut groups, mut index) = (0, 1, at);
        loop {
            let byte = window.at(index);
            if byte.is_ascii_digit() {
                let Some(digit) = digits.get_mut(count) else { return loose };
                *digit = byte;
                (count, index) = (count + 1, index + 1);
                continue;
            }
            let gap = (index..index + 2).take_while(|index| is_gap(window.at(*index))).count();
            let next = window.at(index + gap);
            // What stands in brackets may have been a part of it.
            if gap > 0 && (next == b'[' || (gap == 2 && is_gap(next))) {
                return loose;
            }
            if gap == 0 || !next.is_ascii_digit() {
                break;
            }
            (groups, index) = (groups + 1, index + gap);
        }
        loose.end = index;
        if count < MIN_LOOSE || groups < 2 || !ends_word(window, index) {
            return loose;
        }
        let before = window.before(at, 1);
        let within = is_gap(before) && matches!(window.before(at, 2), b'0'..=b'9' | b']');
        if within || !begins_word(window, at) {
            return loose;
        }
        let known = self.by_count.get(count).map_or(&[][..], Vec::as_slice);
        let variants = known.iter().filter_map(|index| self.variants.get(usize::from(*index)));
        let mut variants = variants.filter(|variant| wanted(variant.rule)).peekable();
        if variants.peek().is_none() {
            return loose;
        }
        let nearby = Nearby::before(window, at);
        let compact = digits.get(..count).unwrap_or_default();
        loose.found.extend(variants.filter_map(|variant| {
            let number = variant.number;
            ((number.check)(compact) && nearby.has(number.words)).then_some(Claimed {
                rule: variant.rule,
                end: index,
                confidence: WITH_WORD,
            })
        }));
        loose
    }

    /// Where a number of a wanted rule would begin whose first digit is at `end` or behind, with
    /// what stands before `end` as its beginning.
    pub(super) fn begun_before(&self, window: &Window<'_>, end: usize) -> Option<usize> {
        let is_part = |back: &usize| {
            let byte = window.before(end, *back);
            byte.is_ascii_alphabetic() || matches!(byte, b' ' | b'-' | b'.' | b'/')
        };
        let most = self.most_before();
        let run = (1..=most).take_while(is_part).count();
        let starts = (1..=run).rev().map(|back| end - back);
        let mut begins = starts
            .filter(|start| window.at(*start).is_ascii_alphabetic() && begins_word(window, *start));
        begins.find(|start| {
            let begun = window.bytes().get(*start..end).unwrap_or_default();
            self.prefixes.iter().any(|prefix| is_begun(prefix, begun))
        })
    }
}

impl Variant {
    /// Whether the places before the first digit fit, for a cheap no.
    fn begins_at(&self, window: &Window<'_>, start: usize, lead: usize) -> bool {
        let mut separator = 0;
        let before = self.places.iter().take(lead).enumerate();
        before.into_iter().all(|(index, place)| {
            window.bytes().get(start + index).is_some_and(|byte| place.takes(*byte, &mut separator))
        }) && self.places.get(lead).is_none_or(|place| {
            let first = window.bytes().get(start + lead);
            first.is_some_and(|byte| place.takes(*byte, &mut separator))
        })
    }

    /// The number at `start`, if it is one.
    fn at(&self, window: &Window<'_>, start: usize) -> Option<Claimed> {
        let (mut compact, mut length, mut separator) = ([0_u8; MAX], 0, 0);
        for (index, place) in self.places.iter().enumerate() {
            let byte = window.at(start + index);
            if !place.takes(byte, &mut separator) {
                return None;
            }
            if byte.is_ascii_alphanumeric() {
                *compact.get_mut(length)? = byte.to_ascii_uppercase();
                length += 1;
            }
        }
        let end = start + self.places.len();
        if !begins_word(window, start) || !ends_word(window, end) {
            return None;
        }
        if !(self.number.check)(compact.get(..length)?) {
            return None;
        }
        let said = |nearby: Nearby| nearby.has(self.number.words);
        let said = || said(Nearby::before(window, start)) || said(Nearby::after(window, end));
        let confidence = match self.number.evidence {
            Evidence::Alone => ALONE,
            Evidence::Raised if said() => WITH_WORD,
            Evidence::Raised => LIKELY,
            Evidence::Context if said() => WITH_WORD,
            Evidence::Context => return None,
        };
        Some(Claimed { rule: self.rule, end, confidence })
    }
}

/// Whether `begun` fits the first of these places.
fn is_begun(prefix: &[Place], begun: &[u8]) -> bool {
    let mut separator = 0;
    begun.len() <= prefix.len()
        && begun.iter().zip(prefix).all(|(byte, place)| place.takes(*byte, &mut separator))
}

/// The places of a form, with separators where it may have them or without.
fn places(form: &str, separated: bool) -> Vec<Place> {
    let place = |byte: u8| match byte {
        b'd' => Some(Place::Digit),
        b'l' => Some(Place::Letter),
        b'a' => Some(Place::Either),
        b'~' => separated.then_some(Place::Separator),
        other => Some(Place::Byte(other.to_ascii_uppercase())),
    };
    form.bytes().filter_map(place).take(MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_short_and_have_a_digit() {
        let forms = Forms::all();
        for number in Country::ALL.iter().flat_map(|country| numbers::of(*country)) {
            for form in number.forms {
                assert!(form.len() <= MAX, "{} {form}", number.id);
                let places = places(form, true);
                assert!(places.iter().any(|place| place.must_be_digit()), "{} {form}", number.id);
            }
            assert!(forms.rule(number.id).is_some());
        }
    }

    #[test]
    fn an_id_has_one_label_and_one_country() {
        let numbers: Vec<_> =
            Country::ALL.iter().flat_map(|country| numbers::of(*country)).collect();
        for one in &numbers {
            for other in &numbers {
                let same = one.label == other.label && one.country == other.country;
                assert!(one.id != other.id || same, "{}", one.id);
            }
        }
    }
}
