//! From a pack to what a text is searched with; every mistake is found here.

use std::collections::HashMap;
use std::fmt;

use regex::bytes::{Regex, RegexBuilder};
use regex_syntax::hir::Hir;

use super::diagnose::{is_name, named};
use super::error::PackError;
use super::format::{ContextEffect, Pack, PackContext, PackRule};
use super::gate::{Gate, begins_with, may_hold};
use super::gates::Gates;
use super::rule::{Allow, Near, Rule};
use super::{Validator, Validators};
use crate::finding::Action;
use crate::scan::literals::Literals;
use crate::text::Folded;

/// The rules of a pack, and what leads to them.
pub(super) struct Compiled {
    pub(super) rules: Vec<Rule>,
    pub(super) gates: Gates,
}

impl Compiled {
    pub(super) fn new(pack: &Pack, validators: &Validators) -> Result<Self, PackError> {
        check_names(pack)?;
        let (mut rules, mut gates) = (Vec::new(), Gates::default());
        for (index, rule) in pack.rules.iter().enumerate() {
            let author = Author { place: named(&rule.id, index), rule };
            let (mut rule, hir) = author.compile(validators)?;
            author.gate(&mut rule, &hir, index, &mut gates)?;
            rules.push(rule);
        }
        if !gates.build() {
            return Err(out_of_range("the pack", "keywords", KEYWORDS));
        }
        let compiled = Self { rules, gates };
        compiled.check_replacements(pack)?;
        Ok(compiled)
    }

    /// The most bytes between the start of a match and the byte that decides it: a region is
    /// searched as soon as so much of it is certain as must be read twice.
    pub(super) fn longest(&self) -> usize {
        2 * self.rules.iter().map(|rule| rule.wait).max().unwrap_or(0)
    }

    /// What a redaction leaves must not be redacted again, whatever stands around it.
    fn check_replacements(&self, pack: &Pack) -> Result<(), PackError> {
        let redacting = || self.rules.iter().filter(|rule| rule.action == Action::Redact);
        for (index, rule) in self.rules.iter().enumerate() {
            if rule.action != Action::Redact {
                continue;
            }
            let replacement = format!("[{}]", rule.label);
            if let Some(by) = redacting().find(|other| other.finds_within(replacement.as_bytes())) {
                let id = pack.rules.get(index).map_or("", |rule| &rule.id);
                let (place, by) = (named(id, index), by.id.clone());
                return Err(PackError::Replacement { place, replacement, by });
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Compiled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Compiled").field("rules", &self.rules.len()).finish_non_exhaustive()
    }
}

fn check_names(pack: &Pack) -> Result<(), PackError> {
    let place = || "the pack".to_owned();
    if !is_name(&pack.name) {
        return Err(PackError::Name { place: place(), field: "name" });
    }
    if !(1..=MAX_RULES).contains(&pack.rules.len()) {
        return Err(out_of_range("the pack", "rules", "1 to 2,000 rules; split larger packs"));
    }
    let mut seen = HashMap::new();
    for (index, rule) in pack.rules.iter().enumerate() {
        if !is_name(&rule.id) {
            return Err(PackError::Name { place: named("", index), field: "id" });
        }
        if let Some(first) = seen.insert(&rule.id, index) {
            let (first, second) = (first + 1, index + 1);
            return Err(PackError::DuplicateId { id: rule.id.clone(), first, second });
        }
    }
    Ok(())
}

/// A rule as it was written, and its name in errors.
struct Author<'p> {
    place: String,
    rule: &'p PackRule,
}

impl Author<'_> {
    fn compile(&self, validators: &Validators) -> Result<(Rule, Hir), PackError> {
        let written = self.rule;
        self.words("keywords", &written.keywords, MAX_WORD)?;
        let pattern = match &written.pattern {
            Some(pattern) => pattern.clone(),
            None if written.keywords.is_empty() => {
                return Err(PackError::Nothing { place: self.place.clone() });
            }
            None => of_keywords(&written.keywords),
        };
        let hir = self.parse("pattern", &pattern)?;
        let bound = self.bound(&hir)?;
        let max_len = written.max_len.unwrap_or(bound);
        if !(1..=MAX_LEN).contains(&max_len) {
            return Err(self.range("max_len", "1 to 4096 bytes"));
        }
        if hir.properties().minimum_len().is_some_and(|least| least > max_len) {
            return Err(self.range("max_len", "no less than the shortest match of `pattern`"));
        }
        let groups = hir.properties().explicit_captures_len();
        if written.group > groups {
            let (place, group) = (self.place.clone(), written.group);
            return Err(PackError::NoSuchGroup { place, group, groups });
        }
        if written.entropy.is_some_and(|bits| !(0.0..=8.0).contains(&bits)) {
            return Err(self.range("entropy", "0 to 8 bits a byte"));
        }
        let near = written.context.as_ref().map(|context| self.near(context)).transpose()?;
        let raises = near.as_ref().is_some_and(|near| near.raised.is_some());
        let confidence = written.confidence.unwrap_or(if raises { 0.5 } else { 1.0 });
        if !(0.0..=1.0).contains(&confidence) {
            return Err(self.range("confidence", "0 to 1"));
        }
        let keyword = written.keywords.iter().map(|word| folded(word).len()).max().unwrap_or(0);
        let wait = bound + CONTEXT + keyword + near.as_ref().map_or(0, |near| near.distance);
        let rule = Rule {
            id: written.id.clone(),
            category: written.category,
            severity: written.severity,
            regex: self.regex("pattern", &pattern)?,
            group: written.group,
            bound,
            max_len,
            wait,
            slack: wait,
            validator: self.validator(validators)?,
            entropy: written.entropy,
            allow: self.allow()?,
            near,
            action: written.action,
            label: self.label()?,
            confidence,
        };
        Ok((rule, hir))
    }

