//! The names that tell a secret: of vendors and of services, and words such as `token`.
//!
//! They are looked for only where something may be a value, in the few bytes before it, so other
//! text costs nothing. Names behind a bracket are not seen: a label that stands for something
//! redacted never makes a secret of what follows it.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, AhoCorasickKind, Input};
use once_cell::sync::Lazy;

use super::rules::{RULES, Service, Told, UNNAMED, WEAK_WORDS, WORDS};
use crate::scan::shape::Window;

/// All names, and what each is for.
#[derive(Debug)]
pub(super) struct Keys {
    automaton: AhoCorasick,
    roles: Vec<Vec<Role>>,
    /// The rule for what stands behind a word.
    unnamed: Option<usize>,
}

/// What a name tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// What is assigned to it may be a secret by the rule of this number.
    Assigned(usize),
    /// What stands near it may be a key of the service by the rule of this number.
    Service(usize),
    /// What stands behind it may be a key.
    Word,
    /// Behind the name of a service and it, something may be a key.
    WeakWord,
}

/// `None` cannot be: a test builds them.
pub(super) static KEYS: Lazy<Option<Keys>> = Lazy::new(Keys::new);

impl Keys {
    fn new() -> Option<Self> {
        let mut roles: BTreeMap<&str, Vec<Role>> = BTreeMap::new();
        for (number, rule) in RULES.iter().enumerate() {
            let role = match rule.told {
                Told::Near(_) => Role::Service(number),
                _ => Role::Assigned(number),
            };
            for name in &rule.names {
                roles.entry(name).or_default().push(role);
            }
        }
        for word in WORDS {
            roles.entry(word).or_default().push(Role::Word);
        }
        for word in WEAK_WORDS {
            roles.entry(word).or_default().push(Role::WeakWord);
        }
        let (names, roles): (Vec<&str>, Vec<Vec<Role>>) = roles.into_iter().unzip();
        let automaton = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .prefilter(false)
            .build(names)
            .ok()?;
        let unnamed = RULES.iter().position(|rule| rule.shown.id == UNNAMED);
        Some(Self { automaton, roles, unnamed })
    }

    /// The rules for a value that the operator at `at` assigns. A name may be followed by
    /// [`SUFFIX`] bytes of a name, blanks too where it is a vendor's.
    pub(super) fn assigned_by(&self, window: Window<'_>, at: usize) -> Vec<usize> {
        let (mut from, mut end) = name_before(window, at);
        // `key="password" value="…"`: the name stands before.
        if window.slice(from, end).trim_ascii().eq_ignore_ascii_case(b"value") {
            (from, end) = name_before(window, from);
        }
        let text = window.slice(from, end);
        let mut rules = Vec::new();
        for found in self.automaton.find_overlapping_iter(Input::new(text)) {
            let suffix = text.get(found.end()..).unwrap_or(&[]);
            let name = text.get(found.start()..found.end()).unwrap_or(&[]);
            if suffix.len() > SUFFIX {
                continue;
            }
            let before = text.get(..found.start()).unwrap_or(&[]);
            let is_denied = is_no_secret(before, name, suffix);
            for role in self.roles.get(found.pattern().as_usize()).into_iter().flatten() {
                let Role::Assigned(rule) = role else { continue };
                let by_word = RULES.get(*rule).is_some_and(|rule| rule.told == Told::ByWord);
                let is_one_word = !suffix.iter().any(|byte| matches!(byte, b' ' | b'\t'));
                let tells = match by_word {
                    true => is_one_word && !is_denied,
                    false => is_written_as_one(name),
                };
                if tells && !rules.contains(rule) {
                    rules.push(*rule);
                }
            }
        }
        rules.sort_unstable();
        rules
    }

    /// The rule for a key that begins at `at` near the name of a service or directly behind a
    /// word.
    pub(super) fn near(&self, window: Window<'_>, at: usize) -> Option<usize> {
        // Every name has letters; a row of numbers has none.
        let has_letters = |text: &[u8]| text.iter().fold(false, |any, b| any | is_letter(*b));
        if !has_letters(window.slice(at.saturating_sub(NEAR).max(window.base), at)) {
            return None;
        }
        let sees = |at: &usize| window.get(*at).is_some_and(|byte| !matches!(byte, b'[' | b']'));
        let from = (at.saturating_sub(NEAR)..at).rev().take_while(sees).last()?;
        let text = window.slice(from, at);
        let gap = |end: usize| text.get(end..).unwrap_or(&[]);
        let parts = |gap: &[u8]| gap.len() <= PARTS && !gap.iter().any(u8::is_ascii_alphanumeric);
        // Where the last word before the key ends, and the last name with what it is.
        let (mut word, mut weak, mut service) = (None, None, None);
        for found in self.automaton.find_overlapping_iter(Input::new(text)) {
            for role in self.roles.get(found.pattern().as_usize()).into_iter().flatten() {
                match role {
                    Role::Word => word = Some(found.end()),
                    Role::WeakWord => {
                        weak = Some(found.end());
                        // `secret-key-…`.
                        let between = |word: usize| text.get(word..found.start());
                        if word.and_then(between).is_some_and(parts) {
                            word = weak;
                        }
                    }
                    // `box` is not in `toolbox`.
                    Role::Service(rule) if is_a_word(text, found.start(), found.end()) => {
                        service = Some((*rule, found.end()));
                    }
                    Role::Service(_) | Role::Assigned(_) => {}
                }
            }
        }
        let told = word.max(weak);
        if let Some((rule, end)) = service {
            let is_distinct =
                RULES.get(rule).is_some_and(|rule| rule.told == Told::Near(Service::Distinct));
            let named = told.is_some_and(|told| told >= end && gap(told).len() <= PARTS * 2);
            if named || is_distinct && parts(gap(end)) {
                return Some(rule);
            }
        }
        word.filter(|word| parts(gap(*word))).and(self.unnamed)
    }

