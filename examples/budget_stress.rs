//! Callers at once on one budget, again and again: is it ever overspent?
//!
//! `cargo run --release --example budget_stress -- --threads 4 --runs 20000 --limit 100 --reserve 60`
//!
//! In each run, on a fresh budget, every thread reserves so much of the limit and, where it gets
//! it, settles exactly that. The last line is JSON: how many runs charged more than the limit, the
//! highest amount that was charged in any run, and runs a second.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Barrier, Mutex, PoisonError};
use std::thread;
use std::time::Instant;

use futures::executor::block_on;
use palisade::{Amount, Ask, Budget, Limit, Limits, MemoryBudget, Scope};

#[derive(Debug)]
struct Options {
    threads: usize,
    runs: u64,
    limit: u64,
    reserve: u64,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let options = Options::read(std::env::args().skip(1))?;
    println!("{options:?}");
    let stress = Stress {
        budget: Mutex::new(fresh(&options)),
        barrier: Barrier::new(options.threads),
        overspent: AtomicU64::new(0),
        worst: AtomicU64::new(0),
        options,
    };
    let begun = Instant::now();
    thread::scope(|scope| {
        for _ in 0..stress.options.threads {
            scope.spawn(|| stress.work());
        }
    });
    let per_second = stress.options.runs as f64 / begun.elapsed().as_secs_f64();
    println!(
        r#"{{"runs":{},"overspent":{},"worst":{},"per_second":{per_second:.0}}}"#,
        stress.options.runs,
        stress.overspent.load(Ordering::SeqCst),
        stress.worst.load(Ordering::SeqCst),
    );
    Ok(())
}

struct Stress {
    options: Options,
    /// That of the present run.
    budget: Mutex<Arc<MemoryBudget>>,
    barrier: Barrier,
    overspent: AtomicU64,
    worst: AtomicU64,
}

impl Stress {
    fn work(&self) {
        let scope = Scope::tenant("acme");
        let amount =
            Amount { requests: 1, input_tokens: self.options.reserve, ..Amount::default() };
        for _ in 0..self.options.runs {
            let budget = self.budget.lock().unwrap_or_else(PoisonError::into_inner).clone();
            self.barrier.wait();
            if let Ok(hold) = block_on(budget.reserve(&Ask::new(&scope, "model", amount))) {
                self.look(&budget, &scope);
                block_on(budget.settle(&hold, &amount)).expect("the hold is known");
            }
            // When all are done, one looks and makes the budget of the next run.
            if self.barrier.wait().is_leader() {
                if self.look(&budget, &scope) > self.options.limit {
                    self.overspent.fetch_add(1, Ordering::SeqCst);
                }
                let next = fresh(&self.options);
                *self.budget.lock().unwrap_or_else(PoisonError::into_inner) = next;
            }
            self.barrier.wait();
        }
    }

    /// What is charged now.
    fn look(&self, budget: &MemoryBudget, scope: &Scope) -> u64 {
        let status = block_on(budget.status(scope)).expect("the scope has its levels");
        let charged = status.limits().first().map_or(0, |limit| limit.charged());
        self.worst.fetch_max(charged, Ordering::SeqCst);
        charged
    }
}

impl Options {
    fn read(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = Self { threads: 4, runs: 20_000, limit: 100, reserve: 60 };
        while let Some(name) = arguments.next() {
            let value = arguments.next().ok_or_else(|| format!("{name} needs a number"))?;
            let number = |least: u64| match value.parse::<u64>() {
                Ok(number) if number >= least => Ok(number),
                _ => Err(format!("{name} needs a number of at least {least}, not {value:?}")),
            };
            match name.as_str() {
                "--threads" => {
                    options.threads = usize::try_from(number(1)?.min(1_024)).unwrap_or(1)
                }
                "--runs" => options.runs = number(1)?,
                "--limit" => options.limit = number(1)?,
                "--reserve" => options.reserve = number(0)?,
                _ => return Err(format!("{name} is not known")),
            }
        }
        Ok(options)
    }
}

fn fresh(options: &Options) -> Arc<MemoryBudget> {
    Arc::new(MemoryBudget::new(Limits::new().limit(Limit::tokens(options.limit).per("tenant"))))
}
