//! Windows off the calendar, and what each of them says of the time.

use std::sync::Arc;
use std::time::Duration;

use super::{Case, DAY, at, more, requests, tokens};
use crate::budget::{Budget, Limit, Limits, UtcOffset, Window};
use crate::clock::FakeClock;
use crate::error::BudgetError;
use crate::money::Amount;

const SECOND: Duration = Duration::from_secs(1);

impl<B: Budget> Case<B> {
    /// Demands that it is refused, and for how long.
    async fn waits(&self, law: &str, amount: Amount, millis: u64) {
        let answer = self.try_reserve(amount).await;
        let Err(BudgetError::OverBudget(over)) = answer else { panic!("{law}: {answer:?}") };
        assert_eq!(over.retry_after, Duration::from_millis(millis), "{law}: the wait");
    }
}

pub(super) async fn calendar_windows_begin_with_the_calendar<B: Budget>(
    make: &impl Fn(Limits, Arc<FakeClock>) -> B,
) {
    let law = "a minute, hour and week are the calendar's, and a week begins on Monday";
    let (minute, hour) = (60_000, 3_600_000);
    // 2024-02-29T12:34:56Z, a Thursday.
    let now = 1_709_210_096_000;
    let monday = 1_709_510_400_000;
    for (window, end) in [
        (Window::Minute, now - 56_000 + minute),
        (Window::Hour(UtcOffset::UTC), now - 34 * minute - 56_000 + hour),
        (Window::Hour(UtcOffset::minutes(30)), now - 4 * minute - 56_000 + hour),
        (Window::Week(UtcOffset::UTC), monday),
        (Window::Week(UtcOffset::hours(9)), monday - 9 * hour),
    ] {
        let case = Case::new(make, [Limit::requests(1).each(window)]);
        case.clock.set(at(now));
        case.reserve(law, requests(1)).await;
        case.waits(law, requests(1), end - now).await;
        case.clock.set(at(end - 1));
        case.waits(law, requests(1), 1).await;
        case.clock.set(at(end));
        case.reserve(law, requests(1)).await;
    }
}

pub(super) async fn a_sliding_window_has_no_edge<B: Budget>(
    make: &impl Fn(Limits, Arc<FakeClock>) -> B,
) {
    let law = "no stretch of a sliding window's length holds more than the cap";
    let case = Case::new(make, [Limit::requests(10).sliding(60 * SECOND)]);
    let mut passed = Vec::new();
    for tick in 0..3_000_u64 {
        case.clock.set(at(tick * 77));
        if case.try_reserve(requests(1)).await.is_ok() {
            passed.push(tick * 77);
        }
    }
    for (first, eleventh) in passed.iter().zip(passed.iter().skip(10)) {
        assert!(eleventh - first >= 60_000, "{law}: 11 from {first} to {eleventh}");
    }
    // Within a 64th of the length it is as many as may be.
    assert!(passed.len() >= 30, "{law}: only {} in 231 s", passed.len());
}

pub(super) async fn a_sliding_window_counts_for_its_length<B: Budget>(
    make: &impl Fn(Limits, Arc<FakeClock>) -> B,
) {
    let law = "a charge leaves a sliding window with the slot of a 64th that it lies in";
    // Slots of one second.
    let case = Case::new(make, [Limit::tokens(100).sliding(64 * SECOND)]);
    for (second, amount) in [(1, 60), (3, 30), (5, 10)] {
        case.clock.set(at(second * 1_000 + 500));
        case.reserve(law, tokens(amount)).await;
    }
    case.waits(law, tokens(60), 64_000 + 1_999 - 5_500).await;
    case.waits(law, tokens(61), 64_000 + 3_999 - 5_500).await;
    case.waits(law, tokens(91), 64_000 + 5_999 - 5_500).await;
    let resets_at = case.status(law).await.limits()[0].resets_at();
    assert_eq!(resets_at, Some(at(64_000 + 5_999)), "{law}");
    case.clock.set(at(64_000 + 1_998));
    case.charged(law, 100).await;
    case.clock.set(at(64_000 + 1_999));
    case.charged(law, 40).await;
    case.clock.set(at(64_000 + 5_999));
    case.charged(law, 0).await;
}

