//! What a call used, each token once.

use serde::{Deserialize, Serialize};

/// What a call used, in tokens.
///
/// Providers report input from their cache in two ways. OpenAI counts it within the prompt
/// (`prompt_tokens`, of which `cached_tokens`): say [`cached_input`](Usage::cached_input).
/// Anthropic counts it apart (`input_tokens` beside `cache_read_input_tokens`): say
/// [`cached_apart`](Usage::cached_apart). Either way each token is counted once. Whole answers
/// of both are read by [`from_openai`](Usage::from_openai) and
/// [`from_anthropic`](Usage::from_anthropic).
///
/// ```
/// use palisade::Usage;
///
/// let openai = Usage::new(1_000, 50).cached_input(900);
/// let anthropic = Usage::new(100, 50).cached_apart(900);
/// assert_eq!(openai, anthropic);
/// assert_eq!(openai.input_tokens(), 1_000);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Usage {
    pub(super) input_tokens: u64,
    pub(super) output_tokens: u64,
    #[serde(default)]
    pub(super) cached_input_tokens: u64,
    #[serde(default)]
    pub(super) cache_write_tokens: u64,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(super) cache_write_1h_tokens: u64,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(super) audio_input_tokens: u64,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(super) reasoning_tokens: u64,
    #[serde(default, skip_serializing_if = "is_zero")]
    pub(super) audio_output_tokens: u64,
}

/// The tokens by what they cost, each in one place only.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kinds {
    pub(super) input: u64,
    pub(super) cached: u64,
    pub(super) write: u64,
    pub(super) write_1h: u64,
    pub(super) audio_input: u64,
    pub(super) output: u64,
    pub(super) reasoning: u64,
    pub(super) audio_output: u64,
}

impl Usage {
    /// Tokens of input, those from the provider's cache included, and of output. Reasoning
    /// tokens are output.
    pub const fn new(input_tokens: u64, output_tokens: u64) -> Self {
        Self {
            input_tokens,
            output_tokens,
            cached_input_tokens: 0,
            cache_write_tokens: 0,
            cache_write_1h_tokens: 0,
            audio_input_tokens: 0,
            reasoning_tokens: 0,
            audio_output_tokens: 0,
        }
    }

    /// How many of the input tokens came from the provider's cache.
    ///
    /// More than all input can only mean that the provider counts them apart; they are then
    /// counted beside the input, so that no usage is ever lost.
    pub const fn cached_input(mut self, tokens: u64) -> Self {
        self.cached_input_tokens = tokens;
        self
    }

    /// Adds tokens that came from the provider's cache to the input, for a provider that counts
    /// them apart.
    pub const fn cached_apart(mut self, tokens: u64) -> Self {
        self.input_tokens = self.input_tokens.saturating_add(tokens);
        self.cached_input_tokens = self.cached_input_tokens.saturating_add(tokens);
        self
    }

    /// Adds tokens that were written to the provider's cache to the input, for a provider that
    /// counts them apart: for five minutes, where the provider tells how long.
    pub const fn cache_write_apart(mut self, tokens: u64) -> Self {
        self.input_tokens = self.input_tokens.saturating_add(tokens);
        self.cache_write_tokens = self.cache_write_tokens.saturating_add(tokens);
        self
    }

    /// The same for tokens that were written for one hour, which cost more.
    ///
    /// ```
    /// use palisade::Usage;
    ///
    /// let usage = Usage::new(10, 5).cache_write_apart(100).cache_write_1h_apart(1_000);
    /// assert_eq!(usage.input_tokens(), 1_110);
    /// ```
    pub const fn cache_write_1h_apart(mut self, tokens: u64) -> Self {
        self.input_tokens = self.input_tokens.saturating_add(tokens);
        self.cache_write_1h_tokens = self.cache_write_1h_tokens.saturating_add(tokens);
        self
    }

    /// How many of the input tokens are sound, and not from the cache. More than all input are
    /// counted beside it, as with [`cached_input`](Self::cached_input).
    pub const fn audio_input(mut self, tokens: u64) -> Self {
        self.audio_input_tokens = tokens;
        self
    }

