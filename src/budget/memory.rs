//! A budget in the memory of this process.

mod accounts;
mod holds;
mod ledger;
mod rules;

use std::fmt;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;

use self::holds::KeyDigest;
use self::ledger::Ledger;
use super::limits::Limits;
use super::{Ask, Budget, BudgetStatus, HoldId};
use crate::clock::{Clock, SystemClock};
use crate::error::BudgetError;
use crate::id::{Fingerprint, InstanceId};
use crate::money::Amount;
use crate::scope::Scope;

/// Holds limits over scopes and windows in the memory of this process.
///
/// Each process that makes one has counts of its own: four replicas with a cap of $10 spend $40
/// together. Nothing survives a restart.
///
/// One lock guards all counts, and a decision over all limits is taken under it, so no two calls
/// can both see the last of what is left. Nothing is awaited and no clock is read under it.
///
/// # Time
///
/// Its time never goes back. Where the clock does, the budget stays at the latest time that it
/// has seen, so a window that has ended is never opened again with an empty count. The price: a
/// clock that ran a month ahead and was set right leaves the budget in the next month until that
/// month comes, with one count for both.
///
/// # Corrections
///
/// A settle corrects the windows that were charged: what was used fills the charges of reserve
/// and extend in their order, and what is left of them is refunded; an overrun goes where the
/// last charge went. A window that has ended is not looked at again, so a late correction of it
/// changes no count. A settle after a release charges what was used after all, and that is an
/// overrun, since its room may have been given away.
///
/// A repeat of a reserve under the idempotency key of a hold that was released charges that hold
/// anew, under the same id; of one that was settled or abandoned, it charges nothing.
///
/// # Memory
///
/// - A hold that has not ended is kept until it is settled, released or abandoned, however long
///   its call runs: about 200 bytes, with an idempotency key 300.
/// - Of ended holds with their idempotency keys the last 65,536 settled and the last 65,536
///   released or abandoned ones are remembered, see
///   [`remember_ended`](Self::remember_ended): some 30 MB when full. An older one answers
///   `UnknownHold`, its charge stays as it is and its key is free.
/// - For each combination of levels that a limit counts apart, one count a limit, however long
///   the values are. Scopes without a charge in a present window and without holds are forgotten
///   while new ones come, four looked at for each new one; the room is used again and not given
///   back. A limit of [`Window::Total`](super::Window::Total) never forgets a scope that was
///   charged. A refused call leaves nothing behind.
///
/// ```
/// # futures::executor::block_on(async {
/// use palisade::{Amount, Ask, Budget, Limit, Limits, MemoryBudget, NanoUsd, Scope};
///
/// let budget = MemoryBudget::new(
///     Limits::new().limit(Limit::cost(NanoUsd::from_cents(10)).per("tenant").per_month()),
/// );
/// let scope = Scope::tenant("acme");
/// let cents = |cents| Amount { requests: 1, cost: NanoUsd::from_cents(cents), ..Amount::default() };
///
/// let hold = budget.reserve(&Ask::new(&scope, "small", cents(6))).await?;
/// assert!(budget.reserve(&Ask::new(&scope, "small", cents(6))).await.is_err());
///
/// let status = budget.settle(&hold, &cents(2)).await?;
/// assert_eq!(status.limits()[0].remaining(), NanoUsd::from_cents(8).nanos());
/// # Ok::<(), palisade::BudgetError>(()) }).unwrap();
/// ```
pub struct MemoryBudget {
    limits: Limits,
    clock: Arc<dyn Clock>,
    /// The upper half of every id, so that the holds of another budget are unknown here.
    instance: u64,
    ledger: Mutex<Ledger>,
}

impl MemoryBudget {
    /// A budget of these limits by the clock of the machine. Mistakes in the limits are reported
    /// by [`describe`](Budget::describe); without any limit it refuses every call.
    pub fn new(limits: Limits) -> Self {
        let ledger = Ledger::new(&limits);
        Self {
            limits,
            clock: Arc::new(SystemClock),
            instance: InstanceId::fresh().get(),
            ledger: Mutex::new(ledger),
        }
    }

    /// Tells the time by this clock; an `Arc` of one will do.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// How many settled holds, and as many released or abandoned ones, are remembered for
    /// repeats and late corrections; 65,536 where it is not said.
    #[must_use]
    pub fn remember_ended(self, holds: NonZeroUsize) -> Self {
        self.lock().remember_ended(holds.get());
        self
    }

    /// The limits.
    pub const fn limits(&self) -> &Limits {
        &self.limits
    }

    fn lock(&self) -> MutexGuard<'_, Ledger> {
        // Nothing under the lock runs foreign code. Should it panic all the same, a count that
        // is too high is safer than a budget that is gone.
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    const fn id(&self, number: u64) -> HoldId {
        HoldId::new(((self.instance as u128) << 64) | number as u128)
    }

    const fn number(&self, id: &HoldId) -> Result<u64, BudgetError> {
        if (id.get() >> 64) as u64 == self.instance {
            Ok(id.get() as u64)
        } else {
            Err(BudgetError::UnknownHold)
        }
    }
}

#[async_trait]
impl Budget for MemoryBudget {
    fn name(&self) -> &str {
        "memory"
    }

    fn describe(&self, to: &mut Fingerprint) {
        self.limits.describe(to);
    }

    async fn reserve(&self, ask: &Ask<'_>) -> Result<HoldId, BudgetError> {
        let key = ask.key().map(|key| KeyDigest::of(key, ask));
        let now = self.clock.now();
        self.lock().reserve(now, ask, key).map(|number| self.id(number))
    }

    async fn extend(&self, id: &HoldId, more: &Amount) -> Result<(), BudgetError> {
        let number = self.number(id)?;
        let now = self.clock.now();
        self.lock().extend(now, number, more)
    }

    async fn settle(&self, id: &HoldId, actual: &Amount) -> Result<BudgetStatus, BudgetError> {
        let number = self.number(id)?;
        let now = self.clock.now();
        self.lock().settle(now, number, actual)
    }

    async fn release(&self, id: &HoldId) -> Result<(), BudgetError> {
        let number = self.number(id)?;
        self.lock().release(number)
    }

    async fn status(&self, scope: &Scope) -> Result<BudgetStatus, BudgetError> {
        let now = self.clock.now();
        self.lock().status(now, scope)
    }

    fn abandon(&self, id: &HoldId) {
        if let Ok(number) = self.number(id) {
            self.lock().abandon(number);
        }
    }
}

/// Shows the limits and never who spends.
impl fmt::Debug for MemoryBudget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryBudget")
            .field("limits", &self.limits)
            .field("clock", &self.clock)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
