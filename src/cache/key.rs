//! Keys of answers: made from what will be sent, whole, and of nothing else.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use crate::id::PolicyFingerprint;

/// Names an answer: a 256-bit digest of who may see it (the partition), the model, every message,
/// the parameters, the version of the prompt and the policy.
///
/// Beside it, for caches that compare meaning, it carries the digest of everything but the last
/// user message, and that message itself as the guards left it, redacted. `Debug` shows the
/// digest only.
#[derive(Clone)]
pub struct CacheKey {
    digest: [u8; 32],
    context: [u8; 32],
    partition: PartitionId,
    question: Arc<str>,
}

/// What a key is made from.
#[derive(Clone, Copy)]
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
        let partition = PartitionId::of(parts.partition.iter().copied());
        let last = parts.messages.iter().rposition(|(role, _)| *role == USER);

        let mut context = Digest::new(CONTEXT);
        context.field(partition.as_bytes());
        context.field(parts.model.as_bytes());
        context.field(parts.parameters.as_bytes());
        context.field(parts.prompt_version.as_bytes());
        context.field(parts.policy.as_bytes());
        context.number(parts.messages.len());
        // Where the question stands is part of the context; there may be none.
        context.number(last.unwrap_or(usize::MAX));
        let mut question = "";
        for (position, (role, text)) in parts.messages.iter().enumerate() {
            if Some(position) == last {
                question = text;
            } else {
                context.field(role.as_bytes());
                context.field(text.as_bytes());
            }
        }
        let context = context.finish();

        // The context says all but the question, so that no byte is hashed twice.
        let mut digest = Digest::new(WHOLE);
        digest.field(&context);
        digest.field(question.as_bytes());
        Self { digest: digest.finish(), context, partition, question: Arc::from(question) }
    }

    /// The digest of everything: equal for calls that are equal in every part, and else not.
    pub const fn digest(&self) -> &[u8; 32] {
        &self.digest
    }

    /// The digest of everything but the last user message.
    pub const fn context(&self) -> &[u8; 32] {
        &self.context
    }

    /// Who may see the answer. It is part of both digests too.
    pub const fn partition(&self) -> PartitionId {
        self.partition
    }

    /// The last user message, redacted; empty where there is none. It is text of the user's: it
    /// must not be logged.
    pub fn question(&self) -> &str {
        &self.question
    }
}

impl PartialEq for CacheKey {
    fn eq(&self, other: &Self) -> bool {
        self.digest == other.digest && self.partition == other.partition
    }
}

impl Eq for CacheKey {}

impl Hash for CacheKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.digest.hash(state);
        self.partition.hash(state);
    }
}

impl fmt::Debug for CacheKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CacheKey({})", Hex(&self.digest))
    }
}

impl fmt::Debug for KeyParts<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyParts")
            .field("model", &self.model)
            .field("messages", &self.messages.len())
            .finish_non_exhaustive()
    }
}

/// Names a partition of a cache: nobody sees the answers of another one. It is a digest of the
/// scope's levels that partition the cache, so that it shows nobody's name.
///
/// ```
/// use palisade::PartitionId;
///
/// let acme = PartitionId::of([("tenant", "acme"), ("user", "u-17")]);
/// assert_eq!(acme, PartitionId::of([("user", "u-17"), ("tenant", "acme")]));
/// assert_ne!(acme, PartitionId::of([("tenant", "acme")]));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PartitionId([u8; 32]);

impl PartitionId {
    /// The partition of these levels and values, in whatever order. No levels at all are a
    /// partition too: the one that everybody shares.
    pub fn of<'a>(levels: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut levels: Vec<_> = levels.into_iter().collect();
        levels.sort_unstable();
        let mut digest = Digest::new(PARTITION);
        digest.number(levels.len());
        for (name, value) in levels {
            digest.field(name.as_bytes());
            digest.field(value.as_bytes());
        }
        Self(digest.finish())
    }

    /// The 32 bytes, for back-ends that keep them elsewhere.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for PartitionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PartitionId({})", Hex(&self.0))
    }
}

/// A hash over fields, each behind its length, so that no byte can move from one to another.
struct Digest(blake3::Hasher);

impl Digest {
    fn new(domain: &str) -> Self {
        let mut digest = Self(blake3::Hasher::new());
        digest.field(domain.as_bytes());
        digest
    }

    fn field(&mut self, bytes: &[u8]) {
        self.number(bytes.len());
        self.0.update(bytes);
    }

    fn number(&mut self, number: usize) {
        self.0.update(&(number as u64).to_le_bytes());
    }

    fn finish(&self) -> [u8; 32] {
        *self.0.finalize().as_bytes()
    }
}

struct Hex<'a>(&'a [u8; 32]);

impl fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// What a digest is of, and in which version: whoever changes what goes in changes these, so
/// that entries that were kept elsewhere under the old rules are not found.
const PARTITION: &str = "palisade partition v1";
const CONTEXT: &str = "palisade cache context v1";
const WHOLE: &str = "palisade cache key v1";

