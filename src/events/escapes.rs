//! Arguments of tool calls are JSON within JSON: what they write as `\u0040` is shown to the
//! guards as `@`, and goes on so, which says the same.

/// The beginning of an escape whose rest has not come yet; at most eleven bytes.
#[derive(Default)]
pub(super) struct Escapes {
    held: String,
}

impl Escapes {
    /// Appends `text` to `out` with the escapes resolved that need not be: those of characters
    /// other than control characters, quotes and backslashes, and halves of pairs.
    pub(super) fn resolve(&mut self, text: &str, out: &mut String) {
        let joined;
        let mut rest = match self.held.is_empty() {
            true => text,
            false => {
                joined = std::mem::take(&mut self.held) + text;
                joined.as_str()
            }
        };
        while let Some(at) = rest.find('\\') {
            let (plain, escape) = rest.split_at(at);
            out.push_str(plain);
            match read(escape) {
                Read::Char(c, len) => {
                    out.push(c);
                    rest = escape.get(len..).unwrap_or("");
                }
                Read::Keep(len) => {
                    let (kept, behind) = escape.split_at_checked(len).unwrap_or((escape, ""));
                    out.push_str(kept);
                    rest = behind;
                }
                Read::More => {
                    self.held = escape.to_owned();
                    return;
                }
            }
        }
        out.push_str(rest);
    }

    /// What was held where the text ends inside an escape.
    pub(super) fn finish(self) -> String {
        self.held
    }
}

/// What stands at a backslash.
enum Read {
    /// An escape of so many bytes that stands for a character.
    Char(char, usize),
    /// So many bytes that stay as they are.
    Keep(usize),
    /// Nobody can say yet.
    More,
}

fn read(escape: &str) -> Read {
    match escape.as_bytes().get(1) {
        None => Read::More,
        Some(b'/') => Read::Char('/', 2),
        Some(b'u') => match unit(escape) {
            Unit::More => Read::More,
            Unit::None => Read::Keep(2),
            Unit::Of(high @ 0xd800..0xdc00) => {
                let low = escape.get(6..).unwrap_or("");
                if !"\\u".starts_with(low.get(..2).unwrap_or(low)) {
                    return Read::Keep(6);
                }
                match unit(low) {
                    Unit::More => Read::More,
                    Unit::Of(low @ 0xdc00..0xe000) => {
                        let code = 0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00);
                        char::from_u32(code).map_or(Read::Keep(6), |c| Read::Char(c, 12))
                    }
                    Unit::Of(_) | Unit::None => Read::Keep(6),
                }
            }
            Unit::Of(code) => match char::from_u32(code) {
                Some(c) if c >= ' ' && !matches!(c, '"' | '\\') => Read::Char(c, 6),
                _ => Read::Keep(6),
            },
        },
        // An escape of one character; one of more bytes is no JSON.
        Some(byte) if byte.is_ascii() => Read::Keep(2),
        Some(_) => Read::Keep(1),
    }
}

enum Unit {
    Of(u32),
    None,
    More,
}

/// The four digits behind `\u`.
fn unit(escape: &str) -> Unit {
    let digits = escape.get(2..).unwrap_or("");
    let hex = digits.bytes().take(4).take_while(u8::is_ascii_hexdigit).count();
    match (hex, digits.get(..4)) {
        (4, Some(digits)) => u32::from_str_radix(digits, 16).map_or(Unit::None, Unit::Of),
        (hex, _) if hex == digits.len() => Unit::More,
        _ => Unit::None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn resolved(pieces: &[&str]) -> String {
        let (mut escapes, mut out) = (Escapes::default(), String::new());
        pieces.iter().for_each(|piece| escapes.resolve(piece, &mut out));
        out + &escapes.finish()
    }

    #[test]
    fn what_stands_for_a_plain_character_is_resolved() {
        for (text, plain) in [
            (r#"bob\u0040example.com"#, "bob@example.com"),
            (r#"\ud83d\ude00 \u00E4 \/"#, "😀 ä /"),
            (r#"\\u0040 \" \n \u0022 \u005c \u000a"#, r#"\\u0040 \" \n \u0022 \u005c \u000a"#),
            (r#"\ud83d! \ude00 \ud83d\u0041 \u00"#, r#"\ud83d! \ude00 \ud83dA \u00"#),
            (r#"\u00g1 \ä \"#, r#"\u00g1 \ä \"#),
        ] {
            assert_eq!(resolved(&[text]), plain, "{text}");
            for (cut, _) in text.char_indices() {
                let (head, tail) = text.split_at(cut);
                assert_eq!(resolved(&[head, tail]), plain, "{text} at {cut}");
            }
        }
    }

    proptest! {
        #[test]
        fn the_value_stays_the_same_however_it_is_cut(
            text in "(\\\\u00[0-7][0-9a-f]|\\\\ud83d\\\\ude0[0-9]|\\\\n|\\\\\\\\|[a-z@ä]){0,12}",
            cut in any::<prop::sample::Index>(),
        ) {
            let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let (head, tail) = text.split_at(*cut.get(&places));
            let plain = resolved(&[head, tail]);
            let value = |text: &str| serde_json::from_str::<String>(&format!("\"{text}\"")).unwrap();
            prop_assert_eq!(value(&plain), value(&text));
            prop_assert_eq!(resolved(&[&text]), plain);
        }
    }
}