    /// Says where matches may begin.
    fn gate(
        &self,
        rule: &mut Rule,
        hir: &Hir,
        index: usize,
        gates: &mut Gates,
    ) -> Result<(), PackError> {
        let keywords: Vec<String> = self.rule.keywords.iter().map(|word| folded(word)).collect();
        if keywords.is_empty() {
            match Gate::of(hir) {
                Gate::Literals(heads) if gates.has_room(&heads) => {
                    heads.iter().for_each(|head| gates.literal(head, index, 0, 0));
                }
                Gate::Bytes { set, lead } => gates.bytes(set, index, lead),
                Gate::Literals(_) | Gate::Open => gates.open(index),
            }
            return Ok(());
        }
        if !gates.has_room(&keywords) {
            return Err(out_of_range("the pack", "keywords", KEYWORDS));
        }
        let begins = begins_with(hir, &keywords);
        if !begins {
            rule.slack = 0;
        }
        for keyword in &keywords {
            let before = if begins || !may_hold(hir, keyword) { 0 } else { rule.bound };
            // As far at least as a match is long, so that what is searched for it is read a fixed
            // number of times.
            let behind = if begins { 0 } else { keyword.len() + BEHIND.max(rule.bound) };
            gates.literal(keyword, index, before, behind);
        }
        Ok(())
    }

    fn parse(&self, field: &'static str, pattern: &str) -> Result<Hir, PackError> {
        let mut parser = regex_syntax::ParserBuilder::new().unicode(false).utf8(false).build();
        parser.parse(pattern).map_err(|error| {
            let (at, reason) = match error {
                regex_syntax::Error::Parse(error) => {
                    (error.span().start.offset, error.kind().to_string())
                }
                regex_syntax::Error::Translate(error) => {
                    (error.span().start.offset, error.kind().to_string())
                }
                _ => (0, "it is not understood".to_owned()),
            };
            PackError::Syntax { place: self.place.clone(), field, at, reason }
        })
    }

    /// The longest match of the pattern.
    fn bound(&self, hir: &Hir) -> Result<usize, PackError> {
        let place = || self.place.clone();
        match (hir.properties().minimum_len(), hir.properties().maximum_len()) {
            (None, _) => Err(PackError::MatchesNothing { place: place() }),
            (Some(0), _) => Err(PackError::MatchesEmpty { place: place() }),
            (_, None) => Err(PackError::Unbounded { place: place() }),
            (_, Some(len)) if len > MAX_LEN => {
                Err(PackError::TooLong { place: place(), len, most: MAX_LEN })
            }
            (_, Some(len)) => Ok(len),
        }
    }

    fn regex(&self, field: &'static str, pattern: &str) -> Result<Regex, PackError> {
        let mut builder = RegexBuilder::new(pattern);
        let built = builder.unicode(false).size_limit(MAX_SIZE).build();
        built.map_err(|_| PackError::TooLarge { place: self.place.clone(), field })
    }

    fn validator(&self, validators: &Validators) -> Result<Option<Validator>, PackError> {
        let Some(name) = &self.rule.validator else { return Ok(None) };
        let found = validators.find(name).ok_or_else(|| PackError::UnknownValidator {
            place: self.place.clone(),
            validator: name.clone(),
            known: validators.names(),
        });
        found.map(Some)
    }

