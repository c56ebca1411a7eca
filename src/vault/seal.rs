//! Vaults that leave the process: encrypted and authenticated under the caller's key.
//!
//! XChaCha20-Poly1305, whose nonce of 192 bits is taken from the system at each sealing. The form,
//! numbers in little-endian order: version (1 byte), the key's id (8), how many bytes follow the
//! nonce (4), nonce (24), ciphertext with its tag. All before the nonce and the caller's name are
//! authenticated with it. Inside: when it was sealed (8), the last number (2), the tags (2 bytes
//! of count, 3 each), the values (4 bytes of count): tag (2), number (2), when it was given out
//! last (8), label and value, each behind its length (2).

use std::sync::Arc;

use chacha20poly1305::aead::{AeadInOut, Generate, KeyInit};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use super::Vault;
use super::error::VaultError;
use super::name::{MAX_NUMBER, Name, Tag, label_of};
use super::state::{Entry, MAX_VALUE, State};
use crate::clock::Timestamp;

const VERSION: u8 = 1;
const NONCE: usize = 24;
/// Of Poly1305.
const AUTHENTICATOR: usize = 16;
const HEADER: usize = 1 + 8 + 4;

impl Vault {
    /// The vault as bytes that may be kept elsewhere, for the next turn of its conversation. They
    /// tell nothing but how long they are without the key, and [`open`](Self::open) refuses them
    /// where a byte was changed.
    ///
    /// `key` is 32 bytes from a source of random numbers. `name` is the caller's name for the
    /// conversation, with what it belongs to: a sealed vault opens under no other name, so that
    /// nobody can be given the vault of somebody else.
    ///
    /// # Errors
    /// [`VaultError::NoRandomness`].
    ///
    /// ```
    /// use palisade::{Vault, VaultError};
    ///
    /// let key = [7; 32]; // from your store of secrets
    /// let sealed = Vault::new().seal(&key, "acme/chat-17")?;
    /// let vault = Vault::new().open(&sealed, &key, "acme/chat-17")?;
    /// assert!(vault.is_empty());
    /// let other = Vault::new().open(&sealed, &key, "evil/chat-17");
    /// assert_eq!(other.unwrap_err(), VaultError::Tampered);
    /// # Ok::<(), VaultError>(())
    /// ```
    pub fn seal(&self, key: &[u8; 32], name: &str) -> Result<Vec<u8>, VaultError> {
        let now = self.clock.now();
        let mut inside = written(&self.swept(), now);
        let nonce = XNonce::try_generate().map_err(|_| VaultError::NoRandomness)?;
        let mut out = Vec::with_capacity(HEADER + NONCE + inside.len() + AUTHENTICATOR);
        out.push(VERSION);
        out.extend(key_id(key));
        let follow = u32::try_from(inside.len() + AUTHENTICATOR).unwrap_or(u32::MAX);
        out.extend(follow.to_le_bytes());
        let known = with_name(&out, name);
        // The buffer has room for the tag, so that no copy of a value stays behind.
        let sealed = cipher(key).encrypt_in_place(&nonce, &known, &mut *inside);
        sealed.map_err(|_| VaultError::NoRandomness)?;
        out.extend_from_slice(&nonce);
        out.extend_from_slice(&inside);
        Ok(out)
    }

    /// Fills this vault, which must be a new one, with what was sealed under this key and name;
    /// what it held is forgotten. Its own bounds count: values that are too old are left out.
    /// Placeholders that were given out stay what they were, and the next ones go on behind them.
    ///
    /// # Errors
    /// [`VaultError::WrongKey`], [`VaultError::Truncated`], [`VaultError::Tampered`] also where
    /// the name is another one, [`VaultError::UnknownVersion`]; [`VaultError::Expired`] where it
    /// was sealed longer ago than [`max_age`](Self::max_age); [`VaultError::Full`].
    pub fn open(self, sealed: &[u8], key: &[u8; 32], name: &str) -> Result<Self, VaultError> {
        let version = *sealed.first().ok_or(VaultError::Truncated)?;
        if version != VERSION {
            return Err(VaultError::UnknownVersion { version });
        }
        let (header, rest) = sealed.split_at_checked(HEADER).ok_or(VaultError::Truncated)?;
        if header.get(1..9) != Some(&key_id(key)[..]) {
            return Err(VaultError::WrongKey);
        }
        let (nonce, rest) = rest.split_first_chunk::<NONCE>().ok_or(VaultError::Truncated)?;
        let follow = header.last_chunk::<4>().map_or(0, |follow| u32::from_le_bytes(*follow));
        let follow = usize::try_from(follow).map_err(|_| VaultError::Tampered)?;
        match rest.len() {
            len if len < follow => return Err(VaultError::Truncated),
            len if len > follow => return Err(VaultError::Tampered),
            _ => {}
        }
        let mut inside = Zeroizing::new(rest.to_vec());
        let known = with_name(header, name);
        let opened = cipher(key).decrypt_in_place(&XNonce::from(*nonce), &known, &mut *inside);
        opened.map_err(|_| VaultError::Tampered)?;
        let now = self.clock.now();
        let (at, mut state) = read(&inside).ok_or(VaultError::Tampered)?;
        if now.since(at) > self.max_age {
            return Err(VaultError::Expired);
        }
        state.sweep(now, self.max_age);
        if state.len() > self.max_values {
            return Err(VaultError::Full { values: state.len(), max_values: self.max_values });
        }
        *self.lock() = state;
        Ok(self)
    }
}

