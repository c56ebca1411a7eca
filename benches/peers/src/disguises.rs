//! What is still found of a disguised value, and whether just it.

use cerberust::{PiiScanner, ScannerStack, SecretScanner};
use guardrail_classifiers::{PiiRedactor, RegexInjectionScanner};
use llm_guard::patterns::COMMON_INJECTION_PATTERNS;
use llm_guard::{BanSubstrings, Deobfuscate, PiiPatterns, Pipeline, PipelineMode, Secrets};
use palisade::redteam::{Fixture, Kind, Mutator, fixtures};
use palisade::{Category, Guardrails, Injection, LocalGuardrails, Pii};

use crate::inputs::{Group, request};

/// Fixtures a kind.
const COUNT: usize = 200;

const VALUES: [Kind; 3] = [Kind::Email, Kind::Card, Kind::Key];

/// How much of a value a crate saw.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Seen {
    Nothing,
    /// Something of it, or more than it.
    Something,
    /// The value, from its first to its last byte; of an attack, a piece within.
    Exactly,
}

type Look = Box<dyn Fn(&Fixture) -> Seen>;

/// Looks, and prints the tables.
pub fn table() {
    let looks: [(Group, Look); 4] = [
        (Group::Palisade, palisade()),
        (Group::Cerberust, Box::new(cerberust)),
        (Group::LlmGuard, llm_guard()),
        (Group::GuardrailRs, guardrail_rs()),
    ];
    println!(
        "\nDisguised values, {COUNT} a kind: % of those that the same crate finds undisguised, \
         found / just the value from its first to its last byte"
    );
    print("e-mail, card, key", &VALUES, &looks);
    let [of_palisade, _, of_llm_guard, of_guardrail_rs] = looks;
    print("attack", &[Kind::Injection], &[of_palisade, of_llm_guard, of_guardrail_rs]);
}

fn print(what: &str, kinds: &[Kind], looks: &[(Group, Look)]) {
    let names: Vec<&str> = looks.iter().map(|(group, _)| group.name()).collect();
    println!("\n| {what} | {} |\n|---|{}", names.join(" | "), "--:|".repeat(names.len()));
    let known: Vec<Vec<Fixture>> = looks.iter().map(|(_, look)| known(kinds, look)).collect();
    let count = COUNT * kinds.len();
    let shares: Vec<String> =
        known.iter().map(|known| format!("{} of {count}", known.len())).collect();
    println!("| undisguised | {} |", shares.join(" | "));
    for mutator in Mutator::ALL {
        let cells: Vec<String> =
            looks.iter().zip(&known).map(|((_, look), known)| cell(mutator, known, look)).collect();
        println!("| {mutator} | {} |", cells.join(" | "));
    }
}

/// The fixtures that it finds undisguised.
fn known(kinds: &[Kind], look: &Look) -> Vec<Fixture> {
    let all = kinds.iter().flat_map(|kind| fixtures(*kind, COUNT, 1));
    all.filter(|fixture| look(fixture) > Seen::Nothing).collect()
}

fn cell(mutator: Mutator, known: &[Fixture], look: &Look) -> String {
    let (mut tried, mut found, mut exact) = (0, 0, 0);
    for (seed, fixture) in (1..).zip(known) {
        let disguised = fixture.disguised(|value| mutator.apply(value, seed));
        if mutator.keeps(fixture.kind()) && disguised.value() != fixture.value() {
            let seen = look(&disguised);
            tried += 1;
            found += usize::from(seen > Seen::Nothing);
            exact += usize::from(seen == Seen::Exactly);
        }
    }
    if tried == 0 {
        return "–".to_owned();
    }
    format!("{} / {}", 100 * found / tried, 100 * exact / tried)
}

fn palisade() -> Look {
    let builder = Guardrails::builder()
        .input(Injection::default())
        .input(Pii::redact())
        .input(palisade::Secrets::redact());
    let rails: LocalGuardrails = builder.build_local().expect("a policy");
    Box::new(move |fixture| {
        let category = match fixture.kind() {
            Kind::Injection => Category::Injection,
            Kind::Key => Category::Secret,
            _ => Category::PersonalData,
        };
        let found = rails.inspect_input(fixture.text()).expect("guards that do not fail");
        let of_category = found.findings().iter().filter(|found| found.category() == category);
        best(fixture, of_category.map(|found| found.span().range()))
    })
}

/// It gives no spans: what it redacted tells.
fn cerberust(fixture: &Fixture) -> Seen {
    let scanners: Vec<Box<dyn cerberust::Scanner>> = match fixture.kind() {
        Kind::Key => vec![Box::new(SecretScanner::new())],
        _ => vec![Box::new(PiiScanner::new())],
    };
    let redacted = ScannerStack::new(scanners, true).run_input(fixture.text());
    redacted.map_or(Seen::Nothing, |redacted| seen_in(&redacted, fixture))
}

/// Each scanner by itself, and inside the one that undoes disguises.
fn llm_guard() -> Look {
    let injection = || BanSubstrings::new("injection", COMMON_INJECTION_PATTERNS);
    let all = || Pipeline::new(PipelineMode::All);
    let attacks = all().with(injection()).with(Deobfuscate::new(injection()));
    let pii = all().with(PiiPatterns::new()).with(Deobfuscate::new(PiiPatterns::new()));
    let secrets = all().with(Secrets::new()).with(Deobfuscate::new(Secrets::new()));
    Box::new(move |fixture| {
        let pipeline = match fixture.kind() {
            Kind::Injection => &attacks,
            Kind::Key => &secrets,
            _ => &pii,
        };
        let found = pipeline.scan(fixture.text());
        best(fixture, found.matches.iter().map(|found| found.span.clone()))
    })
}

/// It gives no spans of an attack.
fn guardrail_rs() -> Look {
    let (redactor, attacks) = (PiiRedactor::default(), RegexInjectionScanner::default());
    Box::new(move |fixture| match fixture.kind() {
        Kind::Injection if attacks.evaluate_sync(&request(fixture.text())).should_forward() => {
            Seen::Nothing
        }
        Kind::Injection => Seen::Something,
        _ => seen_in(&redactor.redact_text(fixture.text()), fixture),
    })
}

/// The best of the spans.
fn best(fixture: &Fixture, spans: impl Iterator<Item = std::ops::Range<usize>>) -> Seen {
    let value = fixture.value_span().range();
    let seen = spans.map(|span| {
        let within = value.start <= span.start && span.end <= value.end;
        if span == value || within && fixture.kind() == Kind::Injection {
            Seen::Exactly
        } else if span.start < value.end && value.start < span.end {
            Seen::Something
        } else {
            Seen::Nothing
        }
    });
    seen.fold(Seen::Nothing, |best, seen| if seen > best { seen } else { best })
}

/// From a redacted text: what is left of the value, and of the text around it.
fn seen_in(redacted: &str, fixture: &Fixture) -> Seen {
    let (text, value) = (fixture.text(), fixture.value_span());
    if redacted == text {
        return Seen::Nothing;
    }
    let inside = redacted
        .strip_prefix(&text[..value.start()])
        .and_then(|rest| rest.strip_suffix(&text[value.end()..]));
    let placeholder = inside
        .and_then(|inside| inside.strip_prefix('[')?.strip_suffix(']'))
        .is_some_and(|name| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'));
    // The carriers hold nothing that is looked for: what changed is of the value.
    if placeholder { Seen::Exactly } else { Seen::Something }
}
