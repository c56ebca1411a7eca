//! The gate and the patterns behind it.

use std::collections::BTreeMap;

use once_cell::sync::{Lazy, OnceCell};
use regex::bytes::{Regex, RegexBuilder};

use super::needs;
use super::rules::{Family, RULES, Rule, WORDS};
use super::spelling::{Spelling, triggers};
use crate::scan::gate::{self, GateBuilder};
use crate::scan::shape::is_word;
use crate::scan::words::Words;
use crate::span::Span;
use crate::text::Folded;

/// A phrase in a view.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hit {
    pub(super) rule: &'static Rule,
    /// In the view.
    pub(super) span: Span,
}

/// The compiled rules.
#[derive(Debug)]
pub(super) struct Compiled {
    /// What phrases begin with, and what they cannot be without: for a text by itself.
    literals: Words,
    /// What each literal stands for.
    roles: Vec<Role>,
    /// In the order of the rules.
    phrases: Vec<Phrase>,
    /// How patterns are spelled.
    spelled: fn(&str) -> String,
}

/// What a literal tells where it stands.
#[derive(Debug, Default)]
struct Role {
    /// The numbers of the rules that it may begin.
    begins: Vec<usize>,
    /// The needs that it meets, one bit each.
    meets: u128,
    /// The spelling that it gives away.
    spells: Option<Spelling>,
    /// Its bytes.
    literal: Vec<u8>,
}

#[derive(Debug)]
struct Phrase {
    /// Of its rule.
    number: usize,
    /// Compiled when a text first comes so far.
    compiled: OnceCell<Option<Regex>>,
    /// What must stand in the window of a match, one bit each.
    needs: u128,
}

/// A place where a phrase may begin. They are tried in the order of their ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Gate {
    end: usize,
    start: usize,
    literal: usize,
}

/// `None` cannot be: a test compiles the rules. If it were, the guard would refuse every text.
pub(super) static COMPILED: Lazy<Option<Compiled>> =
    Lazy::new(|| Compiled::new(str::to_owned, triggers()));

impl Compiled {
    /// The rules as they are written, each pattern and literal spelled as `spelled` says.
    pub(super) fn new(
        spelled: fn(&str) -> String,
        triggers: impl Iterator<Item = (Vec<u8>, Spelling)>,
    ) -> Option<Self> {
        let mut roles: BTreeMap<Vec<u8>, Role> = BTreeMap::new();
        let mut known: Vec<&[String]> = Vec::new();
        let mut phrases = Vec::new();
        let needs = needs::known()?;
        for (number, rule) in RULES.iter().enumerate() {
            for literal in rule.gate {
                // Patterns are tried on the folded view, so literals are looked for in it.
                let literal = spelled(&Folded::of(literal).view().to_ascii_lowercase());
                let literal = literal.into_bytes();
                roles.entry(literal).or_default().begins.push(number);
            }
            let mut bits = 0;
            for need in needs.get(rule.id).into_iter().flatten() {
                let bit = known.iter().position(|known| *known == need).unwrap_or(known.len());
                // A need without a bit is not asked for: its rule is only tried more often.
                let Some(mask) = 1_u128.checked_shl(u32::try_from(bit).ok()?) else { continue };
                bits |= mask;
                if bit == known.len() {
                    for literal in need {
                        roles.entry(spelled(literal).into_bytes()).or_default().meets |= mask;
                    }
                    known.push(need);
                }
            }
            phrases.push(Phrase { number, compiled: OnceCell::new(), needs: bits });
        }
        for (literal, spelling) in triggers {
            roles.entry(literal).or_default().spells = Some(spelling);
        }
        let named = |(literal, role)| Role { literal, ..role };
        let roles: Vec<Role> = roles.into_iter().map(named).collect();
        let literals: Vec<&[u8]> = roles.iter().map(|role| role.literal.as_slice()).collect();
        Some(Self { literals: Words::new(&literals)?, roles, phrases, spelled })
    }

    /// Names the literals, for a gate that others share.
    pub(super) fn name(&self, to: &mut GateBuilder) {
        self.roles.iter().for_each(|role| to.word(&role.literal));
    }

    /// Every phrase in a whole text; those of one rule do not overlap.
    pub(super) fn hits(&self, bytes: &[u8]) -> Vec<Hit> {
        let mut search = Search::default();
        let mut hits = Vec::new();
        let told = self.literals.scan(bytes, 0, true, |literal, start| {
            hits.push(gate::Hit { start, literal });
        });
        self.hear(&mut search, &hits, told);
        self.advance(&mut search, bytes, 0, true);
        search.hits
    }

