//! Exact counts by vocabularies that are known.

/// A vocabulary of byte-level BPE, embedded by the feature `bpe`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Vocabulary {
    /// OpenAI's `cl100k_base`: GPT-4, GPT-3.5, the third embeddings.
    Cl100k,
    /// OpenAI's `o200k_base`: GPT-4o and what came after it.
    O200k,
}

impl Vocabulary {
    /// The name as its makers write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cl100k => "cl100k_base",
            Self::O200k => "o200k_base",
        }
    }

    pub(super) fn count(self, text: &str) -> u64 {
        let tokenizer = match self {
            Self::Cl100k => bpe_openai::cl100k_base(),
            Self::O200k => bpe_openai::o200k_base(),
        };
        tokenizer.count(text) as u64
    }
}
