//! Markdown: links, images and the definitions of links.

use memchr::memchr;

use super::{Place, PlaceKind};

/// Brackets that are open while a text is read.
#[derive(Debug, Default)]
pub(super) struct Markdown {
    open: Vec<Bracket>,
}

#[derive(Clone, Copy, Debug)]
struct Bracket {
    /// Behind it.
    start: usize,
    is_image: bool,
}

impl Markdown {
    /// Reads the bracket at `at`; returns where to go on, behind `at`.
    pub(super) fn read(&mut self, text: &str, at: usize, found: &mut Vec<Place>) -> usize {
        let bytes = text.as_bytes();
        let before = at.checked_sub(1).and_then(|at| bytes.get(at)).copied();
        if before == Some(b'\\') {
            return at + 1;
        }
        if bytes.get(at) == Some(&b'[') {
            if let Some(end) = definition(text, at, found) {
                return end;
            }
            // Deeper than anybody writes: the outermost is given up.
            if self.open.len() == MAX_DEPTH {
                self.open.remove(0);
            }
            self.open.push(Bracket { start: at + 1, is_image: before == Some(b'!') });
            return at + 1;
        }
        let Some(bracket) = self.open.pop() else { return at + 1 };
        let target = match bytes.get(at + 1) {
            Some(b'(') => target(text, at + 2),
            _ => None,
        };
        let Some(target) = target.filter(|target| target.closed) else { return at + 1 };
        let is_label = at - bracket.start <= MAX_LABEL
            && text.get(bracket.start..at).is_some_and(|label| !label.contains("\n\n"));
        if bracket.is_image && is_label {
            found.push(Place::new(PlaceKind::AltText, bracket.start, at));
        }
        found.push(Place::new(PlaceKind::LinkTarget, target.from, target.to));
        if let Some((from, to)) = target.title {
            found.push(Place::new(PlaceKind::Title, from, to));
        }
        target.end
    }
}

/// Where a link points to, and its title.
struct Target {
    from: usize,
    to: usize,
    title: Option<(usize, usize)>,
    /// Behind all of it.
    end: usize,
    /// Whether a parenthesis closes it.
    closed: bool,
}

/// The definition of a link at the start of a line, `[label]: target "title"`, or the comment that
/// is written like one.
fn definition(text: &str, at: usize, found: &mut Vec<Place>) -> Option<usize> {
    let bytes = text.as_bytes();
    let indent = bytes.get(..at)?.iter().rev().take(4).take_while(|byte| **byte == b' ').count();
    let at_line_start = at == indent || bytes.get(at - indent - 1) == Some(&b'\n');
    if !at_line_start || indent > 3 {
        return None;
    }
    let label = bytes.get(at + 1..)?;
    let label = label.get(..label.len().min(MAX_LABEL))?;
    let len = memchr(b']', label)?;
    let colon = at + 1 + len + 1;
    if len == 0 || label.get(..len)?.contains(&b'[') || bytes.get(colon) != Some(&b':') {
        return None;
    }
    let target = target(text, colon + 1)?;
    let place = text.get(target.from..target.to)?;
    match target.title {
        Some((from, to)) if matches!(place, "#" | "") => {
            found.push(Place::new(PlaceKind::MarkdownComment, from, to));
        }
        title => {
            found.push(Place::new(PlaceKind::LinkTarget, target.from, target.to));
            found.extend(title.map(|(from, to)| Place::new(PlaceKind::Title, from, to)));
        }
    }
    Some(target.end)
}

/// The target at `at` with the title behind it. `None` where there is none.
fn target(text: &str, at: usize) -> Option<Target> {
    let bytes = text.as_bytes();
    let byte = |at: usize| bytes.get(at).copied();
    let white = |from: usize| {
        let rest = bytes.get(from..).unwrap_or(&[]);
        from + rest.iter().take(MAX_WHITE).take_while(|byte| byte.is_ascii_whitespace()).count()
    };
    let start = white(at);
    let (from, to, mut end) = if byte(start) == Some(b'<') {
        let rest = bytes.get(start + 1..)?;
        let len = memchr::memchr3(b'>', b'<', b'\n', rest)?;
        let to = start + 1 + len;
        (start + 1, to, if byte(to) == Some(b'>') { to + 1 } else { return None })
    } else {
        let (mut depth, mut to) = (0, start);
        loop {
            match byte(to) {
                None => break,
                Some(byte) if byte.is_ascii_whitespace() => break,
                Some(b')') if depth == 0 => break,
                Some(b')') => depth -= 1,
                Some(b'(') if depth == MAX_PARENTHESES => return None,
                Some(b'(') => depth += 1,
                Some(b'\\') if byte(to + 1).is_some_and(|byte| byte.is_ascii_punctuation()) => {
                    to += 1;
                }
                Some(_) => {}
            }
            to += 1;
        }
        (start, to, to)
    };
    let mut title = None;
    let quote = white(end);
    let close = match byte(quote).filter(|_| quote > end) {
        Some(quote @ (b'"' | b'\'')) => Some(quote),
        Some(b'(') => Some(b')'),
        _ => None,
    };
    if let Some(close) = close {
        let rest = bytes.get(quote + 1..)?;
        let rest = rest.get(..rest.len().min(MAX_TITLE))?;
        if let Some(len) = memchr(close, rest) {
            title = Some((quote + 1, quote + 1 + len));
            end = quote + len + 2;
        }
    }
    let last = white(end);
    let closed = byte(last) == Some(b')');
    (from < to || title.is_some()).then_some(Target {
        from,
        to,
        title,
        end: if closed { last + 1 } else { end },
        closed,
    })
}

/// How many brackets may be open.
const MAX_DEPTH: usize = 32;
/// The most bytes of a label and of an alternative text (CommonMark, "Link label").
const MAX_LABEL: usize = 999;
const MAX_TITLE: usize = 4096;
const MAX_WHITE: usize = 16;
/// How many parentheses may be open in a target.
const MAX_PARENTHESES: usize = 3;
