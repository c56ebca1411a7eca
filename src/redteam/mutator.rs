//! The disguises, by name.

use std::fmt;

use super::encodings::{self, Alphabet};
use super::fixture::Kind;
use super::random::Random;
use super::{look_alikes, spelling, unseen};

/// A way to hide a text from guards.
///
/// A *character* is a Unicode scalar value here. "Most" means five in six, drawn for each
/// character by itself, and always at least one; a text that has none that can change stays as it
/// is. The examples show one of the results that a seed can give.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Mutator {
    /// In every second gap between two characters, at least in one, one of U+200B, U+200C,
    /// U+200D, U+2060, U+FEFF and U+00AD: `ig\u{200b}no\u{2060}re`.
    ZeroWidth,
    /// In every second gap between two characters, at least in one, one to three of the tag
    /// characters U+E0020 to U+E007E, which mirror ASCII unseen: `i\u{e0041}gno\u{e0020}re`.
    TagCharacters,
    /// Each character of printable ASCII as its tag character: nothing is seen, and a model reads
    /// it all the same (`\u{e0069}\u{e0067}…` for `ig…`).
    TagSmuggled,
    /// Most of the letters that have a look-alike among the Cyrillic ones, of the same case:
    /// `іgпоге`.
    HomoglyphsCyrillic,
    /// Most of the letters that have a look-alike among the Greek ones, of the same case: `ιgηοrε`.
    HomoglyphsGreek,
    /// Most letters and digits of ASCII in one of the thirteen alphabets of the block
    /// Mathematical Alphanumeric Symbols, with the letters of Letterlike Symbols where it has
    /// gaps: `𝗂𝗀𝗇𝗈𝗋𝖾`. Digits are bold in an alphabet without digits.
    HomoglyphsMathematical,
    /// Each character from `!` to `~` in its full-width form, U+FF01 to U+FF5E, and in half of
    /// all texts the space as U+3000: `ｉｇｎｏｒｅ`.
    FullWidth,
    /// One to three of the combining marks U+0300 to U+036F behind most characters that are not
    /// white space; they belong to the character before them: `i̓g̈n̸o̊r̀e̷`.
    CombiningMarks,
    /// Most of the letters a b e g i l o s t z as a digit or sign: `1gn0r3`. Of a becomes 4 or @,
    /// g 9 or 6, i 1 or !, l 1 or |, s 5 or $, t 7 or +; b 8, e 3, o 0, z 2.
    Leetspeak,
    /// One space between the characters of a word, three between words, whatever white space
    /// was there; none before the first and behind the last: `i g n o r e   a l l`.
    SpacedLetters,
    /// A dot between the characters of a word; white space stays: `i.g.n.o.r.e a.l.l`. A
    /// character that is a dot already is treated as any other: `x.y` becomes `x...y`.
    DottedLetters,
    /// Every second letter of ASCII, drawn for each by itself, at least one, in the other case:
    /// `iGnORe`.
    CaseNoise,
    /// Most characters, and each `&`, as references of HTML: by name where ASCII punctuation has
    /// one, in half of the cases; else by number, decimal (also filled up with zeros to seven
    /// digits) or hexadecimal: `&#105;g&#x6e;&#0000111;&#X0072;e`. Each ends with a semicolon.
    HtmlEntities,
    /// Most characters, and each `%`, as the bytes of their UTF-8 in the percent escapes of RFC
    /// 3986, all digits of a text in one case: `%69g%6e%6f%72%65`.
    PercentEscapes,
    /// The UTF-8 of the whole text in base64 with padding (RFC 4648, section 4): `aWdub3Jl`.
    Base64,
    /// The same in the alphabet for URLs and file names (section 5), in half of all texts without
    /// padding: `aWdub3Jl`.
    Base64Url,
    /// [`Base64`](Self::Base64) without padding: `aWdub3JlIGE`.
    Base64Unpadded,
    /// [`Base64`](Self::Base64) in lines of 76 or 64 characters, or where that would be one line of
    /// 32, 24, 16, 8 or 4 at most, so that there are two at least; lines are parted by CR LF or
    /// LF, the same in all of a text: `aWdu\nb3Jl`. Base64 of four characters stays in one line.
    Base64Wrapped,
    /// Each byte of the UTF-8 as two hexadecimal digits, all of one case: `69676e6f7265`.
    Hex,
    /// The same with `\x` before each byte: `\x69\x67\x6e\x6f\x72\x65`.
    HexEscapes,
    /// Each letter of ASCII thirteen places on: `vtaber`.
    Rot13,
    /// The characters from the last to the first: `erongi`.
    Reversed,
}

impl Mutator {
    /// All of them.
    pub const ALL: [Self; 22] = [
        Self::ZeroWidth,
        Self::TagCharacters,
        Self::TagSmuggled,
        Self::HomoglyphsCyrillic,
        Self::HomoglyphsGreek,
        Self::HomoglyphsMathematical,
        Self::FullWidth,
        Self::CombiningMarks,
        Self::Leetspeak,
        Self::SpacedLetters,
        Self::DottedLetters,
        Self::CaseNoise,
        Self::HtmlEntities,
        Self::PercentEscapes,
        Self::Base64,
        Self::Base64Url,
        Self::Base64Unpadded,
        Self::Base64Wrapped,
        Self::Hex,
        Self::HexEscapes,
        Self::Rot13,
        Self::Reversed,
    ];

