//! The steps around the guards: route, prepare, reserve and settle over three scopes, lookup.

#[path = "shared/texts.rs"]
mod texts;

use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use futures::executor::block_on;
use palisade::{
    Guardrails, Limit, Limits, MemoryBudget, MemoryCache, Model, ModelCatalog, NanoUsd, Parameters,
    Preset, Price, Reply, Scope, Tier, TierRouter, Usage,
};

fn flow(criterion: &mut Criterion) {
    let rails = rails();
    let scope = Scope::tenant("acme").with("team", "support").user("u-17");
    let question = "Why was I billed twice in May, and who can pay me back the second charge?";
    let input = block_on(rails.validate_input(&scope, question)).expect("a clean question");
    let route = block_on(rails.route(&input)).expect("a route");
    let parameters = || Parameters::new().temperature(0.0).max_output_tokens(200);
    let call = rails.prepare(&input, &route, parameters()).expect("a call");

    let mut group = criterion.benchmark_group("flow");
    group.bench_function("validate_input", |b| {
        b.iter(|| block_on(rails.validate_input(&scope, question)).is_ok());
    });
    group.bench_function("route", |b| b.iter(|| block_on(rails.route(&input)).is_ok()));
    group.bench_function("prepare", |b| {
        b.iter(|| rails.prepare(&input, &route, parameters()).is_ok());
    });
    group.bench_function("lookup, miss", |b| {
        b.iter(|| block_on(rails.lookup(&call)).is_ok());
    });
    group.bench_function("reserve and settle, three scopes", |b| {
        b.iter(|| {
            block_on(async {
                let held = rails.reserve(&call).await.expect("room in the budget");
                held.settle(Usage::new(30, 20)).await
            })
        });
    });
    let reply = Reply::text("The second charge was a mistake.").model(route.model().name());
    let output = block_on(rails.validate_output(&input, &reply)).expect("a clean answer");
    block_on(rails.store(&call, &output)).expect("a cache");
    group.bench_function("lookup, hit", |b| {
        b.iter(|| block_on(rails.lookup(&call)).is_ok_and(|hit| hit.is_some()));
    });
    group.finish();

    let long = texts::english(8 << 10);
    let input = block_on(rails.validate_input(&scope, long.as_str())).expect("clean prose");
    criterion.bench_function("flow/prepare, 8 KB", |b| {
        b.iter(|| rails.prepare(&input, &route_of(&rails, &input), parameters()).is_ok());
    });
}

fn route_of(rails: &Guardrails, input: &palisade::ValidatedInput) -> palisade::Route {
    block_on(rails.route(input)).expect("a route")
}

fn rails() -> Guardrails {
    let price =
        |input, output| Price::per_million(NanoUsd::from_cents(input), NanoUsd::from_cents(output));
    let model =
        |name, tier, price| Model::new(name, tier).with_price(price).with_context_window(128_000);
    let catalog = ModelCatalog::new()
        .model(model("small-1", Tier::Small, price(15, 60)))
        .model(model("medium-1", Tier::Medium, price(60, 240)))
        .model(model("large-1", Tier::Large, price(300, 1_500)));
    let limits = Limits::new()
        .limit(Limit::cost(NanoUsd::from_dollars(1 << 30)).per("tenant").per_month())
        .limit(Limit::tokens(1 << 60).per("tenant").per("team").per_day())
        .limit(Limit::requests(1 << 60).per("user").per_day());
    let built = Guardrails::preset(Preset::Chat)
        .router(TierRouter::new(catalog))
        .budget(MemoryBudget::new(limits))
        .cache(MemoryCache::with_capacity_bytes(64 << 20), Duration::from_secs(3600))
        .build();
    match built {
        Ok(rails) => rails,
        Err(mistakes) => panic!("the policy of the bench is wrong: {mistakes}"),
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(30);
    targets = flow
}
criterion_main!(benches);
