use futures::executor::block_on;

use super::*;
use crate::budget::limit::Limit;
use crate::clock::FakeClock;

const DAY: i64 = 86_400_000;

fn requests(requests: u64) -> Amount {
    Amount { requests, ..Amount::default() }
}

fn budget(limits: Limits) -> (MemoryBudget, Arc<FakeClock>) {
    let clock = Arc::new(FakeClock::at(Timestamp::from_millis(0)));
    (MemoryBudget::new(limits).with_clock(Arc::clone(&clock)), clock)
}

fn reserve(budget: &MemoryBudget, tenant: &str, amount: u64) -> Result<HoldId, BudgetError> {
    let scope = Scope::tenant(tenant);
    block_on(budget.reserve(&Ask::new(&scope, "m", requests(amount))))
}

/// Accounts, holds, keys.
fn sizes(budget: &MemoryBudget) -> (usize, usize, usize) {
    budget.lock().sizes()
}

#[test]
fn idle_scopes_are_forgotten_while_new_ones_come() {
    let (budget, clock) = budget(Limits::new().limit(Limit::requests(9).per("tenant").per_day()));
    let budget = budget.remember_ended(NonZeroUsize::MIN);
    for day in 0..20 {
        clock.set(Timestamp::from_millis(day * DAY));
        for tenant in 0..500 {
            let hold = reserve(&budget, &format!("{day}-{tenant}"), 1).expect("there is room");
            block_on(budget.settle(&hold, &requests(1))).expect("the hold is known");
        }
        assert!(sizes(&budget).0 <= 1_000, "day {day}: {:?}", sizes(&budget));
    }
}

#[test]
fn a_scope_with_a_charge_in_a_present_window_is_not_forgotten() {
    let limits = Limits::new()
        .limit(Limit::requests(1).per("tenant").per_day())
        .limit(Limit::requests(2).per("tenant").per_month());
    let (budget, clock) = budget(limits);
    for day in 0..2 {
        clock.set(Timestamp::from_millis(day * DAY));
        for tenant in 0..300 {
            reserve(&budget, &tenant.to_string(), 1).expect("there is room");
            assert!(reserve(&budget, &tenant.to_string(), 1).is_err());
        }
    }
    clock.set(Timestamp::from_millis(2 * DAY));
    for tenant in 0..300 {
        assert!(reserve(&budget, &tenant.to_string(), 1).is_err(), "the month is full");
    }
}

#[test]
fn a_refused_scope_leaves_nothing_behind() {
    let (budget, _) = budget(Limits::new().limit(Limit::requests(1).per("tenant")));
    for tenant in 0..100 {
        assert!(reserve(&budget, &tenant.to_string(), 2).is_err());
    }
    assert_eq!(sizes(&budget), (0, 0, 0));
}

#[test]
fn ended_holds_and_their_keys_are_bounded_and_live_ones_stay() {
    let (budget, _) = budget(Limits::new().limit(Limit::requests(1_000)));
    let budget = budget.remember_ended(NonZeroUsize::new(8).expect("not zero"));
    let scope = Scope::tenant("t");
    let live = reserve(&budget, "t", 1).expect("there is room");
    let mut first = None;
    for number in 0..100 {
        let key = number.to_string();
        let ask = Ask::new(&scope, "m", requests(1)).idempotency_key(&key);
        let hold = block_on(budget.reserve(&ask)).expect("there is room");
        match number % 3 {
            0 => drop(block_on(budget.settle(&hold, &requests(1))).expect("the hold is known")),
            1 => block_on(budget.release(&hold)).expect("the hold is known"),
            _ => budget.abandon(&hold),
        }
        first.get_or_insert(hold);
    }
    let (accounts, holds, keys) = sizes(&budget);
    assert_eq!((accounts, holds, keys), (1, 17, 16));
    block_on(budget.settle(&live, &requests(1))).expect("a live hold is never forgotten");
    let first = first.expect("a hold");
    assert_eq!(
        block_on(budget.settle(&first, &requests(1))),
        Err(BudgetError::UnknownHold),
        "an old one is"
    );
}

#[test]
fn holds_that_come_back_to_life_are_not_forgotten_for_their_first_end() {
    let (budget, _) = budget(Limits::new().limit(Limit::requests(100)));
    let budget = budget.remember_ended(NonZeroUsize::new(2).expect("not zero"));
    let scope = Scope::tenant("t");
    let ask = Ask::new(&scope, "m", requests(1)).idempotency_key("k");
    let hold = block_on(budget.reserve(&ask)).expect("there is room");
    block_on(budget.release(&hold)).expect("the hold is known");
    assert_eq!(block_on(budget.reserve(&ask)), Ok(hold));
    for _ in 0..10 {
        let other = reserve(&budget, "t", 1).expect("there is room");
        block_on(budget.release(&other)).expect("the hold is known");
    }
    let status = block_on(budget.settle(&hold, &requests(1))).expect("it lives");
    assert!(!status.is_overrun());
}

#[test]
fn values_never_run_together() {
    let limits = Limits::new().limit(Limit::requests(1).per("tenant").per("user"));
    let (budget, _) = budget(limits);
    let long = "x".repeat(300);
    for (tenant, user) in [("ab", "c"), ("a", "bc"), ("a", &long), (&long, "a"), (&long, &long)] {
        let scope = Scope::tenant(tenant).user(user);
        let ask = Ask::new(&scope, "m", requests(1));
        assert!(block_on(budget.reserve(&ask)).is_ok());
        assert!(block_on(budget.reserve(&ask)).is_err());
    }
}

#[test]
fn debug_shows_no_scope() {
    let (budget, _) = budget(Limits::new().limit(Limit::requests(9).per("tenant")));
    reserve(&budget, "jane@example.com", 1).expect("there is room");
    assert!(!format!("{budget:?}").contains("jane"));
}

#[test]
fn overruns_beyond_64_bits_lose_nothing() {
    let (budget, _) = budget(Limits::new().limit(Limit::requests(10)));
    let holds: Vec<_> = (0..3).map(|_| reserve(&budget, "t", 1).expect("room")).collect();
    for hold in &holds {
        let status = block_on(budget.settle(hold, &requests(u64::MAX))).expect("known");
        assert_eq!(status.limits()[0].charged(), u64::MAX);
        assert!(status.is_overrun());
    }
}
