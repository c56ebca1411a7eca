//! The law of money under any interleaving, against a ledger that is obviously right.

use std::sync::Arc;

use futures::executor::block_on;
use palisade::{
    Amount, Ask, Budget, BudgetError, Clock, FakeClock, HoldId, Limit, Limits, MemoryBudget,
    NanoUsd, Scope, Timestamp, Unit, UtcOffset, Window,
};
use proptest::prelude::*;

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// One step of an interleaving. Holds are chosen among all that were made.
#[derive(Clone, Debug)]
enum Step {
    Reserve { tenant: u8, user: u8, large: bool, amount: Amount },
    Extend { hold: usize, amount: Amount },
    Settle { hold: usize, percent: u64 },
    Release { hold: usize },
    Abandon { hold: usize },
    Clock { millis: i64 },
}

fn amount() -> impl Strategy<Value = Amount> {
    (0..3_u64, 0..60_u64, 0..60_u64, 0..150_u64).prop_map(|(requests, input, output, cost)| {
        Amount {
            requests,
            input_tokens: input,
            output_tokens: output,
            cost: NanoUsd::from_nanos(cost),
        }
    })
}

/// Steps whose settles use up to `most` percent of what was reserved.
fn steps(most: u64) -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        6 => (0..3_u8, 0..2_u8, any::<bool>(), amount())
            .prop_map(|(tenant, user, large, amount)| Step::Reserve { tenant, user, large, amount }),
        2 => (any::<usize>(), amount()).prop_map(|(hold, amount)| Step::Extend { hold, amount }),
        4 => (any::<usize>(), 0..=most).prop_map(|(hold, percent)| Step::Settle { hold, percent }),
        1 => any::<usize>().prop_map(|hold| Step::Release { hold }),
        1 => any::<usize>().prop_map(|hold| Step::Abandon { hold }),
        // January to April of 1970, forward and back.
        2 => (0..120 * DAY).prop_map(|millis| Step::Clock { millis }),
        2 => (0..3 * DAY).prop_map(|millis| Step::Clock { millis }),
    ];
    prop::collection::vec(step, 1..120)
}

/// The limits of the interleavings, and the same ones in the words of the oracle.
fn limits() -> Limits {
    Limits::new()
        .limit(Limit::requests(6).per("tenant").per_day())
        .limit(Limit::tokens(150).per("tenant").per("user").each(Window::Day(UtcOffset::hours(2))))
        .limit(Limit::cost(NanoUsd::from_nanos(900)).per_month())
        .limit(Limit::output_tokens(400).for_model("large"))
        .limit(Limit::new(Unit::InputTokens, 600).per("tenant").per_month())
}

/// A ledger that is obviously right: it keeps every charge for ever and adds them up anew for
/// each question.
#[derive(Default)]
struct Oracle {
    now: i64,
    holds: Vec<OracleHold>,
}

struct OracleHold {
    tenant: u8,
    user: u8,
    large: bool,
    charges: Vec<(i64, Amount)>,
    /// What it used, once that is known; after a release nothing.
    actual: Option<Amount>,
    settled: bool,
    ended: bool,
}

const CAPS: [u64; 5] = [6, 150, 900, 400, 600];

impl Oracle {
    /// Which window of a limit a time lies in.
    fn window(limit: usize, millis: i64) -> i64 {
        let month = |millis: i64| match millis / DAY {
            0..31 => 1,
            31..59 => 2,
            59..90 => 3,
            _ => 4,
        };
        match limit {
            0 => millis / DAY,
            1 => (millis + 2 * HOUR) / DAY,
            2 | 4 => month(millis),
            _ => 0,
        }
    }

    fn part(limit: usize, amount: &Amount) -> u64 {
        match limit {
            0 => amount.requests,
            1 => amount.input_tokens + amount.output_tokens,
            2 => amount.cost.nanos(),
            3 => amount.output_tokens,
            _ => amount.input_tokens,
        }
    }

    /// The window and the amount of each charge of a hold to a limit, as corrected.
    fn charges(limit: usize, hold: &OracleHold) -> Vec<(i64, u64)> {
        let mut left = hold.actual.as_ref().map(|actual| Self::part(limit, actual));
        let last = hold.charges.len() - 1;
        let charge = |(position, (at, amount)): (usize, &(i64, Amount))| {
            let charged = Self::part(limit, amount);
            let used = match &mut left {
                None => charged,
                Some(left) => {
                    let used = if position == last { *left } else { charged.min(*left) };
                    *left -= used;
                    used
                }
            };
            (Self::window(limit, *at), used)
        };
        hold.charges.iter().enumerate().map(charge).collect()
    }

    /// What a limit has charged to the account of a tenant and user in a window.
    fn charged(&self, limit: usize, tenant: u8, user: u8, window: i64) -> u64 {
        self.holds
            .iter()
            .filter(|hold| match limit {
                0 | 4 => hold.tenant == tenant,
                1 => hold.tenant == tenant && hold.user == user,
                3 => hold.large,
                _ => true,
            })
            .flat_map(|hold| Self::charges(limit, hold))
            .filter(|(at, _)| *at == window)
            .map(|(_, used)| used)
            .sum()
    }

    fn has_room(&self, tenant: u8, user: u8, large: bool, amount: &Amount) -> bool {
        (0..5).filter(|limit| *limit != 3 || large).all(|limit| {
            let asked = Self::part(limit, amount);
            let charged = self.charged(limit, tenant, user, Self::window(limit, self.now));
            asked == 0 || charged + asked <= CAPS[limit]
        })
    }
}

