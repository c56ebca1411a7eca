//! A proof serves the instance, the policy and the request that it was made for, and no step is
//! a free pass where it is not configured.

#[path = "shared/money.rs"]
mod money;
#[path = "shared/toys.rs"]
mod toys;

use std::time::Duration;

use futures::executor::block_on;
use money::SwitchedCache;
use palisade::*;
use toys::{Proposes, Word, model};

fn builder(word: &'static str) -> GuardrailsBuilder {
    Guardrails::builder()
        .input(Word::redact(word))
        .output(Word::redact(word))
        .router(Proposes(vec![model("small")]))
        .budget(MemoryBudget::new(Limits::new().limit(Limit::requests(100))))
        .cache(SwitchedCache::new(), Duration::from_secs(60))
}

struct Made {
    rails: Guardrails,
    input: ValidatedInput,
    route: Route,
    call: Call,
    output: ValidatedOutput,
}

async fn made(rails: &Guardrails) -> Made {
    let input = rails.validate_input(&Scope::tenant("acme"), "hello").await.unwrap();
    let route = rails.route(&input).await.unwrap();
    let call = rails.prepare(&input, &route, Parameters::new()).unwrap();
    let output = rails.validate_output(&input, "hello").await.unwrap();
    Made { rails: rails.clone(), input, route, call, output }
}

fn belongs_to<T: std::fmt::Debug>(result: Result<T, Error>) -> &'static str {
    match result {
        Err(Error::ForeignProof { belongs_to, .. }) => belongs_to,
        other => panic!("a foreign proof was taken: {other:?}"),
    }
}

#[test]
fn proofs_of_another_instance_or_policy_are_refused_in_every_step() {
    block_on(async {
        let own = made(&builder("a").build().unwrap()).await;
        let same_policy = made(&builder("a").build().unwrap()).await;
        let other_policy = made(&builder("b").build().unwrap()).await;
        assert_eq!(own.rails.policy(), same_policy.rails.policy());
        assert_ne!(own.rails.policy(), other_policy.rails.policy());
        for foreign in [same_policy, other_policy] {
            let rails = &own.rails;
            let errors = [
                belongs_to(rails.route(&foreign.input).await),
                belongs_to(rails.prepare(&foreign.input, &foreign.route, Parameters::new())),
                belongs_to(rails.lookup(&foreign.call).await),
                belongs_to(rails.reserve(&foreign.call).await),
                belongs_to(rails.validate_output(&foreign.input, "x").await),
                belongs_to(rails.output_stream(&foreign.input)),
                belongs_to(rails.store(&foreign.call, &foreign.output).await),
                belongs_to(rails.store(&own.call, &foreign.output).await),
                belongs_to(rails.prepare(&own.input, &foreign.route, Parameters::new())),
            ];
            assert_eq!(errors, ["instance"; 9]);
            let mixed = [
                belongs_to(rails.store(&foreign.call, &own.output).await),
                belongs_to(rails.prepare(&foreign.input, &own.route, Parameters::new())),
            ];
            assert_eq!(mixed, ["request"; 2]);
        }
    });
}

#[test]
fn proofs_of_another_request_are_not_mixed() {
    block_on(async {
        let rails = builder("a").build().unwrap();
        let (one, two) = (made(&rails).await, made(&rails).await);
        assert_ne!(one.input.request_id(), two.input.request_id());
        let errors = [
            belongs_to(rails.prepare(&one.input, &two.route, Parameters::new())),
            belongs_to(rails.store(&one.call, &two.output).await),
        ];
        assert_eq!(errors, ["request"; 2]);
        assert!(rails.prepare(&one.input.clone(), &one.route.clone(), Parameters::new()).is_ok());
    });
}

#[test]
fn local_proofs_are_held_apart_too() {
    let local = |word| Guardrails::builder().input(Word::redact(word)).output(Word::redact(word));
    let own = local("a").build_local().unwrap();
    let input = local("a").build_local().unwrap().validate_input("x").unwrap();
    assert_eq!(belongs_to(own.validate_output(&input, "x")), "instance");
    assert_eq!(belongs_to(own.output_stream(&input)), "instance");
    assert_eq!(belongs_to(block_on(builder("a").build().unwrap().route(&input))), "instance");
}

fn missing<T: std::fmt::Debug>(result: Result<T, Error>) -> &'static str {
    match result {
        Err(Error::NotConfigured { step }) => step,
        other => panic!("a step that is not configured was passed: {other:?}"),
    }
}

#[test]
fn a_step_that_is_not_configured_is_an_error() {
    let scope = Scope::tenant("acme");
    block_on(async {
        let rails = Guardrails::builder().input(Word::redact("a")).build().unwrap();
        let input = rails.validate_input(&scope, "hello").await.unwrap();
        assert_eq!(missing(rails.route(&input).await), "a router");
        assert_eq!(missing(rails.validate_output(&input, "x").await), "an output guard");
        assert_eq!(missing(rails.output_stream(&input)), "an output guard");
        assert_eq!(missing(rails.inspect_output(&scope, "x").await), "an output guard");
        assert_eq!(missing(rails.forget_scope(&scope).await), "the cache");

        let routed = Guardrails::builder().input(Word::redact("a")).router(model("small"));
        let routed = routed.dangerous().without_output_guards().build().unwrap();
        let input = routed.validate_input(&scope, "hello").await.unwrap();
        let route = routed.route(&input).await.unwrap();
        let call = routed.prepare(&input, &route, Parameters::new()).unwrap();
        assert!(call.cache_key().is_none());
        assert_eq!(missing(routed.lookup(&call).await), "a cache");
        assert_eq!(missing(routed.reserve(&call).await), "a budget");
        let output = routed.validate_output(&input, "x").await.unwrap();
        assert_eq!(output.text(), "x", "the way out was opened by name");
        assert_eq!(missing(routed.store(&call, &output).await), "a cache");

        let only_output = Guardrails::builder().output(Word::redact("a")).build().unwrap();
        assert_eq!(missing(only_output.validate_input(&scope, "x").await), "an input guard");
        assert_eq!(missing(only_output.inspect_input(&scope, "x").await), "an input guard");
        let opened = Guardrails::builder().output(Word::redact("a")).dangerous();
        let opened = opened.without_input_guards().build().unwrap();
        assert!(opened.validate_input(&scope, "x").await.is_ok());
    });
}

#[test]
fn a_lookup_without_an_output_guard_is_no_free_pass() {
    block_on(async {
        let cache = SwitchedCache::new();
        let builder = || {
            let builder = Guardrails::builder().input(Word::redact("a")).router(model("small"));
            builder.cache(cache.clone(), Duration::from_secs(60))
        };
        let rails = builder().build().unwrap();
        let input = rails.validate_input(&Scope::tenant("acme"), "hello").await.unwrap();
        let route = rails.route(&input).await.unwrap();
        let call = rails.prepare(&input, &route, Parameters::new()).unwrap();
        assert!(rails.lookup(&call).await.unwrap().is_none());
        // Somebody else put it there.
        let answer = CachedAnswer::new("small", vec![(Channel::TEXT, "x".to_owned())]);
        let key = call.cache_key().unwrap();
        cache.store(key, &answer, Duration::from_secs(60)).await.unwrap();
        assert_eq!(missing(rails.lookup(&call).await), "an output guard");
    });
}
