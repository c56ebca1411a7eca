//! Reads placeholders as a model may write them: re-cased, re-wrapped, escaped, without brackets.
//!
//! In brackets a placeholder is its label, a gap, and tag and number in one piece, with what a
//! model puts there anywhere between: spaces, line breaks, emphasis, low lines as they are or
//! escaped. Brackets may be those of East Asian text or escaped for JSON, HTML, Markdown or an
//! address. Without brackets it is the same with one low line, hyphen or space at each gap, at
//! the edges of a word.
//!
//! Every part is bounded, so that a placeholder is decided after [`MAX`] bytes at most.

use std::sync::Arc;

use super::name::{MAX_NUMBER, Name, Tag};

/// The most bytes from the start of a placeholder to the byte that decides it: a label of 24
/// bytes with twelve words, gaps of 26 bytes, tag and number, brackets with their escapes.
pub(super) const MAX: usize = 512;
/// The most bytes of one gap.
const MAX_GAP: usize = 20;

/// The labels and tags that were given out, as far as reading needs them. No values.
#[derive(Clone, Debug, Default)]
pub(super) struct Lexicon {
    pub(super) labels: Vec<Arc<str>>,
    pub(super) tags: Vec<Tag>,
}

/// How the brackets of a placeholder are written; what stands for it is escaped in the same way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dress {
    Plain,
    Json,
    Html,
    Percent,
}

/// A placeholder that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) label: Arc<str>,
    pub(super) name: Name,
    pub(super) dress: Dress,
}

/// What is known of a text from some position on.
#[derive(Debug)]
pub(super) enum Next {
    Found(Found),
    /// Up to here there is none, and what begins here may become one.
    Undecided(usize),
    None,
}

/// Reads `text` from byte `from` on. `done` says that nothing follows; `before` is the byte that
/// stood before the text, 0 for none; `is_json` that the text is inside JSON.
pub(super) struct Reader<'t> {
    pub(super) text: &'t str,
    pub(super) lexicon: &'t Lexicon,
    pub(super) before: u8,
    pub(super) done: bool,
    pub(super) is_json: bool,
}

impl Reader<'_> {
    /// The next placeholder that `known` says was given out.
    pub(super) fn next(&self, from: usize, known: impl Fn(&str, Name) -> bool) -> Next {
        if self.lexicon.labels.is_empty() {
            return Next::None;
        }
        let bytes = self.text.as_bytes();
        let begins = self.beginnings();
        for at in from..bytes.len() {
            let Some(byte) = bytes.get(at).copied() else { break };
            if !begins.get(usize::from(byte)).is_some_and(|begins| *begins) {
                continue;
            }
            let before = match at.checked_sub(1) {
                Some(last) => bytes.get(last).copied().unwrap_or(0),
                None => self.before,
            };
            let mut look = Look { bytes, done: self.done, short: false };
            let found = if may_open(byte) {
                self.bracketed(&mut look, at, before)
            } else if is_word(before) {
                None
            } else {
                self.bare(&mut look, at)
            };
            if look.short {
                return Next::Undecided(at);
            }
            if let Some(found) = found.filter(|found| known(&found.label, found.name)) {
                return Next::Found(found);
            }
        }
        Next::None
    }

    /// The bytes with which a placeholder may begin: a bracket, or the first of a label.
    fn beginnings(&self) -> [bool; 256] {
        let mut begins = OPENING;
        let firsts = self.lexicon.labels.iter().filter_map(|label| label.bytes().next());
        for byte in
            firsts.flat_map(|first| [first.to_ascii_lowercase(), first.to_ascii_uppercase()])
        {
            if let Some(begins) = begins.get_mut(usize::from(byte)) {
                *begins = true;
            }
        }
        begins
    }

    fn bracketed(&self, look: &mut Look<'_>, start: usize, before: u8) -> Option<Found> {
        let (len, dress, escaped) = look.open(start, before, self.is_json)?;
        self.labelled(look, |look, label| {
            let at = look.gap(start + len);
            let at = look.words(at, label, Look::gap)?;
            let at = look.gap_after(at)?;
            let (name, at) = look.name(at, &self.lexicon.tags)?;
            let at = look.gap(at);
            let end = look.close(at, dress, escaped)?;
            Some(Found { start, end, label: Arc::clone(label), name, dress })
        })
    }

    fn bare(&self, look: &mut Look<'_>, start: usize) -> Option<Found> {
        self.labelled(look, |look, label| {
            let at = look.words(start, label, Look::joint)?;
            let joint = look.joint(at);
            let (name, end) = look.name((joint > at).then_some(joint)?, &self.lexicon.tags)?;
            let dress = Dress::Plain;
            (!look.at(end).is_some_and(is_word)).then(|| Found {
                start,
                end,
                label: Arc::clone(label),
                name,
                dress,
            })
        })
    }

    /// The first label with which it can be read.
    fn labelled(
        &self,
        look: &mut Look<'_>,
        read: impl Fn(&mut Look<'_>, &Arc<str>) -> Option<Found>,
    ) -> Option<Found> {
        let mut first = None;
        for label in &self.lexicon.labels {
            let found = read(look, label);
            first = first.or(found);
        }
        first
    }
}

