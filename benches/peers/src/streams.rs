//! Answers that come in chunks.

use std::rc::Rc;
use std::time::Instant;

use cerberust::middleware::stream::StreamOutput;
use cerberust::{Direction, PiiScanner, ScanCtx, Scanner, ScannerStack, SecretScanner, Vault};
use guardrail_classifiers::{PiiRedactor, StreamingPiiRedactor};
use palisade::{
    Guardrails, Length, LocalGuardrails, LocalOutputStream, Pii, Secrets, ValidatedInput,
};
use regex::Regex;

use crate::glued::{self, Random};
use crate::inputs::{Group, figure};
use crate::measure::{Effort, median, share};
use crate::texts;

const BYTES: usize = 8 << 10;
/// Bytes a push.
const STEP: usize = 4;

/// What was measured of one crate.
pub struct Row {
    pub group: Group,
    pub name: &'static str,
    /// µs a push of four bytes, English.
    pub push: f64,
    /// Held bytes: median, 99th percentile, most.
    held: [f64; 3],
    /// Random texts whose released bytes are not those of the whole.
    differences: usize,
    /// Milliseconds for 8 and 64 KiB of a private key without an end.
    pub endless: [f64; 2],
}

/// Something that screens streams.
trait Screen {
    fn group(&self) -> Group;
    fn name(&self) -> &'static str;
    /// A stream, with what belongs to all streams made before.
    fn begin(&self) -> Box<dyn Stream + '_>;
    /// What a whole answer becomes, in a form that equals that of a stream.
    fn whole(&self, text: &str) -> String;
    /// The released text in that form.
    fn comparable(&self, released: String) -> String {
        released
    }
}

trait Stream {
    /// Appends what is released.
    fn push(&mut self, chunk: &str, released: &mut String);
    fn finish(self: Box<Self>, released: &mut String);
}

/// Measures, and prints the table.
pub fn table(effort: Effort) -> Vec<Row> {
    let screens: [Box<dyn Screen>; 3] =
        [Box::new(Palisade::new()), Box::new(Cerberust::new()), Box::new(GuardrailRs::new())];
    let mut times = screens.each_ref().map(|_| Vec::new());
    let english = texts::english(BYTES);
    for _ in 0..effort.rounds {
        for (screen, times) in screens.iter().zip(&mut times) {
            times.push(push_time(screen.as_ref(), &english));
        }
    }
    let rows: Vec<Row> = screens
        .iter()
        .zip(times)
        .map(|(screen, mut times)| Row {
            group: screen.group(),
            name: screen.name(),
            push: median(&mut times),
            held: held(screen.as_ref(), &english),
            differences: differences(screen.as_ref(), effort.texts),
            endless: [8 << 10, 64 << 10].map(|bytes| {
                let mut times: Vec<f64> =
                    (0..effort.rounds.min(3)).map(|_| endless(screen.as_ref(), bytes)).collect();
                median(&mut times)
            }),
        })
        .collect();
    print(&rows, effort);
    rows
}

fn print(rows: &[Row], effort: Effort) {
    let reference = rows.first().map_or(0.0, |row| row.push);
    println!(
        "\nStreams, {STEP} bytes a push: µs a push and held bytes on English, median of {} rounds; \
         texts of {} whose stream differs from the whole; ms for a private key without an end\n",
        effort.rounds, effort.texts
    );
    println!(
        "| | guards | µs a push | × | held, median | 99 % | most | differ | 8 KiB key | 64 KiB key |"
    );
    println!("|---|---|--:|--:|--:|--:|--:|--:|--:|--:|");
    for row in rows {
        let [median, most_of, most] = row.held;
        println!(
            "| {} | {} | {} | {} | {median} | {most_of} | {most} | {} | {} | {} |",
            row.group.name(),
            row.name,
            figure(row.push),
            figure(row.push / reference),
            row.differences,
            figure(row.endless[0]),
            figure(row.endless[1]),
        );
    }
}

/// µs a push.
fn push_time(screen: &dyn Screen, text: &str) -> f64 {
    let mut stream = screen.begin();
    let mut released = String::with_capacity(2 * text.len());
    let begun = Instant::now();
    for chunk in steps(text) {
        stream.push(chunk, &mut released);
    }
    let spent = begun.elapsed();
    stream.finish(&mut released);
    spent.as_secs_f64() * 1e6 / steps(text).count() as f64
}

/// Bytes that wait after a push, where nothing is redacted.
fn held(screen: &dyn Screen, text: &str) -> [f64; 3] {
    let mut stream = screen.begin();
    let (mut pushed, mut released, mut held) = (0, String::new(), Vec::new());
    for chunk in steps(text) {
        stream.push(chunk, &mut released);
        pushed += chunk.len();
        held.push((pushed - released.len()) as f64);
    }
    [0.5, 0.99, 1.0].map(|part| share(&mut held, part))
}

fn differences(screen: &dyn Screen, texts: usize) -> usize {
    let mut random = Random::new(1);
    (0..texts)
        .filter(|_| {
            let text = glued::text(&mut random);
            let (mut stream, mut released) = (screen.begin(), String::new());
            for chunk in glued::chunks(&text, &mut random) {
                stream.push(chunk, &mut released);
            }
            stream.finish(&mut released);
            screen.comparable(released) != screen.whole(&text)
        })
        .count()
}

