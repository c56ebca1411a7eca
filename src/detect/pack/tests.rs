mod laws;
mod mistakes;

use crate::finding::{Sink, Taken};
use crate::input::InputGuard;
use crate::output::{Context, OutputGuard};
use std::sync::Arc;

use super::*;
use crate::detect::testing;
use crate::finding::{Category, Finding, Severity};

fn pack(json: &str) -> RulePack {
    RulePack::from_json(json).expect("a pack")
}

/// A pack of one rule, whose id is `r`.
fn rule(fields: &str) -> RulePack {
    pack(&format!(r#"{{"rules": [{{"id": "r", {fields}}}]}}"#))
}

fn of(rule: PackRule) -> RulePack {
    RulePack::of([rule]).expect("a pack")
}

/// The texts that are found, whole and one character at a time.
fn found<'t>(pack: &RulePack, text: &'t str) -> Vec<&'t str> {
    findings(pack, text).iter().map(|f| f.span().of(text).expect("on characters")).collect()
}

fn findings(pack: &RulePack, text: &str) -> Vec<Finding> {
    let findings = testing::whole(pack, text);
    let streamed = testing::streamed(pack, testing::cut(text, &[1]));
    assert_eq!(testing::outline(&streamed), testing::outline(&findings), "{text}");
    findings
}

