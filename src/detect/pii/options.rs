//! What a guard for personal data looks for, and what it does with it.

use super::national::Forms;
use super::numbers::Country;
use super::phone::Phones;
use super::threshold::Threshold;
use super::types::PiiType;
use crate::detect::respond::describe_response;
use crate::finding::Response;
use crate::id::Fingerprint;

#[derive(Clone, Debug)]
pub(super) struct Options {
    /// What is done where nothing else is said.
    usual: Response,
    /// What is done with each type, by its index; `None` where it is not looked for.
    types: [Option<Response>; PiiType::ALL.len()],
    /// The same by rule of a country; empty where no country was named.
    pub(super) rules: Vec<Option<Response>>,
    /// The countries that were named.
    countries: Vec<Country>,
    pub(super) phones: Phones,
    pub(super) threshold: Threshold,
    mistakes: Vec<String>,
}

impl Options {
    pub(super) fn new(usual: Response) -> Self {
        Self {
            types: PiiType::ALL.map(|of_type| Some(of_type.response(&usual))),
            usual,
            rules: Vec::new(),
            countries: Vec::new(),
            phones: Phones::default(),
            threshold: Threshold::default(),
            mistakes: Vec::new(),
        }
    }

    pub(super) fn of_type(&self, of_type: PiiType) -> Option<&Response> {
        self.types.get(of_type.index()).and_then(Option::as_ref)
    }

    pub(super) fn of_rule(&self, rule: u16) -> Option<&Response> {
        self.rules.get(usize::from(rule)).and_then(Option::as_ref)
    }

    /// Puts what `new` gives for a type in the place of its response.
    pub(super) fn set(&mut self, new: impl Fn(PiiType) -> Option<Option<Response>>) {
        for (of_type, slot) in PiiType::ALL.into_iter().zip(&mut self.types) {
            if let Some(response) = new(of_type) {
                *slot = response;
            }
        }
    }

    pub(super) fn add_country(&mut self, code: &str) {
        let only = match Country::parse(code) {
            Some(country) => Some(country),
            None if code.eq_ignore_ascii_case("all") => None,
            None => {
                let mistake =
                    format!("pii: no numbers of a country with the code {code:?} are known");
                self.mistakes.push(mistake);
                return;
            }
        };
        self.countries.extend(only);
        self.tell_phones();
        let rules = Forms::all().rules();
        self.rules.resize(rules.len(), None);
        for (rule, slot) in rules.iter().zip(&mut self.rules) {
            if only.is_none_or(|country| rule.number.country == country) && slot.is_none() {
                *slot = Some(self.usual.clone());
            }
        }
    }

    pub(super) fn set_phones(&mut self, phones: Phones) {
        self.phones = phones;
        self.tell_phones();
    }

    fn tell_phones(&mut self) {
        #[cfg(feature = "phone")]
        self.countries.iter().for_each(|country| self.phones.follow(*country));
    }

    pub(super) fn set_rule(&mut self, id: &str, response: Option<Response>) {
        let forms = Forms::all();
        match forms.rule(id) {
            Some(rule) => {
                if response.is_some() || !self.rules.is_empty() {
                    self.rules.resize(forms.rules().len(), None);
                }
                if let Some(slot) = self.rules.get_mut(rule) {
                    *slot = response;
                }
            }
            None => {
                let mistake = format!("pii: no rule of a country has the id {id:?}");
                self.mistakes.push(mistake);
            }
        }
    }

    pub(super) fn describe(&self, to: &mut Fingerprint) {
        for (of_type, response) in PiiType::ALL.into_iter().zip(&self.types) {
            match response {
                Some(response) => {
                    describe_response(of_type.name(), response, of_type.label(), to);
                }
                None => to.text(of_type.name(), "not looked for"),
            }
        }
        for (rule, response) in Forms::all().rules().iter().zip(&self.rules) {
            if let Some(response) = response {
                describe_response(rule.number.id, response, rule.number.label, to);
            }
        }
        self.phones.describe(to);
        to.text("threshold", &self.threshold.level().to_string());
        if !self.threshold.is_level() {
            to.mistake("pii: the threshold must be from 0 to 1");
        }
        for mistake in &self.mistakes {
            to.mistake(mistake.as_str());
        }
        if self.types.iter().chain(&self.rules).all(Option::is_none) {
            to.mistake("pii: no type is left to look for; leave the guard out, or add a type");
        }
    }
}
