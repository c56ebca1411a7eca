//! The operator's own pattern.

use std::borrow::Cow;
use std::sync::Arc;

use memchr::memmem;
use once_cell::sync::OnceCell;
use regex::bytes::{Regex, RegexBuilder};

use crate::error::GuardError;
use crate::finding::{Category, Finding, Recipe, Response, Severity, Sink};
use crate::id::Fingerprint;
use crate::scan::{Detector, Recogniser};
use crate::text::{Folded, PartRef, Source};

/// Finds a regular expression of the crate `regex`, and flags it unless told otherwise. Serves
/// both ways: what it finds in a stream is what it finds in the whole.
///
/// It is matched against the text as it reads: look-alikes and full-width letters as ASCII,
/// without accents and invisible characters, in the case of the text. So write `e` for `é`, and
/// `(?i)` where case does not matter. A run of more than eight invisible characters ends the text
/// for it.
///
/// Every match must be bounded, to at most 4,096 bytes, and must not be empty; anything else is a
/// mistake, and so is a pattern that does not parse.
///
/// ```
/// use palisade::{Fingerprint, InputGuard, Pattern, Recipe};
///
/// let guard = Pattern::new("employee_number", r"\bE-[0-9]{6}\b")
///     .label("EMPLOYEE_NUMBER")
///     .redact_as(Recipe::label("EMPLOYEE_NUMBER"));
/// let mut to = Fingerprint::new();
/// InputGuard::describe(&guard, &mut to);
/// assert!(to.mistakes().is_empty());
///
/// let mut to = Fingerprint::new();
/// InputGuard::describe(&Pattern::new("digits", "[0-9]+"), &mut to);
/// assert!(to.mistakes()[0].contains("{1,64}"));
/// ```
#[derive(Clone, Debug)]
pub struct Pattern {
    rule: Arc<str>,
    pattern: Arc<str>,
    label: Cow<'static, str>,
    category: Category,
    severity: Severity,
    response: Response,
    compiled: Arc<OnceCell<Result<Compiled, String>>>,
}

#[derive(Clone, Debug)]
struct Compiled {
    regex: Regex,
    /// The most bytes of the view that a match takes.
    max_len: usize,
}

impl Pattern {
    /// A pattern under the id that its findings carry.
    pub fn new(rule: impl Into<String>, pattern: impl Into<String>) -> Self {
        Self {
            rule: rule.into().into(),
            pattern: pattern.into().into(),
            label: Cow::Borrowed("REDACTED"),
            category: Category::Term,
            severity: Severity::Medium,
            response: Response::FLAG,
            compiled: Arc::default(),
        }
    }

    /// Replaces each match in this way.
    pub fn redact_as(self, recipe: Recipe) -> Self {
        self.respond(Response::redact_as(recipe))
    }

    /// Refuses a text with a match.
    pub fn block(self) -> Self {
        self.respond(Response::BLOCK)
    }

    /// Only records matches; the default.
    pub fn flag(self) -> Self {
        self.respond(Response::FLAG)
    }

    /// What to do about a match.
    pub fn respond(mut self, response: Response) -> Self {
        self.response = response;
        self
    }

    /// What stands in brackets in the place of a match where the response names nothing else;
    /// `REDACTED` by default.
    pub fn label(mut self, label: impl Into<Cow<'static, str>>) -> Self {
        self.label = label.into();
        self
    }

    /// The category of findings; [`Category::Term`] by default.
    pub const fn category(mut self, category: Category) -> Self {
        self.category = category;
        self
    }

    /// The severity of findings; medium by default.
    pub const fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    fn compiled(&self) -> Result<&Compiled, &str> {
        self.compiled.get_or_init(|| compile(&self.pattern)).as_ref().map_err(String::as_str)
    }
}

serves_both_ways!(Pattern);
impl Detector for Pattern {
    fn id(&self) -> &str {
        NAME
    }

    fn describe_options(&self, to: &mut Fingerprint) {
        to.text("rule", &self.rule);
        to.text("pattern", &self.pattern);
        to.text("label", &self.label);
        to.text("findings", &format!("{:?} {:?}", self.category, self.severity));
        let response = &self.response;
        to.text("action", &format!("{:?} {:?}", response.action(), response.recipe()));
        match response.recipe() {
            None => to.replacement(&format!("[{}]", self.label)),
            Some(recipe) => recipe.describe_replacements(&self.label, to),
        }
        if let Err(mistake) = self.compiled() {
            to.mistake(format!("pattern `{}`: {mistake}", self.rule));
        }
    }

