//! The fixtures of the disguises are what the guards know: what they miss, they miss for the
//! disguise.
#![cfg(feature = "redteam")]

use palisade::redteam::{Kind, fixtures};
use palisade::{Category, Guardrails, Injection, Pii, Secrets};

#[test]
fn every_fixture_is_found_undisguised() {
    let rails = Guardrails::builder()
        .input(Injection::default())
        .input(Pii::redact())
        .input(Secrets::redact())
        .build_local()
        .expect("a policy");
    for (kind, category) in [
        (Kind::Email, Category::PersonalData),
        (Kind::Card, Category::PersonalData),
        (Kind::Key, Category::Secret),
        (Kind::Injection, Category::Injection),
    ] {
        let mut missed = Vec::new();
        for fixture in (0..10).flat_map(|seed| fixtures(kind, 60, seed)) {
            let inspected = rails.inspect_input(fixture.text()).expect("guards that do not fail");
            let found = |exact: bool| {
                inspected.findings().iter().any(|finding| {
                    let inside = fixture.value_span().contains(finding.span());
                    let same = finding.span() == fixture.value_span();
                    finding.category() == category && if exact { same } else { inside }
                })
            };
            if !found(kind != Kind::Injection) {
                missed.push(fixture);
            }
        }
        assert!(missed.is_empty(), "{kind}: {} missed: {missed:#?}", missed.len());
    }
}
