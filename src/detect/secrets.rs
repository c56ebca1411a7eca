//! Keys, passwords and tokens, by what they look like.
//!
//! A secret is told by what it begins with (`AKIA`, `ghp_`), by the name that it is assigned to
//! (`stripe_key = …`), by the name of a service near it (`deepgram token …`), or by the words that it
//! is made of (the seed phrase of a wallet). One pass looks for those literals, for operators that
//! assign, and for long tokens; names are looked for backwards from there, so prose costs hardly
//! anything. Whether something is a secret depends on its own bytes, a few before them and one
//! byte on either side: not on how the text was cut. Names behind a bracket do not count, so what
//! was redacted makes no secret of what stands near it; and what is asked of the bytes of a secret
//! holds for a longer one where it holds for a shorter, so a cut by a neighbour makes none either.

mod checks;
mod gates;
mod keys;
mod rule;
mod rules;
#[cfg(any(test, feature = "conformance"))]
mod samples;
mod scan;
mod seed;
#[cfg(test)]
mod tests;
mod value;

use std::collections::BTreeSet;
use std::sync::Arc;

use once_cell::sync::Lazy;

pub use rule::SecretRule;
use rules::RULES;
#[cfg(feature = "conformance")]
pub(crate) use samples::samples;
use scan::{COMPILED, SecretScan};

use crate::error::GuardError;
use crate::finding::{Recipe, Response};
use crate::id::Fingerprint;
use crate::scan::gate::{Gate, GateBuilder};
use crate::scan::{Detector, Recogniser};
use crate::text::Source;

/// Finds secrets: keys and tokens of some hundreds of vendors ([`rules`](Self::rules) lists them),
/// private keys, JSON Web Tokens, passwords in connection strings, headers and command lines, seed
/// phrases of wallets, password hashes, and values assigned to names such as `password`. It redacts
/// them unless told otherwise; the span is the secret itself, not its name. Serves both ways, every
/// part of an input; in a stream a private key is redacted as it comes, until its footer or the
/// end.
///
/// Not found on purpose: the keys of Amazon's documentation (`AKIAIOSFODNN7EXAMPLE`), placeholders
/// such as `xxxx`, `changeme` and `${TOKEN}`, assigned values without a letter and a digit or sign,
/// what is assigned to names such as `public_key` and `token_url`, and seed phrases whose checksum
/// does not hold.
///
/// Sources: the rules of gitleaks (MIT), the vendors' documentation, and BIP-39.
///
/// ```
/// use palisade::{Fingerprint, InputGuard, Secrets};
///
/// let guard = Secrets::redact().without("generic_assigned_secret");
/// let mut to = Fingerprint::new();
/// InputGuard::describe(&guard, &mut to);
/// assert!(to.mistakes().is_empty());
/// ```
#[derive(Clone, Debug)]
pub struct Secrets {
    options: Arc<Options>,
}

#[derive(Clone, Debug)]
struct Options {
    response: Response,
    /// Rule ids, as given.
    without: Vec<String>,
}

impl Options {
    fn is_without(&self, rule: usize) -> bool {
        !self.without.is_empty()
            && RULES.get(rule).is_some_and(|rule| self.without.contains(&rule.shown.id))
    }
}

impl Secrets {
    /// Every kind of secret that is looked for.
    ///
    /// ```
    /// use palisade::Secrets;
    ///
    /// assert!(Secrets::rules().any(|rule| rule.vendor() == "Slack"));
    /// ```
    pub fn rules() -> impl Iterator<Item = &'static SecretRule> {
        RULES.iter().map(|rule| &rule.shown)
    }

    /// Replaces each secret by its label, such as `[GITHUB_TOKEN]`. The default.
    pub fn redact() -> Self {
        Self { options: Arc::new(Options { response: Response::REDACT, without: Vec::new() }) }
    }

    /// Refuses a text with a secret in it.
    pub fn block() -> Self {
        Self::redact().respond(Response::BLOCK)
    }

    /// Only records secrets.
    pub fn flag() -> Self {
        Self::redact().respond(Response::FLAG)
    }

    /// What to do about a secret.
    pub fn respond(mut self, response: Response) -> Self {
        Arc::make_mut(&mut self.options).response = response;
        self
    }

    /// Leaves a rule out, by the id that its findings carry. An unknown id is a mistake.
    pub fn without(mut self, rule: impl Into<String>) -> Self {
        Arc::make_mut(&mut self.options).without.push(rule.into());
        self
    }
}

/// What is told by its look alone: ids, looks, and how many different bytes they have.
#[cfg(all(test, feature = "redteam"))]
pub(super) fn looks() -> impl Iterator<Item = (&'static str, &'static [&'static str], usize)> {
    let rules = RULES.iter().filter(|rule| rule.is_by_look());
    rules.map(|rule| (rule.shown.id.as_str(), rule.looks.as_slice(), rule.distinct))
}

impl Default for Secrets {
    fn default() -> Self {
        Self::redact()
    }
}

serves_both_ways!(Secrets);
impl Detector for Secrets {
    fn id(&self) -> &str {
        NAME
    }

    fn describe_options(&self, to: &mut Fingerprint) {
        to.text("rules", RULES_VERSION);
        describe_response(&self.options.response, to);
        for rule in &self.options.without {
            to.text("without", rule);
            if !RULES.iter().any(|known| known.shown.id == *rule) {
                to.mistake(format!("secrets: there is no rule `{rule}` to leave out"));
            }
        }
        if self.options.response.recipe().is_none() {
            let labels: BTreeSet<&str> = RULES.iter().map(|rule| rule.shown.label()).collect();
            for label in labels {
                to.replacement(&format!("[{label}]"));
            }
        }
    }

    fn longest(&self) -> usize {
        MAX_LEN + 1
    }

    fn literals(&self, to: &mut GateBuilder) {
        COMPILED.iter().for_each(|compiled| compiled.name(to));
    }

    fn own_gate(&self) -> Option<Arc<Gate>> {
        static ALONE: Lazy<Option<Arc<Gate>>> =
            Lazy::new(|| Gate::of([Some(&Secrets::default() as &dyn Detector)]).ok().map(Arc::new));
        ALONE.clone()
    }

    fn recogniser(&self, _: Source) -> Result<Option<Box<dyn Recogniser>>, GuardError> {
        match COMPILED.as_ref() {
            Some(_) => Ok(Some(Box::new(SecretScan::new(Arc::clone(&self.options))))),
            // A test rules that out.
            None => Err(GuardError::failed("the built-in rules did not compile")),
        }
    }
}

/// Writes the action and the recipe.
fn describe_response(response: &Response, to: &mut Fingerprint) {
    to.text("action", &format!("{:?}", response.action()));
    match response.recipe() {
        Some(Recipe::Label(label) | Recipe::Mask { label, .. }) => {
            to.text("recipe", &format!("{:?}", response.recipe()));
            to.replacement(&format!("[{label}]"));
        }
        Some(recipe) => {
            to.text("recipe", &format!("{recipe:?}"));
            for rule in RULES.iter() {
                recipe.describe_replacements(&rule.shown.label, to);
            }
        }
        None => {}
    }
}

const NAME: &str = "secrets";
/// Changed whenever the rules find something else.
const RULES_VERSION: &str = "3";
/// The most bytes of the view that an undecided candidate spans, its key included.
const MAX_LEN: usize = 512;
