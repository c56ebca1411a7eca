//! Where in a text something stands that a reader of the page does not see, or sees elsewhere:
//! comments, alternative texts, titles, hidden elements, the targets of links.
//!
//! A tolerant scanner of HTML and Markdown in one pass, no parser of either: what is not closed
//! goes on to the end, as in a browser. It does not know blocks of code, where markup is only
//! shown.

mod html;
mod markdown;
mod style;
#[cfg(test)]
mod tests;

use memchr::memchr3;
use serde::Serialize;

use crate::span::Span;

/// What kind of place it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PlaceKind {
    /// Between `<!--` and `-->`.
    HtmlComment,
    /// The definition of a link that nobody uses, `[//]: # (…)`: its title.
    MarkdownComment,
    /// The attribute `alt`, or the text of a Markdown image.
    AltText,
    /// The attribute `title`, or the title of a Markdown link.
    Title,
    /// The content of an element that its own `style` or the attribute `hidden` hides.
    HiddenByStyle,
    /// Where a link or an image points to: `href`, `src`, `[text](target)`, `[label]: target`.
    LinkTarget,
    /// The content of a `script` element.
    Script,
    /// The content of a `style` element.
    Style,
}

impl PlaceKind {
    /// Whether a reader of the page does not see what stands there, though it is written for
    /// readers: comments, alternative texts, titles and hidden elements.
    pub const fn is_hidden(self) -> bool {
        matches!(
            self,
            Self::HtmlComment
                | Self::MarkdownComment
                | Self::AltText
                | Self::Title
                | Self::HiddenByStyle
        )
    }
}

/// A place in a text: its kind, and where its content stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Place {
    kind: PlaceKind,
    span: Span,
}

impl Place {
    const fn new(kind: PlaceKind, start: usize, end: usize) -> Self {
        Self { kind, span: Span::new(start, end) }
    }

    /// What kind of place it is.
    pub const fn kind(&self) -> PlaceKind {
        self.kind
    }

    /// Its content in bytes of the text, without what marks it: quotes, brackets, tags. Never
    /// empty.
    pub const fn span(&self) -> Span {
        self.span
    }
}

/// The places of a text that holds HTML or Markdown, by where they begin; places may lie within
/// each other. Takes time linear in the text. Sources: the WHATWG's HTML, "Tokenization", and
/// CommonMark 0.31.
///
/// Hidden by its style is an element with `display: none`, `visibility: hidden`, a size or
/// opacity of zero, letters in the colour of their background or none, far outside of the page,
/// or the attribute `hidden`; `aria-hidden` hides nothing. Style sheets are not read.
///
/// ```
/// use palisade::{PlaceKind, markup};
///
/// let text = r#"Hello <!-- psst --> ![a cat](cat.png "Tom")"#;
/// let places: Vec<_> =
///     markup(text).map(|place| (place.kind(), &text[place.span().range()])).collect();
/// assert_eq!(places, [
///     (PlaceKind::HtmlComment, " psst "),
///     (PlaceKind::AltText, "a cat"),
///     (PlaceKind::LinkTarget, "cat.png"),
///     (PlaceKind::Title, "Tom"),
/// ]);
/// ```
pub fn markup(text: &str) -> impl Iterator<Item = Place> {
    let mut scan = Scan { html: html::Html::default(), markdown: markdown::Markdown::default() };
    let mut found = Vec::new();
    let mut at = 0;
    let bytes = text.as_bytes();
    while let Some(index) =
        bytes.get(at..).and_then(|rest| memchr3(b'<', b'[', b']', rest)).map(|index| at + index)
    {
        at = match bytes.get(index) {
            Some(b'<') => scan.html.read(text, index, &mut found),
            _ => scan.markdown.read(text, index, &mut found),
        };
    }
    scan.html.end(text, &mut found);
    found.retain(|place| !place.span.is_empty());
    found.sort_by_key(|place| (place.span, place.kind));
    found.into_iter()
}

struct Scan {
    html: html::Html,
    markdown: markdown::Markdown,
}

/// The hidden places of a text, to be asked for spans.
#[derive(Debug)]
pub(crate) struct Hidden(Vec<Place>);

impl Hidden {
    pub(crate) fn of(text: &str) -> Self {
        let mut places: Vec<_> = markup(text).filter(|place| place.kind.is_hidden()).collect();
        places.sort_by_key(|place| (place.kind, place.span));
        Self(places)
    }

    /// The smallest of the hidden places that hold all of `span`.
    pub(crate) fn holds(&self, span: Span) -> Option<PlaceKind> {
        // Places of one kind do not lie within each other, but for images within images.
        let of_kind = self.0.chunk_by(|a, b| a.kind == b.kind);
        let nearest = of_kind.filter_map(|places| {
            let behind = places.partition_point(|place| place.span.start() <= span.start());
            let place = places.get(behind.checked_sub(1)?)?;
            place.span.contains(span).then_some(place)
        });
        nearest.min_by_key(|place| place.span.len()).map(|place| place.kind)
    }
}
