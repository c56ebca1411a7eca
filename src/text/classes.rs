//! What each character is in the folded view, looked up.
//!
//! Computed one by one, a character costs two searches in the tables of Unicode; here the
//! answers for the scripts up to Kana are kept: 26 KB, made when the first text off ASCII comes.
//! Han and Hangul are ranges; all else is computed.

use once_cell::sync::Lazy;

use super::fold::fold_char;
use super::invisible::Invisible;

/// What a character becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Becomes {
    /// Itself.
    Same,
    /// One other character.
    One(char),
    /// It is not seen.
    Nothing(Invisible),
    /// What [`fold_char`] says, which is not one character; it is seen.
    Else,
}

/// The characters below [`END`]. An entry is the character that is seen, or one of the marks
/// below; no character folds to a code unit of a surrogate.
#[derive(Debug)]
pub(super) struct Classes(Vec<u16>);

const END: u32 = 0x3400;
const HIDDEN: u16 = 0xd800;
const COMPUTED: u16 = 0xdfff;

static CLASSES: Lazy<Classes> = Lazy::new(|| Classes((0..END).map(entry).collect()));

impl Classes {
    pub(super) fn get() -> &'static Self {
        &CLASSES
    }

    /// What `c` becomes.
    pub(super) fn of(&self, c: char) -> Becomes {
        let code = u32::from(c);
        match self.0.get(code as usize) {
            Some(entry) if u32::from(*entry) == code => Becomes::Same,
            Some(entry) => match char::from_u32(u32::from(*entry)) {
                Some(c) => Becomes::One(c),
                None => KINDS
                    .get(usize::from(*entry - HIDDEN))
                    .map_or(Becomes::Else, |kind| Becomes::Nothing(*kind)),
            },
            None => above(c),
        }
    }

    /// Whether `c` is not seen, and as what.
    pub(super) fn invisible(&self, c: char) -> Option<Invisible> {
        match self.of(c) {
            Becomes::Nothing(kind) => Some(kind),
            _ => None,
        }
    }
}

const KINDS: [Invisible; 6] = [
    Invisible::Control,
    Invisible::Direction,
    Invisible::ZeroWidth,
    Invisible::Tag,
    Invisible::Variation,
    Invisible::Mark,
];

/// The characters that the table leaves out.
fn above(c: char) -> Becomes {
    match c {
        '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' => Becomes::Same,
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(u32::from(c) - 0xfee0).map_or(Becomes::Else, Becomes::One)
        }
        _ => Invisible::compute(c).map_or(Becomes::Else, Becomes::Nothing),
    }
}

fn entry(code: u32) -> u16 {
    let Some(c) = char::from_u32(code) else { return COMPUTED };
    if let Some(kind) = Invisible::compute(c) {
        let place =
            KINDS.iter().position(|known| *known == kind).and_then(|n| u16::try_from(n).ok());
        return place.map_or(COMPUTED, |place| HIDDEN + place);
    }
    let mut folded = String::new();
    fold_char(c, &mut folded);
    let mut chars = folded.chars();
    match (chars.next().map(|c| u16::try_from(u32::from(c))), chars.next()) {
        (Some(Ok(single)), None) => single,
        _ => COMPUTED,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_is_as_it_is_computed() {
        for c in (0..=0x10_ffff).filter_map(char::from_u32) {
            let mut folded = String::new();
            fold_char(c, &mut folded);
            let of = Classes::get().of(c);
            assert_eq!(Invisible::of(c), Invisible::compute(c), "{c:?}");
            match of {
                Becomes::Same => assert_eq!(folded, c.to_string(), "{c:?}"),
                Becomes::One(single) => assert_eq!(folded, single.to_string(), "{c:?}"),
                Becomes::Nothing(kind) => assert_eq!(Invisible::compute(c), Some(kind), "{c:?}"),
                Becomes::Else => {}
            }
            let is_seen = !matches!(of, Becomes::Nothing(_));
            assert_eq!(is_seen, Invisible::compute(c).is_none(), "{c:?}");
        }
        assert_eq!(Classes::get().of('é'), Becomes::One('e'));
        assert_eq!(Classes::get().of('ß'), Becomes::Same);
        assert_eq!(Classes::get().of('①'), Becomes::One('1'));
        assert_eq!(Classes::get().of('½'), Becomes::Else);
    }
}