    fn allow(&self) -> Result<Option<Allow>, PackError> {
        let allow = &self.rule.allow;
        self.words("allow.words", &allow.words, MAX_WORD)?;
        let mut patterns = Vec::new();
        for pattern in &allow.patterns {
            self.parse("allow.patterns", pattern)?;
            patterns.push(self.regex("allow.patterns", pattern)?);
        }
        if allow.words.is_empty() && patterns.is_empty() {
            return Ok(None);
        }
        Ok(Some(Allow { words: self.literals("allow.words", &allow.words)?, patterns }))
    }

    fn near(&self, context: &PackContext) -> Result<Near, PackError> {
        if context.words.is_empty() {
            return Err(self.range("context.words", "at least one word"));
        }
        self.words("context.words", &context.words, MAX_CONTEXT_WORD)?;
        if !(1..=MAX_DISTANCE).contains(&context.distance) {
            return Err(self.range("context.distance", "1 to 240 bytes"));
        }
        if context.words.iter().any(|word| folded(word).len() > context.distance) {
            return Err(self.range("context.distance", "no less than the longest word has bytes"));
        }
        if !(0.0..=1.0).contains(&context.confidence) {
            return Err(self.range("context.confidence", "0 to 1"));
        }
        let raised = match context.effect {
            ContextEffect::Required => None,
            ContextEffect::Raises => Some(context.confidence),
        };
        let words = self.literals("context.words", &context.words)?;
        Ok(Near { words, distance: context.distance, raised })
    }

    fn label(&self) -> Result<String, PackError> {
        let label = self.rule.label.clone().unwrap_or_else(|| self.rule.id.to_ascii_uppercase());
        let is_plain = |c: char| !c.is_control() && c != '[' && c != ']';
        if (1..=64).contains(&label.chars().count()) && label.chars().all(is_plain) {
            return Ok(label);
        }
        Err(self.range("label", "1 to 64 characters without brackets and control characters"))
    }

    /// That each of these words can be looked for.
    fn words(&self, field: &'static str, words: &[String], most: usize) -> Result<(), PackError> {
        let is_bad = |word: &String| folded(word).trim().is_empty() || word.len() > most;
        match words.iter().position(is_bad) {
            None => Ok(()),
            Some(index) => {
                let (place, position) = (self.place.clone(), index + 1);
                Err(PackError::Word { place, field, position, most })
            }
        }
    }

    fn literals(&self, field: &'static str, words: &[String]) -> Result<Literals, PackError> {
        let folded: Vec<String> = words.iter().map(|word| folded(word)).collect();
        let is_small = folded.iter().map(String::len).sum::<usize>() <= MAX_LIST;
        let literals = if is_small { Literals::new(&folded) } else { None };
        literals.ok_or_else(|| self.range(field, "at most 4096 bytes in all"))
    }

    fn range(&self, field: &'static str, range: &'static str) -> PackError {
        out_of_range(&self.place, field, range)
    }
}

fn out_of_range(place: &str, field: &'static str, range: &'static str) -> PackError {
    PackError::OutOfRange { place: place.to_owned(), field, range }
}

/// A word as the text is read, in lower case.
fn folded(word: &str) -> String {
    Folded::of(word).view().to_ascii_lowercase()
}

/// A pattern that finds keywords as whole words, the longest first.
fn of_keywords(keywords: &[String]) -> String {
    let mut words: Vec<String> = keywords.iter().map(|word| folded(word)).collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let is_word =
        |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let whole = |word: &String| {
        let before = if is_word(word.as_bytes().first()) { r"\b" } else { "" };
        let behind = if is_word(word.as_bytes().last()) { r"\b" } else { "" };
        format!("{before}{}{behind}", regex_syntax::escape(word))
    };
    format!("(?i:{})", words.iter().map(whole).collect::<Vec<_>>().join("|"))
}

const MAX_RULES: usize = 2000;
/// The most bytes of a match.
const MAX_LEN: usize = 4096;
/// How far behind a keyword a match may begin, however short it is.
const BEHIND: usize = 64;
/// The bytes behind a match or a word that may decide it: one character.
pub(super) const CONTEXT: usize = 4;
/// A little less than is kept of a text behind what is decided.
const MAX_DISTANCE: usize = 240;
const MAX_WORD: usize = 256;
const MAX_CONTEXT_WORD: usize = 64;
/// The most bytes of a rule's context or stop words.
const MAX_LIST: usize = 4096;
/// The most bytes of a compiled expression.
const MAX_SIZE: usize = 2 << 20;
const KEYWORDS: &str = "at most 32768 bytes over all rules; split the pack";
