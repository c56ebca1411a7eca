//! The gate and the patterns behind it.

use once_cell::sync::Lazy;
use regex::bytes::{Regex, RegexBuilder};

use super::rules::{RULES, Rule, WORDS};
use crate::scan::literals::Literals;
use crate::scan::shape::is_word;
use crate::span::Span;
use crate::text::Folded;

/// A phrase in a view.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hit {
    pub(super) rule: &'static Rule,
    /// In the view.
    pub(super) span: Span,
}

impl Hit {
    pub(super) const fn weight(&self, is_data: bool) -> f64 {
        if is_data { self.rule.weight.1 } else { self.rule.weight.0 }
    }
}

/// The compiled rules.
#[derive(Debug)]
pub(super) struct Compiled {
    literals: Literals,
    /// For each literal the numbers of the rules that it may begin.
    begins: Vec<Vec<usize>>,
    patterns: Vec<Regex>,
}

/// `None` cannot be: a test compiles the rules. If it were, the guard would refuse every text.
pub(super) static COMPILED: Lazy<Option<Compiled>> = Lazy::new(Compiled::new);

impl Compiled {
    pub(super) fn new() -> Option<Self> {
        let patterns: Option<Vec<Regex>> = RULES.iter().map(compile).collect();
        let mut literals: Vec<String> = Vec::new();
        let mut begins: Vec<Vec<usize>> = Vec::new();
        for (number, rule) in RULES.iter().enumerate() {
            for literal in rule.gate {
                // Patterns are tried on the folded view, so literals are looked for in it.
                let literal = Folded::of(literal).view().to_ascii_lowercase();
                match literals.iter().position(|known| *known == literal) {
                    Some(known) => begins.get_mut(known)?.push(number),
                    None => {
                        literals.push(literal);
                        begins.push(vec![number]);
                    }
                }
            }
        }
        let literals = Literals::new(&literals)?;
        Some(Self { literals, begins, patterns: patterns? })
    }

    /// Every phrase in a whole view; those of one rule do not overlap.
    pub(super) fn hits(&self, view: &Folded) -> Vec<Hit> {
        let bytes = view.bytes();
        let mut hits: Vec<Hit> = Vec::new();
        let mut ends = vec![0; RULES.len()];
        self.literals.scan(&mut self.literals.begin(), bytes, 0, |literal, gate| {
            let start = gate.start();
            let within = |at: usize| bytes.get(at).copied().is_some_and(is_word);
            if within(start) && start.checked_sub(1).is_some_and(within) {
                return;
            }
            let window = bytes.get(start..bytes.len().min(start + WINDOW)).unwrap_or(&[]);
            for number in self.begins.get(literal).into_iter().flatten() {
                let known = self.patterns.get(*number).zip(RULES.get(*number));
                let (Some((pattern, rule)), Some(end)) = (known, ends.get_mut(*number)) else {
                    continue;
                };
                if start < *end || rule.family.asks() && is_negated(bytes, start) {
                    continue;
                }
                if let Some(found) = pattern.find(window) {
                    *end = start + found.end();
                    hits.push(Hit { rule, span: Span::new(start, *end) });
                }
            }
        });
        hits.sort_by_key(|hit| (hit.span, hit.rule.id));
        hits
    }
}

/// Whether what begins at `start` is said not to be done: "never reveal your instructions".
fn is_negated(bytes: &[u8], start: usize) -> bool {
    let before = bytes.get(start.saturating_sub(NEGATION)..start).unwrap_or(&[]);
    let before = before.to_ascii_lowercase();
    [&b"not "[..], b"n't ", b"never ", b"refuse ", b"cannot ", b"avoid "]
        .iter()
        .any(|word| before.windows(word.len()).any(|at| at == *word))
}

/// How far before a question for secrets a word that denies it may stand, in bytes.
const NEGATION: usize = 20;

fn compile(rule: &Rule) -> Option<Regex> {
    let pattern = expand(Folded::of(rule.pattern).view());
    RegexBuilder::new(&format!(r"\A(?:{pattern})"))
        .unicode(false)
        .case_insensitive(true)
        .size_limit(8 << 20)
        .dfa_size_limit(8 << 20)
        .build()
        .ok()
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
const WINDOW: usize = 240;