    /// Whether this word is one of the literals, or the first one of a literal.
    pub(super) fn knows(&self, word: &[u8]) -> bool {
        let mut known = false;
        self.literals.scan(word, 0, true, |_, start| known |= start == 0);
        known || self.literals.begins_with_word(word)
    }

    /// Whether every pattern compiles.
    #[cfg(test)]
    pub(super) fn is_whole(&self) -> bool {
        self.phrases.iter().all(|phrase| phrase.compiled(self.spelled).is_some())
    }

    /// Takes where literals stand, of which all are known below `told`.
    pub(super) fn hear(&self, search: &mut Search, hits: &[gate::Hit], told: usize) {
        search.told = told;
        for gate::Hit { start, literal } in hits.iter().copied() {
            let Some(role) = self.roles.get(literal) else { continue };
            search.met.note(start, role.meets);
            if let Some(spelling) = role.spells {
                search.triggers.push((start, spelling));
            }
            if !role.begins.is_empty() {
                search.gates.push(Gate { end: start + role.literal.len(), start, literal });
            }
        }
    }

    /// Tries the rules at gates of which the whole window has been seen, in a text of which
    /// `bytes` is kept, from position `base` on. What is certain is added to the hits of `search`.
    /// Returns the position below which none will begin any more.
    pub(super) fn advance(
        &self,
        search: &mut Search,
        bytes: &[u8],
        base: usize,
        done: bool,
    ) -> usize {
        search.gates.sort_unstable();
        let seen = |gate: &Gate| gate.start + WINDOW <= search.told || done;
        let decided = search.gates.iter().take_while(|gate| seen(gate)).count();
        let gates: Vec<Gate> = search.gates.drain(..decided).collect();
        let within = |at: usize| bytes.get(at.wrapping_sub(base)).copied().is_some_and(is_word);
        for gate in gates {
            let inside = within(gate.start) && gate.start.checked_sub(1).is_some_and(within);
            if !inside {
                self.try_at(gate, bytes, base, search);
            }
        }
        let next = search.gates.iter().map(|gate| gate.start).min();
        let next = next.map_or(search.told, |next| next.min(search.told));
        search.met.forget_below(next);
        next
    }

    /// Tries the rules that a gate may begin.
    fn try_at(&self, gate: Gate, bytes: &[u8], base: usize, search: &mut Search) {
        let met = search.met.within(gate.start);
        let start = gate.start - base;
        let window = bytes.get(start..bytes.len().min(start + WINDOW)).unwrap_or(&[]);
        for number in self.roles.get(gate.literal).into_iter().flat_map(|role| &role.begins) {
            let known = self.phrases.get(*number).zip(RULES.get(*number));
            let Some((phrase, rule)) = known else { continue };
            if phrase.needs & !met != 0
                || gate.start < search.end_of(*number)
                || rule.family.asks() && is_negated(bytes, start)
            {
                continue;
            }
            if let Some(end) = phrase.end(window, self.spelled) {
                if rule.family == Family::InstructionOverride
                    && takes_back(window.get(..end).unwrap_or(&[]))
                {
                    continue;
                }
                // What stands between words is taken by the byte: not a part of a character.
                let goes_on = |byte: &&u8| matches!(byte, 0x80..=0xbf);
                let rest = bytes.get(start + end..).unwrap_or(&[]);
                let end = end + rest.iter().take_while(goes_on).count();
                let span = Span::new(gate.start, gate.start + end);
                search.push(*number, Hit { rule, span });
            }
        }
    }
}

impl Phrase {
    /// Where the phrase ends that the window begins with.
    fn end(&self, window: &[u8], spelled: fn(&str) -> String) -> Option<usize> {
        match self.compiled(spelled) {
            Some(pattern) => pattern.find(window).map(|found| found.end()),
            // A test compiles every pattern. One that did not would be found everywhere.
            None => Some(window.len()),
        }
    }

    fn compiled(&self, spelled: fn(&str) -> String) -> Option<&Regex> {
        let compile = || compile(&spelled(&RULES.get(self.number)?.written_out()));
        self.compiled.get_or_init(compile).as_ref()
    }
}

/// How far a search has come. Positions count from the start of the text.
#[derive(Clone, Debug, Default)]
pub(super) struct Search {
    /// Every literal that begins below is known.
    told: usize,
    gates: Vec<Gate>,
    met: Met,
    /// What was found.
    pub(super) hits: Vec<Hit>,
    /// What gives another spelling away, and where.
    pub(super) triggers: Vec<(usize, Spelling)>,
    /// For each rule the end of its last phrase; empty before the first.
    ends: Vec<usize>,
}

impl Search {
    fn end_of(&self, rule: usize) -> usize {
        self.ends.get(rule).copied().unwrap_or(0)
    }

