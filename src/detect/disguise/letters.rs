//! The lane of what stands out by its letters. Only what is off ASCII is looked at.
//!
//! It looks at one unit after the other: a stretch with something off ASCII, without white space,
//! brackets or letters of scripts that part words in another way, and of at most [`MOST`] bytes.

use super::scripts::{is_cjk, is_full_width, is_styled};
use super::seen::{Said, Seen};
use super::unit::Unit;
use crate::text::Invisible;

/// The lane.
#[derive(Debug, Default)]
pub(super) struct Letters {
    /// Up to where it is known what is ASCII.
    at: usize,
    /// Behind the last unit.
    floor: usize,
}

impl Letters {
    pub(super) fn advance(&mut self, seen: &Seen<'_>, said: &mut Vec<Said>) -> usize {
        loop {
            self.at += ascii_len(seen.bytes_from(self.at));
            let Some(c) = seen.char(self.at) else { break };
            if !is_of_unit(c) {
                self.at += c.len_utf8();
                self.floor = self.at;
                continue;
            }
            let start = self.word_start(self.at, seen);
            let Some(end) = unit_end(start, seen) else { return start };
            let text = seen.from(start).get(..end - start).unwrap_or("");
            let mut found = Unit::of(text, start).found(said.len(), said);
            if found.full_width {
                match is_beside_cjk(seen, start, end) {
                    // What was said is said again then.
                    None => {
                        said.truncate(found.before);
                        return start;
                    }
                    Some(true) => found.forget_full_width(said),
                    Some(false) => {}
                }
            }
            (self.at, self.floor) = (end, end);
        }
        if seen.done() { seen.end() } else { self.word_start(seen.end(), seen) }
    }

    /// Where the word begins that what follows `at` may go on.
    fn word_start(&self, at: usize, seen: &Seen<'_>) -> usize {
        let most = (at - self.floor).min(MAX_BEFORE);
        let before = seen.up_to(at).as_bytes();
        let word = before.iter().rev().take(most).take_while(|byte| byte.is_ascii_alphanumeric());
        at - word.count()
    }
}

/// How many bytes at the start are ASCII.
fn ascii_len(bytes: &[u8]) -> usize {
    let len = 32 * bytes.chunks_exact(32).take_while(|block| block.is_ascii()).count();
    let rest = bytes.get(len..).unwrap_or(&[]);
    len + rest.iter().take_while(|byte| byte.is_ascii()).count()
}

fn is_of_unit(c: char) -> bool {
    match c {
        '[' | ']' => false,
        _ if c.is_ascii() => c.is_ascii_graphic(),
        _ if is_cjk(c) || c.is_whitespace() => false,
        _ if is_styled(c) || is_full_width(c) => true,
        _ => match Invisible::of(c) {
            Some(Invisible::Control | Invisible::Direction | Invisible::Tag) => false,
            Some(_) => true,
            None => c.is_alphanumeric(),
        },
    }
}

/// Where the unit ends that begins at `start`; `None` where it may go on.
fn unit_end(start: usize, seen: &Seen<'_>) -> Option<usize> {
    let mut at = start;
    for c in seen.from(start).chars() {
        if !is_of_unit(c) || at - start + c.len_utf8() > MOST {
            return Some(at);
        }
        at += c.len_utf8();
    }
    (seen.done() || at - start + 4 > MOST).then_some(at)
}

/// Whether Chinese, Japanese or Korean stands before or behind, past what is no letter or digit
/// and past more full-width ones; `None` where that is still to come.
fn is_beside_cjk(seen: &Seen<'_>, start: usize, end: usize) -> Option<bool> {
    let passed = |c: &char| is_full_width(*c) || !c.is_alphanumeric();
    let before = seen.up_to(start).chars().rev().take(NEAR).find(|c| !passed(c));
    if before.is_some_and(is_cjk) {
        return Some(true);
    }
    let behind = seen.from(end);
    match behind.chars().take(NEAR).find(|c| !passed(c)) {
        Some(c) => Some(is_cjk(c)),
        None => (seen.done() || behind.chars().take(NEAR).count() == NEAR).then_some(false),
    }
}

/// The most bytes of a unit.
const MOST: usize = 256;
/// The most bytes of ASCII before what is off ASCII.
const MAX_BEFORE: usize = 64;
/// The most characters between full-width letters and what makes them ordinary.
const NEAR: usize = 24;
