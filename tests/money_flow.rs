//! Money through the flow: charged before the call, corrected after it, never lost.

#[path = "shared/money.rs"]
mod money;
#[path = "shared/toys.rs"]
mod toys;

use std::sync::atomic::Ordering;
use std::time::Duration;

use futures::executor::block_on;
use money::Switched;
use palisade::*;
use toys::{Events, Later, Proposes, Word, model, poll_once};

/// What is reserved of output tokens for each call; the first limit counts them.
const RESERVED: u64 = 100;

#[derive(Debug)]
struct Failed(Spent);

impl CallFailure for Failed {
    fn spent(&self) -> Spent {
        self.0
    }
}

struct Rig {
    rails: Guardrails,
    budget: Switched,
    events: Events,
    scope: Scope,
}

impl Rig {
    fn of(limits: Limits) -> Self {
        let (budget, events) = (Switched::of(limits), Events::default());
        let rails = Guardrails::builder()
            .input(Word::redact("a"))
            .output(Word::redact("a"))
            .router(Proposes(vec![model("small")]))
            .budget(budget.clone())
            .audit(events.clone())
            .build()
            .unwrap();
        Self { rails, budget, events, scope: Scope::tenant("acme") }
    }

    fn ample() -> Self {
        Self::of(Limits::new().limit(Limit::output_tokens(1_000).per("tenant").per_day()))
    }

    fn call(&self) -> Call {
        block_on(async {
            let input = self.rails.validate_input(&self.scope, "hello").await.unwrap();
            let route = self.rails.route(&input).await.unwrap();
            let parameters = Parameters::new().max_output_tokens(RESERVED);
            self.rails.prepare(&input, &route, parameters).unwrap()
        })
    }

    fn held(&self) -> Reservation {
        block_on(self.rails.reserve(&self.call())).unwrap()
    }

    fn charged(&self) -> u64 {
        self.budget.charged(&self.scope)
    }

    fn settles(&self, work: bool) {
        self.budget.settles.store(work, Ordering::SeqCst);
    }
}

fn used(output: u64) -> Usage {
    Usage::new(10, output)
}

#[test]
fn reserving_charges_and_settling_corrects() {
    let rig = Rig::ample();
    let held = rig.held();
    assert_eq!((rig.charged(), held.reserved().output_tokens), (RESERVED, RESERVED));
    let settled = block_on(held.settle(used(30)));
    assert_eq!((rig.charged(), settled.charged().output_tokens), (30, 30));
    assert_eq!(settled.status().unwrap().limits()[0].charged(), 30);
    let unknown = block_on(rig.held().settle(None));
    assert_eq!((rig.charged(), unknown.charged().output_tokens), (130, RESERVED));
    let overrun = block_on(rig.held().settle(used(150)));
    assert!(overrun.status().unwrap().is_overrun());
    assert_eq!(rig.charged(), 280);
    assert_eq!(rig.events.notes(Step::Settle), ["more was used than was reserved"]);
    block_on(rig.held().release()).unwrap();
    assert_eq!(rig.charged(), 280);
}

#[test]
fn dropping_keeps_the_charge_in_full() {
    let rig = Rig::ample();
    drop(rig.held());
    assert_eq!(rig.charged(), RESERVED);
    assert_eq!(block_on(rig.rails.flush_settles()), 0);
}

#[test]
fn a_failed_call_is_charged_what_its_error_says() {
    for (spent, charged) in
        [(Spent::Nothing, 0), (Spent::Usage(used(40)), 40), (Spent::Unknown, RESERVED)]
    {
        let rig = Rig::ample();
        let mut held = rig.held();
        let called = block_on(held.during(async { Err::<(), _>(Failed(spent)) }));
        assert_eq!(called.unwrap_err().spent(), spent);
        assert_eq!(rig.charged(), charged, "{spent:?}, at once");
        drop(held);
        assert_eq!(rig.charged(), charged, "{spent:?}, when it is dropped");
    }
}

