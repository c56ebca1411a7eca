//! Usage as providers report it.

use serde_json::{Map, Value};
use thiserror::Error;

use super::Usage;

/// Why what a provider reports cannot be taken as usage. Nothing is then known about what the
/// call used; what was reserved for it stays charged. It names fields, never values.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum UsageError {
    /// The text is no JSON.
    #[error("the answer is no JSON")]
    NotJson,
    /// There is no object of usage: streams send it only where they are asked to.
    #[error("the answer has no usage; for a stream, ask the provider to include it")]
    NoUsage,
    /// A count that must be there is not. It is not taken as zero.
    #[error("the usage has no {field}")]
    Missing {
        /// The field.
        field: &'static str,
    },
    /// A count is negative, fractional, too large, or no number.
    #[error("the usage's {field} is no whole number of tokens")]
    NotACount {
        /// The field.
        field: &'static str,
    },
    /// A count is more than the one that it is a part of, or a sum is not that of its parts.
    #[error("the usage's {field} does not fit its {other}")]
    Contradictory {
        /// The field.
        field: &'static str,
        /// The one that it contradicts.
        other: &'static str,
    },
}

impl Usage {
    /// Reads the usage of OpenAI's shape from JSON: a whole answer of chat completions,
    /// responses or embeddings, the last event of a stream, or the object of usage by itself.
    ///
    /// The counts of the prompt and of the completion include all others, so that each token is
    /// counted once. Where the total shows that a provider of this shape counts reasoning
    /// beside the completion, it is added. Sound that came from the cache counts as sound,
    /// which costs more. Source: the API reference of OpenAI, objects `usage`.
    ///
    /// ```
    /// use palisade::Usage;
    ///
    /// let usage = Usage::from_openai(r#"{ "usage": {
    ///     "prompt_tokens": 1000, "completion_tokens": 200, "total_tokens": 1200,
    ///     "prompt_tokens_details": { "cached_tokens": 900 },
    ///     "completion_tokens_details": { "reasoning_tokens": 150 }
    /// } }"#)?;
    /// assert_eq!(usage, Usage::new(1000, 200).cached_input(900).reasoning(150));
    /// # Ok::<(), palisade::UsageError>(())
    /// ```
    ///
    /// # Errors
    /// Where a count is missing, no count, or contradicts another; never zero instead.
    pub fn from_openai(json: &str) -> Result<Self, UsageError> {
        Self::from_openai_value(&parse(json)?)
    }

    /// The same from JSON that was parsed.
    ///
    /// # Errors
    /// As [`from_openai`](Self::from_openai).
    pub fn from_openai_value(json: &Value) -> Result<Self, UsageError> {
        let usage = usage_of(json, "response")?;
        if usage.contains_key("prompt_tokens") || !usage.contains_key("input_tokens") {
            openai(usage, &CHAT)
        } else {
            openai(usage, &RESPONSES)
        }
    }

    /// Reads the usage of Anthropic's shape from JSON: a whole message, an event of a stream
    /// that has all counts, or the object of usage by itself.
    ///
    /// `input_tokens` has neither what was read from the cache nor what was written to it; both
    /// are added. Writes whose time is not told count as those of five minutes. Source: the API
    /// reference of Anthropic, object `usage`.
    ///
    /// ```
    /// use palisade::Usage;
    ///
    /// let usage = Usage::from_anthropic(r#"{ "usage": {
    ///     "input_tokens": 50, "output_tokens": 200, "cache_read_input_tokens": 900,
    ///     "cache_creation_input_tokens": 110,
    ///     "cache_creation": { "ephemeral_5m_input_tokens": 10, "ephemeral_1h_input_tokens": 100 }
    /// } }"#)?;
    /// assert_eq!(usage.input_tokens(), 50 + 900 + 110);
    /// assert_eq!(usage.cache_write_1h_tokens(), 100);
    /// # Ok::<(), palisade::UsageError>(())
    /// ```
    ///
    /// # Errors
    /// Where a count is missing, no count, or contradicts another; never zero instead.
    pub fn from_anthropic(json: &str) -> Result<Self, UsageError> {
        Self::from_anthropic_value(&parse(json)?)
    }

    /// The same from JSON that was parsed.
    ///
    /// # Errors
    /// As [`from_anthropic`](Self::from_anthropic).
    pub fn from_anthropic_value(json: &Value) -> Result<Self, UsageError> {
        anthropic(usage_of(json, "message")?)
    }

