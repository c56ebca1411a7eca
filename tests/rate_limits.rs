//! What went wrong in other rate limits, held against these; alerts; limits that change.

use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Barrier, Mutex};
use std::thread;
use std::time::Duration;

use futures::executor::block_on;
use palisade::{
    Amount, Ask, Budget, BudgetAlert, BudgetError, FakeClock, HoldId, Limit, LimitStatus, Limits,
    MemoryBudget, Scope, Timestamp,
};

const MINUTE: Duration = Duration::from_secs(60);

struct Rig {
    budget: MemoryBudget,
    clock: Arc<FakeClock>,
    alerts: Mutex<Receiver<BudgetAlert>>,
    scope: Scope,
}

impl Rig {
    fn of(limits: impl IntoIterator<Item = Limit>) -> Self {
        let clock = Arc::new(FakeClock::at(Timestamp::from_millis(0)));
        let (sender, alerts) = channel();
        let budget = MemoryBudget::new(limits.into_iter().collect());
        let budget = budget.with_clock(Arc::clone(&clock)).with_alerts(sender);
        let alerts = Mutex::new(alerts);
        Self { budget, clock, alerts, scope: Scope::tenant("acme").user("7") }
    }

    fn reserve(&self, amount: u64) -> Result<HoldId, BudgetError> {
        block_on(self.budget.reserve(&Ask::new(&self.scope, "m", tokens(amount))))
    }

    fn settle(&self, hold: HoldId, amount: u64) {
        block_on(self.budget.settle(&hold, &tokens(amount))).expect("the hold is known");
    }

    fn limits(&self) -> Vec<LimitStatus> {
        let status = block_on(self.budget.status(&self.scope));
        status.expect("the scope has its levels").limits().to_vec()
    }

    fn charged(&self) -> Vec<u64> {
        self.limits().iter().map(LimitStatus::charged).collect()
    }

    fn percents(&self) -> Vec<u16> {
        let alerts = self.alerts.lock().expect("no panic");
        alerts.try_iter().map(|alert| alert.percent()).collect()
    }

    fn at(&self, millis: i64) {
        self.clock.set(Timestamp::from_millis(millis));
    }
}

fn tokens(amount: u64) -> Amount {
    Amount { requests: 1, input_tokens: amount, ..Amount::default() }
}

/// litellm#18730: 663 of 100 tokens came through at once.
#[test]
fn trap_callers_at_once_bypass_a_token_limit() {
    for limit in [
        Limit::tokens(100).per_minute(),
        Limit::tokens(100).sliding(MINUTE),
        Limit::tokens(100).refilled(1, Duration::from_secs(3_600)),
        Limit::tokens(100).in_flight(MINUTE),
    ] {
        let rig = Rig::of([limit.per("tenant")]);
        let start = Barrier::new(8);
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    start.wait();
                    let held = (0..100).filter(|_| rig.reserve(7).is_ok()).count();
                    assert!(held <= 14, "{held}");
                });
            }
        });
        assert_eq!(rig.charged(), [98], "{}", rig.limits()[0]);
    }
}

/// Twice the cap within a moment: half of it at the end of a window, half at the begin of the
/// next.
#[test]
fn trap_fixed_windows_let_twice_the_cap_through_at_the_edge() {
    for (limit, most) in [
        (Limit::requests(10).sliding(MINUTE), 10),
        // The bucket and what comes back in a second.
        (Limit::requests(10).refilled(10, MINUTE), 10),
        // A calendar window does so, and says it.
        (Limit::requests(10).per_minute(), 20),
    ] {
        let rig = Rig::of([limit]);
        let mut passed = 0;
        for millis in 59_500..60_500 {
            rig.at(millis);
            passed += u64::from(rig.reserve(1).is_ok());
        }
        assert_eq!(passed, most, "{}", rig.limits()[0]);
    }
}

/// GET, then SETEX: each call starts the window anew, so that it never ends for who keeps asking;
/// or a key without an end blocks for ever.
#[test]
fn trap_asking_again_puts_the_end_of_the_window_off() {
    for limit in [
        Limit::requests(2).per_minute(),
        Limit::requests(2).sliding(MINUTE),
        Limit::requests(2).refilled(2, MINUTE),
    ] {
        let rig = Rig::of([limit]);
        rig.reserve(1).expect("there is room");
        rig.reserve(1).expect("there is room");
        let mut passed_at = None;
        for millis in (0..62_000).step_by(10) {
            rig.at(millis);
            if passed_at.is_none() && rig.reserve(1).is_ok() {
                passed_at = Some(millis);
            }
        }
        assert!(passed_at.is_some_and(|at| (30_000..=61_000).contains(&at)), "{passed_at:?}");
    }
}

