//! HTML: comments, tags with their attributes, elements whose content is no markup.

use memchr::{memchr, memmem};

use super::style::hides;
use super::{Place, PlaceKind};

/// What is open while a text is read.
#[derive(Debug, Default)]
pub(super) struct Html {
    hidden: Option<Element>,
    /// Quotes that do not come again: a search for them went to the end of the text.
    gone: [bool; 2],
}

/// A hidden element. One within it is hidden with it.
#[derive(Debug)]
struct Element {
    name: String,
    /// Where its content begins.
    start: usize,
    /// How many of its name are open.
    depth: usize,
}

impl Html {
    /// Reads what the `<` at `at` begins; returns where to go on, behind `at`.
    pub(super) fn read(&mut self, text: &str, at: usize, found: &mut Vec<Place>) -> usize {
        let rest = text.get(at..).unwrap_or("");
        if rest.starts_with("<!--") {
            return comment(text, at, found);
        }
        match rest.as_bytes().get(1) {
            Some(b'/') => {
                let name = name_at(text, at + 2);
                self.close(&name, at, found);
                at + 2 + name.len()
            }
            Some(byte) if byte.is_ascii_alphabetic() => self.tag(text, at, found),
            _ => at + 1,
        }
    }

    /// What is open at the end of the text goes on to it.
    pub(super) fn end(&mut self, text: &str, found: &mut Vec<Place>) {
        if let Some(element) = self.hidden.take() {
            found.push(Place::new(PlaceKind::HiddenByStyle, element.start, text.len()));
        }
    }

    fn close(&mut self, name: &str, at: usize, found: &mut Vec<Place>) {
        let Some(element) = self.hidden.as_mut().filter(|element| element.name == name) else {
            return;
        };
        element.depth -= 1;
        if element.depth == 0 {
            found.push(Place::new(PlaceKind::HiddenByStyle, element.start, at));
            self.hidden = None;
        }
    }

    fn tag(&mut self, text: &str, start: usize, found: &mut Vec<Place>) -> usize {
        let bytes = text.as_bytes();
        let name = name_at(text, start + 1);
        let mut at = start + 1 + name.len();
        if !matches!(bytes.get(at), Some(b' ' | b'\t' | b'\r' | b'\n' | b'\x0c' | b'/' | b'>')) {
            return at;
        }
        let (mut is_hidden, mut closes) = (false, false);
        let first = found.len();
        loop {
            match bytes.get(at) {
                Some(b'>') => break,
                // No tag: nothing that was found in it counts.
                None | Some(b'<') => {
                    found.truncate(first);
                    return at;
                }
                Some(byte) if byte.is_ascii_whitespace() => at += 1,
                Some(b'/') => (at, closes) = (at + 1, true),
                Some(_) => {
                    closes = false;
                    let Some(attribute) = self.attribute(text, at) else {
                        found.truncate(first);
                        return at + 1;
                    };
                    at = attribute.end;
                    let value = text.get(attribute.from..attribute.to).unwrap_or("");
                    let kind = match attribute.name.as_str() {
                        "alt" => PlaceKind::AltText,
                        "title" => PlaceKind::Title,
                        "href" | "src" => PlaceKind::LinkTarget,
                        "hidden" => {
                            is_hidden = true;
                            continue;
                        }
                        "style" => {
                            is_hidden |= hides(value);
                            continue;
                        }
                        _ => continue,
                    };
                    found.push(Place::new(kind, attribute.from, attribute.to));
                }
            }
        }
        let behind = at + 1;
        match name.as_str() {
            "script" => return raw(text, behind, "</script", PlaceKind::Script, found),
            "style" => return raw(text, behind, "</style", PlaceKind::Style, found),
            _ => {}
        }
        self.open(name, start, behind, is_hidden && !closes, found);
        behind
    }

    fn open(
        &mut self,
        name: String,
        start: usize,
        behind: usize,
        is_hidden: bool,
        found: &mut Vec<Place>,
    ) {
        // Another one of these ends the one before.
        if CLOSED_BY_NEXT.contains(&name.as_str()) {
            self.close(&name, start, found);
        }
        match &mut self.hidden {
            Some(element) => element.depth += usize::from(element.name == name),
            None if is_hidden && !VOID.contains(&name.as_str()) => {
                self.hidden = Some(Element { name, start: behind, depth: 1 });
            }
            None => {}
        }
    }

