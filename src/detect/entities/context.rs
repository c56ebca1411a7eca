//! Names of people where the words before them leave no doubt: salutations, introductions,
//! signatures.

use std::collections::BTreeSet;

use aho_corasick::AhoCorasick;
use once_cell::sync::Lazy;

use super::seen::Seen;
use super::{EntityRecognizer, EntitySink, EntityType};
use crate::error::GuardError;
use crate::id::Fingerprint;
use crate::span::{Reach, Span};
use crate::text::Invisible;

/// Finds names of people by what stands before them, in English, German, French, Spanish,
/// Italian, Portuguese and Dutch:
///
/// - a salutation with a form of address: `Dear Mr Smith`, `Sehr geehrte Frau Dr. Öztürk`;
/// - an introduction: `My name is Jane Doe`, `Je m'appelle Zoé`;
/// - a signature of two words or more, alone on the line behind a closing formula:
///   `Kind regards,` and `Jane Doe` below it.
///
/// A name is one to four words that begin with a capital letter. It is meant to be right where it
/// speaks, and misses most names: those in lower case, and all that stand elsewhere. It is not
/// part of any preset.
///
/// ```
/// use palisade::{Entities, Guardrails, NamesInContext};
///
/// let rails = Guardrails::builder().input(Entities::new(NamesInContext::new())).build_local()?;
/// let input = rails.validate_input("Hi, my name is Zoé Núñez and I like Paris.")?;
/// assert_eq!(input.user_text(), "Hi, my name is [PERSON] and I like Paris.");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct NamesInContext;

impl NamesInContext {
    /// The recogniser; it has no options.
    pub const fn new() -> Self {
        Self
    }
}

#[deny(clippy::missing_trait_methods)]
impl EntityRecognizer for NamesInContext {
    fn name(&self) -> &str {
        "names_in_context"
    }

    fn describe(&self, to: &mut Fingerprint) {
        to.text("version", "1");
    }

    fn reach(&self) -> Reach {
        Reach::Bytes(REACH)
    }

    fn recognize(&self, text: &str, found: &mut EntitySink) -> Result<(), GuardError> {
        let Some(cues) = CUES.as_ref() else {
            // A test rules that out.
            return Err(GuardError::failed("the list of cues did not compile"));
        };
        let seen = Seen::of(text);
        let text = seen.text();
        let mut names = BTreeSet::new();
        // Each cue by itself, also where they overlap, so that none depends on what is before.
        for cue in cues.find_overlapping_iter(text) {
            let Some((_, kind)) = LIST.get(cue.pattern().as_usize()) else { continue };
            let name = match kind {
                Cue::Introduction => introduced(text, cue.start(), cue.end()),
                Cue::Salutation => greeted(text, cue.start(), cue.end()),
                Cue::Closing => signed(text, cue.start(), cue.end()),
            };
            names.extend(name.filter(|name| is_within_reach(&seen, cue.start(), name.start())));
        }
        let names = names.into_iter().map(|name| seen.original(name));
        names.for_each(|name| found.report(EntityType::Person, name, 0.9));
        Ok(())
    }
}

/// What stands before a name.
#[derive(Clone, Copy, Debug)]
enum Cue {
    Introduction,
    Salutation,
    Closing,
}

/// A name has at most so many bytes, and it is decided by so many before and behind it: the
/// longest cue, three forms of address, what is not seen, and the beginning of the line.
const REACH: usize = 160;
const MAX_NAME: usize = 100;

/// Whether what decides about the name at `at` lies within the reach, with all that is not seen
/// there.
fn is_within_reach(seen: &Seen<'_>, cue: usize, at: usize) -> bool {
    let (from, name) = (seen.start(cue.saturating_sub(MAX_FILL + 1)), seen.start(at));
    let to = seen.start((at + MAX_NAME + MAX_FILL + 1).min(seen.text().len()));
    name - from <= REACH && to - name <= REACH
}

static CUES: Lazy<Option<AhoCorasick>> = Lazy::new(|| {
    let cues = LIST.iter().map(|(cue, _)| cue);
    AhoCorasick::builder().ascii_case_insensitive(true).build(cues).ok()
});