/// A look at bytes, the last of which may not be there yet.
struct Look<'t> {
    bytes: &'t [u8],
    done: bool,
    /// Whether something behind the end was asked for.
    short: bool,
}

impl Look<'_> {
    fn at(&mut self, at: usize) -> Option<u8> {
        let byte = self.bytes.get(at).copied();
        self.short |= byte.is_none() && !self.done;
        byte
    }

    /// The length of `literal` where it stands here, in any case.
    fn literal(&mut self, at: usize, literal: &[u8]) -> usize {
        for (offset, expected) in literal.iter().enumerate() {
            if !self.at(at + offset).is_some_and(|byte| byte.eq_ignore_ascii_case(expected)) {
                return 0;
            }
        }
        literal.len()
    }

    fn one_of(&mut self, at: usize, literals: &[&[u8]]) -> usize {
        for literal in literals {
            match self.literal(at, literal) {
                0 => {}
                len => return len,
            }
        }
        0
    }

    /// Length and dress of an opening bracket, and whether Markdown escapes it.
    fn open(&mut self, at: usize, before: u8, is_json: bool) -> Option<(usize, Dress, bool)> {
        match self.at(at)? {
            b'[' => Some((1, Dress::Plain, false)),
            b'\\' => {
                let escape: &[u8] = if is_json { b"\\\\[" } else { b"\\[" };
                let len = self.literal(at, escape);
                if len > 0 && before != b'\\' {
                    return Some((len, Dress::Plain, true));
                }
                match self.literal(at, b"\\u005b") {
                    0 => None,
                    len => Some((len, Dress::Json, false)),
                }
            }
            b'&' => match self.one_of(at, &[b"&#91;", b"&#x5b;", b"&lsqb;", b"&lbrack;"]) {
                0 => None,
                len => Some((len, Dress::Html, false)),
            },
            b'%' => match self.literal(at, b"%5b") {
                0 => None,
                len => Some((len, Dress::Percent, false)),
            },
            _ => match self.one_of(at, &["［".as_bytes(), "【".as_bytes()]) {
                0 => None,
                len => Some((len, Dress::Plain, false)),
            },
        }
    }

    /// The end of a closing bracket that goes with the opening one.
    fn close(&mut self, at: usize, dress: Dress, escaped: bool) -> Option<usize> {
        let len = match dress {
            Dress::Plain => self.one_of(at, &[b"]", "］".as_bytes(), "】".as_bytes()]),
            Dress::Json => self.literal(at, b"\\u005d"),
            Dress::Html => self.one_of(at, &[b"&#93;", b"&#x5d;", b"&rsqb;", b"&rbrack;"]),
            Dress::Percent => self.literal(at, b"%5d"),
        };
        let has_escape = || at.checked_sub(1).and_then(|at| self.bytes.get(at)) == Some(&b'\\');
        (len > 0 && (!escaped || has_escape())).then_some(at + len)
    }

    /// Behind the words of a label, with what `between` passes over between them.
    fn words(
        &mut self,
        mut at: usize,
        label: &str,
        between: impl Fn(&mut Self, usize) -> usize,
    ) -> Option<usize> {
        for byte in label.bytes() {
            if byte == b'_' {
                let next = between(self, at);
                if next == at {
                    return None;
                }
                at = next;
            } else if self.at(at)?.eq_ignore_ascii_case(&byte) {
                at += 1;
            } else {
                return None;
            }
        }
        Some(at)
    }

    /// Tag and number, without a space between and without zeros before.
    fn name(&mut self, at: usize, tags: &[Tag]) -> Option<(Name, usize)> {
        let tag = *tags.iter().find(|tag| self.literal(at, &tag.0) > 0)?;
        let (mut end, mut number) = (at + tag.0.len(), 0_u16);
        while let Some(digit) = self.at(end).filter(u8::is_ascii_digit) {
            number = number.checked_mul(10)?.checked_add(u16::from(digit - b'0'))?;
            if number == 0 || number > MAX_NUMBER {
                return None;
            }
            end += 1;
        }
        let ends = !self.at(end).is_some_and(|byte| byte.is_ascii_alphanumeric());
        (number > 0 && ends).then_some((Name { tag, number }, end))
    }

    /// Behind what may stand between the parts of a placeholder in brackets.
    fn gap(&mut self, start: usize) -> usize {
        let mut at = start;
        while at - start < MAX_GAP {
            match self.filler(at) {
                0 => break,
                len => at += len,
            }
        }
        at
    }

    /// The same, where there must be something.
    fn gap_after(&mut self, at: usize) -> Option<usize> {
        let end = self.gap(at);
        (end > at).then_some(end)
    }

    /// Behind one low line, hyphen or space, which Markdown may escape.
    fn joint(&mut self, at: usize) -> usize {
        at + match self.at(at) {
            Some(b'_' | b'-' | b' ') => 1,
            Some(b'\\') => self.one_of(at, &[b"\\_", b"\\\\_"]),
            _ => 0,
        }
    }

    fn filler(&mut self, at: usize) -> usize {
        match self.at(at) {
            Some(b' ' | b'\t' | b'\n' | b'\r') => 1,
            Some(b'_' | b'-' | b'*' | b'`' | b'~' | b'>') => 1,
            // Not a bracket that is escaped for JSON.
            Some(b'\\') if self.one_of(at, &[b"\\u005d", b"\\u005b"]) > 0 => 0,
            Some(b'\\') => match self.one_of(at, JSON) {
                0 if matches!(self.at(at + 1), Some(b'n' | b'r' | b't')) => 2,
                0 => 1,
                len => len,
            },
            Some(b'&') => self.one_of(at, HTML),
            Some(b'%') => self.one_of(at, PERCENT),
            Some(0xc2 | 0xe2 | 0xe3 | 0xef) => self.one_of(at, UNSEEN),
            _ => 0,
        }
    }
}

