//! One way to write a number of a country, as a row of places.

use std::sync::Arc;

use super::{ALONE, Claimed, LIKELY, MAX, WITH_WORD};
use crate::detect::pii::context::{Nearby, begins_word, ends_word};
use crate::detect::pii::numbers::{Evidence, Number, Spelling};
use crate::scan::Window;

/// One way to write a number.
#[derive(Debug)]
pub(super) struct Variant {
    pub(super) number: &'static Number,
    pub(super) rule: u16,
    pub(super) places: Vec<Place>,
    /// Words near it in scripts other than Latin.
    pub(super) native: Arc<[Spelling]>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Digit,
    Letter,
    Either,
    /// This byte, a letter in either case; in upper case here.
    Byte(u8),
    /// The separator of this number.
    Separator,
}

impl Place {
    pub(super) const fn may_be_digit(self) -> bool {
        matches!(self, Self::Digit | Self::Either) || matches!(self, Self::Byte(b'0'..=b'9'))
    }

    pub(super) const fn must_be_digit(self) -> bool {
        matches!(self, Self::Digit) || matches!(self, Self::Byte(b'0'..=b'9'))
    }

    pub(super) fn takes(self, byte: u8, separator: &mut u8) -> bool {
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

impl Variant {
    /// Whether what is there of the text fits, for a cheap no.
    pub(super) fn may_be_at(&self, window: &Window<'_>, start: usize) -> bool {
        let mut separator = 0;
        let text = window.bytes().get(start..).unwrap_or_default();
        text.iter().zip(&self.places).all(|(byte, place)| place.takes(*byte, &mut separator))
    }

    /// The number at `start`, if it is one.
    pub(super) fn at(&self, window: &Window<'_>, start: usize) -> Option<Claimed> {
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
        let said =
            |nearby: Nearby| nearby.has(self.number.words) || nearby.has_native(&self.native);
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
pub(super) fn is_begun(prefix: &[Place], begun: &[u8]) -> bool {
    let mut separator = 0;
    begun.len() <= prefix.len()
        && begun.iter().zip(prefix).all(|(byte, place)| place.takes(*byte, &mut separator))
}

/// The places of a form, with separators where it may have them or without.
pub(super) fn places(form: &str, separated: bool) -> Vec<Place> {
    let place = |byte: u8| match byte {
        b'd' => Some(Place::Digit),
        b'l' => Some(Place::Letter),
        b'a' => Some(Place::Either),
        b'~' => separated.then_some(Place::Separator),
        other => Some(Place::Byte(other.to_ascii_uppercase())),
    };
    form.bytes().filter_map(place).take(MAX).collect()
}
