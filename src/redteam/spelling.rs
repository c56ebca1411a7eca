//! Disguises by another way of spelling.

use super::random::{Random, replace};

/// Letters of either case, and what stands for them in leetspeak.
const LEET: &[(char, &str)] = &[
    ('a', "4@"),
    ('b', "8"),
    ('e', "3"),
    ('g', "96"),
    ('i', "1!"),
    ('l', "1|"),
    ('o', "0"),
    ('s', "5$"),
    ('t', "7+"),
    ('z', "2"),
];

/// Five letters in six that have one become their digit or sign.
pub(super) fn leetspeak(text: &str, random: &mut Random) -> String {
    replace(
        text,
        (5, 6),
        random,
        |_| false,
        |c, random| {
            let (_, forms) = LEET.iter().find(|(letter, _)| letter.eq_ignore_ascii_case(&c))?;
            random.char_of(forms).map(String::from)
        },
    )
}

/// A space between the characters of a word, three between words.
pub(super) fn spaced(text: &str) -> String {
    let words: Vec<String> = text.split_whitespace().map(|word| joined(word, ' ')).collect();
    words.join("   ")
}

/// A dot between the characters of a word; what is between words stays.
pub(super) fn dotted(text: &str) -> String {
    text.split_inclusive(char::is_whitespace)
        .map(|word| {
            let letters = word.trim_end_matches(char::is_whitespace);
            joined(letters, '.') + word.get(letters.len()..).unwrap_or_default()
        })
        .collect()
}

/// Each letter of ASCII in a case of its own; at least one changes.
pub(super) fn case_noise(text: &str, random: &mut Random) -> String {
    replace(
        text,
        (1, 2),
        random,
        |_| false,
        |c, _| match c {
            'a'..='z' => Some(c.to_ascii_uppercase().to_string()),
            'A'..='Z' => Some(c.to_ascii_lowercase().to_string()),
            _ => None,
        },
    )
}

/// Each letter of ASCII moved by thirteen places.
pub(super) fn rot13(text: &str) -> String {
    let turned = |c: char| match c {
        'a'..='m' | 'A'..='M' => char::from_u32(u32::from(c) + 13).unwrap_or(c),
        'n'..='z' | 'N'..='Z' => char::from_u32(u32::from(c) - 13).unwrap_or(c),
        _ => c,
    };
    text.chars().map(turned).collect()
}

/// The characters from the last to the first.
pub(super) fn reversed(text: &str) -> String {
    text.chars().rev().collect()
}

fn joined(word: &str, by: char) -> String {
    let mut written = String::with_capacity(word.len() * 2);
    for (nth, c) in word.chars().enumerate() {
        if nth > 0 {
            written.push(by);
        }
        written.push(c);
    }
    written
}
