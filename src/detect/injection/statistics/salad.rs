//! Adversarial suffixes: strings that a search over tokens has found (Zou and others, Universal
//! and Transferable Adversarial Attacks on Aligned Language Models, 2023).
//!
//! They are one line of plain words, between which marks stand as nobody and no language sets
//! them: `oppositeley.](Me giving**ONE please? revert with "\!--Two`. In a window of words of one
//! line these are counted:
//!
//! - *plain* words: letters alone, but for the marks of sentences, quotations and emphasis,
//! - *odd* words: a run of different marks that neither prose nor markup has, or a mark between two
//!   letters that joins nothing,
//! - brackets and quotation marks without their other one.
//!
//! Code has odd words, but its brackets are paired within a line or two; prose has pairs and plain
//! words, but no odd ones; data has few plain words.

use memchr::{memchr, memrchr};

use crate::span::Span;

/// Words in a window.
const WINDOW: usize = 20;
/// Words between the starts of windows.
const STEP: usize = 5;
/// Fewer words are too few to judge.
const FEWEST: usize = 8;
/// The most open brackets that are kept in mind; what opens behind them counts as unpaired.
const DEPTH: usize = 32;

/// One word of a line.
#[derive(Clone, Copy, Debug, Default)]
struct Word {
    start: usize,
    end: usize,
    is_odd: bool,
    is_plain: bool,
    /// A part of JSON or of an escaped text: the window is data.
    is_data: bool,
}

/// Where such a string is: the first window in which it is seen, and those that go on.
pub(super) fn find(text: &str) -> Option<Span> {
    let bytes = text.as_bytes();
    let (mut from, mut found) = (0, None::<Span>);
    let mut words = Vec::new();
    while let Some(mark) = next_near_rare(bytes, from) {
        let start = memrchr(b'\n', bytes.get(from..mark)?).map_or(from, |end| from + end + 1);
        let rest = bytes.get(start..)?;
        let line = memchr(b'\n', rest).map_or(rest, |end| rest.get(..end).unwrap_or(rest));
        if may_hold(line)
            && let Some(span) = in_line(line, &mut words)
        {
            let span = Span::new(start + span.start(), start + span.end());
            found = Some(found.map_or(span, |found| found.union(span)));
        }
        from = start + line.len() + 1;
    }
    found
}

/// Where the first mark from `from` on is that may be a rare one.
fn next_near_rare(bytes: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    let has = |block: &&[u8; 32]| {
        block.iter().fold(0, |any, byte| any | u8::from(is_near_rare(*byte))) != 0
    };
    let skipped = 32 * rest.as_chunks::<32>().0.iter().take_while(|block| !has(block)).count();
    let mark = rest.get(skipped..)?.iter().position(|byte| is_near_rare(*byte))?;
    Some(from + skipped + mark)
}

/// Whether a line has marks enough. Most lines have not; many bytes are tested at a time.
fn may_hold(line: &[u8]) -> bool {
    // First with neighbours of the rare marks in ASCII, which takes fewer tests.
    count(line, is_near_rare) >= 2
        && count(line, is_pair) >= 3
        && count(line, |byte| is_near_rare(byte) & (byte != b'|')) >= 2
}

/// `\`, `[`, `]`, `{`, `}`, `<`, `>`, `+`, `=`, `*`, and `|`.
const fn is_near_rare(byte: u8) -> bool {
    (byte.wrapping_sub(b'[') < 3)
        | (byte.wrapping_sub(b'{') < 3)
        | (byte.wrapping_sub(b'<') < 3)
        | (byte.wrapping_sub(b'*') < 2)
}

/// Brackets but for angles, and the quotation mark.
const fn is_pair(byte: u8) -> bool {
    (byte.wrapping_sub(b'(') < 2)
        | (byte == b'[')
        | (byte == b']')
        | (byte == b'{')
        | (byte == b'}')
        | (byte == b'"')
}

/// How many bytes are such marks.
fn count(line: &[u8], is_mark: impl Fn(u8) -> bool) -> usize {
    let of = |bytes: &[u8]| bytes.iter().fold(0_u8, |sum, byte| sum + u8::from(is_mark(*byte)));
    let (blocks, rest) = line.as_chunks::<32>();
    blocks.iter().map(|block| usize::from(of(block))).sum::<usize>() + usize::from(of(rest))
}

fn in_line(line: &[u8], words: &mut Vec<Word>) -> Option<Span> {
    words.clear();
    let mut at = 0;
    for token in line.split(|byte| byte.is_ascii_whitespace()) {
        if !token.is_empty() {
            words.push(word(token, at));
        }
        at += token.len() + 1;
    }
    if words.len() < FEWEST {
        return None;
    }
    let mut found = None::<Span>;
    let mut first = 0;
    loop {
        let window = words.get(first..words.len().min(first + WINDOW)).unwrap_or(&[]);
        if is_salad(line, window)
            && let (Some(start), Some(end)) = (window.first(), window.last())
        {
            let span = Span::new(start.start, end.end);
            found = Some(found.map_or(span, |found| found.union(span)));
        }
        first += STEP;
        if first + WINDOW >= words.len() + STEP {
            return found;
        }
    }
}

fn is_salad(line: &[u8], window: &[Word]) -> bool {
    let count = |is: fn(&Word) -> bool| window.iter().filter(|word| is(word)).count();
    let (odd, plain) = (count(|word| word.is_odd), count(|word| word.is_plain));
    if odd < 2 || plain * 5 < window.len() * 2 || window.iter().any(|word| word.is_data) {
        return false;
    }
    let unpaired = unpaired(line, window);
    unpaired >= 3 && odd + unpaired >= 5
}