const JSON: &[&[u8]] =
    &[b"\\u005f", b"\\u0020", b"\\u002d", b"\\u000a", b"\\u00a0", b"\\u00ad", b"\\u200b"];
const HTML: &[&[u8]] = &[
    b"&#95;",
    b"&#x5f;",
    b"&lowbar;",
    b"&nbsp;",
    b"&#160;",
    b"&#32;",
    b"&#45;",
    b"&hyphen;",
    b"&shy;",
];
const PERCENT: &[&[u8]] = &[b"%5f", b"%20", b"%2d", b"%0a", b"%0d"];
/// Spaces, hyphens and low lines off ASCII, and what is not seen at all.
const UNSEEN: &[&[u8]] = &[
    "\u{a0}".as_bytes(),
    "\u{ad}".as_bytes(),
    "\u{200b}".as_bytes(),
    "\u{200c}".as_bytes(),
    "\u{200d}".as_bytes(),
    "\u{2010}".as_bytes(),
    "\u{2011}".as_bytes(),
    "\u{2060}".as_bytes(),
    "\u{202f}".as_bytes(),
    "\u{3000}".as_bytes(),
    "\u{feff}".as_bytes(),
    "\u{ff3f}".as_bytes(),
];

/// Which bytes may open a bracket.
const OPENING: [bool; 256] = {
    let (mut opening, mut byte) = ([false; 256], 0_u8);
    loop {
        opening[byte as usize] = may_open(byte);
        if byte == u8::MAX {
            break opening;
        }
        byte += 1;
    }
};

const fn may_open(byte: u8) -> bool {
    // The last two begin East Asian brackets.
    matches!(byte, b'[' | b'\\' | b'&' | b'%' | 0xe3 | 0xef)
}

