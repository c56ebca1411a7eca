//! Money that is charged already, until it is known what was used.

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Instant;

use crate::audit::{Outcome, Step};
use crate::budget::{Budget, BudgetStatus, HoldId};
use crate::core::{Request, Said};
use crate::error::{BudgetError, Error};
use crate::money::{Amount, NanoUsd, Usage};
use crate::route::Model;

/// A charge taken before the call. [`settle`](Self::settle) corrects it to what was used;
/// dropping it changes nothing, so that a lost client or a panic stays charged in full.
pub struct Reservation {
    pub(crate) request: Arc<Request>,
    pub(crate) model: Arc<Model>,
    pub(crate) hold: HoldId,
    pub(crate) reserved: Amount,
    pub(crate) ended: bool,
}

/// What a failed call used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Spent {
    /// Nothing: it was refused before it began, as by status 429 or a refused connection.
    Nothing,
    /// So much.
    Usage(Usage),
    /// Not known: what was reserved stays charged.
    Unknown,
}

/// An error of the caller's client that can say what the failed call used.
pub trait CallFailure {
    /// What was used.
    fn spent(&self) -> Spent;
}

/// What a settle did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settlement {
    charged: Amount,
    status: Option<BudgetStatus>,
}

impl Settlement {
    /// What the call was charged in the end.
    pub const fn charged(&self) -> &Amount {
        &self.charged
    }

    /// What the limits stand at now; `None` where the budget did not answer and the settle was
    /// queued, to be tried again.
    pub const fn status(&self) -> Option<&BudgetStatus> {
        self.status.as_ref()
    }
}

impl Reservation {
    /// What was charged.
    pub const fn reserved(&self) -> &Amount {
        &self.reserved
    }

    /// Names the hold in the budget.
    pub const fn id(&self) -> HoldId {
        self.hold
    }

    /// Runs the caller's call. Where it fails, what the error reports as used is settled: nothing
    /// for one that was never begun, everything where it is not known. Where this future is
    /// dropped, everything stays charged.
    ///
    /// # Errors
    /// The error of the call.
    pub async fn during<T, E: CallFailure>(
        &mut self,
        call: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        let called = call.await;
        if let Err(error) = &called {
            match error.spent() {
                Spent::Nothing => drop(self.give_back().await),
                Spent::Usage(usage) => drop(self.correct(Some(usage)).await),
                Spent::Unknown => {}
            }
        }
        called
    }

    /// Corrects the charge to what was used. Without a usage, what was reserved stays charged.
    /// A budget that does not answer never costs the answer: the settle is queued.
    pub async fn settle(mut self, usage: impl Into<Option<Usage>>) -> Settlement {
        self.correct(usage.into()).await
    }

    /// Gives everything back: the call was never made.
    ///
    /// # Errors
    /// Where the budget does not answer; then everything stays charged.
    pub async fn release(mut self) -> Result<(), Error> {
        self.give_back().await.map_err(Error::from)
    }

    async fn give_back(&mut self) -> Result<(), BudgetError> {
        let begun = Instant::now();
        let request = Arc::clone(&self.request);
        let Some(budget) = request.core().budget.as_deref().filter(|_| !self.ended) else {
            return Ok(());
        };
        let released = budget.release(&self.hold).await;
        let outcome = if released.is_ok() { Outcome::Completed } else { Outcome::Failed };
        self.ended = released.is_ok();
        let said =
            Said { amount: Some(Amount::default()), note: Some("released"), ..Said::default() };
        self.note(outcome, begun, &said);
        released
    }

    async fn correct(&mut self, usage: Option<Usage>) -> Settlement {
        let begun = Instant::now();
        let charged = match usage {
            // More than can be counted is charged as the most that can.
            Some(usage) => {
                let cost = self
                    .model
                    .price()
                    .map_or(self.reserved.cost, |price| price.cost(&usage).unwrap_or(NanoUsd::MAX));
                Amount::of(&usage, cost)
            }
            None => self.reserved,
        };
        let request = Arc::clone(&self.request);
        let Some(budget) = request.core().budget.as_deref().filter(|_| !self.ended) else {
            return Settlement { charged, status: None };
        };
        // Should this future be dropped while the budget is asked, the settle is still known.
        let unsaid = Unsaid { request: &request, hold: self.hold, charged };
        self.ended = true;
        let settled = unsaid.say(budget).await;
        let outcome = match &settled {
            Some(status) if status.is_overrun() => Outcome::OverBudget,
            Some(_) => Outcome::Completed,
            None => Outcome::Skipped,
        };
        let note = match outcome {
            Outcome::OverBudget => Some("more was used than was reserved"),
            Outcome::Skipped => Some("queued: the budget did not answer"),
            _ => None,
        };
        let model = Some(self.model.name());
        self.note(outcome, begun, &Said { amount: Some(charged), model, note, ..Said::default() });
        Settlement { charged, status: settled }
    }

    fn note(&self, outcome: Outcome, begun: Instant, said: &Said<'_>) {
        // The money has moved already; a lost event is counted by its sink.
        drop(self.request.record_only(Step::Settle, outcome, begun, said));
    }
}

/// A settle that the budget has not confirmed; it is queued when it goes.
struct Unsaid<'r> {
    request: &'r Request,
    hold: HoldId,
    charged: Amount,
}

impl Unsaid<'_> {
    async fn say(self, budget: &dyn Budget) -> Option<BudgetStatus> {
        match budget.settle(&self.hold, &self.charged).await {
            Ok(status) => {
                std::mem::forget(self);
                Some(status)
            }
            Err(BudgetError::Unavailable { .. }) => None,
            // The hold is not known any more: nothing is left to correct.
            Err(_) => {
                std::mem::forget(self);
                None
            }
        }
    }
}

impl Drop for Unsaid<'_> {
    fn drop(&mut self) {
        self.request.core().unsettled.push(self.hold, self.charged);
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        if !self.ended
            && let Some(budget) = self.request.core().budget.as_deref()
        {
            budget.abandon(&self.hold);
        }
    }
}

impl fmt::Debug for Reservation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reservation")
            .field("request", &self.request.tag.request)
            .field("hold", &self.hold)
            .field("reserved", &self.reserved)
            .finish_non_exhaustive()
    }
}
