//! What went wrong in other budgets, held against this one.

use std::sync::{Arc, Barrier};
use std::thread;
use std::time::Duration;

use futures::executor::block_on;
use palisade::{
    Amount, Ask, Budget, BudgetError, BudgetStatus, FakeClock, HoldId, Limit, Limits, MemoryBudget,
    NanoUsd, Price, Scope, Timestamp, Usage, UtcOffset, Window,
};

const HOUR: i64 = 3_600_000;

fn requests(requests: u64) -> Amount {
    Amount { requests, ..Amount::default() }
}

fn tokens(tokens: u64) -> Amount {
    Amount { input_tokens: tokens, ..requests(1) }
}

fn cost(cost: NanoUsd) -> Amount {
    Amount { cost, ..requests(1) }
}

fn acme() -> Scope {
    Scope::tenant("acme").user("7")
}

fn budget_of(limit: Limit) -> (MemoryBudget, Arc<FakeClock>) {
    let clock = Arc::new(FakeClock::at(Timestamp::from_millis(0)));
    (MemoryBudget::new(Limits::new().limit(limit)).with_clock(Arc::clone(&clock)), clock)
}

fn reserve(budget: &impl Budget, amount: Amount) -> Result<HoldId, BudgetError> {
    block_on(budget.reserve(&Ask::new(&acme(), "m", amount)))
}

fn settle(budget: &impl Budget, hold: HoldId, actual: Amount) -> BudgetStatus {
    block_on(budget.settle(&hold, &actual)).expect("the hold is known")
}

fn charged(budget: &impl Budget) -> u64 {
    block_on(budget.status(&acme())).expect("the scope has its levels").limits()[0].charged()
}

/// litellm#34732, #40095, #26672; envoyproxy/ai-gateway#680.
#[test]
fn trap_check_then_increment_overspends() {
    let (budget, _) = budget_of(Limit::requests(1_000).per("tenant"));
    let start = Barrier::new(8);
    let allowed: u64 = thread::scope(|scope| {
        let call = || {
            start.wait();
            (0..500).map(|_| u64::from(reserve(&budget, requests(1)).is_ok())).sum::<u64>()
        };
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(call)).collect();
        threads.into_iter().map(|thread| thread.join().expect("no panic")).sum()
    });
    assert_eq!((allowed, charged(&budget)), (1_000, 1_000));
}

/// limitador#520: the reservation was lost between reserve and commit.
#[test]
fn trap_limitador_reserve_60_of_100_from_four_threads() {
    for _ in 0..300 {
        let (budget, _) = budget_of(Limit::tokens(100));
        let start = Barrier::new(4);
        let committed: usize = thread::scope(|scope| {
            let call = || {
                start.wait();
                let Ok(hold) = reserve(&budget, tokens(60)) else { return 0 };
                assert!(!settle(&budget, hold, tokens(60)).is_overrun());
                1
            };
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(call)).collect();
            threads.into_iter().map(|thread| thread.join().expect("no panic")).sum()
        });
        assert_eq!((committed, charged(&budget)), (1, 60));
    }
}

/// TensorZero drops it; litellm PR #26845 caps the hold to what is left.
#[test]
fn trap_settle_beyond_balance_is_dropped() {
    let (budget, _) = budget_of(Limit::cost(NanoUsd::from_dollars(1)));
    let hold = reserve(&budget, cost(NanoUsd::from_cents(90))).expect("there is room");
    let half = reserve(&budget, cost(NanoUsd::from_cents(50)));
    assert!(matches!(half, Err(BudgetError::Exhausted { .. })), "refused, not capped: {half:?}");
    let status = settle(&budget, hold, cost(NanoUsd::from_cents(150)));
    assert!(status.is_overrun());
    assert_eq!(charged(&budget), NanoUsd::from_cents(150).nanos());
    assert!(status.highest_share() > 1.0);
    assert!(reserve(&budget, cost(NanoUsd::from_nanos(1))).is_err());
}

/// litellm#27639, #40050: $111 counted, $55 real.
#[test]
fn trap_holds_leak_and_cause_false_refusals() {
    let (budget, _) = budget_of(Limit::tokens(100).per("tenant"));
    for round in 0..1_000 {
        let hold = reserve(&budget, tokens(100)).expect("the last one gave its room back");
        match round % 3 {
            0 => drop(settle(&budget, hold, tokens(0))),
            1 => block_on(budget.release(&hold)).expect("the hold is known"),
            _ => {
                budget.abandon(&hold);
                settle(&budget, hold, tokens(0));
            }
        }
    }
    assert_eq!(charged(&budget), 0);
}

