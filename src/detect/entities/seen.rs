//! A text as it is seen: without the characters that the guard of control characters takes out.
//! What they part is no other word before they are gone than behind.

use std::borrow::Cow;

use crate::span::Span;
use crate::text::{Invisible, MAX_RUN, visible_len};

/// A text without short runs of invisible characters, with the way back. Marks stay, as parts of
/// their letters.
#[derive(Debug)]
pub(super) struct Seen<'t> {
    text: Cow<'t, str>,
    /// Where something was left out, and all that was left out up to there.
    gaps: Vec<(usize, usize)>,
}

impl<'t> Seen<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        let mut seen = String::new();
        let (mut gaps, mut left_out, mut at) = (Vec::new(), 0, 0);
        loop {
            let rest = text.get(at..).unwrap_or("");
            let len = visible_len(rest);
            let (plain, rest) = rest.split_at_checked(len).unwrap_or((rest, ""));
            let chars = || rest.chars().take_while(|c| Invisible::of(*c).is_some());
            let run: usize = chars().map(char::len_utf8).sum();
            if at == 0 && run == 0 {
                return Self { text: Cow::Borrowed(text), gaps };
            }
            seen.push_str(plain);
            // A longer run parts the text, and a label will stand there.
            let parts = chars().count() > MAX_RUN;
            seen.extend(chars().filter(|c| parts || Invisible::of(*c) == Some(Invisible::Mark)));
            at += len + run;
            if at - seen.len() > left_out {
                left_out = at - seen.len();
                gaps.push((seen.len(), left_out));
            }
            if run == 0 {
                return Self { text: Cow::Owned(seen), gaps };
            }
        }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The span of the original.
    pub(super) fn original(&self, span: Span) -> Span {
        Span::new(self.start(span.start()), self.end(span.end()))
    }

    /// Where the character stands that is seen at `at`.
    pub(super) fn start(&self, at: usize) -> usize {
        at + self.left_out(self.gaps.partition_point(|(gap, _)| *gap <= at))
    }

    /// Behind the character that ends at `at`, without what is not seen behind it.
    fn end(&self, at: usize) -> usize {
        at + self.left_out(self.gaps.partition_point(|(gap, _)| *gap < at))
    }

    /// What the first so many gaps left out.
    fn left_out(&self, gaps: usize) -> usize {
        gaps.checked_sub(1).and_then(|last| self.gaps.get(last)).map_or(0, |(_, all)| *all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_lead_back_over_what_is_not_seen() {
        let text = "a\u{200b}b \u{200b}\u{ad} e\u{301}\u{200b}.";
        let seen = Seen::of(text);
        assert_eq!(seen.text(), "ab  e\u{301}.");
        let original = |start, end| seen.original(Span::new(start, end)).of(text);
        assert_eq!(original(0, 1), Some("a"));
        assert_eq!(original(0, 2), Some("a\u{200b}b"));
        assert_eq!(original(1, 3), Some("b "));
        assert_eq!(original(3, 4), Some(" "));
        assert_eq!(original(4, 7), Some("e\u{301}"));
        let long = "a".to_owned() + &"\u{200b}".repeat(MAX_RUN + 1) + "b";
        assert_eq!(Seen::of(&long).text(), long);
        assert!(matches!(Seen::of("plain è").text, Cow::Borrowed(_)));
    }
}