    /// The same from a stream's first event, `message_start`, and its last `message_delta`:
    /// what the last one counts, it counts from the beginning, so that it replaces what the
    /// first one says.
    ///
    /// ```
    /// use palisade::Usage;
    /// use serde_json::json;
    ///
    /// let start = json!({ "message": { "usage": { "input_tokens": 25, "output_tokens": 1 } } });
    /// let last = json!({ "usage": { "output_tokens": 15 } });
    /// assert_eq!(Usage::from_anthropic_stream(&start, &last)?, Usage::new(25, 15));
    /// # Ok::<(), palisade::UsageError>(())
    /// ```
    ///
    /// # Errors
    /// As [`from_anthropic`](Self::from_anthropic); also where the last event has no
    /// `output_tokens`, since what the first one says of them is only a beginning.
    pub fn from_anthropic_stream(start: &Value, last_delta: &Value) -> Result<Self, UsageError> {
        let mut usage = usage_of(start, "message")?.clone();
        let delta = usage_of(last_delta, "message")?;
        count(delta, "output_tokens")?;
        // The times of writes belong to the count that they are parts of.
        if said(delta, "cache_creation_input_tokens").is_some() {
            usage.remove("cache_creation");
        }
        let said = delta.iter().filter(|(_, value)| !value.is_null());
        usage.extend(said.map(|(name, value)| (name.clone(), value.clone())));
        anthropic(&usage)
    }
}

/// The names of one of OpenAI's two shapes.
struct Names {
    input: &'static str,
    output: &'static str,
    input_details: &'static str,
    output_details: &'static str,
}

const CHAT: Names = Names {
    input: "prompt_tokens",
    output: "completion_tokens",
    input_details: "prompt_tokens_details",
    output_details: "completion_tokens_details",
};

const RESPONSES: Names = Names {
    input: "input_tokens",
    output: "output_tokens",
    input_details: "input_tokens_details",
    output_details: "output_tokens_details",
};

fn parse(json: &str) -> Result<Value, UsageError> {
    // The parser's own error is left out: it may quote the answer.
    serde_json::from_str(json).map_err(|_| UsageError::NotJson)
}

/// The object of usage: in the answer, in what an event wraps, or the object itself.
fn usage_of<'v>(json: &'v Value, wrapper: &str) -> Result<&'v Map<String, Value>, UsageError> {
    let inner = json.get(wrapper).unwrap_or(json);
    match inner.get("usage").or_else(|| json.get("usage")) {
        Some(usage) => usage.as_object(),
        // An answer without usage is not taken for usage without counts.
        None => inner.as_object().filter(|object| COUNTS.iter().any(|c| object.contains_key(*c))),
    }
    .ok_or(UsageError::NoUsage)
}

/// By these an object of usage is known.
const COUNTS: [&str; 4] = ["prompt_tokens", "completion_tokens", "input_tokens", "output_tokens"];

fn openai(usage: &Map<String, Value>, names: &Names) -> Result<Usage, UsageError> {
    let input = count(usage, names.input)?;
    let total = optional(usage, "total_tokens")?;
    let output = match optional(usage, names.output)? {
        Some(output) => output,
        // Embeddings have no output, and the total says so.
        None if total == Some(input) => 0,
        None => return Err(UsageError::Missing { field: names.output }),
    };
    let details = object(usage, names.input_details)?;
    let cached = detail(details, "cached_tokens")?;
    let audio = detail(details, "audio_tokens")?;
    let write = match detail(details, "cache_write_tokens")? {
        0 => detail(details, "cache_creation_tokens")?,
        write => write,
    };
    part(("cached_tokens", cached), (names.input, input))?;
    part(("audio_tokens", audio), (names.input, input))?;
    part(("cache_write_tokens", write), (names.input, input))?;
    let cached = without_sound(details, cached, audio)?;
    let parts = cached.checked_add(audio).and_then(|sum| sum.checked_add(write));
    // Where it is not told which cached tokens are sound, what overlaps counts as sound.
    let over = parts.ok_or_else(|| contradiction("cached_tokens", names.input))?;
    let over = over.saturating_sub(input);
    let cached = cached.checked_sub(over).ok_or(contradiction("audio_tokens", names.input))?;

    let details = object(usage, names.output_details)?;
    let reasoning = detail(details, "reasoning_tokens")?;
    let sound = detail(details, "audio_tokens")?;
    let output = with_reasoning(names, total, input, output, reasoning)?;
    part(("reasoning_tokens", reasoning), (names.output, output))?;
    part(("audio_tokens", sound), (names.output, output - reasoning))?;
    Ok(Usage {
        cached_input_tokens: cached,
        cache_write_tokens: write,
        audio_input_tokens: audio,
        reasoning_tokens: reasoning,
        audio_output_tokens: sound,
        ..Usage::new(input, output)
    })
}

