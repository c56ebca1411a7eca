//! Made texts of the kinds on which rough counts of tokens fail most.
#![allow(dead_code, unreachable_pub, reason = "each takes what it needs")]

use super::random::Random;

/// A kind of text.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// Letters of both cases, digits, `+` and `/`.
    Base64,
    /// Lower-case hexadecimal digits.
    Hex,
    /// Names, operators and brackets in lines.
    Code,
    /// Chinese characters that are common.
    Chinese,
    /// Hiragana.
    Japanese,
    /// Hangul syllables that are common.
    Korean,
    /// Words of Cyrillic letters.
    Cyrillic,
    /// Words of Arabic letters.
    Arabic,
    /// Cuneiform signs.
    Cuneiform,
    /// Emoji.
    Pictures,
    /// Control characters.
    Control,
    /// Decimal digits.
    Digits,
    /// Characters of one of the other blocks of Unicode, another one for each text.
    Block,
}

/// All kinds.
pub const ALL: [Kind; 13] = [
    Kind::Base64,
    Kind::Hex,
    Kind::Code,
    Kind::Chinese,
    Kind::Japanese,
    Kind::Korean,
    Kind::Cyrillic,
    Kind::Arabic,
    Kind::Cuneiform,
    Kind::Pictures,
    Kind::Control,
    Kind::Digits,
    Kind::Block,
];

impl Kind {
    /// A text of 64 to 1,023 characters or pieces.
    pub fn text(self, random: &mut Random) -> String {
        let pieces = 64 + random.next() % 960;
        if matches!(self, Self::Block) {
            let (from, to) = BLOCKS[(random.next() % BLOCKS.len() as u64) as usize];
            return (0..pieces).map(|_| spaced(random, from, to)).collect();
        }
        (0..pieces).map(|_| self.piece(random)).collect()
    }

    fn piece(self, random: &mut Random) -> String {
        let mut one = |from: u32, to: u32| {
            let at = from + (random.next() % u64::from(to - from + 1)) as u32;
            char::from_u32(at).map_or_else(|| "\u{fffd}".to_owned(), String::from)
        };
        match self {
            Self::Base64 => of(random, BASE64),
            Self::Hex => of(random, "0123456789abcdef"),
            Self::Digits => of(random, "0123456789"),
            Self::Code => CODE[(random.next() % CODE.len() as u64) as usize].to_owned(),
            Self::Chinese => of(random, CHINESE),
            Self::Japanese => one(0x3042, 0x3093),
            Self::Korean => of(random, KOREAN),
            Self::Cyrillic => spaced(random, 0x430, 0x44f),
            Self::Arabic => spaced(random, 0x627, 0x64a),
            Self::Cuneiform => one(0x12000, 0x12399),
            Self::Pictures => one(0x1f600, 0x1f64f),
            Self::Control => one(0x00, 0x1f),
            Self::Block => one(0x80, 0x1_ffff),
        }
    }
}

/// A letter, or now and then a space.
fn spaced(random: &mut Random, from: u32, to: u32) -> String {
    match random.next() % 7 {
        0 => " ".to_owned(),
        n => {
            let at = from + ((random.next() ^ n) % u64::from(to - from + 1)) as u32;
            char::from_u32(at).map_or_else(String::new, String::from)
        }
    }
}

fn of(random: &mut Random, letters: &str) -> String {
    let at = random.next() % letters.chars().count() as u64;
    letters.chars().nth(at as usize).map_or_else(String::new, String::from)
}

const CHINESE: &str = "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日";

const KOREAN: &str = "이다는을를에의가하고은로기사지한도대시리자어인해일그아나서스제부수정보전있라상만들주여구장원과유게우비소조세동성모공계면니경안무";

/// The first and last character of each block.
const BLOCKS: [(u32, u32); 20] = [
    (0xa1, 0xbf),
    (0xc0, 0x24f),
    (0x300, 0x36f),
    (0x391, 0x3c9),
    (0x5d0, 0x5ea),
    (0x710, 0x7bf),
    (0x905, 0x939),
    (0x985, 0x9b9),
    (0xb85, 0xbb9),
    (0xe01, 0xe30),
    (0x10d0, 0x10fa),
    (0x1200, 0x137f),
    (0x1780, 0x17b3),
    (0x2010, 0x203e),
    (0x2190, 0x22ff),
    (0xa000, 0xa48c),
    (0xff01, 0xff5e),
    (0x1d400, 0x1d6a3),
    (0x20000, 0x2a6d6),
    (0xf_0000, 0xf_ffff),
];

const BASE64: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

const CODE: [&str; 20] = [
    "let mut ",
    "index",
    " = ",
    "self.",
    "push_back",
    "(",
    ");\n",
    "    ",
    "for ",
    "HashMap::new()",
    " -> ",
    "Result<u64, Error>",
    " {\n",
    "}\n",
    "if ",
    " != ",
    "0x7f",
    "[i + 1]",
    "// ",
    "return ",
];
