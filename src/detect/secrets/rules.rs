//! The rules, as data: what each secret looks like.
//!
//! They stand in readable files, one rule a line: those of gitleaks
//! (<https://github.com/gitleaks/gitleaks>, © 2019 Zachary Rice, MIT licence), written anew in the
//! notation of [`Shape`](crate::scan::shape::Shape) and with bounds; those after the vendors'
//! documentation of their token formats; the names of services whose keys have no look of their
//! own; and where vendors revoke keys.

use std::collections::BTreeMap;

use once_cell::sync::Lazy;

use super::checks::{self, Check};
use super::rule::SecretRule;
use crate::finding::Severity;

/// What one rule looks for.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) shown: SecretRule,
    /// The names before the value, in lower case; where there are some, the secret is the value
    /// that is assigned to one of them.
    pub(super) names: Vec<&'static str>,
    /// What it looks like.
    pub(super) looks: Vec<&'static str>,
    /// Its bytes vary as so many different ones do: what repeats itself is a placeholder.
    pub(super) distinct: usize,
    /// What else must hold.
    pub(super) check: Check,
    /// How it is told.
    pub(super) told: Told,
}

impl Rule {
    pub(super) fn is_by_look(&self) -> bool {
        self.told == Told::ByLook
    }
}

/// What tells a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// Its own bytes.
    ByLook,
    /// The name of a vendor in what it is assigned to.
    ByName,
    /// A word such as `password`, which ends what it is assigned to.
    ByWord,
    /// The name of a service near it.
    Near(Service),
    /// The words that it is made of.
    Phrase,
}

/// How telling the name of a service is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Service {
    /// It is the name of nothing else.
    Distinct,
    /// It is a word of its own, too.
    Common,
    /// It is no service, but a word such as `token`.
    Unnamed,
}

/// The rule that opens a redaction until the footer.
pub(super) const PEM: &str = "private_key_pem";
/// The rule that opens a redaction until the end of the token.
pub(super) const JWT: &str = "jwt";
/// What ends a redaction that [`PEM`] has opened.
pub(super) const PEM_FOOTER: &str = "-----END[A-Z0-9 _]{1,60}-----.*";
/// The rule for passwords of connection strings, which stand behind `=` alone.
pub(super) const ODBC: &str = "odbc_password";
/// The rule for seed phrases.
pub(super) const SEED: &str = "bip39_seed_phrase";
/// The rule for what stands directly behind a word such as `token`.
pub(super) const UNNAMED: &str = "unnamed_token";
/// What stands near the name of a service, or directly behind a word such as `token`.
pub(super) const NEAR: &str = "[A-Za-z0-9_.+/-]{15,300}={0,2}";
/// The same where it is longer than a shape tells.
const NEAR_LONG: &str = "[A-Za-z0-9_.+/-]{128,300}";
/// The most bytes of it, but for what it is filled up with; a test asserts it.
pub(super) const NEAR_LEN: usize = 300;

/// Every rule, in the order in which the finds of one place are told.
pub(super) static RULES: Lazy<Vec<Rule>> = Lazy::new(|| {
    let advice = advice();
    let mut rules: Vec<Rule> = [VENDORS, GITLEAKS]
        .iter()
        .flat_map(|file| lines(file))
        .filter_map(|line| read(line, &advice))
        .collect();
    // What is told by a word comes last: where a vendor is known, too, it is named.
    rules.sort_by_key(|rule| rule.told == Told::ByWord);
    let known: Vec<String> = rules.iter().map(|rule| rule.shown.id.clone()).collect();
    for name in lines(NAMES) {
        rules.extend(service(name, &advice).filter(|rule| !known.contains(&rule.shown.id)));
    }
    rules.push(unnamed());
    rules.push(phrase());
    rules
});

const VENDORS: &str = include_str!("data/vendors.rules");
const GITLEAKS: &str = include_str!("data/gitleaks.rules");
const NAMES: &str = include_str!("data/names.txt");
pub(super) const ADVICE: &str = include_str!("data/advice.txt");

