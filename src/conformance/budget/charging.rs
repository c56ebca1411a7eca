//! What a reserve charges, refuses and says.

use std::sync::Arc;
use std::time::Duration;

use super::{Case, DAY, at, requests, tokens};
use crate::budget::{Ask, Budget, Limit, Limits, UtcOffset, Window};
use crate::clock::{Clock, FakeClock};
use crate::error::BudgetError;
use crate::money::{Amount, NanoUsd};
use crate::scope::Scope;

pub(super) async fn charges_and_refuses<B: Budget>(make: &impl Fn(Limits, Arc<FakeClock>) -> B) {
    let law = "a reserve charges, and what does not fit is refused";
    let case = Case::new(make, [Limit::requests(3)]);
    case.reserve(law, requests(2)).await;
    case.charged(law, 2).await;
    let refusal = case.try_reserve(requests(2)).await;
    let limit = "requests in total".to_owned();
    let used_up = Err(BudgetError::Exhausted { limit, asked: 2, remaining: 1 });
    assert_eq!(refusal, used_up, "{law}: the refusal names the limit");
    case.charged(law, 2).await;
    case.reserve(law, requests(1)).await;
    case.charged(law, 3).await;
}

pub(super) async fn counts_every_unit<B: Budget>(make: &impl Fn(Limits, Arc<FakeClock>) -> B) {
    let law = "every unit counts its part of the amount";
    let limits = [
        Limit::requests(9),
        Limit::tokens(9_000),
        Limit::input_tokens(9_000),
        Limit::output_tokens(9_000),
        Limit::cost(NanoUsd::from_dollars(9)),
    ];
    let case = Case::new(make, limits);
    let cost = NanoUsd::from_cents(7);
    case.reserve(law, Amount { requests: 1, input_tokens: 20, output_tokens: 3, cost }).await;
    let charged: Vec<u64> = case.status(law).await.limits().iter().map(|l| l.charged()).collect();
    assert_eq!(charged, [1, 23, 20, 3, cost.nanos()], "{law}");
}

pub(super) async fn counts_each_scope_apart<B: Budget>(
    make: &impl Fn(Limits, Arc<FakeClock>) -> B,
) {
    let law =
        "each combination of levels has its own count, and a limit without levels one for all";
    let limits = [Limit::requests(1).per("tenant").per("user"), Limit::requests(4)];
    let case = Case::new(make, limits);
    for (tenant, user) in [("a", "bc"), ("ab", "c"), ("a", "c"), ("A", "c")] {
        let scope = Scope::tenant(tenant).user(user);
        let ask = Ask::new(&scope, "m", requests(1));
        assert!(case.budget.reserve(&ask).await.is_ok(), "{law}: {tenant}/{user}");
        let again = case.budget.reserve(&ask).await;
        assert!(matches!(again, Err(BudgetError::Exhausted { .. })), "{law}: {again:?}");
    }
    let scope = Scope::tenant("z").user("z");
    let fifth = case.budget.reserve(&Ask::new(&scope, "m", requests(1))).await;
    assert!(matches!(fifth, Err(BudgetError::Exhausted { .. })), "{law}: {fifth:?}");
}

pub(super) async fn counts_models_apart<B: Budget>(make: &impl Fn(Limits, Arc<FakeClock>) -> B) {
    let law = "a limit for one model counts its calls alone";
    let case = Case::new(make, [Limit::requests(1).for_model("large")]);
    let large = Ask::new(&case.scope, "large", requests(1));
    let small = Ask::new(&case.scope, "small", requests(1));
    assert!(case.budget.reserve(&small).await.is_ok(), "{law}");
    assert!(case.budget.reserve(&large).await.is_ok(), "{law}");
    assert!(case.budget.reserve(&large).await.is_err(), "{law}");
    assert!(case.budget.reserve(&small).await.is_ok(), "{law}");
    case.charged(law, 1).await;
}

