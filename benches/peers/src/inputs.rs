//! Passes over a whole text: each guard, and each chain.

use std::borrow::Cow;
use std::rc::Rc;

use cerberust::{PiiScanner, ScanCtx, ScannerStack, SecretScanner};
use guardrail_classifiers::{PiiRedactor, RegexInjectionScanner};
use guardrail_core::request::{ChatMessage, GuardrailRequest, MessageContent, Provider, Role};
use llm_guard::patterns::COMMON_INJECTION_PATTERNS;
use llm_guard::{
    BanSubstrings, Deobfuscate, InvisibleText, PiiPatterns, Pipeline, PipelineMode, RoleOverride,
    Scanner, Secrets, TemplateMarkerShape,
};

use crate::measure::{Effort, median, seconds};
use crate::{matchers, rails, texts};

/// Bytes of each text, about.
const BYTES: usize = 8 << 10;

/// Whose pass it is.
#[derive(Clone, Copy, PartialEq)]
pub enum Group {
    Palisade,
    Matcher,
    Cerberust,
    LlmGuard,
    GuardrailRs,
}

impl Group {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Palisade => "palisade",
            Self::Matcher => "no guard",
            Self::Cerberust => "cerberust",
            Self::LlmGuard => "llm-guard",
            Self::GuardrailRs => "guardrail-rs",
        }
    }
}

/// A scan of one text, with all that can be made beforehand made; tells how much it found.
type Scan<'t> = Box<dyn FnMut() -> usize + 't>;

/// Something to measure.
pub struct Pass {
    pub group: Group,
    pub name: String,
    prepare: Box<dyn for<'t> Fn(&'t str) -> Scan<'t>>,
}

impl Pass {
    pub fn new(
        group: Group,
        name: &str,
        prepare: impl for<'t> Fn(&'t str) -> Scan<'t> + 'static,
    ) -> Self {
        Self { group, name: name.to_owned(), prepare: Box::new(prepare) }
    }
}

/// A row of the table: µs per KB of English, of mixed scripts, of English with hits.
pub struct Row {
    pub group: Group,
    pub name: String,
    pub times: [f64; 3],
    pub found: usize,
}

impl Row {
    pub fn is_default_chain(&self) -> bool {
        self.group == Group::Palisade && self.name == DEFAULT_CHAIN
    }
}

const DEFAULT_CHAIN: &str = "default chain";

/// Measures, and prints the table.
pub fn table(effort: Effort) -> Vec<Row> {
    let rows = rows(effort);
    let reference =
        rows.iter().find(|row| row.is_default_chain()).map_or([0.0; 3], |row| row.times);
    let ratio = |row: &Row, text: usize| row.times[text] / reference[text];
    println!(
        "\nµs per KB of 8 KB, median of {} interleaved rounds; × is the ratio to Palisade's default \
         chain on the same text\n",
        effort.rounds
    );
    println!("| | pass | English | × | mixed scripts | × | with hits | × | found there |");
    println!("|---|---|--:|--:|--:|--:|--:|--:|--:|");
    for row in &rows {
        let cells: Vec<String> = (0..3)
            .map(|text| format!("{} | {}", figure(row.times[text]), figure(ratio(row, text))))
            .collect();
        println!("| {} | {} | {} | {} |", row.group.name(), row.name, cells.join(" | "), row.found);
    }
    rows
}

