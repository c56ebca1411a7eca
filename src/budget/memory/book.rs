//! The counts: what is charged to whom, and whether more has room.

use std::sync::Arc;
use std::time::Duration;

use super::accounts::{AccountRef, Accounts};
use super::counter::{Counter, Frame};
use super::holds::{Charge, Hold, State};
use super::rules::{Rule, Rules};
use super::times::Times;
use crate::budget::alert::BudgetAlert;
use crate::budget::limit::Unit;
use crate::budget::{LimitStatus, Window};
use crate::clock::Timestamp;
use crate::error::{BudgetError, OverBudget};
use crate::money::Amount;
use crate::scope::Scope;

/// All counts.
pub(super) struct Book {
    pub(super) rules: Rules,
    pub(super) accounts: Accounts,
    /// The present state of each window of the rules.
    pub(super) frames: Vec<Frame>,
    pub(super) times: Times,
    /// How often the limits have changed.
    pub(super) epoch: u32,
    /// What is to be said when the lock is gone.
    pub(super) alerts: Vec<BudgetAlert>,
    /// The key that is looked for; kept to spare an allocation.
    key: Vec<u8>,
}

impl Book {
    pub(super) fn new(rules: Rules) -> Self {
        let times = Times::new();
        Self {
            accounts: Accounts::new(rules.partitions.len()),
            frames: frames(&rules, times.latest),
            times,
            epoch: 0,
            alerts: Vec::new(),
            key: Vec::new(),
            rules,
        }
    }

    /// Moves the time forward, never back, and opens the windows of a new time.
    pub(super) fn advance(&mut self, clock: Timestamp) {
        self.times.advance(clock);
        let now = self.times.latest;
        let ends =
            |frame: &Frame| matches!(frame, Frame::Calendar { end: Some(end), .. } if *end <= now);
        if self.frames.iter().any(ends) {
            self.frames = frames(&self.rules, now);
        }
    }

    /// Whether a charge is corrected like one of now, so that both may be remembered as one.
    pub(super) fn is_like_now(&self, charge: &Charge) -> bool {
        let alike = |frame: &Frame| charge.time(*frame) >= frame.alike_since(self.times.of(*frame));
        charge.epoch == self.epoch && self.frames.iter().all(alike)
    }

    /// A charge of now.
    pub(super) const fn charge_of(&self, amount: Amount) -> Charge {
        Charge { amount, at: self.times.latest, flow: self.times.flow, epoch: self.epoch }
    }

    pub(super) fn find_accounts(&mut self, scope: &Scope) -> Box<[AccountRef]> {
        let mut accounts = Vec::with_capacity(self.rules.partitions.len());
        for (number, partition) in self.rules.partitions.iter().enumerate() {
            partition.write_key(scope, &mut self.key);
            accounts.push(self.accounts.find(number, &self.key));
        }
        accounts.into_boxed_slice()
    }

    /// Opens the accounts that were not found, and pins all for a hold.
    pub(super) fn open_accounts(&mut self, scope: &Scope, accounts: &mut [AccountRef]) {
        let (rules, frames, times) = (&self.rules, &self.frames, self.times);
        for ((number, partition), account) in rules.partitions.iter().enumerate().zip(accounts) {
            if self.accounts.get(*account).is_none() {
                // Before it is opened and pinned, lest it be taken for an idle one.
                self.accounts.forget_idle(|partition, counters| {
                    let windows = &rules.partitions[partition].windows;
                    counters.iter().zip(windows).all(|(counter, (window, cap))| {
                        let frame = frames[*window];
                        counter.is_idle(*cap, frame, times.of(frame))
                    })
                });
                partition.write_key(scope, &mut self.key);
                let empty = |(window, _): &(usize, u64)| {
                    let frame = frames[*window];
                    Counter::empty(frame, times.of(frame))
                };
                let counters = partition.windows.iter().map(empty).collect();
                *account = self.accounts.open(number, &self.key, counters);
            }
            if let Some(account) = self.accounts.get_mut(*account) {
                account.pins += 1;
            }
        }
    }

