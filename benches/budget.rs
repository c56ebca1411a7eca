//! A budget by itself: reserve and settle over three scopes, by one caller and by two at once, and
//! over each kind of window.

use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use futures::executor::block_on;
use palisade::{Amount, Ask, Budget, Limit, Limits, MemoryBudget, NanoUsd, Scope};

fn budget(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("budget");
    let second = Duration::from_secs(1);
    let ample = || Limit::tokens(1 << 60).per("tenant");
    for (name, limits) in [
        ("reserve and settle, three scopes", three_scopes()),
        ("reserve and settle, one scope", Limits::new().limit(ample().per_day())),
        ("reserve and settle, sliding", Limits::new().limit(ample().sliding(second))),
        (
            "reserve and settle, token bucket",
            Limits::new().limit(ample().refilled(1 << 40, second)),
        ),
        ("reserve and settle, in flight", Limits::new().limit(ample().in_flight(second))),
        ("reserve and settle, alerts", Limits::new().limit(ample().per_day().alert_at([50, 90]))),
    ] {
        let (budget, scope) = (MemoryBudget::new(limits), scope());
        group.bench_function(name, |b| b.iter(|| call(&budget, &scope)));
    }
    let budget = MemoryBudget::new(three_scopes());
    group.bench_function("refused, three scopes", |b| {
        let (scope, amount) = (scope(), Amount { requests: u64::MAX, ..amount() });
        b.iter(|| block_on(budget.reserve(&Ask::new(&scope, "m", amount))).is_err());
    });
    for threads in [1, 2] {
        let budget = MemoryBudget::new(three_scopes());
        // The time of each call as its caller sees it: all callers run for the whole of it.
        group.bench_function(format!("one hot scope, {threads} threads"), |b| {
            b.iter_custom(|rounds| at_once(threads, rounds, &budget));
        });
    }
    group.finish();
}

/// How long it takes until each of so many threads has made `rounds` calls.
fn at_once(threads: usize, rounds: u64, budget: &MemoryBudget) -> Duration {
    let start = Barrier::new(threads);
    thread::scope(|all| {
        let work = || {
            let scope = scope();
            start.wait();
            let begun = Instant::now();
            (0..rounds).for_each(|_| call(budget, &scope));
            begun.elapsed()
        };
        let running: Vec<_> = (0..threads).map(|_| all.spawn(work)).collect();
        let times = running.into_iter().map(|thread| thread.join().expect("no panic"));
        times.max().unwrap_or_default()
    })
}

fn call(budget: &MemoryBudget, scope: &Scope) {
    block_on(async {
        let hold = budget.reserve(&Ask::new(scope, "small-1", amount())).await.expect("room");
        budget.settle(&hold, &amount()).await.expect("the hold is known");
    });
}

fn three_scopes() -> Limits {
    Limits::new()
        .limit(Limit::cost(NanoUsd::from_dollars(1 << 30)).per("tenant").per_month())
        .limit(Limit::tokens(1 << 60).per("tenant").per("team").per_day())
        .limit(Limit::requests(1 << 60).per("user").per_day())
}

fn scope() -> Scope {
    Scope::tenant("acme").with("team", "support").user("u-17")
}

fn amount() -> Amount {
    Amount { requests: 1, input_tokens: 30, output_tokens: 20, cost: NanoUsd::from_nanos(9) }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(30);
    targets = budget
}
criterion_main!(benches);