const LIST: &[(&str, Cue)] = &[
    ("my name is", Cue::Introduction),
    ("my name's", Cue::Introduction),
    ("my name’s", Cue::Introduction),
    ("mein name ist", Cue::Introduction),
    ("ich heiße", Cue::Introduction),
    ("ich heisse", Cue::Introduction),
    ("je m'appelle", Cue::Introduction),
    ("je m’appelle", Cue::Introduction),
    ("mon nom est", Cue::Introduction),
    ("me llamo", Cue::Introduction),
    ("mi nombre es", Cue::Introduction),
    ("mi chiamo", Cue::Introduction),
    ("il mio nome è", Cue::Introduction),
    ("meu nome é", Cue::Introduction),
    ("me chamo", Cue::Introduction),
    ("mijn naam is", Cue::Introduction),
    ("ik heet", Cue::Introduction),
    ("dear", Cue::Salutation),
    ("hello", Cue::Salutation),
    ("good morning", Cue::Salutation),
    ("good afternoon", Cue::Salutation),
    ("good evening", Cue::Salutation),
    ("sehr geehrte", Cue::Salutation),
    ("sehr geehrter", Cue::Salutation),
    ("liebe", Cue::Salutation),
    ("lieber", Cue::Salutation),
    ("guten tag", Cue::Salutation),
    ("guten morgen", Cue::Salutation),
    ("hallo", Cue::Salutation),
    ("cher", Cue::Salutation),
    ("chère", Cue::Salutation),
    ("bonjour", Cue::Salutation),
    ("estimado", Cue::Salutation),
    ("estimada", Cue::Salutation),
    ("gentile", Cue::Salutation),
    ("egregio", Cue::Salutation),
    ("prezado", Cue::Salutation),
    ("prezada", Cue::Salutation),
    ("geachte", Cue::Salutation),
    ("beste", Cue::Salutation),
    ("regards", Cue::Closing),
    ("kind regards", Cue::Closing),
    ("best regards", Cue::Closing),
    ("warm regards", Cue::Closing),
    ("sincerely", Cue::Closing),
    ("sincerely yours", Cue::Closing),
    ("yours sincerely", Cue::Closing),
    ("yours faithfully", Cue::Closing),
    ("yours truly", Cue::Closing),
    ("best wishes", Cue::Closing),
    ("mit freundlichen grüßen", Cue::Closing),
    ("mit freundlichen gruessen", Cue::Closing),
    ("freundliche grüße", Cue::Closing),
    ("viele grüße", Cue::Closing),
    ("beste grüße", Cue::Closing),
    ("herzliche grüße", Cue::Closing),
    ("cordialement", Cue::Closing),
    ("bien cordialement", Cue::Closing),
    ("atentamente", Cue::Closing),
    ("saludos cordiales", Cue::Closing),
    ("un saludo", Cue::Closing),
    ("cordiali saluti", Cue::Closing),
    ("distinti saluti", Cue::Closing),
    ("atenciosamente", Cue::Closing),
    ("met vriendelijke groet", Cue::Closing),
    ("met vriendelijke groeten", Cue::Closing),
];

/// Forms of address, without the full stop that may stand behind them.
const TITLES: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "dr",
    "prof",
    "professor",
    "doctor",
    "frau",
    "herr",
    "herrn",
    "monsieur",
    "madame",
    "mme",
    "señor",
    "señora",
    "sr",
    "sra",
    "don",
    "doña",
    "signor",
    "signora",
    "sig",
    "sig.ra",
    "dott",
    "senhor",
    "senhora",
    "heer",
    "mevrouw",
    "meneer",
];

/// Words that stand between the words of a name.
const PARTICLES: &[&str] = &[
    "van", "von", "de", "da", "das", "dos", "do", "del", "della", "der", "den", "di", "du", "la",
    "le", "zu", "zur", "al", "bin", "ben", "el", "ter", "y", "e",
];

/// Words that begin with a capital letter in headings and at the beginning of sentences, and are
/// no names; and what signs without being a person.
const NO_NAMES: &[&str] = &[
    "a",
    "an",
    "and",
    "am",
    "are",
    "as",
    "at",
    "but",
    "can",
    "customer",
    "department",
    "for",
    "from",
    "have",
    "hello",
    "hi",
    "how",
    "i",
    "i'm",
    "i’m",
    "in",
    "is",
    "it",
    "just",
    "name",
    "no",
    "not",
    "of",
    "office",
    "on",
    "or",
    "please",
    "sales",
    "service",
    "services",
    "sir",
    "so",
    "support",
    "team",
    "thank",
    "thanks",
    "that",
    "the",
    "this",
    "to",
    "was",
    "we",
    "what",
    "when",
    "where",
    "who",
    "why",
    "with",
    "you",
    "your",
    "management",
    "administration",
    "president",
    "manager",
    "director",
    "inc",
    "ltd",
    "llc",
    "gmbh",
    "und",
    "ich",
    "bin",
    "aus",
    "et",
    "je",
    "suis",
    "soy",
    "sono",
    "sou",
    "en",
    "ik",
    "madam",
    "colleague",
    "colleagues",
    "all",
];

fn introduced(text: &str, start: usize, end: usize) -> Option<Span> {
    if !is_word_start(text, start) {
        return None;
    }
    let at = spaces(text, end, &[' ', '\t', '\u{a0}', ':'])?;
    name(text, at, 1).map(|(span, _)| span)
}

