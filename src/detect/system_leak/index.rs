//! Every stretch of words of a text, to be followed word by word.

use std::collections::BTreeMap;

use super::words::{WordHash, Words};
use crate::text::Folded;

/// A suffix automaton over words (Blumer et al. 1985, "The smallest automaton recognizing the
/// subwords of a text"): its size is linear in the text, and so is following any other text.
#[derive(Debug)]
pub(super) struct Index {
    nodes: Vec<Node>,
    last: usize,
    words: usize,
}

#[derive(Clone, Debug, Default)]
struct Node {
    /// The words of the longest stretch that ends here.
    len: usize,
    /// The node of the longest stretch that ends here and elsewhere, too.
    link: usize,
    next: BTreeMap<WordHash, usize>,
}

/// How far a text that is followed goes with the index: the longest stretch of words that ends
/// where it is read, and that the index holds.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Place {
    node: usize,
    pub(super) words: usize,
}

impl Index {
    pub(super) fn new() -> Self {
        Self { nodes: vec![Node::default()], last: ROOT, words: 0 }
    }

    /// Takes the words of a text. None of its stretches goes on one of another text. `false` where
    /// there are too many words in all.
    pub(super) fn add(&mut self, text: &str) -> bool {
        let view = Folded::of(text);
        let mut words = Words::default();
        let mut read = |word: Option<WordHash>| match word {
            Some(word) => self.push(word),
            None => self.part(),
        };
        words.read(&view, true, |word| read(word.hash));
        self.part();
        self.words <= MAX_WORDS
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.words == 0
    }

    /// The next stretches do not go on those so far.
    pub(super) const fn part(&mut self) {
        self.last = ROOT;
    }

    /// The next word.
    pub(super) fn push(&mut self, word: WordHash) {
        self.words += 1;
        if self.words > MAX_WORDS {
            return;
        }
        // A stretch that is here already needs no node of its own, unless it is a part of a
        // longer one only.
        if let Some(next) = self.next(self.last, word) {
            self.last = if self.len(next) == self.len(self.last) + 1 {
                next
            } else {
                self.split(self.last, word, next)
            };
            return;
        }
        let made = self.add_node(Node { len: self.len(self.last) + 1, ..Node::default() });
        let mut at = self.last;
        let link = loop {
            match self.next(at, word) {
                Some(next) if self.len(next) == self.len(at) + 1 => break next,
                Some(next) => break self.split(at, word, next),
                None => {
                    if let Some(node) = self.nodes.get_mut(at) {
                        node.next.insert(word, made);
                    }
                    if at == ROOT {
                        break ROOT;
                    }
                    at = self.link(at);
                }
            }
        };
        if let Some(node) = self.nodes.get_mut(made) {
            node.link = link;
        }
        self.last = made;
    }

    /// Follows one word.
    pub(super) fn follow(&self, place: Place, word: WordHash) -> Place {
        let mut place = place;
        loop {
            if let Some(node) = self.next(place.node, word) {
                return Place { node, words: place.words + 1 };
            }
            if place.node == ROOT {
                return Place::default();
            }
            let node = self.link(place.node);
            place = Place { node, words: self.len(node) };
        }
    }

    /// Gives the stretches that end at `next` and are no longer than one that ends at `at` and
    /// goes on with `word` a node of their own.
    fn split(&mut self, at: usize, word: WordHash, next: usize) -> usize {
        let len = self.len(at) + 1;
        let copy = Node { len, ..self.nodes.get(next).cloned().unwrap_or_default() };
        let copy = self.add_node(copy);
        if let Some(node) = self.nodes.get_mut(next) {
            node.link = copy;
        }
        let mut from = at;
        while let Some(node) = self.nodes.get_mut(from)
            && let Some(led) = node.next.get_mut(&word).filter(|led| **led == next)
        {
            *led = copy;
            if from == ROOT {
                break;
            }
            from = self.link(from);
        }
        copy
    }

    fn add_node(&mut self, node: Node) -> usize {
        self.nodes.push(node);
        self.nodes.len() - 1
    }

    fn next(&self, node: usize, word: WordHash) -> Option<usize> {
        self.nodes.get(node)?.next.get(&word).copied()
    }

    fn len(&self, node: usize) -> usize {
        self.nodes.get(node).map_or(0, |node| node.len)
    }

    fn link(&self, node: usize) -> usize {
        self.nodes.get(node).map_or(ROOT, |node| node.link)
    }
}

const ROOT: usize = 0;
/// The most words of all texts.
pub(super) const MAX_WORDS: usize = 1 << 16;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn hashes(words: &[u8]) -> Vec<WordHash> {
        words.iter().map(|word| WordHash::of(&[*word])).collect()
    }

    proptest! {
        #[test]
        fn follows_the_longest_stretch_that_ends_at_each_word(
            texts in prop::collection::vec(prop::collection::vec(b'a'..=b'c', 0..12), 1..4),
            other in prop::collection::vec(b'a'..=b'd', 0..40),
        ) {
            let mut index = Index::new();
            for text in &texts {
                hashes(text).into_iter().for_each(|word| index.push(word));
                index.part();
            }
            let mut place = Place::default();
            for (at, word) in hashes(&other).into_iter().enumerate() {
                place = index.follow(place, word);
                let ends_here = |len: &usize| {
                    let stretch = &other[at + 1 - len..=at];
                    texts.iter().any(|text| text.windows(*len).any(|window| window == stretch))
                };
                let longest = (1..=at + 1).rev().find(ends_here).unwrap_or(0);
                prop_assert_eq!(place.words, longest);
            }
        }

        #[test]
        fn it_is_linear_in_the_text(text in prop::collection::vec(b'a'..=b'b', 1..200)) {
            let mut index = Index::new();
            hashes(&text).into_iter().for_each(|word| index.push(word));
            prop_assert!(index.nodes.len() <= 2 * text.len() + 1);
            let edges: usize = index.nodes.iter().map(|node| node.next.len()).sum();
            prop_assert!(edges <= 3 * text.len());
        }
    }
}
