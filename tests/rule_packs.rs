//! Packs in a chain: what the operator's own rules do between the built-in guards, both ways.

use palisade::*;

const COMPANY: &str = include_str!("../examples/packs/company.json");

fn company() -> RulePack {
    let is_even = |bytes: &[u8]| bytes.last().is_some_and(|digit| digit % 2 == 0);
    RulePack::builder().validator("parcel", is_even).build_json(COMPANY).expect("the example")
}

fn rails() -> LocalGuardrails {
    let rails = Guardrails::builder()
        .input(company())
        .input(Pii::redact())
        .output(Pii::redact())
        .output(company());
    rails.build_local().expect("a policy")
}

const QUESTION: &str =
    "Employee number 424242 (jo@example.com) has itk_x9Q2v7M4t1B8z3WkL5n0R6yC in B-204.";
const REDACTED: &str =
    "Employee number [EMPLOYEE_NUMBER] ([EMAIL]) has itk_[INTERNAL_TOKEN] in B-204.";

#[test]
fn a_pack_serves_both_ways_beside_other_guards() {
    let rails = rails();
    let input = rails.validate_input(QUESTION).expect("nothing blocks");
    assert_eq!(input.user_text(), REDACTED);
    let of_pack = input.findings().iter().filter(|finding| finding.guard() == "company");
    let rules: Vec<&str> = of_pack.map(Finding::rule).collect();
    assert_eq!(rules, ["employee_number", "internal_token", "meeting_room"]);

    let whole = rails.validate_output(&input, QUESTION).expect("nothing blocks");
    assert_eq!(whole.text(), REDACTED);
    for size in [1, 3, 7, 40] {
        let mut stream = rails.output_stream(&input).expect("a stream");
        let mut sent = String::new();
        for chunk in QUESTION.as_bytes().chunks(size) {
            let chunk = std::str::from_utf8(chunk).expect("ASCII");
            sent += &stream.push(chunk).into_result().expect("nothing blocks");
        }
        let finished = stream.finish().expect("nothing blocks");
        assert_eq!(sent + finished.rest(), REDACTED, "in chunks of {size}");
        assert_eq!(finished.output().findings(), whole.findings());
    }
}

#[test]
fn a_blocking_rule_refuses_and_names_itself() {
    let error = rails().validate_input("On project nightfall:").expect_err("it is blocked");
    let Error::Refused(refusal) = error else { panic!("{error}") };
    assert!(refusal.to_string().contains("company/code_name"), "{refusal}");
}

#[test]
fn a_label_that_a_built_in_guard_finds_fails_the_build() {
    let mut rule = PackRule::new("mail", r"\bM-[0-9]{4}\b");
    (rule.action, rule.label) = (Action::Redact, Some("jo@example.com".to_owned()));
    let pack = RulePack::of([rule]).expect("by itself it is fine");
    let error = Guardrails::builder().input(pack).build_local().expect_err("a mistake");
    assert!(error.mistakes().iter().any(|mistake| mistake.contains("pii")), "{error}");
}

#[cfg(feature = "conformance")]
#[test]
fn packs_pass_the_suite_for_output_guards() {
    use palisade::conformance::output::{self, Samples};
    // Nothing literal to begin with, keywords within and before, words required on either side.
    // The bounds are tight, since the suite tries texts of several times the reach.
    let rules = r##"{"rules": [
        {"id": "mail", "pattern": "[a-z]{1,3}@corp"},
        {"id": "part", "keywords": ["-k-"], "pattern": "[a-z]-[a-z]-[0-9]"},
        {"id": "seat", "keywords": ["seat"], "pattern": "\\b[0-9]{2}\\b"},
        {"id": "desk", "pattern": "#[0-9]{1,2}", "context": {"words": ["desk"], "distance": 6}}
    ]}"##;
    let samples = Samples::new()
        .finds("an@corp")
        .finds("b-k-2")
        .finds("seat no. 12")
        .finds("desk #12")
        .finds("#12 desk")
        .passes("b-x-2 #")
        .passes("an@cord");
    output::all(&RulePack::from_json(rules).expect("a pack"), &samples);
}