    /// How many of the output tokens are reasoning. More than all output are counted beside it.
    ///
    /// ```
    /// use palisade::Usage;
    ///
    /// assert_eq!(Usage::new(10, 500).reasoning(400).output_tokens(), 500);
    /// assert_eq!(Usage::new(10, 100).reasoning(400).output_tokens(), 500);
    /// ```
    pub const fn reasoning(mut self, tokens: u64) -> Self {
        self.reasoning_tokens = tokens;
        self
    }

    /// How many of the output tokens are sound. More than all output are counted beside it.
    pub const fn audio_output(mut self, tokens: u64) -> Self {
        self.audio_output_tokens = tokens;
        self
    }

    /// Tokens of input, each one once: plain, sound, cached and written to the cache.
    pub const fn input_tokens(&self) -> u64 {
        let (parts, plain) = (self.input_parts(), self.plain_input());
        match parts {
            Some(parts) => plain.saturating_add(parts),
            None => u64::MAX,
        }
    }

    /// Tokens of output, each one once: plain, reasoning and sound.
    pub const fn output_tokens(&self) -> u64 {
        match self.output_parts() {
            Some(parts) => self.plain_output().saturating_add(parts),
            None => u64::MAX,
        }
    }

    /// The input tokens that came from the provider's cache.
    pub const fn cached_input_tokens(&self) -> u64 {
        self.cached_input_tokens
    }

    /// The input tokens that were written to the provider's cache: for five minutes, where the
    /// provider tells how long.
    pub const fn cache_write_tokens(&self) -> u64 {
        self.cache_write_tokens
    }

    /// The input tokens that were written to the provider's cache for one hour.
    pub const fn cache_write_1h_tokens(&self) -> u64 {
        self.cache_write_1h_tokens
    }

    /// The input tokens that are sound.
    pub const fn audio_input_tokens(&self) -> u64 {
        self.audio_input_tokens
    }

    /// The output tokens that are reasoning.
    pub const fn reasoning_tokens(&self) -> u64 {
        self.reasoning_tokens
    }

    /// The output tokens that are sound.
    pub const fn audio_output_tokens(&self) -> u64 {
        self.audio_output_tokens
    }

    /// The tokens by kind; `None` where those of the input or the output are more than can be
    /// held together.
    pub(super) fn kinds(&self) -> Option<Kinds> {
        self.input_parts()?.checked_add(self.plain_input())?;
        self.output_parts()?.checked_add(self.plain_output())?;
        Some(Kinds {
            input: self.plain_input(),
            cached: self.cached_input_tokens,
            write: self.cache_write_tokens,
            write_1h: self.cache_write_1h_tokens,
            audio_input: self.audio_input_tokens,
            output: self.plain_output(),
            reasoning: self.reasoning_tokens,
            audio_output: self.audio_output_tokens,
        })
    }

    /// The input tokens that are of a kind of their own.
    const fn input_parts(&self) -> Option<u64> {
        let Some(cache) = self.cached_input_tokens.checked_add(self.cache_write_tokens) else {
            return None;
        };
        match cache.checked_add(self.cache_write_1h_tokens) {
            Some(cache) => cache.checked_add(self.audio_input_tokens),
            None => None,
        }
    }

    const fn output_parts(&self) -> Option<u64> {
        self.reasoning_tokens.checked_add(self.audio_output_tokens)
    }

    const fn plain_input(&self) -> u64 {
        rest(self.input_tokens, self.input_parts())
    }

    const fn plain_output(&self) -> u64 {
        rest(self.output_tokens, self.output_parts())
    }
}

/// What is left of `whole` without its parts. Where they cannot be a part of it, the provider
/// counts them apart.
const fn rest(whole: u64, parts: Option<u64>) -> u64 {
    match parts {
        Some(parts) if parts <= whole => whole - parts,
        _ => whole,
    }
}

/// Asked by serde, which hands in a reference.
const fn is_zero(tokens: &u64) -> bool {
    *tokens == 0
}
