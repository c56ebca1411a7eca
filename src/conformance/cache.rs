//! What every [`Cache`] does, whatever it keeps answers in.
//!
//! ```
//! use std::sync::Arc;
//! use palisade::{MemoryCache, conformance};
//!
//! # futures::executor::block_on(
//! conformance::cache::all(|clock| {
//!     MemoryCache::with_capacity_bytes(1 << 20).with_clock(clock)
//! })
//! # );
//! ```

use std::sync::Arc;
use std::time::Duration;

use crate::cache::{Cache, CacheKey, CachedAnswer, Invalidation, KeyParts};
use crate::clock::{Clock, FakeClock, Timestamp};
use crate::id::Fingerprint;
use crate::money::Usage;
use crate::output::FinishReason;
use crate::text::{Channel, ChannelKind};

/// Runs the whole suite; `make` gives an empty cache that takes its time from the clock.
///
/// # Panics
/// Where the cache breaks a law.
pub async fn all<C: Cache>(make: impl Fn(Arc<dyn Clock>) -> C) {
    let standing = || make(Arc::new(FakeClock::at(START)) as Arc<dyn Clock>);
    a_miss_then_a_hit(&standing()).await;
    the_last_answer_counts(&standing()).await;
    partitions_never_mix(&standing()).await;
    other_calls_miss(&standing()).await;
    a_key_is_forgotten_alone(&standing()).await;
    a_tag_is_forgotten_everywhere(&standing()).await;
    a_partition_is_forgotten_whole(&standing()).await;
    everything_is_forgotten(&standing()).await;
    a_large_answer_is_kept_whole_or_not_at_all(&standing()).await;

    let clock = Arc::new(FakeClock::at(START));
    let cache = make(Arc::clone(&clock) as Arc<dyn Clock>);
    answers_live_as_long_as_told(&cache, &clock).await;
}

/// A key of a call of one model by `tenant`, with these earlier messages (role and text) and this
/// question.
pub fn key(tenant: &str, earlier: &[(&str, &str)], question: &str) -> CacheKey {
    let mut messages = earlier.to_vec();
    messages.push(("user", question));
    CacheKey::of(&KeyParts {
        partition: &[("tenant", tenant)],
        model: "model-1",
        messages: &messages,
        parameters: r#"{"temperature":0.0}"#,
        prompt_version: "1",
        policy: &Fingerprint::new().finish(),
    })
}

/// What is not there is a miss; what is stored is found again, in all its parts.
///
/// # Panics
/// Where it is not so.
pub async fn a_miss_then_a_hit(cache: &dyn Cache) {
    let key = key("acme", &[], "q");
    assert_eq!(find(cache, &key).await, None, "an empty cache hit");
    let kept = CachedAnswer::new(
        "model-1",
        vec![
            (Channel::TEXT, "Tomorrow. ✓ \u{0} \" \\".to_owned()),
            (Channel::new(0, ChannelKind::ToolArguments(2)), "{}".to_owned()),
            (Channel::new(1, ChannelKind::Reasoning), String::new()),
        ],
    )
    .with_usage(Some(Usage::new(120, 3).cached_input(100)))
    .with_finish(FinishReason::ToolCalls)
    .with_tags(["doc:1".to_owned(), String::new()]);
    store(cache, &key, &kept).await;
    assert_eq!(find(cache, &key).await, Some(kept), "a stored answer was not found unchanged");
}

/// A second answer under a key takes the place of the first, tags included.
///
/// # Panics
/// Where it is not so.
pub async fn the_last_answer_counts(cache: &dyn Cache) {
    let key = key("acme", &[], "q");
    store(cache, &key, &answer("first", &["old"])).await;
    store(cache, &key, &answer("second", &["new"])).await;
    assert_eq!(find(cache, &key).await, Some(answer("second", &["new"])), "the first stayed");
    forget(cache, &Invalidation::Tag("new".to_owned())).await;
    assert_eq!(find(cache, &key).await, None, "a tag of the second answer did not forget it");
}

