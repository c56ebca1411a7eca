//! Shapes of tokens: a sequence of runs of bytes, each of a class and a length, read in one pass
//! that can stop after any byte and go on with the next chunk.
//!
//! A shape is written as a small part of the regular expression language: bytes, `\` before a
//! byte that has a meaning (in classes `\t`, `\n` and `\r` are blanks), classes in square brackets, `{n}`, `{n,m}` and `?` behind a byte or
//! class, one pair of parentheses around what is to be reported, where that is not all, and `.*`
//! at the end where it goes on as no shape can tell. A run takes as many bytes as it may and gives
//! none back, so each byte is read once; only the last run gives back, to end where a word ends.
//!
//! Whether `start..end` is an occurrence depends on its bytes, on those of the shape before the
//! parenthesis, and on this: neither end parts two [word bytes](is_word). So the replacement of
//! one occurrence, which never stands inside a word, makes no other.

use crate::text::Folded;

/// A compiled shape.
#[derive(Debug)]
pub(crate) struct Shape {
    runs: Vec<Run>,
    /// The runs that are reported.
    from: usize,
    to: usize,
    /// What is read is the beginning of something, which may go on within a word.
    goes_on: bool,
}

#[derive(Debug)]
struct Run {
    class: Class,
    min: usize,
    max: usize,
}

/// A set of bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Class([u64; 4]);

/// How far the reading of a shape has come.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cursor {
    run: usize,
    count: usize,
    at: usize,
    start: usize,
    end: usize,
}

/// What is known about an occurrence so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It is one; the positions of what is to be reported.
    Match { start: usize, end: usize },
    /// It is none.
    No,
    /// The text ends too early to tell.
    NeedMore,
}

/// The kept bytes of a text, the first of which is at `base`, and whether more may follow.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Window<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) base: usize,
    pub(crate) done: bool,
    view: Option<&'a Folded>,
}

impl<'a> Window<'a> {
    pub(crate) fn of(view: &'a Folded, done: bool) -> Self {
        Self { bytes: view.bytes(), base: view.base(), done, view: Some(view) }
    }

    /// Of a text that reads as itself.
    #[cfg(test)]
    pub(crate) const fn of_bytes(bytes: &'a [u8], done: bool) -> Self {
        Self { bytes, base: 0, done, view: None }
    }

    /// The byte at a position.
    pub(crate) fn get(&self, at: usize) -> Option<u8> {
        self.bytes.get(at.checked_sub(self.base)?).copied()
    }

    /// The bytes of `start..end`; none where they are not kept.
    pub(crate) fn slice(&self, start: usize, end: usize) -> &'a [u8] {
        let range = start.checked_sub(self.base).zip(end.checked_sub(self.base));
        range.and_then(|(start, end)| self.bytes.get(start..end)).unwrap_or(&[])
    }

    /// The bytes from a position on.
    fn rest(&self, at: usize) -> &'a [u8] {
        at.checked_sub(self.base).and_then(|at| self.bytes.get(at..)).unwrap_or(&[])
    }

    /// The position behind the last byte.
    pub(crate) const fn end(&self) -> usize {
        self.base + self.bytes.len()
    }

    /// Whether a word goes on across `at`: what stands there is no [edge](super::is_edge).
    fn parts_a_word(&self, at: usize) -> bool {
        let before = at.checked_sub(1).and_then(|before| self.get(before));
        let (Some(left), Some(right)) = (before, self.get(at)) else { return false };
        !super::is_edge(left, right) || self.view.is_some_and(|view| view.is_within_character(at))
    }
}

/// ASCII letters, digits and the low line.
pub(crate) const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

