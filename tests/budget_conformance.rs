//! The laws of money, run against the budgets of this crate.
#![cfg(feature = "conformance")]

use palisade::{MemoryBudget, conformance};

#[test]
fn the_memory_budget_keeps_the_laws_of_money() {
    futures::executor::block_on(conformance::budget::all(|limits, clock| {
        MemoryBudget::new(limits).with_clock(clock)
    }));
}
