//! Matchers without a guard around them, over the patterns that the peers publish.

use std::rc::Rc;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use cerberust::{Direction, PiiScanner, Scanner, SecretScanner};
use guardrail_classifiers::RegexInjectionScanner;
use regex::bytes::{Regex, RegexBuilder, RegexSet, RegexSetBuilder};
use regex_syntax::hir::literal::Extractor;
use regex_syntax::hir::{Hir, HirKind};

use crate::inputs::{Group, Pass};

pub fn passes() -> Vec<Pass> {
    let patterns = patterns();
    let literals = literals(&patterns);
    vec![
        one_by_one(&patterns, Classes::Unicode),
        one_by_one(&patterns, Classes::Ascii),
        as_a_set(&patterns, Classes::Unicode),
        as_a_set(&patterns, Classes::Ascii),
        by_literals(&literals),
        #[cfg(feature = "vectorscan")]
        scanned::literals(&literals),
        #[cfg(feature = "vectorscan")]
        scanned::patterns(&patterns),
    ]
}

/// What `\w`, `\d` and `\b` mean. As bytes they are faster off ASCII, and see less there.
#[derive(Clone, Copy, PartialEq)]
enum Classes {
    Unicode,
    Ascii,
}

impl Classes {
    const fn name(self) -> &'static str {
        match self {
            Self::Unicode => "",
            Self::Ascii => ", ASCII classes",
        }
    }
}

/// All that cerberust looks for in an answer, and the injection rules of guardrail-rs.
fn patterns() -> Vec<String> {
    let mut patterns = PiiScanner::new().with_direction(Direction::Output).stream_patterns();
    patterns.extend(SecretScanner::new().with_direction(Direction::Output).stream_patterns());
    let rules = RegexInjectionScanner::bundled_rule_source().lines().map(str::trim);
    patterns
        .extend(rules.filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned));
    patterns
}

fn one_by_one(patterns: &[String], classes: Classes) -> Pass {
    let compiled = patterns.iter().map(|pattern| {
        let built = RegexBuilder::new(pattern).unicode(classes == Classes::Unicode).build();
        built.expect("it is in use")
    });
    let all: Rc<Vec<Regex>> = Rc::new(compiled.collect());
    let name = format!("{} regexes, one by one{}", all.len(), classes.name());
    Pass::new(Group::Matcher, &name, move |text| {
        let all = Rc::clone(&all);
        Box::new(move || all.iter().map(|regex| regex.find_iter(text.as_bytes()).count()).sum())
    })
}

fn as_a_set(patterns: &[String], classes: Classes) -> Pass {
    // With room for the automaton of all patterns, so that it is not built anew all the time.
    let built = RegexSetBuilder::new(patterns)
        .unicode(classes == Classes::Unicode)
        .size_limit(1 << 30)
        .dfa_size_limit(256 << 20)
        .build();
    let set: Rc<RegexSet> = Rc::new(built.expect("each is in use"));
    let name = format!("{} regexes, one RegexSet{}", set.len(), classes.name());
    Pass::new(Group::Matcher, &name, move |text| {
        let set = Rc::clone(&set);
        Box::new(move || set.matches(text.as_bytes()).into_iter().count())
    })
}

fn by_literals(literals: &[Vec<u8>]) -> Pass {
    let automaton = Rc::new(
        AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::DFA))
            .ascii_case_insensitive(true)
            .build(literals)
            .expect("a few hundred literals"),
    );
    let name = format!("{} literals, aho-corasick DFA", literals.len());
    Pass::new(Group::Matcher, &name, move |text| {
        let automaton = Rc::clone(&automaton);
        Box::new(move || automaton.find_overlapping_iter(text).count())
    })
}

/// The literals that the patterns demand, lowered; a pattern that demands none is passed over.
fn literals(patterns: &[String]) -> Vec<Vec<u8>> {
    let mut literals: Vec<Vec<u8>> =
        patterns.iter().filter_map(|p| literals_of(p)).flatten().collect();
    literals.sort();
    literals.dedup();
    literals
}

fn literals_of(pattern: &str) -> Option<Vec<Vec<u8>>> {
    // Case is folded by the automaton: as classes of two letters the literals would be cut short.
    let cased = pattern.replace("(?i)", "").replace("(?i:", "(?:");
    let hir = regex_syntax::ParserBuilder::new().utf8(false).build().parse(&cased).ok()?;
    let mut best: Option<Vec<Vec<u8>>> = None;
    for piece in pieces(&hir) {
        let found = Extractor::new().extract(piece);
        let Some(found) = found.literals().filter(|found| !found.is_empty()) else { continue };
        let found: Vec<Vec<u8>> =
            found.iter().map(|literal| literal.as_bytes().to_ascii_lowercase()).collect();
        let shortest = |all: &[Vec<u8>]| all.iter().map(Vec::len).min().unwrap_or(0);
        if shortest(&found) > best.as_deref().map_or(1, shortest) {
            best = Some(found);
        }
    }
    best
}

/// What must follow each other in a match, groups opened.
fn pieces(hir: &Hir) -> Vec<&Hir> {
    match hir.kind() {
        HirKind::Concat(all) => all.iter().flat_map(pieces).collect(),
        HirKind::Capture(group) => pieces(&group.sub),
        HirKind::Repetition(repeated) if repeated.min > 0 => pieces(&repeated.sub),
        _ => vec![hir],
    }
}

#[cfg(feature = "vectorscan")]
mod scanned {
    use std::rc::Rc;

    use hyperscan::prelude::*;
    use hyperscan::{CompileFlags, Patterns};

    use crate::inputs::{Group, Pass};

    pub fn literals(literals: &[Vec<u8>]) -> Pass {
        let quoted: Vec<String> = literals
            .iter()
            .map(|literal| format!("(?i){}", regex::escape(&String::from_utf8_lossy(literal))))
            .collect();
        pass(&quoted, "literals, Hyperscan")
    }

    /// Those of the patterns that it can compile.
    pub fn patterns(patterns: &[String]) -> Pass {
        pass(patterns, "regexes, Hyperscan")
    }

    fn pass(patterns: &[String], what: &str) -> Pass {
        let parsed = patterns.iter().enumerate().filter_map(|(id, pattern)| {
            let (flags, pattern) = match pattern.strip_prefix("(?i)") {
                Some(pattern) => (CompileFlags::CASELESS, pattern),
                None => (CompileFlags::empty(), pattern.as_str()),
            };
            // Its classes are of bytes anyway.
            let mut one = Pattern::with_flags(pattern.replace("(?-u:\\b)", "\\b"), flags).ok()?;
            one.id = Some(id);
            // Each by itself first: it does not know all forms.
            let alone: Result<BlockDatabase, _> = one.build();
            alone.is_ok().then_some(one)
        });
        let parsed: Patterns = parsed.collect();
        let name = format!("{} {what}", parsed.len());
        let database: Rc<BlockDatabase> = Rc::new(parsed.build().expect("each of them compiles"));
        Pass::new(Group::Matcher, &name, move |text| {
            let database = Rc::clone(&database);
            let scratch = database.alloc_scratch().expect("memory");
            Box::new(move || {
                let mut count = 0;
                let done = database.scan(text, &scratch, |_, _, _, _| {
                    count += 1;
                    Matching::Continue
                });
                done.map_or(0, |()| count)
            })
        })
    }
}