    pub(super) fn unpin(&mut self, hold: &Hold) {
        for account in &hold.accounts {
            if let Some(account) = self.accounts.get_mut(*account) {
                account.pins = account.pins.saturating_sub(1);
            }
        }
    }

    /// Whether every limit has room for `amount`, which is new or goes to `hold`. `ExceedsCap`
    /// goes before `Exhausted`, and that before `OverBudget`; of those that must wait the one that
    /// must wait longest is named.
    pub(super) fn check(
        &self,
        clock: Timestamp,
        accounts: &[AccountRef],
        model: Option<usize>,
        amount: &Amount,
        hold: Option<(u64, &Hold)>,
    ) -> Result<(), BudgetError> {
        amount.tokens().ok_or(UNCOUNTABLE)?;
        if self.rules.rules.is_empty() {
            let limit = "of a budget without limits".to_owned();
            return Err(BudgetError::ExceedsCap { limit, asked: amount.requests, cap: 0 });
        }
        let mut longest: Option<(&Rule, u64, u64, Option<Duration>)> = None;
        for rule in self.rules.rules.iter().filter(|rule| rule.covers(model) && !rule.soft) {
            let asked = self.asked(rule, accounts, amount, hold).ok_or(UNCOUNTABLE)?;
            if asked > rule.cap {
                let limit = (*rule.name).to_owned();
                return Err(BudgetError::ExceedsCap { limit, asked, cap: rule.cap });
            }
            // A call that takes nothing of a limit passes it, also after an overrun.
            let frame = self.frames[rule.window];
            let Some(counter) = self.counter(accounts, rule).filter(|_| asked > 0) else {
                continue;
            };
            let now = self.times.of(frame);
            let charged = counter.charged(frame, now);
            let most = u128::from(rule.cap - asked);
            if charged > most {
                let remaining = u128::from(rule.cap).saturating_sub(charged);
                let remaining = u64::try_from(remaining).unwrap_or(u64::MAX);
                let until = counter.falls_to(most, frame, now);
                let wait = until.map(|until| self.times.shown(until, frame).since(clock));
                let waits_longer = longest.is_none_or(|(.., other)| match (wait, other) {
                    (None, other) => other.is_some(),
                    (Some(wait), Some(other)) => wait > other,
                    (Some(_), None) => false,
                });
                if waits_longer {
                    longest = Some((rule, asked, remaining, wait));
                }
            }
        }
        let Some((rule, asked, remaining, wait)) = longest else { return Ok(()) };
        let limit = (*rule.name).to_owned();
        Err(match wait {
            Some(wait) => {
                BudgetError::OverBudget(Box::new(OverBudget::new(limit, asked, remaining, wait)))
            }
            None => BudgetError::Exhausted { limit, asked, remaining },
        })
    }

    /// How much of a limit is asked for; with the place of the hold where its lease has ended.
    fn asked(
        &self,
        rule: &Rule,
        accounts: &[AccountRef],
        amount: &Amount,
        hold: Option<(u64, &Hold)>,
    ) -> Option<u64> {
        let more = rule.unit.of(amount)?;
        let (Some((number, hold)), Frame::InFlight { lease }) = (hold, self.frames[rule.window])
        else {
            return Some(more);
        };
        let has_place = matches!(self.counter(accounts, rule), Some(Counter::InFlight(flight))
            if flight.has(number, hold.leased.saturating_add(lease), self.times.flow));
        if has_place {
            return Some(more);
        }
        let held = hold.counted(rule);
        Some(u64::try_from(held.saturating_add(u128::from(more))).unwrap_or(u64::MAX))
    }

