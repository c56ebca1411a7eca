//! Answers that are known already: keys from calls alone, answers as plain data.

mod key;
mod memory;

use std::fmt;
use std::sync::Arc;
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

    /// Says the mistakes in its configuration. Its options do not enter the policy fingerprint:
    /// a larger cache must not empty itself.
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
    /// All answers in this partition.
    Partition(PartitionId),
    /// All.
    Everything,
}

/// An answer as it is kept: redacted, in channels. `Debug` shows lengths, never texts. A clone is
/// cheap: it shares the texts.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CachedAnswer(Arc<Kept>);

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    channels: Vec<(Channel, String)>,
    model: String,
    finish: FinishReason,
    usage: Option<Usage>,
    tags: Vec<String>,
}

impl CachedAnswer {
    /// An answer of `model`.
    pub fn new(model: impl Into<String>, channels: Vec<(Channel, String)>) -> Self {
        Self(Arc::new(Kept {
            channels,
            model: model.into(),
            finish: FinishReason::Stop,
            usage: None,
            tags: Vec::new(),
        }))
    }

    /// Says what it used when it was made.
    pub fn with_usage(self, usage: Option<Usage>) -> Self {
        self.with(|kept| kept.usage = usage)
    }

    /// Says why it ended.
    pub fn with_finish(self, finish: FinishReason) -> Self {
        self.with(|kept| kept.finish = finish)
    }

    /// Adds tags, by which it can be forgotten.
    pub fn with_tags(self, tags: impl IntoIterator<Item = String>) -> Self {
        self.with(|kept| kept.tags.extend(tags))
    }

    /// The texts by channel.
    pub fn channels(&self) -> &[(Channel, String)] {
        &self.0.channels
    }

    /// The model that gave it.
    pub fn model(&self) -> &str {
        &self.0.model
    }

    /// Why it ended.
    pub fn finish(&self) -> FinishReason {
        self.0.finish
    }

    /// What it used when it was made.
    pub fn usage(&self) -> Option<Usage> {
        self.0.usage
    }

    /// Its tags.
    pub fn tags(&self) -> &[String] {
        &self.0.tags
    }

    /// About how many bytes it takes to keep.
    pub fn weight(&self) -> u64 {
        let texts: usize = self.0.channels.iter().map(|(_, text)| text.len() + 48).sum();
        let tags: usize = self.0.tags.iter().map(|tag| tag.len() + 32).sum();
        (texts + tags + self.0.model.len() + 160) as u64
    }

    fn with(mut self, change: impl FnOnce(&mut Kept)) -> Self {
        change(Arc::make_mut(&mut self.0));
        self
    }
}

impl fmt::Debug for CachedAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CachedAnswer")
            .field("model", &self.0.model)
            .field("weight", &self.weight())
            .field("tags", &self.0.tags)
            .finish_non_exhaustive()
    }
}
