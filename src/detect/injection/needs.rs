//! What a phrase cannot be without, behind its beginning: a second gate, read off the pattern.
//!
//! Phrases begin with common words (`tell`, `show`, `what`), and go on with rare ones. From each
//! pattern the sets of literals are derived of which every match holds at least one; only where
//! one of each set stands within the window of a phrase is the pattern tried. Reading them off takes
//! longer than all else when the guard is built, so they are kept beside the rules, in `needs.json`;
//! a test holds them to the patterns.

use std::collections::BTreeMap;
#[cfg(test)]
use std::collections::BTreeSet;

#[cfg(test)]
use regex_syntax::ParserBuilder;
#[cfg(test)]
use regex_syntax::hir::{Class, Hir, HirKind};

/// The needs of each rule, by its id. `None` where the file cannot be read, which a test rules out.
pub(super) fn known() -> Option<BTreeMap<String, Vec<Vec<String>>>> {
    serde_json::from_str(include_str!("rules/needs.json")).ok()
}

/// Literals in lower case, at least one of which is in every match.
#[cfg(test)]
type Need = BTreeSet<Vec<u8>>;

/// The two rarest needs of a pattern that lie behind what it begins with; often there are fewer.
/// `None` where the pattern does not parse.
#[cfg(test)]
fn needs(pattern: &str) -> Option<Vec<Need>> {
    let hir = ParserBuilder::new().utf8(false).unicode(false).build().parse(pattern).ok()?;
    let mut needs = later(&hir);
    needs.retain(is_rare);
    needs.sort_by_key(commonness);
    needs.dedup();
    needs.truncate(2);
    Some(needs)
}

/// The needs of what follows the first element, which the gate has seen already.
#[cfg(test)]
fn later(hir: &Hir) -> Vec<Need> {
    match hir.kind() {
        HirKind::Concat(parts) => {
            let is_text = |part: &Hir| !matches!(part.kind(), HirKind::Look(_));
            let Some(first) = parts.iter().position(is_text) else { return Vec::new() };
            let mut needs = parts.get(first).map(later).unwrap_or_default();
            needs.extend(in_turn(parts, false).skip(first + 1).flatten());
            needs
        }
        HirKind::Alternation(ways) => {
            let rarest = |way: &Hir| later(way).into_iter().min_by_key(commonness);
            union(ways.iter().map(rarest)).into_iter().collect()
        }
        HirKind::Capture(group) => later(&group.sub),
        _ => Vec::new(),
    }
}

/// The rarest need of an expression as a whole. Literals are looked for where no word goes on, so
/// only one that begins so counts; `outside` says that no word goes on before the expression.
#[cfg(test)]
fn need(hir: &Hir, outside: bool) -> Option<Need> {
    match hir.kind() {
        HirKind::Literal(literal) => {
            let first = literal.0.first()?;
            let begins = *first > b' ' && (outside || !first.is_ascii_alphanumeric());
            begins.then(|| BTreeSet::from([literal.0.to_ascii_lowercase()]))
        }
        HirKind::Concat(parts) => in_turn(parts, outside).flatten().min_by_key(commonness),
        HirKind::Alternation(ways) => union(ways.iter().map(|way| need(way, outside))),
        HirKind::Capture(group) => need(&group.sub, outside),
        HirKind::Repetition(repeated) if repeated.min > 0 => need(&repeated.sub, outside),
        // A class is of single bytes, which are everywhere.
        _ => None,
    }
}

/// The needs of expressions that follow each other.
#[cfg(test)]
fn in_turn(parts: &[Hir], mut outside: bool) -> impl Iterator<Item = Option<Need>> {
    parts.iter().map(move |part| {
        let need = need(part, outside);
        outside = ends_outside(part) && (outside || !may_be_empty(part));
        need
    })
}

/// Whether no match ends with a letter or digit.
#[cfg(test)]
fn ends_outside(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => true,
        HirKind::Literal(literal) => {
            literal.0.last().is_some_and(|last| !last.is_ascii_alphanumeric())
        }
        HirKind::Class(Class::Bytes(class)) => {
            let mut bytes = class.iter().flat_map(|range| range.start()..=range.end());
            bytes.all(|byte| !byte.is_ascii_alphanumeric())
        }
        HirKind::Class(_) => false,
        HirKind::Repetition(repeated) => ends_outside(&repeated.sub),
        HirKind::Capture(group) => ends_outside(&group.sub),
        HirKind::Alternation(ways) => ways.iter().all(ends_outside),
        HirKind::Concat(parts) => {
            let full = parts.iter().rposition(|part| !may_be_empty(part)).unwrap_or(0);
            parts.iter().skip(full).all(ends_outside)
        }
    }
}