pub(super) async fn takes_all_or_nothing<B: Budget>(make: &impl Fn(Limits, Arc<FakeClock>) -> B) {
    let law = "a reserve charges every limit or none";
    let limits = [
        Limit::requests(10).per("tenant"),
        Limit::tokens(100).per("tenant").per_day(),
        Limit::tokens(50),
    ];
    let case = Case::new(make, limits);
    case.reserve(law, tokens(40)).await;
    assert!(case.try_reserve(tokens(20)).await.is_err(), "{law}");
    assert!(case.try_reserve(tokens(60)).await.is_err(), "{law}");
    let charged: Vec<u64> = case.status(law).await.limits().iter().map(|l| l.charged()).collect();
    assert_eq!(charged, [1, 40, 40], "{law}");
}

pub(super) async fn refuses_a_missing_level<B: Budget>(
    make: &impl Fn(Limits, Arc<FakeClock>) -> B,
) {
    let law = "a scope that is empty or lacks a level is refused and never global";
    let missing = |level: &str| BudgetError::MissingLevel { level: level.to_owned() };
    let case = Case::new(make, [Limit::requests(9), Limit::requests(9).per("tenant").per("team")]);
    for (scope, level) in [
        (Scope::empty(), "tenant"),
        (Scope::tenant("a"), "team"),
        (Scope::tenant("a").with("team", ""), "team"),
        (Scope::tenant("").with("team", "b"), "tenant"),
    ] {
        let answer = case.budget.reserve(&Ask::new(&scope, "m", requests(1))).await;
        assert_eq!(answer, Err(missing(level)), "{law}");
        assert_eq!(case.budget.status(&scope).await, Err(missing(level)), "{law}");
    }
    let global = Case::new(make, [Limit::requests(9)]);
    let empty = Scope::empty();
    let answer = global.budget.reserve(&Ask::new(&empty, "m", requests(1))).await;
    assert!(matches!(answer, Err(BudgetError::MissingLevel { .. })), "{law}: {answer:?}");
    global.charged(law, 0).await;
}

pub(super) async fn lets_zero_pass<B: Budget>(make: &impl Fn(Limits, Arc<FakeClock>) -> B) {
    let law = "a call that takes nothing of a limit passes it, and what it uses is recorded";
    let case = Case::new(make, [Limit::tokens(10).per_day(), Limit::requests(2).per_day()]);
    case.reserve(law, tokens(10)).await;
    let hold = case.reserve(law, requests(1)).await;
    case.charged(law, 10).await;
    assert!(case.try_reserve(requests(1)).await.is_err(), "{law}: its request counts");
    let status = case.settle(law, &hold, tokens(5)).await;
    assert!(status.is_overrun(), "{law}");
    case.charged(law, 15).await;
    case.reserve(law, Amount::default()).await;
}

pub(super) async fn tells_never_from_wait<B: Budget>(make: &impl Fn(Limits, Arc<FakeClock>) -> B) {
    let law = "what is larger than a cap is never allowed; what is larger than what is left waits";
    let limits = [Limit::requests(9).per_day(), Limit::tokens(10).per_day().named("day")];
    let case = Case::new(make, limits);
    let never = Err(BudgetError::ExceedsCap { limit: "day".to_owned(), asked: 11, cap: 10 });
    assert_eq!(case.try_reserve(tokens(11)).await, never, "{law}");
    case.reserve(law, Amount { requests: 9, ..tokens(10) }).await;
    // Both limits are full: the one that will never do decides.
    assert_eq!(case.try_reserve(tokens(11)).await, never, "{law}");
    let wait = case.try_reserve(tokens(10)).await;
    assert!(matches!(wait, Err(BudgetError::OverBudget(_))), "{law}: {wait:?}");
}

