//! The cache in the flow: who gets which answer, and what is never kept.

#[path = "shared/money.rs"]
mod money;
#[path = "shared/toys.rs"]
mod toys;

use std::sync::atomic::Ordering;
use std::time::Duration;

use futures::executor::block_on;
use money::SwitchedCache;
use palisade::*;
use toys::{Events, Failing, Judge, Proposes, Word, model};

const TTL: Duration = Duration::from_secs(60);

fn builder(cache: &SwitchedCache) -> GuardrailsBuilder {
    Guardrails::builder()
        .input(Word::redact("hidden"))
        .output(Word::block("poison"))
        .router(Proposes(vec![model("small"), model("other")]))
        .cache(cache.clone(), TTL)
}

fn acme() -> Scope {
    Scope::tenant("acme")
}

fn exact() -> Parameters {
    Parameters::new().temperature(0.0)
}

/// A call of `rails` for `scope`.
fn call(rails: &Guardrails, scope: &Scope, asked: Input<'_>, parameters: Parameters) -> Call {
    block_on(async {
        let input = rails.validate_input(scope, asked).await.unwrap();
        let route = rails.route(&input).await.unwrap();
        rails.prepare(&input, &route, parameters).unwrap()
    })
}

fn hello(rails: &Guardrails) -> Call {
    call(rails, &acme(), Input::user("hello"), exact())
}

fn store(rails: &Guardrails, call: &Call, reply: Reply) -> Stored {
    block_on(async {
        let output = rails.validate_output(call.input(), reply).await.unwrap();
        rails.store(call, &output).await.unwrap()
    })
}

fn good() -> Reply {
    Reply::text("answer").model("small")
}

fn hit(rails: &Guardrails, call: &Call) -> Option<String> {
    let found = block_on(rails.lookup(call)).unwrap();
    found.map(|output| output.into_text())
}

#[test]
fn an_answer_is_found_by_the_same_call_only() {
    let cache = SwitchedCache::new();
    let rails = builder(&cache).build().unwrap();
    let asked = || Input::user("hello").system("be brief").document("d", "text");
    let make = |asked, parameters| call(&rails, &acme(), asked, parameters);
    let kept = make(asked(), exact().set("top_p", "1").set("seed", "7"));
    assert_eq!(store(&rails, &kept, good()), Stored::Kept);
    let same = [
        exact().set("seed", "7").set("top_p", "1"),
        Parameters::new().temperature(-0.0).set("seed", "7").set("top_p", "1"),
        exact().set("seed", "7").set("top_p", "1").tag("any"),
    ];
    for parameters in same {
        let again = make(asked(), parameters.clone());
        assert_eq!(hit(&rails, &again).as_deref(), Some("answer"), "{parameters:?}");
    }
    let parameters = || exact().set("seed", "7").set("top_p", "1");
    let others = [
        make(asked(), exact().set("seed", "8").set("top_p", "1")),
        make(asked(), parameters().prompt_version("2")),
        make(asked(), parameters().max_output_tokens(5)),
        make(asked(), parameters().temperature(1.0)),
        make(Input::user("hello!").system("be brief").document("d", "text"), parameters()),
        make(Input::user("hello").system("be long").document("d", "text"), parameters()),
        make(Input::user("hello").system("be brief").document("e", "text"), parameters()),
        make(Input::user("hello").system("be brief").tool_result("d", "text"), parameters()),
    ];
    for (number, other) in others.iter().enumerate() {
        assert_eq!(hit(&rails, other), None, "call {number}");
    }
}

/// litellm#29955, llmgateway#3758.
#[test]
fn trap_another_tenant_gets_the_answer() {
    let cache = SwitchedCache::new();
    let rails = builder(&cache).build().unwrap();
    store(&rails, &hello(&rails), good());
    let of = |scope: Scope| hit(&rails, &call(&rails, &scope, Input::user("hello"), exact()));
    assert_eq!(of(Scope::tenant("evil")), None);
    assert_eq!(of(acme().user("7")), None, "all levels part the cache unless told");
    assert_eq!(of(acme()).as_deref(), Some("answer"));
    assert_eq!(block_on(rails.forget_scope(&Scope::tenant("evil"))).unwrap(), 0);
    assert_eq!(block_on(rails.forget_scope(&acme())).unwrap(), 1);
    assert_eq!(of(acme()), None);
}