    fn longest(&self) -> usize {
        self.compiled().map_or(0, Compiled::reach)
    }

    fn recogniser(&self, _: Source) -> Result<Option<Box<dyn Recogniser>>, GuardError> {
        let compiled = self.compiled().map_err(|_| UNUSABLE)?;
        Ok(Some(Box::new(PatternScan::new(self, compiled))))
    }
}

impl Compiled {
    /// Matches wait until as much was seen as two of them and what decides them may have.
    const fn reach(&self) -> usize {
        2 * (self.max_len + CONTEXT)
    }
}

/// The matches in one text.
#[derive(Clone, Debug)]
struct PatternScan {
    guard: Pattern,
    compiled: Compiled,
    /// No match that is not reported yet starts below.
    at: usize,
}

impl PatternScan {
    fn new(guard: &Pattern, compiled: &Compiled) -> Self {
        Self { guard: guard.clone(), compiled: compiled.clone(), at: 0 }
    }

    fn report(
        &self,
        view: &Folded,
        (start, end): (usize, usize),
        at: PartRef,
        found: &mut Sink<'_>,
    ) {
        let guard = &self.guard;
        let span = view.original(view.base() + start, view.base() + end);
        let finding = Finding::new(guard.rule.to_string(), guard.category, span)
            .with_severity(guard.severity)
            .redact(Recipe::label(guard.label.clone()))
            .respond(&guard.response);
        found.report(at, finding);
    }
}

impl Recogniser for PatternScan {
    /// A match is looked for in kept bytes only: what stands before `at` is there for look-behind,
    /// and what starts so late that more text could change it waits. Enough is waited for that
    /// every byte is searched twice at most.
    fn advance(&mut self, view: &Folded, done: bool, at: PartRef, found: &mut Sink<'_>) -> usize {
        let (bytes, base) = (view.bytes(), view.base());
        loop {
            let from = self.at.saturating_sub(base).min(bytes.len());
            let rest = bytes.get(from..).unwrap_or(&[]);
            let parted = memmem::find(rest, BREAK).map(|index| from + index);
            let end = parted.unwrap_or(bytes.len());
            let wait = if done || parted.is_some() { 0 } else { self.compiled.max_len + CONTEXT };
            if wait > 0 && end - from < 2 * wait {
                break;
            }
            // Starts up to here are decided.
            let last = end - wait;
            let text = bytes.get(..end).unwrap_or(&[]);
            let mut next = from;
            while next <= last {
                match self.compiled.regex.find_at(text, next) {
                    Some(found_at) if found_at.start() <= last => {
                        self.report(view, (found_at.start(), found_at.end()), at, found);
                        next = found_at.end().max(next + 1);
                    }
                    _ => next = last + 1,
                }
            }
            match parted {
                Some(index) => self.at = base + index + BREAK.len(),
                None => {
                    self.at = (base + next).min(view.end());
                    break;
                }
            }
        }
        self.at
    }

    fn fork(&self) -> Box<dyn Recogniser> {
        Box::new(self.clone())
    }

    fn longest(&self) -> usize {
        self.compiled.reach()
    }
}

fn compile(pattern: &str) -> Result<Compiled, String> {
    let hir = regex_syntax::parse(pattern).map_err(|error| error.to_string())?;
    let properties = hir.properties();
    if properties.minimum_len() == Some(0) {
        return Err("it matches the empty string; make something in it required".to_owned());
    }
    match properties.maximum_len() {
        None => {
            Err("its matches have no bound; bound the repetition, for example {1,64}".to_owned())
        }
        Some(max_len) if max_len > MAX_LEN => {
            Err(format!("its matches may have {max_len} bytes; at most {MAX_LEN} are allowed"))
        }
        Some(max_len) => match RegexBuilder::new(pattern).build() {
            Ok(regex) => Ok(Compiled { regex, max_len }),
            Err(error) => Err(error.to_string()),
        },
    }
}

