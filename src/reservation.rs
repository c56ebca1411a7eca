//! Money that is charged already, until it is known what was used.

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Instant;

use crate::audit::{Outcome, Step};
use crate::budget::{Ask, Budget, BudgetStatus, HoldId};
use crate::core::{Core, Request, Said};
use crate::error::{BudgetError, Error};
use crate::money::{Amount, NanoUsd, Price, Usage};
use crate::route::Model;

/// A charge taken before the call. [`settle`](Self::settle) corrects it to what was used;
/// dropping it changes nothing, so that a lost client or a panic stays charged in full.
///
/// It pays for one call: reserve again for a retry or a fallback.
pub struct Reservation {
    pub(crate) request: Arc<Request>,
    pub(crate) model: Arc<Model>,
    pub(crate) hold: HoldId,
    pub(crate) reserved: Amount,
    /// What the hold is charged: `reserved`, but for a second call that found no room.
    pub(crate) charged: Amount,
    pub(crate) standing: Standing,
    /// What a stream that it pays for has reported, in case that is dropped.
    pub(crate) reported: Option<Usage>,
}

/// What became of the hold.
#[derive(Clone, Debug)]
pub(crate) enum Standing {
    Held,
    Released,
    Settled(Settlement),
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

impl Spent {
    /// What a call used that was answered with this HTTP status instead of an answer: nothing
    /// where the request was refused before a model saw it (400, 401, 403, 404, 405, 413, 415,
    /// 422, 429), and unknown for every other, such as 500 or 504, behind which a model may have
    /// run.
    ///
    /// ```
    /// use palisade::Spent;
    ///
    /// assert_eq!(Spent::of_status(429), Spent::Nothing);
    /// assert_eq!(Spent::of_status(504), Spent::Unknown);
    /// ```
    pub const fn of_status(status: u16) -> Self {
        match status {
            400 | 401 | 403 | 404 | 405 | 413 | 415 | 422 | 429 => Self::Nothing,
            _ => Self::Unknown,
        }
    }
}

/// An error of the caller's client that can say what the failed call used.
pub trait CallFailure {
    /// What was used.
    fn spent(&self) -> Spent;
}

/// A connection that was refused used nothing; of any other failure it is not known.
impl CallFailure for std::io::Error {
    fn spent(&self) -> Spent {
        match self.kind() {
            std::io::ErrorKind::ConnectionRefused => Spent::Nothing,
            _ => Spent::Unknown,
        }
    }
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

    /// What the limits stand at now; `None` where the budget did not say: it did not answer, so
    /// that the settle was queued to be tried again, or the hold is not known any more.
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
    /// A second call after one that failed is reserved for anew; where there is no room for it,
    /// it is charged all the same, as an overrun, since it cannot be refused here. To have it
    /// refused, [`reserve`](crate::Guardrails::reserve) again instead.
    ///
    /// # Errors
    /// The error of the call.
    pub async fn during<T, E: CallFailure>(
        &mut self,
        call: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        if !matches!(self.standing, Standing::Held) {
            self.hold_anew().await;
        }
        let called = call.await;
        if let Err(error) = &called {
            match error.spent() {
                Spent::Nothing => drop(self.give_back().await),
                Spent::Usage(usage) => {
                    let settlement = self.correct(Some(usage)).await;
                    self.standing = Standing::Settled(settlement);
                }
                Spent::Unknown => {}
            }
        }
        called
    }

    /// Corrects the charge to what was used. Without a usage, what was reserved stays charged.
    /// A budget that does not answer never costs the answer: the settle is queued. After a
    /// [`during`](Self::during) that has settled already, this changes nothing.
    pub async fn settle(mut self, usage: impl Into<Option<Usage>>) -> Settlement {
        self.correct(usage.into()).await
    }

    /// Charges more for the call under way, such as for a stream that grows longer than was
    /// reserved, or refuses; then the charge is as it was. It renews the lease of what is in
    /// flight, too.
    ///
    /// # Errors
    /// As [`reserve`](crate::Guardrails::reserve); [`BudgetError::Ended`] behind [`Error::Budget`]
    /// where the hold was settled or released already; [`BudgetError::Overflow`] where the sum
    /// cannot be counted.
    pub async fn extend(&mut self, more: &Amount) -> Result<(), Error> {
        let begun = Instant::now();
        let request = Arc::clone(&self.request);
        let Some(budget) = request.core().budget.as_deref() else { return Ok(()) };
        let sum = |amount: &Amount| {
            let what = "the sum of all charges";
            amount.checked_add(more).ok_or(Error::Budget(BudgetError::Overflow { what }))
        };
        let (reserved, charged) = (sum(&self.reserved)?, sum(&self.charged)?);
        if let Err(error) = budget.extend(&self.hold, more).await {
            return Err(request.fail(Step::Reserve, begun, error.into()));
        }
        (self.reserved, self.charged) = (reserved, charged);
        let (amount, model) = (Some(*more), Some(self.model.name()));
        let said = Said { amount, model, note: Some("extended"), ..Said::default() };
        self.note(Step::Reserve, Outcome::Allowed, begun, &said);
        Ok(())
    }

