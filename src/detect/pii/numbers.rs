//! The numbers that states, banks and health services give people and firms, country by country,
//! as data: how each is written, the arithmetic that it has to pass, and the words that stand
//! near it.

mod at_ch;
mod be_lu_ie;
mod country;
mod de;
mod dk_is_fo;
mod es;
mod fr;
mod gb;
mod it;
mod nordic;
mod parts;
mod pt_nl;
mod us;

use crate::finding::Severity;
pub use country::Country;

/// A number of a country.
///
/// An id may stand twice in a table: in a form that tells it by itself, and in one that takes
/// more evidence.
#[derive(Clone, Copy, Debug)]
pub(super) struct Number {
    /// The rule id: `us_itin`.
    pub(super) id: &'static str,
    /// What stands in brackets in its place: `US_ITIN`.
    pub(super) label: &'static str,
    /// What it is called, in English.
    pub(super) name: &'static str,
    /// Who gives it out.
    pub(super) country: Country,
    /// How it is written: `d` is a digit, `l` an ASCII letter of either case, `a` either, `~`
    /// nothing or one of space, hyphen, point and slash, the same throughout a number. Every
    /// other byte stands for itself, letters in either case. At most 32 places, of which at
    /// least one `d`.
    pub(super) forms: &'static [&'static str],
    /// Whether what has a form can be one: checksum, date, region. Given the compact form:
    /// digits, and ASCII letters in upper case.
    pub(super) check: fn(&[u8]) -> bool,
    /// What it takes to tell it.
    pub(super) evidence: Evidence,
    /// Words near it, in lower-case ASCII without accents.
    pub(super) words: &'static [&'static str],
    /// How bad it is when it gets out.
    pub(super) severity: Severity,
}

/// How a table is written: a number of high severity that takes a word near it, but where said.
impl Number {
    const fn new(
        country: Country,
        id: &'static str,
        label: &'static str,
        name: &'static str,
    ) -> Self {
        Self {
            id,
            label,
            name,
            country,
            forms: &[],
            check: any,
            evidence: Evidence::Context,
            words: &[],
            severity: Severity::High,
        }
    }

    const fn written(mut self, forms: &'static [&'static str], check: fn(&[u8]) -> bool) -> Self {
        self.forms = forms;
        self.check = check;
        self
    }

    const fn alone(mut self, words: &'static [&'static str]) -> Self {
        self.evidence = Evidence::Alone;
        self.words = words;
        self
    }

    const fn raised(mut self, words: &'static [&'static str]) -> Self {
        self.evidence = Evidence::Raised;
        self.words = words;
        self
    }

    const fn context(mut self, words: &'static [&'static str]) -> Self {
        self.evidence = Evidence::Context;
        self.words = words;
        self
    }

    const fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }
}

/// What it takes to tell a number from any other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Evidence {
    /// Form and check say it.
    Alone,
    /// Form and check make it likely, a word near it makes it sure.
    Raised,
    /// Only with a word near it.
    Context,
}

/// The numbers of a country.
pub(super) fn of(country: Country) -> &'static [Number] {
    match country {
        Country::Andorra => es::ANDORRA,
        Country::Austria => at_ch::AUSTRIA,
        Country::Belgium => be_lu_ie::BELGIUM,
        Country::Switzerland => at_ch::SWITZERLAND,
        Country::Germany => de::NUMBERS,
        Country::Denmark => dk_is_fo::DENMARK,
        Country::Spain => es::SPAIN,
        Country::Finland => nordic::FINLAND,
        Country::FaroeIslands => dk_is_fo::FAROE_ISLANDS,
        Country::France => fr::FRANCE,
        Country::UnitedKingdom => gb::NUMBERS,
        Country::Ireland => be_lu_ie::IRELAND,
        Country::Iceland => dk_is_fo::ICELAND,
        Country::Italy => it::ITALY,
        Country::Liechtenstein => at_ch::LIECHTENSTEIN,
        Country::Luxembourg => be_lu_ie::LUXEMBOURG,
        Country::Monaco => fr::MONACO,
        Country::Netherlands => pt_nl::NETHERLANDS,
        Country::Norway => nordic::NORWAY,
        Country::Portugal => pt_nl::PORTUGAL,
        Country::Sweden => nordic::SWEDEN,
        Country::SanMarino => it::SAN_MARINO,
        Country::UnitedStates => us::NUMBERS,
    }
}

/// Any digits and letters: for numbers that are told by their form and the words near them.
fn any(_: &[u8]) -> bool {
    true
}
