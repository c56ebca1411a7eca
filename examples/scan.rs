//! The guards as a filter for JSON lines: text in, decision, redacted text and findings out.
//!
//! `cargo run --release --example scan -- [--direction input|document|output] [--stream SEED]
//! [--pii redact|block|flag|off] [--countries all|us,de,…] [--secrets redact|block|flag|off] [--injection block|flag|off] [--disguise redact|block|flag|off]`
//!
//! Reads `{"text": …, "id"?: …}`, one a line, and writes one line for each, in order. A line that
//! is no such object gets `{"line": N, "error": …}`, the rest goes on, and the exit status is 1.

#[path = "shared/lines.rs"]
mod lines;
#[path = "shared/random.rs"]
mod random;

use std::process::ExitCode;

use palisade::{
    Action, Category, ControlCharacters, Disguise, Error, Finding, Guardrails, GuardrailsBuilder,
    Injection, Input, LocalGuardrails, Part, Pii, PlaceKind, Score, Secrets, Severity, Source,
    ValidatedInput, ValidatedOutput,
};
use serde::Serialize;
use serde_json::Value;

use random::Random;

fn main() -> ExitCode {
    let options = match Options::parse(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(mistake) => {
            eprintln!("scan: {mistake}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    let scanner = match Scanner::new(&options) {
        Ok(scanner) => scanner,
        Err(mistakes) => {
            eprintln!("scan: {mistakes}");
            return ExitCode::from(2);
        }
    };
    let mut random = Random::new(options.stream.unwrap_or(0));
    lines::filter("text", |id, text| scanner.scan(id, text, &mut random))
}

const USAGE: &str = "usage: scan [--direction input|document|output] [--stream SEED]
            [--pii redact|block|flag|off] [--countries all|us,de,...]
            [--secrets redact|block|flag|off]
            [--injection block|flag|off] [--disguise redact|block|flag|off]";

#[derive(Clone, Copy, PartialEq)]
enum Direction {
    Input,
    Document,
    Output,
}

#[derive(Clone, Copy, PartialEq)]
enum Wanted {
    Redact,
    Block,
    Flag,
    Off,
}

struct Options {
    direction: Direction,
    stream: Option<u64>,
    pii: Wanted,
    /// The countries whose numbers are looked for.
    countries: Vec<String>,
    secrets: Wanted,
    injection: Wanted,
    disguise: Wanted,
}

impl Options {
    fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = Self {
            direction: Direction::Input,
            stream: None,
            pii: Wanted::Redact,
            countries: Vec::new(),
            secrets: Wanted::Redact,
            injection: Wanted::Block,
            disguise: Wanted::Flag,
        };
        while let Some(name) = arguments.next() {
            let value = arguments.next().ok_or_else(|| format!("{name} wants a value"))?;
            match name.as_str() {
                "--direction" => {
                    options.direction = match value.as_str() {
                        "input" => Direction::Input,
                        "document" => Direction::Document,
                        "output" => Direction::Output,
                        _ => return Err(format!("--direction {value} is not known")),
                    }
                }
                "--stream" => {
                    let seed = value.parse();
                    options.stream = Some(seed.map_err(|_| "--stream wants a whole number")?);
                }
                "--pii" => options.pii = wanted(&name, &value)?,
                "--countries" => {
                    let codes = value.split(',').map(str::trim).filter(|code| !code.is_empty());
                    options.countries = codes.map(str::to_owned).collect();
                }
                "--disguise" => options.disguise = wanted(&name, &value)?,
                "--secrets" => options.secrets = wanted(&name, &value)?,
                "--injection" => match wanted(&name, &value)? {
                    Wanted::Redact => return Err("--injection cannot redact".to_owned()),
                    action => options.injection = action,
                },
                _ => return Err(format!("{name} is not known")),
            }
        }
        if options.stream.is_some() && options.direction != Direction::Output {
            return Err("--stream goes with --direction output".to_owned());
        }
        Ok(options)
    }
}

fn wanted(name: &str, value: &str) -> Result<Wanted, String> {
    match value {
        "redact" => Ok(Wanted::Redact),
        "block" => Ok(Wanted::Block),
        "flag" => Ok(Wanted::Flag),
        "off" => Ok(Wanted::Off),
        _ => Err(format!("{name} {value} is not known")),
    }
}

struct Scanner {
    rails: LocalGuardrails,
    direction: Direction,
    stream: bool,
}

impl Scanner {
    fn new(options: &Options) -> Result<Self, palisade::ConfigError> {
        let both = |builder: GuardrailsBuilder| {
            builder.input(ControlCharacters::remove()).output(ControlCharacters::remove())
        };
        let mut builder = both(Guardrails::builder());
        let pii = match options.pii {
            Wanted::Redact => Some(Pii::redact()),
            Wanted::Block => Some(Pii::block()),
            Wanted::Flag => Some(Pii::flag()),
            Wanted::Off => None,
        };
        if let Some(pii) = pii {
            let pii = pii.countries(&options.countries);
            builder = builder.input(pii.clone()).output(pii);
        }
        let secrets = match options.secrets {
            Wanted::Redact => Some(Secrets::redact()),
            Wanted::Block => Some(Secrets::block()),
            Wanted::Flag => Some(Secrets::flag()),
            Wanted::Off => None,
        };
        if let Some(secrets) = secrets {
            builder = builder.input(secrets.clone()).output(secrets);
        }
        let disguise = match options.disguise {
            Wanted::Redact => Some(Disguise::redact()),
            Wanted::Block => Some(Disguise::block()),
            Wanted::Flag => Some(Disguise::flag()),
            Wanted::Off => None,
        };
        if let Some(disguise) = disguise {
            builder = builder.input(disguise.clone()).output(disguise);
        }
        builder = match options.injection {
            Wanted::Flag => builder.input(Injection::default().flag()),
            Wanted::Off => builder,
            _ => builder.input(Injection::default().exclude_documents()),
        };
        let rails = builder.max_answer_bytes(usize::MAX).build_local()?;
        Ok(Self { rails, direction: options.direction, stream: options.stream.is_some() })
    }

    fn scan(&self, id: Value, text: &str, random: &mut Random) -> Result<Answer, String> {
        let (found, text) = match self.direction {
            Direction::Input => self.input(Input::user(text)),
            Direction::Document => self.input(Input::of([Part::new(Source::Document, text)])),
            Direction::Output => self.output(text, random),
        }
        .map_err(|error| error.to_string())?;
        let decision = match found.findings.iter().map(Finding::action).max() {
            None => "allow",
            Some(Action::Flag) => "flag",
            Some(Action::Redact) => "redact",
            Some(_) => "block",
        };
        let scores = found.scores.iter().filter(|score| score.guard() == "injection");
        let injection_score = scores.map(|score| score.value()).fold(0.0, f64::max);
        let mut findings: Vec<&Finding> = found.findings.iter().collect();
        findings.sort_by_key(|finding| finding.span());
        let findings = findings.into_iter().map(Shown::of).collect();
        Ok(Answer { id, decision, text, injection_score, findings })
    }

    /// What was found, and the text that may go on, or nothing where it may not.
    fn input(&self, input: Input<'_>) -> Result<(Found, Option<String>), Error> {
        match self.rails.validate_input(input.clone()) {
            Ok(validated) => {
                let found = Found::new(validated.findings(), validated.scores());
                // A document that is left out is no part any more.
                Ok((found, validated.parts().next().map(|part| part.text().to_owned())))
            }
            Err(Error::Refused(_)) => {
                let inspection = self.rails.inspect_input(input)?;
                Ok((Found::new(inspection.findings(), inspection.scores()), None))
            }
            Err(error) => Err(error),
        }
    }

    fn output(&self, text: &str, random: &mut Random) -> Result<(Found, Option<String>), Error> {
        // Who asked does not matter here.
        let asked = self.rails.validate_input("")?;
        let output = if self.stream {
            self.streamed(&asked, text, random)
        } else {
            self.rails.validate_output(&asked, text)
        };
        match output {
            Ok(output) => {
                let found = Found::new(output.findings(), output.scores());
                Ok((found, Some(output.into_text())))
            }
            Err(Error::Refused(_)) => {
                let inspection = self.rails.inspect_output(text)?;
                Ok((Found::new(inspection.findings(), inspection.scores()), None))
            }
            Err(error) => Err(error),
        }
    }

    /// The answer in random chunks; what was released must be what the proof holds.
    fn streamed(
        &self,
        asked: &ValidatedInput,
        text: &str,
        random: &mut Random,
    ) -> Result<ValidatedOutput, Error> {
        let mut stream = self.rails.output_stream(asked)?;
        let mut sent = String::new();
        let mut rest = text;
        while !rest.is_empty() {
            let (chunk, behind) = rest.split_at(random.cut(rest));
            sent.push_str(&stream.push(chunk).into_result()?);
            rest = behind;
        }
        let finished = stream.finish()?;
        sent.push_str(finished.rest());
        let output = finished.into_output();
        assert_eq!(sent, output.text(), "what was sent is what was checked");
        Ok(output)
    }
}

/// What the guards said.
struct Found {
    findings: Vec<Finding>,
    scores: Vec<Score>,
}

impl Found {
    fn new(findings: &[Finding], scores: &[Score]) -> Self {
        Self { findings: findings.to_vec(), scores: scores.to_vec() }
    }
}

/// One line of the answer.
#[derive(Serialize)]
struct Answer {
    id: Value,
    decision: &'static str,
    text: Option<String>,
    injection_score: f64,
    findings: Vec<Shown>,
}

/// A finding as it is written.
#[derive(Serialize)]
struct Shown {
    guard: String,
    rule: String,
    category: Category,
    severity: Severity,
    confidence: f64,
    start: usize,
    end: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<PlaceKind>,
}

impl Shown {
    fn of(finding: &Finding) -> Self {
        Self {
            guard: finding.guard().to_owned(),
            rule: finding.rule().to_owned(),
            category: finding.category(),
            severity: finding.severity(),
            confidence: (f64::from(finding.confidence().value()) * 1e4).round() / 1e4,
            start: finding.span().start(),
            end: finding.span().end(),
            place: finding.place(),
        }
    }
}
