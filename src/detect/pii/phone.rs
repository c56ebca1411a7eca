//! Telephone numbers: international (ITU-T E.164), North American, or any behind a key.

use super::{calling, key};
use crate::scan::Window;

/// The longest number with its separators, extension aside.
const MAX_BODY: usize = 32;
/// The longest match.
pub(super) const MAX: usize = MAX_BODY + 2 + 9 + 1 + MAX_EXTENSION + MAX_BEHIND;
const MAX_EXTENSION: usize = 6;

/// Most digits of a number (ITU-T E.164, 6.2.1), and fewest that are taken for one.
const DIGITS: (usize, usize) = (7, 15);
/// Fewest digits behind a mere `00`.
const DIGITS_BEHIND_ZEROS: usize = 9;

/// Words behind which any number of seven digits or more is a telephone number. In ASCII, as
/// the folded view has them.
const KEYS: &[&str] = &[
    "phone",
    "phones",
    "telephone",
    "tel",
    "mobile",
    "cell",
    "cellphone",
    "fax",
    "whatsapp",
    "telefon",
    "telefono",
    "telefone",
    "mobil",
    "handy",
    "movil",
    "celular",
    "call",
    "dial",
    "call me at",
    "call me on",
    "call us at",
    "call us on",
    "answering at",
    "reach me at",
    "reach me on",
    "reach us at",
    "reach him at",
    "reach her at",
    "text me at",
    "text me on",
    "contact me at",
    "contact me on",
    "phone me at",
    "ring me on",
    "my number",
    "your number",
    "contact number",
    "telephone number",
    "home phone",
    "work phone",
    "portable",
    "tlf",
    "puhelin",
    "telefoon",
    "telefonnummer",
    "rufnummer",
    "手机",
    "电话",
    "电话号码",
    "手机号",
    "手机号码",
    "電話番号",
    "電話",
    "携帯",
    "전화",
    "전화번호",
];

/// Words directly behind a number that say the same.
const WORDS_BEHIND: &[&str] =
    &["office", "fax", "mobile", "cell", "home", "work", "landline", "direct", "mobil", "phone"];
/// The longest of them, and what is read to see where it ends.
const MAX_BEHIND: usize = 10;

/// Words that begin an extension, the longest first.
const EXTENSIONS: &[&str] = &["extension", "ext.", "ext", "x"];

/// The end of the longest number that begins at `start` with a digit, a `+` or a parenthesis.
pub(super) fn end(window: &Window<'_>, start: usize) -> Option<usize> {
    let (open, first) = match window.at(start) {
        b'(' => (true, start + 1),
        _ => (false, start),
    };
    let international = match (window.at(first), open) {
        (b'+', _) => international(window, first + 1, open, true),
        (b'0', false) if window.at(first + 1) == b'0' && !window.is_behind_point(first) => {
            international(window, first + 2, open, false)
        }
        _ => None,
    };
    if window.at(first) == b'+' || !window.is_digit(first) {
        return international;
    }
    let behind_key = || {
        // A first digit by itself rather begins a decimal number.
        if window.at(first) != b'1' && !window.is_digit(first + 1) {
            return None;
        }
        let (fewest, most) = DIGITS;
        // A key is rarer than digits.
        if key::stands_before(window, start, KEYS) {
            // Behind a colon also the short numbers of small networks.
            let labelled = matches!(window.before(start, 1), b':' | b'=')
                || matches!(window.before(start, 2), b':' | b'=');
            return body(window, first, open, fewest - usize::from(labelled), most);
        }
        let end = body(window, first, open, fewest, most)?;
        let grouped = end - first > digits(window, first, end) || window.at(first) == b'0';
        (grouped && !window.is_behind_point(start) && is_before_word(window, end)).then_some(end)
    };
    international.max(north_american(window, start)).max(behind_key())
}

fn digits(window: &Window<'_>, start: usize, end: usize) -> usize {
    (start..end).filter(|index| window.is_digit(*index)).count()
}

/// Whether a word that says what the number is stands directly behind it, parted by a space or
/// hyphen.
fn is_before_word(window: &Window<'_>, end: usize) -> bool {
    if !matches!(window.at(end), b' ' | b'-') {
        return false;
    }
    let start = end + 1 + usize::from(window.at(end + 1) == b'(');
    let is_letter = |index: &usize| window.at(*index).is_ascii_alphabetic();
    let length = (start..start + MAX_BEHIND).take_while(is_letter).count();
    let word = window.bytes().get(start..start + length).unwrap_or_default();
    WORDS_BEHIND.iter().any(|known| word.eq_ignore_ascii_case(known.as_bytes()))
}

