//! What a stream must hold of a rule whose keyword may come after the start of a match.

use regex_syntax::hir::{Hir, HirKind};

use super::gate::{ByteSet, bytes_of};

/// What all matches of a rule are like, but for what stands around them.
#[derive(Debug)]
pub(super) struct Body {
    /// The bytes that may be in it.
    set: ByteSet,
    /// The fewest of them.
    least: usize,
    /// The most bytes of a match before it.
    edge: usize,
    /// How far before a keyword a match may begin.
    before: usize,
}

impl Body {
    pub(super) fn of(hir: &Hir, before: usize) -> Self {
        let longest = |part: &Hir| part.properties().maximum_len().unwrap_or(usize::MAX);
        let mut parts = match hir.kind() {
            HirKind::Concat(parts) => parts.as_slice(),
            _ => std::slice::from_ref(hir),
        };
        let mut edge = 0;
        if let [first, rest @ ..] = parts
            && longest(first) <= 1
            && !rest.is_empty()
        {
            (edge, parts) = (longest(first), rest);
        }
        if let [rest @ .., last] = parts
            && longest(last) <= 2
            && !rest.is_empty()
        {
            parts = rest;
        }
        let least = parts.iter().filter_map(|part| part.properties().minimum_len()).sum();
        let mut set = ByteSet::empty();
        parts.iter().for_each(|part| set.unite(&bytes_of(part)));
        Self { set, least, edge, before }
    }

    /// How many of the last bytes must be held, of which `begun` may be the start of a keyword:
    /// back to the first run that is long enough for a match, or that may go on.
    pub(super) fn held(&self, bytes: &[u8], begun: usize) -> usize {
        let most = self.before.saturating_add(begun).min(bytes.len());
        let (mut run, mut held) = (0, begun);
        for (back, byte) in bytes.iter().rev().take(most).enumerate() {
            if !self.set.has(*byte) {
                run = 0;
                continue;
            }
            run += 1;
            // All so far, or as much as a match takes.
            if run == back + 1 || run >= self.least {
                held = held.max(back + 1);
            }
        }
        (held + self.edge).min(most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(pattern: &str, text: &str) -> usize {
        let mut parser = regex_syntax::ParserBuilder::new().unicode(false).utf8(false).build();
        let hir = parser.parse(pattern).expect("a pattern");
        Body::of(&hir, 20).held(text.as_bytes(), 0)
    }

    #[test]
    fn what_may_be_a_match_is_held_and_nothing_of_other_text() {
        let pattern = r"\b([a-z]{4}[0-9]{2})(?:[ ;]|$)";
        assert_eq!(held(pattern, "one two six "), 0);
        assert_eq!(held(pattern, "one two si"), 2);
        assert_eq!(held(pattern, "one abcd12 a b "), 11);
        assert_eq!(held(pattern, "abcd12; then it is out"), 3);
        assert_eq!(held("(?:^|[ =])([a-z]{3}~)", "it is = a"), 2);
        assert_eq!(held(pattern, "abcdefghijklmnopqrstuvwxyz"), 20);
    }
}
