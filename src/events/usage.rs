//! The usage that a provider's stream reports; each token is counted once.

use super::json::Json;
use crate::money::Usage;

/// Of OpenAI's chat completions: `cached_tokens` are part of `prompt_tokens`.
pub(super) fn of_chat(usage: &Json) -> Option<Usage> {
    within(usage, "prompt_tokens", "completion_tokens", "prompt_tokens_details")
}

/// Of OpenAI's responses: `cached_tokens` are part of `input_tokens`.
pub(super) fn of_responses(usage: &Json) -> Option<Usage> {
    within(usage, "input_tokens", "output_tokens", "input_tokens_details")
}

fn within(usage: &Json, input: &str, output: &str, details: &str) -> Option<Usage> {
    let reported = Usage::new(usage.number(input)?, usage.number(output).unwrap_or(0));
    let cached = usage.get(details).and_then(|details| details.number("cached_tokens"));
    Some(reported.cached_input(cached.unwrap_or(0)))
}

/// Of Anthropic's messages: what the cache gave and took is counted beside `input_tokens`. The
/// beginning of a message reports the input, its end the output and what has changed since.
#[derive(Clone, Copy, Default)]
pub(super) struct MessageUsage {
    input: u64,
    output: u64,
    read: u64,
    written: u64,
}

impl MessageUsage {
    /// Takes what an event reports.
    pub(super) fn update(&mut self, usage: &Json) {
        let fields = [
            ("input_tokens", &mut self.input),
            ("output_tokens", &mut self.output),
            ("cache_read_input_tokens", &mut self.read),
            ("cache_creation_input_tokens", &mut self.written),
        ];
        for (name, field) in fields {
            if let Some(tokens) = usage.number(name) {
                *field = tokens;
            }
        }
    }

    /// All of it.
    pub(super) const fn total(&self) -> Usage {
        Usage::new(self.input, self.output).cached_apart(self.read).cache_write_apart(self.written)
    }

    /// Tokens of output so far.
    pub(super) const fn output(&self) -> u64 {
        self.output
    }
}

/// The usage as each format reports it.
pub(super) fn to_chat(usage: &Usage) -> Json {
    let cached = Json::object([("cached_tokens", usage.cached_input_tokens().into())]);
    let total = usage.input_tokens().saturating_add(usage.output_tokens());
    Json::object([
        ("prompt_tokens", usage.input_tokens().into()),
        ("completion_tokens", usage.output_tokens().into()),
        ("total_tokens", total.into()),
        ("prompt_tokens_details", cached),
    ])
}

pub(super) fn to_responses(usage: &Usage) -> Json {
    let cached = Json::object([("cached_tokens", usage.cached_input_tokens().into())]);
    let total = usage.input_tokens().saturating_add(usage.output_tokens());
    Json::object([
        ("input_tokens", usage.input_tokens().into()),
        ("input_tokens_details", cached),
        ("output_tokens", usage.output_tokens().into()),
        ("total_tokens", total.into()),
    ])
}

pub(super) fn to_messages(usage: &Usage) -> Json {
    let (read, written) = (usage.cached_input_tokens(), usage.cache_write_tokens());
    let plain = usage.input_tokens().saturating_sub(read).saturating_sub(written);
    Json::object([
        ("input_tokens", plain.into()),
        ("cache_creation_input_tokens", written.into()),
        ("cache_read_input_tokens", read.into()),
        ("output_tokens", usage.output_tokens().into()),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cached_tokens_are_counted_once_in_every_format() {
        let json = |text| Json::parse(text).unwrap();
        let chat = of_chat(&json(
            r#"{"prompt_tokens":1000,"completion_tokens":50,"prompt_tokens_details":{"cached_tokens":900}}"#,
        ));
        let responses = of_responses(&json(
            r#"{"input_tokens":1000,"output_tokens":50,"input_tokens_details":{"cached_tokens":900}}"#,
        ));
        let mut messages = MessageUsage::default();
        messages.update(&json(
            r#"{"input_tokens":100,"cache_read_input_tokens":900,"output_tokens":1}"#,
        ));
        messages.update(&json(r#"{"output_tokens":50}"#));
        assert_eq!(chat, Some(Usage::new(1_000, 50).cached_input(900)));
        assert_eq!(responses, chat);
        assert_eq!(Some(messages.total()), chat);
        assert_eq!(of_chat(&json(r#"{"total_tokens":7}"#)), None);
    }
}