/// Milliseconds.
fn endless(screen: &dyn Screen, bytes: usize) -> f64 {
    let line = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n";
    let mut key = "-----BEGIN PRIVATE KEY-----\n".to_owned();
    key.extend(line.chars().cycle().take(bytes - key.len()));
    let mut stream = screen.begin();
    let mut released = String::with_capacity(2 * bytes);
    let begun = Instant::now();
    for chunk in steps(&key) {
        stream.push(chunk, &mut released);
    }
    stream.finish(&mut released);
    begun.elapsed().as_secs_f64() * 1e3
}

/// Chunks of ASCII text.
fn steps(text: &str) -> impl Iterator<Item = &str> {
    (0..text.len()).step_by(STEP).filter_map(|at| text.get(at..text.len().min(at + STEP)))
}

struct Palisade {
    rails: LocalGuardrails,
    input: ValidatedInput,
}

impl Palisade {
    fn new() -> Self {
        let builder = Guardrails::builder()
            .input(Length::max_chars(100))
            .output(Pii::redact())
            .output(Secrets::redact());
        let rails = builder.build_local().expect("a policy");
        let input = rails.validate_input("a question").expect("a clean question");
        Self { rails, input }
    }
}

impl Screen for Palisade {
    fn group(&self) -> Group {
        Group::Palisade
    }

    fn name(&self) -> &'static str {
        "Pii, Secrets"
    }

    fn begin(&self) -> Box<dyn Stream + '_> {
        Box::new(self.rails.output_stream(&self.input).expect("a stream"))
    }

    fn whole(&self, text: &str) -> String {
        let output = self.rails.validate_output(&self.input, text).expect("redacted, not refused");
        output.into_text()
    }
}

impl Stream for LocalOutputStream {
    fn push(&mut self, chunk: &str, released: &mut String) {
        released.push_str(LocalOutputStream::push(self, chunk).released());
    }

    fn finish(self: Box<Self>, released: &mut String) {
        let finished = LocalOutputStream::finish(*self).expect("redacted, not refused");
        released.push_str(finished.rest());
    }
}

struct Cerberust {
    placeholder: Regex,
}

impl Cerberust {
    fn new() -> Self {
        let placeholder = Regex::new(r"\[REDACTED_([A-Z0-9_]+?)_[0-9]+_[0-9a-f]+\]");
        Self { placeholder: placeholder.expect("a pattern") }
    }

    fn stack() -> ScannerStack {
        let scanners: Vec<Box<dyn Scanner>> = vec![
            Box::new(PiiScanner::sensitive_output()),
            Box::new(SecretScanner::new().with_direction(Direction::Output)),
        ];
        ScannerStack::with_ctx(
            scanners,
            true,
            ScanCtx::new().with_vault(Vault::deterministic(b"a key")),
        )
    }
}

impl Screen for Cerberust {
    fn group(&self) -> Group {
        Group::Cerberust
    }

    fn name(&self) -> &'static str {
        "PiiScanner, SecretScanner"
    }

    fn begin(&self) -> Box<dyn Stream + '_> {
        let stack = Self::stack();
        Box::new(CerberustStream { stream: StreamOutput::new(&stack), stack })
    }

    fn whole(&self, text: &str) -> String {
        self.comparable(Self::stack().run_output(text).expect("redacted, not refused"))
    }

    /// Placeholders by their type alone: number and nonce tell nothing about what leaked.
    fn comparable(&self, released: String) -> String {
        self.placeholder.replace_all(&released, "[$1]").into_owned()
    }
}

struct CerberustStream {
    stack: ScannerStack,
    stream: StreamOutput,
}

impl Stream for CerberustStream {
    fn push(&mut self, chunk: &str, released: &mut String) {
        let text = self.stream.push(&mut self.stack, chunk).expect("redacted, not refused");
        released.push_str(&text);
    }

    fn finish(mut self: Box<Self>, released: &mut String) {
        let text = self.stream.finish(&mut self.stack).expect("redacted, not refused");
        released.push_str(&text);
    }
}

struct GuardrailRs {
    redactor: Rc<PiiRedactor>,
}

impl GuardrailRs {
    fn new() -> Self {
        Self { redactor: Rc::new(PiiRedactor::default()) }
    }
}

impl Screen for GuardrailRs {
    fn group(&self) -> Group {
        Group::GuardrailRs
    }

    fn name(&self) -> &'static str {
        "StreamingPiiRedactor"
    }

    fn begin(&self) -> Box<dyn Stream + '_> {
        Box::new(GuardrailStream {
            redactor: Rc::clone(&self.redactor),
            stream: StreamingPiiRedactor::new(),
        })
    }

    fn whole(&self, text: &str) -> String {
        self.redactor.redact_text(text)
    }
}

struct GuardrailStream {
    redactor: Rc<PiiRedactor>,
    stream: StreamingPiiRedactor,
}

impl Stream for GuardrailStream {
    fn push(&mut self, chunk: &str, released: &mut String) {
        released.push_str(&self.stream.push(&self.redactor, chunk));
    }

    fn finish(mut self: Box<Self>, released: &mut String) {
        released.push_str(&self.stream.finish(&self.redactor));
    }
}
