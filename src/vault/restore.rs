//! Puts values back, in texts that come in chunks.

use std::borrow::Cow;
use std::fmt::{self, Write as _};
use std::sync::Arc;

use zeroize::Zeroizing;

use super::Vault;
use super::name::Name;
use super::read::{Dress, Found, Lexicon, MAX, Next, Reader};

/// What a text is, where it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Setting {
    /// For people; or JSON, where it begins so.
    Prose,
    /// JSON, as the arguments of a tool call.
    Json,
}

/// Restores one text that comes in chunks: what comes out is the same however it was cut. It
/// holds back what may be the beginning of a placeholder, at most 512 bytes and most often
/// nothing. Made by [`Vault::restorer`].
///
/// ```
/// use std::sync::Arc;
/// use palisade::Vault;
///
/// let mut restorer = Arc::new(Vault::new()).restorer();
/// let mut out = restorer.push("Nothing to put ");
/// out += &restorer.push("back.");
/// out += &restorer.finish();
/// assert_eq!(out, "Nothing to put back.");
/// ```
pub struct Restorer {
    vault: Arc<Vault>,
    lexicon: Arc<Lexicon>,
    held: String,
    /// The byte before what is held; 0 at the beginning.
    before: u8,
    form: Form,
}

/// What the text has shown itself to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// Nothing but white space yet.
    Unknown,
    /// An opening brace or bracket.
    Opened(u8),
    Prose,
    Json,
}

impl Restorer {
    pub(super) const fn new(vault: Arc<Vault>, lexicon: Arc<Lexicon>, setting: Setting) -> Self {
        let form = match setting {
            Setting::Prose => Form::Unknown,
            Setting::Json => Form::Json,
        };
        Self { vault, lexicon, held: String::new(), before: 0, form }
    }

    /// Takes the next chunk, of any size; what may go on now, values put back.
    pub fn push(&mut self, chunk: &str) -> String {
        // Before anything is read: how a text begins counts for all of it, however it is cut.
        self.form = self.form.after(chunk);
        self.held.push_str(chunk);
        self.advance(false)
    }

    /// The text has ended: what was held.
    pub fn finish(mut self) -> String {
        self.advance(true)
    }

    #[cfg(test)]
    pub(super) fn held(&self) -> usize {
        self.held.len()
    }

    fn advance(&mut self, done: bool) -> String {
        let mut out = String::with_capacity(self.held.len());
        let held = std::mem::take(&mut self.held);
        let mut from = 0;
        loop {
            let next = self.next(&held, from, done);
            let to = match &next {
                Next::Found(found) => found.start,
                Next::Undecided(at) => *at,
                Next::None => held.len(),
            };
            self.plain(held.get(from..to).unwrap_or(""), &mut out);
            from = to;
            let Next::Found(found) = next else { break };
            self.put(&found, held.get(found.start..found.end).unwrap_or(""), &mut out);
            from = found.end;
        }
        self.held.push_str(held.get(from..).unwrap_or(""));
        debug_assert!(self.held.len() <= MAX, "a placeholder is decided after {MAX} bytes");
        out
    }

    fn next(&self, text: &str, from: usize, done: bool) -> Next {
        let vault = &self.vault;
        let is_json = self.form == Form::Json;
        let reader = Reader { text, lexicon: &self.lexicon, before: self.before, done, is_json };
        reader.next(from, |label, name| vault.is_known(label, name))
    }

    /// Takes over text that is no placeholder.
    fn plain(&mut self, text: &str, out: &mut String) {
        self.before = text.bytes().next_back().unwrap_or(self.before);
        out.push_str(text);
    }

    fn put(&mut self, found: &Found, stands: &str, out: &mut String) {
        self.before = stands.bytes().next_back().unwrap_or(0);
        match self.vault.value(&found.label, found.name) {
            Some(value) => {
                let value = dressed(&value, found.dress);
                match self.form {
                    Form::Json if found.dress != Dress::Json => push_json(&value, out),
                    _ => out.push_str(&value),
                }
            }
            // Forgotten just now.
            None => out.push_str(stands),
        }
    }
}

impl Form {
    fn after(self, text: &str) -> Self {
        let mut form = self;
        for byte in text.bytes() {
            form = match (form, byte) {
                (Self::Prose | Self::Json, _) => break,
                (form, b' ' | b'\t' | b'\n' | b'\r') => form,
                (Self::Unknown, b'{' | b'[') => Self::Opened(byte),
                (Self::Opened(b'{'), b'"' | b'}') | (Self::Opened(b'['), b'"' | b'{') => Self::Json,
                _ => Self::Prose,
            };
        }
        form
    }
}

/// Shows how much is held, never what.
impl fmt::Debug for Restorer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Restorer").field("held_bytes", &self.held.len()).finish_non_exhaustive()
    }
}

/// Replaces every placeholder of a whole text that `becomes` has something for.
pub(super) fn replaced<'t>(
    text: &'t str,
    lexicon: &Lexicon,
    becomes: impl Fn(&str, Name) -> Option<String>,
) -> Cow<'t, str> {
    let reader = Reader { text, lexicon, before: 0, done: true, is_json: false };
    let (mut out, mut from) = (String::new(), 0);
    while let Next::Found(found) = reader.next(from, |label, name| becomes(label, name).is_some()) {
        out.push_str(text.get(from..found.start).unwrap_or(""));
        let new = becomes(&found.label, found.name).unwrap_or_default();
        match found.dress {
            Dress::Plain => out.push_str(&new),
            dress => out.push_str(&bracketed(&new, dress)),
        }
        from = found.end;
    }
    if from == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(text.get(from..).unwrap_or(""));
    Cow::Owned(out)
}

/// A placeholder in brackets of this dress.
fn bracketed(placeholder: &str, dress: Dress) -> String {
    let (open, close) = match dress {
        Dress::Plain => ("[", "]"),
        Dress::Json => ("\\u005b", "\\u005d"),
        Dress::Html => ("&#91;", "&#93;"),
        Dress::Percent => ("%5B", "%5D"),
    };
    placeholder.replace('[', open).replace(']', close)
}

/// A value, escaped as its placeholder was.
fn dressed(value: &str, dress: Dress) -> Zeroizing<String> {
    let mut out = Zeroizing::new(String::with_capacity(6 * value.len()));
    match dress {
        Dress::Plain => out.push_str(value),
        Dress::Json => push_json(value, &mut out),
        Dress::Html => {
            for c in value.chars() {
                match c {
                    '&' => out.push_str("&amp;"),
                    '<' => out.push_str("&lt;"),
                    '>' => out.push_str("&gt;"),
                    '"' => out.push_str("&quot;"),
                    '\'' => out.push_str("&#39;"),
                    _ => out.push(c),
                }
            }
        }
        // All but the unreserved characters of RFC 3986, 2.3.
        Dress::Percent => {
            for byte in value.bytes() {
                match byte {
                    b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                        out.push(char::from(byte));
                    }
                    // Writing to a String does not fail.
                    _ => drop(write!(out, "%{byte:02X}")),
                }
            }
        }
    }
    out
}

/// As the inside of a JSON string (RFC 8259, 7).
fn push_json(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // Writing to a String does not fail.
            c if c < ' ' => drop(write!(out, "\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
}
