//! The operations: what the lock guards.

use std::sync::Arc;

use super::book::{Book, UNCOUNTABLE};
use super::holds::{Holds, KeyDigest, State};
use super::rules::Rules;
use crate::budget::limits::Limits;
use crate::budget::{Ask, BudgetAlert, BudgetStatus};
use crate::clock::Timestamp;
use crate::error::BudgetError;
use crate::money::Amount;
use crate::scope::Scope;

/// All counts and holds.
pub(super) struct Ledger {
    pub(super) limits: Arc<Limits>,
    book: Book,
    holds: Holds,
}

impl Ledger {
    pub(super) fn new(limits: Limits) -> Self {
        let book = Book::new(Rules::new(&limits));
        Self { limits: Arc::new(limits), book, holds: Holds::new() }
    }

    pub(super) const fn remember_ended(&mut self, holds: usize) {
        self.holds.capacity = holds;
    }

    /// Takes the alerts that are to be given.
    pub(super) fn take_alerts(&mut self) -> Vec<BudgetAlert> {
        std::mem::take(&mut self.book.alerts)
    }

    pub(super) fn change(&mut self, clock: Timestamp, limits: Limits) {
        self.book.advance(clock);
        self.book.change(&self.limits, &limits, &mut self.holds);
        self.limits = Arc::new(limits);
    }

    pub(super) fn reserve(
        &mut self,
        clock: Timestamp,
        ask: &Ask<'_>,
        key: Option<KeyDigest>,
    ) -> Result<u64, BudgetError> {
        self.book.advance(clock);
        self.book.rules.check_levels(ask.scope())?;
        let released = match key.and_then(|key| self.holds.by_key(&key)) {
            None => None,
            Some((_, false)) => return Err(BudgetError::KeyReused),
            Some((number, true)) => match self.holds.get(number) {
                Some(hold) if hold.state == State::Released => Some(number),
                _ => return Ok(number),
            },
        };
        let amount = *ask.amount();
        let model = self.book.rules.model(ask.model());
        let mut accounts = self.book.find_accounts(ask.scope());
        self.book.check(clock, &accounts, model, &amount, None)?;
        let charge = self.book.charge_of(amount);
        if let Some(number) = released
            && let Some(hold) = self.holds.get_mut(number)
        {
            self.book.open_accounts(ask.scope(), &mut accounts);
            self.book.unpin(hold);
            self.book.charge(&accounts, model, &amount, (number, None));
            hold.reopen(model, accounts, charge);
            return Ok(number);
        }
        self.book.open_accounts(ask.scope(), &mut accounts);
        self.book.charge(&accounts, model, &amount, (self.holds.next_number(), None));
        Ok(self.holds.insert(model, accounts, charge, key))
    }

    pub(super) fn extend(
        &mut self,
        clock: Timestamp,
        number: u64,
        more: &Amount,
    ) -> Result<(), BudgetError> {
        self.book.advance(clock);
        let hold = self.holds.get_mut(number).ok_or(BudgetError::UnknownHold)?;
        if hold.state != State::Live {
            return Err(BudgetError::Ended);
        }
        let charge = self.book.charge_of(*more);
        let last = hold.last();
        let merged = if self.book.is_like_now(last) {
            Some(last.amount.checked_add(more).ok_or(UNCOUNTABLE)?)
        } else {
            None
        };
        self.book.check(clock, &hold.accounts, hold.model, more, Some((number, hold)))?;
        self.book.charge(&hold.accounts, hold.model, more, (number, Some(hold)));
        hold.leased = charge.flow;
        match merged {
            Some(amount) => hold.last().amount = amount,
            // To renew a lease is no charge.
            None if *more == Amount::default() => {}
            None => {
                hold.later.push(charge);
                self.book.compact(hold);
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
        self.book.advance(clock);
        let hold = self.holds.get(number).ok_or(BudgetError::UnknownHold)?;
        let overrun = match hold.state {
            State::Settled { overrun } => overrun,
            State::Live | State::Abandoned | State::Released => {
                let overrun = self.book.correct(hold, actual);
                self.book.land(number, hold);
                self.book.unpin(hold);
                self.end(number, State::Settled { overrun });
                overrun
            }
        };
        let hold = self.holds.get(number).ok_or(BudgetError::UnknownHold)?;
        let status = self.book.standing(&hold.accounts, |rule| rule.covers(hold.model));
        Ok(BudgetStatus::new(status, overrun))
    }

    pub(super) fn release(&mut self, clock: Timestamp, number: u64) -> Result<(), BudgetError> {
        self.book.advance(clock);
        let hold = self.holds.get(number).ok_or(BudgetError::UnknownHold)?;
        match hold.state {
            State::Released | State::Settled { .. } => {}
            State::Live | State::Abandoned => {
                self.book.correct(hold, &Amount::default());
                self.book.land(number, hold);
                self.end(number, State::Released);
            }
        }
        Ok(())
    }

    pub(super) fn abandon(&mut self, number: u64) {
        if let Some(hold) = self.holds.get(number)
            && hold.state == State::Live
        {
            self.book.land(number, hold);
            self.end(number, State::Abandoned);
        }
    }

    pub(super) fn status(
        &mut self,
        clock: Timestamp,
        scope: &Scope,
    ) -> Result<BudgetStatus, BudgetError> {
        self.book.advance(clock);
        self.book.rules.check_levels(scope)?;
        let accounts = self.book.find_accounts(scope);
        Ok(BudgetStatus::new(self.book.standing(&accounts, |_| true), false))
    }

    fn end(&mut self, number: u64, state: State) {
        // One that was settled has been unpinned when it was.
        if let Some(forgotten) = self.holds.end(number, state)
            && !matches!(forgotten.state, State::Settled { .. })
        {
            self.book.unpin(&forgotten);
        }
    }

    #[cfg(all(test, not(palisade_loom)))]
    pub(super) fn sizes(&self) -> (usize, usize, usize) {
        let (holds, keys) = self.holds.len();
        (self.book.accounts.len(), holds, keys)
    }
}
