//! Runs of base64 or hex that hold words.
//!
//! A run begins behind what is no digit of base64, or at the start of a line. It goes on to the
//! last digit and its padding, over the ends of full lines of one width. It is certain as soon as
//! what it holds is text with words in a row; the first [`MOST`] bytes of it decide.

use super::Rule;
use super::seen::{Said, Seen};
use super::wording::Wording;
use crate::span::Span;

/// The lane.
#[derive(Debug, Default)]
pub(super) struct Encoded {
    at: usize,
    open: Option<Run>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Code {
    Base64,
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

    const fn bits(self) -> u32 {
        match self {
            Self::Base64 => 6,
            Self::Hex => 4,
        }
    }
}

/// Where the reading of a run's digits has come to.
#[derive(Clone, Copy, Debug)]
struct Run {
    code: Code,
    at: usize,
    line: usize,
    width: Option<usize>,
}

enum Step {
    Digit(u32),
    End,
    Wait,
}

enum Trial {
    /// It is text so far, and goes on from there.
    Text(Run),
    /// It is text, and ends there.
    Ended(usize),
    /// It stops being text there.
    No(usize),
    Wait,
}

impl Encoded {
    pub(super) fn advance(&mut self, seen: &Seen<'_>, said: &mut Vec<Said>) -> usize {
        loop {
            if let Some(run) = &mut self.open {
                loop {
                    match run.next(seen) {
                        Step::Digit(_) => {}
                        Step::Wait => return run.at,
                        Step::End => break,
                    }
                }
                let Some(end) = padded(seen, run.at) else { return run.at };
                said.push(Said::Closed(Rule::EncodedText, end));
                (self.at, self.open) = (end, None);
            }
            let Some(start) = self.candidate(seen) else { return self.at };
            self.at = start;
            match attempt(seen, start) {
                Trial::Wait => return start,
                Trial::Text(run) => {
                    said.push(Said::Opened(Rule::EncodedText, start));
                    self.open = Some(run);
                }
                Trial::Ended(end) => {
                    let Some(end) = padded(seen, end) else { return start };
                    said.push(Said::Found(Rule::EncodedText, Span::new(start, end)));
                    self.at = end;
                }
                Trial::No(at) => self.at = behind(seen, start, at),
            }
        }
    }

    /// The next place where a run may begin. Where there is none yet, `at` is where one may be
    /// still to come.
    fn candidate(&mut self, seen: &Seen<'_>) -> Option<usize> {
        loop {
            // Not within digits.
            if is_digit(seen.before(self.at)) {
                let digits =
                    seen.bytes_from(self.at).iter().take_while(|byte| is_digit(**byte)).count();
                self.at += digits;
            }
            let bytes = seen.bytes_from(self.at);
            // The last byte of the shortest run first: most words are shorter.
            let Some(window) = bytes.get(..LEAST) else {
                let run = bytes.iter().rev().take_while(|byte| is_digit_or_line(**byte)).count();
                let rest = if seen.done() { 0 } else { run };
                if rest < bytes.len() || seen.done() {
                    self.at = seen.end() - rest;
                }
                return None;
            };
            if let Some(last) = window.iter().rposition(|byte| !is_digit_or_line(*byte)) {
                self.at += last + 1;
                continue;
            }
            let lines = bytes.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            if lines == 0 {
                return Some(self.at);
            }
            self.at += lines;
        }
    }
}

impl Run {
    const fn new(code: Code, at: usize) -> Self {
        Self { code, at, line: at, width: None }
    }

    /// The next digit, over the end of a line where the run goes on behind it.
    fn next(&mut self, seen: &Seen<'_>) -> Step {
        let Some(byte) = seen.byte(self.at) else {
            return if seen.done() { Step::End } else { Step::Wait };
        };
        if let Some(digit) = self.code.digit(byte) {
            self.at += 1;
            return Step::Digit(digit);
        }
        if !matches!(byte, b'\r' | b'\n') {
            return Step::End;
        }
        let width = self.at - self.line;
        let full = self.width.is_none_or(|first| first == width);
        if !full || !width.is_multiple_of(4) || !(4..=MAX_LINE).contains(&width) {
            return Step::End;
        }
        let feed = if byte == b'\r' { 2 } else { 1 };
        match (byte, seen.byte(self.at + 1)) {
            (b'\r', None) if !seen.done() => return Step::Wait,
            (b'\r', next) if next != Some(b'\n') => return Step::End,
            _ => {}
        }
        // The next line is one of the same, or the shorter last one.
        let line = self.at + feed;
        let bytes = seen.bytes_from(line);
        let digits =
            bytes.iter().take(width + 1).take_while(|b| self.code.digit(**b).is_some()).count();
        if digits == 0 && !bytes.is_empty() || digits > width {
            return Step::End;
        }
        let padding = bytes.iter().skip(digits).take(2).take_while(|byte| **byte == b'=').count();
        match bytes.get(digits + padding) {
            None if !seen.done() => return Step::Wait,
            None | Some(b'\r' | b'\n') if digits > 0 => {}
            // A sentence may end behind the last line.
            Some(byte) if padding > 0 || (digits < width && byte.is_ascii_punctuation()) => {}
            // So may a full line.
            Some(byte) if digits == width && !byte.is_ascii_whitespace() => {}
            _ => return Step::End,
        }
        (self.width, self.line, self.at) = (Some(width), line, line);
        self.next_digit(seen)
    }