#[test]
fn settling_what_is_settled_changes_nothing_and_says_so() {
    let rig = Rig::ample();
    let mut held = rig.held();
    let failed = Failed(Spent::Usage(used(40)));
    block_on(held.during(async { Err::<(), _>(failed) })).unwrap_err();
    let settled = block_on(held.settle(used(40)));
    assert_eq!((settled.charged().output_tokens, rig.charged()), (40, 40));
    assert!(settled.status().is_some());
    let mut held = rig.held();
    block_on(held.during(async { Err::<(), _>(Failed(Spent::Nothing)) })).unwrap_err();
    let settled = block_on(held.settle(None));
    assert_eq!((settled.charged().output_tokens, rig.charged()), (0, 40));
}

/// A retry under the same reservation: once for two calls, or free.
#[test]
fn trap_a_retry_is_charged_as_a_call_of_its_own() {
    for (first, charged) in [(Spent::Nothing, 0), (Spent::Usage(used(40)), 40)] {
        let rig = Rig::ample();
        let mut held = rig.held();
        block_on(held.during(async { Err::<(), _>(Failed(first)) })).unwrap_err();
        let budget = rig.budget.clone();
        let scope = rig.scope.clone();
        let second = held.during(async {
            assert_eq!(budget.charged(&scope), charged + RESERVED, "charged before it is made");
            Ok::<_, Failed>(())
        });
        block_on(second).unwrap();
        block_on(held.settle(used(7)));
        assert_eq!(rig.charged(), charged + 7);
        // One that is lost in mid-way stays charged.
        let mut held = rig.held();
        block_on(held.during(async { Err::<(), _>(Failed(Spent::Nothing)) })).unwrap_err();
        assert!(poll_once(held.during(std::future::pending::<Result<(), Failed>>())).is_none());
        drop(held);
        assert_eq!(rig.charged(), charged + 7 + RESERVED);
    }
}

#[test]
fn trap_a_retry_without_room_is_an_overrun_and_not_free() {
    let rig = Rig::of(Limits::new().limit(Limit::output_tokens(150).per("tenant")));
    let mut held = rig.held();
    let failed = Failed(Spent::Usage(used(90)));
    block_on(held.during(async { Err::<(), _>(failed) })).unwrap_err();
    block_on(held.during(async { Ok::<_, Failed>(()) })).unwrap();
    let settled = block_on(held.settle(used(80)));
    assert!(settled.status().unwrap().is_overrun());
    assert_eq!(rig.charged(), 170);
    assert!(rig.events.steps().contains(&"reserve over_budget".to_owned()));

    let rig = Rig::of(Limits::new().limit(Limit::output_tokens(150).per("tenant")));
    let mut held = rig.held();
    let failed = Failed(Spent::Usage(used(90)));
    block_on(held.during(async { Err::<(), _>(failed) })).unwrap_err();
    assert!(poll_once(held.during(std::future::pending::<Result<(), Failed>>())).is_none());
    drop(held);
    assert_eq!(block_on(rig.rails.flush_settles()), 0);
    assert_eq!(rig.charged(), 90 + RESERVED, "a lost one is charged in full");
}

#[test]
fn a_retry_that_the_budget_cannot_hold_is_reported() {
    let reserve = |rig: &Rig, works| rig.budget.reserves.store(works, Ordering::SeqCst);
    for (first, charged) in [(Spent::Nothing, 7), (Spent::Usage(used(40)), 40)] {
        let rig = Rig::ample();
        let mut held = rig.held();
        block_on(held.during(async { Err::<(), _>(Failed(first)) })).unwrap_err();
        reserve(&rig, false);
        block_on(held.during(async { Ok::<_, Failed>(()) })).unwrap();
        let settled = block_on(held.settle(used(7)));
        assert_eq!((rig.charged(), settled.charged().output_tokens), (charged, charged));
        let notes = rig.events.notes(Step::Reserve);
        assert_eq!(notes, ["another call, and the budget did not answer"]);
    }
}

