//! Answers in this process: bounded in bytes, forgotten in time, by tag and by partition.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use moka::Expiry;

use crate::cache::{Cache, CacheKey, CachedAnswer, Invalidation, PartitionId};
use crate::clock::{Clock, SystemClock, Timestamp};
use crate::error::CacheError;
use crate::id::Fingerprint;

/// Keeps answers in memory, up to a number of bytes; where it is full, what is asked for often
/// stays (TinyLFU). A clone shares the entries.
///
/// An entry is found while it is younger than its time to live by this cache's clock, and also by
/// the monotonic clock of the machine, so that a system clock that is set back revives nothing.
/// What an invalidation forgets is not found once it returned. Where it forgets a tag, a
/// partition or everything, that holds for what was being stored while it ran, too.
///
/// ```
/// use palisade::MemoryCache;
///
/// let cache = MemoryCache::with_capacity_bytes(64 << 20);
/// # let _ = cache;
/// ```
#[derive(Clone)]
pub struct MemoryCache {
    entries: moka::sync::Cache<[u8; 32], Arc<Entry>>,
    index: Arc<Mutex<Index>>,
    /// The number of the next entry.
    next: Arc<AtomicU64>,
    /// Entries of lower numbers are forgotten.
    first: Arc<AtomicU64>,
    capacity: u64,
    clock: Arc<dyn Clock>,
}

impl MemoryCache {
    /// A cache of at most about so many bytes, keys and indexes included. Zero is a mistake that
    /// `build()` reports.
    pub fn with_capacity_bytes(bytes: u64) -> Self {
        let index = Arc::new(Mutex::new(Index::default()));
        let listening = Arc::clone(&index);
        let entries = moka::sync::Cache::builder()
            .max_capacity(bytes)
            .weigher(|_, entry: &Arc<Entry>| entry.weight)
            .expire_after(TimeToLive)
            .eviction_listener(move |_, entry, _| lock(&listening).remove(&entry))
            .build();
        Self {
            entries,
            index,
            next: Arc::default(),
            first: Arc::default(),
            capacity: bytes,
            clock: Arc::new(SystemClock),
        }
    }

    /// Takes the time from another clock.
    pub fn with_clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    fn find(&self, key: &CacheKey) -> Option<CachedAnswer> {
        let entry = self.entries.get(key.digest())?;
        if self.clock.now() >= entry.expires_at {
            self.entries.invalidate(key.digest());
            return None;
        }
        // The digest covers the partition; this costs nothing and does not rest on that.
        let found = entry.number >= self.first.load(Ordering::Acquire)
            && entry.partition == key.partition();
        found.then(|| entry.answer.clone())
    }

    fn keep(&self, key: &CacheKey, answer: &CachedAnswer, ttl: Duration) -> Result<(), CacheError> {
        let entry = self.announce(key, answer, ttl)?;
        self.enter(key, entry);
        Ok(())
    }

    /// Makes an entry and puts it into the index, so that it can be forgotten before it is found.
    fn announce(
        &self,
        key: &CacheKey,
        answer: &CachedAnswer,
        ttl: Duration,
    ) -> Result<Arc<Entry>, CacheError> {
        // The tags are kept a second time, in the index.
        let tags: usize = answer.tags().iter().map(|tag| tag.len() + INDEXED_TAG_BYTES).sum();
        let bytes = answer.weight().saturating_add(tags as u64).saturating_add(ENTRY_BYTES);
        let weight = u32::try_from(bytes).ok().filter(|_| bytes <= self.capacity);
        let weight = weight.ok_or(CacheError::TooLarge { bytes })?;
        let number = self.next.fetch_add(1, Ordering::AcqRel);
        let entry = Arc::new(Entry {
            answer: answer.clone(),
            expires_at: self.clock.now().after(ttl),
            ttl,
            number,
            partition: key.partition(),
            weight,
        });
        lock(&self.index).add(*key.digest(), &entry);
        Ok(entry)
    }

    fn enter(&self, key: &CacheKey, entry: Arc<Entry>) {
        let number = entry.number;
        self.entries.insert(*key.digest(), entry);
        // An invalidation in between took it from the index before it was among the entries, so
        // it could not remove it there. (It may also have been evicted already: then this
        // removes nothing, or at worst a newer entry, which is only a miss.)
        if !lock(&self.index).keys.contains_key(&number) {
            self.entries.invalidate(key.digest());
        }
    }

