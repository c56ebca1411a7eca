//! How many tokens a text may become.

/// An upper bound on the tokens of `text` under any byte-level BPE: one a byte. Budgets use it,
/// because base64, rare scripts and control characters come close to it.
pub const fn max_tokens(text: &str) -> u64 {
    text.len() as u64
}

/// A rough estimate of the tokens of `text`, for limits on length: one for every seven letters
/// of a word, three digits, two bytes off ASCII, or one mark of punctuation. It can be under.
///
/// ```
/// assert_eq!(palisade::estimate_tokens("Where is my order 10432?"), 8);
/// ```
pub fn estimate_tokens(text: &str) -> u64 {
    let mut tokens = 0_u64;
    let mut run = (Class::Space, 0_u64);
    for &byte in text.as_bytes() {
        let class = Class::of(byte);
        if class == run.0 {
            run.1 += 1;
        } else {
            tokens += run.0.tokens(run.1);
            run = (class, 1);
        }
    }
    tokens + run.0.tokens(run.1)
}

#[derive(Clone, Copy, PartialEq)]
enum Class {
    Space,
    Letter,
    Digit,
    Wide,
    Mark,
}

impl Class {
    const fn of(byte: u8) -> Self {
        match byte {
            b' ' | b'\t' | b'\n' | b'\r' => Self::Space,
            b'a'..=b'z' | b'A'..=b'Z' => Self::Letter,
            b'0'..=b'9' => Self::Digit,
            0x80.. => Self::Wide,
            _ => Self::Mark,
        }
    }

    const fn tokens(self, bytes: u64) -> u64 {
        match self {
            // A single space goes with the word behind it.
            Self::Space => bytes / 4,
            Self::Letter => bytes.div_ceil(7),
            Self::Digit => bytes.div_ceil(3),
            Self::Wide => bytes.div_ceil(2),
            Self::Mark => bytes,
        }
    }
}
