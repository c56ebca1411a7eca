//! What a pack is written as.

use serde::{Deserialize, Serialize};

use super::diagnose::{diagnose, misshapen};
use super::error::PackError;
use crate::finding::{Action, Category, Severity};

/// A named set of rules, as data: of JSON, of the operator's own configuration, or made in code.
/// [`RulePack`](crate::RulePack) makes a guard of it; the format is described there.
///
/// ```
/// use palisade::{Pack, PackRule};
///
/// let pack = Pack::of([PackRule::new("ticket", r"\bT-[0-9]{3,5}\b")]);
/// assert_eq!(Pack::from_json(&serde_json::to_string(&pack)?)?, pack);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Pack {
    /// The guard's name in findings, refusals and audit events: 1 to 64 ASCII letters, digits,
    /// `_`, `-` and `.`; `rules` by default.
    pub name: String,
    /// Any text that tells one edition from the next; a part of the policy's fingerprint.
    pub version: String,
    /// The rules, 1 to 2,000. Their order means nothing.
    pub rules: Vec<PackRule>,
    /// What no rule reports.
    pub allow: Vec<PackAllow>,
}

/// One rule of a [`Pack`]: what it looks for, what must hold of it, and what is to be done.
///
/// Lengths and distances are in bytes of the text as it reads, where look-alikes and full-width
/// letters are ASCII, and marks and invisible characters are left out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct PackRule {
    /// The name of the rule in findings, its own within the pack: 1 to 64 ASCII letters, digits,
    /// `_`, `-` and `.`.
    pub id: String,
    /// What it looks for, for people; it changes nothing.
    pub description: String,
    /// Words to group rules by, for lists; they change nothing.
    pub tags: Vec<String>,
    /// The category of findings; `term` by default.
    pub category: Category,
    /// The severity of findings; `medium` by default.
    pub severity: Severity,
    /// Literals, of which one must stand near a match, in any case of ASCII letters, each of 1 to
    /// 256 bytes. With a pattern that begins with one of them, nothing more is asked; otherwise a
    /// match counts where it could hold the keyword, so begins at most the pattern's longest
    /// match before it, or begins behind it, at most 64 bytes or the pattern's longest match,
    /// whichever is more. Without any, the pattern is looked
    /// for everywhere. Without a pattern, the keywords themselves are found, as whole words.
    pub keywords: Vec<String>,
    /// A regular expression of the crate `regex`, over bytes: `\b`, `\w`, `\d`, `\s` and classes
    /// mean ASCII, and `.` is any byte but a line feed, unless `(?u:…)` says otherwise. It must
    /// bound its match, to at most 8,192 bytes, and not match the empty string.
    pub pattern: Option<String>,
    /// The capture group that is the finding, and what validator, entropy and allow-lists look at;
    /// 0, the whole match, by default.
    pub group: usize,
    /// What is the finding where the group takes no part in a match or is empty: `whole_match`
    /// (the default) or `next_group`.
    pub fallback: GroupFallback,
    /// What the bytes must pass: `luhn` (ISO/IEC 7812-1), `mod_97` (ISO/IEC 7064), or a name
    /// that was given to [`RulePackBuilder::validator`](crate::RulePackBuilder::validator).
    pub validator: Option<String>,
    /// Words that must or should stand near a match.
    pub context: Option<PackContext>,
    /// The least Shannon entropy of the finding, in bits a byte, 0 to 8. Random hexadecimal
    /// digits have up to 4, random base64 up to 6; a text of n bytes at most log2 n.
    pub entropy: Option<f64>,
    /// What is not reported after all.
    pub allow: PackAllow,
    /// More of that, each by itself.
    pub also_allow: Vec<PackAllow>,
    /// The longest match that counts, in bytes, 1 to 8,192; longer ones are passed over. The
    /// pattern's own bound by default.
    pub max_len: Option<usize>,
    /// What is to be done: `flag` (the default), `redact`, `exclude` or `block`.
    pub action: Action,
    /// What stands in square brackets in the place of what is redacted, 1 to 64 characters; the
    /// id in upper case by default.
    pub label: Option<String>,
    /// How sure a finding is, 0 to 1; 1 by default, and 0.5 where context may raise it.
    pub confidence: Option<f32>,
}

