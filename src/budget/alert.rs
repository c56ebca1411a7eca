//! Alerts: a limit has reached a part of its cap.

use std::fmt;
use std::sync::Arc;
use std::sync::mpsc::Sender;

use super::limit::Unit;
use crate::clock::Timestamp;
use crate::scope::Scope;

/// Is told when a limit reaches a percentage that its [`alert_at`](crate::Limit::alert_at) names,
/// each once in a window for each scope.
///
/// A calendar window begins anew when it ends. A sliding window alerts again when its length has
/// passed since the last alert, a token bucket when it could have refilled since, what is in
/// flight when the lease could have run out since, and a total never, unless its cap is changed.
///
/// It is called inline, after the amount was charged and outside of all locks, and must never
/// block or panic. A channel does: `impl AlertSink for Sender<BudgetAlert>`.
///
/// ```
/// # futures::executor::block_on(async {
/// use palisade::{Amount, Ask, Budget, Limit, Limits, MemoryBudget, Scope};
///
/// let (alerts, received) = std::sync::mpsc::channel();
/// let limit = Limit::requests(10).per("tenant").per_day().alert_at([50, 100]);
/// let budget = MemoryBudget::new(Limits::new().limit(limit)).with_alerts(alerts);
/// let scope = Scope::tenant("acme");
/// for _ in 0..7 {
///     let call = Amount { requests: 1, ..Amount::default() };
///     budget.reserve(&Ask::new(&scope, "small", call)).await?;
/// }
/// let alert = received.try_recv().unwrap();
/// assert_eq!((alert.percent(), alert.charged(), alert.cap()), (50, 5, 10));
/// assert_eq!(alert.scope().level("tenant"), Some("acme"));
/// assert!(received.try_recv().is_err(), "once a day");
/// # Ok::<(), palisade::BudgetError>(()) }).unwrap();
/// ```
pub trait AlertSink: fmt::Debug + Send + Sync {
    /// Takes one alert.
    fn alert(&self, alert: &BudgetAlert);
}

impl<S: AlertSink + ?Sized> AlertSink for Arc<S> {
    fn alert(&self, alert: &BudgetAlert) {
        (**self).alert(alert);
    }
}

/// Where nobody receives any more, alerts are lost.
impl AlertSink for Sender<BudgetAlert> {
    fn alert(&self, alert: &BudgetAlert) {
        drop(self.send(alert.clone()));
    }
}

/// A limit has reached a part of its cap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BudgetAlert {
    pub(super) limit: Arc<str>,
    pub(super) unit: Unit,
    pub(super) percent: u16,
    pub(super) cap: u64,
    pub(super) charged: u64,
    pub(super) soft: bool,
    pub(super) resets_at: Option<Timestamp>,
    pub(super) scope: Scope,
}

impl BudgetAlert {
    /// The limit's name.
    pub fn limit(&self) -> &str {
        &self.limit
    }

    /// What it counts.
    pub const fn unit(&self) -> Unit {
        self.unit
    }

    /// The percentage of the cap that was reached.
    pub const fn percent(&self) -> u16 {
        self.percent
    }

    /// The most that the limit allows, in its unit.
    pub const fn cap(&self) -> u64 {
        self.cap
    }

    /// What is charged, in the unit of the limit.
    pub const fn charged(&self) -> u64 {
        self.charged
    }

    /// Whether the limit only reports.
    pub const fn is_soft(&self) -> bool {
        self.soft
    }

    /// When the count starts at nothing again, if nothing else comes; `None` where it never does.
    pub const fn resets_at(&self) -> Option<Timestamp> {
        self.resets_at
    }

    /// The levels that the limit counts apart. A value of more than 64 bytes is kept as its
    /// digest only, `#` and 64 hexadecimal digits.
    pub const fn scope(&self) -> &Scope {
        &self.scope
    }
}
