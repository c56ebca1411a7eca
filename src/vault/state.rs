//! What a vault holds: values under names, and the way from a value to its name.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use zeroize::Zeroizing;

use super::error::VaultError;
use super::name::{CANONICAL, MAX_NUMBER, Name, Tag, label_of, random};
use super::read::Lexicon;
use crate::clock::Timestamp;

/// The most bytes of one value.
pub(super) const MAX_VALUE: usize = 1_024;
/// The most bytes of all values.
pub(super) const MAX_BYTES: usize = 16 << 20;
/// The most labels; what comes behind them goes by the last resort of all labels.
const MAX_LABELS: usize = 64;
/// The most tags: one is given up for each text that has it already.
const MAX_TAGS: usize = 4_096;

pub(super) struct State {
    /// Under which values are looked up, so that no digest tells a value once the key is gone.
    key: Zeroizing<[u8; 32]>,
    index: HashMap<[u8; 32], Name>,
    entries: BTreeMap<Name, Entry>,
    pub(super) lexicon: Arc<Lexicon>,
    /// The number that was given out last under the present tag, which is the last one.
    last: u16,
    /// The tag that comes when the numbers of the present one are used up.
    spare: Tag,
    bytes: usize,
    /// No value was given out before.
    oldest: Timestamp,
    /// No tag is free beside those in the present texts.
    is_stuck: bool,
}

pub(super) struct Entry {
    pub(super) label: Arc<str>,
    pub(super) value: Zeroizing<String>,
    /// When it was given out last.
    pub(super) used: Timestamp,
}