    /// Charges every limit; `check` has seen that there is room. `hold` is what the hold of the
    /// number has been charged so far.
    pub(super) fn charge(
        &mut self,
        accounts: &[AccountRef],
        model: Option<usize>,
        amount: &Amount,
        (number, hold): (u64, Option<&Hold>),
    ) {
        let times = self.times;
        for rule in self.rules.rules.iter().filter(|rule| rule.covers(model)) {
            let frame = self.frames[rule.window];
            let now = times.of(frame);
            let more = count(rule.unit, amount);
            let Some((counter, key)) = counter_mut(&mut self.accounts, accounts, rule) else {
                continue;
            };
            if let (Counter::InFlight(flight), Frame::InFlight { lease }) = (&mut *counter, frame) {
                if let Some(hold) = hold {
                    flight.end(number, hold.leased.saturating_add(lease));
                }
                let held = hold.map_or(0, |hold| hold.counted(rule));
                flight.begin(number, held.saturating_add(more), now.saturating_add(lease), now);
            } else {
                counter.charge(more, frame, now);
            }
            if !rule.alerts.is_empty() {
                alert(&mut self.alerts, rule, &self.rules, (counter, key), frame, times);
            }
        }
    }

    /// Makes the charges of a hold what was used, in the windows that they were made in, and tells
    /// whether it was more than them.
    pub(super) fn correct(&mut self, hold: &Hold, actual: &Amount) -> bool {
        let stands = hold.state != State::Released;
        let times = self.times;
        let charges = 1 + hold.later.len();
        let mut overrun = false;
        for rule in self.rules.rules.iter().filter(|rule| rule.covers(hold.model)) {
            let frame = self.frames[rule.window];
            if matches!(frame, Frame::InFlight { .. }) {
                continue;
            }
            let Some((counter, key)) = counter_mut(&mut self.accounts, &hold.accounts, rule) else {
                continue;
            };
            let actual = count(rule.unit, actual);
            let (mut left, mut held, mut counted) = (actual, 0, false);
            for (position, charge) in hold.charges().enumerate() {
                let charged = count(rule.unit, &charge.amount);
                let used = if position + 1 == charges { left } else { left.min(charged) };
                left -= used;
                let stood = if stands { charged } else { 0 };
                held += stood;
                if charge.epoch >= rule.born {
                    counted = true;
                    let is_stale =
                        matches!(frame, Frame::Bucket { .. }) && charge.epoch < rule.rated;
                    let used = if is_stale { used.max(stood) } else { used };
                    counter.correct(charge.time(frame), stood, used, frame, times.of(frame));
                }
            }
            if counted && actual > held {
                overrun = true;
                if !rule.alerts.is_empty() {
                    alert(&mut self.alerts, rule, &self.rules, (counter, key), frame, times);
                }
            }
        }
        overrun
    }

    /// Ends what counts while a hold is in flight.
    pub(super) fn land(&mut self, number: u64, hold: &Hold) {
        for rule in self.rules.rules.iter().filter(|rule| rule.covers(hold.model)) {
            if let Frame::InFlight { lease } = self.frames[rule.window]
                && let Some((Counter::InFlight(flight), _)) =
                    counter_mut(&mut self.accounts, &hold.accounts, rule)
            {
                flight.end(number, hold.leased.saturating_add(lease));
            }
        }
    }

