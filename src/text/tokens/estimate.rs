//! The estimate as it grows, byte by byte.

use super::weights::WEIGHTS;

/// Weights are thousandths of a token.
const ONE: u64 = 1_000;

/// Letters and digits of a word beyond this place are of none: base64, hex, keys.
const LONG_WORD: u8 = 24;

/// What was read so far. It depends on the bytes alone, not on how they were cut.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TokenCount {
    thousandths: u64,
    last: Class,
    byte: u8,
    /// The place in a run of one class, counted from 1, up to 255.
    run: u8,
    /// The place in a run of letters and digits, counted from 1, up to 255.
    word: u8,
}

impl TokenCount {
    pub(crate) const fn new() -> Self {
        Self { thousandths: 0, last: Class::Blank, byte: 0, run: 0, word: 0 }
    }

    pub(crate) fn push(&mut self, byte: u8) {
        let feature = self.next(byte);
        let weight = WEIGHTS.get(feature as usize).copied().unwrap_or(ONE);
        self.thousandths = self.thousandths.saturating_add(weight);
    }

    /// Rounded up, so that no text is free.
    pub(crate) const fn tokens(&self) -> u64 {
        self.thousandths.div_ceil(ONE)
    }

    /// What the byte is, where it stands.
    pub(super) fn next(&mut self, byte: u8) -> Feature {
        let (class, last) = (Class::of(byte), self.last);
        let before = std::mem::replace(&mut self.byte, byte);
        self.run = if class == last { self.run.saturating_add(1) } else { 1 };
        self.last = class;
        let in_word = matches!(class, Class::Lower | Class::Upper | Class::Digit);
        self.word = if in_word { self.word.saturating_add(1) } else { 0 };
        let first = self.run == 1;
        match class {
            Class::Lower | Class::Upper | Class::Digit if self.word > LONG_WORD => match class {
                Class::Digit => Feature::DeepDigit,
                _ if first => Feature::DeepTurn,
                _ => Feature::DeepLetter,
            },
            Class::Lower if self.word == 1 => Feature::WordStart,
            Class::Lower if first && last == Class::Digit => Feature::LowerAfterDigit,
            Class::Lower => match self.word {
                2..=4 => Feature::Lower2,
                5..=8 => Feature::Lower5,
                9..=12 => Feature::Lower9,
                _ => Feature::Lower13,
            },
            Class::Upper if self.word == 1 => Feature::CapitalStart,
            Class::Upper if first => Feature::CapitalWithin,
            Class::Upper => Feature::Upper,
            Class::Digit if first => Feature::DigitStart,
            Class::Digit if self.run % 3 == 1 => Feature::DigitGroup,
            Class::Digit => Feature::Digit,
            Class::Space if first => Feature::Space,
            Class::Space => Feature::Spaces,
            Class::Blank if first => Feature::Line,
            Class::Blank => Feature::Lines,
            Class::Mark if first => Feature::Mark,
            Class::Mark => Feature::Marks,
            Class::Control => Feature::Control,
            Class::Wide => Feature::wide(before, byte),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Class {
    Blank,
    Space,
    Lower,
    Upper,
    Digit,
    Mark,
    Control,
    Wide,
}

impl Class {
    const fn of(byte: u8) -> Self {
        match byte {
            b' ' => Self::Space,
            b'\t' | b'\n' | b'\r' => Self::Blank,
            b'a'..=b'z' => Self::Lower,
            b'A'..=b'Z' => Self::Upper,
            b'0'..=b'9' => Self::Digit,
            0..=0x1f | 0x7f => Self::Control,
            0x80.. => Self::Wide,
            _ => Self::Mark,
        }
    }
}

/// What a byte is, as far as its weight goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Feature {
    /// The other bytes of a character: all its weight is with one.
    Inside,
    WordStart,
    Lower2,
    Lower5,
    Lower9,
    Lower13,
    LowerAfterDigit,
    CapitalStart,
    CapitalWithin,
    Upper,
    DigitStart,
    DigitGroup,
    Digit,
    DeepLetter,
    DeepTurn,
    DeepDigit,
    Space,
    Spaces,
    Line,
    Lines,
    Mark,
    Marks,
    Control,
    /// U+0080–U+00BF: Latin signs.
    Signs,
    /// U+00C0–U+02FF: Latin letters.
    Latin,
    /// U+0300–U+03FF: combining marks and Greek.
    Greek,
    Cyrillic,
    /// U+0540–U+06FF: Armenian, Hebrew, Arabic.
    Arabic,
    /// U+0700–U+07FF: Syriac, Thaana, N'Ko.
    Syriac,
    /// U+0800–U+0FFF: the scripts of India, Thai, Lao, Tibetan.
    Indic,
    /// U+1000–U+1FFF: Georgian, Ethiopic, Khmer and others.
    Georgian,
    /// U+2000–U+203F: curly quotes, dashes, spaces.
    Quotes,
    /// U+2040–U+2FFF: marks and symbols.
    Symbols,
    /// U+3000–U+3FFF: kana and marks of Chinese and Japanese.
    Kana,
    /// U+4000–U+9FFF: Chinese characters.
    Han,
    /// U+A000–U+DFFF: Yi, Hangul.
    Hangul,
    /// U+E000–U+FFFF: private use, compatibility and full width.
    Compatibility,
    /// U+10000–U+1EFFF: ancient scripts, mathematical letters.
    Ancient,
    /// U+1F000–U+3FFFF: pictures, rare Chinese characters.
    Pictures,
    /// From U+40000: nothing that is used, tags, private use.
    Unused,
}

impl Feature {
    /// By the first byte of a character in UTF-8, or the second where the first tells too little.
    const fn wide(before: u8, byte: u8) -> Self {
        match (before, byte) {
            (0xe2, 0x80) => Self::Quotes,
            (0xe2, _) => Self::Symbols,
            (0xf0, ..=0x9e) => Self::Ancient,
            (0xf0, _) => Self::Pictures,
            (_, 0xc2) => Self::Signs,
            (_, 0xc3..=0xcb) => Self::Latin,
            (_, 0xcc..=0xcf) => Self::Greek,
            (_, 0xd0..=0xd4) => Self::Cyrillic,
            (_, 0xd5..=0xdb) => Self::Arabic,
            (_, 0xdc..=0xdf) => Self::Syriac,
            (_, 0xe0) => Self::Indic,
            (_, 0xe1) => Self::Georgian,
            (_, 0xe3) => Self::Kana,
            (_, 0xe4..=0xe9) => Self::Han,
            (_, 0xea..=0xed) => Self::Hangul,
            (_, 0xee..=0xef) => Self::Compatibility,
            (_, 0xf1..) => Self::Unused,
            _ => Self::Inside,
        }
    }
}
