//! The numbers of countries: their forms as tables of places, found by the digits that they begin
//! with.

mod index;
mod near;
mod variant;

use std::cell::OnceCell;
use std::sync::{Arc, OnceLock};

use super::context::{Nearby, begins_word, ends_word};
use super::numbers::{self, Country, Evidence, Number, Spelling};
use crate::scan::Window;
use index::{Entry, Index};
use near::{Near, Words};
use variant::{Place, Variant, is_begun, places};

/// Most places of a form, and so most bytes of a match.
pub(super) const MAX: usize = 32;

/// How sure it is: by form and check alone, likely, and with a word near it.
const ALONE: f32 = 0.85;
pub(super) const LIKELY: f32 = 0.4;
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
    index: Index,
    words: Words,
    /// What may stand before the first digit, each once.
    prefixes: Vec<Vec<Place>>,
    /// The variants that are nothing but digits, by how many.
    by_count: [Vec<u16>; MAX_LOOSE + 1],
}

/// The fewest and most digits of a number that is read in groups of any size.
const MIN_LOOSE: usize = 7;
const MAX_LOOSE: usize = 24;

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
            index: Index::default(),
            words: Words::default(),
            prefixes: Vec::new(),
            by_count: std::array::from_fn(|_| Vec::new()),
        };
        for number in numbers {
            let rule = forms.rule(number.id).unwrap_or_else(|| {
                forms.rules.push(NationalRule { number });
                forms.rules.len() - 1
            });
            let rule = u16::try_from(rule).unwrap_or(u16::MAX);
            let native: Arc<[Spelling]> = numbers::spellings(number.id).into();
            forms.words.add(number.words.iter().copied(), rule);
            forms.words.add(native.iter().map(|word| word.text.as_str()), rule);
            for form in number.forms {
                forms.add(Variant {
                    number,
                    rule,
                    places: places(form, false),
                    native: Arc::clone(&native),
                });
                if form.contains('~') {
                    forms.add(Variant {
                        number,
                        rule,
                        places: places(form, true),
                        native: Arc::clone(&native),
                    });
                }
            }
        }
        forms
    }

    fn add(&mut self, variant: Variant) {
        let Ok(index) = u16::try_from(self.variants.len()) else { return };
        let sure = variant.places.iter().position(|place| place.must_be_digit());
        let Some(sure) = sure else { return };
        self.index.add(&variant, index, sure);
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

    /// Tells the numbers whose first digit is at `at`, where digits begin, of those rules that
    /// `wanted` is true for; `look` decides one candidate at its start. Of numbers that are only
    /// likely without a word near them, those that have one, unless `likely`.
    pub(super) fn look(
        &self,
        window: &Window<'_>,
        (at, likely): (usize, bool),
        wanted: impl Fn(u16) -> bool,
        mut look: impl FnMut(usize, &mut dyn FnMut(&Window<'_>) -> Option<Claimed>),
    ) {
        // Most digits have the form of no number, so the words near them are of no interest.
        let near = OnceCell::<Near>::new();
        let most_before = self.index.most_before();
        self.index.candidates(window, at, |Entry { variant, rule, lead }| {
            let Some(start) = at.checked_sub(usize::from(lead)) else { return };
            let Some(variant) = self.variants.get(usize::from(variant)) else { return };
            let takes_word = match variant.number.evidence {
                Evidence::Alone => false,
                Evidence::Raised => !likely,
                Evidence::Context => true,
            };
            let is_unsaid = |near: &Near| takes_word && !near.speaks_for(rule);
            if near.get().is_some_and(is_unsaid)
                || !wanted(rule)
                || !variant.may_be_at(window, start)
            {
                return;
            }
            if takes_word
                && is_unsaid(near.get_or_init(|| self.words.near(window, at, most_before)))
            {
                return;
            }
            look(start, &mut |window| variant.at(window, start));
        });
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
            let said = || nearby.has(number.words) || nearby.has_native(&variant.native);
            ((number.check)(compact) && said()).then_some(Claimed {
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
        let most = self.index.most_before();
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
