//! A budget in the memory of this process.

mod accounts;
mod book;
mod change;
mod compact;
mod counter;
mod flight;
mod holds;
mod ledger;
mod rules;
mod sliding;
mod times;

use std::fmt;
use std::num::NonZeroUsize;
use std::sync::{Arc, PoisonError};
#[cfg(not(all(test, palisade_loom)))]
use std::sync::{Mutex, MutexGuard};

use async_trait::async_trait;
// The models of this module run with the locks of loom.
#[cfg(all(test, palisade_loom))]
use loom::sync::{Mutex, MutexGuard};

use self::holds::KeyDigest;
use self::ledger::Ledger;
use super::limits::Limits;
use super::{AlertSink, Ask, Budget, BudgetStatus, HoldId};
use crate::clock::{Clock, SystemClock, Timestamp};
use crate::error::{BudgetError, ConfigError};
use crate::id::{Fingerprint, InstanceId};
use crate::money::Amount;
use crate::scope::Scope;

/// Holds limits over scopes and windows in the memory of this process, to be changed while calls
/// are under way ([`set_limits`](MemoryBudget::set_limits)) and with alerts
/// ([`with_alerts`](MemoryBudget::with_alerts)).
///
/// Each process that makes one has counts of its own: four replicas with a cap of $10 spend $40
/// together. Nothing survives a restart.
///
/// One lock guards all counts, and a decision over all limits is taken under it, so no two calls
/// can both see the last of what is left. Nothing is awaited under it, and only the clock is asked.
///
/// # Time
///
/// Its times never go back. Windows of the calendar go by the latest time that the clock has
/// shown, so one that has ended is never opened again with an empty count. The price: a clock that
/// ran a month ahead and was set right leaves them in the next month until that month comes, with
/// one count for both. Sliding windows, token buckets and leases go by what the clock has moved
/// forward, so that they go on at once.
///
/// # Corrections
///
/// A settle corrects the windows that were charged: what was used fills the charges of reserve
/// and extend in their order, and what is left of them is refunded; an overrun goes where the
/// last charge went. A window that has ended is not looked at again, so a late correction of it
/// changes no count. A settle after a release charges what was used after all, and that is an
/// overrun, since its room may have been given away. What a token bucket is given back, and what
/// not, says [`Window::TokenBucket`](super::Window::TokenBucket).
///
/// A repeat of a reserve under the idempotency key of a hold that was released charges that hold
/// anew, under the same id; of one that was settled or abandoned, it charges nothing.
///
/// # Memory
///
/// - A hold that has not ended is kept until it is settled, released or abandoned, however long
///   its call runs: about 350 bytes, with an idempotency key 550. Extends add at most a
///   few KB, however many they are.
/// - Of ended holds with their idempotency keys the last 65,536 settled and the last 65,536
///   released or abandoned ones are remembered, see
///   [`remember_ended`](Self::remember_ended): some 45 MB when full, with keys 70. An older one
///   answers `UnknownHold`, its charge stays as it is and its key is free.
/// - For each combination of levels that a limit counts apart, one count a limit, however long
///   the values are: some 140 bytes and 32 for each limit. A sliding window adds 32 bytes for each
///   64th of its length that was charged, so at most 2 KB, and calls in flight a few hundred while
///   there are some (`cargo run --release --example budget_memory`).
/// - Scopes without a charge in a present window and without holds are forgotten while new ones
///   come, four looked at for each new one; the room is used again and not given back. A limit of
///   [`Window::Total`](super::Window::Total) never forgets a scope that was charged, nor one that
///   it has alerted of. A refused call leaves nothing behind.
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
    clock: Arc<dyn Clock>,
    alerts: Option<Box<dyn AlertSink>>,
    /// The upper half of every id, so that the holds of another budget are unknown here.
    instance: u64,
    ledger: Mutex<Ledger>,
}

