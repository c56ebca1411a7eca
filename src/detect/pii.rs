//! Personal data that its form gives away: addresses and numbers.

mod address;
mod bic;
mod birth;
mod card;
mod claims;
mod context;
mod crypto;
mod device;
mod email;
mod iban;
mod ip;
mod key;
mod national;
#[allow(dead_code, unreachable_pub, reason = "data, of which not every field is read here")]
mod numbers;
mod options;
mod phone;
mod scan;
mod ssn;
#[cfg(test)]
mod tests;
mod threshold;
mod types;
mod url;

use std::sync::Arc;

use crate::error::GuardError;
use crate::finding::Response;
use crate::id::Fingerprint;
use crate::scan::{Detector, Recogniser};
use crate::text::Source;

use national::Forms;
use numbers::Country;
use options::Options;
pub use phone::Phones;
use scan::PiiScan;
pub use threshold::Threshold;
pub use types::PiiType;

/// Finds personal data by form, checksum and the words near it: e-mail addresses, card numbers,
/// bank accounts, telephone numbers, addresses of machines, links, crypto addresses, numbers of
/// devices and vehicles, dates of birth, postal addresses, United States social security numbers,
/// and, where [`countries`](Self::countries) are named, their numbers. For texts on their way in
/// and answers on their way out.
///
/// It reads a text as a reader would: full-width forms, look-alikes of other scripts and hidden
/// characters inside a number or an address do not hide it, and what is replaced is what stands
/// in the text, to the character. Names of people take knowledge of a language; use a
/// [judge](crate::InputJudge) for those.
///
/// A match is decided by what it is made of and at most two characters on either side, so the
/// same is found in a stream as in the whole text, and a text that was redacted has nothing more
/// to redact. Words are the one exception, and can only add a finding or make it surer: some
/// types take a word such as "IMEI" directly before the number, and the numbers of countries may
/// have theirs up to 64 bytes before or 32 bytes behind them, with no bracket in between. A
/// stream waits for what is behind only where form and check fit already.
///
/// Where several types claim one span, it is one finding: of those that ask for the strictest
/// action the surest, with the others as its [alternatives](crate::Finding::alternatives).
///
/// ```
/// use palisade::{Pii, PiiType, Recipe, Response};
///
/// let guard = Pii::redact()
///     .countries(["us", "de"])
///     .without(PiiType::Ip)
///     .respond(PiiType::Card, Response::BLOCK)
///     .respond_to_rule("us_ein", Response::FLAG)
///     .respond(PiiType::Phone, Response::redact_as(Recipe::label("TEL")));
/// # let mut to = palisade::Fingerprint::new();
/// # palisade::InputGuard::describe(&guard, &mut to);
/// # assert!(to.mistakes().is_empty());
/// ```
#[derive(Clone, Debug)]
pub struct Pii {
    options: Arc<Options>,
}

impl Pii {
    /// Replaces what it finds by its label: `[EMAIL]`, `[CARD]`, `[SSN]`, `[IBAN]`, `[IP]`,
    /// `[PHONE]` and so on. Links without a password are only flagged.
    pub fn redact() -> Self {
        Self::with(Response::REDACT)
    }

    /// Refuses a text with personal data. Links without a password are only flagged.
    pub fn block() -> Self {
        Self::with(Response::BLOCK)
    }

    /// Records what it finds.
    pub fn flag() -> Self {
        Self::with(Response::FLAG)
    }

    /// Looks for the numbers of these countries, too, by their codes (ISO 3166-1 alpha-2: `us`,
    /// `DE`; `uk` for `gb`), or of `all`. What is done with them is what the guard does usually.
    /// A code that is not known is a mistake that `build()` tells.
    ///
    /// Numbers that are nothing but digits are found near a word that says what they are, such as
    /// "tax", "Steuer-ID" or "ИНН".
    ///
    /// ```
    /// use palisade::{Guardrails, Pii};
    ///
    /// let rails = Guardrails::builder().input(Pii::redact().countries(["us"])).build_local()?;
    /// let input = rails.validate_input("My passport number is 912803456.").unwrap();
    /// assert_eq!(input.user_text(), "My passport number is [US_PASSPORT].");
    /// assert!(Guardrails::builder().input(Pii::redact().countries(["atlantis"])).build_local().is_err());
    /// # Ok::<(), palisade::ConfigError>(())
    /// ```
    pub fn countries<C: AsRef<str>>(mut self, codes: impl IntoIterator<Item = C>) -> Self {
        let options = Arc::make_mut(&mut self.options);
        codes.into_iter().for_each(|code| options.add_country(code.as_ref()));
        self
    }

