//! Who has how much charged: one account for each scope of a partition, found by its full key.

use std::collections::HashMap;
use std::sync::Arc;

use super::counter::Counter;

/// The accounts of all partitions.
pub(super) struct Accounts {
    /// One a partition. The standard hasher is seeded at random, and keys are compared in full,
    /// so that no two scopes are ever taken for one.
    tables: Vec<HashMap<Arc<[u8]>, usize>>,
    slots: Vec<Option<Account>>,
    free: Vec<usize>,
    /// The slot at which the next look for idle accounts begins.
    hand: usize,
    last_serial: u64,
}

/// The counts of one scope in one partition.
pub(super) struct Account {
    partition: usize,
    pub(super) key: Arc<[u8]>,
    serial: u64,
    /// How many holds may still correct it.
    pub(super) pins: usize,
    /// One a limit of the partition.
    pub(super) counters: Box<[Counter]>,
}

/// Names an account, also after it was forgotten.
#[derive(Clone, Copy, Default)]
pub(super) struct AccountRef {
    slot: usize,
    /// Starts at 1, so that the default names none.
    serial: u64,
}

impl Accounts {
    pub(super) fn new(partitions: usize) -> Self {
        Self {
            tables: (0..partitions).map(|_| HashMap::new()).collect(),
            slots: Vec::new(),
            free: Vec::new(),
            hand: 0,
            last_serial: 0,
        }
    }

    /// The account of this key, or a name of none.
    pub(super) fn find(&self, partition: usize, key: &[u8]) -> AccountRef {
        let find = || {
            let slot = *self.tables.get(partition)?.get(key)?;
            let serial = self.slots.get(slot)?.as_ref()?.serial;
            Some(AccountRef { slot, serial })
        };
        find().unwrap_or_default()
    }

    pub(super) fn get(&self, account: AccountRef) -> Option<&Account> {
        let found = self.slots.get(account.slot)?.as_ref()?;
        (found.serial == account.serial).then_some(found)
    }

    pub(super) fn get_mut(&mut self, account: AccountRef) -> Option<&mut Account> {
        let found = self.slots.get_mut(account.slot)?.as_mut()?;
        (found.serial == account.serial).then_some(found)
    }

    /// Opens an account for a key that has none.
    pub(super) fn open(
        &mut self,
        partition: usize,
        key: &[u8],
        counters: Box<[Counter]>,
    ) -> AccountRef {
        self.last_serial += 1;
        let key: Arc<[u8]> = Arc::from(key);
        let account = Account {
            partition,
            key: Arc::clone(&key),
            serial: self.last_serial,
            pins: 0,
            counters,
        };
        let slot = match self.free.pop() {
            Some(slot) => {
                self.slots[slot] = Some(account);
                slot
            }
            None => {
                self.slots.push(Some(account));
                self.slots.len() - 1
            }
        };
        self.tables[partition].insert(key, slot);
        AccountRef { slot, serial: self.last_serial }
    }

    /// Looks at a few accounts in turn and forgets those that are idle. Called for each account
    /// that is opened: no call pays for a sweep of all, and all have been looked at by the time
    /// that a quarter as many were opened.
    pub(super) fn forget_idle(&mut self, is_idle: impl Fn(usize, &[Counter]) -> bool) {
        for _ in 0..LOOKS.min(self.slots.len()) {
            self.hand = if self.hand + 1 < self.slots.len() { self.hand + 1 } else { 0 };
            let slot = &mut self.slots[self.hand];
            if let Some(account) =
                slot.take_if(|a| a.pins == 0 && is_idle(a.partition, &a.counters))
            {
                self.tables[account.partition].remove(&account.key);
                self.free.push(self.hand);
            }
        }
    }

    /// Moves the accounts to other partitions, by the new number of each or `None` where it is
    /// no more, and gives each account the counters that `anew` makes of its own.
    pub(super) fn rearrange(
        &mut self,
        moves: &[Option<usize>],
        partitions: usize,
        mut anew: impl FnMut(usize, Box<[Counter]>) -> Box<[Counter]>,
    ) {
        let mut tables: Vec<_> = (0..partitions).map(|_| HashMap::new()).collect();
        for (old, new) in std::mem::take(&mut self.tables).into_iter().zip(moves) {
            if let Some(table) = new.and_then(|new| tables.get_mut(new)) {
                *table = old;
            }
        }
        self.tables = tables;
        for (number, slot) in self.slots.iter_mut().enumerate() {
            let Some(account) = slot else { continue };
            match moves.get(account.partition).copied().flatten() {
                Some(new) => {
                    account.partition = new;
                    account.counters = anew(new, std::mem::take(&mut account.counters));
                }
                None => {
                    *slot = None;
                    self.free.push(number);
                }
            }
        }
    }

    #[cfg(all(test, not(palisade_loom)))]
    pub(super) fn len(&self) -> usize {
        self.slots.len() - self.free.len()
    }
}

/// How many accounts are looked at for each that is opened.
const LOOKS: usize = 4;
