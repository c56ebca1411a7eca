//! Terms that the operator does not want.

use std::collections::BTreeSet;
use std::sync::Arc;

use once_cell::sync::OnceCell;

use crate::error::GuardError;
use crate::finding::{Category, Finding, Recipe, Response, Severity, Sink};
use crate::id::Fingerprint;
use crate::scan::candidates::{Candidates, Decided};
use crate::scan::gate::{Gate, GateBuilder, Hit};
use crate::scan::shape::{Class, Outcome, Shape, Window};
use crate::scan::{Detector, Recogniser, is_edge};
use crate::span::Span;
use crate::text::{Folded, PartRef, Source};

/// Finds the given terms and refuses the text, unless told otherwise. Case does not matter, nor
/// do look-alikes, accents and invisible characters; a space in a term stands for one to three
/// bytes of white space. Outside ASCII a term is found as it was given, in lower case, in upper
/// case and with a capital first letter. A term is found as a whole word only, unless
/// [`anywhere`](Self::anywhere); Chinese, Japanese, Korean and Thai characters bound no words and
/// are found anywhere.
///
/// Its rules are called `term_1`, `term_2`, … by the position of the term, so that logs do not
/// spell it. Serves both ways.
///
/// ```
/// use palisade::{BannedTerms, Fingerprint, InputGuard};
///
/// let guard = BannedTerms::new(["Project Nightfall", "Größe"]).redact();
/// let mut to = Fingerprint::new();
/// InputGuard::describe(&guard, &mut to);
/// assert!(to.mistakes().is_empty());
/// ```
#[derive(Clone, Debug)]
pub struct BannedTerms {
    options: Arc<Options>,
    compiled: Arc<OnceCell<Option<Compiled>>>,
}

#[derive(Clone)]
struct Options {
    terms: Vec<String>,
    anywhere: bool,
    response: Response,
}

impl std::fmt::Debug for Options {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Options")
            .field("terms", &self.terms.len())
            .field("anywhere", &self.anywhere)
            .field("response", &self.response)
            .finish()
    }
}

impl BannedTerms {
    /// These terms, at least one, of 1 to 256 bytes each and 32,768 bytes in all; anything else
    /// is a mistake.
    pub fn new<T: Into<String>>(terms: impl IntoIterator<Item = T>) -> Self {
        let terms = terms.into_iter().map(Into::into).collect();
        let options = Options { terms, anywhere: false, response: Response::BLOCK };
        Self { options: Arc::new(options), compiled: Arc::default() }
    }

    /// Replaces each term by `[REDACTED]`.
    pub fn redact(self) -> Self {
        self.respond(Response::REDACT)
    }

    /// Only records terms.
    pub fn flag(self) -> Self {
        self.respond(Response::FLAG)
    }

    /// What to do about a term.
    pub fn respond(mut self, response: Response) -> Self {
        Arc::make_mut(&mut self.options).response = response;
        self
    }

    /// Finds terms within words, too.
    pub fn anywhere(mut self) -> Self {
        Arc::make_mut(&mut self.options).anywhere = true;
        self
    }

    fn compiled(&self) -> Result<&Compiled, GuardError> {
        self.compiled
            .get_or_init(|| Compiled::new(&self.options))
            .as_ref()
            .ok_or(GuardError::failed("the terms are too many or too long"))
    }
}

serves_both_ways!(BannedTerms);
impl Detector for BannedTerms {
    fn id(&self) -> &str {
        NAME
    }

    fn describe_options(&self, to: &mut Fingerprint) {
        let options = &self.options;
        for term in &options.terms {
            to.text("term", term);
        }
        to.number("anywhere", u64::from(options.anywhere));
        to.text(
            "action",
            &format!("{:?} {:?}", options.response.action(), options.response.recipe()),
        );
        match options.response.recipe() {
            None => to.replacement("[REDACTED]"),
            Some(recipe) => recipe.describe_replacements("REDACTED", to),
        }
        if options.terms.is_empty() {
            to.mistake("banned_terms: no terms are given; give at least one");
        }
        for (index, term) in options.terms.iter().enumerate() {
            if Folded::of(term).view().trim().is_empty() {
                to.mistake(format!(
                    "banned_terms: term {} has no visible character; leave it out",
                    index + 1
                ));
            } else if term.len() > MAX_TERM {
                let number = index + 1;
                to.mistake(format!(
                    "banned_terms: term {number} has more than {MAX_TERM} bytes; shorten it"
                ));
            }
        }
        if options.terms.iter().map(String::len).sum::<usize>() > MAX_ALL {
            to.mistake(format!("banned_terms: the terms have more than {MAX_ALL} bytes in all; split them over two guards"));
        }
    }

    fn longest(&self) -> usize {
        self.compiled().map_or(0, Compiled::reach)
    }

    fn literals(&self, to: &mut GateBuilder) {
        let Ok(compiled) = self.compiled() else { return };
        compiled.name(self.options.anywhere, to);
    }

