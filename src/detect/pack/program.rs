//! A pattern that is compiled when it is first looked for.

use std::fmt;
use std::sync::{Mutex, OnceLock, PoisonError};

use regex_automata::hybrid::dfa::{Cache, DFA};
use regex_automata::meta::Regex;
use regex_automata::nfa::thompson::{self, WhichCaptures};
use regex_automata::{Anchored, Input, MatchKind, Span};
use regex_syntax::hir::{Class, Hir, HirKind};

/// A pattern, and the engines for it: none until it is looked for.
pub(super) struct Program {
    hir: Hir,
    regex: OnceLock<Option<Regex>>,
    automaton: OnceLock<Option<DFA>>,
    /// The memory of the automaton, a piece for each search at a time.
    caches: Mutex<Vec<Cache>>,
}

/// What a look at one place came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Try {
    /// Nothing begins there.
    No,
    /// A match, up to this index.
    Match(usize),
    /// What follows decides.
    More,
}

impl Program {
    /// The pattern, or `None` where it would take too much memory.
    pub(super) fn new(hir: Hir) -> Option<Self> {
        let regex = OnceLock::new();
        if size(&hir) > MAX_SIZE {
            let built = build(&hir, Some(MAX_SIZE))?;
            drop(regex.set(Some(built)));
        }
        Some(Self { hir, regex, automaton: OnceLock::new(), caches: Mutex::default() })
    }

    /// Whether a pattern certainly takes no more memory than it may.
    #[cfg(feature = "toml")]
    pub(super) fn fits(hir: &Hir) -> bool {
        size(hir) <= MAX_SIZE
    }

    /// The leftmost match that starts at `from` or behind it.
    pub(super) fn find(&self, text: &[u8], from: usize) -> Option<(usize, usize)> {
        if from > text.len() {
            return None;
        }
        match self.regex() {
            Some(regex) => {
                let found = regex.search(&Input::new(text).range(from..))?;
                Some((found.start(), found.end()))
            }
            // What cannot be searched counts as found; sizes that are checked rule that out.
            None => Some((from, text.len())),
        }
    }

    pub(super) fn is_match(&self, text: &[u8], from: usize) -> bool {
        self.find(text, from).is_some()
    }

    /// Where a group stands in the match that starts at `start`; none where it takes no part.
    pub(super) fn groups(&self, text: &[u8], start: usize) -> Vec<Option<(usize, usize)>> {
        let Some(regex) = self.regex() else { return Vec::new() };
        if start > text.len() {
            return Vec::new();
        }
        let mut groups = regex.create_captures();
        let input = Input::new(text).range(start..).anchored(Anchored::Yes);
        regex.search_captures(&input, &mut groups);
        groups.iter().map(|group| group.map(|Span { start, end }| (start, end))).collect()
    }

    /// Whether a match starts at `at`. `text` ends there, or where nothing of a match can be, only
    /// where `ends`. Tells how many bytes were read.
    pub(super) fn try_at(&self, text: &[u8], at: usize, ends: bool) -> Option<(Try, usize)> {
        let automaton = self.automaton()?;
        let caches = || self.caches.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = caches().pop();
        let mut cache = taken.unwrap_or_else(|| automaton.create_cache());
        let outcome = run(automaton, &mut cache, text, at, ends);
        caches().push(cache);
        outcome
    }

    fn regex(&self) -> Option<&Regex> {
        self.regex.get_or_init(|| build(&self.hir, None)).as_ref()
    }

    fn automaton(&self) -> Option<&DFA> {
        let build = || {
            let config = thompson::Config::new().utf8(false).which_captures(WhichCaptures::None);
            let nfa = thompson::Compiler::new().configure(config).build_from_hir(&self.hir).ok()?;
            let config = DFA::config()
                .match_kind(MatchKind::LeftmostFirst)
                .skip_cache_capacity_check(true)
                .cache_capacity(CACHE);
            DFA::builder().configure(config).build_from_nfa(nfa).ok()
        };
        self.automaton.get_or_init(build).as_ref()
    }
}

impl fmt::Debug for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Program").finish_non_exhaustive()
    }
}

/// Steps from `at` until nothing more can match.
fn run(dfa: &DFA, cache: &mut Cache, text: &[u8], at: usize, ends: bool) -> Option<(Try, usize)> {
    let input = Input::new(text).range(at..).anchored(Anchored::Yes);
    let mut state = dfa.start_state_forward(cache, &input).ok()?;
    let mut outcome = Try::No;
    for (read, byte) in text.get(at..)?.iter().enumerate() {
        state = dfa.next_state(cache, state, *byte).ok()?;
        if state.is_tagged() {
            if state.is_dead() {
                return Some((outcome, read + 1));
            }
            if state.is_match() {
                // Told one byte late.
                outcome = Try::Match(at + read);
            } else if state.is_quit() {
                return None;
            }
        }
    }
    let read = text.len() - at;
    if !ends {
        return Some((Try::More, read));
    }
    state = dfa.next_eoi_state(cache, state).ok()?;
    Some((if state.is_match() { Try::Match(text.len()) } else { outcome }, read))
}

