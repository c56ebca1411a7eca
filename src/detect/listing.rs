//! All rules of the guards that come with the crate, as a list.

use std::fmt;

use crate::finding::{Action, Severity};

/// A rule of a built-in guard, as data: for lists, dashboards and reviews.
#[derive(Clone, PartialEq, Eq)]
pub struct RuleInfo {
    guard: &'static str,
    id: String,
    family: String,
    vendor: String,
    label: String,
    keywords: Vec<String>,
    longest: Option<usize>,
    severity: Option<Severity>,
    action: Action,
}

impl RuleInfo {
    /// The guard's name in findings: `secrets`, `pii` or `injection`.
    pub const fn guard(&self) -> &'static str {
        self.guard
    }

    /// The rule's name in findings. For personal data that of the type, of which a kind may have a
    /// rule of its own.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What it is one of: a kind of secret, such as `API key`; `personal data`; a kind of attack.
    pub fn family(&self) -> &str {
        &self.family
    }

    /// Who issues it; empty where no vendor does.
    pub fn vendor(&self) -> &str {
        &self.vendor
    }

    /// What stands in brackets in its place where it is redacted; empty where it never is.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// Literals of which one stands in or before every find; empty where the form alone tells.
    pub fn keywords(&self) -> impl Iterator<Item = &str> {
        self.keywords.iter().map(String::as_str)
    }

    /// The most bytes that decide a find, where that is of the rule and not of its guard.
    pub const fn longest(&self) -> Option<usize> {
        self.longest
    }

    /// How bad a find is, where the rule alone says.
    pub const fn severity(&self) -> Option<Severity> {
        self.severity
    }

    /// What the guard proposes by default.
    pub const fn action(&self) -> Action {
        self.action
    }
}

impl fmt::Debug for RuleInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RuleInfo")
            .field("guard", &self.guard)
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// Every rule of [`Secrets`](crate::Secrets), [`Pii`](crate::Pii) and
/// [`Injection`](crate::Injection), guard by guard.
///
/// ```
/// let rules = palisade::rules();
/// assert!(rules.iter().any(|rule| rule.guard() == "secrets" && rule.vendor() == "GitHub"));
/// assert!(rules.iter().any(|rule| rule.guard() == "pii" && rule.id() == "email"));
/// assert!(rules.iter().any(|rule| rule.guard() == "injection"));
/// ```
pub fn rules() -> Vec<RuleInfo> {
    let secrets = super::secrets::Secrets::rules().map(|rule| RuleInfo {
        guard: "secrets",
        id: rule.id().to_owned(),
        family: rule.kind().to_owned(),
        vendor: rule.vendor().to_owned(),
        label: rule.label().to_owned(),
        keywords: rule.keywords().map(str::to_owned).collect(),
        longest: Some(rule.longest()),
        severity: Some(rule.severity()),
        action: Action::Redact,
    });
    let pii = super::pii::listed().map(|(id, label)| RuleInfo {
        guard: "pii",
        id: id.to_owned(),
        family: "personal data".to_owned(),
        vendor: String::new(),
        label: label.to_owned(),
        keywords: Vec::new(),
        longest: None,
        severity: None,
        action: Action::Redact,
    });
    let injection = super::injection::listed().map(|(id, family, gate, severity)| RuleInfo {
        guard: "injection",
        id: id.to_owned(),
        family: spaced(&family),
        vendor: String::new(),
        label: String::new(),
        keywords: gate.iter().map(|literal| (*literal).to_owned()).collect(),
        longest: None,
        severity: Some(severity),
        action: Action::Block,
    });
    secrets.chain(pii).chain(injection).collect()
}

/// A phrase of attacks: id, family, what it begins with, and how bad it is.
pub(super) type Phrase = (&'static str, String, &'static [&'static str], Severity);

/// `RoleHijack` as `role hijack`.
fn spaced(name: &str) -> String {
    let mut words = String::with_capacity(name.len() + 2);
    for c in name.chars() {
        if c.is_ascii_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.push(c.to_ascii_lowercase());
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_listed_once_under_the_guard_that_reports_it() {
        let rules = rules();
        let mut seen = std::collections::BTreeSet::new();
        for rule in &rules {
            assert!(seen.insert((rule.guard(), rule.id())), "{rule:?} is listed twice");
            assert!(!rule.family().is_empty(), "{rule:?} has no family");
        }
        for guard in ["secrets", "pii", "injection"] {
            assert!(rules.iter().any(|rule| rule.guard() == guard), "{guard} has no rule");
        }
        assert_eq!(spaced("RoleHijack"), "role hijack");
    }
}