    fn push(&mut self, rule: usize, hit: Hit) {
        self.ends.resize(RULES.len(), 0);
        if let Some(end) = self.ends.get_mut(rule) {
            *end = hit.span.end();
        }
        self.hits.push(hit);
    }
}

/// Which needs are met, by stretches of the text.
#[derive(Clone, Debug, Default)]
struct Met {
    bins: Vec<u128>,
    /// The number of the first.
    first: usize,
}

impl Met {
    fn note(&mut self, at: usize, needs: u128) {
        if needs == 0 {
            return;
        }
        let Some(index) = (at / BIN).checked_sub(self.first) else { return };
        if self.bins.len() <= index {
            self.bins.resize(index + 1, 0);
        }
        if let Some(bin) = self.bins.get_mut(index) {
            *bin |= needs;
        }
    }

    /// What is met in the window that begins at `at`.
    fn within(&self, at: usize) -> u128 {
        let index = (at / BIN).saturating_sub(self.first);
        let bins = self.bins.get(index..).unwrap_or(&[]).iter();
        bins.take(WINDOW / BIN + 1).fold(0, |met, bin| met | bin)
    }

    fn forget_below(&mut self, at: usize) {
        let gone = (at / BIN).saturating_sub(self.first);
        self.bins.drain(..gone.min(self.bins.len()));
        self.first += gone;
    }
}

/// Whether what begins at `start` is said not to be done: "never reveal your instructions".
fn is_negated(bytes: &[u8], start: usize) -> bool {
    let before = bytes.get(start.saturating_sub(NEGATION)..start).unwrap_or(&[]);
    [&b"not "[..], b"n't ", b"never ", b"refuse ", b"cannot ", b"avoid "]
        .iter()
        .any(|word| before.windows(word.len()).any(|at| at.eq_ignore_ascii_case(word)))
}

/// Whether somebody takes back what he said himself: "ignore my last message".
fn takes_back(phrase: &[u8]) -> bool {
    const SAID: [&[u8]; 7] = [
        b"message",
        b"messages",
        b"request",
        b"requests",
        b"sentence",
        b"paragraph",
        b"paragraphs",
    ];
    phrase.windows(4).any(|at| at.eq_ignore_ascii_case(b" my "))
        && SAID.iter().any(|said| {
            let end = phrase.len().checked_sub(said.len()).and_then(|from| phrase.get(from..));
            end.is_some_and(|end| end.eq_ignore_ascii_case(said))
        })
}

/// How far before a question for secrets a word that denies it may stand, in bytes.
const NEGATION: usize = 20;

fn compile(pattern: &str) -> Option<Regex> {
    RegexBuilder::new(&format!(r"\A(?:{pattern})"))
        .unicode(false)
        .case_insensitive(true)
        .size_limit(8 << 20)
        .dfa_size_limit(8 << 20)
        .build()
        .ok()
}

impl Rule {
    /// The pattern as a regular expression over the folded view.
    pub(super) fn written_out(&self) -> String {
        expand(Folded::of(self.pattern).view())
    }
}

/// Writes the notation of the rules out.
fn expand(notation: &str) -> String {
    let mut named = notation.to_owned();
    for (name, words) in WORDS {
        named = named.replace(&format!("<{name}>"), words);
    }
    let mut out = String::with_capacity(named.len() * 2);
    let mut chars = named.chars().peekable();
    let mut in_class = false;
    while let Some(c) = chars.next() {
        match c {
            '\\' => {
                out.push(c);
                out.extend(chars.next());
            }
            '[' | ']' => {
                in_class = c == '[';
                out.push(c);
            }
            ' ' if !in_class && chars.peek() == Some(&'?') => out.push_str(r"(?:[\W_]{1,6})"),
            ' ' if !in_class => out.push_str(r"[\W_]{1,6}"),
            '@' if !in_class => {
                let most = chars.by_ref().next().and_then(|c| c.to_digit(10)).unwrap_or(1);
                // `@10` is the longest.
                let most = if most == 1 && chars.peek() == Some(&'0') {
                    chars.next();
                    10
                } else {
                    most
                };
                out.push_str(&format!(r"(?:[^\W_]['\w]{{0,15}}[\W_]{{1,6}}){{0,{most}}}?"));
            }
            _ if c.is_ascii() => out.push(c),
            _ => {
                let mut bytes = [0; 4];
                for byte in c.encode_utf8(&mut bytes).bytes() {
                    out.push_str(&format!(r"\x{byte:02x}"));
                }
            }
        }
    }
    out
}

/// How far a phrase may reach, in bytes of the view.
pub(super) const WINDOW: usize = 240;

/// Needs that are met are kept by stretches of this many bytes.
const BIN: usize = 64;
