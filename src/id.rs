//! Names of requests, instances and policies.

use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::{BuildHasher, Hasher};
use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Serialize, Serializer};

/// Names one request through all its steps and audit events.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RequestId {
    instance: InstanceId,
    number: u64,
}

impl RequestId {
    pub(crate) fn next(instance: InstanceId, counter: &AtomicU64) -> Self {
        Self { instance, number: counter.fetch_add(1, Ordering::Relaxed) }
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}-{:x}", self.instance.0, self.number)
    }
}

impl fmt::Debug for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RequestId({self})")
    }
}

impl Serialize for RequestId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Tells one built `Guardrails` from every other, also of the same policy.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(crate) struct InstanceId(u64);

impl InstanceId {
    /// Unique in this process (a counter) and unlikely to repeat in another (the standard
    /// library's random hash seed).
    pub(crate) fn fresh() -> Self {
        static COUNTER: AtomicU64 = AtomicU64::new(0);
        let mut hasher = RandomState::new().build_hasher();
        hasher.write_u64(COUNTER.fetch_add(1, Ordering::Relaxed));
        Self(hasher.finish())
    }

    /// The number.
    pub(crate) const fn get(self) -> u64 {
        self.0
    }
}

/// The digest of a policy: every guard, judge and router with its options, in order, observe
/// modes included. Equal policies have equal fingerprints on every machine.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PolicyFingerprint([u8; 32]);

impl PolicyFingerprint {
    /// The 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for PolicyFingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for PolicyFingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PolicyFingerprint({self})")
    }
}

/// Takes the configuration of a guard, judge, router or budget while a policy is built: its
/// options, so that a changed option changes the fingerprint, and the mistakes in them, so that
/// they fail `build()`.
///
/// ```
/// # use palisade::Fingerprint;
/// struct MaxWords { limit: u64 }
///
/// impl MaxWords {
///     fn describe(&self, to: &mut Fingerprint) {
///         to.number("limit", self.limit);
///         if self.limit == 0 {
///             to.mistake("max_words: a limit of 0 refuses every text; set at least 1");
///         }
///     }
/// }
/// # let mut to = Fingerprint::new();
/// # MaxWords { limit: 0 }.describe(&mut to);
/// # assert_eq!(to.mistakes().len(), 1);
/// ```
#[derive(Debug, Default)]
pub struct Fingerprint {
    hasher: blake3::Hasher,
    mistakes: Vec<String>,
    replacements: Vec<String>,
    hashes: bool,
}

impl Fingerprint {
    /// An empty one; `build()` makes its own, this serves tests of a `describe`.
    pub fn new() -> Self {
        Self::default()
    }

    /// An option that is text.
    pub fn text(&mut self, name: &str, value: &str) {
        self.bytes(name, value.as_bytes());
    }

    /// An option that is a whole number.
    pub fn number(&mut self, name: &str, value: u64) {
        self.bytes(name, &value.to_le_bytes());
    }

    /// An option that is a fraction; compared by its bits.
    pub fn fraction(&mut self, name: &str, value: f64) {
        self.bytes(name, &value.to_bits().to_le_bytes());
    }

    /// An option that is any other data, in a form that equal options share.
    pub fn bytes(&mut self, name: &str, value: &[u8]) {
        // Lengths go first, so that no two sequences of fields share their bytes.
        self.hasher.update(&(name.len() as u64).to_le_bytes());
        self.hasher.update(name.as_bytes());
        self.hasher.update(&(value.len() as u64).to_le_bytes());
        self.hasher.update(value);
    }

    /// Text that the guard may put in the place of what it finds. `build()` refuses one that a
    /// built-in guard would find in its turn.
    pub fn replacement(&mut self, text: &str) {
        self.text("replacement", text);
        self.replacements.push(text.to_owned());
    }

    /// Says that what is found is replaced by a [hash](crate::Recipe::Hash), so that `build()`
    /// asks for its key.
    pub const fn needs_hash_key(&mut self) {
        self.hashes = true;
    }

    /// Whether something is replaced by a hash.
    pub(crate) const fn has_hashes(&self) -> bool {
        self.hashes
    }

    /// A mistake in the configuration; the message says what to change.
    pub fn mistake(&mut self, message: impl Into<String>) {
        self.mistakes.push(message.into());
    }

    /// The mistakes so far.
    pub fn mistakes(&self) -> &[String] {
        &self.mistakes
    }

    /// The replacements so far.
    pub fn replacements(&self) -> &[String] {
        &self.replacements
    }

    /// The digest of what was described so far.
    pub fn finish(&self) -> PolicyFingerprint {
        PolicyFingerprint(*self.hasher.finalize().as_bytes())
    }
}