    pub(super) fn standing(
        &self,
        accounts: &[AccountRef],
        covers: impl Fn(&Rule) -> bool,
    ) -> Vec<LimitStatus> {
        let mut limits = Vec::with_capacity(self.rules.rules.len());
        for rule in self.rules.rules.iter().filter(|rule| covers(rule)) {
            let frame = self.frames[rule.window];
            let counter = self.counter(accounts, rule);
            let now = self.times.of(frame);
            let charged = counter.map_or(0, |counter| counter.charged(frame, now));
            let resets_at = match (counter, frame) {
                (_, Frame::Calendar { end, .. }) => end.map(Timestamp::from_millis),
                (Some(counter), frame) => {
                    counter.resets_at(frame, now).map(|end| self.times.shown(end, frame))
                }
                (None, _) => None,
            };
            let began_at = match (counter, frame) {
                (_, Frame::Calendar { start, .. }) => Some(start),
                (Some(Counter::Fixed { start, .. }), _) if charged > 0 => Some(*start),
                _ => None,
            };
            let charged = u64::try_from(charged).unwrap_or(u64::MAX);
            let name = Arc::clone(&rule.name);
            let mut status = LimitStatus::new(name, rule.unit, rule.cap, charged, resets_at)
                .over(self.window(rule));
            if let Some(began_at) = began_at {
                status = status.since(Timestamp::from_millis(began_at));
            }
            limits.push(if rule.soft { status.soft() } else { status });
        }
        limits
    }

    fn window(&self, rule: &Rule) -> Window {
        self.rules.windows[rule.window]
    }

    fn counter(&self, accounts: &[AccountRef], rule: &Rule) -> Option<&Counter> {
        self.accounts.get(*accounts.get(rule.partition)?)?.counters.get(rule.slot)
    }
}

impl Hold {
    /// What a limit has counted of all charges.
    fn counted(&self, rule: &Rule) -> u128 {
        let charges = self.charges().filter(|charge| charge.epoch >= rule.born);
        charges.fold(0, |sum, charge| sum.saturating_add(count(rule.unit, &charge.amount)))
    }
}

pub(super) fn frames(rules: &Rules, now: i64) -> Vec<Frame> {
    let now = Timestamp::from_millis(now);
    rules.windows.iter().map(|window| Frame::of(*window, now)).collect()
}

/// How many of the alerts of a limit so much has reached.
pub(super) fn reached(rule: &Rule, charged: u128) -> u8 {
    let share = charged.saturating_mul(100);
    let reached = rule
        .alerts
        .iter()
        .take_while(|percent| share >= u128::from(**percent) * u128::from(rule.cap));
    u8::try_from(reached.count()).unwrap_or(u8::MAX)
}

/// Says what a limit has reached since the last alert of its window.
fn alert(
    alerts: &mut Vec<BudgetAlert>,
    rule: &Rule,
    rules: &Rules,
    (counter, key): (&mut Counter, &[u8]),
    frame: Frame,
    times: Times,
) {
    let now = times.of(frame);
    let charged = counter.charged(frame, now);
    let (given, reached) = (counter.alerted(rule.cap, frame, now), reached(rule, charged));
    if reached <= given {
        return;
    }
    counter.set_alerted(reached, now);
    let resets_at = counter.resets_at(frame, now).map(|end| times.shown(end, frame));
    let new = rule.alerts.iter().take(usize::from(reached)).skip(usize::from(given));
    alerts.extend(new.map(|percent| BudgetAlert {
        limit: Arc::clone(&rule.name),
        unit: rule.unit,
        percent: *percent,
        cap: rule.cap,
        charged: u64::try_from(charged).unwrap_or(u64::MAX),
        soft: rule.soft,
        resets_at,
        scope: rules.partitions[rule.partition].scope(key),
    }));
}

fn counter_mut<'a>(
    all: &'a mut Accounts,
    accounts: &[AccountRef],
    rule: &Rule,
) -> Option<(&'a mut Counter, &'a [u8])> {
    let account = all.get_mut(*accounts.get(rule.partition)?)?;
    Some((account.counters.get_mut(rule.slot)?, &account.key))
}

/// How many of a unit, in as many bits as a sum may need.
pub(super) fn count(unit: Unit, amount: &Amount) -> u128 {
    match unit {
        Unit::Tokens => u128::from(amount.input_tokens) + u128::from(amount.output_tokens),
        _ => unit.of(amount).map_or(u128::from(u64::MAX), u128::from),
    }
}

pub(super) const UNCOUNTABLE: BudgetError = BudgetError::Overflow { what: "tokens" };
