//! Rules as data: the operator's own packs.

mod allow;
mod body;
mod compile;
mod diagnose;
mod error;
mod format;
mod gate;
mod gates;
#[cfg(feature = "toml")]
mod gitleaks;
mod hunt;
mod lead;
mod program;
mod read;
mod regions;
mod rule;
mod scan;
#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;

use crate::error::GuardError;
use crate::finding::Action;
use crate::id::Fingerprint;
use crate::scan::checksum::{luhn, mod_97};
use crate::scan::gate::{Gate, GateBuilder};
use crate::scan::{Detector, Recogniser};
use crate::text::Source;

use compile::Compiled;
use scan::RuleScan;

pub use error::PackError;
pub use format::{
    AllowTarget, AllowWhen, ContextEffect, GroupFallback, Pack, PackAllow, PackContext, PackRule,
};
#[cfg(feature = "toml")]
pub use gitleaks::{GitleaksPack, PackNote};

/// Finds what the rules of a [`Pack`] describe. Serves both ways: what it finds in a stream is
/// what it finds in the whole.
///
/// A pack is JSON. All fields but a rule's `id` and `pattern` (or `keywords`) may be left out, and
/// a field that is not known is a mistake; [`PackRule`] says what each means and may be.
///
/// ```json
/// {
///   "name": "company", "version": "2025-01",
///   "rules": [
///     { "id": "employee_number", "category": "personal_data", "severity": "medium",
///       "keywords": ["staff", "employee"],
///       "pattern": "(?i)\\b(?:staff|employee)[ #:]{1,3}([0-9]{6})\\b", "group": 1,
///       "validator": "luhn", "action": "redact", "label": "EMPLOYEE_NUMBER" },
///     { "id": "internal_token", "category": "secret", "severity": "high",
///       "pattern": "\\bitk_([A-Za-z0-9]{24})\\b", "group": 1, "entropy": 3.0,
///       "allow": { "words": ["example"], "patterns": ["^x{24}$"] }, "action": "block" },
///     { "id": "room", "pattern": "\\b[A-Z]-[0-9]{3}\\b",
///       "context": { "words": ["room", "meeting"], "distance": 40, "effect": "raises" } },
///     { "id": "code_name", "keywords": ["Project Nightfall"], "action": "exclude" }
///   ]
/// }
/// ```
///
/// A match is judged in this order: a keyword is near; it is no longer than `max_len`; the
/// validator passes the finding; it has the entropy; the allow-list has nothing against it; the
/// context. A rule looks for its leftmost match, and goes on behind it, whether it was reported
/// or not. Rules know nothing of each other: what several find is reported by each.
///
/// Patterns and words are matched against the text as it reads: look-alikes and full-width
/// letters as ASCII, without accents and invisible characters, in the case of the text. They are
/// matched byte by byte; what ends within a character off ASCII is reported with all of it. A run
/// of more than eight invisible characters ends the text for every rule.
///
/// A rule whose matches begin with literals costs next to nothing where none stands, and of a
/// stream holds back only what may still be a match. A rule of a rare byte holds back as much as
/// may stand before it, one with a keyword in the middle what looks like a match before that; a
/// rule that begins with anything searches the whole text. So let patterns begin with what is told
/// apart easily, and give them tight bounds. Patterns are compiled when they are first looked for.
/// Work is linear in the text for every pack; at worst, where a pattern matches little but has to
/// look far, each rule reads as much as its longest match a byte.
///
/// Redacting again finds nothing where rules ask for nothing around a match. A rule with keywords
/// before its matches or with context may find more after a redaction, which can bring words
/// nearer, and one with `\b` or an anchor where it stood beside what was replaced. A label that a redacting rule of the pack would find is a mistake, and `build()`
/// refuses one that a built-in guard would find.
///
/// ```
/// use palisade::{Fingerprint, Guardrails, Pii, RulePack};
///
/// let pack = RulePack::from_json(r#"{
///     "name": "company",
///     "rules": [{ "id": "ticket", "pattern": "\\bT-[0-9]{3,5}\\b", "action": "redact" }]
/// }"#)?;
/// let rails = Guardrails::builder().input(pack.clone()).output(pack).build_local()?;
/// let input = rails.validate_input("What became of T-4711?")?;
/// assert_eq!(input.user_text(), "What became of [TICKET]?");
/// assert_eq!(input.findings()[0].guard(), "company");
///
/// let mistake = RulePack::from_json(r#"{"rules": [{"id": "ticket", "pattern": "T-[0-9]+"}]}"#);
/// assert!(mistake.is_err_and(|error| error.to_string().contains("rule `ticket`")));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct RulePack {
    pack: Arc<Pack>,
    compiled: Arc<Compiled>,
    /// Names of validators that were given in code.
    own: Arc<[String]>,
}

/// Makes a [`RulePack`] with validators of the operator's own.
///
/// ```
/// use palisade::{Pack, PackRule, RulePack};
///
/// let mut rule = PackRule::new("parcel", r"\bP[0-9]{9}\b");
/// rule.validator = Some("parcel".to_owned());
/// let sum = |bytes: &[u8]| bytes.iter().map(|byte| u32::from(*byte)).sum::<u32>();
/// let pack = RulePack::builder()
///     .validator("parcel", move |bytes| sum(bytes).is_multiple_of(7))
///     .build(Pack::of([rule]))?;
/// # Ok::<(), palisade::PackError>(())
/// ```
#[derive(Debug, Default)]
pub struct RulePackBuilder {
    validators: Validators,
}

