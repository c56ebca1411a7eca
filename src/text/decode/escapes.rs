//! Escapes: `&#64;` and `&commat;`, `%40`, `\u0040` and `\x40`.

use super::Text;

/// How many bytes an escape has, and the character that it stands for.
pub(super) fn read(text: &Text<'_>, at: usize) -> Option<(usize, char)> {
    match text.at(at) {
        b'&' => entity(text, at),
        b'%' => percent(text, at),
        _ => backslash(text, at),
    }
}

/// A character reference of HTML (WHATWG HTML, "Named character references" and "Numeric
/// character reference state"); of the named ones those for ASCII, which must end in a semicolon.
fn entity(text: &Text<'_>, at: usize) -> Option<(usize, char)> {
    if text.at(at + 1) == b'#' {
        let is_hex = text.at(at + 2) | 0x20 == b'x';
        let (radix, digits) = if is_hex { (16, at + 3) } else { (10, at + 2) };
        let (value, end) = number(text, digits, radix, 8)?;
        let end = if text.at(end) == b';' { end + 1 } else { end };
        return seen(value).map(|c| (end - at, c));
    }
    let mut name = [0; MAX_NAME];
    for len in 0..=MAX_NAME {
        match text.at(at + 1 + len) {
            b';' => {
                let name = name.get(..len)?;
                let known = NAMES.iter().find(|(known, _)| known.as_bytes() == name)?;
                return Some((len + 2, known.1));
            }
            byte if byte.is_ascii_alphabetic() => *name.get_mut(len)? = byte,
            _ => return None,
        }
    }
    None
}

/// The UTF-8 bytes of one character, each as `%XX` (RFC 3986, section 2.1).
fn percent(text: &Text<'_>, at: usize) -> Option<(usize, char)> {
    let byte = |nth: usize| -> Option<u8> {
        let from = at + 3 * nth;
        if text.at(from) != b'%' {
            return None;
        }
        let (value, end) = number(text, from + 1, 16, 2)?;
        if end == from + 3 { u8::try_from(value).ok() } else { None }
    };
    let mut bytes = [byte(0)?, 0, 0, 0];
    let len = utf8_len(bytes[0])?;
    for (nth, slot) in bytes.iter_mut().enumerate().take(len).skip(1) {
        *slot = byte(nth)?;
    }
    let c = str::from_utf8(bytes.get(..len)?).ok()?.chars().next()?;
    seen(u32::from(c)).map(|c| (3 * len, c))
}

/// How many bytes a character has that begins with this one.
pub(super) const fn utf8_len(first: u8) -> Option<usize> {
    match first {
        0..=0x7f => Some(1),
        0xc2..=0xdf => Some(2),
        0xe0..=0xef => Some(3),
        0xf0..=0xf4 => Some(4),
        _ => None,
    }
}

/// The escapes of JSON (RFC 8259, section 7), with those of JavaScript, Python and Rust.
fn backslash(text: &Text<'_>, at: usize) -> Option<(usize, char)> {
    let fixed = |from: usize, len: usize| {
        let (value, end) = number(text, from, 16, len)?;
        (end == from + len).then_some(value)
    };
    match text.at(at + 1) {
        b'n' => Some((2, '\n')),
        b'r' => Some((2, '\r')),
        b't' => Some((2, '\t')),
        byte @ (b'"' | b'\'' | b'/' | b'\\') => Some((2, char::from(byte))),
        b'x' => seen(fixed(at + 2, 2)?).map(|c| (4, c)),
        b'u' if text.at(at + 2) == b'{' => {
            let (value, end) = number(text, at + 3, 16, 6)?;
            if text.at(end) != b'}' {
                return None;
            }
            seen(value).map(|c| (end + 1 - at, c))
        }
        b'u' => {
            let high = fixed(at + 2, 4)?;
            if !(0xd800..0xdc00).contains(&high) {
                return seen(high).map(|c| (6, c));
            }
            if text.at(at + 6) != b'\\' || text.at(at + 7) != b'u' {
                return None;
            }
            let low = fixed(at + 8, 4)?.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
            seen(0x1_0000 + ((high - 0xd800) << 10) + low).map(|c| (12, c))
        }
        _ => None,
    }
}

/// Digits from `from` on, at most so many and at least one, and where they end.
fn number(text: &Text<'_>, from: usize, radix: u32, most: usize) -> Option<(u32, usize)> {
    let (mut value, mut at) = (0_u32, from);
    while at < from + most
        && let Some(digit) = char::from(text.at(at)).to_digit(radix)
    {
        value = value.checked_mul(radix)?.checked_add(digit)?;
        at += 1;
    }
    (at > from).then_some((value, at))
}

/// The character of that number. Control characters stand for nothing that is read.
fn seen(value: u32) -> Option<char> {
    char::from_u32(value).filter(|c| !c.is_control() || c.is_ascii_whitespace())
}

const MAX_NAME: usize = 8;

/// Names of HTML's character references for ASCII and the space.
const NAMES: &[(&str, char)] = &[
    ("Tab", '\t'),
    ("NewLine", '\n'),
    ("nbsp", ' '),
    ("excl", '!'),
    ("quot", '"'),
    ("QUOT", '"'),
    ("num", '#'),
    ("dollar", '$'),
    ("percnt", '%'),
    ("amp", '&'),
    ("AMP", '&'),
    ("apos", '\''),
    ("lpar", '('),
    ("rpar", ')'),
    ("ast", '*'),
    ("midast", '*'),
    ("plus", '+'),
    ("comma", ','),
    ("hyphen", '-'),
    ("dash", '-'),
    ("period", '.'),
    ("sol", '/'),
    ("colon", ':'),
    ("semi", ';'),
    ("lt", '<'),
    ("LT", '<'),
    ("equals", '='),
    ("gt", '>'),
    ("GT", '>'),
    ("quest", '?'),
    ("commat", '@'),
    ("lsqb", '['),
    ("lbrack", '['),
    ("bsol", '\\'),
    ("rsqb", ']'),
    ("rbrack", ']'),
    ("Hat", '^'),
    ("lowbar", '_'),
    ("UnderBar", '_'),
    ("grave", '`'),
    ("lcub", '{'),
    ("lbrace", '{'),
    ("verbar", '|'),
    ("vert", '|'),
    ("rcub", '}'),
    ("rbrace", '}'),
];
