//! Answers under guard while they stream: `cargo run --example streaming`
//!
//! One answer is redacted as it comes, one is stopped, and one goes through as the event stream
//! of a provider. On a terminal the first two are shown live; elsewhere every token has a line.

use std::error::Error;
use std::io::{IsTerminal, Write, stdout};
use std::thread::sleep;
use std::time::Duration;

use palisade::{
    Ending, EventFormat, Guardrails, LocalGuardrails, LocalOutputStream, Pii, Secrets,
    ValidatedInput,
};

fn main() -> Result<(), Box<dyn Error>> {
    let rails = Guardrails::builder()
        .input(Pii::redact())
        .output(Pii::redact())
        .output(Secrets::block())
        .build_local()?;
    let input = rails.validate_input("Who can help me with the invoice?")?;

    println!("1. An answer that is redacted while it streams\n");
    println!("   What could still become a value that must not go out is held; the rest goes");
    println!("   on at once.\n");
    show(rails.output_stream(&input)?, &REDACTED)?;

    println!("\n2. An answer that is stopped\n");
    println!("   Sentences go out whole, so that the answer ends well before the key, and a");
    println!("   message of your own stands in the place of the rest.\n");
    let ending = Ending::message("I cannot share the rest.")?.at_sentence();
    show(rails.output_stream(&input)?.ending(ending), &STOPPED)?;

    println!("\n3. The same for the events of a provider, bytes in and bytes out\n");
    events(&rails, &input)
}

/// An address and a card number, cut as a model cuts them.
const REDACTED: [&str; 14] = [
    "Write",
    " to",
    " jo",
    "anne",
    "@",
    "exam",
    "ple",
    ".com",
    ", and",
    " quote card",
    " 4111 1111",
    " 1111",
    " 1111",
    " please.",
];

/// A key, which is not a real one.
const STOPPED: [&str; 11] = [
    "The",
    " export",
    " runs",
    " at night.",
    " It",
    " logs",
    " in",
    " with",
    " AKIA",
    "Z7QX2MWN",
    "4KPLE3TB now.",
];

/// Pushes tokens and shows what goes on and what is held.
fn show(mut stream: LocalOutputStream, tokens: &[&str]) -> Result<(), Box<dyn Error>> {
    let mut view = View::new();
    for token in tokens {
        let (released, error) = stream.push(token).into_parts();
        view.token(token, &released)?;
        if let Some(error) = error {
            view.end("")?;
            println!("   the caller gets: {error}");
            return Ok(());
        }
    }
    let finished = stream.finish()?;
    view.end(finished.rest())?;
    println!("   {} finding(s) replaced", finished.output().findings().len());
    Ok(())
}

/// The text so far: what was sent, and dimmed behind it what is held.
struct View {
    live: bool,
    sent: String,
    held: String,
}

impl View {
    fn new() -> Self {
        let live = stdout().is_terminal();
        if !live {
            println!("   {:<18} {:<34} held", "token", "sent on");
        }
        Self { live, sent: String::new(), held: String::new() }
    }

    fn token(&mut self, token: &str, released: &str) -> std::io::Result<()> {
        self.sent += released;
        self.held += token;
        self.forget(released);
        if self.live {
            // Back to the beginning of the line; held text is dimmed.
            print!("\r\x1b[2K   {}\x1b[2m{}\x1b[0m", self.sent, self.held);
            stdout().flush()?;
            sleep(Duration::from_millis(250));
            return Ok(());
        }
        let shown = |text: &str| if text.is_empty() { String::new() } else { format!("{text:?}") };
        println!("   {:<18} {:<34} {}", shown(token), shown(released), shown(&self.held));
        Ok(())
    }

    /// Takes what has gone on out of what is held. Seen from outside: text up to the end of the
    /// released text, of which a replacement is no part.
    fn forget(&mut self, released: &str) {
        let plain = released.rsplit(']').next().unwrap_or("");
        match self.held.rfind(plain) {
            Some(at) if !plain.is_empty() => drop(self.held.drain(..at + plain.len())),
            _ => {}
        }
    }

    fn end(&mut self, rest: &str) -> std::io::Result<()> {
        self.sent += rest;
        if self.live {
            print!("\r\x1b[2K   {}", self.sent);
            stdout().flush()?;
        } else if !rest.is_empty() {
            println!("   {:<18} {:<34}", "(end)", format!("{rest:?}"));
        }
        println!("\n   the reader has:  {}", self.sent);
        Ok(())
    }
}

/// A provider's stream: each event as it comes in, and what goes out for it.
fn events(rails: &LocalGuardrails, input: &ValidatedInput) -> Result<(), Box<dyn Error>> {
    let mut stream = rails.output_stream(input)?.events(EventFormat::AnthropicMessages);
    for event in provider() {
        let lines = format!("event: {}\ndata: {}\n\n", event.0, event.1);
        println!("   in   {}", event.1);
        let out = stream.push(lines.as_bytes()).into_result()?;
        for line in String::from_utf8(out)?.lines().filter_map(|line| line.strip_prefix("data: ")) {
            println!("   out  {line}");
        }
        if stdout().is_terminal() {
            sleep(Duration::from_millis(150));
        }
    }
    let (rest, output) = stream.finish().into_parts();
    print!("{}", String::from_utf8(rest)?);
    let output = output?;
    println!("\n   the answer:      {}", output.text());
    println!("   why it ended:    {:?}", output.finish_reason());
    if let Some(usage) = output.usage() {
        println!("   tokens in, out:  {}, {}", usage.input_tokens(), usage.output_tokens());
    }
    Ok(())
}

/// Type and data of each event, as a provider sends them.
fn provider() -> Vec<(&'static str, String)> {
    let text = |text: &str| {
        let delta = format!(r#"{{"type":"text_delta","text":"{text}"}}"#);
        let data = format!(r#"{{"type":"content_block_delta","index":0,"delta":{delta}}}"#);
        ("content_block_delta", data)
    };
    let plain = |kind: &'static str, rest: &str| (kind, format!(r#"{{"type":"{kind}"{rest}}}"#));
    vec![
        plain("message_start", r#","message":{"model":"small-1","usage":{"input_tokens":12}}"#),
        plain("content_block_start", r#","index":0,"content_block":{"type":"text","text":""}"#),
        text("Ask jo"),
        plain("ping", ""),
        text("e\\u0040exam"),
        text("ple.com, or"),
        text(" call."),
        plain("content_block_stop", r#","index":0"#),
        plain(
            "message_delta",
            r#","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":9}"#,
        ),
        plain("message_stop", ""),
    ]
}
