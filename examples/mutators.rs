//! How much of what is disguised the guards find: a table of mutators and kinds of values.
//!
//! `cargo run --release --features redteam --example mutators [-- --pairs] [--misses] [--count N] [--seed S]`
//!
//! Every fixture stands in a plain sentence, and only its value is disguised. *Found* is a finding
//! of the right category that overlaps the disguised value. *Exact* is one that covers just it;
//! for an attack, one within the disguised sentence. A dash stands where the disguise changes
//! nothing, or leaves nothing that is a value still (see `Mutator::keeps`).

use std::process::ExitCode;

use palisade::redteam::{Composition, Fixture, Kind, Mutator, fixtures};
use palisade::{Category, Error, Finding, Guardrails, Injection, LocalGuardrails, Pii, Secrets};

fn main() -> ExitCode {
    match run(std::env::args().skip(1)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(mistake) => {
            eprintln!(
                "mutators: {mistake}\n\nusage: mutators [--pairs] [--misses] [--count N] [--seed S]"
            );
            ExitCode::from(2)
        }
    }
}

fn run(mut arguments: impl Iterator<Item = String>) -> Result<(), String> {
    let (mut print, mut count, mut seed) = (Bench::print_singles as Print, 200, 1);
    while let Some(name) = arguments.next() {
        let mut number = || -> Result<u64, String> {
            let value = arguments.next().ok_or_else(|| format!("{name} wants a value"))?;
            value.parse().map_err(|_| format!("{name} wants a whole number"))
        };
        match name.as_str() {
            "--pairs" => print = Bench::print_pairs,
            "--misses" => print = Bench::print_misses,
            "--count" => count = number()?.try_into().map_err(|_| "--count is too large")?,
            "--seed" => seed = number()?,
            _ => return Err(format!("{name} is not known")),
        }
    }
    let bench = Bench::new(count, seed).map_err(|error| error.to_string())?;
    print(&bench).map_err(|error| error.to_string())
}

type Print = fn(&Bench) -> Result<(), Error>;

/// The guards, and what they are tried on.
struct Bench {
    rails: LocalGuardrails,
    fixtures: Vec<(Kind, Vec<Fixture>)>,
    seed: u64,
}

impl Bench {
    fn new(count: usize, seed: u64) -> Result<Self, palisade::ConfigError> {
        let rails = Guardrails::builder()
            .input(Injection::default())
            .input(Pii::redact())
            .input(Secrets::redact())
            .build_local()?;
        let of_kind = |kind| (kind, fixtures(kind, count, seed));
        Ok(Self { rails, fixtures: Kind::ALL.map(of_kind).into(), seed })
    }

    fn print_singles(&self) -> Result<(), Error> {
        print_head("mutator");
        let mut totals = [Tally::default(); Kind::ALL.len()];
        for mutator in Mutator::ALL {
            let tallies =
                self.tallies(|kind| mutator.keeps(kind), |value, seed| mutator.apply(value, seed))?;
            print_row(mutator.name(), &tallies);
            totals.iter_mut().zip(tallies).for_each(|(total, tally)| total.add(tally));
        }
        print_row("all", &totals);
        Ok(())
    }

    /// Up to three texts of each mutator and kind that are not found exactly.
    fn print_misses(&self) -> Result<(), Error> {
        for mutator in Mutator::ALL {
            for (kind, fixtures) in self.fixtures.iter().filter(|(kind, _)| mutator.keeps(*kind)) {
                let mut left = 3;
                for (fixture, seed) in fixtures.iter().zip(self.seed..) {
                    let disguised = fixture.disguised(|value| mutator.apply(value, seed));
                    let mut tally = Tally::default();
                    let inspection = self.rails.inspect_input(disguised.text())?;
                    tally.count(&disguised, inspection.findings());
                    if left > 0 && tally.exact == 0 {
                        left -= 1;
                        let found: Vec<&str> = inspection
                            .findings()
                            .iter()
                            .filter_map(|finding| finding.span().of(disguised.text()))
                            .collect();
                        println!(
                            "{} {kind}: {:?} found {found:?}",
                            mutator.name(),
                            disguised.text()
                        );
                    }
                }
            }
        }
        Ok(())
    }