fn greeted(text: &str, start: usize, end: usize) -> Option<Span> {
    if !is_word_start(text, start) {
        return None;
    }
    let mut at = spaces(text, end, &[' ', '\t', '\u{a0}'])?;
    let mut titles = 0;
    while titles < 3
        && let Some(behind) = title(text, at)
    {
        at = behind;
        titles += 1;
    }
    (titles > 0).then(|| name(text, at, 1))?.map(|(span, _)| span)
}

fn signed(text: &str, start: usize, end: usize) -> Option<Span> {
    // Alone on its line, but for spaces and the marks of a quotation.
    let before = text.get(..start)?.trim_end_matches([' ', '\t', '>']);
    let is_far = start - before.len() > MAX_FILL;
    if is_far || !(before.is_empty() || before.ends_with('\n')) {
        return None;
    }
    let rest = text.get(end..)?;
    let behind = rest.trim_start_matches([',', '.', '!', ' ', '\t', '\r', '\n', '>']);
    let gap = rest.get(..rest.len() - behind.len())?;
    if gap.len() > MAX_FILL || !gap.contains('\n') {
        return None;
    }
    let (span, words) = name(text, end + gap.len(), 2)?;
    let rest = text.get(span.end()..)?;
    let behind = rest.trim_start_matches([' ', '\t', ',', '\r']);
    let ends =
        rest.len() - behind.len() <= MAX_FILL && (behind.is_empty() || behind.starts_with('\n'));
    (ends && words >= 2).then_some(span)
}

const MAX_FILL: usize = 8;

/// Behind one or a few of these characters.
fn spaces(text: &str, at: usize, fill: &[char]) -> Option<usize> {
    let rest = text.get(at..)?;
    let len = rest.len() - rest.trim_start_matches(fill).len();
    (1..=MAX_FILL).contains(&len).then_some(at + len)
}

/// Behind a form of address and the space that follows it.
fn title(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    let len = rest.find(|c: char| !(c.is_alphabetic() || c == '.')).unwrap_or(rest.len());
    let word = rest.get(..len)?;
    let bare = word.strip_suffix('.').unwrap_or(word);
    let is_title = word.len() <= 12 && TITLES.contains(&&*bare.to_lowercase());
    if !is_title {
        return None;
    }
    spaces(text, at + len, &[' ', '\u{a0}'])
}

/// A name of one to four words that begins at `at`, and how many words it has.
fn name(text: &str, at: usize, least: usize) -> Option<(Span, usize)> {
    let (mut end, mut next, mut words) = (at, at, 0);
    while words < 4 {
        let rest = text.get(next..)?;
        let is_mark = |c: char| Invisible::of(c) == Some(Invisible::Mark);
        let is_part = |c: char| c.is_alphabetic() || is_joint(c) || is_mark(c);
        let len = rest.find(|c: char| !is_part(c)).unwrap_or(rest.len());
        // What joins letters does not end a word.
        let word = rest.get(..len)?.trim_end_matches(is_joint);
        if word.is_empty() || next + word.len() - at > MAX_NAME {
            break;
        }
        let mut behind = next + word.len();
        let word: String = word.chars().filter(|c| !is_mark(*c)).collect();
        let word = word.as_str();
        let is_initial = word.chars().nth(1).is_none() && text.get(behind..)?.starts_with('.');
        if words > 0 && PARTICLES.contains(&word) {
            match spaces(text, behind, &[' ']) {
                Some(after) => next = after,
                None => break,
            }
            continue;
        }
        // Not what goes on as a number, an address or a name of a program, or did before it was
        // replaced.
        let goes_on = text.get(behind..)?.starts_with(|c: char| {
            c.is_numeric() || matches!(c, '_' | '@' | '/' | '\\' | '=' | '[')
        });
        if goes_on || !is_name_word(word, is_initial) {
            break;
        }
        if is_initial {
            behind += 1;
        }
        (end, words) = (behind, words + 1);
        match spaces(text, behind, &[' ', '\u{a0}']) {
            Some(after) => next = after,
            None => break,
        }
    }
    (words >= least).then(|| (Span::new(at, end), words))
}

fn is_name_word(word: &str, is_initial: bool) -> bool {
    let begins = word.chars().next().is_some_and(char::is_uppercase);
    let is_long = word.chars().nth(1).is_some();
    begins && (is_long || is_initial) && !NO_NAMES.contains(&&*word.to_lowercase())
}

const fn is_joint(c: char) -> bool {
    matches!(c, '-' | '\'' | '’')
}

fn is_word_start(text: &str, at: usize) -> bool {
    let before = text.get(..at).and_then(|before| before.chars().next_back());
    // Behind a label a longer word may have been taken out.
    !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | ']'))
}
