//! The holds: those that live, and the last of those that have ended.

use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasherDefault, Hasher};

use super::accounts::AccountRef;
use super::counter::Frame;
use crate::budget::Ask;
use crate::money::Amount;

/// All holds that are remembered, by number.
pub(super) struct Holds {
    holds: HashMap<u64, Hold, BuildHasherDefault<ByNumber>>,
    keys: HashMap<[u8; 32], (u64, [u8; 32])>,
    /// The settled ones, oldest first, with the ending that put them there.
    settled: VecDeque<(u64, u64)>,
    /// The released and the abandoned ones. They wait apart, since they may still be corrected:
    /// settled ones, of which there are many more, do not push them out.
    open: VecDeque<(u64, u64)>,
    /// How many of each.
    pub(super) capacity: usize,
    last_number: u64,
    last_ending: u64,
}

/// What a reserve and its extends have charged.
pub(super) struct Hold {
    pub(super) state: State,
    /// The number of its model, where a limit is held to it.
    pub(super) model: Option<usize>,
    /// One a partition.
    pub(super) accounts: Box<[AccountRef]>,
    /// The charge of the reserve, with what was added in the same windows.
    pub(super) first: Charge,
    /// The charges of extends in later windows, in their order.
    pub(super) later: Vec<Charge>,
    /// When its leases began, by the time of windows off the calendar: at its last reserve or extend.
    pub(super) leased: i64,
    key: Option<Box<[u8; 32]>>,
    /// Which of all endings ended it; 0 while it lives.
    ending: u64,
}

/// What was charged, and when by the times of the budget.
#[derive(Clone, Copy)]
pub(super) struct Charge {
    pub(super) amount: Amount,
    /// The latest time that the clock had shown.
    pub(super) at: i64,
    /// The time of windows off the calendar.
    pub(super) flow: i64,
    /// Which change of the limits came last before it.
    pub(super) epoch: u32,
}

impl Charge {
    /// When by the time of a window.
    pub(super) const fn time(&self, frame: Frame) -> i64 {
        if frame.is_of_calendar() { self.at } else { self.flow }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Live,
    /// The charge stands.
    Abandoned,
    /// The charge was given back.
    Released,
    /// The charge is what was used.
    Settled {
        overrun: bool,
    },
}

/// An idempotency key and what it stands for, as digests: of fixed size and without user data.
#[derive(Clone, Copy)]
pub(super) struct KeyDigest {
    key: [u8; 32],
    request: [u8; 32],
}

impl KeyDigest {
    pub(super) fn of(key: &str, ask: &Ask<'_>) -> Self {
        let mut hasher = blake3::Hasher::new();
        let mut text = |text: &str| {
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        };
        text(ask.model());
        for (level, value) in ask.scope().levels() {
            text(level);
            text(value);
        }
        let Amount { requests, input_tokens, output_tokens, cost } = *ask.amount();
        for number in [requests, input_tokens, output_tokens, cost.nanos()] {
            hasher.update(&number.to_le_bytes());
        }
        Self {
            key: *blake3::hash(key.as_bytes()).as_bytes(),
            request: *hasher.finalize().as_bytes(),
        }
    }
}

impl Hold {
    pub(super) const fn new(
        model: Option<usize>,
        accounts: Box<[AccountRef]>,
        charge: Charge,
        key: Option<Box<[u8; 32]>>,
    ) -> Self {
        Self {
            state: State::Live,
            model,
            accounts,
            first: charge,
            later: Vec::new(),
            leased: charge.flow,
            key,
            ending: 0,
        }
    }

    /// All charges in their order.
    pub(super) fn charges(&self) -> impl Iterator<Item = &Charge> {
        std::iter::once(&self.first).chain(&self.later)
    }

    /// The last charge.
    pub(super) fn last(&mut self) -> &mut Charge {
        self.later.last_mut().unwrap_or(&mut self.first)
    }

    /// Starts anew with this one charge, to these accounts.
    pub(super) fn reopen(
        &mut self,
        model: Option<usize>,
        accounts: Box<[AccountRef]>,
        charge: Charge,
    ) {
        (self.model, self.accounts, self.leased) = (model, accounts, charge.flow);
        self.state = State::Live;
        self.ending = 0;
        self.first = charge;
        self.later = Vec::new();
    }
}

impl Holds {
    pub(super) fn new() -> Self {
        Self {
            holds: HashMap::default(),
            keys: HashMap::new(),
            settled: VecDeque::new(),
            open: VecDeque::new(),
            capacity: REMEMBERED,
            last_number: 0,
            last_ending: 0,
        }
    }

    pub(super) fn get(&self, number: u64) -> Option<&Hold> {
        self.holds.get(&number)
    }

    pub(super) fn get_mut(&mut self, number: u64) -> Option<&mut Hold> {
        self.holds.get_mut(&number)
    }

    /// The number of the next hold that is inserted.
    pub(super) const fn next_number(&self) -> u64 {
        self.last_number + 1
    }

    pub(super) fn all_mut(&mut self) -> impl Iterator<Item = &mut Hold> {
        self.holds.values_mut()
    }

    /// The hold that a key stands for, and whether it was for the same request.
    pub(super) fn by_key(&self, key: &KeyDigest) -> Option<(u64, bool)> {
        let (number, request) = self.keys.get(&key.key)?;
        Some((*number, *request == key.request))
    }

    pub(super) fn insert(
        &mut self,
        model: Option<usize>,
        accounts: Box<[AccountRef]>,
        charge: Charge,
        key: Option<KeyDigest>,
    ) -> u64 {
        self.last_number += 1;
        if let Some(digest) = key {
            self.keys.insert(digest.key, (self.last_number, digest.request));
        }
        let key = key.map(|digest| Box::new(digest.key));
        self.holds.insert(self.last_number, Hold::new(model, accounts, charge, key));
        self.last_number
    }

    /// Ends a hold, and returns one that is forgotten for it, if any.
    pub(super) fn end(&mut self, number: u64, state: State) -> Option<Hold> {
        let hold = self.holds.get_mut(&number)?;
        self.last_ending += 1;
        hold.state = state;
        hold.ending = self.last_ending;
        let queue = match state {
            State::Settled { .. } => &mut self.settled,
            State::Live | State::Abandoned | State::Released => &mut self.open,
        };
        queue.push_back((number, self.last_ending));
        if queue.len() <= self.capacity {
            return None;
        }
        let (oldest, ending) = queue.pop_front()?;
        // One that has ended in another way since, or lives again, is not forgotten for this.
        if self.holds.get(&oldest)?.ending != ending {
            return None;
        }
        let forgotten = self.holds.remove(&oldest)?;
        if let Some(key) = &forgotten.key {
            self.keys.remove(&**key);
        }
        Some(forgotten)
    }

    #[cfg(all(test, not(palisade_loom)))]
    pub(super) fn len(&self) -> (usize, usize) {
        (self.holds.len(), self.keys.len())
    }
}

/// Spreads numbers that were given in a row; nobody outside chooses them, so that no keyed hash is
/// needed. The factor is 2^64 by the golden ratio (Knuth, "The Art of Computer Programming" 6.4).
#[derive(Default)]
struct ByNumber(u64);

impl Hasher for ByNumber {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(self.0 ^ u64::from(*byte));
        }
    }

    fn write_u64(&mut self, number: u64) {
        let spread = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = spread ^ (spread >> 32);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// How many ended holds of each kind are remembered where it is not said.
const REMEMBERED: usize = 65_536;
