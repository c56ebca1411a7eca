//! What a placeholder is called: a label, a tag of three letters, a number.

use std::collections::hash_map::RandomState;
use std::fmt::Write as _;
use std::hash::{BuildHasher, Hasher};

/// Three consonants that tell the placeholders of one vault from whatever else a text holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Tag(pub(super) [u8; 3]);

/// The tag of the form in which answers are cached; no vault takes it.
pub(super) const CANONICAL: Tag = Tag(*b"ZZZ");

/// Tag and number, which stand for one value in one vault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Name {
    pub(super) tag: Tag,
    pub(super) number: u16,
}

/// The highest number under one tag: four digits, which no guard takes for more than a number.
pub(super) const MAX_NUMBER: u16 = 9_999;
/// The longest label.
pub(super) const MAX_LABEL: usize = 24;

const LETTERS: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";

impl Tag {
    /// How many tags there are, the canonical one among them.
    pub(super) const COUNT: usize = 20 * 20 * 20;

    /// The tag of a number below [`COUNT`](Self::COUNT).
    pub(super) fn at(number: usize) -> Self {
        let letter = |place: usize| LETTERS.get(number / place % 20).copied().unwrap_or(b'B');
        Self([letter(400), letter(20), letter(1)])
    }

    /// The number of the tag that these letters are, in any case.
    pub(super) fn number_of(letters: &[u8]) -> Option<usize> {
        let place = |letter: &u8| LETTERS.iter().position(|l| l.eq_ignore_ascii_case(letter));
        letters.iter().try_fold(0, |number, letter| Some(20 * number + place(letter)?))
    }

    #[cfg(feature = "seal")]
    pub(super) fn of(bytes: [u8; 3]) -> Option<Self> {
        let tag = Self(bytes);
        (Self::number_of(&bytes).map(Self::at) == Some(tag) && tag != CANONICAL).then_some(tag)
    }

    /// Whether `text` has the tag with a digit behind it, in any case: every spelling of a
    /// placeholder that is read has.
    pub(super) fn is_in(self, text: &str) -> bool {
        text.as_bytes().windows(4).any(|four| match four {
            [head @ .., digit] => digit.is_ascii_digit() && head.eq_ignore_ascii_case(&self.0),
            [] => false,
        })
    }

    /// The highest number behind the tag in `text`, in any case; 0 where there is none.
    pub(super) fn highest_in(self, text: &str) -> u32 {
        let mut highest = 0;
        for (at, three) in text.as_bytes().windows(3).enumerate() {
            if three.eq_ignore_ascii_case(&self.0) {
                let digits = text.as_bytes().iter().skip(at + 3).take_while(|b| b.is_ascii_digit());
                let number = digits.take(9).fold(0, |number: u32, digit| {
                    number.saturating_mul(10).saturating_add(u32::from(digit - b'0'))
                });
                highest = highest.max(number);
            }
        }
        highest
    }

    pub(super) fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("")
    }
}

impl Name {
    /// `[EMAIL_KQZ1]`.
    pub(super) fn placeholder(self, label: &str) -> String {
        let mut out = String::with_capacity(label.len() + 10);
        // Writing to a String does not fail.
        let _ = write!(out, "[{label}_{}{}]", self.tag.as_str(), self.number);
        out
    }
}

/// The label as placeholders have it: letters and digits of ASCII in upper case, a low line for
/// what else there is.
pub(super) fn label_of(label: &str) -> String {
    let mut out = String::with_capacity(label.len().min(MAX_LABEL));
    for c in label.chars() {
        if out.len() == MAX_LABEL {
            break;
        }
        match c {
            c if c.is_ascii_alphanumeric() => out.push(c.to_ascii_uppercase()),
            _ if out.is_empty() || out.ends_with('_') => {}
            _ => out.push('_'),
        }
    }
    let end = out.trim_end_matches('_').len();
    out.truncate(end);
    if out.is_empty() { "VALUE".to_owned() } else { out }
}

/// 32 bytes that nobody can guess: from the keys that the standard library takes from the system
/// for its hash tables. They mark, and never encrypt.
pub(super) fn random() -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    for _ in 0..4 {
        hasher.update(&RandomState::new().build_hasher().finish().to_le_bytes());
    }
    *hasher.finalize().as_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_become_names_that_can_be_read_again() {
        for (label, becomes) in [
            ("EMAIL", "EMAIL"),
            ("us-ssn", "US_SSN"),
            ("Größe 2", "GR_E_2"),
            ("[[x]]", "X"),
            ("漢字", "VALUE"),
            ("", "VALUE"),
            ("A_VERY_LONG_LABEL_THAT_GOES_ON", "A_VERY_LONG_LABEL_THAT_G"),
        ] {
            assert_eq!(label_of(label), becomes, "{label}");
        }
    }

    #[test]
    fn tags_have_numbers() {
        assert!((0..Tag::COUNT).all(|n| Tag::number_of(&Tag::at(n).0) == Some(n)));
        assert_eq!(Tag::number_of(b"kqz"), Tag::number_of(b"KQZ"));
        assert_eq!(Tag::number_of(b"KAZ"), None);
    }

    #[test]
    fn a_tag_is_seen_in_every_spelling() {
        let tag = Tag(*b"KQZ");
        for text in ["[EMAIL_KQZ1]", "kqz9", "xKqZ12", "é KQZ1"] {
            assert!(tag.is_in(text), "{text}");
        }
        for text in ["KQZ", "KQ Z1", "KQZx1", ""] {
            assert!(!tag.is_in(text), "{text}");
        }
    }
}
