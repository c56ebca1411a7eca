//! Rates, leases, keys and nearly used budgets through the flow.

#[path = "shared/money.rs"]
mod money;
#[path = "shared/toys.rs"]
mod toys;

use std::sync::atomic::Ordering;
use std::time::Duration;

use futures::executor::block_on;
use money::Switched;
use palisade::*;
use toys::{Events, Proposes, Word, model, poll_once};

struct Rig {
    rails: Guardrails,
    budget: Switched,
    events: Events,
    scope: Scope,
}

impl Rig {
    fn of(limits: impl IntoIterator<Item = Limit>) -> Self {
        Self::routed(limits, Proposes(vec![model("small")]))
    }

    fn routed(limits: impl IntoIterator<Item = Limit>, router: impl Router + 'static) -> Self {
        let (budget, events) = (Switched::of(limits.into_iter().collect()), Events::default());
        let rails = Guardrails::builder()
            .input(Word::redact("a"))
            .router(router)
            .budget(budget.clone())
            .audit(events.clone())
            .build()
            .unwrap();
        Self { rails, budget, events, scope: Scope::tenant("acme").user("7") }
    }

    fn call(&self) -> Call {
        block_on(async {
            let input = self.rails.validate_input(&self.scope, "hello").await.unwrap();
            let route = self.rails.route(&input).await.unwrap();
            self.rails.prepare(&input, &route, Parameters::new().max_output_tokens(100)).unwrap()
        })
    }

    fn charged(&self) -> Vec<u64> {
        let status = block_on(self.rails.budget_status(&self.scope)).unwrap();
        status.limits().iter().map(LimitStatus::charged).collect()
    }
}

fn more(tokens: u64) -> Amount {
    Amount { output_tokens: tokens, ..Amount::default() }
}

#[test]
fn a_request_that_comes_twice_is_charged_once() {
    let rig = Rig::of([Limit::output_tokens(1_000).per("tenant")]);
    let call = rig.call();
    let first = block_on(rig.rails.reserve_once(&call, "request 1")).unwrap();
    let again = block_on(rig.rails.reserve_once(&call, "request 1")).unwrap();
    assert_eq!((first.id() == again.id(), rig.charged()), (true, vec![100]));
    block_on(first.settle(Usage::new(5, 30)));
    drop(again);
    assert_eq!(rig.charged(), [30]);
    block_on(rig.rails.reserve_once(&call, "request 2")).unwrap();
    assert_eq!(rig.charged(), [130]);
    // The key of one tenant says nothing of another's.
    let other = Rig { scope: Scope::tenant("other").user("7"), ..rig };
    let held = block_on(other.rails.reserve_once(&other.call(), "request 1")).unwrap();
    assert_eq!(other.charged(), [100]);
    drop(held);
}

#[test]
fn a_key_that_stands_for_something_else_is_refused() {
    let rig = Rig::of([Limit::output_tokens(1_000).per("tenant")]);
    let _held = block_on(rig.rails.reserve_once(&rig.call(), "k")).unwrap();
    let larger = block_on(async {
        let input = rig.rails.validate_input(&rig.scope, "hello").await.unwrap();
        let route = rig.rails.route(&input).await.unwrap();
        rig.rails.prepare(&input, &route, Parameters::new().max_output_tokens(101)).unwrap()
    });
    let error = block_on(rig.rails.reserve_once(&larger, "k")).unwrap_err();
    assert!(matches!(error, Error::Budget(BudgetError::KeyReused)), "{error}");
}

#[test]
fn a_stream_that_grows_is_extended_or_refused() {
    let rig = Rig::of([Limit::output_tokens(150).per("tenant").per_day()]);
    let mut held = block_on(rig.rails.reserve(&rig.call())).unwrap();
    block_on(held.extend(&more(40))).unwrap();
    assert_eq!((rig.charged(), held.reserved().output_tokens), (vec![140], 140));
    let refused = block_on(held.extend(&more(20))).unwrap_err();
    assert!(matches!(&refused, Error::OverBudget(over) if over.remaining == 10), "{refused}");
    assert_eq!((rig.charged(), held.reserved().output_tokens), (vec![140], 140));
    let overflow = block_on(held.extend(&more(u64::MAX))).unwrap_err();
    assert!(matches!(overflow, Error::Budget(BudgetError::Overflow { .. })), "{overflow}");
    let settled = block_on(held.settle(None));
    assert_eq!((rig.charged(), settled.charged().output_tokens), (vec![140], 140));
    assert!(!settled.status().unwrap().is_overrun());
}