/// litellm#35569, #35570: counted twice on a half-failed clean-up; settled but not counted.
#[test]
fn trap_retries_billed_twice() {
    let (budget, _) = budget_of(Limit::tokens(1_000));
    let scope = acme();
    let ask = Ask::new(&scope, "m", tokens(100)).idempotency_key("request-1");
    let first = block_on(budget.reserve(&ask)).expect("there is room");
    let again = block_on(budget.reserve(&ask)).expect("it is the same request");
    assert_eq!(first, again);
    for _ in 0..3 {
        settle(&budget, again, tokens(40));
    }
    assert_eq!(block_on(budget.reserve(&ask)), Ok(first));
    assert_eq!(block_on(budget.release(&first)), Ok(()));
    assert_eq!(charged(&budget), 40);
    // Two calls of the same amount are two charges.
    reserve(&budget, tokens(100)).expect("there is room");
    reserve(&budget, tokens(100)).expect("there is room");
    assert_eq!(charged(&budget), 240);
}

/// limitador's holds die after 60 seconds while a long stream runs.
#[test]
fn trap_a_hold_dies_while_a_long_stream_runs() {
    let (budget, clock) = budget_of(Limit::tokens(100));
    let hold = reserve(&budget, tokens(80)).expect("there is room");
    for _ in 0..10_000 {
        clock.advance(Duration::from_secs(3_600));
        assert!(reserve(&budget, tokens(21)).is_err(), "its charge stands");
    }
    assert_eq!(settle(&budget, hold, tokens(70)).limits()[0].charged(), 70);
}

/// litellm#14457, OpenGateLLM#1151: 254,347 tokens unbilled.
#[test]
fn trap_usage_lost_when_the_client_hangs_up() {
    let (budget, _) = budget_of(Limit::tokens(100));
    let hold = reserve(&budget, tokens(60)).expect("there is room");
    budget.abandon(&hold);
    assert_eq!(charged(&budget), 60);
    assert_eq!(settle(&budget, hold, tokens(25)).limits()[0].charged(), 25);
}

#[test]
fn trap_month_is_not_30_days_from_first_use() {
    let (budget, clock) = budget_of(Limit::requests(1).per_month());
    // 2023-01-31T23:00:00Z, and the end of February an hour and 28 days later.
    let first_use = 1_675_206_000_000;
    clock.set(Timestamp::from_millis(first_use));
    reserve(&budget, requests(1)).expect("there is room");
    for (hours, is_new) in [(0, false), (1, true), (1 + 28 * 24 - 1, false), (1 + 28 * 24, true)] {
        clock.set(Timestamp::from_millis(first_use + hours * HOUR));
        assert_eq!(reserve(&budget, requests(1)).is_ok(), is_new, "{hours} h after first use");
    }
}

#[test]
fn trap_daily_quota_divided_by_24() {
    let (budget, clock) = budget_of(Limit::tokens(240).per_day());
    clock.set(Timestamp::from_millis(23 * HOUR));
    reserve(&budget, tokens(240)).expect("one call may take the whole day");
    assert!(reserve(&budget, tokens(1)).is_err());
}

