//! What is counted in a request, in one pass over its bytes and one over its words.

use std::fmt;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind, StartKind};
use once_cell::sync::Lazy;

use crate::route::rules::{BASE, BRACES, Curve, OPERATORS, RULES, Rule, Signal, WORDS};
use crate::text::{Input, Source};

/// How hard a request is to answer, from 0 for small talk to 1 for a proof, a design or a pile of
/// code, estimated from its text alone, without a model.
///
/// It counts words of reasoning, of demanding and of simple tasks, of quantities, constraints and
/// special fields (English, and a few in German, Spanish and French), code, numbers, questions
/// and length. The user's message is read; of the other parts only the length counts. Of a
/// message above 1 KiB the first and the last 512 bytes are read: that is where people say what
/// they want, and what stands between is often pasted. So the time is bounded, and under 2 µs for
/// 200 bytes.
///
/// ```
/// use palisade::{Complexity, Input};
///
/// let easy = Complexity::of(&Input::user("Hi, what are your opening hours?"));
/// let hard = Complexity::of(&Input::user(
///     "Prove step by step that the algorithm is optimal, and explain why the bound is tight.",
/// ));
/// assert!(easy.value() < 0.2 && hard.value() > 0.7);
/// assert!(hard.reasons().any(|reason| reason == "reasoning words: 4"));
/// ```
#[derive(Clone, Copy, PartialEq)]
pub struct Complexity {
    counts: [u32; Signal::COUNT],
    value: f64,
}

impl Complexity {
    /// Estimates it for an input.
    pub fn of(input: &Input<'_>) -> Self {
        let mut counts = Counts::default();
        for part in input.parts() {
            match part.source() {
                // The application's own instructions are the same for every request.
                Source::System => {}
                Source::User => counts.read(part.text().as_bytes()),
                source => {
                    counts.add(Signal::Context, about_tokens(part.text().len()));
                    if source.is_data() {
                        counts.add(Signal::Documents, 1);
                    }
                }
            }
        }
        Self { counts: counts.0, value: value(&counts.0) }
    }

    /// The estimate: at least 0, at most 1.
    pub const fn value(&self) -> f64 {
        self.value
    }

    /// What speaks for it and against it, the strongest first, for people: names and counts,
    /// never a word of the text.
    pub fn reasons(&self) -> impl Iterator<Item = String> + '_ {
        let mut effects: Vec<_> = self.effects().collect();
        effects.sort_by(|(_, _, one), (_, _, other)| other.abs().total_cmp(&one.abs()));
        effects.into_iter().map(|(rule, count, _)| format!("{}: {count}", rule.name))
    }

    fn effects(&self) -> impl Iterator<Item = (&'static Rule, u32, f64)> + '_ {
        RULES.iter().filter_map(|rule| {
            let count = count_of(&self.counts, rule.signal);
            let effect = rule.effect(count);
            (effect != 0.0).then_some((rule, count, effect))
        })
    }
}

impl fmt::Debug for Complexity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut map = f.debug_map();
        map.entry(&"value", &self.value);
        for (rule, count, effect) in self.effects() {
            map.entry(&rule.name, &(count, effect));
        }
        map.finish()
    }
}

impl Rule {
    fn effect(&self, count: u32) -> f64 {
        let above = f64::from(count.saturating_sub(self.free));
        let full = f64::from(self.full);
        let share = match self.curve {
            Curve::Linear => above / full,
            Curve::Logarithm => (above / 32.0).ln_1p() / (full / 32.0).ln_1p(),
        };
        self.weight * share.min(1.0)
    }
}

/// The logistic function of the summed effects.
fn value(counts: &[u32; Signal::COUNT]) -> f64 {
    let effects = RULES.iter().map(|rule| match count_of(counts, rule.signal) {
        count if count <= rule.free => 0.0,
        count => rule.effect(count),
    });
    1.0 / (1.0 + (-(BASE + effects.sum::<f64>())).exp())
}

fn count_of(counts: &[u32; Signal::COUNT], signal: Signal) -> u32 {
    counts[signal as usize]
}

#[derive(Default)]
struct Counts([u32; Signal::COUNT]);

impl Counts {
    fn read(&mut self, text: &[u8]) {
        self.add(Signal::Length, about_tokens(text.len()));
        match (text.first_chunk::<EDGE>(), text.last_chunk::<EDGE>()) {
            (Some(first), Some(last)) if text.len() > 2 * EDGE => {
                self.scan(first);
                self.scan(last);
            }
            _ => self.scan(text),
        }
    }