    fn forget(&self, what: &Invalidation) -> u64 {
        let numbers = match what {
            Invalidation::Key(key) => {
                return u64::from(self.entries.remove(key.digest()).is_some());
            }
            Invalidation::Everything => {
                let mut index = lock(&self.index);
                // While the index is locked, so that every entry in it has a lower number.
                self.first.fetch_max(self.next.load(Ordering::Acquire), Ordering::AcqRel);
                let forgotten = std::mem::take(&mut *index).keys.len();
                drop(index);
                // Gives the memory back by and by; `first` hides the entries at once.
                self.entries.invalidate_all();
                return forgotten as u64;
            }
            Invalidation::Tag(tag) => lock(&self.index).tags.remove(tag.as_str()),
            Invalidation::Partition(partition) => lock(&self.index).partitions.remove(partition),
        };
        // The index is never locked while an entry is removed: the listener locks it.
        let mut forgotten = 0;
        for number in numbers.unwrap_or_default() {
            let Some(digest) = lock(&self.index).keys.remove(&number) else { continue };
            // Under this digest there may be a newer entry without the tag by now. Removing it
            // too is only a miss.
            forgotten += u64::from(self.entries.remove(&digest).is_some());
        }
        forgotten
    }
}

#[async_trait]
impl Cache for MemoryCache {
    fn name(&self) -> &str {
        "memory"
    }

    fn describe(&self, to: &mut Fingerprint) {
        if self.capacity == 0 {
            to.mistake(
                "memory cache: a capacity of 0 bytes keeps nothing; give it some, such as 64 << 20",
            );
        }
    }

    async fn lookup(&self, key: &CacheKey) -> Result<Option<CachedAnswer>, CacheError> {
        Ok(self.find(key))
    }

    async fn store(
        &self,
        key: &CacheKey,
        answer: &CachedAnswer,
        ttl: Duration,
    ) -> Result<(), CacheError> {
        self.keep(key, answer, ttl)
    }

    async fn invalidate(&self, what: &Invalidation) -> Result<u64, CacheError> {
        Ok(self.forget(what))
    }
}

impl fmt::Debug for MemoryCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryCache")
            .field("capacity", &self.capacity)
            .field("entries", &self.entries.entry_count())
            .field("clock", &self.clock)
            .finish_non_exhaustive()
    }
}

#[derive(Debug)]
struct Entry {
    answer: CachedAnswer,
    expires_at: Timestamp,
    ttl: Duration,
    /// Tells it from every other entry of the cache, also from one under the same key.
    number: u64,
    partition: PartitionId,
    weight: u32,
}

/// Which entries have a tag, and which are of a partition, by their numbers. An entry that is
/// stored anew has a new number: when the end of the old one is heard of late, that takes
/// nothing from the new one.
#[derive(Default)]
struct Index {
    keys: HashMap<u64, [u8; 32]>,
    tags: HashMap<String, HashSet<u64>>,
    partitions: HashMap<PartitionId, HashSet<u64>>,
}

impl Index {
    fn add(&mut self, digest: [u8; 32], entry: &Entry) {
        self.keys.insert(entry.number, digest);
        for tag in entry.answer.tags() {
            match self.tags.get_mut(tag) {
                Some(numbers) => numbers.insert(entry.number),
                None => self.tags.entry(tag.clone()).or_default().insert(entry.number),
            };
        }
        self.partitions.entry(entry.partition).or_default().insert(entry.number);
    }

    fn remove(&mut self, entry: &Entry) {
        self.keys.remove(&entry.number);
        for tag in entry.answer.tags() {
            if let Some(numbers) = self.tags.get_mut(tag) {
                numbers.remove(&entry.number);
                if numbers.is_empty() {
                    self.tags.remove(tag);
                }
            }
        }
        if let Some(numbers) = self.partitions.get_mut(&entry.partition) {
            numbers.remove(&entry.number);
            if numbers.is_empty() {
                self.partitions.remove(&entry.partition);
            }
        }
    }
}

/// Tells moka how long entries live, so that it gives their memory back without being asked for
/// them.
struct TimeToLive;

impl Expiry<[u8; 32], Arc<Entry>> for TimeToLive {
    fn expire_after_create(
        &self,
        _: &[u8; 32],
        entry: &Arc<Entry>,
        _: Instant,
    ) -> Option<Duration> {
        Some(entry.ttl)
    }

    fn expire_after_update(
        &self,
        _: &[u8; 32],
        entry: &Arc<Entry>,
        _: Instant,
        _: Option<Duration>,
    ) -> Option<Duration> {
        Some(entry.ttl)
    }
}

