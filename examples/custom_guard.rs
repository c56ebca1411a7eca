//! A user's own guard, judge and router: `cargo run --example custom_guard`

use std::sync::Arc;

use async_trait::async_trait;
use futures::executor::block_on;
use palisade::{
    Category, Choice, Context, Finding, Fingerprint, GuardError, Guardrails, Input, InputGuard,
    InputJudge, Model, NanoUsd, OutputGuard, OutputScan, PartRef, Price, Reach, Recipe, RouteError,
    RouteRequest, Router, Scope, Severity, Sink, Span, Tier, Watermark,
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let rails = Guardrails::builder()
        .input(TicketNumbers)
        .output(TicketNumbers)
        .judge_input(ToneJudge { strictest: 0.8 })
        .router(ByHour { day: model("day-1"), night: model("night-1"), hour: 23 })
        .build()?;
    block_on(async {
        let scope = Scope::tenant("acme");
        for question in
            ["What became of TICKET-48213?", "WHY IS NOBODY ANSWERING ME ABOUT TICKET-48213"]
        {
            println!("question  {question}");
            match rails.validate_input(&scope, question).await {
                Ok(input) => {
                    println!("passes as {}", input.user_text());
                    let route = rails.route(&input).await?;
                    println!("goes to   {} ({})", route.model().name(), route.reasons().join("; "));
                    let mut stream = rails.output_stream(&input)?;
                    let mut answer = String::new();
                    for chunk in ["It is a double of TICK", "ET-40", "001, see the", "re."] {
                        answer += &stream.push(chunk).into_result()?;
                    }
                    answer += stream.finish().await?.rest();
                    println!("answer    {answer}\n");
                }
                Err(error) => println!("error     {error}\n"),
            }
        }
        Ok(())
    })
}

/// Ticket numbers are internal: `TICKET-` and five digits. One type guards both ways.
#[derive(Debug)]
struct TicketNumbers;

impl TicketNumbers {
    const PREFIX: &str = "TICKET-";
    const LEN: usize = Self::PREFIX.len() + 5;

    /// All ticket numbers in `text`, which stands at `offset`.
    fn report(text: &str, offset: usize, at: PartRef, found: &mut Sink<'_>) {
        for (start, _) in text.match_indices(Self::PREFIX) {
            let digits = text.get(start + Self::PREFIX.len()..start + Self::LEN);
            if digits.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit())) {
                let span = Span::new(offset + start, offset + start + Self::LEN);
                let finding = Finding::new("ticket_number", Category::Other, span)
                    .with_severity(Severity::Low)
                    .redact(Recipe::label("TICKET"));
                found.report(at, finding);
            }
        }
    }
}

impl InputGuard for TicketNumbers {
    fn name(&self) -> &str {
        "ticket_numbers"
    }

    fn describe(&self, to: &mut Fingerprint) {
        to.replacement("[TICKET]");
    }

    fn check(&self, input: &Input<'_>, found: &mut Sink<'_>) -> Result<(), GuardError> {
        for part in input.parts() {
            Self::report(part.text(), 0, part.at(), found);
        }
        Ok(())
    }
}

impl OutputGuard for TicketNumbers {
    fn name(&self) -> &str {
        "ticket_numbers"
    }

    fn describe(&self, to: &mut Fingerprint) {
        InputGuard::describe(self, to);
    }

    fn reach(&self) -> Reach {
        // One byte less than a ticket number may be waiting for its end.
        Reach::Bytes(Self::LEN - 1)
    }

    fn begin(&self, context: &Context) -> Box<dyn OutputScan> {
        Box::new(TicketScan { at: context.at(), tail: String::new(), base: 0 })
    }
}

/// Keeps the bytes that may be the beginning of a ticket number.
#[derive(Debug)]
struct TicketScan {
    at: PartRef,
    tail: String,
    base: usize,
}

impl OutputScan for TicketScan {
    fn push(&mut self, chunk: &str, found: &mut Sink<'_>) -> Result<Watermark, GuardError> {
        self.tail.push_str(chunk);
        TicketNumbers::report(&self.tail, self.base, self.at, found);
        // All that begins in the last bytes is open still; what was reported is behind.
        let mut decided = self.tail.len().saturating_sub(TicketNumbers::LEN - 1);
        while !self.tail.is_char_boundary(decided) {
            decided += 1;
        }
        self.tail.drain(..decided);
        self.base += decided;
        Ok(Watermark(self.base))
    }

    fn finish(&mut self, _found: &mut Sink<'_>) -> Result<(), GuardError> {
        Ok(())
    }
}

/// Stands in for a remote classifier. It sees the text as the guards left it.
#[derive(Debug)]
struct ToneJudge {
    strictest: f64,
}

#[async_trait]
impl InputJudge for ToneJudge {
    fn name(&self) -> &str {
        "tone"
    }

    fn describe(&self, to: &mut Fingerprint) {
        to.fraction("strictest", self.strictest);
        if !(0.0..=1.0).contains(&self.strictest) {
            to.mistake("tone: strictest must be between 0 and 1");
        }
    }

    async fn judge(&self, input: &Input<'_>, found: &mut Sink<'_>) -> Result<(), GuardError> {
        for part in input.parts() {
            let letters = part.text().chars().filter(|c| c.is_alphabetic()).count().max(1);
            let capitals = part.text().chars().filter(|c| c.is_uppercase()).count();
            let score = capitals as f64 / letters as f64;
            found.score(part.at(), score);
            if score >= self.strictest {
                let span = Span::new(0, part.text().len());
                found.report(part.at(), Finding::new("shouting", Category::Other, span).block());
            }
        }
        Ok(())
    }
}

/// Sends everything to one model by day and to another one by night.
#[derive(Debug)]
struct ByHour {
    day: Arc<Model>,
    night: Arc<Model>,
    hour: u8,
}

#[async_trait]
impl Router for ByHour {
    fn name(&self) -> &str {
        "by_hour"
    }

    fn describe(&self, to: &mut Fingerprint) {
        to.text("day", self.day.name());
        to.text("night", self.night.name());
    }

    async fn route(&self, _request: &RouteRequest<'_>) -> Result<Choice, RouteError> {
        let (first, second) = match self.hour {
            6..22 => (&self.day, &self.night),
            _ => (&self.night, &self.day),
        };
        let choice = Choice::new(Arc::clone(first)).fallback(Arc::clone(second));
        Ok(choice.reason(format!("the hour is {}", self.hour)))
    }
}

fn model(name: &str) -> Arc<Model> {
    let price = Price::per_million(NanoUsd::from_cents(15), NanoUsd::from_cents(60));
    Arc::new(Model::new(name, Tier::Small).with_price(price))
}
