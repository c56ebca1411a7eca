//! The decisions: what the lock guards.

use std::sync::Arc;
use std::time::Duration;

use super::accounts::{AccountRef, Accounts, Counter};
use super::holds::{Charge, Hold, Holds, KeyDigest, State};
use super::rules::{Rule, Rules};
use crate::budget::limits::{Limits, Unit};
use crate::budget::{Ask, BudgetStatus, LimitStatus};
use crate::clock::Timestamp;
use crate::error::{BudgetError, OverBudget};
use crate::money::Amount;
use crate::scope::Scope;

/// All counts and holds, at one time that never goes back.
pub(super) struct Ledger {
    rules: Rules,
    accounts: Accounts,
    holds: Holds,
    now: Timestamp,
    /// The present bounds of each window of the rules.
    windows: Vec<(i64, Option<Timestamp>)>,
    /// The latest start of them: what was charged since then is in the present windows.
    newest_start: i64,
    /// The key that is looked for; kept to spare an allocation.
    key: Vec<u8>,
}

impl Ledger {
    pub(super) fn new(limits: &Limits) -> Self {
        let rules = Rules::new(limits);
        let mut ledger = Self {
            accounts: Accounts::new(rules.partitions.len()),
            holds: Holds::new(),
            now: Timestamp::from_millis(i64::MIN),
            windows: Vec::new(),
            newest_start: i64::MIN,
            key: Vec::new(),
            rules,
        };
        ledger.open_windows();
        ledger
    }

    pub(super) const fn remember_ended(&mut self, holds: usize) {
        self.holds.capacity = holds;
    }

    pub(super) fn reserve(
        &mut self,
        clock: Timestamp,
        ask: &Ask<'_>,
        key: Option<KeyDigest>,
    ) -> Result<u64, BudgetError> {
        self.advance(clock);
        self.rules.check_levels(ask.scope())?;
        let released = match key.and_then(|key| self.holds.by_key(&key)) {
            None => None,
            Some((_, false)) => return Err(BudgetError::KeyReused),
            Some((number, true)) => match self.holds.get_mut(number) {
                Some(hold) if hold.state == State::Released => Some(number),
                _ => return Ok(number),
            },
        };
        let amount = *ask.amount();
        let model = self.rules.model(ask.model());
        let mut accounts = self.find_accounts(ask.scope());
        self.check(clock, &accounts, model, &amount)?;
        let charge = Charge { amount, at: self.now.millis() };
        if let Some(number) = released
            && let Some(hold) = self.holds.get_mut(number)
        {
            // Its accounts are pinned, so they are the ones that were found.
            hold.reopen(charge);
            self.charge(&accounts, model, &amount);
            return Ok(number);
        }
        self.open_accounts(ask.scope(), &mut accounts);
        self.charge(&accounts, model, &amount);
        Ok(self.holds.insert(model, accounts, charge, key))
    }

    pub(super) fn extend(
        &mut self,
        clock: Timestamp,
        number: u64,
        more: &Amount,
    ) -> Result<(), BudgetError> {
        self.advance(clock);
        let hold = self.holds.get_mut(number).ok_or(BudgetError::UnknownHold)?;
        if hold.state != State::Live {
            return Err(BudgetError::Ended);
        }
        let last = hold.last();
        let same_windows = last.at >= self.newest_start;
        let merged = if same_windows {
            Some(last.amount.checked_add(more).ok_or(UNCOUNTABLE)?)
        } else {
            None
        };
        let (accounts, model) = (hold.accounts.clone(), hold.model);
        self.check(clock, &accounts, model, more)?;
        self.charge(&accounts, model, more);
        if let Some(hold) = self.holds.get_mut(number) {
            match merged {
                Some(amount) => hold.last().amount = amount,
                None => hold.later.push(Charge { amount: *more, at: self.now.millis() }),
            }
        }
        Ok(())
    }

    pub(super) fn settle(
        &mut self,
        clock: Timestamp,
        number: u64,
        actual: &Amount,
    ) -> Result<BudgetStatus, BudgetError> {
        self.advance(clock);
        let hold = self.holds.get_mut(number).ok_or(BudgetError::UnknownHold)?;
        let overrun = match hold.state {
            State::Settled { overrun } => overrun,
            State::Live | State::Abandoned | State::Released => {
                let overrun = correct(&self.rules, &mut self.accounts, hold, actual);
                unpin(&mut self.accounts, hold);
                if let Some(forgotten) = self.holds.end(number, State::Settled { overrun }) {
                    self.forget(&forgotten);
                }
                overrun
            }
        };
        let hold = self.holds.get(number).ok_or(BudgetError::UnknownHold)?;
        let status = self.standing(&hold.accounts, |rule| rule.covers(hold.model));
        Ok(BudgetStatus::new(status, overrun))
    }

