//! The laws of money, for any [`Budget`].

use std::sync::Arc;
use std::time::Duration;

use crate::budget::{Ask, Budget, BudgetStatus, HoldId, Limit, Limits, UtcOffset, Window};
use crate::clock::{Clock, FakeClock, Timestamp};
use crate::error::BudgetError;
use crate::money::{Amount, NanoUsd};
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
/// futures::executor::block_on(conformance::budget(|limits, clock| {
///     MemoryBudget::new(limits).with_clock(clock)
/// }));
/// ```
pub async fn budget<B: Budget>(make: impl Fn(Limits, Arc<FakeClock>) -> B) {
    charges_and_refuses(&make).await;
    counts_every_unit(&make).await;
    counts_each_scope_apart(&make).await;
    counts_models_apart(&make).await;
    takes_all_or_nothing(&make).await;
    refuses_a_missing_level(&make).await;
    lets_zero_pass(&make).await;
    tells_never_from_wait(&make).await;
    waits_for_the_window_that_lasts_longest(&make).await;
    refuses_what_cannot_be_counted(&make).await;
    settle_refunds(&make).await;
    settle_adds_and_reports_an_overrun(&make).await;
    settle_counts_once(&make).await;
    settle_corrects_the_window_of_the_reserve(&make).await;
    extend_charges_the_window_of_now(&make).await;
    extend_is_refused_without_a_trace(&make).await;
    release_gives_everything_back(&make).await;
    settle_after_release_is_recorded(&make).await;
    abandon_keeps_the_charge_until_a_late_settle(&make).await;
    idempotency_keys_charge_once(&make).await;
    a_released_key_is_charged_anew(&make).await;
    a_month_ends_with_its_offset(&make).await;
    a_clock_that_goes_back_opens_no_window_again(&make).await;
    a_foreign_hold_is_unknown(&make).await;
}

async fn charges_and_refuses<B: Budget>(make: &impl Fn(Limits, Arc<FakeClock>) -> B) {
    let law = "a reserve charges, and what does not fit is refused";
    let case = Case::new(make, [Limit::requests(3)]);
    case.reserve(law, requests(2)).await;
    case.charged(law, 2).await;
    let refusal = case.try_reserve(requests(2)).await;
    let Err(BudgetError::OverBudget(over)) = refusal else { panic!("{law}: {refusal:?}") };
    assert_eq!((over.asked, over.remaining), (2, 1), "{law}");
    assert_eq!(over.limit, "requests in total", "{law}: the refusal names the limit");
    case.charged(law, 2).await;
    case.reserve(law, requests(1)).await;
    case.charged(law, 3).await;
}