fn cipher(key: &[u8; 32]) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(key.into())
}

/// Tells keys apart without telling them.
fn key_id(key: &[u8; 32]) -> [u8; 8] {
    let id = blake3::derive_key("palisade 2026 id of a key for sealed vaults", key);
    id.first_chunk::<8>().copied().unwrap_or_default()
}

/// What is authenticated beside the text.
fn with_name(header: &[u8], name: &str) -> Vec<u8> {
    [b"palisade vault", header, name.as_bytes()].concat()
}

/// The inside, in a buffer that need not grow.
fn written(state: &State, now: Timestamp) -> Zeroizing<Vec<u8>> {
    let tags = &state.lexicon.tags;
    let values: usize = state.entries().map(|(_, e)| 16 + e.label.len() + e.value.len()).sum();
    let len = 8 + 2 + 2 + 3 * tags.len() + 4 + values;
    let mut out = Zeroizing::new(Vec::with_capacity(len + AUTHENTICATOR));
    out.extend(now.millis().to_le_bytes());
    out.extend(state.last().to_le_bytes());
    out.extend(count::<2>(tags.len()));
    tags.iter().for_each(|tag| out.extend(tag.0));
    out.extend(count::<4>(state.len()));
    for (name, entry) in state.entries() {
        let tag = tags.iter().position(|tag| *tag == name.tag).unwrap_or(0);
        out.extend(count::<2>(tag));
        out.extend(name.number.to_le_bytes());
        out.extend(entry.used.millis().to_le_bytes());
        for text in [&*entry.label, entry.value.as_str()] {
            out.extend(count::<2>(text.len()));
            out.extend_from_slice(text.as_bytes());
        }
    }
    out
}

/// The lowest bytes of a number; all numbers here fit, by the bounds of the vault.
fn count<const N: usize>(number: usize) -> [u8; N] {
    let mut out = [0; N];
    out.iter_mut().zip(number.to_le_bytes()).for_each(|(to, byte)| *to = byte);
    out
}

/// When it was sealed, and what. `None` where it is not in the form of [`written`].
fn read(inside: &[u8]) -> Option<(Timestamp, State)> {
    let mut rest = inside;
    let at = i64::from_le_bytes(take(&mut rest)?);
    let last = u16::from_le_bytes(take(&mut rest)?);
    let mut state = State::new();
    let mut tags = Vec::new();
    for _ in 0..u16::from_le_bytes(take(&mut rest)?) {
        tags.push(Tag::of(take(&mut rest)?)?);
    }
    if last > MAX_NUMBER || (tags.is_empty() && last > 0) {
        return None;
    }
    let values = u32::from_le_bytes(take(&mut rest)?);
    for _ in 0..values {
        let tag = tags.get(usize::from(u16::from_le_bytes(take(&mut rest)?)))?;
        let number = u16::from_le_bytes(take(&mut rest)?);
        let used = Timestamp::from_millis(i64::from_le_bytes(take(&mut rest)?));
        let label = text(&mut rest)?;
        let value = text(&mut rest)?;
        if number == 0 || number > MAX_NUMBER || value.len() > MAX_VALUE || label_of(label) != label
        {
            return None;
        }
        let label: Arc<str> = state.label(label);
        let value = Zeroizing::new(value.to_owned());
        state.put(Name { tag: *tag, number }, Entry { label, value, used });
    }
    state.go_on(tags, last);
    rest.is_empty().then_some((Timestamp::from_millis(at), state))
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (first, behind) = rest.split_first_chunk::<N>()?;
    *rest = behind;
    Some(*first)
}

