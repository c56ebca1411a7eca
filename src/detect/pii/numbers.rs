//! The numbers that states, banks and health services give people and firms, country by country,
//! as data: how each is written, the arithmetic that it has to pass, and the words that stand
//! near it.
//!
//! A country is a table of [`Number`]s in a file with its neighbours, a line in `country.rs` and an
//! arm in [`of`]. Its checks are functions below the tables, on what `parts.rs` and
//! `scan::checksum` have; its tests are numbers that its authority or a well-known library
//! published, and such as differ from them by a digit, a date or a region. Words in scripts other
//! than Latin are in `native.rs`, by rule.

mod africa;
mod andes;
mod at_ch;
mod balkan;
mod baltic;
mod be_lu_ie;
mod ca;
mod caribbean;
mod country;
mod cz_sk_hu;
mod de;
mod dk_is_fo;
mod east;
mod east_asia;
mod es;
mod fr;
mod gb;
mod gr_cy_mt;
mod it;
#[cfg(test)]
mod laws;
mod maghreb;
mod mx_br;
mod native;
mod near_east;
mod nordic;
mod oceania;
mod parts;
mod pl;
mod pt_nl;
#[cfg(any(test, feature = "conformance"))]
mod sample;
mod south_asia;
mod southeast;
mod us;
mod yugoslav;

use crate::finding::Severity;
pub(super) use country::Country;
pub(super) use native::{Spelling, spellings};

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
    /// Words near it, in lower case, as the folded view has them: Latin without accents.
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
        Country::UnitedArabEmirates => near_east::UNITED_ARAB_EMIRATES,
        Country::Albania => yugoslav::ALBANIA,
        Country::Argentina => andes::ARGENTINA,
        Country::Austria => at_ch::AUSTRIA,
        Country::Australia => oceania::AUSTRALIA,
        Country::Azerbaijan => east::AZERBAIJAN,
        Country::BosniaAndHerzegovina => yugoslav::BOSNIA_AND_HERZEGOVINA,
        Country::Belgium => be_lu_ie::BELGIUM,
        Country::Bulgaria => balkan::BULGARIA,
        Country::Brazil => mx_br::BRAZIL,
        Country::Belarus => east::BELARUS,
        Country::Canada => ca::NUMBERS,
        Country::Switzerland => at_ch::SWITZERLAND,
        Country::Chile => andes::CHILE,
        Country::China => east_asia::CHINA,
        Country::Colombia => andes::COLOMBIA,
        Country::CostaRica => caribbean::COSTA_RICA,
        Country::Cuba => caribbean::CUBA,
        Country::Cyprus => gr_cy_mt::CYPRUS,
        Country::Czechia => cz_sk_hu::CZECHIA,
        Country::Germany => de::NUMBERS,
        Country::Denmark => dk_is_fo::DENMARK,
        Country::DominicanRepublic => caribbean::DOMINICAN_REPUBLIC,
        Country::Algeria => maghreb::ALGERIA,
        Country::Ecuador => andes::ECUADOR,
        Country::Estonia => baltic::ESTONIA,
        Country::Egypt => near_east::EGYPT,
        Country::Spain => es::SPAIN,
        Country::Finland => nordic::FINLAND,
        Country::FaroeIslands => dk_is_fo::FAROE_ISLANDS,
        Country::France => fr::FRANCE,
        Country::UnitedKingdom => gb::NUMBERS,
        Country::Ghana => africa::GHANA,
        Country::Guinea => maghreb::GUINEA,
        Country::Greece => gr_cy_mt::GREECE,
        Country::Guatemala => caribbean::GUATEMALA,
        Country::HongKong => east_asia::HONG_KONG,
        Country::Croatia => yugoslav::CROATIA,
        Country::Hungary => cz_sk_hu::HUNGARY,
        Country::Indonesia => southeast::INDONESIA,
        Country::Ireland => be_lu_ie::IRELAND,
        Country::Israel => near_east::ISRAEL,
        Country::India => south_asia::INDIA,
        Country::Iran => near_east::IRAN,
        Country::Iceland => dk_is_fo::ICELAND,
        Country::Italy => it::ITALY,
        Country::Japan => east_asia::JAPAN,
        Country::Kenya => africa::KENYA,
        Country::SouthKorea => east_asia::SOUTH_KOREA,
        Country::Kazakhstan => east::KAZAKHSTAN,
        Country::Liechtenstein => at_ch::LIECHTENSTEIN,
        Country::SriLanka => south_asia::SRI_LANKA,
        Country::Lithuania => baltic::LITHUANIA,
        Country::Luxembourg => be_lu_ie::LUXEMBOURG,
        Country::Latvia => baltic::LATVIA,
        Country::Libya => maghreb::LIBYA,
        Country::Morocco => maghreb::MOROCCO,
        Country::Monaco => fr::MONACO,
        Country::Moldova => east::MOLDOVA,
        Country::Montenegro => yugoslav::MONTENEGRO,
        Country::NorthMacedonia => yugoslav::NORTH_MACEDONIA,
        Country::Malta => gr_cy_mt::MALTA,
        Country::Mauritius => africa::MAURITIUS,
        Country::Mexico => mx_br::MEXICO,
        Country::Malaysia => southeast::MALAYSIA,
        Country::Mozambique => africa::MOZAMBIQUE,
        Country::Nigeria => africa::NIGERIA,
        Country::Netherlands => pt_nl::NETHERLANDS,
        Country::Norway => nordic::NORWAY,
        Country::NewZealand => oceania::NEW_ZEALAND,
        Country::Peru => andes::PERU,
        Country::Philippines => southeast::PHILIPPINES,
        Country::Pakistan => south_asia::PAKISTAN,
        Country::Poland => pl::NUMBERS,
        Country::Portugal => pt_nl::PORTUGAL,
        Country::Paraguay => andes::PARAGUAY,
        Country::Romania => balkan::ROMANIA,
        Country::Serbia => yugoslav::SERBIA,
        Country::Russia => east::RUSSIA,
        Country::SaudiArabia => near_east::SAUDI_ARABIA,
        Country::Sweden => nordic::SWEDEN,
        Country::Singapore => southeast::SINGAPORE,
        Country::Slovenia => yugoslav::SLOVENIA,
        Country::Slovakia => cz_sk_hu::SLOVAKIA,
        Country::SanMarino => it::SAN_MARINO,
        Country::Senegal => maghreb::SENEGAL,
        Country::ElSalvador => caribbean::EL_SALVADOR,
        Country::Thailand => southeast::THAILAND,
        Country::Tunisia => maghreb::TUNISIA,
        Country::Turkey => near_east::TURKEY,
        Country::Taiwan => east_asia::TAIWAN,
        Country::Ukraine => east::UKRAINE,
        Country::UnitedStates => us::NUMBERS,
        Country::Uruguay => andes::URUGUAY,
        Country::Venezuela => andes::VENEZUELA,
        Country::Vietnam => southeast::VIETNAM,
        Country::SouthAfrica => africa::SOUTH_AFRICA,
    }
}

/// Any digits and letters: for numbers that are told by their form and the words near them.
fn any(_: &[u8]) -> bool {
    true
}