/// A number whose calling code is at `start`. Behind a mere `00` its national part may not begin
/// with 0, as those of padded numbers do.
fn international(window: &Window<'_>, start: usize, open: bool, plus: bool) -> Option<usize> {
    let digits = (start..start + 3).map(|index| window.at(index)).take_while(u8::is_ascii_digit);
    let (len, fewest, most) = calling::lengths(digits)?;
    let national = start + len;
    if !plus
        && (window.at(national) == b'0'
            || window.at(national + 1) == b'0' && !window.is_digit(national))
    {
        return None;
    }
    let least = if plus { DIGITS.0 } else { DIGITS_BEHIND_ZEROS };
    let fewest = fewest.max(least.saturating_sub(len));
    // The code is the first group, or the beginning of it.
    body(window, start, open, len + fewest, len + most)
}

/// Digits in groups from `start` on, `fewest` to `most` of them: the longest that ends a group.
/// Groups are parted by one of ` .-/`, with a parenthesis beside it or alone.
fn body(
    window: &Window<'_>,
    start: usize,
    open: bool,
    fewest: usize,
    most: usize,
) -> Option<usize> {
    let (mut digits, mut group, mut depth, mut best) = (0, 0, usize::from(open), None);
    let (mut index, mut separators, mut opened) = (start, 0, open);
    while index < start + MAX_BODY {
        match window.at(index) {
            b'0'..=b'9' => {
                if digits == most {
                    break;
                }
                (digits, group, index) = (digits + 1, group + 1, index + 1);
                // One digit behind a space is rather the next word than the last group.
                let is_last = depth == 0
                    && digits >= fewest
                    && !(group == 1 && window.before(index, 2) == b' ')
                    && !window.is_digit(index);
                if is_last {
                    best = closing(window, index).or(best);
                }
                separators = 0;
                continue;
            }
            b' ' | b'.' | b'-' | b'/' if separators == 0 && digits > 0 => separators = 1,
            // The trunk prefix in parentheses is not dialled from abroad.
            b'(' if depth == 0 && window.at(index + 1) == b'0' && window.at(index + 2) == b')' => {
                index += 2;
            }
            b'(' if depth == 0 && !opened => (depth, opened) = (1, true),
            b')' if depth == 1 => depth = 0,
            _ => break,
        }
        if digits >= most {
            break;
        }
        (group, index) = (0, index + 1);
    }
    best
}

/// A number of the North American Numbering Plan: area code and exchange begin with 2 to 9.
fn north_american(window: &Window<'_>, start: usize) -> Option<usize> {
    let is_separator = |byte: u8| matches!(byte, b' ' | b'-' | b'.');
    let mut index = start;
    if window.at(index) == b'1' {
        if !is_separator(window.at(index + 1)) {
            return None;
        }
        index += 2;
    }
    let open = window.at(index) == b'(';
    index += usize::from(open);
    three_digits(window, index)?;
    index += 3;
    let mut first = window.at(index);
    if open {
        if first != b')' {
            return None;
        }
        index += 1;
        first = window.at(index);
        index += usize::from(is_separator(first));
    } else if is_separator(first) || first == b'/' {
        index += 1;
    } else {
        return None;
    }
    three_digits(window, index)?;
    index += 3;
    // Behind a point, a dotted number would be a part of a longer one.
    if first == b'.' && window.is_behind_point(start) {
        return None;
    }
    let second = window.at(index);
    if !is_separator(second) || !(open || first == b'/' || first == second) {
        return None;
    }
    index += 1;
    if !(index..index + 4).all(|place| window.is_digit(place)) {
        return None;
    }
    closing(window, index + 4)
}

/// Three digits that may be an area code or an exchange: the first is 2 to 9, and service codes
/// such as 911 are none.
fn three_digits(window: &Window<'_>, at: usize) -> Option<()> {
    let fits = matches!(window.at(at), b'2'..=b'9')
        && window.is_digit(at + 1)
        && window.is_digit(at + 2)
        && !(window.at(at + 1) == b'1' && window.at(at + 2) == b'1');
    fits.then_some(())
}

/// The end of a number whose last digit is before `end`, with its extension.
fn closing(window: &Window<'_>, end: usize) -> Option<usize> {
    extension(window, end).or_else(|| window.is_edge(end).then_some(end))
}

fn extension(window: &Window<'_>, end: usize) -> Option<usize> {
    let word = end + usize::from(window.at(end) == b' ');
    let is_word = |text: &&&str| {
        text.bytes()
            .enumerate()
            .all(|(place, byte)| window.at(word + place).to_ascii_lowercase() == byte)
    };
    let mut index = word + EXTENSIONS.iter().find(is_word)?.len();
    index += usize::from(matches!(window.at(index), b' ' | b':'));
    let first = index;
    while index < first + MAX_EXTENSION && window.is_digit(index) {
        index += 1;
    }
    (index > first && window.is_edge(index)).then_some(index)
}
