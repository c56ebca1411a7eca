//! What may be spent: charged before the call, corrected after it.

mod calendar;
mod limits;
mod memory;

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::error::BudgetError;
use crate::id::Fingerprint;
use crate::money::Amount;
use crate::scope::Scope;

pub use calendar::{UtcOffset, Window};
pub use limits::{Limit, Limits, Unit};
pub use memory::MemoryBudget;

/// Holds limits over scopes and windows.
///
/// The laws: one `reserve` takes everything over every limit at once, or nothing. It charges;
/// `settle` refunds or adds, in the windows of the reserve. At every instant, for every limit,
/// what is charged is at most the cap, as long as what was used is at most what was reserved.
/// An overrun is recorded in full and reported. A settle counts once however often it comes.
/// What is abandoned stays charged.
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
    /// `OverBudget` where it must wait, `ExceedsCap` where it never can, `MissingLevel` where
    /// the scope is empty or lacks a level that a limit names (also one that does not cover the
    /// model), `KeyReused` where the idempotency key stands for something else, `Overflow` where
    /// the amount cannot be counted. A refusal charges nothing.
    async fn reserve(&self, ask: &Ask<'_>) -> Result<HoldId, BudgetError>;

    /// Charges more to a hold that has not ended, in the windows of now, or refuses.
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

    /// The caller is gone without a settle: the charge stays in full. Called from `Drop`, so it
    /// never blocks on anything but memory.
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

/// What the limits that a scope falls under stand at.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct BudgetStatus {
    limits: Vec<LimitStatus>,
    overrun: bool,
}

impl BudgetStatus {
    /// The states of limits, in the order of the limits; `overrun` tells that the settle that
    /// this answers used more than was reserved.
    pub const fn new(limits: Vec<LimitStatus>, overrun: bool) -> Self {
        Self { limits, overrun }
    }

    /// One a limit.
    pub fn limits(&self) -> &[LimitStatus] {
        &self.limits
    }

    /// Whether the settle used more than was reserved.
    pub const fn is_overrun(&self) -> bool {
        self.overrun
    }

    /// The largest share of a cap that is used, 0 for nothing, above 1 after an overrun.
    pub fn highest_share(&self) -> f64 {
        self.limits.iter().map(LimitStatus::share).fold(0.0, f64::max)
    }
}

/// What one limit stands at for one scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LimitStatus {
    name: Arc<str>,
    unit: Unit,
    cap: u64,
    charged: u64,
    resets_at: Option<Timestamp>,
}

impl LimitStatus {
    /// `charged` of `cap`, until `resets_at`.
    pub fn new(
        name: impl Into<Arc<str>>,
        unit: Unit,
        cap: u64,
        charged: u64,
        resets_at: Option<Timestamp>,
    ) -> Self {
        Self { name: name.into(), unit, cap, charged, resets_at }
    }

    /// The limit's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it counts.
    pub const fn unit(&self) -> Unit {
        self.unit
    }

    /// The most it allows in a window.
    pub const fn cap(&self) -> u64 {
        self.cap
    }

    /// What is charged in the present window; more than the cap after an overrun.
    pub const fn charged(&self) -> u64 {
        self.charged
    }

    /// What is left.
    pub const fn remaining(&self) -> u64 {
        self.cap.saturating_sub(self.charged)
    }

    /// When the window ends; `None` for one that never does.
    pub const fn resets_at(&self) -> Option<Timestamp> {
        self.resets_at
    }

    /// The share of the cap that is used.
    pub fn share(&self) -> f64 {
        self.charged as f64 / self.cap.max(1) as f64
    }
}