    /// Reads at most twice [`EDGE`].
    fn scan(&mut self, text: &[u8]) {
        // Four counts in one register: an edge is far shorter than what 16 bits hold.
        let (mut tally, mut before) = (0_u64, 0_u64);
        for &byte in text {
            let mark = MARKS[usize::from(byte)];
            // A number counts once, at its first digit.
            tally += mark - (mark & before & DIGIT);
            before = mark;
        }
        let count_of = |mark: u64| (tally / mark) as u32 & 0xffff;
        self.add(Signal::Numbers, count_of(DIGIT));
        self.add(Signal::Operators, count_of(OPERATOR));
        self.add(Signal::Braces, count_of(BRACE));
        self.add(Signal::Questions, count_of(QUESTION));

        let Some(automaton) = &LEXICON.automaton else { return };
        for found in automaton.find_iter(text) {
            let Some(entry) = LEXICON.entries.get(found.pattern().as_usize()) else { continue };
            let begins = || !joins(text.get(..found.start()).and_then(<[u8]>::last));
            let ends = || !joins(text.get(found.end()));
            let counts = match entry.edges {
                Edges::Both => begins() && ends(),
                Edges::Start => begins(),
                Edges::Neither => true,
            };
            if counts {
                self.add(entry.signal, 1);
            }
        }
    }

    fn add(&mut self, signal: Signal, count: u32) {
        let slot = &mut self.0[signal as usize];
        *slot = slot.saturating_add(count);
    }
}

/// How much is read of each end of a long message, in bytes. At 4,096 the words of pasted articles
/// made summaries look harder than proofs; at 256 the middle of ordinary questions is lost.
const EDGE: usize = 512;

/// Four bytes a token, as is usual for English.
fn about_tokens(bytes: usize) -> u32 {
    u32::try_from(bytes.div_ceil(4)).unwrap_or(u32::MAX)
}

/// Whether a byte beside a word makes it a part of a longer one. Bytes off ASCII are letters
/// nearly always.
fn joins(byte: Option<&u8>) -> bool {
    byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_' || *byte >= 0x80)
}

// One in the 16 bits of each mark.
const DIGIT: u64 = 1;
const OPERATOR: u64 = 1 << 16;
const BRACE: u64 = 1 << 32;
const QUESTION: u64 = 1 << 48;

static MARKS: [u64; 256] = {
    let mut marks = [0; 256];
    mark(&mut marks, b"0123456789", DIGIT);
    mark(&mut marks, OPERATORS, OPERATOR);
    mark(&mut marks, BRACES, BRACE);
    mark(&mut marks, b"?", QUESTION);
    marks
};

const fn mark(marks: &mut [u64; 256], bytes: &[u8], mark: u64) {
    let mut at = 0;
    while at < bytes.len() {
        marks[bytes[at] as usize] = mark;
        at += 1;
    }
}

struct Lexicon {
    /// Always there: the words are constants, and a test builds it.
    automaton: Option<AhoCorasick>,
    entries: Vec<Entry>,
}

struct Entry {
    signal: Signal,
    edges: Edges,
}

#[derive(Clone, Copy)]
enum Edges {
    Both,
    Start,
    Neither,
}

