//! What becomes of a hold: extended, settled, released, abandoned, repeated.

use std::sync::Arc;
use std::time::Duration;

use super::{Case, DAY, more, requests, tokens};
use crate::budget::{Ask, Budget, HoldId, Limit, Limits};
use crate::clock::FakeClock;
use crate::error::BudgetError;
use crate::money::Amount;
use crate::scope::Scope;

pub(super) async fn settle_refunds<B: Budget>(make: &impl Fn(Limits, Arc<FakeClock>) -> B) {
    let law = "a settle refunds what was not used";
    let case = Case::new(make, [Limit::tokens(100)]);
    let hold = case.reserve(law, tokens(100)).await;
    let status = case.settle(law, &hold, tokens(30)).await;
    assert!(!status.is_overrun(), "{law}");
    assert_eq!(status.limits()[0].remaining(), 70, "{law}: the answer is the state after it");
    case.reserve(law, tokens(70)).await;
    case.charged(law, 100).await;
}

pub(super) async fn settle_adds_and_reports_an_overrun<B: Budget>(
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

pub(super) async fn settle_counts_once<B: Budget>(make: &impl Fn(Limits, Arc<FakeClock>) -> B) {
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

pub(super) async fn settle_corrects_the_window_of_the_reserve<B: Budget>(
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

pub(super) async fn extend_charges_the_window_of_now<B: Budget>(
    make: &impl Fn(Limits, Arc<FakeClock>) -> B,
) {
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

pub(super) async fn extend_is_refused_without_a_trace<B: Budget>(
    make: &impl Fn(Limits, Arc<FakeClock>) -> B,
) {
    let law = "an extend that does not fit is refused, and the hold stays as it was";
    let case = Case::new(make, [Limit::tokens(100), Limit::requests(9)]);
    let hold = case.reserve(law, tokens(60)).await;
    let never = case.budget.extend(&hold, &more(101)).await;
    assert!(matches!(never, Err(BudgetError::ExceedsCap { .. })), "{law}: {never:?}");
    let wait = case.budget.extend(&hold, &more(41)).await;
    assert!(matches!(wait, Err(BudgetError::Exhausted { .. })), "{law}: {wait:?}");
    case.charged(law, 60).await;
    assert_eq!(case.budget.extend(&hold, &more(40)).await, Ok(()), "{law}");
    assert!(!case.settle(law, &hold, tokens(100)).await.is_overrun(), "{law}");
    case.charged(law, 100).await;
}

pub(super) async fn release_gives_everything_back<B: Budget>(
    make: &impl Fn(Limits, Arc<FakeClock>) -> B,
) {
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

pub(super) async fn settle_after_release_is_recorded<B: Budget>(
    make: &impl Fn(Limits, Arc<FakeClock>) -> B,
) {
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

pub(super) async fn abandon_keeps_the_charge_until_a_late_settle<B: Budget>(
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

pub(super) async fn idempotency_keys_charge_once<B: Budget>(
    make: &impl Fn(Limits, Arc<FakeClock>) -> B,
) {
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

pub(super) async fn a_released_key_is_charged_anew<B: Budget>(
    make: &impl Fn(Limits, Arc<FakeClock>) -> B,
) {
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

pub(super) async fn a_foreign_hold_is_unknown<B: Budget>(
    make: &impl Fn(Limits, Arc<FakeClock>) -> B,
) {
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
