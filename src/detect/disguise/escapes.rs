//! Escapes of characters that nobody has to escape: `&#105;`, `%69`, `\x69`, `\u0069`.
//!
//! A chain begins with one and goes on as long as the next escape is near. It counts from the
//! moment that it holds enough of them, of enough different characters: table formats such as
//! `%4d %4d` read as escapes, too.

use memchr::memchr3;

use super::Rule;
use super::seen::{Said, Seen};

/// The lane.
#[derive(Debug, Default)]
pub(super) struct Escapes {
    at: usize,
    chain: Option<Chain>,
}

#[derive(Clone, Copy, Debug)]
struct Chain {
    start: usize,
    /// Behind the last that was needless.
    end: usize,
    /// Behind the last escape.
    last: usize,
    /// Whether white space ends it: nobody writes a link with blanks.
    solid: bool,
    count: usize,
    /// The first different characters.
    seen: [u8; DISTINCT],
    open: bool,
}

/// What an escape stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stands {
    /// An ASCII letter or digit.
    Needless(u8),
    /// Something that has reason to be escaped.
    Needed,
    /// No text: bytes in a string.
    Bytes,
}

enum Read {
    Escape(usize, Stands),
    Nothing,
    Wait,
}

impl Escapes {
    pub(super) fn advance(&mut self, seen: &Seen<'_>, said: &mut Vec<Said>) -> usize {
        loop {
            let next = memchr3(b'&', b'%', b'\\', seen.bytes_from(self.at));
            let here = next.map_or(seen.end(), |index| self.at + index);
            self.expire(here, seen, said);
            self.at = here;
            if next.is_none() {
                break;
            }
            match read(seen, here) {
                Read::Wait => break,
                Read::Nothing => self.at = here + 1,
                Read::Escape(len, stands) => {
                    self.at = here + len;
                    let solid = seen.byte(here) == Some(b'%');
                    self.take(here, stands, solid, said);
                }
            }
        }
        if seen.done() {
            self.end(said);
            return seen.end();
        }
        match &self.chain {
            Some(chain) if chain.open => chain.end,
            Some(chain) => chain.start,
            None => self.at,
        }
    }

    fn take(&mut self, here: usize, stands: Stands, solid: bool, said: &mut Vec<Said>) {
        let to = self.at;
        let byte = match (stands, &mut self.chain) {
            (Stands::Bytes, _) => return self.end(said),
            (Stands::Needed, None) => return,
            (Stands::Needed, Some(chain)) => {
                (chain.last, chain.solid) = (to, solid);
                return;
            }
            (Stands::Needless(byte), _) => byte,
        };
        let new = Chain {
            start: here,
            end: to,
            last: to,
            solid,
            count: 0,
            seen: [0; DISTINCT],
            open: false,
        };
        let chain = self.chain.get_or_insert(new);
        (chain.end, chain.last, chain.solid) = (to, to, solid);
        chain.count += 1;
        if !chain.seen.contains(&byte)
            && let Some(slot) = chain.seen.iter_mut().find(|slot| **slot == 0)
        {
            *slot = byte;
        }
        if !chain.open && chain.count >= LEAST && !chain.seen.contains(&0) {
            chain.open = true;
            said.push(Said::Opened(Rule::NeedlessEscapes, chain.start));
        }
    }

    /// Ends the chain where the next escape, at `here` or later, is too far.
    fn expire(&mut self, here: usize, seen: &Seen<'_>, said: &mut Vec<Said>) {
        let Some(chain) = &self.chain else { return };
        let gap = here.saturating_sub(chain.last).min(GAP + 1);
        let between = seen.bytes_from(chain.last).get(..gap).unwrap_or(&[]);
        let parted = chain.solid && between.iter().any(u8::is_ascii_whitespace);
        let long = if chain.open {
            chain.last - chain.end > MAX_NEEDED
        } else {
            chain.last - chain.start > MAX_CHAIN
        };
        if gap > GAP || parted || long {
            self.end(said);
        }
    }