#[test]
fn the_named_levels_part_the_cache_and_must_be_there() {
    let rails = builder(&SwitchedCache::new()).cache_partition(["tenant"]).build().unwrap();
    let by = |scope: &Scope| call(&rails, scope, Input::user("hello"), exact());
    store(&rails, &by(&acme().user("7")), good());
    assert!(hit(&rails, &by(&acme().user("8"))).is_some());
    for scope in [Scope::empty(), Scope::empty().user("7"), Scope::tenant("")] {
        block_on(async {
            let input = rails.validate_input(&scope, "hello").await.unwrap();
            let route = rails.route(&input).await.unwrap();
            let error = rails.prepare(&input, &route, exact()).unwrap_err();
            let missing = matches!(&error, Error::MissingLevel { level, .. } if level == "tenant");
            assert!(missing, "{error}");
            assert!(rails.forget_scope(&scope).await.is_err());
        });
    }
}

/// lunargate-ai/gateway#2.
#[test]
fn trap_what_another_model_answered_is_kept_under_the_first() {
    let rails = builder(&SwitchedCache::new()).build().unwrap();
    let call = hello(&rails);
    assert_eq!(store(&rails, &call, Reply::text("answer").model("other")), Stored::OtherModel);
    assert_eq!(store(&rails, &call, Reply::text("answer")), Stored::OtherModel);
    assert_eq!(hit(&rails, &call), None);
    block_on(async {
        let input = rails.validate_input(&acme(), "hello").await.unwrap();
        let route = rails.route(&input).await.unwrap().fall_back().unwrap();
        let call = rails.prepare(&input, &route, exact()).unwrap();
        let reply = Reply::text("of the other").model("other");
        let output = rails.validate_output(&input, reply).await.unwrap();
        assert_eq!(rails.store(&call, &output).await.unwrap(), Stored::Kept, "under its own key");
    });
    assert_eq!(hit(&rails, &call), None);
}

#[test]
fn what_is_cut_short_or_left_to_chance_is_not_kept() {
    let cache = SwitchedCache::new();
    let rails = builder(&cache).build().unwrap();
    for finish in [FinishReason::Length, FinishReason::ContentFilter, FinishReason::Other] {
        let stored = store(&rails, &hello(&rails), good().finish(finish));
        assert_eq!(stored, Stored::Unfinished, "{finish:?}");
    }
    for parameters in [Parameters::new(), Parameters::new().temperature(0.1)] {
        let call = call(&rails, &acme(), Input::user("hello"), parameters);
        assert_eq!(store(&rails, &call, good()), Stored::NotDeterministic);
    }
    assert!(cache.stored.lock().unwrap().is_empty());
    store(&rails, &hello(&rails), good());
    let call = hello(&rails);
    let again = block_on(async {
        let output = rails.lookup(&call).await.unwrap().unwrap();
        rails.store(&call, &output).await.unwrap()
    });
    assert_eq!(again, Stored::Cached);
}

#[test]
fn what_a_failing_guard_passed_over_is_not_kept() {
    let rails = builder(&SwitchedCache::new()).input(Failing::default());
    let rails = rails.dangerous().fail_open().build().unwrap();
    assert_eq!(store(&rails, &hello(&rails), good()), Stored::NotEnforced);
}

#[test]
fn a_hit_that_is_refused_is_forgotten_and_a_miss() {
    let (cache, events) = (SwitchedCache::new(), Events::default());
    let rails = builder(&cache).audit(events.clone()).build().unwrap();
    let poisoned = hello(&rails);
    let put = |model: &str, text: &str| {
        let answer = CachedAnswer::new(model, vec![(Channel::TEXT, text.to_owned())]);
        block_on(cache.store(poisoned.cache_key().unwrap(), &answer, TTL)).unwrap();
    };
    put("small", "some poison");
    assert_eq!(hit(&rails, &poisoned), None);
    assert_eq!(events.notes(Step::Lookup), ["a hit was refused and forgotten"]);
    assert!(block_on(cache.memory.lookup(poisoned.cache_key().unwrap())).unwrap().is_none());
    put("other", "answer");
    assert_eq!(hit(&rails, &poisoned), None, "it says that another model gave it");
}