/// The lines that are no comments.
pub(super) fn lines(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// How many lines stand for rules; a test asserts that all are understood.
#[cfg(test)]
pub(super) fn written() -> usize {
    lines(VENDORS).count() + lines(GITLEAKS).count()
}

/// Where vendors revoke keys.
fn advice() -> BTreeMap<&'static str, &'static str> {
    lines(ADVICE).filter_map(|line| line.split_once(" ; ")).collect()
}

/// Reads a line of a file of rules.
fn read(line: &'static str, advice: &BTreeMap<&str, &str>) -> Option<Rule> {
    let mut fields = line.split(" ; ").map(|field| field.trim());
    let (id, vendor, kind) = (fields.next()?, fields.next()?, fields.next()?);
    let (distinct, names, looks) = (fields.next()?, fields.next()?, fields.next()?);
    let check_name = fields.next()?;
    let (id, label) = match id.split_once(' ') {
        Some((id, label)) => (id, label.to_owned()),
        None => (id, id.to_ascii_uppercase()),
    };
    let vendor = if vendor == "-" { "" } else { vendor };
    let names: Vec<&str> = names.split(' ').filter(|name| *name != "-").collect();
    let looks: Vec<&str> = looks.split("  ").collect();
    let told = match (names.is_empty(), check_name) {
        (true, _) => Told::ByLook,
        (false, "assigned" | "key" | "odbc" | "header" | "env") => Told::ByWord,
        (false, _) => Told::ByName,
    };
    let is_id = kind.ends_with(" id") || kind.starts_with("public ");
    let (severity, confidence) = match told {
        _ if is_id => (Severity::Medium, 0.8),
        Told::ByLook => (Severity::Critical, 0.95),
        Told::ByName | Told::Near(_) => (Severity::Critical, 0.9),
        Told::ByWord | Told::Phrase => (Severity::High, 0.6),
    };
    Some(Rule {
        shown: SecretRule {
            id: id.to_owned(),
            label,
            vendor: vendor.to_owned(),
            kind,
            severity,
            confidence,
            advice: advise(vendor, kind, advice),
            keywords: keywords(&names, &looks),
            longest: longest(&looks),
        },
        names,
        looks,
        distinct: distinct.parse().ok()?,
        check: checks::by_name(check_name)?,
        told,
    })
}

/// The rule for the keys of a service.
fn service(name: &'static str, advice: &BTreeMap<&str, &str>) -> Option<Rule> {
    let (name, service) = match name.strip_suffix('*') {
        Some(name) => (name, Service::Common),
        None => (name, Service::Distinct),
    };
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    let mut vendor = name.to_owned();
    vendor.get_mut(..1)?.make_ascii_uppercase();
    Some(Rule {
        shown: SecretRule {
            id: format!("{plain}_service_key"),
            // One for all, as each is tried on every guard when a policy is built.
            label: "API_KEY".to_owned(),
            advice: advise(&vendor, "key", advice),
            vendor,
            kind: "key",
            severity: Severity::High,
            confidence: 0.7,
            keywords: vec![name.to_owned()],
            longest: longest(&[NEAR]),
        },
        names: vec![name],
        looks: vec![NEAR, NEAR_LONG],
        distinct: 4,
        check: checks::is_strong,
        told: Told::Near(service),
    })
}

/// The rule for what has no name but a word such as `token`.
fn unnamed() -> Rule {
    Rule {
        shown: SecretRule {
            id: UNNAMED.to_owned(),
            label: "SECRET".to_owned(),
            vendor: String::new(),
            kind: "token",
            severity: Severity::High,
            confidence: 0.6,
            advice: advise("", "token", &BTreeMap::new()),
            keywords: WORDS.iter().map(|word| (*word).to_owned()).collect(),
            longest: longest(&[NEAR]),
        },
        names: Vec::new(),
        looks: vec![NEAR, NEAR_LONG],
        distinct: 4,
        check: checks::is_strong,
        told: Told::Near(Service::Unnamed),
    }
}

/// The rule for seed phrases.
fn phrase() -> Rule {
    Rule {
        shown: SecretRule {
            id: SEED.to_owned(),
            label: "SEED_PHRASE".to_owned(),
            vendor: String::new(),
            kind: "seed phrase",
            severity: Severity::Critical,
            confidence: 0.9,
            advice: "Move what the wallet holds to a new one.".to_owned(),
            keywords: Vec::new(),
            longest: super::seed::LONGEST,
        },
        names: Vec::new(),
        looks: Vec::new(),
        distinct: 1,
        check: checks::any,
        told: Told::Phrase,
    }
}

fn advise(vendor: &str, kind: &str, known: &BTreeMap<&str, &str>) -> String {
    match (known.get(vendor), vendor, kind) {
        (Some(place), ..) => format!("Revoke it at {place} and make a new one."),
        (None, "", "private key") => "Replace the key pair everywhere it is used.".to_owned(),
        (None, "", "password" | "password hash") => "Change the password.".to_owned(),
        (None, "", _) => "Revoke it where it was issued and make a new one.".to_owned(),
        (None, vendor, _) => format!("Revoke it in the settings of {vendor} and make a new one."),
    }
}

fn keywords(names: &[&str], looks: &[&str]) -> Vec<String> {
    if !names.is_empty() {
        return names.iter().map(|name| (*name).to_owned()).collect();
    }
    let shapes = looks.iter().filter_map(|look| crate::scan::shape::Shape::parse(look));
    let literals = shapes.map(|shape| String::from_utf8_lossy(&shape.literal()).into_owned());
    literals.filter(|literal| !literal.is_empty()).collect()
}

fn longest(looks: &[&str]) -> usize {
    let shapes = looks.iter().filter_map(|look| crate::scan::shape::Shape::parse(look));
    shapes.map(|shape| shape.max_len()).max().unwrap_or(0)
}

/// Behind one of these, or with one of them between a name and it, something is a key.
pub(super) const WORDS: &[&str] = &[
    "secret",
    "token",
    "apikey",
    "api_key",
    "api-key",
    "api key",
    "access_key",
    "access-key",
    "access key",
    "accesskey",
    "private_key",
    "private-key",
    "private key",
    "privatekey",
    "auth_key",
    "bearer",
    "password",
    "passwd",
    "credential",
];

/// With one of these between the name of a service and it, something is a key.
pub(super) const WEAK_WORDS: &[&str] = &["key", "access", "private", "auth", "client"];
