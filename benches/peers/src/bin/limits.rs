//! One call through this crate's budget and through rate limiters of others, in the same run:
//! `cargo run --release --manifest-path benches/peers/Cargo.toml --bin limits`
//!
//! Nanoseconds a call, medians of interleaved rounds, by one caller and by two at once on one key.
//! They do not do the same: `governor` decides one cell of one limit and can give nothing back;
//! `limitador` (in memory) counts each of its limits in a fixed window; `palisade` reserves over
//! all limits at once, settles, and says what is left.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

use futures::executor::block_on;
use governor::{Quota, RateLimiter};
use palisade::{Amount, Ask, Budget, Limit, Limits, MemoryBudget, Scope};

const ROUNDS: usize = 31;
const CALLS: u32 = 20_000;

fn main() {
    let quota = Quota::per_second(NonZeroU32::MAX).allow_burst(NonZeroU32::MAX);
    let governor = RateLimiter::keyed(quota);
    let by_governor = || drop(governor.check_key(&"acme"));

    let one = limitador(&["tenant"]);
    let three = limitador(&["tenant", "team", "user"]);
    let values = HashMap::from(
        [("tenant", "acme"), ("team", "support"), ("user", "u-17")]
            .map(|(name, value)| (name.to_owned(), value.to_owned())),
    );
    let context = values.into();
    let namespace = "calls".into();
    let by_limitador = |limiter: &limitador::RateLimiter| {
        let checked = limiter.check_rate_limited_and_update(&namespace, &context, 1);
        assert!(checked.is_ok_and(|checked| !checked.limited), "there is room");
    };

    let levels: &[&[&str]] = &[&["tenant"]];
    let budget_of_one = budget(levels);
    let budget_of_three = budget(&[&["tenant"], &["team"], &["user"]]);
    let scope = Scope::tenant("acme").with("team", "support").user("u-17");
    let by_palisade = |budget: &MemoryBudget| {
        block_on(async {
            let amount = Amount { requests: 1, ..Amount::default() };
            let hold = budget.reserve(&Ask::new(&scope, "m", amount)).await.expect("room");
            budget.settle(&hold, &amount).await.expect("the hold is known");
        });
    };

    println!("{:44} {:>10} {:>10}", "ns a call", "1 caller", "2 callers");
    let rows: [(&str, &(dyn Fn() + Sync)); 5] = [
        ("governor, one limit, check", &by_governor),
        ("limitador, one limit, check and update", &|| by_limitador(&one)),
        ("palisade, one limit, reserve and settle", &|| by_palisade(&budget_of_one)),
        ("limitador, three limits, check and update", &|| by_limitador(&three)),
        ("palisade, three limits, reserve and settle", &|| by_palisade(&budget_of_three)),
    ];
    let mut times = vec![[Vec::new(), Vec::new()]; rows.len()];
    for _ in 0..ROUNDS {
        for ((_, call), times) in rows.iter().zip(&mut times) {
            for (callers, times) in [1, 2].into_iter().zip(times) {
                times.push(at_once(callers, *call).as_nanos() / u128::from(CALLS));
            }
        }
    }
    for ((name, _), times) in rows.iter().zip(&mut times) {
        let [one, two] = times.each_mut().map(|times| {
            times.sort_unstable();
            times[times.len() / 2]
        });
        println!("{name:44} {one:>10} {two:>10}");
    }
}

/// How long it takes until each of so many callers has made its calls.
fn at_once(callers: usize, call: &(dyn Fn() + Sync)) -> Duration {
    let start = Barrier::new(callers);
    thread::scope(|all| {
        let work = || {
            start.wait();
            let begun = Instant::now();
            (0..CALLS).for_each(|_| call());
            begun.elapsed()
        };
        let running: Vec<_> = (0..callers).map(|_| all.spawn(work)).collect();
        let times = running.into_iter().map(|thread| thread.join().expect("no panic"));
        times.max().unwrap_or_default()
    })
}

fn limitador(levels: &[&str]) -> limitador::RateLimiter {
    let limiter = limitador::RateLimiter::new(10_000);
    for level in levels {
        let variable = (*level).try_into().expect("a variable");
        let limit =
            limitador::limit::Limit::new("calls", u64::MAX >> 1, 3_600, vec![], vec![variable]);
        limiter.add_limit(limit);
    }
    limiter
}

fn budget(levels: &[&[&str]]) -> MemoryBudget {
    let limit = |levels: &&[&str]| {
        let limit = Limit::requests(u64::MAX >> 1).per_hour();
        levels.iter().fold(limit, |limit, level| limit.per(*level))
    };
    MemoryBudget::new(levels.iter().map(limit).collect::<Limits>())
}