    fn end(&mut self, said: &mut Vec<Said>) {
        if let Some(chain) = self.chain.take().filter(|chain| chain.open) {
            said.push(Said::Closed(Rule::NeedlessEscapes, chain.end));
        }
    }
}

fn read(seen: &Seen<'_>, at: usize) -> Read {
    let byte = |nth: usize| seen.byte(at + nth);
    let Some(next) = byte(1) else {
        return if seen.done() { Read::Nothing } else { Read::Wait };
    };
    match (byte(0), next) {
        (Some(b'%'), _) => digits(seen, at, 1, 16, 2, 2),
        (Some(b'&'), b'#') => match byte(2) {
            None if !seen.done() => Read::Wait,
            Some(b'x' | b'X') => semicolon(seen, at, digits(seen, at, 3, 16, 1, 8)),
            _ => semicolon(seen, at, digits(seen, at, 2, 10, 1, 8)),
        },
        (Some(b'&'), _) => name(seen, at),
        (_, b'x') => digits(seen, at, 2, 16, 2, 2),
        (_, b'u') => match byte(2) {
            None if !seen.done() => Read::Wait,
            Some(b'{') => digits(seen, at, 3, 16, 1, 6),
            _ => digits(seen, at, 2, 16, 4, 4),
        },
        (_, b'n' | b'r' | b't' | b'"' | b'\'' | b'/' | b'\\') => Read::Escape(2, Stands::Needed),
        _ => Read::Nothing,
    }
}

/// The number whose digits begin `skip` behind `at`.
fn digits(seen: &Seen<'_>, at: usize, skip: usize, radix: u32, least: usize, most: usize) -> Read {
    let (mut value, mut len) = (0_u32, 0);
    while len < most {
        let Some(byte) = seen.byte(at + skip + len) else {
            if seen.done() {
                break;
            }
            return Read::Wait;
        };
        let Some(digit) = char::from(byte).to_digit(radix) else { break };
        value = value.saturating_mul(radix).saturating_add(digit);
        len += 1;
    }
    if len < least {
        return Read::Nothing;
    }
    let is_byte = seen.byte(at) == Some(b'\\') && seen.byte(at + 1) == Some(b'x');
    let stands = match u8::try_from(value) {
        Ok(byte) if byte.is_ascii_alphanumeric() => Stands::Needless(byte),
        Ok(b'\t' | b'\n' | b'\r') => Stands::Needed,
        Ok(0..=0x1f | 0x7f) => Stands::Bytes,
        Ok(0x80..) if is_byte => Stands::Bytes,
        _ => Stands::Needed,
    };
    Read::Escape(skip + len, stands)
}

/// A reference of HTML goes on to its semicolon.
fn semicolon(seen: &Seen<'_>, at: usize, read: Read) -> Read {
    let Read::Escape(len, stands) = read else { return read };
    match seen.byte(at + len) {
        None if !seen.done() => Read::Wait,
        Some(b';') => Read::Escape(len + 1, stands),
        _ => Read::Escape(len, stands),
    }
}

fn name(seen: &Seen<'_>, at: usize) -> Read {
    for len in 1..=MAX_NAME {
        match seen.byte(at + len) {
            None if !seen.done() => return Read::Wait,
            Some(b';') if len > 1 => return Read::Escape(len + 1, Stands::Needed),
            Some(byte) if byte.is_ascii_alphanumeric() => {}
            _ => return Read::Nothing,
        }
    }
    Read::Nothing
}

/// The fewest needless escapes of a chain: the marks that files begin with spell up to four.
const LEAST: usize = 5;
/// The fewest different characters among them.
const DISTINCT: usize = 3;
/// The most bytes between two escapes.
const GAP: usize = 8;
/// The most bytes that may pass before it is certain.
const MAX_CHAIN: usize = 256;
/// The most bytes of escapes that have a reason behind the last that has none.
const MAX_NEEDED: usize = 64;
const MAX_NAME: usize = 10;