#[test]
fn a_call_that_is_cancelled_stays_charged_in_full() {
    let rig = Rig::ample();
    let mut held = rig.held();
    let call = async {
        Later::default().await;
        Err::<(), _>(Failed(Spent::Nothing))
    };
    assert!(poll_once(held.during(call)).is_none());
    drop(held);
    assert_eq!((rig.charged(), block_on(rig.rails.flush_settles())), (RESERVED, 0));
}

#[test]
fn a_settle_that_the_budget_does_not_take_is_queued() {
    let rig = Rig::ample();
    let (one, two) = (rig.held(), rig.held());
    rig.settles(false);
    let settled = block_on(one.settle(used(30)));
    assert_eq!((settled.status(), settled.charged().output_tokens), (None, 30));
    assert_eq!(rig.events.last(), "exit dropped");
    assert_eq!(rig.events.notes(Step::Settle), ["queued: the budget did not answer"]);
    assert_eq!(rig.charged(), 2 * RESERVED);
    assert_eq!(block_on(rig.rails.flush_settles()), 1, "it is still away");
    assert!(block_on(two.release()).is_err());
    assert_eq!(block_on(rig.rails.flush_settles()), 2, "the release is queued too");
    rig.settles(true);
    assert_eq!(block_on(rig.rails.flush_settles()), 0);
    assert_eq!(rig.charged(), 30);
}

#[test]
fn reserving_tries_queued_settles_first() {
    let rig = Rig::of(Limits::new().limit(Limit::output_tokens(RESERVED).per("tenant")));
    let held = rig.held();
    rig.settles(false);
    block_on(held.settle(used(0)));
    assert!(matches!(block_on(rig.rails.reserve(&rig.call())), Err(Error::Exhausted { .. })));
    rig.settles(true);
    assert!(block_on(rig.rails.reserve(&rig.call())).is_ok());
}

#[test]
fn a_settle_that_is_cancelled_is_queued() {
    let rig = Rig::ample();
    let (one, two, mut three) = (rig.held(), rig.held(), rig.held());
    rig.budget.slow.store(true, Ordering::SeqCst);
    assert!(poll_once(one.settle(used(30))).is_none());
    assert!(poll_once(two.release()).is_none());
    let failed = Failed(Spent::Usage(used(5)));
    assert!(poll_once(three.during(async { Err::<(), _>(failed) })).is_none());
    drop(three);
    assert_eq!(rig.charged(), 3 * RESERVED);
    assert_eq!(block_on(rig.rails.flush_settles()), 0);
    assert_eq!(rig.charged(), 35);
}

#[test]
fn a_flush_that_is_cancelled_loses_no_settle() {
    let rig = Rig::ample();
    let held = rig.held();
    rig.settles(false);
    block_on(held.settle(used(30)));
    rig.settles(true);
    rig.budget.slow.store(true, Ordering::SeqCst);
    assert!(poll_once(rig.rails.flush_settles()).is_none());
    assert!(poll_once(rig.rails.reserve(&rig.call())).is_none(), "it flushes before it asks");
    assert_eq!(rig.charged(), RESERVED);
    assert_eq!(block_on(rig.rails.flush_settles()), 0);
    assert_eq!(rig.charged(), 30);
}

#[test]
fn a_hold_that_the_budget_forgot_is_reported_and_not_queued() {
    let memory = MemoryBudget::new(Limits::new().limit(Limit::requests(10)));
    let memory = memory.remember_ended(std::num::NonZeroUsize::MIN);
    let budget = Switched::of(Limits::new().limit(Limit::requests(10)));
    let budget = Switched { memory: std::sync::Arc::new(memory), ..budget };
    let events = Events::default();
    let rails = Guardrails::builder()
        .input(Word::redact("a"))
        .router(model("small"))
        .budget(budget.clone())
        .audit(events.clone())
        .build()
        .unwrap();
    block_on(async {
        let input = rails.validate_input(&Scope::tenant("acme"), "hello").await.unwrap();
        let route = rails.route(&input).await.unwrap();
        let call = rails.prepare(&input, &route, Parameters::new()).unwrap();
        let held = rails.reserve(&call).await.unwrap();
        let reserved = *held.reserved();
        // Somebody settles it and two others by their ids, so that it is forgotten.
        budget.memory.settle(&held.id(), &Amount::default()).await.unwrap();
        for _ in 0..2 {
            rails.reserve(&call).await.unwrap().settle(used(1)).await;
        }
        let settled = held.settle(used(1)).await;
        assert_eq!((settled.status(), settled.charged()), (None, &reserved));
        let notes = events.notes(Step::Settle);
        let note = "not corrected: the budget does not know the hold any more";
        assert_eq!(notes.last().map(String::as_str), Some(note));
        assert_eq!(rails.flush_settles().await, 0);
    });
}