#[cfg(test)]
fn may_be_empty(hir: &Hir) -> bool {
    hir.properties().minimum_len().is_none_or(|len| len == 0)
}

/// Where each way has a need, one of them all is there whichever way is taken.
#[cfg(test)]
fn union(ways: impl Iterator<Item = Option<Need>>) -> Option<Need> {
    ways.collect::<Option<Vec<Need>>>().map(|needs| needs.into_iter().flatten().collect())
}

/// Whether it is worth the look: no literal is found in every second sentence.
#[cfg(test)]
fn is_rare(need: &Need) -> bool {
    let common = |literal: &Vec<u8>| literal.len() < 3 || COMMON.contains(&literal.as_slice());
    // A way of writing may part characters of several bytes.
    let parted = |literal: &Vec<u8>| str::from_utf8(literal).is_err();
    !need.is_empty() && !need.iter().any(|literal| common(literal) || parted(literal))
}

/// Words that are everywhere.
#[cfg(test)]
const COMMON: &[&[u8]] = &[
    b"the", b"this", b"that", b"these", b"you", b"your", b"are", b"and", b"all", b"let", b"have",
    b"they", b"were", b"when", b"now", b"end", b"her", b"here", b"die", b"said", b"test",
];

/// How often some literal of a set is found by chance, roughly: each byte more makes it eight
/// times as rare.
#[cfg(test)]
fn commonness(need: &Need) -> u64 {
    need.iter().map(|literal| 1 << (40 - 3 * literal.len().min(12))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pattern: &str) -> Vec<Vec<String>> {
        let text = |literal: &Vec<u8>| String::from_utf8_lossy(literal).into_owned();
        let needs = needs(pattern).expect("a pattern");
        needs.iter().map(|need| need.iter().map(text).collect()).collect()
    }

    #[test]
    fn what_every_match_holds_behind_its_beginning_is_needed() {
        assert_eq!(
            read(r"\A(?:tell|show)[\W_]{1,6}(?:me )?(?:secret|SYSTEM)\b"),
            [["secret", "system"]]
        );
        assert_eq!(
            read(r"say,(?:[a-z]{1,9},){0,2}?password[\W_](?:of|for),someone"),
            [["password"], [",someone"]]
        );
        assert_eq!(
            read(r"(?:see\W(?:the\W)?hidden|read\W(?:rules|orders)\Wbelow)"),
            [["below", "hidden"]]
        );
    }

    #[test]
    fn what_may_be_missing_common_or_within_a_word_is_not_needed() {
        let none: [Vec<String>; 0] = [];
        assert_eq!(read("tell (?:secret )?(?:system )*x"), none, "it may be missing");
        assert_eq!(read("(?:tell secret|show)"), none, "one way is without");
        assert_eq!(read("tell the"), none, "it is everywhere");
        assert_eq!(read("tell [a-z]{0,3}secret"), none, "a word may go on before it");
        assert_eq!(read("tell(?: x)?secret"), none, "a word may go on before it");
        assert_eq!(read("tell(?:,|x )?secret"), none);
        assert_eq!(read("tell (?:,|x )?secret"), [["secret"]]);
    }

    #[test]
    fn the_needs_that_are_kept_are_those_of_the_patterns() {
        use super::super::rules::RULES;
        let text = |literal: Vec<u8>| String::from_utf8(literal).expect("no parted characters");
        let of = |rule: &super::super::rules::Rule| -> Vec<Vec<String>> {
            let needs = needs(&rule.written_out()).expect("a pattern");
            needs.into_iter().map(|need| need.into_iter().map(text).collect()).collect()
        };
        let read: BTreeMap<String, Vec<Vec<String>>> = RULES
            .iter()
            .map(|rule| (rule.id.to_owned(), of(rule)))
            .filter(|(_, needs)| !needs.is_empty())
            .collect();
        let written = serde_json::to_string_pretty(&read).expect("JSON");
        assert!(known().is_some_and(|known| known == read), "rules/needs.json is:\n{written}");
        let different: BTreeSet<&Vec<String>> = read.values().flatten().collect();
        assert!(different.len() <= 128, "{}: the bits do not suffice", different.len());
    }
}
