//! From a pack to what a text is searched with; every mistake is found here.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use once_cell::sync::OnceCell;
use regex_syntax::hir::Hir;

use super::body::Body;
use super::diagnose::{is_name, named};
use super::error::PackError;
use super::format::{ContextEffect, GroupFallback, Pack, PackContext, PackRule};
use super::gate::{Gate, begins_with, may_hold};
use super::gates::Gates;
use super::lead::strip;
use super::program::Program;
use super::read::{Lists, MAX_WORD, folded, out_of_range, parse, words};
use super::rule::{Near, Rule, Search};
use super::{Validator, Validators};
use crate::finding::Action;
use crate::scan::literals::Literals;

/// The rules of a pack, and what leads to them.
pub(super) struct Compiled {
    pub(super) rules: Vec<Rule>,
    pub(super) gates: Gates,
    /// The gate of this pack alone.
    pub(super) alone: OnceCell<Option<Arc<crate::scan::gate::Gate>>>,
}

impl Compiled {
    pub(super) fn new(pack: &Pack, validators: &Validators) -> Result<Self, PackError> {
        check_names(pack)?;
        let (mut rules, mut gates) = (Vec::new(), Gates::default());
        let lists = Lists { place: "the pack", fields: ["allow.words", "allow.patterns"] };
        let of_all = lists.all(&pack.allow)?;
        for (index, rule) in pack.rules.iter().enumerate() {
            let author = Author { place: named(&rule.id, index), rule };
            let (mut rule, hir) = author.compile(validators)?;
            author.gate(&mut rule, &hir, index, &mut gates)?;
            rule.allow.extend(of_all.iter().map(Arc::clone));
            rule.wait += rule.ahead();
            rules.push(rule);
        }
        let compiled = Self { rules, gates, alone: OnceCell::new() };
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
        let redacts = |rule: &&Rule| rule.action == Action::Redact;
        for (index, rule) in self.rules.iter().enumerate().filter(|(_, rule)| redacts(rule)) {
            let replacement = format!("[{}]", rule.label);
            let bytes = replacement.as_bytes();
            let begins = self.gates.heads_in(bytes);
            // Not what is too long, nor what begins with a head that is not there.
            let may_find = |(index, rule): &(usize, &Rule)| {
                let has_head = rule.search == Search::Regions || begins.contains(index);
                has_head && rule.least <= bytes.len()
            };
            let mut others = self.rules.iter().enumerate().filter(|(_, rule)| redacts(rule));
            if let Some((_, by)) =
                others.find(|other| may_find(other) && other.1.finds_within(bytes))
            {
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
        words(&self.place, "keywords", &written.keywords, MAX_WORD)?;
        let pattern = match &written.pattern {
            Some(pattern) => pattern.clone(),
            None if written.keywords.is_empty() => {
                return Err(PackError::Nothing { place: self.place.clone() });
            }
            None => of_keywords(&written.keywords),
        };
        let hir = parse(&self.place, "pattern", &pattern)?;
        let bound = self.bound(&hir)?;
        let max_len = written.max_len.unwrap_or(bound);
        if !(1..=MAX_LEN).contains(&max_len) {
            return Err(self.range("max_len", "1 to 8192 bytes"));
        }
        if hir.properties().minimum_len().is_some_and(|least| least > max_len) {
            return Err(self.range("max_len", "no less than the shortest match of `pattern`"));
        }
        let least = hir.properties().minimum_len().unwrap_or(0);
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
        let wait = bound + CONTEXT + keyword;
        // What a match begins with counts where its length or what is around it does.
        let counts = written.group == 0 || written.max_len.is_some() || near.is_some();
        let is_group = |group: usize| match written.fallback {
            GroupFallback::WholeMatch => group == written.group,
            GroupFallback::NextGroup => group >= written.group,
        };
        let stripped = if counts { None } else { strip(&hir, is_group) };
        let (hir, leads) = stripped.unwrap_or((hir, Vec::new()));
        let program = Program::new(hir.clone())
            .ok_or_else(|| PackError::TooLarge { place: self.place.clone(), field: "pattern" })?;
        let lists = |fields| Lists { place: &self.place, fields };
        let first = lists(["allow.words", "allow.patterns"]).one(&written.allow)?;
        let more = lists(["also_allow.words", "also_allow.patterns"]).all(&written.also_allow)?;
        let allow = first.into_iter().chain(more).collect();
        let rule = Rule {
            id: written.id.clone(),
            category: written.category,
            severity: written.severity,
            program,
            leads,
            search: Search::Regions,
            group: written.group,
            fallback: written.fallback,
            least,
            bound,
            max_len,
            wait,
            slack: wait,
            validator: self.validator(validators)?,
            entropy: written.entropy,
            allow,
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
        let begins = !keywords.is_empty() && begins_with(hir, &keywords);
        let may_start = !hir.properties().look_set().contains_word_unicode();
        let gate = match Gate::of(hir) {
            Gate::Literals(mut heads) if may_start => {
                heads.sort_unstable();
                heads.dedup();
                Gate::Literals(heads)
            }
            gate => gate,
        };
        match gate {
            Gate::Literals(heads)
                if keywords.is_empty() && !may_start && gates.has_room(&heads) =>
            {
                heads.iter().for_each(|head| gates.literal(head, index, 0, 0));
                return Ok(());
            }
            Gate::Literals(heads) if may_start && gates.has_room(&heads) => {
                heads.iter().for_each(|head| gates.head(head, index));
                rule.search = Search::Starts { known: None };
                if keywords.is_empty() || begins {
                    return Ok(());
                }
            }
            Gate::Bytes { set, lead } if keywords.is_empty() => {
                gates.bytes(set, index, lead);
                return Ok(());
            }
            _ if keywords.is_empty() => {
                gates.open(index);
                return Ok(());
            }
            _ => {}
        }
        if !gates.has_room(&keywords) {
            return Err(out_of_range("the pack", "keywords", KEYWORDS));
        }
        if !begins {
            rule.slack = 0;
        }
        for keyword in &keywords {
            let before = if begins || !may_hold(hir, keyword) { 0 } else { rule.bound };
            // As far at least as a match is long, so that what is searched for it is read a fixed
            // number of times.
            let behind = if begins { 0 } else { keyword.len() + BEHIND.max(rule.bound) };
            gates.literal(keyword, index, before, behind);
            if let Search::Starts { known } = &mut rule.search {
                *known = (*known).max(Some(before + keyword.len()));
            }
            if rule.search == Search::Regions && before > 0 {
                gates.hold(Body::of(hir, before));
            }
        }
        Ok(())
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

    fn validator(&self, validators: &Validators) -> Result<Option<Validator>, PackError> {
        let Some(name) = &self.rule.validator else { return Ok(None) };
        let found = validators.find(name).ok_or_else(|| PackError::UnknownValidator {
            place: self.place.clone(),
            validator: name.clone(),
            known: validators.names(),
        });
        found.map(Some)
    }

    fn near(&self, context: &PackContext) -> Result<Near, PackError> {
        if context.words.is_empty() {
            return Err(self.range("context.words", "at least one word"));
        }
        words(&self.place, "context.words", &context.words, MAX_CONTEXT_WORD)?;
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
pub(super) const MAX_LEN: usize = 8192;
/// How far behind a keyword a match may begin, however short it is.
const BEHIND: usize = 64;
/// The bytes behind a match or a word that may decide it: one character.
pub(super) const CONTEXT: usize = 4;
/// A little less than is kept of a text behind what is decided.
const MAX_DISTANCE: usize = 240;
const MAX_CONTEXT_WORD: usize = 64;
/// The most bytes of a rule's context words.
const MAX_LIST: usize = 4096;
const KEYWORDS: &str = "at most 32768 bytes over all rules; split the pack";