const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lexicon() -> Lexicon {
        Lexicon {
            labels: ["EMAIL", "US_SSN"].map(Arc::from).into(),
            tags: vec![Tag(*b"KQZ"), Tag(*b"BCD")],
        }
    }

    fn read(text: &str, is_json: bool) -> Option<(String, u16, Dress)> {
        let lexicon = lexicon();
        let reader = Reader { text, lexicon: &lexicon, before: 0, done: true, is_json };
        match reader.next(0, |_, _| true) {
            Next::Found(found) => {
                let stands = text[found.start..found.end].to_owned();
                Some((stands, found.name.number, found.dress))
            }
            _ => None,
        }
    }

    #[test]
    fn what_models_make_of_a_placeholder_is_read() {
        for text in [
            "[EMAIL_KQZ1]",
            "[email_kqz1]",
            "[Email_Kqz1]",
            "[ EMAIL_KQZ1 ]",
            "[EMAIL KQZ1]",
            "[EMAIL-KQZ1]",
            "[EMAIL\\_KQZ1]",
            "\\[EMAIL\\_KQZ1\\]",
            "[EMAIL_\nKQZ1]",
            "[EMAIL\n> KQZ1]",
            "[**EMAIL_KQZ1**]",
            "[`EMAIL_KQZ1`]",
            "[EMAIL\\nKQZ1]",
            "[EMAIL\u{200b}_KQZ1]",
            "［EMAIL_KQZ1］",
            "【EMAIL_KQZ1】",
            "EMAIL_KQZ1",
            "email-kqz1",
            "EMAIL\\_KQZ1",
        ] {
            assert_eq!(read(text, false), Some((text.to_owned(), 1, Dress::Plain)), "{text}");
            let around = format!("**\"{text}\"**'s.");
            assert_eq!(read(&around, false), Some((text.to_owned(), 1, Dress::Plain)), "{around}");
        }
        for (text, dress) in [
            ("\\u005bEMAIL\\u005fKQZ1\\u005d", Dress::Json),
            ("&#91;EMAIL_KQZ1&#93;", Dress::Html),
            ("&lbrack;EMAIL&lowbar;KQZ1&rbrack;", Dress::Html),
            ("%5BEMAIL%5FKQZ1%5D", Dress::Percent),
        ] {
            assert_eq!(read(text, false), Some((text.to_owned(), 1, dress)), "{text}");
        }
        let escaped = "\\\\[EMAIL\\\\_KQZ1\\\\]";
        assert_eq!(read(escaped, true), Some((escaped.to_owned(), 1, Dress::Plain)));
        assert_eq!(read("[US-SSN BCD42]", false).map(|found| found.1), Some(42));
        assert_eq!(read("us_ssn_bcd42 x", false).map(|found| found.1), Some(42));
    }

    #[test]
    fn a_bracket_is_taken_only_with_its_partner() {
        for (text, stands) in [
            ("C:\\[EMAIL_KQZ1]", "[EMAIL_KQZ1]"),
            ("[EMAIL_KQZ1, EMAIL_KQZ2]", "EMAIL_KQZ1"),
            ("[EMAIL_KQZ1", "EMAIL_KQZ1"),
            ("<EMAIL_KQZ1>", "EMAIL_KQZ1"),
            ("[[EMAIL_KQZ1]]", "[EMAIL_KQZ1]"),
        ] {
            assert_eq!(read(text, false).map(|found| found.0).as_deref(), Some(stands), "{text}");
        }
    }

    #[test]
    fn other_words_are_no_placeholders() {
        for text in [
            "[EMAIL]",
            "[EMAIL_1]",
            "[EMAIL_KQZ]",
            "[EMAIL_KQZ0]",
            "[EMAIL_KQZ01]",
            "[EMAIL_KQZ12345]",
            "[EMAIL_KQX1]",
            "[PERSON_KQZ1]",
            "[EMAILKQZ1]",
            "[EMAIL_KQ Z1]",
            "[EMAIL_KQZ1a]",
            "EMAIL_KQZ1a",
            "EMAIL_KQZ1_2",
            "xEMAIL_KQZ1",
            "[US SSN]",
        ] {
            assert_eq!(read(text, false), None, "{text}");
        }
    }
}
