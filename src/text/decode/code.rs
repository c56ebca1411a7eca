//! Runs of base64 or hex that hold text.
//!
//! A run begins where no word or number goes on, and counts from the moment that its
//! first bytes are found to be text. It ends where what it holds stops being text.
//!
//! Digits of a run are told in groups that end where a word or number of the run ends: a text from
//! which a part of a run was taken out has no word that it did not have before.

use super::escapes::utf8_len;
use super::{BREAK, Piece, Text, is_edge};

/// A run that is being read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run {
    code: Code,
    /// The first digit.
    start: usize,
    /// The next digit that was not read.
    at: usize,
    /// Bits that were read and not told, at most seven, and how many.
    bits: u32,
    count: u32,
    /// Where the digit stands that the first of them is in.
    first: usize,
    /// Digits so far, in this line.
    line: usize,
    /// Digits so far, as far as they are counted.
    digits: usize,
    ended: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Code {
    /// Either alphabet of RFC 4648, sections 4 and 5.
    Base64,
    /// RFC 4648, section 8, in either case.
    Hex,
}

impl Code {
    fn digit(self, byte: u8) -> Option<u32> {
        let digit = match (self, byte) {
            (Self::Hex, _) => return char::from(byte).to_digit(16),
            (_, b'A'..=b'Z') => byte - b'A',
            (_, b'a'..=b'z') => byte - b'a' + 26,
            (_, b'0'..=b'9') => byte - b'0' + 52,
            (_, b'+' | b'-') => 62,
            (_, b'/' | b'_') => 63,
            _ => return None,
        };
        Some(u32::from(digit))
    }

    const fn width(self) -> u32 {
        match self {
            Self::Base64 => 6,
            Self::Hex => 4,
        }
    }
}

/// The run that begins at `at`, where its first [`LEAST`] digits hold text.
pub(super) fn begin(text: &Text<'_>, at: usize) -> Option<Run> {
    let before = text.before(at);
    // `0x` is a prefix of hex.
    let prefixed = at > 0 && before | 0x20 == b'x' && text.before(at - 1) == b'0';
    if !is_edge(before, text.at(at)) && !prefixed {
        return None;
    }
    if before == b'.' && goes_on_a_token(text, at) {
        return None;
    }
    let hex = Run::new(Code::Hex, at);
    if hex.holds_text(text) || text.short.get() {
        return Some(hex);
    }
    Some(Run::new(Code::Base64, at)).filter(|run| !prefixed && run.holds_text(text))
}

/// Whether the second part of a JSON Web Token begins here, whose first ends with the point before
/// `at`. Such a part reads as itself, or a token behind an escape would be none.
fn goes_on_a_token(text: &Text<'_>, at: usize) -> bool {
    if (0..3).any(|nth| text.at(at + nth) != b"eyJ"[nth]) {
        return false;
    }
    let is_part = |at: &usize| Code::Base64.digit(text.before(*at)).is_some();
    let end = at - 1;
    let floor = end.saturating_sub(MAX_PART);
    let len = (floor + 1..=end).rev().take_while(is_part).count();
    let part = |nth: usize| text.at(end - len + nth);
    // An escape may stand before it.
    (0..len.min(3)).any(|nth| [part(nth), part(nth + 1), part(nth + 2)] == *b"eyJ")
}

impl Run {
    const fn new(code: Code, at: usize) -> Self {
        Self { code, start: at, at, bits: 0, count: 0, first: at, line: 0, digits: 0, ended: false }
    }

    pub(super) const fn at(&self) -> usize {
        self.at
    }

    /// What parts what the run holds from a word or number before it.
    pub(super) fn parts_before(&self, text: &Text<'_>) -> Option<char> {
        text.before(self.start).is_ascii_alphanumeric().then_some(BREAK)
    }

    /// Where the next character begins.
    pub(super) fn resumes_at(&self, text: &Text<'_>) -> usize {
        self.group_start(text, if self.count > 0 { self.first } else { self.at })
    }

    fn group_start(&self, text: &Text<'_>, at: usize) -> usize {
        let floor = self.start.max(at.saturating_sub(MAX_GROUP));
        // What comes may go on the word.
        let inside =
            |at: usize| at == text.end() && !text.done || !is_edge(text.before(at), text.at(at));
        let mut start = at;
        while start > floor && inside(start) {
            start -= 1;
        }
        start
    }

