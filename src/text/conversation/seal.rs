//! A conversation outside the process: authenticated, so that it comes back as it left.

use std::fmt;

use thiserror::Error;

use super::Conversation;

/// The caller's key for states that leave the process: 32 bytes, from a source of real randomness
/// (a key store, or `openssl rand`). `Debug` does not show it.
///
/// ```
/// use palisade::ConversationKey;
///
/// let key = ConversationKey::new([7; 32]);
/// assert_eq!(format!("{key:?}"), "ConversationKey");
/// ```
#[derive(Clone)]
pub struct ConversationKey([u8; 32]);

impl ConversationKey {
    /// The key of these bytes.
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl fmt::Debug for ConversationKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ConversationKey")
    }
}

/// Why a sealed conversation was not opened. It holds nothing of the sealed text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ConversationError {
    /// It is no sealed conversation.
    #[error("the text is no sealed conversation")]
    Malformed,
    /// It was sealed by another version of this crate, which this one does not read.
    #[error("the conversation was sealed in a form that is not known here")]
    UnknownVersion,
    /// It was changed, or sealed with another key or for another conversation.
    #[error("the conversation was not sealed with this key for this conversation")]
    Forged,
    /// It is genuine and of another turn: an older state that was sent again.
    #[error("the conversation was sealed after turn {sealed}, and turn {expected} was expected")]
    OtherTurn {
        /// The turns when it was sealed.
        sealed: u32,
        /// The turns that the caller expected.
        expected: u32,
    },
}

impl Conversation {
    /// The state as text that may leave the process: in a cookie, a form, a queue.
    ///
    /// `id` names the conversation in the caller's own words, best together with who holds it
    /// (`tenant/user/conversation`); [`open`](Self::open) asks for the same.
    ///
    /// What is protected: nobody without the key can make or change a state, or use the state of
    /// one conversation for another. What is not: the state is not encrypted, so who holds it
    /// reads turns and risk; and an older state of the same conversation is genuine. Against one
    /// that is sent again, keep the number of turns and use [`open_at`](Self::open_at).
    ///
    /// The form is `v1.` with the turns (8 hex digits), the bits of the risk (16) and the tag
    /// (64), a point between them; the tag is the keyed BLAKE3 hash of version, turns, risk and id.
    ///
    /// ```
    /// use palisade::{Conversation, ConversationError, ConversationKey};
    ///
    /// let key = ConversationKey::new([7; 32]);
    /// let state = Conversation::new().after_turn(0.4);
    /// let sealed = state.seal(&key, "acme/u-17/c-3");
    /// assert_eq!(Conversation::open(&key, "acme/u-17/c-3", &sealed), Ok(state));
    /// let other = Conversation::open(&key, "acme/u-18/c-9", &sealed);
    /// assert_eq!(other, Err(ConversationError::Forged));
    /// ```
    pub fn seal(&self, key: &ConversationKey, id: &str) -> String {
        let tag = self.tag(key, id);
        format!("{VERSION}.{:08x}.{:016x}.{}", self.turns, self.risk.to_bits(), tag.to_hex())
    }

    /// The state that was sealed with this key for this conversation. It may be an older one of
    /// it; see [`open_at`](Self::open_at).
    ///
    /// # Errors
    /// Every [`ConversationError`] but `OtherTurn`.
    pub fn open(key: &ConversationKey, id: &str, sealed: &str) -> Result<Self, ConversationError> {
        let (version, rest) = sealed.split_once('.').ok_or(ConversationError::Malformed)?;
        if version != VERSION {
            let is_version = version.strip_prefix('v').is_some_and(|number| {
                !number.is_empty() && number.len() < 4 && number.bytes().all(|b| b.is_ascii_digit())
            });
            return Err(match is_version {
                true => ConversationError::UnknownVersion,
                false => ConversationError::Malformed,
            });
        }
        let mut fields = rest.split('.');
        let mut field = |digits| hex(fields.next()?, digits);
        let (turns, risk) = (field(8), field(16));
        let tag = fields.next().filter(|tag| is_hex(tag, 64));
        let (Some(turns), Some(risk), Some(tag), None) = (turns, risk, tag, fields.next()) else {
            return Err(ConversationError::Malformed);
        };
        let turns = u32::try_from(turns).map_err(|_| ConversationError::Malformed)?;
        let tag = blake3::Hash::from_hex(tag).map_err(|_| ConversationError::Malformed)?;
        let state = Self { turns, risk: f64::from_bits(risk) };
        // Compared in constant time, by the type.
        if state.tag(key, id) != tag {
            return Err(ConversationError::Forged);
        }
        Self::of(turns, state.risk).ok_or(ConversationError::Malformed)
    }