#[test]
fn trap_a_refused_request_empties_the_bucket() {
    for limit in [
        Limit::tokens(100).refilled(1, Duration::from_secs(3_600)),
        Limit::tokens(100).sliding(MINUTE),
        Limit::tokens(100).in_flight(MINUTE),
    ] {
        let other = Limit::tokens(60).named("other");
        let rig = Rig::of([limit, other]);
        for refused in [101, 61] {
            assert!(rig.reserve(refused).is_err());
        }
        let hold = rig.reserve(60).expect("nothing was taken");
        for _ in 0..50 {
            assert!(rig.reserve(41).is_err());
            let more = Amount { input_tokens: 41, ..Amount::default() };
            assert!(block_on(rig.budget.extend(&hold, &more)).is_err());
        }
        assert_eq!(rig.charged(), [60, 60]);
        assert_eq!(rig.percents(), [0; 0]);
    }
}

/// limitador's leases end after 60 seconds while a long stream runs, and others take its place.
#[test]
fn trap_a_lease_ends_while_a_long_stream_runs() {
    let rig = Rig::of([Limit::concurrent_calls(1)]);
    let hold = rig.reserve(1).expect("there is room");
    for minute in 1..600 {
        rig.at(minute * 60_000);
        assert!(rig.reserve(1).is_err(), "minute {minute}: it is in flight");
        block_on(rig.budget.extend(&hold, &Amount::default())).expect("it is renewed");
    }
}

/// A clock that ran ahead and was set right: a budget that waits for its latest time refuses for a
/// month.
#[test]
fn trap_a_clock_that_is_set_back_stops_every_rate() {
    for limit in [
        Limit::requests(2).sliding(MINUTE),
        Limit::requests(2).refilled(2, MINUTE),
        Limit::requests(2).in_flight(MINUTE),
    ] {
        let rig = Rig::of([limit]);
        rig.at(30 * 86_400_000);
        rig.reserve(1).expect("there is room");
        rig.reserve(1).expect("there is room");
        rig.at(0);
        let refused = rig.reserve(1).expect_err("nothing has left yet");
        let BudgetError::OverBudget(over) = refused else { panic!("{refused}") };
        assert!(over.retry_after <= MINUTE + MINUTE / 64, "{over}");
        let reset = rig.limits()[0].resets_at().expect("it resets");
        assert!(reset <= Timestamp::from_millis(61_000), "by the clock as it is: {reset:?}");
        rig.clock.advance(over.retry_after);
        rig.reserve(1).expect("the wait is over");
    }
}

#[test]
fn alerts_come_once_a_window_and_scope() {
    let rig = Rig::of([Limit::tokens(100).per("tenant").per_day().alert_at([50, 80, 100])]);
    let hold = rig.reserve(49).expect("there is room");
    assert_eq!(rig.percents(), [0; 0]);
    rig.reserve(1).expect("there is room");
    assert_eq!(rig.percents(), [50]);
    rig.reserve(50).expect("there is room");
    assert_eq!(rig.percents(), [80, 100], "each that was passed");
    rig.settle(hold, 0);
    rig.reserve(49).expect("what was given back");
    assert_eq!(rig.percents(), [0; 0], "once a day");
    let other = Scope::tenant("other");
    block_on(rig.budget.reserve(&Ask::new(&other, "m", tokens(60)))).expect("its own count");
    assert_eq!(rig.percents(), [50]);
    rig.at(86_400_000);
    rig.reserve(85).expect("a new day");
    assert_eq!(rig.percents(), [50, 80]);
}

