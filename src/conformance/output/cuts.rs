//! The ways to cut an answer. A way is the ends of its chunks; an end that comes twice makes an
//! empty chunk.

use super::random::Random;

/// One chunk.
pub(super) fn whole(text: &str) -> Vec<usize> {
    vec![text.len()]
}

/// Every single place to cut at (where there are very many, some of them), each character by
/// itself with and without empty chunks between, and some ways at random.
pub(super) fn ways(text: &str, random: &mut Random) -> Vec<Vec<usize>> {
    let characters = characters(text);
    let mut ways = Vec::new();
    if characters.len() <= MOST_SINGLE {
        ways.extend(characters.iter().map(|at| vec![*at, text.len()]));
    } else {
        for _ in 0..MOST_SINGLE {
            ways.extend(random.pick(&characters).map(|at| vec![*at, text.len()]));
        }
    }
    // An empty chunk at either end.
    ways.push(vec![0, text.len(), text.len()]);
    ways.push(characters.iter().flat_map(|at| [*at, *at]).collect());
    ways.extend((0..RANDOM_WAYS).map(|_| at_random(&characters, random)));
    ways.push(characters);
    ways
}

/// The end of each character.
pub(super) fn characters(text: &str) -> Vec<usize> {
    text.char_indices().map(|(at, character)| at + character.len_utf8()).collect()
}

/// Steps of one length at most, a length of this way's own, now and then none.
fn at_random(characters: &[usize], random: &mut Random) -> Vec<usize> {
    let most = 1 + random.below(24);
    let (mut way, mut at) = (Vec::new(), 0);
    while let Some(end) = characters.get(at) {
        way.push(*end);
        at += random.below(most + 1);
    }
    way.extend(characters.last());
    way
}

const MOST_SINGLE: usize = 128;
const RANDOM_WAYS: usize = 6;