    /// The same, where the conversation has had so many turns as the caller counted: an older
    /// state that is sent again is an error. Two requests of one turn at the same time cannot be
    /// told apart by this; who must, keeps the count where only one of them can raise it.
    ///
    /// # Errors
    /// Every [`ConversationError`].
    ///
    /// ```
    /// use palisade::{Conversation, ConversationError, ConversationKey};
    ///
    /// let key = ConversationKey::new([7; 32]);
    /// let old = Conversation::new().after_turn(0.0).seal(&key, "c-3");
    /// let replayed = Conversation::open_at(&key, "c-3", 2, &old);
    /// assert_eq!(replayed, Err(ConversationError::OtherTurn { sealed: 1, expected: 2 }));
    /// ```
    pub fn open_at(
        key: &ConversationKey,
        id: &str,
        turns: u32,
        sealed: &str,
    ) -> Result<Self, ConversationError> {
        let state = Self::open(key, id, sealed)?;
        if state.turns != turns {
            return Err(ConversationError::OtherTurn { sealed: state.turns, expected: turns });
        }
        Ok(state)
    }

    fn tag(&self, key: &ConversationKey, id: &str) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new_keyed(&key.0);
        hasher.update(b"palisade conversation ").update(VERSION.as_bytes());
        hasher.update(&self.turns.to_le_bytes()).update(&self.risk.to_bits().to_le_bytes());
        // Last, so that its length needs no field.
        hasher.update(id.as_bytes());
        hasher.finalize()
    }
}

fn is_hex(field: &str, digits: usize) -> bool {
    field.len() == digits && field.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn hex(field: &str, digits: usize) -> Option<u64> {
    if !is_hex(field, digits) {
        return None;
    }
    u64::from_str_radix(field, 16).ok()
}

const VERSION: &str = "v1";

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const KEY: ConversationKey = ConversationKey::new([3; 32]);

    proptest! {
        #[test]
        fn what_was_sealed_is_opened_and_nothing_else(
            scores in prop::collection::vec(0.0..1.0_f64, 0..20),
            id in any::<String>(),
            other in any::<String>(),
            at in any::<prop::sample::Index>(),
            byte in 0x20..0x7f_u8,
        ) {
            let state = scores.iter().fold(Conversation::new(), |s, score| s.after_turn(*score));
            let sealed = state.seal(&KEY, &id);
            prop_assert_eq!(Conversation::open(&KEY, &id, &sealed), Ok(state));
            prop_assert_eq!(Conversation::open(&KEY, &other, &sealed).is_ok(), id == other);
            let stranger = ConversationKey::new([4; 32]);
            prop_assert_eq!(
                Conversation::open(&stranger, &id, &sealed),
                Err(ConversationError::Forged)
            );
            let mut changed = sealed.clone().into_bytes();
            let at = at.index(changed.len());
            changed[at] = byte;
            let changed = String::from_utf8(changed).unwrap();
            prop_assert_eq!(Conversation::open(&KEY, &id, &changed).is_ok(), changed == sealed);
        }

        #[test]
        fn no_text_is_opened_by_chance(text in any::<String>(), tail in "[0-9a-f.]{0,100}") {
            prop_assert!(Conversation::open(&KEY, "c", &text).is_err());
            let tail = format!("v1.{tail}");
            prop_assert!(Conversation::open(&KEY, "c", &tail).is_err());
        }
    }

    #[test]
    fn errors_tell_what_is_wrong() {
        let open = |sealed: &str| Conversation::open(&KEY, "c", sealed).unwrap_err();
        let sealed = Conversation::new().seal(&KEY, "c");
        assert_eq!(open(""), ConversationError::Malformed);
        assert_eq!(open("v2.00"), ConversationError::UnknownVersion);
        assert_eq!(open("version.00"), ConversationError::Malformed);
        assert_eq!(open(&sealed[..sealed.len() - 1]), ConversationError::Malformed);
        assert_eq!(
            open(&sealed.to_uppercase().replacen('V', "v", 1)),
            ConversationError::Malformed
        );
        assert_eq!(open(&format!("{sealed}.0")), ConversationError::Malformed);
    }

    #[test]
    fn a_risk_that_cannot_be_is_not_opened() {
        for risk in [f64::NAN, f64::INFINITY, -0.1, 4.0] {
            let impossible = Conversation { turns: 1, risk };
            let sealed = impossible.seal(&KEY, "c");
            assert_eq!(Conversation::open(&KEY, "c", &sealed), Err(ConversationError::Malformed));
        }
    }
}
