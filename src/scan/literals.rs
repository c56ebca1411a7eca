//! Many literals at once: one table step a byte, and at every byte how much of a literal has
//! been seen already.

use std::collections::HashMap;

use aho_corasick::Anchored;
use aho_corasick::automaton::{Automaton, StateID};
use aho_corasick::dfa::DFA;

use crate::span::Span;

/// A set of literals as an automaton. Built once, shared; what a stream carries from chunk to
/// chunk is a [`LiteralsState`].
#[derive(Debug)]
pub(crate) struct Literals {
    dfa: DFA,
    start: StateID,
    /// For each state how many bytes before it are the beginning of a literal.
    depths: HashMap<StateID, usize>,
}

/// How far a stream has come in the automaton.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LiteralsState(StateID);

impl Literals {
    /// The automaton, which ignores the case of ASCII letters, or `None` where it would be too large: more than some millions of bytes.
    pub(crate) fn new<L: AsRef<[u8]>>(literals: &[L]) -> Option<Self> {
        let dfa =
            DFA::builder().ascii_case_insensitive(true).prefilter(false).build(literals).ok()?;
        let start = dfa.start_state(Anchored::No).ok()?;
        let mut depths = HashMap::from([(start, 0)]);
        for literal in literals {
            let mut state = start;
            for (at, byte) in literal.as_ref().iter().enumerate() {
                state = dfa.next_state(Anchored::No, state, *byte);
                depths.insert(state, at + 1);
            }
        }
        Some(Self { dfa, start, depths })
    }

    /// The state before the first byte.
    pub(crate) const fn begin(&self) -> LiteralsState {
        LiteralsState(self.start)
    }

    /// Steps over `bytes`, the first of which is at position `base`, and tells every occurrence
    /// of every literal, overlapping ones too, in the order of their ends: the number of the
    /// literal, and where it stands.
    pub(crate) fn scan(
        &self,
        state: &mut LiteralsState,
        bytes: &[u8],
        base: usize,
        mut hit: impl FnMut(usize, Span),
    ) {
        let mut at = state.0;
        for (index, byte) in bytes.iter().enumerate() {
            at = self.dfa.next_state(Anchored::No, at, *byte);
            if self.dfa.is_special(at) && self.dfa.is_match(at) {
                let end = base + index + 1;
                for nth in 0..self.dfa.match_len(at) {
                    let literal = self.dfa.match_pattern(at, nth);
                    let start = end.saturating_sub(self.dfa.pattern_len(literal));
                    hit(literal.as_usize(), Span::new(start, end));
                }
            }
        }
        state.0 = at;
    }

    /// How many bytes behind the last one are the beginning of a literal: a later occurrence
    /// starts there at the earliest.
    pub(crate) fn begun(&self, state: LiteralsState) -> usize {
        self.depths.get(&state.0).copied().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn hits(literals: &Literals, chunks: &[&str]) -> Vec<(usize, Span)> {
        let (mut state, mut base, mut all) = (literals.begin(), 0, Vec::new());
        for chunk in chunks {
            literals.scan(&mut state, chunk.as_bytes(), base, |n, span| all.push((n, span)));
            base += chunk.len();
        }
        all
    }

    #[test]
    fn overlapping_occurrences_are_all_told() {
        let literals = Literals::new(&["he", "she", "hers"]).expect("small");
        let expected = [(1, Span::new(1, 4)), (0, Span::new(2, 4)), (2, Span::new(2, 6))];
        let mut whole = hits(&literals, &["uSHErs"]);
        whole.sort_by_key(|(_, span)| *span);
        assert_eq!(whole, expected);
    }

    #[test]
    fn what_has_begun_is_known_to_the_byte() {
        let literals = Literals::new(&["abcd", "cde"]).expect("small");
        for (text, begun) in [("", 0), ("x", 0), ("xA", 1), ("abc", 3), ("abcd", 4), ("abcde", 3)] {
            let mut state = literals.begin();
            literals.scan(&mut state, text.as_bytes(), 0, |_, _| {});
            assert_eq!(literals.begun(state), begun, "{text}");
        }
    }

    proptest! {
        #[test]
        fn cuts_change_nothing_and_no_occurrence_starts_before_what_has_begun(
            chunks in prop::collection::vec("[abc]{0,6}", 0..12),
        ) {
            let literals = Literals::new(&["ab", "bca", "aabb", "c"]).expect("small");
            let chunks: Vec<&str> = chunks.iter().map(String::as_str).collect();
            prop_assert_eq!(hits(&literals, &chunks), hits(&literals, &[&chunks.concat()]));
            let (mut state, mut base, mut floor) = (literals.begin(), 0, 0);
            for chunk in &chunks {
                let mut early = false;
                literals.scan(&mut state, chunk.as_bytes(), base, |_, span| {
                    early |= span.start() < floor;
                });
                prop_assert!(!early);
                base += chunk.len();
                prop_assert!(floor <= base - literals.begun(state));
                floor = base - literals.begun(state);
            }
        }
    }
}