    /// The attribute at `at`; `None` where its value is not closed.
    fn attribute(&mut self, text: &str, at: usize) -> Option<Attribute> {
        let bytes = text.as_bytes();
        let len = |from: usize, ends: &[u8]| {
            let rest = bytes.get(from..).unwrap_or(&[]);
            rest.iter()
                .take_while(|byte| !byte.is_ascii_whitespace() && !ends.contains(byte))
                .count()
        };
        let white = |from: usize| {
            let rest = bytes.get(from..).unwrap_or(&[]);
            from + rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count()
        };
        // The first byte may be anything.
        let end = at + 1 + len(at + 1, b"=>/<");
        let name = text.get(at..end).unwrap_or("").get(..MAX_NAME.min(end - at)).unwrap_or("");
        let name = name.to_ascii_lowercase();
        let sign = white(end);
        if bytes.get(sign) != Some(&b'=') {
            return Some(Attribute { name, from: end, to: end, end });
        }
        let value = white(sign + 1);
        let quote = match bytes.get(value) {
            Some(quote @ (b'"' | b'\'')) => *quote,
            _ => {
                let to = value + len(value, b"><");
                return Some(Attribute { name, from: value, to, end: to });
            }
        };
        let gone = self.gone.get_mut(usize::from(quote == b'\''))?;
        if *gone {
            return None;
        }
        let from = value + 1;
        match bytes.get(from..).and_then(|rest| memchr(quote, rest)) {
            Some(len) => Some(Attribute { name, from, to: from + len, end: from + len + 1 }),
            None => {
                *gone = true;
                None
            }
        }
    }
}

struct Attribute {
    name: String,
    /// Its value.
    from: usize,
    to: usize,
    /// Behind all of it.
    end: usize,
}

/// The name of a tag, in lower case.
fn name_at(text: &str, at: usize) -> String {
    let rest = text.as_bytes().get(at..).unwrap_or(&[]);
    let is_name = |byte: &&u8| byte.is_ascii_alphanumeric() || **byte == b'-';
    let len = rest.iter().take(MAX_NAME).take_while(is_name).count();
    text.get(at..at + len).unwrap_or("").to_ascii_lowercase()
}

fn comment(text: &str, at: usize, found: &mut Vec<Place>) -> usize {
    let start = at + 4;
    let rest = text.get(start..).unwrap_or("");
    // `<!-->` and `<!--->` are empty.
    if rest.starts_with('>') || rest.starts_with("->") {
        return start;
    }
    let bytes = rest.as_bytes();
    let len = memmem::find(bytes, b"-->").unwrap_or(bytes.len());
    // Only up to there, lest each comment be searched to the end of the text.
    let len = memmem::find(bytes.get(..len).unwrap_or(bytes), b"--!>").unwrap_or(len);
    found.push(Place::new(PlaceKind::HtmlComment, start, start + len));
    start + len
}

/// The content of an element that ends at its tag alone.
fn raw(text: &str, start: usize, tag: &str, kind: PlaceKind, found: &mut Vec<Place>) -> usize {
    let rest = text.as_bytes().get(start..).unwrap_or(&[]);
    let closes = |at: &usize| {
        rest.get(*at..*at + tag.len()).is_some_and(|b| b.eq_ignore_ascii_case(tag.as_bytes()))
    };
    let end = start + memchr::memchr_iter(b'<', rest).find(closes).unwrap_or(rest.len());
    found.push(Place::new(kind, start, end));
    end
}

/// The most bytes of a name that are read.
const MAX_NAME: usize = 32;

/// Elements without content (HTML, "Void elements").
const VOID: [&str; 13] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
];

/// Elements whose end tag may be left out before another of their name (HTML, "Optional tags").
const CLOSED_BY_NEXT: [&str; 8] = ["p", "li", "dt", "dd", "option", "tr", "td", "th"];
