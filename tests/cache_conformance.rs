//! The caches of this crate pass the suite that every cache passes.
#![cfg(feature = "conformance")]

use std::sync::Arc;
use std::time::Duration;

use futures::executor::block_on;
use palisade::{
    Cache, CacheError, CacheKey, CachedAnswer, Channel, Fingerprint, Invalidation, MemoryCache,
    conformance,
};

#[test]
fn memory_cache() {
    block_on(conformance::cache::all(|clock| {
        MemoryCache::with_capacity_bytes(1 << 20).with_clock(clock)
    }));
    block_on(conformance::cache::all(|clock| {
        MemoryCache::with_capacity_bytes(64 << 20).with_clock(clock)
    }));
}

#[test]
#[should_panic(expected = "another tenant hit")]
fn the_suite_sees_a_cache_that_mixes_partitions() {
    /// Answers everybody with the same.
    #[derive(Debug)]
    struct Careless(CachedAnswer);

    #[async_trait::async_trait]
    impl Cache for Careless {
        fn name(&self) -> &str {
            "careless"
        }
        fn describe(&self, _to: &mut Fingerprint) {}
        async fn lookup(&self, _key: &CacheKey) -> Result<Option<CachedAnswer>, CacheError> {
            Ok(Some(self.0.clone()))
        }
        async fn store(
            &self,
            _key: &CacheKey,
            _answer: &CachedAnswer,
            _ttl: Duration,
        ) -> Result<(), CacheError> {
            Ok(())
        }
        async fn invalidate(&self, _what: &Invalidation) -> Result<u64, CacheError> {
            Ok(0)
        }
    }
    let answer = CachedAnswer::new("m", vec![(Channel::TEXT, "x".to_owned())]);
    block_on(conformance::cache::partitions_never_mix(&Careless(answer)));
}

#[test]
fn clones_share_their_entries_and_dyn_works() {
    let cache = MemoryCache::with_capacity_bytes(1 << 20);
    let shared: Arc<dyn Cache> = Arc::new(cache.clone());
    let key = conformance::cache::key("acme", &[], "q");
    let answer = CachedAnswer::new("m", vec![(Channel::TEXT, "x".to_owned())]);
    block_on(shared.store(&key, &answer, Duration::from_secs(60))).unwrap();
    assert_eq!(block_on(cache.lookup(&key)).unwrap(), Some(answer));
}
