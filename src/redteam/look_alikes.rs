//! Disguises by characters that look like those of ASCII.
//!
//! The tables are a selection after Unicode Technical Standard 39 (confusables), of the same
//! case, with the letters that homoglyph generators use beside: a reader takes them for the
//! original.

use super::random::{Random, Share, replace};

/// Of the letters that have a look-alike, so many are replaced.
const MOST: Share = (5, 6);

/// An ASCII letter, then its look-alikes.
const CYRILLIC: &[(char, &str)] = &[
    ('a', "а"),
    ('b', "ь"),
    ('c', "с"),
    ('d', "ԁ"),
    ('e', "еҽ"),
    ('h', "һ"),
    ('i', "і"),
    ('j', "ј"),
    ('k', "к"),
    ('l', "ӏ"),
    ('m', "м"),
    ('n', "п"),
    ('o', "о"),
    ('p', "р"),
    ('q', "ԛ"),
    ('r', "г"),
    ('s', "ѕ"),
    ('t', "т"),
    ('v', "ѵ"),
    ('w', "ԝ"),
    ('x', "х"),
    ('y', "уү"),
    ('A', "А"),
    ('B', "В"),
    ('C', "С"),
    ('E', "Е"),
    ('G', "Ԍ"),
    ('H', "Н"),
    ('I', "ІӀ"),
    ('J', "Ј"),
    ('K', "К"),
    ('M', "М"),
    ('O', "О"),
    ('P', "Р"),
    ('Q', "Ԛ"),
    ('S', "Ѕ"),
    ('T', "Т"),
    ('V', "Ѵ"),
    ('W', "Ԝ"),
    ('X', "Х"),
    ('Y', "ҮУ"),
    ('Z', "Ꙁ"),
];

const GREEK: &[(char, &str)] = &[
    ('a', "α"),
    ('c', "ϲ"),
    ('e', "ε"),
    ('i', "ι"),
    ('j', "ϳ"),
    ('k', "κ"),
    ('n', "η"),
    ('o', "οσ"),
    ('p', "ρ"),
    ('t', "τ"),
    ('u', "υ"),
    ('v', "ν"),
    ('w', "ω"),
    ('x', "χ"),
    ('y', "γ"),
    ('A', "Α"),
    ('B', "Β"),
    ('C', "Ϲ"),
    ('E', "Ε"),
    ('F', "Ϝ"),
    ('H', "Η"),
    ('I', "Ι"),
    ('J', "Ϳ"),
    ('K', "Κ"),
    ('M', "Μ"),
    ('N', "Ν"),
    ('O', "Ο"),
    ('P', "Ρ"),
    ('T', "Τ"),
    ('X', "Χ"),
    ('Y', "Υϒ"),
    ('Z', "Ζ"),
];

/// One alphabet of the block Mathematical Alphanumeric Symbols: what stands for `A`, for `a` and
/// for `0`. Where a style has no digits, it takes the bold ones.
type Alphabet = (u32, u32, u32);

const BOLD_ZERO: u32 = 0x1_d7ce;

const ALPHABETS: [Alphabet; 13] = [
    (0x1_d400, 0x1_d41a, BOLD_ZERO),
    (0x1_d434, 0x1_d44e, BOLD_ZERO),
    (0x1_d468, 0x1_d482, BOLD_ZERO),
    (0x1_d49c, 0x1_d4b6, BOLD_ZERO),
    (0x1_d4d0, 0x1_d4ea, BOLD_ZERO),
    (0x1_d504, 0x1_d51e, BOLD_ZERO),
    (0x1_d538, 0x1_d552, 0x1_d7d8),
    (0x1_d56c, 0x1_d586, BOLD_ZERO),
    (0x1_d5a0, 0x1_d5ba, 0x1_d7e2),
    (0x1_d5d4, 0x1_d5ee, 0x1_d7ec),
    (0x1_d608, 0x1_d622, 0x1_d7e2),
    (0x1_d63c, 0x1_d656, 0x1_d7ec),
    (0x1_d670, 0x1_d68a, 0x1_d7f6),
];