    pub(super) fn release(&mut self, number: u64) -> Result<(), BudgetError> {
        let hold = self.holds.get_mut(number).ok_or(BudgetError::UnknownHold)?;
        match hold.state {
            State::Released | State::Settled { .. } => {}
            State::Live | State::Abandoned => {
                correct(&self.rules, &mut self.accounts, hold, &Amount::default());
                self.end_unsettled(number, State::Released);
            }
        }
        Ok(())
    }

    pub(super) fn abandon(&mut self, number: u64) {
        if self.holds.get_mut(number).is_some_and(|hold| hold.state == State::Live) {
            self.end_unsettled(number, State::Abandoned);
        }
    }

    pub(super) fn status(
        &mut self,
        clock: Timestamp,
        scope: &Scope,
    ) -> Result<BudgetStatus, BudgetError> {
        self.advance(clock);
        self.rules.check_levels(scope)?;
        let accounts = self.find_accounts(scope);
        Ok(BudgetStatus::new(self.standing(&accounts, |_| true), false))
    }

    /// Moves the time forward, never back, and opens the windows of a new time.
    fn advance(&mut self, clock: Timestamp) {
        if clock <= self.now {
            return;
        }
        self.now = clock;
        if self.windows.iter().any(|(_, end)| end.is_some_and(|end| end <= clock)) {
            self.open_windows();
        }
    }

    fn open_windows(&mut self) {
        self.windows.clear();
        self.newest_start = i64::MIN;
        for window in &self.rules.windows {
            let (start, end) = window.bounds(self.now);
            self.windows.push((start.millis(), end));
            self.newest_start = self.newest_start.max(start.millis());
        }
    }

    fn find_accounts(&mut self, scope: &Scope) -> Box<[AccountRef]> {
        let mut accounts = Vec::with_capacity(self.rules.partitions.len());
        for (number, partition) in self.rules.partitions.iter().enumerate() {
            partition.write_key(scope, &mut self.key);
            accounts.push(self.accounts.find(number, &self.key));
        }
        accounts.into_boxed_slice()
    }

    /// Opens the accounts that were not found, and pins all for a hold.
    fn open_accounts(&mut self, scope: &Scope, accounts: &mut [AccountRef]) {
        let partitions = &self.rules.partitions;
        for ((number, partition), account) in partitions.iter().enumerate().zip(accounts) {
            if self.accounts.get(*account).is_none() {
                // Before it is opened and pinned, lest it be taken for an idle one.
                self.accounts.forget_idle(|partition, counters| {
                    counters.iter().zip(&partitions[partition].windows).all(|(counter, window)| {
                        counter.charged == 0 || counter.start < self.windows[*window].0
                    })
                });
                partition.write_key(scope, &mut self.key);
                *account = self.accounts.open(number, &self.key, partition.windows.len());
            }
            if let Some(account) = self.accounts.get_mut(*account) {
                account.pins += 1;
            }
        }
    }

    /// Whether every limit has room: `ExceedsCap` goes before `OverBudget`, and of those that
    /// must wait the one that must wait longest is named.
    fn check(
        &self,
        clock: Timestamp,
        accounts: &[AccountRef],
        model: Option<usize>,
        amount: &Amount,
    ) -> Result<(), BudgetError> {
        amount.tokens().ok_or(UNCOUNTABLE)?;
        if self.rules.rules.is_empty() {
            let limit = "of a budget without limits".to_owned();
            return Err(BudgetError::ExceedsCap { limit, asked: amount.requests, cap: 0 });
        }
        let mut longest: Option<(&Rule, u64, u64, Option<Timestamp>)> = None;
        for rule in self.rules.rules.iter().filter(|rule| rule.covers(model)) {
            let asked = rule.unit.of(amount).ok_or(UNCOUNTABLE)?;
            if asked > rule.cap {
                let limit = (*rule.name).to_owned();
                return Err(BudgetError::ExceedsCap { limit, asked, cap: rule.cap });
            }
            let (start, end) = self.windows[rule.window];
            let charged = charged(&self.accounts, accounts, rule, start);
            // A call that takes nothing of a limit passes it, also after an overrun.
            let has_room = charged.checked_add(asked).is_some_and(|sum| sum <= rule.cap);
            if asked > 0 && !has_room {
                let remaining = rule.cap.saturating_sub(charged);
                let waits_longer = longest.is_none_or(|(.., other)| match (end, other) {
                    (None, other) => other.is_some(),
                    (Some(end), Some(other)) => end > other,
                    (Some(_), None) => false,
                });
                if waits_longer {
                    longest = Some((rule, asked, remaining, end));
                }
            }
        }
        longest.map_or(Ok(()), |(rule, asked, remaining, end)| {
            let wait = end.map_or(Duration::MAX, |end| end.since(clock));
            let over = OverBudget::new(&*rule.name, asked, remaining, wait);
            Err(BudgetError::OverBudget(Box::new(over)))
        })
    }

