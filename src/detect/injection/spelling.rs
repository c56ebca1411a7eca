//! Phrases that are spelled otherwise: rotated by thirteen letters, written backwards, or with
//! digits and signs for letters.
//!
//! A text is not read in each spelling: words that attacks cannot do without are looked for as
//! that spelling writes them, and only around those the text is respelled and searched.

use once_cell::sync::Lazy;

use super::scan::{COMPILED, Compiled, Hit};
use super::vocabulary::{Word, is_action, is_object, is_verb};
use crate::learned::{Meaning, meaning};
use crate::span::Span;

/// A way to write English that takes some work to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spelling {
    /// Each letter is the one thirteen places on.
    Rot13,
    /// The last character comes first.
    Reversed,
    /// Digits and signs stand for the letters that they look like.
    Leet,
}

impl Spelling {
    pub(super) const ALL: [Self; 3] = [Self::Rot13, Self::Reversed, Self::Leet];

    pub(super) const fn index(self) -> usize {
        self as usize
    }

    /// The phrases in a text in this spelling, with spans of it.
    pub(super) fn hits(self, text: &str) -> Vec<Hit> {
        match self {
            Self::Rot13 => {
                let turned: Vec<u8> = text.bytes().map(rot13).collect();
                COMPILED.as_ref().map_or_else(Vec::new, |compiled| compiled.hits(&turned))
            }
            Self::Reversed => {
                let turned: String = text.chars().rev().collect();
                let hits = COMPILED.as_ref().map(|compiled| compiled.hits(turned.as_bytes()));
                let back = |hit: Hit| {
                    let (start, end) = (text.len() - hit.span.end(), text.len() - hit.span.start());
                    Hit { span: Span::new(start, end), ..hit }
                };
                hits.unwrap_or_default().into_iter().map(back).collect()
            }
            Self::Leet => {
                let letter = |byte| one_letter(alike(byte).unwrap_or(byte));
                let plain: Vec<u8> = text.bytes().map(letter).collect();
                LEET.as_ref().map_or_else(Vec::new, |compiled| compiled.hits(&plain))
            }
        }
    }
}

impl Spelling {
    /// The text as plain English, byte by byte or character by character; `None` where it does not
    /// look as if it were in this spelling.
    pub(super) fn plain(self, text: &str) -> Option<Vec<u8>> {
        match self {
            Self::Rot13 => Some(text.bytes().map(rot13).collect()),
            Self::Reversed => Some(text.chars().rev().collect::<String>().into_bytes()),
            Self::Leet => plain_of_leet(text.as_bytes()),
        }
    }

    /// The span of `text` that gave a span of its [`plain`](Self::plain).
    pub(super) const fn back(self, span: Span, text: &str) -> Span {
        match self {
            Self::Rot13 | Self::Leet => span,
            Self::Reversed => Span::new(
                text.len().saturating_sub(span.end()),
                text.len().saturating_sub(span.start()),
            ),
        }
    }
}

/// Letters for digits and signs. At least two words must become ones with a meaning: a version or a
/// formula is no spelling.
fn plain_of_leet(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut plain = bytes.to_vec();
    let mut known = 0;
    let mut at = 0;
    while let Some(sign) = plain.get(at..).and_then(signs) {
        let word = Spelled::around(&plain, at + sign);
        at = word.end.max(at + sign + 1);
        let Some((letters, means)) = word.letters(&plain) else { continue };
        let plain_word = letters.get(..word.end - word.start).unwrap_or(&[]);
        known += usize::from(means == Meaning::Strong || is_of_task(plain_word));
        if let Some(room) = plain.get_mut(word.start..word.end) {
            room.iter_mut().zip(letters).for_each(|(to, letter)| *to = letter);
        }
    }
    if known < 2 {
        return None;
    }
    // In such a text `@` is a word, too.
    let in_word = |byte: u8| byte.is_ascii_alphabetic() || alike(byte).is_some();
    for word in plain.chunk_by_mut(|left, right| in_word(*left) == in_word(*right)) {
        if word.len() < 3 {
            word.iter_mut().for_each(|byte| *byte = alike(*byte).unwrap_or(*byte));
        }
    }
    Some(plain)
}

