//! Answers that are known already: keys from calls alone, answers as plain data.

mod key;
mod memory;

use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::error::CacheError;
use crate::id::Fingerprint;
use crate::money::Usage;
use crate::output::FinishReason;
use crate::text::Channel;

pub(crate) use key::KeyParts;
pub use key::{CacheKey, PartitionId};
pub use memory::MemoryCache;

/// Keeps answers. What it returns is plain data and passes the output guards again, so that a
/// cache that was tampered with, or filled under an older policy, cannot get past them.
#[async_trait]
pub trait Cache: fmt::Debug + Send + Sync {
    /// The name in the audit log.
    fn name(&self) -> &str;

    /// Says the mistakes in its configuration; its options do not enter the policy fingerprint.
    fn describe(&self, to: &mut Fingerprint);

    /// The answer under exactly this key, or under one that means the same and shares its
    /// partition and context.
    ///
    /// # Errors
    /// Where it cannot be asked; the request goes on as after a miss.
    async fn lookup(&self, key: &CacheKey) -> Result<Option<CachedAnswer>, CacheError>;

    /// Keeps an answer for at most `ttl`, in the place of one that is there.
    ///
    /// # Errors
    /// Where it cannot; the request goes on.
    async fn store(
        &self,
        key: &CacheKey,
        answer: &CachedAnswer,
        ttl: Duration,
    ) -> Result<(), CacheError>;

    /// Forgets answers, and says how many there were, as far as that is known.
    ///
    /// # Errors
    /// Where it cannot; then nothing may be assumed to be forgotten.
    async fn invalidate(&self, what: &Invalidation) -> Result<u64, CacheError>;
}

/// What to forget.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Invalidation {
    /// The answer under this key.
    Key(CacheKey),
    /// All answers of this tag.
    Tag(String),
    /// All answers of this partition.
    Partition(PartitionId),
    /// All.
    Everything,
}

/// An answer as it is kept: redacted, in channels. `Debug` shows lengths, never texts.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CachedAnswer {
    channels: Vec<(Channel, String)>,
    model: String,
    finish: FinishReason,
    usage: Option<Usage>,
    tags: Vec<String>,
}

impl CachedAnswer {
    /// An answer of `model`.
    pub fn new(model: impl Into<String>, channels: Vec<(Channel, String)>) -> Self {
        Self {
            channels,
            model: model.into(),
            finish: FinishReason::Stop,
            usage: None,
            tags: Vec::new(),
        }
    }

    /// Says what it used when it was made.
    pub const fn with_usage(mut self, usage: Option<Usage>) -> Self {
        self.usage = usage;
        self
    }

    /// Says why it ended.
    pub const fn with_finish(mut self, finish: FinishReason) -> Self {
        self.finish = finish;
        self
    }

    /// Adds tags, by which it can be forgotten.
    pub fn with_tags(mut self, tags: impl IntoIterator<Item = String>) -> Self {
        self.tags.extend(tags);
        self
    }

    /// The texts by channel.
    pub fn channels(&self) -> &[(Channel, String)] {
        &self.channels
    }

    /// The model that gave it.
    pub fn model(&self) -> &str {
        &self.model
    }

    /// Why it ended.
    pub const fn finish(&self) -> FinishReason {
        self.finish
    }

    /// What it used when it was made.
    pub const fn usage(&self) -> Option<Usage> {
        self.usage
    }

    /// Its tags.
    pub fn tags(&self) -> &[String] {
        &self.tags
    }

    /// About how many bytes it takes to keep.
    pub fn weight(&self) -> u64 {
        let texts: usize = self.channels.iter().map(|(_, text)| text.len() + 48).sum();
        let tags: usize = self.tags.iter().map(|tag| tag.len() + 32).sum();
        (texts + tags + self.model.len() + 160) as u64
    }
}

impl fmt::Debug for CachedAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CachedAnswer")
            .field("model", &self.model)
            .field("weight", &self.weight())
            .field("tags", &self.tags)
            .finish_non_exhaustive()
    }
}