/// The output with the reasoning that some providers count beside it, as their total shows.
fn with_reasoning(
    names: &Names,
    total: Option<u64>,
    input: u64,
    output: u64,
    reasoning: u64,
) -> Result<u64, UsageError> {
    let Some(total) = total else { return Ok(output) };
    let sum = |output: u64| input.checked_add(output).filter(|sum| *sum == total);
    if sum(output).is_some() {
        return Ok(output);
    }
    let both = output.checked_add(reasoning);
    both.filter(|both| sum(*both).is_some()).ok_or(contradiction("total_tokens", names.output))
}

/// The cached tokens that are not sound, where the provider tells them apart.
fn without_sound(
    details: Option<&Map<String, Value>>,
    cached: u64,
    audio: u64,
) -> Result<u64, UsageError> {
    let Some(details) = details else { return Ok(cached) };
    let sound = detail(object(details, "cached_tokens_details")?, "audio_tokens")?;
    part(("cached_tokens_details.audio_tokens", sound), ("audio_tokens", audio))?;
    cached
        .checked_sub(sound)
        .ok_or(contradiction("cached_tokens_details.audio_tokens", "cached_tokens"))
}

fn anthropic(usage: &Map<String, Value>) -> Result<Usage, UsageError> {
    let (input, output) = (count(usage, "input_tokens")?, count(usage, "output_tokens")?);
    let read = optional(usage, "cache_read_input_tokens")?.unwrap_or(0);
    let written = optional(usage, "cache_creation_input_tokens")?;
    let by_time = object(usage, "cache_creation")?;
    let (short, hour) = match by_time {
        Some(_) => (
            detail(by_time, "ephemeral_5m_input_tokens")?,
            detail(by_time, "ephemeral_1h_input_tokens")?,
        ),
        None => (written.unwrap_or(0), 0),
    };
    let sum = short.checked_add(hour);
    if sum.is_none() || written.is_some_and(|written| sum != Some(written)) {
        return Err(contradiction("cache_creation", "cache_creation_input_tokens"));
    }
    let parts = [read, short, hour].into_iter().try_fold(input, u64::checked_add);
    parts.ok_or(UsageError::NotACount { field: "input_tokens" })?;
    let usage = Usage::new(input, output).cached_apart(read);
    Ok(usage.cache_write_apart(short).cache_write_1h_apart(hour))
}

const fn contradiction(field: &'static str, other: &'static str) -> UsageError {
    UsageError::Contradictory { field, other }
}

fn part(part: (&'static str, u64), whole: (&'static str, u64)) -> Result<(), UsageError> {
    if part.1 > whole.1 { Err(contradiction(part.0, whole.0)) } else { Ok(()) }
}

/// What a field says; null says nothing.
fn said<'v>(of: &'v Map<String, Value>, field: &str) -> Option<&'v Value> {
    of.get(field).filter(|value| !value.is_null())
}

fn count(of: &Map<String, Value>, field: &'static str) -> Result<u64, UsageError> {
    optional(of, field)?.ok_or(UsageError::Missing { field })
}

fn optional(of: &Map<String, Value>, field: &'static str) -> Result<Option<u64>, UsageError> {
    let read = |value: &Value| value.as_u64().ok_or(UsageError::NotACount { field });
    said(of, field).map(read).transpose()
}

/// A count among the details: without it, or without details, nothing is told apart.
fn detail(of: Option<&Map<String, Value>>, field: &'static str) -> Result<u64, UsageError> {
    Ok(of.map(|of| optional(of, field)).transpose()?.flatten().unwrap_or(0))
}

fn object<'v>(
    of: &'v Map<String, Value>,
    field: &'static str,
) -> Result<Option<&'v Map<String, Value>>, UsageError> {
    let read = |value: &'v Value| value.as_object().ok_or(UsageError::NotACount { field });
    said(of, field).map(read).transpose()
}