#[test]
fn alerts_come_from_extends_and_overruns_too_and_name_the_scope() {
    let rig = Rig::of([Limit::tokens(100).per("tenant").per_day().alert_at([50, 150]).soft()]);
    let long = "x".repeat(65);
    let scope = Scope::tenant(&long).user("7");
    let hold = block_on(rig.budget.reserve(&Ask::new(&scope, "m", tokens(40)))).expect("room");
    let more = Amount { input_tokens: 10, ..Amount::default() };
    block_on(rig.budget.extend(&hold, &more)).expect("there is room");
    assert_eq!(rig.percents(), [50]);
    rig.settle(hold, 170);
    let alert = rig.alerts.lock().expect("no panic").try_recv().expect("an overrun is alerted");
    assert_eq!((alert.percent(), alert.charged(), alert.cap()), (150, 170, 100));
    assert_eq!(alert.resets_at(), Some(Timestamp::from_millis(86_400_000)));
    assert!(alert.is_soft());
    let level = alert.scope().level("tenant").expect("the level of the limit");
    assert!(level.starts_with('#') && level.len() == 65, "{level}");
    assert_eq!(alert.scope().level("user"), None, "the limit does not count by it");
    assert!(!format!("{alert:?}").contains(level), "Debug shows no value");
}

#[test]
fn windows_without_an_edge_alert_again_when_their_time_has_passed() {
    for limit in [
        Limit::tokens(100).sliding(MINUTE),
        Limit::tokens(100).refilled(100, MINUTE),
        Limit::tokens(100).in_flight(MINUTE),
    ] {
        let rig = Rig::of([limit.alert_at([90])]);
        let mut alerts = Vec::new();
        // All that has room, for five minutes.
        for second in 0..300 {
            rig.at(second * 1_000);
            while rig.reserve(5).is_ok() {}
            alerts.extend(rig.percents().iter().map(|_| second));
        }
        assert!((4..=5).contains(&alerts.len()), "{alerts:?}");
        let apart = alerts.windows(2).all(|pair| matches!(pair, [a, b] if b - a >= 60));
        assert!(apart, "{alerts:?}");
    }
}

#[test]
fn a_scope_that_was_alerted_is_not_forgotten_and_alerted_anew() {
    let rig = Rig::of([Limit::tokens(100).per("tenant").per_day().alert_at([50])]);
    for round in 0..50 {
        let hold = rig.reserve(60).expect("there is room");
        rig.settle(hold, 0);
        for other in 0..10 {
            let scope = Scope::tenant(format!("{round}-{other}"));
            let hold = block_on(rig.budget.reserve(&Ask::new(&scope, "m", tokens(1))));
            rig.settle(hold.expect("there is room"), 0);
        }
    }
    assert_eq!(rig.percents(), [50]);
}

#[test]
fn a_raised_cap_keeps_what_was_counted_and_alerts_anew() {
    let limit = |cap| Limit::tokens(cap).per("tenant").alert_at([50]).named("l");
    let rig = Rig::of([limit(100)]);
    let hold = rig.reserve(80).expect("there is room");
    assert_eq!(rig.percents(), [50]);
    rig.budget.set_limits(Limits::new().limit(limit(200))).expect("sound limits");
    assert_eq!(rig.charged(), [80]);
    rig.reserve(20).expect("there is room");
    assert_eq!(rig.percents(), [50], "of the new cap");
    rig.settle(hold, 30);
    assert_eq!(rig.charged(), [50]);
}

#[test]
fn a_lowered_cap_refuses_until_enough_was_given_back() {
    let rig = Rig::of([Limit::tokens(100).per_day().named("l")]);
    let hold = rig.reserve(90).expect("there is room");
    rig.budget.set_limits(Limits::new().limit(Limit::tokens(50).per_day().named("l"))).expect("ok");
    let refused = rig.reserve(10);
    assert!(matches!(refused, Err(BudgetError::OverBudget(over)) if over.remaining == 0));
    rig.settle(hold, 40);
    rig.reserve(10).expect("40 of 50 are charged");
    assert!(rig.reserve(1).is_err());
}

#[test]
fn limits_come_and_go_without_a_trace_on_the_others() {
    let (day, all) = (Limit::tokens(100).per("tenant").per_day(), Limit::requests(10));
    let rig = Rig::of([day.clone(), all.clone()]);
    let before = rig.reserve(60).expect("there is room");
    // A new one by the user and one of a new window by the tenant; one in another order.
    let (user, month) =
        (Limit::tokens(70).per("user"), Limit::tokens(500).per("tenant").per_month());
    let limits = [user, all.clone(), month, day.clone()];
    rig.budget.set_limits(limits.into_iter().collect()).expect("sound limits");
    assert_eq!(rig.charged(), [0, 1, 0, 60], "the new ones start at nothing");
    let after = rig.reserve(40).expect("there is room");
    assert_eq!(rig.charged(), [40, 2, 40, 100]);
    rig.settle(before, 10);
    assert_eq!(rig.charged(), [40, 2, 40, 50], "what they did not count they do not give back");
    rig.budget.set_limits([day.clone(), all].into_iter().collect()).expect("sound limits");
    rig.settle(after, 0);
    assert_eq!(rig.charged(), [10, 2]);
    // One that comes back starts anew.
    rig.budget.set_limits(Limits::new().limit(Limit::requests(5))).expect("sound limits");
    rig.budget.set_limits(Limits::new().limit(day)).expect("sound limits");
    assert_eq!(rig.charged(), [0]);
}