impl Shape {
    /// Reads the notation; `None` where it is not understood. What stands before a parenthesis
    /// is a key, whose letters match in either case.
    pub(crate) fn parse(notation: &str) -> Option<Self> {
        let (notation, goes_on) = match notation.strip_suffix(".*") {
            Some(notation) => (notation, true),
            None => (notation, false),
        };
        let mut shape = Self { runs: Vec::new(), from: 0, to: usize::MAX, goes_on };
        let mut bytes = notation.bytes().peekable();
        while let Some(byte) = bytes.next() {
            let class = match byte {
                b'(' => {
                    shape.from = shape.runs.len();
                    shape.runs.iter_mut().for_each(|run| run.class = run.class.any_case());
                    continue;
                }
                b')' => {
                    shape.to = shape.runs.len();
                    continue;
                }
                b'[' => Class::parse(&mut bytes)?,
                b'\\' => Class::one(bytes.next()?),
                _ => Class::one(byte),
            };
            let (min, max) = match bytes.peek() {
                Some(b'?') => bytes.next().map(|_| (0, 1))?,
                Some(b'{') => {
                    let inner: Vec<u8> =
                        bytes.by_ref().skip(1).take_while(|b| *b != b'}').collect();
                    let inner = String::from_utf8(inner).ok()?;
                    let (min, max) = inner.split_once(',').unwrap_or((&inner, &inner));
                    (min.parse().ok()?, max.parse().ok()?)
                }
                _ => (1, 1),
            };
            shape.runs.push(Run { class, min, max });
        }
        shape.to = shape.to.min(shape.runs.len());
        Some(shape)
    }

    /// A shape of the given classes in turn, each with the least and most bytes of its run, found
    /// within words too. The last run is of one length.
    pub(crate) fn anywhere(runs: impl IntoIterator<Item = (Class, usize, usize)>) -> Self {
        let runs: Vec<Run> =
            runs.into_iter().map(|(class, min, max)| Run { class, min, max }).collect();
        Self { from: usize::MAX, to: runs.len(), runs, goes_on: true }
    }

    /// The single bytes that it begins with, in the case in which they are written: every
    /// occurrence begins with them.
    pub(crate) fn literal(&self) -> Vec<u8> {
        let singles = self.runs.iter().take_while(|run| (run.min, run.max) == (1, 1));
        singles.map_while(|run| run.class.single()).collect()
    }

