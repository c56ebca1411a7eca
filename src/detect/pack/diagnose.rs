//! Which field of which rule serde stumbled over.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::error::PackError;
use super::format::{Pack, PackAllow, PackContext, PackRule};

/// What a pack that serde did not take has wrong. Serde's own message is not passed on: it may
/// quote the pack, and does not name the rule.
pub(super) fn diagnose(json: &str, error: &serde_json::Error) -> PackError {
    let unreadable = PackError::Json { line: error.line(), column: error.column() };
    misshapen(json).unwrap_or(unreadable)
}

/// The first field that is unknown or of another type; `None` where there is none, or no JSON.
pub(super) fn misshapen(json: &str) -> Option<PackError> {
    in_pack(&serde_json::from_str(json).ok()?)
}

fn in_pack(value: &Value) -> Option<PackError> {
    let place = "the pack";
    let Some(pack) = value.as_object() else {
        return Some(wrong(place, "the pack", "an object with `name`, `version` and `rules`"));
    };
    let unknown = unknown_field(place, "", pack, PACK, PACK_KNOWN);
    let unknown = unknown.or_else(|| in_allows(place, "allow", pack.get("allow")));
    let rules = pack.get("rules").and_then(Value::as_array);
    let in_rules = || {
        let rules = rules.into_iter().flatten().enumerate();
        { rules }.find_map(|(index, rule)| in_rule(index, rule))
    };
    unknown.or_else(in_rules).or_else(|| wrong_field::<Pack>(place, "", pack, PACK))
}

fn in_rule(index: usize, value: &Value) -> Option<PackError> {
    let Some(rule) = value.as_object() else {
        return Some(wrong(&numbered(index), "the rule", "an object with `id` and `pattern`"));
    };
    let place = match rule.get("id") {
        Some(Value::String(id)) => named(id, index),
        _ => numbered(index),
    };
    let inner = |name: &str| rule.get(name).and_then(Value::as_object);
    let no_object = |name: &str, expected: &'static str| {
        let is_list = rule.get(name).is_some_and(Value::is_array);
        is_list.then(|| wrong(&place, name, expected))
    };
    unknown_field(&place, "", rule, RULE, RULE_KNOWN)
        .or_else(|| {
            let context = inner("context")?;
            unknown_field(&place, "context.", context, CONTEXT, CONTEXT_KNOWN)
                .or_else(|| wrong_field::<PackContext>(&place, "context.", context, CONTEXT))
        })
        .or_else(|| {
            let allow = inner("allow")?;
            unknown_field(&place, "allow.", allow, ALLOW, ALLOW_KNOWN)
                .or_else(|| wrong_field::<PackAllow>(&place, "allow.", allow, ALLOW))
        })
        .or_else(|| in_allows(&place, "also_allow", rule.get("also_allow")))
        .or_else(|| no_object("context", CONTEXT_IS).or_else(|| no_object("allow", ALLOW_IS)))
        .or_else(|| wrong_field::<PackRule>(&place, "", rule, RULE))
}

/// The first mistake in a list of allow-lists.
fn in_allows(place: &str, field: &str, lists: Option<&Value>) -> Option<PackError> {
    let within = format!("{field}.");
    lists.and_then(Value::as_array)?.iter().find_map(|list| {
        let Some(list) = list.as_object() else { return Some(wrong(place, field, ALLOWS)) };
        unknown_field(place, &within, list, ALLOW, ALLOW_KNOWN)
            .or_else(|| wrong_field::<PackAllow>(place, &within, list, ALLOW))
    })
}

/// The first field that is not among `fields`.
fn unknown_field(
    place: &str,
    within: &str,
    object: &Map<String, Value>,
    fields: &[(&str, &str)],
    known: &'static str,
) -> Option<PackError> {
    let field = object.keys().find(|name| !fields.iter().any(|(field, _)| field == name))?;
    let shown: String = field.chars().filter(|c| !c.is_control()).take(64).collect();
    Some(PackError::UnknownField {
        place: place.to_owned(),
        field: format!("{within}{shown}"),
        known,
    })
}

/// The first field that a `T` with no other field does not take.
fn wrong_field<T: DeserializeOwned>(
    place: &str,
    within: &str,
    object: &Map<String, Value>,
    fields: &[(&str, &'static str)],
) -> Option<PackError> {
    let is_wrong = |name: &str, value: &Value| {
        let alone = Map::from_iter([(name.to_owned(), value.clone())]);
        serde_json::from_value::<T>(Value::Object(alone)).is_err()
    };
    let mut fields = fields.iter();
    let (name, expected) =
        fields.find(|(name, _)| object.get(*name).is_some_and(|value| is_wrong(name, value)))?;
    Some(wrong(place, &format!("{within}{name}"), expected))
}

fn wrong(place: &str, field: &str, expected: &'static str) -> PackError {
    PackError::WrongType { place: place.to_owned(), field: field.to_owned(), expected }
}

/// A rule as errors name it.
pub(super) fn named(id: &str, index: usize) -> String {
    if is_name(id) { format!("rule `{id}`") } else { numbered(index) }
}

/// A rule without a usable id.
fn numbered(index: usize) -> String {
    format!("rule {}", index + 1)
}

/// Whether this may be the name of a pack or rule.
pub(super) fn is_name(name: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    (1..=64).contains(&name.len()) && name.bytes().all(is_plain)
}

const PACK: &[(&str, &str)] =
    &[("name", TEXT), ("version", TEXT), ("rules", "a list of rules"), ("allow", ALLOWS)];
const PACK_KNOWN: &str = "name, version, rules, allow";

const RULE: &[(&str, &str)] = &[
    ("id", TEXT),
    ("description", TEXT),
    ("tags", TEXTS),
    (
        "category",
        "injection, personal_data, secret, disguise, link, size, term or other, as a string",
    ),
    ("severity", "low, medium, high or critical, as a string"),
    ("keywords", TEXTS),
    ("pattern", TEXT),
    ("group", WHOLE),
    ("fallback", "whole_match or next_group, as a string"),
    ("validator", TEXT),
    ("context", CONTEXT_IS),
    ("entropy", FRACTION),
    ("allow", ALLOW_IS),
    ("also_allow", ALLOWS),
    ("max_len", WHOLE),
    ("action", "flag, redact, exclude or block, as a string"),
    ("label", TEXT),
    ("confidence", FRACTION),
];
const RULE_KNOWN: &str = "id, description, tags, category, severity, keywords, pattern, group, fallback, validator, \
                          context, entropy, allow, also_allow, max_len, action, label, confidence";

const CONTEXT: &[(&str, &str)] = &[
    ("words", TEXTS),
    ("distance", WHOLE),
    ("effect", "required or raises, as a string"),
    ("confidence", FRACTION),
];
const CONTEXT_KNOWN: &str = "words, distance, effect, confidence";

const ALLOW: &[(&str, &str)] = &[
    ("words", TEXTS),
    ("patterns", TEXTS),
    ("target", "finding, match or line, as a string"),
    ("when", "either or both, as a string"),
];
const ALLOW_KNOWN: &str = "words, patterns, target, when";

const CONTEXT_IS: &str = "an object with `words`";
const ALLOW_IS: &str = "an object with `words` or `patterns`";
const ALLOWS: &str = "a list of objects with `words` or `patterns`";
const TEXT: &str = "a string";
const TEXTS: &str = "a list of strings";
const WHOLE: &str = "a whole number, 0 or more";
const FRACTION: &str = "a number";
