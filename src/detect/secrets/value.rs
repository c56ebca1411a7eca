//! Where the value begins that an operator assigns.

use crate::scan::shape::Window;

/// What is known so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Start {
    At(usize),
    /// Nothing is assigned here.
    Nowhere,
    /// The text ends too early to tell.
    NeedMore,
}

/// The first byte of the value behind the operator at `at`: behind the rest of the operator,
/// blanks, quotes and the like, and a scheme such as `Bearer`.
pub(super) fn value_start(window: Window<'_>, at: usize) -> Start {
    let open = |at: usize| window.get(at).is_none() && !window.done;
    let mut start = at;
    while start < at + OPERATOR && window.get(start).is_some_and(is_operator) {
        start += 1;
    }
    if start < at + OPERATOR && open(start) {
        return Start::NeedMore;
    }
    if window.slice(at, start) == b"::" {
        // A path, as in `token::Kind`.
        return Start::Nowhere;
    }
    let from = start;
    while start < from + GAP && window.get(start).is_some_and(parts) {
        start += 1;
    }
    if open(start) {
        return Start::NeedMore;
    }
    // A scheme and its blank.
    let mut end = start;
    while end < start + SCHEME && window.get(end).is_some_and(|byte| byte.is_ascii_alphabetic()) {
        end += 1;
    }
    if open(end) {
        return Start::NeedMore;
    }
    let word = window.slice(start, end);
    let is_scheme = SCHEMES.iter().any(|scheme| word.eq_ignore_ascii_case(scheme.as_bytes()));
    match window.get(end) {
        Some(b' ') if is_scheme => match window.get(end + 1) {
            None if !window.done => Start::NeedMore,
            _ => Start::At(end + 1),
        },
        _ => Start::At(start),
    }
}

/// Whether a value of at least so many bytes without a blank may begin where the operator at `at`
/// assigns one.
pub(super) fn may_be_assigned(window: Window<'_>, at: usize, least: usize) -> bool {
    match value_start(window, at) {
        Start::Nowhere => false,
        Start::NeedMore => true,
        Start::At(start) => (start..start + least).all(|at| match window.get(at) {
            Some(byte) => !matches!(byte, b' ' | b'\t' | b'\r' | b'\n'),
            None => !window.done,
        }),
    }
}

const fn is_operator(byte: u8) -> bool {
    matches!(byte, b'=' | b':' | b'>' | b',')
}

/// Between an operator and the value.
const fn parts(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b'"' | b'\'' | b'`' | b'=' | b'\\' | b'(')
}

/// Of the schemes of HTTP authentication
/// (<https://www.iana.org/assignments/http-authschemes/>), and what vendors made up.
const SCHEMES: &[&str] = &["bearer", "basic", "token", "ssws", "apikey", "digest"];
/// The longest scheme.
const SCHEME: usize = 6;
/// The most bytes of an operator.
const OPERATOR: usize = 3;
/// The most bytes between an operator and the value: a column of values may stand apart from
/// their names.
const GAP: usize = 24;