#[test]
fn over_budget_waits_and_exceeding_the_cap_never_passes() {
    let rig = Rig::of(Limits::new().limit(Limit::output_tokens(150).per("tenant").per_day()));
    let first = rig.held();
    let error = block_on(rig.rails.reserve(&rig.call())).unwrap_err();
    assert!(matches!(&error, Error::OverBudget(over) if over.remaining == 50), "{error}");
    assert_eq!(error.retry_after(), Some(Duration::from_secs(86_400)));
    assert!(error.is_retryable());
    assert_eq!(rig.events.last(), "exit over_budget");
    block_on(first.release()).unwrap();
    let never = Rig::of(Limits::new().limit(Limit::output_tokens(RESERVED - 1)));
    let error = block_on(never.rails.reserve(&never.call())).unwrap_err();
    assert!(matches!(error, Error::ExceedsCap { asked: RESERVED, cap: 99, .. }), "{error}");
    assert!(error.retry_after().is_none() && !error.is_retryable());
}

#[test]
fn a_scope_that_lacks_a_level_is_refused() {
    let rig = Rig::of(Limits::new().limit(Limit::output_tokens(150).per("user")));
    let error = block_on(rig.rails.reserve(&rig.call())).unwrap_err();
    let missing =
        matches!(&error, Error::MissingLevel { level, needed_by: "the budget" } if level == "user");
    assert!(missing, "{error}");
}

#[test]
fn a_budget_that_is_away_refuses() {
    let rig = Rig::ample();
    rig.budget.reserves.store(false, Ordering::SeqCst);
    let error = block_on(rig.rails.reserve(&rig.call())).unwrap_err();
    assert!(matches!(error, Error::Budget(BudgetError::Unavailable { .. })), "{error}");
    assert!(error.is_retryable());
    assert_eq!(rig.events.last(), "exit failed");
}

#[test]
fn trap_an_unknown_price_is_read_as_free() {
    let unpriced = Proposes(vec![Model::new("unpriced", Tier::Small)]);
    let builder = || Guardrails::builder().input(Word::redact("a")).router(unpriced.clone());
    block_on(async {
        let budget = MemoryBudget::new(Limits::new().limit(Limit::requests(10)));
        let paid = builder().budget(budget).build().unwrap();
        let input = paid.validate_input(&Scope::tenant("acme"), "hello").await.unwrap();
        let error = paid.route(&input).await.unwrap_err();
        assert!(error.to_string().contains("unpriced: its price is not known"), "{error}");
        let unpaid = builder().build().unwrap();
        let input = unpaid.validate_input(&Scope::tenant("acme"), "hello").await.unwrap();
        let route = unpaid.route(&input).await.unwrap();
        let call = unpaid.prepare(&input, &route, Parameters::new()).unwrap();
        assert_eq!(call.estimate().cost, NanoUsd::ZERO, "without a budget nobody pays");
    });
}

#[test]
fn the_estimate_is_an_upper_bound_of_what_is_sent() {
    let rig = Rig::ample();
    let call = rig.call();
    let (input, output) = (call.estimate().input_tokens, call.estimate().output_tokens);
    assert!(input >= "hello".len() as u64 && output == RESERVED);
    assert_eq!(call.estimate().cost, NanoUsd::from_dollars(input + output));
}
