//! Mistakes surface in `build()`, and each says what to change.

#[path = "shared/toys.rs"]
mod toys;

use std::time::Duration;

use palisade::*;
use toys::{Judge, Word, model};

fn guarded() -> GuardrailsBuilder {
    Guardrails::builder().input(Word::redact("a")).output(Word::redact("a"))
}

/// The only mistake.
fn mistake(builder: GuardrailsBuilder) -> String {
    let error = builder.build().expect_err("a mistake");
    assert_eq!(error.mistakes().len(), 1, "{error}");
    error.to_string()
}

#[test]
fn each_mistake_says_what_to_change() {
    let limits = |limit| MemoryBudget::new(Limits::new().limit(limit));
    let cache = |bytes| MemoryCache::with_capacity_bytes(bytes);
    let hour = Duration::from_secs(3_600);
    let cases = [
        (Guardrails::builder(), "add one with .input() or .output()"),
        (guarded().budget(limits(Limit::requests(0))), "cap"),
        (guarded().budget(MemoryBudget::new(Limits::new())), "add one with `limit`"),
        (guarded().router(Model::new("small", Tier::Small)), "Model::with_price"),
        (guarded().router(TierRouter::new(ModelCatalog::new())), "ModelCatalog::model"),
        (guarded().cache(cache(1 << 20), Duration::ZERO), "set a longer one"),
        (guarded().cache(cache(0), hour), "64 << 20"),
        (guarded().max_answer_bytes(0), "set at least 1"),
        (guarded().audit_required(), "add a sink with .audit()"),
        (guarded().input(Length::max_chars(0)), "set at least 1"),
    ];
    for (builder, advice) in cases {
        let mistake = mistake(builder);
        assert!(mistake.contains(advice), "{mistake:?} does not say {advice:?}");
    }
}

#[test]
fn a_local_policy_takes_guards_only() {
    let judge = || Judge::of(Word::block("a"));
    let cache = MemoryCache::with_capacity_bytes(1 << 20);
    let budget = MemoryBudget::new(Limits::new().limit(Limit::requests(1)));
    let cases = [
        (guarded().judge_input(judge()), "a judge"),
        (guarded().judge_output(judge()), "a judge"),
        (guarded().router(model("small")), "a router"),
        (guarded().budget(budget), "a budget"),
        (guarded().cache(cache, Duration::from_secs(1)), "a cache"),
    ];
    for (builder, what) in cases {
        let error = builder.build_local().expect_err("a mistake").to_string();
        assert_eq!(error, format!("build_local() cannot use {what}; use build()"));
    }
}

#[test]
fn all_mistakes_are_told_at_once() {
    let builder = Guardrails::builder().max_answer_bytes(0).audit_required();
    assert_eq!(builder.build().unwrap_err().mistakes().len(), 3);
}

#[test]
fn budgets_and_caches_do_not_make_another_policy() {
    let bare = guarded().build().unwrap();
    let budget = MemoryBudget::new(Limits::new().limit(Limit::requests(1)));
    let cache = MemoryCache::with_capacity_bytes(1 << 20);
    let full = guarded().budget(budget).cache(cache, Duration::from_secs(1)).build().unwrap();
    assert_eq!(bare.policy(), full.policy());
    let routed = guarded().router(model("small")).build().unwrap();
    assert_ne!(bare.policy(), routed.policy());
    let failing_open = guarded().dangerous().fail_open().build().unwrap();
    assert_ne!(bare.policy(), failing_open.policy());
}