/// Nobody sees the answers of another partition, however alike the calls are.
///
/// # Panics
/// Where it is not so.
pub async fn partitions_never_mix(cache: &dyn Cache) {
    store(cache, &key("acme", &[], "q"), &answer("for acme", &[])).await;
    assert_eq!(find(cache, &key("evil", &[], "q")).await, None, "another tenant hit");
    assert_eq!(find(cache, &key("", &[], "q")).await, None, "an empty tenant hit");
    store(cache, &key("evil", &[], "q"), &answer("for evil", &[])).await;
    assert_eq!(find(cache, &key("acme", &[], "q")).await, Some(answer("for acme", &[])));
}

/// What differs in the conversation before the question misses, also in a cache that compares
/// meaning.
///
/// # Panics
/// Where it is not so.
pub async fn other_calls_miss(cache: &dyn Cache) {
    let earlier = [("system", "Be brief."), ("user", "My plan is Pro."), ("assistant", "Noted.")];
    store(cache, &key("acme", &earlier, "What does it cost?"), &answer("$20", &[])).await;
    let others: [&[(&str, &str)]; 4] = [
        &[],
        &earlier[..2],
        &[("system", "Be brief."), ("user", "My plan is Free."), ("assistant", "Noted.")],
        &[("user", "Be brief."), ("user", "My plan is Pro."), ("assistant", "Noted.")],
    ];
    for other in others {
        let found = find(cache, &key("acme", other, "What does it cost?")).await;
        assert_eq!(found, None, "another conversation hit");
    }
}

/// An answer is found until its time to live is over, and not from then on.
///
/// # Panics
/// Where it is not so.
pub async fn answers_live_as_long_as_told(cache: &dyn Cache, clock: &FakeClock) {
    let (short, long) = (key("acme", &[], "short"), key("acme", &[], "long"));
    let moment = Duration::from_millis(1);
    cache.store(&short, &answer("x", &[]), HOUR).await.expect("a small answer is taken");
    cache.store(&long, &answer("x", &[]), 2 * HOUR).await.expect("a small answer is taken");
    clock.advance(HOUR - moment);
    assert!(find(cache, &short).await.is_some(), "an answer ended before its time");
    clock.advance(moment);
    assert_eq!(find(cache, &short).await, None, "an answer outlived its time");
    assert!(find(cache, &long).await.is_some(), "an answer ended with another one");

    // Stored anew, it lives anew; a shorter life replaces a longer one.
    cache.store(&short, &answer("x", &[]), HOUR).await.expect("a small answer is taken");
    cache.store(&long, &answer("x", &[]), moment).await.expect("a small answer is taken");
    clock.advance(moment);
    assert!(find(cache, &short).await.is_some(), "an answer that was stored anew did not live");
    assert_eq!(find(cache, &long).await, None, "a shorter time to live did not replace a longer");

    let never = key("acme", &[], "never");
    cache.store(&never, &answer("x", &[]), Duration::ZERO).await.expect("a small answer is taken");
    assert_eq!(find(cache, &never).await, None, "an answer without a time to live lived");
    let ever = key("acme", &[], "ever");
    cache.store(&ever, &answer("x", &[]), Duration::MAX).await.expect("a small answer is taken");
    assert!(find(cache, &ever).await.is_some(), "the longest time to live was not taken");
}

/// Forgetting a key forgets it, and no other.
///
/// # Panics
/// Where it is not so.
pub async fn a_key_is_forgotten_alone(cache: &dyn Cache) {
    let [this, that] = ["this", "that"].map(|question| key("acme", &[], question));
    store(cache, &this, &answer("x", &["t"])).await;
    store(cache, &that, &answer("x", &["t"])).await;
    forget(cache, &Invalidation::Key(this.clone())).await;
    assert_eq!(find(cache, &this).await, None, "the key was not forgotten");
    assert!(find(cache, &that).await.is_some(), "another key was forgotten");
    forget(cache, &Invalidation::Key(this)).await;
}

