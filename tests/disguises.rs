//! Each disguise that has a rule is reported by it, where it is.
#![cfg(feature = "redteam")]

use palisade::redteam::Mutator::{self, *};
use palisade::redteam::{Kind, fixtures};
use palisade::{Category, Disguise, Guardrails};

/// The mutators, the rule that reports them, and the kinds of values that show it: a card has no
/// letters to replace, and only a sentence is words when it is decoded.
const REPORTED: &[(Mutator, &str, &[Kind])] = &[
    (HomoglyphsCyrillic, "mixed_scripts", &[Kind::Email, Kind::Injection]),
    (HomoglyphsGreek, "mixed_scripts", &[Kind::Email, Kind::Injection]),
    (HomoglyphsMathematical, "styled_letters", &[Kind::Email, Kind::Key, Kind::Injection]),
    (FullWidth, "styled_letters", &[Kind::Email, Kind::Card, Kind::Key, Kind::Injection]),
    (CombiningMarks, "stacked_marks", &Kind::ALL),
    (SpacedLetters, "spaced_letters", &[Kind::Email, Kind::Key, Kind::Injection]),
    (DottedLetters, "spaced_letters", &[Kind::Email, Kind::Key, Kind::Injection]),
    (HtmlEntities, "needless_escapes", &Kind::ALL),
    (PercentEscapes, "needless_escapes", &Kind::ALL),
    (HexEscapes, "needless_escapes", &Kind::ALL),
    (Base64, "encoded_text", &[Kind::Injection]),
    (Base64Url, "encoded_text", &[Kind::Injection]),
    (Base64Unpadded, "encoded_text", &[Kind::Injection]),
    (Base64Wrapped, "encoded_text", &[Kind::Injection]),
    (Hex, "encoded_text", &[Kind::Injection]),
];

#[test]
fn each_disguise_is_reported_within_what_it_hides() {
    let rails = Guardrails::builder().input(Disguise::flag()).build_local().expect("a policy");
    let mut short = Vec::new();
    for (mutator, rule, kinds) in REPORTED {
        for kind in *kinds {
            let (mut all, mut missed) = (0, Vec::new());
            for (nth, fixture) in (0..10).flat_map(|seed| fixtures(*kind, 60, seed)).enumerate() {
                let hidden = fixture.disguised(|value| mutator.apply(value, nth as u64));
                let inspected = rails.inspect_input(hidden.text()).expect("it does not fail");
                let within = inspected.findings().iter().any(|finding| {
                    finding.rule() == *rule
                        && finding.category() == Category::Disguise
                        && hidden.value_span().contains(finding.span())
                });
                all += 1;
                if !within {
                    missed.push(hidden.value().to_owned());
                }
            }
            let share = 1.0 - missed.len() as f64 / f64::from(all);
            println!("{mutator:24} {kind:10} {:6.2} %", share * 100.0);
            if share < 0.98 {
                missed.truncate(5);
                short.push((mutator, kind, share, missed));
            }
        }
    }
    assert!(short.is_empty(), "{short:#?}");
}

#[test]
fn what_is_not_disguised_is_not_reported() {
    let rails = Guardrails::builder().input(Disguise::flag()).build_local().expect("a policy");
    for kind in Kind::ALL {
        for fixture in (0..10).flat_map(|seed| fixtures(kind, 60, seed)) {
            let inspected = rails.inspect_input(fixture.text()).expect("it does not fail");
            assert!(inspected.findings().is_empty(), "{fixture:?}");
        }
    }
}
