//! Disguises by characters that are not seen, or are seen as noise.

use super::random::{Random, replace};

/// What is put between characters: zero width space, non-joiner and joiner, word joiner, zero
/// width no-break space, soft hyphen.
const ZERO_WIDTH: [char; 6] =
    ['\u{200b}', '\u{200c}', '\u{200d}', '\u{2060}', '\u{feff}', '\u{ad}'];

/// The tag character of U+0020; the others follow in the order of ASCII.
const TAG_SPACE: char = '\u{e0020}';
/// The tag character of `~`.
const TAG_TILDE: char = '\u{e007e}';

/// One invisible character in every second gap.
pub(super) fn zero_width(text: &str, random: &mut Random) -> String {
    in_gaps(text, random, |random| vec![random.pick(&ZERO_WIDTH)])
}

/// One to three tag characters in every second gap.
pub(super) fn tag_characters(text: &str, random: &mut Random) -> String {
    let tags: Vec<char> = (TAG_SPACE..=TAG_TILDE).collect();
    in_gaps(text, random, |random| {
        let count = 1 + random.below(3);
        (0..count).filter_map(|_| tags.get(random.below(tags.len())).copied()).collect()
    })
}

/// The text itself in tag characters.
pub(super) fn tag_smuggled(text: &str) -> String {
    let tag = |c: char| match c {
        ' '..='~' => char::from_u32(u32::from(c) + 0xe_0000).unwrap_or(c),
        _ => c,
    };
    text.chars().map(tag).collect()
}

/// One to three marks behind five characters in six.
pub(super) fn combining_marks(text: &str, random: &mut Random) -> String {
    let marks: Vec<char> = ('\u{300}'..='\u{36f}').collect();
    replace(
        text,
        (5, 6),
        random,
        |_| false,
        |c, random| {
            if c.is_whitespace() {
                return None;
            }
            let count = 1 + random.below(3);
            let behind = (0..count).filter_map(|_| marks.get(random.below(marks.len())));
            Some(std::iter::once(&c).chain(behind).collect())
        },
    )
}

/// Writes what `make` makes into every second gap between two characters, at least one.
fn in_gaps(text: &str, random: &mut Random, make: impl Fn(&mut Random) -> Vec<char>) -> String {
    let gaps = text.chars().count().saturating_sub(1);
    let mut taken = random.places(gaps, (1, 2)).into_iter();
    let mut written = String::with_capacity(text.len() * 3);
    for c in text.chars() {
        written.push(c);
        if taken.next().unwrap_or(false) {
            written.extend(make(random));
        }
    }
    written
}