/// Words that tell what a number or name near them is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct PackContext {
    /// The words, at least one, of 1 to 64 bytes each; found as whole words, in any case of ASCII
    /// letters. One is enough.
    pub words: Vec<String>,
    /// How far from the match a word may stand, in bytes, on either side, all of the word
    /// included: 1 to 240; 64 by default.
    pub distance: usize,
    /// What a word does: `required` (the default) or `raises`.
    pub effect: ContextEffect,
    /// With `raises`, the confidence where a word is near, 0 to 1; 1 by default.
    pub confidence: f32,
}

/// What a word near a match does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ContextEffect {
    /// Without one there is no finding.
    #[default]
    Required,
    /// With one the finding is surer.
    Raises,
}

/// What a rule does not report though it matches: examples, placeholders, the operator's own.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct PackAllow {
    /// Stop words, of 1 to 256 bytes each: a finding that holds one, in any case of ASCII
    /// letters, is passed over.
    pub words: Vec<String>,
    /// Regular expressions as of a rule, but of any length: a finding in which one matches is
    /// passed over. `^` and `$` mean the finding's ends, or those of the target.
    pub patterns: Vec<String>,
    /// What the patterns are looked for in: `finding` (the default), `match` or `line`. Stop
    /// words are always looked for in the finding.
    pub target: AllowTarget,
    /// Which of stop words and patterns it takes: `either` (the default) or `both`, where there
    /// are both.
    pub when: AllowWhen,
}

/// What the patterns of an allow-list are looked for in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum AllowTarget {
    /// The finding.
    #[default]
    Finding,
    /// The whole match.
    Match,
    /// The line or lines that the match stands in, at most 240 bytes on either side of it. In a
    /// stream a match waits for them.
    Line,
}

/// What it takes for an allow-list to hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum AllowWhen {
    /// A stop word, or a pattern.
    #[default]
    Either,
    /// A stop word and a pattern, where the list has both kinds.
    Both,
}

/// What is the finding where a rule's group is not there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum GroupFallback {
    /// The whole match.
    #[default]
    WholeMatch,
    /// The first group behind it that takes part and is not empty; without one, the whole match.
    NextGroup,
}

impl Pack {
    /// These rules, under the name `rules`.
    pub fn of(rules: impl IntoIterator<Item = PackRule>) -> Self {
        Self { rules: rules.into_iter().collect(), ..Self::default() }
    }

    /// Reads a pack; whether its rules can be used is seen when a guard is made of it.
    ///
    /// # Errors
    /// [`PackError`] where it is no JSON, or a field is unknown or of another type.
    pub fn from_json(json: &str) -> Result<Self, PackError> {
        match serde_json::from_str(json) {
            // Serde takes a list in the place of an object.
            Ok(pack) => misshapen(json).map_or(Ok(pack), Err),
            Err(error) => Err(diagnose(json, &error)),
        }
    }
}

impl Default for Pack {
    fn default() -> Self {
        Self {
            name: "rules".to_owned(),
            version: String::new(),
            rules: Vec::new(),
            allow: Vec::new(),
        }
    }
}

impl PackRule {
    /// A rule that flags what a pattern matches.
    pub fn new(id: impl Into<String>, pattern: impl Into<String>) -> Self {
        Self { id: id.into(), pattern: Some(pattern.into()), ..Self::default() }
    }

    /// A rule that flags keywords.
    pub fn keywords<K: Into<String>>(
        id: impl Into<String>,
        keywords: impl IntoIterator<Item = K>,
    ) -> Self {
        let keywords = keywords.into_iter().map(Into::into).collect();
        Self { id: id.into(), keywords, ..Self::default() }
    }
}

impl Default for PackRule {
    fn default() -> Self {
        Self {
            id: String::new(),
            description: String::new(),
            tags: Vec::new(),
            category: Category::Term,
            severity: Severity::Medium,
            keywords: Vec::new(),
            pattern: None,
            group: 0,
            fallback: GroupFallback::default(),
            validator: None,
            context: None,
            entropy: None,
            allow: PackAllow::default(),
            also_allow: Vec::new(),
            max_len: None,
            action: Action::Flag,
            label: None,
            confidence: None,
        }
    }
}

impl Default for PackContext {
    fn default() -> Self {
        let effect = ContextEffect::Required;
        Self { words: Vec::new(), distance: 64, effect, confidence: 1.0 }
    }
}