    fn own_gate(&self) -> Option<Arc<Gate>> {
        let gate = || Gate::of([Some(self as &dyn Detector)]).ok().map(Arc::new);
        self.compiled().ok()?.alone.get_or_init(gate).clone()
    }

    fn recogniser(&self, _: Source) -> Result<Option<Box<dyn Recogniser>>, GuardError> {
        self.compiled()?;
        Ok(Some(Box::new(TermScan::new(self.clone()))))
    }
}

#[derive(Debug)]
struct Compiled {
    /// The first word of each form of each term.
    literals: Vec<String>,
    /// For each literal its shape and the position of its term.
    shapes: Vec<(Shape, usize)>,
    /// The gate of these terms alone.
    alone: OnceCell<Option<Arc<Gate>>>,
    /// The most bytes of the view that a term takes.
    longest: usize,
}

impl Compiled {
    fn new(options: &Options) -> Option<Self> {
        let terms = &options.terms;
        let too_long = |term: &String| term.len() > MAX_TERM;
        if terms.iter().any(too_long) || terms.iter().map(String::len).sum::<usize>() > MAX_ALL {
            return None;
        }
        let (mut literals, mut shapes) = (Vec::new(), Vec::new());
        for (number, term) in terms.iter().enumerate() {
            for variant in variants(term) {
                let mut words = variant.split_whitespace();
                let Some(first) = words.next() else { continue };
                literals.push(first.to_owned());
                let mut runs: Vec<(Class, usize, usize)> = word(first).collect();
                for next in words {
                    let white = [b' ', b'\t', b'\n', b'\r'].into_iter();
                    runs.push((white.fold(Class::default(), Class::with), 1, 3));
                    runs.extend(word(next));
                }
                shapes.push((Shape::anywhere(runs), number));
            }
        }
        let longest = shapes.iter().map(|(shape, _)| shape.max_len()).max().unwrap_or(0);
        Some(Self { literals, shapes, longest, alone: OnceCell::new() })
    }

    /// Names the literals; those of terms that stand for whole words begin where words do.
    fn name(&self, anywhere: bool, to: &mut GateBuilder) {
        for literal in &self.literals {
            if anywhere {
                to.anywhere(literal.as_bytes());
            } else {
                to.word(literal.as_bytes());
            }
        }
    }

    /// A term, and a whole character behind it.
    const fn reach(&self) -> usize {
        self.longest + 4
    }
}

/// The forms of a term, folded as the text is.
fn variants(term: &str) -> BTreeSet<String> {
    let mut chars = term.chars();
    let title: String =
        chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect();
    [term.to_owned(), term.to_lowercase(), term.to_uppercase(), title]
        .iter()
        .map(|form| Folded::of(form).view().to_ascii_lowercase())
        .collect()
}

fn word(word: &str) -> impl Iterator<Item = (Class, usize, usize)> {
    word.bytes().map(|byte| (Class::one(byte).any_case(), 1, 1))
}

/// The terms of one text.
#[derive(Clone, Debug)]
struct TermScan {
    guard: BannedTerms,
    candidates: Candidates,
    /// For each term the end of its last occurrence.
    ends: Vec<usize>,
}

impl TermScan {
    fn new(guard: BannedTerms) -> Self {
        let ends = vec![0; guard.options.terms.len()];
        Self { candidates: Candidates::default(), ends, guard }
    }
}

impl Recogniser for TermScan {
    fn hear(&mut self, hits: &[Hit], told: usize) {
        self.candidates.hear(hits, told);
    }

    fn advance(&mut self, view: &Folded, done: bool, at: PartRef, found: &mut Sink<'_>) -> usize {
        let Self { guard, candidates, ends } = self;
        let Ok(compiled) = guard.compiled() else { return view.base() };
        let options = &guard.options;
        let window = Window::of(view, done);
        candidates.advance(|candidate| {
            let Some((shape, number)) = compiled.shapes.get(candidate.literal) else {
                return Decided::Yes;
            };
            let Some(last) = ends.get_mut(*number) else { return Decided::Yes };
            if candidate.start < *last {
                return Decided::Yes;
            }
            let (start, end) = match shape.read(&mut candidate.cursor, window) {
                Outcome::NeedMore => return Decided::NotYet,
                Outcome::No => return Decided::Yes,
                Outcome::Match { start, end } => (start, end),
            };
            if !options.anywhere {
                if window.get(end).is_none() && !done {
                    return Decided::NotYet;
                }
                if goes_on(view, start) || goes_on(view, end) {
                    return Decided::Yes;
                }
            }
            *last = end;
            let finding = finding(*number, view.original(start, end));
            found.report(at, finding.respond(&options.response));
            Decided::Yes
        })
    }

    fn fork(&self) -> Box<dyn Recogniser> {
        Box::new(self.clone())
    }

    fn longest(&self) -> usize {
        self.guard.compiled().map_or(0, Compiled::reach)
    }
}

