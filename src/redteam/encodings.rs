//! Disguises by an encoding that a model reads as easily as the text.

use super::random::{Random, Share, replace};

/// Of all characters, so many are escaped.
const MOST: Share = (5, 6);

/// Names of characters in HTML, <https://html.spec.whatwg.org/multipage/named-characters.html>.
const NAMES: &[(char, &str)] = &[
    ('&', "amp"),
    ('<', "lt"),
    ('>', "gt"),
    ('"', "quot"),
    ('\'', "apos"),
    ('!', "excl"),
    ('#', "num"),
    ('$', "dollar"),
    ('%', "percnt"),
    ('(', "lpar"),
    (')', "rpar"),
    ('*', "ast"),
    ('+', "plus"),
    (',', "comma"),
    ('.', "period"),
    ('/', "sol"),
    (':', "colon"),
    (';', "semi"),
    ('=', "equals"),
    ('?', "quest"),
    ('@', "commat"),
    ('_', "lowbar"),
    ('|', "vert"),
];

/// Characters as references: by name where there is one in every other case, else by number.
pub(super) fn html_entities(text: &str, random: &mut Random) -> String {
    replace(
        text,
        MOST,
        random,
        |c| c == '&',
        |c, random| {
            let code = u32::from(c);
            let name = NAMES.iter().find(|(named, _)| *named == c).filter(|_| random.chance(1, 2));
            Some(match (name, random.below(5)) {
                (Some((_, name)), _) => format!("&{name};"),
                (None, 0 | 1) => format!("&#{code};"),
                (None, 2) => format!("&#{code:07};"),
                (None, 3) => format!("&#x{code:x};"),
                (None, _) => format!("&#X{code:04X};"),
            })
        },
    )
}

/// Characters as the escaped bytes of their UTF-8.
pub(super) fn percent_escapes(text: &str, random: &mut Random) -> String {
    let upper = random.chance(1, 2);
    replace(
        text,
        MOST,
        random,
        |c| c == '%',
        |c, _| {
            let mut bytes = [0; 4];
            let escape =
                |byte: u8| if upper { format!("%{byte:02X}") } else { format!("%{byte:02x}") };
            Some(c.encode_utf8(&mut bytes).bytes().map(escape).collect())
        },
    )
}

/// The two alphabets of RFC 4648, sections 4 and 5.
#[derive(Clone, Copy)]
pub(super) enum Alphabet {
    Standard,
    Url,
}

impl Alphabet {
    const fn digit(self, value: u32) -> char {
        let value = (value & 63) as u8;
        let byte = match (value, self) {
            (0..=25, _) => b'A' + value,
            (26..=51, _) => b'a' + (value - 26),
            (52..=61, _) => b'0' + (value - 52),
            (62, Self::Standard) => b'+',
            (62, Self::Url) => b'-',
            (_, Self::Standard) => b'/',
            (_, Self::Url) => b'_',
        };
        byte as char
    }
}

/// Base64 without padding.
pub(super) fn base64(text: &str, alphabet: Alphabet) -> String {
    let mut written = String::with_capacity(text.len() * 4 / 3 + 4);
    for group in text.as_bytes().chunks(3) {
        let mut bytes = [0; 4];
        bytes.iter_mut().skip(1).zip(group).for_each(|(to, from)| *to = *from);
        let bits = u32::from_be_bytes(bytes);
        let digits = [18, 12, 6, 0].map(|shift| alphabet.digit(bits >> shift));
        written.extend(digits.iter().take(group.len() + 1));
    }
    written
}

/// The same, filled up with `=` to a multiple of four.
pub(super) fn padded(mut encoded: String) -> String {
    while !encoded.len().is_multiple_of(4) {
        encoded.push('=');
    }
    encoded
}

/// Lines of a width that gives more than one, as long as there are more than four characters.
pub(super) fn wrapped(encoded: &str, random: &mut Random) -> String {
    let usual: Vec<usize> = [76, 64].into_iter().filter(|width| *width < encoded.len()).collect();
    let narrow: Vec<usize> =
        [32, 24, 16, 8, 4].into_iter().filter(|width| *width < encoded.len()).take(3).collect();
    let widths = if usual.is_empty() { narrow } else { usual };
    let Some(width) = widths.get(random.below(widths.len())) else {
        return encoded.to_owned();
    };
    let end = random.pick(&["\r\n", "\n"]);
    let mut written = String::with_capacity(encoded.len() * 2);
    for (nth, c) in encoded.chars().enumerate() {
        if nth > 0 && nth.is_multiple_of(*width) {
            written.push_str(end);
        }
        written.push(c);
    }
    written
}

/// Two digits a byte, all in one case.
pub(super) fn hex(text: &str, random: &mut Random) -> String {
    let upper = random.chance(1, 2);
    let digits = |byte: u8| if upper { format!("{byte:02X}") } else { format!("{byte:02x}") };
    text.bytes().map(digits).collect()
}

/// `\x` and two digits a byte.
pub(super) fn hex_escapes(text: &str, random: &mut Random) -> String {
    let upper = random.chance(1, 2);
    let digits = |byte: u8| if upper { format!("\\x{byte:02X}") } else { format!("\\x{byte:02x}") };
    text.bytes().map(digits).collect()
}