#[test]
fn a_client_that_is_gone_frees_its_place_and_stays_charged() {
    let limits = [Limit::concurrent_calls(1).per("user"), Limit::output_tokens(1_000)];
    let rig = Rig::of(limits);
    let held = block_on(rig.rails.reserve(&rig.call())).unwrap();
    block_on(held.renew()).unwrap();
    let refused = block_on(rig.rails.reserve(&rig.call())).unwrap_err();
    assert_eq!(refused.retry_after(), Some(Duration::from_secs(900)), "its lease");
    drop(held);
    assert_eq!(rig.charged(), [0, 100]);
    let mut held = block_on(rig.rails.reserve(&rig.call())).unwrap();
    let call = std::future::pending::<Result<(), std::io::Error>>();
    assert!(poll_once(held.during(call)).is_none());
    drop(held);
    assert_eq!(rig.charged(), [0, 200]);
}

#[test]
fn a_used_up_total_says_that_waiting_does_not_help() {
    let rig = Rig::of([Limit::output_tokens(150).per("tenant")]);
    let _held = block_on(rig.rails.reserve(&rig.call())).unwrap();
    let error = block_on(rig.rails.reserve(&rig.call())).unwrap_err();
    assert!(matches!(error, Error::Exhausted { asked: 100, remaining: 50, .. }), "{error}");
    assert!(error.retry_after().is_none() && !error.is_retryable());
    assert_eq!(rig.events.last(), "exit over_budget");
}

#[test]
fn errors_of_http_and_of_the_network_say_what_they_used() {
    use std::io::{Error, ErrorKind};
    assert_eq!(Error::from(ErrorKind::ConnectionRefused).spent(), Spent::Nothing);
    for kind in [ErrorKind::ConnectionReset, ErrorKind::TimedOut, ErrorKind::Other] {
        assert_eq!(Error::from(kind).spent(), Spent::Unknown);
    }
    for status in [400, 401, 403, 404, 413, 422, 429] {
        assert_eq!(Spent::of_status(status), Spent::Nothing);
    }
    for status in [0, 200, 408, 499, 500, 502, 503, 504, 529] {
        assert_eq!(Spent::of_status(status), Spent::Unknown);
    }
    let rig = Rig::of([Limit::output_tokens(1_000).per("tenant")]);
    for (kind, charged) in [(ErrorKind::ConnectionRefused, 0), (ErrorKind::TimedOut, 100)] {
        let mut held = block_on(rig.rails.reserve(&rig.call())).unwrap();
        block_on(held.during(async { Err::<(), _>(Error::from(kind)) })).unwrap_err();
        drop(held);
        assert_eq!(rig.charged(), [charged], "{kind:?}");
    }
}

/// The queue once dropped its oldest when it was long.
#[test]
fn trap_a_settle_is_dropped_from_a_long_queue() {
    let rig = Rig::of([Limit::output_tokens(u64::MAX)]);
    let call = rig.call();
    let holds = 70_000;
    let held: Vec<_> = (0..holds).map(|_| block_on(rig.rails.reserve(&call)).unwrap()).collect();
    rig.budget.settles.store(false, Ordering::SeqCst);
    held.into_iter().for_each(|held| drop(block_on(held.settle(Usage::new(5, 1)))));
    assert_eq!(rig.rails.queued_settles(), holds);
    rig.budget.settles.store(true, Ordering::SeqCst);
    assert_eq!(block_on(rig.rails.flush_settles()), 0);
    assert_eq!((rig.charged(), rig.rails.lost_settles()), (vec![holds as u64], 0));
}