    /// Charges every limit; `check` has seen that there is room.
    fn charge(&mut self, accounts: &[AccountRef], model: Option<usize>, amount: &Amount) {
        for rule in self.rules.rules.iter().filter(|rule| rule.covers(model)) {
            if let Some(counter) = counter(&mut self.accounts, accounts, rule) {
                let start = self.windows[rule.window].0;
                if counter.start != start {
                    *counter = Counter { start, charged: 0 };
                }
                counter.charged = counter.charged.saturating_add(count(rule.unit, amount));
            }
        }
    }

    fn standing(
        &self,
        accounts: &[AccountRef],
        covers: impl Fn(&Rule) -> bool,
    ) -> Vec<LimitStatus> {
        let mut limits = Vec::with_capacity(self.rules.rules.len());
        for rule in self.rules.rules.iter().filter(|rule| covers(rule)) {
            let (start, end) = self.windows[rule.window];
            let charged = charged(&self.accounts, accounts, rule, start);
            limits.push(LimitStatus::new(
                Arc::clone(&rule.name),
                rule.unit,
                rule.cap,
                charged,
                end,
            ));
        }
        limits
    }

    fn end_unsettled(&mut self, number: u64, state: State) {
        if let Some(forgotten) = self.holds.end(number, state) {
            self.forget(&forgotten);
        }
    }

    fn forget(&mut self, hold: &Hold) {
        if !matches!(hold.state, State::Settled { .. }) {
            unpin(&mut self.accounts, hold);
        }
    }

    #[cfg(test)]
    pub(super) fn sizes(&self) -> (usize, usize, usize) {
        let (holds, keys) = self.holds.len();
        (self.accounts.len(), holds, keys)
    }
}

/// What is charged to a limit in the window that begins at `start`.
fn charged(all: &Accounts, accounts: &[AccountRef], rule: &Rule, start: i64) -> u64 {
    accounts
        .get(rule.partition)
        .and_then(|account| all.get(*account)?.counters.get(rule.slot))
        .filter(|counter| counter.start == start)
        .map_or(0, |counter| u64::try_from(counter.charged).unwrap_or(u64::MAX))
}

/// Makes the charges of a hold what was used, in the windows that they were made in, and tells
/// whether it was more than them.
fn correct(rules: &Rules, all: &mut Accounts, hold: &Hold, actual: &Amount) -> bool {
    let stands = hold.state != State::Released;
    let charges = 1 + hold.later.len();
    let mut overrun = false;
    for rule in rules.rules.iter().filter(|rule| rule.covers(hold.model)) {
        let mut left = count(rule.unit, actual);
        let mut held = 0;
        let Some(counter) = counter(all, &hold.accounts, rule) else { continue };
        for (position, charge) in hold.charges().enumerate() {
            let charged = count(rule.unit, &charge.amount);
            let used = if position + 1 == charges { left } else { left.min(charged) };
            left -= used;
            let stood = if stands { charged } else { 0 };
            held += stood;
            // The time never goes back, so a charge made since the start of the counter's
            // window is part of its count; an older one went with its window.
            if charge.at >= counter.start {
                counter.charged = counter.charged.saturating_sub(stood).saturating_add(used);
            }
        }
        overrun |= count(rule.unit, actual) > held;
    }
    overrun
}

fn counter<'a>(
    all: &'a mut Accounts,
    accounts: &[AccountRef],
    rule: &Rule,
) -> Option<&'a mut Counter> {
    all.get_mut(*accounts.get(rule.partition)?)?.counters.get_mut(rule.slot)
}

fn unpin(all: &mut Accounts, hold: &Hold) {
    for account in &hold.accounts {
        if let Some(account) = all.get_mut(*account) {
            account.pins = account.pins.saturating_sub(1);
        }
    }
}

/// How many of a unit, in as many bits as a sum may need.
fn count(unit: Unit, amount: &Amount) -> u128 {
    match unit {
        Unit::Tokens => u128::from(amount.input_tokens) + u128::from(amount.output_tokens),
        _ => unit.of(amount).map_or(u128::from(u64::MAX), u128::from),
    }
}

const UNCOUNTABLE: BudgetError = BudgetError::Overflow { what: "tokens" };
