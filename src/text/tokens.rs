//! How many tokens a text may become.

/// An upper bound on the tokens of `text` under any byte-level BPE: one a byte. Budgets use it,
/// because base64, rare scripts and control characters come close to it.
pub const fn max_tokens(text: &str) -> u64 {
    text.len() as u64
}

/// A rough estimate of the tokens of `text`, for limits on length: one for every seven letters
/// of a word, three digits, two bytes off ASCII, four blanks, or one mark of punctuation. It can
/// be under.
///
/// ```
/// assert_eq!(palisade::estimate_tokens("Where is my order 10432?"), 7);
/// ```
pub fn estimate_tokens(text: &str) -> u64 {
    let mut count = TokenCount::new();
    text.as_bytes().iter().for_each(|byte| count.push(*byte));
    count.tokens()
}

/// The estimate as it grows, byte by byte.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TokenCount {
    tokens: u64,
    class: Option<Class>,
    run: u64,
}

impl TokenCount {
    pub(crate) const fn new() -> Self {
        Self { tokens: 0, class: None, run: 0 }
    }

    pub(crate) fn push(&mut self, byte: u8) {
        let class = Class::of(byte);
        if self.class == Some(class) {
            self.run += 1;
        } else {
            self.class = Some(class);
            self.run = 1;
        }
        self.tokens += u64::from(class.begins_token(self.run));
    }

    pub(crate) const fn tokens(&self) -> u64 {
        self.tokens
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Class {
    Blank,
    Letter,
    Digit,
    Wide,
    Mark,
}

impl Class {
    const fn of(byte: u8) -> Self {
        match byte {
            b' ' | b'\t' | b'\n' | b'\r' => Self::Blank,
            b'a'..=b'z' | b'A'..=b'Z' => Self::Letter,
            b'0'..=b'9' => Self::Digit,
            0x80.. => Self::Wide,
            _ => Self::Mark,
        }
    }

    /// Whether the byte at this place of a run of its class, counted from 1, begins a token.
    const fn begins_token(self, place: u64) -> bool {
        match self {
            // A single blank goes with the word behind it.
            Self::Blank => place.is_multiple_of(4),
            Self::Letter => place % 7 == 1,
            Self::Digit => place % 3 == 1,
            Self::Wide => place % 2 == 1,
            Self::Mark => true,
        }
    }
}
