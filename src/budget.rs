//! What may be spent: charged before the call, corrected after it.

mod alert;
mod calendar;
mod headers;
mod limit;
mod limits;
mod memory;
mod status;
mod window;

use std::fmt;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::error::BudgetError;
use crate::id::Fingerprint;
use crate::money::Amount;
use crate::scope::Scope;

pub use alert::{AlertSink, BudgetAlert};
pub use calendar::UtcOffset;
pub use headers::retry_after_header;
pub use limit::{Limit, Unit};
pub use limits::Limits;
pub use memory::MemoryBudget;
pub use status::{BudgetStatus, Forecast, LimitStatus};
pub use window::Window;

/// Holds limits over scopes and windows.
///
/// The laws: one `reserve` takes everything over every limit at once, or nothing. It charges;
/// `settle` refunds or adds, in the windows of the reserve. At every instant, for every limit,
/// what is charged is at most the cap, as long as what was used is at most what was reserved.
/// An overrun is recorded in full and reported. A settle counts once however often it comes.
/// What is abandoned stays charged. Soft limits count and never refuse. Only what is in flight
/// has a lease.
#[async_trait]
pub trait Budget: fmt::Debug + Send + Sync {
    /// The name in the audit log.
    fn name(&self) -> &str;

    /// Says the mistakes in its configuration. Its options do not enter the policy fingerprint:
    /// a raised cap must not empty the cache.
    fn describe(&self, to: &mut Fingerprint);

    /// Charges `ask` to every limit that its scope and model fall under, or refuses.
    ///
    /// # Errors
    /// `OverBudget` where it must wait, with the time at which it would fit under all limits if
    /// nothing else came; `Exhausted` where no waiting helps, since a limit without a window is
    /// used up; `ExceedsCap` where it never can; `MissingLevel` where
    /// the scope is empty or lacks a level that a limit names (also one that does not cover the
    /// model), `KeyReused` where the idempotency key stands for something else, `Overflow` where
    /// the amount cannot be counted. A refusal charges nothing.
    async fn reserve(&self, ask: &Ask<'_>) -> Result<HoldId, BudgetError>;

    /// Charges more to a hold that has not ended, in the windows of now, or refuses. It renews
    /// the leases of what is in flight, also with an amount of nothing; a place whose lease ran
    /// out is taken anew.
    ///
    /// # Errors
    /// As `reserve`; `UnknownHold` and `Ended`. A refusal leaves the hold as it was.
    async fn extend(&self, id: &HoldId, more: &Amount) -> Result<(), BudgetError>;

    /// Corrects the charge to what was used, in the windows that were charged: it fills the
    /// charges of reserve and extend in their order, an overrun goes where the last one went,
    /// and a window that has ended is never corrected in a later one.
    ///
    /// Safe to repeat: it counts once, and a repeat says the same of the overrun. After an
    /// abandon it still corrects. After a release it charges what was used after all, which is
    /// an overrun, since the room may have been given away.
    ///
    /// # Errors
    /// `UnknownHold`.
    async fn settle(&self, id: &HoldId, actual: &Amount) -> Result<BudgetStatus, BudgetError>;

    /// Gives everything back: the call was never made. Safe to repeat, also after an abandon;
    /// after a settle it does nothing.
    ///
    /// # Errors
    /// `UnknownHold`.
    async fn release(&self, id: &HoldId) -> Result<(), BudgetError>;

    /// What the limits of a scope stand at.
    ///
    /// # Errors
    /// `MissingLevel`.
    async fn status(&self, scope: &Scope) -> Result<BudgetStatus, BudgetError>;

    /// The caller is gone without a settle: the charge stays in full; only what counts while it
    /// is in flight ends, as the call has. Called from `Drop`, so it never blocks on anything but
    /// memory.
    fn abandon(&self, id: &HoldId);
}

/// What is asked of a budget.
#[derive(Clone, Debug)]
pub struct Ask<'a> {
    scope: &'a Scope,
    model: &'a str,
    amount: Amount,
    key: Option<&'a str>,
}

impl<'a> Ask<'a> {
    /// Asks for `amount` for a call of `model` on the account of `scope`.
    pub const fn new(scope: &'a Scope, model: &'a str, amount: Amount) -> Self {
        Self { scope, model, amount, key: None }
    }

    /// Makes the reserve safe to repeat: a second one of the same key, scope, model and amount
    /// answers with the hold of the first and charges nothing, also when that hold was settled.
    /// Only where the hold was released it is charged anew, under the same id, so that a retry
    /// is never free.
    ///
    /// A key is looked for in the whole budget: where tenants choose keys, put the tenant's name
    /// before them, lest one take another's.
    pub const fn idempotency_key(mut self, key: &'a str) -> Self {
        self.key = Some(key);
        self
    }

    /// Who pays.
    pub const fn scope(&self) -> &'a Scope {
        self.scope
    }

    /// The model.
    pub const fn model(&self) -> &'a str {
        self.model
    }

    /// How much.
    pub const fn amount(&self) -> &Amount {
        &self.amount
    }

    /// The idempotency key.
    pub const fn key(&self) -> Option<&'a str> {
        self.key
    }
}

/// Names a reservation within its budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct HoldId(u128);

impl HoldId {
    /// An id that the budget made; it must not name two holds.
    pub const fn new(id: u128) -> Self {
        Self(id)
    }

    /// The number.
    pub const fn get(self) -> u128 {
        self.0
    }
}