/// About three digits.
pub fn figure(value: f64) -> String {
    match value {
        100.0.. => format!("{value:.0}"),
        10.0..100.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

fn rows(effort: Effort) -> Vec<Row> {
    let texts = [texts::english(BYTES), texts::mixed(BYTES), texts::with_hits(BYTES)];
    let passes = passes();
    let mut times = vec![[const { Vec::new() }; 3]; passes.len()];
    for _ in 0..effort.rounds {
        for (kind, text) in texts.iter().enumerate() {
            for (pass, times) in passes.iter().zip(&mut times) {
                let scan = (pass.prepare)(text);
                let each = seconds(effort.sample, scan);
                times[kind].push(each * 1e6 / (text.len() as f64 / 1024.0));
            }
        }
    }
    let [_, _, hits] = &texts;
    let row = |(pass, mut times): (Pass, [Vec<f64>; 3])| Row {
        times: times.each_mut().map(|times| median(times)),
        found: (pass.prepare)(hits)(),
        group: pass.group,
        name: pass.name,
    };
    passes.into_iter().zip(times).map(row).collect()
}

fn passes() -> Vec<Pass> {
    let mut passes = palisade();
    passes.extend(matchers::passes());
    passes.extend(cerberust());
    passes.extend(llm_guard());
    passes.extend(guardrail_rs());
    passes
}

/// The guards of the default chain, and the chain.
fn palisade() -> Vec<Pass> {
    let measured = ["ControlCharacters", "Injection", "Pii", "Secrets", DEFAULT_CHAIN];
    let guards = rails::inputs().into_iter().filter(|(name, _)| measured.contains(name));
    let pass = |(name, rails)| {
        let rails = Rc::new(rails);
        Pass::new(Group::Palisade, name, move |text| {
            let rails: Rc<palisade::LocalGuardrails> = Rc::clone(&rails);
            Box::new(move || rails.validate_input(text).map_or(0, |input| input.findings().len()))
        })
    };
    guards.map(pass).collect()
}

fn cerberust() -> Vec<Pass> {
    // A context of its own for each sample: it keeps what it replaced.
    fn alone(name: &str, scanner: impl cerberust::Scanner + Clone + 'static) -> Pass {
        Pass::new(Group::Cerberust, name, move |text| {
            let (scanner, mut context) = (scanner.clone(), ScanCtx::new());
            Box::new(move || match scanner.scan(text, &mut context).map(|verdict| verdict.text) {
                Ok(Cow::Owned(redacted)) => redacted.matches(CERBERUST_MARK).count(),
                Ok(Cow::Borrowed(_)) | Err(_) => 0,
            })
        })
    }
    let pii = alone("PiiScanner", PiiScanner::new());
    let secrets = alone("SecretScanner", SecretScanner::new());
    let both = Pass::new(Group::Cerberust, "both in a ScannerStack", |text| {
        let scanners: Vec<Box<dyn cerberust::Scanner>> =
            vec![Box::new(PiiScanner::new()), Box::new(SecretScanner::new())];
        let mut stack = ScannerStack::new(scanners, true);
        Box::new(move || match stack.run_input(text) {
            Ok(redacted) if redacted.len() != text.len() => {
                redacted.matches(CERBERUST_MARK).count()
            }
            _ => 0,
        })
    });
    vec![pii, secrets, both]
}

/// What its placeholders begin with.
const CERBERUST_MARK: &str = "[REDACTED_";

fn llm_guard() -> Vec<Pass> {
    let injection = || BanSubstrings::new("injection", COMMON_INJECTION_PATTERNS);
    let all = Pipeline::new(PipelineMode::All)
        .with(InvisibleText::new())
        .with(RoleOverride::new())
        .with(TemplateMarkerShape::new())
        .with(injection())
        .with(Deobfuscate::new(injection()))
        .with(PiiPatterns::new())
        .with(Secrets::new());
    let all = Rc::new(all);
    vec![
        scanner("PiiPatterns", PiiPatterns::new()),
        scanner("Secrets", Secrets::new()),
        scanner("BanSubstrings, injection", injection()),
        scanner("Deobfuscate, injection", Deobfuscate::new(injection())),
        Pass::new(Group::LlmGuard, "all in a Pipeline", move |text| {
            let all = Rc::clone(&all);
            Box::new(move || all.scan(text).matches.len())
        }),
    ]
}

fn scanner(name: &str, scanner: impl Scanner + 'static) -> Pass {
    let scanner = Rc::new(scanner);
    Pass::new(Group::LlmGuard, name, move |text| {
        let scanner = Rc::clone(&scanner);
        Box::new(move || scanner.scan(text).matches.len())
    })
}

fn guardrail_rs() -> Vec<Pass> {
    let redactor = Rc::new(PiiRedactor::default());
    let injection = Rc::new(RegexInjectionScanner::default());
    let (pii, patterns) = (Rc::clone(&redactor), Rc::clone(&injection));
    vec![
        Pass::new(Group::GuardrailRs, "PiiRedactor", move |text| {
            let redactor = Rc::clone(&pii);
            Box::new(move || redactor.redact_text_with_records(text).1.len())
        }),
        Pass::new(Group::GuardrailRs, "RegexInjectionScanner", move |text| {
            let (scanner, request) = (Rc::clone(&patterns), request(text));
            Box::new(move || usize::from(!scanner.evaluate_sync(&request).should_forward()))
        }),
        Pass::new(Group::GuardrailRs, "both", move |text| {
            let (redactor, scanner) = (Rc::clone(&redactor), Rc::clone(&injection));
            let request = request(text);
            Box::new(move || {
                let blocks = usize::from(!scanner.evaluate_sync(&request).should_forward());
                blocks + redactor.redact_text_with_records(text).1.len()
            })
        }),
    ]
}

/// A request with one message.
pub fn request(text: &str) -> GuardrailRequest {
    let content = MessageContent::Text(text.to_owned());
    let message = ChatMessage { role: Role::User, content };
    GuardrailRequest::new(vec![message], "model".to_owned(), Provider::OpenAI)
}
