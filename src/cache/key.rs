//! Stub.
use crate::id::PolicyFingerprint;
/// Key.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct CacheKey {
    digest: [u8; 32],
}
/// What a key is made from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KeyParts<'a> {
    /// The levels and values that partition the cache.
    pub(crate) partition: &'a [(&'a str, &'a str)],
    pub(crate) model: &'a str,
    /// Role and text, redacted, in order.
    pub(crate) messages: &'a [(&'a str, &'a str)],
    /// Canonical rendering of the parameters.
    pub(crate) parameters: &'a str,
    pub(crate) prompt_version: &'a str,
    pub(crate) policy: &'a PolicyFingerprint,
}
impl CacheKey {
    pub(crate) fn of(parts: &KeyParts<'_>) -> Self {
        let _ = parts;
        Self { digest: [0; 32] }
    }
    /// 32 bytes.
    pub const fn digest(&self) -> &[u8; 32] {
        &self.digest
    }
}

/// Stub.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct PartitionId([u8; 32]);
impl PartitionId {
    /// Stub.
    pub fn of<'l>(_: impl IntoIterator<Item = (&'l str, &'l str)>) -> Self {
        Self([0; 32])
    }
}