const NAME: &str = "pattern";
const UNUSABLE: GuardError = GuardError::failed("the pattern cannot be used");
/// The most bytes of the view that a match may take.
const MAX_LEN: usize = 4096;
/// The bytes behind a match that may decide it: one character.
const CONTEXT: usize = 4;
/// What the view has in the place of a run of invisible characters that is too long.
const BREAK: &[u8] = "\u{ffff}".as_bytes();

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::testing;
    use crate::finding::Sink;
    use crate::finding::{Action, Taken};
    use crate::input::InputGuard;
    use crate::text::Input;
    use proptest::prelude::*;

    fn streamed(guard: &Pattern, chunks: &[&str]) -> Vec<Finding> {
        testing::streamed(guard, chunks.iter().copied())
    }

    fn mistake(pattern: &str) -> Option<String> {
        let mut to = Fingerprint::new();
        InputGuard::describe(&Pattern::new("r", pattern), &mut to);
        to.mistakes().first().cloned()
    }

    #[test]
    fn matches_are_found_with_exact_spans() {
        let guard = Pattern::new("ticket", r"\bT-[0-9]{3,5}\b").redact_as(Recipe::label("TICKET"));
        let text = "ü T-123, Т-４５６\u{200b}7 and XT-999 T-1";
        let found = streamed(&guard, &[text]);
        let texts: Vec<&str> = found.iter().filter_map(|f| f.span().of(text)).collect();
        assert_eq!(texts, ["T-123", "Т-４５６\u{200b}7"]);
        assert_eq!((found[0].rule(), found[0].action()), ("ticket", Action::Redact));
    }

    #[test]
    fn mistakes_say_what_to_change() {
        assert_eq!(mistake(r"\bE-[0-9]{6}\b"), None);
        assert!(mistake("[0-9]+").is_some_and(|m| m.contains("{1,64}")));
        assert!(mistake("a{0,3}").is_some_and(|m| m.contains("empty")));
        assert!(mistake("a{5000}").is_some_and(|m| m.contains("5000")));
        assert!(mistake("(a").is_some_and(|m| m.contains("unclosed group")));
        let mut taken = Taken::default();
        let name: Arc<str> = Arc::from(NAME);
        let bad = Pattern::new("r", "a+");
        assert!(bad.check(&Input::user("a"), &mut Sink::new(&name, &mut taken)).is_err());
    }

    #[test]
    fn anchors_mean_the_whole_text() {
        for (pattern, count) in [(r"\Aab", 1), (r"ab\z", 1), (r"^ab", 1), (r"(?m)^ab$", 2)] {
            let text = format!("ab\n{}ab\nxab", "x ab x\n".repeat(200));
            let chunks: Vec<&str> = text.split_inclusive(' ').collect();
            let guard = Pattern::new("r", pattern);
            assert_eq!(streamed(&guard, &chunks).len(), count, "{pattern}");
        }
    }

    #[test]
    fn a_long_invisible_run_holds_nothing_up() {
        let guard = Pattern::new("r", "a.{0,40}b");
        let run = "\u{200b}".repeat(50_000);
        let text = format!("a{run}b a b");
        let chunks: Vec<&str> = text.split_inclusive('\u{200b}').collect();
        let found = streamed(&guard, &chunks);
        assert_eq!(found, streamed(&guard, &[&text]));
        assert_eq!(found.len(), 1);
    }

    #[test]
    fn a_view_goes_on_over_a_character_where_it_is_reviewed() {
        // Whatever stands where the view above an escape is dropped, what is before it was seen.
        for len in 200..420 {
            let text = format!("&#97;a 1 {}漢漢漢", "x".repeat(len));
            let guard = Pattern::new("r", "a.{1,4}1");
            let whole = streamed(&guard, &[&text]);
            assert!(whole.iter().any(|found| found.span().start() == 0), "{len}");
            assert_eq!(streamed(&guard, &testing::cut(&text, &[1])), whole);
        }
    }

    proptest! {
        #[test]
        fn cuts_change_nothing(
            pieces in prop::collection::vec("[ab é\u{200b}]{0,9}", 0..40),
            pattern in prop::sample::select(vec![
                "a{2,5}", r"\bab?\b", "a.{0,6}b", "^a|b$", "é", "(?:a|ab)(?:b|ba)?", r"\Aa|b\z", r"\B ?a",
            ]),
        ) {
            let text = pieces.concat();
            let guard = Pattern::new("r", pattern);
            let pieces: Vec<&str> = pieces.iter().map(String::as_str).collect();
            let whole = streamed(&guard, &[&text]);
            prop_assert_eq!(streamed(&guard, &pieces), whole.clone());
            let folded = Folded::of(&text);
            let parted = folded.view().contains('\u{ffff}');
            let plain = Regex::new(pattern).expect("a pattern").find_iter(folded.bytes()).count();
            // More may be found in what spaced letters stand for.
            prop_assert!(parted || plain <= whole.len());
        }
    }
}