/// A run of letters, and of digits and signs that may stand for some.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spelled {
    start: usize,
    end: usize,
}

impl Spelled {
    /// The run that takes in `at`, or more of it than a word may have.
    fn around(bytes: &[u8], at: usize) -> Self {
        let in_word = |byte: &&u8| byte.is_ascii_alphabetic() || alike(**byte).is_some();
        let before = bytes.get(..at).unwrap_or(&[]).iter().rev();
        let behind = bytes.get(at..).unwrap_or(&[]).iter();
        let count = |side: &mut dyn Iterator<Item = &u8>| side.take_while(in_word).count();
        let start = at - count(&mut before.take(MAX_SPELLED + 1));
        Self { start, end: at + count(&mut behind.take(MAX_SPELLED + 1)) }
    }

    /// The word in letters, where it has some and not too many, and what it means. `1` is `i` or
    /// `l`, whichever gives the word that means more.
    fn letters(self, bytes: &[u8]) -> Option<([u8; MAX_SPELLED], Meaning)> {
        let word = bytes.get(self.start..self.end).unwrap_or(&[]);
        if !(3..=MAX_SPELLED).contains(&word.len()) || !word.iter().any(u8::is_ascii_alphabetic) {
            return None;
        }
        let spelled = |one: u8| {
            let mut letters = [0; MAX_SPELLED];
            for (to, byte) in letters.iter_mut().zip(word) {
                *to = match byte {
                    b'1' | b'|' | b'!' => one,
                    _ => alike(*byte).unwrap_or(*byte),
                };
            }
            let means = meaning(letters.get(..word.len()).unwrap_or(&[]));
            (letters, means)
        };
        let first = spelled(b'i');
        if first.1 == Meaning::Strong || !word.iter().any(|byte| matches!(byte, b'1' | b'|' | b'!'))
        {
            return Some(first);
        }
        let second = spelled(b'l');
        Some(if second.1 == Meaning::Strong || first.1 == Meaning::Unknown {
            second
        } else {
            first
        })
    }

    /// Whether it becomes a word that an attack may need.
    fn gives_away(self, bytes: &[u8]) -> bool {
        self.letters(bytes).is_some_and(|(letters, means)| {
            let word = letters.map(|letter| one_letter(letter).to_ascii_lowercase());
            let word = word.get(..self.end - self.start).unwrap_or(&[]);
            let plain = letters.get(..self.end - self.start).unwrap_or(&[]);
            means != Meaning::Unknown
                || is_of_task(plain)
                || LEET.as_ref().is_some_and(|compiled| compiled.knows(word))
        })
    }
}

/// Whether a word is one that tasks are made of, and long enough for none by chance.
fn is_of_task(word: &[u8]) -> bool {
    let word = Word::of(word);
    let word = word.letters();
    word.len() >= 4 && (is_verb(word) || is_action(word) || is_object(word))
}

/// What was seen of the words that are spelled with digits and signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NextSpelled {
    /// The first sign of a word that an attack may need, and the end of the word.
    Found { sign: usize, end: usize },
    /// No further one begins below.
    Wait(usize),
}

/// The next word from `from` on that is spelled with digits or signs and becomes one that an attack
/// may need; `done` says that nothing follows the bytes.
pub(super) fn next_spelled(bytes: &[u8], from: usize, done: bool) -> NextSpelled {
    let mut at = from;
    while let Some(sign) = bytes.get(at..).and_then(signs).map(|skipped| at + skipped) {
        let word = Spelled::around(bytes, sign);
        if word.end == bytes.len() && word.end - sign <= MAX_SPELLED && !done {
            return NextSpelled::Wait(sign);
        }
        if word.gives_away(bytes) {
            return NextSpelled::Found { sign, end: word.end };
        }
        at = word.end.max(sign + 1);
    }
    NextSpelled::Wait(bytes.len())
}

/// A longer word in letters and digits is a name or a key.
const MAX_SPELLED: usize = 20;