/// Whether a word goes on across a position: as for all that is found in ASCII, and off it
/// between letters and digits of scripts that part words.
fn goes_on(view: &Folded, at: usize) -> bool {
    let Some((before, behind)) = view.view().split_at_checked(at.saturating_sub(view.base()))
    else {
        return false;
    };
    let (Some(left), Some(right)) = (before.chars().next_back(), behind.chars().next()) else {
        return false;
    };
    let is_word = |c: char| c == '_' || c.is_alphanumeric() && !stands_alone(c);
    let inside = is_word(left) && is_word(right);
    match (u8::try_from(left), u8::try_from(right)) {
        (Ok(left), Ok(right)) if left.is_ascii() && right.is_ascii() => {
            inside && (left == b'_' || right == b'_' || !is_edge(left, right))
        }
        _ => inside,
    }
}

/// Scripts without spaces between words: Thai to Khmer, Kana, Han, Hangul.
const fn stands_alone(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

fn finding(number: usize, span: Span) -> Finding {
    Finding::new(format!("term_{}", number + 1), Category::Term, span)
        .with_severity(Severity::Medium)
        .redact(Recipe::label("REDACTED"))
}

const NAME: &str = "banned_terms";
/// The most bytes of a term.
const MAX_TERM: usize = 256;
/// The most bytes of all terms.
const MAX_ALL: usize = 32_768;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::testing;
    use crate::finding::Taken;
    use crate::input::InputGuard;
    use crate::output::{Context, OutputGuard};
    use crate::scope::Scope;
    use proptest::prelude::*;

    fn streamed(guard: &BannedTerms, chunks: &[&str]) -> Vec<Finding> {
        testing::streamed(guard, chunks.iter().copied())
    }

    fn found<'t>(guard: &BannedTerms, text: &'t str) -> Vec<(String, &'t str)> {
        let findings = streamed(guard, &[text]);
        let chars: Vec<String> = text.chars().map(String::from).collect();
        let chars: Vec<&str> = chars.iter().map(String::as_str).collect();
        assert_eq!(streamed(guard, &chars), findings);
        findings
            .iter()
            .map(|f| (f.rule().to_owned(), f.span().of(text).expect("on characters")))
            .collect()
    }

    #[test]
    fn terms_are_found_whole_in_any_case_and_disguise() {
        let guard = BannedTerms::new(["Project Nightfall", "Größe", "禁止", "привет"]);
        for (text, rule, term) in [
            ("the PROJECT  nightfall!", "term_1", "PROJECT  nightfall"),
            ("project\r\n\tNightfall", "term_1", "project\r\n\tNightfall"),
            ("рrojесt nіght\u{200b}fаll.", "term_1", "рrojесt nіght\u{200b}fаll"),
            ("ｐｒｏｊｅｃｔ nightfall", "term_1", "ｐｒｏｊｅｃｔ nightfall"),
            ("die Größe, die", "term_2", "Größe"),
            ("DIE GRÖSSE", "term_2", "GRÖSSE"),
            ("这是禁止的", "term_3", "禁止"),
            ("ну, Привет!", "term_4", "Привет"),
            ("ПРИВЕТ", "term_4", "ПРИВЕТ"),
        ] {
            assert_eq!(found(&guard, text), [(rule.to_owned(), term)], "{text}");
        }
        for text in [
            "projectnightfall",
            "project    nightfall",
            "Subproject Nightfall",
            "Größen",
            "приветы",
        ] {
            assert_eq!(found(&guard, text), [], "{text}");
        }
        let anywhere = BannedTerms::new(["größe"]).anywhere();
        assert_eq!(found(&anywhere, "Größen").len(), 1);
    }

    #[test]
    fn mistakes_are_told() {
        let mistakes = |guard: &BannedTerms| {
            let mut to = Fingerprint::new();
            InputGuard::describe(guard, &mut to);
            to.mistakes().len()
        };
        assert_eq!(mistakes(&BannedTerms::new(["fine"])), 0);
        assert_eq!(mistakes(&BannedTerms::new(Vec::<String>::new())), 1);
        assert_eq!(mistakes(&BannedTerms::new([" ", "\u{200b}"])), 2);
        let long = BannedTerms::new(["x".repeat(257)]);
        assert_eq!(mistakes(&long), 1);
        assert!(
            long.begin(&Context::of_scope(Scope::empty()))
                .push("x", &mut Sink::new(&Arc::from(""), &mut Taken::default()))
                .is_err()
        );
    }

    proptest! {
        #[test]
        fn cuts_change_nothing(
            pieces in prop::collection::vec(
                prop::sample::select(vec![
                    "bad", "Bad word", "worse", " ", "\n", "x", "禁止", "Größe", "é", "\u{200b}", "wor", "ße",
                ]),
                0..16,
            ),
            anywhere in any::<bool>(),
        ) {
            let mut guard = BannedTerms::new(["bad", "bad word", "worse", "禁止", "größe"]);
            if anywhere {
                guard = guard.anywhere();
            }
            prop_assert_eq!(streamed(&guard, &pieces), streamed(&guard, &[&pieces.concat()]));
        }
    }
}
