//! Months of traffic on one budget against a ledger that is obviously right: thousands of calls,
//! lost clients, repeats, clocks that jump, limits that change.
//!
//! `PALISADE_SIMULATION_SEED` plays one seed again, `PALISADE_SIMULATION_STEPS` says how many
//! steps: `PALISADE_SIMULATION_STEPS=1000000 cargo test --release --test budget_simulation`.

#[path = "shared/ledger.rs"]
mod ledger;
#[path = "shared/spec.rs"]
mod spec;

use std::sync::Arc;

use futures::executor::block_on;
use ledger::{Held, Ledger, State};
use palisade::{
    Amount, Ask, Budget, BudgetError, Clock, FakeClock, HoldId, Limits, MemoryBudget, NanoUsd,
    Timestamp,
};
use spec::{
    BEGIN, BUSY_SCOPES, DAY, Kind, MINUTE, MODELS, SCOPES, Spec, TEMPLATES, levels, template,
};

#[test]
fn months_of_traffic_agree_with_the_ledger() {
    let number = |name| std::env::var(name).ok().and_then(|value| value.parse().ok());
    let steps = number("PALISADE_SIMULATION_STEPS").unwrap_or(60_000);
    match number("PALISADE_SIMULATION_SEED") {
        Some(seed) => [Traffic::Lawful, Traffic::Any].map(|traffic| play(seed, steps, traffic)),
        None => [
            // No cap is ever exceeded, as long as nobody uses more than was reserved and no cap
            // is lowered; and with both everything is counted all the same.
            play(1, steps / 2, Traffic::Lawful),
            play(2, steps / 2, Traffic::Any),
        ],
    };
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Traffic {
    Lawful,
    Any,
}

fn play(seed: u64, steps: u64, traffic: Traffic) {
    let mut simulation = Simulation::new(seed, traffic);
    for step in 0..steps {
        simulation.step(step);
    }
    let Tally { reserved, refused, overruns, changes, .. } = simulation.tally;
    let days = (simulation.ledger.now - BEGIN) / DAY;
    println!(
        "seed {seed}, {traffic:?}: {steps} steps over {days} days, {reserved} reserved, {refused} refused, \
         {overruns} overruns, {changes} changes of the limits"
    );
    assert!(traffic == Traffic::Any || overruns + changes == 0);
    assert!(reserved > steps / 20 && refused > steps / 100, "both happen often");
}

/// Streams that extend again and again, for hours: their charges are united, and all that is
/// charged and given back stays the same.
#[test]
fn thousands_of_extends_agree_with_the_ledger() {
    for seed in 1..=8 {
        let mut simulation = Simulation::new(seed, Traffic::Lawful);
        while simulation.ids.is_empty() {
            simulation.reserve("the first");
        }
        let (id, model) = (simulation.ids[0], simulation.ledger.holds[0].model);
        let scope = simulation.ledger.holds[0].scope;
        for chunk in 0..3_000 {
            let at = format!("seed {seed}, chunk {chunk}");
            let by = simulation.below(4_000) as u64;
            simulation.clock.advance(std::time::Duration::from_millis(by));
            simulation.moves_on();
            let most = 1 + simulation.below(25);
            let amount = Amount {
                output_tokens: simulation.below(most) as u64,
                cost: NanoUsd::from_nanos(simulation.below(9) as u64),
                ..Amount::default()
            };
            let asked = (scope, model, Some(0));
            let fits = simulation.ledger.fits_after(asked, &amount, 0);
            let extended = block_on(simulation.budget.extend(&id, &amount));
            assert_eq!(extended.is_ok(), fits, "{at}: {extended:?}");
            match fits && amount != Amount::default() {
                true => simulation.ledger.charge(0, amount),
                false if fits => simulation.ledger.renew(0),
                false => {}
            }
            simulation.agrees(scope, &at);
        }
        simulation.settle("the end");
        simulation.agrees(scope, "the end");
    }
}

struct Simulation {
    seed: u64,
    traffic: Traffic,
    random: u64,
    budget: MemoryBudget,
    clock: Arc<FakeClock>,
    ledger: Ledger,
    ids: Vec<HoldId>,
    keys: Vec<(String, usize, Amount)>,
    instances: usize,
    tally: Tally,
}

#[derive(Default)]
struct Tally {
    reserved: u64,
    refused: u64,
    overruns: u64,
    changes: u64,
}

impl Simulation {
    fn new(seed: u64, traffic: Traffic) -> Self {
        let specs: Vec<Spec> = (0..TEMPLATES).map(|number| template(number, number, 0)).collect();
        let clock = Arc::new(FakeClock::at(Timestamp::from_millis(BEGIN)));
        let limits: Limits = specs.iter().map(Spec::limit).collect();
        let ledger = Ledger::new(BEGIN, specs);
        Self {
            seed,
            traffic,
            random: seed,
            budget: MemoryBudget::new(limits).with_clock(Arc::clone(&clock)),
            clock,
            ledger,
            ids: Vec::new(),
            keys: Vec::new(),
            instances: TEMPLATES,
            tally: Tally::default(),
        }
    }

    fn step(&mut self, step: u64) {
        let at = format!("seed {}, step {step}", self.seed);
        match self.below(1_000) {
            0..380 => self.reserve(&at),
            380..460 => self.extend(&at),
            460..760 => self.settle(&at),
            760..800 => self.release(&at),
            800..840 => self.abandon(),
            840..997 => self.pass_time(),
            _ if self.traffic == Traffic::Lawful => self.pass_time(),
            _ => self.change_limits(&at),
        }
        // The time of a budget moves when it is asked.
        let scope = self.somebody();
        self.agrees(scope, &at);
    }

    fn reserve(&mut self, at: &str) {
        let (scope, model) = (self.somebody(), MODELS[self.below(2)]);
        let mut amount = self.amount(1);
        let key = match self.below(20) {
            0 if !self.keys.is_empty() => {
                // A repeat of an earlier one.
                let chosen = self.below(self.keys.len());
                let (key, hold, same) = self.keys[chosen].clone();
                return self.repeat(&key, hold, same, at);
            }
            0 | 1 => Some(format!("key {}", self.ids.len())),
            2 => {
                amount.input_tokens = 1 << 40;
                None
            }
            _ => None,
        };
        let named = levels(scope);
        let mut ask = Ask::new(&named, model, amount);
        if let Some(key) = &key {
            ask = ask.idempotency_key(key);
        }
        self.moves_on();
        let answer = block_on(self.budget.reserve(&ask));
        let fits = self.ledger.fits_after((scope, model, None), &amount, 0);
        match answer {
            Ok(id) => {
                assert!(fits, "{at}: reserved without room");
                let hold = self.ids.len();
                self.ids.push(id);
                let (state, leased) = (State::Live, self.ledger.flow);
                let (charges, levels) = (Vec::new(), self.ledger.levels());
                self.ledger.holds.push(Held { scope, model, charges, state, leased, levels });
                self.ledger.charge(hold, amount);
                self.tally.reserved += 1;
                self.keys.extend(key.map(|key| (key, hold, amount)));
                if self.keys.len() > 50 {
                    self.keys.remove(0);
                }
            }
            Err(error) => {
                assert!(!fits, "{at}: refused with room: {error}");
                self.tally.refused += 1;
                self.refusal_is_exact((scope, model, None), &amount, &error, at);
            }
        }
    }

    fn repeat(&mut self, key: &str, hold: usize, amount: Amount, at: &str) {
        let Held { scope, model, state, .. } = self.ledger.holds[hold].clone();
        let named = levels(scope);
        self.moves_on();
        let ask = Ask::new(&named, model, amount).idempotency_key(key);
        let answer = block_on(self.budget.reserve(&ask));
        let other = Amount { requests: amount.requests + 1, ..amount };
        let reused = Ask::new(&named, model, other).idempotency_key(key);
        assert_eq!(block_on(self.budget.reserve(&reused)), Err(BudgetError::KeyReused), "{at}");
        if state != State::Released {
            assert_eq!(answer, Ok(self.ids[hold]), "{at}: a repeat is the same hold");
            return;
        }
        // It was given back, so it is charged anew.
        let fits = self.ledger.fits_after((scope, model, None), &amount, 0);
        assert_eq!(answer.is_ok(), fits, "{at}: {answer:?}");
        if fits {
            assert_eq!(answer, Ok(self.ids[hold]), "{at}");
            self.ledger.holds[hold].charges.clear();
            self.ledger.holds[hold].state = State::Live;
            self.ledger.forget(hold);
            self.ledger.charge(hold, amount);
        }
    }

    fn extend(&mut self, at: &str) {
        let Some(hold) = self.recent() else { return };
        let requests = usize::from(self.below(8) == 0);
        let amount = match self.below(3) {
            0 => Amount::default(),
            _ => self.amount(requests),
        };
        self.moves_on();
        let answer = block_on(self.budget.extend(&self.ids[hold], &amount));
        let Held { scope, model, state, .. } = self.ledger.holds[hold].clone();
        if state != State::Live {
            assert_eq!(answer, Err(BudgetError::Ended), "{at}");
            return;
        }
        let asked = (scope, model, Some(hold));
        let fits = self.ledger.fits_after(asked, &amount, 0);
        match answer {
            Ok(()) => {
                assert!(fits, "{at}: extended without room");
                if amount == Amount::default() {
                    self.ledger.renew(hold);
                } else {
                    self.ledger.charge(hold, amount);
                }
            }
            Err(error) => {
                assert!(!fits, "{at}: an extend is refused with room: {error}");
                self.refusal_is_exact(asked, &amount, &error, at);
            }
        }
    }

    fn settle(&mut self, at: &str) {
        let Some(hold) = self.recent() else { return };
        let held = &self.ledger.holds[hold];
        let sum = held.charges.iter().fold(Amount::default(), |sum, charge| {
            sum.checked_add(&charge.amount).expect("small amounts")
        });
        let state = held.state;
        // Some use more than was reserved; none is so rare that it is never seen.
        let percent = match (self.traffic, self.below(200)) {
            (Traffic::Lawful, _) if state == State::Released => 0,
            (Traffic::Any, 0) => 130,
            (_, number) => (number / 2) as u64 + 1,
        };
        let actual = share(percent, &sum);
        self.moves_on();
        let answer = block_on(self.budget.settle(&self.ids[hold], &actual));
        let status = answer.unwrap_or_else(|error| panic!("{at}: {error}"));
        let overrun = match state {
            State::Settled { overrun } => overrun,
            _ => {
                let overrun = self.ledger.correct(hold, &actual);
                self.ledger.land(hold);
                self.ledger.holds[hold].state = State::Settled { overrun };
                overrun
            }
        };
        assert_eq!(status.is_overrun(), overrun, "{at}");
        self.tally.overruns += u64::from(overrun);
    }

    fn release(&mut self, at: &str) {
        let Some(hold) = self.recent() else { return };
        self.moves_on();
        assert_eq!(block_on(self.budget.release(&self.ids[hold])), Ok(()), "{at}");
        if let State::Live | State::Abandoned = self.ledger.holds[hold].state {
            self.ledger.correct(hold, &Amount::default());
            self.ledger.land(hold);
            self.ledger.holds[hold].state = State::Released;
        }
    }

    /// A client that is lost; half of them so that nobody says it.
    fn abandon(&mut self) {
        let Some(hold) = self.recent() else { return };
        if self.below(2) == 0 {
            return;
        }
        self.budget.abandon(&self.ids[hold]);
        if self.ledger.holds[hold].state == State::Live {
            self.ledger.land(hold);
            self.ledger.holds[hold].state = State::Abandoned;
        }
    }

    fn pass_time(&mut self) {
        let by = match self.below(500) {
            0 => self.below(10) as i64 * DAY,
            1..20 => self.below(3_600_000) as i64,
            20..100 => -(self.below(600_000) as i64),
            _ => self.below(40_000) as i64,
        };
        self.clock.set(Timestamp::from_millis(self.clock.now().millis() + by));
    }

    fn change_limits(&mut self, at: &str) {
        self.tally.changes += 1;
        self.moves_on();
        let mut specs = self.ledger.specs.clone();
        let (place, epoch) = (self.below(specs.len()), self.ledger.epoch + 1);
        let spec = &mut specs[place];
        match self.below(7) {
            0 | 1 => spec.cap = (spec.cap * (50 + self.below(150) as u64) / 100).max(1),
            2 => spec.soft = !spec.soft,
            3 => spec.name.push('\''),
            4 => match &mut spec.kind {
                Kind::Bucket(refill, _) => {
                    let new = 1 + self.below(30) as u64;
                    if new != *refill {
                        (*refill, spec.rated) = (new, epoch);
                    }
                }
                Kind::InFlight(lease) => *lease = MINUTE + self.below(600_000) as i64,
                _ => specs.swap(0, place),
            },
            5 if specs.len() > 4 => drop(specs.remove(place)),
            _ => {
                let number = self.below(TEMPLATES);
                let mut new = template(number, self.instances, epoch);
                new.name = format!("{} {}", new.name, self.instances);
                // A limit of the same kind as one that is there would be taken for its new name.
                if specs.iter().all(|spec| spec.instance % TEMPLATES != number) {
                    new.instance = self.instances + TEMPLATES - self.instances % TEMPLATES + number;
                    self.instances = new.instance + 1;
                    specs.push(new);
                }
            }
        }
        let limits: Limits = specs.iter().map(Spec::limit).collect();
        self.budget.set_limits(limits).unwrap_or_else(|error| panic!("{at}: {error}"));
        self.ledger.change(specs);
    }

    /// The refusal is of the right kind, and the time it names is the first at which it fits.
    fn refusal_is_exact(
        &self,
        asked: (usize, &str, Option<usize>),
        amount: &Amount,
        error: &BudgetError,
        at: &str,
    ) {
        let (ledger, (_, model, hold)) = (&self.ledger, asked);
        let mut hard =
            ledger.specs.iter().filter(|s| !s.soft && s.model.is_none_or(|m| m == model));
        let exceeds = hard.any(|spec| ledger.asked(spec, hold, amount) > i128::from(spec.cap));
        let end = 3 * 366 * DAY;
        match error {
            BudgetError::ExceedsCap { .. } => assert!(exceeds, "{at}: {error}"),
            BudgetError::Exhausted { .. } => {
                assert!(!exceeds && !ledger.fits_after(asked, amount, end), "{at}: {error}");
            }
            BudgetError::OverBudget(over) => {
                let wait = i64::try_from(over.retry_after.as_millis()).expect("a wait");
                assert!(!exceeds && wait > 0, "{at}: {error}");
                assert!(ledger.fits_after(asked, amount, wait), "{at}: too early: {error}");
                assert!(!ledger.fits_after(asked, amount, wait - 1), "{at}: too late: {error}");
            }
            other => panic!("{at}: {other}"),
        }
    }

    fn agrees(&mut self, scope: usize, at: &str) {
        self.moves_on();
        let status = block_on(self.budget.status(&levels(scope)));
        let status = status.unwrap_or_else(|error| panic!("{at}: {error}"));
        assert_eq!(status.limits().len(), self.ledger.specs.len(), "{at}");
        for (limit, spec) in status.limits().iter().zip(&self.ledger.specs) {
            let expected = self.ledger.charged_after(spec, scope, 0);
            assert_eq!(i128::from(limit.charged()), expected, "{at}: {limit}, {spec:?}");
            let may_exceed = self.traffic == Traffic::Any || spec.soft;
            assert!(may_exceed || limit.charged() <= limit.cap(), "{at}: {limit}");
            if let (Some(end), false) = (limit.resets_at(), limit.charged() == 0) {
                let left = self.ledger.charged_after(spec, scope, end.millis() - self.ledger.clock);
                assert_eq!(left, 0, "{at}: {limit} resets at {end:?}");
            }
        }
    }

    /// The budget looks at the clock when it is asked.
    fn moves_on(&mut self) {
        self.ledger.look(self.clock.now().millis());
    }

    /// One of thousands of callers, most often one of the busy ones.
    fn somebody(&mut self) -> usize {
        let of = if self.below(5) == 0 { SCOPES } else { BUSY_SCOPES };
        self.below(of)
    }

    fn recent(&mut self) -> Option<usize> {
        let most = self.ids.len().min(400);
        (most > 0).then(|| self.ids.len() - 1 - self.below(most))
    }

    fn amount(&mut self, requests: usize) -> Amount {
        Amount {
            requests: requests as u64,
            input_tokens: self.below(400) as u64,
            output_tokens: self.below(200) as u64,
            cost: NanoUsd::from_nanos(self.below(1_000) as u64),
        }
    }

    /// SplitMix64: the same numbers for the same seed.
    fn below(&mut self, end: usize) -> usize {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.random;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % end as u64) as usize
    }
}

fn share(percent: u64, amount: &Amount) -> Amount {
    Amount {
        requests: amount.requests * percent / 100,
        input_tokens: amount.input_tokens * percent / 100,
        output_tokens: amount.output_tokens * percent / 100,
        cost: NanoUsd::from_nanos(amount.cost.nanos() * percent / 100),
    }
}
