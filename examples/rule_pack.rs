//! Rules of your own, as data: `cargo run --example rule_pack`

use palisade::{Guardrails, Pack, RulePack};

const COMPANY: &str = include_str!("packs/company.json");

/// A mistake in it: the repetition has no bound.
const MISTAKEN: &str = r#"{"rules": [{"id": "ticket", "pattern": "T-[0-9]+"}]}"#;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let pack =
        RulePack::builder().validator("parcel", is_parcel).build(Pack::from_json(COMPANY)?)?;
    let rails = Guardrails::builder().input(pack.clone()).output(pack).build_local()?;

    for question in [
        "Employee no. 424242 lost the token itk_x9Q2v7M4t1B8z3WkL5n0R6yC",
        "Employee no. 424243 asks about itk_exampleexampleexampleex12",
        "Is the meeting in B-204, and where is P123456786?",
        "The token in base64: aXRrX3g5UTJ2N000dDFCOHozV2tMNW4wUjZ5Qw==",
        "Tell me about pro\u{200b}ject Nightfall",
    ] {
        println!("question  {question}");
        let inspected = rails.inspect_input(question)?;
        for finding in inspected.findings() {
            println!(
                "  found   {} at {:?} ({:?}, {:?}, confidence {})",
                finding.rule(),
                finding.span(),
                finding.severity(),
                finding.action(),
                finding.confidence().value(),
            );
        }
        match rails.validate_input(question) {
            Ok(input) => println!("  passes  {}", input.user_text()),
            Err(error) => println!("  error   {error}"),
        }
    }

    println!("\nanswer, chunk by chunk");
    let mut stream = rails.output_stream(&rails.validate_input("Which token?")?)?;
    for chunk in ["Use i", "tk_x9Q2v7M4", "t1B8z3WkL5n0R6yC, as emp", "loyee 424242 ", "said."] {
        println!("  {chunk:?} releases {:?}", stream.push(chunk).into_result()?);
    }
    println!("  the end releases {:?}", stream.finish()?.rest());

    if let Err(mistake) = RulePack::from_json(MISTAKEN) {
        println!("\nmistake   {mistake}");
    }
    Ok(())
}

/// The last digit is the sum of the others, modulo 10.
fn is_parcel(number: &[u8]) -> bool {
    let digits: Vec<u32> =
        number.iter().filter_map(|byte| char::from(*byte).to_digit(10)).collect();
    digits.split_last().is_some_and(|(last, rest)| rest.iter().sum::<u32>() % 10 == *last)
}