pub(super) async fn a_settle_corrects_a_sliding_window<B: Budget>(
    make: &impl Fn(Limits, Arc<FakeClock>) -> B,
) {
    let law = "a settle corrects a sliding window where it was charged, and nothing that has left";
    let case = Case::new(make, [Limit::tokens(100).sliding(64 * SECOND)]);
    let early = case.reserve(law, tokens(50)).await;
    case.clock.set(at(30_000));
    let late = case.reserve(law, tokens(50)).await;
    assert!(!case.settle(law, &late, tokens(20)).await.is_overrun(), "{law}");
    case.charged(law, 70).await;
    case.clock.set(at(64_999));
    case.charged(law, 20).await;
    assert!(case.settle(law, &early, tokens(90)).await.is_overrun(), "{law}");
    case.charged(law, 20).await;
}

pub(super) async fn a_bucket_is_refilled_evenly<B: Budget>(
    make: &impl Fn(Limits, Arc<FakeClock>) -> B,
) {
    let law = "a token bucket lets its burst through at once and then its rate, to the millisecond";
    let case = Case::new(make, [Limit::tokens(10).refilled(3, SECOND).named("bucket")]);
    let never = Err(BudgetError::ExceedsCap { limit: "bucket".to_owned(), asked: 11, cap: 10 });
    assert_eq!(case.try_reserve(tokens(11)).await, never, "{law}");
    case.reserve(law, tokens(10)).await;
    case.waits(law, tokens(1), 334).await;
    case.waits(law, tokens(3), 1_000).await;
    case.waits(law, tokens(10), 3_334).await;
    let resets_at = case.status(law).await.limits()[0].resets_at();
    assert_eq!(resets_at, Some(at(3_334)), "{law}: it is full again");
    case.clock.set(at(333));
    case.waits(law, tokens(1), 1).await;
    case.clock.set(at(334));
    case.reserve(law, tokens(1)).await;
    // 0.002 of a token is left of what came back.
    case.waits(law, tokens(1), 333).await;
    case.clock.set(at(DAY));
    case.charged(law, 0).await;
    case.reserve(law, tokens(10)).await;
    case.waits(law, tokens(1), 334).await;
}

pub(super) async fn a_bucket_gives_back_what_has_not_run_out<B: Budget>(
    make: &impl Fn(Limits, Arc<FakeClock>) -> B,
) {
    let law = "a refund never lets more through a token bucket than its burst and its rate";
    let case = Case::new(make, [Limit::tokens(10).refilled(1, SECOND)]);
    let hold = case.reserve(law, tokens(10)).await;
    case.clock.set(at(5_000));
    case.reserve(law, tokens(5)).await;
    case.charged(law, 10).await;
    // Five of the ten have come back with time already.
    assert!(!case.settle(law, &hold, Amount::default()).await.is_overrun(), "{law}");
    case.charged(law, 5).await;
    let over = case.reserve(law, tokens(5)).await;
    assert!(case.settle(law, &over, tokens(8)).await.is_overrun(), "{law}");
    case.charged(law, 13).await;
    case.waits(law, tokens(1), 4_000).await;
}

pub(super) async fn calls_in_flight_end_with_their_holds<B: Budget>(
    make: &impl Fn(Limits, Arc<FakeClock>) -> B,
) {
    let law = "a call is in flight until it is settled, released or abandoned";
    let case = Case::new(make, [Limit::concurrent_calls(2), Limit::tokens(1_000)]);
    for end in 0..3 {
        let (one, two) = (case.reserve(law, tokens(10)).await, case.reserve(law, tokens(10)).await);
        assert!(case.try_reserve(tokens(10)).await.is_err(), "{law}: two at a time");
        match end {
            0 => drop(case.settle(law, &one, tokens(10)).await),
            1 => assert_eq!(case.budget.release(&one).await, Ok(()), "{law}"),
            _ => case.budget.abandon(&one),
        }
        case.charged(law, 1).await;
        let third = case.reserve(law, tokens(10)).await;
        assert!(case.try_reserve(tokens(10)).await.is_err(), "{law}");
        for hold in [two, third] {
            // More calls than were reserved are no longer in flight either.
            let used = Amount { requests: 5, ..tokens(10) };
            case.settle(law, &hold, used).await;
        }
        case.charged(law, 0).await;
    }
    let stays = case.status(law).await.limits()[1].charged();
    assert_eq!(stays, 80, "{law}: what was abandoned stays charged elsewhere");
}

