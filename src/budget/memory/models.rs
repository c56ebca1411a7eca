//! Every interleaving of a few callers with up to three preemptions, by loom: none overspends, and
//! none counts twice.
//!
//! `RUSTFLAGS='--cfg palisade_loom' cargo test --release --lib models`

use std::future::Future;
use std::pin::pin;
use std::sync::Arc as StdArc;
use std::task::{Context, Poll, Waker};

use loom::sync::Arc;
use loom::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use loom::thread;

use super::*;
use crate::budget::{Limit, LimitStatus};

const DAY: i64 = 86_400_000;

/// A clock whose every look is a point at which another caller may come between.
#[derive(Debug)]
struct LoomClock(AtomicI64);

impl Clock for LoomClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }
}

#[derive(Clone)]
struct Model {
    budget: Arc<MemoryBudget>,
    clock: StdArc<LoomClock>,
}

impl Model {
    fn of(limits: impl IntoIterator<Item = Limit>) -> Self {
        let clock = StdArc::new(LoomClock(AtomicI64::new(0)));
        let budget = MemoryBudget::new(limits.into_iter().collect());
        Self { budget: Arc::new(budget.with_clock(StdArc::clone(&clock))), clock }
    }

    fn reserve(&self, amount: u64) -> Result<HoldId, BudgetError> {
        let scope = Scope::tenant("t");
        now(self.budget.reserve(&Ask::new(&scope, "m", tokens(amount))))
    }

    fn settle(&self, hold: HoldId, amount: u64) -> BudgetStatus {
        now(self.budget.settle(&hold, &tokens(amount))).expect("the hold is known")
    }

    fn limits(&self) -> Vec<LimitStatus> {
        let status = now(self.budget.status(&Scope::tenant("t")));
        status.expect("the scope has its levels").limits().to_vec()
    }

    fn charged(&self) -> u64 {
        self.limits()[0].charged()
    }

    /// What every caller may see at any moment.
    fn is_within_caps(&self) {
        for limit in self.limits() {
            assert!(limit.charged() <= limit.cap(), "{limit}");
        }
    }

    /// Runs callers at once, and waits for all.
    fn at_once<const N: usize>(&self, callers: [fn(&Self); N]) {
        let threads = callers.map(|caller| {
            let model = self.clone();
            thread::spawn(move || caller(&model))
        });
        threads.into_iter().for_each(|thread| thread.join().expect("no caller panics"));
    }
}

/// Runs the model under every schedule in which callers are interrupted up to three times.
fn explore(model: impl Fn() + Sync + Send + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(3);
    builder.check(model);
}

/// Memory answers at once. An executor would take the threads of loom, which share one of the
/// machine, for a call within itself.
fn now<F: Future>(answer: F) -> F::Output {
    match pin!(answer).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(answer) => answer,
        Poll::Pending => panic!("the budget waits"),
    }
}

fn tokens(amount: u64) -> Amount {
    Amount { requests: 1, input_tokens: amount, ..Amount::default() }
}

#[test]
fn reserve_and_settle_never_overspend() {
    explore(|| {
        let model = Model::of([Limit::tokens(100).per("tenant"), Limit::requests(3)]);
        let caller = |model: &Model| {
            if let Ok(hold) = model.reserve(60) {
                model.is_within_caps();
                assert!(!model.settle(hold, 30).is_overrun());
            }
        };
        model.at_once([caller, caller, caller]);
        let [tokens, requests] = &model.limits()[..] else { panic!("two limits") };
        assert_eq!(tokens.charged(), 30 * requests.charged(), "all limits or none");
        assert!((30..=60).contains(&tokens.charged()), "{tokens}");
    });
}

#[test]
fn a_hold_counts_once_whoever_ends_it() {
    explore(|| {
        let model = Model::of([Limit::tokens(100)]);
        let hold = model.reserve(50).expect("there is room");
        let settle = |amount| {
            let model = model.clone();
            move || model.settle(hold, amount)
        };
        let (one, two) = (thread::spawn(settle(20)), thread::spawn(settle(40)));
        let third = model.clone();
        let dropped = thread::spawn(move || third.budget.abandon(&hold));
        for thread in [one, two] {
            assert!(!thread.join().expect("no panic").is_overrun());
        }
        dropped.join().expect("no panic");
        assert!([20, 40].contains(&model.charged()), "{}", model.charged());
        assert_eq!(model.settle(hold, 7).limits()[0].charged(), model.charged());
    });
}

#[test]
fn a_settle_and_a_release_leave_what_was_used() {
    explore(|| {
        let model = Model::of([Limit::tokens(100)]);
        let hold = model.reserve(50).expect("there is room");
        let (one, two) = (model.clone(), model.clone());
        let settled = thread::spawn(move || one.settle(hold, 20));
        let released = thread::spawn(move || now(two.budget.release(&hold)));
        settled.join().expect("no panic");
        assert_eq!(released.join().expect("no panic"), Ok(()));
        assert_eq!(model.charged(), 20);
    });
}

