//! How much memory a live scope takes: `cargo run --release --example budget_memory -- 1000000`
//!
//! Each scope is a tenant of its own with one settled call that still counts, under each of a few
//! sets of limits. Each line says bytes a scope, as counted by the allocator; the last two say
//! bytes a hold.

use std::alloc::System;
use std::num::NonZeroUsize;
use std::time::Duration;

use futures::executor::block_on;
use palisade::{Amount, Ask, Budget, Limit, Limits, MemoryBudget, NanoUsd, Scope};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let scopes = std::env::args().nth(1).map_or(Ok(1_000_000), |count| count.parse::<u64>())?;
    let (minute, tenant) = (Duration::from_secs(60), "tenant");
    let cost = || Limit::cost(NanoUsd::from_dollars(9)).per(tenant).per_month();
    let tokens = || Limit::tokens(1 << 40).per(tenant).per_day();
    let rate = || Limit::requests(9).per(tenant).refilled(9, minute);
    let sliding = || Limit::requests(99).per(tenant).sliding(1_440 * minute);
    let at_once = || Limit::concurrent_calls(9).per(tenant);
    for (name, limits) in [
        ("cost a month", vec![cost()]),
        ("cost a month, tokens a day, a token bucket", vec![cost(), tokens(), rate()]),
        ("the same and calls in flight", vec![cost(), tokens(), rate(), at_once()]),
        ("a sliding day, charged once", vec![sliding()]),
    ] {
        measure(name, limits.into_iter().collect(), scopes)?;
    }
    for (name, with_key) in [("a hold of a call", None), ("the same with a key", Some("key"))] {
        let limits = [cost(), tokens(), rate()].into_iter().collect();
        measure_holds(name, limits, scopes, with_key)?;
    }
    Ok(())
}

/// Calls under way of one scope, none of which is settled.
fn measure_holds(
    name: &str,
    limits: Limits,
    holds: u64,
    key: Option<&str>,
) -> Result<(), Box<dyn std::error::Error>> {
    let (budget, scope) = (MemoryBudget::new(limits), Scope::tenant("acme"));
    let region = Region::new(ALLOCATOR);
    for number in 0..holds {
        let ask = Ask::new(&scope, "model", Amount::default());
        match key.map(|key| format!("{key} {number}")) {
            Some(key) => block_on(budget.reserve(&ask.idempotency_key(&key)))?,
            None => block_on(budget.reserve(&ask))?,
        };
    }
    let change = region.change();
    let bytes = change.bytes_allocated.saturating_sub(change.bytes_deallocated);
    println!("{name}: {:.0} bytes a hold", bytes as f64 / holds as f64);
    Ok(())
}

fn measure(name: &str, limits: Limits, scopes: u64) -> Result<(), Box<dyn std::error::Error>> {
    // Ended holds are a table of their own, of a size that does not depend on the scopes.
    let budget = MemoryBudget::new(limits).remember_ended(NonZeroUsize::MIN);
    let call = Amount { requests: 1, input_tokens: 100, output_tokens: 50, ..Amount::default() };
    let call = Amount { cost: NanoUsd::from_nanos(9), ..call };
    let region = Region::new(ALLOCATOR);
    for number in 0..scopes {
        let scope = Scope::tenant(format!("tenant-{number:08}"));
        let hold = block_on(budget.reserve(&Ask::new(&scope, "model", call)))?;
        block_on(budget.settle(&hold, &call))?;
    }
    let change = region.change();
    // Both count what a block grew or shrank by.
    let bytes = change.bytes_allocated.saturating_sub(change.bytes_deallocated);
    println!("{name}: {:.0} bytes a scope", bytes as f64 / scopes as f64);
    Ok(())
}