    /// Whether one of the words is in `text`.
    pub(super) fn has_word(&self, text: &[u8]) -> bool {
        let tells = |role: &Role| matches!(role, Role::Word | Role::Service(_));
        self.automaton.find_overlapping_iter(Input::new(text)).any(|found| {
            let roles = self.roles.get(found.pattern().as_usize());
            let is_long = found.len() > 3;
            is_long && roles.is_some_and(|roles| roles.iter().any(tells))
        })
    }
}

/// Without a branch: many bytes are tested by one instruction.
const fn is_letter(byte: u8) -> bool {
    (byte | 0x20).wrapping_sub(b'a') < 26
}

/// Where the name stands that ends before `at`, quotes and blanks aside.
fn name_before(window: Window<'_>, at: usize) -> (usize, usize) {
    let byte = |back: usize| at.checked_sub(back).and_then(|at| window.get(at));
    let mut back = 1;
    while back <= GAP && byte(back).is_some_and(closes) {
        back += 1;
    }
    // `config["key"] = `, but not a label: that has no quote before its bracket.
    if byte(back) == Some(b']') && byte(back + 1).is_some_and(is_quote) {
        back += 2;
    }
    let end = at + 1 - back.min(at + 1);
    let begins = |at: &usize| window.get(*at).is_some_and(names);
    let from = (end.saturating_sub(LOOK)..end).rev().take_while(begins).last().unwrap_or(end);
    (from, end)
}

/// Between a name and the operator.
const fn closes(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b'"' | b'\'' | b'`' | b'?' | b'\\' | b',')
}

const fn is_quote(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'')
}

/// In names and between their parts.
const fn names(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-' | b' ' | b'\t')
}

/// Whether no letter stands before a name, nor behind it where it is short.
fn is_a_word(text: &[u8], start: usize, end: usize) -> bool {
    let is_letter = |at: usize| text.get(at).is_some_and(u8::is_ascii_alphabetic);
    // `boxKEY`.
    let turns = end
        .checked_sub(1)
        .and_then(|last| text.get(last))
        .zip(text.get(end))
        .is_some_and(|(last, next)| last.is_ascii_lowercase() && next.is_ascii_uppercase());
    !start.checked_sub(1).is_some_and(is_letter) && (end - start > 3 || !is_letter(end) || turns)
}

/// Small letters, capitals, or a capital and small letters; a longer name may be of two words.
/// `CameraKit` has no `meraki` in it.
fn is_written_as_one(name: &[u8]) -> bool {
    let tail = name.get(1..).unwrap_or(&[]);
    name.len() > 7
        || !tail.iter().any(u8::is_ascii_uppercase)
        || !name.iter().any(u8::is_ascii_lowercase)
}

/// Names of what is public, or tells about a secret: `public_key`, `token_url`.
fn is_no_secret(before: &[u8], name: &[u8], suffix: &[u8]) -> bool {
    let ends = |word: &&str| {
        let at = before.len().checked_sub(word.len());
        at.and_then(|at| before.get(at..))
            .is_some_and(|end| end.eq_ignore_ascii_case(word.as_bytes()))
    };
    let has =
        |word: &&str| suffix.windows(word.len()).any(|at| at.eq_ignore_ascii_case(word.as_bytes()));
    // `accessor`, `author`, `rapid`.
    let is_short = name.len() < 5;
    let goes_on = suffix.first().is_some_and(u8::is_ascii_lowercase)
        && name.last().is_some_and(u8::is_ascii_lowercase);
    let begins_inside = is_short
        && name.first().is_some_and(u8::is_ascii_lowercase)
        && before.last().is_some_and(u8::is_ascii_lowercase);
    let plural = matches!(suffix, [b's'] | [b's', b'_' | b'-' | b'.', ..]);
    goes_on && !plural || begins_inside || PUBLIC.iter().any(ends) || ABOUT.iter().any(has)
}

/// Before a word that would tell a secret.
const PUBLIC: &[&str] = &[
    "public",
    "public_",
    "public-",
    "public.",
    "pub_",
    "pub-",
    "csrf",
    "csrf_",
    "csrf-",
    "xsrf-",
    "xsrf_",
    "primary_",
    "primary",
    "foreign_",
    "foreign",
    "sort_",
    "sort",
    "partition_",
    "cache_",
    "cache-",
    "cache",
    "kms_",
    "kms-",
    "max_",
    "next_",
    "next",
    "page_",
    "page",
    "jsonweb",
    "continuation",
    "sync_",
    "pagination_",
    "keyboard",
    "idempotency-",
    "idempotency_",
    "registry",
    "translation_",
    "i18n_",
    "object_",
    "hash_",
    "range_",
    "group_",
    "row_",
    "map_",
];

/// Behind it.
const ABOUT: &[&str] = &[
    "id", "name", "version", "url", "uri", "path", "file", "length", "size", "type", "count",
    "vault", "alias", "arn", "expir", "endpoint", "host", "header", "field", "prefix", "format",
    "ible", "policy", "hint", "rotation", "store", "usage", "limit", "regex", "pattern", "algo",
];

/// The most blanks and quotes between a name and the operator.
const GAP: usize = 4;
/// The most bytes of a name behind the part that tells.
const SUFFIX: usize = 20;
/// How far before the operator a name may begin, in bytes; more than the longest name with
/// what may follow it, a test asserts.
pub(super) const LOOK: usize = 64;
/// How far before a key the name of a service may begin.
pub(super) const NEAR: usize = 40;
/// The most bytes between a word and the key.
const PARTS: usize = 6;