    /// What every occurrence begins with, in small letters: up to `longest` bytes, no blanks, at least
    /// three, or two behind punctuation; a few ways where a class comes early. None where that
    /// would be too many.
    pub(crate) fn literals(&self, longest: usize) -> Vec<Vec<u8>> {
        let enough = |literal: &[u8]| {
            literal.len() > 2
                || literal.len() == 2 && literal.first().is_some_and(u8::is_ascii_punctuation)
        };
        let mut literals = vec![Vec::new()];
        'runs: for run in &self.runs {
            let bytes = run.class.bytes().map(|byte| byte.to_ascii_lowercase());
            let mut bytes: Vec<u8> = bytes.collect();
            bytes.sort_unstable();
            bytes.dedup();
            for _ in 0..run.min {
                let is_long = literals.first().is_some_and(|one| enough(one));
                let full = bytes.first().is_none_or(|byte| *byte <= b' ')
                    || literals.first().is_some_and(|one| one.len() >= longest);
                if full || bytes.len() > 1 && is_long || bytes.len() * literals.len() > WAYS {
                    break 'runs;
                }
                literals = literals
                    .iter()
                    .flat_map(|head| bytes.iter().map(|byte| [head, &[*byte][..]].concat()))
                    .collect();
            }
            if run.min != run.max {
                break;
            }
        }
        literals.retain(|literal| enough(literal));
        literals
    }

    /// The most bytes that it takes, key included.
    pub(crate) fn max_len(&self) -> usize {
        self.runs.iter().map(|run| run.max).sum()
    }

    /// The bytes of the last run, where what is reported ends with it and it may be so long that
    /// what is longer is still the same: `least` bytes and more. It may be filled up with others.
    pub(crate) fn tail(&self, least: usize) -> Option<Class> {
        let long = |run: &&Run| run.max >= least;
        let class = match self.runs.as_slice() {
            [.., last] if long(&last) => last.class,
            [.., last, filled] if filled.min == 0 && long(&last) => last.class.or(filled.class),
            _ => return None,
        };
        (self.to == self.runs.len()).then_some(class)
    }

    /// The fewest bytes of what is reported.
    pub(crate) fn min_len(&self) -> usize {
        let reported = self.runs.get(self.from..self.to).unwrap_or(&[]);
        reported.iter().map(|run| run.min).sum()
    }

    /// How many bytes at the start of an occurrence are there and not blank, at least.
    pub(crate) fn solid_len(&self) -> usize {
        let is_solid = |run: &&Run| !b" \t\r\n".iter().any(|blank| run.class.has(*blank));
        self.runs.iter().take_while(is_solid).map(|run| run.min).sum()
    }

    /// False where it would begin inside a word; reading would tell the same, later.
    pub(crate) fn may_begin(&self, window: Window<'_>, at: usize) -> bool {
        self.from > 0 || !window.parts_a_word(at)
    }

    /// Reads on. An occurrence is looked for from `cursor`'s first position only.
    pub(crate) fn read(&self, cursor: &mut Cursor, window: Window<'_>) -> Outcome {
        while let Some(run) = self.runs.get(cursor.run) {
            if cursor.run == self.from && cursor.count == 0 {
                cursor.start = cursor.at;
                if window.parts_a_word(cursor.at) {
                    return Outcome::No;
                }
            }
            let rest = window.rest(cursor.at);
            let may_be = rest.iter().take(run.max.saturating_sub(cursor.count));
            let taken = may_be.take_while(|byte| run.class.has(**byte)).count();
            (cursor.at, cursor.count) = (cursor.at + taken, cursor.count + taken);
            if cursor.count < run.max && taken == rest.len() && !window.done {
                return Outcome::NeedMore;
            }
            if cursor.count < run.min {
                return Outcome::No;
            }
            cursor.run += 1;
            if cursor.run == self.to {
                cursor.end = cursor.at;
            }
            if cursor.run < self.runs.len() {
                cursor.count = 0;
            }
        }
        if self.goes_on {
            return Outcome::Match { start: cursor.start, end: cursor.end };
        }
        // One byte more, to see whether a word ends here.
        if cursor.at == cursor.end && window.get(cursor.end).is_none() && !window.done {
            return Outcome::NeedMore;
        }
        let give = match self.runs.last() {
            Some(last) if self.to == self.runs.len() => cursor.count - last.min,
            _ => 0,
        };
        let ends = (cursor.end - give..=cursor.end).rev();
        match { ends }.find(|end| !window.parts_a_word(*end)) {
            Some(end) => Outcome::Match { start: cursor.start, end },
            None => Outcome::No,
        }
    }
}

impl Cursor {
    /// At the first position of a shape.
    pub(crate) const fn new(at: usize) -> Self {
        Self { run: 0, count: 0, at, start: at, end: at }
    }
}

impl Class {
    /// A single byte.
    pub(crate) const fn one(byte: u8) -> Self {
        Self([0; 4]).with(byte)
    }

    /// The bytes and those of the other case.
    pub(crate) fn any_case(self) -> Self {
        self.bytes().fold(self, |class, byte| {
            class.with(byte.to_ascii_lowercase()).with(byte.to_ascii_uppercase())
        })
    }

    /// One byte more.
    pub(crate) const fn with(mut self, byte: u8) -> Self {
        self.0[(byte >> 6) as usize] |= 1 << (byte & 63);
        self
    }

    /// The bytes of both.
    fn or(self, other: Self) -> Self {
        other.bytes().fold(self, Self::with)
    }

    pub(crate) const fn has(&self, byte: u8) -> bool {
        self.0[(byte >> 6) as usize] & (1 << (byte & 63)) != 0
    }