impl State {
    pub(super) fn new() -> Self {
        let lexicon = Lexicon { labels: Vec::new(), tags: Vec::new() };
        Self {
            key: Zeroizing::new(random()),
            index: HashMap::new(),
            entries: BTreeMap::new(),
            lexicon: Arc::new(lexicon),
            last: 0,
            spare: CANONICAL,
            bytes: 0,
            oldest: Timestamp::from_millis(i64::MAX),
            is_stuck: false,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    #[cfg(feature = "seal")]
    pub(super) fn entries(&self) -> impl Iterator<Item = (Name, &Entry)> {
        self.entries.iter().map(|(name, entry)| (*name, entry))
    }

    #[cfg(feature = "seal")]
    pub(super) const fn last(&self) -> u16 {
        self.last
    }

    /// The value that stands behind a placeholder, as long as it is not too old.
    pub(super) fn entry(
        &self,
        label: &str,
        name: Name,
        now: Timestamp,
        max_age: Duration,
    ) -> Option<&Entry> {
        let entry = self.entries.get(&name)?;
        (&*entry.label == label && now.since(entry.used) <= max_age).then_some(entry)
    }

    /// Forgets what is too old.
    pub(super) fn sweep(&mut self, now: Timestamp, max_age: Duration) {
        if now.since(self.oldest) > max_age {
            self.retain(|entry| now.since(entry.used) <= max_age);
        }
    }

    fn retain(&mut self, stays: impl Fn(&Entry) -> bool) {
        let (key, index, bytes) = (&self.key, &mut self.index, &mut self.bytes);
        let mut oldest = Timestamp::from_millis(i64::MAX);
        self.entries.retain(|_, entry| {
            let stays = stays(entry);
            if stays {
                oldest = oldest.min(entry.used);
            } else {
                index.remove(&digest(key, &entry.value));
                *bytes -= entry.value.len();
            }
            stays
        });
        self.oldest = oldest;
    }

    /// Takes another tag where one of the texts has the present one with a number that is still
    /// to come, or the tag behind it at all: what is given out from here on stands in none of
    /// them. A number that was given out is a placeholder of an earlier turn.
    pub(super) fn avoid(&mut self, texts: &[&str]) {
        let last = u32::from(self.last);
        let tag = self.lexicon.tags.last().copied();
        let is_used = tag.is_none_or(|tag| texts.iter().any(|text| tag.highest_in(text) > last));
        let spare = self.spare;
        self.is_stuck = false;
        let is_free = spare != CANONICAL && !self.lexicon.tags.contains(&spare);
        if !is_free || texts.iter().any(|text| spare.is_in(text)) {
            match self.free_tag(texts) {
                Some(tag) => self.spare = tag,
                // The next value finds the vault full.
                None => self.is_stuck = true,
            }
        }
        if is_used && !self.is_stuck {
            self.go_to_spare();
            match self.free_tag(texts) {
                Some(tag) => self.spare = tag,
                None => self.is_stuck = true,
            }
        }
    }

    fn go_to_spare(&mut self) {
        let spare = self.spare;
        Arc::make_mut(&mut self.lexicon).tags.push(spare);
        self.last = 0;
    }

    /// A tag that was never used here, and is in none of the texts: each text is read once,
    /// whatever it has.
    fn free_tag(&self, texts: &[&str]) -> Option<Tag> {
        if self.lexicon.tags.len() >= MAX_TAGS {
            return None;
        }
        let mut taken = vec![false; Tag::COUNT];
        let mut take = |letters: &[u8]| {
            let number = Tag::number_of(letters);
            if let Some(taken) = number.and_then(|number| taken.get_mut(number)) {
                *taken = true;
            }
        };
        self.lexicon.tags.iter().chain([&CANONICAL]).for_each(|tag| take(&tag.0));
        for text in texts {
            for four in text.as_bytes().windows(4) {
                if let [letters @ .., digit] = four
                    && digit.is_ascii_digit()
                {
                    take(letters);
                }
            }
        }
        let first =
            random().first_chunk::<2>().map_or(0, |two| usize::from(u16::from_le_bytes(*two)));
        let mut numbers = (first..first + Tag::COUNT).map(|number| number % Tag::COUNT);
        numbers.find(|number| taken.get(*number) == Some(&false)).map(Tag::at)
    }

    /// Forgets all values.
    pub(super) fn clear(&mut self) {
        self.retain(|_| false);
    }

    /// The placeholder of a value: the one that it has, or the next.
    pub(super) fn placeholder(
        &mut self,
        label: &str,
        value: &str,
        now: Timestamp,
        max_values: usize,
    ) -> Result<String, VaultError> {
        let digest = digest(&self.key, value);
        if let Some(name) = self.index.get(&digest)
            && let Some(entry) = self.entries.get_mut(name)
        {
            entry.used = entry.used.max(now);
            return Ok(name.placeholder(&entry.label));
        }
        let full = VaultError::Full { values: self.entries.len(), max_values };
        if self.entries.len() >= max_values || self.bytes + value.len() > MAX_BYTES {
            return Err(full);
        }
        if self.is_stuck {
            return Err(full);
        }
        if self.last == MAX_NUMBER {
            if self.lexicon.tags.contains(&self.spare) || self.lexicon.tags.len() >= MAX_TAGS {
                return Err(full);
            }
            self.go_to_spare();
        }
        let Some(tag) = self.lexicon.tags.last().copied() else { return Err(full) };
        self.last += 1;
        let name = Name { tag, number: self.last };
        let label = self.label(label);
        let placeholder = name.placeholder(&label);
        self.put(name, Entry { label, value: Zeroizing::new(value.to_owned()), used: now });
        Ok(placeholder)
    }

    /// The label as it is given out.
    pub(super) fn label(&mut self, label: &str) -> Arc<str> {
        let label = label_of(label);
        let known = self.lexicon.labels.iter().find(|known| ***known == *label);
        match known {
            Some(known) => Arc::clone(known),
            None => {
                let is_room = self.lexicon.labels.len() < MAX_LABELS;
                let label: Arc<str> = if is_room { label.into() } else { "VALUE".into() };
                let lexicon = Arc::make_mut(&mut self.lexicon);
                if !lexicon.labels.contains(&label) {
                    lexicon.labels.push(Arc::clone(&label));
                }
                label
            }
        }
    }

    pub(super) fn put(&mut self, name: Name, entry: Entry) {
        self.oldest = self.oldest.min(entry.used);
        self.bytes += entry.value.len();
        self.index.insert(digest(&self.key, &entry.value), name);
        self.entries.insert(name, entry);
    }

    /// Goes on where another process stopped.
    #[cfg(feature = "seal")]
    pub(super) fn go_on(&mut self, tags: Vec<Tag>, last: u16) {
        Arc::make_mut(&mut self.lexicon).tags = tags;
        self.last = last;
    }
}

fn digest(key: &[u8; 32], value: &str) -> [u8; 32] {
    *blake3::keyed_hash(key, value.as_bytes()).as_bytes()
}
