//! Characters that take part in a text without being seen.

use unicode_normalization::char::is_combining_mark;

use super::classes::Classes;
use super::fold::plain_len;

/// How many invisible or combining characters in a row are looked through. A longer run parts
/// the text on both its sides: no rule matches across it, and the guard
/// [`ControlCharacters`](crate::ControlCharacters) replaces it as a whole.
pub(crate) const MAX_RUN: usize = 8;

/// What a character is that a view of the text leaves out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Invisible {
    /// C0, DEL or C1, but for tab, line feed and carriage return.
    Control,
    /// Embeds, overrides, isolates or marks a direction.
    Direction,
    /// Has no width: joiners, spaces, fillers, soft hyphen.
    ZeroWidth,
    /// A tag character, which mirrors ASCII unseen.
    Tag,
    /// A variation selector.
    Variation,
    /// A mark that combines with what stands before it.
    Mark,
}

impl Invisible {
    /// `None` for a character that is seen by itself, white space included.
    pub(crate) fn of(c: char) -> Option<Self> {
        Classes::get().invisible(c)
    }

    /// The same, from the properties of the character.
    ///
    /// Source: the property `Default_Ignorable_Code_Point` of the Unicode Character Database,
    /// with the control characters and the general category `M`.
    pub(super) fn compute(c: char) -> Option<Self> {
        match c {
            '\t' | '\n' | '\r' | ' '..='~' => None,
            '\0'..='\x1f' | '\x7f'..='\u{9f}' => Some(Self::Control),
            '\u{a0}'..='\u{ac}' => None,
            '\u{61c}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' => Some(Self::Direction),
            '\u{ad}'
            | '\u{115f}'
            | '\u{1160}'
            | '\u{17b4}'
            | '\u{17b5}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200d}'
            | '\u{2060}'..='\u{2065}'
            | '\u{206a}'..='\u{206f}'
            | '\u{3164}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fff8}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' => Some(Self::ZeroWidth),
            '\u{180b}'..='\u{180d}'
            | '\u{180f}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{e0100}'..='\u{e01ef}' => Some(Self::Variation),
            '\u{e0000}'..='\u{e00ff}' | '\u{e01f0}'..='\u{e0fff}' => Some(Self::Tag),
            '\u{300}'.. if is_combining_mark(c) => Some(Self::Mark),
            _ => None,
        }
    }
}

/// How many bytes at the start are of characters that are seen.
pub(crate) fn visible_len(text: &str) -> usize {
    let classes = Classes::get();
    len_of(text, |c| classes.invisible(c).is_none())
}

/// How many bytes at the start are of ASCII that is seen, white space, and characters that `is_one`
/// accepts; it accepts those, too.
pub(super) fn len_of(text: &str, is_one: impl Fn(char) -> bool) -> usize {
    let mut len = 0;
    loop {
        len += plain_len(text.as_bytes().get(len..).unwrap_or(&[]));
        let rest = text.get(len..).unwrap_or("");
        // One by one, blanks too, as long as it is not a word in ASCII.
        let by_one = |c: &char| !c.is_ascii_alphanumeric() && is_one(*c);
        let step: usize = rest.chars().take_while(by_one).map(char::len_utf8).sum();
        if step == 0 {
            return len;
        }
        len += step;
    }
}