    /// The bytes, in order.
    fn bytes(self) -> impl Iterator<Item = u8> {
        (0_u8..4).zip(self.0).flat_map(|(word, mut bits)| {
            std::iter::from_fn(move || {
                (bits != 0).then(|| {
                    let lowest = bits.trailing_zeros() as u8;
                    bits &= bits - 1;
                    word << 6 | lowest
                })
            })
        })
    }

    /// The byte of a class of one byte, or of one letter in both cases.
    fn single(&self) -> Option<u8> {
        let mut bytes = self.bytes();
        let first = bytes.next()?;
        match (bytes.next(), bytes.next()) {
            (None, _) => Some(first),
            (Some(second), None) if second.eq_ignore_ascii_case(&first) => Some(second),
            _ => None,
        }
    }

    /// What stands between square brackets.
    fn parse(bytes: &mut impl Iterator<Item = u8>) -> Option<Self> {
        let (mut class, mut last, mut ranges) = (Self::default(), None, false);
        loop {
            let byte = match bytes.next()? {
                b']' => break,
                b'-' if last.is_some() && !ranges => {
                    ranges = true;
                    continue;
                }
                b'\\' => match bytes.next()? {
                    b't' => b'\t',
                    b'n' => b'\n',
                    b'r' => b'\r',
                    byte => byte,
                },
                byte => byte,
            };
            let from = if ranges { last? } else { byte };
            class = (from..=byte).fold(class, Self::with);
            (last, ranges) = (if ranges { None } else { Some(byte) }, false);
        }
        // A hyphen before the closing bracket stands for itself.
        Some(if ranges { class.with(b'-') } else { class })
    }
}

/// The most ways to begin that are looked for one by one.
const WAYS: usize = 80;

#[cfg(test)]
mod tests {
    use super::*;

    fn read(shape: &str, text: &str) -> Outcome {
        let shape = Shape::parse(shape).expect("a shape");
        let whole = Window::of_bytes(text.as_bytes(), true);
        let expected = shape.read(&mut Cursor::new(0), whole);
        // Byte by byte, with one cursor.
        let mut cursor = Cursor::new(0);
        for end in 0..text.len() {
            let window = Window::of_bytes(&text.as_bytes()[..end], false);
            let outcome = shape.read(&mut cursor, window);
            if outcome != Outcome::NeedMore {
                assert_eq!(outcome, expected, "{text} decided early");
                return expected;
            }
        }
        assert_eq!(shape.read(&mut cursor, whole), expected);
        expected
    }

    #[test]
    fn runs_are_read_once_and_end_where_a_word_ends() {
        let matched = |start, end| Outcome::Match { start, end };
        assert_eq!(read("ab[0-9]{3}", "ab123"), matched(0, 5));
        assert_eq!(read("ab[0-9]{3}", "ab123-"), matched(0, 5));
        assert_eq!(read("ab[0-9]{3}", "ab1234"), Outcome::No);
        assert_eq!(read("ab[0-9]{3}", "ab12"), Outcome::No);
        assert_eq!(
            read("a[0-9-]{2,4}", "a1-234"),
            matched(0, 3),
            "given back to the end of a word"
        );
        assert_eq!(read("key[ =]{1,3}([0-9]{2})", "KEY = 42!"), matched(6, 8));
        assert_eq!(read(":([a-z]{1,8})@", ":abc@x"), matched(1, 4));
        assert_eq!(read(":([a-z]{1,8})@", ":abc x"), Outcome::No);
        assert_eq!(read(r"s\.x?y", "s.y"), matched(0, 3));
    }

    #[test]
    fn the_literal_is_what_every_occurrence_begins_with() {
        assert_eq!(Shape::parse("sk-[a-z]{3}").expect("a shape").literal(), b"sk-");
        assert_eq!(Shape::parse("key[=]([a-z]{3})").expect("a shape").literal(), b"key=");
    }
}
