//! Pseudonyms: what the model sees, what it writes, what the user gets:
//! `cargo run --example pseudonyms`

use std::error::Error;
use std::sync::Arc;

use palisade::{
    Channel, ChannelKind, Entities, EntityType, Guardrails, Input, LocalGuardrails, NamesInContext,
    Pii, PiiType, Reply, Response, Vault,
};

fn main() -> Result<(), Box<dyn Error>> {
    let pii = Pii::redact()
        .respond(PiiType::Email, Response::PSEUDONYM)
        .respond(PiiType::Card, Response::PSEUDONYM);
    let names = Entities::new(NamesInContext::new()).respond_to_all(&Response::PSEUDONYM);
    let names = names.without(EntityType::Location);
    let rails =
        Guardrails::builder().input(pii).input(names).output(Pii::redact()).build_local()?;
    // One vault a conversation.
    let vault = Arc::new(Vault::new());

    println!("1. A whole answer\n");
    let question = "My name is Jane Doe. I paid twice with 4111 1111 1111 1111; write to \
                    jane.doe@example.com or to my brother, jo@example.com.";
    let seen = ask(&rails, &vault, question)?;

    println!("2. The next turn: the same values have the same placeholders\n");
    ask(&rails, &vault, "Only to jo@example.com, and not to al@example.com.")?;

    println!("3. Streamed, cut in the middle of placeholders\n");
    let input = rails.validate_input(Input::user(question).vault(&vault))?;
    let answer = model(&seen);
    let mut stream = rails.output_stream(&input)?.restoring();
    let mut sent = String::new();
    let chars: Vec<char> = answer.chars().collect();
    for chunk in chars.chunks(7) {
        let chunk: String = chunk.iter().collect();
        let released = stream.push(&chunk).into_result()?;
        println!("   {:<14} {released:?}", format!("{chunk:?}"));
        sent += &released;
    }
    let finished = stream.finish()?;
    sent += finished.rest();
    println!("   user gets   {sent}");
    println!("   for the log {}\n", finished.output().text());

    println!("4. The arguments of a tool call\n");
    let tool = Channel::new(0, ChannelKind::ToolArguments(0));
    let name = seen.split_inclusive(']').next().and_then(|head| head.rsplit_once('['));
    let name = name.map_or(String::new(), |(_, name)| format!("[{name}"));
    let arguments = format!(r#"{{"customer": "{name}", "refund": true}}"#);
    println!("   model calls {arguments}");
    let output = rails.validate_output(&input, Reply::of(vec![(tool, arguments)]))?;
    println!("   tool gets   {}\n", output.restored_channel(tool).unwrap_or_default());

    println!("{vault:?}");
    Ok(())
}

/// Asks, and shows each step. What the model saw.
fn ask(rails: &LocalGuardrails, vault: &Arc<Vault>, asked: &str) -> Result<String, Box<dyn Error>> {
    println!("   user asks   {asked}");
    let input = rails.validate_input(Input::user(asked).vault(vault))?;
    println!("   model sees  {}", input.user_text());
    let answer = model(input.user_text());
    println!("   it answers  {answer}");
    let output = rails.validate_output(&input, &answer)?;
    println!("   user gets   {}\n", output.restored_text());
    Ok(input.user_text().to_owned())
}

/// Stands in for a model, which writes placeholders in its own way: lower case, emphasis, escapes,
/// spaces.
fn model(asked: &str) -> String {
    let mut answer = "Of course:".to_owned();
    for (number, rest) in asked.split('[').skip(1).enumerate() {
        let inside = rest.split(']').next().unwrap_or("");
        answer += &match number % 4 {
            0 => format!(" **[{}]**'s request,", inside.to_lowercase()),
            1 => format!(" card [ {inside} ],"),
            2 => format!(" \\[{}\\]", inside.replace('_', "\\_")),
            _ => format!(" and {inside}"),
        };
    }
    answer + "."
}