    /// One row a mutator: all pairs that it comes first in, and all that it comes second in.
    fn print_pairs(&self) -> Result<(), Error> {
        const COUNT: usize = Mutator::ALL.len();
        let mut by_first = [[Tally::default(); Kind::ALL.len()]; COUNT];
        let mut by_second = by_first;
        let mut totals = [Tally::default(); Kind::ALL.len()];
        let mut all = Vec::new();
        for pair in Composition::all() {
            let tallies =
                self.tallies(|kind| pair.keeps(kind), |value, seed| pair.apply(value, seed))?;
            for (nth, mutator) in Mutator::ALL.into_iter().enumerate() {
                if pair.first() == mutator {
                    by_first[nth].iter_mut().zip(tallies).for_each(|(to, tally)| to.add(tally));
                }
                if pair.second() == mutator {
                    by_second[nth].iter_mut().zip(tallies).for_each(|(to, tally)| to.add(tally));
                }
            }
            totals.iter_mut().zip(tallies).for_each(|(total, tally)| total.add(tally));
            all.push(tallies);
        }
        for (title, rows) in [("comes first", by_first), ("comes second", by_second)] {
            print_head(title);
            for (mutator, tallies) in Mutator::ALL.into_iter().zip(rows) {
                print_row(mutator.name(), &tallies);
            }
            println!();
        }
        print_head("all pairs");
        print_row("all", &totals);
        for (nth, kind) in Kind::ALL.into_iter().enumerate() {
            let tried: Vec<f64> =
                all.iter().filter_map(|tallies| tallies[nth].found_share()).collect();
            let well = tried.iter().filter(|share| **share >= 0.98).count();
            let never = tried.iter().filter(|share| **share == 0.0).count();
            println!(
                "\n{kind}: of {} pairs, {well} are found in 98 % of the cases or more, {never} never",
                tried.len()
            );
        }
        Ok(())
    }

    fn tallies(
        &self,
        keeps: impl Fn(Kind) -> bool,
        disguise: impl Fn(&str, u64) -> String,
    ) -> Result<[Tally; Kind::ALL.len()], Error> {
        let mut tallies = [Tally::default(); Kind::ALL.len()];
        for (tally, (kind, fixtures)) in tallies.iter_mut().zip(&self.fixtures) {
            if !keeps(*kind) {
                continue;
            }
            for (fixture, seed) in fixtures.iter().zip(self.seed..) {
                let disguised = fixture.disguised(|value| disguise(value, seed));
                if disguised.value() != fixture.value() {
                    tally.count(&disguised, self.rails.inspect_input(disguised.text())?.findings());
                }
            }
        }
        Ok(tallies)
    }
}

/// How often a kind was tried, found, and found exactly.
#[derive(Clone, Copy, Default)]
struct Tally {
    tried: u32,
    found: u32,
    exact: u32,
}

impl Tally {
    fn count(&mut self, fixture: &Fixture, findings: &[Finding]) {
        let category = match fixture.kind() {
            Kind::Key => Category::Secret,
            Kind::Injection => Category::Injection,
            _ => Category::PersonalData,
        };
        let value = fixture.value_span();
        let of_category = || findings.iter().filter(|finding| finding.category() == category);
        let is_exact = |finding: &Finding| match fixture.kind() {
            Kind::Injection => value.contains(finding.span()),
            _ => finding.span() == value,
        };
        self.tried += 1;
        self.found += u32::from(of_category().any(|finding| finding.span().overlaps(value)));
        self.exact += u32::from(of_category().any(is_exact));
    }

    const fn add(&mut self, other: Self) {
        self.tried += other.tried;
        self.found += other.found;
        self.exact += other.exact;
    }

    fn found_share(self) -> Option<f64> {
        (self.tried > 0).then(|| f64::from(self.found) / f64::from(self.tried))
    }

    fn exact_share(self) -> Option<f64> {
        (self.tried > 0).then(|| f64::from(self.exact) / f64::from(self.tried))
    }
}

fn print_head(first: &str) {
    let columns = Kind::ALL.map(|kind| format!("{kind} found | {kind} exact"));
    println!("| {first} | {} |", columns.join(" | "));
    println!("|---|{}", "--:|".repeat(2 * Kind::ALL.len()));
}

fn print_row(name: &str, tallies: &[Tally]) {
    // Rounded down: 99.97 % is not all.
    let percent = |share: Option<f64>| {
        share.map_or("–".to_owned(), |share| format!("{:.1}", (share * 1000.0).floor() / 10.0))
    };
    let cells = tallies.iter().flat_map(|tally| [tally.found_share(), tally.exact_share()]);
    let cells: Vec<String> = cells.map(percent).collect();
    println!("| {name} | {} |", cells.join(" | "));
}