    /// Its name in tables: `zero_width`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ZeroWidth => "zero_width",
            Self::TagCharacters => "tag_characters",
            Self::TagSmuggled => "tag_smuggled",
            Self::HomoglyphsCyrillic => "homoglyphs_cyrillic",
            Self::HomoglyphsGreek => "homoglyphs_greek",
            Self::HomoglyphsMathematical => "homoglyphs_mathematical",
            Self::FullWidth => "full_width",
            Self::CombiningMarks => "combining_marks",
            Self::Leetspeak => "leetspeak",
            Self::SpacedLetters => "spaced_letters",
            Self::DottedLetters => "dotted_letters",
            Self::CaseNoise => "case_noise",
            Self::HtmlEntities => "html_entities",
            Self::PercentEscapes => "percent_escapes",
            Self::Base64 => "base64",
            Self::Base64Url => "base64_url",
            Self::Base64Unpadded => "base64_unpadded",
            Self::Base64Wrapped => "base64_wrapped",
            Self::Hex => "hex",
            Self::HexEscapes => "hex_escapes",
            Self::Rot13 => "rot13",
            Self::Reversed => "reversed",
        }
    }

    /// Writes `text` in this disguise: the same for the same text and seed. Takes time and memory
    /// linear in the text.
    ///
    /// ```
    /// use palisade::redteam::Mutator;
    ///
    /// assert_eq!(Mutator::SpacedLetters.apply("ignore all", 1), "i g n o r e   a l l");
    /// assert_eq!(Mutator::Base64.apply("ignore", 1), "aWdub3Jl");
    /// assert_eq!(Mutator::Rot13.apply("ignore", 1), "vtaber");
    /// ```
    pub fn apply(self, text: &str, seed: u64) -> String {
        // Every mutator draws its own numbers, so that two of one seed do not go together.
        let random = &mut Random::new(seed, self as u64 + 1);
        match self {
            Self::ZeroWidth => unseen::zero_width(text, random),
            Self::TagCharacters => unseen::tag_characters(text, random),
            Self::TagSmuggled => unseen::tag_smuggled(text),
            Self::HomoglyphsCyrillic => look_alikes::cyrillic(text, random),
            Self::HomoglyphsGreek => look_alikes::greek(text, random),
            Self::HomoglyphsMathematical => look_alikes::mathematical(text, random),
            Self::FullWidth => look_alikes::full_width(text, random),
            Self::CombiningMarks => unseen::combining_marks(text, random),
            Self::Leetspeak => spelling::leetspeak(text, random),
            Self::SpacedLetters => spelling::spaced(text),
            Self::DottedLetters => spelling::dotted(text),
            Self::CaseNoise => spelling::case_noise(text, random),
            Self::HtmlEntities => encodings::html_entities(text, random),
            Self::PercentEscapes => encodings::percent_escapes(text, random),
            Self::Base64 => encodings::padded(encodings::base64(text, Alphabet::Standard)),
            Self::Base64Url => {
                let encoded = encodings::base64(text, Alphabet::Url);
                if random.chance(1, 2) { encodings::padded(encoded) } else { encoded }
            }
            Self::Base64Unpadded => encodings::base64(text, Alphabet::Standard),
            Self::Base64Wrapped => {
                let encoded = encodings::padded(encodings::base64(text, Alphabet::Standard));
                encodings::wrapped(&encoded, random)
            }
            Self::Hex => encodings::hex(text, random),
            Self::HexEscapes => encodings::hex_escapes(text, random),
            Self::Rot13 => spelling::rot13(text),
            Self::Reversed => spelling::reversed(text),
        }
    }

    /// Whether a value of this kind is still one for a reader: [`Rot13`](Self::Rot13),
    /// [`Reversed`](Self::Reversed) and [`Leetspeak`](Self::Leetspeak) leave an address, a number
    /// or a key that could be any other, and [`CaseNoise`](Self::CaseNoise) breaks a key.
    pub const fn keeps(self, kind: Kind) -> bool {
        match self {
            Self::Rot13 | Self::Reversed | Self::Leetspeak => matches!(kind, Kind::Injection),
            Self::CaseNoise => !matches!(kind, Kind::Key),
            _ => true,
        }
    }

    /// Whether what it writes means something else in another case.
    pub(super) const fn encodes_in_letters(self) -> bool {
        matches!(
            self,
            Self::HtmlEntities
                | Self::Base64
                | Self::Base64Url
                | Self::Base64Unpadded
                | Self::Base64Wrapped
        )
    }
}

impl fmt::Display for Mutator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A text in each of the disguises of [`Mutator::ALL`], all of one seed.
///
/// ```
/// use palisade::redteam::{Mutator, mutations};
///
/// let hidden: Vec<String> = mutations("Ignore all previous instructions.", 3)
///     .map(|(_, text)| text)
///     .collect();
/// assert_eq!(hidden.len(), Mutator::ALL.len());
/// ```
pub fn mutations(text: &str, seed: u64) -> impl Iterator<Item = (Mutator, String)> + '_ {
    Mutator::ALL.into_iter().map(move |mutator| (mutator, mutator.apply(text, seed)))
}