#[test]
fn an_extend_is_charged_before_the_end_or_refused_after_it() {
    explore(|| {
        let model = Model::of([Limit::tokens(100)]);
        let hold = model.reserve(50).expect("there is room");
        let (one, two, three) = (model.clone(), model.clone(), model.clone());
        let extended = thread::spawn(move || {
            let more = Amount { input_tokens: 30, ..Amount::default() };
            now(one.budget.extend(&hold, &more))
        });
        let settled = thread::spawn(move || two.settle(hold, 80));
        let other = thread::spawn(move || {
            let other = three.reserve(30).ok();
            three.budget.abandon(&hold);
            other
        });
        let extended = extended.join().expect("no panic");
        let settled = settled.join().expect("no panic");
        let other = other.join().expect("no panic").map_or(0, |_| 30);
        assert_eq!(settled.is_overrun(), extended.is_err(), "{extended:?}");
        assert_eq!(model.charged(), 80 + other);
    });
}

#[test]
fn one_idempotency_key_is_one_charge() {
    explore(|| {
        let model = Model::of([Limit::tokens(100)]);
        let caller = |model: &Model| {
            let scope = Scope::tenant("t");
            let ask = Ask::new(&scope, "m", tokens(40)).idempotency_key("k");
            let hold = now(model.budget.reserve(&ask)).expect("there is room");
            model.settle(hold, 25);
        };
        model.at_once([caller, caller]);
        assert_eq!(model.charged(), 25);
    });
}

#[test]
fn a_window_that_ends_meanwhile_is_charged_for_its_own() {
    explore(|| {
        let model = Model::of([Limit::tokens(100).per_day(), Limit::tokens(150)]);
        let caller = |model: &Model| {
            if let Ok(hold) = model.reserve(60) {
                model.is_within_caps();
                assert!(!model.settle(hold, 40).is_overrun());
            }
        };
        let midnight = |model: &Model| model.clock.0.store(DAY, Ordering::SeqCst);
        model.at_once([caller, caller, midnight]);
        let [day, total] = &model.limits()[..] else { panic!("two limits") };
        assert!([40, 80].contains(&total.charged()), "{total}");
        assert!([0, 40, 80].contains(&day.charged()), "{day}");
    });
}

#[test]
fn a_sliding_window_and_a_bucket_hold_while_time_passes() {
    let second = std::time::Duration::from_secs(1);
    explore(move || {
        let limits = [Limit::tokens(100).sliding(second), Limit::tokens(100).refilled(50, second)];
        let model = Model::of(limits);
        let caller = |model: &Model| {
            if let Ok(hold) = model.reserve(60) {
                model.is_within_caps();
                assert!(!model.settle(hold, 60).is_overrun());
            }
        };
        let later = |model: &Model| model.clock.0.store(900, Ordering::SeqCst);
        model.at_once([caller, caller, later]);
        let [sliding, bucket] = &model.limits()[..] else { panic!("two limits") };
        // Both passed only where the bucket had run down by 45 between them, but the window
        // still holds the first: so never.
        assert_eq!(sliding.charged(), 60);
        assert!([15, 60].contains(&bucket.charged()), "{bucket}");
    });
}

#[test]
fn limits_that_change_meanwhile_keep_what_was_counted() {
    explore(|| {
        let caps = |tokens| Limits::new().limit(Limit::tokens(tokens)).limit(Limit::requests(9));
        let model = Model::of(caps(100).limits().cloned());
        let caller = |model: &Model| {
            if let Ok(hold) = model.reserve(60) {
                assert!(model.charged() <= 130);
                assert!(!model.settle(hold, 50).is_overrun());
            }
        };
        let raise = |model: &Model| {
            let caps = Limits::new().limit(Limit::requests(9)).limit(Limit::tokens(130));
            let caps = caps.limit(Limit::output_tokens(5).per("tenant"));
            model.budget.set_limits(caps).expect("sound limits");
        };
        model.at_once([caller, caller, raise]);
        let [requests, tokens, new] = &model.limits()[..] else { panic!("three limits") };
        assert_eq!(tokens.charged(), 50 * requests.charged());
        assert!((1..=2).contains(&requests.charged()), "{requests}");
        assert_eq!((tokens.cap(), new.charged()), (130, 0));
        let hold = model.reserve(130 - tokens.charged()).expect("the rest is there");
        assert!(model.reserve(1).is_err());
        model.settle(hold, 0);
    });
}

#[test]
fn no_more_are_in_flight_than_may_be() {
    explore(|| {
        let model = Model::of([Limit::concurrent_calls(1)]);
        let in_flight = Arc::new(AtomicUsize::new(0));
        let callers: Vec<_> = (0..3)
            .map(|number| {
                let (model, in_flight) = (model.clone(), Arc::clone(&in_flight));
                thread::spawn(move || {
                    let Ok(hold) = model.reserve(1) else { return };
                    assert_eq!(in_flight.fetch_add(1, Ordering::SeqCst), 0);
                    in_flight.fetch_sub(1, Ordering::SeqCst);
                    match number {
                        0 => drop(model.settle(hold, 1)),
                        1 => model.budget.abandon(&hold),
                        _ => now(model.budget.release(&hold)).expect("the hold is known"),
                    }
                })
            })
            .collect();
        callers.into_iter().for_each(|caller| caller.join().expect("no caller panics"));
        assert_eq!(model.charged(), 0);
    });
}