static LEXICON: Lazy<Lexicon> = Lazy::new(|| {
    let mut entries = Vec::new();
    let mut patterns = Vec::new();
    for (signal, words) in WORDS {
        for word in *words {
            let (pattern, edges) = match (word.strip_suffix('*'), word.strip_prefix('~')) {
                (Some(stem), _) => (stem, Edges::Start),
                (None, Some(mark)) => (mark, Edges::Neither),
                (None, None) => (*word, Edges::Both),
            };
            patterns.push(pattern);
            entries.push(Entry { signal: *signal, edges });
        }
    }
    let automaton = AhoCorasick::builder()
        .kind(Some(AhoCorasickKind::DFA))
        .start_kind(StartKind::Unanchored)
        .match_kind(MatchKind::LeftmostLongest)
        .ascii_case_insensitive(true)
        .build(&patterns);
    Lexicon { automaton: automaton.ok(), entries }
});

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    fn of(text: &str) -> Complexity {
        Complexity::of(&Input::user(text))
    }

    #[test]
    fn rules_stand_in_the_order_of_their_signals_and_words_are_there_once() {
        assert!(LEXICON.automaton.is_some());
        for (position, rule) in RULES.iter().enumerate() {
            assert_eq!(rule.signal as usize, position, "{}", rule.name);
            assert!(rule.full > 0 && rule.weight.is_finite());
        }
        let mut seen = HashSet::new();
        for word in WORDS.iter().flat_map(|(_, words)| *words) {
            assert!(word.len() > 1 && seen.insert(word.to_ascii_lowercase()), "{word}");
        }
    }

    #[test]
    fn tiers_of_plain_examples() {
        let easy = [
            "Hi there!",
            "What is the capital of France?",
            "Translate to German: the meeting is on Monday.",
            "Summarise this e-mail in one sentence.",
            "Is this review positive or negative? I loved it.",
            "Hallo, wie sind Ihre Öffnungszeiten?",
            "Übersetze ins Englische: Das Treffen ist am Montag.",
            "Traduce esta frase al inglés, gracias.",
        ];
        let hard = [
            "Prove that the square root of 2 is irrational. Explain each step and justify why the \
             argument does not work for 4.",
            "Design a distributed rate limiter from scratch. It must survive the loss of a node, \
             at most 1 % of requests may be let through wrongly, and explain the trade-offs.",
            "Refactor this and explain why it deadlocks:\n```rust\nfn f(a: &Mutex<u32>) { let g = \
             a.lock(); f(a); }\n```\nThen write unit tests.",
            "Beweise Schritt für Schritt, dass es unendlich viele Primzahlen gibt, und begründe, \
             warum das Argument genau so gilt. Schreibe es ausführlich.",
        ];
        for text in easy {
            assert!(of(text).value() < 0.35, "{text}: {:?}", of(text));
        }
        for text in hard {
            assert!(of(text).value() > 0.65, "{text}: {:?}", of(text));
        }
    }

    #[test]
    fn marks_and_numbers_are_counted() {
        let counts = |text: &str| {
            let counts = of(text).counts;
            [Signal::Numbers, Signal::Operators, Signal::Braces, Signal::Questions]
                .map(|signal| count_of(&counts, signal))
        };
        assert_eq!(counts("12 34 5a6?? x=1+2^3 {;}"), [7, 3, 3, 2]);
        assert_eq!(counts(""), [0, 0, 0, 0]);
        assert_eq!(counts(&"?".repeat(1_024)), [0, 0, 0, 1_024]);
        assert_eq!(counts(&"1 ".repeat(100_000)), [512, 0, 0, 0]);
        assert_eq!(counts(&"9".repeat(1_024)), [1, 0, 0, 0]);
    }

    #[test]
    fn words_count_between_boundaries_only() {
        assert!(!of("whyever, aprove, improve").reasons().any(|r| r.starts_with("reasoning")));
        assert!(of("WHY?").reasons().any(|r| r == "reasoning words: 1"));
        assert!(of("optimisation").reasons().any(|r| r == "demanding tasks: 1"));
        assert!(!of("éwhyé").reasons().any(|r| r.starts_with("reasoning")));
    }

    #[test]
    fn reasons_never_quote_the_text() {
        let text = "Prove zanzibar-4711 step by step with {secret}; Zanzibar! ```x```";
        let complexity = of(text);
        let said = format!("{complexity:?} {:?}", complexity.reasons().collect::<Vec<_>>());
        for word in ["zanzibar", "4711", "secret", "step by step"] {
            assert!(!said.to_lowercase().contains(word), "{said}");
        }
    }

    #[test]
    fn a_long_message_is_read_at_both_ends() {
        let filler = "lorem ipsum dolor sit amet ".repeat(4_000);
        let first = of(&format!("Prove why. {filler}"));
        let last = of(&format!("{filler} Prove why."));
        let neither = of(&format!("{filler} Prove why. {filler}"));
        assert!(first.value() > neither.value());
        assert_eq!(first.value(), last.value());
        assert!(first.reasons().any(|reason| reason.starts_with("length in tokens: 27")));
    }

    #[test]
    fn documents_count_by_length_and_number_not_by_words() {
        let plain = Input::user("What is in it?").document("a", "x".repeat(200_000));
        let wordy = Input::user("What is in it?").document("a", "prove why ".repeat(20_000));
        assert_eq!(Complexity::of(&plain), Complexity::of(&wordy));
        assert!(Complexity::of(&plain).value() > of("What is in it?").value());
    }

    proptest::proptest! {
        #[test]
        fn any_text_has_a_complexity(text in "\\PC{0,300}|[a-z {};=?`\n0-9]{0,300}") {
            let complexity = of(&text);
            proptest::prop_assert!((0.0..=1.0).contains(&complexity.value()));
        }
    }
}
