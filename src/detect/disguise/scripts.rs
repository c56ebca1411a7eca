//! Which script a character is of, as far as disguises go.

/// The scripts whose letters pass for Latin ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Script {
    Greek,
    Cyrillic,
    /// Armenian, Cherokee, Coptic, Lisu: none stands beside Latin letters in a word.
    Other,
}

impl Script {
    /// Source: the blocks of the Unicode Character Database.
    pub(super) const fn of(c: char) -> Option<Self> {
        match c {
            '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => Some(Self::Greek),
            '\u{400}'..='\u{52f}'
            | '\u{1c80}'..='\u{1c8f}'
            | '\u{2de0}'..='\u{2dff}'
            | '\u{a640}'..='\u{a69f}' => Some(Self::Cyrillic),
            '\u{530}'..='\u{58f}'
            | '\u{13a0}'..='\u{13ff}'
            | '\u{ab70}'..='\u{abbf}'
            | '\u{2c80}'..='\u{2cff}'
            | '\u{a4d0}'..='\u{a4ff}' => Some(Self::Other),
            _ => None,
        }
    }
}

/// Whether words of its script are written without spaces, beside full-width forms.
pub(super) const fn is_cjk(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}'
        | '\u{3105}'..='\u{31ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9f}' | '\u{20000}'..='\u{3ffff}')
}

/// Letters and digits of the block Mathematical Alphanumeric Symbols, the letters of Letterlike
/// Symbols that fill its gaps, and letters in circles, parentheses and squares. Digits in circles
/// number lists.
pub(super) const fn is_styled(c: char) -> bool {
    matches!(c, '\u{1d400}'..='\u{1d7ff}' | '\u{249c}'..='\u{24e9}' | '\u{1f110}'..='\u{1f129}'
        | '\u{1f130}'..='\u{1f149}' | '\u{1f150}'..='\u{1f169}' | '\u{1f170}'..='\u{1f189}'
        | 'ℂ' | 'ℊ'..='ℓ' | 'ℕ' | 'ℙ'..='ℝ' | 'ℤ' | 'ℨ' | 'ℬ' | 'ℭ' | 'ℯ'..='ℱ' | 'ℳ' | 'ℴ')
}

/// Full-width letters and digits.
pub(super) const fn is_full_width(c: char) -> bool {
    matches!(c, '\u{ff10}'..='\u{ff19}' | '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}')
}

/// Marks that stand above, below or through any letter; those of one script are of its spelling.
pub(super) const fn is_stackable(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// Look-alikes that no Slavic language spells its endings with.
pub(super) const fn is_no_ending(c: char) -> bool {
    !matches!(c, '\u{410}'..='\u{44f}')
}

/// The alphabets that a Cyrillic look-alike is of, one bit each; none for the letters that all have.
/// No language has letters of two.
pub(super) const fn alphabet(c: char) -> u8 {
    match c {
        // Macedonian, Serbian.
        'ѕ' | 'ј' | 'Ѕ' | 'Ј' => 1,
        // Ukrainian, Kazakh and other Turkic languages.
        'і' | 'І' | 'һ' | 'ү' | 'Ү' => 2,
        // The Caucasus.
        'ӏ' | 'Ӏ' => 4,
        // Abkhaz.
        'ҽ' | 'Ҽ' => 8,
        // Komi, Kurdish.
        'ԁ' | 'ԛ' | 'ԝ' | 'Ԍ' | 'Ԛ' | 'Ԝ' => 16,
        // Of old books.
        'ѵ' | 'Ѵ' | 'Ꙁ' => 32,
        _ => 0,
    }
}