    /// Renews the lease of a call that takes long, under limits of what is in flight; without
    /// such limits it does nothing. Call it well within the lease, such as for each chunk of a
    /// stream that is minutes after the last.
    ///
    /// # Errors
    /// As [`extend`](Self::extend): where the lease had ended and its place is taken.
    pub async fn renew(&self) -> Result<(), Error> {
        match self.request.core().budget.as_deref() {
            Some(budget) => Ok(budget.extend(&self.hold, &Amount::default()).await?),
            None => Ok(()),
        }
    }

    /// Gives everything back: the call was never made.
    ///
    /// # Errors
    /// Where the budget does not answer; then everything stays charged until it does: the
    /// release is queued.
    pub async fn release(mut self) -> Result<(), Error> {
        self.give_back().await.map_err(Error::from)
    }

    /// Notes what was used, so that the settle is queued where this is dropped from here on.
    pub(crate) const fn report(&mut self, usage: Usage) {
        self.reported = Some(usage);
    }

    /// Takes a hold for another call under the same reservation.
    async fn hold_anew(&mut self) {
        let begun = Instant::now();
        let request = Arc::clone(&self.request);
        let Some(budget) = request.core().budget.as_deref() else { return };
        // A hold of nothing always finds room; what is settled on it is an overrun.
        for amount in [self.reserved, Amount::default()] {
            let ask = Ask::new(&request.scope, self.model.name(), amount);
            let Ok(hold) = budget.reserve(&ask).await else { continue };
            (self.hold, self.charged, self.standing) = (hold, amount, Standing::Held);
            break;
        }
        let (outcome, note) = match self.standing {
            Standing::Held if self.charged == self.reserved => (Outcome::Allowed, "another call"),
            Standing::Held => (Outcome::OverBudget, "another call, and no room for it"),
            _ => (Outcome::Failed, "another call, and the budget did not answer"),
        };
        let (model, amount) = (Some(self.model.name()), Some(self.charged));
        let said = Said { amount, model, note: Some(note), ..Said::default() };
        self.note(Step::Reserve, outcome, begun, &said);
    }

    async fn give_back(&mut self) -> Result<(), BudgetError> {
        let begun = Instant::now();
        let request = Arc::clone(&self.request);
        let Some(budget) = request.core().budget.as_deref() else { return Ok(()) };
        if !matches!(self.standing, Standing::Held) {
            return Ok(());
        }
        // To settle nothing gives everything back as well, and can be queued.
        let unsaid = Unsaid::of(&request, self.hold, Amount::default());
        self.standing = Standing::Released;
        let released = unsaid.release(budget).await;
        let (outcome, note) = match &released {
            Ok(()) => (Outcome::Completed, "released"),
            Err(error) => unsaid_note(error),
        };
        let amount = Some(Amount::default());
        self.note(
            Step::Settle,
            outcome,
            begun,
            &Said { amount, note: Some(note), ..Said::default() },
        );
        released
    }

    async fn correct(&mut self, usage: Option<Usage>) -> Settlement {
        let begun = Instant::now();
        let actual = usage.map_or(self.reserved, |usage| self.amount_of(&usage));
        match &self.standing {
            Standing::Settled(settlement) => return settlement.clone(),
            // A call that was made after all is charged; without a usage none was.
            Standing::Released if usage.is_none() => {
                return Settlement { charged: Amount::default(), status: None };
            }
            Standing::Held | Standing::Released => {}
        }
        let request = Arc::clone(&self.request);
        let Some(budget) = request.core().budget.as_deref() else {
            return Settlement { charged: actual, status: None };
        };
        // Should this future be dropped while the budget is asked, the settle is still known.
        let unsaid = Unsaid::of(&request, self.hold, actual);
        self.standing = Standing::Settled(Settlement { charged: actual, status: None });
        let settled = unsaid.say(budget).await;
        let (outcome, note) = match &settled {
            Ok(status) if status.is_overrun() => {
                (Outcome::OverBudget, Some("more was used than was reserved"))
            }
            Ok(_) => (Outcome::Completed, None),
            Err(error) => {
                let (outcome, note) = unsaid_note(error);
                (outcome, Some(note))
            }
        };
        let charged = match &settled {
            Ok(_) | Err(BudgetError::Unavailable { .. }) => actual,
            // It stays as it was.
            Err(_) => self.charged,
        };
        let (model, amount) = (Some(self.model.name()), Some(charged));
        self.note(Step::Settle, outcome, begun, &Said { amount, model, note, ..Said::default() });
        Settlement { charged, status: settled.ok() }
    }

