//! What is known about a kind of secret.

use std::fmt;

use crate::finding::Severity;

/// A kind of secret that [`Secrets`](crate::Secrets) finds, as data: who issues it, what it is,
/// how sure a find is, and what to do about one.
///
/// ```
/// use palisade::Secrets;
///
/// let rule = Secrets::rules().find(|rule| rule.id() == "github_token").expect("a known rule");
/// assert_eq!(rule.vendor(), "GitHub");
/// assert!(rule.advice().contains("https://github.com/settings/tokens"));
/// ```
pub struct SecretRule {
    pub(super) id: String,
    pub(super) label: String,
    pub(super) vendor: String,
    pub(super) kind: &'static str,
    pub(super) severity: Severity,
    pub(super) confidence: f32,
    pub(super) advice: String,
    pub(super) keywords: Vec<String>,
    pub(super) longest: usize,
}

impl SecretRule {
    /// The name in findings, of small ASCII letters, digits and low lines.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Who issues it; empty where no vendor does, as for passwords and private keys.
    pub fn vendor(&self) -> &str {
        &self.vendor
    }

    /// What it is, such as `API key`.
    pub fn kind(&self) -> &str {
        self.kind
    }

    /// What stands in brackets in its place.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// How bad a leak is.
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// How sure a find is one, 0 to 1.
    pub fn confidence(&self) -> f32 {
        self.confidence
    }

    /// What to do about a leaked one: where to revoke it.
    pub fn advice(&self) -> &str {
        &self.advice
    }

    /// What it begins with or, where it is told by its name, parts of the name before it; the
    /// case of ASCII letters counts for nothing in names. A text without any of them has none.
    /// Empty where a secret is told by its look alone.
    pub fn keywords(&self) -> impl Iterator<Item = &str> {
        self.keywords.iter().map(String::as_str)
    }

    /// The most bytes of an undecided find, the name before it not counted. What goes on without
    /// an end, such as a private key, is decided by no more of its beginning.
    pub fn longest(&self) -> usize {
        self.longest
    }
}

impl fmt::Debug for SecretRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SecretRule").field("id", &self.id).finish_non_exhaustive()
    }
}
