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

#[cfg(feature = "toml")]
mod gitleaks {
    use super::*;

    const TWELVE: &str = include_str!("../examples/packs/gitleaks.toml");

    fn twelve() -> GitleaksPack {
        GitleaksPack::read(TWELVE).expect("the example")
    }

    #[test]
    fn rules_of_gitleaks_serve_both_ways_and_a_stream_finds_the_same() {
        let pack = RulePack::from_gitleaks(TWELVE).expect("the example");
        let rails = Guardrails::builder().input(pack.clone()).output(pack).build_local();
        let rails = rails.expect("no label is found by another guard");
        let text = "They hey key: stripe sk_live_4eC39HqLyjWDarjtT1zdp7dc; adobe_id = \
                    \"e1b2c3d4e5f60718293a4b5c6d7e8f90\"\nand xoxb-1234567890-1234567890Ab";
        let expected = "They hey key: stripe [STRIPE-ACCESS-TOKEN]; adobe_id = \
                        \"[ADOBE-CLIENT-ID]\"\nand [SLACK-BOT-TOKEN]";
        let input = rails.validate_input(text).expect("nothing blocks");
        assert_eq!(input.user_text(), expected);
        for size in [1, 3, 7, 40] {
            let mut stream = rails.output_stream(&input).expect("a stream");
            let mut sent = String::new();
            for chunk in text.as_bytes().chunks(size) {
                let chunk = std::str::from_utf8(chunk).expect("ASCII");
                sent += &stream.push(chunk).into_result().expect("nothing blocks");
            }
            sent += stream.finish().expect("nothing blocks").rest();
            assert_eq!(sent, expected, "in chunks of {size}");
        }
    }

    #[test]
    fn a_stream_of_prose_is_hardly_held_back() {
        let pack = RulePack::from_gitleaks(TWELVE).expect("the example");
        let rails = Guardrails::builder().output(pack).dangerous().without_input_guards();
        let rails = rails.build_local().expect("a policy");
        let input = rails.validate_input("").expect("no input guards");
        let prose = "Whoever waits long enough will see it in the end, they say; so did the key \
                     keepers of the old harbour, who kept their secrets. "
            .repeat(30);
        let mut stream = rails.output_stream(&input).expect("a stream");
        let (mut pushed, mut sent, mut held) = (0, 0, Vec::new());
        for chunk in prose.as_bytes().chunks(4) {
            let chunk = std::str::from_utf8(chunk).expect("ASCII");
            pushed += chunk.len();
            sent += stream.push(chunk).into_result().expect("nothing blocks").len();
            held.push(pushed - sent);
        }
        held.sort_unstable();
        let (median, most) = (held[held.len() / 2], held[held.len() - 1]);
        assert!(
            median <= 12 && most <= 40,
            "half the time {median} bytes are held, at most {most}"
        );
    }

    #[cfg(feature = "redteam")]
    #[test]
    fn what_is_made_from_a_rule_is_found_and_what_is_nearly_made_is_not() {
        use palisade::redteam::{Mutator, PatternTexts};

        let read = twelve();
        let rules = read.pack().rules.clone();
        let guard = read.build().expect("a pack");
        let rails = Guardrails::builder().input(guard).build_local().expect("a policy");
        let spans = |text: &str, id: &str| -> Vec<(usize, usize)> {
            let found = rails.inspect_input(text).expect("it can judge");
            let mine = found.findings().iter().filter(|finding| finding.rule() == id);
            mine.map(|finding| (finding.span().start(), finding.span().end())).collect()
        };
        for rule in &rules {
            let pattern = rule.pattern.as_deref().expect("a pattern");
            let texts = PatternTexts::new(pattern).expect("a pattern").group(rule.group);
            let texts = texts.entropy(rule.entropy.unwrap_or(0.0));
            let positives = texts.positives(4, 7);
            assert!(!positives.is_empty(), "nothing is made of {}", rule.id);
            for made in positives {
                let text = format!("It reads {made} today");
                let (from, to) = texts.sought(&text).expect("what it was made for");
                assert!(spans(&text, &rule.id).contains(&(from, to)), "{}: {text:?}", rule.id);
                let hidden = Mutator::ZeroWidth.apply(&text[from..to], 7);
                let text = format!("{}{hidden}{}", &text[..from], &text[to..]);
                let hidden = (from, from + hidden.len());
                assert!(spans(&text, &rule.id).contains(&hidden), "{}: {text:?}", rule.id);
            }
            for missed in texts.near_misses(6, 7) {
                let text = format!("It reads {missed}, today");
                // In thousands of any bytes something may be written in another way, and be short
                // enough where that is undone.
                if !texts.matches(&text) && missed.len() < 1000 {
                    assert_eq!(spans(&text, &rule.id), [], "{}: {text:?}", rule.id);
                }
            }
            if rule.entropy.is_some() {
                for uniform in texts.uniform(2, 7) {
                    assert_eq!(spans(&uniform, &rule.id), [], "{}: {uniform:?}", rule.id);
                }
            }
        }
    }
}