fn scope(tenant: u8, user: u8) -> Scope {
    Scope::tenant(format!("t{tenant}")).user(format!("u{user}"))
}

fn share(percent: u64, amount: &Amount) -> Amount {
    Amount {
        requests: amount.requests * percent / 100,
        input_tokens: amount.input_tokens * percent / 100,
        output_tokens: amount.output_tokens * percent / 100,
        cost: NanoUsd::from_nanos(amount.cost.nanos() * percent / 100),
    }
}

/// Plays the steps on the budget and on the oracle; they must agree after each one, and where
/// no overrun is played, no window of any limit may ever hold more than its cap.
fn play(steps: Vec<Step>, with_overruns: bool) -> Result<(), TestCaseError> {
    let clock = Arc::new(FakeClock::at(Timestamp::from_millis(0)));
    let budget = MemoryBudget::new(limits()).with_clock(Arc::clone(&clock));
    let mut oracle = Oracle::default();
    let mut ids = Vec::new();
    let chosen = |hold: usize, ids: &[HoldId]| (!ids.is_empty()).then(|| hold % ids.len());
    for step in steps {
        match step {
            Step::Reserve { tenant, user, large, amount } => {
                let scope = scope(tenant, user);
                let model = if large { "large" } else { "small" };
                let answer = block_on(budget.reserve(&Ask::new(&scope, model, amount)));
                prop_assert_eq!(answer.is_ok(), oracle.has_room(tenant, user, large, &amount));
                if let Ok(id) = answer {
                    ids.push(id);
                    oracle.holds.push(OracleHold {
                        tenant,
                        user,
                        large,
                        charges: vec![(oracle.now, amount)],
                        actual: None,
                        settled: false,
                        ended: false,
                    });
                }
            }
            Step::Extend { hold, amount } => {
                let Some(index) = chosen(hold, &ids) else { continue };
                let answer = block_on(budget.extend(&ids[index], &amount));
                let hold = &oracle.holds[index];
                if hold.ended {
                    prop_assert_eq!(answer, Err(BudgetError::Ended));
                    continue;
                }
                let room = oracle.has_room(hold.tenant, hold.user, hold.large, &amount);
                prop_assert_eq!(answer.is_ok(), room);
                if room {
                    let now = oracle.now;
                    oracle.holds[index].charges.push((now, amount));
                }
            }
            Step::Settle { hold, percent } => {
                let Some(index) = chosen(hold, &ids) else { continue };
                let hold = &mut oracle.holds[index];
                let reserved = hold
                    .charges
                    .iter()
                    .try_fold(Amount::default(), |sum, (_, amount)| sum.checked_add(amount))
                    .expect("small amounts");
                // After a release nothing is reserved any more.
                let released = hold.actual.is_some() && !hold.settled;
                let percent = if released && !with_overruns { 0 } else { percent };
                let actual = share(percent, &reserved);
                block_on(budget.settle(&ids[index], &actual)).expect("the hold is known");
                if !hold.settled {
                    (hold.settled, hold.ended, hold.actual) = (true, true, Some(actual));
                }
            }
            Step::Release { hold } => {
                let Some(index) = chosen(hold, &ids) else { continue };
                block_on(budget.release(&ids[index])).expect("the hold is known");
                let hold = &mut oracle.holds[index];
                hold.ended = true;
                hold.actual.get_or_insert_default();
            }
            Step::Abandon { hold } => {
                let Some(index) = chosen(hold, &ids) else { continue };
                budget.abandon(&ids[index]);
                oracle.holds[index].ended = true;
            }
            Step::Clock { millis } => {
                clock.set(Timestamp::from_millis(millis));
                // The time of a budget moves when it is asked.
                oracle.now = oracle.now.max(clock.now().millis());
            }
        }
        agree(&budget, &oracle)?;
        if !with_overruns {
            within_caps(&oracle)?;
        }
    }
    Ok(())
}

fn agree(budget: &MemoryBudget, oracle: &Oracle) -> Result<(), TestCaseError> {
    for (tenant, user) in (0..3).flat_map(|tenant| [(tenant, 0), (tenant, 1)]) {
        let status = block_on(budget.status(&scope(tenant, user))).expect("the scope is whole");
        for (limit, status) in status.limits().iter().enumerate() {
            let window = Oracle::window(limit, oracle.now);
            let expected = oracle.charged(limit, tenant, user, window);
            prop_assert_eq!(status.charged(), expected, "limit {} of {}/{}", limit, tenant, user);
        }
    }
    Ok(())
}

fn within_caps(oracle: &Oracle) -> Result<(), TestCaseError> {
    for hold in &oracle.holds {
        for (limit, cap) in CAPS.iter().enumerate().filter(|(limit, _)| *limit != 3 || hold.large) {
            for (at, _) in &hold.charges {
                let window = Oracle::window(limit, *at);
                let charged = oracle.charged(limit, hold.tenant, hold.user, window);
                prop_assert!(charged <= *cap, "limit {} has {} charged", limit, charged);
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn charged_never_exceeds_the_cap_under_any_interleaving(steps in steps(100)) {
        play(steps, false)?;
    }

    #[test]
    fn overruns_are_counted_in_full_under_any_interleaving(steps in steps(250)) {
        play(steps, true)?;
    }
}