    fn holds_text(mut self, text: &Text<'_>) -> bool {
        let mut letters = 0;
        while self.digits < LEAST {
            match self.decode(text) {
                Some((_, _, c)) => letters += usize::from(c.is_alphanumeric()),
                None => return false,
            }
        }
        letters >= LEAST_LETTERS
    }

    /// The next character; `None` where the run ends, or where what follows decides.
    pub(super) fn next(&mut self, text: &Text<'_>) -> Option<Piece> {
        if self.ended {
            return None;
        }
        let mut ahead = *self;
        let Some((from, mut to, c)) = ahead.decode(text) else {
            if text.short.get() {
                return None;
            }
            self.ended = true;
            let parts = text.at(self.at).is_ascii_alphanumeric();
            let becomes = Some(BREAK).filter(|_| parts);
            return Some(Piece::Read { from: self.at, to: self.at, becomes });
        };
        let group_end = to + MAX_GROUP;
        while to < group_end && !is_edge(text.before(to), text.at(to)) {
            to += 1;
        }
        if self.code == Code::Base64 && text.at(ahead.at) == b'=' {
            let padding = (ahead.at..ahead.at + 2).take_while(|at| text.at(*at) == b'=');
            to = ahead.at + padding.count();
            ahead.at = to;
        }
        if text.short.get() {
            return None;
        }
        *self = ahead;
        Some(Piece::Read { from: self.group_start(text, from), to, becomes: Some(c) })
    }

    /// Reads up to the next whole character: where it stands, and what it is. `None` where no text
    /// goes on, or what follows decides.
    fn decode(&mut self, text: &Text<'_>) -> Option<(usize, usize, char)> {
        let mut bytes = [0; 4];
        let (mut len, mut from, mut whole) = (0, self.first, 1);
        while len < whole {
            while self.count < 8 {
                self.pass_line_end(text);
                let digit = self.code.digit(text.at(self.at))?;
                if self.count == 0 {
                    self.first = self.at;
                }
                self.bits = (self.bits << self.code.width()) | digit;
                self.count += self.code.width();
                self.at += 1;
                self.line += 1;
                self.digits = (self.digits + 1).min(LEAST);
                // The first bits of a byte tell most that are not of a text.
                let begun = self.count.min(8);
                let head = (self.bits >> (self.count - begun)) << (8 - begun);
                let most = head | ((1 << (8 - begun)) - 1);
                if len == 0 && !may_begin(head, most) {
                    return None;
                }
            }
            if len == 0 {
                from = self.first;
            }
            self.count -= 8;
            let byte = u8::try_from((self.bits >> self.count) & 0xff).ok()?;
            self.bits &= (1 << self.count) - 1;
            // The bits that are left are of the last digit.
            self.first = if self.count > 0 { self.at - 1 } else { self.at };
            if len == 0 {
                whole = utf8_len(byte)?;
            } else if byte & 0xc0 != 0x80 {
                return None;
            }
            *bytes.get_mut(len)? = byte;
            len += 1;
        }
        let c = str::from_utf8(bytes.get(..len)?).ok()?.chars().next()?;
        (!c.is_control() || c.is_ascii_whitespace()).then_some((from, self.at, c))
    }

    /// Goes on behind the end of a full line, where the run goes on there.
    fn pass_line_end(&mut self, text: &Text<'_>) {
        if self.line < LEAST_LINE || !self.line.is_multiple_of(4) {
            return;
        }
        let mut next = self.at;
        if text.at(next) == b'\r' {
            next += 1;
        }
        if text.at(next) == b'\n' && self.code.digit(text.at(next + 1)).is_some() {
            (self.at, self.line) = (next + 1, 0);
        }
    }
}

/// Whether a byte between these two may begin a character of a text.
const fn may_begin(least: u32, most: u32) -> bool {
    const fn meets(least: u32, most: u32, from: u32, to: u32) -> bool {
        least <= to && most >= from
    }
    meets(least, most, 0x20, 0x7e)
        || meets(least, most, 0x09, 0x0d)
        || meets(least, most, 0xc2, 0xf4)
}

/// The most digits of a part of a token that are looked at.
const MAX_PART: usize = 160;
/// The most digits that are told with a character for the sake of a word.
const MAX_GROUP: usize = 16;
/// The fewest digits of a line of a run that goes on in the next.
const LEAST_LINE: usize = 4;
/// The fewest digits of a run.
const LEAST: usize = 16;
/// The fewest letters and digits in what the first of them hold.
const LEAST_LETTERS: usize = 4;