#[test]
fn a_rule_of_little_more_than_a_pattern_flags_its_matches() {
    let pack = rule(r#""pattern": "\\bT-[0-9]{3,5}\\b""#);
    let text = "ü T-123, then T-4567 and XT-999, T-1";
    assert_eq!(found(&pack, text), ["T-123", "T-4567"]);
    let first = &findings(&pack, text)[0];
    assert_eq!((first.rule(), first.action()), ("r", Action::Flag));
    assert_eq!((first.category(), first.severity()), (Category::Term, Severity::Medium));
    assert_eq!(first.confidence().value(), 1.0);
}

#[test]
fn category_severity_confidence_action_and_label_are_those_of_the_rule() {
    let pack = rule(
        r#""pattern": "ab{2}", "category": "secret", "severity": "critical", "confidence": 0.25,
           "action": "redact", "label": "AB""#,
    );
    let text = "x abb";
    let first = findings(&pack, text).remove(0);
    assert_eq!((first.category(), first.severity()), (Category::Secret, Severity::Critical));
    assert_eq!((first.confidence().value(), first.action()), (0.25, Action::Redact));
    assert_eq!(testing::redacted(&pack, text), "x [AB]");
    for (action, expected) in [("exclude", Action::Exclude), ("block", Action::Block)] {
        let pack = rule(&format!(r#""pattern": "abb", "action": "{action}""#));
        assert_eq!(findings(&pack, text)[0].action(), expected);
    }
    let by_id = rule(r#""pattern": "abb", "action": "redact""#);
    assert_eq!(testing::redacted(&by_id, text), "x [R]");
}

#[test]
fn keywords_alone_are_found_as_whole_words_the_longest_first() {
    let pack = rule(r#""keywords": ["Project Nightfall", "project", "c++"]"#);
    let text = "PROJECT nightfall, Project X, projects, C++ and c++11";
    assert_eq!(found(&pack, text), ["PROJECT nightfall", "Project", "C++", "c++"]);
    assert_eq!(found(&of(PackRule::keywords("r", ["größe"])), "die Größe"), ["Größe"]);
}

#[test]
fn a_keyword_must_stand_in_the_match_or_near() {
    // Never in a match: before it.
    let before = rule(r#""keywords": ["staff", "employee"], "pattern": "\\b[0-9]{6}\\b""#);
    assert_eq!(found(&before, "Staff no. 123456, 654321"), ["123456", "654321"]);
    assert_eq!(found(&before, "order no. 123456 of staff"), [""; 0]);
    let far = |gap: usize| format!("staff{}123456", " ".repeat(gap));
    assert_eq!(found(&before, &far(64)), ["123456"]);
    assert_eq!(found(&before, &far(65)), [""; 0]);
    // At the start of every match.
    let start = rule(r#""keywords": ["itk_"], "pattern": "\\bitk_[a-z]{4}\\b""#);
    assert_eq!(found(&start, "itk_abcd itk_ab ITK_abcd xitk_abcd"), ["itk_abcd"]);
    // Anywhere in it.
    let within = rule(r#""keywords": ["-key-"], "pattern": "\\b[a-z]{2}-[a-z]{3}-[0-9]{2}\\b""#);
    assert_eq!(found(&within, "ab-key-12 is one"), ["ab-key-12"]);
    assert_eq!(found(&within, "ab-kex-12 is none"), [""; 0]);
    // A pattern that does not hold what it must stand by is looked for behind, too.
    let either = rule(r#""keywords": ["token"], "pattern": "\\b[a-z0-9]{8}\\b""#);
    assert_eq!(found(&either, "token: abcd1234"), ["abcd1234"]);
    assert_eq!(found(&either, "abcd1234"), [""; 0]);
}

#[test]
fn the_group_is_what_is_found() {
    let pack = rule(r#""pattern": "id=(?:([0-9]{3})|x)(y)?", "group": 1, "action": "redact""#);
    assert_eq!(found(&pack, "id=123y"), ["123"]);
    assert_eq!(found(&pack, "id=x"), ["id=x"], "without the group the whole match");
    assert_eq!(testing::redacted(&pack, "id=123y, id=456"), "id=[R]y, id=[R]");
}

#[test]
fn validators_look_at_the_group() {
    let luhn = rule(r#""pattern": "7([0-9]{16})", "group": 1, "validator": "luhn""#);
    assert_eq!(found(&luhn, "74111111111111111"), ["4111111111111111"]);
    assert_eq!(found(&luhn, "74111111111111112"), [""; 0]);
    let iban = rule(r#""pattern": "DE[0-9]{20}", "validator": "mod_97""#);
    assert_eq!(found(&iban, "DE89370400440532013000").len(), 1);
    assert_eq!(found(&iban, "DE89370400440532013001").len(), 0);
    let mut parcel = PackRule::new("r", "P[0-9]{2}");
    parcel.validator = Some("even".to_owned());
    let even = RulePack::builder()
        .validator("even", |bytes| bytes.last().is_some_and(|digit| digit % 2 == 0))
        .build(Pack::of([parcel]))
        .expect("a pack");
    assert_eq!(found(&even, "P12 P13 P14"), ["P12", "P14"]);
}

#[test]
fn what_is_too_regular_is_passed_over() {
    let pack = rule(r#""pattern": "\\bk_([a-z0-9]{16})\\b", "group": 1, "entropy": 3.5"#);
    assert_eq!(found(&pack, "k_x9q2v7m4t1b8z3wk"), ["x9q2v7m4t1b8z3wk"]);
    assert_eq!(found(&pack, "k_aaaabbbbccccdddd"), [""; 0]);
    let any = rule(r#""pattern": "\\bk_([a-z0-9]{16})\\b", "group": 1, "entropy": 0"#);
    assert_eq!(found(&any, "k_aaaaaaaaaaaaaaaa").len(), 1);
}

#[test]
fn what_is_allowed_is_passed_over() {
    let pack = rule(
        r#""pattern": "key_[A-Za-z0-9]{4,12}",
           "allow": {"words": ["EXAMPLE"], "patterns": ["^key_x+$", "0000"]}"#,
    );
    let text = "key_a1b2 key_myExample1 key_xxxx key_xxxy key_a00001";
    assert_eq!(found(&pack, text), ["key_a1b2", "key_xxxy"]);
}

#[test]
fn longer_matches_than_wanted_are_passed_over() {
    let pack = rule(r#""pattern": "\\ba[0-9]{1,20}\\b", "max_len": 6"#);
    assert_eq!(found(&pack, "a12345 a123456"), ["a12345"]);
}

#[test]
fn context_is_required_or_makes_surer() {
    let fields = |more: &str| {
        format!(
            r#""pattern": "\\b[A-Z]-[0-9]{{3}}\\b",
               "context": {{"words": ["room", "meeting"], "distance": 20 {more}}}"#
        )
    };
    let required = rule(&fields(""));
    assert_eq!(found(&required, "in ROOM B-123"), ["B-123"]);
    assert_eq!(found(&required, "B-123, the meeting"), ["B-123"]);
    assert_eq!(found(&required, "B-123 in classrooms; roomy B-124"), [""; 0]);
    let gap = |gap: usize| format!("room{}B-123", " ".repeat(gap));
    assert_eq!(found(&required, &gap(16)).len(), 1, "all of the word within the distance");
    assert_eq!(found(&required, &gap(17)).len(), 0);
    let behind = |gap: usize| format!("B-123{}room", " ".repeat(gap));
    assert_eq!(found(&required, &behind(16)).len(), 1);
    assert_eq!(found(&required, &behind(17)).len(), 0);
    let raises = rule(&fields(r#", "effect": "raises", "confidence": 0.75"#));
    let surety = |text: &str| findings(&raises, text)[0].confidence().value();
    assert_eq!(surety("room B-123"), 0.75);
    assert_eq!(surety("seat B-123"), 0.5);
}

#[test]
fn a_rule_goes_on_behind_its_match_and_rules_overlap() {
    let pack = pack(
        r#"{"rules": [{"id": "pair", "pattern": "[0-9]{2}"},
                      {"id": "triple", "pattern": "[0-9]{3}"}]}"#,
    );
    let text = "12345";
    let found = findings(&pack, text);
    let found = testing::found(&found, text);
    assert_eq!(found, [("pair", "12"), ("triple", "123"), ("pair", "34")]);
}

#[test]
fn anchors_and_edges_mean_the_text_not_what_was_searched() {
    for (pattern, expected) in
        [(r"^ab", 1), (r"ab$", 1), (r"\\Aab", 1), (r"(?m)^ab$", 2), (r"ab\\b", 202)]
    {
        let text = format!("ab\n{}ab\nxab", "x ab x\n".repeat(199));
        let pack = rule(&format!(r#""pattern": "{pattern}""#));
        assert_eq!(found(&pack, &text).len(), expected, "{pattern}");
    }
}

#[test]
fn bytes_within_characters_are_reported_with_all_of_them() {
    let pack = rule(r#""pattern": "a[^a]{2}""#);
    assert_eq!(found(&pack, "a漢字"), ["a漢"]);
    let letters = rule(r#""pattern": "a(?u:.){2}b""#);
    assert_eq!(found(&letters, "a漢字b"), ["a漢字b"]);
}

#[test]
fn trap_a_disguise_hides_nothing_and_the_span_is_exact() {
    let pack = rule(
        r#""keywords": ["itk_"], "pattern": "\\bitk_[A-Z0-9]{8}\\b", "action": "redact",
           "label": "TOKEN""#,
    );
    for (text, hidden) in [
        ("a itk_A1\u{200b}B2C3D4 b", "itk_A1\u{200b}B2C3D4"),
        ("a ｉｔｋ_A1B2C3D4 b", "ｉｔｋ_A1B2C3D4"),
        ("a іtk_A1B2C3D4 b", "іtk_A1B2C3D4"),
        ("a itk&#95;A1B2C3D4 b", "itk&#95;A1B2C3D4"),
        ("a itk%5FA1B2C3D4 b", "itk%5FA1B2C3D4"),
    ] {
        assert_eq!(found(&pack, text), [hidden]);
        assert_eq!(testing::redacted(&pack, text), "a [TOKEN] b");
    }
    // `my key is itk_A1B2C3D4 thanks` in base64: what is in it is found in it.
    let text = "see bXkga2V5IGlzIGl0a19BMUIyQzNENCB0aGFua3M= ok";
    let spans = found(&pack, text);
    assert_eq!(spans.len(), 1);
    assert!("bXkga2V5IGlzIGl0a19BMUIyQzNENCB0aGFua3M=".contains(spans[0]));
    let again = testing::redacted(&pack, text);
    assert_eq!(found(&pack, &again), [""; 0], "{again}");
}

#[test]
fn equal_packs_have_equal_fingerprints_and_every_field_counts() {
    let print = |pack: &RulePack| {
        let mut to = Fingerprint::new();
        InputGuard::describe(pack, &mut to);
        assert_eq!(to.mistakes(), [""; 0]);
        to.finish()
    };
    let base = r#""pattern": "(a)(b)""#;
    let mut seen = vec![print(&rule(base))];
    assert_eq!(seen[0], print(&rule(base)));
    for more in [
        r#""category": "secret""#,
        r#""severity": "low""#,
        r#""keywords": ["a"]"#,
        r#""keywords": ["b"]"#,
        r#""group": 1"#,
        r#""validator": "luhn""#,
        r#""context": {"words": ["x"]}"#,
        r#""context": {"words": ["y"]}"#,
        r#""context": {"words": ["x"], "distance": 9}"#,
        r#""context": {"words": ["x"], "effect": "raises"}"#,
        r#""context": {"words": ["x"], "confidence": 0.5}"#,
        r#""entropy": 0.5"#,
        r#""allow": {"words": ["x"]}"#,
        r#""allow": {"patterns": ["x"]}"#,
        r#""max_len": 3"#,
        r#""action": "redact""#,
        r#""label": "L""#,
        r#""confidence": 0.5"#,
    ] {
        seen.push(print(&rule(&format!("{base}, {more}"))));
    }
    seen.push(print(&rule(r#""pattern": "(a)(c)""#)));
    for head in [r#""name": "n""#, r#""version": "2""#] {
        seen.push(print(&pack(&format!(
            r#"{{{head}, "rules": [{{"id": "r", "pattern": "(a)(b)"}}]}}"#
        ))));
    }
    seen.push(print(&pack(r#"{"rules": [{"id": "s", "pattern": "(a)(b)"}]}"#)));
    let own = RulePack::builder().validator("v", |_| true);
    seen.push(print(&own.build(Pack::of([PackRule::new("r", "(a)(b)")])).expect("a pack")));
    for (index, print) in seen.iter().enumerate() {
        assert!(!seen[..index].contains(print), "number {index} counts for nothing");
    }
}

#[test]
fn debug_holds_nothing_of_the_text() {
    let pack = rule(r#""keywords": ["sesame"], "pattern": "sesame-[0-9]{1,40}""#);
    let mut scan = OutputGuard::begin(&pack, &Context::of_scope(crate::scope::Scope::empty()));
    let (name, mut taken) = (Arc::from("test"), Taken::default());
    scan.push("walnut sesame-4711", &mut Sink::new(&name, &mut taken)).expect("it can judge");
    let shown = format!("{scan:?} {pack:?}");
    assert!(!shown.contains("4711") && !shown.contains("walnut"), "{shown}");
}