/// Brackets without their other one, and one for an odd count of quotation marks.
fn unpaired(line: &[u8], window: &[Word]) -> usize {
    let mut open = [0_u8; DEPTH];
    let (mut depth, mut alone, mut quotes) = (0, 0, 0);
    for word in window {
        let token = line.get(word.start..word.end).unwrap_or(&[]);
        for (nth, byte) in token.iter().enumerate() {
            let closes = match byte {
                b'(' => Err(b')'),
                b'[' => Err(b']'),
                b'{' => Err(b'}'),
                b')' if depth == 0 && is_face_or_number(token, nth) => continue,
                b')' | b']' | b'}' => Ok(*byte),
                b'"' => {
                    quotes += 1;
                    continue;
                }
                _ => continue,
            };
            match closes {
                Err(other) => match open.get_mut(depth) {
                    Some(slot) => {
                        *slot = other;
                        depth += 1;
                    }
                    None => alone += 1,
                },
                Ok(close) if depth > 0 && open.get(depth - 1) == Some(&close) => depth -= 1,
                Ok(_) => alone += 1,
            }
        }
    }
    alone + depth + quotes % 2
}

/// `:)` and `a)` have no other bracket.
fn is_face_or_number(token: &[u8], nth: usize) -> bool {
    let before = token.get(..nth).unwrap_or(&[]);
    before.last().is_some_and(|byte| b":;-=8".contains(byte))
        || !before.is_empty() && nth <= 2 && before.iter().all(u8::is_ascii_alphanumeric)
}

fn word(token: &[u8], start: usize) -> Word {
    let end = start + token.len();
    let mut word = Word { start, end, is_plain: is_plain(token), ..Word::default() };
    if word.is_plain {
        return word;
    }
    let has = |pair: &[u8; 2]| token.windows(2).any(|at| at == pair);
    word.is_data = has(b"\":") || has(b"\\n") || has(b"\\\"");
    word.is_odd = is_odd(token);
    word
}

/// Letters, apostrophes and hyphens within the marks of sentences, quotations and emphasis.
fn is_plain(token: &[u8]) -> bool {
    let around = |byte: &u8| b".,;:!?\"'()[]*_`".contains(byte);
    let Some(first) = token.iter().position(|byte| !around(byte)) else { return false };
    let last = token.iter().rposition(|byte| !around(byte)).unwrap_or(first);
    let inner = token.get(first..=last).unwrap_or(&[]);
    // A run of marks before or behind it is more than a sentence sets.
    first <= 2
        && token.len() - last <= 3
        && inner.iter().all(|byte| byte.is_ascii_alphabetic() || b"'-/".contains(byte))
}

/// Whether marks stand in it as nobody sets them.
fn is_odd(token: &[u8]) -> bool {
    if !token.is_ascii() {
        return false;
    }
    let is_mark = |byte: &u8| byte.is_ascii_punctuation();
    let has_letter = token.iter().any(u8::is_ascii_alphabetic);
    if !has_letter {
        let all_marks = token.iter().all(is_mark);
        return all_marks && kinds(token) >= 3 && !is_usual(token);
    }
    let mut rest = token;
    while let Some(begin) = rest.iter().position(is_mark) {
        let run = rest.get(begin..).unwrap_or(&[]);
        let len = run.iter().position(|byte| !is_mark(byte)).unwrap_or(run.len());
        let run = run.get(..len).unwrap_or(&[]);
        if kinds(run) >= 2 && !is_usual(run) {
            return true;
        }
        rest = rest.get(begin + len..).unwrap_or(&[]);
    }
    let joins_nothing = |at: &[u8]| match at {
        [a, mark, b] => {
            a.is_ascii_alphabetic() && b"\\[]{}<>+=!?;\"".contains(mark) && b.is_ascii_alphabetic()
        }
        _ => false,
    };
    token.windows(3).any(joins_nothing)
        || token.windows(4).any(|at| match at {
            [a, b'*', b'*', b] => a.is_ascii_alphabetic() && b.is_ascii_alphabetic(),
            _ => false,
        })
}

fn kinds(run: &[u8]) -> usize {
    let mut seen = 0_u128;
    run.iter().for_each(|byte| seen |= 1_u128 << (byte & 127));
    seen.count_ones() as usize
}

/// Runs of marks that prose and markup have: what closes before or behind what ends a sentence,
/// what opens, and some by name.
fn is_usual(run: &[u8]) -> bool {
    let ends = |byte: &u8| b".,;:!?".contains(byte);
    let closes = |byte: &u8| b")]}\"'*".contains(byte);
    let in_turn = |first: &dyn Fn(&u8) -> bool, then: &dyn Fn(&u8) -> bool| {
        let at = run.iter().position(|byte| !first(byte)).unwrap_or(run.len());
        at > 0 && run.get(at..).unwrap_or(&[]).iter().all(then)
    };
    // Empty brackets, as of code that prose talks about.
    let pairs: &[&[u8]] = &[b"()", b"[]", b"{}"];
    in_turn(&closes, &ends)
        || run
            .chunks(2)
            .all(|pair| pairs.contains(&pair) || pair.len() == 1 && pair.iter().all(ends))
        || in_turn(&ends, &closes)
        || run.iter().all(|byte| b"\"'([{*".contains(byte))
        || USUAL.iter().any(|usual| run == usual.as_bytes())
}

const USUAL: &[&str] = &[
    "](", "://", ".../", "../", "./", "(-", "($", "-$", "%)", "%.", "%,", "%).", "%),", "--\"",
    "</", "/>", ")-", "]-", ".(", ".\"", "$(", "&&", "||", "=>", "->", "==", "!=", "+=", "-=",
    "<=", ">=", "**:", ":**", "?=", "&=", "(/", "/)", "<!--", "-->", "#{", "%{", "${", "=\"", "='",
    "\">", "'>",
];