/// Forgetting a tag forgets all its answers, in all partitions, and no others.
///
/// # Panics
/// Where it is not so.
pub async fn a_tag_is_forgotten_everywhere(cache: &dyn Cache) {
    let cases = [
        ("acme", "1", &["doc:1"][..], false),
        ("acme", "2", &["doc:2", "doc:1"], false),
        ("other", "1", &["doc:1", "doc:1"], false),
        ("other", "2", &["doc:11"], true),
        ("other", "3", &["Doc:1", "doc:"], true),
        ("other", "4", &[], true),
    ];
    for (tenant, question, tags, _) in cases {
        store(cache, &key(tenant, &[], question), &answer("x", tags)).await;
    }
    forget(cache, &Invalidation::Tag("doc:1".to_owned())).await;
    for (tenant, question, tags, stays) in cases {
        let found = find(cache, &key(tenant, &[], question)).await;
        assert_eq!(found.is_some(), stays, "tags {tags:?} after doc:1 was forgotten");
    }
    // It stays usable.
    store(cache, &key("acme", &[], "1"), &answer("y", &["doc:1"])).await;
    assert!(find(cache, &key("acme", &[], "1")).await.is_some(), "a tag stayed forgotten");
}

/// Forgetting a partition forgets all its answers, and no others.
///
/// # Panics
/// Where it is not so.
pub async fn a_partition_is_forgotten_whole(cache: &dyn Cache) {
    for (tenant, question) in [("acme", "1"), ("acme", "2"), ("other", "1")] {
        store(cache, &key(tenant, &[], question), &answer("x", &["t"])).await;
    }
    forget(cache, &Invalidation::Partition(key("acme", &[], "").partition())).await;
    assert_eq!(find(cache, &key("acme", &[], "1")).await, None, "the partition stayed");
    assert_eq!(find(cache, &key("acme", &[], "2")).await, None, "the partition stayed in part");
    assert!(find(cache, &key("other", &[], "1")).await.is_some(), "another partition went");
}

/// Forgetting everything does, and the cache works on.
///
/// # Panics
/// Where it is not so.
pub async fn everything_is_forgotten(cache: &dyn Cache) {
    let keys = ["acme", "other", "third"].map(|tenant| key(tenant, &[], "q"));
    for key in &keys {
        store(cache, key, &answer("x", &["t"])).await;
    }
    forget(cache, &Invalidation::Everything).await;
    for key in &keys {
        assert_eq!(find(cache, key).await, None, "an answer stayed");
        store(cache, key, &answer("y", &[])).await;
        assert_eq!(find(cache, key).await, Some(answer("y", &[])), "nothing is kept any more");
    }
}

/// An answer of 8 MiB is taken or refused; it is never kept in part.
///
/// # Panics
/// Where it is not so.
pub async fn a_large_answer_is_kept_whole_or_not_at_all(cache: &dyn Cache) {
    let key = key("acme", &[], "q");
    let large = answer(&"x".repeat(8 << 20), &[]);
    let stored = cache.store(&key, &large, HOUR).await;
    match (stored, find(cache, &key).await) {
        (Ok(()), Some(found)) => assert!(found == large, "a large answer came back changed"),
        // A cache may evict as it likes.
        (Ok(()), None) | (Err(_), None) => {}
        (Err(error), Some(_)) => panic!("an answer was refused ({error}) and kept"),
    }
}

fn answer(text: &str, tags: &[&str]) -> CachedAnswer {
    let tags = tags.iter().map(|tag| (*tag).to_owned());
    CachedAnswer::new("model-1", vec![(Channel::TEXT, text.to_owned())]).with_tags(tags)
}

async fn find(cache: &dyn Cache, key: &CacheKey) -> Option<CachedAnswer> {
    cache.lookup(key).await.expect("the cache answers a lookup")
}

async fn store(cache: &dyn Cache, key: &CacheKey, answer: &CachedAnswer) {
    cache.store(key, answer, HOUR).await.expect("the cache takes a small answer");
}

async fn forget(cache: &dyn Cache, what: &Invalidation) {
    cache.invalidate(what).await.expect("the cache forgets");
}

const HOUR: Duration = Duration::from_secs(3_600);

/// 2025-01-01T00:00:00Z.
const START: Timestamp = Timestamp::from_millis(1_735_689_600_000);
