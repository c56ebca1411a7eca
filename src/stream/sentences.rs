//! Text that goes on in whole sentences only.

/// What the guards have released of one channel and no sentence has ended yet.
///
/// A sentence ends behind `.`, `!`, `?` or `…` where white space and then no small letter
/// follow, behind `。`, `！`, `？` and `｡` at once, each with the quotes and brackets that close
/// there, and at a line break. A full stop does not end one behind a single letter (`e.g.`, an
/// initial), a number that begins its line (a list), or one of a few abbreviations.
#[derive(Default)]
pub(super) struct Sentences {
    held: String,
    /// Everything below was looked at and ends no sentence.
    looked: usize,
}

impl Sentences {
    /// A sentence of more bytes goes on at the end of its last word, and a word of more bytes at
    /// the end of a character: this many bytes are held at most.
    pub(super) const MOST: usize = 1024;

    /// Adds released text and appends the sentences that are whole now to `out`.
    pub(super) fn push(&mut self, text: &str, out: &mut String) {
        self.held.push_str(text);
        let (mut whole, mut at) = (0, self.looked);
        loop {
            match next_end(&self.held, at) {
                Found::End(end) => (whole, at) = (end, end),
                Found::Undecided(from) => {
                    self.looked = from;
                    break;
                }
            }
        }
        if self.held.len() - whole > Self::MOST {
            whole = word_end(&self.held, whole);
            if self.held.len() - whole > Self::MOST {
                whole = self.held.len();
            }
        }
        out.extend(self.held.drain(..whole));
        self.looked = self.looked.saturating_sub(whole);
    }

    /// The text has ended well: what is left goes on, whole or not.
    pub(super) fn finish(self) -> String {
        self.held
    }
}

enum Found {
    /// A sentence ends here.
    End(usize),
    /// None ends yet; what follows decides from here on.
    Undecided(usize),
}

/// The first end of a sentence behind `from`. Each run of marks is looked at once.
fn next_end(text: &str, from: usize) -> Found {
    let ends = |c: char| matches!(c, '\n' | '\u{2028}' | '\u{2029}') || is_mark(c);
    let mut at = from;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find(ends)) {
        let mark = at + found;
        let c = text.get(mark..).and_then(|rest| rest.chars().next()).unwrap_or('\n');
        let behind = mark + c.len_utf8();
        if !is_mark(c) {
            return Found::End(behind);
        }
        let closed = closers(text, behind);
        if closed == text.len() {
            // More that closes may come.
            return Found::Undecided(mark);
        }
        at = closed;
        if !matches!(c, '.' | '!' | '?' | '…') {
            return Found::End(closed);
        }
        let mut after = text.get(closed..).unwrap_or("").chars();
        if !after.next().is_some_and(char::is_whitespace) {
            continue;
        }
        match after.find(|next| !next.is_whitespace()) {
            None => return Found::Undecided(mark),
            Some(next) if next.is_lowercase() => {}
            Some(_) if c == '.' && is_abbreviation(text.get(..mark).unwrap_or("")) => {}
            Some(_) => return Found::End(closed),
        }
    }
    Found::Undecided(text.len())
}

const fn is_mark(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？' | '｡')
}

/// Behind the quotes and brackets that close at `at`, and further marks of the end.
fn closers(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or("");
    let closes = |c: char| {
        matches!(c, '"' | '\'' | ')' | ']' | '}' | '»' | '”' | '’' | '」' | '』' | '）' | '*' | '_')
            || is_mark(c)
    };
    at + rest.find(|c| !closes(c)).unwrap_or(rest.len())
}

/// Whether a full stop behind `before` is part of an abbreviation, an initial or a list's number.
fn is_abbreviation(before: &str) -> bool {
    const KNOWN: [&str; 24] = [
        "Mr", "Mrs", "Ms", "Dr", "Prof", "St", "Jr", "Sr", "vs", "No", "Nos", "Fig", "Eq",
        "approx", "ca", "cf", "al", "Inc", "Ltd", "Co", "Nr", "bzw", "bspw", "Abs",
    ];
    let word_start = before.rfind(|c: char| !c.is_alphanumeric()).map_or(0, |at| {
        at + before.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8)
    });
    let word = before.get(word_start..).unwrap_or("");
    let mut letters = word.chars();
    let single = letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none();
    let line = before.get(..word_start).unwrap_or("");
    let begins_line =
        line.trim_end_matches([' ', '\t']).chars().next_back().is_none_or(|c| c == '\n');
    let listed = begins_line && word.len() <= 3 && word.chars().all(|c| c.is_ascii_digit());
    single || (listed && !word.is_empty()) || KNOWN.contains(&word)
}

/// The last end of a word behind `from`, or of a character where there is none.
fn word_end(text: &str, from: usize) -> usize {
    let rest = text.get(from..).unwrap_or("");
    match rest.char_indices().rfind(|(_, c)| c.is_whitespace()) {
        Some((at, space)) => from + at + space.len_utf8(),
        None => text.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What goes on before the end, with a bar at each push.
    fn sentences(text: &str) -> String {
        let (mut sentences, mut all) = (Sentences::default(), String::new());
        for c in text.chars() {
            let mut out = String::new();
            sentences.push(c.encode_utf8(&mut [0; 4]), &mut out);
            if !out.is_empty() {
                all += &out;
                all.push('|');
            }
        }
        all
    }

    #[test]
    fn sentences_end_where_a_reader_says() {
        for (text, whole) in [
            ("One. Two! Three? Fo", "One.| Two!| Three?|"),
            ("He said \"no.\" Then", "He said \"no.\"|"),
            ("It is 3.5 km, e.g. from Dr. J. Doe on. A", "It is 3.5 km, e.g. from Dr. J. Doe on.|"),
            ("Wait... what? No", "Wait... what?|"),
            ("你好。「再见。」好", "你好。|「再见。」|"),
            ("1. First\n2. Sec", "1. First\n|"),
            ("see a.rs and v1.2.3 for", ""),
            ("Ends here.", ""),
        ] {
            assert_eq!(sentences(text), whole, "{text}");
        }
    }

    #[test]
    fn a_sentence_that_is_too_long_goes_on_at_a_word() {
        let (mut sentences, mut out) = (Sentences::default(), String::new());
        sentences.push(&"word ".repeat(300), &mut out);
        sentences.push("wo", &mut out);
        assert!(out.ends_with("word ") && sentences.finish().len() <= Sentences::MOST);
        let (mut sentences, mut out) = (Sentences::default(), String::new());
        for _ in 0..10_000 {
            sentences.push("x", &mut out);
            assert!(sentences.held.len() <= Sentences::MOST);
        }
    }

    proptest! {
        #[test]
        fn nothing_is_lost(pieces in prop::collection::vec("[a-zA-Z.!? \n。」0-9]{0,9}", 0..20)) {
            let (mut sentences, mut out) = (Sentences::default(), String::new());
            pieces.iter().for_each(|piece| sentences.push(piece, &mut out));
            out += &sentences.finish();
            prop_assert_eq!(out, pieces.concat());
        }
    }
}