    /// The codes of the countries whose numbers it knows, in the order of their rules.
    ///
    /// ```
    /// assert!(palisade::Pii::country_codes().any(|code| code == "us"));
    /// ```
    pub fn country_codes() -> impl Iterator<Item = &'static str> {
        Country::ALL.iter().map(|country| country.code())
    }

    /// The rules for the numbers of countries: their ids, and what they find in English.
    ///
    /// ```
    /// let mut rules = palisade::Pii::country_rules();
    /// assert!(rules.any(|(id, name)| id == "us_itin" && name.contains("taxpayer")));
    /// ```
    pub fn country_rules() -> impl Iterator<Item = (&'static str, &'static str)> {
        Forms::all().rules().iter().map(|rule| (rule.number.id, rule.number.name))
    }

    /// Does this with what it finds of one type, and looks for it if it did not yet.
    pub fn respond(mut self, of_type: PiiType, response: Response) -> Self {
        Arc::make_mut(&mut self.options).set(|at| (at == of_type).then(|| Some(response.clone())));
        self
    }

    /// Does this with what one rule for the numbers of a country finds, and looks for it if it did
    /// not yet. A rule that is not known is a mistake that `build()` tells.
    pub fn respond_to_rule(mut self, rule: &str, response: Response) -> Self {
        Arc::make_mut(&mut self.options).set_rule(rule, Some(response));
        self
    }

    /// Looks for these types alone, out of those it looked for, and for the numbers of countries
    /// that were named.
    pub fn only(mut self, types: impl IntoIterator<Item = PiiType>) -> Self {
        let types: Vec<PiiType> = types.into_iter().collect();
        Arc::make_mut(&mut self.options).set(|at| (!types.contains(&at)).then_some(None));
        self
    }

    /// Does not look for this type.
    pub fn without(mut self, of_type: PiiType) -> Self {
        Arc::make_mut(&mut self.options).set(|at| (at == of_type).then_some(None));
        self
    }

    /// Does not look for what this rule for the numbers of a country finds. A rule that is not
    /// known is a mistake that `build()` tells.
    pub fn without_rule(mut self, rule: &str) -> Self {
        Arc::make_mut(&mut self.options).set_rule(rule, None);
        self
    }

    /// Tells telephone numbers in this way; [`Phones::pattern`] where nothing is said.
    ///
    /// ```
    /// use palisade::{Phones, Pii};
    ///
    /// let guard = Pii::redact().phones(Phones::pattern());
    /// # let _ = guard;
    /// ```
    pub fn phones(mut self, phones: Phones) -> Self {
        Arc::make_mut(&mut self.options).set_phones(phones);
        self
    }

    /// Reports only what it is so sure of; [`Threshold::MEDIUM`] where nothing is said.
    pub fn threshold(mut self, threshold: Threshold) -> Self {
        Arc::make_mut(&mut self.options).threshold = threshold;
        self
    }

    fn with(response: Response) -> Self {
        Self { options: Arc::new(Options::new(response)) }
    }
}

/// Name and label of every type, for the list of all rules.
pub(super) fn listed() -> impl Iterator<Item = (&'static str, &'static str)> {
    PiiType::ALL.iter().map(|of_type| (of_type.name(), of_type.label()))
}

impl Default for Pii {
    /// [`Pii::redact`].
    fn default() -> Self {
        Self::redact()
    }
}

serves_both_ways!(Pii);
impl Detector for Pii {
    fn id(&self) -> &str {
        "pii"
    }

    fn describe_options(&self, to: &mut Fingerprint) {
        self.options.describe(to);
    }

    fn longest(&self) -> usize {
        scan::LONGEST
    }

    fn recogniser(&self, _: Source) -> Result<Option<Box<dyn Recogniser>>, GuardError> {
        Ok(Some(Box::new(PiiScan::new(&self.options))))
    }
}