#[test]
fn a_renamed_limit_and_one_of_another_rate_or_lease_go_on() {
    let second = Duration::from_secs(1);
    let limits = |name: &str, rate, lease| {
        let all = Limits::new().limit(Limit::tokens(100).per_day().named(name));
        let all = all.limit(Limit::tokens(100).refilled(rate, second).named("rate"));
        all.limit(Limit::concurrent_calls(2).in_flight(lease).named("calls"))
    };
    let rig = Rig::of(limits("old", 10, MINUTE).limits().cloned());
    let hold = rig.reserve(80).expect("there is room");
    rig.at(2_000);
    assert_eq!(rig.charged(), [80, 60, 1]);
    rig.budget.set_limits(limits("new", 1, 2 * MINUTE)).expect("sound limits");
    assert_eq!(rig.charged(), [80, 60, 1]);
    rig.at(12_000);
    assert_eq!(rig.charged(), [80, 50, 1], "by the new rate");
    rig.settle(hold, 0);
    assert_eq!(rig.charged(), [0, 50, 0], "nothing older than the rate is given back to a bucket");
    rig.reserve(50).expect("there is room");
    rig.at(12_000 + 119_999);
    assert_eq!(rig.charged()[2], 1, "by the new lease");
    rig.at(12_000 + 120_000);
    assert_eq!(rig.charged()[2], 0);
}

#[test]
fn a_longer_lease_revives_no_call_whose_lease_has_ended() {
    let limits = |lease| Limits::new().limit(Limit::requests(1).in_flight(lease).named("calls"));
    let rig = Rig::of(limits(MINUTE).limits().cloned());
    rig.reserve(1).expect("there is room");
    rig.at(60_000);
    rig.budget.set_limits(limits(5 * MINUTE)).expect("sound limits");
    assert_eq!(rig.charged(), [0]);
    rig.reserve(1).expect("its place was given free");
}

#[test]
fn limits_with_mistakes_change_nothing() {
    let rig = Rig::of([Limit::tokens(100)]);
    rig.reserve(60).expect("there is room");
    let wrong = Limits::new().limit(Limit::tokens(0)).limit(Limit::tokens(9).per(""));
    let mistakes = rig.budget.set_limits(wrong).expect_err("two mistakes");
    assert_eq!(mistakes.mistakes().len(), 2, "{mistakes}");
    assert_eq!((rig.charged(), rig.budget.limits().limits().len()), (vec![60], 1));
    assert!(rig.budget.set_limits(Limits::new()).is_err(), "none at all would refuse every call");
}

#[test]
fn the_ends_of_time_and_of_numbers_do_not_panic() {
    let longest = Duration::MAX;
    for start in [i64::MIN, -1, 0, i64::MAX] {
        for then in [i64::MIN, 0, i64::MAX] {
            let rig = Rig::of([
                Limit::tokens(u64::MAX).sliding(longest).alert_at([1, u16::MAX]),
                Limit::tokens(u64::MAX).sliding(Duration::from_nanos(1)),
                Limit::tokens(u64::MAX).refilled(u64::MAX, longest).alert_at([50]),
                Limit::tokens(u64::MAX).refilled(1, Duration::from_nanos(1)).named("slow"),
                Limit::tokens(u64::MAX).in_flight(longest).alert_at([50]),
                Limit::requests(u64::MAX).per_minute(),
                Limit::requests(u64::MAX).per_hour(),
                Limit::requests(u64::MAX).per_week(),
            ]);
            rig.at(start);
            let hold = rig.reserve(u64::MAX).expect("it is the cap");
            assert!(rig.reserve(u64::MAX).is_err());
            rig.at(then);
            drop(block_on(rig.budget.extend(&hold, &tokens(5))));
            drop(rig.reserve(1));
            rig.settle(hold, u64::MAX);
            for limit in rig.limits() {
                limit.forecast(Timestamp::from_millis(start));
                limit.to_string();
            }
        }
    }
}
