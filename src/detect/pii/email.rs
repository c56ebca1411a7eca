//! E-mail addresses: the forms of RFC 5321 that are in use, without quoted local parts, address
//! literals and letters off ASCII.

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
