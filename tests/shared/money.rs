//! A budget and a cache in memory that can be made to be away.
#![allow(dead_code, reason = "each test file uses some of them")]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use palisade::*;

use super::toys::{Later, poll_once};

const AWAY: &str = "switched off";

/// A memory budget behind switches.
#[derive(Clone, Debug)]
pub(crate) struct Switched {
    pub(crate) memory: Arc<MemoryBudget>,
    /// Whether settles and releases are answered.
    pub(crate) settles: Arc<AtomicBool>,
    /// Whether reserves are answered.
    pub(crate) reserves: Arc<AtomicBool>,
    /// Whether settles answer only from the second poll on.
    pub(crate) slow: Arc<AtomicBool>,
    /// Whether settles and releases find no hold.
    pub(crate) forgets: Arc<AtomicBool>,
}

impl Switched {
    pub(crate) fn of(limits: Limits) -> Self {
        let on = || Arc::new(AtomicBool::new(true));
        let clock = FakeClock::at(Timestamp::from_millis(0));
        let memory = Arc::new(MemoryBudget::new(limits).with_clock(clock));
        let (slow, forgets) = (Arc::default(), Arc::default());
        Self { memory, settles: on(), reserves: on(), slow, forgets }
    }

    /// What the first limit stands at for a scope.
    pub(crate) fn charged(&self, scope: &Scope) -> u64 {
        let status = poll_once(self.memory.status(scope)).expect("memory answers at once");
        status.expect("the scope has its levels").limits()[0].charged()
    }

    async fn answers(&self) -> Result<(), BudgetError> {
        if self.slow.load(Ordering::SeqCst) {
            Later::default().await;
        }
        match self.settles.load(Ordering::SeqCst) {
            true if self.forgets.load(Ordering::SeqCst) => Err(BudgetError::UnknownHold),
            true => Ok(()),
            false => Err(BudgetError::Unavailable { reason: AWAY }),
        }
    }
}

#[async_trait]
impl Budget for Switched {
    fn name(&self) -> &str {
        "switched"
    }
    fn describe(&self, to: &mut Fingerprint) {
        self.memory.describe(to);
    }
    async fn reserve(&self, ask: &Ask<'_>) -> Result<HoldId, BudgetError> {
        match self.reserves.load(Ordering::SeqCst) {
            true => self.memory.reserve(ask).await,
            false => Err(BudgetError::Unavailable { reason: AWAY }),
        }
    }
    async fn extend(&self, id: &HoldId, more: &Amount) -> Result<(), BudgetError> {
        self.memory.extend(id, more).await
    }
    async fn settle(&self, id: &HoldId, actual: &Amount) -> Result<BudgetStatus, BudgetError> {
        self.answers().await?;
        self.memory.settle(id, actual).await
    }
    async fn release(&self, id: &HoldId) -> Result<(), BudgetError> {
        self.answers().await?;
        self.memory.release(id).await
    }
    async fn status(&self, scope: &Scope) -> Result<BudgetStatus, BudgetError> {
        self.memory.status(scope).await
    }
    fn abandon(&self, id: &HoldId) {
        self.memory.abandon(id);
    }
}

/// A memory cache that keeps what it was given to look at, behind a switch.
#[derive(Clone, Debug)]
pub(crate) struct SwitchedCache {
    pub(crate) memory: MemoryCache,
    pub(crate) away: Arc<AtomicBool>,
    pub(crate) stored: Arc<std::sync::Mutex<Vec<(CacheKey, CachedAnswer)>>>,
}

impl SwitchedCache {
    pub(crate) fn new() -> Self {
        let memory = MemoryCache::with_capacity_bytes(1 << 20);
        Self { memory, away: Arc::default(), stored: Arc::default() }
    }
    fn answers(&self) -> Result<(), CacheError> {
        match self.away.load(Ordering::SeqCst) {
            false => Ok(()),
            true => Err(CacheError::Unavailable { reason: AWAY }),
        }
    }
}

#[async_trait]
impl Cache for SwitchedCache {
    fn name(&self) -> &str {
        "switched"
    }
    fn describe(&self, to: &mut Fingerprint) {
        self.memory.describe(to);
    }
    async fn lookup(&self, key: &CacheKey) -> Result<Option<CachedAnswer>, CacheError> {
        self.answers()?;
        self.memory.lookup(key).await
    }
    async fn store(
        &self,
        key: &CacheKey,
        answer: &CachedAnswer,
        ttl: Duration,
    ) -> Result<(), CacheError> {
        self.answers()?;
        self.stored.lock().unwrap().push((key.clone(), answer.clone()));
        self.memory.store(key, answer, ttl).await
    }
    async fn invalidate(&self, what: &Invalidation) -> Result<u64, CacheError> {
        self.answers()?;
        self.memory.invalidate(what).await
    }
}
