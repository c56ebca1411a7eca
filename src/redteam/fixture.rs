//! Texts that hold something to find, and where.

use std::fmt;

use super::random::Random;
use super::{sentences, values};
use crate::span::Span;

/// What a [`Fixture`] holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Kind {
    /// An e-mail address, of a domain that nobody can own (RFC 2606).
    Email,
    /// A payment card number that passes the Luhn check: several issuers, 14 to 19 digits, in one
    /// run or in groups.
    Card,
    /// A key or token in the form of one of some twenty vendors; none was ever issued.
    Key,
    /// A sentence that tries to give a model instructions.
    Injection,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Email, Self::Card, Self::Key, Self::Injection];

    /// Its name in tables: `email`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Card => "card",
            Self::Key => "key",
            Self::Injection => "injection",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A plain text with one value in it that a guard should find.
///
/// ```
/// use palisade::redteam::{Kind, Mutator, fixtures};
///
/// for fixture in fixtures(Kind::Card, 40, 1) {
///     let hidden = fixture.disguised(|value| Mutator::ZeroWidth.apply(value, 1));
///     assert_eq!(hidden.value(), Mutator::ZeroWidth.apply(fixture.value(), 1));
///     assert_eq!(hidden.value_span().start(), fixture.value_span().start());
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixture {
    text: String,
    kind: Kind,
    value: Span,
}

impl Fixture {
    fn new(kind: Kind, (before, behind): (&str, &str), value: &str) -> Self {
        let span = Span::new(before.len(), before.len() + value.len());
        Self { text: [before, value, behind].concat(), kind, value: span }
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What it holds.
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// Where in [`text`](Self::text) the value stands.
    pub const fn value_span(&self) -> Span {
        self.value
    }

    /// The value: an address, a number, a key, or the sentence of an attack without its last
    /// point.
    pub fn value(&self) -> &str {
        self.value.of(&self.text).unwrap_or_default()
    }

    /// The same text with what `disguise` makes of the value in its place; all around it stays.
    pub fn disguised(&self, disguise: impl FnOnce(&str) -> String) -> Self {
        let before = self.text.get(..self.value.start()).unwrap_or_default();
        let behind = self.text.get(self.value.end()..).unwrap_or_default();
        Self::new(self.kind, (before, behind), &disguise(self.value()))
    }
}

/// `count` texts of a kind, the same for the same seed. The first forty of a seed show every form
/// and every carrier of the kind; the guards of this crate know all of them undisguised.
///
/// ```
/// use palisade::redteam::{Kind, fixtures};
///
/// let cards = fixtures(Kind::Card, 40, 1);
/// assert_eq!(cards.len(), 40);
/// assert_eq!(cards, fixtures(Kind::Card, 40, 1));
/// assert_ne!(cards, fixtures(Kind::Card, 40, 2));
/// ```
pub fn fixtures(kind: Kind, count: usize, seed: u64) -> Vec<Fixture> {
    let make = |nth: usize| {
        let mut random = Random::new(seed, ((kind as u64 + 1) << 32) + nth as u64);
        let value = match kind {
            Kind::Email => values::email(nth, &mut random),
            Kind::Card => values::card(nth, &mut random),
            Kind::Key => values::key(nth, &mut random),
            Kind::Injection => sentences::injection(nth, &mut random),
        };
        let carriers = if kind == Kind::Injection { SENTENCE_CARRIERS } else { VALUE_CARRIERS };
        let carrier = carriers.get(nth % carriers.len()).copied().unwrap_or_default();
        Fixture::new(kind, carrier, &value)
    };
    (0..count).map(make).collect()
}

/// Before and behind a value.
const VALUE_CARRIERS: &[(&str, &str)] = &[
    ("Please note: ", " . Thanks!"),
    ("Could you check ", " for me today?"),
    ("", " is what we have on file."),
    ("We have this on file: ", ""),
    ("The form shows (", ") in the second row."),
    ("Line one of the letter.\n", "\nLine three of the letter."),
    ("They wrote \"", "\" and nothing else."),
    ("Nothing changed since May, it still reads ", ", as far as we know."),
    ("- first: none\n- second: ", "\n- third: none\n"),
    ("Entry = <", ">, see the attachment."),
    ("Das steht für März noch im Formular: ", " – bitte prüfen."),
];

/// Before and behind a sentence.
const SENTENCE_CARRIERS: &[(&str, &str)] = &[
    ("Please note: ", " . Thanks!"),
    ("", "."),
    ("The weather was fine on Thursday. ", ". The harbour was rebuilt after the storm."),
    ("Line one of the letter.\n", "\nLine three of the letter."),
    ("Thanks for the report. ", "!"),
    ("Summary of the second part: sales went up.\n\n", ""),
    ("Das Protokoll vom März ist fertig. ", ". Viele Grüße"),
];
