//! What the guards are compared with: one pass of an aho-corasick DFA over 200 literals.
#![allow(dead_code, unreachable_pub, reason = "each takes what it needs")]

use aho_corasick::{AhoCorasick, AhoCorasickKind};

/// Two hundred words of six to twelve letters that begin with all letters of the alphabet, none
/// of them in the texts. Without the prefilter, which would skip most of a text that has none of
/// the literals' rare letters: the guards' own literals begin with common ones.
pub fn yardstick() -> AhoCorasick {
    let letters = b"etaoinshrdlcumwfgypbvkjxqz";
    let literals = (0..200_usize).map(|n| {
        let letter = |place: usize| char::from(letters[(n * (place + 3) + place * 7) % 26]);
        (0..6 + n % 7).map(letter).collect::<String>()
    });
    let automaton = AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::DFA))
        .ascii_case_insensitive(true)
        .prefilter(false)
        .build(literals);
    automaton.expect("two hundred literals")
}