    fn next_digit(&mut self, seen: &Seen<'_>) -> Step {
        match seen.byte(self.at).and_then(|byte| self.code.digit(byte)) {
            Some(digit) => {
                self.at += 1;
                Step::Digit(digit)
            }
            None => Step::End,
        }
    }
}

/// Whether text begins at `start`, in either code.
fn attempt(seen: &Seen<'_>, start: usize) -> Trial {
    if is_drawing(seen, start) {
        return Trial::No(start);
    }
    let prefixed =
        seen.byte(start) == Some(b'0') && matches!(seen.byte(start + 1), Some(b'x' | b'X'));
    let digits = if prefixed { start + 2 } else { start };
    let hex = read(seen, start, Run::new(Code::Hex, digits));
    let Trial::No(first) = hex else { return hex };
    match read(seen, start, Run::new(Code::Base64, start)) {
        Trial::No(second) => Trial::No(first.max(second)),
        other => other,
    }
}

fn read(seen: &Seen<'_>, start: usize, mut run: Run) -> Trial {
    let (mut bits, mut count, mut held) = (0, 0, [0; 4]);
    let (mut len, mut whole, mut total) = (0, 1, 0);
    let mut wording = Wording::default();
    let mut first = None;
    loop {
        match run.next(seen) {
            Step::Wait => return Trial::Wait,
            Step::End => {
                wording.end_word();
                let is_text = wording.is_text() && !is_token(seen, start, first);
                return if is_text { Trial::Ended(run.at) } else { Trial::No(run.at) };
            }
            Step::Digit(digit) => {
                bits = (bits << run.code.bits()) | digit;
                count += run.code.bits();
            }
        }
        if count < 8 {
            continue;
        }
        count -= 8;
        let byte = (bits >> count) as u8;
        bits &= (1 << count) - 1;
        if len == 0 {
            whole = match byte {
                0..=0x7f => 1,
                0xc2..=0xdf => 2,
                0xe0..=0xef => 3,
                0xf0..=0xf4 => 4,
                _ => return Trial::No(run.at),
            };
        }
        if let Some(slot) = held.get_mut(len) {
            *slot = byte;
        }
        (len, total) = (len + 1, total + 1);
        if len < whole {
            continue;
        }
        let c = held.get(..len).and_then(|bytes| str::from_utf8(bytes).ok());
        let Some(c) = c.and_then(|text| text.chars().next()) else { return Trial::No(run.at) };
        len = 0;
        first = first.or(Some(c));
        if wording.take(c).is_none() || total > MOST {
            return Trial::No(run.at);
        }
        if wording.is_text() {
            return if is_token(seen, start, first) { Trial::No(run.at) } else { Trial::Text(run) };
        }
    }
}

/// Where to go on behind a place that is no text: at the line that stopped being text, or behind
/// it where it was the first. The lines before hold the same characters as read before.
fn behind(seen: &Seen<'_>, start: usize, at: usize) -> usize {
    let before = seen.bytes_from(start).get(..at - start).unwrap_or(&[]);
    match before.iter().rposition(|byte| *byte == b'\n') {
        Some(index) => start + index + 1,
        None => at.max(start + 1),
    }
}

/// Behind the padding; `None` where it may go on.
fn padded(seen: &Seen<'_>, at: usize) -> Option<usize> {
    let padding = seen.bytes_from(at).iter().take(2).take_while(|byte| **byte == b'=').count();
    (padding == 2 || at + padding < seen.end() || seen.done()).then_some(at + padding)
}

/// Whether it is the middle of a JSON Web Token: data behind a point behind another part
/// (RFC 7519, section 3).
fn is_token(seen: &Seen<'_>, start: usize, first: Option<char>) -> bool {
    let behind_point = seen.before(start) == b'.' && start > 0 && is_digit(seen.before(start - 1));
    behind_point && first == Some('{')
}

/// Whether a data URI says before it that it is a drawing, which is XML.
fn is_drawing(seen: &Seen<'_>, start: usize) -> bool {
    let from = seen.boundary(start.saturating_sub(64));
    let before = seen.up_to(start);
    let tail = before.get(before.len().saturating_sub(start - from)..).unwrap_or("");
    tail.ends_with(";base64,") && tail.contains("data:image/svg+xml")
}

const fn is_digit(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_')
}

const fn is_digit_or_line(byte: u8) -> bool {
    is_digit(byte) || matches!(byte, b'\r' | b'\n')
}

/// The fewest bytes of a run, line ends included.
const LEAST: usize = 16;
/// The widest line that is followed by another (RFC 2045 and RFC 7468 have 76 and 64).
const MAX_LINE: usize = 80;
/// The most bytes of text that are read for words.
const MOST: usize = 96;