fn text<'t>(rest: &mut &'t [u8]) -> Option<&'t str> {
    let len = usize::from(u16::from_le_bytes(take(rest)?));
    let (text, behind) = rest.split_at_checked(len)?;
    *rest = behind;
    std::str::from_utf8(text).ok()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;
    use crate::clock::FakeClock;

    const KEY: [u8; 32] = [7; 32];

    fn filled(values: &[&str]) -> (Arc<Vault>, Vec<String>) {
        let clock = FakeClock::at(Timestamp::from_millis(1_000_000));
        let vault = Arc::new(Vault::new().with_clock(clock));
        let mut filling = vault.fill(values.iter().copied());
        let given = values.iter().map(|value| filling.placeholder("PERSON", value));
        let given = given.map(|given| given.expect("there is room")).collect();
        drop(filling);
        (vault, given)
    }

    fn at(millis: i64) -> Vault {
        Vault::new().with_clock(FakeClock::at(Timestamp::from_millis(millis)))
    }

    proptest! {
        #[test]
        fn what_was_sealed_is_there_again(values in prop::collection::btree_set("\\PC{1,20}", 0..9)) {
            let values: Vec<&str> = values.iter().map(String::as_str).collect();
            let (vault, given) = filled(&values);
            let sealed = vault.seal(&KEY, "chat").expect("sealed");
            let opened = Arc::new(at(1_000_001).open(&sealed, &KEY, "chat").expect("opened"));
            prop_assert_eq!(opened.len(), vault.len());
            for (value, given) in values.iter().zip(&given) {
                prop_assert_eq!(&opened.restore(given), value);
                let again = opened.fill([""]).placeholder("PERSON", value);
                prop_assert_eq!(again.as_ref(), Some(given));
            }
            let new = opened.fill([""]).placeholder("PERSON", "somebody else, who is longer");
            prop_assert!(!given.contains(&new.expect("there is room")));
        }

        #[test]
        fn any_change_is_refused(at_byte: prop::sample::Index, flip in 1_u8..) {
            let (vault, _) = filled(&["Jane Doe", "Jo"]);
            let mut sealed = vault.seal(&KEY, "chat").expect("sealed");
            let index = at_byte.index(sealed.len());
            sealed[index] ^= flip;
            prop_assert!(at(1_000_001).open(&sealed, &KEY, "chat").is_err());
        }
    }

    #[test]
    fn each_way_to_fail_has_its_error() {
        let (vault, _) = filled(&["Jane Doe"]);
        let sealed = vault.seal(&KEY, "chat").expect("sealed");
        let open = |sealed: &[u8], key, name| at(1_000_001).open(sealed, key, name).err();
        assert_eq!(open(&sealed, &KEY, "chat"), None);
        assert_eq!(open(&sealed, &[8; 32], "chat"), Some(VaultError::WrongKey));
        assert_eq!(open(&sealed, &KEY, "other"), Some(VaultError::Tampered));
        for end in 0..sealed.len() {
            assert_eq!(open(&sealed[..end], &KEY, "chat"), Some(VaultError::Truncated), "{end}");
        }
        let mut changed = sealed.clone();
        *changed.last_mut().expect("not empty") ^= 1;
        assert_eq!(open(&changed, &KEY, "chat"), Some(VaultError::Tampered));
        changed = sealed.clone();
        changed.push(0);
        assert_eq!(open(&changed, &KEY, "chat"), Some(VaultError::Tampered));
        changed[0] = 9;
        let unknown = Some(VaultError::UnknownVersion { version: 9 });
        assert_eq!(open(&changed, &KEY, "chat"), unknown);
        let late = at(1_000_000 + 10_001).max_age(Duration::from_secs(10));
        assert_eq!(late.open(&sealed, &KEY, "chat").err(), Some(VaultError::Expired));
        let small = at(1_000_001).max_values(0).open(&sealed, &KEY, "chat");
        assert_eq!(small.err(), Some(VaultError::Full { values: 1, max_values: 0 }));
    }

    #[test]
    fn no_value_shows_in_what_was_sealed_and_no_two_are_alike() {
        let (vault, _) = filled(&["Jane Doe"]);
        let sealed = vault.seal(&KEY, "chat").expect("sealed");
        assert!(!sealed.windows(4).any(|four| four == b"Jane" || four == b"PERS"));
        assert_ne!(vault.seal(&KEY, "chat").expect("sealed"), sealed);
    }
}