/// The role of the user's messages.
const USER: &str = "user";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Fingerprint;
    use proptest::prelude::*;
    use std::collections::HashSet;

    type Pairs = Vec<(String, String)>;

    #[derive(Clone, Debug, PartialEq)]
    struct Owned {
        partition: Pairs,
        model: String,
        messages: Pairs,
        parameters: String,
        version: String,
        policy: String,
    }

    impl Owned {
        fn key(&self) -> CacheKey {
            let mut policy = Fingerprint::new();
            policy.text("policy", &self.policy);
            CacheKey::of(&KeyParts {
                partition: &borrowed(&self.partition),
                model: &self.model,
                messages: &borrowed(&self.messages),
                parameters: &self.parameters,
                prompt_version: &self.version,
                policy: &policy.finish(),
            })
        }
    }

    fn borrowed(pairs: &[(String, String)]) -> Vec<(&str, &str)> {
        pairs.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect()
    }

    fn base() -> Owned {
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        Owned {
            partition: vec![pair("tenant", "acme"), pair("user", "u-17")],
            model: "small-1".into(),
            messages: vec![
                pair("system", "Be brief."),
                pair("user", "Hi"),
                pair("assistant", "Hello"),
                pair("user", "Where is my order?"),
            ],
            parameters: "{\"temperature\":0.0}".into(),
            version: "7".into(),
            policy: "p".into(),
        }
    }

    #[test]
    fn each_part_changes_the_key() {
        let changes: [fn(&mut Owned); 12] = [
            |p| p.partition[0].1 = "evil".into(),
            |p| p.partition[0].0 = "team".into(),
            |p| drop(p.partition.pop()),
            |p| p.model = "small-2".into(),
            |p| p.messages[3].1.push('!'),
            |p| p.messages[3].0 = "tool".into(),
            |p| p.messages[0].1.push('!'),
            |p| p.messages.swap(1, 3),
            |p| p.messages.swap(2, 3),
            |p| p.parameters.push(' '),
            |p| p.version = "8".into(),
            |p| p.policy = "q".into(),
        ];
        let mut seen = HashSet::from([base().key()]);
        for (number, change) in changes.into_iter().enumerate() {
            let mut parts = base();
            change(&mut parts);
            assert!(seen.insert(parts.key()), "change {number} left the key as it was");
        }
    }

    #[test]
    fn only_the_question_leaves_the_context_as_it_is() {
        let mut other = base();
        other.messages[3].1 = "Where is my invoice?".into();
        assert_eq!(base().key().context(), other.key().context());
        assert_eq!(other.key().question(), "Where is my invoice?");
        other.messages[1].1 = "Hey".into();
        assert_ne!(base().key().context(), other.key().context());
        let mut elsewhere = base();
        elsewhere.partition[0].1 = "evil".into();
        assert_ne!(base().key().context(), elsewhere.key().context());
    }

    #[test]
    fn a_call_without_a_question_has_its_own_key() {
        let (mut none, mut empty) = (base(), base());
        none.messages.retain(|(role, _)| role != "user");
        empty.messages.retain(|(role, _)| role != "user");
        empty.messages.push(("user".into(), String::new()));
        assert_eq!(none.key().question(), "");
        assert_ne!(none.key(), empty.key());
    }

    #[test]
    fn debug_shows_neither_the_question_nor_names() {
        let key = base().key();
        let shown = format!("{key:?} {:?}", key.partition());
        assert!(!shown.contains("order") && !shown.contains("acme"), "{shown}");
        assert!(shown.starts_with("CacheKey(") && shown.len() > 128);
    }

    /// Texts of few letters, so that fields often have the same bytes in a row.
    fn text() -> impl Strategy<Value = String> {
        "[ab]{0,3}"
    }

    fn pairs(least: usize) -> impl Strategy<Value = Pairs> {
        let role = prop_oneof![Just("user".to_owned()), text()];
        proptest::collection::vec((role, text()), least..4)
    }

    prop_compose! {
        fn parts()(partition in pairs(0), model in text(), messages in pairs(0),
                   parameters in text(), version in text(), policy in text()) -> Owned {
            Owned { partition, model, messages, parameters, version, policy }
        }
    }

    proptest! {
        #[test]
        fn different_parts_have_different_keys(mut a in parts(), mut b in parts()) {
            a.partition.sort();
            b.partition.sort();
            prop_assert_eq!(a == b, a.key() == b.key());
        }

        #[test]
        fn no_byte_moves_between_fields(cut in 0_usize..6, from in 0_usize..6) {
            let bytes = "abcdef";
            let split = |at: usize| {
                let mut parts = base();
                let (head, tail) = bytes.split_at(at);
                parts.model = head.into();
                parts.parameters = tail.into();
                parts.key()
            };
            prop_assert_eq!(cut == from, split(cut) == split(from));
        }

        #[test]
        fn the_order_of_levels_does_not_matter(parts in parts()) {
            let mut turned = parts.clone();
            turned.partition.reverse();
            prop_assert_eq!(parts.key(), turned.key());
            prop_assert_eq!(parts.key().partition(), turned.key().partition());
        }
    }
}