#[test]
fn a_settle_that_nobody_waits_for_any_more_is_queued_and_written_down() {
    let rig = Rig::of([Limit::output_tokens(1_000)]);
    let held = block_on(rig.rails.reserve(&rig.call())).unwrap();
    rig.budget.slow.store(true, Ordering::SeqCst);
    assert!(poll_once(held.settle(Usage::new(5, 30))).is_none());
    let notes = rig.events.notes(Step::Settle);
    assert_eq!(notes, ["queued: the caller went before the budget answered"]);
    assert_eq!(rig.rails.queued_settles(), 1);
    assert_eq!(block_on(rig.rails.flush_settles()), 0);
    assert_eq!(rig.charged(), [30]);
}

#[test]
fn a_settle_that_the_budget_will_never_take_is_counted() {
    let rig = Rig::of([Limit::output_tokens(1_000)]);
    let held = block_on(rig.rails.reserve(&rig.call())).unwrap();
    rig.budget.settles.store(false, Ordering::SeqCst);
    block_on(held.settle(Usage::new(5, 30)));
    rig.budget.settles.store(true, Ordering::SeqCst);
    // Another budget took its place meanwhile.
    rig.budget.forgets.store(true, Ordering::SeqCst);
    assert_eq!(block_on(rig.rails.flush_settles()), 0);
    assert_eq!(rig.rails.lost_settles(), 1);
}

/// Per-replica counters: N times the budget.
#[test]
fn trap_each_handle_counts_apart() {
    let rig = Rig::of([Limit::output_tokens(150).per("tenant")]);
    let clone = rig.rails.clone();
    let _held = block_on(rig.rails.reserve(&rig.call())).unwrap();
    let call = rig.call();
    assert!(block_on(clone.reserve(&call)).is_err());
}

#[test]
fn a_nearly_used_budget_is_served_by_a_cheaper_model_and_says_so() {
    let priced = |name, tier, cents| {
        let price = Price::per_million(NanoUsd::from_cents(cents), NanoUsd::from_cents(cents));
        Model::new(name, tier).with_price(price).with_context_window(100_000)
    };
    let catalog = ModelCatalog::new()
        .model(priced("large-1", Tier::Large, 10_000_000))
        .model(priced("medium-1", Tier::Medium, 1_000_000))
        .model(priced("small-1", Tier::Small, 1_000));
    // Every request is a hard one to this router.
    let router = TierRouter::new(catalog).thresholds(0.0, 0.0).degrade_at(0.5);
    let month = Limit::cost(NanoUsd::from_dollars(100)).per("tenant").per_month().named("month");
    let soft = Limit::cost(NanoUsd::from_dollars(1)).per("tenant").per_day().soft();
    let calls = Limit::concurrent_calls(1).per("user");
    let rig = Rig::routed([month, soft, calls], router);
    let mut served = Vec::new();
    for _ in 0..6 {
        let call = rig.call();
        let held = match block_on(rig.rails.reserve(&call)) {
            Ok(held) => held,
            Err(error) => panic!("{error}, after {served:?}"),
        };
        // Each call turns out to cost what was reserved for the output.
        block_on(held.settle(Usage::new(0, 100)));
        served.push(call.model().name().to_owned());
    }
    let half = served.iter().position(|name| name != "large-1").expect("it degrades");
    assert_eq!(half, 5, "ten dollars each, and half of the month is used: {served:?}");
    assert_eq!(served[half], "medium-1");
    let input = block_on(rig.rails.validate_input(&rig.scope, "hello")).unwrap();
    let route = block_on(rig.rails.route(&input)).unwrap();
    let said = |reason: &String| reason.contains("% of limit month is used");
    assert!(route.reasons().iter().any(said), "{:?}", route.reasons());
}

#[test]
fn a_status_without_a_budget_is_not_configured() {
    let rails = Guardrails::builder().input(Word::redact("a")).build().unwrap();
    let error = block_on(rails.budget_status(&Scope::tenant("acme"))).unwrap_err();
    assert!(matches!(error, Error::NotConfigured { .. }), "{error}");
    let rig = Rig::of([Limit::requests(9).per("team")]);
    let error = block_on(rig.rails.budget_status(&rig.scope)).unwrap_err();
    assert!(matches!(error, Error::MissingLevel { .. }), "{error}");
}