    fn amount_of(&self, usage: &Usage) -> Amount {
        // More than can be counted is charged as the most that can.
        let cost = |price: &Price| price.cost(usage).unwrap_or(NanoUsd::MAX);
        Amount::of(usage, self.model.price().map_or(self.reserved.cost, cost))
    }

    fn note(&self, step: Step, outcome: Outcome, begun: Instant, said: &Said<'_>) {
        // The money has moved already; a lost event is counted by its sink.
        drop(self.request.record_only(step, outcome, begun, said));
    }
}

const fn unsaid_note(error: &BudgetError) -> (Outcome, &'static str) {
    match error {
        BudgetError::Unavailable { .. } => (Outcome::Skipped, "queued: the budget did not answer"),
        _ => (Outcome::Failed, "not corrected: the budget does not know the hold any more"),
    }
}

/// A settle that the budget has not confirmed; it is queued when it goes.
pub(crate) struct Unsaid<'c> {
    core: &'c Core,
    /// Whose audit events tell of it; none for one that is tried again.
    request: Option<&'c Request>,
    hold: HoldId,
    actual: Amount,
    confirmed: bool,
}

impl<'c> Unsaid<'c> {
    /// A settle that comes out of the queue.
    pub(crate) const fn again(core: &'c Core, hold: HoldId, actual: Amount) -> Self {
        Self { core, request: None, hold, actual, confirmed: false }
    }

    fn of(request: &'c Request, hold: HoldId, actual: Amount) -> Self {
        let core = request.core();
        Self { core, request: Some(request), hold, actual, confirmed: false }
    }

    pub(crate) async fn say(mut self, budget: &dyn Budget) -> Result<BudgetStatus, BudgetError> {
        let said = budget.settle(&self.hold, &self.actual).await;
        self.confirm(said)
    }

    async fn release(mut self, budget: &dyn Budget) -> Result<(), BudgetError> {
        let said = budget.release(&self.hold).await;
        self.confirm(said)
    }

    /// Queues it where the budget did not answer. Any other error stays: there is nothing that
    /// could be corrected later.
    fn confirm<T>(&mut self, said: Result<T, BudgetError>) -> Result<T, BudgetError> {
        // The answer is told by who asked.
        self.request = None;
        match &said {
            Err(BudgetError::Unavailable { .. }) => {}
            Err(_) => {
                self.core.unsettled.count_lost();
                self.confirmed = true;
            }
            Ok(_) => self.confirmed = true,
        }
        said
    }
}

impl Drop for Unsaid<'_> {
    fn drop(&mut self) {
        if self.confirmed {
            return;
        }
        self.core.unsettled.push(self.hold, self.actual);
        if let Some(request) = self.request {
            let note = Some("queued: the caller went before the budget answered");
            let said = Said { amount: Some(self.actual), note, ..Said::default() };
            // The settle is queued whether that is written down or not.
            drop(request.record_only(Step::Settle, Outcome::Skipped, Instant::now(), &said));
        }
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        let core = self.request.core();
        match (&self.standing, core.budget.as_deref()) {
            (Standing::Held, Some(_)) if self.reported.is_some() => {
                let actual = self.reported.map_or(self.reserved, |usage| self.amount_of(&usage));
                core.unsettled.push(self.hold, actual);
                let note = Some("queued: the stream was dropped after it had reported its usage");
                let (model, amount) = (Some(self.model.name()), Some(actual));
                let said = Said { amount, model, note, ..Said::default() };
                self.note(Step::Settle, Outcome::Skipped, Instant::now(), &said);
            }
            (Standing::Held, Some(budget)) if self.charged == self.reserved => {
                budget.abandon(&self.hold);
            }
            // A call may have been made that nothing was charged for.
            (Standing::Held, Some(_)) => core.unsettled.push(self.hold, self.reserved),
            _ => {}
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