impl RulePack {
    /// Reads a pack and makes a guard of it. Every expression is checked here; it is compiled, once
    /// for all clones, when a rule first comes near a match.
    ///
    /// # Errors
    /// [`PackError`] with the first mistake: which rule, which field, and what to change.
    pub fn from_json(json: &str) -> Result<Self, PackError> {
        Self::builder().build(Pack::from_json(json)?)
    }

    /// A guard of these rules, called `rules`.
    ///
    /// # Errors
    /// As [`from_json`](Self::from_json).
    pub fn of(rules: impl IntoIterator<Item = PackRule>) -> Result<Self, PackError> {
        Self::builder().build(Pack::of(rules))
    }

    /// For packs that name validators of your own.
    pub fn builder() -> RulePackBuilder {
        RulePackBuilder::default()
    }

    /// The pack that it was made of.
    pub fn pack(&self) -> &Pack {
        &self.pack
    }
}

impl RulePackBuilder {
    /// Adds a check that rules may name as their `validator`: it gets the bytes of a finding as
    /// they read, and says whether it is one. It must not panic, and must always say the same of
    /// the same bytes. It takes the place of a built-in one of that name.
    ///
    /// The policy's fingerprint has its name, not what it does: change the name or the version of
    /// the pack with it.
    pub fn validator(
        mut self,
        name: impl Into<String>,
        check: impl Fn(&[u8]) -> bool + Send + Sync + 'static,
    ) -> Self {
        self.validators.own.push((name.into(), Arc::new(check)));
        self
    }

    /// Makes the guard.
    ///
    /// # Errors
    /// [`PackError`] with the first mistake.
    pub fn build(self, pack: Pack) -> Result<RulePack, PackError> {
        let compiled = Arc::new(Compiled::new(&pack, &self.validators)?);
        let own = self.validators.own.into_iter().map(|(name, _)| name).collect();
        Ok(RulePack { pack: Arc::new(pack), compiled, own })
    }

    /// Reads the pack and makes the guard.
    ///
    /// # Errors
    /// [`PackError`] with the first mistake.
    pub fn build_json(self, json: &str) -> Result<RulePack, PackError> {
        self.build(Pack::from_json(json)?)
    }
}

impl fmt::Debug for RulePack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RulePack")
            .field("name", &self.pack.name)
            .field("version", &self.pack.version)
            .field("rules", &self.pack.rules.len())
            .finish_non_exhaustive()
    }
}

serves_both_ways!(RulePack);
impl Detector for RulePack {
    fn id(&self) -> &str {
        &self.pack.name
    }

    fn describe_options(&self, to: &mut Fingerprint) {
        to.text("name", &self.pack.name);
        to.text("version", &self.pack.version);
        for rule in &self.pack.rules {
            // All of its fields, in the order in which they are declared.
            match serde_json::to_string(rule) {
                Ok(rule) => to.text("rule", &rule),
                Err(_) => to.mistake(format!("{}: rule `{}` is no JSON", self.pack.name, rule.id)),
            }
        }
        for list in &self.pack.allow {
            match serde_json::to_string(list) {
                Ok(list) => to.text("allow", &list),
                Err(_) => to.mistake(format!("{}: an allow-list is no JSON", self.pack.name)),
            }
        }
        for name in self.own.iter() {
            to.text("validator", name);
        }
        for rule in self.compiled.rules.iter().filter(|rule| rule.action == Action::Redact) {
            to.replacement(&format!("[{}]", rule.label));
        }
    }

    fn longest(&self) -> usize {
        self.compiled.longest()
    }

    fn literals(&self, to: &mut GateBuilder) {
        self.compiled.gates.name(to);
    }

    fn own_gate(&self) -> Option<Arc<Gate>> {
        let gate = || Gate::of([Some(self as &dyn Detector)]).ok().map(Arc::new);
        self.compiled.alone.get_or_init(gate).clone()
    }

    fn recogniser(&self, _: Source) -> Result<Option<Box<dyn Recogniser>>, GuardError> {
        Ok(Some(Box::new(RuleScan::new(Arc::clone(&self.compiled)))))
    }
}

/// Says whether the bytes of a match are a finding.
type Validator = Arc<dyn Fn(&[u8]) -> bool + Send + Sync>;

/// The checks that rules may name.
#[derive(Default)]
struct Validators {
    own: Vec<(String, Validator)>,
}

impl Validators {
    fn find(&self, name: &str) -> Option<Validator> {
        let own = self.own.iter().rev().find(|(own, _)| own == name);
        own.map(|(_, check)| Arc::clone(check)).or_else(|| match name {
            "luhn" => Some(Arc::new(luhn)),
            "mod_97" => Some(Arc::new(mod_97)),
            _ => None,
        })
    }

    fn names(&self) -> String {
        let own = self.own.iter().map(|(name, _)| name.as_str());
        ["luhn", "mod_97"].into_iter().chain(own).collect::<Vec<_>>().join(", ")
    }
}

impl fmt::Debug for Validators {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.own.iter().map(|(name, _)| name)).finish()
    }
}
