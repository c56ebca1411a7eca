//! Texts from a regular expression: that match it, that just do not, and that match it but are
//! too uniform to be random.

use regex::bytes::{Regex, RegexBuilder};
use regex_syntax::hir::{Class, Hir, HirKind, Repetition};

use super::random::Random;

/// Makes texts from a pattern, the same for the same seed: to try a rule with, or the guard that
/// holds it.
///
/// Patterns are read over bytes, as those of rule packs: `\w`, `\d` and `\b` mean ASCII.
///
/// ```
/// use palisade::redteam::PatternTexts;
///
/// let texts = PatternTexts::new(r"\b(?:tk|pk)_([a-z0-9]{20,24})\b").expect("a pattern").entropy(3.0);
/// let positives = texts.positives(12, 7);
/// assert!(positives.iter().any(|text| text.starts_with("tk_")));
/// assert!(positives.iter().any(|text| text.starts_with("pk_") && text.len() == 27));
/// assert!(texts.near_misses(12, 7).iter().all(|text| !texts.matches(text)));
/// assert!(texts.uniform(2, 7).iter().all(|text| texts.matches(text)));
/// ```
#[derive(Debug)]
pub struct PatternTexts {
    hir: Hir,
    regex: Regex,
    entropy: f64,
    group: usize,
}

impl PatternTexts {
    /// For this pattern; `None` where it is none, or takes more than some millions of bytes.
    pub fn new(pattern: &str) -> Option<Self> {
        let mut parser = regex_syntax::ParserBuilder::new().unicode(false).utf8(false).build();
        let hir = parser.parse(pattern).ok()?;
        let regex = RegexBuilder::new(pattern).unicode(false).build().ok()?;
        Some(Self { hir, regex, entropy: 0.0, group: 0 })
    }

    /// What is looked for has more entropy than this, in bits a byte.
    pub const fn entropy(mut self, bits: f64) -> Self {
        self.entropy = bits;
        self
    }

    /// What is looked for is this group of the pattern; the whole match by default.
    pub const fn group(mut self, group: usize) -> Self {
        self.group = group;
        self
    }

    /// Whether the pattern matches somewhere in a text.
    pub fn matches(&self, text: &str) -> bool {
        self.regex.is_match(text.as_bytes())
    }

    /// Where in a text that it made stands what is looked for: start and end, in bytes.
    pub fn sought(&self, text: &str) -> Option<(usize, usize)> {
        let groups = self.regex.captures(text.as_bytes())?;
        let group = groups.get(self.group).filter(|group| !group.is_empty()).or(groups.get(0))?;
        Some((group.start(), group.end()))
    }

    /// Up to `count` different texts that the pattern matches from the first to the last byte and
    /// that have the entropy; fewer where there are no more. The first of them are as short and as
    /// long as may be, and between them they take every alternative of the pattern. What repeats
    /// without an end is repeated eight times more than it must.
    pub fn positives(&self, count: usize, seed: u64) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        for nth in 0..count.saturating_mul(TRIES) {
            if all.len() == count {
                break;
            }
            let made = self.make(nth, seed, nth >= count * TRIES / 2);
            all.extend(made.filter(|text| self.is_positive(text) && !all.contains(text)));
        }
        all
    }

    /// Up to `count` different texts that the pattern does not match anywhere, but nearly: a byte
    /// too short, one too many, one of another class, a broken beginning.
    pub fn near_misses(&self, count: usize, seed: u64) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        let mut random = Random::new(seed, 0x6d69_7373);
        for nth in 0..count.saturating_mul(TRIES) {
            if all.len() == count {
                break;
            }
            let Some(text) = self.make(nth, seed, false) else { continue };
            let missed = spoilt(&text, nth % 4, &mut random);
            all.extend(missed.filter(|text| !self.matches(text) && !all.contains(text)));
        }
        all
    }

    /// Up to `count` different texts that the pattern matches but that have no more than the
    /// entropy, or than 2 bits a byte where none is asked for: what is looked for repeats one byte
    /// where it can.
    pub fn uniform(&self, count: usize, seed: u64) -> Vec<String> {
        let most = if self.entropy == 0.0 { 2.0 } else { self.entropy };
        let mut all: Vec<String> = Vec::new();
        for nth in 0..count.saturating_mul(TRIES) {
            if all.len() == count {
                break;
            }
            let mut maker = Maker { random: Random::new(seed, nth as u64), pick: Pick::Same, nth };
            let mut bytes = Vec::new();
            let made = maker.write(&self.hir, nth / LENGTHS, &mut bytes);
            let text = made.and_then(|()| String::from_utf8(bytes).ok());
            let is_dull = |text: &String| {
                let sought = self.sought(text).and_then(|(from, to)| text.get(from..to));
                sought.is_some_and(|text| bits(text.as_bytes()) <= most)
            };
            all.extend(text.filter(|text| is_dull(text) && !all.contains(text)));
        }
        all
    }

    fn make(&self, nth: usize, seed: u64, is_late: bool) -> Option<String> {
        let pick = if is_late { Pick::Rarest } else { Pick::Any };
        let mut maker = Maker { random: Random::new(seed, nth as u64), pick, nth };
        let mut bytes = Vec::new();
        maker.write(&self.hir, nth / LENGTHS, &mut bytes)?;
        String::from_utf8(bytes).ok().filter(|text| !text.is_empty())
    }

    fn is_positive(&self, text: &str) -> bool {
        let whole = self.regex.find(text.as_bytes()).is_some_and(|m| m.len() == text.len());
        let sought = self.sought(text).and_then(|(from, to)| text.get(from..to));
        whole
            && sought
                .is_some_and(|text| self.entropy == 0.0 || bits(text.as_bytes()) > self.entropy)
    }
}