#[test]
fn a_hit_that_cannot_be_checked_is_a_miss_and_stays() {
    let (cache, judge) = (SwitchedCache::new(), Judge::of(Word::block("poison")));
    let rails = builder(&cache).judge_output(judge.clone()).build().unwrap();
    let call = hello(&rails);
    store(&rails, &call, good());
    judge.away.store(true, Ordering::SeqCst);
    assert_eq!(hit(&rails, &call), None);
    judge.away.store(false, Ordering::SeqCst);
    assert_eq!(hit(&rails, &call).as_deref(), Some("answer"));
}

#[test]
fn a_channel_that_comes_twice_is_one_text() {
    let cache = SwitchedCache::new();
    let rails = builder(&cache).output(Word::redact("ab")).build().unwrap();
    let call = hello(&rails);
    let twice = || ["xa", "bx"].map(|text| (Channel::TEXT, text.to_owned())).to_vec();
    let output = block_on(rails.validate_output(call.input(), Reply::of(twice()))).unwrap();
    assert_eq!(output.channels(), [(Channel::TEXT, "x[HIDDEN]x".to_owned())]);
    let answer = CachedAnswer::new("small", twice());
    block_on(cache.store(call.cache_key().unwrap(), &answer, TTL)).unwrap();
    assert_eq!(hit(&rails, &call).as_deref(), Some("x[HIDDEN]x"));
}

#[test]
fn a_cache_that_is_away_is_a_miss_and_reported() {
    let (cache, events) = (SwitchedCache::new(), Events::default());
    let rails = builder(&cache).audit(events.clone()).build().unwrap();
    let call = hello(&rails);
    store(&rails, &call, good());
    cache.away.store(true, Ordering::SeqCst);
    assert_eq!(hit(&rails, &call), None);
    assert!(matches!(store(&rails, &call, good()), Stored::Failed(_)));
    assert_eq!(events.notes(Step::Lookup), ["the cache did not answer"]);
    assert_eq!(events.notes(Step::Store), ["the cache could not keep it"]);
    assert!(block_on(rails.forget(&Invalidation::Everything)).is_err());
    assert!(matches!(block_on(rails.forget_scope(&acme())), Err(Error::Cache(_))));
}

#[test]
fn another_policy_is_a_miss() {
    let cache = SwitchedCache::new();
    let rails = builder(&cache).build().unwrap();
    store(&rails, &hello(&rails), good());
    let other = builder(&cache).input(Word::redact("more")).build().unwrap();
    assert_eq!(hit(&other, &hello(&other)), None);
    let same = builder(&cache).build().unwrap();
    assert!(hit(&same, &hello(&same)).is_some(), "another instance of the same policy");
}

#[test]
fn answers_are_forgotten_by_their_documents_and_tags() {
    let rails = builder(&SwitchedCache::new()).build().unwrap();
    let asked = || Input::user("hello").document("contract", "text").tool_result("t", "text");
    let make = || call(&rails, &acme(), asked(), exact().tag("mine"));
    for tag in ["document:contract", "document:t", "mine"] {
        store(&rails, &make(), good());
        assert!(hit(&rails, &make()).is_some());
        let forget = |tag: &str| block_on(rails.forget(&Invalidation::Tag(tag.to_owned())));
        assert_eq!(forget("contract").unwrap(), 0);
        assert_eq!(forget(tag).unwrap(), 1, "{tag}");
        assert_eq!(hit(&rails, &make()), None);
    }
}

#[test]
fn what_is_kept_is_redacted() {
    let cache = SwitchedCache::new();
    let rails = builder(&cache).output(Word::redact("green")).build().unwrap();
    let call = call(&rails, &acme(), Input::user("a hidden word"), exact());
    store(&rails, &call, Reply::text("so green").model("small").usage(Usage::new(5, 2)));
    let stored = cache.stored.lock().unwrap();
    let (key, answer) = stored.first().unwrap();
    assert_eq!(key.question(), "a [HIDDEN] word");
    assert_eq!(answer.channels(), [(Channel::TEXT, "so [HIDDEN]".to_owned())]);
    assert_eq!(answer.usage(), Some(Usage::new(5, 2)));
}