impl MemoryBudget {
    /// A budget of these limits by the clock of the machine. Mistakes in the limits are reported
    /// by [`describe`](Budget::describe); without any limit it refuses every call.
    pub fn new(limits: Limits) -> Self {
        Self {
            clock: Arc::new(SystemClock),
            alerts: None,
            instance: InstanceId::fresh().get(),
            ledger: Mutex::new(Ledger::new(limits)),
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

    /// Gives the alerts of the limits to `sink`; without one they are lost.
    #[must_use]
    pub fn with_alerts(mut self, sink: impl AlertSink + 'static) -> Self {
        self.alerts = Some(Box::new(sink));
        self
    }

    /// The limits.
    pub fn limits(&self) -> Arc<Limits> {
        Arc::clone(&self.lock().limits)
    }

    /// Puts other limits in the place of these, while calls are under way.
    ///
    /// A limit that is the same but for its cap, its name, its alerts, its being soft, the rate
    /// of its bucket or the lease of its calls goes on from what was counted. Any other is new:
    /// it starts at nothing and does not count what was reserved before it was there, nor correct
    /// it. What was counted by a limit that is not named any more is forgotten; one that is to
    /// pause, such as to come back later, is made [`soft`](super::Limit::soft) instead. A cap may
    /// be set below what is charged: then nothing more passes until enough has been given back or
    /// the window ends. A hold counts under new limits by levels that an old limit counted, too,
    /// from its next extend on.
    ///
    /// Each live scope and hold is looked at once, under the lock: about 0.1 s for a million.
    ///
    /// # Errors
    /// The mistakes in the limits; then nothing is changed.
    pub fn set_limits(&self, limits: Limits) -> Result<(), ConfigError> {
        let mut found = Fingerprint::new();
        limits.describe(&mut found);
        if !found.mistakes().is_empty() {
            return Err(ConfigError::new(found.mistakes().to_vec()));
        }
        self.locked(|ledger, now| ledger.change(now, limits));
        Ok(())
    }

    /// Runs `operation` under the lock, and gives the alerts that it brought when the lock is
    /// gone. The clock is read under the lock: of two callers who read it before, the later one
    /// may come first, and to the other it would look as if the clock had been set back.
    fn locked<T>(&self, operation: impl FnOnce(&mut Ledger, Timestamp) -> T) -> T {
        let (answer, alerts) = {
            let mut ledger = self.lock();
            let now = self.clock.now();
            let answer = operation(&mut ledger, now);
            (answer, ledger.take_alerts())
        };
        if let Some(sink) = &self.alerts {
            alerts.iter().for_each(|alert| sink.alert(alert));
        }
        answer
    }

    fn lock(&self) -> MutexGuard<'_, Ledger> {
        // Should something panic under it, such as a clock, a count that is too high is safer
        // than a budget that is gone.
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
        self.limits().describe(to);
    }

    async fn reserve(&self, ask: &Ask<'_>) -> Result<HoldId, BudgetError> {
        let key = ask.key().map(|key| KeyDigest::of(key, ask));
        self.locked(|ledger, now| ledger.reserve(now, ask, key)).map(|number| self.id(number))
    }

    async fn extend(&self, id: &HoldId, more: &Amount) -> Result<(), BudgetError> {
        let number = self.number(id)?;
        self.locked(|ledger, now| ledger.extend(now, number, more))
    }

    async fn settle(&self, id: &HoldId, actual: &Amount) -> Result<BudgetStatus, BudgetError> {
        let number = self.number(id)?;
        self.locked(|ledger, now| ledger.settle(now, number, actual))
    }

    async fn release(&self, id: &HoldId) -> Result<(), BudgetError> {
        let number = self.number(id)?;
        self.locked(|ledger, now| ledger.release(now, number))
    }

    async fn status(&self, scope: &Scope) -> Result<BudgetStatus, BudgetError> {
        self.locked(|ledger, now| ledger.status(now, scope))
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
            .field("limits", &self.limits())
            .field("clock", &self.clock)
            .finish_non_exhaustive()
    }
}

#[cfg(all(test, palisade_loom))]
mod models;
#[cfg(all(test, not(palisade_loom)))]
mod tests;
