//! E-mail addresses: the forms of RFC 5321 that are in use, without address literals. Quoted local
//! parts without spaces; letters off ASCII only within a label of the domain, since in scripts
//! without spaces nothing else tells where an address begins.

use crate::scan::Window;

/// The longest local part (RFC 5321, 4.5.3.1.1).
const MAX_LOCAL: usize = 64;
/// The longest domain (RFC 1035, 2.3.4).
const MAX_DOMAIN: usize = 253;
const MAX_LABEL: usize = 63;

/// The longest address.
pub(super) const MAX: usize = MAX_LOCAL + 1 + MAX_DOMAIN;

/// Where an address would begin whose local part goes on up to `end`, not before `floor`: the
/// leftmost letter or digit at an edge. What surrounds an address in quotes or emphasis is left
/// out by that, though RFC 5321 would allow a local part to begin with it.
pub(super) fn local_start(window: &Window<'_>, end: usize, floor: usize) -> Option<usize> {
    let floor = floor.max(end.saturating_sub(MAX_LOCAL));
    if let Some(quoted) = quoted_start(window, end, floor) {
        return Some(quoted);
    }
    let (mut start, mut at, mut right) = (None, end, 0);
    while at > floor {
        let byte = window.before(at, 1);
        if !is_local(byte) || (byte == b'.' && right == b'.') {
            break;
        }
        at -= 1;
        if byte.is_ascii_alphanumeric() && window.is_edge(at) {
            start = Some(at);
        }
        right = byte;
    }
    start
}

/// Where an address would begin that has begun before `end`: in quotes or without.
pub(super) fn begun_before(window: &Window<'_>, end: usize, floor: usize) -> Option<usize> {
    let from = floor.max(end.saturating_sub(MAX_LOCAL));
    let is_part = |at: &usize| is_quoted(window.at(*at)) || window.at(*at) == b'"';
    let run = (from..end).rev().take_while(is_part);
    let quote = run.filter(|at| window.at(*at) == b'"').last();
    let start = local_start(window, end, floor);
    quote.into_iter().chain(start).min()
}

/// Where a local part in quotes begins that goes on up to `end`. It has no spaces and no brackets,
/// so that it is not made by what replaces something else.
fn quoted_start(window: &Window<'_>, end: usize, floor: usize) -> Option<usize> {
    let closed = window.before(end, 1) == b'"';
    let mut at = end - usize::from(closed && end > floor);
    let content = at;
    while at > floor && is_quoted(window.before(at, 1)) {
        at -= 1;
    }
    let opened = at > floor && at < content && window.before(at, 1) == b'"';
    if !opened || !closed {
        return None;
    }
    let left = window.before(at - 1, 1);
    let free = !left.is_ascii_alphanumeric() && !matches!(left, b']' | b'\\' | b'=');
    free.then_some(at - 1)
}

/// The end of the address whose `@` is at `at` and whose local part begins at `start`.
pub(super) fn end(window: &Window<'_>, at: usize) -> Option<usize> {
    if window.before(at, 1) == b'.' {
        return None;
    }
    let (domain, mut best) = (at + 1, None);
    let (mut label, mut dots, mut letters) = (domain, 0, true);
    for index in domain..=domain + MAX_DOMAIN {
        let byte = window.at(index);
        // A top-level domain may end here: at least two letters, or an encoded one.
        let len = index - label;
        if dots > 0
            && len >= 2
            && (letters
                || (len > 4 && is_encoded(window, label) && window.before(index, 1) != b'-'))
            && window.is_edge(index)
        {
            best = Some(index);
        }
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' => {}
            b'0'..=b'9' => letters = false,
            b'-' if len > 0 => letters = false,
            // Within a label, before any place where the address could end.
            0x80.. if len > 0 && best.is_none() => letters = false,
            b'.' if len > 0 && window.before(index, 1) != b'-' => {
                (label, dots, letters) = (index + 1, dots + 1, true);
                continue;
            }
            _ => break,
        }
        if len >= MAX_LABEL {
            break;
        }
    }
    best
}

const fn is_quoted(byte: u8) -> bool {
    byte.is_ascii_graphic() && !matches!(byte, b'"' | b'[' | b']' | b'<' | b'>' | b'`')
}

fn is_encoded(window: &Window<'_>, label: usize) -> bool {
    let tag = window.bytes().get(label..label + 4);
    tag.is_some_and(|tag| tag.eq_ignore_ascii_case(b"xn--"))
}

const fn is_local(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'.' | b'_' | b'%' | b'+' | b'\'' | b'~' | b'!' | b'#' | b'$' | b'&' | b'*' | b'-'
        )
}
