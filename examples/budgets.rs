//! Two users of one team, a cap for the team, an alert, a refusal with its time, and a month's
//! end: `cargo run --example budgets`

use std::sync::Arc;
use std::sync::mpsc;
use std::time::Duration;

use futures::executor::block_on;
use palisade::{
    Amount, Ask, Budget, BudgetAlert, BudgetError, Clock, FakeClock, Forecast, HoldId, Limit,
    Limits, MemoryBudget, NanoUsd, Scope, Timestamp,
};

/// 2024-02-05T12:00:00Z, in a month of 29 days.
const BEGIN: Timestamp = Timestamp::from_millis(1_707_134_400_000);

struct Desk {
    budget: MemoryBudget,
    clock: Arc<FakeClock>,
    alerts: mpsc::Receiver<BudgetAlert>,
}

fn main() -> Result<(), BudgetError> {
    let desk = Desk::new();
    let team = |user: &str| Scope::tenant("acme").with("team", "support").user(user);
    let (ann, bob) = (team("ann"), team("bob"));

    println!("1. Both users ask. Each call is reserved at its most, and settled at its cost.");
    let hold = desk.ask(&ann, 200)?;
    println!("   While it runs the team is charged all that was reserved:");
    desk.show(&ann)?;
    desk.settle(&hold, 120)?;
    let hold = desk.ask(&bob, 150)?;
    desk.settle(&hold, 150)?;

    println!("2. Two calls of one user are in flight; a third has to wait for one of them.");
    let (one, two) = (desk.ask(&ann, 10)?, desk.ask(&ann, 10)?);
    desk.refused(&ann, 10);
    desk.settle(&one, 5)?;
    desk.budget.abandon(&two);
    println!("   One is settled. The other's client is gone: it stays charged in full.");

    println!("3. A long call brings the team to its alert.");
    let hold = desk.ask(&bob, 600)?;
    desk.settle(&hold, 600)?;

    println!("4. The next one does not fit into the team's month, and is told when it will.");
    desk.refused(&ann, 200);
    println!("   One that is larger than the whole month never will:");
    desk.refused(&ann, 2_000);
    desk.show(&ann)?;

    println!("5. The manager raises the cap; what was counted stays.");
    desk.budget.set_limits(limits(1_500)).expect("sound limits");
    let hold = desk.ask(&ann, 200)?;
    desk.settle(&hold, 200)?;
    desk.show(&ann)?;

    println!("6. March begins, and with it a new month for the team.");
    desk.clock.set(Timestamp::from_millis(1_709_251_200_000));
    desk.show(&ann)?;
    println!("   What a client gets to see:");
    let status = block_on(desk.budget.status(&bob))?;
    let now = desk.clock.now();
    for (name, value) in
        status.rate_limit_headers(now).into_iter().chain(status.openai_headers(now))
    {
        println!("   {name}: {value}");
    }
    Ok(())
}

/// Per user a rate and two calls at a time; per team so many cents a month.
fn limits(cents: u64) -> Limits {
    Limits::new()
        .limit(
            Limit::cost(NanoUsd::from_cents(cents))
                .per("tenant")
                .per("team")
                .per_month()
                .alert_at([80, 100])
                .named("team"),
        )
        .limit(
            Limit::requests(10)
                .per("tenant")
                .per("user")
                .refilled(60, Duration::from_secs(60))
                .named("rate"),
        )
        .limit(Limit::concurrent_calls(2).per("tenant").per("user").named("at-a-time"))
}

impl Desk {
    fn new() -> Self {
        let clock = Arc::new(FakeClock::at(BEGIN));
        let (sender, alerts) = mpsc::channel();
        let budget = MemoryBudget::new(limits(1_000));
        let budget = budget.with_clock(Arc::clone(&clock)).with_alerts(sender);
        Self { budget, clock, alerts }
    }

    /// One call that costs so many cents at the most.
    fn cents(cents: u64) -> Amount {
        Amount { requests: 1, cost: NanoUsd::from_cents(cents), ..Amount::default() }
    }

    fn ask(&self, scope: &Scope, cents: u64) -> Result<HoldId, BudgetError> {
        self.clock.advance(Duration::from_secs(20));
        let hold = block_on(self.budget.reserve(&Ask::new(scope, "large-1", Self::cents(cents))))?;
        println!("   {} reserves {}", name(scope), NanoUsd::from_cents(cents));
        self.tell_alerts();
        Ok(hold)
    }

    fn settle(&self, hold: &HoldId, cents: u64) -> Result<(), BudgetError> {
        self.clock.advance(Duration::from_secs(5));
        block_on(self.budget.settle(hold, &Self::cents(cents)))?;
        println!("   settled at {}", NanoUsd::from_cents(cents));
        Ok(())
    }

    fn refused(&self, scope: &Scope, cents: u64) {
        let ask = Ask::new(scope, "large-1", Self::cents(cents));
        match block_on(self.budget.reserve(&ask)) {
            Ok(_) => println!("   {} had room after all", name(scope)),
            Err(BudgetError::OverBudget(over)) => {
                let (header, seconds) = over.retry_after_header();
                println!("   {} is refused: {over}", name(scope));
                println!("   {header}: {seconds}");
            }
            Err(error) => println!("   {} is refused: {error}", name(scope)),
        }
    }

    fn show(&self, scope: &Scope) -> Result<(), BudgetError> {
        for limit in block_on(self.budget.status(scope))?.limits() {
            print!("   {limit}");
            match limit.forecast(self.clock.now()) {
                Forecast::ReachedAt(at) => {
                    let days = at.since(self.clock.now()).as_secs_f64() / 86_400.0;
                    println!("; at the present rate reached in {days:.1} days");
                }
                Forecast::NotInThisWindow => println!("; at the present rate not reached"),
                _ => println!(),
            }
        }
        Ok(())
    }

    fn tell_alerts(&self) {
        for alert in self.alerts.try_iter() {
            println!(
                "   ALERT {}: {} % reached, {} of {}, for {}",
                alert.limit(),
                alert.percent(),
                NanoUsd::from_nanos(alert.charged()),
                NanoUsd::from_nanos(alert.cap()),
                alert.scope().level("team").unwrap_or("all"),
            );
        }
    }
}

fn name(scope: &Scope) -> &str {
    scope.level("user").unwrap_or("somebody")
}