async fn counts_every_unit<B: Budget>(make: &impl Fn(Limits, Arc<FakeClock>) -> B) {
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

async fn counts_each_scope_apart<B: Budget>(make: &impl Fn(Limits, Arc<FakeClock>) -> B) {
    let law =
        "each combination of levels has its own count, and a limit without levels one for all";
    let limits = [Limit::requests(1).per("tenant").per("user"), Limit::requests(4)];
    let case = Case::new(make, limits);
    for (tenant, user) in [("a", "bc"), ("ab", "c"), ("a", "c"), ("A", "c")] {
        let scope = Scope::tenant(tenant).user(user);
        let ask = Ask::new(&scope, "m", requests(1));
        assert!(case.budget.reserve(&ask).await.is_ok(), "{law}: {tenant}/{user}");
        let again = case.budget.reserve(&ask).await;
        assert!(matches!(again, Err(BudgetError::OverBudget(_))), "{law}: {again:?}");
    }
    let scope = Scope::tenant("z").user("z");
    let fifth = case.budget.reserve(&Ask::new(&scope, "m", requests(1))).await;
    assert!(matches!(fifth, Err(BudgetError::OverBudget(_))), "{law}: {fifth:?}");
}

async fn counts_models_apart<B: Budget>(make: &impl Fn(Limits, Arc<FakeClock>) -> B) {
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

async fn takes_all_or_nothing<B: Budget>(make: &impl Fn(Limits, Arc<FakeClock>) -> B) {
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

async fn refuses_a_missing_level<B: Budget>(make: &impl Fn(Limits, Arc<FakeClock>) -> B) {
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

async fn lets_zero_pass<B: Budget>(make: &impl Fn(Limits, Arc<FakeClock>) -> B) {
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

async fn tells_never_from_wait<B: Budget>(make: &impl Fn(Limits, Arc<FakeClock>) -> B) {
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

async fn waits_for_the_window_that_lasts_longest<B: Budget>(
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
    let answer = total.try_reserve(tokens(1)).await;
    let Err(BudgetError::OverBudget(over)) = answer else { panic!("{law}: {answer:?}") };
    assert_eq!(over.retry_after, Duration::MAX, "{law}: a total never ends");
}

async fn refuses_what_cannot_be_counted<B: Budget>(make: &impl Fn(Limits, Arc<FakeClock>) -> B) {
    let law = "an amount that cannot be counted is refused, and no sum wraps";
    let case = Case::new(make, [Limit::tokens(u64::MAX)]);
    let huge = Amount { input_tokens: u64::MAX, output_tokens: 1, ..Amount::default() };
    let answer = case.try_reserve(huge).await;
    assert!(matches!(answer, Err(BudgetError::Overflow { .. })), "{law}: {answer:?}");
    let hold = case.reserve(law, tokens(u64::MAX)).await;
    let answer = case.try_reserve(tokens(1)).await;
    assert!(matches!(answer, Err(BudgetError::OverBudget(_))), "{law}: {answer:?}");
    let answer = case.budget.extend(&hold, &tokens(1)).await;
    assert!(answer.is_err(), "{law}: {answer:?}");
    let status = case.settle(law, &hold, huge).await;
    assert!(status.is_overrun(), "{law}");
    case.charged(law, u64::MAX).await;
}

async fn settle_refunds<B: Budget>(make: &impl Fn(Limits, Arc<FakeClock>) -> B) {
    let law = "a settle refunds what was not used";
    let case = Case::new(make, [Limit::tokens(100)]);
    let hold = case.reserve(law, tokens(100)).await;
    let status = case.settle(law, &hold, tokens(30)).await;
    assert!(!status.is_overrun(), "{law}");
    assert_eq!(status.limits()[0].remaining(), 70, "{law}: the answer is the state after it");
    case.reserve(law, tokens(70)).await;
    case.charged(law, 100).await;
}

async fn settle_adds_and_reports_an_overrun<B: Budget>(
    make: &impl Fn(Limits, Arc<FakeClock>) -> B,
) {
    let law = "an overrun is recorded in full and reported, never dropped or capped";
    let case = Case::new(make, [Limit::tokens(100)]);
    let hold = case.reserve(law, tokens(60)).await;
    case.reserve(law, tokens(40)).await;
    let status = case.settle(law, &hold, tokens(260)).await;
    assert!(status.is_overrun(), "{law}");
    assert_eq!(status.limits()[0].charged(), 300, "{law}");
    assert_eq!(status.limits()[0].remaining(), 0, "{law}");
    case.charged(law, 300).await;
    assert!(case.try_reserve(tokens(1)).await.is_err(), "{law}");
}

async fn settle_counts_once<B: Budget>(make: &impl Fn(Limits, Arc<FakeClock>) -> B) {
    let law = "a settle counts once, and a repeat answers as the first did";
    let case = Case::new(make, [Limit::tokens(100)]);
    let over = case.reserve(law, tokens(10)).await;
    let under = case.reserve(law, tokens(10)).await;
    for actual in [20, 20, 7] {
        assert!(case.settle(law, &over, tokens(actual)).await.is_overrun(), "{law}");
    }
    for actual in [4, 4, 50] {
        assert!(!case.settle(law, &under, tokens(actual)).await.is_overrun(), "{law}");
    }
    let released = case.budget.release(&under).await;
    assert_eq!(released, Ok(()), "{law}: a release after it does nothing");
    case.budget.abandon(&under);
    let extended = case.budget.extend(&under, &tokens(1)).await;
    assert_eq!(extended, Err(BudgetError::Ended), "{law}");
    case.charged(law, 24).await;
}

async fn settle_corrects_the_window_of_the_reserve<B: Budget>(
    make: &impl Fn(Limits, Arc<FakeClock>) -> B,
) {
    let law = "a settle corrects the windows of the reserve and never a later one";
    let case = Case::new(make, [Limit::tokens(100).per_day(), Limit::tokens(500)]);
    let refunded = case.reserve(law, tokens(50)).await;
    let overrun = case.reserve(law, tokens(50)).await;
    case.clock.advance(Duration::from_millis(DAY));
    case.reserve(law, tokens(20)).await;
    let status = case.settle(law, &refunded, tokens(10)).await;
    let charged: Vec<u64> = status.limits().iter().map(|l| l.charged()).collect();
    assert_eq!(charged, [20, 80], "{law}");
    let status = case.settle(law, &overrun, tokens(90)).await;
    assert!(status.is_overrun(), "{law}");
    let charged: Vec<u64> = status.limits().iter().map(|l| l.charged()).collect();
    assert_eq!(charged, [20, 120], "{law}");
}

async fn extend_charges_the_window_of_now<B: Budget>(make: &impl Fn(Limits, Arc<FakeClock>) -> B) {
    let law = "an extend charges the window of now; what was used fills the charges in their order";
    for (actual, today, total) in [(20, 0, 20), (35, 5, 35), (50, 20, 50), (70, 40, 70)] {
        let case = Case::new(make, [Limit::tokens(100).per_day(), Limit::tokens(500)]);
        let hold = case.reserve(law, tokens(20)).await;
        assert_eq!(case.budget.extend(&hold, &more(10)).await, Ok(()), "{law}");
        case.charged(law, 30).await;
        case.clock.advance(Duration::from_millis(DAY));
        assert_eq!(case.budget.extend(&hold, &more(20)).await, Ok(()), "{law}");
        case.charged(law, 20).await;
        let status = case.settle(law, &hold, tokens(actual)).await;
        let charged: Vec<u64> = status.limits().iter().map(|l| l.charged()).collect();
        assert_eq!(charged, [today, total], "{law}: {actual} used");
        assert_eq!(status.is_overrun(), actual > 50, "{law}: {actual} used");
    }
}

async fn extend_is_refused_without_a_trace<B: Budget>(make: &impl Fn(Limits, Arc<FakeClock>) -> B) {
    let law = "an extend that does not fit is refused, and the hold stays as it was";
    let case = Case::new(make, [Limit::tokens(100), Limit::requests(9)]);
    let hold = case.reserve(law, tokens(60)).await;
    let never = case.budget.extend(&hold, &more(101)).await;
    assert!(matches!(never, Err(BudgetError::ExceedsCap { .. })), "{law}: {never:?}");
    let wait = case.budget.extend(&hold, &more(41)).await;
    assert!(matches!(wait, Err(BudgetError::OverBudget(_))), "{law}: {wait:?}");
    case.charged(law, 60).await;
    assert_eq!(case.budget.extend(&hold, &more(40)).await, Ok(()), "{law}");
    assert!(!case.settle(law, &hold, tokens(100)).await.is_overrun(), "{law}");
    case.charged(law, 100).await;
}

async fn release_gives_everything_back<B: Budget>(make: &impl Fn(Limits, Arc<FakeClock>) -> B) {
    let law = "a release gives everything back, once";
    let case = Case::new(make, [Limit::tokens(100)]);
    case.reserve(law, tokens(30)).await;
    let hold = case.reserve(law, tokens(50)).await;
    assert_eq!(case.budget.extend(&hold, &more(20)).await, Ok(()), "{law}");
    for _ in 0..2 {
        assert_eq!(case.budget.release(&hold).await, Ok(()), "{law}");
        case.charged(law, 30).await;
    }
    assert_eq!(case.budget.extend(&hold, &more(1)).await, Err(BudgetError::Ended), "{law}");
    case.budget.abandon(&hold);
    case.charged(law, 30).await;
}

async fn settle_after_release_is_recorded<B: Budget>(make: &impl Fn(Limits, Arc<FakeClock>) -> B) {
    let law = "what was used after a release is an overrun, recorded in full, once";
    let case = Case::new(make, [Limit::tokens(100)]);
    let hold = case.reserve(law, tokens(50)).await;
    assert_eq!(case.budget.release(&hold).await, Ok(()), "{law}");
    for _ in 0..2 {
        assert!(case.settle(law, &hold, tokens(40)).await.is_overrun(), "{law}");
        case.charged(law, 40).await;
    }
    let unused = case.reserve(law, tokens(50)).await;
    assert_eq!(case.budget.release(&unused).await, Ok(()), "{law}");
    assert!(!case.settle(law, &unused, Amount::default()).await.is_overrun(), "{law}");
    case.charged(law, 40).await;
}

async fn abandon_keeps_the_charge_until_a_late_settle<B: Budget>(
    make: &impl Fn(Limits, Arc<FakeClock>) -> B,
) {
    let law = "what is abandoned stays charged in full, and a late settle corrects it";
    let case = Case::new(make, [Limit::tokens(100)]);
    let hold = case.reserve(law, tokens(80)).await;
    case.budget.abandon(&hold);
    case.budget.abandon(&hold);
    case.charged(law, 80).await;
    assert_eq!(case.budget.extend(&hold, &more(1)).await, Err(BudgetError::Ended), "{law}");
    assert!(!case.settle(law, &hold, tokens(15)).await.is_overrun(), "{law}");
    case.charged(law, 15).await;
}

async fn idempotency_keys_charge_once<B: Budget>(make: &impl Fn(Limits, Arc<FakeClock>) -> B) {
    let law = "one idempotency key is one hold and one charge";
    let case = Case::new(make, [Limit::tokens(100)]);
    let ask = Ask::new(&case.scope, "m", tokens(40)).idempotency_key("k");
    let first = case.budget.reserve(&ask).await;
    let Ok(hold) = first else { panic!("{law}: {first:?}") };
    assert_eq!(case.budget.reserve(&ask).await, Ok(hold), "{law}");
    case.charged(law, 40).await;
    let (other_scope, refused) = (Scope::tenant("other"), Err(BudgetError::KeyReused));
    let others = [
        Ask::new(&case.scope, "m", tokens(41)),
        Ask::new(&case.scope, "n", tokens(40)),
        Ask::new(&other_scope, "m", tokens(40)),
    ];
    for other in others.clone() {
        assert_eq!(case.budget.reserve(&other.idempotency_key("k")).await, refused, "{law}");
    }
    case.settle(law, &hold, tokens(10)).await;
    assert_eq!(case.budget.reserve(&ask).await, Ok(hold), "{law}: also after its end");
    for other in others {
        assert_eq!(case.budget.reserve(&other.idempotency_key("k")).await, refused, "{law}");
    }
    case.charged(law, 10).await;
    let fresh = case.budget.reserve(&ask.clone().idempotency_key("l")).await;
    assert!(matches!(fresh, Ok(id) if id != hold), "{law}: {fresh:?}");
    // A refused ask leaves its key free.
    let full = Ask::new(&case.scope, "m", tokens(90)).idempotency_key("m");
    assert!(case.budget.reserve(&full).await.is_err(), "{law}");
    let less = Ask::new(&case.scope, "m", tokens(5)).idempotency_key("m");
    assert!(case.budget.reserve(&less).await.is_ok(), "{law}");
}

async fn a_released_key_is_charged_anew<B: Budget>(make: &impl Fn(Limits, Arc<FakeClock>) -> B) {
    let law = "a repeat after a release is charged anew, or refused, and never free";
    let case = Case::new(make, [Limit::tokens(100)]);
    let ask = Ask::new(&case.scope, "m", tokens(60)).idempotency_key("k");
    let first = case.budget.reserve(&ask).await;
    let Ok(hold) = first else { panic!("{law}: {first:?}") };
    assert_eq!(case.budget.release(&hold).await, Ok(()), "{law}");
    let between = case.reserve(law, tokens(50)).await;
    assert!(case.budget.reserve(&ask).await.is_err(), "{law}");
    assert_eq!(case.budget.release(&between).await, Ok(()), "{law}");
    assert_eq!(case.budget.reserve(&ask).await, Ok(hold), "{law}");
    case.charged(law, 60).await;
    assert!(!case.settle(law, &hold, tokens(60)).await.is_overrun(), "{law}");
    case.charged(law, 60).await;
}

async fn a_month_ends_with_its_offset<B: Budget>(make: &impl Fn(Limits, Arc<FakeClock>) -> B) {
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

async fn a_clock_that_goes_back_opens_no_window_again<B: Budget>(
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

async fn a_foreign_hold_is_unknown<B: Budget>(make: &impl Fn(Limits, Arc<FakeClock>) -> B) {
    let law = "a hold of another budget is unknown";
    let case = Case::new(make, [Limit::requests(9)]);
    let other = Case::new(make, [Limit::requests(9)]);
    let hold = case.reserve(law, requests(1)).await;
    other.reserve(law, requests(1)).await;
    for foreign in [hold, HoldId::new(0), HoldId::new(1), HoldId::new(u128::MAX)] {
        let budget = &other.budget;
        let settled = budget.settle(&foreign, &requests(5)).await;
        assert_eq!(settled, Err(BudgetError::UnknownHold), "{law}");
        let extended = budget.extend(&foreign, &requests(1)).await;
        assert_eq!(extended, Err(BudgetError::UnknownHold), "{law}");
        assert_eq!(budget.release(&foreign).await, Err(BudgetError::UnknownHold), "{law}");
        budget.abandon(&foreign);
    }
    other.charged(law, 1).await;
    case.charged(law, 1).await;
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
