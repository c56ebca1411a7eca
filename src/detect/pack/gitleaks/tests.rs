use super::*;
use crate::detect::testing;
use crate::finding::Finding;

fn read(toml: &str) -> GitleaksPack {
    GitleaksPack::read(toml).expect("a pack")
}

fn mistake(toml: &str) -> String {
    match RulePack::from_gitleaks(toml) {
        Ok(_) => panic!("no mistake in {toml}"),
        Err(error) => error.to_string(),
    }
}

/// What is found, whole and one character at a time.
fn found<'t>(pack: &RulePack, text: &'t str) -> Vec<(String, &'t str)> {
    let findings = testing::whole(pack, text);
    let streamed = testing::streamed(pack, testing::cut(text, &[1]));
    assert_eq!(testing::outline(&streamed), testing::outline(&findings), "{text}");
    let of = |f: &Finding| (f.rule().to_owned(), f.span().of(text).expect("on characters"));
    findings.iter().map(of).collect()
}

fn spans<'t>(toml: &str, text: &'t str) -> Vec<&'t str> {
    let pack = read(toml).build().expect("a pack");
    found(&pack, text).into_iter().map(|(_, span)| span).collect()
}

/// Three rules of gitleaks (MIT), as its file writes them.
const GITLEAKS: &str = r#"
title = "gitleaks config"
minVersion = "v8.25.0"

[allowlist]
paths = ['''gitleaks\.toml''']
regexes = ['''(?i)^true|false|null$''', '''^\$(?:\d+|{\d+})$''']
stopwords = ["abcdefghijklmnopqrstuvwxyz"]

[[rules]]
id = "adobe-client-id"
description = "Adobe OAuth Web Client ID"
regex = '''(?i)[\w.-]{0,50}?(?:adobe)(?:[ \t\w.-]{0,20})[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[\x60'"\s=]{0,5}([a-f0-9]{32})(?:[\x60'"\s;]|\\[nr]|$)'''
entropy = 2
keywords = ["Adobe"]

[[rules]]
id = "jwt"
regex = '''\b(ey[a-zA-Z0-9]{17,}\.ey[a-zA-Z0-9\/\\_-]{17,}\.(?:[a-zA-Z0-9\/\\_-]{10,}={0,2})?)(?:[\x60'"\s;]|\\[nr]|$)'''
entropy = 3
keywords = ["ey"]

[[rules]]
id = "pkcs12-file"
path = '''(?i)(?:^|\/)[^\/]+\.p(?:12|fx)$'''
"#;

#[test]
fn rules_of_gitleaks_find_what_gitleaks_finds() {
    let pack = read(GITLEAKS).build().expect("a pack");
    let id = "e1b2c3d4e5f60718293a4b5c6d7e8f90";
    for text in [
        format!("adobe_id = \"{id}\""),
        format!("MY.ADOBE-client => {id}"),
        format!("x\nADOBE: {id}\\n"),
        format!("adobe={id}; y"),
    ] {
        assert_eq!(found(&pack, &text), [("adobe-client-id".to_owned(), id)], "{text}");
    }
    for text in [
        format!("adobe_id = {id}0"),
        format!("acme_id = {id}"),
        format!("adobe_id = {}", "a1".repeat(16).replace('1', "a")),
    ] {
        assert_eq!(found(&pack, &text), [], "{text}");
    }
    let jwt = "eyJhbGciOiJIUzI1NiJ9x.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N";
    assert_eq!(found(&pack, &format!("They say {jwt}")), [("jwt".to_owned(), jwt)]);
    assert_eq!(found(&pack, "They keyed their money, hey"), []);
}

#[test]
fn what_means_something_else_is_told() {
    let read = read(GITLEAKS);
    let told = |notes: &[PackNote]| notes.iter().map(ToString::to_string).collect::<Vec<_>>();
    let (skipped, changed) = (told(read.skipped()), told(read.changed()));
    assert!(skipped.iter().any(|note| note.contains("`pkcs12-file`: `path`")), "{skipped:?}");
    assert!(
        changed.iter().any(|note| note.contains("`jwt`: `regex` is bounded: 3")),
        "{changed:?}"
    );
    assert!(changed.iter().any(|note| note.contains("`allowlists.paths`")), "{changed:?}");
    assert_eq!(read.pack().rules.len(), 2);
    assert_eq!(read.pack().rules[0].description, "Adobe OAuth Web Client ID");
}

#[test]
fn a_finding_must_have_more_than_the_entropy() {
    let rule = |entropy: &str| {
        format!("[[rules]]\nid = 'r'\nregex = '''k=([a-z]{{4}})'''\nentropy = {entropy}")
    };
    assert_eq!(spans(&rule("1.0"), "k=abab"), [""; 0], "as much is not more");
    assert_eq!(spans(&rule("0.99"), "k=abab"), ["abab"]);
    assert_eq!(spans(&rule("0"), "k=aaaa"), ["aaaa"], "0 asks for nothing");
}