/// No code panics while it holds the index, so that it is whole also where the lock is poisoned.
fn lock(index: &Mutex<Index>) -> MutexGuard<'_, Index> {
    index.lock().unwrap_or_else(PoisonError::into_inner)
}

/// About what moka, the index and the entry itself take, keys included.
const ENTRY_BYTES: u64 = 400;

/// About what the index takes for one tag of one entry, beside its text.
const INDEXED_TAG_BYTES: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cache::KeyParts;
    use crate::clock::FakeClock;
    use crate::text::Channel;
    use futures::executor::block_on;

    const HOUR: Duration = Duration::from_secs(3_600);

    fn key(tenant: &str, question: &str) -> CacheKey {
        CacheKey::of(&KeyParts {
            partition: &[("tenant", tenant)],
            model: "m",
            messages: &[("user", question)],
            parameters: "{}",
            prompt_version: "1",
            policy: &Fingerprint::new().finish(),
        })
    }

    fn answer(text: &str, tags: &[&str]) -> CachedAnswer {
        CachedAnswer::new("m", vec![(Channel::TEXT, text.to_owned())])
            .with_tags(tags.iter().map(|tag| (*tag).to_owned()))
    }

    fn cache() -> MemoryCache {
        MemoryCache::with_capacity_bytes(1 << 20)
    }

    fn index_is_empty(cache: &MemoryCache) -> bool {
        cache.entries.run_pending_tasks();
        let index = lock(&cache.index);
        index.keys.is_empty() && index.tags.is_empty() && index.partitions.is_empty()
    }

    /// litellm#29955, llmgateway#3758, semantic-router#2134.
    #[test]
    fn trap_the_answer_of_another_tenant_is_never_found() {
        let cache = cache();
        block_on(cache.store(&key("acme", "q"), &answer("secret of acme", &[]), HOUR)).unwrap();
        assert!(cache.find(&key("evil", "q")).is_none());
        assert!(cache.find(&key("acme", "q")).is_some());
    }

    #[test]
    fn a_time_to_live_ends_by_the_clock_of_the_cache() {
        let clock = Arc::new(FakeClock::at(Timestamp::from_millis(0)));
        let cache = cache().with_clock(Arc::clone(&clock) as Arc<dyn Clock>);
        cache.keep(&key("a", "q"), &answer("x", &["t"]), HOUR).unwrap();
        clock.advance(HOUR - Duration::from_millis(1));
        assert!(cache.find(&key("a", "q")).is_some());
        clock.advance(Duration::from_millis(1));
        assert!(cache.find(&key("a", "q")).is_none());
        assert!(index_is_empty(&cache));
        // A clock that is set back does not bring it back either.
        clock.set(Timestamp::from_millis(0));
        assert!(cache.find(&key("a", "q")).is_none());
    }

    /// By moka's own clock too, whatever ours says, whether an entry is new or replaced.
    #[test]
    fn a_time_to_live_ends_by_the_monotonic_clock() {
        let cache = cache();
        for before in [None, Some(HOUR)] {
            if let Some(ttl) = before {
                cache.keep(&key("a", "q"), &answer("x", &[]), ttl).unwrap();
            }
            cache.keep(&key("a", "q"), &answer("x", &[]), Duration::ZERO).unwrap();
            assert!(cache.entries.get(key("a", "q").digest()).is_none());
        }
    }

    #[test]
    fn what_is_being_stored_while_an_invalidation_runs_is_forgotten_too() {
        let key = key("a", "q");
        for what in [
            Invalidation::Tag("t".into()),
            Invalidation::Partition(key.partition()),
            Invalidation::Everything,
        ] {
            let cache = cache();
            let entry = cache.announce(&key, &answer("x", &["t", "u"]), HOUR).unwrap();
            cache.forget(&what);
            cache.enter(&key, entry);
            assert!(cache.find(&key).is_none(), "{what:?}");
            assert!(index_is_empty(&cache), "{what:?}");
        }
    }

    #[test]
    fn the_longest_time_to_live_is_taken() {
        let cache = cache();
        cache.keep(&key("a", "q"), &answer("x", &[]), Duration::MAX).unwrap();
        assert!(cache.find(&key("a", "q")).is_some());
    }

    #[test]
    fn invalidations_count_and_leave_no_index_behind() {
        let cache = cache();
        for (tenant, question, tags) in [
            ("a", "1", &["x", "y"][..]),
            ("a", "2", &["x"]),
            ("b", "1", &["x", "x"]),
            ("b", "2", &[]),
        ] {
            cache.keep(&key(tenant, question), &answer("x", tags), HOUR).unwrap();
        }
        assert_eq!(cache.forget(&Invalidation::Tag("none".into())), 0);
        assert_eq!(cache.forget(&Invalidation::Key(key("b", "2"))), 1);
        assert_eq!(cache.forget(&Invalidation::Key(key("b", "2"))), 0);
        assert_eq!(cache.forget(&Invalidation::Partition(key("a", "").partition())), 2);
        assert_eq!(cache.forget(&Invalidation::Tag("x".into())), 1);
        assert!(index_is_empty(&cache));

        cache.keep(&key("a", "1"), &answer("x", &["x"]), HOUR).unwrap();
        assert_eq!(cache.forget(&Invalidation::Everything), 1);
        assert!(cache.find(&key("a", "1")).is_none());
        cache.keep(&key("a", "1"), &answer("y", &["x"]), HOUR).unwrap();
        assert!(cache.find(&key("a", "1")).is_some(), "what is stored after it is kept");
        assert_eq!(cache.forget(&Invalidation::Tag("x".into())), 1);
        assert!(index_is_empty(&cache));
    }

    #[test]
    fn what_is_stored_anew_is_indexed_by_its_new_tags() {
        let cache = cache();
        cache.keep(&key("a", "q"), &answer("old", &["old"]), HOUR).unwrap();
        cache.keep(&key("a", "q"), &answer("new", &["new"]), HOUR).unwrap();
        assert_eq!(cache.forget(&Invalidation::Tag("old".into())), 0);
        assert_eq!(cache.find(&key("a", "q")), Some(answer("new", &["new"])));
        assert_eq!(cache.forget(&Invalidation::Tag("new".into())), 1);
        assert!(cache.find(&key("a", "q")).is_none());
    }

    #[test]
    fn the_capacity_bounds_the_bytes_and_the_index() {
        let cache = MemoryCache::with_capacity_bytes(20_000);
        for number in 0..1_000 {
            let tag = format!("t{number}");
            let answer = answer(&"x".repeat(500), &[&tag]);
            cache.keep(&key("a", &number.to_string()), &answer, HOUR).unwrap();
        }
        cache.entries.run_pending_tasks();
        assert!(cache.entries.weighted_size() <= 20_000);
        let index = lock(&cache.index);
        assert_eq!(index.keys.len() as u64, cache.entries.entry_count());
        assert_eq!(index.tags.len(), index.keys.len());
    }

    #[test]
    fn too_large_an_answer_is_refused_and_what_was_there_stays() {
        let cache = MemoryCache::with_capacity_bytes(4_096);
        cache.keep(&key("a", "q"), &answer("x", &[]), HOUR).unwrap();
        let large = answer(&"x".repeat(4_096), &[]);
        let refused = cache.keep(&key("a", "q"), &large, HOUR);
        assert!(matches!(refused, Err(CacheError::TooLarge { bytes }) if bytes > 4_096));
        assert_eq!(cache.find(&key("a", "q")), Some(answer("x", &[])));
    }

    #[test]
    fn no_capacity_is_a_mistake_and_options_leave_the_fingerprint_alone() {
        let described = |bytes| {
            let mut to = Fingerprint::new();
            MemoryCache::with_capacity_bytes(bytes).describe(&mut to);
            (to.finish(), to.mistakes().len())
        };
        assert_eq!(described(0).1, 1);
        assert_eq!(described(1_000), described(2_000));
    }

    /// Stores and invalidations of one tag at once: whatever is found in the end can still be
    /// invalidated, so no entry slips out of the index.
    #[test]
    fn entries_that_race_with_an_invalidation_stay_in_the_index() {
        let cache = cache();
        std::thread::scope(|scope| {
            for thread in 0..2 {
                let cache = &cache;
                scope.spawn(move || {
                    for number in 0..2_000 {
                        let key = key("a", &format!("{}", (number + thread) % 7));
                        cache.keep(&key, &answer("x", &["t"]), HOUR).unwrap();
                    }
                });
            }
            scope.spawn(|| {
                for round in 0..500 {
                    cache.forget(&match round % 10 {
                        0 => Invalidation::Everything,
                        _ => Invalidation::Tag("t".into()),
                    });
                }
            });
        });
        cache.forget(&Invalidation::Tag("t".into()));
        for number in 0..7 {
            assert!(cache.find(&key("a", &number.to_string())).is_none());
        }
        assert!(index_is_empty(&cache));
    }
}
