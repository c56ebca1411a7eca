//! Personal data that its form gives away: addresses and numbers.

mod calling;
mod card;
mod email;
mod iban;
mod ip;
mod key;
mod phone;
mod scan;
mod ssn;
#[cfg(test)]
mod tests;
mod types;

use std::sync::Arc;

use super::respond::describe_response;
use crate::error::GuardError;
use crate::finding::Response;
use crate::id::Fingerprint;
use crate::scan::{Detector, Recogniser};
use crate::text::Source;

use scan::PiiScan;
pub use types::PiiType;

/// Finds personal data by form and checksum: e-mail addresses, card numbers, social security
/// numbers, bank accounts, IP addresses, telephone numbers. For texts on their way in and
/// answers on their way out.
///
/// It reads a text as a reader would: full-width forms, look-alikes of other scripts and hidden
/// characters inside a number or an address do not hide it, and what is replaced is what stands
/// in the text, to the character. Names, streets and the like take knowledge of a language; use a
/// [judge](crate::InputJudge) for those.
///
/// A match is decided by what it is made of and one character on either side (two at a point
/// inside a dotted number), so the same is found in a stream as in the whole text, and a text
/// that was redacted has nothing more to redact. A word such as "phone" or "SSN" before a number
/// is the one exception, and can only add a finding.
///
/// ```
/// use palisade::{Pii, PiiType, Recipe, Response};
///
/// let guard = Pii::redact()
///     .without(PiiType::Ip)
///     .respond(PiiType::Card, Response::BLOCK)
///     .respond(PiiType::Phone, Response::redact_as(Recipe::label("TEL")));
/// # let mut to = palisade::Fingerprint::new();
/// # palisade::InputGuard::describe(&guard, &mut to);
/// # assert!(to.mistakes().is_empty());
/// ```
#[derive(Clone, Debug)]
pub struct Pii {
    responses: Arc<Responses>,
}

/// What is done with each type, by its index; `None` where it is not looked for.
type Responses = [Option<Response>; PiiType::ALL.len()];

impl Pii {
    /// Replaces what it finds by its label: `[EMAIL]`, `[CARD]`, `[SSN]`, `[IBAN]`, `[IP]`,
    /// `[PHONE]`.
    pub fn redact() -> Self {
        Self::with(&Response::REDACT)
    }

    /// Refuses a text with personal data.
    pub fn block() -> Self {
        Self::with(&Response::BLOCK)
    }

    /// Records what it finds.
    pub fn flag() -> Self {
        Self::with(&Response::FLAG)
    }

    /// Does this with what it finds of one type, and looks for it if it did not yet.
    pub fn respond(mut self, of_type: PiiType, response: Response) -> Self {
        self.set(|at| (at == of_type).then(|| Some(response.clone())));
        self
    }

    /// Looks for these types alone, out of those it looked for.
    pub fn only(mut self, types: impl IntoIterator<Item = PiiType>) -> Self {
        let types: Vec<PiiType> = types.into_iter().collect();
        self.set(|at| (!types.contains(&at)).then_some(None));
        self
    }

    /// Does not look for this type.
    pub fn without(mut self, of_type: PiiType) -> Self {
        self.set(|at| (at == of_type).then_some(None));
        self
    }

    fn with(response: &Response) -> Self {
        Self { responses: Arc::new(PiiType::ALL.map(|_| Some(response.clone()))) }
    }

    /// Puts what `new` gives for a type in the place of its response.
    fn set(&mut self, new: impl Fn(PiiType) -> Option<Option<Response>>) {
        let old = Arc::make_mut(&mut self.responses);
        for (of_type, slot) in PiiType::ALL.into_iter().zip(old) {
            if let Some(response) = new(of_type) {
                *slot = response;
            }
        }
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
        for (of_type, response) in PiiType::ALL.into_iter().zip(self.responses.iter()) {
            match response {
                Some(response) => {
                    describe_response(of_type.name(), response, of_type.label(), to);
                }
                None => to.text(of_type.name(), "not looked for"),
            }
        }
        if self.responses.iter().all(Option::is_none) {
            to.mistake("pii: no type is left to look for; leave the guard out, or add a type");
        }
    }

    fn longest(&self) -> usize {
        scan::LONGEST
    }

    fn recogniser(&self, _: Source) -> Result<Option<Box<dyn Recogniser>>, GuardError> {
        Ok(Some(Box::new(PiiScan::new(&self.responses))))
    }
}