fn build(hir: &Hir, limit: Option<usize>) -> Option<Regex> {
    let config = Regex::config()
        .utf8_empty(false)
        .nfa_size_limit(limit)
        .hybrid_cache_capacity(CACHE.max(1 << 20))
        .dfa(false);
    Regex::builder().configure(config).build_from_hir(hir).ok()
}

/// About how many bytes of memory a compiled pattern takes, and no less.
fn size(hir: &Hir) -> usize {
    let own = 2 * STATE;
    let of = match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => 0,
        HirKind::Literal(literal) => literal.0.len().saturating_mul(STATE),
        HirKind::Class(Class::Bytes(class)) => class.ranges().len().saturating_mul(RANGE),
        // Each range may be several sequences of up to four bytes.
        HirKind::Class(Class::Unicode(class)) => {
            class.ranges().len().saturating_mul(8 * (STATE + RANGE))
        }
        HirKind::Capture(capture) => size(&capture.sub).saturating_add(own),
        HirKind::Repetition(repeated) => {
            let times = repeated.max.unwrap_or(repeated.min.saturating_add(1)).max(1);
            size(&repeated.sub).saturating_add(own).saturating_mul(times as usize)
        }
        HirKind::Concat(parts) | HirKind::Alternation(parts) => {
            parts.iter().fold(0, |all, part| size(part).saturating_add(all).saturating_add(STATE))
        }
    };
    of.saturating_add(own)
}

/// The most bytes of a compiled expression.
const MAX_SIZE: usize = 2 << 20;
/// The most bytes of a state, and of one way out of it.
const STATE: usize = 32;
const RANGE: usize = 8;
/// The most bytes that an automaton remembers.
const CACHE: usize = 256 << 10;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn program(pattern: &str) -> Program {
        let mut parser = regex_syntax::ParserBuilder::new().unicode(false).utf8(false).build();
        Program::new(parser.parse(pattern).expect("a pattern")).expect("small")
    }

    fn tried(pattern: &str, text: &str, ends: bool) -> Try {
        program(pattern).try_at(text.as_bytes(), 0, ends).expect("an automaton").0
    }

    #[test]
    fn a_try_ends_as_soon_as_it_is_certain() {
        assert_eq!(tried("ab{2,4}", "abbbbbb", false), Try::Match(5));
        assert_eq!(tried("ab{2,4}", "abb", false), Try::More);
        assert_eq!(tried("ab{2,4}", "abb", true), Try::Match(3));
        assert_eq!(tried("ab{2,4}", "ac", false), Try::No);
        assert_eq!(tried(r"ab\b", "ab", false), Try::More);
        assert_eq!(tried(r"ab(?:[ ;]|$)", "ab", true), Try::Match(2));
        assert_eq!(program("ab{2,900}").try_at(b"abxbbbbbb", 0, false), Some((Try::No, 3)));
    }

    #[test]
    fn a_guess_of_the_size_is_never_below_it() {
        for pattern in [
            "a",
            "[a-z]{300}",
            "(?:[a-f0-9]{2}-){40}",
            "(a|bc|d[ef]?){1,90}",
            r"(?i)(?:key|token)[\w.-]{0,50}?",
            "(?u:\\w){9}",
            "(?u:[^a-f]){3,9}",
            "(?:a?b?c?){30}",
        ] {
            let Program { hir, .. } = program(pattern);
            let nfa = thompson::Compiler::new().build_from_hir(&hir).expect("small");
            assert!(nfa.memory_usage() <= size(&hir) + 4096, "{pattern}");
        }
    }

    proptest! {
        #[test]
        fn a_try_is_what_a_search_finds_there(text in "[ab1 ]{0,40}", pattern in prop::sample::select(
            vec!["ab?", "a{2,5}b", r"\bab{1,3}\b", "a(?:b|1)?$", "(?:a|ab)(?:b|ba)?", "a[^1]{0,9}?1"],
        )) {
            let program = program(pattern);
            for at in 0..=text.len() {
                let found = program.find(text.as_bytes(), at).filter(|found| found.0 == at);
                let (tried, _) = program.try_at(text.as_bytes(), at, true).expect("an automaton");
                prop_assert_eq!(found.map_or(Try::No, |found| Try::Match(found.1)), tried);
                let (early, _) = program.try_at(text.as_bytes(), at, false).expect("an automaton");
                prop_assert!(early == tried || early == Try::More);
            }
        }
    }
}