pub(super) async fn waits_for_the_window_that_lasts_longest<B: Budget>(
    make: &impl Fn(Limits, Arc<FakeClock>) -> B,
) {
    let law = "a refusal says when the window that lasts longest ends";
    let limits = [Limit::requests(1).per_day().named("day"), Limit::tokens(9).per_month()];
    let case = Case::new(make, limits);
    case.reserve(law, tokens(5)).await;
    case.clock.advance(Duration::from_millis(1));
    for (ask, limit, end) in [(requests(1), "day", DAY), (tokens(5), "tokens per month", 31 * DAY)]
    {
        let answer = case.try_reserve(ask).await;
        let Err(BudgetError::OverBudget(over)) = answer else { panic!("{law}: {answer:?}") };
        let left = Duration::from_millis(end - 1);
        assert_eq!((&*over.limit, over.retry_after), (limit, left), "{law}");
    }
    case.clock.advance(Duration::from_millis(DAY - 1));
    case.reserve(law, requests(1)).await;
    let resets: Vec<_> = case.status(law).await.limits().iter().map(|l| l.resets_at()).collect();
    assert_eq!(resets, [Some(at(2 * DAY)), Some(at(31 * DAY))], "{law}");

    let total = Case::new(make, [Limit::requests(1).per_day(), Limit::tokens(9)]);
    total.reserve(law, tokens(9)).await;
    total.clock.advance(Duration::from_millis(1));
    let answer = total.try_reserve(tokens(1)).await;
    let limit = "tokens in total".to_owned();
    let used_up = Err(BudgetError::Exhausted { limit, asked: 1, remaining: 0 });
    assert_eq!(answer, used_up, "{law}: a total never ends");
}

pub(super) async fn refuses_what_cannot_be_counted<B: Budget>(
    make: &impl Fn(Limits, Arc<FakeClock>) -> B,
) {
    let law = "an amount that cannot be counted is refused, and no sum wraps";
    let case = Case::new(make, [Limit::tokens(u64::MAX)]);
    let huge = Amount { input_tokens: u64::MAX, output_tokens: 1, ..Amount::default() };
    let answer = case.try_reserve(huge).await;
    assert!(matches!(answer, Err(BudgetError::Overflow { .. })), "{law}: {answer:?}");
    let hold = case.reserve(law, tokens(u64::MAX)).await;
    let answer = case.try_reserve(tokens(1)).await;
    assert!(matches!(answer, Err(BudgetError::Exhausted { .. })), "{law}: {answer:?}");
    let answer = case.budget.extend(&hold, &tokens(1)).await;
    assert!(answer.is_err(), "{law}: {answer:?}");
    let status = case.settle(law, &hold, huge).await;
    assert!(status.is_overrun(), "{law}");
    case.charged(law, u64::MAX).await;
}

pub(super) async fn a_month_ends_with_its_offset<B: Budget>(
    make: &impl Fn(Limits, Arc<FakeClock>) -> B,
) {
    let law = "a month is the calendar's, at its offset";
    let offset = UtcOffset::hours(-5);
    let case = Case::new(make, [Limit::requests(1).each(Window::Month(offset))]);
    // 2024-02-29T12:00:00Z; February ends at 05:00 UTC of 1 March.
    let (noon, end) = (1_709_208_000_000, 1_709_269_200_000);
    case.clock.set(at(noon));
    case.reserve(law, requests(1)).await;
    case.clock.set(at(end - 1));
    let answer = case.try_reserve(requests(1)).await;
    let Err(BudgetError::OverBudget(over)) = answer else { panic!("{law}: {answer:?}") };
    assert_eq!(over.retry_after, Duration::from_millis(1), "{law}");
    case.clock.set(at(end));
    case.charged(law, 0).await;
    case.reserve(law, requests(1)).await;
    let reset = case.status(law).await.limits()[0].resets_at();
    assert_eq!(reset, Some(at(end + 31 * DAY)), "{law}: March has 31 days");
}

pub(super) async fn a_clock_that_goes_back_opens_no_window_again<B: Budget>(
    make: &impl Fn(Limits, Arc<FakeClock>) -> B,
) {
    let law = "a clock that goes back opens no window again";
    let case = Case::new(make, [Limit::requests(1).per_day()]);
    case.reserve(law, requests(1)).await;
    case.clock.advance(Duration::from_millis(DAY));
    case.reserve(law, requests(1)).await;
    let today = case.clock.now();
    for back in [1, DAY, 40 * DAY] {
        case.clock.set(at(today.millis().unsigned_abs().saturating_sub(back)));
        assert!(case.try_reserve(requests(1)).await.is_err(), "{law}");
    }
    case.clock.set(today);
    assert!(case.try_reserve(requests(1)).await.is_err(), "{law}");
    case.charged(law, 1).await;
}
