//! Names by a model of the user's own: `cargo run --example entities`
//!
//! The model here is tiny: a list of places, and runs of capitalised words. A real one (a named
//! entity model, a list of customers) takes its place behind the same trait.
//!
//! With files of JSON lines (`{"text": …, "label": 0}`), it shows what the built-in recogniser
//! finds in the rows of label 0, each with what stands around it, for people to judge:
//! `cargo run --release --example entities -- FILE…`

use palisade::{
    Entities, EntityRecognizer, EntitySink, EntityType, Fingerprint, GuardError, Guardrails,
    NamesInContext, Reach, Response, Span,
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let files: Vec<String> = std::env::args().skip(1).collect();
    if !files.is_empty() {
        return measure(&files);
    }
    let own = || Entities::new(TinyModel).at_least(0.6);
    let rails = Guardrails::builder()
        .input(own().respond(EntityType::Location, Response::FLAG))
        .input(Entities::new(NamesInContext::new()))
        .output(own())
        .build_local()?;
    for text in [
        "Please tell Maria Gonzalez that the office in Lisbon is closed.",
        "Globex GmbH has sued Initech Ltd, says Peter Gibbons.",
        "My name is Arjun. Room 4711 is for each individual who asks.",
        "The Quick brown fox. Monday Morning is fine.",
    ] {
        let input = rails.validate_input(text)?;
        println!("text      {text}");
        println!("goes on   {}", input.user_text());
        for finding in input.findings() {
            let span = finding.span();
            let confidence = finding.confidence().value();
            println!("          {} at {span:?}, {confidence}", finding.rule());
        }
        println!();
    }
    let input = rails.validate_input("Who signed?")?;
    let mut stream = rails.output_stream(&input)?;
    let mut answer = String::new();
    for chunk in ["It was sig", "ned by Mar", "ia Gonz", "alez in Lis", "bon, on Friday."] {
        answer += &stream.push(chunk).into_result()?;
    }
    answer += stream.finish()?.rest();
    println!("streamed  {answer}");
    Ok(())
}

/// What the built-in recogniser finds in benign rows.
fn measure(files: &[String]) -> Result<(), Box<dyn std::error::Error>> {
    let (mut hits, mut rows, mut bytes) = (0, 0, 0);
    for file in files {
        for line in std::fs::read_to_string(file)?.lines() {
            let row: serde_json::Value = serde_json::from_str(line)?;
            let text = row["text"].as_str().unwrap_or("");
            if row["label"] == 1 {
                continue;
            }
            (rows, bytes) = (rows + 1, bytes + text.len());
            let mut found = EntitySink::new();
            NamesInContext::new().recognize(text, &mut found)?;
            for (_, span) in found.reported() {
                let around = |at: usize| (0..=at).rev().find(|at| text.is_char_boundary(*at));
                let before = around(span.start().saturating_sub(30)).unwrap_or(0);
                let behind = around((span.end() + 12).min(text.len())).unwrap_or(span.end());
                let context = text.get(before..span.start()).unwrap_or("");
                let rest = text.get(span.end()..behind).unwrap_or("");
                let name = span.of(text).unwrap_or("");
                println!("{}\t{context:?}\t{name:?}\t{rest:?}", row["id"]);
                hits += 1;
            }
        }
    }
    println!("{hits} hits in {rows} rows of {bytes} bytes");
    Ok(())
}

/// Places by a list, companies by their legal form, people by two capitalised words.
#[derive(Debug)]
struct TinyModel;

const PLACES: [&str; 4] = ["Lisbon", "Nairobi", "Osaka", "Berlin"];
const FORMS: [&str; 4] = ["GmbH", "Ltd", "Inc", "SA"];
/// Words that are capitalised and begin no name.
const OTHERS: [&str; 8] = ["The", "Please", "My", "Monday", "It", "Room", "Who", "Friday"];

impl EntityRecognizer for TinyModel {
    fn name(&self) -> &str {
        "tiny_model"
    }

    fn describe(&self, to: &mut Fingerprint) {
        to.text("version", "1");
    }

    fn reach(&self) -> Reach {
        // Two words of at most 20 letters each.
        Reach::Bytes(48)
    }

    fn recognize(&self, text: &str, found: &mut EntitySink) -> Result<(), GuardError> {
        let words = words(text);
        for (index, (start, word)) in words.iter().enumerate() {
            let end = start + word.len();
            if PLACES.contains(word) {
                found.report(EntityType::Location, Span::new(*start, end), 0.95);
                continue;
            }
            let next = words.get(index + 1).filter(|(next, _)| text.get(end..*next) == Some(" "));
            let Some((next, second)) = next else { continue };
            let span = Span::new(*start, next + second.len());
            let is_name = |word: &str| {
                word.len() <= 20
                    && word.starts_with(char::is_uppercase)
                    && !OTHERS.contains(&word)
                    && !PLACES.contains(&word)
            };
            if !is_name(word) {
                continue;
            }
            if FORMS.contains(second) {
                found.report(EntityType::Organization, span, 0.9);
            } else if is_name(second) && !FORMS.contains(word) {
                found.report(EntityType::Person, span, 0.7);
            }
        }
        Ok(())
    }
}

/// The words of a text with their places.
fn words(text: &str) -> Vec<(usize, &str)> {
    let (mut words, mut at) = (Vec::new(), 0);
    for word in text.split(|c: char| !c.is_alphanumeric()) {
        if !word.is_empty() {
            words.push((at, word));
        }
        let behind = text.get(at + word.len()..).and_then(|rest| rest.chars().next());
        at += word.len() + behind.map_or(0, char::len_utf8);
    }
    words
}