/// Writes one text.
struct Maker {
    random: Random,
    pick: Pick,
    nth: usize,
}

/// Which byte of a class is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pick {
    Any,
    /// The one that stands there the fewest times.
    Rarest,
    /// The same as before, where it may be.
    Same,
}

impl Maker {
    /// Writes a text of the pattern; `way` says which alternatives are taken.
    fn write(&mut self, hir: &Hir, way: usize, to: &mut Vec<u8>) -> Option<()> {
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => {}
            HirKind::Literal(literal) => to.extend_from_slice(&literal.0),
            HirKind::Class(Class::Bytes(class)) => {
                let ranges = class.ranges().iter().map(|range| (range.start(), range.end()));
                let byte = self.byte(ranges, to)?;
                to.push(byte);
            }
            HirKind::Class(Class::Unicode(class)) => {
                let range = class.ranges().get(self.random.below(class.ranges().len()))?;
                let c = char::from_u32(u32::from(range.start())).unwrap_or(range.end());
                to.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            }
            HirKind::Capture(capture) => self.write(&capture.sub, way, to)?,
            HirKind::Concat(parts) => {
                parts.iter().try_for_each(|part| self.write(part, way, to))?;
            }
            HirKind::Alternation(ways) => {
                let taken = ways.get(way % ways.len())?;
                self.write(taken, way / ways.len(), to)?;
            }
            HirKind::Repetition(repeated) => {
                for _ in 0..self.times(repeated) {
                    self.write(&repeated.sub, way, to)?;
                }
            }
        }
        Some(())
    }

    fn times(&mut self, repeated: &Repetition) -> usize {
        let least = repeated.min as usize;
        let most = repeated.max.map_or(least + 8, |most| most as usize);
        match self.nth % LENGTHS {
            0 => least,
            1 => most,
            _ => least + self.random.below((most - least).min(64) + 1),
        }
    }

    /// One of these bytes: a letter or digit, where there is one, mostly.
    fn byte(&mut self, ranges: impl Iterator<Item = (u8, u8)>, to: &[u8]) -> Option<u8> {
        let all: Vec<u8> = ranges.flat_map(|(from, to)| from..=to).filter(u8::is_ascii).collect();
        let plain: Vec<u8> = all.iter().copied().filter(u8::is_ascii_alphanumeric).collect();
        let shown: Vec<u8> = all.iter().copied().filter(u8::is_ascii_graphic).collect();
        let is_plain = !plain.is_empty() && (self.pick != Pick::Any || self.random.chance(15, 16));
        let from = match (is_plain, shown.is_empty()) {
            (true, _) => &plain,
            (false, false) => &shown,
            (false, true) => &all,
        };
        match self.pick {
            Pick::Any => from.get(self.random.below(from.len())).copied(),
            Pick::Same => {
                let last = to.last().filter(|last| from.contains(last));
                last.or_else(|| from.get(self.random.below(from.len()))).copied()
            }
            Pick::Rarest => {
                let start = self.random.below(from.len().max(1));
                let turned = from.iter().cycle().skip(start).take(from.len());
                turned.min_by_key(|byte| to.iter().filter(|there| there == byte).count()).copied()
            }
        }
    }
}