#[test]
fn the_secret_is_the_group_or_the_first_that_is_filled() {
    let rule =
        |more: &str| format!("[[rules]]\nid = 'r'\nregex = '''k(?:=(a+)|:(b+))(c)?'''\n{more}");
    assert_eq!(spans(&rule(""), "k=aac k:bbc"), ["aa", "bb"]);
    assert_eq!(spans(&rule("secretGroup = 2"), "k:bbc"), ["bb"]);
    assert_eq!(spans("[[rules]]\nid = 'r'\nregex = 'k=a+'", "k=aa"), ["k=aa"]);
}

#[test]
fn allow_lists_look_at_the_secret_the_match_or_the_line() {
    let rule = |list: &str| {
        format!(
            "[[rules]]\nid = 'r'\nregex = '''[\\w.-]{{0,50}}?key=([a-z0-9]{{6}})'''\n\
             keywords = ['key']\n[[rules.allowlists]]\n{list}"
        )
    };
    let text = "my.key=abc123 # test\nkey=abc123";
    let quiet = |list: &str| 2 - spans(&rule(list), text).len();
    assert_eq!(quiet("regexes = ['^abc']"), 2);
    assert_eq!(quiet("regexes = ['my']"), 0);
    assert_eq!(quiet("regexes = ['^my\\.key=']\nregexTarget = 'match'"), 1);
    assert_eq!(quiet("regexes = ['^my.*test$']\nregexTarget = 'line'"), 1);
    assert_eq!(quiet("stopwords = ['BC1']"), 2);
    assert_eq!(quiet("stopwords = ['my']"), 0);
    let both = "condition = 'AND'\nstopwords = ['bc1']\nregexes = ['test']\nregexTarget = 'line'";
    assert_eq!(quiet(both), 1);
    assert_eq!(quiet("paths = ['x']\nstopwords = ['abc']"), 2);
    assert_eq!(quiet("condition = 'AND'\npaths = ['x']\nstopwords = ['abc']"), 0);
}

#[test]
fn lists_of_all_rules_are_for_all_or_for_their_targets() {
    let of = |list: &str| {
        let rule = |id: &str| format!("[[rules]]\nid = '{id}'\nregex = '''{id}=([0-9]+)'''\n");
        spans(&format!("{}{}[[allowlists]]\n{list}", rule("a"), rule("b")), "a=11 b=11").len()
    };
    assert_eq!(of("regexes = ['11']"), 0);
    assert_eq!(of("regexes = ['11']\ntargetRules = ['b']"), 1);
}

#[test]
fn other_files_are_not_read_and_that_is_told() {
    let toml = "[extend]\nuseDefault = true\ndisabledRules = ['a']\n\
                [[rules]]\nid = 'a'\nregex = 'aa'\n[[rules]]\nid = 'b'\nregex = 'bb'";
    let read = read(toml);
    let fields: Vec<&str> = read.skipped().iter().map(PackNote::field).collect();
    assert_eq!(fields, ["extend.useDefault", "id"]);
    assert_eq!(spans(toml, "aa bb"), ["bb"]);
}

#[test]
fn mistakes_name_the_rule_the_field_the_place_and_the_remedy() {
    let rule = |fields: &str| format!("[[rules]]\nid = 'staff'\n{fields}");
    for (toml, parts) in [
        ("[[rules]\nid = 'sesame'".to_owned(), vec!["line 1"]),
        (rule("regex = 'a(?=b)'"), vec!["rule `staff`", "`regex`", "byte 1", "look-ahead"]),
        (rule("regex = '[\\pL]x'"), vec!["rule `staff`", "`regex`", "byte 1", "(?u:"]),
        (rule("regx = 'a'"), vec!["rule `staff`", "`regx`", "regex"]),
        (rule("regex = 7"), vec!["rule `staff`", "`regex`", "string"]),
        (rule("regex = 'a'\nsecretGroup = 1"), vec!["rule `staff`", "`group` is 1"]),
        (rule("regex = '(?:a{9000}){2,}'"), vec!["rule `staff`", "8192"]),
        (
            rule("regex = 'a'\n[[rules.allowlists]]\nregexTarget = 'file'"),
            vec!["rule `staff`", "`allowlists.regexTarget`", "line"],
        ),
        (
            rule("regex = 'a'\n[[rules.allowlists]]\nregexes = ['a', '(']"),
            vec!["rule `staff`", "`allowlists.regexes`", "byte 0"],
        ),
    ] {
        let message = mistake(&toml);
        parts.iter().for_each(|part| assert!(message.contains(part), "no {part:?}: {message}"));
        assert!(!message.contains("sesame"), "{message}");
    }
}

#[test]
fn trap_what_must_stand_behind_a_secret_may_be_the_end_of_a_stream() {
    let toml = r#"
        [[rules]]
        id = "token"
        regex = '''\b(tk_[a-z]{4,})(?:[\x60'"\s;]|\\[nr]|$)'''
        keywords = ["tk_"]
    "#;
    for (text, expected) in [
        ("tk_abcd", vec!["tk_abcd"]),
        ("tk_abcd\\n", vec!["tk_abcd"]),
        ("tk_abcd\\x", vec![]),
        ("tk_abcd; tk_efgh", vec!["tk_abcd", "tk_efgh"]),
        ("tk_abcd-tk_efgh`", vec!["tk_efgh"]),
    ] {
        assert_eq!(spans(toml, text), expected, "{text}");
    }
}
