//! A mark between the words of a text, and the way back.

use std::borrow::Cow;
use std::fmt;

use super::Nonce;

/// A sign that is in none of the texts that it marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Marker(char);

impl Marker {
    /// The first sign from where the nonce points on that is in no text. Where every sign is in
    /// one, that where the nonce points; [`mark`](Self::mark) takes it out of the text.
    pub(super) fn absent_from<'t>(texts: impl Iterator<Item = &'t str>, nonce: Nonce) -> Self {
        let mut seen = [false; SIGNS as usize];
        let place = |c: char| u32::from(c).checked_sub(FIRST).map(|place| place as usize);
        for place in texts.flat_map(str::chars).filter_map(place) {
            if let Some(seen) = seen.get_mut(place) {
                *seen = true;
            }
        }
        let first = (nonce.0 % u64::from(SIGNS)) as u32;
        let mut signs = (0..SIGNS).map(|nth| (first + nth) % SIGNS);
        let free = signs.find(|sign| seen.get(*sign as usize) == Some(&false)).unwrap_or(first);
        Self(char::from_u32(FIRST + free).unwrap_or('\u{25a0}'))
    }

    /// The text with the sign for each space, and before all other white space.
    pub(super) fn mark(self, text: &str) -> String {
        let mut out = String::with_capacity(text.len() + text.len() / 2);
        for c in text.chars() {
            match c {
                ' ' => out.push(self.0),
                c if c.is_whitespace() => out.extend([self.0, c]),
                c if c == self.0 => out.push(char::REPLACEMENT_CHARACTER),
                c => out.push(c),
            }
        }
        out
    }

    /// The text before it was marked.
    pub(super) fn unmark(self, text: &str) -> Cow<'_, str> {
        if !text.contains(self.0) {
            return Cow::Borrowed(text);
        }
        let mut out = String::with_capacity(text.len());
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            let other_white = |next: &char| *next != ' ' && next.is_whitespace();
            match c {
                c if c != self.0 => out.push(c),
                _ if chars.peek().is_some_and(other_white) => {}
                _ => out.push(' '),
            }
        }
        Cow::Owned(out)
    }
}

impl fmt::Display for Marker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// The signs: the block of geometric shapes.
const FIRST: u32 = 0x25a0;
const SIGNS: u32 = 0x60;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_text_without_the_sign_comes_back(
            text in prop_oneof![any::<String>(), "[a-c \n\t\u{a0}\u{2028}]{0,40}"],
            nonce in any::<u64>(),
        ) {
            let marker = Marker::absent_from([text.as_str()].into_iter(), Nonce::fixed(nonce));
            prop_assume!(!text.contains(marker.0));
            let marked = marker.mark(&text);
            prop_assert!(!marked.contains(' '));
            prop_assert_eq!(marker.unmark(&marked), text);
        }
    }

    #[test]
    fn a_text_with_every_sign_is_marked_all_the_same() {
        let all: String = (FIRST..FIRST + SIGNS).filter_map(char::from_u32).collect();
        let marker = Marker::absent_from([all.as_str()].into_iter(), Nonce::fixed(5));
        let marked = marker.mark(&format!("{all} end"));
        assert_eq!(marked.matches(marker.0).count(), 1);
    }
}