/// A text with one thing wrong.
fn spoilt(text: &str, how: usize, random: &mut Random) -> Option<String> {
    let mut chars: Vec<char> = text.chars().collect();
    match how {
        0 => {
            chars.pop()?;
        }
        1 => {
            let at = random.below(chars.len());
            let c = *chars.get(at)?;
            chars.insert(at, if c.is_ascii_alphanumeric() { c } else { 'Z' });
        }
        2 => {
            let at = random.below(chars.len());
            *chars.get_mut(at)? = random.pick(&['!', '~', ' ', '\u{fc}']);
        }
        _ => {
            let at = random.below(chars.len().min(4));
            chars.remove(at);
        }
    }
    Some(chars.into_iter().collect())
}

/// Shannon's entropy, in bits a byte.
fn bits(bytes: &[u8]) -> f64 {
    let share = |byte: u8| {
        let count = bytes.iter().filter(|there| **there == byte).count();
        count as f64 / bytes.len() as f64
    };
    let shares = (0..=u8::MAX).map(share).filter(|share| *share > 0.0);
    shares.map(|share| -share * share.log2()).sum()
}

/// Shortest, longest, between.
const LENGTHS: usize = 3;
/// How often a text is tried for each that is asked for.
const TRIES: usize = 24;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn patterns() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "ab",
            "[a-f]{3,6}",
            "(?:x|yz)",
            "[0-9]{2}",
            "(q?)",
            "[^a-z]",
            r"\.",
            "(?i:key)",
            "-{1,3}",
            "(?:[a-c]{2}|[0-9]{4}|_)",
            r"\w{5}",
        ]);
        prop::collection::vec(piece, 1..6).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn positives_match_and_near_misses_do_not(pattern in patterns(), seed in any::<u64>()) {
            let texts = PatternTexts::new(&pattern).expect("a pattern");
            let positives = texts.positives(6, seed);
            prop_assert!(!positives.is_empty());
            let whole = Regex::new(&format!("^(?-u:{pattern})$")).expect("a pattern");
            for text in &positives {
                prop_assert!(whole.is_match(text.as_bytes()), "{text:?} of {pattern}");
            }
            for text in texts.near_misses(6, seed) {
                prop_assert!(!texts.matches(&text), "{text:?} of {pattern}");
            }
            prop_assert_eq!(positives, texts.positives(6, seed));
        }

        #[test]
        fn entropy_is_more_than_what_is_asked_for(bound in 0.5_f64..3.5, seed in any::<u64>()) {
            let texts = PatternTexts::new("k=([a-z0-9]{24})").expect("a pattern").entropy(bound).group(1);
            let positives = texts.positives(4, seed);
            prop_assert_eq!(positives.len(), 4);
            for text in positives {
                let (from, to) = texts.sought(&text).expect("a group");
                prop_assert!(bits(&text.as_bytes()[from..to]) > bound);
            }
        }
    }

    #[test]
    fn every_alternative_and_both_bounds_are_reached() {
        let texts = PatternTexts::new("(?:aa|b(?:cc|dd)|e)[0-9]{2,5}").expect("a pattern");
        let all = texts.positives(18, 1);
        for head in ["aa", "bcc", "bdd", "e"] {
            let mine: Vec<_> = all.iter().filter_map(|text| text.strip_prefix(head)).collect();
            assert!(mine.iter().any(|digits| digits.len() == 2), "{head}: {all:?}");
            assert!(mine.iter().any(|digits| digits.len() == 5), "{head}: {all:?}");
        }
    }

    #[test]
    fn uniform_texts_match_and_repeat() {
        let texts =
            PatternTexts::new("tk_([a-z0-9]{20})").expect("a pattern").entropy(3.0).group(1);
        let all = texts.uniform(3, 1);
        assert_eq!(all.len(), 3);
        for text in all {
            assert!(texts.matches(&text) && bits(&text.as_bytes()[3..]) <= 3.0, "{text}");
        }
    }
}
