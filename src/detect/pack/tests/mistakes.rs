//! What is wrong with a pack is told so that it can be put right.

use super::*;
use crate::input::InputGuard;

fn mistake(json: &str) -> String {
    match RulePack::from_json(json) {
        Ok(_) => panic!("no mistake in {json}"),
        Err(error) => error.to_string(),
    }
}

fn in_rule(fields: &str) -> String {
    mistake(&format!(r#"{{"rules": [{{"id": "staff", {fields}}}]}}"#))
}

fn says(message: &str, parts: &[&str]) {
    parts.iter().for_each(|part| assert!(message.contains(part), "no {part:?} in: {message}"));
}

#[test]
fn broken_json_is_told_by_its_place_and_not_quoted() {
    let message = mistake("{\n  \"rules\": [\n    sesame\n  ]\n}");
    says(&message, &["line 3", "column 5"]);
    assert!(!message.contains("sesame"));
    says(&mistake(""), &["line 1"]);
    says(&mistake(r#"{"rules": [{"id": "a", "id": "b", "pattern": "x"}]}"#), &["line 1", "twice"]);
}

#[test]
fn unknown_fields_are_told_with_those_that_there_are() {
    says(&mistake(r#"{"rule": []}"#), &["the pack", "`rule`", "name, version, rules"]);
    says(&in_rule(r#""patern": "x""#), &["rule `staff`", "`patern`", "pattern"]);
    says(
        &mistake(r#"{"rules": [{"id": "a", "pattern": "x"}, {"name": "b"}]}"#),
        &["rule 2", "`name`", "id, description"],
    );
    says(
        &in_rule(r#""pattern": "x", "context": {"word": ["y"]}"#),
        &["rule `staff`", "`context.word`", "words, distance"],
    );
    says(&in_rule(r#""pattern": "x", "allow": {"word": []}"#), &["`allow.word`", "patterns"]);
}

#[test]
fn values_of_another_type_are_told_with_what_is_expected() {
    says(&mistake("[]"), &["the pack", "object"]);
    says(&mistake(r#"{"rules": {}}"#), &["the pack", "`rules`", "list of rules"]);
    says(&mistake(r#"{"rules": ["x"]}"#), &["rule 1", "object"]);
    says(&mistake(r#"{"version": 2, "rules": []}"#), &["`version`", "string"]);
    for (field, expected) in [
        (r#""id": 7"#, "string"),
        (r#""category": "secrets""#, "personal_data"),
        (r#""severity": "bad""#, "critical"),
        (r#""keywords": "x""#, "list of strings"),
        (r#""pattern": 1"#, "string"),
        (r#""group": "one""#, "whole number"),
        (r#""group": -1"#, "whole number"),
        (r#""validator": true"#, "string"),
        (r#""context": []"#, "object"),
        (r#""context": {"distance": "near"}"#, "whole number"),
        (r#""context": {"effect": "maybe"}"#, "raises"),
        (r#""entropy": "high""#, "number"),
        (r#""allow": "x""#, "object"),
        (r#""allow": {"words": "x"}"#, "list of strings"),
        (r#""max_len": 1.5"#, "whole number"),
        (r#""action": "delete""#, "exclude"),
        (r#""label": 1"#, "string"),
        (r#""confidence": "sure""#, "number"),
    ] {
        let message = mistake(&format!(r#"{{"rules": [{{{field}}}]}}"#));
        let name = field.split('"').nth(1).expect("a name");
        says(&message, &["rule 1", &format!("`{name}"), "must be", expected]);
    }
}

#[test]
fn names_and_numbers_of_rules_are_checked() {
    says(&mistake(r#"{"rules": []}"#), &["the pack", "`rules`", "2,000"]);
    says(&mistake(r#"{"rules": [{"pattern": "x"}]}"#), &["rule 1", "`id`"]);
    says(&mistake(r#"{"rules": [{"id": "a b", "pattern": "x"}]}"#), &["rule 1", "`id`"]);
    says(&mistake(r#"{"name": "", "rules": [{"id": "a"}]}"#), &["the pack", "`name`"]);
    let twice = r#"{"rules": [{"id": "a", "pattern": "x"}, {"id": "b", "pattern": "x"},
                              {"id": "a", "pattern": "y"}]}"#;
    says(&mistake(twice), &["1 and 3", "`a`", "another id"]);
    says(&mistake(r#"{"rules": [{"id": "staff"}]}"#), &["rule `staff`", "pattern", "keywords"]);
}

#[test]
fn patterns_that_cannot_serve_are_told_with_what_to_change() {
    says(&in_rule(r#""pattern": "E-[0-9]+""#), &["rule `staff`", "{1,64}", "bound"]);
    says(&in_rule(r#""pattern": "a{0,3}""#), &["rule `staff`", "empty", "required"]);
    says(&in_rule(r#""pattern": "a{9000}""#), &["`pattern`", "9000", "8192"]);
    says(&in_rule(r#""pattern": "[^\\s\\S]""#), &["nothing can match"]);
    let syntax = in_rule(r#""pattern": "sesame(""#);
    says(&syntax, &["`pattern`", "byte 6", "unclosed group"]);
    assert!(!syntax.contains("sesame"));
    says(&in_rule(r#""pattern": "[é]""#), &["`pattern`", "byte", "Unicode"]);
    says(
        &in_rule(r#""pattern": "(?:[a-z][0-9]{1,40}(?u:\\p{L}){1,20}){1,30}""#),
        &["`pattern`", "memory", "split"],
    );
    says(&in_rule(r#""pattern": "(a)", "group": 2"#), &["`group` is 2", "has 1"]);
}

#[test]
fn other_fields_are_held_to_their_ranges() {
    let with = |more: &str| in_rule(&format!(r#""pattern": "a{{2,9}}", {more}"#));
    says(&with(r#""entropy": 8.1"#), &["rule `staff`", "`entropy`", "0 to 8"]);
    says(&with(r#""entropy": -0.1"#), &["`entropy`"]);
    says(&with(r#""confidence": 1.5"#), &["`confidence`", "0 to 1"]);
    says(&with(r#""max_len": 0"#), &["`max_len`", "8192"]);
    says(&with(r#""max_len": 8193"#), &["`max_len`", "8192"]);
    says(&with(r#""max_len": 1"#), &["`max_len`", "shortest match"]);
    says(&with(r#""label": """#), &["`label`", "1 to 64"]);
    says(&with(r#""label": "[A]""#), &["`label`", "brackets"]);
    says(&with(r#""keywords": ["a", ""]"#), &["number 2", "`keywords`"]);
    says(&with(r#""keywords": ["\u200b"]"#), &["number 1", "visible"]);
    says(&with(r#""allow": {"words": [" "]}"#), &["`allow.words`"]);
    says(&with(r#""allow": {"patterns": ["("]}"#), &["`allow.patterns`", "unclosed"]);
    says(&with(r#""context": {}"#), &["`context.words`", "at least one"]);
    says(&with(r#""context": {"words": [""]}"#), &["`context.words`", "number 1"]);
    let context = |more: &str| with(&format!(r#""context": {{"words": ["room"], {more}}}"#));
    says(&context(r#""distance": 0"#), &["`context.distance`", "240"]);
    says(&context(r#""distance": 241"#), &["`context.distance`", "240"]);
    says(&context(r#""distance": 3"#), &["`context.distance`", "longest word"]);
    says(&context(r#""confidence": 2"#), &["`context.confidence`", "0 to 1"]);
    says(
        &with(r#""validator": "verhoeff""#),
        &["rule `staff`", "`verhoeff`", "luhn, mod_97", "RulePackBuilder::validator"],
    );
    let word = "x".repeat(257);
    says(&with(&format!(r#""keywords": ["{word}"]"#)), &["256 bytes"]);
    let many: Vec<String> = (0..200).map(|n| format!("{n:0>200}")).collect();
    let rule = PackRule::keywords("many", many);
    let error = RulePack::of([rule]).expect_err("too many").to_string();
    says(&error, &["32768", "split"]);
}

#[test]
fn a_label_that_would_be_redacted_again_is_refused() {
    let message = mistake(
        r#"{"rules": [
            {"id": "capitals", "pattern": "[A-Z]{6}", "action": "redact", "label": "x"},
            {"id": "staff", "pattern": "[0-9]{6}", "action": "redact", "label": "NUMBER"}]}"#,
    );
    says(&message, &["rule `staff`", "[NUMBER]", "rule `capitals`", "another label"]);
    // What only flags does not take part, nor does what its rule allows.
    pack(r#"{"rules": [{"id": "a", "pattern": "[A-Z]{6}", "label": "NUMBER"}]}"#);
    pack(
        r#"{"rules": [{"id": "a", "pattern": "[A-Z]{6}", "action": "redact", "label": "NUMBER",
                       "allow": {"words": ["number"]}}]}"#,
    );
    // A built-in guard's are refused when the policy is built.
    let pack = rule(r#""pattern": "[0-9]{6}", "action": "redact", "label": "jo@example.com""#);
    let mut to = Fingerprint::new();
    InputGuard::describe(&pack, &mut to);
    assert_eq!(to.replacements(), ["[jo@example.com]"]);
}