/// What gives a spelling away where it begins a word.
pub(super) fn triggers() -> impl Iterator<Item = (Vec<u8>, Spelling)> {
    let rotated = STEMS.iter().map(|stem| (stem.bytes().map(rot13).collect(), Spelling::Rot13));
    let turned = |word: &&str| (word.bytes().rev().collect(), Spelling::Reversed);
    let common = COMMON.iter().flat_map(|word| {
        let (mut rotated, mut turned): (Vec<u8>, Vec<u8>) =
            (word.bytes().map(rot13).collect(), word.bytes().rev().collect());
        rotated.push(b' ');
        turned.push(b' ');
        [(rotated, Spelling::Rot13), (turned, Spelling::Reversed)]
    });
    rotated.chain(WORDS.iter().map(turned)).chain(common)
}

/// How far the next sign is that may stand for a letter.
fn signs(bytes: &[u8]) -> Option<usize> {
    let is_sign = |byte: u8| {
        byte.is_ascii_digit()
            | (byte == b'+')
            | (byte == b'@')
            | (byte == b'$')
            | (byte == b'!')
            | (byte == b'|')
    };
    let mut skipped = 0;
    for block in bytes.as_chunks::<32>().0 {
        if block.iter().fold(0, |any, byte| any | u8::from(is_sign(*byte))) != 0 {
            break;
        }
        skipped += 32;
    }
    let rest = bytes.get(skipped..)?;
    rest.iter().position(|byte| is_sign(*byte)).map(|index| skipped + index)
}

/// The letter that a digit or sign stands for. `1` stands for `i` and `l`, which are one letter
/// here.
const fn alike(byte: u8) -> Option<u8> {
    Some(match byte {
        b'0' => b'o',
        b'1' | b'!' | b'|' => b'i',
        b'2' => b'z',
        b'3' => b'e',
        b'4' | b'@' => b'a',
        b'5' | b'$' => b's',
        b'6' | b'9' => b'g',
        b'7' | b'+' => b't',
        b'8' => b'b',
        _ => return None,
    })
}

/// One letter for `i` and `l`.
const fn one_letter(byte: u8) -> u8 {
    match byte {
        b'l' => b'i',
        b'L' => b'I',
        _ => byte,
    }
}

const fn rot13(byte: u8) -> u8 {
    match byte {
        b'a'..=b'z' => (byte - b'a' + 13) % 26 + b'a',
        b'A'..=b'Z' => (byte - b'A' + 13) % 26 + b'A',
        _ => byte,
    }
}

/// The rules with one letter for `i` and `l`. No syntax of a pattern has either.
pub(super) static LEET: Lazy<Option<Compiled>> = Lazy::new(|| {
    let spelled = |text: &str| text.replace('l', "i").replace('L', "I");
    Compiled::new(spelled, std::iter::empty())
});

/// Words that nearly every English text has, and that are none in the other spelling.
const COMMON: &[&str] = &["from", "that", "the", "this", "with", "you", "your"];

/// What words begin with of which an attack in English has at least one, as a rule.
const STEMS: &[&str] = &[
    "act as",
    "assistant",
    "bypass",
    "command",
    "developer mode",
    "directive",
    "disregard",
    "follow",
    "forget",
    "from now on",
    "guideline",
    "hidden",
    "ignor",
    "instruct",
    "jailbreak",
    "message",
    "orders",
    "overrid",
    "password",
    "policies",
    "pretend",
    "previous",
    "prompt",
    "restrict",
    "reveal",
    "rules",
    "safeguard",
    "secret",
    "system",
    "tell me",
    "unfiltered",
    "unrestricted",
    "you are",
];

/// The same words, whole: backwards a word begins with its end.
const WORDS: &[&str] = &[
    "act as",
    "assistant",
    "bypass",
    "command",
    "commands",
    "developer mode",
    "directive",
    "directives",
    "disregard",
    "follow",
    "following",
    "forget",
    "from now on",
    "guideline",
    "guidelines",
    "hidden",
    "ignore",
    "ignoring",
    "instruction",
    "instructions",
    "jailbreak",
    "message",
    "messages",
    "orders",
    "override",
    "overriding",
    "password",
    "passwords",
    "policies",
    "pretend",
    "previous",
    "prompt",
    "prompts",
    "restricted",
    "restrictions",
    "reveal",
    "rules",
    "safeguards",
    "secret",
    "secrets",
    "system",
    "tell me",
    "unfiltered",
    "unrestricted",
    "you are",
];