pub(super) async fn a_lease_ends_and_is_renewed<B: Budget>(
    make: &impl Fn(Limits, Arc<FakeClock>) -> B,
) {
    let law = "only what is in flight has a lease, and an extend renews it";
    let calls = Limit::requests(1).in_flight(60 * SECOND);
    let case = Case::new(make, [calls, Limit::tokens(100)]);
    let hold = case.reserve(law, tokens(40)).await;
    case.waits(law, tokens(10), 60_000).await;
    for minute in 0..10 {
        case.clock.set(at(minute * 50_000));
        let nothing = Amount::default();
        let amount = if minute % 2 == 0 { nothing } else { more(2) };
        assert_eq!(case.budget.extend(&hold, &amount).await, Ok(()), "{law}");
        case.waits(law, tokens(10), 60_000).await;
    }
    case.clock.set(at(450_000 + 59_999));
    case.waits(law, tokens(10), 1).await;
    case.clock.set(at(450_000 + 60_000));
    case.charged(law, 0).await;
    case.reserve(law, tokens(10)).await;
    assert_eq!(case.status(law).await.limits()[1].charged(), 60, "{law}: money has no lease");
    assert!(!case.settle(law, &hold, tokens(50)).await.is_overrun(), "{law}");
    case.charged(law, 1).await;
}

pub(super) async fn a_lost_place_is_taken_anew_or_not_at_all<B: Budget>(
    make: &impl Fn(Limits, Arc<FakeClock>) -> B,
) {
    let law = "a call whose lease has ended takes its place anew, or is refused";
    let calls = Limit::requests(1).in_flight(60 * SECOND);
    let case = Case::new(make, [calls, Limit::tokens(100)]);
    let first = case.reserve(law, tokens(10)).await;
    case.clock.set(at(60_000));
    let second = case.reserve(law, tokens(10)).await;
    let lost = case.budget.extend(&first, &more(5)).await;
    let Err(BudgetError::OverBudget(over)) = lost else { panic!("{law}: {lost:?}") };
    assert_eq!((over.asked, over.remaining), (1, 0), "{law}");
    assert_eq!(case.status(law).await.limits()[1].charged(), 20, "{law}: a refusal has no trace");
    case.settle(law, &second, tokens(10)).await;
    assert_eq!(case.budget.extend(&first, &more(5)).await, Ok(()), "{law}");
    case.charged(law, 1).await;
    assert!(case.try_reserve(tokens(1)).await.is_err(), "{law}");
    case.settle(law, &first, tokens(15)).await;
    case.charged(law, 0).await;
}

pub(super) async fn soft_limits_count_and_never_refuse<B: Budget>(
    make: &impl Fn(Limits, Arc<FakeClock>) -> B,
) {
    let law = "a soft limit counts and never refuses";
    let soft = Limit::tokens(10).per_day().soft().named("soft");
    let case = Case::new(make, [soft, Limit::tokens(100).per_day()]);
    let hold = case.reserve(law, tokens(60)).await;
    case.charged(law, 60).await;
    let soft = case.status(law).await.limits()[0].is_soft();
    assert!(soft, "{law}: the status says it");
    case.waits(law, tokens(41), DAY).await;
    let status = case.settle(law, &hold, tokens(50)).await;
    assert!(!status.is_overrun(), "{law}: less was used than was reserved");
    case.charged(law, 50).await;
}

pub(super) async fn a_wait_is_long_enough_for_every_limit<B: Budget>(
    make: &impl Fn(Limits, Arc<FakeClock>) -> B,
) {
    let law = "a wait names the first moment at which the call fits under all limits";
    let limits = [
        Limit::tokens(100).per_minute().named("minute"),
        Limit::tokens(50).refilled(10, SECOND).named("bucket"),
        Limit::requests(2).sliding(64 * SECOND).named("sliding"),
    ];
    let case = Case::new(make, limits);
    case.clock.set(at(58_000));
    case.reserve(law, tokens(50)).await;
    for (amount, limit, millis) in
        [(tokens(10), "bucket", 1_000), (tokens(50), "bucket", 5_000), (more(30), "bucket", 3_000)]
    {
        let answer = case.try_reserve(amount).await;
        let Err(BudgetError::OverBudget(over)) = answer else { panic!("{law}: {answer:?}") };
        let wait = Duration::from_millis(millis);
        assert_eq!((&*over.limit, over.retry_after), (limit, wait), "{law}");
    }
    case.clock.set(at(59_000));
    case.reserve(law, tokens(1)).await;
    let answer = case.try_reserve(tokens(1)).await;
    let Err(BudgetError::OverBudget(over)) = answer else { panic!("{law}: {answer:?}") };
    let left = Duration::from_millis(58_999 + 64_000 - 59_000);
    assert_eq!((&*over.limit, over.retry_after), ("sliding", left), "{law}");
    let then = case.clock.as_ref();
    then.advance(left);
    case.reserve(law, tokens(1)).await;
}
