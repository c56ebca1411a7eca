//! The laws of money, for any [`Budget`].

mod charging;
mod holds;
mod windows;

use std::sync::Arc;

use crate::budget::{Ask, Budget, BudgetStatus, HoldId, Limit, Limits};
use crate::clock::{FakeClock, Timestamp};
use crate::error::BudgetError;
use crate::money::Amount;
use crate::scope::Scope;

/// Runs every law of money against budgets that `make` makes: empty ones, of these limits, that
/// tell the time by this clock. A back-end over a shared store gives each a namespace of its
/// own.
///
/// # Panics
///
/// Where a law is broken; the message begins with the law.
///
/// ```
/// use palisade::{MemoryBudget, conformance};
///
/// futures::executor::block_on(conformance::budget::all(|limits, clock| {
///     MemoryBudget::new(limits).with_clock(clock)
/// }));
/// ```
pub async fn all<B: Budget>(make: impl Fn(Limits, Arc<FakeClock>) -> B) {
    charging::charges_and_refuses(&make).await;
    charging::counts_every_unit(&make).await;
    charging::counts_each_scope_apart(&make).await;
    charging::counts_models_apart(&make).await;
    charging::takes_all_or_nothing(&make).await;
    charging::refuses_a_missing_level(&make).await;
    charging::lets_zero_pass(&make).await;
    charging::tells_never_from_wait(&make).await;
    charging::waits_for_the_window_that_lasts_longest(&make).await;
    charging::refuses_what_cannot_be_counted(&make).await;
    holds::settle_refunds(&make).await;
    holds::settle_adds_and_reports_an_overrun(&make).await;
    holds::settle_counts_once(&make).await;
    holds::settle_corrects_the_window_of_the_reserve(&make).await;
    holds::extend_charges_the_window_of_now(&make).await;
    holds::extend_is_refused_without_a_trace(&make).await;
    holds::release_gives_everything_back(&make).await;
    holds::settle_after_release_is_recorded(&make).await;
    holds::abandon_keeps_the_charge_until_a_late_settle(&make).await;
    holds::idempotency_keys_charge_once(&make).await;
    holds::a_released_key_is_charged_anew(&make).await;
    charging::a_month_ends_with_its_offset(&make).await;
    charging::a_clock_that_goes_back_opens_no_window_again(&make).await;
    holds::a_foreign_hold_is_unknown(&make).await;
    windows::calendar_windows_begin_with_the_calendar(&make).await;
    windows::a_sliding_window_has_no_edge(&make).await;
    windows::a_sliding_window_counts_for_its_length(&make).await;
    windows::a_settle_corrects_a_sliding_window(&make).await;
    windows::a_bucket_is_refilled_evenly(&make).await;
    windows::a_bucket_gives_back_what_has_not_run_out(&make).await;
    windows::calls_in_flight_end_with_their_holds(&make).await;
    windows::a_lease_ends_and_is_renewed(&make).await;
    windows::a_lost_place_is_taken_anew_or_not_at_all(&make).await;
    windows::soft_limits_count_and_never_refuse(&make).await;
    windows::a_wait_is_long_enough_for_every_limit(&make).await;
}

/// A fresh budget with its clock at the epoch and one scope.
struct Case<B> {
    budget: B,
    clock: Arc<FakeClock>,
    scope: Scope,
}

impl<B: Budget> Case<B> {
    fn new(
        make: &impl Fn(Limits, Arc<FakeClock>) -> B,
        limits: impl IntoIterator<Item = Limit>,
    ) -> Self {
        let clock = Arc::new(FakeClock::at(at(0)));
        let budget = make(limits.into_iter().collect(), Arc::clone(&clock));
        Self { budget, clock, scope: Scope::tenant("acme").user("7") }
    }

    async fn try_reserve(&self, amount: Amount) -> Result<HoldId, BudgetError> {
        self.budget.reserve(&Ask::new(&self.scope, "m", amount)).await
    }

    async fn reserve(&self, law: &str, amount: Amount) -> HoldId {
        let answer = self.try_reserve(amount).await;
        let Ok(hold) = answer else { panic!("{law}: the reserve is refused: {answer:?}") };
        hold
    }

    async fn settle(&self, law: &str, hold: &HoldId, actual: Amount) -> BudgetStatus {
        let answer = self.budget.settle(hold, &actual).await;
        let Ok(status) = answer else { panic!("{law}: the settle fails: {answer:?}") };
        status
    }

    async fn status(&self, law: &str) -> BudgetStatus {
        let answer = self.budget.status(&self.scope).await;
        let Ok(status) = answer else { panic!("{law}: the status fails: {answer:?}") };
        status
    }

    /// Demands what the first limit has charged.
    async fn charged(&self, law: &str, expected: u64) {
        assert_eq!(self.status(law).await.limits()[0].charged(), expected, "{law}: charged");
    }
}

fn requests(requests: u64) -> Amount {
    Amount { requests, ..Amount::default() }
}

/// One call of so many tokens.
fn tokens(tokens: u64) -> Amount {
    Amount { input_tokens: tokens, ..requests(1) }
}

/// More tokens of the same call.
fn more(tokens: u64) -> Amount {
    Amount { output_tokens: tokens, ..Amount::default() }
}

fn at(millis: u64) -> Timestamp {
    Timestamp::from_millis(i64::try_from(millis).unwrap_or(i64::MAX))
}

const DAY: u64 = 86_400_000;
