//! How many tokens a text may become: a bound, an estimate, and exact counts.

mod estimate;
#[cfg(feature = "bpe")]
mod exact;
mod weights;

use std::fmt;

pub(crate) use estimate::TokenCount;
#[cfg(feature = "bpe")]
pub use exact::Vocabulary;

/// An upper bound on the tokens of `text` under any byte-level BPE: one a byte, since each of
/// its tokens stands for at least one. Budgets use it, because base64, rare scripts and control
/// characters come close to it.
///
/// Messages cost more than their texts: see [`MESSAGE_TOKENS`]. It does not hold for a model
/// whose tokenizer changes the text first so that it grows, as some do with compatibility
/// characters.
pub const fn max_tokens(text: &str) -> u64 {
    text.len() as u64
}

/// The most tokens that a message costs beside its text, and that a call costs beside its
/// messages: 16.
///
/// In OpenAI's chat format a message costs 3 tokens, its role 1, a name 1 more and its own
/// tokens, and the answer is begun with 3 (source: OpenAI's cookbook, "How to count tokens with
/// tiktoken"). Other formats mark a message by up to about 10. The rest is margin.
pub const MESSAGE_TOKENS: u64 = 16;

/// An estimate of the tokens of `text` by the classes of its bytes. It can be under: where money
/// depends on it, use [`max_tokens`].
///
/// The weights were fitted to OpenAI's vocabulary o200k; the example `tokens` prints the error.
/// Against exact counts the median of chats, documents, code and tool results is 1.00 to 1.09,
/// and 98 of 100 of all texts that it prints lie between 0.42 and 1.25; random letters of rare
/// scripts are down to 0.2, texts of a token or two up to 6. It is linear in the text, and that
/// of a stream is that of the whole, however it is cut.
///
/// ```
/// let tokens = palisade::estimate_tokens("Where is my order 10432?");
/// assert!((6..=9).contains(&tokens), "8 are right, and {tokens} estimated");
/// ```
pub fn estimate_tokens(text: &str) -> u64 {
    let mut count = TokenCount::new();
    text.as_bytes().iter().for_each(|byte| count.push(*byte));
    count.tokens()
}

/// Counts the tokens of texts, each in its own way.
///
/// ```
/// use palisade::{TokenCounter, Tokens};
///
/// let text = "¿Dónde está mi pedido?";
/// assert_eq!(Tokens::bound().count(text), text.len() as u64);
/// assert!(Tokens::estimate().count(text) < Tokens::bound().count(text));
/// ```
pub trait TokenCounter: fmt::Debug + Send + Sync {
    /// The name in fingerprints.
    fn name(&self) -> &str;

    /// The tokens of `text` by itself, without those that a message costs beside it.
    fn count(&self, text: &str) -> u64;

    /// The tokens of messages: their texts, [`MESSAGE_TOKENS`] for each, and once more for the
    /// call. More than can be held is [`u64::MAX`].
    fn count_messages(&self, texts: &mut dyn Iterator<Item = &str>) -> u64 {
        texts.fold(MESSAGE_TOKENS, |sum, text| {
            sum.saturating_add(self.count(text)).saturating_add(MESSAGE_TOKENS)
        })
    }
}

/// The ways to count that come with the crate.
///
/// | | never under | error | speed |
/// |---|---|---|---|
/// | [`bound`](Self::bound) | for all byte-level BPE | about 3 to 5 times over on text | free |
/// | [`estimate`](Self::estimate) | no | mostly within a quarter, see [`estimate_tokens`] | fast |
/// | `exact` (feature `bpe`) | for its vocabulary | none | slow |
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tokens(Way);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Way {
    Bound,
    Estimate,
    #[cfg(feature = "bpe")]
    Exact(Vocabulary),
}

impl Tokens {
    /// The bound of [`max_tokens`].
    pub const fn bound() -> Self {
        Self(Way::Bound)
    }

    /// The estimate of [`estimate_tokens`].
    pub const fn estimate() -> Self {
        Self(Way::Estimate)
    }

    /// Exact counts by a vocabulary. For a model of another vocabulary they can be under.
    ///
    /// ```
    /// use palisade::{TokenCounter, Tokens, Vocabulary};
    ///
    /// let tokens = Tokens::exact(Vocabulary::O200k);
    /// assert_eq!(tokens.count("Where is my order 10432?"), 8);
    /// ```
    #[cfg(feature = "bpe")]
    pub const fn exact(vocabulary: Vocabulary) -> Self {
        Self(Way::Exact(vocabulary))
    }
}

impl TokenCounter for Tokens {
    fn name(&self) -> &str {
        match self.0 {
            Way::Bound => "bound",
            Way::Estimate => "estimate",
            #[cfg(feature = "bpe")]
            Way::Exact(vocabulary) => vocabulary.name(),
        }
    }

    fn count(&self, text: &str) -> u64 {
        match self.0 {
            Way::Bound => max_tokens(text),
            Way::Estimate => estimate_tokens(text),
            #[cfg(feature = "bpe")]
            Way::Exact(vocabulary) => vocabulary.count(text),
        }
    }
}
