//! A ledger that is obviously right, to hold a budget against: it keeps each charge by itself and
//! adds up what a question needs.

use std::collections::HashMap;

use palisade::Amount;

use super::spec::{Account, Kind, Spec};

/// What was reserved and became of it.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    pub(crate) scope: usize,
    pub(crate) model: &'static str,
    pub(crate) charges: Vec<Charge>,
    pub(crate) state: State,
    pub(crate) leased: i64,
    /// The sets of levels that some limit has counted by since it was reserved. Of other levels
    /// the budget does not know the values any more.
    pub(crate) levels: Vec<&'static [&'static str]>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Charge {
    pub(crate) at: i64,
    pub(crate) flow: i64,
    pub(crate) epoch: usize,
    pub(crate) amount: Amount,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum State {
    Live,
    Abandoned,
    Released,
    Settled { overrun: bool },
}

/// Hold and place of a charge, its time, and what it is now.
type Slid = ((usize, usize), i64, i128);

#[derive(Default)]
pub(crate) struct Ledger {
    /// What the clock shows.
    pub(crate) clock: i64,
    /// The latest that it has shown, for the calendar.
    pub(crate) now: i64,
    /// The sum of what it has moved forward, for windows off the calendar.
    pub(crate) flow: i64,
    pub(crate) epoch: usize,
    pub(crate) specs: Vec<Spec>,
    pub(crate) holds: Vec<Held>,
    /// The sum of each window of the calendar.
    calendar: HashMap<(Account, i64), i128>,
    /// Each charge by hold and place, with its time.
    sliding: HashMap<Account, Vec<Slid>>,
    /// The level in parts, and when it was that.
    buckets: HashMap<Account, (i128, i64)>,
    /// Each hold with its units and the end of its lease.
    flights: HashMap<Account, HashMap<usize, (i128, i64)>>,
}

impl Ledger {
    pub(crate) fn new(now: i64, specs: Vec<Spec>) -> Self {
        Self { clock: now, now, flow: now, specs, ..Self::default() }
    }

    /// Sees what the clock shows.
    pub(crate) fn look(&mut self, clock: i64) {
        self.flow += (clock - self.clock).max(0);
        self.now = self.now.max(clock);
        self.clock = clock;
    }

    /// What a limit has charged to a scope, when the clock has moved on by so much, if nothing
    /// comes.
    pub(crate) fn charged_after(&self, spec: &Spec, scope: usize, wait: i64) -> i128 {
        let account = spec.account(scope);
        let then = self.flow + wait;
        match spec.kind {
            Kind::Sliding(length) => {
                let charges = self.sliding.get(&account).into_iter().flatten();
                let stay = charges.filter(|(_, at, _)| Spec::leaves(length, *at) > then);
                stay.map(|(_, _, used)| used).sum()
            }
            Kind::Bucket(refill, every) => {
                let (level, at) = self.buckets.get(&account).copied().unwrap_or_default();
                let left = (level - i128::from(refill) * i128::from(then - at)).max(0);
                (left + i128::from(every) - 1) / i128::from(every)
            }
            Kind::InFlight(_) => {
                let flights = self.flights.get(&account).into_iter().flat_map(HashMap::values);
                flights.filter(|(_, end)| *end > then).map(|(units, _)| units).sum()
            }
            _ => {
                let window = spec.window(self.now.max(self.clock + wait)).0;
                self.calendar.get(&(account, window)).copied().unwrap_or(0)
            }
        }
    }

    /// What is asked of a limit, with the place of a hold that lost its lease.
    pub(crate) fn asked(&self, spec: &Spec, hold: Option<usize>, amount: &Amount) -> i128 {
        let more = spec.part(amount);
        match (hold, spec.kind) {
            (Some(hold), Kind::InFlight(_)) => {
                let account = spec.account(self.holds[hold].scope);
                let place = self.flights.get(&account).and_then(|flights| flights.get(&hold));
                if place.is_some_and(|(_, end)| *end > self.flow) {
                    return more;
                }
                more + self.counted(spec, hold)
            }
            _ => more,
        }
    }

    fn counted(&self, spec: &Spec, hold: usize) -> i128 {
        let charges = self.holds[hold].charges.iter();
        charges.filter(|charge| charge.epoch >= spec.born).map(|c| spec.part(&c.amount)).sum()
    }

    /// Whether an amount fits under all limits that refuse, when the clock has moved on by so much.
    pub(crate) fn fits_after(
        &self,
        (scope, model, hold): (usize, &str, Option<usize>),
        amount: &Amount,
        wait: i64,
    ) -> bool {
        let specs = self.specs.iter().filter(|spec| spec.covers(model) && !spec.soft);
        let known = |spec: &&Spec| hold.is_none_or(|h| self.holds[h].levels.contains(&spec.levels));
        specs.filter(known).all(|spec| {
            let asked = self.asked(spec, hold, amount);
            asked == 0 || self.charged_after(spec, scope, wait) + asked <= i128::from(spec.cap)
        })
    }

    /// Charges a hold that has had room made for it.
    pub(crate) fn charge(&mut self, hold: usize, amount: Amount) {
        let (now, flow, epoch) = (self.now, self.flow, self.epoch);
        let (scope, model) = (self.holds[hold].scope, self.holds[hold].model);
        let charges = &mut self.holds[hold].charges;
        // Charges of the same moment are one.
        match charges.last_mut().filter(|c| (c.at, c.flow, c.epoch) == (now, flow, epoch)) {
            Some(last) => last.amount = last.amount.checked_add(&amount).expect("small amounts"),
            None => charges.push(Charge { at: now, flow, epoch, amount }),
        }
        let place = (hold, charges.len() - 1);
        self.holds[hold].leased = flow;
        for spec in self.specs.clone().iter().filter(|spec| spec.covers(model)) {
            if !self.holds[hold].levels.contains(&spec.levels) {
                continue;
            }
            let (account, units) = (spec.account(scope), spec.part(&amount));
            match spec.kind {
                Kind::Sliding(length) => {
                    let charges = self.sliding.entry(account).or_default();
                    charges.retain(|(_, at, _)| Spec::leaves(length, *at) > flow);
                    match charges.iter_mut().find(|(own, ..)| *own == place) {
                        Some((_, _, used)) => *used += units,
                        None => charges.push((place, flow, units)),
                    }
                }
                Kind::Bucket(refill, every) => {
                    let bucket = self.buckets.entry(account).or_default();
                    run(bucket, refill, flow);
                    bucket.0 += units * i128::from(every);
                }
                Kind::InFlight(lease) => {
                    let units = self.counted(spec, hold);
                    let flights = self.flights.entry(account).or_default();
                    flights.retain(|_, (_, end)| *end > flow);
                    if units > 0 {
                        flights.insert(hold, (units, flow + lease));
                    }
                }
                _ => *self.calendar.entry((account, spec.window(now).0)).or_default() += units,
            }
        }
    }

    /// Makes all charges of a hold what was used, and tells whether it was more than stood.
    pub(crate) fn correct(&mut self, hold: usize, actual: &Amount) -> bool {
        let Held { scope, model, charges, state, levels, .. } = self.holds[hold].clone();
        let (flow, mut overrun) = (self.flow, false);
        for spec in self.specs.clone().iter().filter(|spec| spec.covers(model)) {
            if !levels.contains(&spec.levels) {
                continue;
            }
            let account = spec.account(scope);
            if let Kind::InFlight(_) = spec.kind {
                if let Some(flights) = self.flights.get_mut(&account) {
                    flights.remove(&hold);
                }
                continue;
            }
            let (mut left, mut held, mut counts) = (spec.part(actual), 0, false);
            for (place, charge) in charges.iter().enumerate() {
                let charged = spec.part(&charge.amount);
                let used = if place + 1 == charges.len() { left } else { left.min(charged) };
                left -= used;
                let stood = if state == State::Released { 0 } else { charged };
                held += stood;
                if charge.epoch < spec.born {
                    continue;
                }
                counts = true;
                match spec.kind {
                    Kind::Sliding(_) => {
                        let charges = self.sliding.entry(account.clone()).or_default();
                        let own = charges.iter_mut().find(|(own, ..)| *own == (hold, place));
                        if let Some((_, _, now_used)) = own {
                            *now_used = used;
                        }
                    }
                    Kind::Bucket(refill, every) => {
                        let bucket = self.buckets.entry(account.clone()).or_default();
                        run(bucket, refill, flow);
                        let (every, refill) = (i128::from(every), i128::from(refill));
                        let still_in = stood * every - refill * i128::from(flow - charge.flow);
                        if used >= stood {
                            bucket.0 += (used - stood) * every;
                        } else if charge.epoch >= spec.rated {
                            bucket.0 -= ((stood - used) * every).min(still_in.max(0));
                        }
                    }
                    _ => {
                        let window = (account.clone(), spec.window(charge.at).0);
                        *self.calendar.entry(window).or_default() += used - stood;
                    }
                }
            }
            overrun |= counts && spec.part(actual) > held;
        }
        overrun
    }

    /// Ends what counts while a hold is in flight.
    pub(crate) fn land(&mut self, hold: usize) {
        let scope = self.holds[hold].scope;
        for spec in &self.specs {
            if let Some(flights) = self.flights.get_mut(&spec.account(scope)) {
                flights.remove(&hold);
            }
        }
    }

    /// Renews a lease, and takes its place anew where it was lost.
    pub(crate) fn renew(&mut self, hold: usize) {
        let (scope, model, now) = (self.holds[hold].scope, self.holds[hold].model, self.flow);
        self.holds[hold].leased = now;
        for spec in self.specs.clone().iter().filter(|spec| spec.covers(model)) {
            if let Kind::InFlight(lease) = spec.kind {
                let units = self.counted(spec, hold);
                if units > 0 && self.holds[hold].levels.contains(&spec.levels) {
                    let flights = self.flights.entry(spec.account(scope)).or_default();
                    flights.insert(hold, (units, now + lease));
                }
            }
        }
    }

    /// Takes other limits. Leases that have another length end so much earlier or later.
    pub(crate) fn change(&mut self, specs: Vec<Spec>) {
        self.epoch += 1;
        let now = self.flow;
        for new in &specs {
            let Some(old) = self.specs.iter().find(|old| old.instance == new.instance) else {
                continue;
            };
            let accounts = |account: &Account| account.0 == new.instance;
            if let (Kind::InFlight(old), Kind::InFlight(new)) = (old.kind, new.kind) {
                let flights = self.flights.iter_mut().filter(|(account, _)| accounts(account));
                for (_, flights) in flights {
                    flights.retain(|_, (_, end)| *end > now);
                    flights.values_mut().for_each(|(_, end)| *end += new - old);
                }
            }
            if let Kind::Bucket(refill, _) = old.kind {
                let buckets = self.buckets.iter_mut().filter(|(account, _)| accounts(account));
                buckets.for_each(|(_, bucket)| run(bucket, refill, now));
            }
        }
        let counted: Vec<_> = specs.iter().map(|spec| spec.levels).collect();
        let recent = self.holds.len().saturating_sub(1_000);
        for hold in self.holds.iter_mut().skip(recent) {
            hold.levels.retain(|levels| counted.contains(levels));
        }
        let stays = |account: &Account| specs.iter().any(|spec| spec.instance == account.0);
        self.calendar.retain(|(account, _), _| stays(account));
        self.sliding.retain(|account, _| stays(account));
        self.buckets.retain(|account, _| stays(account));
        self.flights.retain(|account, _| stays(account));
        self.specs = specs;
    }

    /// The levels that limits count by.
    pub(crate) fn levels(&self) -> Vec<&'static [&'static str]> {
        self.specs.iter().map(|spec| spec.levels).collect()
    }

    /// Starts anew with a hold that was given back: nothing of it is to be corrected.
    pub(crate) fn forget(&mut self, hold: usize) {
        self.holds[hold].levels = self.levels();
        for charges in self.sliding.values_mut() {
            charges.retain(|((own, _), ..)| *own != hold);
        }
    }
}

/// Lets a bucket run until now.
fn run(bucket: &mut (i128, i64), refill: u64, now: i64) {
    let left = bucket.0 - i128::from(refill) * i128::from(now - bucket.1);
    *bucket = (left.max(0), now);
}