/// The places that the block leaves free, because Unicode had these letters before it.
const LETTERLIKE: &[(u32, char)] = &[
    (0x1_d455, 'ℎ'),
    (0x1_d49d, 'ℬ'),
    (0x1_d4a0, 'ℰ'),
    (0x1_d4a1, 'ℱ'),
    (0x1_d4a3, 'ℋ'),
    (0x1_d4a4, 'ℐ'),
    (0x1_d4a7, 'ℒ'),
    (0x1_d4a8, 'ℳ'),
    (0x1_d4ad, 'ℛ'),
    (0x1_d4ba, 'ℯ'),
    (0x1_d4bc, 'ℊ'),
    (0x1_d4c4, 'ℴ'),
    (0x1_d506, 'ℭ'),
    (0x1_d50b, 'ℌ'),
    (0x1_d50c, 'ℑ'),
    (0x1_d515, 'ℜ'),
    (0x1_d51d, 'ℨ'),
    (0x1_d53a, 'ℂ'),
    (0x1_d53f, 'ℍ'),
    (0x1_d545, 'ℕ'),
    (0x1_d547, 'ℙ'),
    (0x1_d548, 'ℚ'),
    (0x1_d549, 'ℝ'),
    (0x1_d551, 'ℤ'),
];

pub(super) fn cyrillic(text: &str, random: &mut Random) -> String {
    from_table(text, CYRILLIC, random)
}

pub(super) fn greek(text: &str, random: &mut Random) -> String {
    from_table(text, GREEK, random)
}

/// Letters and digits in one mathematical style.
pub(super) fn mathematical(text: &str, random: &mut Random) -> String {
    let alphabet = random.pick(&ALPHABETS);
    replace(text, MOST, random, |_| false, |c, _| styled(c, alphabet).map(String::from))
}

/// Every character from `!` to `~` in its full-width form; blanks as U+3000 in every other text.
pub(super) fn full_width(text: &str, random: &mut Random) -> String {
    let blank = random.pick(&[' ', '\u{3000}']);
    let wide = |c: char| match c {
        '!'..='~' => char::from_u32(u32::from(c) + 0xfee0).unwrap_or(c),
        ' ' => blank,
        _ => c,
    };
    text.chars().map(wide).collect()
}

fn from_table(text: &str, table: &[(char, &str)], random: &mut Random) -> String {
    replace(
        text,
        MOST,
        random,
        |_| false,
        |c, random| {
            let (_, alike) = table.iter().find(|(ascii, _)| *ascii == c)?;
            random.char_of(alike).map(String::from)
        },
    )
}

fn styled(c: char, (upper, lower, zero): Alphabet) -> Option<char> {
    let code = match c {
        'A'..='Z' => upper + (u32::from(c) - u32::from('A')),
        'a'..='z' => lower + (u32::from(c) - u32::from('a')),
        '0'..='9' => zero + (u32::from(c) - u32::from('0')),
        _ => return None,
    };
    let letterlike = LETTERLIKE.iter().find(|(place, _)| *place == code);
    letterlike.map(|(_, c)| *c).or_else(|| char::from_u32(code))
}

#[cfg(test)]
pub(super) fn ascii_of(c: char) -> Option<char> {
    let table = |table: &[(char, &str)]| {
        table.iter().find(|(_, alike)| alike.contains(c)).map(|(ascii, _)| *ascii)
    };
    table(CYRILLIC).or_else(|| table(GREEK)).or_else(|| {
        let mut ascii = ('0'..='9').chain('A'..='Z').chain('a'..='z');
        ascii.find(|ascii| ALPHABETS.iter().any(|alphabet| styled(*ascii, *alphabet) == Some(c)))
    })
}