/// litellm#37923: €830 real, $1.47 counted; #40100, #30346.
#[test]
fn trap_unknown_or_zero_cost_reads_as_free() {
    // No price is not a price of 0: it does not read, and it has no default.
    assert!(serde_json::from_str::<Price>("{}").is_err());
    assert!(serde_json::from_str::<Price>(r#"{"output":5}"#).is_err());
    // The least use of the cheapest price costs something.
    let cheapest = Price::per_million(NanoUsd::from_nanos(1), NanoUsd::from_nanos(1));
    assert!(cheapest.cost(&Usage::new(1, 0)) > Some(NanoUsd::ZERO));
    // What cannot be held is no cost, rather than a small one.
    assert_eq!(Price::per_million(NanoUsd::MAX, NanoUsd::MAX).cost(&Usage::new(1 << 40, 0)), None);
    // A call that costs nothing still counts as a call and by its tokens.
    let limits = Limits::new().limit(Limit::requests(1)).limit(Limit::cost(NanoUsd::from_cents(1)));
    let budget = MemoryBudget::new(limits);
    reserve(&budget, tokens(9)).expect("there is room");
    assert!(reserve(&budget, tokens(9)).is_err());
}

/// litellm#14849: $0.764 against $0.185; #6215.
#[test]
fn trap_cached_tokens_counted_twice() {
    let dollars = NanoUsd::from_dollars;
    let price = Price::per_million(dollars(3), dollars(15)).cached_input(NanoUsd::from_cents(30));
    let openai = Usage::new(100_000, 1_000).cached_input(90_000);
    let anthropic = Usage::new(10_000, 1_000).cached_apart(90_000);
    let expected = 10_000 * 3_000 + 90_000 * 300 + 1_000 * 15_000;
    for usage in [openai, anthropic] {
        assert_eq!(price.cost(&usage), Some(NanoUsd::from_nanos(expected)));
        assert_eq!(Amount::of(&usage, NanoUsd::ZERO).tokens(), Some(101_000));
    }
}

/// litellm#30135, #30344.
#[test]
fn trap_prices_of_long_inputs_are_ignored() {
    let price = |cents| Price::per_million(NanoUsd::from_cents(cents), NanoUsd::ZERO);
    let tiered = price(125).above(200_000, price(250));
    assert_eq!(tiered.cost(&Usage::new(1_000_000, 0)), Some(NanoUsd::from_cents(250)));
    assert_eq!(tiered.cost(&Usage::new(200_000, 0)), Some(NanoUsd::from_cents(25)));
    assert!(tiered.highest_cost(200_001, 0) >= tiered.cost(&Usage::new(200_001, 0)));
}

/// litellm#24677: one counter for requests and tokens.
#[test]
fn trap_one_counter_for_requests_and_tokens() {
    let limits = Limits::new().limit(Limit::requests(2)).limit(Limit::tokens(1_000));
    let budget = MemoryBudget::new(limits);
    reserve(&budget, tokens(500)).expect("500 tokens are one request");
    reserve(&budget, tokens(500)).expect("500 tokens are one request");
    let status = block_on(budget.status(&acme())).expect("the scope is whole");
    let charged: Vec<_> = status.limits().iter().map(|limit| limit.charged()).collect();
    assert_eq!(charged, [2, 1_000]);
}

#[test]
fn trap_a_refused_request_empties_the_bucket() {
    let (budget, _) = budget_of(Limit::tokens(100));
    for _ in 0..50 {
        assert!(reserve(&budget, tokens(101)).is_err());
    }
    reserve(&budget, tokens(60)).expect("nothing was taken");
    for _ in 0..50 {
        assert!(reserve(&budget, tokens(41)).is_err());
    }
    reserve(&budget, tokens(40)).expect("nothing was taken");
}

#[test]
fn a_budget_without_limits_refuses() {
    let budget = MemoryBudget::new(Limits::new());
    let answer = reserve(&budget, requests(1));
    assert!(matches!(answer, Err(BudgetError::ExceedsCap { cap: 0, .. })), "{answer:?}");
    let mut mistakes = palisade::Fingerprint::new();
    budget.describe(&mut mistakes);
    assert_eq!(mistakes.mistakes().len(), 1);
}

#[test]
fn a_clock_at_the_ends_of_time_does_not_panic() {
    let limits = || {
        [Window::Day(UtcOffset::hours(18)), Window::Month(UtcOffset::hours(-18)), Window::Total]
            .into_iter()
            .map(|window| Limit::requests(2).each(window))
            .collect()
    };
    for start in [i64::MIN, -1, 0, i64::MAX] {
        let clock = Arc::new(FakeClock::at(Timestamp::from_millis(start)));
        let budget = MemoryBudget::new(limits()).with_clock(Arc::clone(&clock));
        for then in [i64::MIN, i64::MAX, 0] {
            let hold = reserve(&budget, requests(1)).expect("there is room");
            clock.set(Timestamp::from_millis(then));
            settle(&budget, hold, requests(0));
        }
        reserve(&budget, requests(2)).expect("all was given back");
        assert!(reserve(&budget, requests(1)).is_err());
    }
}
